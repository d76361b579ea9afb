"""A small mission for results and drivers: two pieces of work and two serials before its end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
from small import estimate, link, permission, problem, shock, task

from jadwal.model.case import Case, Condition, Crew, Lane, Milestone, Party, Permission, Rule, Shock, Site, Text, Unit
from jadwal.plan.problem import Problem, Profile, Span

ORIGIN = date.fromordinal(738_000)
KNOWN: dict[str, Any] = {"known_from": ORIGIN}


def named(id: str) -> Text:
    """A name in both languages."""
    return Text(en=id, ar=f"ال{id}")


def day(n: int) -> date:
    """The date of day ``n``."""
    return ORIGIN + timedelta(days=n)


def body(**changes: Any) -> Problem:
    """A gated report of 10 days; a permission of 36 days, then two serials of 8 on one lane; then the end."""
    serials = {"breakable": False, "permissions": ("pass",), "shocks": ("strike",), "lane": "air", "kind": "movement"}
    tasks = (
        task("report", 10, start_gates=("calm",)),
        task("s1", 8, people=60, **serials),
        task("s2", 8, people=40, **serials),
        task("end"),
    )
    made = problem(
        *tasks,
        days=80,
        links=[link("report", "end"), link("s1", "end"), link("s2", "end")],
        profiles=[
            Profile(
                id="lane:air",
                capacity=1,
                spans=tuple(Span(begin=(id, "start"), end=(id, "finish"), amount=1) for id in ("s1", "s2")),
                rule="lane:air",
            )
        ],
        permissions=[permission("pass", "", 36)],
        shocks=[shock("strike", 5, window=(0, 0))],
        headline=("end",),
    )
    return msgspec.structs.replace(made, **changes)


def case(**changes: Any) -> Case:
    """The rows that results and drivers read."""
    row = {"days": estimate(5), **KNOWN}
    made = Case(
        id="small",
        name=named("mission"),
        as_of=ORIGIN,
        horizon=day(79),
        confidence_ppm=800_000,
        parties=(Party(id="host", name=named("host"), side="host"),),
        milestones=(Milestone(id="end", name=named("the end"), after=(), headline=True, **KNOWN),),
        sites=(Site(id="base", name=named("base"), **KNOWN),),
        units=(
            Unit(
                id="advisers",
                name=named("advisers"),
                nation="us",
                site="base",
                role="adviser",
                headcount=estimate(100),
                disposition="depart",
                phase="",
                **KNOWN,
            ),
        ),
        lanes=(Lane(id="air", name=named("air"), kind="air", capacity=estimate(1), **row),),
        crews=(Crew(id="idle", name=named("idle"), capacity=estimate(1), **KNOWN),),
        permissions=(
            Permission(
                id="pass", name=named("pass"), granter="host", lead=estimate(36), refusal_percent=estimate(0), **KNOWN
            ),
        ),
        shocks=(Shock(id="strike", name=named("strike"), pauses=("movement",), **row),),
        conditions=(
            Condition(
                id="calm",
                statement=named("calm"),
                group="threat",
                rule=Rule(indicator="attacks", comparator="is_true"),
                **KNOWN,
            ),
        ),
    )
    return msgspec.structs.replace(made, **changes)
