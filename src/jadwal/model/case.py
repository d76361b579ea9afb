"""The case: one mission's transition, as frozen values.

In: nothing (pure types).  Out: the types that the case reader builds and every later stage reads.
The rule this module owns: *what is known about a value travels with it*.  Every row says whether it is reported
(with a source), assumed (with a low and a high) or entered, and from which day it was known.

Conventions, used everywhere:

- a :class:`Text` carries both languages; an ``id`` is a stable slug and is what rows refer to each other by;
- an :class:`Estimate` is an integer with a range: a duration in days (most likely, and a triangular range), or any
other
  figure with the low and the high at which results are run again;
- shares and chances are integers in percent where a person types them, parts per million in results;
- several rows may carry one ``id`` with different ``known_from``: the latest one known on the as-of date holds.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from jadwal.model.base import Basis as Basis
from jadwal.model.base import Estimate as Estimate
from jadwal.model.base import Row as Row
from jadwal.model.base import Text as Text
from jadwal.model.base import Value as Value
from jadwal.model.kinds import ACTIVITY_KINDS as ACTIVITY_KINDS
from jadwal.model.kinds import COMMISSION_KINDS as COMMISSION_KINDS
from jadwal.model.kinds import SITE_WORK_KINDS as SITE_WORK_KINDS
from jadwal.model.kinds import ActivityKind as ActivityKind
from jadwal.model.limits import Blackout as Blackout
from jadwal.model.limits import Budget as Budget
from jadwal.model.limits import Capacity as Capacity
from jadwal.model.modes import USUAL as USUAL
from jadwal.model.modes import Alternative as Alternative
from jadwal.model.risk import Risk as Risk
from jadwal.model.uncertain import Factor as Factor
from jadwal.model.uncertain import FittedDays as FittedDays
from jadwal.model.uncertain import ObservedDays as ObservedDays

Release = Literal["public", "parties", "party"]
LinkType = Literal["FS", "SS", "FF", "SF"]
Role = Literal["adviser", "protection", "support", "enabler"]
Disposition = Literal["depart", "relocate", "convert", "pass"]
SiteFate = Literal["transfer", "keep"]
Disposal = Literal["ship", "hand-over", "gift", "sell", "destroy"]
Scope = Literal["mission", "nation", "site"]
GateKind = Literal["start", "continue"]
PromiseKind = Literal["by", "not-before"]
Comparator = Literal["exactly", "at_least", "more_than", "nearly", "approx", "at_most", "less_than"]


class Source(Value, frozen=True, kw_only=True):
    """A public source: an outlet's page, a document, a data file."""

    id: str
    title: str
    outlet: str = ""
    url: str = ""
    published: date | None = None
    language: str = ""
    note: str = ""


class Party(Value, frozen=True, kw_only=True):
    """One of the two whose agreement a timetable needs."""

    id: str
    name: Text
    side: Literal["host", "coalition"]
    calendar: str = ""  # the days on which it does the commission's work; empty: any


class Calendar(Row, frozen=True, kw_only=True):
    """Working days: weekly days off (0 = Monday … 6 = Sunday) and closed periods, both ends included."""

    name: Text
    days_off: tuple[int, ...] = ()
    closed: tuple[Closure, ...] = ()


class Closure(Value, frozen=True, kw_only=True):
    """A closed period of a calendar (a feast, a pilgrimage, a pass in winter), both days included."""

    first: date
    last: date
    name: Text
    known_from: date
    basis: Basis = "entered"
    source: tuple[str, ...] = ()


class Question(Row, frozen=True, kw_only=True):
    """Something the parties read differently; every reading of it is planned and shown."""

    text: Text
    readings: tuple[Reading, ...]


class Reading(Value, frozen=True, kw_only=True):
    """One way to read a question; ``party`` may be empty when nobody's in particular."""

    id: str
    name: Text
    party: str = ""


class Promise(Value, frozen=True, kw_only=True):
    """A date inside a clause: ``milestone`` by, or not before, ``day``; only under ``readings`` when any are named.

    ``precision`` says how exactly the day was agreed: a promise made for a month holds until its last day.  ``weight``
    is what missing it counts in the level "broken".
    """

    id: str
    milestone: str
    kind: PromiseKind
    day: date
    precision: Literal["day", "month", "year"] = "day"
    readings: tuple[str, ...] = ()
    basis: Basis = "reported"
    weight: int = 1


class Clause(Row, frozen=True, kw_only=True):
    """One clause of what was announced or agreed, in our own words, with the dates it sets (if any)."""

    text: Text
    kind: Literal["purpose", "assessment", "reduction", "date", "pledge", "relations", "procedure"]
    parties: tuple[str, ...] = ()
    promises: tuple[Promise, ...] = ()


