"""Taking rules away from a problem, and the coarse policies that a clash is told in.

In: a problem.  Out: the same problem without some rules; its rules in some twenty to sixty policies.  The rule this
module owns: *a rule that is taken away leaves nothing of itself behind, and nothing else goes with it*.

A clash told rule by rule would name dozens of links.  So the links of one family are one policy, a condition's gates
of one kind are one, the agreed "not before" days are one (a task knows only the latest of its own), and each calendar
is one; every lane, crew, site's protection, function, permission and promise stands alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from jadwal.model.case import Estimate, Value
from jadwal.plan import calendars
from jadwal.plan.problem import Mode, PermissionSpec, Problem, Profile, Task

ALONE = (
    *("lane", "crew", "protection", "cover", "hub-last", "largest-step", "largest-share", "permission"),
    *(
        "agreed-date",
        "ceiling",
        "floor",
        "last-days",
        "consent",
        "capacity",
        "blackout",
        "party-calendar",
        "longest-lag",
        "budget",
    ),
)
GATES = {"gate-start": "start_gates", "gate-continue": "continue_gates"}
NO_DAY = -(10**6)
GUARD = 100  # what one guard adds to the capacity of a site's protection


class Policy(Value, frozen=True, kw_only=True):
    """Rules that are kept or given up together; ``rules`` are their ids."""

    id: str
    family: str
    promised: bool = False
    rules: tuple[str, ...]


def policies(problem: Problem) -> tuple[Policy, ...]:
    """Every rule of the problem in exactly one policy, and every calendar in use; promises first, then by id."""
    found: dict[tuple[str, str, bool], list[str]] = {}
    for rule in problem.rules:
        found.setdefault((_policy_id(rule.id, rule.family), rule.family, rule.kind == "promised"), []).append(rule.id)
    used = {t.calendar for t in problem.tasks} | {m.calendar for t in problem.tasks for m in t.modes}
    for part in {part for c in problem.calendars if c.id in used for part in c.closed_by}:
        if part.startswith("calendar:"):
            found[part, "calendar", False] = [part]
    made = (
        Policy(id=id, family=family, promised=promised, rules=tuple(sorted(rules)))
        for (id, family, promised), rules in found.items()
    )
    return tuple(sorted(made, key=lambda p: (not p.promised, p.id)))


def without(problem: Problem, rule_ids: Collection[str]) -> Problem:
    """``problem`` without the rules named: their links, profiles, promises, gates, permissions, days and calendars.

    "Not before" days go only when every rule of that family is named.
    """
    gone = frozenset(rule_ids)
    days = [r.id for r in problem.rules if r.family == "not-before"]
    any_day = bool(days) and gone.issuperset(days)
    permits = frozenset(p.id for p in problem.permissions if p.rule in gone)
    still, kept = calendars.without(problem.calendars, gone)
    return msgspec.structs.replace(
        problem,
        tasks=tuple(_freed(t, gone, permits, any_day, still) for t in problem.tasks),
        calendars=kept,
        links=tuple(k for k in problem.links if k.rule not in gone),
        profiles=tuple(_roomier(f, gone) for f in problem.profiles if f.rule not in gone),
        promises=tuple(p for p in problem.promises if p.rule not in gone),
        ceilings=tuple(c for c in problem.ceilings if c.rule not in gone),
        floors=tuple(f for f in problem.floors if f.rule not in gone),
        last_days=tuple(x for x in problem.last_days if x.rule not in gone),
        budgets=tuple(b for b in problem.budgets if b.rule not in gone),
        lags=tuple(x for x in problem.lags if x.rule not in gone),
        rules=tuple(r for r in problem.rules if r.id not in gone),
    )


def _roomier(profile: Profile, gone: frozenset[str]) -> Profile:
    """The profile without the spans by which one of these rules takes room of it."""
    if not any(s.rule in gone for s in profile.spans):
        return profile
    return msgspec.structs.replace(profile, spans=tuple(s for s in profile.spans if s.rule not in gone))


def _freed(task: Task, gone: frozenset[str], permits: frozenset[str], any_day: bool, still: Mapping[str, str]) -> Task:
    kept = {
        field: tuple(c for c in getattr(task, field) if f"{family}:{c}:{task.id}" not in gone)
        for family, field in GATES.items()
    }
    return msgspec.structs.replace(
        task,
        **kept,
        permissions=tuple(p for p in task.permissions if p not in permits),
        not_before=NO_DAY if any_day else task.not_before,
        calendar=still.get(task.calendar, task.calendar),
        modes=tuple(_freed_mode(m, permits, still) for m in task.modes),
    )


def _freed_mode(mode: Mode, permits: frozenset[str], still: Mapping[str, str]) -> Mode:
    return msgspec.structs.replace(
        mode,
        permissions=tuple(p for p in mode.permissions if p not in permits),
        calendar=still.get(mode.calendar, mode.calendar),
    )


def _policy_id(rule: str, family: str) -> str:
    if family in ALONE:
        return rule
    return ":".join(rule.split(":")[:2]) if family in GATES else family


def granted_sooner(problem: Problem, permission: str, by: int) -> Problem:
    """``problem`` with one permission granted ``by`` days sooner: on an earlier day, or after a shorter lead."""

    def sooner(p: PermissionSpec) -> PermissionSpec:
        if p.id != permission:
            return p
        if p.granted is not None:
            return msgspec.structs.replace(p, granted=p.granted - by)
        return msgspec.structs.replace(p, lead=shorter(p.lead, by))

    return msgspec.structs.replace(problem, permissions=tuple(sooner(p) for p in problem.permissions))


def shorter(days: Estimate, by: int) -> Estimate:
    """An estimate whose likely value is ``by`` less."""
    return Estimate(low=min(days.low, days.likely - by), likely=days.likely - by, high=days.high)


def wider(problem: Problem, profile: str, by: int) -> Problem:
    """``problem`` with so much more capacity of one profile."""
    profiles = tuple(
        msgspec.structs.replace(p, capacity=p.capacity + by) if p.id == profile else p for p in problem.profiles
    )
    return msgspec.structs.replace(problem, profiles=profiles)
