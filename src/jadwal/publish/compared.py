"""A comparison of two timetables as files: data, tables, charts.

In: a comparison.  Out: file contents by name.  The rule this module owns: *the tables hold every move*; the charts
only those that can be told apart.

``compare.json`` (everything), ``compare.csv`` (one row for each task that moved, came or went), ``milestones.csv``,
``promises.csv``, ``headcount.csv``, ``amounts.csv`` (cost and exposure), ``earned.csv``; per reading *n* and language
``moved-n.LANG.svg`` and, where something has been earned, ``followed-n.LANG.svg``, each with its table as CSV;
``index.html``: all charts with what is said of them, in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from jadwal.messages import stored
from jadwal.model.compared import Comparison, ReadingChange
from jadwal.publish import PAGE
from jadwal.publish.because import because, by_cause, counts, iso, names_in, signed
from jadwal.publish.charts.alone import Part, Section, book
from jadwal.publish.charts.chart import Chart, standalone
from jadwal.publish.charts.followed import followed, followed_of
from jadwal.publish.charts.moved_dates import moved_dates, moved_dates_of
from jadwal.publish.earned import rows as earned_rows
from jadwal.publish.tables import Row, encode, guarded, percent

MAIN = "compare.json"
LANGUAGES = ("en", "ar")
_NAMES = re.compile(
    r"index\.html|compare\.(?:json|csv)|(?:milestones|promises|headcount|amounts|earned)\.csv|(?:moved|followed)-\d+\.(?:csv|(?:en|ar)\.svg)"
)
Cell = str | int | None


class _Owned:
    """The names of all files that a folder of a comparison may hold."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and _NAMES.fullmatch(name) is not None


OWNED = _Owned()


def encode_comparison(found: Comparison) -> bytes:
    """The canonical bytes of ``compare.json``."""
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def files(found: Comparison) -> dict[str, bytes]:
    """The files of a comparison by name."""
    made = {MAIN: encode_comparison(found)}
    made |= {name: encode(_guarded(rows)) for name, rows in _tables(found).items()}
    parts = {}
    for lang in LANGUAGES:
        sections = [Section(notes=tuple(_opening(found, lang)))]
        for n, change in enumerate(found.readings, 1):
            charts = _charts(found, change, n, lang)
            for name, chart in charts.items():
                made[f"{name}.{lang}.svg"] = standalone(chart).encode("utf-8")
                if lang == "en":
                    made[f"{name}.csv"] = chart.table.csv()
            sections.append(_section(change, tuple(charts.values()), n, len(found.readings), lang))
        parts[lang] = Part(title=found.name.of(lang), name=stored("change.language", lang), sections=tuple(sections))
    made[PAGE] = book(parts).encode("utf-8")
    return made


def _charts(found: Comparison, change: ReadingChange, n: int, lang: str) -> dict[str, Chart]:
    charts = {f"moved-{n}": moved_dates(moved_dates_of(change, found.before, found.after, f"moved-{n}-{lang}"), lang)}
    if change.earned:
        charts[f"followed-{n}"] = followed(followed_of(change.earned, found.after, f"followed-{n}-{lang}"), lang)
    return charts


def _opening(found: Comparison, lang: str) -> Iterator[str]:
    """What is compared with what, and what cannot be."""
    yield stored("change.from-to", lang, before=found.before, after=found.after)
    if found.partial:
        yield stored("change.partial", lang)
    if not found.readings:
        yield stored("change.no-reading", lang)
    elif found.only_before:
        yield stored("change.only-before", lang, n=len(found.only_before))


def _section(change: ReadingChange, charts: tuple[Chart, ...], n: int, of: int, lang: str) -> Section:
    """One reading: how much moved, because of what, and the charts."""
    heading = ""
    if change.names:
        name = stored("cli.word.and", lang).join(x.of(lang) for x in change.names)
        heading = stored("cli.word.reading", lang, n=n, of=of, name=name)
    code, params = counts(change)
    causes = (
        stored("change.because-of", lang, n=len(moves), cause=said or stored("change.unknown", lang))
        for said, moves in by_cause(change.moves, lang)
    )
    return Section(heading=heading, notes=(stored(code, lang, **params),), listed=tuple(causes), charts=charts)


