"""Futures written as dated timetables pass the independent checker on every physical rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import cases as c
import limits_cases as limits
import mode_cases as m
import numpy as np
import people_cases as p
import pytest

from jadwal.assess.holding import HoldingDays, Paths
from jadwal.model.case import Case, Estimate, Shock
from jadwal.model.timetable import Schedule
from jadwal.plan.build import build, choices
from jadwal.plan.check import check, physical
from jadwal.plan.cpsat import solve
from jadwal.plan.modes import fixed
from jadwal.plan.openings import openings
from jadwal.simulate import Futures, simulate

FUTURES = 200


def wider(days: Estimate) -> Estimate:
    """A duration that may be a day shorter, or up to four days longer."""
    return Estimate(low=max(days.likely - 1, 1), likely=days.likely, high=days.likely + 4) if days.high else days


def uncertain(case: Case) -> Case:
    """The same case with wide durations, permissions refused and running out, a strike and a war every few weeks."""
    often = c.exactly(80)  # per decade: every six or seven weeks
    length = Estimate(low=1, likely=3, high=9)
    shocks = (
        Shock(id="strike", name=c.named("strike"), days=length, pauses=("movement",), per_decade=often, **c.KNOWN),
        Shock(id="war", name=c.named("war"), days=length, pauses=("all",), per_decade=often, **c.KNOWN),
    )
    return c.but(
        case,
        activities=tuple(c.but(a, days=wider(a.days)) for a in case.activities),
        site_work=tuple(c.but(w, days=wider(w.days)) for w in case.site_work),
        lanes=tuple(c.but(x, days=wider(x.days)) for x in case.lanes),
        permissions=tuple(c.but(p, refusal_percent=c.exactly(40), valid_days=6) for p in case.permissions),
        shocks=shocks,
    )


def comes_and_goes(case: Case) -> HoldingDays:
    """Every condition holds for spells of some days, comes and goes, in one future in ten not at all."""
    days = (case.horizon - case.as_of).days + 1
    paths = {}
    for n, condition in enumerate(sorted(x.id for x in case.conditions)):
        rng = np.random.default_rng(n)
        holds = np.zeros((FUTURES, days), np.bool_)
        for k in range(FUTURES):
            at = int(rng.integers(0, 40))
            while at < days and k % 10:
                length = int(rng.integers(1, 20))
                holds[k, at : at + length] = True
                at += length + int(rng.integers(1, 10))
        paths[condition] = Paths.from_days("data", holds)
    return HoldingDays(FUTURES, days, paths)


def run(case: Case) -> Futures:
    """The futures of a case's optimum."""
    problem = build(case, choices(case)[0])
    days = comes_and_goes(case)
    solution = solve(problem, openings(problem, days.median_first_day))
    return simulate(fixed(problem, solution.modes), solution.starts, days, seed=5, futures=FUTURES)


def gated_to_continue() -> Case:
    """Work rests while a condition does not hold."""
    return c.gated("continue")


def covered_by_a_substitute() -> Case:
    """A function is provided until its substitute stands."""
    return c.covered("activity")


def track_with_a_permission() -> Case:
    """A lane that one serial takes, in one of its ways, with a permission that runs out."""
    return m.permitted_track(lead=1)


MAKERS = (
    *c.ALL,
    c.on_the_road,
    gated_to_continue,
    covered_by_a_substitute,
    *p.ALL,
    *limits.ALL,
    *m.ALL,
    track_with_a_permission,
)


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_every_future_keeps_every_physical_rule(make: Callable[[], Case]) -> None:
    """None of 200 futures, with wide durations, shocks and conditions that come and go, breaks a physical rule."""
    case = uncertain(make())
    futures = run(case)
    for k in range(FUTURES):
        broken = physical(check(case, futures.schedule(k), future=True))
        assert [(k, v.family, v.text("en")) for v in broken] == []


def test_futures_differ_and_most_are_reached() -> None:
    """The futures that pass are many different ones, and the end is reached in most of them and not in all."""
    futures = run(uncertain(c.everything()))
    finishes = futures.finish("over")
    reached = finishes[finishes <= futures.problem.days]
    assert len(set(reached.tolist())) > 20
    assert FUTURES // 2 < len(reached) < FUTURES


def test_a_future_that_breaks_a_rule_is_found_out() -> None:
    """The guards of a future moved to its first day leave the others alone: the checker that passes futures can
    fail."""
    case = uncertain(c.one_site())
    schedule = run(case).schedule(0)
    assert check(case, schedule, future=True) == ()
    early = _earliest(schedule)
    entries = tuple(c.but(e, start=early, finish=early) if e.id == "move:grd:1" else e for e in schedule.entries)
    assert "protection" in {v.family for v in check(case, c.but(schedule, entries=entries), future=True)}


def _earliest(schedule: Schedule) -> date:
    return min(e.start for e in schedule.entries if e.start and e.kind == "pack")
