"""What each future costs, and how exposed people are in it: amounts from the as-of date on, with their errors.

In: a problem, start days and finish instants of its tasks over the futures.  Out: :class:`CostResult`,
:class:`ExposureResult`.  The rules this module owns (docs/method.md section 6): *cost = what is paid once for work
that starts and for mitigations that the plan counts on + each site's daily cost until it closes*; *exposure = people x
threat weight x days until they leave*, as the levels of the objective count them; *what is not over by the horizon
counts up to it*, and the result says in how many futures that is so.

Quantile of share p among n futures: the value of rank ceil(p n).  Its standard error: half the distance between the
values whose ranks lie one standard error of that share away on either side (distribution-free; David and Nagaraja
2003, Order Statistics, section 7.1).  Of the mean: s / sqrt(n).  Futures on one history are counted together
(``simulate/errors.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from jadwal.assess import HISTORIES
from jadwal.model.amounts import Band, CostResult, ExposureResult, Sampled
from jadwal.plan.dated import instant
from jadwal.plan.problem import Problem
from jadwal.plan.sgs.kernel import NEVER
from jadwal.simulate.commit import ppm
from jadwal.simulate.errors import share_error
from jadwal.simulate.futures import Futures
from jadwal.simulate.promises import Aim
from jadwal.simulate.risks import mitigations_cost

BLOCK = 2_048  # futures at once
CURVE_POINTS = 60
WEEK = 7
PERCENT = 100  # threat weights are in percent
MILLION = 1_000_000

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]


def paid(problem: Problem, starts: I32, finishes: I32) -> I64:
    """(F,) thousand US dollars from day 0 on, of F futures with starts and finishes (F, n) of the problem's tasks.

    What was started before day 0 is paid; what does not start within the horizon is not paid.  Mitigations of risks
    that the plan counts on are paid in every future.
    """
    daily, rates = _columns(problem, problem.costs)
    once, prices = _columns(problem, [(t.id, t.cost) for t in problem.tasks if t.cost])
    found = np.full(len(finishes), mitigations_cost(problem), np.int64)
    for rows in _blocks(len(finishes)):
        begun = starts[rows][:, once]
        found[rows] += np.clip(finishes[rows][:, daily], 0, problem.days) @ rates
        found[rows] += ((begun >= 0) & (begun < problem.days)) @ prices
    return found


def exposed(problem: Problem, starts: I32) -> I64:
    """(F,) hundredths of weighted person-days from day 0 on, of F futures with starts (F, n)."""
    leaving, weights = _columns(problem, problem.exposure)
    found = np.zeros(len(starts), np.int64)
    for rows in _blocks(len(starts)):
        found[rows] = np.clip(starts[rows][:, leaving], 0, problem.days) @ weights
    return found


def weekly(problem: Problem, starts: I32) -> tuple[I64, I32]:
    """The instants that end each week (the last one: the horizon), and (weeks, F) weighted person-days in each."""
    leaving, weights = _columns(problem, problem.exposure)
    ends = np.unique(np.append(np.arange(WEEK, problem.days, WEEK), problem.days)).astype(np.int64)
    found = np.zeros((len(ends), len(starts)), np.int32)
    for rows in _blocks(len(starts)):
        until = np.clip(starts[rows][:, leaving], 0, problem.days).astype(np.int64)
        ended = np.zeros((len(until), len(ends), 2), np.int64)  # weight of those who left by then, and weight x days
        each = np.arange(len(until))
        for at, weight in enumerate(weights):
            week = np.searchsorted(ends, until[:, at])
            ended[each, week, 0] += weight
            ended[each, week, 1] += weight * until[:, at]
        gone, days = np.moveaxis(np.cumsum(ended, axis=1), 2, 0)
        so_far = days + ends * (weights.sum() - gone)
        found[:, rows] = _person_days(np.diff(so_far, axis=1, prepend=0)).T
    return ends, found


def cost_result(problem: Problem, solution: Aim, futures: Futures) -> CostResult | None:
    """Cost over the futures; None where the case states none."""
    if not problem.costs and not mitigations_cost(problem) and not any(t.cost for t in problem.tasks):
        return None
    starts, finishes = aim_points(problem, solution)
    closing, _ = _columns(problem, problem.costs)
    once = sum(t.cost for t, s in zip(problem.tasks, starts[0], strict=True) if 0 <= s < problem.days)
    return CostResult(
        once=once + mitigations_cost(problem),
        **_amount(int(paid(problem, starts, finishes)[0]), paid(problem, futures.starts, futures.finishes)),
        **_cut(finishes[:, closing], futures.finishes[:, closing]),
    )


def exposure_result(problem: Problem, solution: Aim, futures: Futures) -> ExposureResult | None:
    """Exposure over the futures; None where nobody is left to leave."""
    if not problem.exposure:
        return None
    starts, _ = aim_points(problem, solution)
    leaving, _ = _columns(problem, problem.exposure)
    aim = int(_person_days(exposed(problem, starts))[0])
    return ExposureResult(
        bands=_bands(problem, starts, futures.starts),
        **_amount(aim, _person_days(exposed(problem, futures.starts))),
        **_cut(starts[:, leaving], futures.starts[:, leaving]),
    )


def aim_points(problem: Problem, solution: Aim) -> tuple[I32, I32]:
    """Starts and finishes of the aim as one future (1, n); ``NEVER``: no aim date."""

    def row(dates: Mapping[str, int | None]) -> I32:
        return np.array([[NEVER if (at := dates.get(t.id)) is None else at for t in problem.tasks]], np.int32)

    return row(solution.starts), row(solution.finishes)


def sampled(of: I64, ordered: I64, share: float, clusters: int = 0) -> Sampled:
    """The quantile of ``share`` among F amounts, also given rising, with its standard error.

    Future k belongs to cluster k mod ``clusters`` (0: to none).
    """
    n = len(ordered)
    value = int(ordered[rank(n, share) - 1])
    spread = sqrt(share * (1 - share) / n)
    if 0 < clusters < n:
        spread = min(1.0, max(spread, share_error(of <= value, clusters)))
    low, high = max(1, floor((share - spread) * n + 1e-9)), min(n, ceil((share + spread) * n - 1e-9))
    return Sampled(value=value, error=(int(ordered[high - 1] - ordered[low - 1]) + 1) // 2)


def mean_of(of: I64, clusters: int = 0) -> Sampled:
    """The mean of F amounts with its standard error, in clusters by the ratio estimate (Cochran 1977, chapter 9)."""
    n, mean = len(of), float(of.mean())
    error = float(np.std(of, ddof=1)) / sqrt(n) if n > 1 else 0.0
    if 1 < clusters < n:
        beside = np.bincount(np.arange(n) % clusters, weights=of - mean)
        error = max(error, sqrt(clusters / (clusters - 1) * float(np.square(beside).sum())) / n)
    return Sampled(value=round(mean), error=ceil(error))


def rank(count: int, share: float) -> int:
    """The rank of a quantile among ``count`` values, from 1: ceil(share x count)."""
    return max(1, -(-round(share * MILLION) * count // MILLION))


def _amount(aim: int, of: I64) -> dict[str, Any]:
    """Aim, mean, quantiles and curve of (F,) amounts."""
    ordered, n = np.sort(of), len(of)
    clusters = min(HISTORIES, n)
    return {
        "aim": aim,
        "aim_ppm": ppm(int(np.searchsorted(ordered, aim, side="right")), n),
        "mean": mean_of(of, clusters),
        "curve": _curve(ordered),
        **{f"p{share}": sampled(of, ordered, share / 100, clusters) for share in (10, 50, 80, 90)},
    }


def _curve(ordered: I64) -> tuple[tuple[int, int], ...]:
    """(amount, share of the futures with no more), at most 60 amounts from the least to the most."""
    least, most = int(ordered[0]), int(ordered[-1])
    at = np.unique(np.linspace(least, most, CURVE_POINTS).round().astype(np.int64))
    shares = np.searchsorted(ordered, at, side="right")
    return tuple((int(a), ppm(int(k), len(ordered))) for a, k in zip(at, shares, strict=True))


def _cut(aim: I32, many: I32) -> dict[str, Any]:
    """Whether anything goes on at the horizon, in the aim and in which share of the futures."""
    lasting = (many == NEVER).any(axis=1)
    return {"aim_cut": bool((aim == NEVER).any()), "cut_ppm": ppm(int(lasting.sum()), len(many))}


def _bands(problem: Problem, aim: I32, many: I32) -> tuple[Band, ...]:
    """Exposure of each week up to the last in which there is any, in the aim or in a tenth of the futures."""
    ends, weeks = weekly(problem, many)
    weeks.sort(axis=1)
    planned = weekly(problem, aim)[1][:, 0]
    marks = [weeks[:, rank(len(many), share) - 1] for share in (0.1, 0.5, 0.9)]
    last = max((k for k in range(len(ends)) if planned[k] or marks[2][k]), default=-1)
    return tuple(
        Band(
            day=instant(problem, int(ends[k])),
            aim=int(planned[k]),
            p10=int(marks[0][k]),
            p50=int(marks[1][k]),
            p90=int(marks[2][k]),
        )
        for k in range(last + 1)
    )


def _person_days(hundredths: I64) -> I64:
    """Hundredths as whole person-days, halves upwards."""
    whole: I64 = (hundredths + PERCENT // 2) // PERCENT
    return whole


def _columns(problem: Problem, weighed: Sequence[tuple[str, int]]) -> tuple[I64, I64]:
    """The columns of tasks in (F, n) points, and their weights."""
    at = {t.id: k for k, t in enumerate(problem.tasks)}
    return np.array([at[id] for id, _ in weighed], np.int64), np.array([w for _, w in weighed], np.int64)


def _blocks(count: int) -> Iterator[slice]:
    return (slice(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK))
