"""What moved between two cycles is kept as rows when the later one is handed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "submitted_changes",
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_code", sa.String(length=20), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["submissions.assessment_id"],
            name=op.f("fk_submitted_changes_assessment_id_submissions"),
        ),
        sa.PrimaryKeyConstraint("assessment_id", "unit_code", name=op.f("pk_submitted_changes")),
    )


def downgrade() -> None:
    """The step back."""
    op.drop_table("submitted_changes")
