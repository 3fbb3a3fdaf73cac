"""A need's row says until when UNODC and everybody see it, and lists of needs are read from an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME = "ix_needs_lists"
COLUMNS = [
    "status",
    "seen_by_unodc_until",
    "seen_by_all_until",
    "urgency",
    "status_since",
    "unit_code",
    "assistance",
    "country_code",
    "further",
]
# As `records/seen_until.py` read the releases when this step was written.
FILL = """
    UPDATE needs SET {column} = (
        SELECT max(last_day) FROM releases
        WHERE kind = 'need' AND record_id = needs.id AND audience IN ({audiences})
            AND withdrawn_at IS NULL AND (NOT needs_second OR second_at IS NOT NULL)
    )
"""


def upgrade() -> None:
    """The step forward."""
    for column, audiences in (("seen_by_unodc_until", "'unodc', 'open'"), ("seen_by_all_until", "'open'")):
        op.add_column("needs", sa.Column(column, sa.Date(), nullable=True))
        op.execute(FILL.format(column=column, audiences=audiences))
    op.drop_index(op.f("ix_needs_status_status_since"), "needs")
    op.create_index(NAME, "needs", COLUMNS)


def downgrade() -> None:
    """The step back."""
    op.drop_index(NAME, "needs")
    op.create_index(op.f("ix_needs_status_status_since"), "needs", ["status", "status_since"])
    for column in ("seen_by_all_until", "seen_by_unodc_until"):
        op.drop_column("needs", column)
