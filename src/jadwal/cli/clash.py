"""What ``jadwal explain`` says.

In: an explanation.  Out: text, or JSON of the same.  The rule this module owns: *every rule is told in words with its
source*, and a way out is told only if it was solved.
"""

from __future__ import annotations

import json
import sys

import msgspec

from jadwal.cli.screen import Screen
from jadwal.messages import stored, text
from jadwal.model.case import Case
from jadwal.plan.problem import Rule
from jadwal.workflow.explain import Clash, Explanation, WayOut


def show_clashes(found: Explanation, lang: str, *, as_json: bool) -> None:
    """The whole answer of ``jadwal explain``."""
    if as_json:
        json.dump(plain(found, lang), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    screen = Screen(lang, sys.stdout)
    screen.line(found.case.name.of(lang), style="bold")
    screen.say("cli.explain-as-of", day=found.case.as_of)
    for n, clash in enumerate(found.clashes, 1):
        if clash.readings:
            name = screen.word("and").join(_reading(found.case, pair, lang) for pair in clash.readings)
            screen.heading(screen.word("reading", n=n, of=len(found.clashes), name=name))
        screen.say(f"cli.explain-{clash.state}")
        _rules(screen, clash)
        for way in clash.ways_out:
            screen.line(f"→ {_way_out(way, lang)}")


def plain(found: Explanation, lang: str) -> dict[str, object]:
    """The explanation as plain data."""
    return {
        "case": found.case.id,
        "as_of": found.case.as_of.isoformat(),
        "readings": [
            {
                "readings": dict(c.readings),
                "state": c.state,
                "minimal": c.minimal,
                "rules": [
                    {"id": r.id, "kind": r.kind, "text": _sentence(r, lang), "source": list(r.source), "basis": r.basis}
                    for r in c.rules
                ],
                "ways_out": msgspec.to_builtins(c.ways_out),
            }
            for c in found.clashes
        ],
    }


def _sentence(rule: Rule, lang: str) -> str:
    return stored(rule.code, lang, **dict(rule.params))


def _rules(screen: Screen, clash: Clash) -> None:
    if not clash.rules:
        return
    rows = []
    for rule in clash.rules:
        said = text(rule.code, screen.lang, **dict(rule.params))
        source = ", ".join(rule.source) or screen.word(f"basis-{rule.basis}")
        rows.append([screen.word(f"rule-{rule.kind}"), f"{said}\n({source})"])
    screen.table([screen.word("rule-kind"), screen.word("rule-text")], rows)
    screen.say("cli.explain-minimal" if clash.minimal else "cli.explain-not-minimal")


def _way_out(way: WayOut, lang: str) -> str:
    if way.kind == "date":
        return text("cli.way-date", lang, name=way.name, day=way.day)
    return text("cli.way-capacity", lang, name=way.name, now=way.now, then=way.then)


def _reading(case: Case, pair: tuple[str, str], lang: str) -> str:
    names = {(q.id, r.id): r.name.of(lang) for q in case.questions for r in q.readings}
    return names.get(pair, pair[1])
