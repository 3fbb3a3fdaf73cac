"""A service to measure: in a folder of its own, with a country whose assessments are complete."""

from __future__ import annotations

import functools
import gzip
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from bench import http
from questionnaire.loading import published
from questionnaire.samples import random_sheet
from tests.webapp.pages import Visitor
from webapp import accounts, clock, create_app
from webapp.config import settings_from_environment
from webapp.database import own_transaction
from webapp.records import answer_revisions, assessments, people
from webapp.records.answer_revisions import NewAnswer
from webapp.serving import bring_up_to_date


class Place:
    """A service in a folder of its own: one focal point and six assessments of one country, five of them
    complete.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.environment = {
            "CPSA_FOLDER": str(folder),
            "CPSA_ADDRESS": f"http://127.0.0.1:{port}",
            "PORT": str(port),
        }
        self.port = port
        self.settings = settings_from_environment(self.environment)
        bring_up_to_date(self.settings)
        self.app = create_app(self.settings)
        with own_transaction(self.app):
            user = people.add_user("Bench", "bench@example.org", clock.now())
            people.add_membership(user, people.add_country("XAA", "Invented", is_invented=True))
            self._links = [accounts.make_sign_in_link(user) for _ in range(2)]
            for seed in range(6):
                self._add_assessment(seed)

    def _add_assessment(self, seed: int) -> None:
        sheet = random_sheet(published(), seed=seed, complete=True)
        by, at = people.everybody()[0], clock.now()
        row = assessments.start_assessment("XAA", "Bench", date(2026, 11, 1), sheet.modules, by=by, at=at)
        if seed:
            new = [NewAnswer(code, answer, 0) for code, answer in sheet.answers.items()]
            answer_revisions.append_answers(row, new, by=by, at=at)

    def path(self, number: int, rest: str = "") -> str:
        """An address in one of the assessments: 1 is empty, 2 to 6 are complete."""
        return f"/countries/XAA/assessments/{number}/{rest}"

    @functools.cached_property
    def visitor(self) -> Visitor:
        """The focal point, without a server between."""
        visitor = Visitor(self.app)
        visitor.submit(visitor.get(self._links[0]))
        return visitor

    @functools.cached_property
    def cookie(self) -> str:
        """The focal point's session at the server. Needs a server that runs."""
        connection = http.Connection(self.port)
        _status, headers, page = connection.ask(self._links[1])
        body = urlencode({"csrf_token": token_in(page)}).encode()
        status, headers, _content = connection.ask(self._links[1], cookie=http.cookie_of(headers), body=body)
        assert status == 303
        cookie = http.cookie_of(headers)
        _status, headers, _content = connection.ask("/", cookie=cookie)
        return http.cookie_of(headers)


def token_in(page: bytes) -> str:
    """The token of the forms on a compressed page."""
    found = re.search(rb'name="csrf_token" value="([^"]+)"', gzip.decompress(page))
    assert found is not None
    return found.group(1).decode()
