"""Rules about who is there: guards, steps of the reduction, ceilings and floors, the last days, nations that leave.

In: a :class:`~jadwal.plan.rules.Context`.  Out: a :class:`~jadwal.plan.rules.Part` per rule.  The rule this module
owns: *headcounts are counted from the serials alone*, at a site until a serial starts, in the mission until it
finishes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jadwal.model.case import Ceiling, Floor, Protection, Site, Text
from jadwal.plan.problem import CeilingPromise, FloorPromise, LastDaysPromise, Profile, Promise, Span, Task
from jadwal.plan.rules import Context, Part
from jadwal.plan.tasks import outset, step_share


def guards_percent(row: Protection, site: Site) -> int:
    """Guards per 100 others at a site: the ratio of the highest band that its threat weight reaches, else the base."""
    reached = [b for b in row.bands if b.threat_from <= site.threat_weight]
    return max(reached, key=lambda b: b.threat_from).percent.likely if reached else row.percent.likely


def protection(c: Context) -> Part:
    """percent x others <= 100 x guards at every site, while others are there (``plan/problem.py`` says how)."""
    part = Part()
    row = c.case.protection
    for s in c.case.sites if row else ():
        percent = guards_percent(row, s) if row else 0
        capacity, spans = 0, []
        for unit in c.case.units:
            guard = unit.role == "protection"
            weight = 100 if guard else percent
            if unit.site == s.id:
                capacity += 100 * unit.headcount.likely if guard else 0
                for t in c.where(unit=unit.id, site=s.id):
                    if t.people:
                        leaves = (t.id, "finish" if t.kind == "conversion" else "start")
                        spans.append(_leaving(leaves, weight * t.people, guard))
            if unit.to_site == s.id:
                for t in c.where(unit=unit.id, to_site=s.id):
                    if t.people:
                        spans.append(_leaving((t.id, "finish"), weight * t.people, not guard))
                        capacity += weight * t.people if guard else 0
                for t in c.where(unit=unit.id, site=s.id):
                    if t.people:
                        spans.append(_leaving((t.id, "start"), weight * t.people, guard))
                        capacity += 0 if guard else weight * t.people
        if spans and percent:
            rule = part.rule("protection", s.id, row, name=s.name, percent=percent)
            part.profiles.append(Profile(id=f"protection:{s.id}", capacity=capacity, spans=tuple(spans), rule=rule))
    return part


def _leaving(point: Any, amount: int, from_then_on: bool) -> Span:
    """A level that begins at a point and lasts (``from_then_on``), or one that is there until the point."""
    return Span(begin=point, amount=amount) if from_then_on else Span(begin=None, end=point, amount=amount)


def largest_step(c: Context) -> Part:
    """At most so many people leave the mission in any so many days."""
    part = Part()
    if c.case.reduction:
        r = c.case.reduction
        rule = part.rule("largest-step", "", r, people=r.step_people.likely, days=r.step_days)
        spans = [
            Span(begin=(t.id, "finish" if t.kind == "conversion" else "start"), length=r.step_days, amount=t.people)
            for t in c.tasks
            if t.people and not t.to_site
        ]
        part.profiles.append(Profile(id="largest-step", capacity=r.step_people.likely, spans=tuple(spans), rule=rule))
    return part


def largest_share(c: Context) -> Part:
    """At most such a share of the headcount at the outset leaves the mission in any so many days."""
    part = Part()
    r, total = c.case.reduction, outset(c.case)
    most = step_share(r, total) if r else None
    if r and r.step_percent and most is not None:
        percent = r.step_percent.likely
        rule = part.rule("largest-share", "", r, percent=percent, of=total, people=most, days=r.step_days)
        spans = tuple(Span(begin=_goes(t), length=r.step_days, amount=t.people) for t in _leaving_mission(c))
        part.profiles.append(Profile(id="largest-share", capacity=most, spans=spans, rule=rule))
    return part


def last_days(c: Context) -> Part:
    """No bunching: in the last days before the last person leaves at most such a share of the headcount does."""
    part = Part()
    r, people = c.case.reduction, tuple(sorted((t.id, t.people) for t in _leaving_mission(c)))
    if r and r.last_days and people:
        total = outset(c.case)
        most = r.last_percent * total // 100
        params = {"percent": r.last_percent, "of": total, "people": most, "days": r.last_days}
        rule = part.rule("last-days", "", r, promised=True, **params)
        part.last_days.append(
            LastDaysPromise(id="last-days", days=r.last_days, most=most, people=people, rule=rule, weight=r.weight)
        )
    return part


def departures(c: Context) -> Part:
    """A nation has left by the day that it announced: all serials and conversions of its units have finished."""
    part = Part()
    for n in c.case.nations:
        if n.departs is None:
            continue
        gone = f"gone:{n.id}"
        waits = part.rule("precedence", f"gone-{n.id}", n, name=c.by_id[gone].name)
        for u in (u for u in c.case.units if u.nation == n.id):
            for t in c.where(unit=u.id):
                if t.kind in ("movement", "conversion"):
                    part.link(t.id, gone, waits)
        rule = part.rule("consent", n.id, n, promised=True, name=n.name, day=n.departs.isoformat())
        by = c.day(n.departs) + 1
        part.promises.append(Promise(id=f"consent:{n.id}", clause="", task=gone, by=by, rule=rule))
    return part


def _goes(task: Task) -> Any:
    """The point from which a task's people are at their site no more."""
    return (task.id, "finish" if task.kind == "conversion" else "start")


