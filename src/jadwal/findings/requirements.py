"""Requirements: functions × formations × sites, who covers what until when, and what each departure uncovers.

In: a case, a planned reading.  Out: :class:`Cover` values, and findings.  The rule this module owns: *cover is counted
in people who can still be there*: who has left the mission provides nothing, who converts goes on providing, who
relocates provides from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jadwal.findings.frame import Frame, Planned, finding, phrase
from jadwal.model.case import Case, Function, Unit
from jadwal.model.cover import Cover, Leaving, Provider
from jadwal.model.timetable import BoardRow, Entry, Finding, ReadingResult

GOES = ("movement", "conversion")
LIKELY_PPM = 800_000  # chance of the condition on the day of the departure below which it is a warning


def requirements(case: Case, result: ReadingResult) -> tuple[Cover, ...]:
    """Every function of the case, by formation and id."""
    planned = Planned(case=case, result=result)
    return tuple(_cover(planned, f) for f in sorted(case.functions, key=lambda f: (f.formation, f.id)))


def departure_uncovers(f: Frame) -> Iterator[Finding]:
    """The first departure that leaves too few for a function relies on a condition that is not met today: which one,
    and how likely the condition is by then, in the reading where it is least likely.

    A departure while the function is needed by the aim is :func:`departures.function_leaves_early`'s.
    """
    board = {row.condition: row for row in f.board}
    for function in f.case.functions:
        row = board.get(function.until_condition)
        if row is None or row.state == "met":
            continue
        found = []
        for planned in f.planned:
            first = next((x for x in _cover(planned, function).departures if x.short and not x.needed), None)
            substitute = planned.finish(function.until_activity) if function.until_activity else None
            if first is not None and (substitute is None or substitute > first.day):
                found.append((_chance(row, first.day), first.day, first))
        if not found:
            continue
        ppm, _, leaving = min(found, key=lambda x: (-1 if x[0] is None else x[0], x[1]))
        yield finding(
            "departure-uncovers",
            function.id,
            severity="note" if ppm is not None and ppm >= LIKELY_PPM else "warning",
            unit=leaving.name,
            site=f.name(leaving.site),
            day=leaving.day,
            function=function.name,
            left=leaving.left,
            need=function.need.likely,
            condition=row.statement,
            state=phrase(f"state-{row.state}"),
            chance=phrase("no-chance") if ppm is None else phrase("chance", percent=ppm // 10_000),
        )


def _chance(row: BoardRow, day: date) -> int | None:
    """The chance of the condition having been met by the last told day up to ``day``; None without an outlook."""
    told = [ppm for when, ppm in row.chances if when <= day]
    return told[-1] if told else (0 if row.chances else None)


def _cover(planned: Planned, function: Function) -> Cover:
    units = [u for u in planned.case.units if u.function == function.id]
    people = sum(u.headcount.likely for u in units)
    need, until = function.need.likely, _needed_until(planned, function)
    departures = tuple(_departures(planned, units, people, need, until))
    return Cover(
        function=function.id,
        name=function.name,
        formation=function.formation,
        need=need,
        people=people - sum(d.people for d in departures if d.day < planned.case.as_of),
        covered=people - sum(d.people for d in departures if d.day < planned.case.as_of) >= need,
        condition=function.until_condition,
        activity=function.until_activity,
        until=until,
        last=next((d.day for d in departures if d.short), None),
        providers=tuple(p for u in units for p in _providers(planned, u)),
        departures=departures,
    )


def _needed_until(planned: Planned, function: Function) -> date | None:
    """The first aim day on which it is needed no more: its condition holds, or its substitute has finished."""
    days = [o.first for o in planned.result.schedule.openings if o.condition == function.until_condition]
    substitute = planned.finish(function.until_activity) if function.until_activity else None
    return min([*days, *([substitute] if substitute else [])], default=None)


def _departures(planned: Planned, units: list[Unit], people: int, need: int, until: date | None) -> Iterator[Leaving]:
    """By day and unit: what leaves the mission and what that leaves; a day's departures are taken in order of id."""
    by_id = {u.id: u for u in units}
    leaving: dict[tuple[date, str], int] = {}
    at: dict[tuple[date, str], str] = {}
    for day, entry in planned.leaving():
        if entry.unit in by_id and by_id[entry.unit].disposition != "convert":
            key = day, entry.unit
            leaving[key] = leaving.get(key, 0) + entry.people
            at[key] = entry.site
    for (day, id), n in sorted(leaving.items()):
        people -= n
        yield Leaving(
            day=day,
            unit=id,
            name=by_id[id].name,
            site=at[day, id],
            people=n,
            left=people,
            short=max(0, need - people),
            needed=until is None or day < until,
        )


def _providers(planned: Planned, unit: Unit) -> Iterator[Provider]:
    """Where a unit provides from: its site, and where it relocates to."""
    own = [e for e in planned.entries.values() if e.unit == unit.id and e.people and e.kind in GOES]
    moved = [e for e in own if e.to_site]
    there: date | None = None
    for site, going in _stages(unit, own, moved):
        days = [d for e in going if (d := e.start if e.kind == "movement" else e.finish) is not None]
        last = max(days) if going and len(days) == len(going) else None
        ending = "stays"
        if going:
            ending = "undated" if last is None else _ending(unit, going[0])
        yield Provider(
            unit=unit.id,
            name=unit.name,
            nation=unit.nation,
            site=site,
            people=unit.headcount.likely,
            first=there,
            last=last,
            ending=ending,  # type: ignore[arg-type]
        )
        arrived = [e.finish for e in going if e.finish is not None]
        there = max(arrived) if arrived and len(arrived) == len(going) else None


def _stages(unit: Unit, own: list[Entry], moved: list[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """(site, what takes the unit away from it), in order; the last may be taken away by nothing."""
    here = [e for e in own if e.site == unit.site]
    yield unit.site, here
    if moved and unit.to_site:
        yield unit.to_site, [e for e in own if e.site == unit.to_site]


def _ending(unit: Unit, entry: Entry) -> str:
    if entry.to_site:
        return "relocates"
    return {"convert": "converts", "pass": "passes"}.get(unit.disposition, "departs")
