"""A feed file as a table of text: every row that reads, and every row that does not, by number.

In: a file as it was exported (plain or gzip; UTF-8, with or without BOM, or UTF-16).  Out: a Parquet file of its
columns as text with each row's number, and the rows refused.  The rule this module owns: *a row is read whole or
refused with its number and a reason; nothing is guessed*: bytes that are not UTF-8 refuse their row, a quotation mark
that is never closed refuses its own row and not those it would swallow.

Rows are numbered as a spreadsheet does: the header is row 1.  DuckDB reads (MIT; chosen by measurement, decision
0018): in parallel, in bounded memory, and it names the rows that it refuses.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

MEMORY = "900MB"
LONGEST_LINE = 4_000_000
MOST_REPAIRS = 25
_BLOCK = 1 << 20
_DELIMITERS = ",;\t|"
_REASONS = {
    "MISSING COLUMNS": "columns-missing",
    "TOO MANY COLUMNS": "columns-too-many",
    "UNQUOTED VALUE": "quotation",
    "INVALID ENCODING": "encoding",
    "LINE SIZE OVER MAXIMUM": "line-too-long",
}


class Unreadable(Exception):  # noqa: N818 - says why in a code
    """The file cannot be read as a table at all; ``code`` is a message code with its parameters."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass
class Plain:
    """The file as plain UTF-8 text: where, the digest of its content, and what had to be done to it."""

    path: Path
    digest: str
    size: int
    notes: list[str] = field(default_factory=list)


@dataclass
class Raw:
    """What was read: ``rows`` rows in a Parquet file (``#`` from 1, and text columns), and the refused by number.

    ``first`` is the number of the first row below the header.
    """

    path: Path
    rows: int
    first: int
    refused: dict[int, str]
    notes: list[str]

    def number(self) -> str:
        """SQL: the number in the file of the row ``#`` (refused rows counted in), for a table that holds ``#``."""
        steps: dict[int, int] = {}
        for before, row in enumerate(sorted(self.refused)):
            steps[row - self.first - before + 1] = before + 1
        if not steps:
            return f'"#" + {self.first - 1}'
        starts, shifts = list(steps), list(steps.values())
        cases = f'list_count(list_filter({starts}::BIGINT[], lambda s: s <= "#"))'
        return f'"#" + {self.first - 1} + coalesce(({shifts}::BIGINT[])[{cases}], 0)'


