"""Small cases, each named for what it means, and timetables written by hand for them.

Day 0 is Monday 1 January 2024.  A timetable is a mapping from task id to dates in days from day 0: ``(first, last)``
for work, one number (the day that ends at the instant) for a point.
"""

from __future__ import annotations

from typing import Any

from rows import (
    AS_OF,
    FRIDAY_SATURDAY,
    KNOWN,
    WORK,
    activity,
    but,
    condition,
    day,
    exactly,
    lane,
    named,
    site,
    unit,
    work,
)
from written import Dates, changed, entry, later, moved, schedule

from jadwal.model.case import (
    Case,
    Ceiling,
    Clause,
    Crew,
    Estimate,
    Function,
    Gate,
    Group,
    Indicator,
    Link,
    Milestone,
    Nation,
    Objectives,
    Party,
    Permission,
    Phase,
    Progress,
    Promise,
    Protection,
    Question,
    Reading,
    Reduction,
    Shock,
)
from jadwal.model.timetable import Grant, Opening, Pause

__all__ = [
    "AS_OF",
    "FRIDAY_SATURDAY",
    "KNOWN",
    "WORK",
    "Dates",
    "activity",
    "but",
    "changed",
    "condition",
    "day",
    "entry",
    "exactly",
    "lane",
    "later",
    "moved",
    "named",
    "schedule",
    "site",
    "unit",
    "work",
]


# cases


def one_site(**changes: Any) -> Case:
    """Twenty advisers and ten guards at one site; agreement, training, packing, three serials, clean-up, transfer."""
    case = Case(
        id="one-site",
        name=named("mission"),
        as_of=AS_OF,
        horizon=day(120),
        confidence_ppm=800_000,
        parties=(
            Party(id="host", name=named("host"), side="host"),
            Party(id="us", name=named("us"), side="coalition"),
        ),
        groups=(Group(id="threat", name=named("threat group"), subject="threat", **KNOWN),),
        nations=(Nation(id="us", name=named("us"), party="us", consent="given", **KNOWN),),
        indicators=(Indicator(id="fact", name=named("fact"), kind="fact", observed_by="joint observers", **KNOWN),),
        phases=(Phase(id="p1", name=named("first phase"), order=1, **KNOWN),),
        site_work=WORK,
        protection=Protection(id="protection", percent=exactly(25), **KNOWN),
        sites=(site("k1"),),
        units=(unit("adv", 20), unit("grd", 10, "protection")),
        lanes=(lane(),),
        activities=(activity("agree", "agreement", 2),),
        milestones=(Milestone(id="over", name=named("over"), after=("closed:k1", "last-out"), headline=True, **KNOWN),),
        objectives=Objectives(end="over"),
    )
    return but(case, **changes)


ONE_SITE: Dates = {
    "agree": (0, 1),
    "phase-start:p1": 1,
    "training:k1": (2, 3),
    "pack:adv": (4, 4),
    "pack:grd": (4, 4),
    "move:adv:1": (5, 5),
    "move:adv:2": (6, 6),
    "move:grd:1": (7, 7),
    "left:k1": 7,
    "last-out": 7,
    "cleanup:k1": (8, 9),
    "inspection:k1": (10, 10),
    "transfer:k1": (11, 11),
    "guard:k1": (12, 12),
    "closed:k1": 12,
    "phase-end:p1": 12,
    "over": 12,
}


def unnamed_receiver() -> Case:
    """Nobody has yet been named to take the site over."""
    return one_site(sites=(site("k1", receiver=None),))


UNNAMED_RECEIVER: Dates = {**later(ONE_SITE, 3, since=2), "receiver:k1": (2, 4)}


def linked(type: str = "FS", lag: int = 0) -> Case:
    """Two pieces of work, the report linked to the round."""
    link = Link(before="round", type=type, lag=lag)  # type: ignore[arg-type]
    activities = (
        activity("agree", "agreement", 2),
        activity("round", "round", 3),
        activity("report", "report", 2, after=(link,)),
    )
    return one_site(activities=activities)


