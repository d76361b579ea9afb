"""Provinces: where a point lies, what a map draws, and the user's own areas in place of the pack.

In: countries, points, a GeoJSON file.  Out: frozen provinces.  The rule this room owns: *borders are those of the
data*: the pack takes no position on the status of any territory, and every map says so (:func:`disclaimer`).
"""

from __future__ import annotations

from jadwal.model.place import UNITS, Box, Country, Province, Ring
from jadwal.places.geojson import FILE, of_case, read_geojson
from jadwal.places.locate import locate, locate_many
from jadwal.places.mesh import at_most, dissolved, thinned
from jadwal.places.pack import countries, disclaimer, known_countries, outline, provinces, touching

__all__ = [
    "FILE",
    "UNITS",
    "Box",
    "Country",
    "Province",
    "Ring",
    "at_most",
    "countries",
    "disclaimer",
    "dissolved",
    "known_countries",
    "locate",
    "locate_many",
    "of_case",
    "outline",
    "provinces",
    "read_geojson",
    "thinned",
    "touching",
]
