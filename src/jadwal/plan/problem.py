"""The planning problem: tasks, links, profiles and promises in whole days.

In: nothing (pure types; ``plan/build.py`` makes a :class:`Problem` from a case).  Out: what the optimiser, the schedule
generator and the simulator read.  The checker never sees this module.

Time.  Day 0 is the as-of date.  A task that starts on day ``s`` and takes ``d`` working days finishes at the *instant*
``f`` that ends its last working day (``f = s + d`` when every day is open); a task of no days has ``f = s``.  An
instant ``t`` is written as the date of the day that ends at it (``t - 1``); a start ``s`` as the date of day ``s``.

Everything that holds levels is one idea, the *profile*: a level that may never exceed ``capacity``, and *spans* that
add to it between two points in time.  Lanes, crews, the largest step, protection and function cover are all profiles:

- a lane or crew: each task adds its need from its start to its finish;
- the largest step: each departure adds its people for ``step_days`` days from its start;
- protection at a site (ratio r %, guards G): others add ``r * people`` until they leave, guards add
  ``100 * people`` from when *they* leave, capacity ``100 * G``: so ``r * others <= 100 * guards`` on every day;
- function cover (need n of C people): n until released, people from when they leave, capacity C.

A capacity that changes over time is the greatest that ever holds; fixed spans take the rest of it on other days.
"""

from __future__ import annotations

from typing import Literal

from jadwal.model.case import Estimate, LinkType, Text, Value
from jadwal.model.risk import Effect, How

RuleKind = Literal["physical", "promised"]
DAYS_PER_DECADE = 3652.5
MOST_REQUESTS = 2_000  # per permission and future: leads of no days, refused again and again, would ask for ever


class Rule(Value, frozen=True, kw_only=True):
    """One rule of the plan: an id, a message code with parameters (both languages), a source, and its kind."""

    id: str
    kind: RuleKind
    code: str  # message code: rule.<family>
    params: tuple[tuple[str, str | int | Text], ...] = ()
    source: tuple[str, ...] = ()
    basis: str = "entered"

    @property
    def family(self) -> str:
        """The rule's family, e.g. ``protection``."""
        return self.code.removeprefix("rule.")


class Mode(Value, frozen=True, kw_only=True):
    """One way of doing a task: everything that a task takes from how it is done (as in :class:`Task`)."""

    id: str
    name: Text
    days: Estimate
    calendar: str = ""
    lane: str = ""
    crew: str = ""
    crew_need: int = 0
    cost: int = 0
    permissions: tuple[str, ...] = ()
    shocks: tuple[str, ...] = ()
    waits_for_aim: bool = False


class Task(Value, frozen=True, kw_only=True):
    """One piece of work.  ``days`` is the triangular duration in working days of ``calendar``.

    With ``modes`` it is done in exactly one of them; the first is the usual way, whose figures the task itself has.
    ``plan/modes.py`` turns a problem and a choice of modes into one without any.
    """

    id: str
    name: Text
    kind: str
    days: Estimate
    calendar: str = ""  # empty: every day is open
    breakable: bool = True  # False: a serial on the road does not stop; all its days must be open
    site: str = ""  # site it happens at (movement: the site left)
    to_site: str = ""  # movement: the site reached; empty: leaves the mission
    unit: str = ""
    phase: str = ""
    nation: str = ""
    owner: str = ""
    role: str = ""  # of the people who leave
    people: int = 0  # movement or conversion: people who leave the mission's headcount at the site
    loads: int = 0
    lane: str = ""
    crew: str = ""
    crew_need: int = 0
    cost: int = 0  # thousand US dollars, once when it starts
    start_gates: tuple[str, ...] = ()  # conditions that must hold on the day it starts
    continue_gates: tuple[
        str, ...
    ] = ()  # conditions that must hold on each day it works (movement: on which it starts)
    permissions: tuple[str, ...] = ()  # must be granted on the day it starts
    shocks: tuple[str, ...] = ()  # shocks that pause it
    not_before: int = -(10**6)  # agreed "not before" day, or release
    waits_for_aim: bool = False  # in the simulation it starts no earlier than its aim date
    started: int | None = None  # progress: actual start day (may be negative)
    finished: int | None = None  # progress: actual finish instant
    priority: int = 0  # tie-break for schedule generation: lower first (guards after those they guard)
    modes: tuple[Mode, ...] = ()  # empty: one way
    mode: str = ""  # the one that was chosen, where there were several


class Link(Value, frozen=True, kw_only=True):
    """``after`` waits for ``before``: FS start>=finish+lag, SS start>=start+lag, FF finish>=finish+lag, SF
    finish>=start+lag.

    Lags are in days of the wall calendar and at least 0.
    """

    before: str
    after: str
    type: LinkType = "FS"
    lag: int = 0
    rule: str


