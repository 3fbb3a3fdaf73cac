"""What a page was made for: its questions and its reader, under the service's signature.

A question can be taken away from a contributor while its page is open, or a writer be removed from the team.
What they typed may then still become a remark about that question, or is shown to them, and about no other
question: the page they send says which ones it showed them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from questionnaire.instrument import Question
from webapp.access import signed_in_user
from webapp.assessment.opened import Opened
from webapp.kept import KEPT_FOR

FIELD = "entrusted"


def entrusted_to(here: Opened, questions: Iterable[Question]) -> str:
    """The value of the form's field that says who was shown these questions to answer."""
    codes = [question.code for question in questions]
    return str(_seal().dumps([signed_in_user().id, here.row.id, *codes]))


def was_entrusted(number: int, value: str, *, within: timedelta = KEPT_FOR) -> frozenset[str]:
    """The codes of the questions that such a field proves to have been this person's to answer before, in the
    assessment with that number.
    """
    try:
        person, assessment, *codes = _seal().loads(value, max_age=int(within.total_seconds()))
    except (BadData, ValueError):
        return frozenset()
    return frozenset(codes if (person, assessment) == (signed_in_user().id, number) else ())


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="cpsa-entrusted")
