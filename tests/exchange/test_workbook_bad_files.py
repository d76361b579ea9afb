"""Files that are refused before anything in them is opened, each with its own message."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from booked import Book
from openpyxl.worksheet._reader import WorkSheetParser

from jadwal.exchange.workbook import guard, read_workbook
from jadwal.messages import BadInput, Mistake

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refused(file: Path) -> Mistake:
    """The one mistake that a file is refused with; both languages say it."""
    with pytest.raises(BadInput) as bad:
        read_workbook(file)
    (mistake,) = bad.value.mistakes
    for lang in ("en", "ar"):
        assert mistake.what(lang)
        assert mistake.would_be_right(lang)
    return mistake


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "remedy"),
    [
        (b"", "not-a-workbook", "Excel workbook (.xlsx)"),
        (b"id,name\r\n1,a\r\n", "not-a-workbook", "CSV"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "not-a-workbook", ".xlsx"),
        (OLE, "old-format", "save it as"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "not-a-workbook", "OpenDocument"),
        (zipped({"word/document.xml": b"<a/>"}), "not-a-workbook", ".xlsx"),
        (zipped({"xl/workbook.bin": b"\0"}), "not-a-workbook", "binary"),
        (b"PK\x03\x04 and then nothing", "damaged", "repair"),
        (zipped({"xl/workbook.xml": b"<workbook"}), "damaged", "repair"),
        (zipped({"xl/workbook.xml": b"<?xml version='1.0'?><workbook/>"}), "damaged", "repair"),
        (zipped({"xl/workbook.xml": "<workbook/>".encode("utf-16")}), "damaged", "save it again"),
    ],
)
def test_what_is_no_workbook_is_told_from_its_bytes(tmp_path: Path, content: bytes, code: str, remedy: str) -> None:
    """Whatever the file is called."""
    file = tmp_path / "case.xlsx"
    file.write_bytes(content)
    mistake = refused(file)
    assert mistake.code == f"workbook.{code}"
    assert mistake.place() == "case.xlsx"
    assert remedy in mistake.would_be_right("en")


def test_a_file_that_is_not_there_or_a_folder_is_told(tmp_path: Path) -> None:
    """Both are no file."""
    assert refused(tmp_path / "no.xlsx").code == "workbook.no-file"
    assert refused(tmp_path).code == "workbook.no-file"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda b: b.add("xl/vbaProject.bin", b"\0" * 9), "workbook.macros"),
        (
            lambda b: b.rewrite("[Content_Types].xml", b"sheet.main+xml", b"sheet.macroEnabled.main+xml"),
            "workbook.macros",
        ),
        (lambda b: b.add("xl/externalLinks/externalLink1.xml", b"<a/>"), "workbook.linked"),
        (lambda b: b.add("xl/connections.xml", b"<a/>"), "workbook.linked"),
        (
            lambda b: b.rewrite("xl/workbook.xml", b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook'),
            "workbook.entities",
        ),
        (
            lambda b: b.rewrite(
                b.part("units"), b"<worksheet", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet'
            ),
            "workbook.entities",
        ),
        (lambda b: b.add("xl/media/image1.png", bytes(9_000_000)), "workbook.unpacks-too-large"),
        (lambda b: b.add("xl/worksheets/sheet99.xml", b" " * 5_000_000), "workbook.packed-too-tightly"),
        (lambda b: b.add("customXml/item1.xml", b"<a>" * 2_000_000), "workbook.packed-too-tightly"),
        (lambda b: b.rewrite(b.part("units"), b"</sheetData>", b"</sheet"), "workbook.damaged"),
        (lambda b: b.rewrite("xl/styles.xml", b"<styleSheet", b"<"), "workbook.damaged"),
        (
            lambda b: b.rewrite("xl/_rels/workbook.xml.rels", b"worksheets/sheet3.xml", b"sheets/3.xml"),
            "workbook.damaged",
        ),
    ],
)
def test_a_workbook_with_a_trap_is_refused(book: Book, change: Callable[[Book], object], code: str) -> None:
    """Macros, links to elsewhere, document types, parts that unpack to too much, damage."""
    change(book)
    assert refused(book.saved()).code == code


def test_an_archive_with_very_many_parts_is_refused(book: Book) -> None:
    """Each may be small."""
    for n in range(guard.PARTS):
        book.add(f"customXml/item{n}.xml", b"<a/>")
    assert refused(book.saved()).code == "workbook.too-many-parts"


def test_a_bomb_of_many_sheets_is_refused_unopened(book: Book) -> None:
    """The stated sizes are added up before one byte is unpacked."""
    for n in range(9):
        book.add(f"xl/worksheets/sheet{90 + n}.xml", b"x")
    content = bytearray(book.saved().read_bytes())
    at = 0
    for n in range(9):
        at = content.index(b"PK\x01\x02", content.index(f"xl/worksheets/sheet{90 + n}.xml".encode(), 0) - 46)
        at = content.rindex(b"PK\x01\x02", 0, content.rindex(f"xl/worksheets/sheet{90 + n}.xml".encode()))
        content[at + 24 : at + 28] = (99_000_000).to_bytes(4, "little")
        content[at + 20 : at + 24] = (9_000_000).to_bytes(4, "little")
    book.file.write_bytes(content)
    assert refused(book.file).code == "workbook.unpacks-too-large"


def test_a_part_that_lies_about_its_size_is_damaged(book: Book) -> None:
    """zipfile never unpacks more than was stated."""
    book.add("xl/media/image1.xml", zlib.compress(bytes(100_000)) * 100)
    content = bytearray(book.saved().read_bytes())
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/media/image1.xml"))
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    book.file.write_bytes(content)
    assert refused(book.file).code == "workbook.damaged"


def test_a_large_file_is_refused_by_its_size(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is read."""
    monkeypatch.setattr(guard, "FILE_BYTES", 1_000)
    mistake = refused(book.saved())
    assert mistake.code == "workbook.too-big"
    assert "at most 0 MB" in mistake.what("en")


