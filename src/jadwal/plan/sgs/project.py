"""A project laid out for the compiled genetic algorithm, and populations that evolve side by side.

In: an :class:`~jadwal.plan.project.Instance`, a seed and a number of schedules.  Out: a
:class:`~jadwal.plan.project.Schedule`.  The rule this module owns: *islands meet at fixed numbers of schedules only*,
so that threads do not change a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from jadwal.plan.project import Instance, Schedule, heads_and_tails, order
from jadwal.plan.sgs.genetic import Population, evolve, found, population, room
from jadwal.plan.sgs.justify import I64, Layout

T = TypeVar("T")
LEAST, MOST = 30, 400  # individuals of a population
PER = 600  # schedules for each individual that a population has, if the number of schedules is known
ROUND = 2_000  # schedules between two meetings of islands


def size_for(schedules: int) -> int:
    """How many individuals to keep when so many schedules will be made."""
    return max(LEAST, min(MOST, schedules // PER))


class Islands:
    """One or two populations of one project; each :meth:`step` moves them on together."""

    def __init__(self, instance: Instance, seed: int = 1, islands: int = 1) -> None:
        self.instance = instance
        self.topological = order(instance)
        self.layout = lay_out(instance, self.topological)
        self.seeds = [seed * 1_000_003 + i for i in range(islands)]
        self.rooms = [room(self.layout) for _ in self.seeds]
        self.populations: list[Population] = []
        self.made = 0
        self.pace = ROUND
        self._meetings = 0

    def start(self, size: int) -> None:
        """Sample a population of so many on every island."""
        self.populations = [population(self.layout, size, seed) for seed in self.seeds]
        self._each(lambda i: found(self.layout, *self.rooms[i], self.populations[i], 0, size, i == 0))
        self.made += size * len(self.seeds)

    def grow(self, size: int) -> None:
        """Sample more individuals, until every population has so many."""
        small = len(self.populations[0].fitness)
        if size <= small:
            return
        self.populations = [_grown(p, size) for p in self.populations]
        self._each(lambda i: found(self.layout, *self.rooms[i], self.populations[i], small, size, False))
        self.made += (size - small) * len(self.seeds)

    def step(self, schedules: int = ROUND, enough: int = 0, *, only_first: bool = False) -> None:
        """Make so many schedules on every island (or on the first), then, now and then, let the best visit the next."""
        made = self._each(
            lambda i: evolve(self.layout, *self.rooms[i], self.populations[i], schedules, enough), only_first
        )
        self.made += sum(made)
        self._meet()

    def run(self, schedules: int, enough: int = 0) -> None:
        """Start with the population that suits so many schedules on every island, and make them."""
        self.start(size_for(schedules))
        left = schedules - len(self.populations[0].fitness)
        while left > 0 and self.fitness > enough:
            self.step(min(ROUND, left), enough)
            left -= ROUND

    @property
    def fitness(self) -> int:
        """The least fitness found: a makespan where stocks suffice, else a number above every makespan."""
        return min(int(p.best[0]) for p in self.populations)

    @property
    def best(self) -> Schedule | None:
        """The best schedule found; None when every one overdraws a stock."""
        p = min(self.populations, key=lambda p: int(p.best[0]))
        if int(p.best[0]) > self.layout.horizon:
            return None
        starts, modes = [0] * len(self.topological), [0] * len(self.topological)
        for place, i in enumerate(self.topological):
            starts[i] = int(p.best_starts[place])
            modes[i] = int(p.best_modes[place] - self.layout.mode_at[place])
        return Schedule(tuple(starts), tuple(modes))

    def take(self, schedule: Schedule) -> None:
        """Put a schedule found elsewhere into every population, in place of one of its worst."""
        place = np.array(self.topological, np.int64)
        starts = np.array(schedule.starts, np.int64)[place]
        modes = np.array(schedule.modes, np.int64)[place] + self.layout.mode_at[:-1]
        makespan = int((starts + self.layout.days[modes]).max(initial=0))
        for p in self.populations:
            _settle(p, int(p.fitness.argmax()), starts, modes, makespan, makespan)

    def _each(self, work: Callable[[int], T], only_first: bool = False) -> list[T]:
        if only_first or len(self.seeds) == 1:
            return [work(0)]
        with ThreadPoolExecutor(len(self.seeds)) as pool:
            return list(pool.map(work, range(len(self.seeds))))

    def _meet(self) -> None:
        self._meetings += 1
        if len(self.populations) < 2 or self._meetings % 5:
            return
        best = [int(p.fitness.argmin()) for p in self.populations]
        guests = [
            (p.starts[b].copy(), p.modes[b].copy(), int(p.fitness[b]), int(p.makespan[b]))
            for p, b in zip(self.populations, best, strict=True)
        ]
        for i, p in enumerate(self.populations):
            _settle(p, int(p.fitness.argmax()), *guests[i - 1])


def _grown(p: Population, size: int) -> Population:
    n = p.starts.shape[1]
    more = size - len(p.fitness)
    table, row = np.zeros((more, n), np.int64), np.zeros(more, np.int64)
    return p._replace(
        starts=np.concatenate([p.starts, table]),
        modes=np.concatenate([p.modes, table]),
        fitness=np.concatenate([p.fitness, row]),
        makespan=np.concatenate([p.makespan, row]),
    )


def _settle(p: Population, slot: int, starts: I64, modes: I64, fitness: int, makespan: int) -> None:
    if fitness > p.fitness[slot] or bool(((p.starts == starts) & (p.modes == modes)).all(axis=1).any()):
        return
    p.starts[slot], p.modes[slot], p.fitness[slot], p.makespan[slot] = starts, modes, fitness, makespan
    if fitness < p.best[0]:
        p.best[0], p.best_starts[:], p.best_modes[:] = fitness, starts, modes


def lay_out(instance: Instance, topological: Sequence[int]) -> Layout:
    """Flat arrays of a project, activities in ``topological`` order.

    Raises ``ValueError`` where a mode needs more a day than there is: such modes are left out before.
    """
    place = {i: k for k, i in enumerate(topological)}
    activities = [instance.activities[i] for i in topological]
    after = [sorted(place[s] for s in a.successors) for a in activities]
    before: list[list[int]] = [[] for _ in activities]
    for k, followers in enumerate(after):
        for follower in followers:
            before[follower].append(k)
    modes = [m for a in activities for m in a.modes]
    lanes, words, bits = _lanes(instance.renewable)
    _, tails = heads_and_tails(instance)
    full, spare = np.zeros(words, np.uint64), np.zeros(words, np.uint64)
    for (w, shift), capacity in zip(lanes, instance.renewable, strict=True):
        spare[w] |= np.uint64(1 << (shift + bits))
        full[w] |= np.uint64((capacity << shift) | 1 << (shift + bits))
    need = np.zeros((len(modes), words), np.uint64)
    for row, mode in enumerate(modes):
        for (w, shift), amount, capacity in zip(lanes, mode.renewable, instance.renewable, strict=True):
            if mode.days and amount > capacity:
                raise ValueError(f"mode {row} needs {amount} of {capacity}")
            need[row, w] |= np.uint64(min(amount, capacity) << shift)
    return Layout(
        *_lists(before),
        *_lists(after),
        mode_at=_offsets([len(a.modes) for a in activities]),
        days=np.array([m.days for m in modes], np.int64),
        need=need,
        use=np.array([m.nonrenewable for m in modes], np.int64).reshape(len(modes), len(instance.nonrenewable)),
        stock=np.array(instance.nonrenewable, np.int64),
        full=full,
        spare=spare,
        tail=np.array([tails[i] for i in topological], np.int64),
        horizon=sum(max(m.days for m in a.modes) for a in activities),
    )


def _lanes(capacities: Sequence[int]) -> tuple[list[tuple[int, int]], int, int]:
    """Word and shift of each renewable, number of words, and bits of an amount (one more is spare)."""
    bits = max((c.bit_length() for c in capacities), default=1) or 1
    per = 64 // (bits + 1)
    lanes = [(r // per, r % per * (bits + 1)) for r in range(len(capacities))]
    return lanes, max(1, -(-len(capacities) // per)), bits


def _offsets(lengths: Iterable[int]) -> I64:
    return np.cumsum([0, *lengths], dtype=np.int64)


def _lists(rows: Sequence[Sequence[int]]) -> tuple[I64, I64]:
    return _offsets(map(len, rows)), np.array([x for row in rows for x in row], np.int64)
