"""From a result to its page, and the page into a browser.

In: a result folder, its page, or the case it was planned from.  Out: the page's path.  The rule this module owns: *no
page is guessed*: what is named is opened, or it is said what is missing.
"""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from pathlib import Path

from jadwal.messages import BadInput, Mistake
from jadwal.publish import MAIN, PAGE

OUT = Path("out")  # where results go unless something else was said


def page_of(place: Path) -> Path:
    """The page (absolute) of a result folder, of a page, or of a case whose result lies in ``out/``.

    Raises ``BadInput`` when there is none.
    """
    try:
        if place.is_file() and place.suffix.lower() in (".html", ".htm"):
            return place.resolve()
        if place.is_file() and place.name == MAIN:
            place = place.parent
        folders = [place]
        if (place / "case.toml").is_file():
            folders = [OUT / place.resolve().name]
        for folder in folders:
            if (folder / PAGE).is_file():
                return (folder / PAGE).resolve()
    except OSError as why:
        raise _bad("cli.open-none", place) from why
    code = "cli.open-missing" if not place.exists() else "cli.open-none"
    raise _bad(code, place)


def shown_in_browser(page: Path, opener: Callable[[str], bool] = webbrowser.open) -> bool:
    """True when a browser has taken the page."""
    try:
        return opener(page.as_uri())
    except (webbrowser.Error, OSError):
        return False


def _bad(code: str, place: Path) -> BadInput:
    return BadInput([Mistake(code=code, file=str(place), params=(("place", str(place)),))])
