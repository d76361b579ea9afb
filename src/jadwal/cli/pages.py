"""The pages of all commands, made from the command line itself: ``python -m jadwal.cli.pages en > docs/commands.md``
and ``python -m jadwal.cli.pages ar > docs/ar/commands.md``.

In: the commands with their arguments and options, and the catalogue.  Out: a page per language.  The rule this module
owns: *the page says what* ``--help`` *says*, and is never written by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from jadwal.cli.verbs import command_line
from jadwal.messages import stored

EXIT_CODES = ("0", "1", "2", "3")


def page(lang: str) -> str:
    """The whole page in ``lang``."""
    group: Any = command_line(lang)
    here = f"python -m jadwal.cli.pages {lang}"
    lines = [f"# {stored('cli.page-title', lang)}", "", stored("cli.page-made", lang, command=here), ""]
    lines += [stored("cli.help.jadwal", lang), ""]
    for verb, command in group.commands.items():
        lines += _verb(verb, command, lang)
    lines += [f"## {stored('cli.page-everywhere', lang)}", "", *_table(stored("cli.help.options", lang))]
    lines += [_row(name, stored(f"cli.option.{name.strip('-')}", lang)) for name in ("--version", "--help")]
    lines += ["", stored("cli.page-language", lang), "", f"## {stored('cli.help.exit-codes', lang)}", ""]
    lines += _table(stored("cli.page-code", lang))
    lines += [_row(code, stored(f"cli.help.exit-{code}", lang)) for code in EXIT_CODES]
    lines += ["", stored("cli.page-other-codes", lang)]
    return "\n".join(['<div dir="rtl" markdown>', "", *lines, "", "</div>"] if lang == "ar" else lines) + "\n"


def _verb(verb: str, command: Any, lang: str) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name != "argument"]
    typed = " ".join(["jadwal", verb, *(_argument(p) for p in arguments), *(["[OPTIONS]"] if options else [])])
    yield from (f"## jadwal {verb}", "", stored(f"cli.help.{verb}", lang), "", f"`{typed}`", "")
    for heading, parameters in (("cli.help.arguments", arguments), ("cli.help.options", options)):
        if parameters:
            yield from _table(stored(heading, lang))
            yield from (_row(_shape(p), stored(f"cli.option.{p.name}", lang)) for p in parameters)
            yield ""


def _argument(parameter: Any) -> str:
    name = parameter.metavar or parameter.name.upper()
    return name if parameter.required else f"[{name}]"


def _shape(parameter: Any) -> str:
    """What is typed for an argument or option."""
    if parameter.param_type_name == "argument":
        return _argument(parameter)
    value = "" if parameter.is_flag else parameter.metavar or parameter.name.upper()
    return f"{', '.join(parameter.opts)} {value}".strip()


def _table(heading: str) -> tuple[str, str]:
    return f"| {heading} | |", "|---|---|"


def _row(typed: str, meaning: str) -> str:
    return f"| <code>{typed.replace('|', '&#124;')}</code> | {meaning} |"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(page(sys.argv[1]))
