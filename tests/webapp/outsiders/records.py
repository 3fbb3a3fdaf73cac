"""Records of three countries in which every text stands nowhere else, and can be said in two editions.

Where something stands in both editions, nobody can tell from it which edition was written.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec
import sqlalchemy as sa
from flask import Flask

from questionnaire.answers import AnswerSheet
from questionnaire.assistance.need import FrozenGap, Need
from questionnaire.assistance.releases import (
    NEED_SETS,
    FieldSet,
    Onlooker,
    RecordKind,
    Release,
    seen,
    sets_seen,
)
from questionnaire.assistance.status import Status
from questionnaire.frozen import Clearance, Covering, freeze, hash_of
from questionnaire.loading import published
from reports.register.records import Part
from tests.questionnaire.assistance.test_needs import WHOLE
from tests.webapp.register import Register, add_scores
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import desk, needs, offers, people, releases
from webapp.records.desk import NewSupport
from webapp.tables import (
    Assessment,
    NeedEvent,
    NeedMessage,
    NeedRecord,
    OfferRecord,
    Submission,
    SubmittedChange,
    SubmittedScore,
    SupportedNeed,
    SupportRecord,
)

Edition = Literal["one", "other"]
# A record by its kind and number.
Place: TypeAlias = tuple[RecordKind, int]
# Which parts of a record somebody may see. "steps": what was said about a request from its submission on.
SeenPart: TypeAlias = Part | Literal["steps"]
Sight: TypeAlias = dict[Place, frozenset[SeenPart]]

# They are of one sub-region, so that what they need makes a cohort.
COUNTRIES = ("KEN", "UGA", "RWA")
NEEDS: tuple[tuple[str, Status], ...] = (
    ("KEN", "submitted"),
    ("UGA", "matched"),
    ("RWA", "released"),
    ("KEN", "delivered"),
)
# The places in `NEEDS` of the needs that each support serves.
SUPPORTS = ((0, 3), (1,))
OFFERS = ("KEN", "UGA")
# Each follows the one of its country before it.
SUBMISSIONS = (("KEN", date(2025, 5, 1)), ("KEN", date(2026, 5, 1)), ("UGA", date(2026, 6, 1)))
OFFICER = "desk@example.org"
SCORED = ("R04", "R10")


class Secret(msgspec.Struct, frozen=True):
    """Words or figures that stand in one record only, the part of the record to which they belong, and the
    forms in which they may be written.
    """

    of: Place
    part: SeenPart | Literal["nobody"]
    forms: tuple[str, ...]


class Record(msgspec.Struct, frozen=True):
    """One record that can be released, and whose it is."""

    kind: RecordKind
    number: int
    country: str

    @property
    def place(self) -> Place:
        """What it is known by."""
        return self.kind, self.number


class Records:
    """The records of a service with two providers. They are there in the first edition."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._register = Register(app)
        self._began = clock.now() - timedelta(3)
        with own_transaction(app):
            people.add_user("Olga", OFFICER, clock.now())
        self.needs = [self._add_need(country, status) for country, status in NEEDS]
        self.submissions: list[Record] = []
        for country, day in SUBMISSIONS:
            self.submissions.append(self._add_submission(country, day))
        self.supports = [self._add_support(served) for served in SUPPORTS]
        self.offers = [self._add_offer(country) for country in OFFERS]
        self.everything = [*self.needs, *self.submissions, *self.supports, *self.offers]
        self.write({})

    # --- What stands in them --------------------------------------------------------------------------------

    def secrets(self) -> Iterator[Secret]:
        """Everything that tells something of one record, as the first edition has it."""
        for record, (_country, status) in zip(self.needs, NEEDS, strict=True):
            yield from _secrets_of_need(record.place, was_requested=status != "released")
        for record in self.submissions:
            yield Secret(record.place, "nobody", (_word(record.place, "title"),))
            yield Secret(record.place, "report", (_word(record.place, "content"),))
            for unit in SCORED:
                low, high = _range(record.number, unit, "one")
                yield Secret(record.place, "scores", (f"{low}", f"{low:.0f}–{high:.0f}"))
        for record in self.supports:
            yield Secret(record.place, "support", (_word(record.place, "title"),))
            yield Secret(record.place, "costs", (str(_amount(record.number, "one")),))
            for name in ("external_id", "disagreement"):
                yield Secret(record.place, "desk", (_word(record.place, name),))
        for record in self.offers:
            for name in ("text", "languages", "office"):
                yield Secret(record.place, "experience", (_word(record.place, name),))

    def write(self, sight: Sight, edition: Edition = "one") -> None:
        """Writes that edition of everything but what these eyes see, which stays as the first has it."""
        with own_transaction(self.app):
            for record in self.needs:
                self._write_need(record, sight.get(record.place, frozenset()), edition)
            for record in self.supports:
                self._write_support(record, sight.get(record.place, frozenset()), edition)
            for record in self.submissions:
                self._write_submission(record, sight, edition)
                self._write_changes(record, sight, edition)
            for record in self.offers:
                self._write_offer(record, "one" if record.place in sight else edition)

    # --- What is released of them ---------------------------------------------------------------------------

    def withdraw_all(self) -> None:
        """Ends every release."""
        with own_transaction(self.app):
            for country in COUNTRIES:
                for line in releases.releases_of(country):
                    row = releases.release_in(country, line.release.number, to_write=True)
                    if row is not None and row.withdrawn_at is None:
                        releases.withdraw(
                            row, "zq-withdrawn-qz", by=self._register.official(), at=clock.now()
                        )

    def sight(self, onlooker: Onlooker) -> Sight:
        """What the rules let the onlooker see of each record today; records of which they see nothing are
        not in it. UNODC sees its own support of what it sees, and what was said since the request.
        """
        today, found = clock.now().date(), {}
        given = self.given()
        for record in self.everything:
            parts: frozenset[SeenPart] = sets_seen(given, record.kind, record.number, onlooker, today)
            if onlooker.audience == "unodc":
                parts |= self._seen_at_the_desk(record, given, onlooker)
            if parts:
                found[record.place] = parts
        return found

    def given(self) -> list[Release]:
        """Every release that there ever was."""
        with own_transaction(self.app):
            return [line.release for country in COUNTRIES for line in releases.releases_of(country)]

    def _seen_at_the_desk(
        self, record: Record, given: list[Release], onlooker: Onlooker
    ) -> frozenset[SeenPart]:
        served = {record.number} if record.kind == "need" else set()
        if record.kind == "support":
            served = {self.needs[place].number for place in SUPPORTS[self.supports.index(record)]}
        today = clock.now().date()
        if not any(sets_seen(given, "need", number, onlooker, today) for number in served):
            return frozenset()
        return frozenset({"steps"}) if record.kind == "need" else frozenset({"support", "costs", "desk"})

    # --- Adding ---------------------------------------------------------------------------------------------

    def _add_need(self, country: str, status: Status) -> Record:
        number = self._register.need(country, status, is_released=False, gap=WHOLE.gap)
        with own_transaction(self.app):
            country_side, officer = self._register.official(), people.user_with_email(OFFICER)
            assert officer is not None
            for kind in ("note", "clarification", "answer"):
                by, text = country_side if kind == "answer" else officer, _word(("need", number), kind)
                db.session.add(
                    NeedMessage(
                        need_id=number, kind=kind, text=text, written_by=by.id, written_at=clock.now()
                    )
                )
            for step in db.session.scalars(sa.select(NeedEvent).where(NeedEvent.need_id == number)):
                is_kept = step.to_status in ("approved", "released")
                step.reason = _word(("need", number), "kept" if is_kept else "said")
                step.reference_number = _word(("need", number), "reference")
                step.changed_by = (country_side if step.side == "country" else officer).id
        return Record("need", number, country)

    def _add_submission(self, country: str, day: date) -> Record:
        score: tuple[float, float, float, int | None] = (1.0, 2.0, 0.9, 1)
        scores = dict.fromkeys(SCORED, score)
        before = next((each.number for each in self.submissions if each.country == country), None)
        changes = dict.fromkeys(SCORED, (1.0, 2.0)) if before else None
        number = add_scores(
            self.app, country, scores, on=day, is_released=False, follows=before, changes=changes
        )
        return Record("submission", number, country)

    def _add_support(self, served: tuple[int, ...]) -> Record:
        first, *others = [self.needs[place] for place in served]
        with own_transaction(self.app):
            new = NewSupport("", 1, "implementing", "in-delivery", start=date(2026, 3, 1))
            by = self._register.official()
            row = desk.add_support(first.number, first.country, new, by=by, at=clock.now())
            db.session.add_all(SupportedNeed(support_id=row.id, need_id=other.number) for other in others)
            return Record("support", row.id, first.country)

    def _add_offer(self, country: str) -> Record:
        with own_transaction(self.app):
            by = self._register.official()
            row = offers.make_offer(country, "R10", "", "", "", by=by, at=clock.now())
            return Record("offer", row.id, country)

    # --- Writing --------------------------------------------------------------------------------------------

    def _write_need(self, record: Record, parts: frozenset[SeenPart], edition: Edition) -> None:
        row = db.session.get_one(NeedRecord, record.number)
        said, shown = _need(record.number, edition), seen(_need(record.number, "one"), _sets(parts))
        if shown is not None:
            kept = {
                name: value for name in Need.__struct_fields__ if (value := getattr(shown, name)) is not None
            }
            said = msgspec.structs.replace(said, **kept)
        # What a need says changes as a draft only; here somebody looks at two needs of the same number.
        row.status, by = "draft", self._register.official()
        needs.save_need(row, published(), said, based_on=row.revision, by=by, at=clock.now())
        is_one = edition == "one" or "request" in parts
        row.status = NEEDS[self.needs.index(record)][1] if is_one else "in-appraisal"
        row.status_since = self._began if is_one else self._began - timedelta(40)

    def _write_support(self, record: Record, parts: frozenset[SeenPart], edition: Edition) -> None:
        row = db.session.get_one(SupportRecord, record.number)
        kept: Edition = "one" if "support" in parts else edition
        row.title, row.provider_id = _word(record.place, "title", kept), 1 if kept == "one" else 2
        row.start = date(2026, 3, 1) if kept == "one" else date(2027, 9, 9)
        row.share = 35 if kept == "one" else 77
        row.amount = _amount(record.number, "one" if "costs" in parts else edition)
        row.currency = "EUR" if "costs" in parts or edition == "one" else "JPY"
        at_desk: Edition = "one" if "desk" in parts else edition
        row.external_id = _word(record.place, "external_id", at_desk)
        row.disagreement, row.verified = _word(record.place, "disagreement", at_desk), at_desk != "one"

    def _write_submission(self, record: Record, sight: Sight, wanted: Edition) -> None:
        row = db.session.get_one(Submission, record.number)
        before = db.session.get_one(Assessment, record.number).follows_id
        follows = hash_of(db.session.get_one(Submission, before).content) if before else ""
        # A report is compared with the cycle before, whose hash is part of it.
        carried = any(
            "report" in sight.get(each.place, ())
            for each in self.submissions
            if each.country == record.country
        )
        row.content = _content(record.place, "one" if carried else wanted, follows)
        edition: Edition = "one" if "scores" in sight.get(record.place, ()) else wanted
        db.session.get_one(Assessment, record.number).title = _word(record.place, "title", edition)
        rows = db.session.scalars(
            sa.select(SubmittedScore).where(SubmittedScore.assessment_id == record.number)
        )
        for score in rows:
            score.low, score.high = _range(record.number, score.code, edition)
            score.known, score.band_low = (0.91, 2) if edition == "one" else (0.72, 3)

    def _write_changes(self, record: Record, sight: Sight, edition: Edition) -> None:
        """What moved is seen by those who see the scores of both cycles."""
        before = db.session.get_one(Assessment, record.number).follows_id or record.number
        places: tuple[Place, ...] = (record.place, ("submission", before))
        is_seen = all("scores" in sight.get(place, ()) for place in places)
        rows = db.session.scalars(
            sa.select(SubmittedChange).where(SubmittedChange.assessment_id == record.number)
        )
        for change in rows:
            change.low, change.high = (11, 13) if is_seen or edition == "one" else (-47, -41)

    def _write_offer(self, record: Record, edition: Edition) -> None:
        row = db.session.get_one(OfferRecord, record.number)
        row.unit_code = "R10" if edition == "one" else "R04"
        for name in ("text", "languages", "office"):
            setattr(row, name, _word(record.place, name, edition))


