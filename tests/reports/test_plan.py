"""The action plan in the report: actions and proposals told apart, quoted, and what they would change."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from questionnaire.answers import Action, AnswerSheet, Choice, Level, Selection
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.plan import effect_of, open_proposals
from questionnaire.samples import random_sheet, with_plan
from reports import charts, html
from reports.content import GapReport
from reports.content.audience import FOR_OTHERS, VariantCode
from tests.questionnaire.builders import dont_know, level, no, sheet, yes
from tests.reports.conftest import report_on
from tests.reports.test_html import Elements

R12 = sheet({"R12.1": level(4), "R12.2": yes(), "R12.3": level(1), "R12.4": level(2), "R10.2": no()})


def planned(*actions: Action, own: AnswerSheet = R12) -> GapReport:
    """The report on a sheet with these actions."""
    return report_on(replace(own, actions={action.code: action for action in actions}))


def on(question: str, aim: Level | Choice | Selection | None, **more: object) -> Action:
    """An action on a question."""
    return replace(
        Action(f"{question}-1", published().unit_of(question).code, question, aim, "Do it"), **more
    )


class TestTheTable:
    def test_holds_every_action_and_every_proposal_once(self) -> None:
        own = with_plan(published(), random_sheet(published(), seed=3, complete=True), seed=1)
        plan = report_on(own).plan
        lines = [line for unit in plan.planned for line in unit.lines]
        assert {line.code for line in lines} == {a.code for a in own.actions.values() if a.taken_up}
        assert not any(line.is_proposal for line in lines)
        proposals = open_proposals(published(), own, outcome_of(published(), own))
        named = [line.code for unit in plan.proposed for line in unit.lines]
        named += [f"{question}-1" for unit in plan.proposed for question in unit.find_out]
        assert sorted(named) == sorted(action.code for action in proposals)
        assert all(line.is_proposal for unit in plan.proposed for line in unit.lines)

    def test_quotes_the_level_that_an_action_would_satisfy(self) -> None:
        (unit,) = planned(on("R12.3", Level(2), clauses=("R12.b",))).plan.planned
        (line,) = unit.lines
        assert line.quote == published().question("R12.3").levels[2]
        assert (line.aim, line.clauses, line.state) == ("Level 2", ("R12.b",), "Action")
        (proposal,) = (
            line for unit in planned().plan.proposed for line in unit.lines if line.question == "R12.3"
        )
        assert proposal.text == published().question("R12.3").levels[2]
        assert (proposal.quote, proposal.state) == ("", "Proposal")

    def test_says_what_to_do_where_the_words_are_a_question_or_options(self) -> None:
        words = published().question("R10.2").text
        found = {line.code: line.text for unit in planned().plan.proposed for line in unit.lines}
        assert found["R10.2-1"] == f"Reach a yes: {words}"
        half = planned(on("R10.2", Choice("partial"), text=words)).plan
        assert half.planned[0].lines[0].text == f"Reach a partial yes: {words}"

    def test_leads_with_how_many_actions_there_are(self) -> None:
        proposed = sum(len(unit.lines) + len(unit.find_out) for unit in planned().plan.proposed)
        assert planned().plan.lead == f"No action has been taken up yet; {proposed} are proposed."
        assert planned(on("R12.3", Level(2))).plan.lead.startswith("1 action has been taken up; ")

    def test_names_what_is_to_be_found_out_by_its_question(self) -> None:
        own = replace(R12, answers={**R12.answers, "R12.3": dont_know()})
        (unit,) = (unit for unit in planned(own=own).plan.proposed if unit.code == "R12")
        assert "R12.3" in unit.find_out

    def test_marks_what_is_reached_and_leaves_out_what_was_dropped_or_belongs_to_no_module(self) -> None:
        plan = planned(
            on("R12.3", Level(1)),
            replace(on("R12.4", Level(3)), taken_up=False),
            on("U1.1", Level(1)),
        ).plan
        assert [(line.code, line.state) for unit in plan.planned for line in unit.lines] == [
            ("R12.3-1", "Reached")
        ]

    def test_a_long_text_is_cut_in_the_table_and_stands_in_full_below(self) -> None:
        text = "word " * 200
        report = planned(on("R12.3", Level(2), text=text, indicator="sign " * 200))
        (line,) = report.plan.planned[0].lines
        assert not line.excerpt_is_whole
        page = html.render(report)
        assert "<h3>Long texts in full</h3>" in page
        assert "<h4>Action R12.3-1</h4>" in page
        assert "<h4>Indicator of R12.3-1</h4>" in page

    def test_typed_words_are_inert(self) -> None:
        page = html.render(
            planned(on("R12.3", Level(2), text="<script>1</script>", owner="<b>x", indicator="<i>"))
        )
        assert "<script>1" not in page
        assert "<b>x" not in page
        assert "<i>" not in page


class TestTheTimeline:
    def test_runs_from_the_first_year_to_the_last(self) -> None:
        plan = planned(
            on("R12.3", Level(2), start=date(2027, 1, 1), end=date(2028, 12, 31)),
            on("R12.4", Level(3), start=date(2028, 1, 1)),
        ).plan
        assert (plan.axis_start, plan.axis_end) == ("2027", "2028")
        whole, open_end = (line for unit in plan.planned for line in unit.lines)
        assert (whole.from_here, whole.to_here) == (0, 100)
        assert open_end.from_here == pytest.approx(50, abs=0.1)
        assert open_end.to_here is None
        assert (whole.when, open_end.when) == ("1 Jan 2027 – 31 Dec 2028", "from 1 Jan 2028")

    def test_is_not_drawn_where_no_day_is_set(self) -> None:
        plan = planned(on("R12.3", Level(2))).plan
        assert (plan.axis_start, plan.planned[0].lines[0].when) == ("", "not decided")

    @pytest.mark.parametrize(("start", "end"), [(0.0, 100.0), (30.0, 30.0), (40.0, None), (None, 60.0)])
    def test_has_words_whatever_is_known(self, start: float | None, end: float | None) -> None:
        assert 'alt="Timeline: x"' in charts.timeline(start, end, "Timeline: x")


class TestWhatItWouldChange:
    def test_prints_what_is_computed_anew(self) -> None:
        actions = (on("R12.3", Level(3)), on("R12.4", Level(3)))
        plan = planned(*actions).plan
        after = effect_of(published(), R12, actions).after.scores.units["R12"]
        (line,) = (line for line in plan.units if line.code == "R12")
        assert after is not None
        assert (line.after.low, line.after.high) == (after.mean.low, after.mean.high)
        assert (line.before_flag, line.after_flag) == ("safeguard imbalance", "")
        assert "R12" not in plan.unmoved

    def test_says_what_stays_and_why(self) -> None:
        plan = planned(on("R12.1", Level(4)), Action("R12-1", "R12", text="A table")).plan
        assert {line.why.split(".")[0]: line.actions for line in plan.held_back} == {
            "For the unit as a whole: no single answer is raised": ("R12-1",),
            "The answer says so already": ("R12.1-1",),
        }

    def test_counts_the_proposals_where_nothing_was_taken_up(self) -> None:
        assert planned().plan.counted.startswith("Nothing has been taken up yet: here all that is proposed")
        assert planned(on("R12.3", Level(2))).plan.counted.startswith("Here the actions taken up")


class TestThePriorities:
    def test_name_owner_and_words_of_the_action_that_begins_first(self) -> None:
        report = planned(
            on("R12.4", Level(3), text="Later", start=date(2028, 1, 1)),
            on("R12.3", Level(2), text="Write the decree", owner="Ombudsman", start=date(2027, 1, 1)),
        )
        (line,) = (line for line in report.priorities if line.code == "R12")
        assert (line.owner, line.first_step) == ("Ombudsman", "R12.3-1 – Write the decree")

    def test_quote_the_questionnaire_where_there_is_none(self) -> None:
        (line,) = (line for line in planned().priorities if line.code == "R12")
        assert line.first_step.startswith("R12.")
        assert "-1" not in line.first_step


@pytest.mark.parametrize("variant", FOR_OTHERS)
def test_nothing_of_a_plan_is_told_to_others(variant: VariantCode) -> None:
    own = replace(
        R12, actions={"R12.3-1": on("R12.3", Level(2), text="Secret decree", owner="Secret office")}
    )
    page = html.render(report_on(own, variant=variant))
    assert "Secret" not in page


def test_the_chapter_is_a_chapter_of_the_working_file() -> None:
    ids = {attributes.get("id") for _, attributes in Elements(html.render(planned())).found}
    assert "plan" in ids
