"""Each family of rules has a small problem in which it binds and the optimum can be read off by hand."""

from __future__ import annotations

import pytest
from tiny import ceiling, held, leaves, link, permission, problem, profile, promise, stays, task, week

from jadwal.plan.cpsat import Solution, solve
from jadwal.plan.problem import Problem, Span


def solved(of: Problem, **openings: int | None) -> Solution:
    """The optimum, which a problem this small must prove."""
    solution = solve(of, openings)
    assert solution.run.status == "optimal"
    return solution


@pytest.mark.parametrize(
    ("type", "lag", "start"),
    [("FS", 0, 3), ("FS", 2, 5), ("SS", 0, 0), ("SS", 2, 2), ("FF", 0, 1), ("FF", 4, 5), ("SF", 0, 0), ("SF", 4, 2)],
)
def test_a_link_holds_back_what_waits_for_it(type: str, lag: int, start: int) -> None:
    """Three days of work, then two more that wait for its start or finish."""
    solution = solved(problem(task("a", 3), task("b", 2), links=[link("a", "b", type, lag)]))
    assert solution.starts["b"] == start


def test_work_rests_over_the_weekend() -> None:
    """Day 0 is a Monday with Friday and Saturday off: three days begun on Thursday end with Monday."""
    solution = solved(problem(task("a", 3, calendar="w", not_before=3), calendars=[week(60)]))
    assert (solution.starts["a"], solution.finishes["a"]) == (3, 8)


def test_work_rests_over_a_feast() -> None:
    """Six days of work from Sunday on, with the next Monday and Tuesday closed, rest four days on the way."""
    of = problem(task("a", 6, calendar="w", not_before=6), calendars=[week(60, closed=(14, 15))])
    solution = solved(of)
    assert (solution.starts["a"], solution.finishes["a"]) == (6, 14)
    assert solved(problem(task("a", 7, calendar="w", not_before=6), calendars=of.calendars)).finishes["a"] == 17


def test_a_serial_does_not_rest_on_the_road() -> None:
    """Three unbroken days do not fit between Wednesday and the weekend, so the serial waits for Sunday."""
    solution = solved(problem(task("a", 3, calendar="w", not_before=2, breakable=False), calendars=[week(60)]))
    assert (solution.starts["a"], solution.finishes["a"]) == (6, 9)


def test_a_lane_takes_one_serial_at_a_time() -> None:
    """Three serials of two days on a lane for one end on day 6."""
    serials = [task(f"m{n}", 2) for n in range(3)]
    of = problem(*serials, profiles=[profile("lane:l", 1, *(held(t.id) for t in serials))])
    assert solved(of).finishes["end"] == 6


def test_a_crew_is_held_over_rest_days() -> None:
    """Two days begun on Thursday hold the crew until Sunday's work is done, so the other site waits for Monday."""
    of = problem(
        task("a", 2, calendar="w", not_before=3),
        task("b", 1),
        calendars=[week(60)],
        profiles=[profile("crew:c", 2, held("a", 2), held("b", 1))],
        promises=[promise("p", "a", 7)],
        links=[link("a", "b", "SS", 1)],
    )
    solution = solved(of)
    assert (solution.finishes["a"], solution.starts["b"]) == (7, 7)


def test_at_most_so_many_leave_in_any_so_many_days() -> None:
    """Three departures of 50, at most 100 in any ten days: the third goes on day 10."""
    departures = [task(f"m{n}", 1) for n in range(3)]
    steps = [Span(begin=(t.id, "start"), length=10, amount=50) for t in departures]
    solution = solved(problem(*departures, profiles=[profile("largest-step", 100, *steps)]))
    assert sorted(solution.starts[t.id] or 0 for t in departures) == [0, 0, 10]


