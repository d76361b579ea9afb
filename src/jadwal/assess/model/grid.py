"""An exact filter of the log level on a grid, compiled.

In: counts (areas, periods) and one set of parameters.  Out: per area the log likelihood and where the level is after
the last period.  The rule this module owns: *the filter is exact on its grid: no sampling, no linearisation*.

The level of area i in period t is ``scale[i] * exp(x)`` with x on a grid of 61 points from -5 to 3.  From one period to
the next x moves by a normal step about ``persistence * x - step^2 / 2``, or, with chance ``jump``, lands anywhere about
the area's mean (normal, 1.2 in logs, about -1.2^2 / 2).  The halves of the variances keep the expected count where it
is: without them a random walk in logs promises ever more events.  The count is negative binomial with mean mu and
variance mu + mu^2 / size.  The forward recursion is that of a hidden Markov model (Rabiner 1989, Proc. IEEE 77:
257-286), used as a point-mass filter (Kitagawa 1987, JASA 82: 1032-1041).
"""

from __future__ import annotations

from math import exp, lgamma, log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jadwal.compiling import compiled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVELS = 61
LANDING = 1.2  # standard deviation of where a jump lands, and of the level before the first period
FAR = 6.0  # standard deviations of a step beyond which its chance is taken as nothing
BURN_IN = 8  # periods at the start that are filtered but not scored, at most a quarter of them


class Parameters(NamedTuple):
    """What all areas share: persistence of the log level, its step, the chance of a jump, the size of the count."""

    persistence: float
    step: float
    jump: float
    size: float


def grid() -> Floats:
    """The 61 log levels, relative to an area's scale."""
    return np.linspace(-5.0, 3.0, LEVELS)


def landing() -> Floats:
    """(levels,) where a jump lands, and the prior."""
    weight = np.exp(-0.5 * (grid() / LANDING + 0.5 * LANDING) ** 2)
    chance: Floats = weight / weight.sum()
    return chance


def moves(persistence: float, step: float) -> Floats:
    """(levels, levels) chance of going from row to column without a jump; at least the nearest level is reached."""
    x = grid()
    d = (x[None, :] - persistence * x[:, None]) / step + 0.5 * step
    weight = np.where(np.abs(d) <= FAR, np.exp(-0.5 * d**2), 0.0)
    nearest = np.argmin(np.abs(d), axis=1)
    weight[np.arange(LEVELS), nearest] = np.maximum(weight[np.arange(LEVELS), nearest], 1e-300)
    chance: Floats = weight / weight.sum(axis=1, keepdims=True)
    return chance


def transition(p: Parameters) -> Floats:
    """(levels, levels) chance of going from row to column."""
    return (1.0 - p.jump) * moves(p.persistence, p.step) + p.jump * landing()[None, :]


def run(
    counts: Ints, scale: Floats, p: Parameters, likelihood: Floats, last: Floats, level: Floats | None = None
) -> None:
    """Filter each area of ``counts`` (areas, periods), writing into the caller's arrays.

    ``likelihood`` (areas,): of periods after the burn-in; ``last`` (areas, levels): the level's distribution after the
    last period; ``level`` (areas, periods), when wanted: the mean log level after each period.
    """
    kernel = moves(p.persistence, p.step)
    reached = kernel > 0
    low = reached.argmax(axis=1).astype(np.int64)
    high = LEVELS - reached[:, ::-1].argmax(axis=1).astype(np.int64)
    _run(
        counts, scale, grid(), kernel, low, high, landing(), p.jump, p.size,
        likelihood, last, np.empty((len(counts), 0)) if level is None else level,
    )  # fmt: skip


@compiled()
def _run(
    counts: Ints, scale: Floats, x: Floats, kernel: Floats, low: Ints, high: Ints, prior: Floats, jump: float,
    size: float, likelihood: Floats, last: Floats, level: Floats,
) -> None:  # fmt: skip
    areas, periods = counts.shape
    n = x.shape[0]
    told = level.shape[1] > 0
    scored = min(BURN_IN, periods // 4)
    now, then = np.empty(n), np.empty(n)
    mu, rest, slope = np.empty(n), np.empty(n), np.empty(n)
    for i in range(areas):
        for g in range(n):
            mu[g] = scale[i] * exp(x[g])
            rest[g] = size * log(size / (size + mu[g]))
            slope[g] = log(mu[g] / (size + mu[g]))
            now[g] = prior[g]
        total = 0.0
        for t in range(periods):
            if t > 0:
                for g in range(n):
                    then[g] = 0.0
                for h in range(n):  # row by row, which a processor does several levels at once
                    here = now[h]
                    for g in range(low[h], high[h]):
                        then[g] += kernel[h, g] * here
                for g in range(n):
                    then[g] = (1.0 - jump) * then[g] + jump * prior[g]
            else:
                for g in range(n):
                    then[g] = now[g]
            y = float(counts[i, t])
            best = -1e300
            for g in range(n):
                now[g] = rest[g] + y * slope[g]
                if then[g] > 0.0 and now[g] > best:
                    best = now[g]
            norm = 0.0
            for g in range(n):
                now[g] = then[g] * exp(min(0.0, now[g] - best))
                norm += now[g]
            mean = 0.0
            for g in range(n):
                now[g] /= norm
                mean += now[g] * x[g]
            if told:
                level[i, t] = mean
            if t >= scored:
                total += log(norm) + best + lgamma(y + size) - lgamma(size) - lgamma(y + 1.0)
        likelihood[i] = total
        for g in range(n):
            last[i, g] = now[g]
