"""What a board row says beside its state: one message code per fact, with its parameters.

In: what was found.  Out: notes (codes of ``assess.toml`` in both languages).  The rule this module owns: *a
weakness of the evidence is said next to the verdict it weakens*.
"""

from __future__ import annotations

from collections.abc import Iterable

from jadwal.assess.forecast import Abstention
from jadwal.assess.standing import Note, Standing
from jadwal.incidents import CountRecord, EventRecord, OtherCount, TallyRecord
from jadwal.messages import stored
from jadwal.model.case import Case, Indicator, Scenario, Tally, Text

NO_OUTLOOK: tuple[Note, ...] = (("assess.no-outlook", ()),)
NO_RELAPSE: tuple[Note, ...] = (("assess.relapse-not-modelled", ()),)


def _text(code: str, **params: str | int) -> Text:
    return Text(en=stored(code, "en", **params), ar=stored(code, "ar", **params))


def said(tally: Tally) -> Text:
    """A tally's figure in words, e.g. "more than 150"."""
    return _text(f"assess.figure.{tally.comparator}", n=str(tally.value))


def _range(low: int, high: int | None) -> Text:
    if high is None:
        return _text("assess.range.open", low=str(low))
    if low == high:
        return _text("assess.range.point", low=str(low))
    return _text("assess.range.closed", low=str(low), high=str(high))


def watching(case: Case, indicator: Indicator) -> tuple[Note, ...]:
    """Nobody observes it, or only until its assessors leave; or what was observed is not of a kind that counts."""
    found: list[Note] = []
    unread = sum(o.indicator == indicator.id for o in case.observations) if indicator.kind == "count" else 0
    if unread:
        found.append(("assess.observations-unread", (("n", unread),)))
    if not indicator.observed_by:
        found.append(("assess.nobody-observes", ()))
    if indicator.observed_until:
        found.append(("assess.observed-until", (("until", _named(case, indicator.observed_until)),)))
    return tuple(found)


def _named(case: Case, id: str) -> Text | str:
    """The name of an activity, a milestone, or the point at which a site has been left or is closed; else the id."""
    names = {a.id: a.name for a in case.activities} | {m.id: m.name for m in case.milestones}
    point, _, of = id.partition(":")
    site = next((s.name for s in case.sites if s.id == of), None)
    if site is not None and point in ("left", "closed"):
        return Text(en=stored(f"task.{point}", "en", name=site), ar=stored(f"task.{point}", "ar", name=site))
    return names.get(id, id)


def observed(case: Case, found: Standing) -> tuple[Note, ...]:
    """Observation stops before the as-of date."""
    if found.last_observed is None or found.last_observed >= case.as_of:
        return ()
    days = (case.as_of - found.last_observed).days
    return (("assess.observation-stops", (("day", found.last_observed.isoformat()), ("days", days))),)


def drawn(record: CountRecord | None, scenario: Scenario | None) -> tuple[Note, ...]:
    """A forecast speaks: open ends that it closes by assumption; the declared scenario that it takes the place of."""
    found: list[Note] = []
    if isinstance(record, TallyRecord) and record.assumed:
        found.append(("assess.open-end-assumed", (("tallies", ", ".join(record.assumed)),)))
    if scenario is not None:
        found.append(("assess.scenario-unused", _dates(scenario)))
    return tuple(found)


def of_record(record: CountRecord) -> tuple[Note, ...]:
    """Events that name no actor."""
    if isinstance(record, EventRecord) and record.unattributed:
        return (("assess.unattributed", (("n", record.unattributed),)),)
    return ()


def contradiction(case: Case, ids: tuple[str, ...]) -> tuple[Note, ...]:
    """The indicator's own tallies cannot all be true: which ones."""
    rows = [t for t in case.tallies if t.id in ids]
    each = [
        _text("assess.tally", id=t.id, figure=said(t).en, since=t.since.isoformat(), as_of=t.as_of.isoformat())
        for t in rows
    ]
    arabic = [
        _text("assess.tally", id=t.id, figure=said(t).ar, since=t.since.isoformat(), as_of=t.as_of.isoformat())
        for t in rows
    ]
    listed = Text(en="; ".join(t.en for t in each), ar="؛ ".join(t.ar for t in arabic))
    return (("assess.tallies-contradict", (("tallies", listed),)),)


def contradicted(case: Case, ids: tuple[str, ...]) -> Standing:
    """Cannot tell, with the contradicting tallies' sources."""
    rows = [t for t in case.tallies if t.id in ids]
    return Standing(state="cannot-tell", sources=tuple(sorted({s for t in rows for s in t.source})))


def other_counters(others: Iterable[OtherCount]) -> tuple[Note, ...]:
    """What other counters, scopes or definitions say, with their figures."""
    found: list[Note] = []
    for o in others:
        t = o.tally
        params: tuple[tuple[str, str | int | Text], ...] = (
            ("tally", t.id),
            ("counter", t.counter),
            ("figure", said(t)),
            ("since", t.since.isoformat()),
            ("as_of", t.as_of.isoformat()),
        )
        if o.how == "elsewhere":
            found.append(("assess.other-scope", (*params, ("scope", t.scope))))
        else:
            code = "assess.other-counter-disagrees" if o.how == "disagrees" else "assess.other-counter"
            found.append((code, (*params, ("own", _range(o.low, o.high)))))
    return tuple(found)


def abstention(why: Abstention) -> tuple[Note, ...]:
    """Why counts are not forecast."""
    return ((why.code, (("n", why.number),)),)


def declared_scenario(s: Scenario) -> tuple[Note, ...]:
    """A declared scenario speaks: its dates and chance of never, and whether it is assumed."""
    return ((f"assess.scenario-{s.basis}", _dates(s)),)


def stale_scenario(s: Scenario) -> tuple[Note, ...]:
    """All dates of the declared scenario have passed."""
    return (("assess.scenario-stale", _dates(s)),)


def _dates(s: Scenario) -> tuple[tuple[str, str | int | Text], ...]:
    return (
        ("first", s.first.isoformat()),
        ("likely", s.likely.isoformat()),
        ("last", s.last.isoformat()),
        ("never", f"{s.never_percent.likely} %"),
    )
