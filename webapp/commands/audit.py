"""`cpsa audit verify`: follows the audit trail from its first event to its last."""

from __future__ import annotations

import argparse

Subparsers = argparse._SubParsersAction  # noqa: SLF001  # argparse gives its type no public name


def add_to(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Adds this command."""
    audit = commands.add_parser("audit", help="check the audit trail")
    actions = audit.add_subparsers(dest="audit_action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="follow the chain of events and say whether it is whole")
    verify.set_defaults(run=_verify)


def _verify(_options: argparse.Namespace) -> int:
    from webapp import create_app
    from webapp.commands.service import settings_or_end
    from webapp.database import db
    from webapp.records import audit_trail

    app = create_app(settings_or_end())
    with app.app_context():
        mistake = audit_trail.first_mistake()
        number, digest = audit_trail.head()
        db.session.close()
        db.engine.dispose()
    if mistake:
        print(f"The audit trail is broken: event {mistake[0]} {mistake[1]}.")
        return 1
    print(f"The audit trail is whole: {number} events, the last with the hash {digest}.")
    return 0
