"""Batches: what was brought in, when it was known, and which of them hold on a day.

In: the ``incidents/batches`` folder of a case.  Out: heads, and the batches that hold as known on a day.  The rules
this module owns: *a batch never changes* (its folder is named by the digest of its head, which names the digests of
its files), and *which batches hold on a day depends on what was known then only*, not on the order of bringing in.

Of the batches of one feed and series, one holds: the latest known, then the newest version, then the newest vintage.
Monthly UCDP Candidate versions stand beside each other.  A UCDP GED release of year *n* covers the years before it:
Candidate events of those years, in countries that the release has, give way to it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from jadwal.incidents.feeds.layouts import CANDIDATE, GED
from jadwal.messages import BadInput, Mistake

FOLDER = "incidents/batches"
HEAD, EVENTS, ROWS, REJECTED = "head.json", "events.parquet", "rows.parquet", "rejected.csv"
_NAME = re.compile(r"[0-9a-f]{16}")


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Under what terms a batch came; ``aggregates_only``: its rows never leave in an export."""

    licence: str
    holder: str
    aggregates_only: bool


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a batch.  Digests are SHA-256 in hexadecimal; counts are rows."""

    schema: int = 1
    kind: str
    series: str = ""
    version: str = ""
    vintage: int
    known_from: date
    terms: Terms
    source_name: str
    source_digest: str
    mapping_digest: str = ""
    columns: tuple[str, ...]
    header: bool
    rows: int  # read, those set aside afterwards included
    events: int
    first_day: date
    last_day: date
    rejected: dict[str, int]
    doubts: dict[str, int]
    notes: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    files: dict[str, str]  # name: digest


@dataclass(frozen=True)
class Batch:
    """A batch and where it stands; ``id`` is its folder's name."""

    id: str
    head: Head
    folder: Path

    @property
    def events(self) -> Path:
        """The Parquet file of its events."""
        return self.folder / EVENTS


TERMS = {
    GED: Terms(licence="CC BY 4.0", holder="Uppsala Conflict Data Program", aggregates_only=False),
    CANDIDATE: Terms(licence="CC BY 4.0", holder="Uppsala Conflict Data Program", aggregates_only=False),
    "acled": Terms(licence="ACLED terms of use", holder="ACLED", aggregates_only=True),
}


def encode(head: Head) -> bytes:
    """The bytes of ``head.json``; the same head, the same bytes."""
    return msgspec.json.format(msgspec.json.encode(head, order="deterministic"), indent=1) + b"\n"


def name_of(head: bytes) -> str:
    """A batch's id: the first 16 hexadecimal digits of the SHA-256 of its head."""
    return hashlib.sha256(head).hexdigest()[:16]


def digest(path: Path) -> str:
    """SHA-256 of a file; raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def batches(case: Path) -> tuple[Batch, ...]:
    """All batches of a case, by id; raises ``BadInput`` for one whose head is not what it was."""
    folder = case / FOLDER
    found, wrong = [], []
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if _NAME.fullmatch(entry.name))
    except FileNotFoundError:
        return ()
    for name in names:
        try:
            content = (folder / name / HEAD).read_bytes()
            head = msgspec.json.decode(content, type=Head)
        except (OSError, msgspec.MsgspecError):
            wrong.append(_damaged(name, HEAD))
            continue
        if name_of(content) != name:
            wrong.append(_damaged(name, HEAD))
        found.append(Batch(name, head, folder / name))
    if wrong:
        raise BadInput(wrong)
    return tuple(found)


def checked(some: Iterable[Batch], file: str = EVENTS) -> None:
    """Compare ``file`` of every batch with its digest; raises ``BadInput`` naming those that differ."""
    wrong = []
    for batch in some:
        try:
            fine = digest(batch.folder / file) == batch.head.files[file]
        except OSError:
            fine = False
        if not fine:
            wrong.append(_damaged(batch.id, file))
    if wrong:
        raise BadInput(wrong)


def holding(some: Iterable[Batch], known_on: date) -> tuple[Batch, ...]:
    """The batches that hold as known on a day, by kind, series and version."""
    best: dict[tuple[str, ...], Batch] = {}
    for batch in some:
        if batch.head.known_from <= known_on:
            key = key_of(batch.head)
            if key not in best or _rank(best[key]) < _rank(batch):
                best[key] = batch
    return tuple(best[key] for key in sorted(best))


def key_of(head: Head) -> tuple[str, ...]:
    """What a batch competes for: feed and series, and for the monthly Candidate series the version too."""
    return (head.kind, head.series, head.version if head.kind == CANDIDATE else "")


def numbers(version: str) -> tuple[int, ...]:
    """A version in its order: 26.1 comes after 25.1 and before 26.10."""
    return tuple(int(n) for n in re.findall(r"\d+", version))


def covered_until(head: Head) -> date | None:
    """The last day that a UCDP GED release covers (26.1: the end of 2025); None for everything else."""
    version = numbers(head.version)
    if head.kind != GED or not version:
        return None
    return date(1999 + version[0], 12, 31)


def _rank(batch: Batch) -> tuple[date, tuple[int, ...], int, str]:
    return (batch.head.known_from, numbers(batch.head.version), batch.head.vintage, batch.id)


def _damaged(name: str, file: str) -> Mistake:
    return Mistake(code="feed.damaged", file=f"{FOLDER}/{name}/{file}", params=(("batch", name),))
