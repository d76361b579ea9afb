"""The board: one row per condition, with its chances, and everything that weakens it said in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import watched

from jadwal.assess import assess, needs
from jadwal.messages import codes, remedy, text
from jadwal.model.case import Clause, Gate, Milestone, Promise, Site, Text
from jadwal.model.timetable import BoardRow

LAW = watched.indicator("law", "fact", observed_by="assembly")
GATE = (Gate(kind="start", phase="second"),)


def agreed(*promises: Promise) -> Clause:
    """A clause that sets these dates."""
    return Clause(id="end", known_from=watched.ORIGIN, text=Text(en="End", ar="نهاية"), kind="date", promises=promises)


def promise(id: str, on: int, **rest: object) -> Promise:
    """The end by a day."""
    body: dict[str, Any] = {"kind": "by", **rest}
    return Promise(id=id, milestone="end", day=watched.day(on), **body)


def board(*rows: object, **rest: object) -> tuple[BoardRow, ...]:
    """The board of these rows."""
    return assess(watched.case(*rows, **rest), seed=1, futures=2_000).board  # type: ignore[arg-type]


def said(row: BoardRow, code: str, lang: str = "en") -> str:
    """A note of the row in words."""
    return text(code, lang, **dict(dict(row.notes)[code]))


def test_rows_stand_by_group_and_id() -> None:
    """Whatever their order in the case."""
    rows = [watched.condition(id, "law", "is_true", group=g) for id, g in (("b", "x"), ("c", "w"), ("a", "x"))]
    assert [(r.group, r.condition) for r in board(LAW, *rows)] == [("w", "c"), ("x", "a"), ("x", "b")]


def test_chances_by_the_dates_that_need_it() -> None:
    """A scenario around day 50 of 0 … 100: half by day 50, all by day 100; after the horizon is at its end."""
    law = watched.condition("passed", "law", "is_true", gates=GATE, scenarios=(watched.scenario(0, 50, 100),))
    clause = agreed(
        promise("late", 100), promise("half", 50), promise("far", 900), promise("not", 9, kind="not-before")
    )
    (row,) = board(LAW, law, clauses=(clause,))
    assert [(what, day) for what, day, _ in row.by] == [
        ("half", watched.day(50)),
        ("late", watched.day(100)),
        ("far", watched.day(900)),
    ]
    chances = [chance for _, _, chance in row.by]
    assert abs(chances[0] - 500_000) < 50_000
    assert chances[1:] == [1_000_000, 1_000_000]


def test_no_chance_is_given_without_an_outlook() -> None:
    """Not 0 %: nobody knows."""
    law = watched.condition("passed", "law", "is_true", gates=GATE)
    (row,) = board(LAW, law, clauses=(agreed(promise("half", 50)),))
    assert (row.outlook, row.outlook_basis, row.by) == ("none", "", ())
    assert said(row, "assess.no-outlook").startswith("No data to forecast from and no declared scenario")


def test_a_date_that_has_passed_was_met_or_was_not() -> None:
    """Known yes since day 8: met by day 9, not by day 7."""
    law = watched.condition("passed", "law", "is_true", gates=GATE)
    yes = watched.observation("y", "law", 8, "yes")
    (row,) = board(LAW, law, yes, as_of=20, clauses=(agreed(promise("seven", 7), promise("nine", 9)),))
    assert [(what, chance) for what, _, chance in row.by] == [("seven", 0), ("nine", 1_000_000)]


def test_the_planner_may_say_what_needs_what() -> None:
    """``needed`` takes the place of the agreed dates, and the board can be made again for other dates."""
    law = watched.condition("passed", "law", "is_true", gates=GATE, scenarios=(watched.scenario(0, 50, 100),))
    case = watched.case(LAW, law, clauses=(agreed(promise("half", 50)),))
    wanted = {"passed": (("aim", watched.day(100)),)}
    found = assess(case, seed=1, futures=100, needed=wanted)
    assert found.board[0].by == (("aim", watched.day(100), 1_000_000),)
    assert found.board_for({})[0].by == ()


def test_dates_need_the_gates_of_their_own_reading_only() -> None:
    """A date under one reading and a gate under the other have nothing to do with each other; no gate, no need."""
    gated = watched.condition("a", "law", "is_true", gates=(Gate(kind="start", phase="p", readings=("strict",)),))
    free = watched.condition("b", "law", "is_true")
    promises = (promise("strict", 5, readings=("strict",)), promise("loose", 6, readings=("loose",)), promise("any", 7))
    case = watched.case(LAW, gated, free, clauses=(agreed(*promises),))
    assert needs(case) == {"a": (("strict", watched.day(5)), ("any", watched.day(7)))}


def test_sources_are_those_of_the_evidence_and_the_outlook() -> None:
    """Condition, observation and scenario."""
    law = watched.condition(
        "passed", "law", "is_true", source=("c",), scenarios=(watched.scenario(30, 50, 90, source=("s",)),)
    )
    (row,) = board(LAW, law, watched.observation("n", "law", 8, "no", source=("o",)), as_of=20)
    assert row.sources == ("c", "o", "s")
    assert row.outlook_basis == "assumed"


def test_weaknesses_are_said() -> None:
    """Who observes it and until when, by name; what another counter says; what is assumed; what is not read."""
    counted = watched.indicator("raids", counter="Bureau", scope="North", observed_until="leave")
    rows = [watched.tally(f"t{n}", "raids", 0, 30 * n, "exactly", 10 * n) for n in range(1, 8)]
    rows.append(watched.tally("open", "raids", 0, 230, "more_than", 80))
    rows.append(watched.tally("theirs", "raids", 0, 210, "more_than", 100, counter="Institute"))
    rows.append(watched.tally("wide", "raids", 0, 210, "nearly", 100, scope="North and South"))
    leave = Milestone(
        id="leave", known_from=watched.ORIGIN, name=Text(en="Advisers gone", ar="رحيل المستشارين"), after=()
    )
    condition = watched.condition("quiet", "raids", value=5, scenarios=(watched.scenario(300, 310, 320),))
    (row,) = board(counted, condition, *rows, watched.observation("o", "raids", 3, "4"), as_of=235, milestones=(leave,))
    assert said(row, "assess.nobody-observes") == "Nobody is named who observes it."
    assert said(row, "assess.observed-until") == "It is observed only until its assessors have left (Advisers gone)."
    assert said(row, "assess.other-counter-disagrees") == (
        "Another counter disagrees: Institute has more than 100 from 2031-03-01 to 2031-09-27, where this one's "
        "figures allow exactly 70 (theirs). The two are not mixed."
    )
    assert said(row, "assess.other-scope").startswith("Another scope: Bureau has nearly 100 for North and South")
    assert said(row, "assess.open-end-assumed").startswith("Tallies without an upper end (open)")
    assert said(row, "assess.scenario-unused").endswith("the counts are enough to forecast from.")
    assert "(1) are not read" in said(row, "assess.observations-unread")
    assert dict(dict(row.notes)["assess.observation-stops"]) == {"day": watched.day(230).isoformat(), "days": 5}
    assert "رحيل المستشارين" in said(row, "assess.observed-until", "ar")


def test_who_observes_until_a_site_is_left_is_said_by_its_name() -> None:
    """The point at which everybody has left is generated, so it has no row of its own."""
    site = Site(id="north-camp", known_from=watched.ORIGIN, name=Text(en="North Camp", ar="معسكر الشمال"))
    law = watched.indicator("law", "fact", observed_until="left:north-camp")
    (row,) = board(law, watched.condition("passed", "law", "is_true"), sites=(site,))
    assert "(North Camp: everybody has left)" in said(row, "assess.observed-until")
    assert "معسكر الشمال" in said(row, "assess.observed-until", "ar")


@pytest.mark.parametrize("basis", ["assumed", "reported", "entered"])
def test_a_scenario_says_whether_it_is_assumed(basis: str) -> None:
    """With its dates and its chance of never."""
    law = watched.condition("passed", "law", "is_true", scenarios=(watched.scenario(5, 6, 9, never=20, basis=basis),))
    (row,) = board(LAW, law)
    assert row.outlook_basis == basis
    assert f"{basis} scenario: first on 2031-03-06, most likely on 2031-03-07" in said(row, f"assess.scenario-{basis}")
    assert "20 %" in said(row, f"assess.scenario-{basis}", "ar")


def test_events_without_an_actor_are_counted_out_loud() -> None:
    """They enter no figure, and the row says how many there are."""
    red = watched.indicator("raids", event_actors=("Red Band",))
    rows = [watched.event("r", 1, "raids", actor="Red Band"), watched.event("n", 2, "raids", count=3)]
    (row,) = board(red, watched.condition("quiet", "raids"), *rows, as_of=3)
    assert (row.low, row.high, row.figure) == (1, 1, "1")
    assert said(row, "assess.unattributed") == "3 known events of this kind name no actor and are not counted."


def test_every_sentence_of_the_board_stands_in_both_languages() -> None:
    """Same codes, and a remedy in one language is a remedy in the other."""
    mine = {c for c in codes("en") if c.startswith("assess.")}
    assert mine == {c for c in codes("ar") if c.startswith("assess.")}
    for code in mine:
        assert bool(codes("en")[code].get("remedy")) == bool(codes("ar")[code].get("remedy")), code
    assert remedy("assess.nobody-observes", "en") == "Name who observes it (observed_by)."


def test_a_replayed_day_knows_only_what_was_known() -> None:
    """The same case on two days: each row is dated by its own day."""
    law = watched.condition("passed", "law", "is_true")
    seen = (watched.observation("n", "law", 3, "no"), watched.observation("y", "law", 30, "yes"))
    states: dict[date, str] = {}
    for as_of in (10, 40):
        (row,) = board(LAW, law, *seen, as_of=as_of)
        states[watched.day(as_of)] = row.state
    assert list(states.values()) == ["not-met", "met"]
