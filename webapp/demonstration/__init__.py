"""A demonstration: seven invented countries, from an empty assessment to one submitted and followed by the
next cycle, and a way in for each role.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from webapp import accounts, create_app, migrations
from webapp.config import Settings
from webapp.database import db, make_engine, own_transaction
from webapp.demonstration.filling import fill
from webapp.evidence.folder import EvidenceFolder
from webapp.records import desk, people
from webapp.tables import CONTRIBUTOR, FOCAL_POINT, READER, REVIEWER

ROLE_WORDS = {
    FOCAL_POINT: "Focal point",
    CONTRIBUTOR: "Contributor",
    REVIEWER: "Reviewer",
    READER: "Reader",
}
LINKS_LAST = timedelta(days=7)


@dataclass(frozen=True)
class WayIn:
    """A link that signs one invented person in, and who they are."""

    role: str
    person: str
    path: str


def prepare(settings: Settings) -> list[WayIn]:
    """Brings the demonstration's database up to date, fills it if it is empty, and makes new links for all
    people.
    """
    engine = make_engine(settings.database_url)
    migrations.upgrade(engine)
    engine.dispose()
    app = create_app(settings)
    with own_transaction(app):
        if not people.is_anybody_here():
            fill(EvidenceFolder(settings.folder))
        found = _ways_in()
    # The service itself runs in processes of its own.
    with app.app_context():
        db.engine.dispose()
    return found


def announcement(settings: Settings, ways_in: list[WayIn]) -> str:
    """What to print once the demonstration runs."""
    lines = [
        f"The demonstration runs at {settings.address}",
        "",
        "Sign in with one of these links. Each works once:",
    ]
    for way in ways_in:
        lines += ["", f"  {way.role}: {way.person}", f"    {settings.address}{way.path}"]
    return "\n".join([*lines, "", "Stop it with Ctrl-C."])


def _ways_in() -> list[WayIn]:
    """A new link for everybody, the administrator first."""
    found = []
    for user in people.everybody():
        roles = ["Administrator"] if user.is_administrator else []
        roles += ["UNODC officer"] if user.is_unodc_officer else []
        provider = desk.provider(user.provider_id) if user.provider_id else None
        roles += [f"Partner, {provider.name}"] if provider else []
        roles += [f"{ROLE_WORDS[held.role]} of {held.country.name}" for held in user.memberships]
        found.append(WayIn(", ".join(roles), user.name, accounts.make_sign_in_link(user, LINKS_LAST)))
    return found
