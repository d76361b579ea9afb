"""What the verbs share: the application they hang on, the options that several of them take, and how these are read.

In: typed words.  Out: values, or ``BadInput``.  The rule this module owns: *an option is read by jadwal, not by the
argument parser*, so that what is wrong with it is said in the user's language.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from jadwal.cli.entry import LANGUAGES
from jadwal.cli.help import Group
from jadwal.messages import BadInput, Mistake
from jadwal.text import western_digits

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

Choice = TypeVar("Choice", bound=str)
Case = Annotated[Path, typer.Argument(metavar="CASE")]
Lang = Annotated[str, typer.Option("--lang", metavar="en|ar", envvar="JADWAL_LANG")]
AsOf = Annotated[str, typer.Option("--as-of", metavar="DATE")]
Json = Annotated[bool, typer.Option("--json")]


def day(typed: str, option: str = "--as-of") -> date | None:
    """A date as typed after ``option``; None when nothing was."""
    if not typed:
        return None
    try:
        return date.fromisoformat(western_digits(typed.strip()))
    except ValueError:
        raise _bad("cli.not-a-date", option, value=typed) from None


def language(typed: str) -> str:
    """The language as typed."""
    return one_of("lang", typed, LANGUAGES)


def one_of(name: str, typed: str, choices: tuple[Choice, ...]) -> Choice:
    """One of the choices of the option ``name``."""
    for choice in choices:
        if typed == choice:
            return choice
    raise _bad("cli.not-a-choice", f"--{name}", value=typed, choices=", ".join(choices))


def whole(name: str, typed: str, least: int, most: int) -> int:
    """A whole number of the option ``name``, from ``least`` to ``most``."""
    try:
        value = int(western_digits(typed))
    except ValueError:
        raise _bad("cli.not-a-number", f"--{name}", value=typed, least=least, most=most) from None
    if not least <= value <= most:
        raise _bad("cli.not-in-range", f"--{name}", value=value, least=least, most=most)
    return value


def _bad(code: str, option: str, **params: str | int) -> BadInput:
    return BadInput([Mistake(code=code, field=option, params=(("option", option), *params.items()))])
