"""What is wrong beside the answers of a file: evidence, comments, targets, ratings, the action plan."""

from __future__ import annotations

from typing import Any

import pytest

from tests.questionnaire.answers_files import a_file, answering, mistakes_in


def planning(code: str = "R12.3-1", **action: object) -> dict[str, Any]:
    """A file with one action, which says something unless told otherwise."""
    return a_file(actions={code: {"text": "Draft a decree"} | action})


MISTAKES = [
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


def test_an_aim_of_another_kind_is_named_and_so_is_the_one_missing() -> None:
    assert [path for path, _ in mistakes_in(planning(aim={"choice": "yes"}))] == [
        'actions["R12.3-1"].aim.choice',
        'actions["R12.3-1"].aim.level',
    ]
