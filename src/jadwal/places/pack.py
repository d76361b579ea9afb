"""The province pack: first-level areas of the countries that missions are in, from Natural Earth (public domain).

In: country codes or a box.  Out: :class:`Country` and :class:`Province` values.  The rule this module owns: *nothing
is unpacked that nobody asked for*: the index is read once, a country's provinces when they are first wanted.

The pack, its source and what it does not say: ``PROVENANCE.md`` beside it; made by ``tools/build_places.py``.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib import resources
from itertools import accumulate

import msgspec

from jadwal.messages import text
from jadwal.model.case import Text
from jadwal.model.place import UNITS, Box, Country, Province, Ring
from jadwal.places.mesh import dissolved

PACK = "provinces.json.gz"


class _Indexed(msgspec.Struct, frozen=True):
    code: str
    en: str
    ar: str
    box: Box
    divided: bool


class _About(msgspec.Struct, frozen=True):
    grid: int
    countries: tuple[_Indexed, ...]


class _Packed(msgspec.Struct, frozen=True):
    code: str
    en: str
    ar: str
    rings: tuple[tuple[int, ...], ...]


@cache
def _entries() -> dict[str, msgspec.Raw]:
    packed = (resources.files(__package__) / PACK).read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=dict[str, msgspec.Raw])


@cache
def _about() -> _About:
    return msgspec.json.decode(_entries()["about"], type=_About)


@cache
def known_countries() -> tuple[Country, ...]:
    """Every country of the pack, by code: those with provinces, and those of which it has the outline only."""
    scale = UNITS // _about().grid
    return tuple(
        Country(
            code=c.code,
            name=Text(en=c.en, ar=c.ar),
            box=(c.box[0] * scale, c.box[1] * scale, c.box[2] * scale, c.box[3] * scale),
            divided=c.divided,
        )
        for c in _about().countries
    )


def countries() -> tuple[Country, ...]:
    """The countries whose provinces the pack knows, by code."""
    return tuple(c for c in known_countries() if c.divided)


@cache
def _areas(code: str) -> tuple[Province, ...]:
    """What the pack has of one country: its provinces, or its outline under an empty code."""
    scale = UNITS // _about().grid
    return tuple(
        Province(code=p.code, country=code, name=Text(en=p.en, ar=p.ar), rings=tuple(_ring(r, scale) for r in p.rings))
        for p in msgspec.json.decode(_entries()[code], type=tuple[_Packed, ...])
    )


def _ring(steps: tuple[int, ...], scale: int) -> Ring:
    """A ring from its first point and its steps."""
    xs = accumulate(steps[::2])
    ys = accumulate(steps[1::2])
    return tuple(scale * value for point in zip(xs, ys, strict=True) for value in point)


def provinces(*codes: str) -> tuple[Province, ...]:
    """The provinces of these countries (ISO two letters), by code; unknown and undivided countries have none."""
    divided = {c.code for c in countries()}
    return tuple(p for code in sorted(divided.intersection(codes)) for p in _areas(code))


@cache
def outline(code: str) -> tuple[Ring, ...]:
    """The outer border of a country of the pack; neighbours that have no provinces here are cut off far outside."""
    areas = _areas(code)
    return dissolved(areas) if len(areas) > 1 else areas[0].rings


def touching(box: Box) -> tuple[Country, ...]:
    """The countries of the pack whose boxes touch ``box``, by code."""
    west, south, east, north = box
    return tuple(
        c
        for c in known_countries()
        if c.box[0] <= east and c.box[2] >= west and c.box[1] <= north and c.box[3] >= south
    )


def disclaimer(lang: str, own: bool = False) -> str:
    """What stands under every map: the borders are those of the data; ``own``: of the user's own file."""
    return text("place.disclaimer-own" if own else "place.disclaimer", lang)
