"""The independent checker finds each broken rule, and only that one, and says it in both languages."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import cases as c
import pytest
from breaches import BROKEN, KEPT, days, people
from hypothesis import given
from hypothesis import strategies as st

import jadwal.plan.check
from jadwal.model.case import Case, Estimate, Link, Milestone
from jadwal.model.timetable import Grant, Opening, Schedule
from jadwal.plan.check import Violation, check, physical
from jadwal.text import FSI, PDI


@pytest.mark.parametrize("name", KEPT)
def test_a_timetable_that_keeps_every_rule_passes(name: str) -> None:
    """Nothing is found in a timetable that keeps every rule and promise."""
    assert check(KEPT[name].case, KEPT[name].schedule) == ()


def plain(sentence: str) -> str:
    """A sentence without the isolates that output adds."""
    return sentence.replace(FSI, "").replace(PDI, "")


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_rule_is_found_alone_and_said_in_both_languages(name: str) -> None:
    """A timetable changed so that it breaks one rule is found to break that rule, of that kind, and no other."""
    wanted = BROKEN[name]
    kept = KEPT[wanted.kept]
    timetable = kept.schedule
    for id, at in wanted.moves.items():
        timetable = c.moved(timetable, id, at)
    found = check(kept.case, timetable)
    assert {(v.family, v.kind) for v in found} == {(wanted.family, wanted.kind)}
    assert wanted.en in [plain(v.text("en")) for v in found]
    assert wanted.ar in [plain(v.text("ar")) for v in found]


def only(case: Case, timetable: Schedule, *, future: bool = False) -> Violation:
    """The one violation that the checker finds."""
    found = check(case, timetable, future=future)
    assert len(found) == 1, [v.text("en") for v in found]
    return found[0]


def test_a_task_that_the_case_requires_must_be_there() -> None:
    """Leaving out a guard after handover is found."""
    kept = KEPT["one site"].schedule
    v = only(c.one_site(), c.but(kept, entries=tuple(e for e in kept.entries if e.id != "guard:k1")))
    assert v.text("en") == "“k1” (guard:k1) is required by the case and is not in the timetable."
    assert plain(v.text("ar")) == "«الk1» (guard:k1) عمل تقتضيه الحالة ولا وجود له في الجدول الزمني."


def test_nothing_may_be_invented() -> None:
    """A second inspection that nobody asked for is found."""
    kept = KEPT["one site"].schedule
    extra = c.but(kept.entries[0], id="inspection:k9", kind="inspection")
    v = only(c.one_site(), c.but(kept, entries=(*kept.entries, extra)))
    assert v.text("en") == "“agree” (inspection:k9) is in the timetable, but nothing in the case requires it."
    assert plain(v.text("ar")) == "«الagree» (inspection:k9) وارد في الجدول الزمني ولا شيء في الحالة يقتضيه."


def test_nothing_may_stand_twice() -> None:
    """The same task twice is found."""
    kept = KEPT["one site"].schedule
    v = only(c.one_site(), c.but(kept, entries=(*kept.entries, kept.entries[0])))
    assert v.text("en") == "“agree” (agree) is in the timetable more than once."
    assert plain(v.text("ar")) == "«الagree» (agree) وارد في الجدول الزمني أكثر من مرة."


def test_every_person_is_on_a_serial() -> None:
    """A serial that carries nine of the ten guards leaves one behind."""
    v = only(c.one_site(), c.changed(KEPT["one site"].schedule, "move:grd:1", people=9))
    assert v.text("en") == f"grd: its serials carry {people(9)[0]} together; the unit has {people(10)[0]}."
    assert plain(v.text("ar")) == f"الgrd: تنقل دفعاتها معًا {people(9)[1]}، وقوام الوحدة {people(10)[1]}."


def test_every_load_is_on_a_serial() -> None:
    """A cargo serial that carries too few loads leaves some behind."""
    v = only(c.cargo(), c.changed(KEPT["cargo"].schedule, "cargo:adv:3", loads=4))
    assert v.text("en") == "adv: loads carried: 24; loads to carry: 25."
    assert plain(v.text("ar")) == "الadv: الحمولات المنقولة: 24، والحمولات المطلوب نقلها: 25."


def test_no_serial_carries_more_than_its_lane_does() -> None:
    """Eleven people on a lane of ten are found, although all twenty go."""
    kept = c.changed(c.changed(KEPT["one site"].schedule, "move:adv:1", people=11), "move:adv:2", people=9)
    v = only(c.one_site(), kept)
    assert v.text("en") == f"move:adv:1: carries {people(11)[0]}; a serial on road carries at most {people(10)[0]}."
    assert (
        plain(v.text("ar"))
        == f"الmove:adv:1: تنقل {people(11)[1]}، وأقصى ما تحمله الدفعة على الroad هو {people(10)[1]}."
    )


def test_an_entry_is_what_the_case_says() -> None:
    """A serial put on another lane than the unit's is found."""
    v = only(c.one_site(), c.changed(KEPT["one site"].schedule, "move:adv:1", lane="air"))
    assert v.text("en") == "move:adv:1: its lane is air in the timetable and road in the case."
    assert plain(v.text("ar")) == "الmove:adv:1: قيمة lane في الجدول الزمني air وفي الحالة road."


