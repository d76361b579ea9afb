"""Where work can be done in several ways the plan chooses one, the best of all; the checker reads the ways itself."""

from __future__ import annotations

from itertools import product
from typing import Any

import cases as c
import mode_cases as m
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from missions import case_of, mission
from tiny import held, permission, problem, profile, task, week

from jadwal.model.case import Blackout, Case, Clause, Equipment, Estimate, Gate, Progress, Promise, Text
from jadwal.model.timetable import Schedule
from jadwal.plan.build import build, choices
from jadwal.plan.check import check, physical
from jadwal.plan.cpsat import Solution, solve
from jadwal.plan.dated import aim
from jadwal.plan.explain import explain
from jadwal.plan.modes import fixed, modes_of
from jadwal.plan.openings import openings
from jadwal.plan.problem import BudgetPromise, Mode, Problem, Span, Task
from jadwal.plan.sgs import lay_out, list_schedule
from jadwal.plan.sgs.improve import improve
from jadwal.plan.sgs.kernel import NEVER
from jadwal.plan.sgs.worth import Worth
from jadwal.text import FSI, PDI


def plain(sentence: str) -> str:
    """A sentence without the isolates that output adds."""
    return sentence.replace(FSI, "").replace(PDI, "")


def solved(case: Case, **kept: Any) -> tuple[Solution, Schedule]:
    """The optimum of a case and its timetable."""
    body = build(case, choices(case)[0], **kept)
    opening = openings(body, lambda condition: 20)
    solution = solve(body, opening)
    return solution, aim(fixed(body, solution.modes), solution.starts, solution.finishes, opening)


@pytest.mark.parametrize("name", m.COUNTED)
def test_the_optimum_is_done_in_the_ways_and_on_the_days_worked_out_by_hand(name: str) -> None:
    """A full lane sends a serial by the slower road; a firm cleans up when the end counts first, the own crew when
    cost does; movers pack when the team is busy."""
    make, dates, modes = m.COUNTED[name]
    solution, schedule = solved(make())
    assert (solution.run.status, solution.modes) == ("optimal", modes)
    wanted = {id: at if isinstance(at, tuple) else (at, at) for id, at in dates.items()}
    found = {
        e.id: ((e.start - c.AS_OF).days, (e.finish - c.AS_OF).days) for e in schedule.entries if e.start and e.finish
    }
    assert found == wanted
    assert {e.id: e.mode for e in schedule.entries if e.mode} == modes
    assert check(make(), schedule) == ()


@pytest.mark.parametrize("name", m.COUNTED)
def test_the_checker_passes_the_timetable_written_by_hand(name: str) -> None:
    """The checker reads the ways from the case, without the planning problem, and finds nothing to say."""
    make, dates, modes = m.COUNTED[name]
    case = make()
    timetable = c.schedule(case, dates)
    assert check(case, m.in_ways(timetable, case, **{id.replace(":", "_"): mode for id, mode in modes.items()})) == ()


def test_the_level_cost_counts_what_the_chosen_way_costs_beyond_the_usual_one() -> None:
    """Three a day until the site is closed at instant 13, and five hundred for the firm; 19 days with the own crew."""
    costs = []
    for case in (m.contractor(), m.cheap()):
        solution, _ = solved(case)
        costs += [(x.value, x.bound) for x in solution.run.levels if x.level == "cost"]
    assert costs == [(13 * 3 + 500, 13 * 3 + 500), (19 * 3, 19 * 3)]


