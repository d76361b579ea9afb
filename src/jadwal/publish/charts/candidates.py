"""Candidate plans against the deterministic optimum: what each gains, as an interval.

In: :class:`Candidates`.  Out: a chart of intervals on both sides of the optimum's line.  The rule this module owns:
*better lies right of the line*, whatever the measure; what won the choice stands first, with its gain over fresh
futures below the one over the futures of the choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jadwal.model.case import Value
from jadwal.model.chosen import Choosing, Contender, Gain
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, bar, box, diamond, label, nothing, path, px
from jadwal.publish.charts.drivers import headed
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import width
from jadwal.publish.charts.scales import Linear, nice_step
from jadwal.publish.charts.words import dated, say
from jadwal.publish.chosen import figure_said, gains_said, measure_said, name_said, said

WIDE, ROW, FOOT, MOST = 640.0, 40.0, 40.0, 8


class Candidates(Value, frozen=True, kw_only=True):
    """The candidates of one reading."""

    id: str
    choosing: Choosing


def candidates(data: Candidates, lang: str) -> Chart:
    """The candidate plans as a chart in ``lang``."""
    choosing = data.choosing
    title, told, order = say("chart.candidates", lang), said(choosing, lang), _order(choosing)
    table = Table(_heads(lang), tuple(_cells(choosing, choosing.contenders[n], lang) for n in order))
    ran = [n for n in order if _gain(choosing, choosing.contenders[n].gains)]
    if not ran:
        return nothing(data.id, lang, title, told, table)
    shown = ran[:MOST]
    rows = [_gains(choosing, n) for n in shown]
    scale = _scale([g for row in rows for g in row])
    signs = (
        Sign(
            lambda x, y: path("b3", bar(x - 8, x + 8, y)) + path("gate", diamond(x, y, 4)),
            say("chart.sign-gain", lang),
        ),
        Sign(lambda x, y: path("longer", box(x - 8, y - 3, 16, 6)), say("chart.sign-fresh", lang)),
    )
    legend = Legend(signs[: 2 if choosing.gains else 1], 4, WIDE - 4)
    top = round(legend.high + 30)
    bottom = top + ROW * len(shown)
    drawing = Drawing(data.id, lang, "small drivers", WIDE, bottom + FOOT)
    legend.draw(drawing, 2)
    _axis(drawing, choosing, scale, top, bottom)
    for at, (n, gains) in enumerate(zip(shown, rows, strict=True)):
        _draw(drawing, choosing, n, gains, order.index(n), top + ROW * at, scale)
    more = len(ran) - len(shown)
    described = [told, *([say("chart.candidates-more", lang, more=more)] if more else [])]
    return drawing.chart(title, " ".join(described), table)


def _order(choosing: Choosing) -> list[int]:
    """Places of the candidates but the optimum: what won first, then by gain; those that were refused last."""

    def key(n: int) -> tuple[bool, bool, int, int]:
        gain = _gain(choosing, choosing.contenders[n].gains)
        return n != choosing.best, gain is None, -gain.gain_milli if gain else 0, n

    return sorted(range(1, len(choosing.contenders)), key=key)


def _gain(choosing: Choosing, gains: Sequence[Gain]) -> Gain | None:
    """The gain in the measure that is drawn."""
    return next((g for g in gains if g.measure == choosing.measure), None)


def _gains(choosing: Choosing, n: int) -> list[Gain]:
    """A candidate's gain over the futures of the choice, and of the one that won it over fresh futures."""
    found = [_gain(choosing, choosing.contenders[n].gains)]
    if n == choosing.best:
        found.append(_gain(choosing, choosing.gains))
    return [g for g in found if g is not None]


def _scale(gains: Sequence[Gain]) -> Linear:
    low = min(0, *(min(g.low_milli, g.gain_milli) for g in gains))
    high = max(0, *(max(g.high_milli, g.gain_milli) for g in gains))
    if low == high:
        low, high = -1_000, 1_000
    return Linear(low, high, 24, WIDE - 24)


def _axis(drawing: Drawing, choosing: Choosing, scale: Linear, top: float, bottom: float) -> None:
    lang, measure = drawing.lang, choosing.measure
    step = nice_step(int(scale.high - scale.low), 8)
    ticks = range(-(-int(scale.low) // step) * step, int(scale.high) + 1, step)
    zero = scale.at(0)
    sides = [("better", zero + 8, "start", WIDE - zero), ("worse", zero - 8, "end", zero)]
    names = [(x, say(f"chart.candidates-{side}", lang), anchor, room) for side, x, anchor, room in sides]
    drawing.hidden(
        path("grid", "".join(f"M{px(scale.at(v))} {px(top)}V{px(bottom)}" for v in ticks if v)),
        path("axis", f"M{px(zero)} {px(top - 16)}V{px(bottom)}"),
        *(
            _tick(scale.at(v), bottom + 15, "0" if not v or measure is None else figure_said(measure, v), lang)
            for v in ticks
        ),
        *(
            label(x, top - 6, words, lang, "note", anchor)
            for x, words, anchor, room in names
            if width(words, 12) < room - 12
        ),
        label(WIDE - 4, bottom + 33, measure_said(measure, lang) if measure else "", lang, "note", "end"),
    )


def _tick(x: float, y: float, words: str, lang: str) -> str:
    half = width(words, 12) / 2
    return label(min(max(x, half + 2), WIDE - half - 2), y, words, lang, "tick", "middle")


def _draw(
    drawing: Drawing, choosing: Choosing, n: int, gains: Sequence[Gain], row: int, y: float, scale: Linear
) -> None:
    lang, one, middle = drawing.lang, choosing.contenders[n], y + 29
    amount, interval, _ = gains_said((gains[0],))[0]
    mark = f"{say('chart.candidates-chosen', lang)} · " if one.chosen else ""
    name, words = headed(name_said(one, lang), f"{mark}{amount}", y + 17, lang)
    choice, *fresh = gains
    parts = [
        path("hit", box(1, y + 1, WIDE - 2, ROW - 2)),
        *words,
        path("b3", bar(scale.at(choice.low_milli), scale.at(choice.high_milli), middle)),
        path("gate", diamond(scale.at(choice.gain_milli), middle, 4)),
    ]
    for g in fresh:
        left = scale.at(g.low_milli)
        parts.append(path("longer", box(left, middle + 6, max(scale.at(g.high_milli) - left, 1.5), 5)))
    details = say(
        "chart.candidates-item",
        lang,
        gain=amount,
        interval=interval,
        futures=one.futures,
        aim=_day(one.aim, lang),
        p80=_day(one.p80, lang),
    )
    drawing.item(*parts, details=f"{name}. {details}" if name else details, row=row, at=(WIDE / 2, y))


def _day(day: date | None, lang: str) -> str:
    return say("chart.not-reached", lang) if day is None else dated(day, lang)


def _heads(lang: str) -> tuple[str, ...]:
    return tuple(say(f"chart.column-{c}", lang) for c in ("candidate", "aim-end", "p50", "p80", "gain", "interval"))


def _cells(choosing: Choosing, one: Contender, lang: str) -> tuple[str, ...]:
    """One candidate; what was refused says so in place of a gain."""
    dates = tuple("" if day is None else day.isoformat() for day in (one.aim, one.p50, one.p80))
    gain = _gain(choosing, one.gains)
    if gain is None:
        return name_said(one, lang), *dates, say("chart.candidates-refused", lang), ""
    amount, interval, _ = gains_said((gain,))[0]
    return name_said(one, lang), *dates, amount, interval
