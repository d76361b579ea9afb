"""Read a case folder: everything in it, every mistake at once.

In: a folder.  Out: a :class:`CaseFolder` (all vintages of all rows, each with its place), a :class:`Case` as known
on a day, or the mistakes.  The rule this module owns: *a folder is read whole or not at all*.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import rfc8785

from jadwal.case.dictionary import looks_like, nearest
from jadwal.case.files import check_links, folder_stands, read_text
from jadwal.case.form import CHECKS, FIRST_DAY
from jadwal.case.references import check_documents, check_duplicates, check_ids_inside, check_references
from jadwal.case.report import Report, Spot
from jadwal.case.rows import Placed, Rows, build, build_row
from jadwal.case.sheets import Record, header, read_sheet
from jadwal.case.tables import CASE_FILE, CONDITIONS_FILE, EVENTS, INCIDENTS, ROOTS, Table
from jadwal.case.tomls import read_toml
from jadwal.case.values import YES
from jadwal.case.views import check_complete, check_days
from jadwal.case.vintages import view
from jadwal.messages import BadInput, Mistake
from jadwal.model.case import Case
from jadwal.text import western_digits

_HEAD = Table("case", CASE_FILE, Case, "case")
_NEEDED = (CASE_FILE, CONDITIONS_FILE, *(t.file for t in ROOTS if t.sheet and t.needed))


@dataclass(frozen=True)
class CaseFolder:
    """A case folder as read: every vintage of every row, and where each stands."""

    folder: Path
    rows: Rows
    as_of: date
    warnings: tuple[Mistake, ...] = ()

    def table(self, name: str) -> tuple[Placed, ...]:
        """All vintages of the rows of one table, with their places."""
        return tuple(self.rows.of(name))


def check(folder: Path) -> tuple[Mistake, ...]:
    """Every mistake of form in a case folder, sorted by file, row and field; bad content never raises."""
    report = Report()
    _read(folder, report)
    return report.all()


def load(folder: Path) -> CaseFolder:
    """The whole folder; raises ``BadInput`` with every mistake when any of them is an error."""
    report = Report()
    rows = _read(folder, report)
    if report.errors:
        raise BadInput(report.all())
    return CaseFolder(folder=folder, rows=rows, as_of=rows.of("case")[0].row.as_of, warnings=report.all())


def known(case: Path | CaseFolder, as_of: date | None = None) -> Case:
    """The case as it was known on ``as_of`` (its own date when None); ``BadInput`` when it lacks what a plan needs."""
    loaded = load(case) if isinstance(case, Path) else case
    day = as_of or loaded.as_of
    if day == loaded.as_of:
        return view(loaded.rows, day)
    report = Report()
    horizon = loaded.rows.of("case")[0].row.horizon
    if not FIRST_DAY <= day < horizon:
        spot = Spot(CASE_FILE).at("as_of")
        report.add(
            "case.date-outside", spot, day=day.isoformat(), first=FIRST_DAY.isoformat(), last=horizon.isoformat()
        )
    else:
        check_complete(loaded.rows, day, report)
    if report.errors:
        raise BadInput(report.all())
    return view(loaded.rows, day)


def read_case(folder: Path, as_of: date | None = None) -> Case:
    """Load a folder and return the case as known on ``as_of``; raises ``BadInput``."""
    return known(load(folder), as_of)


def inputs_digest(loaded: CaseFolder) -> str:
    """SHA-256 of what the folder says: the same for any order of rows, separator, line end, BOM or comment."""
    return hashlib.sha256(rfc8785.dumps(content(loaded))).hexdigest()  # as trust.canonical.digest, a room beside


def content(loaded: CaseFolder) -> dict[str, Any]:
    """What the folder says as plain data: every table with all its rows, sorted."""
    found: dict[str, Any] = {"case": settings(loaded.rows.of("case")[0].row)}
    for table in ROOTS:
        rows = [p.row for p in loaded.rows.of(table.name)]
        plain = [msgspec.to_builtins(row) for row in sorted(rows, key=lambda r: (str(getattr(r, "id", "")), _from(r)))]
        found[table.name] = plain
    return found


def _from(row: Any) -> date:
    found: date = getattr(row, "known_from", date.min)
    return found


def settings(case: Case) -> dict[str, Any]:
    """The undated settings of a case as plain data."""
    plain = {
        name: getattr(case, name) for name in ("id", "name", "as_of", "horizon", "confidence_ppm", "mission_calendar")
    }
    built: dict[str, Any] = msgspec.to_builtins(plain)
    return built


def _read(folder: Path, report: Report) -> Rows:
    rows = Rows()
    if not folder_stands(folder, report):
        return rows
    check_links(folder, report)
    _check_names(folder, rows, report)
    for name in _NEEDED:
        if not (folder / name).exists():
            rows.unread |= {t.name for t in ROOTS if t.file == name}
            if not (folder / name).is_symlink():
                report.add("case.missing-file", Spot(name), name=name)
    for file in (CASE_FILE, CONDITIONS_FILE):
        _read_toml(folder, file, rows, report)
    for table in ROOTS:
        if table.sheet:
            for file in _files(folder, table):
                _read_sheet(folder, file, table, rows, report)
    _check(rows, folder, report)
    return rows


def assemble(records: Mapping[str, Sequence[Record]], unread: Collection[str], report: Report) -> Rows:
    """The rows of records that come from elsewhere than a folder, checked like those of one; ``case`` has the settings.

    ``unread`` names the tables of which some or all rows could not be read.  Files that sources name are not looked
    for: :func:`missing_documents` does that once it is known where they should be.
    """
    rows = Rows(unread=set(unread))
    for record in records.get("case", ()):
        settle(record, rows, report)
    for table in ROOTS:
        build(table, records.get(table.name, ()), rows, report)
    _check(rows, None, report)
    return rows


def missing_documents(folder: Path, rows: Rows) -> tuple[Mistake, ...]:
    """The files that sources name and that are not in ``folder``."""
    report = Report()
    check_documents(folder, rows, report)
    return report.all()


def recheck(rows: Rows, report: Report) -> None:
    """Check rows that were changed since they were read; files that sources name are not looked for again."""
    _check(rows, None, report)


def _check(rows: Rows, folder: Path | None, report: Report) -> None:
    for check_form in CHECKS:
        check_form(rows, report)
    check_references(rows, report)
    check_duplicates(rows, report)
    check_ids_inside(rows, report)
    if folder is not None:
        check_documents(folder, rows, report)
    if rows.of("case"):
        if not any(m.code in ("case.hub-cycle", "case.self-link") for m in report.mistakes):
            check_days(rows, rows.of("case")[0].row.as_of, report)
        _normalise_observations(rows)


def _check_names(folder: Path, rows: Rows, report: Report) -> None:
    """Tables nobody reads: a misspelt file name would else be an empty table."""
    known_files = [t.file for t in ROOTS if t.file != EVENTS]
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name != INCIDENTS and looks_like(path.name, INCIDENTS):
            report.add("case.unknown-file", Spot(path.name), name=f"{path.name}/", nearest=f"{INCIDENTS}/")
        if path.suffix.lower() in (".csv", ".toml") and path.name not in known_files:
            near = nearest(path.name, known_files)
            report.add("case.unknown-file", Spot(path.name), name=path.name, nearest=near)
            if not (folder / near).exists():
                rows.unread |= {t.name for t in ROOTS if t.file == near}


def _files(folder: Path, table: Table) -> Iterable[str]:
    if table.file != EVENTS:
        return [table.file] if (folder / table.file).exists() else []
    return [f"{INCIDENTS}/{p.name}" for p in sorted((folder / INCIDENTS).glob("*.csv")) if p.name != "tallies.csv"]


def _read_toml(folder: Path, file: str, rows: Rows, report: Report) -> None:
    if not (folder / file).exists():
        return
    tables = [t for t in ROOTS if t.file == file]
    text = read_text(folder, file, report)
    found = read_toml(file, text, report, top="case" if file == CASE_FILE else "") if text is not None else None
    if found is None:
        rows.unread |= {t.name for t in tables}
        return
    for table in tables:
        build(table, found[table.name], rows, report)
        if found[table.name]:
            continue
        if any(m.file == file and m.code == "case.unknown-table" for m in report.mistakes):
            rows.unread.add(table.name)  # its rows may stand under the misspelt name
        elif table.needed:
            rows.unread.add(table.name)
            report.add("case.empty-table", Spot(file).at(table.name), table=f"[[{table.name}]]")
    for record in found.get("case", []):
        settle(record, rows, report)


def settle(record: Record, rows: Rows, report: Report) -> None:
    """The settings at the top of ``case.toml`` become the case that views are made from."""
    placed = build_row(Table("case", CASE_FILE, _Settings, "case"), record, None, report)
    if placed is None:
        return
    s = placed.row
    head = Case(
        id=s.id,
        name=s.name,
        as_of=s.as_of,
        horizon=s.horizon,
        confidence_ppm=s.confidence * 10_000,
        mission_calendar=s.mission_calendar,
        parties=(),
    )
    rows.by_table["case"] = [Placed("case", head, placed.spot, placed.typed)]


class _Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The top of ``case.toml`` as typed."""

    schema: int
    id: str
    name: Any
    as_of: date
    horizon: date
    confidence: int = 80
    mission_calendar: str = ""


