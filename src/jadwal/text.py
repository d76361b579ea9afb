"""Text as people type and read it: digits, normalised search keys, slugs, and isolation of mixed text at output.

In: strings.  Out: strings.  The rule this module owns: *stored text carries no bidi controls; isolation is added at
output only, through* :func:`isolate`.
"""

from __future__ import annotations

import re
import unicodedata

LRM, RLM = "\u200e", "\u200f"
LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_CONTROLS = re.compile(f"[{''.join(sorted(BIDI_CONTROLS))}]")
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_FOREIGN_DIGIT = re.compile("[٠-٩۰-۹]")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_FOLD = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": None, "ء": None}
)


def western_digits(value: str) -> str:
    """``value`` with Arabic-Indic and extended Arabic-Indic digits written as 0–9."""
    return value.translate(_DIGITS) if _FOREIGN_DIGIT.search(value) else value


def is_slug(value: str) -> bool:
    """True for a stable id: lower-case letters, digits and single hyphens."""
    return len(value) <= 64 and _SLUG.fullmatch(value) is not None


def search_key(value: str) -> str:
    """``value`` for comparing: case-folded, without diacritics, hamza forms, tatweel, bidi controls; western digits."""
    decomposed = unicodedata.normalize("NFKD", western_digits(value).translate(_FOLD).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c not in BIDI_CONTROLS)


def isolate(value: str) -> str:
    """``value`` wrapped in FSI … PDI, so that a date, range, id or name keeps its own direction inside other text."""
    return f"{FSI}{value}{PDI}"


def isolate_dates(value: str) -> str:
    """``value`` with every ISO date in it isolated: beside Arabic letters a bare one reads backwards."""
    return _ISO_DATE.sub(lambda found: isolate(found[0]), value)


def strip_controls(value: str) -> str:
    """``value`` without bidi control characters."""
    return _CONTROLS.sub("", value)


def no_formula(cell: str) -> str:
    """``cell`` as text that no spreadsheet takes for a formula: with an apostrophe in front, plain numbers excepted."""
    return "'" + cell if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """What :func:`no_formula` was given: the apostrophe before what could have been a formula is taken away again."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
