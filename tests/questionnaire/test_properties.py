"""The properties P1 to P22 of `method.md` 12 on whole random answer sheets of the published instrument.

P19 is about trends and stands in `test_trends.py`. Figures are compared with `NOISE` where two different
sums may differ in their last bits.
"""

from __future__ import annotations

from random import Random

from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from msgspec.structs import replace

from questionnaire.answers import (
    Answer,
    Answered,
    AnswerSheet,
    DontKnow,
    LeftOut,
    NotApplicable,
    Selection,
    Target,
    Unanswered,
)
from questionnaire.answers_file import read_answers, write_answers
from questionnaire.gaps import Importance, gap_between, priority_of
from questionnaire.instrument import Instrument, Question
from questionnaire.loading import published
from questionnaire.needs import DraftNeed
from questionnaire.outcome import outcome_of, result_json
from questionnaire.scoring import Mean, Scores, band, score
from tests.questionnaire.builders import ALL_MODULES, RECOMMENDATIONS
from tests.questionnaire.random_sheets import (
    REASON,
    any_sheets,
    best,
    better_proven,
    counting,
    given_answers,
    known_sheets,
    pillars,
    raised,
    scored_units,
    sheets_of,
    totals,
    unknown_answers,
    valid_answers,
    valid_sheets,
    whole_sheets,
    with_answer,
    worst,
)

NOISE = 1e-9

QUESTIONS = published().questions
SCORED = tuple(question for question in QUESTIONS if question.scored)
CONTEXT = tuple(question for question in QUESTIONS if not question.scored)
POWERS = tuple(question for question in QUESTIONS if question.safeguards)
PARENTS = tuple({q.applies.question for q in QUESTIONS if q.applies})
MAY_BE_NOT_APPLICABLE = tuple(question for question in SCORED if question.not_applicable != "never")
NEVER_NOT_APPLICABLE = tuple(question for question in SCORED if question.not_applicable != "question")


def scored(sheet: AnswerSheet, instrument: Instrument | None = None) -> Scores:
    return score(instrument or published(), sheet)


def some_question(among: tuple[Question, ...] = SCORED) -> st.SearchStrategy[Question]:
    """Any of the questions; those that others depend on more often than chance would have it."""
    central = [q for q in among if q.code in PARENTS or any(q.code in power.safeguards for power in POWERS)]
    return st.one_of(st.sampled_from(among), st.sampled_from(central)) if central else st.sampled_from(among)


@whole_sheets
@given(any_sheets())
def test_p1_every_figure_keeps_its_order_and_its_bounds(sheet: AnswerSheet) -> None:
    found = scored(sheet)
    for question in counting(found):
        assert question.low is not None
        assert question.high is not None
        assert question.substantiated is not None
        assert question.confidence is not None
        assert 0 <= question.substantiated <= question.low <= question.high <= 1
        assert 0 <= question.confidence <= 1
    for unit in scored_units(found).values():
        assert 0 <= unit.substantiated <= unit.mean.low + NOISE
        assert 0 <= unit.confidence <= 1
        assert unit.mean.low <= unit.mean.high
    for figure in _means(found):
        assert 0 <= figure.low <= figure.high <= 100


@whole_sheets
@given(any_sheets(), st.data())
def test_p2_raising_an_answer_never_lowers_anything(sheet: AnswerSheet, data: DataObject) -> None:
    question = data.draw(some_question(QUESTIONS))
    # A child waits or counts as zero while its parent is low: raising the parent must not cost either.
    if not isinstance(sheet.answer_to(question.code), Answered):
        sheet = with_answer(sheet, question.code, data.draw(given_answers(question)))
    steps = list(raised(question, sheet.answer_to(question.code)))
    assume(steps)
    before, after = (
        scored(sheet),
        scored(with_answer(sheet, question.code, data.draw(st.sampled_from(steps)))),
    )
    for code, old in scored_units(before).items():
        new = scored_units(after)[code]
        assert new.substantiated >= old.substantiated - NOISE
        assert (new.band_low, new.band_high) >= (old.band_low, old.band_high)
        assert new.band_high >= old.band_high
        if new.band is not None and old.band is not None:
            assert new.band >= old.band
    for old_mean, new_mean in zip(_means(before), _means(after), strict=True):
        assert new_mean.low >= old_mean.low - NOISE
        assert new_mean.high >= old_mean.high - NOISE
    for old_total, new_total in zip(totals(before), totals(after), strict=True):
        assert (new_total.band_low or 0) >= (old_total.band_low or 0)
        assert (new_total.band_high or 0) >= (old_total.band_high or 0)


