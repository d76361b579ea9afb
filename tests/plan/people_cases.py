"""Small cases about people and things: equipment, staff, bands of threat, floors, steps, last days, consent, weights.

Day 0 is Monday 1 January 2024; each case binds in one rule, and its dates were worked out by hand.
"""

from __future__ import annotations

from typing import Any

import cases as c

from jadwal.model.case import (
    Case,
    Clause,
    Crew,
    Equipment,
    Estimate,
    Floor,
    Gate,
    Milestone,
    Nation,
    Permission,
    Promise,
    Protection,
    ProtectionBand,
    Reduction,
    Staff,
)
from jadwal.model.timetable import Grant

YARD = Crew(id="yard", name=c.named("yard"), capacity=c.exactly(1), **c.KNOWN)


def thing(id: str, disposition: str, days: int | None = None, **rest: Any) -> Equipment:
    """Equipment at the one site."""
    row: dict[str, Any] = {"days": None if days is None else c.exactly(days), "site": "k1", **c.KNOWN, **rest}
    return Equipment(id=id, name=c.named(id), disposition=disposition, **row)  # type: ignore[arg-type]


def shipped() -> Case:
    """Fifteen loads of tents go by their own road, two serials of ten and five after the advisers have packed."""
    return c.one_site(
        equipment=(thing("tents", "ship", loads=c.exactly(15), lane="cargo-road", unit="adv"),),
        lanes=(c.lane("cargo-road", days=4), c.lane()),
    )


# packing until day 4, so (5, 8) and (9, 12); the site is left only then
SHIPPED: c.Dates = {
    **c.later(c.ONE_SITE, 5, since=8),
    "ship:tents:1": (5, 8),
    "ship:tents:2": (9, 12),
    "left:k1": 12,
}


def small_yard() -> Case:
    """Two lots of three days each are destroyed in a yard that takes one at a time."""
    lots = tuple(thing(id, "destroy", 3, crew="yard", crew_need=1, unit="adv") for id in ("cars", "huts"))
    return c.one_site(equipment=lots, crews=(YARD,))


# packing until day 4, so (5, 7) and (8, 10): three days after the last serial
SMALL_YARD: c.Dates = {
    **c.later(c.ONE_SITE, 3, since=8),
    "dispose:cars": (5, 7),
    "dispose:huts": (8, 10),
    "left:k1": 10,
}


def approved() -> Case:
    """A generator is sold in two days, once the host approves: ten days after it can be asked on the agreement."""
    sale = Permission(
        id="sale",
        name=c.named("sale"),
        granter="host",
        lead=c.exactly(10),
        refusal_percent=c.exactly(0),
        activity="gen",
        asked_after="agree",
        **c.KNOWN,
    )
    return c.one_site(equipment=(thing("gen", "sell", 2),), permissions=(sale,))


# agreed at instant 2, approved from day 12 on: (12, 13)
APPROVED: c.Dates = {**c.later(c.ONE_SITE, 6, since=8), "dispose:gen": (12, 13), "left:k1": 13}
SALE = Grant(permission="sale", first=c.day(12))


def handed_over() -> Case:
    """Furniture is handed over in one day to a receiver who is yet to be named, which takes nine days."""
    naming = c.activity("naming", "receiver", 9, site="k1")
    return c.one_site(
        sites=(c.site("k1", receiver=None),),
        equipment=(thing("desks", "hand-over", 1),),
        activities=(c.activity("agree", "agreement", 2), naming),
        site_work=tuple(w for w in c.WORK if w.kind not in ("training", "receiver")),
    )


# no training, so packing on day 2 and everybody gone after day 5; the receiver is named on day 10, the desks go on 11
HANDED_OVER: c.Dates = {
    "agree": (0, 1),
    "phase-start:p1": 1,
    "receiver:k1": (2, 10),
    "pack:adv": (2, 2),
    "pack:grd": (2, 2),
    "move:adv:1": (3, 3),
    "move:adv:2": (4, 4),
    "move:grd:1": (5, 5),
    "last-out": 5,
    "dispose:desks": (11, 11),
    "left:k1": 11,
    "cleanup:k1": (12, 13),
    "inspection:k1": (14, 14),
    "transfer:k1": (15, 15),
    "guard:k1": (16, 16),
    "closed:k1": 16,
    "phase-end:p1": 16,
    "over": 16,
}


def noticed() -> Case:
    """Twelve cooks have contracts that end twenty days after notice, which is given when the phase opens."""
    cooks = Staff(
        id="cooks",
        name=c.named("cooks"),
        site="k1",
        kind="contractor",
        headcount=c.exactly(12),
        notice=c.exactly(20),
        **c.KNOWN,
    )
    return c.one_site(staff=(cooks,))


