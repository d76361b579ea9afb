"""What everything in a timetable is called.

In: a timetable.  Out: names by id, in both languages.  The rule this module owns: *a timetable explains itself*: only
what stands in it is looked up, and what has no name there is called by its id.
"""

from __future__ import annotations

from collections.abc import Iterable

from jadwal.model.case import Clause, Promise, Reading, Text
from jadwal.model.timetable import Entry, PromiseResult, ReadingResult, Sensitivity, Timetable


class Names:
    """Names by id."""

    def __init__(self, timetable: Timetable) -> None:
        c = timetable.context
        self.parties = {p.id: p.name for p in c.parties}
        self.groups = {g.id: g.name for g in c.groups}
        self.nations = {n.id: n.name for n in c.nations}
        self.phases = {p.id: p.name for p in c.phases}
        self.sites = {s.id: s.name for s in c.sites}
        self.functions = {f.id: f.name for f in c.functions}
        self.conditions = {b.condition: b.statement for b in timetable.board}
        self.tasks: dict[str, Text] = {m.id: m.name for m in c.milestones}
        for result in timetable.readings:
            self.tasks |= {e.id: e.name for e in result.schedule.entries}
            self.tasks |= {m.id: m.name for m in result.milestones}
        self.clauses: dict[str, Clause] = {clause.id: clause for clause in c.clauses}
        self.promises: dict[str, Promise] = {p.id: p for clause in c.clauses for p in clause.promises}
        self.readings: dict[tuple[str, str], Reading] = {(q.id, r.id): r for q in c.questions for r in q.readings}
        self.ceilings = {limit.id: limit for limit in c.ceilings}
        self.floors = {limit.id: limit for limit in c.floors}
        self.rows: dict[str, Text] = dict(c.shocks) | self.sites | self.functions
        self.rows |= {lane.id: lane.name for lane in c.lanes} | {crew.id: crew.name for crew in c.crews}
        self.rows |= {x.id: self.rows[x.of] for x in c.capacities if x.of in self.rows}
        self.rows |= {permission.id: permission.name for permission in c.permissions}
        self.rows |= {e.id: e.name for e in c.equipment} | {x.id: x.name for x in c.staff}

    def owner(self, id: str) -> Text:
        """A party, a group, a nation, or whoever is named plainly."""
        for table in (self.parties, self.groups, self.nations):
            if id in table:
                return table[id]
        return _plain(id)

    def group(self, id: str) -> Text:
        """A working group."""
        return self.groups.get(id) or _plain(id)

    def scope(self, id: str) -> Text:
        """What a ceiling is of: a nation or a site."""
        return self.sites.get(id) or self.owner(id)

    def site(self, id: str) -> Text:
        """A site."""
        return self.sites.get(id) or _plain(id)

    def nation(self, id: str) -> Text:
        """A sending nation."""
        return self.nations.get(id) or _plain(id)

    def task(self, id: str) -> Text:
        """A task or milestone."""
        return self.tasks.get(id) or _plain(id)

    def condition(self, id: str) -> Text:
        """A condition's statement."""
        return self.conditions.get(id) or _plain(id)

    def needer(self, what: str) -> Text:
        """What needs a condition: a promise's milestone, a phase, a task."""
        if what in self.promises:
            return self.task(self.promises[what].milestone)
        plain = what.removeprefix("phase-start:")
        if plain != what and plain in self.phases and what not in self.tasks:
            return self.phases[plain]
        return self.functions.get(what) or self.task(what)

    def reading(self, result: ReadingResult) -> tuple[Text, ...]:
        """How a reading reads each open question; empty when nothing is read in two ways."""
        return self.read_as(result.readings)

    def read_as(self, readings: Iterable[tuple[str, str]]) -> tuple[Text, ...]:
        """The names of the readings of several questions."""
        return tuple(self.readings[pair].name if pair in self.readings else _plain(pair[1]) for pair in readings)

    def readings_named(self, ids: Iterable[str]) -> tuple[Text, ...]:
        """The names of readings that are called by their own id only (of promises and ceilings)."""
        named = {reading: r.name for (_, reading), r in self.readings.items()}
        return tuple(named.get(id) or _plain(id) for id in ids)

    def promise(self, promise: PromiseResult) -> Text | None:
        """The milestone, function or nation a promise is about; None for a limit on headcount."""
        if promise.kind in ("ceiling", "floor", "last-days"):
            return None
        return promise.name or self.task(promise.milestone or promise.id)

    def row(self, s: Sensitivity) -> Text:
        """The row of a case an assumed value stands in."""
        found = s.name or self.rows.get(s.row) or self.conditions.get(s.row) or self.tasks.get(s.row)
        return found or _plain(s.row)


def finished(entry: Entry) -> bool:
    """True for what has happened."""
    return entry.actual_finish is not None


def _plain(id: str) -> Text:
    return Text(en=id, ar=id)
