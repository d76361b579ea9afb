"""Rules about limits that hold for some days only bind where they should, on the days that were worked out by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import cases as c
import limits_cases as limits
import numpy as np
import people_cases as p
import pytest
from test_futures_pass import FUTURES, comes_and_goes, uncertain
from test_people_rules import plain, solved
from tiny import held, problem, profile, promise, rule, task

from jadwal.assess.holding import HoldingDays
from jadwal.model.case import Activity, Case, Link, Milestone, Progress
from jadwal.plan.asking import overloaded
from jadwal.plan.build import build, choices
from jadwal.plan.causes import Causes, World
from jadwal.plan.check import check, physical
from jadwal.plan.cpsat import solve
from jadwal.plan.cpsat.aims import Aims
from jadwal.plan.dated import aim
from jadwal.plan.explain import explain
from jadwal.plan.explain_words import sentences
from jadwal.plan.holds import chain
from jadwal.plan.modes import fixed
from jadwal.plan.openings import openings
from jadwal.plan.problem import Span
from jadwal.plan.promises import Promises, points_of
from jadwal.plan.relax import without
from jadwal.plan.sgs import default_order, list_schedule
from jadwal.plan.sgs.arrays import lay_out
from jadwal.plan.sgs.backward import turned
from jadwal.plan.sgs.improve import improve
from jadwal.plan.why import why
from jadwal.plan.why_words import sentences as why_sentences
from jadwal.simulate import simulate
from jadwal.simulate.drivers import causes
from jadwal.simulate.promises import promise_results
from jadwal.simulate.world import draw
from jadwal.workflow.context import context


@pytest.mark.parametrize("name", limits.COUNTED)
def test_the_optimum_has_the_dates_worked_out_by_hand(name: str) -> None:
    """Each rule binds in its case: every task is dated as counted, and nothing is broken or missed."""
    make, dates, _ = limits.COUNTED[name]
    solution, schedule = solved(make())
    assert solution.run.status == "optimal"
    wanted = {id: at if isinstance(at, tuple) else (at, at) for id, at in dates.items()}
    found = {
        e.id: ((e.start - c.AS_OF).days, (e.finish - c.AS_OF).days) for e in schedule.entries if e.start and e.finish
    }
    assert found == wanted | {id: at for id, at in found.items() if id == "phase-start:p1" and name == "under way"}
    assert check(make(), schedule) == ()


@pytest.mark.parametrize("name", limits.COUNTED)
def test_the_checker_passes_the_dates_worked_out_by_hand(name: str) -> None:
    """The checker reads the case itself, without the planning problem, and finds nothing to say."""
    make, dates, world = limits.COUNTED[name]
    assert check(make(), c.schedule(make(), dates, **world)) == ()


BROKEN: dict[str, tuple[str, dict[str, Any], str, str, str, str]] = {
    "two on a road that is narrow that day": (
        "narrow road", {"move:adv:2": (5, 5)}, "capacity", "physical",
        "road: 2 at once on 2024-01-06; at most 1 on the days of this capacity.",
        "الroad: العدد في آن واحد يوم 2024-01-06 هو 2، والحد الأقصى في أيام هذه السعة 1.",
    ),
    "two on a road that is wide only later": (
        "wide road", {"move:adv:2": (5, 5)}, "lane", "physical",
        "road: 2 serials at once on 2024-01-06; at most 1.",
        "الroad: دفعتان في آن واحد يوم 2024-01-06؛ الحد الأقصى 1.",
    ),
    "an inspection by nobody": (
        "no inspectors", {"inspection:k1": (14, 14)}, "capacity", "physical",
        "inspectors: 1 at once on 2024-01-15; at most 0 on the days of this capacity.",
        "الinspectors: العدد في آن واحد يوم 2024-01-15 هو 1، والحد الأقصى في أيام هذه السعة 0.",
    ),
    "a serial that goes while the road is closed": (
        "under way", {"move:grd:1": (10, 14)}, "capacity", "physical",
        "road: 1 at once on 2024-01-11; at most 0 on the days of this capacity.",
        "الroad: العدد في آن واحد يوم 2024-01-11 هو 1، والحد الأقصى في أيام هذه السعة 0.",
    ),
    "a serial before a closed border": (
        "border", {"move:adv:1": (5, 6)}, "blackout", "physical",
        "move:adv:1: would be worked on, or on its way, on 2024-01-07, a day without work (border).",
        "الmove:adv:1: يجري أو يكون على الطريق يوم 2024-01-07، وهو يوم بلا عمل (الborder).",
    ),
    "a clean-up that begins on an election day": (
        "election", {"cleanup:k1": (10, 11)}, "blackout", "physical",
        "cleanup:k1: would be worked on, or on its way, on 2024-01-11, a day without work (election).",
        "الcleanup:k1: يجري أو يكون على الطريق يوم 2024-01-11، وهو يوم بلا عمل (الelection).",
    ),
    "a clean-up that goes on through an election": (
        "election", {"cleanup:k1": (8, 10)}, "blackout", "physical",
        "cleanup:k1: has 1 day outside all days without work between its start and its finish; it takes 2 days.",
        "الcleanup:k1: له يوم واحد خارج الأيام التي بلا عمل بين بدئه وانتهائه، ومدته يومان.",
    ),
    "people who arrive during a visit": (
        "visit", {"move:gr2:1": (4, 4)}, "blackout", "physical",
        "move:gr2:1: would be worked on, or on its way, on 2024-01-05, a day without work (visit).",
        "الmove:gr2:1: يجري أو يكون على الطريق يوم 2024-01-05، وهو يوم بلا عمل (الvisit).",
    ),
    "talks on a day on which only one party works": (
        "parties", {"agree": (7, 13)}, "party-calendar", "physical",
        "agree: has 4 days on which its parties work between its start and its finish; it takes 6 days.",
        "الagree: له 4 أيام يعمل فيها طرفاه بين بدئه وانتهائه، ومدته 6 أيام.",
    ),
    "a report that begins on its writer's day off": (
        "parties", {"report": (4, 10)}, "party-calendar", "physical",
        "report: is worked on on 2024-01-05, a day on which host does not work.",
        "الreport: يجري يوم 2024-01-05، وهو يوم لا يعمل فيه الhost.",
    ),
    "a report too long after its round": (
        "prompt", {"round": (4, 6)}, "longest-lag", "promised",
        "report: comes 3 days after “round”; promised are at most 2 days.",
        "الreport: المدة بعد «الround» هي 3 أيام، والوعد ألا تزيد على الحد الآتي: يومان.",
    ),
    "a report done too long after its round began": (
        "prompt in all", {"round": (6, 8)}, "longest-lag", "promised",
        "report: comes 6 days after “round”; promised are at most 5 days.",
        "الreport: المدة بعد «الround» هي 6 أيام، والوعد ألا تزيد على الحد الآتي: 5 أيام.",
    ),
    "a report that never comes": (
        "prompt", {"report": None}, "longest-lag", "promised",
        "report: nothing says that it comes at most 2 days after “round”: one of them has no date.",
        "الreport: لا شيء يقول إن المدة بعد «الround» لا تزيد على الحد الآتي: يومان؛ فأحدهما بلا تاريخ.",
    ),
    "more spent than the budget has": (
        "budgeted", {"dispose:huts": (9, 10)}, "budget", "promised",
        "spring: 120 thousand US dollars; promised are at most 100.",
        "الspring: الإنفاق بآلاف الدولارات الأمريكية 120، والوعد ألا يزيد على 100.",
    ),
}  # fmt: skip
ALSO = {  # what a broken date breaks besides its own rule
    "a report that never comes": {("undated", "physical")},
    "a report that begins on its writer's day off": {("precedence", "physical")},
    "a clean-up that begins on an election day": {("blackout", "physical")},
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_rule_is_found_alone_and_said_in_both_languages(name: str) -> None:
    """A timetable changed so that it breaks one rule is found to break that rule, of that kind, and no other."""
    kept, moves, family, kind, english, arabic = BROKEN[name]
    make, dates, world = limits.COUNTED[kept]
    timetable = c.schedule(make(), dates, **world)
    for id, at in moves.items():
        timetable = c.moved(timetable, id, at)
    found = check(make(), timetable)
    assert {(v.family, v.kind) for v in found} == {(family, kind)} | ALSO.get(name, set())
    assert english in [plain(v.text("en")) for v in found]
    assert arabic in [plain(v.text("ar")) for v in found]


@pytest.mark.parametrize("make", limits.ALL, ids=lambda make: make.__name__)
def test_nothing_in_an_optimum_can_come_a_day_earlier_unnoticed(make: Callable[[], Case]) -> None:
    """The optimum is as early as rules and promises allow, so an unstarted task moved a day back breaks one more."""
    case = make()
    _, schedule = solved(case)
    before = set(check(case, schedule))
    assert physical(tuple(before)) == ()
    begun = {p.id for p in case.progress}
    day = timedelta(days=1)
    for e in schedule.entries:
        if e.id in begun or e.start is None or e.finish is None:
            continue
        entries = tuple(
            c.but(x, start=e.start - day, finish=e.finish - day) if x.id == e.id else x for x in schedule.entries
        )
        assert set(check(case, c.but(schedule, entries=entries))) - before, f"{e.id} may come earlier"


@pytest.mark.parametrize("make", limits.ALL, ids=lambda make: make.__name__)
def test_the_generated_timetable_passes_the_checker(make: Callable[[], Case]) -> None:
    """Schedule generation dates everything and breaks no physical rule."""
    case = make()
    body = build(case, ())
    starts, finishes = list_schedule(body, default_order(body), {})
    assert None not in finishes.values()
    assert physical(check(case, aim(body, starts, finishes, {}))) == ()


# capacities that change


def taken(first: int, days: int, amount: int, rule: str = "") -> Span:
    """So much is taken on certain days."""
    return Span(begin=None, first=first, length=days, amount=amount, rule=rule)


def test_days_of_a_period_that_are_over_or_beyond_the_horizon_are_left_out() -> None:
    """A row that was over before the as-of date says nothing; one that began before it holds on the days to come."""
    rows = (limits.capacity("over", "road", -9, -1, 9), limits.capacity("on", "road", -5, 0, 0))
    body = build(c.one_site(capacities=rows), ())
    road = next(p for p in body.profiles if p.id == "lane:road")
    assert road.capacity == 1
    assert [s for s in road.spans if s.fixed] == [taken(0, 1, 1, "capacity:on")]
    assert {r.id for r in body.rules if r.family == "capacity"} == {"capacity:on"}


def test_room_is_laid_out_day_by_day() -> None:
    """One serial at once, three on days 6 to 25, two on days 31 to 59, none on day 70: so much is left."""
    case = c.but(
        limits.wide_road(), capacities=(*limits.wide_road().capacities, limits.capacity("x", "road", 70, 70, 0))
    )
    body = build(case, ())
    compiled = lay_out(body)
    column = [p.id for p in body.profiles].index("lane:road")
    room = compiled.arrays.capacity[column] - compiled.arrays.initial[column]
    wanted = np.ones(body.days + 1, np.int64)
    wanted[6:26], wanted[31:60], wanted[70] = 3, 2, 0
    assert room.tolist() == wanted.tolist()
    back = lay_out(turned(body))
    room = back.arrays.capacity[column] - back.arrays.initial[column]
    assert room[: body.days].tolist() == wanted[: body.days][::-1].tolist()


def test_giving_up_a_capacity_leaves_the_usual_one() -> None:
    """Without the rule of the two narrow days the road carries three at once on them again."""
    body = without(build(limits.narrow_road(), ()), {"capacity:works"})
    assert not [s for p in body.profiles for s in p.spans if s.fixed]
    solution = solve(body, {})
    assert {solution.starts[id] for id in ("move:adv:1", "move:adv:2", "move:grd:1")} == {5}


def test_what_holds_a_serial_back_is_the_capacity_of_those_days() -> None:
    """The second serial waits because of the two narrow days, not of the road as it usually is."""
    body = build(limits.narrow_road(), ())
    solution = solve(body, {})
    first = chain(body, {}, solution.starts, solution.finishes, "move:adv:2")[0]
    assert (first.by, first.rule, first.about, first.other) == ("level", "capacity:works", "lane:road", "move:adv:1")


def test_a_clash_with_a_capacity_is_told_with_how_much_more_would_end_it() -> None:
    """Two pieces of work by day 2 with a team that is away until day 3: two at once on those days would do."""
    team = profile("crew:c", 2, held("a"), held("b"), taken(0, 4, 2, "capacity:away"))
    kinds = {"crew:c": "physical", "capacity:away": "physical", "agreed-date:p": "promised"}
    rules = tuple(c.but(rule(id, kind), params=PARAMS[id.partition(":")[0]]) for id, kind in kinds.items())
    body = problem(task("a", 2), task("b", 2), profiles=(team,), promises=(promise("p", "end", 2),), rules=rules)
    found = explain(body, {})
    assert found.state == "promises-clash"
    assert {p.id for p in found.clash} >= {"capacity:away", "agreed-date:p"}
    eased = {r.id: (r.now, r.value, r.exact) for r in found.relaxations if r.kind == "capacity"}
    assert eased["capacity:away"] == (0, 2, True)
    said = [plain(s) for s in sentences(found, body, "en")]
    assert (
        "team: at most 0 at once from 2024-01-01 to 2024-01-04. With 2 everything can be kept, and with less it cannot."
        in said
    )


PARAMS: dict[str, Any] = {
    "crew": (("capacity", 2), ("name", "team")),
    "capacity": (("capacity", 0), ("first", "2024-01-01"), ("last", "2024-01-04"), ("name", "team")),
    "agreed-date": (("day", "2024-01-02"), ("name", "end")),
}


def test_too_much_work_for_the_room_that_is_left_is_seen_at_once() -> None:
    """Three days of work by day 4 in a team that has one day to spare: no search is needed to say no."""
    team = profile("crew:c", 1, held("a"), held("b"), taken(1, 3, 1))
    for by, answer in ((4, True), (9, False)):
        aims = Aims(problem(task("a", 1), task("b", 2), profiles=(team,)), {})
        aims.finish_by({"a": by, "b": by})
        assert overloaded(aims, team) is answer


def test_a_lane_twice_as_wide_is_so_on_narrow_days_too() -> None:
    """As a driver of the end the road carries two at once on the two narrow days, and six on others."""
    case = limits.narrow_road()
    body = build(case, ())
    cause = next(x for x in causes(case, body, 1) if x.kind == "lane")
    wider, _, _ = cause.without((body, HoldingDays(1, body.days, {}), draw(body, 1, 1)))
    road = next(p for p in wider.profiles if p.id == "lane:road")
    assert road.capacity == 6
    assert [s.amount for s in road.spans if s.fixed] == [4]


def test_a_changed_capacity_is_a_cause_of_a_move() -> None:
    """Compared with the plan for the road as it usually is, serials move because of the two narrow days."""
    before, after = c.but(limits.narrow_road(), capacities=()), limits.narrow_road()
    was, now = (World(solved(case)[1], context(case)) for case in (before, after))
    found = Causes(was, now, {}).of("move:adv:2")
    assert [(x.kind, x.id, x.before, x.after) for x in found] == [
        ("capacity", "road", "3 × 1", "3 × 1; 2024-01-06 – 2024-01-07: 1")
    ]


# blackouts and the days of each party


def test_tasks_that_rest_on_the_same_days_share_a_calendar() -> None:
    """Work of the mission's week and the host's days and a feast has one calendar with three parts, named by them."""
    feast = limits.blackout("feast", "mission", "", 20, 22)
    case = c.but(limits.parties(), mission_calendar="host-week", blackouts=(feast,))
    body = build(case, ())
    used = {t.id: t.calendar for t in body.tasks if t.calendar}
    assert used["report"] == "host-week+blackout:feast+party-calendar:host"
    assert used["agree"] == "host-week+blackout:feast+party-calendar:host+party-calendar:us"
    assert used["cleanup:k1"] == used["training:k1"] == "host-week+blackout:feast"
    assert {x.id for x in context(case).calendars} == {*used.values(), "host-week", "coalition-week"}
    opened = {x.id: x.open for x in body.calendars}
    assert opened["host-week+blackout:feast"][18:26] == bytes((0, 0, 0, 0, 0, 1, 1, 0))


def test_points_and_notice_know_no_blackout() -> None:
    """Notice to staff runs on through days without work, and points come when they come."""
    case = c.but(p.noticed(), blackouts=(limits.blackout("feast", "mission", "", 0, 40),))
    tasks = {t.id: t.calendar for t in build(case, ()).tasks}
    assert tasks["notice:cooks"] == tasks["left:k1"] == tasks["last-out"] == ""
    assert tasks["move:adv:1"] == "blackout:feast"


def test_a_blackout_that_is_over_closes_nothing() -> None:
    """One that ended the day before the as-of date is no rule any more; one that ends on it is."""
    for last, there in ((-1, False), (0, True)):
        body = build(c.one_site(blackouts=(limits.blackout("feast", "mission", "", -9, last),)), ())
        assert any(r.family == "blackout" for r in body.rules) is there


def test_giving_up_a_blackout_leaves_the_other_parts() -> None:
    """Without the feast the mission's week is still kept; without both, every day is open."""
    feast = limits.blackout("feast", "mission", "", 20, 22)
    body = build(c.but(c.working_week(), blackouts=(feast,)), ())
    week = without(body, {"blackout:feast"})
    assert {t.calendar for t in week.tasks} == {"", "week"}
    assert next(x for x in week.calendars if x.id == "week") == next(x for x in body.calendars if x.id == "week")
    every = without(body, {"blackout:feast", "calendar:week"})
    assert {t.calendar for t in every.tasks} == {""}
    only = without(body, {"calendar:week"})
    closed = next(x.open for x in only.calendars if x.id == "blackout:feast")
    assert [d for d in range(30) if not closed[d]] == [20, 21, 22]


