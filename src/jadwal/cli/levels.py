"""The counted series on a terminal: level, last weeks, and what is said of them.

In: levels.  Out: text.  The rule this module owns: *the thresholds of the words stand below them*.
"""

from __future__ import annotations

from collections.abc import Sequence

from jadwal.cli.screen import NONE, Screen
from jadwal.messages import text
from jadwal.model.level import CountLevel
from jadwal.publish.levelled import bounds, name, per_week, sentences

MOST_SERIES = 12


def show_levels(screen: Screen, levels: Sequence[CountLevel]) -> None:
    """One row per series, at most :data:`MOST_SERIES`; nothing when nothing is counted."""
    if not levels:
        return
    lang = screen.lang
    screen.heading(text("levels.heading", lang))
    heads = [text(f"levels.column-{c}", lang) for c in ("level", "recent", "year", "series")]
    screen.table(heads, [_row(level, lang) for level in levels[:MOST_SERIES]])
    if len(levels) > MOST_SERIES:
        screen.say("levels.more", n=len(levels) - MOST_SERIES)
    screen.say("levels.thresholds")


def _row(level: CountLevel, lang: str) -> list[str]:
    last = level.spans[-1] if level.spans else None
    figures = (
        NONE
        if last is None
        else f"{per_week(last.level_milli)} ({per_week(last.low_milli)}–{per_week(last.high_milli)})"
    )
    r = level.rate
    recent = year = NONE
    if r is not None and r.recent_weeks:
        recent = bounds(r.recent_low, r.recent_high, lang)
    if r is not None and r.year_weeks:
        year = bounds(r.year_low, r.year_high, lang)
    said = [name(level, lang), *(f"· {s}" for s in sentences(level, lang))]
    return [figures, recent, year, "\n".join(said)]
