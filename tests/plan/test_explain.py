"""What clashes is found by solving: each member of a clash is needed, each way out was solved, the unknown is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import ceiling, changed, held, link, permission, problem, profile, promise, rule, stays, task, week

from jadwal.messages import codes
from jadwal.model.case import Text
from jadwal.plan.cpsat import earliest, feasible
from jadwal.plan.explain import Explanation, explain
from jadwal.plan.explain_words import sentences
from jadwal.plan.problem import Problem, Rule, Span
from jadwal.plan.promises import Promises, points_of
from jadwal.plan.relax import policies, without
from jadwal.plan.relaxing import Relaxation

NAME = Text(en="West", ar="الغرب")


def named(id: str, kind: str = "physical", **params: Any) -> Rule:
    """A rule with what its sentence needs."""
    return msgspec.structs.replace(rule(id, kind), params=tuple(sorted(params.items())))


def crossing(serials: int = 4, by: int = 6, capacity: int = 1, **rest: Any) -> Problem:
    """Serials of two days over one lane to a handover of one day, agreed by an instant; a crew that never matters."""
    moves = [task(f"m{n}", 2) for n in range(serials)]
    return problem(
        *moves,
        task("over", 1),
        days=rest.pop("days", 40),
        end="over",
        links=[link(m.id, "over", rule="site-order:s") for m in moves],
        profiles=[
            profile("lane:west", capacity, *(held(m.id) for m in moves)),
            profile("crew:idle", 9, *(held(m.id) for m in moves)),
        ],
        promises=[promise("p", "over", by)],
        rules=[
            named("lane:west", name=NAME, capacity=capacity),
            named("crew:idle", name=NAME, capacity=9),
            named("site-order:s", name=NAME),
            named("agreed-date:p", "promised", name=NAME, day="2021-08-03"),
        ],
        **rest,
    )


def ids(found: Explanation) -> set[str]:
    """The policies of a clash."""
    return {p.id for p in found.clash}


def ways(found: Explanation, kind: str) -> list[Relaxation]:
    """The single changes of one kind."""
    return [r for r in found.relaxations if r.kind == kind]


def test_a_promise_that_can_be_kept_tells_how_much_room_it_has() -> None:
    """Four serials of two days and a handover are done on day 9: agreed by 15 that leaves six days."""
    found = explain(crossing(by=15), {})
    assert (found.state, found.clash) == ("kept", ())
    assert [(s.promise, s.amount, s.exact) for s in found.slack] == [("p", 6, True)]


def test_a_ceiling_that_can_be_kept_tells_how_many_people_fit() -> None:
    """Both units of 50 can be gone by day 9, and 20 may stay."""
    limit = ceiling("c", 9, 20, {"m0": 50, "m1": 50}, base=5)
    found = explain(crossing(by=15, ceilings=[limit]), {})
    assert [(s.kind, s.amount, s.exact) for s in found.slack if s.promise == "c"] == [("ceiling", 15, False)]


def test_a_clash_names_the_promise_the_lane_and_the_order_and_nothing_else() -> None:
    """One lane cannot bring four serials over in five days; the idle crew has no part in it."""
    found = explain(crossing(), {})
    assert (found.state, found.minimal) == ("promises-clash", True)
    assert ids(found) == {"agreed-date:p", "lane:west", "site-order"}


def test_the_earliest_day_and_the_least_lane_that_end_a_clash_are_solved() -> None:
    """All are over on day 9; with two lanes on day 5."""
    found = explain(crossing(), {})
    assert [(r.id, r.value, r.exact, r.state) for r in ways(found, "date")] == [("p", 9, True, "found")]
    assert [(r.id, r.now, r.value, r.exact) for r in ways(found, "capacity")] == [("lane:west", 1, 2, True)]
    assert [r.kind for r in found.relaxations] == ["date", "capacity"]  # three days of six, twice the lane


def test_a_lane_that_would_not_do_even_four_times_as_wide_is_said_so() -> None:
    """Ten serials in three days need ten lanes."""
    found = explain(crossing(serials=10, by=3), {})
    assert [(r.state, r.value) for r in ways(found, "capacity")] == [("none", None)]


def test_a_date_that_is_not_alone_in_the_way_is_said_so() -> None:
    """Two milestones are promised too early: what ends one clash is solved without the other, and that is said."""
    of = crossing()
    both = changed(
        of,
        promises=(*of.promises, promise("q", "m0", 0)),
        rules=(*of.rules, named("agreed-date:q", "promised", name=NAME, day="2021-07-28")),
    )
    found = explain(both, {})
    assert found.further
    assert [(r.id, r.value) for r in ways(found, "date")] in ([("p", 9)], [("q", 2)])
    assert any("not the only promises in the way" in line for line in sentences(found, both, "en"))


def test_without_promises_there_may_be_no_plan_either() -> None:
    """Eight days of movements on one lane do not fit a horizon of seven; no promise has a part in that."""
    found = explain(crossing(days=7), {})
    assert (found.state, found.minimal, ways(found, "date")) == ("no-plan", True, [])
    assert ids(found) == {"lane:west"}
    assert [(r.id, r.value) for r in ways(found, "capacity")] == [("lane:west", 2)]


def test_a_gate_that_opens_too_late_is_part_of_the_clash() -> None:
    """The gate opens on day 30, the promise is day 20."""
    of = crossing(by=20)
    gated = tuple(msgspec.structs.replace(t, start_gates=("c",)) if t.id == "over" else t for t in of.tasks)
    of = changed(of, tasks=gated, rules=(*of.rules, named("gate-start:c:over", name=NAME, condition="c")))
    found = explain(of, {"c": 30})
    assert ids(found) == {"agreed-date:p", "gate-start:c"}
    assert [(r.kind, r.id, r.value) for r in found.relaxations] == [("gate", "c", 19), ("date", "p", 31)]


def test_a_condition_that_never_opens_leaves_no_day_at_all() -> None:
    """The milestone has no aim, so no later day for its promise does; the condition would have to hold by day 19."""
    of = crossing(by=20)
    gated = tuple(msgspec.structs.replace(t, start_gates=("c",)) if t.id == "over" else t for t in of.tasks)
    of = changed(of, tasks=gated, rules=(*of.rules, named("gate-start:c:over", name=NAME, condition="c")))
    found = explain(of, {"c": None})
    assert ids(found) == {"agreed-date:p", "gate-start:c"}
    assert [(r.state, r.value) for r in ways(found, "date")] == [("none", None)]
    assert [(r.id, r.value, r.exact) for r in ways(found, "gate")] == [("c", 19, True)]


def test_nothing_is_claimed_when_the_limit_is_reached() -> None:
    """A hard question and no work allowed: unknown, and no clash is named."""
    tasks = [task(f"m{n:02}", 3 + n * 7 % 11) for n in range(24)]
    crews = [profile(f"crew:{k}", 7, *(held(t.id, 1 + (n + k) * 5 % 4) for n, t in enumerate(tasks))) for k in (0, 1)]
    links = [link(a.id, b.id) for a, b in zip(tasks, tasks[5:], strict=False)]
    of = problem(*tasks, days=76, profiles=crews, links=links, rules=[rule("crew:0"), rule("crew:1")])
    found = explain(of, {}, deterministic_time=1e-6)
    assert (found.state, found.clash) == ("unknown", ())
    assert sentences(found, of, "en") == (
        "It is open whether everything can be kept: the limit of work was reached first.",
    )


# --- taking rules away --------------------------------------------------------------------------------------------


def every_family() -> Problem:
    """One task under a rule of each family that leaves something behind in a problem."""
    return problem(
        task("a", 2, calendar="w", start_gates=("c",), continue_gates=("d",), permissions=("q",), not_before=9),
        links=[link("a", "b", rule="precedence:x")],
        profiles=[profile("lane:l", 1, held("a")), profile("protection:s", 5, stays("a", 5))],
        promises=[promise("p", "a", 30)],
        ceilings=[ceiling("k", 30, 5, {"a": 5})],
        permissions=[permission("q", 3)],
        calendars=[week(60)],
        end="",
        rules=[
            *(rule(id) for id in ("precedence:x", "lane:l", "protection:s", "permission:q", "not-before:n")),
            *(rule(id) for id in ("gate-start:c:a", "gate-continue:d:a")),
            *(rule(id, "promised") for id in ("agreed-date:p", "ceiling:k")),
        ],
    )


GONE: dict[str, Callable[[Problem], object]] = {
    "precedence:x": lambda p: p.links,
    "lane:l": lambda p: [f for f in p.profiles if f.id == "lane:l"],
    "protection:s": lambda p: [f for f in p.profiles if f.id == "protection:s"],
    "agreed-date:p": lambda p: p.promises,
    "ceiling:k": lambda p: p.ceilings,
    "permission:q": lambda p: p.tasks[0].permissions,
    "gate-start:c:a": lambda p: p.tasks[0].start_gates,
    "gate-continue:d:a": lambda p: p.tasks[0].continue_gates,
    "not-before:n": lambda p: p.tasks[0].not_before > 0,
    "calendar:w": lambda p: p.tasks[0].calendar,
}


@pytest.mark.parametrize("id", GONE)
def test_a_rule_taken_away_leaves_nothing_behind_and_takes_nothing_with_it(id: str) -> None:
    """What the rule put into the problem is gone; what the others put there stays."""
    before, after = every_family(), without(every_family(), {id})
    assert [other for other, of in GONE.items() if of(before) and not of(after)] == [id]


def test_every_rule_and_every_calendar_is_in_exactly_one_policy() -> None:
    """Nothing is forgotten when a clash is looked for; promises are given up last of all."""
    of = every_family()
    found = [id for p in policies(of) for id in p.rules]
    assert sorted(found) == sorted([r.id for r in of.rules] + ["calendar:w"])
    assert [p.promised for p in policies(of)] == sorted((p.promised for p in policies(of)), reverse=True)


# --- every clash is a clash ---------------------------------------------------------------------------------------


@st.composite
def crowded(draw: st.DrawFn) -> Problem:
    """Up to four tasks on two crews and a lane with tight promises."""
    tasks = [task(f"t{n}", draw(st.integers(1, 4))) for n in range(draw(st.integers(2, 4)))]
    profiles = [
        profile(id, draw(st.integers(1, 2)), *(held(t.id, draw(st.integers(1, 2))) for t in tasks))
        for id in ("crew:a", "lane:l")
    ]
    steps = [Span(begin=(t.id, "start"), length=draw(st.integers(1, 5)), amount=draw(st.integers(1, 2))) for t in tasks]
    profiles.append(profile("largest-step", draw(st.integers(2, 4)), *steps))
    links = [link(a.id, b.id, rule="precedence:x") for a, b in pairwise(tasks)]
    promises = [promise(f"p{n}", draw(st.sampled_from(tasks)).id, draw(st.integers(1, 12))) for n in range(2)]
    rules = [rule(f.id) for f in profiles] + [rule("precedence:x")] + [rule(p.rule, "promised") for p in promises]
    return problem(
        *tasks,
        days=draw(st.integers(4, 20)),
        end="",
        profiles=profiles,
        links=links[: draw(st.integers(0, 3))],
        promises=promises,
        rules=rules,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(crowded())
def test_a_clash_cannot_hold_and_without_any_member_it_can(of: Problem) -> None:
    """Verified by solving anew; the state agrees with what can be solved."""
    found = explain(of, {})
    assert (found.state == "kept") == (feasible(of, {}) is True)
    if found.state == "kept":
        return
    every = {id for p in policies(of) for id in p.rules}
    members = [set(p.rules) for p in found.clash]
    together = set().union(*members)
    assert found.minimal
    assert feasible(without(of, every - together), {}) is False
    assert all(feasible(without(of, every - (together - m)), {}) is True for m in members)
    assert (found.state == "no-plan") == all(not p.promised for p in found.clash)
    for r in ways(found, "date"):
        if r.value is not None and not found.further:
            moved = [msgspec.structs.replace(p, by=r.value) if p.id == r.id else p for p in of.promises]
            sooner = [msgspec.structs.replace(p, by=r.value - 1) if p.id == r.id else p for p in of.promises]
            assert feasible(changed(of, promises=tuple(moved)), {}) is True
            assert feasible(changed(of, promises=tuple(sooner)), {}) is False


def test_the_earliest_finish_keeps_every_promise() -> None:
    """The short work could be done on day 2, but the promise of the long one comes first."""
    of = problem(
        *(task("a", 4), task("b", 2)),
        profiles=[profile("crew:c", 1, held("a"), held("b"))],
        promises=[promise("p", "a", 4)],
    )
    assert (earliest(of, {}, "b").value, earliest(of, {}, "b").status) == (6, "optimal")
    assert earliest(changed(of, promises=(promise("p", "a", 3),)), {}, "b").status == "infeasible"


def test_people_who_never_leave_are_counted_and_who_never_comes_is_not() -> None:
    """A ceiling is told by the worst of its instants."""
    limit = ceiling("c", 5, 99, {"go": 50, "stay": 7}, base=1, come=20, never=100)
    of = problem(*(task(id) for id in ("go", "stay", "come", "never")), ceilings=[limit], end="")
    for goes, most in ((4, 28), (12, 78)):
        points = points_of({}, {"go": goes, "stay": None, "come": 9, "never": None})
        assert Promises(of, points.columns).most(limit, points).tolist() == [most]


# --- in words -----------------------------------------------------------------------------------------------------


def test_a_clash_is_told_in_english() -> None:
    """What is so, each rule in its own words, and each way out with its figures."""
    of = crossing()
    assert sentences(explain(of, {}), of, "en") == (
        "There are plans, but none keeps every promise. These cannot hold together:",
        "West: agreed by 2021-08-03.",
        "West: at most 1 serials at once.",
        "West: receiver, training, leaving, clean-up, inspection, transfer and guard follow one another.",
        "Without any one of them the others can be kept; each case was solved.",
        "over: 2021-08-06 can be kept when all else is, and no earlier day.",
        "West: at most 1 serials at once. With 2 everything can be kept, and with less it cannot.",
    )


def test_a_clash_is_told_in_arabic() -> None:
    """The same statements in the same order, none of them in English."""
    of = crossing()
    said = sentences(explain(of, {}), of, "ar")
    assert len(said) == len(sentences(explain(of, {}), of, "en"))
    assert said[0] == "توجد خطط، لكن لا خطة منها تفي بكل الوعود. لا يمكن أن يجتمع ما يلي:"
    assert said[4] == "إذا تُرك أي واحد منها أمكن الوفاء بالباقي؛ وقد حُلّت كل حالة على حدة."
    assert not [line for line in said if re.search(r"[A-Za-z]{3}", line.replace("over", ""))]


def test_room_and_policies_of_many_rules_are_told_with_their_numbers() -> None:
    """Six days to spare; a family of links is one sentence that counts its rules."""
    of = crossing(by=15)
    assert sentences(explain(of, {}), of, "en")[1] == "over: 6 days to spare."
    assert sentences(explain(of, {}), of, "ar")[1].endswith("يبقى متسع مقداره 6 أيام.")
    late = changed(crossing(), rules=(*crossing().rules, named("site-order:t", name=NAME)))
    assert "At every site the steps of leaving and handing over follow one another (2 rules)." in sentences(
        explain(late, {}), late, "en"
    )


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_kind_of_answer_can_be_said(lang: str) -> None:
    """No state, way out or family lacks its sentence."""
    states = ("kept", "promises-clash", "no-plan", "clash", "unknown")
    kinds = ("earliest", "capacity", "more", "ceiling", "gate", "sooner")
    ways = [f"{what}-{how}" for what in kinds for how in ("exact", "found", "none", "unknown")]
    slack = ("slack-date-exact", "slack-date-found", "slack-ceiling", "minimal", "not-minimal")
    assert {f"explain.{code}" for code in (*states, *ways, *slack)} <= set(codes(lang))


def test_a_span_that_lasts_for_ever_is_no_promise() -> None:
    """People needed for ever and yet to leave: no plan, and the function's cover is the reason."""
    need = profile("cover:f", 5, Span(begin=None, amount=5), Span(begin=("a", "start"), amount=5))
    of = problem(task("a", 1), profiles=[need], rules=[named("cover:f", name=NAME, need=5)])
    found = explain(of, {})
    assert (found.state, ids(found)) == ("no-plan", {"cover:f"})


