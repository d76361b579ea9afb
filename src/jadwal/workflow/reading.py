"""One reading of the open questions, planned: aim dates, a check of them, a choice, futures, and what they say.

In: a case, a choice of readings, the assessment.  Out: a :class:`ReadingResult`.  The rule this module owns: *the
checker passes every aim timetable before anything is said about it*, and all that is said is of the plan chosen; how
good the optimum is (``solver``) is said of the optimum.
"""

from __future__ import annotations

from jadwal.assess import Assessment, assess
from jadwal.model.case import Case
from jadwal.model.timetable import ReadingResult, Timetable
from jadwal.plan.baseline import modes_in, starts_in
from jadwal.plan.build import Choice, build
from jadwal.plan.modes import modes_of
from jadwal.simulate import simulate
from jadwal.simulate.critical import critical
from jadwal.simulate.decisions import decision_points
from jadwal.simulate.drivers import drivers
from jadwal.simulate.joint import amounts
from jadwal.simulate.promises import promise_results
from jadwal.simulate.results import bands, end_share, futures_for, joint_commit, milestone_results, spans
from jadwal.workflow.anytime import Watch
from jadwal.workflow.candidates import MEDIAN, dated, opening_percent, planned
from jadwal.workflow.outcome import FULL, Depth
from jadwal.workflow.sensitivity import sensitivities


def plan_reading(
    case: Case,
    choice: Choice,
    assessment: Assessment,
    seed: int,
    baseline: Timetable | None,
    *,
    replan: bool = False,
    depth: Depth = FULL,
    watch: Watch | None = None,
    most: int = 0,
) -> ReadingResult:
    """Plan ``case`` under ``choice``, as deep as ``depth`` says.

    ``replan``: keep to ``baseline`` before anything but promises and its end.  ``most``: where the errors of the
    assessed futures are not small, twice, four times, … as many are run instead, at most so many.  Raises
    :class:`NoPlan`, or :class:`CheckFailed` if the aim fails the check.
    """
    starts, kept_modes = starts_in(baseline, choice, case.as_of), modes_in(baseline, choice)
    problem = build(case, choice, starts, replan=replan, kept_modes=kept_modes)
    percent = opening_percent(baseline, choice) if replan else MEDIAN
    found = planned(case, choice, problem, assessment, seed=seed, percent=percent, watch=watch, choosing=depth == FULL)
    problem, solution, plan = found.problem, found.solution, found.plan

    days = assessment.days
    futures = simulate(problem, plan.starts, days, seed=seed, futures=days.futures)
    committed = joint_commit(case, problem, futures, days)
    wanted = futures_for(futures, committed, problem.end, most)
    if wanted > days.futures:
        days = assess(case, seed=seed, futures=wanted).days
        futures = simulate(problem, plan.starts, days, seed=seed, futures=days.futures)
        committed = joint_commit(case, problem, futures, days)
    share = end_share(futures, problem.end)
    return ReadingResult(
        readings=choice,
        solver=solution.run,
        schedule=dated(problem, plan),
        promises=promise_results(case, problem, plan, futures),
        headcount=bands(case, problem, plan, futures),
        spans=spans(problem, futures),
        decisions=decision_points(case, problem, plan.starts, plan.finishes, assessment.days, committed, seed=seed)
        if depth == FULL
        else (),
        critical=critical(
            problem, plan.starts, plan.finishes, assessment.days, seed=seed, futures=assessment.days.futures
        )
        if depth == FULL
        else (),
        drivers=drivers(case, problem, plan.starts, assessment.days, seed=seed, share_ppm=share)
        if depth == FULL
        else (),
        sensitivities=sensitivities(case, choice, modes_of(problem), seed=seed, share_ppm=share)
        if depth == FULL
        else (),
        choosing=found.choosing,
        end_share_ppm=share,
        **amounts(problem, plan, futures, committed, case.confidence_ppm),
        **milestone_results(case, problem, plan, futures, days, committed),
    )
