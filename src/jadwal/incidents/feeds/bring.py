"""Bring a file into a case: read it, judge its rows, and put it beside the others as one batch.

In: a case folder and a file as exported.  Out: a :class:`Brought`; the batch stands in ``incidents/batches``.  The rule
this module owns: *a batch is there whole or not at all*: it is written under a name that nobody reads and renamed in
one step, when the disk has it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Params
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from jadwal.incidents.feeds import events, normal
from jadwal.incidents.feeds.batches import (
    EVENTS,
    FOLDER,
    HEAD,
    REJECTED,
    ROWS,
    TERMS,
    Batch,
    Head,
    batches,
    digest,
    encode,
    holding,
    key_of,
    name_of,
)
from jadwal.incidents.feeds.layouts import (
    CANDIDATE,
    GED,
    LAYOUTS,
    Known,
    Layout,
    Misfit,
    is_candidate,
    recognised,
    ucdp_version,
)
from jadwal.incidents.feeds.mapping import Mapping, shipped
from jadwal.incidents.feeds.reading import Plain, Raw, Unreadable, connect, first_row, literal, plain, quoted, read
from jadwal.messages import BadInput, Mistake
from jadwal.swap import sync, write_file

MOST_MISSING_NAMED = 6
_DRAFT = ".draft-"


@dataclass(frozen=True)
class Wanted:
    """What is asked for of a file: ``kind`` empty: by its content; ``version`` empty: by its name."""

    kind: str = ""
    version: str = ""
    series: str = ""
    encoding: str = ""
    mapping: Mapping | None = None


@dataclass(frozen=True)
class Brought:
    """A file's batch; ``new`` False: it was there, with the same content; ``warnings`` say what is doubtful."""

    batch: Batch
    new: bool
    warnings: tuple[Mistake, ...] = ()


def kinds() -> tuple[str, ...]:
    """The names that ``--as`` takes."""
    return (*(layout.kind for layout in LAYOUTS), *shipped())


@contextmanager
def drafts(case: Path) -> Iterator[Path]:
    """A folder for batches that are not there yet, gone afterwards whatever happens; raises ``OSError``.

    One at a time may bring batches in; whoever comes next clears away what a killed one left.
    """
    folder = case / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for left in folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(left, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder))
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            if not any(folder.iterdir()):
                folder.rmdir()
    finally:
        os.close(handle)


def bring(case: Path, files: Sequence[Path], known_from: date, wanted: Wanted | None = None) -> tuple[Brought, ...]:
    """Bring ``files`` in, all or none, as known from ``known_from``; raises ``BadInput`` and ``OSError``."""
    found: list[Brought] = []
    wrong: list[Mistake] = []
    with drafts(case) as draft:
        for n, file in enumerate(files):
            try:
                there = (*batches(case), *(b.batch for b in found if b.new))
                found.append(_drafted(file, draft / str(n), known_from, wanted or Wanted(), there))
            except BadInput as bad:
                wrong += bad.mistakes
        if wrong:
            raise BadInput(wrong)
        placed = []
        for one in found:
            if not one.new:
                placed.append(one)
                continue
            target = case / FOLDER / one.batch.id
            if not target.exists():
                one.batch.folder.replace(target)
            placed.append(Brought(Batch(one.batch.id, one.batch.head, target), one.new, one.warnings))
        sync(case / FOLDER)
    return tuple(placed)


def _drafted(file: Path, folder: Path, known_from: date, wanted: Wanted, there: Sequence[Batch]) -> Brought:
    if file.is_dir():
        raise BadInput([_bad("feed.folder", file, params={"name": str(file)})])
    if file.exists() and not os.access(file, os.R_OK):
        raise BadInput([_bad("feed.not-readable", file, params={"name": file.name})])
    work, made = folder / "work", folder / "batch"
    work.mkdir(parents=True)
    made.mkdir()
    try:
        return _made(file, work, made, known_from, wanted, there)
    except Unreadable as why:
        raise BadInput([_bad(why.code, file, params={"name": file.name, **why.params})]) from None
    except FileNotFoundError:
        if file.exists():
            raise
        raise BadInput([_bad("feed.no-file", file, params={"name": file.name})]) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _made(file: Path, work: Path, made: Path, known_from: date, wanted: Wanted, there: Sequence[Batch]) -> Brought:
    source = plain(file, work, wanted.encoding)
    cells, delimiter = first_row(source.path)
    known, mapping = _known(file, cells, wanted)
    version = wanted.version or ucdp_version(file.name)
    kind = known.layout.kind
    if kind in (GED, CANDIDATE):
        kind = wanted.kind or (CANDIDATE if is_candidate(version) else GED)
    elif not wanted.version:
        version = ""
    same = [
        b for b in there if b.head.source_digest == source.digest and b.head.kind == kind
        and (b.head.version, b.head.series) == (version, wanted.series)
        and b.head.mapping_digest == (mapping.digest if mapping else "")
    ]  # fmt: skip
    if same:
        return Brought(same[0], False)
    raw = read(source, made / ROWS, work, known.columns, delimiter, known.header)
    expressions = mapping.expressions() if mapping else normal.expressions(kind)
    told = events.write(raw, made, mapping.name if mapping else kind, expressions, known_from)
    warnings = _judged(file, raw, told, known, known_from)
    assert told.first_day is not None
    assert told.last_day is not None
    head = Head(
        kind=kind,
        series=wanted.series,
        version=version,
        vintage=1,
        known_from=known_from,
        terms=mapping.terms if mapping else TERMS[kind],
        source_name=file.name,
        source_digest=source.digest,
        mapping_digest=mapping.digest if mapping else "",
        columns=known.columns,
        header=known.header,
        rows=raw.rows + len(raw.refused),
        events=told.events,
        first_day=told.first_day,
        last_day=told.last_day,
        rejected=dict(told.rejected),
        doubts=dict(told.doubts),
        notes=tuple(raw.notes),
        files={name: digest(made / name) for name in (EVENTS, ROWS, REJECTED)},
    )
    rivals = [b for b in there if key_of(b.head) == key_of(head)]
    twin = next((b for b in rivals if b.head.version == version and _same_rows(b, made, head)), None)
    if twin is not None:
        return Brought(twin, False, (_warn("feed.reordered", file, batch=twin.id),))
    head = msgspec.structs.replace(
        head,
        vintage=1 + max((b.head.vintage for b in rivals if b.head.version == version), default=0),
        supersedes=tuple(b.id for b in holding(rivals, known_from)),
    )
    for b in holding(rivals, known_from):
        gone = _no_longer(b, made)
        if gone:
            warnings.append(_warn("feed.fewer", file, batch=b.id, events=gone))
    content = encode(head)
    write_file(made / HEAD, content)
    for name in (EVENTS, ROWS, REJECTED):
        _synced(made / name)
    sync(made)
    return Brought(Batch(name_of(content), head, made), True, tuple(warnings))


