"""Which reading of the open questions an export is of, and how that is typed and called.

In: the readings of a timetable or of a case, what a person typed.  Out: one of them, its name, its word in file names
and ids.  The rule this module owns: *a word means one reading or is refused with the list of those there are*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jadwal.messages import BadInput, Mistake
from jadwal.model.case import Question, Text

Choice = tuple[tuple[str, str], ...]  # (question, reading) pairs, sorted
ALL = "all"


def called(choice: Choice) -> str:
    """The reading as one word: the ids of its readings, joined by ``+``; empty when nothing is read in two ways."""
    return "+".join(reading for _, reading in choice)


def named(choice: Choice, questions: Iterable[Question]) -> Text:
    """The reading's name in both languages, one part for each question."""
    names = {(q.id, r.id): r.name for q in questions for r in q.readings}
    parts = [names.get(pair, Text(en=pair[1], ar=pair[1])) for pair in choice]
    return Text(en="; ".join(p.en for p in parts), ar="؛ ".join(p.ar for p in parts))


def chosen(typed: str, choices: Sequence[Choice]) -> Choice:
    """The one of ``choices`` that was typed: by its word, by some of its ids, or as ``question=reading;…``.

    Nothing typed means the only one there is.  Raises ``BadInput`` with the words to choose from.
    """
    wanted = [part for part in re.split(r"[+;,\s]+", typed) if part]
    found = [c for c in choices if all(_is(part, c) for part in wanted)]
    if len(found) == 1:
        return found[0]
    words = ", ".join(called(c) for c in choices)
    if not wanted:
        raise _bad("exchange.which-reading", choices=words)
    raise _bad("exchange.several-readings" if found else "exchange.no-such-reading", typed=typed, choices=words)


def _is(part: str, choice: Choice) -> bool:
    question, equals, reading = part.partition("=")
    return (question, reading) in choice if equals else any(part == r for _, r in choice)


def _bad(code: str, **params: str) -> BadInput:
    return BadInput([Mistake(code=code, field="--reading", params=tuple(params.items()))])
