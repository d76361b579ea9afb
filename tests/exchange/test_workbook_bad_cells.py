"""What is wrong in the sheets is told all at once, by sheet and cell, with the words of the case check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Literal

import pytest
from booked import Book
from openpyxl.chart import BarChart
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from jadwal.case import check, load
from jadwal.exchange.workbook.layout import sheets, title
from jadwal.messages import codes

DAY = "yyyy-mm-dd"


def day(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A cell's date."""
    return datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{hour:02}:00:00")


def header(book: Book, sheet: str, old: str, new: object) -> Book:
    """Rename a column."""
    cell = book.cell(sheet, old, 1)
    cell.value = new  # type: ignore[assignment]
    return book


def move(book: Book, sheet: str, rows: int) -> Book:
    """Delete all rows of a table."""
    book.sheet(sheet).delete_rows(3, rows)
    return book


def again(book: Book, sheet: str) -> int:
    """Copy the first row of a table to a row below its last one and return which."""
    page = book.sheet(sheet)
    row = 2 + max(n for n in range(1, page.max_row + 1) if page.cell(n, 1).value is not None)
    for n in range(1, page.max_column + 1):
        page.cell(row, n).value = page.cell(3, n).value
    return row


BROKEN: list[tuple[str, Callable[[Book], object], str]] = [
    # types
    ("case.not-integer", lambda b: b.put("units", "headcount", "forty"), "units!H3 headcount"),
    ("case.not-integer", lambda b: b.put("units", "headcount", day(2024, 1, 5), format=DAY), "units!H3 headcount"),
    ("case.not-integer", lambda b: b.put("units", "headcount", True), "units!H3 headcount"),
    ("case.fraction", lambda b: b.put("units", "headcount", 3.5), "units!H3 headcount"),
    ("case.too-small", lambda b: b.put("units", "headcount", -3), "units!H3 headcount"),
    ("case.too-large", lambda b: b.put("case", "confidence", 100), "case!G3 confidence"),
    ("case.estimate-order", lambda b: b.put("units", "headcount_low", 11, row=4), "units!H4 headcount"),
    ("case.not-date", lambda b: b.put("units", "known_from", 45_000), "units!U3 known_from"),
    ("case.not-date", lambda b: b.put("units", "known_from", "03/04/2024"), "units!U3 known_from"),
    ("case.not-yes-or-no", lambda b: b.put("lanes", "early", 1), "lanes!N3 early"),
    ("case.not-a-choice", lambda b: b.put("units", "role", "guard"), "units!F3 role"),
    ("case.coordinates", lambda b: b.put("sites", "latitude", 93.5).put("sites", "longitude", 4), "sites!D3 latitude"),
    ("workbook.yes-no-here", lambda b: b.put("units", "name_en", True), "units!B3 name_en"),
    ("workbook.date-here", lambda b: b.put("units", "note", day(2024, 2, 1), format=DAY), "units!X3 note"),
    ("workbook.date-here", lambda b: b.put("units", "note", time(13), format="h:mm"), "units!X3 note"),
    ("workbook.time-here", lambda b: b.put("units", "known_from", time(13), format="h:mm"), "units!U3 known_from"),
    (
        "workbook.time-here",
        lambda b: b.put("units", "known_from", day(2025, 1, 10, 13), format="yyyy-mm-dd hh:mm"),
        "units!U3 known_from",
    ),
    (
        "workbook.time-here",
        lambda b: b.put("units", "known_from", timedelta(days=3), format="[h]:mm"),
        "units!U3 known_from",
    ),
    # 1900
    ("workbook.day-of-1900", lambda b: b.put("units", "known_from", 60, format=DAY), "units!U3 known_from"),
    ("workbook.day-of-1900", lambda b: b.put("units", "known_from", 40, format=DAY), "units!U3 known_from"),
    ("case.date-outside", lambda b: b.put("permissions", "granted", 61, format=DAY), "permissions!O3 granted"),
    ("workbook.error-cell", lambda b: b.put("units", "known_from", 9_999_999, format=DAY), "units!U3 known_from"),
    # what runs, and what is broken
    ("workbook.formula", lambda b: b.put("units", "headcount", "=20+20"), "units!H3 headcount"),
    ("workbook.formula", lambda b: b.put("units", "note", '=HYPERLINK("http://x")'), "units!X3 note"),
    ("workbook.formula", lambda b: header(b, "units", "note", '="note"'), "units!X1"),
    ("workbook.error-cell", lambda b: b.put("units", "lane", "#REF!"), "units!L3 lane"),
    # names
    ("case.markup", lambda b: b.text("units", "name_en", "<b>Advisers</b>"), "units!B3 name_en"),
    ("case.bidi-control", lambda b: b.text("units", "name_ar", "مستشار\u202eون"), "units!C3 name_ar"),
    ("case.too-long", lambda b: b.text("units", "name_en", "n" * 300), "units!B3 name_en"),
    ("case.control-character", lambda b: b.text("units", "name_en", "a_x0007_b"), "units!B3 name_en"),
    ("case.bad-slug", lambda b: b.text("permissions", "id", "Grenz übergang"), "permissions!A3 id"),
    ("case.path-trick", lambda b: b.text("sources", "url", "../secret.txt"), "sources!D3 url"),
    # rows
    ("case.missing-value", lambda b: b.put("units", "role", None), "units!F3 role"),
    ("case.duplicate", lambda b: again(b, "units"), "units!A9 id"),
    ("case.dangling", lambda b: b.text("units", "lane", "road"), "units!L3 lane"),
    ("case.dangling", lambda b: b.text("clause.promise", "clause", "end"), "clause.promise!A3 clause"),
    ("case.missing-value", lambda b: b.put("clause.promise", "clause", None), "clause.promise!A3 clause"),
    (
        "workbook.no-such-day",
        lambda b: b.put("clause.promise", "clause_known_from", day(2025, 1, 11), format=DAY),
        "clause.promise!B3 clause_known_from",
    ),
    ("case.not-date", lambda b: b.put("clause.promise", "clause_known_from", 7), "clause.promise!B3 clause_known_from"),
    ("workbook.not-a-feed", lambda b: b.text("events", "file", "../a.csv"), "events!L3 file"),
    ("workbook.not-a-feed", lambda b: b.text("events", "file", "tallies.csv"), "events!L3 file"),
    ("case.empty-table", lambda b: move(b, "units", 5), "units"),
    ("workbook.only-one-row", lambda b: move(b, "case", 1), "case"),
    # sheets and columns
    ("case.unknown-column", lambda b: header(b, "units", "note", "notes"), "units!X1 notes"),
    ("case.unknown-column", lambda b: header(b, "units", "role", "rolle"), "units!F1 rolle"),
    ("case.double-column", lambda b: header(b, "units", "note", "lane"), "units!X1 lane"),
    ("case.missing-column", lambda b: b.sheet("units").delete_cols(6), "units!1 role"),
    ("workbook.beyond-the-table", lambda b: b.sheet("units").cell(4, 30, "more"), "units!AD4"),
    ("workbook.no-header", lambda b: b.sheet("shocks").delete_rows(1, 50), "shocks"),
    ("workbook.merged", lambda b: b.sheet("shocks").merge_cells("B3:C3"), "shocks!B3:C3"),
    ("workbook.missing-sheet", lambda b: b.book.remove(b.sheet("units")), "units"),
    ("workbook.missing-sheet", lambda b: b.book.remove(b.sheet("case")), "case"),
    ("workbook.unknown-sheet", lambda b: b.book.create_sheet("unitz"), "unitz"),
    ("workbook.unknown-sheet", lambda b: b.book.create_chartsheet("picture").add_chart(BarChart()), "picture"),
    ("workbook.sheet-twice", lambda b: b.book.create_sheet("الوحدات"), "الوحدات"),
]


