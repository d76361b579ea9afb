"""The timetable as tables that open in a spreadsheet.

In: a timetable, already at its level of release.  Out: rows of text by file name, the header first.  The rule this
module owns: *a cell is text, never a formula*: what begins like one gets an apostrophe in front, plain numbers
excepted.

Names stand in both languages; dates are ISO; chances are in percent with at most four decimals, as exact as the
file's parts per million.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from jadwal.messages import remedy, stored
from jadwal.model.case import Text
from jadwal.model.timetable import ReadingResult, Timetable, Within
from jadwal.publish import amounts, chosen, covered, earned, levelled, rated
from jadwal.publish.ways import way_name
from jadwal.text import no_formula, strip_controls

Row = tuple[str, ...]
Cell = str | int | bool | date | None

SCENARIO_DATES = "first/likely/last"  # field of an assumed scenario in ``Sensitivity``


def tables(timetable: Timetable) -> dict[str, tuple[Row, ...]]:
    """Rows of every table by file name."""
    made = {name: rows(timetable) for name, rows in TABLES.items()}
    return {name: tuple(tuple(guarded(cell) for cell in row) for row in rows) for name, rows in made.items()}


def encode(rows: Iterable[Row]) -> bytes:
    """A table as UTF-8 CSV with a byte-order mark, without which spreadsheets misread Arabic."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def guarded(cell: Cell) -> str:
    """A cell as text that no spreadsheet takes for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return no_formula(cell.isoformat() if isinstance(cell, date) else str(cell))


def percent(ppm: int | None) -> str:
    """Parts per million as percent, exactly: 453210 is 45.321."""
    if ppm is None:
        return ""
    whole, rest = divmod(abs(ppm), 10_000)
    return ("-" if ppm < 0 else "") + f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


def figure(field: str, value: int) -> str:
    """An assumed value as text: the dates of a declared scenario are kept as day numbers (date ordinals)."""
    return date.fromordinal(value).isoformat() if field == SCENARIO_DATES else str(value)


def reading_id(result: ReadingResult) -> str:
    """The reading as one word: ``question=reading``, joined by semicolons; empty when nothing is read in two ways."""
    return ";".join(f"{question}={reading}" for question, reading in result.readings)


def _named(name: Text) -> tuple[str, str]:
    return name.en, name.ar


def _milestones(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield (
        "reading", "milestone", "name_en", "name_ar", "headline", "aim", "aim_percent", "commit", "commit_percent",
        "no_commit_because", "blocked_by", "p10", "p50", "p80", "p90", "reached_percent", "p10_error_days",
        "p50_error_days", "p80_error_days", "p90_error_days", "reached_error_percent", "aim_error_percent", "futures",
    )  # fmt: skip
    for r in t.readings:
        for m in r.milestones:
            q = m.quantiles
            joint = percent(r.joint_confidence_ppm) if m.commit and m.commit_why != "reached" else ""
            yield (
                reading_id(r), m.id, *_named(m.name), m.headline, m.aim, percent(m.aim_ppm), m.commit, joint,
                m.commit_why, ";".join(m.blocked_by), q.p10, q.p50, q.p80, q.p90, percent(q.reached_ppm),
                *_errors(m.errors), r.futures,
            )  # fmt: skip


def _errors(errors: Within | None) -> tuple[Cell, ...]:
    if errors is None:
        return ("",) * 6
    days = (errors.p10, errors.p50, errors.p80, errors.p90)
    return *days, percent(errors.reached_ppm), percent(errors.aim_ppm)


def _entries(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield (
        "reading", "id", "kind", "name_en", "name_ar", "start", "finish", "days", "phase", "site", "to_site", "unit",
        "nation", "owner", "lane", "crew", "people", "loads", "actual_start", "actual_finish",
        "mode", "mode_en", "mode_ar",
    )  # fmt: skip
    for r in t.readings:
        for e in r.schedule.entries:
            way = _named(way_name(t.context, e.mode)) if e.mode else ("", "")
            yield (
                reading_id(r), e.id, e.kind, *_named(e.name), e.start, e.finish, e.days, e.phase, e.site, e.to_site,
                e.unit, e.nation, e.owner, e.lane, e.crew, e.people, e.loads, e.actual_start, e.actual_finish,
                e.mode, *way,
            )  # fmt: skip


def _board(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield (
        "condition", "group", "statement_en", "statement_ar", "state", "since", "figure", "low", "high",
        "coverage_percent", "last_observed", "outlook", "outlook_basis", "needed_by", "needed_on",
        "met_by_then_percent", "sources",
    )  # fmt: skip
    for row in t.board:
        for what, day, ppm in row.by or (("", None, None),):
            yield (
                row.condition, row.group, *_named(row.statement), row.state, row.since, row.figure, row.low, row.high,
                percent(row.coverage_ppm), row.last_observed, row.outlook, row.outlook_basis, what, day, percent(ppm),
                ";".join(row.sources),
            )  # fmt: skip


def _promises(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield "reading", "promise", "kind", "clause", "milestone", "day", "kept_percent", "error_percent", "aim_keeps"
    for r in t.readings:
        for p in r.promises:
            kept, error = percent(p.kept_ppm), percent(p.error_ppm)
            yield reading_id(r), p.id, p.kind, p.clause, p.milestone, p.day, kept, error, p.aim_keeps


def _decisions(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield (
        "reading", "decision", "kind", "name_en", "name_ar", "owner", "aim", "latest", "no_latest_because",
        "joint_percent", "error_percent",
    )  # fmt: skip
    for r in t.readings:
        for d in r.decisions:
            joint = ("", "") if d.why == "no-commit" else (percent(d.joint_ppm), percent(d.error_ppm))
            yield reading_id(r), d.id, d.kind, *_named(d.name), d.owner, d.aim, d.latest, d.why, *joint


def _findings(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield "severity", "code", "subject", "finding_en", "remedy_en", "finding_ar", "remedy_ar"
    for f in t.findings:
        said: list[str] = []
        for lang in ("en", "ar"):
            said += [stored(f.code, lang, **dict(f.params)), strip_controls(remedy(f.code, lang, **dict(f.params)))]
        yield f.severity, f.code, f.subject, *said


def _headcount(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield "reading", "day", "aim", "p10", "p50", "p90"
    for r in t.readings:
        for b in r.headcount:
            yield reading_id(r), b.day, b.aim, b.p10, b.p50, b.p90


def _drivers(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield (
        "reading", "kind", "id", "name_en", "name_ar", "days", "reached_percent", "days_error", "days_unmitigated",
        "days_mitigated",
    )  # fmt: skip
    for r in t.readings:
        for d in r.drivers:
            error = f"{d.error_milli // 1000}.{d.error_milli % 1000:03}"
            both = ("" if n is None else n for n in (d.unmitigated_days, d.mitigated_days))
            yield reading_id(r), d.kind, d.id, *_named(d.name), d.days, percent(d.attainable_ppm), error, *both


def _critical(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield (
        "reading", "id", "name_en", "name_ar", "criticality_percent", "criticality_error", "cruciality_percent",
        "cruciality_error",
    )  # fmt: skip
    for r in t.readings:
        for c in r.critical:
            crucial = ("" if ppm is None else percent(ppm) for ppm in (c.cruciality_ppm, c.cruciality_error_ppm))
            shares = (percent(c.criticality_ppm), percent(c.criticality_error_ppm))
            yield reading_id(r), c.id, *_named(c.name), *shares, *crucial


def _candidates(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield chosen.HEADER
    for r in t.readings:
        yield from chosen.rows(reading_id(r), r)


def _assumed(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield "reading", "table", "row", "field", "low", "value", "high", "days_at_low", "days_at_high", "decides"
    for r in t.readings:
        for s in r.sensitivities:
            at = (s.days_at_low, s.days_at_high)
            values = (figure(s.field, value) for value in (s.low, s.value, s.high))
            yield reading_id(r), s.table, s.row, s.field, *values, *at, s.decides


def _health(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield (
        "reading", "point", "name_en", "name_ar", "value", "unit", "of", "wanted", "threshold", "passed", "examples",
    )  # fmt: skip
    for r in t.readings:
        for h in r.health:
            names = (stored(f"health.{h.point}", lang) for lang in ("en", "ar"))
            value, most = ((percent(n) if h.unit == "ppm" else n) for n in (h.value, h.threshold))
            unit = "percent" if h.unit == "ppm" else "count"
            examples = ";".join(h.examples)
            yield reading_id(r), h.point, *names, value, unit, h.of, h.wanted, most, h.passed, examples


def _requirements(t: Timetable) -> Iterator[tuple[Cell, ...]]:
    yield covered.HEADER
    for r in t.readings:
        yield from covered.rows(reading_id(r), r)


TABLES: dict[str, Callable[[Timetable], Iterator[tuple[Cell, ...]]]] = {
    "milestones.csv": _milestones,
    "timetable.csv": _entries,
    "board.csv": _board,
    "promises.csv": _promises,
    "decisions.csv": _decisions,
    "findings.csv": _findings,
    "headcount.csv": _headcount,
    "drivers.csv": _drivers,
    "critical.csv": _critical,
    "candidates.csv": _candidates,
    "assumed.csv": _assumed,
    "health.csv": _health,
    "earned.csv": earned.of_timetable,
    "costs.csv": amounts.costs,
    "exposure.csv": amounts.exposure,
    "joint.csv": amounts.joint,
    "levels.csv": levelled.rows,
    "requirements.csv": _requirements,
    "capability.csv": rated.rows,
}
