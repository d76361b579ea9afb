"""Assumed values and what hangs on them: how the end moves when each is at its stated low and its stated high.

In: :class:`Assumptions` of one reading, those that decide most first.  Out: a chart of two bars each.  The rule this
module owns: *an end that is not reached is no number of days*: it is drawn as an open bar with a cross, and said.
"""

from __future__ import annotations

from datetime import date

from jadwal.case import dictionary
from jadwal.model.case import Text, Value
from jadwal.model.timetable import Sensitivity, Timetable
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, diamond, label, nothing, path, px
from jadwal.publish.charts.drivers import FOOT, WIDE, days_axis, headed
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import width
from jadwal.publish.charts.moves import moved, signed
from jadwal.publish.charts.scales import Linear
from jadwal.publish.charts.words import dated, number, say
from jadwal.publish.tables import SCENARIO_DATES

FIGURES, ROW, THICK, MOST = 132.0, 62.0, 11.0, 8  # pixels: the figures before the bars, a row, a bar; rows drawn
CROSS = 26.0  # pixels that an end that is not reached is drawn beyond the scale
OTHER_TABLES = {"conditions": "condition.scenario"}  # tables whose fields stand elsewhere in the dictionary


class Assumption(Value, frozen=True, kw_only=True):
    """An assumed value with its range, and how the end moves at either end of it (None: not reached)."""

    name: Text | None
    meaning: Text
    unit: Text | None
    dates: bool  # the figures are days (proleptic ordinals)
    low: int
    value: int
    high: int
    days_at_low: int | None
    days_at_high: int | None
    decides: bool

    @property
    def hangs(self) -> bool:
        """True when it decides whether the end is reached, and no days can be said at either value."""
        return self.days_at_low is None and self.days_at_high is None


class Assumptions(Value, frozen=True, kw_only=True):
    """The assumed values of one reading that move its end, most important first; ``still``: how many do not."""

    id: str
    share_ppm: int
    values: tuple[Assumption, ...]
    still: int = 0


def assumed_of(timetable: Timetable, reading: int, id: str) -> Assumptions:
    """The assumed values of one reading, in the order of the timetable: those that decide whether it ends first."""
    result = timetable.readings[reading]
    moving = [s for s in result.sensitivities if _moves(s)]
    return Assumptions(
        id=id,
        share_ppm=result.end_share_ppm,
        values=tuple(_assumption(s) for s in moving),
        still=len(result.sensitivities) - len(moving),
    )


def _moves(s: Sensitivity) -> bool:
    """True when the end moves, or is reached at one value and not at another.

    Without days at either end the end is either not reached there or not reached at the assumed value, so that there
    is nothing to count from; then the value matters when it is said to decide.
    """
    both = s.days_at_low is None and s.days_at_high is None
    return s.decides if both else bool(s.days_at_low != 0 or s.days_at_high != 0)


def _assumption(s: Sensitivity) -> Assumption:
    meaning, unit = _field(s.table, s.field)
    return Assumption(
        name=s.name,
        meaning=meaning,
        unit=unit,
        dates=s.field == SCENARIO_DATES,
        low=s.low,
        value=s.value,
        high=s.high,
        days_at_low=s.days_at_low,
        days_at_high=s.days_at_high,
        decides=s.decides,
    )


def _field(table: str, field: str) -> tuple[Text, Text | None]:
    """What a field means and its unit, by the dictionary; its own name where the dictionary has none."""
    if field == SCENARIO_DATES:
        return Text(en=say("chart.scenario-dates", "en"), ar=say("chart.scenario-dates", "ar")), None
    plain, of, which = field.partition(" (")  # one of several inside the row, as the ratio of a band is
    for place in (OTHER_TABLES.get(table, table), table):
        found = next((f for f in dictionary.fields(place) if f.name == plain), None)
        if found:
            meaning = Text(en=f"{found.meaning.en}{of}{which}", ar=f"{found.meaning.ar}{of}{which}")
            return meaning, found.unit if found.unit.en else None
    return Text(en=f"{table}.{field}", ar=f"{table}.{field}"), None