@pytest.mark.parametrize(("code", "change", "place"), BROKEN, ids=lambda v: v if isinstance(v, str) else "")
def test_one_thing_wrong_gives_one_message(book: Book, code: str, change: Callable[[Book], object], place: str) -> None:
    """With its cell; no cascade follows it; both languages say it and what would be right."""
    change(book)
    found = book.mistakes()
    assert [(m.code, m.place()) for m in found] == [(code, place)]
    for lang in ("en", "ar"):
        assert found[0].what(lang)
        assert found[0].would_be_right(lang)


def test_a_second_row_with_the_same_id_names_the_cell_of_the_first(book: Book) -> None:
    """As a person finds it in the workbook."""
    again(book, "units")
    (mistake,) = book.mistakes()
    assert mistake.what("en") == "“east-advisers” stands twice with the same known_from (also at units!A3)."


def test_mistakes_speak_of_sheets_not_of_files(book: Book) -> None:
    """The person who typed in the workbook has never seen a CSV or TOML file."""
    book.text("units", "lane", "road").text("units", "phase", "middle")
    said = [m.what("en") for m in book.mistakes()]
    assert said == ["“middle” does not exist in phase.", "“road” does not exist in lanes."]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_refused_whatever_it_is(book: Book, state: Literal["hidden", "veryHidden"]) -> None:
    """One of ours, or one that nobody knows: unhide it or delete it; what names its rows is not blamed."""
    book.sheet("lanes").sheet_state = state
    book.book.create_sheet("notes").sheet_state = state
    assert book.told() == [("workbook.hidden-sheet", "notes"), ("workbook.hidden-sheet", "lanes")]
    assert book.mistakes()[0].would_be_right("en").startswith("Unhide it or delete it")