# --- Words and figures --------------------------------------------------------------------------------------

_TEXTS: tuple[tuple[SeenPart, tuple[str, ...]], ...] = (
    ("request", ("title", "objective", "languages", "office")),
    ("details", ("description", "end_users", "urgency_reason", "constraints", "conditions", "indicator")),
    ("costs", ("contribution",)),
    ("gap", ("baseline",)),
    ("rights", ("rights_note",)),
)


def _word(of: Place, name: str, edition: Edition = "one") -> str:
    kind, number = of
    return f"zq-{edition}-{kind}-{number}-{name.replace('_', '-')}-qz"


@functools.cache
def _content(of: Place, edition: Edition, follows: str) -> str:
    """A submission whose report carries a word of its own."""
    sheet = AnswerSheet("cybercrime-prevention", "1.0", "KEN", date(2026, 5, 1), ("recommendations",))
    clearance = Clearance("Olga", "Office", date(2026, 5, 1))
    covering = Covering(_word(of, "content", edition), "Kenya", date(2026, 5, 2), clearance, follows=follows)
    return freeze(published(), sheet, covering).content


def _range(number: int, unit: str, edition: Edition) -> tuple[float, float]:
    start = 20 + number + 15 * SCORED.index(unit)
    return (start + 0.1307, start + 40.25) if edition == "one" else (start + 3.7, start + 9.6)


