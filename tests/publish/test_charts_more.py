"""Outlook, counts, what moves the date, assumed values, comparison: what is drawn is what is known, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from made import AS_OF, day, named, timetable
from sketched import (
    EVERY,
    HOSTILE,
    LANGUAGES,
    MILLION,
    NAME,
    NS,
    causes,
    compared,
    condition,
    corners,
    drawn,
    held,
    labels,
    month,
    outlooks,
    pieces,
    record,
    risks,
    run,
    said,
    scenarios,
    shapes,
    tally,
    together,
    value,
    values,
    week,
    weeks,
)

from jadwal.model.case import Text
from jadwal.model.timetable import MilestoneResult, Quantiles, Sensitivity
from jadwal.publish.charts import Chart, png, row_id, standalone, stylesheet
from jadwal.publish.charts.assumed import Assumptions, assumed, assumed_of
from jadwal.publish.charts.chain import chain
from jadwal.publish.charts.comparison import comparison
from jadwal.publish.charts.counts import PLOT, Counted, counts, counts_of, gaps
from jadwal.publish.charts.critical import CriticalWork, critical
from jadwal.publish.charts.drivers import MOST, Cause, Drivers, drivers, drivers_of
from jadwal.publish.charts.exposure import exposure
from jadwal.publish.charts.joint import joint
from jadwal.publish.charts.outlook import Need, outlook, outlook_of
from jadwal.publish.charts.pairing import Comparison, Moved, comparison_of, shift
from jadwal.publish.charts.simpler import simpler
from jadwal.publish.charts.sweep import compared as sweep_chart
from jadwal.text import BIDI_CONTROLS, strip_controls


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("make", EVERY)
def test_a_chart_has_words_items_and_a_table_for_each_of_them(make: Callable[[str], Chart], lang: str) -> None:
    """Title, description, keyboard items that lead to rows of the table, each with details; a picture; no colours."""
    chart = make(lang)
    items = list(drawn(chart).iter(f"{NS}a"))
    rows = {f"#{row_id(chart.id, k)}" for k in range(len(chart.table.rows))}
    assert chart.title
    assert len(chart.description) > 20
    assert items
    for a in items:
        assert a.get("href") in rows
        assert len(strip_controls("".join(a.findall(f"{NS}g")[-1].itertext()))) > 5
    assert all(len(row) == len(chart.table.columns) for row in chart.table.rows)
    assert not re.search(r"#[0-9a-f]{6}|rgb\(|style=", chart.svg)
    assert png(chart).startswith(b"\x89PNG")
    assert "var(" not in standalone(chart, "dark")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("make", EVERY)
def test_no_label_lies_on_another_or_outside(make: Callable[[str], Chart], lang: str) -> None:
    """Measured boxes of all labels keep apart and inside the drawing."""
    chart = make(lang)
    wide = float(drawn(chart).get("width", "0"))
    boxes = labels(chart)
    assert len(boxes) > 5
    for k, one in enumerate(boxes):
        assert one[0] >= -1, one
        assert one[2] <= wide + 1, one
        for other in boxes[k + 1 :]:
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            assert across <= 1 or down <= 1, (one, other)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("make", EVERY)
def test_every_class_has_a_rule_and_digits_are_western(make: Callable[[str], Chart], lang: str) -> None:
    """No shape is drawn by a class that the stylesheet does not know; no other digits than 0 to 9."""
    chart = make(lang)
    used = {c for p in drawn(chart).iter(f"{NS}path") for c in (p.get("class") or "").split()}
    assert {c for c in used if f".{c}" not in stylesheet()} <= {"not-met"}
    assert not re.search(r"[٠-٩۰-۹]", chart.svg + chart.description + "".join(map("".join, chart.table.rows)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_escaped_cut_and_stripped(name: str, lang: str) -> None:
    """Markup, 300 characters and overrides in any name leave a well-formed drawing whose labels stay inside."""
    bad = Text(en=name, ar=name)
    mark = tally("x", week(-6), week(-2), 7, own=False, counter=name, scope=name)
    need = Need(what=bad, day=month(3), ppm=300_000)
    pair = compared((run(300, 400), run(310, 400)), names=(bad, bad), since=(bad,)).pairs[0]
    charts = (
        outlook(outlooks(condition(statement=bad, group=bad, needs=(need,))), lang),
        counts(record(name=bad, counter=name, scope=name, tallies=(mark, tally("y", week(-6), AS_OF, 9))), lang),
        drivers(Drivers(id="d", share_ppm=1, causes=(Cause(kind="rule", name=bad, days=-3, change_ppm=0),)), lang),
        assumed(values(value(3, 4, name=bad, meaning=bad, unit=bad), value(3, 4, name=None, meaning=bad)), lang),
        comparison(
            Comparison(
                id="c",
                earlier_as_of=day(-9),
                as_of=AS_OF,
                pairs=(msgspec.structs.replace(pair, milestones=(Moved(name=bad, earlier=run(50), now=run(60)),)),),
            ),
            lang,
        ),
    )
    for chart in charts:
        wide = float(drawn(chart).get("width", "0"))
        assert "<b>" not in chart.svg
        assert not {"\u202e", "\u202d"} & {*chart.svg, *chart.description, *"".join(map("".join, chart.table.rows))}
        assert not BIDI_CONTROLS & {*"".join(chart.table.rows[0][0])}
        assert all(left >= -1 and right <= wide + 1 for left, _, right, _, _ in labels(chart))
        assert chart.table.csv().isascii() is False


def test_curves_rise_and_needs_stand_on_them() -> None:
    """Days go right, chances go up, and the mark of a need is as high as the chance that is said for it."""
    chart = outlook(outlooks(condition()), "en")
    curve = corners(shapes(chart, "l1")[0])
    assert all(a[0] <= b[0] and a[1] >= b[1] for a, b in pairwise(curve))
    first, last = corners(shapes(chart, "need")[0])[::2]
    zero, most = curve[0][1], (curve[-1][1])
    assert first[0] < last[0]
    assert first[1] - zero == pytest.approx((most - zero) * 2 / 9, abs=1)
    assert last[1] == pytest.approx(most, abs=1)
    assert "20%" in said(chart)
    assert "90%" in said(chart)


def test_needs_that_stand_together_are_said_as_a_range() -> None:
    """Chances that cannot be written side by side become one range; none is dropped."""
    needs = tuple(Need(what=NAME, day=month(3) + timedelta(days=k), ppm=300_000 + k * 10_000) for k in range(3))
    assert "30–32%" in said(outlook(outlooks(condition(needs=needs)), "en"))


def test_a_condition_without_outlook_has_no_curve_and_says_so() -> None:
    """Neither data nor scenario: words in place of a curve, in the drawing, the details and the description."""
    chart = outlook(outlooks(condition(basis="none", points=(), needs=())), "en")
    assert shapes(chart, "l1") == []
    assert "no outlook: neither data nor a scenario" in said(chart)
    assert "Without an outlook: 1." in chart.description


def test_states_differ_in_shape_and_words() -> None:
    """Met, not met, cannot tell: three rings that differ without colour, and three words."""
    board = outlooks(condition(state="met", since=day(-40)), condition(state="not-met"), condition())
    chart = outlook(board, "en")
    assert [len(shapes(chart, f"ring {state}")) for state in ("met", "not-met", "cannot-tell")] == [1, 1, 1]
    assert all(word in said(chart) for word in ("met since", "not met", "cannot tell"))


def test_the_outlook_table_has_every_need_with_its_chance() -> None:
    """One row for each need, one for a condition that nothing needs, and the chance by the end of each year."""
    table = outlook(outlooks(condition(), condition(needs=())), "en").table
    assert [row[4:7] for row in table.rows] == [
        ("Reduction: opens", month(2).isoformat(), "20%"),
        ("Mission ended", month(9).isoformat(), "90%"),
        ("", "", ""),
    ]
    assert table.rows[0][7:] == ("90%", "90%")


def test_the_outlook_of_a_timetable_names_what_needs_it() -> None:
    """Needs of the board are shown by the names of the work, milestones and promises they are ids of."""
    made = timetable()
    row = msgspec.structs.replace(
        made.board[0], outlook="scenario", outlook_basis="reported", chances=((day(30), 500_000),),
        by=((made.readings[0].milestones[0].id, day(30), 500_000), ("nobody-knows", day(9), 0)),
    )  # fmt: skip
    found = outlook_of(msgspec.structs.replace(made, board=(row,)), "o").conditions[0]
    assert [n.what for n in found.needs] == [
        Text(en="nobody-knows", ar="nobody-knows"),
        made.readings[0].milestones[0].name,
    ]
    assert found.basis == "reported"
    assert found.by(day(29)) == 0
    assert found.by(day(31)) == 500_000


def test_weeks_are_drawn_as_exactly_as_they_are_known() -> None:
    """A bar from the least to the most; an exact week a stroke; an open one without an upper edge, with an arrow."""
    chart = counts(record(), "en")
    closed, exact, opened = (shapes(chart, cls)[0] for cls in ("week", "exact", "week open"))
    assert closed.count("z") == 3
    assert len(exact.split("M")) == 2
    assert "z" not in opened
    sides, arrow = corners(opened)[:4], corners(opened)[4:]
    assert sides[0][1] == sides[-1][1]
    assert min(y for _, y in arrow) < sides[0][1]
    bars = [corners(f"M{d}") for d in closed.split("M")[1:]]
    assert [round(b[0][0]) for b in bars] == sorted(round(b[0][0]) for b in bars)
    base = max(y for b in bars for _, y in b)
    tall = [base - min(y for _, y in b) for b in bars]
    assert tall[0] / tall[1] == pytest.approx(9 / 12, abs=0.03)


def test_the_fan_lies_between_its_percentiles() -> None:
    """The band's upper edge is the 90th percentile, its lower the 10th; the middle line lies within."""
    chart = counts(record(), "en")
    band, half = corners(shapes(chart, "band")[0]), corners(shapes(chart, "half")[0])
    top, bottom = min(y for _, y in band), max(y for _, y in band)
    zero = corners(shapes(chart, "week")[0])
    base = max(y for _, y in zero)
    assert (base - top) / (base - bottom) == pytest.approx(10 / 1, rel=0.02)
    assert all(top < y < bottom for _, y in half)
    assert all(a[0] <= b[0] for a, b in pairwise(half))
    assert min(x for x, _ in band) >= max(x for x, _ in zero)


