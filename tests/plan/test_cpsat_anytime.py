"""The optimiser while it searches: what it tells, and what it returns when it is stopped."""

from __future__ import annotations

import pytest
from tiny import held, problem, profile, task

from jadwal.plan.cpsat import solve
from jadwal.plan.problem import Problem


@pytest.fixture
def crowd() -> Problem:
    """Thirty pieces of work of one to seven days for a team of two, each with an exposure of its own."""
    tasks = [task(f"t{n:02}", 1 + n * 5 % 7) for n in range(30)]
    team = profile("team", 2, *(held(t.id) for t in tasks))
    weights = [(t.id, 1 + n * 7 % 11) for n, t in enumerate(tasks)]
    return problem(*tasks, days=120, profiles=[team], exposure=weights)


def test_values_fall_and_bounds_rise_and_never_pass_one_another(crowd: Problem) -> None:
    """For each level; the last that was told is what is returned, or worse when a later step bettered it."""
    heard: list[tuple[str, int, int]] = []
    run = solve(crowd, {}, told=lambda *news: heard.append(news), stop=lambda: False).run
    assert run.reproducible
    for level in run.levels:
        mine = [(value, bound) for name, value, bound in heard if name == level.level]
        assert mine == sorted(mine, key=lambda n: (-n[0], n[1]))
        assert all(bound <= value for value, bound in mine)
        if mine:
            assert mine[-1][0] >= level.value


def test_watching_changes_nothing(crowd: Problem) -> None:
    """Neither listening nor being ready to stop changes the plan."""
    plain = solve(crowd, {}, deterministic_time=0.1)
    assert solve(crowd, {}, deterministic_time=0.1, told=lambda *news: None, stop=lambda: False) == plain


def test_stopped_at_once_it_returns_the_hinted_plan_and_says_so(crowd: Problem) -> None:
    """Not reproducible, and no level claims more than was known without a search."""
    at, hint = [0, 0], {}
    for t in crowd.tasks:
        if t.id != "end":
            team = at.index(min(at))
            hint[t.id] = (at[team], at[team] + t.days.likely)
            at[team] += t.days.likely
    hint["end"] = (max(at), max(at))
    found = solve(crowd, {}, hint=hint, stop=lambda: True)
    assert not found.run.reproducible
    assert found.run.status == "feasible"
    assert {id: (start, found.finishes[id]) for id, start in found.starts.items()} == hint


def test_stopped_before_any_plan_it_claims_nothing(crowd: Problem) -> None:
    """Unknown: whether there is a plan nobody looked."""
    found = solve(crowd, {}, stop=lambda: True)
    assert (found.starts, found.run.status, found.run.reproducible) == ({}, "unknown", False)


def test_an_error_inside_a_watched_search_comes_through(crowd: Problem) -> None:
    """As it does without watching."""
    with pytest.raises(KeyError):
        solve(crowd, {}, levels=("no-such",), stop=lambda: False)
