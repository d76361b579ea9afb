"""Made-up data for the charts of outlooks, counts, causes, assumed values and runs, and ways to read a drawing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
from made import AS_OF, day, named

from jadwal.model.amounts import Band, Cell, ExposureResult, JointPoint, JointResult, Sampled
from jadwal.model.case import Text
from jadwal.model.chosen import Choosing, Contender, Gain
from jadwal.model.compared import Cause, Move
from jadwal.model.level import CountLevel, Gap, LevelSpan, Rate, Trend
from jadwal.model.timetable import Counts, Critical, Earned, Fan, Quantiles, TallyMark
from jadwal.publish.charts import Chart, width
from jadwal.publish.charts.assumed import Assumption, Assumptions, assumed
from jadwal.publish.charts.candidates import Candidates, candidates
from jadwal.publish.charts.chain import Chain, Step, chain
from jadwal.publish.charts.comparison import comparison
from jadwal.publish.charts.counts import Counted, counts
from jadwal.publish.charts.critical import CriticalWork, critical
from jadwal.publish.charts.drivers import Cause as Moving
from jadwal.publish.charts.drivers import Drivers, drivers
from jadwal.publish.charts.exposure import Exposure, exposure
from jadwal.publish.charts.followed import Followed, followed
from jadwal.publish.charts.joint import Joint, joint
from jadwal.publish.charts.levels import Levelled, levels
from jadwal.publish.charts.moved_dates import Dumbbell, MovedDates, moved_dates
from jadwal.publish.charts.outlook import Need, Outlook, Outlooks, outlook
from jadwal.publish.charts.pairing import Comparison, Moved, Pair, Run
from jadwal.publish.charts.sweep import Compared, Ends
from jadwal.publish.charts.sweep import compared as sweep
from jadwal.text import strip_controls

NS = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "ar")
MILLION = 1_000_000
NAME = Text(en="A quiet border", ar="حدود هادئة")
HOSTILE = (
    "<b>&\"'</b>",
    "\u202egnitset",
    "س" * 300,
    "word " * 60,
    "a\u2067b",
    "=HYPERLINK(1)",
    "قاعدة A-12 (2024-09-27)",
)
Points = list[tuple[float, float]]


def drawn(chart: Chart) -> ET.Element:
    """The drawing, parsed: it must be well-formed."""
    return ET.fromstring(chart.svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def said(chart: Chart) -> str:
    """All that is written in the drawing, without bidi controls."""
    return strip_controls(" ".join("".join(t.itertext()) for t in drawn(chart).iter(f"{NS}text")))


def shapes(chart: Chart, cls: str) -> list[str]:
    """Path data of the shapes of a class, without the legend's (which a screen reader skips)."""
    root = drawn(chart)
    for parent in list(root.iter()):
        for child in [c for c in parent if c.get("aria-hidden")]:
            parent.remove(child)
    return [p.get("d", "") for p in root.iter(f"{NS}path") if p.get("class") == cls]


def corners(d: str) -> Points:
    """Every corner of path data (M, L, H, V, m, l, h, v), in pixels."""
    found: Points = []
    x = y = 0.0
    for command, rest in re.findall(r"([MLHVmlhvz])([^MLHVmlhvz]*)", d):
        figures = [float(f) for f in re.findall(r"-?\d+(?:\.\d+)?", rest)]
        if command in "ML":
            for x, y in zip(figures[::2], figures[1::2], strict=True):
                found.append((x, y))
        elif command in "ml":
            for dx, dy in zip(figures[::2], figures[1::2], strict=True):
                x, y = x + dx, y + dy
                found.append((x, y))
        elif command in "HhVv":
            for f in figures:
                x = f if command == "H" else x + f if command == "h" else x
                y = f if command == "V" else y + f if command == "v" else y
                found.append((x, y))
    return found


