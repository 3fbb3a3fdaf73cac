"""People, what they are where, and how they are signed in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from webapp.database import db
from webapp.tables import (
    FOCAL_POINT,
    Country,
    FirstUse,
    KeptDraft,
    Membership,
    ServerSession,
    SignInAttempt,
    SignInLink,
    User,
    UtcDateTime,
)

# Statements that every page needs are made once: making one costs as much as running it.

_SESSION_OF = (
    sa.select(ServerSession)
    .where(
        ServerSession.token_hash == sa.bindparam("token_hash"),
        ServerSession.ends_at > sa.bindparam("moment", type_=UtcDateTime()),
    )
    .options(joinedload(ServerSession.user, innerjoin=True).joinedload(User.memberships))
)
_KEPT_DRAFT = (
    sa.select(KeptDraft.content)
    .where(KeptDraft.user_id == sa.bindparam("user_id"), KeptDraft.path == sa.bindparam("path"))
    .order_by(KeptDraft.kept_at.desc(), KeptDraft.id.desc())
    .limit(1)
)

# --- Sessions -------------------------------------------------------------------------------------------


def session_of(token_hash: str, moment: datetime) -> ServerSession | None:
    """The session with that token that has not ended, with its person and their memberships, in one
    statement.
    """
    given = {"token_hash": token_hash, "moment": moment}
    return db.session.scalars(_SESSION_OF, given).unique().one_or_none()


def begin_session(
    user_id: int, token_hash: str, content: str, started_at: datetime, ends_at: datetime
) -> None:
    """Stores a new session, and forgets those that ended."""
    db.session.execute(sa.delete(ServerSession).where(ServerSession.ends_at <= started_at))
    db.session.add(
        ServerSession(
            token_hash=token_hash, user_id=user_id, content=content, started_at=started_at, ends_at=ends_at
        )
    )


def change_session(token_hash: str, content: str) -> None:
    """Stores what a running session remembers now."""
    db.session.execute(
        sa.update(ServerSession).where(ServerSession.token_hash == token_hash).values(content=content)
    )


def end_session(token_hash: str) -> None:
    """Ends a session: its cookie is worth nothing from now on."""
    db.session.execute(sa.delete(ServerSession).where(ServerSession.token_hash == token_hash))


def user_named(fs_uniquifier: str) -> User | None:
    """The person a session speaks of, with their memberships."""
    return (
        db.session.scalars(
            sa.select(User).where(User.fs_uniquifier == fs_uniquifier).options(joinedload(User.memberships))
        )
        .unique()
        .one_or_none()
    )


def user_with_email(email: str) -> User | None:
    """The person with that address; addresses are stored in lower case."""
    return db.session.scalars(sa.select(User).where(User.email == email.lower())).one_or_none()


# --- Accounts -----------------------------------------------------------------------------------------------


def is_anybody_here() -> bool:
    """Whether the service has an account at all."""
    return db.session.scalar(sa.select(sa.exists().where(User.id.is_not(None)))) is True


def count() -> int:
    """How many accounts there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(User)) or 0


def everybody() -> list[User]:
    """All accounts with their memberships, in the order in which they were made."""
    return list(
        db.session.scalars(sa.select(User).order_by(User.id).options(joinedload(User.memberships))).unique()
    )


def has_first_use_happened() -> bool:
    """Whether the first account has been made, so that the first-use link is spent."""
    return db.session.get(FirstUse, 1) is not None


def country(code: str) -> Country | None:
    """The country with that code, if it takes part."""
    return db.session.get(Country, code)


def countries() -> list[Country]:
    """All countries that take part, by code."""
    return list(db.session.scalars(sa.select(Country).order_by(Country.code)))


def add_country(code: str, name: str, *, is_invented: bool = False) -> Country:
    """The country with that code, which takes part from now on."""
    known = country(code)
    if known is None:
        known = Country(code=code, name=name, is_invented=is_invented)
        db.session.add(known)
        db.session.flush()
    return known


