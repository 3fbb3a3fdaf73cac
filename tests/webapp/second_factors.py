"""People with passwords and second factors, and what a test needs to play their phone."""

from __future__ import annotations

from flask import Flask
from flask_security import hash_password

from tests.webapp.pages import Page, Visitor, words
from webapp import clock
from webapp.countries import country_name
from webapp.database import own_transaction
from webapp.records import people
from webapp.tables import User

SECONDS_PER_CODE = 30


def add_person(email: str, password: str, country: str | None = None, *, role: str = "contributor") -> User:
    """Somebody who signs in with a password. In a transaction that is open."""
    user = people.add_user("Amina Otieno", email, clock.now(), password_hash=hash_password(password))
    if country:
        people.add_membership(user, people.add_country(country, country_name(country)), role)
    return user


def give_authenticator(app: Flask, user: User) -> None:
    """This person has an authenticator app. In a transaction that is open."""
    security = app.extensions["security"]
    security.datastore.tf_set(user, "authenticator", security.totp_factory.generate_totp_secret())


def code_of(app: Flask, email: str, *, steps: int = 0) -> str:
    """What the app of that person shows now, or so many half minutes later."""
    with own_transaction(app):
        user = people.user_with_email(email)
        assert user is not None
        assert user.tf_totp_secret is not None
        return code_for(app, user.tf_totp_secret, steps=steps)


def code_for(app: Flask, secret: str, *, steps: int = 0) -> str:
    """What an app with that secret shows now, or so many half minutes later."""
    with app.app_context():
        totp = app.extensions["security"].totp_factory._totp.from_source(secret)
        return str(totp.generate(clock.now().timestamp() + steps * SECONDS_PER_CODE).token)


def sign_in_with_password(visitor: Visitor, email: str, password: str, *, expect: int = 302) -> Page:
    """Types both into the sign-in page."""
    fields = {"email": email, "password": password}
    return visitor.submit(visitor.get("/sign-in"), fields=fields, expect=expect)


def give_code(visitor: Visitor, code: str, *, expect: int = 302) -> Page:
    """Types a code into the page of the second step."""
    return visitor.submit(visitor.get("/sign-in/code"), fields={"code": code}, expect=expect)


def set_up_authenticator(visitor: Visitor) -> Page:
    """Sets an app up on the page for it; returns what is answered to its first code."""
    page = visitor.get("/account/authenticator")
    return visitor.submit(page, "Finish", {"code": code_for_key(visitor.app, page)}, expect=200)


def code_for_key(app: Flask, page: Page, *, steps: int = 0) -> str:
    """What an app shows into which the key of the page has been typed."""
    [key] = [words(element) for element in page.all("code")]
    with app.app_context():
        totp = app.extensions["security"].totp_factory._totp(key=key.replace("-", ""))
        return str(totp.generate(clock.now().timestamp() + steps * SECONDS_PER_CODE).token)
