"""One reading of the open questions, planned: aim dates, a check of them, futures, and what they say.

In: a case, a choice of readings, the assessment.  Out: a :class:`ReadingResult`.  The rule this module owns: *the
checker passes every aim timetable before anything is said about it*.
"""

from __future__ import annotations

from collections.abc import Mapping

from jadwal.assess import Assessment
from jadwal.model.case import Case
from jadwal.model.timetable import ReadingResult, Schedule, Timetable
from jadwal.plan.baseline import starts_in
from jadwal.plan.build import Choice, build
from jadwal.plan.check import check, physical
from jadwal.plan.cpsat import solve
from jadwal.plan.dated import aim as dated_aim
from jadwal.plan.kept import kept_schedule
from jadwal.plan.openings import openings
from jadwal.plan.sgs import default_order, list_schedule
from jadwal.simulate import simulate
from jadwal.simulate.decisions import decision_points
from jadwal.simulate.drivers import drivers
from jadwal.simulate.results import bands, end_share, joint_commit, milestone_results, promise_results, spans
from jadwal.workflow.outcome import CheckFailed, NoPlan
from jadwal.workflow.sensitivity import sensitivities

WORK = 0.12  # deterministic time of the solver per reading (about a second of one core each)
REPLAN_WORK = 0.6  # of a replan: to change little is a sum over everything, and asked for less often


def plan_reading(
    case: Case,
    choice: Choice,
    assessment: Assessment,
    seed: int,
    baseline: Timetable | None,
    replan: bool = False,
) -> ReadingResult:
    """Plan ``case`` under ``choice``.  Raises :class:`NoPlan`, or :class:`CheckFailed` if the aim fails the check.

    ``replan``: keep to ``baseline`` before anything but promises and its end.
    """
    problem = build(case, choice, starts_in(baseline, choice, case.as_of), replan=replan)
    opening = openings(problem, assessment.days.median_first_day)

    keeps = problem.keeps_to_baseline
    generated = kept_schedule(problem, opening) if keeps else list_schedule(problem, default_order(problem), opening)
    work = REPLAN_WORK if keeps else WORK
    solution = solve(problem, opening, seed=seed, deterministic_time=work, hint=dated(*generated))
    if not solution.starts:
        raise NoPlan(choice, solution.run.status)

    aim = dated_aim(problem, solution.starts, solution.finishes, opening)
    refuse_broken(case, aim)

    futures = simulate(problem, solution.starts, assessment.days, seed=seed, futures=assessment.days.futures)
    share = end_share(futures, problem.end)
    committed = joint_commit(case, problem, futures, assessment.days)
    return ReadingResult(
        readings=choice,
        solver=solution.run,
        schedule=aim,
        promises=promise_results(case, problem, solution, futures),
        headcount=bands(case, problem, solution, futures),
        spans=spans(problem, futures),
        decisions=decision_points(
            case, problem, solution.starts, solution.finishes, assessment.days, committed, seed=seed
        ),
        drivers=drivers(case, problem, solution.starts, assessment.days, seed=seed, share_ppm=share),
        sensitivities=sensitivities(case, choice, seed=seed, share_ppm=share),
        end_share_ppm=share,
        **milestone_results(case, problem, solution, futures, assessment.days, committed),
    )


def dated(starts: Mapping[str, int | None], finishes: Mapping[str, int | None]) -> dict[str, tuple[int, int]]:
    """(start, finish) of the tasks that have both: where the optimiser begins."""
    return {
        id: (start, finish)
        for id, start in starts.items()
        if start is not None and (finish := finishes[id]) is not None
    }


def refuse_broken(case: Case, aim: Schedule) -> None:
    """Raise :class:`CheckFailed` when the aim timetable breaks a physical rule of the case."""
    broken = physical(check(case, aim))
    if broken:
        raise CheckFailed("; ".join(f"{v.family} {v.subject}: {v.text('en')}" for v in broken[:5]))
