"""Rules about people and things bind where they should, on the days that were worked out by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import cases as c
import people_cases as p
import pytest
from test_futures_pass import FUTURES, comes_and_goes, uncertain
from tiny import ceiling, problem, task

from jadwal.model.case import Case
from jadwal.model.timetable import Schedule
from jadwal.plan.build import build, choices
from jadwal.plan.check import check, physical
from jadwal.plan.cpsat import Solution, solve
from jadwal.plan.dated import aim
from jadwal.plan.explain import explain
from jadwal.plan.explain_words import sentences
from jadwal.plan.openings import openings
from jadwal.plan.problem import FloorPromise, LastDaysPromise
from jadwal.plan.sgs import default_order, list_schedule
from jadwal.simulate import simulate
from jadwal.simulate.promises import promise_results
from jadwal.text import FSI, PDI


def plain(sentence: str) -> str:
    """A sentence without the isolates that output adds."""
    return sentence.replace(FSI, "").replace(PDI, "")


def solved(case: Case) -> tuple[Solution, Schedule]:
    """The optimum of a case, conditions open on day 20, and its timetable."""
    body = build(case, choices(case)[0])
    opening = openings(body, lambda condition: 20)
    solution = solve(body, opening)
    return solution, aim(body, solution.starts, solution.finishes, opening)


@pytest.mark.parametrize("name", p.COUNTED)
def test_the_optimum_has_the_dates_worked_out_by_hand(name: str) -> None:
    """Each rule binds in its case: every task is dated as counted, and nothing is broken or missed."""
    make, dates, _ = p.COUNTED[name]
    solution, schedule = solved(make())
    assert solution.run.status == "optimal"
    wanted = {id: at if isinstance(at, tuple) else (at, at) for id, at in dates.items()}
    found = {
        e.id: ((e.start - c.AS_OF).days, (e.finish - c.AS_OF).days) for e in schedule.entries if e.start and e.finish
    }
    assert found == wanted
    assert check(make(), schedule) == ()


@pytest.mark.parametrize("name", p.COUNTED)
def test_the_checker_passes_the_dates_worked_out_by_hand(name: str) -> None:
    """The checker reads the case itself, without the planning problem, and finds nothing to say."""
    make, dates, world = p.COUNTED[name]
    assert check(make(), c.schedule(make(), dates, **world)) == ()


BROKEN: dict[str, tuple[str, dict[str, Any], str, str, str, str]] = {
    "a guard after handover that ends before the handover does": (
        "one site", {"guard:k1": (11, 11)}, "site-order", "physical",
        "“guard:k1” is dated 2024-01-12; at a site it follows “transfer:k1”, so the earliest is 2024-01-13.",
        "«الguard:k1» تاريخه 2024-01-12، وهو يلي «الtransfer:k1» في ترتيب أعمال الموقع؛ فأقرب تاريخ هو 2024-01-13.",
    ),
    "a site closed while it is still guarded": (
        "one site", {"closed:k1": 11}, "site-order", "physical",
        "“closed:k1” is dated 2024-01-12; at a site it follows “guard:k1”, so the earliest is 2024-01-13.",
        "«الclosed:k1» تاريخه 2024-01-12، وهو يلي «الguard:k1» في ترتيب أعمال الموقع؛ فأقرب تاريخ هو 2024-01-13.",
    ),
    "equipment is still there when the site is left": (
        "shipped", {"ship:tents:2": (10, 13)}, "disposal", "physical",
        "“left:k1” is dated 2024-01-13; by the order in which equipment goes it follows “ship:tents:2”, "
        "so the earliest is 2024-01-14.",
        "«الleft:k1» تاريخه 2024-01-13، وهو يلي «الship:tents:2» في ترتيب خروج المعدات؛ فأقرب تاريخ هو 2024-01-14.",
    ),
    "equipment goes before its unit has packed": (
        "small yard", {"dispose:cars": (4, 6)}, "disposal", "physical",
        "“dispose:cars” is dated 2024-01-05; by the order in which equipment goes it follows “pack:adv”, "
        "so the earliest is 2024-01-06.",
        "«الdispose:cars» تاريخه 2024-01-05، وهو يلي «الpack:adv» في ترتيب خروج المعدات؛ فأقرب تاريخ هو 2024-01-06.",
    ),
    "two lots in a yard for one": (
        "small yard", {"dispose:huts": (7, 9)}, "crew", "physical",
        "yard: 2 at work at once on 2024-01-08; at most 1.",
        "الyard: عدد العاملين في آن واحد يوم 2024-01-08 هو 2، والحد الأقصى 1.",
    ),
    "a sale that nobody has approved yet": (
        "approved", {"dispose:gen": (11, 12)}, "permission", "physical",
        "dispose:gen: starts on 2024-01-12 without a valid permission (sale).",
        "الdispose:gen: يبدأ في 2024-01-12 من دون إذن سارٍ (الsale).",
    ),
    "a hand-over to nobody": (
        "handed over", {"dispose:desks": (10, 10)}, "disposal", "physical",
        "“dispose:desks” is dated 2024-01-11; by the order in which equipment goes it follows “receiver:k1”, "
        "so the earliest is 2024-01-12.",
        "«الdispose:desks» تاريخه 2024-01-11، وهو يلي «الreceiver:k1» في ترتيب خروج المعدات؛ "
        "فأقرب تاريخ هو 2024-01-12.",
    ),
    "a transfer before the contracts have ended": (
        "noticed", {"transfer:k1": (21, 21)}, "notice", "physical",
        "“transfer:k1” is dated 2024-01-22, before the contracts have ended (“notice:cooks”); "
        "the earliest is 2024-01-23.",
        "«الtransfer:k1» تاريخه 2024-01-22، قبل انتهاء العقود («الnotice:cooks»)؛ أقرب تاريخ هو 2024-01-23.",
    ),
    "too few guards for the threat": (
        "threatened", {"move:adv:1": (6, 6), "move:grd:1": (5, 5)}, "protection", "physical",
        "k1: 10 guards for 5 others on 2024-01-06; at least 400 guards for every 100 others.",
        "الk1: عدد الحراس يوم 2024-01-06 هو 10 مقابل 5 من الآخرين؛ المطلوب 400 من الحراس على الأقل لكل 100 من الآخرين.",
    ),
    "too few stay in the mission": (
        "floored", {"move:adv:2": (19, 19)}, "floor", "promised",
        "mission: 10 people on 2024-01-21; the agreed floor until 2024-01-21 is 20 people.",
        "الmission: 10 أشخاص يوم 2024-01-21؛ الحد الأدنى المتفق عليه حتى 2024-01-21 هو 20 شخصًا.",
    ),
    "too few stay at the site": (
        "floored at a site", {"move:adv:2": (20, 20)}, "floor", "promised",
        "k1: 10 people on 2024-01-21; the agreed floor until 2024-01-21 is 20 people.",
        "الk1: 10 أشخاص يوم 2024-01-21؛ الحد الأدنى المتفق عليه حتى 2024-01-21 هو 20 شخصًا.",
    ),
    "too few of a nation stay": (
        "floored by nation", {"move:adv:2": (19, 19)}, "floor", "promised",
        "us: 10 people on 2024-01-21; the agreed floor until 2024-01-21 is 20 people.",
        "الus: 10 أشخاص يوم 2024-01-21؛ الحد الأدنى المتفق عليه حتى 2024-01-21 هو 20 شخصًا.",
    ),
    "too large a share at once": (
        "small share", {"move:adv:2": (9, 9)}, "largest-share", "physical",
        "20 people leave the mission in the 5 days from 2024-01-06; at most 34 % of those at the outset, "
        "that is 10 people.",
        "يغادر البعثة 20 شخصًا خلال 5 أيام ابتداءً من 2024-01-06؛ والحد الأقصى 34 % من العدد الأصلي، أي 10 أشخاص.",
    ),
    "too many in the last days": (
        "unbunched", {"move:adv:2": (7, 7)}, "last-days", "promised",
        "20 people leave in the last 10 days, which end on 2024-01-17; promised are at most 34 % of those at the "
        "outset, that is 10 people.",
        "يغادر 20 شخصًا في آخر 10 أيام، وهي تنتهي في 2024-01-17؛ "
        "والوعد ألا يزيد ذلك على 34 % من العدد الأصلي، أي 10 أشخاص.",
    ),
    "a nation that leaves later than announced": (
        "announced",
        {"move:adv:1": (3, 3), "move:spa:1": (4, 4), "left:k2": 4, "gone:es": 4, "left:k1": 3},
        "consent", "promised",
        "es: the last of its units leave on 2024-01-05; it has announced to have left by 2024-01-04.",
        "الes: تغادر آخر وحداتها في 2024-01-05، وقد أعلنت أنها تكون قد غادرت بحلول 2024-01-04.",
    ),
    "a nation said to be gone while one of its units is there": (
        "announced", {"gone:es": 2}, "precedence", "physical",
        "“gone:es” is dated 2024-01-03; it waits for “move:spa:1”, so the earliest is 2024-01-04.",
        "«الgone:es» تاريخه 2024-01-03، وهو ينتظر «الmove:spa:1»؛ فأقرب تاريخ هو 2024-01-04.",
    ),
    "guards who withhold consent and leave those they guard": (
        "withheld guards", {"move:grd:1": (4, 4)}, "protection", "physical",
        "k1: 0 guards for 20 others on 2024-01-05; at least 25 guards for every 100 others.",
        "الk1: عدد الحراس يوم 2024-01-05 هو 0 مقابل 20 من الآخرين؛ المطلوب 25 من الحراس على الأقل لكل 100 من الآخرين.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_rule_is_found_alone_and_said_in_both_languages(name: str) -> None:
    """A timetable changed so that it breaks one rule is found to break that rule, of that kind, and no other."""
    kept, moves, family, kind, english, arabic = BROKEN[name]
    make, dates, world = p.COUNTED[kept]
    timetable = c.schedule(make(), dates, **world)
    for id, at in moves.items():
        timetable = c.moved(timetable, id, at)
    found = check(make(), timetable)
    assert {(v.family, v.kind) for v in found} == {(family, kind)}
    assert english in [plain(v.text("en")) for v in found]
    assert arabic in [plain(v.text("ar")) for v in found]


@pytest.mark.parametrize("make", p.ALL, ids=lambda make: make.__name__)
def test_nothing_in_an_optimum_can_come_a_day_earlier_unnoticed(make: Callable[[], Case]) -> None:
    """The optimum is as early as rules and promises allow, so a task moved a day back breaks one more."""
    case = make()
    _, schedule = solved(case)
    before = set(check(case, schedule))
    assert physical(tuple(before)) == ()
    day = timedelta(days=1)
    for e in schedule.entries:
        if e.start is None or e.finish is None:
            continue
        entries = tuple(
            c.but(x, start=e.start - day, finish=e.finish - day) if x.id == e.id else x for x in schedule.entries
        )
        assert set(check(case, c.but(schedule, entries=entries))) - before, f"{e.id} may come earlier"


@pytest.mark.parametrize("make", p.ALL, ids=lambda make: make.__name__)
def test_the_generated_timetable_passes_the_checker(make: Callable[[], Case]) -> None:
    """Schedule generation dates everything and breaks no physical rule."""
    case = make()
    body = build(case, choices(case)[0])
    opening = openings(body, lambda condition: 20)
    starts, finishes = list_schedule(body, default_order(body), opening)
    assert None not in finishes.values()
    assert physical(check(case, aim(body, starts, finishes, opening))) == ()


@pytest.mark.parametrize(("short", "long", "value", "kept"), [(3, 1, 1, "reported"), (2, 5, 2, "told")])
def test_the_weightier_promise_is_kept(short: int, long: int, value: int, kept: str) -> None:
    """Of two promises of which one has to be missed the lighter one is, and its weight is the level's value."""
    solution, _ = solved(p.weighty(short, long))
    level = next(x for x in solution.run.levels if x.level == "broken")
    assert (level.value, level.bound, level.status) == (value, value, "optimal")
    by = {"reported": 2, "told": 5}
    assert {id for id, at in by.items() if (solution.finishes[id] or 99) <= at} == {kept}


