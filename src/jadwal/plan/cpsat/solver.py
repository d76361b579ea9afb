"""Solving a problem: each level of the aims in turn, with the status that was truly reached.

In: a :class:`~jadwal.plan.problem.Problem`, the day each condition is expected to open, a seed and a limit of work.
Out: a :class:`Solution`.  The rule this module owns: *no status says more than was proven*: a level is optimal when
its bound meets its value, and the whole is as good as its worst level.

What waits for a condition that never opens has no aim and stays out of the model (``aims.py`` says what that takes
with it); whoever has no aim stays; a promise whose milestone has no aim is missed; the level ``end`` is left out when
the end has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version

import msgspec

from jadwal.model.case import Value
from jadwal.model.timetable import LevelResult, SolverRun, Status
from jadwal.plan.cpsat.objective import Aim
from jadwal.plan.cpsat.search import FOUND, PARAMETERS, Search, turns
from jadwal.plan.problem import Problem

WORKERS = 2  # searches that take turns
WORK = 0.3  # default limit in units of deterministic time
SHARE = 0.4  # of what is left that one level may use
FIRST_SHARE = 0.7  # of the limit that the search for a first plan may use
HINT_WORK = 0.5  # to complete a hinted plan; it takes a hundredth of that
REACH_WORK = 0.02  # to try for the least value imaginable of a level
SHIFT_WORK = 0.05  # to bring forward what floats
Told = Callable[[str, int, int], None]  # level, value, bound
WORST: tuple[Status, ...] = ("optimal", "feasible", "unknown", "infeasible")


class Solution(Value, frozen=True, kw_only=True):
    """Start day and finish instant of every task (None: no aim) and how they were found; empty without a plan.

    ``modes``: the mode of each planned task that has several.
    """

    starts: dict[str, int | None]
    finishes: dict[str, int | None]
    run: SolverRun
    modes: dict[str, str] = {}  # noqa: RUF012 - msgspec copies it


def solve(
    problem: Problem,
    openings: Mapping[str, int | None],
    *,
    seed: int = 1,
    workers: int = WORKERS,
    deterministic_time: float = WORK,
    hint: Mapping[str, tuple[int, int]] | None = None,
    hint_modes: Mapping[str, str] | None = None,
    progress: Callable[[LevelResult], None] | None = None,
    levels: tuple[str, ...] | None = None,
    told: Told | None = None,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """The aim dates of ``problem``, level by level; ``openings`` maps each condition to the day it is expected to open.

    ``deterministic_time`` (CP-SAT's units of work; some five seconds of one core each on 150 tasks) bounds the whole
    run.  ``workers`` searches take turns.  ``hint`` maps task ids to (start, finish) of a plan to begin from, and
    ``hint_modes`` to its modes; where it keeps every rule nothing worse is returned.  ``told`` hears (level, value,
    bound) whenever one of them gets better; once ``stop`` is true the best plan found so far is returned, marked as
    not reproducible.  Raises ``RuntimeError`` when CP-SAT refuses the model, ``KeyError`` for an unknown level or
    condition.
    """
    search = Search(problem, openings, seed, workers, stop=stop)
    aims = [search.objective.aim(level) for level in (problem.levels if levels is None else levels)]
    results: list[tuple[Aim, LevelResult]] = []
    if _any_plan(search, hint, hint_modes, deterministic_time) == "infeasible":
        return _no_plan(search, "infeasible", deterministic_time)
    search.shift_left(SHIFT_WORK)
    for aim in (a for a in aims if a is not None):
        result = _level(search, aim, (deterministic_time - search.spent) * SHARE, told)
        if search.best is None:
            return _no_plan(search, result.status, deterministic_time)
        results.append((aim, result))
        search.model.add(aim.expression <= result.value)
        search.shift_left(SHIFT_WORK)
        if progress:
            progress(result)
    if search.best is None:
        return _no_plan(search, "unknown", deterministic_time)
    search.shift_left(SHIFT_WORK, thoroughly=True)
    starts, finishes = search.dates()
    final = [_proven(aim, search.value(aim.expression), result.bound) for aim, result in results]
    overall: Status = max((r.status for r in final), key=WORST.index, default="feasible")
    run = _run(search, overall, final, deterministic_time)
    return Solution(starts=starts, finishes=finishes, run=run, modes=search.modes())


class News:
    """Passes the value and the bound of one level on whenever one of them gets better."""

    def __init__(self, aim: Aim, told: Told | None) -> None:
        self.aim, self.told = aim, told
        self.value: int | None = None
        self.bound = aim.least

    def __call__(self, value: int | None, bound: int | None) -> None:
        """A plan of this value, or a proof of this bound."""
        better = value is not None and (self.value is None or value < self.value)
        tighter = bound is not None and bound > self.bound
        if value is not None and better:
            self.value = value
        if bound is not None and tighter:
            self.bound = bound
        if self.told is not None and self.value is not None and (better or tighter):
            self.told(self.aim.level, self.value, min(self.bound, self.value))


def feasible(
    problem: Problem,
    openings: Mapping[str, int | None],
    *,
    seed: int = 1,
    workers: int = WORKERS,
    deterministic_time: float = WORK,
    hint: Mapping[str, tuple[int, int]] | None = None,
    hint_modes: Mapping[str, str] | None = None,
) -> bool | None:
    """Whether some plan keeps every rule *and every promise* of ``problem``; None when the limit leaves it open."""
    search = Search(problem, openings, seed, workers)
    for missed in search.variables.missed.values():
        search.model.add(missed == 0)
    status = _any_plan(search, hint, hint_modes, deterministic_time)
    if status == "unknown":
        status, _ = search.improve(None, deterministic_time - search.spent)
    return None if status == "unknown" else status in FOUND


def earliest(
    problem: Problem,
    openings: Mapping[str, int | None],
    task: str,
    *,
    seed: int = 1,
    workers: int = WORKERS,
    deterministic_time: float = WORK,
    hint: Mapping[str, tuple[int, int]] | None = None,
    hint_modes: Mapping[str, str] | None = None,
) -> LevelResult:
    """The earliest finish of ``task`` at which every rule and every promise of ``problem`` is kept.

    The status is optimal, feasible (then earlier may be possible), infeasible or unknown (then the value says nothing).
    """
    search = Search(msgspec.structs.replace(problem, end=task), openings, seed, workers)
    for missed in search.variables.missed.values():
        search.model.add(missed == 0)
    aim = search.objective.aim("end")
    if aim is None:
        return LevelResult(level="end", value=0, bound=0, status="infeasible")
    status = _any_plan(search, hint, hint_modes, deterministic_time)
    if status == "infeasible":
        return LevelResult(level="end", value=0, bound=aim.least, status="infeasible")
    search.shift_left(SHIFT_WORK)
    return _level(search, aim, deterministic_time - search.spent)


def _any_plan(
    search: Search, hint: Mapping[str, tuple[int, int]] | None, modes: Mapping[str, str] | None, limit: float
) -> Status:
    """A first plan: the hinted one when it keeps every rule, else the first that is found."""
    if hint and search.begin_from(hint, HINT_WORK, modes) in FOUND:
        return "feasible"
    return search.first(limit * FIRST_SHARE)


def _level(search: Search, aim: Aim, limit: float, told: Told | None = None) -> LevelResult:
    """Minimise one level.  A plan at the level's least possible value is optimal without a search."""
    heard = News(aim, told)
    if search.best is not None:
        heard(search.value(aim.expression), aim.least)
    if search.best is not None and search.value(aim.expression) == aim.least:
        return _proven(aim, aim.least, aim.least)
    if aim.within_reach:
        search.reach(aim.expression, aim.least, REACH_WORK)
        if search.best is not None and search.value(aim.expression) == aim.least:
            return _proven(aim, aim.least, aim.least)
    status, proven = search.improve(aim.expression, limit, heard)
    if search.best is None:
        return LevelResult(level=aim.level, value=0, bound=aim.least, status=status)
    if status == "infeasible":
        raise RuntimeError(f"CP-SAT found no plan at level {aim.level} although the level before it has one")
    value = search.value(aim.expression)
    bound = aim.least if proven is None else max(aim.least, proven)
    return _proven(aim, value, value if status == "optimal" else bound)


def _proven(aim: Aim, value: int, bound: int) -> LevelResult:
    """A value with the best bound known; a later level's search may have bettered the value, never the bound."""
    bound = min(bound, value)
    return LevelResult(level=aim.level, value=value, bound=bound, status="optimal" if bound == value else "feasible")


def _no_plan(search: Search, status: Status, limit: float) -> Solution:
    return Solution(starts={}, finishes={}, run=_run(search, status, [], limit))


def _run(search: Search, status: Status, levels: list[LevelResult], limit: float) -> SolverRun:
    parameters = [(name, str(value).lower()) for name, value in PARAMETERS]
    parameters += [("turns", " ".join(turns(search.workers)))]
    return SolverRun(
        solver="OR-Tools CP-SAT",
        version=version("ortools"),
        seed=search.seed,
        workers=search.workers,
        deterministic_time_milli=round(limit * 1000),
        parameters=tuple(sorted(parameters)),
        status=status,
        reproducible=not search.stopped,
        levels=tuple(levels),
    )
