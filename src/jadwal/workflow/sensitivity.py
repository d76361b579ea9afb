"""Assumed values that decide the result: each is run again at its stated low and its stated high.

In: a case and a choice of readings.  Out: one :class:`Sensitivity` per assumed value with a range.  The rule this
module owns: *what is assumed says what hangs on it*.  The timetable is generated anew each time by schedule
generation (the optimiser would take minutes for all of them), the reference too, so that like is compared with like;
the draws are the same.
"""

from __future__ import annotations

from jadwal.assess import Assessment, assess
from jadwal.case import assumed_values, with_value
from jadwal.model.case import Case, Estimate
from jadwal.model.timetable import Sensitivity
from jadwal.plan.build import Choice, build
from jadwal.plan.openings import openings
from jadwal.plan.sgs import default_order, list_schedule
from jadwal.simulate import simulate
from jadwal.simulate.results import reached_by
from jadwal.workflow.progress import Progress

FUTURES = 1_000
SHARE_PPM = 800_000  # the end is looked at where 80 % of futures have reached it
DECIDES_DAYS = 14
REASSESS = ("conditions", "observations", "tallies", "indicators")


def sensitivities(case: Case, choice: Choice, *, seed: int, progress: Progress) -> tuple[Sensitivity, ...]:
    """Every assumed value of ``case`` at its low and high, those that move the end most first."""
    assessment = assess(case, seed=seed, futures=FUTURES)
    reference = end_day(case, choice, assessment, seed)
    values = assumed_values(case)
    found = []
    for n, (table, row, field, estimate) in enumerate(values):
        progress("sensitivity", n / len(values))
        ends = []
        for value in (estimate.low, estimate.high):
            changed = with_value(case, table, row, field, value)
            outlook = assess(changed, seed=seed, futures=FUTURES) if table in REASSESS else assessment
            ends.append(end_day(changed, choice, outlook, seed))
        found.append(_result(table, row, field, estimate, reference, ends[0], ends[1]))
    return tuple(sorted(found, key=lambda s: (-_weight(s), s.table, s.row, s.field)))


def end_day(case: Case, choice: Choice, assessment: Assessment, seed: int) -> int | None:
    """Day by which the end is reached in 80 % of futures; None when it is not."""
    problem = build(case, choice)
    opening = openings(problem, assessment.days.median_first_day)
    starts, _ = list_schedule(problem, default_order(problem), opening)
    futures = simulate(problem, starts, assessment.days, seed=seed, futures=FUTURES)
    return reached_by(futures, problem.end, SHARE_PPM)


def _result(
    table: str, row: str, field: str, estimate: Estimate, reference: int | None, low: int | None, high: int | None
) -> Sensitivity:
    moves = [None if reference is None or end is None else end - reference for end in (low, high)]
    decides = any(
        (end is None) != (reference is None) or abs(move or 0) >= DECIDES_DAYS
        for end, move in zip((low, high), moves, strict=True)
    )
    return Sensitivity(
        table=table,
        row=row,
        field=field,
        low=estimate.low,
        value=estimate.likely,
        high=estimate.high,
        days_at_low=moves[0],
        days_at_high=moves[1],
        decides=decides,
    )


def _weight(s: Sensitivity) -> int:
    if s.decides and (s.days_at_low is None or s.days_at_high is None):
        return 10**6
    return max(abs(s.days_at_low or 0), abs(s.days_at_high or 0))
