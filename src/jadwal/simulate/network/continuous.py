"""Plain networks in continuous time: links and triangular durations only, as fast as memory allows.

In: a problem without calendars, gates, permissions, shocks or progress.  Out: a
:class:`~jadwal.simulate.network.run.Run` whose days are in fractions.  The rule this module owns: *time is a whole
number of ticks*: 4,096 to a day, fewer where the longest chain would not fit in 30 bits.  So sums of durations are
exact, float is 0 or it is not, and no tolerance decides what is critical.

Critical path method (Kelley 1961, Operations Research 9: 296-320): a task starts as early as its links allow, and
lasts from start to finish; the latest dates go back along the same links.  Durations come from 24 bits of the counter
through the triangular quantile in single precision, rounded to a tick.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jadwal.model.case import FittedDays
from jadwal.plan.problem import Link, Problem
from jadwal.plan.sgs import default_order
from jadwal.simulate.network.compiled import U32, U64, compiled, stream, words
from jadwal.simulate.network.run import CHUNK, CRITICAL, PRODUCTS, SQUARES, SUM, Run, in_chunks

MOST_TICKS = 4_096  # to a day
LONGEST = 2**30  # ticks in the longest chain
LANES = 64  # futures side by side
LATE = 2**31 - 1  # no limit
BEFORE, KIND, LAG = range(3)  # columns of Plain.link
FS, SS, FF, SF = range(4)  # kinds of links: those that hold starts before those that hold finishes
KINDS = {"FS": FS, "SS": SS, "FF": FF, "SF": SF}

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]


class Plain(NamedTuple):
    """n tasks in an order in which links lead forward, and a block of L futures of them."""

    links: I32  # (n+1,) links into task t are rows links[t] to links[t+1]
    link: I32  # (links, 3) task waited for, kind, lag in ticks
    law: F32  # (n, 5) low, high, mode in [0, 1], (high - low) (likely - low), (high - low) (high - likely), in ticks
    streams: U64  # (n,)
    end: int
    shown: I32


class Room(NamedTuple):
    """A block of L futures."""

    durations: I32  # (n, L)
    finishes: I32  # (n, L)
    latest: I32  # (n, L) the latest finish that leaves the end where it is
    drawn: U32  # (L,)


@compiled
def _durations(o: Any, r: Any, seed: Any, t: int, first: int) -> None:
    low, high, mode, left, right = o.law[t, 0], o.law[t, 1], o.law[t, 2], o.law[t, 3], o.law[t, 4]
    out = r.durations[t]
    if low == high:
        for w in range(out.shape[0]):
            out[w] = np.int32(low)
        return
    words(seed, o.streams[t], 0, first, r.drawn)
    one, half, unit = np.float32(1.0), np.float32(0.5), np.float32(2.0**-24)
    for w in range(out.shape[0]):
        u = np.float32(np.int32(r.drawn[w] >> np.uint32(8))) * unit
        below, above = low + np.sqrt(u * left), high - np.sqrt((one - u) * right)
        out[w] = np.int32((below if u < mode else above) + half)


@compiled
def _forward(o: Any, r: Any, t: int) -> None:
    """The finishes of task ``t``."""
    out, most = r.finishes[t], r.finishes.shape[1]
    for w in range(most):
        out[w] = 0
    added = False
    for j in range(o.links[t], o.links[t + 1]):
        b, kind, lag = o.link[j, BEFORE], o.link[j, KIND], o.link[j, LAG]
        if kind >= FF and not added:
            for w in range(most):
                out[w] += r.durations[t, w]
            added = True
        if kind in (FS, FF):
            for w in range(most):
                out[w] = max(out[w], np.int32(r.finishes[b, w] + lag))
        else:
            for w in range(most):
                out[w] = max(out[w], np.int32(r.finishes[b, w] - r.durations[b, w] + lag))
    if not added:
        for w in range(most):
            out[w] += r.durations[t, w]


@compiled
def _backward(o: Any, r: Any, t: int, lanes: int) -> int:
    """What task ``t`` asks of those it waits for; in how many futures it has no float."""
    late, most, count = r.latest[t], r.latest.shape[1], np.int32(0)
    for w in range(lanes):
        count += np.int32(late[w] == r.finishes[t, w])
    for j in range(o.links[t], o.links[t + 1]):
        b, kind, lag = o.link[j, BEFORE], o.link[j, KIND], o.link[j, LAG]
        if kind == FS:
            for w in range(most):
                r.latest[b, w] = min(r.latest[b, w], np.int32(late[w] - r.durations[t, w] - lag))
        elif kind == SS:
            for w in range(most):
                r.latest[b, w] = min(r.latest[b, w], np.int32(late[w] - r.durations[t, w] - lag + r.durations[b, w]))
        elif kind == FF:
            for w in range(most):
                r.latest[b, w] = min(r.latest[b, w], np.int32(late[w] - lag))
        else:
            for w in range(most):
                r.latest[b, w] = min(r.latest[b, w], np.int32(late[w] - lag + r.durations[b, w]))
    return count


@compiled
def _sums(r: Any, t: int, lanes: int, end: int, sums: I64) -> None:
    d, squares, products = np.int64(0), np.int64(0), np.int64(0)
    for w in range(lanes):
        days = np.int64(r.durations[t, w])
        d += days
        squares += days * days
        products += days * np.int64(r.finishes[end, w])
    sums[SUM] += d
    sums[SQUARES] += squares
    sums[PRODUCTS] += products


@compiled
def _chunk(o: Any, r: Any, seed: Any, first: int, finishes: I32, sums: I64) -> None:
    """Futures from ``first`` on, as many as ``finishes`` has rows, block by block."""
    count, most, tasks = finishes.shape[0], r.drawn.shape[0], r.durations.shape[0]
    for begin in range(0, count, most):
        lanes = min(most, count - begin)
        for t in range(tasks):
            _durations(o, r, seed, t, first + begin)
            _forward(o, r, t)
            for w in range(most):
                r.latest[t, w] = LATE
        for w in range(most):
            r.latest[o.end, w] = r.finishes[o.end, w]
        for t in range(tasks - 1, -1, -1):
            if r.latest[t, 0] < LATE:  # the end waits for it
                sums[t, CRITICAL] += _backward(o, r, t, lanes)
            _sums(r, t, lanes, o.end, sums[t])
        for i in range(o.shown.shape[0]):
            for w in range(lanes):
                finishes[begin + w, i] = r.finishes[o.shown[i], w]


def run_plain(
    problem: Problem, *, seed: int, futures: int, shown: tuple[str, ...] = (), threads: int | None = None
) -> Run:
    """Run a plain network; finishes are kept of its end and of the tasks ``shown``.

    Only tasks' durations and links are read.  Raises ``BadInput`` when tasks wait for one another in a circle.
    """
    plain, per_day, order = _laid(problem, tuple(dict.fromkeys((problem.end, *shown))))
    names = tuple(dict.fromkeys((problem.end, *shown)))
    finishes = np.empty((futures, len(names)), np.int32)

    def chunk(first: int) -> I64:
        last, sums = min(first + CHUNK, futures), np.zeros((len(order), 4), np.int64)
        room = Room(*(np.zeros((len(order), LANES), np.int32) for _ in range(3)), np.zeros(LANES, np.uint32))
        _chunk(plain, room, np.uint64(seed), first, finishes[first:last], sums)
        return sums

    total = np.zeros((len(order), 4))
    for sums in in_chunks(chunk, futures, threads):
        total += sums
    assert ((finishes >= 0) & (finishes < LONGEST)).all(), "a finish is out of range"
    assert np.isfinite(total).all(), "a sum is not finite"
    return Run(
        tasks=order, shown=names, finishes=finishes, sums=total, reached=futures, per_day=per_day, paths=0, seed=seed
    )


def _laid(problem: Problem, shown: tuple[str, ...]) -> tuple[Plain, int, tuple[str, ...]]:
    """The tables, ticks to a day, and the tasks in their order."""
    assert not any(isinstance(t.days, FittedDays) for t in problem.tasks), "durations here are triangular"
    order = default_order(problem)
    index = {id: i for i, id in enumerate(order)}
    into: list[list[Link]] = [[] for _ in order]
    for k in problem.links:
        into[index[k.after]].append(k)
    days = {t.id: t.days for t in problem.tasks}
    longest = [0] * len(order)
    for i, id in enumerate(order):
        longest[i] = max((longest[index[k.before]] + k.lag for k in into[i]), default=0) + days[id].high
    per_day = MOST_TICKS
    while per_day * max(longest) >= LONGEST:
        per_day //= 2
    assert per_day, "the longest chain is longer than can be counted in days"
    laws = []
    for id in order:
        low, likely, high = (float(x * per_day) for x in (days[id].low, days[id].likely, days[id].high))
        mode = (likely - low) / (high - low) if high > low else 0.0
        laws.append((low, high, mode, (high - low) * (likely - low), (high - low) * (high - likely)))
    rows = [sorted((KINDS[k.type], index[k.before], k.lag * per_day) for k in links) for links in into]
    plain = Plain(
        links=np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int32),
        link=np.array([(b, kind, lag) for r in rows for kind, b, lag in r], np.int32).reshape(-1, 3),
        law=np.array(laws, np.float32),
        streams=np.array([stream(f"days:{id}") for id in order], np.uint64),
        end=index[problem.end],
        shown=np.array([index[id] for id in shown], np.int32),
    )
    return plain, per_day, order
