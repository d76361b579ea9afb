"""Limits that hold for some days only: capacities that change.

In: a :class:`Record`.  Out: violations of the family ``capacity``.  The rule this module owns: *on each day the limit
of that day is looked up in the case*.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jadwal.model.case import Capacity, Text
from jadwal.plan.check.record import Record, Work, levels
from jadwal.plan.check.violation import Violation, broken


def capacities(r: Record) -> Iterator[Violation]:
    """On the days of a capacity of its own no more of a lane or crew is used than that."""
    for lane in r.case.lanes:
        users = [(w, 1) for w in r.works.values() if w.need.lane == lane.id]
        yield from _over(r, lane.id, lane.name, users)
    for crew in r.case.crews:
        users = [(w, w.need.crew_need) for w in r.works.values() if w.need.crew == crew.id]
        yield from _over(r, crew.id, crew.name, users)


def _over(r: Record, of: str, name: Text, users: list[tuple[Work, int]]) -> Iterator[Violation]:
    told: set[str] = set()
    for day, used in used_by_day(r, of, users):
        row = row_of(r, of, day)
        if row is not None and used > row.capacity.likely and row.id not in told:
            told.add(row.id)
            on = date.fromordinal(day).isoformat()
            yield broken("capacity", row.id, day=day, name=name, found=used, most=row.capacity.likely, on=on)


def row_of(r: Record, of: str, day: int) -> Capacity | None:
    """The row that says what a lane or crew can do on a day; None: its own capacity holds."""
    return next((x for x in r.case.capacities if x.of == of and x.first <= date.fromordinal(day) <= x.last), None)


def used_by_day(r: Record, of: str, users: list[tuple[Work, int]]) -> Iterator[tuple[int, int]]:
    """(day, how much is in use) wherever that or the capacity changes; days on which only what had begun by the as-of
    date is at work are left out, for a fact breaks no rule."""
    used, begun = [], []
    for w, need in users:
        if w.start is not None:
            changes = [(w.start, need)] + ([(w.finish, -need)] if w.finish is not None else [])
            used += changes
            begun += changes if w.has_started else []
    edges = {x.first.toordinal() for x in r.case.capacities if x.of == of}
    edges |= {x.last.toordinal() + 1 for x in r.case.capacities if x.of == of}
    still = [(day, 0) for day in (*edges, *(day for day, _ in used))]
    facts = dict(levels([*begun, *still], r.first_day))
    for day, level in levels([*used, *still], r.first_day):
        if level > facts[day]:
            yield day, level
