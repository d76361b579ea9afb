"""What every family of the case is made of: values, texts in both languages, ranges, rows with their provenance.

In: nothing (pure types).  Out: the types that ``model/case.py`` and the modules beside it build on and that it hands
on under the same names.  The rule this module owns: *what is known about a value travels with it*.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

Basis = Literal["reported", "assumed", "entered"]


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every type: frozen, keyword-only."""


class Text(Value, frozen=True, kw_only=True):
    """A name or a sentence in both languages."""

    en: str
    ar: str

    def of(self, lang: str) -> str:
        """The text in ``lang`` (``en`` or ``ar``)."""
        return self.ar if lang == "ar" else self.en


class Estimate(Value, frozen=True, kw_only=True):
    """An integer with a range, ``low <= likely <= high``."""

    low: int
    likely: int
    high: int

    @property
    def exact(self) -> bool:
        """True when the range is a point."""
        return self.low == self.high


class Row(Value, frozen=True, kw_only=True):
    """What every row and clause carries: how its figures are known, from which day, and by what source."""

    id: str
    known_from: date
    basis: Basis = "entered"
    source: tuple[str, ...] = ()  # ids of sources
    note: str = ""
