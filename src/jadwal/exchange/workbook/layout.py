"""Which sheets a workbook has, how they are called in each language, and which columns stand in them.

In: the data dictionary.  Out: :class:`Sheet` values in their order.  The rule this module owns: *every table of a case
is one sheet, also the tables inside others*: a row inside another names that row by its id and, as several rows may
carry one id, by the day on which it was known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from jadwal.case.dictionary import Field, field, fields
from jadwal.case.tables import BY_NAME, EVENTS, TABLES, children
from jadwal.messages import stored
from jadwal.model.case import Text

LANGUAGES = ("en", "ar")
START = "start"
REMARK = "#"  # a row whose first cell begins with this is for people and not read, as in a CSV table
FILE = "file"


@dataclass(frozen=True)
class Column:
    """One column: its name as the importer knows it, the field that it belongs to, and which part of it."""

    name: str
    field: Field
    own: bool = True  # False for what says where a row belongs

    @property
    def part(self) -> str:
        """``en`` or ``ar`` of a text, ``low`` or ``high`` of a range, else nothing."""
        return self.name.removeprefix(self.field.name).removeprefix("_") if self.own else ""

    @property
    def required(self) -> bool:
        """True when every row needs it: of a range only the likely value."""
        return self.field.required and self.part not in ("low", "high")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its table and its columns."""

    table: str
    columns: tuple[Column, ...]

    @property
    def parent(self) -> str:
        """The table of the rows that rows of this sheet stand inside, or nothing."""
        return BY_NAME[self.table].parent if self.table in BY_NAME else ""

    def title(self, lang: str) -> str:
        """The sheet's name in a language."""
        return title(self.table, lang)

    def column(self, name: str) -> Column | None:
        """The column of this name."""
        return next((c for c in self.columns if c.name == name), None)


def title(table: str, lang: str) -> str:
    """The name of a table's sheet (``start``: of the first one) in a language."""
    return stored(f"workbook.sheet.{table}", lang)


@cache
def sheets() -> tuple[Sheet, ...]:
    """Every sheet with rows, in the order of the workbook."""
    return tuple(Sheet(name, _columns(name)) for name in ("case", *(t.name for t in TABLES)))


@cache
def by_title() -> dict[str, str]:
    """The table (or ``start``) of every sheet name in any language, in small letters."""
    return {title(t, lang).casefold(): t for t in (START, *(s.table for s in sheets())) for lang in LANGUAGES}


def _columns(table: str) -> tuple[Column, ...]:
    below = {t.attribute for t in children(table)}
    own = tuple(Column(c, f) for f in fields(table) if f.name not in below for c in f.columns)
    if table not in BY_NAME:
        return own
    parent = BY_NAME[table].parent
    if parent:
        inside = field(parent, "id")
        ref = replace(inside, table=table, name=parent, type=f"ref:{parent}", meaning=_meaning("inside"))
        known = replace(ref, name=f"{parent}_known_from", type="date", required=False, meaning=_meaning("vintage"))
        return (Column(parent, ref, own=False), Column(known.name, known, own=False), *own)
    if BY_NAME[table].file == EVENTS:
        near = field(table, "kind")
        file = replace(near, name=FILE, type="string", required=False, meaning=_meaning("file"))
        return (*own, Column(FILE, file, own=False))
    return own


def _meaning(name: str) -> Text:
    return Text(en=stored(f"workbook.column.{name}", "en"), ar=stored(f"workbook.column.{name}", "ar"))
