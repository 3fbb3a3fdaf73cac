"""A country names the bodies that it asks: once, on one page, beginning with the instrument's lead bodies."""

from __future__ import annotations

import re
from collections import Counter

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.loading import published
from webapp import audit, kept
from webapp.access import FOCAL_POINTS, open_to
from webapp.country.entered import blueprint, entered
from webapp.records import assignments
from webapp.records import institutions as records
from webapp.tables import Institution
from webapp.typed import FormError, line_problem, one_line, visible
from webapp.wording import _

BLANK_LINES = 3
LONGEST_NAME = 200


class Line(msgspec.Struct, frozen=True):
    """One institution as it stands in the form.

    `field` is the id of its name field. `was` and `was_closed` are what the form began with: a field that
    was left alone changes nothing, whatever somebody else has saved meanwhile.
    """

    field: str
    name: str
    was: str = ""
    body: str = ""
    is_wanted: bool = True
    was_closed: bool = False

    @property
    def is_renamed(self) -> bool:
        """Whether the name was changed in this form."""
        return self.name != self.was

    @property
    def is_switched(self) -> bool:
        """Whether the institution was closed, or opened again, in this form."""
        return self.is_wanted == self.was_closed


class ListTyped(msgspec.Struct, frozen=True):
    """The whole form: the country's institutions by number, the instrument's lead bodies that are not among
    them, and new lines.
    """

    known: dict[int, Line]
    bodies: tuple[Line, ...]
    new: tuple[Line, ...]

    @property
    def added(self) -> list[Line]:
        """The lines that are to become institutions."""
        return [line for line in self.bodies if line.is_wanted] + [line for line in self.new if line.name]


@blueprint.get("/institutions")
@open_to(FOCAL_POINTS)
def institutions(country: str) -> ResponseReturnValue:
    """List the country's institutions, each to be renamed or closed, and offer to add others."""
    found = records.of_country(country)
    form = kept.kept_form()
    typed = _untouched(found) if form is None else _read(form, found)
    return _page(country, found, typed, is_kept=form is not None)


@blueprint.post("/institutions")
@open_to(FOCAL_POINTS)
def save_institutions(country: str) -> ResponseReturnValue:
    """Keep the list, or say what is wrong, or that somebody else has renamed the same institution."""
    records.hold(country)
    found = records.of_country(country)
    typed = _read(request.form, found)
    kept.forget_form()
    errors = _errors(typed, found)
    if errors:
        return _page(country, found, typed, errors=errors), 422
    renamed_by_both = [row for row in found if _is_renamed_by_both(row, typed.known[row.id])]
    if renamed_by_both:
        # Their names are shown beside; sending the page again then replaces them knowingly.
        return _page(country, found, _seen_anew(typed, found), renamed_by_both=renamed_by_both), 409
    for row in found:
        _change(row, typed.known[row.id])
    for line in typed.added:
        added = records.add(country, line.name, line.body or None)
        audit.record(audit.Action.INSTITUTION_ADDED, country=country, subject=added.name)
    flash(_("The institutions are saved."))
    return redirect(url_for(".institutions", country=country), 303)


def _page(country: str, found: list[Institution], typed: ListTyped, **more: object) -> str:
    shown = ListTyped(
        known={number: _visible(line) for number, line in typed.known.items()},
        bodies=tuple(map(_visible, typed.bodies)),
        new=tuple(map(_visible, typed.new)),
    )
    instrument = published()
    return render_template(
        "country/institutions.html",
        land=entered(country),
        instrument=instrument,
        found=found,
        typed=shown,
        people=records.people_in(country),
        asked=records.questions_of(country),
        body_titles={body.code: body.title for body in instrument.bodies},
        **more,
    )


def _visible(line: Line) -> Line:
    return msgspec.structs.replace(line, name=visible(line.name))


def _untouched(found: list[Institution]) -> ListTyped:
    """The form as it opens. While the country has named nobody, all lead bodies are ticked."""
    return ListTyped(
        known={
            row.id: Line(f"name-{row.id}", row.name, row.name, "", not row.is_closed, row.is_closed)
            for row in found
        },
        bodies=tuple(
            Line(f"body-{body.code}", body.title, body=body.code, is_wanted=not found)
            for body in published().bodies
            if body.code not in {row.body_code for row in found}
        ),
        new=tuple(Line(f"new-{place}", "") for place in range(1, BLANK_LINES + 1)),
    )


