"""The Chromium of this machine, opened so that it talks to nobody.

In: the environment.  Out: the path of a Chromium that starts, and a Playwright browser running it.  The rule this
module owns: *the network is not there*: no name resolves, and whoever opens a page through :class:`Watch` learns of
every request that is not for a file, a ``data:`` address or this machine itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, sync_playwright

Scheme = Literal["light", "dark"]
NAMED_BY = "JADWAL_CHROMIUM"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ARGUMENTS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--hide-scrollbars",
    "--js-flags=--max-old-space-size=512",
)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
LOCAL = ("file", "data", "blob", "about")


def executable() -> str | None:
    """The Chromium that ``JADWAL_CHROMIUM`` names, or the first one found; None when there is none that starts."""
    named = os.environ.get(NAMED_BY, "")
    for name in (named,) if named else NAMES:
        path = shutil.which(name)
        if path is not None and _starts(path):
            return path
    return None


def _starts(path: str) -> bool:
    """Ubuntu has a ``chromium-browser`` that only tells people to install another package."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@contextmanager
def browser(path: str) -> Iterator[Browser]:
    """A headless browser with an empty profile of its own, closed at the end."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS), headless=True)
        try:
            yield running
        finally:
            running.close()


def local(address: str) -> bool:
    """True for what is in a file, in the page itself or on this machine."""
    parts = urlsplit(address)
    return parts.scheme in LOCAL or parts.hostname in LOOPBACK


class Watch:
    """Pages of one browser, each watched: errors of the page, of its console, and requests to elsewhere."""

    def __init__(self, running: Browser) -> None:
        self.running = running
        self.troubles: list[str] = []
        self._contexts: list[BrowserContext] = []

    def open(
        self,
        address: str,
        *,
        width: int = 1280,
        height: int = 800,
        scheme: Scheme = "light",
        script: bool = True,
        downloads: bool = False,
    ) -> Page:
        """The page at ``address`` in a context of its own (``width`` and ``height`` in CSS pixels), fonts loaded."""
        context = self.running.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=script,
            accept_downloads=downloads,
            service_workers="block",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
            device_scale_factor=1,
        )
        self._contexts.append(context)
        context.route("**/*", self._let_through)
        context.on("request", self._requested)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"page error: {error}"))
        page.on("websocket", lambda socket: self.troubles.append(f"web socket: {socket.url}"))
        page.goto(address)
        page.evaluate("async () => { await document.fonts.ready }")
        return page

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _let_through(self, route: Route) -> None:
        if local(route.request.url):
            route.continue_()
        else:
            route.abort()

    def _requested(self, request: Request) -> None:
        if not local(request.url):
            self.troubles.append(f"request to elsewhere: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console {message.type}: {message.text}")