def assumed(data: Assumptions, lang: str) -> Chart:
    """The assumed values as a chart in ``lang``."""
    title, table = say("chart.assumed", lang), _table(data, lang)
    if not data.values:
        why = say("chart.assumed-still", lang, count=data.still) if data.still else say("chart.assumed-none", lang)
        return nothing(data.id, lang, title, why, table)
    values = data.values[:MOST]
    legend = Legend(_signs(lang), 4, WIDE - 4)
    head = legend.high + 26
    bottom = head + ROW * len(values)
    days = _scale(values, lang)
    drawing = Drawing(data.id, lang, "small drivers", WIDE, bottom + FOOT)
    legend.draw(drawing, 2)
    days_axis(drawing, days, head, ROW, len(values))
    for at, value in enumerate(values):
        _draw(drawing, value, at, head + ROW * at, days)
    rest = len(data.values) - len(values) + data.still
    said = [say("chart.assumed-said", lang, share=data.share_ppm // 10_000, count=len(data.values))]
    if rest:
        said.append(say("chart.assumed-rest", lang, more=len(data.values) - len(values), still=data.still))
    return drawing.chart(title, " ".join(said), table)


def _scale(values: tuple[Assumption, ...], lang: str) -> Linear:
    """Days onto pixels with room for the words beyond each bar, and for what is not reached beyond the greatest."""
    ends = [days for v in values if not v.hangs for days in (v.days_at_low, v.days_at_high)]
    known = [days for days in ends if days is not None]
    low, high = min(0, 0, *known), max(0, 0, *known)
    before = max((width(moved(days, lang), 12) + 8 for days in known if days < 0), default=6)
    beyond = [width(moved(d, lang), 12) + 11 + (CROSS + 4 if d is None else 0) for d in ends if d is None or d >= 0]
    return Linear(low, max(high, low + 1), FIGURES + 6 + before, WIDE - 4 - max(beyond, default=6))


def _short(v: Assumption, figure: int, lang: str) -> str:
    return dated(date.fromordinal(figure), lang) if v.dates else number(figure)


def _draw(drawing: Drawing, v: Assumption, at: int, y: float, days: Linear) -> None:
    """One value: what it is, and what it was assumed to be; below, its low and its high, each with its bar."""
    lang = drawing.lang
    full, meaning = _names(v, lang)
    note = say("chart.assumed-value", lang, value=f"{_short(v, v.value, lang)} {_unit(v, lang)}".strip())
    title = f"{full.removesuffix('.')} · {meaning}" if v.name else full
    name, words = headed(title, note, y + 17, lang)
    parts = [path("hit", box(1, y + 1, WIDE - 2, ROW - 2)), *words]
    if v.hangs:
        parts.append(label(days.at(0) + 6, y + 40, _hangs(lang), lang, "tick halo"))
    both = ((v.low, v.days_at_low, "at-low"), (v.high, v.days_at_high, "at-high"))
    for k, (figure, moves, cls) in enumerate(both):
        middle = y + 31 + 18 * k
        said = say("chart.assumed-at", lang, value=_short(v, figure, lang))
        parts.append(label(FIGURES, middle + 4, said, lang, "tick halo", "end"))
        if not v.hangs:
            parts += _bar(moves, days, middle, cls, lang)
    details = f"{name}: {_range(v, lang)}." if name else f"{_range(v, lang)}."
    drawing.item(*parts, details=details, row=at, at=(WIDE / 2, y))


def _hangs(lang: str) -> str:
    return say("chart.assumed-hangs", lang)


def _bar(moves: int | None, days: Linear, y: float, cls: str, lang: str) -> list[str]:
    """A bar from no change to the move, with its words; open, with a cross, where the end is not reached."""
    zero, said = days.at(0), moved(moves, lang)
    if moves is None:
        end = days.end + CROSS
        shape = f"M{px(end - 11)} {px(y - 5.5)}H{px(zero)}v{px(THICK)}H{px(end - 11)}"
        cross = f"M{px(end - 8)} {px(y - 4)}l8 8m0-8l-8 8"
        return [path(f"{cls} never", shape), path("cross", cross), label(end + 5, y + 4, said, lang, "tick")]
    end = days.at(moves)
    left, right = min(zero, end), max(zero, end)
    shape = box(left, y - THICK / 2, max(right - left, 1.5), THICK) if moves else diamond(zero, y, 4)
    x, anchor = (left - 5, "end") if moves < 0 else (right + (6 if moves else 9), "start")
    return [path(cls, shape), label(x, y + 4, said, lang, "tick", anchor)]


def _names(v: Assumption, lang: str) -> tuple[str, str]:
    """The row's name and the field's meaning; a row without a name is named by the field."""
    meaning = clean(v.meaning.of(lang))
    return (clean(v.name.of(lang)), meaning) if v.name else (meaning, meaning)


def _unit(v: Assumption, lang: str) -> str:
    """The unit in brackets: nothing to agree with the figure in number."""
    return "" if v.unit is None else f"({clean(v.unit.of(lang))})"


def _range(v: Assumption, lang: str) -> str:
    low, value, high = (_short(v, figure, lang) for figure in (v.low, v.value, v.high))
    return f"{say('chart.assumed-figures', lang, low=low, value=value, high=high)} {_unit(v, lang)}".strip()


def _signs(lang: str) -> tuple[Sign, ...]:
    def wide(cls: str) -> Sign:
        return Sign(lambda x, y: path(cls, box(x - 8, y - 5, 16, 10)), say(f"chart.sign-{cls}", lang))

    never = Sign(lambda x, y: path("cross", f"M{px(x - 4)} {px(y - 4)}l8 8m0-8l-8 8"), say("chart.sign-never", lang))
    return wide("at-low"), wide("at-high"), never


def _table(data: Assumptions, lang: str) -> Table:
    """One row for each assumed value that moves the end, also for those that are not drawn."""
    columns = ("what", "meaning", "unit", "low-value", "value", "high-value", "days-at-low", "days-at-high", "decides")
    rows = []
    for v in data.values:
        full, meaning = _names(v, lang)
        figures = (date.fromordinal(n).isoformat() if v.dates else str(n) for n in (v.low, v.value, v.high))
        ends = (v.days_at_low, v.days_at_high)
        moves = (_hangs(lang) if v.hangs else moved(d, lang) if d is None else signed(d) for d in ends)
        unit = "" if v.unit is None else clean(v.unit.of(lang))
        rows.append((full, meaning, unit, *figures, *moves, say("chart.yes" if v.decides else "chart.no", lang)))
    return Table(tuple(say(f"chart.column-{c}", lang) for c in columns), tuple(rows))
