"""A new case folder: small, fictional, complete, with a comment on every file and every field.

In: the rows of ``skeleton.toml``, the data dictionary, a language for the comments.  Out: the files of a folder
that ``check`` accepts and that can be planned.  The rule this module owns: *every field is explained where it is
typed*, from the data dictionary.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from jadwal.case.dictionary import SHARED, Field, fields
from jadwal.case.replacing import write_new
from jadwal.case.tables import CASE_FILE, CONDITIONS_FILE, EVENTS, ROOTS, Table, children
from jadwal.case.writing import EVENTS_FILE, csv_table, toml_header, toml_table, toml_value
from jadwal.messages import stored

TEXT_TOML, TEXT_CSV = '{ en = "…", ar = "…" }', "name_en, name_ar"
RANGE_TOML, RANGE_CSV = "{ low = 5, likely = 10, high = 20 }", "days_low, days, days_high"


def write_skeleton(folder: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write a new case into ``folder`` and return its files; ``BadInput`` when that is not empty or not writable."""
    return write_new(folder, skeleton_files(lang))


def skeleton_files(lang: str) -> dict[str, str]:
    """The text of every file by its name inside the folder, comments in ``lang``."""
    content = tomllib.loads(resources.files(__package__).joinpath("skeleton.toml").read_text("utf-8"))
    made = {
        CASE_FILE: _toml(CASE_FILE, content, lang),
        CONDITIONS_FILE: _toml(CONDITIONS_FILE, content, lang),
    }
    for table in ROOTS:
        if table.sheet:
            file = EVENTS_FILE if table.file == EVENTS else table.file
            rows = content.get(table.name, [])
            made[file] = csv_table(table, rows, _about(table, table.file, lang))
    return made


def _preface(lang: str) -> Iterator[str]:
    yield stored("skeleton.readme", lang)
    yield stored("skeleton.rows", lang)
    yield stored("skeleton.vintage", lang)
    yield stored("skeleton.text", lang, toml=TEXT_TOML, csv=TEXT_CSV)
    yield stored("skeleton.estimate", lang, toml=RANGE_TOML, csv=RANGE_CSV)
    yield stored("skeleton.hash", lang)


def _comment(f: Field, name: str, lang: str) -> str:
    """One line about a field: its name, what it takes, what it means."""
    facts = [f.type.replace("|", " | ")]
    facts += [f.unit.of(lang)] if f.unit.en else []
    facts += [stored("skeleton.required", lang)] if f.required else []
    facts += [f"= {f.default}"] if f.default and not f.default.startswith("=") else []
    return f"#   {name} ({'; '.join(facts)}): {f.meaning.of(lang)}"


def _about(table: Table, header: str, lang: str) -> Iterator[str]:
    """The comment block above a table."""
    yield f"# {header}  {stored(f'table.{table.name}', lang)}"
    for f in fields(table.name):
        if f.table != SHARED and f.kind not in ("tables", "table"):
            yield _comment(f, ", ".join(f.columns) if table.sheet else f.name, lang)


def _toml(file: str, content: dict[str, Any], lang: str) -> str:
    lines: list[str] = []
    if file == CASE_FILE:
        lines += [f"# {line}" for line in _preface(lang)]
        head = content["case"][0]
        lines += ["", f"# {stored('table.case', lang)}", *(_comment(f, f.name, lang) for f in fields("case"))]
        lines += [f"{key} = {toml_value(value)}" for key, value in head.items()]
    for table in (t for t in ROOTS if t.file == file):
        header = toml_header(table)
        lines += ["", *_about(table, header, lang)]
        for below in children(table.name):
            lines += _about(below, f"{below.key} = {{…}}" if below.single else f"[[{below.name}]]", lang)
        for row in content.get(table.name, []):
            lines += ["", *toml_table(table, header, row)]
    return "\n".join(lines).strip() + "\n"
