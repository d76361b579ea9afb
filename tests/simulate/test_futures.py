"""Futures: one world each, physical rules in all of them, and chances that agree with closed forms."""

from __future__ import annotations

import os

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from slow_placing import lost
from small import Trial, always, estimate, link, patterns, permission, problem, shock, task, trials

from jadwal.assess import HoldingDays, Paths
from jadwal.model.case import Estimate
from jadwal.plan.problem import Problem, Profile, Span
from jadwal.plan.sgs import NEVER
from jadwal.simulate import Futures, futures, simulate

N = 20_000
ERROR = 4 * (0.25 / N) ** 0.5  # four standard errors of a share
Levels = npt.NDArray[np.int64]


def run(body: Problem, days: HoldingDays | None = None, count: int = N, seed: int = 1, **aims: int) -> Futures:
    """The futures of a problem with these aim starts."""
    starts = {t.id: aims.get(t.id) for t in body.tasks}
    return simulate(body, starts, days or always(futures=count, days=body.days), seed=seed, futures=count)


def pmf(days: Estimate) -> npt.NDArray[np.float64]:
    """Chance of each whole number of days: the triangular distribution between k - 1/2 and k + 1/2."""
    a, m, b = days.low, days.likely, days.high

    def cdf(x: float) -> float:
        x = min(max(x, a), b)
        return (x - a) ** 2 / ((b - a) * (m - a)) if x < m else 1 - (b - x) ** 2 / ((b - a) * (b - m))

    return np.array([cdf(k + 0.5) - cdf(k - 0.5) for k in range(b + 1)])


def share_by(finishes: npt.NDArray[np.int32], last: int) -> npt.NDArray[np.float64]:
    """Share of the futures finished by each instant up to ``last``."""
    return np.array([(finishes <= t).mean() for t in range(last + 1)])


def test_a_chain_finishes_as_the_convolution_of_its_durations() -> None:
    """Three uncertain tasks one after another, every day open."""
    days = [estimate(2, 4, 9), estimate(5, 6, 20), estimate(1, 3, 4)]
    tasks = [task(f"t{i}", d) for i, d in enumerate(days)]
    found = run(problem(*tasks, links=[link("t0", "t1"), link("t1", "t2")])).finish("t2")
    exact = np.cumsum(np.convolve(np.convolve(pmf(days[0]), pmf(days[1])), pmf(days[2])))
    assert np.abs(share_by(found, len(exact) - 1) - exact).max() < ERROR


def test_a_gate_that_opens_by_chance_each_day_is_waited_for_geometrically() -> None:
    """P(start on day d) = p (1 - p)^d when each day has its own chance p."""
    p, horizon = 0.1, 60
    holds = np.random.default_rng(4).random((N, horizon)) < p
    found = run(problem(task("t", 3, start_gates=("c",)), days=horizon), patterns(c=holds)).finish("t")
    exact = 1 - (1 - p) ** np.arange(1, horizon - 2)
    assert np.abs(share_by(found, horizon - 1)[3:] - exact).max() < ERROR


def test_two_independent_paths_are_both_finished_with_the_product_of_their_chances() -> None:
    """A milestone after two chains that share nothing."""
    body = problem(
        task("a", estimate(2, 5, 12)),
        task("b", estimate(3, 4, 14)),
        task("end"),
        links=[link("a", "end"), link("b", "end")],
    )
    found = run(body)
    product = share_by(found.finish("a"), 14) * share_by(found.finish("b"), 14)
    assert np.abs(share_by(found.finish("end"), 14) - product).max() < 2 * ERROR


def test_permuting_one_condition_changes_the_joint_chance_and_no_other() -> None:
    """Two gates that open together; shuffled against each other they open apart."""
    first = np.random.default_rng(7).integers(0, 50, N).astype(np.int32)
    days = HoldingDays(N, 60, {c: Paths.from_day("scenario", first) for c in ("x", "y")})
    tasks = [task("a", 1, start_gates=("x",)), task("b", 1, start_gates=("y",)), task("end")]
    body = problem(*tasks, links=[link("a", "end"), link("b", "end")])
    together = run(body, days)
    apart = run(body, days.permuted("y", np.random.default_rng(8).permutation(N)))
    for id in ("a", "b"):
        assert sorted(together.finish(id)) == sorted(apart.finish(id))
    assert abs((together.finish("end") <= 25).mean() - 0.5) < 2 * ERROR
    assert abs((apart.finish("end") <= 25).mean() - 0.25) < 2 * ERROR


def test_a_permission_refused_with_chance_p_is_asked_for_again_at_once() -> None:
    """Each answer takes 5 days: granted on day 5 (k + 1) with chance (1 - p) p^k."""
    body = problem(task("t", 1, permissions=("p",)), permissions=[permission("p", "", 5, refusal=40)])
    found = run(body).finish("t")
    exact = {5 * (k + 1) + 1: 0.6 * 0.4**k for k in range(11)}
    assert set(found[found < NEVER]) <= set(exact)
    assert all(abs((found == at).mean() - chance) < ERROR for at, chance in exact.items())


