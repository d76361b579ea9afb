"""Time and size of the charts: ``python benchmarks/charts.py TIMETABLE.json [--repeat N]``.

Draws every chart of the first reading in both languages out of the ``timetable.json`` of a result folder and prints,
for each, the milliseconds (median and least of N) and the bytes of its SVG; then what a page needs once: the fonts cut
to the charts' text, and the stylesheet.  For scale, in the same run: the timetable's JSON decoded, and one chart as PNG
by resvg.  A benchmark, never a test.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from jadwal.model.timetable import Timetable, decode
from jadwal.publish.charts import Chart, font_css, png, stylesheet
from jadwal.publish.charts.curve import curve
from jadwal.publish.charts.fonts import _cut
from jadwal.publish.charts.from_timetable import curves_of, gantt_of, headcount_of
from jadwal.publish.charts.gantt import gantt
from jadwal.publish.charts.headcount import headcount


def charts(timetable: Timetable) -> dict[str, Callable[[str], Chart]]:
    """Every chart of the first reading by name, from the timetable to the drawing."""
    return {
        "timetable": lambda lang: gantt(gantt_of(timetable, 0, "gantt"), lang),
        "headcount, by nation": lambda lang: headcount(headcount_of(timetable, 0, "nations"), lang),
        "headcount, by role": lambda lang: headcount(headcount_of(timetable, 0, "roles", by="role"), lang),
        "curves": lambda lang: curve(curves_of(timetable, 0, "curves"), lang),
    }


def timed(call: Callable[[], object], repeat: int) -> tuple[float, float]:
    """(median, least) milliseconds of a call."""
    taken = []
    for _ in range(repeat):
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), min(taken)


def fonts(text: str) -> str:
    """The fonts, cut anew."""
    _cut.cache_clear()
    return font_css(text)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("timetable", type=Path)
    options.add_argument("--repeat", type=int, default=20)
    given = options.parse_args()
    data = given.timetable.read_bytes()
    timetable = decode(data)
    print(f"{'':32}{'median ms':>10}{'least ms':>10}{'bytes':>10}")

    def row(name: str, call: Callable[[], object], size: int, repeat: int = given.repeat) -> None:
        median, least = timed(call, repeat)
        print(f"{name:32}{median:10.1f}{least:10.1f}{size:10,}")

    drawn = ""
    for name, draw in charts(timetable).items():
        for lang in ("en", "ar"):
            made = draw(lang)
            drawn += made.svg
            row(f"{name} ({lang})", lambda draw=draw, lang=lang: draw(lang), len(made.svg.encode()))  # type: ignore[misc]
    row("fonts of these charts", lambda: fonts(drawn), len(fonts(drawn).encode()), 3)
    row("stylesheet", stylesheet, len(stylesheet().encode()))
    one = charts(timetable)["timetable"]("ar")
    row("for scale: as PNG (resvg)", lambda: png(one), len(png(one)), 3)
    row("for scale: timetable.json read", lambda: decode(data), len(data), 5)


if __name__ == "__main__":
    main()
