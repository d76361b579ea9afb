"""All tallies at once: a system of difference constraints on the cumulative count.

In: interval constraints on sums over whole days.  Out: the tightest bounds they imply together for any period, or
the tallies that cannot all be true.  The rule this module owns: *every tally holds at the same time, or it is said
which ones clash*.

Let C(p) be the count on all days before cut point p.  "low … high from day a to day b" is low <= C(b+1) - C(a) <=
high, and C never falls.  Such a system is feasible exactly when its constraint graph has no negative cycle, and
shortest paths are the tightest implied bounds (Bellman 1958; Dechter, Meiri and Pearl 1991, "Temporal constraint
networks").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jadwal.incidents.intervals import Sum

Longs = npt.NDArray[np.int64]
OPEN = 1 << 40  # stands for "no upper end"


@dataclass(frozen=True)
class Edge:
    """C[after] - C[before] <= most, because of ``tally`` (empty: counts are not negative)."""

    before: int
    after: int
    most: int
    tally: str = ""


@dataclass(frozen=True, eq=False)
class System:
    """A feasible system: cut ``points`` (n,), ``upper[i, j]`` the largest C[j] - C[i], ``covered`` (n-1,) segments.

    A segment that no tally covers counts nothing here and is not observed.  ``assumed`` lists tallies whose open
    end was closed by assumption.
    """

    points: Longs
    upper: Longs
    edges: tuple[Edge, ...]
    covered: npt.NDArray[np.bool_]
    assumed: tuple[str, ...] = ()

    def bounds(self, first: Longs, last: Longs) -> tuple[Longs, Longs]:
        """Smallest and largest observed count from day ``first`` to day ``last`` (ordinals); at least ``OPEN``: no
        upper end.

        Inside a segment all of its count may lie before or after any day, so the largest count takes whole segments
        from the outside, the smallest from the inside.
        """
        top = len(self.points) - 1
        begin, end = np.asarray(first), np.asarray(last) + 1
        outer = np.clip(np.searchsorted(self.points, begin, "right") - 1, 0, top)
        outer_end = np.clip(np.searchsorted(self.points, end, "left"), 0, top)
        inner = np.searchsorted(self.points, begin, "left")
        inner_end = np.searchsorted(self.points, end, "right") - 1
        spans = inner < inner_end
        low = np.where(spans, -self.upper[np.where(spans, inner_end, 0), np.where(spans, inner, 0)], 0)
        high = np.where(outer < outer_end, self.upper[outer, outer_end], 0)
        return np.maximum(low, 0), high


def system(constraints: Iterable[Sum]) -> System | tuple[str, ...]:
    """The system of these constraints (at least one), or the ids of tallies on a contradicting cycle."""
    rows = sorted(constraints, key=lambda s: (s.first, s.last, s.low, -1 if s.high is None else s.high, s.tally))
    points = np.array(sorted({p for s in rows for p in (s.first, s.last + 1)}), np.int64)
    place = {int(p): i for i, p in enumerate(points)}
    edges = []
    covered = np.zeros(len(points) - 1, np.bool_)
    for s in rows:
        i, j = place[s.first], place[s.last + 1]
        covered[i:j] = True
        edges.append(Edge(j, i, -s.low, s.tally))
        if s.high is not None:
            edges.append(Edge(i, j, s.high, s.tally))
    for i in range(len(points) - 1):
        edges.append(Edge(i + 1, i, 0))
        if not covered[i]:
            edges.append(Edge(i, i + 1, 0))
    clash = _negative_cycle(len(points), edges)
    if clash:
        return clash
    return System(points, _closure(len(points), edges), tuple(edges), covered)


def closed(of: System, constraints: Iterable[Sum]) -> System:
    """The same system with every open end closed: at twice the value, latest tally first (an assumption, and listed).

    Where other tallies already imply more than that, at twice what they imply; never at a point.
    """
    place = {int(p): i for i, p in enumerate(of.points)}
    upper, edges, assumed = of.upper, list(of.edges), []
    for s in sorted((s for s in constraints if s.high is None), key=lambda s: (-s.last, s.first, -s.value, s.tally)):
        i, j = place[s.first], place[s.last + 1]
        if upper[i, j] < OPEN:
            continue
        implied = int(-upper[j, i])
        most = max(2 * s.value if 2 * s.value > implied else 2 * implied, implied + 1)
        edges.append(Edge(i, j, most, s.tally))
        assumed.append(s.tally)
        upper = _tightened(upper, i, j, most)
    return System(of.points, upper, tuple(edges), of.covered, tuple(sorted(assumed)))


def _tightened(upper: Longs, i: int, j: int, most: int) -> Longs:
    through = upper[:, i, None] + most + upper[None, j, :]
    return _open(np.minimum(upper, through))


def _open(upper: Longs) -> Longs:
    return np.where(upper >= OPEN // 2, OPEN, upper)


def _closure(n: int, edges: list[Edge]) -> Longs:
    """All shortest paths (Floyd 1962)."""
    upper = np.full((n, n), OPEN, np.int64)
    np.fill_diagonal(upper, 0)
    for e in edges:
        upper[e.before, e.after] = min(upper[e.before, e.after], e.most)
    for k in range(n):
        upper = _open(np.minimum(upper, upper[:, k, None] + upper[None, k, :]))
    return upper


def _negative_cycle(n: int, edges: list[Edge]) -> tuple[str, ...]:
    """Ids of the tallies on one negative cycle, sorted; empty when there is none (Bellman-Ford, all from 0)."""
    distance = [0] * n
    by: list[Edge | None] = [None] * n
    moved = -1
    for _ in range(n + 1):
        moved = -1
        for e in edges:
            if distance[e.before] + e.most < distance[e.after]:
                distance[e.after] = distance[e.before] + e.most
                by[e.after] = e
                moved = e.after
        if moved < 0:
            return ()
    at = moved
    for _ in range(n):
        edge = by[at]
        at = edge.before if edge else at
    found: set[str] = set()
    start = at
    while True:
        edge = by[at]
        if edge is None:
            break
        found.add(edge.tally)
        at = edge.before
        if at == start:
            break
    return tuple(sorted(found - {""}))
