"""Sentences, dates, chances and names as HTML, in one language.

In: catalogue codes, dates, parts per million, names of a case.  Out: :class:`markupsafe.Markup`.  The rules this
module owns: *everything from outside is escaped here*, and *what keeps its own direction stands in* ``<bdi>``: dates,
ranges, percentages, ids, signs, names.

A date is shown as people say it (30 Sep 2025, 30 أيلول 2025) in a ``<time>`` that holds it as ISO; ISO dates inside
the sentences of other rooms are shown so too.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from jadwal.messages import codes, counted
from jadwal.messages.chance import in_ten, scale, word
from jadwal.messages.shares import chance, tenths
from jadwal.model.case import Text
from jadwal.model.timetable import Sensitivity
from jadwal.publish.tables import SCENARIO_DATES
from jadwal.text import strip_controls, western_digits

NBSP = "\u00a0"
MINUS = "−"
EMPTY = Markup("")
_ISO_DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LEFT_TO_RIGHT = re.compile("[A-Za-z0-9\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Dated = Callable[[date], Markup]


class Words:
    """What is said on the page in ``lang`` (``en`` or ``ar``)."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.rtl = lang == "ar"

    def say(self, name: str, /, **params: Any) -> Markup:
        """A sentence of the page, code ``page.<name>``."""
        return self.message(f"page.{name}", **params)

    def message(self, code: str, /, **params: Any) -> Markup:
        """The sentence of any code; its parameters are escaped and isolated."""
        return self._sentence(code, "text", params, self.iso_fact)

    def dated(self, code: str, part: str, params: Mapping[str, Any], dated: Dated) -> Markup:
        """The ``text`` or ``remedy`` of any code, ISO dates in its parameters shown by ``dated``."""
        return self._sentence(code, part, params, dated)

    def remedy(self, code: str, /, **params: Any) -> Markup:
        """What would be right; empty when the message has none."""
        return self._sentence(code, "remedy", params, self.iso_fact)

    def name(self, said: Text | str) -> Markup:
        """A name or a sentence of the case, isolated."""
        return self._isolated(said.of(self.lang) if isinstance(said, Text) else said, self.iso_fact)

    def plain(self, said: Text | str) -> Markup:
        """A name for where no markup may stand (titles)."""
        return escape(shown(said.of(self.lang) if isinstance(said, Text) else said))

    def names(self, said: Iterable[Text | str]) -> Markup:
        """Several names, one after the other."""
        return escape(self._plain("page.and")).join(self.name(s) for s in said)

    def id(self, said: str) -> Markup:
        """An id, a figure, a range, a command: as written."""
        said = shown(said)
        if self.rtl or _RIGHT_TO_LEFT.search(said):
            return Markup("<bdi dir=ltr>{}</bdi>").format(said)
        return escape(said)

    def day(self, day: date) -> Markup:
        """A date; whoever uses it says beside it what its chance is (``data-chance``), or that it is a fact."""
        return self._isolate(Markup("<time datetime={}>{}</time>").format(day.isoformat(), self.spoken(day)))

    def fact(self, day: date) -> Markup:
        """A date that is none of our reckoning: agreed, observed, done, said by a source."""
        return self._isolate(Markup("<time class=fact datetime={}>{}</time>").format(day.isoformat(), self.spoken(day)))

    def iso(self, day: date) -> Markup:
        """A date in a table, as ISO; see :meth:`day`."""
        return Markup("<time dir=ltr>{}</time>" if self.rtl else "<time>{}</time>").format(day.isoformat())

    def iso_fact(self, day: date) -> Markup:
        """A fact's date in a table, as ISO; see :meth:`fact`."""
        pattern = "<time class=fact dir=ltr>{}</time>" if self.rtl else "<time class=fact>{}</time>"
        return Markup(pattern).format(day.isoformat())

    def _isolate(self, date: Markup) -> Markup:
        return Markup("<bdi>{}</bdi>").format(date) if self.rtl else date

    def spoken(self, day: date) -> str:
        """A date as people say it."""
        return f"{day.day} {self._plain(f'page.month-{day.month}')} {day.year}"

    def chance(self, ppm: int | None) -> Markup:
        """A chance in whole percent."""
        return self.id(chance(ppm).replace(" ", NBSP))

    def error(self, ppm: int) -> Markup:
        """A standard error, in percent with one decimal."""
        return self.id(f"±{NBSP}{tenths(ppm).replace(' ', NBSP)}")

    def word(self, ppm: int) -> Markup:
        """The word of a chance on the stated scale."""
        return Markup("{}").format(shown(word(ppm, self.lang)))

    def in_ten(self, ppm: int) -> Markup:
        """How many of ten futures a chance is."""
        return Markup("{}").format(shown(in_ten(ppm, self.lang)))

    def scale(self) -> list[tuple[Markup, Markup]]:
        """The stated scale: word, range in percent."""
        return [(escape(b.word), self.id(f"{b.first}–{b.last}{NBSP}%")) for b in scale(self.lang)]

    def count(self, n: int, unit: str) -> Markup:
        """A counted noun."""
        return escape(counted(n, unit, self.lang))

    def number(self, n: int) -> Markup:
        """A whole number with thousands grouped."""
        return self.id(f"{n:,}".replace("-", MINUS))

    def moved(self, days: int) -> Markup:
        """Days earlier (a minus sign) or later (a plus sign)."""
        if days == 0:
            return self.id("0")
        pattern = "<bdi>{}{}</bdi>" if self.rtl else "{}{}"
        return Markup(pattern).format("+" if days > 0 else MINUS, counted(abs(days), "day", self.lang))

    def days_error(self, milli: int) -> Markup:
        """The standard error of a number of days given in thousandths, to the tenth."""
        tenth = (milli + 50) // 100
        return self.id(f"±{NBSP}{tenth // 10}.{tenth % 10}")

    def points(self, ppm: int) -> Markup:
        """A change of a chance, in percent points with a sign."""
        sign = "+" if ppm > 0 else MINUS
        return self.id(f"{sign}{tenths(abs(ppm)).replace(' ', NBSP)}")

    def between(self, low: int, high: int | None) -> Markup:
        """A range of whole numbers; without an upper end when ``high`` is None."""
        if low == high:
            return self.number(low)
        return self.id(f"{low:,}–{'∞' if high is None else f'{high:,}'}".replace("-", MINUS))

    def note(self, code: str, params: Iterable[tuple[str, Any]]) -> Markup:
        """A note beside a condition, with its remedy."""
        given = dict(params)
        said, advice = self.message(code, **given), self.remedy(code, **given)
        return Markup("{} {}").format(said, advice) if advice else said

    def assumed(self, s: Sensitivity) -> Markup:
        """An assumed value with its low and high; those of a declared scenario are days."""
        if s.field == SCENARIO_DATES:
            low, value, high = (self.iso_fact(date.fromordinal(n)) for n in (s.low, s.value, s.high))
            return self.say("value-between", value=value, low=low, high=high)
        return self.say("value-between", value=s.value, low=s.low, high=s.high)

    def cell(self, said: str) -> Markup:
        """A cell of a chart's table."""
        return escape(shown(said))

    def _plain(self, code: str) -> str:
        return codes(self.lang)[code]["text"]

    def _sentence(self, code: str, part: str, params: Mapping[str, Any], dated: Dated) -> Markup:
        pattern = codes(self.lang)[code].get(part, "")
        return Markup(_Sentence(self, dated).vformat(str(escape(pattern)), (), params))

    def _isolated(self, said: str, dated: Dated) -> Markup:
        """Isolated where it would not keep its direction by itself: left to right among right to left, and so on."""
        foreign = _LEFT_TO_RIGHT if self.rtl else _RIGHT_TO_LEFT
        inside = self._with_dates(said, dated)
        if self.rtl and not _LETTER.search(said):
            return inside if _ISO_DATE.fullmatch(said) else self.id(said)
        return Markup("<bdi>{}</bdi>").format(inside) if foreign.search(said) else inside

    def _with_dates(self, said: str, dated: Dated) -> Markup:
        """Text escaped, with the ISO dates in it as dates."""
        parts, at = [], 0
        said = shown(said)
        for found in _ISO_DATE.finditer(said):
            try:
                day = date.fromisoformat(found[0])
            except ValueError:
                continue
            parts += [escape(said[at : found.start()]), dated(day)]
            at = found.end()
        return EMPTY.join([*parts, escape(said[at:])])


class _Sentence(string.Formatter):
    """Fills a sentence with markup."""

    def __init__(self, words: Words, dated: Dated) -> None:
        self.words = words
        self.dated = dated

    def format_field(self, value: Any, spec: str) -> str:
        if isinstance(value, Markup):
            return value
        if isinstance(value, date):
            return self.dated(value)
        if isinstance(value, int):
            return self.words.count(value, spec) if spec else self.words.number(value)
        said = value.of(self.words.lang) if isinstance(value, Text) else str(value)
        return self.words._isolated(said, self.dated)


def shown(said: str) -> str:
    """``said`` without bidi and other control characters, in Western digits."""
    return western_digits(_NOT_SHOWN.sub("", strip_controls(said)))
