"""From a case and a choice of readings to a planning problem.

In: a case as known on its as-of date, the chosen reading of each open question.  Out: one :class:`Problem`, every tuple
sorted by id.  The rule this module owns: *the order of rows in the case changes nothing*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

import msgspec

from jadwal.model.case import Case, Shock
from jadwal.plan import factors, risks, rules, rules_limits, rules_modes, rules_people, rules_things
from jadwal.plan.baseline import levels, weights
from jadwal.plan.calendars import laid_out, shared
from jadwal.plan.modes import settled
from jadwal.plan.problem import Mode, PermissionSpec, Problem, Profile, Rule, ShockSpec, Task
from jadwal.plan.rules import TALKS, Context, Part
from jadwal.plan.tasks import Tasks

RULES = (*rules.RULES, *rules_people.RULES, *rules_things.RULES, *rules_limits.RULES, *rules_modes.RULES)
SLOW = "slow:"  # what the id of a shock that slows work begins with
Choice = tuple[tuple[str, str], ...]  # (question, reading) pairs, sorted


def choices(case: Case) -> tuple[Choice, ...]:
    """Every combination of readings of the questions known on the as-of date; one empty choice when there are none."""
    options = [[(q.id, r.id) for r in sorted(q.readings, key=lambda r: r.id)] for q in case.questions]
    return tuple(tuple(pick) for pick in product(*options))


def build(
    case: Case,
    choice: Choice,
    baseline: Mapping[str, int] | None = None,
    *,
    replan: bool = False,
    kept_modes: Mapping[str, str] | None = None,
) -> Problem:
    """The problem of ``case`` under ``choice``; ``baseline`` maps task ids to start days of an earlier timetable.

    ``replan``: to change that one as little as its end allows comes before everything but promises.  ``kept_modes``:
    its modes by task id, in which what has started is done unless progress says otherwise.
    """
    made = Tasks(case, kept_modes).all()
    context = Context(case=case, tasks=made, readings=frozenset(reading for _, reading in choice))
    parts = [rule(context) for rule in RULES]
    marks = _marks(parts)
    coming = tuple(s for s in case.shocks if context.applies(s.readings) and _may_come(case, s))
    register = risks.specs(context)
    marked = risks.stopped((_marked(task, marks[task.id], coming) for task in made), register)
    tasks, calendars = shared(case, marked, [closing for p in parts for closing in p.closings])
    ids, weight = {t.id for t in tasks}, weights(case, tasks)
    return Problem(
        case=case.id,
        reading=tuple(reading for _, reading in choice),
        origin=case.as_of.toordinal(),
        days=(case.horizon - case.as_of).days + 1,
        tasks=tasks,
        links=tuple(
            sorted({link for p in parts for link in p.links}, key=lambda k: (k.before, k.after, k.type, k.lag, k.rule))
        ),
        profiles=settled(_profiles(parts), tasks),
        promises=tuple(sorted((f for p in parts for f in p.promises), key=lambda f: f.id)),
        ceilings=tuple(sorted((f for p in parts for f in p.ceilings), key=lambda f: f.id)),
        permissions=tuple(_permission(context, p.id, coming) for p in case.permissions),
        shocks=(*(x for s in coming for x in (_shock(context, s), *_slowing(context, s))), *risks.stops(register)),
        calendars=laid_out(case, calendars),
        rules=_rules(case, parts),
        levels=levels(case.objectives.order, baseline, case.objectives.end, replan=replan),
        end=case.objectives.end,
        exposure=_exposure(case, tasks),
        costs=tuple((f"closed:{s.id}", s.daily_cost) for s in case.sites if s.daily_cost and f"closed:{s.id}" in ids),
        headline=tuple(m.id for m in case.milestones if m.headline),
        baseline=tuple(sorted((id, start, weight[id]) for id, start in (baseline or {}).items() if id in ids)),
        floors=tuple(sorted((f for p in parts for f in p.floors), key=lambda f: f.id)),
        last_days=tuple(sorted((f for p in parts for f in p.last_days), key=lambda f: f.id)),
        budgets=tuple(sorted((f for p in parts for f in p.budgets), key=lambda f: f.id)),
        lags=tuple(sorted((f for p in parts for f in p.lags), key=lambda f: f.id)),
        risks=register,
        kept_modes=_kept_modes(tasks, kept_modes or {}),
        factors=factors.specs(case.factors, tasks),
    )


def _profiles(parts: Iterable[Part]) -> tuple[Profile, ...]:
    """Every profile, with the room that other rules leave it."""
    found = {f.id: f for p in parts for f in p.profiles}
    for room in (room for p in parts for room in p.rooms if room.profile in found):
        f = found[room.profile]
        found[f.id] = msgspec.structs.replace(f, capacity=room.capacity, spans=(*f.spans, *room.spans))
    return tuple(found[id] for id in sorted(found))


def _kept_modes(tasks: tuple[Task, ...], kept: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The modes of a baseline that tasks still have."""
    return tuple((t.id, kept[t.id]) for t in tasks if kept.get(t.id) in {m.id for m in t.modes})


@dataclass
class _Marks:
    """What the rules ask of one task."""

    start_gates: set[str] = field(default_factory=set)
    continue_gates: set[str] = field(default_factory=set)
    permissions: set[str] = field(default_factory=set)
    not_before: list[int] = field(default_factory=list)
    mode_permissions: set[tuple[str, str]] = field(default_factory=set)  # mode, permission
    modes: bool = False
    at_aim: bool = False


