"""Text and tables on a terminal, in either language.

In: rows of text.  Out: lines.  The rule this module owns (DESIGN.md, two languages): in a terminal text stands in
*logical order, Arabic in the last column, with a left-to-right mark after each Arabic cell*, so that what follows
keeps its place.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from jadwal.messages import text
from jadwal.messages.shares import NONE, chance, tenths
from jadwal.text import LRM

__all__ = ["NONE", "Screen", "chance", "marked", "shown", "tenths"]

WIDTH_WHEN_PIPED = 120


class Screen:
    """Prints to ``stream`` in ``lang``; as wide as the terminal, or 120 columns when there is none."""

    def __init__(self, lang: str, stream: TextIO) -> None:
        self.lang = lang
        width = shutil.get_terminal_size((WIDTH_WHEN_PIPED, 40)).columns if stream.isatty() else WIDTH_WHEN_PIPED
        self.console = Console(file=stream, width=max(width, 60), highlight=False, markup=False, emoji=False)

    def word(self, name: str, /, **params: Any) -> str:
        """A word or phrase of the command line, code ``cli.word.<name>``."""
        return text(f"cli.word.{name}", self.lang, **params)

    def say(self, code: str, **params: Any) -> None:
        """One sentence of the catalogue."""
        self.line(text(code, self.lang, **params))

    def line(self, sentence: str, style: str = "") -> None:
        """One paragraph."""
        self.console.print(Styled(marked(sentence), style=style), soft_wrap=not self.console.is_terminal)

    def heading(self, words: str) -> None:
        """A heading with a line of space above it."""
        self.console.print()
        self.line(words, style="bold")

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]], right: int = 0) -> None:
        """A table; the first ``right`` columns are aligned right.  The last one takes the room that is left."""
        made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(headers), header_style="bold")
        for n, header in enumerate(headers):
            last = n == len(headers) - 1
            side = "right" if n < right else "left"
            made.add_column(Styled(marked(header)), justify=side, no_wrap=not last, overflow="fold", ratio=1 * last)  # type: ignore[arg-type]
        for row in rows:
            made.add_row(*(Styled(marked(cell)) for cell in row))
        self.console.print(made)


def marked(cell: str) -> str:
    """``cell`` with a left-to-right mark after each line that holds Arabic."""
    return "\n".join(line + LRM if any("\u0600" <= c <= "\u06ff" for c in line) else line for line in cell.split("\n"))


def shown(day: date | None) -> str:
    """A date, or a dash."""
    return NONE if day is None else day.isoformat()
