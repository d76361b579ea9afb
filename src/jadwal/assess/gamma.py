"""The gamma distribution: its logarithm of the gamma function, its quantiles.

In: arrays or numbers, shape and rate.  Out: numbers.  The rule this module owns: *the same figure on every machine*:
series and bisection of plain arithmetic, no library whose versions differ.
"""

from __future__ import annotations

from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
SHIFT = 8  # arguments are raised to at least so much before the series is used
HALF_LOG_2PI = 0.918938533204672742


def log_gamma(x: Floats) -> Floats:
    """ln Γ(x) for x > 0, to 13 digits or so: Stirling's series after the recurrence (DLMF 5.5.1, 5.11.1)."""
    product = np.ones_like(x)
    z = np.array(x, np.float64)
    for _ in range(SHIFT):
        small = z < SHIFT
        if not small.any():
            break
        np.multiply(product, z, out=product, where=small)
        z += small
    inverse = 1 / z
    square = inverse * inverse
    series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
    found: Floats = (z - 0.5) * np.log(z) - z + HALF_LOG_2PI + series - np.log(product)
    return found


def quantile(share: float, shape: float, rate: float) -> float:
    """The value below which a gamma variable with ``shape`` and ``rate`` (both > 0) lies with chance ``share``."""
    low, high = 0.0, max(1.0, shape)
    while lower(shape, high) < share:
        low, high = high, 2 * high
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if lower(shape, middle) < share else (low, middle)
    return high / rate


def lower(shape: float, x: float) -> float:
    """The regularised lower incomplete gamma function P(shape, x): series, or continued fraction (DLMF 8.11.4, 8.9.2,
    the latter by Lentz's method)."""
    if x <= 0:
        return 0.0
    front = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        n = shape
        while term > total * 1e-15:
            n += 1
            term *= x / n
            total += term
        return min(1.0, front * total)
    b = x + 1 - shape
    c, d = 1e300, 1 / b
    h = d
    for k in range(1, 10_000):
        a = -k * (k - shape)
        b += 2
        d = 1 / _away(a * d + b)
        c = _away(b + a / c)
        h *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return max(0.0, 1 - front * h)


def _away(x: float) -> float:
    """``x``, kept away from 0."""
    return x if abs(x) > 1e-300 else 1e-300
