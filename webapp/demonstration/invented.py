"""The countries of the demonstration, their people, and what they have said. Nothing of it is real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webapp.tables import CONTRIBUTOR, DRAFT, READER, REVIEWER, SUBMITTED, UNDER_REVIEW

OFFICER = "Noor Tamaya"
# Whose person looks at what was released to it, and one more that does the same.
PROVIDER, OTHER_PROVIDER = "Academy of the Two Rivers", "Foundation for Safer Networks"
PARTNER = "Ilan Morrow"
EXPERIENCE = "A week with the people who built ours, and the papers with which they began."
DISPUTED = "One course of the two was held."


@dataclass(frozen=True)
class Stage:
    """An assessment to be invented.

    How many units are begun, in their order; how much of them is answered (0 to 1); how far along the country
    is (0 to 1). It follows the one before it in its country, where that was submitted; `confirmed` says of
    how many units the answers of the cycle before were confirmed by now.
    """

    title: str
    reference_date: date
    units_begun: int
    answered_share: float
    strength: float
    seed: int
    status: str = DRAFT
    confirmed: int | None = None


@dataclass(frozen=True)
class Colleague:
    """Somebody who works with the focal point; `body` is the lead body for whose institution they speak."""

    name: str
    role: str
    body: str = ""


@dataclass(frozen=True)
class Remarked:
    """What two colleagues said about a question, and whether that is settled."""

    question: str
    asked_by: str
    text: str
    answered_by: str
    reply: str
    is_resolved: bool = False


@dataclass(frozen=True)
class Objection:
    """A reviewer who disagrees with an answer, and why."""

    question: str
    note: str


@dataclass(frozen=True)
class InventedCountry:
    """A country that does not exist, and its assessments. The code is one that ISO leaves to users."""

    code: str
    name: str
    focal_point: str
    stages: tuple[Stage, ...]
    team: tuple[Colleague, ...] = ()


INVENTED_COUNTRIES = (
    InventedCountry(
        "XAA",
        "Arvenia (invented)",
        "Ilse Maro",
        (
            Stage("First national assessment", date(2024, 3, 1), 21, 1.0, 0.35, 1, status=SUBMITTED),
            Stage("Second national assessment", date(2026, 10, 1), 21, 1.0, 0.6, 2, status=UNDER_REVIEW),
        ),
        (
            Colleague("Joren Talvik", CONTRIBUTOR, "POL"),
            Colleague("Mara Ostrell", CONTRIBUTOR, "MOJ"),
            Colleague("Deniz Halvard", CONTRIBUTOR, "MICT"),
            Colleague("Selma Orbach", REVIEWER),
            Colleague("Pavel Inge", READER),
        ),
    ),
    InventedCountry(
        "XAB",
        "Belmora (invented)",
        "Teo Lindqen",
        (Stage("National assessment", date(2026, 10, 15), 21, 0.75, 0.5, 3),),
        (
            Colleague("Idris Vale", CONTRIBUTOR, "POL"),
            Colleague("Noor Castellan", CONTRIBUTOR, "MOJ"),
            Colleague("Petra Oduya", REVIEWER),
        ),
    ),
    InventedCountry(
        "XAC",
        "Cortessa (invented)",
        "Sanna Quill",
        (Stage("National assessment", date(2026, 11, 1), 9, 0.85, 0.7, 4),),
        (
            Colleague("Luca Amsel", CONTRIBUTOR, "POL"),
            Colleague("Hana Wrede", CONTRIBUTOR, "MICT"),
            Colleague("Omar Selwyn", REVIEWER),
            Colleague("Yara Lindt", READER),
        ),
    ),
    InventedCountry(
        "XAD",
        "Dorvane (invented)",
        "Bao Ferrin",
        (Stage("National assessment", date(2026, 11, 1), 1, 0.6, 0.3, 5),),
    ),
    InventedCountry(
        "XAE",
        "Estavia (invented)",
        "Mirel Aban",
        (Stage("National assessment", date(2026, 11, 15), 0, 0.0, 0.5, 6),),
    ),
    InventedCountry(
        "XAF",
        "Fenwold (invented)",
        "Runa Sabel",
        (
            Stage("First national assessment", date(2025, 2, 1), 21, 1.0, 0.45, 7, status=SUBMITTED),
            Stage("Second national assessment", date(2026, 11, 1), 21, 1.0, 0.45, 7, confirmed=3),
        ),
        (Colleague("Emil Tavares", CONTRIBUTOR, "POL"), Colleague("Lidia Norrow", REVIEWER)),
    ),
    InventedCountry(
        "XAG",
        "Galdria (invented)",
        "Asta Verin",
        (
            Stage("First national assessment", date(2023, 3, 1), 21, 1.0, 0.3, 8, status=SUBMITTED),
            Stage("Second national assessment", date(2026, 2, 1), 21, 1.0, 0.55, 9, status=SUBMITTED),
        ),
    ),
)

# What was said in the assessment that is under review; every other answer, the reviewer agrees with.
REMARKS = (
    Remarked(
        "R01.1",
        "Selma Orbach",
        "The list names the universities. Did the judicial academy count as one of them?",
        "Ilse Maro",
        "Yes. Its agreement of July 2025 is cited below.",
        is_resolved=True,
    ),
    Remarked(
        "R02.3",
        "Joren Talvik",
        "The channel now takes reports in three languages. Does that make it level 3?",
        "Deniz Halvard",
        "Not before the two northern districts are connected. We expect that in March.",
    ),
)
OBJECTIONS = (
    Objection("R02.3", "By the report of the police for last year, the channel also serves both districts."),
    Objection("R10.1", "The academy trains judges, but no magistrates yet. Level 1 seems right."),
)
REVIEWED_UNITS = ("R01", "R02", "R03", "R06", "R10")
MARKED = "R10.2"
MARK_REASON = "The court order is to be replaced this month."
DOCUMENT_TITLE = "Minutes of the coordination group on cybercrime prevention"
DOCUMENT_BODY = "Office of the Prime Minister"
DOCUMENT_DATE = "2026-09-14"
DOCUMENT_NAME = "minutes-2026-09-14.txt"
DOCUMENT_TEXT = b"""Coordination group on cybercrime prevention
Minutes of the meeting of 14 September 2026

1. The group went through the answers on reporting and on the training of judges.
2. The police will send the figures of the reporting channel by the end of the month.
"""
DOCUMENT_SERVES = ("R01.1", "R02.3", "R10.1")
APPROVER, OFFICE = "Dr Oriel Hanno", "Minister of Justice"
# Invited, but not here yet.
NEWCOMER, NEWCOMER_ADDRESS = "Vera Holm", "vera.holm@xab.demo.invalid"
