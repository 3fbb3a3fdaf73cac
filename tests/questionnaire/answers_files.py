"""Answers files as tests write them, and what is read from them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from questionnaire.answers import AnswerSheet
from questionnaire.answers_file import read_answers
from questionnaire.loading import published
from questionnaire.mistakes import AnswersFileMistakes


def a_file(**changed: object) -> dict[str, Any]:
    """The smallest valid answers file, with some keys changed; None leaves a key out."""
    whole = {
        "format": "cpsa-answers/1",
        "instrument": "cybercrime-prevention",
        "version": "1.0",
        "country": "XAA",
        "reference_date": "2026-11-01",
        "modules": ["recommendations"],
        "answers": {},
        **changed,
    }
    return {key: value for key, value in whole.items() if value is not None}


def answering(**answers: object) -> dict[str, Any]:
    """A file with answers; R01_2 stands for R01.2."""
    return a_file(answers={code.replace("_", "."): answer for code, answer in answers.items()})


def read(document: object) -> AnswerSheet:
    return read_answers(json.dumps(document).encode(), published())


def mistakes_in(data: bytes | dict[str, Any]) -> list[tuple[str, str]]:
    """Path and problem of everything that is wrong."""
    with pytest.raises(AnswersFileMistakes) as caught:
        read_answers(data if isinstance(data, bytes) else json.dumps(data).encode(), published())
    for mistake in caught.value.mistakes:
        assert "\n" not in str(mistake), "one line each"
    return [(mistake.path, mistake.problem) for mistake in caught.value.mistakes]
