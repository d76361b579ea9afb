"""The timetable: what a run of ``jadwal plan`` returns, as frozen values of integers, dates and texts.

In: nothing (pure types).  Out: the shape of ``timetable.json``.  The rules this module owns: *no date without its
chance*, and *a timetable explains itself*: whoever shows it needs no case beside it. Days are ISO dates, durations
whole days, chances parts per million (``*_ppm``); there is no floating-point number in it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from jadwal.model.amounts import Band as Band
from jadwal.model.amounts import CostResult, ExposureResult, JointResult
from jadwal.model.case import (
    Alternative,
    Blackout,
    Budget,
    Calendar,
    Capacity,
    Ceiling,
    Clause,
    Comparator,
    Crew,
    Equipment,
    Floor,
    Function,
    Group,
    Lane,
    Link,
    Milestone,
    Nation,
    Objectives,
    Party,
    Permission,
    Phase,
    Question,
    Relation,
    Site,
    Source,
    Staff,
    Text,
    Value,
)
from jadwal.model.chosen import Choosing
from jadwal.model.cover import Cover
from jadwal.model.level import CountLevel
from jadwal.model.place import Province
from jadwal.model.rated import Capability

SCHEMA = 3
OLDEST = 2  # schemas from this one on are read: what they lack has a default
Status = Literal["optimal", "feasible", "infeasible", "unknown"]
State = Literal["met", "not-met", "cannot-tell"]


class Entry(Value, frozen=True, kw_only=True):
    """One task as planned: first and last day (the aim), or none when nothing says when it could be.

    A milestone (``days == 0``) has ``start = finish =`` the day that ends at its instant.
    """

    id: str
    kind: str
    name: Text
    start: date | None
    finish: date | None
    days: int  # working days planned
    site: str = ""
    to_site: str = ""
    unit: str = ""
    phase: str = ""
    nation: str = ""
    owner: str = ""
    lane: str = ""
    crew: str = ""
    crew_need: int = 0  # so many of the crew while it goes on
    role: str = ""  # of the people who leave
    people: int = 0
    loads: int = 0
    calendar: str = ""
    after: tuple[Link, ...] = ()  # what it waits for, by the rules of precedence
    gates: tuple[str, ...] = ()  # conditions that must hold on the day it starts, or while it goes on
    mode: str = ""  # the way in which it is done, where there are several
    actual_start: date | None = None
    actual_finish: date | None = None


class Grant(Value, frozen=True, kw_only=True):
    """A permission's validity in a dated timetable: granted on ``first``, valid to ``last`` (None: no expiry)."""

    permission: str
    first: date
    last: date | None = None


class Opening(Value, frozen=True, kw_only=True):
    """The days on which a condition is taken to hold in a dated timetable: from ``first`` to ``last`` (None: on)."""

    condition: str
    first: date
    last: date | None = None


class Pause(Value, frozen=True, kw_only=True):
    """A shock's pause in a dated timetable, both days included; ``risk:<id>``: a risk of the register stops work."""

    shock: str
    first: date
    last: date


class Hit(Value, frozen=True, kw_only=True):
    """A risk that comes in a dated timetable, and its impact: working days more, or percent of them."""

    risk: str
    impact: int


class Schedule(Value, frozen=True, kw_only=True):
    """A dated timetable with the world it was dated in: what the checker reads beside the case."""

    as_of: date
    readings: tuple[str, ...]
    entries: tuple[Entry, ...]
    grants: tuple[Grant, ...] = ()
    openings: tuple[Opening, ...] = ()
    pauses: tuple[Pause, ...] = ()
    hits: tuple[Hit, ...] = ()


class LevelResult(Value, frozen=True, kw_only=True):
    """One level of the lexicographic objective: its value, the proven bound, and how the search ended."""

    level: str
    value: int
    bound: int
    status: Status

    @property
    def gap(self) -> int:
        """Value minus bound; 0 when proven optimal."""
        return self.value - self.bound


class SolverRun(Value, frozen=True, kw_only=True):
    """How the aim dates were found."""

    solver: str
    version: str
    seed: int
    workers: int
    deterministic_time_milli: int
    parameters: tuple[tuple[str, str], ...]
    status: Status
    reproducible: bool
    levels: tuple[LevelResult, ...]


class Quantiles(Value, frozen=True, kw_only=True):
    """Dates by which a milestone is reached in 10, 50, 80 and 90 % of futures (None: not reached in so many)."""

    p10: date | None
    p50: date | None
    p80: date | None
    p90: date | None
    reached_ppm: int  # share of futures in which it is reached at all, within the horizon


