"""In which province does a point lie?

In: latitudes and longitudes in degrees (WGS 84).  Out: provinces, or their positions in the list given.  The rule
this module owns: *a point lies in one province at most*: an edge that two provinces share is judged alike from both
sides, and a point on it falls to one of them.

Even-odd ray casting (Shimrat, Comm. ACM 5 (1962) 434), half-open in latitude. The pack's borders are simplified: near a
border (about 1 km) the answer is that of the simplified border.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from jadwal.model.place import UNITS, Province, Ring
from jadwal.places.pack import provinces, touching

_BLOCK = 4_000_000  # of point-edge pairs looked at together
Floats = npt.NDArray[np.float64]


def locate(lat: float, lon: float, among: Sequence[Province] | None = None) -> Province | None:
    """The province in which a point lies, of ``among`` or of the pack; None when in none."""
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return None
    if among is None:
        x, y = round(lon * UNITS), round(lat * UNITS)
        among = provinces(*(c.code for c in touching((x, y, x, y))))
    found = locate_many(np.array([lat], dtype=np.float64), np.array([lon], dtype=np.float64), among)
    return among[found[0]] if found[0] >= 0 else None


def locate_many(lats: Floats, lons: Floats, among: Sequence[Province]) -> npt.NDArray[np.int64]:
    """For each point the position of its province in ``among``, -1 for none (and for what is no number)."""
    xs, ys = np.asarray(lons, dtype=np.float64) * UNITS, np.asarray(lats, dtype=np.float64) * UNITS
    found = np.full(xs.shape, -1, dtype=np.int64)
    for position, area in enumerate(among):
        start, end, (west, south, east, north) = _edges(area.rings)
        near = (found < 0) & (xs >= west) & (xs <= east) & (ys >= south) & (ys <= north)
        (candidates,) = np.nonzero(near)
        block = max(1, _BLOCK // len(start))
        for first in range(0, len(candidates), block):
            part = candidates[first : first + block]
            found[part[_inside(xs[part], ys[part], start, end)]] = position
    return found


@lru_cache(maxsize=1024)
def _edges(rings: tuple[Ring, ...]) -> tuple[Floats, Floats, tuple[float, float, float, float]]:
    """Start and end of every edge, the lower end (or the western) first, so that both sides agree; and the box."""
    starts, ends = [], []
    for ring in rings:
        line = np.array(ring, dtype=np.float64).reshape(-1, 2)
        starts.append(line)
        ends.append(np.roll(line, -1, axis=0))
    start, end = np.concatenate(starts), np.concatenate(ends)
    (west, south), (east, north) = start.min(axis=0).tolist(), start.max(axis=0).tolist()
    swap = ((start[:, 1] > end[:, 1]) | ((start[:, 1] == end[:, 1]) & (start[:, 0] > end[:, 0])))[:, None]
    return np.where(swap, end, start), np.where(swap, start, end), (west, south, east, north)


def _inside(xs: Floats, ys: Floats, start: Floats, end: Floats) -> npt.NDArray[np.bool_]:
    """Even-odd: does a ray to the east cross an odd number of edges?"""
    x, y = xs[:, None], ys[:, None]
    crosses = (start[:, 1] <= y) & (y < end[:, 1])
    run = end - start
    with np.errstate(divide="ignore", invalid="ignore"):
        at = start[:, 0] + (y - start[:, 1]) / run[:, 1] * run[:, 0]
    return np.asarray((crosses & (x < at)).sum(axis=1) % 2 == 1, dtype=np.bool_)
