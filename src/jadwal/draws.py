"""Random draws: counter-based, keyed by (seed, stream, future), so that nothing depends on order, threads or block
size.

In: a seed, a stream's name ("days:pack:k1-sup"), a range of futures.  Out: one number per future.  The rule this
module owns: *future k's draw in a stream is the same whatever else is drawn*.  Philox-4x64 (Salmon et al., SC'11)
through NumPy, keyed by a BLAKE2b digest of seed and stream; future k reads the k-th output.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from jadwal.model.case import Estimate

FEW = 500
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


def uniform(seed: int, stream: str, futures: int) -> Floats:
    """``futures`` numbers in [0, 1), the k-th depending on (seed, stream, k) only."""
    return _few(seed, stream, futures) if futures <= FEW else _drawn(seed, stream, futures)


@lru_cache(maxsize=4096)
def _few(seed: int, stream: str, futures: int) -> Floats:
    """Draws of short runs, which are run again and again with one figure changed."""
    drawn = _drawn(seed, stream, futures)
    drawn.flags.writeable = False
    return drawn


def _drawn(seed: int, stream: str, futures: int) -> Floats:
    digest = hashlib.blake2b(f"{seed}\x1f{stream}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little"))).random(futures)


def durations(estimate: Estimate, seed: int, stream: str, futures: int) -> Ints:
    """Whole days per future, triangular between the estimate's low and high; an exact estimate draws nothing."""
    return _few_days(estimate, seed, stream, futures) if futures <= FEW else _days(estimate, seed, stream, futures)


@lru_cache(maxsize=4096)
def _few_days(estimate: Estimate, seed: int, stream: str, futures: int) -> Ints:
    drawn = _days(estimate, seed, stream, futures)
    drawn.flags.writeable = False
    return drawn


def _days(estimate: Estimate, seed: int, stream: str, futures: int) -> Ints:
    if estimate.exact:
        return np.full(futures, estimate.likely, np.int32)
    return triangular(estimate, uniform(seed, stream, futures))


def triangular(estimate: Estimate, u: Floats) -> Ints:
    """Whole numbers from the triangular distribution low, likely, high, by inversion of ``u``, rounded to the nearest.

    Inverse CDF: low + sqrt(u (high-low)(likely-low)) left of the mode, mirrored right of it (Kotz and van Dorp 2004,
    ch. 1).
    """
    a, m, b = float(estimate.low), float(estimate.likely), float(estimate.high)
    if a == b:
        return np.full(u.shape, estimate.likely, np.int32)
    left = a + np.sqrt(u * (b - a) * (m - a))
    right = b - np.sqrt((1.0 - u) * (b - a) * (b - m))
    return np.rint(np.where(u < (m - a) / (b - a), left, right)).astype(np.int32)
