"""Whether everything in a problem can be kept: asked of what is quick first, of the optimiser last.

In: a problem and the expected opening of each condition.  Out: yes, no, or None where the limit of work left it open.
The rule this module owns: *a yes is a plan and a no is a proof*, whoever gave it.

- No, at once: links, calendars, gates and agreed dates alone leave a task no start day; or what has to be done in some
  stretch of days is more than a level's capacity there (the overload test of cumulative scheduling; Baptiste, Le Pape
  and Nuijten 2001, section 3.3).
- Yes, at once: schedule generation happens on a plan that keeps every promise.
- Else CP-SAT decides, beginning from that plan.

Where work can be done in several modes a no holds for all of them, and what schedule generation tries is the usual one.

A part of a problem (:func:`upstream`) is easier to ask about: every span of a profile adds to it, so whatever cannot
hold for some of the tasks cannot hold for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
import numpy as np

from jadwal.plan.cpsat import feasible
from jadwal.plan.cpsat.aims import Aims, Days
from jadwal.plan.problem import Problem, Profile, Span
from jadwal.plan.promises import Promises, points_of
from jadwal.plan.sgs import default_order, list_schedule

Openings = Mapping[str, int | None]
Dates = Mapping[str, int | None]


class Asking:
    """Questions about problems, all with one seed and one limit of work each; ``asked`` counts those CP-SAT had."""

    def __init__(self, openings: Openings, seed: int, deterministic_time: float) -> None:
        self.openings, self.seed, self.limit = openings, seed, deterministic_time
        self.asked = 0

    def __call__(self, of: Problem, openings: Openings | None = None) -> bool | None:
        """Whether some plan keeps every rule and every promise of ``of``."""
        opens = self.openings if openings is None else openings
        aims = Aims(of, opens)
        if impossible(aims):
            return False
        dated = self.generated(of, opens)
        starts, finishes = ({id: dates[side] for id, dates in dated.items()} for side in (0, 1))
        if all(id in dated for id in aims.windows) and keeps(of, starts, finishes):
            return True
        self.asked += 1
        return feasible(of, opens, seed=self.seed, deterministic_time=self.limit, hint=dated)

    def generated(self, of: Problem, openings: Openings) -> dict[str, tuple[int, int]]:
        """(start, finish) of the tasks that schedule generation dates: a plan to begin from."""
        starts, finishes = list_schedule(of, default_order(of), openings)
        return {id: (s, f) for id, s in starts.items() if s is not None and (f := finishes[id]) is not None}


def impossible(aims: Aims) -> bool:
    """True when dates and amounts alone leave no plan that keeps every promise; narrows the windows of ``aims``."""
    if any(_too_late(aims, p.task, p.by) for p in aims.problem.promises):
        return True
    by: dict[str, int] = {}
    for p in aims.problem.promises:
        by[p.task] = min(p.by, by.get(p.task, p.by))
    aims.finish_by(by)
    if any(not len(w.starts) for w in aims.windows.values()):
        return True
    return any(overloaded(aims, profile) for profile in aims.problem.profiles)


def overloaded(aims: Aims, profile: Profile) -> bool:
    """True when in some stretch of days more has to be done than the profile's capacity allows.

    Work: amount x days against capacity x days.  Steps of one length: whatever begins within a stretch, against the
    capacity of the fewest steps that cover it.
    """
    work = [found for s in profile.spans if (found := _work(aims, s)) is not None]
    lengths = {s.length for s in profile.spans if s.length and not s.fixed}
    for length in sorted(lengths):
        steps = [found for s in profile.spans if s.length == length and (found := _step(aims, s)) is not None]
        if _too_much(steps, lambda days, length=length: profile.capacity * -(-(days + 1) // length)):  # type: ignore[misc]
            return True
    return _too_much(work, lambda days: profile.capacity * days)


def _too_much(work: Sequence[tuple[int, int, int]], room: Callable[[Days], Days]) -> bool:
    """True when of ``work`` (first, last, amount) more lies between some first and some last than there is room."""
    if len(work) < 2:
        return False
    first, last, amount = np.array(sorted(work, key=lambda w: w[1]), np.int64).T
    for begin in np.unique(first):
        needed = np.cumsum(np.where(first >= begin, amount, 0))
        if ((needed > 0) & (needed > room(last - begin))).any():
            return True
    return False


def _work(aims: Aims, s: Span) -> tuple[int, int, int] | None:
    """First day, last instant and least amount x days of a planned task's own span (where every mode has it), or of
    one over certain days."""
    if s.fixed:
        return s.first, s.first + s.length, s.amount * s.length
    if s.mode or s.begin is None or s.begin[0] not in aims.windows or s.end != (s.begin[0], "finish") or s.length:
        return None
    window = aims.windows[s.begin[0]]
    begin = window.first("start")
    if begin is None or s.begin[1] != "start" or s.end_condition:
        return None
    return begin, window.last("finish"), s.amount * int(window.sizes.min())


def _step(aims: Aims, s: Span) -> tuple[int, int, int] | None:
    """First and last day on which a step begins, and its amount."""
    if s.mode or s.begin is None or s.begin[0] not in aims.windows:
        return None
    window = aims.windows[s.begin[0]]
    begin = window.first(s.begin[1])
    return None if begin is None else (begin, window.last(s.begin[1]), s.amount)


def _too_late(aims: Aims, task: str, by: int) -> bool:
    if (task, "finish") in aims.never:
        return True
    if (task, "finish") in aims.facts:
        return aims.facts[task, "finish"] > by
    least = aims.least.get(task) if task in aims.least else aims.windows[task].first("finish")
    return least is not None and least > by


def keeps(of: Problem, starts: Dates, finishes: Dates) -> bool:
    """True when a plan with these dates keeps every promise."""
    everything = {t.id: finishes.get(t.id) for t in of.tasks}
    points = points_of(starts, everything)
    return int(Promises(of, points.columns).missed(points)[0]) == 0


def upstream(problem: Problem, tasks: Iterable[str]) -> Problem:
    """``problem`` with these tasks and all that they wait for, and no others; promises about others are gone."""
    before: dict[str, set[str]] = {t.id: set() for t in problem.tasks}
    asked = {p.id: p.asked_after for p in problem.permissions if p.asked_after and p.granted is None}
    for k in problem.links:
        before[k.after].add(k.before)
    for t in problem.tasks:
        needed = {*t.permissions, *(p for m in t.modes for p in m.permissions)}
        before[t.id] |= {asked[p] for p in needed if p in asked}
    kept, found = set[str](), list(tasks)
    while found:
        id = found.pop()
        if id not in kept:
            kept.add(id)
            found.extend(before[id] - kept)
    return only(problem, kept)


def only(problem: Problem, kept: set[str]) -> Problem:
    """``problem`` with these tasks; what concerns a task that is gone goes with it, and levels lose its spans.

    Promises about headcounts and budgets are gone: less is asked, never more.
    """
    return msgspec.structs.replace(
        problem,
        tasks=tuple(t for t in problem.tasks if t.id in kept),
        links=tuple(k for k in problem.links if k.before in kept and k.after in kept),
        profiles=tuple(f for p in problem.profiles if (f := _with(p, kept)).spans),
        promises=tuple(p for p in problem.promises if p.task in kept),
        ceilings=(),
        floors=(),
        last_days=(),
        budgets=(),
        lags=tuple(p for p in problem.lags if p.before[0] in kept and p.after[0] in kept),
        end=problem.end if problem.end in kept else "",
        exposure=tuple(w for w in problem.exposure if w[0] in kept),
        costs=tuple(w for w in problem.costs if w[0] in kept),
        headline=tuple(id for id in problem.headline if id in kept),
        baseline=tuple(w for w in problem.baseline if w[0] in kept),
    )


def _with(profile: Profile, kept: set[str]) -> Profile:
    def known(s: Span) -> bool:
        return all(point is None or point[0] in kept for point in (s.begin, s.end))

    return msgspec.structs.replace(profile, spans=tuple(s for s in profile.spans if known(s)))
