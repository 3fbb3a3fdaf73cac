"""The action plan: what is proposed about a gap, and what actions would change."""

from __future__ import annotations

from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from msgspec.structs import replace

from questionnaire.answers import (
    Action,
    Aim,
    Answer,
    Answered,
    AnswerSheet,
    Choice,
    Level,
    Selection,
)
from questionnaire.instrument import Instrument
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.plan import (
    Effect,
    HeldBack,
    effect_of,
    if_done,
    is_reached,
    next_code,
    open_proposals,
    proposed_actions,
    words_aimed_at,
)
from questionnaire.scoring import TOLERANCE
from tests.questionnaire.builders import (
    ALL_MODULES,
    dont_know,
    level,
    mini_instrument,
    no,
    not_applicable,
    partial,
    saying,
    sheet,
    ticked,
    unanswered,
    withheld,
    yes,
)
from tests.questionnaire.random_sheets import any_sheets, known_sheets, raised, scored_units, whole_sheets

R12: dict[str, Answer] = {"R12.1": level(4), "R12.2": yes(), "R12.3": level(1), "R12.4": level(2)}
"""Example 3 of the method: strong cooperation that its weak safeguards hold to a half."""


def proposed(own: AnswerSheet, instrument: Instrument | None = None) -> dict[str, Action]:
    """The proposals by question."""
    asked = instrument or published()
    return {action.question: action for action in proposed_actions(asked, own, outcome_of(asked, own))}


def of_unit(unit: str, answers: dict[str, Answer], target: float = 75) -> dict[str, Action]:
    """The proposals on the questions of one unit."""
    found = proposed(sheet(answers, targets={unit: target}))
    return {code: action for code, action in found.items() if action.unit == unit}


def on(question: str, aim: Aim | None) -> Action:
    """An action that somebody has taken up."""
    return Action(f"{question}-1", published().unit_of(question).code, question, aim, "Do it")


def effect(answers: dict[str, Answer], *actions: Action) -> Effect:
    return effect_of(published(), sheet(answers), actions)