def _read_sheet(folder: Path, file: str, table: Table, rows: Rows, report: Report) -> None:
    text = read_text(folder, file, report)
    if text is None:
        rows.unread.add(table.name)
        return
    if table.file == EVENTS and not _is_feed(text):
        report.warn("case.not-read", Spot(file), name=file)
        return
    before = len(report.mistakes)
    records = read_sheet(table.name, file, text, report)
    if len(report.mistakes) > before:
        rows.unread.add(table.name)
    elif not records and table.needed:
        rows.unread.add(table.name)
        report.add("case.empty-table", Spot(file), table=file)
    build(table, records, rows, report)


def _is_feed(text: str) -> bool:
    try:
        return {"day", "kind"} <= set(header(text))
    except csv.Error:
        return True  # a broken sheet is read, so that its mistakes are told


def _normalise_observations(rows: Rows) -> None:
    """Values of counts in western digits, those of facts as yes or no."""
    kinds = {p.row.id: p.row.kind for p in rows.of("indicator")}
    plain: list[Placed] = []
    for p in rows.of("observations"):
        kind, value = kinds.get(p.row.indicator), p.row.value
        if kind == "count":
            value = western_digits(value)
        elif kind == "fact":
            value = "yes" if value in YES else "no"
        plain.append(Placed(p.table, msgspec.structs.replace(p.row, value=value), p.spot, p.typed))
    if plain:
        rows.by_table["observations"] = plain