def _leaving_mission(c: Context) -> list[Task]:
    return [t for t in c.tasks if t.people and not t.to_site]


def _scope(c: Context, row: Ceiling | Floor) -> Text:
    """Whose headcount a ceiling or floor is about."""
    rows = c.case.nations if row.scope == "nation" else c.case.sites if row.scope == "site" else ()
    return next((r.name for r in rows if r.id == row.of), c.case.name)


def floors(c: Context) -> Part:
    """An agreed least headcount until the end of a day; it may be missed, and the plan says how likely it is kept."""
    part = Part()
    for row in c.case.floors:
        if not c.applies(row.readings) or c.day(row.day) < 0:  # what ended before the as-of date was kept or missed
            continue
        at_site = row.scope == "site"
        inside = [u for u in c.case.units if row.scope == "mission" or row.of == (u.site if at_site else u.nation)]
        gone: list[tuple[Task, Any]] = []
        if at_site:
            gone = [(t, _goes(t)) for t in c.where(site=row.of) if t.people]
        else:
            gone = [(t, (t.id, "finish")) for u in inside for t in c.where(unit=u.id) if t.people and not t.to_site]
        arrivals = [(t.id, t.people) for t in c.where(to_site=row.of) if t.people] if at_site else []
        rule = part.rule(
            "floor", row.id, row, promised=True, name=_scope(c, row), least=row.least, day=row.day.isoformat()
        )
        part.floors.append(
            FloorPromise(
                id=row.id,
                until=c.day(row.day),
                least=row.least,
                base=sum(u.headcount.likely for u in inside) - sum(t.people for t, _ in gone),
                people=tuple(sorted((*point, t.people) for t, point in gone)),
                arrivals=tuple(sorted(arrivals)),
                rule=rule,
                weight=row.weight,
            )
        )
    return part


def ceilings(c: Context) -> Part:
    """An agreed limit on headcount from a day on; it may be missed, and the plan says how likely it is kept."""
    part = Part()
    for row in c.case.ceilings:
        if not c.applies(row.readings):
            continue
        inside = [
            u
            for u in c.case.units
            if row.scope == "mission" or row.of == (u.nation if row.scope == "nation" else u.site)
        ]
        leaving = [
            (t.id, t.people)
            for u in inside
            for t in c.where(unit=u.id)
            if t.people and (t.site == row.of if row.scope == "site" else not t.to_site)
        ]
        arriving = [(t.id, t.people) for t in c.where(to_site=row.of) if t.people] if row.scope == "site" else []
        moved_on = [
            (t.id, t.people)
            for u in c.case.units
            if row.scope == "site" and u.to_site == row.of
            for t in c.where(unit=u.id, site=row.of)
            if t.people
        ]
        base = sum(u.headcount.likely for u in inside) - sum(n for _, n in leaving) - sum(n for _, n in moved_on)
        rule = part.rule(
            "ceiling", row.id, row, promised=True, name=_scope(c, row), most=row.most, day=row.day.isoformat()
        )
        part.ceilings.append(
            CeilingPromise(
                id=row.id,
                ceiling=row.id,
                at=c.day(row.day),
                most=row.most,
                base=base,
                people=tuple(sorted(leaving + moved_on)),
                arrivals=tuple(sorted(arriving)),
                rule=rule,
                weight=row.weight,
            )
        )
    return part


RULES: tuple[Callable[[Context], Part], ...] = (
    protection,
    largest_step,
    largest_share,
    last_days,
    departures,
    ceilings,
    floors,
)
