"""The list of units, the result, targets and ratings, and answers as files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from msgspec.structs import replace
from werkzeug.wrappers import Response

from questionnaire.answers import Answered, Level
from questionnaire.answers_file import read_answers, write_answers
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import answer, fill, plans, revisions, save, send_file, start, unit_page, upload
from tests.webapp.pages import Page, Visitor, words


def line(page: Page, unit: str) -> str:
    """The line of the list of units that is about that unit."""
    return next(words(item) for item in page.all("li") if words(item).startswith(unit))


def priorities(page: Page) -> list[tuple[str, Any]]:
    """The lines of the list of priorities with the unit each is about, in order."""
    lists = [found for found in page.all("ol") if "Priority" in words(found)]
    return [(words(next(item.iter("span"))), item) for found in lists for item in found.iter("li")]


class TestStarting:
    def test_a_new_assessment_is_listed_with_its_country_and_date(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        start(person, title="National self-assessment 2026")
        page = person.get("/")
        assert "National self-assessment 2026 Draft Kenya. As of 1 November 2026. Not started." in page.words

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("title", "  ", "Give the assessment a title"),
            ("title", "a\0b", "cannot be kept"),
            ("reference_date", "1 May", "Write the reference date as a day"),
            ("reference_date", "1826-05-01", "between 2000 and next year"),
        ],
    )
    def test_what_is_missing_is_said_and_what_was_typed_stays(
        self, app: Flask, sign_in: SignIn, field: str, value: str, says: str
    ) -> None:
        person = sign_in("KEN")
        page = person.get("/countries/KEN/assessments/start")
        typed = {"title": "Mine", "reference_date": "2026-11-01", field: value}
        shown = person.submit(page, "Start", typed, expect=422)
        assert says in shown.words
        assert shown.fields("Start")[1]["title" if field != "title" else "reference_date"] in typed.values()
        assert dump(app)["assessments"] == []

    def test_the_national_statement_can_be_left_out_and_the_recommendations_cannot(
        self, sign_in: SignIn
    ) -> None:
        person = sign_in("KEN")
        assessment = start(person, modules=None)
        page = person.get(assessment)
        assert "R01" in page.words
        assert "U1 " not in page.words
        assert "switched off" in page.words
        person.get(f"{assessment}units/U1", expect=404)


class TestListOfUnits:
    def test_the_state_of_a_unit_is_said_in_words(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        assert "Not started, 4 questions" in line(person.get(assessment), "R02")
        answer(person, assessment, R02_3="2", R02_4="dont_know")
        begun = line(person.get(assessment), "R02")
        assert "2 of 4 answered" in begun
        assert "One answer is “don’t know”." in begun
        answer(person, assessment, R02_1=["video"], R02_2="withheld")
        done = line(person.get(assessment), "R02")
        assert "Complete" in done
        assert "One answer is withheld." in done

    def test_a_question_that_needs_no_answer_is_not_waited_for(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        answer(person, assessment, R02_3="0", R02_1=["none_of_these"])
        assert "Complete" in line(person.get(assessment), "R02")

    def test_it_says_where_to_go_on(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        assert "Start with R01" in person.get(assessment).words
        answer(person, assessment, R02_3="2")
        assert "Continue with R01" in person.get(assessment).words


class TestResult:
    """The figures are those of the questionnaire's own tests; here it is about the words."""

    def test_a_range_is_explained_by_the_answer_behind_it(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        page = unit_page(person, assessment, "R02")
        fields = {
            "R02.1-answer": ["online-platform", "infographics"],
            "R02.2-answer": "2",
            "R02.3-answer": "3",
            "R02.4-answer": "dont_know",
            **{f"R02.{number}-grade": "3" for number in range(1, 5)},
        }
        save(person, page, fields)
        page = person.get(f"{assessment}result")
        assert "53–73: one answer not known (R02.4)." in page.words
        row = next(words(row) for row in page.all("tr") if words(row).startswith("R02 "))
        assert "53–73 80 % 53 60 % 75 suggested 2–22" in row

    def test_too_little_known_names_no_level(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        answer(person, assessment, R10_1="1")
        page = person.get(f"{assessment}result")
        assert "Less than two thirds is known, so no level is named." in page.words
        assert "Not enough answers" in page.words
        assert "Level: " not in page.words

    def test_a_safeguard_imbalance_names_its_questions(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        answer(person, assessment, R12_1="4", R12_2="yes", R12_3="1", R12_4="2")
        page = person.get(f"{assessment}result")
        assert (
            "Safeguard imbalance: R12.1 is worth 1.00 of 1 by its own answer, but counts for 0.50, because "
            "its safeguard R12.3 is worth 0.25; it may count for at most a quarter more."
        ) in page.words
        assert "50: 4 questions count, and all are answered." in page.words

    def test_a_safeguard_that_is_not_known_is_no_certain_imbalance(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        answer(person, assessment, R12_1="4", R12_2="yes", R12_3="dont_know", R12_4="4")
        page = person.get(f"{assessment}result")
        assert "Safeguard not known: R12.1 may be held down" in page.words

    def test_each_answer_shows_what_it_gave(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        answer(person, assessment, R02_1=["none_of_these"], R02_3="2")
        page = person.get(f"{assessment}result")
        rows = {words(row)[:5]: words(row) for row in page.all("tr")}
        assert "None of these 0.00 1" in rows["R02.1"]
        assert "Counts as 0, because of the answer to R02.1. 0.00 1" in rows["R02.2"]
        assert "2: A dedicated channel is designated and made public 0.50 2" in rows["R02.3"]
        assert "Recorded, not scored." in rows["R16.1"]

    @pytest.mark.parametrize("seed", range(3))
    def test_every_figure_of_a_whole_assessment_is_on_the_page(self, sign_in: SignIn, seed: int) -> None:
        person = sign_in("XAA")
        sheet = random_sheet(published(), seed=seed)
        assessment = start(person, "XAA")
        fill(person, assessment, sheet)
        page = person.get(f"{assessment}result")
        outcome = outcome_of(published(), sheet)
        for code, unit in outcome.scores.units.items():
            row = next(words(row) for row in page.all("tr") if words(row).startswith(f"{code} "))
            if unit is None:
                assert "no score" in row or "Not applicable" in row
                continue
            low, high = (int(end + 0.5) for end in (unit.mean.low, unit.mean.high))
            assert (f"{low}–{high}" if low != high else f" {low} ") in row
            assert ("Safeguard" in row) == unit.imbalance
        listed = [
            words(item).partition(published().unit(code).title)[0].strip() for code, item in priorities(page)
        ]
        assert listed == [ranked.code for ranked in outcome.priorities]

    def test_an_empty_assessment_has_a_result_too(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        page = person.get(f"{start(person)}result")
        assert "0–100" in page.words
        assert "Find out first" in page.words


class TestTargetsAndRatings:
    def test_the_suggested_target_counts_only_when_confirmed(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        page = person.get(f"{assessment}targets")
        assert "19 units have no confirmed target" in page.words
        assert "75 suggested" in page.words
        assert plans(app) == []
        person.submit(page, "Confirm 75")
        assert {unit: content["target"] for unit, _revision, content in plans(app)} == {
            unit.code: {"target": 75.0} for unit in published().units if unit.scored
        }
        assert "suggested" not in words(next(person.get(f"{assessment}targets").all("table")))

    def test_confirming_twice_and_late_overwrites_nothing(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        page = person.get(f"{assessment}targets")
        own = person.get(f"{assessment}units/R10/plan")
        person.submit(own, "Save and see all", {"aim": "own", "target": "60", "importance": "5"})
        person.submit(page, "Confirm 75")
        person.submit(page, "Confirm 75")
        assert [entry for entry in plans(app) if entry[0] == "R10"] == [
            ("R10", 1, {"target": {"target": 60.0}, "rating": {"importance": 5}})
        ]
        assert len(plans(app)) == 19

    @pytest.mark.parametrize(
        ("fields", "content"),
        [
            ({"aim": "suggested", "year": "2028"}, {"target": {"target": 75.0, "year": 2028}, "rating": {}}),
            ({"aim": "own", "target": "62.5"}, {"target": {"target": 62.5}, "rating": {}}),
            ({"aim": "own", "target": "0"}, {"target": {"target": 0.0}, "rating": {}}),
            (
                {"importance": "5", "threat": "4", "readiness": "4", "cost": "3", "time": "2", "reason": "x"},
                {
                    "rating": {
                        "importance": 5,
                        "threat": 4,
                        "readiness": 4,
                        "cost": 3,
                        "time": 2,
                        "reason": "x",
                    }
                },
            ),
        ],
    )
    def test_a_plan_is_saved_as_it_was_meant(
        self, app: Flask, sign_in: SignIn, fields: dict[str, str], content: dict[str, Any]
    ) -> None:
        person = sign_in("KEN")
        page = person.get(f"{start(person)}units/R10/plan")
        after = person.follow(person.submit(page, "Save and see all", {**fields, "then": "stay"}))
        assert plans(app) == [("R10", 1, content)]
        assert "Saved. R10: target and ratings" in after.words

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"aim": "own", "target": "120"}, "number from 0 to 100"),
            ({"aim": "own", "target": ""}, "number from 0 to 100"),
            ({"aim": "suggested", "year": "soon"}, "four figures"),
            ({"importance": "6"}, "ratings offered"),
            ({"reason": "a\0b"}, "cannot be kept"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_saved(
        self, app: Flask, sign_in: SignIn, fields: dict[str, str], says: str
    ) -> None:
        person = sign_in("KEN")
        page = person.get(f"{start(person)}units/R10/plan")
        assert says in person.submit(page, "Save and see all", fields, expect=422).words
        assert plans(app) == []

    def test_the_threat_comes_from_the_ranking_and_another_needs_a_reason(
        self, app: Flask, sign_in: SignIn
    ) -> None:
        person = sign_in("KEN")
        assessment = start(person)
        save(person, unit_page(person, assessment, "R16"), {"R16.3-rank": ["virtual-assets", "", "", "", ""]})
        page = person.get(f"{assessment}units/R10/plan")
        assert "5, as ranked in R16.3" in page.words
        assert (
            "why the threat differs"
            in person.submit(page, "Save and see all", {"threat": "2"}, expect=422).words
        )
        person.submit(page, "Save and see all", {"threat": "2", "reason": "no such assets here"})
        assert plans(app)[0][2]["rating"] == {"threat": 2, "reason": "no such assets here"}

    def test_two_writers_are_shown_both(self, app: Flask, sign_in: SignIn) -> None:
        amina, bo = sign_in("KEN"), sign_in("KEN", name="Bo Chen")
        assessment = start(amina)
        hers, his = (person.get(f"{assessment}units/R10/plan") for person in (amina, bo))
        bo.submit(his, "Save and see all", {"importance": "1", "reason": "Bo's"})
        shown = amina.submit(hers, "Save and see all", {"importance": "5", "reason": "mine"}, expect=409)
        assert "Bo Chen saved another version" in shown.words
        assert "Bo's" in shown.words
        assert len(plans(app)) == 1
        amina.submit(shown, "Save and see all")
        assert plans(app)[-1] == ("R10", 2, {"rating": {"importance": 5, "reason": "mine"}})

    def test_a_unit_without_a_score_takes_no_target(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        person.get(f"{start(person)}units/R16/plan", expect=404)


def answers_file(person: Visitor, assessment: str) -> Response:
    """The answers file of that assessment, by the button for it."""
    return person.download(person.get(f"{assessment}report"), "Download the answers")


class TestAnswersAsFiles:
    def test_what_is_downloaded_fills_another_assessment_with_the_same(self, sign_in: SignIn) -> None:
        person = sign_in("XAA")
        sheet = random_sheet(published(), seed=7)
        first, second = start(person, "XAA"), start(person, "XAA", title="Another")
        fill(person, first, sheet)
        content = answers_file(person, first).get_data()
        assert content == write_answers(sheet, published())
        upload(person, second, content)
        assert answers_file(person, second).get_data() == content

    def test_the_file_is_given_as_an_attachment_under_a_plain_name(self, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        answer_file = answers_file(person, start(person))
        assert (
            answer_file.headers["Content-Disposition"] == 'attachment; filename="answers-KEN-2026-11-01.json"'
        )
        assert read_answers(answer_file.get_data(), published()).country == "KEN"

    def test_taking_it_away_is_recorded(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        answers_file(person, start(person))
        event = dump(app)["audit_events"][-1]
        assert (event["action"], event["assessment_id"]) == ("answers downloaded", 1)

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"not json", "not JSON"),
            (b'{"format": "cpsa-answers/1"}', "instrument is missing"),
            (b"[" * 100_000, "nested too deep"),
        ],
    )
    def test_a_bad_file_is_refused_in_words(
        self, app: Flask, sign_in: SignIn, content: bytes, says: str
    ) -> None:
        person = sign_in("KEN")
        shown = upload(person, start(person), content, expect=422)
        assert says in shown.words
        assert "Nothing was written" in shown.words
        assert revisions(app) == []

    def test_one_mistake_among_many_answers_keeps_all_out(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("XAA")
        wire = json.loads(write_answers(random_sheet(published(), seed=1), published()))
        wire["answers"]["R02.3"] = {"state": "answered", "level": 5}
        shown = upload(person, start(person, "XAA"), json.dumps(wire).encode(), expect=422)
        assert 'answers["R02.3"].level must be a whole number from 0 to 4' in shown.words
        assert revisions(app) == []
        assert plans(app) == []

    def test_a_file_of_another_country_or_module_is_refused(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("KEN")
        assessment = start(person, modules=None)
        sheet = replace(
            random_sheet(published(), seed=1), country="FRA", answers={"U1.1": Answered(value=Level(1))}
        )
        shown = upload(person, assessment, write_answers(sheet, published()), expect=422)
        assert "country is FRA, but this assessment is of KEN" in shown.words
        assert 'answers["U1.1"] belongs to a module that this assessment leaves out' in shown.words
        assert revisions(app) == []

    def test_only_an_empty_assessment_takes_a_file(self, app: Flask, sign_in: SignIn) -> None:
        person = sign_in("XAA")
        assessment = start(person, "XAA")
        page = person.get(f"{assessment}upload")
        answer(person, assessment, R02_3="2")
        assert "A file can only fill an empty one" in person.get(f"{assessment}upload").words
        content = write_answers(random_sheet(published(), seed=1), published())
        assert "only fill an empty" in send_file(person, page, content, expect=409).words
        assert len(revisions(app)) == 1


def test_no_page_leads_a_reader_where_they_may_not_go(sign_in: SignIn) -> None:
    person, reader = sign_in("KEN"), sign_in("KEN", role="reader")
    assessment = start(person)
    for path in ("", "units/R02", "units/R10/plan", "result", "targets"):
        for link in reader.get(assessment + path).links():
            reader.get(link)
