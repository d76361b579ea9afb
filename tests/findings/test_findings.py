"""Each planning check fires where it should, stays silent where it should, and says what to do in both languages."""

from __future__ import annotations

import random
from typing import Any

import planned as p
import pytest

from jadwal.findings import RULES
from jadwal.messages import codes, counted
from jadwal.model.case import (
    Activity,
    Case,
    Ceiling,
    Function,
    Gate,
    Nation,
    ObservedDays,
    Permission,
    Progress,
    Question,
    Reading,
    Risk,
    SiteWork,
    Text,
)
from jadwal.model.timetable import Opening, ReadingResult, Sensitivity


def only(case: Case, *readings: ReadingResult, **rest: Any) -> tuple[str, str, str, str]:
    """Text and remedy, English then Arabic, of the one thing that is found."""
    one = p.found(case, *readings, **rest)
    assert len(one) == 1, [p.said(f, "en")[0] for f in one]
    return (*p.said(one[0], "en"), *p.said(one[0], "ar"))


def test_nothing_is_found_where_nothing_is_amiss() -> None:
    """The plain case has no findings."""
    assert p.found(p.case()) == ()


# Sites


def unnamed(**rest: Any) -> Case:
    """Nobody is named to take the small site over."""
    big, small = p.case().sites
    return p.case(sites=(big, p.but(small, receiver=None)), **rest)


def test_a_site_without_a_receiver() -> None:
    """A site to transfer without a receiver is named with the day it closes."""
    en, advice, ar, rat = only(unnamed())
    assert en == "small: nobody is named to take it over, and it closes on 2024-03-01 at the earliest."
    assert advice == "Name the receiver now: training, inspection and transfer wait for it."
    assert ar == "الsmall: لم تُسمَّ جهة متسلِّمة، وموعد الإغلاق 2024-03-01 في أبكر الأحوال."
    assert rat == "سمّوا الجهة المتسلِّمة الآن، فالتدريب والتفتيش والتسليم تنتظرها."


def test_a_site_without_a_receiver_and_without_a_date() -> None:
    """Where the closing has no aim, no date is made up."""
    undated = p.redated(closed_small=(None, None))
    assert only(unnamed(), p.reading(undated))[0] == (
        "small: nobody is named to take it over, and its closing has no date yet."
    )


def test_a_site_that_is_kept_or_whose_receiver_was_named_since() -> None:
    """Nobody has to take over a site that is kept, or one whose receiver has been named since."""
    big, small = unnamed().sites
    assert p.found(p.case(sites=(big, p.but(small, fate="keep")))) == ()
    done = Progress(id="receiver:small", finished=p.day(-3), **p.KNOWN)
    assert p.found(unnamed(progress=(done,))) == ()


def test_a_handover_that_may_be_refused() -> None:
    """The chance, the fallback and its days are told; the mitigated ones where the plan counts on them."""
    row = Risk(
        id="r",
        name=p.named("refusal"),
        effect="refuse",
        on=("site:small",),
        chance_percent=p.exactly(15),
        impact=p.exactly(20),
        fallback=p.named("ministry"),
        **p.KNOWN,
    )
    en, _, ar, _ = only(p.case(risks=(row,)))
    assert en == (
        "small: army may refuse to take it over (15 %); then ministry, and the transfer counts 20 days of work later."
    )
    assert ar == "الsmall: قد ترفض تسلّمَه الarmy (15 %)؛ وعندئذ: الministry، ويُحسب التسليم بعد 20 يومًا من العمل إضافية."
    eased = p.but(row, mitigation=p.named("talks"), mitigated_chance_percent=p.exactly(5), mitigated=True)
    assert "(5 %)" in only(p.case(risks=(eased,)))[0]
    done = Progress(id="transfer:small", finished=p.day(-3), **p.KNOWN)
    assert p.found(p.case(risks=(row,), progress=(done,))) == ()


def permission(**rest: Any) -> Permission:
    """Convoys are cleared by a neighbour."""
    row: dict[str, Any] = {"granter": "neighbour", "lane": "road", **p.KNOWN, **rest}
    lead, never = p.exactly(10), p.exactly(0)
    return Permission(id="convoys", name=p.named("convoys"), lead=lead, refusal_percent=never, **row)


