"""Serial schedule generation and forward-backward improvement for project scheduling, compiled.

In: an order of activities and the days and needs of their chosen modes.  Out: start days, written into the caller's
arrays.  The rule this module owns: *a schedule never gets longer by being justified* (right, then left; Li and Willis
1992, EJOR 56: 370-379; Valls, Ballestin and Quintanilla 2005, EJOR 165: 375-386).

The needs of one activity for several resources stand side by side in 64-bit words, one spare bit above each: what is
free minus what is needed keeps every spare bit exactly where no resource falls short, so one subtraction tests several
resources for one day.  Activities are numbered so that each comes after those it waits for; equal keys then sort in an
order that respects the links.  Random numbers are SplitMix64 (Steele, Lea and Flood 2014) with its state in an array.
Nothing is allocated, the interpreter's lock is not held, and the same state gives the same schedules on every machine.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jadwal import compiling

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]
_GAMMA, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_U11, _U27, _U30, _U31, _U32 = (np.uint64(n) for n in (11, 27, 30, 31, 32))


class Layout(NamedTuple):
    """One project, flat: n activities in topological order, m modes, W words of renewables, N nonrenewables."""

    before_at: I64  # (n+1,) predecessors of j are before[before_at[j]:before_at[j+1]]
    before: I64
    after_at: I64  # (n+1,) and its successors likewise
    after: I64
    mode_at: I64  # (n+1,) modes of j are rows mode_at[j] to mode_at[j+1]
    days: I64  # (m,)
    need: U64  # (m, W) per day
    use: I64  # (m, N) in all
    stock: I64  # (N,)
    full: U64  # (W,) capacities with the spare bits set
    spare: U64  # (W,) the spare bits
    tail: I64  # (n,) fewest days from the start of j to the end
    horizon: int  # the longest modes one after another


class Bench(NamedTuple):
    """Room to work in, one per thread."""

    days: I64  # (n,) of the chosen modes
    need: U64  # (n, W) of the chosen modes
    free: U64  # (horizon+2, W)
    top: I64  # (1,) days of ``free`` that may not be full
    other: I64  # (n,) another schedule
    key: I64  # (n,)
    order: I64  # (n,)
    count: I64  # (horizon+3,)
    slack: I64  # (N,)
    trial: I64  # (n,) modes


def bench(a: Layout) -> Bench:
    """Room for one thread to schedule ``a`` in."""
    n, words = len(a.tail), len(a.full)
    return Bench(
        days=np.zeros(n, np.int64),
        need=np.zeros((n, words), np.uint64),
        free=np.tile(a.full, (a.horizon + 2, 1)),
        top=np.zeros(1, np.int64),
        other=np.zeros(n, np.int64),
        key=np.zeros(n, np.int64),
        order=np.zeros(n, np.int64),
        count=np.zeros(a.horizon + 3, np.int64),
        slack=np.zeros(len(a.stock), np.int64),
        trial=np.zeros(n, np.int64),
    )


compiled = compiling.compiled(_nrt=False, error_model="numpy")  # without reference counts


@compiled
def draw(state: U64) -> Any:
    """The next 64 random bits."""
    state[0] += _GAMMA
    z = state[0]
    z = (z ^ (z >> _U30)) * _FIRST
    z = (z ^ (z >> _U27)) * _SECOND
    return z ^ (z >> _U31)


@compiled
def below(state: U64, n: int) -> Any:
    """A whole number from 0 to n - 1."""
    return np.int64(((draw(state) >> _U32) * np.uint64(n)) >> _U32)


@compiled
def chance(state: U64, of: float) -> Any:
    """True with probability ``of``."""
    return np.float64(draw(state) >> _U11) < of * 9007199254740992.0


@compiled
def earliest(a: Any, b: Any, start: int, days: int, need: U64) -> Any:
    """The first day from ``start`` on from which ``days`` days in a row have room for ``need``."""
    words = need.shape[0]
    fits_from = start  # days from here to the last one looked at have room
    if words == 1:
        one, spare = need[0], a.spare[0]
        if one == 0:
            return start
        while True:
            x = start + days - 1
            while x >= fits_from and ((b.free[x, 0] - one) & spare) == spare:
                x -= 1
            if x < fits_from:
                return start
            fits_from = start + days
            start = x + 1
    while True:
        x = start + days - 1
        while x >= fits_from:
            fits = True
            for w in range(words):
                if ((b.free[x, w] - need[w]) & a.spare[w]) != a.spare[w]:
                    fits = False
            if not fits:
                break
            x -= 1
        if x < fits_from:
            return start
        fits_from = start + days
        start = x + 1


@compiled
def occupy(b: Any, start: int, days: int, need: U64) -> None:
    """Take ``need`` from each of these days."""
    for w in range(need.shape[0]):
        one = need[w]
        if one != 0:
            for x in range(start, start + days):
                b.free[x, w] -= one


@compiled
def clear(a: Any, b: Any) -> None:
    """Every day has everything free again."""
    for w in range(a.full.shape[0]):
        for x in range(b.top[0]):
            b.free[x, w] = a.full[w]
    b.top[0] = 0


@compiled
def generate(a: Any, b: Any, order: I64, at: I64, other: I64, starts: I64) -> Any:
    """Place activities in ``order``, each as early as those it waits for and the resources allow; the makespan.

    ``at`` and ``other`` are predecessors, or successors for a schedule that runs backwards.
    """
    clear(a, b)
    makespan = 0
    for k in range(order.shape[0]):
        j, start = order[k], 0
        for e in range(at[j], at[j + 1]):
            finish = starts[other[e]] + b.days[other[e]]
            start = max(start, finish)
        days = b.days[j]
        if days > 0:
            start = earliest(a, b, start, days, b.need[j])
            occupy(b, start, days, b.need[j])
        starts[j] = start
        makespan = max(makespan, start + days)
    b.top[0] = makespan
    return makespan


@compiled
def sort_by(b: Any, most: int, descending: bool, order: I64) -> None:
    """Activities by ``b.key`` (0 to ``most``), equal ones in topological order, or all of that the other way round."""
    n = order.shape[0]
    for i in range(most + 2):
        b.count[i] = 0
    for j in range(n):
        b.count[b.key[j] + 1] += 1
    for i in range(most + 1):
        b.count[i + 1] += b.count[i]
    for j in range(n):
        place = b.count[b.key[j]]
        b.count[b.key[j]] += 1
        order[n - 1 - place if descending else place] = j


@compiled
def improve(a: Any, b: Any, makespan: int, rounds: int, starts: I64) -> Any:
    """Push ``starts`` right, then left, while that shortens it, at most ``rounds`` times; the makespan."""
    n = starts.shape[0]
    for _ in range(rounds):
        for j in range(n):
            b.key[j] = starts[j] + b.days[j]
        sort_by(b, makespan, True, b.order)
        back = generate(a, b, b.order, a.after_at, a.after, b.other)
        for j in range(n):
            b.key[j] = back - b.other[j] - b.days[j]
        sort_by(b, back, False, b.order)
        found = generate(a, b, b.order, a.before_at, a.before, starts)
        if found >= makespan:
            return found
        makespan = found
    return makespan
