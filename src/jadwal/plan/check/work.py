"""When work is done: open days, unbroken serials, pauses, conditions that gate it, permissions, lanes and crews.

In: a :class:`Record`.  Out: violations of the families ``calendar``, ``pause``, ``gate-start``, ``gate-continue``,
``permission``, ``lane`` and ``crew``.  The rule this module owns: *work is done only on days on which it may be*.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jadwal.model.case import Permission, Text
from jadwal.plan.check.limits import rests as rests_on
from jadwal.plan.check.limits import row_of, used_by_day
from jadwal.plan.check.record import Record, Work
from jadwal.plan.check.violation import Violation, broken


def calendars(r: Record) -> Iterator[Violation]:
    """Work starts on an open day, gets as many working days as it takes, and serials are not broken by closed days."""
    for w in r.works.values():
        if w.start is None or w.has_finished or w.entry.days == 0:
            continue
        if w.has_started:
            yield from _works_on(r, w)
            continue
        if not r.open(w.need.calendar, w.start):
            yield _on(w, "calendar", w.start, "closed-day")
        elif w.finish is None:
            continue
        elif w.need.kind == "movement":
            yield from _unbroken(r, w, w.finish)
        else:
            yield from _enough_days(r, w, w.finish)


def _works_on(r: Record, w: Work) -> Iterator[Violation]:
    """What has started gets the days that were left on the as-of date; a serial on the road arrives without delay.

    The days before the as-of date count as worked.
    """
    assert w.start is not None
    if w.finish is None:
        return
    serial = w.need.kind == "movement"
    left = max(w.entry.days - max(r.first_day - w.start, 0), 0)
    rests = [] if serial else sorted(r.continue_gates[w.id])
    days = [day for day in range(max(w.start, r.first_day), w.finish) if r.open(w.need.calendar, day)]
    days = [day for day in days if rests_on(r, w, day) is None]
    worked = [d for d in days if serial or (not r.is_paused(w.need, d) and all(r.holds(c, d) for c in rests))]
    if len(worked) < left:
        yield broken("calendar", w.id, "too-short", w.start, name=w.entry.name, found=len(worked), wanted=left)
    elif serial and len(worked) > max(left, 1):
        yield broken("calendar", w.id, "serial-days", w.start, name=w.entry.name, found=len(worked), wanted=left)


def _unbroken(r: Record, w: Work, finish: int) -> Iterator[Violation]:
    assert w.start is not None
    closed = [day for day in range(w.start, finish) if not r.open(w.need.calendar, day)]
    if closed:
        yield _on(w, "calendar", closed[0], "broken-serial")
    elif finish - w.start != w.entry.days:
        yield broken(
            "calendar", w.id, "serial-days", w.start, name=w.entry.name, found=finish - w.start, wanted=w.entry.days
        )


def _enough_days(r: Record, w: Work, finish: int) -> Iterator[Violation]:
    """The first reason (calendar, parties, blackout, pause, condition) for which too few days remain."""
    assert w.start is not None
    days = [day for day in range(w.start, finish) if r.open(w.need.calendar, day)]
    resting = {day: v.family for day in days if (v := rests_on(r, w, day)) is not None}
    shared = [day for day in days if resting.get(day) != "party-calendar"]
    free = [day for day in shared if day not in resting]
    unpaused = [day for day in free if not r.is_paused(w.need, day)]
    gates = r.continue_gates[w.id]
    left = [day for day in unpaused if all(r.holds(c, day) for c in gates)]
    reasons = (("party-calendar", shared), ("blackout", free), ("pause", unpaused), ("gate-continue", left))
    for family, found in (("calendar", days), *reasons):
        if len(found) < w.entry.days:
            code = "too-short" if family == "calendar" else f"{family}-too-short"
            yield broken(family, w.id, code, w.start, name=w.entry.name, found=len(found), wanted=w.entry.days)
            return
    if finish - 1 != left[-1]:
        yield _on(w, "calendar", finish - 1, "rest-day-finish")


def pauses(r: Record) -> Iterator[Violation]:
    """On a day that a shock pauses, no work and no serial starts."""
    for w in r.works.values():
        if w.start is not None and not w.has_started and w.entry.days and r.is_paused(w.need, w.start):
            yield _on(w, "pause", w.start)


def gates(r: Record) -> Iterator[Violation]:
    """A gated phase or activity starts on a day on which its condition holds; gated work starts on no other day
    either."""
    names = {c.id: c.statement for c in r.case.conditions}
    for w in r.works.values():
        if w.start is None or w.has_started:
            continue
        for condition in sorted(r.start_gates[w.id]):
            if not r.holds(condition, w.start):
                yield _gated(w, "gate-start", w.start, names[condition])
        for condition in sorted(r.continue_gates[w.id]):
            if w.need.kind == "movement" and not r.holds(condition, w.start):
                yield _gated(w, "gate-continue", w.start, names[condition])


def _gated(w: Work, family: str, day: int, condition: Text) -> Violation:
    return broken(family, w.id, day=day, name=w.entry.name, on=date.fromordinal(day).isoformat(), condition=condition)


def permissions(r: Record) -> Iterator[Violation]:
    """Serials on the lane, or the activity, start while a permission is valid; none is granted before it could be."""
    for p in r.case.permissions:
        granted = [g for g in r.schedule.grants if g.permission == p.id]
        valid = [(g.first.toordinal(), g.last.toordinal() if g.last else r.last_day + 1) for g in granted]
        for w in r.works.values():
            if not _needs(r, p, w) or w.start is None or w.has_started:
                continue
            if not any(first <= w.start <= last for first, last in valid):
                on = date.fromordinal(w.start).isoformat()
                yield broken("permission", w.id, day=w.start, name=w.entry.name, permission=p.name, on=on)
        yield from _possible(r, p)
        yield from _withdrawn(r, p)


def _needs(r: Record, p: Permission, w: Work) -> bool:
    on_lane = bool(p.lane) and p.lane == w.need.lane
    shipped = bool(p.activity) and w.id.startswith(f"ship:{p.activity}:")
    return on_lane or shipped or (bool(p.activity) and r.reading.plan_id(p.activity) == w.id)


def _possible(r: Record, p: Permission) -> Iterator[Violation]:
    """A grant comes no sooner after the asking than the lead allows, and lasts no longer than it is valid."""
    grants = sorted((g for g in r.schedule.grants if g.permission == p.id), key=lambda g: g.first)
    asked: int | None = r.first_day
    if p.asked_after:
        before = r.works.get(r.reading.plan_id(p.asked_after))
        asked = None if before is None or before.finish is None else max(r.first_day, before.finish)
    lead = p.lead.low if r.future else p.lead.likely
    for n, g in enumerate(grants):
        first = g.first.toordinal()
        already = p.granted is not None and p.granted <= r.case.as_of
        if already and (g.first == p.granted or n > 0):
            pass
        elif asked is None or first < asked + (lead if n == 0 else 0):
            yield broken("permission", p.id, "granted-early", first, permission=p.name, on=g.first.isoformat())
        if p.valid_days and g.last is not None and g.last.toordinal() - first + 1 > p.valid_days:
            yield broken(
                "permission",
                p.id,
                "valid-too-long",
                first,
                permission=p.name,
                wanted=p.valid_days,
                last=g.last.isoformat(),
            )


def _withdrawn(r: Record, p: Permission) -> Iterator[Violation]:
    """A shock ends what was granted or asked for before its first day; asked for again on that day, it takes a lead."""
    ending = {s.id for s in r.case.shocks if p.id in s.ends}
    asked = _asked(r, p)
    for day in sorted({x.first for x in r.schedule.pauses if x.shock in ending and x.first >= r.case.as_of}):
        if asked is None or asked >= day.toordinal():
            continue
        for g in r.schedule.grants:
            if g.permission != p.id:
                continue
            if g.first < day and (g.last is None or g.last >= day):
                on, first = day.isoformat(), g.first.isoformat()
                yield broken("permission", p.id, "withdrawn", day.toordinal(), permission=p.name, on=on, first=first)
            elif day <= g.first and (g.first - day).days < p.lead.low:
                yield broken("permission", p.id, "granted-early", permission=p.name, on=g.first.isoformat())


def _asked(r: Record, p: Permission) -> int | None:
    """The day on which a permission is asked for, or was granted already; None: not asked for."""
    if p.granted is not None and p.granted <= r.case.as_of:
        return p.granted.toordinal()
    before = r.works.get(r.reading.plan_id(p.asked_after)) if p.asked_after else None
    if p.asked_after and (before is None or before.finish is None):
        return None
    return r.first_day if before is None or before.finish is None else max(r.first_day, before.finish)


def lanes(r: Record) -> Iterator[Violation]:
    """At most so many serials on a lane at once, from start to finish."""
    for lane in r.case.lanes:
        users = [(w, 1) for w in r.works.values() if w.need.lane == lane.id]
        yield from _over(r, "lane", lane.id, lane.name, lane.capacity.likely, users)


def crews(r: Record) -> Iterator[Violation]:
    """At most so many of a crew at work at once, from start to finish."""
    for crew in r.case.crews:
        users = [(w, w.need.crew_need) for w in r.works.values() if w.need.crew == crew.id]
        yield from _over(r, "crew", crew.id, crew.name, crew.capacity.likely, users)


def _over(r: Record, family: str, id: str, name: Text, most: int, users: list[tuple[Work, int]]) -> Iterator[Violation]:
    for day, level in used_by_day(r, id, users):
        if level > most and row_of(r, id, day) is None:
            yield broken(family, id, day=day, name=name, found=level, most=most, on=date.fromordinal(day).isoformat())
            return


def _on(w: Work, family: str, day: int, code: str = "") -> Violation:
    return broken(family, w.id, code, day, name=w.entry.name, on=date.fromordinal(day).isoformat())
