"""Ratings of partner formations: the latest words, how far assessors differ, how old they are, the way that is left.

In: a case as known on its as-of date.  Out: :class:`Capability`.  The rule this module owns: *a rating grows old, and
older faster when those who could renew it have left*.

*Confidence* is 2^(-age / 180) with the age of an assessor's latest rating in days, days after the assessor's unit began
to leave counting three times (a stated rule, not a measurement; method, section 7); of several assessors the highest
counts.  A unit begins to leave on the day its first movement in ``progress.csv`` has finished; all assessors of an
indicator do when the activity in ``observed_until`` has.

*Agreement* is Krippendorff's alpha (2004, ch. 11) with squared differences of steps, over all days of indicators with
this ladder that two or more assessors rated.

*Progress.*  r steps remain from the lowest latest rating to the wanted one.  Observed: k steps gained in T days give a
rate; r further steps take μ = r T / k days from the last rating, with variance μ² (1/r + 1/k): that of a wait for r
arrivals of a Poisson process, and of its rate from k.  Declared: the condition's scenario, triangular (mean and
variance: Kotz and van Dorp 2004, ch. 1).  Both are averaged by precision, as two normal measurements of one date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import sqrt

from jadwal.assess.scenario import declared as scenario_of
from jadwal.assess.standing import rung
from jadwal.model.case import Case, Indicator, Observation, Scenario
from jadwal.model.rated import Capability, Progress, Rating

HALF_LIFE = 180  # days
GONE = 3  # how many days a day counts after the assessor's unit began to leave
Z = 1.2815515655446004  # of the 10 % and 90 % of a normal variable
MILLION = 1_000_000
Words = dict[date, dict[str, tuple[Observation, int]]]  # by day and assessor: the row and its step


def capability(case: Case) -> tuple[Capability, ...]:
    """Every rated indicator, by formation, function and id; raises ``BadInput`` for a value that is no rung."""
    rated = [i for i in case.indicators if i.kind == "rating"]
    words = {i.id: _words(case, i) for i in rated}
    agreement = {ladder: alpha(_twice(rated, words, ladder)) for ladder in {i.ladder for i in rated}}
    twice = {ladder: len(_twice(rated, words, ladder)) for ladder in agreement}
    return tuple(
        _capability(case, i, words[i.id], agreement[i.ladder], twice[i.ladder])
        for i in sorted(rated, key=lambda i: (i.formation, i.function, i.id))
    )


def alpha(rated: Sequence[Sequence[int]]) -> float | None:
    """Krippendorff's alpha of values (units of two or more); None where there are none or all values are equal."""
    values = [v for unit in rated for v in unit]
    n = len(values)
    if n < 2:
        return None
    expected = sum((a - b) ** 2 for a in values for b in values) / (n * (n - 1))
    if expected == 0:
        return None
    observed = sum(sum((a - b) ** 2 for a in unit for b in unit) / (len(unit) - 1) for unit in rated) / n
    return 1 - observed / expected


def confidence(observed: date, left: date | None, as_of: date) -> float:
    """What a rating of that day is still worth, 1 at first."""
    age = (as_of - observed).days
    gone = 0 if left is None else max(0, (as_of - max(left, observed)).days)
    return float(2 ** (-(age + (GONE - 1) * gone) / HALF_LIFE))


def _words(case: Case, indicator: Indicator) -> Words:
    """By day and assessor the latest known rating."""
    found: Words = defaultdict(dict)
    rows = (o for o in case.observations if o.indicator == indicator.id and o.known_from <= case.as_of)
    for o in sorted(rows, key=lambda o: (o.known_from, o.id)):
        step = rung(o.value, indicator.ladder, o.id, "observations.csv", "value")
        found[o.observed][o.assessor] = (o, step)
    return dict(sorted(found.items()))


def _twice(
    rated: Iterable[Indicator],
    words: dict[str, Words],
    ladder: tuple[str, ...],
) -> list[list[int]]:
    """The steps of every day of an indicator with this ladder that two or more assessors rated."""
    days = (by for i in rated if i.ladder == ladder for by in words[i.id].values())
    return [[step for _, step in by.values()] for by in days if len(by) > 1]


