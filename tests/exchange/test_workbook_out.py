"""What a person finds when they open the workbook: drop-downs, comments, formats, direction; and nothing that runs."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from jadwal import __version__
from jadwal.case import load, write_skeleton
from jadwal.case.dictionary import fields
from jadwal.case.tables import TABLES, children
from jadwal.exchange.workbook import workbook_bytes
from jadwal.exchange.workbook.layout import by_title, sheets, title
from jadwal.messages import BadInput
from jadwal.text import BIDI_CONTROLS
from jadwal.workflow.workbook import export

LANGUAGES = ("en", "ar")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The skeleton with text that a spreadsheet would run."""
    folder = tmp_path_factory.mktemp("skeleton") / "case"
    write_skeleton(folder)
    file = folder / "units.csv"
    file.write_text(file.read_text("utf-8").replace("Advisers at Camp East", "=1+1").replace("Guards at", "@Guards at"))
    return folder


@pytest.fixture(scope="module")
def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of the workbook in each language."""
    return {lang: workbook_bytes(load(folder), lang) for lang in LANGUAGES}


@pytest.fixture(scope="module")
def books(contents: dict[str, bytes]) -> dict[str, Workbook]:
    """The workbook in each language as openpyxl reads it."""
    return {lang: load_workbook(io.BytesIO(content)) for lang, content in contents.items()}


def page_of(books: dict[str, Workbook], table: str, lang: str) -> Worksheet:
    """The sheet of a table."""
    found = books[lang][title(table, lang)]
    assert isinstance(found, Worksheet)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_is_a_sheet_with_every_column(books: dict[str, Workbook], lang: str) -> None:
    """All fields of the dictionary under the names that they have in a CSV table, in both languages."""
    assert books[lang].sheetnames == [title(t, lang) for t in ("start", "case", *(t.name for t in TABLES))]
    for sheet in sheets():
        names = [c.value for c in page_of(books, sheet.table, lang)[1]]
        below = {t.attribute for t in children(sheet.table)}
        wanted = {c for f in fields(sheet.table) if f.name not in below for c in f.columns}
        assert wanted <= set(names), sheet.table
        assert len(set(names)) == len(names)


def test_sheet_names_are_those_that_excel_takes() -> None:
    """At most 31 characters, none of those it forbids, no two alike in any language; Arabic ones are in Arabic."""
    names = [title(t, lang) for lang in LANGUAGES for t in ("start", *(s.table for s in sheets()))]
    assert len(by_title()) == len(names)
    assert [n for n in names if len(n) > 31 or re.search(r"[\[\]:*?/\\']", n)] == []
    assert all(re.search(r"[\u0621-\u064a]", n) for n in names[len(names) // 2 :])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_header_says_what_its_column_takes(books: dict[str, Workbook], lang: str) -> None:
    """Meaning, unit and whether it must be filled in stand in the comment, the meaning also below the name."""
    for sheet in sheets():
        page = page_of(books, sheet.table, lang)
        for n, column in enumerate(sheet.columns, 1):
            note = page.cell(1, n).comment
            assert note is not None
            assert column.field.meaning.of(lang) in note.text
            assert column.field.unit.of(lang) in note.text
            needed = {"en": "Must be filled in.", "ar": "يلزم ملؤه."}[lang]
            assert (needed in note.text) == column.required, (sheet.table, column.name)
            below = str(page.cell(2, n).value)
            assert column.field.meaning.of(lang) in below
            assert below.startswith("#") == (n == 1)
            assert not BIDI_CONTROLS.intersection(note.text + below)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_choices_are_offered_as_drop_downs(books: dict[str, Workbook], lang: str) -> None:
    """Every enum lists its values, every yes or no the two words, every reference the ids of the other sheet."""
    for sheet in sheets():
        page = page_of(books, sheet.table, lang)
        offers = {str(v.sqref).split(":")[0]: v for v in page.data_validations.dataValidation}
        for n, column in enumerate(sheet.columns, 1):
            offer = offers.pop(f"{get_column_letter(n)}3", None)
            kind, choices = column.field.kind, column.field.choices
            if kind == "enum":
                assert offer is not None
                assert offer.formula1 == f'"{",".join(choices)}"'
            elif kind == "bool":
                assert offer is not None
                assert offer.formula1 == {"en": '"yes,no"', "ar": '"نعم,لا"'}[lang]
            elif kind == "ref" and len(choices) == 1:
                assert offer is not None
                found = re.fullmatch(r"'(.+)'!\$([A-Z]+)\$3:\$\2\$\d+", str(offer.formula1))
                assert found is not None
                other = page_of(books, choices[0], lang)
                assert found[1] == other.title
                assert other[f"{found[2]}1"].value == "id"
        assert offers == {} or {o.formula1[0] for o in offers.values()} == {'"'}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheets_run_in_the_direction_of_their_language(books: dict[str, Workbook], lang: str) -> None:
    """Arabic sheets from right to left; names and meanings stay in sight."""
    for page in books[lang].worksheets:
        assert bool(page.sheet_view.rightToLeft) == (lang == "ar")
        assert page.freeze_panes in ((None,) if page.title == title("start", lang) else ("B3", "C3"))
        assert page.sheet_state == "visible"


def test_values_are_what_excel_would_have_there(books: dict[str, Workbook]) -> None:
    """Dates are dates shown as year-month-day, numbers numbers, ids and text text; so are the empty rows below."""
    page = page_of(books, "units", "en")
    cells = {str(page.cell(1, n).value): page.cell(3, n) for n in range(1, page.max_column + 1)}
    assert isinstance(cells["known_from"].value, datetime)
    assert cells["known_from"].value.isoformat() == "2025-01-10T00:00:00"
    assert cells["known_from"].number_format == "yyyy-mm-dd"
    assert (cells["headcount"].value, cells["headcount"].data_type) == (40, "n")
    assert (cells["id"].value, cells["id"].number_format) == ("east-advisers", "@")
    formats = {n: page.column_dimensions[get_column_letter(c.column or 0)].number_format for n, c in cells.items()}
    assert (formats["id"], formats["headcount"], formats["known_from"]) == ("@", "General", "yyyy-mm-dd")
    assert all(page.column_dimensions[get_column_letter(c.column or 0)].width >= 13 for c in cells.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_in_a_workbook_runs(contents: dict[str, bytes], books: dict[str, Workbook], lang: str) -> None:
    """No formula in any sheet; text that begins like one is text with Excel's own guard; no macro, no link."""
    with zipfile.ZipFile(io.BytesIO(contents[lang])) as archive:
        assert not any(b"<f>" in archive.read(n) or b"<f " in archive.read(n) for n in archive.namelist())
        assert not [n for n in archive.namelist() if "vba" in n or "externalLink" in n]
    page = page_of(books, "units", lang)
    guarded = [page.cell(r, 2) for r in (3, 4)]
    assert [(c.value, c.data_type, c.quotePrefix) for c in guarded] == [
        ("=1+1", "s", True),
        ("@Guards at Camp East", "s", True),
    ]
    assert not page.cell(5, 2).quotePrefix