def test_a_permission_of_somebody_else_on_the_only_path() -> None:
    """Both sites leave by one road that a neighbour has to clear."""
    findings = p.found(p.case(permissions=(permission(),)))
    assert [f.subject for f in findings] == ["big:convoys", "small:convoys"]
    en, advice = p.said(findings[0], "en")
    assert en == (
        "big: everybody leaves on one lane (road), and its permission (convoys) is granted by somebody else: neighbour."
    )
    assert advice == "Ask for the permission early, agree a standing one with neighbour, or open a second lane."
    ar, _ = p.said(findings[0], "ar")
    assert ar == "الbig: يغادر الجميع عبر مسلك واحد (الroad)، وإذنه (الconvoys) يمنحه طرف آخر: neighbour."


@pytest.mark.parametrize(
    "row",
    [permission(granter="west"), permission(granter="us"), permission(granted=p.day(-1)), permission(lane="sea")],
    ids=["own party", "own nation", "granted for good", "another lane"],
)
def test_a_permission_that_holds_nobody_up(row: Permission) -> None:
    """One's own permission, one granted for good, or one for a lane nobody needs is no finding."""
    assert p.found(p.case(permissions=(row,))) == ()


def test_a_permission_that_expires_or_a_second_way_out() -> None:
    """A granted permission that runs out still counts; a site with two lanes does not depend on one."""
    assert p.codes(p.case(permissions=(permission(granted=p.day(-1), valid_days=30),))) == ["permission"] * 2
    by_air = p.unit("air", 5, "small", lane="air")
    two_ways = p.case(units=(*p.case().units, by_air), permissions=(permission(),))
    assert [f.subject for f in p.found(two_ways)] == ["big:convoys"]


LARGEST_LAST = p.redated(
    closed_small=(30, 30),
    cleanup_small=(21, 25),
    move_com_1=(11, 11),
    cleanup_big=(41, 45),
    closed_big=(60, 60),
)


def test_the_largest_site_last_with_too_few_people_left() -> None:
    """The big site closes last, after everybody has gone."""
    en, advice, ar, _ = only(p.case(), p.reading(LARGEST_LAST))
    assert en == (
        "big: the largest site closes last, on 2024-03-01, when 0 of 40 people remain in the mission for its clean-up "
        "(less than 10 %)."
    )
    assert advice == "Close a smaller site last, keep enough people until it is clean, or contract the clean-up."
    assert ar == (
        "الbig: أكبر المواقع يُغلق آخرها، في 2024-03-01، حين لا يبقى في البعثة لتنظيفه سوى 0 من أصل 40 (أقل من 10 %)."
    )


def test_the_largest_site_last_with_people_enough() -> None:
    """Four of forty who stay elsewhere are the stated share: no finding."""
    stay = p.unit("dip", 4, "small", disposition="relocate", to_site="big")
    case = p.case(units=(p.unit("bat", 30, "big"), p.unit("com", 6, "small"), stay))
    entries = tuple(p.but(e, people=6) if e.unit == "com" else e for e in LARGEST_LAST)
    assert p.found(case, p.reading(entries)) == ()
    fewer = p.but(stay, headcount=p.exactly(3))
    assert p.codes(p.but(case, units=(*case.units[:2], fewer)), p.reading(entries)) == ["largest-last"]


# Departures


def test_exits_bunched_near_the_deadline() -> None:
    """Twenty-five of forty leave in the last thirty days before an end agreed by day 45."""
    case = p.case(clauses=(p.clause(p.promise(45)),))
    late = p.redated(move_bat_2=(30, 30))
    en, advice, ar, _ = only(case, p.reading(late))
    assert en == (
        f"62 % of the departures fall in the last {counted(22, 'day', 'en')} before the agreed date 2024-02-15 "
        "(more than 40 %)."
    )
    assert advice == "Bring departures forward, or agree an earlier phase; a single delay now misses the date."
    assert ar == (
        f"تقع 62 % من المغادرات في آخر {counted(22, 'day', 'ar')} قبل التاريخ المتفق عليه 2024-02-15 (أكثر من 40 %)."
    )


def test_exits_spread_before_the_deadline() -> None:
    """With an end agreed by day 200 nobody leaves in its last fifth, and no agreed end bunches nothing."""
    assert p.found(p.case(clauses=(p.clause(p.promise(200)),))) == ()
    assert p.codes(p.case(), p.reading(p.redated(move_bat_2=(30, 30)))) == []