# --- the cheapest ways out ----------------------------------------------------------------------------------------


def eased_by_hand(of: Problem, r: Relaxation, steps: int) -> bool | None:
    """Whether everything holds with the permission ``steps`` days sooner."""
    sooner = [
        msgspec.structs.replace(p, lead=msgspec.structs.replace(p.lead, low=0, likely=p.lead.likely - steps))
        for p in of.permissions
    ]
    return feasible(changed(of, permissions=tuple(sooner)), {})


def test_a_permission_granted_just_soon_enough_ends_the_clash() -> None:
    """The handover needs a permission that takes 30 days; by day 20 it must come 11 days sooner, and 10 do not do."""
    of = crossing(by=20, permissions=[permission("q", 30)])
    asking = tuple(msgspec.structs.replace(t, permissions=("q",)) if t.id == "over" else t for t in of.tasks)
    of = changed(of, tasks=asking, rules=(*of.rules, named("permission:q", name=NAME)))
    (found,) = ways(explain(of, {}), "permission")
    assert (found.now, found.value, found.exact) == (30, 19, True)
    assert eased_by_hand(of, found, 11) is True
    assert eased_by_hand(of, found, 10) is False


def test_a_ceiling_is_raised_just_far_enough() -> None:
    """Of two units of 50 only one can be gone on day 2: 100 can be kept, 50 is the least that can."""
    limit = ceiling("k", 2, 20, {"m0": 50, "m1": 50})
    of = crossing(by=15, ceilings=[limit])
    of = changed(of, rules=(*of.rules, named("ceiling:k", "promised", name=NAME, most=20, day="2021-08-01")))
    (found,) = ways(explain(of, {}), "ceiling")
    assert (found.value, found.exact) == (50, True)


