"""What has no aim, what has no plan, and what the status of a run may say."""

from __future__ import annotations

import pytest
from tiny import changed, held, leaves, link, permission, problem, profile, promise, stays, task

from jadwal.model.timetable import LevelResult
from jadwal.plan.cpsat import feasible, solve
from jadwal.plan.problem import Problem, Span


def test_what_waits_for_a_condition_that_never_opens_has_no_aim() -> None:
    """The gated work, what is linked to it and the end have none, other work has; the level of the end is left out."""
    of = problem(
        task("gated", 3, start_gates=("c",)), task("after", 1), task("free", 2), links=[link("gated", "after")]
    )
    solution = solve(of, {"c": None})
    assert solution.starts == {"gated": None, "after": None, "end": None, "free": 0}
    assert "end" not in [level.level for level in solution.run.levels]
    assert solution.run.status == "optimal"


def test_a_permission_asked_for_after_what_never_comes_never_comes() -> None:
    """Nobody can ask for it."""
    of = problem(
        task("gated", 3, start_gates=("c",)),
        task("a", 1, permissions=("p",)),
        permissions=[permission("p", 5, "gated")],
    )
    assert solve(of, {"c": None}).starts["a"] is None


def test_a_promise_without_an_aim_is_missed() -> None:
    """An agreed date whose milestone waits for ever counts as broken."""
    of = problem(task("gated", 3, start_gates=("c",)), task("free", 1), promises=[promise("p", "gated", 50)])
    assert solve(of, {"c": None}).run.levels[0].value == 1
    assert feasible(of, {"c": None}) is False
    assert feasible(of, {"c": 2}) is True


def test_guards_stay_with_those_who_never_leave() -> None:
    """Twenty guards are needed for the hundred who wait for ever; the ten guards beyond that go."""
    of = problem(
        task("others", 1, start_gates=("c",)),
        task("guards:1", 1),
        task("guards:2", 1),
        end="guards:2",
        profiles=[
            profile("protection:s", 3000, stays("others", 2000), leaves("guards:1", 1000), leaves("guards:2", 2000))
        ],
    )
    solution = solve(of, {"c": None})
    assert (solution.starts["guards:1"], solution.starts["guards:2"]) == (0, None)


def test_those_who_are_still_needed_stay_and_others_do_not() -> None:
    """A function needed for ever keeps ten of thirty: of three serials the last in the plan stays."""
    serials = [task(f"m{n}", 1, priority=n) for n in range(3)]
    need = Span(begin=None, end_condition="c", amount=10)
    of = problem(*serials, end="m2", profiles=[profile("cover:f", 30, need, *(leaves(t.id, 10) for t in serials))])
    assert solve(of, {"c": None}).starts == {"m0": 0, "m1": 0, "m2": None}
    assert None not in solve(of, {"c": 8}).starts.values()


def test_a_crew_that_never_comes_free_plans_nothing_else() -> None:
    """Work under way that rests for ever holds its crew for ever."""
    of = problem(
        task("begun", 9, started=-2, continue_gates=("c",)),
        task("next", 1),
        end="next",
        profiles=[profile("crew:c", 2, held("begun", 2), held("next", 1))],
    )
    assert solve(of, {"c": None}).starts["next"] is None
    assert solve(of, {"c": None}).finishes["begun"] is None
    assert solve(of, {"c": 3}).starts["next"] == 10


@pytest.mark.parametrize(
    "of",
    [
        problem(task("a", 5), task("b", 5), days=9, links=[link("a", "b")]),
        problem(task("a", 5, started=-1), days=3),
        problem(task("a", 1), profiles=[profile("crew:c", 1, held("a", 2))]),
        problem(
            task("a", 1), task("b", 1), profiles=[profile("cover:f", 1, Span(begin=None, amount=1), leaves("a", 1))]
        ),
    ],
    ids=["no time", "no time for what is under way", "no crew", "needed for ever"],
)
def test_a_problem_without_a_plan_is_infeasible_and_has_no_dates(of: Problem) -> None:
    """The status says so, no level is reported, and no promise has to be asked about."""
    solution = solve(of, {})
    assert solution.run.status == "infeasible"
    assert (solution.starts, solution.finishes, solution.run.levels) == ({}, {}, ())
    assert feasible(of, {}) is False


