"""What UNODC asks a country about a need, and what the country answers. UNODC's own notes are not read here:
they stay at UNODC, which speaks as an office.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa

from webapp.database import db
from webapp.tables import NeedMessage, NeedRecord, User


class Said(msgspec.Struct, frozen=True):
    """One message, with when it was written, and by whom if that was somebody of the country."""

    text: str
    by: str
    at: datetime


class Asked(msgspec.Struct, frozen=True):
    """A question of UNODC about a need, with the answers of the country, the first one first."""

    number: int
    question: Said
    answers: tuple[Said, ...]


def asked_about(row: NeedRecord) -> list[Asked]:
    """Everything that UNODC asks the country about the need, the latest first."""
    rows = db.session.execute(
        sa.select(NeedMessage, User.name)
        .join(User, User.id == NeedMessage.written_by)
        .where(NeedMessage.need_id == row.id, NeedMessage.kind.in_(("clarification", "answer")))
        .order_by(NeedMessage.id)
    ).all()
    said = [
        (message, Said(message.text, name if message.kind == "answer" else "", message.written_at))
        for message, name in rows
    ]
    return [
        Asked(
            number=message.id,
            question=words,
            answers=tuple(answer for other, answer in said if other.answers_id == message.id),
        )
        for message, words in reversed(said)
        if message.kind == "clarification"
    ]


def answer(row: NeedRecord, number: int, text: str, *, by: User, at: datetime) -> None:
    """The country answers a question. Raises LookupError if UNODC has asked none such about this need."""
    asked = db.session.scalars(
        sa.select(NeedMessage.id).where(
            NeedMessage.id == number, NeedMessage.need_id == row.id, NeedMessage.kind == "clarification"
        )
    ).one_or_none()
    if asked is None:
        raise LookupError(f"no question {number} about need {row.id}")
    db.session.add(
        NeedMessage(
            need_id=row.id, kind="answer", answers_id=number, text=text, written_by=by.id, written_at=at
        )
    )
    db.session.flush()
