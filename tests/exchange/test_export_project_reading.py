"""Project files from outside: read if they are what they say, refused with a sentence if they are not."""

from __future__ import annotations

from datetime import date

import exported
import pytest

from jadwal.exchange.project import project, read, reading
from jadwal.messages import BadInput, Mistake

FOREIGN = """<?xml version="1.0"?>
<Project xmlns="http://schemas.microsoft.com/project"><Title>Theirs</Title><MinutesPerDay>480</MinutesPerDay><Tasks>
<Task><UID>0</UID><Name>All</Name><Summary>1</Summary></Task>
<Task><UID>1</UID><Name>One</Name><Start>2031-01-02T08:00:00</Start><Finish>2031-01-03T17:00:00</Finish>
<Duration>PT16H0M0S</Duration><PercentComplete>40</PercentComplete></Task>
<Task><UID>2</UID><Name>Two</Name><Duration>P1DT0H0M0S</Duration>
<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>3</Type><LinkLag>9600</LinkLag><LagFormat>7</LagFormat>
</PredecessorLink></Task></Tasks></Project>"""
BOMB = '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def refused(data: bytes) -> Mistake:
    """The mistake for which a file is refused; it has a remedy in both languages."""
    with pytest.raises(BadInput) as error:
        read(data)
    (mistake,) = error.value.mistakes
    assert mistake.would_be_right("en")
    assert mistake.would_be_right("ar")
    assert mistake.what("ar")
    return mistake


def test_a_file_of_another_program_is_read() -> None:
    """Without jadwal's ids; a lag of two working days counts their eight hours, P1D is three of their days."""
    found = read(FOREIGN.encode())
    assert found.title == "Theirs"
    _, one, two = found.tasks
    assert (one.id, one.start, one.finish, one.days, one.percent) == ("", date(2031, 1, 2), date(2031, 1, 3), 2, 40)
    assert two.start is None
    assert two.days == 3
    (link,) = two.links
    assert (link.before, link.type, link.lag, link.elapsed) == (1, "SS", 2, False)


@pytest.mark.parametrize("declaration", [BOMB, '<!DOCTYPE p SYSTEM "file:///etc/hostname">', "<!DOCTYPE p>"])
def test_document_types_and_entities_are_refused(declaration: str) -> None:
    """Bombs, files of the machine, and even a declaration that does nothing."""
    data = FOREIGN.replace('<?xml version="1.0"?>', declaration).replace("Theirs", "&b;")
    assert refused(data.encode()).code == "exchange.project-doctype"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<Project", b"<?xml version='1.0' encoding='x-none'?><a/>"])
def test_what_is_not_xml_is_refused(data: bytes) -> None:
    """A .mpp file, an empty one, half a one."""
    assert refused(data).code == "exchange.project-no-xml"


def test_xml_of_another_kind_is_refused() -> None:
    """Also a Project in no namespace."""
    assert refused(b"<html/>").what("en") == "This is an XML file of another kind: it begins with “html”."
    assert refused(b"<Project/>").code == "exchange.project-other-file"


def test_files_beyond_any_project_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """By their size before they are parsed, by their tasks before these are read."""
    monkeypatch.setattr(reading, "MOST_TASKS", 2)
    assert refused(FOREIGN.encode()).code == "exchange.project-too-many"
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    assert refused(FOREIGN.encode()).code == "exchange.project-too-large"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("<UID>2</UID>", "", "Task : UID is missing."),
        ("<UID>2</UID>", "<UID>two</UID>", "Task two: UID cannot be “two”."),
        ("2031-01-02T08:00:00", "2 January", "Task 1: Start cannot be “2 January”."),
        ("PT16H0M0S", "two days", "Task 1: Duration cannot be “two days”."),
        ("<Type>3</Type>", "<Type>9</Type>", "Task 2: Type cannot be “9”."),
        ("<PredecessorUID>1</PredecessorUID>", "", "Task 2: PredecessorUID is missing."),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_task(right: str, wrong: str, said: str) -> None:
    """So that it can be found."""
    assert refused(FOREIGN.replace(right, wrong).encode()).what("en") == said


def test_our_own_file_is_read_whole() -> None:
    """Title, resources and assignments too."""
    made = exported.timetable()
    found = read(project(made, made.readings[0], "en"))
    assert (found.title, len(found.tasks), len(found.resources), len(found.assignments)) == ("Made mission", 21, 2, 2)
