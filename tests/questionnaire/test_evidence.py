"""The grade for which cited documents can stand: suggested, never given."""

from __future__ import annotations

import pytest

from questionnaire.answers import Evidence, EvidenceItem

FILE = "0f" * 32
LINK = "https://documents.example/12"


@pytest.mark.parametrize(
    ("items", "grade"),
    [
        pytest.param((), 0, id="nothing"),
        pytest.param((EvidenceItem("The prosecution service confirms it"),), 1, id="a statement"),
        pytest.param((EvidenceItem("Decree 12", "Ministry"),), 1, id="no date"),
        pytest.param((EvidenceItem("Decree 12", " ", "2025"),), 1, id="nobody who issued it"),
        pytest.param((EvidenceItem("Decree 12", "Ministry", "2025"),), 2, id="title, body and date"),
        pytest.param((EvidenceItem("Decree 12", link=LINK),), 3, id="a public link"),
        pytest.param((EvidenceItem("Decree 12", file=FILE),), 3, id="a file attached"),
        pytest.param(
            (EvidenceItem("A statement"), EvidenceItem("Law", "Parliament", "2020")), 2, id="the best"
        ),
        pytest.param(
            tuple(EvidenceItem(f"Law {n}", "P", "2020", LINK, FILE) for n in range(9)), 3, id="many"
        ),
    ],
)
def test_the_suggestion_follows_from_what_is_cited_and_never_claims_verification(
    items: tuple[EvidenceItem, ...], grade: int
) -> None:
    assert Evidence(items=items).suggested_grade == grade
    assert Evidence(grade=4, items=items).suggested_grade == grade