class TestWhatIsProposed:
    def test_the_next_level_in_the_words_of_its_description(self) -> None:
        question = published().question("R12.3")
        found = of_unit("R12", R12)["R12.3"]
        assert found.aim == Level(2)
        assert found.text == question.levels[2]
        assert words_aimed_at(published(), found) == (question.levels[2],)
        assert found.clauses == question.clauses
        assert found.owner == published().body(question.bodies[0]).title
        assert (found.code, found.unit, found.taken_up) == ("R12.3-1", "R12", False)

    def test_nothing_where_every_question_reaches_its_target(self) -> None:
        assert not of_unit("R12", {"R12.1": level(3), "R12.2": yes(), "R12.3": level(3), "R12.4": level(3)})

    def test_nothing_on_a_question_that_reaches_its_own_target(self) -> None:
        assert of_unit("R12", R12).keys() == {"R12.3", "R12.4"}, "R12.1 and R12.2 are above theirs"

    def test_the_safeguard_before_the_power_that_it_limits(self) -> None:
        found = list(of_unit("R12", {**R12, "R12.1": level(1), "R12.3": level(0)}))
        assert found.index("R12.3") < found.index("R12.1")

    def test_a_safeguard_that_belongs_to_another_unit(self) -> None:
        strong = {q.code: level(4) for q in published().unit("R15").questions if q.kind == "maturity"}
        own = sheet({**strong, "R11.4": level(0)}, targets={"R11": 0, "R15": 75})
        assert proposed(own)["R11.4"].aim == Level(1)

    def test_a_safeguard_out_of_balance_even_where_the_target_is_reached(self) -> None:
        assert of_unit("R12", R12, target=10).keys() == {"R12.3", "R12.4"}
        balanced: dict[str, Answer] = {
            "R12.1": level(2),
            "R12.2": yes(),
            "R12.3": level(1),
            "R12.4": level(1),
        }
        assert not of_unit("R12", balanced, target=10)

    def test_the_question_that_a_branch_depends_on_until_it_is_asked(self) -> None:
        child = published().question("R02.4")
        assert child.applies is not None
        assert child.applies.question == "R02.3"
        found = of_unit("R02", {"R02.1": ticked(), "R02.3": level(0)})
        assert found["R02.3"].aim == Level(1)
        assert "R02.4" not in found

    def test_a_full_yes_or_a_partial_one_where_that_is_enough(self) -> None:
        assert of_unit("R12", {"R12.2": no()}, 75)["R12.2"].aim == Choice("yes")
        assert of_unit("R12", {"R12.2": no()}, 50)["R12.2"].aim == Choice("partial")
        assert of_unit("R12", {"R12.2": partial()}, 75)["R12.2"].aim == Choice("yes")

    def test_the_options_that_are_not_ticked_and_their_clauses(self) -> None:
        question = published().question("R04.1")
        codes = [option.code for option in question.scored_options]
        found = of_unit("R04", {"R04.1": ticked(codes[0])})["R04.1"]
        assert found.aim == Selection(tuple(codes[1:]))
        assert found.text == "; ".join(option.text for option in question.scored_options[1:])
        of_missing = {code for option in question.scored_options[1:] for code in option.clauses}
        assert set(found.clauses) == (of_missing & set(question.clauses) or set(question.clauses))

    def test_an_option_that_does_not_apply_is_not_asked_for(self) -> None:
        codes = [option.code for option in published().question("R04.1").scored_options]
        found = of_unit("R04", {"R04.1": ticked(left_out=(codes[0],))})["R04.1"]
        assert isinstance(found.aim, Selection)
        assert codes[0] not in found.aim.selected

    def test_to_find_out_what_is_not_known(self) -> None:
        for answer in (dont_know(), withheld(), unanswered(), not_applicable()):
            found = of_unit("R12", {**R12, "R12.3": answer})["R12.3"]
            assert found.aim is None
            assert found.text == published().question("R12.3").text
            assert words_aimed_at(published(), found) == ()

    def test_nothing_on_a_question_that_does_not_apply(self) -> None:
        assert "R10.2" not in of_unit("R10", {"R10.1": level(1), "R10.2": not_applicable()})

    def test_unit_by_unit_in_the_order_of_priorities(self) -> None:
        own = sheet({**R12, "R10.1": level(1)})
        outcome = outcome_of(published(), own)
        units = list(dict.fromkeys(a.unit for a in proposed_actions(published(), own, outcome)))
        ranked = [line.code for line in outcome.priorities]
        # R11 is drawn forward by R15, whose powers its fourth question limits.
        assert [unit for unit in ranked if unit in units] == units or "R11" in units
        assert units[0] == "R12", "an imbalance comes first"

    def test_nothing_twice(self) -> None:
        found = proposed_actions(published(), sheet(), outcome_of(published(), sheet()))
        assert len({action.question for action in found}) == len(found) > 50


class TestWhatIsUnderWay:
    def planned(self, action: Action) -> set[str]:
        own = replace(sheet(R12), actions={action.code: action})
        return {
            found.question
            for found in open_proposals(published(), own, outcome_of(published(), own))
            if found.unit == "R12"
        }

    def test_a_question_with_an_action_is_not_proposed_again(self) -> None:
        assert self.planned(on("R12.3", Level(2))) == {"R12.4"}

    def test_a_dropped_action_leaves_its_proposal(self) -> None:
        assert self.planned(replace(on("R12.3", Level(2)), taken_up=False)) == {"R12.3", "R12.4"}

    def test_an_action_that_has_reached_its_aim_leaves_room_for_the_next(self) -> None:
        assert self.planned(on("R12.3", Level(1))) == {"R12.3", "R12.4"}

    def test_the_next_action_has_the_next_number(self) -> None:
        own = replace(
            sheet(R12), actions={code: Action(code, "R12") for code in ("R12.3-1", "R12.3-4", "R12-7")}
        )
        assert next_code(own, "R12.3") == "R12.3-5"
        assert next_code(own, "R12") == "R12-8"
        assert next_code(own, "R12.1") == "R12.1-1"

    def test_what_is_reached(self) -> None:
        own = sheet(R12)
        assert is_reached(published(), own, on("R12.3", Level(1)))
        assert not is_reached(published(), own, on("R12.3", Level(2)))
        assert is_reached(published(), own, on("R12.3", None)), "found out"
        assert not is_reached(published(), sheet(), on("R12.3", None))
        assert not is_reached(published(), own, Action("R12-1", "R12"))


