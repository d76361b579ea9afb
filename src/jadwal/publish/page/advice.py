"""Findings for the page: grouped, the gravest first, dates in them with where the futures fall.

In: the findings of a timetable.  Out: groups of HTML.  The rules this module owns: *findings about assumed values are
one* (they stand in a table of their own), and *an aim date inside a finding brings its range along*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from jadwal.model.timetable import Finding, Span, Timetable
from jadwal.publish.page.outcome import EIGHT, Outcome
from jadwal.publish.page.work import spans_by_task

ASSUMED_DECIDES = "finding.assumed-decides"
_AIMS = {  # parameters that are aim dates of the plan; all other dates are agreed or observed
    "finding.receiver": ("closes",),
    "finding.largest-last": ("closes",),
    "finding.observers-leave": ("until", "needed"),
    "finding.function-leaves": ("leaves", "until"),
    "finding.function-leaves-never": ("leaves",),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind: what was found, and the remedies (one when they are all the same)."""

    severity: str
    found: tuple[Markup, ...]
    remedies: tuple[Markup, ...]


def findings(timetable: Timetable, outcome: Outcome) -> list[Group]:
    """Warnings, then notes; findings of one code together, in the order in which the timetable has them."""
    groups: dict[tuple[bool, str], list[Finding]] = {}
    for f in timetable.findings:
        groups.setdefault((f.severity == "note", f.code), []).append(f)
    ordered = sorted(groups.items(), key=lambda group: group[0][0])
    return [
        _assumed(found, outcome) if code == ASSUMED_DECIDES else _group(found, timetable, outcome)
        for (_, code), found in ordered
    ]


def _group(found: list[Finding], timetable: Timetable, outcome: Outcome) -> Group:
    said = [_said(f, "text", timetable, outcome) for f in found]
    remedies = [_said(f, "remedy", timetable, outcome) for f in found]
    if len(set(remedies)) == 1:
        remedies = remedies[:1]
    return Group(found[0].severity, tuple(said), tuple(r for r in remedies if r))


def _assumed(found: list[Finding], outcome: Outcome) -> Group:
    said, remedy = outcome.w.say("assumed-decide", n=len(found)), outcome.w.remedy("page.assumed-decide")
    return Group(found[0].severity, (said,), (remedy,))


def _said(f: Finding, part: str, timetable: Timetable, outcome: Outcome) -> Markup:
    aims = {value for name, value in f.params if name in _AIMS.get(f.code, ())}
    spans = spans_by_task(timetable.readings) if aims else {}

    def dated(day: date) -> Markup:
        if day.isoformat() not in aims:
            return outcome.w.iso_fact(day)
        return _aim(day, _reaching(day, f.subject, timetable, spans), outcome, short=part == "remedy")

    return outcome.w.dated(f.code, part, dict(f.params), dated)


def _reaching(day: date, subject: str, timetable: Timetable, spans: dict[str, tuple[Span, ...]]) -> tuple[Span, ...]:
    """The spans of the task whose aim date ``day`` is: the finding's own subject first, then milestones."""
    found = []
    for result in timetable.readings:
        for e in result.schedule.entries:
            if day in (e.start, e.finish) and e.id in spans:
                own = e.id.endswith(f":{subject}")
                found.append((not own, e.kind != "milestone", e.start != e.finish, e.id))
    return spans[min(found)[-1]] if found else ()


def _aim(day: date, spans: tuple[Span, ...], outcome: Outcome, *, short: bool) -> Markup:
    """An aim date with the range of the futures beside it; in a remedy, which repeats it, without."""
    spread = outcome.over_readings(spans, show=outcome.w.iso) if spans else Markup("")
    said = outcome.w.iso(day)
    if not spread:
        said = outcome.w.say("aim-without-chance", day=said)
    elif not short:
        said = outcome.w.say("aim-spread", day=said, spread=spread)
    return Markup("<span data-chance={}>{}</span>").format(EIGHT if spread else 0, said)
