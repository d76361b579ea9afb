"""The page put together: templates, style, script, fonts, and what the browser is allowed to do with them.

In: a timetable.  Out: the bytes of one HTML file that needs nothing else.  The rule this module owns: *the page asks
for nothing*: a content security policy forbids every request, and lets run one script, named by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

from markupsafe import Markup

from jadwal.model.timetable import Timetable
from jadwal.publish.charts.chart import stylesheet
from jadwal.publish.charts.fonts import font_css
from jadwal.publish.charts.measure import REGULAR
from jadwal.publish.page.advice import findings
from jadwal.publish.page.figures import Figure, figures
from jadwal.publish.page.outcome import Outcome
from jadwal.publish.page.prose import Words, shown
from jadwal.publish.page.room import block, filled
from jadwal.publish.page.templates import environment, source, tight
from jadwal.publish.page.view import View

LANGUAGES = ("en", "ar")
DIRECTIONS = {"en": "ltr", "ar": "rtl"}
SECTIONS = (
    "agreed", "end", "timetable", "headcount", "map", "board", "counts", "decisions", "commission", "findings",
    "drivers", "sources", "assumed", "method", "reproduce",
)  # fmt: skip
LIMIT = 300_000  # bytes of a page: what it is given in drawings and their tables ends there
SIGNS = {"met": "✓", "not-met": "✗", "cannot-tell": "?"}
_TAG = re.compile(r"<(?:style|script)[^>]*>.*?</(?:style|script)>|<[^>]*>", re.DOTALL)


def page(timetable: Timetable, *, lang: str = "en", drawn: Mapping[str, Sequence[Figure]] | None = None) -> bytes:
    """``timetable`` as one self-contained HTML file that begins in ``lang``; both languages are in it.

    ``drawn``: the charts by language, where they have been drawn already; None: draw them.
    """
    drawn = {one: figures(timetable, one) for one in LANGUAGES} if drawn is None else drawn
    view = View(timetable)
    both = [Words(one) for one in LANGUAGES]
    ids = [*SECTIONS, *(["compare"] if timetable.earlier is not None else [])]
    said: dict[str, dict[str, Markup]] = {id: {} for id in ("head", *ids)}
    known = {words.lang: _known(words, view, drawn[words.lang], ids) for words in both}
    for lang_of, of in known.items():
        for id, by_language in said.items():
            by_language[lang_of] = _rendered(id, of)
    head = said.pop("head")
    script = tight(source("script.js"))
    body = (
        environment()
        .get_template("page.html")
        .render(
            lang=lang,
            both=both,
            dirs=DIRECTIONS,
            v=view,
            titles={w.lang: shown(timetable.name.of(w.lang)) for w in both},
            policy=_policy(script),
            css=_STYLE_MARK,
            script=Markup(script),
            head=head,
            sections=list(said.items()),
        )
    )
    body = tight(body)
    style = _style(body + "".join(f.chart.svg for found in drawn.values() for f in found))
    body = filled(body, drawn, known, LIMIT - len(style.encode("utf-8")))
    return body.replace(str(_STYLE_MARK), style, 1).encode("utf-8")


def _known(words: Words, view: View, charts: Sequence[Figure], ids: list[str]) -> dict[str, Any]:
    """What every section's template knows."""
    outcome = Outcome(words, view.names, view.t.horizon)
    drawn: dict[tuple[str, int | str | None], list[Figure]] = {}
    for figure in charts:
        drawn.setdefault((figure.section, figure.key), []).append(figure)
    return {
        "w": words,
        "v": view,
        "o": outcome,
        "ids": ids,
        "signs": SIGNS,
        "figs": lambda section, key: drawn.get((section, key), []),
        "block": partial(block, lang=words.lang),
        "findings": lambda: findings(view.t, outcome),
        "command": command(view.t),
    }


def _rendered(id: str, known: dict[str, Any]) -> Markup:
    return Markup(environment().get_template(f"{id}.html").render(known).strip())


def command(timetable: Timetable) -> str:
    """The command line that makes this timetable again, from its case folder."""
    parts = [f"jadwal plan {timetable.case} --as-of {timetable.as_of.isoformat()} --seed {timetable.seed}"]
    parts.append(f"--futures {timetable.futures}")
    if timetable.earlier is not None:
        parts.append("--baseline timetable.json")
    if timetable.release == "public":
        parts.append("--release public")
    return shown(" ".join(parts))


_STYLE_MARK = Markup("/*style*/")


@cache
def _rules() -> str:
    """The rules of the charts and of the page, without comments; the choice of a theme needs no script."""
    rules = stylesheet() + source("style.css")
    for theme in ("light", "dark"):
        rules = rules.replace(f':root[data-theme="{theme}"]', f":root:has(#theme-{theme}:checked)")
        rules = rules.replace(f':not([data-theme="{theme}"])', f":not(:has(#theme-{theme}:checked))")
    rules = re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)
    return re.sub(r"\s*([{};,>~])\s*", r"\1", re.sub(r"\s+", " ", rules)).replace(";}", "}").strip()


def _style(body: str) -> str:
    """The style sheet with the font that ``body`` needs; the browser thickens it for bold: a second weight is 22 kB."""
    said = html.unescape(_TAG.sub(" ", body))
    return font_css(said, (REGULAR,)) + _rules()


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