def _amount(number: int, edition: Edition) -> Decimal:
    return Decimal("7345681.27" if edition == "one" else "123.45") + number


def _need(number: int, edition: Edition) -> Need:
    """What the need says in that edition: everything it can say, and nothing as in the other."""
    is_one = edition == "one"
    unit = published().unit("R10" if is_one else "R04")
    gap = FrozenGap(
        low=(10 if is_one else 13) + number + 0.2719,
        high=40.0 + number,
        target=75.0 if is_one else 50.0,
        instrument=_word(("need", number), "gap", edition),
        version="1.0",
        on=date(2026, 1, 2 if is_one else 3),
        place=1 if is_one else 2,
    )
    names = [name for _part, members in _TEXTS for name in members]
    return Need(
        unit=unit.code,
        assistance="TA06" if is_one else "TA07",
        further=("TA02",) if is_one else (),
        gap=gap,
        clauses=(unit.clauses[0].code,),
        questions=(unit.questions[0 if is_one else 1].code,),
        beneficiaries=(published().bodies[0 if is_one else 1].code,),
        people="11-50" if is_one else "over-1000",
        urgency=1 if is_one else 3,
        delivery="in-country" if is_one else "remote",
        cost="under-50k" if is_one else "over-1m",
        wanted_by=date(2031, 3, 7) if is_one else date(2030, 8, 9),
        **{name: _word(("need", number), name, edition) for name in names},
    )


def _secrets_of_need(of: Place, *, was_requested: bool) -> Iterator[Secret]:
    for part, names in _TEXTS:
        for name in names:
            yield Secret(of, part, (_word(of, name),))
    gap = _need(of[1], "one").gap
    yield Secret(of, "gap", (gap.instrument, f"{gap.low}"))
    said = ("reference", "said") if was_requested else ()
    for name in (*said, "clarification", "answer", "note"):
        yield Secret(of, "steps", (_word(of, name),))
    yield Secret(of, "nobody", (_word(of, "kept"),))


def _sets(parts: frozenset[SeenPart]) -> frozenset[FieldSet]:
    return frozenset(name for name in NEED_SETS if name in parts)
