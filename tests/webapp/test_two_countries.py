"""Two countries at work at the same time, in any order: neither ever sees or changes what is the other's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import Dump, dump
from tests.webapp.inviting import invite
from tests.webapp.journeys import save, unit_page
from tests.webapp.pages import Visitor
from tests.webapp.registering import begin_approved_need
from tests.webapp.test_access import ACCESS, filled_in, start_assessment

COUNTRIES = ("KEN", "FRA")
ROUTES = [route for route in ACCESS if "<country>" in route[1]]
OF_ASSESSMENTS = ("answer_revisions", "plan_revisions", "action_revisions", "renderings", "assignments")
OF_COUNTRIES = (
    "institutions",
    "memberships",
    "invitations",
    "audit_events",
    "evidence_documents",
    "needs",
    "releases",
    "offers",
    "supports",
)
OF_NEEDS = ("need_revisions", "need_events", "need_messages")
# The parts of addresses that may be the number of what is the other country's.
NUMBERED = (
    *("number", "person", "invitation", "institution", "rendering"),
    *("need", "message", "record", "release", "offer", "support"),
)


@dataclass(frozen=True)
class Deed:
    """Somebody of one country opens or sends something at an address of either."""

    actor: str
    route: tuple[str, str]
    country: str
    number: int
    fields: tuple[tuple[str, str], ...]


DEEDS = st.builds(
    Deed,
    actor=st.sampled_from(COUNTRIES),
    route=st.sampled_from(ROUTES),
    country=st.sampled_from(COUNTRIES),
    number=st.integers(1, 4),
    fields=st.sampled_from(
        (
            (),
            (("title", "Mine"), ("reference_date", "2026-11-01"), ("modules", "recommendations")),
            (("format", "xlsx"),),
            (
                ("audience", "unodc"),
                ("purpose", "Ours"),
                ("office", "Us"),
                ("last_day", "2027-01-01"),
                ("then", "release"),
            ),
            (("unit", "R04"), ("text", "Ours"), ("office", "Us"), ("share", "5")),
            (("take", "R01-TA01"), ("take", "R02-TA02"), ("reason", "Because"), ("answer-1", "Yes")),
            (("title", "Ours"), ("body", "Us"), ("document", "1"), ("then", "withdraw")),
            (("fill", "filled"), ("part", "institution-1"), ("return_to", "Us"), ("approver", "Somebody")),
            (("country", "FRA"), ("number", "1"), ("target", "80")),
            (
                ("bodies", "POL"),
                ("body-POL", "Police"),
                ("new-1", "Ours"),
                ("name-1", "Renamed"),
                ("closed-2", "yes"),
            ),
            (
                ("name", "Somebody"),
                ("email", "somebody@example.org"),
                ("role", "reader"),
                ("institution", "1"),
                ("given", "R01"),
                ("was", "contributor "),
            ),
            (("people", "Somebody; other@example.org; reader"), ("then", "")),
            # Who is asked a question is named by a hash; this is the one of nobody.
            (("ask", "R01@e3b0c44298"), ("party", "person-2"), ("deed", "also")),
            (("ask", "R01@e3b0c44298"), ("party", "institution-1"), ("deed", "only")),
        )
    ),
)


def do(deed: Deed, visitors: dict[str, Visitor]) -> int:
    """Does it; returns the status of the answer."""
    visitor = visitors[deed.actor]
    method, rule = deed.route
    rule = rule.replace("<country>", deed.country)
    for part in NUMBERED:
        rule = rule.replace(f"<int:{part}>", str(deed.number))
    path = filled_in(rule)
    if method == "GET":
        return visitor.client.get(path).status_code
    _action, sent = visitor.get("/").fields("Sign out")
    return visitor.client.post(path, data={**sent, **dict(deed.fields)}).status_code


def belongings(found: Dump, country: str) -> dict[str, list[dict[str, Any]]]:
    """Everything in the database that is that country's."""
    own = [row for row in found["assessments"] if row["country_code"] == country]
    numbers = {row["id"] for row in own}
    own_needs = {row["id"] for row in found["needs"] if row["country_code"] == country}
    return (
        {"assessments": own}
        | {
            table: [row for row in found[table] if row["assessment_id"] in numbers]
            for table in OF_ASSESSMENTS
        }
        | {table: [row for row in found[table] if row["country_code"] == country] for table in OF_COUNTRIES}
        | {table: [row for row in found[table] if row["need_id"] in own_needs] for table in OF_NEEDS}
    )


@settings(
    max_examples=12,
    deadline=None,
    # One database for all examples: what earlier ones did is part of what later ones must withstand.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(deeds=st.lists(DEEDS, min_size=3, max_size=12))
def _neither_touches_the_other(deeds: list[Deed], app: Flask, visitors: dict[str, Visitor]) -> None:
    for deed in deeds:
        before = dump(app)
        status = do(deed, visitors)
        after = dump(app)
        other = next(country for country in COUNTRIES if country != deed.actor)
        assert belongings(after, other) == belongings(before, other)
        if deed.country == other:
            assert status == 404
            assert after == before
        assert status < 500


def test_whatever_either_does_the_other_is_untouched(app: Flask, sign_in: SignIn) -> None:
    visitors = {country: sign_in(country) for country in COUNTRIES}
    for number, (country, visitor) in enumerate(visitors.items(), start=1):
        start_assessment(visitor, country)
        visitor.submit(visitor.get(f"/countries/{country}/institutions"), fields={"bodies": ["POL", "MOJ"]})
        sign_in(country, role="contributor")
        invite(visitor, country=country)
        # Drafts follow from answers.
        place = f"/countries/{country}/assessments/{number}/"
        save(visitor, unit_page(visitor, place, "R03"), {"R03.1-answer": "dont_know"})
        begin_approved_need(visitor, f"{place}needs")
    _neither_touches_the_other(app=app, visitors=visitors)
