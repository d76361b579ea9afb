"""Small hand-made problems: each rule family has one in which it binds and the optimum can be read off by hand."""

from __future__ import annotations

from typing import Any

import msgspec

from jadwal.model.case import Estimate, Text
from jadwal.plan.problem import (
    Calendar,
    CeilingPromise,
    Link,
    PermissionSpec,
    Problem,
    Profile,
    Promise,
    Rule,
    Span,
    Task,
)

EMPTY = (
    "profiles",
    "promises",
    "ceilings",
    "permissions",
    "shocks",
    "calendars",
    "rules",
    "exposure",
    "costs",
    "headline",
    "baseline",
)

OTHERS = (
    *("profiles", "promises", "ceilings", "permissions", "shocks", "calendars"),
    *("rules", "exposure", "costs", "headline", "baseline"),
)


def exactly(days: int) -> Estimate:
    """An estimate without a range."""
    return Estimate(low=days, likely=days, high=days)


def task(id: str, days: int = 0, **rest: Any) -> Task:
    """A piece of work of so many days; a milestone when there are none."""
    kind = rest.pop("kind", "milestone" if days == 0 else "other")
    return Task(id=id, name=Text(en=id, ar=id), kind=kind, days=exactly(days), **rest)


def link(before: str, after: str, type: str = "FS", lag: int = 0, rule: str = "precedence:p") -> Link:
    """One link."""
    return Link(before=before, after=after, type=type, lag=lag, rule=rule)  # type: ignore[arg-type]


def held(id: str, amount: int = 1) -> Span:
    """A task holds so much of a lane or crew from its start to its finish."""
    return Span(begin=(id, "start"), end=(id, "finish"), amount=amount)


def profile(id: str, capacity: int, *spans: Span) -> Profile:
    """A profile whose rule has its own id."""
    return Profile(id=id, capacity=capacity, spans=spans, rule=id)


def week(days: int, off: tuple[int, ...] = (4, 5), closed: tuple[int, ...] = ()) -> Calendar:
    """A calendar ``w`` with day 0 a Monday: ``off`` days of each week and the days ``closed`` rest."""
    return Calendar(id="w", open=bytes(0 if d % 7 in off or d in closed else 1 for d in range(days)))


def permission(id: str, lead: int, asked_after: str = "", granted: int | None = None) -> PermissionSpec:
    """A permission with a lead and no refusals."""
    return PermissionSpec(
        id=id,
        asked_after=asked_after,
        lead=exactly(lead),
        refusal_percent=exactly(0),
        valid_days=0,
        granted=granted,
        rule=f"permission:{id}",
    )


def promise(id: str, task: str, by: int) -> Promise:
    """A promised date."""
    return Promise(id=id, clause=id, task=task, by=by, rule=f"agreed-date:{id}")


def ceiling(id: str, at: int, most: int, people: dict[str, int], base: int = 0, **arrivals: int) -> CeilingPromise:
    """A promised limit on headcount; ``arrivals`` come when their task finishes."""
    return CeilingPromise(
        id=id,
        ceiling=id,
        at=at,
        most=most,
        base=base,
        people=tuple(people.items()),
        arrivals=tuple(arrivals.items()),
        rule=f"ceiling:{id}",
    )


def rule(id: str, kind: str = "physical") -> Rule:
    """A rule of the family that its id names."""
    return Rule(id=id, kind=kind, code=f"rule.{id.partition(':')[0]}")  # type: ignore[arg-type]


def stays(id: str, amount: int) -> Span:
    """So many are there until the task starts."""
    return Span(begin=None, end=(id, "start"), amount=amount)


def leaves(id: str, amount: int) -> Span:
    """So many are gone from the start of the task on."""
    return Span(begin=(id, "start"), amount=amount)


def problem(*tasks: Task, days: int = 60, end: str = "end", **rest: Any) -> Problem:
    """A problem of these tasks; ``end`` is added as a milestone after all of them unless it is one of them."""
    links = tuple(rest.pop("links", ()))
    if end and end not in {t.id for t in tasks}:
        links += tuple(link(t.id, end) for t in tasks)
        tasks = (*tasks, task(end))
    body: dict[str, Any] = {
        "case": "tiny",
        "reading": (),
        "origin": 738_000,
        "days": days,
        "tasks": tuple(sorted(tasks, key=lambda t: t.id)),
        "links": links,
        "end": end,
        "levels": ("broken", "end", "exposure", "cost", "change"),
    }
    for name in OTHERS:
        body[name] = tuple(rest.pop(name, ()))
    return Problem(**{**body, **rest})


def changed(of: Problem, **fields: Any) -> Problem:
    """The same problem with some fields replaced."""
    return msgspec.structs.replace(of, **fields)
