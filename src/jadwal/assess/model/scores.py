"""Scores of sample forecasts.

In: samples and what came.  Out: CRPS, coverage, Brier score.  The rule this module owns: *a forecast is scored as the
distribution of its samples, each with the same weight*, with no correction for their number.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from jadwal.assess.model.grid import Floats

Numbers = npt.NDArray[np.integer]


def crps(samples: Numbers, came: Numbers) -> Floats:
    """(...,) the continuous ranked probability score of ``samples`` (..., n) against ``came`` (...,); 0 is perfect.

    E|X - y| - E|X - X'| / 2 over the empirical distribution of the n samples, in its sorted form 2 / n^2 times the sum
    over i of (x_i - y) (n 1{y < x_i} - i + 1/2) (Gneiting and Raftery 2007, JASA 102: 359-378; Jordan, Krueger and
    Lerch 2019, J. Stat. Software 90(12), eq. 3).  It is the plain score, not the "fair" one that divides by n (n - 1).
    """
    x = np.sort(samples, axis=-1).astype(np.float64)
    n = x.shape[-1]
    y = came[..., None]
    weight = n * (y < x) - (np.arange(n) + 0.5)
    score: Floats = 2.0 / n**2 * np.einsum("...i,...i->...", x - y, weight)
    return score


def interval(samples: Numbers, percent: int = 80) -> tuple[Numbers, Numbers]:
    """Lowest and highest of the central ``percent`` of ``samples`` (..., n): the first samples at or above the tails'
    chances (the empirical distribution's own quantiles)."""
    tail = (100 - percent) / 200
    low, high = np.quantile(samples, [tail, 1.0 - tail], axis=-1, method="inverted_cdf")
    return low, high


def covered(samples: Numbers, came: Numbers, percent: int = 80) -> npt.NDArray[np.bool_]:
    """(...,) whether ``came`` (...,) lies within the central ``percent`` of ``samples`` (..., n), ends included."""
    low, high = interval(samples, percent)
    inside: npt.NDArray[np.bool_] = (low <= came) & (came <= high)
    return inside


def brier(chances: Sequence[float] | Floats, came: Sequence[bool] | npt.NDArray[np.bool_]) -> float:
    """Mean squared distance of chances from what came, 0 or 1 (Brier 1950, Monthly Weather Review 78: 1-3)."""
    return float(np.mean((np.asarray(chances, np.float64) - np.asarray(came, np.float64)) ** 2))
