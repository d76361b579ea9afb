"""On tiny cases every timetable is written down: none that the independent checker accepts beats the optimum."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import cases as c
import pytest

from jadwal.model.case import Case, Protection, Reduction
from jadwal.model.timetable import Opening, Schedule
from jadwal.plan.build import build, choices
from jadwal.plan.check import check, physical
from jadwal.plan.cpsat import solve
from jadwal.plan.openings import openings

DAYS = 9


def tiny(**changes: object) -> Case:
    """Ten advisers and ten guards at one site, no site work but leaving it: three pieces of work on nine days."""
    return c.one_site(
        horizon=c.day(DAYS - 1),
        site_work=(),
        units=(c.unit("adv", 10), c.unit("grd", 10, "protection")),
        activities=(c.activity("agree", "agreement", 1),),
        **changes,
    )


def crowded() -> Case:
    """As many guards as others are wanted, and the road takes two serials at once."""
    return tiny(protection=Protection(id="protection", percent=c.exactly(100), **c.KNOWN), lanes=(c.lane(capacity=2),))


def stepwise() -> Case:
    """Ten people in any three days."""
    return tiny(
        reduction=Reduction(id="reduction", step_people=c.exactly(10), step_days=3, gap_days=c.exactly(0), **c.KNOWN)
    )


def weekly() -> Case:
    """Nothing moves on Fridays and Saturdays, and a serial takes two days."""
    return tiny(calendars=(c.FRIDAY_SATURDAY,), mission_calendar="week", lanes=(c.lane(calendar="week", days=2),))


def late_gate() -> Case:
    """The phase waits for a condition that opens on day 3."""
    return tiny(conditions=c.gated().conditions)


def too_soon() -> Case:
    """An agreed end that cannot be kept, and a ceiling that can."""
    end = c.promised()
    clause = c.but(end.clauses[0], promises=(c.but(end.clauses[0].promises[0], day=c.day(2), readings=()),))
    ceiling = c.but(end.ceilings[0], day=c.day(3), most=10)
    return tiny(clauses=(clause,), ceilings=(ceiling,))


def every_timetable(case: Case, opening: dict[str, int | None]) -> Iterator[tuple[Schedule, dict[str, int]]]:
    """Every choice of start days of the three pieces of work, points as early as the work allows, with its instants."""
    serial = case.lanes[0].days.likely
    opened = tuple(Opening(condition=id, first=c.day(d)) for id, d in opening.items() if d is not None)
    for agree, adv, grd in product(range(DAYS), range(DAYS), range(DAYS)):
        opens = max([agree + 1, *(d for d in opening.values() if d is not None)])
        gone = max(adv, grd) + serial
        points = {"phase-start:p1": opens} | dict.fromkeys(
            ("left:k1", "transfer:k1", "closed:k1", "phase-end:p1", "last-out", "over"), gone
        )
        dates = {id: instant - 1 for id, instant in points.items()} | {
            "agree": (agree, agree),
            "move:adv:1": (adv, adv + serial - 1),
            "move:grd:1": (grd, grd + serial - 1),
        }
        schedule = c.schedule(case, dates, openings=opened)
        yield schedule, points | {"move:adv:1": adv, "move:grd:1": grd}


@pytest.mark.parametrize("make", [tiny, crowded, stepwise, weekly, late_gate, too_soon], ids=lambda m: m.__name__)
def test_no_timetable_that_the_checker_accepts_beats_the_optimum(make: object) -> None:
    case = make()  # type: ignore[operator]
    problem = build(case, choices(case)[0])
    opening = openings(problem, lambda condition: 3)
    found = solve(problem, opening)
    assert found.run.status == "optimal"
    best = tuple(level.value for level in found.run.levels)

    accepted = []
    for schedule, at in every_timetable(case, opening):
        violations = check(case, schedule)
        if not physical(violations):
            exposure = sum(weight * at[id] for id, weight in problem.exposure)
            accepted.append((len(violations), at["over"], exposure, 0))
    assert min(accepted) == best, "the optimum is accepted, and nothing accepted is better"