def test_what_nobody_observed_is_hatched() -> None:
    """Days in no observed week, between the first known and the as-of day, are hatched and said where there is room."""
    data = record(tallies=())
    assert gaps(data) == ((week(-4), week(-3) - timedelta(days=1)),)
    assert len(corners(shapes(counts(data, "en"), "unseen")[0])) == 2
    late = record(weeks=((week(-30), 1, 2),), fan=())
    assert gaps(late)[-1] == (week(-29), AS_OF)
    assert "not observed" in said(counts(late, "en"))
    assert f"stroke-width:{PLOT:g};" in stylesheet()


def test_totals_of_others_are_apart() -> None:
    """The counter's own totals and those of others have headings and lines of their own kinds, in their own words."""
    chart = counts(record(), "en")
    assert len(shapes(chart, "tally")) == 2
    assert len(shapes(chart, "tally other")) == 1
    assert "more than 160, Institute" in said(chart)
    assert "Totals of Ministry (North)" in said(chart)
    assert "not mixed with these" in said(chart)


def test_of_many_totals_some_are_drawn_and_the_chart_says_so() -> None:
    """Twenty own totals: five brackets, the first and the last among them; all twenty in the table."""
    many = tuple(tally(f"t{k}", week(-6), week(-6) + timedelta(days=k), k + 1) for k in range(20))
    chart = counts(record(tallies=many), "en")
    assert len(shapes(chart, "tally")) == 5
    assert "5 of 20, all in the table" in said(chart)
    assert sum(row[0] == "total" for row in chart.table.rows) == 20
    assert "more than 20" in said(chart)


