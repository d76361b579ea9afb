"""Made-up levels of counts and ratings of a formation, some of which name what is withheld from the public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from jadwal.model.base import Text
from jadwal.model.level import CountLevel, Gap, LevelSpan, Rate, Shift, Trend
from jadwal.model.rated import Capability, Progress, Rating

Days = Callable[[int], date]


def level(
    day: Days, indicator: str, en: str, ar: str, scope: str = "all", of: str = "", *named_as: str, shifted: bool = False
) -> CountLevel:
    """Ten weeks at 2 and ten at 6; a silence, a trend, a rate."""
    spans = (
        LevelSpan(first=day(-140), last=day(-71), level_milli=2_000, low_milli=1_500, high_milli=2_600),
        LevelSpan(
            first=day(-70), last=day(-1), level_milli=6_000, low_milli=5_000, high_milli=7_000, chance_ppm=900_000,
            low_day=day(-77), high_day=day(-70), reporting=True,
        ),
    )  # fmt: skip
    shift = Shift(
        of="kinds", day=day(-70), low_day=day(-77), high_day=day(-63), chance_ppm=990_000, name="raid",
        before_ppm=100_000, after_ppm=700_000,
    )  # fmt: skip
    return CountLevel(
        indicator=indicator,
        name=Text(en=en, ar=ar),
        unit="attacks",
        scope=scope,  # type: ignore[arg-type]
        of=of,
        of_name=Text(en=named_as[0], ar=named_as[1]) if named_as else None,
        weeks=tuple((day(7 * n - 140), 2 if n < 10 else 6) for n in range(20)),
        spans=spans,
        trend=Trend(weeks=10, change_ppm=10_000, low_ppm=-90_000, high_ppm=120_000, direction="unclear"),
        rate=Rate(
            recent_weeks=4, recent_low=24, recent_high=24, year_weeks=16, year_low=60, year_high=60, verdict="short"
        ),
        gaps=(
            Gap(kind="silent", first=day(-100), last=day(-80), weeks=3, chance_ppm=120, earlier_milli=2_000),
            Gap(kind="unobserved", first=day(-80), last=day(-73), weeks=1),
        ),
        shifts=(shift,) if shifted else (),
    )


def rated(day: Days) -> Capability:
    """A function of a formation that one assessor rated."""
    return Capability(
        indicator="skill",
        name=Text(en="Evacuation", ar="إخلاء"),
        formation="Army",
        function="medics-tah",
        ladder=("none", "some", "all"),
        wanted=2,
        low=0,
        high=1,
        observed=day(-20),
        confidence_ppm=900_000,
        ratings=(Rating(assessor="A", unit="guards-jeem", observed=day(-20), step=0, confidence_ppm=900_000),),
        progress=Progress(basis="none", remaining=2, gained=0, over_days=0),
    )