def test_the_aim_has_the_most_likely_durations_and_a_future_any_within_the_range() -> None:
    """Three days of agreement pass in a future and not in the aim; five pass in neither."""
    case = c.one_site(activities=(c.activity("agree", "agreement", Estimate(low=1, likely=2, high=4)),))
    three = c.schedule(case, {**c.later(c.ONE_SITE, 1, since=1), "agree": (0, 2)})
    assert check(case, three, future=True) == ()
    v = only(case, three)
    assert v.text("en") == f"agree: takes {days(3)[0]}; by the case it takes 2 to 2."
    assert plain(v.text("ar")) == f"الagree: يستغرق {days(3)[1]}، وبحسب الحالة يستغرق من 2 إلى 2."
    five = c.schedule(case, {**c.later(c.ONE_SITE, 3, since=1), "agree": (0, 4)})
    assert only(case, five, future=True).family == "duration"


def test_a_future_may_be_cut_off_by_the_horizon_but_not_in_the_middle() -> None:
    """In a future the end may have no dates; what waits for it then has none either."""
    kept = KEPT["one site"].schedule
    assert check(c.one_site(), c.moved(kept, "over", None), future=True) == ()
    found = check(c.one_site(), c.moved(kept, "guard:k1", None), future=True)
    assert {(v.subject, v.code) for v in found} == {
        ("closed:k1", "check.before-undated"),
        ("phase-end:p1", "check.before-undated"),
    }


def test_work_that_a_shock_pauses_does_not_count() -> None:
    """A day of war in the middle of a clean-up of two days makes it too short."""
    v = only(c.shaken(), c.schedule(c.shaken(), c.ONE_SITE, pauses=(c.pause("war", 9, 9),)))
    assert v.text("en") == (
        f"cleanup:k1: has {days(1)[0]} of work that no shock pauses between its start and its finish; "
        f"it takes {days(2)[0]}."
    )
    assert plain(v.text("ar")) == (
        f"الcleanup:k1: بين بدايته ونهايته {days(1)[1]} من العمل لا توقفها صدمة، وهو يستغرق {days(2)[1]}."
    )


def test_a_serial_on_the_road_arrives_in_a_strike() -> None:
    """A pause on the second day of a serial breaks no rule."""
    case = c.but(c.shaken(), lanes=(c.lane(days=2, capacity=3),))
    dates = {**c.later(c.ONE_SITE, 1, since=8), "left:k1": 8, "last-out": 8}
    dates |= {"move:adv:1": (5, 6), "move:adv:2": (5, 6), "move:grd:1": (7, 8)}
    assert check(case, c.schedule(case, dates, pauses=(c.pause("strike", 6, 6),))) == ()


def test_a_permission_cannot_be_granted_before_it_can_be_asked_for() -> None:
    """A grant on day 11 is a day too soon for the aim: asked on day 2, answered ten days later; a future may be
    luckier."""
    case = c.permitted()
    early = c.schedule(case, c.PERMITTED, grants=(Grant(permission="convoys", first=c.day(11)),))
    v = only(case, early)
    assert v.text("en") == "convoys: is granted on 2024-01-12, sooner than it could be asked for and answered."
    assert plain(v.text("ar")) == "الconvoys: مُنح في 2024-01-12، قبل أن يمكن طلبه والرد عليه."
    assert check(case, early, future=True) == ()
    too_early = c.schedule(case, c.PERMITTED, grants=(Grant(permission="convoys", first=c.day(6)),))
    assert only(case, too_early, future=True).code == "check.granted-early"


