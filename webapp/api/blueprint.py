"""Where the interface for systems is, and what writes its description."""

from __future__ import annotations

from flask import Blueprint
from spectree import Response, SecurityScheme, SpecTree
from spectree.config import ModeEnum
from spectree.model_adapter import get_msgspec_model_adapter
from spectree.models import SecureType, SecuritySchemeData

from webapp.api.bearer import recognise
from webapp.api.problems import Problem

VERSION = "1.0.0"

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.before_request(recognise)

# Only describes: what is asked is read by `asked.py`, which says what is wrong in our words.
description = SpecTree(
    "flask",
    model_adapter=get_msgspec_model_adapter(),
    validation_error_model=Problem,
    naming_strategy=lambda model: str(model.__name__),
    nested_naming_strategy=lambda _parent, child: child,
    mode=ModeEnum.strict,
    annotations=False,
    title="CPSA: what countries released",
    version=VERSION,
    description="Read-only. With the token of a UNODC officer or a partner: what countries released to them. "
    "Without: what they released to everybody. What was not released is absent.",
    security_schemes=[
        SecurityScheme(
            name="token",
            data=SecuritySchemeData(
                type=SecureType.HTTP,
                scheme="bearer",
                description="Made on the page of an officer’s or partner’s account; ends within a year.",
            ),
        )
    ],
    # Either the token or nothing.
    security=[{}, {"token": []}],
)


def answers_with(model: type, *more: int) -> Response:
    """What a view can answer: the model, or a problem of the kinds that every view knows, and of these."""
    problems = {f"HTTP_{code}": Problem for code in sorted({401, 403, 429, *more})}
    return Response("HTTP_304", HTTP_200=model, **problems)