def _marks(parts: Iterable[Part]) -> Mapping[str, _Marks]:
    found: dict[str, _Marks] = defaultdict(_Marks)
    for part in parts:
        for id, condition, _ in part.start_gates:
            found[id].start_gates.add(condition)
        for id, condition, _ in part.continue_gates:
            found[id].continue_gates.add(condition)
        for id, permission, _ in part.permissions:
            found[id].permissions.add(permission)
        for id, day, _ in part.not_before:
            found[id].not_before.append(day)
        for id, mode, permission in part.mode_permissions:
            found[id].mode_permissions.add((mode, permission))
        for id in part.modes:
            found[id].modes = True
        for id in part.at_aim:
            found[id].at_aim = True
    return found


def _marked(task: Task, marks: _Marks, shocks: Iterable[Shock]) -> Task:
    """The task with its gates, permissions, shocks and earliest day."""
    return msgspec.structs.replace(
        task,
        start_gates=tuple(sorted(marks.start_gates)),
        continue_gates=tuple(sorted(marks.continue_gates)),
        permissions=tuple(sorted(marks.permissions)),
        shocks=_held_up(task, shocks),
        not_before=max([task.not_before, *marks.not_before]),
        waits_for_aim=task.waits_for_aim or marks.at_aim,
        modes=tuple(_marked_mode(task, mode, marks, shocks) for mode in task.modes) if marks.modes else (),
    )


def _marked_mode(task: Task, mode: Mode, marks: _Marks, shocks: Iterable[Shock]) -> Mode:
    """The mode with the permissions it needs and the shocks that pause it."""
    on_its_lane = msgspec.structs.replace(task, lane=mode.lane)
    return msgspec.structs.replace(
        mode,
        permissions=tuple(sorted(p for m, p in marks.mode_permissions if m == mode.id)),
        shocks=_held_up(on_its_lane, shocks),
        waits_for_aim=mode.waits_for_aim or marks.at_aim,
    )


def _held_up(task: Task, shocks: Iterable[Shock]) -> tuple[str, ...]:
    """The shocks that pause a task, and those that slow it, under an id of their own."""
    scopes = _scopes(task)
    pausing = {s.id for s in shocks if scopes.intersection(s.pauses)}
    return tuple(sorted(pausing | {SLOW + s.id for s in shocks if scopes.intersection(s.slows)}))


def _scopes(task: Task) -> set[str]:
    if task.kind in ("milestone", "notice"):
        return set()
    talks, moves = task.kind in TALKS, task.kind == "movement"
    named = {"talks" if talks else "all", "movement" if moves else "all"}
    return {"all", *named, f"site:{task.site}", f"lane:{task.lane}"}


def _slowing(c: Context, s: Shock) -> tuple[ShockSpec, ...]:
    """The same arrivals once more, as what slows work."""
    if not s.slows or s.slow_percent is None:
        return ()
    return (msgspec.structs.replace(_shock(c, s), id=SLOW + s.id, of=s.id, slows=s.slow_percent.likely),)


def _may_come(case: Case, shock: Shock) -> bool:
    """False for a shock that is over, or whose window has passed, on the as-of date."""
    over = shock.ended is not None and shock.ended < case.as_of
    passed = shock.window_last is not None and shock.window_last < case.as_of and shock.started is None
    return shock.per_decade is not None or not (over or passed)


def _shock(c: Context, s: Shock) -> ShockSpec:
    still_on = s.started is not None and s.started <= c.case.as_of and (s.ended is None or s.ended >= c.case.as_of)
    window = None
    if s.window_first is not None and s.window_last is not None and s.window_last >= c.case.as_of:
        window = (max(0, c.day(s.window_first)), c.day(s.window_last))
    return ShockSpec(
        id=s.id,
        days=s.days,
        per_decade=s.per_decade,
        window=window,
        chance_percent=s.chance_percent,
        ongoing_since=c.day(s.started) if still_on and s.started else None,
    )


def _permission(c: Context, id: str, coming: Iterable[Shock]) -> PermissionSpec:
    p = next(p for p in c.case.permissions if p.id == id)
    return PermissionSpec(
        id=p.id,
        asked_after=c.task_of(p.asked_after) if p.asked_after else "",
        lead=p.lead,
        refusal_percent=p.refusal_percent,
        valid_days=p.valid_days,
        granted=c.day(p.granted) if p.granted and p.granted <= c.case.as_of else None,
        rule=f"permission:{p.id}",
        ended_by=tuple(s.id for s in coming if p.id in s.ends),
    )


def _rules(case: Case, parts: Iterable[Part]) -> tuple[Rule, ...]:
    by_id: dict[str, Rule] = {}
    for part in parts:
        for rule in part.rules:
            by_id[rule.id] = rule
    return tuple(by_id[id] for id in sorted(by_id))


def _exposure(case: Case, tasks: tuple[Task, ...]) -> tuple[tuple[str, int], ...]:
    """(task, weight): person-days at a site end when a serial starts; a relocated unit's go on at its new site."""
    weight = {s.id: s.threat_weight for s in case.sites}
    units = {u.id: u for u in case.units}
    found = []
    for t in tasks:
        if t.people and not t.finished:
            here = weight[t.site]
            goes_on = t.kind == "movement" and t.to_site and units[t.unit].then_phase
            found.append((t.id, t.people * (here - (weight[t.to_site] if goes_on else 0))))
    return tuple((id, w) for id, w in found if w)
