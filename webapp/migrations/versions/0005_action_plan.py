"""The action plan: every saved state of every action."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "action_revisions",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("action_code", sa.String(length=30), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_action_revisions_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name=op.f("fk_action_revisions_saved_by_users")),
        sa.PrimaryKeyConstraint("assessment_id", "action_code", "revision", name=op.f("pk_action_revisions")),
    )


def downgrade() -> None:
    """The step back."""
    op.drop_table("action_revisions")
