"""Submissions are found by their hash: whoever holds a report may ask whether it was submitted."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_index(op.f("ix_submissions_content_hash"), "submissions", ["content_hash"])


def downgrade() -> None:
    """The step back."""
    op.drop_index(op.f("ix_submissions_content_hash"), "submissions")
