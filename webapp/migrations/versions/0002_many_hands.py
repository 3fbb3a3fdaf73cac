"""Institutions, invitations, assignments, discussion, reviews, evidence, submissions and the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KNOWN_STATUS = "status IN ('draft', 'under_review', 'cleared', 'submitted')"
NOTHING_BEFORE = "0" * 64


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_events",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("country_code", sa.String(length=3), nullable=True),
        sa.Column("assessment_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_audit_events_actor_id_users")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_events_previous_hash")),
    )
    op.create_index(op.f("ix_audit_events_country_code"), "audit_events", ["country_code"], unique=False)
    op.create_table(
        "evidence_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country_code", sa.String(length=3), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["users.id"], name=op.f("fk_evidence_documents_added_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["country_code"], ["countries.code"], name=op.f("fk_evidence_documents_country_code_countries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_documents")),
    )
    op.create_index(
        op.f("ix_evidence_documents_country_code"), "evidence_documents", ["country_code"], unique=False
    )
    op.create_table(
        "institutions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country_code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("body_code", sa.String(length=20), nullable=True),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_code"], ["countries.code"], name=op.f("fk_institutions_country_code_countries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institutions")),
        sa.UniqueConstraint("country_code", "name", name=op.f("uq_institutions_country_code_name")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("question_code", sa.String(length=20), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("assigned_by", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(institution_id IS NULL) <> (user_id IS NULL)", name=op.f("ck_assignments_one_or_the_other")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_assignments_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["assigned_by"], ["users.id"], name=op.f("fk_assignments_assigned_by_users")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_assignments_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_assignments_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint(
            "assessment_id",
            "question_code",
            "institution_id",
            name=op.f("uq_assignments_assessment_id_question_code_institution_id"),
        ),
        sa.UniqueConstraint(
            "assessment_id",
            "question_code",
            "user_id",
            name=op.f("uq_assignments_assessment_id_question_code_user_id"),
        ),
    )
    op.create_index(op.f("ix_assignments_institution_id"), "assignments", ["institution_id"], unique=False)
    op.create_index(op.f("ix_assignments_user_id"), "assignments", ["user_id"], unique=False)
    op.create_table(
        "check_dismissals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("check_code", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dismissed_by", sa.Integer(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_check_dismissals_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(
            ["dismissed_by"], ["users.id"], name=op.f("fk_check_dismissals_dismissed_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_dismissals")),
        sa.UniqueConstraint(
            "assessment_id",
            "check_code",
            "basis",
            name=op.f("uq_check_dismissals_assessment_id_check_code_basis"),
        ),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("country_code", sa.String(length=3), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("assessment_id", sa.Integer(), nullable=True),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "role IN ('focal_point', 'contributor', 'reviewer', 'reader', 'unodc_officer', 'administrator')",
            name=op.f("ck_invitations_known_role"),
        ),
        sa.ForeignKeyConstraint(["accepted_by"], ["users.id"], name=op.f("fk_invitations_accepted_by_users")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_invitations_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(
            ["country_code"], ["countries.code"], name=op.f("fk_invitations_country_code_countries")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_invitations_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name=op.f("fk_invitations_invited_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(op.f("ix_invitations_country_code"), "invitations", ["country_code"], unique=False)
    op.create_table(
        "looks",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_looks_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_looks_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "assessment_id", name=op.f("pk_looks")),
    )
    op.create_table(
        "presences",
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_code", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_presences_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_presences_user_id_users")),
        sa.PrimaryKeyConstraint("assessment_id", "unit_code", "user_id", name=op.f("pk_presences")),
    )
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("question_code", sa.String(length=20), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("resolved_by", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_remarks_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["resolved_by"], ["users.id"], name=op.f("fk_remarks_resolved_by_users")),
        sa.ForeignKeyConstraint(["thread_id"], ["remarks.id"], name=op.f("fk_remarks_thread_id_remarks")),
        sa.ForeignKeyConstraint(["written_by"], ["users.id"], name=op.f("fk_remarks_written_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    op.create_index(
        op.f("ix_remarks_assessment_id_question_code"),
        "remarks",
        ["assessment_id", "question_code"],
        unique=False,
    )
    op.create_index(op.f("ix_remarks_thread_id"), "remarks", ["thread_id"], unique=False)
    op.create_table(
        "review_marks",
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_code", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_by", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_review_marks_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["marked_by"], ["users.id"], name=op.f("fk_review_marks_marked_by_users")),
        sa.PrimaryKeyConstraint("assessment_id", "question_code", name=op.f("pk_review_marks")),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("question_code", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("verdict IN ('agree', 'disagree')", name=op.f("ck_reviews_known_verdict")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_reviews_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["users.id"], name=op.f("fk_reviews_reviewed_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index(
        op.f("ix_reviews_assessment_id_question_code"),
        "reviews",
        ["assessment_id", "question_code"],
        unique=False,
    )
    op.create_table(
        "sign_offs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_sign_offs_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_sign_offs_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_sign_offs_recorded_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_offs")),
    )
    op.create_index(op.f("ix_sign_offs_assessment_id"), "sign_offs", ["assessment_id"], unique=False)
    op.create_table(
        "status_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("from_status", sa.String(length=20), nullable=False),
        sa.Column("to_status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approver_name", sa.String(length=200), nullable=False),
        sa.Column("approver_office", sa.String(length=200), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_status_changes_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["users.id"], name=op.f("fk_status_changes_changed_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_changes")),
    )
    op.create_index(
        op.f("ix_status_changes_assessment_id"), "status_changes", ["assessment_id"], unique=False
    )
    op.create_table(
        "submissions",
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_submissions_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["users.id"], name=op.f("fk_submissions_submitted_by_users")
        ),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_submissions")),
    )
    op.create_table(
        "submitted_scores",
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("known", sa.Double(), nullable=False),
        sa.Column("substantiated", sa.Double(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("band_low", sa.Integer(), nullable=True),
        sa.Column("band_high", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('unit', 'pillar', 'overall')", name=op.f("ck_submitted_scores_known_kind")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["submissions.assessment_id"],
            name=op.f("fk_submitted_scores_assessment_id_submissions"),
        ),
        sa.PrimaryKeyConstraint("assessment_id", "kind", "code", name=op.f("pk_submitted_scores")),
    )
    op.create_index(op.f("ix_submitted_scores_kind_code"), "submitted_scores", ["kind", "code"], unique=False)
    with op.batch_alter_table("answer_revisions") as batch_op:
        batch_op.add_column(sa.Column("institution_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("to_confirm", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(
            batch_op.f("fk_answer_revisions_institution_id_institutions"),
            "institutions",
            ["institution_id"],
            ["id"],
        )
    with op.batch_alter_table("assessments") as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_assessments_known_status"), KNOWN_STATUS)
        batch_op.add_column(sa.Column("reopens_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("follows_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_assessments_follows_id"), ["follows_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessments_reopens_id"), ["reopens_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_assessments_follows_id_assessments"), "assessments", ["follows_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_assessments_reopens_id_assessments"), "assessments", ["reopens_id"], ["id"]
        )
    with op.batch_alter_table("countries") as batch_op:
        batch_op.add_column(
            sa.Column("requires_second_factor", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.add_column(sa.Column("institution_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_memberships_institution_id"), ["institution_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_memberships_institution_id_institutions"),
            "institutions",
            ["institution_id"],
            ["id"],
        )
    op.execute(f"INSERT INTO audit_head (id, number, hash) VALUES (1, 0, '{NOTHING_BEFORE}')")  # noqa: S608


def downgrade() -> None:
    """The step back."""
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_memberships_institution_id_institutions"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_memberships_institution_id"))
        batch_op.drop_column("institution_id")
    with op.batch_alter_table("countries") as batch_op:
        batch_op.drop_column("requires_second_factor")
    with op.batch_alter_table("assessments") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_assessments_known_status"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_assessments_reopens_id_assessments"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_assessments_follows_id_assessments"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_assessments_reopens_id"))
        batch_op.drop_index(batch_op.f("ix_assessments_follows_id"))
        batch_op.drop_column("follows_id")
        batch_op.drop_column("reopens_id")
    with op.batch_alter_table("answer_revisions") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_answer_revisions_institution_id_institutions"), type_="foreignkey"
        )
        batch_op.drop_column("to_confirm")
        batch_op.drop_column("institution_id")
    op.drop_index(op.f("ix_submitted_scores_kind_code"), "submitted_scores")
    op.drop_table("submitted_scores")
    op.drop_table("submissions")
    op.drop_index(op.f("ix_status_changes_assessment_id"), "status_changes")
    op.drop_table("status_changes")
    op.drop_index(op.f("ix_sign_offs_assessment_id"), "sign_offs")
    op.drop_table("sign_offs")
    op.drop_index(op.f("ix_reviews_assessment_id_question_code"), "reviews")
    op.drop_table("reviews")
    op.drop_table("review_marks")
    op.drop_index(op.f("ix_remarks_thread_id"), "remarks")
    op.drop_index(op.f("ix_remarks_assessment_id_question_code"), "remarks")
    op.drop_table("remarks")
    op.drop_table("presences")
    op.drop_table("looks")
    op.drop_index(op.f("ix_invitations_country_code"), "invitations")
    op.drop_table("invitations")
    op.drop_table("check_dismissals")
    op.drop_index(op.f("ix_assignments_user_id"), "assignments")
    op.drop_index(op.f("ix_assignments_institution_id"), "assignments")
    op.drop_table("assignments")
    op.drop_table("institutions")
    op.drop_index(op.f("ix_evidence_documents_country_code"), "evidence_documents")
    op.drop_table("evidence_documents")
    op.drop_index(op.f("ix_audit_events_country_code"), "audit_events")
    op.drop_table("audit_events")
    op.drop_table("audit_head")
