"""What may be shown to whom: the timetable at a level of release.

In: a timetable, the case it was made from, a level (``parties`` or ``public``).  Out: a timetable that holds nothing
above that level.  The rule this module owns: *what is public is listed, everything else stays in*: no future
site-level date, lane, movement or protection figure leaves in any byte.

Public: the commission's own work, the openings and ends of phases of several sites, public milestones that are not
one site's, promises about those, the mission's agreed ceilings and floors, the board, findings released as public,
drivers and assumed values that are about none of the rest; of the context the parties, questions, clauses, phases,
groups, nations, relations and sources, without remarks.  Headcount is public as it stands on the as-of date only: a
step in a headcount to come is a movement to come. Objective levels other than broken promises and the end, costs and
exposure are sums over sites and stay in.  A nation's announced departure stays in.  Whatever names a site, a unit,
equipment, staff, a lane, a crew, a permission or a function, by id or by name, in either language, stays in too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from jadwal.model.case import COMMISSION_KINDS, Case
from jadwal.model.level import CountLevel
from jadwal.model.timetable import (
    BoardRow,
    Context,
    Counts,
    Driver,
    Earlier,
    Entry,
    Finding,
    MilestoneResult,
    PromiseResult,
    ReadingResult,
    Schedule,
    Sensitivity,
    SolverRun,
    Timetable,
)

Level = Literal["public", "parties"]
LEVELS: tuple[Level, ...] = ("parties", "public")
OPEN_LEVELS = ("broken", "end")
OPEN_TABLES = ("activities", "shocks", "conditions")
OPEN_DRIVERS = ("condition", "shock", "activity")
NOTHING: dict[str, Any] = dict.fromkeys(("site", "to_site", "unit", "lane", "crew", "role", "calendar", "mode"), "")
NOTHING |= {"people": 0, "loads": 0, "crew_need": 0}
WITHHELD = ("sites", "units", "equipment", "staff", "lanes", "crews", "modes", "permissions", "functions")


def release(timetable: Timetable, level: Level, case: Case) -> Timetable:
    """``timetable`` at ``level``; ``case`` is the one it was made from and says which names are withheld."""
    if level != "public":
        return msgspec.structs.replace(timetable, release=level)
    return _Public(timetable, case).timetable()


class _Public:
    """One timetable on its way to the public."""

    def __init__(self, timetable: Timetable, case: Case) -> None:
        self.whole = timetable
        self.case = case
        self.withheld = _names(case)
        commission = {a.id for a in case.activities if a.kind in COMMISSION_KINDS and not a.site and not a.unit}
        shared = [p.id for p in case.phases if not self._phase_of_one_site(p.id)]
        phases = {f"phase-{end}:{id}" for id in shared for end in ("start", "end")}
        milestones = {m.id for m in case.milestones if m.release == "public" and not self._of_one_site(m.after)}
        entries = [e for r in timetable.readings for e in r.schedule.entries]
        named = {e.id for e in entries if not self._open(e.name, e.id)}
        self.tasks = (commission | phases | milestones) - named
        clauses = [p for c in case.clauses for p in c.promises]
        self.promises = {p.id for p in clauses if p.milestone in milestones - named}
        self.ceilings = {c.id for c in case.ceilings if c.scope == "mission"}
        self.floors = {f.id for f in case.floors if f.scope == "mission"}
        self.subjects = self.tasks | self.promises | self.ceilings | {c.id for c in case.conditions}
        self.subjects |= {s.id for s in case.shocks} | {c.id for c in case.clauses}
        self.areas = {i.id for i in case.indicators if not i.event_sites}
        board = timetable.board
        self.conditions = {row.condition for row in board if self._open(row.statement, row.condition)}
        self.milestones = milestones - named

    def timetable(self) -> Timetable:
        """Everything that is public."""
        return msgspec.structs.replace(
            self.whole,
            release="public",
            board=tuple(self._board(row) for row in self.whole.board if row.condition in self.conditions),
            readings=tuple(self._reading(r) for r in self.whole.readings),
            findings=tuple(f for f in self.whole.findings if self._finding(f)),
            context=self._context(self.whole.context),
            counts=tuple(c for c in self.whole.counts if self._counted(c)),
            capability=(),
            levels=tuple(v for v in self.whole.levels if self._level(v)),
            earlier=self._earlier(self.whole.earlier),
        )

    def _phase_of_one_site(self, phase: str) -> bool:
        """True when whatever leaves or closes in a phase is of a single site: its dates are that site's."""
        sites = {s.id for s in self.case.sites if s.closes_in == phase}
        sites |= {u.site for u in self.case.units if u.phase == phase}
        sites |= {u.to_site for u in self.case.units if u.then_phase == phase}
        return len(sites) == 1

    def _of_one_site(self, after: Iterable[str]) -> bool:
        """True when a milestone waits for the work of a single site: its date is that site's."""
        sites = {s.id for s in self.case.sites}
        at = {a.id: {a.site} for a in self.case.activities if a.site}
        at |= {f"dispose:{e.id}": {e.site} for e in self.case.equipment}
        at |= {f"notice:{x.id}": {x.site} for x in self.case.staff}
        at |= {f"gone:{n.id}": {u.site for u in self.case.units if u.nation == n.id} for n in self.case.nations}
        of = {site for id in after for site in at.get(id, {id.partition(":")[2]})}
        return len(of & sites) == 1

    def _open(self, *values: Any) -> bool:
        """True when none of the values names anything withheld."""
        return not any(self.withheld.search(text) for value in values for text in _texts(value))

    def _reading(self, result: ReadingResult) -> ReadingResult:
        return msgspec.structs.replace(
            result,
            solver=self._solver(result.solver),
            schedule=self._schedule(result.schedule),
            milestones=tuple(m for m in result.milestones if self._milestone(m)),
            promises=tuple(p for p in result.promises if self._promise(p)),
            headcount=tuple(b for b in result.headcount if b.day <= self.whole.as_of),
            spans=tuple(s for s in result.spans if s.id in self.tasks),
            decisions=tuple(d for d in result.decisions if d.id in self.tasks and self._open(d.name, d.id)),
            drivers=tuple(d for d in result.drivers if self._driver(d)),
            sensitivities=tuple(s for s in result.sensitivities if self._sensitivity(s)),
            critical=(),
            choosing=None,
            health=(),
            requirements=(),
            earned=(),
            costs=None,
            exposure=None,
            joint=None,
        )

    def _solver(self, run: SolverRun) -> SolverRun:
        levels = tuple(level for level in run.levels if level.level in OPEN_LEVELS)
        return msgspec.structs.replace(run, levels=levels)

    def _schedule(self, schedule: Schedule) -> Schedule:
        conditions = self.conditions
        return msgspec.structs.replace(
            schedule,
            entries=tuple(self._bare(e) for e in schedule.entries if e.id in self.tasks),
            grants=(),
            openings=tuple(o for o in schedule.openings if o.condition in conditions),
            pauses=(),
            hits=(),
        )

    def _milestone(self, m: MilestoneResult) -> bool:
        return m.id in self.tasks and m.release == "public" and self._open(m.name, m.id)

    def _promise(self, p: PromiseResult) -> bool:
        wanted = {"date": self.promises, "ceiling": self.ceilings, "floor": self.floors}.get(p.kind, set())
        return p.id in wanted and self._open(p.name)

    def _driver(self, d: Driver) -> bool:
        return d.kind in OPEN_DRIVERS and d.id in self.subjects and self._open(d.name, d.id)

    def _sensitivity(self, s: Sensitivity) -> bool:
        return s.table in OPEN_TABLES and s.row in self.subjects and self._open(s.row, s.name)

    def _finding(self, f: Finding) -> bool:
        return f.release == "public" and self._open(f.subject, f.params)

    def _board(self, row: BoardRow) -> BoardRow:
        return msgspec.structs.replace(
            row,
            figure=row.figure if self._open(row.figure) else "",
            sources=tuple(s for s in row.sources if self._open(s)),
            by=tuple(b for b in row.by if b[0] in self.subjects),
            notes=tuple(n for n in row.notes if self._open(n[1])),
        )

    def _bare(self, entry: Entry) -> Entry:
        """An entry without anything about places, people or movement."""
        return msgspec.structs.replace(
            entry,
            after=tuple(link for link in entry.after if link.before in self.tasks),
            gates=tuple(g for g in entry.gates if g in self.conditions),
            **NOTHING,
        )

    def _counted(self, c: Counts) -> bool:
        """True for counts of whole areas: what is counted at one site is that site's."""
        return c.indicator in self.areas and self._open(c)

    def _level(self, level: CountLevel) -> bool:
        """True for levels of whole areas, as for counts."""
        return level.scope != "site" and level.indicator in self.areas and self._open(level)

    def _context(self, whole: Context) -> Context:
        """Who the parties are and what they agreed; nothing about places, units, lanes or calendars."""
        promises = self.promises
        clauses = (_replaced(c, promises=tuple(p for p in c.promises if p.id in promises)) for c in whole.clauses)
        milestones = (_replaced(m, after=()) for m in whole.milestones if m.id in self.milestones)
        end = whole.objectives.end
        return Context(
            parties=self._kept(whole.parties),
            questions=self._kept(whole.questions),
            clauses=self._kept(clauses),
            phases=self._kept(whole.phases),
            ceilings=self._kept(c for c in whole.ceilings if c.id in self.ceilings),
            floors=self._kept(f for f in whole.floors if f.id in self.floors),
            milestones=self._kept(milestones),
            objectives=msgspec.structs.replace(whole.objectives, end=end if end in self.milestones else ""),
            groups=self._kept(whole.groups),
            nations=self._kept(_replaced(n, departs=None) for n in whole.nations),
            relations=self._kept(whole.relations),
            sources=self._kept(whole.sources),
            shocks=tuple(s for s in whole.shocks if self._open(s)),
        )

    def _kept(self, rows: Iterable[Any]) -> tuple[Any, ...]:
        """The rows that name nothing withheld, without the remarks of whoever wrote the case."""
        bare = (_replaced(row, note="") if hasattr(row, "note") else row for row in rows)
        return tuple(row for row in bare if self._open(row))

    def _earlier(self, whole: Earlier | None) -> Earlier | None:
        if whole is None:
            return None
        readings = (
            _replaced(r, milestones=tuple(m for m in r.milestones if self._milestone(m))) for r in whole.readings
        )
        return msgspec.structs.replace(whole, readings=tuple(readings))


def _replaced(row: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(row, **changes)


def _names(case: Case) -> re.Pattern[str]:
    """What is withheld, as a pattern: ids as whole words, names whole and up to their first comma or bracket."""
    ids: set[str] = set()
    names: set[str] = set()
    for table in WITHHELD:
        for row in getattr(case, table):
            ids.add(row.id)
            names |= {row.name.en, row.name.ar}
    short = {re.split(r"[,،(]", name)[0].strip() for name in names} - {""}
    words = [rf"(?<![\w-]){re.escape(id)}(?![\w-])" for id in sorted(ids)]
    words += [re.escape(name) for name in sorted(names | short, key=lambda n: (-len(n), n)) if len(name) > 3]
    return re.compile("|".join(words) or r"(?!)", re.IGNORECASE)


def _texts(value: Any) -> Iterable[str]:
    """Every string inside a value of messages and names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (*_texts(key), *_texts(inner))
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _texts(inner)
