"""Dates as people write them: ISO, with Arabic-Indic digits, or with the month's name.

In: a string.  Out: the date and whether it was written in words.  The rule this module owns: *a date that can be
read in two ways is not read*: 03/04/2024 is refused, and two month names that are not the same month too.
"""

from __future__ import annotations

import re
from datetime import date

from jadwal.text import search_key, western_digits

_MONTHS = (
    ("كانون الثاني", "يناير", "جانفي", "january"),
    ("شباط", "فبراير", "فيفري", "february"),
    ("آذار", "مارس", "march"),
    ("نيسان", "أبريل", "إبريل", "أفريل", "april"),
    ("أيار", "مايو", "ماي", "may"),
    ("حزيران", "يونيو", "جوان", "june"),
    ("تموز", "يوليو", "جويلية", "july"),
    ("آب", "أغسطس", "أوت", "august"),
    ("أيلول", "سبتمبر", "september"),
    ("تشرين الأول", "أكتوبر", "october"),
    ("تشرين الثاني", "نوفمبر", "november"),
    ("كانون الأول", "ديسمبر", "december"),
)
_MONTH = {search_key(name): number for number, names in enumerate(_MONTHS, 1) for name in names}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDS = re.compile(r"(\d{1,2})\s+(\D+?)\s+(\d{4})")


def read_date(written: str) -> tuple[date, bool] | None:
    """The date, and True when it was not in ISO form; None when it cannot be read for certain."""
    plain = western_digits(written.strip())
    if iso := _ISO.fullmatch(plain):
        return _made(iso[1], iso[2], iso[3], in_words=len(plain) != 10)
    if words := _WORDS.fullmatch(plain):
        months = {_MONTH.get(search_key(name.strip())) for name in re.split(r"[/،()]", words[2]) if name.strip()}
        if len(months) == 1 and (month := months.pop()):
            return _made(words[3], str(month), words[1], in_words=True)
    return None


def _made(year: str, month: str, day: str, *, in_words: bool) -> tuple[date, bool] | None:
    try:
        return date(int(year), int(month), int(day)), in_words
    except ValueError:
        return None
