"""The chapter on assistance needs: what stands in the register and its readers may see, in words."""

from __future__ import annotations

import msgspec

from questionnaire.assistance.releases import NEED_SETS, FieldSet, SeenNeed, is_shown_to
from questionnaire.assistance.status import ENDED
from questionnaire.instrument import Instrument
from questionnaire.loading import installed
from reports.content import need_words as words
from reports.content.audience import PUBLIC, UNODC
from reports.content.gathered import Gathered
from reports.content.standing_parts import NeedFact, NeedSet, StandingChapter, StandingLine, TypeOfNeeds
from reports.content.structure import AssistanceLine
from reports.register.standing import ShownTo, StandingNeed, StandingNeeds


def chapter(gathered: Gathered, standing: StandingNeeds | None) -> StandingChapter | None:
    """The needs by main type and unit, what is under way first; None for a report made without a register."""
    if standing is None:
        return None
    needs = _open_to_everybody(standing.needs) if gathered.variant == PUBLIC else standing.needs
    lines = sorted(
        (_line(gathered, need) for need in needs),
        key=lambda line: (line.types[0], line.has_ended, line.unit, line.number),
    )
    types = {line.types[0]: line.type_titles[0] for line in lines}
    as_of = gathered.wording.day(standing.as_of)
    return StandingChapter(
        as_of=as_of,
        lead=_lead(gathered, as_of),
        nothing="" if lines else _nothing(gathered, as_of),
        types=tuple(
            TypeOfNeeds(code, title, tuple(line for line in lines if line.types[0] == code))
            for code, title in types.items()
        ),
    )


def _open_to_everybody(needs: tuple[StandingNeed, ...]) -> tuple[StandingNeed, ...]:
    """The needs as everybody may see them, whatever was handed over: none that has ended, and no gap, status
    or other reader.
    """
    return tuple(
        msgspec.structs.replace(
            need,
            sets=tuple(name for name in need.sets if is_shown_to("open", name)),
            status=None,
            since=None,
            shown_to=(),
        )
        for need in needs
        if need.status not in ENDED
    )


def by_type(found: StandingChapter | None) -> tuple[AssistanceLine, ...]:
    """The main types of the needs that have not ended, those with most needs first."""
    open_needs = [
        (each, [need for need in each.needs if not need.has_ended]) for each in (found.types if found else ())
    ]
    return tuple(
        AssistanceLine(each.code, each.title, tuple(dict.fromkeys(need.unit for need in needs)), "")
        for each, needs in sorted(open_needs, key=lambda pair: (-len(pair[1]), pair[0].code))
        if needs
    )


def heading_of_summary(gathered: Gathered, found: StandingChapter | None) -> str:
    """What the summary calls the assistance that it lists: drafts in a national version, and what was
    released in one for others; "" where that is not known.
    """
    _ = gathered.wording.gettext
    if gathered.variant not in {UNODC, PUBLIC}:
        return _("Assistance that the gaps point to (drafts, not requests)")
    if found is None:
        return ""
    text = _("Assistance needs released to everybody, as of {day}")
    if gathered.variant == UNODC:
        text = _("Assistance needs released to UNODC, as of {day}")
    return text.format(day=found.as_of)


def _lead(gathered: Gathered, as_of: str) -> str:
    _ = gathered.wording.gettext
    text = _(
        "The needs in the country’s register as they stood on {day}: what each says, how far it has come, "
        "and who else may see it. They are no part of the answers, nor of what is submitted."
    )
    if gathered.variant == UNODC:
        text = _(
            "The needs that the country has released to UNODC or to everybody, as they stood on {day}: what "
            "was released of each, and nothing else. They are no part of what is submitted."
        )
    if gathered.variant == PUBLIC:
        text = _(
            "The needs that the country has released to everybody and that no delivery has met, as they "
            "stood on {day}: what was released of each, and nothing else."
        )
    return text.format(day=as_of)


def _nothing(gathered: Gathered, as_of: str) -> str:
    _ = gathered.wording.gettext
    text = _("On {day} there was no need in the register.")
    if gathered.variant == UNODC:
        text = _("On {day} no need was released to UNODC.")
    if gathered.variant == PUBLIC:
        text = _("On {day} no need was released to everybody.")
    return text.format(day=as_of)


def _line(gathered: Gathered, found: StandingNeed) -> StandingLine:
    _, need, instrument = gathered.wording.gettext, found.need, _instrument_of(gathered, found)
    # What is released to nobody of these readers was not held back from them here.
    possible = [name for name in NEED_SETS if gathered.variant != PUBLIC or is_shown_to("open", name)]
    absent = [words.set_word(gathered.wording, name) for name in possible if name not in found.sets]
    not_shown = _("Not released: {sets}.").format(sets=", ".join(absent)) if absent else ""
    return StandingLine(
        number=found.number,
        title=need.title,
        unit=need.unit,
        unit_title=instrument.unit(need.unit).title,
        types=need.types,
        type_titles=tuple(instrument.assistance_type(code).title for code in need.types),
        urgency=words.urgency_word(gathered.wording, need.urgency),
        status=found.status,
        status_words=_status_words(gathered, found),
        has_ended=found.status in ENDED,
        sets=tuple(
            NeedSet(name, words.set_word(gathered.wording, name), facts)
            for name in NEED_SETS
            if name in found.sets and (facts := _facts(gathered, need, name, instrument))
        ),
        not_shown=not_shown,
        leave=_leave(gathered, found),
    )