def _known(file: Path, cells: list[str], wanted: Wanted) -> tuple[Known, Mapping | None]:
    """The layout of a file, and the mapping that reads it; raises ``BadInput`` when it is none."""
    maps = shipped()
    if wanted.mapping is not None:
        maps = {wanted.mapping.name: wanted.mapping}
        layouts: list[Layout] = [wanted.mapping.layout()]
    else:
        layouts = [*LAYOUTS, *(m.layout() for m in maps.values())]
        layouts = [one for one in layouts if wanted.kind in ("", one.kind)]
    found = recognised(cells, layouts)
    if isinstance(found, Misfit):
        nearest = found.layout
        wrong = []
        for column, near in found.missing[:MOST_MISSING_NAMED]:
            params = {"name": file.name, "column": column, "kind": nearest.kind}
            if near:
                wrong.append(_bad("feed.column-renamed", file, column, {**params, "near": near}))
            else:
                wrong.append(_bad("feed.column-missing", file, column, params))
        far = len(found.missing) > len(nearest.needed) / 2
        if far:
            said: dict[str, str | int] = {"name": file.name, "kind": nearest.kind, "columns": len(cells)}
            wrong = [_bad("feed.unknown", file, params=said)]
        raise BadInput(wrong)
    return found, maps.get(found.layout.kind)


def _judged(file: Path, raw: Raw, told: events.Told, known: Known, known_from: date) -> list[Mistake]:
    """Warnings about what was read; raises ``BadInput`` for a file that cannot have been known, or holds nothing."""
    if told.latest is not None and told.latest > known_from:
        said = {"name": file.name, "day": str(known_from), "last": str(told.latest)}
        raise BadInput([_bad("feed.known-too-early", file, params=said)])
    if not told.events:
        raise BadInput([_bad("feed.nothing", file, params={"name": file.name, "rows": raw.rows + len(raw.refused)})])
    warnings = [_warn(f"feed.note.{note}", file) for note in raw.notes]
    warnings += [_warn(f"feed.reason.{reason}", file, rows=n) for reason, n in sorted(told.rejected.items())]
    warnings += [_warn(f"feed.doubt.{doubt}", file, rows=n) for doubt, n in told.doubts.items()]
    if known.extra:
        warnings.append(_warn("feed.extra-columns", file, columns=", ".join(known.extra[:MOST_MISSING_NAMED])))
    if known.layout.kind in (GED, CANDIDATE):
        warnings.append(_warn("feed.lethal-only", file))
    return warnings


def _same_rows(batch: Batch, made: Path, head: Head) -> bool:
    """Whether a batch and a draft hold the same rows in another order."""
    if batch.head.rows != head.rows or set(batch.head.columns) != set(head.columns):
        return False
    whole = ", ".join(f"coalesce({quoted(c)}, '')" for c in sorted(head.columns))
    query = "SELECT sum(md5_number_lower(concat_ws(chr(31), {whole})))"
    with connect() as base:
        sums = [
            base.execute(f"{query.format(whole=whole)} FROM read_parquet({literal(str(folder / ROWS))})").fetchall()
            for folder in (batch.folder, made)
        ]
    return bool(sums[0] == sums[1])


def _no_longer(batch: Batch, made: Path) -> int:
    """Events of a batch about to give way, outside the days or the countries of the one that takes its place."""
    with connect() as base:
        old, new = (f"read_parquet({literal(str(f / EVENTS))})" for f in (batch.folder, made))
        found = base.execute(
            f"SELECT count(*) FROM {old} WHERE country NOT IN (SELECT country FROM {new}) "
            f"OR first_day < (SELECT min(first_day) FROM {new}) OR first_day > (SELECT max(last_day) FROM {new})"
        ).fetchall()
    return int(found[0][0])


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _bad(code: str, file: Path, field: str = "", params: Params[str, str | int] | None = None) -> Mistake:
    return Mistake(code=code, file=file.name, field=field, params=tuple((params or {}).items()))


def _warn(code: str, file: Path, **params: str | int) -> Mistake:
    return Mistake(code=code, file=file.name, params=tuple(params.items()), severity="warning")


__all__ = ["Brought", "Plain", "Wanted", "bring", "kinds"]
