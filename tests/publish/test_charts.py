"""The timetable, the headcount and the curves: what a timetable holds is what they show."""

from __future__ import annotations

import re
from datetime import date

import msgspec
import pytest
from charted import curves_input, explained, gantt_input, headcount_input
from made import AS_OF, case, day, timetable

from jadwal.publish import release
from jadwal.publish.charts.curve import Mark, curve
from jadwal.publish.charts.from_timetable import curves_of, gantt_of, headcount_of, reached_ppm
from jadwal.publish.charts.gantt import Row, details, gantt
from jadwal.publish.charts.headcount import headcount, layers
from jadwal.text import strip_controls

WORDS_MOST = {"gantt": 20_000, "headcount": 6_500, "curve": 6_000}


def row(group: str, name: str) -> Row:
    """The row of the explained timetable's chart with a name."""
    return next(r for r in gantt_of(explained(), 0, "g").rows if (r.group, r.name.en) == (group, name))


def test_a_site_goes_from_its_first_packing_to_its_closing() -> None:
    """With its people, those who stay in the mission apart, and the condition that gates it."""
    site = row("sites", "Qasr Alif")
    assert site.start
    assert site.finish
    assert (site.start.p50, site.finish.p50) == (day(190), day(230))
    assert site.people == 66666
    assert [(g.name.en, g.day, g.by, g.by_ppm) for g in site.gates] == [("It is calm", day(30), day(190), 700_000)]


def test_a_phase_goes_from_its_opening_to_its_end() -> None:
    """Named as the case names it."""
    phase = row("phases", "Phase")
    assert phase.start
    assert phase.finish
    assert (phase.start.p50, phase.finish.p50, phase.aim) == (day(25), day(240), day(240))


def test_finished_work_shares_a_row() -> None:
    """Named for how much it is and what came last; what is to come has rows of its own."""
    work = [r for r in gantt_of(explained(), 0, "g").rows if r.group == "work"]
    assert [r.name.en for r in work] == ["Done: 2 activities; the last: Round", "Agreement"]
    assert work[0].earlier == ((day(-40), day(-40)), (day(-20), day(-20)))
    assert work[0].ended == day(-20)


def test_a_milestone_has_its_dates_with_their_chances() -> None:
    """The commit date's own chance is read off the curve; a public one names no site."""
    over = row("milestones", "All handed over")
    assert (over.aim, over.aim_ppm, over.commit, over.commit_ppm) == (day(377), 412_345, day(460), 120_000)
    assert details(over, "en") == (
        "17 Dec 2031 – 15 May 2032 (8 of 10), half by 16 Jan 2032. Aim 13 Jan 2032: 41%. Commit 5 Apr 2032: 12%."
    )


def test_dates_agreed_under_another_reading_are_told_apart() -> None:
    """Priced by these futures, and due on the last day of the month they were made for."""
    agreed = gantt_of(explained(), 0, "g").agreed
    assert [(a.day, a.kept_ppm) for a in agreed if not a.otherwise] == [(day(400), 453_210), (day(300), 453_210)]
    assert [(a.day, a.kept_ppm) for a in agreed if a.otherwise] == [(date(2031, 12, 31), 24_000)]


def test_a_chance_is_read_straight_between_the_points_of_a_curve() -> None:
    """None before the first, the last one's after the last."""
    m = explained().readings[0].milestones[0]
    assert [reached_ppm(m, day(n)) for n in (339, 340, 347, 355, 5_000)] == [0, 0, 7_000, 15_000, 885_000]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_date_in_a_row_stands_with_a_chance(lang: str) -> None:
    """A date is a fact (finished, begun), or a share of the futures stands in its sentence."""
    dates = re.compile(r"\d{1,2} [^\d\s]+(?: (?:الأول|الثاني))? \d{4}")
    share = re.compile(r"%|\(\d \w+(?: \w+)? \d+[^)]*\)|8 of 10|8 من كل 10")
    for item in gantt_input().rows:
        if item.ended or item.began:
            continue
        for sentence in re.split(r"(?<=[.])\s", strip_controls(details(item, lang))):
            assert not dates.search(sentence) or share.search(sentence), sentence


def test_the_layers_of_the_headcount_are_the_aim() -> None:
    """People who leave are gone on the day after; a relocated unit stays; nation and role add up to the same."""
    by_nation, by_role = (headcount_of(explained(), 0, "h", by) for by in ("nation", "role"))
    assert [(k.name.en if k.name else "", k.steps) for k in by_nation.layers] == [
        ("Nation", ((AS_OF, 66716), (day(201), 50)))
    ]
    assert [(k.name.en if k.name else "", k.steps) for k in by_role.layers] == [
        ("protection", ((AS_OF, 66666), (day(201), 0))),
        ("advisers", ((AS_OF, 50),)),
    ]
    assert [(limit.day, limit.most, limit.kept_ppm) for limit in by_nation.limits] == [(day(200), 100, 453_210)]


def test_small_layers_are_put_together() -> None:
    """At most seven, the greatest first."""
    found = layers(((f"n{k}", 100 - k) for k in range(10)), [("n9", day(5), 91)], {}, AS_OF)
    assert [k.name.en if k.name else "" for k in found] == [*(f"n{k}" for k in range(6)), ""]
    assert found[-1].steps == ((AS_OF, 94 + 93 + 92 + 91), (day(6), 94 + 93 + 92))
    assert sum(k.on(AS_OF) for k in found) == sum(100 - k for k in range(10))


def test_curves_are_of_headline_milestones_to_come() -> None:
    """With their agreed dates."""
    found = curves_of(explained(), 0, "c").curves
    assert [c.name.en for c in found] == ["All handed over"]
    assert found[0].agreed == (Mark(day=day(400), ppm=453_210),)
    assert found[0].commit == Mark(day=day(460), ppm=120_000)


def test_the_charts_of_a_public_timetable_name_no_site() -> None:
    """Whatever the release has left out is not drawn."""
    shown = release(explained(), "public", case())
    for lang in ("en", "ar"):
        drawn = (gantt(gantt_of(shown, 0, "g"), lang), headcount(headcount_of(shown, 0, "h"), lang),
                 curve(curves_of(shown, 0, "c"), lang))  # fmt: skip
        for made in drawn:
            said = made.svg + str(made.table) + made.description
            assert not any(word in said for word in ("Qasr", "قصر", "66666", "qasr"))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_an_older_timetable_without_spans_is_drawn_all_the_same(lang: str) -> None:
    """Rows without quantiles, milestones with theirs; no context, no phase, no layer."""
    old = timetable()
    assert gantt(gantt_of(old, 0, "g"), lang).table.rows
    assert headcount(headcount_of(old, 0, "h"), lang).svg
    assert curve(curves_of(old, 0, "c"), lang).svg


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_charts_are_small(lang: str) -> None:
    """So that a page with both languages and several readings stays small."""
    sizes = {
        "gantt": gantt(gantt_input(30, ["Decision on the detailed plan"]), lang),
        "headcount": headcount(headcount_input(), lang),
        "curve": curve(curves_input(names=["Mission ended"] * 5), lang),
    }
    assert {
        name: len(made.svg.encode()) for name, made in sizes.items() if len(made.svg.encode()) > WORDS_MOST[name]
    } == {}


def test_the_same_input_gives_the_same_bytes() -> None:
    """No clock, no order that depends on the run."""
    again = [gantt(gantt_of(explained(), 0, "g"), "ar") for _ in range(2)]
    assert again[0] == again[1]
    shuffled = msgspec.structs.replace(explained(), readings=explained().readings)
    assert gantt(gantt_of(shuffled, 0, "g"), "ar") == again[0]
