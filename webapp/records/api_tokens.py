"""Tokens with which the systems of an officer or partner read the register: only their hashes are kept."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from webapp.database import db
from webapp.tables import ApiToken, Passkey, User, UtcDateTime


class Held(msgspec.Struct, frozen=True):
    """A token in use, with its owner. `has_second_factor` says whether the owner still has one set up."""

    number: int
    scopes: frozenset[str]
    user: User
    has_second_factor: bool


# Every request of the API needs it, so it is made once.
_HELD = (
    sa.select(
        ApiToken.id,
        ApiToken.scopes,
        User,
        sa.or_(
            User.tf_totp_secret.is_not(None),
            sa.select(sa.literal(1)).where(Passkey.user_id == User.id).exists(),
        ).label("has_second_factor"),
    )
    .join(User, User.id == ApiToken.user_id)
    .where(
        ApiToken.token_hash == sa.bindparam("token_hash"),
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > sa.bindparam("moment", type_=UtcDateTime()),
        User.active,
    )
    .options(joinedload(User.memberships))
)


def token_held(token_hash: str, moment: datetime) -> Held | None:
    """The token with that hash, if it has neither expired nor been revoked and its owner's account is open;
    one statement.
    """
    row = db.session.execute(_HELD, {"token_hash": token_hash, "moment": moment}).unique().one_or_none()
    if row is None:
        return None
    return Held(row.id, frozenset(row.scopes.split()), row.User, bool(row.has_second_factor))


def tokens_of(user_id: int) -> list[ApiToken]:
    """The person's tokens that were not revoked, the latest first: those that have expired too."""
    return list(
        db.session.scalars(
            sa.select(ApiToken)
            .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
            .order_by(ApiToken.made_at.desc(), ApiToken.id.desc())
        )
    )


def add_token(  # each is a fact of its own
    user_id: int, token_hash: str, *, name: str, scopes: tuple[str, ...], at: datetime, expires_at: datetime
) -> ApiToken:
    """A new token of that person."""
    made = ApiToken(
        user_id=user_id,
        token_hash=token_hash,
        name=name,
        scopes=" ".join(scopes),
        made_at=at,
        expires_at=expires_at,
    )
    db.session.add(made)
    return made


def revoke_token(user_id: int, number: int, at: datetime) -> ApiToken | None:
    """Ends that person's token of that number, and says which it was; None if they have no such token."""
    found = db.session.scalars(
        sa.select(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.id == number, ApiToken.revoked_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if found is not None:
        found.revoked_at = at
    return found
