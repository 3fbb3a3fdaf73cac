"""The service: people, pages, storage, time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from webapp.config import Settings


def create_app(settings: Settings) -> Flask:
    """The web application: this function is its table of contents."""
    # Loaded here, not with the package: `cpsa score` and its like start without the web.
    from flask_wtf import CSRFProtect
    from werkzeug.middleware.proxy_fix import ProxyFix

    from webapp import (
        access,
        accounts,
        addresses,
        administration,
        api,
        assessment,
        assistance,
        compression,
        coordination,
        country,
        country_list,
        database,
        desk,
        errors,
        gap_report,
        invitations,
        languages,
        open_needs,
        papers,
        partner_needs,
        receiving,
        released_reports,
        released_supports,
        report_page,
        report_proof,
        security_headers,
        service_pages,
        sessions,
        static_files,
        submission,
        templating,
    )
    from webapp.config import PROJECT

    app = errors.RolledBackOnError(__name__, static_folder=None, template_folder=str(PROJECT / "templates"))
    app.config.update(settings.flask_config())
    app.extensions["settings"] = settings
    templating.init_app(app)
    addresses.init_app(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[settings.proxies] * 4)  # type: ignore[method-assign]

    # What happens after a view, last line first: the page is compressed and given its headers, then all is
    # committed.
    database.init_app(app, settings.database_url, settings.lock_wait_seconds)
    sessions.init_app(app, settings)
    security_headers.init_app(app)
    compression.init_app(app)
    static_files.init_app(app)
    languages.init_app(app)
    errors.init_app(app)

    # What happens before a view, in this order: has it arrived, may this person open it, is the form ours.
    receiving.init_app(app, settings)
    access.init_app(app)
    CSRFProtect(app)

    accounts.init_app(app, settings)
    service_pages.init_app(app)
    country_list.init_app(app)
    assessment.init_app(app)
    submission.init_app(app)
    assistance.init_app(app)
    coordination.init_app(app)
    gap_report.init_app(app)
    report_page.init_app(app)
    report_proof.init_app(app)
    papers.init_app(app)
    country.init_app(app)
    invitations.init_app(app)
    administration.init_app(app)
    desk.init_app(app)
    open_needs.init_app(app)
    partner_needs.init_app(app)
    released_supports.init_app(app)
    released_reports.init_app(app)
    api.init_app(app)
    return app
