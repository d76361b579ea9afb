"""What there is room for: drawings and long tables fill the page up to a size, the rest is linked to.

In: a page with empty slots, and what could stand in them.  Out: the page.  The rules this module owns: *the page stays
small enough to mail*, and *what matters most comes in first*; what does not fit stands in a file beside it, and the
page says where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from markupsafe import Markup

from jadwal.publish.page.figures import Figure
from jadwal.publish.page.templates import environment, tight

FORMS = 3  # as links, drawn, drawn with its table
FIRST = 3  # figures of the first reading that come before everything else
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


def filled(body: str, drawn: Mapping[str, Sequence[Figure]], known: Mapping[str, Known], room: int) -> str:
    """``body`` with its slots filled in order of importance until it has ``room`` bytes.

    ``drawn``: the charts by language; ``known``: what templates know, by language.
    """
    candidates = list(_candidates(drawn, known))
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
    return body


def _candidates(drawn: Mapping[str, Sequence[Figure]], known: Mapping[str, Known]) -> Iterator[Candidate]:
    """Drawings of the first reading, the long tables, then all other drawings."""
    figures = [_figure(both, known) for both in zip(*(drawn[lang] for lang in known), strict=True)]
    counts = next(iter(known.values()))["v"].t.counts
    yield from figures[:FIRST]
    yield _block("steps", 0, known)
    yield _block("bands", 0, known)
    for at in range(len(counts)):
        yield _block("tallies", at, known)
    yield from figures[FIRST:]


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
