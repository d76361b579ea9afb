"""The outlook of each condition: the chance that it has been met by a day, and the days on which work needs it.

In: :class:`Outlooks` (state now, curve, needs of each condition).  Out: a chart of small multiples.  The rule this
module owns: *a day on which a condition is needed stands on its curve, with the chance there*; a condition without
an outlook has no curve and says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from jadwal.model.case import Text, Value
from jadwal.model.timetable import BoardRow, State, Timetable
from jadwal.publish.charts.axes import AXIS_ROOM, Moment, Moments, time_axis
from jadwal.publish.charts.bidi import clean, named
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, label, line, no_data, path, px
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import fitted, width, wrapped
from jadwal.publish.charts.scales import Linear, Time
from jadwal.publish.charts.simpler import simpler
from jadwal.publish.charts.words import MILLION, chance, dated, say

Basis = Literal["data", "reported", "assumed", "entered", "none"]
BASES: tuple[Basis, ...] = ("reported", "assumed", "entered")
WIDE, NAMES, PANEL, GAP = 640.0, 248.0, 54.0, 18.0  # pixels: the drawing, the words, a panel, between two panels
NAME_ROOM, RIGHT = NAMES - 20, WIDE - 42
TOLD, SIDE = 3, 7.0  # needs told in the details of a panel (all are in the table); pixels from a point to its figure


class Need(Value, frozen=True, kw_only=True):
    """What needs the condition, on which day, and the chance that it has been met by then."""

    what: Text
    day: date
    ppm: int


class Outlook(Value, frozen=True, kw_only=True):
    """One condition; ``points``: (day, chance in ppm of having been met by its end), empty without an outlook."""

    statement: Text
    group: Text | None
    state: State
    since: date | None
    basis: Basis
    points: tuple[tuple[date, int], ...] = ()
    needs: tuple[Need, ...] = ()

    def by(self, day: date) -> int:
        """The chance of having been met by the end of a day: that of the last point not after it."""
        at = bisect_right(self.points, day, key=lambda point: point[0])
        return self.points[at - 1][1] if at else 0


class Outlooks(Value, frozen=True, kw_only=True):
    """The conditions of a board in the order in which they are drawn."""

    id: str
    as_of: date
    horizon: date
    conditions: tuple[Outlook, ...]


def outlook_of(timetable: Timetable, id: str) -> Outlooks:
    """The outlooks of a timetable's board."""
    groups = {g.id: g.name for g in timetable.context.groups}
    names = _names(timetable)
    return Outlooks(
        id=id,
        as_of=timetable.as_of,
        horizon=timetable.horizon,
        conditions=tuple(
            Outlook(
                statement=row.statement,
                group=groups.get(row.group),
                state=row.state,
                since=row.since,
                basis=_basis(row),
                points=row.chances if row.outlook != "none" else (),
                needs=tuple(
                    Need(what=names.get(what, Text(en=what, ar=what)), day=day, ppm=ppm)
                    for what, day, ppm in sorted(row.by, key=lambda need: (need[1], need[0]))
                ),
            )
            for row in timetable.board
        ),
    )


def _basis(row: BoardRow) -> Basis:
    if row.outlook == "scenario":
        return next((b for b in BASES if b == row.outlook_basis), "assumed")
    return row.outlook


def _names(timetable: Timetable) -> dict[str, Text]:
    """What may need a condition, by id: work, milestones, and promises by the name of their milestone."""
    names = {m.id: m.name for m in timetable.context.milestones}
    for result in timetable.readings:
        names |= {e.id: e.name for e in result.schedule.entries} | {m.id: m.name for m in result.milestones}
    promised = {p.id: p.milestone for clause in timetable.context.clauses for p in clause.promises}
    promised |= {p.id: p.milestone for result in timetable.readings for p in result.promises}
    return names | {id: names[milestone] for id, milestone in promised.items() if milestone in names}


