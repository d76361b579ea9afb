"""Timetables written by hand: from days to the entries of a dated timetable.

A timetable is a mapping from task id to dates in days from day 0: ``(first, last)`` for work, one number (the day that
ends at the instant) for a point.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rows import but, day, named

from jadwal.model.case import Case
from jadwal.model.timetable import Entry, Schedule

Dates = Mapping[str, tuple[int | None, int | None] | int | None]


def later(dates: Dates, by: int, *, since: int = 0) -> dict[str, Any]:
    """The same timetable with everything dated from day ``since`` on moved ``by`` days later."""

    def moved(at: Any) -> Any:
        if isinstance(at, tuple):
            return tuple(n + by if n is not None and at[0] >= since else n for n in at)
        return at + by if at is not None and at >= since else at

    return {id: moved(at) for id, at in dates.items()}


_POINTS = ("phase-start", "phase-end", "left", "closed", "last-out", "gone")
_KINDS = {"move": "movement", "cargo": "movement", "ship": "movement", "convert": "conversion", "dispose": "disposal"}


def entry(case: Case, id: str, at: tuple[int | None, int | None] | int | None, days: int | None = None) -> Entry:
    """The entry of one task: its place from the case, its dates as given."""
    head, _, rest = id.partition(":")
    of = rest.split(":")[0]
    start, finish = at if isinstance(at, tuple) else (at, at)
    place: dict[str, Any] = {}
    kind = _KINDS.get(head, head)
    kind = "milestone" if head in _POINTS or any(m.id == id for m in case.milestones) else kind
    phases = {p.id for p in case.phases}
    if head in ("phase-start", "phase-end"):
        place = {"phase": of}
    elif head in ("move", "cargo", "convert", "pack"):
        row = next(u for u in case.units if u.id == of)
        second = rest.split(":")[1:2] == ["2"] and (head == "pack" or rest.count(":") == 2)
        place = {
            "unit": of,
            "site": row.to_site if second else row.site,
            "phase": row.then_phase if second else row.phase,
        }
        if head in ("move", "cargo"):
            place["lane"] = row.cargo_lane if head == "cargo" else row.then_lane if second else row.lane
            place["to_site"] = "" if second else row.to_site
        if head == "convert":
            place["people"] = row.headcount.likely
    elif head in ("ship", "dispose", "notice"):
        thing: Any = next(x for x in (*case.equipment, *case.staff) if x.id == of)
        closes_in = next(s.closes_in for s in case.sites if s.id == thing.site)
        place = {"site": thing.site, "phase": thing.phase or closes_in}
        place |= {"lane": thing.lane} if head == "ship" else {}
        place |= {"crew": thing.crew} if head == "dispose" else {}
    elif head == "gone":
        place = {"nation": of}
    elif any(s.id == of for s in case.sites):
        place = {"site": of, "phase": next(s.closes_in for s in case.sites if s.id == of)}
    else:
        found = next((a for a in case.activities if a.id == id), None)
        kind = found.kind if found else kind
        place = {"phase": found.phase if found else "", "crew": found.crew if found else ""}
    if head in {w.kind for w in case.site_work}:
        place["crew"] = next(w.crew for w in case.site_work if w.kind == head)
    assert place.get("phase", "") in phases | {""}
    worked = 0 if start is None or finish is None or not isinstance(at, tuple) else finish - start + 1
    return Entry(
        id=id,
        kind=kind,
        name=named(id),
        start=None if start is None else day(start),
        finish=None if finish is None else day(finish),
        days=worked if days is None else days,
        **place,
    )


def schedule(case: Case, dates: Dates, *, days: Mapping[str, int] | None = None, **world: Any) -> Schedule:
    """A timetable written by hand; serials share a unit's people and loads as equally as the lane allows."""
    entries = [entry(case, id, at, (days or {}).get(id)) for id, at in dates.items()]
    serials: dict[str, list[str]] = {}
    for e in entries:
        if e.kind == "movement":
            serials.setdefault(e.id.rpartition(":")[0], []).append(e.id)
    amounts: dict[str, int] = {}
    for stem, ids in serials.items():
        row: Any = next(u for u in (*case.units, *case.equipment) if u.id == stem.split(":")[1])
        left = row.loads.likely if stem.startswith(("cargo", "ship")) and row.loads else row.headcount.likely
        for id in ids:
            amounts[id] = min(10, left)
            left -= amounts[id]
    entries = [
        but(e, **{"loads" if e.id.startswith(("cargo", "ship")) else "people": amounts[e.id]}) if e.id in amounts else e
        for e in entries
    ]
    world = {"readings": (), "openings": (), "grants": (), "pauses": (), **world}
    return Schedule(as_of=case.as_of, entries=tuple(entries), **world)


def moved(timetable: Schedule, id: str, at: tuple[int | None, int | None] | int | None) -> Schedule:
    """The same timetable with one entry dated otherwise (its days of work as before)."""
    start, finish = at if isinstance(at, tuple) else (at, at)
    dates = {"start": None if start is None else day(start), "finish": None if finish is None else day(finish)}
    return but(timetable, entries=tuple(but(e, **dates) if e.id == id else e for e in timetable.entries))


def changed(timetable: Schedule, id: str, **fields: Any) -> Schedule:
    """The same timetable with some fields of one entry changed."""
    return but(timetable, entries=tuple(but(e, **fields) if e.id == id else e for e in timetable.entries))
