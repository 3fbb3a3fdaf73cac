"""The parts of the chapter on assistance needs: what stands in the register, in words already."""

from __future__ import annotations

from questionnaire.assistance.releases import FieldSet
from questionnaire.assistance.status import Status
from reports.content.parts import Part


class NeedFact(Part, frozen=True):
    """One thing that a need says: the name of the field, what people call it, and what stands there.

    `typed` where somebody of the country typed it, in whatever language.
    """

    name: str
    label: str
    text: str
    typed: bool


class NeedSet(Part, frozen=True):
    """A set of fields that the readers may see, with those that say something."""

    code: FieldSet
    title: str
    facts: tuple[NeedFact, ...]


class StandingLine(Part, frozen=True):
    """One need of the register. `status_words`, `not_shown` and `leave` are "" where there is nothing to say:
    `not_shown` names the sets that were not released, `leave` says what lets the readers see it.
    """

    number: int
    title: str
    unit: str
    unit_title: str
    types: tuple[str, ...]
    type_titles: tuple[str, ...]
    urgency: str
    status: Status | None
    status_words: str
    has_ended: bool
    sets: tuple[NeedSet, ...]
    not_shown: str
    leave: str


class TypeOfNeeds(Part, frozen=True):
    """A main type of assistance, and the needs of it."""

    code: str
    title: str
    needs: tuple[StandingLine, ...]


class StandingChapter(Part, frozen=True):
    """The needs of the register by main type and unit, and how they come to stand here.

    `nothing` says in words that there are none.
    """

    as_of: str
    lead: str
    nothing: str
    types: tuple[TypeOfNeeds, ...]

    @property
    def needs(self) -> tuple[StandingLine, ...]:
        """All of them, in the order of the chapter."""
        return tuple(need for each in self.types for need in each.needs)
