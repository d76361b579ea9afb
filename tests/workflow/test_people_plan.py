"""A case with equipment, staff, floors, bands, last days and a nation that leaves goes through the whole program."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from msgspec.structs import replace

from jadwal.case import assumed_values, check, inputs_digest, load, read_case, with_value, write_skeleton
from jadwal.exchange.events import events
from jadwal.exchange.workbook import workbook_bytes
from jadwal.messages import text
from jadwal.model.case import Case
from jadwal.model.timetable import Timetable, decode, encode
from jadwal.plan.build import build
from jadwal.publish import files
from jadwal.workflow.plan import plan
from jadwal.workflow.workbook import new_from
from jadwal.workflow.write import released

FLOORS = """
[[floor]]
id = "east-floor"
scope = "site"
of = "camp-east"
day = 2025-05-01
least = 30
known_from = 2025-01-10

[[floor]]
id = "all-floor"
scope = "mission"
day = 2025-09-30
least = 90
weight = 3
known_from = 2025-01-10
"""
BAND = """
[[protection.band]]
threat_from = 120
percent = { low = 20, likely = 25, high = 26 }
"""
STEPS = "step_percent = { low = 25, likely = 30, high = 60 }\nlast_days = 30\nlast_percent = 30\n"
WITHHELD = (
    *("east-floor", "east-generators", "east-kitchen", "west-trucks", "east-tents", "southern-surgeons", "surgery"),
    *("Generators", "Kitchen", "Trucks", "Tents", "Surg", "مولدات", "مطبخ", "شاحنات", "خيام"),
)


def add(file: Path, **cells: str) -> None:
    """One more row of a CSV table."""
    lines = file.read_text("utf-8").splitlines()
    columns = next(csv.reader([next(line for line in lines if not line.startswith("#"))]))
    row = {"known_from": "2025-01-10", **cells}
    assert set(row) <= set(columns)
    file.write_text("\n".join([*lines, ",".join(row.get(c, "") for c in columns)]) + "\n", "utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The skeleton with more people and things; a nation has announced to leave by the last of June."""
    made = tmp_path_factory.mktemp("people") / "case"
    write_skeleton(made)
    case = (made / "case.toml").read_text("utf-8")
    before, reduction, rest = case.partition("step_days = 14\n")
    first, milestones, last = rest.partition("\n[[milestone]]\n")
    whole = before + reduction + STEPS + first + BAND + FLOORS + milestones + last
    (made / "case.toml").write_text(whole, "utf-8")
    add(
        made / "nations.csv",
        id="southland",
        name_en="Southland",
        name_ar="بلاد الجنوب",
        party="coalition",
        consent="withheld",
        departs="2025-06-30",
    )
    add(
        made / "functions.csv",
        id="surgery",
        name_en="Surgery",
        name_ar="الجراحة",
        need="5",
        binding="promised",
    )
    add(
        made / "units.csv",
        id="southern-surgeons",
        name_en="Surgeons",
        name_ar="جراحون",
        nation="southland",
        site="camp-west",
        role="enabler",
        headcount="8",
        disposition="depart",
        phase="west",
        lane="road-west",
        function="surgery",
    )
    add(
        made / "equipment.csv",
        id="west-trucks",
        name_en="Trucks of Camp West",
        name_ar="شاحنات معسكر الغرب",
        site="camp-west",
        unit="west-advisers",
        disposition="ship",
        loads="10",
        lane="road-west",
    )
    add(
        made / "equipment.csv",
        id="east-tents",
        name_en="Tents of Camp East",
        name_ar="خيام معسكر الشرق",
        site="camp-east",
        disposition="sell",
        days="4",
        cost="12",
    )
    return made


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    """The case as read."""
    return read_case(folder)


@pytest.fixture(scope="module")
def planned(folder: Path) -> Timetable:
    """The case as planned."""
    return plan(folder, futures=200)


def test_the_case_has_no_mistakes_and_is_planned_with_what_it_says(case: Case, folder: Path) -> None:
    """Serials of equipment, work that lets the rest go, notice, the ratio of the band, the cost of what is sold."""
    assert check(folder) == ()
    problem = build(case, ())
    tasks = {t.id: t for t in problem.tasks}
    assert {"ship:west-trucks:1", "ship:west-trucks:2", "dispose:east-tents", "notice:east-kitchen"} <= set(tasks)
    assert (tasks["dispose:east-tents"].cost, tasks["notice:east-kitchen"].calendar) == (12, "")
    assert tasks["notice:east-kitchen"].name.en == (
        "Kitchen staff at Camp East: notice, then the contracts of 6 people end"
    )
    percents = {r.id: dict(r.params)["percent"] for r in problem.rules if r.family == "protection"}
    assert percents == {"protection:camp-east": 25, "protection:camp-west": 15}
    assert {f.id: f.weight for f in problem.floors} == {"east-floor": 1, "all-floor": 3}


