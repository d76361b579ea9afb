"""The assessment: the board of conditions and the days on which each holds in every future.

In: a case as known on its as-of date, a seed, a number of futures.  Out: an :class:`Assessment`.  The rule this
module owns: *data first, then a declared scenario, then nothing*: a condition with neither never opens by itself
and says so.

- Met on the as-of date: holds from day 0.  A rating or fact stays met; a count may be lost again along its path, or
  stays when its forecast abstains (and a note says so).
- Otherwise a count with a forecast follows its paths; anything else its declared scenario; without either it has no
  outlook.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import msgspec
import numpy as np

from jadwal.assess import forecast as fc
from jadwal.assess import notes, scenario, standing
from jadwal.assess.counts import counts
from jadwal.assess.holding import HoldingDays, Paths
from jadwal.assess.needs import Needed, needs
from jadwal.assess.standing import Note, Standing
from jadwal.incidents import CountRecord, count_record, other_counts
from jadwal.messages import BadInput, Mistake
from jadwal.model.case import Case, Condition, Indicator, Scenario
from jadwal.model.timetable import BoardRow, Counts


@dataclass(frozen=True, eq=False)
class Assessment:
    """``board``: one row per condition, by group and id; ``days``: when each holds, in every future;
    ``counts``: the counted indicators by week, observed and to come."""

    as_of: date
    board: tuple[BoardRow, ...]
    days: HoldingDays
    counts: tuple[Counts, ...] = ()

    def board_for(self, needed: Needed) -> tuple[BoardRow, ...]:
        """The board with the chance of each condition having been met by each date that needs it."""
        return tuple(
            msgspec.structs.replace(row, by=self._by(row, needed.get(row.condition, ())), chances=self._chances(row))
            for row in self.board
        )

    def _chances(self, row: BoardRow) -> tuple[tuple[date, int], ...]:
        """The chance of having been met by the as-of date and by each month's end up to the horizon."""
        if row.outlook == "none":
            return ()
        first = np.sort(self.days.first_day(row.condition))
        ends = month_ends(self.as_of, self.days.days)
        met = np.searchsorted(first, ends, side="right")
        return tuple(
            (self.as_of + timedelta(days=int(d)), round(1_000_000 * int(n) / self.days.futures))
            for d, n in zip(ends, met, strict=True)
        )

    def _by(self, row: BoardRow, wanted: tuple[tuple[str, date], ...]) -> tuple[tuple[str, date, int], ...]:
        """Chances in ppm; none without an outlook.  A date after the horizon counts as its last day."""
        if row.outlook == "none":
            return ()
        first = self.days.first_day(row.condition)
        found = []
        for what, day in sorted(wanted, key=lambda n: (n[1], n[0])):
            if day < self.as_of:
                chance = 1_000_000 if row.state == "met" and row.since is not None and row.since <= day else 0
            else:
                last = min((day - self.as_of).days, self.days.days - 1)
                chance = round(1_000_000 * int((first <= last).sum()) / self.days.futures)
            found.append((what, day, chance))
        return tuple(found)


