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
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from jadwal.model.timetable import Timetable
from jadwal.publish.charts.chart import stylesheet
from jadwal.publish.charts.fonts import font_css
from jadwal.publish.page.advice import findings
from jadwal.publish.page.figures import Figure, figures
from jadwal.publish.page.outcome import Outcome
from jadwal.publish.page.prose import Words, shown
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
_INDENT = re.compile(r"\n\s+")


def page(timetable: Timetable, *, lang: str = "en", drawn: Mapping[str, Sequence[Figure]] | None = None) -> bytes:
    """``timetable`` as one self-contained HTML file that begins in ``lang``; both languages are in it.

    ``drawn``: the charts by language, where they have been drawn already; None: draw them.
    """
    drawn = {one: figures(timetable, one) for one in LANGUAGES} if drawn is None else drawn
    view = View(timetable)
    both = [Words(one) for one in LANGUAGES]
    ids = [*SECTIONS, *(["compare"] if timetable.earlier is not None else [])]
    said: dict[str, dict[str, Markup]] = {id: {} for id in ("head", *ids)}
    for words in both:
        shared = _shared(words, view, drawn[words.lang], ids)
        for id, by_language in said.items():
            by_language[words.lang] = _rendered(id, shared)
    head = said.pop("head")
    script = _INDENT.sub("\n", _text("script.js"))
    body = (
        _environment()
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
    body = _INDENT.sub("\n", body)
    style = _style(body + "".join(f.chart.svg for found in drawn.values() for f in found))
    body = fitted(body, drawn, {w.lang: w for w in both}, view, LIMIT - len(style.encode("utf-8")))
    return body.replace(str(_STYLE_MARK), style, 1).encode("utf-8")


def _shared(words: Words, view: View, charts: Sequence[Figure], ids: list[str]) -> dict[str, Any]:
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
        "findings": lambda: findings(view.t, outcome),
        "command": command(view.t),
    }


def _rendered(id: str, shared: dict[str, Any]) -> Markup:
    return Markup(_environment().get_template(f"{id}.html").render(shared).strip())


def command(timetable: Timetable) -> str:
    """The command line that makes this timetable again, from its case folder."""
    parts = [f"jadwal plan {timetable.case} --as-of {timetable.as_of.isoformat()} --seed {timetable.seed}"]
    parts.append(f"--futures {timetable.futures}")
    if timetable.earlier is not None:
        parts.append("--baseline timetable.json")
    if timetable.release == "public":
        parts.append("--release public")
    return shown(" ".join(parts))


def fitted(
    body: str, drawn: Mapping[str, Sequence[Figure]], words: Mapping[str, Words], view: View, room: int
) -> str:
    """``body`` with its figures, in their order of importance, until it has ``room`` bytes; the rest as links.

    Drawings come first, then their tables; a figure is shown in both languages or in none.
    """
    template = _environment().get_template("figure.html")

    def made(at: int, drawing: bool, table: bool) -> dict[str, str]:
        shown = {}
        for lang, found in drawn.items():
            said = template.render(w=words[lang], v=view, f=found[at], drawn=drawing, tabled=table)
            shown[str(found[at].slot)] = _INDENT.sub("\n", said).strip()
        return shown

    number = len(next(iter(drawn.values()), ()))
    forms = [[made(at, False, False), made(at, True, False), made(at, True, True)] for at in range(number)]
    sizes = [[sum(len(said.encode("utf-8")) for said in form.values()) for form in three] for three in forms]
    chosen = [0] * number
    room -= len(body.encode("utf-8")) + sum(three[0] for three in sizes)
    for form in (1, 2):
        for at, three in enumerate(sizes):
            more = three[form] - three[form - 1]
            if chosen[at] == form - 1 and more <= room:
                chosen[at], room = form, room - more
    for at, form in enumerate(chosen):
        for slot, said in forms[at][form].items():
            body = body.replace(slot, said, 1)
    return body


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("jadwal.publish.page", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


@cache
def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


_STYLE_MARK = Markup("/*style*/")


@cache
def _rules() -> str:
    """The rules of the charts and of the page, without comments; the choice of a theme needs no script."""
    rules = stylesheet() + _text("style.css")
    for theme in ("light", "dark"):
        rules = rules.replace(f':root[data-theme="{theme}"]', f":root:has(#theme-{theme}:checked)")
        rules = rules.replace(f':not([data-theme="{theme}"])', f":not(:has(#theme-{theme}:checked))")
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)).strip()


def _style(body: str) -> str:
    """The style sheet with the fonts that ``body`` needs."""
    said = html.unescape(_TAG.sub(" ", body))
    return font_css(said) + _rules()


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
