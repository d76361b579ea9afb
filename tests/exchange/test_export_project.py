"""A timetable as a project file: valid by the published schema, and the same plan when it is read back."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from typing import Any

import exported
import msgspec
import pytest
from exported import AS_OF, day
from hypothesis import given, settings
from hypothesis import strategies as st
from mspdi_schema import NS, breaches

from jadwal.exchange.project import days, ids, ours, project, read
from jadwal.exchange.project.elements import make
from jadwal.exchange.project.reading import Project, ProjectTask
from jadwal.model.case import Link, LinkType, Text
from jadwal.model.timetable import Context, Earlier, EarlierReading, Entry, Timetable
from jadwal.text import BIDI_CONTROLS


def written(timetable: Timetable | None = None, lang: str = "en", reading: int = 0) -> bytes:
    """The project file of one reading."""
    made = timetable or exported.timetable()
    return project(made, made.readings[reading], lang)


def back(data: bytes) -> dict[str, ProjectTask]:
    """The tasks read back, by jadwal's id."""
    return {t.id: t for t in read(data).tasks if t.id}


def with_entries(*entries: Entry, **changes: Any) -> Timetable:
    """The timetable with these tasks only, under one reading."""
    made = exported.timetable()
    schedule = msgspec.structs.replace(made.readings[0].schedule, entries=entries)
    return exported.timetable(readings=(msgspec.structs.replace(made.readings[0], schedule=schedule),), **changes)


def texts(data: bytes, path: str) -> list[str]:
    """The texts of all elements at ``path``, which may leave out the namespace."""
    return [x.text or "" for x in ET.fromstring(data).iterfind("/".join(NS + name for name in path.split("/")))]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("reading", [0, 1])
def test_every_element_is_as_the_published_schema_has_it(lang: str, reading: int) -> None:
    """Names, order, number and types of all children, in both languages and under both readings."""
    assert breaches(written(lang=lang, reading=reading)) == []


def test_a_timetable_without_its_context_is_valid_too() -> None:
    """A public one has no calendars, sites, lanes or crews."""
    data = written(exported.timetable(context=Context(), release="public"))
    assert breaches(data) == []
    assert texts(data, "Category") == ["public"]


@pytest.mark.parametrize(
    ("find", "replace", "said"),
    [
        (r"(<UID>\d+</UID>)\s*(<ID>1</ID>)", r"\2\1", "UID stands in the wrong place"),
        (r"<LagFormat>8<", "<LagFormat>21<", "LagFormat cannot be '21'"),
        (r"<Summary>0</Summary>", "<Summary>no</Summary>", "Summary cannot be 'no'"),
        (r"<Priority>500<", "<Priority>high<", "Priority cannot be 'high'"),
        (r"T08:00:00</Start>", "</Start>", "Start cannot be"),
        (r"<Estimated>", "<Guessed>0</Guessed><Estimated>", "there is no Guessed"),
        (r"<CurrencyCode>USD</CurrencyCode>", "", "CurrencyCode is missing"),
        (r"PT16H0M0S", "16 hours", "cannot be '16 hours'"),
    ],
)
def test_the_schema_check_sees_what_is_wrong(find: str, replace: str, said: str) -> None:
    """Or the test above would prove nothing: each mistake put in is found."""
    spoiled = re.sub(find, replace, written().decode(), count=1)
    assert any(said in found for found in breaches(spoiled.encode()))


def test_a_child_that_the_order_does_not_know_is_refused() -> None:
    """A slip in our code, not in a user's case."""
    with pytest.raises(KeyError, match="Task has no Colour"):
        make("Task", UID=1, Colour="red")


def test_what_is_written_is_read_back() -> None:
    """Every task once, with its dates, links, lags, progress and the calendar's closed days."""
    found = back(written())
    entries = exported.entries()
    assert set(found) == {e.id for e in entries}
    uids = {t.uid: t.id for t in found.values()}
    for e in entries:
        t = found[e.id]
        assert (t.start, t.finish) == (e.start, e.finish)
        assert sorted((uids[k.before], k.type, k.lag) for k in t.links) == sorted(
            (k.before, k.type, k.lag) for k in e.after
        )
        assert all(k.elapsed for k in t.links)
        assert t.milestone == (e.days == 0)


