"""Build the province pack from Natural Earth's admin-1 areas (public domain); run by hand, needs shapely.

In: a GeoJSON file of Natural Earth admin-1 (10 m) with its own property names.  Out: the pack
``src/jadwal/places/provinces.json.gz`` and what it weighs.  The rules this script owns: *neighbours keep one border*
(all areas are simplified together, as one coverage) and *the country is that of the ISO 3166-2 code*.

    python tools/build_places.py admin1.geojson
    python tools/build_places.py admin1.geojson --compare 0.005 0.01 0.02 0.05

The same input and tolerance give the same bytes with one version of shapely and GEOS. See the provenance beside the
pack.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely
from place_names import CORRECTED, CORRECTED_BY_CODE, COUNTRY, DIVIDED, LEFT_OUT, OUTLINED, PREFIXES, SUFFIXES
from shapely.geometry import shape

OUT = Path(__file__).resolve().parents[1] / "src" / "jadwal" / "places" / "provinces.json.gz"
TOLERANCE = 0.01  # degrees; docs/decisions/0010
GRID = 1_000  # coordinates are whole thousandths of a degree
NEAR = 2.5  # degrees around a divided country in which its neighbours' outlines are kept
ISLAND = 4.0  # rings smaller than so many squares of the tolerance are left out, the largest of an area excepted


@dataclass(frozen=True)
class Area:
    """One area of the source, or the outline of a whole country (no names of its own)."""

    country: str
    code: str
    en: str
    ar: str
    shape: Any


def country_and_code(properties: dict[str, Any]) -> tuple[str, str]:
    """ISO 3166-1 (two letters) and ISO 3166-2, by the code; the source's own view of who rules where is not used."""
    code = properties["iso_3166_2"]
    found: tuple[str, str] = COUNTRY.get(properties["adm0_a3"]) or (code[:2] if code[:2].isalpha() else "", code)
    return found


def plain(name: str) -> str:
    """A name without the word for province in front of it or behind it."""
    said = re.sub(r"\s+", " ", name).strip()
    for prefix in PREFIXES:
        said = said.removeprefix(prefix)
    for suffix in reversed(SUFFIXES):
        said = said.removesuffix(suffix)
    return said


def named(properties: dict[str, Any], code: str) -> tuple[str, str, str]:
    """(code, English, Arabic) of an area, corrected."""
    own_code, en, ar = CORRECTED.get(properties["adm1_code"], ("", "", ""))
    code = own_code or code
    by_code = CORRECTED_BY_CODE.get(code, ("", ""))
    en = en or by_code[0] or plain(properties.get("name_en") or properties["name"])
    ar = ar or by_code[1] or plain(properties.get("name_ar") or "")
    return code, en, ar


def areas(features: list[dict[str, Any]]) -> tuple[list[Area], list[Area]]:
    """The provinces of the divided countries, and the outlines of those around them, both sorted."""
    divided: list[Area] = []
    around: dict[str, list[Any]] = {}
    for feature in features:
        properties = feature["properties"]
        country, code = country_and_code(properties)
        if properties["adm1_code"] in LEFT_OUT or not feature["geometry"]:
            continue
        geometry = shapely.make_valid(shape(feature["geometry"]))
        if country in DIVIDED:
            divided.append(Area(country, *named(properties, code), geometry))
        elif country in OUTLINED:
            around.setdefault(country, []).append(geometry)
    codes = [a.code for a in divided]
    if twice := sorted({c for c in codes if codes.count(c) > 1}):
        raise SystemExit(f"codes that stand twice: {twice}")
    if nameless := [a.code for a in divided if not a.en or not re.search("[\u0621-\u064a]", a.ar)]:
        raise SystemExit(f"no name in both languages: {nameless}")
    boxes = [shapely.union_all([a.shape for a in divided if a.country == c]).bounds for c in sorted(DIVIDED)]
    near = shapely.union_all([shapely.box(w - NEAR, s - NEAR, e + NEAR, n + NEAR) for w, s, e, n in boxes])
    outlines = [
        Area(country, "", *OUTLINED[country], shapely.intersection(shapely.union_all(parts), near))
        for country, parts in sorted(around.items())
    ]
    return sorted(divided, key=lambda a: (a.country, a.code)), [a for a in outlines if not a.shape.is_empty]


