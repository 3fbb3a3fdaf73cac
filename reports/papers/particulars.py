"""What a paper says about itself: names, dates and words that somebody typed, and nothing of the answers."""

from __future__ import annotations

from datetime import date

import msgspec


class Particulars(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asked, by whom, and by when. Plain values that can be kept as JSON.

    What is empty is printed as a line to write on where a paper needs it, and left out elsewhere.
    """

    language: str = "en"
    country_name: str = ""
    assessment_title: str = ""
    reference_date: date | None = None
    institution: str = ""
    # Who asks: a name, an office, or both.
    asked_by: str = ""
    # To whom the filled paper goes back: a name and a place, possibly several lines.
    return_to: str = ""
    return_by: date | None = None
    # What the person who asks wants to add on a request slip.
    message: str = ""
    # Who signs for the institution on a sign-off sheet.
    approver: str = ""
    # Printed on every sheet, for example that the country is invented.
    notice: str = ""
    generated_on: date | None = None
