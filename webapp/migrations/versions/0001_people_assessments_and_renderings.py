"""People, assessments and renderings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "countries",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_countries")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(
        op.f("ix_sign_in_attempts_account_hash_failed_at"),
        "sign_in_attempts",
        ["account_hash", "failed_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sign_in_attempts_address_failed_at"),
        "sign_in_attempts",
        ["address", "failed_at"],
        unique=False,
    )

    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("is_unodc_officer", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_users_fs_uniquifier")),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country_code", sa.String(length=3), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("instrument_code", sa.String(length=100), nullable=False),
        sa.Column("instrument_version", sa.String(length=20), nullable=False),
        sa.Column("modules", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_code"], ["countries.code"], name=op.f("fk_assessments_country_code_countries")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_assessments_created_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index(op.f("ix_assessments_country_code"), "assessments", ["country_code"], unique=False)

    op.create_table(
        "first_use",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_first_use_only_one")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_first_use_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_use")),
    )
    op.create_table(
        "kept_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_kept_drafts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_drafts")),
    )
    op.create_index(op.f("ix_kept_drafts_user_id_path"), "kept_drafts", ["user_id", "path"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("country_code", sa.String(length=3), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "role IN ('focal_point', 'contributor', 'reviewer', 'reader')",
            name=op.f("ck_memberships_known_role"),
        ),
        sa.ForeignKeyConstraint(
            ["country_code"], ["countries.code"], name=op.f("fk_memberships_country_code_countries")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "country_code", name=op.f("pk_memberships")),
    )
    op.create_table(
        "server_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_server_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_server_sessions")),
    )
    op.create_index(op.f("ix_server_sessions_ends_at"), "server_sessions", ["ends_at"], unique=False)
    op.create_index(op.f("ix_server_sessions_user_id"), "server_sessions", ["user_id"], unique=False)

    op.create_table(
        "sign_in_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_in_links_user_id_users")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_links")),
    )
    op.create_index(op.f("ix_sign_in_links_user_id"), "sign_in_links", ["user_id"], unique=False)

    op.create_table(
        "answer_revisions",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("question_code", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_answer_revisions_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name=op.f("fk_answer_revisions_saved_by_users")),
        sa.PrimaryKeyConstraint(
            "assessment_id", "question_code", "revision", name=op.f("pk_answer_revisions")
        ),
    )
    op.create_table(
        "plan_revisions",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_plan_revisions_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name=op.f("fk_plan_revisions_saved_by_users")),
        sa.PrimaryKeyConstraint("assessment_id", "unit_code", "revision", name=op.f("pk_plan_revisions")),
    )
    op.create_table(
        "renderings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'ready', 'failed')", name=op.f("ck_renderings_known_state")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_renderings_asked_by_users")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_renderings_assessment_id_assessments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renderings")),
        sa.UniqueConstraint(
            "assessment_id", "content_hash", name=op.f("uq_renderings_assessment_id_content_hash")
        ),
    )


def downgrade() -> None:
    """The step back."""
    op.drop_table("renderings")
    op.drop_table("plan_revisions")
    op.drop_table("answer_revisions")
    op.drop_index(op.f("ix_sign_in_links_user_id"), "sign_in_links")

    op.drop_table("sign_in_links")
    op.drop_index(op.f("ix_server_sessions_user_id"), "server_sessions")
    op.drop_index(op.f("ix_server_sessions_ends_at"), "server_sessions")

    op.drop_table("server_sessions")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_kept_drafts_user_id_path"), "kept_drafts")

    op.drop_table("kept_drafts")
    op.drop_table("first_use")
    op.drop_index(op.f("ix_assessments_country_code"), "assessments")

    op.drop_table("assessments")
    op.drop_table("users")
    op.drop_index(op.f("ix_sign_in_attempts_address_failed_at"), "sign_in_attempts")
    op.drop_index(op.f("ix_sign_in_attempts_account_hash_failed_at"), "sign_in_attempts")

    op.drop_table("sign_in_attempts")
    op.drop_table("countries")
