"""Invents the people of the demonstration and brings their assessments to their stages."""

from __future__ import annotations

import io
import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import msgspec

from questionnaire.answers import Answered, AnswerSheet, EvidenceItem, Rating
from questionnaire.frozen import Clearance
from questionnaire.instrument import Unit
from questionnaire.loading import published
from questionnaire.samples import random_sheet, with_plan
from webapp import clock
from webapp.demonstration import invented
from webapp.demonstration.invented import InventedCountry, Stage
from webapp.demonstration.requesting import request_assistance
from webapp.demonstration.reviewing import review
from webapp.demonstration.supporting import academy
from webapp.evidence.folder import EvidenceFolder
from webapp.invitations import INVITATION_LASTS
from webapp.records import (
    action_revisions,
    answer_revisions,
    assessments,
    assignments,
    cycles,
    evidence,
    institutions,
    invitations,
    people,
    plan_revisions,
    submissions,
)
from webapp.records.action_revisions import NewAction
from webapp.records.answer_revisions import NewAnswer
from webapp.records.assignments import Ask, Party
from webapp.records.evidence import AttachedFile
from webapp.records.invitations import NewInvitation
from webapp.records.plan_revisions import NewPlan, Plan
from webapp.sessions import hash_of
from webapp.tables import CLEARED, CONTRIBUTOR, DRAFT, SUBMITTED, UNDER_REVIEW, Assessment, Country, User

ADMINISTRATOR = "Ana Corvo"
ANSWERS_TAKE = timedelta(days=28)
# How long an assessment that was submitted took from its reference date on.
SUBMISSION_TAKES = timedelta(days=56)
ACTIONS_TAKEN_UP = 0.3
BEGUN_AGO, ANSWERED_AGO = timedelta(days=30), timedelta(days=4)


@dataclass(frozen=True)
class Team:
    """The people of an invented country: who leads, everybody by name, who answers for which lead body, and
    the numbers of the institutions by lead body.
    """

    country: Country
    focal_point: User
    everybody: dict[str, User]
    writers: dict[str, User]
    institutions: dict[str, int]

    def writer_of(self, question: str) -> User:
        """Who answers that question: whoever speaks for a body that it names, or else the focal point."""
        bodies = published().question(question).bodies
        return next((self.writers[body] for body in bodies if body in self.writers), self.focal_point)


def fill(files: EvidenceFolder) -> None:
    """Invents everybody and everything."""
    moment = clock.now()
    administrator = people.add_user(
        ADMINISTRATOR, "administrator@demo.invalid", moment, is_administrator=True
    )
    people.use_first_use(administrator, moment)
    for country in invented.INVENTED_COUNTRIES:
        team = _gather(country)
        _assess(team, country.stages, files)
    _invite_somebody()
    officer = people.add_user(invented.OFFICER, "officer@demo.invalid", moment)
    officer.is_unodc_officer = True
    request_assistance(officer)
    partner = people.add_user(invented.PARTNER, "partner@demo.invalid", moment)
    partner.provider_id = academy().id


def _gather(country: InventedCountry) -> Team:
    """Invents the people of a country and the institutions for which they speak."""
    code, moment = country.code, clock.now() - BEGUN_AGO
    row = people.add_country(code, country.name, is_invented=True)
    focal_point = people.add_user(country.focal_point, f"focal-point@{code.lower()}.demo.invalid", moment)
    people.add_membership(focal_point, row)
    team = Team(row, focal_point, {country.focal_point: focal_point}, {}, {})
    titles = {body.code: body.title for body in published().bodies}
    for number, colleague in enumerate(country.team, 1):
        body = colleague.body
        if body:
            team.institutions[body] = institutions.add(code, titles[body], body).id
        address = f"colleague-{number}@{code.lower()}.demo.invalid"
        user = people.add_user(colleague.name, address, moment)
        people.add_membership(user, row, colleague.role, team.institutions.get(body))
        team.everybody[colleague.name] = user
        if body:
            team.writers[body] = user
    return team


def _assess(team: Team, stages: tuple[Stage, ...], files: EvidenceFolder) -> None:
    """Brings the assessments of a country to their stages, each after the one before."""
    before: Assessment | None = None
    for stage in stages:
        row = _begin(team, stage, before)
        sheet = _sheet(team, stage)
        if stage.status == UNDER_REVIEW:
            sheet = _with_document(team, sheet, files)
        _answer(team, row, stage, sheet)
        _hand_on(team, row, stage)
        before = row


def _begin(team: Team, stage: Stage, before: Assessment | None) -> Assessment:
    if before is not None and before.status == SUBMITTED:
        return cycles.begin_cycle(
            before, stage.title, stage.reference_date, by=team.focal_point, at=_begun_at(stage)
        )
    modules = tuple(module.code for module in published().modules)
    row = assessments.start_assessment(
        team.country.code,
        stage.title,
        stage.reference_date,
        modules,
        by=team.focal_point,
        at=_begun_at(stage),
    )
    _give_questions(team, row, stage)
    return row


def _begun_at(stage: Stage) -> datetime:
    if stage.status == SUBMITTED:
        return datetime.combine(stage.reference_date, time(8, 30), UTC)
    return clock.now() - BEGUN_AGO


