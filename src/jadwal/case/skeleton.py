"""A new case folder: small, fictional, complete, every file and field explained, with a page to start from.

In: the rows of ``skeleton.toml``, the data dictionary, a language for the comments.  Out: the files of a folder
that ``check`` accepts and that can be planned.  The rule this module owns: *every field is explained where it is
typed*, from the data dictionary.
"""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from jadwal.case.dictionary import SHARED, fields
from jadwal.case.replacing import write_new
from jadwal.case.tables import CASE_FILE, CONDITIONS_FILE, EVENTS, ROOTS, Table, children
from jadwal.case.typed import typed
from jadwal.case.writing import EVENTS_FILE, csv_table, toml_header, toml_table, toml_value
from jadwal.messages import stored

PAGE = "README.md"
TEXT_TOML, TEXT_CSV = '{ en = "…", ar = "…" }', "name_en, name_ar"
RANGE_TOML, RANGE_CSV = "{ low = 5, likely = 10, high = 20 }", "days_low, days, days_high"
LINK, LINK_LAG, LINK_RANGE = "assess-threat; assess-capability", "recommendation FS+3", "recommendation FS+3..20"
CLOSED, LEFT, LAST = "closed:camp-west", "left:camp-west", "last-out"


def write_skeleton(folder: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write a new case into ``folder`` and return its files; ``BadInput`` when that is not empty or not writable."""
    return write_new(folder, {PAGE: first_page(lang, folder.name), **skeleton_files(lang)})


def skeleton_files(lang: str) -> dict[str, str]:
    """The text of every table's file by its name inside the folder, comments in ``lang``."""
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


def first_page(lang: str, name: str) -> str:
    """The page of a new folder called ``name``: the next three steps in both languages, ``lang`` first."""
    pages = [_page(one, name) for one in sorted(("en", "ar"), key=lambda one: one != lang)]
    return "\n".join(line for page in pages for line in page)


def _page(lang: str, name: str) -> Iterator[str]:
    if lang == "ar":
        yield from ('<div dir="rtl">', "")
    yield from (f"# {stored('skeleton.page-title', lang)}", "", stored("skeleton.page-about", lang), "")
    for step in ("skeleton.page-step-1", "skeleton.page-step-2", "skeleton.page-step-3"):
        yield f"{step[-1]}. {stored(step, lang, folder=shlex.quote(name), name=name)}"
    yield from ("", f"| {stored('skeleton.page-file', lang)} | {stored('skeleton.page-holds', lang)} |", "|---|---|")
    for file, tables in _holds().items():
        first, *others = (stored(f"table.{table}", lang) for table in tables)
        parts = [first, *(one[:1].lower() + one[1:] for one in others)]
        yield f"| `{file}` | {('; ' if lang == 'en' else '؛ ').join(parts)} |"
    yield from ("", stored("skeleton.page-comments", lang), "", stored("skeleton.page-optional", lang), "")
    if lang == "ar":
        yield from ("</div>", "")


def _holds() -> dict[str, list[str]]:
    """The tables of every file, the two TOML files first."""
    held = {CASE_FILE: ["case"], CONDITIONS_FILE: []}
    for table in ROOTS:
        held.setdefault(EVENTS_FILE if table.file == EVENTS else table.file, []).append(table.name)
    return held


def _preface(lang: str) -> Iterator[str]:
    yield stored("skeleton.readme", lang)
    yield stored("skeleton.rows", lang)
    yield stored("skeleton.vintage", lang)
    yield stored("skeleton.ids", lang)
    yield stored("skeleton.text", lang, toml=TEXT_TOML, csv=TEXT_CSV)
    yield stored("skeleton.estimate", lang, toml=RANGE_TOML, csv=RANGE_CSV)
    yield stored("skeleton.dates", lang)
    yield stored("skeleton.hash", lang)


def _about(table: Table, header: str, lang: str) -> Iterator[str]:
    """The comment block above a table."""
    yield f"# {header}  {stored(f'table.{table.name}', lang)}"
    for f in fields(table.name):
        if f.table != SHARED and f.kind not in ("tables", "table"):
            name = ", ".join(f.columns) if table.sheet else f.name
            yield f"#   {name} ({typed(f, lang, sheet=table.sheet)}): {f.meaning.of(lang)}"
    if table.sheet and table.dated:
        yield f"#   {stored('skeleton.shared', lang)}"
    if table.name == "activities":
        yield f"#   {stored('skeleton.after', lang, one=LINK, two=LINK_LAG, three=LINK_RANGE)}"
        yield f"#   {stored('skeleton.made', lang, closed=CLOSED, left=LEFT, last=LAST)}"


def _toml(file: str, content: dict[str, Any], lang: str) -> str:
    lines: list[str] = []
    if file == CASE_FILE:
        lines += [f"# {line}" for line in _preface(lang)]
        head = content["case"][0]
        lines += ["", f"# {stored('table.case', lang)}", *_settings(lang)]
        lines += [f"{key} = {toml_value(value)}" for key, value in head.items()]
    for table in (t for t in ROOTS if t.file == file):
        header = toml_header(table)
        lines += ["", *_about(table, header, lang)]
        for below in children(table.name):
            lines += _about(below, f"{below.key} = {{…}}" if below.single else f"[[{below.name}]]", lang)
        for row in content.get(table.name, []):
            lines += ["", *toml_table(table, header, row)]
        for row in content.get("commented", {}).get(table.name, []):
            shown = toml_table(table, header, row)
            lines += [f"# {stored('skeleton.commented', lang)}", *(f"# {line}" for line in shown)]
    return "\n".join(lines).strip() + "\n"


def _settings(lang: str) -> Iterator[str]:
    for f in fields("case"):
        yield f"#   {f.name} ({typed(f, lang, sheet=False)}): {f.meaning.of(lang)}"
