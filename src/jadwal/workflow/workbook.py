"""A case as an Excel workbook, and back into a folder.

In: a case folder, a workbook.  Out: a workbook; a new folder; the tables of a folder replaced, and what changed.  The
rules this module owns: *nothing that somebody may have typed in is overwritten* (no workbook by another, no case by
another case), and *files whose rows did not change keep their bytes*, comments and all.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jadwal.case import CaseFolder, inputs_digest, load
from jadwal.case.changes import Change, changes
from jadwal.case.reading import missing_documents
from jadwal.case.replacing import refuse_taken, replace_files, write_new
from jadwal.case.rows import Rows
from jadwal.case.tables import BY_NAME, CASE_FILE, EVENTS, ROOTS
from jadwal.case.writing import EVENTS_FILE, by_file, case_files
from jadwal.exchange.workbook import Brought, read_workbook, workbook_bytes
from jadwal.messages import BadInput, Mistake
from jadwal.swap import sync, write_file

ENDING = ".xlsx"


@dataclass(frozen=True)
class Imported:
    """What came of an import: the files written, the tables that differ, and warnings."""

    files: tuple[str, ...]
    changes: tuple[Change, ...]
    warnings: tuple[Mistake, ...]


def export(case: Path, file: Path, lang: str = "en") -> int:
    """Write the case in ``case`` as the workbook ``file`` and return its number of rows; raises ``BadInput``."""
    if file.suffix.lower() != ENDING:
        raise _bad("workbook.wrong-name", file)
    if file.exists() or file.is_symlink():
        raise _bad("workbook.exists", file)
    loaded = load(case)
    _write(file, workbook_bytes(loaded, lang))
    return sum(1 for _ in loaded.rows.all)


def new_from(folder: Path, file: Path, lang: str = "en") -> Imported:
    """Write the case in the workbook ``file`` into the new ``folder``; raises ``BadInput``."""
    refuse_taken(folder)
    brought = read_workbook(file, lang)
    missing = missing_documents(folder, brought.rows)
    if any(m.code != "case.no-document" for m in missing):
        raise BadInput(missing)
    every = (*(t.file for t in ROOTS if t.sheet and t.file != EVENTS), EVENTS_FILE)
    written = write_new(folder, case_files(brought.rows, every))
    later = tuple(msgspec.structs.replace(m, severity="warning") for m in missing)  # documents can be put there now
    files = tuple(p.relative_to(folder).as_posix() for p in written)
    return Imported(files, changes(Rows(), brought.rows), (*brought.warnings, *later))


def bring_in(file: Path, case: Path, lang: str = "en") -> Imported:
    """Give the case in ``case`` the tables of the workbook ``file``, all of them or none; raises ``BadInput``."""
    current = load(case)
    brought = read_workbook(file, lang, current)
    if mistakes := (*missing_documents(case, brought.rows), *_taken(case, current, brought)):
        raise BadInput(mistakes)
    warnings = brought.warnings
    if brought.made_from and brought.made_from != inputs_digest(current):
        warnings = (*warnings, Mistake(code="workbook.changed-since", file=file.name, severity="warning"))
    found = changes(current.rows, brought.rows)
    files = _changed_files(current, brought.rows, found)
    replace_files(case, files)
    return Imported(tuple(files), found, warnings)


def _changed_files(current: CaseFolder, rows: Rows, found: tuple[Change, ...]) -> dict[str, str]:
    """The files of tables that differ; feeds of events one by one."""
    stale = {CASE_FILE if c.table == "case" else BY_NAME[c.table].file for c in found} - {EVENTS}
    feeds = {p.spot.file for p in current.table("events")}
    events = BY_NAME["events"]
    before, after = by_file(events, current.rows), by_file(events, rows, feeds)
    for name in before.keys() | after.keys():
        old, new = (sorted(msgspec.json.encode(p.row) for p in some.get(name, ())) for some in (before, after))
        if old != new:
            stale.add(name)
    written = case_files(rows, stale)
    return {name: written[name] for name in sorted(stale)}


def _taken(case: Path, current: CaseFolder, brought: Brought) -> list[Mistake]:
    """Feeds that would be written over a file in ``incidents/`` which holds something else."""
    feeds = {p.spot.file for p in current.table("events")}
    wanted = {p.spot.file for p in brought.rows.of("events")} - feeds
    unread = {m.file for m in current.warnings if m.code == "case.not-read"}
    taken = sorted(n for n in wanted if n in unread or ((case / n).exists() and not (case / n).is_file()))
    return [Mistake(code="workbook.feed-taken", file=name, params=(("name", name),)) for name in taken]


def _write(file: Path, content: bytes) -> None:
    draft: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        os.close(handle)
        draft = Path(name)
        write_file(draft, content)
        draft.chmod(0o644)
        draft.replace(file)
        sync(file.parent)
    except OSError as why:
        raise _bad("workbook.unwritable", file) from why
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def _bad(code: str, file: Path) -> BadInput:
    return BadInput([Mistake(code=code, file=str(file), params=(("file", str(file)),))])
