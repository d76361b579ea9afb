"""By when each milestone is reached: one S-curve for each, under one time axis.

In: :class:`Curves` (points, aim, commit date, agreed dates of each milestone).  Out: a chart of small multiples.  The
rule this module owns: *a date stands on its curve, where its chance is*, and the words beside the curve say both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from jadwal.model.case import Text, Value
from jadwal.publish.charts.axes import AXIS_ROOM, Moment, Moments, time_axis
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, label, line, no_data, path, px
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import SEMIBOLD, fitted
from jadwal.publish.charts.scales import Linear, Time
from jadwal.publish.charts.words import chance, dated, say

WIDE, NAMES, PANEL, GAP = 640.0, 248.0, 52.0, 18.0  # pixels: the drawing, the words, a panel, between two panels
NAME_ROOM = NAMES - 20
TOLERANCE = 0.6  # pixels by which a curve may be simplified


class Mark(Value, frozen=True, kw_only=True):
    """A date with the chance that the milestone is reached by its end."""

    day: date
    ppm: int


class Curve(Value, frozen=True, kw_only=True):
    """A milestone: its curve, and the dates that stand on it; ``why`` as in ``MilestoneResult.commit_why``."""

    name: Text
    points: tuple[tuple[date, int], ...]
    aim: Mark | None = None
    commit: Mark | None = None
    why: str = ""
    reached_ppm: int = 0
    agreed: tuple[Mark, ...] = ()


class Curves(Value, frozen=True, kw_only=True):
    """The milestones of one reading, in the order in which they are drawn."""

    id: str
    as_of: date
    curves: tuple[Curve, ...]


def curve(data: Curves, lang: str) -> Chart:
    """The milestones' curves as a chart in ``lang``."""
    title, table = say("chart.curve", lang), _table(data, lang)
    days = [d for c in data.curves for d in _days(c)]
    if not days:
        return no_data(data.id, lang, title, table)
    last = max(days)
    time = Time(data.as_of, last + timedelta(days=max((last - data.as_of).days // 40, 7)), NAMES + 36, WIDE - 12)
    legend = Legend(_signs(lang), 4, WIDE - 4)
    moments = Moments([Moment(data.as_of, "today", say("chart.as-of", lang, day=dated(data.as_of, lang)))], time, lang)
    top = round(legend.high + moments.high + 14)
    bottom = top + (PANEL + GAP) * len(data.curves) - GAP + 4
    drawing = Drawing(data.id, lang, "small curve", WIDE, bottom + AXIS_ROOM)
    legend.draw(drawing, 2)
    time_axis(drawing, time, top, bottom)
    moments.draw(drawing, legend.high + 6, bottom)
    for at, c in enumerate(data.curves):
        _panel(drawing, c, at, top + (PANEL + GAP) * at, time)
    return drawing.chart(title, say("chart.curve-said", lang, count=len(data.curves)), table)


def _panel(drawing: Drawing, c: Curve, at: int, top: float, time: Time) -> None:
    """One milestone: its words at the left, its curve from 0 to 100 %, its marks on the curve."""
    lang = drawing.lang
    share = Linear(0, 1_000_000, top + PANEL, top)
    levels = "".join(f"M{px(time.start)} {px(share.at(p))}H{px(time.end)}" for p in (0, 500_000, 1_000_000))
    ends = [(share.at(0) + 1, "0%"), (share.at(1_000_000) + 8, "100%")]
    drawing.hidden(path("grid", levels), *(label(time.start - 5, y, said, lang, "tick", "end") for y, said in ends))
    full = clean(c.name.of(lang))
    name = fitted(full, NAME_ROOM, weight=SEMIBOLD)
    says = _says(c, lang)
    x, anchor = (NAMES - 16, "end") if lang == "ar" else (4, "start")
    parts = [path("hit", box(1, top - 4, WIDE - 2, PANEL + 8)), label(x, top + 12, name, lang, "strong", anchor)]
    parts += [
        label(x, top + 31 + 17 * k, fitted(said, NAME_ROOM, 12), lang, "note", anchor)
        for k, said in enumerate(says[:2])
    ]
    points = [(time.at(c.points[0][0]), share.at(0))] if c.points else []
    points += [(time.after(day), share.at(ppm)) for day, ppm in c.points]
    if points:
        drawn = _simpler([*points, (time.end, points[-1][1])])
        parts.append(path("l1", line([(round(a), round(b)) for a, b in drawn])))
    for mark in c.agreed:
        parts.append(path("agreed", f"M{px(time.after(mark.day))} {px(top)}V{px(top + PANEL)}"))
    if c.aim:
        parts.append(path("aim", f"M{px(time.after(c.aim.day) - 4)} {px(share.at(c.aim.ppm) - 6)}h8l-4 6z"))
    if c.commit:
        parts.append(path("commit", f"M{px(time.after(c.commit.day) - 5)} {px(share.at(c.commit.ppm) + 8)}h10l-5-8z"))
    whole = name == full and len(says) <= 2 and all(fitted(said, NAME_ROOM, 12) == said for said in says)
    drawing.item(*parts, details="" if whole else ". ".join((full, *says)), row=at, at=(WIDE / 2, top - 2))


def _says(c: Curve, lang: str) -> list[str]:
    """The dates in words, the most binding first."""
    if c.why == "reached" and c.points:
        return [say("chart.curve-reached", lang, day=dated(c.points[-1][0], lang))]
    said = [_mark("commit", c.commit, lang)] if c.commit else []
    if c.why == "not-attainable":
        said.append(say("chart.curve-not-attainable", lang, chance=chance(c.reached_ppm, lang)))
    if c.why == "no-outlook":
        said.append(say("chart.curve-no-outlook", lang))
    said += [_mark("agreed", mark, lang) for mark in c.agreed]
    return [*said, _mark("aim", c.aim, lang)] if c.aim else said


def _mark(kind: str, mark: Mark, lang: str) -> str:
    return say(f"chart.curve-{kind}", lang, day=dated(mark.day, lang), chance=chance(mark.ppm, lang))


def _days(c: Curve) -> Iterable[date]:
    """Every day that the axis must hold."""
    yield from (day for day, _ in c.points)
    yield from (mark.day for mark in (c.aim, c.commit, *c.agreed) if mark)


def _simpler(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The line without points that lie within :data:`TOLERANCE` of it (Ramer 1972; Douglas and Peucker 1973)."""
    if len(points) < 3:
        return list(points)
    (ax, ay), (bx, by) = points[0], points[-1]
    long = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    away = [abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / long for x, y in points[1:-1]]
    far = max(range(len(away)), key=away.__getitem__)
    if away[far] <= TOLERANCE:
        return [points[0], points[-1]]
    return _simpler(points[: far + 2])[:-1] + _simpler(points[far + 1 :])


def _signs(lang: str) -> tuple[Sign, ...]:
    return (
        Sign(lambda x, y: path("l1", f"M{px(x - 8)} {px(y + 5)}l5-1l6-8l5-1"), say("chart.sign-curve", lang)),
        Sign(lambda x, y: path("commit", f"M{px(x - 5)} {px(y + 4)}h10l-5-8z"), say("chart.sign-commit", lang)),
        Sign(lambda x, y: path("aim", f"M{px(x - 4)} {px(y - 3)}h8l-4 6z"), say("chart.sign-aim", lang)),
        Sign(lambda x, y: path("agreed", f"M{px(x)} {px(y - 7)}v14"), say("chart.agreed-date", lang)),
    )


def _table(data: Curves, lang: str) -> Table:
    """One row for each milestone: dates, each with its chance."""
    columns = (
        "milestone",
        "commit",
        "commit-chance",
        "agreed",
        "commit-chance",
        "aim-date",
        "commit-chance",
        "reached",
    )
    rows = []
    for c in data.curves:
        cells: list[str] = [clean(c.name.of(lang))]
        for marks in ([c.commit], c.agreed, [c.aim]):
            known = [m for m in marks if m]
            cells += ["; ".join(m.day.isoformat() for m in known), "; ".join(chance(m.ppm, lang) for m in known)]
        rows.append((*cells, chance(c.reached_ppm, lang)))
    return Table(tuple(say(f"chart.column-{c}", lang) for c in columns), tuple(rows))