def covered(**rest: Any) -> Case:
    """Ten of the battalion's people are needed for medical evacuation."""
    row: dict[str, Any] = {"until_condition": "calm", "binding": "promised", **p.KNOWN, **rest}
    function = Function(id="medevac", name=p.named("medevac"), need=p.exactly(20), **row)
    return p.case(
        units=(p.unit("bat", 30, "big", function="medevac"), p.unit("com", 10, "small")), functions=(function,)
    )


def calm(n: int) -> tuple[Opening, ...]:
    """The condition holds from day ``n`` on."""
    return (Opening(condition="calm", first=p.day(n)),)


def test_a_function_leaves_before_its_condition() -> None:
    """Fifteen of thirty leave on day 10, the condition holds on day 15."""
    en, advice, ar, _ = only(covered(), p.reading(openings=calm(15)))
    people = counted(20, "person", "en"), counted(20, "person", "ar")
    assert en == (
        f"medevac: from 2024-01-11 fewer than {people[0]} provide it, but its condition holds or its substitute stands "
        "only on 2024-01-16."
    )
    assert advice == "Let those who provide it leave later, or bring the substitute forward."
    assert ar == (
        f"الmedevac: ابتداءً من 2024-01-11 يقل من يؤدونها عن {people[1]}، "
        "ولا يتحقق شرطها أو يقوم بديلها إلا في 2024-01-16."
    )


def test_a_function_leaves_and_nothing_says_when_its_condition_holds() -> None:
    """Without an outlook no date is made up."""
    assert p.codes(covered()) == ["function-leaves-never"]


def test_a_function_that_stays_long_enough() -> None:
    """A condition that holds on day 10, or people who go on under a bilateral arrangement: no
    finding."""
    assert p.found(covered(), p.reading(openings=calm(10))) == ()
    goes_on = p.unit("bat", 30, "big", function="medevac", disposition="convert")
    assert p.found(p.but(covered(), units=(goes_on, p.unit("com", 10, "small")))) == ()


def test_a_function_leaves_in_too_many_futures() -> None:
    """A cover kept in 79 % of futures is missed in more than 20 %; one kept in 80 % is not."""
    often = p.promised(id="medevac", kind="cover", milestone="", kept_ppm=790_000)
    en, _, ar, _ = only(covered(), p.reading(openings=calm(5), promises=(often,)))
    assert en == (
        "medevac: in 21 % of futures those who provide it leave before its condition holds or its substitute stands "
        "(more than 20 %)."
    )
    assert ar == "الmedevac: في 21 % من المستقبلات يغادر من يؤدونها قبل أن يتحقق شرطها أو يقوم بديلها (أكثر من 20 %)."
    assert p.found(covered(), p.reading(openings=calm(5), promises=(p.but(often, kept_ppm=800_000),))) == ()


# Conditions


def watched(gate: Gate | None = None, **rest: Any) -> Case:
    """One condition opens the phase; its indicator is observed as told."""
    gates = (gate or Gate(kind="start", phase="p1"),)
    return p.case(conditions=(p.condition(gates=gates),), indicators=(p.indicator(**rest),))


def test_a_condition_that_nobody_observes() -> None:
    """An indicator without an observer is found; one with an observer is not."""
    en, advice, ar, rat = only(watched(observed_by=""))
    assert en == "“calm holds”: nobody is named to observe “quiet”."
    assert advice == "Name who observes it; what is not observed is never met."
    assert ar == "«الcalm holds»: لم يُسمَّ من يرصد «الquiet»."
    assert rat == "سمّوا من يرصده، فما لا يُرصد لا يُعَدّ متحققًا أبدًا."
    assert p.found(watched()) == ()


def test_a_condition_observed_only_until_its_assessors_leave() -> None:
    """Observers who are gone on day 40 cannot observe what the phase needs until day 60."""
    en, advice, ar, _ = only(watched(Gate(kind="continue", phase="p1"), observed_until="last-out"))
    assert en == "“calm holds”: those who observe it (monitors) leave on 2024-02-10, but it is needed until 2024-03-01."
    assert advice == "Agree who observes it afterwards, or keep the observers until 2024-03-01."
    assert ar == "«الcalm holds»: من يرصدونه (monitors) يغادرون في 2024-02-10، والحاجة إليه قائمة حتى 2024-03-01."


def test_observers_who_stay_long_enough() -> None:
    """The phase opens on day 9, while they are there; a gate of another reading needs nothing."""
    assert p.found(watched(observed_until="last-out")) == ()
    elsewhere = Gate(kind="continue", phase="p1", readings=("other",))
    assert p.found(watched(elsewhere, observed_until="last-out")) == ()


