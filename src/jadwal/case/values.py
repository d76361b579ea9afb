"""From what a person typed to a value of the model.

In: a raw cell (a string) or TOML value, and its field.  Out: the value, or :class:`RefusedError` after noting why.
The rule this module owns: *what can be read in only one way is accepted* (Arabic-Indic digits, month names),
*everything else is refused*.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from jadwal.case.dates import read_date
from jadwal.case.dictionary import Field, nearest
from jadwal.case.files import path_trick
from jadwal.case.report import Report, Spot
from jadwal.model.case import ACTIVITY_KINDS, Estimate, Link, Text
from jadwal.text import BIDI_CONTROLS, is_slug, western_digits

_LINK = re.compile(r"([a-z0-9][a-z0-9:-]*)(?:\s+([A-Za-z]{2}))?(?:\s*([+-])\s*(\d+)(?:\s*\.\.\s*(\d+))?)?")
_MARKUP = re.compile(r"<[/!?a-zA-Z][^<>]*>")
_INTEGER = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?\d+[.,٫]\d+")
_DECIMAL = re.compile(r"[+-]?\d{1,3}(\.\d+)?")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
REACHES = ("site", "lane", "crew", "nation")
YES, NO = ("yes", "true", "نعم"), ("no", "false", "لا")
DRAWN_KINDS = tuple(kind for kind in ACTIVITY_KINDS if kind != "milestone")
LINK_TYPES = ("FS", "SS", "FF", "SF")
HIT_KINDS = tuple(k for k in ACTIVITY_KINDS if k not in ("milestone", "notice"))  # work that a risk can hit


class RefusedError(Exception):
    """The value cannot be used; the reason stands in the report."""


def convert(f: Field, raw: object, spot: Spot, report: Report) -> object:
    """The value of a field, checked for form; raises ``RefusedError``."""
    return _READERS[f.kind](f, raw, spot, report)


def _refuse(report: Report, code: str, spot: Spot, **params: str | int) -> RefusedError:
    report.add(code, spot, **params)
    return RefusedError()


def _string(f: Field, raw: object, spot: Spot, report: Report) -> str:
    if not isinstance(raw, str):
        raise _refuse(report, "case.not-text", spot, value=_shown(raw))
    value = raw.strip()
    if controls := sorted(BIDI_CONTROLS.intersection(value)):
        raise _refuse(report, "case.bidi-control", spot, character=f"U+{ord(controls[0]):04X}")
    if bad := [c for c in value if (ord(c) < 32 and c not in "\n\t") or ord(c) == 127]:
        raise _refuse(report, "case.control-character", spot, character=f"U+{ord(bad[0]):04X}")
    if f.kind in ("text", "string", "list", "url") and f.most is not None and len(value) > f.most:
        raise _refuse(report, "case.too-long", spot, length=len(value), most=f.most)
    if f.kind in ("text", "string") and (markup := _MARKUP.search(value)):
        raise _refuse(report, "case.markup", spot, value=markup[0][:40])
    return value


def _text(f: Field, raw: object, spot: Spot, report: Report) -> Text:
    if not isinstance(raw, dict):
        raise _refuse(report, "case.not-both-languages", spot, value=_shown(raw))
    for key in raw:
        if key not in ("en", "ar"):
            raise _refuse(
                report, "case.unknown-key", spot.part(str(key)), key=str(key), nearest=nearest(key, ["en", "ar"])
            )
    found: dict[str, str] = {}
    for lang in ("en", "ar"):
        if not raw.get(lang):
            report.add("case.missing-value", spot.part(lang), field=spot.part(lang).name)
            continue
        try:
            found[lang] = _string(f, raw[lang], spot.part(lang), report)
        except RefusedError:
            continue
    if len(found) < 2:
        raise RefusedError
    return Text(en=found["en"], ar=found["ar"])


def _slug(f: Field, raw: object, spot: Spot, report: Report) -> str:
    value = _string(f, raw, spot, report)
    if path_trick(value) or "/" in value:
        raise _refuse(report, "case.path-trick", spot, value=value[:80])
    if not is_slug(value):
        raise _refuse(report, "case.bad-slug", spot, value=value[:80], right=_as_slug(value))
    return value


def _as_slug(value: str) -> str:
    ascii_only = re.sub(r"[^a-z0-9]+", "-", western_digits(value).lower()).strip("-")
    return ascii_only[:64].strip("-") or "site-1"


def _reference(f: Field, raw: object, spot: Spot, report: Report) -> str:
    value = _string(f, raw, spot, report)
    if path_trick(value):
        raise _refuse(report, "case.path-trick", spot, value=value[:80])
    return value


def _url(f: Field, raw: object, spot: Spot, report: Report) -> str:
    value = _string(f, raw, spot, report)
    if value.startswith(("http://", "https://")):
        if any(c.isspace() or c in '<>"' for c in value):
            raise _refuse(report, "case.bad-address", spot, value=value[:80])
        return value
    if path_trick(value):
        raise _refuse(report, "case.path-trick", spot, value=value[:80])
    if _SCHEME.match(value):
        raise _refuse(report, "case.bad-address", spot, value=value[:80])
    return value


def _decimal(f: Field, raw: object, spot: Spot, report: Report) -> str:
    value = western_digits(_string(f, str(raw) if isinstance(raw, (int, float)) else raw, spot, report))
    value = value.replace("٫", ".")
    if not _DECIMAL.fullmatch(value):
        raise _refuse(report, "case.not-decimal", spot, value=value[:40])
    if f.least is not None and f.most is not None and not f.least <= float(value) <= f.most:
        raise _refuse(report, "case.coordinates", spot, value=value, least=f.least, most=f.most)
    return value


def _int(f: Field, raw: object, spot: Spot, report: Report) -> int:
    value = _whole(raw, spot, report)
    if f.least is not None and value < f.least:
        raise _refuse(report, "case.too-small", spot, value=value, least=f.least)
    if f.range.partition("..")[2] and f.most is not None and value > f.most:
        raise _refuse(report, "case.too-large", spot, value=value, most=f.most)
    if value > 10**12:  # far above any figure of a mission, and exact in JSON
        raise _refuse(report, "case.too-large", spot, value=value, most=10**12)
    return value


def _whole(raw: object, spot: Spot, report: Report) -> int:
    if isinstance(raw, bool):
        raise _refuse(report, "case.not-integer", spot, value=_shown(raw))
    if isinstance(raw, int):
        return raw
    if isinstance(raw, float):
        raise _refuse(report, "case.fraction", spot, value=str(raw))
    if not isinstance(raw, str):
        raise _refuse(report, "case.not-integer", spot, value=_shown(raw))
    value = western_digits(raw.strip()).replace("\u2212", "-")
    if _NUMBER.fullmatch(value):
        raise _refuse(report, "case.fraction", spot, value=value[:40])
    if not _INTEGER.fullmatch(value) or len(value) > 18:
        raise _refuse(report, "case.not-integer", spot, value=_shown(raw))
    return int(value)


def _estimate(f: Field, raw: object, spot: Spot, report: Report) -> Estimate:
    if not isinstance(raw, dict):
        value = _int(f, raw, spot, report)
        return Estimate(low=value, likely=value, high=value)
    parts: dict[str, int] = {}
    refused = False
    for key, part in raw.items():
        where = spot.part("" if spot.sheet and key == "likely" else key)
        if key not in ("low", "likely", "high"):
            known = ["low", "likely", "high"]
            raise _refuse(report, "case.unknown-key", where, key=str(key), nearest=nearest(key, known))
        try:
            parts[key] = _int(f, part, where, report)
        except RefusedError:
            refused = True
    if refused:
        raise RefusedError
    if "likely" not in parts:
        where = spot.part("" if spot.sheet else "likely")
        raise _refuse(report, "case.missing-value", where, field=where.name)
    likely = parts["likely"]
    low, high = parts.get("low", likely), parts.get("high", likely)
    if not low <= likely <= high:
        raise _refuse(report, "case.estimate-order", spot, low=low, likely=likely, high=high)
    return Estimate(low=low, likely=likely, high=high)


def _date(f: Field, raw: object, spot: Spot, report: Report) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    if not isinstance(raw, str):
        raise _refuse(report, "case.not-date", spot, value=_shown(raw))
    read = read_date(_string(f, raw, spot, report))
    if read is None:
        raise _refuse(report, "case.not-date", spot, value=raw.strip()[:60])
    if read[1]:
        report.warn("case.date-in-words", spot, value=raw.strip(), day=read[0].isoformat())
    return read[0]


def _bool(f: Field, raw: object, spot: Spot, report: Report) -> bool:
    if isinstance(raw, bool):
        return raw
    value = raw.strip().lower() if isinstance(raw, str) else ""
    if value not in (*YES, *NO):
        raise _refuse(report, "case.not-yes-or-no", spot, value=_shown(raw))
    return value in YES


def _enum(f: Field, raw: object, spot: Spot, report: Report) -> str:
    value = _string(f, raw, spot, report)
    if value not in f.choices:
        allowed = ", ".join(f.choices)
        raise _refuse(
            report, "case.not-a-choice", spot, value=value[:60], nearest=nearest(value, f.choices), all=allowed
        )
    return value


def _links(f: Field, raw: object, spot: Spot, report: Report) -> tuple[Link, ...]:
    found = []
    for part in _parts(raw, spot, report):
        plain = western_digits(part).replace("\u2212", "-") if isinstance(part, str) else ""
        link = _LINK.fullmatch(plain)
        if link is None or (link[2] or "FS").upper() not in LINK_TYPES:
            raise _refuse(report, "case.bad-link", spot, value=_shown(part))
        lag = int(link[4] or 0)
        if link[3] == "-" and lag:
            raise _refuse(report, "case.negative-lag", spot, value=_shown(part))
        most = None if link[5] is None else int(link[5])
        if most is not None and most < lag:
            raise _refuse(report, "case.lag-order", spot, value=_shown(part))
        found.append(Link(before=link[1], type=(link[2] or "FS").upper(), lag=lag, most=most))  # type: ignore[arg-type]
    return tuple(sorted(found, key=lambda k: (k.before, k.type, k.lag, k.most is not None, k.most or 0)))


def _list(f: Field, raw: object, spot: Spot, report: Report) -> tuple[object, ...]:
    inner = replace(f, type=f.about)
    values = [convert(inner, part, spot, report) for part in _parts(raw, spot, report)]
    return tuple(dict.fromkeys(values))


def _parts(raw: object, spot: Spot, report: Report) -> list[object]:
    if isinstance(raw, list):
        return raw
    if not isinstance(raw, str):
        raise _refuse(report, "case.not-a-list", spot, value=_shown(raw))
    return [part.strip() for part in raw.replace("؛", ";").split(";") if part.strip()]


def _pause(f: Field, raw: object, spot: Spot, report: Report) -> str:
    value = _string(f, raw, spot, report)
    if value not in ("talks", "movement", "all") and not value.startswith(("site:", "lane:")):
        raise _refuse(report, "case.bad-pause", spot, value=value[:60])
    return value


def _scope(f: Field, raw: object, spot: Spot, report: Report) -> str:
    value = _string(f, raw, spot, report)
    if path_trick(value):
        raise _refuse(report, "case.path-trick", spot, value=value[:80])
    head, colon, kind = value.partition(":")
    if head == "kind" and colon and kind not in HIT_KINDS:
        near = nearest(kind, HIT_KINDS) or "-"
        raise _refuse(report, "case.bad-scope", spot, value=value[:60], nearest=near, all=", ".join(HIT_KINDS))
    return value


def _reach(f: Field, raw: object, spot: Spot, report: Report) -> str:
    value = _string(f, raw, spot, report)
    scope, _, of = value.partition(":")
    if value != "all" and not (of and scope in ("kind", *REACHES)):
        raise _refuse(report, "case.bad-reach", spot, value=value[:60])
    if scope == "kind" and of not in DRAWN_KINDS:
        near = nearest(of, DRAWN_KINDS)
        raise _refuse(report, "case.reach-kind", spot, value=of[:60], nearest=near, all=", ".join(DRAWN_KINDS))
    return value


def _shown(raw: object) -> str:
    """A value as a message may quote it: short, and without characters that steer the display."""
    return "".join(c for c in str(raw) if c.isprintable() and c not in BIDI_CONTROLS)[:60]


_READERS: dict[str, Callable[[Field, object, Spot, Report], object]] = {
    "slug": _slug,
    "ref": _reference,
    "task": _reference,
    "text": _text,
    "string": _string,
    "url": _url,
    "decimal": _decimal,
    "int": _int,
    "estimate": _estimate,
    "date": _date,
    "bool": _bool,
    "enum": _enum,
    "links": _links,
    "list": _list,
    "pause": _pause,
    "scope": _scope,
    "reach": _reach,
}
