"""The published schema of a project file, as the order and type of every element's children, and a check against it.

Written from Microsoft's "Project XML Data Interchange Schema Reference" (mspdi_pj12.xsd, revision 2007-11-28), page by
page ("XML Schema for the Project / Tasks / Calendars / Resources / Assignments / ExtendedAttributes Element"), and not
from the writer.  Two elements of Project 2010 are added where MPXJ's classes of the later schema have them:
``NewTasksAreManual`` after ``NewTaskStartDate``, ``Manual`` after a task's ``Name``.

Types: i integer, b boolean, d dateTime, t time, u duration, f float, n decimal, s string, s255 a string of at most so
many characters, 0|1|2 an enumeration, @Name an element with children of its own; + may stand several times,
! must stand.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

NS = "{http://schemas.microsoft.com/project}"
FORMATS = "3|4|5|6|7|8|9|10|11|12|19|20|21|35|36|37|38|39|40|41|42|43|44|51|52|53"
LAGS = FORMATS.replace("21|", "")
ELEVEN = "0|1|2|3|4|5|6|7|8|9|10"

SCHEMA = {
    "Project": f"""
        SaveVersion:i! UID:s16 Name:s255 Title:s512 Subject:s512 Category:s512 Company:s512 Manager:s512 Author:s512
        CreationDate:d Revision:i LastSaved:d ScheduleFromStart:b StartDate:d FinishDate:d
        FYStartDate:1|2|3|4|5|6|7|8|9|10|11|12 CriticalSlackLimit:i CurrencyDigits:i CurrencySymbol:s20
        CurrencyCode:s3! CurrencySymbolPosition:0|1|2|3 CalendarUID:i DefaultStartTime:t DefaultFinishTime:t
        MinutesPerDay:i MinutesPerWeek:i DaysPerMonth:i DefaultTaskType:0|1|2 DefaultFixedCostAccrual:1|2|3
        DefaultStandardRate:f DefaultOvertimeRate:f DurationFormat:{FORMATS} WorkFormat:1|2|3|4|5
        EditableActualCosts:b HonorConstraints:b EarnedValueMethod:0|1 InsertedProjectsLikeSummary:b
        MultipleCriticalPaths:b NewTasksEffortDriven:b NewTasksEstimated:b SplitsInProgressTasks:b SpreadActualCost:b
        SpreadPercentComplete:b TaskUpdatesResource:b FiscalYearStart:b WeekStartDay:0|1|2|3|4|5|6
        MoveCompletedEndsBack:b MoveRemainingStartsBack:b MoveRemainingStartsForward:b MoveCompletedEndsForward:b
        BaselineForEarnedValue:{ELEVEN} AutoAddNewResourcesAndTasks:b StatusDate:d CurrentDate:d
        MicrosoftProjectServerURL:b Autolink:b NewTaskStartDate:0|1 NewTasksAreManual:b DefaultTaskEVMethod:0|1
        ProjectExternallyEdited:b ExtendedCreationDate:d ActualsInSync:b RemoveFileProperties:b AdminProject:b
        OutlineCodes:@OutlineCodes WBSMasks:@WBSMasks ExtendedAttributes:@ExtendedAttributes Calendars:@Calendars
        Tasks:@Tasks Resources:@Resources Assignments:@Assignments""",
    "ExtendedAttributes": "ExtendedAttribute:@Definition+",
    "Definition": """
        FieldID:s FieldName:s CFType:0|1|2|3|4|5|6|7 Guid:s ElemType:20|21|22|23 MaxMultiValues:i UserDef:b Alias:s50
        SecondaryPID:s AutoRollDown:b DefaultGuid:s Ltuid:s PhoneticAlias:s50 RollupType:0|1|2|3|4|5|6|7
        CalculationType:0|1|2 Formula:s RestrictValues:b ValuelistSortOrder:0|1 AppendNewValues:b Default:s
        ValueList:@ValueList""",
    "Calendars": "Calendar:@Calendar+!",
    "Calendar": """
        UID:i! Name:s512 IsBaseCalendar:b BaseCalendarUID:i WeekDays:@WeekDays Exceptions:@Exceptions
        WorkWeeks:@WorkWeeks""",
    "WeekDays": "WeekDay:@WeekDay+",
    "WeekDay": "DayType:0|1|2|3|4|5|6|7! DayWorking:b TimePeriod:@TimePeriod WorkingTimes:@WorkingTimes",
    "TimePeriod": "FromDate:d ToDate:d",
    "WorkingTimes": "WorkingTime:@WorkingTime+",
    "WorkingTime": "FromTime:t ToTime:t",
    "Exceptions": "Exception:@Exception+",
    "Exception": """
        EnteredByOccurrences:b TimePeriod:@TimePeriod Occurrences:i Name:s512 Type:1|2|3|4|5|6|7|8|9 Period:i
        DaysOfWeek:i MonthItem:0|1|2|3|4|5|6|7|8|9 MonthPosition:0|1|2|3|4 Month:0|1|2|3|4|5|6|7|8|9|10|11 MonthDay:i
        DayWorking:b WorkingTimes:@WorkingTimes""",
    "Tasks": "Task:@Task+",
    "Task": f"""
        UID:i! ID:i Name:s512 Manual:b Type:0|1|2 IsNull:b CreateDate:d Contact:s512 WBS:s WBSLevel:s
        OutlineNumber:s512 OutlineLevel:i Priority:i Start:d Finish:d Duration:u DurationFormat:{FORMATS} Work:u
        Stop:d Resume:d ResumeValid:b EffortDriven:b Recurring:b OverAllocated:b Estimated:b Milestone:b Summary:b
        Critical:b IsSubproject:b IsSubprojectReadOnly:b SubprojectName:s512 ExternalTask:b ExternalTaskProject:s512
        EarlyStart:d EarlyFinish:d LateStart:d LateFinish:d StartVariance:i FinishVariance:i WorkVariance:f
        FreeSlack:i TotalSlack:i FixedCost:f FixedCostAccrual:1|2|3 PercentComplete:i PercentWorkComplete:i Cost:n
        OvertimeCost:n OvertimeWork:u ActualStart:d ActualFinish:d ActualDuration:u ActualCost:n ActualOvertimeCost:n
        ActualWork:u ActualOvertimeWork:u RegularWork:u RemainingDuration:u RemainingCost:n RemainingWork:u
        RemainingOvertimeCost:n RemainingOvertimeWork:u ACWP:f CV:f ConstraintType:0|1|2|3|4|5|6|7 CalendarUID:i
        ConstraintDate:d Deadline:d LevelAssignments:b LevelingCanSplit:b LevelingDelay:i
        LevelingDelayFormat:{FORMATS} PreLeveledStart:d PreLeveledFinish:d Hyperlink:s512 HyperlinkAddress:s512
        HyperlinkSubAddress:s512 IgnoreResourceCalendar:b Notes:s HideBar:b Rollup:b BCWS:f BCWP:f
        PhysicalPercentComplete:i EarnedValueMethod:0|1 PredecessorLink:@PredecessorLink+ ActualWorkProtected:u
        ActualOvertimeWorkProtected:u ExtendedAttribute:@FieldValue+ Baseline:@TaskBaseline+ OutlineCode:@OutlineCode+
        IsPublished:b StatusManager:s CommitmentStart:d CommitmentFinish:d CommitmentType:0|1|2
        TimephasedData:@TimephasedData+""",
    "PredecessorLink": f"""
        PredecessorUID:i Type:0|1|2|3 CrossProject:b CrossProjectName:s LinkLag:i LagFormat:{LAGS}""",
    "FieldValue": f"FieldID:s Value:s ValueGUID:s DurationFormat:{FORMATS}",
    "TaskBaseline": f"""
        TimephasedData:@TimephasedData+ Number:i Interim:b Start:d Finish:d Duration:u DurationFormat:{FORMATS}
        EstimatedDuration:b Work:u Cost:n BCWS:f BCWP:f FixedCost:f""",
    "Resources": "Resource:@Resource+",
    "Resource": """
        UID:i! ID:i Name:s512 Type:0|1 IsNull:b Initials:s512 Phonetics:s512 NTAccount:s512 MaterialLabel:s512
        Code:s512 Group:s512 WorkGroup:0|1|2|3 EmailAddress:s512 Hyperlink:s512 HyperlinkAddress:s512
        HyperlinkSubAddress:s512 MaxUnits:f PeakUnits:f OverAllocated:b AvailableFrom:d AvailableTo:d Start:d Finish:d
        CanLevel:b AccrueAt:1|2|3|4 Work:u RegularWork:u OvertimeWork:u ActualWork:u RemainingWork:u
        ActualOvertimeWork:u RemainingOvertimeWork:u PercentWorkComplete:i StandardRate:n
        StandardRateFormat:1|2|3|4|5|7|8 Cost:n OvertimeRate:n OvertimeRateFormat:1|2|3|4|5|7 OvertimeCost:n
        CostPerUse:n ActualCost:n ActualOvertimeCost:n RemainingCost:n RemainingOvertimeCost:n WorkVariance:f
        CostVariance:f SV:f CV:f ACWP:f CalendarUID:i Notes:s BCWS:f BCWP:f IsGeneric:b IsInactive:b IsEnterprise:b
        BookingType:0|1 ActualWorkProtected:u ActualOvertimeWorkProtected:u ActiveDirectoryGUID:s16 CreationDate:d
        ExtendedAttribute:@FieldValue+ Baseline:@ResourceBaseline+ OutlineCode:@OutlineCode+ IsCostResource:b
        AssnOwner:s AssnOwnerGuid:s IsBudget:b AvailabilityPeriods:@AvailabilityPeriods Rates:@Rates
        TimephasedData:@TimephasedData+""",
    "Assignments": "Assignment:@Assignment+",
    "Assignment": f"""
        UID:i! TaskUID:i ResourceUID:i PercentWorkComplete:i ActualCost:n ActualFinish:d ActualOvertimeCost:n
        ActualOvertimeWork:u ActualStart:d ActualWork:u ACWP:f Confirmed:b Cost:n CostRateTable:0|1|2|3|4
        CostVariance:f CV:f Delay:i Finish:d FinishVariance:i Hyperlink:s512 HyperlinkAddress:s512
        HyperlinkSubAddress:s512 WorkVariance:f HasFixedRateUnits:b FixedMaterial:b LevelingDelay:i
        LevelingDelayFormat:{FORMATS} LinkedFields:b Milestone:b Notes:s Overallocated:b OvertimeCost:n OvertimeWork:u
        PeakUnits:f RegularWork:u RemainingCost:n RemainingOvertimeCost:n RemainingOvertimeWork:u RemainingWork:u
        ResponsePending:b Start:d Stop:d Resume:d StartVariance:i Summary:b SV:f Units:f UpdateNeeded:b VAC:f Work:u
        WorkContour:0|1|2|3|4|5|6|7|8 BCWS:f BCWP:f BookingType:0|1 ActualWorkProtected:u
        ActualOvertimeWorkProtected:u CreationDate:d AssnOwner:s AssnOwnerGuid:s BudgetCost:n BudgetWork:u
        ExtendedAttribute:@FieldValue+ Baseline:@AssignmentBaseline+ TimephasedData:@TimephasedData+""",
}
TYPES = {
    "i": r"[+-]?\d+",
    "b": r"true|false|1|0",
    "d": r"-?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
    "t": r"\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
    "u": r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
    "f": r"[+-]?(\d+(\.\d*)?|\.\d+)([Ee][+-]?\d+)?|INF|-INF|NaN",
    "n": r"[+-]?(\d+(\.\d*)?|\.\d+)",
}


def breaches(data: bytes) -> list[str]:
    """What in a project file is not as the published schema has it; nothing when all of it is."""
    root = ET.fromstring(data)
    return ["the root"] if root.tag != f"{NS}Project" else list(_breaches(root, "Project", "Project"))


def _breaches(element: ET.Element, kind: str, path: str) -> list[str]:
    children = [_child(entry) for entry in SCHEMA[kind].split()]
    order = {name: n for n, (name, *_) in enumerate(children)}
    found: list[str] = []
    at = -1
    names = [child.tag.removeprefix(NS) for child in element]
    found += [f"{path}: {name} is missing" for name, _, _, must in children if must and name not in names]
    for child, name in zip(element, names, strict=True):
        if name not in order:
            found.append(f"{path}: there is no {name}")
            continue
        _, type_, many, _ = children[order[name]]
        if order[name] < at or (order[name] == at and not many):
            found.append(f"{path}: {name} stands in the wrong place or twice")
        at = order[name]
        if type_.startswith("@"):
            found += _breaches(child, type_[1:], f"{path}/{name}")
        elif not _valid(child, type_):
            found.append(f"{path}: {name} cannot be {child.text!r}")
    return found


def _child(entry: str) -> tuple[str, str, bool, bool]:
    name, _, type_ = entry.partition(":")
    return name, type_.rstrip("+!"), "+" in type_, "!" in type_


def _valid(child: ET.Element, type_: str) -> bool:
    value = child.text or ""
    if len(child) or child.attrib:
        return False
    if type_.startswith("s"):
        return not type_[1:] or len(value) <= int(type_[1:])
    return re.fullmatch(TYPES.get(type_, type_), value) is not None
