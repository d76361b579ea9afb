"""What a timetable is worth, level by level, straight from the kernel's rows.

In: starts and finishes of every task.  Out: :meth:`Worth.of`, a tuple to be compared: the lower the better.  The rule
this module owns: *schedule generation and the optimiser aim at the same levels, in the same order* (the optimiser's
are in ``cpsat/objective.py``; what no plan can change may differ by a constant).  Ahead of all levels stands how many
tasks are not reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from jadwal.plan.promises import Points, Promises
from jadwal.plan.sgs.arrays import Compiled
from jadwal.plan.sgs.kernel import NEVER

I32 = npt.NDArray[np.int32]
Value = tuple[int, ...]


class Worth:
    """The levels of one problem over its columns."""

    def __init__(self, compiled: Compiled) -> None:
        self.problem, self.index = compiled.problem, compiled.index
        self.never = self.problem.days + 1  # stands for a day that does not come
        self.exposure = self._weights(self.problem.exposure)
        self.costs = self._weights(self.problem.costs)
        self.baseline = self._weights((id, weight) for id, _, weight in self.problem.baseline)
        self.planned = np.array([day for _, day, _ in self.problem.baseline], np.int64)
        self.promises = Promises(self.problem, self.index)
        self.levels: dict[str, Callable[[I32, I32], int]] = {
            "broken": self._broken,
            "end": lambda _, finishes: min(int(finishes[self.index[self.problem.end]]), self.never),
            "exposure": lambda starts, _: self._sum(starts, self.exposure),
            "cost": lambda _, finishes: self._sum(finishes, self.costs),
            "change": lambda starts, _: self._change(starts),
        }
        self.order = tuple(v for v in self.problem.levels if v in self.levels and (v != "end" or self.problem.end))

    def of(self, starts: I32, finishes: I32, *, more: npt.NDArray[np.int64] | None = None) -> Value:
        """(tasks not reached, value of each level in the problem's order) of (n,) starts and finishes.

        ``more`` (n,): what the chosen mode of each task costs beyond the usual one.
        """
        if more is None:
            found = {level: self.levels[level](starts, finishes) for level in self.order}
        else:
            found = {level: self.levels[level](starts, finishes) for level in self.order if level != "broken"}
            points = Points(self.index, starts[None], finishes[None])
            found["broken"] = int(self.promises.missed(points, more)[0])
            found["cost"] = found.get("cost", 0) + int(more.sum())
        return int((finishes == NEVER).sum()), *(found[level] for level in self.order)

    def _weights(self, pairs: Iterable[tuple[str, int]]) -> tuple[I32, npt.NDArray[np.int64]]:
        """Columns, and the number that goes with each."""
        rows = list(pairs)
        return np.array([self.index[id] for id, _ in rows], np.int32), np.array([n for _, n in rows], np.int64)

    def _sum(self, days: I32, weights: tuple[I32, npt.NDArray[np.int64]]) -> int:
        return int(np.minimum(days[weights[0]], self.never) @ weights[1])

    def _change(self, starts: I32) -> int:
        moved = np.abs(np.minimum(starts[self.baseline[0]], self.never) - self.planned)
        return int(moved @ self.baseline[1])

    def _broken(self, starts: I32, finishes: I32) -> int:
        return int(self.promises.missed(Points(self.index, starts[None], finishes[None]))[0])
