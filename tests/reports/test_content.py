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
    Target,
    Unanswered,
    Withheld,
)
from questionnaire.gaps import Gap
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from questionnaire.scoring import ENOUGH_KNOWN
from questionnaire.sources import paragraphs
from reports import content, html
from reports.content import GapReport
from reports.content.audience import MINISTERS_BRIEF, VARIANTS
from reports.content.wording import Wording, figure, percent, worth
from reports.language import LanguageNotOffered, translations
from tests.reports.conftest import empty_sheet, report_on
from tests.reports.trying import with_comments

Reports = Callable[[str], GapReport]
NAMES = ("empty", "half", "complete", "one module", "trying")


@pytest.mark.parametrize(
    ("low", "high", "printed"),
    [
        pytest.param(53.33, 73.33, "53–73", id="a range has an en dash and is rounded once"),
        pytest.param(30.0, 30.0, "30", id="one number if everything is known"),
        pytest.param(49.5, 49.5, "50", id="halves go up"),
        pytest.param(0.0, 100.0, "0–100", id="nothing known"),
        pytest.param(53.1, 53.4, "53", id="ends that print alike are one number"),
    ],
)
def test_a_score_is_printed_as_a_figure(low: float, high: float, printed: str) -> None:
    assert figure(low, high) == printed


@pytest.mark.parametrize(
    ("low", "high", "printed"),
    [(0.5, 0.5, "0.5"), (0, 1, "0–1"), (1 / 3, 1 / 3, "0.33"), (0.25, 1, "0.25–1")],
)
def test_a_worth_has_the_decimals_it_needs(low: float, high: float, printed: str) -> None:
    assert worth(low, high) == printed


@pytest.mark.parametrize(
    ("low", "high", "words", "printed"),
    [
        pytest.param(17.2, 50, "17–50 points", "17–50", id="a range"),
        pytest.param(1, 1, "1 point", "1", id="one alone"),
        pytest.param(0.3, 0.3, "less than 1 point", "<1", id="a gap that rounds to none is still one"),
    ],
)
def test_a_gap_is_said_in_points(low: float, high: float, words: str, printed: str) -> None:
    wording = Wording(translations("en"))
    assert wording.points(low, high) == words
    gap = Gap(target=75, confirmed=True, target_year=None, low=low, high=high, kind="certain")
    assert wording.gap(gap) == printed
    assert wording.gap(replace(gap, kind="none")) == "none"


def test_nearly_all_is_not_printed_as_all() -> None:
    assert percent(0.999) == "99 %"
    assert percent(1.0) == "100 %"


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


def test_an_empty_assessment_is_said_to_be_empty(reports_by_name: Reports) -> None:
    report = reports_by_name("empty")
    assert report.who.counts.unanswered == report.who.counts.asked
    assert not any(answer.given for answer in report.answers)
    assert {line.score.figure for line in report.scoreboard if line.score} == {"0–100"}
    assert {line.group for line in report.priorities} == {"find-out-first"} | (
        {"imbalance"} if any(pair.capped for pair in report.safeguards) else set()
    )


def test_an_empty_assessment_asks_first_who_answers_and_names_neither_gap_nor_draft(
    reports_by_name: Reports,
) -> None:
    report = reports_by_name("empty")
    first = report.who.decisions[0]
    assert (first.text.split(",")[0], first.anchor) == (
        "Give the 100 questions to the institutions expected to lead on them",
        "who",
    )
    assert not any("draft" in decision.text for decision in report.who.decisions)
    assert [report.summary.gaps, report.needs, report.needs_by_type] == [(), (), ()]
    assert report.summary.gaps_more.startswith("No gap is known yet, and none is ruled out")
    assert report.imbalance_sentence == "Whether powers and their safeguards are in balance is not known."
    assert {unit.standing[0] for unit in report.units if unit.score} == {
        "No question of this unit has an answer yet."
    }


