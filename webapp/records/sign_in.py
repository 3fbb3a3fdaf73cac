"""How people come in: sessions, links for one person, second factors, and what slows guessers down."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload, undefer_group
from sqlalchemy.orm.attributes import set_committed_value

from webapp.database import db
from webapp.tables import (
    Country,
    Membership,
    Passkey,
    PersonalLink,
    ServerSession,
    SignInAttempt,
    SpentChallenge,
    User,
    UtcDateTime,
)


class OpenSession(msgspec.Struct, frozen=True):
    """A session that has not ended: whose it is, what it remembers, and under which name people see it."""

    user: User
    content: str
    public_name: str


# Every page needs it, so it is made once: making a statement costs as much as running it. Of the session only
# what is asked for is read, and no object of its own is made that would be followed for changes.
_SESSION_OF = (
    sa.select(User, Membership, Country, ServerSession.content, ServerSession.public_name)
    .join(ServerSession, ServerSession.user_id == User.id)
    .outerjoin(Membership, Membership.user_id == User.id)
    .outerjoin(Country, Country.code == Membership.country_code)
    .where(
        ServerSession.token_hash == sa.bindparam("token_hash"),
        ServerSession.ends_at > sa.bindparam("moment", type_=UtcDateTime()),
    )
    .order_by(Membership.country_code)
    .options(lazyload(Membership.country))
)

# --- Sessions -------------------------------------------------------------------------------------------


def session_of(token_hash: str, moment: datetime) -> OpenSession | None:
    """The session with that token that has not ended, with its person and their memberships, in one
    statement.
    """
    given = {"token_hash": token_hash, "moment": moment}
    rows = db.session.execute(_SESSION_OF, given).all()
    if not rows:
        return None
    user, _membership, _country, content, public_name = rows[0]
    # Put together here: what the library makes ready to do so itself costs a third more, on every page.
    held = []
    for row in rows:
        if row.Membership is not None:
            set_committed_value(row.Membership, "country", row.Country)
            held.append(row.Membership)
    set_committed_value(user, "memberships", held)
    return OpenSession(user, content, public_name)


def begin_session(begun: ServerSession) -> None:
    """Stores a new session, and forgets those that ended."""
    db.session.execute(sa.delete(ServerSession).where(ServerSession.ends_at <= begun.started_at))
    db.session.add(begun)


def change_session(token_hash: str, content: str) -> None:
    """Stores what a running session remembers now."""
    db.session.execute(
        sa.update(ServerSession).where(ServerSession.token_hash == token_hash).values(content=content)
    )


def end_session(token_hash: str) -> None:
    """Ends a session: its cookie is worth nothing from now on."""
    db.session.execute(sa.delete(ServerSession).where(ServerSession.token_hash == token_hash))


def sessions_of(user_id: int, moment: datetime) -> list[ServerSession]:
    """Where that person is signed in, the latest first."""
    return list(
        db.session.scalars(
            sa.select(ServerSession)
            .where(
                ServerSession.user_id == user_id,
                ServerSession.ends_at > moment,
                ServerSession.is_pending.is_(False),
            )
            .order_by(ServerSession.started_at.desc(), ServerSession.token_hash)
        )
    )


def end_session_named(user_id: int, public_name: str) -> bool:
    """Ends the session that this person knows by that name; False if they have none."""
    return _removed(
        sa.delete(ServerSession).where(
            ServerSession.user_id == user_id, ServerSession.public_name == public_name
        )
    )


def end_sessions(user_id: int, *, but: str = "") -> None:
    """Ends all sessions of that person, but the one with that token."""
    db.session.execute(
        sa.delete(ServerSession).where(ServerSession.user_id == user_id, ServerSession.token_hash != but)
    )


def _removed(statement: sa.Delete) -> bool:
    return db.session.connection().execute(statement).rowcount > 0


# --- Links for one person -------------------------------------------------------------------------------


def add_link(
    user: User, purpose: str, token_hash: str, expires_at: datetime, *, email: str | None = None
) -> None:
    """A link that this person can use once for that purpose."""
    db.session.add(
        PersonalLink(
            token_hash=token_hash, user_id=user.id, purpose=purpose, email=email, expires_at=expires_at
        )
    )


def usable_link(token_hash: str, purpose: str, moment: datetime) -> PersonalLink | None:
    """The link with that token and purpose, unless it was used, has expired, or its person is disabled."""
    return db.session.scalars(
        sa.select(PersonalLink)
        .join(PersonalLink.user)
        .where(
            PersonalLink.token_hash == token_hash,
            PersonalLink.purpose == purpose,
            PersonalLink.used_at.is_(None),
            PersonalLink.expires_at > moment,
            User.active,
        )
        .options(joinedload(PersonalLink.user, innerjoin=True))
    ).one_or_none()


def use_link(token_hash: str, moment: datetime) -> bool:
    """Spends a link; False if somebody else was faster."""
    result = db.session.connection().execute(
        sa.update(PersonalLink)
        .where(PersonalLink.token_hash == token_hash, PersonalLink.used_at.is_(None))
        .values(used_at=moment)
    )
    return result.rowcount == 1


def forget_links(user_id: int, *purposes: str) -> None:
    """Makes that person's links for these purposes worthless."""
    db.session.execute(
        sa.delete(PersonalLink).where(PersonalLink.user_id == user_id, PersonalLink.purpose.in_(purposes))
    )


# --- Second factors -------------------------------------------------------------------------------------


def hold(user: User) -> None:
    """Reads the person's second factors again and lets nobody else use them until this transaction ends: what
    works once works once when it is sent twice at the same moment.
    """
    db.session.scalars(
        sa.select(User)
        .where(User.id == user.id)
        .options(undefer_group("second factor"))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def remove_second_factors(user: User) -> None:
    """Takes away all that somebody can give after the password, and the recovery codes."""
    hold(user)
    user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
    user.webauthn.clear()


def passkey(credential_id: bytes) -> Passkey | None:
    """The passkey with that identifier."""
    return db.session.scalars(sa.select(Passkey).where(Passkey.credential_id == credential_id)).one_or_none()


def spend_challenge(challenge_hash: str, moment: datetime, keep_for: timedelta) -> bool:
    """Notes that a challenge has been answered; False if it had been already."""
    db.session.execute(sa.delete(SpentChallenge).where(SpentChallenge.expires_at <= moment))
    if db.session.get(SpentChallenge, challenge_hash) is not None:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(SpentChallenge(challenge_hash=challenge_hash, expires_at=moment + keep_for))
    except sa.exc.IntegrityError:
        return False
    return True


# --- What slows guessers down ---------------------------------------------------------------------------


def record_attempt(account_hash: str, address: str, moment: datetime, keep_for: timedelta) -> None:
    """Remembers an attempt for as long as it counts."""
    db.session.execute(sa.delete(SignInAttempt).where(SignInAttempt.failed_at <= moment - keep_for))
    db.session.add(SignInAttempt(account_hash=account_hash, address=address, failed_at=moment))


def attempts(account_hash: str, address: str, since: datetime) -> tuple[int, int]:
    """How many attempts there were since then: for that account, and from that address."""
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


def forget_attempts(account_hash: str) -> None:
    """Starts counting anew for an account whose owner has come in."""
    db.session.execute(sa.delete(SignInAttempt).where(SignInAttempt.account_hash == account_hash))
