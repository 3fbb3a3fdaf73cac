"""Filters that an officer keeps under a name."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import UNODC_OFFICERS, open_to, signed_in_user
from webapp.desk.blueprint import blueprint
from webapp.desk.found import asked_in
from webapp.records import desk
from webapp.typed import line_problem, one_line, visible
from webapp.wording import _

LONGEST_NAME = 100


@blueprint.post("/filters")
@open_to(UNODC_OFFICERS)
def save_filter() -> ResponseReturnValue:
    """Keep the filter of the page under a name; the same name replaces the former one."""
    query = asked_in(dict(parse_qsl(request.form.get("query", "")))).query
    name = one_line(request.form.get("filter-name", "")).strip()
    problem = line_problem(name, LONGEST_NAME)
    if problem or not name:
        flash(
            _("The name %(problem)s: “%(name)s”.", problem=problem, name=visible(name))
            if problem
            else _("The filter was not saved: give it a name.")
        )
    else:
        desk.save_filter(signed_in_user(), name, query)
        flash(_("The filter “%(name)s” is saved.", name=name))
    return redirect(f"{url_for('.needs')}?{query}", 303)


@blueprint.post("/filters/<int:number>/forget")
@open_to(UNODC_OFFICERS)
def forget_filter(number: int) -> ResponseReturnValue:
    """Let go of a filter that one has saved."""
    if not desk.forget_filter(signed_in_user(), number):
        abort(404)
    flash(_("The filter is gone."))
    return redirect(url_for(".needs"), 303)
