"""Where a condition stands on the as-of date: met, not met, or cannot tell, and since when.

In: a case, a condition, its indicator, the record of its counts.  Out: a :class:`Standing`.  The rule this module owns:
*missing data is never "met"* (method, section 7).

Counts.  A window's count lies between the bounds that all tallies imply together (no assumed end is used here).
Its verdict on "at most c": met when the upper bound is <= c, not met when the lower one is > c, else cannot tell;
"at least" mirrored; and cannot tell whenever too few of its days were observed.  The condition on day d joins the
windows ending on d - s … d: not met when one is not met, met when all are met, else cannot tell (Kleene's
conjunction).

Ratings and facts.  What was observed on the latest day known by day d counts, each assessor's latest word; where
assessors differ about that day, the lowest and the highest bound the figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from jadwal.incidents import OPEN, CountRecord
from jadwal.messages import BadInput, Mistake
from jadwal.model.case import Case, Condition, Indicator, Observation, Rule, Text
from jadwal.model.timetable import State

Note = tuple[str, tuple[tuple[str, str | int | Text], ...]]
States = npt.NDArray[np.int8]  # 1 met, 0 cannot tell, -1 not met
STATE: dict[int, State] = {1: "met", 0: "cannot-tell", -1: "not-met"}
YES_NO = ("no", "yes")


@dataclass(frozen=True)
class Standing:
    """A condition's state on the as-of date and the figures behind it; see :class:`BoardRow` for the fields."""

    state: State
    since: date | None = None
    low: int | None = None
    high: int | None = None
    figure: str = ""
    coverage_ppm: int = 0
    last_observed: date | None = None
    sources: tuple[str, ...] = ()
    holds_from: int | None = None  # ratings and facts: the day from which it holds unless something changes
    notes: tuple[Note, ...] = field(default=())


def window_states(
    rule: Rule, low: npt.NDArray[np.int64], high: npt.NDArray[np.int64], covered: npt.NDArray[np.int64]
) -> States:
    """Verdict on each window from its bounds and its number of observed days."""
    if rule.comparator == "at_most":
        met, not_met = high <= rule.value, low > rule.value
    else:
        met, not_met = low >= rule.value, high < rule.value
    verdict = np.where(met, 1, np.where(not_met, -1, 0)).astype(np.int8)
    return np.where(covered * 100 >= rule.coverage_percent * rule.window_days, verdict, 0).astype(np.int8)


def sustained(states: States, days: int) -> States:
    """On each day, the least of that day's state and those of the ``days`` days before; unknown before the first."""
    padded = np.concatenate([np.zeros(days, np.int8), states])
    least: States = np.lib.stride_tricks.sliding_window_view(padded, days + 1).min(axis=1)
    return least


def of_counts(case: Case, rule: Rule, record: CountRecord) -> Standing:
    """The standing of a count condition."""
    today = case.as_of.toordinal()
    ends = np.arange(record.first, today + 1)
    starts = ends - rule.window_days + 1
    low, high = record.bounds(starts, ends)
    seen = np.concatenate([[0], np.cumsum(record.observed)])
    covered = seen[1:] - seen[np.clip(starts - record.first, 0, None)]
    states = sustained(window_states(rule, low, high, covered), rule.sustained_days)
    reach = (today - rule.window_days - rule.sustained_days + 1, today)
    observed = np.flatnonzero(record.observed)
    return Standing(
        state=STATE[int(states[-1])],
        since=_since(states, record.first),
        low=int(low[-1]) if covered[-1] else None,
        high=int(high[-1]) if covered[-1] and high[-1] < OPEN else None,
        figure=record.figure(int(starts[-1]), today),
        coverage_ppm=int(covered[-1]) * 1_000_000 // rule.window_days,
        last_observed=date.fromordinal(record.first + int(observed[-1])) if len(observed) else None,
        sources=record.sources(*reach),
    )


def _since(states: States, first: int) -> date | None:
    """The first day of the run of equal states that ends today; None when it is "cannot tell"."""
    if states[-1] == 0:
        return None
    other = np.flatnonzero(states != states[-1])
    return date.fromordinal(first + (int(other[-1]) + 1 if len(other) else 0))


def of_observations(case: Case, condition: Condition, indicator: Indicator) -> Standing:
    """The standing of a rating or fact; raises ``BadInput`` for a value that is no rung, or neither yes nor no."""
    ladder = YES_NO if indicator.kind == "fact" else indicator.ladder
    rule = condition.rule
    wanted = rung("yes" if indicator.kind == "fact" else rule.rating, ladder, condition.id, "conditions.toml", "rating")
    rows = sorted(
        (o for o in case.observations if o.indicator == indicator.id and o.known_from <= case.as_of),
        key=lambda o: (o.known_from, o.observed, o.id),
    )
    if not rows:
        return Standing(state="cannot-tell")
    first, today = rows[0].known_from.toordinal(), case.as_of.toordinal()
    states = np.zeros(today - first + 1, np.int8)
    for known in sorted({o.known_from for o in rows}):
        lowest, highest, _ = _bounds([o for o in rows if o.known_from <= known], ladder)
        up = rule.comparator != "at_most"
        met, not_met = (lowest >= wanted, highest < wanted) if up else (highest <= wanted, lowest > wanted)
        states[known.toordinal() - first :] = 1 if met else -1 if not_met else 0
    held = sustained(states, rule.sustained_days)
    lowest, highest, latest = _bounds(rows, ladder)
    since = _since(states, first)
    return Standing(
        state=STATE[int(held[-1])],
        since=_since(held, first),
        low=lowest,
        high=highest,
        figure=ladder[lowest] if lowest == highest else f"{ladder[lowest]} … {ladder[highest]}",
        coverage_ppm=1_000_000,
        last_observed=latest[0].observed,
        sources=tuple(sorted({s for o in latest for s in o.source})),
        holds_from=since.toordinal() + rule.sustained_days if states[-1] == 1 and since else None,
        notes=(("assess.assessors-differ", (("day", latest[0].observed.isoformat()),)),) if lowest < highest else (),
    )


def rung(value: str, ladder: tuple[str, ...], row: str, file: str, field: str) -> int:
    """The step of ``value`` on the ladder, lowest 0; raises ``BadInput`` naming the row when it is not on it."""
    if value not in ladder:
        params = (("id", row), ("value", value), ("ladder", ", ".join(ladder)))
        raise BadInput([Mistake(code="assess.not-on-ladder", file=file, field=field, params=params)])
    return ladder.index(value)


def _bounds(rows: Iterable[Observation], ladder: tuple[str, ...]) -> tuple[int, int, list[Observation]]:
    """Lowest and highest step about the latest observed day, and the rows that say so (each assessor's latest)."""
    rows = list(rows)
    day = max(o.observed for o in rows)
    words: dict[tuple[str, date], list[Observation]] = {}
    last: dict[str, date] = {}
    for o in (o for o in rows if o.observed == day):
        words.setdefault((o.assessor, o.known_from), []).append(o)
        last[o.assessor] = max(o.known_from, last.get(o.assessor, o.known_from))
    latest = [o for who, known in sorted(last.items()) for o in words[who, known]]
    steps = [rung(o.value, ladder, o.id, "observations.csv", "value") for o in latest]
    return min(steps), max(steps), latest
