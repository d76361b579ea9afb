"""The window of a map: where a point falls on it, and borders cut to it as SVG paths.

In: points in degrees, rings of provinces, a frame in pixels.  Out: pixels and path data.  The rules this module owns:
*a border is drawn once*, whichever neighbours share it, and *nothing outside the frame is written*.

Projection: equirectangular with the standard parallel in the middle of the window (Snyder, Map Projections, USGS
Professional Paper 1395, 1987, p. 90). Path data count half pixels, so they stand in a group scaled by one half.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from jadwal.places import UNITS, Ring
from jadwal.places import Box as Degrees
from jadwal.publish.charts.placing import Box

LEAST = 1.6  # degrees of latitude that a window shows at least
MARGIN = 0.2  # of the extent of the points, on every side
ROWS = 16  # lines of an area on which its name is tried
KM = 111.195  # in a degree of latitude (mean radius 6,371 km)
HALF = 2  # path units in a pixel
OFF = 0.4  # pixels that a written line may lie off
Pixel = tuple[float, float]
Edge = tuple[tuple[int, ...], tuple[int, ...]]
Floats = npt.NDArray[np.float64]
Points = npt.NDArray[np.int64]
Sides = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Window:
    """A frame in pixels and what it shows: the middle in degrees, pixels in a degree of latitude."""

    frame: Box
    lon: float
    lat: float
    scale: float

    @property
    def squeeze(self) -> float:
        """How much shorter a degree of longitude is than one of latitude."""
        return math.cos(math.radians(self.lat))

    def at(self, lon: float, lat: float) -> Pixel:
        """The pixel of a point in degrees."""
        left, top, right, bottom = self.frame
        x = (left + right) / 2 + (lon - self.lon) * self.scale * self.squeeze
        return x, (top + bottom) / 2 - (lat - self.lat) * self.scale

    @property
    def shows(self) -> Degrees:
        """The box it shows, in units of :data:`jadwal.places.UNITS`."""
        left, top, right, bottom = self.frame
        wide = (right - left) / 2 / (self.scale * self.squeeze)
        high = (bottom - top) / 2 / self.scale
        edges = (self.lon - wide, self.lat - high, self.lon + wide, self.lat + high)
        return (round(edges[0] * UNITS), round(edges[1] * UNITS), round(edges[2] * UNITS), round(edges[3] * UNITS))

    def placed(self, points: Points) -> Floats:
        """Points (rows of longitude and latitude in units of the places) in pixels."""
        left, top, right, bottom = self.frame
        down = self.scale / UNITS
        across = down * self.squeeze
        shift = ((left + right) / 2 - self.lon * UNITS * across, (top + bottom) / 2 + self.lat * UNITS * down)
        return np.asarray(points * (across, -down) + shift, dtype=np.float64)

    def pixels(self, points: Points) -> list[Pixel]:
        """:meth:`placed`, as pairs."""
        return list(map(tuple, self.placed(points).tolist()))


def fitted(points: Sequence[tuple[float, float]], frame: Box) -> Window:
    """The window that shows all ``points`` (longitude, latitude) with a margin; raises ``ValueError`` for no points."""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    lon, lat = (west + east) / 2, (south + north) / 2
    squeeze = max(math.cos(math.radians(lat)), 0.01)
    high = max((north - south) * (1 + 2 * MARGIN), LEAST)
    wide = max((east - west) * (1 + 2 * MARGIN) * squeeze, LEAST)
    scale = min((frame[2] - frame[0]) / wide, (frame[3] - frame[1]) / high)
    return Window(frame, lon, lat, scale)


def filled(window: Window, rings: Iterable[Ring]) -> str:
    """Path data of areas cut to the frame, for filling by the even-odd rule; empty when none reaches into it."""
    return "".join(_written(_cut(_near(window, ring), window.frame), closed=True) for ring in rings)


def lined(window: Window, rings: Iterable[Ring], drawn: set[Edge]) -> str:
    """Path data of the borders of ``rings`` inside the frame, without the edges in ``drawn``, to which it adds them."""
    return "".join(_written(line, closed=False) for ring in rings for line in _fresh(window, ring, drawn))


def widest(window: Window, rings: Iterable[Ring], high: float) -> tuple[float, float, float]:
    """Where a line of text of so many pixels has most room in an area: its middle (x, y), and the room it has."""
    best = (0.0, 0.0, 0.0)
    corners = [_points(ring) for ring in rings]
    starts = window.placed(np.concatenate([a for a, _ in corners]))
    ends = window.placed(np.concatenate([b for _, b in corners]))
    left, top, right, bottom = window.frame
    top, bottom = max(float(starts[:, 1].min()), top), min(float(starts[:, 1].max()), bottom)
    if bottom - top < high or starts[:, 0].max() < left or starts[:, 0].min() > right:
        return best
    lines = np.linspace(top, bottom, max(3, min(ROWS, int((bottom - top) / high * 2))) + 1)
    spans = _chords(starts, ends, lines)
    reach = max(1, math.ceil(high / max(float(lines[1] - lines[0]), 1.0)))
    for at in range(len(lines) - reach):
        for start, end in _common(spans[at], spans[at + reach]):
            start, end = max(start, left), min(end, right)
            if end - start > best[2]:
                best = ((start + end) / 2, float(lines[at] + lines[at + reach]) / 2, end - start)
    return best


def _chords(starts: Floats, ends: Floats, lines: Floats) -> list[list[tuple[float, float]]]:
    """For each horizontal line the spans of it that lie inside, by the even-odd rule."""
    rows, edges = np.nonzero((starts[:, 1] <= lines[:, None]) != (ends[:, 1] <= lines[:, None]))
    (x0, y0), (x1, y1) = starts[edges].T, ends[edges].T
    hits = x0 + (lines[rows] - y0) / (y1 - y0) * (x1 - x0)
    found: list[list[float]] = [[] for _ in lines]
    for row, x in zip(rows.tolist(), hits.tolist(), strict=True):
        found[row].append(x)
    return [list(zip(sorted(xs)[::2], sorted(xs)[1::2], strict=False)) for xs in found]


def _common(above: list[tuple[float, float]], below: list[tuple[float, float]]) -> Iterable[tuple[float, float]]:
    """Where spans of both lists lie over one another."""
    for a, b in above:
        for c, d in below:
            if max(a, c) < min(b, d):
                yield max(a, c), min(b, d)


@lru_cache(maxsize=4096)
def _points(ring: Ring) -> tuple[Points, Points]:
    """The corners of a ring, and for each the one after it."""
    starts = np.array(ring, dtype=np.int64).reshape(-1, 2)
    return starts, np.roll(starts, -1, axis=0)


def _sides(window: Window, points: Points) -> Sides:
    """For each point, on which sides outside the frame is it: a bit for west, east, south, north."""
    west, south, east, north = window.shows
    xs, ys = points[:, 0], points[:, 1]
    sides: Sides = (xs < west) | (xs > east) * np.uint8(2) | (ys < south) * np.uint8(4) | (ys > north) * np.uint8(8)
    return sides


def _near(window: Window, ring: Ring) -> list[Pixel]:
    """The corners of a ring in pixels; of a run of corners beyond the same side or corner, the first and the last."""
    points, _ = _points(ring)
    sides = _sides(window, points)
    if np.bitwise_and.reduce(sides):
        return []
    if not sides.any():
        return window.pixels(points)
    before, after = np.concatenate((sides[-1:], sides[:-1])), np.concatenate((sides[1:], sides[:1]))
    return window.pixels(points[(sides == 0) | (sides != before) | (sides != after)])


def _fresh(window: Window, ring: Ring, drawn: set[Edge]) -> Iterable[list[Pixel]]:
    """The runs of a ring's edges that nobody has drawn yet and that touch the frame."""
    starts, ends = _points(ring)
    sides = _sides(window, starts)
    if np.bitwise_and.reduce(sides):
        return
    (near,) = np.nonzero((sides & np.concatenate((sides[1:], sides[:1]))) == 0)
    starts, ends = starts[near], ends[near]
    inside = (sides[near] | np.concatenate((sides[1:], sides[:1]))[near]) == 0
    run: list[Pixel] = []
    corners = zip(map(tuple, starts.tolist()), map(tuple, ends.tolist()), strict=True)
    for (a, b), start, end, whole in zip(
        corners, window.pixels(starts), window.pixels(ends), inside.tolist(), strict=True
    ):
        edge = (a, b) if a < b else (b, a)
        piece = None if edge in drawn else (start, end) if whole else _clipped(start, end, window.frame)
        if piece is None:
            continue
        drawn.add(edge)
        if run and run[-1] == piece[0]:
            run.append(piece[1])
            continue
        if run:
            yield run
        run = [*piece]
    if run:
        yield run


