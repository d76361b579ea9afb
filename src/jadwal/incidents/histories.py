"""Daily histories that satisfy every tally at once.

In: a feasible, closed system of constraints, a seed.  Out: K integer histories of daily counts.  The rule this
module owns: *nothing is smeared*: what the tallies leave open stays open in the draws, and a segment's count falls
on its days at random.

1. Cumulative counts at the cut points: a start in which each point is drawn uniformly within the tight bounds left
   by those before it (always possible: a shortest-path closed system is solved without backtracking, Dechter, Meiri
   and Pearl 1991), then integer Gibbs sweeps, whose stationary distribution is uniform over all solutions.  Points
   tied by an exact difference move as one, so that every solution can be reached.
2. Inside a segment: every way of sharing its count among its days is equally likely (the Dirichlet-multinomial with all
   parameters 1), drawn day by day by inverting the exact distribution function.

History k depends on (seed, key, k) only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jadwal.draws import uniform
from jadwal.incidents.system import OPEN, Longs, System

SWEEPS = 60


def daily_histories(of: System, *, key: str, seed: int, histories: int) -> npt.NDArray[np.int32]:
    """(histories, days) daily counts from the first cut point to the last; ``of`` must have no open end."""
    totals = np.diff(_cumulative(of, key, seed, histories), axis=0)
    return _spread(totals, np.diff(of.points), key, seed)


@dataclass(frozen=True, eq=False)
class _Blocks:
    """Cut points tied by exact differences: ``of[i]`` its block, ``offset[i]`` C[i] - C[head of block]."""

    heads: list[int]
    of: Longs
    offset: Longs


def _blocks(upper: Longs) -> _Blocks:
    heads: list[int] = []
    n = len(upper)
    block, offset = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for i in range(n):
        tied = [b for b, h in enumerate(heads) if upper[h, i] + upper[i, h] == 0]
        if tied:
            block[i], offset[i] = tied[0], upper[heads[tied[0]], i]
        else:
            block[i] = len(heads)
            heads.append(i)
    return _Blocks(heads, block, offset)


def _cumulative(of: System, key: str, seed: int, k: int) -> Longs:
    """(points, k) cumulative counts: C at the first point is 0."""
    blocks = _blocks(of.upper)
    m = len(blocks.heads)
    tight = of.upper[np.ix_(blocks.heads, blocks.heads)]
    level = np.zeros((m, k), np.int64)
    u = _rows(seed, f"tally:{key}:start", k, m)
    placed = [0]
    for b in _middle_out(m):
        low = np.max(level[placed] - tight[b, placed, None], axis=0)
        high = np.min(level[placed] + tight[placed, b, None], axis=0)
        level[b] = _whole(low, high, u[b])
        placed.append(b)
    most, least = _neighbours(of, blocks)
    for sweep in range(SWEEPS if m > 2 else 0):  # with one free block the start is already uniform
        u = _rows(seed, f"tally:{key}:{sweep}", k, m)
        for b in range(1, m):
            high = np.min([level[q] + w for q, w in most[b]], axis=0)
            low = np.max([level[q] - w for q, w in least[b]], axis=0)
            level[b] = _whole(low, high, u[b])
    return level[blocks.of] + blocks.offset[:, None]


def _middle_out(m: int) -> list[int]:
    """Blocks 1 … m-1: the last, then the middle of each half and so on, so that the start is not lopsided."""
    order, parts = ([m - 1] if m > 1 else []), [(0, m - 1)]
    while parts:
        a, b = parts.pop(0)
        if b - a > 1:
            middle = (a + b) // 2
            order.append(middle)
            parts += [(a, middle), (middle, b)]
    return order


def _neighbours(of: System, blocks: _Blocks) -> tuple[list[list[tuple[int, int]]], list[list[tuple[int, int]]]]:
    """Per block b: (q, w) with level[b] <= level[q] + w, and (q, w) with level[b] >= level[q] - w."""
    tightest: dict[tuple[int, int], int] = {}
    for e in of.edges:
        i, j = int(blocks.of[e.before]), int(blocks.of[e.after])
        w = int(e.most + blocks.offset[e.before] - blocks.offset[e.after])
        if i != j:
            tightest[i, j] = min(w, tightest.get((i, j), OPEN))
    m = len(blocks.heads)
    # a block whose own tallies leave a side open is bounded there by what all of them imply
    for b in range(1, m):
        tightest[0, b] = min(tightest.get((0, b), OPEN), int(of.upper[0, blocks.heads[b]]))
        tightest[b, 0] = min(tightest.get((b, 0), OPEN), int(of.upper[blocks.heads[b], 0]))
    most: list[list[tuple[int, int]]] = [[] for _ in range(m)]
    least: list[list[tuple[int, int]]] = [[] for _ in range(m)]
    for (i, j), w in sorted(tightest.items()):
        most[j].append((i, w))
        least[i].append((j, w))
    return most, least


def _spread(totals: Longs, lengths: Longs, key: str, seed: int) -> npt.NDArray[np.int32]:
    """(k, days) counts: each segment's total (segments, k) shared among its days, all ways equally likely."""
    k, longest = totals.shape[1], int(lengths.max())
    days = np.zeros((int(lengths.sum()), k), np.int32)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, int(totals.max(initial=0)) + longest + 2)))])
    left = totals.copy()
    for t in range(longest):
        now = np.flatnonzero(lengths > t)
        u = _rows(seed, f"spread:{key}:{t}", k, len(lengths))[now]
        on_day = _first_part(left[now], (lengths[now] - t)[:, None], u, logs)
        days[starts[now] + t] = on_day
        left[now] -= on_day
    return np.ascontiguousarray(days.T)


def _first_part(total: Longs, parts: Longs, u: npt.NDArray[np.float64], logs: npt.NDArray[np.float64]) -> Longs:
    """The first of ``parts`` parts of ``total``: the largest x with P(X >= x) > u, by bisection.

    P(X >= x) = C(total - x + parts - 1, parts - 1) / C(total + parts - 1, parts - 1), the share of compositions
    whose first part is at least x (stars and bars).
    """
    low, high = np.zeros_like(total), total.copy()
    with np.errstate(divide="ignore"):
        below = np.log(u)
    base = logs[total] - logs[total + parts - 1]
    for _ in range(int(total.max(initial=0)).bit_length()):
        x = (low + high + 1) // 2
        reached = (base + logs[total - x + parts - 1] - logs[total - x] > below) & (low < high)
        high = np.where(reached | (low == high), high, x - 1)
        low = np.where(reached, x, low)
    return np.where(parts == 1, total, low)


def _whole(low: Longs, high: Longs, u: npt.NDArray[np.float64]) -> Longs:
    """A whole number from ``low`` to ``high``, all equally likely."""
    return np.minimum(low + (u * (high - low + 1)).astype(np.int64), high)


def _rows(seed: int, stream: str, k: int, rows: int) -> npt.NDArray[np.float64]:
    """(rows, k) uniforms; column k does not depend on how many columns there are."""
    return np.ascontiguousarray(uniform(seed, stream, k * rows).reshape(k, rows).T)
