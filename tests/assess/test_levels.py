"""Levels, trends, rates, gaps: figures worked out by hand, and never peace where nobody looked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import exp, log, sqrt
from typing import Any

import numpy as np
import pytest
import watched

from jadwal.assess import levels
from jadwal.assess.gamma import quantile
from jadwal.assess.levels import Z, log_linear, ratio, silence
from jadwal.model.case import Case, Event
from jadwal.model.level import CountLevel
from jadwal.publish.levelled import sentences

RAIDS = watched.indicator("raids")
OTHER = "fairs"


def feed(counts: Sequence[int], **rest: Any) -> list[Event]:
    """Weeks from day 0 on with so many raids, on the last day of each; none where 0."""
    return [watched.event(f"w{n}", 7 * n + 6, "raids", count=c, **rest) for n, c in enumerate(counts) if c]


def kept(weeks: int) -> list[Event]:
    """Raids elsewhere on the first and last day, which show that the feed was kept."""
    return [watched.event(f"kept{n}", n, "raids", area="elsewhere") for n in (0, 7 * weeks - 1)]


def case(counts: Sequence[int], *rows: Any, weeks: int | None = None, **rest: Any) -> Case:
    """Raids in the north in so many weeks, as on the last day of the last (or of week ``weeks``)."""
    north = watched.indicator("raids", event_areas=("north",))
    events = feed(counts, area="north", **rest)
    last = weeks or len(counts)
    return watched.case(north, *events, *kept(len(counts)), *rows, as_of=7 * last - 1)


def whole(of: Case) -> CountLevel:
    """The level of the whole indicator."""
    (found,) = (v for v in levels(of) if v.scope == "all")
    return found


def said(of: CountLevel, lang: str = "en") -> str:
    """All its sentences."""
    return "\n".join(sentences(of, lang))


def test_a_steady_level_is_its_mean_with_the_band_of_a_gamma() -> None:
    """Two a week for ten weeks: prior 0.5 / 0.25, so gamma(20.5, 10.25), mean 2."""
    found = whole(case([2] * 10))
    (span,) = found.spans
    assert (span.first, span.last) == (watched.day(0), watched.day(69))
    assert span.level_milli == 2000
    assert span.low_milli == round(1000 * quantile(0.1, 20.5, 10.25))
    assert span.high_milli == round(1000 * quantile(0.9, 20.5, 10.25))
    assert found.dispersion_milli == 1000
    assert found.weeks[0] == (watched.day(0), 2)


def test_a_break_has_its_day_its_range_and_its_chance() -> None:
    """2 a week for 20 weeks, then 10: the new level begins on day 140, after a week that ends on day 139."""
    found = whole(case([2] * 20 + [10] * 20))
    before, after = found.spans
    assert after.first == after.low_day == after.high_day == watched.day(140)
    assert after.chance_ppm is not None
    assert after.chance_ppm > 980_000
    assert before.level_milli == pytest.approx(2000, abs=120)
    assert after.level_milli == pytest.approx(10_000, abs=300)
    assert not after.reporting
    assert f"Break on {watched.day(140)}" in said(found)
    assert "انكسار" in said(found, "ar")


def test_a_gap_between_two_levels_widens_the_days_of_the_break() -> None:
    """Four weeks nobody observed lie between: the level may have changed on any of their days."""
    counted = watched.indicator("raids", counter="Bureau", scope="North")
    rows = [
        watched.tally(f"t{n}", "raids", 7 * n, 7 * n + 6, "exactly", 2 if n < 20 else 10)
        for n in range(40)
        if not 16 <= n < 20
    ]
    found = whole(watched.case(counted, *rows, as_of=279))
    assert (found.spans[1].first, found.spans[1].low_day, found.spans[1].high_day) == (
        watched.day(140),
        watched.day(112),
        watched.day(140),
    )
    (gap,) = found.gaps
    assert (gap.kind, gap.first, gap.last, gap.weeks) == ("unobserved", watched.day(112), watched.day(139), 4)
    assert "unknown, not quiet" in said(found)
    assert [n for _, n in found.weeks[15:21]] == [2, None, None, None, None, 10]


def test_weeks_between_bounds_have_no_level_but_their_totals_are_compared() -> None:
    """A tally over 8 weeks says nothing of each week; the last four hold 40 to 44, the 48 before exactly 48."""
    counted = watched.indicator("raids", counter="Bureau", scope="North")
    rows = (
        watched.tally("year", "raids", 0, 48 * 7 - 1, "exactly", 48),
        watched.tally("low", "raids", 48 * 7, 52 * 7 - 1, "at_least", 40),
        watched.tally("high", "raids", 48 * 7, 52 * 7 - 1, "at_most", 44),
    )
    found = whole(watched.case(counted, *rows, as_of=52 * 7 - 1))
    assert (found.spans, found.trend, found.why, found.number) == ((), None, "levels.inexact", 52)
    assert found.rate is not None
    assert (found.rate.recent_low, found.rate.recent_high) == (40, 44)
    assert (found.rate.year_low, found.rate.year_high) == (48, 48)
    assert found.rate.verdict == "far-more"
    assert "whatever the totals allow" in said(found)
    loose = watched.changed(
        watched.case(counted, *rows[:1], watched.tally("low", "raids", 336, 363, "at_least", 2), as_of=363)
    )
    rate = whole(loose).rate
    assert rate is not None
    assert (rate.verdict, rate.recent_high) == ("inexact", None)


def test_the_ratio_of_two_rates_by_hand() -> None:
    """20 in 4 weeks against 48 in 48: (20.5 / 4) / (48.5 / 48) = 5.07, band by 1.2816 √(1/20.5 + 1/48.5)."""
    centre, low, high = ratio(20, 4, 48, 48, 1.0)
    error = 1.2815515655446004 * sqrt(1 / 20.5 + 1 / 48.5)
    assert centre == pytest.approx(20.5 / 4 / (48.5 / 48))
    assert low == pytest.approx(centre * exp(-error))
    assert high == pytest.approx(centre * exp(error))
    assert pytest.approx(1.2815515655446004) == Z


@pytest.mark.parametrize(
    ("last", "verdict"),
    [(1, "fewer"), (2, "fewer"), (4, "alike"), (7, "more"), (12, "far-more"), (0, "silent")],
)
def test_the_words_follow_the_thresholds(last: int, verdict: str) -> None:
    """4 a week for 48 weeks, then 4 weeks of another rate; four weeks of none are (192.5/… )⁻: a silence."""
    found = whole(case([4] * 48 + [last] * 4))
    assert found.rate is not None
    expected = "far-fewer" if last == 1 else verdict
    assert found.rate.verdict == expected


def test_a_silence_is_named_with_its_chance_and_never_taken_for_peace() -> None:
    """4 a week for 48 weeks, then none in 4: prior 0.5 / (0.5 · 52/192), chance (r / (r + 4))^a."""
    found = whole(case([4] * 48 + [0] * 4))
    (gap,) = (g for g in found.gaps if g.kind == "silent")
    phi = found.dispersion_milli / 1000
    r = 0.5 * 52 / 192 + 48 / phi
    expected = (r / (r + 4 / phi)) ** (0.5 + 192 / phi)
    assert (gap.first, gap.last, gap.weeks) == (watched.day(336), watched.day(363), 4)
    assert gap.chance_ppm == max(1, round(1_000_000 * expected))
    assert gap.earlier_milli == 4000
    assert "Do not take it for peace" in said(found)
    assert "fallen silent" in said(found)
    assert "سلام" in said(found, "ar")


def test_the_chance_of_silence_is_a_negative_binomials() -> None:
    """Gamma(3, 2), one week: (2/3)³."""
    assert silence(3, 2, 1) == pytest.approx(8 / 27)


def test_quiet_weeks_of_a_quiet_series_are_no_silence() -> None:
    """One event every other week: four empty weeks are nothing rare."""
    found = whole(case([1, 0] * 24 + [0] * 4))
    assert [g for g in found.gaps if g.kind == "silent"] == []


def test_a_feed_that_stopped_is_named() -> None:
    """3 a week for 40 weeks, then no event of the feed for 10 weeks: nothing observed, and it has stopped."""
    found = whole(case([3] * 40, weeks=50))
    kinds = {g.kind: g for g in found.gaps}
    assert (kinds["unobserved"].first, kinds["unobserved"].weeks) == (watched.day(280), 10)
    stopped = kinds["feed-stopped"]
    assert (stopped.first, stopped.last) == (watched.day(280), watched.day(349))
    assert stopped.chance_ppm == 1
    assert found.spans[-1].last == watched.day(279)
    assert found.rate is not None
    assert found.rate.verdict == "silent"


def test_a_trend_between_two_groups_is_the_logarithm_of_their_ratio() -> None:
    """x = 0 for counts of 2, 1 for counts of 6: slope ln 3, variance 1/20 + 1/60."""
    found = log_linear(np.array([0.0] * 10 + [1.0] * 10), np.array([2.0] * 10 + [6.0] * 10))
    assert found is not None
    assert found[0] == pytest.approx(log(3))
    assert found[1] == pytest.approx(1 / 20 + 1 / 60)


def test_a_trend_is_said_with_its_band_and_its_direction() -> None:
    """Counts that grow by a tenth in four weeks; level counts have no direction."""
    growing = [round(20 * 1.1 ** (n / 4)) for n in range(20)]
    found = whole(case(growing)).trend
    assert found is not None
    assert found.direction == "rising"
    assert found.low_ppm < 100_000 < found.high_ppm
    assert found.change_ppm == pytest.approx(100_000, abs=10_000)
    level = whole(case([20] * 20)).trend
    assert level is not None
    assert (level.direction, level.change_ppm) == ("unclear", 0)


def test_too_little_has_no_level_and_says_why() -> None:
    """Seven weeks; nine events."""
    assert (whole(case([5] * 7)).why, whole(case([5] * 7)).number) == ("levels.few-weeks", 7)
    few = whole(case([1] * 9 + [0] * 3))
    assert (few.why, few.number, few.spans) == ("levels.few-events", 9, ())
    assert "10 are needed" in said(few)


def test_areas_and_sites_have_levels_of_their_own() -> None:
    """North 12, south 11, a site in the north 12, east 3: the last is left out and said to be."""
    rows = [
        *(watched.event(f"n{n}", 7 * n, "raids", area="north", site="gate") for n in range(12)),
        *(watched.event(f"s{n}", 7 * n + 1, "raids", area="south") for n in range(11)),
        *(watched.event(f"e{n}", 7 * n + 2, "raids", area="east") for n in range(3)),
    ]
    found = levels(watched.case(RAIDS, *rows, as_of=83))
    assert [(v.scope, v.of) for v in found] == [("all", ""), ("area", "north"), ("area", "south"), ("site", "gate")]
    assert found[0].left_out == 1
    assert [sum(n or 0 for _, n in v.weeks) for v in found] == [25, 11, 11, 11]  # the last week is not over


def test_a_change_in_the_make_up_of_reports_is_named_and_taints_a_break() -> None:
    """Source A alone at 3 a week; from week 20 on source B too, and the count doubles: it may be the reporting."""
    rows = [
        *(watched.event(f"a{n}", 7 * n + 6, "raids", count=3, source=("A",)) for n in range(40)),
        *(watched.event(f"b{n}", 7 * n + 5, "raids", count=9, source=("B",)) for n in range(20, 40)),
    ]
    found = whole(watched.case(RAIDS, *rows, watched.event("zero", 0, "raids", source=("A",)), as_of=279))
    (shift,) = found.shifts
    assert (shift.of, shift.day, shift.before_ppm) == (
        "sources",
        watched.day(140),
        1_000_000 if shift.name == "A" else 0,
    )
    assert [s.reporting for s in found.spans] == [False, True]
    assert "in the reporting, not in the threat" in said(found)


def test_what_is_known_later_changes_nothing_earlier() -> None:
    """The level as on day 139 is the same whether or not the case holds later events."""
    rows = feed([2] * 20 + [10] * 20)
    early = [r for r in rows if r.day <= watched.day(139)]
    assert levels(watched.case(RAIDS, *rows, as_of=139)) == levels(watched.case(RAIDS, *early, as_of=139))


def test_every_sentence_is_said_in_both_languages() -> None:
    """No sentence is missing, and dates are ISO in both."""
    for of in (case([2] * 20 + [10] * 20), case([4] * 48 + [0] * 4), case([3] * 40, weeks=50)):
        english, arabic = (list(sentences(whole(of), lang)) for lang in ("en", "ar"))
        assert len(english) == len(arabic) > 2
        assert isinstance(watched.day(0), date)
