"""What is typed into the fields of a question, and the answer it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from flask import Flask
from flask_babel import Babel
from jinja2 import Environment, FileSystemLoader
from werkzeug.datastructures import MultiDict

from questionnaire.answer_wire import answer_from_wire, answer_to_wire
from questionnaire.answers import (
    Answer,
    Answered,
    Choice,
    DontKnow,
    Evidence,
    EvidenceItem,
    Grid,
    GridRow,
    LeftOut,
    Level,
    NotApplicable,
    Number,
    Ranking,
    Selection,
    Unanswered,
    Withheld,
)
from questionnaire.instrument import Kind, Question
from questionnaire.loading import published
from questionnaire.samples import random_sheet
from questionnaire.wire import Reader
from webapp.assessment.saving import fields_of
from webapp.config import PROJECT
from webapp.forms import FIELD_FOR, STATES_BESIDE, answer_meant, typed_for, typed_into

INSTRUMENT = published()
LEVELS, CHOICES, OPTIONS, ALONE, OPTION_OUT, GRID, RANKING, MAY_NOT_APPLY = (
    INSTRUMENT.question(code)
    for code in ("R02.3", "R03.2", "R02.1", "R17.1", "R04.1", "R16.1", "R16.3", "R10.2")
)


@pytest.fixture(autouse=True)
def request_in_english() -> Iterator[None]:
    """Messages are put into the language of a request."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def typed_form(question: Question, *pairs: tuple[str, str]) -> MultiDict[str, str]:
    """A form with these parts of the question's fields filled in."""
    return MultiDict((f"{question.code}-{part}", value) for part, value in pairs)


def meant(question: Question, *pairs: tuple[str, str]) -> Answer:
    """The answer that these fields mean; the test fails if something is wrong with them."""
    fields = INSTRUMENT.number_fields(question)
    found = answer_meant(question, fields, typed_into(question, fields, typed_form(question, *pairs)))
    assert found.errors == ()
    return found.answer


def wrong(question: Question, *pairs: tuple[str, str]) -> dict[str, str]:
    """What is wrong with these fields, by part of the field's id."""
    fields = INSTRUMENT.number_fields(question)
    found = answer_meant(question, fields, typed_into(question, fields, typed_form(question, *pairs)))
    return {error.field.removeprefix(f"{question.code}-"): error.message for error in found.errors}


@pytest.mark.parametrize(
    ("question", "pairs", "answer"),
    [
        pytest.param(LEVELS, [], Unanswered(), id="nothing is no answer"),
        pytest.param(LEVELS, [("answer", "0")], Answered(value=Level(0)), id="level 0 is an answer"),
        pytest.param(LEVELS, [("answer", "3")], Answered(value=Level(3)), id="a level"),
        pytest.param(CHOICES, [("answer", "no")], Answered(value=Choice("no")), id="a plain no"),
        pytest.param(
            CHOICES,
            [("answer", "partial"), ("comment", "three years only")],
            Answered(value=Choice("partial"), comment="three years only"),
            id="partial with its explanation",
        ),
        pytest.param(
            OPTIONS,
            [("answer", "video"), ("answer", "online-platform")],
            Answered(value=Selection(("online-platform", "video"))),
            id="options, in the instrument's order",
        ),
        pytest.param(
            OPTIONS,
            [("answer", "none_of_these")],
            Answered(value=Selection()),
            id="none of these is an answer",
        ),
        pytest.param(
            ALONE,
            [("answer", "not-decided")],
            Answered(value=Selection(("not-decided",))),
            id="an option that stands alone",
        ),
        pytest.param(
            OPTION_OUT,
            [("answer", "primary"), ("without-tertiary", "there are no universities")],
            Answered(value=Selection(("primary",), (LeftOut("tertiary", "there are no universities"),))),
            id="an option that does not apply",
        ),
        pytest.param(
            GRID,
            [("row-prevention", "skills"), ("row-prevention", "laws"), ("row-detection", "no-constraint")],
            Answered(
                value=Grid(
                    (GridRow("prevention", ("laws", "skills")), GridRow("detection", ("no-constraint",)))
                )
            ),
            id="rows that were ticked",
        ),
        pytest.param(
            RANKING,
            [("rank", "malware"), ("rank", ""), ("rank", "data-breaches"), ("rank", ""), ("rank", "")],
            Answered(value=Ranking(("malware", "data-breaches"))),
            id="places in order, gaps closed",
        ),
        pytest.param(LEVELS, [("answer", "dont_know")], DontKnow(), id="don't know"),
        pytest.param(GRID, [("answer", "withheld")], Withheld(), id="withheld"),
        pytest.param(
            MAY_NOT_APPLY,
            [("answer", "not_applicable"), ("reason", "barred by article 5")],
            NotApplicable(reason="barred by article 5"),
            id="not applicable with its reason",
        ),
        pytest.param(
            LEVELS,
            [("answer", "unanswered"), ("comment", "we ask again in May")],
            Unanswered(comment="we ask again in May"),
            id="clearing an answer leaves the comment",
        ),
        pytest.param(
            LEVELS,
            [("comment", "one\r\ntwo\rthree")],
            Unanswered(comment="one\ntwo\nthree"),
            id="line feeds only",
        ),
        pytest.param(OPTIONS, [("without-video", "x")], Unanswered(), id="a field the page does not have"),
        pytest.param(
            LEVELS,
            [("number-reports_received", "1 200")],
            Unanswered(numbers=(Number("reports_received", 1200),)),
            id="a figure with its space",
        ),
        pytest.param(
            LEVELS,
            [
                ("answer", "2"),
                ("grade", "2"),
                *zip(
                    ("item-title", "item-body", "item-date", "item-link") * 2,
                    ("", "", "", "", "Decree 12", "Ministry", "2025-03", "https://example.org/12"),
                    strict=True,
                ),
            ],
            Answered(
                value=Level(2),
                evidence=Evidence(
                    2, (EvidenceItem("Decree 12", "Ministry", "2025-03", "https://example.org/12"),)
                ),
            ),
            id="evidence, blank rows left out",
        ),
    ],
)
def test_fields_mean_an_answer(question: Question, pairs: list[tuple[str, str]], answer: Answer) -> None:
    assert meant(question, *pairs) == answer


