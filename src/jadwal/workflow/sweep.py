"""A sweep: many what-ifs of one case, one table; a sweep that was ended goes on where it was.

In: a case folder, a file of scenarios, a folder for the results.  Out: a :class:`SweepResult`, and the folder.  The
rules this module owns: *what is finished is on disk, whole* (each scenario under ``parts/``, by the digest of all it
depends on), *and is never planned twice*; and *the results appear at once or not at all*.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import rfc8785

from jadwal import __version__
from jadwal.case import CaseFolder, inputs_digest, load
from jadwal.case.replacing import replace_files
from jadwal.case.report import Report
from jadwal.case.whatif import Setting
from jadwal.messages import BadInput, Mistake
from jadwal.model.case import Text, Value
from jadwal.swap import sync, write_file
from jadwal.workflow.executor import PROCESSES, Executor
from jadwal.workflow.progress import Progress, quiet
from jadwal.workflow.scenarios import Sweep, read_scenarios
from jadwal.workflow.whatif import Outcome, misplaced, outcome

PARTS = "parts"
FILES = ("sweep.json", "sweep.csv", "sweep.svg", "sweep.html")
SCHEMA = 2


class SweepAxis(Value, frozen=True, kw_only=True):
    """An axis of the grid: its name, the place that it sets, and its values as text."""

    name: str
    place: str
    values: tuple[str, ...]


class SweepRow(Value, frozen=True, kw_only=True):
    """One scenario: what it sets, where it stands on the axes (empty for a listed one), what came of it."""

    id: str
    name: Text | None
    settings: tuple[str, ...]
    at: tuple[int, ...]
    outcome: Outcome


class SweepResult(Value, frozen=True, kw_only=True):
    """The body of ``sweep.json``; the first row is the case as it is."""

    schema: int
    version: str
    case: str
    name: Text
    as_of: date
    seed: int
    futures: int
    inputs_digest: str
    axes: tuple[SweepAxis, ...]
    rows: tuple[SweepRow, ...]
    best: str  # id of the best scenario, empty when none is planned


class Part(Value, frozen=True, kw_only=True):
    """One finished scenario on disk, with the digest of its outcome: what was damaged since is not believed."""

    digest: str
    sum: str
    outcome: Outcome


@dataclass(frozen=True)
class Ran:
    """A finished sweep, and what was done for it: scenarios planned now, read from disk, and found damaged there."""

    result: SweepResult
    planned: int
    read: int
    damaged: int


@dataclass(frozen=True)
class _Job:
    """A sweep about to run: every scenario with the file that its outcome belongs in."""

    loaded: CaseFolder
    sweep: Sweep
    as_of: date | None
    seed: int
    futures: int
    digests: tuple[str, ...]
    parts: Path


def sweep(
    folder: Path,
    scenarios: Path,
    out: Path,
    *,
    as_of: date | None = None,
    seed: int | None = None,
    futures: int | None = None,
    fresh: bool = False,
    executor: Executor = PROCESSES,
    progress: Progress = quiet,
) -> Ran:
    """Plan every scenario of the file that is not finished in ``out`` yet, and put all together.

    ``seed`` and ``futures`` go before those of the file.  ``fresh``: nothing that is finished is used.  Raises
    ``BadInput`` when the case, the file or the folder will not do; a scenario that will not do is a row that says so.
    """
    progress("read", 0.0)
    job = _job(folder, scenarios, out, as_of, seed, futures)
    refuse_foreign(out)
    _tidy(job.parts, out, fresh)
    found = [read_part(job.parts, digest) for digest in job.digests]
    damaged = sum(f is None and (job.parts / f"{d}.json").exists() for f, d in zip(found, job.digests, strict=True))
    todo = [n for n, part in enumerate(found) if part is None]
    of = len(found)
    progress("sweep", share(of - len(todo), of))
    tasks = [
        (job.parts, job.digests[n], job.loaded, job.sweep.scenarios[n].settings, as_of, job.seed, job.futures)
        for n in todo
    ]
    executor.run(run_part, tasks, lambda done: progress("sweep", share(of - len(todo) + done, of)))
    outcomes = [read_part(job.parts, digest) for digest in job.digests]
    if any(o is None for o in outcomes):
        raise _bad("sweep.parts-gone", out)
    return Ran(_result(job, [o for o in outcomes if o is not None]), len(todo), of - len(todo), damaged)


def share(done: int, of: int) -> float:
    """How much of a sweep is done when ``done`` of its scenarios are."""
    return 0.02 + 0.95 * done / max(of, 1)


def finished(
    folder: Path, scenarios: Path, out: Path, *, as_of: date | None, seed: int | None, futures: int | None
) -> tuple[int, int]:
    """How many scenarios of a sweep are finished on disk, and how many it has."""
    job = _job(folder, scenarios, out, as_of, seed, futures)
    return sum(read_part(job.parts, digest) is not None for digest in job.digests), len(job.digests)


def write(files: dict[str, str], out: Path) -> None:
    """Put the results into ``out`` in one step beside the parts; raises ``BadInput``."""
    refuse_foreign(out)
    replace_files(out, files)


def _job(folder: Path, scenarios: Path, out: Path, as_of: date | None, seed: int | None, futures: int | None) -> _Job:
    loaded, asked = load(folder), read_scenarios(scenarios)
    _refuse_misplaced(loaded, asked, as_of)
    seed = seed if seed is not None else asked.seed if asked.seed is not None else 1
    futures = futures or asked.futures or 20_000
    case = inputs_digest(loaded)
    day = (as_of or loaded.as_of).isoformat()
    digests = tuple(_digest([SCHEMA, __version__, case, day, seed, futures], s.settings) for s in asked.scenarios)
    return _Job(loaded, asked, as_of, seed, futures, digests, out / PARTS)


def _digest(frame: Sequence[Any], settings: Sequence[Setting]) -> str:
    return hashlib.sha256(rfc8785.dumps([*frame, *sorted(s.shown for s in settings)])).hexdigest()


def _refuse_misplaced(loaded: CaseFolder, asked: Sweep, as_of: date | None) -> None:
    """Every setting leads somewhere and can be read, before anything is planned; each is told once."""
    report = Report()
    for axis in asked.axes:
        for setting in axis.values:
            misplaced(loaded, [setting], as_of, report)
    for scenario in asked.scenarios:
        if not scenario.at:
            misplaced(loaded, scenario.settings, as_of, report)
    grid = next((s for s in asked.scenarios if s.at), None)
    if grid is not None and not report.errors:
        misplaced(loaded, grid.settings, as_of, report)  # two axes that set one figure in two spellings
    if report.errors:
        raise BadInput(report.all())


def run_part(
    parts: Path,
    digest: str,
    loaded: CaseFolder,
    settings: Sequence[Setting],
    as_of: date | None,
    seed: int,
    futures: int,
) -> None:
    """Plan one scenario and put its outcome on disk: under another name first, so that no part is ever half there."""
    made = outcome(loaded, settings, as_of, seed, futures)
    part = Part(digest=digest, sum=_sum(made), outcome=made)
    draft = parts / f".{digest}.{os.getpid()}"
    try:
        write_file(draft, msgspec.json.encode(part) + b"\n")
        draft.replace(parts / f"{digest}.json")
        sync(parts)
    except OSError as why:
        raise _bad("publish.unwritable", parts) from why
    finally:
        draft.unlink(missing_ok=True)


def read_part(parts: Path, digest: str) -> Outcome | None:
    """The outcome on disk; None when there is none or it is damaged."""
    try:
        part = msgspec.json.decode((parts / f"{digest}.json").read_bytes(), type=Part)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return part.outcome if (part.digest, part.sum) == (digest, _sum(part.outcome)) else None


def _sum(made: Outcome) -> str:
    return hashlib.sha256(msgspec.json.encode(made)).hexdigest()


def refuse_foreign(out: Path) -> None:
    """Raise ``BadInput`` when ``out`` is no folder, or holds what a sweep does not write."""
    if out.exists() and not out.is_dir():
        raise _bad("publish.not-a-folder", out)
    for path in sorted(out.iterdir()) if out.is_dir() else ():
        ours = path.name in FILES or (path.name == PARTS and path.is_dir() and not path.is_symlink())
        if not ours:
            raise _bad("publish.foreign-files", out, name=path.name)


def _tidy(parts: Path, out: Path, fresh: bool) -> None:
    """Make the folder, and take away drafts that a killed sweep has left (with ``fresh``, its parts too)."""
    try:
        parts.mkdir(parents=True, exist_ok=True)
        for path in sorted(parts.iterdir()):
            if path.name.startswith(".") or (fresh and path.suffix == ".json"):
                with contextlib.suppress(FileNotFoundError):
                    path.unlink()
    except OSError as why:
        raise _bad("publish.unwritable", out) from why


def _result(job: _Job, outcomes: Sequence[Outcome]) -> SweepResult:
    head = job.loaded.table("case")[0].row
    rows = tuple(
        SweepRow(id=s.id, name=s.name, settings=tuple(t.shown for t in s.settings), at=s.at, outcome=o)
        for s, o in zip(job.sweep.scenarios, outcomes, strict=True)
    )
    axes = tuple(
        SweepAxis(
            name=a.name, place=a.place, values=tuple(v.shown.removeprefix(v.place).lstrip("+-=") for v in a.values)
        )
        for a in job.sweep.axes
    )
    return SweepResult(
        schema=SCHEMA,
        version=__version__,
        case=head.id,
        name=head.name,
        as_of=job.as_of or job.loaded.as_of,
        seed=job.seed,
        futures=job.futures,
        inputs_digest=inputs_digest(job.loaded),
        axes=axes,
        rows=rows,
        best=best(rows),
    )


def best(rows: Sequence[SweepRow]) -> str:
    """The scenario whose end is the earliest where it counts; empty when none is planned.

    Compared under the reading in which each is worst: P80 of the end, then P50, then the joint chance; not reached in
    so many futures comes last; of equals the first, so that the case as it is wins over what changes nothing.
    """
    planned = [row for row in rows if row.outcome.status == "planned"]
    return min(planned, key=lambda row: worst(row.outcome)).id if planned else ""


def worst(made: Outcome) -> tuple[int, int, int]:
    """(P80 and P50 of the end in day numbers, the chance missed in ppm) under the least favourable reading."""
    late = date.max.toordinal()
    found = []
    for r in made.readings:
        q = next(m.quantiles for m in r.milestones if m.id == made.end)
        p80, p50 = (d.toordinal() if d else late for d in (q.p80, q.p50))
        found.append((p80, p50, 1_000_000 - q.reached_ppm))
    return max(found)


def _bad(code: str, out: Path, **more: str) -> BadInput:
    return BadInput([Mistake(code=code, file=str(out), params=(("folder", str(out)), *more.items()))])
