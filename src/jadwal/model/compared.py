"""What differs between two timetables of one case, as frozen values.

In: nothing (pure types; ``plan/compare.py`` fills them).  Out: the shape of ``compare.json``.  The rule this module
owns: *a move names its cause or says that none is known*.  Days are ISO dates, moves whole days (later: positive),
chances parts per million.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from jadwal.model.amounts import Sampled
from jadwal.model.case import Text, Value
from jadwal.model.timetable import Earned

CauseKind = Literal[
    "started",  # it truly started on another day than planned
    "finished",  # it truly finished on another day than planned
    "running",  # it was to be finished by the later as-of date and is not
    "not-begun",  # it was to have started by the later as-of date and has not
    "mode",  # it is done in another of its ways
    "days",  # its working days changed
    "people",  # the people or loads on it changed
    "after",  # what it waits for changed
    "gates",  # the conditions it needs changed
    "place",  # its lane, crew or calendar is another
    "calendar",  # the days off or closed periods of its calendar changed
    "condition",  # a condition is expected on another day, or no more
    "permission",  # a permission comes on another day
    "capacity",  # a lane or crew became wider or narrower, or slower
    "agreed",  # a date was agreed, changed or dropped
    "added",  # new work takes its lane or crew
    "removed",  # work that held its lane or crew is gone
]
Status = Literal["moved", "added", "removed", "gained", "lost"]


class Cause(Value, frozen=True, kw_only=True):
    """Why something moved: what changed, from what to what, and through which tasks it came (the nearest one last).

    ``sure`` is False where only the lane, crew or protection that both share speaks for it.
    """

    kind: CauseKind
    id: str  # of the task, condition, permission, lane, crew, calendar or promise
    name: Text
    before: str = ""
    after: str = ""
    days: int | None = None  # of a date: how much later
    via: tuple[str, ...] = ()
    sure: bool = True


class Move(Value, frozen=True, kw_only=True):
    """One task whose planned or actual dates differ; without causes none is known."""

    id: str
    kind: str
    name: Text
    status: Status
    site: str = ""
    unit: str = ""
    phase: str = ""
    nation: str = ""
    people: int = 0
    headline: bool = False
    done: bool = False  # in the later timetable it has finished
    start_before: date | None = None
    start_after: date | None = None
    finish_before: date | None = None
    finish_after: date | None = None
    start_days: int | None = None
    finish_days: int | None = None
    causes: tuple[Cause, ...] = ()


class MilestoneChange(Value, frozen=True, kw_only=True):
    """One milestone in both timetables."""

    id: str
    name: Text
    headline: bool
    aim_before: date | None
    aim_after: date | None
    aim_days: int | None
    aim_ppm_before: int | None
    aim_ppm_after: int | None
    commit_before: date | None
    commit_after: date | None
    commit_days: int | None
    why_before: str  # why there is no commit date, as in MilestoneResult
    why_after: str
    middle_before: date | None  # P50
    middle_after: date | None
    middle_days: int | None
    reached_ppm_before: int
    reached_ppm_after: int
    causes: tuple[Cause, ...] = ()  # of its aim date's move


class PromiseChange(Value, frozen=True, kw_only=True):
    """One promise in both timetables, or in the one that has it."""

    id: str
    kind: str
    name: Text
    day_before: date | None
    day_after: date | None
    kept_ppm_before: int | None
    kept_ppm_after: int | None
    status: Literal["newly-missed", "newly-kept", "kept", "missed", "added", "removed"]  # by the aim dates


class AmountChange(Value, frozen=True, kw_only=True):
    """Cost (thousand US dollars) or exposure (weighted person-days) in both, each from its own as-of date on."""

    kind: Literal["cost", "exposure"]
    aim_before: int
    aim_after: int
    p50_before: Sampled
    p50_after: Sampled
    p80_before: Sampled
    p80_after: Sampled


class Group(Value, frozen=True, kw_only=True):
    """How the unfinished work of one site, unit or phase moved; days of the moved finishes."""

    scope: Literal["site", "unit", "phase"]
    id: str
    name: Text
    moved: int
    of: int
    least: int
    most: int


class ReadingChange(Value, frozen=True, kw_only=True):
    """One reading in both timetables."""

    readings: tuple[tuple[str, str], ...]
    earlier: tuple[tuple[str, str], ...]  # the earlier timetable's reading that it is compared with
    names: tuple[Text, ...]
    milestones: tuple[MilestoneChange, ...]
    moves: tuple[Move, ...]
    groups: tuple[Group, ...]
    promises: tuple[PromiseChange, ...]
    headcount: tuple[tuple[date, int, int], ...]  # (day, aim before, aim after) where they differ
    inputs: tuple[Cause, ...]  # everything that changed, whether or not it moved anything
    same: int  # tasks of both that did not move
    earned: tuple[Earned, ...] = ()
    amounts: tuple[AmountChange, ...] = ()  # what both have
    scopes: tuple[tuple[str, Text], ...] = ()  # (id, name) of the phases, nations and sites in ``earned``


class Comparison(Value, frozen=True, kw_only=True):
    """Two timetables of one case, the earlier one first."""

    case: str
    name: Text
    release: str
    partial: bool  # one of them is public: only what both show is compared
    before: date  # as-of dates
    after: date
    readings: tuple[ReadingChange, ...]
    only_before: tuple[tuple[tuple[str, str], ...], ...] = ()  # readings of the earlier one without a counterpart
