"""A report says the codes of the register in the words of the pages: its readers read both.

Most stand in one table (`questionnaire.assistance.words`); a few have places for figures, which each side
fills in its own way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest
from flask import Flask

from questionnaire.assistance.need import CostBand, Delivery, PeopleBand
from questionnaire.assistance.releases import NEED_SETS
from questionnaire.assistance.status import STATUSES
from reports.content import need_words
from reports.content.wording import Wording
from reports.language import translations
from webapp import register_words

Said = Callable[[Any], str]


@pytest.mark.parametrize(
    ("codes", "in_the_report", "on_the_page"),
    [
        (STATUSES, need_words.status_word, register_words.status_word),
        ((None, 1, 2, 3, 4), need_words.urgency_word, register_words.urgency_word),
        (get_args(PeopleBand), need_words.people_word, register_words.people_word),
        (get_args(Delivery), need_words.delivery_word, register_words.delivery_word),
        (get_args(CostBand), need_words.cost_word, register_words.need_cost_word),
        (NEED_SETS, need_words.set_word, lambda name: register_words.set_word("need", name)),
    ],
    ids=["status", "urgency", "people", "delivery", "cost", "set"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_report_says_what_the_pages_say(
    app: Flask, codes: tuple[Any, ...], in_the_report: Callable[[Wording, Any], str], on_the_page: Said
) -> None:
    wording = Wording(translations("en"))
    with app.test_request_context():
        assert [in_the_report(wording, code) for code in codes] == [on_the_page(code) for code in codes]
    assert codes