class TestWhatItWouldChange:
    def test_is_computed_anew_and_never_added_up(self) -> None:
        """Each of two safeguards alone moves only itself; both together free the power that they limit."""
        both = effect(R12, on("R12.3", Level(3)), on("R12.4", Level(3)))
        alone = [effect(R12, on(code, Level(3))) for code in ("R12.3", "R12.4")]
        gains = [self.low(found.after) - self.low(found.before) for found in (*alone, both)]
        assert gains[2] > gains[0] + gains[1]

    def low(self, outcome: object) -> float:
        unit = outcome.scores.units["R12"]  # type: ignore[attr-defined]
        return float(unit.mean.low)

    def test_an_imbalance_ends_when_its_safeguards_are_strong(self) -> None:
        found = effect(R12, on("R12.3", Level(3)), on("R12.4", Level(3)))
        before, after = found.before.scores.units["R12"], found.after.scores.units["R12"]
        assert before is not None
        assert after is not None
        assert (before.imbalance, after.imbalance) == (True, False)

    def test_a_power_that_its_safeguard_holds_down_gains_nothing_and_it_is_said_why(self) -> None:
        found = effect({**R12, "R12.1": level(2)}, on("R12.1", Level(4)))
        assert found.before.scores.units["R12"] != found.after.scores.units["R12"], "the imbalance is new"
        assert self.low(found.before) == self.low(found.after)
        assert found.held_back == (HeldBack("R12.1-1", "held", ("R12.3", "R12.4"), 0.5, 0.5),)

    def test_what_moves_nothing_is_said_with_the_reason(self) -> None:
        own: dict[str, Answer] = {**R12, "R10.2": not_applicable(), "R02.3": level(0), "R12.4": dont_know()}
        found = effect(
            own,
            Action("R12-1", "R12", text="A working group"),
            on("R12.3", Level(1)),
            on("R12.4", None),
            on("R10.2", Level(2) if published().question("R10.2").kind == "maturity" else Choice("yes")),
            on("R02.4", None),
        )
        assert found.after == found.before
        assert [(held.action, held.reason, held.limited_by) for held in found.held_back] == [
            ("R12-1", "whole-unit", ()),
            ("R12.3-1", "reached", ()),
            ("R12.4-1", "find-out", ()),
            ("R10.2-1", "not-applicable", ()),
            ("R02.4-1", "not-asked", ("R02.3",)),
        ]

    def test_old_proof_does_not_prove_the_new_level(self) -> None:
        own = sheet({"R12.3": saying(level(1, grade=4), "As of May")})
        assert if_done(published(), own, [on("R12.3", Level(2))]).answers["R12.3"] == saying(
            level(2), "As of May"
        )
        assert if_done(published(), own, [on("R12.3", Level(1))]) == own

    def test_none_of_these_and_not_applicable_give_way_to_what_is_aimed_at(self) -> None:
        asked = mini_instrument("exclusive-option")
        question = next(q for q in asked.questions if any(o.exclusive for o in q.options) and q.scored)
        alone = next(option.code for option in question.options if option.exclusive)
        wanted = question.scored_options[0].code
        action = Action(f"{question.code}-1", asked.units[0].code, question.code, Selection((wanted,)), "x")
        assert if_done(asked, sheet({question.code: ticked(alone)}), [action]).answers[
            question.code
        ] == ticked(wanted)
        codes = [option.code for option in published().question("R04.1").scored_options]
        found = if_done(
            published(), sheet({"R04.1": ticked(left_out=(codes[0],))}), [on("R04.1", Selection((codes[0],)))]
        )
        assert found.answers["R04.1"] == ticked(codes[0])


