"""Planned against actual on an example reckoned by hand.

Two serials of ten people from one site: the first planned for days 0 to 3, the second for days 4 to 9 (ten working days
in all).  Day 0 is 1 January 2024, the day on which the baseline was made.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from rows import AS_OF, day, named

from jadwal.model.timetable import Earned, Entry
from jadwal.plan.earned import Actual, earned, schedule_milli


def serial(id: str, first: int, last: int, **rest: Any) -> Entry:
    """A serial of ten people."""
    row: dict[str, Any] = {"days": last - first + 1, "people": 10, "site": "k1", "nation": "us", "phase": "p1", **rest}
    return Entry(id=id, kind="movement", name=named(id), start=day(first), finish=day(last), **row)


BASELINE = (serial("one", 0, 3), serial("two", 4, 9))


def rows(as_of: int, **actual: Actual) -> dict[tuple[str, str], Earned]:
    """Rows by scope and measure; tasks that are not named have not begun."""
    actuals = {e.id: actual.get(e.id, (None, None)) for e in BASELINE}
    return {(r.scope, r.measure): r for r in earned(BASELINE, AS_OF, actuals, day(as_of))}


def test_a_mission_that_goes_half_as_fast_is_forecast_at_twice_the_time() -> None:
    """By the end of day 7 (AT = 8 days) the first serial has finished, due at the end of day 3.

    People: 10 of 20 earned; that was to be so from the end of day 3 to the end of day 8, so ES = AT and SPI(t) = 1.
    Work: 4 of 10 days earned and half of the second serial's 6 were to be earned at the end of day 4; so ES is the
    last moment with 4: the end of day 3 (4.0) until day 4 is over, the interpolated part being 0: ES = 4 days.
    SPI(t) = 4 / 8, the forecast 10 / 0.5 = 20 days: day 19.
    """
    found = rows(7, one=(day(2), day(7)))
    work, people = found["mission", "work"], found["mission", "people"]
    assert (work.total, work.planned_ppm, work.earned_ppm) == (10, 700_000, 400_000)
    assert (work.elapsed, work.planned_days, work.schedule_milli, work.spi_ppm) == (8, 10, 4_000, 500_000)
    assert (work.forecast, work.why) == (day(19), "")
    assert (people.total, people.planned_ppm, people.earned_ppm) == (20, 500_000, 500_000)
    assert (people.schedule_milli, people.spi_ppm, people.forecast) == (8_000, 1_000_000, day(9))


def test_a_started_task_has_earned_half_its_days_and_none_of_its_people() -> None:
    """The 50/50 and the 0/100 rule."""
    found = rows(2, one=(day(0), None))
    assert found["mission", "work"].earned_ppm == 200_000
    assert found["mission", "people"].earned_ppm == 0


@pytest.mark.parametrize(
    ("value", "elapsed", "milli"),
    [
        (1, 5, 1_500),  # half of what the second day was to bring
        (2, 5, 4_000),  # nothing more was planned until the fifth day, which is over: late since then
        (2, 3, 3_000),  # in the flat stretch: exactly as planned
        (2, 1, 2_000),  # ahead, but no further than what has been earned was planned for
        (4, 9, 4_666),  # 2 of the 3 of the fifth day
        (5, 9, 5_000),
    ],
)
def test_the_earned_schedule_is_interpolated_inside_a_day_and_stands_in_a_flat_stretch(
    value: int, elapsed: int, milli: int
) -> None:
    """Two on the second day, three on the fifth."""
    assert schedule_milli([(1, 2), (4, 3)], value, elapsed) == milli


def test_what_is_finished_has_its_date_and_no_forecast() -> None:
    """Both serials gone two days early; later days change nothing."""
    for as_of in (7, 30):
        work = rows(as_of, one=(day(0), day(3)), two=(day(4), day(7)))["mission", "work"]
        assert (work.why, work.forecast, work.elapsed, work.spi_ppm) == ("finished", day(7), 8, 1_250_000)


def test_without_anything_earned_there_is_no_forecast_and_the_reason_is_said() -> None:
    """People: the first serial has only started; before the first planned day nothing is due."""
    assert rows(5, one=(day(4), None))["mission", "people"].why == "nothing-earned"
    assert rows(5, one=(day(4), None))["mission", "people"].forecast is None
    late = (serial("one", 0, 3), serial("two", 40, 49, site="k2"))
    found = earned(late, AS_OF, {"one": (day(0), day(3)), "two": (None, None)}, day(5))
    assert {(r.id, r.why) for r in found if r.scope == "site" and r.measure == "work"} == {
        ("k1", "finished"),
        ("k2", "not-begun"),
    }


def test_a_forecast_beyond_a_century_is_none() -> None:
    """A thousandth of the work in a hundred years."""
    long = (serial("one", 0, 0), serial("two", 1, 999))
    found = earned(long, AS_OF, {"one": (day(99), day(99)), "two": (None, None)}, date(2123, 1, 1))
    work = next(r for r in found if (r.scope, r.measure) == ("mission", "work"))
    assert (work.why, work.forecast) == ("too-far", None)
    assert work.spi_ppm is not None


def test_there_is_a_row_for_each_phase_nation_and_site() -> None:
    """Here of the same serials, so with the same figures; only the mission's hold curves."""
    found = rows(7, one=(day(2), day(7)))
    assert {scope for scope, _ in found} == {"mission", "phase", "nation", "site"}
    for scope, id in (("phase", "p1"), ("nation", "us"), ("site", "k1")):
        row, mission = found[scope, "work"], found["mission", "work"]
        assert (row.id, row.earned_ppm, row.forecast, row.planned) == (id, mission.earned_ppm, mission.forecast, ())


def test_the_curves_end_where_the_plan_and_the_facts_end() -> None:
    """The plan at all of it, the facts on the as-of day."""
    work = rows(7, one=(day(2), day(7)))["mission", "work"]
    assert work.planned[-1] == (day(9), 1_000_000)
    assert work.actual == ((day(2), 200_000), (day(7), 400_000), (day(7), 400_000))


def test_what_the_case_no_longer_holds_counts_nowhere_and_is_counted() -> None:
    """The second serial was dropped: all of the rest has been done."""
    found = earned(BASELINE, AS_OF, {"one": (day(0), day(3))}, day(5))
    work = next(r for r in found if (r.scope, r.measure) == ("mission", "work"))
    assert (work.dropped, work.total, work.earned_ppm, work.why) == (1, 4, 1_000_000, "finished")


def test_nothing_is_said_when_nothing_has_happened_since() -> None:
    """Neither started nor finished, or known to the baseline already."""
    assert rows(5) == {}
    known = (serial("one", 0, 3, actual_start=day(-1)), BASELINE[1])
    assert earned(known, AS_OF, {"one": (day(-1), None), "two": (None, None)}, day(5)) == ()
    assert rows(5, one=(day(6), None)) == {}, "what happens after the as-of date has not happened"
