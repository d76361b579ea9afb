"""Decision points: the latest day on which a decision still keeps the commit dates (docs/method.md section 6).

In: a case, its problem, aim dates, the commit dates, a seed.  Out: one :class:`DecisionPoint` per decision still to be
taken.  The rule this module owns: *a decision point is simulated, never subtracted*: the decision is held back to a
day, everything else runs again on the same draws, and the day is the latest one that loses no more of the joint chance
than the commit dates have to spare.

Decisions are the parties' agreement, their decisions, the joint recommendation and the naming of receivers.  Holding
back means that whatever waits for the decision waits until the end of that day as well.  The day is looked for by
bisection on the first 100 futures; the change of the joint chance from one day to another is much better known from
the same futures than the chance itself, whose Monte-Carlo error is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import msgspec
import numpy as np

from jadwal.assess.holding import HoldingDays
from jadwal.model.case import Case, Estimate
from jadwal.model.timetable import DecisionPoint
from jadwal.plan.dated import instant
from jadwal.plan.problem import Link, Problem, Profile, Span, Task
from jadwal.plan.sgs import lay_out, order_from
from jadwal.simulate.commit import MILLION, Commit, ppm
from jadwal.simulate.futures import Starts, simulate
from jadwal.simulate.promises import error_ppm
from jadwal.simulate.world import Drawn, draw

KINDS = ("agreement", "decision", "recommendation", "receiver")
FUTURES = 100
HELD = "|held"  # no id holds this sign


def decision_points(
    case: Case,
    problem: Problem,
    starts: Starts,
    finishes: Starts,
    days: HoldingDays,
    committed: Commit,
    *,
    seed: int,
    futures: int = FUTURES,
) -> tuple[DecisionPoint, ...]:
    """Every decision still to be taken, by its latest day; ``committed`` are the commit dates to keep."""
    count = min(futures, days.futures)
    runs = _Runs(problem, starts, days, dict(committed.dates), draw(problem, seed, count), seed, count)
    spare = max(0, committed.joint_ppm - case.confidence_ppm)
    found = [runs.point(task, finishes.get(task.id), spare) for task in _decisions(problem)]
    return tuple(sorted(found, key=lambda d: (d.latest is None, d.latest, d.aim is None, d.aim, d.id)))


def _decisions(problem: Problem) -> Iterator[Task]:
    return (t for t in problem.tasks if t.kind in KINDS and t.finished is None)


class _Runs:
    """Runs on the same draws, each with one decision held back."""

    def __init__(
        self,
        problem: Problem,
        starts: Starts,
        days: HoldingDays,
        dates: Mapping[str, int],
        drawn: Drawn,
        seed: int,
        count: int,
    ) -> None:
        self.problem, self.starts, self.days = problem, starts, days
        self.dates, self.drawn, self.seed, self.count = dates, drawn, seed, count

    def point(self, task: Task, aim: int | None, spare_ppm: int) -> DecisionPoint:
        """The decision point of one task."""
        shown = None if aim is None else instant(self.problem, aim)
        named = DecisionPoint(
            id=task.id, kind=task.kind, name=task.name, owner=task.owner, aim=shown,
            latest=None, why="no-commit", joint_ppm=0, error_ppm=0,
        )  # fmt: skip
        if not self.dates:
            return named
        held = self._held(task, aim)
        kept = held(0)
        least = kept - spare_ppm * self.count // MILLION
        if (later := held(self.problem.days)) >= least:
            return self._found(named, None, later)
        good, bad = 0, self.problem.days  # instants; at 0 it is due already: the day before the as-of date
        while bad - good > 1:
            middle = (good + bad) // 2
            at = held(middle)
            if at >= least:
                good, kept = middle, at
            else:
                bad = middle
        return self._found(named, good, kept)

    def _found(self, named: DecisionPoint, at: int | None, kept: int) -> DecisionPoint:
        return msgspec.structs.replace(
            named,
            latest=None if at is None else instant(self.problem, at),
            why="any-day" if at is None else "",
            joint_ppm=ppm(kept, self.count),
            error_ppm=error_ppm(kept, self.count),
        )

    def _held(self, task: Task, aim: int | None) -> Callable[[int], int]:
        """In how many futures every commit date is kept when nothing goes on from ``task`` before an instant."""
        column = self.problem.tasks.index(task)
        none = Estimate(low=0, likely=0, high=0)
        done = Task(id=task.id, name=task.name, kind="milestone", days=none, waits_for_aim=True)
        work = msgspec.structs.replace(task, id=task.id + HELD)
        links = (_moved(link, task.id) for link in self.problem.links)
        problem = msgspec.structs.replace(
            self.problem,
            tasks=(*self.problem.tasks[:column], work, *self.problem.tasks[column + 1 :], done),
            links=(*links, Link(before=work.id, after=task.id, rule="precedence")),
            profiles=tuple(_of_the_work(profile, task.id) for profile in self.problem.profiles),
        )
        starts = {**self.starts, work.id: self.starts.get(task.id), task.id: aim}
        drawn = replace(self.drawn, durations=np.pad(self.drawn.durations, ((0, 0), (0, 1))))
        order, compiled = order_from(problem, starts), lay_out(problem)

        def kept(until: int) -> int:
            futures = simulate(
                problem, {**starts, task.id: until}, self.days,
                seed=self.seed, futures=self.count, drawn=drawn, order=order, compiled=compiled,
            )  # fmt: skip
            in_time = [futures.finish(id) <= at for id, at in self.dates.items()]
            return int(np.logical_and.reduce(in_time).sum())

        return kept


def _of_the_work(profile: Profile, task: str) -> Profile:
    """A crew is held by the work that leads to the decision, not until the day it is held back to."""
    if not any(s.begin and s.end and s.begin[0] == s.end[0] == task for s in profile.spans):
        return profile

    def moved(span: Span) -> Span:
        if not (span.begin and span.end and span.begin[0] == span.end[0] == task):
            return span
        return msgspec.structs.replace(span, begin=(task + HELD, span.begin[1]), end=(task + HELD, span.end[1]))

    return msgspec.structs.replace(profile, spans=tuple(moved(s) for s in profile.spans))


def _moved(link: Link, task: str) -> Link:
    """What the decision waits for, its work waits for; what waits for its beginning does so as before."""
    if link.after == task:
        return msgspec.structs.replace(link, after=task + HELD)
    if link.before == task and link.type in ("SS", "SF"):
        return msgspec.structs.replace(link, before=task + HELD)
    return link
