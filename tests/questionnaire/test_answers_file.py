"""The answers file: what goes in comes out, and what is wrong is said all at once, each with its path."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from msgspec.structs import replace

from questionnaire.answers import (
    Action,
    Answer,
    Answered,
    AnswerSheet,
    Choice,
    Evidence,
    EvidenceItem,
    Grid,
    GridRow,
    LeftOut,
    Level,
    NotApplicable,
    Number,
    Ranking,
    Rating,
    Selection,
    Target,
)
from questionnaire.answers_file import read_answers, write_answers
from questionnaire.loading import published
from questionnaire.mistakes import AnswersFileMistakes
from questionnaire.outcome import outcome_of, result_json
from questionnaire.samples import random_sheet
from questionnaire.wire import MOST_BYTES, text_problem
from tests.questionnaire.builders import (
    dont_know,
    in_rows,
    level,
    not_applicable,
    partial,
    ranked,
    sheet,
    ticked,
    withheld,
)
from tests.questionnaire.random_sheets import whole_sheets

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
SEEDS = range(12)


def schema(name: str) -> Draft202012Validator:
    document = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document, format_checker=FormatChecker())


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


# --- In and out ---------------------------------------------------------------------------------------------


def test_the_smallest_file_is_a_sheet_without_answers() -> None:
    assert read(a_file(answers=None)) == sheet()


EXAMPLE = """
{"format": "cpsa-answers/1", "instrument": "cybercrime-prevention", "version": "1.0", "country": "KEN",
 "reference_date": "2026-11-01", "modules": ["recommendations", "national-statement"],
 "answers": {
  "R01.2": {"state": "answered", "level": 3, "comment": "...", "evidence": {"grade": 2, "items":
     [{"title": "...", "body": "...", "date": "2025-03-01", "link": "https://documents.example/1"}]}},
  "R03.2": {"state": "answered", "choice": "partial", "comment": "three years only"},
  "R04.1": {"state": "answered", "selected": ["primary"], "not_applicable": {"tertiary": "reason"}},
  "R10.2": {"state": "not_applicable", "reason": "..."}, "R02.4": {"state": "dont_know"},
  "R07.3": {"state": "withheld"},
  "R16.1": {"state": "answered", "rows": {"prevention": ["skills", "funding"]}},
  "R16.3": {"state": "answered", "ranked": ["malware", "data-breaches"]},
  "R10.1": {"state": "answered", "level": 1, "numbers": {"officers_trained": 12, "officers_handling": 80}}},
 "targets": {"R01": {"target": 75, "year": 2028}},
 "ratings": {"R10": {"importance": 5, "threat": 4, "readiness": 4, "cost": 3, "time": 2, "reason": "..."}}}
"""
"""The example of the format's description."""


def test_every_part_of_the_format_is_read() -> None:
    found = read_answers(EXAMPLE.encode(), published())
    item = EvidenceItem("...", "...", "2025-03-01", "https://documents.example/1")
    expected: dict[str, Answer] = {
        "R01.2": Answered(value=Level(3), comment="...", evidence=Evidence(2, (item,))),
        "R03.2": Answered(value=partial().value, comment="three years only"),
        "R04.1": Answered(value=Selection(("primary",), (LeftOut("tertiary", "reason"),))),
        "R10.2": NotApplicable(reason="..."),
        "R02.4": dont_know(),
        "R07.3": withheld(),
        "R16.1": Answered(value=Grid((GridRow("prevention", ("skills", "funding")),))),
        "R16.3": Answered(value=Ranking(("malware", "data-breaches"))),
        "R10.1": Answered(
            value=Level(1), numbers=(Number("officers_trained", 12), Number("officers_handling", 80))
        ),
    }
    assert dict(found.answers) == expected
    assert (found.country, found.modules) == ("KEN", ("recommendations", "national-statement"))
    assert dict(found.targets) == {"R01": Target(75, 2028)}
    assert dict(found.ratings) == {"R10": Rating(5, 4, 4, 3, 2, "...")}