LINKS: tuple[LinkType, ...] = ("FS", "SS", "FF", "SF")


@st.composite
def plans(draw: st.DrawFn) -> tuple[Entry, ...]:
    """Tasks with any dates, names and progress, linked to earlier ones in any way."""
    made: list[Entry] = []
    for n in range(draw(st.integers(1, 12))):
        first, length = draw(st.integers(-40, 400)), draw(st.integers(0, 60))
        dated, begun = draw(st.booleans()), draw(st.sampled_from(["no", "started", "finished"]))
        last = first + max(length - 1, 0)
        befores = draw(st.lists(st.sampled_from(made), unique_by=lambda e: e.id, max_size=3)) if made else []
        name = draw(st.text(max_size=20))
        made.append(
            Entry(
                id=f"t{n}",
                kind=draw(st.sampled_from(["other", "round", "pack", "milestone"])),
                name=Text(en=name, ar=name),
                start=day(first) if dated else None,
                finish=day(last) if dated else None,
                days=length,
                calendar=draw(st.sampled_from(["", "mission", "road", "unknown"])),
                site=draw(st.sampled_from(["", "west", "gone"])),
                phase=draw(st.sampled_from(["", "going", "gone"])),
                after=tuple(
                    Link(before=e.id, type=draw(st.sampled_from(LINKS)), lag=draw(st.integers(0, 90))) for e in befores
                ),
                actual_start=day(first) if dated and begun != "no" else None,
                actual_finish=day(last) if dated and begun == "finished" else None,
            )
        )
    return tuple(made)


@settings(max_examples=40, deadline=None)
@given(plans())
def test_any_plan_comes_back_as_it_went(entries: tuple[Entry, ...]) -> None:
    """Dates, links, types, lags and progress; and the file is valid whatever the plan."""
    data = written(with_entries(*entries))
    assert breaches(data) == []
    found = back(data)
    uids = {t.uid: t.id for t in found.values()}
    assert set(found) == {e.id for e in entries}
    for e in entries:
        t = found[e.id]
        assert (t.start, t.finish, t.manual) == (e.start, e.finish, e.start is None)
        links = [(uids[k.before], k.type, k.lag) for k in t.links]
        assert links == [(k.before, k.type, k.lag) for k in e.after]
        if e.actual_finish:
            assert (t.percent, t.actual_finish) == (100, e.actual_finish)
        else:
            assert t.percent < 100
            assert t.actual_finish is None


def test_work_under_way_is_complete_by_its_working_days_before_the_as_of_date() -> None:
    """From Monday 30 December to Wednesday 8 January without Friday and Saturday: 2 of 8 days lie before 1 January."""
    found = back(written())
    assert (found["agree"].percent, found["agree"].days) == (25, 8)
    assert (found["agree"].actual_start, found["agree"].actual_finish) == (day(-2), None)
    assert (found["talks-1"].percent, found["talks-2"].percent) == (100, 0)
    assert found["signed"].percent == 100  # a milestone that is reached has no row of progress


def test_work_that_should_be_over_is_not_called_complete() -> None:
    """Started, planned to end before the as-of date, and not reported as finished: 99 % at most."""
    late = exported.entry("late", "other", -9, -3, 5, Text(en="L", ar="ل"), actual_start=day(-9))
    assert back(written(with_entries(late)))["late"].percent == 85  # 6 of 7 days of every day's calendar


def test_a_working_day_is_one_day_there() -> None:
    """Five working days of packing from Sunday to Thursday; a movement of three days; by hand."""
    found = back(written())
    assert {id: found[id].days for id in ("pack:team", "move:team:1", "clean:west", "closed:west")} == {
        "pack:team": 5,
        "move:team:1": 3,
        "clean:west": 7,
        "closed:west": 0,
    }


