"""The choice of the plan in the whole job: who may be chosen, what is said then, where there is no choice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from jadwal.assess import assess
from jadwal.case import load, read_case, write_skeleton
from jadwal.model.case import Case
from jadwal.model.chosen import Choosing, Contender, Gain
from jadwal.model.timetable import ReadingResult, Timetable
from jadwal.plan.build import build, choices
from jadwal.plan.check import check, physical
from jadwal.plan.modes import fixed
from jadwal.plan.problem import Problem
from jadwal.plan.sgs import lay_out
from jadwal.publish.chosen import figure_said, said
from jadwal.publish.release import release
from jadwal.publish.tables import tables
from jadwal.simulate import simulate
from jadwal.simulate.candidates import BUFFERS, Candidate, Maker
from jadwal.workflow.aims import aim_dates
from jadwal.workflow.anytime import Watch
from jadwal.workflow.candidates import MEDIAN, chosen_plan, dated, opening_days, opening_percent
from jadwal.workflow.executor import InTurn
from jadwal.workflow.outcome import DATES
from jadwal.workflow.plan import plan, plan_case

FUTURES = 400
CAMPS = Path(__file__).parents[2] / "examples" / "two-camps"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The skeleton of ``jadwal new``."""
    made = tmp_path_factory.mktemp("candidates") / "case"
    write_skeleton(made)
    return made


@pytest.fixture(scope="module")
def planned(folder: Path) -> Timetable:
    """The skeleton, planned."""
    return plan(folder, futures=FUTURES)


def choice_of(result: ReadingResult) -> Choosing:
    """What a reading says of the choice."""
    assert result.choosing is not None
    return result.choosing


def made(case: Case) -> tuple[Problem, tuple[Candidate, ...]]:
    """The problem of a case's first reading, and every candidate."""
    choice = choices(case)[0]
    problem, assessment = build(case, choice), assess(case, seed=1, futures=FUTURES)
    opening = opening_days(problem, assessment, MEDIAN)
    orders: list[tuple[str, ...]] = []
    best = aim_dates(problem, opening, seed=1, heard=lambda found: orders.extend(found.orders))
    problem = fixed(problem, best.modes)
    optimum = Candidate("optimum", 0, best.starts, best.finishes, opening)
    maker = Maker(lay_out(problem), optimum, lambda percent: opening_days(problem, assessment, percent), orders)
    return problem, maker.all(simulate(problem, best.starts, assessment.days, seed=1, futures=FUTURES))


@pytest.mark.parametrize("case", ["skeleton", "two-camps"])
def test_every_candidate_is_a_timetable_that_the_checker_passes(case: str, folder: Path) -> None:
    """And dates whatever the optimum dates; buffers move nothing forward that is on a lane."""
    of = read_case(folder if case == "skeleton" else CAMPS)
    problem, found = made(of)
    assert len(found) > 3
    assert len({c.name for c in found}) == len(found)
    lanes = {t.id for t in problem.tasks if t.lane and t.started is None}
    for c in found:
        assert not physical(check(of, dated(problem, c)))
        assert all(c.finishes[id] is not None for id, at in found[0].finishes.items() if at is not None)
    wider = [c for c in found if c.kind == "buffers" and c.number == BUFFERS[-1]]
    for c in wider:
        assert sum(c.starts[id] or 0 for id in lanes) >= sum(found[0].starts[id] or 0 for id in lanes)


def test_what_the_timetable_says_is_of_the_chosen_plan(planned: Timetable, folder: Path) -> None:
    """One is chosen, its aim of the end is the timetable's, and the checker passes it."""
    case = read_case(folder)
    end = planned.context.objectives.end
    for result in planned.readings:
        found = choice_of(result)
        (chosen,) = [c for c in found.contenders if c.chosen]
        assert chosen.aim == next(e.finish for e in result.schedule.entries if e.id == end)
        assert (chosen.kind == "optimum") == (found.why != "gained")
        assert found.contenders[0].kind == "optimum"
        assert all(c.passed for c in found.contenders)
        assert not physical(check(case, result.schedule))