@whole_sheets
@given(any_sheets(), st.data())
def test_p3_more_evidence_never_moves_a_score_and_never_costs(sheet: AnswerSheet, data: DataObject) -> None:
    question = data.draw(some_question())
    sheet = with_answer(sheet, question.code, data.draw(given_answers(question)))
    proven = with_answer(sheet, question.code, better_proven(sheet.answer_to(question.code)))
    before, after = scored(sheet), scored(proven)
    assert _means(after) == _means(before)
    for unit, old in scored_units(before).items():
        new = scored_units(after)[unit]
        assert new.substantiated >= old.substantiated - NOISE
        assert new.confidence >= old.confidence - NOISE


@whole_sheets
@given(any_sheets(), st.integers(0, 2**32))
def test_p4_no_order_matters(sheet: AnswerSheet, seed: int) -> None:
    shuffled_instrument, shuffled_sheet = _shuffled(published(), sheet, Random(seed))
    before, after = outcome_of(published(), sheet), outcome_of(shuffled_instrument, shuffled_sheet)
    assert after.scores == before.scores
    assert after.gaps == before.gaps
    assert after.priorities == before.priorities
    assert _need_weights(after.needs) == _need_weights(before.needs)


@whole_sheets
@given(any_sheets(), st.data())
def test_p5_a_valid_not_applicable_equals_deleting_the_question(sheet: AnswerSheet, data: DataObject) -> None:
    question = data.draw(st.sampled_from(MAY_BE_NOT_APPLICABLE))
    marked = with_answer(sheet, question.code, _all_not_applicable(question))
    deleted = scored(sheet, _without(published(), question))
    found = scored(marked)
    assert found.units == deleted.units
    assert totals(found) == totals(deleted)
    own_unit = published().unit_of(question.code).code
    before = scored(sheet).units
    assert {code for code in before if before[code] != found.units[code]} <= {own_unit}


@whole_sheets
@given(any_sheets(), st.data())
def test_p6_resolving_a_dont_know_never_widens_a_range(sheet: AnswerSheet, data: DataObject) -> None:
    question = data.draw(some_question())
    open_sheet = with_answer(sheet, question.code, DontKnow())
    resolved = data.draw(st.one_of(given_answers(question), valid_answers(question)))
    before, after = scored(open_sheet), scored(with_answer(sheet, question.code, resolved))
    for unit, old in scored_units(before).items():
        new = scored_units(after).get(unit)
        assert new is None or _within(new.mean, old.mean)
    for place, pillar in pillars(before).items():
        assert _within(pillars(after)[place].mean, pillar.mean)
    for old_total, new_total in zip(totals(before), totals(after), strict=True):
        assert old_total.mean is not None
        assert new_total.mean is not None
        assert _within(new_total.mean, old_total.mean)


@whole_sheets
@given(any_sheets())
def test_p7_what_is_known_is_what_the_range_leaves(sheet: AnswerSheet) -> None:
    for figure in _means(scored(sheet)):
        assert figure.known == 1 - (figure.high - figure.low) / 100


@whole_sheets
@given(sheets_of(lambda question: st.just(best(question))), st.data())
def test_p8_everything_at_best_is_100_everywhere(sheet: AnswerSheet, data: DataObject) -> None:
    # What does not apply must not cost anything.
    for question in data.draw(st.lists(st.sampled_from(MAY_BE_NOT_APPLICABLE), unique=True)):
        sheet = with_answer(sheet, question.code, _all_not_applicable(question))
    found = scored(sheet)
    for unit in scored_units(found).values():
        assert (unit.mean, unit.substantiated, unit.confidence) == (Mean(100, 100), 100, 1)
        assert (unit.band, unit.imbalance) == (5, False)
    assert set(map(_ends, _means(found))) == {(100, 100)}
    assert {(total.band_low, total.band_high) for total in totals(found)} == {(5, 5)}


