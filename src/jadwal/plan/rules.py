"""The rules of the plan, one function each: from the case and its tasks to links, profiles, marks and promises.

In: a :class:`Context` (case, tasks, the chosen readings).  Out: a :class:`Part` per rule; ``plan/build.py`` joins them.
The rule this module owns: *every constraint has an id, a sentence in both languages, a source and a kind*, and stands
in exactly one function here, so that taking the function away takes the rule away.
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from jadwal.model.case import Case, Permission, Row, Text
from jadwal.plan.calendars import Closing
from jadwal.plan.modes import done_in
from jadwal.plan.problem import (
    BudgetPromise,
    CeilingPromise,
    FloorPromise,
    LagPromise,
    LastDaysPromise,
    Link,
    Profile,
    Promise,
    Rule,
    Span,
    Task,
)
from jadwal.plan.tasks import SITE_ORDER, last_legs, named

TALKS = ("round", "assessment", "report", "recommendation", "agreement", "decision")
REDUCING = ("pack", "movement", "conversion", "cleanup", "disposal", "notice")


@dataclass(frozen=True)
class Context:
    """What every rule reads."""

    case: Case
    tasks: tuple[Task, ...]
    readings: frozenset[str]  # chosen readings

    @cached_property
    def ids(self) -> frozenset[str]:
        """Ids of all tasks."""
        return frozenset(t.id for t in self.tasks)

    def day(self, when: date) -> int:
        """Day number of a date."""
        return when.toordinal() - self.case.as_of.toordinal()

    def applies(self, readings: tuple[str, ...]) -> bool:
        """True when something limited to ``readings`` holds under the chosen ones."""
        return not readings or any(r in self.readings for r in readings)

    def phase_of(self, task: str) -> str:
        """The phase of a task."""
        return self.by_id[task].phase

    def task_of(self, id: str) -> str:
        """The task made from an activity: its own id, or that of the site work it replaces."""
        if id not in self.ids:
            for a in self.case.activities:
                if a.id == id:
                    return f"{a.kind}:{a.unit if a.kind == 'pack' else a.site}"
            if f"dispose:{id}" in self.ids:
                return f"dispose:{id}"
        return id

    @cached_property
    def withheld(self) -> frozenset[str]:
        """Nations whose consent is withheld: what their units do is not the commission's to gate."""
        return frozenset(n.id for n in self.case.nations if n.consent == "withheld")

    def bound(self, task: Task) -> bool:
        """True for what waits for the commission: its agreement, phases, conditions and order of sites."""
        return not (task.unit and task.nation in self.withheld)

    def where(self, **wanted: str) -> list[Task]:
        """Tasks whose fields equal the wanted ones."""
        among = min((self._by_field[field].get(value, []) for field, value in wanted.items()), key=len)
        tests = tuple(wanted.items())
        return [t for t in among if len(tests) == 1 or all(getattr(t, k) == v for k, v in tests)]

    def ways(self, **wanted: str) -> list[tuple[Task, str]]:
        """(task, mode) of every way of doing a task whose lane or crew is the wanted one; no mode where there is one
        way."""
        ((field_, value),) = wanted.items()
        found = [(t, "") for t in self.where(**wanted) if not t.modes]
        for t in self._with_modes:
            users = [m for m in t.modes if getattr(m, field_) == value]
            alike = len(users) == len(t.modes) and len({m.crew_need for m in users}) == 1
            found += [(t, "")] if alike else [(t, m.id) for m in users]
        return sorted(found, key=lambda way: way[0].id)

    @cached_property
    def every_way(self) -> list[tuple[Task, str]]:
        """(task, no mode) of all tasks, and each with several modes also as it is done in each, with that mode."""
        return [(t, "") for t in self.tasks] + [(done_in(t, m.id), m.id) for t in self._with_modes for m in t.modes]

    @cached_property
    def _with_modes(self) -> list[Task]:
        return [t for t in self.tasks if t.modes]

    def need(self, task: Task, mode: str) -> int:
        """What a task needs of its crew, done in a mode (none: in its one way)."""
        return next((m.crew_need for m in task.modes if m.id == mode), task.crew_need)

    @cached_property
    def _by_field(self) -> dict[str, dict[str, list[Task]]]:
        found: dict[str, dict[str, list[Task]]] = {}
        for field_ in ("kind", "unit", "site", "to_site", "phase", "lane", "crew"):
            of = found.setdefault(field_, {})
            for task in self.tasks:
                of.setdefault(getattr(task, field_), []).append(task)
        return found

    @cached_property
    def by_id(self) -> dict[str, Task]:
        """Tasks by id."""
        return {t.id: t for t in self.tasks}


