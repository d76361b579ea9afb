"""Schedule generation finds a timetable wherever a sensible order has one, and the independent checker passes it."""

from __future__ import annotations

from collections.abc import Callable

import cases as c
import pytest
from tiny import held, link, permission, problem, profile, task, week

from jadwal.messages import BadInput
from jadwal.model.case import Case
from jadwal.plan.build import build, choices
from jadwal.plan.check import check, physical
from jadwal.plan.cpsat import solve
from jadwal.plan.dated import aim
from jadwal.plan.problem import Problem, Span
from jadwal.plan.sgs import default_order, list_schedule, order_from

Dates = dict[str, int | None]


def generated(of: Problem, **openings: int | None) -> tuple[Dates, Dates]:
    """The list schedule in the default order."""
    return list_schedule(of, default_order(of), openings)


@pytest.mark.parametrize("make", c.ALL, ids=lambda make: make.__name__)
def test_the_generated_timetable_passes_the_checker_and_is_no_better_than_the_optimum(make: Callable[[], Case]) -> None:
    """Each small case, its conditions opening on day 20: all is dated, and where nothing is promised the end is no
    earlier than the proven bound.
    """
    case = make()
    body = build(case, choices(case)[0])
    openings = dict.fromkeys((x.id for x in case.conditions), 20)
    starts, finishes = list_schedule(body, default_order(body), openings)
    assert physical(check(case, aim(body, starts, finishes, openings))) == ()
    assert None not in finishes.values()
    found = finishes[body.end]
    if not body.promises and not body.ceilings and found is not None:
        assert found >= next(x.bound for x in solve(body, openings).run.levels if x.level == "end")


@pytest.mark.parametrize(
    ("type", "finish"), [("FS", 12), ("SS", 9), ("FF", 8), ("SF", 5)], ids=["FS", "SS", "FF", "SF"]
)
def test_each_type_of_link_holds_its_own_ends(type: str, finish: int) -> None:
    """A works on days 2 to 5; B takes 4 days, starts on day 1 at the earliest, and waits 2 days after that of A."""
    tasks = (task("a", 4, not_before=2), task("b", 4, not_before=1))
    _, finishes = generated(problem(*tasks, links=[link("a", "b", type, 2)]))
    assert finishes["b"] == finish - (1 if type == "SS" else 0)


def test_what_must_finish_late_starts_late() -> None:
    """Three working days that end no earlier than Sunday of the second week, Fridays and Saturdays off."""
    body = problem(task("a", 9), task("b", 3, calendar="w"), links=[link("a", "b", "FF")], calendars=[week(60)])
    starts, finishes = generated(body)
    assert (starts["b"], finishes["b"]) == (6, 9)


def test_guards_are_placed_after_those_they_guard() -> None:
    """One guard for ten: by id and by length of work the guards would come first, and then nobody could be placed."""
    others = [Span(begin=None, end=(f"z{n}", "start"), amount=10 * 10) for n in range(2)]
    guard = Span(begin=("a", "start"), amount=100 * 2)
    tasks = (task("a", 9), task("z0", 1), task("z1", 1, not_before=7))
    starts, _ = generated(problem(*tasks, profiles=[profile("protection:s", 200, *others, guard)]))
    assert starts == {"a": 7, "z0": 0, "z1": 7, "end": 16}


def test_guards_who_convert_late_do_not_block_those_who_leave_before_they_are_done() -> None:
    """The conversion starts first and finishes last; in the order of aim starts alone it would wait for ever."""
    others = Span(begin=None, end=("leave", "start"), amount=100)
    guard = Span(begin=("convert", "finish"), amount=100)
    body = problem(
        task("convert", 30), task("leave", 5, not_before=20), profiles=[profile("protection:s", 100, others, guard)]
    )
    order = order_from(body, {"convert": 0, "leave": 20, "end": 30})
    assert order.index("leave") < order.index("convert")
    assert list_schedule(body, order, {})[1]["end"] == 30


def test_what_cannot_start_leaves_its_guards_where_they_are() -> None:
    """The gate never opens: those behind it stay, so their guards stay, and the rest is dated."""
    others = Span(begin=None, end=("others", "start"), amount=100)
    guard = Span(begin=("guards", "start"), amount=100)
    tasks = (task("others", 1, start_gates=("c",)), task("guards", 1), task("free", 1))
    body = problem(*tasks, profiles=[profile("protection:s", 100, others, guard)])
    starts, finishes = generated(body, c=None)
    assert starts == {"others": None, "guards": None, "free": 0, "end": None}
    assert finishes["free"] == 1


def test_a_permission_comes_its_lead_after_it_can_be_asked_for() -> None:
    """Asked after 3 days of work, 10 days for an answer; one that was granted holds nothing up."""
    tasks = (task("ask", 3), task("go", 1, permissions=("p",)), task("free", 1, permissions=("q",)))
    starts, _ = generated(problem(*tasks, permissions=[permission("p", 10, "ask"), permission("q", 10, granted=-5)]))
    assert (starts["go"], starts["free"]) == (13, 0)


def test_started_work_goes_on_and_finished_work_keeps_its_dates() -> None:
    """Ten days of which four are done; a lane held by it is free only then; what is done holds nothing."""
    tasks = (task("begun", 10, started=-4), task("done", 5, started=-9, finished=-2), task("next", 1))
    lane = profile("lane:l", 1, *(held(id) for id in ("begun", "done", "next")))
    starts, finishes = generated(problem(*tasks, profiles=[lane]))
    assert (starts["begun"], finishes["begun"]) == (-4, 6)
    assert (starts["done"], finishes["done"]) == (-9, -2)
    assert starts["next"] == 6


def test_order_follows_aims_then_priority_then_the_default_order() -> None:
    """Tasks without an aim come last; a link beats an aim."""
    tasks = (task("a", 1), task("b", 1, priority=5), task("c", 1), task("d", 1), task("e", 1), task("f", 2))
    body = problem(*tasks, end="f", links=[link("e", "a", "FF")])
    starts = {"a": 3, "b": 7, "c": 7, "d": None, "e": 4, "f": None}
    assert order_from(body, starts) == ("e", "a", "c", "b", "f", "d")


def test_tasks_in_a_circle_are_named() -> None:
    """Both languages say which tasks wait for one another, and only those."""
    body = problem(
        task("a", 1), task("b", 1), task("c", 1), links=[link("a", "b"), link("b", "a", "SS"), link("b", "c")], end="c"
    )
    with pytest.raises(BadInput) as raised:
        default_order(body)
    (mistake,) = raised.value.mistakes
    assert mistake.what("en") == "These tasks wait for one another in a circle: a, b."
    assert "a, b" in mistake.what("ar")
    assert mistake.would_be_right("ar")


def test_the_row_order_of_a_problem_changes_nothing() -> None:
    """Tasks, links and profiles the other way round."""
    tasks = [task(f"t{n}", 1 + n % 3, priority=n % 2) for n in range(8)]
    links = [link("t0", "t3"), link("t1", "t4"), link("t3", "t6", "SS", 1)]
    crew = profile("crew:c", 2, *(held(f"t{n}") for n in range(8)))
    body = problem(*tasks, links=links, profiles=[crew])
    turned = problem(*tasks[::-1], links=links[::-1], profiles=[profile("crew:c", 2, *crew.spans[::-1])])
    assert generated(body) == generated(turned)
