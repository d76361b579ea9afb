"""Help pages in both languages.

In: a command and its parameters.  Out: its help, laid out as usual: what is typed on the left, what it means on the
right, so that Arabic stands in the last column.  The texts are in the catalogue: ``cli.help.<verb>`` and
``cli.option.<name>``.
"""

from __future__ import annotations

from typing import Any, ClassVar

from typer.core import TyperCommand, TyperGroup

from jadwal.messages import text
from jadwal.text import LRM


def _said(code: str, lang: str) -> str:
    return text(code, lang) + (LRM if lang == "ar" else "")


class Interrupted(Exception):  # noqa: N818
    """Somebody pressed Ctrl-C."""


class PipeClosed(Exception):  # noqa: N818
    """Whoever read the output has stopped."""


class Command(TyperCommand):
    """One verb."""

    lang: ClassVar[str] = "en"

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; typer has endings of its own for these two, and they say nothing."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as why:
            raise Interrupted from why
        except BrokenPipeError as why:
            raise PipeClosed from why

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Usage, what the verb does, its arguments and options."""
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), _said("cli.help.usage", self.lang)
        )
        formatter.write_paragraph()
        formatter.write_text(_said(f"cli.help.{self.name}", self.lang))
        rows = [
            (p.metavar or str(p.name).upper(), _said(f"cli.option.{p.name}", self.lang))
            for p in self.params
            if _argument(p)
        ]
        _section(formatter, _said("cli.help.arguments", self.lang), rows)
        rows = [(_typed(p), _said(f"cli.option.{p.name}", self.lang)) for p in self.params if not _argument(p)]
        _section(
            formatter, _said("cli.help.options", self.lang), [*rows, ("--help", _said("cli.option.help", self.lang))]
        )


class Group(TyperGroup):
    """All verbs."""

    lang: ClassVar[str] = "en"

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """What jadwal is, its verbs, what its exit codes say."""
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]...", _said("cli.help.usage", self.lang))
        formatter.write_paragraph()
        formatter.write_text(_said("cli.help.jadwal", self.lang))
        rows = [(name, _said(f"cli.help.{name}", self.lang)) for name in self.commands]
        _section(formatter, _said("cli.help.commands", self.lang), rows)
        rows = [(_typed(p), _said(f"cli.option.{p.name}", self.lang)) for p in self.params]
        _section(
            formatter, _said("cli.help.options", self.lang), [*rows, ("--help", _said("cli.option.help", self.lang))]
        )
        codes = [(code, _said(f"cli.help.exit-{code}", self.lang)) for code in ("0", "1", "2", "3")]
        _section(formatter, _said("cli.help.exit-codes", self.lang), codes)
        formatter.write_paragraph()
        formatter.write_text(_said("cli.help.more", self.lang))

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order in which a newcomer needs them."""
        return list(self.commands)


def _section(formatter: Any, heading: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(heading):
            formatter.write_dl(rows)


def _argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _typed(option: Any) -> str:
    return f"{', '.join(option.opts)} {'' if option.is_flag else option.metavar or ''}".strip()
