"""Counts by week: intervals where tallies leave them open, a fan where there is a forecast, else nothing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import watched

from jadwal.assess import assess
from jadwal.assess.assessment import month_ends
from jadwal.model.case import Case
from jadwal.model.timetable import Counts

RAIDS = watched.indicator("raids")
TALLIED = watched.indicator("raids", counter="Bureau", scope="North")


def only(case: Case, futures: int = 400) -> Counts:
    """The counts of the only indicator."""
    (found,) = assess(case, seed=1, futures=futures).counts
    return found


def test_weeks_of_events_are_counted_exactly_back_from_the_as_of_date() -> None:
    """The last week ends on the as-of date; each count is a point."""
    rows = [watched.event(f"e{n}", n, "raids", count=n) for n in (0, 6, 7, 13, 20)]
    found = only(watched.case(RAIDS, watched.condition("quiet", "raids", value=3), *rows, as_of=20))
    assert found.weeks == ((watched.day(0), 6, 6), (watched.day(7), 20, 20), (watched.day(14), 20, 20))


def test_a_week_that_was_not_observed_in_full_is_not_shown() -> None:
    """The feed ends on day 16: the week of days 14 to 20 is missing, not nought."""
    rows = [watched.event(f"e{n}", n, "raids") for n in (0, 16)]
    found = only(watched.case(RAIDS, watched.condition("quiet", "raids", value=3), *rows, as_of=20))
    assert [first for first, _, _ in found.weeks] == [watched.day(0), watched.day(7)]


def test_a_tally_over_two_weeks_leaves_an_interval_for_each() -> None:
    """Exactly ten in a fortnight, at least six of them in the first week: six to ten, then nought to four."""
    rows = (
        watched.tally("both", "raids", 0, 13, "exactly", 10),
        watched.tally("first", "raids", 0, 6, "at_least", 6),
    )
    found = only(watched.case(TALLIED, watched.condition("quiet", "raids", value=3), *rows, as_of=13))
    assert found.weeks == ((watched.day(0), 6, 10), (watched.day(7), 0, 4))
    assert [(m.id, m.own, m.comparator, m.value) for m in found.tallies] == [
        ("first", True, "at_least", 6),
        ("both", True, "exactly", 10),
    ]


def test_an_open_end_stays_open_and_other_counters_are_marked_as_such() -> None:
    """More than ten has no upper end; a count for another area is listed and is not this counter's."""
    rows = (
        watched.tally("many", "raids", 0, 6, "more_than", 10),
        watched.tally("south", "raids", 0, 6, "exactly", 99, scope="South"),
    )
    found = only(watched.case(TALLIED, watched.condition("quiet", "raids", value=3), *rows, as_of=6))
    assert found.weeks == ((watched.day(0), 11, None),)
    assert {m.id: m.own for m in found.tallies} == {"many": True, "south": False}


def test_the_fan_is_of_whole_weeks_to_come_and_orders_its_percentiles() -> None:
    """It starts on the day after the as-of date; a steady past of four a week gives four for every week."""
    rows = [watched.event(f"e{w}", 7 * w + 3, "raids", count=4) for w in range(60)]
    rows += [watched.event("first", 0, "raids", count=0), watched.event("last", 7 * 60 - 1, "raids", count=0)]
    case = watched.case(RAIDS, watched.condition("quiet", "raids", value=3), *rows, as_of=7 * 60 - 1, days=60)
    found = only(case)
    assert [f.week for f in found.fan] == [case.as_of + timedelta(days=1 + 7 * w) for w in range(8)]
    assert {(f.p10, f.p50, f.p90) for f in found.fan} == {(4, 4, 4)}


def test_where_the_forecast_abstains_there_is_no_fan() -> None:
    """Two raids in a year say nothing about the next one."""
    rows = [watched.event("a", 0, "raids"), watched.event("b", 300, "raids")]
    found = only(watched.case(RAIDS, watched.condition("quiet", "raids", value=3), *rows, as_of=300))
    assert found.fan == ()
    assert found.weeks != ()


def test_the_chance_of_a_condition_grows_by_month_to_that_of_its_ever_being_met() -> None:
    """A declared outlook: nought before its first day, never past one less the chance of never."""
    declared = watched.scenario(40, 60, 80, never=25)
    ready = watched.indicator("ready", kind="fact")
    case = watched.case(ready, watched.condition("met", "ready", comparator="is_true", scenarios=(declared,)), days=200)
    (row,) = assess(case, seed=1, futures=4_000).board
    chances = dict(row.chances)
    assert chances[case.as_of] == 0
    assert chances[case.horizon] == max(chances.values())
    assert abs(chances[case.horizon] - 750_000) < 25_000
    between = [(d.month, d.day) for d in chances if d not in (case.as_of, case.horizon)]
    assert between == [(3, 31), (4, 30), (5, 31), (6, 30), (7, 31), (8, 31)]
    assert np.all(np.diff(list(chances.values())) >= 0)


def test_month_ends_hold_the_first_and_the_last_day_once() -> None:
    """A period inside one month, over a year's end, and one that ends on a month's last day."""
    assert month_ends(date(2031, 3, 5), 10) == [0, 9]
    assert month_ends(date(2031, 12, 30), 40) == [0, 1, 32, 39]
    assert month_ends(date(2032, 2, 29), 32) == [0, 31]
    assert month_ends(date(2031, 3, 5), 1) == [0]


def test_without_an_outlook_there_are_no_chances() -> None:
    """Unknown stays unknown."""
    ready = watched.indicator("ready", kind="fact")
    (row,) = assess(
        watched.case(ready, watched.condition("met", "ready", comparator="is_true")), seed=1, futures=10
    ).board
    assert (row.outlook, row.chances) == ("none", ())
