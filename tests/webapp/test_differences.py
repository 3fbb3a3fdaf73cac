"""Two versions side by side: every difference is marked, every letter is there, long texts too."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import Answered, Choice, Evidence, EvidenceItem, Number, Selection
from questionnaire.loading import published
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import save, start, unit_page
from tests.webapp.pages import words
from webapp.assessment.differences import Piece, differences, versions
from webapp.assessment.together import together
from webapp.typed import Typed, TypedItem

TEXTS = st.text(st.sampled_from(" \n.،؟abcاب汉字\u0301\u202e"), max_size=60)


def marked(pieces: tuple[Piece, ...]) -> str:
    """A text with its marks as brackets."""
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("mine", "theirs", "mine_marked", "theirs_marked"),
    [
        ("by decree in May", "by decree in June", "by decree in [May]", "by decree in [June]"),
        ("One. Two. Three.", "One. Three.", "One. [Two.] Three.", "One. Three."),
        ("the same", "the same", "the same", "the same"),
        ("", "all of it", "", "[all of it]"),
        (
            "أكدت النيابة هذه الإجابة",
            "أكدت الوزارة هذه الإجابة",
            "أكدت [النيابة] هذه الإجابة",
            "أكدت [الوزارة] هذه الإجابة",
        ),
        ("汉字很好", "汉字不好", "汉字[很]好", "汉字[不]好"),
    ],
)
def test_what_stands_in_one_only_is_marked(
    mine: str, theirs: str, mine_marked: str, theirs_marked: str
) -> None:
    own, other = differences(mine, theirs)
    assert (marked(own), marked(other)) == (mine_marked, theirs_marked)


@given(mine=TEXTS, theirs=TEXTS)
def test_every_letter_is_there_and_texts_that_differ_are_marked(mine: str, theirs: str) -> None:
    own, other = differences(mine, theirs)
    assert "".join(piece.text for piece in own) == mine
    assert "".join(piece.text for piece in other) == theirs
    assert any(piece.differs for piece in own + other) == (mine != theirs)


def test_a_word_changed_in_a_text_of_100_000_characters_is_found() -> None:
    text = "A sentence of some length, again. " * 3000
    own, other = differences(f"{text}one{text}", f"{text}two{text}")
    assert [piece.text for piece in own + other if piece.differs] == ["oneA", "twoA"]


def test_texts_that_have_nothing_in_common_are_given_up_on_soon() -> None:
    mine = " ".join(f"a{number % 7000}" for number in range(20_000))
    theirs = " ".join(f"a{number * 31 % 7000}" for number in range(20_000))
    own, other = differences(mine, theirs)
    assert len(own) + len(other) < 8


def test_every_part_of_an_answer_is_compared(app: Flask) -> None:
    question = published().question("R03.2")
    decree, report = EvidenceItem("Decree 12", "Ministry"), EvidenceItem("Annual report")
    mine = Answered(
        value=Choice("yes"),
        comment="since May",
        numbers=(Number("first_year", 2020),),
        evidence=Evidence(2, (decree,)),
    )
    theirs = Answered(
        value=Choice("no"), comment="since June", numbers=(), evidence=Evidence(2, (decree, report))
    )
    with app.test_request_context():
        own, other = versions(published(), question, mine, theirs)
    assert [part.title for part in own] == ["", "Comment", "Figures", "Evidence"]
    assert [[marked(line) for line in part.lines] for part in own] == [
        ["[Yes]"],
        ["since [May]"],
        ["[First year the policy covers: 2020]"],
        ["Document cited with title, date and issuing body", "Decree 12, Ministry"],
    ]
    assert [[marked(line) for line in part.lines] for part in other][3][2] == "[Annual report]"
    assert other[2].lines == ()


def test_options_that_only_one_has_are_marked(app: Flask) -> None:
    question = published().question("R02.1")
    mine, theirs = (Answered(value=Selection(codes)) for codes in (("video", "infographics"), ("video",)))
    with app.test_request_context():
        own, _other = versions(published(), question, mine, theirs)
    assert sum(piece.differs for line in own[0].lines for piece in line) == 1


class TestOneMadeOfBoth:
    @pytest.mark.parametrize(
        ("mine", "theirs", "both"),
        [
            ("mine", "theirs", "mine\n\nBo Chen wrote:\n\ntheirs"),
            ("mine", "", "mine"),
            ("", "theirs", "theirs"),
            ("what they said, and more", "what they said", "what they said, and more"),
        ],
    )
    def test_has_both_comments(self, app: Flask, mine: str, theirs: str, both: str) -> None:
        with app.test_request_context():
            made = together(Typed(comment=mine), Typed(comment=theirs), "Bo Chen")
        assert made.comment == both

    def test_has_the_documents_and_figures_of_both_and_what_i_chose(self, app: Flask) -> None:
        decree, report = TypedItem(title="Decree"), TypedItem(title="Report")
        mine = Typed(picked=("2",), numbers={"staff": "3"}, items=(decree,))
        theirs = Typed(picked=("4",), numbers={"staff": "5", "cost": "1"}, items=(decree, report))
        with app.test_request_context():
            made = together(mine, theirs, "Bo Chen")
        assert made == Typed(picked=("2",), numbers={"staff": "3", "cost": "1"}, items=(decree, report))


def test_what_is_typed_is_inert_beside_the_marks(sign_in: SignIn) -> None:
    amina, bo = sign_in("KEN"), sign_in("KEN", name="<b>Bo</b>")
    assessment = start(amina)
    hers, his = (unit_page(person, assessment, "R02") for person in (amina, bo))
    save(bo, his, {"R02.3-comment": "<script>alert(1)</script> \u202e{{ 7*7 }} ours"})
    shown = save(amina, hers, {"R02.3-comment": "<img src=x> ours"}, expect=409)
    assert "<script>alert" not in shown.text
    assert [words(mark) for mark in shown.all("mark")][1:] == [
        "[only here: <img src=x>]",
        "[only here: <script>alert(1)</script> \u202e{{ 7*7 }}]",
    ]
    assert {line.get("dir") for line in shown.all("p") if "typed" in (line.get("class") or "")} == {"auto"}


def test_an_answer_of_ones_own_from_another_page_is_called_that(sign_in: SignIn) -> None:
    amina = sign_in("KEN")
    page = unit_page(amina, start(amina), "R02")
    save(amina, page, {"R02.3-comment": "here"})
    shown = save(amina, page, {"R02.3-comment": "there"}, expect=409)
    assert shown.heading == "You answered on another page too"