class Phase(Row, frozen=True, kw_only=True):
    """A stage of the timetable.  Phases follow one another in the order of ``order``."""

    name: Text
    order: int


class Ceiling(Row, frozen=True, kw_only=True):
    """An agreed limit on headcount from ``day`` on: of the mission, a nation or a site.  A promised rule."""

    scope: Scope
    of: str = ""
    day: date
    most: int
    readings: tuple[str, ...] = ()
    weight: int = 1


class Floor(Row, frozen=True, kw_only=True):
    """An agreed least headcount until the end of ``day``: of the mission, a nation or a site.  A promised rule."""

    scope: Scope
    of: str = ""
    day: date
    least: int
    readings: tuple[str, ...] = ()
    weight: int = 1


class SiteWork(Row, frozen=True, kw_only=True):
    """How long one kind of work takes at every site (or for every unit: pack) unless activities.csv says otherwise."""

    kind: Literal["receiver", "training", "pack", "cleanup", "inspection", "transfer", "guard"]
    days: Estimate
    calendar: str = ""
    crew: str = ""
    crew_need: int = 0


class Reduction(Row, frozen=True, kw_only=True):
    """The gradual reduction: at most ``step_people`` people in any ``step_days`` days; ``gap_days`` between phases.

    ``step_percent``: also at most so many percent of the headcount at the outset in any ``step_days`` days.  Promised,
    with ``weight``: in the ``last_days`` before the last person leaves at most ``last_percent`` of that headcount do.
    """

    step_people: Estimate
    step_days: int
    gap_days: Estimate
    step_percent: Estimate | None = None
    last_days: int = 0  # 0: nothing is promised about the last days
    last_percent: int = 100
    weight: int = 1


class Protection(Row, frozen=True, kw_only=True):
    """Protective headcount at a site per 100 others, while anyone else is there; more or less by the site's threat."""

    percent: Estimate
    bands: tuple[ProtectionBand, ...] = ()


class ProtectionBand(Value, frozen=True, kw_only=True):
    """The ratio at sites whose threat weight is ``threat_from`` or more, up to the next band."""

    threat_from: int
    percent: Estimate


class Milestone(Row, frozen=True, kw_only=True):
    """A named dated point: reached when everything in ``after`` is finished.  Headline ones share the confidence."""

    name: Text
    after: tuple[str, ...]
    headline: bool = False
    release: Release = "public"


class Objectives(Value, frozen=True, kw_only=True):
    """The lexicographic order of aims: broken promises, end, exposure, cost, change.

    The three weights say what a day's move of each thing counts in the level ``change``.
    """

    order: tuple[str, ...] = ("broken", "end", "exposure", "cost", "change")
    end: str = ""  # the milestone whose date is the end
    change_agreed: int = 1000  # a headline milestone, or one that carries an agreed date
    change_person: int = 1  # each person on a serial or conversion
    change_work: int = 10  # any other piece of work or point


class Group(Row, frozen=True, kw_only=True):
    """A working group of the commission."""

    name: Text
    subject: Literal["threat", "requirements", "capability", "other"]


class Nation(Row, frozen=True, kw_only=True):
    """A sending nation.  ``consent`` says where it stands; ``depends_on`` names whose decision its consent awaits.

    ``departs``: the day by which it has announced to have left.  Withheld: its units wait for the commission no more.
    """

    name: Text
    party: str
    consent: Literal["given", "needed", "withheld", "unknown"] = "unknown"
    depends_on: str = ""
    departs: date | None = None


class Relation(Row, frozen=True, kw_only=True):
    """One cell of the relations matrix that takes over when the mission ends."""

    nation: str
    domain: Literal["political", "economic", "cultural", "security", "military"]
    status: Literal["none", "planned", "agreed", "in-force", "unknown"] = "unknown"
    instrument: str = ""


class Site(Row, frozen=True, kw_only=True):
    """A base or office.  ``hub``: the site its movements go through; ``receiver``: the named body that takes it."""

    name: Text
    latitude: str = ""  # decimal degrees, kept as written; WGS 84
    longitude: str = ""
    area: str = ""  # province or region the site lies in
    fate: SiteFate = "transfer"
    receiver: Text | None = None
    hub: str = ""
    closes_in: str = ""  # phase in which the site is handed over
    threat_weight: int = 100  # exposure weight in percent: 100 = one person-day counts once
    daily_cost: int = 0  # thousand US dollars per day while the site is open


class Unit(Row, frozen=True, kw_only=True):
    """People at a site who leave together in one phase (a unit that leaves in steps is several rows)."""

    name: Text
    nation: str
    site: str
    role: Role
    headcount: Estimate
    disposition: Disposition
    phase: str
    lane: str = ""  # needed to depart or relocate
    to_site: str = ""  # where a relocated unit goes
    then_phase: str = ""  # the phase in which a relocated unit leaves its new site; empty: it stays there
    then_lane: str = ""
    function: str = ""  # what an enabler provides
    loads: Estimate | None = None  # equipment loads that are shipped with it
    cargo_lane: str = ""


