"""People, what they are where, and what they typed and could not save."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from webapp.database import connection, db
from webapp.records import sign_in
from webapp.tables import (
    FOCAL_POINT,
    PURPOSES_OF_LINKS,
    Country,
    FirstUse,
    KeptDraft,
    Membership,
    User,
)

# Made once: every page with a form asks, and making a statement costs as much as running it.
_KEPT_DRAFT = (
    sa.select(KeptDraft.content)
    .where(KeptDraft.user_id == sa.bindparam("user_id"), KeptDraft.path == sa.bindparam("path"))
    .order_by(KeptDraft.kept_at.desc(), KeptDraft.id.desc())
    .limit(1)
)
_FORGOTTEN_DRAFTS = sa.delete(KeptDraft).where(
    KeptDraft.user_id == sa.bindparam("user_id"), KeptDraft.path == sa.bindparam("path")
)

# --- Accounts -----------------------------------------------------------------------------------------------


def user_named(fs_uniquifier: str) -> User | None:
    """The person a session speaks of, with their memberships."""
    return (
        db.session.scalars(
            sa.select(User).where(User.fs_uniquifier == fs_uniquifier).options(joinedload(User.memberships))
        )
        .unique()
        .one_or_none()
    )


def user(number: int) -> User | None:
    """The person with that number."""
    return db.session.get(User, number)


def user_with_email(email: str) -> User | None:
    """The person with that address; addresses are stored in lower case."""
    return db.session.scalars(sa.select(User).where(User.email == email.lower())).one_or_none()


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


def add_membership(
    user: User, member_of: Country, role: str = FOCAL_POINT, institution_id: int | None = None
) -> None:
    """Makes someone part of a country."""
    held = Membership(
        country_code=member_of.code, role=role, country=member_of, institution_id=institution_id
    )
    user.memberships.append(held)
    db.session.flush()


def change_password(user: User, password_hash: str) -> None:
    """Gives that person another password. All their sessions end, and the links that they had been sent."""
    user.password = password_hash
    sign_in.forget_links(user.id, *PURPOSES_OF_LINKS)
    end_sessions(user)


def change_email(user: User, email: str) -> bool:
    """Gives that person another address, and forgets the links that went to the old one; False if the address
    is somebody's already.
    """
    try:
        with db.session.begin_nested():
            user.email = email.lower()
    except sa.exc.IntegrityError:
        db.session.refresh(user)
        return False
    sign_in.forget_links(user.id, *PURPOSES_OF_LINKS)
    return True


def end_sessions(user: User) -> None:
    """Ends all sessions of that person, and those that wait for a second factor."""
    user.fs_uniquifier = secrets.token_hex(32)
    sign_in.end_sessions(user.id)


def close_account(user: User) -> None:
    """Ends all sessions of that person; they cannot sign in until the account is opened again."""
    user.active = False
    sign_in.forget_links(user.id, *PURPOSES_OF_LINKS)
    end_sessions(user)


def open_account(user: User) -> None:
    """Lets that person sign in again."""
    user.active = True


def use_first_use(user: User, moment: datetime) -> None:
    """Spends the first-use link. Raises `sqlalchemy.exc.IntegrityError` if somebody else was faster."""
    db.session.add(FirstUse(id=1, user_id=user.id, used_at=moment))
    db.session.flush()


# --- Kept drafts --------------------------------------------------------------------------------------------


def keep_draft(user_id: int, path: str, content: str, moment: datetime, keep_for: timedelta) -> None:
    """Keeps what somebody typed into the page at that path, and lets go of what was kept too long."""
    db.session.execute(sa.delete(KeptDraft).where(KeptDraft.kept_at <= moment - keep_for))
    db.session.add(KeptDraft(user_id=user_id, path=path, content=content, kept_at=moment))


def kept_draft(user_id: int, path: str) -> str | None:
    """The content of the latest thing that person typed into that page and could not save."""
    return connection().scalar(_KEPT_DRAFT, {"user_id": user_id, "path": path})


def forget_drafts(user_id: int, path: str) -> None:
    """Lets go of what that person typed into that page: it is saved now, or no longer wanted."""
    connection().execute(_FORGOTTEN_DRAFTS, {"user_id": user_id, "path": path})


def user_exists(user_id: int) -> bool:
    """Whether there is an account with that number."""
    return db.session.get(User, user_id) is not None