def test_a_permission_that_runs_out_lapses_until_it_is_renewed() -> None:
    """Valid on days 0 to 9; the renewal, asked for on day 6, comes on day 10, or is refused once in two and lapses."""
    spec = permission("p", "", 4, refusal=50, valid_days=10, granted=0)
    tasks = [task(f"d{d:02}", 1, permissions=("p",), not_before=d) for d in range(8, 13)]
    found = run(problem(*tasks, permissions=[spec]))
    assert (found.finish("d09") == 10).all()
    assert abs((found.finish("d10") == 11).mean() - 0.5) < ERROR


def test_shocks_arrive_as_a_poisson_process() -> None:
    """At 100 a decade a task of 30 days is spared with chance exp(-30 * 100 / 3652.5), and no pause adds no day."""
    tasks = task("t", 30, shocks=("s",))
    found = run(problem(tasks, shocks=[shock("s", 3, per_decade=100)], days=200)).finish("t")
    assert found.min() == 30
    assert abs((found == 30).mean() - np.exp(-30 * 100 / 3652.5)) < ERROR


def test_a_shock_with_a_chance_in_a_window_comes_once() -> None:
    """Four days' pause of a task that works through the window, in three of ten futures, never longer."""
    found = run(problem(task("t", 40, shocks=("s",)), shocks=[shock("s", 4, window=(5, 20), chance_percent=30)]))
    assert set(found.finish("t")) == {40, 44}
    assert abs((found.finish("t") == 44).mean() - 0.3) < ERROR


def test_a_shock_that_is_on_lasts_at_least_until_today() -> None:
    """It began 100 days ago and lasts some 10: what waits for its end begins tomorrow."""
    found = run(
        problem(task("t", 1, shocks=("s",)), shocks=[shock("s", estimate(5, 10, 20), ongoing_since=-100)]), count=50
    )
    assert set(found.finish("t")) == {2}


def test_a_serial_on_the_road_arrives_and_none_starts_during_a_pause() -> None:
    """A pause on days 2 to 5: the serial of day 0 arrives on time, the one of day 3 waits until day 6."""
    serials = [task(id, 4, breakable=False, shocks=("s",), not_before=d) for id, d in (("early", 0), ("late", 3))]
    found = run(problem(*serials, shocks=[shock("s", 4, window=(2, 2))]), count=20)
    assert set(found.finish("early")) == {4}
    assert set(found.finish("late")) == {10}


def test_a_serial_on_the_road_that_has_no_room_where_it_arrives_is_not_reached() -> None:
    """A guard who is there from instant 2 on is in time for an arrival at instant 2, and not for one at 1."""
    room = Profile(
        id="protection:s",
        capacity=100,
        spans=(Span(begin=("serial", "finish"), amount=100), Span(begin=None, end=("guard", "finish"), amount=100)),
        rule="protection:s",
    )
    for left, arrives in ((2, 2), (1, NEVER)):
        serial = task("serial", left + 3, started=-3, breakable=False)
        found = run(problem(serial, task("guard", 2), profiles=[room]), count=1)
        assert (found.finish("guard")[0], found.finish("serial")[0]) == (2, arrives)


def test_what_has_been_asked_for_since_long_and_is_not_granted_is_asked_for_today() -> None:
    """The work after which it could be asked for was done ten days ago; an answer takes five."""
    body = problem(
        task("done", 3, started=-13, finished=-10),
        task("t", 1, permissions=("p",)),
        permissions=[permission("p", "done", 5)],
    )
    assert run(body, count=1).finish("t")[0] == 6


def test_movements_wait_for_their_aim_and_other_work_does_not() -> None:
    """Both have their aim on day 9."""
    body = problem(task("move", 1, waits_for_aim=True), task("work", 1))
    found = run(body, count=3, move=9, work=9)
    assert set(found.finish("move")) == {10}
    assert set(found.finish("work")) == {1}


def test_work_that_a_condition_stops_for_good_is_not_reached_and_frees_nobody() -> None:
    """Neither it nor what waits for it; what does not wait is."""
    holds = np.zeros((1, 60), np.bool_)
    holds[0, :3] = True
    body = problem(
        task("stopped", 5, continue_gates=("c",)), task("after", 1), task("free", 1), links=[link("stopped", "after")]
    )
    found = run(body, patterns(c=holds), count=1)
    assert [found.finish(id)[0] for id in ("stopped", "after", "free")] == [NEVER, NEVER, 1]