def leaving_guards() -> Case:
    """Guards who withhold consent have announced to be gone by day 12."""
    return p.withheld_guards(departs=12)


PROMISED = [p.floored, p.floored_at_site, p.unbunched, p.announced, leaving_guards, p.much]


@pytest.mark.parametrize("make", PROMISED, ids=lambda make: make.__name__)
def test_a_promise_is_kept_in_as_many_futures_as_the_checker_says(make: Callable[[], Case]) -> None:
    """The chance of each floor, departure and of the last days is the share of futures in which the checker, which
    reads the dated future alone, does not find it missed; movements may come before their aim dates."""
    case = uncertain(make())
    case = c.but(case, lanes=tuple(c.but(x, early=True) for x in case.lanes))
    days = comes_and_goes(case)
    body = build(case, choices(case)[0])
    solution = solve(body, openings(body, days.median_first_day))
    futures = simulate(body, solution.starts, days, seed=5, futures=FUTURES)
    told = {r.id: r.kept_ppm for r in promise_results(case, body, solution, futures)}
    missed: Counter[str] = Counter()
    for k in range(FUTURES):
        found = {(v.family, v.subject) for v in check(case, futures.schedule(k), future=True) if v.kind == "promised"}
        missed.update(_promise(family, subject) for family, subject in found)
    assert told == {id: (FUTURES - missed[id]) * 1_000_000 // FUTURES for id in told}
    assert any(0 < chance < 1_000_000 for chance in told.values())


def _promise(family: str, subject: str) -> str:
    return {"consent": f"consent:{subject}", "last-days": "last-days"}.get(family, subject)


def test_ceilings_and_floors_count_with_their_weights() -> None:
    """Ten of twenty may leave by day 5, or all must: the heavier limit wins, and the other's weight is counted."""
    case = p.floored(least=30)
    limit = c.promised().ceilings[0]  # at most five from day 20 on
    for weight, floor_weight, value in ((2, 1, 1), (1, 4, 1), (3, 2, 2)):
        row, floor = c.but(limit, weight=weight), c.but(case.floors[0], weight=floor_weight)
        solution, _ = solved(c.but(case, ceilings=(row,), floors=(floor,)))
        assert next(x.value for x in solution.run.levels if x.level == "broken") == value


def floor(least: int, until: int, people: tuple[tuple[str, str, int], ...], base: int = 0, **come: int) -> FloorPromise:
    """A promised floor; ``come`` arrive when their task finishes."""
    row = tuple(people)
    return FloorPromise(
        id="f", until=until, least=least, base=base, people=row, arrivals=tuple(come.items()), rule="floor:f"  # type: ignore[arg-type]
    )  # fmt: skip


def test_who_arrives_may_take_the_place_of_who_leaves() -> None:
    """Ten are to be there until day 20: the ten who are may go once the ten who come have arrived, at instant 6."""
    tasks = (task("come", 1, not_before=5), task("go", 3), task("long", 40))
    body = problem(*tasks, floors=(floor(10, 20, (("go", "start", 10),), come=10),))
    solution = solve(body, {})
    assert solution.run.levels[0].value == 0
    assert solution.starts["go"] == 6


def test_who_comes_too_late_does_not_keep_a_floor() -> None:
    """Twelve are asked for from day 0 on, two of them arrive at instant 6: missed, however everything is dated."""
    tasks = (task("come", 1, not_before=5), task("go", 3))
    body = problem(*tasks, floors=(floor(12, 20, (("go", "start", 10),), come=2),))
    assert solve(body, {}).run.levels[0].value == 1


def test_a_floor_in_the_past_is_no_promise_any_more() -> None:
    """Whoever leaves from day 0 on cannot miss a floor that ended the day before, and can miss one that ends on it."""
    row = p.floored().floors[0]
    for day, floors in ((-1, 0), (0, 1)):
        case = c.but(p.floored(), floors=(c.but(row, day=c.day(day)),))
        assert len(build(case, ()).floors) == floors
        assert check(case, c.schedule(case, c.ONE_SITE)) == ()


def test_who_never_leaves_keeps_a_floor_and_misses_the_promise_about_the_last_days() -> None:
    """Behind a gate that never opens everybody stays: the floor is kept, and when the last one leaves is not known."""
    gated = task("go", 3, start_gates=("c",))
    last = LastDaysPromise(id="l", days=5, most=10, people=(("go", 10),), rule="last-days:l")
    body = problem(gated, floors=(floor(10, 20, (("go", "start", 10),)),), last_days=(last,))
    assert next(x.value for x in solve(body, {"c": None}).run.levels if x.level == "broken") == 1


def test_a_clash_of_an_announced_departure_is_told_with_what_the_nation_enables() -> None:
    """Its guards are to be gone by day 3, and the advisers they guard cannot be: the clash names both."""
    case = p.withheld_guards(departs=3)
    body = build(case, ())
    found = explain(body, {})
    assert found.state == "promises-clash"
    assert {"consent:es", "protection:k1"} <= {x.id for x in found.clash}
    assert "es: has announced to have left by 2024-01-04." in sentences(found, body, "en")
    assert [(r.task, r.value) for r in found.relaxations if r.kind == "date"] == [("gone:es", 8)]


def test_a_floor_that_can_be_kept_tells_how_many_more_there_are() -> None:
    """Thirty people of whom ten may leave by day 20: in one plan at least twenty are there, five above the floor."""
    body = build(p.floored(least=15), ())
    found = explain(body, {})
    assert [(s.promise, s.amount) for s in found.slack if s.kind == "floor"] == [("twenty", 5)]
    assert "mission: at least 15 people until the end of 2024-01-21. At least 5 people above that." in sentences(
        found, body, "en"
    )


def test_a_floor_and_a_ceiling_that_exclude_each_other_clash() -> None:
    """At most five from day 20 on and at least thirty until its end: only one can be kept."""
    case = c.but(p.floored(least=30), ceilings=c.promised().ceilings)
    found = explain(build(case, ()), {})
    assert (found.state, {x.id for x in found.clash}) == ("promises-clash", {"ceiling:five", "floor:twenty"})


def test_a_ceiling_weighs_one_unless_said() -> None:
    """The weight of a promise that names none is one."""
    assert ceiling("c", 3, 60, {"m1": 50}).weight == 1