def _clipped(start: Pixel, end: Pixel, frame: Box) -> tuple[Pixel, Pixel] | None:
    """The part of a step inside the frame (Liang and Barsky, ACM Trans. Graphics 3 (1984) 1), None when outside."""
    (x0, y0), (x1, y1) = start, end
    left, top, right, bottom = frame
    dx, dy, first, last = x1 - x0, y1 - y0, 0.0, 1.0
    for run, room in ((-dx, x0 - left), (dx, right - x0), (-dy, y0 - top), (dy, bottom - y0)):
        if run == 0:
            if room < 0:
                return None
        elif run < 0:
            first = max(first, room / run)
        else:
            last = min(last, room / run)
    if first > last:
        return None
    return (
        start if first == 0 else (x0 + first * dx, y0 + first * dy),
        end if last == 1 else (x0 + last * dx, y0 + last * dy),
    )


def _cut(line: list[Pixel], frame: Box) -> list[Pixel]:
    """A closed line cut to the frame (Sutherland and Hodgman, Comm. ACM 17 (1974) 32)."""
    left, top, right, bottom = frame
    for axis, edge, sign in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        if not line:
            break
        kept: list[Pixel] = []
        before = line[-1]
        was_in = (before[axis] - edge) * sign >= 0
        for point in line:
            is_in = (point[axis] - edge) * sign >= 0
            if is_in != was_in:
                share = (edge - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
            if is_in:
                kept.append(point)
            before, was_in = point, is_in
        line = kept
    return line


def _written(line: list[Pixel], closed: bool) -> str:
    """Path data of a line in half pixels, without the points that it does not need."""
    points = [(round(x * HALF), round(y * HALF)) for x, y in _plainer(line)]
    points = [p for at, p in enumerate(points) if at == 0 or p != points[at - 1]]
    if len(points) < (3 if closed else 2):
        return ""
    steps = " ".join(f"{x1 - x0} {y1 - y0}" for (x0, y0), (x1, y1) in pairwise(points)).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{steps}{'z' if closed else ''}"


def _plainer(line: list[Pixel]) -> list[Pixel]:
    """A line with fewer points, nowhere farther off than :data:`OFF`: one step as long as one direction serves all.

    Cone intersection (Williams, Computer Graphics and Image Processing 8 (1978) 286); a line that turns back is kept.
    The cone is held by two directions, right and left; what lies within :data:`OFF` of its start opens none.
    """
    if len(line) < 3:
        return line
    kept = [line[0]]
    (x0, y0), before = line[0], line[0]
    rx = ry = lx = ly = far = 0.0
    for point in line[1:]:
        dx, dy = point[0] - x0, point[1] - y0
        away = math.hypot(dx, dy)
        if far and (away < far or rx * dy < ry * dx or dx * ly < dy * lx):
            kept.append(before)
            (x0, y0), far = before, 0.0
            dx, dy = point[0] - x0, point[1] - y0
            away = math.hypot(dx, dy)
        if away > OFF:
            nx, ny = -dy * OFF / away, dx * OFF / away
            if not far or rx * (dy - ny) > ry * (dx - nx):
                rx, ry = dx - nx, dy - ny
            if not far or (dx + nx) * ly > (dy + ny) * lx:
                lx, ly = dx + nx, dy + ny
            far = away
        before = point
    kept.append(line[-1])
    return kept
