"""Second factors and sessions: authenticator apps, recovery codes, passkeys, links for one person, and what
people see of their sessions.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step forward. Everybody signs in again: sessions from before do not know where they are."""
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("extensions", sa.String(length=255), nullable=True),
        sa.Column("lastuse_datetime", sa.DateTime(), nullable=False),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_passkeys_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_passkeys_user_id_name")),
    )
    op.create_table(
        "personal_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('sign_in', 'password', 'email')", name=op.f("ck_personal_links_known_purpose")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_personal_links_user_id_users")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_personal_links")),
    )
    op.create_index(op.f("ix_personal_links_user_id"), "personal_links", ["user_id"], unique=False)
    op.execute(
        "INSERT INTO personal_links (token_hash, user_id, purpose, expires_at, used_at) "
        "SELECT token_hash, user_id, 'sign_in', expires_at, used_at FROM sign_in_links"
    )
    op.drop_index(op.f("ix_sign_in_links_user_id"), "sign_in_links")
    op.drop_table("sign_in_links")
    op.create_table(
        "spent_challenges",
        sa.Column("challenge_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("challenge_hash", name=op.f("pk_spent_challenges")),
    )
    op.execute("DELETE FROM server_sessions")
    with op.batch_alter_table("server_sessions") as batch_op:
        batch_op.add_column(sa.Column("is_pending", sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column("public_name", sa.String(length=16), nullable=False))
        batch_op.add_column(sa.Column("address", sa.String(length=64), nullable=False))
        batch_op.add_column(sa.Column("user_agent", sa.String(length=300), nullable=False))
        batch_op.create_unique_constraint(batch_op.f("uq_server_sessions_public_name"), ["public_name"])
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("tf_primary_method", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("tf_totp_secret", sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column("totp_last_counter", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("mf_recovery_codes", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_users_fs_webauthn_user_handle"), ["fs_webauthn_user_handle"]
        )


def downgrade() -> None:
    """The step back."""
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_users_fs_webauthn_user_handle"), type_="unique")
        for column in (
            "fs_webauthn_user_handle",
            "mf_recovery_codes",
            "totp_last_counter",
            "tf_totp_secret",
            "tf_primary_method",
        ):
            batch_op.drop_column(column)
    with op.batch_alter_table("server_sessions") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_server_sessions_public_name"), type_="unique")
        for column in ("user_agent", "address", "public_name", "is_pending"):
            batch_op.drop_column(column)
    op.drop_table("spent_challenges")
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
    op.execute(
        "INSERT INTO sign_in_links (token_hash, user_id, expires_at, used_at) "
        "SELECT token_hash, user_id, expires_at, used_at FROM personal_links WHERE purpose = 'sign_in'"
    )
    op.drop_index(op.f("ix_personal_links_user_id"), "personal_links")
    op.drop_table("personal_links")
    op.drop_table("passkeys")
