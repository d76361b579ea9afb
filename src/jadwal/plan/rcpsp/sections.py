"""The text of a PSPLIB file, cut into its sections and numbers.

In: a path.  Out: the header's counts and the rows of each section as whole numbers, each with its line.  The rule this
module owns: *a token is a whole number in western digits or it is a mistake*; nothing is guessed or rounded.

The layout is that of Kolisch and Sprecher's generator ProGen: counts in "key : value" lines, then sections under a
heading in capitals, each closed by a line of asterisks.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

import msgspec

from jadwal.messages.mistakes import Mistake, Param

MOST_BYTES = 20_000_000
MOST = 1_000_000  # of any count, demand, capacity or duration
PRECEDENCE, REQUESTS, AVAILABLE = "PRECEDENCE RELATIONS", "REQUESTS/DURATIONS", "RESOURCEAVAILABILITIES"
HEADINGS = ("PROJECT INFORMATION", PRECEDENCE, REQUESTS, AVAILABLE)
KEYS = {
    "projects": "projects",
    "jobs": "jobs",
    "renewable": "renewable",
    "nonrenewable": "nonrenewable",
    "doubly constrained": "doubly constrained",
}
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}\Z")
_LABEL = re.compile(r"([RND])\s*([0-9]+)")


class Row(msgspec.Struct, frozen=True):
    """The numbers of one line; ``whole`` is False when one of them was a mistake and has been noted."""

    line: int
    numbers: tuple[int, ...]
    whole: bool = True


class Section(msgspec.Struct, frozen=True):
    """One section: line of its heading, line after its last row, its rows, the resource columns it names."""

    line: int
    end: int
    rows: tuple[Row, ...]
    columns: tuple[str, ...]


class Notes:
    """The mistakes of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Mistake] = []

    def add(self, code: str, line: int = 0, field: str = "", **params: Param) -> None:
        """Note a mistake; ``code`` without its room."""
        said = tuple(sorted(params.items()))
        self.found.append(Mistake(code=f"rcpsp.{code}", file=self.file, row=line, field=field, params=said))

    def all(self) -> tuple[Mistake, ...]:
        """Everything noted, by line."""
        return tuple(sorted(set(self.found), key=lambda m: (m.row, m.field, m.code, m.params)))


def text_of(path: Path, notes: Notes) -> str | None:
    """The text of a file; None after noting why it cannot be read."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            notes.add("not-a-file")
            return None
        if found.st_size > MOST_BYTES:
            notes.add("too-big", size=-(-found.st_size // 1_000_000), most=MOST_BYTES // 1_000_000)
            return None
        data = path.read_bytes()
    except FileNotFoundError:
        notes.add("no-file")
        return None
    except (OSError, ValueError) as why:
        notes.add("unreadable", number=getattr(why, "errno", 0) or 0)
        return None
    if (nul := data.find(b"\0")) >= 0:
        notes.add("nul", data.count(b"\n", 0, nul) + 1)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        notes.add("not-utf8", data.count(b"\n", 0, why.start) + 1, byte=why.start)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\x1a\n ")  # \x1a ended files under DOS
    if not text:
        notes.add("empty")
        return None
    return text


def sections(text: str, notes: Notes) -> dict[str, Section]:
    """Every section by its heading; one that is missing, or stands twice, is noted."""
    found: dict[str, Section] = {}
    lines = text.split("\n")
    at = {heading: [n for n, line in enumerate(lines, 1) if line.strip().startswith(heading)] for heading in HEADINGS}
    for heading, places in at.items():
        for again in places[1:]:
            notes.add("section-twice", again, section=heading)
        if places:
            found[heading] = _section(lines, places[0], notes if heading != HEADINGS[0] else Notes(""))
        elif heading != HEADINGS[0]:
            notes.add("no-section", len(lines), section=heading)
    return found


def _section(lines: list[str], heading: int, notes: Notes) -> Section:
    rows: list[Row] = []
    columns: tuple[str, ...] = ()
    n = heading
    for n in range(heading + 1, len(lines) + 1):
        line = lines[n - 1].strip()
        if line.startswith(("*", *HEADINGS)):
            return Section(heading, n, tuple(rows), columns)
        if not line.strip("- "):
            continue
        if not rows and (line.startswith("jobnr") or _LABEL.match(line)):
            columns = tuple(kind + number for kind, number in _LABEL.findall(line))
            continue
        rows.append(_row(n, line, notes))
    return Section(heading, n, tuple(rows), columns)


def _row(n: int, line: str, notes: Notes) -> Row:
    numbers = [number(token, n, notes) for token in line.split()]
    kept = tuple(value for value in numbers if value is not None)
    return Row(n, kept, len(kept) == len(numbers))


def number(token: str, line: int, notes: Notes, field: str = "") -> int | None:
    """A whole number from 0 to ``MOST``; None after noting what it is instead."""
    if not _WHOLE.match(token):
        notes.add("not-a-number", line, field, value=token[:40])
    elif int(token) < 0:
        notes.add("negative", line, field, value=int(token))
    elif int(token) > MOST:
        notes.add("too-large", line, field, value=token[:40], most=MOST)
    else:
        return int(token)
    return None


def counts(text: str, notes: Notes) -> dict[str, tuple[int, int]]:
    """The header's counts by key, each with its line; a key that is missing or no number is noted."""
    found: dict[str, tuple[int, int]] = {}
    bad: set[str] = set()
    lines = text.split("\n")
    for n, line in enumerate(lines, 1):
        if line.strip().startswith(HEADINGS):
            break
        key, colon, rest = line.strip(" \t-").partition(":")
        name = key.partition("(")[0].strip().lower()
        if not colon or name not in KEYS:
            continue
        if name in found or name in bad:
            notes.add("key-twice", n, key=name)
            continue
        value = number((rest.split() or [""])[0], n, notes, name) if rest.split() else None
        if not rest.split():
            notes.add("no-value", n, name)
        if value is None:
            bad.add(name)
        else:
            found[name] = (value, n)
    for name in ("jobs", "renewable"):
        if name not in found and name not in bad:
            notes.add("no-key", 1, key=name)
    return found