def test_a_condition_without_an_outlook_blocks_dates() -> None:
    """A milestone blocked by a condition with neither data nor scenario is named."""
    blocked = p.milestone(blocked_by=("calm",), commit=None, commit_why="no-outlook")
    en, advice, ar, _ = only(watched(), p.reading(milestones=(blocked,)))
    assert en == "“calm holds” has neither data nor a declared scenario, so there is no commit date for: over."
    assert advice == "Observe it, or declare a scenario with its basis."
    assert ar == "«الcalm holds» لا بيانات له ولا سيناريو معلن، فلا تاريخ ملتزَم به لما يلي: الover."


def test_tallies_that_disagree() -> None:
    """A contradiction noted on the board becomes a finding; other notes do not."""
    contradiction = ("assess.tallies-contradict", (("tallies", "10 and 7"),))
    en, advice, ar, _ = only(watched(), board=(p.board_row((contradiction,)),))
    assert en.startswith("“calm holds”: the counts disagree. ")
    assert "10 and 7" in en
    assert advice == "Ask the counters for their definitions, and keep different definitions under different names."
    assert ar.startswith("«الcalm holds»: الأعداد متعارضة. ")
    assert p.found(watched(), board=(p.board_row((("assess.nobody-observes", ()),)),)) == ()


# Agreements


def test_a_consent_that_depends_on_anothers_decision() -> None:
    """A nation that stays only while the host wishes depends on the host."""
    nation = Nation(id="us", name=p.named("us"), party="west", consent="needed", depends_on="host", **p.KNOWN)
    en, advice, ar, _ = only(p.case(nations=(nation,)))
    assert en == "us: its consent depends on a decision of host."
    assert advice == "Ask for that decision in writing, and plan for the case that it is withdrawn."
    assert ar == "الus: موافقتها مرهونة بقرار الhost."
    assert [f.severity for f in p.found(p.case(nations=(p.but(nation, consent="given"),)))] == ["note"]


@pytest.mark.parametrize(("precision", "last"), [("month", "2024-04-30"), ("year", "2024-12-31")])
def test_a_deadline_without_a_day(precision: str, last: str) -> None:
    """A deadline for a month or a year is said to hold until its last day."""
    en, advice, ar, rat = only(p.case(clauses=(p.clause(p.promise(110, precision=precision)),)))
    assert en == f"over: was agreed for a {precision}, not for a day; it is counted as kept until {last}."
    assert (advice, rat) == ("Agree a day.", "اتفقوا على يوم.")
    assert ar.endswith(f"ويُعَدّ محفوظًا حتى {last}.")
    assert ar.startswith("الover: اتُّفق عليه ")


def test_a_deadline_with_a_day() -> None:
    """A day is a day."""
    assert p.found(p.case(clauses=(p.clause(p.promise(200)),))) == ()


QUESTION = Question(
    id="end-date",
    text=p.named("is it an end"),
    readings=(Reading(id="end", name=p.named("an end")), Reading(id="review", name=p.named("a review"))),
    **p.KNOWN,
)


def test_a_clause_with_two_readings() -> None:
    """An end by day 200 for one party is an end by day 300 for the other."""
    early, late = p.promise(200, readings=("end",)), p.promise(300, id="end-later", readings=("review",))
    en, advice, ar, _ = only(p.case(clauses=(p.clause(early, late),), questions=(QUESTION,)))
    assert en == "“the mission ends” is read in two ways. an end: over by 2024-07-19. a review: over by 2024-10-27."
    assert advice == "Settle the reading between the parties; until then both are planned side by side."
    assert ar == (
        "«الthe mission ends» يُقرأ على وجهين. الan end: الover حتى 2024-07-19. الa review: الover حتى 2024-10-27."
    )


def test_a_clause_that_sets_a_date_for_one_reading_only() -> None:
    """Where the other reading sets no date, that is said."""
    case = p.case(clauses=(p.clause(p.promise(200, readings=("review",))),), questions=(QUESTION,))
    assert only(case)[0] == (
        "“the mission ends” is read in two ways. a review: over by 2024-07-19. an end: no such date."
    )


def test_a_clause_read_the_same_way() -> None:
    """A date under both readings, or under none in particular, is no disagreement."""
    same = p.promise(200, readings=("end",)), p.promise(200, id="same", readings=("review",))
    assert p.found(p.case(clauses=(p.clause(*same),), questions=(QUESTION,))) == ()
    assert p.found(p.case(clauses=(p.clause(p.promise(200)),), questions=(QUESTION,))) == ()


