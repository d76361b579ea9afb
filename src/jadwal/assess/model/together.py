"""How far areas move together: the shares of the common factors.

In: counts (areas, periods) and a fitted filter.  Out: the shares of each level's step and of each count's normal score
that are common to all areas.  The rule this module owns: *what noise hides is put back: the correlations seen in the
data are compared with what the model itself would show*.

Two statistics: the mean correlation over pairs of areas, weighted by the root of the product of their scales, of how
the filtered log level moved over one period and over eight.  A shared surprise in counts shows in the first more than
in the second, a shared step of levels the other way round.  Panels drawn from the model with all of the one and nothing
of the other common, and the other way round, say how much of each statistic each share explains; both are taken as
linear in the shares and solved for them (indirect inference; Gourieroux, Monfort and Renault 1993, J. Applied
Econometrics 8: S85-S118).  A share below nothing is nothing, and the other one then explains what it can.
"""

from __future__ import annotations

import numpy as np

from jadwal.assess.model import draw
from jadwal.assess.model.grid import BURN_IN, LEVELS, Floats, Ints, Parameters, grid, landing, run, transition

OVER = (1, 8)  # periods
LEAST = BURN_IN + 3 * OVER[1]  # periods without which nothing can be said
PANELS = 4
MOST = 0.95
SEED = np.uint64(0x6A616477616C)


def shares(counts: Ints, scale: Floats, p: Parameters) -> tuple[float, float]:
    """The shares of levels and of counts; both 0 for one area, or for fewer than ``LEAST`` periods."""
    areas, periods = counts.shape
    if areas < 2 or periods < LEAST:
        return 0.0, 0.0
    seen = _statistics(counts, scale, p)
    if seen.max() <= 0.0:
        return 0.0, 0.0
    panels = _panels(scale, p, periods)
    shown = np.array([np.mean([_statistics(panel, scale, p) for panel in of], axis=0) for of in panels]).T
    return _explained(shown, seen)


def _explained(shown: Floats, seen: Floats) -> tuple[float, float]:
    """Shares in [0, MOST] nearest to ``shown @ shares = seen``, by least squares."""

    def alone(n: int) -> float:
        column = shown[:, n]
        return float(np.clip(column @ seen / (column @ column), 0.0, MOST)) if column @ column > 0.0 else 0.0

    tries = [(alone(0), 0.0), (0.0, alone(1))]
    if abs(np.linalg.det(shown)) > 1e-9:
        level, count = np.linalg.solve(shown, seen)
        if min(level, count) >= 0.0:
            tries.append((min(MOST, float(level)), min(MOST, float(count))))
    return min(tries, key=lambda s: float(np.sum((shown @ np.array(s) - seen) ** 2)))


def _statistics(counts: Ints, scale: Floats, p: Parameters) -> Floats:
    areas, periods = counts.shape
    level = np.empty((areas, periods))
    run(counts, scale, p, np.empty(areas), np.empty((areas, LEVELS)), level)
    return np.array([_correlation(level[:, BURN_IN + k :] - level[:, BURN_IN:-k], scale) for k in OVER])


def _correlation(moved: Floats, scale: Floats) -> float:
    moved = moved - moved.mean(axis=1, keepdims=True)
    spread = moved.std(axis=1)
    alive = spread > 1e-9
    if alive.sum() < 2:
        return 0.0
    score, weight = moved[alive] / spread[alive, None], np.sqrt(scale[alive])
    pairs = weight.sum() ** 2 - (weight**2).sum()
    return float((np.mean((weight @ score) ** 2) - (weight**2).sum()) / pairs)


def _panels(scale: Floats, p: Parameters, periods: int) -> list[list[Ints]]:
    """Counts (areas, periods) drawn from the filter's own model: all levels common, then all counts common."""
    normal, chance = draw.normals(), draw.chances()
    states = np.empty(PANELS, np.uint64)
    draw.begin(SEED, states)
    levels, shocks = np.empty((periods, PANELS), np.float32), np.empty((periods, PANELS), np.float32)
    draw.common(states, normal, levels, shocks)
    move, start = np.empty((LEVELS, draw.BINS), np.uint8), np.empty((1, draw.BINS), np.uint8)
    draw.quantiles(transition(p), chance, move)
    draw.quantiles(landing()[None, :], chance, start)
    out = np.empty((2, len(scale), periods, PANELS), np.uint32)
    count = np.empty((LEVELS, draw.BINS), np.int32)
    at, own = np.empty(PANELS, np.uint8), np.empty(PANELS, np.uint64)
    for i, mean in enumerate(scale):
        draw.count_quantiles(mean * np.exp(grid()), p.size, chance, count)
        draw.begin(SEED + np.uint64(i + 1), own)
        for n, (level, shock) in enumerate(((1.0, 0.0), (0.0, 1.0))):
            draw.walk(own, 0, 1, normal, start[0], move, count, levels, shocks, level, shock, at, out[n, i])
    return [[np.ascontiguousarray(of[:, :, n], np.int64) for n in range(PANELS)] for of in out]
