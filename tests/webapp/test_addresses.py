"""A number that no record can have is no page, on every route and for whoever asks."""

from __future__ import annotations

from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.pages import Visitor
from tests.webapp.test_access import PARTS, all_routes, start_assessment, status

TOO_LARGE = (2**31, 2**63, 10**20)


def test_a_number_too_large_for_the_database_is_no_page(
    app: Flask, sign_in: SignIn, visitor: Visitor
) -> None:
    start_assessment(sign_in("KEN"), "KEN")
    everybody = (
        visitor,
        sign_in("KEN"),
        sign_in(None, is_unodc_officer=True),
        sign_in(None, is_administrator=True),
    )
    for method, rule in all_routes(app):
        numbers = [part for part in PARTS if part.startswith("<int") and part in rule]
        if method != "GET" or not numbers:
            continue
        for part in numbers:
            for number in TOO_LARGE:
                address = rule.replace(part, str(number))
                for other, value in PARTS.items():
                    address = address.replace(other, value)
                assert {status(one, "GET", address) for one in everybody} == {404}, address
