"""The country's steps with a need, in the words people read."""

from __future__ import annotations

import msgspec

from webapp.assistance.moves import StepName
from webapp.wording import _


class StepWords(msgspec.Struct, frozen=True):
    """What the page before a step says: its heading, what the step does, its button, and what follows."""

    heading: str
    does: str
    button: str
    taken: str


def step_words(step: StepName) -> StepWords:
    """The words of that step."""
    return {
        "approved": StepWords(
            _("Approve the need"),
            _(
                "Approving says that the country stands by what the need says. It can then be released. "
                "To change it afterwards, take it back to draft while it is not released."
            ),
            _("Approve"),
            _("The need is approved."),
        ),
        "draft": StepWords(
            _("Back to draft"),
            _("A draft can be changed, and is approved anew. Releases that wait for a second person end."),
            _("Take back to draft"),
            _("The need is a draft again."),
        ),
        "submitted": StepWords(
            _("Submit with the formal request"),
            _(
                "Assistance is given upon request. The request itself goes its official way; here stands how "
                "UNODC finds it. From then on UNODC says how far the need has come."
            ),
            _("Submit"),
            _("The need is submitted."),
        ),
        "verified": StepWords(
            _("Confirm the delivery"),
            _("You say that what is said to be delivered was delivered, and that it met the objective."),
            _("It was delivered"),
            _("The delivery is confirmed."),
        ),
        "not-delivered": StepWords(
            _("Not as delivered"),
            _(
                "You disagree with what is said to be delivered. The need stays where it is; both words are "
                "shown side by side, to you and to UNODC."
            ),
            _("Say that it was not delivered like this"),
            _("Your disagreement is noted."),
        ),
        "met-nationally": StepWords(
            _("Met by the country itself"),
            _("The need ends, because the country has met it by its own means. This cannot be taken back."),
            _("End the need as met"),
            _("The need is noted as met by the country itself."),
        ),
        "withdrawn": StepWords(
            _("Withdraw the need"),
            _(
                "The need ends. This cannot be taken back; a new one can be begun from the gap. Whoever "
                "could see the need sees that it is withdrawn, until its releases end."
            ),
            _("Withdraw the need"),
            _("The need is withdrawn."),
        ),
    }[step]