def working_week() -> Case:
    """Work rests on Fridays and Saturdays (days 4, 5, 11, 12, …) and no serial is on the road then."""
    return one_site(calendars=(FRIDAY_SATURDAY,), mission_calendar="week", lanes=(lane(calendar="week", days=2),))


WORKING_WEEK: Dates = {
    "agree": (0, 1),
    "phase-start:p1": 1,
    "training:k1": (3, 6),
    "pack:adv": (7, 7),
    "pack:grd": (7, 7),
    "move:adv:1": (8, 9),
    "move:adv:2": (13, 14),
    "move:grd:1": (15, 16),
    "left:k1": 16,
    "last-out": 16,
    "cleanup:k1": (17, 20),
    "inspection:k1": (21, 21),
    "transfer:k1": (22, 22),
    "guard:k1": (23, 23),
    "closed:k1": 23,
    "phase-end:p1": 23,
    "over": 23,
}
WORKING_WEEK_DAYS = {"training:k1": 2, "cleanup:k1": 2}


def small_crew() -> Case:
    """One team of packers, which one unit at a time can have."""
    crew = Crew(id="packers", name=named("packers"), capacity=exactly(1), **KNOWN)
    rows = tuple(but(w, crew="packers", crew_need=1) if w.kind == "pack" else w for w in WORK)
    return one_site(crews=(crew,), site_work=rows)


SMALL_CREW: Dates = {**later(ONE_SITE, 1, since=5), "pack:grd": (5, 5)}


def heavy_guard() -> Case:
    """Five advisers and ten guards: sending the guards first would spare the most exposure."""
    return one_site(
        units=(unit("adv", 5), unit("grd", 10, "protection")),
        protection=Protection(id="protection", percent=exactly(100), **KNOWN),
    )


def relocation() -> Case:
    """Advisers go to a second site, with guards before them, and leave it in a second phase."""
    to_k2: dict[str, Any] = {
        "disposition": "relocate",
        "to_site": "k2",
        "then_phase": "p2",
        "then_lane": "road",
    }
    return one_site(
        id="relocation",
        phases=(
            Phase(id="p1", name=named("first phase"), order=1, **KNOWN),
            Phase(id="p2", name=named("second phase"), order=2, **KNOWN),
        ),
        sites=(site("k1"), site("k2", fate="keep", closes_in="p2")),
        site_work=work(pack=1),
        units=(unit("adv", 10, **to_k2), unit("gr2", 10, "protection", **to_k2), unit("grd", 10, "protection")),
        milestones=(Milestone(id="over", name=named("over"), after=("last-out",), headline=True, **KNOWN),),
    )


RELOCATION: Dates = {
    "agree": (0, 1),
    "phase-start:p1": 1,
    "pack:adv": (2, 2),
    "pack:gr2": (2, 2),
    "pack:grd": (2, 2),
    "move:gr2:1": (3, 3),
    "move:adv:1": (4, 4),
    "move:grd:1": (5, 5),
    "left:k1": 5,
    "transfer:k1": 5,
    "closed:k1": 5,
    "phase-end:p1": 5,
    "phase-start:p2": 5,
    "pack:adv:2": (6, 6),
    "pack:gr2:2": (6, 6),
    "move:adv:2:1": (7, 7),
    "move:gr2:2:1": (8, 8),
    "left:k2": 8,
    "last-out": 8,
    "phase-end:p2": 8,
    "over": 8,
}


def covered(until: str = "condition", binding: str = "physical") -> Case:
    """Ten of the advisers provide medical evacuation until a condition holds or a substitute stands."""
    activities = [activity("agree", "agreement", 2)]
    activities += [activity("substitute", "other", 18)] if until == "activity" else []
    return one_site(
        units=(unit("adv", 20, "enabler", function="medevac"), unit("grd", 10, "protection")),
        functions=(
            Function(
                id="medevac",
                name=named("medevac"),
                need=exactly(10),
                until_condition="calm" if until == "condition" else "",
                until_activity="substitute" if until == "activity" else "",
                binding=binding,  # type: ignore[arg-type]
                **KNOWN,
            ),
        ),
        conditions=(condition(),),
        activities=tuple(activities),
    )


