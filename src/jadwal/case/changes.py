"""What differs between two states of a case, table by table.

In: the rows before and after.  Out: how many rows of each table are new, gone or not as they were.  The rule this
module owns: *a row is the same when it says the same*, wherever it stands and however it was typed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import msgspec

from jadwal.case.reading import settings
from jadwal.case.rows import Placed, Rows
from jadwal.case.tables import TABLES, children

Key = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """How many rows of one table were added, changed and removed."""

    table: str
    added: int = 0
    changed: int = 0
    removed: int = 0


def changes(before: Rows, after: Rows) -> tuple[Change, ...]:
    """The tables that differ, in the order of the tables; rows inside others are counted in their own table."""
    found = []
    for table in ("case", *(t.name for t in TABLES)):
        old, new = _by_key(before, table), _by_key(after, table)
        added = changed = removed = 0
        for key in old.keys() | new.keys():
            was, now = old.get(key, Counter()), new.get(key, Counter())
            gone, came = (was - now).total(), (now - was).total()
            both = min(gone, came)
            added, changed, removed = added + came - both, changed + both, removed + gone - both
        if added or changed or removed:
            found.append(Change(table, added, changed, removed))
    return tuple(found)


def _by_key(rows: Rows, table: str) -> dict[Key, Counter[bytes]]:
    """What the rows say by what they are: the row around them, their id and the day they were known."""
    found: dict[Key, Counter[bytes]] = {}
    for outer, placed in _with_outer(rows, table):
        key = (*_name(outer), *_name(placed))
        found.setdefault(key, Counter())[_said(placed)] += 1
    return found


def _with_outer(rows: Rows, table: str) -> list[tuple[Placed | None, Placed]]:
    parent = table.rpartition(".")[0]
    if not parent:
        return [(None, p) for p in rows.of(table)]
    return [(outer, p) for outer in rows.of(parent) for p in outer.inside if p.table == table]


def _name(placed: Placed | None) -> Key:
    if placed is None or placed.table == "case":
        return ()
    dated = "" if placed.table.rpartition(".")[0] else str(placed.known_from)
    return (str(getattr(placed.row, "id", "")), dated)


def _said(placed: Placed) -> bytes:
    """What a row says, without the rows inside it."""
    if placed.table == "case":
        return msgspec.json.encode(settings(placed.row), order="sorted")
    plain: dict[str, Any] = msgspec.to_builtins(placed.row)
    for below in children(placed.table):
        plain.pop(below.attribute, None)
    return msgspec.json.encode(plain, order="sorted")