def test_what_holds_a_date_names_the_blackout_and_the_partys_days() -> None:
    """The first serial waits for packing and for the border; without the border closed it would go at once."""
    body = build(limits.border(), ())
    solution = solve(body, {})
    first = chain(body, {}, solution.starts, solution.finishes, "move:adv:1")[0]
    assert (first.by, first.closed, first.closed_by) == ("link", 3, ("blackout:border",))
    found = why(body, {}, solution.starts, solution.finishes, "move:adv:1")
    said = why_sentences(found, body, {}, "en")
    assert plain(said.steps[0]).endswith(
        "Days without work came in between (3 days later): road: no work from 2024-01-07 to 2024-01-08 (border)."
    )
    assert "without “road: no work from 2024-01-07 to 2024-01-08 (border).”: 3 days earlier." in [
        plain(line) for line in said.gains
    ]
    assert any("أيام بلا عمل" in line for line in why_sentences(found, body, {}, "ar").steps)
    case = c.but(limits.parties(), activities=(*limits.parties().activities, late_talks()))
    body = build(case, ())
    solution = solve(body, {})
    first = chain(body, {}, solution.starts, solution.finishes, "late")[0]
    assert (first.by, first.closed, first.closed_by) == ("link", 1, ("party-calendar:host",))


def late_talks() -> Activity:
    """A round of the host's after nineteen days from the report's begin: Saturday, on which it does not work."""
    return c.activity("late", "round", 1, owner="host", after=(Link(before="report", type="SS", lag=19),))


