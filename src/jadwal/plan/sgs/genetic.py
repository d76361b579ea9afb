"""A genetic algorithm over activity lists and modes, compiled.

In: a :class:`~jadwal.plan.sgs.justify.Layout`, a population, random state and how many schedules to make.  Out: the
population moved on, and the best schedule found, in place.  The rule this module owns: *the same state and the same
number of schedules give the same result*: there is no clock in here.

Each individual is a justified schedule; its activity list is its activities by start day.  A child takes the first
part of its list from one parent, the middle from another and the rest from the first again (Hartmann 1998, Naval
Research Logistics 45: 733-750), swaps some neighbours, and is justified.  It replaces one of the worse of two drawn at
random unless it stands in the population already.  With several modes, each activity's mode comes with its place in the
list, some change, stocks are repaired, and modes that finish earlier are taken while placing (Van Peteghem and
Vanhoucke 2010, EJOR 201: 409-418).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jadwal.plan.sgs.justify import I64, U64, Layout, below, bench, chance, compiled, draw, generate, improve, sort_by
from jadwal.plan.sgs.modes import choose, generate_with_modes, repair

SWAP = 0.05  # of neighbours in a child's list
SHIFT = 0.03  # of its modes
ROUNDS = 2  # of justification
SPREAD = 0.5  # samples rank by tail times 1 ± this


class Population(NamedTuple):
    """P individuals and the best schedule ever found among them."""

    starts: I64  # (P, n)
    modes: I64  # (P, n) rows of the layout
    fitness: I64  # (P,) makespan, and behind every schedule within stocks those that overdraw them
    makespan: I64  # (P,)
    best: I64  # (1,) fitness
    best_starts: I64  # (n,)
    best_modes: I64  # (n,)
    state: U64  # (1,) of the random numbers


class _Child(NamedTuple):
    order: I64
    mother: I64
    father: I64
    starts: I64
    modes: I64
    waiting: I64
    eligible: I64
    placed: npt.NDArray[np.uint8]


def population(a: Layout, size: int, seed: int) -> Population:
    """An empty population; :func:`found` fills it.  Every ``seed`` has random numbers of its own."""
    n = len(a.tail)
    table, row = np.zeros((size, n), np.int64), np.zeros(n, np.int64)
    none = np.array([np.iinfo(np.int64).max], np.int64)
    state = np.array([seed], np.uint64)
    state[0] = draw(state)  # so that neighbouring seeds do not share a sequence
    return Population(
        table, table.copy(), np.zeros(size, np.int64), np.zeros(size, np.int64), none, row, row.copy(), state
    )


def room(a: Layout) -> tuple[Any, Any]:
    """Room for one thread to evolve a population in."""
    n = len(a.tail)
    rows = [np.zeros(n, np.int64) for _ in range(7)]
    return bench(a), _Child(*rows, np.zeros(n, np.uint8))


@compiled
def _sample(a: Any, c: Any, state: U64, spread: float) -> None:
    """A list drawn by tails: of those that wait for nothing, the longest tail times a random factor comes next."""
    n, many = c.order.shape[0], 0
    for j in range(n):
        factor = 1.0 + spread * (2.0 * np.float64(below(state, 1 << 20)) / (1 << 20) - 1.0)
        c.mother[j] = -np.int64(a.tail[j] * factor * 64.0)
        c.waiting[j] = a.before_at[j + 1] - a.before_at[j]
        if c.waiting[j] == 0:
            c.eligible[many] = j
            many += 1
    for k in range(n):
        first = 0
        for i in range(1, many):
            if c.mother[c.eligible[i]] < c.mother[c.eligible[first]]:
                first = i
        j = c.eligible[first]
        many -= 1
        c.eligible[first] = c.eligible[many]
        c.order[k] = j
        for e in range(a.after_at[j], a.after_at[j + 1]):
            waiting = a.after[e]
            c.waiting[waiting] -= 1
            if c.waiting[waiting] == 0:
                c.eligible[many] = waiting
                many += 1


@compiled
def _evaluate(a: Any, b: Any, c: Any, p: Any) -> Any:
    """Schedule ``c.order`` in ``c.modes`` and justify it; fitness and makespan."""
    several = a.days.shape[0] > a.mode_at.shape[0] - 1
    overdrawn = repair(a, b, c.modes, p.state) if several else choose(a, b, c.modes)
    makespan = generate(a, b, c.order, a.before_at, a.before, c.starts)
    makespan = improve(a, b, makespan, ROUNDS, c.starts)
    if several and overdrawn == 0:
        for _ in range(2):
            for j in range(c.order.shape[0]):
                b.key[j] = c.starts[j]
                b.trial[j] = c.modes[j]
            sort_by(b, makespan, False, c.order)
            better = generate_with_modes(a, b, c.order, c.modes, c.father)
            better = improve(a, b, better, 1, c.father)
            if better > makespan:
                for j in range(c.order.shape[0]):
                    c.modes[j] = b.trial[j]
                break
            for j in range(c.order.shape[0]):
                c.starts[j] = c.father[j]
            if better == makespan:
                break
            makespan = better
    return makespan + (a.horizon + overdrawn if overdrawn else 0), makespan


@compiled
def _keep(p: Any, c: Any, slot: int, fitness: int, makespan: int) -> None:
    p.fitness[slot] = fitness
    p.makespan[slot] = makespan
    for j in range(c.order.shape[0]):
        p.starts[slot, j] = c.starts[j]
        p.modes[slot, j] = c.modes[j]


@compiled
def _record(p: Any, c: Any, fitness: int) -> None:
    if fitness < p.best[0]:
        p.best[0] = fitness
        for j in range(c.order.shape[0]):
            p.best_starts[j] = c.starts[j]
            p.best_modes[j] = c.modes[j]


@compiled
def _draw_modes(a: Any, c: Any, state: U64) -> None:
    for j in range(c.order.shape[0]):
        c.modes[j] = a.mode_at[j] + below(state, a.mode_at[j + 1] - a.mode_at[j])


@compiled
def found(a: Any, b: Any, c: Any, p: Any, first: int, end: int, plain: bool) -> None:
    """Fill slots ``first`` to ``end`` with sampled individuals; with ``plain`` the first list is by tail alone."""
    for slot in range(first, end):
        _sample(a, c, p.state, 0.0 if plain and slot == first else SPREAD)
        _draw_modes(a, c, p.state)
        fitness, makespan = _evaluate(a, b, c, p)
        _keep(p, c, slot, fitness, makespan)
        _record(p, c, fitness)


@compiled
def _list_of(b: Any, p: Any, slot: int, order: I64) -> None:
    for j in range(order.shape[0]):
        b.key[j] = p.starts[slot, j]
    sort_by(b, p.makespan[slot], False, order)


@compiled
def _better(p: Any, tries: int) -> Any:
    best = below(p.state, p.fitness.shape[0])
    for _ in range(tries - 1):
        other = below(p.state, p.fitness.shape[0])
        if p.fitness[other] < p.fitness[best]:
            best = other
    return best


@compiled
def _cross(a: Any, b: Any, c: Any, p: Any) -> None:
    """A child's list and modes from two parents."""
    n = c.order.shape[0]
    one, two = _better(p, 2), _better(p, 2)
    _list_of(b, p, one, c.mother)
    _list_of(b, p, two, c.father)
    first = below(p.state, n)
    end = first + 1 + below(p.state, n - first)
    for j in range(n):
        c.placed[j] = 0
        c.modes[j] = p.modes[one, j]
    for k in range(first):
        c.order[k] = c.mother[k]
        c.placed[c.mother[k]] = 1
    k = first
    for i in range(n):
        if k == end:
            break
        j = c.father[i]
        if not c.placed[j]:
            c.order[k] = j
            c.placed[j] = 1
            c.modes[j] = p.modes[two, j]
            k += 1
    for i in range(n):
        j = c.mother[i]
        if not c.placed[j]:
            c.order[k] = j
            k += 1


