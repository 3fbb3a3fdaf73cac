"""A worker claims the document that it makes, so that several can work on one database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.add_column("renderings", sa.Column("claimed_by", sa.String(120)))
    op.add_column("renderings", sa.Column("claimed_until", sa.DateTime()))
    waiting = sa.text("state = 'queued'")
    op.create_index(
        "ix_renderings_queued", "renderings", ["id"], sqlite_where=waiting, postgresql_where=waiting
    )


def downgrade() -> None:
    """The step back."""
    op.drop_index("ix_renderings_queued", "renderings")
    with op.batch_alter_table("renderings") as table:
        table.drop_column("claimed_until")
        table.drop_column("claimed_by")