@dataclass(frozen=True)
class Room:
    """A profile that another rule made has ``capacity`` at most, less what ``spans`` take on certain days."""

    profile: str
    capacity: int
    spans: tuple[Span, ...]


@dataclass
class Part:
    """What one rule adds to the problem.  Marks are per task id."""

    rules: list[Rule] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    ceilings: list[CeilingPromise] = field(default_factory=list)
    floors: list[FloorPromise] = field(default_factory=list)
    last_days: list[LastDaysPromise] = field(default_factory=list)
    lags: list[LagPromise] = field(default_factory=list)
    budgets: list[BudgetPromise] = field(default_factory=list)
    start_gates: list[tuple[str, str, str]] = field(default_factory=list)  # task, condition, rule
    continue_gates: list[tuple[str, str, str]] = field(default_factory=list)
    permissions: list[tuple[str, str, str]] = field(default_factory=list)  # task, permission, rule
    mode_permissions: list[tuple[str, str, str]] = field(default_factory=list)  # task, mode, permission
    modes: list[str] = field(default_factory=list)  # tasks that are done in one of their modes
    not_before: list[tuple[str, int, str]] = field(default_factory=list)  # task, day, rule
    rooms: list[Room] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    at_aim: list[str] = field(default_factory=list)  # tasks that in a future start no earlier than their aim date

    def rule(self, family: str, subject: str, row: Row | None = None, promised: bool = False, **params: Any) -> str:
        """Register a rule and return its id."""
        id = f"{family}:{subject}" if subject else family
        self.rules.append(
            Rule(
                id=id,
                kind="promised" if promised else "physical",
                code=f"rule.{family}",
                params=tuple(sorted(params.items())),
                source=row.source if row else (),
                basis=row.basis if row else "entered",
            )
        )
        return id

    def link(self, before: str, after: str, rule: str, type: str = "FS", lag: int = 0) -> None:
        """Add one link."""
        self.links.append(Link(before=before, after=after, type=type, lag=lag, rule=rule))  # type: ignore[arg-type]


def agreement_first(c: Context) -> Part:
    """No phase opens, and nothing at a site begins, before both parties have agreed the timetable."""
    part = Part()
    for agreed in c.where(kind="agreement"):
        row = next(a for a in c.case.activities if a.id == agreed.id)
        rule = part.rule("agreement", agreed.id, row)
        heads = [t for t in c.tasks if t.id.startswith("phase-start:") or t.kind in ("receiver", "training")]
        if not c.case.phases:
            heads += [t for t in c.tasks if t.kind in REDUCING and c.bound(t)]
        for task in heads:
            part.link(agreed.id, task.id, rule)
    return part


def precedence(c: Context) -> Part:
    """The links of activities and milestones, and the frame of phases: work lies between its phase's start and end."""
    part = Part()
    for a in c.case.activities:
        target = c.task_of(a.id)
        if a.after and target in c.ids:
            rule = part.rule("precedence", a.id, a, name=a.name)
            for link in a.after:
                part.link(c.task_of(link.before), target, rule, link.type, link.lag)
    for m in c.case.milestones:
        rule = part.rule("precedence", m.id, m, name=m.name)
        for before in m.after:
            part.link(c.task_of(before), m.id, rule)
    for p in c.case.phases:
        rule = part.rule("precedence", f"phase-{p.id}", p, name=p.name)
        for task in c.where(phase=p.id):
            if task.id not in (f"phase-start:{p.id}", f"phase-end:{p.id}"):
                part.link(task.id, f"phase-end:{p.id}", rule)
                if task.kind not in ("receiver", "training", "milestone") and c.bound(task):
                    part.link(f"phase-start:{p.id}", task.id, rule)
        part.link(f"phase-start:{p.id}", f"phase-end:{p.id}", rule)
    return part


