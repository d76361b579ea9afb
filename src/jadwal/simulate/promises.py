"""The chance that each promise is kept: agreed dates, ceilings, floors, announced departures, the last days.

In: a case, its problem, the aim, :class:`~jadwal.simulate.futures.Futures`.  Out: one result per promise.  The rule
this module owns: *a promise is kept in a future or it is not*: what is not reached within the horizon keeps none.

Monte-Carlo standard error of a share p over n futures: sqrt(p (1 - p) / n).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from jadwal.model.case import Case, Text
from jadwal.model.timetable import PromiseResult
from jadwal.plan.dated import day, instant
from jadwal.plan.problem import CeilingPromise, FloorPromise, LastDaysPromise, Problem
from jadwal.plan.sgs.kernel import NEVER
from jadwal.simulate.commit import MILLION, ppm
from jadwal.simulate.futures import Futures

I32 = npt.NDArray[np.int32]


class Aim(Protocol):
    """The optimiser's dates, as a solution has them."""

    @property
    def starts(self) -> Mapping[str, int | None]:
        """Start day of every task; None: no aim date."""

    @property
    def finishes(self) -> Mapping[str, int | None]:
        """Finish instant of every task; None: no aim date."""


@dataclass(frozen=True, eq=False)
class Points:
    """Starts and finishes (F, n) of the tasks in ``columns``; ``NEVER`` when not reached."""

    columns: Mapping[str, int]
    starts: I32
    finishes: I32

    def at(self, task: str, side: str) -> I32:
        """(F,) one point of a task."""
        column: I32 = (self.starts if side == "start" else self.finishes)[:, self.columns[task]]
        return column


def promise_results(case: Case, problem: Problem, solution: Aim, futures: Futures) -> tuple[PromiseResult, ...]:
    """Every promise with the chance that it is kept."""
    columns = {id: i for i, id in enumerate(futures.tasks)}
    many = Points(columns, futures.starts, futures.finishes)
    aim = Points(columns, _row(solution.starts, futures.tasks), _row(solution.finishes, futures.tasks))
    milestones = {m.id: m.name for m in case.milestones}
    nations = {f"consent:{n.id}": n.name for n in case.nations}
    limits: dict[str, Any] = {c.id: c for c in (*case.ceilings, *case.floors)}
    found = []
    for p in problem.promises:
        kind = "consent" if p.id in nations and not p.clause else "date"
        name = nations[p.id] if kind == "consent" else milestones.get(p.task)
        kept = many.at(p.task, "finish") <= p.by, aim.at(p.task, "finish") <= p.by
        found.append(_result(p.id, kind, instant(problem, p.by), *kept, clause=p.clause, milestone=p.task, name=name))
    for c in problem.ceilings:
        when = limits[c.ceiling].day if c.ceiling in limits else day(problem, c.at)
        kept = highest(c, columns, many.finishes) <= c.most, highest(c, columns, aim.finishes) <= c.most
        found.append(_result(c.id, "ceiling", when, *kept))
    for f in problem.floors:
        kept = lowest(f, many) >= f.least, lowest(f, aim) >= f.least
        found.append(_result(f.id, "floor", day(problem, f.until), *kept))
    for x in problem.last_days:
        when = day(problem, problem.days - 1)
        found.append(_result(x.id, "last-days", when, bunched_no_more(x, many), bunched_no_more(x, aim)))
    return tuple(sorted(found, key=lambda r: (r.kind, r.id)))


def _row(dates: Mapping[str, int | None], tasks: tuple[str, ...]) -> I32:
    return np.array([[NEVER if (at := dates.get(id)) is None else at for id in tasks]], np.int32)


def _result(
    id: str,
    kind: Any,
    when: Any,
    kept: npt.NDArray[np.bool_],
    aim: npt.NDArray[np.bool_],
    *,
    clause: str = "",
    milestone: str = "",
    name: Text | None = None,
) -> PromiseResult:
    count, total = int(kept.sum()), len(kept)
    return PromiseResult(
        id=id,
        clause=clause,
        kind=kind,
        milestone=milestone,
        name=name,
        day=when,
        kept_ppm=ppm(count, total),
        error_ppm=error_ppm(count, total),
        aim_keeps=bool(aim[0]),
    )


def error_ppm(kept: int, count: int) -> int:
    """The Monte-Carlo standard error of a share, sqrt(p (1 - p) / n), in parts per million, rounded down."""
    return isqrt(MILLION * MILLION * kept * (count - kept) // count**3)


def highest(ceiling: CeilingPromise, columns: Mapping[str, int], finishes: I32) -> I32:
    """(F,) the most people in scope at the ceiling's instant or later; each arrival is such an instant of its own."""
    leave = [(finishes[:, columns[id]], n) for id, n in ceiling.people]
    arrive = [(finishes[:, columns[id]], n) for id, n in ceiling.arrivals]

    def at(instants: I32) -> I32:
        there = np.full(len(finishes), ceiling.base, np.int32)
        for finish, people in leave:
            there += np.where(finish > instants, people, 0).astype(np.int32)
        for finish, people in arrive:
            there += np.where(finish <= instants, people, 0).astype(np.int32)
        return there

    most = at(np.full(len(finishes), ceiling.at, np.int32))
    for finish, _ in arrive:
        late = (finish > ceiling.at) & (finish < NEVER)
        most = np.where(late, np.maximum(most, at(finish)), most)
    return most


def lowest(floor: FloorPromise, points: Points) -> I32:
    """(F,) the fewest people in scope from day 0 to the floor's instant; each departure is such an instant of its
    own."""
    leave = [(points.at(id, side), n) for id, side, n in floor.people]
    arrive = [(points.at(id, "finish"), n) for id, n in floor.arrivals]

    def at(instants: I32) -> I32:
        there = np.full(len(points.starts), floor.base, np.int32)
        for gone, people in leave:
            there += np.where(gone > instants, people, 0).astype(np.int32)
        for come, people in arrive:
            there += np.where(come <= instants, people, 0).astype(np.int32)
        return there

    least = at(np.full(len(points.starts), floor.until, np.int32))
    for instants in (np.zeros(len(least), np.int32), *(gone for gone, _ in leave)) if arrive else ():
        inside = (instants >= 0) & (instants <= floor.until)
        least = np.where(inside, np.minimum(least, at(instants)), least)
    return least


def bunched_no_more(promise: LastDaysPromise, points: Points) -> npt.NDArray[np.bool_]:
    """(F,) True where all have finished, and no more than ``most`` of them in the last ``days`` days."""
    finishes = np.stack([points.at(id, "finish") for id, _ in promise.people], axis=1).astype(np.int64)
    people = np.array([n for _, n in promise.people], np.int64)
    end = finishes.max(axis=1)
    late = (finishes > (end - promise.days)[:, None]) @ people
    kept: npt.NDArray[np.bool_] = (end < NEVER) & (late <= promise.most)
    return kept
