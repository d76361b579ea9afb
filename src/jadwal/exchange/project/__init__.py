"""MS Project XML: a timetable as a file that MS Project and ProjectLibre open, and such a file read back.

In: a timetable and one of its readings; the bytes of a project file. Out: those bytes; a plain project. The rule this
room owns: *the dates of the file are the aim dates and stay so*: no program that opens it has a reason to move them.
"""

from __future__ import annotations

from jadwal.exchange.project.reading import Project, read
from jadwal.exchange.project.writing import ours, project

__all__ = ["Project", "ours", "project", "read"]
