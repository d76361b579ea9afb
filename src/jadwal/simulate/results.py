"""What the futures say: dates with their chances, headcounts.

In: a case, its problem, the aim, :class:`~jadwal.simulate.futures.Futures`.  Out: the result types of
``model/timetable.py``. The rule this module owns: *a date stands beside the chance that it is kept*, and a share of
the futures that is not reached counts against every date.

Quantile of share p among n futures: the value of rank ceil(p n).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Protocol, TypedDict

import numpy as np
import numpy.typing as npt

from jadwal.assess import HISTORIES, HoldingDays
from jadwal.model.case import Case
from jadwal.model.timetable import Band, MilestoneResult, Quantiles, Span, Within
from jadwal.plan.dated import day, instant
from jadwal.plan.problem import Link, Problem
from jadwal.plan.sgs.kernel import NEVER
from jadwal.simulate.commit import MILLION, Commit, commit, ppm, without_outlook
from jadwal.simulate.errors import in_ppm, quantile_interval, share_error, times_as_many, within
from jadwal.simulate.futures import Futures

CURVE_POINTS = 60
WEEK = 7

I32 = npt.NDArray[np.int32]
Shown = Callable[[Problem, int], date]


class Aim(Protocol):
    """The optimiser's dates, as a solution has them."""

    @property
    def finishes(self) -> Mapping[str, int | None]:
        """Finish instant of every task; None: no aim date."""


class Milestones(TypedDict):
    """The part of a ``ReadingResult`` that is about milestones."""

    milestones: tuple[MilestoneResult, ...]
    joint_confidence_ppm: int
    joint_reached_ppm: int
    joint_error_ppm: int
    futures: int
    errors_small: bool


def end_share(futures: Futures, end: str) -> int:
    """Where the end is looked at, in parts per million: P80, or P50 where fewer than 80 % of futures reach it."""
    return 800_000 if quantile(futures.finish(end), 800_000) is not None else 500_000


