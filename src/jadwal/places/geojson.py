"""The user's own areas in place of the pack: a GeoJSON file, read with suspicion.

In: the path of a FeatureCollection (RFC 7946) of Polygon and MultiPolygon features with ``name`` or ``name_en`` and
``name_ar``, and if wanted ``code`` and ``country``.  Out: provinces, or every mistake found.  The rule this module
owns: *a file is taken whole or not at all*, and a mistake names the feature.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import msgspec

from jadwal.messages import BadInput, Mistake
from jadwal.model.case import Text
from jadwal.model.place import UNITS, Province, Ring
from jadwal.text import BIDI_CONTROLS

FILE = "places.geojson"  # in the case folder
FILE_BYTES = 20_000_000
FEATURES = 2_000
POINTS = 500_000
NAME = 200
MISTAKES = 50  # after so many nobody reads on
_MARKUP = re.compile(r"<[/!?a-zA-Z][^<>]*>")
_COUNTRY = re.compile(r"[A-Z]{2}")


class _RefusedError(Exception):
    """This feature cannot be used; the reason is noted."""


class _Reading:
    """One file while it is read: its mistakes and how many points there were."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []
        self.points = 0

    def note(self, code: str, field: str = "", **params: str | int) -> _RefusedError:
        self.mistakes.append(Mistake(code=code, file=self.file, field=field, params=tuple(sorted(params.items()))))
        return _RefusedError()


def of_case(folder: Path) -> tuple[Province, ...]:
    """The areas of ``places.geojson`` in a case folder, none when there is no such file; raises ``BadInput``."""
    path = folder / FILE
    if not path.exists() and not path.is_symlink():
        return ()
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BadInput([Mistake(code="case.outside-link", file=FILE)])
    return read_geojson(path)


def read_geojson(path: Path) -> tuple[Province, ...]:
    """The areas of a GeoJSON file in the order of the file, coordinates rounded to ten-thousandths of a degree.

    Raises ``BadInput`` with all mistakes (at most fifty): file, feature, what is wrong and what would be right.
    """
    reading = _Reading(path.name)
    try:
        found = _collection(_content(path, reading), reading)
    except _RefusedError:
        found = ()
    if reading.mistakes:
        raise BadInput(reading.mistakes[:MISTAKES])
    return found


