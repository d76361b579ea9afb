"""Findings about conditions: who observes them and how long, what nobody can foresee, and counters that disagree.

In: a :class:`Frame`.  Out: findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jadwal.findings.frame import Frame, Planned, finding, listed
from jadwal.messages import stored
from jadwal.model.case import Condition, Indicator, Text
from jadwal.model.timetable import Finding

DISAGREEMENTS = ("assess.tallies-contradict", "assess.other-counter-disagrees")  # notes of the board


def _watched(f: Frame) -> Iterator[tuple[Condition, Indicator]]:
    indicators = {i.id: i for i in f.case.indicators}
    for condition in f.case.conditions:
        if condition.rule.indicator in indicators:
            yield condition, indicators[condition.rule.indicator]


def nobody_observes(f: Frame) -> Iterator[Finding]:
    """A condition rests on an indicator that nobody is named to observe."""
    for condition, indicator in _watched(f):
        if not indicator.observed_by:
            yield finding(
                "unobserved",
                condition.id,
                release="public",
                condition=condition.statement,
                indicator=indicator.name,
            )


def observers_leave_first(f: Frame) -> Iterator[Finding]:
    """Those who observe a condition leave before the last day on which something needs it."""
    for condition, indicator in _watched(f):
        for planned in f.planned:
            until = planned.finish(indicator.observed_until) if indicator.observed_until else None
            needed = max(_needed(planned, condition), default=None)
            if until is not None and needed is not None and until < needed:
                yield finding(
                    "observers-leave",
                    condition.id,
                    condition=condition.statement,
                    observer=f.name(indicator.observed_by),
                    until=until,
                    needed=needed,
                )
                break


def _needed(planned: Planned, condition: Condition) -> list[date]:
    """The aim days up to which gates need the condition: the start of what it opens, the end of what it lets go on."""
    days = []
    for gate in condition.gates:
        if not planned.applies(gate.readings):
            continue
        point = "phase-start" if gate.kind == "start" else "phase-end"
        entry = planned.entries.get(gate.activity or f"{point}:{gate.phase}")
        if entry is not None:
            days.append(entry.start if gate.kind == "start" else entry.finish)
    return [day for day in days if day is not None]


def no_outlook(f: Frame) -> Iterator[Finding]:
    """A condition with neither data nor a declared scenario leaves milestones without a commit date."""
    statements = {c.id: c.statement for c in f.case.conditions}
    blocked: dict[str, dict[str, Text]] = {}
    for planned in f.planned:
        for m in planned.result.milestones:
            for condition in m.blocked_by:
                blocked.setdefault(condition, {})[m.id] = m.name
    for condition, milestones in blocked.items():
        yield finding(
            "no-outlook",
            condition,
            condition=statements[condition],
            milestones=listed(milestones[id] for id in sorted(milestones)),
        )


def tallies_disagree(f: Frame) -> Iterator[Finding]:
    """Counters disagree, or one counter's own tallies cannot all be true; the difference is shown, never averaged."""
    for row in f.board:
        for code, params in row.notes:
            if code in DISAGREEMENTS:
                note = Text(en=stored(code, "en", **dict(params)), ar=stored(code, "ar", **dict(params)))
                yield finding("tallies-disagree", row.condition, release="public", condition=row.statement, what=note)
