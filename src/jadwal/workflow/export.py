"""Exports: a timetable as a file for another program.

In: a case folder, which is planned first, or a result, which is used as it is; the kind of file, the reading. Out:
the file's bytes, and the file. The rule this module owns: *whatever can be refused is refused before the planning*:
the reading, the place, the level of release.

The table is the result folder's own ``timetable.csv``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from jadwal.exchange import files
from jadwal.exchange.choice import ALL, Choice, called, chosen
from jadwal.messages import BadInput, Mistake
from jadwal.model.timetable import OLDEST, SCHEMA, ReadingResult, Timetable, decode
from jadwal.publish import MAIN, tables
from jadwal.publish.tables import encode
from jadwal.workflow import write as results
from jadwal.workflow.progress import Progress, quiet

Kind = Literal["ics", "mspdi", "csv", "geojson"]
KINDS: tuple[Kind, ...] = ("ics", "mspdi", "csv", "geojson")
SUFFIX = {"ics": ".ics", "mspdi": ".xml", "csv": ".csv", "geojson": ".geojson"}
COMBINED = ("ics", "csv")  # kinds that hold several readings
OUT = Path("out")  # where jadwal plan writes unless told otherwise
STANDARD_OUTPUT = "-"
TABLE = "timetable.csv"
TABLE_HEAD = b"\xef\xbb\xbfreading,id,kind,"  # of every version; spreadsheets that save it anew end lines with CR LF


@dataclass(frozen=True)
class Wanted:
    """What a person asked for; empty and None where nothing was typed."""

    source: Path
    to: Kind
    lang: str
    reading: str = ""
    release: Literal["", "public", "parties"] = ""
    out: str = ""
    force: bool = False
    as_of: date | None = None
    seed: int | None = None
    futures: int | None = None


@dataclass(frozen=True)
class Export:
    """A finished export; ``file`` is None when it is meant for standard output."""

    content: bytes
    file: Path | None


def export(wanted: Wanted, progress: Progress = quiet) -> Export:
    """Make the export and write its file.

    Raises ``BadInput``, before any planning, when the source, the reading, the level of release or the place will not
    do; and ``NoPlan`` as planning does.
    """
    return _of_result(wanted) if is_result(wanted.source) else _of_case(wanted, progress)


def is_result(source: Path) -> bool:
    """True for a file, and for a folder that holds a timetable and no case."""
    return source.is_file() or ((source / MAIN).is_file() and not (source / "case.toml").exists())


def _of_result(wanted: Wanted) -> Export:
    for option, value in (("--as-of", wanted.as_of), ("--seed", wanted.seed), ("--futures", wanted.futures)):
        if value is not None:
            raise _bad("exchange.result-as-it-is", "", file=str(wanted.source), option=option)
    file = wanted.source if wanted.source.is_file() else wanted.source / MAIN
    timetable = _decoded(file)
    if wanted.release and wanted.release != timetable.release:
        asked = "not-public" if wanted.release == "public" else "public"
        raise _bad(f"exchange.result-{asked}", "--release", file=str(wanted.source))
    folder = file.resolve().parent
    beside = folder.parent if file.name == MAIN else folder
    choice = _choice(wanted, [r.readings for r in timetable.readings])
    _refuse_public(wanted, timetable.release)
    target = _target(wanted, beside, timetable.case, choice)
    return _finished(wanted, timetable, choice, target)


def _of_case(wanted: Wanted, progress: Progress) -> Export:
    from jadwal.plan.build import choices

    progress("read", 0.0)
    case = results.case_of(wanted.source, wanted.as_of)
    choice = _choice(wanted, list(choices(case)))
    _refuse_public(wanted, wanted.release)
    target = _target(wanted, OUT, case.id, choice)

    from jadwal.workflow.plan import plan

    numbers = {name: n for name, n in (("seed", wanted.seed), ("futures", wanted.futures)) if n is not None}
    made = plan(wanted.source, as_of=wanted.as_of, progress=progress, **numbers)  # type: ignore[arg-type]
    return _finished(wanted, results.released(made, wanted.release or "parties", case), choice, target)


def _finished(wanted: Wanted, timetable: Timetable, choice: Choice | None, target: Path | None) -> Export:
    content = content_of(timetable, wanted.to, choice, wanted.lang)
    return Export(content, None if target is None else files.write(content, target))


def content_of(timetable: Timetable, to: Kind, choice: Choice | None, lang: str) -> bytes:
    """The bytes of an export of one reading, or of all when ``choice`` is None."""
    readings = [r for r in timetable.readings if choice is None or r.readings == choice]
    if to == "csv":
        some = msgspec.structs.replace(timetable, readings=tuple(readings))
        return encode(tables(some)[TABLE])
    if to == "ics":
        from jadwal.exchange.calendar import calendar

        return calendar(timetable, readings, lang)
    return _one(timetable, readings[0], to, lang)


def _one(timetable: Timetable, result: ReadingResult, to: Kind, lang: str) -> bytes:
    if to == "geojson":
        from jadwal.exchange.geojson import geojson

        return geojson(timetable, result, lang)
    from jadwal.exchange.project import project

    return project(timetable, result, lang)


def _ours(to: Kind) -> Callable[[bytes], bool]:
    """How an earlier export of this kind is told from a file of somebody else's."""
    if to == "csv":
        return lambda head: head.startswith(TABLE_HEAD) and not head.partition(b"\n")[0].endswith(b"\r")
    if to == "ics":
        from jadwal.exchange.calendar import ours as of_calendar

        return of_calendar
    if to == "geojson":
        from jadwal.exchange.geojson import ours as of_map

        return of_map
    from jadwal.exchange.project import ours as of_project

    return of_project


def _choice(wanted: Wanted, choices: list[Choice]) -> Choice | None:
    """The reading asked for; None for all of them."""
    combined = wanted.to in COMBINED
    if wanted.reading == ALL or (not wanted.reading and wanted.to == "csv"):
        if combined or len(choices) == 1:
            return None if len(choices) > 1 else choices[0]
        words = ", ".join(called(c) for c in choices)
        raise _bad("exchange.one-reading", "--reading", to=wanted.to, choices=words)
    return chosen(wanted.reading, choices)


def _refuse_public(wanted: Wanted, release: str) -> None:
    if wanted.to == "geojson" and release == "public":
        raise _bad("exchange.public-no-sites", "--to")


def _target(wanted: Wanted, beside: Path, case: str, choice: Choice | None) -> Path | None:
    """The file to write, tried; None for standard output."""
    if wanted.out == STANDARD_OUTPUT:
        return None
    reading = called(choice) if choice is not None else (ALL if wanted.to != "csv" else "")
    name = ".".join(part for part in (case, reading) if part) + SUFFIX[wanted.to]
    target = Path(wanted.out) if wanted.out else beside / name
    if wanted.out and target.is_dir():
        target /= name
    files.ready(target, _ours(wanted.to), force=wanted.force)
    return target


def _decoded(file: Path) -> Timetable:
    try:
        found = decode(file.read_bytes())
    except (OSError, msgspec.DecodeError) as why:
        raise files.bad("exchange.no-timetable", file) from why
    if not OLDEST <= found.schema <= SCHEMA:
        raise files.bad("exchange.other-version", file)
    return found


def _bad(code: str, field: str, **params: str) -> BadInput:
    return BadInput([Mistake(code=code, field=field, params=tuple(params.items()))])
