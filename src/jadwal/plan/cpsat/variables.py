"""The variables of the model: a start and a finish for every task that has an aim.

In: :class:`~jadwal.plan.cpsat.aims.Aims`.  Out: a CP-SAT model with starts, finishes, intervals and one "missed"
literal per promise.  The rule this module owns: *a task's finish is exactly what its calendar makes of its start*.

Where rest days make the time from start to finish vary, a start day is a week and a weekday.  On one weekday nearly all
weeks give the same length (feasts make the exceptions), so one literal per pair of weekday and length, true in a few
ranges of weeks, says it all.  On 150 tasks over 1,100 days that is 14 to 70 literals a task; one literal per length
over the start days themselves becomes some 360 after presolve and finds plans ten times more slowly; linear equations
between day, week and working-day number have the fewest literals but creep (three times the work per conflict).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from jadwal.plan.cpsat.aims import Aims, Point, Window, Windows
from jadwal.plan.problem import (
    Span,
)

Expr = cp_model.IntVar | cp_model.LinearExpr | int
WEEK = 7
NO_WINDOW = Window(starts=np.zeros(1, np.int64), finishes=np.zeros(1, np.int64))


@dataclass(frozen=True)
class Way:
    """A task done in one of its modes: whether it is, and then when.  Where it is not, the dates mean nothing."""

    mode: str
    chosen: cp_model.IntVar
    start: cp_model.IntVar
    finish: Expr
    interval: cp_model.IntervalVar


class Variables:
    """The variables of one problem; ``ways`` holds the modes of those tasks that have several."""

    def __init__(self, aims: Aims) -> None:
        self.aims, self.problem = aims, aims.problem
        self.model = cp_model.CpModel()
        self.starts: dict[str, cp_model.IntVar] = {}
        self.finishes: dict[str, Expr] = {}
        self.intervals: dict[str, cp_model.IntervalVar] = {}
        self.ways: dict[str, tuple[Way, ...]] = {}
        self.missed: dict[str, cp_model.IntVar] = {}  # promise id → literal
        self.for_ever = self.problem.days + 1
        for id in aims.tasks:
            if id in aims.windows:
                self._task(id, aims.windows[id])
            elif id in aims.least and (id, "finish") not in aims.never:
                top = max(self.problem.days, aims.least[id])
                self.finishes[id] = self.model.new_int_var(aims.least[id], top, f"finish:{id}")
                if aims.least[id] > self.problem.days:
                    self.model.add_bool_or([])  # work that has begun cannot be done within the horizon: no plan
        for id in sorted(p.id for p in self.problem.promised):
            self.missed[id] = self.model.new_bool_var(f"missed:{id}")

    def _task(self, id: str, window: Window | Windows) -> None:
        if not len(window.starts):
            self.model.add_bool_or([])  # no start day lets it finish within the horizon: no plan
            window = NO_WINDOW
        if isinstance(window, Windows):
            self._in_modes(id, window)
        else:
            self.starts[id], self.finishes[id], self.intervals[id] = self._dated(id, window)

    def _in_modes(self, id: str, windows: Windows) -> None:
        """A task with several modes: its dates are those of the chosen one (``constraints.py`` says so)."""
        domains = (cp_model.Domain.from_values(days.tolist()) for days in (windows.starts, windows.finishes))
        self.starts[id], self.finishes[id] = (
            self.model.new_int_var_from_domain(domain, f"{side}:{id}")
            for side, domain in zip(("start", "finish"), domains, strict=True)
        )
        found = []
        for mode, window in windows.modes:
            if len(window.starts):
                chosen = self.model.new_bool_var(f"mode:{id}:{mode}")
                found.append(Way(mode, chosen, *self._dated(f"{id}:{mode}", window, chosen)))
        self.ways[id] = tuple(found)

    def _dated(
        self, id: str, window: Window, chosen: cp_model.IntVar | None = None
    ) -> tuple[cp_model.IntVar, Expr, cp_model.IntervalVar]:
        """Start, finish and interval over a window; the interval is there only where it is ``chosen``."""
        sizes = np.unique(window.sizes)
        if len(sizes) > 1:
            return self._resting(id, window, chosen)
        domain = cp_model.Domain.from_values(window.starts.tolist())
        start, size, name = self.model.new_int_var_from_domain(domain, f"start:{id}"), int(sizes[0]), f"task:{id}"
        if chosen is None:
            return start, start + size, self.model.new_fixed_size_interval_var(start, size, name)
        return start, start + size, self.model.new_optional_fixed_size_interval_var(start, size, chosen, name)

    def _resting(
        self, id: str, window: Window, chosen: cp_model.IntVar | None
    ) -> tuple[cp_model.IntVar, Expr, cp_model.IntervalVar]:
        """A task whose rest days make the time from start to finish depend on the start."""
        model, sizes = self.model, window.sizes
        weeks, weekdays = window.starts // WEEK, window.starts % WEEK
        start = model.new_int_var(int(window.starts[0]), int(window.starts[-1]), f"start:{id}")
        finish = model.new_int_var(int(window.finishes[0]), int(window.finishes[-1]), f"finish:{id}")
        week = model.new_int_var(int(weeks[0]), int(weeks[-1]), f"week:{id}")
        size = model.new_int_var(int(sizes.min()), int(sizes.max()), f"size:{id}")
        pairs = sorted({(int(w), int(s)) for w, s in zip(weekdays, sizes, strict=True)})
        literals = [model.new_bool_var(f"weekday-size:{id}:{w}:{s}") for w, s in pairs]
        model.add_exactly_one(literals)
        for (w, s), literal in zip(pairs, literals, strict=True):
            there = cp_model.Domain.from_values(weeks[(weekdays == w) & (sizes == s)].tolist())
            model.add_linear_expression_in_domain(week, there).only_enforce_if(literal)
        model.add(start == WEEK * week + cp_model.LinearExpr.weighted_sum(literals, [w for w, _ in pairs]))
        model.add(size == cp_model.LinearExpr.weighted_sum(literals, [s for _, s in pairs]))
        model.add(finish == start + size)
        if chosen is None:
            return start, finish, model.new_interval_var(start, size, finish, f"task:{id}")
        return start, finish, model.new_optional_interval_var(start, size, finish, chosen, f"task:{id}")

    def point(self, point: Point) -> Expr:
        """The day or instant of a point that comes: a number for a fact, an expression otherwise."""
        if point in self.aims.facts:
            return self.aims.facts[point]
        return self.starts[point[0]] if point[1] == "start" else self.finishes[point[0]]

    def span(self, span: Span) -> cp_model.IntervalVar | None:
        """The interval over which a span adds to its profile, from day 0 on; None when it never begins or is over.

        A span whose end never comes lasts for ever; with both a condition and an end it lasts until the earlier of
        them.
        """
        if span.begin is not None and span.begin in self.aims.never:
            return None
        if span.mode:
            return self._in_mode(span)
        begin = span.first if span.begin is None else self.point(span.begin)
        if span.length:
            if isinstance(begin, int):
                return self._constant(begin, begin + span.length)
            return self.model.new_fixed_size_interval_var(begin, span.length, "")
        opening, end = self.aims.released(span)
        if opening is None and self._is_whole_task(span):
            return self.intervals[span.begin[0]]  # type: ignore[index]
        last: Expr = self.for_ever if opening is None else opening
        if end is not None:
            last = self.point(end) if opening is None else self._least(self.point(end), opening)
        return self._between(begin, last)

    def _in_mode(self, span: Span) -> cp_model.IntervalVar | None:
        """The interval of a span that is there in one mode only: the whole task, or so many days from a point on.

        Raises ``ValueError`` for a span of another shape.
        """
        assert span.begin is not None
        way = next((w for w in self.ways.get(span.begin[0], ()) if w.mode == span.mode), None)
        if way is None:
            return None
        if span.length:
            point = way.start if span.begin[1] == "start" else way.finish
            return self.model.new_optional_fixed_size_interval_var(point, span.length, way.chosen, "")
        if span.end == (span.begin[0], "finish") and span.begin[1] == "start" and not span.end_condition:
            return way.interval
        raise ValueError(f"a span of a mode lasts as long as its task, or so many days: {span}")

    def _is_whole_task(self, span: Span) -> bool:
        return (
            span.begin is not None
            and span.end == (span.begin[0], "finish")
            and span.begin[1] == "start"
            and span.begin[0] in self.intervals
        )

    def _between(self, begin: Expr, end: Expr) -> cp_model.IntervalVar | None:
        """The interval from ``begin`` to ``end``, empty when the end comes first."""
        if isinstance(begin, int) and isinstance(end, int):
            return self._constant(begin, end)
        if isinstance(begin, int):
            begin = max(begin, 0)
            if begin:
                end = self.greatest(begin, end)
            return self.model.new_interval_var(begin, end - begin, end, "")
        if isinstance(end, int) and end == self.for_ever:
            return self.model.new_interval_var(begin, end - begin, end, "")
        length = self.model.new_int_var(0, self.for_ever, "")
        return self.model.new_interval_var(begin, length, self.greatest(begin, end), "")

    def _constant(self, begin: int, end: int) -> cp_model.IntervalVar | None:
        begin, end = max(begin, 0), min(end, self.for_ever)
        return self.model.new_fixed_size_interval_var(begin, end - begin, "") if end > begin else None

    def while_on(self, first: int, last: int, end: Point) -> cp_model.IntervalVar | None:
        """From ``first`` to ``last``, or to a point that comes before; empty when that is past ``first``."""
        return self._between(first, self._least(self.point(end), last))

    def _least(self, a: Expr, b: int) -> Expr:
        if isinstance(a, int):
            return min(a, b)
        target = self.model.new_int_var(0, self.for_ever, "")
        self.model.add_min_equality(target, [a, max(b, 0)])
        return target

    def greatest(self, a: Expr, b: Expr) -> cp_model.IntVar:
        """A variable that equals the later of two points."""
        known = [p for p in (a, b) if isinstance(p, int)]
        target = self.model.new_int_var(max([0, *known]), max([self.for_ever, *known]), "")
        self.model.add_max_equality(target, [a, b])
        return target
