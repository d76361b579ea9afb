"""Dates that are reckoned, in words: aim, commit, and where the futures fall.

In: results of a milestone, a promise, a decision.  Out: HTML.  The rule this module owns: *never a lone date*: a date
that is none of the facts stands in an element with ``data-chance`` (parts per million) that also says it in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from jadwal.model.amounts import Amount, JointResult
from jadwal.model.timetable import DecisionPoint, Entry, MilestoneResult, Quantiles, ReadingResult, Span
from jadwal.publish.page.names import Names
from jadwal.publish.page.prose import EMPTY, Dated, Words

WHOLE = 1_000_000
TENTH, HALF, EIGHT, NINE = 100_000, 500_000, 800_000, 900_000


class Outcome:
    """Says in ``words`` what a timetable has reckoned; ``horizon`` is where its futures end."""

    def __init__(self, words: Words, names: Names, horizon: date) -> None:
        self.w = words
        self.names = names
        self.horizon = horizon

    def forecast(self, day: date, ppm: int) -> Markup:
        """A date and the chance of being there by then."""
        return self._forecast(ppm, Markup("{} · {}").format(self.w.iso(day), self.w.chance(ppm)))

    def aim(self, m: MilestoneResult) -> Markup:
        """The aim date with its own chance; what has happened is a fact."""
        if m.commit_why == "reached" and m.commit is not None:
            return self.w.say("reached-on", day=self.w.fact(m.commit))
        if m.aim is None:
            return self.w.say("no-aim")
        if m.aim_ppm is None:
            return self._forecast(0, self.w.say("aim-without-chance", day=self.w.day(m.aim)))
        chance, word = self.w.chance(m.aim_ppm), self.w.word(m.aim_ppm)
        return self._forecast(m.aim_ppm, self.w.say("aim-kept", day=self.w.day(m.aim), chance=chance, word=word))

    def commit(self, m: MilestoneResult, result: ReadingResult) -> Markup:
        """The commit date, or why there is none."""
        asked = result.joint_confidence_ppm
        if m.commit_why == "reached" and m.commit is not None:
            return self.w.say("reached-on", day=self.w.fact(m.commit))
        if m.commit is not None:
            said = self.w.say("commit-holds", day=self.w.day(m.commit), chance=self.w.chance(asked))
            return self._forecast(asked, said)
        if m.commit_why == "not-attainable":
            joint = self.w.chance(result.joint_reached_ppm)
            return self.w.say("commit-not-attainable", asked=self.w.chance(asked), joint=joint)
        if m.commit_why == "no-outlook":
            return self.w.say("commit-no-outlook", conditions=self._list(m.blocked_by))
        return self.w.say("commit-not-headline")

    def amount(self, of: Amount) -> Markup:
        """Where the futures' amounts fall, and the aim's."""
        low, middle, high, aim = (self.w.number(n) for n in (of.p10.value, of.p50.value, of.p90.value, of.aim))
        if of.p10.value == of.p90.value:
            return self.w.say("amount-exactly", middle=middle, aim=aim)
        return self.w.say("amount-cell", low=low, middle=middle, high=high, aim=aim)

    def together(self, joint: JointResult) -> Markup:
        """The date and the amount, at one quantile of each, that hold together with the confidence."""
        pair = next((p for p in joint.points if p.kind == "balanced"), None)
        if pair is None:
            return self.w.say("together-none", chance=self.w.chance(joint.confidence_ppm))
        day, amount = self.w.iso(pair.day), self.w.number(pair.amount)
        said = self.w.say("together", day=day, amount=amount, chance=self.w.chance(pair.ppm))
        return self._forecast(pair.ppm, said)

    def aim_cell(self, m: MilestoneResult) -> Markup:
        """The aim date with its own chance, short."""
        if m.commit_why == "reached" and m.commit is not None:
            return self.w.say("reached-on", day=self.w.iso_fact(m.commit))
        if m.aim is None or m.aim_ppm is None:
            return self.aim(m)
        return self._forecast(m.aim_ppm, Markup("{} · {}").format(self.w.iso(m.aim), self.w.chance(m.aim_ppm)))

    def commit_cell(self, m: MilestoneResult, result: ReadingResult) -> Markup:
        """The commit date with the confidence it stands for, or why there is none, short."""
        if m.commit is not None and m.commit_why != "reached":
            asked = result.joint_confidence_ppm
            return self._forecast(asked, Markup("{} · {}").format(self.w.iso(m.commit), self.w.chance(asked)))
        if m.commit_why in ("", "not-attainable") and m.commit is None:
            return self.w.say(f"no-commit-{m.commit_why or 'alone'}")
        return self.commit(m, result)

    def futures(self, q: Quantiles, *, reached: bool = False) -> Markup:
        """Where the futures fall, in words."""
        if reached and q.p50 is not None:
            return self.w.say("reached-on", day=self.w.fact(q.p50))
        if q.p10 is not None and q.p10 == q.p90 and q.reached_ppm == WHOLE:
            return self._forecast(WHOLE, self.w.say("futures-all", day=self.w.day(q.p10)))
        if q.p10 is not None and q.p90 is not None:
            said = self.w.say("futures-range", first=self.w.day(q.p10), last=self.w.day(q.p90))
            return self._forecast(EIGHT, said)
        return self._partly(q)

    def spread(self, q: Quantiles) -> Markup:
        """Where the futures fall, as one line of a cell."""
        if q.p10 is not None and q.p90 is not None:
            return self.w.say("eight-line", said=self.range(q))
        return self.eight(q)

    def joint(self, result: ReadingResult) -> Markup:
        """Why a reading has no commit dates, once for all its milestones; empty when it has."""
        if not any(m.commit_why == "not-attainable" for m in result.milestones):
            return EMPTY
        asked, joint = self.w.chance(result.joint_confidence_ppm), self.w.chance(result.joint_reached_ppm)
        return self.w.say("commit-none", why=self.w.say("commit-not-attainable", asked=asked, joint=joint))

    def range(self, q: Quantiles, *, reached: bool = False) -> Markup:
        """Where eight of ten futures fall, or as many as there are: short, for a cell."""
        if reached and q.p50 is not None:
            return self.w.iso_fact(q.p50)
        if q.p10 is not None and q.p90 is not None:
            if q.p10 == q.p90:
                return self._forecast(EIGHT, self.w.iso(q.p10))
            return self._forecast(EIGHT, self.w.say("range", first=self.w.iso(q.p10), last=self.w.iso(q.p90)))
        for day, ppm in ((q.p80, EIGHT), (q.p50, HALF), (q.p10, TENTH)):
            if day is not None:
                return self._forecast(ppm, self.w.say("range-by", day=self.w.iso(day), share=self.w.in_ten(ppm)))
        return self.w.say("range-none", reached=self.w.chance(q.reached_ppm))

    def nine(self, q: Quantiles, *, reached: bool = False) -> Markup:
        """By when nine of ten futures are there, or the most there are: one line."""
        return self._most(q, ((q.p90, NINE), (q.p80, EIGHT), (q.p50, HALF), (q.p10, TENTH)), reached)

    def eight(self, q: Quantiles, *, reached: bool = False) -> Markup:
        """By when eight of ten futures are there, or the most there are: for a cell."""
        if reached and q.p50 is not None:
            return self.w.say("reached-on", day=self.w.iso_fact(q.p50))
        for day, ppm in ((q.p80, EIGHT), (q.p50, HALF), (q.p10, TENTH)):
            if day is not None:
                return self._forecast(ppm, self.w.say("share-by", day=self.w.iso(day), share=self.w.in_ten(ppm)))
        return self.w.say("range-none", reached=self.w.chance(q.reached_ppm))

    def _most(self, q: Quantiles, shares: tuple[tuple[date | None, int], ...], reached: bool) -> Markup:
        if reached and q.p50 is not None:
            return self.w.say("reached-on", day=self.w.fact(q.p50))
        for day, ppm in shares:
            if day is not None:
                return self._forecast(ppm, self.w.say("share-by", day=self.w.day(day), share=self.w.in_ten(ppm)))
        return self.w.say("range-none", reached=self.w.chance(q.reached_ppm))

    def over_readings(self, spans: Iterable[Span], *, show: Dated | None = None, cell: bool = False) -> Markup:
        """Where eight of ten futures have a task finished, under whichever reading; empty when nothing is known.

        From the earliest P10 to the latest P90, or by the latest P80 (P50) where a reading has no P90 (P80).
        """
        ends = [s.finish for s in spans]
        first = min((q.p10 for q in ends if q.p10 is not None), default=None)
        show = show or (self.w.iso if cell else self.w.day)
        for of, ppm in (("p90", EIGHT), ("p80", EIGHT), ("p50", HALF)):
            last = [day for q in ends if (day := getattr(q, of)) is not None]
            if first is None or len(last) < len(ends):
                continue
            if of != "p90":
                said = self.w.say("range-by", day=show(max(last)), share=self.w.in_ten(ppm))
            else:
                said = self.w.say("range", first=show(first), last=show(max(last)))
                said = said if cell else self.w.say("range-by-share", range=said, share=self.w.in_ten(ppm))
            return self._forecast(ppm, said)
        return EMPTY

    def step(self, entry: Entry, span: Span | None) -> Markup:
        """One step in a cell: its aim date, and where eight of ten futures finish it."""
        if span is None:
            aim = self.w.iso(entry.finish) if entry.finish else self.w.say("no-aim")
            return self._forecast(0, self.w.say("step-alone", aim=aim))
        if entry.finish is None:
            return self.range(span.finish)
        return self._forecast(
            EIGHT, self.w.say("step-cell", aim=self.w.iso(entry.finish), range=self.range(span.finish))
        )

    def latest(self, d: DecisionPoint) -> Markup:
        """The latest day of a decision with the joint chance it keeps, or why there is none."""
        if d.why == "any-day":
            return self.w.say("decide-any-day")
        if d.latest is None:
            return self.w.say("decide-no-commit")
        chance, error = self.w.chance(d.joint_ppm), self.w.error(d.error_ppm)
        said = self.w.say("decide-by", day=self.w.iso(d.latest), chance=chance, error=error)
        return self._forecast(d.joint_ppm, said)

    def _partly(self, q: Quantiles) -> Markup:
        """The futures of what is not reached in nine of ten."""
        known = [(day, ppm) for day, ppm in ((q.p10, TENTH), (q.p50, HALF), (q.p80, EIGHT)) if day is not None]
        left = self.w.chance(WHOLE - q.reached_ppm)
        horizon = self.w.fact(self.horizon)
        if not known:
            return self._forecast(q.reached_ppm, self.w.say("futures-none", left=left, horizon=horizon))
        said = [self.w.say("share-by", share=self.w.in_ten(ppm), day=self.w.day(day)) for day, ppm in known]
        shares = Markup(self.w.say("and")).join(said)
        return self._forecast(known[-1][1], self.w.say("futures-partly", shares=shares, left=left, horizon=horizon))

    def _list(self, conditions: Iterable[str]) -> Markup:
        return self.w.names([self.names.condition(id) for id in conditions])

    def _forecast(self, ppm: int, said: Markup) -> Markup:
        return Markup("<span data-chance={}>{}</span>").format(ppm, said)
