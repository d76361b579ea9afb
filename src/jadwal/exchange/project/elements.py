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

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from datetime import datetime

NAMESPACE = "http://schemas.microsoft.com/project"
Value = str | int | bool | float | datetime | ET.Element | None
Values = Value | Iterable[ET.Element]

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


def make(kind: str, **children: Values) -> ET.Element:
    """An element of ``kind``; children that are None are left out.  Raises ``KeyError`` for one it cannot have."""
    unknown = set(children) - set(ORDER[kind])
    if unknown:
        raise KeyError(f"{kind} has no {', '.join(sorted(unknown))}")
    made = ET.Element(kind)
    for name in ORDER[kind]:
        value = children.get(name)
        if value is None:
            continue
        if isinstance(value, ET.Element):
            made.append(value)
        elif isinstance(value, str | int | float | datetime):
            ET.SubElement(made, name).text = written(value)
        else:
            made.extend(value)
    return made


def written(value: str | int | bool | float | datetime) -> str:
    """A value as the schema writes it: 1 and 0 for yes and no, dates without a zone."""
    if isinstance(value, bool):
        return str(int(value))
    return value.strftime("%Y-%m-%dT%H:%M:%S") if isinstance(value, datetime) else str(value)


def document(root: ET.Element, mark: str) -> bytes:
    """The whole file: declaration, ``mark`` as a comment, the root in its namespace; indented, UTF-8."""
    root.set("xmlns", NAMESPACE)
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<!--{mark}-->\n{body}\n'.encode()
