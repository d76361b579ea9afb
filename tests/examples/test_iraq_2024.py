"""The Iraq 2024 example: honest about its sources, exact in replay, and never mixing what must stay apart."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from jadwal.assess import assess
from jadwal.case import CaseFolder, check, known, load
from jadwal.model.case import Case
from jadwal.plan.build import build, choices
from jadwal.plan.problem import Problem
from jadwal.text import BIDI_CONTROLS
from jadwal.workflow.agreed import agreed, end_agreed

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "iraq-2024"
SHARED = ROOT.parent / "shared" / "data"
JANUARY, SEPTEMBER = date(2024, 1, 26), date(2024, 9, 27)


@cache
def folder() -> CaseFolder:
    """The example as read."""
    return load(FOLDER)


@cache
def case(day: date = SEPTEMBER) -> Case:
    """The example as known on a day."""
    return known(folder(), day)


def problem(day: date = SEPTEMBER, **readings: str) -> Problem:
    """The problem of the first choice with these readings (question ids with ``_`` for ``-``)."""
    wanted = {(question.replace("_", "-"), reading) for question, reading in readings.items()}
    return next(build(case(day), choice) for choice in choices(case(day)) if wanted <= set(choice))


def sheets() -> Iterator[tuple[str, dict[str, str]]]:
    """(file name, row) of every CSV row as typed."""
    for path in sorted(FOLDER.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from ((path.name, row) for row in csv.DictReader(file))


def tables() -> Iterator[dict[str, Any]]:
    """Every table of the TOML files that says from which day it was known, at any depth."""

    def inside(value: Any) -> Iterator[dict[str, Any]]:
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from inside(part)
        if isinstance(value, dict) and "known_from" in value:
            yield value

    for name in ("case.toml", "conditions.toml"):
        yield from inside(tomllib.loads((FOLDER / name).read_text(encoding="utf-8")))


def strings() -> Iterator[str]:
    """Every text in the example."""

    def inside(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from inside(part)

    for _, row in sheets():
        yield from row.values()
    for name in ("case.toml", "conditions.toml"):
        yield from inside(tomllib.loads((FOLDER / name).read_text(encoding="utf-8")))
    yield (FOLDER / "README.md").read_text(encoding="utf-8")


def waits_for(task: str, among: Problem | None = None) -> set[str]:
    """Everything that a task waits for, by however many links."""
    links = (among or problem()).links
    found: set[str] = set()
    todo = [task]
    while todo:
        last = todo.pop()
        new = {k.before for k in links if k.after == last} - found
        found |= new
        todo += new
    return found


def words(text: str) -> list[str]:
    """Words without marks, in lower case."""
    return re.findall(r"\w+", text.casefold())


# ---------------------------------------------------------------- form and provenance


def test_the_example_passes_the_check_without_a_single_remark() -> None:
    """No mistakes and no warnings."""
    assert [f"{m.file}:{m.row} {m.field} {m.code}" for m in check(FOLDER)] == []


def test_what_is_reported_names_a_source_and_what_is_assumed_shows_its_range() -> None:
    """Each row and table is reported with a source, assumed, or part of our own frame (milestones, indicators)."""
    for file, row in sheets():
        if file == "sources.csv":
            continue
        assert row["basis"] in ("reported", "assumed"), (file, row["id"])
        assert row["source"] or row["basis"] == "assumed", (file, row["id"])
        if row["basis"] == "assumed":
            for column in (c for c in row if c.endswith("_low") and row[c]):
                low, high = int(row[column]), int(row[column.replace("_low", "_high")])
                assert low < high, (file, row["id"], column)
    for table in tables():
        if "basis" not in table or table["basis"] == "entered":
            assert "after" in table or "kind" in table, table
        if table.get("basis") == "reported":
            assert table["source"], table


def test_nothing_in_the_example_was_known_after_its_own_day() -> None:
    """Facts after September 2024 stay out: rows, tallies, progress and reported days of publication."""
    for file, row in sheets():
        for column in ("known_from", "published", "started", "finished", "ended", "granted", "day", "observed"):
            assert row.get(column, "") <= SEPTEMBER.isoformat(), (file, row["id"], column)
    assert all(table["known_from"] <= SEPTEMBER for table in tables())


def test_no_field_repeats_eight_words_of_a_source_document() -> None:
    """Summaries are in our own words."""
    documents = sorted((SHARED / "documents").glob("*.txt"))
    if not documents:
        pytest.skip("the shared documents are not on this machine")
    taken = set()
    for path in documents:
        read = words(path.read_text(encoding="utf-8"))
        taken |= {tuple(read[i : i + 8]) for i in range(len(read) - 7)}
    for text in strings():
        own = words(text)
        copied = [own[i : i + 8] for i in range(len(own) - 7) if tuple(own[i : i + 8]) in taken]
        assert copied == [], text


def test_arabic_texts_are_arabic_with_levantine_months_and_western_digits() -> None:
    """Every Arabic text holds Arabic letters, no bidi control, no Arabic-Indic digit, no other region's months."""
    elsewhere = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر")
    texts = [row["name_ar"] for _, row in sheets() if row.get("name_ar")]
    texts += re.findall(r'\bar = "([^"]*)"', "".join(p.read_text(encoding="utf-8") for p in FOLDER.glob("*.toml")))
    assert len(texts) > 150
    for text in texts:
        assert re.search(r"[ء-ي]{2}", text), text
        assert not set(text) & (BIDI_CONTROLS | set("٠١٢٣٤٥٦٧٨٩")), text
        assert not any(month in text.split() for month in elsewhere), text