def test_without_a_forecast_the_chart_gives_the_reason() -> None:
    """No fan: no band; the reason of the board is written in the chart, else where it stands."""
    data = msgspec.structs.replace(record(fan=()), why=(("assess.abstains-stale", (("n", 8),)),))
    chart = counts(data, "en")
    assert shapes(chart, "band") == []
    assert "no day of the last 8 weeks was observed" in said(chart)
    assert "the board says why" in said(counts(record(fan=()), "en"))


def test_the_counts_table_has_every_week_total_and_forecast() -> None:
    """Rows equal the data: weeks with their bounds (an open end said), totals in words, percentiles."""
    rows = counts(record(), "en").table.rows
    assert [r[0] for r in rows] == ["observed week"] * 5 + ["total"] * 2 + ["total of another"] + ["forecast week"] * 8
    assert [(r[3], r[5]) for r in rows[:5]] == [("0", "9"), ("4", "4"), ("2", "12"), ("5", "not known"), ("0", "6")]
    assert rows[6][6:] == ("more than 150", "Ministry (North)")
    assert rows[8][1:6] == (week(0).isoformat(), (week(1) - timedelta(days=1)).isoformat(), "1", "4", "10")


def test_counts_of_a_timetable_take_the_reasons_of_its_own_board() -> None:
    """The only indicator without a forecast has the reasons of the board; a number beyond the last has no counts."""
    made = timetable()
    note = ("assess.abstains-few-weeks", (("n", 3),))
    row = msgspec.structs.replace(made.board[0], notes=(note, ("assess.nobody-observes", ())))
    silent = msgspec.structs.replace(made.counts[0], fan=())
    found = counts_of(msgspec.structs.replace(made, board=(row,), counts=(silent,)), 0, "n")
    assert found.why == (note,)
    assert counts_of(made, 99, "n").counts is None


