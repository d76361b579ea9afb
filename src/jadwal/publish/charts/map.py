"""The map: sites as circles by the people at them, over the provinces they lie in.

In: :class:`MapData` (``of`` fills it from a timetable) and a language.  Out: a chart.  The rules this module owns:
*every map says whose borders it shows*, and *a site without a place on it is named below it*.

The area of a circle is in proportion to the people on the as-of date. Kept sites are squares, hubs have a second ring:
neither needs colour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jadwal import places
from jadwal.messages import text
from jadwal.model.case import Site, Text
from jadwal.model.timetable import Timetable
from jadwal.places import Province
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, label, line, nothing, path, px
from jadwal.publish.charts.map_ground import Ground, ground
from jadwal.publish.charts.map_labels import Named, Put, put
from jadwal.publish.charts.map_view import KM, Window, fitted
from jadwal.publish.charts.measure import width, wrapped
from jadwal.publish.charts.placing import Box, overlap
from jadwal.publish.charts.words import chance, dated, number
from jadwal.text import PDI, RLI, isolate, western_digits

WIDE, HIGH = 640, 460  # pixels of the map itself; words and legend stand below it
LARGEST, SMALLEST = 20, 4  # pixels: radius of the fullest site, and of one with hardly anybody
NAME_ROOM, NAME_SIZE, NAME_LINE = 132, 13, 16
FAINT_SIZE, NOTE_SIZE, NOTE_LINE = 12, 12, 17
BAR_MOST = 130  # pixels of the scale bar
ROLES = ("adviser", "protection", "support", "enabler")


@dataclass(frozen=True, slots=True)
class SiteMark:
    """One site: where it is, who is there on the as-of date, and when it is handed over in 80 % of futures."""

    id: str
    name: Text
    latitude: float | None = None
    longitude: float | None = None
    area: str = ""
    kept: bool = False
    hub: bool = False
    receiver: Text | None = None
    people: tuple[tuple[Text, str, int], ...] = ()  # (nation, role, people)
    by: date | None = None
    reached_ppm: int | None = None  # handed over within the horizon; None: nothing is planned

    @property
    def total(self) -> int:
        """People at the site."""
        return sum(people for _, _, people in self.people)


@dataclass(frozen=True, slots=True)
class MapData:
    """What a map shows; ``own``: the user's areas in place of the pack; ``withheld``: sites are not for the public."""

    as_of: date
    sites: tuple[SiteMark, ...]
    own: tuple[Province, ...] = ()
    withheld: bool = False
    id: str = "map"


def of(timetable: Timetable, reading: int = 0, own: tuple[Province, ...] = ()) -> MapData:
    """The map of a timetable under one of its readings; ``own``: areas of ``places.geojson``, if there was one."""
    context, result = timetable.context, timetable.readings[reading]
    spans = {span.id: span.finish for span in result.spans}
    transfers = {e.site: spans.get(e.id) for e in result.schedule.entries if e.kind == "transfer"}
    nations = {n.id: n.name for n in context.nations}
    hubs = {s.hub for s in context.sites}
    marks = []
    for site in context.sites:
        finish = transfers.get(site.id)
        people = tuple(
            (nations.get(p.nation, Text(en=p.nation, ar=p.nation)), p.role, p.people)
            for p in context.presence
            if p.site == site.id and p.people
        )
        latitude, longitude = _position(site)
        marks.append(
            SiteMark(
                id=site.id,
                name=site.name,
                latitude=latitude,
                longitude=longitude,
                area=site.area,
                kept=site.fate == "keep",
                hub=site.id in hubs,
                receiver=site.receiver,
                people=people,
                by=finish.p80 if finish else None,
                reached_ppm=finish.reached_ppm if finish else None,
            )
        )
    return MapData(timetable.as_of, tuple(marks), own, withheld=timetable.release == "public")


def _position(site: Site) -> tuple[float | None, float | None]:
    """Latitude and longitude in degrees; none unless both are there and on earth."""
    try:
        latitude, longitude = float(western_digits(site.latitude)), float(western_digits(site.longitude))
    except ValueError:
        return None, None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else (None, None)


def site_map(data: MapData, lang: str) -> Chart:
    """The map of all sites, in one language; without any it says why."""
    title = text("chart-map.title", lang, day=dated(data.as_of, lang))
    marks = sorted(data.sites, key=lambda m: (-m.total, m.id))
    homes = [_home(m, data.own) for m in marks]
    table = _table(marks, homes, lang) if not data.withheld else Table(_columns(lang))
    if data.withheld or not marks:
        why = text("chart-map.withheld" if data.withheld else "chart-map.no-sites", lang)
        return nothing(data.id, lang, title, why, table, WIDE)
    located = [(row, m) for row, m in enumerate(marks) if m.latitude is not None and m.longitude is not None]
    if not located:
        why = text("chart-map.nowhere", lang, names=_listed([m.name.of(lang) for m in marks], lang))
        return nothing(data.id, lang, title, why, table, WIDE)
    return _Map(data, lang, marks, homes).chart(title, table)