# the phase opens at instant 2, the contracts end with day 21; inspected on day 10, handed over on day 22
NOTICED: c.Dates = {
    **c.ONE_SITE,
    "notice:cooks": (2, 21),
    "transfer:k1": (22, 22),
    "guard:k1": (23, 23),
    "closed:k1": 23,
    "phase-end:p1": 23,
    "over": 23,
}


def threatened() -> Case:
    """Five advisers and twenty guards where the threat is greatest: four guards for each adviser, elsewhere two."""
    band = ProtectionBand(threat_from=200, percent=c.exactly(400))
    higher = ProtectionBand(threat_from=400, percent=c.exactly(900))
    return c.one_site(
        sites=(c.site("k1", threat_weight=300),),
        units=(c.unit("adv", 5), c.unit("grd", 20, "protection")),
        protection=Protection(id="protection", percent=c.exactly(200), bands=(band, higher), **c.KNOWN),
    )


# ten guards would be enough without the band, and sending ten first would spare more exposure than sending five
THREATENED: c.Dates = {
    **c.ONE_SITE,
    "move:adv:1": (5, 5),
    "move:grd:1": (6, 6),
    "move:grd:2": (7, 7),
}
del THREATENED["move:adv:2"]  # type: ignore[attr-defined]


def floored(scope: str = "mission", of: str = "", least: int = 20) -> Case:
    """Of thirty people twenty are to stay until the end of day 20."""
    floor = Floor(id="twenty", scope=scope, of=of, day=c.day(20), least=least, **c.KNOWN)  # type: ignore[arg-type]
    return c.one_site(floors=(floor,))


def floored_at_site() -> Case:
    """Twenty of the thirty are to be at their site until the end of day 20."""
    return floored("site", "k1")


def floored_by_nation() -> Case:
    """Of the thirty, all of one nation, twenty are to stay until the end of day 20."""
    return floored("nation", "us")


# the second serial is on the road on day 20 and leaves the mission with its end
FLOORED: c.Dates = c.later(c.ONE_SITE, 14, since=6)
# at the site its people do not count from the start of the serial on: day 21
FLOORED_AT_SITE: c.Dates = c.later(c.ONE_SITE, 15, since=6)


def small_share() -> Case:
    """At most a third of thirty in any five days, although forty would be allowed; the lane would carry twenty."""
    reduction = Reduction(
        id="reduction",
        step_people=c.exactly(40),
        step_percent=c.exactly(34),
        step_days=5,
        gap_days=c.exactly(0),
        **c.KNOWN,
    )
    return c.one_site(reduction=reduction, lanes=(c.lane(people_per_serial=20),))


# 34 % of 30 are 10: serials of ten, five days apart
SMALL_SHARE: c.Dates = c.SMALL_STEPS


BUNCHED = Reduction(
    id="reduction",
    step_people=c.exactly(40),
    step_days=5,
    gap_days=c.exactly(0),
    last_days=10,
    last_percent=34,
    **c.KNOWN,
)


def unbunched() -> Case:
    """Of thirty at most ten leave in the last ten days."""
    return c.one_site(reduction=BUNCHED)


# the second serial arrives at instant 7, so the last one no earlier than instant 17
UNBUNCHED: c.Dates = c.later(c.ONE_SITE, 9, since=7)


def announced() -> Case:
    """Two nations share a road: one sits where the threat is greatest, the other has announced to be gone by day 3."""
    nations = tuple(c.but(n, departs=c.day(3)) if n.id == "es" else n for n in c.two_nations().nations)
    return c.but(c.two_nations(), id="announced", nations=nations, ceilings=())


ANNOUNCED: c.Dates = {
    "agree": (0, 1),
    "phase-start:p1": 1,
    "pack:adv": (2, 2),
    "pack:spa": (2, 2),
    "move:spa:1": (3, 3),
    "move:adv:1": (4, 4),
    "left:k1": 4,
    "left:k2": 3,
    "gone:es": 3,
    "last-out": 4,
    "phase-end:p1": 4,
    "over": 4,
}


def withheld() -> Case:
    """One nation withholds its consent; the phase of both opens only when a condition holds, on day 20."""
    nations = tuple(c.but(n, consent="withheld") if n.id == "es" else n for n in c.two_nations().nations)
    return c.but(
        c.two_nations(),
        id="withheld",
        nations=nations,
        ceilings=(),
        conditions=(c.condition(gate=Gate(kind="start", phase="p1")),),
    )


