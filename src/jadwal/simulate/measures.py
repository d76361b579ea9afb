"""What a plan is worth over many futures, measure by measure, and how two plans differ on the same futures.

In: a problem, :class:`~jadwal.simulate.futures.Futures` of each plan on the same draws.  Out: :class:`Sample`
per plan, :class:`Difference` per measure.  The rule this module owns: *plans are compared future by future*: a resample
takes the same futures of both.

Measures, in the order of the case's levels (smaller is better):

- ``promises`` (level broken): mean weight of the promises missed;
- ``commit`` (end): the mean of the joint commit dates (days; of those still to come), each the day after the horizon
  where they are not attainable;
- ``end`` (end): the day by which a share of the futures reaches the end, the day after the horizon where fewer do;
- ``missed`` (end): the share in which some headline milestone with an outlook is not reached;
- ``exposure``, ``cost``: means; what is not reached counts up to the day after the horizon.

Those of the levels up to the end decide; those after it are told (DESIGN: the best joint commit dates win, and an aim
is not traded for what comes after them).

A difference decides only where it is surely worth another plan (``WORTH``): a hundredth of a promise of weight 1, a
day, a thousandth of the futures.  What is less is told and decides nothing.

Intervals: paired bootstrap over futures, those that share one history of counts together (Efron and Tibshirani 1993,
chapters 6 and 13; Davison and Hinkley 1997, section 3.8), 2.5 and 97.5 percentiles; the standard error is the deviation
over the resamples.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from jadwal.draws import uniform
from jadwal.plan.problem import Problem
from jadwal.plan.promises import Points, Promises
from jadwal.plan.sgs.kernel import NEVER
from jadwal.simulate.commit import MILLION
from jadwal.simulate.futures import Futures

Measure = Literal["promises", "commit", "end", "missed", "exposure", "cost"]
OF_LEVEL: Mapping[str, tuple[Measure, ...]] = {
    "broken": ("promises",),
    "end": ("commit", "end", "missed"),
    "exposure": ("exposure",),
    "cost": ("cost",),
}
WORTH: Mapping[Measure, float] = {"promises": 0.01, "commit": 1.0, "end": 1.0, "missed": 0.001}
LOW, HIGH = 2.5, 97.5  # percent
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def measures(problem: Problem) -> tuple[Measure, ...]:
    """The measures of the problem's levels, in their order."""
    return tuple(m for level in problem.levels for m in OF_LEVEL.get(level, ()))


def deciding(problem: Problem) -> tuple[Measure, ...]:
    """The measures of the levels up to the end."""
    levels = problem.levels[: problem.levels.index("end") + 1] if "end" in problem.levels else problem.levels
    return tuple(m for level in levels for m in OF_LEVEL.get(level, ()))