def _give_questions(team: Team, row: Assessment, stage: Stage) -> None:
    """Gives each question to the institutions whose lead body it names."""
    moment = _begun_at(stage)
    due_on = (clock.now() + ANSWERS_TAKE).date() if stage.status == DRAFT else None
    asks = [
        Ask(question.code, Party(is_institution=True, number=team.institutions[body]), due_on)
        for unit in published().units_in(assessments.modules_of(row))
        for question in unit.questions
        for body in question.bodies
        if body in team.institutions
    ]
    assignments.save(row, asks, by=team.focal_point, at=moment)


def _sheet(team: Team, stage: Stage) -> AnswerSheet:
    return random_sheet(
        published(),
        seed=stage.seed,
        complete=stage.answered_share == 1.0,
        answered_share=stage.answered_share,
        strength=stage.strength,
        country=team.country.code,
        reference_date=stage.reference_date,
    )


def _with_document(team: Team, sheet: AnswerSheet, files: EvidenceFolder) -> AnswerSheet:
    """The sheet in which some answers cite one document that has a file."""
    text = invented.DOCUMENT_TEXT
    file = AttachedFile(files.store(io.BytesIO(text)), invented.DOCUMENT_NAME, "text/plain", len(text))
    item = EvidenceItem(
        invented.DOCUMENT_TITLE, invented.DOCUMENT_BODY, invented.DOCUMENT_DATE, file=file.hash
    )
    evidence.offer(team.country.code, item, file, by=team.focal_point, at=clock.now() - BEGUN_AGO)
    cited = {}
    for code in invented.DOCUMENT_SERVES:
        answer = sheet.answer_to(code)
        if isinstance(answer, Answered):
            items = (*answer.evidence.items, item)
            evident = msgspec.structs.replace(answer.evidence, grade=3, items=items)
            cited[code] = msgspec.structs.replace(answer, evidence=evident)
    return msgspec.structs.replace(sheet, answers={**sheet.answers, **cited})


def _answer(team: Team, row: Assessment, stage: Stage, sheet: AnswerSheet) -> None:
    """Saves what is answered by now, each question by whoever answers it, and the plans."""
    began = _begun_at(stage)
    at = began + SUBMISSION_TAKES / 2 if stage.status == SUBMITTED else clock.now() - ANSWERED_AGO
    confirmed = stage.units_begun if stage.confirmed is None else stage.confirmed
    begun = published().units[: min(stage.units_begun, confirmed)]
    saved = answer_revisions.saved_answers(row)
    by_writer: defaultdict[int, list[NewAnswer]] = defaultdict(list)
    writers = {writer.id: writer for writer in team.everybody.values()}
    for question in (question.code for unit in begun for question in unit.questions):
        if question in sheet.answers:
            based_on = saved[question].revision if question in saved else 0
            by_writer[team.writer_of(question).id].append(
                NewAnswer(question, sheet.answers[question], based_on=based_on)
            )
    for writer, answers in by_writer.items():
        answer_revisions.append_answers(row, answers, by=writers[writer], at=at)
    plan_revisions.append_plans(row, _new_plans(begun, sheet), by=team.focal_point, at=at)
    action_revisions.append_actions(row, _new_actions(begun, sheet, stage), by=team.focal_point, at=at)


def _new_actions(begun: tuple[Unit, ...], sheet: AnswerSheet, stage: Stage) -> list[NewAction]:
    """Some of the steps that follow from the answers, taken up."""
    codes = {unit.code for unit in begun}
    planned = with_plan(published(), sheet, seed=stage.seed, share=ACTIONS_TAKEN_UP)
    return [NewAction(action) for action in planned.actions.values() if action.unit in codes]


def _new_plans(begun: tuple[Unit, ...], sheet: AnswerSheet) -> list[NewPlan]:
    return [
        NewPlan(
            unit.code, Plan(sheet.targets.get(unit.code), sheet.ratings.get(unit.code, Rating())), based_on=0
        )
        for unit in begun
        if unit.code in sheet.targets or unit.code in sheet.ratings
    ]


def _hand_on(team: Team, row: Assessment, stage: Stage) -> None:
    """Takes the steps that lead to the stage's status; what is under review is discussed before."""
    lead = team.focal_point
    if stage.status == UNDER_REVIEW:
        review(row, lead, team.everybody)
        submissions.change_status(row, UNDER_REVIEW, by=lead, at=clock.now() - timedelta(days=1))
    if stage.status == SUBMITTED:
        at = _begun_at(stage) + SUBMISSION_TAKES
        clearance = Clearance(invented.APPROVER, invented.OFFICE, at.date())
        submissions.change_status(row, UNDER_REVIEW, by=lead, at=at - timedelta(days=10))
        submissions.change_status(row, CLEARED, by=lead, at=at, clearance=clearance)
        submissions.hand_in(row, by=lead, at=at + timedelta(hours=1))


def _invite_somebody() -> None:
    """One invitation that nobody has accepted yet."""
    moment = clock.now() - ANSWERED_AGO
    country = invented.NEWCOMER_ADDRESS.partition("@")[2].partition(".")[0].upper()
    inviter = people.user_with_email(f"focal-point@{country.lower()}.demo.invalid")
    if inviter is None:
        raise LookupError(f"nobody leads {country}")
    new = NewInvitation(country, invented.NEWCOMER_ADDRESS, invented.NEWCOMER, CONTRIBUTOR)
    token = hash_of(secrets.token_urlsafe(32))
    invitations.add(new, token, by=inviter, at=moment, expires_at=moment + INVITATION_LASTS)