def _content(path: Path, reading: _Reading) -> Any:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise reading.note("case.not-a-file")
        if status.st_size > FILE_BYTES:
            size, most = -(-status.st_size // 1_000_000), FILE_BYTES // 1_000_000
            raise reading.note("place.too-big", size=size, most=most)
        data = path.read_bytes()
    except OSError as why:
        raise reading.note("case.unreadable", number=why.errno or 0) from None
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError:
        raise reading.note("place.too-deep") from None
    except msgspec.ValidationError:
        raise reading.note("place.not-finite") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as why:
        at = re.search(r"byte (\d+)", str(why))
        raise reading.note("place.not-json", offset=int(at[1]) if at else len(data)) from None


def _collection(content: Any, reading: _Reading) -> tuple[Province, ...]:
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise reading.note("place.not-a-collection")
    features = content.get("features")
    if not isinstance(features, list) or not features:
        raise reading.note("place.no-features", "features")
    if len(features) > FEATURES:
        raise reading.note("place.too-many-features", "features", found=len(features), most=FEATURES)
    _check_system(content, reading)
    found: list[Province] = []
    codes: dict[str, int] = {}
    for number, feature in enumerate(features, 1):
        try:
            area = _feature(feature, number, reading)
        except _RefusedError:
            if reading.points > POINTS or len(reading.mistakes) >= MISTAKES:
                break
            continue
        if area.code in codes:
            field = f"features[{number}]"
            reading.note("place.code-twice", field, value=area.code, number=number, first=codes[area.code])
        codes.setdefault(area.code, number)
        found.append(area)
    return tuple(found)


def _check_system(content: dict[str, Any], reading: _Reading) -> None:
    """The coordinate reference system of old GeoJSON files, where one is named: only WGS 84 will do."""
    system = content.get("crs")
    if system is None:
        return
    name = system.get("properties", {}).get("name", "") if isinstance(system, dict) else ""
    if not isinstance(name, str) or not name.upper().endswith(("CRS84", "EPSG::4326", "EPSG:4326")):
        reading.note("place.other-system", "crs", system=_shown(name or system))


def _feature(feature: Any, number: int, reading: _Reading) -> Province:
    at = f"features[{number}]"
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise reading.note("place.not-a-feature", at, number=number)
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    before = len(reading.mistakes)
    name = _name(properties, at, number, reading)
    code = _code(feature, properties, at, number, reading)
    country = properties.get("country") or ""
    if country and not (isinstance(country, str) and _COUNTRY.fullmatch(country)):
        reading.note("place.bad-country", f"{at}.properties.country", number=number, value=_shown(country))
    rings = _geometry(feature.get("geometry"), f"{at}.geometry", number, reading)
    if len(reading.mistakes) > before or name is None:
        raise _RefusedError
    return Province(code=code, country=country, name=name, rings=rings)


def _name(properties: dict[str, Any], at: str, number: int, reading: _Reading) -> Text | None:
    """Both names; where one language is missing the other one, or the plain name, is shown for it."""
    found = {}
    for key in ("name", "name_en", "name_ar"):
        value = properties.get(key)
        if value is None or value == "":
            continue
        if said := _plain(value, f"{at}.properties.{key}", number, reading):
            found[key] = said
    if not found:
        if not any(properties.get(key) for key in ("name", "name_en", "name_ar")):
            reading.note("place.no-name", f"{at}.properties", number=number)
        return None
    any_name = found.get("name") or found.get("name_en") or found["name_ar"]
    return Text(en=found.get("name_en", any_name), ar=found.get("name_ar", any_name))


def _plain(raw: Any, field: str, number: int, reading: _Reading) -> str:
    if not isinstance(raw, str):
        reading.note("place.name-no-text", field, number=number, value=_shown(raw))
        return ""
    value: str = raw.strip()
    if controls := sorted(BIDI_CONTROLS.intersection(value)):
        reading.note("case.bidi-control", field, character=f"U+{ord(controls[0]):04X}")
    elif bad := [c for c in value if ord(c) < 32 or 126 < ord(c) < 160]:
        reading.note("case.control-character", field, character=f"U+{ord(bad[0]):04X}")
    elif len(value) > NAME:
        reading.note("place.long-name", field, number=number, length=len(value), most=NAME)
    elif markup := _MARKUP.search(value):
        reading.note("case.markup", field, value=markup[0][:40])
    else:
        return value
    return ""


def _code(feature: dict[str, Any], properties: dict[str, Any], at: str, number: int, reading: _Reading) -> str:
    """The code of the feature, its id, or its number."""
    for field, value in ((f"{at}.properties.code", properties.get("code")), (f"{at}.id", feature.get("id"))):
        if value is not None and value != "":
            said = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
            return _plain(said, field, number, reading)
    return f"area-{number}"


def _geometry(geometry: Any, field: str, number: int, reading: _Reading) -> tuple[Ring, ...]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    content = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(content, list) or not content:
        raise reading.note("place.not-a-polygon", field, number=number, kind=_shown(kind))
    polygons = [content] if kind == "Polygon" else content
    found = []
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise reading.note("place.not-a-polygon", field, number=number, kind=_shown(kind))
        found += [ring for line in polygon if (ring := _ring(line, field, number, reading))]
    if not found:
        raise reading.note("place.too-small", field, number=number)
    return tuple(found)


def _ring(line: Any, field: str, number: int, reading: _Reading) -> Ring:
    """One ring on the grid, the first point not repeated; empty when it falls together to a line."""
    if not isinstance(line, list) or len(line) < 4:
        raise reading.note("place.short-ring", field, number=number)
    reading.points += len(line)
    if reading.points > POINTS:
        raise reading.note("place.too-many-points", field, most=POINTS)
    for position in line:
        if not isinstance(position, list) or len(position) < 2 or not all(map(_number, position[:2])):
            raise reading.note("place.not-a-position", field, number=number, value=_shown(position))
        if abs(position[0]) > 180 or abs(position[1]) > 90:
            raise reading.note("place.out-of-range", field, number=number, value=_shown(position[:2]))
    if line[0][:2] != line[-1][:2]:
        raise reading.note("place.open-ring", field, number=number, first=_shown(line[0]), last=_shown(line[-1]))
    points = [(round(p[0] * UNITS), round(p[1] * UNITS)) for p in line[:-1]]
    points = [p for i, p in enumerate(points) if p != points[i - 1]]
    return tuple(value for point in points for value in point) if len(set(points)) > 2 else ()


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    """What stands there, short and without anything that would disturb a sentence."""
    return "".join(c for c in str(value) if c.isprintable() and c not in BIDI_CONTROLS)[:60]
