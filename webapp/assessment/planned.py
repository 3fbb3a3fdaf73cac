"""What every page of the action plan begins with: what is saved, what is offered, and to whom."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from flask import abort

from questionnaire.answers import Action, AnswerSheet, Choice, Level
from questionnaire.instrument import Question, Unit
from questionnaire.outcome import Outcome, outcome_of
from questionnaire.plan import is_reached, open_proposals
from webapp.assessment.action_words import step_words
from webapp.assessment.opened import Opened
from webapp.records import (
    action_revisions,
    answer_revisions,
    answer_sheets,
    institutions,
    plan_revisions,
    submissions,
)
from webapp.records.action_revisions import SavedAction
from webapp.tables import Institution


class Planned(msgspec.Struct, frozen=True):
    """The action plan of an assessment.

    `offered` holds what can be taken up: what was under way when the cycle before was handed in, as far as it
    is not reached, and a proposal for every other gap.
    """

    sheet: AnswerSheet
    outcome: Outcome
    saved: Mapping[str, SavedAction]
    offered: Mapping[str, Action]
    earlier: frozenset[str]
    bodies: tuple[Institution, ...]

    @property
    def taken_up(self) -> list[Action]:
        """The actions that are part of the plan."""
        return [saved.action for saved in self.saved.values() if saved.action.taken_up]

    def owners(self, chosen: str) -> list[str]:
        """Who may own an action: the country's institutions, and whoever is named already."""
        named = [body.name for body in self.bodies]
        return list(dict.fromkeys([*named, *([chosen] if chosen else [])]))


class About(msgspec.Struct, frozen=True):
    """What an action's code says that it is about: a question, or a unit as a whole."""

    code: str
    unit: Unit
    question: Question | None


def planned_in(here: Opened) -> Planned:
    """The action plan of the assessment, with what could be added to it."""
    saved = action_revisions.saved_actions(here.row)
    sheet = answer_sheets.sheet_of(
        here.row,
        answer_revisions.saved_answers(here.row),
        plan_revisions.saved_plans(here.row),
        saved,
    )
    outcome = outcome_of(here.instrument, sheet)
    bodies = tuple(institutions.of_country(here.row.country_code, open_only=True))
    earlier = {
        code: action
        for code, action in submissions.actions_of_cycle_before(here.row).items()
        if code not in saved
        and any(unit.code == action.unit for unit in here.units)
        and not is_reached(here.instrument, sheet, action)
    }
    on_their_way = {action.question for action in earlier.values() if action.question}
    proposals = {
        action.code: _in_the_countrys_terms(here, action, bodies)
        for action in open_proposals(here.instrument, sheet, outcome)
        if action.question not in on_their_way
    }
    return Planned(sheet, outcome, saved, {**proposals, **earlier}, frozenset(earlier), bodies)


def about(here: Opened, code: str) -> About:
    """What the code is about; a 404 where this assessment has none such, or it is not scored."""
    subject = code.rpartition("-")[0]
    unit = next((unit for unit in here.rated_units if unit.code == subject), None)
    if unit is not None:
        return About(subject, unit, None)
    question = here.question(subject)
    if not question.scored:
        abort(404)
    return About(subject, here.instrument.unit_of(subject), question)


def aim_code(action: Action) -> str:
    """What an action aims at, in a few letters: a page that offered another aim is told apart by it."""
    if action.aim is None:
        return ""
    if isinstance(action.aim, Level):
        return str(action.aim.level)
    return action.aim.choice if isinstance(action.aim, Choice) else "+".join(action.aim.selected)


def _in_the_countrys_terms(here: Opened, action: Action, bodies: tuple[Institution, ...]) -> Action:
    """The proposal with words that say what to do, and the country's own body in place of its kind."""
    question = here.instrument.question(action.question)
    own = next((body.name for body in bodies if body.body_code in question.bodies[:1]), None)
    return msgspec.structs.replace(action, text=step_words(action), owner=own or action.owner)