def test_guards_leave_after_those_they_guard() -> None:
    """20 guards for 100 others at 20 %: no guard goes before the last of them has left on day 5."""
    of = problem(
        task("others", 1, not_before=5),
        task("guards", 1),
        profiles=[profile("protection:s", 2000, stays("others", 2000), leaves("guards", 2000))],
    )
    assert solved(of).starts["guards"] == 5


def test_guards_leave_when_their_conversion_finishes() -> None:
    """A conversion counts until it is finished, so one of four days may begin before the others leave."""
    guards = Span(begin=("guards", "finish"), amount=2000)
    of = problem(
        task("others", 1, not_before=5),
        task("guards", 4),
        profiles=[profile("protection:s", 2000, stays("others", 2000), guards)],
    )
    assert (solved(of).starts["guards"], solved(of).finishes["guards"]) == (1, 5)


@pytest.mark.parametrize(("opens", "substitute", "starts"), [(7, 30, 7), (30, 4, 4), (30, 30, 30)])
def test_a_function_is_provided_until_its_condition_or_its_substitute(opens: int, substitute: int, starts: int) -> None:
    """Ten are needed until the condition holds or the substitute stands, whichever comes first."""
    need = Span(begin=None, end=("substitute", "finish"), end_condition="c", amount=10)
    of = problem(
        task("enablers", 1),
        task("substitute", 1, not_before=substitute - 1),
        profiles=[profile("cover:f", 10, need, leaves("enablers", 10))],
    )
    assert solved(of, c=opens).starts["enablers"] == starts


@pytest.mark.parametrize("gate", ["start_gates", "continue_gates"])
def test_a_gate_holds_back_its_task_until_it_opens(gate: str) -> None:
    """Nothing starts before the day on which its condition is expected to open."""
    assert solved(problem(task("a", 3, **{gate: ("c",)})), c=9).starts["a"] == 9
    assert solved(problem(task("a", 3, **{gate: ("c",)})), c=-4).starts["a"] == 0


def test_a_permission_arrives_its_lead_after_it_was_asked_for() -> None:
    """Asked for on day 0, after another piece of work, or granted already."""
    first, second = task("a", 3, permissions=("p",)), task("b", 2)
    assert solved(problem(first, permissions=[permission("p", 6)])).starts["a"] == 6
    assert solved(problem(first, second, permissions=[permission("p", 6, "b")])).starts["a"] == 8
    assert solved(problem(first, permissions=[permission("p", 6, granted=-9)])).starts["a"] == 0


def test_not_before_holds_back() -> None:
    """An agreed "not before" day binds a milestone as well as work."""
    solution = solved(problem(task("a", 2, not_before=4), task("m", not_before=11)))
    assert (solution.starts["a"], solution.starts["m"], solution.finishes["end"]) == (4, 11, 11)


def test_what_has_happened_stays_as_it_was() -> None:
    """A finished task keeps its dates; a started one its start, and goes on with what is left of it."""
    of = problem(
        task("done", 4, started=-9, finished=-2),
        task("begun", 5, started=-3),
        task("overdue", 2, started=-8),
        task("next", 1),
        links=[link("done", "next", lag=5), link("begun", "next", "SS", 4)],
    )
    solution = solved(of)
    assert (solution.starts["done"], solution.finishes["done"]) == (-9, -2)
    assert (solution.starts["begun"], solution.finishes["begun"]) == (-3, 2)
    assert (solution.starts["overdue"], solution.finishes["overdue"]) == (-8, 1)
    assert solution.starts["next"] == 3


def test_started_work_finishes_no_earlier_than_what_it_waits_for() -> None:
    """A link to the finish of work that is under way moves its finish, never its start."""
    of = problem(task("begun", 2, started=-1), task("other", 6), links=[link("other", "begun", "FF", 2)])
    assert solved(of).finishes["begun"] == 8


def test_people_on_the_road_hold_their_lane() -> None:
    """A serial that left two days ago holds the lane one more day."""
    of = problem(
        task("gone", 3, started=-2, breakable=False),
        task("next", 1),
        profiles=[profile("lane:l", 1, held("gone"), held("next"))],
    )
    assert solved(of).starts["next"] == 1


