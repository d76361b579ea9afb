"""A case that goes out as a workbook and comes back says the same."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from booked import Book
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from jadwal.case import check, inputs_digest, load, write_skeleton
from jadwal.case.writing import as_typed
from jadwal.exchange.workbook import read_workbook, workbook_bytes
from jadwal.exchange.workbook.cells import escaped, unescaped
from jadwal.messages import BadInput
from jadwal.text import BIDI_CONTROLS
from jadwal.workflow.workbook import bring_in, export, new_from

IRAQ = Path(__file__).parents[2] / "examples" / "iraq-2024"


def there_and_back(folder: Path, at: Path, lang: str = "en") -> Path:
    """A new folder from the workbook of a case."""
    at.mkdir(parents=True, exist_ok=True)
    file = at / "case.xlsx"
    file.write_bytes(workbook_bytes(load(folder), lang))
    new_from(at / "back", file, lang)
    return at / "back"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_real_example_comes_back_as_it_went(tmp_path: Path, lang: str) -> None:
    """Same digest, same rows in the same order with the same fields typed, no mistake, in either language."""
    back = there_and_back(IRAQ, tmp_path, lang)
    before, after = load(IRAQ), load(back)
    assert inputs_digest(after) == inputs_digest(before)
    assert check(back) == before.warnings == ()
    for name, placed in before.rows.by_table.items():
        assert [as_typed(p) for p in placed] == [as_typed(p) for p in after.rows.by_table[name]], name


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_skeleton_comes_back_as_it_went(tmp_path: Path, lang: str) -> None:
    """A new folder has every table that the skeleton has, header or more; its first page is no table."""
    write_skeleton(tmp_path / "case", lang)
    back = there_and_back(tmp_path / "case", tmp_path / "at", lang)
    assert inputs_digest(load(back)) == inputs_digest(load(tmp_path / "case"))
    files = [{str(p.relative_to(f)) for p in f.rglob("*") if p.is_file()} for f in (tmp_path / "case", back)]
    assert files[0] - files[1] == {"README.md"}
    assert files[1] <= files[0]


def test_the_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    """No clock, no order of a set."""
    assert workbook_bytes(load(IRAQ), "ar") == workbook_bytes(load(IRAQ), "ar")
    write_skeleton(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two" / "one")
    assert workbook_bytes(load(tmp_path / "one"), "en") == workbook_bytes(load(tmp_path / "two" / "one"), "en")


_BAD = "".join(chr(c) for c in range(32)) + "\x7f" + "".join(sorted(BIDI_CONTROLS))
_LETTERS = st.characters(codec="utf-8", exclude_characters=_BAD)
NASTY = (
    "=1+1",
    "+964 1 000",
    "-5",
    "- a dash",
    "@name",
    "'quoted",
    "'=guarded",
    "''+twice",
    "007",
    "1e5",
    "TRUE",
    "#REF!",
    "#N/A",
    "2024-10-15",
    '"quotes" and \\ backslash',
    "first line\nsecond line",
    "a\n# not a comment",
    "tab\there",
    "_x0041_ and _x005F_x0041_",
    "\ufffe\uffff",
    "قال: «١٢ كيلومترًا» — نصّ عربيّ طويل " * 4,
    "a;b؛c",
    "# hash",
    "nan",
)
DEGREES = ("33.30", "33.3", "0.5", "-0.50", "7", "+7", "07.1", "12.345678901234567", "٣٣٫٥", "-0", "-0.0", "0.000")
_TEXT = st.one_of(st.text(_LETTERS, min_size=1, max_size=60), st.sampled_from(NASTY)).filter(
    lambda s: bool(s.strip()) and bool(s[::-1].strip()) and "<" not in s
)


@settings(max_examples=10, deadline=None)
@given(
    texts=st.lists(_TEXT, min_size=30, max_size=40),
    ladders=st.lists(st.lists(_TEXT, min_size=2, max_size=4, unique_by=str.strip), min_size=4, max_size=4),
    lang=st.sampled_from(("en", "ar")),
)
def test_whatever_a_person_typed_comes_back(
    texts: list[str], ladders: list[list[str]], lang: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Text that looks like a formula, a number, a date or an escape; degrees as written; entries with semicolons."""
    at = tmp_path_factory.mktemp("typed")
    folder = at / "case"
    write_skeleton(folder)
    rows = _rows(folder / "sources.csv")
    rows += [{**rows[0], "id": f"s-{n}", "title": t, "note": t[::-1]} for n, t in enumerate((*texts, *NASTY))]
    _put(folder / "sources.csv", rows)
    rows = _rows(folder / "sites.csv")
    rows += [{**rows[0], "id": f"camp-{n}", "latitude": d, "longitude": d} for n, d in enumerate(DEGREES)]
    _put(folder / "sites.csv", rows)
    conditions = (folder / "conditions.toml").read_text("utf-8")
    for n, ladder in enumerate(ladders):
        names = f"{{ en = {_toml(ladder[0])}, ar = {_toml(ladder[1])} }}"
        quoted = ", ".join(_toml(word) for word in ladder)
        conditions += f'[[indicator]]\nid = "more-{n}"\nkind = "rating"\nname = {names}\n'
        conditions += f"known_from = 2025-01-10\nladder = [{quoted}]\n"
    (folder / "conditions.toml").write_text(conditions, "utf-8", newline="\n")
    before = load(folder)
    back = there_and_back(folder, at / "there", lang)
    assert inputs_digest(load(back)) == inputs_digest(before)


