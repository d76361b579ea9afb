"""Words for chances: one stated scale, and "9 of 10 futures", in both languages.

In: a chance in parts per million.  Out: its word, or how many of ten futures.  The rule this module owns: *a word and a
percentage never disagree*: both are read off the same whole percent, rounded half up, and the seven bands cover
0 to 100 without overlapping.

The bands and the English words are those of Intelligence Community Directive 203, "Analytic Standards" (Office of the
Director of National Intelligence, 2 January 2015), section D.6.e.(2)(a): almost no chance 1-5 %, very unlikely 5-20 %,
unlikely 20-45 %, roughly even chance 45-55 %, likely 55-80 %, very likely 80-95 %, almost certain 95-99 %.  There, one
percentage ends one band and begins the next; here it belongs to the outer of the two (and 45 and 55 to the middle), so
that a chance and its opposite (5 and 95, 20 and 80) always have opposite words.  The ends are widened to 0 and 100.
"""

from __future__ import annotations

from typing import NamedTuple

from jadwal.messages.catalogue import text

WHOLE = 1_000_000
_PERCENT = WHOLE // 100
_FIRST_AND_CODE = (
    (0, "chance.almost-none"),
    (6, "chance.very-unlikely"),
    (21, "chance.unlikely"),
    (45, "chance.even"),
    (56, "chance.likely"),
    (80, "chance.very-likely"),
    (95, "chance.almost-certain"),
)
_FEW, _MOST = 5, 95  # up to this percent: almost none; from this percent on: almost all


class Band(NamedTuple):
    """One row of the scale: its word, the first and the last whole percent that it stands for."""

    word: str
    first: int
    last: int


def word(ppm: int, lang: str) -> str:
    """The word of a chance of ``ppm`` parts per million (0 to 1,000,000), else ``ValueError``."""
    percent = _whole_percent(ppm)
    return text(next(code for first, code in reversed(_FIRST_AND_CODE) if first <= percent), lang)


def in_ten(ppm: int, lang: str) -> str:
    """How many of ten futures a chance of ``ppm`` is, e.g. "9 of 10 futures", «9 مستقبلات من كل 10».

    "None" and "all" are said of exactly 0 and 1,000,000 only; up to 5 % it is almost none, from 95 % on almost all.
    """
    percent = _whole_percent(ppm)
    if ppm in (0, WHOLE):
        return text("chance.no-future" if ppm == 0 else "chance.all-futures", lang)
    if percent <= _FEW or percent >= _MOST:
        return text("chance.hardly-any-future" if percent <= _FEW else "chance.nearly-all-futures", lang)
    return text("chance.in-ten", lang, n=(percent + 5) // 10)


def scale(lang: str) -> tuple[Band, ...]:
    """The whole scale, from the least chance to the greatest."""
    ends = [first for first, _ in _FIRST_AND_CODE[1:]] + [101]
    rows = zip(_FIRST_AND_CODE, ends, strict=True)
    return tuple(Band(text(code, lang), first, end - 1) for (first, code), end in rows)


def _whole_percent(ppm: int) -> int:
    if not 0 <= ppm <= WHOLE:
        raise ValueError(f"{ppm} is no chance in parts per million")
    return (ppm + _PERCENT // 2) // _PERCENT