def test_hidden_rows_and_columns_are_refused(book: Book) -> None:
    """Filtered rows are hidden rows."""
    page = book.sheet("units")
    page.row_dimensions[4].hidden = True
    page.column_dimensions["F"].hidden = True
    found = book.mistakes()
    assert [(m.code, dict(m.params)) for m in found] == [
        ("workbook.hidden-column", {"column": "F"}),
        ("workbook.hidden-row", {"row": 4}),
    ]


def test_rows_inside_must_say_which_when_an_id_stands_several_times(book: Book) -> None:
    """Without the day nobody knows whether the first or the later clause sets the date."""
    page = book.sheet("clause")
    for n in range(1, page.max_column + 1):
        page.cell(5, n).value = page.cell(4, n).value
    book.put("clause", "known_from", day(2025, 1, 12), row=5, format=DAY)
    book.put("clause.promise", "clause_known_from", None)
    (mistake,) = book.mistakes()
    assert (mistake.code, mistake.place()) == ("workbook.which-row", "clause.promise!B3 clause_known_from")
    book.put("clause.promise", "clause_known_from", day(2025, 1, 12), format=DAY)
    assert [[p.id for p in c.row.promises] for c in book.read().rows.of("clause")] == [[], [], ["end-by"]]


def test_a_row_inside_that_is_alone_in_its_kind_stands_once(book: Book) -> None:
    """A condition has one rule; the settings and the objectives of a case are one row."""
    rows = {name: again(book, name) for name in ("case", "objectives", "condition.rule")}
    assert book.told() == [
        ("workbook.only-one-row", "case!5"),
        ("workbook.only-one-row", "objectives!5"),
        ("workbook.second-row", f"condition.rule!A{rows['condition.rule']} condition"),
    ]


def test_a_rule_that_names_no_condition_blames_no_condition_for_lacking_it(book: Book) -> None:
    """One slip of the hand is one message."""
    book.text("condition.rule", "condition", "nobody")
    assert book.told() == [("case.dangling", "condition.rule!A3 condition")]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_sheets(book: Book) -> None:
    """Sheet by sheet, row by row, column by column: C10 comes after C9."""
    book.put("units", "role", "x", row=4).put("units", "headcount", 1.5, row=3).put("units", "phase", "=A1", row=3)
    book.put("party", "side", "x").put("events", "day", "x").put("crews", "capacity", "x")
    book.book.create_sheet("more")
    assert [place for _, place in book.told()] == [
        "more",
        "party!D3 side",
        "units!H3 headcount",
        "units!K3 phase",
        "units!F4 role",
        "crews!E3 capacity",
        "events!B3 day",
    ]


