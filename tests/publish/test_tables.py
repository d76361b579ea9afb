"""The tables: text that no spreadsheet takes for a formula, and figures as exact as the file's."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made import reading, timetable

from jadwal.model.timetable import Timetable
from jadwal.publish import percent, tables
from jadwal.publish.tables import encode, guarded

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x00"))


@given(TEXTS)
@example("=HYPERLINK(1)")
@example("-1+cmd|' /C calc'!A0")
@example("@SUM(1)")
@example("\t=1")
def test_no_cell_begins_like_a_formula_unless_it_is_a_number(text: str) -> None:
    """What is guarded loses nothing: without its apostrophe it is the text."""
    cell = guarded(text)
    if cell.startswith(("=", "+", "-", "@", "\t")):
        assert Decimal(cell) == Decimal(text)
    assert cell in (text, "'" + text)


@given(st.integers(-1_000_000, 1_000_000))
def test_percent_is_exact(ppm: int) -> None:
    """Parts per million come back from the percent figure."""
    assert Decimal(percent(ppm)) * 10_000 == ppm


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4).map(tuple), max_size=5))
def test_a_table_reads_back_as_written(rows: list[tuple[str, ...]]) -> None:
    """Commas, quotes and Arabic included; the byte-order mark is read away."""
    assert [tuple(r) for r in csv.reader(io.StringIO(encode(rows).decode("utf-8-sig")))] == rows


def columns(name: str, whole: Timetable) -> list[dict[str, str]]:
    """The rows of a table by column."""
    header, *rows = tables(whole)[name]
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_every_row_has_as_many_cells_as_the_header() -> None:
    """In every table."""
    for name, rows in tables(timetable()).items():
        assert {len(r) for r in rows} == {len(rows[0])}, name
        assert len(rows) > 1, name


def test_no_date_stands_without_its_chance() -> None:
    """Aim with its own chance, commit with the joint one."""
    for row in columns("milestones.csv", timetable()):
        assert row["aim"] == "" or row["aim_percent"] == "41.2345"
        assert row["commit"] == "" or row["commit_percent"] == "80"


def test_the_readings_of_a_question_are_told_apart() -> None:
    """Each row names its reading."""
    import msgspec

    both = tuple(msgspec.structs.replace(reading(), readings=(("q", r),)) for r in ("host", "coalition"))
    found = columns("milestones.csv", timetable(readings=both))
    assert [row["reading"] for row in found] == ["q=host"] * 3 + ["q=coalition"] * 3


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_findings_are_told_in_both_languages_with_their_remedy(lang: str) -> None:
    """And without bidi controls, which belong to output on a screen only."""
    for row in columns("findings.csv", timetable()):
        said = row[f"finding_{lang}"] + row[f"remedy_{lang}"]
        assert row[f"finding_{lang}"]
        assert row[f"remedy_{lang}"]
        assert not set(said) & set("\u200e\u200f\u2066\u2067\u2068\u2069")
