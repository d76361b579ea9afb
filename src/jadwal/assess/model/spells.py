"""Conditions over counts per period: "at most 3 in 4 weeks, held 13 weekly checks".

In: paths of counts and the counts observed before them.  Out: whether each path meets the condition.  The rule this
module owns: *what was observed fills the windows and the spell that reach back before the path*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jadwal.assess.model.grid import Ints
from jadwal.assess.model.scores import Numbers

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Spell:
    """At most ``most`` in any ``window`` periods, at ``held`` checks in a row, once within ``within`` periods."""

    most: int
    window: int
    held: int
    within: int

    @property
    def back(self) -> int:
        """Periods before the path that its first check reads."""
        return self.window + self.held - 2

    def holds(self, before: Ints) -> Bools:
        """(areas,) whether it holds at the end of ``before`` (areas, periods)."""
        now: Bools = self._held(before[:, -(self.back + 1) :].T)[0]
        return now

    def met(self, before: Ints, path: Numbers) -> Bools:
        """(futures,) whether it is met on ``path`` (periods, futures) of one area with ``before`` (periods,) observed.

        Raises ValueError when either is too short.
        """
        if len(before) < self.back or len(path) < self.within:
            raise ValueError(f"needs {self.back} periods before and {self.within} on the path")
        past = np.repeat(before[len(before) - self.back :, None], path.shape[1], axis=1)
        whole = np.concatenate([past, path[: self.within].astype(np.int64)])
        met: Bools = np.any(self._held(whole), axis=0)
        return met

    def _held(self, counts: Ints) -> Bools:
        """Whether it holds at each check of ``counts`` (periods, n) that has all the periods it reads."""
        sums = np.concatenate([np.zeros((1, counts.shape[1]), np.int64), np.cumsum(counts, axis=0)])
        calm = (sums[self.window :] - sums[: -self.window] <= self.most).astype(np.int64)
        runs = np.concatenate([np.zeros((1, counts.shape[1]), np.int64), np.cumsum(calm, axis=0)])
        held: Bools = runs[self.held :] - runs[: -self.held] == self.held
        return held
