"""How far a date moves, in words.

In: days, earlier ones negative.  Out: short texts in a language, and cells of tables.  The rule this module owns: *a
move says in words which way it goes*, and no move is no figure.
"""

from __future__ import annotations

from jadwal.publish.charts.words import say


def moved(days: int | None, lang: str) -> str:
    """A move in words: "34 days later"; None: not reached in so many futures."""
    if days is None:
        return say("chart.not-reached", lang)
    if days == 0:
        return say("chart.not-moved", lang)
    return say("chart.moved-later" if days > 0 else "chart.moved-earlier", lang, days=abs(days))


def signed(days: int | None) -> str:
    """Days as a cell of a table, with their sign; empty where there is no figure."""
    return "" if days is None else f"{days:+d}" if days else "0"
