"""What a run over the partial order says, each figure with its Monte-Carlo error.

In: a :class:`~jadwal.simulate.network.run.Run`.  Out: a :class:`NetworkResult`.  The rule this module owns: *no figure
without its error*, and a share of the futures that is not reached counts against every date.

Quantile of share p among n futures: the value of rank ceil(p n).  Errors are those of ``simulate/errors.py``, futures
on the same path of the conditions counted together; of a task's figures the error is given as if there were no more
futures than paths.

Criticality index: the share of futures in which a task has total float 0 (Van Slyke 1963, Operations Research 11:
839-860).  Cruciality index: the correlation of its duration with the end (Williams 1992, Journal of the Operational
Research Society 43: 353-357), with the error (1 - r^2) / root(n - 1).  Sensitivity index: criticality times the ratio
of the two standard deviations (PMBOK; Vanhoucke 2010, Omega 38: 92-105).  All over futures in which the end is
reached.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import isqrt

import numpy as np
import numpy.typing as npt

from jadwal.plan.sgs.kernel import NEVER
from jadwal.simulate.errors import in_ppm, quantile_interval, share_error
from jadwal.simulate.network.run import CRITICAL, PRODUCTS, SQUARES, SUM, Run

MILLION = 1_000_000
SHARES = (10, 50, 80, 90)
CURVE_POINTS = 60
FIRST = 4_096  # futures to begin with
MOST = 1 << 20

I32 = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Quantile:
    """The instant ``at`` by which a share has finished, and the instants ``low``, ``high`` of its 95 % interval.

    Instants count in 1 / ``per_day`` of the result; None: so many do not finish.
    """

    at: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class CurvePoint:
    """The share of futures that have finished by the instant ``at``, with its standard error."""

    at: int
    share_ppm: int
    error_ppm: int


@dataclass(frozen=True)
class MilestoneFutures:
    """When a milestone is reached over the futures, in how many at all, and its S-curve of at most 60 instants."""

    id: str
    p10: Quantile
    p50: Quantile
    p80: Quantile
    p90: Quantile
    reached_ppm: int
    error_ppm: int
    curve: tuple[CurvePoint, ...]


@dataclass(frozen=True)
class TaskFutures:
    """A task over the futures that reach the end; shares and correlations in parts per million.

    ``mean`` and ``spread`` (standard deviation) of its working days.  ``cruciality_ppm`` and ``sensitivity_ppm`` are
    None where the task or the end does not vary.
    """

    id: str
    mean: float
    spread: float
    criticality_ppm: int
    criticality_error_ppm: int
    cruciality_ppm: int | None
    cruciality_error_ppm: int | None
    sensitivity_ppm: int | None


@dataclass(frozen=True)
class NetworkResult:
    """One run: the end and the milestones asked for, every task, and the room that the order cannot hold.

    ``unheld``: (profile, task) pairs of :class:`~jadwal.simulate.network.order.PartialOrder`.
    """

    seed: int
    futures: int
    reached: int
    per_day: int
    milestones: tuple[MilestoneFutures, ...]
    tasks: tuple[TaskFutures, ...]
    unheld: tuple[tuple[str, str], ...] = ()

    def milestone(self, id: str) -> MilestoneFutures:
        """The milestone with this id."""
        return next(m for m in self.milestones if m.id == id)

    def task(self, id: str) -> TaskFutures:
        """The task with this id."""
        return next(t for t in self.tasks if t.id == id)


def result(run: Run, tasks: Collection[str] | None = None, unheld: tuple[tuple[str, str], ...] = ()) -> NetworkResult:
    """Everything a run says, of all its tasks or of those in ``tasks``."""
    return NetworkResult(
        seed=run.seed,
        futures=run.count,
        reached=run.reached,
        per_day=run.per_day,
        milestones=tuple(_milestone(run, id, run.finishes[:, i]) for i, id in enumerate(run.shown)),
        tasks=tuple(_tasks(run, tasks)),
        unheld=unheld,
    )


def _milestone(run: Run, id: str, finishes: I32) -> MilestoneFutures:
    ordered = np.sort(finishes, kind="stable")  # radix sort
    p10, p50, p80, p90 = (_quantile(finishes, ordered, share / 100, run.paths) for share in SHARES)
    reached = finishes < NEVER
    return MilestoneFutures(
        id=id,
        p10=p10,
        p50=p50,
        p80=p80,
        p90=p90,
        reached_ppm=int(reached.sum()) * MILLION // run.count,
        error_ppm=in_ppm(share_error(reached, run.paths)),
        curve=_curve(finishes, ordered, run.paths),
    )


def _quantile(finishes: I32, ordered: I32, share: float, paths: int) -> Quantile:
    at, low, high = quantile_interval(finishes, ordered, share, paths)
    return Quantile(at=_known(at), low=_known(low), high=_known(high))


def _known(at: int) -> int | None:
    return None if at >= NEVER else at


def _curve(finishes: I32, ordered: I32, paths: int) -> tuple[CurvePoint, ...]:
    """At most 60 instants from the first finish to the last, each with the share finished by it."""
    reached = int(np.searchsorted(ordered, NEVER))
    if not reached:
        return ()
    instants = np.unique(np.linspace(ordered[0], ordered[reached - 1], CURVE_POINTS).round().astype(np.int64))
    shares = np.searchsorted(ordered, instants, side="right")
    return tuple(
        CurvePoint(int(at), int(n) * MILLION // len(ordered), in_ppm(share_error(finishes <= at, paths)))
        for at, n in zip(instants, shares, strict=True)
    )


def _tasks(run: Run, wanted: Collection[str] | None) -> list[TaskFutures]:
    n = run.reached
    kept = None if wanted is None else set(wanted)
    rows = [i for i, id in enumerate(run.tasks) if kept is None or id in kept]
    if n == 0:
        return [TaskFutures(run.tasks[i], math.nan, math.nan, 0, MILLION, None, None, None) for i in rows]
    ends = run.finishes[:, 0][run.finishes[:, 0] < NEVER].astype(np.float64)
    mean_end, spread_end = float(ends.mean()), float(ends.std())
    told = min(n, run.paths) if run.paths else n
    found = []
    for i in rows:
        critical = int(run.sums[i, CRITICAL])
        mean = float(run.sums[i, SUM]) / n
        spread = math.sqrt(max(0.0, float(run.sums[i, SQUARES]) / n - mean * mean))
        together = float(run.sums[i, PRODUCTS]) / n - mean * mean_end
        varies = spread > 1e-6 * max(1.0, mean) and spread_end > 0
        r = max(-1.0, min(1.0, together / (spread * spread_end))) if varies else math.nan
        found.append(
            TaskFutures(
                id=run.tasks[i],
                mean=mean / run.per_day,
                spread=spread / run.per_day,
                criticality_ppm=critical * MILLION // n,
                criticality_error_ppm=isqrt(MILLION * MILLION * critical * (n - critical) // (n * n * told)),
                cruciality_ppm=round(r * MILLION) if varies else None,
                cruciality_error_ppm=in_ppm((1 - r * r) / math.sqrt(max(1, told - 1))) if varies else None,
                sensitivity_ppm=round(critical / n * spread / spread_end * MILLION) if varies else None,
            )
        )
    return found


def until_small_enough(
    run: Callable[[int], NetworkResult], *, error_days: float, first: int = FIRST, most: int = MOST
) -> tuple[NetworkResult, bool]:
    """Twice as many futures, and again, until half the 95 % interval of the end's P80 is at most ``error_days``.

    ``run`` makes a result of so many futures; the end is its first milestone.  Also says whether that was reached
    before ``most`` futures, with which it stops.  A P80 that so many futures do not reach has no interval.
    """
    futures = min(first, most)
    while True:
        found = run(futures)
        p80 = found.milestones[0].p80
        if p80.low is not None and p80.high is not None and p80.high - p80.low <= 2 * error_days * found.per_day:
            return found, True
        if futures >= most:
            return found, False
        futures = min(2 * futures, most)
