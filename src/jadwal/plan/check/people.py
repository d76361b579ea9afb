"""Who is where on every day: protection, function cover, steps of the reduction, ceilings and floors.

In: a :class:`Record`.  Out: violations of the families ``protection``, ``cover``, ``largest-step``, ``largest-share``,
``last-days``, ``ceiling`` and ``floor``.
The rule this module owns: *headcounts are counted day by day from the serials themselves*.  People count at a site
until their serial starts (a conversion: finishes), in the mission until it finishes; who has no dates is still there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jadwal.model.case import Ceiling, Floor, Function, Site, Text
from jadwal.plan.check.record import Record, levels
from jadwal.plan.check.violation import Violation, broken


def protection(r: Record) -> Iterator[Violation]:
    """percent x others <= 100 x guards at every site on every day on which others are there."""
    for s in r.case.sites:
        percent = _ratio(r, s)
        if not percent:
            continue
        guards = dict(levels(r.presence(s.id, guards=True), r.first_day))
        others = dict(levels(r.presence(s.id, guards=False), r.first_day))
        here_guards = here_others = 0
        for day in sorted({*guards, *others}):
            here_guards, here_others = guards.get(day, here_guards), others.get(day, here_others)
            if here_others > 0 and percent * here_others > 100 * here_guards:
                yield broken(
                    "protection",
                    s.id,
                    day=day,
                    name=s.name,
                    guards=here_guards,
                    others=here_others,
                    percent=percent,
                    on=_date(day),
                )
                break


def _ratio(r: Record, s: Site) -> int:
    """Guards per 100 others at a site: the base, replaced by each band in turn that the site's threat reaches."""
    row, percent = r.case.protection, 0
    if row is not None:
        percent = row.percent.likely
        for band in sorted(row.bands, key=lambda b: b.threat_from):
            if s.threat_weight >= band.threat_from:
                percent = band.percent.likely
    return percent


def cover(r: Record) -> Iterator[Violation]:
    """People providing a function do not fall below its need until its condition holds or its substitute stands."""
    for f in r.case.functions:
        until = _released(r, f)
        changes = []
        for u in (u for u in r.case.units if u.function == f.id):
            changes.append((1, u.headcount.likely))
            for w in r.of_unit(u):
                goes_on = u.disposition == "convert"  # under the bilateral arrangement it provides what it provided
                if w.leaves and w.goes is not None and not goes_on:
                    changes.append((w.goes, -w.need.people))
        for day, level in levels(changes, r.first_day):
            if level < f.need.likely and (until is None or day < until):
                yield broken(
                    "cover",
                    f.id,
                    day=day,
                    promised=f.binding == "promised",
                    name=f.name,
                    found=level,
                    need=f.need.likely,
                    on=_date(day),
                )
                break


def _released(r: Record, f: Function) -> int | None:
    """The first day from which a function need not be covered any more; None: never in this timetable."""
    days = [r.first_holds(f.until_condition)] if f.until_condition else []
    substitute = r.works.get(r.reading.plan_id(f.until_activity)) if f.until_activity else None
    days += [substitute.finish] if substitute else []
    return min((d for d in days if d is not None), default=None)


def largest_step(r: Record) -> Iterator[Violation]:
    """At most so many people leave the mission in any so many days: every window is counted."""
    row = r.case.reduction
    if row is not None:
        yield from _steps(r, "largest-step", row.step_people.likely, row.step_days)


