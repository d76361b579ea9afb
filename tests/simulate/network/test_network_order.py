"""The partial order keeps the aim's sequence: its dates come out, and room is never overfull whatever happens."""

from __future__ import annotations

from collections.abc import Callable

import cases as c
import numpy as np
import pytest
from given_world import passed
from hypothesis import HealthCheck, given, settings
from levels import facts, overfull
from small import Trial, always, estimate, link, problem, task, trials

from jadwal.assess import HoldingDays, Paths
from jadwal.model.case import Case
from jadwal.plan.build import build, choices
from jadwal.plan.cpsat import solve
from jadwal.plan.openings import gating
from jadwal.plan.problem import Problem, Profile, Span
from jadwal.plan.sgs import NEVER, default_order, list_schedule
from jadwal.simulate.network.order import OPENED, partial_order
from jadwal.simulate.network.tables import tables
from jadwal.simulate.world import draw

Dates = dict[str, int | None]


def ways(case: Case) -> list[tuple[Problem, Dates, Dates, Dates]]:
    """A case's problem with two aims, the generated timetable and the optimum, and its openings on day 20."""
    body = build(case, choices(case)[0])
    openings: Dates = dict.fromkeys((x.id for x in case.conditions), 20)
    generated = list_schedule(body, default_order(body), openings)
    best = solve(body, openings)
    return [(body, *generated, openings), (body, dict(best.starts), dict(best.finishes), openings)]


@pytest.mark.parametrize("make", c.ALL, ids=lambda make: make.__name__)
def test_the_aims_own_dates_come_out_or_earlier_ones(make: Callable[[], Case]) -> None:
    """Each small case, most likely durations, openings as in the aim: nothing is later, and all room is held."""
    for body, starts, finishes, openings in ways(make()):
        order = partial_order(body, starts, finishes, openings)
        assert order.unheld == ()
        assert order.problem.profiles == ()
        early, done = list_schedule(order.problem, order.order, openings)
        for t in body.tasks:
            begun, end = early[t.id], done[t.id]
            assert begun is not None
            assert end is not None
            assert begun <= (starts[t.id] or 0) or t.finished is not None or t.started is not None
            assert end <= (finishes[t.id] or 0)


@pytest.mark.parametrize("make", c.ALL, ids=lambda make: make.__name__)
def test_links_lead_forward_in_the_order(make: Callable[[], Case]) -> None:
    """So there is no circle, and one pass dates everything."""
    for body, starts, finishes, openings in ways(make()):
        order = partial_order(body, starts, finishes, openings)
        rank = {id: n for n, id in enumerate(order.order)}
        assert sorted(rank) == [t.id for t in order.problem.tasks]
        assert all(rank[k.before] < rank[k.after] for k in order.problem.links)


@pytest.mark.parametrize("make", c.ALL, ids=lambda make: make.__name__)
def test_no_capacity_is_broken_in_any_future(make: Callable[[], Case]) -> None:
    """Durations, permissions and shocks drawn for thirty futures, conditions opening on thirty different days."""
    for body, starts, finishes, openings in ways(make()):
        paths = {x: Paths.from_day("scenario", np.arange(5, 35, dtype=np.int32)) for x in gating(body)}
        days = HoldingDays(30, body.days, paths)
        order = partial_order(body, starts, finishes, openings)
        no_room_is_overfull(body, order.problem, tables(order, days), days)


def no_room_is_overfull(body: Problem, ordered: Problem, laid: object, days: HoldingDays) -> None:
    """In every future of the drawn worlds, on every day, every profile."""
    drawn = draw(body, 3, min(30, days.futures))
    room, _ = passed(laid, body, drawn)  # type: ignore[arg-type]
    assert ordered.profiles == ()
    known = {(t.id, side) for t in body.tasks for side in facts(t)}
    names = [t.id for t in ordered.tasks]
    for k in range(len(drawn.durations)):
        points = {
            (id, s): int(room.points[i, n, k]) for i, id in enumerate(names) for n, s in enumerate(("start", "finish"))
        }
        opens = {x: int(days.first_day(x)[k]) for x in days.conditions}
        for profile in body.profiles:
            assert overfull(profile, points, opens, known, body.days) == [], (profile.id, k)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trials(futures=8))
def test_no_capacity_is_broken_in_random_problems(trial: Trial) -> None:
    """Spans of every kind, progress, aims that are missing; where an order cannot hold a profile it says so."""
    body = trial.problem
    openings: Dates = {x: trial.days.median_first_day(x) for x in gating(body)}
    starts, finishes = list_schedule(body, default_order(body), openings)
    order = partial_order(body, starts, finishes, openings)
    rank = {id: n for n, id in enumerate(order.order)}
    assert all(rank[k.before] < rank[k.after] for k in order.problem.links)
    room, _ = passed(tables(order, trial.days), body, trial.drawn)
    known = {(t.id, side) for t in body.tasks for side in facts(t)}
    names = [t.id for t in order.problem.tasks]
    lost = {profile for profile, _ in order.unheld}
    for k in range(8):
        points = {
            (id, s): int(room.points[i, n, k]) for i, id in enumerate(names) for n, s in enumerate(("start", "finish"))
        }
        opens = {x: int(trial.days.first_day(x)[k]) for x in trial.days.conditions}
        for profile in (f for f in body.profiles if f.id not in lost):
            assert overfull(profile, points, opens, known, body.days) == [], (profile.id, k)


