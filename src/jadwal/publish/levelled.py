"""What is said of a counted series: its level, breaks, trend and rate, and what must not be taken for peace.

In: a :class:`CountLevel`, a language.  Out: sentences, and the rows of ``levels.csv``.  The rule this module owns:
*a warning about the reporting stands before the figures it weakens*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from jadwal.messages import stored, text
from jadwal.messages.shares import chance
from jadwal.model.level import CountLevel, Gap, LevelSpan, Shift
from jadwal.model.timetable import Timetable

Say = Callable[..., str]
MOST_BREAKS, MOST_GAPS = 3, 3  # told in words, the latest; the table and the chart have all
HEADER = (
    "indicator", "scope", "of", "what", "first", "last", "value", "low", "high", "chance_percent", "from_day", "to_day",
    "said_en", "said_ar",
)  # fmt: skip
Line = tuple[str, ...]


def per_week(milli: int) -> str:
    """Thousandths as a number of two or three digits: 0.25, 4.7, 48."""
    return (
        f"{milli / 1000:.2f}" if milli < 1_000 else f"{milli / 1000:.1f}" if milli < 10_000 else f"{milli / 1000:.0f}"
    )


def change(ppm: int) -> str:
    """A relative change in whole percent, with its sign."""
    percent = round(ppm / 10_000)
    return f"{'+' if percent > 0 else '−' if percent < 0 else ''}{abs(percent)} %"


def name(level: CountLevel, lang: str, say: Say = text) -> str:
    """The series in words."""
    of = level.of_name.of(lang) if level.of_name else level.of
    return say(f"levels.series-{level.scope}", lang, name=level.name.of(lang), of=of)


def bounds(low: int, high: int | None, lang: str, say: Say = text) -> str:
    """A count between bounds."""
    if high is None:
        return say("levels.open", lang, low=low)
    return str(low) if low == high else say("levels.range", lang, low=low, high=high)


def sentences(level: CountLevel, lang: str, say: Say = text) -> Iterator[str]:
    """Everything that is said of a series: warnings, why there is no level, level, breaks, trend, rate."""
    for g in level.gaps[-MOST_GAPS:]:
        yield gap(g, lang, say)
    for s in level.shifts[-MOST_BREAKS:]:
        yield shifted(s, lang, say)
    if level.why:
        yield say(level.why, lang, n=level.number)
    if level.spans:
        yield at(level.spans[-1], lang, say)
        for before, after in list(pairwise(level.spans))[-MOST_BREAKS:][::-1]:
            yield broken(before, after, lang, say)
            if after.reporting:
                yield say("levels.break-reporting", lang)
    if level.trend:
        t = level.trend
        figures = {"change": change(t.change_ppm), "low": change(t.low_ppm), "high": change(t.high_ppm)}
        yield say(f"levels.trend-{t.direction}", lang, weeks=t.weeks, **figures)
    if level.rate:
        yield rated(level, lang, say)
    if level.left_out:
        yield say("levels.left-out", lang, n=level.left_out)


def gap(g: Gap, lang: str, say: Say = text) -> str:
    """What a gap or a silence is, and what it is not."""
    params: dict[str, object] = {"first": g.first, "last": g.last, "weeks": g.weeks}
    if g.chance_ppm is not None and g.earlier_milli is not None:
        params |= {"rate": per_week(g.earlier_milli), "chance": rare(g.chance_ppm)}
    return say(f"levels.gap-{g.kind}", lang, **params)


def shifted(s: Shift, lang: str, say: Say = text) -> str:
    """A change in the make-up of the reports."""
    return say(
        f"levels.shift-{s.of}",
        lang,
        day=s.day,
        low=s.low_day,
        high=s.high_day,
        chance=chance(s.chance_ppm),
        name=say("levels.rest", lang) if s.name == "…" else s.name,
        before=chance(s.before_ppm),
        after=chance(s.after_ppm),
    )


def rare(ppm: int) -> str:
    """A small chance, as exact as parts per million."""
    return "< 0.0001 %" if ppm <= 1 else f"{ppm / 10_000:.4f} %"


def at(span: LevelSpan, lang: str, say: Say = text) -> str:
    """A level with its band."""
    figures = {k: per_week(getattr(span, f"{k}_milli")) for k in ("level", "low", "high")}
    return say("levels.at", lang, since=span.first, **figures)


def broken(before: LevelSpan, after: LevelSpan, lang: str, say: Say = text) -> str:
    """A break: when, how sure, from what to what."""
    return say(
        "levels.break",
        lang,
        day=after.first,
        low=after.low_day,
        high=after.high_day,
        chance=chance(after.chance_ppm),
        before=per_week(before.level_milli),
        after=per_week(after.level_milli),
    )


def rated(level: CountLevel, lang: str, say: Say = text) -> str:
    """The last four weeks against the 48 before."""
    r = level.rate
    assert r is not None
    counted = {
        "recent": bounds(r.recent_low, r.recent_high, lang, say),
        "year": bounds(r.year_low, r.year_high, lang, say),
    }
    if r.verdict == "silent":
        return say("levels.rate-silent", lang)
    if r.verdict == "unobserved":
        return say("levels.rate-unobserved", lang, weeks=r.recent_weeks)
    if r.verdict == "short":
        return say("levels.rate-short", lang, weeks=r.year_weeks)
    if r.verdict == "inexact":
        return say("levels.rate-inexact", lang, **counted)
    if r.ratio_milli is None or r.ratio_low_milli is None or r.ratio_high_milli is None:
        return say(f"levels.rate-bounds-{r.verdict}", lang, **counted)
    ratios = {"ratio": times(r.ratio_milli), "low": times(r.ratio_low_milli), "high": times(r.ratio_high_milli)}
    return say(f"levels.rate-{r.verdict}", lang, recent=counted["recent"], **ratios)


def times(milli: int) -> str:
    """A ratio with two decimals."""
    return f"{milli / 1000:.2f}"


def rows(timetable: Timetable) -> Iterator[Line]:
    """``levels.csv``: one row per level, trend, rate, gap and shift, each with its sentence in both languages."""
    yield HEADER
    for level in timetable.levels:
        for line, said in _lines(level):
            yield (level.indicator, level.scope, level.of, *line, *(said(lang) for lang in ("en", "ar")))


def _lines(level: CountLevel) -> Iterator[tuple[Line, Callable[[str], str]]]:
    for before, span in pairwise((None, *level.spans)):
        assert span is not None
        ends = tuple("" if d is None else d.isoformat() for d in (span.low_day, span.high_day))
        figures = tuple(f"{m / 1000:.3f}" for m in (span.level_milli, span.low_milli, span.high_milli))
        sure = "" if span.chance_ppm is None else f"{span.chance_ppm / 10_000:.4f}"
        line = ("level", span.first.isoformat(), span.last.isoformat(), *figures, sure, *ends)

        def said(lang: str, before: LevelSpan | None = before, span: LevelSpan = span) -> str:
            found = [] if before is None else [broken(before, span, lang, stored)]
            if span.reporting:
                found.append(stored("levels.break-reporting", lang))
            return " ".join([at(span, lang, stored), *found])

        yield line, said
    if level.trend:
        t = level.trend
        figures = tuple(f"{ppm / 10_000:.4f}" for ppm in (t.change_ppm, t.low_ppm, t.high_ppm))
        shown = {"change": change(t.change_ppm), "low": change(t.low_ppm), "high": change(t.high_ppm)}
        yield (
            ("trend-percent-in-four-weeks", "", "", *figures, "", "", ""),
            lambda lang: stored(f"levels.trend-{t.direction}", lang, weeks=t.weeks, **shown),
        )
    if level.rate:
        r = level.rate
        ratios = (r.ratio_milli, r.ratio_low_milli, r.ratio_high_milli)
        figures = tuple("" if m is None else f"{m / 1000:.3f}" for m in ratios)
        yield ("ratio-to-the-year", "", "", *figures, "", "", ""), lambda lang: rated(level, lang, stored)
    for g in level.gaps:
        sure = "" if g.chance_ppm is None else f"{g.chance_ppm / 10_000:.4f}"
        earlier = "" if g.earlier_milli is None else f"{g.earlier_milli / 1000:.3f}"
        line = (g.kind, g.first.isoformat(), g.last.isoformat(), earlier, "", "", sure, "", "")
        yield line, lambda lang, g=g: gap(g, lang, stored)  # type: ignore[misc]
    for s in level.shifts:
        share, ends = f"{s.after_ppm / 10_000:.4f}", (s.low_day.isoformat(), s.high_day.isoformat())
        line = (f"shift-of-{s.of}", s.day.isoformat(), "", share, "", "", f"{s.chance_ppm / 10_000:.4f}", *ends)
        yield line, lambda lang, s=s: shifted(s, lang, stored)  # type: ignore[misc]
    if level.why:
        empty = ("",) * 8
        yield ("no-level", *empty), lambda lang: stored(level.why, lang, n=level.number)
