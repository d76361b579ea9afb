"""The timetable as a chart: when each thing is going on, in what share of the futures, and when it is finished.

In: :class:`Gantt` (rows, moments, the days shown).  Out: a chart of one row each.  The rule this module owns: *no
lone date*: a row shows the range in which 8 of 10 futures finish, and its words say a chance with every date.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from jadwal.messages import text
from jadwal.model.case import Text, Value
from jadwal.model.timetable import Quantiles
from jadwal.publish.charts.axes import AXIS_ROOM, Moment, Moments, time_axis
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, bar, box, diamond, label, no_data, path, px
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import SEMIBOLD, fitted
from jadwal.publish.charts.scales import Time
from jadwal.publish.charts.shading import at_least
from jadwal.publish.charts.words import aim_chance, chance, dated, eight_of_ten

Group = Literal["work", "phases", "sites", "milestones", "relations"]
GROUPS: tuple[Group, ...] = ("work", "phases", "sites", "milestones", "relations")
WIDE, NAMES, ROW = 900.0, 236.0, 22.0  # pixels: the drawing, the column of names, a row
NAME_ROOM = NAMES - 20


class Gate(Value, frozen=True, kw_only=True):
    """A condition that gates a row: where it is drawn (the day the plan takes it to hold), its chance by a day."""

    name: Text
    day: date | None
    by: date | None = None
    by_ppm: int = 0


class Row(Value, frozen=True, kw_only=True):
    """One row: quantiles over the futures (None where nothing is known), the aim, what has happened, its gates."""

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
    people: int = 0
    owner: Text | None = None
    gates: tuple[Gate, ...] = ()


class Agreed(Value, frozen=True, kw_only=True):
    """An agreed date, or a date under a reading, with the chance that it is kept."""

    name: Text
    day: date
    kept_ppm: int


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
    title, table = text("chart.gantt", lang), _table(rows, data, lang)
    if not rows:
        return no_data(data.id, lang, title, table)
    time = Time(*_days(data, rows), NAMES, WIDE - 10)
    moments = Moments(_moments(data, len(rows), lang), time, lang)
    legend = Legend(_signs(lang), 4, WIDE - 4)
    top = legend.high + moments.high + 10
    bottom = top + ROW * (len(rows) + len({r.group for r in rows})) + 4
    drawing = Drawing(data.id, lang, "wide gantt", WIDE, bottom + AXIS_ROOM)
    legend.draw(drawing, 2)
    time_axis(drawing, time, top, bottom)
    moments.draw(drawing, legend.high + 6, bottom)
    y, group = top, ""
    for at, row in enumerate(rows):
        if row.group != group:
            group = row.group
            drawing.add(path("stripe", box(0, y, WIDE, ROW)))
            drawing.label(6, y + 15, text(f"chart.group-{group}", lang), "strong")
            y += ROW
        _draw(drawing, row, at, y, time, data.as_of)
        y += ROW
    return drawing.chart(title, _said(data, rows, lang), table)


def _draw(drawing: Drawing, row: Row, at: int, y: float, time: Time, as_of: date) -> None:
    """One row: shades, what has happened, whisker and tick of the finish, aim, commit date, gates."""
    lang, middle = drawing.lang, y + ROW / 2
    full = clean(row.name.of(lang))
    name = fitted(full, NAME_ROOM)
    parts = [path("hit", box(0, y, WIDE, ROW)), label(NAMES - 10, y + 15, name, lang, anchor="end")]
    if row.start and row.finish and not row.ended:
        for level, stretches in enumerate(at_least(row.start, row.finish, time.first, time.last), 1):
            d = "".join(bar(time.moment(a), time.moment(b), middle) for a, b in stretches)
            parts += [path(f"b{level}", d)] if d else []
    if row.began:
        parts.append(path("done", bar(time.at(row.began), time.after(row.ended or as_of), middle)))
    if row.finish and not row.ended:
        parts += _finish(row.finish, time, middle)
    for gate in row.gates:
        if gate.day and time.holds(gate.day):
            parts.append(path("gate", diamond(time.at(gate.day), middle, 5)))
    if row.aim and not row.ended and time.holds(row.aim):
        parts.append(path("aim", f"M{px(time.after(row.aim) - 4)} {px(y + 1)}h8l-4 6z"))
    if row.commit and not row.ended and time.holds(row.commit):
        parts.append(path("commit", f"M{px(time.after(row.commit) - 4.5)} {px(y + ROW - 1)}h9l-4.5 -7z"))
    words = details(row, lang)
    x = time.at(row.finish.p50) if row.finish and row.finish.p50 else (time.start + time.end) / 2
    drawing.item(*parts, details=words if name == full else f"{full}: {words}", row=at, at=(x, y - 1))


def _finish(finish: Quantiles, time: Time, y: float) -> Iterable[str]:
    """Whisker from 10 to 90 % of the futures (open at the end of the axis where 90 % never come), tick at 50 %."""
    if finish.p10:
        left = time.after(finish.p10)
        right = time.after(finish.p90) if finish.p90 else time.end
        end = f"M{px(right)} {px(y - 4)}v8" if finish.p90 else f"M{px(right - 4)} {px(y - 4)}l4 4l-4 4"
        yield path("whisker", f"M{px(left)} {px(y - 4)}v8M{px(left)} {px(y)}H{px(right)}{end}")
    if finish.p50:
        yield path("middle", f"M{px(time.after(finish.p50))} {px(y - 7)}v14")


def details(row: Row, lang: str) -> str:
    """A row in words: what has happened, or aim and range with their chances; people; owner; gates."""
    said = []
    if row.ended:
        said.append(text("chart.ended", lang, day=dated(row.ended, lang)))
    elif row.began:
        said.append(text("chart.began", lang, day=dated(row.began, lang)))
    if not row.ended:
        if row.finish:
            said.append(eight_of_ten(row.finish, lang))
        if row.aim:
            kept = chance(row.aim_ppm, lang) if row.aim_ppm is not None else aim_chance(row.aim, row.finish, lang)
            said.append(text("chart.aim-at", lang, day=dated(row.aim, lang), chance=kept))
        if row.commit:
            said.append(text("chart.commit-at", lang, day=dated(row.commit, lang), chance=chance(row.commit_ppm, lang)))
    if row.people:
        said.append(text("chart.leave", lang, people=row.people))
    if row.owner:
        said.append(text("chart.owner", lang, owner=clean(row.owner.of(lang))))
    said += [gate_words(gate, lang) for gate in row.gates]
    return " ".join(said)


def gate_words(gate: Gate, lang: str) -> str:
    """A gate in words: the condition and its chance by the day it is needed."""
    name = clean(gate.name.of(lang))
    if gate.by is None:
        return text("chart.gate", lang, name=name)
    by = dated(gate.by, lang)
    return text("chart.gate-by", lang, name=name, day=by, chance=chance(gate.by_ppm, lang))


def _moments(data: Gantt, first_row: int, lang: str) -> Iterable[Moment]:
    """The as-of day, and every agreed date with its chance."""
    yield Moment(data.as_of, "today", text("chart.as-of", lang, day=dated(data.as_of, lang)))
    for at, a in enumerate(data.agreed):
        params = {"name": clean(a.name.of(lang)), "day": dated(a.day, lang), "chance": chance(a.kept_ppm, lang)}
        short = text("chart.agreed-short", lang, **params)
        yield Moment(a.day, "agreed", short, text("chart.agreed", lang, **params), first_row + at)


def _signs(lang: str) -> tuple[Sign, ...]:
    """The legend."""

    def shades(x: float, y: float) -> str:
        return "".join(path(f"b{k}", f"M{px(x - 10 + 3 * k)} {px(y)}H{px(x + 11 - 3 * k)}") for k in range(1, 5))

    def whisker(x: float, y: float) -> str:
        return path("whisker", f"M{px(x - 8)} {px(y - 4)}v8M{px(x - 8)} {px(y)}h16m0 -4v8")

    return (
        Sign(shades, text("chart.sign-shade", lang)),
        Sign(whisker, text("chart.sign-whisker", lang)),
        Sign(lambda x, y: path("middle", f"M{px(x)} {px(y - 7)}v14"), text("chart.sign-middle", lang)),
        Sign(lambda x, y: path("done", bar(x - 8, x + 8, y)), text("chart.sign-done", lang)),
        Sign(lambda x, y: path("aim", f"M{px(x - 4)} {px(y - 3)}h8l-4 6z"), text("chart.sign-aim", lang)),
        Sign(lambda x, y: path("commit", f"M{px(x - 4.5)} {px(y + 3.5)}h9l-4.5 -7z"), text("chart.sign-commit", lang)),
        Sign(lambda x, y: path("gate", diamond(x, y, 5)), text("chart.sign-gate", lang)),
        Sign(lambda x, y: path("agreed", f"M{px(x)} {px(y - 7)}v14"), text("chart.sign-agreed", lang)),
    )


def _days(data: Gantt, rows: Iterable[Row]) -> tuple[date, date]:
    """The days shown: from the first that is known of any row to a little after the last, within the horizon."""
    days = {data.as_of, *(a.day for a in data.agreed)}
    for r in rows:
        found = [r.aim_start, r.aim, r.commit, r.began, r.ended, *(g.day for g in r.gates)]
        for q in (r.start, r.finish):
            found += [q.p10, q.p50, q.p80, q.p90] if q else []
        days |= {d for d in found if d}
    first, last = min(days), max(d for d in days if d <= max(data.horizon, data.as_of))
    return first, last + timedelta(days=max((last - first).days // 40, 7))


def _said(data: Gantt, rows: list[Row], lang: str) -> str:
    """The description: what is to be seen, and the last milestone's range."""
    kinds = [(g, sum(r.group == g for r in rows)) for g in GROUPS]
    listed = text("chart.comma", lang).join(
        f"{text(f'chart.group-{g}', lang)} ({count})" for g, count in kinds if count
    )
    said = [text("chart.gantt-said", lang, rows=len(rows), groups=listed)]
    ends = [r for r in rows if r.group == "milestones" and r.finish and r.finish.p50 and not r.ended]
    if ends:
        last = max(ends, key=lambda r: r.finish.p50 if r.finish and r.finish.p50 else date.min)
        said.append(f"{clean(last.name.of(lang))}: {details(last, lang)}")
    return " ".join(said)


def _table(rows: Iterable[Row], data: Gantt, lang: str) -> Table:
    """One row for each row of the chart, then one for each agreed date."""
    columns = ("what", "group", "owner", "aim-start", "aim", "aim-chance", "p10", "p50", "p90", "reached", "commit",
               "gates")  # fmt: skip
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
                clean(r.name.of(lang)), text(f"chart.group-{r.group}", lang), clean(r.owner.of(lang)) if r.owner else "",
                _iso(begun), _iso(ended), aim, *ranges, _iso(r.commit), " ".join(gate_words(g, lang) for g in r.gates),
            )
        )  # fmt: skip
    for a in data.agreed:
        name = clean(a.name.of(lang))
        found.append((name, text("chart.agreed-date", lang), "", "", _iso(a.day), chance(a.kept_ppm, lang), *[""] * 6))
    return Table(tuple(text(f"chart.column-{c}", lang) for c in columns), tuple(found))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