def connect(memory: str = MEMORY) -> duckdb.DuckDBPyConnection:
    """A connection that fetches nothing, in bounded memory; what does not fit goes to a temporary folder."""
    import duckdb

    return duckdb.connect(
        config={
            "memory_limit": memory,
            "temp_directory": str(Path(tempfile.gettempdir()) / f"jadwal-feeds-{os.getpid()}"),
            "threads": "2",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )


def plain(path: Path, folder: Path, encoding: str = "") -> Plain:
    """``path`` as plain UTF-8, in ``folder`` where it had to be changed; raises ``OSError`` and :class:`Unreadable`."""
    digest, size = hashlib.sha256(), 0
    notes: list[str] = []
    with path.open("rb") as file:
        start = file.read(4)
    zipped = start[:2] == b"\x1f\x8b"
    head = _start(path, zipped)
    wide = "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ""
    named = encoding or wide
    if start == b"PK\x03\x04" or head[:4] == b"PK\x03\x04":
        raise Unreadable("feed.archive", name=path.name)
    if not zipped and not named:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
        return Plain(path, digest.hexdigest(), size)
    target = folder / "plain.csv"
    try:
        decoder = codecs.getincrementaldecoder(named)("strict") if named else None
    except LookupError:
        raise Unreadable("feed.not-that-encoding", name=path.name, encoding=named) from None
    with target.open("wb") as out:
        for block in _blocks(path, zipped, notes):
            digest.update(block)
            size += len(block)
            try:
                out.write(block if decoder is None else decoder.decode(block).encode())
            except UnicodeDecodeError:
                raise Unreadable("feed.not-that-encoding", name=path.name, encoding=named) from None
    if named:
        notes.append("recoded")
    return Plain(target, digest.hexdigest(), size, notes)


def _start(path: Path, zipped: bool) -> bytes:
    if not zipped:
        with path.open("rb") as file:
            return file.read(4)
    try:
        with gzip.open(path) as file:
            return file.read(4)
    except (EOFError, OSError, zlib.error):
        raise Unreadable("feed.broken-gzip", name=path.name) from None


def _blocks(path: Path, zipped: bool, notes: list[str]) -> Iterator[bytes]:
    with gzip.open(path) if zipped else path.open("rb") as file:
        while True:
            try:
                block = file.read(_BLOCK // 16)
            except (EOFError, zlib.error, gzip.BadGzipFile):
                notes.append("cut-short")
                return
            if not block:
                return
            yield block


def first_row(path: Path) -> tuple[list[str], str]:
    """The first row of a plain file and its delimiter; raises :class:`Unreadable` for an empty file."""
    with path.open("rb") as file:
        start = file.read(_BLOCK)
    text = start.decode("utf-8-sig", "replace")
    lines = text.splitlines(keepends=True)
    if not text.strip():
        raise Unreadable("feed.empty", name=path.name)
    counts = Counter(c for c in lines[0] if c in _DELIMITERS)
    delimiter = counts.most_common(1)[0][0] if counts else ","
    try:
        return next(csv.reader(lines, delimiter=delimiter)), delimiter
    except (csv.Error, StopIteration):
        raise Unreadable("feed.empty", name=path.name) from None


def read(source: Plain, target: Path, folder: Path, columns: tuple[str, ...], delimiter: str, header: bool) -> Raw:
    """Read ``source`` into the Parquet file ``target``; ``folder`` holds repaired copies; raises ``OSError``."""
    path, notes, cut = source.path, list(source.notes), 0
    lost: list[int] = []  # rows cut out because of a quotation mark that is never closed
    while True:
        try:
            count, rejected = _pass(path, target, columns, delimiter, header)
        except _MixedEnds:
            if "mixed-line-ends" in notes:
                raise Unreadable("feed.not-a-table", name=source.path.name) from None
            path = _one_kind_of_line_end(path, folder)
            notes.append("mixed-line-ends")
            continue
        open_quote = next((r for r in rejected if r[2] == "quotation" and "\n" in r[3].rstrip("\r\n")), None)
        if open_quote is None or cut == MOST_REPAIRS:
            break
        path = _without_line(path, open_quote[1], folder / f"repaired-{cut % 2}.csv")
        lost.append(open_quote[0])
        cut += 1
    refused = _in_file({line: reason for line, _, reason, _ in rejected}, lost)
    return Raw(target, count, 2 if header else 1, refused, notes)


class _MixedEnds(Exception):  # noqa: N818 - inside this module only
    pass


Rejected = list[tuple[int, int, str, str]]


def _pass(path: Path, target: Path, columns: tuple[str, ...], delimiter: str, header: bool) -> tuple[int, Rejected]:
    """One reading: rows accepted, and (line, byte offset, reason, text) of each refused, in order."""
    import duckdb

    names = ", ".join(f"{literal(c)}: 'VARCHAR'" for c in columns)
    with connect() as base:
        try:
            base.execute(
                f'COPY (SELECT row_number() OVER () AS "#", * FROM read_csv({literal(str(path))}, header={header}, '
                f"columns={{{names}}}, auto_detect=false, delim={literal(delimiter)}, quote='\"', escape='\"', "
                f"store_rejects=true, rejects_limit=0, strict_mode=true, null_padding=false, "
                f"max_line_size={LONGEST_LINE})) "
                f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
            )
        except duckdb.IOException as why:
            raise OSError(str(why).splitlines()[0]) from None
        except duckdb.InvalidInputException as why:
            if "state machine" in str(why):
                raise _MixedEnds from None
            raise Unreadable("feed.not-a-table", name=path.name) from None
        found = base.execute(
            "SELECT line, min(line_byte_position), min_by(error_type::VARCHAR, column_idx), min(csv_line) "
            "FROM reject_errors GROUP BY line ORDER BY line"
        ).fetchall()
        count = base.execute(f"SELECT count(*) FROM read_parquet({literal(str(target))})").fetchall()[0][0]
    rejected = [(int(n), int(at), _REASONS.get(kind, "not-a-row"), text or "") for n, at, kind, text in found]
    return int(count), rejected


def _without_line(path: Path, at: int, target: Path) -> Path:
    """A copy of ``path`` without the line that begins at byte ``at`` (from 1)."""
    with path.open("rb") as file, target.open("wb") as out:
        left = at - 1
        while left and (block := file.read(min(_BLOCK, left))):
            out.write(block)
            left -= len(block)
        file.readline()
        while block := file.read(_BLOCK):
            out.write(block)
    return target


def _one_kind_of_line_end(path: Path, folder: Path) -> Path:
    target = folder / "line-ends.csv"
    with path.open("rb") as file, target.open("wb") as out:
        for line in file:
            out.write(line[:-2] + b"\n" if line.endswith(b"\r\n") else line)
    return target


def _in_file(refused: dict[int, str], lost: list[int]) -> dict[int, str]:
    """Refused rows by their number in the file as it was given: what was cut out last is put back first."""
    numbers = dict(refused)
    for row in reversed(lost):
        numbers = {(n if n < row else n + 1): reason for n, reason in numbers.items()}
        numbers[row] = "quotation"
    return dict(sorted(numbers.items()))


def literal(word: str) -> str:
    """``word`` as an SQL string."""
    return "'" + word.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