def test_an_empty_assessment_prints_what_is_asked_and_no_tables_of_zeros(reports_by_name: Reports) -> None:
    page = html.render(reports_by_name("empty"))
    assert page.count("Questions to answer") == len(published().units)
    for head in ("Shares", "Tied with", "9 of 10 draws", "Proposed, not taken up"):
        assert head not in page
        assert head in html.render(reports_by_name("half"))
    for question in published().questions:
        assert question.code in page
    brief = html.render(report_on(empty_sheet(published()), variant=MINISTERS_BRIEF))
    assert "Question to answer first" in brief
    assert "Tied with" not in brief


def test_the_first_answer_ends_what_is_said_of_an_empty_assessment(reports_by_name: Reports) -> None:
    given: dict[str, Answer] = {"R03.1": DontKnow()}
    report = report_on(replace(empty_sheet(published()), answers=given))
    assert not report.is_blank
    assert {line.unit for line in report.needs} == {"R03"}
    assert report.needs_sentence.startswith("No draft is made of R01, R02, R04,")
    drafts = f"Decide which of {len(report.needs)} draft assistance needs become needs."
    assert drafts in [decision.text for decision in report.who.decisions]
    assert report.summary.gaps
    assert [unit.code for unit in report.units if not unit.is_blank] == ["R03"]


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


def test_priorities_stand_in_the_order_of_the_method() -> None:
    sheet = random_sheet(published(), seed=21)
    outcome = outcome_of(published(), sheet)
    report = content.build(published(), sheet, outcome, country_name="Azuria")
    assert [line.code for line in report.priorities] == [line.code for line in outcome.priorities]
    assert [line.place for line in report.priorities] == list(range(1, len(outcome.priorities) + 1))


def test_a_first_step_quotes_the_questionnaire() -> None:
    levels = {level for question in published().questions for level in question.levels}
    steps = [
        line.first_step for line in report_on(random_sheet(published(), seed=4, complete=True)).priorities
    ]
    quoted = [step for step in steps if ": " in step and "Level" in step]
    assert quoted
    assert all(step.split(": ", 1)[1] in levels for step in quoted)


@pytest.mark.parametrize(
    ("answer", "step"),
    [
        pytest.param(Unanswered(), "Answer: {asked}", id="not answered"),
        pytest.param(DontKnow(), "Find out: {asked}", id="not known in the country"),
        pytest.param(Withheld(), "Decide whether to disclose: {asked}", id="known, and withheld"),
        pytest.param(Answered(value=Choice("partial")), "Reach a yes: {asked}", id="not a full yes"),
    ],
)
def test_a_first_step_tells_what_it_is_about(answer: Answer, step: str) -> None:
    """Whoever reads the priorities has no list of questions beside them."""
    best = {code: Answered(value=Level(4)) for code in ("R10.1", "R10.3", "R10.4")}
    sheet = replace(
        empty_sheet(published()), answers={**best, "R10.2": answer}, targets={"R10": Target(100, 2028)}
    )
    (line,) = (line for line in report_on(sheet).priorities if line.code == "R10")
    asked = published().question("R10.2").text
    assert line.first_step == "R10.2 – " + step.format(asked=asked)


def test_the_reader_is_asked_to_approve_the_order_as_it_is_printed(reports_by_name: Reports) -> None:
    report = reports_by_name("complete")
    first = [line.code for line in report.priorities if line.group != "find-out-first"][:5]
    (asked,) = (decision.text for decision in report.who.decisions if "order of work" in decision.text)
    assert f"begins with {', '.join(first[:-1])} and {first[-1]}, and" in asked


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


@pytest.mark.parametrize(
    ("safeguard", "asked"),
    [
        pytest.param(
            Answered(value=Level(0)), "Decide which safeguards to strengthen first", id="it is weak"
        ),
        pytest.param(DontKnow(), "Find out how strong the safeguards of R12 are", id="nobody knows"),
    ],
)
def test_the_reader_is_asked_about_safeguards_as_far_as_they_are_known(safeguard: Answer, asked: str) -> None:
    answers = {"R12.1": Answered(value=Level(4)), "R12.3": Answered(value=Level(4)), "R12.4": safeguard}
    report = report_on(replace(empty_sheet(published()), answers=answers))
    (decision,) = (
        line for line in report.who.decisions if line.anchor == "safeguards" and "R12" in line.text
    )
    assert decision.text.startswith(asked)


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
