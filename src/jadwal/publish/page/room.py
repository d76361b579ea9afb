"""What there is room for: drawings and long tables fill the page up to a size, the rest is linked to.

In: a page with empty slots, and what could stand in them.  Out: the page.  The rules this module owns: *the page stays
small enough to mail*, and *what matters most comes in first*; what does not fit stands in a file beside it, and the
page says where.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from markupsafe import Markup

from jadwal.publish.page.figures import Figure
from jadwal.publish.page.templates import environment, tight

SPARED = 12  # percent: more than sharing outlines spares
STEP = 500  # bytes
LONG = 80  # characters of an outline that is worth pointing to
_OUTLINE = re.compile(r'<path class="([^"]+)" d="[^"]*"/>')
FORMS = 3  # as links, drawn, drawn with its table
BLOCKS = {"steps": "timetable.csv", "bands": "headcount.csv", "tallies": ""}  # long tables and the files that hold them

Known: TypeAlias = dict[str, Any]  # what a template knows
Form: TypeAlias = dict[str, str]  # what stands in a slot, by slot, in both languages


class Candidate:
    """Something that may stand on the page, in forms of growing size; the first always fits.

    A form is made when it is first asked for.
    """

    def __init__(self, *makers: Callable[[], Form]) -> None:
        self._makers = makers
        self._made: dict[int, Form] = {}

    def form(self, at: int) -> Form:
        """What stands in its slots."""
        if at not in self._made:
            self._made[at] = self._makers[at]()
        return self._made[at]

    def has(self, at: int) -> bool:
        """True when there is such a form."""
        return at < len(self._makers)

    def size(self, at: int) -> int:
        """Bytes of a form, in both languages."""
        return sum(len(said.encode("utf-8")) for said in self.form(at).values())


def block(name: str, lang: str, at: int = 0) -> Markup:
    """The slot of a long table."""
    return Markup("<!--block {} {} {}-->").format(name, at, lang)


def shared(body: str) -> str:
    """``body`` with every long outline drawn once: both languages show the same borders and the same bars.

    What comes again points to where it was first and has its class, from which it inherits how it looks.
    """
    found = Counter(outline[0] for outline in _OUTLINE.finditer(body) if len(outline[0]) >= LONG)
    numbers = {outline: n for n, outline in enumerate((o for o, times in found.items() if times > 1), 1)}
    seen: set[str] = set()

    def drawn(outline: re.Match[str]) -> str:
        n = numbers.get(outline[0])
        if n is None:
            return outline[0]
        if outline[0] in seen:
            return f'<use class="{outline[1]}" href="#o{n}"/>'
        seen.add(outline[0])
        return outline[0].replace("<path ", f'<path id="o{n}" ', 1)

    return _OUTLINE.sub(drawn, body)


def filled(body: str, drawn: Mapping[str, Sequence[Figure]], known: Mapping[str, Known], room: int) -> str:
    """``body`` with its slots filled in order of importance until it has ``room`` bytes.

    ``drawn``: the charts by language; ``known``: what templates know, by language.  What sharing outlines spares,
    there is room for again.
    """
    candidates = list(_candidates(drawn, known))
    found, least, most = _filled(body, candidates, room), room, room + room * SPARED // 100
    while most - least > STEP:
        middle = (least + most) // 2
        fuller = _filled(body, candidates, middle)
        if len(fuller.encode("utf-8")) > room:
            most = middle
        else:
            found, least = fuller, middle
    return found


def _filled(body: str, candidates: Sequence[Candidate], room: int) -> str:
    chosen = [0] * len(candidates)
    room -= len(body.encode("utf-8")) + sum(c.size(0) for c in candidates)
    for form in range(1, FORMS):
        for at, c in enumerate(candidates):
            if chosen[at] == form - 1 and c.has(form) and (more := c.size(form) - c.size(form - 1)) <= room:
                room -= more
                chosen[at] = form
    for form, c in zip(chosen, candidates, strict=True):
        for slot, said in c.form(form).items():
            body = body.replace(slot, said, 1)
    return shared(body)


def _candidates(drawn: Mapping[str, Sequence[Figure]], known: Mapping[str, Known]) -> Iterator[Candidate]:
    """Drawings of the first reading and of none, the long tables, then those of the other readings."""
    pairs = list(zip(*(drawn[lang] for lang in known), strict=True))
    first = [_figure(both, known) for both in pairs if not both[0].reading]
    counts = next(iter(known.values()))["v"].t.counts
    yield from first
    yield _block("bands", 0, known)
    yield _block("steps", 0, known)
    for at in range(len(counts)):
        yield _block("tallies", at, known)
    yield from (_figure(both, known) for both in pairs if both[0].reading)


def _figure(both: Sequence[Figure], known: Mapping[str, Known]) -> Candidate:
    """A figure as links to its files, drawn, and drawn with its table."""

    def form(drawing: bool, table: bool) -> Form:
        return {
            str(f.slot): _rendered("figure", of | {"f": f, "drawn": drawing, "tabled": table})
            for f, of in zip(both, known.values(), strict=True)
        }

    return Candidate(partial(form, False, False), partial(form, True, False), partial(form, True, True))


def _block(name: str, at: int, known: Mapping[str, Known]) -> Candidate:
    """A long table: as the name of the file that holds it, and whole."""
    slots = {lang: str(block(name, lang, at)) for lang in known}

    def short() -> Form:
        file = BLOCKS[name]
        said = {lang: of["w"].say("table-beside", file=of["w"].id(file)) for lang, of in known.items()}
        return {slots[lang]: Markup('<p class="meta">{}</p>').format(said[lang]) if file else "" for lang in known}

    def whole() -> Form:
        return {slots[lang]: _rendered(name, of | {"at": at}) for lang, of in known.items()}

    return Candidate(short, whole)


def _rendered(name: str, known: Known) -> str:
    return tight(environment().get_template(f"{name}.html").render(known)).strip()
