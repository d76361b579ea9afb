"""One value between the case and a cell.

In: a value as typed in the case, or what stands in a cell.  Out: what to write into a cell, or the raw value that the
case room converts.  The rule this module owns: *a cell holds what Excel would have there* (numbers, dates, text) *and
loses nothing*: ids and text are text whatever they look like, a degree keeps its decimals, an entry of a list keeps its
semicolon, a character that XML cannot hold is escaped as Excel does it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from jadwal.case.dictionary import Field
from jadwal.exchange.workbook.layout import Column

LONGEST = 32_767  # characters that Excel keeps in a cell
TEXT, WHOLE, DATE = "@", "0", "yyyy-mm-dd"
YES_NO = {"en": ("yes", "no"), "ar": ("نعم", "لا")}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
FIRST_SURE = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was: earlier days are a day off

_ESCAPE = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")  # halves of surrogate pairs are no characters
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_DECIMALS = re.compile(r"0\.(0+)")
_PLAIN_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,2})(?:\.\d{1,12})?")


@dataclass(frozen=True)
class Shown:
    """What to write into a cell and how Excel shows it."""

    value: str | int | float | date
    format: str = TEXT

    @property
    def guarded(self) -> bool:
        """True for text that a person's spreadsheet could take for a formula."""
        return isinstance(self.value, str) and self.value.startswith(FORMULA)


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: the value as openpyxl gives it, its type letter and its number format."""

    value: Any
    type: str
    format: str
    column: int  # 1 is A
    row: int


class CellError(Exception):
    """What stands in the cell cannot be used; the code says why."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def shown(f: Field, value: Any, lang: str) -> dict[str, Shown]:
    """A field's value as typed (``case.writing.typed_values``) by column name."""
    if isinstance(value, dict):
        parts = {(f.name if k == "likely" else f"{f.name}_{k}"): v for k, v in value.items()}
        return {name: _one(f, part, lang) for name, part in parts.items()}
    return {f.name: _one(f, value, lang)}


def _one(f: Field, value: Any, lang: str) -> Shown:
    if isinstance(value, bool):
        return Shown(YES_NO[lang][0 if value else 1])
    if isinstance(value, int):
        return Shown(value, WHOLE)
    if isinstance(value, date):
        return Shown(value, DATE)
    if isinstance(value, list):
        return Shown(escaped(_list(value)))
    if f.kind == "decimal" and _PLAIN_DECIMAL.fullmatch(value):
        places = len(value.partition(".")[2])
        number = float(value)
        if _degrees(number, places) == value and (number or value[0] != "-"):  # a number has no sign at zero
            return Shown(number, f"0.{'0' * places}" if places else WHOLE)
    return Shown(escaped(value))


def _list(values: list[Any]) -> str:
    """Entries separated by semicolons where that reads back as it was, else in brackets and quotation marks."""
    plain = ";".join(str(v) for v in values)
    return plain if _entries(plain) == [str(v) for v in values] else json.dumps(values, ensure_ascii=False)


def _entries(text: str) -> list[str]:
    if text.startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list) and all(isinstance(v, str) for v in found):
            return found
    return [part.strip() for part in text.replace("؛", ";").split(";") if part.strip()]


def raw(column: Column, cell: Cell, mac: bool) -> object:
    """What stands in a cell, for the case room to convert; None when it is empty; raises :class:`CellError`.

    ``mac`` is True in a workbook that counts days from 1904.
    """
    value, kind = cell.value, column.field.kind
    if cell.type == "f":
        raise CellError("workbook.formula")
    if cell.type == "e":
        raise CellError("workbook.error-cell", value=str(value)[:20])
    if value is None:
        return None
    if isinstance(value, str):
        text = unescaped(value).strip()
        return (_entries(text) if kind == "list" and text.startswith("[") else text) or None
    if isinstance(value, bool):
        if kind in ("bool", "int", "estimate", "date"):
            return value
        raise CellError("workbook.yes-no-here")
    if isinstance(value, (datetime, date, time, timedelta)):
        return _day(kind, value, mac)
    return _number(kind, value, cell.format)


def _day(kind: str, value: datetime | date | time | timedelta, mac: bool) -> object:
    if kind in ("int", "estimate"):
        return value.date() if isinstance(value, datetime) else value  # the case room says that it is no number
    if kind != "date":
        raise CellError("workbook.date-here", value=_written(value))
    if isinstance(value, (time, timedelta)):
        raise CellError("workbook.time-here", value=_written(value))
    if isinstance(value, datetime):
        if value.time() != time():
            raise CellError("workbook.time-here", value=_written(value))
        value = value.date()
    if not mac and value < FIRST_SURE:
        raise CellError("workbook.day-of-1900", value=value.isoformat())
    return value


def _written(value: datetime | date | time | timedelta) -> str:
    return str(value) if isinstance(value, timedelta) else value.isoformat().replace("T", " ")


def _number(kind: str, value: int | float, format: str) -> object:
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        value = int(value)
    if kind in ("int", "estimate", "date", "bool"):
        return value
    if kind == "decimal":
        decimals = _DECIMALS.fullmatch(format)
        return _degrees(float(value), len(decimals[1]) if decimals else 0)
    return str(value) if isinstance(value, int) else f"{value:.15g}"


def _degrees(value: float, places: int) -> str:
    """A number with at least ``places`` decimals, and with as many as it has."""
    decimals = len(f"{value:.12f}".rstrip("0").partition(".")[2])
    return f"{value:.{max(places, decimals)}f}"


def escaped(text: str) -> str:
    """``text`` as a cell can hold it: characters that XML has no place for, and what looks like such an escape, as
    ``_xHHHH_`` (ECMA-376 part 1, 22.9.2.19 ``ST_Xstring``)."""
    once = _LIKE_ESCAPE.sub("_x005F_", text)
    return _NOT_IN_XML.sub(lambda m: f"_x{ord(m[0]):04X}_", once)


def unescaped(text: str) -> str:
    """What :func:`escaped` was given."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
