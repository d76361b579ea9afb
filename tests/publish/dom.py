"""A page as a tree, read by the standard library's parser: elements, their attributes, their text."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "input", "br", "hr", "img", "link"}


class Element:
    """One element; ``parent`` is None for the root."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Element | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self["class"].split())

    def all(self, tag: str = "", cls: str = "") -> Iterator[Element]:
        """Every element below it of a tag and a class."""
        for child in self.children:
            if isinstance(child, Element):
                if (not tag or child.tag == tag) and (not cls or cls in child.classes):
                    yield child
                yield from child.all(tag, cls)

    def above(self) -> Iterator[Element]:
        """Itself and the elements it stands in, from the inside out."""
        at: Element | None = self
        while at is not None:
            yield at
            at = at.parent

    def text(self) -> str:
        """Everything it says, without scripts and styles."""
        if self.tag in ("script", "style"):
            return ""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.at = self.root
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        if len({name for name, _ in attrs}) != len(attrs):
            self.wrong.append(f"<{tag}> has an attribute twice")
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.at.tag != tag or self.at.parent is None:
            self.wrong.append(f"</{tag}> closes <{self.at.tag}>")
            return
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def read(page: bytes) -> Element:
    """The root of a page; every element must be closed, and in its order."""
    reader = _Reader()
    reader.feed(page.decode("utf-8"))
    reader.close()
    assert reader.wrong == []
    assert reader.at is reader.root
    return reader.root


def section(root: Element, id: str, lang: str) -> Element:
    """A section of the page in one language."""
    (found,) = (s for s in root.all("section") if s["id"] == id)
    (said,) = (c for c in found.children if isinstance(c, Element) and lang in c.classes)
    return said