class Equipment(Row, frozen=True, kw_only=True):
    """Equipment at a site that is shipped, handed over, given, sold or destroyed before the site is left.

    ``crew`` is the capacity for it (a yard, a disposal team); what it brings in is not modelled, only its cost.
    """

    name: Text
    site: str
    unit: str = ""  # whose it is: it goes only after that unit has packed
    disposition: Disposal
    loads: Estimate | None = None  # needed to ship
    days: Estimate | None = None  # working days; needed unless shipped
    crew: str = ""
    crew_need: int = 0
    lane: str = ""  # needed to ship
    phase: str = ""  # empty: that of the site's handover
    cost: int = 0  # thousand US dollars


class Staff(Row, frozen=True, kw_only=True):
    """Contractors or local staff at a site.  Their contracts end ``notice`` days after notice was given.

    They are no part of the mission's headcount and are not moved.
    """

    name: Text
    site: str
    kind: Literal["contractor", "local"]
    headcount: Estimate
    notice: Estimate
    phase: str = ""  # in which notice is given; empty: that of the site's handover


class Lane(Row, frozen=True, kw_only=True):
    """A movement route: ``capacity`` serials at once, each taking ``days`` and carrying so many people or loads."""

    name: Text
    kind: Literal["air", "road", "sea", "rail"]
    capacity: Estimate
    days: Estimate
    people_per_serial: int = 0
    loads_per_serial: int = 0
    calendar: str = ""
    early: bool = False  # may movements start before their aim date?


class Crew(Row, frozen=True, kw_only=True):
    """A pool of people who do site work (engineers, inspectors)."""

    name: Text
    capacity: Estimate
    calendar: str = ""


class Link(Value, frozen=True, kw_only=True):
    """``after`` may start (or finish) only so many days after ``before`` has finished (or started).

    ``most``: promised to do so no more than so many days after it.
    """

    before: str
    type: LinkType = "FS"
    lag: int = 0
    most: int | None = None


class Activity(Row, frozen=True, kw_only=True):
    """A piece of work somebody owns."""

    name: Text
    kind: ActivityKind
    days: Estimate
    group: str = ""
    site: str = ""
    unit: str = ""
    phase: str = ""
    owner: str = ""  # a party, a nation or a group
    calendar: str = ""
    crew: str = ""
    crew_need: int = 0
    after: tuple[Link, ...] = ()
    weight: int = 1  # of the promise to wait no longer than a link's longest lag


class Permission(Row, frozen=True, kw_only=True):
    """A clearance somebody else must grant before anything moves on a lane, or before an activity starts."""

    name: Text
    granter: str  # a party, a nation, or a plain name
    lead: Estimate  # days from asking to answer
    refusal_percent: Estimate  # chance that one request is refused and has to be made again
    lane: str = ""
    activity: str = ""
    asked_after: str = ""  # activity after which it can be asked for; empty: at once
    valid_days: int = 0  # 0: does not expire
    granted: date | None = None


class Shock(Row, frozen=True, kw_only=True):
    """An outside event that pauses work or ends permissions: it arrives at a rate, or with a chance inside a window.

    ``pauses`` lists scopes: ``talks``, ``movement``, ``all``, ``site:<id>``, ``lane:<id>``.  ``ends``: permissions that
    are withdrawn on its first day and have to be asked for again.  ``slows``: scopes in which, while it lasts, work
    takes ``slow_percent`` percent more days: some of its days are lost (docs/method.md section 5).
    """

    name: Text
    days: Estimate
    pauses: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    slows: tuple[str, ...] = ()
    slow_percent: Estimate | None = None
    per_decade: Estimate | None = None
    window_first: date | None = None
    window_last: date | None = None
    chance_percent: Estimate | None = None
    started: date | None = None
    ended: date | None = None
    readings: tuple[str, ...] = ()


class Function(Row, frozen=True, kw_only=True):
    """What units enable for a partner formation: so many people until a condition holds or a substitute stands."""

    name: Text
    formation: str = ""
    need: Estimate
    until_condition: str = ""
    until_activity: str = ""
    binding: Literal["physical", "promised"] = "physical"


class Progress(Row, frozen=True, kw_only=True):
    """What actually started, moved or finished; ``id`` is that of the activity.

    ``mode``: the way in which it is done, of several; empty: that of the baseline, else the usual one.
    """

    started: date | None = None
    finished: date | None = None
    mode: str = ""