PLAN = {
    "R04.1-1": Action(
        "R04.1-1", "R04", "R04.1", Selection(("primary", "tertiary")), "Two schools first", ("R04.a",),
        "Ministry of Education", date(2027, 1, 1), date(2028, 6, 30), "medium", "Two reports a year",
    ),
    "R12-1": Action("R12-1", "R12", text="One table for all", taken_up=False),
    "R12.2-1": Action("R12.2-1", "R12", "R12.2", Choice("yes"), "Act", start=date(2027, 3, 1), cost="none"),
    "R12.3-1": Action("R12.3-1", "R12", "R12.3", Level(2), "Draft", end=date(2027, 3, 1)),
    "R12.3-2": Action("R12.3-2", "R12", "R12.3", text="Ask the court", clauses=("R12.b", "R12.a")),
    "R12.3-11": Action("R12.3-11", "R12", "R12.3", Level(4), "Eleventh"),
}  # fmt: skip
"""An action of every kind, with much and with little decided."""


def test_the_action_plan_comes_back_whole_in_the_order_of_the_instrument() -> None:
    planned = replace(sheet(), actions=dict(reversed(PLAN.items())))
    data = write_answers(planned, published())
    schema("cpsa-answers-1").validate(json.loads(data))
    assert read_answers(data, published()) == planned
    assert list(json.loads(data)["actions"]) == list(PLAN)


def test_a_sheet_without_a_plan_has_the_bytes_that_it_always_had() -> None:
    assert "actions" not in json.loads(write_answers(random_sheet(published(), seed=1), published()))


def test_for_which_institution_an_answer_was_given_comes_back_and_is_left_out_where_nobody_knows() -> None:
    known = replace(sheet(), given_by={"R02.1": "Ministry of Education", "R01.1": "وزارة العدل"})
    data = write_answers(known, published())
    schema("cpsa-answers-1").validate(json.loads(data))
    assert read_answers(data, published()) == known
    assert list(json.loads(data)["given_by"]) == ["R01.1", "R02.1"]
    assert "given_by" not in json.loads(write_answers(sheet(), published()))


@pytest.mark.parametrize(
    ("given_by", "mistake"),
    [
        ({"R99.1": "A"}, 'given_by["R99.1"]'),
        ({"R01.1": 5}, 'given_by["R01.1"]'),
        (["R01.1"], "given_by"),
    ],
)
def test_an_institution_beside_no_question_is_a_mistake(given_by: object, mistake: str) -> None:
    document = json.loads(write_answers(sheet(), published())) | {"given_by": given_by}
    with pytest.raises(AnswersFileMistakes, match=re.escape(mistake)):
        read_answers(json.dumps(document).encode(), published())