# Results


def sensitivity(**rest: Any) -> Sensitivity:
    """An assumed lane capacity that moves the end."""
    row: dict[str, Any] = {"days_at_low": 20, "days_at_high": -15, "decides": True, **rest}
    return Sensitivity(table="lanes", row="road", field="capacity", low=1, value=2, high=3, **row)


def test_an_assumed_value_that_decides() -> None:
    """A value that moves the end by weeks is named with what it does at its low and high."""
    en, advice, ar, _ = only(p.case(), p.reading(sensitivities=(sensitivity(),)))
    assert en == (
        "An assumed value decides the result: capacity of road (lanes) is 2; at 1 the end is "
        f"{counted(20, 'day', 'en')} later, at 3 {counted(15, 'day', 'en')} earlier."
    )
    assert advice == "Replace it by a sourced value before the timetable is adopted."
    assert ar == (
        "قيمة مفترضة تحسم النتيجة: capacity في road (lanes) هي 2؛ عند 1 تكون النهاية متأخرة "
        f"{counted(20, 'day', 'ar')}، وعند 3 أبكر بمقدار {counted(15, 'day', 'ar')}."
    )


def test_an_assumed_value_at_which_the_end_is_not_reached() -> None:
    """The reading in which it weighs most is told, once."""
    worse = sensitivity(days_at_low=None, days_at_high=0)
    readings = p.reading(sensitivities=(sensitivity(),)), p.reading(sensitivities=(worse,))
    assert "at 1 the end is not reached, at 3 unchanged." in only(p.case(), *readings)[0]


def test_an_assumed_value_that_does_not_decide() -> None:
    """A value that moves nothing much is no finding."""
    assert p.found(p.case(), p.reading(sensitivities=(sensitivity(decides=False),))) == ()


def test_a_promise_unlikely_to_be_kept() -> None:
    """An agreed end kept in 49 % of futures is found, in 50 % not."""
    case = p.case(clauses=(p.clause(p.promise(200)),))
    en, advice, ar, _ = only(case, p.reading(promises=(p.promised(kept_ppm=499_999),)))
    assert en == "over by 2024-04-10: is kept in 49 % of futures at worst (less than 50 %)."
    assert advice == "Take away what moves the end most, or agree another date."
    assert ar == "الover حتى 2024-04-10: يُحفظ في 49 % من المستقبلات في أسوأ القراءات (أقل من 50 %)."
    assert p.found(case, p.reading(promises=(p.promised(kept_ppm=500_000),))) == ()


def test_a_ceiling_unlikely_to_be_kept() -> None:
    """A ceiling of a nation is named by the nation."""
    ceiling = Ceiling(id="cap", scope="nation", of="us", day=p.day(100), most=5, **p.KNOWN)
    unlikely = p.promised(id="cap", kind="ceiling", milestone="", kept_ppm=100_000)
    en, _, ar, _ = only(p.case(ceilings=(ceiling,)), p.reading(promises=(unlikely,)))
    assert en == "us: the ceiling from 2024-04-10 is kept in 10 % of futures at worst (less than 50 %)."
    assert ar == "الus: يُحفظ السقف المحدد ابتداءً من 2024-04-10 في 10 % من المستقبلات في أسوأ القراءات (أقل من 50 %)."


def test_a_commit_that_is_not_attainable() -> None:
    """The highest joint chance is said beside the confidence asked for."""
    missing = p.milestone(commit=None, commit_why="not-attainable")
    en, advice, ar, _ = only(p.case(), p.reading(milestones=(missing,), joint_reached_ppm=612_345))
    assert en == "No dates hold with the confidence asked for (80 %); the highest joint chance is 61 %."
    assert advice == (
        "Lower the confidence, lengthen the horizon, or take away what keeps the milestones from being reached."
    )
    assert ar == "لا تواريخ تثبت بالثقة المطلوبة (80 %)؛ وأعلى احتمال مشترك هو 61 %."


def test_the_reading_in_which_dates_hold_least_is_named() -> None:
    """Of two readings without commit dates the one with the lower joint chance is told."""
    missing = p.milestone(commit=None, commit_why="not-attainable")
    readings = [
        p.reading(milestones=(missing,), readings=(("end-date", id),), joint_reached_ppm=ppm)
        for id, ppm in (("end", 600_000), ("review", 300_000))
    ]
    en, _, ar, _ = only(p.case(questions=(QUESTION,)), *readings)
    assert en == (
        "Read as “a review”, no dates hold with the confidence asked for (80 %); the highest joint chance is 30 %."
    )
    assert ar == "بقراءة «الa review» لا تواريخ تثبت بالثقة المطلوبة (80 %)؛ وأعلى احتمال مشترك هو 30 %."


