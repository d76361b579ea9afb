"""Dates, chances and numbers as a chart says them.

In: days, parts per million, numbers.  Out: short texts in a language, Western digits.  The rule this module owns: *a
chance is never rounded to certainty*: 99.7 % is "over 99%", and "100%" is all futures.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from jadwal.messages import stored
from jadwal.messages.shares import grouped
from jadwal.model.timetable import Quantiles

say = stored  # sentences whose dates and figures are isolated when they are drawn, and names by ``bidi.named``
number = grouped
MILLION = 1_000_000
SHARES = (10, 50, 80, 90)  # percent, of the quantiles that a timetable holds


@cache
def month(number: int, lang: str) -> str:
    """The name of a month (1–12): short in English, the Levantine names of Iraq in Arabic."""
    return say(f"chart.month-{number}", lang)


def month_year(day: date, lang: str) -> str:
    """Month and year: "Sep 2025", «أيلول 2025»."""
    return f"{month(day.month, lang)} {day.year}"


def dated(day: date, lang: str) -> str:
    """A day in full: "30 Sep 2025", «30 أيلول 2025».  In an Arabic sentence it needs no isolate of its own."""
    return f"{day.day} {month_year(day, lang)}"


def between(first: date, last: date, lang: str) -> str:
    """Two days as a range in words, the year said once where it is one."""
    if first == last:
        return dated(first, lang)
    begin = f"{first.day} {month(first.month, lang)}" if first.year == last.year else dated(first, lang)
    return say("chart.between", lang, first=begin, last=dated(last, lang))


def chance(ppm: int, lang: str) -> str:
    """A chance in whole percent; "under 1%" and "over 99%" at the ends that are not exact."""
    if 0 < ppm < MILLION // 100:
        return say("chart.under", lang, percent=1)
    if MILLION - MILLION // 100 < ppm < MILLION:
        return say("chart.over", lang, percent=99)
    return f"{(ppm + 5_000) // 10_000}%"


def aim_chance(day: date, finish: Quantiles | None, lang: str) -> str:
    """What the quantiles say of the chance that something is finished by the end of ``day``: "10 to 50%"."""
    marks = (finish.p10, finish.p50, finish.p80, finish.p90) if finish else (None,) * 4
    passed = max((s for s, q in zip(SHARES, marks, strict=True) if q and q <= day), default=0)
    if passed == 0:
        return say("chart.under", lang, percent=SHARES[0])
    if passed == SHARES[-1]:
        return say("chart.over", lang, percent=passed)
    return say("chart.from-to", lang, low=passed, high=SHARES[SHARES.index(passed) + 1])


def finishing(finish: Quantiles, lang: str) -> str:
    """When something is finished, in one sentence: where 8 of 10 futures lie, or as much as is known of it."""
    first, middle, last = (day and dated(day, lang) for day in (finish.p10, finish.p50, finish.p90))
    if first is None:
        return say("chart.finish-never", lang, chance=chance(finish.reached_ppm, lang))
    if middle is None:
        return say("chart.finish-rare", lang, chance=chance(finish.reached_ppm, lang), first=first)
    if last is None:
        never = chance(MILLION - finish.reached_ppm, lang)
        return say("chart.finish-open", lang, first=first, middle=middle, never=never)
    if first == last:
        return say("chart.finish-sure", lang, day=first)
    assert finish.p10 is not None
    assert finish.p90 is not None
    return say("chart.finish-range", lang, range=between(finish.p10, finish.p90, lang), middle=middle)
