"""Names on a map: beside their circles, farther off with a leader line, or not at all.

In: circles in pixels with measured names.  Out: places.  The rule this module owns: *a name covers no circle, no other
name and no leader line*; what finds no place is left out and said so below the map.

Greedy in the order given (Imhof's candidate positions, The American Cartographer 2 (1975) 128): beside the circle
first, then on ever wider rings around it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jadwal.publish.charts.placing import Box, overlap

GAP = 4  # pixels between circle and name
RINGS = (16, 30, 46, 64, 84, 106)  # pixels from the circle, with a leader line
TURNS = 16  # directions tried on each ring
STEP = 5  # pixels: a leader line counts as so many small boxes


@dataclass(frozen=True, slots=True)
class Named:
    """A circle and the size of its name in pixels."""

    x: float
    y: float
    radius: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Put:
    """Where a name goes: its box, and the two ends of its leader line if it has one."""

    box: Box
    leader: tuple[float, float, float, float] | None = None


def put(circles: Sequence[Named], bounds: Box, taken: Iterable[Box] = ()) -> tuple[Put | None, ...]:
    """A place for each name, first come, first served; None where there is none within ``bounds``."""
    marks = [(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius) for c in circles]
    covered = [*taken, *marks]  # by names, circles and leader lines
    found: list[Put | None] = []
    for mark, circle in zip(marks, circles, strict=True):
        places = list(_tried(circle))
        free = _free([p.box for p in places], bounds, covered)
        crossed = [box for box in covered if box != mark]
        place = next((p for p, fine in zip(places, free, strict=True) if fine and _clear(p, crossed)), None)
        found.append(place)
        if place:
            covered += [place.box, *_along(place)]
    return tuple(found)


def _tried(c: Named) -> Iterator[Put]:
    """Places for a name, best first."""
    for right, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
        reach = c.radius + GAP if not (right and down) else c.radius * 0.72 + GAP * 0.7
        yield Put(_box(c, c.x + right * reach, c.y + down * reach, right, down))
    for ring in RINGS:
        for turn in range(TURNS):
            angle = math.tau * turn / TURNS
            dx, dy = math.cos(angle), math.sin(angle)
            near, far = c.radius + 1, c.radius + ring
            x, y = c.x + far * dx, c.y + far * dy
            side = 0.0 if abs(dx) < 0.3 else math.copysign(1, dx)
            box = _box(c, x, y, side, 0.0 if side else math.copysign(1, dy))
            yield Put(box, (c.x + near * dx, c.y + near * dy, x, y))


def _box(c: Named, x: float, y: float, dx: float, dy: float) -> Box:
    """The box of a name that lies from (x, y) in a direction: right, left, above, below or a corner."""
    left = x if dx > 0 else x - c.wide if dx < 0 else x - c.wide / 2
    top = y if dy > 0 else y - c.high if dy < 0 else y - c.high / 2
    return (left, top, left + c.wide, top + c.high)


def _along(place: Put) -> list[Box]:
    """Small boxes along a leader line, without its ends."""
    if place.leader is None:
        return []
    x0, y0, x1, y1 = place.leader
    count = max(2, math.ceil(math.hypot(x1 - x0, y1 - y0) / STEP))
    spots = ((x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count) for k in range(1, count))
    return [(x - 1.5, y - 1.5, x + 1.5, y + 1.5) for x, y in spots]


def _clear(place: Put, crossed: Sequence[Box]) -> bool:
    """Does the leader line of a place, if it has one, run over nothing of ``crossed``?"""
    return not any(overlap(spot, other) for spot in _along(place) for other in crossed)


def _free(boxes: Sequence[Box], bounds: Box, covered: Sequence[Box]) -> list[bool]:
    """For each box: does it lie within bounds and over nothing of ``covered``?"""
    own, others = np.array(boxes), np.array(covered).reshape(-1, 4)
    inside = np.all(own[:, :2] >= bounds[:2], axis=1) & np.all(own[:, 2:] <= bounds[2:], axis=1)
    low = np.all(own[:, None, :2] < others[None, :, 2:], axis=2)
    high = np.all(others[None, :, :2] < own[:, None, 2:], axis=2)
    free: list[bool] = (inside & ~np.any(low & high, axis=1)).tolist()
    return free
