"""On which days each condition holds, in every future.

In: per condition either the first day from which it holds for good, or a day-by-day pattern.  Out: rows of days.
The rule this module owns: *future k is one world*: row k of every condition belongs together, and a permutation of
one condition's rows is a different world.

Day 0 is the as-of date; ``days`` stands for "never within the horizon".  A pattern is kept with one bit per day, a
first day with one integer per future.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int32]
Outlook = Literal["data", "scenario", "none"]


@dataclass(frozen=True, eq=False)
class Paths:
    """One condition in every future: ``first`` (futures,) days; ``pattern`` (futures, bytes) when it can be lost."""

    outlook: Outlook
    first: Ints
    pattern: Bytes | None = None

    @classmethod
    def from_day(cls, outlook: Outlook, first: Ints) -> Paths:
        """Holds from day ``first`` (futures,) on, for good."""
        return cls(outlook, first.astype(np.int32))

    @classmethod
    def from_days(cls, outlook: Outlook, holds: Bools) -> Paths:
        """Holds exactly on the days marked in ``holds`` (futures, days)."""
        first = holds.argmax(axis=1).astype(np.int32)
        first[~holds[np.arange(len(holds)), first]] = holds.shape[1]
        return cls(outlook, first, np.packbits(holds, axis=1))

    def rows(self, pick: slice | npt.NDArray[np.intp]) -> Paths:
        """The same condition in some futures, or in another order of them."""
        return Paths(self.outlook, self.first[pick], None if self.pattern is None else self.pattern[pick])


def joined(parts: list[Paths]) -> Paths:
    """Blocks of futures of one condition, one after another."""
    patterns = [p.pattern for p in parts if p.pattern is not None]
    return Paths(
        parts[0].outlook,
        np.concatenate([p.first for p in parts]),
        np.concatenate(patterns) if patterns else None,
    )


@dataclass(frozen=True, eq=False)
class HoldingDays:
    """The days on which each condition holds: ``futures`` futures of ``days`` days."""

    futures: int
    days: int
    paths: Mapping[str, Paths]

    @property
    def conditions(self) -> tuple[str, ...]:
        """The ids of the conditions, sorted."""
        return tuple(sorted(self.paths))

    def outlook(self, condition: str) -> Outlook:
        """What its coming days rest on: data, a declared scenario, or nothing."""
        return self.paths[condition].outlook

    def first_day(self, condition: str) -> Ints:
        """(futures,) the first day on which it holds; ``days`` when it never does within the horizon."""
        return np.minimum(self.paths[condition].first, np.int32(self.days))

    def median_first_day(self, condition: str) -> int | None:
        """The first day by which it has held in more than half of the futures; None: never in at least half of them."""
        return self.first_day_in(condition, 50)

    def first_day_in(self, condition: str, percent: int) -> int | None:
        """The first day by which it has held in more than ``percent`` % (below 100) of the futures; None: never in so
        many."""
        rank = self.futures * percent // 100
        day = int(np.partition(self.first_day(condition), rank)[rank])
        return day if day < self.days else None

    def holds(self, condition: str, first: int, last: int) -> Bools:
        """(last - first, days) does it hold on day d, in futures ``first`` … ``last - 1``."""
        path = self.paths[condition]
        if path.pattern is not None:
            return np.unpackbits(path.pattern[first:last], axis=1, count=self.days).view(np.bool_)
        return np.arange(self.days, dtype=np.int32) >= path.first[first:last, None]

    def permuted(self, condition: str, permutation: npt.NDArray[np.intp]) -> HoldingDays:
        """The same, with the futures of one condition in another order: its own chances stay, joint ones change."""
        return self._with(condition, self.paths[condition].rows(permutation))

    def opened(self, condition: str) -> HoldingDays:
        """The same, with one condition holding on every day from day 0 on."""
        outlook = self.paths[condition].outlook
        return self._with(condition, Paths.from_day(outlook, np.zeros(self.futures, np.int32)))

    def restricted(self, futures: int) -> HoldingDays:
        """The first ``futures`` futures."""
        return HoldingDays(futures, self.days, {c: p.rows(slice(0, futures)) for c, p in self.paths.items()})

    def _with(self, condition: str, path: Paths) -> HoldingDays:
        return replace(self, paths={**self.paths, condition: path})
