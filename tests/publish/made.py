"""A case and a timetable made by hand, in which every withheld thing has a name that occurs nowhere else.

Two sites (one a hub), a lane, a crew, a permission, a function; a public milestone over both sites, one over a single
site; a promise about each; findings, drivers and assumed values of every kind.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
from judged import level, rated

from jadwal.model.amounts import Cell, CostResult, ExposureResult, JointPoint, JointResult, Sampled
from jadwal.model.case import (
    Activity,
    Case,
    Ceiling,
    Clause,
    Condition,
    Crew,
    Estimate,
    Function,
    Indicator,
    Lane,
    Milestone,
    Objectives,
    Permission,
    Phase,
    Promise,
    Rule,
    Shock,
    Site,
    Source,
    Text,
    Unit,
)
from jadwal.model.chosen import Choosing, Contender, Gain
from jadwal.model.cover import Cover, Provider
from jadwal.model.timetable import (
    SCHEMA,
    Band,
    BoardRow,
    Context,
    Counts,
    Critical,
    DecisionPoint,
    Driver,
    Earlier,
    EarlierReading,
    Earned,
    Entry,
    Fan,
    Finding,
    Grant,
    HealthRow,
    InputCount,
    LevelResult,
    MilestoneResult,
    Opening,
    Pause,
    Presence,
    PromiseResult,
    Quantiles,
    ReadingResult,
    Schedule,
    Sensitivity,
    SolverRun,
    Span,
    TallyMark,
    Timetable,
)

AS_OF = date(2031, 1, 1)
SECRETS = (
    "qasr-alif", "Qasr Alif", "قصر ألف", "hisn-baa", "Hisn Baa", "حصن باء",  # sites
    "guards-jeem", "Guards Jeem", "حرس جيم", "team-daal", "Team Daal", "فريق دال",  # units
    "track-haa", "Track Haa", "مسلك هاء", "movers-waw", "Movers Waw", "عمال واو",  # lane, crew
    "pass-zay", "Pass Zay", "إذن زاي", "medics-tah", "Medics Tah", "طبابة طاء",  # permission, function
    "move:", "pack:", "left:", "closed:", "77777", "66666", "55555", "4444", "3333",  # serials, work, figures
)  # fmt: skip


def day(n: int) -> date:
    """The date of day ``n``."""
    return AS_OF + timedelta(days=n)


def named(en: str, ar: str) -> Text:
    """A name in both languages."""
    return Text(en=en, ar=ar)


def exactly(n: int) -> Estimate:
    """A figure without a range."""
    return Estimate(low=n, likely=n, high=n)


def case() -> Case:
    """The case behind :func:`timetable`."""
    known: dict[str, Any] = {"known_from": day(-30)}
    alif, baa = named("Qasr Alif (old fort)", "قصر ألف (القلعة)"), named("Hisn Baa, north", "حصن باء، الشمال")
    unit: dict[str, Any] = {"nation": "n", "headcount": exactly(66666), "disposition": "depart", "phase": "p", **known}
    return Case(
        id="made",
        name=named("Made", "مصنوعة"),
        as_of=AS_OF,
        horizon=day(900),
        confidence_ppm=800_000,
        parties=(),
        phases=(Phase(id="p", name=named("Phase", "مرحلة"), order=1, **known),),
        sites=(Site(id="qasr-alif", name=alif, hub="hisn-baa", **known), Site(id="hisn-baa", name=baa, **known)),
        units=(
            Unit(id="guards-jeem", name=named("Guards Jeem", "حرس جيم"), role="protection", site="qasr-alif", **unit),
            Unit(id="team-daal", name=named("Team Daal", "فريق دال"), role="adviser", site="hisn-baa", **unit),
        ),
        lanes=(
            Lane(
                id="track-haa",
                name=named("Track Haa", "مسلك هاء"),
                kind="road",
                capacity=exactly(1),
                days=exactly(1),
                **known,
            ),
        ),
        crews=(Crew(id="movers-waw", name=named("Movers Waw", "عمال واو"), capacity=exactly(1), **known),),
        permissions=(
            Permission(
                id="pass-zay",
                name=named("Pass Zay", "إذن زاي"),
                granter="n",
                lead=exactly(9),
                refusal_percent=exactly(9),
                lane="track-haa",
                **known,
            ),
        ),
        functions=(Function(id="medics-tah", name=named("Medics Tah", "طبابة طاء"), need=exactly(7), **known),),
        activities=(
            Activity(id="agree", name=named("Agreement", "اتفاق"), kind="agreement", days=exactly(1), **known),
            Activity(
                id="talks-there",
                name=named("Talks on the spot", "محادثات في الموقع"),
                kind="round",
                days=exactly(1),
                site="qasr-alif",
                **known,
            ),
        ),
        indicators=(
            Indicator(id="i", name=named("Attacks", "هجمات"), kind="count", counter="C", scope="S", **known),
            Indicator(id="j", name=named("Attacks there", "هجمات"), kind="count", counter="C", scope="S", **known),
        ),
        shocks=(
            Shock(
                id="vote",
                name=named("Vote", "اقتراع"),
                days=exactly(9),
                pauses=("talks",),
                per_decade=exactly(9),
                **known,
            ),
        ),
        conditions=(
            Condition(
                id="calm",
                statement=named("It is calm", "الحال هادئ"),
                group="g",
                rule=Rule(indicator="i", comparator="is_true"),
                **known,
            ),
            Condition(
                id="calm-there",
                statement=named("Qasr Alif is calm", "قصر ألف هادئ"),
                group="g",
                rule=Rule(indicator="j", comparator="is_true"),
                **known,
            ),
        ),
        milestones=(
            Milestone(
                id="all-over",
                name=named("All handed over", "تسليم الجميع"),
                after=("closed:qasr-alif", "closed:hisn-baa"),
                headline=True,
                **known,
            ),
            Milestone(id="one-over", name=named("One handed over", "تسليم واحد"), after=("closed:qasr-alif",), **known),
            Milestone(id="quiet-step", name=named("Quiet step", "خطوة"), after=("agree",), release="parties", **known),
        ),
        ceilings=(
            Ceiling(id="all-at-most", scope="mission", day=day(200), most=100, **known),
            Ceiling(id="there-at-most", scope="site", of="qasr-alif", day=day(200), most=55555, **known),
        ),
        clauses=(
            Clause(
                id="clause",
                text=named("Clause", "بند"),
                kind="date",
                promises=(
                    Promise(id="by-then", milestone="all-over", kind="by", day=day(400)),
                    Promise(id="one-by-then", milestone="one-over", kind="by", day=day(300)),
                ),
                **known,
            ),
        ),
        objectives=Objectives(end="all-over"),
    )


def span(id: str) -> Span:
    """When a task happens."""
    q = Quantiles(p10=day(350), p50=day(380), p80=day(450), p90=day(500), reached_ppm=953_210)
    return Span(id=id, start=q, finish=q)


def decision(id: str, en: str, ar: str) -> DecisionPoint:
    """A decision still to be taken."""
    return DecisionPoint(
        id=id, kind="decision", name=named(en, ar), owner="host", aim=day(20), latest=day(40), why="",
        joint_ppm=801_000, error_ppm=23_000,
    )  # fmt: skip


def counted(indicator: str, en: str, ar: str) -> Counts:
    """Attacks by week."""
    return Counts(
        indicator=indicator, name=named(en, ar), unit="attacks", counter="C", scope="S",
        weeks=((day(-14), 1, 3), (day(-7), 0, None)),
        tallies=(
            TallyMark(
                id="t", counter="C", scope="S", since=day(-14), as_of=day(-1), comparator="more_than", value=2, own=True
            ),
        ),
        fan=(Fan(week=day(1), p10=0, p50=1, p90=4),),
    )  # fmt: skip


def entry(id: str, kind: str, at: int, en: str, ar: str, **rest: Any) -> Entry:
    """One dated task."""
    return Entry(id=id, kind=kind, name=named(en, ar), start=day(at), finish=day(at), days=1, **rest)


def gained(days: int) -> Gain:
    """A gain in exposure, which is withheld."""
    return Gain(
        measure="exposure", optimum_milli=77_777_000, value_milli=77_777_000 - 1_000 * days, error_milli=500,
        low_milli=1_000 * days - 1_000, high_milli=1_000 * days + 1_000,
    )  # fmt: skip


def reading() -> ReadingResult:
    """One reading with something of everything."""
    q = Quantiles(p10=day(350), p50=day(380), p80=day(450), p90=day(500), reached_ppm=953_210)
    of_milestone: dict[str, Any] = {
        "aim": day(377),
        "aim_ppm": 412_345,
        "commit": day(460),
        "commit_why": "",
        "quantiles": q,
    }
    sites = {"site": "qasr-alif", "unit": "guards-jeem", "lane": "track-haa", "people": 66666}
    sensitive: dict[str, Any] = {
        "field": "days",
        "low": 1,
        "value": 2,
        "high": 3,
        "days_at_low": -20,
        "days_at_high": None,
        "decides": True,
    }
    moved: dict[str, Any] = {"days": -40, "attainable_ppm": 12_000}
    kept: dict[str, Any] = {"clause": "clause", "kept_ppm": 453_210, "error_ppm": 3_500, "aim_keeps": True}
    return ReadingResult(
        readings=(),
        solver=SolverRun(
            solver="s",
            version="1",
            seed=1,
            workers=2,
            deterministic_time_milli=10,
            parameters=(),
            status="optimal",
            reproducible=True,
            levels=tuple(
                LevelResult(level=n, value=v, bound=v, status="optimal")
                for n, v in (("broken", 0), ("end", 400), ("exposure", 77777))
            ),
        ),
        schedule=Schedule(
            as_of=AS_OF,
            readings=(),
            entries=(
                entry("agree", "agreement", 20, "Agreement", "اتفاق"),
                entry("phase-start:p", "milestone", 25, "Phase: opens", "مرحلة: تبدأ"),
                entry("talks-there", "round", 15, "Talks on the spot", "محادثات", site="qasr-alif"),
                entry(
                    "pack:guards-jeem", "pack", 190, "Guards Jeem: packing", "حرس جيم: حزم", **sites, crew="movers-waw"
                ),
                entry("move:guards-jeem:1", "movement", 200, "Guards Jeem: serial 1 of 1", "حرس جيم: دفعة", **sites),
                entry(
                    "left:qasr-alif",
                    "milestone",
                    201,
                    "Qasr Alif: everybody has left",
                    "قصر ألف: غادر الجميع",
                    site="qasr-alif",
                ),
                entry("closed:qasr-alif", "milestone", 230, "Qasr Alif: closed", "قصر ألف: أُغلق", site="qasr-alif"),
                entry("one-over", "milestone", 230, "One handed over", "تسليم واحد"),
                entry("quiet-step", "milestone", 40, "Quiet step", "خطوة"),
                entry("all-over", "milestone", 377, "All handed over", "تسليم الجميع"),
            ),
            grants=(Grant(permission="pass-zay", first=day(100)),),
            openings=(Opening(condition="calm", first=day(30)), Opening(condition="calm-there", first=day(33))),
            pauses=(Pause(shock="vote", first=day(50), last=day(60)),),
        ),
        milestones=(
            MilestoneResult(
                id="all-over",
                name=named("All handed over", "تسليم الجميع"),
                headline=True,
                release="public",
                **of_milestone,
            ),
            MilestoneResult(
                id="one-over",
                name=named("One handed over", "تسليم واحد"),
                headline=False,
                release="public",
                **of_milestone,
            ),
            MilestoneResult(
                id="quiet-step", name=named("Quiet step", "خطوة"), headline=False, release="parties", **of_milestone
            ),
        ),
        joint_confidence_ppm=800_000,
        joint_reached_ppm=950_000,
        promises=(
            PromiseResult(id="by-then", kind="date", milestone="all-over", day=day(400), **kept),
            PromiseResult(id="one-by-then", kind="date", milestone="one-over", day=day(300), **kept),
            PromiseResult(id="all-at-most", kind="ceiling", milestone="", day=day(200), **kept),
            PromiseResult(id="there-at-most", kind="ceiling", milestone="", day=day(200), **kept),
            PromiseResult(id="medics-tah", kind="cover", milestone="", day=day(200), **kept),
        ),
        headcount=tuple(Band(day=day(n), aim=h, p10=h, p50=h, p90=h) for n, h in ((0, 1200), (7, 66666), (14, 9))),
        spans=(span("agree"), span("all-over"), span("pack:guards-jeem")),
        decisions=(
            decision("agree", "Agreement", "اتفاق"),
            decision("receiver:qasr-alif", "Qasr Alif: receiver named", "قصر ألف: تسمية"),
        ),
        critical=(
            Critical(
                id="work",
                name=named("Work", "العمل"),
                criticality_ppm=730_000,
                criticality_error_ppm=3_100,
                cruciality_ppm=120_000,
                cruciality_error_ppm=7_000,
            ),
        ),
        choosing=Choosing(
            why="gained",
            contenders=(
                Contender(kind="optimum", number=0, aim=day(310), passed=True, futures=2_000, gains=(gained(0),)),
                Contender(
                    kind="order", number=4, aim=day(311), passed=True, futures=2_000, gains=(gained(6),), chosen=True
                ),
            ),
            best=1,
            fresh=3_000,
            gains=(gained(5),),
            measure="exposure",
        ),
        health=(HealthRow(point="high-float", value=120_000, of=40, unit="ppm", threshold=50_000, passed=False),),
        requirements=(
            Cover(
                function="medics-tah",
                name=named("Medics Tah", "طبابة طاء"),
                formation="Army",
                need=20,
                people=30,
                covered=True,
                providers=(
                    Provider(
                        unit="guards-jeem",
                        name=named("Guards Jeem", "حرس جيم"),
                        nation="n",
                        site="qasr-alif",
                        people=30,
                        last=day(40),
                        ending="departs",
                    ),
                ),
            ),
        ),
        earned=(
            Earned(
                scope="mission",
                measure="people",
                total=2500,
                begin=day(0),
                planned_end=day(300),
                elapsed=30,
                planned_days=300,
                planned_ppm=200_000,
                earned_ppm=100_000,
                schedule_milli=15_000,
                spi_ppm=500_000,
                forecast=day(600),
            ),
        ),
        costs=CostResult(**amount(44444), cut_ppm=50_000, once=44440),
        exposure=ExposureResult(
            **amount(33333), bands=tuple(Band(day=day(n), aim=33333, p10=33330, p50=33334, p90=33339) for n in (6, 13))
        ),
        joint=JointResult(
            confidence_ppm=800_000,
            reached_ppm=950_000,
            frontier=((day(420), 44450), (day(500), 44446)),
            points=(JointPoint(kind="commit", day=day(400), amount=44447, ppm=640_000, error_ppm=4_000),),
            cell_days=20,
            cell_amount=3,
            cells=(Cell(first=day(390), low=44441, ppm=950_000),),
        ),
        drivers=(
            Driver(kind="condition", id="calm", name=named("It is calm", "الحال هادئ"), **moved),
            Driver(kind="condition", id="calm-there", name=named("Qasr Alif is calm", "قصر ألف هادئ"), **moved),
            Driver(kind="lane", id="track-haa", name=named("Track Haa", "مسلك هاء"), **moved),
            Driver(kind="permission", id="pass-zay", name=named("Pass Zay", "إذن زاي"), **moved),
            Driver(kind="rule", id="protection:qasr-alif", name=named("Guards stay", "بقاء الحرس"), **moved),
            Driver(kind="activity", id="agree", name=named("Agreement", "اتفاق"), **moved),
        ),
        sensitivities=(
            Sensitivity(table="activities", row="agree", **sensitive),
            Sensitivity(table="units", row="guards-jeem", **sensitive),
            Sensitivity(table="protection", row="protection", **{**sensitive, "value": 77777}),
            Sensitivity(table="lanes", row="track-haa", **sensitive),
        ),
    )


def amount(aim: int) -> dict[str, Any]:
    """An amount of which every figure begins with the same digits."""
    marks = {f"p{share}": Sampled(value=aim + k, error=1) for k, share in enumerate((10, 50, 80, 90))}
    curve = ((aim - 1, 20_000), (aim + 4, 1_000_000))
    return {"aim": aim, "aim_ppm": 100_000, "mean": Sampled(value=aim + 1, error=1), "curve": curve, **marks}


def timetable(**changes: Any) -> Timetable:
    """A timetable for the parties."""
    row: dict[str, Any] = {
        "group": "g",
        "state": "not-met",
        "since": None,
        "low": None,
        "high": None,
        "figure": "3",
        "coverage_ppm": 900_000,
        "last_observed": day(-1),
        "outlook": "data",
        "outlook_basis": "bootstrap",
        "sources": ("src",),
    }
    whole = case()
    milestones = tuple(msgspec.structs.replace(m, curve=()) for m in reading().milestones)
    made: dict[str, Any] = {
        "context": Context(
            clauses=(
                *whole.clauses,
                Clause(id="there", text=named("Qasr Alif first", "قصر ألف أولًا"), kind="procedure", known_from=AS_OF),
            ),
            phases=whole.phases,
            ceilings=whole.ceilings,
            milestones=whole.milestones,
            objectives=whole.objectives,
            sites=whole.sites,
            lanes=whole.lanes,
            crews=whole.crews,
            permissions=whole.permissions,
            functions=whole.functions,
            sources=(
                Source(id="src", title="A statement", note="written at Qasr Alif"),
                Source(id="src-2", title="Fire at Hisn Baa"),
            ),
            presence=(Presence(site="qasr-alif", nation="n", role="protection", people=66666),),
            shocks=(("vote", named("Vote", "اقتراع")),),
        ),
        "counts": (counted("i", "Attacks", "هجمات"), counted("j", "Attacks on Qasr Alif", "هجمات على قصر ألف")),
        "capability": (rated(day),),
        "levels": (
            level(day, "i", "Attacks", "هجمات", shifted=True),
            level(day, "i", "Attacks", "هجمات", "site", "qasr-alif", "Qasr Alif", "قصر ألف"),
            level(day, "j", "Attacks on Qasr Alif", "هجمات على قصر ألف"),
        ),
        "earlier": Earlier(
            digest="1" * 64,
            version="0",
            as_of=day(-30),
            seed=1,
            futures=100,
            readings=(EarlierReading(readings=(), milestones=milestones),),
        ),
        "schema": SCHEMA,
        "version": "0",
        "case": "made",
        "name": named("Made", "مصنوعة"),
        "as_of": AS_OF,
        "horizon": day(900),
        "release": "parties",
        "seed": 1,
        "futures": 100,
        "inputs_digest": "0" * 64,
        "inputs": InputCount(reported=1, assumed=2, entered=3),
        "agreed": False,
        "end_agreed": False,
        "board": (
            BoardRow(
                condition="calm",
                statement=named("It is calm", "الحال هادئ"),
                by=(("by-then", day(400), 900_000), ("pack:guards-jeem", day(190), 700_000)),
                **row,
            ),
            BoardRow(condition="calm-there", statement=named("Qasr Alif is calm", "قصر ألف هادئ"), **row),
        ),
        "readings": (reading(),),
        "findings": (
            Finding(
                code="finding.receiver-undated",
                severity="warning",
                subject="qasr-alif",
                params=(("site", named("Qasr Alif", "قصر ألف")),),
                release="public",
            ),
            Finding(
                code="finding.consent",
                severity="warning",
                subject="n",
                params=(("nation", named("N", "ن")), ("whom", "M")),
                release="public",
            ),
            Finding(
                code="finding.consent",
                severity="note",
                subject="n",
                params=(("nation", named("N", "ن")), ("whom", "K")),
                release="parties",
            ),
        ),
    }
    return Timetable(**{**made, **changes})