class Within(Value, frozen=True, kw_only=True):
    """The Monte-Carlo errors of a milestone's figures.

    Days to the farther end of each quantile's 95 % interval (None: the quantile, or an end of it, is not reached), and
    standard errors of the chances, in parts per million.
    """

    p10: int | None
    p50: int | None
    p80: int | None
    p90: int | None
    reached_ppm: int
    aim_ppm: int | None


class Span(Value, frozen=True, kw_only=True):
    """When one task begins and ends over the futures (movements apart from it: they are many and short)."""

    id: str
    start: Quantiles
    finish: Quantiles


class MilestoneResult(Value, frozen=True, kw_only=True):
    """One milestone: its aim date with that date's own chance, its commit date, and its quantiles."""

    id: str
    name: Text
    headline: bool
    release: str
    aim: date | None
    aim_ppm: int | None  # chance that the aim date is kept
    commit: date | None
    commit_why: Literal["", "not-attainable", "no-outlook", "reached"]  # why there is no commit date
    blocked_by: tuple[str, ...] = ()  # conditions with neither data nor a declared scenario
    quantiles: Quantiles
    curve: tuple[tuple[date, int], ...] = ()  # S-curve: (day, ppm reached by it)
    errors: Within | None = None  # None: the timetable was planned before errors were told


class PromiseResult(Value, frozen=True, kw_only=True):
    """The chance that one promise is kept, with the Monte-Carlo standard error.

    ``date``: an agreed date; ``ceiling``, ``floor``: a headcount; ``consent``: a nation's announced departure;
    ``last-days``: no bunching before the last person leaves; ``longest-lag``: work begun (or done) no longer after
    what it waits for than promised (``day`` of these two is the horizon: they have no day of their own); ``budget``:
    what a period may cost (``day`` is its last).
    """

    id: str
    clause: str
    kind: Literal["date", "ceiling", "cover", "floor", "consent", "last-days", "longest-lag", "budget"]
    milestone: str
    name: Text | None = None  # of the milestone, work, function, nation or budget; None for the other kinds
    day: date
    kept_ppm: int
    error_ppm: int
    aim_keeps: bool


class DecisionPoint(Value, frozen=True, kw_only=True):
    """The latest day on which a decision may be taken that still keeps the commit dates, found by simulating again.

    ``joint_ppm`` is the joint chance of the commit dates when it is taken on ``latest``.
    """

    id: str  # the task
    kind: str  # of the task
    name: Text
    owner: str
    aim: date | None  # when the plan has it taken
    latest: date | None
    why: Literal["", "no-commit", "any-day"]  # no latest day: no commit dates to keep, or none is missed by waiting
    joint_ppm: int
    error_ppm: int


class Driver(Value, frozen=True, kw_only=True):
    """What moves the end: days by which the end moves when one cause is taken away (same futures).

    A ``mitigation`` is not taken away: the days are those with it against those without, whatever the plan counts on.
    A ``risk`` that has a mitigation also tells by how many days the end moves without the risk where nothing is done
    about it, and where the mitigation is in place.
    """

    kind: Literal[
        "condition", "permission", "shock", "risk", "mitigation", "lane", "crew", "activity", "factor", "rule"
    ]
    id: str
    name: Text
    days: int
    attainable_ppm: int  # change in the chance that the end is reached at all
    error_milli: int = 0  # Monte-Carlo standard error of the days, in thousandths of a day
    unmitigated_days: int | None = None
    mitigated_days: int | None = None


class Critical(Value, frozen=True, kw_only=True):
    """How one piece of work bears on the end over the futures of the plan's partial order (docs/method.md, section 8).

    ``criticality_ppm``: the share of futures in which a day more of it moves the end; ``cruciality_ppm``: the
    correlation of its duration with the end, in parts per million (None where it has no spread); with their standard
    errors.
    """

    id: str
    name: Text
    criticality_ppm: int
    criticality_error_ppm: int
    cruciality_ppm: int | None
    cruciality_error_ppm: int | None


class Sensitivity(Value, frozen=True, kw_only=True):
    """An assumed value run again at its stated low and high (same futures): how the end moves, in days."""

    table: str
    row: str
    field: str
    name: Text | None = None  # of the row, where it has one
    low: int
    value: int
    high: int
    days_at_low: int | None  # None: not reached in 80 % of futures there
    days_at_high: int | None
    decides: bool