COVERED: Dates = later(ONE_SITE, 14, since=6)


def small_steps() -> Case:
    """At most ten people in any five days, and ten days between phases."""
    return one_site(
        reduction=Reduction(id="reduction", step_people=exactly(10), step_days=5, gap_days=exactly(10), **KNOWN)
    )


SMALL_STEPS: Dates = {
    **later(ONE_SITE, 8, since=7),
    "move:adv:2": (10, 10),
    "move:grd:1": (15, 15),
}


def two_phases() -> Case:
    """Advisers leave in a first phase, guards in a second, at least ten days after the first has ended."""
    return one_site(
        phases=(
            Phase(id="p1", name=named("first phase"), order=1, **KNOWN),
            Phase(id="p2", name=named("second phase"), order=2, **KNOWN),
        ),
        sites=(site("k1", closes_in="p2"),),
        units=(unit("adv", 20), unit("grd", 10, "protection", phase="p2")),
        reduction=Reduction(id="reduction", step_people=exactly(40), step_days=5, gap_days=exactly(10), **KNOWN),
    )


TWO_PHASES: Dates = {
    **later(ONE_SITE, 10, since=7),
    "pack:adv": (4, 4),
    "phase-end:p1": 6,
    "phase-start:p2": 16,
    "pack:grd": (17, 17),
    "move:grd:1": (18, 18),
    "left:k1": 18,
    "last-out": 18,
    "cleanup:k1": (19, 20),
    "inspection:k1": (21, 21),
    "transfer:k1": (22, 22),
    "guard:k1": (23, 23),
    "closed:k1": 23,
    "phase-end:p2": 23,
    "over": 23,
}


def hub_and_spoke() -> Case:
    """A small site moves through a hub; the hub's people have the shorter way to packing."""
    return one_site(
        sites=(site("hub"), site("k1", hub="hub")),
        units=(
            unit("adv", 10),
            unit("grd", 10, "protection"),
            unit("hba", 10, site="hub", lane="air"),
            unit("hbg", 10, "protection", site="hub", lane="air"),
        ),
        lanes=(lane("air"), lane()),
        site_work=work(pack=1),
        milestones=(
            Milestone(
                id="over", name=named("over"), after=("closed:hub", "closed:k1", "last-out"), headline=True, **KNOWN
            ),
        ),
    )


HUB_AND_SPOKE: Dates = {
    "agree": (0, 1),
    "phase-start:p1": 1,
    "pack:adv": (2, 2),
    "pack:grd": (2, 2),
    "move:adv:1": (3, 3),
    "move:grd:1": (4, 4),
    "left:k1": 4,
    "transfer:k1": 4,
    "closed:k1": 4,
    "pack:hba": (5, 5),
    "pack:hbg": (5, 5),
    "move:hba:1": (6, 6),
    "move:hbg:1": (7, 7),
    "left:hub": 7,
    "transfer:hub": 7,
    "closed:hub": 7,
    "phase-end:p1": 7,
    "last-out": 7,
    "over": 7,
}


def gated(kind: str = "start", scenario: bool = True) -> Case:
    """The phase opens only when a condition holds, or works only while it does."""
    return one_site(conditions=(condition(gate=Gate(kind=kind, phase="p1"), scenario=scenario),))  # type: ignore[arg-type]


GATED: Dates = {**later(ONE_SITE, 18, since=4), "phase-start:p1": 19}
NEVER_OPENED: Dates = {
    **dict.fromkeys(ONE_SITE),
    "agree": (0, 1),
    "training:k1": (2, 3),
}


def permitted() -> Case:
    """Movements on the road need a permission that takes ten days and can be asked for after the agreement."""
    permission = Permission(
        id="convoys",
        name=named("convoys"),
        granter="host",
        lead=Estimate(low=5, likely=10, high=20),
        refusal_percent=exactly(0),
        lane="road",
        asked_after="agree",
        valid_days=30,
        **KNOWN,
    )
    return one_site(permissions=(permission,))


