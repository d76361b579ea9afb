"""Small cases about limits that hold for some days only: capacities that change.

Day 0 is Monday 1 January 2024; each case binds in one rule, and its dates were worked out by hand.
"""

from __future__ import annotations

from typing import Any

import cases as c

from jadwal.model.case import Capacity, Case, Crew, Link, Progress


def capacity(id: str, of: str, first: int, last: int, most: int) -> Capacity:
    """Another capacity of a lane or crew from one day to another."""
    return Capacity(id=id, of=of, first=c.day(first), last=c.day(last), capacity=c.exactly(most), **c.KNOWN)


def narrow_road() -> Case:
    """Three serials fit on the road at once, but only one on days 5 and 6."""
    return c.one_site(lanes=(c.lane(capacity=3),), capacities=(capacity("works", "road", 5, 6, 1),))


# without the row all three would go on day 5
NARROW_ROAD: c.Dates = c.ONE_SITE


def wide_road() -> Case:
    """One serial fits on the road, three do from day 6 on; in February, which nobody waits for, two."""
    rows = (capacity("second-lane", "road", 6, 25, 3), capacity("february", "road", 31, 59, 2))
    return c.one_site(capacities=rows)


# the second serial of advisers and the guards go together on day 6
WIDE_ROAD: c.Dates = c.later(c.ONE_SITE, -1, since=7)


def no_inspectors() -> Case:
    """One team of inspectors, which is away from day 9 to day 14."""
    crew = Crew(id="inspectors", name=c.named("inspectors"), capacity=c.exactly(1), **c.KNOWN)
    rows = tuple(c.but(w, crew="inspectors", crew_need=1) if w.kind == "inspection" else w for w in c.WORK)
    return c.one_site(crews=(crew,), site_work=rows, capacities=(capacity("away", "inspectors", 9, 14, 0),))


# inspection on day 15 instead of day 10
NO_INSPECTORS: c.Dates = c.later(c.ONE_SITE, 5, since=10)


def under_way() -> Case:
    """Two serials of five days are on the road when it closes for days 1 to 10; the guards' serial is still to go."""
    past = ("agree", "training:k1", "pack:adv", "pack:grd")
    done = [Progress(id=id, started=c.day(-9), finished=c.day(-8), **c.KNOWN) for id in past]
    done += [Progress(id="phase-start:p1", finished=c.day(-8), **c.KNOWN)]
    going = tuple(Progress(id=f"move:adv:{n}", started=c.day(-1), **c.KNOWN) for n in (1, 2))
    closed = capacity("closed", "road", 1, 10, 0)
    return c.one_site(lanes=(c.lane(capacity=2, days=5),), capacities=(closed,), progress=(*done, *going))


# those on the road arrive on day 3; on day 0 the road is full, then closed
UNDER_WAY: c.Dates = {
    **c.later(c.ONE_SITE, 8, since=8),
    **dict.fromkeys(("agree", "training:k1", "pack:adv", "pack:grd"), (-9, -8)),
    "phase-start:p1": -8,
    "move:adv:1": (-1, 3),
    "move:adv:2": (-1, 3),
    "move:grd:1": (11, 15),
    "left:k1": 15,
    "last-out": 15,
}


def held_over() -> Case:
    """A study by the only expert has begun and cannot end before the tests have; from day 2 on there is no expert."""
    experts = Crew(id="experts", name=c.named("experts"), capacity=c.exactly(1), **c.KNOWN)
    study = c.activity(
        "study", "other", 3, crew="experts", crew_need=1, after=(Link(before="tests", type="FF", lag=1),)
    )
    return c.one_site(
        crews=(experts,),
        activities=(c.activity("agree", "agreement", 2), c.activity("tests", "other", 6), study),
        capacities=(capacity("gone", "experts", 2, 40, 0),),
        progress=(Progress(id="study", started=c.day(-1), **c.KNOWN),),
    )


# three days from day -1 on are done at instant 2, the tests at instant 6
HELD_OVER: c.Dates = {**c.ONE_SITE, "tests": (0, 5), "study": (-1, 6)}


COUNTED: dict[str, tuple[Any, c.Dates, dict[str, Any]]] = {
    "narrow road": (narrow_road, NARROW_ROAD, {}),
    "wide road": (wide_road, WIDE_ROAD, {}),
    "no inspectors": (no_inspectors, NO_INSPECTORS, {}),
    "under way": (under_way, UNDER_WAY, {}),
    "held over": (held_over, HELD_OVER, {"days": {"study": 3}}),
}
ALL = tuple(make for make, _, _ in COUNTED.values())