@whole_sheets
@given(sheets_of(worst))
def test_p8_everything_at_zero_is_zero_known_and_believed(sheet: AnswerSheet) -> None:
    found = scored(sheet)
    for unit in scored_units(found).values():
        assert unit.confidence >= 0.75
        assert unit.substantiated == 0
        assert not unit.imbalance
    for figure in _means(found):
        assert (figure.low, figure.high, figure.known) == (0, 0, 1)


@whole_sheets
@given(sheets_of(lambda _: unknown_answers()))
def test_p9_nothing_known_is_0_to_100_without_a_band(sheet: AnswerSheet) -> None:
    found = scored(sheet)
    for figure in _means(found):
        assert (figure.low, figure.high, figure.known) == (0, 100, 0)
    for unit in scored_units(found).values():
        assert (unit.band, unit.substantiated, unit.confidence, unit.imbalance) == (None, 0, 0, False)


@whole_sheets
@given(any_sheets(), st.integers(2, 1000))
def test_p10_scaling_all_weights_changes_nothing(sheet: AnswerSheet, factor: int) -> None:
    before, after = scored(sheet), scored(sheet, _scaled(published(), factor))
    for old, new in zip(_means(before), _means(after), strict=True):
        assert abs(new.low - old.low) < NOISE
        assert abs(new.high - old.high) < NOISE
    for code, unit in scored_units(before).items():
        other = scored_units(after)[code]
        assert abs(other.substantiated - unit.substantiated) < NOISE
        assert abs(other.confidence - unit.confidence) < NOISE


@whole_sheets
@given(any_sheets(), st.fixed_dictionaries({question.code: given_answers(question) for question in CONTEXT}))
def test_p11_context_answers_never_change_a_score(sheet: AnswerSheet, context: dict[str, Answer]) -> None:
    before, after = scored(sheet), scored(replace(sheet, answers={**sheet.answers, **context}))
    assert after.units == before.units
    assert totals(after) == totals(before)


@whole_sheets
@given(any_sheets())
def test_p12_switching_the_national_statement_off_moves_no_recommendation(sheet: AnswerSheet) -> None:
    whole = scored(replace(sheet, modules=ALL_MODULES))
    without = scored(replace(sheet, modules=RECOMMENDATIONS))
    assert without.units == {code: unit for code, unit in whole.units.items() if code.startswith("R")}
    assert without.headline == whole.headline


@st.composite
def _ranges(draw: st.DrawFn) -> Mean:
    low, high = sorted((draw(st.floats(0, 100)), draw(st.floats(0, 100))))
    return Mean(low, draw(st.sampled_from([low, high])))


