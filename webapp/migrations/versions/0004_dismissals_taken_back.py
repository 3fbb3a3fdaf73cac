"""Reasons for which a consistency question was put aside stay when somebody wants it asked again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "dismissals_taken_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("check_code", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dismissed_by", sa.Integer(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=False),
        sa.Column("taken_back_by", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name=op.f("fk_dismissals_taken_back_assessment_id_assessments"),
        ),
        sa.ForeignKeyConstraint(
            ["dismissed_by"], ["users.id"], name=op.f("fk_dismissals_taken_back_dismissed_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by"], ["users.id"], name=op.f("fk_dismissals_taken_back_taken_back_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissals_taken_back")),
    )
    op.create_index(
        op.f("ix_dismissals_taken_back_assessment_id"),
        "dismissals_taken_back",
        ["assessment_id"],
        unique=False,
    )


def downgrade() -> None:
    """The step back."""
    op.drop_index(op.f("ix_dismissals_taken_back_assessment_id"), "dismissals_taken_back")
    op.drop_table("dismissals_taken_back")
