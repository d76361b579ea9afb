"""From rows back to the files that a person edits.

In: rows of the model with what was typed in them.  Out: the text of ``case.toml``, ``conditions.toml`` and every CSV
table.  The rule this module owns: *what is written reads back as it was*: a field that was left empty stays empty, a
number without a range stays without one, rows keep their order; comments are not rows and are lost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from jadwal.case.dictionary import Field, columns, fields
from jadwal.case.rows import Placed, Rows
from jadwal.case.tables import CASE_FILE, CONDITIONS_FILE, EVENTS, INCIDENTS, ROOTS, Table, children
from jadwal.model.case import Estimate, Link, Text
from jadwal.text import no_formula

EVENTS_FILE = f"{INCIDENTS}/events.csv"


def case_files(rows: Rows, also: Collection[str] = ()) -> dict[str, str]:
    """The text of every file of a case by its name inside the folder: the two TOML files, every table that holds a row,
    and the CSV tables named in ``also`` even when they hold none."""
    found = {CASE_FILE: _toml(CASE_FILE, rows), CONDITIONS_FILE: _toml(CONDITIONS_FILE, rows)}
    for table in ROOTS:
        if table.sheet:
            for file, placed in by_file(table, rows, also).items():
                found[file] = csv_table(table, [as_typed(p) for p in placed])
    return found


def by_file(table: Table, rows: Rows, also: Collection[str] = ()) -> dict[str, list[Placed]]:
    """The rows of a CSV table by the file that they stand in; event files may be several."""
    if table.file != EVENTS:
        placed = rows.of(table.name)
        return {table.file: placed} if placed or table.file in also else {}
    known = {t.file for t in ROOTS}
    found: dict[str, list[Placed]] = {
        name: [] for name in sorted(also) if PurePosixPath(name).match(EVENTS) and name not in known
    }
    for p in rows.of(table.name):
        found.setdefault(p.spot.file, []).append(p)
    return found


def typed_values(placed: Placed) -> dict[Field, Any]:
    """What was typed in a row, field by field, as plain data: texts and ranges as dicts, lists as lists."""
    found: dict[Field, Any] = {}
    for f in fields(placed.table):
        if f.name in placed.typed:
            found[f] = _plain(_value_of(placed, f.name), f"{f.name}.range" in placed.typed)
    return found


def as_typed(placed: Placed) -> dict[str, Any]:
    """A row with the rows inside it as plain data by key, as TOML would give it."""
    row: dict[str, Any] = {f.key: value for f, value in typed_values(placed).items()}
    for below in children(placed.table):
        inner = [as_typed(p) for p in placed.inside if p.table == below.name]
        if inner:
            row[below.key] = inner[0] if below.single else inner
    return row


def _value_of(placed: Placed, name: str) -> Any:
    if placed.table == "case" and name in ("schema", "confidence"):
        return 1 if name == "schema" else placed.row.confidence_ppm // 10_000
    return getattr(placed.row, name)


def _plain(value: Any, ranged: bool) -> Any:
    if isinstance(value, Text):
        return {"en": value.en, "ar": value.ar}
    if isinstance(value, Estimate):
        ends = {"low": value.low, "likely": value.likely, "high": value.high}
        kept = {k: v for k, v in ends.items() if ranged or k == "likely" or v != value.likely}
        return kept if len(kept) > 1 else value.likely
    if isinstance(value, Link):
        longest = "" if value.most is None else f"..{value.most}"
        lag = f"+{value.lag}{longest}" if value.lag or longest else ""
        kind = f" {value.type}" if value.type != "FS" or lag else ""
        return f"{value.before}{kind}{lag}"
    if isinstance(value, tuple):
        return [_plain(one, ranged) for one in value]
    return value


def _toml(file: str, rows: Rows) -> str:
    lines: list[str] = []
    if file == CASE_FILE:
        lines += [f"{key} = {toml_value(value)}" for p in rows.of("case") for key, value in as_typed(p).items()]
    for table in (t for t in ROOTS if t.file == file):
        for placed in rows.of(table.name):
            lines += ["", *toml_table(table, toml_header(table), as_typed(placed))]
    return "\n".join(lines).strip() + "\n"


def toml_header(table: Table) -> str:
    """The line that begins a table: one of its kind, or one of several."""
    return f"[{table.name}]" if not table.dated and table.single else f"[[{table.name}]]"


def toml_table(table: Table, header: str, row: Mapping[str, Any]) -> Iterator[str]:
    """The lines of one row of a TOML table; several rows inside it become tables of their own."""
    below = {t.key: t for t in children(table.name) if not t.single}
    yield header
    for key, value in row.items():
        if key not in below:
            yield f"{key} = {toml_value(value)}"
    for key, inner in below.items():
        for part in row.get(key, []):
            yield from toml_table(inner, f"[[{inner.name}]]", part)


def toml_value(value: Any) -> str:
    """A TOML value on one line (TOML 1.0, basic strings)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, date)):
        return str(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {toml_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(v) for v in value) + "]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{text}"'


def csv_table(table: Table, rows: Sequence[Mapping[str, Any]], comments: Iterable[str] = ()) -> str:
    """A CSV table with all its columns: comment lines, the header, the rows; nothing in it can run as a formula."""
    out = io.StringIO()
    for line in comments:
        out.write(f"{line}\n")
    names = columns(table.name)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        cells = {c: v for key, value in row.items() for c, v in _cells(key, value)}
        writer.writerow([no_formula(cells.get(name, "")) for name in names])
    return out.getvalue()


def _cells(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for part, inner in value.items():
            yield (key if part == "likely" else f"{key}_{part}", str(inner))
    elif isinstance(value, list):
        yield key, ";".join(str(v) for v in value)
    else:
        yield key, ("yes" if value else "no") if isinstance(value, bool) else str(value)
