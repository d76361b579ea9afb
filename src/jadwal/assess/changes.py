"""Change points: where a series went over to another level, how sure that is, and between which days it lies.

In: counts (or counts by class) of successive observed weeks.  Out: :class:`Break` values.  The rule this module owns:
*every partition of the weeks is weighed*, none is looked for step by step, so that the answer does not depend on where
the search began.

The product partition model (Barry and Hartigan 1992) with the exact recursions of Fearnhead (2006, "Exact and efficient
Bayesian inference for multiple changepoint problems"), O(n²).  Weeks s … t-1 at one level have the evidence m(s, t);
lengths of levels are geometric, beginning at :data:`LEAST` weeks: after these each week may end a level with chance
:data:`CHANCE`.  With w(s, t) = ln m(s, t) + (t - s - LEAST) ln(1 - CHANCE), plus ln CHANCE where the level ends before
the series does, F(t) = ln Σₛ exp(F(s) + w(s, t)) and B(s) = ln Σₜ exp(w(s, t) + B(t)) sum over all partitions before t
and after s.  The breaks are those of the likeliest partition (the same recursion with max for the sum) that have at
least the chance :data:`SURE`.  A break's days hold :data:`WITHIN` of its place between its neighbours; its chance is
that of at least one break there, over all partitions.

Evidence of counts: Poisson about a level with a gamma prior of shape 1/2 whose mean is that of the series, the
likelihood to the power 1/φ: counts that vary φ times as much as Poisson ones weigh that much less (a power likelihood;
the quasi-Poisson of McCullagh and Nelder 1989, 4.5).  With S counts in k weeks, a and b the prior's shape and rate:
ln m = a ln b - ln Γ(a) + ln Γ(a + S/φ) - (a + S/φ) ln(b + k/φ), up to what all partitions share.
Evidence of shares: multinomial about a uniform Dirichlet prior of weight 1 in all, likewise to the power 1/φ.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import lgamma, log

import numpy as np
import numpy.typing as npt

from jadwal.assess.gamma import Floats, log_gamma

LEAST = 4  # weeks at one level
CHANCE = 1 / 260  # that a week ends its level: once in five years
SURE = 0.8
WITHIN = 0.9
SHAPE = 0.5  # of the prior of a level
LAGS = (1, 2, 3, 4)  # weeks apart, over which the dispersion is measured
NEVER = -1e300


@dataclass(frozen=True)
class Break:
    """Week ``at`` is the first of another level; ``low`` … ``high``: the weeks of which one is; ``chance``: that one
    is."""

    at: int
    low: int
    high: int
    chance: float


def breaks(counts: npt.NDArray[np.int64]) -> tuple[Break, ...]:
    """The breaks of the level of ``counts`` (weeks,), in order."""
    return partition(level_evidence(counts.astype(np.float64), dispersion(counts)))


def share_breaks(classes: npt.NDArray[np.int64]) -> tuple[Break, ...]:
    """The breaks of the shares of ``classes`` (weeks, classes), in order."""
    return partition(share_evidence(classes.astype(np.float64), share_dispersion(classes)))


def dispersion(counts: npt.NDArray[np.int64]) -> float:
    """How many times as much as Poisson counts they vary, at least 1: Σ(y' - y)² / Σ(y' + y) over weeks one to four
    apart, the largest of the four.  Differences leave breaks nearly out (von Neumann 1941)."""
    y = counts.astype(np.float64)
    found = [1.0]
    for lag in LAGS:
        later, before = y[lag:], y[:-lag]
        total = float((later + before).sum())
        if total > 0:
            found.append(float(((later - before) ** 2).sum()) / total)
    return max(found)


def share_dispersion(classes: npt.NDArray[np.int64]) -> float:
    """The same for shares, at least 1: Pearson's X² of each week against the next over its degrees of freedom."""
    squares = degrees = 0.0
    for before, later in pairwise(classes.astype(np.float64)):
        a, b = float(before.sum()), float(later.sum())
        used = (before + later) > 0
        if a == 0 or b == 0 or used.sum() < 2:
            continue
        expected = (before + later)[used] * a / (a + b)
        other = (before + later)[used] * b / (a + b)
        squares += float((((before[used] - expected) ** 2) / expected + ((later[used] - other) ** 2) / other).sum())
        degrees += float(used.sum() - 1)
    return max(1.0, squares / degrees) if degrees else 1.0


def prior(counts: Floats) -> tuple[float, float]:
    """Shape and rate of the prior of a level: as heavy as half a count, about the mean of the series."""
    mean = max(float(counts.mean()), 0.5 / len(counts)) if len(counts) else 1.0
    return SHAPE, SHAPE / mean


