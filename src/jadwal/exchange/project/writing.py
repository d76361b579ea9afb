"""The project file of one reading: tasks under their headings, links, calendars, resources, baselines, progress.

In: a timetable, one of its readings, a language.  Out: the bytes of an MS Project XML file.  The rules this module
owns:

- *the dates stay*: every dated task starts no earlier than its aim (ConstraintType 4) and is not levelled;
- *no date is made up*: what has none is a manually scheduled task (Project 2010) with the working days it takes and
  without dates, under its own heading;
- lags are wall days, so they are written as elapsed days;
- baseline 0 is the earlier timetable's aim where this one was compared with one (it keeps those of milestones only),
  else this timetable's aim; an agreed last day of a milestone is its deadline.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from jadwal.exchange.choice import called, named
from jadwal.exchange.project.days import EVERY_DAY, HOURS, begins, duration, elements, ends, working
from jadwal.exchange.project.elements import Element, Values, document, make
from jadwal.exchange.project.ids import numbers
from jadwal.exchange.project.notes import FIELD, Notes
from jadwal.exchange.project.outline import Line, outline
from jadwal.exchange.project.resources import Resources, Work, hours
from jadwal.exchange.project.timing import Timing, span, timing
from jadwal.exchange.words import one_line
from jadwal.messages import stored
from jadwal.model.case import Text
from jadwal.model.timetable import Entry, ReadingResult, Timetable

MARK = "jadwal"
VERSION = 14  # Project 2010, the first with tasks that have no dates
LINKS = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}
TENTHS_A_DAY = 24 * 60 * 10  # LinkLag counts tenths of a minute
DAYS, ELAPSED_DAYS = 7, 8  # DurationFormat, LagFormat
NO_EARLIER = 4  # ConstraintType
NAME = 255  # characters of a name that Project keeps
# Custom text fields 1 to 8: their numbers, their words in the catalogue (exchange.field-<word>).
FIELDS = (
    (188743731, "owner"), (188743734, "id"), (188743737, "chance"), (188743740, "conditions"),
    (188743743, "p10"), (188743746, "p50"), (188743747, "p90"), (188743748, "commit"),
)  # fmt: skip


def project(timetable: Timetable, result: ReadingResult, lang: str) -> bytes:
    """The project file."""
    return _Writer(timetable, result, lang).document()


def ours(head: bytes) -> bool:
    """True for the beginning of a file that this module wrote and nobody has saved anew."""
    return f"\n<!--{MARK} ".encode() in head[:200]


class _Writer:
    """One file being made."""

    def __init__(self, timetable: Timetable, result: ReadingResult, lang: str) -> None:
        self.whole = timetable
        self.result = result
        self.lang = lang
        self.context = timetable.context
        self.notes = Notes(timetable, result, lang)
        self.entries = {e.id: e for e in result.schedule.entries}
        self.lines = outline(result.schedule.entries, self.context)
        self.uids = numbers(line.id for line in self.lines)
        self.calendars = numbers([EVERY_DAY, *(c.id for c in self.context.calendars)])
        self.working = working(self.context.calendars)
        self.mission = self.context.mission_calendar if self.context.mission_calendar in self.working else EVERY_DAY
        self.at = {e.id: when for e in self.entries.values() if (when := self._timing(e))}
        self.resources = Resources(self.context)
        self.work = {e.id: self.resources.work(e, self.at.get(e.id)) for e in self.entries.values()}
        self.deadlines = self._deadlines()
        self.before = self._earlier()

    def document(self) -> bytes:
        """The bytes of the file."""
        t = self.whole
        first, last = span(tuple(self.at.values()))
        as_of = begins(t.as_of)
        week = sum(day not in self.working[self.mission].days_off for day in range(7))
        reading = called(self.result.readings)
        used = self.resources.rows
        root = make(
            "Project",
            SaveVersion=VERSION,
            Name=f"{t.case}.{reading}.xml" if reading else f"{t.case}.xml",
            Title=one_line(t.name.of(self.lang), 512),
            Subject=one_line(named(self.result.readings, self.context.questions).of(self.lang), 512) or None,
            Category=t.release,
            Author=f"jadwal {t.version}",
            CreationDate=as_of,
            LastSaved=as_of,
            ScheduleFromStart=True,
            StartDate=first or as_of,
            FinishDate=last or as_of,
            CurrencyCode="USD",
            CalendarUID=self.calendars[self.mission],
            DefaultStartTime="08:00:00",
            DefaultFinishTime="16:00:00",
            MinutesPerDay=HOURS * 60,
            MinutesPerWeek=HOURS * 60 * week,
            DaysPerMonth=20,
            DefaultTaskType=1,
            DurationFormat=DAYS,
            HonorConstraints=True,
            NewTasksEffortDriven=False,
            NewTasksEstimated=False,
            StatusDate=ends(t.as_of - timedelta(days=1)),
            CurrentDate=as_of,
            NewTasksAreManual=False,
            ExtendedAttributes=make("ExtendedAttributes", ExtendedAttribute=self._fields()),
            Calendars=make("Calendars", Calendar=elements(self.context.calendars, self.calendars, self.lang)),
            Tasks=make("Tasks", Task=self._tasks()),
            Resources=make("Resources", Resource=self.resources.elements(self.lang)) if used else None,
            Assignments=make("Assignments", Assignment=self._assignments()) if any(self.work.values()) else None,
        )
        return document(root, f"{MARK} {t.version}")

    def _tasks(self) -> Iterator[Element]:
        yield self._mission()
        for n, line in enumerate(self.lines, 1):
            yield self._task(line, line.entry, n) if line.entry else self._heading(line, n)

    def _mission(self) -> Element:
        """The project's own task, which has the number 0."""
        return make("Task", UID=0, ID=0, Notes=self.notes.project(), **self._summary(self.whole.name, "0", 0, None))

    def _heading(self, line: Line, n: int) -> Element:
        return make("Task", UID=self.uids[line.id], ID=n, **self._summary(line.name, line.number, line.level, line))

    def _summary(self, name: Text, number: str, level: int, line: Line | None) -> dict[str, Values]:
        """What summary tasks have: the time of all below them; without a line, of all there are."""
        inside = self.at.values() if line is None else (self.at[e.id] for e in line.inside if e.id in self.at)
        first, last = span(tuple(inside))
        days = self.working[self.mission].count(first.date(), last.date()) if first and last else 0
        return {
            "Name": one_line(name.of(self.lang), NAME) or number,
            "Manual": first is None,
            "Type": 1,
            "CreateDate": begins(self.whole.as_of),
            "WBS": number,
            "OutlineNumber": number,
            "OutlineLevel": level,
            "Start": first,
            "Finish": last,
            "Duration": duration(days) if first else None,
            "DurationFormat": DAYS,
            "EffortDriven": False,
            "Estimated": False,
            "Milestone": False,
            "Summary": True,
        }

    def _task(self, line: Line, e: Entry, n: int) -> Element:
        when = self.at.get(e.id)
        return make(
            "Task",
            UID=self.uids[e.id],
            ID=n,
            Name=one_line(e.name.of(self.lang), NAME) or e.id,
            Manual=when is None,
            Type=1,
            CreateDate=begins(self.whole.as_of),
            WBS=line.number,
            OutlineNumber=line.number,
            OutlineLevel=line.level,
            Priority=500,
            DurationFormat=DAYS,
            EffortDriven=False,
            Estimated=False,
            Milestone=e.days == 0,
            Summary=False,
            Deadline=ends(self.deadlines[e.id]) if e.id in self.deadlines else None,
            LevelAssignments=False,
            IgnoreResourceCalendar=True,
            Notes=self.notes.of(e),
            PredecessorLink=self._links(e),
            ExtendedAttribute=self._values(e),
            Baseline=self._baseline(e, when),
            **(self._times(when, self.work[e.id]) if when else _timeless(e.days)),
        )

    def _times(self, when: Timing, work: tuple[Work, ...]) -> dict[str, Values]:
        """The dates of a task, what holds them, and how far it has come."""
        done: dict[str, Values] = {
            "Work": hours(sum(w.hours for w in work)),
            "PercentWorkComplete": when.percent,
            "ActualWork": hours(sum(w.done for w in work)),
            "RemainingWork": hours(sum(w.left for w in work)),
        }
        return {
            "Start": when.start,
            "Finish": when.finish,
            "Duration": duration(when.days),
            "PercentComplete": when.percent,
            "ActualStart": when.actual_start,
            "ActualFinish": when.actual_finish,
            "ActualDuration": duration(when.done),
            "RemainingDuration": duration(when.days - when.done),
            "ConstraintType": NO_EARLIER,
            "CalendarUID": self.calendars[when.calendar],
            "ConstraintDate": when.start,
            **(done if work else {}),
        }

    def _timing(self, e: Entry) -> Timing | None:
        if e.start is None or e.finish is None:
            return None
        return timing(e, e.start, e.finish, self.working, self.whole.as_of, reached=self.notes.reached(e))

    def _links(self, e: Entry) -> list[Element]:
        return [
            make(
                "PredecessorLink",
                PredecessorUID=self.uids[link.before],
                Type=LINKS[link.type],
                CrossProject=False,
                LinkLag=link.lag * TENTHS_A_DAY,
                LagFormat=ELAPSED_DAYS,
            )
            for link in e.after
            if link.before in self.entries
        ]

    def _baseline(self, e: Entry, when: Timing | None) -> list[Element]:
        if self.before is not None:
            aim = self.before.get(e.id)
            return [] if aim is None else [_base(ends(aim), ends(aim), 0)]
        return [_base(when.start, when.finish, when.days)] if when else []

    def _earlier(self) -> dict[str, date] | None:
        """Aim dates by milestone in the earlier timetable: under the same reading, else under its first one."""
        earlier = self.whole.earlier
        if earlier is None or not earlier.readings:
            return None
        same = [r for r in earlier.readings if r.readings == self.result.readings] or list(earlier.readings)
        return {m.id: m.aim for m in same[0].milestones if m.aim is not None}

    def _deadlines(self) -> dict[str, date]:
        """The agreed last day by milestone; the earliest where there are several."""
        kinds = {p.id: p.kind for c in self.context.clauses for p in c.promises}
        found: dict[str, date] = {}
        for p in self.result.promises:
            if p.kind == "date" and kinds.get(p.id, "by") == "by":
                found[p.milestone] = min(p.day, found.get(p.milestone, p.day))
        return found

    def _values(self, e: Entry) -> list[Element]:
        q, m = self.notes.range(e), self.notes.milestones.get(e.id)
        said = {
            "owner": self.notes.owner(e),
            "id": e.id,
            "chance": self.notes.sure(e) if e.id in self.at else stored("exchange.undated", self.lang),
            "conditions": self.notes.gates(e),
            **({name: str(getattr(q, name) or "–") for name in ("p10", "p50", "p90")} if q else {}),
            "commit": str(m.commit or "–") if m else "",
        }
        return [
            make("ExtendedAttribute", FieldID=number, Value=value[:FIELD])
            for number, word in FIELDS
            if (value := said.get(word, ""))
        ]

    def _fields(self) -> Iterator[Element]:
        for n, (number, word) in enumerate(FIELDS, 1):
            alias = stored(f"exchange.field-{word}", self.lang)
            yield make("ExtendedAttribute", FieldID=number, FieldName=f"Text{n}", Alias=alias)

    def _assignments(self) -> Iterator[Element]:
        order = [line.id for line in self.lines if line.entry]
        return self.resources.assignments(order, self.uids, self.work, self.at)


def _timeless(days: int) -> dict[str, Values]:
    """What is known of a task without dates: how long it takes."""
    return {
        "Duration": duration(days),
        "PercentComplete": 0,
        "ActualDuration": duration(0),
        "RemainingDuration": duration(days),
    }


def _base(start: datetime, finish: datetime, days: int) -> Element:
    return make(
        "Baseline",
        Number=0,
        Interim=False,
        Start=start,
        Finish=finish,
        Duration=duration(days),
        DurationFormat=DAYS,
        EstimatedDuration=False,
    )
