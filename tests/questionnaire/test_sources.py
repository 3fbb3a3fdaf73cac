"""The published texts are the sources' words, and a report's numbered items are found whatever its habits."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from questionnaire.instrument import Clause, Unit
from questionnaire.loading import published
from questionnaire.numbered_items import NoItems, read_items
from questionnaire.sources import fold, marked_text, occurrences, paragraphs, quote_spans

DATA = Path(__file__).parents[1] / "data"
REPORT = (DATA / "draft-report-prevention-2020-07-27.txt").read_text(encoding="utf-8")
STATEMENT = (DATA / "national-statement-prevention-2020-07.txt").read_text(encoding="utf-8")

RECOMMENDATIONS = published().units_in(("recommendations",))
THEMES = published().units_in(("national-statement",))
EVERY_CLAUSE = [(unit, clause) for unit in published().units for clause in unit.clauses]


def folded(text: str) -> str:
    """White space folded and the transcription's emphasis dropped, written apart from the code under test."""
    return " ".join(text.replace("*", "").split())


# --- The published texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "unit"), list(enumerate(RECOMMENDATIONS, 1)), ids=lambda part: str(part)[:6]
)
def test_the_official_text_of_a_recommendation_is_the_sources_item(place: int, unit: Unit) -> None:
    rest = REPORT.split(f"\n({place}) ")[1]
    item = rest.split(f"\n({place + 1}) ")[0]
    assert folded(unit.official_text) == folded(item)


def test_the_official_texts_of_the_themes_are_the_paragraphs_of_the_statement_in_order() -> None:
    headings = {"National cybercrime strategies", "Capacity-building", "Political support"}
    body = STATEMENT.split("U.S. Intervention on Prevention")[1]
    # A page break parts one sentence of the statement in two.
    body = body.replace("the United States is a\n\ndonor", "the United States is a donor")
    expected = [folded(part) for part in body.split("\n\n") if folded(part) and folded(part) not in headings]
    found = [folded(part) for unit in THEMES for part in re.split(r"\n\s*\n", unit.official_text)]
    assert found == expected


def test_the_sentences_of_non_endorsement_are_the_sources() -> None:
    recommendations, statement = published().sources
    assert folded(recommendations.non_endorsement) in folded(REPORT)
    assert "one State" in statement.non_endorsement


@pytest.mark.parametrize(("unit", "clause"), EVERY_CLAUSE, ids=[clause.code for _, clause in EVERY_CLAUSE])
def test_a_quote_stands_in_the_official_text_word_for_word_and_once(unit: Unit, clause: Clause) -> None:
    text = folded(unit.official_text)
    assert clause.quote
    for piece in clause.quote:
        assert folded(piece) == piece
        whole_words = re.findall(rf"(?<!\w){re.escape(piece)}(?!\w)", text)
        assert len(whole_words) == 1, piece


@pytest.mark.parametrize("unit", published().units, ids=lambda unit: unit.code)
def test_marking_a_text_changes_no_letter_of_it(unit: Unit) -> None:
    marked = marked_text(unit)
    assert ["".join(part.text for part in paragraph) for paragraph in marked] == list(
        paragraphs(unit.official_text)
    )
    shown = {code for paragraph in marked for part in paragraph for code in part.clauses}
    assert shown == {clause.code for clause in unit.clauses}


# --- Finding words ------------------------------------------------------------------------------------------


def test_words_are_found_across_lines_and_emphasis_but_never_inside_other_words() -> None:
    text = "Free *modus\noperandi*, freedom of press.\n\nA second paragraph on freedom."
    assert fold("  *modus\n operandi* ") == "modus operandi"
    assert [(span.paragraph, span.start) for span in occurrences(text, "modus operandi")] == [(0, 5)]
    assert [span.paragraph for span in occurrences(text, "freedom")] == [0, 1]
    assert occurrences(text, "free") == ()
    assert occurrences(text, "") == ()


def test_a_piece_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="freedom of speech"):
        quote_spans("freedom of press", ("freedom of press", "freedom of speech"))


# --- Numbered items of a report -----------------------------------------------------------------------------


def test_the_report_has_17_items_and_they_are_the_published_texts() -> None:
    found = read_items(REPORT)
    assert [item.number for item in found.items] == [str(number) for number in range(1, 18)]
    assert [item.text for item in found.items] == [fold(unit.official_text) for unit in RECOMMENDATIONS]
    assert {item.section for item in found.items} == {
        "II. List of preliminary recommendations and conclusions, B. Prevention"
    }
    assert "does not imply their endorsement" in found.lead_in


INVENTED = sorted((DATA / "reports").glob("*.txt"))


@pytest.mark.parametrize("report", INVENTED, ids=lambda path: path.stem)
def test_other_habits_of_numbering_are_understood(report: Path) -> None:
    expected = json.loads(report.with_suffix(".items.json").read_text(encoding="utf-8"))
    found = read_items(report.read_text(encoding="utf-8"))
    assert [{"number": item.number, "text": item.text} for item in found.items] == expected


def test_there_are_invented_reports_of_four_habits() -> None:
    assert len(INVENTED) == 4


def test_sections_and_lead_in_come_from_the_headings_above_the_list() -> None:
    harbours = read_items((DATA / "reports" / "numbers-with-dots.txt").read_text(encoding="utf-8"))
    assert {item.section for item in harbours.items} == {"II. Recommendations, A. Quays and lights"}
    assert harbours.lead_in.startswith("The Working Group made the following recommendations")


@pytest.mark.parametrize("newline", ["\r\n", "\r"], ids=["Windows", "old Macintosh"])
def test_line_ends_of_other_systems_change_nothing(newline: str) -> None:
    assert read_items(REPORT.replace("\n", newline)) == read_items(REPORT)


@pytest.mark.parametrize(
    "text", ["", "No list here.", "1. Only one item."], ids=["empty", "prose", "one item"]
)
def test_a_text_without_a_list_is_refused_in_words(text: str) -> None:
    with pytest.raises(NoItems, match="no list of numbered items"):
        read_items(text)


def test_a_report_of_only_headings_with_numerals_has_no_items() -> None:
    with pytest.raises(NoItems):
        read_items("I. Opening\n\nWords.\n\nII. Work\n\nWords.\n\nIII. Closing\n\nWords.\n")
