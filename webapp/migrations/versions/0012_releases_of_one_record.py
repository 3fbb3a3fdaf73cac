"""The releases of one record are found by the record: SQLite took those to everybody at UNODC first."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.drop_index(op.f("ix_releases_audience_kind_last_day"), "releases")
    op.create_index(op.f("ix_releases_provider_id_kind"), "releases", ["provider_id", "kind"])


def downgrade() -> None:
    """The step back."""
    op.drop_index(op.f("ix_releases_provider_id_kind"), "releases")
    op.create_index(op.f("ix_releases_audience_kind_last_day"), "releases", ["audience", "kind", "last_day"])
