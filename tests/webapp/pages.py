"""A visitor without a browser, and the habits of every page: whatever a test fetches is checked as it goes
by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Protocol
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button", "image", "reset"})
POINTERS = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


def words(element: Element) -> str:
    """The text in an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def seen(element: Element) -> str:
    """The text in an element without what only screen readers say, as it stands."""
    if "visually-hidden" in element.get("class", ""):
        return ""
    return (element.text or "") + "".join(seen(part) + (part.tail or "") for part in element)


class Page:
    """What came back: checked, and easy to ask."""

    def __init__(self, response: Response, path: str) -> None:
        self.response = response
        self.path = path
        self.status = response.status_code
        self.headers = response.headers
        self.text = response.get_data(as_text=True) if (response.mimetype or "").startswith("text/") else ""
        self.root: Element | None = None
        if response.mimetype == "text/html" and not 300 <= self.status < 400:
            parser = html5lib.HTMLParser(namespaceHTMLElements=False, strict=True)
            self.root = parser.parse(self.text)
            self._check()

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers["Location"]

    @property
    def heading(self) -> str:
        """The page's one h1."""
        return words(next(self.all("h1")))

    @property
    def words(self) -> str:
        """All text of the page's body."""
        return words(next(self.all("body")))

    @property
    def seen(self) -> str:
        """The text of the page's body that is seen, white space folded."""
        return " ".join(seen(next(self.all("body"))).split())

    def all(self, tag: str) -> Iterator[Element]:
        """All elements with that tag."""
        assert self.root is not None, f"{self.path} is not a page: {self.status} {self.response.mimetype}"
        return self.root.iter(tag)

    def links(self) -> list[str]:
        """Where the page leads within the site, without repetition. A hidden link leads nowhere yet."""
        shown = (anchor for anchor in self.all("a") if anchor.get("hidden") is None)
        found = (anchor.get("href", "") for anchor in shown)
        return list(dict.fromkeys(link.partition("#")[0] for link in found if link.startswith("/")))

    def fields(self, form: int | str = 0) -> tuple[str, MultiDict[str, str]]:
        """The action of a form and what a browser would send of it untouched.

        `form` is its place among the posting forms of the page's main part, or words of its button.
        """
        chosen = self._form(form)
        filled: MultiDict[str, str] = MultiDict()
        for control in chosen.iter():
            name = control.get("name")
            if not name or control.get("disabled") is not None:
                continue
            for value in _values(control):
                filled.add(name, value)
        return chosen.get("action") or self.path, filled

    def _form(self, form: int | str) -> Element:
        if isinstance(form, int):
            return _posting(next(self.all("main")))[form]
        return next(
            found
            for found in _posting(next(self.all("body")))
            if any(form in words(button) for button in found.iter("button"))
        )

    # --- The habits -----------------------------------------------------------------------------------------

    def _check(self) -> None:
        for habit in (
            self._one_heading_begins_the_title,
            self._ids_are_unique_and_pointers_lead_somewhere,
            self._controls_are_labelled,
            self._nothing_is_inline,
            self._forms_that_post_carry_a_token,
            self._headers_are_set,
        ):
            habit()

    def _one_heading_begins_the_title(self) -> None:
        headings = [words(heading) for heading in self.all("h1")]
        assert len(headings) == 1, f"{self.path} has {len(headings)} h1: {headings}"
        title = words(next(self.all("title"))).removeprefix("Error: ")
        assert title.startswith(headings[0]), (
            f"{self.path}: the title {title!r} does not begin with {headings[0]!r}"
        )
        html = next(self.all("html"))
        assert html.get("lang"), f"{self.path} does not say its language"
        assert html.get("dir") in {"ltr", "rtl"}, f"{self.path} does not say its direction"

    def _ids_are_unique_and_pointers_lead_somewhere(self) -> None:
        ids = Counter(element.get("id") for element in self.all("*") if element.get("id") is not None)
        doubled = [name for name, times in ids.items() if times > 1]
        assert not doubled, f"{self.path}: ids used twice: {doubled}"
        for element in self.all("*"):
            for pointer in POINTERS:
                for name in (element.get(pointer) or "").split():
                    assert name in ids, f"{self.path}: {pointer}={name!r} leads nowhere"
            href = element.get("href") or ""
            if element.tag == "a" and href.startswith("#"):
                assert href[1:] in ids, f"{self.path}: the link {href} leads nowhere"

    def _controls_are_labelled(self) -> None:
        labelled = {label.get("for") for label in self.all("label")}
        wrapped = {id(control) for label in self.all("label") for control in label.iter()}
        for tag in ("input", "select", "textarea"):
            for control in self.all(tag):
                if control.get("type") in NEEDS_NO_LABEL:
                    continue
                assert (
                    control.get("id") in labelled
                    or id(control) in wrapped
                    or control.get("aria-label")
                    or control.get("aria-labelledby")
                ), f"{self.path}: {tag} {control.get('name')!r} has no label"

    def _nothing_is_inline(self) -> None:
        for element in self.all("*"):
            assert element.get("style") is None, f"{self.path}: style attribute on {element.tag}"
            handlers = [name for name in element.keys() if name.startswith("on")]  # noqa: SIM118  # elements, not dicts
            assert not handlers, f"{self.path}: {handlers} on {element.tag}"
            if element.tag in {"style", "script"}:
                assert not (element.text or "").strip(), f"{self.path}: inline {element.tag}"
            for address in (element.get("src"), element.get("href") if element.tag == "link" else None):
                assert address is None or address.startswith("/"), f"{self.path}: {address} is not ours"

    def _forms_that_post_carry_a_token(self) -> None:
        for form in self.all("form"):
            if form.get("method", "").lower() == "post":
                assert any(field.get("name") == "csrf_token" for field in form.iter("input")), (
                    f"{self.path}: no token"
                )

    def _headers_are_set(self) -> None:
        headers = self.headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


