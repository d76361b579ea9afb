"""What is said of ratings: the latest words, how they differ, how old they are, and when the wanted one may be reached.

In: :class:`Capability` values.  Out: sentences, and the rows of ``capability.csv``.  The rule this module owns: *no
rating without its assessor, its day and its confidence*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from jadwal.messages import text
from jadwal.messages.shares import NONE, chance
from jadwal.model.rated import Capability, Progress
from jadwal.model.timetable import Timetable

HEADER = (
    "indicator", "name_en", "name_ar", "formation", "function", "condition", "wanted", "assessor", "unit", "rating",
    "step", "observed", "unit_left", "confidence_percent", "source", "differ_steps", "alpha", "double_ratings",
    "steps_remaining", "steps_gained", "over_days", "days_a_step", "declared_first", "declared_likely", "declared_last",
    "early", "middle", "late", "observed_weight_percent", "basis",
)  # fmt: skip
Cell = str | int | date | None
Say = Callable[..., str]


def name(c: Capability, lang: str, say: Say = text) -> str:
    """The indicator, and whose."""
    return say("rated.of", lang, name=c.name.of(lang), formation=c.formation) if c.formation else c.name.of(lang)


def standing(c: Capability) -> str:
    """The latest rating, as wide as the assessors differ."""
    if c.low is None or c.high is None:
        return NONE
    return c.ladder[c.low] if c.low == c.high else f"{c.ladder[c.low]} … {c.ladder[c.high]}"


def sentences(c: Capability, lang: str, say: Say = text) -> Iterator[str]:
    """Ratings, how they differ, progress."""
    if not c.ratings:
        yield say("rated.unrated", lang)
    for r in c.ratings:
        params = {
            "assessor": r.assessor or say("rated.nobody", lang),
            "rating": c.ladder[r.step],
            "day": r.observed,
            "confidence": chance(r.confidence_ppm),
        }
        code = "rated.rating" if r.left is None else "rated.rating-left"
        yield say(code, lang, **(params if r.left is None else {**params, "left": r.left}))
    if c.low is not None and c.high is not None and c.low < c.high:
        yield say("rated.differ", lang, steps=c.high - c.low)
    if c.alpha_milli is not None:
        yield say("rated.alpha", lang, alpha=f"{c.alpha_milli / 1000:.2f}", n=c.twice)
    if c.wanted is not None:
        yield say("rated.wanted", lang, wanted=c.ladder[c.wanted])
    if c.progress is not None:
        yield told(c.progress, lang, say)


def told(p: Progress, lang: str, say: Say = text) -> str:
    """When the wanted rating may be reached, and by what."""
    params: dict[str, object] = {"remaining": p.remaining, "early": p.early, "middle": p.middle, "late": p.late}
    if p.basis == "reached":
        return say("rated.progress-reached", lang)
    if p.basis == "none":
        return say("rated.progress-none", lang, remaining=p.remaining)
    if p.basis == "declared" and not p.over_days:
        return say("rated.progress-unobserved", lang, **params)
    if p.basis == "declared":
        return say("rated.progress-declared", lang, over=p.over_days, **params)
    if p.basis == "observed" or p.declared is None:
        return say("rated.progress-observed", lang, pace=p.days_a_step, **params)
    return say(
        "rated.progress-both", lang, pace=p.days_a_step, likely=p.declared[1], share=chance(p.share_ppm), **params
    )


def rows(timetable: Timetable) -> Iterator[tuple[Cell, ...]]:
    """``capability.csv``: one row for each assessor's latest rating; one without for what was never rated."""
    yield HEADER
    for c in timetable.capability:
        wanted = "" if c.wanted is None else c.ladder[c.wanted]
        head = (c.indicator, c.name.en, c.name.ar, c.formation, c.function, c.condition, wanted)
        differ = None if c.low is None or c.high is None else c.high - c.low
        alpha = None if c.alpha_milli is None else f"{c.alpha_milli / 1000:.3f}"
        tail: tuple[Cell, ...] = (differ, alpha, c.twice, *_progress(c.progress))
        for r in c.ratings:
            sure = f"{r.confidence_ppm / 10_000:.4f}"
            said = (r.assessor, r.unit, c.ladder[r.step], r.step, r.observed, r.left, sure, ";".join(r.source))
            yield (*head, *said, *tail)
        if not c.ratings:
            yield (*head, *(None,) * 8, *tail)


def _progress(p: Progress | None) -> tuple[Cell, ...]:
    if p is None:
        return (None,) * 12
    declared = p.declared or (None, None, None)
    weight = f"{p.share_ppm / 10_000:.4f}"
    return (p.remaining, p.gained, p.over_days, p.days_a_step, *declared, p.early, p.middle, p.late, weight, p.basis)
