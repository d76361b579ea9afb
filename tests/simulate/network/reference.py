"""The fast simulation in plain NumPy, written from the papers and not from the kernel: same draws, same figures.

In: a problem, a seed, a number of futures.  Out: uniform words, durations, dates, float.  The oracle for draws and for
plain networks; only the names of the streams are shared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from jadwal.plan.problem import Problem

MASK = np.uint64(0xFFFFFFFF)
U64 = npt.NDArray[np.uint64]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


def philox(counter: Sequence[int | U64], key: Sequence[int]) -> list[U64]:
    """Philox-4x32-10: four words for each counter (Salmon et al. 2011, section 4.3)."""
    words = [np.asarray(c, np.uint64) for c in counter]
    keys = [int(k) for k in key]
    for _ in range(10):
        first, second = words[0] * np.uint64(0xD2511F53), words[2] * np.uint64(0xCD9E8D57)
        words = [
            (second >> np.uint64(32)) ^ words[1] ^ np.uint64(keys[0]),
            second & MASK,
            (first >> np.uint64(32)) ^ words[3] ^ np.uint64(keys[1]),
            first & MASK,
        ]
        keys = [(keys[0] + 0x9E3779B9) % 2**32, (keys[1] + 0xBB67AE85) % 2**32]
    return words


def numbers(seed: int, name: str, n: int, futures: int) -> U64:
    """(futures,) the 32-bit words of draw ``n`` of a stream."""
    digest = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    k = np.arange(futures, dtype=np.uint64)
    call = (k // np.uint64(32)) * np.uint64(8) + k % np.uint64(8)
    words = philox([call, n, digest % 2**32, digest >> 32], [seed % 2**32, seed >> 32])
    which = ((k // np.uint64(8)) % np.uint64(4)).astype(np.int64)
    return np.stack([np.broadcast_to(x, call.shape) for x in words])[which, np.arange(futures)]


def uniforms(seed: int, name: str, n: int, futures: int) -> F64:
    """(futures,) numbers in (0, 1)."""
    return (numbers(seed, name, n, futures).astype(np.float64) + 0.5) / 2.0**32


def normals(u: F64) -> F64:
    """Standard normal quantiles."""
    law = NormalDist()
    return np.array([law.inv_cdf(x) for x in u])


def quantiles(u: F64, low: float, likely: float, high: float) -> F64:
    """Triangular quantiles."""
    if low == high:
        return np.full(u.shape, likely)
    below = low + np.sqrt(u * (high - low) * (likely - low))
    above = high - np.sqrt((1 - u) * (high - low) * (high - likely))
    return np.where(u < (likely - low) / (high - low), below, above)


def plain_durations(problem: Problem, seed: int, futures: int, per_day: int) -> dict[str, I64]:
    """Durations in ticks, in single precision as the kernel has them."""
    found = {}
    for t in problem.tasks:
        low, likely, high = (float(x * per_day) for x in (t.days.low, t.days.likely, t.days.high))
        if low == high:
            found[t.id] = np.full(futures, int(low))
            continue
        u = (numbers(seed, f"days:{t.id}", 0, futures) >> np.uint64(8)).astype(np.float32) * np.float32(2.0**-24)
        below = np.float32(low) + np.sqrt(u * np.float32((high - low) * (likely - low)))
        above = np.float32(high) - np.sqrt((np.float32(1) - u) * np.float32((high - low) * (high - likely)))
        days = np.where(u < np.float32((likely - low) / (high - low)), below, above) + np.float32(0.5)
        found[t.id] = days.astype(np.int64)
    return found


def critical_path(
    problem: Problem, order: Sequence[str], days: dict[str, I64], per_day: int
) -> tuple[dict[str, I64], dict[str, I64]]:
    """Finishes and total floats of a plain network, every future at once."""
    futures = len(days[problem.end])
    start: dict[str, I64] = {}
    finish: dict[str, I64] = {}
    for id in order:
        begin, done = np.zeros(futures, np.int64), np.zeros(futures, np.int64)
        for k in problem.links:
            if k.after == id:
                since = (finish if k.type[0] == "F" else start)[k.before] + k.lag * per_day
                if k.type[1] == "S":
                    begin = np.maximum(begin, since)
                else:
                    done = np.maximum(done, since)
        start[id] = np.maximum(begin, done - days[id])
        finish[id] = start[id] + days[id]
    late = {id: np.full(futures, 2**40, np.int64) for id in order}
    late[problem.end] = finish[problem.end]
    for id in reversed(order):
        for k in problem.links:
            if k.after == id:
                limit = late[id] - k.lag * per_day - (days[id] if k.type[1] == "S" else 0)
                late[k.before] = np.minimum(late[k.before], limit + (days[k.before] if k.type[0] == "S" else 0))
    return finish, {id: late[id] - finish[id] for id in order}
