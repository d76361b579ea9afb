"""Runs over the partial order: futures in fixed chunks, chunks on threads, sums put together in order.

In: tables, a seed, a number of futures.  Out: :class:`Run`: finishes that are kept, sums per task.  The rule this
module owns: *neither the number of threads nor the order in which they finish changes a figure*: future k is drawn
from its own number, chunks have one size, sums are whole numbers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from jadwal.plan.sgs.kernel import FINISH, NEVER
from jadwal.simulate.network.chance import draw_block
from jadwal.simulate.network.compiled import compiled
from jadwal.simulate.network.kernel import backward, forward
from jadwal.simulate.network.tables import Tables, scratch

BLOCK = 32  # futures side by side; a multiple of 32
CHUNK = 4_096  # futures of one call; a multiple of BLOCK
THREADS = 2
CRITICAL, SUM, SQUARES, PRODUCTS = range(4)  # columns of Run.sums

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Done = TypeVar("Done")


@dataclass(frozen=True, eq=False)
class Run:
    """F futures of n tasks: ``finishes`` (F, H) of the tasks ``shown``, ``NEVER`` when not reached.

    ``sums`` (n, 4) over the ``reached`` futures in which the end is: how often each task is critical, its durations d,
    d squared, d times the end's finish.  Days count in 1 / ``per_day``.  ``paths``: of the conditions; 0: none.
    """

    tasks: tuple[str, ...]
    shown: tuple[str, ...]
    finishes: I32
    sums: npt.NDArray[np.float64]
    reached: int
    per_day: int
    paths: int
    seed: int

    @property
    def count(self) -> int:
        """How many futures there are."""
        return len(self.finishes)


def run(tables: Tables, *, seed: int, futures: int, threads: int | None = None) -> Run:
    """Run futures 0 … ``futures - 1``, on at most two threads unless ``threads`` says otherwise."""
    finishes = np.empty((futures, len(tables.shown)), np.int32)

    def chunk(first: int) -> I64:
        last, sums = min(first + CHUNK, futures), np.zeros((len(tables.tasks), 4), np.int64)
        room = scratch(tables, BLOCK)
        _chunk(tables.network, tables.chance, room, np.uint64(seed), first, finishes[first:last], sums)
        return sums

    total = np.zeros((len(tables.tasks), 4), np.int64)
    for sums in in_chunks(chunk, futures, threads):
        total += sums
    assert ((finishes >= -NEVER) & (finishes <= NEVER)).all(), "a finish is out of range"
    return Run(
        tasks=tables.tasks,
        shown=tables.shown,
        finishes=finishes,
        sums=total.astype(np.float64),
        reached=int((finishes[:, 0] < NEVER).sum()),
        per_day=1,
        paths=tables.paths,
        seed=seed,
    )


def in_chunks(work: Callable[[int], Done], futures: int, threads: int | None) -> Iterator[Done]:
    """What ``work`` makes of each chunk, in the order of the chunks."""
    firsts = range(0, futures, CHUNK)
    workers = min(THREADS, os.cpu_count() or 1) if threads is None else threads
    if len(firsts) == 1 or workers == 1:
        yield from map(work, firsts)
        return
    with ThreadPoolExecutor(max_workers=workers) as pool:
        yield from pool.map(work, firsts)


@compiled
def _chunk(o: Any, c: Any, r: Any, seed: Any, first: int, finishes: I32, sums: I64) -> None:
    """Futures from ``first`` on, as many as ``finishes`` has rows, block by block."""
    block, count = r.bounds.shape[1], finishes.shape[0]
    for begin in range(0, count, block):
        lanes = min(block, count - begin)
        draw_block(o, c, r, seed, first + begin, lanes)
        forward(o, r, lanes)
        backward(o, r, lanes, sums[:, CRITICAL])
        for i in range(o.shown.shape[0]):
            for w in range(lanes):
                finishes[begin + w, i] = r.points[o.shown[i], FINISH, w]
        for t in range(sums.shape[0]):
            d, squares, products = np.int64(0), np.int64(0), np.int64(0)
            for w in range(lanes):
                end = np.int64(r.points[o.end, FINISH, w])
                days = np.int64(r.durations[t, w]) if end != NEVER else np.int64(0)
                d += days
                squares += days * days
                products += days * end
            sums[t, SUM] += d
            sums[t, SQUARES] += squares
            sums[t, PRODUCTS] += products
