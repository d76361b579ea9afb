"""What the notes and text fields of a project file say of a task: its chance, its range, its conditions, its owner.

In: a timetable, one of its readings, a language.  Out: sentences.  The rule this module owns: *a date that a project
program shows is explained beside it*: by its chance, or by the sentence that there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jadwal.exchange.choice import named
from jadwal.exchange.words import between, by_then, chance, lines, one_line
from jadwal.messages import text
from jadwal.model.case import Text
from jadwal.model.timetable import Entry, Quantiles, ReadingResult, Timetable

FIELD = 255  # characters that a text field holds
OTHER = {"en": "ar", "ar": "en"}


class Notes:
    """The words for the tasks of one reading."""

    def __init__(self, timetable: Timetable, result: ReadingResult, lang: str) -> None:
        self.whole = timetable
        self.result = result
        self.lang = lang
        context = timetable.context
        self.spans = {s.id: s for s in result.spans}
        self.milestones = {m.id: m for m in result.milestones}
        self.conditions = {row.condition: row for row in timetable.board}
        owners: Iterable[Any] = (*context.parties, *context.groups, *context.nations)
        self.names: dict[str, Text] = {o.id: o.name for o in owners}

    def owner(self, e: Entry) -> str:
        """Who has the task, by name; a unit's task is its nation's."""
        id = e.owner or e.nation
        return one_line(self.names[id].of(self.lang), FIELD) if id in self.names else id

    def range(self, e: Entry) -> Quantiles | None:
        """When it is finished over the futures; None for single movements, which are not followed one by one."""
        if e.id in self.milestones:
            return self.milestones[e.id].quantiles
        span = self.spans.get(e.id)
        return span.finish if span else None

    def sure(self, e: Entry) -> str:
        """The chance of the aim in a few words, for a text field."""
        if e.actual_finish is not None or self.reached(e):
            return text("exchange.is-fact", self.lang)
        m, q = self.milestones.get(e.id), self.range(e)
        if m is not None and m.aim_ppm is not None:
            return text("exchange.chance-by-day", self.lang, chance=chance(m.aim_ppm, self.lang))
        return by_then(e.finish, q, self.lang) if q is not None and e.finish else text("exchange.no-chance", self.lang)

    def reached(self, e: Entry) -> bool:
        """True for a milestone that has been reached."""
        m = self.milestones.get(e.id)
        return m is not None and m.commit_why == "reached"

    def gates(self, e: Entry) -> str:
        """The conditions that must hold, in words, with their state on the as-of date."""
        return text("exchange.and", self.lang).join(self._gate(id) for id in e.gates)

    def of(self, e: Entry) -> str:
        """The whole note."""
        return lines("\n".join(self._parts(e)))

    def project(self) -> str:
        """The note of the mission itself: what the file is of."""
        t = self.whole
        said = [self._say("basis", case=t.case, day=t.as_of, futures=t.futures, seed=t.seed, version=t.version)]
        if self.result.readings:
            reading = one_line(named(self.result.readings, t.context.questions).of(self.lang))
            said.append(self._say("under-reading", reading=reading))
        said += [self._say("agreed" if t.agreed else "not-agreed"), self._say("project-about")]
        return lines("\n".join(said))

    def _parts(self, e: Entry) -> Iterator[str]:
        if e.start is None or e.finish is None:
            yield self._say("undated")
        elif e.actual_finish is None and not self.reached(e):
            q = self.range(e)
            if q is None:
                yield self._say("no-chance")
            else:
                yield self._say("aim-on", day=e.finish, chance=self.sure(e))
                yield between(q, self.lang)
            m = self.milestones.get(e.id)
            if m is not None and m.commit is not None:
                together = chance(self.result.joint_confidence_ppm, self.lang)
                yield self._say("commit-together", day=m.commit, chance=together)
            elif m is not None and m.commit_why in ("not-attainable", "no-outlook"):
                yield self._say(f"commit-{m.commit_why}")
        else:
            yield self._say("is-fact")
        if e.gates:
            yield self._say("waits-for", conditions=self.gates(e))
        if e.days:
            yield self._say("planned-days", days=e.days)
        if e.people:
            yield self._say("moves-people", people=e.people)
        if e.loads:
            yield self._say("moves-loads", loads=e.loads)
        yield f"{one_line(e.name.of(self.lang))} / {one_line(e.name.of(OTHER[self.lang]))} ({e.id})"

    def _gate(self, id: str) -> str:
        row = self.conditions.get(id)
        if row is None:
            return id
        return self._say(f"condition-{row.state}", condition=one_line(row.statement.of(self.lang)))

    def _say(self, code: str, **params: Any) -> str:
        return text(f"exchange.{code}", self.lang, **params)
