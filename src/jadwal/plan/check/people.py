"""Who is where on every day: protection, function cover, the largest step and ceilings.

In: a :class:`Record`.  Out: violations of the families ``protection``, ``cover``, ``largest-step`` and ``ceiling``.
The rule this module owns: *headcounts are counted day by day from the serials themselves*.  People count at a site
until their serial starts (a conversion: finishes), in the mission until it finishes; who has no dates is still there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jadwal.model.case import Ceiling, Function, Text
from jadwal.plan.check.record import Record, levels
from jadwal.plan.check.violation import Violation, broken


def protection(r: Record) -> Iterator[Violation]:
    """percent x others <= 100 x guards at every site on every day on which others are there."""
    percent = r.case.protection.percent.likely if r.case.protection else 0
    for s in r.case.sites if percent else ():
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
    if r.case.reduction is None:
        return
    most, length = r.case.reduction.step_people.likely, r.case.reduction.step_days
    leaving = sorted(
        (w.goes, w.need.people, not w.has_started) for w in r.works.values() if w.leaves and w.goes is not None
    )
    for first, _, _ in leaving:
        window = [(people, planned) for day, people, planned in leaving if first <= day < first + length]
        total = sum(people for people, _ in window)
        if total > most and any(planned for _, planned in window):
            yield broken("largest-step", "mission", day=first, found=total, most=most, days=length, on=_date(first))
            return


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


def _in_scope(r: Record, c: Ceiling) -> list[tuple[int, int]]:
    if c.scope == "site":
        return _at_site_until_gone(r, c.of)
    changes = []
    for u in r.case.units:
        if c.scope == "mission" or u.nation == c.of:
            changes.append((1, u.headcount.likely))
            changes += [(w.finish, -w.need.people) for w in r.of_unit(u) if w.leaves and w.finish is not None]
    return changes


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


def _scope(r: Record, c: Ceiling) -> Text:
    rows = r.case.sites if c.scope == "site" else r.case.nations if c.scope == "nation" else ()
    return next((row.name for row in rows if row.id == c.of), r.case.name)


def _date(day: int) -> str:
    return date.fromordinal(day).isoformat()