@whole_sheets
@given(_ranges(), st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_p13_a_gap_falls_as_scores_rise_and_rises_as_targets_rise(
    mean: Mean, target: float, higher_low: float, higher_high: float, higher_target: float
) -> None:
    gap = gap_between(mean, target)
    assert 0 <= gap.low <= gap.middle <= gap.high <= 100
    better = Mean(max(mean.low, higher_low), max(mean.high, higher_high, higher_low))
    with_better = gap_between(better, target)
    assert with_better.low <= gap.low + NOISE
    assert with_better.high <= gap.high + NOISE
    more_wanted = gap_between(mean, max(target, higher_target))
    assert more_wanted.low >= gap.low - NOISE
    assert more_wanted.high >= gap.high - NOISE


@whole_sheets
@given(any_sheets(), st.data())
def test_p13_holds_on_sheets_too(sheet: AnswerSheet, data: DataObject) -> None:
    question = data.draw(
        st.sampled_from([q for q in SCORED if published().unit_of(q.code).module == "recommendations"])
    )
    unit = published().unit_of(question.code).code
    before = outcome_of(published(), sheet).gaps
    assume(unit in before)
    raised_target = Target(data.draw(st.floats(before[unit].gap.target, 100)))
    after = outcome_of(published(), replace(sheet, targets={**sheet.targets, unit: raised_target})).gaps
    assert after[unit].gap.low >= before[unit].gap.low - NOISE
    assert after[unit].gap.high >= before[unit].gap.high - NOISE
    steps = list(raised(question, sheet.answer_to(question.code)))
    assume(steps)
    better = outcome_of(
        published(), with_answer(sheet, question.code, data.draw(st.sampled_from(steps)))
    ).gaps
    assert better[unit].gap.low <= before[unit].gap.low + NOISE
    assert better[unit].gap.high <= before[unit].gap.high + NOISE


_RATED = st.builds(
    Importance,
    *(st.integers(1, 5) for _ in range(5)),
    threat_from=st.just("rating"),
    unrated=st.just(()),
)
_NAMES = ("importance", "threat", "readiness", "cost", "time")


@whole_sheets
@given(_ranges(), st.floats(0, 100), _RATED, st.sampled_from(_NAMES), st.floats(0, 100))
@example(Mean(0, 0), 100, Importance(5, 5, 5, 5, 5, threat_from="rating", unrated=()), "cost", 100)
def test_p14_priority_keeps_its_bounds_and_follows_gap_and_ratings(
    mean: Mean, target: float, ratings: Importance, name: str, higher_target: float
) -> None:
    gap = gap_between(mean, target)
    found = priority_of(gap, ratings)
    assert 0 <= found.low <= found.middle <= found.high <= 100
    assert (found.middle == 0) == (gap.middle == 0)
    rated_higher = replace(ratings, **{name: min(5, getattr(ratings, name) + 1)})
    more_urgent = priority_of(gap, rated_higher)
    wider = priority_of(gap_between(mean, max(target, higher_target)), ratings)
    for other in (more_urgent, wider):
        assert other.low >= found.low - NOISE
        assert other.middle >= found.middle - NOISE
        assert other.high >= found.high - NOISE


@whole_sheets
@given(any_sheets())
def test_p14_holds_on_sheets_too(sheet: AnswerSheet) -> None:
    for found in outcome_of(published(), sheet).gaps.values():
        assert 0 <= found.priority.low <= found.priority.middle <= found.priority.high <= 100
        assert (found.priority.middle == 0) == (found.gap.middle == 0)
        assert (found.gap.kind == "none") == (found.gap.middle == 0)


@whole_sheets
@given(any_sheets())
def test_p15_the_overall_band_is_at_most_one_above_the_weakest_pillar(sheet: AnswerSheet) -> None:
    for total in totals(scored(sheet)):
        assert total.band_low is not None
        assert total.band_high is not None
        assert total.band_low <= min(band(pillar.mean.low) for pillar in total.pillars) + 1
        assert total.band_high <= min(band(pillar.mean.high) for pillar in total.pillars) + 1


@whole_sheets
@given(any_sheets(), st.data())
def test_p16_a_power_without_a_safeguard_is_worth_a_quarter_at_most(
    sheet: AnswerSheet, data: DataObject
) -> None:
    power = data.draw(st.sampled_from(POWERS))
    guard = published().question(data.draw(st.sampled_from(power.safeguards)))
    sheet = with_answer(sheet, guard.code, data.draw(worst(guard)))
    sheet = with_answer(sheet, power.code, data.draw(st.one_of(st.just(best(power)), given_answers(power))))
    found = scored(sheet).questions[power.code]
    assert found.low is not None
    assert found.high is not None
    assert found.substantiated is not None
    assert max(found.low, found.high, found.substantiated) <= 0.25


@whole_sheets
@given(known_sheets(), st.data())
def test_p17_targets_met_and_nothing_unknown_leave_no_need(sheet: AnswerSheet, data: DataObject) -> None:
    share = data.draw(st.sampled_from([0.5, 0.9, 1.0]))
    reached = {code: Target(share * unit.mean.low) for code, unit in scored_units(scored(sheet)).items()}
    found = outcome_of(published(), replace(sheet, targets=reached))
    assert {unit.gap.kind for unit in found.gaps.values()} == {"none"}
    assert not any(found.needs.values())


@whole_sheets
@given(any_sheets(), st.integers(0, 2**32))
def test_p18_the_same_answers_give_the_same_bytes(sheet: AnswerSheet, seed: int) -> None:
    again = replace(sheet, answers=_in_another_order(sheet.answers, Random(seed)))
    first, second = (result_json(published(), each, outcome_of(published(), each)) for each in (sheet, again))
    assert first == second


@whole_sheets
@given(valid_sheets())
def test_p20_export_then_import_reproduces_every_score(sheet: AnswerSheet) -> None:
    imported = read_answers(write_answers(sheet, published()), published())
    assert outcome_of(published(), imported) == outcome_of(published(), sheet)
    assert write_answers(imported, published()) == write_answers(sheet, published())


@whole_sheets
@given(any_sheets(), st.data())
def test_p21_an_invalid_not_applicable_scores_as_unanswered(sheet: AnswerSheet, data: DataObject) -> None:
    code = data.draw(some_question(NEVER_NOT_APPLICABLE)).code
    invalid = outcome_of(published(), with_answer(sheet, code, NotApplicable(reason=REASON)))
    assert invalid == outcome_of(published(), with_answer(sheet, code, Unanswered()))


# --- What the properties are stated with --------------------------------------------------------------------


def _means(scores: Scores) -> list[Mean]:
    """Every interval of 0 to 100, always in the same order: units, pillars, totals."""
    found = [unit.mean for unit in scored_units(scores).values()]
    found += [pillar.mean for pillar in pillars(scores).values()]
    return found + [total.mean for total in totals(scores) if total.mean is not None]


def _ends(mean: Mean) -> tuple[float, float]:
    return (mean.low, mean.high)


def _within(inner: Mean, outer: Mean) -> bool:
    return inner.low >= outer.low - NOISE and inner.high <= outer.high + NOISE


def _need_weights(needs: dict[str, tuple[DraftNeed, ...]]) -> dict[str, list[tuple[str, float]]]:
    """The needs without the questions behind them, which stand in the instrument's order."""
    return {unit: [(need.assistance, need.weight) for need in found] for unit, found in needs.items()}


def _all_not_applicable(question: Question) -> Answer:
    """The question marked not applicable, as a whole or option by option."""
    if question.not_applicable == "question":
        return NotApplicable(reason=REASON)
    marks = tuple(LeftOut(option.code, REASON) for option in question.options)
    return Answered(value=Selection((), marks))


def _shuffled(instrument: Instrument, sheet: AnswerSheet, chance: Random) -> tuple[Instrument, AnswerSheet]:
    def in_any_order(things: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(chance.sample(things, len(things)))

    units = tuple(
        replace(
            unit,
            questions=in_any_order(
                tuple(
                    replace(question, options=in_any_order(question.options)) for question in unit.questions
                )
            ),
        )
        for unit in instrument.units
    )
    return (
        replace(instrument, units=in_any_order(units)),
        replace(sheet, answers=_in_another_order(sheet.answers, chance)),
    )


def _in_another_order(answers: object, chance: Random) -> dict[str, Answer]:
    assert isinstance(answers, dict)
    return {code: answers[code] for code in chance.sample(sorted(answers), len(answers))}


def _without(instrument: Instrument, question: Question) -> Instrument:
    return _each_unit_asking(instrument, lambda asked: tuple(q for q in asked if q.code != question.code))


def _scaled(instrument: Instrument, factor: int) -> Instrument:
    return _each_unit_asking(
        instrument,
        lambda asked: tuple(replace(question, weight=question.weight * factor) for question in asked),
    )


def _each_unit_asking(instrument: Instrument, change: object) -> Instrument:
    assert callable(change)
    return replace(
        instrument,
        units=tuple(replace(unit, questions=change(unit.questions)) for unit in instrument.units),
    )
