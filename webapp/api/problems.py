"""What is wrong with a request of a system, as problem details (RFC 9457): what it is, and how to mend it."""

from __future__ import annotations

import msgspec
from flask import Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

PREFIX = "/api/"
CONTENT_TYPE = "application/problem+json"
# What is wrong and how to mend it, where nobody has said more.
CANNOT_READ = ("The request could not be read.", "Send it as the description of the interface says.")
NOT_THERE = (
    "There is no such address, or nothing there was released to whoever asks.",
    "Look up addresses in /api/v1/openapi.json. If you have a copy of what stood there, remove it.",
)
ONLY_READS = ("The interface only reads.", "Ask with GET.")
FAILED = ("The service failed. It is not your request.", "Try again in a few minutes.")
WHAT_AND_HOW = {400: CANNOT_READ, 404: NOT_THERE, 405: ONLY_READS, 500: FAILED}


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is wrong with a request, and how to mend it. `parameter` names the part of the address that is
    wrong, where one is.
    """

    title: str
    status: int
    detail: str
    mend: str
    parameter: str = ""


class RequestProblem(HTTPException):
    """A request that is not answered with what it asks for."""

    def __init__(self, code: int, detail: str, mend: str, *, parameter: str = "", **headers: str) -> None:
        super().__init__(detail)
        self.code = code
        self.mend, self.parameter = mend, parameter
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def is_of_a_system() -> bool:
    """Whether this request was made to the interface for systems, which never answers with a page."""
    return request.path.startswith(PREFIX)


def problem_answer(error: HTTPException) -> Response:
    """The answer that tells a system what went wrong."""
    status = error.code or 500
    what, how = WHAT_AND_HOW.get(status) or WHAT_AND_HOW[400 if status < 500 else 500]
    problem = Problem(
        title=HTTP_STATUS_CODES.get(status, "Unknown"),
        status=status,
        detail=(error.description or what) if isinstance(error, RequestProblem) else what,
        mend=error.mend if isinstance(error, RequestProblem) else how,
        parameter=error.parameter if isinstance(error, RequestProblem) else "",
    )
    answer = Response(msgspec.json.encode(problem), status, content_type=CONTENT_TYPE)
    answer.vary.add("Authorization")
    if isinstance(error, RequestProblem):
        answer.headers.update(error.headers)
    answer.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
    return answer
