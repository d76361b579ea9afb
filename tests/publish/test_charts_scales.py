"""Scales, ticks and places of labels."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadwal.model.timetable import Quantiles
from jadwal.publish.charts import (
    Linear,
    Moment,
    Moments,
    Time,
    beside,
    dated,
    lanes,
    month,
    overlap,
    rounded_up,
    spread,
)
from jadwal.publish.charts.placing import Box
from jadwal.publish.charts.scales import GAP, nice_step
from jadwal.publish.charts.shading import LEVELS, at_least, reached_by, share
from jadwal.publish.charts.words import aim_chance, between, chance, finishing, number

LANGS = st.sampled_from(["en", "ar"])
DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))
EN = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
AR = "كانون الثاني، شباط، آذار، نيسان، أيار، حزيران، تموز، آب، أيلول، تشرين الأول، تشرين الثاني، كانون الأول"


@settings(deadline=None)
@given(DAYS, st.integers(0, 20_000), st.integers(60, 1500), LANGS)
def test_labels_of_time_never_meet(first: date, length: int, wide: int, lang: str) -> None:
    """Whatever the time and the room: neighbours keep their gap, and every label is where its day begins."""
    time = Time(first, first + timedelta(days=length), 0, wide)
    ticks = time.ticks(lang)
    assert all(b.at - b.half - a.at - a.half >= GAP for a, b in pairwise(ticks))
    assert all(time.start <= t.at <= time.end for t in ticks)


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (5, ["27 Sep 2024", "28 Sep", "29 Sep", "30 Sep", "1 Oct", "2 Oct"]),
        (40, ["30 Sep 2024", "7 Oct", "14 Oct", "21 Oct", "28 Oct", "4 Nov"]),
        (170, ["Oct 2024", "Nov", "Dec", "Jan 2025", "Feb", "Mar"]),
        (500, ["Oct 2024", "Jan 2025", "Apr", "Jul", "Oct", "Jan 2026"]),
        (3_500, ["2025", "2026", "2027", "2028", "2029", "2030"]),
        (9_000, ["2026", "2028", "2030"]),
    ],
)
def test_time_is_divided_as_people_divide_it(days: int, labels: list[str]) -> None:
    """Days, weeks from Mondays, months, quarters, years, decades; the year once."""
    first = date(2024, 9, 27)
    found = [t.label for t in Time(first, first + timedelta(days=days), 0, 560).ticks("en")]
    assert found[: len(labels)] == labels


def test_months_of_iraq() -> None:
    """The Levantine names, and short English ones."""
    assert [month(n, "ar") for n in range(1, 13)] == AR.split("، ")
    assert [month(n, "en") for n in range(1, 13)] == EN.split(" ")
    assert dated(date(2025, 9, 30), "ar") == "30 أيلول 2025"
    assert between(date(2025, 1, 2), date(2025, 9, 30), "en") == "2 Jan – 30 Sep 2025"


def test_a_day_has_its_place() -> None:
    """It begins where the day before is over; days off the axis are at its ends."""
    time = Time(date(2031, 1, 1), date(2031, 1, 10), 100, 200)
    assert [time.at(date(2031, 1, d)) for d in (1, 2, 10)] == [100, 110, 190]
    assert time.after(date(2031, 1, 10)) == 200
    assert time.at(date(2030, 1, 1)) == 100
    assert time.after(date(9999, 12, 31)) == 200


@given(st.integers(0, 10_000_000))
def test_a_scale_of_numbers_ends_with_a_round_tick(most: int) -> None:
    """At most six ticks, the last at or above what is shown."""
    top = rounded_up(most)
    ticks = Linear(0, top, 200, 0).ticks()
    assert most <= top
    assert 2 <= len(ticks) <= 6
    assert (ticks[0].label, ticks[-1].label) == ("0", number(top))
    assert top % nice_step(max(most, 1), 5) == 0


def test_chances_are_never_rounded_to_certainty() -> None:
    """100% is all futures, 0% is none."""
    assert [chance(p, "en") for p in (0, 1, 9_999, 10_000, 445_000, 990_000, 990_001, 999_999, 1_000_000)] == [
        "0%", "under 1%", "under 1%", "1%", "45%", "99%", "over 99%", "over 99%", "100%",
    ]  # fmt: skip


def test_what_the_quantiles_say_of_a_day() -> None:
    """Between two known shares; and a finish in words, from all that is known to nothing."""
    d = [date(2031, 1, n) for n in range(1, 32)]
    q = Quantiles(p10=d[4], p50=d[9], p80=d[14], p90=d[19], reached_ppm=960_000)
    said = [aim_chance(d[n], q, "en") for n in (3, 4, 9, 14, 19)]
    assert said == ["under 10%", "10–50%", "50–80%", "80–90%", "over 90%"]
    assert finishing(q, "en") == "5 Jan – 20 Jan 2031 (8 of 10), half by 10 Jan 2031."
    rare = Quantiles(p10=d[4], p50=d[9], p80=None, p90=None, reached_ppm=700_000)
    assert finishing(rare, "en") == "From 5 Jan 2031 (1 of 10), half by 10 Jan 2031; 30% not before the horizon."
    never = Quantiles(p10=None, p50=None, p80=None, p90=None, reached_ppm=50_000)
    assert finishing(never, "en") == "Before the horizon: 5%."


@settings(deadline=None)
@given(st.lists(st.tuples(DAYS, st.sampled_from(["today", "agreed"]), st.integers(1, 40)), max_size=5), LANGS)
def test_labels_of_moments_keep_clear_of_each_other(given_moments: list[tuple[date, str, int]], lang: str) -> None:
    """No label meets another, and no line runs down through the label of another, while three or fewer are drawn."""
    time = Time(date(2000, 1, 1), date(2060, 1, 1), 100, 890)
    name = "name " * 3
    moments = [
        Moment(day, "today" if kind == "today" else "agreed", f"{name * n}, 5%", name * n)
        for day, kind, n in given_moments
    ]
    placed = Moments(moments, time, lang)
    for (x, p), (y, q) in combinations(zip(placed.xs, placed.places, strict=True), 2):
        assert p.line != q.line or p.right <= q.left or q.right <= p.left
        if len(moments) <= 3:
            upper, lower = (x, q) if p.line < q.line else (y, p)
            assert p.line == q.line or not lower.left < upper < lower.right
    assert all("5%" in said for said in placed.labels)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 200)), max_size=12), st.integers(10, 90))
def test_labels_beside_points_never_overlap(points: list[tuple[int, int]], wide: int) -> None:
    """Neither each other, nor a point, nor the edge; the first point gets a label when there is room for one."""
    bounds: Box = (0, 0, 400, 260)
    spots = beside(points, [(wide, 14)] * len(points), bounds)
    boxes = [s.box for s in spots if s]
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))
    assert not any(b[0] < x < b[2] and b[1] < y < b[3] for b in boxes for x, y in points)
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= 400 and b[3] <= 260 for b in boxes)
    assert len(points) != 1 or spots[0]


@given(st.lists(st.floats(0, 300), max_size=12).map(sorted))
def test_spread_labels_keep_apart_and_in_order(wanted: list[float]) -> None:
    """Those that have room stay where they were wanted."""
    got = spread(wanted, 15, 0, 300)
    assert all(b - a >= 15 - 1e-9 for a, b in pairwise(got))
    if all(b - a >= 15 for a, b in pairwise(wanted)):
        assert got == pytest.approx(wanted)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 90)), max_size=12))
def test_labels_on_one_line_keep_their_gap(spans: list[tuple[int, int]]) -> None:
    """As many lines as it takes."""
    boxes = [(left, left + wide) for left, wide in spans]
    line = lanes(boxes)
    for (a, k), (b, m) in combinations(zip(boxes, line, strict=True), 2):
        assert k != m or a[1] + 8 <= b[0] or b[1] + 8 <= a[0]


@settings(deadline=None)
@given(*[st.lists(st.integers(0, 400), min_size=4, max_size=4).map(sorted) for _ in range(2)], st.integers(0, 400))
def test_shades_are_where_work_has_begun_and_is_not_finished(begins: list[int], lasts: list[int], at: int) -> None:
    """A day lies in a shade when the share begun less the share finished, read off the quantiles, reaches its level."""
    origin = date(2031, 1, 1)
    ends = sorted(b + n for b, n in zip(begins, lasts, strict=True))
    start, finish = (
        Quantiles(**dict(zip(("p10", "p50", "p80", "p90"), (origin + timedelta(days=n) for n in days), strict=True)),
                  reached_ppm=1_000_000)
        for days in (begins, ends)
    )  # fmt: skip
    shades = at_least(start, finish, origin, origin + timedelta(days=900))
    moment = origin.toordinal() + at + 0.37
    going = share(reached_by(start, after_day=False), moment) - share(reached_by(finish, after_day=True), moment)
    for level, stretches in zip(LEVELS, shades, strict=True):
        inside = any(a <= moment <= b for a, b in stretches)
        assert inside == (going >= level) or abs(going - level) < 1e-3