def test_a_task_on_a_day_off_gets_the_calendar_of_every_day() -> None:
    """A fact may fall on a Friday; by the mission's calendar it would have no working day and be moved."""
    friday = day(2)
    assert friday.weekday() == exported.FRIDAY
    fact = Entry(
        id="fact", kind="round", name=Text(en="F", ar="ف"), start=friday, finish=friday, days=1, calendar="mission",
        actual_start=friday, actual_finish=friday,
    )  # fmt: skip
    found = read(written(with_entries(fact)))
    (task,) = [t for t in found.tasks if t.id == "fact"]
    every = next(c for c in found.calendars if not c.days_off and not c.closed)
    assert (task.calendar, task.days, task.percent) == (every.uid, 1, 100)


def test_a_milestone_is_at_the_end_of_the_day_on_which_it_is_shown() -> None:
    """So that what waits for it begins on the next day, and nothing is shown a day late."""
    data = written(with_entries(exported.entries()[3]))
    task = next(t for t in ET.fromstring(data).iter(f"{NS}Task") if t.findtext(f"{NS}Milestone") == "1")
    stands = {name: task.findtext(NS + name) for name in ("Start", "Finish", "ConstraintDate", "Duration")}
    assert stands == {
        "Start": "2031-01-08T16:00:00",
        "Finish": "2031-01-08T16:00:00",
        "ConstraintDate": "2031-01-08T16:00:00",
        "Duration": "PT0H0M0S",
    }


def test_lags_are_elapsed_days_in_tenths_of_minutes() -> None:
    """Two wall days are 2 x 24 x 60 x 10."""
    data = written()
    assert "28800" in texts(data, "Tasks/Task/PredecessorLink/LinkLag")
    assert set(texts(data, "Tasks/Task/PredecessorLink/LagFormat")) == {"8"}


def test_link_types_have_the_published_numbers() -> None:
    """FF 0, FS 1, SF 2, SS 3: clean:west waits by FF for the movement and by SF for the packing."""
    root = ET.fromstring(written())
    uid = {t.id: t.uid for t in read(written()).tasks}
    task = next(t for t in root.iter(f"{NS}Task") if t.findtext(f"{NS}UID") == str(uid["clean:west"]))
    links = {x.findtext(f"{NS}PredecessorUID"): x.findtext(f"{NS}Type") for x in task.iterfind(f"{NS}PredecessorLink")}
    assert links == {str(uid["move:team:1"]): "0", str(uid["pack:team"]): "2"}


def test_what_has_no_date_stands_apart_without_one() -> None:
    """Under a heading that says so, scheduled by hand, so that no program dates it; how long it takes is known."""
    tasks = read(written()).tasks
    (heading,) = [t for t in tasks if t.name.startswith("Without a date")]
    below = [t for t in tasks if t.number.startswith(f"{heading.number}.")]
    assert [t.id for t in below] == ["after-that", "bonds"]
    for t in (heading, *below):
        assert t.manual
        assert (t.start, t.finish, t.baseline) == (None, None, None)
    assert [t.days for t in below] == [20, 0]
    assert "No date" in below[0].notes


def test_the_outline_goes_from_the_mission_to_its_tasks() -> None:
    """The mission, the commission's work, the phase with its site, work outside, milestones, what has no date."""
    shown = [(t.number, t.name if t.summary else t.id) for t in read(written()).tasks]
    assert shown == [
        ("0", "Made mission"),
        ("1", "The commission's own work"),
        ("1.1", "talks-1"),
        ("1.2", "agree"),
        ("1.3", "talks-2"),
        ("2", "Going"),
        ("2.1", "phase-start:going"),
        ("2.2", "West, by the river"),
        ("2.2.1", "pack:team"),
        ("2.2.2", "clean:west"),
        ("2.2.3", "move:team:1"),
        ("2.2.4", "closed:west"),
        ("3", "Outside the phases"),
        ("3.1", "East"),
        ("3.1.1", "other"),
        ("4", "Milestones"),
        ("4.1", "signed"),
        ("4.2", "all-out"),
        ("5", "Without a date: nothing says when they could be"),
        ("5.1", "after-that"),
        ("5.2", "bonds"),
    ]