def test_bars_point_the_way_the_end_moves() -> None:
    """Earlier lies left of the line of no change and later right of it, as long as the days; no days: a diamond."""
    chart = drivers(causes(-40, 20, 0), "en")
    left, right = corners(shapes(chart, "sooner")[0]), corners(shapes(chart, "longer")[0])
    zero = max(x for x, _ in left)
    assert zero == pytest.approx(min(x for x, _ in right), abs=0.2)
    long, short = zero - min(x for x, _ in left), max(x for x, _ in right) - zero
    assert long / short == pytest.approx(2, rel=0.02)
    assert all(words in said(chart) for words in ("40 days earlier", "20 days later", "no change"))
    assert "chance −2 points" in said(chart)


def test_the_ten_that_move_it_most_are_drawn_and_all_are_in_the_table() -> None:
    """Twelve causes: ten bars in the given order; the description counts the rest; the table has all."""
    chart = drivers(causes(*range(-120, 0, 10)), "en")
    assert len(shapes(chart, "sooner")) == MOST
    assert [row[2] for row in chart.table.rows] == [str(d) for d in range(-120, 0, 10)]
    assert "2 that move it less (in the table) and 3 that do not move it" in chart.description


def test_a_risk_has_a_bar_before_and_one_after_its_mitigation() -> None:
    """Solid and hollow, as long as the days of each, in words too; the table has both figures and the error."""
    chart = drivers(risks(), "en")
    solid, hollow = shapes(chart, "sooner"), shapes(chart, "sooner eased")
    length = [max(x for x, _ in corners(d)) - min(x for x, _ in corners(d)) for d in (*solid, *hollow)]
    assert length[len(solid)] / length[0] == pytest.approx(12 / 30, rel=0.02)
    assert "30 days earlier; mitigated −12" in said(chart)
    assert "hollow, what is left to gain" in chart.description
    row = dict(zip(chart.table.columns, chart.table.rows[0], strict=True))
    assert (row["Days, not mitigated"], row["Days, mitigated"], row["Error (days)"]) == ("-30", "-12", "± 1.3")


def test_moves_are_the_least_where_the_end_is_beyond_the_horizon() -> None:
    """An end that too few futures reach counts from the day after the horizon; the description says so."""
    made = timetable()
    end = made.context.objectives.end
    late = [m for m in made.readings[0].milestones if m.id == end]
    assert drivers_of(made, 0, "d").late is any(m.quantiles.reached_ppm < 800_000 for m in late)
    said_late = drivers(msgspec.structs.replace(causes(-4), late=True), "en").description
    assert "the least that it can be" in said_late


def test_drivers_of_a_timetable_are_those_that_move_it() -> None:
    """Causes without days and without a change in the chance are counted, not listed."""
    made = timetable()
    found = drivers_of(made, 0, "d")
    assert len(found.causes) + found.still == len(made.readings[0].drivers)
    assert all(c.days or c.change_ppm for c in found.causes)