def resamples(seed: int, count: int, futures: int, clusters: int) -> I64:
    """(count, futures) how often each future comes in each resample: whole clusters of futures k mod ``clusters``.

    All are equally large: ``futures`` is no more than ``clusters``, or a multiple of them.
    """
    groups = min(clusters, futures)
    assert futures % groups == 0, "clusters differ in size"
    drawn = (uniform(seed, "candidates:resample", count * groups) * groups).astype(np.int64)
    often = np.stack([np.bincount(row, minlength=groups) for row in drawn.reshape(count, groups)])
    return np.tile(often, futures // groups)


class Sorted:
    """Finish instants (F,) of one milestone, sorted once, to be counted with any weights."""

    def __init__(self, finishes: I32) -> None:
        self.by = np.argsort(finishes, kind="stable")
        self.at = finishes[self.by]
        self.before = np.searchsorted(self.at, finishes, side="left")
        self.reached = int(np.searchsorted(self.at, NEVER, side="left"))

    def counted(self, weights: I64) -> I64:
        """(F + 1,) how many come before each place in the order."""
        return np.concatenate([[0], np.cumsum(weights[self.by])])

    def value(self, counted: I64, rank: int, never: int) -> int:
        """The value of rank ``rank`` (from 1), ``never`` when that is not reached."""
        place = int(np.searchsorted(counted[1:], rank, side="left"))
        return int(self.at[place]) if place < self.reached else never

    def latest(self, counted: I64) -> int:
        """The latest finish reached that counts."""
        return int(self.at[int(np.searchsorted(counted[1:], counted[self.reached], side="left"))])


@dataclass(frozen=True, eq=False)
class Sample:
    """One plan over F futures: per measure what it takes to work it out with weights."""

    sums: Mapping[Measure, I64]  # (F,) what is summed up future by future
    joint: tuple[Sorted, ...]
    reached: npt.NDArray[np.bool_]
    end: Sorted | None
    late: int  # the instant that stands for what does not come
    confidence_ppm: int
    share_ppm: int

    def value(self, measure: Measure, weights: I64) -> float:
        """A measure over the futures, each counted so many times (in all as many as there are)."""
        if measure in self.sums:
            return int(weights @ self.sums[measure]) / len(weights)
        if measure == "end":
            return float(self._end(weights))
        return self._commit(weights)

    def values(self, measure: Measure, weights: I64) -> Floats:
        """(B,) of (B, F) weights."""
        if measure in self.sums:
            found: Floats = (weights @ self.sums[measure]) / weights.shape[1]
            return found
        return np.array([self.value(measure, row) for row in weights])

    def _end(self, weights: I64) -> int:
        if self.end is None:
            return self.late
        rank = max(1, -(-self.share_ppm * len(weights) // MILLION))
        return self.end.value(self.end.counted(weights), rank, self.late)

    def _commit(self, weights: I64) -> float:
        """The mean of the joint commit dates (``commit.py``), weighted."""
        if not self.joint:
            return float(self.late)
        n = len(weights)
        counted = [s.counted(weights) for s in self.joint]
        earlier = np.maximum.reduce([c[s.before] for s, c in zip(self.joint, counted, strict=True)])
        rank = np.where(self.reached, earlier + 1, n + 1)
        needed = max(1, -(-self.confidence_ppm * n // MILLION))
        kept = np.cumsum(np.bincount(rank, weights=weights, minlength=n + 2))
        smallest = int(np.searchsorted(kept, needed, side="left"))
        if smallest > n:
            return float(self.late)
        dates = (min(s.value(c, smallest, NEVER), s.latest(c)) for s, c in zip(self.joint, counted, strict=True))
        return sum(dates) / len(self.joint)


class Sampler:
    """Turns futures of plans of one problem into samples."""

    def __init__(self, problem: Problem, tasks: Iterable[str], joint: Iterable[str], confidence_ppm: int) -> None:
        self.problem, self.confidence_ppm = problem, confidence_ppm
        self.index = {id: i for i, id in enumerate(tasks)}
        self.joint = tuple(joint)
        self.late = problem.days + 1
        self.promises = Promises(problem, self.index)
        self.measures = measures(problem)

    def of(self, futures: Futures, share_ppm: int) -> Sample:
        """One plan; the end is looked at where ``share_ppm`` of the futures have reached it."""
        finishes = [futures.finishes[:, self.index[id]] for id in self.joint]
        reached = np.logical_and.reduce([f < NEVER for f in finishes]) if finishes else np.ones(futures.count, np.bool_)
        points = Points(self.index, futures.starts, futures.finishes)
        sums: dict[Measure, I64] = {"missed": (~reached).astype(np.int64)}
        if "promises" in self.measures:
            sums["promises"] = self.promises.missed(points)
        if "exposure" in self.measures:
            sums["exposure"] = self._sum(futures.starts, self.problem.exposure)
        if "cost" in self.measures:
            sums["cost"] = self._sum(futures.finishes, self.problem.costs)
        return Sample(
            sums=sums,
            joint=tuple(Sorted(f) for f in finishes),
            reached=reached,
            end=Sorted(futures.finish(self.problem.end)) if self.problem.end else None,
            late=self.late,
            confidence_ppm=self.confidence_ppm,
            share_ppm=share_ppm,
        )

    def _sum(self, days: I32, pairs: Iterable[tuple[str, int]]) -> I64:
        """(F,) weighted sums of days; what does not come stands for the day after the horizon."""
        total = np.zeros(len(days), np.int64)
        for id, weight in pairs:
            total += weight * np.minimum(days[:, self.index[id]], self.late).astype(np.int64)
        return total


@dataclass(frozen=True)
class Difference:
    """How much smaller a measure is than the reference's: the gain, its standard error and 95 % interval."""

    measure: Measure
    reference: float
    value: float
    error: float
    low: float
    high: float

    @property
    def gain(self) -> float:
        """Reference minus value: positive is better."""
        return self.reference - self.value

    @property
    def sign(self) -> int:
        """1: surely better, -1: surely worse, 0: the interval holds 0."""
        return (self.low > 0) - (self.high < 0)

    @property
    def decides(self) -> int:
        """1: surely better by what is worth another plan, -1: surely worse by as much, 0: neither."""
        least = WORTH.get(self.measure, 0.0)
        return self.sign * (self.low >= least or self.high <= -least)


class Against:
    """One plan's measures over resamples (B, F) of its futures, for others to be compared with."""

    def __init__(self, reference: Sample, wanted: Iterable[Measure], weights: I64) -> None:
        self.reference, self.weights = reference, weights
        self.once = np.ones(weights.shape[1], np.int64)
        self.values = {m: reference.values(m, weights) for m in wanted}

    def differences(self, sample: Sample) -> tuple[Difference, ...]:
        """Every measure of a plan over the same futures, against the reference's."""
        found = []
        for m, values in self.values.items():
            gains = values - (values if sample is self.reference else sample.values(m, self.weights))
            low, high = np.percentile(gains, (LOW, HIGH))
            found.append(
                Difference(
                    measure=m,
                    reference=self.reference.value(m, self.once),
                    value=sample.value(m, self.once),
                    error=float(gains.std(ddof=1)),
                    low=float(low),
                    high=float(high),
                )
            )
        return tuple(found)


def first_decisive(found: Iterable[Difference]) -> Difference | None:
    """The first measure that surely differs by what is worth another plan; None: nothing tells the two apart."""
    return next((d for d in found if d.decides), None)
