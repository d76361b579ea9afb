"""Bring files of events into a case, and say which batches hold.

In: a case folder and files as exported (CSV, gzip, Excel).  Out: the batches, or what keeps a file out.  The rule this
module owns: *a case that does not read takes nothing in*, and whatever happens the batches that were there stay.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from jadwal.case import load
from jadwal.exchange.workbook.sheet import is_workbook, write_csv
from jadwal.incidents.feeds import Batch, Brought, Wanted, bring, held, kinds
from jadwal.incidents.feeds import load as load_mapping
from jadwal.messages import BadInput, Mistake

__all__ = ["Batch", "Brought", "holding", "ingest", "kinds"]


def ingest(
    case: Path,
    files: Sequence[Path],
    *,
    known_from: date | None = None,
    kind: str = "",
    version: str = "",
    series: str = "",
    encoding: str = "",
    mapping: Path | None = None,
) -> tuple[Brought, ...]:
    """Bring ``files`` into ``case``, all or none; without ``known_from`` as known on the case's as-of date.

    Raises ``BadInput`` with everything that keeps files out; a disk that is full leaves what was there.
    """
    loaded = load(case)
    try:
        wanted = Wanted(kind, version, series, encoding, None if mapping is None else load_mapping(mapping))
        with tempfile.TemporaryDirectory(prefix="jadwal-") as folder:
            plain = [_as_csv(file, Path(folder) / str(n)) for n, file in enumerate(files)]
            return bring(case, plain, known_from or loaded.as_of, wanted)
    except OSError as why:
        raise BadInput([Mistake(code="feed.not-written", params=(("number", why.errno or 0),))]) from why


def holding(case: Path, known_on: date | None = None) -> tuple[Batch, ...]:
    """The batches that hold as known on a day (else the case's as-of date); raises ``BadInput``."""
    loaded = load(case)
    return held(case, known_on or loaded.as_of)


def _as_csv(file: Path, folder: Path) -> Path:
    """An Excel file's first sheet as CSV under the same name; every other file as it is."""
    if not file.is_file() or not is_workbook(file):
        return file
    folder.mkdir()
    target = folder / file.name
    write_csv(file, target)
    return target
