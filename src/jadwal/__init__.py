"""jadwal (جدول, "timetable"): from a mission's case folder to a checked, simulated, conditions-based timetable."""

__version__ = "0.4.0"