@pytest.mark.parametrize("complete", [False, True], ids=["partial", "complete"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_sample_is_valid_and_comes_back_whole(seed: int, complete: bool) -> None:
    sample = random_sheet(published(), seed=seed, complete=complete)
    data = write_answers(sample, published())
    schema("cpsa-answers-1").validate(json.loads(data))
    assert read_answers(data, published()) == sample
    assert random_sheet(published(), seed=seed, complete=complete) == sample


def test_samples_carry_comments_and_evidence_and_every_state() -> None:
    answers = [answer for seed in SEEDS for answer in random_sheet(published(), seed=seed).answers.values()]
    assert {answer.state for answer in answers} >= {"answered", "not_applicable", "dont_know", "withheld"}
    assert any(answer.comment for answer in answers)
    assert any(answer.evidence.items for answer in answers)
    assert any(answer.numbers for answer in answers)
    assert any(
        isinstance(a, Answered) and isinstance(a.value, Selection) and a.value.not_applicable for a in answers
    )


def test_a_complete_sample_answers_every_question() -> None:
    complete = random_sheet(published(), seed=1, complete=True)
    assert set(complete.answers) == {question.code for question in published().questions}
    assert {answer.state for answer in complete.answers.values()} <= {"answered", "not_applicable"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_result_keeps_to_its_schema(seed: int) -> None:
    sample = random_sheet(published(), seed=seed)
    document = json.loads(result_json(published(), sample, outcome_of(published(), sample)))
    schema("cpsa-result-1").validate(document)


def test_an_empty_result_keeps_to_its_schema_and_a_unit_without_score_is_null() -> None:
    document = json.loads(result_json(published(), sheet(), outcome_of(published(), sheet())))
    schema("cpsa-result-1").validate(document)
    assert document["units"]["R16"] is None
    assert document["overall"]["recommendations"]["known"] == 0
    assert "all_modules" not in document["overall"]


def test_the_schemas_refuse_what_the_format_does_not_know() -> None:
    assert not schema("cpsa-answers-1").is_valid(a_file(score=100))
    assert not schema("cpsa-answers-1").is_valid(answering(R01_2={"state": "answered", "level": 5}))
    assert not schema("cpsa-result-1").is_valid({"format": "cpsa-result/1"})


def test_a_file_attached_is_named_by_its_hash_and_nothing_else() -> None:
    item = EvidenceItem("Decree 12", file="0123456789abcdef" * 4)
    kept = sheet({"R01.2": Answered(value=Level(1), evidence=Evidence(3, (item,)))})
    data = write_answers(kept, published())
    schema("cpsa-answers-1").validate(json.loads(data))
    assert read_answers(data, published()) == kept


TEXTS = st.text(st.characters(blacklist_categories=("Cc", "Cs"))).filter(
    lambda text: text_problem(text) is None
)


@whole_sheets
@given(TEXTS, TEXTS)
def test_text_comes_back_to_the_letter(comment: str, title: str) -> None:
    words = Answered(value=Level(1), comment=comment, evidence=Evidence(2, (EvidenceItem(f"x{title}"),)))
    kept = sheet({"R01.2": words})
    assert read_answers(write_answers(kept, published()), published()) == kept


@pytest.mark.parametrize(
    "comment",
    [
        "x" * 100_000,
        "ثلاث سنوات فقط",
        "👩‍⚖️ 🇰🇪",
        "e\u0301",
        "tab\tand\nline",
        "<script>alert(1)</script>",
        '"\\',
    ],
    ids=["100,000 characters", "right to left", "emoji", "combining", "tab and line", "markup", "quotes"],
)
def test_any_printable_comment_is_kept(comment: str) -> None:
    kept = sheet({"R01.2": Answered(value=Level(1), comment=comment)})
    assert read_answers(write_answers(kept, published()), published()).answers["R01.2"].comment == comment


def test_the_order_in_a_file_does_not_matter() -> None:
    there = {"R10.1": {"state": "dont_know"}, "R01.2": {"state": "withheld"}}
    back = dict(reversed(there.items()))
    assert write_answers(read(a_file(answers=there)), published()) == write_answers(
        read(a_file(answers=back)), published()
    )


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert read_answers(b"\xef\xbb\xbf" + json.dumps(a_file()).encode(), published()) == sheet()


# --- What is wrong ------------------------------------------------------------------------------------------

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


def planning(code: str = "R12.3-1", **action: object) -> dict[str, Any]:
    """A file with one action, which says something unless told otherwise."""
    return a_file(actions={code: {"text": "Draft a decree"} | action})


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
    # Beside the answer
    pytest.param(
        answering(R01_2={"state": "dont_know", "comment": 7}),
        'answers["R01.2"].comment',
        "text",
        id="a comment of 7",
    ),
    pytest.param(
        answering(R01_2={"state": "dont_know", "comment": "a\x00b"}),
        'answers["R01.2"].comment',
        "U+0000",
        id="NUL in a comment",
    ),
    pytest.param(
        answering(R01_2={"state": "dont_know", "comment": "a\ud800b"}),
        'answers["R01.2"].comment',
        "U+D800",
        id="a lone surrogate",
    ),
    pytest.param(
        answering(R01_2={"state": "dont_know", "comment": "a\x85b"}),
        'answers["R01.2"].comment',
        "U+0085",
        id="a C1 control character",
    ),
    pytest.param(
        answering(R01_2={"state": "dont_know", "comment": "a\U0001ffffb"}),
        'answers["R01.2"].comment',
        "U+1FFFF",
        id="a noncharacter",
    ),
    pytest.param(
        answering(R01_2={"state": "dont_know", "evidence": {"grade": 5}}),
        'answers["R01.2"].evidence.grade',
        "from 0 to 4",
        id="grade 5",
    ),
    pytest.param(
        answering(R01_2={"state": "dont_know", "evidence": {"grade": 2, "items": [{"body": "x"}]}}),
        'answers["R01.2"].evidence.items[0].title',
        "is empty",
        id="evidence without a title",
    ),
    pytest.param(
        answering(R01_2={"state": "dont_know", "evidence": {"items": [{"title": "x", "date": "March"}]}}),
        'answers["R01.2"].evidence.items[0].date',
        "must be a date",
        id="a date in words",
    ),
    pytest.param(
        answering(
            R01_2={"state": "dont_know", "evidence": {"items": [{"title": "x", "link": "javascript:x"}]}}
        ),
        'answers["R01.2"].evidence.items[0].link',
        "https://",
        id="a link that runs",
    ),
    pytest.param(
        answering(R01_2={"state": "dont_know", "evidence": {"items": [{"title": "x", "file": "../etc"}]}}),
        'answers["R01.2"].evidence.items[0].file',
        "SHA-256",
        id="a file that is no hash",
    ),
    pytest.param(
        answering(R10_1={"state": "dont_know", "numbers": {"judges": 1}}),
        'answers["R10.1"].numbers.judges',
        "not known",
        id="an unknown number",
    ),
    pytest.param(
        answering(R10_1={"state": "dont_know", "numbers": {"officers_trained": float("inf")}}),
        'answers["R10.1"].numbers.officers_trained',
        "finite",
        id="an infinite number",
    ),
    pytest.param(
        answering(R10_1={"state": "dont_know", "numbers": {"officers_trained": float("nan")}}),
        'answers["R10.1"].numbers.officers_trained',
        "finite",
        id="not a number",
    ),
    pytest.param(
        answering(R10_1={"state": "dont_know", "numbers": {"officers_trained": -1}}),
        'answers["R10.1"].numbers.officers_trained',
        "from 0",
        id="a number below nothing",
    ),
    pytest.param(
        answering(R10_1={"state": "dont_know", "numbers": {"population_share": 101}}),
        'answers["R10.1"].numbers.population_share',
        "100",
        id="101 per cent",
    ),
    # Targets and ratings
    pytest.param(
        a_file(targets={"R99": {"target": 1}}), "targets.R99", "no such unit", id="target of no unit"
    ),
    pytest.param(
        a_file(targets={"R16": {"target": 1}}), "targets.R16", "not scored", id="target of a context unit"
    ),
    pytest.param(a_file(targets={"R01": {}}), "targets.R01.target", "finite number", id="no target in it"),
    pytest.param(
        a_file(targets={"R01": {"target": 101}}), "targets.R01.target", "from 0 to 100", id="target 101"
    ),
    pytest.param(
        a_file(targets={"R01": {"target": float("nan")}}),
        "targets.R01.target",
        "finite",
        id="a target that is none",
    ),
    pytest.param(
        a_file(targets={"R01": {"target": 75, "year": 28}}), "targets.R01.year", "whole", id="year 28"
    ),
    pytest.param(a_file(ratings={"R01": {"cost": 6}}), "ratings.R01.cost", "from 1 to 5", id="rating 6"),
    pytest.param(a_file(ratings={"R01": {"cost": 0}}), "ratings.R01.cost", "from 1 to 5", id="rating 0"),
    pytest.param(
        a_file(ratings={"R01": {"price": 1}}), "ratings.R01.price", "not known", id="an unknown rating"
    ),
    pytest.param(
        a_file(ratings={"R17": {"cost": 1}}), "ratings.R17", "not scored", id="rating of a context unit"
    ),
    # The action plan
    *(
        pytest.param(planning(code), f'actions["{code}"]', "such as R12.3-1", id=words)
        for code, words in (
            ("R12.3", "an action without a number"),
            ("R12.3-0", "action 0"),
            ("R12.3-01", "a number with a leading nought"),
            ("R99-1", "an action of no unit"),
            ("R16.1-1", "an action on a context question"),
            ("R16-1", "an action for a context unit"),
            ("-1", "an action about nothing"),
        )
    ),
    pytest.param(planning(text=" "), 'actions["R12.3-1"].text', "is empty", id="an action without words"),
    pytest.param(planning(owner="x" * 201), 'actions["R12.3-1"].owner', "too long", id="an owner of 201"),
    pytest.param(planning(price=1), 'actions["R12.3-1"].price', "not known", id="an unknown part"),
    pytest.param(
        planning(cost="huge"), 'actions["R12.3-1"].cost', "one of none, low", id="a cost that is no band"
    ),
    pytest.param(
        planning(clauses=["R12.a", "R11.a"]),
        'actions["R12.3-1"].clauses[1]',
        "must be one of",
        id="another unit",
    ),
    pytest.param(
        planning(clauses=["R12.a", "R12.a"]), 'actions["R12.3-1"].clauses[1]', "twice", id="a clause twice"
    ),
    pytest.param(
        planning(start="March"), 'actions["R12.3-1"].start', "must be a date", id="a start in words"
    ),
    pytest.param(
        planning(start="2027-05-01", end="2027-04-30"),
        'actions["R12.3-1"].end',
        "before the start, 2027-05-01",
        id="an end before the start",
    ),
    pytest.param(
        planning(taken_up="no"), 'actions["R12.3-1"].taken_up', "true or false", id="dropped in words"
    ),
    pytest.param(
        planning(aim={"level": 0}), 'actions["R12.3-1"].aim.level', "from 1 to 4", id="aim at level 0"
    ),
    pytest.param(
        planning("R12-1", aim={"level": 2}),
        'actions["R12-1"].aim',
        "on a question",
        id="an aim for a whole unit",
    ),
    pytest.param(
        planning("R12.2-1", aim={"choice": "no"}),
        'actions["R12.2-1"].aim.choice',
        "one of partial",
        id="aim at no",
    ),
    pytest.param(
        planning("R04.1-1", aim={"selected": []}),
        'actions["R04.1-1"].aim.selected',
        "is empty",
        id="aim at none",
    ),
    pytest.param(
        planning("R04.1-1", aim={"selected": ["evening"]}),
        'actions["R04.1-1"].aim.selected[0]',
        "must be one of",
        id="aim at an unknown option",
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


def test_an_aim_of_another_kind_is_named_and_so_is_the_one_missing() -> None:
    assert [path for path, _ in mistakes_in(planning(aim={"choice": "yes"}))] == [
        'actions["R12.3-1"].aim.choice',
        'actions["R12.3-1"].aim.level',
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


def test_builders_and_files_speak_of_the_same_answers() -> None:
    kept = sheet(
        {
            "R01.2": level(2, grade=3),
            "R04.1": ticked("primary", left_out=("tertiary",)),
            "R10.2": not_applicable(),
            "R16.1": in_rows(prevention=("skills",)),
            "R16.3": ranked("malware"),
        }
    )
    assert read_answers(write_answers(kept, published()), published()) == kept
