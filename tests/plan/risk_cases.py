"""Risks on the case of one site; what each does to its dates was worked out by hand.

Day 0 is Monday 1 January 2024; every risk here comes for certain, with an exact impact, unless a test says otherwise.
"""

from __future__ import annotations

from typing import Any

import cases as c

from jadwal.model.case import Case, Estimate, Nation, Risk, Shock


def risk(id: str, effect: str, on: str, impact: int | Estimate, **rest: Any) -> Risk:
    """A risk that comes for certain."""
    row: dict[str, Any] = {"chance_percent": c.exactly(100), **c.KNOWN, **rest}
    row["impact"] = c.exactly(impact) if isinstance(impact, int) else impact
    return Risk(id=id, name=c.named(id), effect=effect, on=tuple(on.split(";")), **row)  # type: ignore[arg-type]


def flood() -> Case:
    """A flood makes every serial on the road take two days more."""
    return c.one_site(risks=(risk("flood", "delay", "lane:road", 2),))


# three serials of three days, one after another
FLOOD: c.Dates = {
    **c.later(c.ONE_SITE, 6, since=8),
    "move:adv:1": (5, 7),
    "move:adv:2": (8, 10),
    "move:grd:1": (11, 13),
    "left:k1": 13,
    "last-out": 13,
}


def heat() -> Case:
    """Heat makes training, packing and clean-up slower, by 50 % and by 25 % in series; of two more, the larger counts.

    75 % and 60 %: training and clean-up 2 + 2.7, to the nearest day 5 days, packing 1 + 1.35, that is 2.
    """
    on = "kind:training;kind:pack;kind:cleanup"
    return c.one_site(
        risks=(
            risk("dust", "slow", on, 60, how="parallel"),
            risk("haze", "slow", on, 10, how="parallel"),
            risk("heat", "slow", on, 50),
            risk("hot", "slow", on, 25),
        )
    )


HEAT: c.Dates = {
    "agree": (0, 1),
    "phase-start:p1": 1,
    "training:k1": (2, 6),
    "pack:adv": (7, 8),
    "pack:grd": (7, 8),
    "move:adv:1": (9, 9),
    "move:adv:2": (10, 10),
    "move:grd:1": (11, 11),
    "left:k1": 11,
    "last-out": 11,
    "cleanup:k1": (12, 16),
    "inspection:k1": (17, 17),
    "transfer:k1": (18, 18),
    "guard:k1": (19, 19),
    "closed:k1": 19,
    "phase-end:p1": 19,
    "over": 19,
}


def mixed() -> Case:
    """Clean-up of two days, 150 % slower, then three days more and the larger of four and one."""
    return c.one_site(
        risks=(
            risk("fire", "delay", "site:k1", 1, how="parallel"),
            risk("mines", "delay", "cleanup:k1", 4, how="parallel"),
            risk("rain", "slow", "cleanup:k1", 150),
            risk("waste", "delay", "cleanup:k1", 3),
        )
    )


# the fire adds a day to all other work at the site: training, packing, serials, inspection, transfer, guard
MIXED: c.Dates = {
    "agree": (0, 1),
    "phase-start:p1": 1,
    "training:k1": (2, 4),
    "pack:adv": (5, 6),
    "pack:grd": (5, 6),
    "move:adv:1": (7, 8),
    "move:adv:2": (9, 10),
    "move:grd:1": (11, 12),
    "left:k1": 12,
    "last-out": 12,
    "cleanup:k1": (13, 24),
    "inspection:k1": (25, 26),
    "transfer:k1": (27, 28),
    "guard:k1": (29, 30),
    "closed:k1": 30,
    "phase-end:p1": 30,
    "over": 30,
}