def add_user(
    name: str,
    email: str,
    moment: datetime,
    *,
    password_hash: str | None = None,
    is_administrator: bool = False,
) -> User:
    """A new account; without a password it can be entered by a sign-in link only."""
    user = User(
        name=name,
        email=email.lower(),
        password=password_hash,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        is_administrator=is_administrator,
        is_unodc_officer=False,
        created_at=moment,
    )
    db.session.add(user)
    db.session.flush()
    return user


def add_membership(user: User, member_of: Country, role: str = FOCAL_POINT) -> None:
    """Makes someone part of a country."""
    user.memberships.append(Membership(country_code=member_of.code, role=role, country=member_of))
    db.session.flush()


def use_first_use(user: User, moment: datetime) -> None:
    """Spends the first-use link. Raises `sqlalchemy.exc.IntegrityError` if somebody else was faster."""
    db.session.add(FirstUse(id=1, user_id=user.id, used_at=moment))
    db.session.flush()


# --- Sign-in links ------------------------------------------------------------------------------------------


def add_sign_in_link(user: User, token_hash: str, expires_at: datetime) -> None:
    """A link that signs that person in once."""
    db.session.add(SignInLink(token_hash=token_hash, user_id=user.id, expires_at=expires_at))


def usable_sign_in_link(token_hash: str, moment: datetime) -> SignInLink | None:
    """The link with that token, unless it was used or has expired."""
    return db.session.scalars(
        sa.select(SignInLink)
        .join(SignInLink.user)
        .where(
            SignInLink.token_hash == token_hash,
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > moment,
            User.active,
        )
        .options(joinedload(SignInLink.user, innerjoin=True))
    ).one_or_none()


def use_sign_in_link(token_hash: str, moment: datetime) -> bool:
    """Spends a link; False if somebody else was faster."""
    result = db.session.connection().execute(
        sa.update(SignInLink)
        .where(SignInLink.token_hash == token_hash, SignInLink.used_at.is_(None))
        .values(used_at=moment)
    )
    return result.rowcount == 1


# --- Failed sign-ins ----------------------------------------------------------------------------------------


def record_failed_sign_in(account_hash: str, address: str, moment: datetime, keep_for: timedelta) -> None:
    """Remembers a failure for as long as it counts."""
    db.session.execute(sa.delete(SignInAttempt).where(SignInAttempt.failed_at <= moment - keep_for))
    db.session.add(SignInAttempt(account_hash=account_hash, address=address, failed_at=moment))


def failed_sign_ins(account_hash: str, address: str, since: datetime) -> tuple[int, int]:
    """How often signing in failed since then: for that account, and from that address."""
    attempt = SignInAttempt
    row = db.session.execute(
        sa.select(
            sa.func.count().filter(attempt.account_hash == account_hash),
            sa.func.count().filter(attempt.address == address),
        ).where(
            attempt.failed_at > since,
            sa.or_(attempt.account_hash == account_hash, attempt.address == address),
        )
    ).one()
    return int(row[0]), int(row[1])


def forget_failed_sign_ins(account_hash: str) -> None:
    """Starts counting anew for an account whose owner has signed in."""
    db.session.execute(sa.delete(SignInAttempt).where(SignInAttempt.account_hash == account_hash))


# --- Kept drafts --------------------------------------------------------------------------------------------


def keep_draft(user_id: int, path: str, content: str, moment: datetime, keep_for: timedelta) -> None:
    """Keeps what somebody typed into the page at that path, and lets go of what was kept too long."""
    db.session.execute(sa.delete(KeptDraft).where(KeptDraft.kept_at <= moment - keep_for))
    db.session.add(KeptDraft(user_id=user_id, path=path, content=content, kept_at=moment))


def kept_draft(user_id: int, path: str) -> str | None:
    """The content of the latest thing that person typed into that page and could not save."""
    return db.session.scalar(_KEPT_DRAFT, {"user_id": user_id, "path": path})


def forget_drafts(user_id: int, path: str) -> None:
    """Lets go of what that person typed into that page: it is saved now, or no longer wanted."""
    db.session.execute(sa.delete(KeptDraft).where(KeptDraft.user_id == user_id, KeptDraft.path == path))


def user_exists(user_id: int) -> bool:
    """Whether there is an account with that number."""
    return db.session.get(User, user_id) is not None
