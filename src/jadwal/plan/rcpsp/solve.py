"""The best schedule that can be found in the time given, and what is proven about it.

In: an :class:`~jadwal.plan.project.Instance`, seconds of the clock, workers, a seed.  Out: a :class:`Result`.  The
rules this module owns: *nothing is returned unchecked* (``breaches`` recomputes every constraint of the instance), and
*optimal means that one day less was refuted*.

A genetic algorithm improves a first plan; once it stands still, one of the workers asks CP-SAT whether one day less is
possible.  A plan of CP-SAT joins the population; a better plan of the population ends CP-SAT's question, which was by
then about the wrong horizon.  What the clock ends is not reproducible, and says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Literal

import msgspec

from jadwal.plan.cpsat.project import Decider, Decision
from jadwal.plan.project import Instance, Schedule, breaches, first_bound
from jadwal.plan.rcpsp.reducing import Reduced, reduced
from jadwal.plan.sgs.project import Islands, size_for

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
FIRST = 60  # individuals sampled to see how fast they come
STILL = 0.25  # seconds without a better plan after which CP-SAT is asked,
STILL_SHARE = 0.15  # or this share of the time gone by, whichever is more
PROBE = 0.03  # of the time: one question about a horizon well below the best plan
SLICE = 0.05  # seconds between two looks at the clock
WIDE = 4  # days between bound and plan from which on horizons between them are asked about


class Progress(msgspec.Struct, frozen=True):
    """How far it has come after ``seconds``: least makespan so far (None: no plan yet) and bound."""

    seconds: float
    makespan: int | None
    bound: int


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A checked schedule, or none; ``seconds``, ``proved_after``, ``plan_after`` (the last plan) are of the clock."""

    status: Status
    bound: int
    makespan: int | None = None
    schedule: Schedule | None = None
    seconds: float = 0.0
    plan_after: float | None = None
    proved_after: float | None = None
    schedules: int = 0
    reproducible: bool = False


class _Run:
    """The best schedule so far, in the words of the whole instance, and its bound."""

    def __init__(
        self, instance: Instance, small: Reduced, seconds: float, progress: Callable[[Progress], None] | None
    ) -> None:
        self.instance, self.small, self.limit, self.progress = instance, small, seconds, progress
        self.begun = time.monotonic()
        self.bound = first_bound(small.instance)
        self.schedule: Schedule | None = None
        self.makespan: int | None = None
        self.plan_after: float | None = None
        self.infeasible = False

    @property
    def gone(self) -> float:
        return time.monotonic() - self.begun

    @property
    def left(self) -> float:
        return self.limit - self.gone

    @property
    def done(self) -> bool:
        return self.infeasible or (self.makespan is not None and self.makespan <= self.bound)

    def offer(self, schedule: Schedule | None) -> bool:
        """Take a schedule of the smaller instance if it is better; raises ``RuntimeError`` for a broken constraint."""
        if schedule is None:
            return False
        makespan = schedule.makespan(self.small.instance)
        if self.makespan is not None and makespan >= self.makespan:
            return False
        whole = self.small.whole(schedule)
        broken = breaches(self.instance, whole)
        if broken or makespan < self.bound:
            raise RuntimeError("; ".join(broken) or f"makespan {makespan} below the bound {self.bound}")
        self.schedule, self.makespan, self.plan_after = whole, makespan, self.gone
        self.tell()
        return True

    def raise_bound(self, bound: int) -> None:
        """Take a bound if it is better."""
        if bound > self.bound:
            self.bound = bound
            self.tell()

    def tell(self) -> None:
        if self.progress:
            self.progress(Progress(self.gone, self.makespan, self.bound))

    def result(self, made: int, reproducible: bool) -> Result:
        proven = self.makespan is not None and self.makespan <= self.bound
        status: Status = "infeasible" if self.infeasible else "unknown" if self.schedule is None else "feasible"
        gone = self.gone
        return Result(
            status="optimal" if proven else status,
            bound=self.bound,
            makespan=self.makespan,
            schedule=self.schedule,
            seconds=gone,
            plan_after=self.plan_after,
            proved_after=gone if proven or self.infeasible else None,
            schedules=made,
            reproducible=reproducible,
        )


