"""A passkey made of software: what a device does, and what a thief or a broken device might."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from tests.webapp.pages import Page, Visitor

PRESENT, UNLOCKED, NEW_KEY = 0x01, 0x04, 0x40
ORIGIN, HOST = "http://localhost", "localhost"


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def question_on(page: Page) -> tuple[str, dict[str, Any], dict[str, str]]:
    """Where the page sends the answer, what it asks the device, and the form's other fields."""
    form = next(form for form in page.all("form") if form.get("data-passkey"))
    action, fields = page.fields(0)
    return action, json.loads(form.get("data-options", "")), dict(fields)


class SoftKey:
    """One passkey. It answers as long as it is asked for the site that it was made for."""

    def __init__(self, *, is_unlocked: bool = True) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = secrets.token_bytes(16)
        self._owner = b""
        self._uses = 0
        self._flags = PRESENT | (UNLOCKED if is_unlocked else 0)

    def made_for(self, asked: dict[str, Any]) -> str:
        """Its answer when it is made."""
        self._owner = _bytes(asked["user"]["id"])
        numbers = self._key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        data = self._data(NEW_KEY) + bytes(16) + len(self._id).to_bytes(2) + self._id + cbor2.dumps(public)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "attestationObject": _text(attestation),
            "clientDataJSON": _text(self._client("webauthn.create", asked)),
            "transports": ["internal"],
        }
        return self._answer(response)

    def answer_to(self, asked: dict[str, Any], *, origin: str = ORIGIN) -> str:
        """Its answer when it is to sign in."""
        self._uses += 1
        data, client = self._data(), self._client("webauthn.get", asked, origin)
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "authenticatorData": _text(data),
            "clientDataJSON": _text(client),
            "signature": _text(signature),
            "userHandle": _text(self._owner),
        }
        return self._answer(response)

    def locked(self) -> SoftKey:
        """The same, in the hands of somebody who cannot unlock it."""
        self._flags = PRESENT
        return self

    def _data(self, flags: int = 0) -> bytes:
        host = hashlib.sha256(HOST.encode()).digest()
        return host + bytes([self._flags | flags]) + self._uses.to_bytes(4)

    def _client(self, kind: str, asked: dict[str, Any], origin: str = ORIGIN) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        name = _text(self._id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def add_passkey(visitor: Visitor, name: str = "Office laptop", key: SoftKey | None = None) -> SoftKey:
    """Adds one on the page for it."""
    made = key or SoftKey()
    page = visitor.submit(visitor.get("/account/passkeys"), "Continue", {"name": name}, expect=200)
    action, asked, fields = question_on(page)
    visitor.post(action, {**fields, "credential": made.made_for(asked)}, expect=302)
    return made


def asked_to_sign_in(visitor: Visitor) -> Page:
    """The page that asks the device, from the sign-in page."""
    return visitor.submit(visitor.get("/sign-in"), "Sign in with a passkey", expect=200)


def sign_in_with(visitor: Visitor, key: SoftKey) -> Page:
    """Signs in with the passkey alone."""
    action, asked, fields = question_on(asked_to_sign_in(visitor))
    return visitor.post(action, {**fields, "credential": key.answer_to(asked)}, expect=302)
