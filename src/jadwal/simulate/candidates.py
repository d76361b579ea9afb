"""Several plans of one problem, to be chosen from for how they fare in many futures.

In: a problem, the optimiser's dates, orders that the search over orders kept, the days on which conditions hold.  Out:
:class:`Candidate`.  The rule this module owns: *each candidate is a whole timetable of the same problem*: all that the
optimum dates has a date, placed by all physical rules with most likely durations (docs/method.md section 6).

- ``optimum``: the optimiser's plan.
- ``openings`` n: its order, each piece as early as can be when every condition opens on the day by which it has held in
  n % of the futures (50: the median, as in the optimum; who waits for no condition may come earlier than there).
- ``order`` n: the n-th best order that the search over orders kept, ``simulated``: the order of mean starts over the
  optimum's futures, ``cautious`` n: the order in which work falls when every duration is at its n % quantile and
  conditions open late.
- ``buffers`` n: the optimum's order, where what is gated or goes on a lane starts no earlier than if every duration
  were at its n % quantile.
- ``moves`` n: the optimum's order, where movements start no earlier than in n % of the optimum's futures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from jadwal.draws import triangular
from jadwal.plan.problem import Task
from jadwal.plan.sgs import Compiled, order_from
from jadwal.plan.sgs.arrays import Dates, dates_of, expected, placed
from jadwal.plan.sgs.kernel import NEVER
from jadwal.simulate.futures import Futures, Starts

Kind = Literal["optimum", "openings", "order", "simulated", "cautious", "buffers", "moves"]
Openings = Mapping[str, int | None]
I32 = npt.NDArray[np.int32]
OPENINGS = (30, 50, 70)  # percent of futures in which a condition has held
BUFFERS = (65, 80)  # quantiles of durations, percent
CAUTIOUS = 80
LATE = 70  # percent, of the openings that a cautious order reckons with
MOVES = (30, 50)


@dataclass(frozen=True)
class Candidate:
    """One plan: what it is, its dates by task id (None: no aim date), and when it takes each condition to open."""

    kind: Kind
    number: int
    starts: Dates
    finishes: Dates
    openings: Openings

    @property
    def name(self) -> tuple[Kind, int]:
        """What tells it from the others."""
        return self.kind, self.number


class Maker:
    """Makes candidates of one problem; ``opening`` gives each condition's day for a share of futures (percent)."""

    def __init__(
        self,
        compiled: Compiled,
        optimum: Candidate,
        opening: Callable[[int], Openings],
        orders: Sequence[Sequence[str]],
    ) -> None:
        self.compiled, self.problem, self.optimum = compiled, compiled.problem, optimum
        self.opening, self.orders = opening, orders
        self.columns = compiled.order(order_from(self.problem, optimum.starts))

    def all(self, futures: Futures) -> tuple[Candidate, ...]:
        """The optimum first, then every other plan once; ``futures`` are those of the optimum."""
        found = [self.optimum]
        seen = {_dates(self.optimum)}
        for candidate in self._others(futures):
            if self._whole(candidate) and _dates(candidate) not in seen:
                seen.add(_dates(candidate))
                found.append(candidate)
        return tuple(found)

    def _others(self, futures: Futures) -> Iterator[Candidate]:
        usual = self.optimum.openings
        for n in OPENINGS:
            yield self._placed("openings", n, self.columns, usual if n == 50 else self.opening(n))
        for n, order in enumerate(self.orders, 1):
            yield self._placed("order", n, self.compiled.order(order), usual)
        yield self._placed("simulated", 0, self._ordered(_mean_starts(futures)), usual)
        cautious, _ = self._padded(CAUTIOUS, self.opening(LATE))
        yield self._placed("cautious", CAUTIOUS, self._ordered(dates_of(self.problem, cautious)), usual)
        for n in BUFFERS:
            padded, _ = self._padded(n, usual)
            yield self._placed("buffers", n, self.columns, usual, self._floor(padded, _needs_buffer))
        for n in MOVES:
            rank = max(1, -(-n * futures.count // 100))
            starts = np.partition(futures.starts, rank - 1, axis=0)[rank - 1]
            yield self._placed("moves", n, self.columns, usual, self._floor(starts, lambda t: t.waits_for_aim))

    def _placed(self, kind: Kind, number: int, columns: I32, openings: Openings, lower: I32 | None = None) -> Candidate:
        starts, finishes = placed(self.compiled, expected(self.compiled, openings), columns, lower)
        return Candidate(kind, number, dates_of(self.problem, starts), dates_of(self.problem, finishes), openings)

    def _padded(self, percent: int, openings: Openings) -> tuple[I32, I32]:
        """Starts and finishes when every duration is at one quantile."""
        world = expected(self.compiled, openings)
        share = np.array([percent / 100])
        days = np.array([[int(triangular(t.days, share)[0]) for t in self.problem.tasks]], np.int32)
        return placed(self.compiled, world._replace(durations=days), self.columns)

    def _ordered(self, starts: Starts) -> I32:
        return self.compiled.order(order_from(self.problem, starts))

    def _floor(self, starts: I32, held: Callable[[Task], bool]) -> I32:
        """The least start of those that are ``held``; what ``starts`` never reaches keeps the optimum's."""
        row = np.zeros(len(self.problem.tasks), np.int32)
        for i, t in enumerate(self.problem.tasks):
            if held(t) and t.started is None:
                at = int(starts[i])
                row[i] = max(0, (self.optimum.starts[t.id] or 0) if at == NEVER else at)
        return row

    def _whole(self, candidate: Candidate) -> bool:
        """True when it dates all that the optimum dates."""
        return all(
            candidate.finishes[id] is not None for id, finish in self.optimum.finishes.items() if finish is not None
        )


def _needs_buffer(t: Task) -> bool:
    return bool(t.lane or t.start_gates or t.continue_gates)


def _dates(candidate: Candidate) -> tuple[tuple[str, int | None], ...]:
    return tuple(candidate.starts.items())


def _mean_starts(futures: Futures) -> Starts:
    """The mean start of each task over the futures; what is not reached counts as the day after the horizon."""
    starts = np.minimum(futures.starts, futures.problem.days + 1).mean(axis=0)
    return {id: round(float(at)) for id, at in zip(futures.tasks, starts, strict=True)}
