"""Cohorts: countries of a region that need the same, and the draft of a concept note for each."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from questionnaire import countries as listed
from questionnaire.assistance.cohorts import LEAST_COUNTRIES, Cohort, NeedInRegion, cohorts_of
from questionnaire.assistance.releases import UNODC
from questionnaire.loading import published
from webapp import register_words
from webapp.access import UNODC_OFFICERS, open_to
from webapp.countries import alphabetical, region_name
from webapp.desk.blueprint import blueprint, today, trail
from webapp.records import people, released, released_cohorts, released_records
from webapp.wording import _


@blueprint.get("/cohorts")
@open_to(UNODC_OFFICERS)
def cohorts() -> ResponseReturnValue:
    """List the cohorts, those of most countries first."""
    names = {row.code: row.name for row in people.countries()}
    return render_template(
        "desk/cohorts.html",
        cohorts=[
            (cohort, sorted((names[code] for code in cohort.countries), key=alphabetical))
            for cohort in _cohorts()
        ],
        instrument=published(),
        least=LEAST_COUNTRIES,
        region=_region,
        trail=trail(),
    )


@blueprint.get("/cohorts/<region>/<unit>/<assistance>")
@open_to(UNODC_OFFICERS)
def concept_note(region: str, unit: str, assistance: str) -> ResponseReturnValue:
    """Draft a concept note for one cohort, out of what its countries released and nothing else."""
    wanted = (region, unit, assistance)
    cohort = next(
        (one for one in _cohorts() if (one.region, one.unit, one.assistance) == wanted), None
    ) or abort(404)
    needs = released.needs_seen(UNODC, released_cohorts.needs_of_cohort(UNODC, cohort, today()), today())
    requests = sorted(
        ((found.country_name, found.need) for found in needs), key=lambda one: alphabetical(one[0])
    )
    instrument = published()
    return render_template(
        "desk/concept_note.html",
        cohort=cohort,
        unit=instrument.unit(cohort.unit),
        assistance=instrument.assistance_type(cohort.assistance),
        region_name=_region(cohort.region),
        requests=requests,
        country_names=list(dict.fromkeys(name for name, _need in requests)),
        objectives=list(dict.fromkeys(_objectives([need.objective for _name, need in requests]))),
        languages=list(dict.fromkeys(need.languages for _name, need in requests if need.languages)),
        clauses=_clauses([need.clauses for _name, need in requests]),
        peers=released_records.offers_seen(UNODC, today(), unit=cohort.unit),
        instrument=instrument,
        say=register_words,
        trail=trail(("/desk/cohorts", _("Cohorts"))),
    )


def _cohorts() -> tuple[Cohort, ...]:
    found = released_cohorts.open_needs(UNODC, today())
    return cohorts_of(
        NeedInRegion(need.country, region, need.unit, need.types)
        for need in found
        for region in _smallest_regions(need.country)
    )


def _smallest_regions(code: str) -> tuple[str, ...]:
    """The sub-region of a country: near enough for one course. None for invented countries."""
    country = listed.find(code)
    return listed.regions_of(country)[1:2] if country else ()


def _region(code: str) -> str:
    return region_name(code, str(get_locale()).partition("_")[0])


def _objectives(texts: list[str]) -> list[str]:
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def _clauses(groups: list[tuple[str, ...]]) -> list[str]:
    return sorted({code for group in groups for code in group})
