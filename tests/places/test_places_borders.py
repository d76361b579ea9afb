"""Shared borders: dissolving, thinning and placing agree with an independent geometry library."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely.geometry import Point, Polygon

from jadwal import places
from jadwal.model.case import Text
from jadwal.model.place import UNITS, Province, Ring
from jadwal.places.mesh import points


def whole(rings: tuple[Ring, ...]) -> shapely.Geometry:
    """Rings by the even-odd rule, as shapely sees them."""
    found: shapely.Geometry = Polygon()
    for ring in rings:
        found = found.symmetric_difference(shapely.make_valid(Polygon(points(ring))))
    return found


def square(code: str, x: int, y: int, size: int = 10) -> Province:
    """A square area."""
    ring = (x, y, x + size, y, x + size, y + size, x, y + size)
    return Province(code=code, country="", name=Text(en=code, ar=code), rings=(ring,))


@pytest.mark.parametrize("country", ["IQ", "YE", "LB", "TL"])
def test_points_are_placed_as_shapely_places_them(country: str) -> None:
    """On random points in and around a country; and no point lies in two provinces."""
    areas = places.provinces(country)
    shapes = [whole(p.rings) for p in areas]
    west, south, east, north = shapely.union_all(shapes).bounds
    rng = np.random.default_rng(20240127)
    lons, lats = rng.uniform(west, east, 3_000) / UNITS, rng.uniform(south, north, 3_000) / UNITS
    found = places.locate_many(lats, lons, areas)
    for lat, lon, at in zip(lats, lons, found, strict=True):
        holds = [i for i, s in enumerate(shapes) if s.contains(Point(lon * UNITS, lat * UNITS))]
        assert holds == ([at] if at >= 0 else []), (lat, lon)
    assert (found >= 0).mean() > 0.2


def test_a_point_on_a_shared_border_or_corner_lies_in_exactly_one_area() -> None:
    """Four squares around a corner: every point of the cross, and the corner, has one home."""
    areas = [square("a", 0, 0), square("b", 10, 0), square("c", 0, 10), square("d", 10, 10)]
    for x, y in [(10, 5), (10, 10), (5, 10), (10, 15), (15, 10)]:
        lat, lon = np.array([y / UNITS]), np.array([x / UNITS])
        assert sum(places.locate_many(lat, lon, [a])[0] >= 0 for a in areas) == 1, (x, y)


def test_corners_of_real_borders_lie_in_at_most_one_province() -> None:
    """Every corner of every province of Iraq, judged for each province alone."""
    areas = places.provinces("IQ")
    corners = np.array(sorted({p for a in areas for r in a.rings for p in points(r)}), dtype=np.float64) / UNITS
    homes = sum((places.locate_many(corners[:, 1], corners[:, 0], [a]) >= 0).astype(int) for a in areas)
    assert np.max(homes) == 1


def test_what_is_no_number_lies_nowhere() -> None:
    """A missing coordinate is not (0, 0)."""
    areas = places.provinces("IQ")
    assert places.locate(math.nan, 44.0) is None
    assert places.locate(33.3, math.inf) is None
    assert places.locate_many(np.array([math.nan, math.inf, 33.3]), np.array([44.4] * 3), areas).tolist()[:2] == [
        -1,
        -1,
    ]


@pytest.mark.parametrize("country", ["IQ", "LB", "YE", "XK"])
def test_provinces_dissolve_into_the_country(country: str) -> None:
    """The outline encloses what the provinces cover together, but for slivers that rounding to the grid leaves."""
    areas = places.provinces(country)
    together = shapely.union_all([whole(p.rings) for p in areas])
    assert whole(places.outline(country)).symmetric_difference(together).area <= 1e-7 * together.area


def test_a_hole_stays_a_hole() -> None:
    """An area around another one does not cover it, alone or dissolved."""
    ring = square("ring", 0, 0, 30)
    around = Province(code="ring", country="", name=ring.name, rings=(*ring.rings, *square("", 10, 10).rings))
    assert places.locate(15 / UNITS, 15 / UNITS, [around]) is None
    assert places.dissolved([around, square("core", 10, 10)]) == ring.rings


@pytest.mark.parametrize("tolerance", [100, 500])
def test_thinning_keeps_neighbours_together(tolerance: int) -> None:
    """Neither gaps nor overlaps, no border farther off than the tolerance, and fewer points."""
    areas = places.provinces("IQ")
    thin = places.thinned(areas, tolerance)
    shapes = [whole(p.rings) for p in thin]
    assert shapely.union_all(shapes).area == pytest.approx(sum(s.area for s in shapes), rel=1e-6)
    for before, after in zip(areas, thin, strict=True):
        assert shapely.hausdorff_distance(whole(before.rings).boundary, whole(after.rings).boundary) <= tolerance * 1.5
    assert sum(len(r) for p in thin for r in p.rings) < 0.6 * sum(len(r) for p in areas for r in p.rings)


def test_areas_are_thinned_to_a_number_of_points() -> None:
    """As a timetable carries them; few enough are left as they are."""
    areas = places.provinces("IQ")
    few = places.at_most(areas, 500)
    assert sum(len(r) // 2 for p in few for r in p.rings) <= 500
    assert [p.code for p in few] == [p.code for p in areas]
    assert places.at_most(areas, 10_000) == areas
