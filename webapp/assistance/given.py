"""The releases that a country has given: what holds, what waits for a second person, what has ended."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.assistance.releases import FieldSet, Onlooker, RecordKind, is_in_force, sets_of
from webapp import audit, clock, kept, register_words
from webapp.access import COUNTRY_READERS, FOCAL_POINTS, open_to, signed_in_user
from webapp.assistance.entered import Entered, blueprint, entered
from webapp.assistance.locked import NotNow
from webapp.assistance.moves import follow_release, move_on, take_back_what_no_release_holds
from webapp.assistance.others import OneSeen, once_released
from webapp.assistance.releasable import releasable, titles_of_records
from webapp.assistance.typed_step import TypedStep, reason_errors, typed_into
from webapp.audit import Action
from webapp.records import needs, releases
from webapp.records.releases import NewRelease, ReleaseLine
from webapp.tables import ReleaseRecord
from webapp.typed import FormError
from webapp.wording import _


class Given(msgspec.Struct, frozen=True):
    """One release in the list, with what it is of and where it stands."""

    line: ReleaseLine
    title: str
    state: str
    holds: bool
    waits: bool

    @property
    def sets(self) -> tuple[FieldSet, ...]:
        """The sets of fields that it contains, in the order in which they are shown."""
        release = self.line.release
        return tuple(name for name in sets_of(release.kind) if name in release.fields)

    def is_of(self, kind: RecordKind, number: int) -> bool:
        """Whether it is of that record."""
        return (self.line.release.kind, self.line.release.record) == (kind, number)

    @property
    def has_ended(self) -> bool:
        """Whether nobody sees anything through it any more, nor will."""
        return not (self.holds or self.waits)


@blueprint.get("/releases")
@open_to(COUNTRY_READERS)
def releases_given(country: str) -> ResponseReturnValue:
    """List the releases: what waits, what holds, what has ended."""
    here = entered(country)
    found = all_given(here)
    return render_template(
        "assistance/releases.html",
        here=here,
        waiting=[one for one in found if one.waits],
        holding=[one for one in found if one.holds],
        ended=[one for one in found if one.has_ended],
        say=register_words,
    )


@blueprint.get("/releases/<int:release>")
@open_to(COUNTRY_READERS)
def release_given(country: str, release: int) -> ResponseReturnValue:
    """Show one release, and what is seen through it."""
    return _page(*_one(country, release))


@blueprint.post("/releases/<int:release>/agree")
@open_to(FOCAL_POINTS)
def agree(country: str, release: int) -> ResponseReturnValue:
    """A second focal point agrees; the one who released is told that it has to be another."""
    here, given = _one(country, release)
    row = _held(country, release)
    if not given.waits:
        raise NotNow(here, given.state, _address(here, release))
    what = releasable(here, row.kind, row.record_id, to_write=True)
    if what.obstacle:
        raise NotNow(here, what.obstacle, _address(here, release))
    try:
        releases.agree(row, by=signed_in_user(), at=clock.now())
    except releases.SamePerson:
        words = _("You gave this release. Another focal point has to agree to it.")
        raise NotNow(here, words, _address(here, release)) from None
    _note(Action.RELEASE_AGREED, row, given.title)
    follow_release(row)
    flash(_("Agreed. The release holds."))
    return redirect(_address(here, release), 303)


@blueprint.get("/releases/<int:release>/withdraw")
@open_to(FOCAL_POINTS)
def ask_withdraw(country: str, release: int) -> ResponseReturnValue:
    """Ask why the release is withdrawn, and say what that cannot do."""
    here, given = _one(country, release)
    if given.has_ended:
        raise NotNow(here, given.state, _address(here, release))
    form = kept.kept_form()
    typed = TypedStep() if form is None else typed_into(form)
    return _withdrawal(here, given, typed, is_kept=form is not None)


@blueprint.post("/releases/<int:release>/withdraw")
@open_to(FOCAL_POINTS)
def withdraw(country: str, release: int) -> ResponseReturnValue:
    """End the release from now on."""
    here, given = _one(country, release)
    row, typed = _held(country, release), typed_into(request.form)
    if row.withdrawn_at is not None and row.withdrawn_by == signed_in_user().id:
        return redirect(_address(here, release), 303)
    if given.has_ended:
        raise NotNow(here, given.state, _address(here, release))
    kept.forget_form()
    if errors := reason_errors(typed):
        return _withdrawal(here, given, typed, errors=errors), 422
    releases.withdraw(row, typed.reason, by=signed_in_user(), at=clock.now())
    _note(Action.RELEASE_WITHDRAWN, row, given.title, reason=typed.reason)
    _follow_withdrawal(here, row, typed.reason)
    flash(_("Withdrawn. Nobody sees anything through it from now on; copies cannot be called back."))
    return redirect(_address(here, release), 303)


def _follow_withdrawal(here: Entered, row: ReleaseRecord, reason: str) -> None:
    """A need whose last release has ended is approved again, for that reason."""
    country, today = here.land.code, clock.now().date()
    if row.kind == "need":
        lines = releases.releases_of(country, "need", row.record_id)
        is_seen = any(is_in_force(line.release, today) for line in lines)
        need = needs.need_in(country, row.record_id, to_write=True)
        if need is not None and need.status == "released" and not is_seen:
            move_on(need, "approved", reason=reason)
    take_back_what_no_release_holds(country)


def all_given(here: Entered) -> list[Given]:
    """Every release that the country has given, the latest first, each with where it stands."""
    titles, today = titles_of_records(here), clock.now().date()
    found = []
    for line in releases.releases_of(here.land.code):
        release = line.release
        is_past = today > release.last_day
        waits = release.waits_for_second and not release.is_withdrawn and not is_past
        if release.is_withdrawn:
            state = _("Withdrawn")
        elif is_past:
            state = _("Ended")
        elif waits:
            state = _("Waits for a second person")
        else:
            state = _("Holds, %(ends)s", ends=register_words.expiry_words(release.last_day, today))
        title = titles.get((release.kind, release.record), "")
        found.append(Given(line, title, state, is_in_force(release, today), waits))
    return found


def _one(country: str, number: int) -> tuple[Entered, Given]:
    here = entered(country)
    found = next((one for one in all_given(here) if one.line.release.number == number), None)
    return here, found or abort(404)


def _held(country: str, number: int) -> ReleaseRecord:
    return releases.release_in(country, number, to_write=True) or abort(404)


def _address(here: Entered, number: int) -> str:
    return here.address("assistance.release_given", release=number)


def _seen_through(here: Entered, given: Given) -> OneSeen:
    """What this release shows, with what its audience may see already."""
    release, today = given.line.release, clock.now().date()
    new = NewRelease(
        kind=release.kind,
        record=release.record,
        fields=release.fields,
        audience=release.audience,
        purpose=release.purpose,
        office=release.office,
        first_day=release.first_day,
        last_day=release.last_day,
        partner=release.partner,
    )
    return once_released(here, new, Onlooker(release.audience, release.partner), today)


def _page(here: Entered, given: Given) -> str:
    return render_template(
        "assistance/release_given.html",
        here=here,
        given=given,
        seen=None if given.has_ended else _seen_through(here, given),
        is_mine=given.line.released_by_id == signed_in_user().id,
        say=register_words,
        now=clock.now(),
    )


def _withdrawal(
    here: Entered,
    given: Given,
    typed: TypedStep,
    *,
    errors: Sequence[FormError] = (),
    is_kept: bool = False,
) -> str:
    return render_template(
        "assistance/withdraw_release.html",
        here=here,
        given=given,
        typed=typed.shown,
        errors=list(errors),
        is_kept=is_kept,
        say=register_words,
    )


def _note(action: Action, row: ReleaseRecord, title: str, *, reason: str = "") -> None:
    details = {"release": str(row.id), "record": f"{row.kind} {row.record_id}"}
    if reason:
        details["reason"] = reason
    audit.record(action, country=row.country_code, subject=title, details=details)
