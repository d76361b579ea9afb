"""Where labels go so that none covers another.

In: wanted places and measured sizes in pixels.  Out: places.  The rule this module owns: *labels may move or, at
worst, stay away; they never overlap* (what stays away is still in the item's details and in the table).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CORNER = 0.7  # a label at a corner of a point comes so much nearer on each side
Box = tuple[float, float, float, float]  # left, top, right, bottom


def overlap(one: Box, other: Box) -> bool:
    """True when two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label stands: its box, and the ``text-anchor`` and baseline point to draw it at."""

    box: Box
    x: float
    y: float
    anchor: str


def beside(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    bounds: Box,
    taken: Iterable[Box] = (),
    away: float = 7,
) -> tuple[Spot | None, ...]:
    """A spot beside each point (first come, first served), or None where every spot is taken or out of bounds.

    ``sizes``: width and height of each label; ``away``: pixels between point and label.  Tried in turn: right, left,
    above, below, and the four corners.  Every point's own mark is kept free.  Sort the points by importance.
    """
    near = away * CORNER
    boxes = [*taken, *((x - near, y - near, x + near, y + near) for x, y in points)]
    spots: list[Spot | None] = []
    for (x, y), (wide, high) in zip(points, sizes, strict=True):
        spot = next((s for s in _around(x, y, wide, high, away) if _free(s.box, bounds, boxes)), None)
        spots.append(spot)
        if spot:
            boxes.append(spot.box)
    return tuple(spots)


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> tuple[float, ...]:
    """Places in the order of ``wanted``, at least ``apart`` from one another, within ``low … high`` if there is room.

    The displacement is least in the sense of squares: neighbours that collide share their mean (pool adjacent
    violators; Barlow et al. 1972, isotonic regression).  ``wanted`` must be sorted.
    """
    pools: list[list[float]] = []  # [sum of wanted − offset, count]
    for at, place in enumerate(wanted):
        pools.append([place - at * apart, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += count
    ends = max(high - (len(wanted) - 1) * apart, low)
    flat = [min(max(total / count, low), ends) for total, count in pools for _ in range(int(count))]
    return tuple(place + at * apart for at, place in enumerate(flat))


def lanes(spans: Sequence[tuple[float, float]], gap: float = 8) -> tuple[int, ...]:
    """The line (0, 1, …) for each label that takes ``(left, right)``, so that no two come within ``gap``."""
    free: list[float] = []
    line = [0] * len(spans)
    for at in sorted(range(len(spans)), key=lambda k: (spans[k][0], k)):
        left, right = spans[at]
        where = next((n for n, end in enumerate(free) if end + gap <= left), len(free))
        free[where : where + 1] = [right]
        line[at] = where
    return tuple(line)


def _around(x: float, y: float, wide: float, high: float, away: float) -> Iterable[Spot]:
    """The spots around a point, best first."""
    near = away * CORNER
    for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
        gap = near if dx and dy else away
        left = x + gap if dx > 0 else x - gap - wide if dx < 0 else x - wide / 2
        top = y + gap if dy > 0 else y - gap - high if dy < 0 else y - high / 2
        anchor, at = {1: ("start", left), -1: ("end", left + wide), 0: ("middle", x)}[dx]
        yield Spot((left, top, left + wide, top + high), at, top + high * 0.76, anchor)


def _free(box: Box, bounds: Box, boxes: Iterable[Box]) -> bool:
    inside = bounds[0] <= box[0] and bounds[1] <= box[1] and box[2] <= bounds[2] and box[3] <= bounds[3]
    return inside and not any(overlap(box, other) for other in boxes)
