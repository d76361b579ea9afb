"""The independent checker: recomputes every rule of docs/method.md from the case and the finished timetable.

In: a case and a dated timetable (``Schedule``), nothing else: never the planning problem, the schedule generator or the
optimiser.  Out: every broken rule as a :class:`Violation`, sorted.  The rule this package owns: *nothing leaves
unchecked, and the checker has its own reading of the case*.

``reading`` says what the case requires, ``record`` what the dates mean; the rules are one function each in
``presence``, ``order``, ``work``, ``people`` and ``promises``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jadwal.model.case import Case
from jadwal.model.timetable import Schedule
from jadwal.plan.check import limits, order, people, presence, promises, risks, work
from jadwal.plan.check.reading import Reading
from jadwal.plan.check.record import Record
from jadwal.plan.check.violation import Violation, sort_key

__all__ = ["RULES", "Violation", "check", "physical"]

RULES: tuple[Callable[[Record], Iterator[Violation]], ...] = (
    presence.completeness,
    presence.durations,
    risks.register,
    presence.modes,
    presence.progress,
    presence.horizon,
    presence.undated,
    order.order,
    work.calendars,
    work.pauses,
    work.gates,
    work.permissions,
    work.lanes,
    work.crews,
    limits.capacities,
    limits.blackouts,
    limits.longest_lags,
    limits.budgets,
    people.protection,
    people.cover,
    people.largest_step,
    people.largest_share,
    people.last_days,
    people.ceilings,
    people.floors,
    promises.not_before,
    promises.agreed_dates,
    promises.announced,
)


def check(case: Case, schedule: Schedule, *, future: bool = False) -> tuple[Violation, ...]:
    """Every rule of ``case`` that ``schedule`` breaks; promised ones are reported, not errors.

    ``future=False``: the aim, with the most likely durations and dates for all that no condition holds back for ever.
    ``future=True``: one simulated future, with drawn durations, and without dates for what the horizon cuts off.
    """
    record = Record(Reading(case), schedule, future=future)
    found = {violation for rule in RULES for violation in rule(record)}
    return tuple(sorted(found, key=sort_key))


def physical(violations: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Those that no timetable may have: broken physical rules."""
    return tuple(v for v in violations if v.kind == "physical")
