"""A timetable explains itself: what its reader needs of the case stands in it."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from jadwal.case import read_case
from jadwal.messages import BadInput
from jadwal.model.case import Case, Progress
from jadwal.model.timetable import Timetable, decode, encode
from jadwal.workflow.check import check
from jadwal.workflow.context import context, earlier, presence
from jadwal.workflow.new import new
from jadwal.workflow.plan import plan

FUTURES = 200


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case that ``jadwal new`` writes."""
    made = tmp_path_factory.mktemp("new") / "case"
    new(made)
    return made


@pytest.fixture(scope="module")
def planned(folder: Path) -> Timetable:
    """It, planned."""
    return plan(folder, futures=FUTURES)


def people(case: Case) -> int:
    """Everybody on the as-of date."""
    return sum(p.people for p in presence(case))


def test_every_name_and_source_that_the_result_mentions_stands_in_its_context(planned: Timetable) -> None:
    """Sites, nations, owners, lanes, calendars of the entries; sources of the board and of the clauses."""
    c = planned.context
    owners = {row.id for rows in (c.parties, c.nations, c.groups) for row in rows}
    tables = {"site": c.sites, "nation": c.nations, "lane": c.lanes, "crew": c.crews, "phase": c.phases}
    for reading in planned.readings:
        ids = {e.id for e in reading.schedule.entries}
        for e in reading.schedule.entries:
            for field, rows in tables.items():
                assert getattr(e, field) in {"", *(row.id for row in rows)}, (e.id, field)
            assert e.calendar in {"", *(k.id for k in c.calendars)}
            assert e.owner in {"", *owners}
            assert {link.before for link in e.after} <= ids
        assert {s.id for s in reading.spans} == {e.id for e in reading.schedule.entries if e.kind != "movement"}
        assert {d.id for d in reading.decisions} <= ids
    sources = {s.id for s in c.sources}
    assert {s for row in planned.board for s in row.sources} <= sources
    assert {s for clause in c.clauses for s in clause.source} <= sources
    assert {row.group for row in planned.board} <= {g.id for g in c.groups}


def test_the_links_of_an_entry_are_kept_by_its_dates(planned: Timetable) -> None:
    """Finish to start with a lag: the aim dates follow one another by at least that many days."""
    kept = 0
    for reading in planned.readings:
        entries = {e.id: e for e in reading.schedule.entries}
        for e in entries.values():
            for link in e.after:
                before = entries[link.before]
                if link.type == "FS" and before.finish and e.start:
                    instant = e.start if e.days == 0 else e.start - timedelta(days=1)
                    assert instant >= before.finish + timedelta(days=link.lag), (e.id, link.before)
                    kept += 1
    assert kept > 10


def test_an_entry_with_people_says_their_nation_and_role(planned: Timetable) -> None:
    """So that a headcount can be drawn by either, and ends where the bands end."""
    (reading, *_) = planned.readings
    leaving = [e for e in reading.schedule.entries if e.people and not e.to_site]
    assert leaving
    assert all(e.nation and e.role for e in leaving)
    there = sum(p.people for p in planned.context.presence)
    assert there == reading.headcount[0].aim
    assert there - sum(e.people for e in leaving if e.finish) == reading.headcount[-1].aim


def test_a_span_orders_its_dates_and_agrees_with_the_milestones(planned: Timetable) -> None:
    """Start before finish at every share; a milestone's finish is told twice, and alike."""
    for reading in planned.readings:
        found = {s.id: s for s in reading.spans}
        for s in found.values():
            pairs = [(s.start.p10, s.finish.p10), (s.start.p50, s.finish.p50), (s.start.p90, s.finish.p90)]
            assert all(a <= b for a, b in pairs if a and b), s.id
            assert s.start.reached_ppm >= s.finish.reached_ppm
        for m in reading.milestones:
            assert found[m.id].finish == m.quantiles


def test_who_has_left_is_no_longer_there(folder: Path) -> None:
    """After a first serial has finished, its people are missing, and nobody else."""
    case = read_case(folder)
    serial = next(e for e in plan(folder, futures=100).readings[0].schedule.entries if e.people and not e.to_site)
    assert people(case) == sum(u.headcount.likely for u in case.units)
    done = Progress(id=serial.id, known_from=case.as_of, started=case.as_of, finished=case.as_of)
    assert people(msgspec.structs.replace(case, progress=(done,))) == people(case) - serial.people


def test_a_timetable_with_everything_in_it_reads_back(planned: Timetable, folder: Path) -> None:
    """Byte for byte, a baseline's milestones included."""
    again = plan(folder, futures=FUTURES, baseline=planned)
    assert again.earlier == earlier(planned)
    assert again.earlier is not None
    assert [r.readings for r in again.earlier.readings] == [r.readings for r in planned.readings]
    assert encode(decode(encode(again))) == encode(again)
    assert planned.earlier is None
    assert planned.context == context(read_case(folder))


def test_the_cases_own_map_goes_with_the_timetable(folder: Path, tmp_path: Path) -> None:
    """Its areas stand in the context; a broken one is told by the check and stops the plan, whole."""
    case = tmp_path / "case"
    shutil.copytree(folder, case)
    square = [[44, 33], [45, 33], [45, 34], [44, 34], [44, 33]]
    area = {
        "type": "Feature",
        "properties": {"name": "Middle"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    (case / "places.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [area]}), "utf-8")
    assert check(case) == ()
    assert [p.name.en for p in plan(case, futures=100).context.places] == ["Middle"]
    (case / "places.geojson").write_text("{", "utf-8")
    assert {m.file for m in check(case)} == {"places.geojson"}
    with pytest.raises(BadInput, match=r"places\.geojson"):
        plan(case, futures=100)
