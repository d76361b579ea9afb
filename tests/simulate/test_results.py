"""What the futures say: dates with chances, promises, headcounts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import mission
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import link, problem, task

from jadwal.assess import HoldingDays, Paths
from jadwal.model.case import Ceiling, Milestone
from jadwal.model.timetable import MilestoneResult
from jadwal.plan.problem import CeilingPromise, Problem, Promise
from jadwal.plan.promises import Points, Promises
from jadwal.plan.sgs import NEVER
from jadwal.simulate import Futures, simulate
from jadwal.simulate.promises import promise_results
from jadwal.simulate.results import (
    bands,
    curve,
    joint_commit,
    milestone_results,
    quantile,
    reached_already,
    reached_by,
)

N = 20


def spread(of: int = 0, outlook: Any = "scenario") -> HoldingDays:
    """Calm from day 30 on in future 0, from day 31 on in future 1, …; never in the last ``of`` futures."""
    first = np.arange(30, 30 + N, dtype=np.int32)
    first[N - of :] = 80
    return HoldingDays(N, 80, {"calm": Paths.from_day(outlook, first)})


def run(body: Problem, days: HoldingDays) -> Futures:
    """Twenty futures without aims."""
    return simulate(body, {}, days, seed=1, futures=N)


def aims(**finishes: int | None) -> Any:
    """The finishes of a solution."""
    return SimpleNamespace(starts={}, finishes=finishes)


def only(days: HoldingDays, end: int | None = 52, **changes: Any) -> tuple[MilestoneResult, int]:
    """The one milestone, and the joint chance of being reached."""
    case, body = mission.case(**changes), mission.body()
    futures = run(body, days)
    committed = joint_commit(case, body, futures, days)
    found = milestone_results(case, body, aims(end=end), futures, days, committed)
    (milestone,) = found["milestones"]
    return milestone, found["joint_reached_ppm"]


def test_a_milestone_has_its_aim_its_commit_date_and_their_chances() -> None:
    """Serials end on day 52; the report 10 days after day 30 + k: the end is at max(52, 40 + k)."""
    found, joint = only(spread())
    assert (found.aim, found.aim_ppm) == (mission.day(51), 650_000)
    assert (found.commit, found.commit_why) == (mission.day(54), "")
    q = found.quantiles
    assert (q.p10, q.p50, q.p80, q.p90) == tuple(mission.day(d) for d in (51, 51, 54, 56))
    assert (q.reached_ppm, joint) == (1_000_000, 1_000_000)
    assert found.curve[0] == (mission.day(51), 650_000)
    assert found.curve[-1] == (mission.day(58), 1_000_000)


def test_a_milestone_that_is_often_not_reached_has_no_commit_date() -> None:
    """Reached in three of four futures, where eight of ten are wanted; at seven of ten there is one."""
    found, joint = only(spread(of=5))
    assert (found.commit, found.commit_why, joint) == (None, "not-attainable", 750_000)
    assert (found.quantiles.p50, found.quantiles.p80) == (mission.day(51), None)
    assert only(spread(of=5), confidence_ppm=700_000)[0].commit == mission.day(52)


def test_a_milestone_without_outlook_is_left_out_of_the_joint_by_name() -> None:
    """Nobody can say when it will be calm."""
    found, joint = only(spread(outlook="none"))
    assert (found.commit, found.commit_why, found.blocked_by, joint) == (None, "no-outlook", ("calm",), 0)


def test_a_milestone_without_an_aim_has_no_chance_of_one() -> None:
    """But it has a commit date where enough futures reach it."""
    found, _ = only(spread(), end=None)
    assert (found.aim, found.aim_ppm, found.commit) == (None, None, mission.day(54))


def test_a_milestone_after_what_is_done_is_reached_on_its_day() -> None:
    """Its work finished 5 days ago, with a lag of two; where work goes on, or a lag runs, it is not reached yet."""
    done, begun = task("done", 3, started=-9, finished=-5), task("begun", 3, started=-1)
    points = (task("past"), task("twice"), task("soon"), task("late"))
    links = [link("done", "past", "FS", 2), link("past", "twice"), link("begun", "soon"), link("done", "late", "FS", 9)]
    body = problem(done, begun, *points, links=links)
    assert [reached_already(body, t.id) for t in points] == [-3, -3, None, None]


def test_a_reached_milestone_keeps_its_date_in_the_result() -> None:
    """Beside it the others get their commit dates as if it were not there."""
    body = problem(
        task("done", 3, started=-9, finished=-5),
        task("past"),
        task("end", 4),
        links=[link("done", "past")],
        headline=("end", "past"),
    )
    rows = tuple(
        Milestone(id=id, name=mission.named(id), after=(), headline=True, **mission.KNOWN) for id in ("end", "past")
    )
    days = spread()
    case, futures = mission.case(milestones=rows), run(body, days)
    committed = joint_commit(case, body, futures, days)
    found = milestone_results(case, body, aims(end=4, past=-5), futures, days, committed)
    end, past = found["milestones"]
    assert (past.commit, past.commit_why) == (mission.day(-6), "reached")
    assert (end.commit, end.commit_why) == (mission.day(3), "")


def test_promised_dates_have_their_chance_and_its_error() -> None:
    """The end by day 54 (instant 55) is kept in 16 of 20 futures: an error of sqrt(0.8 * 0.2 / 20)."""
    promise = Promise(id="by", clause="c1", task="end", by=55, rule="agreed-date:by")
    body = mission.body(promises=(promise,))
    (found,) = promise_results(mission.case(), body, aims(end=52), run(body, spread()))
    assert (found.kind, found.milestone, found.day) == ("date", "end", mission.day(54))
    assert (found.kept_ppm, found.error_ppm, found.aim_keeps) == (800_000, int((0.16 / 20) ** 0.5 * 10**6), True)


@pytest.mark.parametrize(("most", "kept"), [(39, 0), (40, 1_000_000)])
def test_a_ceiling_is_kept_when_enough_have_arrived_elsewhere(most: int, kept: int) -> None:
    """Serials of 60 and 40 people arrive at instants 44 and 52: at 44 forty are left."""
    promise = CeilingPromise(
        id="c", ceiling="c", at=44, most=most, base=0, people=(("s1", 60), ("s2", 40)), rule="ceiling:c"
    )
    row = Ceiling(id="c", scope="mission", day=mission.day(43), most=most, **mission.KNOWN)
    body = mission.body(ceilings=(promise,))
    (found,) = promise_results(mission.case(ceilings=(row,)), body, aims(s1=44, s2=52), run(body, spread()))
    assert (found.kind, found.kept_ppm, found.aim_keeps) == ("ceiling", kept, kept > 0)
    assert found.day == mission.day(43)


def test_arrivals_after_the_day_count_against_a_ceiling() -> None:
    """Twenty leave on day 10 and thirty come on day 20: thirty are more than the twenty of the first day."""
    promise = CeilingPromise(
        id="c", ceiling="c", at=5, most=25, base=0, people=(("out", 20),), arrivals=(("in", 30),), rule="ceiling:c"
    )
    finishes = np.array([[10, 20], [NEVER, 20], [10, NEVER], [NEVER, 3]], np.int32)
    points = Points({"out": 0, "in": 1}, finishes, finishes)
    of = Promises(mission.body(ceilings=(promise,)), points.columns)
    assert of.most(promise, points).tolist() == [30, 50, 20, 50]


def test_headcounts_fall_as_serials_arrive() -> None:
    """A hundred people: sixty have left by instant 44, all by 52; weeks end at instants 1, 8, …, 43, 50, 57."""
    body = mission.body()
    found = bands(mission.case(), body, aims(s1=44, s2=None), run(body, spread()))
    by_day = {b.day: (b.aim, b.p10, b.p50, b.p90) for b in found}
    assert by_day[mission.day(42)] == (100, 100, 100, 100)
    assert by_day[mission.day(49)] == (40, 40, 40, 40)
    assert by_day[mission.day(56)] == (40, 0, 0, 0)
    assert found[0].day == mission.day(0)


def test_headcount_bands_are_percentiles_over_futures() -> None:
    """One serial of a hundred that waits for calm: gone by the end of day 42 in the futures of the first four days."""
    leaving = task("out", 10, people=100, start_gates=("calm",))
    found = bands(mission.case(), problem(leaving, days=80), aims(out=40), run(problem(leaving, days=80), spread()))
    (at,) = [b for b in found if b.day == mission.day(42)]
    assert (at.aim, at.p10, at.p50, at.p90) == (0, 0, 100, 100)


def test_who_relocates_stays_in_the_mission() -> None:
    """The first leg takes nobody out of it, the second does on day 21, the last of the fourth week counted."""
    first = task("first", 2, people=100, to_site="hub")
    second = task("second", 2, people=100, not_before=20)
    body = problem(first, second, days=40)
    found = bands(mission.case(), body, aims(first=2, second=22), run(body, spread()))
    assert [b.p50 for b in found[:4]] == [100, 100, 100, 0]


finishes = st.lists(st.one_of(st.integers(0, 40), st.just(NEVER)), min_size=1, max_size=50)


@given(finishes, st.integers(1, 999_999))
def test_a_quantile_is_reached_in_its_share_and_the_instant_before_is_not(at: list[int], share: int) -> None:
    """None when fewer futures ever reach it."""
    found, array = quantile(np.array(at, np.int32), share), np.array(at)
    if found is None:
        assert (array < NEVER).sum() * 10**6 < share * len(at)
    else:
        assert (array <= found).sum() * 10**6 >= share * len(at)
        assert (array <= found - 1).sum() * 10**6 < share * len(at)


@given(finishes)
def test_the_curve_rises_from_the_first_finish_to_the_share_reached(at: list[int]) -> None:
    """At most 60 points, none in the same place twice."""
    body = mission.body()
    found = curve(body, np.array(at, np.int32))
    assert len(found) <= 60
    assert [d for d, _ in found] == sorted({d for d, _ in found})
    assert [n for _, n in found] == sorted(n for _, n in found)
    reached = [x for x in at if x < NEVER]
    if reached:
        assert found[-1] == (mission.day(max(reached) - 1), len(reached) * 10**6 // len(at))
    else:
        assert found == ()


def test_the_day_by_which_a_share_reaches_a_task() -> None:
    """As `sensitivities` and `drivers` ask it."""
    assert reached_by(run(mission.body(), spread()), "end", 800_000) == 55
    assert reached_by(run(mission.body(), spread(of=5)), "end", 800_000) is None
