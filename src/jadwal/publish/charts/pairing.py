"""What two runs say of the same milestones: readings paired, milestones beside each other.

In: a timetable with the earlier one it was compared with.  Out: :class:`Comparison`.  The rule this module owns: *only
readings that contradict each other in no question are compared*, and what one of the runs lacks is kept as lacking.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jadwal.model.case import Text, Value
from jadwal.model.timetable import EarlierReading, MilestoneResult, Quantiles, ReadingResult, Timetable

Choice = tuple[tuple[str, str], ...]


class Run(Value, frozen=True, kw_only=True):
    """A milestone in one run; the chances of aim and commit date are words, for earlier curves are not kept."""

    quantiles: Quantiles
    aim: date | None
    aim_ppm: int | None
    commit: date | None
    reached: bool


class Moved(Value, frozen=True, kw_only=True):
    """A milestone in both runs, or in the one that has it."""

    name: Text
    earlier: Run | None
    now: Run | None


class Pair(Value, frozen=True, kw_only=True):
    """A reading in both runs (empty names: nothing is read in two ways).

    ``only``: the run that alone has it; ``since``: names of its readings of questions that only one of the runs asks.
    """

    names: tuple[Text, ...]
    milestones: tuple[Moved, ...]
    only: str = ""
    since: tuple[Text, ...] = ()


class Comparison(Value, frozen=True, kw_only=True):
    """Two runs: the days they look from, and what each says (no pairs: there is no earlier run)."""

    id: str
    earlier_as_of: date | None
    as_of: date
    pairs: tuple[Pair, ...] = ()


def comparison_of(timetable: Timetable, id: str, readings: Sequence[int] | None = None) -> Comparison:
    """A timetable beside the one it was compared with: all its readings, or those asked for.

    A reading is paired with the earlier one of the same choices; where a question was raised or settled in between,
    with the one that agrees in every question that both runs ask.
    """
    earlier = timetable.earlier
    if earlier is None:
        return Comparison(id=id, earlier_as_of=None, as_of=timetable.as_of)
    names = {(q.id, r.id): r.name for q in timetable.context.questions for r in q.readings}
    shown = range(len(timetable.readings)) if readings is None else readings
    pairs, used = [], set[int]()
    for at in shown:
        now = timetable.readings[at]
        found = _same(now.readings, earlier.readings)
        before = None if found is None else earlier.readings[found]
        if found is not None:
            used.add(found)
        pairs.append(_pair(now, before, names))
    if readings is None:
        alone = (r for k, r in enumerate(earlier.readings) if k not in used)
        pairs += [_pair(None, r, names) for r in alone]
    return Comparison(id=id, earlier_as_of=earlier.as_of, as_of=timetable.as_of, pairs=tuple(pairs))


def _same(choice: Choice, earlier: Sequence[EarlierReading]) -> int | None:
    """The earlier reading of the same choices, else the first that contradicts none and shares what both ask."""
    exact = next((k for k, r in enumerate(earlier) if dict(r.readings) == dict(choice)), None)
    if exact is not None:
        return exact
    mine = dict(choice)
    return next((k for k, r in enumerate(earlier) if all(mine.get(q, c) == c for q, c in r.readings)), None)


def _pair(now: ReadingResult | None, before: EarlierReading | None, names: dict[tuple[str, str], Text]) -> Pair:
    mine, theirs = (r.readings if r else () for r in (now, before))
    both = {m.id: m for r in (before, now) if r for m in r.milestones if m.headline}
    if not both:
        both = {m.id: m for r in (before, now) if r for m in r.milestones}
    old, new = ({m.id: m for m in r.milestones} if r else {} for r in (before, now))
    order = sorted(both, key=lambda m: (both[m].quantiles.p50 or date.max, m))
    return Pair(
        names=tuple(_named(choice, names) for choice in (mine if now else theirs)),
        milestones=tuple(Moved(name=both[id].name, earlier=_run(old.get(id)), now=_run(new.get(id))) for id in order),
        only="now" if before is None else "earlier" if now is None else "",
        since=tuple(_named(c, names) for c in sorted({*mine} ^ {*theirs})) if now and before else (),
    )


def _named(choice: tuple[str, str], names: dict[tuple[str, str], Text]) -> Text:
    return names.get(choice) or Text(en=choice[1], ar=choice[1])


def _run(m: MilestoneResult | None) -> Run | None:
    if m is None:
        return None
    done = m.commit_why == "reached"
    return Run(
        quantiles=m.quantiles,
        aim=None if done else m.aim,
        aim_ppm=m.aim_ppm,
        commit=None if done else m.commit,
        reached=done,
    )


def shift(m: Moved) -> int | None:
    """Days by which the date of half the futures moved (positive: later); None where one run has none."""
    before, now = (run.quantiles.p50 if run else None for run in (m.earlier, m.now))
    return (now - before).days if before and now else None
