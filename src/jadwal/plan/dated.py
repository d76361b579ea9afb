"""From day numbers to a dated timetable that people and the checker read.

In: a problem, start days and finish instants per task, and the world they were dated in.  Out: a :class:`Schedule`.
The rule this module owns: *an instant is shown as the day that ends at it* (docs/method.md section 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jadwal.model.case import Link as Before
from jadwal.model.case import LinkType
from jadwal.model.timetable import Entry, Grant, Opening, Schedule
from jadwal.plan.problem import LagPromise, Problem, Task

Dates = Mapping[str, int | None]


def day(problem: Problem, number: int) -> date:
    """The date of day ``number``."""
    return date.fromordinal(problem.origin + number)


def instant(problem: Problem, number: int) -> date:
    """The date on which the instant ``number`` is shown: that of the day it ends."""
    return date.fromordinal(problem.origin + number - 1)


def waiting(problem: Problem) -> dict[str, tuple[Before, ...]]:
    """Per task what it waits for by a link, sorted."""
    longest = {(p.before[0], p.after[0], _type(p)): p.most for p in problem.lags}
    found: dict[str, set[tuple[str, LinkType, int]]] = {}
    for k in problem.links:
        found.setdefault(k.after, set()).add((k.before, k.type, k.lag))
    return {
        id: tuple(
            Before(before=before, type=type, lag=lag, most=longest.get((before, id, type)))
            for before, type, lag in sorted(links)
        )
        for id, links in found.items()
    }


def _type(promise: LagPromise) -> str:
    """The type of the link whose longest lag is promised."""
    return f"{promise.before[1][0]}{promise.after[1][0]}".upper()


def entry(
    problem: Problem, task: Task, start: int | None, finish: int | None, days: int, after: tuple[Before, ...] = ()
) -> Entry:
    """One task as dated; ``days`` are its working days.  Without a finish it has no dates at all."""
    dated = start is not None and finish is not None
    first = last = None
    if dated:
        last = instant(problem, finish)  # type: ignore[arg-type]
        first = day(problem, start) if days else instant(problem, start)  # type: ignore[arg-type]
    return Entry(
        id=task.id,
        kind=task.kind,
        name=task.name,
        start=first,
        finish=last,
        days=days,
        site=task.site,
        to_site=task.to_site,
        unit=task.unit,
        phase=task.phase,
        nation=task.nation,
        owner=task.owner,
        lane=task.lane,
        crew=task.crew,
        crew_need=task.crew_need,
        role=task.role,
        people=task.people,
        loads=task.loads,
        calendar=task.calendar,
        after=after,
        gates=(*task.start_gates, *task.continue_gates),
        mode=task.mode,
        actual_start=None if task.started is None else day(problem, task.started),
        actual_finish=None if task.finished is None else instant(problem, task.finished),
    )


def aim(problem: Problem, starts: Dates, finishes: Dates, openings: Mapping[str, int | None]) -> Schedule:
    """The aim dates as a dated timetable: gates open from their median day, permissions after their likely lead."""
    grants = []
    for p in problem.permissions:
        asked = finishes[p.asked_after] if p.asked_after else 0
        if p.granted is not None:
            grants.append(Grant(permission=p.id, first=day(problem, p.granted)))
        elif asked is not None:
            grants.append(Grant(permission=p.id, first=day(problem, max(asked, 0) + p.lead.likely)))
    after = waiting(problem)
    return Schedule(
        as_of=date.fromordinal(problem.origin),
        readings=problem.reading,
        entries=tuple(
            entry(problem, t, starts[t.id], finishes[t.id], t.days.likely, after.get(t.id, ())) for t in problem.tasks
        ),
        grants=tuple(grants),
        openings=tuple(Opening(condition=c, first=day(problem, d)) for c, d in openings.items() if d is not None),
    )
