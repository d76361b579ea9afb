"""What both kernels are made of: how they are compiled, numbers from a counter, days as bits, the normal law.

In: seeds, streams, futures; rows of bits.  Out: uniform words, days, probabilities.  The rule this module owns: *a
draw depends on (seed, stream, future, n) and on nothing else*, so that neither blocks nor threads nor other draws
change it.

Numbers: Philox-4x32-10 (Salmon, Moraes, Dror and Shaw 2011, SC'11, doi 10.1145/2063384.2063405).  The key is the seed
(64 bits); the counter's words are the call, the draw's number n, and the stream (64 bits).  Futures share calls in
groups of 32: future k reads word (k >> 3) & 3 of call (k >> 5) * 8 + (k & 7), so that eight calls side by side fill
32 lanes without a gather.  Everything is 64-bit unsigned: Numba widens 32-bit products by itself, and silently.

Days as bits: bit d % 64 of word d // 64 stands for day d; a row is so many words of a flat array from ``row`` on.

No fast-math.  Nothing is allocated, and Numba's reference counts, on which threads would wait, are off.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from jadwal import compiling
from jadwal.plan.sgs.kernel import NEVER

LANES = 32  # futures that share eight calls of the generator
M0, M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)  # multipliers and key increments of Philox-4x32
W0, W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
LOW, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
NONE, ONE, ALL = np.uint64(0), np.uint64(1), np.uint64(0xFFFFFFFFFFFFFFFF)
EACH_BYTE, TOP_BITS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
IN_BYTE = np.array(
    [[([i for i in range(8) if b >> i & 1] + [0] * 8)[n] for b in range(256)] for n in range(8)], np.uint8
)
STEPS, EDGE = 64, 8.5  # nodes of the normal distribution function to one standard deviation; beyond it is 0 or 1
NODES = np.array(
    [
        (0.5 * math.erfc(-z * math.sqrt(0.5)), math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi))
        for z in (i / STEPS - EDGE for i in range(int(2 * EDGE * STEPS) + 1))
    ]
)

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]


compiled = compiling.compiled(_nrt=False, error_model="numpy")


def stream(name: str) -> np.uint64:
    """The number of a named stream of draws: 64 bits of BLAKE2b."""
    return np.uint64(int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little"))


def _bit_operation(made: Callable[[Any, Any], Any]) -> Any:
    """One instruction of the machine on a 64-bit word."""

    def operation(context: Any, x: Any) -> Any:
        return types.uint64(types.uint64), lambda _, builder, signature, args: made(builder, args[0])

    return intrinsic(operation)


ones = _bit_operation(lambda builder, x: builder.ctpop(x))
zeros_below = _bit_operation(lambda builder, x: builder.cttz(x, cgutils.false_bit))
zeros_above = _bit_operation(lambda builder, x: builder.ctlz(x, cgutils.false_bit))


@compiled
def words(seed: Any, of: Any, n: int, first: int, out: U32) -> None:
    """Draw ``n`` of a stream for futures ``first`` … as many as ``out`` holds; both are multiples of 32."""
    for group in range(out.shape[0] // LANES):
        call, at = (first // LANES + group) * 8, group * LANES
        for q in range(8):
            a, b = np.uint64(call + q), np.uint64(n)
            c, d = of & LOW, of >> HALF
            k0, k1 = seed & LOW, seed >> HALF
            for _ in range(10):
                x, y = M0 * a, M1 * c
                a, b, c, d = (y >> HALF) ^ b ^ k0, y & LOW, (x >> HALF) ^ d ^ k1, x & LOW
                k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
            out[at + q] = a
            out[at + q + 8] = b
            out[at + q + 16] = c
            out[at + q + 24] = d


@compiled
def uniform(seed: Any, of: Any, n: int, k: int) -> float:
    """The draw ``n`` of a stream for one future, in (0, 1)."""
    a, b = np.uint64((k >> 5) * 8 + (k & 7)), np.uint64(n)
    c, d = of & LOW, of >> HALF
    k0, k1 = seed & LOW, seed >> HALF
    for _ in range(10):
        x, y = M0 * a, M1 * c
        a, b, c, d = (y >> HALF) ^ b ^ k0, y & LOW, (x >> HALF) ^ d ^ k1, x & LOW
        k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
    word = (k >> 3) & 3
    x = a if word == 0 else b if word == 1 else c if word == 2 else d
    return (float(x) + 0.5) * 2.0**-32


@compiled
def triangular(u: float, low: float, likely: float, high: float) -> int:
    """A whole number from the triangular distribution by inversion, rounded to the nearest (``jadwal.draws``)."""
    if low == high:
        return int(likely)
    if u < (likely - low) / (high - low):
        return int(np.rint(low + math.sqrt(u * (high - low) * (likely - low))))
    return int(np.rint(high - math.sqrt((1.0 - u) * (high - low) * (high - likely))))


@compiled
def normal(u: float) -> float:
    """The standard normal quantile of ``u`` in (0, 1): AS 241 (Wichura 1988, Applied Statistics 37: 477-484)."""
    q = u - 0.5
    return central(q) if abs(q) <= 0.425 else tail(u)


@compiled
def central(q: float) -> float:
    """AS 241 for abs(q) <= 0.425, q = u - 0.5; anything beyond."""
    r = 0.180625 - q * q
    above = (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
                 + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
              + 1.3314166789178437745e2) * r + 3.3871328727963666080e0) * q  # fmt: skip
    below = (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
                 + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
              + 4.2313330701600911252e1) * r + 1.0)  # fmt: skip
    return above / below


@compiled
def tail(u: float) -> float:
    """AS 241 for u further than 0.425 from a half."""
    q = u - 0.5
    r = math.sqrt(-math.log(u if q <= 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        above = (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
                     + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
                  + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)  # fmt: skip
        below = (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
                     + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
                  + 2.05319162663775882187e0) * r + 1.0)  # fmt: skip
    else:
        r -= 5.0
        above = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
                     + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
                  + 5.46378491116411436990e0) * r + 6.65790464350110377720e0)  # fmt: skip
        below = (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
                     + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
                  + 5.99832206555887937690e-1) * r + 1.0)  # fmt: skip
    return -above / below if q < 0.0 else above / below


@compiled
def chance_below(z: float) -> float:
    """The standard normal distribution function, to 1e-15: Taylor's series of five terms about the nearest node."""
    inside = min(max(z, -EDGE), EDGE)
    node = np.int32((inside + EDGE) * STEPS + 0.5)
    at = node / STEPS - EDGE
    d = inside - at
    square = at * at
    fourth = at * (square - 3.0) / 24.0 - d * ((square * (square - 6.0) + 3.0) / 120.0)
    series = d * (1.0 - d * (at * 0.5 - d * ((square - 1.0) / 6.0 - d * fourth)))
    return NODES[node, 0] + NODES[node, 1] * series


