"""What is said of requirements: each function, who provides it where, and what each departure leaves.

In: a planned reading.  Out: sentences, and the rows of ``requirements.csv``.  The rule this module owns: *one row per
function, formation, site and unit*, and a function that nobody provides has one too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from jadwal.messages import text
from jadwal.model.case import Text
from jadwal.model.cover import Cover, Leaving, Provider
from jadwal.model.timetable import ReadingResult

HEADER = (
    "reading", "function", "name_en", "name_ar", "formation", "site", "unit", "unit_en", "unit_ar", "nation", "people",
    "from", "until", "ending", "needed", "needed_until", "until_condition", "until_activity", "enough_until",
    "left_after", "short_after", "still_needed_then",
)  # fmt: skip
Cell = str | int | bool | date | None


def rows(reading: str, result: ReadingResult) -> Iterator[tuple[Cell, ...]]:
    """``requirements.csv``: what a unit's last departure leaves stands in its row."""
    for c in result.requirements:
        head = (reading, c.function, c.name.en, c.name.ar, c.formation)
        tail = (c.need, c.until, c.condition, c.activity, c.last)
        if not c.providers:
            yield (*head, "", "", "", "", "", 0, None, None, "", *tail, 0, c.need, c.until is None)
        for p in c.providers:
            left = [d for d in c.departures if d.unit == p.unit and d.site == p.site]
            after: tuple[Cell, ...] = (left[-1].left, left[-1].short, left[-1].needed) if left else (None, None, None)
            what = (p.site, p.unit, p.name.en, p.name.ar, p.nation, p.people, p.first, p.last, p.ending)
            yield (*head, *what, *tail, *after)


def name(c: Cover, lang: str, say: Callable[..., str] = text) -> str:
    """The function, and for which formation."""
    said = c.name.of(lang)
    return say("cover.function", lang, function=said, formation=c.formation) if c.formation else said


def sentences(c: Cover, sites: Mapping[str, Text], lang: str, say: Callable[..., str] = text) -> Iterator[str]:
    """Who provides it where, then each departure that leaves too few."""
    if not c.providers:
        yield say("cover.nobody", lang)
    for p in c.providers:
        yield provider(p, sites, lang, say)
    for d in c.departures:
        if d.short:
            yield uncovers(d, lang, say)


def provider(p: Provider, sites: Mapping[str, Text], lang: str, say: Callable[..., str] = text) -> str:
    """One unit at one site."""
    site = sites[p.site].of(lang) if p.site in sites else p.site
    params = {"unit": p.name.of(lang), "site": site, "people": p.people}
    if p.last is None:
        return say("cover.provider-stays" if p.ending == "stays" else "cover.provider-undated", lang, **params)
    return say(f"cover.provider-{p.ending}", lang, day=p.last, **params)


def uncovers(d: Leaving, lang: str, say: Callable[..., str] = text) -> str:
    """What a departure leaves."""
    code = "cover.uncovers-needed" if d.needed else "cover.uncovers"
    return say(code, lang, unit=d.name.of(lang), day=d.day, left=d.left, short=d.short)