def rings(geometry: Any, smallest: float) -> list[list[int]]:
    """The rings of an area on the grid, each as first point and steps; small islands and collapsed rings left out."""
    found: list[list[int]] = []
    for polygon in sorted(shapely.get_parts(geometry), key=lambda p: -p.area):
        if polygon.geom_type != "Polygon" or (found and polygon.area < smallest):
            continue
        for ring in (polygon.exterior, *polygon.interiors):
            points = [(round(x * GRID), round(y * GRID)) for x, y in ring.coords[:-1]]
            points = [p for i, p in enumerate(points) if p != points[i - 1]]
            if len(points) > 2:
                found.append(steps(points))
    return found


def steps(points: list[tuple[int, int]]) -> list[int]:
    """First point, then differences: small numbers compress well."""
    flat = list(points[0])
    for (x0, y0), (x1, y1) in pairwise(points):
        flat += [x1 - x0, y1 - y0]
    return flat


def box(found: list[list[int]]) -> list[int]:
    """West, south, east, north of rings."""
    west, south, east, north = [], [], [], []
    for ring in found:
        x, y, xs, ys = 0, 0, [], []
        for dx, dy in zip(ring[::2], ring[1::2], strict=True):
            x, y = x + dx, y + dy
            xs.append(x)
            ys.append(y)
        west.append(min(xs))
        south.append(min(ys))
        east.append(max(xs))
        north.append(max(ys))
    return [min(west), min(south), max(east), max(north)]


def pack(divided: list[Area], outlines: list[Area], tolerance: float) -> dict[str, Any]:
    """The pack: an index of countries, then one entry per country with its provinces (or its outline as the one)."""
    together = divided + outlines
    simple = shapely.coverage_simplify([a.shape for a in together], tolerance)
    smallest = ISLAND * tolerance * tolerance
    made: dict[str, Any] = {"about": {"grid": GRID, "tolerance": tolerance, "countries": []}}
    for country in sorted({a.country for a in together}):
        own = [
            (a, rings(geometry, smallest)) for a, geometry in zip(together, simple, strict=True) if a.country == country
        ]
        en, ar = DIVIDED.get(country) or OUTLINED[country]
        index = {
            "code": country,
            "en": en,
            "ar": ar,
            "box": box([ring for _, found in own for ring in found]),
            "divided": country in DIVIDED,
        }
        made["about"]["countries"].append(index)
        made[country] = [{"code": a.code, "en": a.en, "ar": a.ar, "rings": found} for a, found in own]
    return made


def compressed(made: dict[str, Any]) -> bytes:
    """The bytes of the pack, the same on every run."""
    plain_bytes = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(plain_bytes, 9, mtime=0)


def report(made: dict[str, Any], data: bytes) -> str:
    """One line of sizes."""
    points = {c: sum(len(r) // 2 for p in made[c] for r in p["rings"]) for c in made if c != "about"}
    outlined = sum(n for c, n in points.items() if c in OUTLINED)
    return (
        f"tolerance {made['about']['tolerance']:<6} {len(data) / 1000:8.1f} kB  {sum(points.values()):7d} points,"
        f" {outlined} of them in outlines, {points['IQ']} in Iraq"
    )


def main() -> None:
    """Read, build, write, report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="Natural Earth admin-1 as GeoJSON")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--compare", type=float, nargs="+", default=[], help="print sizes for these, write nothing")
    asked = parser.parse_args()
    raw = asked.source.read_bytes()
    print(f"input   sha256 {hashlib.sha256(raw).hexdigest()}")
    print(f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}")
    divided, outlines = areas(json.loads(raw)["features"])
    print(f"{len(divided)} provinces of {len({a.country for a in divided})} countries, {len(outlines)} outlines")
    for tolerance in asked.compare or [TOLERANCE]:
        made = pack(divided, outlines, tolerance)
        data = compressed(made)
        print(report(made, data))
        if not asked.compare:
            asked.out.write_bytes(data)
            print(f"{asked.out.name}  sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
