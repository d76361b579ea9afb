"""The Monte-Carlo error of a difference between two runs on the same draws.

In: the finish instants of one task in two runs of F futures, future k of both on the same draws.  Out: the standard
error of the difference of their quantiles.  The rule this module owns: *futures are drawn again in pairs*: what both
runs share falls out of the difference, and out of its error.

Bootstrap (Efron and Tibshirani 1993, An Introduction to the Bootstrap, section 6.2): F futures are drawn with
replacement, ``ROUNDS`` times, the same ones for both runs; the error is the standard deviation of the differences.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jadwal.draws import uniform

ROUNDS = 200
MILLION = 1_000_000

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]


def quantiles(finishes: I32, share_ppm: int) -> I64:
    """The values of rank ceil(share n) along the last axis."""
    count = finishes.shape[-1]
    rank = max(1, -(-share_ppm * count // MILLION))
    return np.partition(finishes, rank - 1, axis=-1)[..., rank - 1].astype(np.int64)


def error_of_move(before: I32, after: I32, share_ppm: int, seed: int) -> int:
    """The standard error of quantile(after) - quantile(before), in thousandths of a day; 0: no round differs."""
    count = len(before)
    drawn = (uniform(seed, "bootstrap", ROUNDS * count) * count).astype(np.int64).reshape(ROUNDS, count)
    moves = quantiles(after[drawn], share_ppm) - quantiles(before[drawn], share_ppm)
    return round(float(moves.std(ddof=1)) * 1000)