def _read(form: MultiDict[str, str], found: list[Institution]) -> ListTyped:
    """The form as it was sent. What is not in it stays as it is."""
    untouched = _untouched(found)
    codes = {body.code for body in published().bodies}
    return ListTyped(
        known={
            row.id: msgspec.structs.replace(
                line,
                name=_name(form, line.field, line.name),
                was=form.get(f"was-{row.id}", line.was),
                is_wanted=f"closed-{row.id}" not in form if line.field in form else line.is_wanted,
                was_closed=form.get(f"was-closed-{row.id}") == "yes"
                if line.field in form
                else line.was_closed,
            )
            for row in found
            for line in (untouched.known[row.id],)
        },
        bodies=tuple(
            msgspec.structs.replace(
                line, name=_name(form, line.field, line.name), is_wanted=line.body in form.getlist("bodies")
            )
            for line in untouched.bodies
        ),
        new=tuple(
            msgspec.structs.replace(
                line,
                name=_name(form, line.field, ""),
                body=form.get(f"{line.field}-body", "") if form.get(f"{line.field}-body") in codes else "",
            )
            for line in untouched.new
        ),
    )


def _name(form: MultiDict[str, str], field: str, default: str) -> str:
    # Only these two are folded: other white space is a sign that somebody chose, or one that is refused.
    return re.sub("[ \t]+", " ", one_line(form[field])).strip(" ") if field in form else default


def _errors(typed: ListTyped, found: list[Institution]) -> list[FormError]:
    """What is wrong with the names. A name belongs to one institution, whatever the case of its letters, and
    also while another one only gives it up with this form.
    """
    lines = [*typed.known.values(), *typed.added]
    taken = Counter(line.name.casefold() for line in lines)
    given_up = {row.name.casefold(): row.id for row in found if typed.known[row.id].is_renamed}
    own = {line.field: number for number, line in typed.known.items()}
    errors = []
    for line in lines:
        word = line.name.casefold()
        if problem := line_problem(line.name, LONGEST_NAME):
            errors.append(FormError(line.field, _("An institution’s name %(problem)s.", problem=problem)))
        elif not word.strip():
            errors.append(FormError(line.field, _("Give the institution a name. To give it up, close it.")))
        elif taken[word] > 1 or given_up.get(word, own.get(line.field)) != own.get(line.field):
            message = _("“%(name)s” is on the list twice, perhaps as a closed one.", name=line.name)
            errors.append(FormError(line.field, message))
    return errors


def _is_renamed_by_both(row: Institution, line: Line) -> bool:
    return line.is_renamed and row.name not in {line.was, line.name}


def _seen_anew(typed: ListTyped, found: list[Institution]) -> ListTyped:
    """The same form, begun with what is saved now."""
    return msgspec.structs.replace(
        typed,
        known={
            row.id: msgspec.structs.replace(
                line,
                name=line.name if line.is_renamed else row.name,
                was=row.name,
                is_wanted=line.is_wanted if line.is_switched else not row.is_closed,
                was_closed=row.is_closed,
            )
            for row in found
            for line in (typed.known[row.id],)
        },
    )


def _change(row: Institution, line: Line) -> None:
    """Renames, closes or opens one institution, as far as the form says so."""
    if line.is_renamed and row.name != line.name:
        details = {"before": row.name}
        row.name = line.name
        _note(audit.Action.INSTITUTION_RENAMED, row, details)
    if line.is_switched and row.is_closed == line.is_wanted:
        row.is_closed = not line.is_wanted
        taken = assignments.take_from_institution(row) if row.is_closed else ()
        action = audit.Action.INSTITUTION_CLOSED if row.is_closed else audit.Action.INSTITUTION_OPENED
        _note(action, row, {"questions taken": " ".join(taken)} if taken else {})


def _note(action: audit.Action, row: Institution, details: dict[str, str]) -> None:
    audit.record(action, country=row.country_code, subject=row.name, details=details)
