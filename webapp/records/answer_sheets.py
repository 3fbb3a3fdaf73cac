"""What is saved in an assessment, as the questionnaire knows it."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaire.answers import AnswerSheet, Rating
from questionnaire.answers_file import is_worth_keeping
from webapp.records.action_revisions import SavedAction, saved_actions
from webapp.records.answer_revisions import SavedAnswer, saved_answers
from webapp.records.assessments import modules_of
from webapp.records.plan_revisions import SavedPlan, saved_plans
from webapp.tables import Assessment


def answer_sheet(assessment: Assessment) -> AnswerSheet:
    """Everything the country has saved, as the questionnaire knows it, in three statements."""
    return sheet_of(assessment, saved_answers(assessment), saved_plans(assessment), saved_actions(assessment))


def sheet_of(
    assessment: Assessment,
    answers: Mapping[str, SavedAnswer],
    plans: Mapping[str, SavedPlan],
    actions: Mapping[str, SavedAction] | None = None,
) -> AnswerSheet:
    """The answer sheet made of all these. What is still to be confirmed is not an answer."""
    return AnswerSheet(
        instrument=assessment.instrument_code,
        version=assessment.instrument_version,
        country=assessment.country_code,
        reference_date=assessment.reference_date,
        modules=modules_of(assessment),
        answers={code: saved.answer for code, saved in answers.items() if not saved.to_confirm},
        targets={code: saved.plan.target for code, saved in plans.items() if saved.plan.target is not None},
        given_by={
            code: saved.institution
            for code, saved in answers.items()
            if saved.institution and not saved.to_confirm and is_worth_keeping(saved.answer)
        },
        ratings={code: saved.plan.rating for code, saved in plans.items() if saved.plan.rating != Rating()},
        actions={code: saved.action for code, saved in (actions or {}).items()},
    )
