"""The timetable as a chart: when each thing is going on, in what share of the futures, and when it is finished.

In: :class:`Gantt` (rows, moments, the days shown).  Out: a chart of one row each.  The rule this module owns: *no
lone date*: a row shows the range in which 8 of 10 futures finish, and its words say a chance with every date.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Literal

from jadwal.model.case import Text, Value
from jadwal.model.timetable import Quantiles
from jadwal.publish.charts.axes import AXIS_ROOM, Moment, Moments, time_axis
from jadwal.publish.charts.bidi import clean, named
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, bar, box, diamond, label, no_data, path, px
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import fitted
from jadwal.publish.charts.scales import Time
from jadwal.publish.charts.shading import at_least
from jadwal.publish.charts.words import aim_chance, chance, dated, finishing, say

Group = Literal["work", "phases", "sites", "milestones", "relations"]
GROUPS: tuple[Group, ...] = ("work", "phases", "sites", "milestones", "relations")
WIDE, NAMES, ROW = 900.0, 280.0, 22.0  # pixels: the drawing, the column of names, a row (also in charts.css)
SHAPES = ("b1", "b2", "b3", "b4", "done", "whisker", "middle", "gate", "aim", "commit")
NAME_ROOM = NAMES - 20


class Gate(Value, frozen=True, kw_only=True):
    """A condition that gates a row: where it is drawn (the day the plan takes it to hold), its chance by a day."""

    name: Text
    day: date | None
    by: date | None = None
    by_ppm: int = 0


class Row(Value, frozen=True, kw_only=True):
    """One row: quantiles over the futures (None where nothing is known), the aim, what has happened, its gates.

    ``earlier``: stretches of finished work that share the row, ``began`` … ``ended`` being the last of them.
    """

    group: Group
    name: Text
    start: Quantiles | None = None
    finish: Quantiles | None = None
    aim_start: date | None = None
    aim: date | None = None
    aim_ppm: int | None = None  # None: only its range can be read off the quantiles
    commit: date | None = None
    commit_ppm: int = 0
    began: date | None = None
    ended: date | None = None
    earlier: tuple[tuple[date, date], ...] = ()
    people: int = 0
    owner: Text | None = None
    gates: tuple[Gate, ...] = ()
    ways: tuple[tuple[Text, int], ...] = ()  # (way, pieces of work) of what is done another way than usual


class Agreed(Value, frozen=True, kw_only=True):
    """An agreed date with the chance that it is kept; ``otherwise``: it is one under another reading than this."""

    name: Text
    day: date
    kept_ppm: int
    otherwise: bool = False


class Gantt(Value, frozen=True, kw_only=True):
    """A timetable in rows; ``horizon`` is the last day that was simulated."""

    id: str
    as_of: date
    horizon: date
    rows: tuple[Row, ...]
    agreed: tuple[Agreed, ...] = ()


def gantt(data: Gantt, lang: str) -> Chart:
    """The timetable as a chart in ``lang``."""
    rows = [r for g in GROUPS for r in data.rows if r.group == g]
    title, table = say("chart.gantt", lang), _table(rows, data, lang)
    if not rows:
        return no_data(data.id, lang, title, table)
    time = Time(*_days(data, rows), NAMES, WIDE - 10)
    moments = Moments(_moments(data, len(rows), lang), time, lang)
    legend = Legend(_signs(data, lang), 4, WIDE - 4)
    top = round(legend.high + moments.high + 10)
    bottom = top + ROW * (len(rows) + len({r.group for r in rows})) + 2
    drawing = Drawing(data.id, lang, "wide gantt", WIDE, bottom + AXIS_ROOM)
    legend.draw(drawing, 2)
    time_axis(drawing, time, top, bottom)
    moments.draw(drawing, legend.high + 6, bottom)
    tops, headings = _places(rows, top)
    drawing.add(path("stripe", "".join(box(0, y, WIDE, ROW) for y in headings.values())))
    shapes = _Shapes(time, data.as_of)
    for row, y in zip(rows, tops, strict=True):
        shapes.row(row, y)
    drawing.add(*shapes.paths())
    for group, y in headings.items():
        x, anchor = (NAMES - 10, "end") if lang == "ar" else (6, "start")
        drawing.label(x, y + 15, say(f"chart.group-{group}", lang), "strong", anchor)
    for at, (row, y) in enumerate(zip(rows, tops, strict=True)):
        _item(drawing, row, at, y, (time.start + time.end) / 2)
    return drawing.chart(title, _said(data, rows, lang), table)


def _places(rows: Iterable[Row], top: float) -> tuple[list[float], dict[str, float]]:
    """The top of each row, and of each group's heading."""
    tops: list[float] = []
    headings: dict[str, float] = {}
    for row in rows:
        if row.group not in headings:
            headings[row.group] = top
            top += ROW
        tops.append(top)
        top += ROW
    return tops, headings


