"""Time and cost together: which pairs of a date and an amount the futures keep.

In: a problem, the aim, :class:`~jadwal.simulate.futures.Futures`, commit dates.  Out: :class:`JointResult`.  The rule
this module owns: *a future counts for a pair when it ends by the date and costs no more than the amount*, both at once
(joint cost and schedule confidence level: NASA Cost Estimating Handbook, appendix J); one that never ends counts for
none.

Frontier: for each date by which enough futures have ended, the least amount for which P(end <= date, cost <= amount)
is at least the confidence: among the m futures that end by it, the cost of rank ceil(confidence n).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from jadwal.assess import HISTORIES
from jadwal.model.amounts import Amount, Cell, CostResult, ExposureResult, JointPoint, JointResult
from jadwal.plan.dated import instant
from jadwal.plan.problem import Problem
from jadwal.plan.sgs.kernel import NEVER
from jadwal.simulate.commit import MILLION, Commit, commit, ppm
from jadwal.simulate.costs import cost_result, exposure_result, paid
from jadwal.simulate.errors import in_ppm, share_error
from jadwal.simulate.futures import Futures
from jadwal.simulate.promises import Aim

MOST_DATES = 60  # of the frontier
COLUMNS, ROWS = 28, 18  # cells at most

I64 = npt.NDArray[np.int64]
Ends = npt.NDArray[np.int32]


class Amounts(TypedDict):
    """The part of a ``ReadingResult`` that is about cost and exposure."""

    costs: CostResult | None
    exposure: ExposureResult | None
    joint: JointResult | None


def amounts(problem: Problem, solution: Aim, futures: Futures, committed: Commit, confidence_ppm: int) -> Amounts:
    """Cost, exposure, and cost together with the end; None: the case says nothing of it."""
    found = cost_result(problem, solution, futures)
    joint = None
    if found is not None:
        cost = paid(problem, futures.starts, futures.finishes)
        aim, agreed = solution.finishes.get(problem.end), committed.dates.get(problem.end)
        joint = joint_result(problem, futures.finish(problem.end), cost, found, aim, agreed, confidence_ppm)
    return Amounts(costs=found, exposure=exposure_result(problem, solution, futures), joint=joint)


def joint_result(
    problem: Problem, ends: Ends, cost: I64, of: Amount, aim: int | None, agreed: int | None, confidence_ppm: int
) -> JointResult:
    """Ends (F,), instants, and costs (F,) together; ``aim`` and ``agreed``: the end's aim and commit date, if any."""

    def point(kind: str, at: int, amount: int) -> JointPoint:
        kept = (ends <= at) & (cost <= amount)
        return JointPoint(
            kind=kind,  # type: ignore[arg-type]
            day=instant(problem, at),
            amount=amount,
            ppm=ppm(int(kept.sum()), len(ends)),
            error_ppm=in_ppm(share_error(kept, min(HISTORIES, len(ends)))),
        )

    points = []
    if aim is not None:
        points.append(point("aim", aim, of.aim))
    own = agreed if agreed is not None else commit({"end": ends}, confidence_ppm).dates.get("end")
    if own is not None:
        points.append(point("own" if agreed is None else "commit", own, of.p80.value))
    if (pair := balanced(ends, cost, confidence_ppm)) is not None:
        points.append(point("balanced", *pair))
    cells, days, amount = _cells(problem, ends, cost)
    return JointResult(
        confidence_ppm=confidence_ppm,
        reached_ppm=ppm(int((ends < NEVER).sum()), len(ends)),
        frontier=tuple((instant(problem, at), least) for at, least in frontier(ends, cost, confidence_ppm)),
        points=tuple(points),
        cell_days=days,
        cell_amount=amount,
        cells=cells,
    )


def frontier(ends: Ends, cost: I64, confidence_ppm: int) -> Iterator[tuple[int, int]]:
    """Pairs (instant, least amount) that reach the confidence, instants rising and amounts falling.

    The first is the earliest instant there is; at most 60 are looked at, evenly up to the last at which a future ends.
    """
    needed = max(1, -(-confidence_ppm * len(ends) // MILLION))
    reached = np.sort(ends[ends < NEVER])
    if len(reached) < needed:
        return
    first, last = int(reached[needed - 1]), int(reached[-1])
    known: int | None = None
    for at in np.unique(np.linspace(first, last, MOST_DATES).round().astype(np.int64)).tolist():
        least = int(np.partition(cost[ends <= at], needed - 1)[needed - 1])
        if known is None or least < known:
            known = least
            yield at, least


def balanced(ends: Ends, cost: I64, confidence_ppm: int) -> tuple[int, int] | None:
    """Date and amount at one quantile of each, the smallest that reaches the confidence together; None: none does.

    The rule of commit dates (docs/method.md section 6), with the cost as one more of the dates.
    """
    values, places = np.unique(cost, return_inverse=True)
    found = commit({"end": ends, "cost": places.astype(np.int32)}, confidence_ppm).dates
    return (found["end"], int(values[found["cost"]])) if found else None


def _cells(problem: Problem, ends: Ends, cost: I64) -> tuple[tuple[Cell, ...], int, int]:
    """Where the futures that reach the end lie: cells with their shares, their width in days, their height."""
    at = ends < NEVER
    if not at.any():
        return (), 1, 1
    days, amounts = ends[at].astype(np.int64), cost[at]
    first, low = int(days.min()), int(amounts.min())
    wide, high = -(-(int(days.max()) - first + 1) // COLUMNS), -(-(int(amounts.max()) - low + 1) // ROWS)
    places, counts = np.unique((days - first) // wide * ROWS + (amounts - low) // high, return_counts=True)
    cells = (
        Cell(
            first=instant(problem, first + place // ROWS * wide),
            low=low + place % ROWS * high,
            ppm=ppm(int(count), len(ends)),
        )
        for place, count in zip(places.tolist(), counts.tolist(), strict=True)
    )
    return tuple(cells), wide, high
