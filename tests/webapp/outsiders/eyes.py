"""People outside a country, and everything that they can open: pages, what pages lead to, files, answers to
their systems.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import html5lib
import msgspec
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from questionnaire.assistance.releases import Onlooker
from webapp.access import (
    ANYONE,
    PARTNERS,
    TOKEN_HOLDERS_AND_PUBLIC,
    UNODC_OFFICERS,
    policy_of,
)

# Whose policies open what to whom; what is open to others is told in test_access.py.
OPEN_TO = {
    "unodc": {ANYONE, TOKEN_HOLDERS_AND_PUBLIC, UNODC_OFFICERS},
    "partner": {ANYONE, TOKEN_HOLDERS_AND_PUBLIC, PARTNERS},
    "open": {ANYONE, TOKEN_HOLDERS_AND_PUBLIC},
}
API = "/api/"
# About the person who looks, and the same whatever countries release.
ABOUT_ONESELF = ("/account", "/sign-in", "/sign-out", "/forgotten-password", "/static/")
# What lets a route be filled in; one with another part is not opened before it is told here how.
HIGHEST = 6
PARTS: dict[str, tuple[str, ...]] = {
    "number": tuple(str(number) for number in range(1, HIGHEST + 1)),
    "support": ("1", "2"),
    "ending": ("csv", "xlsx", "json"),
    "region": ("202",),
    "unit": ("R10", "R04"),
    "assistance": ("TA06", "TA07"),
    "content_hash": ("0" * 64,),
}
CSRF_TOKEN = re.compile(rb'(name="csrf_token"[^>]*value=")[^"]*')
# Not content: they tell the request apart, not what it is answered.
CHANGING_HEADERS = {"Set-Cookie", "Date", "Expires"}


class Answer(msgspec.Struct, frozen=True):
    """What somebody is answered, byte for byte but for tokens: status, headers, body. A file that is an
    archive counts as what is packed in it.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __contains__(self, words: str) -> bool:
        """Whether the words stand anywhere in it."""
        return words.encode() in self.body or any(words in value for _name, value in self.headers)


@dataclass
class Eyes:
    """Somebody who looks from outside: signed in with a browser or not at all, and through a system."""

    app: Flask
    onlooker: Onlooker
    client: FlaskClient
    token: str = ""
    _system: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self._system = FlaskClient(self.app, TestResponse, use_cookies=False)

    def everything(self) -> dict[str, Answer]:
        """Every address that they can open, and every file that pages offer, with what comes back."""
        found: dict[str, Answer] = {}
        waiting = list(self._addresses())
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            response = self._get(address)
            found[address] = _answer(response)
            if response.mimetype == "text/html":
                waiting += _links(response.text)
                found.update(list(self._files(response.text, found)))
            # Files are read from the disk, and closed at the end.
            response.close()
        return found

    def searched(self, words: list[str]) -> dict[str, Answer]:
        """The answers to searches for these words."""
        lists = {"unodc": "/desk/needs", "partner": "/partner/", "open": "/open-needs/"}
        places = (lists[self.onlooker.audience], "/api/v1/needs")
        return {
            address: _answer(self._get(address))
            for place, each in itertools.product(places, words)
            if (address := f"{place}?{urlencode({'words': each})}")
        }

    def _get(self, address: str) -> TestResponse:
        if not address.startswith(API):
            return self.client.get(address)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self._system.get(address, headers=headers)

    def _addresses(self) -> Iterator[str]:
        for rule in self.app.url_map.iter_rules():
            policy = policy_of(self.app, rule.endpoint)
            if "GET" not in (rule.methods or ()) or policy not in OPEN_TO[self.onlooker.audience]:
                continue
            if "token" not in rule.arguments and not rule.rule.startswith(ABOUT_ONESELF):
                yield from _filled_in(rule)

    def _files(self, page: str, known: dict[str, Answer]) -> Iterator[tuple[str, Answer]]:
        """The files behind the buttons of the page that are not known yet."""
        if 'name="file"' not in page:
            return
        root = html5lib.parse(page, namespaceHTMLElements=False)
        for form in root.iter("form"):
            fields = {each.get("name"): each.get("value") for each in form.iter("input")}
            for button in form.iter("button"):
                name = f"{form.get('action')} {button.get('value')}"
                if button.get("name") == "file" and name not in known:
                    response = self.client.post(
                        form.get("action"), data={**fields, "file": button.get("value")}
                    )
                    yield name, _answer(response)
                    response.close()


def _filled_in(rule: Rule) -> Iterator[str]:
    names = sorted(rule.arguments)
    for values in itertools.product(*(PARTS[name] for name in names)):
        address = rule.rule
        for name, value in zip(names, values, strict=True):
            address = re.sub(rf"<([^<>]*:)?{name}>", value, address)
        yield address


def _links(page: str) -> list[str]:
    found = (link.replace("&amp;", "&") for link in re.findall(r'<a [^>]*href="(/[^"#]*)', page))
    return [link for link in found if not link.startswith(ABOUT_ONESELF)]


def _answer(response: TestResponse) -> Answer:
    headers = ((name, value) for name, value in response.headers if name not in CHANGING_HEADERS)
    body = CSRF_TOKEN.sub(rb"\1", response.data)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(name.encode() + archive.read(name) for name in sorted(archive.namelist()))
    return Answer(response.status_code, tuple(headers), body)