def site_order(c: Context) -> Part:
    """Training, packing and leaving, clean-up, inspection, transfer, guard: one after another at every site."""
    part = Part()
    out = part.rule("site-order", "last-out", None, name=named("last-out"))
    for task in c.tasks:
        if task.kind == "conversion" or (task.kind == "movement" and not task.to_site and task.people):
            part.link(task.id, "last-out", out)
    for s in c.case.sites:
        rule = part.rule("site-order", s.id, s, name=s.name)
        for task in c.where(site=s.id):
            if task.kind in ("movement", "conversion") and not task.id.startswith("ship:"):
                part.link(task.id, f"left:{s.id}", rule)
        chain = [f"left:{s.id}"] + [f"{k}:{s.id}" for k in SITE_ORDER[2:]] + [f"closed:{s.id}"]
        chain = [t for t in chain if t in c.ids]
        for before, after in pairwise(chain):
            part.link(before, after, rule)
        if len(chain) > 1 and f"training:{s.id}" in c.ids:
            part.link(f"training:{s.id}", chain[1], rule)
            for unit, phase in last_legs(c.case, s.id):
                if phase == c.phase_of(f"left:{s.id}"):
                    for first in (t for t in _first_steps(c, unit.id, s.id) if c.bound(t)):
                        part.link(f"training:{s.id}", first.id, rule)
    for unit in c.case.units:
        rule = part.rule("site-order", unit.id, unit, name=unit.name)
        legs = {s.site for s in c.where(unit=unit.id, kind="movement")}
        for site in legs:
            for task in c.where(unit=unit.id, kind="movement", site=site):
                for pack in c.where(unit=unit.id, kind="pack", site=site):
                    part.link(pack.id, task.id, rule)
        if unit.to_site and unit.then_phase:
            for serial in c.where(unit=unit.id, kind="movement", site=unit.site):
                for first in _first_steps(c, unit.id, unit.to_site):
                    part.link(serial.id, first.id, rule)
    return part


def _first_steps(c: Context, unit: str, site: str) -> list[Task]:
    """What a unit does first when it leaves a site: packing, or its serials where packing is no work of its own."""
    return c.where(unit=unit, kind="pack", site=site) or c.where(unit=unit, kind="movement", site=site)


def named_receiver(c: Context) -> Part:
    """A site without a named receiver is neither taught to a receiver nor transferred until one is named."""
    part = Part()
    for s in c.case.sites:
        if f"receiver:{s.id}" in c.ids:
            rule = part.rule("receiver", s.id, s, name=s.name)
            for after in (f"training:{s.id}", f"transfer:{s.id}"):
                if after in c.ids:
                    part.link(f"receiver:{s.id}", after, rule)
    return part


def lanes(c: Context) -> Part:
    """At most so many serials on a lane at once."""
    part = Part()
    for lane in c.case.lanes:
        users = [(t.id, 1, mode) for t, mode in c.ways(lane=lane.id)]
        if users:
            rule = part.rule("lane", lane.id, lane, name=lane.name, capacity=lane.capacity.likely)
            spans = tuple(map(_held, users))
            part.profiles.append(Profile(id=f"lane:{lane.id}", capacity=lane.capacity.likely, spans=spans, rule=rule))
    return part


