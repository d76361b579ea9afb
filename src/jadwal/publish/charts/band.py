"""The band of the futures over time: from the 10th to the 90th percentile, with the 50th, and what each stretch says.

In: :class:`Band` values, scales.  Out: shapes of a chart (headcount, exposure).  The rule this module owns: *a band is
drawn from as many points as can be told apart*, and its table has the days that the items lead to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from jadwal.model.timetable import Band
from jadwal.publish.charts.drawing import Drawing, box, line, path, px
from jadwal.publish.charts.legend import Sign
from jadwal.publish.charts.scales import Linear, Time
from jadwal.publish.charts.words import dated, number, say

MOST_SLICES, MOST_ROWS, GRAIN = 8, 24, 8  # GRAIN: pixels between two points of the band


def until_empty(bands: Sequence[Band]) -> list[Band]:
    """The bands up to the first from which on nobody is left in any of 10 to 90 % of the futures and in the aim."""
    last = max((k for k, b in enumerate(bands) if b.p90 or b.aim), default=-1)
    return list(bands[: last + 2])


def marked(days: Sequence[date], most: int) -> list[date]:
    """At most ``most`` of the days, evenly, the first and the last among them."""
    if len(days) <= most:
        return list(days)
    return [days[round(k * (len(days) - 1) / (most - 1))] for k in range(most)]


def band(bands: Sequence[Band], time: Time, scale: Linear) -> Iterable[str]:
    """The area between the 10th and the 90th percentile with its edges, and the line of the 50th."""
    shown, last = [], -float(GRAIN)
    for b in bands:
        if time.at(b.day) - last >= GRAIN or b is bands[-1]:
            shown.append(b)
            last = time.at(b.day)
    xs = [round(time.at(b.day)) for b in shown]
    low, half, high = (
        bends([(x, round(scale.at(value))) for x, value in zip(xs, values, strict=True)])
        for values in ([b.p10 for b in shown], [b.p50 for b in shown], [b.p90 for b in shown])
    )
    yield path("band", f"{line(high)}L{line(low[::-1])[1:]}z")
    yield path("edge", line(high) + line(low))
    yield path("half", line(half))


def bends(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Points of a line without those that lie level between their neighbours."""
    return [
        p for k, p in enumerate(points) if k in (0, len(points) - 1) or not points[k - 1][1] == p[1] == points[k + 1][1]
    ]


def slices(
    drawing: Drawing, bands: Sequence[Band], days: Sequence[date], time: Time, plot: tuple[float, float], code: str
) -> None:
    """Items from left to right: what the aim and the futures are in the middle of each slice of the time."""
    lang, (top, bottom) = drawing.lang, plot
    of, rows = {b.day: b for b in bands}, {day: k for k, day in enumerate(days)}
    shown = marked(days, MOST_SLICES)
    xs = [time.at(day) for day in shown]
    edges = [time.start, *((a + b) / 2 for a, b in pairwise(xs)), time.end]
    for day, (left, right) in zip(shown, pairwise(edges), strict=True):
        hit = path("hit", box(round(left), top, round(right) - round(left), bottom - top))
        drawing.item(hit, details=_day(of[day], lang, code), row=rows[day], at=((left + right) / 2, top - 2))


def _day(b: Band, lang: str, code: str) -> str:
    figures = {"aim": number(b.aim), "low": number(b.p10), "middle": number(b.p50), "high": number(b.p90)}
    return say(code, lang, day=dated(b.day, lang), **figures)


def signs(lang: str) -> list[Sign]:
    """The band and the line of the 50th percentile, for a legend."""

    def area(x: float, y: float) -> str:
        edge = path("edge", f"M{px(x - 8)} {px(y - 6)}h16m-16 12h16")
        return path("band", box(x - 8, y - 6, 16, 12)) + edge

    def half(x: float, y: float) -> str:
        return path("half", f"M{px(x - 8)} {px(y)}h16")

    return [Sign(area, say("chart.sign-band", lang)), Sign(half, say("chart.sign-half", lang))]
