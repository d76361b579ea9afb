"""The variables of the model: a start and a finish for every task that has an aim.

In: :class:`~jadwal.plan.cpsat.aims.Aims`.  Out: a CP-SAT model with starts, finishes, intervals and one "missed" literal per
promise.  The rule this module owns: *a task's finish is exactly what its calendar makes of its start*.

Where a calendar makes the days from start to finish vary, one literal per length says which start days have it: a weekly
calendar knows two or three lengths, so this is smaller and propagates better than a table over all days.
"""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from jadwal.plan.cpsat.aims import Aims, Point, Window
from jadwal.plan.problem import Span, Task

Expr = cp_model.LinearExprT


class Variables:
    """The variables of one problem."""

    def __init__(self, aims: Aims) -> None:
        self.aims, self.problem = aims, aims.problem
        self.model = cp_model.CpModel()
        self.starts: dict[str, cp_model.IntVar] = {}
        self.finishes: dict[str, Expr] = {}
        self.intervals: dict[str, cp_model.IntervalVar] = {}
        self.missed: dict[str, cp_model.IntVar] = {}  # promise or ceiling id → literal
        self.for_ever = self.problem.days + 1
        for task in aims.tasks.values():
            if aims.planned(task.id):
                self._task(task)
            elif task.id in aims.least and (task.id, "finish") not in aims.never:
                top = max(self.problem.days, aims.least[task.id])
                self.finishes[task.id] = self.model.new_int_var(aims.least[task.id], top, f"finish:{task.id}")
        for id in sorted([p.id for p in self.problem.promises] + [c.id for c in self.problem.ceilings]):
            self.missed[id] = self.model.new_bool_var(f"missed:{id}")

    def _task(self, task: Task) -> None:
        window = self.aims.window(task)
        if not len(window.starts):
            self.model.add_bool_or([])  # no start day lets it finish within the horizon: no plan
            window = Window(starts=np.zeros(1, np.int64), finishes=np.zeros(1, np.int64))
        domain = cp_model.Domain.from_values(window.starts.tolist())
        start = self.model.new_int_var_from_domain(domain, f"start:{task.id}")
        self.starts[task.id] = start
        sizes = np.unique(window.sizes)
        if len(sizes) == 1:
            self.finishes[task.id] = start + int(sizes[0])
            self.intervals[task.id] = self.model.new_fixed_size_interval_var(start, int(sizes[0]), f"task:{task.id}")
            return
        finish = self.model.new_int_var_from_domain(
            cp_model.Domain.from_values(np.unique(window.finishes).tolist()), f"finish:{task.id}"
        )
        literals = [self.model.new_bool_var(f"size:{task.id}:{size}") for size in sizes]
        self.model.add_exactly_one(literals)
        for size, literal in zip(sizes, literals, strict=True):
            days = cp_model.Domain.from_values(window.starts[window.sizes == size].tolist())
            self.model.add_linear_expression_in_domain(start, days).only_enforce_if(literal)
        length = self.model.new_int_var_from_domain(cp_model.Domain.from_values(sizes.tolist()), f"days:{task.id}")
        self.model.add(length == cp_model.LinearExpr.weighted_sum(literals, sizes.tolist()))
        self.model.add(finish == start + length)
        self.finishes[task.id] = finish
        self.intervals[task.id] = self.model.new_interval_var(start, length, finish, f"task:{task.id}")

    def point(self, point: Point) -> Expr:
        """The day or instant of a point that comes: a number for a fact, an expression otherwise."""
        if point in self.aims.facts:
            return self.aims.facts[point]
        return self.starts[point[0]] if point[1] == "start" else self.finishes[point[0]]

    def span(self, span: Span) -> cp_model.IntervalVar | None:
        """The interval over which a span adds to its profile, from day 0 on; None when it never begins or is over.

        A span whose end never comes lasts for ever; with both a condition and an end it lasts until the earlier of them.
        """
        if span.begin is not None and span.begin in self.aims.never:
            return None
        begin = 0 if span.begin is None else self.point(span.begin)
        if span.length:
            if isinstance(begin, int):
                return self._constant(begin, begin + span.length)
            return self.model.new_fixed_size_interval_var(begin, span.length, "")
        opening, end = self.aims.released(span)
        if span.begin is not None and end == (span.begin[0], "finish") and opening is None and span.begin[1] == "start":
            if span.begin[0] in self.intervals:
                return self.intervals[span.begin[0]]
        last: Expr = self.for_ever if opening is None else opening
        if end is not None:
            last = self.point(end) if opening is None else self._least(self.point(end), opening)
        if isinstance(begin, int) and isinstance(last, int):
            return self._constant(begin, last)
        begin = max(begin, 0) if isinstance(begin, int) else begin
        if not (isinstance(begin, int) and begin == 0) and not (isinstance(last, int) and last == self.for_ever):
            last = self._greatest(begin, last)
            length = self.model.new_int_var(0, self.for_ever, "")
            return self.model.new_interval_var(begin, length, last, "")
        return self.model.new_interval_var(begin, last - begin, last, "")

    def _constant(self, begin: int, end: int) -> cp_model.IntervalVar | None:
        begin, end = max(begin, 0), min(end, self.for_ever)
        return self.model.new_fixed_size_interval_var(begin, end - begin, "") if end > begin else None

    def _least(self, a: Expr, b: Expr) -> Expr:
        if isinstance(a, int) and isinstance(b, int):
            return min(a, b)
        target = self.model.new_int_var(0, self.for_ever, "")
        self.model.add_min_equality(target, [a, max(b, 0) if isinstance(b, int) else b])
        return target

    def _greatest(self, a: Expr, b: Expr) -> cp_model.IntVar:
        target = self.model.new_int_var(0, self.for_ever, "")
        self.model.add_max_equality(target, [a, b])
        return target