# the other nation does not wait for the agreement or the phase: it packs on day 0
WITHHELD: c.Dates = {
    "agree": (0, 1),
    "phase-start:p1": 19,
    "pack:spa": (0, 0),
    "move:spa:1": (1, 1),
    "left:k2": 1,
    "pack:adv": (20, 20),
    "move:adv:1": (21, 21),
    "left:k1": 21,
    "last-out": 21,
    "phase-end:p1": 21,
    "over": 21,
}


def withheld_guards(departs: int | None = None) -> Case:
    """The guards' nation withholds its consent (and may have announced a day); the advisers' nation goes in order."""
    es = Nation(id="es", name=c.named("es"), party="us", consent="withheld", **c.KNOWN)
    es = es if departs is None else c.but(es, departs=c.day(departs))
    return c.one_site(
        nations=(es, *c.one_site().nations),
        units=(c.unit("adv", 20), c.unit("grd", 10, "protection", nation="es")),
    )


# guards pack at once, and leave last all the same
WITHHELD_GUARDS: c.Dates = {**c.ONE_SITE, "pack:grd": (0, 0)}


def weighty(short: int = 3, long: int = 1) -> Case:
    """One team, two promised reports of which only one can be in time; missing them counts differently."""
    promises = (
        Promise(id="short-by-1", milestone="reported", kind="by", day=c.day(1), weight=short),
        Promise(id="long-by-4", milestone="told", kind="by", day=c.day(4), weight=long),
    )
    clause = Clause(id="report", text=c.named("the reports"), kind="date", promises=promises, **c.KNOWN)
    told = Milestone(id="told", name=c.named("told"), after=("long",), **c.KNOWN)
    return c.but(c.rivals(), id="weighty", clauses=(clause,), milestones=(*c.rivals().milestones, told))


# the short report first: it counts three, the long one only one
WEIGHTY: c.Dates = {
    "agree": (0, 1),
    "short": (0, 1),
    "reported": 1,
    "long": (2, 6),
    "told": 6,
    "tail": (7, 16),
    "over": 16,
    "last-out": -1,
}


def much() -> Case:
    """Everything at once in wide ranges: equipment, staff, bands, a floor, steps and a nation that leaves early."""
    nations = (
        Nation(id="es", name=c.named("es"), party="us", consent="withheld", departs=c.day(60), **c.KNOWN),
        *c.one_site().nations,
    )
    reduction = c.but(BUNCHED, step_percent=c.exactly(40))
    return c.one_site(
        id="much",
        horizon=c.day(300),
        nations=nations,
        crews=(YARD,),
        lanes=(c.lane("cargo-road"), c.lane()),
        sites=(c.site("k1", threat_weight=300, receiver=None),),
        units=(c.unit("adv", 20), c.unit("grd", 15, "protection"), c.unit("spa", 10, nation="es")),
        equipment=(*shipped().equipment, *small_yard().equipment, *approved().equipment, *handed_over().equipment),
        staff=(c.but(noticed().staff[0], notice=Estimate(low=10, likely=20, high=40)),),
        permissions=approved().permissions,
        protection=Protection(
            id="protection",
            percent=c.exactly(10),
            bands=(ProtectionBand(threat_from=300, percent=c.exactly(50)),),
            **c.KNOWN,
        ),
        floors=floored().floors,
        reduction=reduction,
    )


COUNTED: dict[str, tuple[Any, c.Dates, dict[str, Any]]] = {
    "one site": (c.one_site, c.ONE_SITE, {}),
    "shipped": (shipped, SHIPPED, {}),
    "small yard": (small_yard, SMALL_YARD, {}),
    "approved": (approved, APPROVED, {"grants": (SALE,)}),
    "handed over": (handed_over, HANDED_OVER, {}),
    "noticed": (noticed, NOTICED, {}),
    "threatened": (threatened, THREATENED, {}),
    "floored": (floored, FLOORED, {}),
    "floored at a site": (floored_at_site, FLOORED_AT_SITE, {}),
    "floored by nation": (floored_by_nation, FLOORED, {}),
    "small share": (small_share, SMALL_SHARE, {}),
    "unbunched": (unbunched, UNBUNCHED, {}),
    "announced": (announced, ANNOUNCED, {}),
    "withheld": (withheld, WITHHELD, {"openings": (c.CALM,)}),
    "withheld guards": (withheld_guards, WITHHELD_GUARDS, {}),
}
ALL = (*(make for make, _, _ in COUNTED.values()), weighty, much)
