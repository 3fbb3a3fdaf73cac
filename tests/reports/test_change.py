"""The chapter on change: what it says of two dates, what it says where it must not, and where it is not."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from questionnaire.answers import Answer, AnswerSheet
from questionnaire.earlier import Earlier
from questionnaire.instrument import Instrument
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from questionnaire.scoring import Mean
from questionnaire.trends import Change, Year
from reports import charts, content, html, workbook
from reports.content import GapReport
from reports.content.audience import PUBLIC
from reports.content.change import lead, move, signed
from reports.content.change_parts import ChangeChapter
from reports.content.gathered import Gathered
from reports.content.wording import Wording
from reports.language import translations
from tests.questionnaire.builders import dont_know, level, mini_instrument, no, sheet, ticked, withheld, yes
from tests.reports.conftest import report_on

ONE, TWO = mini_instrument("two-versions-1.0"), mini_instrument("two-versions-2.0")
assert TWO.since is not None
STEPS = (TWO.since,)

THEN: dict[str, Answer] = {
    "V1.1": level(2, 1), "V1.2": no(), "V1.3": level(3), "V1.4": yes(),
    "V2.1": ticked("phone"), "V2.2": level(1), "V2.3": yes(),
}  # fmt: skip
NOW: dict[str, Answer] = {
    "V1.1": level(2, 3), "V1.2": yes(), "V1.3": level(3), "V1.5": level(4),
    "V2.1": ticked("phone"), "V2.2": level(2), "V2.4": yes(),
}  # fmt: skip


def on(instrument: Instrument, answers: dict[str, Answer], day: date) -> AnswerSheet:
    modules = tuple(module.code for module in instrument.modules)
    return replace(
        sheet(answers, modules=modules),
        instrument=instrument.code,
        version=instrument.version,
        reference_date=day,
    )


def compared(then: dict[str, Answer], now: dict[str, Answer], *, versions: bool = True) -> GapReport:
    """The report of a second year on the first; both of the second version unless `versions`."""
    before = Year(ONE if versions else TWO, on(ONE if versions else TWO, then, date(2024, 11, 1)))
    later = on(TWO, now, date(2026, 11, 1))
    return content.build(
        TWO,
        later,
        outcome_of(TWO, later),
        country_name="Azuria (invented)",
        earlier=Earlier(before, STEPS if versions else (), "Self-assessment 2024", "ab" * 32),
    )


def chapter(then: dict[str, Answer] | None = None, now: dict[str, Answer] | None = None) -> ChangeChapter:
    found = compared({**THEN, **(then or {})}, {**NOW, **(now or {})}).change
    assert found is not None
    return found


def test_it_tells_the_overall_figure_at_both_dates_and_what_is_certain() -> None:
    found = chapter()
    assert found.lead == (
        "On the questions matched with the last assessment, 39 on 1 November 2024 and 57 on "
        "1 November 2026: improved (+18)."
    )
    assert found.counted == ("Of 2 units compared, 2 improved, 0 declined and 0 show no certain change.")
    assert found.matched.startswith("5 of the 7 scored questions that apply now are matched")
    assert "Self-assessment 2024" in found.compared
    assert "ab" * 32 in found.compared


def test_a_line_says_what_the_answers_did() -> None:
    rules, services = chapter(now={"V2.1": dont_know()}).units
    assert (rules.before_figure, rules.now_figure, rules.change, rules.verdict) == (
        "50", "70", "+20", "improved",
    )  # fmt: skip
    assert rules.why == "1 higher"
    assert (services.verdict, services.why) == ("no certain change", "2 no longer known")
    assert services.change == "−28 to +72"


def test_what_is_not_known_at_either_date_is_said() -> None:
    unknown: dict[str, Answer] = {"V2.2": dont_know()}
    (_, services) = chapter(unknown, unknown).units
    assert services.why == "nothing moved; 1 not known at either date"
    assert (services.change, services.verdict) == ("−67 to +67", "no certain change")


def test_reasons_name_every_matched_question_once() -> None:
    found = chapter(now={"V1.3": level(0)})
    named = [code for line in found.reasons for code in line.questions]
    assert sorted(named) == ["V1.1", "V1.2", "V1.3", "V2.1", "V2.2"]
    assert [(line.words, line.questions) for line in found.reasons][:2] == [
        ("The answer is worth more", ("V1.2", "V2.2")),
        ("The answer is worth less", ("V1.3",)),
    ]
    assert [line.questions for line in found.evidence] == [("V1.1",)]


def test_another_version_is_told_question_by_question_and_breaks_the_lines() -> None:
    report = compared(THEN, NOW)
    found = report.change
    assert found is not None
    assert found.is_broken
    assert [(line.code, line.words) for line in found.marks] == [
        ("V1.2", "reworded, the same meaning"),
        ("V1.5", "replaces V1.4: another meaning, not compared"),
        ("V2.4", "new, not compared"),
        ("V2.3", "no longer asked"),
    ]
    assert found.marks[-1].text == "Is there a fax number today?"
    assert "version 1.0" in found.versions
    unbroken = compared(NOW, NOW, versions=False)
    assert unbroken.change is not None
    assert (unbroken.change.is_broken, unbroken.change.marks) == (False, ())


def test_that_every_question_is_matched_is_said_of_all() -> None:
    found = compared(NOW, NOW, versions=False).change
    assert found is not None
    assert re.match(r"All \d+ scored questions that apply now are matched:", found.matched)


def test_a_break_is_drawn() -> None:
    plain, broken = (charts.slope((20, 40), (50, 50), "Slope", broken=there) for there in (False, True))
    assert (str(broken).count("rect"), str(plain).count("rect")) == (1, 0)
    assert 'alt="Slope"' in plain


@pytest.mark.parametrize("share", [0.69, 0.0])
def test_a_share_below_70_per_cent_prints_no_figure(share: float) -> None:
    now = on(TWO, NOW, date(2026, 11, 1))
    gathered = Gathered(TWO, now, outcome_of(TWO, now), Wording(translations("en")))
    change = Change("V1", Mean(10, 10), Mean(90, 90), 1.0, share)
    line = move(gathered, change, "Rules", ())
    assert (line.before, line.now, line.change, line.verdict) == (None, None, "", "")
    assert line.note.startswith("not compared")
    assert "90" not in lead(gathered, change, "then", "today")


def test_without_an_earlier_assessment_there_is_no_chapter_and_the_guide_says_so() -> None:
    report = report_on(on(TWO, NOW, date(2026, 11, 1)), TWO)
    page = html.render(report)
    assert report.change is None
    assert 'id="change"' not in page
    assert 'href="#change"' not in page
    assert "follows no earlier one" in page


def test_with_one_the_contents_lead_to_it_and_the_summary_names_it() -> None:
    report = compared(THEN, NOW)
    page = html.render(report)
    assert report.change is not None
    assert page.index('href="#change"') < page.index('id="change"')
    assert report.change.lead in report.summary.findings
    assert "follows no earlier one" not in page


def test_every_slope_has_its_words() -> None:
    page = html.render(compared(THEN, NOW))
    for words in (
        "Slope: 50 then, 70 now, change +20, improved",
        "Slope: 39 then, 57 now, change +18, improved",
    ):
        assert f'alt="{words}"' in page


def test_the_whole_questionnaire_compares_with_itself() -> None:
    answers = random_sheet(published(), seed=5, complete=True)
    earlier = Earlier(Year(published(), replace(answers, reference_date=date(2024, 11, 1))), ())
    report = content.build(
        published(), answers, outcome_of(published(), answers), country_name="Azuria", earlier=earlier
    )
    assert report.change is not None
    assert {line.change for line in (report.change.overall, *report.change.units)} == {"0"}
    assert {line.verdict for line in report.change.units} == {"no certain change"}
    assert [line.words for line in report.change.reasons] == ["Worth the same, or not known at both dates"]


@pytest.mark.parametrize(
    ("value", "words"),
    [(25.0, "+25"), (-3.2, "−3"), (0.0, "0"), (0.3, "+0.3"), (-0.3, "−0.3"), (0.01, "0"), (0.5, "+1")],
)
def test_a_change_is_printed_with_its_sign(value: float, words: str) -> None:
    assert signed(value) == words


# --- In the other files, and for other readers --------------------------------------------------------------


def test_the_workbook_holds_the_figures_as_numbers() -> None:
    book = load_workbook(io.BytesIO(workbook.render(compared(THEN, NOW))))
    overall, *_others = book["Change"].iter_rows(min_row=2, values_only=True)
    assert overall[0] == "overall"
    assert overall[6:8] == pytest.approx((18.33, 18.33), abs=0.01)
    by_question = [row[:2] for row in book["Change by question"].iter_rows(min_row=2, values_only=True)]
    assert ("V1.2", "The answer is worth more") in by_question
    assert ("V2.3", "no longer asked") in by_question


def test_a_first_assessment_has_no_such_sheets() -> None:
    book = load_workbook(io.BytesIO(workbook.render(report_on(on(TWO, NOW, date(2026, 11, 1)), TWO))))
    assert not [name for name in book.sheetnames if name.startswith("Change")]


def restricted(instrument: Instrument, code: str) -> Instrument:
    """The instrument with one question restricted."""
    units = tuple(
        replace(
            unit,
            questions=tuple(
                replace(asked, sensitivity="restricted") if asked.code == code else asked
                for asked in unit.questions
            ),
        )
        for unit in instrument.units
    )
    return replace(instrument, units=units)


def public(one: Instrument, two: Instrument, then: dict[str, Answer], now: dict[str, Answer]) -> GapReport:
    """The public version of the second year."""
    later = on(two, {**NOW, **now}, date(2026, 11, 1))
    return content.build(
        two,
        later,
        outcome_of(two, later),
        country_name="Azuria (invented)",
        heading=content.Heading(variant=PUBLIC),
        earlier=Earlier(
            Year(one, on(one, {**THEN, **then}, date(2024, 11, 1))), STEPS, "Secret title", "ab" * 32
        ),
    )


@pytest.mark.parametrize("which", [(True, False), (False, True), (True, True)])
def test_the_public_version_tells_nothing_of_a_question_that_either_version_restricts(
    which: tuple[bool, bool],
) -> None:
    one, two = (
        restricted(each, "V1.3") if is_restricted else each
        for each, is_restricted in zip((ONE, TWO), which, strict=True)
    )
    found = public(one, two, {}, {}).change
    assert found is not None
    assert found == public(one, two, {"V1.3": level(0)}, {}).change
    if which[1]:
        assert found == public(one, two, {"V1.3": level(0)}, {"V1.3": dont_know()}).change


def test_the_public_version_tells_nothing_that_was_typed_and_not_why_an_answer_is_missing() -> None:
    found = public(ONE, TWO, {"V1.2": dont_know()}, {})
    assert found.change is not None
    assert "Secret title" not in html.render(found)
    assert found.change == public(ONE, TWO, {"V1.2": withheld()}, {}).change


def test_the_public_version_says_nothing_of_the_evidence_of_an_answer_that_it_does_not_show() -> None:
    found = public(ONE, TWO, {"V1.1": level(2, 3), "V1.3": level(3, 2)}, {"V1.1": dont_know()}).change
    assert found is not None
    assert [(line.words, line.questions) for line in found.evidence] == [
        ("Evidence of a lower grade", ("V1.3",))
    ]
    assert ("It was shown, and is not now", ("V1.1",)) in [
        (line.words, line.questions) for line in found.reasons
    ]
    assert "1 no longer shown" in found.units[0].why