def solve(
    instance: Instance,
    *,
    seconds: float = 10.0,
    workers: int = 2,
    seed: int = 1,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """The best schedule found within ``seconds``; raises ``ValueError`` for no time, or no worker, at all.

    Raises ``RuntimeError`` when a schedule fails its check, which would be a mistake in this program.
    """
    if not seconds > 0 or workers < 1:
        raise ValueError(f"seconds {seconds}, workers {workers}")
    small = reduced(instance)
    if small is None:
        return Result(status="infeasible", bound=0, proved_after=0.0)
    run = _Run(instance, small, seconds, progress)
    if not instance.activities:
        run.offer(Schedule((), ()))
        return run.result(0, True)
    islands = Islands(small.instance, seed, min(workers, 2))
    _first(run, islands)
    if not run.done:
        with ThreadPoolExecutor(1) as pool:
            _Search(run, islands, pool, workers, seed).go()
    return run.result(islands.made, False)


def _first(run: _Run, islands: Islands) -> None:
    """A first plan, and a population of the size that the time left allows."""
    begun = time.monotonic()
    islands.start(FIRST)
    run.offer(islands.best)
    islands.step(FIRST, run.bound)
    run.offer(islands.best)
    a_second = 2 * FIRST / max(time.monotonic() - begun, 1e-3)
    islands.grow(size_for(int(a_second * max(run.left, 0.0))))
    islands.pace = max(20, int(a_second * SLICE))
    run.offer(islands.best)


class _Search:
    """Populations and CP-SAT side by side until the time is over or nothing is left to prove."""

    def __init__(self, run: _Run, islands: Islands, pool: ThreadPoolExecutor, workers: int, seed: int) -> None:
        self.run, self.islands, self.pool, self.workers, self.seed = run, islands, pool, workers, seed
        self.decider: Decider | None = None
        self.asked: Future[Decision] | None = None
        self.probing = True
        self.better_at = run.gone

    def go(self) -> None:
        """Search until the time is over; whatever ends it, CP-SAT is not left running."""
        run = self.run
        try:
            while run.left > 0 and not run.done:
                self._evolve()
                self._listen()
                if self.asked is None and not run.done and self._still():
                    self._ask()
        finally:
            if self.decider is not None:
                self.decider.stop()

    def _still(self) -> bool:
        """Whether the populations have stood still long enough to ask CP-SAT; a proof over several modes takes long."""
        quiet = self.run.gone - self.better_at
        share = 0.0 if self.run.small.instance.several_modes else STILL_SHARE
        return self.run.makespan is None or quiet > max(STILL, share * self.run.gone)

    def _evolve(self) -> None:
        if self.asked is not None and self.workers == 1:
            time.sleep(min(SLICE, max(self.run.left, 0.0)))
            return
        alone = self.asked is not None
        self.islands.step(self.islands.pace, self.run.bound, only_first=alone)
        if self.run.offer(self.islands.best):
            self.better_at = self.run.gone
            if self.decider is not None and self.run.makespan is not None and self.decider.horizon >= self.run.makespan:
                self.decider.stop()

    def _listen(self) -> None:
        """Take CP-SAT's answer, if there is one."""
        if self.asked is None or not self.asked.done():
            return
        decision = self.asked.result()
        stopped = self.decider is not None and self.decider.stopped
        self.asked = self.decider = None
        if decision.answer == "no":
            if self.run.makespan is None:
                self.run.infeasible = decision.horizon >= self.islands.layout.horizon
            self.run.raise_bound(decision.horizon + 1)
        elif decision.answer == "yes":
            if self.run.offer(decision.schedule) and decision.schedule is not None:
                self.islands.take(decision.schedule)
        elif not stopped:
            self.probing = False

    def _ask(self) -> None:
        """Ask about the horizon that would tell most: one day less, or first, when far apart, one half way.

        With several modes one day less takes nearly all of the time to refute, so that it is asked about at once.
        """
        run = self.run
        horizon, seconds = self.islands.layout.horizon, run.left
        if run.makespan is not None:
            horizon = run.makespan - 1
            apart = horizon - run.bound >= WIDE and not run.small.instance.several_modes
            if self.probing and apart:
                horizon, seconds = (run.bound + horizon) // 2, min(seconds, PROBE * run.limit)
        self.decider = Decider(self.islands.instance, horizon, workers=max(1, self.workers - 1), seed=self.seed)
        self.asked = self.pool.submit(self.decider.decide, seconds=seconds)
