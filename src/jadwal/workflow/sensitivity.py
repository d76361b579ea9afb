"""Assumed values that decide the result: each is run again at its stated low and its stated high.

In: a case and a choice of readings.  Out: one :class:`Sensitivity` per assumed value with a range.  The rule this
module owns: *what is assumed says what hangs on it*.  The timetable is generated anew each time by schedule
generation (the optimiser would take minutes for all of them), the reference too, so that like is compared with like;
the draws are the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from jadwal.assess import Assessment, assess
from jadwal.case import Assumed, assumed_values, with_value
from jadwal.model.case import Case, Text
from jadwal.model.timetable import Sensitivity
from jadwal.plan.build import Choice, build
from jadwal.plan.modes import fixed
from jadwal.plan.openings import openings
from jadwal.plan.problem import Problem
from jadwal.plan.sgs import default_order, lay_out, list_schedule
from jadwal.simulate import simulate
from jadwal.simulate.results import reached_by

FEW, FUTURES = 30, 300  # every value with few futures; those that then seem to matter most, with more
LOOKED_AT = 8
DECIDES_DAYS = 14
SINGLE = ("reduction", "protection")
REASSESS = ("conditions", "observations", "tallies", "indicators")


def sensitivities(
    case: Case, choice: Choice, modes: Mapping[str, str], *, seed: int, share_ppm: int
) -> tuple[Sensitivity, ...]:
    """Every assumed value of ``case`` at its low and high, those that move the end most first.

    ``modes`` maps task ids to the modes of the plan: they stay as they are.  All are run on ``FEW`` futures; the
    ``LOOKED_AT`` that move the end most are run again on ``FUTURES``, and only those can be said to decide.  The end
    is looked at where ``share_ppm`` of the futures have reached it.
    """
    values = assumed_values(case)
    coarse = Runs(case, choice, modes, seed, FEW, share_ppm)
    rough = sorted((coarse.at(value) for value in values), key=_rank)
    fine = Runs(case, choice, modes, seed, FUTURES, share_ppm)
    by_place = {(v.table, v.row, v.field): v for v in values}
    looked_at = [fine.at(by_place[s.table, s.row, s.field]) for s in rough[:LOOKED_AT]]
    rest = (msgspec.structs.replace(s, decides=False) for s in rough[LOOKED_AT:])
    return tuple(sorted([*looked_at, *rest], key=_rank))


class Runs:
    """Runs of one case on the same draws, each with one value changed."""

    def __init__(
        self, case: Case, choice: Choice, modes: Mapping[str, str], seed: int, futures: int, share_ppm: int
    ) -> None:
        self.case, self.choice, self.modes, self.seed, self.futures = case, choice, modes, seed, futures
        self.assessment = assess(case, seed=seed, futures=futures)
        self.problem = fixed(build(case, choice), modes)
        self.order = default_order(self.problem)
        self.ids = {t.id for t in self.problem.tasks}
        self.share_ppm = share_ppm
        self.reference = self._end(self.problem, self.assessment)

    def at(self, value: Assumed) -> Sensitivity:
        """The end with ``value`` at its low and at its high."""
        name = row_name(self.case, value.table, value.row)
        low, high = (self._with(value, figure) for figure in (value.value.low, value.value.high))
        return _result(value, name, self.reference, low, high)

    def _with(self, value: Assumed, figure: int) -> int | None:
        changed = with_value(self.case, value.table, value.row, value.field, figure)
        problem, assessment = fixed(build(changed, self.choice), self.modes), self.assessment
        if value.table in REASSESS:
            assessment = assess(changed, seed=self.seed, futures=self.futures)
        elif problem == self.problem:
            return self.reference
        return self._end(problem, assessment)

    def _end(self, problem: Problem, assessment: Assessment) -> int | None:
        same_work = {t.id for t in problem.tasks} == self.ids
        order, compiled = self.order if same_work else default_order(problem), lay_out(problem)
        starts, _ = list_schedule(problem, order, openings(problem, assessment.days.median_first_day), compiled)
        futures = simulate(
            problem, starts, assessment.days, seed=self.seed, futures=self.futures, order=order, compiled=compiled
        )
        return reached_by(futures, problem.end, self.share_ppm)


def row_name(case: Case, table: str, row: str) -> Text | None:
    """The name of a row, or the statement of a condition; None for rows without one."""
    for found in (r for r in getattr(case, table) or () if r.id == row) if table not in SINGLE else ():
        name = getattr(found, "name", None) or getattr(found, "statement", None)
        return name if isinstance(name, Text) else None
    return None


def _result(value: Assumed, name: Text | None, reference: int | None, low: int | None, high: int | None) -> Sensitivity:
    moves = [None if reference is None or end is None else end - reference for end in (low, high)]
    flips = any((end is None) != (reference is None) for end in (low, high))
    return Sensitivity(
        table=value.table,
        row=value.row,
        field=value.field,
        name=name,
        low=value.value.low,
        value=value.value.likely,
        high=value.value.high,
        days_at_low=moves[0],
        days_at_high=moves[1],
        decides=flips or any(abs(move or 0) >= DECIDES_DAYS for move in moves),
    )


def _rank(s: Sensitivity) -> tuple[bool, int, str, str, str]:
    """Those that decide whether the end is reached first, then by the days they move it."""
    flips = s.decides and (s.days_at_low is None or s.days_at_high is None)
    return not flips, -max(abs(s.days_at_low or 0), abs(s.days_at_high or 0)), s.table, s.row, s.field
