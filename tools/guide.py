"""What mkdocs does with the pages of ``docs/`` beyond plain Markdown (``hooks`` in ``mkdocs.yml``).

In: the pages.  Out: the guide as a folder of HTML.  The rule this module owns: *an Arabic page is Arabic all over*:
pages below ``ar/`` have right-to-left frames and Arabic labels, and the language switch leads to the same page in the
other language, where there is one.
"""

from __future__ import annotations

from typing import Any

ARABIC = "ar/"
NAMES = {"en": "English", "ar": "العربية"}


def on_page_context(context: dict[str, Any], *, page: Any, config: Any, nav: Any) -> dict[str, Any]:
    """Set the theme's language and the language switch for one page, before it is rendered."""
    here = page.file.src_uri
    files = {one.file.src_uri: one.url for one in nav.pages}
    config.theme["language"] = "ar" if here.startswith(ARABIC) else "en"
    config.extra["alternate"] = [
        {"name": NAMES[lang], "lang": lang, "link": files.get(there, files[home])}
        for lang, there, home in (("en", english(here), "index.md"), ("ar", arabic(here), f"{ARABIC}index.md"))
    ]
    return context


def english(page: str) -> str:
    """The English page of the same content: ``ar/tour.md`` stands beside ``guide/tour.md`` or ``tour.md``."""
    own = page.removeprefix(ARABIC)
    if own == page:
        return page
    return own if own in ("index.md", "method.md", "commands.md") else f"guide/{own}"


def arabic(page: str) -> str:
    """The Arabic page of the same content."""
    return page if page.startswith(ARABIC) else ARABIC + page.removeprefix("guide/")
