"""What ``jadwal explain`` says.

In: an explanation.  Out: text, or JSON of the same.  The rule this module owns: *every rule is told in words with its
source*, and a way out is told only if it was solved.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from jadwal.cli.screen import Screen
from jadwal.model.case import Case
from jadwal.plan.build import Choice
from jadwal.workflow.explain import Explanation
from jadwal.workflow.why import Answers


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
        _heading(screen, found.case, clash.readings, n, len(found.clashes))
        for number, sentence in enumerate(clash.says):
            screen.line(f"· {sentence.of(lang)}" if number else sentence.of(lang))
        if clash.sources:
            screen.say("cli.sources", sources=", ".join(clash.sources))


def show_why(found: Answers, files: Sequence[Path], lang: str, *, as_json: bool) -> None:
    """The whole answer of ``jadwal explain --why``."""
    if as_json:
        json.dump(plain_why(found, lang), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    screen = Screen(lang, sys.stdout)
    screen.line(found.case.name.of(lang), style="bold")
    screen.say("cli.why-as-of", day=found.case.as_of)
    for n, answer in enumerate(found.answers, 1):
        _heading(screen, found.case, answer.readings, n, len(found.answers))
        said = answer.said(lang)
        for sentence in said.answer:
            screen.line(sentence)
        for sentence in said.steps:
            screen.line(f"· {sentence}")
        if said.gains:
            screen.say("cli.why-gains")
        for sentence in said.gains:
            screen.line(f"· {sentence}")
    for file in files:
        if file.suffix == ".svg":
            screen.say("cli.why-picture", file=str(file))


def plain_why(found: Answers, lang: str) -> dict[str, object]:
    """The answer as plain data."""
    return {
        "case": found.case.id,
        "as_of": found.case.as_of.isoformat(),
        "task": found.task,
        "readings": [
            {
                "readings": dict(a.readings),
                "says": msgspec.to_builtins(a.said(lang)),
                **msgspec.to_builtins(a.found),
            }
            for a in found.answers
        ],
    }


def plain(found: Explanation, lang: str) -> dict[str, object]:
    """The explanation as plain data."""
    return {
        "case": found.case.id,
        "as_of": found.case.as_of.isoformat(),
        "readings": [
            {
                "readings": dict(c.readings),
                "says": [sentence.of(lang) for sentence in c.says],
                "rules": [{"id": r.id, "kind": r.kind, "source": list(r.source), "basis": r.basis} for r in c.rules],
                **msgspec.to_builtins(c.found),
            }
            for c in found.clashes
        ],
    }


def _heading(screen: Screen, case: Case, readings: Choice, n: int, of: int) -> None:
    """Which reading is told; nothing where there is only one way to read the case."""
    if readings:
        name = screen.word("and").join(_reading(case, pair, screen.lang) for pair in readings)
        screen.heading(screen.word("reading", n=n, of=of, name=name))


def _reading(case: Case, pair: tuple[str, str], lang: str) -> str:
    names = {(q.id, r.id): r.name.of(lang) for q in case.questions for r in q.readings}
    return names.get(pair, pair[1])