def test_a_clash_with_a_blackout_names_it() -> None:
    """Over by day 13 cannot be kept with an election of two days in the middle: the clash says which blackout."""
    clause = c.promised().clauses[0]
    by = c.but(clause.promises[0], readings=(), day=c.day(13))
    body = build(c.but(limits.election(), clauses=(c.but(clause, promises=(by,)),)), ())
    found = explain(body, {})
    assert found.state == "promises-clash"
    assert {x.id for x in found.clash} >= {"blackout:election", "agreed-date:by-40"}
    assert "mission: no work from 2024-01-10 to 2024-01-11 (election)." in [
        plain(line) for line in sentences(found, body, "en")
    ]


# longest lags


def told(case: Case, futures: int = FUTURES) -> tuple[dict[str, int], Counter[str]]:
    """The chance of each promise, and in how many futures the checker finds it missed."""
    days = comes_and_goes(case)
    body = build(case, ())
    solution = solve(body, openings(body, days.median_first_day))
    many = simulate(body, solution.starts, days, seed=5, futures=futures)
    missed: Counter[str] = Counter()
    for k in range(futures):
        found = check(case, many.schedule(k), future=True)
        missed.update({v.subject for v in found if v.kind == "promised"})
    return {r.id: r.kept_ppm for r in promise_results(case, body, solution, many)}, missed


