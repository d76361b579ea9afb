"""What a tally says about the true total: an interval.

In: a comparator and a value.  Out: the smallest and the largest whole number they allow.  The rule this module
owns: *a tally is as exact as its words, no more*: "more than 150" has no upper end of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from jadwal.model.case import Case, Comparator, Indicator, Tally

SIGNS: dict[Comparator, str] = {
    "exactly": "",
    "at_least": "≥ ",
    "more_than": "> ",
    "nearly": "≲ ",
    "approx": "≈ ",
    "at_most": "≤ ",
    "less_than": "< ",
}


@dataclass(frozen=True)
class Sum:
    """``low`` … ``high`` counted from day ``first`` to day ``last`` (date ordinals, both included); None: open."""

    tally: str
    first: int
    last: int
    low: int
    high: int | None
    value: int


@dataclass(frozen=True)
class OtherCount:
    """A tally that is not the indicator's own, beside what its own ones say about the same days.

    ``how``: ``disagrees`` (same scope, no total satisfies both), ``agrees`` (same scope, some does), ``elsewhere``
    (other scope, so nothing follows).
    """

    tally: Tally
    low: int
    high: int | None
    how: Literal["disagrees", "agrees", "elsewhere"]


def interval(comparator: Comparator, value: int) -> tuple[int, int | None]:
    """Smallest and largest total that ``comparator value`` allows (method, section 7); tenths are rounded outwards."""
    low: int = value
    high: int | None = value
    if comparator == "at_least":
        high = None
    elif comparator == "more_than":
        low, high = value + 1, None
    elif comparator == "nearly":
        high = max(0, value - 1)
        low = min(9 * value // 10, high)
    elif comparator == "approx":
        low, high = 9 * value // 10, -(-11 * value // 10)
    elif comparator == "at_most":
        low = 0
    elif comparator == "less_than":
        low, high = 0, value - 1
    return low, high


def figure(tally: Tally) -> str:
    """The figure as the source gives it, e.g. ``> 150``."""
    return f"{SIGNS[tally.comparator]}{tally.value}"


def own(tally: Tally, indicator: Indicator) -> bool:
    """True when the tally is of the indicator's own counter, scope and definition: only those are counted."""
    return (tally.counter, tally.scope, tally.definition) == (indicator.counter, indicator.scope, indicator.definition)


def tallies(case: Case, indicator: Indicator) -> tuple[tuple[Tally, ...], tuple[Tally, ...]]:
    """The indicator's own tallies and those of other counters, scopes or definitions, each by period and id."""
    rows = sorted(
        (t for t in case.tallies if t.indicator == indicator.id and t.as_of <= case.as_of),
        key=lambda t: (t.as_of, t.since, t.id),
    )
    mine = tuple(t for t in rows if own(t, indicator)) if indicator.counter else ()
    return mine, tuple(t for t in rows if not own(t, indicator))


def sums(rows: Iterable[Tally]) -> tuple[Sum, ...]:
    """One interval constraint per tally."""
    return tuple(
        Sum(t.id, t.since.toordinal(), t.as_of.toordinal(), *interval(t.comparator, t.value), t.value) for t in rows
    )