def test_the_tallies_are_the_ones_that_were_published() -> None:
    """Each total of the shared table stands in the example with its counter, period, scope, comparator and value."""
    shared = SHARED / "threat" / "us_force_attack_tallies_2023_24.csv"
    if not shared.exists():
        pytest.skip("the shared data are not on this machine")
    columns = ("counter", "since", "as_of", "scope", "comparator", "value")
    ours = {tuple(row[c] for c in columns) for file, row in sheets() if file == "tallies.csv"}
    with shared.open(encoding="utf-8", newline="") as file:
        theirs = {tuple(row[c] for c in columns) for row in csv.DictReader(file)}
    assert theirs <= ours


# ---------------------------------------------------------------- replay


def test_in_january_2024_nothing_is_agreed_and_no_date_is_known() -> None:
    """The day after the announcement: a commission with all its work ahead, no promise, no agreement."""
    then = case(JANUARY)
    assert [p.id for clause in then.clauses for p in clause.promises] == []
    assert [p.id for p in then.progress] == ["dialogue-1"]
    assert [q.id for q in then.questions] == ["attacks"]
    agreement = problem(JANUARY).task("agreement")
    assert agreement.started is None
    assert agreement.finished is None
    work = {"assess-threat", "assess-requirements", "assess-capability", "joint-recommendation", "agreement"}
    assert work <= {a.id for a in then.activities}
    assert problem(JANUARY).promises == ()


def test_in_september_2024_the_statement_is_read_in_two_ways() -> None:
    """Both keep the mission's end; the host's adds two dates for the sites, the coalition's a day not before."""
    question = next(q for q in case().questions if q.id == "end-of-september-2025")
    assert {(r.id, r.party) for r in question.readings} == {("host", "iraq"), ("coalition", "coalition")}
    assert [p.finished for p in case().progress if p.id == "agreement"] == [SEPTEMBER]
    assert problem().task("agreement").finished == 1
    host, coalition = problem(end_of_september_2025="host"), problem(end_of_september_2025="coalition")
    assert {p.task for p in host.promises} == {
        "federal-iraq-handed-over",
        "kurdistan-region-handed-over",
        "mission-ended",
    }
    assert {p.task for p in coalition.promises} == {"mission-ended"}
    days = {p.id: date.fromordinal(host.origin + p.by - 1) for p in host.promises}
    assert days["federal-sites-2025"] == date(2025, 9, 30)
    assert days["kurdistan-sites-2026"] == date(2026, 9, 30)
    not_before = coalition.task("syria-support-may-end").not_before
    assert date.fromordinal(coalition.origin + not_before - 1) == date(2026, 9, 1)
    assert host.task("syria-support-may-end").not_before <= 0


