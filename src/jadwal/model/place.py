"""A place on the ground: a province with its borders, and the country it lies in.

In: nothing (pure types).  Out: the types that maps and the placing of incidents read.  The rule this module owns: *a
coordinate is a whole number*, of ten-thousandths of a degree (about 11 m), so that it stands in a timetable as it is.
"""

from __future__ import annotations

from jadwal.model.case import Text, Value

UNITS = 10_000  # of a coordinate in one degree
Ring = tuple[int, ...]  # longitude, latitude, longitude, latitude, …: closed in itself, the first point not repeated
Box = tuple[int, int, int, int]  # west, south, east, north


class Province(Value, frozen=True, kw_only=True):
    """A first-level area (province, governorate, region) with its rings, holes among them (even-odd rule)."""

    code: str  # ISO 3166-2 where there is one
    country: str  # ISO 3166-1, two letters; empty when nobody says
    name: Text
    rings: tuple[Ring, ...]


class Country(Value, frozen=True, kw_only=True):
    """A country and the box it lies in; ``divided``: its provinces are known, not only its outline."""

    code: str
    name: Text
    box: Box
    divided: bool