def test_a_clash_about_one_site_is_found_without_the_others() -> None:
    """Twenty sites that wait for nothing in common: the clash names the one whose date is too early."""
    tasks, links, profiles, rules = [], [], [], []
    for n in range(20):
        tasks += [task(f"move-{n}", 5), task(f"close-{n}", 3)]
        links.append(link(f"move-{n}", f"close-{n}", rule="site-order:s"))
        profiles.append(profile(f"lane:l{n}", 1, held(f"move-{n}")))
        rules.append(named(f"lane:l{n}", name=NAME, capacity=1))
    of = problem(
        *tasks,
        end="",
        links=links,
        profiles=profiles,
        promises=[promise("p3", "close-3", 7), *(promise(f"p{n}", f"close-{n}", 9) for n in (5, 6))],
        rules=[
            *rules,
            named("site-order:s", name=NAME),
            *(named(f"agreed-date:p{n}", "promised", name=NAME, day="2021-08-03") for n in (3, 5, 6)),
        ],
    )
    found = explain(of, {})
    assert (ids(found), found.minimal) == ({"agreed-date:p3", "site-order"}, True)
    assert [(r.id, r.value) for r in found.relaxations] == [("p3", 8)]


def test_people_who_would_have_to_be_there_are_told_as_people() -> None:
    """Ten are needed for ever and all eleven are to leave: ten more would have to be there."""
    need = profile("cover:f", 11, Span(begin=None, amount=10), Span(begin=("a", "start"), amount=11))
    of = problem(task("a", 1), profiles=[need], rules=[named("cover:f", name=NAME, need=10)])
    found = explain(of, {})
    assert [(r.id, r.now, r.value, r.exact) for r in found.relaxations] == [("cover:f", 11, 21, True)]
    assert sentences(found, of, "en")[-1].endswith(
        "With 10 people more there everything can be kept, and with fewer it cannot."
    )
