"""Decision points: the latest day on which a decision still keeps the commit dates, found by simulating again."""

from __future__ import annotations

from typing import Any

import mission
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import always, estimate, link, permission, problem, task

from jadwal.model.timetable import DecisionPoint
from jadwal.plan.problem import Problem, Profile, Span
from jadwal.simulate.commit import Commit
from jadwal.simulate.decisions import KINDS, decision_points
from jadwal.simulate.futures import simulate
from jadwal.simulate.results import joint_commit

DAYS, FUTURES = 80, 50


def chain(*, decision: int = 2, work: Any = 10, other: int = 30, **changes: Any) -> Problem:
    """A decision of some days, then work; beside them other work; the end waits for both."""
    tasks = (task("decide", decision, kind="decision"), task("work", work), task("other", other), task("end"))
    links = [link("decide", "work"), link("work", "end"), link("other", "end")]
    return problem(*tasks, days=DAYS, links=links, headline=("end",), **changes)


def found(body: Problem, committed: Commit, **aims: int | None) -> tuple[DecisionPoint, ...]:
    """The decision points of a problem whose conditions all hold."""
    days = always("calm", futures=FUTURES, days=DAYS)
    return decision_points(mission.case(), body, {}, aims, days, committed, seed=1)


def keep(end: int | None, joint_ppm: int = 800_000) -> Commit:
    """Commit dates: the end by an instant, or none."""
    dates = {} if end is None else {"end": end}
    return Commit(dates=dates, q_ppm=800_000, joint_ppm=joint_ppm, reached_ppm=1_000_000)


def held_back(body: Problem, until: int) -> Problem:
    """The problem with its decision, a point in time, no earlier than an instant."""
    tasks = tuple(msgspec.structs.replace(t, not_before=until) if t.id == "decide" else t for t in body.tasks)
    return msgspec.structs.replace(body, tasks=tasks)


def test_a_decision_may_wait_exactly_as_long_as_what_follows_it_leaves_room() -> None:
    """Work of ten days must be done by instant 30: the decision may be taken until instant 20, the end of day 19."""
    (point,) = found(chain(), keep(30), decide=2)
    assert (point.latest, point.why) == (mission.day(19), "")
    assert (point.aim, point.joint_ppm, point.error_ppm) == (mission.day(1), 1_000_000, 0)


def test_held_one_day_longer_the_commit_date_is_lost() -> None:
    """With the end committed on its last possible day there is no room at all: the decision is due when planned."""
    (point,) = found(chain(other=0), keep(12), decide=2)
    assert point.latest == mission.day(1)


def test_a_decision_that_holds_nothing_up_may_be_taken_on_any_day() -> None:
    """Nothing that was committed waits for it."""
    body = problem(task("decide", 2, kind="decision"), task("end", 5), days=DAYS, headline=("end",))
    (point,) = found(body, keep(5), decide=2)
    assert (point.latest, point.why) == (None, "any-day")


def test_without_commit_dates_there_is_nothing_to_keep() -> None:
    """And no date is made up."""
    (point,) = found(chain(), keep(None), decide=2)
    assert (point.latest, point.why, point.joint_ppm) == (None, "no-commit", 0)


@pytest.mark.parametrize("kind", KINDS)
def test_decisions_are_those_that_parties_take_and_have_not_taken(kind: str) -> None:
    """A finished one and a round of talks are none."""
    tasks = (task("a", 1, kind=kind), task("b", 1, kind=kind, finished=0), task("c", 1, kind="round"), task("end"))
    assert [d.id for d in found(problem(*tasks, days=DAYS), keep(9))] == ["a"]


def test_a_permission_that_is_asked_for_after_a_decision_waits_with_it() -> None:
    """Asked for on the decision's day, it comes five days later; the flight takes one more and must land by 30."""
    tasks = (task("decide", 2, kind="decision"), task("fly", 1, permissions=("pass",)), task("end"))
    body = problem(*tasks, days=DAYS, links=[link("fly", "end")], permissions=[permission("pass", "decide", 5)])
    (point,) = found(body, keep(30), decide=2)
    assert point.latest == mission.day(23)


def test_the_work_before_a_decision_holds_its_crew_and_the_waiting_does_not() -> None:
    """The assessors decide for two days, then do other work until instant 7, however long the decision waits."""
    crew = Profile(
        id="crew:c",
        capacity=1,
        spans=tuple(Span(begin=(id, "start"), end=(id, "finish"), amount=1) for id in ("decide", "other")),
        rule="crew:c",
    )
    body = chain(profiles=[crew], other=5)
    kept = [
        found(body, Commit(dates={"other": at}, q_ppm=0, joint_ppm=800_000, reached_ppm=0), decide=2)[0]
        for at in (6, 7)
    ]
    assert [(point.joint_ppm, point.why) for point in kept] == [(0, "any-day"), (1_000_000, "any-day")]


def test_what_the_commit_dates_have_to_spare_may_be_used_up() -> None:
    """Work of 10 to 20 days and 80 % asked for: from 100 % there is room to lose, from 80 % there is none."""
    body = chain(work=estimate(10, 15, 20), other=0)
    (rich,) = found(body, keep(40, 1_000_000), decide=2)
    (poor,) = found(body, keep(40, 800_000), decide=2)
    assert rich.latest is not None
    assert poor.latest is not None
    assert rich.latest > poor.latest
    assert rich.joint_ppm >= 800_000
    assert rich.error_ppm > 0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 20), st.integers(0, 6), st.integers(0, 40))
def test_the_latest_day_is_the_latest_by_trying_all_days(work: int, spread: int, other: int) -> None:
    """Against every day tried: a decision that is a point in time, no earlier than a "not before" day."""
    body = chain(decision=0, work=estimate(work, work + spread, work + 2 * spread), other=other)
    days = always("calm", futures=FUTURES, days=DAYS)
    committed = joint_commit(mission.case(), body, simulate(body, {}, days, seed=1, futures=FUTURES), days)
    (point,) = decision_points(mission.case(), body, {}, {"decide": 0}, days, committed, seed=1)

    def kept(until: int) -> int:
        held = simulate(held_back(body, until), {}, days, seed=1, futures=FUTURES)
        return int(np.sum(held.finish("end") <= committed.dates["end"]))

    least = kept(0) - max(0, committed.joint_ppm - 800_000) * FUTURES // 1_000_000
    good = [d for d in range(DAYS + 1) if kept(d) >= least]
    if point.why == "any-day":
        assert max(good) == DAYS
    else:
        assert point.latest == mission.day(max(good) - 1)