def largest_share(r: Record) -> Iterator[Violation]:
    """The same as a share of the headcount at the outset (rounded down, at least one)."""
    row = r.case.reduction
    if row is not None and row.step_percent is not None:
        most = max(row.step_percent.likely * r.reading.headcount // 100, 1)
        yield from _steps(r, "largest-share", most, row.step_days, percent=row.step_percent.likely)


def _steps(r: Record, family: str, most: int, length: int, **also: Any) -> Iterator[Violation]:
    leaving = sorted(
        (w.goes, w.need.people, not w.has_started) for w in r.works.values() if w.leaves and w.goes is not None
    )
    for first, _, _ in leaving:
        window = [(people, planned) for day, people, planned in leaving if first <= day < first + length]
        total = sum(people for people, _ in window)
        if total > most and any(planned for _, planned in window):
            yield broken(family, "mission", day=first, found=total, most=most, days=length, on=_date(first), **also)
            return


def last_days(r: Record) -> Iterator[Violation]:
    """No bunching: in the last days before the last person leaves at most a share of the headcount does; promised."""
    row = r.case.reduction
    leaving = [w for w in r.works.values() if w.leaves]
    if row is None or not row.last_days or not leaving:
        return
    most, share = row.last_percent * r.reading.headcount // 100, row.last_percent
    ends = [w.finish for w in leaving if w.finish is not None]
    if len(ends) < len(leaving):
        yield broken("last-days", "mission", "last-days-undated", promised=True, percent=share, days=row.last_days)
        return
    first = max(ends) - row.last_days  # the last day on which a serial may finish without being one of the last
    late = sum(w.need.people for w in leaving if w.finish is not None and w.finish > first)
    if late > most:
        params: dict[str, Any] = {"found": late, "most": most, "percent": share, "days": row.last_days}
        yield broken("last-days", "mission", day=first, promised=True, on=_date(max(ends) - 1), **params)


def ceilings(r: Record) -> Iterator[Violation]:
    """An agreed limit on headcount holds from its day on; it is a promise, and missing it is reported as such."""
    for c in r.case.ceilings:
        if not r.applies(c.readings):
            continue
        for day, level in levels(_in_scope(r, c), max(r.first_day, c.day.toordinal())):
            if level > c.most:
                yield broken(
                    "ceiling",
                    c.id,
                    day=day,
                    promised=True,
                    name=_scope(r, c),
                    found=level,
                    most=c.most,
                    from_=c.day.isoformat(),
                    on=_date(day),
                )
                break


def _in_scope(r: Record, c: Ceiling | Floor) -> list[tuple[int, int]]:
    if c.scope == "site":
        return _at_site_until_gone(r, c.of)
    changes = []
    for u in r.case.units:
        if c.scope == "mission" or u.nation == c.of:
            changes.append((1, u.headcount.likely))
            changes += [(w.finish, -w.need.people) for w in r.of_unit(u) if w.leaves and w.finish is not None]
    return changes


def floors(r: Record) -> Iterator[Violation]:
    """An agreed least headcount holds until the end of its day; a promise, and missing it is reported as such."""
    for f in r.case.floors:
        if not r.applies(f.readings):
            continue
        changes = r.presence(f.of) if f.scope == "site" else _in_scope(r, f)
        for day, level in levels(changes, r.first_day):
            if level < f.least and day <= f.day.toordinal():
                params: dict[str, Any] = {"name": _scope(r, f), "found": level, "least": f.least, "on": _date(day)}
                yield broken("floor", f.id, day=day, promised=True, **params, until=f.day.isoformat())
                break


def _at_site_until_gone(r: Record, site: str) -> list[tuple[int, int]]:
    """People counted by a ceiling at a site: until the serial that takes them away has finished."""
    changes = []
    for u in r.case.units:
        changes += [(1, u.headcount.likely)] if u.site == site else []
        for w in r.of_unit(u):
            if w.finish is not None:
                changes += [(w.finish, -w.need.people)] if w.need.site == site else []
                changes += [(w.finish, w.need.people)] if w.need.to_site == site else []
    return changes


def _scope(r: Record, c: Ceiling | Floor) -> Text:
    rows = r.case.sites if c.scope == "site" else r.case.nations if c.scope == "nation" else ()
    return next((row.name for row in rows if row.id == c.of), r.case.name)


def _date(day: int) -> str:
    return date.fromordinal(day).isoformat()
