"""Dates, chances and numbers as a chart says them.

In: days, parts per million, numbers.  Out: short texts in a language, Western digits.  The rule this module owns: *a
chance is never rounded to certainty*: 99.7 % is "over 99%", and "100%" is all futures.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from jadwal.messages import text

MILLION = 1_000_000


@cache
def month(number: int, lang: str) -> str:
    """The name of a month (1–12): short in English, the Levantine names of Iraq in Arabic."""
    return text(f"chart.month-{number}", lang)


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
    return text("chart.between", lang, first=begin, last=dated(last, lang))


def chance(ppm: int, lang: str) -> str:
    """A chance in whole percent; "under 1%" and "over 99%" at the ends that are not exact."""
    if 0 < ppm < MILLION // 100:
        return text("chart.under-one", lang)
    if MILLION - MILLION // 100 < ppm < MILLION:
        return text("chart.over-99", lang)
    return f"{round(ppm / 10_000)}%"


def number(value: int) -> str:
    """A number with thousands grouped: 3,380; a true minus sign."""
    return f"{value:,}".replace("-", "−")
