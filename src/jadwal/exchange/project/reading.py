"""A project file read back: tasks with their dates, links, calendars and how far they have come.

In: the bytes of an MS Project XML file, of jadwal or of another program.  Out: :class:`Project`.  The rule this module
owns: *a file from outside is never trusted*: document types and entities are refused, so are files and outlines beyond
any real project; whatever is not as it should be is told as a mistake with the task it is in.

It reads files in the namespace that Project writes; days are the dates of the times in the file, durations whole days
of the project's ``MinutesPerDay``, lags wall days (elapsed formats) or working days as the file counts them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn, TypeVar
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from jadwal.exchange.project.elements import NAMESPACE
from jadwal.exchange.words import one_line
from jadwal.messages import BadInput, Mistake
from jadwal.model.case import LinkType

MOST_BYTES = 64 * 1024 * 1024
MOST_TASKS = 100_000
LINK_TYPES: dict[int, LinkType] = {0: "FF", 1: "FS", 2: "SF", 3: "SS"}
ELAPSED = frozenset((4, 6, 8, 10, 12, 20, 36, 38, 40, 42, 44, 52))  # LagFormats that count the clock
ID_FIELD = "188743734"  # Text2, in which jadwal keeps its own id
_DURATION = re.compile(r"P(?:(\d+)D)?T(\d+)H(\d+)M(\d+)(?:\.\d+)?S")
Read = TypeVar("Read")


@dataclass(frozen=True)
class ProjectLink:
    """One link: the predecessor's UID, type, lag in days; ``elapsed`` days of the wall calendar or working days."""

    before: int
    type: LinkType
    lag: int
    elapsed: bool


@dataclass(frozen=True)
class ProjectTask:
    """One task; without dates where the file has none.  ``id`` is jadwal's, empty in files of other programs."""

    uid: int
    id: str
    name: str
    level: int
    number: str
    summary: bool
    milestone: bool
    manual: bool
    start: date | None
    finish: date | None
    days: int | None
    percent: int
    actual_start: date | None
    actual_finish: date | None
    calendar: int | None
    links: tuple[ProjectLink, ...]
    baseline: tuple[date | None, date | None] | None
    notes: str


@dataclass(frozen=True)
class ProjectCalendar:
    """A base calendar: weekly days off (0 = Monday) and closed periods, both days included."""

    uid: int
    name: str
    days_off: tuple[int, ...]
    closed: tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Project:
    """A project file's contents.  ``resources`` are (UID, name, units), ``assignments`` (task, resource, units)."""

    title: str
    tasks: tuple[ProjectTask, ...]
    calendars: tuple[ProjectCalendar, ...]
    resources: tuple[tuple[int, str, float], ...]
    assignments: tuple[tuple[int, int, float], ...]