# --- Properties ---------------------------------------------------------------------------------------------


def any_aims(own: AnswerSheet, data: DataObject) -> tuple[Action, ...]:
    """Some actions that aim at anything on any questions, reached or not, several on one question too."""
    scored = [question for question in published().questions if question.scored]
    picked = data.draw(st.lists(st.sampled_from(scored), min_size=1, max_size=12))
    actions = []
    for number, question in enumerate(picked, start=1):
        aim: Aim | None
        if question.kind == "maturity":
            aim = data.draw(st.sampled_from([None, *(Level(found) for found in range(1, 5))]))
        elif question.kind == "choice":
            aim = data.draw(st.sampled_from([None, Choice("partial"), Choice("yes")]))
        else:
            codes = [option.code for option in question.scored_options]
            aim = Selection(tuple(data.draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))))
        code, unit = f"{question.code}-{number}", published().unit_of(question.code).code
        actions.append(Action(code, unit, question.code, aim, "x"))
    return tuple(actions)


@whole_sheets
@given(any_sheets())
def test_doing_nothing_changes_nothing(own: AnswerSheet) -> None:
    found = effect_of(published(), own, ())
    assert if_done(published(), own, ()) == own
    assert found.before == found.after == outcome_of(published(), own)
    assert found.held_back == ()


@whole_sheets
@given(any_sheets(), st.data())
def test_an_action_never_lowers_a_low(own: AnswerSheet, data: DataObject) -> None:
    found = effect_of(published(), own, any_aims(own, data))
    before, after = scored_units(found.before.scores), scored_units(found.after.scores)
    assert before.keys() <= after.keys()
    for code, unit in before.items():
        assert after[code].mean.low >= unit.mean.low - TOLERANCE
    for old, new in zip(
        found.before.scores.headline.pillars, found.after.scores.headline.pillars, strict=True
    ):
        assert new.mean.low >= old.mean.low - TOLERANCE


@whole_sheets
@given(any_sheets(), st.data())
def test_the_order_of_actions_is_irrelevant_and_doing_them_twice_changes_nothing(
    own: AnswerSheet, data: DataObject
) -> None:
    actions = any_aims(own, data)
    turned = data.draw(st.permutations(actions))
    done = if_done(published(), own, actions)
    assert if_done(published(), own, turned) == done
    assert if_done(published(), done, actions) == done


@settings(whole_sheets, max_examples=25)
@given(st.one_of(known_sheets(), any_sheets()))
def test_taking_up_every_proposal_again_and_again_ends_without_a_certain_gap(own: AnswerSheet) -> None:
    for turn in count():
        outcome = outcome_of(published(), own)
        steps = [found for found in proposed_actions(published(), own, outcome) if found.aim is not None]
        if not steps:
            break
        after = if_done(published(), own, steps)
        assert after != own, "every proposal moves an answer"
        own = after
        assert turn < 40, "levels are few"
    assert not [code for code, found in outcome.gaps.items() if found.gap.kind == "certain"]
    flagged = [unit for unit in scored_units(outcome.scores).values() if unit.imbalance]
    assert all(unit.imbalance_only_unknown for unit in flagged)


@whole_sheets
@given(any_sheets())
def test_a_proposal_is_one_step_of_its_question(own: AnswerSheet) -> None:
    for action in proposed_actions(published(), own, outcome_of(published(), own)):
        answer, question = own.answer_to(action.question), published().question(action.question)
        assert action.text
        assert set(action.clauses) <= set(question.clauses)
        if action.aim is None:
            assert not isinstance(answer, Answered)
            continue
        (done,) = (if_done(published(), own, [action]).answers[action.question],)
        assert isinstance(done, Answered)
        if question.kind == "maturity":
            assert done.value in [
                step.value for step in raised(question, answer) if isinstance(step, Answered)
            ]


def test_modules_switched_off_propose_nothing() -> None:
    assert any(action.unit.startswith("U") for action in proposed(sheet(modules=ALL_MODULES)).values())
    assert not any(action.unit.startswith("U") for action in proposed(sheet()).values())
