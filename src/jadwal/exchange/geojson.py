"""The sites of a timetable as GeoJSON (RFC 7946): a map layer for any geographic program.

In: a timetable for the parties, one of its readings, the language of the sentences. Out: the bytes of a ``.geojson``
file, one feature per site. The rules this module owns: *coordinates stand as they were written*, longitude first, and
a site without them has no geometry; *the closing date stands beside its chance*.

Properties are flat, as geographic programs want them.  People are those of the as-of date.  ``closes_*`` is the site's
handover (``closed:<site>``), or, for a site that is kept, the day the last of those who leave it have left.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec

from jadwal.exchange.choice import called
from jadwal.exchange.words import between, by_then, one_line
from jadwal.messages import BadInput, Mistake, stored, text
from jadwal.model.case import Site
from jadwal.model.timetable import ReadingResult, Timetable
from jadwal.text import strip_controls

MARK = '{"type":"FeatureCollection","generator":"jadwal '
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")  # as JSON has it (RFC 8259 section 6)


def geojson(timetable: Timetable, result: ReadingResult, lang: str) -> bytes:
    """The sites under one reading.  Raises ``BadInput`` for a public timetable: it has no sites to show."""
    if timetable.release == "public":
        raise BadInput([Mistake(code="exchange.public-no-sites", field="--to")])
    features = [_feature(timetable, result, site, lang) for site in timetable.context.sites]
    head = {
        "type": "FeatureCollection",
        "generator": f"jadwal {timetable.version}",
        "case": timetable.case,
        "reading": called(result.readings),
        "as_of": timetable.as_of,
        "release": timetable.release,
        "futures": timetable.futures,
        "seed": timetable.seed,
        "about": stored("exchange.geojson-about", lang, day=timetable.as_of),
        "features": features,
    }
    return msgspec.json.encode(head) + b"\n"


def ours(head: bytes) -> bool:
    """True for the beginning of a file that this module wrote and nobody has saved anew."""
    return head.startswith(MARK.encode())


def point(site: Site) -> dict[str, Any] | None:
    """A site's position: longitude, then latitude, digit for digit as written."""
    if not site.longitude or not site.latitude:
        return None
    return {"type": "Point", "coordinates": [_number(site.longitude), _number(site.latitude)]}


def _number(written: str) -> msgspec.Raw:
    return msgspec.Raw((written if _NUMBER.fullmatch(written) else f"{Decimal(written):f}").encode())


def _feature(t: Timetable, result: ReadingResult, site: Site, lang: str) -> dict[str, Any]:
    people = [p for p in t.context.presence if p.site == site.id]
    roles = sorted({p.role for p in people})
    properties: dict[str, Any] = {
        "name": one_line(site.name.of(lang)),
        "name_en": one_line(site.name.en),
        "name_ar": one_line(site.name.ar),
        "province": one_line(site.area),
        "fate": site.fate,
        "receiver_named": site.receiver is not None,
        "receiver_en": one_line(site.receiver.en) if site.receiver else None,
        "receiver_ar": one_line(site.receiver.ar) if site.receiver else None,
        "phase": site.closes_in,
        "people": sum(p.people for p in people),
        "people_on": t.as_of,
        **{f"people_{role}": sum(p.people for p in people if p.role == role) for role in roles},
        **_closing(result, site, lang),
    }
    return {"type": "Feature", "id": site.id, "geometry": point(site), "properties": properties}


def _closing(result: ReadingResult, site: Site, lang: str) -> dict[str, Any]:
    """The closing day, its percentiles, and what they say."""
    id = f"closed:{site.id}" if site.fate == "transfer" else f"left:{site.id}"
    entry = next((e for e in result.schedule.entries if e.id == id), None)
    span = next((s for s in result.spans if s.id == id), None)
    aim = entry.finish if entry else None
    found: dict[str, Any] = {"closes_aim": aim, "closes_fact": bool(entry and entry.actual_finish)}
    for name in ("p10", "p50", "p80", "p90"):
        found[f"closes_{name}"] = getattr(span.finish, name) if span else None
    found["closes_reached_percent"] = span.finish.reached_ppm / 10_000 if span else None
    said = [between(span.finish, lang)] if span else []
    if span and aim:
        said.insert(0, text("exchange.aim-on", lang, day=aim, chance=by_then(aim, span.finish, lang)))
    found["closes_words"] = strip_controls(" ".join(said)) or stored("exchange.no-chance", lang)
    return found
