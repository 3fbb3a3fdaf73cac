"""What a paper says about itself: on its first page, and at the head and foot of each sheet."""

from __future__ import annotations

from questionnaire.answers import TOP_GRADE
from reports.content.gathered import Gathered
from reports.papers.particulars import Particulars
from reports.papers.structure import Front, Running

# What fits into half a line at the head of a sheet; the paper's front prints it whole.
MOST_IN_HEAD = 56
BLANK_IN_HEAD = "_" * 30


def front(
    gathered: Gathered, particulars: Particulars, *, title: str, classification: str, foot: str
) -> Front:
    """What the paper says about itself, whole on its first page and shortened on each; `foot` is
    the first line at the foot of each.
    """
    _ = gathered.wording.gettext
    reference, return_by, made = (
        gathered.wording.day(day) if day else ""
        for day in (particulars.reference_date, particulars.return_by, particulars.generated_on)
    )
    return Front(
        title=title,
        country=particulars.country_name,
        assessment=particulars.assessment_title,
        reference_date=reference,
        institution=particulars.institution,
        asked_by=particulars.asked_by,
        return_to=particulars.return_to,
        return_by=return_by,
        generated_on=made,
        instrument=gathered.instrument.title,
        version=gathered.instrument.version,
        notice=particulars.notice,
        statement=_("Self-assessment; not a finding of the United Nations"),
        classification=classification,
        pilot_note=gathered.instrument.pilot_note.strip(),
        grades=grades(gathered),
        running=running(gathered, particulars, classification, foot),
    )


def running(gathered: Gathered, particulars: Particulars, classification: str, foot: str) -> Running:
    """What stands at the head and foot of each sheet."""
    _ = gathered.wording.gettext
    reference = gathered.wording.day(particulars.reference_date) if particulars.reference_date else ""
    about = (particulars.country_name, particulars.assessment_title, reference)
    source = _("{instrument}, version {version}").format(
        instrument=gathered.instrument.title, version=gathered.instrument.version
    )
    last = (source, classification, in_head(particulars.notice))
    lines = (foot, back(gathered, particulars), " · ".join(part for part in last if part))
    return Running(
        head=(
            " · ".join(in_head(part) for part in about if part) or gathered.instrument.title,
            _("Institution: {name}").format(name=in_head(particulars.institution) or BLANK_IN_HEAD),
        ),
        foot=tuple(line for line in lines if line),
    )


def back(gathered: Gathered, particulars: Particulars) -> str:
    """To whom the sheet goes back, and by when; empty if neither is known."""
    _ = gathered.wording.gettext
    name, day = in_head(particulars.return_to), particulars.return_by
    if day is None:
        return _("Return to {name}").format(name=name) if name else ""
    if not name:
        return _("Return by {day}").format(day=gathered.wording.day(day))
    return _("Return to {name} by {day}").format(name=name, day=gathered.wording.day(day))


def in_head(text: str) -> str:
    """The text on one line, cut where it would not fit into the head of a sheet."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_IN_HEAD else line[: MOST_IN_HEAD - 1].rstrip() + "…"


def grades(gathered: Gathered) -> str:
    """The grades of evidence, each with its number: what must be known to fill in any sheet."""
    return " · ".join(f"{grade} {gathered.wording.grade_meaning(grade)}" for grade in range(TOP_GRADE + 1))
