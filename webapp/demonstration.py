"""A demonstration: five invented countries, from an empty assessment to a complete one, and a way in for
each role.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from questionnaire.answers import AnswerSheet, Rating
from questionnaire.instrument import Unit
from questionnaire.loading import published
from questionnaire.samples import random_sheet
from webapp import accounts, clock, create_app, migrations
from webapp.config import Settings
from webapp.database import make_engine, own_transaction
from webapp.records import answer_revisions, assessments, assignments, institutions, people, plan_revisions
from webapp.records.answer_revisions import NewAnswer
from webapp.records.assignments import Ask, Party
from webapp.records.plan_revisions import NewPlan, Plan
from webapp.tables import CONTRIBUTOR, FOCAL_POINT, READER, REVIEWER, Assessment, Country, User


@dataclass(frozen=True)
class Stage:
    """An assessment to be invented.

    How many units are begun, in their order; how much of them is answered (0 to 1); how far along the country
    is (0 to 1).
    """

    title: str
    reference_date: date
    units_begun: int
    answered_share: float
    strength: float
    seed: int


@dataclass(frozen=True)
class Colleague:
    """Somebody who works with the focal point; `body` is the lead body for whose institution they speak."""

    name: str
    role: str
    body: str = ""


# The teams of some countries; their institutions are given the questions that name them.
TEAMS = {
    "XAB": (
        Colleague("Idris Vale", CONTRIBUTOR, "POL"),
        Colleague("Noor Castellan", CONTRIBUTOR, "MOJ"),
        Colleague("Petra Oduya", REVIEWER),
    ),
    "XAC": (
        Colleague("Luca Amsel", CONTRIBUTOR, "POL"),
        Colleague("Hana Wrede", CONTRIBUTOR, "MICT"),
        Colleague("Omar Selwyn", REVIEWER),
        Colleague("Yara Lindt", READER),
    ),
}
ROLE_WORDS = {
    FOCAL_POINT: "Focal point",
    CONTRIBUTOR: "Contributor",
    REVIEWER: "Reviewer",
    READER: "Reader",
}


@dataclass(frozen=True)
class InventedCountry:
    """A country that does not exist, and its assessments. The code is one that ISO leaves to users."""

    code: str
    name: str
    focal_point: str
    stages: tuple[Stage, ...]


INVENTED_COUNTRIES = (
    InventedCountry(
        "XAA",
        "Arvenia (invented)",
        "Ilse Maro",
        (
            Stage("First national assessment", date(2024, 3, 1), 21, 1.0, 0.35, 1),
            Stage("Second national assessment", date(2026, 10, 1), 21, 1.0, 0.6, 2),
        ),
    ),
    InventedCountry(
        "XAB",
        "Belmora (invented)",
        "Teo Lindqen",
        (Stage("National assessment", date(2026, 10, 15), 21, 0.75, 0.5, 3),),
    ),
    InventedCountry(
        "XAC",
        "Cortessa (invented)",
        "Sanna Quill",
        (Stage("National assessment", date(2026, 11, 1), 9, 0.85, 0.7, 4),),
    ),
    InventedCountry(
        "XAD",
        "Dorvane (invented)",
        "Bao Ferrin",
        (Stage("National assessment", date(2026, 11, 1), 1, 0.6, 0.3, 5),),
    ),
    InventedCountry(
        "XAE",
        "Estavia (invented)",
        "Mirel Aban",
        (Stage("National assessment", date(2026, 11, 15), 0, 0.0, 0.5, 6),),
    ),
)
ADMINISTRATOR = "Ana Corvo"
ANSWERS_TAKE = timedelta(days=28)
LINKS_LAST = timedelta(days=7)


@dataclass(frozen=True)
class WayIn:
    """A link that signs one invented person in, and who they are."""

    role: str
    person: str
    path: str


def prepare(settings: Settings) -> list[WayIn]:
    """Brings the demonstration's database up to date, fills it if it is empty, and makes new links for all
    people.
    """
    migrations.upgrade(make_engine(settings.database_url))
    app = create_app(settings)
    with own_transaction(app):
        if not people.is_anybody_here():
            _fill()
        return _ways_in()


def announcement(settings: Settings, ways_in: list[WayIn]) -> str:
    """What to print once the demonstration runs."""
    lines = [
        f"The demonstration runs at {settings.address}",
        "",
        "Sign in with one of these links. Each works once:",
    ]
    for way in ways_in:
        lines += ["", f"  {way.role}: {way.person}", f"    {settings.address}{way.path}"]
    return "\n".join([*lines, "", "Stop it with Ctrl-C."])


def _fill() -> None:
    """Invents everybody and everything."""
    moment = clock.now()
    administrator = people.add_user(
        ADMINISTRATOR, "administrator@demo.invalid", moment, is_administrator=True
    )
    people.use_first_use(administrator, moment)
    for invented in INVENTED_COUNTRIES:
        country = people.add_country(invented.code, invented.name, is_invented=True)
        focal_point = people.add_user(
            invented.focal_point, f"focal-point@{invented.code.lower()}.demo.invalid", moment
        )
        people.add_membership(focal_point, country)
        rows = [_assess(country, focal_point, stage) for stage in invented.stages]
        _give_questions(rows[-1], _add_team(country), by=focal_point)


def _add_team(country: Country) -> dict[str, int]:
    """Invents the focal point's colleagues and their institutions; returns these by their lead body."""
    titles = {body.code: body.title for body in published().bodies}
    found: dict[str, int] = {}
    for number, colleague in enumerate(TEAMS.get(country.code, ()), 1):
        if colleague.body:
            found[colleague.body] = institutions.add(country.code, titles[colleague.body], colleague.body).id
        address = f"colleague-{number}@{country.code.lower()}.demo.invalid"
        user = people.add_user(colleague.name, address, clock.now())
        people.add_membership(user, country, colleague.role, found.get(colleague.body))
    return found


