"""People in the mission over time: the aim in layers, what the futures make of it, and the agreed ceilings.

In: :class:`Headcount` (layers of the aim, percentiles of the total, ceilings).  Out: a chart.  The rule this module
owns: *the layers are the aim, the band is what may happen*: they are drawn apart, and each says which it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from jadwal.model.case import Text, Value
from jadwal.model.timetable import Band
from jadwal.publish.charts.axes import AXIS_ROOM, Moment, Moments, time_axis, value_axis
from jadwal.publish.charts.band import MOST_ROWS, band, marked, signs, slices, until_empty
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, label, no_data, nothing, path, px, steps
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import width
from jadwal.publish.charts.scales import TICK_SIZE, Linear, Time, rounded_up
from jadwal.publish.charts.words import chance, dated, number, say

By = Literal["nation", "role"]
WIDE, LEFT, PLOT = 640.0, 58.0, 230.0  # pixels: the drawing, where the plot begins, how high it is
MOST_LAYERS = 7


class Layer(Value, frozen=True, kw_only=True):
    """A part of the aim: how many are there from each day on; an empty name: all others together."""

    name: Text | None
    steps: tuple[tuple[date, int], ...]

    def on(self, day: date) -> int:
        """How many are there on a day."""
        at = bisect_right(self.steps, day, key=lambda step: step[0])
        return self.steps[at - 1][1] if at else 0


class Limit(Value, frozen=True, kw_only=True):
    """An agreed ceiling for the mission from a day on, with the chance that it is kept (None: not priced)."""

    day: date
    most: int
    kept_ppm: int | None


class Headcount(Value, frozen=True, kw_only=True):
    """A mission's headcount; ``withheld``: a public version, in which headcounts to come are left out."""

    id: str
    by: By
    as_of: date
    layers: tuple[Layer, ...]
    bands: tuple[Band, ...]
    limits: tuple[Limit, ...] = ()
    withheld: bool = False


def headcount(data: Headcount, lang: str) -> Chart:
    """The headcount as a chart in ``lang``."""
    title = say(f"chart.headcount-{data.by}", lang)
    names = [
        clean(layer.name.of(lang)) if layer.name else say(f"chart.others-{data.by}", lang) for layer in data.layers
    ]
    bands = until_empty(data.bands)
    days = marked([b.day for b in bands], MOST_ROWS)
    table = _table(data, names, [b for b in bands if b.day in set(days)], lang)
    if len(bands) < 2:
        return (
            nothing(data.id, lang, title, say("chart.headcount-withheld", lang), table)
            if data.withheld
            else no_data(data.id, lang, title, table)
        )
    time = Time(bands[0].day, bands[-1].day, LEFT, WIDE - 12)
    most = max(max(b.aim, b.p90) for b in bands)
    most = max((most, *(limit.most for limit in data.limits)))
    legend = Legend(_signs(data, names, lang), 4, WIDE - 4)
    moments = Moments(_moments(data, lang), time, lang)
    top = round(legend.high + moments.high + 26)
    people = Linear(0, rounded_up(most), top + PLOT, top)
    drawing = Drawing(data.id, lang, "small headcount", WIDE, top + PLOT + AXIS_ROOM)
    legend.draw(drawing, 2)
    time_axis(drawing, time, top, top + PLOT)
    value_axis(drawing, people, LEFT, WIDE - 12, say("chart.people", lang))
    drawing.add(*_layers(data, time, people), *band(bands, time, people))
    drawing.add(*_ceilings(data, time, people, lang))
    moments.draw(drawing, legend.high + 6, top + PLOT)
    slices(drawing, bands, days, time, (top, top + PLOT), "chart.headcount-day")
    return drawing.chart(title, _said(bands, lang), table)


def _layers(data: Headcount, time: Time, people: Linear) -> Iterable[str]:
    """The layers of the aim, the first at the bottom: each as an area down to nothing, the highest drawn first."""
    days = sorted({day for layer in data.layers for day, _ in layer.steps if time.holds(day)} | {time.first})
    total, areas = [0] * len(days), []
    for k, layer in enumerate(data.layers):
        total = [low + layer.on(day) for low, day in zip(total, days, strict=True)]
        corners = [(round(time.at(day)), round(people.at(value))) for day, value in zip(days, total, strict=True)]
        ground = f"V{px(people.start)}H{corners[0][0]}z"
        areas.append(path(f"s{k + 1} layer", steps([*corners, (round(time.end), corners[-1][1])]) + ground))
    return reversed(areas)