def _home(mark: SiteMark, own: tuple[Province, ...]) -> Province | None:
    """The province in which a site lies."""
    if mark.latitude is None or mark.longitude is None:
        return None
    return places.locate(mark.latitude, mark.longitude, own or None)


class _Map:
    """One map in the making."""

    def __init__(self, data: MapData, lang: str, marks: Sequence[SiteMark], homes: Sequence[Province | None]) -> None:
        self.data, self.lang, self.marks = data, lang, marks
        self.rows = [row for row, m in enumerate(marks) if m.latitude is not None and m.longitude is not None]
        self.window = fitted([self._degrees(marks[row]) for row in self.rows], (0, 0, WIDE, HIGH))
        focus = tuple(sorted({h.country for h in homes if h})) if not data.own else ()
        self.ground = ground(self.window, focus, data.own)
        self.most = max((m.total for m in marks), default=0)
        self.circles = [self._circle(marks[row]) for row in self.rows]
        self.notes: list[str] = []

    @staticmethod
    def _degrees(mark: SiteMark) -> tuple[float, float]:
        return mark.longitude or 0.0, mark.latitude or 0.0

    def _circle(self, mark: SiteMark) -> Named:
        x, y = self.window.at(*self._degrees(mark))
        lines = _name_lines(mark.name.of(self.lang))
        wide = max(width(said, NAME_SIZE) for said in lines)
        return Named(x, y, self._radius(mark) + 4 * mark.hub, wide + 4, NAME_LINE * len(lines))

    def _radius(self, mark: SiteMark) -> float:
        """Pixels: the area goes with the people."""
        return max(SMALLEST, LARGEST * math.sqrt(mark.total / self.most)) if self.most else SMALLEST

    def chart(self, title: str, table: Table) -> Chart:
        """Draw everything from the ground up."""
        bar = _ScaleBar(self.window, self.lang)
        spots = put(self.circles, (4, 4, WIDE - 4, HIGH - 4), [bar.box])
        self._say_what_is_missing(spots)
        legend = _Legend(self)
        notes = [part for said in self.notes for part in wrapped(said, WIDE - 8, NOTE_SIZE, most=6)]
        high = HIGH + legend.high + NOTE_LINE * len(notes) + 8
        drawing = Drawing(self.data.id, self.lang, "small map", WIDE, high)
        drawing.hidden(*self._ground(), *self._faint(spots, bar.box), bar.drawn, path("frame", box(0, 0, WIDE, HIGH)))
        drawing.hidden(*(self._symbol(self.marks[row]) for row in self.rows))
        for at in sorted(range(len(self.rows)), key=lambda k: (self.circles[k].y, k)):
            self._item(drawing, self.rows[at], self.circles[at], spots[at])
        drawing.hidden(legend.drawn)
        for k, said in enumerate(notes):
            edge, anchor = (WIDE - 4, "end") if self.lang == "ar" else (4, "start")
            drawing.label(edge, HIGH + legend.high + NOTE_LINE * (k + 1) - 3, said, "note", anchor)
        return drawing.chart(title, self._description(), table)

    def _ground(self) -> list[str]:
        """Sea, land, borders: half pixels in a group scaled by one half."""
        g: Ground = self.ground
        layers = (("around", g.around), ("land", g.land), ("inner", g.inner), ("borders", g.borders))
        drawn = "".join(path(cls, d) for cls, d in layers if d)
        sea = path("land" if g.empty else "sea", box(0, 0, WIDE, HIGH))
        return [sea, f'<g transform="scale(.5)">{drawn}</g>']

    def _faint(self, spots: Sequence[Put | None], bar: Box) -> list[str]:
        """Names of provinces and countries where nothing else stands."""
        taken = [bar, *(s.box for s in spots if s)]
        taken += [(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius) for c in self.circles]
        drawn = []
        for area in self.ground.names:
            said = clean(area.name.of(self.lang))
            wide = width(said, FAINT_SIZE) + 6
            own = (area.x - wide / 2, area.y - 8, area.x + wide / 2, area.y + 8)
            inside = own[0] >= 2 and own[2] <= WIDE - 2 and own[1] >= 2 and own[3] <= HIGH - 2
            if wide <= area.room and inside and not any(overlap(own, other) for other in taken):
                taken.append(own)
                cls = "country" if area.country else "province"
                drawn.append(label(area.x, area.y + 4, said, self.lang, cls, "middle"))
        return drawn

    def _symbol(self, mark: SiteMark) -> str:
        x, y = self.window.at(*self._degrees(mark))
        return symbol(x, y, self._radius(mark), kept=mark.kept, hub=mark.hub, empty=not mark.total)

    def _item(self, drawing: Drawing, row: int, circle: Named, spot: Put | None) -> None:
        """What can be pointed at: the circle with its name and leader line."""
        mark = self.marks[row]
        parts = [path("hit", disc(circle.x, circle.y, max(circle.radius, 8) + 2))]
        if spot:
            if spot.leader:
                x0, y0, x1, y1 = spot.leader
                parts.append(path("leader", line([(x0, y0), (x1, y1)])))
            left, top, right, _ = spot.box
            anchor, x = _side(circle, spot, left, right)
            for k, said in enumerate(_name_lines(mark.name.of(self.lang))):
                parts.append(label(x, top + NAME_LINE * k + 12.5, said, self.lang, "halo", anchor))
        at = (circle.x, circle.y - circle.radius - 5)
        drawing.item(*parts, details=_details(mark, self.lang), row=row, at=at)

    def _say_what_is_missing(self, spots: Sequence[Put | None]) -> None:
        """The lines below the map: sites without a place, names without room, land without data, whose borders."""
        absent = [m.name.of(self.lang) for row, m in enumerate(self.marks) if row not in self.rows]
        unnamed = [self.marks[row].name.of(self.lang) for row, s in zip(self.rows, spots, strict=True) if s is None]
        for code, names in (("chart-map.not-on", absent), ("chart-map.no-room", unnamed)):
            if names:
                self.notes.append(text(code, self.lang, names=_listed(names, self.lang)))
        if self.ground.empty:
            self.notes.append(text("chart-map.no-borders", self.lang))
        else:
            self.notes.append(places.disclaimer(self.lang, own=bool(self.data.own)))

    def _description(self) -> str:
        total = sum(m.total for m in self.marks)
        said = text("chart-map.description", self.lang, n=len(self.rows), people=total)
        return " ".join((said, *self.notes))