def month_ends(first: date, days: int) -> list[int]:
    """Day numbers from ``first`` (day 0): 0, the last day of each month, and the last of the ``days`` days."""
    last = first.toordinal() + days - 1
    found = {0, days - 1}
    year, month = first.year, first.month
    while (end := date(year + month // 12, month % 12 + 1, 1).toordinal() - 1) <= last:
        found.add(end - first.toordinal())
        year, month = year + month // 12, month % 12 + 1
    return sorted(found)


@dataclass(frozen=True, eq=False)
class _Known:
    """What data say about one condition."""

    condition: Condition
    indicator: Indicator
    standing: Standing
    record: CountRecord | None
    notes: tuple[Note, ...]


def assess(case: Case, *, seed: int, futures: int, needed: Needed | None = None) -> Assessment:
    """Assess every condition of ``case`` on its as-of date.

    ``needed`` maps conditions to the dates that need them (None: :func:`needs`).  Raises ``BadInput`` when a rule
    names an unknown indicator or a value is not on its ladder.
    """
    days = (case.horizon - case.as_of).days + 1
    conditions = sorted(case.conditions, key=lambda c: (c.group, c.id))
    known = [_known(case, c) for c in conditions]
    series = {
        k.indicator.id: fc.series(
            k.record, today=case.as_of.toordinal(), seed=seed, histories=min(fc.HISTORIES, futures)
        )
        for k in known
        if k.record is not None
    }
    spoken = {id: s for id, s in series.items() if isinstance(s, fc.Series)}
    drawn = fc.forecast(
        spoken,
        {k.condition.id: (k.indicator.id, k.condition.rule) for k in known if k.indicator.id in spoken},
        days=days,
        seed=seed,
        futures=futures,
        today={k.condition.id: {"met": True, "not-met": False}.get(k.standing.state) for k in known},
    )
    paths: dict[str, Paths] = {}
    board = []
    for k in known:
        abstains = series.get(k.indicator.id)
        path, basis, said, sources = _outlook(case, k, drawn.get(k.condition.id), days, seed, futures)
        paths[k.condition.id] = path
        why = notes.abstention(abstains) if isinstance(abstains, fc.Abstention) else ()
        board.append(_row(k, path, basis, (*k.notes, *why, *said), sources))
    counted = counts(case, [(k.indicator, k.record) for k in known], spoken, days=days, seed=seed, futures=futures)
    assessment = Assessment(case.as_of, tuple(board), HoldingDays(futures, days, paths), counted)
    return replace(assessment, board=assessment.board_for(needs(case) if needed is None else needed))


def _known(case: Case, condition: Condition) -> _Known:
    indicator = next((i for i in case.indicators if i.id == condition.rule.indicator), None)
    if indicator is None:
        params = (("id", condition.id), ("indicator", condition.rule.indicator))
        raise BadInput(
            [Mistake(code="assess.indicator-unknown", file="conditions.toml", field="indicator", params=params)]
        )
    watch = notes.watching(case, indicator)
    if indicator.kind != "count":
        found = standing.of_observations(case, condition, indicator)
        return _Known(condition, indicator, found, None, (*found.notes, *watch))
    record = count_record(case, indicator)
    if isinstance(record, tuple):
        others = notes.other_counters(other_counts(case, indicator, None))
        said = (*notes.contradiction(case, record), *others, *watch)
        return _Known(condition, indicator, notes.contradicted(case, record), None, said)
    others = notes.other_counters(other_counts(case, indicator, record))
    if record is None:
        return _Known(condition, indicator, Standing(state="cannot-tell"), None, (*others, *watch))
    found = standing.of_counts(case, condition.rule, record)
    said = (*notes.observed(case, found), *notes.of_record(record), *others, *watch)
    return _Known(condition, indicator, found, record, said)


def _outlook(
    case: Case, k: _Known, drawn: Paths | None, days: int, seed: int, futures: int
) -> tuple[Paths, str, tuple[Note, ...], tuple[str, ...]]:
    """The condition's paths, what they rest on, notes and further sources."""
    declared: Scenario | None = scenario.declared(k.condition.scenarios, case.as_of)
    if drawn is not None:
        return drawn, "bootstrap", notes.drawn(k.record, declared), ()
    if k.standing.state == "met":
        said = notes.NO_RELAPSE if k.indicator.kind == "count" else ()
        return Paths.from_day("data", np.zeros(futures, np.int32)), "met", said, ()
    if k.standing.holds_from is not None:
        first = min(max(0, k.standing.holds_from - case.as_of.toordinal()), days)
        return Paths.from_day("data", np.full(futures, first, np.int32)), "met", (), ()
    never = Paths.from_day("none", np.full(futures, days, np.int32))
    if declared is None:
        return never, "", notes.NO_OUTLOOK, ()
    open_from = scenario.earliest(case.as_of, k.standing.state == "not-met")
    if scenario.stale(declared, open_from):
        return never, "", (*notes.stale_scenario(declared), *notes.NO_OUTLOOK), declared.source
    first_days = scenario.first_days(
        declared, open_from, case.as_of, days, key=k.condition.id, seed=seed, futures=futures
    )
    return Paths.from_day("scenario", first_days), declared.basis, notes.declared_scenario(declared), declared.source


def _row(k: _Known, path: Paths, basis: str, said: tuple[Note, ...], sources: tuple[str, ...]) -> BoardRow:
    found = k.standing
    return BoardRow(
        condition=k.condition.id,
        group=k.condition.group,
        statement=k.condition.statement,
        state=found.state,
        since=found.since,
        low=found.low,
        high=found.high,
        figure=found.figure,
        coverage_ppm=found.coverage_ppm,
        last_observed=found.last_observed,
        outlook=path.outlook,
        outlook_basis=basis,
        sources=tuple(sorted({*found.sources, *sources, *k.condition.source})),
        notes=said,
    )
