"""A timetable as a calendar file: strict RFC 5545, updated by a later export, never a lone date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import exported
import icalendar
import msgspec
import pytest
from exported import AS_OF, day
from hypothesis import given, settings
from hypothesis import strategies as st

from jadwal.exchange.calendar import calendar, ours, uid
from jadwal.messages.chance import scale
from jadwal.model.case import Text
from jadwal.model.timetable import Timetable


def made(timetable: Timetable | None = None, lang: str = "en", readings: Sequence[int] = (0,)) -> bytes:
    """A calendar of some readings."""
    whole = timetable or exported.timetable()
    return calendar(whole, [whole.readings[n] for n in readings], lang)


def entries(data: bytes) -> dict[str, Any]:
    """The events of a calendar by UID, read by icalendar."""
    found = icalendar.Calendar.from_ical(data).walk("VEVENT")
    by_uid = {str(e["uid"]): e for e in found}
    assert len(by_uid) == len(found)
    return by_uid


def content_lines(data: bytes) -> list[bytes]:
    """The unfolded content lines; asserts RFC 5545 section 3.1: CRLF, at most 75 octets, whole characters."""
    assert data.endswith(b"\r\n")
    physical = data.split(b"\r\n")[:-1]
    for line in physical:
        assert b"\r" not in line
        assert b"\n" not in line
        assert len(line) <= 75
        line.decode("utf-8")  # no character is split
        assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line)
    return data.replace(b"\r\n ", b"").split(b"\r\n")[:-1]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_lines_are_folded_as_the_standard_wants(lang: str) -> None:
    """And every content line is a name and a value."""
    for line in content_lines(made(lang=lang, readings=(0, 1))):
        assert re.match(rb"[A-Z-]+(;[A-Z]+=[^:;]+)*:", line), line


def test_every_dated_thing_is_in_it_and_nothing_else() -> None:
    """Aim and commit of a milestone, what was reached, agreed dates, decision points, rounds, the phase."""
    found = entries(made())
    assert {id: (e.decoded("dtstart"), str(e["status"])) for id, e in found.items()} == {
        "made-early-talks-1@jadwal": (day(-9), "CONFIRMED"),
        "made-early-signed@jadwal": (day(-8), "CONFIRMED"),
        "made-early-phase-start:going@jadwal": (day(7), "TENTATIVE"),
        "made-early-talks-2@jadwal": (day(11), "TENTATIVE"),
        "made-early-all-out@jadwal": (day(20), "TENTATIVE"),
        "made-early-agreed:few@jadwal": (day(30), "CONFIRMED"),
        "made-early-decide:agree@jadwal": (day(33), "TENTATIVE"),
        "made-early-agreed:out-by@jadwal": (day(50), "CONFIRMED"),
        "made-early-all-out#commit@jadwal": (day(95), "TENTATIVE"),
    }


def test_days_are_whole_days_up_to_the_day_after() -> None:
    """DTEND is the first day that no longer belongs to the event."""
    found = entries(made())["made-early-talks-2@jadwal"]
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (day(11), day(13))
    assert b"DTSTART;VALUE=DATE:20310112\r\n" in made()
    assert str(found["transp"]) == "TRANSPARENT"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_no_date_stands_alone(lang: str) -> None:
    """Every event that is not a fact says its chance in its title, and both languages follow in its description."""
    words = [band.word for band in scale(lang)] + ["of 10 futures", "من كل 10"]
    for id, e in entries(made(lang=lang)).items():
        title, said = str(e["summary"]), str(e["description"])
        if not id.startswith(("made-early-talks-1", "made-early-signed")):
            assert any(w in title for w in words), title
        english, arabic = said.index("Case made as known"), said.index("الحالة")
        assert (english < arabic) == (lang == "en")
        assert said.startswith(title[:40])
        assert e["summary"].params["LANGUAGE"] == lang


def test_an_event_says_what_it_is_how_sure_and_whose() -> None:
    """The aim of a milestone and a decision point, word for word."""
    found = entries(made())
    aim = found["made-early-all-out@jadwal"]
    assert str(aim["summary"]) == "Aim: All out – chance by this day: 11 %, very unlikely"
    assert str(aim["description"]).split("\n\n")[0].split("\n") == [
        "Aim: All out – chance by this day: 11 %, very unlikely",
        "A forecast of the case's own assumptions, not an agreed date.",
        "8 of 10 futures fall between 2031-01-23 and 2031-04-01 (P10 to P90)."
        " Chance that it is reached at all within the horizon: 90 %, very likely.",
        "Commit date: 2031-04-06.",
        "Reading: Early; by spring",
        "Case made as known on 2031-01-01; 1,000 futures, seed 7; jadwal 0.9.",
    ]
    decide = str(found["made-early-decide:agree@jadwal"]["description"]).split("\n")
    assert (
        decide[0] == "Last day to decide: Agreement – decided then, the commit dates together hold: 80 %, very likely"
    )
    assert decide[2:4] == ["Planned for 2031-01-08.", "Owner: Host nation"]
    ceiling = found["made-early-agreed:few@jadwal"]
    assert str(ceiling["summary"]) == (
        "Agreed ceiling from this day: 11 people (mission) – chance that it is kept: <1 %, almost no chance"
    )


GOLDEN = (
    "BEGIN:VEVENT\r\n"
    "SUMMARY;LANGUAGE=ar:المستهدف: \u2068خروج الجميع\u2069 – ال\r\n"
    " احتمال حتى هذا اليوم: \u2068\u206811 %\u2069، \u2068مستبعد ج\r\n"
    " دًا\u2069\u2069\r\n"
    "DTSTART;VALUE=DATE:20310121\r\n"
    "DTEND;VALUE=DATE:20310122\r\n"
    "DTSTAMP:20310101T000000Z\r\n"
    "UID:made-early-all-out@jadwal\r\n"
    "SEQUENCE:741443\r\n"
    "CATEGORIES:معلم\r\n"
    "CLASS:CONFIDENTIAL\r\n"
)


def test_arabic_is_folded_between_characters_and_isolated() -> None:
    """Golden: the first lines of one event, byte for byte; the percentage keeps its direction."""
    assert GOLDEN.encode() in made(lang="ar")


def test_a_later_export_updates_the_entries_of_an_earlier_one() -> None:
    """The same UIDs, a greater SEQUENCE and DTSTAMP; both come from the as-of date and from no clock."""
    first = entries(made())
    later = entries(made(exported.timetable(as_of=AS_OF + timedelta(days=10))))
    assert set(first) == set(later)
    for id, e in first.items():
        assert int(later[id]["sequence"]) == int(e["sequence"]) + 10
        assert e.decoded("dtstamp") == datetime(2031, 1, 1, tzinfo=UTC)
        assert later[id].decoded("dtstamp") == datetime(2031, 1, 11, tzinfo=UTC)
    assert int(first["made-early-signed@jadwal"]["sequence"]) < 2**31
    assert made() == made()


def test_a_milestone_keeps_its_entry_when_it_is_reached() -> None:
    """The aim's entry becomes the fact; another export of the commit date is not made."""
    whole = exported.timetable()
    result = whole.readings[0]
    reached = [msgspec.structs.replace(m, commit_why="reached") for m in result.milestones if m.id == "all-out"]
    after = exported.timetable(readings=(msgspec.structs.replace(result, milestones=tuple(reached)),))
    (event,) = [e for id, e in entries(made(after)).items() if "all-out" in id]
    assert (str(event["uid"]), str(event["status"])) == ("made-early-all-out@jadwal", "CONFIRMED")
    assert str(event["summary"]) == "Reached: All out"


