"""The five ways in which mixed text fails, each with the exact string or piece of SVG that keeps it from failing."""

from __future__ import annotations

import re

import pytest
from charted import NASTY, curves_input, gantt_input, headcount_input
from hypothesis import given
from hypothesis import strategies as st

from jadwal.publish.charts import clean, label, markup, shown
from jadwal.publish.charts.bidi import balanced, named
from jadwal.publish.charts.curve import curve
from jadwal.publish.charts.gantt import gantt
from jadwal.publish.charts.headcount import headcount
from jadwal.text import FSI, LRI, PDI, RLI, strip_controls

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
MIXED = st.text(st.sampled_from(f"ab 12-/%.اب{FSI}{RLI}{LRI}{PDI}\u202e\u200f"))


@pytest.mark.parametrize(
    ("said", "golden"),
    [
        ("الانتهاء 2025-09-30", f"{RLI}الانتهاء {FSI}2025-09-30{PDI}{PDI}"),
        ("بين 12-15 و44%", f"{RLI}بين {FSI}12-15{PDI} و{FSI}44%{PDI}{PDI}"),
        ("تغيّر -40 يومًا", f"{RLI}تغيّر {FSI}-40{PDI} يومًا{PDI}"),
        ("تغيّر +12.5%", f"{RLI}تغيّر {FSI}+12.5%{PDI}{PDI}"),
        ("30 أيلول 2025", f"{RLI}30 أيلول 2025{PDI}"),
        (f"حتى {FSI}2025-09-30{PDI}", f"{RLI}حتى {FSI}2025-09-30{PDI}{PDI}"),
    ],
)
def test_1_a_figure_after_arabic_text_stands_as_written(said: str, golden: str) -> None:
    """Dates, ranges, percentages and signed numbers are isolated, once; plain numbers need nothing."""
    assert shown(said, "ar") == golden


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_2_anchors_do_not_depend_on_the_page(lang: str) -> None:
    """Every drawing says that it runs left to right, so that start is left and end is right."""
    for made in (gantt(gantt_input(), lang), headcount(headcount_input(), lang), curve(curves_input(), lang)):
        assert re.match(rf'<svg class="[a-z -]+" viewBox="[0-9. ]+" [^>]*direction="ltr" lang="{lang}"', made.svg)
    assert label(10, 20, "اسم", "ar", anchor="end") == f'<text x="10" y="20" class="e">{RLI}اسم{PDI}</text>'


def test_3_a_mixed_label_is_one_isolate_that_reads_from_the_right() -> None:
    """Latin names and brackets in an Arabic label keep their places; an English label needs nothing."""
    assert markup("قاعدة (Union III) في بغداد", "ar") == f"{RLI}قاعدة (Union III) في بغداد{PDI}"
    assert markup("Union III (بغداد)", "en") == "Union III (بغداد)"
    assert named("Union III", "ar") == f"{FSI}Union III{PDI}"
    assert named("بغداد", "ar") == "بغداد"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_4_digits_are_western(lang: str) -> None:
    """Whatever digits a name came with."""
    assert strip_controls(shown("من ٢٠٢٤ إلى ۲۰۲۵", lang)) == "من 2024 إلى 2025"
    for made in (gantt(gantt_input(6, NASTY), lang), curve(curves_input(names=NASTY), lang)):
        assert not re.search("[٠-٩۰-۹]", made.svg + made.title + made.description + str(made.table))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_5_time_runs_left_to_right_and_the_axis_says_so(lang: str) -> None:
    """The same day has the same place in both languages (decision 9)."""
    words = {"en": "Time runs from left to right →", "ar": f"{RLI}يجري الزمن من اليسار إلى اليمين{PDI}"}
    place = re.compile(r'<path class="today" d="(M[0-9.]+)')
    both = [(gantt(gantt_input(), k), curve(curves_input(), k)) for k in (lang, "en", "ar")]
    for here, english, arabic in zip(*both, strict=True):
        assert words[lang] in here.svg
        assert place.findall(arabic.svg) == place.findall(english.svg) != []


@given(MIXED, st.sampled_from(["en", "ar"]))
def test_isolates_are_always_closed_and_overrides_never_pass(said: str, lang: str) -> None:
    """Nothing in a text reaches what stands beside it; its letters and digits are all still there."""
    out = shown(said, lang)
    assert balanced(out)
    assert not set("\u202a\u202b\u202c\u202d\u202e\u200e\u200f\u061c") & set(out)
    assert strip_controls(out) == strip_controls(said)


@given(TEXTS)
def test_a_clean_name_is_one_line_without_control_characters(name: str) -> None:
    """And cleaning it again changes nothing."""
    assert not re.search("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", clean(name))
    assert clean(clean(name)) == clean(name)
