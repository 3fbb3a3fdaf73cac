"""Steps in the assistance register that tests take before they come to what they are about."""

from __future__ import annotations

from typing import Any

from tests.webapp.pages import AnyVisitor, Page

NEEDS = "/countries/KEN/needs"
DRAFTS = "/countries/KEN/assessments/1/needs"
SAID: dict[str, Any] = {
    "title": "Training of judges",
    "description": "Two courses a year",
    "objective": "Judges decide on electronic evidence",
    "urgency": "2",
    "urgency_reason": "The law comes into force next year",
    "rights_note": "No powers are widened",
    "office": "Ministry of Justice",
}


def drafts_offered(page: Page) -> list[str]:
    """The codes of the drafts that can be ticked."""
    return [box.get("value", "") for box in page.all("input") if box.get("name") == "take"]


def take_up(visitor: AnyVisitor, number: int = 1, drafts: str = DRAFTS) -> Page:
    """Turns the first drafts that are offered into needs."""
    page = visitor.get(drafts)
    return visitor.submit(page, fields={"take": drafts_offered(page)[:number]})


def begin_need(visitor: AnyVisitor, drafts: str = DRAFTS) -> str:
    """Turns one draft into a need; returns the address of its page."""
    return take_up(visitor, 1, drafts).location


def edit(visitor: AnyVisitor, need: str, *, expect: int = 303, **fields: object) -> Page:
    """Fills in the form of a need."""
    return visitor.submit(visitor.get(f"{need}/edit"), fields=fields, expect=expect)


def step(visitor: AnyVisitor, need: str, name: str, *, expect: int = 303, **fields: object) -> Page:
    """Takes a step with a need, on its page."""
    return visitor.submit(visitor.get(f"{need}/steps/{name}"), fields=fields, expect=expect)


def begin_approved_need(visitor: AnyVisitor, drafts: str = DRAFTS) -> str:
    """A need that says everything it has to, and is approved."""
    need = begin_need(visitor, drafts)
    edit(visitor, need, **SAID)
    step(visitor, need, "approved")
    return need


def release(
    visitor: AnyVisitor, kind: str, record: int, *, then: str = "release", expect: int = 0, **fields: Any
) -> Page:
    """Fills in the form of a release, and looks or releases."""
    page = visitor.get(f"/countries/KEN/releases/new/{kind}/{record}")
    given = {"audience": "unodc", "purpose": "To be matched", "then": then, **fields}
    return visitor.submit(page, fields=given, expect=expect or (303 if then == "release" else 200))