@compiled
def bit_of_rank(x: Any, n: int) -> int:
    """The place of the ``n``-th bit (from 0) that is set in ``x``, which has more than ``n``.

    Sums of bytes side by side, then a table for the byte (Vigna 2008, WEA, LNCS 5038: 154-168).
    """
    sums = x - ((x >> ONE) & np.uint64(0x5555555555555555))
    sums = (sums & np.uint64(0x3333333333333333)) + ((sums >> np.uint64(2)) & np.uint64(0x3333333333333333))
    sums = ((sums + (sums >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)) * EACH_BYTE
    full = (((np.uint64(n) * EACH_BYTE) | TOP_BITS) - sums) & TOP_BITS  # bytes up to which there are at most n bits
    place = ones(full) << np.uint64(3)
    rank = n - np.int64(((sums << np.uint64(8)) >> place) & np.uint64(255))
    return np.int64(place) + np.int64(IN_BYTE[rank, np.int64((x >> place) & np.uint64(255))])


@compiled
def next_bit(fixed: U64, a: int, moving: U64, b: int, count: int, day: int) -> int:
    """The first day of two rows of ``count`` words, marked in both, from ``day`` >= 0 on; ``NEVER``: none."""
    word = day >> 6
    if word >= count:
        return NEVER
    x = fixed[a + word] & moving[b + word] & (ALL << np.uint64(day & 63))
    while x == NONE:
        word += 1
        if word >= count:
            return NEVER
        x = fixed[a + word] & moving[b + word]
    return word * 64 + np.int64(zeros_below(x))


@compiled
def last_bit(fixed: U64, a: int, moving: U64, b: int, day: int) -> int:
    """The last day marked in both rows up to ``day``, which the rows must reach; -1: none."""
    if day < 0:
        return -1
    word = day >> 6
    x = fixed[a + word] & moving[b + word] & (ALL >> np.uint64(63 - (day & 63)))
    while x == NONE:
        word -= 1
        if word < 0:
            return -1
        x = fixed[a + word] & moving[b + word]
    return word * 64 + 63 - np.int64(zeros_above(x))


@compiled
def ahead(fixed: U64, a: int, moving: U64, b: int, count: int, day: int, n: int) -> int:
    """The ``n``-th day after the first marked in both rows from ``day`` >= 0 on (0: that first); ``NEVER``: none."""
    word = day >> 6
    if word >= count:
        return NEVER
    x = fixed[a + word] & moving[b + word] & (ALL << np.uint64(day & 63))
    here = np.int64(ones(x))
    while n >= here:
        n -= here
        word += 1
        if word >= count:
            return NEVER
        x = fixed[a + word] & moving[b + word]
        here = np.int64(ones(x))
    return word * 64 + bit_of_rank(x, n)


@compiled
def back(fixed: U64, a: int, moving: U64, b: int, day: int, n: int) -> int:
    """The ``n``-th day before the last marked in both rows up to ``day`` (0: that last); -1: none."""
    if day < 0:
        return -1
    word = day >> 6
    x = fixed[a + word] & moving[b + word] & (ALL >> np.uint64(63 - (day & 63)))
    here = np.int64(ones(x))
    while n >= here:
        n -= here
        word -= 1
        if word < 0:
            return -1
        x = fixed[a + word] & moving[b + word]
        here = np.int64(ones(x))
    return word * 64 + bit_of_rank(x, here - 1 - n)
