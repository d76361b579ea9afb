"""A small timetable made by hand, with something of everything that an export has to carry.

Two readings of one question.  Work that is finished, under way, to come and without any date; links of all four types
with lags; a weekend, a feast and a flood that overlap; a lane and a crew; one site with coordinates, one without; a
milestone with a commit date, one without, one reached, one without any date; names that break careless writers.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jadwal.model.case import (
    Calendar,
    Ceiling,
    Clause,
    Closure,
    Crew,
    Estimate,
    Group,
    Lane,
    Link,
    Party,
    Phase,
    Promise,
    Question,
    Reading,
    Site,
    Text,
)
from jadwal.model.timetable import (
    SCHEMA,
    BoardRow,
    Context,
    DecisionPoint,
    Entry,
    InputCount,
    MilestoneResult,
    Presence,
    PromiseResult,
    Quantiles,
    ReadingResult,
    Schedule,
    SolverRun,
    Span,
    Timetable,
)

AS_OF = date(2031, 1, 1)  # a Wednesday
FRIDAY, SATURDAY = 4, 5
KNOWN: dict[str, Any] = {"known_from": date(2030, 1, 1)}
LONG = "Quarter " * 60  # 480 characters
NASTY = 'R&D <b>"west"</b>\r\nnext\x00\x07 line \u202egpj.exe; a,b\\n'


def day(n: int) -> date:
    """The date of day ``n``; day 0 is the as-of date."""
    return AS_OF + timedelta(days=n)


def named(en: str, ar: str) -> Text:
    """A name in both languages."""
    return Text(en=en, ar=ar)


def exactly(n: int) -> Estimate:
    """A figure without a range."""
    return Estimate(low=n, likely=n, high=n)


def quantiles(*days: int | None, ppm: int = 900_000) -> Quantiles:
    """Percentiles at these days."""
    p10, p50, p80, p90 = (None if n is None else day(n) for n in days)
    return Quantiles(p10=p10, p50=p50, p80=p80, p90=p90, reached_ppm=ppm)


def entry(id: str, kind: str, first: int | None, last: int | None, days: int, name: Text, **rest: Any) -> Entry:
    """One task from day ``first`` to day ``last``."""
    start, finish = (None if n is None else day(n) for n in (first, last))
    return Entry(id=id, kind=kind, name=name, start=start, finish=finish, days=days, **rest)


def entries() -> tuple[Entry, ...]:
    """The tasks of both readings."""
    mission: dict[str, Any] = {"calendar": "mission"}
    there: dict[str, Any] = {"site": "west", "phase": "going", **mission}
    return (
        entry(
            "talks-1", "round", -9, -8, 2, named("First round", "الجولة الأولى"), owner="host", **mission,
            actual_start=day(-9), actual_finish=day(-8),
        ),
        entry("agree", "agreement", -2, 7, 6, named("Agreement", "الاتفاق"), owner="host", **mission,
              actual_start=day(-2), after=(Link(before="talks-1"),)),
        entry("talks-2", "round", 11, 12, 2, named("Second round", "الجولة الثانية"), owner="plenary", **mission,
              after=(Link(before="agree"),)),
        entry("phase-start:going", "milestone", 7, 7, 0, named("Going: opens", "المغادرة: تبدأ"), phase="going",
              after=(Link(before="agree"),)),
        entry("pack:team", "pack", 11, 15, 5, named(NASTY, "حزم\u202e الفريق"), nation="north", unit="team",
              gates=("calm",), after=(Link(before="phase-start:going"), Link(before="talks-2", type="SS")), **there),
        entry("move:team:1", "movement", 18, 20, 3, named("Team: serial 1 of 1", "الفريق: دفعة 1 من 1"), lane="road",
              people=40, nation="north", unit="team", after=(Link(before="pack:team", lag=2),), site="west",
              phase="going", calendar="road"),
        entry("clean:west", "cleanup", 12, 20, 4, named("West: clean-up", "الغرب: تنظيف"), crew="cleaners", crew_need=3,
              after=(Link(before="move:team:1", type="FF"), Link(before="pack:team", type="SF", lag=1)), **there),
        entry("closed:west", "milestone", 20, 20, 0, named("West: closed", "الغرب: أُغلق"), site="west", phase="going",
              after=(Link(before="clean:west"), Link(before="move:team:1"))),
        entry("all-out", "milestone", 20, 20, 0, named("All out", "خروج الجميع"), after=(Link(before="closed:west"),)),
        entry("signed", "milestone", -8, -8, 0, named("Signed", "التوقيع"), after=(Link(before="talks-1"),)),
        entry("after-that", "relations", None, None, 20, named(LONG, "بعد ذلك"), **mission, gates=("never",),
              after=(Link(before="all-out"),)),
        entry("bonds", "milestone", None, None, 0, named("Bonds in place", "قيام العلاقات"),
              after=(Link(before="after-that"),)),
        entry("other", "other", 5, 6, 2, named("A thing apart", "أمر آخر"), site="east"),
    )  # fmt: skip


def milestones(shift: int) -> tuple[MilestoneResult, ...]:
    """Milestone results; all chances of the second reading lie ``shift`` days later."""
    q = quantiles(22 + shift, 40 + shift, 60 + shift, 90 + shift)
    same: dict[str, Any] = {"headline": True, "release": "public"}
    none = quantiles(None, None, None, None, ppm=40_000)
    return (
        MilestoneResult(
            id="all-out", name=named("All out", "خروج الجميع"), aim=day(20), aim_ppm=112_000, commit=day(95 + shift),
            commit_why="", quantiles=q, **same,
        ),
        MilestoneResult(
            id="signed", name=named("Signed", "التوقيع"), aim=day(-8), aim_ppm=1_000_000, commit=day(-8),
            commit_why="reached", quantiles=quantiles(-8, -8, -8, -8, ppm=1_000_000), **same,
        ),
        MilestoneResult(
            id="bonds", name=named("Bonds in place", "قيام العلاقات"), aim=None, aim_ppm=None, commit=None,
            commit_why="no-outlook", blocked_by=("never",), quantiles=none, **same,
        ),
    )  # fmt: skip


def reading(word: str, shift: int) -> ReadingResult:
    """One reading."""
    spans = {
        "talks-2": (11, 12, 20, 30),
        "phase-start:going": (9, 14, 25, None),
        "closed:west": (22, 40, 60, 90),
        "clean:west": (22, 40, 60, 90),
    }
    run = SolverRun(
        solver="s", version="1", seed=1, workers=2, deterministic_time_milli=1, parameters=(), status="optimal",
        reproducible=True, levels=(),
    )  # fmt: skip
    return ReadingResult(
        readings=(("when", word),),
        solver=run,
        schedule=Schedule(as_of=AS_OF, readings=(word,), entries=entries()),
        milestones=milestones(shift),
        joint_confidence_ppm=800_000,
        joint_reached_ppm=850_000,
        promises=(
            PromiseResult(
                id="out-by", clause="dates", kind="date", milestone="all-out", name=named("All out", "خروج الجميع"),
                day=day(50), kept_ppm=633_000 - 10_000 * shift, error_ppm=9_000, aim_keeps=True,
            ),
            PromiseResult(
                id="few", clause="dates", kind="ceiling", milestone="", day=day(30), kept_ppm=7_000, error_ppm=2_000,
                aim_keeps=False,
            ),
            PromiseResult(
                id="cover", clause="", kind="cover", milestone="", day=day(30), kept_ppm=7_000, error_ppm=2_000,
                aim_keeps=False,
            ),
        ),
        headcount=(),
        spans=tuple(Span(id=id, start=quantiles(*q), finish=quantiles(*q)) for id, q in spans.items()),
        decisions=(
            DecisionPoint(
                id="agree", kind="agreement", name=named("Agreement", "الاتفاق"), owner="host", aim=day(7),
                latest=day(33), why="", joint_ppm=801_000, error_ppm=20_000,
            ),
            DecisionPoint(
                id="after-that", kind="decision", name=named("Later", "لاحقًا"), owner="host", aim=None, latest=None,
                why="no-commit", joint_ppm=0, error_ppm=0,
            ),
        ),
        drivers=(),
        sensitivities=(),
    )  # fmt: skip


def context() -> Context:
    """Names, calendars, sites."""
    feast = Closure(first=day(13), last=day(14), name=named("Feast", "عيد"), **KNOWN)
    flood = Closure(first=day(14), last=day(16), name=named("Flood", "فيضان"), **KNOWN)
    return Context(
        parties=(Party(id="host", name=named("Host nation", "البلد المضيف"), side="host"),),
        groups=(Group(id="plenary", name=named("Plenary", "الهيئة العامة"), subject="other", **KNOWN),),
        questions=(
            Question(
                id="when",
                text=named("When?", "متى؟"),
                readings=(
                    Reading(id="early", name=named("Early; by spring", "مبكرًا")),
                    Reading(id="late", name=named("Late", "متأخرًا")),
                ),
                **KNOWN,
            ),
        ),
        clauses=(
            Clause(
                id="dates",
                text=named("All are out by a day.", "يخرج الجميع حتى يوم معين."),
                kind="date",
                promises=(Promise(id="out-by", milestone="all-out", kind="by", day=day(50)),),
                **KNOWN,
            ),
        ),
        phases=(Phase(id="going", name=named("Going", "المغادرة"), order=1, **KNOWN),),
        ceilings=(Ceiling(id="few", scope="mission", day=day(30), most=11, **KNOWN),),
        calendars=(
            Calendar(id="mission", name=named("Working days", "أيام العمل"), days_off=(FRIDAY, SATURDAY), **KNOWN),
            Calendar(id="road", name=named("Working days", "أيام العمل"), closed=(flood, feast), **KNOWN),
        ),
        mission_calendar="mission",
        sites=(
            Site(
                id="west", name=named("West, by the river", "الغرب"), latitude="33.790", longitude="+042.44",
                area="Anbar", closes_in="going", receiver=named("Ministry", "الوزارة"), **KNOWN,
            ),
            Site(id="east", name=named("East", "الشرق"), fate="keep", **KNOWN),
        ),
        lanes=(
            Lane(
                id="road", name=named("Road [A], west", "الطريق"), kind="road", capacity=exactly(2), days=exactly(3),
                **KNOWN,
            ),
        ),
        crews=(Crew(id="cleaners", name=named("Cleaners", "عمال"), capacity=exactly(60), **KNOWN),),
        presence=(
            Presence(site="west", nation="north", role="adviser", people=30),
            Presence(site="west", nation="north", role="protection", people=10),
        ),
    )  # fmt: skip


def timetable(**changes: Any) -> Timetable:
    """The timetable for the parties, with both readings."""
    row: dict[str, Any] = {
        "group": "g", "since": None, "low": None, "high": None, "figure": "3", "coverage_ppm": 900_000,
        "last_observed": day(-1), "outlook_basis": "", "sources": (),
    }  # fmt: skip
    made: dict[str, Any] = {
        "schema": SCHEMA,
        "version": "0.9",
        "case": "made",
        "name": named("Made mission", "بعثة مصنوعة"),
        "as_of": AS_OF,
        "horizon": day(900),
        "release": "parties",
        "seed": 7,
        "futures": 1000,
        "inputs_digest": "0" * 64,
        "inputs": InputCount(reported=1, assumed=2, entered=3),
        "agreed": False,
        "end_agreed": False,
        "board": (
            BoardRow(
                condition="calm", statement=named("It is calm", "الحال هادئ"), state="not-met", outlook="data", **row
            ),
            BoardRow(
                condition="never", statement=named("It never is", "لا يكون"), state="cannot-tell", outlook="none", **row
            ),
        ),
        "readings": (reading("early", 0), reading("late", 5)),
        "findings": (),
        "context": context(),
    }  # fmt: skip
    return Timetable(**{**made, **changes})
