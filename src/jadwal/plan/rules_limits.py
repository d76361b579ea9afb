"""Rules about limits that hold for some days only: capacities that change, blackouts, the days of each party.

In: a :class:`~jadwal.plan.rules.Context`.  Out: a :class:`~jadwal.plan.rules.Part` per rule.  The rule this module
owns: *a limit is kept on each of its days, the first and the last included, and on no other*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from jadwal.model.case import COMMISSION_KINDS, Blackout, Budget, Calendar, Capacity, Case, Closure, Crew, Lane, Text
from jadwal.plan.calendars import Closing, shared
from jadwal.plan.problem import BudgetPromise, LagPromise, Span, Task
from jadwal.plan.rules import Context, Part, Room
from jadwal.plan.tasks import Tasks


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
                rule = part.rule("capacity", row.id, row, name=owner.name, capacity=now, **dates(row))
                spans.append(_taken(first, end, most - max(now, usual)))
                spans.append(_taken(first, end, usual - now, rule))
            part.rooms.append(Room(f"{kind}:{owner.id}", most, tuple(s for s in spans if s.amount > 0)))
    return part


def dates(row: Capacity | Blackout | Budget) -> dict[str, Any]:
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


def blackouts(c: Context) -> Part:
    """No work is done in the mission, at a site or on a lane; serials keep off that of either site."""
    part = Part()
    for b in c.case.blackouts:
        if c.day(b.last) < 0:
            continue
        rule = part.rule("blackout", b.id, b, name=b.name, of=_where(c, b), **dates(b))
        closure = Closure(first=b.first, last=b.last, name=b.name, known_from=b.known_from)
        calendar = Calendar(id=rule, name=b.name, closed=(closure,), known_from=b.known_from)
        for task, mode in c.every_way:
            if works(task) and (b.scope == "mission" or b.of in _places(task, b.scope)):
                part.closings.append(Closing(task.id, rule, calendar, mode))
    return part


def _places(task: Task, scope: str) -> tuple[str, ...]:
    return (task.lane,) if scope == "lane" else (task.site, task.to_site)


def _where(c: Context, row: Blackout) -> Text:
    rows = c.case.sites if row.scope == "site" else c.case.lanes if row.scope == "lane" else ()
    return next((r.name for r in rows if r.id == row.of), c.case.name)


def works(task: Task) -> bool:
    """True for what takes days of work; notice to staff runs on every day, points have none."""
    return task.days.high > 0 and task.kind not in ("milestone", "notice")


def party_calendars(c: Context) -> Part:
    """The commission's work is done on days on which its owner works, or, where no party alone owns it, both do."""
    part = Part()
    calendars = {x.id: x for x in c.case.calendars}
    parties = {p.id for p in c.case.parties}
    for p in c.case.parties:
        if p.calendar not in calendars:
            continue
        calendar = calendars[p.calendar]
        rule = part.rule("party-calendar", p.id, calendar, name=p.name, calendar=calendar.name)
        for task, mode in c.every_way:
            if task.kind in COMMISSION_KINDS and works(task) and task.owner not in parties - {p.id}:
                part.closings.append(Closing(task.id, rule, calendar, mode))
    return part


FROM: dict[str, Literal["start", "finish"]] = {"S": "start", "F": "finish"}


def longest_lags(c: Context) -> Part:
    """What waits by a link comes no more than so many days after what it waits for; it may be missed, with a chance.

    So in a future what it waits for starts no earlier than its aim date: the aim keeps it back to be soon enough.
    """
    part = Part()
    for a in c.case.activities:
        target = c.task_of(a.id)
        longest: dict[tuple[str, str], int] = {}
        for link in a.after:
            if link.most is not None:
                key = c.task_of(link.before), link.type
                longest[key] = min(link.most, longest.get(key, link.most))
        for (before, type), most in sorted(longest.items()) if target in c.ids else ():
            subject = f"{target}:{before}:{type}"
            names: dict[str, Any] = {"name": c.by_id[target].name, "before": c.by_id[before].name, "type": type}
            rule = part.rule("longest-lag", subject, a, promised=True, days=most, **names)
            part.at_aim.append(before)
            part.lags.append(
                LagPromise(
                    id=subject,
                    before=(before, FROM[type[0]]),
                    after=(target, FROM[type[1]]),
                    most=most,
                    rule=rule,
                    weight=a.weight,
                )
            )
    return part


def budgets(c: Context) -> Part:
    """What is spent in a period: work on the day it starts, sites on each day they are open; it may be exceeded.

    So in a future work that costs starts no earlier than its aim date: the aim may keep it back for another period.
    """
    part = Part()
    stay = sum(s.daily_cost for s in c.case.sites if f"closed:{s.id}" not in c.ids)
    for b in c.case.budgets:
        if c.applies(b.readings):
            days = (b.last - b.first).days + 1
            part.at_aim += [t.id for t in c.tasks if t.cost or any(m.cost for m in t.modes)]
            rule = part.rule("budget", b.id, b, promised=True, name=b.name, most=b.most, **dates(b))
            part.budgets.append(
                BudgetPromise(
                    id=b.id,
                    first=c.day(b.first),
                    days=days,
                    most=b.most,
                    base=stay * days,
                    rule=rule,
                    weight=b.weight,
                )
            )
    return part


def shared_calendars(case: Case) -> tuple[Calendar, ...]:
    """The calendars of more than one part by which work of a case is done, sorted by id; none without such limits."""
    if not case.blackouts and not any(p.calendar for p in case.parties):
        return ()
    c = Context(case=case, tasks=Tasks(case).all(), readings=frozenset())
    tasks, calendars = shared(case, c.tasks, [*blackouts(c).closings, *party_calendars(c).closings])
    own = {x.id for x in case.calendars}
    used = {t.calendar for t in tasks} | {m.calendar for t in tasks for m in t.modes}
    return tuple(calendars[id] for id in sorted(used - own - {""}))


RULES: tuple[Callable[[Context], Part], ...] = (capacities, blackouts, party_calendars, longest_lags, budgets)