PERMITTED: Dates = later(ONE_SITE, 7, since=5)
CONVOYS = Grant(permission="convoys", first=day(12))


def promised() -> Case:
    """An agreed end by day 40 for one reading, and no sooner than day 30; at most five people from day 20 on."""
    clause = Clause(
        id="end",
        text=named("the mission ends"),
        kind="date",
        promises=(
            Promise(id="by-40", milestone="over", kind="by", day=day(40), readings=("strict",)),
            Promise(id="from-30", milestone="over", kind="not-before", day=day(30)),
        ),
        **KNOWN,
    )
    question = Question(
        id="end-date",
        text=named("is it an end"),
        readings=(Reading(id="loose", name=named("loose")), Reading(id="strict", name=named("strict"))),
        **KNOWN,
    )
    ceiling = Ceiling(id="five", scope="mission", day=day(20), most=5, **KNOWN)
    over = Milestone(id="over", name=named("over"), after=("closed:k1",), headline=True, **KNOWN)
    return one_site(clauses=(clause,), questions=(question,), ceilings=(ceiling,), milestones=(over,))


PROMISED: Dates = {**later(ONE_SITE, 18, since=12), "guard:k1": (12, 12)}


def shaken() -> Case:
    """A strike may pause movements, and a war everything."""
    shocks = (
        Shock(id="strike", name=named("strike"), days=exactly(5), pauses=("movement",), per_decade=exactly(1), **KNOWN),
        Shock(id="war", name=named("war"), days=exactly(5), pauses=("all",), per_decade=exactly(1), **KNOWN),
    )
    return one_site(shocks=shocks)


def started() -> Case:
    """The agreement was reached on 30 December and the advisers' packing has begun."""
    return one_site(
        progress=(
            Progress(id="agree", started=day(-10), finished=day(-2), **KNOWN),
            Progress(id="pack:adv", started=day(-1), **KNOWN),
        )
    )


STARTED: Dates = {**later(ONE_SITE, -2, since=2), "phase-start:p1": -1, "agree": (-10, -2), "pack:adv": (-1, 1)}


def cargo() -> Case:
    """The advisers have 25 loads that go by another road, and a third of them pass to another mission."""
    return one_site(
        units=(
            unit("adv", 20, loads=exactly(25), cargo_lane="cargo-road"),
            unit("grd", 10, "protection"),
            unit("nat", 10, disposition="pass", lane=""),
        ),
        lanes=(lane("cargo-road"), lane()),
    )


CARGO: Dates = {
    **later(ONE_SITE, 1, since=8),
    "cargo:adv:1": (5, 5),
    "cargo:adv:2": (6, 6),
    "cargo:adv:3": (7, 7),
    "convert:nat": 3,
    "left:k1": 7,
}


def rivals() -> Case:
    """One team does a short report and a long one; the end waits for the long one, an agreed date for the short one."""
    crew = Crew(id="team", name=named("team"), capacity=exactly(1), **KNOWN)
    activities = (
        activity("long", "report", 5, crew="team", crew_need=1),
        activity("short", "report", 2, crew="team", crew_need=1),
        activity("tail", "other", 10, after=(Link(before="long"),)),
    )
    clause = Clause(
        id="report",
        text=named("the short report"),
        kind="date",
        promises=(Promise(id="short-by-1", milestone="reported", kind="by", day=day(1)),),
        **KNOWN,
    )
    return one_site(
        id="rivals",
        crews=(crew,),
        activities=activities,
        clauses=(clause,),
        phases=(),
        sites=(),
        units=(),
        lanes=(),
        site_work=(),
        milestones=(
            Milestone(id="over", name=named("over"), after=("tail", "short"), headline=True, **KNOWN),
            Milestone(id="reported", name=named("reported"), after=("short",), **KNOWN),
        ),
    )