def test_no_byte_tells_when_it_was_made(contents: dict[str, bytes], folder: Path) -> None:
    """The parts carry one fixed time, the properties the day of the case."""
    with zipfile.ZipFile(io.BytesIO(contents["en"])) as archive:
        assert {p.date_time for p in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        days = set(re.findall(rb"<dcterms:\w+[^>]*>([^<]*)<", archive.read("docProps/core.xml")))
    assert days == {f"{load(folder).as_of}T00:00:00Z".encode()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_sheet_explains(books: dict[str, Workbook], lang: str) -> None:
    """Which case, which version, how to send it back."""
    said = [str(c.value) for row in page_of(books, "start", lang).iter_rows() for c in row if c.value]
    name = {"en": "“The mission in Marjan”", "ar": "«بعثة مرجان»"}[lang]
    assert any(name in s for s in said)
    assert {"marjan", "2025-01-15", __version__, "jadwal new FOLDER --from FILE.xlsx"} <= set(said)
    assert any(s.startswith("jadwal import-workbook FILE.xlsx") for s in said)


def test_a_workbook_is_never_written_over(folder: Path, tmp_path: Path) -> None:
    """Somebody may have typed in it; other endings and places that cannot be written are told too."""
    file = tmp_path / "case.xlsx"
    file.write_bytes(b"mine")
    for path, code in (
        (file, "exists"),
        (tmp_path / "case.xls", "wrong-name"),
        (tmp_path / "no" / "a.xlsx", "unwritable"),
    ):
        with pytest.raises(BadInput) as bad:
            export(folder, path)
        assert [m.code for m in bad.value.mistakes] == [f"workbook.{code}"]
    assert file.read_bytes() == b"mine"
    assert [p.name for p in tmp_path.iterdir()] == ["case.xlsx"]
