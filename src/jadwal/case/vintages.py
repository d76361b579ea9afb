"""Replay: the case as it was known on a day.

In: all rows of a folder.  Out: a :class:`Case`.  The rule this module owns: *only what was known by then exists,
and of several rows with one id the latest known holds*.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from jadwal.case.rows import Placed, Rows
from jadwal.case.tables import DATED
from jadwal.model.case import Case, Condition, Objectives, Source


def latest(rows: Iterable[Placed], day: date) -> tuple[Placed, ...]:
    """Of every id the row known latest on ``day``, sorted by id."""
    held: dict[str, Placed] = {}
    for placed in sorted(rows, key=lambda p: (p.row.id, p.known_from)):
        if placed.known_from <= day:
            held[placed.row.id] = placed
    return tuple(held[id] for id in sorted(held))


def view(rows: Rows, day: date) -> Case:
    """The case as known on ``day``; the settings of the case (``case`` row) must be there."""
    head = rows.of("case")[0].row
    found: dict[str, Any] = {}
    for table in DATED:
        known = tuple(p.row for p in latest(rows.of(table.name), day))
        found[table.attribute] = (known[-1] if known else None) if table.single else known
    found["calendars"] = tuple(
        msgspec.structs.replace(c, closed=tuple(x for x in c.closed if x.known_from <= day)) for c in found["calendars"]
    )
    found["conditions"] = tuple(_with_outlook(c, day) for c in found["conditions"])
    found.update(_without_named_receivers(found))
    objectives = [p.row for p in rows.of("objectives")]
    case: Case = msgspec.structs.replace(
        head,
        as_of=day,
        parties=tuple(sorted((p.row for p in rows.of("party")), key=lambda r: str(r.id))),
        objectives=objectives[0] if objectives else Objectives(),
        **found,
    )
    return msgspec.structs.replace(case, sources=_sources(rows, case, day))


def _with_outlook(condition: Condition, day: date) -> Condition:
    """The condition with the scenario declared latest by then."""
    known = sorted((s for s in condition.scenarios if s.known_from <= day), key=lambda s: s.known_from)
    return msgspec.structs.replace(condition, scenarios=tuple(known[-1:]))


def _without_named_receivers(found: dict[str, Any]) -> dict[str, Any]:
    """Waiting for the naming of a receiver who is named is over: the plan holds no such work any more."""
    named = {f"receiver:{s.id}" for s in found["sites"] if s.receiver}
    if not named:
        return {}
    change = msgspec.structs.replace
    return {
        "activities": tuple(
            change(a, after=tuple(k for k in a.after if k.before not in named)) for a in found["activities"]
        ),
        "milestones": tuple(change(m, after=tuple(t for t in m.after if t not in named)) for m in found["milestones"]),
        "modes": tuple(m for m in found["modes"] if m.of not in named),
        "permissions": tuple(change(p, asked_after="") if p.asked_after in named else p for p in found["permissions"]),
        "conditions": tuple(
            change(c, gates=tuple(g for g in c.gates if g.activity not in named)) for c in found["conditions"]
        ),
    }


def _sources(rows: Rows, case: Case, day: date) -> tuple[Source, ...]:
    """Sources that something known cites, and those published by then."""
    cited = set(_cited(case))
    all_sources = sorted((p.row for p in rows.of("sources")), key=lambda s: str(s.id))
    return tuple(s for s in all_sources if s.id in cited or (s.published is not None and s.published <= day))


def _cited(value: Any) -> Iterable[str]:
    """Every source id that any row inside ``value`` names."""
    if isinstance(value, tuple):
        for one in value:
            yield from _cited(one)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if name == "source":
                yield from inner
            elif isinstance(inner, (tuple, msgspec.Struct)):
                yield from _cited(inner)
