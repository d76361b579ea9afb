"""What differs between two timetables of one case: what moved, by how much, because of what.

In: two timetables, the earlier one first.  Out: :class:`Comparison`.  The rule this module owns: *only what both hold
is compared*: what one of them lacks is added or removed, and where one is public nothing is called added or removed
that the public may not see.

A reading is compared with the earlier one of the same choices, else with the one that contradicts none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from jadwal.model.amounts import Amount
from jadwal.model.case import Text
from jadwal.model.compared import (
    AmountChange,
    Cause,
    Comparison,
    Group,
    MilestoneChange,
    Move,
    PromiseChange,
    ReadingChange,
)
from jadwal.model.timetable import Band, Earned, Entry, MilestoneResult, PromiseResult, ReadingResult, Timetable
from jadwal.plan.causes import Causes, World, names_of
from jadwal.plan.earned import earned

Choice = tuple[tuple[str, str], ...]
SCOPES = ("site", "unit", "phase")


def compare(before: Timetable, after: Timetable) -> Comparison:
    """Compare two timetables of one case; readings that contradict each other are not compared."""
    partial = "public" in (before.release, after.release) and before.release != after.release
    pairs, used = [], set[int]()
    for now in after.readings:
        at = counterpart(now.readings, [r.readings for r in before.readings])
        if at is not None:
            used.add(at)
            pairs.append((before.readings[at], now))
    return Comparison(
        case=after.case,
        name=after.name,
        release="public" if before.release == after.release == "public" else "parties",
        partial=partial,
        before=before.as_of,
        after=after.as_of,
        readings=tuple(_Pair(before, after, was, now, partial).change() for was, now in pairs),
        only_before=tuple(r.readings for k, r in enumerate(before.readings) if k not in used),
    )


def counterpart(choice: Choice, earlier: list[Choice]) -> int | None:
    """Which of the earlier readings is of the same choices, else the first that contradicts none of them."""
    mine = dict(choice)
    same = next((k for k, theirs in enumerate(earlier) if dict(theirs) == mine), None)
    if same is not None:
        return same
    return next((k for k, theirs in enumerate(earlier) if all(mine.get(q, r) == r for q, r in theirs)), None)


class _Pair:
    """One reading in both timetables."""

    def __init__(
        self, before: Timetable, after: Timetable, was: ReadingResult, now: ReadingResult, partial: bool
    ) -> None:
        self.before, self.after, self.was, self.now, self.partial = before, after, was, now, partial
        worlds = World(was.schedule, before.context), World(now.schedule, after.context)
        board = (*before.board, *after.board)
        self.names = names_of((before.context, after.context), (was.schedule, now.schedule), board)
        self.causes = Causes(*worlds, self.names)
        self.old, self.new = worlds[0].entries, worlds[1].entries
        self.headline = {m.id for r in (was, now) for m in r.milestones if m.headline}

    def change(self) -> ReadingChange:
        """Everything that differs."""
        moves = tuple(sorted(self._moves(), key=_by_day))
        both = [id for id in self.new if id in self.old]
        moved = {m.id for m in moves}
        rows = () if self.partial else self._earned()
        questions = {(q.id, r.id): r.name for q in self.after.context.questions for r in q.readings}
        return ReadingChange(
            readings=self.now.readings,
            earlier=self.was.readings,
            names=tuple(questions.get(pair, Text(en=pair[1], ar=pair[1])) for pair in self.now.readings),
            milestones=tuple(self._milestones(moves)),
            moves=moves,
            groups=tuple(self._groups(moves)),
            promises=tuple(self._promises()),
            headcount=tuple(_headcount(self.was.headcount, self.now.headcount)),
            amounts=tuple(_amounts(self.was, self.now)),
            inputs=self.causes.inputs(),
            same=sum(id not in moved for id in both),
            earned=rows,
            scopes=tuple((id, self.names[id]) for id in sorted({r.id for r in rows}) if id in self.names),
        )

    def _earned(self) -> tuple[Earned, ...]:
        actuals = {e.id: (e.actual_start, e.actual_finish) for e in self.new.values()}
        return earned(self.was.schedule.entries, self.before.as_of, actuals, self.after.as_of)

    def _moves(self) -> Iterator[Move]:
        for id, now in self.new.items():
            was = self.old.get(id)
            if was is None:
                if not self.partial:
                    yield self._move(None, now, "added")
            elif (was.start is None) != (now.start is None):
                yield self._move(was, now, "lost" if now.start is None else "gained")
            elif was.finish != now.finish or (now.days and was.start != now.start):
                yield self._move(was, now, "moved")
        if not self.partial:
            for id, was in self.old.items():
                if id not in self.new:
                    yield self._move(was, None, "removed")

    def _move(self, was: Entry | None, now: Entry | None, status: str) -> Move:
        e = now or was
        assert e is not None
        dates = [None if x is None else getattr(x, side) for side in ("start", "finish") for x in (was, now)]
        return Move(
            id=e.id,
            kind=e.kind,
            name=e.name,
            status=status,  # type: ignore[arg-type]
            site=e.site,
            unit=e.unit,
            phase=e.phase,
            nation=e.nation,
            people=e.people,
            headline=e.id in self.headline,
            done=now is not None and now.actual_finish is not None,
            start_before=dates[0],
            start_after=dates[1],
            finish_before=dates[2],
            finish_after=dates[3],
            start_days=_days(dates[0], dates[1]),
            finish_days=_days(dates[2], dates[3]),
            causes=() if was is None or now is None else self.causes.of(e.id),
        )

    def _milestones(self, moves: tuple[Move, ...]) -> Iterator[MilestoneChange]:
        because = {m.id: m.causes for m in moves}
        old = {m.id: m for m in self.was.milestones}
        for now in sorted(self.now.milestones, key=lambda m: (not m.headline, m.aim or date.max, m.id)):
            if now.id in old:
                yield _milestone(old[now.id], now, because.get(now.id, ()))

    def _groups(self, moves: tuple[Move, ...]) -> Iterator[Group]:
        for scope in SCOPES:
            of: dict[str, int] = {}
            for e in self.new.values():
                if e.id in self.old and not e.actual_finish and (id := getattr(e, scope)):
                    of[id] = of.get(id, 0) + 1
            for id in sorted(of):
                own = [m for m in moves if getattr(m, scope) == id and m.status == "moved" and not m.done]
                days = [m.finish_days for m in own if m.finish_days is not None]
                if own:
                    yield Group(
                        scope=scope,  # type: ignore[arg-type]
                        id=id,
                        name=self.names.get(id, Text(en=id, ar=id)),
                        moved=len(own),
                        of=of[id],
                        least=min(days, default=0),
                        most=max(days, default=0),
                    )

    def _promises(self) -> Iterator[PromiseChange]:
        old, new = ({p.id: p for p in r.promises} for r in (self.was, self.now))
        for id in (*new, *(id for id in old if id not in new)):
            was, now = old.get(id), new.get(id)
            if not (self.partial and (was is None or now is None)):
                yield self._promise(was, now)

    def _promise(self, was: PromiseResult | None, now: PromiseResult | None) -> PromiseChange:
        p = now or was
        assert p is not None
        status = "added" if was is None else "removed"
        if was is not None and now is not None:
            status = ("" if was.aim_keeps == now.aim_keeps else "newly-") + ("kept" if now.aim_keeps else "missed")
        return PromiseChange(
            id=p.id,
            kind=p.kind,
            name=p.name or self.names.get(p.milestone, Text(en=p.id, ar=p.id)),
            day_before=None if was is None else was.day,
            day_after=None if now is None else now.day,
            kept_ppm_before=None if was is None else was.kept_ppm,
            kept_ppm_after=None if now is None else now.kept_ppm,
            status=status,  # type: ignore[arg-type]
        )


def _milestone(was: MilestoneResult, now: MilestoneResult, causes: tuple[Cause, ...]) -> MilestoneChange:
    a, b = was.quantiles, now.quantiles
    aims = [m.commit if m.commit_why == "reached" else m.aim for m in (was, now)]  # one that is reached stays there
    return MilestoneChange(
        id=now.id,
        name=now.name,
        headline=now.headline,
        aim_before=aims[0],
        aim_after=aims[1],
        aim_days=_days(*aims),
        aim_ppm_before=was.aim_ppm,
        aim_ppm_after=now.aim_ppm,
        commit_before=was.commit,
        commit_after=now.commit,
        commit_days=_days(was.commit, now.commit),
        why_before=was.commit_why,
        why_after=now.commit_why,
        middle_before=a.p50,
        middle_after=b.p50,
        middle_days=_days(a.p50, b.p50),
        reached_ppm_before=a.reached_ppm,
        reached_ppm_after=b.reached_ppm,
        causes=causes,
    )


def _amounts(was: ReadingResult, now: ReadingResult) -> Iterator[AmountChange]:
    """Cost and exposure, where both timetables have them."""
    pairs: tuple[tuple[Literal["cost", "exposure"], Amount | None, Amount | None], ...] = (
        ("cost", was.costs, now.costs),
        ("exposure", was.exposure, now.exposure),
    )
    for kind, a, b in pairs:
        if a is not None and b is not None:
            yield AmountChange(
                kind=kind,
                aim_before=a.aim,
                aim_after=b.aim,
                p50_before=a.p50,
                p50_after=b.p50,
                p80_before=a.p80,
                p80_after=b.p80,
            )


def _headcount(was: tuple[Band, ...], now: tuple[Band, ...]) -> Iterator[tuple[date, int, int]]:
    """The days on which the aim's headcounts begin to differ by another number, from the later as-of date on."""
    if not was or not now:
        return
    old, new = ({b.day: b.aim for b in bands} for bands in (was, now))
    first = max(min(old), min(new))
    a, b = (max((d, n) for d, n in known.items() if d <= first)[1] for known in (old, new))
    last = 0
    for day in sorted(d for d in {*old} | {*new} if d >= first):
        a, b = old.get(day, a), new.get(day, b)
        if b - a != last:
            last = b - a
            yield day, a, b


def _days(before: date | None, after: date | None) -> int | None:
    return (after - before).days if before and after else None


def _by_day(m: Move) -> tuple[date, str]:
    days = (m.start_after, m.start_before, m.finish_after, m.finish_before)
    return next((d for d in days if d), date.max), m.id
