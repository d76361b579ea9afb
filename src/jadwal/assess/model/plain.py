"""The plain forecasts that any model has to beat.

In: counts (areas, periods) before the origin.  Out: samples (areas, periods ahead, futures).  The rule this module
owns: *each of them is as simple as its name*, draws every period anew and knows nothing of other areas.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from jadwal.assess.model.grid import Floats, Ints

Samples = npt.NDArray[np.integer]
Forecaster = Callable[[Ints, int, int, int], Samples]  # counts before, periods ahead, futures, seed


def conflictology(last: int) -> Forecaster:
    """Any of the area's ``last`` periods, each time anew (Hegre et al. 2025, J. Peace Research: "conflictology")."""

    def drawn(before: Ints, ahead: int, futures: int, seed: int) -> Samples:
        return _resampled(before[:, -last:], ahead, futures, seed)

    return drawn


def climatology(before: Ints, ahead: int, futures: int, seed: int) -> Samples:
    """Any of the area's periods so far."""
    return _resampled(before, ahead, futures, seed)


def bootstrap(last: int) -> Forecaster:
    """Any of the ``last`` periods of any area."""

    def drawn(before: Ints, ahead: int, futures: int, seed: int) -> Samples:
        return np.random.default_rng(seed).choice(before[:, -last:].ravel(), (len(before), ahead, futures))

    return drawn


def last_poisson(before: Ints, ahead: int, futures: int, seed: int) -> Samples:
    """Poisson with the last period's count as its mean."""
    mean = before[:, -1, None, None].astype(np.float64)
    return np.random.default_rng(seed).poisson(mean, (len(before), ahead, futures))


def negative_binomial(last: int) -> Forecaster:
    """Negative binomial with the mean and variance of the area's ``last`` periods; Poisson where they do not spread."""

    def drawn(before: Ints, ahead: int, futures: int, seed: int) -> Samples:
        rng = np.random.default_rng(seed)
        past = before[:, -last:].astype(np.float64)
        mean, extra = past.mean(axis=1), _extra(past)
        size = np.where(extra > 0, mean**2 / np.where(extra > 0, extra, 1.0), np.inf)
        shape = (len(before), ahead, futures)
        spread = np.isfinite(size) & (mean > 0)
        rates = np.broadcast_to(mean[:, None, None], shape).copy()
        for i in np.flatnonzero(spread):
            rates[i] = rng.gamma(size[i], mean[i] / size[i], shape[1:])
        return rng.poisson(rates)

    return drawn


def _extra(past: Floats) -> Floats:
    """Variance beyond the mean."""
    if past.shape[1] < 2:
        return np.zeros(len(past))
    extra: Floats = past.var(axis=1, ddof=1) - past.mean(axis=1)
    return extra


def _resampled(pool: Ints, ahead: int, futures: int, seed: int) -> Samples:
    which = np.random.default_rng(seed).integers(0, pool.shape[1], (len(pool), ahead * futures))
    return np.take_along_axis(pool, which, axis=1).reshape(len(pool), ahead, futures)