def test_an_end_date_is_agreed_in_september_and_not_before() -> None:
    """What nobody has agreed is not a date: not in January, nor when the announcement was put off in August."""
    for day in (JANUARY, date(2024, 8, 15)):
        assert not agreed(case(day))
        assert not end_agreed(case(day))
    assert agreed(case())
    assert end_agreed(case())


def test_the_pause_of_28_january_is_on_until_the_talks_resume() -> None:
    """Unknown before, under way on 1 February, over on 15 February; it pauses talks under every reading."""
    assert "pause-after-tower-22" not in {s.id for s in case(JANUARY).shocks}
    for choice in choices(case(date(2024, 2, 1))):
        paused = build(case(date(2024, 2, 1)), choice)
        shock = next(s for s in paused.shocks if s.id == "pause-after-tower-22")
        assert shock.ongoing_since == -4
        assert "pause-after-tower-22" in paused.task("agreement").shocks
    assert "pause-after-tower-22" not in {s.id for s in problem(date(2024, 2, 15)).shocks}


def test_any_day_since_the_announcement_can_be_replayed() -> None:
    """On each day on which something became known the case hangs together and makes a problem."""
    days = {date.fromisoformat(row["known_from"]) for _, row in sheets() if row.get("known_from")}
    for day in sorted(d for d in days if d >= date(2024, 1, 25)):
        assert problem(day).end == "transition-complete"


# ---------------------------------------------------------------- what must stay apart


def test_attacks_on_the_coalition_never_feed_the_isis_condition() -> None:
    """Its indicator has no tally, event or observation, and its outlook stays the same without any tally or event."""
    then = case()
    condition = next(c for c in then.conditions if c.id == "isis-threat")
    indicator = next(i for i in then.indicators if i.id == condition.rule.indicator)
    assert indicator.kind == "rating"
    assert not indicator.counter
    assert not indicator.event_kinds
    fed = {t.indicator for t in then.tallies} | {o.indicator for o in then.observations}
    assert indicator.id not in fed
    bare = msgspec.structs.replace(then, tallies=(), events=())
    full_days, bare_days = (assess(c, seed=3, futures=400).days.first_day("isis-threat") for c in (then, bare))
    assert np.array_equal(full_days, bare_days)
    row = next(r for r in assess(then, seed=3, futures=400).board if r.condition == "isis-threat")
    assert row.state == "cannot-tell"
    assert row.outlook == "scenario"


def test_what_isis_claimed_decides_nothing() -> None:
    """The claimed attacks stand under a counter of their own, which no condition reads."""
    claims = [t for t in case().tallies if t.indicator == "isis-claimed-attacks"]
    assert sorted(t.value for t in claims) == [121, 153]
    assert {t.basis for t in claims} == {"assumed"}
    assert {t.known_from for t in claims} == {date(2024, 7, 16)}
    assert "isis-claimed-attacks" not in {c.rule.indicator for c in case().conditions}
    counters = {t.counter for t in case().tallies if t.indicator != "isis-claimed-attacks"}
    assert not counters & {t.counter for t in claims}


def test_attacks_bear_on_the_timetable_under_one_reading_only() -> None:
    """Where attacks pause the work, movement waits for them to ebb and a strike may come; else neither."""
    pause, apart = problem(attacks="attacks-pause"), problem(attacks="attacks-apart")
    serials = [t.id for t in pause.tasks if t.kind == "movement"]
    assert serials
    assert all("attacks-ebbed" in pause.task(id).continue_gates for id in serials)
    assert all("strike" in pause.task(id).shocks for id in serials)
    assert not any("attacks-ebbed" in t.continue_gates or "strike" in t.shocks for t in apart.tasks)


def test_the_missions_end_is_a_decision_and_not_the_last_person_out() -> None:
    """Neither waits for the other, by however many links."""
    assert "last-out" not in waits_for("mission-ended")
    assert "mission-end-decision" not in waits_for("last-person-out")