def test_arabic_sheets_are_read_and_named_in_messages(tmp_path: Path) -> None:
    """The sheet is named as the person sees it, the column as it is written there."""
    arabic = Book(tmp_path, "ar")
    arabic.put("الوحدات", "role", "x").put("البنود - مواعيد", "day", "x")
    assert [place for _, place in arabic.told()] == ["البنود - مواعيد!F3 day", "الوحدات!F3 role"]


def test_a_damaged_row_blames_nobody_who_names_it(book: Book) -> None:
    """A lane with a formula in it is still there for the units that use it."""
    book.put("lanes", "days", "=3")
    assert book.told() == [("workbook.formula", "lanes!I3 days")]


def test_what_is_gone_from_the_workbook_is_not_taken_for_empty(book: Book) -> None:
    """A sheet or a column that the case has something in must be there; one that is empty there may be missing."""
    current = load(book.folder)
    book.book.remove(book.sheet("shocks"))
    book.book.remove(book.sheet("condition.gate"))
    book.book.remove(book.sheet("tallies"))
    names = [c.value for c in book.sheet("units")[1]]
    book.sheet("units").delete_cols(1 + names.index("cargo_lane"))
    book.sheet("units").delete_cols(1 + names.index("to_site"))
    gone = [m for m in book.mistakes(current) if m.code.startswith("workbook.")]
    told = {(m.code, m.file, dict(m.params)["rows"]) for m in gone}
    rows = {t: len(current.table(t)) for t in ("shocks", "condition.gate", "tallies")}
    assert told == {("workbook.lost-sheet", t, n) for t, n in rows.items() if n} | {
        ("workbook.lost-column", "units", 1)
    }


def test_another_case_is_refused(book: Book) -> None:
    """Nobody replaces one mission by another by a slip."""
    current = load(book.folder)
    book.text("case", "id", "three-camps")
    assert book.told(current) == [("workbook.other-case", "case!B3 id")]
    assert book.told() == []


def test_formats_and_colours_change_nothing(book: Book) -> None:
    """Whoever paints a cell has not changed the case."""
    page = book.sheet("units")
    page["A3"].font = Font(bold=True, color="FF0000")
    page.cell(40, 3).font = Font(bold=True)
    assert book.told() == []


def test_the_number_format_of_degrees_is_no_loss(book: Book) -> None:
    """33.305 in a cell that shows two decimals is read as 33.305."""
    book.put("sites", "latitude", 33.305, format="0.00").put("sites", "longitude", 44, format="0.00")
    site = book.read().rows.of("sites")[0].row
    assert (site.latitude, site.longitude) == ("33.305", "44.00")


def test_numbers_are_text_where_text_is_wanted(book: Book) -> None:
    """A note that is a number in the spreadsheet is that number's digits."""
    book.put("units", "note", 2500).put("units", "note", 2.5, row=4)
    assert [p.row.note for p in book.read().rows.of("units")][:2] == ["2500", "2.5"]


def test_every_message_of_the_workbook_is_tested_here_or_nearby() -> None:
    """No sentence about a mistake in a workbook is without a workbook that makes it."""
    tests = "".join(p.read_text("utf-8") for p in Path(__file__).parent.glob("*.py"))
    mistakes = {c.partition(".")[2] for c, e in codes("en").items() if c.startswith("workbook.") and "remedy" in e}
    assert {m for m in mistakes if m not in tests} == set()


def test_the_case_check_says_the_same_of_the_folder(book: Book) -> None:
    """What is accepted as a workbook is accepted as a folder."""
    assert check(book.folder) == ()
    assert [title(s.table, "en") for s in sheets()] == [p.title for p in book.book.worksheets if p.title != "start"]
    assert all(isinstance(p, Worksheet) for p in book.book.worksheets)
