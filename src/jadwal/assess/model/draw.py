"""Drawing joint paths from the filters, compiled: quantile tables and counter-based random numbers.

In: quantile tables and keys of streams.  Out: counts written into the caller's arrays.  The rule this module owns:
*future k's numbers in a stream depend on the stream's key and k only*.

Each draw is a standard normal number v = sqrt(rho) z + sqrt(1 - rho) e, z common to all areas in a future and period
and e the area's own (one-factor Gaussian copula; Li 2000, J. Fixed Income 9: 43-54), turned into a level or a count by
the quantile at Phi(v), tabulated over v.  Random numbers are SplitMix64's finaliser over counters (Steele, Lea and
Flood 2014, OOPSLA): of key and future, then of that and the period.
"""

from __future__ import annotations

from math import erfc, exp, lgamma, log, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from jadwal.compiling import compiled

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]

BINS = 1024  # of a quantile table
REACH = 4.5  # it covers v from -REACH to REACH
FINE = 1 << 12  # normal numbers, by 12 random bits
_GAMMA, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_U16, _U27, _U30, _U31, _U32, _U48 = (np.uint64(n) for n in (16, 27, 30, 31, 32, 48))
_ONE, _LOW = np.uint64(1), np.uint64(0xFFF)


def chances() -> Floats:
    """(BINS,) Phi at the middles of a quantile table's bins."""
    v = (np.arange(BINS) + 0.5) * (2 * REACH / BINS) - REACH
    return np.array([0.5 * erfc(-a / sqrt(2.0)) for a in v])


def normals() -> Singles:
    """(FINE,) standard normal numbers at the middles of equal chances."""
    inverse = NormalDist().inv_cdf
    half = np.array([inverse((n + 0.5) / FINE) for n in range(FINE // 2)])
    return np.concatenate([half, -half[::-1]]).astype(np.float32)


@compiled(inline="always")
def _mixed(z: np.uint64) -> np.uint64:
    z = (z ^ (z >> _U30)) * _FIRST
    z = (z ^ (z >> _U27)) * _SECOND
    return z ^ (z >> _U31)


@compiled()
def begin(key: np.uint64, states: Words) -> None:
    """``states`` (futures,): of each future in the stream."""
    for k in range(states.shape[0]):
        states[k] = _mixed(key + _GAMMA * np.uint64(k + 1))


@compiled()
def words(states: Words, period: int, out: Words) -> None:
    """``out`` (futures,): each future's 64 random bits in a period."""
    add = _GAMMA * np.uint64(period + 1)
    for k in range(states.shape[0]):
        out[k] = _mixed(states[k] + add)


@compiled()
def common(states: Words, normal: Singles, levels: Singles, counts: Singles) -> None:
    """The common factors of levels and of counts (periods, futures)."""
    for t in range(levels.shape[0]):
        add = _GAMMA * np.uint64(t + 1)
        for k in range(states.shape[0]):
            w = _mixed(states[k] + add)
            levels[t, k] = normal[np.int64(w & _LOW)]
            counts[t, k] = normal[np.int64((w >> _U16) & _LOW)]


@compiled()
def quantiles(weight: Floats, chance: Floats, out: Bytes) -> None:
    """``out`` (rows, BINS): the level at each chance, for each row's distribution over levels."""
    rows, n = weight.shape
    for r in range(rows):
        total = 0.0
        for g in range(n):
            total += weight[r, g]
        at, sum_ = 0, weight[r, 0]
        for b in range(chance.shape[0]):
            while at < n - 1 and sum_ < chance[b] * total:
                at += 1
                sum_ += weight[r, at]
            out[r, b] = at


@compiled()
def count_quantiles(means: Floats, size: float, chance: Floats, out: npt.NDArray[np.int32]) -> None:
    """``out`` (means, BINS): the negative binomial's quantile at each chance.

    The probabilities follow by their ratio from ten standard deviations below the mean upwards; beyond a standard
    deviation of 500 they are taken at every 500th of it, each standing for the counts about it, and add up to one.
    """
    for g in range(means.shape[0]):
        mu = means[g]
        sd = (mu + mu * mu / size) ** 0.5
        stride = max(1.0, np.floor(sd / 500.0))
        first = max(0.0, np.floor((mu - 10.0 * sd) / stride) * stride)
        slope = log(mu / (size + mu))
        base = size * log(size / (size + mu)) - lgamma(size)
        most = mu + 60.0 * sd + 60.0
        begun = exp(base + lgamma(first + size) - lgamma(first + 1.0) + first * slope)
        total = 1.0
        if stride > 1.0:
            if first == 0.0:  # the counts from 0 to half a step, where small sizes have a peak
                for n in range(1, int(stride * 0.5) + 1):
                    begun += exp(base + lgamma(n + size) - lgamma(n + 1.0) + n * slope)
            else:
                begun *= stride
            y, total = first, begun
            while y < most:
                y += stride
                p = stride * exp(base + lgamma(y + size) - lgamma(y + 1.0) + y * slope)
                total += p
                if y > mu and p < 1e-12:
                    break
        y, p, reached, ratio = first, begun, begun, exp(slope)
        for b in range(chance.shape[0]):
            while reached < chance[b] * total and y < most:
                if stride == 1.0:
                    p *= (y + size) / (y + 1.0) * ratio
                    y += 1.0
                else:
                    y += stride
                    p = stride * exp(base + lgamma(y + size) - lgamma(y + 1.0) + y * slope)
                reached += p
            out[g, b] = np.int32(min(y, 2147483647.0))


@compiled()
def walk(
    states: Words, first: int, every: int, normal: Singles, start: Bytes, move: Bytes, count: npt.NDArray[np.int32],
    levels: Singles, counts: Singles, level_share: float, count_share: float, at: Bytes,
    out: npt.NDArray[np.unsignedinteger],
) -> None:  # fmt: skip
    """Futures ``first``, ``first + every``, ... of one area: ``out`` (periods, futures) counts.

    ``start`` (BINS,), ``move`` (levels, BINS), ``count`` (levels, BINS): quantile tables of the level at the origin,
    of the next level and of the count; ``levels``, ``counts`` (periods, futures): the common factors; shares: rho of
    each; ``at`` (futures,): working space.
    """
    wide = BINS / (2.0 * REACH)
    a, b = np.float32(sqrt(level_share) * wide), np.float32(sqrt(1.0 - level_share) * wide)
    c, d = np.float32(sqrt(count_share) * wide), np.float32(sqrt(1.0 - count_share) * wide)
    half, top, own = np.float32(BINS / 2), BINS - 1, np.float32(wide)
    futures = states.shape[0]
    for k in range(first, futures, every):
        v = int(own * normal[np.int64(_mixed(states[k]) & _LOW)] + half)
        at[k] = start[min(max(v, 0), top)]
    for t in range(out.shape[0]):
        add = _GAMMA * np.uint64(t + 1)
        for k in range(first, futures, every):
            w = _mixed(states[k] + add)
            v = int(a * levels[t, k] + b * normal[np.int64(w & _LOW)] + half)
            s = move[at[k], min(max(v, 0), top)]
            at[k] = s
            v = int(c * counts[t, k] + d * normal[np.int64((w >> _U16) & _LOW)] + half)
            out[t, k] = count[s, min(max(v, 0), top)]
