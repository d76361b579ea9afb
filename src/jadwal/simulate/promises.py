"""The chance that each promise is kept: agreed dates, ceilings, floors, announced departures, the last days,
longest lags, budgets.

In: a case, its problem, the aim, :class:`~jadwal.simulate.futures.Futures`.  Out: one result per promise.  The rule
this module owns: *a promise is kept in a future or it is not*: what is not reached within the horizon keeps none.

Monte-Carlo standard error of a share p over n futures: sqrt(p (1 - p) / n).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from math import isqrt
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from jadwal.model.case import Case, Text
from jadwal.model.timetable import PromiseResult
from jadwal.plan.dated import day, instant
from jadwal.plan.problem import BudgetPromise, CeilingPromise, FloorPromise, LagPromise, Problem, Promise
from jadwal.plan.promises import Points, Promises, points_of
from jadwal.simulate.commit import MILLION, ppm
from jadwal.simulate.futures import Futures


class Aim(Protocol):
    """The optimiser's dates, as a solution has them."""

    @property
    def starts(self) -> Mapping[str, int | None]:
        """Start day of every task; None: no aim date."""

    @property
    def finishes(self) -> Mapping[str, int | None]:
        """Finish instant of every task; None: no aim date."""


def promise_results(case: Case, problem: Problem, solution: Aim, futures: Futures) -> tuple[PromiseResult, ...]:
    """Every promise with the chance that it is kept."""
    many = Points({id: i for i, id in enumerate(futures.tasks)}, futures.starts, futures.finishes)
    one = points_of(*({id: dates.get(id) for id in futures.tasks} for dates in (solution.starts, solution.finishes)))
    promises = Promises(problem, many.columns)
    milestones = {m.id: m.name for m in case.milestones}
    names = {t.id: t.name for t in problem.tasks}
    nations = {f"consent:{n.id}": n.name for n in case.nations}
    budgets = {b.id: b.name for b in case.budgets}
    limits: dict[str, Any] = {c.id: c for c in (*case.ceilings, *case.floors)}
    found = []
    for promise in problem.promised:
        result = partial(_result, promise.id, promises.kept(promise, many), promises.kept(promise, one))
        if isinstance(promise, Promise):
            consent = promise.id in nations and not promise.clause
            name = nations[promise.id] if consent else milestones.get(promise.task)
            kind = "consent" if consent else "date"
            when = instant(problem, promise.by)
            found.append(result(kind, when, clause=promise.clause, milestone=promise.task, name=name))
        elif isinstance(promise, CeilingPromise):
            row = limits.get(promise.ceiling)
            found.append(result("ceiling", row.day if row else day(problem, promise.at)))
        elif isinstance(promise, FloorPromise):
            found.append(result("floor", day(problem, promise.until)))
        elif isinstance(promise, BudgetPromise):
            last = day(problem, promise.first + promise.days - 1)
            found.append(result("budget", last, name=budgets.get(promise.id)))
        elif isinstance(promise, LagPromise):
            task = promise.after[0]
            name = names[task]
            found.append(result("longest-lag", day(problem, problem.days - 1), milestone=task, name=name))
        else:
            found.append(result("last-days", day(problem, problem.days - 1)))
    return tuple(sorted(found, key=lambda r: (r.kind, r.id)))


def _result(
    id: str,
    kept: npt.NDArray[np.bool_],
    aim: npt.NDArray[np.bool_],
    kind: Any,
    when: date,
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
