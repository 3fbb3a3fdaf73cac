"""What is wrong in an answers file is said all at once, each with its path."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import product
from typing import Any

import pytest

from questionnaire.loading import published
from questionnaire.mistakes import AnswersFileMistakes
from questionnaire.wire import MOST_BYTES, text_problem
from tests.questionnaire.answers_files import a_file, answering, mistakes_in, read

ANSWERED = {"state": "answered"}
NOT_WHOLE = [
    pytest.param(b"", "not JSON", id="nothing"),
    pytest.param(b"{", "not JSON", id="half an object"),
    pytest.param(b"answers", "not JSON", id="words"),
    pytest.param(b"\xff\xfe{}", "UTF-8", id="another encoding"),
    pytest.param(b"%PDF-1.7", "not JSON", id="a PDF"),
    pytest.param(b"[" * 100_000 + b"]" * 100_000, "", id="nested a hundred thousand deep"),
    pytest.param(b'{"a":' * 1000 + b"1" + b"}" * 1000, "", id="nested a thousand deep"),
    pytest.param(b" " * (MOST_BYTES + 1), "larger", id="larger than is read"),
    pytest.param(b"[]", "must be an object", id="a list"),
    pytest.param(b"null", "must be an object", id="null"),
    pytest.param(b"1e999", "must be an object", id="a number"),
]


@pytest.mark.parametrize(("data", "words"), NOT_WHOLE)
def test_what_is_no_answers_file_is_refused_in_words(data: bytes, words: str) -> None:
    found = mistakes_in(data)
    assert any(words in problem for _, problem in found)


MISTAKES = [
    # The head
    pytest.param(a_file(format="cpsa-answers/2"), "format", 'must be "cpsa-answers/1"', id="another format"),
    pytest.param(a_file(instrument="other"), "instrument", "cybercrime-prevention", id="another instrument"),
    pytest.param(a_file(version="0.9"), "version", '"1.0"', id="another version"),
    pytest.param(a_file(version=1.0), "version", '"1.0"', id="a version that is a number"),
    pytest.param(a_file(country=None), "country", "is missing", id="no country"),
    pytest.param(a_file(country="Kenya"), "country", "three capital letters", id="a country's name"),
    pytest.param(a_file(country="ken"), "country", "three capital letters", id="a country in small letters"),
    pytest.param(a_file(country="KEN\n"), "country", "three capital letters", id="a country and a line end"),
    pytest.param(a_file(reference_date="2026-02-30"), "reference_date", "must be a date", id="no such day"),
    pytest.param(a_file(reference_date="01/11/2026"), "reference_date", "must be a date", id="another order"),
    pytest.param(
        a_file(reference_date=20261101), "reference_date", "must be a date", id="a date as a number"
    ),
    pytest.param(a_file(modules=[]), "modules", "cannot be switched off", id="no module"),
    pytest.param(
        a_file(modules=["national-statement"]), "modules", "recommendations", id="the optional one alone"
    ),
    pytest.param(
        a_file(modules=["recommendations", "x"]), "modules[1]", "must be one of", id="unknown module"
    ),
    pytest.param(a_file(modules=["recommendations"] * 2), "modules[1]", "twice", id="a module twice"),
    pytest.param(a_file(modules="recommendations"), "modules", "must be a list", id="modules as a word"),
    pytest.param(a_file(score=100), "score", "not known", id="a key that nobody knows"),
    # Codes and states
    pytest.param(
        answering(R99_1={"state": "dont_know"}), 'answers["R99.1"]', "no such question", id="unknown question"
    ),
    pytest.param(a_file(answers=[]), "answers", "must be an object", id="answers as a list"),
    pytest.param(answering(R01_2=3), 'answers["R01.2"]', "must be an object", id="a bare number"),
    pytest.param(answering(R01_2={}), 'answers["R01.2"].state', "must be one of", id="no state"),
    pytest.param(
        answering(R01_2={"state": "maybe"}), 'answers["R01.2"].state', "must be one of", id="unknown state"
    ),
    pytest.param(
        answering(R01_2={"state": "not_applicable", "reason": "x"}),
        'answers["R01.2"].state',
        "cannot be not applicable",
        id="not applicable where it is not allowed",
    ),
    pytest.param(
        answering(R04_1={"state": "not_applicable", "reason": "x"}),
        'answers["R04.1"].state',
        "cannot be not applicable",
        id="the whole where only options may be",
    ),
    pytest.param(
        answering(R10_2={"state": "not_applicable"}),
        'answers["R10.2"].reason',
        "is empty",
        id="without a reason",
    ),
    pytest.param(
        answering(R10_2={"state": "not_applicable", "reason": "  "}),
        'answers["R10.2"].reason',
        "is empty",
        id="a blank reason",
    ),
    pytest.param(
        answering(R01_2={"state": "dont_know", "level": 2}),
        'answers["R01.2"].level',
        "not known here",
        id="a level that is not known",
    ),
    # Values
    pytest.param(answering(R01_2=ANSWERED), 'answers["R01.2"].level', "is missing", id="no value"),
    pytest.param(
        answering(R01_2=ANSWERED | {"level": 5}), 'answers["R01.2"].level', "from 0 to 4", id="level 5"
    ),
    pytest.param(
        answering(R01_2=ANSWERED | {"level": -1}), 'answers["R01.2"].level', "from 0 to 4", id="level -1"
    ),
    pytest.param(
        answering(R01_2=ANSWERED | {"level": 2.0}), 'answers["R01.2"].level', "whole", id="level 2.0"
    ),
    pytest.param(
        answering(R01_2=ANSWERED | {"level": True}), 'answers["R01.2"].level', "whole", id="level true"
    ),
    pytest.param(
        answering(R01_2=ANSWERED | {"level": "2"}), 'answers["R01.2"].level', "whole", id="level in quotes"
    ),
    pytest.param(
        answering(R01_2=ANSWERED | {"level": 10**30}), 'answers["R01.2"].level', "whole", id="a huge level"
    ),
    pytest.param(
        answering(R03_2=ANSWERED | {"choice": "perhaps"}),
        'answers["R03.2"].choice',
        "must be one of",
        id="perhaps",
    ),
    pytest.param(
        answering(R05_1=ANSWERED | {"selected": "hate-crime"}),
        'answers["R05.1"].selected',
        "list",
        id="ticks as a word",
    ),
    pytest.param(
        answering(R05_1=ANSWERED | {"selected": ["hate-crime", "hate-crime"]}),
        'answers["R05.1"].selected[1]',
        "twice",
        id="an option twice",
    ),
    pytest.param(
        answering(R05_1=ANSWERED | {"selected": ["hate"]}),
        'answers["R05.1"].selected[0]',
        "must be one of",
        id="an unknown option",
    ),
    pytest.param(
        answering(R05_1=ANSWERED | {"selected": [], "not_applicable": {"hate-crime": "x"}}),
        'answers["R05.1"].not_applicable',
        "can be not applicable",
        id="an option left out where it is not allowed",
    ),
    pytest.param(
        answering(R04_1=ANSWERED | {"selected": ["primary"], "not_applicable": {"primary": "x"}}),
        'answers["R04.1"].not_applicable.primary',
        "ticked as well",
        id="ticked and left out",
    ),
    pytest.param(
        answering(R04_1=ANSWERED | {"selected": [], "not_applicable": {"primary": ""}}),
        'answers["R04.1"].not_applicable.primary',
        "is empty",
        id="an option left out without a reason",
    ),
    pytest.param(
        answering(R04_1=ANSWERED | {"selected": [], "not_applicable": {"evening": "x"}}),
        'answers["R04.1"].not_applicable.evening',
        "not known",
        id="an unknown option left out",
    ),
    pytest.param(
        answering(R17_1=ANSWERED | {"selected": ["no-request", "not-decided"]}),
        'answers["R17.1"].selected',
        "stands alone",
        id="two exclusive options",
    ),
    pytest.param(
        answering(R17_1=ANSWERED | {"selected": ["prevent", "no-request"]}),
        'answers["R17.1"].selected',
        "stands alone",
        id="an exclusive option beside another",
    ),
    pytest.param(
        answering(R16_1=ANSWERED | {"rows": {"prevention": ["skills", "no-constraint"]}}),
        'answers["R16.1"].rows.prevention',
        "stands alone",
        id="an exclusive option in a row",
    ),
    pytest.param(
        answering(R16_1=ANSWERED | {"rows": {"cooking": []}}),
        'answers["R16.1"].rows.cooking',
        "not known",
        id="unknown row",
    ),
    pytest.param(
        answering(R16_3=ANSWERED | {"ranked": ["malware", "malware"]}),
        'answers["R16.3"].ranked[1]',
        "twice",
        id="a threat twice",
    ),
    pytest.param(
        answering(R16_3=ANSWERED | {"ranked": [o.code for o in published().question("R16.3").options[:6]]}),
        'answers["R16.3"].ranked',
        "at most 5",
        id="six threats",
    ),
]


@pytest.mark.parametrize(("document", "path", "words"), MISTAKES)
def test_a_mistake_is_named_with_its_path(document: dict[str, Any], path: str, words: str) -> None:
    found = mistakes_in(document)
    assert [each for each in found if each[0] == path and words in each[1]], found
    assert len(found) == 1, "one mistake, one line"


def test_a_value_of_another_kind_is_named_and_so_is_the_one_missing() -> None:
    assert [path for path, _ in mistakes_in(answering(R01_2=ANSWERED | {"choice": "yes"}))] == [
        'answers["R01.2"].choice',
        'answers["R01.2"].level',
    ]


def test_a_key_written_twice_is_named() -> None:
    data = json.dumps(a_file()).replace(
        '"answers": {}', '"answers": {"R01.2": {"state": "dont_know"}, "R01.2": {"state": "withheld"}}'
    )
    assert mistakes_in(data.encode()) == [('answers["R01.2"]', "is written twice; keep one")]


def test_every_mistake_is_listed_at_once() -> None:
    wrong = {
        "R01.2": ANSWERED | {"level": 5},
        "R03.2": ANSWERED | {"choice": "perhaps", "comment": 1},
        "R99.1": {"state": "dont_know"},
        "R01.3": {"state": "not_applicable", "reason": ""},
    }
    document = a_file(country="Kenya", answers=wrong, targets={"R01": {"target": 500}})
    assert [path for path, _ in mistakes_in(document)] == [
        "country",
        'answers["R01.2"].level',
        'answers["R03.2"].comment',
        'answers["R03.2"].choice',
        'answers["R99.1"]',
        'answers["R01.3"].state',
        'answers["R01.3"].reason',
        "targets.R01.target",
    ]


@pytest.mark.parametrize("junk", ["\x00", "\n", "\ud800", "'", '"', "💣", "x" * 10_000], ids=ascii)
def test_a_strange_code_is_named_on_one_printable_line(junk: str) -> None:
    with pytest.raises(AnswersFileMistakes) as caught:
        read(a_file(answers={junk: {"state": "dont_know"}}))
    (mistake,) = caught.value.mistakes
    assert str(mistake).isprintable()
    assert str(mistake).isascii()


@pytest.mark.parametrize(
    ("text", "allowed"),
    [("plain", True), ("line\r\nbreak\ttab", True), ("\x00", False), ("\x1b[31m", False), ("\x9f", False),
     ("\udfff", False), ("\u202e right to left", True), ("\U0001f600", True)],
)  # fmt: skip
def test_which_characters_can_be_kept(text: str, allowed: bool) -> None:
    assert (text_problem(text) is None) == allowed


VALUE_KEYS = (
    "level", "choice", "selected", "rows", "ranked", "not_applicable", "evidence", "numbers", "comment",
)  # fmt: skip


def test_nothing_that_python_can_write_as_json_breaks_the_reader() -> None:
    """Whatever stands in the place of an answer is read or refused in words; nothing else is raised."""
    strange: list[object] = [None, True, 0, -1.5, "", "x", [], [[]], {}]
    strange += [{"state": None}, {"state": []}, {"state": {}}]
    for question in published().questions:
        for raw in strange:
            assert mistakes_in(a_file(answers={question.code: raw}))
        for key, value in product(VALUE_KEYS, strange):
            with suppress(AnswersFileMistakes):
                read(a_file(answers={question.code: {"state": "answered", key: value}}))
