"""The command line: thin; it reads what was typed, calls one workflow, and shows what came back.

In: arguments.  Out: text for people or JSON for programs, and an exit code.  The rules this room owns: *no traceback
reaches a user*; every error has one shape, ``{"mistakes": [...]}`` under ``--json``; and the exit codes below.

Heavy libraries are imported by the verb that needs them, so that ``jadwal --help`` answers at once.
"""

from __future__ import annotations

from jadwal.cli.entry import main

__all__ = ["main"]