def _capability(case: Case, i: Indicator, words: Words, agreed: float | None, twice: int) -> Capability:
    conditions = (c for c in case.conditions if c.rule.indicator == i.id and c.rule.comparator == "at_least")
    condition = min(conditions, key=lambda c: c.id, default=None)
    wanted = None
    if condition is not None:
        wanted = rung(condition.rule.rating, i.ladder, condition.id, "conditions.toml", "rating")
    latest: dict[str, tuple[Observation, int]] = {}
    for by in words.values():
        latest |= by
    ratings = tuple(_rating(case, i, o, step) for _, (o, step) in sorted(latest.items()))
    day = max(words, default=None)
    steps = [step for _, step in words[day].values()] if day else []
    declared = scenario_of(condition.scenarios, case.as_of) if condition is not None else None
    return Capability(
        indicator=i.id,
        name=i.name,
        formation=i.formation,
        function=i.function,
        ladder=i.ladder,
        condition=condition.id if condition is not None else "",
        wanted=wanted,
        low=min(steps, default=None),
        high=max(steps, default=None),
        observed=day,
        confidence_ppm=max((r.confidence_ppm for r in ratings), default=0),
        ratings=ratings,
        alpha_milli=None if agreed is None else round(1000 * agreed),
        twice=twice,
        progress=None if wanted is None else progress(_lowest(words), wanted, declared, case.as_of),
    )


def _lowest(words: Words) -> list[tuple[date, int]]:
    """(day, lowest rating of it), by day."""
    return [(day, min(step for _, step in by.values())) for day, by in words.items()]


def _rating(case: Case, i: Indicator, o: Observation, step: int) -> Rating:
    left = _left(case, i, o.assessor_unit)
    return Rating(
        assessor=o.assessor,
        unit=o.assessor_unit,
        observed=o.observed,
        step=step,
        source=o.source,
        left=left,
        confidence_ppm=round(MILLION * confidence(o.observed, left, case.as_of)),
    )


def _left(case: Case, i: Indicator, unit: str) -> date | None:
    """When the assessors began to leave, if they have by the as-of date."""
    stem = f"move:{unit}"

    def ends(id: str) -> bool:
        return (bool(unit) and (id == stem or id.startswith(f"{stem}:"))) or id == i.observed_until

    known = (p.finished for p in case.progress if ends(p.id))
    days = [day for day in known if day is not None and day <= case.as_of]
    return min(days, default=None)


def progress(lowest: Sequence[tuple[date, int]], wanted: int, declared: Scenario | None, as_of: date) -> Progress:
    """When the wanted step may be reached, from (day, lowest rating) in order and the declared scenario."""
    gained = lowest[-1][1] - lowest[0][1] if lowest else 0
    over = (lowest[-1][0] - lowest[0][0]).days if lowest else 0
    remaining = max(0, wanted - lowest[-1][1]) if lowest else wanted
    if declared is not None and declared.last <= as_of:
        declared = None  # all its dates have passed: it says nothing
    days = None if declared is None else (declared.first, declared.likely, declared.last)
    known = {"remaining": remaining, "gained": gained, "over_days": over, "declared": days}
    pace = round(over / gained) if gained > 0 and over > 0 else None
    if lowest and remaining == 0:
        return Progress(basis="reached", days_a_step=pace, **known)  # type: ignore[arg-type]
    measured: list[tuple[float, float]] = []  # mean and variance, in days from the as-of date
    if pace is not None:
        wait = remaining * over / gained
        measured.append(((lowest[-1][0] - as_of).days + wait, wait**2 * (1 / remaining + 1 / gained)))
    if declared is not None:
        measured.append(triangle(*((d - as_of).days for d in (declared.first, declared.likely, declared.last))))
    if not measured:
        return Progress(basis="none", **known)  # type: ignore[arg-type]
    weights = [1 / max(variance, 1.0) for _, variance in measured]
    mean = sum(w * m for w, (m, _) in zip(weights, measured, strict=True)) / sum(weights)
    error = Z / sqrt(sum(weights))
    early, middle, late = (as_of + timedelta(days=max(1, round(mean + e))) for e in (-error, 0.0, error))
    return Progress(
        basis="both" if len(measured) == 2 else "observed" if pace is not None else "declared",
        days_a_step=pace,
        early=early,
        middle=middle,
        late=late,
        share_ppm=round(MILLION * weights[0] / sum(weights)) if pace is not None else 0,
        **known,  # type: ignore[arg-type]
    )


def triangle(a: int, m: int, b: int) -> tuple[float, float]:
    """Mean and variance of a triangular distribution."""
    return (a + m + b) / 3, (a * a + m * m + b * b - a * m - a * b - m * b) / 18