class Span(Value, frozen=True, kw_only=True):
    """``amount`` is added to a profile from ``begin`` to ``end``.

    A point is ``(task id, "start" | "finish")``.  ``begin=None``: from the beginning.  ``end=None`` and ``length=0``:
    for ever.  ``length>0``: that many days from ``begin``, or, without one, from day ``first`` on: so much room is
    taken on these days by a rule of its own (``rule``; empty: the profile's own).  ``end_condition``: until the first
    day that condition holds.  ``mode``: there only when the task of ``begin`` is done in that mode.
    """

    begin: tuple[str, Literal["start", "finish"]] | None
    end: tuple[str, Literal["start", "finish"]] | None = None
    length: int = 0
    end_condition: str = ""
    amount: int
    first: int = 0
    rule: str = ""
    mode: str = ""

    @property
    def fixed(self) -> bool:
        """True for a span over certain days, whatever the dates of tasks."""
        return self.begin is None and self.length > 0


class Profile(Value, frozen=True, kw_only=True):
    """A level that may never exceed ``capacity`` on any day from day 0 on."""

    id: str
    capacity: int
    spans: tuple[Span, ...]
    rule: str


class Promise(Value, frozen=True, kw_only=True):
    """A promised date: ``task`` (a milestone) finishes by instant ``by``.  May be missed; then the plan says so."""

    id: str
    clause: str
    task: str
    by: int
    rule: str
    weight: int = 1  # what missing it counts


class CeilingPromise(Value, frozen=True, kw_only=True):
    """A promised ceiling: at instant ``at`` and later at most ``most`` people counted by the ``people`` list are there.

    ``people``: (movement or conversion task, +people) pairs whose people count until that task finishes; ``arrivals``:
    (task, people) who count from that task's finish on (site scope only).
    """

    id: str
    ceiling: str
    at: int
    most: int
    base: int  # people in scope whom no task removes
    people: tuple[tuple[str, int], ...]
    arrivals: tuple[tuple[str, int], ...] = ()
    rule: str
    weight: int = 1


class FloorPromise(Value, frozen=True, kw_only=True):
    """A promised floor: at every instant from 0 to ``until`` at least ``least`` of the people in scope are there.

    ``people``: (task, its point, people) who are there until that point; ``arrivals``: (task, people) who count from
    that task's finish on (site scope only); ``base``: those whom no task takes away.
    """

    id: str
    until: int
    least: int
    base: int
    people: tuple[tuple[str, Literal["start", "finish"], int], ...]
    arrivals: tuple[tuple[str, int], ...] = ()
    rule: str
    weight: int = 1


class LagPromise(Value, frozen=True, kw_only=True):
    """A promise to wait no longer: point ``after`` comes no more than ``most`` days after point ``before``.

    If either of them never comes, the promise is missed.
    """

    id: str
    before: tuple[str, Literal["start", "finish"]]
    after: tuple[str, Literal["start", "finish"]]
    most: int
    rule: str
    weight: int = 1


class BudgetPromise(Value, frozen=True, kw_only=True):
    """A promised budget: from day ``first`` on, for ``days`` days, at most ``most`` thousand US dollars are spent.

    ``cost`` of each task on the day it starts, ``costs`` per day until their task finishes; ``base``: what sites that
    never close cost in that time.
    """

    id: str
    first: int
    days: int
    most: int
    base: int
    rule: str
    weight: int = 1


class LastDaysPromise(Value, frozen=True, kw_only=True):
    """A promise against bunching: of ``people`` (task, people) at most ``most`` finish in the last ``days`` days.

    The last of these days ends when the last of them finishes; if any of them never does, the promise is missed.
    """

    id: str
    days: int
    most: int
    people: tuple[tuple[str, int], ...]
    rule: str
    weight: int = 1


AnyPromise = Promise | CeilingPromise | FloorPromise | LastDaysPromise | LagPromise | BudgetPromise


class PermissionSpec(Value, frozen=True, kw_only=True):
    """A permission as the simulation needs it."""

    id: str
    asked_after: str  # task whose finish starts the asking; empty: day 0
    lead: Estimate
    refusal_percent: Estimate
    valid_days: int
    granted: int | None  # day it was granted, if it was
    rule: str
    ended_by: tuple[str, ...] = ()  # shocks on whose first day it is withdrawn


class ShockSpec(Value, frozen=True, kw_only=True):
    """A shock as the simulation needs it: arrivals per decade, or one arrival with a chance inside a window."""

    id: str
    days: Estimate
    per_decade: Estimate | None
    window: tuple[int, int] | None  # first and last day
    chance_percent: Estimate | None
    ongoing_since: int | None  # day it started, when it is still on
    risk: str = ""  # the risk of the register whose stop this is
    slows: int = 0  # percent by which it slows the work it is on; 0: it pauses it
    of: str = ""  # the shock whose arrivals these are; empty: its own