def read(data: bytes) -> Project:
    """Read a project file.  Raises ``BadInput`` with the first thing that is wrong."""
    if len(data) > MOST_BYTES:
        _refuse("exchange.project-too-large", most=MOST_BYTES // 1024 // 1024)
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        _refuse("exchange.project-doctype")
    except (ParseError, ValueError, LookupError) as why:
        _refuse("exchange.project-no-xml", why=one_line(str(why), 200))
    if root.tag != f"{{{NAMESPACE}}}Project":
        _refuse("exchange.project-other-file", tag=one_line(root.tag, 80))
    return _Reader(root).project()


class _Reader:
    """One file being read."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.at = "Project"
        self.minutes = self._get(root, "MinutesPerDay", int) or 480

    def project(self) -> Project:
        """The whole file."""
        tasks = self._all("Tasks", "Task")
        if len(tasks) > MOST_TASKS:
            _refuse("exchange.project-too-many", most=MOST_TASKS)
        return Project(
            title=self._text(self.root, "Title"),
            tasks=tuple(self._task(t) for t in tasks),
            calendars=tuple(self._calendar(c) for c in self._all("Calendars", "Calendar")),
            resources=tuple(
                (self._need(r, "UID", int), self._text(r, "Name"), self._get(r, "MaxUnits", float) or 0.0)
                for r in self._all("Resources", "Resource")
            ),
            assignments=tuple(
                (self._need(a, "TaskUID", int), self._need(a, "ResourceUID", int), self._get(a, "Units", float) or 0.0)
                for a in self._all("Assignments", "Assignment")
            ),
        )

    def _task(self, t: Element) -> ProjectTask:
        self.at = f"Task {one_line(self._text(t, 'UID'), 20)}"
        base = next((b for b in self._children(t, "Baseline") if self._text(b, "Number") == "0"), None)
        fields = {self._text(x, "FieldID"): self._text(x, "Value") for x in self._children(t, "ExtendedAttribute")}
        return ProjectTask(
            uid=self._need(t, "UID", int),
            id=fields.get(ID_FIELD, ""),
            name=self._text(t, "Name"),
            level=self._get(t, "OutlineLevel", int) or 0,
            number=self._text(t, "OutlineNumber"),
            summary=self._yes(t, "Summary"),
            milestone=self._yes(t, "Milestone"),
            manual=self._yes(t, "Manual"),
            start=self._get(t, "Start", _day),
            finish=self._get(t, "Finish", _day),
            days=self._days(t),
            percent=self._get(t, "PercentComplete", int) or 0,
            actual_start=self._get(t, "ActualStart", _day),
            actual_finish=self._get(t, "ActualFinish", _day),
            calendar=self._get(t, "CalendarUID", int),
            links=tuple(self._link(x) for x in self._children(t, "PredecessorLink")),
            baseline=None if base is None else (self._get(base, "Start", _day), self._get(base, "Finish", _day)),
            notes=self._text(t, "Notes"),
        )

    def _link(self, x: Element) -> ProjectLink:
        elapsed = (self._get(x, "LagFormat", int) or 0) in ELAPSED
        tenths = (24 * 60 if elapsed else self.minutes) * 10
        kind = self._get(x, "Type", lambda v: LINK_TYPES[int(v)])
        lag = (self._get(x, "LinkLag", int) or 0) / tenths
        return ProjectLink(self._need(x, "PredecessorUID", int), kind or "FS", round(lag), elapsed)

    def _days(self, t: Element) -> int | None:
        minutes = self._get(t, "Duration", _minutes)
        return None if minutes is None else round(minutes / self.minutes)

    def _calendar(self, c: Element) -> ProjectCalendar:
        self.at = f"Calendar {one_line(self._text(c, 'UID'), 20)}"
        off: list[int] = []
        closed: set[tuple[date, date]] = set()
        for day in self._children(self._child(c, "WeekDays"), "WeekDay"):
            kind = self._need(day, "DayType", int)
            if kind and not self._yes(day, "DayWorking"):
                off.append((kind + 5) % 7)
            elif not kind and not self._yes(day, "DayWorking"):
                closed.add(self._period(day))
        for exception in self._children(self._child(c, "Exceptions"), "Exception"):
            if not self._yes(exception, "DayWorking"):
                closed.add(self._period(exception))
        return ProjectCalendar(
            self._need(c, "UID", int), self._text(c, "Name"), tuple(sorted(off)), tuple(sorted(closed))
        )

    def _period(self, of: Element) -> tuple[date, date]:
        period = self._child(of, "TimePeriod")
        return self._need(period, "FromDate", _day), self._need(period, "ToDate", _day)

    def _all(self, group: str, kind: str) -> list[Element]:
        return self._children(self._child(self.root, group), kind)

    def _child(self, of: Element | None, name: str) -> Element | None:
        return None if of is None else of.find(f"{{{NAMESPACE}}}{name}")

    def _children(self, of: Element | None, name: str) -> list[Element]:
        return [] if of is None else of.findall(f"{{{NAMESPACE}}}{name}")

    def _text(self, of: Element | None, name: str) -> str:
        found = self._child(of, name)
        return "" if found is None else (found.text or "").strip()

    def _yes(self, of: Element, name: str) -> bool:
        return self._text(of, name).lower() in ("1", "true")

    def _get(self, of: Element | None, name: str, as_type: Callable[[str], Read]) -> Read | None:
        """A child's value; None when it is not there."""
        value = self._text(of, name)
        if not value:
            return None
        try:
            return as_type(value)
        except (ValueError, KeyError, OverflowError):
            _refuse("exchange.project-value", where=self.at, name=name, value=one_line(value, 60))

    def _need(self, of: Element | None, name: str, as_type: Callable[[str], Read]) -> Read:
        found = self._get(of, name, as_type)
        if found is None:
            _refuse("exchange.project-missing", where=self.at, name=name)
        return found


def _day(value: str) -> date:
    return datetime.fromisoformat(value).date()


def _minutes(value: str) -> float:
    """An XML Schema duration of days, hours, minutes and seconds."""
    found = _DURATION.fullmatch(value)
    if not found:
        raise ValueError(value)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (days * 24 + hours) * 60 + minutes + seconds / 60


def _refuse(code: str, **params: str | int) -> NoReturn:
    raise BadInput([Mistake(code=code, params=tuple(params.items()))])
