"""Any other sheet of events, by a small file that says which column is what.

In: a mapping file (TOML).  Out: a :class:`Mapping` with its layout and its expressions.  The rule this module owns: *a
sheet's precision is stated by who maps it*: the mapping says how exact places and days are, or it is refused.

A mapping file has ``name``, ``licence``, ``holder``, ``aggregates_only`` (true: rows never leave in an export) and

- ``[columns]``: ``id``, ``latitude``, ``longitude``, ``admin1``, ``country``, ``kind``, ``actor_a``, ``actor_b``,
  ``deaths_low``, ``deaths_best``, ``deaths_high``; all but ``id`` may be left out;
- ``[day]``: ``column`` with ``formats`` and perhaps ``last``; or ``year``, ``month`` and ``day``;
- ``[place_precision]`` and, where days have one, ``[day_precision]``: ``column``, ``values`` and ``otherwise``; or
  ``fixed``; on the ladders of the event table.

The mapping that ships reads the GTD.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec

from jadwal.incidents.feeds.batches import Terms
from jadwal.incidents.feeds.layouts import LAYOUTS, Layout
from jadwal.incidents.feeds.reading import literal, quoted
from jadwal.messages import BadInput, Mistake

MOST_BYTES = 100_000
_EASTERN = "translate({}, '٠١٢٣٤٥٦٧٨٩٫', '0123456789.')"


class Names(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which column is what; empty: there is none."""

    id: str
    latitude: str = ""
    longitude: str = ""
    admin1: str = ""
    country: str = ""
    kind: str = ""
    actor_a: str = ""
    actor_b: str = ""
    deaths_low: str = ""
    deaths_best: str = ""
    deaths_high: str = ""