def _guarded(rows: Iterator[tuple[Cell, ...]]) -> Iterator[Row]:
    return (tuple(guarded(cell) for cell in row) for row in rows)


def _tables(found: Comparison) -> dict[str, Iterator[tuple[Cell, ...]]]:
    return {
        "compare.csv": _moves(found),
        "milestones.csv": _milestones(found),
        "promises.csv": _promises(found),
        "headcount.csv": _headcount(found),
        "amounts.csv": _amounts(found),
        "earned.csv": earned_rows((_reading(change), change.earned) for change in found.readings),
    }


def _reading(change: ReadingChange) -> str:
    return ";".join(f"{q}={r}" for q, r in change.readings)


def _moves(found: Comparison) -> Iterator[tuple[Cell, ...]]:
    yield (
        "reading", "id", "kind", "status", "name_en", "name_ar", "site", "unit", "phase", "nation", "people",
        "start_before", "start_after", "start_days", "finish_before", "finish_after", "finish_days", "finished",
        "causes", "because_en", "because_ar",
    )  # fmt: skip
    for change in found.readings:
        names = names_in(change.moves)
        for m in change.moves:
            causes = ";".join(f"{c.kind}:{c.id}" for c in m.causes)
            yield (
                _reading(change), m.id, m.kind, m.status, m.name.en, m.name.ar, m.site, m.unit, m.phase, m.nation,
                m.people, iso(m.start_before), iso(m.start_after), signed(m.start_days), iso(m.finish_before),
                iso(m.finish_after), signed(m.finish_days), m.done, causes, because(m.causes, "en", names),
                because(m.causes, "ar", names),
            )  # fmt: skip


def _milestones(found: Comparison) -> Iterator[tuple[Cell, ...]]:
    yield (
        "reading", "milestone", "name_en", "name_ar", "headline", "aim_before", "aim_after", "aim_days",
        "aim_percent_before", "aim_percent_after", "commit_before", "commit_after", "commit_days", "no_commit_before",
        "no_commit_after", "p50_before", "p50_after", "p50_days", "reached_percent_before", "reached_percent_after",
    )  # fmt: skip
    for change in found.readings:
        for m in change.milestones:
            yield (
                _reading(change), m.id, m.name.en, m.name.ar, m.headline, iso(m.aim_before), iso(m.aim_after),
                signed(m.aim_days), percent(m.aim_ppm_before), percent(m.aim_ppm_after), iso(m.commit_before),
                iso(m.commit_after), signed(m.commit_days), m.why_before, m.why_after, iso(m.middle_before),
                iso(m.middle_after), signed(m.middle_days), percent(m.reached_ppm_before),
                percent(m.reached_ppm_after),
            )  # fmt: skip


def _promises(found: Comparison) -> Iterator[tuple[Cell, ...]]:
    yield (
        "reading", "promise", "kind", "name_en", "name_ar", "status", "day_before", "day_after", "kept_percent_before",
        "kept_percent_after",
    )  # fmt: skip
    for change in found.readings:
        for p in change.promises:
            yield (
                _reading(change), p.id, p.kind, p.name.en, p.name.ar, p.status, iso(p.day_before), iso(p.day_after),
                percent(p.kept_ppm_before), percent(p.kept_ppm_after),
            )  # fmt: skip


def _headcount(found: Comparison) -> Iterator[tuple[Cell, ...]]:
    yield "reading", "day", "aim_before", "aim_after", "difference"
    for change in found.readings:
        for day, before, after in change.headcount:
            yield _reading(change), day.isoformat(), before, after, signed(after - before)


def _amounts(found: Comparison) -> Iterator[tuple[Cell, ...]]:
    yield (
        "reading", "amount", "unit", "aim_before", "aim_after", "p50_before", "p50_error_before", "p50_after",
        "p50_error_after", "p80_before", "p80_error_before", "p80_after", "p80_error_after",
    )  # fmt: skip
    units = {"cost": "thousand US dollars", "exposure": "weighted person-days"}
    for change in found.readings:
        for a in change.amounts:
            marks = (a.p50_before, a.p50_after, a.p80_before, a.p80_after)
            figures = (n for mark in marks for n in (mark.value, mark.error))
            yield _reading(change), a.kind, units[a.kind], a.aim_before, a.aim_after, *figures
