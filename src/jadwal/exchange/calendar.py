"""The calendar file (iCalendar, RFC 5545) of a timetable: what a calendar program shows and keeps up to date.

In: a timetable, its readings to write, the language that comes first.  Out: the bytes of an ``.ics`` file.  The rules
this module owns: *a later export updates the entries of an earlier one* and *the same timetable gives the same bytes*.

Each event's UID is ``<case>-<reading>-<task>@jadwal``; its SEQUENCE is the number of its as-of date (days from
0001-01-01), its DTSTAMP and LAST-MODIFIED are that date at midnight UTC, so no clock is read. Events are all-day and
do not block anybody's time. Facts and agreed dates are CONFIRMED, forecasts TENTATIVE; a calendar for the parties is
CONFIDENTIAL, a public one PUBLIC. X-WR-CALNAME and NAME (RFC 7986) name the calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, vText
from icalendar import Event as Entry

from jadwal.exchange.choice import called, named
from jadwal.exchange.events import Event, events, undated
from jadwal.exchange.words import lines, one_line
from jadwal.messages import text
from jadwal.model.timetable import ReadingResult, Timetable

PRODUCT = "-//jadwal//jadwal//EN"
OTHER = {"en": "ar", "ar": "en"}
MOST_TITLE = 400  # characters


def calendar(timetable: Timetable, results: Sequence[ReadingResult], lang: str) -> bytes:
    """The calendar of ``results``; facts, which no reading changes, stand in it once."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    several = len(results) > 1
    name = _name(timetable, results, lang)
    about = lines(_about(timetable, results, lang))
    for key, value in (("x-wr-calname", name), ("name", name), ("x-wr-caldesc", about), ("description", about)):
        made.add(key, vText(value))
    for n, result in enumerate(results):
        reading = one_line(named(result.readings, timetable.context.questions).of(lang)) if several else ""
        for event in events(timetable, result):
            if not (n and event.fact):
                made.add_component(_entry(timetable, result, event, reading, lang))
    content: bytes = made.to_ical()
    return content


def ours(head: bytes) -> bool:
    """True for the beginning of a calendar that this module wrote and nobody has saved anew."""
    return head.startswith(b"BEGIN:VCALENDAR\r\n") and f"PRODID:{PRODUCT}\r\n".encode() in head


def uid(case: str, reading: str, event: str) -> str:
    """The stable id of an event."""
    return "-".join(part for part in (case, reading, event) if part) + "@jadwal"


def _entry(t: Timetable, result: ReadingResult, event: Event, reading: str, lang: str) -> Entry:
    stamp = datetime.combine(t.as_of, time(), UTC)
    title = lines(event.title[lang]) + (f" [{reading}]" if reading else "")
    entry = Entry()
    entry.add("uid", uid(t.case, called(result.readings), event.id))
    entry.add("dtstamp", stamp)
    entry.add("last-modified", stamp)
    entry.add("sequence", t.as_of.toordinal())
    entry.add("dtstart", event.first)
    entry.add("dtend", event.last + timedelta(days=1))
    entry.add(
        "summary", vText(title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1] + "…"), {"LANGUAGE": lang}
    )
    entry.add("description", vText(_description(t, result, event, lang)))
    entry.add("categories", [text(f"exchange.category-{event.kind}", lang)])
    entry.add("status", "CONFIRMED" if event.fact or event.agreed else "TENTATIVE")
    entry.add("class", "PUBLIC" if t.release == "public" else "CONFIDENTIAL")
    entry.add("transp", "TRANSPARENT")
    return entry


def _description(t: Timetable, result: ReadingResult, event: Event, lang: str) -> str:
    """The whole event in both languages, the chosen one first."""
    parts = []
    for each in (lang, OTHER[lang]):
        said = [event.title[each], *event.lines[each]]
        if result.readings:
            reading = one_line(named(result.readings, t.context.questions).of(each))
            said.append(text("exchange.under-reading", each, reading=reading))
        parts.append("\n".join([*said, _basis(t, each)]))
    return lines("\n\n".join(parts))


def _basis(t: Timetable, lang: str) -> str:
    return text("exchange.basis", lang, case=t.case, day=t.as_of, futures=t.futures, seed=t.seed, version=t.version)


def _name(t: Timetable, results: Sequence[ReadingResult], lang: str) -> str:
    name = one_line(t.name.of(lang))
    if len(results) == 1 and results[0].readings:
        return f"{name} – {one_line(named(results[0].readings, t.context.questions).of(lang))}"
    return name


def _about(t: Timetable, results: Sequence[ReadingResult], lang: str) -> str:
    """What the calendar holds, and what it cannot hold: milestones without any date."""
    said = [_basis(t, lang), text("exchange.agreed" if t.agreed else "exchange.not-agreed", lang)]
    missing = {one_line(name.of(lang)): None for r in results for name in undated(r)}
    if missing:
        joined = text("exchange.and", lang).join(missing)
        said.append(text("exchange.without-a-date", lang, names=joined))
    return "\n".join(said)
