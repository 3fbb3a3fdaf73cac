"""The steps of an assessment from draft to submission, and back: this table is the whole of it."""

from __future__ import annotations

import msgspec

from webapp.tables import CLEARED, DRAFT, SUBMITTED, UNDER_REVIEW


class Step(msgspec.Struct, frozen=True):
    """One step: from which states it leads, to which, and what must be said to take it.

    `code` is the last part of the address of its page.
    """

    code: str
    before: tuple[str, ...]
    after: str
    asks_reason: bool = False
    asks_approver: bool = False
    # Whether what is still open must be acknowledged. Nothing open ever forbids a step.
    asks_acknowledgement: bool = False


SEND_TO_REVIEW = Step("send-to-review", (DRAFT,), UNDER_REVIEW)
CLEAR = Step("clear", (UNDER_REVIEW,), CLEARED, asks_approver=True, asks_acknowledgement=True)
SUBMIT = Step("submit", (CLEARED,), SUBMITTED, asks_acknowledgement=True)
TAKE_BACK = Step("take-back", (UNDER_REVIEW, CLEARED), DRAFT, asks_reason=True)
STEPS = (SEND_TO_REVIEW, CLEAR, SUBMIT, TAKE_BACK)


def may_follow(before: str, after: str) -> bool:
    """Whether some step leads from the one state to the other."""
    return any(before in step.before and after == step.after for step in STEPS)


def page_before(step: Step | None) -> str:
    """The endpoint of the page before that step; without one, of the page that only shows what is open."""
    return f"submission.ask_{step.code.replace('-', '_')}" if step else "submission.check"
