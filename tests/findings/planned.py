"""A small case with its planned reading, to which each test adds what it is about.

Day 0 is 1 January 2024.  Two sites of thirty and ten people; everybody is gone by day 60; nothing is amiss.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

import msgspec

from jadwal.findings import find
from jadwal.messages import remedy, text
from jadwal.model.case import (
    Case,
    Clause,
    Condition,
    Estimate,
    Gate,
    Indicator,
    Lane,
    Milestone,
    Nation,
    Objectives,
    Party,
    Phase,
    Promise,
    Rule,
    Site,
    Text,
    Unit,
)
from jadwal.model.timetable import (
    BoardRow,
    Entry,
    Finding,
    MilestoneResult,
    PromiseResult,
    Quantiles,
    ReadingResult,
    Schedule,
    SolverRun,
)
from jadwal.text import FSI, PDI

Value = TypeVar("Value", bound=msgspec.Struct)
KNOWN: dict[str, Any] = {"known_from": date(2023, 12, 1)}
AS_OF = date(2024, 1, 1)


def day(n: int) -> date:
    """The date of day ``n``."""
    return AS_OF + timedelta(days=n)


def exactly(n: int) -> Estimate:
    """A figure without a range."""
    return Estimate(low=n, likely=n, high=n)


def named(en: str) -> Text:
    """A name whose Arabic differs from its English."""
    return Text(en=en, ar=f"ال{en}")


def but(value: Value, **changes: Any) -> Value:
    """The same value with some fields changed."""
    return msgspec.structs.replace(value, **changes)


def unit(id: str, headcount: int, site: str, **rest: Any) -> Unit:
    """People who depart by road in the only phase, unless told otherwise."""
    row: dict[str, Any] = {"role": "adviser", "disposition": "depart", "phase": "p1", "lane": "road", **KNOWN, **rest}
    return Unit(id=id, name=named(id), nation="us", headcount=exactly(headcount), site=site, **row)


def condition(id: str = "calm", **rest: Any) -> Condition:
    """A fact that opens the only phase."""
    row: dict[str, Any] = {"gates": (Gate(kind="start", phase="p1"),), **KNOWN, **rest}
    rule = Rule(indicator="quiet", comparator="is_true")
    return Condition(id=id, statement=named(f"{id} holds"), group="threat", rule=rule, **row)


def indicator(**rest: Any) -> Indicator:
    """What the condition reads, observed by somebody for good."""
    row: dict[str, Any] = {"observed_by": "monitors", **KNOWN, **rest}
    return Indicator(id="quiet", name=named("quiet"), kind="fact", **row)


def promise(n: int, **rest: Any) -> Promise:
    """The end agreed by day ``n``."""
    row: dict[str, Any] = {"id": "end-by", "milestone": "over", "kind": "by", "day": day(n), **rest}
    return Promise(**row)


def clause(*promises: Promise) -> Clause:
    """A clause that sets these dates."""
    return Clause(id="end", text=named("the mission ends"), kind="date", promises=promises, **KNOWN)


def case(**changes: Any) -> Case:
    """A large site that closes first and a small one that closes last."""
    made = Case(
        id="case",
        name=named("mission"),
        as_of=AS_OF,
        horizon=day(400),
        confidence_ppm=800_000,
        parties=(
            Party(id="host", name=named("host"), side="host"),
            Party(id="west", name=named("west"), side="coalition"),
        ),
        nations=(Nation(id="us", name=named("us"), party="west", consent="given", **KNOWN),),
        phases=(Phase(id="p1", name=named("first phase"), order=1, **KNOWN),),
        sites=(
            Site(id="big", name=named("big"), receiver=named("army"), **KNOWN),
            Site(id="small", name=named("small"), receiver=named("army"), **KNOWN),
        ),
        units=(unit("bat", 30, "big"), unit("com", 10, "small")),
        lanes=(Lane(id="road", name=named("road"), kind="road", capacity=exactly(1), days=exactly(1), **KNOWN),),
        milestones=(Milestone(id="over", name=named("over"), after=("last-out",), headline=True, **KNOWN),),
        objectives=Objectives(end="over"),
    )
    return but(made, **changes)


def entry(id: str, start: int | None, finish: int | None = None, **rest: Any) -> Entry:
    """One entry; a point when it has no finish of its own."""
    last = start if finish is None else finish
    kind = {"move": "movement", "cleanup": "cleanup", "convert": "conversion"}.get(id.split(":")[0], "milestone")
    row: dict[str, Any] = {"kind": kind, "days": 0 if finish is None else 1, **rest}
    return Entry(
        id=id,
        name=named(id),
        start=None if start is None else day(start),
        finish=None if last is None else day(last),
        **row,
    )


ENTRIES = (
    entry("phase-start:p1", 9),
    entry("phase-end:p1", 60),
    entry("move:bat:1", 10, 10, unit="bat", site="big", people=15),
    entry("move:bat:2", 20, 20, unit="bat", site="big", people=15),
    entry("move:com:1", 40, 40, unit="com", site="small", people=10),
    entry("cleanup:big", 21, 25, site="big"),
    entry("cleanup:small", 41, 45, site="small"),
    entry("closed:big", 30, site="big"),
    entry("closed:small", 60, site="small"),
    entry("last-out", 40),
    entry("over", 60),
)


def redated(**dates: tuple[int | None, int | None]) -> tuple[Entry, ...]:
    """The entries with some dated otherwise (``_`` in a name stands for ``:``)."""
    moved = {id.replace("_", ":"): at for id, at in dates.items()}
    return tuple(
        but(
            e,
            start=None if moved[e.id][0] is None else day(moved[e.id][0] or 0),
            finish=None if moved[e.id][1] is None else day(moved[e.id][1] or 0),
        )
        if e.id in moved
        else e
        for e in ENTRIES
    )


def milestone(**rest: Any) -> MilestoneResult:
    """The end, reached in every future."""
    quantiles = Quantiles(p10=day(60), p50=day(60), p80=day(60), p90=day(60), reached_ppm=1_000_000)
    row: dict[str, Any] = {"aim": day(60), "aim_ppm": 900_000, "commit": day(60), "commit_why": "", **rest}
    return MilestoneResult(id="over", name=named("over"), headline=True, release="public", quantiles=quantiles, **row)


def promised(**rest: Any) -> PromiseResult:
    """An agreed end that is surely kept."""
    row: dict[str, Any] = {"id": "end-by", "kind": "date", "milestone": "over", "kept_ppm": 1_000_000, **rest}
    return PromiseResult(clause="end", day=day(100), error_ppm=0, aim_keeps=True, **row)


def reading(entries: tuple[Entry, ...] = ENTRIES, **rest: Any) -> ReadingResult:
    """The only reading as planned."""
    openings = rest.pop("openings", ())
    row: dict[str, Any] = {
        "readings": (),
        "milestones": (milestone(),),
        "promises": (),
        "sensitivities": (),
        "joint_confidence_ppm": 800_000,
        "joint_reached_ppm": 1_000_000,
        **rest,
    }
    run = SolverRun(
        solver="none",
        version="0",
        seed=1,
        workers=1,
        deterministic_time_milli=0,
        parameters=(),
        status="optimal",
        reproducible=True,
        levels=(),
    )
    schedule = Schedule(as_of=AS_OF, readings=tuple(r for _, r in row["readings"]), entries=entries, openings=openings)
    return ReadingResult(solver=run, schedule=schedule, headcount=(), drivers=(), **row)


def board_row(notes: tuple[Any, ...] = ()) -> BoardRow:
    """The only condition on the board."""
    return BoardRow(
        condition="calm",
        group="threat",
        statement=named("calm holds"),
        state="cannot-tell",
        since=None,
        low=None,
        high=None,
        figure="",
        coverage_ppm=0,
        last_observed=None,
        outlook="none",
        outlook_basis="",
        sources=(),
        notes=notes,
    )


def found(case: Case, *readings: ReadingResult, board: tuple[BoardRow, ...] = ()) -> tuple[Finding, ...]:
    """What is found, with the plain reading when none is given."""
    return find(case, board, readings or (reading(),))


def codes(*args: Any, **rest: Any) -> list[str]:
    """The codes of what is found."""
    return [f.code.removeprefix("finding.") for f in found(*args, **rest)]


def said(finding: Finding, lang: str) -> tuple[str, str]:
    """What a finding says and what it advises, without the isolates that output adds."""
    params: dict[str, Any] = dict(finding.params)
    sentences = (text(finding.code, lang, **params), remedy(finding.code, lang, **params))
    return tuple(s.replace(FSI, "").replace(PDI, "") for s in sentences)  # type: ignore[return-value]