def test_a_promise_comes_before_the_end() -> None:
    """One crew, a promise for the short work: it goes first, although the end would not mind either way."""
    of = problem(
        task("a", 4),
        task("b", 2),
        profiles=[profile("crew:c", 1, held("a"), held("b"))],
        promises=[promise("p", "b", 2), promise("q", "a", 5)],
    )
    solution = solved(of)
    assert solution.run.levels[0].value == 1
    assert (solution.finishes["end"], [level.level for level in solution.run.levels][:2]) == (6, ["broken", "end"])


def test_a_ceiling_is_kept_where_it_can_be() -> None:
    """Fifty may be there from instant 3 on: of two units of 50 on one lane the first must have arrived by then."""
    units = [task("m1", 3, not_before=0), task("m2", 3)]
    lane = profile("lane:l", 1, held("m1"), held("m2"))
    limit = ceiling("c", 3, 60, {"m1": 50, "m2": 50}, base=10)
    assert solved(problem(*units, profiles=[lane], ceilings=[limit])).run.levels[0].value == 0
    limit = ceiling("c", 2, 60, {"m1": 50, "m2": 50}, base=10)
    assert solved(problem(*units, profiles=[lane], ceilings=[limit])).run.levels[0].value == 1


def test_a_ceiling_holds_when_others_arrive_later() -> None:
    """Fifty may be at the site from instant 1 on: fifty more may come only after the fifty there have gone."""
    of = problem(
        task("go", 2, not_before=4),
        task("come", 1),
        ceilings=[ceiling("c", 1, 50, {"go": 50}, come=50)],
    )
    solution = solved(of)
    assert solution.run.levels[0].value == 0
    assert solution.finishes["come"] == 6


def test_exposure_sends_the_most_exposed_first_and_then_the_dearest_site_closes_first() -> None:
    """Two serials share a lane; the end is the same either way, exposure decides, and cost where exposure does not."""
    serials = [task("a", 2), task("b", 2)]
    lane = profile("lane:l", 1, held("a"), held("b"))
    of = problem(*serials, profiles=[lane], exposure=[("a", 10), ("b", 30)], costs=[("a", 9), ("b", 1)])
    solution = solved(of)
    assert (solution.starts["b"], solution.starts["a"]) == (0, 2)
    assert [(level.level, level.value) for level in solution.run.levels][2:4] == [("exposure", 20), ("cost", 9 * 4 + 2)]
    of = problem(*serials, profiles=[lane], exposure=[("a", 10), ("b", 10)], costs=[("a", 9), ("b", 1)])
    assert solved(of).starts["a"] == 0


def test_a_relocation_to_a_worse_place_waits() -> None:
    """Whoever would be more exposed at the new site goes as late as the end allows."""
    of = problem(task("long", 9), task("move", 1), exposure=[("move", -5)])
    assert solved(of).starts["move"] == 8


def test_a_plan_stays_close_to_its_baseline() -> None:
    """Where nothing else decides, a task keeps the day it was planned on, and the heavier one of two keeps it."""
    assert solved(problem(task("long", 9), task("a", 2), baseline=[("a", 4, 1)])).starts["a"] == 4
    of = problem(
        *(task("long", 9), task("a", 2), task("b", 2)),
        profiles=[profile("crew:c", 1, held("a"), held("b"))],
        baseline=[("a", 4, 1), ("b", 4, 3)],
    )
    assert solved(of).starts["b"] == 4
    assert solved(of).run.levels[-1].value == 2


def test_what_floats_stands_as_early_as_it_can() -> None:
    """Nothing asks for the short work or the milestone to be early, and yet they are."""
    of = problem(task("long", 20), task("short", 2, not_before=3), task("m"), links=[link("short", "m")])
    solution = solved(of)
    assert (solution.starts["short"], solution.starts["m"]) == (3, 5)