def formatted(rows: int, columns: str) -> bytes:
    """Rows that hold formats and nothing else, as a spreadsheet program writes them."""
    found = []
    for row in range(100, 100 + rows):
        cells = "".join(f'<c r="{column}{row}" s="1"/>' for column in columns)
        found.append(f'<row r="{row}" s="1" customFormat="1">{cells}</row>'.encode())
    return b"".join(found)


def test_a_million_formatted_empty_rows_cost_little(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are passed over as bytes, 1 MB at a time: no row of them is built, and the rows above them are all read."""
    before = book.read()
    book.rewrite(book.part("units"), b"</sheetData>", formatted(1_048_000, "ABC") + b"</sheetData>")
    book.saved()
    built: list[int] = []
    real = WorkSheetParser.parse_row

    def counted(self: WorkSheetParser, row: Any) -> Any:
        built.append(1)
        return real(self, row)

    monkeypatch.setattr(WorkSheetParser, "parse_row", counted)
    began = time.process_time()
    brought = read_workbook(book.file)
    assert time.process_time() - began < 20, "1 to 3 s on an idle machine"
    assert len(built) < 1_000
    assert [p.row for p in brought.rows.of("units")] == [p.row for p in before.rows.of("units")]


def test_a_value_far_below_everything_is_told_not_lost(book: Book) -> None:
    """After a thousand empty rows it is read; after a million it is a slip of the hand, and said to be one."""
    book.sheet("units").cell(1_048_576, 1).value = "lost"
    (mistake,) = book.mistakes()
    assert (mistake.code, mistake.file) == ("workbook.far-below", "units")
    assert "row 1048576" in mistake.what("en")


def test_a_sheet_with_masses_of_cells_is_refused(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before they are read one by one."""
    from jadwal.exchange.workbook import pages

    monkeypatch.setattr(pages, "TAGS", 100)
    assert {m.code for m in book.mistakes()} == {"workbook.too-many-cells"}