def quantile(finishes: I32, share_ppm: int) -> int | None:
    """The instant by which ``share_ppm`` of the futures have finished; None when fewer ever do."""
    rank = max(1, -(-share_ppm * len(finishes) // MILLION))
    at = int(np.partition(finishes, rank - 1)[rank - 1])
    return None if at == NEVER else at


def reached_by(futures: Futures, task: str, share_ppm: int) -> int | None:
    """The instant by which ``task`` is reached in ``share_ppm`` of the futures; None when it is not in so many."""
    return quantile(futures.finish(task), share_ppm)


def joint_commit(case: Case, problem: Problem, futures: Futures, days: HoldingDays) -> Commit:
    """The commit dates of the headline milestones that have an outlook, or have been reached."""
    joint = (*joint_to_come(case, problem, days), *(id for id in problem.headline if id in _passed(case, problem)))
    return commit({id: futures.finish(id) for id in joint}, case.confidence_ppm)


def joint_to_come(case: Case, problem: Problem, days: HoldingDays) -> tuple[str, ...]:
    """The headline milestones that have an outlook and have not been reached."""
    blind, passed = without_outlook(problem, days), _passed(case, problem)
    return tuple(id for id in problem.headline if id not in blind and id not in passed)


def _passed(case: Case, problem: Problem) -> dict[str, int]:
    return {m.id: at for m in case.milestones if (at := reached_already(problem, m.id)) is not None}


def milestone_results(
    case: Case, problem: Problem, solution: Aim, futures: Futures, days: HoldingDays, committed: Commit
) -> Milestones:
    """Every milestone of the case with its aim, commit date and quantiles; the joint chance of the headline ones."""
    blind, passed = without_outlook(problem, days), _passed(case, problem)
    clusters = min(HISTORIES, futures.count)
    found = []
    for m in sorted(case.milestones, key=lambda m: m.id):
        finishes, aim, at = futures.finish(m.id), solution.finishes.get(m.id), committed.dates.get(m.id)
        why = ""
        if m.id in passed:
            at, why = passed[m.id], "reached"
        elif m.id in blind:
            why = "no-outlook"
        elif m.id in problem.headline and at is None:
            why = "not-attainable"
        found.append(
            MilestoneResult(
                id=m.id,
                name=m.name,
                headline=m.headline,
                release=m.release,
                aim=None if aim is None else instant(problem, aim),
                aim_ppm=None if aim is None else ppm(int((finishes <= aim).sum()), futures.count),
                commit=None if at is None else instant(problem, at),
                commit_why=why,  # type: ignore[arg-type]
                blocked_by=blind.get(m.id, ()) if m.id not in passed else (),
                quantiles=quantiles(problem, finishes),
                curve=curve(problem, finishes),
                errors=_errors(finishes, aim, clusters),
            )
        )
    return Milestones(
        milestones=tuple(found),
        joint_confidence_ppm=case.confidence_ppm,
        joint_reached_ppm=committed.reached_ppm,
        joint_error_ppm=in_ppm(share_error(kept_jointly(futures, committed), clusters)),
        futures=futures.count,
        errors_small=futures_for(futures, committed, problem.end, 2 * futures.count) == futures.count,
    )


def kept_jointly(futures: Futures, committed: Commit) -> npt.NDArray[np.bool_]:
    """(F,) whether every commit date is kept; without commit dates nothing is."""
    if not committed.dates:
        return np.zeros(futures.count, np.bool_)
    return np.asarray(np.logical_and.reduce([futures.finish(id) <= at for id, at in committed.dates.items()]))


def futures_for(futures: Futures, committed: Commit, end: str, most: int) -> int:
    """How many futures tell the end and the joint chance of the commit dates well enough (``simulate/errors.py``).

    As many as there are, or twice as many, four times, …; at most ``most``.
    """
    joint = [kept_jointly(futures, committed)] if committed.dates else []
    times, count = times_as_many(futures.finish(end), joint, min(HISTORIES, futures.count)), futures.count
    while count < times * futures.count and 2 * count <= most:
        count *= 2
    return count


def _errors(finishes: I32, aim: int | None, clusters: int) -> Within:
    ordered = np.sort(finishes, kind="stable")  # radix sort
    p10, p50, p80, p90 = (
        within(quantile_interval(finishes, ordered, share / 100, clusters)) for share in (10, 50, 80, 90)
    )
    return Within(
        p10=p10,
        p50=p50,
        p80=p80,
        p90=p90,
        reached_ppm=in_ppm(share_error(finishes < NEVER, clusters)),
        aim_ppm=None if aim is None else in_ppm(share_error(finishes <= aim, clusters)),
    )


def reached_already(problem: Problem, task: str) -> int | None:
    """The instant a milestone was reached when all it waits for has happened; None when something is still to come.

    What has happened by the as-of date ends at instant 1 at the latest, the end of that day.
    """
    tasks = {t.id: t for t in problem.tasks}
    before: dict[str, list[Link]] = {t.id: [] for t in problem.tasks}
    for link in problem.links:
        before[link.after].append(link)

    @cache
    def when(id: str) -> int | None:
        t = tasks[id]
        if t.finished is not None:
            return t.finished
        open_still = t.days.high or t.start_gates or t.continue_gates or t.permissions or t.not_before > 0
        waits = [] if open_still else [(when(k.before), k.lag) for k in before[id]]
        if open_still or not waits or any(at is None or at + lag > 1 for at, lag in waits):
            return None
        return max(at + lag for at, lag in waits if at is not None)

    return when(task)


def quantiles(problem: Problem, finishes: I32, shown: Shown = instant) -> Quantiles:
    """Dates by which 10, 50, 80 and 90 % of the futures have finished (or begun, ``shown`` as days)."""
    ordered = np.sort(finishes, kind="stable")  # radix sort: these are many
    ranks = (max(1, -(-share * len(ordered) // 100)) for share in (10, 50, 80, 90))
    p10, p50, p80, p90 = (None if (a := int(ordered[r - 1])) == NEVER else shown(problem, a) for r in ranks)
    reached = int(np.searchsorted(ordered, NEVER))
    return Quantiles(p10=p10, p50=p50, p80=p80, p90=p90, reached_ppm=ppm(reached, len(ordered)))


def spans(problem: Problem, futures: Futures) -> tuple[Span, ...]:
    """When each task begins and ends over the futures; movements apart from it, of which there are many."""
    found = []
    for i, t in enumerate(problem.tasks):
        if t.kind == "movement":
            continue
        begins = quantiles(problem, futures.starts[:, i], instant if t.days.high == 0 else day)
        found.append(Span(id=t.id, start=begins, finish=quantiles(problem, futures.finishes[:, i])))
    return tuple(found)


def curve(problem: Problem, finishes: I32) -> tuple[tuple[date, int], ...]:
    """The S-curve: (day, share finished by its end), at most 60 days from the first finish to the last."""
    reached = np.sort(finishes[finishes < NEVER])
    if not len(reached):
        return ()
    first, last = int(reached[0]), int(reached[-1])
    days = np.unique(np.linspace(first, last, CURVE_POINTS).round().astype(np.int64))
    shares = np.searchsorted(reached, days, side="right")
    return tuple((instant(problem, int(d)), ppm(int(n), len(finishes))) for d, n in zip(days, shares, strict=True))


def bands(case: Case, problem: Problem, solution: Aim, futures: Futures) -> tuple[Band, ...]:
    """Headcount in the mission at the end of every seventh day: the aim, and percentiles over the futures.

    People count until their serial or conversion finishes; who relocates stays in the mission.
    """
    leaving = [(i, t.people) for i, t in enumerate(problem.tasks) if t.people and not t.to_site]
    base = sum(u.headcount.likely for u in case.units)
    ends = np.arange(1, problem.days + 1, WEEK)  # instants at which the counted days end
    aims = np.array([[NEVER if (f := solution.finishes.get(t.id)) is None else f for t in problem.tasks]])
    aim = _headcounts(base, leaving, aims, ends)[0]
    ordered = np.sort(_headcounts(base, leaving, futures.finishes, ends), axis=0)
    p10, p50, p90 = (ordered[max(0, -(-share * futures.count // 100) - 1)] for share in (10, 50, 90))
    return tuple(
        Band(day=instant(problem, int(end)), aim=int(aim[w]), p10=int(p10[w]), p50=int(p50[w]), p90=int(p90[w]))
        for w, end in enumerate(ends)
    )


def _headcounts(base: int, leaving: list[tuple[int, int]], finishes: I32, ends: npt.NDArray[np.int64]) -> I32:
    """(F, instants) people in the mission at each instant."""
    gone = np.zeros((len(finishes), len(ends) + 1), np.int32)
    rows = np.arange(len(finishes))
    for column, people in leaving:
        gone[rows, np.searchsorted(ends, finishes[:, column], side="left")] += people
    counts: I32 = base - np.cumsum(gone[:, :-1], axis=1, dtype=np.int32)
    return counts