def _posting(part: Element) -> list[Element]:
    """The forms in a part of a page that post."""
    return [form for form in part.iter("form") if form.get("method", "").lower() == "post"]


def _values(control: Element) -> list[str]:
    """What a browser would send for that control untouched."""
    if control.tag == "textarea":
        # A browser does not count the line break that opens a text area, and sends line breaks in full.
        return [(control.text or "").replace("\r\n", "\n").replace("\n", "\r\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None]
        if not chosen and control.get("multiple") is None:
            chosen = options[:1]
        return [option.get("value", words(option)) for option in chosen]
    if control.tag != "input" or control.get("type") in {"submit", "button", "file"}:
        return []
    if control.get("type") in {"radio", "checkbox"} and control.get("checked") is None:
        return []
    return [control.get("value") or ("on" if control.get("type") == "checkbox" else "")]


class Client(Protocol):
    """What carries requests to the service and keeps the cookies."""

    def get(self, path: str, /) -> Response:
        """The answer to a request for that path."""

    def post(self, path: str, /, *, data: Any, content_type: str) -> Response:
        """The answer to a form sent there."""


class AnyVisitor:
    """Somebody with a browser of their own."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, *, expect: int = 200) -> Page:
        """Opens a page; the test fails if it answers with another status."""
        return self._seen(self.client.get(path), path, expect)

    def download(self, page: Page, button: str = "Download") -> Response:
        """A file in full, with the headers that it came with, by the page's button for it."""
        action, fields = page.fields(button)
        kind = "application/x-www-form-urlencoded"
        response = self.client.post(action, data=fields, content_type=kind)
        assert response.status_code == 200, f"{action} answered {response.status_code}"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.data is not None
        response.close()
        return response

    def post(self, path: str, fields: MultiDict[str, Any] | dict[str, Any], *, expect: int = 303) -> Page:
        """Sends fields as they are, without any token of its own."""
        is_upload = any(hasattr(value, "read") for value in dict(fields).values())
        kind = "multipart/form-data" if is_upload else "application/x-www-form-urlencoded"
        return self._seen(self.client.post(path, data=fields, content_type=kind), path, expect)

    def submit(
        self, page: Page, form: int | str = 0, fields: dict[str, Any] | None = None, *, expect: int = 303
    ) -> Page:
        """Fills in a page's form and sends it as a browser would. A value of None leaves the field out."""
        action, filled = page.fields(form)
        for name, value in (fields or {}).items():
            filled.poplist(name)
            if value is not None:
                filled.setlist(name, list(value) if isinstance(value, list | tuple) else [value])
        return self.post(action, filled, expect=expect)

    def follow(self, page: Page, *, expect: int = 200) -> Page:
        """Goes where a redirect leads."""
        return self.get(re.sub(r"^https?://[^/]+", "", page.location), expect=expect)

    def _seen(self, response: Response, path: str, expect: int) -> Page:
        page = Page(response, path)
        assert page.status == expect, f"{path} answered {page.status}, not {expect}: {page.text[:2000]}"
        return page


class Visitor(AnyVisitor):
    """Somebody at a service that runs in the test's own process."""

    client: FlaskClient

    def __init__(self, app: Flask) -> None:
        super().__init__(app.test_client())
        self.app = app
