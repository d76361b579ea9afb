"""The plan of one reading chosen among candidates, each checked, and what the timetable keeps of the choice.

In: a case, its problem, the optimiser's plan, the orders that the search kept, the assessment.  Out: the plan to go on
with, and a :class:`~jadwal.model.chosen.Choosing`.  The rule this module owns: *the checker passes a candidate before
it can be chosen*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from jadwal.assess import Assessment, assess
from jadwal.model.case import Case
from jadwal.model.chosen import Choosing, Contender, Gain, Why
from jadwal.model.timetable import Schedule, Timetable
from jadwal.plan.baseline import reading_of
from jadwal.plan.build import Choice
from jadwal.plan.check import check, physical
from jadwal.plan.cpsat import Solution
from jadwal.plan.dated import aim as dated_aim
from jadwal.plan.dated import instant
from jadwal.plan.modes import fixed
from jadwal.plan.openings import openings
from jadwal.plan.problem import Problem
from jadwal.plan.sgs import lay_out
from jadwal.plan.sgs.improve import Improved
from jadwal.simulate.candidates import Candidate, Maker
from jadwal.simulate.choosing import Chosen, Trial, choose, counts_for, selection_seed
from jadwal.simulate.commit import ppm
from jadwal.simulate.measures import Difference, deciding
from jadwal.simulate.results import joint_to_come, quantile
from jadwal.workflow.aims import aim_dates
from jadwal.workflow.anytime import Watch
from jadwal.workflow.outcome import CheckFailed, NoPlan

MEDIAN = 50
THOUSAND = 1_000


@dataclass(frozen=True)
class Planned:
    """One reading's plan, with one way of doing each piece of work; ``choosing`` None: no other was asked for."""

    problem: Problem
    solution: Solution
    plan: Candidate
    choosing: Choosing | None


def planned(
    case: Case,
    choice: Choice,
    problem: Problem,
    assessment: Assessment,
    *,
    seed: int,
    percent: int = MEDIAN,
    watch: Watch | None = None,
    choosing: bool = True,
) -> Planned:
    """The plan of one reading as ``jadwal plan`` makes it, conditions opening by ``percent`` % of the futures.

    Raises :class:`NoPlan`, or :class:`CheckFailed` when the checker refuses the optimum.
    """
    opening = opening_days(problem, assessment, percent)
    searched: list[Improved] = []
    solution = aim_dates(problem, opening, seed=seed, watch=watch, heard=searched.append)
    if not solution.starts:
        raise NoPlan(choice, solution.run.status)
    problem = fixed(problem, solution.modes)
    optimum = Candidate("optimum", 0, solution.starts, solution.finishes, opening)
    refuse_broken(case, dated(problem, optimum))
    if not choosing:
        return Planned(problem, solution, optimum, None)
    orders = [order for found in searched for order in found.orders]
    plan, told = chosen_plan(case, problem, assessment, optimum, percent, orders, seed=seed, watch=watch)
    return Planned(problem, solution, plan, told)


def refuse_broken(case: Case, aim: Schedule) -> None:
    """Raise :class:`CheckFailed` when the aim timetable breaks a physical rule of the case."""
    broken = physical(check(case, aim))
    if broken:
        raise CheckFailed("; ".join(f"{v.family} {v.subject}: {v.text('en')}" for v in broken[:5]))


def chosen_plan(
    case: Case,
    problem: Problem,
    assessment: Assessment,
    optimum: Candidate,
    percent: int,
    orders: Sequence[Sequence[str]],
    *,
    seed: int,
    watch: Watch | None = None,
) -> tuple[Candidate, Choosing]:
    """The plan that is surely better than the optimum over fresh futures, or the optimum; and how it came to that.

    ``percent``: the share of futures whose openings the optimum is dated with; ``orders``: those to try.  Where a
    baseline is kept to, or the search was asked to stop, there are no candidates.
    """
    if problem.keeps_to_baseline or (watch and watch.stopped()):
        return optimum, Choosing(why="replan" if problem.keeps_to_baseline else "stopped", openings=percent)
    days = assessment.days
    _, many, _ = counts_for(problem, days.futures)
    selection = assess(case, seed=selection_seed(seed), futures=many).days
    compiled = lay_out(problem)
    maker = Maker(compiled, optimum, lambda percent: opening_days(problem, assessment, percent), orders)

    def passes(candidate: Candidate) -> bool:
        return not physical(check(case, dated(problem, candidate)))

    chosen = choose(
        problem,
        maker,
        selection,
        days,
        joint=joint_to_come(case, problem, days),
        confidence_ppm=case.confidence_ppm,
        seed=seed,
        passes=passes,
    )
    return chosen.plan, kept(problem, chosen)


def opening_days(problem: Problem, assessment: Assessment, percent: int) -> Mapping[str, int | None]:
    """When each condition is taken to open: the day by which it has held in so many of the futures."""
    return openings(problem, lambda condition: assessment.days.first_day_in(condition, percent))


def opening_percent(baseline: Timetable | None, choice: Choice) -> int:
    """The share of futures whose openings ``baseline`` was dated with; the median without one."""
    result = None if baseline is None else reading_of(baseline, choice)
    return result.choosing.openings if result and result.choosing else MEDIAN


def dated(problem: Problem, plan: Candidate) -> Schedule:
    """A candidate as a dated timetable."""
    return dated_aim(problem, plan.starts, plan.finishes, plan.openings)


def kept(problem: Problem, chosen: Chosen) -> Choosing:
    """What the timetable keeps of a choice."""
    names = [t.candidate.name for t in chosen.trials]
    why: Why = "optimum-best" if not chosen.fresh else "nothing-gained"
    if chosen.plan.kind != "optimum":
        why = "gained"
    wanted = deciding(problem)
    telling = [m for t in chosen.trials for m in wanted if any(d.measure == m and d.sign for d in t.found)]
    return Choosing(
        why=why,
        contenders=tuple(_contender(problem, t, chosen.plan) for t in chosen.trials),
        best=names.index(chosen.best.name),
        fresh=chosen.counts[2] if chosen.fresh else 0,
        gains=tuple(map(_gain, chosen.fresh)),
        measure=chosen.decided or min(telling, key=wanted.index, default=next(iter(wanted), None)),
        openings=chosen.plan.number if chosen.plan.kind == "openings" else MEDIAN,
    )


def _contender(problem: Problem, trial: Trial, plan: Candidate) -> Contender:
    aim = trial.candidate.finishes.get(problem.end)
    named = Contender(
        kind=trial.candidate.kind,
        number=trial.candidate.number,
        aim=None if aim is None else instant(problem, aim),
        passed=trial.passed,
        chosen=trial.candidate.name == plan.name,
    )
    if trial.futures is None:
        return named
    ends = trial.futures.finish(problem.end)
    p50, p80 = (None if (at := quantile(ends, share)) is None else instant(problem, at) for share in (500_000, 800_000))
    return msgspec.structs.replace(
        named,
        futures=trial.futures.count,
        aim_ppm=None if aim is None else ppm(int((ends <= aim).sum()), len(ends)),
        p50=p50,
        p80=p80,
        reached_ppm=ppm(int((ends <= problem.days).sum()), len(ends)),
        gains=tuple(map(_gain, trial.found)),
    )


def _gain(d: Difference) -> Gain:
    reference, value, error, low, high = (round(THOUSAND * at) for at in (d.reference, d.value, d.error, d.low, d.high))
    return Gain(
        measure=d.measure,
        optimum_milli=reference,
        value_milli=value,
        error_milli=error,
        low_milli=low,
        high_milli=high,
    )