def crews(c: Context) -> Part:
    """At most so many of a crew at work at once."""
    part = Part()
    for crew in c.case.crews:
        ways = c.ways(crew=crew.id)
        users = [(t.id, n, mode) for t, mode in ways if (n := c.need(t, mode))]
        if users:
            rule = part.rule("crew", crew.id, crew, name=crew.name, capacity=crew.capacity.likely)
            spans = tuple(map(_held, users))
            part.profiles.append(Profile(id=f"crew:{crew.id}", capacity=crew.capacity.likely, spans=spans, rule=rule))
    return part


def _held(use: tuple[str, int, str]) -> Span:
    """So much is held from a task's start to its finish, in one of its modes where it has several."""
    task, amount, mode = use
    return Span(begin=(task, "start"), end=(task, "finish"), amount=amount, mode=mode)


def cover(c: Context) -> Part:
    """Those who provide a function do not fall below its need until its condition holds or its substitute stands."""
    part = Part()
    for f in c.case.functions:
        if f.binding != "physical":
            continue
        providers = [u for u in c.case.units if u.function == f.id]
        rule = part.rule("cover", f.id, f, name=f.name, need=f.need.likely)
        end = (c.task_of(f.until_activity), "finish") if f.until_activity else None
        spans = [Span(begin=None, end=end, end_condition=f.until_condition, amount=f.need.likely)]  # type: ignore[arg-type]
        spans += [
            Span(begin=(t.id, "finish" if t.kind == "conversion" else "start"), amount=t.people)
            for unit in providers
            if unit.disposition != "convert"
            for t in c.where(unit=unit.id)
            if t.people and not t.to_site
        ]
        people = sum(u.headcount.likely for u in providers)
        part.profiles.append(Profile(id=f"cover:{f.id}", capacity=people, spans=tuple(spans), rule=rule))
    return part


def smallest_gap(c: Context) -> Part:
    """A phase opens only so many days after the one before it has ended."""
    part = Part()
    gap = c.case.reduction.gap_days.likely if c.case.reduction else 0
    rule = part.rule("smallest-gap", "", c.case.reduction, days=gap)
    phases = sorted(c.case.phases, key=lambda p: (p.order, p.id))
    for before, after in pairwise(phases):
        part.link(f"phase-end:{before.id}", f"phase-start:{after.id}", rule, lag=gap)
    return part


def hub_last(c: Context) -> Part:
    """A hub packs its last units only after everybody has left each site that moves through it."""
    part = Part()
    for hub in c.case.sites:
        through = [s for s in c.case.sites if s.hub == hub.id]
        if not through:
            continue
        rule = part.rule("hub-last", hub.id, hub, name=hub.name)
        last = c.phase_of(f"left:{hub.id}")
        for unit, phase in last_legs(c.case, hub.id):
            if phase == last:
                for first in (t for t in _first_steps(c, unit.id, hub.id) if c.bound(t)):
                    for s in through:
                        part.link(f"left:{s.id}", first.id, rule)
        for s in through:
            part.link(f"left:{s.id}", f"left:{hub.id}", rule)
    return part


def gates(c: Context, kind: str) -> Iterator[tuple[str, str, Any]]:
    """(task, condition id, condition) of every gate of ``kind`` that holds under the chosen readings."""
    for condition in c.case.conditions:
        for gate in condition.gates:
            if gate.kind != kind or not c.applies(gate.readings):
                continue
            if gate.activity:
                yield c.task_of(gate.activity), condition.id, condition
            elif kind == "start":
                yield f"phase-start:{gate.phase}", condition.id, condition
            else:
                for t in c.where(phase=gate.phase):
                    if t.kind not in ("milestone", "notice") and c.bound(t):
                        yield t.id, condition.id, condition


def gates_to_start(c: Context) -> Part:
    """A phase or activity starts on a day on which its condition holds."""
    part = Part()
    for task, id, condition in gates(c, "start"):
        rule = part.rule("gate-start", f"{id}:{task}", condition, name=_name(c, task), condition=condition.statement)
        part.start_gates.append((task, id, rule))
    return part


