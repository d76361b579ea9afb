"""Where things are on a page, asked of the browser: what lies on what, what is cut off, what is too faint.

In: a page of Playwright, a CSS selector.  Out: one line of text per defect, empty when there is none.  The rule this
module owns: *a box is the box of the ink*: a font's own box is taller than its letters, and Arabic fonts' much more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8")
LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3


def ask(page: Page, function: str, argument: Any = None) -> Any:
    """What a function of ``geometry.js`` answers."""
    return page.evaluate(f"(argument) => {{ {SCRIPT}\nreturn {function}(argument); }}", argument)


def overlaps(page: Page, selector: str = "body") -> list[str]:
    """Pairs of visible texts whose boxes share more than 1 px both ways.

    Left out: texts inside the same ``data-overlap="ok"`` group or carrying that mark themselves, what is scrolled out
    of sight, and what passes under an opaque bar that stays in place.
    """
    found = ask(page, "overlaps", selector)
    return [
        f"{f['where']} at {f['at']}: {f['texts'][0]!r} and {f['texts'][1]!r} share {f['by'][0]} x {f['by'][1]} px"
        for f in found
    ]


def clipped(page: Page, selector: str = "body") -> list[str]:
    """Texts outside their drawing, wider than the box they stand in, or cut off by it; by more than 1 px."""
    return [
        f"{f['where']} at {f['at']}: {f['text']!r} is {f['what']}, {f['side']} by {f['by']} px"
        for f in ask(page, "clipped", selector)
    ]


def sideways(page: Page) -> list[str]:
    """What makes the page itself scroll sideways; ``.scroll`` containers may."""
    found = ask(page, "sideways")
    return [f"the page is {found['by']} px wider than the window", *found["out"]] if found["by"] > 0 else []


def faint(page: Page, selector: str = "body", least: float = LEAST_CONTRAST) -> list[str]:
    """Texts with less contrast than ``least`` to what is under them; a page without any text is a defect too."""
    answer = ask(page, "faint", {"selector": selector, "least": least})
    if not answer["looked"]:
        return [f"no text in {selector}"]
    return [f"{f['where']}: {f['text']!r} in {f['colour']} reaches {f['ratio']} : 1" for f in answer["found"]]


def ground(page: Page) -> tuple[int, int, int]:
    """The colour behind the page's text."""
    red, green, blue, _ = ask(page, "ground_of_page")
    return round(red), round(green), round(blue)


def focus_seen(page: Page) -> bool:
    """True when what has the focus looks other than without it."""
    return bool(ask(page, "focus_seen"))
