"""Planning checks: what an experienced planner would ask about this case, board and plan, one small named rule each.

In: the case, the board, the planned readings.  Out: findings, sorted; each is a code with parameters whose sentence and
remedy stand in ``messages/*/findings.toml``.  The rule this room owns: *a finding says what to do about it*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jadwal.findings import (
    agreements,
    conditions,
    departures,
    durations,
    health,
    requirements,
    results,
    sites,
    withdrawals,
)
from jadwal.findings.frame import Frame, Planned
from jadwal.model.case import Case
from jadwal.model.timetable import BoardRow, Finding, ReadingResult

__all__ = ["RULES", "find"]

RULES: tuple[Callable[[Frame], Iterator[Finding]], ...] = (
    sites.receiver_not_named,
    sites.handover_refused,
    sites.permission_on_the_only_path,
    departures.exits_bunched,
    sites.largest_site_last,
    conditions.nobody_observes,
    conditions.observers_leave_first,
    agreements.consent_depends,
    agreements.deadline_without_a_day,
    agreements.read_in_two_ways,
    departures.function_leaves_early,
    requirements.departure_uncovers,
    withdrawals.function_withdrawn,
    withdrawals.guards_withdrawn,
    withdrawals.not_approved,
    results.assumed_decides,
    results.promise_unlikely,
    results.commit_not_attainable,
    conditions.no_outlook,
    conditions.tallies_disagree,
    durations.observed,
    health.fails,
)


def find(case: Case, board: tuple[BoardRow, ...], readings: tuple[ReadingResult, ...]) -> tuple[Finding, ...]:
    """Everything the rules find, none twice: warnings before notes, then in the order of ``RULES``, then by subject."""
    frame = Frame(case=case, board=board, planned=tuple(Planned(case=case, result=r) for r in readings))
    found = {(place, one) for place, rule in enumerate(RULES) for one in rule(frame)}
    return tuple(one for _, one in sorted(found, key=_order))


def _order(placed: tuple[int, Finding]) -> tuple[bool, int, str, str]:
    place, one = placed
    return one.severity != "warning", place, one.subject, repr(one)
