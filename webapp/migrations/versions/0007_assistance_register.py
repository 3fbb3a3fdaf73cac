"""The assistance register: needs, releases, support, providers, offers; partners, saved filters and keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROLES = "role IN ('focal_point', 'contributor', 'reviewer', 'reader', 'unodc_officer', 'administrator')"
ROLES_WITH_PARTNERS = ROLES.replace(")", ", 'partner')")


def upgrade() -> None:
    """The step forward."""
    op.create_table(
        "providers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_providers")),
        sa.UniqueConstraint("name", name=op.f("uq_providers_name")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_api_tokens_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_index(op.f("ix_api_tokens_user_id"), "api_tokens", ["user_id"], unique=False)

    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country_code", sa.String(length=3), nullable=False),
        sa.Column("unit_code", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["country_code"], ["countries.code"], name=op.f("fk_offers_country_code_countries")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_offers_made_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(op.f("ix_offers_country_code"), "offers", ["country_code"], unique=False)
    op.create_index(op.f("ix_offers_unit_code"), "offers", ["unit_code"], unique=False)

    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country_code", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("second_by", sa.Integer(), nullable=True),
        sa.Column("second_at", sa.DateTime(), nullable=True),
        sa.Column("released_by", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(audience = 'partner') = (provider_id IS NOT NULL)", name=op.f("ck_releases_partner_is_named")
        ),
        sa.CheckConstraint(
            "audience IN ('unodc', 'partner', 'open')", name=op.f("ck_releases_known_audience")
        ),
        sa.CheckConstraint(
            "kind IN ('need', 'submission', 'offer', 'support')", name=op.f("ck_releases_known_kind")
        ),
        sa.ForeignKeyConstraint(
            ["country_code"], ["countries.code"], name=op.f("fk_releases_country_code_countries")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_releases_provider_id_providers")
        ),
        sa.ForeignKeyConstraint(["released_by"], ["users.id"], name=op.f("fk_releases_released_by_users")),
        sa.ForeignKeyConstraint(["second_by"], ["users.id"], name=op.f("fk_releases_second_by_users")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["users.id"], name=op.f("fk_releases_withdrawn_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
    )
    op.create_index(
        op.f("ix_releases_audience_kind_last_day"), "releases", ["audience", "kind", "last_day"], unique=False
    )
    op.create_index(op.f("ix_releases_country_code"), "releases", ["country_code"], unique=False)
    op.create_index(op.f("ix_releases_kind_record_id"), "releases", ["kind", "record_id"], unique=False)

    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_filters_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_filters_user_id_name")),
    )
    op.create_table(
        "supports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country_code", sa.String(length=3), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=True),
        sa.Column("disagreement", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_code"], ["countries.code"], name=op.f("fk_supports_country_code_countries")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_supports_provider_id_providers")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_supports_recorded_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supports")),
    )
    op.create_index(op.f("ix_supports_country_code"), "supports", ["country_code"], unique=False)
    op.create_index(op.f("ix_supports_provider_id"), "supports", ["provider_id"], unique=False)

    op.create_table(
        "needs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country_code", sa.String(length=3), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=20), nullable=False),
        sa.Column("assistance", sa.String(length=10), nullable=False),
        sa.Column("further", sa.String(length=50), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=True),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("search_words", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_needs_assessment_id_assessments")
        ),
        sa.ForeignKeyConstraint(
            ["country_code"], ["countries.code"], name=op.f("fk_needs_country_code_countries")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_needs_created_by_users")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["needs.id"], name=op.f("fk_needs_supersedes_id_needs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
    )
    op.create_index(op.f("ix_needs_assessment_id"), "needs", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_needs_country_code_status"), "needs", ["country_code", "status"], unique=False)
    op.create_index(op.f("ix_needs_status_status_since"), "needs", ["status", "status_since"], unique=False)
    op.create_index(op.f("ix_needs_unit_code_assistance"), "needs", ["unit_code", "assistance"], unique=False)

    op.create_table(
        "released_sets",
        sa.Column("release_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field_set", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_released_sets_release_id_releases")
        ),
        sa.PrimaryKeyConstraint("release_id", "field_set", name=op.f("pk_released_sets")),
    )
    op.create_table(
        "support_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("support_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("side IN ('country', 'unodc')", name=op.f("ck_support_events_known_side")),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["users.id"], name=op.f("fk_support_events_changed_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["support_id"], ["supports.id"], name=op.f("fk_support_events_support_id_supports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_events")),
    )
    op.create_index(op.f("ix_support_events_support_id"), "support_events", ["support_id"], unique=False)

    op.create_table(
        "need_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("from_status", sa.String(length=20), nullable=False),
        sa.Column("to_status", sa.String(length=20), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reference_kind", sa.String(length=20), nullable=True),
        sa.Column("reference_number", sa.String(length=200), nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("side IN ('country', 'unodc')", name=op.f("ck_need_events_known_side")),
        sa.ForeignKeyConstraint(["changed_by"], ["users.id"], name=op.f("fk_need_events_changed_by_users")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_need_events_need_id_needs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_events")),
    )
    op.create_index(op.f("ix_need_events_need_id"), "need_events", ["need_id"], unique=False)

    op.create_table(
        "need_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('note', 'clarification', 'answer')", name=op.f("ck_need_messages_known_kind")
        ),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["need_messages.id"], name=op.f("fk_need_messages_answers_id_need_messages")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_need_messages_need_id_needs")),
        sa.ForeignKeyConstraint(["written_by"], ["users.id"], name=op.f("fk_need_messages_written_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_messages")),
    )
    op.create_index(op.f("ix_need_messages_need_id"), "need_messages", ["need_id"], unique=False)

    op.create_table(
        "need_revisions",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_need_revisions_need_id_needs")),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name=op.f("fk_need_revisions_saved_by_users")),
        sa.PrimaryKeyConstraint("need_id", "revision", name=op.f("pk_need_revisions")),
    )
    op.create_table(
        "supported_needs",
        sa.Column("support_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("need_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_supported_needs_need_id_needs")),
        sa.ForeignKeyConstraint(
            ["support_id"], ["supports.id"], name=op.f("fk_supported_needs_support_id_supports")
        ),
        sa.PrimaryKeyConstraint("support_id", "need_id", name=op.f("pk_supported_needs")),
    )
    op.create_index(op.f("ix_supported_needs_need_id"), "supported_needs", ["need_id"], unique=False)

    with op.batch_alter_table("invitations") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_invitations_known_role"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_invitations_known_role"), ROLES_WITH_PARTNERS)
        batch_op.add_column(sa.Column("provider_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_invitations_provider_id_providers"), "providers", ["provider_id"], ["id"]
        )

    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("provider_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_users_provider_id"), ["provider_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_users_provider_id_providers"), "providers", ["provider_id"], ["id"]
        )


def downgrade() -> None:
    """The step back."""
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_users_provider_id_providers"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_users_provider_id"))
        batch_op.drop_column("provider_id")

    op.execute("DELETE FROM invitations WHERE role = 'partner'")
    with op.batch_alter_table("invitations") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_invitations_known_role"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_invitations_known_role"), ROLES)
        batch_op.drop_constraint(batch_op.f("fk_invitations_provider_id_providers"), type_="foreignkey")
        batch_op.drop_column("provider_id")

    op.drop_index(op.f("ix_supported_needs_need_id"), "supported_needs")

    op.drop_table("supported_needs")
    op.drop_table("need_revisions")
    op.drop_index(op.f("ix_need_messages_need_id"), "need_messages")

    op.drop_table("need_messages")
    op.drop_index(op.f("ix_need_events_need_id"), "need_events")

    op.drop_table("need_events")
    op.drop_index(op.f("ix_support_events_support_id"), "support_events")

    op.drop_table("support_events")
    op.drop_table("released_sets")
    op.drop_index(op.f("ix_needs_unit_code_assistance"), "needs")
    op.drop_index(op.f("ix_needs_status_status_since"), "needs")
    op.drop_index(op.f("ix_needs_country_code_status"), "needs")
    op.drop_index(op.f("ix_needs_assessment_id"), "needs")

    op.drop_table("needs")
    op.drop_index(op.f("ix_supports_provider_id"), "supports")
    op.drop_index(op.f("ix_supports_country_code"), "supports")

    op.drop_table("supports")
    op.drop_table("saved_filters")
    op.drop_index(op.f("ix_releases_kind_record_id"), "releases")
    op.drop_index(op.f("ix_releases_country_code"), "releases")
    op.drop_index(op.f("ix_releases_audience_kind_last_day"), "releases")

    op.drop_table("releases")
    op.drop_index(op.f("ix_offers_unit_code"), "offers")
    op.drop_index(op.f("ix_offers_country_code"), "offers")

    op.drop_table("offers")
    op.drop_index(op.f("ix_api_tokens_user_id"), "api_tokens")

    op.drop_table("api_tokens")
    op.drop_table("providers")