def labels(chart: Chart) -> list[tuple[float, float, float, float, str]]:
    """Boxes of the labels that always show: left, top, right, bottom, words; details left out."""
    boxes = []
    root = drawn(chart)
    skipped = {id(t) for a in root.iter(f"{NS}a") for g in a.findall(f"{NS}g") for t in g.iter(f"{NS}text")}
    group = {id(t): g.get("class") or "" for g in root.iter(f"{NS}g") for t in g.iter(f"{NS}text")}
    for t in root.iter(f"{NS}text"):
        if id(t) in skipped:
            continue
        classes = f"{t.get('class') or ''} {group.get(id(t), '')}".split()
        words = "".join(t.itertext())
        size = 12 if {"tick", "note"} & {*classes} else 13
        wide = width(words, size, 600 if "strong" in classes else 400)
        x, y = float(t.get("x", "0")), float(t.get("y", "0"))
        left = x - wide if "e" in classes else x - wide / 2 if "m" in classes else x
        boxes.append((left, y - size * 0.72, left + wide, y + 2, words))
    return boxes


def month(n: int) -> date:
    """The last day of the month ``n`` months after the as-of day's."""
    at = AS_OF.month - 1 + n
    return date(AS_OF.year + (at + 1) // 12, (at + 1) % 12 + 1, 1) - timedelta(days=1)


def condition(**rest: Any) -> Outlook:
    """A condition that rises to 90 % in ten months and is needed twice."""
    points = ((AS_OF, 0), *((month(n), min(n * 100_000, 900_000)) for n in range(24)))
    needs = (
        Need(what=Text(en="Reduction: opens", ar="الخفض: يبدأ"), day=month(2), ppm=200_000),
        Need(what=Text(en="Mission ended", ar="انتهاء المهمة"), day=month(9), ppm=900_000),
    )
    made = {"statement": NAME, "group": None, "state": "cannot-tell", "since": None, "basis": "assumed"}
    return Outlook(**{**made, "points": points, "needs": needs, **rest})


def outlooks(*conditions: Outlook) -> Outlooks:
    """A board of these conditions."""
    return Outlooks(id="o", as_of=AS_OF, horizon=month(23), conditions=conditions)


def week(n: int) -> date:
    """The first day of the week that ends ``-n - 1`` weeks before the as-of day (n < 0), or of week n after it."""
    return AS_OF + timedelta(days=1 + 7 * n)


def tally(id: str, since: date, last: date, value: int, **rest: Any) -> TallyMark:
    """A tally of the indicator's own counter."""
    made = {"counter": "Ministry", "scope": "North", "comparator": "more_than", "own": True}
    return TallyMark(id=id, since=since, as_of=last, value=value, **{**made, **rest})


def record(**rest: Any) -> Counted:
    """Six weeks, of which one is open, one exact, one missing; three tallies; eight weeks ahead."""
    weeks = ((week(-6), 0, 9), (week(-5), 4, 4), (week(-3), 2, 12), (week(-2), 5, None), (week(-1), 0, 6))
    made = {
        "indicator": "attacks",
        "name": NAME,
        "unit": "attacks",
        "counter": "Ministry",
        "scope": "North",
        "weeks": weeks,
        "tallies": (
            tally("a", week(-6), week(-4), 20),
            tally("b", week(-6), AS_OF, 150),
            tally("c", week(-6), AS_OF, 160, own=False, counter="Institute"),
        ),
        "fan": tuple(Fan(week=week(n), p10=1, p50=4 + n % 2, p90=10) for n in range(8)),
    }
    return Counted(id="n", as_of=AS_OF, counts=Counts(**{**made, **rest}))


def series(**rest: Any) -> Levelled:
    """Thirty weeks at 2, then twenty at 6, of which four were observed by nobody, in an area."""
    counts = [2, 1, 3] * 10 + [6, 7, 5, 6] * 4 + [None] * 4
    spans = (
        LevelSpan(
            first=week(-50), last=week(-20) - timedelta(days=1), level_milli=2_000, low_milli=1_700, high_milli=2_300
        ),
        LevelSpan(
            first=week(-20),
            last=week(-4) - timedelta(days=1),
            level_milli=6_000,
            low_milli=5_200,
            high_milli=6_800,
            chance_ppm=930_000,
            low_day=week(-22),
            high_day=week(-19),
        ),
    )
    made: dict[str, Any] = {
        "indicator": "attacks",
        "name": NAME,
        "unit": "attacks",
        "scope": "area",
        "of": "North",
        "of_name": Text(en="North", ar="الشمال"),
        "weeks": tuple((week(k - 50), n) for k, n in enumerate(counts)),
        "spans": spans,
        "trend": Trend(weeks=16, change_ppm=20_000, low_ppm=-50_000, high_ppm=90_000, direction="unclear"),
        "rate": Rate(
            recent_weeks=0,
            recent_low=0,
            recent_high=0,
            year_weeks=46,
            year_low=156,
            year_high=156,
            verdict="unobserved",
        ),
        "gaps": (Gap(kind="unobserved", first=week(-4), last=AS_OF, weeks=4),),
    }
    return Levelled(id="lv", as_of=AS_OF, level=CountLevel(**{**made, **rest}))


def causes(*days: int) -> Drivers:
    """Causes that move the end by so many days."""
    found = tuple(
        Moving(kind="condition", name=Text(en=f"Cause {k}", ar=f"سبب {k}"), days=d, change_ppm=-20_000 * k)
        for k, d in enumerate(days)
    )
    return Drivers(id="d", share_ppm=800_000, causes=found, still=3)


def risks() -> Drivers:
    """A risk with its mitigation, one with a mitigation that takes it away, one without; a mitigation; a lane."""
    rest: dict[str, int] = {"change_ppm": 20_000, "error_milli": 1_250}
    rows: tuple[tuple[str, str, str, int, dict[str, int]], ...] = (
        ("risk", "flood", "سيل", -30, {"unmitigated": -30, "mitigated": -12}),
        ("mitigation", "a dyke", "سد", -18, {}),
        ("risk", "refusal", "رفض", 0, {"unmitigated": -9, "mitigated": 0}),
        ("lane", "road", "طريق", -8, {}),
        ("risk", "heat", "حر", -2, {}),
    )
    found = (Moving(kind=k, name=Text(en=en, ar=ar), days=d, **rest, **both) for k, en, ar, d, both in rows)
    return Drivers(id="d", share_ppm=800_000, causes=tuple(found))


def value(low: int | None, high: int | None, **rest: Any) -> Assumption:
    """An assumed value with the moves at its ends."""
    made = {
        "name": NAME,
        "meaning": Text(en="how long it takes", ar="كم يستغرق"),
        "unit": Text(en="days", ar="أيام"),
        "dates": False,
        "low": 5,
        "value": 10,
        "high": 30,
        "decides": True,
    }
    return Assumption(days_at_low=low, days_at_high=high, **{**made, **rest})


def values(*found: Assumption) -> Assumptions:
    """Assumed values of one reading."""
    return Assumptions(id="a", share_ppm=800_000, values=found, still=2)


def run(p50: int | None, p90: int | None = None, **rest: Any) -> Run:
    """A milestone reached by half of the futures on day ``p50``."""
    q = Quantiles(
        p10=None if p50 is None else day(p50 - 20),
        p50=None if p50 is None else day(p50),
        p80=None,
        p90=None if p90 is None else day(p90),
        reached_ppm=950_000 if p90 else 700_000,
    )
    made = {"quantiles": q, "aim": day((p50 or 0) - 30), "aim_ppm": 50_000, "commit": None, "reached": False}
    return Run(**{**made, **rest})


def compared(*moved: tuple[Run | None, Run | None], **rest: Any) -> Comparison:
    """Two runs a hundred days apart."""
    found = tuple(Moved(name=Text(en=f"M{k}", ar=f"م{k}"), earlier=a, now=b) for k, (a, b) in enumerate(moved))
    pair = Pair(**{"names": (Text(en="Reading one", ar="القراءة الأولى"),), "milestones": found, **rest})
    return Comparison(id="c", earlier_as_of=day(-100), as_of=AS_OF, pairs=(pair,))


def dumbbells() -> MovedDates:
    """One later with a cause, one earlier without, one that came and one that went."""
    cause = Cause(
        kind="started", id="w", name=named("Packing", "التعبئة"), before="2031-02-01", after="2031-02-20", days=19
    )

    def moved(n: int, before: int | None, after: int | None, **rest: Any) -> Dumbbell:
        days = None if before is None or after is None else after - before
        status: Any = "gained" if before is None else "lost" if after is None else "moved"
        dates = [None if at is None else day(at) for at in (before, after)]
        move = Move(
            id=f"m{n}", kind="milestone", name=named(f"Point {n}", f"نقطة {n}"), status=status,
            finish_before=dates[0], finish_after=dates[1], finish_days=days, **rest,
        )  # fmt: skip
        return Dumbbell(name=move.name, before=dates[0], after=dates[1], move=move)

    rows = (moved(0, 40, 75, causes=(cause,)), moved(1, 90, 70), moved(2, None, 120), moved(3, 150, None))
    return MovedDates(id="d", before=AS_OF, after=day(30), rows=rows, moves=tuple(r.move for r in rows))


def earned() -> Followed:
    """Work that lags behind with a forecast, and people of whom none has moved."""
    scope: dict[str, Any] = {"scope": "mission", "begin": AS_OF, "planned_end": day(200), "elapsed": 60}
    curve = ((day(20), 250_000), (day(60), 500_000), (day(200), 1_000_000))
    work = Earned(
        **scope, measure="work", total=400, planned_days=200, planned_ppm=500_000, earned_ppm=250_000,
        schedule_milli=20_000, spi_ppm=333_000, forecast=day(600), planned=curve, actual=((day(45), 250_000),),
    )  # fmt: skip
    people = Earned(
        **scope, measure="people", total=900, planned_days=200, planned_ppm=500_000, earned_ppm=0,
        why="nothing-earned", planned=curve,
    )  # fmt: skip
    return Followed(id="f", as_of=day(60), rows=(work, people))


def scenarios(*, grid: bool) -> Compared:
    """The case as it is, the best, a late one, one without a plan; as a list or as a grid of two by two."""
    none = named("There is no plan.", "لا توجد خطة.")
    best: dict[str, Any] = {"p80": day(110), "p90": day(150), "reached_ppm": 960_000, "best": True}
    ends = (
        Ends(name=named("As it is", "كما هي"), p50=day(100), p80=day(140), p90=day(180), reached_ppm=950_000),
        Ends(name=named("Wider lane", "مسلك أوسع"), p50=day(80), at=(0, 0), **best),
        Ends(name=named("Later permission", "إذن أبعد"), p50=day(130), reached_ppm=700_000, at=(0, 1)),
        Ends(name=named("No crew", "بلا فريق"), why=none, at=(1, 0)),
        Ends(name=named("Wide and late", "أوسع وأبعد"), p50=day(90), p80=day(150), reached_ppm=850_000, at=(1, 1)),
    )
    axes = (("Lane", ("1", "2")), ("Permission", ("10", "30"))) if grid else ()
    return Compared(id="w", end=named("Transition complete", "اكتمال الانتقال"), ends=ends, axes=axes)


def pieces() -> tuple[Critical, ...]:
    """Work that is always critical, often, and of a fixed duration."""
    return tuple(
        Critical(
            id=f"w{n}", name=named(f"Work {n}", f"العمل {n}"), criticality_ppm=ppm, criticality_error_ppm=3_000,
            cruciality_ppm=crucial, cruciality_error_ppm=None if crucial is None else 7_000,
        )
        for n, (ppm, crucial) in enumerate([(1_000_000, 400_000), (550_000, -20_000), (30_000, None)])
    )  # fmt: skip


def held() -> Chain:
    """A gate that opens, work after it, work that finds no room for a while."""
    opens = Step(
        name=named("Phase: opens", "تفتتح المرحلة"), start=day(20), finish=day(20), point=True, held="gate",
        since=day(20), says=named("Waits for the condition.", "تنتظر الشرط."),
    )  # fmt: skip
    work = Step(
        name=named("Packing", "التعبئة"), start=day(23), finish=day(28), point=False, held="link",
        since=day(21), says=named("Waits for the phase, and for a working day.", "تنتظر المرحلة ويوم عمل."),
    )  # fmt: skip
    last = msgspec.structs.replace(
        work, name=named("Serial 1", "دفعة 1"), start=day(60), finish=day(62), since=day(60), held="level"
    )
    return Chain(id="w", name=named("Everybody has left", "غادر الجميع"), steps=(opens, work, last))


def weeks(*least: int) -> Exposure:
    """Weeks with an aim of so many weighted person-days, the futures above it."""
    bands = tuple(
        Band(day=day(7 * k + 6), aim=n, p10=n, p50=n + 500, p90=n + 1_000) for k, n in enumerate(least)
    )  # fmt: skip
    marks: dict[str, Any] = {f"p{share}": Sampled(value=9_000 + share, error=12) for share in (10, 50, 80, 90)}
    aim = sum(least)
    mean = Sampled(value=9_400, error=9)
    return Exposure(
        id="x", as_of=AS_OF, exposure=ExposureResult(aim=aim, aim_ppm=40_000, mean=mean, **marks, bands=bands)
    )


def together(**rest: Any) -> Joint:
    """Three cells, a frontier of three pairs, the aim, a commit date, the balanced pair."""

    def point(kind: Any, at: int, amount: int, ppm: int) -> JointPoint:
        return JointPoint(kind=kind, day=day(at), amount=amount, ppm=ppm, error_ppm=4_000)

    whole: dict[str, Any] = {
        "confidence_ppm": 800_000,
        "reached_ppm": 900_000,
        "frontier": ((day(139), 1_300), (day(159), 1_250), (day(199), 1_150)),
        "points": (
            point("aim", 95, 980, 10_000),
            point("commit", 139, 1_190, 640_000),
            point("balanced", 159, 1_250, 800_000),
        ),
        "cell_days": 20,
        "cell_amount": 100,
        "cells": (
            Cell(first=day(100), low=1_000, ppm=400_000),
            Cell(first=day(120), low=1_000, ppm=400_000),
            Cell(first=day(160), low=1_200, ppm=100_000),
        ),
    }
    return Joint(id="j", end=named("Mission ended", "انتهاء المهمة"), joint=JointResult(**{**whole, **rest}))


def contest(*, gained: bool = True) -> Choosing:
    """The optimum, one that is better, one that cannot be told from it, one that is worse, one that was refused."""

    def gain(value: int, error: int) -> Gain:
        return Gain(
            measure="commit", optimum_milli=300_000, value_milli=300_000 - value, error_milli=error,
            low_milli=value - 2 * error, high_milli=value + 2 * error,
        )  # fmt: skip

    found: list[tuple[Any, int, int, int]] = [
        ("optimum", 0, 0, 0),
        ("order", 3, 8_400, 1_200),
        ("openings", 30, 600, 900),
        ("moves", 50, -12_000, 2_000),
    ]
    ran = tuple(
        Contender(
            kind=kind, number=number, aim=day(200), passed=True, futures=2_000, aim_ppm=300_000, p50=day(240),
            p80=None if kind == "moves" else day(300), reached_ppm=780_000, gains=(gain(value, error),),
            chosen=kind == ("order" if gained else "optimum"),
        )
        for kind, number, value, error in found
    )  # fmt: skip
    refused = Contender(kind="buffers", number=80, aim=day(220), passed=False)
    fresh = (gain(7_900, 700),) if gained else (gain(300, 700),)
    why: Any = "gained" if gained else "nothing-gained"
    return Choosing(why=why, contenders=(*ran, refused), best=1, fresh=3_000, gains=fresh, measure="commit")


EVERY: tuple[Callable[[str], Chart], ...] = (
    lambda lang: outlook(outlooks(condition(), condition(state="met", since=day(-40), points=(), basis="none")), lang),
    lambda lang: counts(record(), lang),
    lambda lang: counts(record(fan=()), lang),
    lambda lang: levels(series(), lang),
    lambda lang: drivers(causes(-275, 34, -7, 0), lang),
    lambda lang: drivers(risks(), lang),
    lambda lang: assumed(values(value(-154, None), value(0, 374), value(None, None)), lang),
    lambda lang: comparison(compared((run(300, 400), run(334, 500)), (run(300), None), (run(None), run(90, 99))), lang),
    lambda lang: chain(held(), lang),
    lambda lang: critical(CriticalWork(id="k", work=pieces()), lang),
    lambda lang: candidates(Candidates(id="k", choosing=contest()), lang),
    lambda lang: candidates(Candidates(id="k", choosing=contest(gained=False)), lang),
    lambda lang: moved_dates(dumbbells(), lang),
    lambda lang: followed(earned(), lang),
    lambda lang: sweep(scenarios(grid=False), lang),
    lambda lang: sweep(scenarios(grid=True), lang),
    lambda lang: exposure(weeks(9_000, 9_000, 4_000, 1_000, 0, 0), lang),
    lambda lang: joint(together(), lang),
    lambda lang: joint(together(frontier=(), points=(), reached_ppm=500_000), lang),
)
