"""What-ifs: a loaded case with some of its figures changed.

In: a loaded case, a day, settings such as ``lanes/west-road.capacity = 3``.  Out: the case as if that had been typed,
or every mistake with its place.  The rule this module owns: *a changed figure is read and checked like a typed one*: by
the dictionary, with all references and the whole case checked again.

A place is ``TABLE/ROW.FIELD`` with the tables of the data dictionary; ``case.FIELD`` and ``reduction.FIELD`` need no
row; a row inside another that has no id goes by the id of the row around it (``condition.rule/attacks.value``, and
``condition.gate/attacks[2].phase`` where there are several).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from jadwal.case.dictionary import Field, fields, nearest
from jadwal.case.reading import CaseFolder, recheck, settle
from jadwal.case.report import Report, Spot
from jadwal.case.rows import Placed, Rows, build_row
from jadwal.case.sheets import Record
from jadwal.case.tables import BY_NAME, CASE_FILE, ROOTS, TABLES, Table, children
from jadwal.case.values import RefusedError, convert
from jadwal.case.writing import typed_values
from jadwal.messages import BadInput
from jadwal.model.case import Case, Estimate
from jadwal.text import western_digits

CASE = Table("case", CASE_FILE, Case, "case")
FIXED = ("schema", "id", "known_from", "as_of")
_PLACE = re.compile(r"([a-z_]+(?:\.[a-z_]+)?)(?:/([^/\[\]]+?)(?:\[(\d+)\])?)?\.([a-z_]+)")
_RANGE = re.compile(r"([+-]?\d+)\.\.([+-]?\d+)\.\.([+-]?\d+)")


@dataclass(frozen=True)
class Setting:
    """One change: the place as typed, the raw value (text, or what TOML gives), and where it was asked for.

    ``by``: 1 or -1 when the value is added to what stands there or taken from it, else 0.
    """

    place: str
    raw: Any
    spot: Spot
    by: int = 0

    @property
    def shown(self) -> str:
        """The change on one line."""
        sign = {0: "=", 1: "+=", -1: "-="}[self.by]
        if isinstance(self.raw, Mapping) and set(self.raw) == {"low", "likely", "high"}:
            return f"{self.place}{sign}{self.raw['low']}..{self.raw['likely']}..{self.raw['high']}"
        value = ";".join(map(str, self.raw)) if isinstance(self.raw, (list, tuple)) else str(self.raw)
        return f"{self.place}{sign}{value}"


@dataclass(frozen=True)
class _Found:
    """Where a place leads: the outer row, the row inside it (or None), its field."""

    table: Table
    outer: Placed
    inner: Placed | None
    field: Field

    @property
    def row(self) -> Placed:
        return self.inner or self.outer


def typed_setting(word: str, spot: Spot, report: Report) -> Setting | None:
    """``PLACE=VALUE``, ``PLACE+=VALUE`` or ``PLACE-=VALUE`` as typed; None after noting that it is none of these."""
    place, equals, value = word.partition("=")
    by = {"+": 1, "-": -1}.get(place[-1:], 0)
    place = (place[:-1] if by else place).strip()
    if not equals or not place:
        report.add("whatif.no-setting", spot, value=_short(word))
        return None
    return Setting(place, value.strip(), replace(spot, name=place), by)


def changed(loaded: CaseFolder, settings: Sequence[Setting], as_of: date | None = None) -> CaseFolder:
    """``loaded`` with every setting made; raises ``BadInput`` with every mistake in them and what they bring about."""
    report = Report()
    found = located(loaded, settings, as_of, report)
    if report.errors:
        raise BadInput(report.all())
    rows = Rows({t: list(p) for t, p in loaded.rows.by_table.items()}, {}, set())
    for outer, changes in _by_row(found):
        _rebuild(rows, outer, changes, report)
    if not report.errors:
        recheck(rows, report)
    if report.errors:
        raise BadInput(report.all())
    return CaseFolder(loaded.folder, rows, loaded.as_of, loaded.warnings)


def located(
    loaded: CaseFolder, settings: Sequence[Setting], as_of: date | None, report: Report
) -> list[tuple[_Found, Setting, Any]]:
    """(where, setting, raw value as the dictionary reads it) of every setting; what is wrong goes to ``report``."""
    day, made, seen = as_of or loaded.as_of, [], set()
    for setting in settings:
        found = _locate(loaded.rows, setting, day, report)
        if found is None:
            continue
        key = (found.table.name, id(found.row), found.field.name)
        if key in seen:
            report.add("whatif.twice", setting.spot, place=_short(setting.place))
            continue
        seen.add(key)
        try:
            made.append((found, setting, _value(found, setting, report)))
        except RefusedError:
            continue
    return made


def _locate(rows: Rows, s: Setting, day: date, report: Report) -> _Found | None:
    parts = _PLACE.fullmatch(s.place)
    if parts is None:
        report.add("whatif.bad-place", s.spot, place=_short(s.place))
        return None
    name, id, number, field = parts[1], parts[2] or "", int(parts[3] or 0), parts[4]
    table = _table(name)
    if table is None:
        known = ["case", *(t.name for t in TABLES)]
        report.add("whatif.unknown-table", s.spot, table=name, nearest=nearest(name, known))
        return None
    f = next((f for f in fields(table.name) if f.name == field and f.kind not in ("tables", "table")), None)
    if f is None:
        report.add("whatif.unknown-field", s.spot, field=field, nearest=nearest(field, _changeable(table)))
        return None
    if f.name in FIXED or f.kind == "text":
        code = "whatif.as-of" if f.name == "as_of" and table.name == "case" else "whatif.fixed"
        if code == "whatif.as-of" or f.name != "as_of":
            report.add(code, s.spot, field=field, fields=", ".join(_changeable(table)))
            return None
    row = _row(rows, table, id, number, day, s, report)
    return None if row is None else _Found(table, row[0], row[1], f)


def _table(name: str) -> Table | None:
    """A table by its name in the dictionary, or by the name of its rows in the case (``milestones``)."""
    if name == "case":
        return CASE
    return BY_NAME.get(name) or next((t for t in ROOTS if t.attribute == name), None)


def _changeable(table: Table) -> list[str]:
    return [f.name for f in fields(table.name) if f.kind not in ("text", "tables", "table") and f.name not in FIXED]


def _row(
    rows: Rows, table: Table, id: str, number: int, day: date, s: Setting, report: Report
) -> tuple[Placed, Placed | None] | None:
    """The row that holds on ``day`` with the row around it."""
    root = BY_NAME[table.parent] if table.parent else table
    outers = [p for p in rows.of(root.name) if p.known_from <= day]
    pairs = [(o, i) for o in outers for i in o.inside if i.table == table.name] if table.parent else []
    single = (root.single or table.name == "case") and not table.parent
    own = bool(table.parent) and "id" in table.struct.__struct_fields__
    if single and not id:
        held = sorted(outers, key=lambda p: p.known_from)
        if held:
            return held[-1], None
        report.add("whatif.no-row", s.spot, table=table.name, row="-", nearest="-")
        return None
    names = [str(i.row.id) for _, i in pairs] if own else [str(getattr(o.row, "id", "")) for o in outers]
    if id not in names or not id:
        later = {str(getattr(p.row, "id", "")) for p in rows.of(table.name if own else root.name)}
        code = "whatif.not-known-yet" if id in later and id else "whatif.no-row"
        report.add(code, s.spot, table=table.name, row=_short(id) or "-", nearest=nearest(id, names) or "-")
        return None
    if own:
        return max(((o, i) for o, i in pairs if i.row.id == id), key=lambda p: p[0].known_from)
    outer = max((o for o in outers if o.row.id == id), key=lambda p: p.known_from)
    if not table.parent:
        return outer, None
    inners = [i for i in outer.inside if i.table == table.name and i.known_from <= day]
    if table.name == "condition.scenario" and not number:
        inners = sorted(inners, key=lambda i: i.known_from)[-1:]
    if number > len(inners) or not inners or (not number and len(inners) > 1):
        report.add("whatif.which", s.spot, table=table.name, row=id, count=len(inners))
        return None
    return outer, inners[number - 1 if number else 0]


def _value(found: _Found, s: Setting, report: Report) -> Any:
    """The raw value that stands for the setting in a record: checked by the dictionary; None for an empty one."""
    f, raw = found.field, s.raw
    if s.by:
        raw = _relative(found, s, report)
    elif isinstance(raw, str) and f.kind == "estimate":
        ends = _RANGE.fullmatch(western_digits(raw.strip()))
        if ends:
            raw = {"low": int(ends[1]), "likely": int(ends[2]), "high": int(ends[3])}
    if raw is None or raw in ("", []):
        if f.required:
            report.add("case.missing-value", s.spot, field=f.name)
            raise RefusedError
        return None
    value = convert(f, raw, s.spot, report)
    if isinstance(value, Estimate):
        return {"low": value.low, "likely": value.likely, "high": value.high}
    return raw if f.kind in ("links", "list") else value


def _relative(found: _Found, s: Setting, report: Report) -> Any:
    """What stands there with so much added: a number, the three numbers of an estimate, or a date and days."""
    f = found.field
    now = dict(_typed(found.row)).get(f.name, f.default or None)
    if isinstance(now, str) and f.kind in ("int", "estimate"):
        now = int(now)
    whole = replace(f, type="int", range="")
    if f.kind not in ("int", "estimate", "date") or now is None:
        report.add("whatif.no-sum", s.spot, field=f.name)
        raise RefusedError
    step = convert(whole, s.raw, s.spot, report)
    assert isinstance(step, int)
    if isinstance(now, dict):
        return {k: v + s.by * step for k, v in now.items()}
    try:
        return now + timedelta(days=s.by * step) if isinstance(now, date) else now + s.by * step
    except OverflowError:
        report.add("case.not-date", s.spot, value=s.shown[:60])
        raise RefusedError from None


def _by_row(
    found: Iterable[tuple[_Found, Setting, Any]],
) -> list[tuple[Placed, list[tuple[_Found, Setting, Any]]]]:
    grouped: dict[int, tuple[Placed, list[tuple[_Found, Setting, Any]]]] = {}
    for one in found:
        grouped.setdefault(id(one[0].outer), (one[0].outer, []))[1].append(one)
    return list(grouped.values())


def _typed(placed: Placed) -> list[tuple[str, Any]]:
    """What was typed in a row, ranges kept."""
    return [(f.name, value) for f, value in typed_values(placed).items()]


def _rebuild(rows: Rows, outer: Placed, changes: Sequence[tuple[_Found, Setting, Any]], report: Report) -> None:
    """Put the row with its changes in the place of ``outer``."""
    record = _record(outer, changes)
    if outer.table == "case":
        settle(record, rows, report)
        return
    made = build_row(BY_NAME[outer.table], record, None, report)
    if made is not None:
        table = rows.by_table[outer.table]
        table[next(n for n, p in enumerate(table) if p is outer)] = made


def _record(placed: Placed, changes: Sequence[tuple[_Found, Setting, Any]]) -> Record:
    values: dict[str, Any] = dict(_typed(placed))
    spot = placed.spot
    for found, setting, value in changes:
        if found.row is placed:
            spot = replace(setting.spot, path=setting.place.rpartition(".")[0], name="", sheet=False)
            values[found.field.name] = value
    inside = {
        below.attribute: [_record(inner, changes) for inner in placed.inside if inner.table == below.name]
        for below in (children(placed.table) if placed.table != "case" else ())
    }
    return Record(spot, {k: v for k, v in values.items() if v is not None}, inside)


def _short(value: str) -> str:
    return "".join(c for c in value if c.isprintable())[:80]
