"""What moves the date: by how many days the end comes earlier or later when one cause is taken away.

In: :class:`Drivers` (causes of one reading, most important first).  Out: a chart of bars from a line of no change.
The rule this module owns: *days earlier lie left of the line, days later right of it*, and every bar says its days,
its direction and the change in the chance of reaching the end at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from jadwal.model.case import Text, Value
from jadwal.model.timetable import Driver, ReadingResult, Timetable
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, diamond, label, nothing, path, px
from jadwal.publish.charts.measure import fitted, width
from jadwal.publish.charts.moves import moved, signed
from jadwal.publish.charts.scales import Linear, nice_step
from jadwal.publish.charts.words import number, say

WIDE, ROW, NAME, THICK, HEAD, FOOT = 640.0, 40.0, 22.0, 13.0, 32.0, 36.0  # pixels: drawing, row, its name, bar, …
NOTE, MOST, LEAST_POINT = 260.0, 10, 5_000  # pixels for a note; causes drawn; least change in chance said (ppm)


class Cause(Value, frozen=True, kw_only=True):
    """Something taken away: the days by which the end moves (negative: earlier), the change in its chance (ppm).

    ``error_milli``: the standard error of the days, in thousandths.  A risk that has a mitigation: its days without
    and with it.
    """

    kind: str
    name: Text
    days: int
    change_ppm: int
    error_milli: int = 0
    unmitigated: int | None = None
    mitigated: int | None = None

    @property
    def bars(self) -> tuple[int, ...]:
        """The days that are drawn: before and after a mitigation, else one bar."""
        if self.unmitigated is None or self.mitigated is None:
            return (self.days,)
        return self.unmitigated, self.mitigated


class Drivers(Value, frozen=True, kw_only=True):
    """The causes that move the end of one reading, most important first; ``still``: how many do not move it.

    The end is looked at where ``share_ppm`` of the futures have reached it.  ``late``: so many do not reach it within
    the horizon; then it counts as the day after, and a move is the least it can be.
    """

    id: str
    share_ppm: int
    causes: tuple[Cause, ...]
    still: int = 0
    late: bool = False


def drivers_of(timetable: Timetable, reading: int, id: str) -> Drivers:
    """The causes of one reading."""
    result = timetable.readings[reading]
    moving = [d for d in result.drivers if _moves(d)]
    return Drivers(
        id=id,
        share_ppm=result.end_share_ppm,
        causes=tuple(
            Cause(
                kind=d.kind,
                name=d.name,
                days=d.days,
                change_ppm=d.attainable_ppm,
                error_milli=d.error_milli,
                unmitigated=d.unmitigated_days,
                mitigated=d.mitigated_days,
            )
            for d in sorted(moving, key=lambda d: (-abs(d.days), -abs(d.attainable_ppm), d.kind, d.id))
        ),
        still=len(result.drivers) - len(moving),
        late=_late(timetable.context.objectives.end, result),
    )


def _moves(d: Driver) -> bool:
    either = d.days or d.unmitigated_days or d.mitigated_days
    return bool(either) or abs(d.attainable_ppm) >= LEAST_POINT


def _late(end: str, result: ReadingResult) -> bool:
    """True when the end is not reached in as many futures as it is looked at."""
    found = next((m.quantiles for m in result.milestones if m.id == end), None)
    return found is not None and found.reached_ppm < result.end_share_ppm


def drivers(data: Drivers, lang: str) -> Chart:
    """What moves the date as a chart in ``lang``."""
    title, table = say("chart.drivers", lang), _table(data, lang)
    share = data.share_ppm // 10_000
    if not data.causes:
        why = say("chart.drivers-still", lang, count=data.still) if data.still else say("chart.drivers-none", lang)
        return nothing(data.id, lang, title, why, table)
    causes = data.causes[:MOST]
    days = _scale([(max(c.bars, key=abs), _words(c, lang)) for c in causes], 4, WIDE - 4)
    bottom = HEAD + ROW * len(causes)
    drawing = Drawing(data.id, lang, "small drivers", WIDE, bottom + FOOT)
    days_axis(drawing, days, HEAD, ROW, len(causes))
    for at, cause in enumerate(causes):
        _draw(drawing, cause, at, HEAD + ROW * at, days)
    more = len(data.causes) - len(causes)
    said = [say("chart.drivers-said", lang, share=share, name=clean(causes[0].name.of(lang)))]
    said.append(say("chart.drivers-first", lang, moved=moved(causes[0].days, lang)))
    if data.still or more:
        said.append(say("chart.drivers-rest", lang, more=more, still=data.still))
    if data.late:
        said.append(say("chart.drivers-late", lang, share=share))
    if any(len(c.bars) > 1 for c in causes):
        said.append(say("chart.drivers-mitigated", lang))
    return drawing.chart(title, " ".join(said), table)


def _scale(values: Sequence[tuple[int, str]], start: float, end: float) -> Linear:
    """Days onto pixels such that every bar has room for its words beyond its end, and 0 is on the scale."""
    low, high = min(0, *(v for v, _ in values)), max(0, *(v for v, _ in values))
    before = max((width(said, 12) + 9 for v, said in values if v < 0), default=6)
    behind = max((width(said, 12) + 12 for v, said in values if v >= 0), default=6)
    return Linear(low, max(high, low + 1), start + before, end - behind)


def days_axis(drawing: Drawing, days: Linear, top: float, row: float, count: int) -> None:
    """Grid and day numbers, the line of no change beside the bars of each row, and what either side of it means."""
    lang, zero, bottom = drawing.lang, days.at(0), top + row * count
    line = f"M{px(zero)} {px(top - 18)}v16" + "".join(
        f"M{px(zero)} {px(top + row * at + NAME)}V{px(top + row * (at + 1))}" for at in range(count)
    )
    step = nice_step(days.high - days.low, max(int((days.end - days.start) / 56), 1))
    first = -(-int(days.low) // step) * step
    ticks = range(first, int(days.high) + 1, step)
    grid = "".join(f"M{px(days.at(v))} {px(top)}V{px(bottom)}" for v in ticks if v)
    drawing.hidden(
        path("grid", grid) if grid else "",
        path("axis", line),
        *(label(days.at(v), bottom + 15, number(v), lang, "tick", "middle") for v in ticks),
        label(WIDE - 4, bottom + 31, say("chart.days-axis", lang), lang, "note", "end"),
    )
    sides = (("earlier", zero - 8, "end", zero - 8), ("later", zero + 8, "start", WIDE - zero - 8))
    for side, x, anchor, room in sides:
        said = say(f"chart.side-{side}", lang)
        if width(said, 12) <= room and (days.low < 0 if side == "earlier" else days.high > 1):
            drawing.label(x, top - 10, said, "note", anchor)


def _draw(drawing: Drawing, cause: Cause, at: int, y: float, days: Linear) -> None:
    """One cause: name at one side, kind and change of chance at the other; below them its bar with its days."""
    lang, middle, zero = drawing.lang, y + 31, days.at(0)
    note = f"{say(f'chart.cause-{cause.kind}', lang)} · {_change(cause.change_ppm, lang)}"
    name, words = headed(cause.name.of(lang), note, y + 17, lang)
    longest = max(cause.bars, key=abs)
    end = days.at(longest)
    left, right = min(zero, end), max(zero, end)
    earlier, said = longest < 0, _words(cause, lang)
    parts = [
        path("hit", box(1, y + 1, WIDE - 2, ROW - 2)),
        *words,
        *_bars(cause, middle, days),
        label(left - 5 if earlier else right + 9, middle + 4, said, lang, "tick", "end" if earlier else "start"),
    ]
    without = "chart.drivers-with" if cause.kind == "mitigation" else "chart.drivers-without"
    change, error = _change(cause.change_ppm, lang), days_error(cause.error_milli)
    details = say(without, lang, moved=said, chance=change, error=error)
    drawing.item(*parts, details=f"{name}. {details}" if name else details, row=at, at=(WIDE / 2, y))


def _words(cause: Cause, lang: str) -> str:
    """The days of a cause; before and after its mitigation where it has one."""
    first, *after = cause.bars
    said = moved(first, lang)
    return say("chart.drivers-both", lang, before=said, after=number(after[0])) if after else said


def _bars(cause: Cause, middle: float, days: Linear) -> list[str]:
    """One bar; before a mitigation (solid) and after it (hollow) two thinner ones, one above the other."""
    zero, thick = days.at(0), THICK / len(cause.bars)
    found = []
    for n, moves in enumerate(cause.bars):
        end, top = days.at(moves), middle - THICK / 2 + n * thick
        name = ("sooner" if moves < 0 else "longer") + (" eased" if n else "")
        shape = box(min(zero, end), top, max(abs(end - zero), 1.5), thick)
        found.append(path(name, shape if moves or n else diamond(zero, top + thick / 2, 5)))
    return found


def days_error(milli: int) -> str:
    """A standard error in days, to the tenth: "± 1.2"."""
    tenths = (milli + 50) // 100
    return f"± {tenths // 10}.{tenths % 10}"


def headed(name: str, note: str, y: float, lang: str) -> tuple[str, list[str]]:
    """A name and a note on one line, each at its side; also the whole name, when it had to be cut."""
    full = clean(name).removesuffix(".")
    note = fitted(note, NOTE, 12)
    room = WIDE - 8 - 24 - width(note, 12)
    said = fitted(full, room)
    sides = (WIDE - 4, "end", 4.0, "start") if lang == "ar" else (4.0, "start", WIDE - 4, "end")
    words = [label(sides[0], y, said, lang, "halo", sides[1]), label(sides[2], y, note, lang, "note halo", sides[3])]
    return ("" if said == full else full), words


def _change(ppm: int, lang: str) -> str:
    """The change in the chance of reaching the end, in points of a percent."""
    points = (abs(ppm) + 5_000) // 10_000
    if not points:
        return say("chart.chance-same", lang)
    return say("chart.chance-more" if ppm > 0 else "chart.chance-less", lang, points=points)


def _table(data: Drivers, lang: str) -> Table:
    """One row for each cause that moves the end, also for those that are not drawn."""
    columns = ("cause", "kind", "days-moved", "days-error", "move", "chance-change", "unmitigated", "mitigated")
    heads = tuple(say(f"chart.column-{c}", lang) for c in columns)
    return Table(heads, tuple(_cells(cause, lang) for cause in data.causes))


def _cells(cause: Cause, lang: str) -> tuple[str, ...]:
    kind = say(f"chart.cause-{cause.kind}", lang)
    name, change = clean(cause.name.of(lang)), _change(cause.change_ppm, lang)
    both = (signed(cause.unmitigated), signed(cause.mitigated))
    return (name, kind, signed(cause.days), days_error(cause.error_milli), moved(cause.days, lang), change, *both)
