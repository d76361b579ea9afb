"""The elements of a project file, in the order in which its schema wants them.

In: a kind of element and its children by name. Out: the element. The rule this module owns: *children stand in the
published order*, whatever the order in which they are given; a child that the order does not know is a mistake of
ours.

Source: Microsoft, "The Microsoft Office Project 2007 XML Data Interchange Schema" (mspdi_pj12.xsd, revision
2007-11-28), as published element by element in "Project XML Data Interchange Schema Reference"
(office-developer-msproject-xml-docs). ``NewTasksAreManual`` and ``Manual`` came with Project 2010; programs that do
not know them pass over them. The schema's target namespace ends in ``/2007``; the files that Project writes and reads
have the one below.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from jadwal.exchange.words import lines

NAMESPACE = "http://schemas.microsoft.com/project"

ORDER: dict[str, tuple[str, ...]] = {
    kind: tuple(names.split())
    for kind, names in {
        "Project": """
            SaveVersion Name Title Subject Category Author CreationDate LastSaved ScheduleFromStart StartDate FinishDate
            CurrencyCode CalendarUID DefaultStartTime DefaultFinishTime MinutesPerDay MinutesPerWeek DaysPerMonth
            DefaultTaskType DurationFormat HonorConstraints NewTasksEffortDriven NewTasksEstimated StatusDate
            CurrentDate NewTasksAreManual ExtendedAttributes Calendars Tasks Resources Assignments""",
        "ExtendedAttributes": "ExtendedAttribute",
        "ExtendedAttribute": "FieldID FieldName Alias Value",
        "Calendars": "Calendar",
        "Calendar": "UID Name IsBaseCalendar BaseCalendarUID WeekDays Exceptions",
        "WeekDays": "WeekDay",
        "WeekDay": "DayType DayWorking TimePeriod WorkingTimes",
        "TimePeriod": "FromDate ToDate",
        "WorkingTimes": "WorkingTime",
        "WorkingTime": "FromTime ToTime",
        "Exceptions": "Exception",
        "Exception": "EnteredByOccurrences TimePeriod Occurrences Name Type DayWorking",
        "Tasks": "Task",
        "Task": """
            UID ID Name Manual Type CreateDate WBS OutlineNumber OutlineLevel Priority Start Finish Duration
            DurationFormat Work EffortDriven Estimated Milestone Summary PercentComplete PercentWorkComplete ActualStart
            ActualFinish ActualDuration ActualWork RemainingDuration RemainingWork ConstraintType CalendarUID
            ConstraintDate Deadline LevelAssignments IgnoreResourceCalendar Notes PredecessorLink ExtendedAttribute
            Baseline""",
        "PredecessorLink": "PredecessorUID Type CrossProject LinkLag LagFormat",
        "Baseline": "Number Interim Start Finish Duration DurationFormat EstimatedDuration",
        "Resources": "Resource",
        "Resource": "UID ID Name Type Code Group MaxUnits CanLevel",
        "Assignments": "Assignment",
        "Assignment": """
            UID TaskUID ResourceUID PercentWorkComplete ActualFinish ActualStart ActualWork Finish RemainingWork Start
            Units Work""",
    }.items()
}


_KNOWN = {kind: frozenset(names) for kind, names in ORDER.items()}


class Element(str):
    """A finished element, as its markup."""

    __slots__ = ()


Values = str | int | bool | float | datetime | Element | Iterable[Element] | None


def make(kind: str, **children: Values) -> Element:
    """An element of ``kind``; children that are None are left out.  Raises ``KeyError`` for one it cannot have."""
    order = ORDER[kind]
    if not children.keys() <= _KNOWN[kind]:
        raise KeyError(f"{kind} has no {', '.join(sorted(children.keys() - _KNOWN[kind]))}")
    parts = [f"<{kind}>"]
    for name in order:
        value = children.get(name)
        if value is None:
            continue
        if isinstance(value, Element):
            parts.append(value)
        elif isinstance(value, str | int | float | datetime):
            parts.append(f"<{name}>{written(value)}</{name}>")
        else:
            parts.extend(value)
    parts.append(f"</{kind}>")
    return Element("\n".join(parts))


def written(value: str | int | bool | float | datetime) -> str:
    """A value as the schema writes it: 1 and 0 for yes and no, dates without a zone; markup in it is escaped."""
    if isinstance(value, str):
        return escape(lines(value))
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def document(root: Element, mark: str) -> bytes:
    """The whole file: declaration, ``mark`` as a comment, the root in its namespace; UTF-8."""
    body = root.replace("<Project>", f'<Project xmlns="{NAMESPACE}">', 1)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<!--{mark}-->\n{body}\n'.encode()
