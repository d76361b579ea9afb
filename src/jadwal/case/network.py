"""Which work the plan of a case holds and what waits for what, as docs/method.md section 2 says.

In: a case as known on a day.  Out: the ids of its tasks, and the edges between their starts and finishes.  The rule
this module owns: *a case whose work waits for itself is refused before anybody plans with it*.  It knows no
durations and no calendars; the serials of one leg of a unit count as one task here (``move:U``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import pairwise

from jadwal.model.case import SITE_WORK_KINDS, Activity, Case, Site, Unit

Point = tuple[str, str]  # (task, "start" | "finish")
_CHAIN = ("cleanup", "inspection", "transfer", "guard")
_REDUCING = ("pack", "movement", "conversion", "cleanup", "disposal", "notice")
_ENDS = {"FS": ("finish", "start"), "SS": ("start", "start"), "FF": ("finish", "finish"), "SF": ("start", "finish")}


@dataclass(frozen=True)
class Work:
    """A task as far as its order matters."""

    id: str
    kind: str
    site: str = ""
    unit: str = ""
    phase: str = ""
    leaves: bool = False  # people leave the mission with it


@dataclass
class Network:
    """The tasks of a case by id, and the edges between their points."""

    case: Case
    work: dict[str, Work] = field(default_factory=dict)
    edges: dict[Point, set[Point]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.units = {u.id: u for u in self.case.units}
        self.withheld = {n.id for n in self.case.nations if n.consent == "withheld"}
        for work in _all_work(self.case):
            self.work[work.id] = work
            self.edges[work.id, "start"].add((work.id, "finish"))
        for rule in (_agreement, _links, _phases, _sites, _units, _hubs, _equipment, _staff, _nations):
            for before, after, kind in rule(self):
                if before in self.work and after in self.work:
                    one, other = _ENDS[kind]
                    self.edges[before, one].add((after, other))

    def bound(self, work: Work) -> bool:
        """True for what waits for the commission; the units of a nation that withholds consent do not."""
        unit = self.units.get(work.unit)
        return unit is None or work.kind not in ("pack", "movement", "conversion") or unit.nation not in self.withheld

    def where(self, **wanted: str) -> list[Work]:
        """Tasks whose fields equal the wanted ones."""
        among = min((self._by_field[name].get(value, []) for name, value in wanted.items()), key=len)
        return [w for w in among if all(getattr(w, k) == v for k, v in wanted.items())]

    @cached_property
    def _by_field(self) -> dict[str, dict[str, list[Work]]]:
        found: dict[str, dict[str, list[Work]]] = {name.name: {} for name in fields(Work)}
        for work in self.work.values():
            for name, of in found.items():
                of.setdefault(getattr(work, name), []).append(work)
        return found

    def cycle(self) -> tuple[str, ...]:
        """The tasks of one circle of waiting in their order, the first again at the end; empty when there is none."""
        done: set[Point] = set()
        for root in sorted(self.edges):
            path: list[Point] = []
            on_path: set[Point] = set()
            stack: list[tuple[Point, Iterator[Point]]] = []

            def enter(
                point: Point,
                path: list[Point] = path,
                on_path: set[Point] = on_path,
                stack: list[tuple[Point, Iterator[Point]]] = stack,
            ) -> None:
                path.append(point)
                on_path.add(point)
                stack.append((point, iter(sorted(self.edges.get(point, ())))))

            if root not in done:
                enter(root)
            while stack:
                point, following = stack[-1]
                for after in following:
                    if after in on_path:
                        return _tasks_of(path[path.index(after) :])
                    if after not in done:
                        enter(after)
                        break
                else:
                    stack.pop()
                    path.pop()
                    on_path.discard(point)
                    done.add(point)
        return ()


def _tasks_of(points: list[Point]) -> tuple[str, ...]:
    """The tasks of the points, beginning with the smallest id, so that a circle is always told the same way."""
    tasks = list(dict.fromkeys(task for task, _ in points))
    first = tasks.index(min(tasks))
    return (*tasks[first:], *tasks[:first], tasks[first])


def task_ids(case: Case) -> frozenset[str]:
    """The ids that links, milestones, gates and permissions may name."""
    return frozenset(w.id for w in _all_work(case) if not w.id.startswith(("move:", "cargo:", "ship:")))


def target(case: Case, a: Activity) -> str:
    """The id in the plan of an activity: site work and packing take the generated one."""
    if a.kind in SITE_WORK_KINDS and (a.unit if a.kind == "pack" else a.site):
        return f"{a.kind}:{a.unit if a.kind == 'pack' else a.site}"
    return a.id


def mode_target(case: Case, of: str) -> str:
    """The work that a row of ``modes.csv`` is about: serials of one kind together by what their ids begin with."""
    work = {w.id for w in _all_work(case)}
    if of in work:
        return of
    for a in case.activities:
        if a.id == of:
            return target(case, a)
    return next((id for id in (f"move:{of}", f"ship:{of}", f"dispose:{of}") if id in work), of)


def _all_work(case: Case) -> Iterator[Work]:
    for a in case.activities:
        id = target(case, a)
        if id == a.id:
            yield Work(a.id, a.kind, a.site, a.unit, a.phase)
    for p in case.phases:
        yield Work(f"phase-start:{p.id}", "milestone", phase=p.id)
        yield Work(f"phase-end:{p.id}", "milestone", phase=p.id)
    yield Work("last-out", "milestone")
    for m in case.milestones:
        yield Work(m.id, "milestone")
    own = {target(case, a) for a in case.activities}
    kinds = {w.kind for w in case.site_work}
    for s in case.sites:
        phase = closing_phase(case, s)
        yield Work(f"left:{s.id}", "milestone", s.id, phase=phase)
        if s.fate != "transfer":
            continue
        for kind in ("receiver", "training", *_CHAIN):
            stands = f"{kind}:{s.id}" in own or kind in kinds or kind in ("receiver", "transfer")
            if stands and not (kind == "receiver" and s.receiver):
                yield Work(f"{kind}:{s.id}", kind, s.id, phase=phase)
        yield Work(f"closed:{s.id}", "milestone", s.id, phase=phase)
    for u in case.units:
        yield from _unit_work(u, "pack" in kinds or f"pack:{u.id}" in own)
    closing = {s.id: closing_phase(case, s) for s in case.sites}
    for e in case.equipment:
        id, kind = (f"ship:{e.id}", "movement") if e.disposition == "ship" else (f"dispose:{e.id}", "disposal")
        yield Work(id, kind, e.site, phase=e.phase or closing.get(e.site, ""))
    for x in case.staff:
        yield Work(f"notice:{x.id}", "notice", x.site, phase=x.phase or closing.get(x.site, ""))
    for n in case.nations:
        if n.departs is not None:
            yield Work(f"gone:{n.id}", "milestone")


def _unit_work(u: Unit, packs: bool) -> Iterator[Work]:
    if u.disposition in ("convert", "pass"):
        yield Work(f"convert:{u.id}", "conversion", u.site, u.id, u.phase, leaves=True)
        return
    legs = [("", u.site, u.phase, not u.to_site)]
    if u.to_site and u.then_phase:
        legs.append((":2", u.to_site, u.then_phase, True))
    for leg, site, phase, leaves in legs:
        if packs:
            yield Work(f"pack:{u.id}{leg}", "pack", site, u.id, phase)
        if u.headcount.likely:
            yield Work(f"move:{u.id}{leg}", "movement", site, u.id, phase, leaves=leaves)
        if u.loads and u.loads.likely and u.cargo_lane:
            yield Work(f"cargo:{u.id}{leg}", "movement", site, u.id, phase)


def closing_phase(case: Case, site: Site) -> str:
    """The phase in which a site is handed over: its own, else the last in which anybody leaves it, else the last."""
    if site.closes_in or not case.phases:
        return site.closes_in
    order = {p.id: p.order for p in case.phases}
    leaving = [u.phase for u in case.units if u.site == site.id and u.phase in order]
    leaving += [u.then_phase for u in case.units if u.to_site == site.id and u.then_phase in order]
    return max(leaving or order, key=lambda p: (order[p], p))


Edges = Iterator[tuple[str, str, str]]


def _agreement(n: Network) -> Edges:
    """Nothing is reduced before both parties have agreed."""
    heads = [w.id for w in n.work.values() if w.id.startswith("phase-start:") or w.kind in ("receiver", "training")]
    if not n.case.phases:
        heads += [w.id for w in n.work.values() if w.kind in _REDUCING and n.bound(w)]
    for agreed in n.where(kind="agreement"):
        for head in heads:
            yield agreed.id, head, "FS"


def _links(n: Network) -> Edges:
    for a in n.case.activities:
        for link in a.after:
            yield link.before, target(n.case, a), link.type
    for m in n.case.milestones:
        for before in m.after:
            yield before, m.id, "FS"


def _phases(n: Network) -> Edges:
    for p in n.case.phases:
        start, end = f"phase-start:{p.id}", f"phase-end:{p.id}"
        yield start, end, "FS"
        for w in n.where(phase=p.id):
            if w.id not in (start, end):
                yield w.id, end, "FS"
                if w.kind not in ("receiver", "training", "milestone") and n.bound(w):
                    yield start, w.id, "FS"
    for one, other in pairwise(sorted(n.case.phases, key=lambda p: (p.order, p.id))):
        yield f"phase-end:{one.id}", f"phase-start:{other.id}", "FS"


def _sites(n: Network) -> Edges:
    """Receiver, training, packing and leaving, clean-up, inspection, transfer, guard."""
    for s in n.case.sites:
        for w in n.where(site=s.id):
            if w.kind in ("movement", "conversion"):
                yield w.id, f"left:{s.id}", "FS"
        chain = [id for id in (f"left:{s.id}", *(f"{k}:{s.id}" for k in _CHAIN), f"closed:{s.id}") if id in n.work]
        for before, after in pairwise(chain):
            yield before, after, "FS"
        for after in (f"training:{s.id}", f"transfer:{s.id}"):
            yield f"receiver:{s.id}", after, "FS"
        if len(chain) > 1:
            yield f"training:{s.id}", chain[1], "FS"
            for first in _last_to_leave(n, s):
                yield f"training:{s.id}", first, "FS"


def _last_to_leave(n: Network, site: Site) -> list[str]:
    """The first steps of the units that leave a site in its last phase."""
    phase = n.work[f"left:{site.id}"].phase
    found = []
    for u in n.case.units:
        if u.nation in n.withheld:
            continue
        if (u.site == site.id and u.phase == phase) or (u.to_site == site.id and u.then_phase == phase and phase):
            found += _first_steps(n, u.id, site.id)
    return found


def _first_steps(n: Network, unit: str, site: str) -> list[str]:
    here = [w for w in n.where(unit=unit, site=site) if w.kind in ("pack", "movement", "conversion")]
    return [w.id for w in here if w.kind == "pack"] or [w.id for w in here]


def _units(n: Network) -> Edges:
    for w in list(n.work.values()):
        if w.kind in ("movement", "conversion") and w.leaves:
            yield w.id, "last-out", "FS"
    for u in n.case.units:
        for leg in ("", ":2"):
            for moved in (f"move:{u.id}{leg}", f"cargo:{u.id}{leg}"):
                yield f"pack:{u.id}{leg}", moved, "FS"
        if u.to_site and u.then_phase:
            for first in _first_steps(n, u.id, u.to_site):
                for moved in (f"move:{u.id}", f"cargo:{u.id}"):
                    yield moved, first, "FS"


def _equipment(n: Network) -> Edges:
    """Equipment goes after its unit has packed where it is, and before its site is left."""
    for e in n.case.equipment:
        id = f"ship:{e.id}" if e.disposition == "ship" else f"dispose:{e.id}"
        yield id, f"left:{e.site}", "FS"
        if e.disposition == "hand-over":
            yield f"receiver:{e.site}", id, "FS"
        for w in n.where(unit=e.unit, site=e.site, kind="pack") if e.unit else ():
            yield w.id, id, "FS"


def _staff(n: Network) -> Edges:
    for x in n.case.staff:
        yield f"notice:{x.id}", f"transfer:{x.site}", "FS"


def _nations(n: Network) -> Edges:
    for w in list(n.work.values()):
        if w.unit in n.units and w.kind in ("movement", "conversion"):
            yield w.id, f"gone:{n.units[w.unit].nation}", "FS"


def _hubs(n: Network) -> Edges:
    """A hub packs its last units only after everybody has left each site that moves through it."""
    for hub in n.case.sites:
        through = [s.id for s in n.case.sites if s.hub == hub.id]
        for site in through:
            yield f"left:{site}", f"left:{hub.id}", "FS"
            for first in _last_to_leave(n, hub):
                yield f"left:{site}", first, "FS"
