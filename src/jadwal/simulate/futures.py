"""Many futures of one plan: each task placed as early as that future's conditions, permissions, shocks and durations
allow.

In: a problem, aim starts, the days on which each condition holds, a seed.  Out: :class:`Futures`.  The rule this
module owns: *future k uses path k of every condition, permission, shock and duration*, whatever the block size or the
number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from jadwal.assess.holding import HoldingDays
from jadwal.model.timetable import Grant, Hit, Opening, Pause, Schedule
from jadwal.plan.dated import day, entry
from jadwal.plan.problem import Problem
from jadwal.plan.sgs import Compiled, lay_out, order_from
from jadwal.plan.sgs.kernel import NEVER, World, place
from jadwal.simulate.world import Drawn, draw

BLOCK = 512  # futures laid out at once: (conditions x days) bytes each

I32 = npt.NDArray[np.int32]
Starts = Mapping[str, int | None]
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Futures:
    """F futures of a problem with n tasks: ``starts`` days and ``finishes`` instants (F, n), ``NEVER`` when not
    reached.

    A task that has started keeps its start and may lack a finish; otherwise both are there or neither.
    """

    problem: Problem
    aims: Starts
    tasks: tuple[str, ...]
    starts: I32
    finishes: I32
    drawn: Drawn
    days: HoldingDays
    conditions: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many futures there are."""
        return len(self.finishes)

    def finish(self, task: str) -> I32:
        """(F,) finish instants of a task; ``NEVER`` when not reached."""
        return self.finishes[:, self.tasks.index(task)]

    def schedule(self, k: int) -> Schedule:
        """Future ``k`` as a dated timetable, with the grants, openings and pauses of its world."""
        p = self.problem
        rows = zip(p.tasks, self.starts[k], self.finishes[k], self.drawn.durations[k], strict=True)
        return Schedule(
            as_of=date.fromordinal(p.origin),
            readings=p.reading,
            entries=tuple(entry(p, task, _known(s), _known(f), int(d)) for task, s, f, d in rows),
            grants=tuple(self._grants(k)),
            openings=tuple(self._openings(k)),
            pauses=tuple(self._pauses(k)),
            hits=tuple(
                Hit(risk=spec.id, impact=int(impacts[k]))
                for spec, impacts in zip(p.risks, self.drawn.risks, strict=True)
                if impacts[k] and spec.effect != "stop"
            ),
        )

    def _grants(self, k: int) -> Iterator[Grant]:
        p = self.problem
        for n, spec in enumerate(p.permissions):
            asked = 0
            if spec.asked_after and spec.granted is None:
                asked = max(0, int(self.finishes[k, self.tasks.index(spec.asked_after)]))
            since = asked if spec.granted is None else spec.granted
            ended = (
                [row for row in self.drawn.again[n][k].tolist() if since < row[0] < NEVER] if self.drawn.again else []
            )
            lapse = min((at for at, _, _ in ended), default=NEVER)
            spans = [(int(g) + asked, lapse) for g in self.drawn.grants[n][k] if g < NEVER]
            spans += [(granted, until) for _, until, granted in ended]
            for first, end in spans:
                last = (min(end, first + spec.valid_days) if spec.valid_days else end) - 1
                if first < p.days and first <= last:
                    yield Grant(
                        permission=spec.id,
                        first=day(p, first),
                        last=day(p, min(last, p.days - 1)) if spec.valid_days or end < NEVER else None,
                    )

    def _openings(self, k: int) -> Iterator[Opening]:
        for condition in self.conditions:
            holds = np.concatenate([[False], self.days.holds(condition, k, k + 1)[0], [False]])
            for first, end in np.flatnonzero(holds[1:] != holds[:-1]).reshape(-1, 2).tolist():
                last = None if end >= self.problem.days else day(self.problem, end - 1)
                yield Opening(condition=condition, first=day(self.problem, first), last=last)

    def _pauses(self, k: int) -> Iterator[Pause]:
        p = self.problem
        for spec, table in zip(p.shocks, self.drawn.pauses, strict=True):
            for first, end in table[k].tolist():
                if first < p.days and not spec.of:
                    yield Pause(shock=spec.id, first=day(p, first), last=day(p, min(end, p.days) - 1))


