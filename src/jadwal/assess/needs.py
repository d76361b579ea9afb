"""Which dates need which condition.

In: a case.  Out: for every condition that gates something, the agreed dates.  The rule this module owns: *without a
plan, every agreed date is taken to need every gated condition* (of a reading that both share); the planner, which
knows what depends on what, passes a sharper mapping of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jadwal.model.case import Case, Gate, Promise

Needed = Mapping[str, tuple[tuple[str, date], ...]]


def needs(case: Case) -> dict[str, tuple[tuple[str, date], ...]]:
    """Condition id -> (promise id, agreed day), by day: the promises "by" a day whose readings fit one of its gates."""
    promises = [p for clause in case.clauses for p in clause.promises if p.kind == "by"]
    found = {}
    for condition in case.conditions:
        wanted = {(p.id, p.day) for p in promises if any(_together(p, g) for g in condition.gates)}
        if wanted:
            found[condition.id] = tuple(sorted(wanted, key=lambda n: (n[1], n[0])))
    return found


def _together(promise: Promise, gate: Gate) -> bool:
    return not promise.readings or not gate.readings or bool(set(promise.readings) & set(gate.readings))
