"""The message catalogues: one folder per language, one file per room, the same codes in both."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from jadwal.text import isolate, isolate_dates

LANGUAGES = ("en", "ar")


@cache
def _catalogue(lang: str) -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {}
    for entry in sorted((resources.files(__package__) / lang).iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            for code, body in tomllib.loads(entry.read_text("utf-8")).items():
                if code in merged:
                    raise KeyError(f"message code {code} stands twice in {lang}")
                merged[code] = body
    return merged


def codes(lang: str) -> Mapping[str, Mapping[str, str]]:
    """All message codes of a language with their texts."""
    return _catalogue(lang)


def plural_category(lang: str, n: int) -> str:
    """The CLDR 44 cardinal category of the integer ``n`` in ``en`` or ``ar``."""
    if lang != "ar":
        return "one" if n == 1 else "other"
    n = abs(n)
    if n < 3:
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if n % 100 >= 11 else "other"


def counted(n: int, unit: str, lang: str) -> str:
    """``n`` with its counted noun in the right plural form, e.g. «3 أيام», "11 days"."""
    forms = _catalogue(lang)[f"unit.{unit}"]
    return forms.get(plural_category(lang, n), forms["other"]).replace("{n}", f"{n:,}")


class _Sentence(string.Formatter):
    def __init__(self, lang: str, isolating: bool = True) -> None:
        self.lang = lang
        self.isolating = isolating and lang == "ar"

    def format_field(self, value: Any, spec: str) -> str:
        if spec and isinstance(value, int):
            return counted(value, spec, self.lang)
        if hasattr(value, "of"):
            value = value.of(self.lang)
            if self.isolating:
                value = isolate_dates(value)
        if isinstance(value, date):
            value = value.isoformat()
        return isolate(str(value)) if self.isolating else str(value)


def _say(part: str, code: str, lang: str, params: Mapping[str, Any]) -> str:
    return _Sentence(lang).vformat(_catalogue(lang)[code].get(part, ""), (), params)


def text(code: str, lang: str, **params: Any) -> str:
    """The sentence of ``code`` in ``lang``; raises ``KeyError`` for an unknown code or a missing parameter."""
    return _say("text", code, lang, params)


def remedy(code: str, lang: str, **params: Any) -> str:
    """What would be right, or an empty string when the message has no remedy."""
    return _say("remedy", code, lang, params)


def stored(code: str, lang: str, **params: Any) -> str:
    """The sentence of ``code`` as it may be stored in a file: without bidi isolation, which belongs to output only."""
    return _Sentence(lang, isolating=False).vformat(_catalogue(lang)[code]["text"], (), params)