def test_calendars_come_with_their_weekends_and_closed_days() -> None:
    """A feast on days 13 and 14 and a flood on 14 to 16 overlap, which Project refuses: the flood is cut."""
    calendars = {c.name: c for c in read(written()).calendars}
    assert set(calendars) == {"Every day", "Working days", "Working days (road)"}
    assert calendars["Working days"].days_off == (4, 5)
    assert calendars["Working days (road)"].closed == ((day(13), day(14)), (day(15), day(16)))
    assert texts(written(), "Calendars/Calendar/Exceptions/Exception/Occurrences") == ["2", "2"]


@given(st.integers(0, 600), st.integers(0, 600), st.sets(st.integers(0, 6)))
def test_working_days_are_counted_one_by_one(first: int, length: int, off: set[int]) -> None:
    """Against a count of our own, with a closed week."""
    calendar = days.Working(off, [(day(100), day(106))])
    span = [day(first + n) for n in range(length + 1)]
    expected = [d for d in span if d.weekday() not in off and not day(100) <= d <= day(106)]
    assert calendar.count(span[0], span[-1]) == len(expected)


def test_resources_have_their_capacity_and_tasks_their_share() -> None:
    """One place on the lane; three of sixty cleaners for seven days of eight hours."""
    found = read(written())
    uids = {t.id: t.uid for t in found.tasks}
    assert [(name, units) for _, name, units in found.resources] == [("Road (A) – west", 2.0), ("Cleaners", 60.0)]
    names = {uid: name for uid, name, _ in found.resources}
    assert sorted((names[r], task, units) for task, r, units in found.assignments) == [
        ("Cleaners", uids["clean:west"], 3.0),
        ("Road (A) – west", uids["move:team:1"], 1.0),
    ]
    assert sorted(texts(written(), "Assignments/Assignment/Work")) == ["PT168H0M0S", "PT24H0M0S"]


def test_nothing_gives_a_program_a_reason_to_move_a_date() -> None:
    """Start no earlier than the aim, no levelling, no resource calendars, tasks of fixed duration."""
    data = written()
    dated = [t for t in ET.fromstring(data).iter(f"{NS}Task") if t.findtext(f"{NS}ConstraintType")]
    assert len(dated) == sum(e.start is not None for e in exported.entries())
    for t in dated:
        stands = [t.findtext(NS + n) for n in ("ConstraintType", "LevelAssignments", "IgnoreResourceCalendar", "Type")]
        assert stands == ["4", "0", "1", "1"]
        assert t.findtext(f"{NS}ConstraintDate") == t.findtext(f"{NS}Start")
    assert set(texts(data, "Resources/Resource/CanLevel")) == {"0"}


def test_an_agreed_last_day_is_the_milestones_deadline() -> None:
    """A deadline is shown beside the task and moves nothing."""
    assert texts(written(), "Tasks/Task/Deadline") == ["2031-02-20T16:00:00"]


def test_the_baseline_is_this_aim_or_the_earlier_timetables() -> None:
    """An earlier timetable is known by its milestones: they have its aim dates, and the rest has no baseline."""
    own = back(written())
    assert own["pack:team"].baseline == (day(11), day(15))
    assert own["all-out"].baseline == (day(20), day(20))
    before = [msgspec.structs.replace(m, aim=m.aim and m.aim - timedelta(days=4)) for m in exported.milestones(0)]
    earlier = Earlier(
        digest="1" * 64, version="0", as_of=day(-30), seed=1, futures=100,
        readings=(EarlierReading(readings=(("when", "early"),), milestones=tuple(before)),),
    )  # fmt: skip
    found = back(written(exported.timetable(earlier=earlier)))
    assert found["all-out"].baseline == (day(16), day(16))
    assert found["pack:team"].baseline is None