# All of them


def much_amiss() -> tuple[Case, tuple[ReadingResult, ...]]:
    """A case in which many things are amiss at once."""
    nation = Nation(id="us", name=p.named("us"), party="west", depends_on="host", **p.KNOWN)
    case = p.but(
        unnamed(clauses=(p.clause(p.promise(45, precision="month")),), permissions=(permission(),)),
        nations=(nation,),
        conditions=(p.condition(), p.condition("quiet")),
        indicators=(p.indicator(observed_by=""),),
        activities=(Activity(id="talks", name=p.named("talks"), kind="round", days=p.exactly(1), **p.KNOWN),),
    )
    missing = p.milestone(commit=None, commit_why="not-attainable")
    return case, (p.reading(milestones=(missing,), promises=(p.promised(kept_ppm=1),)),) * 2


def test_findings_come_in_one_order_and_once() -> None:
    """Neither the order of rows nor two equal readings change what is found; warnings stand before notes."""
    case, readings = much_amiss()
    wanted = p.found(case, *readings)
    assert len(wanted) == len(set(wanted)) >= 8
    severities = [f.severity for f in wanted]
    assert severities == sorted(severities, key=("warning", "note").index)
    rng = random.Random(3)
    tables = {t: v for t in case.__struct_fields__ if isinstance(v := getattr(case, t), tuple)}
    shuffled = p.but(case, **{t: tuple(rng.sample(rows, len(rows))) for t, rows in tables.items()})
    assert p.found(shuffled, *readings) == wanted


def test_public_findings_hold_no_future_of_a_site() -> None:
    """What may be published of the findings names no site, lane or permission."""
    case, readings = much_amiss()
    public = [f for f in p.found(case, *readings) if f.release == "public"]
    assert public
    names = {row.name.en for table in (case.sites, case.lanes, case.permissions) for row in table}
    for f in public:
        values = {v.en if isinstance(v, Text) else str(v) for _, v in f.params}
        assert not values & names


def test_every_finding_has_a_sentence_and_a_remedy_in_both_languages() -> None:
    """No finding without advice; and every rule says in a sentence what it looks for."""
    found = [code for code in codes("en") if code.startswith("finding.")]
    assert len(found) >= len(RULES)
    for lang in ("en", "ar"):
        assert all(codes(lang)[code].get("text") and codes(lang)[code].get("remedy") for code in found)
    assert all((rule.__doc__ or "").rstrip().endswith(".") for rule in RULES)


# Observed durations


def cleanups(count: int, site: str = "", cleanup: bool = True) -> Case:
    """So many clean-ups of 10 days, of which one took 20, in a case that says 5 days."""
    usual = SiteWork(id="cleanup", kind="cleanup", days=p.exactly(5), **p.KNOWN)
    rows = (
        ObservedDays(id=f"o{n}", kind="cleanup", site=site, days=10 + 10 * (n == 0), **p.KNOWN) for n in range(count)
    )
    return p.case(durations=tuple(rows), site_work=(usual,) if cleanup else ())


def test_a_fit_is_told_with_what_it_rests_on() -> None:
    """By hand: one logarithm of five is ln 2 above the others: sigma 0.4 ln 2 = 0.28, median 10 exp(0.2 ln 2) = 11."""
    en, _, ar, _ = only(cleanups(5))
    assert en == (
        "Clean-up: takes 11 days in the median by 5 observations (lognormal, sigma of the logarithm 0.28; "
        "from 6 days to 22 days), in place of the 5 days of the case."
    )
    assert "11 يومًا" in ar
    assert "0.28" in ar
    assert {f.code for f in p.found(cleanups(5, "big"))} == {"finding.fitted", "finding.fitted-site"}


def test_too_few_observations_and_those_of_work_that_the_case_does_not_have() -> None:
    """Nothing is silently used, and nothing silently left out."""
    assert only(cleanups(4))[0] == (
        "Clean-up: too little was observed for a fit, 4 observations where it takes 5 observations; none is used, and "
        "the range of the case holds."
    )
    assert only(cleanups(6, cleanup=False))[0].endswith("no such work in site_work; none is used.")
