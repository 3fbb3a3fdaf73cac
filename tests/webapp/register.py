"""Needs of countries as tests want them: brought to a status step by step, released or not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from flask import Flask

from questionnaire.assistance.releases import Audience, FieldSet, RecordKind
from questionnaire.assistance.status import Status
from questionnaire.loading import published
from tests.questionnaire.assistance.test_needs import WHOLE
from tests.questionnaire.assistance.test_status import THE_WAY
from webapp import clock
from webapp.countries import country_name
from webapp.database import db, own_transaction
from webapp.records import assessments, desk, needs, people, releases
from webapp.records.desk import NewSupport
from webapp.records.needs import FormalRequest
from webapp.records.releases import NewRelease
from webapp.tables import Assessment, NeedRecord, Submission, SubmittedChange, SubmittedScore, User

REQUEST = FormalRequest("note-verbale", "NV 12/2026", date(2026, 11, 2))
OFFICIAL = "register@example.org"


class Register:
    """The needs of one service. Their official is somebody of no country, whom no test signs in."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def need(
        self,
        country: str = "KEN",
        status: Status = "submitted",
        *,
        days: int = 0,
        is_released: bool = True,
        sets: set[str] | None = None,
        **fields: Any,
    ) -> int:
        """The number of a new need of that country with these fields, which came to its status so many days
        ago. Unless told otherwise, UNODC may see its request.
        """
        with own_transaction(self.app):
            at, by = clock.now() - timedelta(days), self.official()
            row = needs.add_need(
                self._assessment(country, by, at),
                published(),
                msgspec.structs.replace(WHOLE, **fields),
                by=by,
                at=at,
            )
            if is_released:
                self._release(row, sets or {"request"}, "unodc")
            self._bring(row, status, by=by, at=at)
            return row.id

    def many(self, country: str, number: int) -> None:
        """So many needs that the country has submitted and released to everybody."""
        with own_transaction(self.app):
            at, by = clock.now(), self.official()
            row = self._assessment(country, by, at)
            for _each in range(number):
                need = needs.add_need(row, published(), WHOLE, by=by, at=at)
                self._release(need, {"request"}, "open")
                self._bring(need, "submitted", by=by, at=at)

    def release(self, number: int, sets: set[str], audience: Audience = "unodc", **others: Any) -> int:
        """The number of another release of that need."""
        with own_transaction(self.app):
            row = self._row(number)
            return self._release(row, sets, audience, **others)

    def release_record(
        self, country: str, kind: RecordKind, number: int, sets: set[str], audience: Audience = "unodc"
    ) -> None:
        """Shows another record of the country to UNODC, unless told to whom else; inside a transaction."""
        today = clock.now().date()
        fields: frozenset[FieldSet] = frozenset(sets)  # type: ignore[arg-type]
        new = NewRelease(kind, number, fields, audience, "", "Office", today, today + timedelta(365))
        releases.add_release(country, new, by=self.official(), at=clock.now())

    def release_submission(
        self, country: str, number: int, sets: frozenset[FieldSet], audience: Audience, *, days: int = 365
    ) -> None:
        """Shows these parts of a submission to that audience, so many days longer; of partners, one."""
        today = clock.now().date()
        new = NewRelease(
            kind="submission",
            record=number,
            fields=sets,
            audience=audience,
            purpose="",
            office="Office",
            first_day=min(today, today + timedelta(days)),
            last_day=today + timedelta(days),
            partner=1 if audience == "partner" else None,
        )
        with own_transaction(self.app):
            releases.add_release(country, new, by=self.official(), at=clock.now())

    def support(self, need: int, **said: Any) -> None:
        """A support for that need, delivered and verified unless told otherwise."""
        with own_transaction(self.app):
            row, by, at = self._row(need), self.official(), clock.now()
            provider = desk.provider_named("Academy") or desk.add_provider(
                "Academy", "academic", organisation_id="", themes="", at=at
            )
            new = NewSupport("Course", provider.id, "implementing", "delivered")
            made = desk.add_support(row.id, row.country_code, new, by=by, at=at)
            for name, value in {"share": 60, "verified": True, **said}.items():
                setattr(made, name, value)

    def provider(self, name: str) -> int:
        """The number of a new provider of that name."""
        with own_transaction(self.app):
            return desk.add_provider(name, "academic", organisation_id="", themes="", at=clock.now()).id

    def withdraw(self, number: int) -> None:
        """Ends every release of that need."""
        with own_transaction(self.app):
            row = self._row(number)
            for line in releases.releases_of(row.country_code, "need", number):
                release = releases.release_in(row.country_code, line.release.number, to_write=True)
                assert release is not None
                releases.withdraw(release, "Not now", by=self.official(), at=clock.now())

    def status(self, number: int) -> Status:
        """Where that need stands."""
        with own_transaction(self.app):
            return self._row(number).status

    def dispute(self, number: int, reason: str) -> None:
        """The country says that it was not delivered."""
        with own_transaction(self.app):
            needs.disagree(self._row(number), reason, by=self.official(), at=clock.now())

    def _bring(self, row: NeedRecord, status: Status, *, by: User, at: datetime) -> None:
        for _before, after, side in THE_WAY:
            if row.status == status:
                return
            request = REQUEST if after == "submitted" else None
            needs.take_step(row, after, side, by=by, at=at, request=request)  # type: ignore[arg-type]
        if row.status != status:
            raise ValueError(f"no need comes to {status} on the usual way")

    def _release(self, row: NeedRecord, sets: set[str], audience: Audience, **others: Any) -> int:
        today = clock.now().date()
        new = {
            "purpose": "To be matched",
            "office": "Ministry of Justice",
            "first_day": today - timedelta(400),
            "last_day": today + timedelta(365),
            **others,
        }
        made = releases.add_release(
            row.country_code,
            NewRelease("need", row.id, frozenset(sets), audience, **new),  # type: ignore[arg-type]
            by=self.official(),
            at=clock.now(),
        )
        return made.id

    def _row(self, number: int) -> NeedRecord:
        found = [row for land in people.countries() for row in needs.needs_of(land.code) if row.id == number]
        return found[0]

    def official(self) -> User:
        """The one who acts for every country, inside a transaction."""
        return people.user_with_email(OFFICIAL) or people.add_user("Otieno Wafula", OFFICIAL, clock.now())

    def _assessment(self, country: str, by: User, at: datetime) -> Assessment:
        found = assessments.assessments_in([country])
        if found:
            return found[0]
        people.add_country(country, country_name(country))
        return assessments.start_assessment(
            country, "First", date(2026, 11, 1), ("recommendations",), by=by, at=at
        )