def test_notes_say_how_sure_the_dates_are() -> None:
    """Chance of the aim, range, commit date; conditions with their state; in the language asked for."""
    notes = {id: t.notes for id, t in back(written()).items()}
    assert notes["all-out"].split("\n")[:3] == [
        "Aim 2031-01-21: chance by this day: 11 %, very unlikely.",
        "8 of 10 futures fall between 2031-01-23 and 2031-04-01 (P10 to P90)."
        " Chance that it is reached at all within the horizon: 90 %, very likely.",
        "Commit date 2031-04-06: all commit dates together hold: 80 %, very likely.",
    ]
    assert "It is calm (not met)" in notes["pack:team"]
    assert notes["move:team:1"].startswith("No chance was computed for this day.")
    assert "Moves 40 people." in notes["move:team:1"]
    arabic = back(written(lang="ar"))
    assert "\u20682031-01-21\u2069" in arabic["all-out"].notes  # isolated, or it reads backwards
    assert arabic["all-out"].name == "خروج الجميع"
    for id, note in notes.items():
        e = next(e for e in exported.entries() if e.id == id)
        words = "of 10 futures|chance by|No chance|A fact|No date"
        assert re.search(words, note), (id, e)


def test_names_that_break_careless_writers_do_no_harm() -> None:
    """Markup, quotes, control characters, line ends, overrides, hundreds of characters."""
    found = back(written())
    assert found["pack:team"].name == 'R&D <b>"west"</b> next line gpj.exe; a,b\\n'
    assert len(found["after-that"].name) == 255
    assert found["after-that"].name.endswith("…")
    for task in [*found.values(), *back(written(lang="ar")).values()]:
        assert not BIDI_CONTROLS.intersection(task.name)


@given(st.text())
@settings(max_examples=60, deadline=None)
def test_any_name_at_all_makes_a_file_that_can_be_read(name: str) -> None:
    """Every character of Unicode, XML's forbidden ones and lone surrogates included."""
    named = Entry(id="x", kind="other", name=Text(en=name, ar=name), start=AS_OF, finish=AS_OF, days=1)
    found = back(written(with_entries(named, name=Text(en=name, ar=name))))
    assert found["x"].name
    assert not any(ord(c) < 32 for c in found["x"].name)


def test_the_same_timetable_gives_the_same_bytes() -> None:
    """No clock, no chance."""
    assert written() == written()
    assert texts(written(), "CreationDate") == ["2031-01-01T08:00:00"]


def test_a_task_keeps_its_number_whatever_else_there_is() -> None:
    """Tasks that come or go change nobody else's UID; the mission is the project's own task 0."""
    whole, some = back(written()), back(written(with_entries(*exported.entries()[5:])))
    assert {id: t.uid for id, t in some.items()}.items() <= {id: t.uid for id, t in whole.items()}.items()
    assert read(written()).tasks[0].uid == 0


def test_ids_that_want_the_same_number_get_different_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """In any order of asking the same ones; all within what MS Project handles."""
    names = [f"task-{n}" for n in range(2_000)]
    found = ids.numbers(names)
    assert len(set(found.values())) == 2_000
    assert 1 <= min(found.values()) <= max(found.values()) <= 2_097_151
    assert ids.numbers(reversed(names)) == found
    monkeypatch.setattr(ids, "MOST", 50)
    crowded = ids.numbers(names[:50])
    assert sorted(crowded.values()) == list(range(1, 51))
    assert ids.numbers(sorted(names[:50], reverse=True)) == crowded


def test_a_file_of_ours_is_known_until_another_program_saves_it() -> None:
    """Its mark is a comment, which no project program keeps."""
    assert ours(written())
    saved = ET.tostring(ET.fromstring(written()), encoding="utf-8", xml_declaration=True)
    assert not ours(saved)


def test_a_timetable_of_undated_work_only_is_valid() -> None:
    """The project then starts on the as-of date."""
    data = written(with_entries(exported.entry("x", "other", None, None, 3, Text(en="X", ar="س"))))
    assert breaches(data) == []
    found: Project = read(data)
    assert [t.start for t in found.tasks] == [None, None, None]
    assert texts(data, "StartDate") == [f"{date(2031, 1, 1)}T08:00:00"]