def test_the_isis_condition_gates_under_the_coalitions_reading_only() -> None:
    """The host reads its dates as dates; the coalition's end of the support for Syria depends on conditions."""
    gated = {
        reading: {t.id for t in problem(end_of_september_2025=reading).tasks if "isis-threat" in t.start_gates}
        for reading in ("host", "coalition")
    }
    assert gated == {"host": set(), "coalition": {"syria-support-release"}}


def test_no_unit_leaves_before_the_details_are_settled() -> None:
    """Every serial, conversion and handover waits for the detailed plan."""
    leaving = [t.id for t in problem().tasks if t.kind in ("movement", "conversion", "transfer")]
    assert leaving
    assert all("detailed-plan" in waits_for(id) for id in leaving)


def test_every_nation_has_a_relation_in_every_domain() -> None:
    """The matrix that takes the mission's place has no empty cell."""
    cells = {(r.nation, r.domain) for r in case().relations}
    domains = ("political", "economic", "cultural", "security", "military")
    assert cells == {(n.id, d) for n in case().nations for d in domains}


def test_nobody_has_agreed_a_headcount_and_no_receiver_is_named() -> None:
    """What nobody has agreed is not a number; each site still waits for a receiver."""
    assert case().ceilings == ()
    assert all(s.receiver is None for s in case().sites)
    assert all(f"receiver:{s.id}" in {t.id for t in problem().tasks} for s in case().sites)


# ---------------------------------------------------------------- the start is sound


@pytest.mark.parametrize("percent", ["likely", "high"])
def test_protection_holds_at_every_site_at_the_start(percent: str) -> None:
    """Guards are at least the ratio of everybody else, at the likely and at the highest assumed ratio."""
    protection = case().protection
    assert protection is not None
    ratio = getattr(protection.percent, percent)
    for site in case().sites:
        there = [u for u in case().units if u.site == site.id]
        guards = sum(u.headcount.likely for u in there if u.role == "protection")
        others = sum(u.headcount.likely for u in there if u.role != "protection")
        assert others > 0
        assert guards > 0
        assert ratio * others <= 100 * guards, site.id


def test_every_function_is_covered_at_the_start() -> None:
    """Those who provide a function are at least as many as are needed, at the highest assumed need too."""
    for function in case().functions:
        people = sum(u.headcount.likely for u in case().units if u.function == function.id)
        assert people >= function.need.high, function.id


def test_american_units_add_up_to_the_reported_total() -> None:
    """About 2,500 were reported; the split by site is assumed and adds up to it, today and in January."""
    for day in (JANUARY, SEPTEMBER):
        assert sum(u.headcount.likely for u in case(day).units if u.nation == "united-states") == 2500


def test_spains_consent_waits_for_the_hosts_decision() -> None:
    """Spain said that it stays while Iraq wishes."""
    spain = next(n for n in case().nations if n.id == "spain")
    assert (spain.consent, spain.depends_on) == ("needed", "iraq")


def test_pilgrims_close_the_central_road_and_no_other() -> None:
    """In the days to Arbaeen in August 2025 no convoy runs between Baghdad and Kuwait; the other lanes stay open."""
    calendars = {c.id: c for c in problem().calendars}
    day = (date(2025, 8, 14) - SEPTEMBER).days
    shut = {lane.id for lane in case().lanes if not calendars[lane.calendar].open[day]}
    assert shut == {"road-central"}


# ---------------------------------------------------------------- docs/clauses.md


def test_every_clause_is_traced_to_rules_and_tests_that_exist() -> None:
    """Each clause of the example has a row; the code and the tests that the page names are there."""
    page = (ROOT / "docs" / "clauses.md").read_text(encoding="utf-8")
    rows = {m.group(1) for m in re.finditer(r"^\| `([a-z0-9-]+)`", page, re.MULTILINE)}
    assert rows == {c.id for c in case().clauses}
    named = re.findall(r"`([\w/]+\.py): (\w+)`", page)
    assert len(named) > 40
    for path, name in named:
        found = [root / path for root in (ROOT / "src" / "jadwal", ROOT / "tests") if (root / path).exists()]
        assert found, path
        assert re.search(rf"^(def|class) {name}\b", found[0].read_text(encoding="utf-8"), re.MULTILINE), (path, name)
