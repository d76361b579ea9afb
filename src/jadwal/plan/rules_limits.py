"""Rules about limits that hold for some days only: capacities that change.

In: a :class:`~jadwal.plan.rules.Context`.  Out: a :class:`~jadwal.plan.rules.Part` per rule.  The rule this module
owns: *a limit is kept on each of its days, the first and the last included, and on no other*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from jadwal.model.case import Capacity, Crew, Lane
from jadwal.plan.problem import Span
from jadwal.plan.rules import Context, Part, Room


def capacities(c: Context) -> Part:
    """A lane or crew has another capacity for some days (``plan/problem.py`` says how)."""
    part = Part()
    days = (c.case.horizon - c.case.as_of).days + 2  # levels are kept up to the instant that ends the horizon
    kinds: tuple[tuple[str, tuple[Lane | Crew, ...]], ...] = (("lane", c.case.lanes), ("crew", c.case.crews))
    for kind, owners in kinds:
        for owner in owners:
            periods = [p for row in c.case.capacities if row.of == owner.id for p in _period(c, row, days)]
            if not periods:
                continue
            usual = owner.capacity.likely
            most = max(usual, *(row.capacity.likely for _, _, row in periods))
            spans = [_taken(first, end, most - usual) for first, end in _between(periods, days)]
            for first, end, row in periods:
                now = row.capacity.likely
                words: dict[str, Any] = {"capacity": now, **dates(row)}
                rule = part.rule("capacity", row.id, row, name=owner.name, **words)
                spans.append(_taken(first, end, most - max(now, usual)))
                spans.append(_taken(first, end, usual - now, rule))
            part.rooms.append(Room(f"{kind}:{owner.id}", most, tuple(s for s in spans if s.amount > 0)))
    return part


def dates(row: Capacity) -> dict[str, str]:
    """First and last day of a period as a sentence says them."""
    return {"first": row.first.isoformat(), "last": row.last.isoformat()}


def _period(c: Context, row: Capacity, days: int) -> Iterator[tuple[int, int, Capacity]]:
    """First day, and the day after the last, of what is still to come of a row's period; none when it is over."""
    first, end = max(c.day(row.first), 0), min(c.day(row.last) + 1, days)
    if first < end:
        yield first, end, row


def _between(periods: list[tuple[int, int, Capacity]], days: int) -> Iterator[tuple[int, int]]:
    """The days on which none of the periods is on."""
    at = 0
    for first, end, _ in sorted(periods, key=lambda p: p[0]):
        if at < first:
            yield at, first
        at = max(at, end)
    if at < days:
        yield at, days


def _taken(first: int, end: int, amount: int, rule: str = "") -> Span:
    return Span(begin=None, first=first, length=end - first, amount=amount, rule=rule)


RULES: tuple[Callable[[Context], Part], ...] = (capacities,)
