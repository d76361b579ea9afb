"""What moves the end: the futures run again with one cause taken away (docs/method.md section 8).

In: a case, its problem, aim starts, the days on which conditions hold, a seed.  Out: one :class:`Driver` per cause,
those that move the end most first.  The rule this module owns: *one cause at a time, on the same draws and the same
aim dates*.

Causes: a gate open from the start; a permission granted at once and for good; a shock that never comes; a lane or
crew twice as wide; an activity at its low (each activity without a site by itself, all work at a site together, all
serials of a lane together).  The first 200 futures are used; at most 40 causes, of the activities those whose low
lies furthest below their mean.  The end is looked at where ``share_ppm`` of the futures have reached it; one that so
many do not reach counts as reached on the day after the
horizon, so that its move is the least it can be, and the change in the chance of reaching it is given beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from jadwal.assess.holding import HoldingDays
from jadwal.model.case import Case, Text
from jadwal.model.timetable import Driver
from jadwal.plan.problem import Problem, Profile, Task
from jadwal.plan.sgs import NEVER
from jadwal.simulate.commit import ppm
from jadwal.simulate.futures import Futures, Starts, simulate
from jadwal.simulate.results import reached_by
from jadwal.simulate.world import Drawn, draw

FUTURES = 200
MOST_CAUSES = 40
SHARE_PPM = 800_000

Kind = str
Run = tuple[Problem, HoldingDays, Drawn]


@dataclass(frozen=True)
class Cause:
    """Something that can be taken away: what it is, and the run without it."""

    kind: Kind
    id: str
    name: Text
    without: Callable[[Run], Run]
    weight: int = 0  # of activities: how far their lows lie below their means, in thirds of a day


def drivers(
    case: Case,
    problem: Problem,
    starts: Starts,
    days: HoldingDays,
    *,
    seed: int,
    futures: int = FUTURES,
    share_ppm: int = SHARE_PPM,
) -> tuple[Driver, ...]:
    """How many days the end moves (negative: sooner) without each cause, and its chance of being reached."""
    count = min(futures, days.futures)
    run = problem, days, draw(problem, seed, count)

    def futures_of(run: Run) -> Futures:
        return simulate(run[0], starts, run[1], seed=seed, futures=count, drawn=run[2])

    end, reached = _end(futures_of(run), share_ppm)
    found = []
    for cause in causes(case, problem):
        sooner, more = _end(futures_of(cause.without(run)), share_ppm)
        found.append(
            Driver(
                kind=cause.kind,  # type: ignore[arg-type]
                id=cause.id,
                name=cause.name,
                days=sooner - end,
                attainable_ppm=more - reached,
            )
        )
    return tuple(sorted(found, key=lambda d: (-abs(d.days), -abs(d.attainable_ppm), d.kind, d.id)))


def _end(futures: Futures, share_ppm: int) -> tuple[int, int]:
    """The instant by which 80 % reach the end (the day after the horizon when they do not), and the share that reach
    it.
    """
    problem = futures.problem
    at = reached_by(futures, problem.end, share_ppm)
    reached = int((futures.finish(problem.end) < NEVER).sum())
    return (problem.days + 1 if at is None else at), ppm(reached, futures.count)


def causes(case: Case, problem: Problem) -> tuple[Cause, ...]:
    """Everything that can be taken away one by one, at most ``MOST_CAUSES``."""
    others = [
        *_conditions(case, problem),
        *_permissions(case, problem),
        *_shocks(case, problem),
        *_widths(case, problem),
    ]
    work = sorted(_activities(case, problem), key=lambda c: (-c.weight, c.id))
    return tuple([*others, *work][:MOST_CAUSES])


def _conditions(case: Case, problem: Problem) -> Iterator[Cause]:
    used = {c for t in problem.tasks for c in (*t.start_gates, *t.continue_gates)}
    used |= {s.end_condition for p in problem.profiles for s in p.spans}
    for c in case.conditions:
        if c.id in used:
            yield Cause("condition", c.id, c.statement, _opened(c.id))


def _opened(condition: str) -> Callable[[Run], Run]:
    return lambda run: (run[0], run[1].opened(condition), run[2])


def _permissions(case: Case, problem: Problem) -> Iterator[Cause]:
    used = {p for t in problem.tasks for p in t.permissions}
    for p in case.permissions:
        if p.id in used:
            yield Cause("permission", p.id, p.name, _without("permissions", p.id))


def _shocks(case: Case, problem: Problem) -> Iterator[Cause]:
    used = {s for t in problem.tasks for s in t.shocks}
    for s in case.shocks:
        if s.id in used:
            yield Cause("shock", s.id, s.name, _without("shocks", s.id))


def _without(field: str, id: str) -> Callable[[Run], Run]:
    """The run in which no task needs the permission, or is paused by the shock."""

    def without(run: Run) -> Run:
        tasks = tuple(
            msgspec.structs.replace(t, **{field: tuple(x for x in getattr(t, field) if x != id)}) for t in run[0].tasks
        )
        return msgspec.structs.replace(run[0], tasks=tasks), run[1], run[2]

    return without


def _widths(case: Case, problem: Problem) -> Iterator[Cause]:
    levels = {p.id for p in problem.profiles}
    for kind, rows in (("lane", case.lanes), ("crew", case.crews)):
        for row in rows:
            if f"{kind}:{row.id}" in levels:
                yield Cause(kind, row.id, row.name, _twice_as_wide(f"{kind}:{row.id}"))


def _twice_as_wide(id: str) -> Callable[[Run], Run]:
    def without(run: Run) -> Run:
        profiles = tuple(_doubled(p) if p.id == id else p for p in run[0].profiles)
        return msgspec.structs.replace(run[0], profiles=profiles), run[1], run[2]

    return without


def _doubled(p: Profile) -> Profile:
    """A profile with twice the room on every day: what is taken on certain days only is doubled too."""
    spans = (msgspec.structs.replace(s, amount=2 * s.amount) if s.fixed else s for s in p.spans)
    return msgspec.structs.replace(p, capacity=2 * p.capacity, spans=tuple(spans))


def _activities(case: Case, problem: Problem) -> Iterator[Cause]:
    """Uncertain work still to be done: by itself, by site, by lane."""
    names = {("site", s.id): s.name for s in case.sites} | {("lane", x.id): x.name for x in case.lanes}
    groups: dict[tuple[str, str], list[Task]] = {}
    for t in problem.tasks:
        if t.finished is None and not t.days.exact:
            key = ("lane", t.lane) if t.lane else ("site", t.site) if t.site else ("", t.id)
            groups.setdefault(key, []).append(t)
    for (kind, id), tasks in sorted(groups.items()):
        weight = sum(t.days.likely + t.days.high - 2 * t.days.low for t in tasks)
        name = names[kind, id] if kind else tasks[0].name
        yield Cause("activity", f"{kind}:{id}" if kind else id, name, _at_low({t.id for t in tasks}), weight)


def _at_low(ids: set[str]) -> Callable[[Run], Run]:
    def without(run: Run) -> Run:
        durations = run[2].durations.copy()
        for column, t in enumerate(run[0].tasks):
            if t.id in ids:
                durations[:, column] = np.minimum(durations[:, column], t.days.low)
        return run[0], run[1], replace(run[2], durations=durations)

    return without