def crew(capacity: int, *ids: str) -> Profile:
    """A crew of so many, each of the tasks needs one."""
    spans = tuple(Span(begin=(id, "start"), end=(id, "finish"), amount=1) for id in ids)
    return Profile(id="crew:c", capacity=capacity, spans=spans, rule="crew:c")


def test_a_crew_goes_from_task_to_task_in_the_aims_sequence() -> None:
    """One crew, three tasks: the aim does b, a, c, and so does every future."""
    body = problem(*(task(id, 3) for id in "abc"), profiles=[crew(1, "a", "b", "c")])
    order = partial_order(body, {"b": 0, "a": 3, "c": 6}, {"b": 3, "a": 6, "c": 9}, {})
    assert [(k.before, k.after, k.type, k.rule) for k in order.arcs] == [
        ("a", "c", "FS", "crew:c"),
        ("b", "a", "FS", "crew:c"),
    ]


def test_room_comes_first_from_whom_the_taker_follows_anyway() -> None:
    """Two at work, two tasks after them: each waits only for the one it is linked to."""
    body = problem(*(task(id, 3) for id in "abcd"), links=[link("a", "d"), link("b", "c")], profiles=[crew(2, *"abcd")])
    starts: Dates = {"a": 0, "b": 0, "c": 3, "d": 3}
    order = partial_order(body, starts, {"a": 3, "b": 3, "c": 6, "d": 6}, {})
    assert order.arcs == ()
    assert len(order.problem.links) == 2


def test_what_passes_by_itself_is_waited_for_by_its_days() -> None:
    """At most ten people leave in any seven days: the second ten wait for seven days after the first begin."""
    step = Profile(
        id="largest-step",
        capacity=10,
        spans=tuple(Span(begin=(id, "start"), length=7, amount=10) for id in "ab"),
        rule="largest-step:",
    )
    body = problem(task("a", 2), task("b", 2), profiles=[step])
    (arc,) = partial_order(body, {"a": 0, "b": 9}, {"a": 2, "b": 11}, {}).arcs
    assert (arc.before, arc.after, arc.type, arc.lag) == ("a", "b", "SS", 7)


def test_a_function_that_a_condition_releases_is_waited_for_in_each_future() -> None:
    """Ten of twenty must stay until the day it is calm, whichever day that is."""
    spans = (Span(begin=None, end_condition="calm", amount=10), *(Span(begin=(i, "start"), amount=10) for i in "ab"))
    cover = Profile(id="cover:f", capacity=20, spans=spans, rule="cover:f")
    body = problem(task("a", 1), task("b", 1), profiles=[cover])
    order = partial_order(body, {"a": 0, "b": 9}, {"a": 1, "b": 10}, {"calm": 9})
    assert [(k.before, k.after, k.type) for k in order.arcs] == [(OPENED + "calm", "b", "SS")]
    days = HoldingDays(3, 60, {"calm": Paths.from_day("data", np.array([2, 30, 60], np.int32))})
    room, _ = passed(tables(order, days), body, draw(body, 1, 3))
    assert room.points[1, 0, :3].tolist() == [2, 30, NEVER]


def test_who_takes_room_waits_for_all_that_bring_an_overfull_level_down() -> None:
    """Twice eight in a place of ten: after one has left two are over still, so the newcomer waits for both."""
    spans = (*(Span(begin=None, end=(i, "start"), amount=8) for i in "ab"), Span(begin=("c", "start"), amount=8))
    body = problem(*(task(i, 1) for i in "abc"), profiles=[Profile(id="p", capacity=10, spans=spans, rule="p")])
    order = partial_order(body, {"a": 3, "b": 5, "c": 7}, {"a": 4, "b": 6, "c": 8}, {})
    assert [(k.before, k.after, k.type) for k in order.arcs] == [("a", "c", "SS"), ("b", "c", "SS")]
    assert order.unheld == ()


def test_tasks_without_an_aim_share_the_crew_too() -> None:
    """Their gate does not open in half of the paths; where it does, they take turns."""
    gated = {"start_gates": ("calm",)}
    body = problem(*(task(id, estimate(2, 3, 5), **gated) for id in "abcd"), profiles=[crew(2, *"abcd")])
    none: Dates = dict.fromkeys("abcd")
    order = partial_order(body, none, none, {"calm": None})
    assert [(k.before, k.after) for k in order.arcs] == [("a", "c"), ("b", "d")]


def test_room_that_is_not_there_in_the_aim_is_named() -> None:
    """An aim that puts two tasks on one crew at once cannot be held by an order, and the order says so."""
    body = problem(task("a", 3), task("b", 3), profiles=[crew(1, "a", "b")])
    order = partial_order(body, {"a": 0, "b": 1}, {"a": 3, "b": 4}, {})
    assert order.unheld == (("crew:c", "b"),)


def test_who_waits_for_the_aim_date_does_so_in_every_future() -> None:
    """A serial that may not be early starts no earlier than its aim."""
    body = problem(task("a", 2, waits_for_aim=True), task("b", 2))
    order = partial_order(body, {"a": 9, "b": 9}, {"a": 11, "b": 11}, {})
    room, _ = passed(tables(order, always()), body, draw(body, 1, 1))
    assert room.points[:, 0, 0].tolist() == [9, 0]
