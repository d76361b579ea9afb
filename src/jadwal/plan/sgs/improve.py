"""A search over orders: the best timetable that schedule generation finds, within so many of them.

In: a problem, the expected openings, a seed, how many timetables may be generated.  Out: :class:`Improved`.  The rule
this module owns: *never worse than the default order, and the same for the same seed and number*.

A small genetic search over activity lists (Hartmann 1998, Naval Research Logistics 45: 733-750) with double
justification (Valls, Ballestin and Quintanilla 2005, EJOR 165: 375-386): a child takes a stretch of its order from one
parent and the rest from another, a few tasks jump, and what comes of it is placed forwards by all physical rules,
backwards by those that turn round (``backward.py``), and forwards again in the order of the latest starts.  Where work
can be done in several modes each task's comes with its place from the same parent, and a few change: to another one,
or to whichever finishes first where it stands (Van Peteghem and Vanhoucke 2010, EJOR 201: 409-418).  What a timetable
is worth is said in ``worth.py``: the levels of the optimiser, in its order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jadwal.draws import uniform
from jadwal.plan.problem import Problem
from jadwal.plan.sgs.arrays import Compiled, Dates, dates_of, expected, lay_out, placed, placed_in_ways
from jadwal.plan.sgs.backward import Backward
from jadwal.plan.sgs.kernel import NEVER
from jadwal.plan.sgs.order import default_order
from jadwal.plan.sgs.ranked import ranking, ranks_of
from jadwal.plan.sgs.worth import Value, Worth

I32 = npt.NDArray[np.int32]
EVALUATIONS = 600  # timetables
ELITE = 12  # orders that are kept
JUMPS = 0.03  # share of tasks of a child that jump
SPREADS = (0.02, 0.1, 0.4)  # how far: share of the whole order
CHANGES = 0.05  # share of tasks whose mode changes


@dataclass(frozen=True)
class Improved:
    """The best timetable found: dates by task id (None: not reached), its order, and what it and the default are
    worth; ``modes`` by task id, where there were several; ``orders`` are all that were kept, the best first."""

    starts: Dates
    finishes: Dates
    order: tuple[str, ...]
    value: Value
    default: Value
    evaluations: int
    modes: dict[str, str]
    orders: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Candidate:
    """One order, as ranks, with its timetable; ``rows`` are the ways in which tasks are done (None: one each)."""

    value: Value
    ranks: I32
    starts: I32
    finishes: I32
    rows: I32 | None = None


def improve(
    problem: Problem,
    openings: Mapping[str, int | None],
    *,
    seed: int = 1,
    evaluations: int = EVALUATIONS,
    compiled: Compiled | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Improved:
    """The best of ``evaluations`` timetables; fewer when ``stop`` says so (the default order's is always there).

    Raises ``BadInput`` when tasks wait for one another in a circle.
    """
    search = Orders(lay_out(problem) if compiled is None else compiled, openings)
    first = search.forward(search.default)
    elite = [first]
    for start in (first, *map(search.forward, search.rules()), *search.choices()):
        elite = _kept(elite, search.justified(start))
    child = 0
    while search.count < evaluations and not stop():
        child += 1
        draws = uniform(seed, f"improve:{child}", 6 + 2 * len(problem.tasks))
        ranks, inside, mother, father = _child(elite, draws)
        wanted = None
        if mother.rows is not None and father.rows is not None:
            rows = np.where(inside, father.rows, mother.rows)
            wanted = search.changed(rows, uniform(seed, f"improve-modes:{child}", 2 * len(problem.tasks)))
        elite = _kept(elite, search.justified(search.forward(ranks, wanted)))
    best = elite[0]
    orders = tuple(tuple(problem.tasks[i].id for i in search.ranking.order(c.ranks)) for c in elite)
    return Improved(
        starts=dates_of(problem, best.starts),
        finishes=dates_of(problem, best.finishes),
        order=orders[0],
        value=best.value,
        default=first.value,
        evaluations=search.count,
        modes=search.modes(best),
        orders=orders,
    )


class Orders:
    """What it takes to turn an order into a timetable; ``count`` is how many were generated."""

    def __init__(self, compiled: Compiled, openings: Mapping[str, int | None]) -> None:
        self.compiled, self.count = compiled, 0
        self.ranking, self.backward, self.worth = ranking(compiled), Backward(compiled), Worth(compiled)
        self.world = expected(compiled, openings)
        place = {id: n for n, id in enumerate(default_order(compiled.problem))}
        self.default = ranks_of(compiled, place)

    def rules(self) -> list[I32]:
        """Orders by other rules: in each phase most people first (guards last), and short work first."""
        tasks = self.compiled.problem.tasks
        rank = {t.id: int(self.default[i]) for i, t in enumerate(tasks)}
        people = {t.id: (t.priority, -t.people * (t.role != "protection"), rank[t.id]) for t in tasks}
        short = {t.id: (t.priority, t.days.likely, rank[t.id]) for t in tasks}
        return [ranks_of(self.compiled, keys) for keys in (people, short)]

    def choices(self) -> Iterator[Candidate]:
        """The default order with every task in its usual mode, and with every task in its cheapest."""
        ways = self.compiled.ways
        if ways is not None:
            n = len(self.default)
            yield self.forward(self.default, np.arange(n, dtype=np.int32))
            cheapest = [min(ways.of(i), key=lambda row: (int(ways.more[row]), row)) for i in range(n)]
            yield self.forward(self.default, np.array(cheapest, np.int32))

    def changed(self, rows: I32, draws: npt.NDArray[np.float64]) -> I32:
        """Rows of which a few become others of their task, or -1: whichever finishes first; ``draws`` are 2n."""
        ways, wanted = self.compiled.ways, rows.copy()
        assert ways is not None
        n = len(rows)
        for i in np.flatnonzero((draws[:n] < CHANGES) & (ways.first[1:] > ways.first[:-1])):
            options = [*ways.of(int(i)), -1]
            wanted[i] = options[int(draws[n + i] * len(options))]
        return wanted

    def modes(self, candidate: Candidate) -> dict[str, str]:
        """The modes of a candidate by task id, where there were several."""
        ways, tasks = self.compiled.ways, self.compiled.problem.tasks
        if ways is None or candidate.rows is None:
            return {}
        return {t.id: ways.modes[row] for t, row in zip(tasks, candidate.rows, strict=True) if t.modes}

    def forward(self, ranks: I32, wanted: I32 | None = None) -> Candidate:
        """The timetable of an order, in the ways ``wanted`` (-1, as in all unless given: that which finishes first)."""
        self.count += 1
        order, ways = self.ranking.order(ranks), self.compiled.ways
        if ways is None:
            starts, finishes = placed(self.compiled, self.world, order)
            return Candidate(self.worth.of(starts, finishes), ranks, starts, finishes)
        wanted = np.full(len(ranks), -1, np.int32) if wanted is None else wanted
        starts, finishes, rows = placed_in_ways(self.compiled, self.world, order, wanted)
        return Candidate(self.worth.of(starts, finishes, more=ways.more[rows]), ranks, starts, finishes, rows)

    def justified(self, candidate: Candidate) -> Candidate:
        """The candidate, or what is made of it by placing tasks backwards and forwards again while that is better."""
        while True:
            self.count += 1
            latest = self.backward.latest(candidate.finishes, candidate.rows).astype(np.int64)
            keys = np.where(latest < NEVER, latest, np.minimum(candidate.starts, self.compiled.problem.days))
            again = self.forward(_ranks(keys, candidate.ranks), candidate.rows)
            if again.value >= candidate.value:
                return candidate
            candidate = again


def _ranks(keys: npt.NDArray[np.int64] | npt.NDArray[np.float64], ties: I32) -> I32:
    """Ranks by key, then by ``ties``."""
    ranks = np.empty(len(keys), np.int32)
    ranks[np.lexsort((ties, keys))] = np.arange(len(keys), dtype=np.int32)
    return ranks


def _child(
    elite: list[Candidate], draws: npt.NDArray[np.float64]
) -> tuple[I32, npt.NDArray[np.bool_], Candidate, Candidate]:
    """A stretch of one parent's order inside another's, and a few jumps; ``draws`` are 6 + 2n uniform numbers.

    Also which tasks the stretch holds, and the parents, whose stretch it is last.
    """
    n = len(elite[0].ranks)
    mother, father = (_chosen(elite, draws[k], draws[k + 1]) for k in (0, 2))
    first, last = sorted(int(draws[k] * (n + 1)) for k in (4, 5))
    inside = (father.ranks >= first) & (father.ranks < last)
    # the stretch stands where its tasks stand in the mother's order on average, in the father's order
    keys = mother.ranks.astype(np.float64)
    if inside.any():
        keys[inside] = np.sort(keys[inside])[np.argsort(np.argsort(father.ranks[inside]))]
    jumps, far = draws[6 : 6 + n], draws[6 + n :]
    spread = np.select([jumps < JUMPS * (k + 1) / len(SPREADS) for k in range(len(SPREADS))], SPREADS, 0.0)
    return _ranks(keys + spread * (far - 0.5) * 2 * n, mother.ranks), inside, mother, father


def _chosen(elite: list[Candidate], u: float, v: float) -> Candidate:
    """The better of two drawn from the elite."""
    return elite[min(int(u * len(elite)), int(v * len(elite)))]


def _kept(elite: list[Candidate], new: Candidate) -> list[Candidate]:
    """The elite with a new candidate, best first, the first found before its equals; of one worth only one stays."""
    if any(c.value == new.value for c in elite):
        return elite
    return sorted([*elite, new], key=lambda c: c.value)[:ELITE]
