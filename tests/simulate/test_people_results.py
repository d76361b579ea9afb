"""The chances of floors, of announced departures and of the last days, counted by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import mission
import numpy as np
from small import link, problem, task

from jadwal.assess import HoldingDays, Paths
from jadwal.model.case import Floor, Nation
from jadwal.model.timetable import PromiseResult
from jadwal.plan.problem import FloorPromise, LastDaysPromise, Problem, Promise
from jadwal.plan.promises import Points, Promises
from jadwal.plan.sgs import NEVER
from jadwal.simulate import simulate
from jadwal.simulate.promises import promise_results

N = 20


def opening(first: int = 10) -> HoldingDays:
    """Calm from day ``first`` on in future 0, from the next day on in future 1, …; never in the last two."""
    days = np.arange(first, first + N, dtype=np.int32)
    days[-2:] = 80
    return HoldingDays(N, 80, {"calm": Paths.from_day("scenario", days)})


def body(**promises: Any) -> Problem:
    """Sixty people leave on day 4, forty on the day on which it is calm."""
    out = {"kind": "movement", "breakable": False}
    serials = (
        task("early", 1, people=60, not_before=4, **out),
        task("late", 1, people=40, start_gates=("calm",), **out),
    )
    tasks = (*serials, task("gone:es"), task("end"))
    links = [link(s.id, end) for s in serials for end in ("gone:es", "end")]
    return problem(*tasks, days=80, links=links, headline=("end",), **promises)


def only(of: Problem, aims: dict[str, int], **rows: Any) -> PromiseResult:
    """The one promise's result."""
    futures = simulate(of, {}, opening(), seed=1, futures=N)
    starts = {id: at - 1 for id, at in aims.items()}
    (found,) = promise_results(mission.case(**rows), of, SimpleNamespace(starts=starts, finishes=aims), futures)
    return found


def test_a_floor_is_kept_where_enough_leave_late_enough() -> None:
    """Forty are to stay until the end of day 19: the late serial ends at instant 11 + k, so from future 9 on they do;
    in the aim they leave with the end of day 18."""
    promise = FloorPromise(
        id="f",
        until=19,
        least=40,
        base=0,
        people=(("early", "finish", 60), ("late", "finish", 40)),
        rule="floor:f",
    )
    row = Floor(id="f", scope="mission", day=mission.day(19), least=40, **mission.KNOWN)
    found = only(body(floors=(promise,)), {"early": 5, "late": 19}, floors=(row,))
    assert (found.kind, found.day, found.kept_ppm, found.aim_keeps) == ("floor", mission.day(19), 550_000, False)
    assert found.error_ppm == int((0.55 * 0.45 / 20) ** 0.5 * 10**6)


def test_an_announced_departure_is_kept_when_all_its_serials_are_in_time() -> None:
    """Gone by the end of day 15 (instant 16): in the futures that open on days 10 to 15."""
    promise = Promise(id="consent:es", clause="", task="gone:es", by=16, rule="consent:es")
    es = Nation(id="es", name=mission.named("es"), party="us", departs=mission.day(15), **mission.KNOWN)
    found = only(body(promises=(promise,)), {"early": 5, "late": 16, "gone:es": 16}, nations=(es,))
    assert (found.kind, found.name, found.day) == ("consent", es.name, mission.day(15))
    assert (found.kept_ppm, found.aim_keeps) == (300_000, True)


def test_the_last_days_are_counted_back_from_the_last_person() -> None:
    """At most forty in the last ten days: the early serial ends at instant 5, the late one at 11 + k, so ten days lie
    between from future 4 on; where the last people never leave nothing is kept."""
    promise = LastDaysPromise(id="last-days", days=10, most=40, people=(("early", 60), ("late", 40)), rule="last-days")
    found = only(body(last_days=(promise,)), {"early": 5, "late": 14})
    assert (found.kind, found.kept_ppm, found.aim_keeps) == ("last-days", 700_000, False)
    assert found.day == mission.day(79)


def points(starts: list[list[int]], finishes: list[list[int]]) -> Points:
    """Two tasks, ``out`` and ``in``."""
    return Points({"out": 0, "in": 1}, np.array(starts, np.int32), np.array(finishes, np.int32))


def test_arrivals_keep_a_floor_only_from_when_they_have_come() -> None:
    """Twenty leave and thirty come by day 25: before both, between them, and with one that never happens."""
    floor = FloorPromise(
        id="f", until=25, least=1, base=0, people=(("out", "start", 20),), arrivals=(("in", 30),), rule="floor:f"
    )
    starts = [[10, 4], [10, 14], [NEVER, 14], [10, NEVER], [30, 14]]
    finishes = [[11, 5], [11, 15], [NEVER, 15], [11, NEVER], [31, 15]]
    of = Promises(body(floors=(floor,)), {"out": 0, "in": 1})
    assert of.least(floor, points(starts, finishes)).tolist() == [20, 0, 20, 0, 20]


def test_the_share_of_the_last_days_is_one_of_those_who_leave_in_them() -> None:
    """A finish exactly so many days before the last is outside, a day later it is inside."""
    promise = LastDaysPromise(id="l", days=5, most=30, people=(("out", 20), ("in", 30)), rule="last-days")
    finishes = [[10, 15], [11, 15], [15, 10], [NEVER, 15]]
    of = Promises(body(last_days=(promise,)), {"out": 0, "in": 1})
    assert of.kept(promise, points(finishes, finishes)).tolist() == [True, False, True, False]