def outlook(data: Outlooks, lang: str) -> Chart:
    """The outlooks as a chart in ``lang``."""
    title, table = say("chart.outlook", lang), _table(data, lang)
    if not data.conditions:
        return no_data(data.id, lang, title, table)
    time = Time(data.as_of, data.horizon, NAMES + 36, RIGHT)
    legend = Legend(_signs(lang), 4, WIDE - 4)
    moments = Moments([Moment(data.as_of, "today", say("chart.as-of", lang, day=dated(data.as_of, lang)))], time, lang)
    top = round(legend.high + moments.high + 16)
    bottom = top + (PANEL + GAP) * len(data.conditions) - GAP + 4
    drawing = Drawing(data.id, lang, "small outlook", WIDE, bottom + AXIS_ROOM)
    legend.draw(drawing, 2)
    _levels(drawing, [top + (PANEL + GAP) * at for at in range(len(data.conditions))], time)
    time_axis(drawing, time, top, bottom)
    moments.draw(drawing, legend.high + 6, bottom)
    row = 0
    for at, condition in enumerate(data.conditions):
        _panel(drawing, condition, row, top + (PANEL + GAP) * at, time)
        row += max(len(condition.needs), 1)
    return drawing.chart(title, _said(data, lang), table)


def _levels(drawing: Drawing, tops: Sequence[float], time: Time) -> None:
    """Lines at 0, 50 and 100 % of every panel, the outer two with their figures."""
    levels = "".join(f"M{px(time.start)} {px(top + k * PANEL / 2)}H{px(time.end)}" for top in tops for k in range(3))
    figures = [
        label(time.start - 5, top + at + 4, said, drawing.lang)
        for top in tops
        for at, said in ((0.0, "100%"), (PANEL, "0%"))
    ]
    drawing.hidden(path("grid", levels), '<g class="tick e">', *figures, "</g>")


def _panel(drawing: Drawing, c: Outlook, row: int, top: float, time: Time) -> None:
    """One condition: its words and state at the left, its curve from 0 to 100 %, its needs on the curve."""
    lang = drawing.lang
    share = Linear(0, MILLION, top + PANEL, top)
    full = clean(c.statement.of(lang))
    name = wrapped(full, NAME_ROOM, most=2)
    parts = [path("hit", box(1, top - 6, WIDE - 2, PANEL + 12)), *_words(c, name, top, lang)]
    if c.points:
        points = [(time.at(c.points[0][0]), share.at(0)), *((time.after(d), share.at(p)) for d, p in c.points)]
        drawn = simpler([(round(x), round(y)) for x, y in (*points, (time.end, points[-1][1]))])
        last = c.points[-1][1]
        parts.append(path("l1", line(drawn)))
        parts.append(label(time.end + 5, share.at(last) + 4, chance(last, lang), lang, "tick"))
        parts += _needs(c.needs, time, share, lang)
    else:
        said = fitted(say("chart.outlook-none", lang), time.end - time.start - 12, 12)
        parts.append(label((time.start + time.end) / 2, top + PANEL / 2 - 5, said, lang, "note halo", "middle"))
    details = " ".join([*([full] if " ".join(name) != full else []), *_details(c, lang)])
    drawing.item(*parts, details=details, row=row, at=(WIDE / 2, top - 4))


def _words(c: Outlook, name: Sequence[str], top: float, lang: str) -> Iterable[str]:
    """The statement in at most two lines, below it a sign and words for the state now and what the outlook rests on."""
    x, anchor = (NAMES - 16, "end") if lang == "ar" else (4, "start")
    for k, said in enumerate(name):
        yield label(x, top + 8 + 17 * k, said, lang, anchor=anchor)
    y = top + 8 + 17 * len(name)
    yield _ring(c.state, x - 4 if lang == "ar" else x + 4, y - 4)
    said = fitted(f"{_state(c, lang)} · {say(f'chart.basis-{c.basis}', lang)}", NAME_ROOM - 14, 12)
    yield label(x - 14 if lang == "ar" else x + 14, y, said, lang, "note", anchor)


def _ring(state: State, x: float, y: float) -> str:
    """Met: a full ring; not met: an empty one; cannot tell: a broken one."""
    return path(f"ring {state}", f"M{px(x - 4)} {px(y)}a4 4 0 1 1 8 0a4 4 0 1 1-8 0")


def _state(c: Outlook, lang: str) -> str:
    if c.state == "met" and c.since:
        return say("chart.state-met-since", lang, day=dated(c.since, lang))
    return say(f"chart.state-{c.state}", lang)


def _needs(needs: Sequence[Need], time: Time, share: Linear, lang: str) -> Iterable[str]:
    """A stem and a point for each need; chances of those that stand close together are said as a range."""
    places = sorted({(round(time.after(n.day)), n.ppm) for n in needs if time.holds(n.day)})
    if not places:
        return
    yield path("edge", "".join(f"M{x} {px(share.at(0))}V{px(share.at(p))}" for x, p in places))
    yield path("need", "".join(f"M{x} {px(share.at(p))}h0" for x, p in places))
    for near in _together(places, share, lang):
        said, (x, ppm) = _range(near, lang), near[-1]
        y = share.at(ppm)
        if _low(ppm, share) and near[0][0] - width(said, 12) - SIDE > time.start:
            yield label(near[0][0] - SIDE, y - 3, said, lang, "tick halo", "end")
        else:
            yield label(x + SIDE, y - 3 if _low(ppm, share) else y + 15, said, lang, "tick halo")