class Earned(Value, frozen=True, kw_only=True):
    """Planned against actual in one scope, by earned schedule (docs/method.md): a baseline and what truly happened.

    ``total``: working days, or people; shares are of it. ``elapsed`` and ``planned_days`` count days from ``begin``;
    ``schedule_milli`` is the earned schedule in thousandths of a day, ``spi_ppm`` that over the days elapsed.
    """

    scope: Literal["mission", "phase", "nation", "site"]
    id: str = ""
    measure: Literal["work", "people"]
    total: int
    dropped: int = 0  # tasks of the baseline that the case no longer holds; they count nowhere
    begin: date
    planned_end: date
    elapsed: int
    planned_days: int
    planned_ppm: int
    earned_ppm: int
    schedule_milli: int | None = None  # None, as spi_ppm and forecast, where ``why`` says so
    spi_ppm: int | None = None
    forecast: date | None = None
    why: Literal["", "not-begun", "nothing-earned", "too-far", "finished"] = ""
    planned: tuple[tuple[date, int], ...] = ()  # of the mission: (day, ppm planned by its end)
    actual: tuple[tuple[date, int], ...] = ()  # of the mission: (day, ppm earned by its end), up to the as-of date


class HealthRow(Value, frozen=True, kw_only=True):
    """One point of schedule health: what was found, of how many, against which threshold.

    ``value``, ``threshold`` and ``of`` are counts, or parts per million where ``unit`` says so.
    """

    point: str
    value: int
    of: int = 0
    unit: Literal["count", "ppm"]
    threshold: int
    wanted: Literal["at-most", "at-least"] = "at-most"
    passed: bool | None  # None: nothing to look at, or nothing to compare with
    examples: tuple[str, ...] = ()  # ids of tasks, the first few


class ReadingResult(Value, frozen=True, kw_only=True):
    """One reading of the open questions, planned and simulated."""

    readings: tuple[tuple[str, str], ...]  # (question id, reading id)
    solver: SolverRun
    schedule: Schedule
    milestones: tuple[MilestoneResult, ...]
    joint_confidence_ppm: int  # asked for
    joint_reached_ppm: int  # joint chance that every headline milestone with an outlook is reached
    joint_error_ppm: int = 0  # standard error of the joint chance of the commit dates
    futures: int = 0  # futures simulated: more than the timetable's where the errors asked for it (0: not told)
    errors_small: bool = True  # False: the errors asked for more futures than were allowed
    promises: tuple[PromiseResult, ...]
    headcount: tuple[Band, ...]
    spans: tuple[Span, ...] = ()
    decisions: tuple[DecisionPoint, ...] = ()
    drivers: tuple[Driver, ...]
    sensitivities: tuple[Sensitivity, ...]
    end_share_ppm: int = 800_000  # drivers and sensitivities look at the end where so many futures have reached it
    critical: tuple[Critical, ...] = ()  # work that is critical in some future, the most critical first
    health: tuple[HealthRow, ...] = ()
    requirements: tuple[Cover, ...] = ()
    choosing: Choosing | None = None  # None: no candidates were looked at
    earned: tuple[Earned, ...] = ()  # against the baseline; empty without one, or when nothing has started since
    costs: CostResult | None = None  # None: the case states no costs
    exposure: ExposureResult | None = None  # None: nobody is left to leave
    joint: JointResult | None = None  # of the end and the cost


class BoardRow(Value, frozen=True, kw_only=True):
    """One condition on a date: its state, since when, the numbers behind it, its sources, its chances."""

    condition: str
    group: str
    statement: Text
    state: State
    since: date | None
    low: int | None  # bounds of the measured figure (count, or ladder step)
    high: int | None
    figure: str  # the figure as the sources give it (a count, a rating, yes/no)
    coverage_ppm: int
    last_observed: date | None
    outlook: Literal["data", "scenario", "none"]
    outlook_basis: str
    sources: tuple[str, ...]
    by: tuple[tuple[str, date, int], ...] = ()  # (what needs it, day, chance met by then in ppm)
    chances: tuple[tuple[date, int], ...] = ()  # (day, chance met by then in ppm) up to the horizon
    notes: tuple[tuple[str, tuple[tuple[str, str | int | Text], ...]], ...] = ()  # message codes with parameters