def level_evidence(counts: Floats, phi: float) -> Floats:
    """(n + 1, n + 1) ln m(s, t) of weeks s … t-1 at one level; :data:`NEVER` for less than :data:`LEAST` weeks."""
    a, b = prior(counts)
    sums = np.concatenate([[0.0], np.cumsum(counts)]) / phi
    start, end = _pairs(len(counts))
    heard, weeks = sums[end] - sums[start], (end - start) / phi
    each = a * log(b) - lgamma(a) + log_gamma(a + heard) - (a + heard) * np.log(b + weeks)
    return _square(len(counts), start, end, each)


def share_evidence(classes: Floats, phi: float) -> Floats:
    """(n + 1, n + 1) ln m(s, t) of weeks s … t-1 with the same shares."""
    n, kinds = classes.shape
    sums = np.concatenate([np.zeros((1, kinds)), np.cumsum(classes, axis=0)]) / phi
    start, end = _pairs(n)
    heard = sums[end] - sums[start]
    weight = 1 / kinds
    each = lgamma(1.0) - log_gamma(1.0 + heard.sum(axis=1)) - kinds * lgamma(weight)
    for k in range(kinds):
        each += log_gamma(weight + heard[:, k])
    return _square(n, start, end, each)


def partition(evidence: Floats) -> tuple[Break, ...]:
    """The breaks that ``evidence`` speaks for, each at least :data:`SURE`."""
    n = len(evidence) - 1
    if n < 2 * LEAST:
        return ()
    weight = _weighted(evidence)
    forward, backward = _forward(weight), _backward(weight)
    ends = [0, *_likeliest(weight), n]
    found = []
    for before, at, after in zip(ends, ends[1:], ends[2:], strict=False):
        low, high = _where(weight, before, after)
        chance = 1 - _without(weight, forward, backward, low, high)
        if chance >= SURE:
            found.append(Break(at, low, high, chance))
    return tuple(found)


def _pairs(n: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    start, end = np.triu_indices(n + 1, LEAST)
    return start, end


def _square(n: int, start: npt.NDArray[np.intp], end: npt.NDArray[np.intp], each: Floats) -> Floats:
    found = np.full((n + 1, n + 1), NEVER)
    found[start, end] = each
    return found


def _weighted(evidence: Floats) -> Floats:
    """w(s, t)."""
    n = len(evidence) - 1
    length = np.arange(n + 1)[None, :] - np.arange(n + 1)[:, None]
    found: Floats = evidence + np.maximum(length - LEAST, 0) * log(1 - CHANCE)
    found[:, :n] += log(CHANCE)
    return found


def _forward(weight: Floats) -> Floats:
    n = len(weight) - 1
    found = np.full(n + 1, NEVER)
    found[0] = 0.0
    for t in range(LEAST, n + 1):
        found[t] = _sum(found[: t - LEAST + 1] + weight[: t - LEAST + 1, t])
    return found


def _backward(weight: Floats) -> Floats:
    n = len(weight) - 1
    found = np.full(n + 1, NEVER)
    found[n] = 0.0
    for s in range(n - LEAST, -1, -1):
        found[s] = _sum(weight[s, s + LEAST :] + found[s + LEAST :])
    return found


def _likeliest(weight: Floats) -> list[int]:
    """Where the levels of the likeliest partition begin, the first apart."""
    n = len(weight) - 1
    best = np.full(n + 1, NEVER)
    best[0] = 0.0
    came = np.zeros(n + 1, np.intp)
    for t in range(LEAST, n + 1):
        values = best[: t - LEAST + 1] + weight[: t - LEAST + 1, t]
        came[t] = int(values.argmax())
        best[t] = values[came[t]]
    found, t = [], int(came[n])
    while t > 0:
        found.append(t)
        t = int(came[t])
    return found[::-1]


def _where(weight: Floats, before: int, after: int) -> tuple[int, int]:
    """The weeks between which the one break between ``before`` and ``after`` lies."""
    places = np.arange(before + LEAST, after - LEAST + 1)
    logs = weight[before, places] + weight[places, after]
    shares = np.cumsum(np.exp(logs - logs.max()))
    shares /= shares[-1]
    rest = (1 - WITHIN) / 2
    low, high = np.searchsorted(shares, [rest, 1 - rest])
    return int(places[low]), int(places[min(high, len(places) - 1)])


def _without(weight: Floats, forward: Floats, backward: Floats, low: int, high: int) -> float:
    """The chance that no level begins in the weeks ``low`` … ``high``: one level spans them all."""
    spans = forward[:low, None] + weight[:low, high + 1 :] + backward[None, high + 1 :]
    return float(np.exp(_sum(spans.ravel()) - forward[-1]))


def _sum(logs: Floats) -> float:
    """ln Σ exp."""
    most = float(logs.max())
    return most + log(float(np.exp(logs - most).sum())) if most > NEVER / 2 else NEVER