class _Shapes:
    """The shapes of all rows, one path for each class."""

    def __init__(self, time: Time, as_of: date) -> None:
        self.time, self.as_of = time, as_of
        self.of: dict[str, list[str]] = {cls: [] for cls in SHAPES}

    def row(self, row: Row, y: float) -> None:
        """Shades, what has happened, whisker and tick of the finish, gates, aim, commit date."""
        time, middle = self.time, round(y + ROW / 2)
        self.of["done"] += [_bar(time.at(a), time.after(b), middle) for a, b in row.earlier if b >= time.first]
        begun = row.began or row.ended
        if begun and (row.ended or self.as_of) >= time.first:
            self.of["done"].append(_bar(time.at(begun), time.after(row.ended or self.as_of), middle))
        if row.ended:
            return
        if row.start and row.finish:
            for level, stretches in enumerate(at_least(row.start, row.finish, time.first, time.last), 1):
                self.of[f"b{level}"] += [_bar(time.moment(a), time.moment(b), middle) for a, b in stretches]
        if row.finish:
            self._finish(row.finish, middle)
        self.of["gate"] += [_diamond(time.at(g.day), middle) for g in row.gates if g.day and time.holds(g.day)]
        if row.aim and time.holds(row.aim):
            self.of["aim"].append(f"M{round(time.after(row.aim)) - 4} {middle - 10}h8l-4 6z")
        if row.commit and time.holds(row.commit):
            self.of["commit"].append(f"M{round(time.after(row.commit)) - 5} {middle + 10}h10l-5-8z")

    def _finish(self, finish: Quantiles, y: int) -> None:
        """Whisker from 10 to 90 % of the futures (open at the end of the axis where 90 % never come), tick at 50 %."""
        if finish.p10:
            left = round(self.time.after(finish.p10))
            right = round(self.time.after(finish.p90) if finish.p90 else self.time.end)
            end = "m0-4v8" if finish.p90 else "m-4-4l4 4l-4 4"
            self.of["whisker"].append(f"M{left} {y - 4}v8m0-4H{right}{end}")
        if finish.p50:
            self.of["middle"].append(f"M{round(self.time.after(finish.p50))} {y - 7}v14")

    def paths(self) -> tuple[str, ...]:
        """One path for each class that has any shape, the later above the earlier."""
        return tuple(path(cls, "".join(d)) for cls, d in self.of.items() if d)


def _bar(left: float, right: float, y: int) -> str:
    return f"M{round(left)} {y}h{max(round(right) - round(left), 2)}"


def _diamond(x: float, y: int) -> str:
    return f"M{round(x)} {y - 5}l5 5l-5 5l-5-5z"


def _item(drawing: Drawing, row: Row, at: int, y: float, x: float) -> None:
    """The name of a row and its details, which lie over the row above."""
    lang = drawing.lang
    full = clean(row.name.of(lang))
    name = fitted(full, NAME_ROOM)
    words = details(row, lang)
    parts = (f'<rect y="{px(y)}"/>', label(NAMES - 10, y + 15, name, lang))
    drawing.item(*parts, details=words if name == full else f"{full}. {words}", row=at, at=(x, y))


def details(row: Row, lang: str) -> str:
    """A row in words: what has happened, or its range; aim and commit date with their chances; people; owner; gates."""
    said = []
    if row.ended:
        said.append(say("chart.ended", lang, day=dated(row.ended, lang)))
    elif row.began:
        said.append(say("chart.began", lang, day=dated(row.began, lang)))
    if not row.ended:
        if row.finish:
            said.append(finishing(row.finish, lang))
        if row.aim and row.aim_ppm is not None:
            said.append(say("chart.aim-at", lang, day=dated(row.aim, lang), chance=chance(row.aim_ppm, lang)))
        if row.commit:
            said.append(say("chart.commit-at", lang, day=dated(row.commit, lang), chance=chance(row.commit_ppm, lang)))
    if row.people:
        said.append(say("chart.leave", lang, people=row.people))
    if row.owner:
        said.append(say("chart.owner", lang, owner=named(row.owner.of(lang), lang)))
    said += [gate_words(gate, lang) for gate in row.gates]
    if row.ways:
        said.append(say("chart.ways", lang, ways=_ways(row, lang)))
    return " ".join(said)


def gate_words(gate: Gate, lang: str) -> str:
    """A gate in words: the condition and its chance by the day it is needed."""
    name = named(gate.name.of(lang), lang).rstrip(".")
    if gate.by is None:
        return say("chart.gate", lang, name=name)
    by = dated(gate.by, lang)
    return say("chart.gate-by", lang, name=name, day=by, chance=chance(gate.by_ppm, lang))


def _moments(data: Gantt, first_row: int, lang: str) -> Iterable[Moment]:
    """The as-of day, and every agreed date with its chance."""
    yield Moment(data.as_of, "today", say("chart.as-of", lang, day=dated(data.as_of, lang)))
    for at, a in enumerate(data.agreed):
        params = {"name": named(a.name.of(lang), lang), "day": dated(a.day, lang), "chance": chance(a.kept_ppm, lang)}
        kind: Literal["agreed", "otherwise"] = "otherwise" if a.otherwise else "agreed"
        short, long = (say(f"chart.{kind}{end}", lang, **params) for end in ("-short", ""))
        yield Moment(a.day, kind, short, params["name"], long, first_row + at)