def _known(at: np.int32) -> int | None:
    return None if at == NEVER else int(at)


def simulate(
    problem: Problem,
    starts: Starts,
    days: HoldingDays,
    *,
    seed: int,
    futures: int,
    progress: Progress | None = None,
    drawn: Drawn | None = None,
    order: Sequence[str] | None = None,
    compiled: Compiled | None = None,
) -> Futures:
    """Run ``futures`` futures of the plan with aim ``starts`` (None: no aim date).

    ``drawn`` are draws made before, for runs on the same ones; ``order`` is that of placing, by aim starts unless
    given.  ``days`` must hold at least as many futures; ``progress`` hears the share that is done.  Raises
    ``BadInput`` when tasks wait for one another in a circle.
    """
    assert futures <= days.futures, "there are fewer paths than futures"
    compiled = lay_out(problem) if compiled is None else compiled
    drawn = draw(problem, seed, futures) if drawn is None else drawn
    columns = compiled.order(order_from(problem, starts) if order is None else order)
    lower = np.array([(starts.get(t.id) or 0) if t.waits_for_aim else 0 for t in problem.tasks], np.int32)
    begun = np.full((futures, len(problem.tasks)), NEVER, np.int32)
    finished = np.full_like(begun, NEVER)

    def block(first: int) -> None:
        last = min(first + BLOCK, futures)
        world = _world(compiled, drawn, days, first, last)
        place(compiled.arrays, world, columns, lower, begun[first:last], finished[first:last])

    firsts = range(0, futures, BLOCK)
    if len(firsts) == 1:
        block(0)
    else:
        with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
            for n, _ in enumerate(pool.map(block, firsts), 1):
                if progress is not None:
                    progress(n / len(firsts))
    assert ((finished == NEVER) | ((finished <= problem.days) & (begun <= finished))).all(), "a finish is out of range"
    return Futures(
        problem=problem,
        aims=dict(starts),
        tasks=tuple(t.id for t in problem.tasks),
        starts=begun,
        finishes=finished,
        drawn=drawn,
        days=days,
        conditions=compiled.conditions,
    )


def _world(compiled: Compiled, drawn: Drawn, days: HoldingDays, first: int, last: int) -> World:
    """The worlds of futures ``first`` … ``last - 1``, laid out for the kernel."""
    problem, count = compiled.problem, last - first
    holds = np.zeros((count, len(compiled.conditions), problem.days), np.uint8)
    opens = np.full((count, len(compiled.conditions)), NEVER, np.int32)
    for i, condition in enumerate(compiled.conditions):
        holds[:, i] = days.holds(condition, first, last)[:, : problem.days]
        opened = days.first_day(condition)[first:last]
        opens[:, i] = np.where(opened < problem.days, opened, NEVER)
    permission = np.zeros((len(problem.permissions), 6), np.int32)
    again = drawn.again or tuple(np.zeros((len(drawn.durations), 0, 3), np.int32) for _ in problem.permissions)
    columns = np.concatenate([[0], np.cumsum([a.shape[1] for a in again])]).astype(np.int32)
    ends = np.cumsum([g.shape[1] for g in drawn.grants])
    for i, spec in enumerate(problem.permissions):
        granted = NEVER if spec.granted is None else spec.granted
        valid = spec.valid_days
        permission[i] = ends[i] - drawn.grants[i].shape[1], ends[i], valid, granted, columns[i], columns[i + 1]
    return World(
        durations=drawn.durations[first:last],
        grants=np.concatenate([g[first:last] for g in drawn.grants], axis=1)
        if drawn.grants
        else np.zeros((count, 0), np.int32),
        permission=permission,
        again=np.concatenate([a[first:last] for a in again], axis=1) if again else np.zeros((count, 0, 3), np.int32),
        pauses=np.concatenate([p[first:last] for p in drawn.pauses], axis=1)
        if drawn.pauses
        else np.zeros((count, 0, 2), np.int32),
        pause_at=np.concatenate([[0], np.cumsum([p.shape[1] for p in drawn.pauses])]).astype(np.int32),
        slows=np.array([s.slows for s in problem.shocks], np.int32),
        holds=holds,
        opens=opens,
    )