def _instrument_of(gathered: Gathered, found: StandingNeed) -> Instrument:
    """The version of the questionnaire that the need was written for, which may be an earlier one."""
    own = gathered.instrument
    if (own.code, own.version) == (found.instrument, found.version):
        return own
    return installed(found.instrument, found.version)


def _status_words(gathered: Gathered, found: StandingNeed) -> str:
    _ = gathered.wording.gettext
    if found.status is None:
        return ""
    word = words.status_word(gathered.wording, found.status)
    if found.since is None:
        return word
    return _("{status} since {day}").format(status=word, day=gathered.wording.short_day(found.since))


def _leave(gathered: Gathered, found: StandingNeed) -> str:
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    if found.releases and found.last_day:
        text = several(
            "Release {numbers}, until {day}.", "Releases {numbers}, until {day}.", len(found.releases)
        )
        numbers = gathered.wording.listed(str(number) for number in found.releases)
        return text.format(numbers=numbers, day=gathered.wording.day(found.last_day))
    if not found.shown_to:
        return _("Nobody outside the country may see it.")
    return " ".join(_release_words(gathered, each) for each in found.shown_to)


def _release_words(gathered: Gathered, shown_to: ShownTo) -> str:
    text = gathered.wording.gettext("Release {number} to {audience}, until {day}: {sets}.")
    return text.format(
        number=shown_to.number,
        audience=words.audience_word(gathered.wording, shown_to.audience, shown_to.partner),
        sets=", ".join(words.set_word(gathered.wording, name) for name in shown_to.sets),
        day=gathered.wording.day(shown_to.last_day),
    )


def _facts(
    gathered: Gathered, need: SeenNeed, name: FieldSet, instrument: Instrument
) -> tuple[NeedFact, ...]:
    """The fields of the set that say something, in the order of the register's pages."""
    read = {
        "request": _request,
        "details": _details,
        "costs": _costs,
        "gap": _gap,
        "rights": _rights,
    }[name]
    return tuple(fact for fact in read(gathered, need, instrument) if fact.text)


def _request(gathered: Gathered, need: SeenNeed, instrument: Instrument) -> tuple[NeedFact, ...]:
    _, say = gathered.wording.gettext, gathered.wording
    further = (f"{code} {instrument.assistance_type(code).title}" for code in need.further)
    clauses = (f"{code} {instrument.clause(code).gist}" for code in need.clauses)
    return (
        NeedFact("objective", _("Objective"), need.objective, typed=True),
        NeedFact("clauses", _("Clauses"), "; ".join(clauses), typed=False),
        NeedFact("further", _("Further types of assistance"), "; ".join(further), typed=False),
        NeedFact("wanted_by", _("Wanted by"), say.day(need.wanted_by) if need.wanted_by else "", typed=False),
        NeedFact("languages", _("Languages"), need.languages, typed=True),
        NeedFact("delivery", _("Place"), words.delivery_word(say, need.delivery), typed=False),
        NeedFact("office", _("Office that answers for it"), need.office, typed=True),
    )


def _details(gathered: Gathered, need: SeenNeed, instrument: Instrument) -> tuple[NeedFact, ...]:
    _ = gathered.wording.gettext
    bodies = "; ".join(instrument.body(code).title for code in need.beneficiaries or ())
    people = words.people_word(gathered.wording, need.people)
    return (
        NeedFact("description", _("Description"), need.description or "", typed=True),
        NeedFact("beneficiaries", _("Institutions that benefit"), bodies, typed=False),
        NeedFact("people", _("How many people benefit"), people, typed=False),
        NeedFact("end_users", _("Who they are"), need.end_users or "", typed=True),
        NeedFact("urgency_reason", _("Reason of the urgency"), need.urgency_reason or "", typed=True),
        NeedFact("constraints", _("Constraints"), need.constraints or "", typed=True),
        NeedFact("conditions", _("Conditions"), need.conditions or "", typed=True),
        NeedFact("indicator", _("Indicator"), need.indicator or "", typed=True),
    )


def _costs(gathered: Gathered, need: SeenNeed, _instrument: Instrument) -> tuple[NeedFact, ...]:
    _ = gathered.wording.gettext
    return (
        NeedFact("cost", _("What it may cost"), words.cost_word(gathered.wording, need.cost), typed=False),
        NeedFact("contribution", _("What the country contributes"), need.contribution or "", typed=True),
    )


def _gap(gathered: Gathered, need: SeenNeed, _instrument: Instrument) -> tuple[NeedFact, ...]:
    _, gap = gathered.wording.gettext, need.gap
    said = words.gap_words(gathered.wording, gap) if gap else ""
    asked = f"{gap.instrument} {gap.version}" if gap else ""
    return (
        NeedFact("gap", _("Gap to the country’s target"), said, typed=False),
        NeedFact("questionnaire", _("Questionnaire"), asked, typed=False),
        NeedFact("questions", _("Questions behind it"), ", ".join(need.questions or ()), typed=False),
        NeedFact("baseline", _("Baseline"), need.baseline or "", typed=True),
    )


def _rights(gathered: Gathered, need: SeenNeed, _instrument: Instrument) -> tuple[NeedFact, ...]:
    _ = gathered.wording.gettext
    return (
        NeedFact("rights_note", _("Risks, and how they are prevented"), need.rights_note or "", typed=True),
    )
