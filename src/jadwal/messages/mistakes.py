"""Mistakes in what a user gave, collected and raised once."""

from __future__ import annotations

from typing import Literal

import msgspec

from jadwal.messages.catalogue import remedy, text

Param = str | int


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake: its code, its place, and what fills the sentence.

    ``file`` is relative to the case folder; ``row`` is the line number a person sees in an editor (the header is row
    1; 0 means the whole file); ``field`` the column or key.
    """

    code: str
    file: str = ""
    row: int = 0
    field: str = ""
    params: tuple[tuple[str, Param], ...] = ()
    severity: Literal["error", "warning"] = "error"

    def what(self, lang: str) -> str:
        """What is wrong."""
        return text(self.code, lang, **dict(self.params))

    def would_be_right(self, lang: str) -> str:
        """What would be right."""
        return remedy(self.code, lang, **dict(self.params))

    def place(self) -> str:
        """``file:row field``, as far as known."""
        where = self.file + (f":{self.row}" if self.row else "")
        return f"{where} {self.field}".strip()


class BadInput(Exception):  # noqa: N818 - a user meets it by this name
    """Raised once with every mistake found; the command line prints them and exits with 2."""

    def __init__(self, mistakes: list[Mistake] | tuple[Mistake, ...]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(*self.mistakes)

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Mistake, ...]]]:
        return BadInput, (self.mistakes,)

    def __str__(self) -> str:
        return "\n".join(f"{m.place()}: {m.what('en')} {m.would_be_right('en')}" for m in self.mistakes)
