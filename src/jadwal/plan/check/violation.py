"""What the checker returns: one broken rule, with its subject, its day and its sentence in both languages.

In: nothing (a pure type).  Out: :class:`Violation`.  The rule this module owns: *a violation says what, where and
when, and reads as a sentence*; the sentences are in ``messages/*/check.toml``.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from jadwal.messages import text
from jadwal.model.case import Text, Value

Param = str | int | Text


class Violation(Value, frozen=True, kw_only=True):
    """One broken rule: its family (docs/method.md section 3), its kind, whom it is about, and the first day it is
    broken."""

    family: str
    kind: Literal["physical", "promised"]
    subject: str  # id of the task, site, lane, … it is about
    code: str
    params: tuple[tuple[str, Param], ...] = ()
    day: date | None = None

    def text(self, lang: str) -> str:
        """The sentence in ``lang`` (``en`` or ``ar``)."""
        return text(self.code, lang, **dict(self.params))


def broken(
    family: str, subject: str, code: str = "", day: int | None = None, *, promised: bool = False, **params: Any
) -> Violation:
    """A violation of ``family`` on the day with ordinal ``day``; the code is ``check.<family>`` unless another is
    given."""
    return Violation(
        family=family,
        kind="promised" if promised else "physical",
        subject=subject,
        code=f"check.{code or family}",
        params=tuple(sorted(params.items())),
        day=None if day is None else date.fromordinal(day),
    )


def sort_key(violation: Violation) -> tuple[str, str, str, str, date, str]:
    """An order that does not depend on the order of rows."""
    v = violation
    return (v.kind, v.family, v.subject, v.code, v.day or date.max, repr(v.params))
