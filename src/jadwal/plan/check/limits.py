"""Limits that hold for some days only: capacities that change, blackouts, the days of each party,
longest lags, budgets.

In: a :class:`Record`.  Out: violations of the families ``capacity``, ``blackout``, ``party-calendar`` and
``longest-lag``.  The rule this module owns: *on each day the limits of that day are looked up in the case*.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jadwal.model.case import COMMISSION_KINDS, Capacity, Party, Text
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


def rests(r: Record, w: Work, day: int) -> Violation | None:
    """Why a piece of work may not be done on a day that its own calendar leaves open; None: it may."""
    on = date.fromordinal(day)
    if w.need.kind in ("milestone", "notice") or not w.entry.days:
        return None
    for p in parties(r, w):
        if not r.open(p.calendar, day):
            return broken("party-calendar", w.id, day=day, name=w.entry.name, party=p.name, on=on.isoformat())
    for b in r.case.blackouts:
        places = {"mission": {b.of}, "lane": {w.need.lane}, "site": {w.need.site, w.need.to_site}}[b.scope]
        if b.first <= on <= b.last and b.of in places:
            return broken("blackout", w.id, day=day, name=w.entry.name, blackout=b.name, on=on.isoformat())
    return None


def parties(r: Record, w: Work) -> list[Party]:
    """Those whose calendars a piece of the commission's work keeps to: the party that owns it, else both."""
    if w.need.kind not in COMMISSION_KINDS:
        return []
    owner = [p for p in r.case.parties if p.id == w.need.owner]
    return owner or list(r.case.parties)


def blackouts(r: Record) -> Iterator[Violation]:
    """Work starts on no day of a blackout or on which its parties rest, and no serial is on its way on one."""
    for w in r.works.values():
        if w.start is None or w.has_started:
            continue
        last = w.finish if w.need.kind == "movement" and w.finish is not None else w.start + 1
        yield from [v for day in range(w.start, last) if (v := rests(r, w, day)) is not None][:1]


def longest_lags(r: Record) -> Iterator[Violation]:
    """What waits by a link with a longest lag comes no later than that; promised, and missed where either never comes.

    Of several longest lags of one type between two pieces of work the shortest counts.
    """
    for id, a in sorted(r.reading.own.items()):
        most: dict[tuple[str, str], int] = {}
        for k in sorted((k for k in a.after if k.most is not None), key=lambda k: -(k.most or 0)):
            most[r.reading.plan_id(k.before), k.type] = k.most or 0
        for (before, type), days in most.items():
            one, other = r.works.get(before), r.works.get(id)
            if one is None or other is None:
                continue
            since, at = (w.start if side == "S" else w.finish for w, side in ((one, type[0]), (other, type[1])))
            about: dict[str, Any] = {"name": other.entry.name, "before": one.entry.name, "days": days}
            subject = f"{id}:{before}:{type}"
            if since is None or at is None:
                yield broken("longest-lag", subject, "longest-lag-undated", promised=True, **about)
            elif at - since > days:
                yield broken("longest-lag", subject, day=since + days, promised=True, found=at - since, **about)


def budgets(r: Record) -> Iterator[Violation]:
    """In each period no more is spent than its budget says; promised.

    What work costs is spent on the day it starts, what a site costs on each day before it is closed; days before the
    as-of date count too, and a site that is never closed costs all the time.
    """
    for b in (b for b in r.case.budgets if r.applies(b.readings)):
        first, days = b.first.toordinal(), (b.last - b.first).days + 1
        spent = 0
        for s in r.case.sites:
            closed = r.works.get(f"closed:{s.id}")
            end = None if closed is None else closed.finish
            spent += s.daily_cost * (days if end is None else min(max(end - first, 0), days))
        for w in r.works.values():
            if w.start is not None and first <= w.start - (w.entry.days == 0) < first + days:
                spent += _price(r, w)
        if spent > b.most:
            yield broken("budget", b.id, day=b.last.toordinal(), promised=True, name=b.name, found=spent, most=b.most)


def _price(r: Record, w: Work) -> int:
    """What work costs once: equipment's going (of what is shipped the first serial), and what its mode adds."""
    own = sum(e.cost for e in r.case.equipment if w.id in (f"dispose:{e.id}", f"ship:{e.id}:1"))
    mode = r.reading.ways_of(w.need).get(w.entry.mode)
    return own + (mode.cost if mode is not None else 0)