PROMPT = [limits.prompt, limits.prompt_since_start, limits.prompt_until_end, limits.prompt_in_all]


@pytest.mark.parametrize("make", PROMPT, ids=lambda make: make.__name__)
def test_a_longest_lag_is_kept_in_as_many_futures_as_the_checker_says(make: Callable[[], Case]) -> None:
    """Its chance is the share of futures in which the checker does not find it missed: neither all nor none."""
    chances, missed = told(uncertain(make()))
    assert set(chances) == set(missed)
    assert chances == {id: (FUTURES - missed[id]) * 1_000_000 // FUTURES for id in chances}
    assert all(0 < chance < 1_000_000 for chance in chances.values())


def test_a_longest_lag_that_facts_have_broken_is_missed_and_leaves_a_plan() -> None:
    """The round was done ten days ago, and the report has not begun: there is a plan, and the promise is missed."""
    done = Progress(id="round", started=c.day(-12), finished=c.day(-10), **c.KNOWN)
    case = c.but(limits.prompt(weight=7), progress=(done,))
    solution, schedule = solved(case)
    assert next(x for x in solution.run.levels if x.level == "broken").value == 7
    assert [(v.family, v.kind) for v in check(case, schedule)] == [("longest-lag", "promised")]


def test_both_begun_in_time_keep_a_longest_lag_for_good() -> None:
    """Round and report are facts, a day apart: nothing can break the promise any more."""
    facts = (
        Progress(id="study", started=c.day(-12), finished=c.day(-3), **c.KNOWN),
        Progress(id="round", started=c.day(-6), finished=c.day(-3), **c.KNOWN),
        Progress(id="report", started=c.day(-1), **c.KNOWN),
    )
    case = c.but(limits.prompt(), progress=facts)
    solution, schedule = solved(case)
    assert solution.run.levels[0].value == 0
    assert check(case, schedule) == ()


def test_of_two_longest_lags_of_a_kind_the_shorter_counts() -> None:
    """Typed twice, two and five days: two days hold, in the plan and for the checker."""
    case = limits.prompt()
    report = next(a for a in case.activities if a.id == "report")
    twice = c.but(report, after=(Link(before="round", lag=1, most=5), *report.after))
    case = c.but(case, activities=tuple(twice if a.id == "report" else a for a in case.activities))
    assert [x.most for x in build(case, ()).lags] == [2]
    late = c.moved(c.schedule(case, limits.PROMPT), "round", (3, 5))
    assert [dict(v.params)["days"] for v in check(case, late)] == [2]


def test_the_heavier_of_a_date_and_a_longest_lag_is_kept() -> None:
    """The round is agreed by day 3, the report comes on day 10 at the earliest: one of the two is missed."""
    for weight, kept in ((1, 3), (3, 8)):
        clause = c.promised().clauses[0]
        by = c.but(clause.promises[0], milestone="talked", readings=(), day=c.day(2), weight=2)
        told_ = Milestone(id="talked", name=c.named("talked"), after=("round",), **c.KNOWN)
        case = limits.prompt(weight=weight)
        case = c.but(case, milestones=(*case.milestones, told_), clauses=(c.but(clause, promises=(by,)),))
        assert solved(case)[0].finishes["round"] == kept


def test_a_longest_lag_in_a_clash_is_told_with_the_wait_that_would_do() -> None:
    """With the round agreed by day 2 the report comes seven days after it, and a wait of seven would do."""
    clause = c.promised().clauses[0]
    by = c.but(clause.promises[0], milestone="talked", readings=(), day=c.day(2))
    talked = Milestone(id="talked", name=c.named("talked"), after=("round",), **c.KNOWN)
    case = limits.prompt()
    case = c.but(case, milestones=(*case.milestones, talked), clauses=(c.but(clause, promises=(by,)),))
    body = build(case, ())
    found = explain(body, {})
    assert {x.id for x in found.clash} >= {"longest-lag:report:round:FS", "agreed-date:by-40"}
    eased = next(r for r in found.relaxations if r.kind == "lag")
    assert (eased.now, eased.value, eased.exact) == (2, 7, True)
    said = [plain(line) for line in sentences(found, body, "en")]
    assert (
        "report: comes no more than 2 days after “round” (FS). "
        "With at most 7 days everything can be kept, and with fewer it cannot."
    ) in said


def test_a_longest_lag_that_can_be_kept_tells_how_many_days_are_left() -> None:
    """Asked for no more than twenty days, the report comes sooner: some days are to spare."""
    found = explain(build(limits.prompt("FS", 20), ()), {})
    assert [s.kind for s in found.slack] == ["lag"]
    assert 0 <= found.slack[0].amount <= 20


def test_a_dated_timetable_carries_the_longest_lags() -> None:
    """Whoever compares two timetables sees the longest lag of a link."""
    _, schedule = solved(limits.prompt())
    report = next(e for e in schedule.entries if e.id == "report")
    assert [(k.before, k.type, k.most) for k in report.after] == [("round", "FS", 2), ("study", "FS", None)]


# budgets


def test_a_budget_is_kept_in_as_many_futures_as_the_checker_says() -> None:
    """Sites that close on drawn days and lots that go on drawn days: its chance is the checker's share."""
    case = limits.budgeted()
    sites = tuple(c.but(s, daily_cost=7) for s in case.sites)
    rows = (limits.budget("all", 0, 40, 250), limits.budget("spring", 0, 11, 150))
    chances, missed = told(uncertain(c.but(case, sites=sites, budgets=rows)))
    assert chances == {id: (FUTURES - missed[id]) * 1_000_000 // FUTURES for id in chances}
    assert all(0 < chance < 1_000_000 for chance in chances.values())


@pytest.mark.parametrize(("most", "value"), [(30, 0), (29, 1)])
def test_a_site_costs_on_each_day_of_the_period_on_which_it_is_open(most: int, value: int) -> None:
    """The site is closed at the end of day 12 at the earliest: three days of a period that begins on day 10."""
    sites = (c.site("k1", daily_cost=10),)
    case = c.one_site(sites=sites, budgets=(limits.budget("summer", 10, 40, most),))
    solution, schedule = solved(case)
    assert next(x for x in solution.run.levels if x.level == "broken").value == value
    assert [v.family for v in check(case, schedule)] == ["budget"] * value


@pytest.mark.parametrize(("most", "value"), [(50, 0), (49, 1)])
def test_a_site_that_stays_and_days_before_the_plan_are_paid_for(most: int, value: int) -> None:
    """A site that is kept costs on all five days of a period, two of which were over before the as-of date."""
    sites = (c.site("k1"), c.site("k2", fate="keep", daily_cost=10))
    case = c.one_site(sites=sites, budgets=(limits.budget("turn", -2, 2, most),))
    solution, schedule = solved(case)
    assert next(x for x in solution.run.levels if x.level == "broken").value == value
    assert [v.family for v in check(case, schedule)] == ["budget"] * value


def test_work_of_no_days_is_paid_for_on_the_day_it_is_shown_on() -> None:
    """A gift of no days happens when packing is done, at the end of day 4: paid on day 4, not on day 5."""
    gift = p.thing("desks", "gift", 0, unit="adv", cost=9)
    for first, last, value in ((4, 4, 1), (5, 5, 0)):
        case = c.one_site(equipment=(gift,), budgets=(limits.budget("day", first, last, 8, weight=1),))
        body = build(case, ())
        starts, finishes = list_schedule(body, default_order(body), {})
        dated = aim(body, starts, finishes, {})
        assert [v.family for v in check(case, dated)] == ["budget"] * value
        points = points_of(starts, finishes)
        assert int(Promises(body, points.columns).missed(points)[0]) == value


def test_a_budget_decides_how_work_is_done() -> None:
    """The contractor would end everything three days sooner and cost 110: with 100 to spend it is not hired."""
    for most, mode, end in ((100, "usual", 15), (109, "usual", 15), (110, "hired", 12)):
        body = build(limits.hired(most), ())
        solution = solve(body, {})
        assert solution.modes["dispose:cars"] == mode
        schedule = aim(fixed(body, solution.modes), solution.starts, solution.finishes, {})
        assert {e.id: e.finish for e in schedule.entries}["over"] == c.day(end)
        assert check(limits.hired(most), schedule) == ()
    assert {v.family for v in check(limits.hired(109), schedule)} == {"budget"}


def test_budgets_hold_under_their_readings() -> None:
    """A budget of one reading is no promise under another."""
    case = limits.budgeted()
    of_one = c.but(case, budgets=(c.but(case.budgets[0], readings=("strict",)),), questions=c.promised().questions)
    assert [len(build(of_one, choice).budgets) for choice in choices(of_one)] == [0, 1]
    late = c.moved(c.schedule(of_one, limits.BUDGETED), "dispose:huts", (9, 10))
    assert "budget" not in {v.family for v in check(of_one, late)}
    assert "budget" in {v.family for v in check(of_one, c.but(late, readings=("strict",)))}


def test_lots_of_different_price_are_told_apart() -> None:
    """Of two lots the dear one may go first: 90 then 60, where only 90 may be spent in the first days."""
    case = limits.budgeted()
    lots = tuple(c.but(e, cost=90 if e.id == "huts" else 60) for e in case.equipment)
    rows = (limits.budget("first", 0, 9, 90), limits.budget("second", 10, 30, 60))
    solution, _ = solved(c.but(case, equipment=lots, budgets=rows))
    assert solution.run.levels[0].value == 0
    assert solution.starts["dispose:huts"] == 5
    assert solution.starts["dispose:cars"] == 10


def test_a_clash_with_a_budget_is_told_with_what_would_do() -> None:
    """Over by day 12 and no more than 100 thousand until day 9 clash; 120 thousand would do."""
    clause = c.promised().clauses[0]
    by = c.but(clause.promises[0], readings=(), day=c.day(12))
    body = build(c.but(limits.budgeted(), clauses=(c.but(clause, promises=(by,)),)), ())
    found = explain(body, {})
    assert {x.id for x in found.clash} >= {"budget:spring", "agreed-date:by-40"}
    eased = next(r for r in found.relaxations if r.kind == "budget")
    assert (eased.now, eased.value, eased.exact) == (100, 120, True)
    assert (
        "spring: at most 100 thousand US dollars from 2024-01-01 to 2024-01-10. "
        "With 120 thousand everything can be kept, and with less it cannot."
    ) in [plain(line) for line in sentences(found, body, "en")]


def test_a_budget_that_can_be_kept_tells_how_much_is_left() -> None:
    """Of 150 thousand until day 9 at least 30 are left when both lots have gone."""
    case = c.but(limits.budgeted(), budgets=(limits.budget("spring", 0, 9, 150),))
    assert [(s.kind, s.amount) for s in explain(build(case, ()), {}).slack] == [("budget", 30)]


@pytest.mark.parametrize(("most", "mode"), [(109, "usual"), (110, "hired")])
def test_the_search_over_orders_counts_what_a_way_costs_in_a_budget(most: int, mode: str) -> None:
    """Before the optimiser begins, the contractor is hired only where the budget has what it costs."""
    found = improve(build(limits.hired(most), ()), {})
    assert found.modes["dispose:cars"] == mode
    assert found.value[:2] == (0, 0)
