"""TOML tables of a case folder.

In: the text of ``case.toml`` or ``conditions.toml``.  Out: :class:`Record` values by table.  The rule this module
owns: *a key that nobody has a field for is a mistake, never dropped*.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from jadwal.case.dictionary import fields, keys, nearest
from jadwal.case.report import Report, Spot
from jadwal.case.sheets import Record
from jadwal.case.tables import ROOTS, Table, children

_HEADER = re.compile(r"^[ \t]*\[(\[)?[ \t]*([A-Za-z0-9_.\- \t]+?)[ \t]*\]\]?[ \t]*(?:#.*)?$")
_WHERE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_toml(file: str, text: str, report: Report, top: str = "") -> dict[str, list[Record]] | None:
    """The rows of every table of a file (None when it is not TOML); ``top`` names the table of its top-level keys."""
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as why:
        toml_mistake(file, text, str(why), report)
        return None
    lines = header_lines(text)
    tables = {t.name: t for t in ROOTS if t.file == file}
    elsewhere = {t.name: t.file for t in ROOTS if t.file != file}
    known = (*tables, *(keys(top) if top else ()))
    found: dict[str, list[Record]] = {name: [] for name in tables}
    head: dict[str, object] = {}
    misspelt = set()
    for key, value in content.items():
        if key in tables:
            found[key] = _records(tables[key], value, Spot(file), lines, report)
        elif top and key in keys(top):
            head[key] = value
        elif key in elsewhere and isinstance(value, (list, dict)):
            report.add("case.table-elsewhere", _table_spot(file, key, value, lines), table=key, file=elsewhere[key])
        elif isinstance(value, (list, dict)):
            spot = _table_spot(file, key, value, lines)
            report.add("case.unknown-table", spot, table=key, nearest=nearest(key, known))
        else:
            misspelt.add(nearest(key, known))
            report.add("case.unknown-key", Spot(file).at(key), key=key, nearest=nearest(key, known))
    if top:
        found[top] = [Record(Spot(file), head, misspelt=frozenset(misspelt))]
    return found


def header_lines(text: str) -> dict[str, int]:
    """The line of every table header: ``{"clause[3]": 41, "clause[3].promise[1]": 47, "objectives": 60}``."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not (found := _HEADER.match(line)):
            continue
        path = ""
        names = [n.strip() for n in found[2].split(".")]
        for n, name in enumerate(names):
            step = f"{path}.{name}" if path else name
            if found[1] and n == len(names) - 1:
                counts[step] = counts.get(step, 0) + 1
            path = f"{step}[{counts[step]}]" if step in counts else step
        lines.setdefault(path, number)
    return lines


def _table_spot(file: str, key: str, value: object, lines: dict[str, int]) -> Spot:
    path = f"{key}[1]" if isinstance(value, list) else key
    return Spot(file, lines.get(path, 0), name=key)


def toml_mistake(file: str, text: str, why: str, report: Report) -> None:
    """Note where a text is not TOML, with the line as it stands there."""
    where = _WHERE.search(why)
    line = int(where[1]) if where else max(1, len(text.splitlines()))
    column = int(where[2]) if where else 0
    rows = text.splitlines()
    excerpt = rows[line - 1].strip()[:80] if 0 < line <= len(rows) else ""
    excerpt = "".join(c for c in excerpt if c.isprintable())
    report.add("case.bad-toml", Spot(file, line), line=line, column=column, excerpt=excerpt)


def _records(table: Table, value: object, above: Spot, lines: dict[str, int], report: Report) -> list[Record]:
    rows = value if isinstance(value, list) else [value]
    found = []
    for n, row in enumerate(rows, 1):
        path = f"{table.key}[{n}]" if isinstance(value, list) else table.key
        spot = above.inside(path)
        spot = above.inside(path, lines.get(spot.path, 0))
        if not isinstance(row, dict):
            report.add("case.not-a-table", spot, table=table.name)
            continue
        found.append(_record(table, row, spot, lines, report))
    return found


def _record(table: Table, row: dict[str, Any], spot: Spot, lines: dict[str, int], report: Report) -> Record:
    below = {t.key: t for t in children(table.name)}
    names = {f.key: f.name for f in fields(table.name) if f.key not in below}
    values: dict[str, object] = {}
    inside: dict[str, list[Record]] = {}
    misspelt = set()
    for key, value in row.items():
        if key in below:
            inside[below[key].attribute] = _records(below[key], value, spot, lines, report)
        elif key in names:
            values[names[key]] = value
        else:
            near = nearest(key, [*names, *below])
            misspelt.add(near)
            report.add("case.unknown-key", spot.at(key), key=key, nearest=near)
    return Record(spot, values, inside, frozenset(misspelt))