def _give_questions(row: Assessment, found: dict[str, int], *, by: User) -> None:
    """Gives each question to the institutions whose lead body it names, to be answered in four weeks."""
    moment = clock.now()
    asks = [
        Ask(question.code, Party(is_institution=True, number=found[body]), (moment + ANSWERS_TAKE).date())
        for unit in published().units_in(assessments.modules_of(row))
        for question in unit.questions
        for body in question.bodies
        if body in found
    ]
    assignments.save(row, asks, by=by, at=moment)


def _assess(country: Country, by: User, stage: Stage) -> Assessment:
    """Starts an assessment and brings it to its stage."""
    instrument = published()
    sheet = random_sheet(
        instrument,
        seed=stage.seed,
        complete=stage.answered_share == 1.0,
        answered_share=stage.answered_share,
        strength=stage.strength,
        country=country.code,
        reference_date=stage.reference_date,
    )
    at = clock.now()
    row = assessments.start_assessment(
        country.code, stage.title, stage.reference_date, sheet.modules, by=by, at=at
    )
    begun = instrument.units[: stage.units_begun]
    answer_revisions.append_answers(row, _new_answers(begun, sheet), by=by, at=at)
    plan_revisions.append_plans(row, _new_plans(begun, sheet), by=by, at=at)
    return row


def _new_answers(begun: tuple[Unit, ...], sheet: AnswerSheet) -> list[NewAnswer]:
    asked = {question.code for unit in begun for question in unit.questions}
    return [
        NewAnswer(question, answer, based_on=0)
        for question, answer in sheet.answers.items()
        if question in asked
    ]


def _new_plans(begun: tuple[Unit, ...], sheet: AnswerSheet) -> list[NewPlan]:
    return [
        NewPlan(
            unit.code, Plan(sheet.targets.get(unit.code), sheet.ratings.get(unit.code, Rating())), based_on=0
        )
        for unit in begun
        if unit.code in sheet.targets or unit.code in sheet.ratings
    ]


def _ways_in() -> list[WayIn]:
    """A new link for everybody, the administrator first."""
    found = []
    for user in people.everybody():
        roles = ["Administrator"] if user.is_administrator else []
        roles += [f"{ROLE_WORDS[held.role]} of {held.country.name}" for held in user.memberships]
        found.append(WayIn(", ".join(roles), user.name, accounts.make_sign_in_link(user, LINKS_LAST)))
    return found