def test_each_promise_has_its_chance(planned: Timetable) -> None:
    """Floors, the announced departure and the last days stand beside ceilings and dates, and the aim keeps them."""
    (result,) = planned.readings
    kinds = {p.id: p.kind for p in result.promises}
    assert {"east-floor": "floor", "consent:southland": "consent", "last-days": "last-days"}.items() <= kinds.items()
    assert all(p.aim_keeps for p in result.promises)
    assert all(0 < p.kept_ppm <= 1_000_000 for p in result.promises)


def test_what_a_leaving_nation_takes_with_it_and_what_nobody_approves_is_found(planned: Timetable) -> None:
    """Surgery needs a substitute by the announced day; the tents are sold without anybody's approval."""
    found = {f.code: text(f.code, "en", **dict(f.params)) for f in planned.findings}
    assert found["finding.withdrawal"] == (
        "Southland: leaves by 2025-06-30; its units provide Surgery, and without them too few do."
    )
    assert found["finding.approval"].startswith("Tents of Camp East")


def test_the_page_and_the_calendar_name_each_promise_for_what_it_is(planned: Timetable) -> None:
    """A floor, an announcement and the last days are neither nameless nor called agreed dates; all in both
    languages."""
    page = files(planned)["index.html"].decode("utf-8")
    for said in (
        "at least 90 people",
        "Southland: has announced to have left",
        "No bunching in the last days",
        "لا تكدّس في الأيام الأخيرة",
    ):
        assert said in page, said
    titles = [e.title["en"] for e in events(planned, planned.readings[0]) if e.kind == "agreed"]
    assert any(t.startswith("Agreed floor until this day: 30 people (Camp East)") for t in titles)
    assert any(t.startswith("Southland: has announced to have left by this day") for t in titles)
    assert not any("bunching" in t for t in titles)


def test_the_public_version_has_no_byte_about_sites_equipment_or_staff(planned: Timetable, case: Case) -> None:
    """Only the mission's floor stays; no announced departure, no equipment, staff or function, in any file."""
    public = released(planned, "public", case)
    (result,) = public.readings
    assert {p.id for p in result.promises if p.kind in ("floor", "consent", "last-days")} == {"all-floor"}
    assert [f.id for f in public.context.floors] == ["all-floor"]
    assert (public.context.equipment, public.context.staff) == ((), ())
    assert [n.departs for n in public.context.nations] == [None, None]
    assert not any(e.id.startswith(("gone:", "dispose:", "ship:", "notice:")) for e in result.schedule.entries)
    for name, data in files(public).items():
        plain = data.decode("utf-8", errors="ignore")
        assert [word for word in WITHHELD if word in plain] == [], name


def test_a_public_milestone_after_the_work_of_one_site_stays_in(case: Case, planned: Timetable) -> None:
    """What waits for one site's equipment, staff or for a nation with one site only has that site's date."""
    for after in ("dispose:east-tents", "notice:east-kitchen", "gone:southland"):
        one = replace(next(m for m in case.milestones if m.id == "mission-ended"), after=(after,))
        told = released(planned, "public", replace(case, milestones=(one,)))
        assert "mission-ended" not in {m.id for m in told.readings[0].milestones}


def test_the_case_comes_back_from_a_workbook_as_it_went(folder: Path, tmp_path: Path) -> None:
    """Bands inside the one protection, floors, equipment and staff: the same digest."""
    (tmp_path / "case.xlsx").write_bytes(workbook_bytes(load(folder), "ar"))
    new_from(tmp_path / "back", tmp_path / "case.xlsx", "en")
    assert inputs_digest(load(tmp_path / "back")) == inputs_digest(load(folder))


def test_the_timetable_reads_back(planned: Timetable) -> None:
    """The new kinds of promises are part of its form."""
    assert decode(encode(planned)) == planned


def test_an_assumed_ratio_of_a_band_can_be_run_again_at_its_ends(case: Case) -> None:
    """It stands beside the base ratio, and fixing it changes the one site whose threat it is about."""
    fields = {a.field: a.value.high for a in assumed_values(case) if a.table == "protection"}
    assert fields == {"percent": 20, "percent (120+)": 26}
    problem = build(with_value(case, "protection", "protection", "percent (120+)", 20), ())
    percents = {r.id: dict(r.params)["percent"] for r in problem.rules if r.family == "protection"}
    assert percents == {"protection:camp-east": 20, "protection:camp-west": 15}
