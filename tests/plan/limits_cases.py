"""Small cases about limits that hold for some days only: capacities that change, blackouts, the days of each
party, longest lags, budgets.

Day 0 is Monday 1 January 2024; each case binds in one rule, and its dates were worked out by hand.
"""

from __future__ import annotations

from typing import Any

import cases as c
import people_cases as p

from jadwal.model.case import Alternative, Blackout, Budget, Calendar, Capacity, Case, Crew, Link, Party, Progress


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


def blackout(id: str, scope: str, of: str, first: int, last: int) -> Blackout:
    """Days without work."""
    row: dict[str, Any] = {"scope": scope, "of": of, **c.KNOWN}
    return Blackout(id=id, name=c.named(id), first=c.day(first), last=c.day(last), **row)


def election() -> Case:
    """The whole mission rests on days 9 and 10, in the middle of the clean-up."""
    return c.one_site(blackouts=(blackout("election", "mission", "", 9, 10),))


# the clean-up of two days is done on days 8 and 11
ELECTION: c.Dates = {**c.later(c.ONE_SITE, 2, since=10), "cleanup:k1": (8, 11)}


def border() -> Case:
    """The border at the end of the road is closed on days 6 and 7; a serial is on the road for two days."""
    return c.one_site(lanes=(c.lane(days=2, capacity=3),), blackouts=(blackout("border", "lane", "road", 6, 7),))


# not on days 5 and 6, for the border is closed on the second day; all three on day 8
BORDER: c.Dates = {
    **c.later(c.ONE_SITE, 2, since=8),
    **dict.fromkeys(("move:adv:1", "move:adv:2", "move:grd:1"), (8, 9)),
    "left:k1": 9,
    "last-out": 9,
}


def visit() -> Case:
    """Nobody arrives at the second site on days 3 and 4."""
    return c.but(c.relocation(), id="visit", blackouts=(blackout("visit", "site", "k2", 3, 4),))


VISIT: c.Dates = c.later(c.RELOCATION, 2, since=3)

FRIDAY_SATURDAY = Calendar(id="host-week", name=c.named("host week"), days_off=(4, 5), **c.KNOWN)
WEEKEND = Calendar(id="coalition-week", name=c.named("coalition week"), days_off=(5, 6), **c.KNOWN)


def parties() -> Case:
    """The host rests on Fridays and Saturdays, the coalition on Saturdays and Sundays; the host writes a report."""
    report = c.activity("report", "report", 5, owner="host")
    agree = c.activity("agree", "agreement", 6, owner="us-and-host", after=(Link(before="report"),))
    return c.one_site(
        parties=(
            Party(id="host", name=c.named("host"), side="host", calendar="host-week"),
            Party(id="us", name=c.named("us"), side="coalition", calendar="coalition-week"),
        ),
        calendars=(WEEKEND, FRIDAY_SATURDAY),
        activities=(agree, report),
    )


# the report Monday to Thursday and on Sunday, day 6; the agreement Monday to Thursday, days 7 to 10, and on 14 and 15
PARTIES: c.Dates = {**c.later(c.ONE_SITE, 14, since=1), "report": (0, 6), "agree": (7, 15)}


def prompt(type: str = "FS", most: int = 2, **changes: Any) -> Case:
    """A report of two days waits for a study of ten days, and comes soon after a round of talks of three days."""
    links = (Link(before="round", type=type, most=most), Link(before="study"))  # type: ignore[arg-type]
    activities = (
        c.activity("agree", "agreement", 2),
        c.activity("study", "other", 10),
        c.activity("round", "round", 3),
        c.activity("report", "report", 2, after=links, **changes),
    )
    return c.one_site(activities=activities)


def prompt_since_start() -> Case:
    """The report begins no more than two days after the round has begun."""
    return prompt("SS", 2)


def prompt_until_end() -> Case:
    """The report is done no more than two days after the round is."""
    return prompt("FF", 2)


def prompt_in_all() -> Case:
    """The report is done no more than five days after the round has begun."""
    return prompt("SF", 5)


# the report on days 10 and 11; the round, which could be first of all, is done at instant 8 at the earliest, …
PROMPT: c.Dates = {**c.ONE_SITE, "study": (0, 9), "round": (5, 7), "report": (10, 11)}
# … begins on day 8, is done at instant 10, or begins on day 7
PROMPT_SINCE_START: c.Dates = {**PROMPT, "round": (8, 10)}
PROMPT_UNTIL_END: c.Dates = {**PROMPT, "round": (7, 9)}
PROMPT_IN_ALL: c.Dates = {**PROMPT, "round": (7, 9)}


def budget(id: str, first: int, last: int, most: int, **rest: Any) -> Budget:
    """So much may be spent from one day to another."""
    return Budget(id=id, name=c.named(id), first=c.day(first), last=c.day(last), most=most, **c.KNOWN, **rest)


def budgeted() -> Case:
    """Two lots are destroyed in two days each for 60 thousand each; 100 thousand may be spent until day 9."""
    lots = tuple(p.thing(id, "destroy", 2, unit="adv", cost=60) for id in ("cars", "huts"))
    return c.one_site(equipment=lots, budgets=(budget("spring", 0, 9, 100),))


# one lot after packing, on day 5, the other when the next period has begun, and the site is left only then
BUDGETED: c.Dates = {
    **c.later(c.ONE_SITE, 4, since=8),
    "dispose:cars": (5, 6),
    "dispose:huts": (10, 11),
    "left:k1": 11,
}


def hired(most: int = 100) -> Case:
    """A lot is destroyed in six days for 60 thousand, or by a contractor in two days for 50 thousand more."""
    quick = Alternative(id="hired", of="cars", name=c.named("hired"), days=c.exactly(2), cost=50, **c.KNOWN)
    cars = p.thing("cars", "destroy", 6, unit="adv", cost=60)
    return c.one_site(equipment=(cars,), modes=(quick,), budgets=(budget("spring", 0, 60, most),))


COUNTED: dict[str, tuple[Any, c.Dates, dict[str, Any]]] = {
    "narrow road": (narrow_road, NARROW_ROAD, {}),
    "wide road": (wide_road, WIDE_ROAD, {}),
    "no inspectors": (no_inspectors, NO_INSPECTORS, {}),
    "under way": (under_way, UNDER_WAY, {}),
    "election": (election, ELECTION, {"days": {"cleanup:k1": 2}}),
    "border": (border, BORDER, {}),
    "visit": (visit, VISIT, {}),
    "parties": (parties, PARTIES, {"days": {"report": 5, "agree": 6}}),
    "prompt": (prompt, PROMPT, {}),
    "prompt since start": (prompt_since_start, PROMPT_SINCE_START, {}),
    "prompt until end": (prompt_until_end, PROMPT_UNTIL_END, {}),
    "prompt in all": (prompt_in_all, PROMPT_IN_ALL, {}),
    "budgeted": (budgeted, BUDGETED, {}),
    "held over": (held_over, HELD_OVER, {"days": {"study": 3}}),
}
ALL = tuple(make for make, _, _ in COUNTED.values())
