"""How a field is typed, in words: what the comments of a new case say instead of the dictionary's own type names.

In: a field and a language.  Out: "one of: a, b", "number or range; working days; required".  The rule this module
owns: *a newcomer meets no type name*: every type of the dictionary has words in both languages.
"""

from __future__ import annotations

from jadwal.case.dictionary import Field
from jadwal.messages import stored

_PLAIN = {
    "slug": "skeleton.type-slug",
    "task": "skeleton.type-task",
    "text": "skeleton.type-text",
    "string": "skeleton.type-string",
    "url": "skeleton.type-url",
    "decimal": "skeleton.type-decimal",
    "int": "skeleton.type-int",
    "estimate": "skeleton.type-estimate",
    "date": "skeleton.type-date",
    "links": "skeleton.type-links",
    "pause": "skeleton.type-pause",
    "scope": "skeleton.type-scope",
    "reach": "skeleton.type-reach",
}


def typed(f: Field, lang: str, *, sheet: bool) -> str:
    """What may be typed there; ``sheet``: in a CSV table, else in TOML."""
    facts = [_type(f.type, lang, sheet)]
    facts += [f.unit.of(lang)] if f.unit.en else []
    facts += [stored("skeleton.required", lang)] if f.required else []
    if f.default and not f.default.startswith("="):
        facts.append(stored("skeleton.default", lang, value=_in_place(f, sheet)))
    return "; ".join(facts) if lang == "en" else "؛ ".join(facts)


def _type(type: str, lang: str, sheet: bool) -> str:
    kind, _, about = type.partition(":")
    comma = ", " if lang == "en" else "، "
    if kind == "list":
        return stored("skeleton.type-list-csv" if sheet else "skeleton.type-list", lang, what=_type(about, lang, sheet))
    if kind == "ref":
        return stored("skeleton.type-ref", lang, tables=comma.join(about.split("|")))
    if kind == "enum":
        return stored("skeleton.type-enum", lang, choices=comma.join(about.split("|")))
    if kind == "bool":
        return stored("skeleton.type-bool" if sheet else "skeleton.type-bool-toml", lang)
    return stored(_PLAIN[kind], lang)


def _in_place(f: Field, sheet: bool) -> str:
    """The default as it would be typed there."""
    if f.kind == "bool" and not sheet:
        return "true" if f.default == "yes" else "false"
    if f.kind == "list" and not sheet:
        return "[" + ", ".join(f'"{one}"' for one in f.default.split(";")) + "]"
    return f.default
