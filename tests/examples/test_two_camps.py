"""The small fictional example: fits one screen, is nobody's country, and its page tells the result as it comes out."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from jadwal.case import check, read_case
from jadwal.messages.chance import in_ten, word
from jadwal.model.timetable import MilestoneResult, ReadingResult, Timetable
from jadwal.workflow.plan import plan

FOLDER = Path(__file__).parents[2] / "examples" / "two-camps"
PAGE = (FOLDER / "README.md").read_text("utf-8")
FILES = tuple(sorted(p for p in FOLDER.iterdir() if p.name != "README.md"))
TO_JUNE = ("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران")
MONTHS = (*TO_JUNE, "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول")


@cache
def result() -> Timetable:
    """The example as its page plans it."""
    return plan(FOLDER)


def reading() -> ReadingResult:
    """Its only reading."""
    (only,) = result().readings
    return only


def end() -> MilestoneResult:
    """Its only milestone."""
    (only,) = reading().milestones
    return only


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def english_and_arabic(day: date) -> tuple[str, str]:
    """A day as the two halves of the page write it."""
    return day.isoformat(), f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def test_it_passes_the_check_without_a_single_remark() -> None:
    """No mistakes and no warnings."""
    assert check(FOLDER) == ()


def test_it_fits_one_screen() -> None:
    """Nine files of at most sixty lines, tables of at most two rows, a hundred lines in all."""
    lines = [p.read_text("utf-8").count("\n") for p in FILES]
    assert len(FILES) <= 9
    assert max(lines) <= 60
    assert sum(lines) <= 100
    assert all(len(rows(p.name)) <= 2 for p in FILES if p.suffix == ".csv")


def test_it_lies_nowhere_on_earth() -> None:
    """A fictional camp on a real map would be in somebody's country."""
    assert all(site.latitude == site.longitude == "" for site in read_case(FOLDER).sites)


def test_nobody_has_measured_what_the_second_phase_waits_for() -> None:
    """The condition cannot be told, and rests on a declared outlook."""
    (row,) = result().board
    assert (row.state, row.outlook, row.last_observed) == ("cannot-tell", "scenario", None)
    (condition,) = read_case(FOLDER).conditions
    assert [gate.phase for gate in condition.gates] == ["second"]


def test_an_end_date_is_announced_and_no_timetable_is_agreed() -> None:
    """The commission's own work comes before anybody leaves."""
    assert (result().agreed, result().end_agreed) == (False, True)
    entries = {e.id: e for e in reading().schedule.entries}
    agreed = entries["agreement"].finish
    leaving = [e.start for e in entries.values() if e.kind == "movement"]
    assert agreed is not None
    assert leaving
    assert all(day is not None and day > agreed for day in leaving)


def test_the_agreed_date_is_neither_safe_nor_hopeless() -> None:
    """So that there is something to talk about: it is likely, and the date that holds with 80 % comes after it."""
    (promise,) = reading().promises
    assert 100_000 < promise.kept_ppm < 900_000
    assert word(promise.kept_ppm, "en") == "likely"
    assert end().aim is not None
    assert end().commit is not None
    assert end().aim < promise.day < end().commit  # type: ignore[operator]


def test_it_finds_something() -> None:
    """Hill Camp has no receiver, and the outlook that is assumed decides the end."""
    assert ("hill-camp", "warning") in {(f.subject, f.severity) for f in result().findings}
    assert any(s.decides and s.row == "coast-guard-ready" for s in reading().sensitivities)
    assert max(reading().drivers, key=lambda d: abs(d.days)).id == "coast-guard-ready"


@pytest.mark.parametrize("half", [0, 1])
def test_the_page_tells_the_dates_as_they_come_out(half: int) -> None:
    """Aim, commit date and quantiles, in both languages."""
    said = PAGE.partition('<div dir="rtl">')[2 * half]
    q = end().quantiles
    for day in (end().aim, end().commit, q.p10, q.p90):
        assert day is not None
        assert english_and_arabic(day)[half] in said, day


def test_the_page_tells_the_chances_as_they_come_out() -> None:
    """As percentages, in tenths and in words."""
    (promise,) = reading().promises
    percent = (promise.kept_ppm + 5_000) // 10_000
    for lang in ("en", "ar"):
        assert re.search(rf"{percent} %: {in_ten(promise.kept_ppm, lang)}. {word(promise.kept_ppm, lang)}", PAGE), lang
    aim = ((end().aim_ppm or 0) + 5_000) // 10_000
    assert PAGE.count(f" {aim} % ") == 2
    assert f"{(reading().joint_confidence_ppm) // 10_000} %" in PAGE


@pytest.mark.parametrize(("tour", "half"), [("guide/tour.md", 0), ("ar/tour.md", 1)])
def test_the_tour_tells_the_result_as_it_comes_out(tour: str, half: int) -> None:
    """Its dates, its chance, and how far the agreed date falls short of the commit date."""
    said = (FOLDER.parents[1] / "docs" / tour).read_text("utf-8")
    (promise,) = reading().promises
    aim, commit = end().aim, end().commit
    assert aim is not None
    assert commit is not None
    for day in (aim, commit, promise.day):
        shown = f"{day:%-d %B}", english_and_arabic(day)[1].rpartition(" ")[0]
        assert shown[half] in said, day
    assert f"{((end().aim_ppm or 0) + 5_000) // 10_000} %" in said
    assert (commit - promise.day).days == 10
    assert 700_000 < promise.kept_ppm < 800_000  # "about three of four futures"
    (row,) = result().board
    chance = next(ppm for _, day, ppm in row.by if day == promise.day)
    assert in_ten(chance, "ar" if half else "en") in said


def test_the_page_counts_its_tables() -> None:
    """Every file is named, with as many rows as it has."""
    assert all(f"`{p.name}`" in PAGE for p in FILES)
    for names, counts in re.findall(r"^\| ((?:`\w+\.csv`(?:, )?)+) \| ([\d, a-z]+) \|", PAGE, re.MULTILINE):
        files = re.findall(r"`(\w+\.csv)`", names)
        numbers = [int(n) for n in re.findall(r"\d+", counts)]
        assert [len(rows(f)) for f in files] == (numbers if len(numbers) == len(files) else numbers * len(files))
