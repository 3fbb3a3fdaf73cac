"""A new password is long and not easily guessed; nothing is asked about what it is composed of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from webapp.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, password_problem

AMINA = ("Amina Otieno", "amina.otieno@justice.example.org", "KEN", "Kenya")


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    """Somebody to whom problems are told in a language."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "password",
    [
        "a kettle on the roof",
        "correct horse battery staple",
        "zwei rote Fahrräder",
        "кошка на тёплой крыше",
        "القط على السطح الحار",
        "屋顶上的一只水壶和两辆红色自行车",
        "qpzm alty 4482 wexo",
        "a kettle on the roof " * 6,
    ],
)
def test_a_few_words_in_any_script_will_do(password: str) -> None:
    assert password_problem(password, AMINA) is None


@pytest.mark.parametrize("length", [0, 1, SHORTEST_PASSWORD - 1, LONGEST_PASSWORD + 1])
def test_what_is_too_short_or_too_long_is_told(length: int) -> None:
    text = "nine blue herons wade through my kitchen at dawn; " * 3
    assert "15 to 128 characters" in (password_problem(text[:length]) or "")


@pytest.mark.parametrize(
    "password",
    [
        "a" * SHORTEST_PASSWORD,
        "a" * LONGEST_PASSWORD,
        "123456789012345",
        "abcdefghijklmnop",
        "qwertyuiopasdfgh",
        "passwordpassword",
        "Password1234567!",
        "P@ssw0rdP@ssw0rd",
        "iloveyouiloveyou",
        "Welcome2026Welcome2026",
        "ab ab ab ab ab ab",
    ],
)
def test_common_ones_repetitions_and_sequences_are_refused(password: str) -> None:
    assert "easy to guess" in (password_problem(password) or "")


@pytest.mark.parametrize(
    "password",
    [
        "Amina Otieno, Kenya",
        "OtienoAmina2026!",
        "amina.otieno@justice.example.org",
        "KenyaKenyaKenya1",
        "cpsa-cpsa-cpsa-cpsa",
        "Cybercrime Prevention",
    ],
)
def test_what_others_know_of_the_person_and_the_service_is_no_secret(password: str) -> None:
    assert "easy to guess" in (password_problem(password, AMINA) or "")


def test_what_is_known_of_one_person_may_serve_another() -> None:
    assert password_problem("Otieno Quispe Lindqvist") is None
    assert password_problem("Otieno Quispe Lindqvist", ["Otieno Quispe Lindqvist"]) is not None
