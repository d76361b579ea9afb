"""The commission's own work: what is done, what is in hand, and whose move it is.

In: one reading's entries and the board.  Out: steps, each with its state.  The rule this module owns: *the move is
with whoever owns the first unfinished work all of whose predecessors are finished*; what only waits for a condition
is nobody's move until the condition holds.

A milestone in between (a phase that opens) counts as passed when all it waits for is finished and its conditions are
met on the as-of date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from jadwal.model.case import COMMISSION_KINDS
from jadwal.model.timetable import Entry, ReadingResult, Span, Timetable

State = Literal["done", "in-hand", "move", "waits", "later"]


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of the commission's work; ``waits_for``: the conditions that are not met yet."""

    entry: Entry
    state: State
    waits_for: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()  # when it ends over the futures, one per reading


def steps(timetable: Timetable) -> tuple[Step, ...]:
    """The commission's work by date, as the first reading plans it; empty when there is none."""
    if not timetable.readings:
        return ()
    entries = {e.id: e for e in timetable.readings[0].schedule.entries}
    met = {row.condition for row in timetable.board if row.state == "met"}
    spans = spans_by_task(timetable.readings)
    own = sorted((e for e in entries.values() if e.kind in COMMISSION_KINDS), key=_by_date)
    return tuple(_step(e, entries, met, spans.get(e.id, ())) for e in own)


def spans_by_task(readings: Iterable[ReadingResult]) -> dict[str, tuple[Span, ...]]:
    """Each task's spans, one for each reading that has one."""
    found: dict[str, tuple[Span, ...]] = {}
    for result in readings:
        for span in result.spans:
            found[span.id] = (*found.get(span.id, ()), span)
    return found


def _step(entry: Entry, entries: Mapping[str, Entry], met: set[str], spans: tuple[Span, ...]) -> Step:
    if entry.actual_finish is not None:
        return Step(entry, "done")
    if entry.actual_start is not None:
        return Step(entry, "in-hand", spans=spans)
    unmet = tuple(g for g in entry.gates if g not in met)
    if not all(_passed(link.before, entries, met, frozenset((entry.id,))) for link in entry.after):
        return Step(entry, "later", unmet, spans)
    return Step(entry, "waits" if unmet else "move", unmet, spans)


def _passed(id: str, entries: Mapping[str, Entry], met: set[str], seen: frozenset[str]) -> bool:
    """True when ``id`` is finished, or is a milestone behind which everything is finished."""
    entry = entries.get(id)
    if entry is None or entry.actual_finish is not None:
        return True
    if entry.days or entry.kind != "milestone" or id in seen:
        return False
    gates = all(g in met for g in entry.gates)
    return gates and all(_passed(link.before, entries, met, seen | {id}) for link in entry.after)


def _by_date(entry: Entry) -> tuple[bool, str, str]:
    day = entry.actual_finish or entry.finish
    return day is None, day.isoformat() if day else "", entry.id