def test_a_replan_looks_at_no_candidates_and_keeps_the_openings_of_its_baseline(
    planned: Timetable, folder: Path
) -> None:
    """Whatever openings a baseline was dated with, the replan is dated with."""
    (result,) = planned.readings
    assert opening_percent(planned, result.readings) == choice_of(result).openings
    other = msgspec.structs.replace(choice_of(result), openings=30)
    baseline = msgspec.structs.replace(planned, readings=(msgspec.structs.replace(result, choosing=other),))
    again = plan(folder, futures=FUTURES, baseline=baseline, replan=True)
    found = choice_of(again.readings[0])
    assert (found.why, found.contenders, found.openings) == ("replan", (), 30)
    case = read_case(folder)
    days = assess(case, seed=1, futures=FUTURES).days
    for opening in again.readings[0].schedule.openings:
        day = days.first_day_in(opening.condition, 30)
        assert day is not None
        assert opening.first == case.as_of + timedelta(days=day)
    assert "no other candidate plans" in said(found, "en")


def test_what_is_quick_looks_at_no_candidates(folder: Path) -> None:
    """What-ifs and sweeps plan at this depth."""
    quick = plan_case(load(folder), seed=1, futures=50, depth=DATES, executor=InTurn())
    assert [r.choosing for r in quick.readings] == [None]


def test_a_search_that_was_stopped_goes_on_with_the_optimum(folder: Path) -> None:
    """And says that there was no choice."""
    case = read_case(folder)
    choice = choices(case)[0]
    problem, assessment = build(case, choice), assess(case, seed=1, futures=50)
    optimum = Candidate("optimum", 0, {}, {}, {})
    kept, found = chosen_plan(case, problem, assessment, optimum, MEDIAN, (), seed=1, watch=Watch(until=0))
    assert kept is optimum
    assert found == Choosing(why="stopped")


def test_the_public_version_says_nothing_of_candidates(planned: Timetable, folder: Path) -> None:
    """Their aims are dates of plans that nobody adopted."""
    public = release(planned, "public", read_case(folder))
    assert all(r.choosing is None for r in public.readings)


def test_the_table_has_a_row_for_each_candidate_and_measure(planned: Timetable) -> None:
    """And the winner's on fresh futures; gains are exact decimals."""
    header, *rows = tables(planned)["candidates.csv"]
    found = [choice_of(r) for r in planned.readings]
    assert len(rows) == sum(len(c.gains) for f in found for c in f.contenders) + sum(len(f.gains) for f in found)
    assert {len(row) for row in rows} == {len(header)}
    first = dict(zip(header, rows[0], strict=True))
    assert (first["candidate"], first["round"], first["gain"]) == ("optimum", "choice", "0")


def test_a_gain_is_said_with_its_interval_in_both_languages() -> None:
    """Days with one decimal, shares in points, a true minus sign."""
    assert figure_said("commit", -12_340) == "−12.3"
    assert figure_said("missed", 125) == "12.5"
    assert figure_said("exposure", 1_234_567_800) == "1,234,568"
    assert figure_said("end", -200) == "0"
    gain = Gain(
        measure="commit", optimum_milli=30_000, value_milli=22_000, error_milli=400, low_milli=7_000, high_milli=9_000
    )
    found = contested(gain)
    assert "8.0 less (95 %: 7.0 … 9.0)" in said(found, "en")
    assert "8.0" in said(found, "ar")


def contested(gain: Gain) -> Choosing:
    """The order won, by so much."""
    contenders = (
        Contender(kind="optimum", number=0, aim=None, passed=True),
        Contender(kind="order", number=2, aim=None, passed=True, chosen=True),
    )
    return Choosing(why="gained", contenders=contenders, best=1, fresh=3_000, gains=(gain,), measure="commit")
