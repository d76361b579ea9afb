"""Whether promises are kept: agreed dates, ceilings, floors, the last days, for one timetable or many at once.

In: a problem, the columns of its tasks; starts and finishes (F, n), ``NEVER`` for what does not come.  Out: per promise
the people who matter, or whether it is kept (F,); the weights missed.  The rule this module owns: *one reading of the
promises serves the search over orders, explanations and futures alike* (the optimiser and the checker have their own).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jadwal.plan.problem import (
    AnyPromise,
    BudgetPromise,
    CeilingPromise,
    FloorPromise,
    LagPromise,
    LastDaysPromise,
    Problem,
    Promise,
)
from jadwal.plan.sgs.kernel import NEVER

BLOCK = 2048  # timetables looked at together: (timetables x tasks) numbers each

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


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

    def block(self, first: int) -> Points:
        """``BLOCK`` of the timetables from ``first`` on."""
        return Points(self.columns, self.starts[first : first + BLOCK], self.finishes[first : first + BLOCK])


def points_of(starts: Mapping[str, int | None], finishes: Mapping[str, int | None]) -> Points:
    """One timetable; a task without a date does not come."""
    columns = {id: i for i, id in enumerate(finishes)}

    def row(dates: Mapping[str, int | None]) -> I32:
        return np.array([[NEVER if (at := dates.get(id)) is None else at for id in columns]], np.int32)

    return Points(columns, row(starts), row(finishes))


class Promises:
    """The promises of one problem over the columns of its tasks, laid out once."""

    def __init__(self, problem: Problem, columns: Mapping[str, int]) -> None:
        self.problem, self.columns = problem, columns
        self.daily, self.once = self._rows(problem.costs), self._rows((t.id, t.cost) for t in problem.tasks if t.cost)
        self.leaving = {c.rule: self._rows(c.people) for c in problem.ceilings}
        self.leaving |= {x.rule: self._rows(x.people) for x in problem.last_days}
        self.sides = {f.rule: self._sides(f) for f in problem.floors}
        self.arriving = {c.rule: self._rows(c.arrivals) for c in problem.ceilings}
        self.arriving |= {f.rule: self._rows(f.arrivals) for f in problem.floors}

    def kept(self, promise: AnyPromise, points: Points) -> Bools:
        """(F,) whether one promise is kept; what is not reached within the horizon keeps none."""
        if isinstance(promise, Promise):
            return points.at(promise.task, "finish") <= promise.by
        if isinstance(promise, CeilingPromise):
            return self.most(promise, points) <= promise.most
        if isinstance(promise, FloorPromise):
            return self.least(promise, points) >= promise.least
        if isinstance(promise, LagPromise):
            return self.lag(promise, points) <= promise.most
        if isinstance(promise, BudgetPromise):
            return self.spent(promise, points) <= promise.most
        return self._bunched_no_more(promise, points)

    def missed(self, points: Points, more: I64 | None = None) -> I64:
        """(F,) the sum of the weights of the promises missed; ``more`` (n,): what each task costs beyond its usual
        way."""
        total = np.zeros(len(points.finishes), np.int64)
        for promise in self.problem.promised:
            kept = self.kept(promise, points)
            if more is not None and isinstance(promise, BudgetPromise):
                spent = self.spent(promise, points) + _within(promise, points.starts, points.finishes) @ more
                kept = spent <= promise.most
            total += promise.weight * ~kept
        return total

    def most(self, ceiling: CeilingPromise, points: Points) -> I64:
        """(F,) the most people in scope at the ceiling's instant or later; each arrival is such an instant of its
        own."""
        return _in_blocks(points, lambda block: self._most(ceiling, block))

    def least(self, floor: FloorPromise, points: Points) -> I64:
        """(F,) the fewest people in scope from day 0 to the floor's instant; each departure is such an instant of its
        own."""
        return _in_blocks(points, lambda block: self._least(floor, block))

    def lag(self, promise: LagPromise, points: Points) -> I64:
        """(F,) days from one point to the other; ``NEVER`` or more where either does not come."""
        before, after = (points.at(*point).astype(np.int64) for point in (promise.before, promise.after))
        days: I64 = np.where((before < NEVER) & (after < NEVER), after - before, NEVER)
        return days

    def spent(self, budget: BudgetPromise, points: Points) -> I64:
        """(F,) thousand US dollars spent in the budget's period."""
        return _in_blocks(points, lambda block: self._spent(budget, block))

    def _spent(self, budget: BudgetPromise, points: Points) -> I64:
        (daily, rates), (once, prices) = self.daily, self.once
        open_days = np.clip(points.finishes[:, daily].astype(np.int64) - budget.first, 0, budget.days)
        paid = _within(budget, points.starts[:, once], points.finishes[:, once])
        total: I64 = budget.base + open_days @ rates + paid @ prices
        return total

    def _most(self, ceiling: CeilingPromise, points: Points) -> I64:
        columns, people = self.leaving[ceiling.rule]
        gone = points.finishes[:, columns]
        come, coming = self._arrivals(ceiling.rule, points)

        def there(instants: I32) -> I64:
            left: I64 = (gone > instants[:, None]) @ people
            return ceiling.base + left + (come <= instants[:, None]) @ coming

        most = there(np.full(len(gone), ceiling.at, np.int32))
        for finish in come.T:
            late = (finish > ceiling.at) & (finish < NEVER)
            most = np.where(late, np.maximum(most, there(finish)), most)
        return most

    def _least(self, floor: FloorPromise, points: Points) -> I64:
        (by_start, starting), (by_finish, finishing) = self.sides[floor.rule]
        gone = np.concatenate([points.starts[:, by_start], points.finishes[:, by_finish]], axis=1)
        people = np.concatenate([starting, finishing])
        come, coming = self._arrivals(floor.rule, points)

        def there(instants: I32) -> I64:
            left: I64 = (gone > instants[:, None]) @ people
            return floor.base + left + (come <= instants[:, None]) @ coming

        least = there(np.full(len(gone), floor.until, np.int32))
        for instants in (np.zeros(len(gone), np.int32), *gone.T) if come.shape[1] else ():
            inside = (instants >= 0) & (instants <= floor.until)
            least = np.where(inside, np.minimum(least, there(instants)), least)
        return least

    def _bunched_no_more(self, promise: LastDaysPromise, points: Points) -> Bools:
        """(F,) True where all have finished, and no more than ``most`` of them in the last ``days`` days."""
        columns, people = self.leaving[promise.rule]
        finishes = points.finishes[:, columns].astype(np.int64)
        end = finishes.max(axis=1)
        late = (finishes > (end - promise.days)[:, None]) @ people
        kept: Bools = (end < NEVER) & (late <= promise.most)
        return kept

    def _arrivals(self, rule: str, points: Points) -> tuple[I32, I64]:
        columns, people = self.arriving[rule]
        return points.finishes[:, columns], people

    def _sides(self, floor: FloorPromise) -> tuple[tuple[I64, I64], tuple[I64, I64]]:
        of = {side: [(id, n) for id, at, n in floor.people if at == side] for side in ("start", "finish")}
        return self._rows(of["start"]), self._rows(of["finish"])

    def _rows(self, pairs: Iterable[tuple[str, int]]) -> tuple[I64, I64]:
        """Columns, and the people that go with each."""
        rows = list(pairs)
        return np.array([self.columns[id] for id, _ in rows], np.int64), np.array([n for _, n in rows], np.int64)


def _within(budget: BudgetPromise, starts: I32, finishes: I32) -> Bools:
    """Which starts lie in the budget's period; work of no days is shown on the day that ends then."""
    day = starts.astype(np.int64) - (starts == finishes)
    inside: Bools = (day >= budget.first) & (day < budget.first + budget.days)
    return inside


def _in_blocks(points: Points, work: Callable[[Points], I64]) -> I64:
    firsts = range(0, len(points.finishes), BLOCK)
    return np.concatenate([work(points.block(first)) for first in firsts])
