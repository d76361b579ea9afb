"""Two runs side by side: for each milestone where 8 of 10 futures reached it earlier and where they do now.

In: :class:`Comparison` (readings of both runs, paired).  Out: a chart of two whiskers for each milestone.  The rule
this module owns: *only what both runs know is compared*; a milestone or a reading that one of them lacks says so, and
a middle date that one of them does not reach is no number of days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from jadwal.publish.charts.axes import AXIS_ROOM, Moment, Moments, time_axis
from jadwal.publish.charts.bidi import clean, named
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, label, no_data, nothing, path, px
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import SEMIBOLD, fitted, width
from jadwal.publish.charts.moves import moved, signed
from jadwal.publish.charts.pairing import Comparison, Moved, Pair, Run, shift
from jadwal.publish.charts.scales import Time
from jadwal.publish.charts.words import aim_chance, chance, dated, finishing, say

WIDE, NAMES, ROW, HEAD = 900.0, 236.0, 36.0, 24.0  # pixels: the drawing, the names, a row, a heading
RIGHT, NAME_ROOM = WIDE - 178, NAMES - 20


def comparison(data: Comparison, lang: str) -> Chart:
    """The comparison as a chart in ``lang``."""
    title, table = say("chart.comparison", lang), _table(data, lang)
    if data.earlier_as_of is None:
        return nothing(data.id, lang, title, say("chart.comparison-none", lang), table)
    days = sorted(_days(data))
    if not days:
        return no_data(data.id, lang, title, table)
    time = Time(days[0], days[-1] + timedelta(days=max((days[-1] - days[0]).days // 40, 7)), NAMES, RIGHT)
    legend = Legend(_signs(data, lang), 4, WIDE - 4)
    moments = Moments(_moments(data, data.earlier_as_of, lang), time, lang)
    top = round(legend.high + moments.high + 10)
    bottom = top + sum(HEAD * _headed(pair) + ROW * len(pair.milestones) for pair in data.pairs) + 4
    drawing = Drawing(data.id, lang, "wide comparison", WIDE, bottom + AXIS_ROOM)
    legend.draw(drawing, 2)
    time_axis(drawing, time, top, bottom)
    moments.draw(drawing, legend.high + 6, bottom)
    y, row = top + 2.0, 0
    for pair in data.pairs:
        if _headed(pair):
            drawing.add(path("stripe", box(0, y, WIDE, HEAD - 2)))
            x, anchor = (WIDE - 6, "end") if lang == "ar" else (6, "start")
            drawing.label(x, y + 16, _heading(pair, lang, WIDE - 12), "strong", anchor)
            y += HEAD
        for milestone in pair.milestones:
            _draw(drawing, milestone, row, y, time)
            y += ROW
            row += 1
    return drawing.chart(title, _said(data, data.earlier_as_of, lang), table)


def _headed(pair: Pair) -> bool:
    return bool(pair.names or pair.only)


def _heading(pair: Pair, lang: str, room: float | None = None) -> str:
    """The readings in words (cut to a room), and which run lacks them or some of the questions."""
    said = say("chart.comma", lang).join(clean(name.of(lang)) for name in pair.names)
    note = say(f"chart.comparison-only-{pair.only}", lang) if pair.only else ""
    if pair.since:
        note = say("chart.comparison-since", lang, count=len(pair.since))
    if room is not None:
        said = fitted(said, room - width(f"{note} ", 13, SEMIBOLD), 13, SEMIBOLD)
    return " ".join(filter(None, (named(said, lang), note)))


def _draw(drawing: Drawing, m: Moved, row: int, y: float, time: Time) -> None:
    """One milestone: the earlier run above, the present one below, and at the right how its middle moved."""
    lang = drawing.lang
    full = clean(m.name.of(lang))
    name = fitted(full, NAME_ROOM)
    said = _move(m, lang)
    x, anchor = (NAMES - 10, "end") if lang == "ar" else (6, "start")
    parts = [path("hit", box(1, y + 1, WIDE - 2, ROW - 2)), label(x, y + 22, name, lang, anchor=anchor)]
    for k, run in enumerate((m.earlier, m.now)):
        if run:
            parts += _whisker(run, y + 10 + 16 * k, time, now=bool(k))
    parts.append(label(RIGHT + 12, y + 22, fitted(said, WIDE - RIGHT - 16, 12), lang, "tick"))
    words = [] if name == full else [f"{full}:"]
    for key, run in (("earlier", m.earlier), ("now", m.now)):
        words.append(say(f"chart.comparison-{key}", lang, what=_run_words(run, lang)))
    drawing.item(*parts, details=" ".join(words), row=row, at=(WIDE / 2, y if row else y + ROW), below=not row)


def _whisker(run: Run, y: float, time: Time, now: bool) -> Iterable[str]:
    """From 10 to 90 % of the futures (open at the end of the axis where 90 % never come), 50 %, aim and commit."""
    q, was = run.quantiles, "" if now else " was"
    if q.p10:
        left, right = time.after(q.p10), time.after(q.p90) if q.p90 else time.end
        end = f"M{px(right)} {px(y - 4)}v8" if q.p90 else f"M{px(right - 4)} {px(y - 4)}l4 4l-4 4"
        yield path(f"whisker{was}", f"M{px(left)} {px(y - 4)}v8M{px(left)} {px(y)}H{px(right)}{end}")
    if q.p50:
        yield path(f"middle{was}", f"M{px(time.after(q.p50))} {px(y - 6)}v12")
    if run.aim:
        yield path("aim", f"M{px(time.after(run.aim) - 4)} {px(y - 8)}h8l-4 6z")
    if run.commit:
        yield path("commit", f"M{px(time.after(run.commit) - 4.5)} {px(y + 8)}h9l-4.5-7z")


def _move(m: Moved, lang: str) -> str:
    """How the middle date moved, in words with its sign, or why that cannot be said."""
    if m.earlier is None or m.now is None:
        return say("chart.only-now" if m.earlier is None else "chart.only-earlier", lang)
    days = shift(m)
    if days is not None:
        return moved(days, lang)
    before, now = m.earlier.quantiles.p50, m.now.quantiles.p50
    return say("chart.half-lost" if before else "chart.half-won" if now else "chart.half-never", lang)


def _run_words(run: Run | None, lang: str) -> str:
    """One run in words: range and middle, aim and commit date with their chances."""
    if run is None:
        return say("chart.comparison-missing", lang)
    if run.reached and run.quantiles.p50:
        return say("chart.ended", lang, day=dated(run.quantiles.p50, lang))
    said = [finishing(run.quantiles, lang)]
    if run.aim:
        said.append(say("chart.aim-at", lang, day=dated(run.aim, lang), chance=_aim(run, lang)))
    if run.commit:
        kept = aim_chance(run.commit, run.quantiles, lang)
        said.append(say("chart.commit-at", lang, day=dated(run.commit, lang), chance=kept))
    return " ".join(said)


def _aim(run: Run, lang: str) -> str:
    return (
        aim_chance(run.aim, run.quantiles, lang) if run.aim and run.aim_ppm is None else chance(run.aim_ppm or 0, lang)
    )


def _days(data: Comparison) -> Iterable[date]:
    """Every day that is drawn; nothing when neither run has any."""
    runs = [run for pair in data.pairs for m in pair.milestones for run in (m.earlier, m.now) if run]
    found = [day for run in runs for q in (run.quantiles,) for day in (q.p10, q.p50, q.p90, run.aim, run.commit) if day]
    if found:
        yield from (*found, data.as_of, *((data.earlier_as_of,) if data.earlier_as_of else ()))


def _moments(data: Comparison, earlier: date, lang: str) -> Iterable[Moment]:
    if earlier != data.as_of:
        yield Moment(earlier, "today", say("chart.as-of-earlier", lang, day=dated(earlier, lang)))
    yield Moment(data.as_of, "today", say("chart.as-of", lang, day=dated(data.as_of, lang)))


def _signs(data: Comparison, lang: str) -> tuple[Sign, ...]:
    def whisker(cls: str) -> Sign:
        def draw(x: float, y: float) -> str:
            was = cls.removeprefix("whisker")
            ends = path(cls, f"M{px(x - 8)} {px(y - 4)}v8M{px(x - 8)} {px(y)}h16m0-4v8")
            return ends + path(f"middle{was}", f"M{px(x)} {px(y - 6)}v12")

        return Sign(draw, say(f"chart.sign-{'was' if 'was' in cls else 'is'}", lang))

    return (
        whisker("whisker was"),
        whisker("whisker"),
        Sign(lambda x, y: path("aim", f"M{px(x - 4)} {px(y - 3)}h8l-4 6z"), say("chart.sign-aim", lang)),
        Sign(lambda x, y: path("commit", f"M{px(x - 4.5)} {px(y + 3.5)}h9l-4.5-7z"), say("chart.sign-commit", lang)),
    )


def _said(data: Comparison, earlier: date, lang: str) -> str:
    """The description: the two days, and how many milestones come later, earlier, at the same time."""
    moves = [shift(m) for pair in data.pairs for m in pair.milestones]
    known = [days for days in moves if days is not None]
    counts = {
        "later": sum(d > 0 for d in known),
        "sooner": sum(d < 0 for d in known),
        "same": known.count(0),
        "unknown": len(moves) - len(known),
    }
    return say("chart.comparison-said", lang, earlier=dated(earlier, lang), now=dated(data.as_of, lang), **counts)


def _table(data: Comparison, lang: str) -> Table:
    """One row for each reading and milestone: both runs, and the move."""
    each = ("p10", "p50", "p90", "reached", "aim-date", "commit-chance", "commit", "commit-chance")
    heads = [say(f"chart.column-{c}", lang) for c in ("milestone", "reading")]
    for run in ("earlier", "now"):
        heads += [say(f"chart.column-of-{run}", lang, what=say(f"chart.column-{c}", lang)) for c in each]
    heads += [say(f"chart.column-{c}", lang) for c in ("days-moved", "move")]
    rows = []
    for pair in data.pairs:
        reading = _heading(pair, lang)
        for m in pair.milestones:
            days = shift(m)
            cells = [*_cells(m.earlier, lang), *_cells(m.now, lang)]
            rows.append((clean(m.name.of(lang)), clean(reading), *cells, signed(days), _move(m, lang)))
    return Table(tuple(heads), tuple(rows))


def _cells(run: Run | None, lang: str) -> tuple[str, ...]:
    """One run: quantiles, share that reaches it, aim and commit date with their chances."""
    if run is None:
        return ("",) * 8
    q = run.quantiles
    aim = (run.aim.isoformat(), _aim(run, lang)) if run.aim else ("", "")
    kept = (run.commit.isoformat(), aim_chance(run.commit, q, lang)) if run.commit else ("", "")
    return (
        *(day.isoformat() if day else "" for day in (q.p10, q.p50, q.p90)),
        chance(q.reached_ppm, lang),
        *aim,
        *kept,
    )
