"""Borders that areas share: dissolve areas into one outline, thin them alike.

In: provinces whose shared borders run through the same points.  Out: rings, or areas with fewer points.  The rule this
module owns:
*neighbours keep one border*: whatever is done to a point is done to it in every ring it stands in.

Thinning: Douglas and Peucker, The Canadian Cartographer 10 (1973) 112-122, on the lines between junctions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from jadwal.model.place import Province, Ring

Point = tuple[int, int]
Edge = tuple[Point, Point]
Line = tuple[Point, ...]


def points(ring: Ring) -> list[Point]:
    """The points of a ring, the first not repeated."""
    return list(zip(ring[::2], ring[1::2], strict=True))


def flat(line: Iterable[Point]) -> Ring:
    """Points as a ring of whole numbers."""
    return tuple(value for point in line for value in point)


def _edges(areas: Iterable[Province]) -> Iterator[Edge]:
    for area in areas:
        for ring in area.rings:
            line = points(ring)
            yield from zip(line, [*line[1:], line[0]], strict=True)


def dissolved(areas: Iterable[Province]) -> tuple[Ring, ...]:
    """The rings around ``areas`` taken as one (even-odd rule): an edge that two of them share cancels out."""
    once: dict[Edge, None] = {}
    for a, b in _edges(areas):
        key = (a, b) if a < b else (b, a)
        if key in once:
            del once[key]
        else:
            once[key] = None
    lines = _chained(once, frozenset())
    return tuple(flat(line[:-1]) for line in lines if len(line) > 3)


def _junctions(edges: Iterable[Edge]) -> frozenset[Point]:
    """Points where not exactly two edges meet."""
    degree: dict[Point, int] = {}
    for a, b in edges:
        degree[a] = degree.get(a, 0) + 1
        degree[b] = degree.get(b, 0) + 1
    return frozenset(point for point, times in degree.items() if times != 2)


def _chained(edges: dict[Edge, None], stops: frozenset[Point]) -> tuple[Line, ...]:
    """Edges joined end to end: lines that end at ``stops`` and dead ends, then closed lines (first point repeated)."""
    beside: dict[Point, list[Point]] = {}
    for a, b in edges:
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    left = dict(edges)
    ends = [p for p, others in beside.items() if p in stops or len(others) % 2]
    lines = []
    for start in (*ends, *(edge[0] for edge in edges)):
        while (line := _walk(start, beside, left, stops)) is not None:
            lines.append(line)
    return tuple(lines)


def _walk(
    start: Point, beside: dict[Point, list[Point]], left: dict[Edge, None], stops: frozenset[Point]
) -> Line | None:
    """One line from ``start`` over edges that are left, taking them away; None when none leads off."""
    line = [start]
    while line[-1] not in stops or len(line) == 1:
        here = line[-1]
        for there in beside[here]:
            edge = (here, there) if here < there else (there, here)
            if edge in left:
                del left[edge]
                line.append(there)
                break
        else:
            break
        if line[-1] == start:
            break
    return tuple(line) if len(line) > 1 else None


def thinned(areas: tuple[Province, ...], tolerance: int) -> tuple[Province, ...]:
    """``areas`` with fewer points, none of them moved; a border shifts by at most ``tolerance`` units.

    Rings that fall below three points are left out, the longest of each area excepted.
    """
    edges = {(a, b) if a < b else (b, a): None for a, b in _edges(areas)}
    stops = _junctions(edges)
    kept = set(stops)
    for line in _chained(edges, stops):
        kept.update(_kept(line, tolerance))
    found = []
    for area in areas:
        rings = [flat(p for p in points(ring) if p in kept) for ring in area.rings]
        rings = [r for r in rings if len(r) >= 6] or [max(area.rings, key=len)]
        found.append(msgspec.structs.replace(area, rings=tuple(rings)))
    return tuple(found)


def at_most(areas: tuple[Province, ...], most: int) -> tuple[Province, ...]:
    """``areas`` thinned as little as leaves at most ``most`` points (or as far as a quarter of a degree goes)."""
    tolerance, found = 10, areas
    while sum(len(r) for a in found for r in a.rings) > 2 * most and tolerance <= 2_560:
        found, tolerance = thinned(areas, tolerance), tolerance * 2
    return found


def _kept(line: Line, tolerance: int) -> set[Point]:
    """The points of a line that Douglas and Peucker keep; of a closed one also the point farthest from its start."""
    line = line if line[0] <= line[-1] else line[::-1]
    last = len(line) - 1
    kept = {0, last}
    if line[0] == line[-1]:
        (x0, y0) = line[0]
        far = max(range(1, last), key=lambda i: (line[i][0] - x0) ** 2 + (line[i][1] - y0) ** 2)
        kept.add(far)
        spans = [(0, far), (far, last)]
    else:
        spans = [(0, last)]
    while spans:
        first, end = spans.pop()
        if end - first < 2:
            continue
        at = max(range(first + 1, end), key=lambda i: _off(line[i], line[first], line[end]))
        if _off(line[at], line[first], line[end]) > tolerance * tolerance:
            kept.add(at)
            spans += [(first, at), (at, end)]
    return {line[i] for i in kept}


def _off(point: Point, start: Point, end: Point) -> float:
    """The squared distance of a point from the line through two others (from the first when they are one)."""
    px, py = point[0] - start[0], point[1] - start[1]
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    if not length:
        return float(px * px + py * py)
    along = min(1.0, max(0.0, (px * dx + py * dy) / length))
    return (px - along * dx) ** 2 + (py - along * dy) ** 2
