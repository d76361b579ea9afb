"""Charts' inputs made by hand: small, with something of everything, and a timetable that holds what they need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import made
import msgspec
from made import AS_OF, day, named

from jadwal.model.case import Ceiling, Clause, Nation, Party, Phase, Promise, Site
from jadwal.model.timetable import Band, Context, Entry, Presence, Quantiles, Span, Timetable
from jadwal.publish.charts.curve import Curve, Curves, Mark
from jadwal.publish.charts.gantt import Agreed, Gantt, Gate, Group, Row
from jadwal.publish.charts.headcount import Headcount, Layer, Limit

KNOWN: dict[str, Any] = {"known_from": day(-30)}
GROUPS: tuple[Group, ...] = ("work", "phases", "sites", "milestones", "relations")
NASTY = (
    '<script>alert("x")</script> & \'quoted\' "name"',
    "قاعدة " + "طويلة الاسم جدًا " * 20,
    "abc\u202edesrever\u202c \u2066open isolate",
    "line\nbreak\ttab\x00nul\x0bvt",
    "٢٠٢٤ ۲۰۲۵",
    "W" * 300,
)


def quantiles(p10: int | None, p50: int | None, p90: int | None, reached: int = 1_000_000) -> Quantiles:
    """Quantiles by day numbers; the 80 % one lies in the middle of the last two."""
    p80 = (p50 + p90 + 1) // 2 if p50 is not None and p90 is not None else None
    days = [None if n is None else day(n) for n in (p10, p50, p80, p90)]
    return Quantiles(p10=days[0], p50=days[1], p80=days[2], p90=days[3], reached_ppm=reached)


def rows(count: int, names: Sequence[str] = ("Work",)) -> tuple[Row, ...]:
    """So many rows of all groups, with a gate, a commit date, an open end, something done."""
    found = []
    for n in range(count):
        name = names[n % len(names)]
        kinds: list[dict[str, Any]] = [
            {"finish": quantiles(40 + n, 90 + n, 150 + n), "aim": day(35 + n), "owner": named(name, name)},
            {"finish": quantiles(60 + n, 120 + n, None, 870_000), "gates": (
                Gate(name=named(name, name), day=day(30 + n), by=day(20 + n), by_ppm=510_000),
            )},
            {"finish": quantiles(70, 70, 70), "commit": day(160), "commit_ppm": 930_000, "aim": day(60),
             "aim_ppm": 4_000},
            {"began": day(-90), "ended": day(-60)},
            {"finish": quantiles(None, None, None, 60_000), "people": 120},
        ]  # fmt: skip
        rest = kinds[n % 5]
        rest.setdefault("start", quantiles(n, 10 + n, 30 + n))
        found.append(Row(group=GROUPS[n * len(GROUPS) // count], name=named(name, name), **rest))
    return tuple(found)


def gantt_input(count: int = 30, names: Sequence[str] = ("Work",), id: str = "g") -> Gantt:
    """A timetable chart's input of so many rows with two agreed dates and one of another reading."""
    return Gantt(
        id=id,
        as_of=AS_OF,
        horizon=day(900),
        rows=rows(count, names) if count else (),
        agreed=(
            Agreed(name=named("All out", "خروج الجميع"), day=day(100), kept_ppm=440_000),
            Agreed(name=named("Half out", "خروج النصف"), day=day(100), kept_ppm=700_000),
            Agreed(name=named("Rest out", "خروج الباقي"), day=day(140), kept_ppm=2_000, otherwise=True),
        ),
    )


def headcount_input(id: str = "h", **changes: Any) -> Headcount:
    """Two layers of 900 and 300 people who leave in steps, with a band and a ceiling."""
    weeks = [day(7 * n) for n in range(60)]
    first = Layer(name=named("Alif", "ألف"), steps=((AS_OF, 900), (day(70), 500), (day(210), 0)))
    second = Layer(name=named("Baa", "باء"), steps=((AS_OF, 300), (day(140), 0)))
    bands = tuple(
        Band(day=d, aim=a, p10=a, p50=min(1200, a + 200), p90=min(1200, a + 400))
        for d in weeks
        for a in [first.on(d) + second.on(d)]
    )
    whole: dict[str, Any] = {
        "by": "nation",
        "as_of": AS_OF,
        "layers": (first, second),
        "bands": bands,
        "limits": (Limit(day=day(100), most=800, kept_ppm=430_000), Limit(day=day(200), most=400, kept_ppm=None)),
    }
    return Headcount(id=id, **{**whole, **changes})


