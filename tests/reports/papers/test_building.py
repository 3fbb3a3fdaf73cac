"""What stands on a paper: boxes where there is something to tick, lines where there is something to write."""

from __future__ import annotations

from datetime import date

import pytest

from questionnaire.answers import (
    Answer,
    Answered,
    AnswerSheet,
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
from questionnaire.loading import published
from questionnaire.sources import paragraphs
from reports import papers
from reports.language import LanguageNotOffered
from reports.papers import Particulars, Questionnaire, UnknownQuestion
from reports.papers.structure import QuestionForm
from tests.reports.papers.conftest import PARTICULARS
from tests.reports.trying import LONG


def sheet(answers: dict[str, Answer]) -> AnswerSheet:
    instrument = published()
    modules = tuple(module.code for module in instrument.modules)
    return AnswerSheet(instrument.code, instrument.version, "XAA", date(2026, 11, 1), modules, answers)


def form(code: str, answer: Answer | None = None) -> QuestionForm:
    """The question on paper, with that answer."""
    answers = sheet({} if answer is None else {code: answer})
    paper = papers.questionnaire(published(), answers, PARTICULARS, questions=(code,))
    return paper.units[0].questions[0]


def ticked(asked: QuestionForm) -> list[str]:
    return [box.text for box in (*asked.boxes, *asked.states) if box.ticked]


def codes(paper: Questionnaire) -> list[str]:
    return [question.code for unit in paper.units for question in unit.questions]


class TestBlank:
    def test_the_whole_questionnaire_has_every_unit_text_and_question_and_no_answer(self) -> None:
        instrument = published()
        paper = papers.questionnaire(instrument, None, Particulars())
        assert paper.is_blank
        assert codes(paper) == [question.code for question in instrument.questions]
        for form, unit in zip(paper.units, instrument.units, strict=True):
            assert form.paragraphs == paragraphs(unit.official_text)
            assert form.source.non_endorsement
            for asked in form.questions:
                assert ticked(asked) == []
                assert not any(box.ticked for line in asked.grid for box in line.boxes)
                assert not any(grade.ticked for grade in asked.grades)
                assert not any(number.value for number in asked.numbers)
                assert (asked.comment_lines, asked.evidence_rows) >= (3, 2)

    def test_nothing_makes_a_blank_one_a_working_file(self) -> None:
        paper = papers.questionnaire(published(), None, PARTICULARS)
        assert paper.front.classification == ""

    def test_a_sheet_without_answers_is_blank_and_leaves_out_modules_that_are_off(self) -> None:
        instrument = published()
        nothing = AnswerSheet(
            instrument.code, instrument.version, "XAA", date(2026, 11, 1), ("recommendations",)
        )
        paper = papers.questionnaire(instrument, nothing, PARTICULARS)
        assert paper.is_blank
        assert {unit.code[0] for unit in paper.units} == {"R"}


class TestChosen:
    def test_only_the_questions_named_are_asked_in_the_questionnaires_order(self) -> None:
        paper = papers.questionnaire(published(), None, PARTICULARS, questions=("R16.3", "R02.4", "R02.1"))
        assert codes(paper) == ["R02.1", "R02.4", "R16.3"]
        assert [unit.code for unit in paper.units] == ["R02", "R16"]
        assert (paper.question_count, paper.restricted_count) == (3, 1)

    def test_a_code_that_no_question_has_is_refused(self) -> None:
        with pytest.raises(UnknownQuestion, match=r"R99\.1"):
            papers.questionnaire(published(), None, PARTICULARS, questions=("R99.1", "R02.1"))

    def test_a_language_without_a_catalogue_is_refused(self) -> None:
        with pytest.raises(LanguageNotOffered):
            papers.questionnaire(published(), None, Particulars(language="xx"))


class TestFilled:
    def test_a_level_is_ticked_by_its_number(self) -> None:
        asked = form("R02.2", Answered(value=Level(3)))
        assert [box.number for box in asked.boxes if box.ticked] == ["3"]

    def test_a_choice_is_ticked(self) -> None:
        assert ticked(form("R04.4", Answered(value=Choice("partial")))) == ["Partial"]

    def test_options_are_ticked_and_none_of_these_where_none_was_chosen(self) -> None:
        assert ticked(form("R04.1", Answered(value=Selection(("primary",))))) == ["Primary"]
        assert ticked(form("R04.1", Answered(value=Selection()))) == ["None of these"]

    def test_none_of_these_stands_only_where_no_option_says_it(self) -> None:
        assert "None of these" not in [box.text for box in form("R16.2").boxes]

    def test_an_option_left_out_keeps_its_reason(self) -> None:
        asked = form("R04.1", Answered(value=Selection((), (LeftOut("tertiary", "No university"),))))
        assert [(box.text, box.reason) for box in asked.left_out if box.ticked] == [
            ("Tertiary", "No university")
        ]
        assert len(asked.left_out) == 3

    def test_a_grid_is_ticked_line_by_line(self) -> None:
        asked = form("R16.1", Answered(value=Grid((GridRow("detection", ("laws", "funding")),))))
        found = {line.text: [box.text for box in line.boxes if box.ticked] for line in asked.grid}
        assert found["Detection"] == ["Laws", "Funding"]
        assert not any(words for line, words in found.items() if line != "Detection")

    def test_a_ranking_is_written_on_numbered_lines_by_letter(self) -> None:
        asked = form("R16.3", Answered(value=Ranking(("malware", "hate-crime"))))
        assert [line.text for line in asked.ranked] == [
            "B  Ransomware and other malware",
            "J  Hate crime online",
            "",
            "",
            "",
        ]
        assert [line.number for line in asked.ranked] == [1, 2, 3, 4, 5]

    @pytest.mark.parametrize(("answer", "words"), [(DontKnow(), "Don’t know"), (Withheld(), "Withheld")])
    def test_what_is_said_instead_of_an_answer_is_ticked(self, answer: Answer, words: str) -> None:
        assert ticked(form("R02.2", answer)) == [words]

    def test_not_applicable_is_offered_where_the_question_allows_it_and_keeps_its_reason(self) -> None:
        assert "Not applicable" not in [box.text for box in form("R02.2").states]
        asked = form("R04.7", NotApplicable(reason="No offender was recorded"))
        assert ticked(asked) == ["Not applicable"]
        assert asked.reason == "No offender was recorded"

    def test_comment_figures_and_evidence_are_printed_and_the_rest_left_to_write_on(self) -> None:
        item = EvidenceItem("Order 12", "Ministry", "2025-03-01", "https://documents.example/12")
        asked = form(
            "R02.3",
            Answered(
                value=Level(1), comment="As agreed", evidence=Evidence(3, (item,)),
                numbers=(Number("reports_received", 12000.0),),
            ),
        )  # fmt: skip
        assert (asked.comment, asked.comment_lines, asked.evidence_rows) == ("As agreed", 0, 0)
        assert [(line.title, line.link) for line in asked.evidence] == [
            ("Order 12", "https://documents.example/12")
        ]
        assert [(number.value, number.unit) for number in asked.numbers] == [
            ("12000", "reports"),
            ("", "per cent"),
        ]
        assert [grade.text for grade in asked.grades if grade.ticked] == ["document attached or public link"]

    def test_an_answer_without_a_comment_leaves_lines_for_one(self) -> None:
        asked = form("R02.2", Answered(value=Level(1)))
        assert asked.comment_lines >= 3
        assert asked.evidence_rows == 1

    def test_what_was_typed_beside_a_missing_answer_is_kept_and_the_question_stays_open(self) -> None:
        asked = form("R02.2", Unanswered(comment="Ask the regulator"))
        assert asked.comment == "Ask the regulator"
        assert asked.comment_lines == 3
        assert asked.evidence_rows == 2
        assert ticked(asked) == []

    def test_a_filled_one_is_a_working_file(self) -> None:
        answers = sheet({"R02.2": DontKnow()})
        assert papers.questionnaire(published(), answers, PARTICULARS).front.classification
        others = papers.questionnaire(published(), answers, PARTICULARS, questions=("R02.3",))
        assert others.is_blank

    def test_only_a_question_with_little_typed_is_held_together(self) -> None:
        assert form("R02.2", Answered(value=Level(1), comment="Short")).is_short
        assert not form("R02.2", Answered(value=Level(1), comment=LONG)).is_short
        assert not form("R02.2", Answered(value=Level(1), comment="a\n" * 40)).is_short


class TestHeads:
    def test_every_sheet_says_whose_it_is_and_where_it_goes(self) -> None:
        running = papers.questionnaire(published(), None, PARTICULARS).front.running
        assert running.head == (
            "Azuria (invented) · National self-assessment 2026 · 1 November 2026",
            "Institution: Office of the Director of Public Prosecutions",
        )
        assert "Return to Amina Otieno Harambee Avenue 1" in running.foot[1]
        assert running.foot[1].endswith("by 4 December 2026")
        assert running.foot[2].endswith("This country is invented.")

    def test_what_is_not_known_is_left_to_write_on_or_left_out(self) -> None:
        running = papers.questionnaire(published(), None, Particulars()).front.running
        assert running.head[1].endswith("____")
        assert len(running.foot) == 2

    def test_a_long_name_is_cut_at_the_head_and_whole_on_the_front(self) -> None:
        front = papers.questionnaire(published(), None, Particulars(institution=LONG[:500])).front
        assert front.institution == LONG[:500]
        assert len(front.running.head[1]) < 80


class TestRequestSlip:
    def test_it_asks_for_its_questions_and_says_what_would_prove_the_answers(self) -> None:
        slip = papers.request_slip(published(), None, PARTICULARS, questions=("R02.3", "R14.1"))
        asked = [question for unit in slip.units for question in unit.questions]
        assert [(question.code, question.proof) for question in asked] == [
            (code, published().question(code).evidence) for code in ("R02.3", "R14.1")
        ]
        assert "answer the 2 questions" in slip.request
        assert "1 November 2026" in slip.request
        assert "confirm" not in slip.request

    def test_answers_given_so_far_are_to_be_confirmed(self) -> None:
        answers = sheet({"R02.3": Answered(value=Level(1))})
        slip = papers.request_slip(published(), answers, PARTICULARS, questions=("R02.3", "R14.1"))
        assert "please confirm or correct it" in slip.request

    def test_one_question_is_one_question(self) -> None:
        slip = papers.request_slip(published(), None, Particulars(), questions=("R02.3",))
        assert "answer the question on" in slip.request


def test_the_same_content_has_the_same_hash_and_other_content_another() -> None:
    paper = papers.questionnaire(published(), None, PARTICULARS)
    assert paper.content_hash == papers.questionnaire(published(), None, PARTICULARS).content_hash
    assert paper.content_hash != papers.questionnaire(published(), None, Particulars()).content_hash