@compiled
def _mutate(a: Any, c: Any, state: U64) -> None:
    n = c.order.shape[0]
    for k in range(n - 1):
        if chance(state, SWAP):
            one, two = c.order[k], c.order[k + 1]
            linked = False
            for e in range(a.before_at[two], a.before_at[two + 1]):
                if a.before[e] == one:
                    linked = True
            if not linked:
                c.order[k], c.order[k + 1] = two, one
    for j in range(n):
        many = a.mode_at[j + 1] - a.mode_at[j]
        if many > 1 and chance(state, SHIFT):
            c.modes[j] = a.mode_at[j] + below(state, many)


@compiled
def _stands(p: Any, c: Any, fitness: int) -> Any:
    """True when the population has this schedule."""
    for slot in range(p.fitness.shape[0]):
        if p.fitness[slot] == fitness:
            same = True
            for j in range(c.order.shape[0]):
                if p.starts[slot, j] != c.starts[j] or p.modes[slot, j] != c.modes[j]:
                    same = False
                    break
            if same:
                return True
    return False


@compiled
def evolve(a: Any, b: Any, c: Any, p: Any, schedules: int, enough: int) -> Any:
    """Make so many children, fewer once a fitness of ``enough`` is reached; how many were made."""
    for made in range(schedules):
        if p.best[0] <= enough:
            return made
        _cross(a, b, c, p)
        _mutate(a, c, p.state)
        fitness, makespan = _evaluate(a, b, c, p)
        _record(p, c, fitness)
        worse, other = below(p.state, p.fitness.shape[0]), below(p.state, p.fitness.shape[0])
        if p.fitness[other] > p.fitness[worse]:
            worse = other
        if fitness <= p.fitness[worse] and not _stands(p, c, fitness):
            _keep(p, c, worse, fitness, makespan)
    return schedules
