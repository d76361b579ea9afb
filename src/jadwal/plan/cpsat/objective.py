"""The aims of the plan as expressions to be minimised, one method per level.

In: the constrained variables.  Out: per level an integer expression with a bound that needs no search, or None where
the level has nothing to say.  The rule this module owns: *a level is a whole number that anyone can recompute from the
timetable*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from jadwal.plan.cpsat.aims import Side
from jadwal.plan.cpsat.variables import Expr, Variables


@dataclass(frozen=True)
class Aim:
    """One level of the aims.

    ``least``: a value that links and calendars alone keep it from falling below.  ``within_reach``: worth trying for a
    plan at that value before a search (sums over many tasks never get there).
    """

    level: str
    expression: cp_model.IntVar | cp_model.LinearExpr
    least: int
    within_reach: bool


class Objective:
    """The levels of one problem over its variables."""

    def __init__(self, variables: Variables) -> None:
        self.v, self.aims, self.problem, self.model = variables, variables.aims, variables.problem, variables.model
        self.levels: dict[str, Callable[[], tuple[Expr, int] | None]] = {
            "broken": self._broken,
            "late": self._late,
            "end": self._end,
            "exposure": self._exposure,
            "cost": self._cost,
            "change": self._change,
        }

    def aim(self, level: str) -> Aim | None:
        """What ``level`` minimises; None when the end has no aim.  Raises ``KeyError`` for an unknown level."""
        found = self.levels[level]()
        if found is None:
            return None
        expression, least = found
        if isinstance(expression, int):
            expression = self.model.new_constant(expression)
        return Aim(level=level, expression=expression, least=least, within_reach=level in ("broken", "late", "end"))

    def _broken(self) -> tuple[Expr, int]:
        """Weights of the promises missed: dates, ceilings, floors, the last days."""
        weights = {p.id: p.weight for p in self.problem.promised}
        return cp_model.LinearExpr.sum([weights[id] * missed for id, missed in self.v.missed.items()]), 0

    def _end(self) -> tuple[Expr, int] | None:
        """Finish instant of the end milestone."""
        id = self.problem.end
        if not id or (id, "finish") in self.aims.never:
            return None
        finish = self.v.point((id, "finish"))
        if isinstance(finish, int):
            return finish, finish
        return finish, self._earliest(id, "finish")

    def _late(self) -> tuple[Expr, int] | None:
        """Days by which the end comes later than in the baseline, 0 when it does not."""
        end = self._end()
        planned = {id: start for id, start, _ in self.problem.baseline}.get(self.problem.end)
        if end is None or planned is None:
            return None
        finish, least = end
        if isinstance(finish, int):
            return max(finish - planned, 0), max(least - planned, 0)
        late = self.model.new_int_var(0, self.v.for_ever, "")
        self.model.add(late >= finish - planned)
        return late, max(least - planned, 0)

    def _exposure(self) -> tuple[Expr, int]:
        """People x threat weight x days at sites, from day 0 to the start of each task that takes them away."""
        return self._weighed(((id, w) for id, w in self.problem.exposure if id in self.v.starts), "start")

    def _cost(self) -> tuple[Expr, int]:
        """Cost per day x days until each task's finish, and what the chosen modes cost beyond the usual ones."""
        days, least = self._weighed(((id, w) for id, w in self.problem.costs if id in self.v.finishes), "finish")
        terms: list[Expr] = []
        for id, ways in sorted(self.v.ways.items()):
            more = {way.mode: way.cost - self.aims.tasks[id].cost for way in self.aims.ways[id]}
            terms += [more[way.mode] * way.chosen for way in ways if more[way.mode]]
            least += min(more[way.mode] for way in ways)
        return (days + cp_model.LinearExpr.sum(terms), least) if terms else (days, least)

    def _change(self) -> tuple[Expr, int]:
        """Weight x |start - baseline start| over what has not started."""
        total: list[Expr] = []
        least = 0
        for id, planned, weight in sorted(self.problem.baseline):
            if weight and id in self.v.starts:
                shift = self.model.new_int_var(0, self.v.for_ever + abs(planned), "")
                self.model.add_abs_equality(shift, self.v.starts[id] - planned)
                total.append(weight * shift)
                least += weight * max(0, self._earliest(id, "start") - planned, planned - self._latest(id, "start"))
        return cp_model.LinearExpr.sum(total), least

    def _weighed(self, weights: Iterable[tuple[str, int]], side: Side) -> tuple[Expr, int]:
        terms, least = [], 0
        for id, weight in sorted(weights):
            terms.append(weight * self.v.point((id, side)))
            least += weight * (self._earliest(id, side) if weight > 0 else self._latest(id, side))
        return cp_model.LinearExpr.sum(terms), least

    def _earliest(self, id: str, side: Side) -> int:
        if id in self.aims.least:
            return self.aims.least[id]
        return self.aims.windows[id].first(side) or 0

    def _latest(self, id: str, side: Side) -> int:
        window = self.aims.windows.get(id)
        return window.last(side) if window is not None and len(window.starts) else self.v.for_ever