class Finding(Value, frozen=True, kw_only=True):
    """A small named rule that found something, with its remedy; the text comes from the message catalogue."""

    code: str
    severity: Literal["warning", "note"]
    subject: str
    params: tuple[tuple[str, str | int | Text], ...] = ()
    release: str = "parties"


class InputCount(Value, frozen=True, kw_only=True):
    """How many inputs rest on what."""

    reported: int
    assumed: int
    entered: int


class TallyMark(Value, frozen=True, kw_only=True):
    """A counted total as its counter put it; ``own``: it is of the counter, scope and definition that are used."""

    id: str
    counter: str
    scope: str
    since: date
    as_of: date
    comparator: Comparator
    value: int
    own: bool
    source: tuple[str, ...] = ()


class Fan(Value, frozen=True, kw_only=True):
    """Counts of the seven days from ``week`` on: percentiles over the futures."""

    week: date
    p10: int
    p50: int
    p90: int


class Counts(Value, frozen=True, kw_only=True):
    """An indicator's counts by week, observed and to come."""

    indicator: str
    name: Text
    unit: str
    counter: str
    scope: str
    weeks: tuple[tuple[date, int, int | None], ...]  # (first day, least, most; None: no upper end) of observed weeks
    tallies: tuple[TallyMark, ...] = ()
    fan: tuple[Fan, ...] = ()  # empty: no forecast; the board's notes say why


class Presence(Value, frozen=True, kw_only=True):
    """People at a site on the as-of date, by nation and role."""

    site: str
    nation: str
    role: str
    people: int


class Context(Value, frozen=True, kw_only=True):
    """What a reader of the timetable needs of the case: names, clauses, sources, calendars, limits."""

    parties: tuple[Party, ...] = ()
    questions: tuple[Question, ...] = ()
    clauses: tuple[Clause, ...] = ()
    phases: tuple[Phase, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    floors: tuple[Floor, ...] = ()
    budgets: tuple[Budget, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    objectives: Objectives = Objectives()
    calendars: tuple[Calendar, ...] = ()
    mission_calendar: str = ""
    groups: tuple[Group, ...] = ()
    nations: tuple[Nation, ...] = ()
    relations: tuple[Relation, ...] = ()
    sites: tuple[Site, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    staff: tuple[Staff, ...] = ()
    lanes: tuple[Lane, ...] = ()
    crews: tuple[Crew, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    modes: tuple[Alternative, ...] = ()
    permissions: tuple[Permission, ...] = ()
    functions: tuple[Function, ...] = ()
    sources: tuple[Source, ...] = ()
    presence: tuple[Presence, ...] = ()
    shocks: tuple[tuple[str, Text], ...] = ()  # (id, name)
    places: tuple[Province, ...] = ()  # the case's own areas for the map, in place of the pack's


class EarlierReading(Value, frozen=True, kw_only=True):
    """One reading of the timetable that this one is compared with."""

    readings: tuple[tuple[str, str], ...]
    milestones: tuple[MilestoneResult, ...]  # without their curves


class Earlier(Value, frozen=True, kw_only=True):
    """The baseline timetable that this one was asked to change as little as possible."""

    digest: str  # SHA-256 of its file
    version: str
    as_of: date
    seed: int
    futures: int
    readings: tuple[EarlierReading, ...]


class Timetable(Value, frozen=True, kw_only=True):
    """The whole result: the body of ``timetable.json``."""

    schema: int
    version: str  # of jadwal
    case: str
    name: Text
    as_of: date
    horizon: date
    release: str
    seed: int
    futures: int
    inputs_digest: str
    inputs: InputCount
    agreed: bool  # has the commission agreed a timetable?
    end_agreed: bool  # is any end date agreed?
    board: tuple[BoardRow, ...]
    readings: tuple[ReadingResult, ...]
    findings: tuple[Finding, ...]
    context: Context = Context()
    counts: tuple[Counts, ...] = ()
    capability: tuple[Capability, ...] = ()  # of the rated indicators
    levels: tuple[CountLevel, ...] = ()  # of the counted indicators, their areas and sites
    earlier: Earlier | None = None


def encode(timetable: Timetable) -> bytes:
    """The canonical, indented bytes of a timetable (UTF-8, keys in declared order, newline at the end)."""
    return msgspec.json.format(msgspec.json.encode(timetable), indent=1) + b"\n"


def decode(data: bytes) -> Timetable:
    """Read a timetable back; raises ``msgspec.ValidationError`` when the bytes are not one."""
    return msgspec.json.decode(data, type=Timetable)