class _ScaleBar:
    """The bar that says how long a distance is, in the lower left corner, true in the middle of the map."""

    def __init__(self, window: Window, lang: str) -> None:
        per_km = window.scale / KM
        steps = [m * 10**k for k in range(-1, 4) for m in (1, 2, 5)]
        km = max((s for s in steps if s * per_km <= BAR_MOST), default=steps[0])
        said = text("chart-map.km", lang, n=f"{km:g}")
        long, x, y = km * per_km, 12, HIGH - 12
        self.box: Box = (x - 6, y - 24, x + max(long, width(said, FAINT_SIZE)) + 8, y + 6)
        ticks = f"M{px(x)} {px(y - 5)}v5h{px(long)}v-5"
        self.drawn = path("scale", ticks) + label(x + long / 2, y - 8, said, lang, "tick halo", "middle")


class _Legend:
    """The lines that explain the symbols in use, from the reader's side on."""

    line = 40  # pixels

    def __init__(self, made: _Map) -> None:
        lang, marks = made.lang, [made.marks[row] for row in made.rows]
        entries: list[tuple[str, float, dict[str, bool]]] = []
        for people in _round_numbers(made.most):
            size = max(SMALLEST, LARGEST * math.sqrt(people / made.most))
            entries.append((text("chart-map.size", lang, n=people), size, {}))
        if any(m.hub for m in marks):
            entries.append((text("chart-map.hub-key", lang), 6, {"hub": True}))
        if any(m.kept for m in marks):
            entries.append((text("chart-map.kept-key", lang), 7, {"kept": True}))
        if any(not m.total for m in marks):
            entries.append((text("chart-map.empty-key", lang), SMALLEST, {"empty": True}))
        drawn, along, y = [], 6.0, HIGH + 24.0
        for said, size, kind in entries:
            reach = size + (4 if kind.get("hub") else 0)
            long = 2 * reach + 6 + width(said, FAINT_SIZE) + 18
            if along > 6 and along + long > WIDE:
                along, y = 6.0, y + self.line
            x = WIDE - along - reach if lang == "ar" else along + reach
            side, anchor = (-1, "end") if lang == "ar" else (1, "start")
            shape = {"kept": False, "hub": False, "empty": False} | kind
            drawn.append(symbol(x, y, size, kept=shape["kept"], hub=shape["hub"], empty=shape["empty"]))
            drawn.append(label(x + side * (reach + 6), y + 4, said, lang, "tick", anchor))
            along += long
        self.drawn = "".join(drawn)
        self.high = y - HIGH + 28