def test_a_permission_lapses() -> None:
    """A serial after the last day of a grant has no permission, and no grant outlasts its validity."""
    case = c.permitted()
    lapsed = c.schedule(case, c.PERMITTED, grants=(Grant(permission="convoys", first=c.day(12), last=c.day(13)),))
    assert only(case, lapsed).subject == "move:grd:1"
    long = c.schedule(case, c.PERMITTED, grants=(Grant(permission="convoys", first=c.day(12), last=c.day(60)),))
    v = only(case, long)
    assert v.text("en") == f"convoys: is taken to be valid until 2024-03-01; a grant is valid for {days(30)[0]}."
    assert plain(v.text("ar")) == f"الconvoys: عُدّ ساريًا حتى 2024-03-01، والإذن يسري {days(30)[1]}."


def test_a_promise_of_one_reading_does_not_bind_another() -> None:
    """The end agreed under the strict reading may come later under the loose one."""
    case = c.promised()
    late = c.moved(c.schedule(case, c.PROMISED, readings=("loose",)), "over", 60)
    assert check(case, late) == ()
    missed = check(case, c.but(late, readings=("strict",)))
    assert [v.family for v in missed] == ["agreed-date"]
    assert physical(missed) == ()


def test_an_agreed_month_runs_to_its_last_day() -> None:
    """An end agreed for a month is kept on its last day and missed on the day after."""
    promise = c.but(c.promised().clauses[0].promises[0], precision="month", day=c.day(33), readings=())
    case = c.but(c.promised(), clauses=(c.but(c.promised().clauses[0], promises=(promise,)),))
    kept = c.moved(c.schedule(case, c.PROMISED), "over", 59)
    assert check(case, kept) == ()  # 29 February
    v = only(case, c.moved(kept, "over", 60))
    assert v.text("en") == "over: is dated 2024-03-01; agreed by 2024-02-29."


def test_an_agreed_end_without_a_date_is_missed() -> None:
    """A milestone without a date misses its promise, as a promise."""
    case = c.but(c.promised(), conditions=c.gated(scenario=False).conditions)
    found = check(case, c.schedule(case, c.NEVER_OPENED, readings=("strict",)))
    assert [(v.family, v.kind) for v in found] == [("agreed-date", "promised"), ("ceiling", "promised")]
    assert found[0].text("en") == "over: has no date; agreed by 2024-02-10."
    assert plain(found[0].text("ar")) == "الover: لا تاريخ له، والمتفق عليه أن يتم حتى 2024-02-10."


def test_those_without_dates_are_still_there() -> None:
    """When a phase never opens everybody counts as present, and a ceiling is missed."""
    ceiling = c.but(c.promised().ceilings[0], most=29)
    case = c.but(c.gated(scenario=False), ceilings=(ceiling,))
    v = only(case, c.schedule(case, c.NEVER_OPENED))
    assert (v.family, v.kind, dict(v.params)["found"]) == ("ceiling", "promised", 30)


def test_a_gate_reopens() -> None:
    """Work rests between two openings of its condition and goes on in the second."""
    case = c.gated("continue")
    dates = {**c.later(c.ONE_SITE, 6, since=3), "training:k1": (2, 9)}
    openings = (
        Opening(condition="calm", first=c.day(0), last=c.day(2)),
        Opening(condition="calm", first=c.day(9)),
    )
    assert check(case, c.schedule(case, dates, days={"training:k1": 2}, openings=openings)) == ()
    shut = c.schedule(case, dates, days={"training:k1": 2}, openings=openings[1:])
    assert {v.family for v in check(case, shut)} == {"gate-continue"}


def test_no_serial_starts_while_its_condition_does_not_hold() -> None:
    """A serial on a day between two openings of its condition is found."""
    case = c.gated("continue")
    openings = (
        Opening(condition="calm", first=c.day(20), last=c.day(23)),
        Opening(condition="calm", first=c.day(25)),
    )
    v = only(case, c.schedule(case, KEPT["a gate to continue"].dates, openings=openings))
    assert v.text("en") == "move:adv:2: starts on 2024-01-25, although it rests while “calm holds” does not hold."
    assert plain(v.text("ar")) == "الmove:adv:2: يبدأ في 2024-01-25، مع أنه يتوقف ما دام شرط «الcalm holds» غير متحقق."


