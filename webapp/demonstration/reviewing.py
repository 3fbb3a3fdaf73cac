"""What is said about the answers of the demonstration's assessment under review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from questionnaire.loading import published
from webapp import clock
from webapp.assessment.opened import Opened
from webapp.demonstration import invented
from webapp.records import answer_revisions, assessments, discussion, sign_offs
from webapp.records.answer_sheets import answer_sheet
from webapp.records.sign_offs import Signature
from webapp.submission.signed import signings_of
from webapp.tables import REVIEWER, Assessment, User

SAID_AGO = timedelta(days=2)


def review(row: Assessment, lead: User, everybody: Mapping[str, User]) -> None:
    """Everything that stands beside the answers: remarks, verdicts, a mark, a signature."""
    country = row.country_code
    reviewer = next(
        user for user in everybody.values() if (held := user.membership_in(country)) and held.role == REVIEWER
    )
    _discuss(row, everybody)
    _judge(row, reviewer)
    discussion.mark(row, invented.MARKED, invented.MARK_REASON, by=lead, at=clock.now() - SAID_AGO)
    membership = lead.membership_in(country)
    if membership is None:
        raise LookupError(f"{lead.name} does not lead {country}")
    here = Opened(row, assessments.instrument_of(row), assessments.modules_of(row), membership, given=None)
    _sign(here, lead)


def _discuss(row: Assessment, everybody: Mapping[str, User]) -> None:
    moment = clock.now() - SAID_AGO
    for said in invented.REMARKS:
        asking, answering = everybody[said.asked_by], everybody[said.answered_by]
        thread = discussion.add_remark(row, said.question, said.text, by=asking, at=moment)
        discussion.add_remark(row, said.question, said.reply, by=answering, at=moment, thread=thread.id)
        if said.is_resolved:
            discussion.resolve(thread, by=asking, at=moment)


def _judge(row: Assessment, reviewer: User) -> None:
    objections = {objection.question: objection.note for objection in invented.OBJECTIONS}
    saved = answer_revisions.saved_answers(row)
    for unit in published().units:
        if unit.code not in invented.REVIEWED_UNITS:
            continue
        for question in (question.code for question in unit.questions):
            discussion.add_verdict(
                row,
                question,
                revision=saved[question].revision,
                agrees=question not in objections,
                note=objections.get(question, ""),
                by=reviewer,
                at=clock.now() - SAID_AGO,
            )


def _sign(here: Opened, lead: User) -> None:
    """The first of the institutions has signed."""
    signing = signings_of(here, answer_sheet(here.row))[0]
    moment = clock.now() - SAID_AGO
    sign_offs.record(
        here.row,
        Signature(
            institution=signing.number,
            signed_by="Director Edda Vanor",
            office="Head of legal affairs",
            signed_on=moment.date(),
            hash=signing.hash,
            recorded_by=lead.name,
            recorded_by_id=lead.id,
            recorded_at=moment,
        ),
    )
