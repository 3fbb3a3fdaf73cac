"""The latest assessment of a country is found without sorting its history."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.drop_index(op.f("ix_assessments_country_code"), "assessments")
    op.create_index(
        op.f("ix_assessments_country_code_reference_date_id"),
        "assessments",
        ["country_code", "reference_date", "id"],
    )


def downgrade() -> None:
    """The step back."""
    op.drop_index(op.f("ix_assessments_country_code_reference_date_id"), "assessments")
    op.create_index(op.f("ix_assessments_country_code"), "assessments", ["country_code"])
