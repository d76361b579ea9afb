"""The page ``docs/dictionary.md``, made from the data dictionary: ``python -m jadwal.case.pages >
docs/dictionary.md``.

In: the data dictionary.  Out: the page, every table with its fields, in English and Arabic.  The rule this module
owns: *the page is never written by hand*.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from jadwal.case.dictionary import SHARED, Field, fields, shared
from jadwal.case.tables import BY_NAME, CASE_FILE, CONDITIONS_FILE, TABLES, Table
from jadwal.messages import stored

_INTRODUCTION = """# The data dictionary of a case

Made from `src/jadwal/case/fields.csv` by `python -m jadwal.case.pages`; do not edit this page.

A case is a folder: `case.toml`, `conditions.toml` and CSV tables. Files are UTF-8 (a byte-order mark is fine); CSV
cells are separated by commas or semicolons; lines that begin with `#` are comments; the order of rows never matters.
Numbers and dates may use Arabic-Indic digits. Dates are `2024-10-15`; `15 تشرين الأول 2024` is read, with a warning.
`case.toml`, `conditions.toml`, `sites.csv`, `units.csv` and `activities.csv` must be there; any other missing table is
an empty one. Any CSV file in `incidents/` (besides `tallies.csv`) whose header has `day` and `kind` holds events.

Several rows may carry one id with different `known_from`: the latest known on the day that is asked about holds.

| type | how it is typed |
|---|---|
"""
_TYPES = (
    ("slug", "an id: small Latin letters, digits, single hyphens; at most 64 characters"),
    ("ref:T", "the id of a row of table T, known no later than the row that names it"),
    (
        "task",
        "the id of work in the plan: an activity, a milestone, or what `docs/method.md` section 2 makes (`closed:K`)",
    ),
    ("text", 'both languages: `{ en = "…", ar = "…" }` in TOML, the columns `…_en` and `…_ar` in CSV'),
    ("string, decimal", "plain text in one language; degrees such as `33.79`"),
    ("url", "a web address, or a file inside the folder"),
    ("int", "a whole number"),
    (
        "estimate",
        "a whole number or a range: `{ low = 5, likely = 10, high = 20 }` in TOML, columns `…_low`, `…` and `…_high` "
        "in CSV; an assumed row states both ends",
    ),
    ("date, bool", "`2024-10-15`; `yes` or `no`"),
    ("list:X", '`["a", "b"]` in TOML, `a;b` in CSV'),
    ("links", "what an activity waits for: `report-threat; training:k1 SS+5; agreement FS+3..20`"),
    ("pause", "`talks`, `movement`, `all`, `site:<id>` or `lane:<id>`"),
    (
        "scope",
        "`all`, `kind:<kind of work>`, `lane:<id>`, `site:<id>`, `nation:<id>`, or the id of work (`transfer:k1`)",
    ),
    ("reach", "`all`, `kind:<kind of work>`, `site:<id>`, `lane:<id>`, `crew:<id>` or `nation:<id>`"),
    ("enum:a|b", "one of these words"),
)
_RELEASE = "Release levels say who may see a field's values: `public`, `parties` (both parties), `party` (one of them)."


def page() -> str:
    """The whole page."""
    lines = [_INTRODUCTION.rstrip(), *(f"| {_cell(type)} | {_cell(how)} |" for type, how in _TYPES), "", _RELEASE, ""]
    lines += _section(SHARED, stored(f"table.{SHARED}", "en"), shared())
    lines += _section("case", f"{stored('table.case', 'en')} (top of `{CASE_FILE}`)", fields("case"))
    for table in TABLES:
        own = tuple(f for f in fields(table.name) if f.table != SHARED)
        lines += _section(table.name, f"{stored(f'table.{table.name}', 'en')} ({_where(table)})", own)
    return "\n".join(lines).rstrip() + "\n"


def _where(table: Table) -> str:
    dated = "; with the columns of every dated table" if table.dated else ""
    if table.sheet:
        return f"`{table.file}`{dated}"
    single = table.single and not table.dated
    header = (
        f"`{table.key} = {{…}}`"
        if single and table.parent
        else f"`[{table.name}]`"
        if single
        else f"`[[{table.name}]]`"
    )
    return f"{header} in `{CASE_FILE if table.file == CASE_FILE else CONDITIONS_FILE}`{dated}"


def _section(name: str, about: str, rows: tuple[Field, ...]) -> Iterator[str]:
    sheet = name in BY_NAME and BY_NAME[name].sheet
    yield from (f"## {name}", "", f"{about}. {stored(f'table.{name}', 'ar')}.", "")
    yield "| field | type | range | unit | default | required | release | meaning | المعنى |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for f in rows:
        typed = ", ".join(f"`{c}`" for c in (f.columns if sheet else (f.key,)))
        cells = (f.type, f.range, f.unit.en, f.default, "yes" if f.required else "", f.release, *f.meanings)
        yield f"| {typed} | " + " | ".join(_cell(c) for c in cells) + " |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(page())