def gates_to_continue(c: Context) -> Part:
    """Work rests, and no serial starts, on days on which its condition does not hold."""
    part = Part()
    for task, id, condition in gates(c, "continue"):
        rule = part.rule("gate-continue", f"{id}:{task}", condition, name=_name(c, task), condition=condition.statement)
        part.continue_gates.append((task, id, rule))
    return part


def _name(c: Context, task: str) -> Text:
    return c.by_id[task].name


def permissions(c: Context) -> Part:
    """Serials on the lane, or the activity, start only while the permission is valid."""
    part = Part()
    for p in c.case.permissions:
        rule = part.rule("permission", p.id, p, name=p.name)
        for task in permitted(c, p):
            part.permissions.append((task.id, p.id, rule))
        for task, mode in permitted_ways(c, p):
            part.mode_permissions.append((task.id, mode, p.id))
    return part


def permitted(c: Context, permission: Permission) -> list[Task]:
    """The tasks that need a permission (those with modes: in the usual way)."""
    return [*(c.where(lane=permission.lane) if permission.lane else ()), *_named_in(c, permission)]


def permitted_ways(c: Context, permission: Permission) -> list[tuple[Task, str]]:
    """(task, mode) of the tasks that have modes, with each mode in which they need a permission."""
    lane, named = permission.lane, {t.id for t in _named_in(c, permission)}
    several = ((t, m) for t in c.tasks for m in t.modes)
    return [(t, m.id) for t, m in several if (lane and m.lane == lane) or t.id in named]


def _named_in(c: Context, permission: Permission) -> list[Task]:
    """The activity, or the serials of the equipment, that a permission names."""
    if not permission.activity:
        return []
    one, stem = c.task_of(permission.activity), f"ship:{permission.activity}:"
    return [t for t in c.tasks if t.id == one or t.id.startswith(stem)]


def last_day(day: date, precision: str) -> date:
    """The last day that an agreed date allows: the day, or the end of its month or year."""
    if precision == "year":
        return date(day.year, 12, 31)
    if precision == "month":
        return date(day.year, day.month, gregorian.monthrange(day.year, day.month)[1])
    return day


def first_day(day: date, precision: str) -> date:
    """The first day that an agreed "not before" allows."""
    return {"year": date(day.year, 1, 1), "month": date(day.year, day.month, 1)}.get(precision, day)


def agreed_dates(c: Context) -> Part:
    """An agreed date, to be kept by its milestone; it may be missed, and the plan says how likely it is kept."""
    part = Part()
    for clause in c.case.clauses:
        for p in clause.promises:
            if p.kind == "by" and c.applies(p.readings):
                by = last_day(p.day, p.precision)
                name = _name(c, c.task_of(p.milestone))
                rule = part.rule("agreed-date", p.id, clause, promised=True, name=name, day=by.isoformat())
                part.promises.append(
                    Promise(
                        id=p.id,
                        clause=clause.id,
                        task=c.task_of(p.milestone),
                        by=c.day(by) + 1,
                        rule=rule,
                        weight=p.weight,
                    )
                )
    return part


def not_before(c: Context) -> Part:
    """An agreed "not before" holds the milestone, and the points (openings, sites left) it directly waits for."""
    part = Part()
    points = {t.id for t in c.tasks if t.kind == "milestone"}
    after = {m.id: m.after for m in c.case.milestones}
    for clause in c.case.clauses:
        for p in clause.promises:
            if p.kind == "not-before" and c.applies(p.readings):
                first = first_day(p.day, p.precision)
                rule = part.rule(
                    "not-before", p.id, clause, name=_name(c, c.task_of(p.milestone)), day=first.isoformat()
                )
                for task in (c.task_of(p.milestone), *(t for t in after.get(p.milestone, ()) if t in points)):
                    part.not_before.append((task, c.day(first) + 1, rule))
    return part


RULES: tuple[Callable[[Context], Part], ...] = (
    agreement_first,
    precedence,
    site_order,
    named_receiver,
    lanes,
    crews,
    cover,
    smallest_gap,
    hub_last,
    gates_to_start,
    gates_to_continue,
    permissions,
    agreed_dates,
    not_before,
)