def _ceilings(data: Headcount, time: Time, people: Linear, lang: str) -> Iterable[str]:
    """The agreed ceilings as steps, each with its chance above its beginning."""
    limits = [limit for limit in data.limits if limit.day <= time.last]
    for limit, after in zip(limits, [*(k.day for k in limits[1:]), None], strict=False):
        x, y, end = time.at(limit.day), people.at(limit.most), time.at(after) if after else time.end
        yield path("ceiling", f"M{px(x)} {px(y)}H{px(end)}")
        kept = "" if limit.kept_ppm is None else chance(limit.kept_ppm, lang)
        said = say("chart.ceiling-short", lang, most=number(limit.most), chance=kept) if kept else number(limit.most)
        wide = width(said, TICK_SIZE)
        left = min(x + 3, time.end - wide - 4)
        yield path("paper", box(round(left), round(y) - 18, round(wide) + 6, 15))
        yield label(left + 3, y - 6, said, lang, "tick")


def _moments(data: Headcount, lang: str) -> Iterable[Moment]:
    yield Moment(data.as_of, "today", say("chart.as-of", lang, day=dated(data.as_of, lang)))


def _signs(data: Headcount, names: Sequence[str], lang: str) -> list[Sign]:
    """The legend: the layers from the bottom upwards, then band, median and ceiling."""

    def layer(k: int) -> Sign:
        return Sign(lambda x, y: path(f"s{k + 1}", box(x - 8, y - 6, 16, 12)), names[k])

    def flat(cls: str) -> Sign:
        return Sign(lambda x, y: path(cls, f"M{px(x - 8)} {px(y)}h16"), say(f"chart.sign-{cls}", lang))

    found = [Sign(lambda x, y: path("axis", f"M{px(x)} {px(y + 6)}v-11m-3 3l3-3l3 3"), say("chart.sign-stack", lang))]
    found += [layer(k) for k in range(len(data.layers))]
    found += signs(lang)
    return [*found, flat("ceiling")] if data.limits else found


def _said(bands: Sequence[Band], lang: str) -> str:
    first, half = bands[0], bands[len(bands) // 2]
    least = min(bands, key=lambda b: (b.aim, b.day))
    figures = {"people": first.aim, "least": number(least.aim), "low": number(half.p10), "high": number(half.p90)}
    days = {"day": dated(first.day, lang), "last": dated(least.day, lang), "middle": dated(half.day, lang)}
    return say("chart.headcount-said", lang, **figures, **days)


def _table(data: Headcount, names: Sequence[str], bands: Sequence[Band], lang: str) -> Table:
    """Day, each layer of the aim, the aim, and the percentiles."""
    heads = [say(f"chart.column-{c}", lang) for c in ("day", "aim-people", "low", "middle", "high")]
    rows = [
        (
            b.day.isoformat(),
            *(str(layer.on(b.day)) for layer in data.layers),
            *(str(v) for v in (b.aim, b.p10, b.p50, b.p90)),
        )
        for b in bands
    ]
    return Table((heads[0], *names, *heads[1:]), tuple(rows))


def layers(
    present: Iterable[tuple[str, int]], leaving: Iterable[tuple[str, date, int]], names: dict[str, Text], as_of: date
) -> tuple[Layer, ...]:
    """Layers out of (part, people) on the as-of day and (part, last day, people) of whoever leaves later.

    The greatest is the first; what comes after the seventh is put together.
    """
    begun: dict[str, int] = {}
    for part, people in present:
        begun[part] = begun.get(part, 0) + people
    left = [(part, day, people) for part, day, people in leaving if people]
    order = sorted(begun, key=lambda part: (-begun[part], part))
    groups = [[part] for part in order[:MOST_LAYERS]] if len(order) <= MOST_LAYERS else [
        *([part] for part in order[: MOST_LAYERS - 1]),
        order[MOST_LAYERS - 1 :],
    ]  # fmt: skip
    found = []
    for parts in groups:
        there = sum(begun[part] for part in parts)
        steps = {as_of: there}
        for _, day, people in sorted(item for item in ((d, d, n) for p, d, n in left if p in parts)):
            there -= people
            steps[max(day + timedelta(days=1), as_of)] = there
        name = names.get(parts[0], Text(en=parts[0], ar=parts[0])) if len(parts) == 1 else None
        found.append(Layer(name=name, steps=tuple(steps.items())))
    return tuple(found)
