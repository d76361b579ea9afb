"""The search over orders: never worse than the default order, never against a rule, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import cases as c
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from missions import case_of, mission
from test_cpsat_enumerated import LIGHT, problems, timetables, vector
from tiny import ceiling, changed, held, leaves, link, problem, profile, promise, stays, task, week

from jadwal.assess import assess
from jadwal.model.case import Case
from jadwal.plan.build import build, choices
from jadwal.plan.check import check, physical
from jadwal.plan.dated import aim
from jadwal.plan.openings import openings
from jadwal.plan.problem import Problem
from jadwal.plan.sgs import default_order, lay_out, list_schedule, order_from
from jadwal.plan.sgs.backward import Backward, turned
from jadwal.plan.sgs.improve import improve
from jadwal.plan.sgs.kernel import NEVER
from jadwal.plan.sgs.order import waits
from jadwal.plan.sgs.ranked import ranking, ranks_of
from jadwal.plan.sgs.worth import Worth

FEW = 60


def queue() -> Problem:
    """Three pieces of work for one team; the long one has the end after it, the small ones the greatest exposure."""
    tasks = (task("long", 6), task("small", 1, people=9), task("tail", 5), task("two", 2, people=5))
    team = profile("team", 1, held("long"), held("small"), held("two"))
    return problem(*tasks, links=[link("long", "tail")], profiles=[team], exposure=[("small", 9), ("two", 5)])


def worth(of: Problem, starts: dict[str, int | None], finishes: dict[str, int | None]) -> tuple[int, ...]:
    """The value of dates by task id."""
    rows = [[NEVER if (at := dates[t.id]) is None else at for t in of.tasks] for dates in (starts, finishes)]
    return Worth(lay_out(of)).of(*(np.array(row, np.int32) for row in rows))


@pytest.mark.parametrize("make", c.ALL, ids=lambda make: make.__name__)
def test_every_small_case_passes_the_checker_and_is_no_worse_than_before(make: Callable[[], Case]) -> None:
    """Each rule of the case is among those that the search keeps."""
    case = make()
    of = build(case, choices(case)[0])
    opens = dict.fromkeys((x.id for x in case.conditions), 20)
    found = improve(of, opens, evaluations=FEW)
    assert physical(check(case, aim(of, found.starts, found.finishes, opens))) == ()
    assert found.value <= found.default == worth(of, *list_schedule(of, default_order(of), opens))
    assert (found.starts, found.finishes) == list_schedule(of, found.order, opens)


def test_a_synthetic_mission_is_improved_and_keeps_every_physical_rule() -> None:
    """Its end comes earlier than in the default order, in a hundred timetables."""
    case = case_of(mission(10))
    of = build(case, choices(case)[0])
    opens = openings(of, assess(case, seed=1, futures=200).days.median_first_day)
    found = improve(of, opens, evaluations=100)
    assert physical(check(case, aim(of, found.starts, found.finishes, opens))) == ()
    assert found.value[:3] < found.default[:3]


def test_the_same_seed_and_number_give_the_same_timetable() -> None:
    """More evaluations are never worse, because they begin alike."""
    case = c.hub_and_spoke()
    of = build(case, choices(case)[0])
    runs = [improve(of, {}, seed=4, evaluations=n) for n in (40, 40, 80, 160)]
    assert runs[0] == runs[1]
    assert all(later.value <= earlier.value for earlier, later in pairwise(runs))


@LIGHT
@given(problems(), st.integers(1, 3))
def test_it_lies_between_the_optimum_and_the_default_order(made: tuple[Problem, dict[str, int]], seed: int) -> None:
    """Where all is reached the timetable is one of those that a reader of its own writes down, if there are any."""
    of, opens = made
    found = improve(of, opens, seed=seed, evaluations=20)
    assert found.value <= found.default
    if found.value[0] == 0:
        dates = {id: (start or 0, found.finishes[id] or 0) for id, start in found.starts.items()}
        accepted = {tuple(sorted(d.items())): vector(of, d) for d in timetables(of, opens)}
        assert tuple(sorted(dates.items())) in accepted or not accepted


def test_it_finds_the_optimum_of_a_queue() -> None:
    """Long work first for the end, then the small one before the two-day one, which weighs less per day."""
    of = queue()
    found = improve(of, {}, evaluations=FEW)
    assert (found.starts["long"], found.starts["small"], found.starts["two"]) == (0, 6, 7)
    best = min(vector(of, d) for d in timetables(changed(of, days=12), {}))
    assert vector(of, {id: (s or 0, found.finishes[id] or 0) for id, s in found.starts.items()}) == best


def test_a_promise_comes_before_the_end() -> None:
    """The short report is promised for day 2; the end waits for the long one, and is later for it."""
    case = c.rivals()
    of = build(case, choices(case)[0])
    found = improve(of, {}, evaluations=FEW)
    assert (found.default[1], found.value[1]) == (1, 0)
    assert found.value[2] > found.default[2]


def test_when_told_to_stop_it_still_has_a_timetable() -> None:
    """That of the default order, justified, at the worst."""
    of = queue()
    found = improve(of, {}, evaluations=10_000, stop=lambda: True)
    assert found.evaluations < 50
    assert found.value <= found.default


@pytest.mark.parametrize("make", [c.one_site, c.heavy_guard, c.relocation, c.hub_and_spoke, c.small_crew, c.two_phases])
@pytest.mark.parametrize("seed", range(5))
def test_the_compiled_order_is_the_one_that_the_keys_ask_for(make: Callable[[], Case], seed: int) -> None:
    """Aim dates drawn at random: the order of ``order_from`` and the compiled one of its keys are the same."""
    case = make()
    of = build(case, choices(case)[0])
    compiled = lay_out(of)
    drawn = np.random.default_rng(seed).integers(0, 40, len(of.tasks))
    starts = {t.id: int(day) for t, day in zip(of.tasks, drawn, strict=True)}
    default = {id: n for n, id in enumerate(default_order(of))}
    ranks = ranks_of(compiled, {t.id: (starts[t.id], t.priority, default[t.id]) for t in of.tasks})
    order = [of.tasks[i].id for i in ranking(compiled).order(ranks)]
    assert order == list(order_from(of, starts))
    place = {id: n for n, id in enumerate(order)}
    assert all(place[before] < place[id] for before, after in waits(of).items() for id in after)


def test_time_turned_round_leaves_everything_as_late_as_can_be() -> None:
    """The second work of a team ends with all, the first before it and the weekend, guards go with whom they guard."""
    tasks = (task("a", 2, calendar="w"), task("b", 3), task("go", 1, people=4), task("guard", 1, people=1))
    rest: dict[str, Any] = {
        "links": [link("a", "b", lag=1)],
        "profiles": [
            profile("team", 1, held("a"), held("b")),
            profile("site", 100, stays("go", 100), leaves("guard", 100)),
        ],
        "calendars": [week(60, off=(5, 6))],
    }
    of = problem(*tasks, **rest)
    finishes = np.array([{"a": 2, "b": 6, "go": 1, "guard": 3, "end": 12}[t.id] for t in of.tasks], np.int32)
    latest = dict(zip((t.id for t in of.tasks), Backward(lay_out(of)).latest(finishes).tolist(), strict=True))
    assert latest == {"a": 4, "b": 9, "end": 12, "go": 11, "guard": 11}


def test_turned_round_twice_is_as_it_was() -> None:
    """But for what conditions, permissions and facts say."""
    of = problem(
        task("a", 2, calendar="w"),
        task("b", 3),
        links=[link("a", "b", type, 1) for type in ("FS", "SS", "FF", "SF")],
        profiles=[profile("team", 1, held("a"), stays("b", 1), leaves("a", 1))],
        calendars=[week(60)],
    )
    plain = turned(turned(of))
    assert (plain.links, plain.profiles, plain.calendars) == (of.links, of.profiles, of.calendars)


def test_every_level_counts_as_the_enumeration_counts_it() -> None:
    """Promises, a ceiling that somebody arrives under, exposure, cost, and change against a baseline."""
    of = problem(
        task("a", 2, people=3),
        task("b", 1, people=2),
        promises=[promise("p", "a", 1), promise("q", "b", 9)],
        ceilings=[ceiling("c", 1, 2, {"a": 3}, 0, b=2)],
        exposure=[("a", 3), ("b", 2)],
        costs=[("b", 7)],
        baseline=[("a", 4, 2)],
    )
    starts, finishes = {"a": 2, "b": 3, "end": 4}, {"a": 4, "b": 4, "end": 4}
    dates = {id: (start, finishes[id]) for id, start in starts.items()}
    assert worth(of, dict(starts), dict(finishes)) == (0, *vector(of, dates)) == (0, 2, 4, 12, 28, 4)