def disc(x: float, y: float, r: float) -> str:
    """Path data of a circle (both arcs exactly half of it: a radius a little off would bulge)."""
    r = round(r, 1)
    return f"M{px(x - r)} {px(y)}a{px(r)} {px(r)} 0 1 0 {px(2 * r)} 0a{px(r)} {px(r)} 0 1 0 {px(-2 * r)} 0z"


def symbol(x: float, y: float, r: float, *, kept: bool, hub: bool, empty: bool) -> str:
    """A site: a circle (a square when kept) of radius ``r``, ringed when it is a hub, hollow when nobody is there."""
    half = r * math.sqrt(math.pi) / 2  # the square has the circle's area
    shape = box(x - half, y - half, 2 * half, 2 * half) if kept else disc(x, y, r)
    drawn = path("site vacant" if empty else "site", shape)
    return drawn + path("ring", disc(x, y, r * (1.25 if kept else 1) + 3.5)) if hub else drawn


def _side(circle: Named, spot: Put, left: float, right: float) -> tuple[str, float]:
    """The anchor of a name, and where it is anchored: on the side that faces its circle."""
    x = spot.leader[2] if spot.leader else circle.x
    if left >= x - 1:
        return "start", left + 2
    return ("end", right - 2) if right <= x + 1 else ("middle", (left + right) / 2)


def _round_numbers(most: int) -> list[int]:
    """Two round numbers of people for the legend: the largest up to ``most``, and a fifth or so of it."""
    steps = [m * 10**k for k in range(7) for m in (1, 2, 5) if m * 10**k <= most]
    return [steps[-3], steps[-1]] if len(steps) > 2 else steps[-1:]


def _name_lines(name: str) -> tuple[str, ...]:
    return wrapped(clean(name), NAME_ROOM, NAME_SIZE, most=3)


def _listed(names: Sequence[str], lang: str) -> str:
    """Names one after the other; in Arabic from right to left, each keeping its own direction."""
    if lang == "ar":
        return f"{RLI}{'، '.join(isolate(clean(name)) for name in names)}{PDI}"
    return ", ".join(clean(name) for name in names)


def _summed(mark: SiteMark, which: int, lang: str) -> str:
    """People by nation (0) or by role (1), most first."""
    sums: dict[str, int] = {}
    for nation, role, people in mark.people:
        said = text(f"chart-map.role-{role}", lang) if role in ROLES else clean(role)
        key = clean(nation.of(lang)) if which == 0 else said
        sums[key] = sums.get(key, 0) + people
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return _listed([f"{key} {number(people)}" for key, people in ordered], lang)


def _details(mark: SiteMark, lang: str) -> str:
    """What a site's mark says when it has the focus."""
    said = [text("chart-map.people", lang, name=clean(mark.name.of(lang)), people=mark.total)]
    said.append(_fate(mark, lang))
    if mark.hub:
        said.append(text("chart-map.hub", lang))
    if mark.people:
        said.append(text("chart-map.by-nation", lang, list=_summed(mark, 0, lang)))
        said.append(text("chart-map.by-role", lang, list=_summed(mark, 1, lang)))
    return " ".join(said)


def _fate(mark: SiteMark, lang: str) -> str:
    """Kept, or to whom, and when with what chance."""
    if mark.kept:
        return text("chart-map.kept", lang)
    to = text("chart-map.receiver", lang, name=clean(mark.receiver.of(lang))) if mark.receiver else ""
    return " ".join((to or text("chart-map.no-receiver", lang), _handed(mark, lang)))


def _handed(mark: SiteMark, lang: str) -> str:
    """When a site is handed over; never a date without its chance."""
    if mark.reached_ppm is None:
        return text("chart-map.not-planned", lang)
    if mark.by is None:
        return text("chart-map.reached", lang, chance=chance(mark.reached_ppm, lang))
    return text("chart-map.handed", lang, day=dated(mark.by, lang), chance=chance(mark.reached_ppm, lang))


def _columns(lang: str) -> tuple[str, ...]:
    names = ("site", "province", "people", "latitude", "longitude", "fate")
    return tuple(text(f"chart-map.column-{name}", lang) for name in names)


def _table(marks: Sequence[SiteMark], homes: Sequence[Province | None], lang: str) -> Table:
    """Every site, also those that are not on the map."""
    rows = []
    for mark, home in zip(marks, homes, strict=True):
        where = [
            f"{degrees:.4f}".rstrip("0").rstrip(".") if degrees is not None else "–"
            for degrees in (mark.latitude, mark.longitude)
        ]
        area = clean(home.name.of(lang) if home else mark.area) or "–"
        rows.append((clean(mark.name.of(lang)), area, number(mark.total), *where, _fate(mark, lang)))
    return Table(_columns(lang), tuple(rows))
