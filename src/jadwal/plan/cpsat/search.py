"""One constrained model that is searched several times, each time by the same parameters.

In: a problem, openings, a seed, a number of workers.  Out: solutions with the status CP-SAT truly reached.  The rule
this module owns: *the same inputs give the same bytes*: workers take turns in a fixed order, their number is fixed and
recorded, and the only limit is deterministic time, which counts work and not seconds.

Each turn is a search of one thread.  CP-SAT can interleave several by itself, but OR-Tools 9.15 then aborts the
process now and then on models that one of the searches finds empty while loading (google/or-tools issue 5025, mended
after that release); taking turns here gave the same values and bounds for the same work.

The parameters were chosen by measurement on 150 tasks x 1,100 to 1,600 days.  Probing and inprocessing cost a unit of
work for every search before its first decision, many times what such a problem needs.  Without linear relaxation most
plans are found; branching on reduced costs proves the best bounds.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from typing import Any

from ortools.sat.python import cp_model

from jadwal.model.timetable import Status
from jadwal.plan.cpsat.aims import Aims, Point, Side
from jadwal.plan.cpsat.alike import alike
from jadwal.plan.cpsat.constraints import Constraints
from jadwal.plan.cpsat.objective import Objective
from jadwal.plan.cpsat.variables import Expr, Variables
from jadwal.plan.problem import Problem

Dates = dict[str, int | None]
STATUS: dict[str, Status] = {
    "OPTIMAL": "optimal",
    "FEASIBLE": "feasible",
    "INFEASIBLE": "infeasible",
    "UNKNOWN": "unknown",
}
Heard = Callable[[int | None, int | None], None]  # a better value, a better bound
LOOK = 0.05  # seconds between two looks at whether to stop
LEAST_WORK = 1e-6  # of one search: none would mean no limit
FOUND: tuple[Status, ...] = ("optimal", "feasible")
PARAMETERS: tuple[tuple[str, float | bool], ...] = (
    ("catch_sigint_signal", False),  # Ctrl-C ends the command, not only the search
    ("num_workers", 1),
    ("cp_model_probing_level", 0),
    ("inprocessing_dtime_ratio", 0.0),
    ("inprocessing_minimization_dtime", 0.0),
    ("inprocessing_probing_dtime", 0.0),
    ("max_presolve_iterations", 1),
    ("symmetry_level", 0),
)
TURNS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("no_lp", {"linearization_level": 0}),
    ("reduced_costs", {"linearization_level": 2, "search_branching": cp_model.LP_SEARCH}),
    ("quick_restart", {"search_branching": cp_model.PORTFOLIO_WITH_QUICK_RESTART_SEARCH}),
    ("pseudo_costs", {"linearization_level": 2, "search_branching": cp_model.PSEUDO_COST_SEARCH}),
)
AS_EARLY_AS_CAN_BE: Mapping[str, Any] = {
    "search_branching": cp_model.FIXED_SEARCH,
    "linearization_level": 0,
    "stop_after_first_solution": True,
}


def turns(workers: int) -> tuple[str, ...]:
    """The names of the searches that take turns; beyond the fourth they come again with another seed."""
    return tuple(TURNS[k % len(TURNS)][0] for k in range(workers))


class _Listener(cp_model.CpSolverSolutionCallback):
    """Passes on each better value and each better bound of one search."""

    def __init__(self, solver: cp_model.CpSolver, heard: Heard) -> None:
        super().__init__()
        self.heard = heard
        solver.best_bound_callback = self._bound

    def on_solution_callback(self) -> None:
        """A better plan."""
        self.heard(round(self.objective_value), _whole(self.best_objective_bound))

    def _bound(self, bound: float) -> None:
        self.heard(None, _whole(bound))


def _whole(bound: float) -> int | None:
    """A bound of a whole number as one."""
    return math.ceil(bound - 1e-6) if math.isfinite(bound) else None


class Search:
    """The model of one problem; ``spent`` is the deterministic time used, ``best`` holds the best plan found."""

    def __init__(
        self,
        problem: Problem,
        openings: Mapping[str, int | None],
        seed: int,
        workers: int,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        self.stop, self.stopped = stop, False
        self.aims = Aims(problem, openings)
        self.variables = Variables(self.aims)
        Constraints(self.variables).add()
        self.objective = Objective(self.variables)
        self.model = self.variables.model
        self.seed, self.workers, self.spent = seed, workers, 0.0
        self.best: cp_model.CpSolver | None = None
        self.last: cp_model.CpSolver | None = None
        self.kept = {id: start for id, start, _ in problem.baseline} if problem.keeps_to_baseline else {}
        self.model.add_decision_strategy(
            list(self.variables.starts.values()), cp_model.CHOOSE_LOWEST_MIN, cp_model.SELECT_MIN_VALUE
        )

    def begin_from(
        self, dates: Mapping[str, tuple[int, int]], limit: float, modes: Mapping[str, str] | None = None
    ) -> Status:
        """Try the starts and modes of another plan; tasks that are alike exchange theirs so as to stand in order."""
        modes = modes or {}
        plan = {id: (dates[id][0], modes.get(id, "")) for id in self.variables.starts if id in dates}
        for group in alike(self.aims):
            known = [id for id in group if id in plan]
            plan.update(zip(known, sorted(plan[id] for id in known), strict=True))
        for id, (start, mode) in sorted(plan.items()):
            self.model.add_hint(self.variables.starts[id], start)
            for way in self.variables.ways.get(id, ()) if mode else ():
                self.model.add_hint(way.chosen, way.mode == mode)
                if way.mode == mode:
                    self.model.add_hint(way.start, start)
        return self.run(None, limit, to_the_end=True, fix_variables_to_their_hinted_value=True)

    def first(self, limit: float) -> Status:
        """Look for any plan: always the task that can start first, always as early as it can."""
        return self.run(None, limit, **AS_EARLY_AS_CAN_BE)

    def reach(self, expression: Expr, least: int, limit: float) -> None:
        """Try for a plan at the least value imaginable; where there is one it saves the search for it."""
        whole = self.model
        self.model = whole.clone()
        self.model.add(expression <= least)
        self.run(None, limit, replace=True, **AS_EARLY_AS_CAN_BE)
        self.model = whole
        self._hint()

    def shift_left(self, limit: float, *, thoroughly: bool = False) -> None:
        """Bring the starts of the best plan forward as all rules and all levels so far allow, none back, in its modes.

        Where a baseline is kept to, nothing that it holds comes before its date there.
        What is found first is close to the least sum of starts; ``thoroughly`` goes on to the least, within the limit.
        """
        if self.best is None:
            return
        whole, starts = self.model, list(self.variables.starts.values())
        self.model = whole.clone()
        for start in starts:
            self.model.add(start <= self.value(start))
        for way in (way for ways in self.variables.ways.values() for way in ways):
            self.model.add(way.chosen == self.value(way.chosen))
        for id, planned in sorted(self.kept.items()):
            if id in self.variables.starts:
                start = self.variables.starts[id]
                self.model.add(start >= min(planned, self.value(start)))
        how = {**AS_EARLY_AS_CAN_BE, "stop_after_first_solution": not thoroughly}
        self.run(cp_model.LinearExpr.sum(starts), limit, replace=True, **how)
        self.model = whole
        self._hint()

    def improve(self, expression: Expr | None, limit: float, heard: Heard | None = None) -> tuple[Status, int | None]:
        """Minimise ``expression`` (None: find any plan) in turns; the status, and the best bound any of them proved."""
        status: Status = "unknown"
        bounds: list[int] = []
        for turn in range(self.workers):
            seed, how = self.seed + turn // len(TURNS), TURNS[turn % len(TURNS)][1]
            status = self.run(expression, limit / self.workers, heard=heard, random_seed=seed, **how)
            if status in ("optimal", "infeasible") or (expression is None and status == "feasible"):
                break
            bound = None if self.last is None else _whole(self.last.best_objective_bound)
            if bound is not None:
                bounds.append(bound)
                if heard:
                    heard(None, bound)
        return status, max(bounds, default=None)

    def run(
        self,
        expression: Expr | None,
        limit: float,
        *,
        replace: bool = False,
        to_the_end: bool = False,
        heard: Heard | None = None,
        **parameters: Any,
    ) -> Status:
        """One search of at most ``limit`` units of deterministic time, ``unknown`` when it is not even to begin.

        Unless it is to go on ``to_the_end`` it stops once ``stop`` is true.  A plan that is better on ``expression``
        becomes ``best``; with ``replace`` any plan found does.  Raises ``RuntimeError`` when CP-SAT refuses the model.
        """
        self.last = None
        if not to_the_end and self._is_stopped():
            return "unknown"
        if expression is None:
            self.model.clear_objective()
        else:
            self.model.minimize(expression)
        solver = cp_model.CpSolver()
        chosen = {"random_seed": self.seed, "max_deterministic_time": max(limit, LEAST_WORK), **dict(PARAMETERS)}
        for name, value in {**chosen, **parameters}.items():
            setattr(solver.parameters, name, value)
        found = solver.status_name(self._solved(solver, heard, to_the_end or self.stop is None))
        self.spent += solver.deterministic_time
        self.last = solver
        if found not in STATUS:
            raise RuntimeError(f"CP-SAT refused the model: {found} {self.model.validate()}")
        if STATUS[found] in FOUND and (replace or self._better(solver, expression)):
            self.best = solver
            self._hint()
        return STATUS[found]

    def _is_stopped(self) -> bool:
        self.stopped = self.stopped or (self.stop is not None and self.stop())
        return self.stopped

    def _solved(self, solver: cp_model.CpSolver, heard: Heard | None, to_the_end: bool) -> Any:
        """CP-SAT's status.  A search that may be stopped runs in a thread, so that this one can see to signals."""
        if to_the_end:
            return solver.solve(self.model)
        ended: list[Any] = []

        def work() -> None:
            try:
                ended.append(solver.solve(self.model, _Listener(solver, heard) if heard else None))
            except BaseException as why:
                ended.append(why)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            while thread.is_alive():
                thread.join(LOOK)
                if thread.is_alive() and self._is_stopped():
                    solver.stop_search()
        finally:  # an interruption ends the search too
            while thread.is_alive():
                solver.stop_search()
                thread.join(LOOK)
        if isinstance(ended[0], BaseException):
            raise ended[0]
        return ended[0]

    def value(self, expression: Expr) -> int:
        """The value of an expression in the best plan."""
        if self.best is None:
            raise LookupError("no plan was found")
        return int(self.best.value(expression))

    def dates(self) -> tuple[Dates, Dates]:
        """Starts and finishes of the best plan, facts included, by task id; None where there is no aim."""
        starts: Dates = {}
        finishes: Dates = {}
        for id in self.aims.tasks:
            sides: tuple[tuple[Side, Dates], ...] = (("start", starts), ("finish", finishes))
            for side, into in sides:
                point: Point = (id, side)
                into[id] = None if point in self.aims.never else self.value(self.variables.point(point))
        return starts, finishes

    def modes(self) -> dict[str, str]:
        """The modes of the best plan, of tasks that are planned and have several."""
        return {id: way.mode for id, ways in self.variables.ways.items() for way in ways if self.value(way.chosen)}

    def _better(self, solver: cp_model.CpSolver, expression: Expr | None) -> bool:
        """A plan no better on this level could be worse on those to come."""
        if self.best is None or expression is None:
            return self.best is None
        return int(solver.value(expression)) < int(self.best.value(expression))

    def _hint(self) -> None:
        """Begin the next search from the whole best plan."""
        if self.best is None:
            return
        self.model.clear_hints()
        for index, value in enumerate(self.best.response_proto.solution):
            self.model.add_hint(self.model.get_int_var_from_proto_index(index), value)