BROKEN: dict[str, tuple[str, dict[str, Any], set[str], str, str]] = {
    "a way that nobody knows": (
        "contractor", {"mode": "volunteers"}, {"mode", "duration"},
        "cleanup:k1: by the timetable it is done in the way “volunteers”; the case knows the ways usual, firm.",
        "الcleanup:k1: يؤدى بحسب الجدول الزمني بالطريقة «volunteers»، والطرق المعروفة في الحالة: usual, firm.",
    ),
    "no way at all": (
        "contractor", {"mode": ""}, {"mode", "duration"},
        "cleanup:k1: by the timetable it is done in the way “–”; the case knows the ways usual, firm.",
        "الcleanup:k1: يؤدى بحسب الجدول الزمني بالطريقة «–»، والطرق المعروفة في الحالة: usual, firm.",
    ),
    "in the days of another way": (
        "contractor", {"mode": "usual"}, {"duration"},
        "cleanup:k1: takes 2 days; by the case it takes 8 to 8.",
        "الcleanup:k1: يستغرق يومان، وبحسب الحالة يستغرق من 8 إلى 8.",
    ),
    "on the lane of another way": (
        "full air", {"mode": "usual"}, {"completeness", "duration", "lane"},
        "move:adv:1: its lane is track in the timetable and road in the case.",
        "الmove:adv:1: قيمة lane في الجدول الزمني track وفي الحالة road.",
    ),
    "in the usual way on a lane that is full": (
        "full air", {"mode": "usual", "lane": "road", "days": 1, "finish": c.day(5)}, {"lane"},
        "road: 2 serials at once on 2024-01-06; at most 1.",
        "الroad: دفعتان في آن واحد يوم 2024-01-06؛ الحد الأقصى 1.",
    ),
    "by a team that is busy": (
        "crowded crew", {"mode": "usual", "crew": "packers", "days": 3, "finish": c.day(6)}, {"crew"},
        "packers: 2 at work at once on 2024-01-05; at most 1.",
        "الpackers: عدد العاملين في آن واحد يوم 2024-01-05 هو 2، والحد الأقصى 1.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_done_as_its_way_says_is_found_and_said_in_both_languages(name: str) -> None:
    """Days, lane and crew are those of the way that the timetable names."""
    kept, changes, families, english, arabic = BROKEN[name]
    make, dates, modes = m.COUNTED[kept]
    case = make()
    timetable = c.schedule(case, dates)
    timetable = m.in_ways(timetable, case, **{id.replace(":", "_"): mode for id, mode in modes.items()})
    found = check(case, c.changed(timetable, next(iter(modes)), **changes))
    assert {v.family for v in found} == families
    assert english in [plain(v.text("en")) for v in found]
    assert arabic in [plain(v.text("ar")) for v in found]


def test_a_way_where_there_is_only_one_is_found() -> None:
    """The timetable may not name a way of doing what can be done in one way only."""
    case = c.one_site()
    found = check(case, c.changed(c.schedule(case, c.ONE_SITE), "cleanup:k1", mode="firm"))
    assert [v.family for v in found] == ["mode"]


def test_of_several_serials_one_goes_by_road() -> None:
    """Twenty fly in two serials on days 5 and 6, guards on day 7; with one by the road of two days all end on day 6."""
    case = m.full_air(units=(c.unit("adv", 20), c.unit("grd", 10, "protection")))
    solution, schedule = solved(case)
    assert sorted(solution.modes.values()) == ["adv-track", "usual"]
    assert solution.finishes["left:k1"] == 7
    assert check(case, schedule) == ()


def test_serials_fit_every_lane_that_they_may_take() -> None:
    """Thirteen people in serials of five, for that is what the track carries, whichever way they go."""
    lanes = (c.lane("road"), c.lane("track", people_per_serial=5))
    case = m.full_air(units=(c.unit("adv", 13), c.unit("grd", 10, "protection")), lanes=lanes)
    body = build(case, choices(case)[0])
    assert [t.people for t in body.tasks if t.id.startswith("move:adv")] == [5, 5, 3]
    _, schedule = solved(case)
    assert check(case, schedule) == ()
    too_many = {"move:adv:1": 7, "move:adv:2": 3}
    entries = tuple(c.but(e, people=too_many.get(e.id, e.people)) for e in schedule.entries)
    found = check(case, c.but(schedule, entries=entries))
    assert {(v.code, v.subject) for v in found} == {("check.headcount-serial", "move:adv:1")}


def test_a_permission_holds_for_those_ways_only_that_take_its_lane() -> None:
    """Granted within a day the track is taken; after forty days everybody flies; without it on the track is found."""
    assert solved(m.permitted_track(lead=1))[0].modes == {"move:adv:1": "adv-track"}
    case = m.permitted_track(lead=40)
    solution, _ = solved(case)
    assert solution.modes == {"move:adv:1": "usual"}
    assert solution.finishes["left:k1"] == 8
    timetable = m.in_ways(c.schedule(case, m.FULL_AIR), case, move_adv_1="adv-track")
    assert {v.family for v in check(case, timetable)} == {"permission"}


def test_a_way_whose_permission_can_never_be_asked_for_is_not_taken() -> None:
    """What has to come before the asking waits for a condition that never holds: the serial flies, and has a date."""
    permit = c.but(m.permitted_track(lead=1).permissions[0], asked_after="talk")
    gate = Gate(kind="start", activity="talk")
    case = m.full_air(
        permissions=(permit,),
        activities=(*m.full_air().activities, c.activity("talk", "round", 1)),
        conditions=(c.condition(gate=gate),),
    )
    body = build(case, choices(case)[0])
    solution = solve(body, openings(body, lambda condition: None))
    assert solution.modes == {"move:adv:1": "usual"}
    assert solution.starts["talk"] is None
    assert solution.finishes["left:k1"] == 8


def test_shocks_pause_those_ways_only_that_take_their_lane() -> None:
    """A storm on the track pauses the serial that takes it and no other."""
    case = m.stormy_track()
    body = build(case, choices(case)[0])
    by_track, by_air = (fixed(body, {"move:adv:1": mode}) for mode in ("adv-track", "usual"))
    assert [t.id for t in by_track.tasks if t.shocks] == ["move:adv:1"]
    assert [t.id for t in by_air.tasks if t.shocks] == []


def test_a_blackout_of_a_lane_closes_those_ways_only_that_take_it() -> None:
    """While nothing moves on the track everybody flies; the checker finds who takes it all the same."""
    closed = Blackout(
        id="mines", name=c.named("mines"), scope="lane", of="track", first=c.day(6), last=c.day(40), **c.KNOWN
    )
    case = m.full_air(blackouts=(closed,))
    solution, schedule = solved(case)
    assert solution.modes == {"move:adv:1": "usual"}
    assert check(case, schedule) == ()
    timetable = m.in_ways(c.schedule(case, m.FULL_AIR), case, move_adv_1="adv-track")
    assert {v.family for v in check(case, timetable)} == {"blackout"}


def test_a_way_has_the_calendar_of_its_lane_or_crew_unless_it_names_one() -> None:
    """Own calendar first, else that of its lane or crew, else the usual one."""
    week = c.FRIDAY_SATURDAY
    other = c.but(week, id="other")
    case = m.full_air(
        calendars=(week, other),
        lanes=(c.lane("road"), c.lane("track", calendar="week")),
        modes=(
            m.way("a", "adv", lane="track"),
            m.way("b", "adv", lane="track", calendar="other"),
            m.way("d", "adv", cost=1),
        ),
    )
    serial = build(case, choices(case)[0]).task("move:adv:1")
    assert [(way.id, way.calendar, way.cost) for way in serial.modes] == [
        ("usual", "", 0), ("a", "week", 0), ("b", "other", 0), ("d", "", 1),
    ]  # fmt: skip


def begun(mode: str = "") -> Case:
    """The advisers are on the road since two days before the as-of date; on the track it takes four."""
    done = (
        *(Progress(id=id, started=c.day(-9), finished=c.day(-8), **c.KNOWN) for id in ("agree", "training:k1")),
        *(Progress(id=f"pack:{u}", started=c.day(-5), finished=c.day(-5), **c.KNOWN) for u in ("adv", "eng", "grd")),
        Progress(id="move:adv:1", started=c.day(-2), mode=mode, **c.KNOWN),
    )
    return m.full_air(road_days=4, progress=done)


def test_what_has_begun_is_done_in_the_way_in_which_it_began() -> None:
    """Progress says so, else the baseline does, else it is the usual way."""
    cases: list[tuple[str, dict[str, str], str]] = [
        ("adv-track", {"move:adv:1": "usual"}, "adv-track"),
        ("", {"move:adv:1": "adv-track"}, "adv-track"),
        ("", {"move:adv:1": "a way that is no more"}, "usual"),
        ("", {}, "usual"),
        ("usual", {"move:adv:1": "adv-track"}, "usual"),
    ]
    for said, baseline, mode in cases:
        case = begun(said)
        solution, schedule = solved(case, kept_modes=baseline)
        serial = next(e for e in schedule.entries if e.id == "move:adv:1")
        assert (serial.mode, serial.lane) == (mode, "track" if mode == "adv-track" else "road")
        assert solution.finishes["move:adv:1"] == (2 if mode == "adv-track" else 1)
        assert check(case, schedule) == ()
        if said:
            other = {"adv-track": "usual", "usual": "adv-track"}[said]
            assert "check.mode-begun" in {v.code for v in check(case, c.changed(schedule, "move:adv:1", mode=other))}


def test_a_problem_with_its_modes_chosen_has_none() -> None:
    """Every task is done as chosen, the usual way unless named; levels keep the spans of those ways, nothing else."""
    case = m.full_air()
    body = build(case, choices(case)[0])
    assert body.has_modes
    by_air, by_track = fixed(body, {}), fixed(body, {"move:adv:1": "adv-track"})
    assert not by_air.has_modes
    assert not by_track.has_modes
    assert (modes_of(by_air), modes_of(by_track)) == ({"move:adv:1": "usual"}, {"move:adv:1": "adv-track"})
    assert [p.id for p in by_air.profiles if p.id.startswith("lane:")] == ["lane:road"]
    users = {p.id: len(p.spans) for p in by_track.profiles if p.id.startswith("lane:")}
    assert users == {"lane:road": 2, "lane:track": 1}
    assert fixed(by_air, {"move:adv:1": "adv-track"}) == by_air
    with pytest.raises(KeyError, match="by-sea"):
        fixed(body, {"move:adv:1": "by-sea"})


# --- every choice of modes, one by one ----------------------------------------------------------------------------

DAYS = 24


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Three pieces of work in up to three modes each, on two levels, with calendars, a permission and costs."""
    small = st.integers(0, 4)
    tasks: list[Task] = []
    spans: dict[str, list[Span]] = {"f": [], "g": []}
    for id in ("a", "b", "d"):
        modes = []
        for n in range(draw(st.integers(2, 3))):
            name = f"m{n}"
            need = draw(st.integers(0, 3))
            level = draw(st.sampled_from(("f", "g")))
            modes.append(
                Mode(
                    id=name if n else "usual",
                    name=Text(en=name, ar=name),
                    days=Estimate(low=0, likely=draw(st.integers(0, 4)), high=9),
                    calendar=draw(st.sampled_from(("", "w"))),
                    cost=draw(small),
                    permissions=draw(st.sampled_from(((), (), ("q",)))),
                )
            )
            if need:
                spans[level].append(Span(begin=(id, "start"), end=(id, "finish"), amount=need, mode=modes[-1].id))
        usual = modes[0]
        tasks.append(
            task(
                id,
                usual.days.likely,
                modes=tuple(modes),
                kind="other",
                calendar=usual.calendar,
                permissions=usual.permissions,
                breakable=draw(st.booleans()),
            )
        )
    tasks.append(task("e", 2))
    spans["f"].append(held("e"))
    budget = BudgetPromise(id="spent", first=2, days=draw(small), most=draw(small), base=0, rule="budget:spent")
    return problem(
        *tasks,
        budgets=(budget,)[: draw(st.integers(0, 1))],
        levels=draw(st.sampled_from((m.FIRST_END, m.FIRST_COST))),
        days=DAYS,
        profiles=[profile(id, 2, *found) for id, found in spans.items() if found],
        costs=[("end", draw(small))],
        exposure=[("b", draw(small))],
        permissions=[permission("q", draw(small))],
        calendars=[week(DAYS, closed=(2,))],
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_no_choice_of_modes_beats_the_one_that_is_found(of: Problem) -> None:
    """Levels are those of the best of all choices, each solved by itself with its modes fixed; bounds are no higher."""
    names = [(t.id, [mode.id for mode in t.modes]) for t in of.tasks if t.modes]
    extra = {t.id: {mode.id: mode.cost - t.cost for mode in t.modes} for t in of.tasks}
    best: tuple[int, ...] | None = None
    for picked in product(*(modes for _, modes in names)):
        chosen = {id: mode for (id, _), mode in zip(names, picked, strict=True)}
        found = solve(fixed(of, chosen), {})
        if found.starts:
            more = sum(extra[id][mode] for id, mode in chosen.items())
            value = tuple(x.value + (more if x.level == "cost" else 0) for x in found.run.levels)
            best = value if best is None else min(best, value)
    solution = solve(of, {})
    if best is None:
        assert solution.run.status == "infeasible"
        return
    assert solution.run.status == "optimal"
    assert tuple(x.value for x in solution.run.levels) == best
    more = sum(extra[id][mode] for id, mode in solution.modes.items())
    again = solve(fixed(of, solution.modes), {})
    assert tuple(x.value + (more if x.level == "cost" else 0) for x in again.run.levels) == best


# --- the search that the optimiser begins from --------------------------------------------------------------------


@pytest.mark.parametrize("name", m.COUNTED)
def test_the_search_finds_the_ways_of_the_optimum(name: str) -> None:
    """In small cases what schedule generation comes to is what the optimiser proves best."""
    make, _, modes = m.COUNTED[name]
    body = build(make(), choices(make())[0])
    opening = openings(body, lambda condition: 20)
    found = improve(body, opening, evaluations=150)
    assert found.modes == modes
    assert list(found.value[1:]) == [x.value for x in solve(body, opening).run.levels]
    assert check(make(), aim(fixed(body, found.modes), found.starts, found.finishes, opening)) == ()
    assert improve(body, opening, evaluations=150) == found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_what_the_search_finds_is_a_timetable_of_its_modes_and_no_better_than_the_optimum(of: Problem) -> None:
    """Its order, placed with its modes fixed, gives the same dates; its value is that of the levels, with the costs of
    its modes; no timetable is better than the optimum, and where there is none it does not reach everything."""
    found = improve(of, {}, evaluations=40)
    chosen = fixed(of, found.modes)
    assert (found.starts, found.finishes) == list_schedule(chosen, found.order, {})
    priced = {t.id: {x.id: x.cost - t.cost for x in t.modes} for t in of.tasks}
    more = np.array([priced[t.id][found.modes[t.id]] if t.modes else 0 for t in of.tasks], np.int64)
    rows = [
        [NEVER if (at := dates[t.id]) is None else at for t in of.tasks] for dates in (found.starts, found.finishes)
    ]
    assert found.value == Worth(lay_out(of)).of(*(np.array(row, np.int32) for row in rows), more=more)
    assert found.value <= found.default
    solution = solve(of, {})
    if solution.run.status == "infeasible":
        assert found.value[0] > 0
    elif found.value[0] == 0:
        assert found.value[1:] >= tuple(x.value for x in solution.run.levels)
        hint = {id: (start, found.finishes[id]) for id, start in found.starts.items() if start is not None}
        begun = solve(of, {}, hint=hint, hint_modes=found.modes, deterministic_time=1e-4)  # type: ignore[arg-type]
        assert tuple(x.value for x in begun.run.levels) <= found.value[1:]


def test_work_that_has_begun_keeps_its_mode_in_the_search() -> None:
    """The serial on the track is on the track in every timetable that is tried."""
    case = begun("adv-track")
    body = build(case, choices(case)[0])
    opening = openings(body, lambda condition: 20)
    found = improve(body, opening, evaluations=30)
    assert found.modes == {}
    assert found.finishes["move:adv:1"] == 2
    assert check(case, aim(body, found.starts, found.finishes, opening)) == ()


def test_a_mission_with_modes_is_planned_and_passes_the_checker() -> None:
    """Coaches and firms of a synthetic mission are taken here and there, and the mission ends no later with them."""
    plain, with_modes = (case_of(mission(10, modes=modes)) for modes in (False, True))
    ends: list[int] = []
    for case in (plain, with_modes):
        body = build(case, choices(case)[0])
        opening = openings(body, lambda condition: 200)
        found = improve(body, opening, evaluations=120)
        chosen = fixed(body, found.modes)
        assert physical(check(case, aim(chosen, found.starts, found.finishes, opening))) == ()
        ends.append(found.finishes[body.end] or NEVER)
    assert ends[1] <= ends[0]
    assert len(set(found.modes.values())) > 3


# --- what clashes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("by", "state"), [(12, "kept"), (11, "promises-clash")])
def test_a_clash_is_one_over_all_ways(by: int, state: str) -> None:
    """The firm is done on day 12, the own crew on day 18: an agreed day 12 can be kept, day 11 cannot, and the way out
    is the day that the best of all ways reaches."""
    promise = Promise(id="agreed", milestone="over", kind="by", day=c.day(by))
    clause = Clause(id="end", text=c.named("the end"), kind="date", promises=(promise,), **c.KNOWN)
    case = m.contractor(clauses=(clause,))
    body = build(case, choices(case)[0])
    found = explain(body, openings(body, lambda condition: 20))
    assert found.state == state
    if state == "kept":
        assert [(s.promise, s.amount, s.exact) for s in found.slack] == [("agreed", 0, True)]
    else:
        assert "mode" not in {policy.family for policy in found.clash}
        later = next(r for r in found.relaxations if r.kind == "date")
        assert (later.state, later.value, later.exact) == ("found", 13, True)


def test_equipment_and_second_legs_have_ways_too() -> None:
    """What is shipped may go another way, and so may a unit that moves on; a unit comes before equipment of its id."""
    tents = Equipment(id="adv", name=c.named("tents"), site="k1", disposition="destroy", days=c.exactly(2), **c.KNOWN)
    case = m.full_air(equipment=(tents, c.but(tents, id="huts", days=None, disposition="ship", lane="road",
                                              loads=c.exactly(10))),
                      modes=(*m.full_air().modes, m.way("huts-track", "huts", lane="track"),
                             m.way("burnt", "dispose:adv", days=c.exactly(1))))  # fmt: skip
    body = build(case, choices(case)[0])
    several = {t.id: [x.id for x in t.modes] for t in body.tasks if t.modes}
    assert several == {
        "move:adv:1": ["usual", "adv-track"],
        "ship:huts:1": ["usual", "huts-track"],
        "dispose:adv": ["usual", "burnt"],
    }
    _, schedule = solved(case)
    assert check(case, schedule) == ()
    legs = c.relocation()
    track = c.lane("track", days=1, capacity=2)
    legs = c.but(legs, lanes=(*legs.lanes, track), modes=(m.way("on", "move:adv:2", lane="track"),))
    solution, schedule = solved(legs)
    assert list(solution.modes) == ["move:adv:2:1"]
    assert [t.id for t in build(legs, choices(legs)[0]).tasks if t.modes] == ["move:adv:2:1"]
    assert check(legs, schedule) == ()