def curves_input(id: str = "c", names: Sequence[str] = ("Mission ended", "Last out", "All over")) -> Curves:
    """Milestones with a commit date, without one, and reached."""
    points = tuple((day(60 + 5 * n), min(n * n * 2_500, 950_000)) for n in range(20))
    kinds: list[dict[str, Any]] = [
        {
            "aim": Mark(day=day(65), ppm=2_500),
            "commit": Mark(day=day(150), ppm=810_000),
            "agreed": (Mark(day=day(110), ppm=250_000),),
        },
        {"aim": Mark(day=day(70), ppm=10_000), "why": "not-attainable"},
        {"points": ((day(-3), 1_000_000),), "why": "reached"},
    ]
    curves = [
        Curve(name=named(name, name), reached_ppm=902_500, **{"points": points, **kinds[k % 3]})
        for k, name in enumerate(names)
    ]
    return Curves(id=id, as_of=AS_OF, curves=tuple(curves))


def explained() -> Timetable:
    """The timetable of ``made`` with spans, presence and a context: one site leaves on day 200, closes on day 230."""
    reading = made.reading()
    entries = (
        *reading.schedule.entries,
        Entry(id="phase-end:p", kind="milestone", name=named("Phase: ends", "مرحلة: تنتهي"), start=day(240),
              finish=day(240), days=0),
        Entry(id="move:stay:1", kind="movement", name=named("Stays", "يبقى"), start=day(120), finish=day(121), days=2,
              site="qasr-alif", to_site="hisn-baa", people=50, nation="n", role="adviser"),
        Entry(id="round-0", kind="round", name=named("Round", "جولة"), start=day(-20), finish=day(-20), days=1,
              actual_start=day(-20), actual_finish=day(-20)),
        Entry(id="round-00", kind="round", name=named("First round", "جولة أولى"), start=day(-40), finish=day(-40),
              days=1, actual_start=day(-40), actual_finish=day(-40)),
    )  # fmt: skip
    schedule = msgspec.structs.replace(
        reading.schedule,
        entries=tuple(
            msgspec.structs.replace(e, gates=("calm",)) if e.id == "pack:guards-jeem" else
            msgspec.structs.replace(e, nation="n", role="protection") if e.kind == "movement" and not e.role else e
            for e in entries
        ),
    )  # fmt: skip
    spans = tuple(
        Span(id=e.id, start=around(e.start), finish=around(e.finish))
        for e in entries
        if e.kind != "movement" and e.start and e.finish
    )
    curve = tuple((day(340 + n), n * 1_000) for n in range(0, 900, 15))
    reading = msgspec.structs.replace(
        reading,
        schedule=schedule,
        spans=spans,
        milestones=tuple(msgspec.structs.replace(m, curve=curve) for m in reading.milestones),
    )
    case = made.case()
    text = named("Clause", "بند")
    other = Promise(id="otherwise", milestone="all-over", kind="by", day=day(340), precision="month", readings=("r",))
    context = Context(
        parties=(Party(id="host", name=named("Host", "المضيف"), side="host"),),
        clauses=(*case.clauses, Clause(id="other", text=text, kind="date", promises=(other,), **KNOWN)),
        phases=(Phase(id="p", name=named("Phase", "مرحلة"), order=1, **KNOWN),),
        ceilings=tuple(c for c in case.ceilings if isinstance(c, Ceiling)),
        nations=(Nation(id="n", name=named("Nation", "دولة"), party="host", **KNOWN),),
        sites=(Site(id="qasr-alif", name=named("Qasr Alif", "قصر ألف"), **KNOWN),),
        presence=(
            Presence(site="qasr-alif", nation="n", role="protection", people=66666),
            Presence(site="qasr-alif", nation="n", role="adviser", people=50),
        ),
    )
    return made.timetable(readings=(reading,), context=context)


def around(at: date | None) -> Quantiles:
    """Quantiles from 10 days before a day to 40 days after it."""
    assert at is not None
    p10, p50, p80, p90 = (at + timedelta(days=n) for n in (-10, 0, 30, 40))
    return Quantiles(p10=p10, p50=p50, p80=p80, p90=p90, reached_ppm=1_000_000)
