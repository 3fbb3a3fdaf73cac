"""What stands over a report: its cover, and what is known of this copy beside the answers."""

from __future__ import annotations

from datetime import date

import msgspec

from reports.content import units
from reports.content.audience import WORKING_FILE, VariantCode, audience
from reports.content.gathered import Gathered
from reports.content.structure import Cover, Proof
from reports.register.standing import StandingNeeds


class Heading(msgspec.Struct, frozen=True):
    """For whom a report is made, under which title, on which day, and how it can be proved.

    `notice` is printed on the cover and in every running head, for example that the country is invented.
    `needs` are those of the register that the readers may see; without them there is no chapter on needs.
    """

    variant: VariantCode = WORKING_FILE
    title: str = ""
    notice: str = ""
    generated_on: date | None = None
    proof: Proof = Proof()
    needs: StandingNeeds | None = None


def cover(gathered: Gathered, country_name: str, heading: Heading) -> Cover:
    """What stands on the cover and in the running heads."""
    _ = gathered.wording.gettext
    instrument, sheet = gathered.instrument, gathered.sheet
    cited = dict.fromkeys(unit.source.document for unit in gathered.units)
    made_on = heading.generated_on
    return Cover(
        title=heading.title or _("Gap report"),
        country=country_name,
        country_code=sheet.country,
        reference_date=gathered.wording.day(sheet.reference_date),
        generated_on=gathered.wording.day(made_on) if made_on else "",
        instrument=instrument.title,
        version=instrument.version,
        modules=tuple(module.title for module in instrument.modules if module.code in sheet.modules),
        modules_off=tuple(module.title for module in instrument.modules if module.code not in sheet.modules),
        audience=audience(heading.variant, gathered.wording),
        state=_("Submitted") if heading.proof.submission else _("Draft, not submitted"),
        proof=heading.proof,
        statement=_("Self-assessment; not a finding of the United Nations"),
        notice=heading.notice,
        pilot_note=instrument.pilot_note.strip(),
        sources=tuple(units.source_note(instrument.source(code)) for code in cited),
    )
