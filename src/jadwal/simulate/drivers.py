"""What moves the end: the futures run again with one cause taken away (docs/method.md section 8).

In: a case, its problem, aim starts, the days on which conditions hold, a seed.  Out: one :class:`Driver` per cause,
those that move the end most first.  The rule this module owns: *one cause at a time, on the same draws and the same
aim dates*.

Causes: a gate open from the start; a permission granted at once and for good; a shock or a risk that never comes; a
common factor at its median in every future (what it acts on keeps its own luck, and shares none any more); a
mitigation, with it against without it; a lane or crew twice as wide; an activity at its low (each activity without a
site by itself, all work at a site together, all serials of a lane together).  The first 200 futures are used; at most
40 causes, of the activities those whose low lies furthest below their mean.  The end is looked at where ``share_ppm``
of the futures have reached it; one that so many do not reach counts as reached on the day after the horizon, so that
its move is the least it can be, and the change in the chance of reaching it is given beside.  The error of a move is
that of the paired difference of the two quantiles (``paired.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import numpy.typing as npt

from jadwal.assess.holding import HoldingDays
from jadwal.model.case import Case, Estimate, Text
from jadwal.model.timetable import Driver
from jadwal.plan.build import SLOW
from jadwal.plan.problem import Problem, Profile, RiskSpec, Task
from jadwal.plan.risks import STOP, stops
from jadwal.simulate import risks
from jadwal.simulate.commit import ppm
from jadwal.simulate.factors import durations_of
from jadwal.simulate.futures import Starts, simulate
from jadwal.simulate.paired import error_of_move, quantiles
from jadwal.simulate.world import Drawn, draw

FUTURES = 200
MOST_CAUSES = 40
SHARE_PPM = 800_000

Kind = str
Run = tuple[Problem, HoldingDays, Drawn]


@dataclass(frozen=True)
class Cause:
    """Something that can be taken away: what it is, and the run without it.

    A mitigation is turned over instead (``turned``: the plan counts on it; False: it does not); so is that of a risk
    that has one.
    """

    kind: Kind
    id: str
    name: Text
    without: Callable[[Run], Run]
    weight: int = 0  # of activities: how far their lows lie below their means, in thirds of a day
    turned: bool | None = None


@dataclass(frozen=True)
class Ends:
    """When the end is reached in each future of a run, the day after the horizon where it is not."""

    at: npt.NDArray[np.int32]
    horizon: int
    share_ppm: int

    @property
    def instant(self) -> int:
        """The instant by which ``share_ppm`` of the futures have reached the end."""
        return int(quantiles(self.at, self.share_ppm))

    @property
    def reached_ppm(self) -> int:
        """The share of the futures that reach it."""
        return ppm(int((self.at <= self.horizon).sum()), len(self.at))


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

    def ends(run: Run) -> Ends:
        found = simulate(run[0], starts, run[1], seed=seed, futures=count, drawn=run[2])
        horizon = found.problem.days
        return Ends(np.minimum(found.finish(found.problem.end), horizon + 1), horizon, share_ppm)

    plan, turned = ends(run), {}
    found = []
    for cause in causes(case, problem, seed):
        other = ends(cause.without(run))
        before, after = plan, other
        if cause.kind == "mitigation":
            turned[cause.id] = (other, plan) if cause.turned else (plan, other)  # without it, with it
            before, after = turned[cause.id]
        found.append(_driver(cause, before, after, seed))
        if cause.kind == "risk" and cause.id in turned:
            moves = (other.instant - without.instant for without in turned[cause.id])
            unmitigated, mitigated = moves
            found[-1] = msgspec.structs.replace(found[-1], unmitigated_days=unmitigated, mitigated_days=mitigated)
    return tuple(sorted(found, key=lambda d: (-abs(d.days), -abs(d.attainable_ppm), d.kind, d.id)))


def _driver(cause: Cause, before: Ends, after: Ends, seed: int) -> Driver:
    return Driver(
        kind=cause.kind,  # type: ignore[arg-type]
        id=cause.id,
        name=cause.name,
        days=after.instant - before.instant,
        attainable_ppm=after.reached_ppm - before.reached_ppm,
        error_milli=error_of_move(before.at, after.at, before.share_ppm, seed),
    )


def causes(case: Case, problem: Problem, seed: int) -> tuple[Cause, ...]:
    """Everything that can be taken away one by one, at most ``MOST_CAUSES``."""
    others = [
        *_conditions(case, problem),
        *_permissions(case, problem),
        *_shocks(case, problem, seed),
        *_risks(case, problem, seed),
        *_factors(case, problem, seed),
        *_widths(case, problem),
    ]
    work = sorted(_activities(case, problem, seed), key=lambda c: (-c.weight, c.id))
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


def _shocks(case: Case, problem: Problem, seed: int) -> Iterator[Cause]:
    needed = {p for t in problem.tasks for p in t.permissions}
    used = {s.removeprefix(SLOW) for t in problem.tasks for s in t.shocks}
    used |= {s for p in problem.permissions if p.id in needed for s in p.ended_by}
    for s in case.shocks:
        if s.id in used:
            yield Cause("shock", s.id, s.name, _without_shock(s.id, seed))


def _without(field: str, id: str) -> Callable[[Run], Run]:
    """The run in which no task needs the permission, or is paused by the shock."""

    def without(run: Run) -> Run:
        tasks = tuple(
            msgspec.structs.replace(t, **{field: tuple(x for x in getattr(t, field) if x != id)}) for t in run[0].tasks
        )
        return msgspec.structs.replace(run[0], tasks=tasks), run[1], run[2]

    return without


def _without_shock(id: str, seed: int) -> Callable[[Run], Run]:
    """The run in which a shock neither pauses nor slows work, nor ends permissions."""

    def without(run: Run) -> Run:
        problem, days, drawn = _without("shocks", SLOW + id)(_without("shocks", id)(run))
        if not any(id in p.ended_by for p in problem.permissions):
            return problem, days, drawn
        left = (
            msgspec.structs.replace(p, ended_by=tuple(s for s in p.ended_by if s != id)) for p in problem.permissions
        )
        problem = msgspec.structs.replace(problem, permissions=tuple(left))
        return problem, days, draw(problem, seed, len(drawn.durations))

    return without


def _risks(case: Case, problem: Problem, seed: int) -> Iterator[Cause]:
    """Each mitigation, then its risk."""
    specs = {r.id: r for r in problem.risks}
    for row in case.risks:
        spec = specs.get(row.id)
        if spec is None:
            continue
        if row.mitigation is not None:
            other = msgspec.structs.replace(spec, mitigated=not spec.mitigated)
            yield Cause("mitigation", row.id, row.mitigation, _with_risk(row.id, other, seed), turned=spec.mitigated)
        yield Cause("risk", row.id, row.name, _with_risk(row.id, None, seed))


def _with_risk(id: str, spec: RiskSpec | None, seed: int) -> Callable[[Run], Run]:
    """The run with another version of a risk, or without it: what it adds, and the days on which it stops work."""

    def without(run: Run) -> Run:
        problem = run[0]
        others = tuple(r for r in problem.risks if r.id != id)
        risks = others if spec is None else tuple(sorted((*others, spec), key=lambda r: r.id))
        shocks = tuple(s for s in problem.shocks if not s.risk)
        tasks = problem.tasks if spec is not None else _without("shocks", STOP + id)(run)[0].tasks
        changed = msgspec.structs.replace(problem, tasks=tasks, risks=risks, shocks=(*shocks, *stops(risks)))
        return changed, run[1], draw(changed, seed, len(run[2].durations))

    return without


def _factors(case: Case, problem: Problem, seed: int) -> Iterator[Cause]:
    used = {f.id for f in problem.factors}
    for f in case.factors:
        if f.id in used:
            yield Cause("factor", f.id, f.name, _at_median(f.id, seed))


def _at_median(factor: str, seed: int) -> Callable[[Run], Run]:
    """The run in which a common factor turns out middling: its share of the spread is gone, all else is as drawn."""

    def without(run: Run) -> Run:
        days = durations_of(run[0], seed, len(run[2].durations), still=(factor,))
        return run[0], run[1], replace(run[2], durations=risks.hit(run[0], days, run[2].risks))

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


def _activities(case: Case, problem: Problem, seed: int) -> Iterator[Cause]:
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
        yield Cause("activity", f"{kind}:{id}" if kind else id, name, _at_low({t.id for t in tasks}, seed), weight)


def _at_low(ids: set[str], seed: int) -> Callable[[Run], Run]:
    """The run in which this work takes its low; what risks add to it stays."""

    def without(run: Run) -> Run:
        low = tuple(_lowest(t) if t.id in ids else t for t in run[0].tasks)
        return run[0], run[1], draw(msgspec.structs.replace(run[0], tasks=low), seed, len(run[2].durations))

    return without


def _lowest(task: Task) -> Task:
    low = task.days.low
    return msgspec.structs.replace(task, days=Estimate(low=low, likely=low, high=low))