def hard(serials: int = 24) -> Problem:
    """Serials of many lengths and needs on two crews: no proof in a moment."""
    tasks = [task(f"m{n:02}", 3 + n * 7 % 11) for n in range(serials)]
    crews = [profile(f"crew:{k}", 7, *(held(t.id, 1 + (n + k) * 5 % 4) for n, t in enumerate(tasks))) for k in (0, 1)]
    links = [link(a.id, b.id) for a, b in zip(tasks, tasks[5:], strict=False)]
    weights = [(t.id, 10 + n * 13 % 17) for n, t in enumerate(tasks)]
    return problem(*tasks, days=400, profiles=crews, links=links, exposure=weights)


@pytest.mark.parametrize("limit", [0.000_001, 0.01, 0.05])
def test_no_status_says_more_than_was_proven(limit: float) -> None:
    """With little work allowed a level is optimal only where bound and value meet, and the whole is its worst level."""
    run = solve(hard(), {}, deterministic_time=limit).run
    assert run.status in ("feasible", "unknown")
    for level in run.levels:
        assert level.bound <= level.value
        assert (level.status == "optimal") == (level.bound == level.value)
    assert run.status == "unknown" or any(level.status == "feasible" for level in run.levels)


def test_without_a_moment_to_search_the_answer_is_unknown() -> None:
    """Neither a plan nor its absence is claimed."""
    crowded = changed(hard(), days=76)
    assert solve(crowded, {}, deterministic_time=1e-6).run.status == "unknown"
    assert feasible(crowded, {}, deterministic_time=1e-6) is None


def test_a_run_says_how_it_was_found() -> None:
    """Solver, version, seed, workers, limit and parameters travel with the result."""
    run = solve(problem(task("a", 1)), {}, seed=7, workers=1, deterministic_time=0.25).run
    assert (run.solver, run.seed, run.workers, run.deterministic_time_milli) == ("OR-Tools CP-SAT", 7, 1, 250)
    assert run.version[0].isdigit()
    assert ("turns", "no_lp") in run.parameters
    assert run.reproducible


def test_nothing_worse_than_the_plan_it_begins_from_is_returned() -> None:
    """A good plan is kept when the limit allows no search; an impossible one is ignored."""
    of = hard()
    good = solve(of, {}, deterministic_time=0.5)
    dates = {id: (start, good.finishes[id] or 0) for id, start in good.starts.items() if start is not None}
    again = solve(of, {}, deterministic_time=1e-6, hint=dates)
    assert [v.value for v in again.run.levels] <= [v.value for v in good.run.levels]
    nonsense = dict.fromkeys(dates, (0, 1))
    assert solve(of, {}, deterministic_time=0.3, hint=nonsense).run.status == "feasible"


def test_equal_serials_may_be_hinted_in_any_order() -> None:
    """Serials that nothing tells apart exchange their dates, so that the hinted plan is found as it is."""
    serials = [task(f"m{n}", 2) for n in range(3)]
    of = problem(*serials, profiles=[profile("lane:l", 1, *(held(t.id) for t in serials))])
    dates = {"m0": (4, 6), "m1": (2, 4), "m2": (0, 2), "end": (6, 6)}
    solution = solve(of, {}, hint=dates)
    assert [solution.starts[t.id] for t in serials] == [0, 2, 4]


def test_progress_is_told_level_by_level() -> None:
    """Each level is told once, in its order."""
    told: list[LevelResult] = []
    solution = solve(problem(task("a", 1)), {}, progress=told.append, levels=("end", "cost"))
    assert [t.level for t in told] == ["end", "cost"]
    assert tuple(told) == solution.run.levels


def test_a_level_or_condition_that_nobody_knows_is_refused() -> None:
    """No silent fallback."""
    with pytest.raises(KeyError, match="speed"):
        solve(problem(task("a", 1)), {}, levels=("speed",))
    with pytest.raises(KeyError, match="c"):
        solve(problem(task("a", 1, start_gates=("c",))), {})