def test_an_end_that_is_not_reached_is_no_number_of_days() -> None:
    """It is an open bar with a cross and words; both ends unknown: one sentence instead of bars."""
    chart = assumed(values(value(-154, None), value(None, None)), "en")
    never, cross = shapes(chart, "at-high never"), shapes(chart, "cross")
    assert len(never) == len(cross) == 1
    assert "z" not in never[0]
    assert "not reached" in said(chart)
    assert "decides whether the end is reached" in said(chart)
    assert [row[6:8] for row in chart.table.rows] == [
        ("-154", "not reached"),
        ("decides whether the end is reached",) * 2,
    ]


def test_low_and_high_are_told_apart_without_colour() -> None:
    """The low's bar is above and hollow, the high's below and full; each says its value and its move."""
    chart = assumed(values(value(30, 60)), "en")
    low, high = corners(shapes(chart, "at-low")[0]), corners(shapes(chart, "at-high")[0])
    assert max(y for _, y in low) < min(y for _, y in high)
    assert (high[1][0] - high[0][0]) / (low[1][0] - low[0][0]) == pytest.approx(2, rel=0.02)
    assert all(words in said(chart) for words in ("at 5", "at 30", "30 days later", "60 days later"))


@pytest.mark.parametrize(
    ("table", "field", "meaning"),
    [
        ("lanes", "days", "days that one serial takes"),
        ("conditions", "never_percent", "chance that it never holds"),
        ("conditions", "first/likely/last", "first, likely and last day of the declared scenario"),
        ("nowhere", "nothing", "nowhere.nothing"),
    ],
)
def test_a_field_is_named_by_the_dictionary(table: str, field: str, meaning: str) -> None:
    """What an assumed value means comes from the data dictionary; a field it lacks keeps its own name."""
    one = Sensitivity(
        table=table, row="r", field=field, low=1, value=2, high=3, days_at_low=0, days_at_high=9, decides=True
    )
    made = timetable()
    reading = msgspec.structs.replace(
        made.readings[0], sensitivities=(one, msgspec.structs.replace(one, days_at_high=0))
    )
    found = assumed_of(msgspec.structs.replace(made, readings=(reading,)), 0, "a")
    assert [v.meaning.en for v in found.values] == [meaning]
    assert found.still == 1


def test_a_move_is_said_with_its_sign() -> None:
    """34 days later, 20 days earlier, no change; where half never reach it in one run, which one."""
    data = compared(
        (run(300, 400), run(334, 434)), (run(300), run(280)), (run(9), run(9)),
        (run(50), run(None)), (run(None), run(50)), (run(None), run(None)), (run(50), None), (None, run(50)),
    )  # fmt: skip
    chart = comparison(data, "en")
    moves = ["34 days later", "20 days earlier", "no change", "half no longer reach it", "half now reach it",
             "under half, both times", "only in the earlier run", "only in this run"]  # fmt: skip
    assert [row[-1] for row in chart.table.rows] == moves
    assert all(words in said(chart) for words in moves)
    assert [shift(m) for m in data.pairs[0].milestones] == [34, -20, 0, *[None] * 5]
    assert "later 1, earlier 1, unchanged 1, not to be said 5" in chart.description


def test_whiskers_keep_the_order_of_their_days() -> None:
    """10, 50 and 90 % lie from left to right; an end that 90 % never reach is open; the earlier run is dashed above."""
    chart = comparison(compared((run(300, 400), run(334))), "en")
    was, now = corners(shapes(chart, "whisker was")[0]), corners(shapes(chart, "whisker")[0])
    tick = corners(shapes(chart, "middle")[0])[0][0]
    assert now[0][0] < tick < now[-1][0]
    assert "l" in shapes(chart, "whisker")[0]
    assert "l" not in shapes(chart, "whisker was")[0]
    assert max(y for _, y in was) < max(y for _, y in now)
    assert was[0][0] < now[0][0]


def test_details_of_a_comparison_say_both_runs_with_chances() -> None:
    """Focus tells the earlier and the present range, aim and commit date, each with a chance."""
    chart = comparison(compared((run(300, 400), run(334, 434, commit=day(440)))), "en")
    words = strip_controls("".join(next(drawn(chart).iter(f"{NS}a")).findall(f"{NS}g")[-1].itertext()))
    assert words.startswith("Earlier:")
    assert "Now:" in words
    assert words.count("8 of 10") == 2
    assert "over 90%" in words