class Days(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The day in one column with its formats (strptime), perhaps with a last day, or in three columns."""

    column: str = ""
    last: str = ""
    formats: tuple[str, ...] = ("%Y-%m-%d",)
    year: str = ""
    month: str = ""
    day: str = ""


class Ladder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A precision: a column whose values stand on a ladder, or one for all rows."""

    column: str = ""
    values: dict[str, int] = {}
    otherwise: int = 0
    fixed: int = 0


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    licence: str
    holder: str
    aggregates_only: bool
    columns: Names
    day: Days
    place_precision: Ladder
    day_precision: Ladder = Ladder()


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """A mapping as read; ``digest`` is the SHA-256 of its file."""

    file: _File
    digest: str

    @property
    def name(self) -> str:
        """The feed's name, small letters."""
        return self.file.name

    @property
    def terms(self) -> Terms:
        """The terms its batches carry."""
        return Terms(licence=self.file.licence, holder=self.file.holder, aggregates_only=self.file.aggregates_only)

    def layout(self) -> Layout:
        """The columns a sheet must have for this mapping."""
        f = self.file
        named = [*(getattr(f.columns, n) for n in f.columns.__struct_fields__), f.day.column, f.day.last, f.day.year]
        named += [f.day.month, f.day.day, f.place_precision.column, f.day_precision.column]
        needed = tuple(dict.fromkeys(n.strip().lower() for n in named if n))
        return Layout(self.name, needed, frozenset(needed), open=True)

    def expressions(self) -> dict[str, str]:
        """As :func:`jadwal.incidents.feeds.normal.expressions`."""
        f = self.file
        found = {"id": _whole(f.columns.id), **_days(f.day)}
        if f.day.column or not (f.day_precision.column or f.day_precision.fixed):
            days = _days(f.day)
            span = f"({days['last_day']} - {days['first_day']})"
            found["day_precision"] = (
                f"CASE WHEN {span} IS NULL OR {span} = 0 THEN '1' WHEN {span} <= 5 THEN '2' WHEN {span} <= 7 THEN '3' "
                f"WHEN {span} <= 31 THEN '4' ELSE '5' END"
            )
        if f.day_precision.column or f.day_precision.fixed:
            found["day_precision"] = _ladder(f.day_precision)
        for name in ("latitude", "longitude"):
            found[name] = _text(getattr(f.columns, name), digits=True)
        found["place_prec"] = _ladder(f.place_precision)
        for name in ("admin1", "country", "kind", "actor_a", "actor_b"):
            found[name] = _text(getattr(f.columns, name))
        for name in ("deaths_low", "deaths_best", "deaths_high"):
            found[name] = _whole(getattr(f.columns, name))
        return {**found, "clarity": "'event'"}


def load(path: Path) -> Mapping:
    """A mapping file; raises ``BadInput`` with what is wrong with it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise _bad(path.name, "feed.no-file", name=path.name) from None
    except IsADirectoryError:
        raise _bad(path.name, "feed.folder", name=str(path)) from None
    except PermissionError:
        raise _bad(path.name, "feed.not-readable", name=path.name) from None
    if len(content) > MOST_BYTES:
        raise _bad(path.name, "feed.mapping-big", name=path.name)
    return parsed(path.name, content)


def parsed(name: str, content: bytes) -> Mapping:
    """A mapping from the bytes of its file; raises ``BadInput``."""
    try:
        file = msgspec.convert(tomllib.loads(content.decode("utf-8")), _File)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise _bad(name, "feed.mapping-unread", name=name) from None
    except msgspec.ValidationError as why:
        words = re.findall(r"`([^`]*)`", str(why))
        keys = [w.removeprefix("$.") for w in words if w not in ("str", "int", "bool", "object", "array", "float", "$")]
        raise _bad(name, "feed.mapping-key", name=name, key=".".join(reversed(keys)) or "name") from None
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", file.name) or file.name in {one.kind for one in LAYOUTS}:
        raise _bad(name, "feed.mapping-name", name=name, value=file.name)
    day = file.day
    if bool(day.column) == bool(day.year and day.month and day.day):
        raise _bad(name, "feed.mapping-day", name=name)
    ladders = [("place_precision", file.place_precision, 7), ("day_precision", file.day_precision, 5)]
    for field, ladder, most in ladders:
        if ladder == Ladder() and field == "day_precision":
            continue
        steps = (
            [ladder.fixed]
            if not ladder.column
            else [*ladder.values.values(), *([ladder.otherwise] * bool(ladder.otherwise))]
        )
        if not steps or not all(1 <= step <= most for step in steps):
            raise _bad(name, "feed.mapping-ladder", name=name, key=field, most=most)
    return Mapping(file=file, digest=hashlib.sha256(content).hexdigest())


@cache
def shipped() -> dict[str, Mapping]:
    """The mappings that ship, by name."""
    folder = resources.files(__package__) / "mappings"
    found = [
        parsed(e.name, e.read_bytes())
        for e in sorted(folder.iterdir(), key=lambda e: e.name)
        if e.name.endswith(".toml")
    ]
    return {one.name: one for one in found}


def _text(column: str, digits: bool = False) -> str:
    if not column:
        return "NULL"
    name = f"nullif(trim({quoted(column.strip().lower())}), '')"
    return _EASTERN.format(name) if digits else name


def _whole(column: str) -> str:
    return f"regexp_replace({_text(column, digits=True)}, '\\.0+$', '')" if column else "NULL"


def _days(day: Days) -> dict[str, str]:
    if day.column:
        first, last = (_parsed(c, day.formats) for c in (day.column, day.last or day.column))
        return {"day_given": _text(day.column), "first_day": first, "last_day": f"coalesce({last}, {first})"}
    year, month, of_month = (_whole(c) for c in (day.year, day.month, day.day))
    m, d = f"lpad({month}, 2, '0')", f"lpad({of_month}, 2, '0')"
    exact = f"try_cast(concat({year}, '-', {m}, '-', {d}) AS DATE)"
    of_the_month = f"try_cast(concat({year}, '-', {m}, '-01') AS DATE)"
    no_day, no_month = f"coalesce({of_month}, '0') = '0'", f"coalesce({month}, '0') = '0'"
    return {
        "day_given": _text(day.year),
        "first_day": f"CASE WHEN {no_month} THEN try_cast(concat({year}, '-01-01') AS DATE) "
        f"WHEN {no_day} THEN {of_the_month} ELSE {exact} END",
        "last_day": f"CASE WHEN {no_month} THEN try_cast(concat({year}, '-12-31') AS DATE) "
        f"WHEN {no_day} THEN last_day({of_the_month}) ELSE {exact} END",
    }


def _parsed(column: str, formats: tuple[str, ...]) -> str:
    """A day by the first format that reads it; what follows a day in ISO form (a time) is left out."""
    given = _text(column, digits=True)
    tried = ", ".join(literal(f) for f in formats)
    return f"coalesce(try_strptime({given}, [{tried}])::DATE, try_strptime(left({given}, 10), [{tried}])::DATE)"


def _ladder(of: Ladder) -> str:
    if not of.column:
        return f"'{of.fixed}'"
    given = _whole(of.column)
    cases = " ".join(f"WHEN {literal(value)} THEN '{step}'" for value, step in of.values.items())
    rest = f"'{of.otherwise}'" if of.otherwise else given
    return f"CASE {given} {cases} ELSE {rest} END" if cases else rest


def _bad(file: str, code: str, **params: str | int) -> BadInput:
    return BadInput([Mistake(code=code, file=file, params=tuple(params.items()))])