def add_scores(
    app: Flask,
    country: str,
    scores: dict[str, tuple[float, float, float, int | None]],
    *,
    on: date = date(2026, 11, 1),
    is_released: bool = True,
    corrects: int | None = None,
    follows: int | None = None,
    changes: dict[str, tuple[float, float]] | None = None,
) -> int:
    """The number of a submitted assessment of that country with these unit scores: low, high, known, band;
    and with these changes since the one that it follows: the least and the most.
    """
    with own_transaction(app):
        at = clock.now()
        official = Register(app).official()
        people.add_country(country, country_name(country))
        row = assessments.start_assessment(
            country, f"As of {on}", on, ("recommendations",), by=official, at=at
        )
        row.status, row.reopens_id, row.follows_id = "submitted", corrects, follows
        db.session.add(
            Submission(
                assessment_id=row.id, content="{}", content_hash="", submitted_by=official.id, submitted_at=at
            )
        )
        db.session.flush()
        db.session.add_all(
            SubmittedScore(
                assessment_id=row.id,
                kind="unit",
                code=unit,
                low=low,
                high=high,
                known=known,
                band_low=band,
                band_high=band,
            )
            for unit, (low, high, known, band) in scores.items()
        )
        db.session.add_all(
            SubmittedChange(assessment_id=row.id, unit_code=unit, low=low, high=high, share=1)
            for unit, (low, high) in (changes or {}).items()
        )
        if is_released:
            Register(app).release_record(country, "submission", row.id, {"scores"})
        return row.id
