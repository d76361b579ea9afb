"""The tables of a case folder: which file each stands in, which struct its rows become, where they go in the case.

In: nothing.  Out: :data:`TABLES`.  The rule this module owns: *every tuple of the case comes from exactly one table*.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from jadwal.model import case as model

CASE_FILE = "case.toml"
CONDITIONS_FILE = "conditions.toml"
INCIDENTS = "incidents"
EVENTS = f"{INCIDENTS}/*.csv"


@dataclass(frozen=True)
class Table:
    """One table: rows of ``file`` become ``struct`` and stand in ``attribute`` of the case (or of the parent row)."""

    name: str  # as typed: the file's stem, or the TOML key; children are parent.child
    file: str
    struct: type[msgspec.Struct]
    attribute: str
    single: bool = False  # the latest known row is the case's one value
    needed: bool = False  # must stand in the folder and hold a row

    @property
    def sheet(self) -> bool:
        """True for a CSV table."""
        return self.file.endswith(".csv")

    @property
    def key(self) -> str:
        """The TOML key of the table inside its parent."""
        return self.name.rpartition(".")[2]

    @property
    def parent(self) -> str:
        """The name of the parent table, empty for a table of its own."""
        return self.name.rpartition(".")[0]

    @property
    def dated(self) -> bool:
        """True when every row has ``known_from`` and may come in several vintages."""
        return issubclass(self.struct, model.Row)


def _toml(file: str, name: str, struct: type[msgspec.Struct], attribute: str, **rest: bool) -> Table:
    return Table(name, file, struct, attribute, **rest)


def _sheet(name: str, struct: type[msgspec.Struct], needed: bool = False) -> Table:
    return Table(name, f"{name}.csv", struct, name, needed=needed)


TABLES: tuple[Table, ...] = (
    _toml(CASE_FILE, "party", model.Party, "parties", needed=True),
    _toml(CASE_FILE, "calendar", model.Calendar, "calendars"),
    _toml(CASE_FILE, "calendar.closed", model.Closure, "closed"),
    _toml(CASE_FILE, "question", model.Question, "questions"),
    _toml(CASE_FILE, "question.reading", model.Reading, "readings"),
    _toml(CASE_FILE, "clause", model.Clause, "clauses"),
    _toml(CASE_FILE, "clause.promise", model.Promise, "promises"),
    _toml(CASE_FILE, "phase", model.Phase, "phases"),
    _toml(CASE_FILE, "ceiling", model.Ceiling, "ceilings"),
    _toml(CASE_FILE, "floor", model.Floor, "floors"),
    _toml(CASE_FILE, "budget", model.Budget, "budgets"),
    _toml(CASE_FILE, "site_work", model.SiteWork, "site_work"),
    _toml(CASE_FILE, "reduction", model.Reduction, "reduction", single=True),
    _toml(CASE_FILE, "protection", model.Protection, "protection", single=True),
    _toml(CASE_FILE, "protection.band", model.ProtectionBand, "bands"),
    _toml(CASE_FILE, "milestone", model.Milestone, "milestones", needed=True),
    _toml(CASE_FILE, "factor", model.Factor, "factors"),
    _toml(CASE_FILE, "objectives", model.Objectives, "objectives", single=True),
    _sheet("sources", model.Source),
    _sheet("groups", model.Group),
    _sheet("nations", model.Nation),
    _sheet("relations", model.Relation),
    _sheet("sites", model.Site, needed=True),
    _sheet("units", model.Unit, needed=True),
    _sheet("equipment", model.Equipment),
    _sheet("staff", model.Staff),
    _sheet("lanes", model.Lane),
    _sheet("crews", model.Crew),
    _sheet("capacities", model.Capacity),
    _sheet("blackouts", model.Blackout),
    _sheet("activities", model.Activity, needed=True),
    _sheet("modes", model.Alternative),
    _sheet("permissions", model.Permission),
    _sheet("shocks", model.Shock),
    _sheet("durations", model.ObservedDays),
    _sheet("risks", model.Risk),
    _sheet("functions", model.Function),
    _sheet("progress", model.Progress),
    _toml(CONDITIONS_FILE, "indicator", model.Indicator, "indicators"),
    _toml(CONDITIONS_FILE, "condition", model.Condition, "conditions"),
    _toml(CONDITIONS_FILE, "condition.rule", model.Rule, "rule", single=True),
    _toml(CONDITIONS_FILE, "condition.gate", model.Gate, "gates"),
    _toml(CONDITIONS_FILE, "condition.scenario", model.Scenario, "scenarios"),
    _sheet("observations", model.Observation),
    Table("tallies", f"{INCIDENTS}/tallies.csv", model.Tally, "tallies"),
    Table("events", EVENTS, model.Event, "events"),
)
BY_NAME = {t.name: t for t in TABLES}
ROOTS = tuple(t for t in TABLES if not t.parent)
DATED = tuple(t for t in ROOTS if t.dated)


def children(table: str) -> tuple[Table, ...]:
    """The tables inside a table."""
    return tuple(t for t in TABLES if t.parent == table)
