"""The first sheet of any workbook as CSV.

In: an Excel file.  Out: a CSV file, row for row as in the sheet.  The rule this module owns: *cells are written as
they are stored*: days in ISO form, numbers in full, and no formula is worked out.
"""

from __future__ import annotations

import csv
import warnings
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jadwal.exchange.workbook.guard import TAGS, bad, opened
from jadwal.exchange.workbook.scan import scan
from jadwal.messages import BadInput

_MAGIC = b"PK\x03\x04"


def is_workbook(file: Path) -> bool:
    """Whether a file begins as a ZIP archive does; raises ``OSError``."""
    with file.open("rb") as stream:
        return stream.read(4) == _MAGIC


def write_csv(file: Path, target: Path) -> int:
    """Write the first sheet of ``file`` to ``target`` and return its rows; raises ``BadInput`` and ``OSError``."""
    with opened(file) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: styles, extensions
        try:
            from openpyxl import load_workbook

            assert archive.fp is not None
            archive.fp.seek(0)
            book = load_workbook(archive.fp, read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            looked = scan(archive, str(getattr(sheet, "_worksheet_path", "")).lstrip("/"), file)
            if looked.tags > TAGS:
                raise bad("workbook.too-many-cells", file, most=TAGS)
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=max(looked.last_row, 1), values_only=True)
            return _written(rows, target)
        except (BadInput, OSError):
            raise
        except Exception as why:  # whatever a damaged part makes the parser raise
            raise bad("workbook.damaged", file) from why


def _written(rows: Any, target: Path) -> int:
    count, width = 0, 0
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for row in rows:
            cells = [_cell(value) for value in row]
            if not count:
                while cells and not cells[-1]:
                    cells.pop()
                width = len(cells)
            writer.writerow((cells + [""] * width)[: max(width, len("".join(cells[width:])) and len(cells))])
            count += 1
    return count


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time().isoformat() != "00:00:00" else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)
