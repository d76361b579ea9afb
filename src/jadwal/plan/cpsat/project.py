"""A project's horizon decided by CP-SAT: is there a schedule within so many days?

In: an :class:`~jadwal.plan.project.Instance` and a horizon.  Out: a schedule, a proof that there is none, or neither
within the limit.  The rule this module owns: *a bound is what was refuted*: the makespan is above every horizon that
CP-SAT proved too short, and no bound is read off an unfinished search.

Asking for one horizon at a time (a destructive bound; Klein and Scholl 1999, EJOR 112: 322-346) narrows every start to
a window before search begins, and the makespan drops out of the model.  Search learns clauses and has no linear
relaxation (docs/decisions/0012).  With several modes, the days and needs of the modes
are also counted over whole intervals: what must lie in an interval, whatever its start, fits its capacity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec
from ortools.sat.python import cp_model

from jadwal.plan.project import Instance, Schedule, heads_and_tails

Answer = Literal["yes", "no", "unknown"]
PARAMETERS: Mapping[str, Any] = {
    "linearization_level": 0,
    "use_disjunctive_constraint_in_cumulative": False,
    "log_search_progress": False,
}
SEVERAL_MODES: Mapping[str, Any] = {"cp_model_probing_level": 0, "symmetry_level": 0}
SUBSOLVERS = ("no_lp", "quick_restart_no_lp", "default_lp", "pseudo_costs")  # the first so many for so many workers
TERMS = 60_000  # of energy constraints, about
GRID = 24  # interval ends a side, at most


class Decision(msgspec.Struct, frozen=True):
    """What was found out about one horizon; a schedule when the answer is yes."""

    horizon: int
    answer: Answer
    schedule: Schedule | None = None


class Decider:
    """One question to CP-SAT; :meth:`stop` may be called from another thread."""

    def __init__(self, instance: Instance, horizon: int, *, workers: int = 1, seed: int = 1) -> None:
        self.instance, self.horizon = instance, horizon
        self.solver = cp_model.CpSolver()
        self.stopped = False
        parameters = self.solver.parameters
        for name, value in PARAMETERS.items():
            setattr(parameters, name, value)
        if instance.several_modes:
            for name, value in SEVERAL_MODES.items():
                setattr(parameters, name, value)
        parameters.num_workers, parameters.random_seed = workers, seed
        if workers > 1:
            parameters.subsolvers.extend(SUBSOLVERS[:workers])

    def stop(self) -> None:
        """Give up; the answer will be unknown, unless it is known by then."""
        self.stopped = True
        self.solver.stop_search()

    def decide(self, *, seconds: float | None = None, work: float | None = None) -> Decision:
        """Answer within ``seconds`` of the clock, or ``work`` of CP-SAT's deterministic time.

        Raises ``RuntimeError`` when CP-SAT refuses the model.
        """
        heads, tails = heads_and_tails(self.instance)
        if any(head + tail > self.horizon for head, tail in zip(heads, tails, strict=True)):
            return Decision(self.horizon, "no")
        built = _Model(self.instance, self.horizon, heads, tails)
        if seconds is not None:
            self.solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        if work is not None:
            self.solver.parameters.max_deterministic_time = work
        if self.stopped:
            return Decision(self.horizon, "unknown")
        status = self.solver.solve(built.model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Decision(self.horizon, "yes", built.schedule(self.solver))
        if status == cp_model.INFEASIBLE:
            return Decision(self.horizon, "no")
        if status == cp_model.MODEL_INVALID:
            raise RuntimeError(f"CP-SAT refuses the model: {built.model.validate()}")
        return Decision(self.horizon, "unknown")


class _Model:
    """Starts within windows, a literal per mode where there is a choice, a cumulative per renewable."""

    def __init__(self, instance: Instance, horizon: int, heads: Sequence[int], tails: Sequence[int]) -> None:
        self.instance, self.horizon, self.heads, self.tails = instance, horizon, heads, tails
        self.model = cp_model.CpModel()
        self.starts = [
            self.model.new_int_var(head, horizon - tail, f"start {i + 1}")
            for i, (head, tail) in enumerate(zip(heads, tails, strict=True))
        ]
        self.chosen: list[list[Any]] = [self._modes(i) for i in range(len(instance.activities))]
        self._links()
        self._renewables()
        self._nonrenewables()
        if instance.several_modes:
            self._energy()

    def schedule(self, solver: cp_model.CpSolver) -> Schedule:
        """What the solver found."""
        modes = [
            next(m for m, literal in enumerate(literals) if literal is True or solver.boolean_value(literal))
            for literals in self.chosen
        ]
        return Schedule(tuple(solver.value(s) for s in self.starts), tuple(modes))

    def _modes(self, i: int) -> list[Any]:
        """One literal per mode, exactly one of them true; ``True`` itself where there is no choice."""
        modes = self.instance.activities[i].modes
        if len(modes) == 1:
            return [True]
        literals = [self.model.new_bool_var(f"mode {i + 1}.{m + 1}") for m in range(len(modes))]
        self.model.add_exactly_one(literals)
        return literals

    def _links(self) -> None:
        """An activity begins when those before it have finished, and ends within the horizon."""
        for i, activity in enumerate(self.instance.activities):
            days = sum(m.days * literal for m, literal in zip(activity.modes, self.chosen[i], strict=True))
            for after in activity.successors:
                self.model.add(self.starts[i] + days <= self.starts[after])
            if not activity.successors and len(activity.modes) > 1:
                self.model.add(self.starts[i] + days <= self.horizon)

    def _renewables(self) -> None:
        """On no day is more used than there is."""
        uses: list[list[tuple[Any, int]]] = [[] for _ in self.instance.renewable]
        for i, activity in enumerate(self.instance.activities):
            for m, mode in enumerate(activity.modes):
                if not mode.days or not any(mode.renewable):
                    continue
                literal = self.chosen[i][m]
                interval = (
                    self.model.new_fixed_size_interval_var(self.starts[i], mode.days, f"{i + 1}")
                    if literal is True
                    else self.model.new_optional_fixed_size_interval_var(
                        self.starts[i], mode.days, literal, f"{i + 1}.{m + 1}"
                    )
                )
                for r, amount in enumerate(mode.renewable):
                    if amount:
                        uses[r].append((interval, amount))
        for capacity, pairs in zip(self.instance.renewable, uses, strict=True):
            if pairs:
                self.model.add_cumulative([i for i, _ in pairs], [n for _, n in pairs], capacity)

    def _nonrenewables(self) -> None:
        """In all, no more is used than there is."""
        for r, stock in enumerate(self.instance.nonrenewable):
            used = [
                mode.nonrenewable[r] * literal
                for activity, literals in zip(self.instance.activities, self.chosen, strict=True)
                for mode, literal in zip(activity.modes, literals, strict=True)
            ]
            self.model.add(sum(used) <= stock)

    def _energy(self) -> None:
        """What must lie between two days, in whatever mode and however shifted, fits what those days have."""
        rows = [
            (self.heads[i], self.horizon - self.tails[i] + min(m.days for m in a.modes), self.chosen[i], a.modes)
            for i, a in enumerate(self.instance.activities)
        ]
        terms = max(1, len(self.instance.renewable)) * sum(len(modes) for *_, modes in rows)
        grid = max(1, min(GRID, int((TERMS / terms) ** 0.5)))
        step = max(1, -(-2 * self.horizon // (3 * grid)))
        ends = range(0, max(1, self.horizon * 2 // 3), step)
        for begin in ends:
            for end in (self.horizon - e for e in ends if self.horizon - e - begin >= 3):
                lies = [
                    (
                        literals,
                        modes,
                        [max(0, min(m.days, end - begin, h + m.days - begin, end - last + m.days)) for m in modes],
                    )
                    for h, last, literals, modes in rows
                ]
                for r, capacity in enumerate(self.instance.renewable):
                    self._fits(lies, r, capacity * (end - begin))

    def _fits(self, lies: Sequence[tuple[list[Any], Sequence[Any], list[int]]], r: int, room: int) -> None:
        most, terms = 0, []
        for literals, modes, days in lies:
            work = [m.renewable[r] * d for m, d in zip(modes, days, strict=True)]
            most += max(work)
            terms += [w * literal for w, literal in zip(work, literals, strict=True) if w]
        if most > room:
            self.model.add(sum(terms) <= room)
