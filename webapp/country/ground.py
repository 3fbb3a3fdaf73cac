"""What an invitation to a country can build on: its institutions, its drafts, and who is there already."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import url_for

from questionnaire.instrument import Unit
from webapp.records import assessments, institutions, invitations, members
from webapp.tables import DRAFT, Assessment, Country, Institution


@dataclass(frozen=True)
class Draft:
    """An assessment whose questions can be given to people."""

    row: Assessment
    units: tuple[Unit, ...]

    @cached_property
    def questions(self) -> dict[str, tuple[str, ...]]:
        """The codes of questions by the code of what names them: a unit, or a question itself."""
        found = {unit.code: tuple(question.code for question in unit.questions) for unit in self.units}
        return found | {code: (code,) for codes in found.values() for code in codes}

    def named(self, codes: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The questions that these units and questions stand for, each once, and the codes that are
        unknown.
        """
        unknown = tuple(code for code in codes if code not in self.questions)
        wanted = {question for code in codes for question in self.questions.get(code, ())}
        return tuple(code for code in self.questions if code in wanted), unknown


@dataclass(frozen=True)
class Ground:
    """One country, as far as invitations need to know it."""

    land: Country
    institutions: tuple[Institution, ...]
    drafts: tuple[Draft, ...]
    members: frozenset[str]
    invited: frozenset[str]

    def institution(self, number: str) -> Institution | None:
        """The institution with that number, if the country asks it."""
        return next((row for row in self.institutions if str(row.id) == number), None)

    def institution_called(self, name: str) -> Institution | None:
        """The institution with that name, whatever the case of its letters, or with that code of a lead
        body, if only one has it.
        """
        named = [row for row in self.institutions if row.name.casefold() == name.casefold()]
        coded = [row for row in self.institutions if row.body_code == name.upper()]
        return named[0] if named else coded[0] if len(coded) == 1 else None

    def draft(self, number: str) -> Draft | None:
        """The draft with that number; the latest one if none is named."""
        if not number:
            return self.drafts[0] if self.drafts else None
        return next((draft for draft in self.drafts if str(draft.row.id) == number), None)

    def address(self, endpoint: str, **parts: object) -> str:
        """Where a page of this country is."""
        return url_for(endpoint, country=self.land.code, **parts)  # type: ignore[arg-type]


def ground_of(land: Country) -> Ground:
    """The country as it is now."""
    return Ground(
        land=land,
        institutions=tuple(institutions.of_country(land.code, open_only=True)),
        drafts=tuple(
            Draft(row, assessments.instrument_of(row).units_in(assessments.modules_of(row)))
            for row in assessments.assessments_in([land.code])
            if row.status == DRAFT
        ),
        members=frozenset(member.email for member in members.of_country(land.code)),
        invited=frozenset(waiting.email for waiting in invitations.waiting_in(land.code)),
    )
