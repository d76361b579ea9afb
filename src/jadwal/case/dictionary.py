"""The one data dictionary: what may stand in each table of a case folder, read from ``fields.csv``.

In: ``fields.csv`` of this package.  Out: :class:`Field` values by table.  The rule this module owns: *reader,
checker, skeleton, schema and documentation know a field from here and from nowhere else*.

Types: ``slug`` (an id), ``ref:T|U`` (the id of a row of one of the tables), ``task`` (the id of work in the plan),
``text`` (both languages), ``string``, ``url``, ``decimal``, ``int``, ``estimate``, ``date``, ``bool``, ``links``,
``pause``, ``scope`` (what a risk hits), ``reach`` (what a factor acts on), ``enum:a|b``, ``list:X``,
``tables:T`` and ``table:T`` (tables inside).  ``range`` bounds a number, or the length of a text.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jadwal.case.tables import BY_NAME
from jadwal.model.case import Text

SHARED = "row"  # the pseudo-table of the columns that every dated table has
NAME_LENGTH = 200


@dataclass(frozen=True)
class Field:
    """One field as a person types it."""

    table: str
    name: str
    type: str
    range: str
    unit: Text
    default: str
    required: bool
    release: str
    meaning: Text

    @property
    def meanings(self) -> tuple[str, str]:
        """What the field means, in English and Arabic."""
        return (self.meaning.en, self.meaning.ar)

    @property
    def kind(self) -> str:
        """The type without what it is about: ``ref`` for ``ref:sites``."""
        return self.type.partition(":")[0]

    @property
    def about(self) -> str:
        """What the type is about: ``sites`` for ``ref:sites``."""
        return self.type.partition(":")[2]

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of an enum, or the tables of a reference (also inside a list)."""
        about = self.about.partition(":")[2] if self.kind == "list" else self.about
        return tuple(about.split("|")) if about else ()

    @property
    def least(self) -> int | None:
        """Lower bound of a number."""
        low = self.range.partition("..")[0]
        return int(low) if low else None

    @property
    def most(self) -> int | None:
        """Upper bound of a number, or of the length of a text."""
        high = self.range.partition("..")[2]
        if high:
            return int(high)
        return NAME_LENGTH if self.kind in ("text", "string", "list") else None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of this field in a CSV table."""
        if self.kind == "text":
            return (f"{self.name}_en", f"{self.name}_ar")
        if self.kind == "estimate":
            return (f"{self.name}_low", self.name, f"{self.name}_high")
        return (self.name,)

    @property
    def key(self) -> str:
        """The key of this field in a TOML table: a table inside is typed by its own short name."""
        return BY_NAME[self.about].key if self.kind in ("tables", "table") else self.name


@cache
def _all() -> tuple[Field, ...]:
    text = resources.files(__package__).joinpath("fields.csv").read_text("utf-8")
    return tuple(
        Field(
            table=row["table"],
            name=row["field"],
            type=row["type"],
            range=row["range"],
            unit=Text(en=row["unit"], ar=row["unit_ar"]),
            default=row["default"],
            required=row["required"] == "yes",
            release=row["release"],
            meaning=Text(en=row["meaning_en"], ar=row["meaning_ar"]),
        )
        for row in csv.DictReader(io.StringIO(text))
    )


@cache
def fields(table: str) -> tuple[Field, ...]:
    """The fields of a table in the order of the dictionary, those of every dated row last."""
    own = tuple(f for f in _all() if f.table == table)
    return own + shared() if table in BY_NAME and BY_NAME[table].dated else own


def shared() -> tuple[Field, ...]:
    """The columns that every dated table has."""
    return tuple(f for f in _all() if f.table == SHARED)


def field(table: str, name: str) -> Field:
    """One field of a table."""
    return next(f for f in fields(table) if f.name == name)


def columns(table: str) -> tuple[str, ...]:
    """All columns of a CSV table."""
    return tuple(c for f in fields(table) for c in f.columns)


def keys(table: str) -> tuple[str, ...]:
    """All keys of a TOML table."""
    return tuple(f.key for f in fields(table))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that looks most like ``name`` (empty when there is none)."""
    names = sorted(known)
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.0)
    return found[0] if found else ""


def looks_like(name: str, known: str) -> bool:
    """True when ``name`` is likely a misspelling of ``known``."""
    return bool(difflib.get_close_matches(name.lower(), [known], cutoff=0.75))