def test_the_world_of_a_timetable_is_that_of_its_case() -> None:
    """An opening of an unknown condition and another as-of date are found."""
    kept = KEPT["one site"].schedule
    v = only(c.one_site(), c.but(kept, openings=(Opening(condition="peace", first=c.day(0)),)))
    assert v.text("en") == "The timetable takes a condition “peace” to hold that the case does not have."
    assert plain(v.text("ar")) == "يفترض الجدول الزمني تحقق شرط «peace» لا وجود له في الحالة."
    v = only(c.one_site(), c.but(kept, as_of=c.day(-1)))
    assert v.text("en") == "The timetable is dated as of 2023-12-31, the case as of 2024-01-01."
    assert plain(v.text("ar")) == "الجدول الزمني مؤرخ في 2023-12-31، والحالة في 2024-01-01."


def test_the_checker_reads_the_case_and_the_timetable_only() -> None:
    """No file of the checker imports the planning problem, the schedule generator or the optimiser."""
    folder = Path(jadwal.plan.check.__file__).parent
    imported = set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported |= {f"{node.module}.{a.name}" for a in node.names}
            elif isinstance(node, ast.Import):
                imported |= {a.name for a in node.names}
    ours = {name for name in imported if name.startswith("jadwal.")}
    allowed = ("jadwal.plan.check.", "jadwal.model.", "jadwal.messages.")
    assert ours
    assert [name for name in ours if not name.startswith(allowed)] == []


@given(st.sampled_from(sorted(BROKEN)), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(name: str, shuffle: Any) -> None:
    """Case and timetable in any order of rows give the same violations."""
    kept = KEPT[BROKEN[name].kept]
    timetable = kept.schedule
    for id, at in BROKEN[name].moves.items():
        timetable = c.moved(timetable, id, at)
    wanted = check(kept.case, timetable)
    tables: dict[str, Any] = {}
    for table in (
        "units",
        "sites",
        "lanes",
        "activities",
        "phases",
        "site_work",
        "conditions",
        "milestones",
        "clauses",
    ):
        rows = list(getattr(kept.case, table))
        shuffle.shuffle(rows)
        tables[table] = tuple(rows)
    entries = list(timetable.entries)
    shuffle.shuffle(entries)
    assert check(c.but(kept.case, **tables), c.but(timetable, entries=tuple(entries))) == wanted


def test_a_milestone_may_be_reached_on_the_last_day_of_the_horizon() -> None:
    """The horizon itself is still inside."""
    assert check(c.one_site(), c.moved(KEPT["one site"].schedule, "over", 120)) == ()


def test_an_activity_replaces_the_usual_site_work() -> None:
    """A row of a site-work kind sets that site's own days, and its links bind the generated task."""
    row = c.activity("long-clean", "cleanup", 5, site="k1", after=(Link(before="board", type="FS", lag=0),))
    case = c.one_site(activities=(c.activity("agree", "agreement", 2), c.activity("board", "other", 9), row))
    dates = {**c.later(c.ONE_SITE, 4, since=10), "cleanup:k1": (9, 13), "board": (0, 8)}
    assert check(case, c.schedule(case, {**dates, "inspection:k1": (14, 14)})) == ()
    early = c.schedule(case, {**dates, "cleanup:k1": (8, 12)})
    v = only(case, early)
    assert (v.family, v.subject) == ("precedence", "cleanup:k1")
    usual = c.schedule(case, {**dates, "cleanup:k1": (9, 10)})
    assert only(case, usual).family == "duration"


def test_milestones_may_wait_for_what_replaces_site_work() -> None:
    """A milestone after a row of a site-work kind waits for the generated task."""
    row = c.activity("hand-over", "transfer", 1, site="k1")
    milestone = Milestone(id="over", name=c.named("over"), after=("hand-over",), **c.KNOWN)
    case = c.one_site(activities=(c.activity("agree", "agreement", 2), row), milestones=(milestone,))
    assert check(case, c.schedule(case, {**c.ONE_SITE, "over": 11})) == ()
    assert only(case, c.schedule(case, {**c.ONE_SITE, "over": 10})).family == "precedence"
