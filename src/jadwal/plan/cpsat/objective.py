"""The aims of the plan as expressions to be minimised, one method per level.

In: the constrained variables.  Out: an integer expression per level, or None where the level has nothing to say.  The rule
this module owns: *a level is a whole number that anyone can recompute from the timetable*.
"""

from __future__ import annotations

from collections.abc import Callable

from ortools.sat.python import cp_model

from jadwal.plan.cpsat.variables import Expr, Variables


class Objective:
    """The levels of one problem over its variables."""

    def __init__(self, variables: Variables) -> None:
        self.v, self.aims, self.problem, self.model = variables, variables.aims, variables.problem, variables.model
        self.levels: dict[str, Callable[[], Expr | None]] = {
            "broken": self._broken,
            "end": self._end,
            "exposure": self._exposure,
            "cost": self._cost,
            "change": self._change,
        }

    def expression(self, level: str) -> Expr | None:
        """What ``level`` minimises; None when the end has no aim.  Raises ``KeyError`` for a level that does not exist."""
        return self.levels[level]()

    def earliness(self) -> Expr:
        """No aim of the parties: the sum of all starts, which decides among plans that are equal on every level."""
        return cp_model.LinearExpr.sum(list(self.v.starts.values()))

    def _broken(self) -> Expr:
        """Number of promised dates and ceilings missed."""
        return cp_model.LinearExpr.sum(list(self.v.missed.values()))

    def _end(self) -> Expr | None:
        """Finish instant of the end milestone."""
        point = (self.problem.end, "finish")
        return None if not self.problem.end or point in self.aims.never else self.v.point(point)  # type: ignore[arg-type]

    def _exposure(self) -> Expr:
        """People x threat weight x days at sites, from day 0 to the start of each task that takes them away."""
        return self._weighed(tuple((id, w) for id, w in self.problem.exposure if self.aims.planned(id)), "start")

    def _cost(self) -> Expr:
        """Cost per day x days until each task's finish, for those that have one to come."""
        return self._weighed(tuple((id, w) for id, w in self.problem.costs if id in self.v.finishes), "finish")

    def _change(self) -> Expr:
        """Weight x |start - baseline start| over what has not started."""
        total: Expr = 0
        for id, planned, weight in sorted(self.problem.baseline):
            if self.aims.planned(id):
                shift = self.model.new_int_var(0, self.v.for_ever + abs(planned), "")
                self.model.add_abs_equality(shift, self.v.starts[id] - planned)
                total += weight * shift
        return total

    def _weighed(self, weights: tuple[tuple[str, int], ...], side: str) -> Expr:
        return sum((w * self.v.point((id, side)) for id, w in sorted(weights)), 0)  # type: ignore[arg-type]
