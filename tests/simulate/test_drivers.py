"""What moves the end: each cause is taken away alone, on the same draws."""

from __future__ import annotations

import mission
import msgspec
import numpy as np
from small import estimate, task

from jadwal.assess import HoldingDays, Paths
from jadwal.model.timetable import Driver
from jadwal.simulate import simulate
from jadwal.simulate.drivers import FUTURES, MOST_CAUSES, causes, drivers

STARTS: dict[str, int | None] = {}


def calm_on(day: int, futures: int = 20, of: int = 0) -> HoldingDays:
    """Calm from this day on; never in the first ``of`` futures."""
    first = np.full(futures, day, np.int32)
    first[:of] = 80
    return HoldingDays(futures, 80, {"calm": Paths.from_day("scenario", first)})


def moved(*found: Driver) -> dict[str, tuple[int, int]]:
    """Cause → days and change of chance."""
    return {f"{d.kind}:{d.id}": (d.days, d.attainable_ppm) for d in found}


def test_each_cause_moves_the_end_by_what_only_it_holds_up() -> None:
    """Permission on day 36, then serials until day 52; the report, done on day 40, holds nothing up.

    Without the permission the strike of the first five days counts: serials until day 21, the report is last, day 40.
    """
    found = drivers(mission.case(), mission.body(), STARTS, calm_on(30), seed=1)
    assert moved(*found) == {
        "permission:pass": (-12, 0),
        "lane:air": (-8, 0),
        "condition:calm": (0, 0),
        "shock:strike": (0, 0),
    }
    assert [d.id for d in found] == ["pass", "air", "calm", "strike"]
    assert found[0].name == mission.named("pass")


def test_a_condition_that_often_never_comes_moves_the_chance_of_an_end() -> None:
    """Not calm in five of twenty futures: the end moves from beyond the horizon, counted as the day after it."""
    found = moved(*drivers(mission.case(), mission.body(), STARTS, calm_on(30, of=5), seed=1))
    assert found["condition:calm"] == (52 - 81, 250_000)


def test_uncertain_work_is_run_at_its_low() -> None:
    """A report of 10 to 40 days, the last thing that is done."""
    body = mission.body()
    report = msgspec.structs.replace(body.task("report"), days=estimate(10, 30, 40))
    body = msgspec.structs.replace(body, tasks=tuple(report if t.id == "report" else t for t in body.tasks))
    days = calm_on(30, futures=FUTURES)
    found = moved(*drivers(mission.case(), body, STARTS, days, seed=3))
    finishes = np.sort(simulate(body, STARTS, days, seed=3, futures=FUTURES).finish("end"))
    assert found["activity:report"] == (52 - int(finishes[FUTURES * 4 // 5 - 1]), 0)


def test_a_cause_that_nothing_depends_on_is_none() -> None:
    """A crew without work, a shock that pauses nothing, exact work."""
    case = mission.case(shocks=(), permissions=())
    body = msgspec.structs.replace(mission.body(), profiles=())
    assert [(c.kind, c.id) for c in causes(case, body)] == [("condition", "calm")]


def test_there_are_at_most_forty_causes_and_the_widest_work_stays() -> None:
    """Fifty uncertain activities, some of a site: one cause for the site; the narrowest are left out."""
    body = mission.body()
    more = tuple(task(f"w{n:02}", estimate(1, 1, 2 + n), site="base" if n % 10 == 0 else "") for n in range(50))
    body = msgspec.structs.replace(body, tasks=tuple(sorted((*body.tasks, *more), key=lambda t: t.id)))
    found = [c.id for c in causes(mission.case(), body)]
    assert len(found) == MOST_CAUSES
    assert {"calm", "pass", "strike", "air", "site:base", "w49"} <= set(found)
    assert "w01" not in found