def _low(ppm: int, share: Linear) -> bool:
    """True when the figure has no room below the curve."""
    return share.start - share.at(ppm) < 18


def _together(places: Sequence[tuple[int, int]], share: Linear, lang: str) -> list[list[tuple[int, int]]]:
    """Points whose chances cannot be written apart: a low one's stands before it, another's below and behind it."""
    found: list[list[tuple[int, int]]] = []
    for place in places:
        wide = width(_range([place], lang), 12) + SIDE + 4
        if found and place[0] - found[-1][-1][0] < wide + (SIDE if _low(place[1], share) else 0):
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _range(near: Sequence[tuple[int, int]], lang: str) -> str:
    low, high = (chance(ppm, lang) for ppm in (near[0][1], near[-1][1]))
    if low == high:
        return low
    figures = [round(ppm / 10_000) for ppm in (near[0][1], near[-1][1])]
    return say("chart.from-to", lang, low=figures[0], high=figures[1])


def _details(c: Outlook, lang: str) -> Iterable[str]:
    """What needs it and when, each with its chance; the chance by the end of what was looked at."""
    for need in c.needs[:TOLD]:
        yield _need(need, lang)
    if len(c.needs) > TOLD:
        yield say("chart.outlook-more", lang, count=len(c.needs) - TOLD)
    if c.points:
        day, ppm = c.points[-1]
        yield say("chart.outlook-last", lang, day=dated(day, lang), chance=chance(ppm, lang))
    else:
        yield say("chart.outlook-without", lang)


def _need(need: Need, lang: str) -> str:
    what = named(need.what.of(lang), lang)
    return say("chart.outlook-need", lang, what=what, day=dated(need.day, lang), chance=chance(need.ppm, lang))


def _signs(lang: str) -> tuple[Sign, ...]:
    def need(x: float, y: float) -> str:
        return path("edge", f"M{px(x)} {px(y - 2)}v8") + path("need", f"M{px(x)} {px(y - 2)}h0")

    def ring(state: State) -> Sign:
        return Sign(lambda x, y: _ring(state, x, y), say(f"chart.sign-{state}", lang))

    return (
        Sign(lambda x, y: path("l1", f"M{px(x - 8)} {px(y + 5)}l5-1l6-8l5-1"), say("chart.sign-outlook", lang)),
        Sign(need, say("chart.sign-need", lang)),
        *(ring(state) for state in ("met", "not-met", "cannot-tell")),
    )


def _said(data: Outlooks, lang: str) -> str:
    """The description: how many conditions, how many are met now, how many have no outlook."""
    met = sum(c.state == "met" for c in data.conditions)
    blind = sum(c.basis == "none" for c in data.conditions)
    said = [say("chart.outlook-said", lang, count=len(data.conditions), met=met)]
    if blind:
        said.append(say("chart.outlook-said-none", lang, count=blind))
    return " ".join(said)


def _table(data: Outlooks, lang: str) -> Table:
    """One row for each need, or one for a condition that nothing needs; chances by the end of each year."""
    ends = [date(year, 12, 31) for year in range(data.as_of.year, data.horizon.year)] + [data.horizon]
    heads = [say(f"chart.column-{c}", lang) for c in
             ("condition", "working-group", "state", "outlook", "needed-for", "needed-on", "chance-then")]  # fmt: skip
    heads += [say("chart.column-met-by", lang, day=dated(day, lang)) for day in ends]
    rows = []
    for c in data.conditions:
        begun = (
            clean(c.statement.of(lang)),
            clean(c.group.of(lang)) if c.group else "",
            _state(c, lang),
            say(f"chart.basis-{c.basis}", lang),
        )
        later = [chance(c.by(day), lang) if c.points else "" for day in ends]
        needs = [(clean(n.what.of(lang)), n.day.isoformat(), chance(n.ppm, lang)) for n in c.needs]
        rows += [(*begun, *need, *later) for need in needs or [("", "", "")]]
    return Table(tuple(heads), tuple(rows))