class RiskSpec(Value, frozen=True, kw_only=True):
    """A risk as the simulation needs it: the work it hits, and its figures with and without its mitigation.

    ``in_modes``: (task, mode) of the ways in which it hits work that has several, of which ``plan/modes.py`` makes
    ``tasks``.
    """

    id: str
    effect: Effect
    how: How
    tasks: tuple[str, ...]
    chance_percent: Estimate
    impact: Estimate
    window: tuple[int, int] | None = None  # of a stop
    mitigation: tuple[Estimate, Estimate] | None = None  # chance and impact with it; None: there is none
    mitigated: bool = False
    cost: int = 0  # thousand US dollars, of the mitigation
    in_modes: tuple[tuple[str, str], ...] = ()

    @property
    def chance(self) -> Estimate:
        """The chance that the plan counts on, in percent."""
        return self.mitigation[0] if self.mitigation and self.mitigated else self.chance_percent

    @property
    def days(self) -> Estimate:
        """The impact that the plan counts on."""
        return self.mitigation[1] if self.mitigation and self.mitigated else self.impact


class FactorSpec(Value, frozen=True, kw_only=True):
    """A cause that the durations of ``tasks`` share: ``share_ppm`` of the variance of each one's normal score.

    The shares of all factors of a task add up to at most a million.  ``acts_on``: as the case has it, for work that can
    be done in several ways: ``plan/modes.py`` says which ``tasks`` are meant once one is chosen.
    """

    id: str
    share_ppm: int
    tasks: tuple[str, ...]
    acts_on: tuple[str, ...] = ()


class Calendar(Value, frozen=True, kw_only=True):
    """``open[d]`` is 1 when day ``d`` (0 … days-1) is a working day.

    ``parts``: ids of the rules that close its days (``calendar:week``, ``blackout:harvest``); empty: itself alone.
    """

    id: str
    open: bytes  # one byte per day
    parts: tuple[str, ...] = ()

    @property
    def closed_by(self) -> tuple[str, ...]:
        """What closes its days."""
        return self.parts or (f"calendar:{self.id}",)


class Problem(Value, frozen=True, kw_only=True):
    """One reading of a case, ready to be solved.  Tuples are sorted by id, so row order never matters."""

    case: str
    reading: tuple[str, ...]
    origin: int  # date ordinal of day 0
    days: int  # horizon: number of days; every finish instant is <= days
    tasks: tuple[Task, ...]
    links: tuple[Link, ...]
    profiles: tuple[Profile, ...]
    promises: tuple[Promise, ...]
    ceilings: tuple[CeilingPromise, ...]
    permissions: tuple[PermissionSpec, ...]
    shocks: tuple[ShockSpec, ...]
    calendars: tuple[Calendar, ...]
    rules: tuple[Rule, ...]
    levels: tuple[str, ...]  # lexicographic order
    end: str  # task id of the end milestone
    exposure: tuple[
        tuple[str, int], ...
    ]  # (task, weight): weight = people * threat weight, counted per day until its start
    costs: tuple[tuple[str, int], ...]  # (task, cost per day until its finish)
    headline: tuple[str, ...]  # milestone tasks that share the joint confidence
    baseline: tuple[tuple[str, int, int], ...] = ()  # (task, planned start, weight) of a baseline timetable
    floors: tuple[FloorPromise, ...] = ()
    last_days: tuple[LastDaysPromise, ...] = ()
    lags: tuple[LagPromise, ...] = ()
    budgets: tuple[BudgetPromise, ...] = ()
    risks: tuple[RiskSpec, ...] = ()
    kept_modes: tuple[tuple[str, str], ...] = ()  # (task, mode) of a baseline timetable
    factors: tuple[FactorSpec, ...] = ()  # common factors of durations; each acts on some task

    @property
    def has_modes(self) -> bool:
        """True when some task can be done in more than one way."""
        return any(t.modes for t in self.tasks)

    @property
    def promised(self) -> tuple[AnyPromise, ...]:
        """Everything that may be missed: agreed dates, ceilings, floors, the last days, longest lags, budgets."""
        return (*self.promises, *self.ceilings, *self.floors, *self.last_days, *self.lags, *self.budgets)

    @property
    def keeps_to_baseline(self) -> bool:
        """True when to change the baseline little comes before exposure and cost."""
        place = {level: n for n, level in enumerate(self.levels)}
        return place.get("change", 99) < min(place.get("exposure", 50), place.get("cost", 50))

    def task(self, id: str) -> Task:
        """The task with this id."""
        return next(t for t in self.tasks if t.id == id)
