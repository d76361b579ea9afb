"""The passes over the partial order give the dates that schedule generation gives, and float that is really there."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
from given_world import passed
from hypothesis import HealthCheck, given, settings
from slow_network import SlowNetwork
from small import Trial, trials

from jadwal.plan.sgs import order_from
from jadwal.simulate import simulate
from jadwal.simulate.network.order import partial_order
from jadwal.simulate.network.tables import tables

FUTURES = 3


def without_room(trial: Trial) -> Trial:
    """The trial with its profiles taken away, and with permissions that nothing ends: here endings are left out."""
    problem = msgspec.structs.replace(trial.problem, profiles=())
    return trial._replace(problem=problem, drawn=replace(trial.drawn, again=()))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trials())
def test_without_profiles_the_dates_are_those_of_schedule_generation(trial: Trial) -> None:
    """Links, calendars, serials, gates, permissions, shocks and progress, on the same draws."""
    problem, aims, days, drawn = without_room(trial)
    order = order_from(problem, aims)
    expected = simulate(problem, aims, days, seed=1, futures=FUTURES, drawn=drawn, order=order)
    network = tables(partial_order(problem, aims, {}, {}), days)
    room, _ = passed(network, problem, drawn)
    assert network.tasks == expected.tasks
    assert np.array_equal(room.points[:, 0, :FUTURES], expected.starts.T)
    assert np.array_equal(room.points[:, 1, :FUTURES], expected.finishes.T)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trials())
def test_a_task_is_critical_exactly_when_one_working_day_more_of_it_moves_the_end(trial: Trial) -> None:
    """Every task of every future is made one working day longer, and everything placed again day by day."""
    problem, aims, days, drawn = without_room(trial)
    lasting = tuple(msgspec.structs.replace(p, valid_days=0) for p in problem.permissions)
    problem = msgspec.structs.replace(problem, permissions=lasting)
    found = partial_order(problem, aims, {}, {})
    network = tables(found, days)
    room, critical = passed(network, problem, drawn)
    for k in range(FUTURES):
        slow = SlowNetwork(found.problem, found.order, days, drawn, k)
        starts, finishes = slow.place()
        for i, id in enumerate(network.tasks):
            assert (starts[id], finishes[id]) == (room.points[i, 0, k], room.points[i, 1, k]), (k, id)
            assert slow.is_critical(id) == critical[i, k], (k, id)