def test_all_readings_stand_side_by_side_and_facts_once() -> None:
    """Each with its reading's name in the title; UIDs of one reading are those of its own export."""
    both = entries(made(readings=(0, 1)))
    early, late = entries(made()), entries(made(readings=(1,)))
    facts = {"made-late-talks-1@jadwal", "made-late-signed@jadwal"}
    assert set(both) == set(early) | set(late) - facts
    assert str(both["made-late-all-out@jadwal"]["summary"]).endswith("[Late]")
    assert both["made-late-all-out#commit@jadwal"].decoded("dtstart") == day(100)


def test_the_calendar_has_a_name_and_says_what_has_no_date() -> None:
    """Under the old name for the property and under that of RFC 7986."""
    found = icalendar.Calendar.from_ical(made())
    names = {str(found[key]).replace("\\;", ";") for key in ("x-wr-calname", "name")}  # X- values are read as written
    assert names == {"Made mission – Early; by spring"}
    about = str(found["description"])
    assert "No timetable is agreed." in about
    assert "Without any date, and so not in this calendar: Bonds in place" in about


def test_a_calendar_for_the_parties_is_confidential() -> None:
    """And a public one is public."""
    assert {str(e["class"]) for e in entries(made()).values()} == {"CONFIDENTIAL"}
    assert {str(e["class"]) for e in entries(made(exported.timetable(release="public"))).values()} == {"PUBLIC"}


HOSTILE = "x\r\nEND:VEVENT\nBEGIN:VEVENT\r\u2028SUMMARY:y;z,\\n\x00\x85\u202e"


@given(st.one_of(st.just(HOSTILE), st.text(max_size=120)))
@settings(max_examples=40, deadline=None)
def test_no_name_breaks_out_of_its_line(name: str) -> None:
    """Line ends of every kind, separators, control characters, lone surrogates."""
    named = Text(en=name, ar=name)
    whole = exported.timetable(name=named)
    result = whole.readings[0]
    milestones = tuple(msgspec.structs.replace(m, name=named) for m in result.milestones)
    data = made(exported.timetable(name=named, readings=(msgspec.structs.replace(result, milestones=milestones),)))
    lines = content_lines(data)
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") == 9
    assert len(entries(data)) == 9


def test_a_calendar_of_ours_is_known_until_another_program_saves_it() -> None:
    """By its product's name."""
    assert ours(made())
    assert not ours(made().replace(b"PRODID:-//jadwal//jadwal//EN", b"PRODID:-//Other//EN"))
    assert uid("case", "", "task") == "case-task@jadwal"
    assert date(2031, 1, 1).toordinal() == 741_443
