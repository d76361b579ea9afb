"""Solving a problem: each level of the aims in turn, with the status that was truly reached.

In: a :class:`~jadwal.plan.problem.Problem`, the day each condition is expected to open, a seed and a limit of work.  Out: a
:class:`Solution`.  The rule this module owns: *the same inputs give the same bytes, and no status says more than was proven*.
The search is interleaved (its workers take turns in a fixed order), their number is fixed and recorded, and the only limit is
CP-SAT's deterministic time, which counts work and not seconds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from ortools import __version__ as version
from ortools.sat.python import cp_model

from jadwal.model.case import Value
from jadwal.model.timetable import LevelResult, SolverRun, Status
from jadwal.plan.cpsat.aims import Aims
from jadwal.plan.cpsat.constraints import Constraints
from jadwal.plan.cpsat.objective import Objective
from jadwal.plan.cpsat.variables import Expr, Variables
from jadwal.plan.problem import Problem

WORKERS = 2
HINT_LIMIT = 0.5  # deterministic time to complete a hinted plan
STATUS: dict[int, Status] = {
    cp_model.OPTIMAL: "optimal",
    cp_model.FEASIBLE: "feasible",
    cp_model.INFEASIBLE: "infeasible",
    cp_model.UNKNOWN: "unknown",
}
WORST: tuple[Status, ...] = ("optimal", "feasible", "unknown", "infeasible")


class Solution(Value, frozen=True, kw_only=True):
    """Start day and finish instant of every task (None: no aim), and how they were found; no dates when there is no plan."""

    starts: dict[str, int | None]
    finishes: dict[str, int | None]
    run: SolverRun


class Search:
    """One constrained model that is solved several times; ``spent`` counts deterministic time."""

    def __init__(self, problem: Problem, openings: Mapping[str, int | None], seed: int, workers: int) -> None:
        self.aims = Aims(problem, openings)
        self.variables = Variables(self.aims)
        Constraints(self.variables).add()
        self.objective = Objective(self.variables)
        self.model = self.variables.model
        self.seed, self.workers, self.spent = seed, workers, 0.0

    def hint(self, dates: Mapping[str, tuple[int, int]]) -> None:
        """Begin the search from the starts of another plan."""
        for id, start in sorted(self.variables.starts.items()):
            if id in dates:
                self.model.add_hint(start, dates[id][0])

    def complete(self, dates: Mapping[str, tuple[int, int]]) -> cp_model.CpSolver | None:
        """The hinted plan as a whole solution of the model, when it keeps every rule: nothing worse is ever returned."""
        self.hint(dates)
        status, solver = self.minimise(self.objective.expression("broken"), HINT_LIMIT, fixed=True)
        if status not in ("optimal", "feasible"):
            return None
        self.keep(solver)
        return solver

    def minimise(
        self, expression: Expr | None, limit: float, *, fixed: bool = False
    ) -> tuple[Status, cp_model.CpSolver]:
        """Minimise ``expression`` (None: find any plan) within ``limit`` units of deterministic time.

        ``fixed``: only the hinted values are tried.
        """
        if expression is None:
            self.model.clear_objective()
        else:
            self.model.minimize(self.model.new_constant(expression) if isinstance(expression, int) else expression)
        solver = cp_model.CpSolver()
        solver.parameters.random_seed = self.seed
        solver.parameters.num_workers = self.workers
        solver.parameters.interleave_search = True
        solver.parameters.fix_variables_to_their_hinted_value = fixed
        solver.parameters.max_deterministic_time = max(limit, 1e-6)
        found = solver.solve(self.model)
        self.spent += solver.deterministic_time
        if found not in STATUS:
            raise RuntimeError(f"CP-SAT refused the model: {solver.status_name(found)} {self.model.validate()}")
        return STATUS[found], solver

    def keep(self, solver: cp_model.CpSolver) -> None:
        """Begin the next search from the whole solution just found."""
        self.model.clear_hints()
        for index, value in enumerate(solver.response_proto.solution):
            self.model.add_hint(self.model.get_int_var_from_proto_index(index), value)

    def dates(self, solver: cp_model.CpSolver) -> tuple[dict[str, int | None], dict[str, int | None]]:
        """Starts and finishes of a solution, facts included, by task id."""
        found: list[dict[str, int | None]] = [{}, {}]
        for id in self.aims.tasks:
            for side, into in zip(("start", "finish"), found, strict=True):
                point = (id, side)
                into[id] = None if point in self.aims.never else _whole(solver, self.variables.point(point))  # type: ignore[arg-type]
        return found[0], found[1]


def solve(
    problem: Problem,
    openings: Mapping[str, int | None],
    *,
    seed: int = 1,
    workers: int = WORKERS,
    deterministic_time: float = 4.0,
    hint: Mapping[str, tuple[int, int]] | None = None,
    progress: Callable[[LevelResult], None] | None = None,
    levels: tuple[str, ...] | None = None,
) -> Solution:
    """The aim dates of ``problem``, level by level; ``openings`` maps each condition to the day it is expected to open.

    ``deterministic_time`` (CP-SAT's units of work, about a second each) bounds the whole run: each level may use half of
    what is left.  ``hint`` maps task ids to (start, finish) of a plan to begin from; it need not be feasible.
    Raises ``RuntimeError`` when CP-SAT refuses the model, and ``KeyError`` for an unknown level or condition.
    """
    search = Search(problem, openings, seed, workers)
    best = search.complete(hint) if hint else None
    results: list[LevelResult] = []
    aims = [(level, search.objective.expression(level)) for level in (problem.levels if levels is None else levels)]
    for level, expression in (aim for aim in aims if aim[1] is not None):
        if best is not None:
            search.model.add(_linear(search, expression) <= _whole(best, expression))  # type: ignore[arg-type]
        status, solver = search.minimise(expression, (deterministic_time - search.spent) / 2)
        if status == "infeasible" and best is None:
            return Solution(starts={}, finishes={}, run=_run(search, "infeasible", results, deterministic_time))
        if status == "infeasible":
            raise RuntimeError(f"CP-SAT found no plan at level {level} although the level before it has one")
        if status == "unknown" and best is None:
            return Solution(starts={}, finishes={}, run=_run(search, "unknown", results, deterministic_time))
        result = _level(level, expression, status, solver, best)
        results.append(result)
        if progress:
            progress(result)
        if status != "unknown" and (best is None or _whole(best, expression) > result.value):  # type: ignore[arg-type]
            best = solver  # a plan that is no better here would be worse on the levels to come
            search.keep(solver)
        search.model.add(_linear(search, expression) <= result.value)
    status, solver = search.minimise(search.objective.earliness(), max(deterministic_time - search.spent, 0.0))
    if status in ("optimal", "feasible"):
        best = solver
    overall = max((r.status for r in results), key=WORST.index, default=status)
    if best is None:
        return Solution(starts={}, finishes={}, run=_run(search, overall, results, deterministic_time))
    starts, finishes = search.dates(best)
    return Solution(starts=starts, finishes=finishes, run=_run(search, overall, results, deterministic_time))


def feasible(
    problem: Problem,
    openings: Mapping[str, int | None],
    *,
    seed: int = 1,
    workers: int = WORKERS,
    deterministic_time: float = 1.0,
) -> bool | None:
    """Whether some plan keeps every rule *and every promise* of ``problem``; None when the limit leaves it open."""
    search = Search(problem, openings, seed, workers)
    for missed in search.variables.missed.values():
        search.model.add(missed == 0)
    status, _ = search.minimise(None, deterministic_time)
    return {"optimal": True, "feasible": True, "infeasible": False}.get(status)


def _linear(search: Search, expression: Expr | None) -> cp_model.LinearExpr:
    return search.model.new_constant(expression) if isinstance(expression, int) else expression  # type: ignore[return-value]


def _whole(solver: cp_model.CpSolver, expression: Expr) -> int:
    return expression if isinstance(expression, int) else int(solver.value(expression))


def _level(
    level: str, expression: Expr | None, status: Status, solver: cp_model.CpSolver, best: cp_model.CpSolver | None
) -> LevelResult:
    """The result of one level; when the limit found nothing better the plan so far counts, as feasible."""
    holder = best if status == "unknown" and best is not None else solver
    value = _whole(holder, expression)  # type: ignore[arg-type]
    bound = value if status == "optimal" else math.ceil(solver.best_objective_bound - 1e-6)
    return LevelResult(level=level, value=value, bound=bound, status="feasible" if status == "unknown" else status)


def _run(search: Search, status: Status, levels: list[LevelResult], limit: float) -> SolverRun:
    return SolverRun(
        solver="OR-Tools CP-SAT",
        version=version,
        seed=search.seed,
        workers=search.workers,
        deterministic_time_milli=round(limit * 1000),
        parameters=(("interleave_search", "true"), ("max_deterministic_time", "half of what is left, per level")),
        status=status,
        reproducible=True,
        levels=tuple(levels),
    )