def two_nations() -> Case:
    """Two nations share a road: one sits where the threat is greatest, the other has agreed to be gone by day 4."""
    return one_site(
        id="two-nations",
        nations=(
            Nation(id="es", name=named("es"), party="us", consent="given", **KNOWN),
            Nation(id="us", name=named("us"), party="us", consent="given", **KNOWN),
        ),
        sites=(site("k1", fate="keep", threat_weight=300), site("k2", fate="keep")),
        site_work=work(pack=1),
        units=(unit("adv", 10), unit("spa", 10, site="k2", nation="es")),
        protection=None,
        ceilings=(Ceiling(id="es-gone", scope="nation", of="es", day=day(4), most=0, **KNOWN),),
        milestones=(Milestone(id="over", name=named("over"), after=("last-out",), headline=True, **KNOWN),),
    )


def on_the_road() -> Case:
    """Advisers are on their way to a second site, and guards may still follow them only after they have arrived."""
    return but(
        relocation(),
        id="on-the-road",
        lanes=(lane(days=2, capacity=2),),
        progress=(
            Progress(id="agree", started=day(-9), finished=day(-8), **KNOWN),
            Progress(id="phase-start:p1", finished=day(-8), **KNOWN),
            Progress(id="pack:adv", started=day(-7), finished=day(-7), **KNOWN),
            Progress(id="move:adv:1", started=day(-1), **KNOWN),
        ),
    )


def everything() -> Case:
    """Phases, a hub, cargo, a relocation, a conversion, a crew, working weeks, gates and a permission, all at once."""
    packers = Crew(id="packers", name=named("packers"), capacity=exactly(2), calendar="week", **KNOWN)
    substitute = activity("substitute", "other", 30, after=(Link(before="agree", type="SS", lag=3),))
    to_hub: dict[str, Any] = {"disposition": "relocate", "to_site": "hub", "then_phase": "p2", "then_lane": "air"}
    return one_site(
        id="everything",
        horizon=day(330),
        calendars=(FRIDAY_SATURDAY,),
        mission_calendar="week",
        crews=(packers,),
        phases=two_phases().phases,
        reduction=Reduction(id="reduction", step_people=exactly(20), step_days=7, gap_days=exactly(5), **KNOWN),
        sites=(site("hub", closes_in="p2"), site("k1", hub="hub", receiver=None)),
        site_work=tuple(but(w, crew="packers", crew_need=1) if w.kind in ("pack", "cleanup") else w for w in WORK),
        units=(
            unit("adv", 20, loads=exactly(25), cargo_lane="road"),
            unit("grd", 10, "protection"),
            unit("gr2", 8, "protection", **to_hub),
            unit("eng", 10, **to_hub),
            unit("hba", 15, site="hub", lane="air", phase="p2", role="enabler", function="medevac"),
            unit("hbg", 10, "protection", site="hub", lane="air", phase="p2"),
            unit("nat", 12, site="hub", disposition="pass", lane="", phase="p2"),
        ),
        lanes=(lane("air", capacity=2), lane(calendar="week", days=2, capacity=2)),
        activities=(activity("agree", "agreement", 2), substitute),
        functions=(
            Function(id="medevac", name=named("medevac"), need=exactly(10), until_activity="substitute", **KNOWN),
        ),
        conditions=(
            condition(gate=Gate(kind="start", phase="p2")),
            condition("safe", Gate(kind="continue", phase="p1")),
        ),
        permissions=permitted().permissions,
        milestones=(
            Milestone(
                id="over", name=named("over"), after=("closed:hub", "closed:k1", "last-out"), headline=True, **KNOWN
            ),
        ),
    )


ALL = (
    one_site,
    unnamed_receiver,
    linked,
    working_week,
    small_crew,
    heavy_guard,
    relocation,
    covered,
    small_steps,
    two_phases,
    hub_and_spoke,
    gated,
    permitted,
    promised,
    shaken,
    started,
    cargo,
    rivals,
    two_nations,
    everything,
)


CALM = Opening(condition="calm", first=day(20))


def pause(shock: str, first: int, last: int) -> Pause:
    """A shock's pause from day ``first`` to day ``last``."""
    return Pause(shock=shock, first=day(first), last=day(last))
