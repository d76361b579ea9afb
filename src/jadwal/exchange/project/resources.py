"""Lanes and crews as the resources of a project file, and which task has how much of them.

In: the lanes and crews of a timetable, its entries with their times.  Out: resources and assignments.  The rule this
module owns: *a resource never moves a date*: none is levelled, and tasks ignore their resources' calendars.

A resource's units are its likely capacity (1 unit is what Project shows as 100 %). A movement has one unit of its
lane, a task at a site so many of its crew as it needs; its work is its working days of eight hours, times the units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jadwal.exchange.project.days import HOURS
from jadwal.exchange.project.elements import Element, make
from jadwal.exchange.project.ids import numbers
from jadwal.exchange.project.timing import Timing
from jadwal.exchange.words import one_line
from jadwal.messages import stored
from jadwal.model.case import Crew, Lane
from jadwal.model.timetable import Context, Entry

NAME = str.maketrans({"[": "(", "]": ")", ",": " –", ";": " –"})  # Project takes these in a resource's name for more


@dataclass(frozen=True)
class Work:
    """One task's share of one resource."""

    resource: str
    units: int
    hours: int
    done: int  # hours

    @property
    def left(self) -> int:
        """Hours still to do."""
        return self.hours - self.done


class Resources:
    """The resources of one file."""

    def __init__(self, context: Context) -> None:
        self.rows: dict[str, Lane | Crew] = {f"lane:{x.id}": x for x in context.lanes}
        self.rows |= {f"crew:{x.id}": x for x in context.crews}
        self.uids = numbers(self.rows)

    def elements(self, lang: str) -> Iterator[Element]:
        """The resources, lanes first, their names made different."""
        taken: set[str] = set()
        for n, (id, x) in enumerate(self.rows.items(), 1):
            name = " ".join(one_line(x.name.of(lang), 200).translate(NAME).split()) or x.id
            name = f"{name} ({x.id})" if name in taken else name
            taken.add(name)
            kind = id.partition(":")[0]
            yield make(
                "Resource",
                UID=self.uids[id],
                ID=n,
                Name=name,
                Type=1,
                Code=x.id,
                Group=stored(f"exchange.resource-{kind}", lang),
                MaxUnits=float(x.capacity.likely),
                CanLevel=False,
            )

    def work(self, e: Entry, when: Timing | None) -> tuple[Work, ...]:
        """What a task takes of which resource; nothing without dates or days."""
        if when is None or not when.days:
            return ()
        wanted = ((f"lane:{e.lane}", 1), (f"crew:{e.crew}", e.crew_need))
        share = HOURS * when.done
        return tuple(Work(id, n, n * when.days * HOURS, n * share) for id, n in wanted if id in self.rows and n > 0)

    def assignments(
        self,
        order: Iterable[str],
        tasks: Mapping[str, int],
        work: Mapping[str, tuple[Work, ...]],
        at: Mapping[str, Timing],
    ) -> Iterator[Element]:
        """The assignments of the tasks in ``order``; ``tasks`` are their UIDs, ``at`` their times."""
        uids = numbers(f"{task}|{share.resource}" for task, shares in work.items() for share in shares)
        for task in order:
            for share in work.get(task, ()):
                when = at[task]
                yield make(
                    "Assignment",
                    UID=uids[f"{task}|{share.resource}"],
                    TaskUID=tasks[task],
                    ResourceUID=self.uids[share.resource],
                    PercentWorkComplete=when.percent,
                    ActualFinish=when.actual_finish,
                    ActualStart=when.actual_start,
                    ActualWork=hours(share.done),
                    Finish=when.finish,
                    RemainingWork=hours(share.left),
                    Start=when.start,
                    Units=float(share.units),
                    Work=hours(share.hours),
                )


def hours(number: int) -> str:
    """So many hours, as an XML Schema duration."""
    return f"PT{number}H0M0S"
