"""The order of ``order.py`` from any ranking of the tasks, compiled, for a search that calls it thousands of times.

In: a :class:`~jadwal.plan.sgs.arrays.Compiled` problem, one rank per task.  Out: an order of its columns in which
nothing comes before what it waits for, nor before those who must leave to make room for it, as far as links allow.
The rule this module owns: *the same keys give the same order as* ``order.py``, which says what the order means and
stays the one to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jadwal.compiling import compiled
from jadwal.plan.sgs.arrays import Compiled
from jadwal.plan.sgs.kernel import (
    AMOUNT,
    BEGIN,
    BEGIN_SIDE,
    BEGINS,
    CONDITION,
    END,
    END_SIDE,
    ENDS,
    FINISHED,
    LENGTH,
    NEVER,
    PROFILE,
    ROLE,
    SPAN,
    STARTED,
    TOUCHES,
    TOUCHES_END,
)
from jadwal.plan.sgs.order import waits

I32 = npt.NDArray[np.int32]
U8 = npt.NDArray[np.uint8]
WAITS, READY, CROWDED, PLACED = range(4)  # states of a task while an order is made


class Edges(NamedTuple):
    """What is placed after each task: ``after[at[i]:at[i + 1]]`` for column i; ``waits`` is how many it waits for."""

    at: I32
    after: I32
    waits: I32


class Sketch(NamedTuple):
    """What one order is worked out in."""

    waits: I32  # (n,) how many of those it waits for are still to come
    state: U8  # (n,)
    done: U8  # (n, 2) points that have come
    levels: I32  # (P,) what remains of each level
    change: I32  # (P,)
    columns: I32  # (n,) the column of each rank
    crowded: I32  # (n,) ranks


@dataclass(frozen=True)
class Ranking:
    """A problem whose tasks can be ordered by ranks.  Tasks that wait for one another in a circle never come."""

    compiled: Compiled
    edges: Edges

    def order(self, ranks: I32) -> I32:
        """The columns in order; ``ranks`` is a permutation of 0 … n - 1, lower first."""
        n, profiles = len(ranks), len(self.compiled.arrays.capacity)
        sketch = Sketch(
            waits=self.edges.waits.copy(),
            state=np.full(n, WAITS, np.uint8),
            done=np.zeros((n, 2), np.uint8),
            levels=np.zeros(profiles, np.int32),
            change=np.zeros(profiles, np.int32),
            columns=np.argsort(ranks).astype(np.int32),
            crowded=np.zeros(n, np.int32),
        )
        order = np.empty(n, np.int32)
        found = _ordered(self.compiled.arrays, self.edges, sketch, ranks, order)
        return order[:found]


def ranking(compiled: Compiled) -> Ranking:
    """Lay out what waits for what."""
    after = waits(compiled.problem)
    columns = [sorted(compiled.index[id] for id in after[t.id]) for t in compiled.problem.tasks]
    count = np.zeros(len(columns), np.int32)
    for row in columns:
        count[row] += 1
    return Ranking(
        compiled=compiled,
        edges=Edges(
            at=np.cumsum([0, *map(len, columns)]).astype(np.int32),
            after=np.array([c for row in columns for c in row], np.int32),
            waits=count,
        ),
    )


def ranks_of(compiled: Compiled, keys: Mapping[str, Any]) -> I32:
    """The rank of each column when tasks stand in the order of their keys."""
    ranks = np.empty(len(compiled.index), np.int32)
    for rank, id in enumerate(sorted(compiled.index, key=keys.__getitem__)):
        ranks[compiled.index[id]] = rank
    return ranks


_compiled = compiled(_nrt=False)


@_compiled
def _remains(a: Any, i: int, begun: int, ended: int) -> int:
    """What a span adds in the end; one that passes by itself, or that a condition ends, nothing."""
    if begun == 0 or a.span[i, LENGTH] > 0 or a.span[i, CONDITION] >= 0 or ended == 1:
        return 0
    return int(a.span[i, AMOUNT])


@_compiled
def _point(r: Any, task: int, side: int, missing: int) -> int:
    """1 when a point has come; ``missing`` where there is none."""
    return missing if task < 0 else int(r.done[task, side])


@_compiled
def _changes(a: Any, r: Any, t: int) -> bool:
    """Writes how placing ``t`` changes each level into ``change``; true when every level has room for it."""
    first, end = a.task[t, TOUCHES], a.task[t, TOUCHES_END]
    for j in range(first, end):
        r.change[a.span[a.touch[j, SPAN], PROFILE]] = 0
    for j in range(first, end):
        i, role = a.touch[j, SPAN], a.touch[j, ROLE]
        begun = _point(r, a.span[i, BEGIN], a.span[i, BEGIN_SIDE], 1)
        ended = _point(r, a.span[i, END], a.span[i, END_SIDE], 0)
        before = _remains(a, i, begun, ended)
        after = _remains(a, i, 1 if role & BEGINS else begun, 1 if role & ENDS else ended)
        r.change[a.span[i, PROFILE]] += after - before
    for j in range(first, end):
        p = a.span[a.touch[j, SPAN], PROFILE]
        if r.change[p] > 0 and r.levels[p] + r.change[p] > a.capacity[p]:
            return False
    return True


@_compiled
def _placed(a: Any, r: Any, t: int) -> bool:
    """Places ``t``; true when it makes room somewhere."""
    _changes(a, r, t)
    room = False
    for j in range(a.task[t, TOUCHES], a.task[t, TOUCHES_END]):
        p = a.span[a.touch[j, SPAN], PROFILE]
        room = room or r.change[p] < 0
        r.levels[p] += r.change[p]
        r.change[p] = 0
    r.done[t, 0] = 1
    r.done[t, 1] = 1
    r.state[t] = PLACED
    return room


@_compiled
def _begin(a: Any, r: Any) -> None:
    """What is known, and the levels that remain of it."""
    for t in range(a.task.shape[0]):
        if a.task[t, FINISHED] != NEVER:
            r.done[t, 0] = 1
            r.done[t, 1] = 1
        elif a.task[t, STARTED] != NEVER:
            r.done[t, 0] = 1
    for i in range(a.span.shape[0]):
        begun = _point(r, a.span[i, BEGIN], a.span[i, BEGIN_SIDE], 1)
        ended = _point(r, a.span[i, END], a.span[i, END_SIDE], 0)
        r.levels[a.span[i, PROFILE]] += _remains(a, i, begun, ended)


@_compiled
def _ordered(a: Any, edges: Any, r: Any, ranks: I32, order: I32) -> int:
    """Always the first by rank of the tasks that wait for nothing unplaced and have room; if none has, the first."""
    n = ranks.shape[0]
    _begin(a, r)
    waiting = 0  # crowded tasks
    low: Any = n  # no ready task has a lower rank
    for first in range(n):
        if r.waits[first] == 0:
            r.state[first] = READY
            low = min(low, np.int64(ranks[first]))
    found = 0
    while True:
        while low < n and r.state[r.columns[low]] != READY:
            low += 1
        if low < n:
            t: Any = np.int64(r.columns[low])
            if not _changes(a, r, t):
                r.state[t] = CROWDED
                r.crowded[waiting] = low
                waiting += 1
                continue
        elif waiting > 0:
            least = 0
            for c in range(waiting):
                least = c if r.crowded[c] < r.crowded[least] else least
            t = np.int64(r.columns[r.crowded[least]])
            waiting -= 1
            r.crowded[least] = r.crowded[waiting]
        else:
            return found
        order[found] = t
        found += 1
        if _placed(a, r, t):
            for c in range(waiting):
                r.state[r.columns[r.crowded[c]]] = READY
                low = min(low, np.int64(r.crowded[c]))
            waiting = 0
        for e in range(edges.at[t], edges.at[t + 1]):
            following = edges.after[e]
            r.waits[following] -= 1
            if r.waits[following] == 0:
                r.state[following] = READY
                low = min(low, np.int64(ranks[following]))
