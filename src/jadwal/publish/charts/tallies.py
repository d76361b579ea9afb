"""Counted totals as their counters put them: a bracket over the period of each, with its words.

In: the tallies of one indicator, a time scale.  Out: lines of a drawing.  The rule this module owns: *a total of
another counter or scope never stands among the indicator's own*: it has a heading and a line of its own kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jadwal.messages import stored
from jadwal.model.timetable import Counts, TallyMark
from jadwal.publish.charts.bidi import named
from jadwal.publish.charts.drawing import Drawing, box, label, path, px
from jadwal.publish.charts.measure import fitted, width
from jadwal.publish.charts.scales import Time
from jadwal.publish.charts.words import between, say
from jadwal.text import strip_controls

LANE, SIZE, AWAY = 17.0, 12, 6.0  # pixels: a line, its words, from a bracket to its words
MOST_OWN, MOST_OTHERS = 5, 4


def listed(found: Counts) -> list[TallyMark]:
    """Tallies in the order of the table: the counter's own, then those of others, each by its last day."""
    return sorted(found.tallies, key=lambda t: (not t.own, t.as_of, t.since, t.id))


def figure(mark: TallyMark, lang: str) -> str:
    """The total in its counter's words: "more than 150"."""
    return stored(f"assess.figure.{mark.comparator}", lang, n=f"{mark.value:,}")


@dataclass(frozen=True, slots=True)
class Group:
    """The totals of one kind: those that are drawn with their rows in the table, and how many there are."""

    own: bool
    marks: tuple[tuple[int, TallyMark], ...]
    total: int


def groups(found: Counts) -> tuple[Group, ...]:
    """The indicator's own totals and those of others, evenly chosen by their last days where they are many."""
    rows = list(enumerate(listed(found), len(found.weeks)))
    kinds = ((own, [(k, t) for k, t in rows if t.own is own]) for own in (True, False))
    return tuple(
        Group(own, _evenly(marks, MOST_OWN if own else MOST_OTHERS), len(marks)) for own, marks in kinds if marks
    )


def _evenly(marks: Sequence[tuple[int, TallyMark]], most: int) -> tuple[tuple[int, TallyMark], ...]:
    if len(marks) <= most:
        return tuple(marks)
    return tuple(marks[round(k * (len(marks) - 1) / (most - 1))] for k in range(most))


def high(chosen: Sequence[Group]) -> float:
    """Pixels that the groups take."""
    return LANE * sum(len(group.marks) + 1 for group in chosen)


def draw(drawing: Drawing, found: Counts, chosen: Sequence[Group], y: float, time: Time) -> None:
    """Each group from ``y`` on downwards: a heading that says whose totals they are, then one bracket each."""
    lang = drawing.lang
    x, anchor = (drawing.wide - 4, "end") if lang == "ar" else (4, "start")
    for group in chosen:
        head = _whose(found, lang) if group.own else say("chart.counts-others", lang)
        if group.total > len(group.marks):
            head += " " + say("chart.counts-chosen", lang, shown=len(group.marks), total=group.total)
        drawing.label(x, y + 12, _cut(head, drawing.wide - 8), "note", anchor)
        for row, mark in group.marks:
            y += LANE
            _bracket(drawing, found, mark, row, y, time)
        y += LANE


def _bracket(drawing: Drawing, found: Counts, mark: TallyMark, row: int, y: float, time: Time) -> None:
    """One total: its words behind the bracket, or where there is most room."""
    lang, middle = drawing.lang, y + LANE / 2
    left, right = time.at(mark.since), time.after(mark.as_of)
    said, whose = figure(mark, lang), mark.scope if mark.counter == found.counter else mark.counter
    if whose and not mark.own:
        said += f"{say('chart.comma', lang)}{named(whose, lang)}"
    places = (
        (drawing.wide - right - AWAY - 2, right + AWAY, "start"),
        (left - AWAY - 2, left - AWAY, "end"),
        (right - left - 2 * AWAY, (left + right) / 2, "middle"),
    )
    wide = width(said, SIZE)
    room, x, anchor = next((place for place in places if place[0] >= wide), max(places))
    drawing.item(
        path("hit", box(1, y, drawing.wide - 2, LANE)),
        path("tally" if mark.own else "tally other", f"M{px(left)} {px(middle + 5)}v-5H{px(right)}m0 0v5"),
        label(x, middle + 4, _cut(said, room), lang, "tick halo", anchor),
        details=_details(mark, lang),
        row=row,
        at=((left + right) / 2, y - 1),
    )


def _cut(said: str, room: float) -> str:
    """A sentence with isolates, or as much of it without them as fits."""
    return said if width(said, SIZE) <= room else fitted(strip_controls(said), room, SIZE)


def _whose(found: Counts, lang: str) -> str:
    """Whose totals are the indicator's own."""
    code = "chart.counts-own" if found.scope else "chart.counts-own-plain"
    who = {"counter": named(found.counter, lang)} | ({"scope": named(found.scope, lang)} if found.scope else {})
    return say(code, lang, **who)


def _details(mark: TallyMark, lang: str) -> str:
    who = {"counter": named(mark.counter, lang), "scope": named(mark.scope, lang)}
    code = "chart.counts-tally-own" if mark.own else "chart.counts-tally-other"
    said = say(code, lang, figure=figure(mark, lang), period=between(mark.since, mark.as_of, lang), **who)
    return said if mark.scope else said.replace(" ()", "")