def strike() -> Case:
    """A strike of four days stops what the nation's units do, from day 6 on."""
    day: dict[str, Any] = {"window_first": c.day(6), "window_last": c.day(6)}
    return c.one_site(
        nations=(
            Nation(id="uk", name=c.named("uk"), party="us", consent="given", **c.KNOWN),
            Nation(id="us", name=c.named("us"), party="us", consent="given", **c.KNOWN),
        ),
        risks=(
            risk("strike", "stop", "nation:us", 4, **day),
            risk("strike-uk", "stop", "nation:uk", 9, **day),
        ),
    )


# the serial of day 5 arrives; the next may start on day 10
STRIKE: c.Dates = {**c.later(c.ONE_SITE, 4, since=6), "move:adv:2": (10, 10), "move:grd:1": (11, 11)}


def refused() -> Case:
    """The receiver refuses the site; the ministry takes it, with ten days more before the transfer counts."""
    return c.one_site(risks=(risk("refusal", "refuse", "site:k1", 10, fallback=c.named("ministry")),))


REFUSED: c.Dates = {**c.later(c.ONE_SITE, 10, since=12), "transfer:k1": (11, 21)}

COUNTED = {
    "a flood delays a lane": (flood, FLOOD),
    "heat slows, in series and in parallel": (heat, HEAT),
    "slow first, then delays": (mixed, MIXED),
    "a strike stops a nation": (strike, STRIKE),
    "a handover is refused": (refused, REFUSED),
}
ALL = tuple(make for make, _ in COUNTED.values())


def ended(day: int, **changes: Any) -> Case:
    """A shock of one day withdraws the permission of ``cases.permitted`` on a day; ten days from asking to answer."""
    shock = Shock(
        id="quarrel",
        name=c.named("quarrel"),
        days=c.exactly(1),
        ends=("convoys",),
        window_first=c.day(day),
        window_last=c.day(day),
        chance_percent=c.exactly(100),
        **c.KNOWN,
    )
    permitted = c.permitted()
    convoys = c.but(permitted.permissions[0], lead=c.exactly(10), **changes)
    return c.but(permitted, permissions=(convoys,), shocks=(shock,))


# granted on day 12, when the first serial leaves; withdrawn on 13, asked for again and granted on 23
ENDED = c.later(c.PERMITTED, 10, since=13)
# asked for on day 2; what was asked for lapses on day 8, and is granted on 18
ENDED_BEFORE_THE_ANSWER = c.later(c.ONE_SITE, 13, since=5)
ENDINGS = {
    "withdrawn between two serials": (ended(13), ENDED),
    "withdrawn before the answer": (ended(8), ENDED_BEFORE_THE_ANSWER),
    "a quarrel before it is asked for": (ended(2), c.PERMITTED),
    "granted before day 0": (ended(6, granted=c.day(-3), valid_days=0), c.later(c.ONE_SITE, 10, since=6)),
    "withdrawn after the last serial": (ended(15), c.PERMITTED),
}


def slowed(first: int, percent: int, on: str) -> Case:
    """For forty days from this day on everything there takes so many percent more days."""
    dust = Shock(
        id="dust",
        name=c.named("dust"),
        days=c.exactly(40),
        slows=(on,),
        slow_percent=c.exactly(percent),
        window_first=c.day(first),
        window_last=c.day(first),
        chance_percent=c.exactly(100),
        **c.KNOWN,
    )
    return c.one_site(shocks=(dust,))


SLOWED = {
    # of each three days the first is lost: 8, 11, 14
    "half as much again at the site": (
        slowed(8, 50, "site:k1"),
        {
            **c.ONE_SITE,
            "cleanup:k1": (9, 10),
            "inspection:k1": (12, 12),
            "transfer:k1": (13, 13),
            "guard:k1": (15, 15),
            "closed:k1": 15,
            "phase-end:p1": 15,
            "over": 15,
        },
    ),
    # every second day is lost: 5, 7, 9
    "twice as long on the road": (
        slowed(5, 100, "lane:road"),
        {
            **c.later(c.ONE_SITE, 3, since=7),
            "move:adv:1": (6, 6),
            "move:adv:2": (8, 8),
            "move:grd:1": (10, 10),
        },
    ),
}
