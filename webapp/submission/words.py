"""States and steps in the words people read. Nothing is decided here."""

from __future__ import annotations

import msgspec

from webapp.submission.steps import CLEAR, SEND_TO_REVIEW, SUBMIT, TAKE_BACK, Step
from webapp.tables import CLEARED, DRAFT, SUBMITTED, UNDER_REVIEW
from webapp.wording import _


class StepWords(msgspec.Struct, frozen=True):
    """What the page before a step says: its heading, what the step does, and its button."""

    heading: str
    does: str
    button: str = ""


def status_words(status: str) -> str:
    """The name of a state of an assessment."""
    return {
        DRAFT: _("Draft"),
        UNDER_REVIEW: _("Under review"),
        CLEARED: _("Cleared"),
        SUBMITTED: _("Submitted"),
    }[status]


def next_words(status: str) -> str:
    """What holds in that state, and what comes next."""
    return {
        DRAFT: _("Answers can be changed. Next: the review."),
        UNDER_REVIEW: _("Nobody can change an answer meanwhile. Next: the clearance by a named approver."),
        CLEARED: _("The answers stand as they were cleared. Next: the submission."),
        SUBMITTED: _("What was submitted never changes."),
    }[status]


def step_words(step: Step | None) -> StepWords:
    """What the page before that step says; without a step, the page that only shows what is open."""
    if step is None:
        return StepWords(_("What is open"), _("Nothing listed here forbids the next step."))
    return {
        SEND_TO_REVIEW.code: StepWords(
            _("Send to review"),
            _(
                "Reviewers then agree or disagree, answer by answer. Meanwhile nobody can change an answer. "
                "You can take the assessment back to draft at any time before it is submitted."
            ),
            _("Send to review"),
        ),
        CLEAR.code: StepWords(
            _("Record the clearance"),
            _(
                "Clearance says that the person named below has approved these answers for submission. "
                "Taking the assessment back to draft ends it."
            ),
            _("Record the clearance"),
        ),
        SUBMIT.code: StepWords(
            _("Submit the assessment"),
            _(
                "Submitting freezes the answers, targets, ratings and the result. They can never be changed, "
                "only corrected by a new draft that names this submission."
            ),
            _("Submit"),
        ),
        TAKE_BACK.code: StepWords(
            _("Take back to draft"),
            _("Answers can then be changed again. A clearance that was recorded no longer holds."),
            _("Take back to draft"),
        ),
    }[step.code]


def taken_words(step: Step) -> str:
    """What is said once a step is taken."""
    return {
        SEND_TO_REVIEW.code: _("The assessment is under review now."),
        CLEAR.code: _("The clearance is recorded."),
        SUBMIT.code: _("The assessment is submitted."),
        TAKE_BACK.code: _("The assessment is a draft again."),
    }[step.code]


def step_taken_words(before: str, after: str) -> str:
    """A step that was taken, in the list of all of them."""
    if before == SUBMITTED:
        return _("Opened again, to correct a submission")
    return {
        UNDER_REVIEW: _("Sent to review"),
        CLEARED: _("Cleared"),
        SUBMITTED: _("Submitted"),
        DRAFT: _("Taken back to draft"),
    }[after]