def milestone(id: str, p50: int, **rest: Any) -> MilestoneResult:
    """A headline milestone of a run."""
    q = Quantiles(p10=day(p50 - 9), p50=day(p50), p80=None, p90=None, reached_ppm=MILLION // 2)
    made = {"name": named(id, "م"), "headline": True, "release": "public", "aim": None, "aim_ppm": None}
    return MilestoneResult(id=id, quantiles=q, commit=None, commit_why="not-attainable", **{**made, **rest})


def test_readings_are_paired_by_their_choices() -> None:
    """The same choices; else those that agree in every question both ask; what one run lacks is said to be lacking."""
    made = timetable()
    earlier = made.earlier
    assert earlier is not None
    old = earlier.readings[0]
    said_before = (
        msgspec.structs.replace(old, readings=(("q", "yes"),), milestones=(milestone("a", 50), milestone("b", 60))),
        msgspec.structs.replace(old, readings=(("q", "no"),), milestones=(milestone("a", 70),)),
    )
    now = (
        msgspec.structs.replace(
            made.readings[0], readings=(("q", "yes"), ("new", "x")), milestones=(milestone("a", 55),)
        ),
        msgspec.structs.replace(made.readings[0], readings=(("q", "maybe"),), milestones=(milestone("a", 80),)),
    )
    both = msgspec.structs.replace(made, readings=now, earlier=msgspec.structs.replace(earlier, readings=said_before))
    pairs = comparison_of(both, "c").pairs
    assert [(p.only, [shift(m) for m in p.milestones]) for p in pairs] == [
        ("", [5, None]), ("now", [None]), ("earlier", [None])
    ]  # fmt: skip
    assert len(pairs[0].since) == 1
    assert pairs[0].milestones[1].now is None
    assert "(only in this run)" in said(comparison(comparison_of(both, "c"), "en"))
    assert len(comparison_of(both, "c", [1]).pairs) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_data_each_chart_says_so(lang: str) -> None:
    """Nothing to draw: a sentence in the drawing and in the description, an empty table, no axis."""
    empty = (
        outlook(outlooks(), lang),
        counts(Counted(id="n", as_of=AS_OF, counts=None), lang),
        counts(record(weeks=(), tallies=(), fan=()), lang),
        drivers(Drivers(id="d", share_ppm=1, causes=()), lang),
        drivers(Drivers(id="d", share_ppm=1, causes=(), still=4), lang),
        assumed(Assumptions(id="a", share_ppm=1, values=()), lang),
        assumed(Assumptions(id="a", share_ppm=1, values=(), still=4), lang),
        comparison(Comparison(id="c", earlier_as_of=None, as_of=AS_OF), lang),
        comparison(Comparison(id="c", earlier_as_of=day(-9), as_of=AS_OF), lang),
    )
    for chart in empty:
        assert "empty" in (drawn(chart).get("class") or "")
        assert len(said(chart)) > 20
        assert len(chart.description) > 20
        assert chart.table.rows == ()
        assert chart.table.columns


def test_a_simpler_line_stays_within_its_tolerance() -> None:
    """Level stretches lose their inner points, bends keep theirs, and the ends stay."""
    line = [(float(k), 0.0) for k in range(10)] + [(10.0, 8.0), (20.0, 8.0)]
    assert simpler(line) == [(0.0, 0.0), (9.0, 0.0), (10.0, 8.0), (20.0, 8.0)]
    assert simpler([(0.0, 0.0), (5.0, 0.5), (10.0, 0.0)]) == [(0.0, 0.0), (10.0, 0.0)]
    assert simpler([(1.0, 2.0)]) == [(1.0, 2.0)]


def test_a_chain_has_a_row_for_each_step_and_a_line_where_it_waits() -> None:
    """Work is a bar, a point a diamond; only the step that waited for a working day has the thin line."""
    chart = chain(held(), "en")
    assert len(chart.table.rows) == 3
    assert len(shapes(chart, "b4")) == 2
    assert len(shapes(chart, "gate")) == 1
    assert len(shapes(chart, "whisker")) == 1
    assert "Waits for the phase" in chart.table.rows[1][3]


def test_a_chain_without_steps_says_that_there_is_nothing() -> None:
    """No drawing is better than an empty one."""
    nothing = msgspec.structs.replace(held(), steps=())
    assert not list(drawn(chain(nothing, "ar")).iter(f"{NS}a"))


def test_a_bar_is_as_long_as_the_work_is_critical_and_a_fixed_duration_has_no_diamond() -> None:
    """Always critical: the whole width; correlation below nought or none: no diamond, and the words say so."""
    chart = critical(CriticalWork(id="k", work=pieces()), "en")
    lengths = [float(re.search(r"h([\d.]+)", d)[1]) for d in shapes(chart, "longer")]  # type: ignore[index]
    assert [round(n / lengths[0], 2) for n in lengths] == [1, 0.55, 0.03]
    assert len(shapes(chart, "gate")) == 1
    assert [row[3] for row in chart.table.rows] == ["40%", "0%", "none, its duration is fixed"]


def test_a_sweep_in_which_nothing_reaches_80_percent_still_shows_when_half_do() -> None:
    """A map would be empty; dots show P50, and the bar of what fewer than 90 % reach is open."""
    late = tuple(msgspec.structs.replace(e, p80=None, p90=None) for e in scenarios(grid=True).ends)
    chart = sweep_chart(msgspec.structs.replace(scenarios(grid=True), ends=late), "en")
    assert len(shapes(chart, "middle")) == 4
    assert len(shapes(chart, "b1")) == 4
    assert not shapes(chart, "aim")
    assert "No scenario" not in chart.svg


def test_futures_lie_where_they_end_and_what_they_cost_and_the_frontier_is_a_staircase() -> None:
    """Two cells side by side are one shape of the darkest shade; the frontier falls from pair to pair."""
    data = together()
    chart = joint(data, "en")
    (dark,) = shapes(chart, "h5")
    (light,) = shapes(chart, "h3")
    (edge,) = shapes(chart, "half")
    xs, ys = [x for x, _ in corners(dark)], [y for _, y in corners(dark)]
    far = corners(light)
    assert max(xs) - min(xs) == pytest.approx(2 * (far[1][0] - far[0][0]), abs=1)
    assert min(ys) > max(y for _, y in far), "cheaper is lower"
    stairs = corners(edge)
    assert [x for x, _ in stairs] == sorted(x for x, _ in stairs)
    assert [y for _, y in stairs] == sorted(y for _, y in stairs)
    assert chart.table.rows[:3] == (
        ("the aim's date and cost", day(95).isoformat(), "980", "1%"),
        ("commit date, P80 of the cost", day(139).isoformat(), "1190", "64%"),
        ("date and cost at one quantile", day(159).isoformat(), "1250", "80%"),
    )
    assert [row[1:3] for row in chart.table.rows[3:-1]] == [
        (d.isoformat(), str(c)) for d, c in data.joint.frontier
    ]  # fmt: skip


def test_where_no_pair_is_sure_enough_or_nothing_ever_ends_that_is_said() -> None:
    """With the share that reaches the end; without any there is no drawing."""
    rare = joint(together(frontier=(), points=(), reached_ppm=500_000), "en")
    assert "is reached in 50% of the futures" in strip_controls(rare.description)
    assert "No date and amount hold together with 80%" in strip_controls(rare.description)
    assert shapes(rare, "half") == []
    assert rare.table.rows == (("the end is reached, at any cost", "", "", "50%"),)
    never = joint(together(frontier=(), points=(), cells=(), reached_ppm=0), "en")
    assert "in none of the futures" in said(never)


def test_the_line_of_the_aim_ends_with_its_exposure_and_the_band_is_above_it() -> None:
    """The band reaches to the 90th percentile; weeks in which nobody is exposed are cut after the first."""
    data = weeks(9_000, 4_000, 0)
    chart = exposure(data, "en")
    (planned,), (band,) = shapes(chart, "l1"), shapes(chart, "band")
    assert min(y for _, y in corners(band)) < min(y for _, y in corners(planned))
    assert chart.table.rows[0] == (day(6).isoformat(), "9000", "9000", "9500", "10000")
    assert "13,000 person-days" in strip_controls(chart.description)
    assert exposure(weeks(), "ar").table.rows == ()
