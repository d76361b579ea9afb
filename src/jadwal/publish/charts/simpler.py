"""A line with fewer points that looks the same.

In: points in pixels.  Out: some of them.  The rule this module owns: *no point that is left out lies further than the
tolerance from the line drawn*.
"""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]
TOLERANCE = 0.6  # pixels


def simpler(points: Sequence[Point], tolerance: float = TOLERANCE) -> list[Point]:
    """The line without points that lie within ``tolerance`` of it (Ramer 1972; Douglas and Peucker 1973)."""
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        long = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        far, most = first, tolerance
        for at in range(first + 1, last):
            x, y = points[at]
            across = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay))
            away = across / long if long else ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5
            if away > most:
                far, most = at, away
        if far != first:
            keep.add(far)
            spans += [(first, far), (far, last)]
    return [points[at] for at in sorted(keep)]