def _rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(_without_comments(file.read_text("utf-8"))))


def _without_comments(text: str) -> io.StringIO:
    return io.StringIO("".join(line for line in text.splitlines(keepends=True) if not line.startswith("#")))


def _put(file: Path, rows: list[dict[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(out.getvalue(), "utf-8", newline="\n")


def _toml(text: str) -> str:
    for char, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(char, escape)
    return f'"{text}"'


@given(st.text(st.one_of(st.sampled_from("_x0415Ff"), st.characters()), max_size=30))
def test_what_a_cell_cannot_hold_is_escaped_and_comes_back(text: str) -> None:
    """Also text that looks like an escape."""
    assert unescaped(escaped(text)) == text


def test_several_vintages_of_a_parent_keep_their_own_rows(tmp_path: Path) -> None:
    """A clause known twice has the promises of each day; the order of rows inside stays."""
    folder = tmp_path / "case"
    write_skeleton(folder)
    text = (folder / "case.toml").read_text("utf-8")
    clause = text[text.index('[[clause]]\nid = "end-date"') : text.index("\n# [[phase]]")]
    later = clause.replace("known_from = 2025-01-10", "known_from = 2025-01-12").replace("2026-09-30", "2026-10-31")
    more = '[[clause.promise]]\nid = "end-a"\nmilestone = "mission-ended"\nkind = "not-before"\nday = 2026-01-01\n'
    (folder / "case.toml").write_text(f"{text}\n{later}\n{more}", "utf-8", newline="\n")
    back = there_and_back(folder, tmp_path / "at")
    before, after = load(folder), load(back)
    assert inputs_digest(after) == inputs_digest(before)
    typed = [[as_typed(p) for p in loaded.table("clause")] for loaded in (before, after)]
    assert typed[0] == typed[1]
    assert [[q["id"] for q in c.get("promise", [])] for c in typed[1]] == [[], ["end-by"], ["end-by", "end-a"]]


def test_event_files_stay_apart(tmp_path: Path) -> None:
    """Each event comes back into the file that it stood in."""
    folder = tmp_path / "case"
    write_skeleton(folder)
    feed = "id,day,kind,known_from\ne2,2025-01-02,attack,2025-01-03\n"
    (folder / "incidents" / "تقارير.csv").write_text(feed, "utf-8")
    back = there_and_back(folder, tmp_path / "at")
    assert [p.spot.file for p in load(back).table("events")] == [p.spot.file for p in load(folder).table("events")]


def test_a_text_that_no_cell_can_hold_is_refused_with_its_place(tmp_path: Path) -> None:
    """A cell has 32,767 characters; a list of waits in the folder may have more."""
    folder = tmp_path / "case"
    write_skeleton(folder)
    toml = (folder / "conditions.toml").read_text("utf-8")
    kinds = ", ".join(f'"{"k" * 190}{n}"' for n in range(200))
    toml = toml.replace('kind = "count"', f'kind = "count"\nevent_kinds = [{kinds}]', 1)
    assert "event_kinds = [" in toml
    (folder / "conditions.toml").write_text(toml, "utf-8")
    with pytest.raises(BadInput, match="a cell of a workbook holds 32767") as bad:
        export(folder, tmp_path / "case.xlsx")
    (mistake,) = bad.value.mistakes
    assert (mistake.code, mistake.file) == ("workbook.long-cell", "conditions.toml")
    assert mistake.field.endswith("].event_kinds")
    assert not (tmp_path / "case.xlsx").exists()


def test_digits_and_dates_typed_on_an_arabic_keyboard_are_read(book: Book) -> None:
    """Arabic-Indic digits in number, date and degree cells; a list with the Arabic semicolon; yes in Arabic."""
    before = inputs_digest(load(book.folder))
    book.text("units", "headcount", "٤٠").text("units", "known_from", "٢٠٢٥-٠١-١٠")
    book.text("milestone", "headline", "نعم").text("calendar", "days_off", "٤؛ ٥")
    book.text("calendar.closed", "calendar_known_from", "٢٠٢٥-٠١-٠١")
    new_from(book.folder.parent / "back", book.saved())
    assert inputs_digest(load(book.folder.parent / "back")) == before


def test_whole_numbers_may_come_as_decimals_and_rows_anywhere(book: Book) -> None:
    """3.0 is 3; blank and remark rows, and a gap of a thousand rows, lose nothing."""
    before = inputs_digest(load(book.folder))
    page = book.sheet("units")
    page.insert_rows(4, 1000)
    page.cell(8, 1).value = "# a remark"
    page.cell(8, 5).value = "with a word further on"
    book.put("units", "headcount", 40.0)
    brought = book.read()
    assert len(brought.rows.of("units")) == 5
    assert brought.made_from == before
    new_from(book.folder.parent / "back", book.file)
    assert inputs_digest(load(book.folder.parent / "back")) == before


def test_a_workbook_that_counts_from_1904_has_the_same_days(book: Book) -> None:
    """The date system is that of the file: what is shown is what is read."""
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    before = inputs_digest(load(book.folder))
    book.book.epoch = CALENDAR_MAC_1904
    saved = book.saved()
    assert load_workbook(saved, read_only=True).epoch == CALENDAR_MAC_1904
    new_from(book.folder.parent / "back", saved)
    assert inputs_digest(load(book.folder.parent / "back")) == before


def test_rich_text_is_read_as_its_text(book: Book) -> None:
    """A word in bold is the same word."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    value = CellRichText("Advisers at ", TextBlock(InlineFont(b=True), "Camp East"))
    book.cell("units", "name_en").value = value
    assert book.read().rows.of("units")[0].row.name.en == "Advisers at Camp East"


def test_a_remark_below_the_header_may_be_deleted(book: Book) -> None:
    """Whoever deletes the row of meanings loses no row of the table."""
    book.sheet("units").delete_rows(2)
    assert len(book.read().rows.of("units")) == 5


def test_an_import_of_what_was_exported_changes_nothing(book: Book) -> None:
    """Not a byte of the folder, comments included."""
    before = {p: p.read_bytes() for p in book.folder.rglob("*") if p.is_file()}
    done = bring_in(book.file, book.folder)
    assert (done.files, done.changes, done.warnings) == ((), (), ())
    assert {p: p.read_bytes() for p in book.folder.rglob("*") if p.is_file()} == before


def test_what_is_read_needs_no_first_sheet(book: Book) -> None:
    """The first sheet is for people; without it nobody knows what the workbook was made from."""
    del book.book["start"]
    assert read_workbook(book.saved()).made_from == ""
