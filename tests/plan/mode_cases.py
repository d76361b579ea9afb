"""Small cases in which work can be done in several ways, and timetables written by hand for them.

Day 0 is Monday 1 January 2024; each was worked out by hand.
"""

from __future__ import annotations

from typing import Any

import cases as c

from jadwal.model.case import Alternative, Case, Crew, Permission, Shock
from jadwal.model.timetable import Entry, Schedule


def way(id: str, of: str, **rest: Any) -> Alternative:
    """Another way of doing something."""
    return Alternative(id=id, of=of, name=c.named(id), **{**c.KNOWN, **rest})


def full_air(road_days: int = 2, **changes: Any) -> Case:
    """Ten advisers and ten engineers fly, one serial a day; the advisers may take a road that is a day slower."""
    case = c.one_site(
        units=(c.unit("adv", 10), c.unit("eng", 10, "support"), c.unit("grd", 10, "protection")),
        lanes=(c.lane("road"), c.lane("track", days=road_days)),
        modes=(way("adv-track", "adv", lane="track"),),
    )
    return c.but(case, **changes)


# packed on day 4; by the first lane alone days 5, 6 and 7; by the track advisers arrive on day 6, as the guards do
FULL_AIR: dict[str, Any] = {
    **c.later(c.ONE_SITE, -1, since=7),
    "pack:eng": (4, 4),
    "move:adv:1": (5, 6),
    "move:eng:1": (5, 5),
    "move:grd:1": (6, 6),
}
del FULL_AIR["move:adv:2"]


def contractor(**changes: Any) -> Case:
    """The mission's own crew takes eight days to clean up; a firm takes two, for half a million more."""
    case = c.one_site(
        site_work=c.work(training=2, pack=1, cleanup=8, inspection=1, transfer=1, guard=1),
        sites=(c.site("k1", daily_cost=3),),
        modes=(way("firm", "cleanup:k1", days=c.exactly(2), cost=500),),
    )
    return c.but(case, **changes)


CONTRACTED: c.Dates = c.ONE_SITE
OWN_CREW: c.Dates = {**c.later(c.ONE_SITE, 6, since=9), "cleanup:k1": (8, 15)}


def crowded_crew() -> Case:
    """Two units are packed by one team, a day each; movers need two days and nobody of the team."""
    team = Crew(id="packers", name=c.named("packers"), capacity=c.exactly(1), **c.KNOWN)
    rows = tuple(c.but(w, crew="packers", crew_need=1, days=c.exactly(3)) if w.kind == "pack" else w for w in c.WORK)
    return c.one_site(
        crews=(team,),
        site_work=rows,
        modes=(way("movers", "pack:grd", days=c.exactly(4), crew_need=0),),
    )


# advisers packed on days 4 to 6, guards by movers on days 4 to 7: ready for the day after the advisers have gone
CROWDED_CREW: c.Dates = {**c.later(c.ONE_SITE, 2, since=5), "pack:adv": (4, 6), "pack:grd": (4, 7)}


def permitted_track(lead: int) -> Case:
    """The track is open to those only who have a permission, which takes some days."""
    permit = Permission(
        id="transit",
        name=c.named("transit"),
        granter="neighbour",
        lane="track",
        lead=c.exactly(lead),
        refusal_percent=c.exactly(0),
        **c.KNOWN,
    )
    return full_air(permissions=(permit,))


def stormy_track() -> Case:
    """The track is closed by storms that may come at any time."""
    storm = Shock(
        id="storm",
        name=c.named("storm"),
        days=c.exactly(5),
        pauses=("lane:track",),
        per_decade=c.exactly(200),
        **c.KNOWN,
    )
    return full_air(shocks=(storm,))


def in_ways(timetable: Schedule, case: Case, **modes: str) -> Schedule:
    """The timetable with the lane of the mode that each entry (its id with ``_`` for ``:``) is done in."""
    rows = {row.id: row for row in case.modes}

    def done(e: Entry) -> Entry:
        mode = modes.get(e.id.replace(":", "_"))
        if mode is None:
            return e
        lane = rows[mode].lane if mode in rows else ""
        crew = rows[mode].crew if mode in rows and rows[mode].crew_need is not None else e.crew
        return c.but(e, mode=mode, lane=lane or e.lane, crew=crew)

    return c.but(timetable, entries=tuple(done(e) for e in timetable.entries))


FIRST_END = ("broken", "end", "exposure", "cost", "change")
FIRST_COST = ("broken", "cost", "end", "exposure", "change")


def cheap() -> Case:
    """The contractor's case with cost before the end."""
    return contractor(objectives=c.but(contractor().objectives, order=FIRST_COST))


# name → case, dates, mode by task
COUNTED: dict[str, tuple[Any, c.Dates, dict[str, str]]] = {
    "full air": (full_air, FULL_AIR, {"move:adv:1": "adv-track"}),
    "contractor": (contractor, CONTRACTED, {"cleanup:k1": "firm"}),
    "own crew": (cheap, OWN_CREW, {"cleanup:k1": "usual"}),
    "crowded crew": (crowded_crew, CROWDED_CREW, {"pack:grd": "movers"}),
}
ALL = [make for make, _, _ in COUNTED.values()]
