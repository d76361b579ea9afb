"""What a timetable puts into a calendar: milestones, agreed dates, decision points, the commission's rounds, phases.

In: a timetable, one of its readings.  Out: :class:`Event` values in both languages.  The rules this module owns: *no
event without its chance or the word that it is a fact*, and *what has no date is no event*.

A milestone has two events: its aim, and its commit date where there is one. When it is reached, the aim's event
becomes the fact. Agreed dates and facts are confirmed, everything else is tentative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from jadwal.exchange.words import between, by_then, chance, one_line
from jadwal.messages import text
from jadwal.model.case import Text
from jadwal.model.timetable import Entry, MilestoneResult, PromiseResult, Quantiles, ReadingResult, Timetable

Kind = Literal["milestone", "agreed", "decision", "round", "phase"]
Extra = tuple[tuple[str, dict[str, Any]], ...]  # more sentences: (code, what fills it)
ROUND = "round"
OPENS = "phase-start:"


@dataclass(frozen=True)
class Event:
    """One all-day event, both days included; ``title`` and ``lines`` by language."""

    id: str  # stable: the task's, with ``#commit`` for a commit date
    kind: Kind
    first: date
    last: date
    fact: bool
    agreed: bool
    title: dict[str, str]
    lines: dict[str, tuple[str, ...]]


def events(timetable: Timetable, result: ReadingResult) -> tuple[Event, ...]:
    """The events of one reading, in the order of their days."""
    made = _Events(timetable, result)
    every = [*made.milestones(), *made.promises(), *made.decisions(), *made.rounds(), *made.phases()]
    return tuple(sorted(every, key=lambda e: (e.first, e.id)))


def undated(result: ReadingResult) -> tuple[Text, ...]:
    """Milestones that have no day at all under this reading: they are in no calendar, and that has to be said."""
    done = {e.id for e in result.schedule.entries if e.actual_finish}
    return tuple(m.name for m in result.milestones if m.aim is None and m.commit is None and m.id not in done)


class _Events:
    """The events of one reading of one timetable."""

    def __init__(self, timetable: Timetable, result: ReadingResult) -> None:
        self.whole = timetable
        self.result = result
        self.spans = {s.id: s for s in result.spans}
        self.entries = {e.id: e for e in result.schedule.entries}
        context = timetable.context
        owners: Iterable[Any] = (*context.parties, *context.groups, *context.nations)
        self.owners: dict[str, Text] = {o.id: o.name for o in owners}
        self.ceilings = {c.id: c for c in context.ceilings}
        self.floors = {f.id: f for f in context.floors}
        self.kinds = {p.id: p.kind for c in context.clauses for p in c.promises}
        self.texts = {c.id: c.text for c in context.clauses}
        self.scopes = {x.id: x.name for x in context.sites} | {x.id: x.name for x in context.nations}

    def milestones(self) -> Iterator[Event]:
        """Aim and commit date of every milestone, or the day on which it was reached."""
        for m in self.result.milestones:
            entry = self.entries.get(m.id)
            done = entry.finish if entry and m.commit_why == "reached" else None
            if done is not None:
                yield self._event(m.id, "milestone", done, "reached", m.name, fact=True)
                continue
            if m.aim is not None:
                said = ("exchange.chance-by-day", m.aim_ppm)
                yield self._event(m.id, "milestone", m.aim, "aim", m.name, said=said, range=m.quantiles, extra=_kept(m))
            if m.commit is not None:
                said = ("exchange.chance-together", self.result.joint_confidence_ppm)
                yield self._event(
                    f"{m.id}#commit", "milestone", m.commit, "commit", m.name, said=said, range=m.quantiles
                )

    def promises(self) -> Iterator[Event]:
        """Agreed and announced dates, ceilings and floors, each with the chance that it is kept."""
        for p in self.result.promises:
            if p.kind in ("cover", "last-days", "longest-lag", "budget"):
                continue
            code = "not-before" if self.kinds.get(p.id) == "not-before" else "agreed"
            code = p.kind if p.kind in ("ceiling", "floor", "consent") else code
            yield self._event(
                f"agreed:{p.id}",
                "agreed",
                p.day,
                code,
                p.name or Text(en=p.id, ar=p.id),
                said=("exchange.chance-kept", p.kept_ppm),
                range=self._range(p.milestone),
                extra=self._clause(p),
                agreed=p.kind != "consent",
                params=self._limit(p),
            )

    def decisions(self) -> Iterator[Event]:
        """The latest day of every decision that still has one."""
        for d in self.result.decisions:
            if d.latest is not None:
                span = self.spans.get(d.id)
                yield self._event(
                    f"decide:{d.id}",
                    "decision",
                    d.latest,
                    "decide",
                    d.name,
                    said=("exchange.chance-decided", d.joint_ppm),
                    range=span.finish if span else None,
                    extra=(("exchange.planned-on", {"day": d.aim}),) if d.aim else (),
                    owner=d.owner,
                )

    def rounds(self) -> Iterator[Event]:
        """The commission's rounds of talks, those that took place and those to come."""
        for e in self.result.schedule.entries:
            if e.kind == ROUND and e.start and e.finish:
                yield self._work(e, "round", e.start, e.finish)

    def phases(self) -> Iterator[Event]:
        """The days on which phases open."""
        for e in self.result.schedule.entries:
            if e.id.startswith(OPENS) and e.start and e.finish:
                yield self._work(e, "phase", e.finish, e.finish)

    def _work(self, e: Entry, kind: Kind, first: date, last: date) -> Event:
        span = self.spans.get(e.id)
        opened = kind == "phase" and first <= self.whole.as_of and span is not None and _certain(span.finish, first)
        done = e.actual_finish is not None or opened
        q = span.start if span else None
        code = "done" if done else "planned"
        of_start: Extra = (("exchange.range-of-start", {}),) if kind == "round" and q and not done else ()
        return self._event(
            e.id, kind, first, code, e.name, last=last, range=q, band=True, owner=e.owner, fact=done, extra=of_start
        )

    def _event(
        self,
        id: str,
        kind: Kind,
        first: date,
        code: str,
        name: Text,
        *,
        last: date | None = None,
        said: tuple[str, int | None] | None = None,
        range: Quantiles | None = None,
        extra: Extra = (),
        owner: str = "",
        fact: bool = False,
        agreed: bool = False,
        band: bool = False,
        params: dict[str, Any] | None = None,
    ) -> Event:
        title, body = {}, {}
        for lang in ("en", "ar"):
            sure = _sure(said, range if band else None, first, lang)
            named = {"name": one_line(name.of(lang)), **{k: _of(v, lang) for k, v in (params or {}).items()}}
            title[lang] = text(f"exchange.event-{code}", lang, **named) + (f" – {sure}" if sure and not fact else "")
            parts = [
                text("exchange.is-fact" if fact else "exchange.is-agreed" if agreed else "exchange.is-forecast", lang)
            ]
            if not fact:
                parts += [] if sure else [text("exchange.no-chance", lang)]
                parts += [between(range, lang)] if range else []
            parts += [text(c, lang, **{k: _of(v, lang) for k, v in more.items()}) for c, more in extra]
            if owner:
                who = self.owners.get(owner, Text(en=owner, ar=owner))
                parts.append(text("exchange.owner", lang, owner=one_line(who.of(lang))))
            body[lang] = tuple(parts)
        return Event(id, kind, first, last or first, fact, agreed, title, body)

    def _range(self, milestone: str) -> Quantiles | None:
        return next((m.quantiles for m in self.result.milestones if m.id == milestone), None)

    def _clause(self, p: PromiseResult) -> Extra:
        clause = self.texts.get(p.clause)
        return (("exchange.clause", {"text": clause}),) if clause else ()

    def _limit(self, p: PromiseResult) -> dict[str, Any]:
        """What the title of a ceiling or floor needs."""
        ceiling, floor = self.ceilings.get(p.id), self.floors.get(p.id)
        mission = Text(en=text("exchange.mission", "en"), ar=text("exchange.mission", "ar"))
        if p.kind == "ceiling" and ceiling is not None:
            return {"most": ceiling.most, "of": self.scopes.get(ceiling.of, mission)}
        if p.kind == "floor" and floor is not None:
            return {"least": floor.least, "of": self.scopes.get(floor.of, mission)}
        return {"most": 0, "least": 0, "of": ""}


def _kept(m: MilestoneResult) -> Extra:
    """Why a milestone has no commit date, when it has none."""
    if m.commit is not None:
        return (("exchange.commit-on", {"day": m.commit}),)
    if m.commit_why in ("not-attainable", "no-outlook"):
        return ((f"exchange.commit-{m.commit_why}", {}),)
    return ()


def _sure(said: tuple[str, int | None] | None, band: Quantiles | None, day: date, lang: str) -> str:
    if said is not None and said[1] is not None:
        return text(said[0], lang, chance=chance(said[1], lang))
    return by_then(day, band, lang) if band is not None else ""


def _certain(q: Quantiles, day: date) -> bool:
    """True when every future has it on this very day: it has happened."""
    return q.reached_ppm == 1_000_000 and q.p10 == q.p90 == day


def _of(value: Any, lang: str) -> Any:
    return one_line(value.of(lang)) if isinstance(value, Text) else one_line(value) if isinstance(value, str) else value
