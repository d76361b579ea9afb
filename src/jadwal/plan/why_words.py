"""Why a date stands where it does, in words.

In: a :class:`~jadwal.plan.why.Why` and the problem it is about.  Out: sentences, the answer first.  The rule this
module owns: *a step is said with its date and by its rule's own sentence*, so that nobody has to know an id.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jadwal.messages import text
from jadwal.model.case import Text, Value
from jadwal.plan.holds import Hold
from jadwal.plan.problem import Problem
from jadwal.plan.why import Gain, Why

Names = Mapping[str, Text]


class Said(Value, frozen=True, kw_only=True):
    """The whole in one language."""

    answer: tuple[str, ...]
    steps: tuple[str, ...]
    gains: tuple[str, ...]


def sentences(found: Why, problem: Problem, about: Names, lang: str) -> Said:
    """The answer, the steps back, and what one unit more of each thing would give.

    ``about`` names conditions, permissions, lanes, crews, sites, functions and calendars by id.
    """
    words = _Words(problem, about, lang)
    steps = tuple(words.step(hold) for hold in found.chain)
    return Said(answer=words.answer(found), steps=steps, gains=words.gains(found))


class _Words:
    def __init__(self, problem: Problem, about: Names, lang: str) -> None:
        self.problem, self.about, self.lang = problem, about, lang
        self.tasks = {t.id: t for t in problem.tasks}
        self.rules = {r.id: r for r in problem.rules}

    def answer(self, found: Why) -> tuple[str, ...]:
        """The date asked for, and how early it could be if nothing else mattered."""
        name = self.tasks[found.task].name
        if found.finish is None:
            return (self.say("answer-none", name=name),)
        said = [self.say("answer", name=name, day=self.end(found.finish))]
        if found.earliest is not None and found.earliest < found.finish:
            code = "earliest-exact" if found.exact else "earliest-found"
            said.append(self.say(code, day=self.end(found.earliest)))
        return tuple(said)

    def step(self, hold: Hold) -> str:
        """One step of the chain."""
        task = self.tasks[hold.task]
        day = "" if hold.start is None else self.begin(hold.start) if task.days.likely else self.end(hold.start)
        given = {"name": task.name, "day": day}
        if hold.by == "never":
            code = "never-condition" if hold.about in self.about else "never-link" if hold.other else "never"
            return self.say(code, name=task.name, about=self.about.get(hold.about, ""), other=self.name(hold.other))
        said = self._held(hold, given)
        closed = [self.rule(part) for part in hold.closed_by if part in self.rules]
        return " ".join([said, *(self.say("closed", rule=rule, days=hold.closed) for rule in closed)])

    def _held(self, hold: Hold, given: dict[str, Text | str | date]) -> str:
        """What holds a task that has a date, closed days apart from working days left out."""
        if hold.by == "link":
            code = "link-rest" if hold.closed > 0 else "link"
            return self.say(code, **given, other=self.name(hold.other), days=max(hold.closed, 0))
        if hold.by in ("gate", "permission"):
            return self.say(
                hold.by, **given, about=self.about.get(hold.about, hold.about), since=self.begin(hold.since)
            )
        if hold.by == "level":
            code = "level-by" if hold.other else "level"
            return self.say(code, **given, rule=self.rule(hold.rule), other=self.name(hold.other))
        if hold.by == "free":
            return self.say("free", **given, since=self.begin(hold.since))
        return self.say(hold.by, **given)

    def gains(self, found: Why) -> tuple[str, ...]:
        """What easing would give, those that give most first; those that give nothing in one sentence."""
        giving = [g for g in found.gains if g.days]
        nothing = [g for g in found.gains if g.days == 0]
        said = [self.say("gain" if g.exact else "gain-found", ease=self.ease(g), days=g.days or 0) for g in giving]
        if nothing:
            listed = self.say("and").join(self.ease(g) for g in nothing)
            said.append(self.say("gain-none", eases=listed))
        return tuple(said)

    def ease(self, gain: Gain) -> str:
        """One thing eased by one unit, as a phrase."""
        if gain.kind in ("work", "lag", "not-before"):
            return self.say(f"ease-{gain.kind}", name=self.name(gain.id), by=gain.by)
        if gain.kind == "calendar" and gain.id in self.rules:
            return self.say("ease-rest", rule=self.rule(gain.id))
        if gain.kind == "calendar":
            return self.say("ease-calendar", name=self.about.get(gain.id, gain.id))
        if gain.kind != "level":
            return self.say(f"ease-{gain.kind}", name=self.about.get(gain.id, gain.id), by=gain.by)
        family, _, id = gain.id.partition(":")
        named = self.about.get(id, id)
        code = family if family in ("lane", "crew", "protection", "cover", "largest-step") else "other"
        by = 1 if family == "protection" else gain.by
        return self.say(f"ease-{code}", name=named, by=by, rule=self.rule(gain.rule))

    def rule(self, id: str) -> str:
        """The sentence of a rule."""
        rule = self.rules.get(id)
        return text(rule.code, self.lang, **dict(rule.params)) if rule else ""

    def name(self, task: str) -> Text | str:
        """The name of a task."""
        return self.tasks[task].name if task in self.tasks else task

    def begin(self, day: int) -> date:
        """The date of a day."""
        return date.fromordinal(self.problem.origin + day)

    def end(self, instant: int) -> date:
        """The date under which an instant is shown."""
        return date.fromordinal(self.problem.origin + instant - 1)

    def say(self, code: str, **params: object) -> str:
        """A sentence of this family."""
        return text(f"why.{code}", self.lang, **params)
