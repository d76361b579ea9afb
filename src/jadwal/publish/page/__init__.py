"""The page: ``index.html``, what people look at first.

In: a timetable, already at its level of release.  Out: one HTML file in both languages that needs no network, no
server and no script.  The rule this room owns: *understood in a minute, and open to question*: what is agreed comes
first, no date stands without its chance, every fact leads to its source.
"""

from __future__ import annotations

from jadwal.publish.page.figures import Figure, figures
from jadwal.publish.page.render import LANGUAGES, page

__all__ = ["LANGUAGES", "Figure", "figures", "page"]
