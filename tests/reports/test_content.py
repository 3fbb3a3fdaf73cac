"""What a report says."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace

from questionnaire.answers import (
    Action,
    Answer,
    Answered,
    AnswerSheet,
    Choice,
    DontKnow,
    Evidence,
    EvidenceItem,
    Level,
    NotApplicable,
    Number,
    Rating,
    Selection,
    Withheld,
)
from questionnaire.loading import published
from questionnaire.samples import random_sheet
from questionnaire.scoring import ENOUGH_KNOWN
from questionnaire.sources import paragraphs
from reports import html
from reports.content import GapReport
from reports.content.audience import VARIANTS
from reports.language import LanguageNotOffered
from tests.reports.conftest import empty_sheet, report_on
from tests.reports.trying import with_comments

Reports = Callable[[str], GapReport]
NAMES = ("empty", "half", "complete", "one module", "trying")


@pytest.mark.parametrize("name", NAMES)
def test_no_band_is_named_where_too_little_is_known(name: str, reports_by_name: Reports) -> None:
    report = reports_by_name(name)
    scores = [unit.score for unit in report.units] + [pillar.score for pillar in report.summary.pillars]
    bands = re.compile("Not yet begun|Initial|Developing|Established|Advanced")
    for score in [*scores, *(total.score for total in report.summary.totals)]:
        if score is None:
            continue
        known = 1 - (score.high - score.low) / 100
        assert score.enough_known == (known >= ENOUGH_KNOWN - 1e-9)
        assert bool(bands.search(score.reading)) == score.enough_known
        if not score.enough_known:
            assert score.reading == f"not enough answers (range {score.figure})"


@pytest.mark.parametrize("name", NAMES)
def test_the_official_text_is_printed_word_for_word(name: str, reports_by_name: Reports) -> None:
    for section in reports_by_name(name).units:
        printed = tuple("".join(piece.text for piece in paragraph) for paragraph in section.paragraphs)
        assert printed == paragraphs(published().unit(section.code).official_text)


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_is_marked_once_or_more_with_its_status(name: str, reports_by_name: Reports) -> None:
    for section in reports_by_name(name).units:
        marks = {
            mark.code: mark.status
            for paragraph in section.paragraphs
            for piece in paragraph
            for mark in piece.marks
        }
        assert marks == {clause.code: clause.status for clause in section.clauses}


def test_the_sentence_of_non_endorsement_is_on_the_cover_and_in_every_unit(reports_by_name: Reports) -> None:
    report = reports_by_name("half")
    assert report.cover.statement == "Self-assessment; not a finding of the United Nations"
    on_cover = {source.non_endorsement for source in report.cover.sources}
    assert all(section.source.non_endorsement in on_cover for section in report.units)
    assert any("does not imply their endorsement by the Expert Group" in sentence for sentence in on_cover)


def test_answers_of_a_module_that_is_switched_off_are_kept_and_not_counted(reports_by_name: Reports) -> None:
    report = reports_by_name("one module")
    off = [answer for answer in report.answers if not answer.module_on]
    assert {answer.unit for answer in off} == {"U1", "U2", "U3", "U4"}
    assert any(answer.given for answer in off)
    assert all(answer.counted.startswith("Not counted, because the module") for answer in off)
    assert not {section.code for section in report.units} & {"U1", "U2", "U3", "U4"}


@pytest.mark.parametrize(
    ("answers", "code", "counted"),
    [
        pytest.param(
            {"R02.1": Answered(value=Selection()), "R02.2": Answered(value=Level(3), comment="kept")},
            "R02.2",
            "Not counted by its own answer, because it applies only if R02.1 ticks at least 1 option; "
            "counts as 0.",
            id="branched away to zero",
        ),
        pytest.param(
            {"R02.2": Answered(value=Level(3))},
            "R02.2",
            "Counts as 0–1: it applies only if R02.1 ticks at least 1 option, which is not known.",
            id="waits for an answer",
        ),
        pytest.param(
            {"R12.3": NotApplicable(reason="none")},
            "R12.3",
            "This question does not offer “not applicable”; it counts as not answered. Counts as 0–1 of 1.",
            id="not applicable where it is not offered",
        ),
        pytest.param(
            {
                "R12.1": Answered(value=Level(4)),
                "R12.3": Answered(value=Level(1)),
                "R12.4": Answered(value=Level(4)),
            },
            "R12.1",
            "Counts as 0.5 of 1 instead of 1: limited by R12.3 and R12.4.",
            id="limited by a safeguard",
        ),
        pytest.param(
            {"R12.1": Answered(value=Level(4)), "R12.3": DontKnow(), "R12.4": Answered(value=Level(4))},
            "R12.1",
            "Counts as 0.25–1 of 1 instead of 1, as long as not all is known of R12.3 and R12.4.",
            id="limited only while a safeguard is not known",
        ),
        pytest.param(
            {"R12.2": Answered(value=Choice("partial"))}, "R12.2", "Counts as 0.5 of 1.", id="counts as it is"
        ),
    ],
)
def test_every_answer_says_how_it_counts(answers: dict[str, object], code: str, counted: str) -> None:
    sheet = msgspec.structs.replace(empty_sheet(published()), answers=answers)
    entry = next(entry for entry in report_on(sheet).answers if entry.code == code)
    assert entry.counted == counted


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        pytest.param(
            {},
            "No question has an answer yet: all 100 are open. Until the first ones are answered, this report "
            "can say what is asked, and of whom, but not where the country stands.",
            id="none",
        ),
        pytest.param(
            {"R01.1": Withheld(), "R01.2": DontKnow(), "R01.3": Answered(value=Level(2))},
            "1 of 100 questions is answered; 1 is answered “don’t know”, 1 is withheld and 97 are not "
            "answered.",
            id="one of each",
        ),
    ],
)
def test_who_answered_is_said_in_whole_sentences(answers: dict[str, Answer], sentence: str) -> None:
    assert report_on(replace(empty_sheet(published()), answers=answers)).who.sentence == sentence


def test_figures_beside_answers_are_read_at_a_glance() -> None:
    amount, year = Number("amount", 1234567), Number("first_year", 2021)
    answers = {
        "U3.1": Answered(value=Level(1), numbers=(amount,)),
        "R03.2": Answered(value=Choice("yes"), numbers=(year,)),
    }
    page = html.render(report_on(replace(empty_sheet(published()), answers=answers)))
    assert "police work on cybercrime this year: 1,234,567 in national currency" in page
    assert "First year the policy covers: 2021<" in page


def test_the_hash_follows_the_content_and_nothing_else() -> None:
    sheet = random_sheet(published(), seed=3)
    assert report_on(sheet).content_hash == report_on(sheet).content_hash
    assert re.fullmatch("[0-9a-f]{64}", report_on(sheet).content_hash)
    changed = with_comments(sheet, {"R01.1": "one more word"})
    assert report_on(changed).content_hash != report_on(sheet).content_hash


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_holds_a_hole(name: str, reports_by_name: Reports) -> None:
    text = reports_by_name(name).canonical_json.decode()
    if name != "trying":
        assert not re.findall(r"\{[a-z_]*\}|%\([a-z_]+\)", text)
    assert not re.findall(r"\b(?:nan|inf|NotImplemented|TODO)\b|<[a-z_.]+ object", text)


def test_a_language_without_a_catalogue_is_refused() -> None:
    sheet: AnswerSheet = empty_sheet(published())
    with pytest.raises(LanguageNotOffered, match="“tlh”"):
        report_on(sheet, language="tlh")


@pytest.mark.parametrize(
    ("power", "safeguard", "verdict"),
    [
        pytest.param(
            Level(2), Level(2), "In balance: counts as 0.5", id="both known, safeguard strong enough"
        ),
        pytest.param(Level(4), Level(1), "Imbalance: counts as 0.5", id="both known, safeguard too weak"),
        pytest.param(
            Level(4),
            None,
            "Not known: counts as 0.25–1 until the safeguards are known",
            id="safeguard not known",
        ),
        pytest.param(None, Level(1), "Imbalance: counts as 0–0.5", id="power not known, safeguard weak"),
        pytest.param(None, None, "Not known: counts as 0–1", id="neither known: balance is not claimed"),
        pytest.param(None, Level(4), "In balance: counts as 0–1", id="power not known, safeguard full"),
    ],
)
def test_a_power_is_called_balanced_only_for_certain(
    power: Level | None, safeguard: Level | None, verdict: str
) -> None:
    answers = {"R12.1": power, "R12.3": safeguard, "R12.4": Level(4)}
    given = {code: Answered(value=value) for code, value in answers.items() if value is not None}
    report = report_on(msgspec.structs.replace(empty_sheet(published()), answers=given))
    assert next(pair.verdict for pair in report.safeguards if pair.power == "R12.1") == verdict


def test_no_pillar_is_called_the_weakest_while_too_little_is_known(reports_by_name: Reports) -> None:
    sentences = {total.sentence for total in reports_by_name("empty").summary.totals}
    assert sentences == {"Too little is known to name the weakest pillar."}
    assert reports_by_name("complete").summary.totals[0].sentence.startswith("Weakest pillar: ")


@pytest.mark.parametrize("seed", range(8))
def test_a_pillar_is_called_the_weakest_only_where_no_other_can_be_weaker(seed: int) -> None:
    summary = report_on(random_sheet(published(), seed=seed, answered_share=0.9)).summary
    lowest, *others = sorted(summary.pillars, key=lambda pillar: pillar.score.low + pillar.score.high)
    certain = all(lowest.score.high <= other.score.low for other in others)
    sentence = summary.totals[0].sentence
    assert "Too little is known" in sentence or ("eakest pillar: " in sentence) == certain


def test_a_group_of_safeguards_that_are_only_not_known_is_called_so() -> None:
    def groups(*levels: int) -> set[str]:
        given: dict[str, Answer] = {
            code: Answered(value=Level(level))
            for code, level in zip(("R12.1", "R12.3", "R12.4"), levels, strict=False)
        }
        report = report_on(replace(empty_sheet(published()), answers=given))
        return {line.group_title for line in report.priorities if line.group == "imbalance"}

    assert groups(4, 0) == {"Safeguard imbalances, before anything else"}
    assert groups(4) == {"Safeguards not known, before anything else"}


def test_a_document_cited_twice_stands_once_in_the_register_with_both_questions() -> None:
    shared, own = EvidenceItem("Act 3", "Parliament", "2024"), EvidenceItem("Act 3", "Parliament", "2025")
    answers: dict[str, Answer] = {
        "R01.2": Answered(value=Level(3), evidence=Evidence(2, (shared, own))),
        "R02.2": Answered(value=Level(1), evidence=Evidence(2, (own,))),
        "R03.1": Answered(value=Level(1), evidence=Evidence(2, (shared, shared))),
    }
    report = report_on(replace(empty_sheet(published()), answers=answers))
    found = [(line.document.reference, line.document.date, line.questions) for line in report.documents]
    assert found == [("E1", "2024", ("R01.2", "R03.1")), ("E2", "2025", ("R01.2", "R02.2"))]
    cited = {entry.code: [item.reference for item in entry.evidence] for entry in report.answers}
    assert (cited["R01.2"], cited["R02.2"], cited["R03.1"]) == (["E1", "E2"], ["E2"], ["E1", "E1"])


def test_the_institutions_for_which_answers_were_given_are_named_with_what_they_answered() -> None:
    answers: dict[str, Answer] = {
        "R01.2": Answered(value=Level(3)),
        "R02.1": DontKnow(),
        "R03.1": Answered(value=Level(1)),
        "R03.3": Answered(value=Level(1)),
    }
    sheet = replace(
        empty_sheet(published()),
        answers=answers,
        given_by={"R01.2": "Ministry", "R02.1": "Police", "R03.1": "Police"},
    )
    who = report_on(sheet).who
    assert [(line.name, line.counts.asked, line.units) for line in who.given_by] == [
        ("Police", 2, ("R02", "R03")),
        ("Ministry", 1, ("R01",)),
    ]
    assert who.given_by[0].counts.dont_know == 1
    assert who.given_by_sentence == "1 answer does not say for which institution it was given."
    assert "do not say" in report_on(replace(sheet, given_by={})).who.given_by_sentence


def test_no_rating_is_lost_because_its_unit_reaches_its_target() -> None:
    instrument = published()
    ratings = {
        unit.code: Rating(importance=2, reason=f"reason for {unit.code}")
        for unit in instrument.units
        if unit.scored_questions
    }
    sheet = replace(random_sheet(instrument, seed=5), ratings=ratings)
    report = report_on(sheet)
    assert report.rated_without_gap
    told = {line.code: line.reason for line in report.priorities}
    told |= {line.code: line.reason for line in report.rated_without_gap}
    assert told.keys() == ratings.keys()
    assert all(f"reason for {code}" in words for code, words in told.items())
    for variant in VARIANTS[1:]:
        assert report_on(sheet, variant=variant).rated_without_gap == ()


def test_what_somebody_typed_keeps_its_direction_beside_our_words() -> None:
    """Within a sentence from left to right, one from right to left is torn where it holds Latin words."""
    typed = "أُنشئت وحدة (CSIRT) في عام 2024"
    sheet = random_sheet(published(), seed=5)
    taken = Action("R01-1", "R01", text=typed, owner="وزارة العدل")
    ratings = {unit.code: Rating(importance=2, reason=typed) for unit in published().units}
    page = html.render(report_on(replace(sheet, actions={taken.code: taken}, ratings=ratings)))
    chapter = page.partition('id="priorities"')[2].partition("</section>")[0]
    assert f': R01-1 – <span class="inline-typed" dir="rtl">{typed}</span>' in chapter
    assert f'. <span class="inline-typed" dir="rtl">{typed}</span>' in chapter
    assert chapter.count(typed) == chapter.count(f'dir="rtl">{typed}</span>')
