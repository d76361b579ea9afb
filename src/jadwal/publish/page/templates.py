"""The page's own files: templates, style, script.

In: names.  Out: templates that escape whatever is put into them.  The rule this module owns: *nothing of a case is
marked up by a template without being escaped*: autoescaping is always on, and a name that does not exist is an error.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

_INDENT = re.compile(r"\n\s+")


@cache
def environment() -> Environment:
    """All templates."""
    return Environment(
        loader=PackageLoader("jadwal.publish.page", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


@cache
def source(name: str) -> str:
    """A style sheet or script as it is written."""
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def tight(body: str) -> str:
    """``body`` without indentation and empty lines."""
    return _INDENT.sub("\n", body)
