"""Shared calendars: the days on which everybody who takes part in a piece of work can do it.

In: a case, its tasks, what closes days for them besides their own calendars.  Out: the tasks with the calendar each
works by, and those calendars.  The rule this module owns: *work is done on the days that its own calendar, its parties'
calendars and every blackout that concerns it leave open*; tasks that rest on the same days by the same rules share one.

The id of a shared calendar names its parts: ``working-week+blackout:harvest+party-calendar:host``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from jadwal.model.case import Calendar as CaseCalendar
from jadwal.model.case import Case, Text
from jadwal.plan.problem import Calendar, Task

AND = "+"


@dataclass(frozen=True)
class Closing:
    """``task`` (of several modes: in ``mode``) rests on the days that ``calendar`` closes too, by ``rule``."""

    task: str
    rule: str
    calendar: CaseCalendar
    mode: str = ""


def shared(
    case: Case, tasks: Iterable[Task], closings: Iterable[Closing]
) -> tuple[tuple[Task, ...], Mapping[str, CaseCalendar]]:
    """The tasks, each with the calendar of all its parts, and those calendars by id with their single parts."""
    own = {c.id: c for c in case.calendars}
    closed: dict[tuple[str, str], dict[str, CaseCalendar]] = defaultdict(dict)
    for closing in closings:
        closed[closing.task, closing.mode][closing.rule] = closing.calendar
    found: dict[str, CaseCalendar] = {}

    def of(calendar: str, task: str, mode: str = "") -> str:
        parts = {f"calendar:{calendar}": own[calendar]} if calendar else {}
        parts |= dict(sorted(closed[task, mode].items()))
        id = together(parts)
        found.update({together([part]): c for part, c in parts.items()} if len(parts) > 1 else {})
        if id and id not in found:
            found[id] = _joined(id, list(parts.values()))
        return id

    made = []
    for t in tasks:
        modes = tuple(msgspec.structs.replace(m, calendar=of(m.calendar, t.id, m.id)) for m in t.modes)
        id = of(t.calendar, t.id)
        made.append(msgspec.structs.replace(t, calendar=id, modes=modes) if modes or id != t.calendar else t)
    return tuple(made), found


def together(parts: Iterable[str]) -> str:
    """The id of the calendar that these parts (``calendar:week``, ``blackout:harvest``) make together."""
    return AND.join(part.removeprefix("calendar:") for part in parts)


def laid_out(case: Case, calendars: Mapping[str, CaseCalendar]) -> tuple[Calendar, ...]:
    """The calendars of a problem, sorted by id, each with the ids of its parts."""
    names = {c.id for c in case.calendars}

    def parts(id: str) -> tuple[str, ...]:
        return () if id in names else tuple(f"calendar:{p}" if p in names else p for p in id.split(AND))

    return tuple(Calendar(id=id, open=open_days(case, calendars[id]), parts=parts(id)) for id in sorted(calendars))


def _joined(id: str, parts: Sequence[CaseCalendar]) -> CaseCalendar:
    """A calendar that is open where all of ``parts`` are."""
    if len(parts) == 1 and parts[0].id == id:
        return parts[0]
    return CaseCalendar(
        id=id,
        name=Text(en=" + ".join(p.name.en for p in parts), ar=" + ".join(p.name.ar for p in parts)),
        days_off=tuple(sorted({day for p in parts for day in p.days_off})),
        closed=tuple(sorted({x for p in parts for x in p.closed}, key=lambda x: (x.first, x.last, x.name.en))),
        known_from=max(p.known_from for p in parts),
    )


def without(calendars: Iterable[Calendar], gone: frozenset[str]) -> tuple[Mapping[str, str], tuple[Calendar, ...]]:
    """What becomes of each calendar when the parts ``gone`` close nothing any more (empty: every day is open), and the
    calendars that there are then."""
    singles = {c.closed_by[0]: c.open for c in calendars if len(c.closed_by) == 1}
    left = {c.id: tuple(part for part in c.closed_by if part not in gone) for c in calendars}
    kept = {together(parts): parts for parts in left.values() if parts}
    known = {c.id: c for c in calendars}
    made = tuple(
        known[id] if id in known else Calendar(id=id, open=_all_open([singles[p] for p in parts]), parts=parts)
        for id, parts in sorted(kept.items())
    )
    return {id: together(parts) for id, parts in left.items()}, made


def _all_open(rows: Sequence[bytes]) -> bytes:
    return bytes(min(day) for day in zip(*rows, strict=True))


def open_days(case: Case, calendar: CaseCalendar) -> bytes:
    """One byte per day from the as-of date to the horizon: 1 where the calendar is open."""
    return _open_days(calendar, case.as_of.toordinal(), (case.horizon - case.as_of).days + 1)


@lru_cache(maxsize=256)
def _open_days(calendar: CaseCalendar, origin: int, days: int) -> bytes:
    closed = {d for c in calendar.closed for d in range(c.first.toordinal(), c.last.toordinal() + 1)}
    return bytes(
        0 if (day + 6) % 7 in calendar.days_off or day in closed else 1 for day in range(origin, origin + days)
    )  # ordinal 1 (0001-01-01) was a Monday