class Observation(Row, frozen=True, kw_only=True):
    """One dated value of an indicator.  ``known_from`` is the day it was known, ``observed`` the day it is about."""

    indicator: str
    observed: date
    value: str  # an integer, a rating, or yes/no, by the indicator's kind
    assessor: str = ""
    assessor_unit: str = ""  # the unit the assessor is of: when it leaves, the rating grows old faster


class Tally(Row, frozen=True, kw_only=True):
    """A counted total by a named counter, over ``since`` … ``as_of``, both days included."""

    indicator: str
    counter: str
    since: date
    as_of: date
    scope: str
    definition: str = ""
    comparator: Comparator
    value: int


class Event(Row, frozen=True, kw_only=True):
    """Something that happened, as one source reports it (plain CSV feed)."""

    day: date
    kind: str
    actor: str = ""
    area: str = ""
    site: str = ""
    count: int = 1


class Indicator(Row, frozen=True, kw_only=True):
    """A measured quantity.  Counts come from tallies or events; ratings and facts from observations."""

    name: Text
    kind: Literal["count", "rating", "fact"]
    unit: str = ""
    ladder: tuple[str, ...] = ()  # ratings, lowest first
    counter: str = ""  # for counts from tallies: the one counter, scope and definition that are used
    scope: str = ""
    definition: str = ""
    event_kinds: tuple[str, ...] = ()  # filters for counts from events; empty: any
    event_actors: tuple[str, ...] = ()
    event_areas: tuple[str, ...] = ()
    event_sites: tuple[str, ...] = ()
    observed_by: str = ""  # who observes it
    observed_until: str = ""  # activity or milestone id after which its assessors have left
    formation: str = ""
    function: str = ""  # for ratings: which function of the formation


class Rule(Value, frozen=True, kw_only=True):
    """What must hold.  Counts: at most (or at least) ``value`` in ``window_days``, held ``sustained_days``, with
    ``coverage_percent`` of the window observed.  Ratings: at least ``rating``.  Facts: true."""

    indicator: str
    comparator: Literal["at_most", "at_least", "is_true"]
    value: int = 0
    rating: str = ""
    window_days: int = 28
    sustained_days: int = 0
    coverage_percent: int = 80


class Gate(Value, frozen=True, kw_only=True):
    """What a condition gates: the start of a phase or activity, or its continuing; under some readings only."""

    kind: GateKind
    phase: str = ""
    activity: str = ""
    readings: tuple[str, ...] = ()


class Scenario(Value, frozen=True, kw_only=True):
    """A declared outlook, used when data cannot speak: when the condition first holds, and the chance it never does."""

    first: date
    likely: date
    last: date
    never_percent: Estimate
    basis: Basis
    source: tuple[str, ...] = ()
    note: Text | None = None
    known_from: date


class Condition(Row, frozen=True, kw_only=True):
    """A rule over indicators that gates a phase or an activity: met, not met, or cannot tell."""

    statement: Text
    group: str
    rule: Rule
    gates: tuple[Gate, ...] = ()
    scenarios: tuple[Scenario, ...] = ()


class Case(Value, frozen=True, kw_only=True):
    """One mission's transition, as known on ``as_of``.  Every tuple is sorted by id."""

    id: str
    name: Text
    as_of: date
    horizon: date
    confidence_ppm: int
    parties: tuple[Party, ...]
    mission_calendar: str = ""  # calendar of work that names none
    calendars: tuple[Calendar, ...] = ()
    questions: tuple[Question, ...] = ()
    clauses: tuple[Clause, ...] = ()
    phases: tuple[Phase, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    floors: tuple[Floor, ...] = ()
    budgets: tuple[Budget, ...] = ()
    site_work: tuple[SiteWork, ...] = ()
    reduction: Reduction | None = None
    protection: Protection | None = None
    milestones: tuple[Milestone, ...] = ()
    objectives: Objectives = Objectives()
    sources: tuple[Source, ...] = ()
    groups: tuple[Group, ...] = ()
    nations: tuple[Nation, ...] = ()
    relations: tuple[Relation, ...] = ()
    sites: tuple[Site, ...] = ()
    units: tuple[Unit, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    staff: tuple[Staff, ...] = ()
    lanes: tuple[Lane, ...] = ()
    crews: tuple[Crew, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    activities: tuple[Activity, ...] = ()
    modes: tuple[Alternative, ...] = ()
    permissions: tuple[Permission, ...] = ()
    shocks: tuple[Shock, ...] = ()
    risks: tuple[Risk, ...] = ()
    factors: tuple[Factor, ...] = ()
    durations: tuple[ObservedDays, ...] = ()
    functions: tuple[Function, ...] = ()
    progress: tuple[Progress, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    conditions: tuple[Condition, ...] = ()
    observations: tuple[Observation, ...] = ()
    tallies: tuple[Tally, ...] = ()
    events: tuple[Event, ...] = ()
