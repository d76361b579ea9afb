"""How a date says how sure it is, for files that other programs show; and texts that such files can hold.

In: chances in parts per million, percentiles, names as a case has them.  Out: sentences in one language; plain text.
The rule this module owns: *never a lone date*: whoever writes a date into a file writes its chance and its range with
the sentences of this module.
"""

from __future__ import annotations

import re
from datetime import date

from jadwal.messages import text
from jadwal.messages.chance import word
from jadwal.model.timetable import Quantiles
from jadwal.text import strip_controls

_PERCENT = 10_000
# What XML 1.0 (production [2] Char) and RFC 5545 (CONTROL) both refuse, but for tab and line ends; lone surrogates too.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("\r\n|[\n\r\u0085\u2028\u2029]")  # before control characters go: U+0085 is one


def one_line(value: str, most: int = 0) -> str:
    """``value`` on one line, without control or bidi characters; cut to ``most`` characters with an ellipsis."""
    plain = " ".join(_plain(_BREAKS.sub(" ", value)).split())
    return plain[: most - 1].rstrip() + "…" if most and len(plain) > most else plain


def lines(value: str) -> str:
    """``value`` with ``\\n`` as its only line end and no control character; isolation stays, it is for display."""
    return _ILLEGAL.sub("", _BREAKS.sub("\n", value).replace("\t", " "))


def percent(ppm: int) -> str:
    """A chance as whole percent; never 0 or 100 for what is only nearly so."""
    if 0 < ppm < _PERCENT:
        return "<1 %"
    if 99 * _PERCENT < ppm < 100 * _PERCENT:
        return ">99 %"
    return f"{(ppm + _PERCENT // 2) // _PERCENT} %"


def chance(ppm: int, lang: str) -> str:
    """A chance in percent and in the word of the one scale, e.g. ``11 % (very unlikely)``."""
    return text("exchange.chance", lang, percent=percent(ppm), word=word(ppm, lang))


def by_then(day: date, q: Quantiles, lang: str) -> str:
    """How many of ten futures are there by the end of ``day``, as closely as the percentiles tell."""
    marks = ((q.p10, 1), (q.p50, 5), (q.p80, 8), (q.p90, 9))
    low = max((share for mark, share in marks if mark is not None and mark <= day), default=0)
    high = min((share for mark, share in marks if mark is None or mark > day), default=10)
    if not low:
        return text("exchange.by-then-under", lang, n=high)
    if high == 10:
        return text("exchange.by-then-over", lang, n=low)
    return text("exchange.by-then", lang, low=low, high=high)


def between(q: Quantiles, lang: str) -> str:
    """The range P10 to P90 in words, and what share of futures gets there at all."""
    if q.p10 is None:
        said = text("exchange.range-hardly", lang)
    elif q.p90 is None:
        said = text("exchange.range-open", lang, first=q.p10)
    elif q.p10 == q.p90:
        said = text("exchange.range-day", lang, day=q.p10)
    else:
        said = text("exchange.range", lang, first=q.p10, last=q.p90)
    return said if q.reached_ppm == 1_000_000 else f"{said} {reached(q, lang)}"


def reached(q: Quantiles, lang: str) -> str:
    """The chance that it happens at all within the horizon."""
    return text("exchange.reached", lang, chance=chance(q.reached_ppm, lang))


def _plain(value: str) -> str:
    return _ILLEGAL.sub("", strip_controls(value))