@pytest.mark.parametrize(("block", "cores"), [(7, 1), (64, 2), (1_000, 3)])
def test_neither_blocks_nor_threads_change_a_future(block: int, cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """And fewer futures are the first ones of more."""
    tasks = [task(f"t{i}", estimate(1, 3, 9), permissions=("p",), shocks=("s",)) for i in range(6)]
    body = problem(
        *tasks,
        links=[link(f"t{i}", f"t{i + 1}") for i in range(5)],
        permissions=[permission("p", "", estimate(1, 2, 5), 30, valid_days=9)],
        shocks=[shock("s", estimate(1, 2, 6), per_decade=200)],
        days=120,
    )
    whole = run(body, count=300)
    monkeypatch.setattr(futures, "BLOCK", block)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert (run(body, count=300).finishes == whole.finishes).all()
    assert (run(body, count=40).finishes == whole.finishes[:40]).all()
    assert (run(body, count=300, seed=2).finishes != whole.finishes).any()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trials(futures=2))
def test_physical_rules_hold_in_every_future(trial: Trial) -> None:
    """Links, open days, conditions, pauses, and levels within their capacity, whatever the order of placing was."""
    found = simulate(trial.problem, trial.aims, trial.days, seed=1, futures=2, drawn=trial.drawn)
    for k in range(2):
        points = {
            (id, side): int(row[k, i])
            for side, row in (("start", found.starts), ("finish", found.finishes))
            for i, id in enumerate(found.tasks)
        }
        links_hold(trial.problem, points)
        days_are_worked(trial, found, k, points)
        levels_hold(trial.problem, points, {c: trial.days.first_day(c)[k] for c in found.conditions})


def links_hold(body: Problem, points: dict[tuple[str, str], int]) -> None:
    """Facts are not judged."""
    tasks = {t.id: t for t in body.tasks}
    for k in body.links:
        side = "start" if k.type in ("FS", "SS") else "finish"
        fact = tasks[k.after].finished is not None or (side == "start" and tasks[k.after].started is not None)
        if points[k.after, side] < NEVER and not fact:
            assert points[k.after, side] >= points[k.before, "finish" if k.type[0] == "F" else "start"] + k.lag


def days_are_worked(trial: Trial, found: Futures, k: int, points: dict[tuple[str, str], int]) -> None:
    """An unstarted task that is reached works as many days as it takes, the first and the last one among them."""
    calendars = {c.id: c.open for c in trial.problem.calendars}
    paused = {
        s.id: {d for first, end in table[k].tolist() if first < NEVER for d in lost(first, end, s.slows)}
        for s, table in zip(trial.problem.shocks, trial.drawn.pauses, strict=True)
    }
    for i, t in enumerate(trial.problem.tasks):
        start, finish, days = points[t.id, "start"], points[t.id, "finish"], int(trial.drawn.durations[k, i])
        if finish == NEVER or t.started is not None or t.finished is not None:
            continue
        holds = {c: trial.days.holds(c, k, k + 1)[0] for c in (*t.start_gates, *t.continue_gates)}
        assert start >= max(0, t.not_before)
        assert all(holds[c][start] for c in t.start_gates)
        stopped = {d for d in range(start, finish) if any(d in paused[s] for s in t.shocks)}
        stopped |= {d for d in range(start, finish) if not all(holds[c][d] for c in t.continue_gates)}
        opened = {d for d in range(start, finish) if not t.calendar or calendars[t.calendar][d]}
        if not t.breakable:
            assert len(opened) == finish - start == days
            assert start not in stopped
        elif days:
            worked = opened - stopped
            assert (len(worked), min(worked), max(worked)) == (days, start, finish - 1)
        else:
            assert finish == start


def levels_hold(body: Problem, points: dict[tuple[str, str], int], opens: dict[str, int]) -> None:
    """No level exceeds its capacity on a day on which it did not before anything was placed."""
    facts = {
        (t.id, side): at
        for t in body.tasks
        for side, at in (("start", points[t.id, "start"]), ("finish", points[t.id, "finish"]))
        if t.finished is not None or (t.started is not None and side == "start")
    }
    for p in body.profiles:
        found = sum((level(s, points, opens, body.days) for s in p.spans), np.zeros(body.days + 1, np.int64))
        at_first = sum((level(s, facts, opens, body.days) for s in p.spans), np.zeros(body.days + 1, np.int64))
        assert (found <= np.maximum(p.capacity, at_first)).all()


def level(s: Span, points: dict[tuple[str, str], int], opens: dict[str, int], days: int) -> Levels:
    """What one span adds on each day."""
    begin = 0 if s.begin is None else points.get(s.begin, NEVER)
    end = NEVER if s.end is None else points.get(s.end, NEVER)
    if s.end_condition and opens[s.end_condition] < days:
        end = min(end, opens[s.end_condition])
    if s.length:
        end = begin + s.length
    d = np.arange(days + 1)
    return np.where((d >= begin) & (d < end), s.amount, 0)