def _signs(data: Gantt, lang: str) -> tuple[Sign, ...]:
    """The legend."""

    kinds = {"otherwise" if a.otherwise else "agreed" for a in data.agreed}

    def shades(x: float, y: float) -> str:
        return "".join(path(f"b{k}", f"M{px(x - 10 + 3 * k)} {px(y)}H{px(x + 11 - 3 * k)}") for k in range(1, 5))

    def whisker(x: float, y: float) -> str:
        return path("whisker", f"M{px(x - 8)} {px(y - 4)}v8M{px(x - 8)} {px(y)}h16m0 -4v8")

    return (
        Sign(shades, say("chart.sign-shade", lang)),
        Sign(whisker, say("chart.sign-whisker", lang)),
        Sign(partial(_upright, "middle"), say("chart.sign-middle", lang)),
        Sign(lambda x, y: path("done", bar(x - 8, x + 8, y)), say("chart.sign-done", lang)),
        Sign(lambda x, y: path("aim", f"M{px(x - 4)} {px(y - 3)}h8l-4 6z"), say("chart.sign-aim", lang)),
        Sign(lambda x, y: path("commit", f"M{px(x - 4.5)} {px(y + 3.5)}h9l-4.5 -7z"), say("chart.sign-commit", lang)),
        Sign(lambda x, y: path("gate", diamond(x, y, 5)), say("chart.sign-gate", lang)),
        *(Sign(partial(_upright, kind), say(f"chart.sign-{kind}", lang)) for kind in sorted(kinds)),
    )


def _upright(cls: str, x: float, y: float) -> str:
    return path(cls, f"M{px(x)} {px(y - 7)}v14")


def _days(data: Gantt, rows: Iterable[Row]) -> tuple[date, date]:
    """The days shown: to a little after the last of any row, within the horizon; of what was, a fifth at most."""
    days = {data.as_of, *(a.day for a in data.agreed)}
    for r in rows:
        found = [r.aim_start, r.aim, r.commit, r.began, r.ended, *(g.day for g in r.gates), *(a for a, _ in r.earlier)]
        for q in (r.start, r.finish):
            found += [q.p10, q.p50, q.p80, q.p90] if q else []
        days |= {d for d in found if d}
    first, last = min(days), max(d for d in days if d <= max(data.horizon, data.as_of))
    first = max(first, data.as_of - (last - data.as_of) // 4)
    return first, last + timedelta(days=max((last - first).days // 40, 7))


def _said(data: Gantt, rows: list[Row], lang: str) -> str:
    """The description: what is to be seen, and the last milestone's range."""
    kinds = [(g, sum(r.group == g for r in rows)) for g in GROUPS]
    listed = say("chart.comma", lang).join(f"{say(f'chart.group-{g}', lang)} ({count})" for g, count in kinds if count)
    said = [say("chart.gantt-said", lang, rows=len(rows), groups=listed)]
    ends = [r for r in rows if r.group == "milestones" and r.finish and r.finish.p50 and not r.ended]
    if ends:
        last = max(ends, key=lambda r: r.finish.p50 if r.finish and r.finish.p50 else date.min)
        said.append(f"{named(last.name.of(lang), lang)}: {details(last, lang)}")
    return " ".join(said)


def _table(rows: Sequence[Row], data: Gantt, lang: str) -> Table:
    """One row for each row of the chart, then one for each agreed date."""
    ways = any(r.ways for r in rows)
    columns = ("what", "group", "owner", "aim-start", "aim", "aim-chance", "p10", "p50", "p90", "reached", "commit",
               "gates", *(["ways"] if ways else []))  # fmt: skip
    found = []
    for r in rows:
        q = r.finish
        ranges = [_iso(q.p10), _iso(q.p50), _iso(q.p90), chance(q.reached_ppm, lang)] if q else [""] * 4
        aim = ""
        if r.aim and not r.ended:
            aim = chance(r.aim_ppm, lang) if r.aim_ppm is not None else aim_chance(r.aim, q, lang)
        begun, ended = r.began or r.aim_start, r.ended or r.aim
        found.append(
            (
                clean(r.name.of(lang)), say(f"chart.group-{r.group}", lang), clean(r.owner.of(lang)) if r.owner else "",
                _iso(begun), _iso(ended), aim, *ranges, _iso(r.commit), " ".join(gate_words(g, lang) for g in r.gates),
                *([_ways(r, lang)] if ways else []),
            )
        )  # fmt: skip
    for a in data.agreed:
        name = clean(a.name.of(lang))
        what = say("chart.other-date" if a.otherwise else "chart.agreed-date", lang)
        found.append((name, what, "", "", _iso(a.day), chance(a.kept_ppm, lang), *[""] * (len(columns) - 6)))
    return Table(tuple(say(f"chart.column-{c}", lang) for c in columns), tuple(found))


def _ways(row: Row, lang: str) -> str:
    """The ways of a row with how much is done in each."""
    comma = ", " if lang == "en" else "، "
    return comma.join(say("chart.way", lang, way=named(way.of(lang), lang), n=n) for way, n in row.ways)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
