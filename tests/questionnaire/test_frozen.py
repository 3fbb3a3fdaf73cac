"""What is handed in is frozen: the same content gives the same bytes, and any change shows in its hash."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator, FormatChecker
from msgspec.structs import replace
from referencing import Registry, Resource

from questionnaire.answers import Action, AnswerSheet, Level, Target
from questionnaire.frozen import Clearance, Covering, ScoreLine, freeze, hash_of, read_back
from questionnaire.loading import published
from questionnaire.outcome import outcome_of, result_json
from questionnaire.samples import random_sheet
from tests.questionnaire.builders import dont_know, level, sheet
from tests.questionnaire.random_sheets import any_sheets, with_answer

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
COVERING = Covering(
    title="National self-assessment é",
    country_name="Kenya",
    submitted_on=date(2026, 11, 22),
    clearance=Clearance("Dr Amina Otieno", "Permanent Secretary, Interior", date(2026, 11, 20)),
    follows="a" * 64,
)


def schema() -> Draft202012Validator:
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(SCHEMAS.glob("*.json"))]
    registry: Registry[Any] = Registry().with_resources(
        [(each["$id"], Resource.from_contents(each)) for each in found]
    )
    own = next(each for each in found if each["$id"].endswith("cpsa-submission-1"))
    Draft202012Validator.check_schema(own)
    return Draft202012Validator(own, registry=registry, format_checker=FormatChecker())


class TestContent:
    @pytest.mark.parametrize("seed", range(6))
    def test_keeps_to_its_schema_and_is_named_by_its_hash(self, seed: int) -> None:
        frozen = freeze(published(), random_sheet(published(), seed=seed), COVERING)
        schema().validate(json.loads(frozen.content))
        assert frozen.hash == hashlib.sha256(frozen.content.encode()).hexdigest() == hash_of(frozen.content)

    def test_is_canonical(self) -> None:
        content = freeze(published(), random_sheet(published(), seed=1), COVERING).content
        again = json.dumps(json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert content == again

    @given(any_sheets())
    def test_is_the_same_however_the_sheet_was_put_together(self, random: AnswerSheet) -> None:
        turned = replace(random, answers=dict(reversed(list(random.answers.items()))))
        assert freeze(published(), turned, COVERING) == freeze(published(), random, COVERING)

    def test_is_read_back_as_it_was(self) -> None:
        given_sheet = random_sheet(published(), seed=2)
        found = read_back(freeze(published(), given_sheet, COVERING).content, published())
        assert found.covering == COVERING
        assert found.sheet == given_sheet
        assert freeze(published(), found.sheet, found.covering).hash == (
            freeze(published(), given_sheet, COVERING).hash
        )

    def test_changes_with_anything_in_it(self) -> None:
        own = sheet({"R02.3": level(2)})
        hashes = {
            freeze(published(), other, covering).hash
            for other, covering in (
                (own, COVERING),
                (with_answer(own, "R02.3", level(3)), COVERING),
                (with_answer(own, "R02.3", replace(level(2), comment="said aloud")), COVERING),
                (replace(own, targets={"R02": Target(75)}), COVERING),
                (replace(own, modules=("recommendations", "national-statement")), COVERING),
                (own, replace(COVERING, submitted_on=date(2026, 11, 23))),
                (own, replace(COVERING, corrects="b" * 64)),
            )
        }
        assert len(hashes) == 7

    def test_holds_the_result_of_its_answers(self) -> None:
        own = random_sheet(published(), seed=3)
        frozen = json.loads(freeze(published(), own, COVERING).content)
        assert frozen["result"] == json.loads(result_json(published(), own, outcome_of(published(), own)))

    def test_holds_the_plan_and_changes_with_it(self) -> None:
        action = Action("R02.3-1", "R02", "R02.3", Level(3), "Write it down")
        own = sheet({"R02.3": level(2)})
        planned = replace(own, actions={action.code: action})
        frozen = freeze(published(), planned, COVERING)
        schema().validate(json.loads(frozen.content))
        assert read_back(frozen.content, published()).sheet == planned
        assert frozen.hash != freeze(published(), own, COVERING).hash

    def test_of_before_there_were_plans_keeps_its_hash_when_it_is_read_and_frozen_again(self) -> None:
        old = freeze(published(), sheet({"R02.3": level(2)}), COVERING)
        assert "actions" not in json.loads(old.content)["answers"]
        found = read_back(old.content, published())
        assert freeze(published(), found.sheet, found.covering).hash == hash_of(old.content)

    def test_leaves_out_what_belongs_to_a_module_that_is_switched_off(self) -> None:
        whole = random_sheet(published(), seed=4, complete=True)
        action = Action("U1-1", "U1", text="Of the statement")
        off = replace(whole, modules=("recommendations",), actions={action.code: action})
        found = read_back(freeze(published(), off, COVERING).content, published()).sheet
        statement = {unit.code for unit in published().units if unit.module != "recommendations"}
        assert statement
        assert not any(code.partition(".")[0] in statement for code in found.answers)
        assert not statement & (found.targets.keys() | found.ratings.keys())
        assert not found.actions
        assert {code for code in whole.answers if code.startswith("R")} <= found.answers.keys()


class TestScores:
    def test_are_those_of_the_result_line_by_line(self) -> None:
        own = random_sheet(published(), seed=5, complete=True)
        frozen = freeze(published(), own, COVERING)
        result = json.loads(frozen.content)["result"]
        lines = {(line.kind, line.code): line for line in frozen.scores}
        assert len(lines) == len(frozen.scores)
        for code, unit in result["units"].items():
            if unit is None:
                assert ("unit", code) not in lines
                continue
            line = lines["unit", code]
            for name in ("low", "high", "known", "substantiated", "confidence", "band_low", "band_high"):
                assert getattr(line, name) == unit[name]
        for code, pillar in result["pillars"].items():
            assert lines["pillar", code] == ScoreLine("pillar", code, **pillar)
        for modules, name in (
            ("recommendations", "recommendations"),
            ("recommendations national-statement", "all_modules"),
        ):
            line = lines["overall", modules]
            assert (line.low, line.high) == (result["overall"][name]["low"], result["overall"][name]["high"])

    def test_name_no_band_where_too_little_is_known(self) -> None:
        frozen = freeze(published(), sheet({"R02.3": level(4), "R02.4": dont_know()}), COVERING)
        assert {(line.band_low, line.band_high) for line in frozen.scores} == {(None, None)}