@pytest.mark.parametrize(
    ("question", "pairs", "part", "says"),
    [
        pytest.param(LEVELS, [("answer", "9")], "answer", "levels offered", id="no such level"),
        pytest.param(LEVELS, [("answer", "1"), ("answer", "2")], "answer", "levels offered", id="two levels"),
        pytest.param(CHOICES, [("answer", "maybe")], "answer", "yes, partial or no", id="no such choice"),
        pytest.param(
            CHOICES, [("answer", "partial")], "comment", "needs an explanation", id="partial, unexplained"
        ),
        pytest.param(OPTIONS, [("answer", "radio")], "answer", "options offered", id="no such option"),
        pytest.param(
            OPTIONS,
            [("answer", "video"), ("answer", "none_of_these")],
            "answer",
            "stands alone",
            id="some and none",
        ),
        pytest.param(
            ALONE,
            [("answer", "prevent"), ("answer", "not-decided")],
            "answer",
            "Not decided",
            id="an exclusive option",
        ),
        pytest.param(
            OPTIONS,
            [("answer", "video"), ("answer", "dont_know")],
            "answer",
            "Keep one of the two",
            id="both at once",
        ),
        pytest.param(
            GRID,
            [("row-prevention", "laws"), ("answer", "withheld")],
            "answer",
            "Keep one of the two",
            id="grid too",
        ),
        pytest.param(
            LEVELS, [("answer", "dont_know"), ("answer", "withheld")], "answer", "only one", id="two states"
        ),
        pytest.param(
            OPTION_OUT,
            [("answer", "primary"), ("without-primary", "x")],
            "without-primary",
            "ticked as well",
            id="left out and ticked",
        ),
        pytest.param(
            OPTION_OUT,
            [("without-tertiary", "none here")],
            "answer",
            "None of these",
            id="left out, the rest open",
        ),
        pytest.param(
            RANKING,
            [("rank", "malware"), ("rank", "malware")],
            "rank-2",
            "ranked twice",
            id="one option twice",
        ),
        pytest.param(RANKING, [("rank", "spam")], "rank-1", "options offered", id="no such threat"),
        pytest.param(
            GRID,
            [("row-detection", "laws"), ("row-detection", "no-constraint")],
            "row-detection",
            "stands alone",
            id="row",
        ),
        pytest.param(
            MAY_NOT_APPLY, [("answer", "not_applicable")], "reason", "why", id="not applicable, no reason"
        ),
        pytest.param(
            LEVELS, [("answer", "not_applicable")], "answer", "applies everywhere", id="it always applies"
        ),
        pytest.param(
            LEVELS,
            [("number-reports_received", "many")],
            "number-reports_received",
            "in figures",
            id="no figure",
        ),
        pytest.param(
            LEVELS,
            [("number-population_share", "101")],
            "number-population_share",
            "0 to 100",
            id="over 100 per cent",
        ),
        pytest.param(
            LEVELS,
            [("number-reports_received", "inf")],
            "number-reports_received",
            "in figures",
            id="infinitely many",
        ),
        pytest.param(LEVELS, [("grade", "7")], "grade", "grades offered", id="no such grade"),
        pytest.param(
            LEVELS, [("item-link", "https://x.org")], "item-0-title", "title", id="evidence without a title"
        ),
        pytest.param(
            LEVELS, [("item-title", "T"), ("item-date", "May")], "item-0-date", "2025-03-01", id="no date"
        ),
        pytest.param(
            LEVELS,
            [("item-title", "T"), ("item-link", "javascript:x")],
            "item-0-link",
            "https://",
            id="no web address",
        ),
        pytest.param(
            LEVELS, [("comment", "a\0b")], "comment", "cannot be kept", id="a character nobody can keep"
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    question: Question, pairs: list[tuple[str, str]], part: str, says: str
) -> None:
    found = wrong(question, *pairs)
    assert says in found[part]
    assert found[part].startswith(f"{question.code}: ")


@pytest.mark.parametrize("seed", range(12))
def test_every_answer_survives_the_page_and_back(seed: int) -> None:
    for question in INSTRUMENT.questions:
        answer = random_sheet(INSTRUMENT, seed=seed).answer_to(question.code)
        fields = INSTRUMENT.number_fields(question)
        typed = typed_for(question, answer)
        back = typed_into(question, fields, MultiDict(fields_of(question, typed)))
        assert back == typed
        assert in_order(question, answer_meant(question, fields, back).answer) == in_order(question, answer)


def in_order(question: Question, answer: Answer) -> dict[str, Any]:
    """The answer as it is stored, with ticks in the instrument's order."""
    codes = [option.code for option in question.options]
    wire = answer_to_wire(answer)
    if "selected" in wire:
        wire["selected"].sort(key=codes.index)
    for ticked in wire.get("rows", {}).values():
        ticked.sort(key=codes.index)
    wire["rows"] = {code: ticked for code, ticked in wire.get("rows", {}).items() if ticked}
    return wire


@pytest.mark.parametrize("seed", range(4))
def test_what_the_page_accepts_the_answers_file_accepts(seed: int) -> None:
    for question in INSTRUMENT.questions:
        fields = INSTRUMENT.number_fields(question)
        answer = random_sheet(INSTRUMENT, seed=seed).answer_to(question.code)
        given = answer_meant(question, fields, typed_for(question, answer)).answer
        reader = Reader()
        assert answer_from_wire(reader, INSTRUMENT, question, answer_to_wire(given), question.code) == given
        assert reader.mistakes == []


def test_every_kind_of_question_has_a_field_and_its_macro() -> None:
    assert set(FIELD_FOR) == set(get_args(Kind))
    environment = Environment(
        loader=FileSystemLoader(PROJECT / "templates"), extensions=["jinja2.ext.i18n"], autoescape=True
    )
    source, _name, _uptodate = environment.loader.get_source(environment, "components/answer.html")  # type: ignore[union-attr]
    for kind, field in FIELD_FOR.items():
        assert f"macro {field.macro}(asked)" in source, f"no macro writes {kind} questions"
        assert f'"{field.macro}": {field.macro}' in source, f"the table in the macros lacks {kind} questions"


def test_no_option_is_called_like_a_state() -> None:
    codes = {option.code for question in INSTRUMENT.questions for option in question.options}
    assert codes & {*STATES_BESIDE, "none_of_these"} == set()


def test_a_hundred_thousand_characters_of_any_script_come_back_letter_by_letter() -> None:
    text = "نص طويل 😀 e\u0301 \u202eabc\u202c\n" * 6000
    assert len(text) > 100_000
    assert meant(LEVELS, ("comment", text)).comment == text
