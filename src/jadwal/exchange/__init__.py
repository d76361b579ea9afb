"""The exchange room: a case and its timetable in the files of other programs, out and in.

In: a case folder or a timetable.  Out: files of other programs; and back.  The rule this room owns: *what comes back
is checked like what a person types into the case folder*.
"""
