"""From what was typed to an exit code.

In: arguments.  Out: 0 fine, 1 findings, 2 bad input, 3 no feasible plan, 70 a fault of jadwal itself, 130 interrupted.
The rule this module owns: *whatever ends a command, a person reads a sentence about it*, in their language.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from jadwal.cli.stopping import listening
from jadwal.messages import BadInput, Mistake, text
from jadwal.workflow.outcome import NoPlan

FINE, FINDINGS, BAD_INPUT, NO_PLAN, FAULT, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 70, 130, 141
LANGUAGES = ("en", "ar")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        with listening():
            code = run(typed)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on; do not complain at exit
        code = PIPE_CLOSED
    sys.exit(code)


def language(typed: Sequence[str]) -> str:
    """The language asked for by ``--lang``, else by JADWAL_LANG, else English."""
    asked = os.environ.get("JADWAL_LANG", "")
    for n, word in enumerate(typed):
        if word == "--lang" and n + 1 < len(typed):
            asked = typed[n + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return asked if asked in LANGUAGES else "en"


def run(typed: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    lang, as_json = language(typed), "--json" in typed
    try:
        from jadwal.cli.help import Interrupted, PipeClosed
        from jadwal.cli.mistakes import show
        from jadwal.cli.verbs import command_line
    except KeyboardInterrupt:
        return _interrupted(lang)
    try:
        done = command_line(lang)(args=list(typed), prog_name="jadwal", standalone_mode=False)
        return done if isinstance(done, int) else FINE
    except BadInput as bad:
        show(bad.mistakes, lang, as_json=as_json)
        return BAD_INPUT
    except (KeyboardInterrupt, Interrupted):
        return _interrupted(lang)
    except NoPlan as why:
        proven = why.status == "infeasible"
        show([Mistake(code="cli.no-plan" if proven else "cli.no-plan-yet")], lang, as_json=as_json)
        return NO_PLAN
    except PipeClosed as why:
        raise BrokenPipeError from why
    except Exception as why:
        if type(why).__name__ == "NoArgsIsHelpError":
            return BAD_INPUT
        if hasattr(why, "format_message"):
            show([usage(why)], lang, as_json=as_json)
            return BAD_INPUT
        if os.environ.get("JADWAL_TRACEBACK"):
            raise
        params = (("kind", type(why).__name__), ("what", str(why) or "–"))
        show([Mistake(code="cli.fault", params=params)], lang, as_json=as_json)
        return FAULT


def usage(why: Exception) -> Mistake:
    """A command line that was not understood, as a mistake."""
    kind, detail = type(why).__name__, str(getattr(why, "message", "") or why)
    name = getattr(getattr(why, "param", None), "name", "") or ""
    if kind == "MissingParameter":
        return Mistake(code="cli.usage-missing", field=name, params=(("name", name.upper()),))
    if kind == "NoSuchOption":
        option = str(getattr(why, "option_name", detail))
        return Mistake(code="cli.usage-option", field=option, params=(("name", option),))
    return Mistake(code="cli.usage", field=name, params=(("detail", detail),))


def _interrupted(lang: str) -> int:
    print(text("cli.interrupted", lang), file=sys.stderr)
    return INTERRUPTED
