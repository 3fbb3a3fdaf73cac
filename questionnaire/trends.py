"""Change since an earlier assessment, on matched questions alone (`method.md` 9), and the reasons for it.

Two figures of whole sets of questions are never subtracted: both years are scored anew on the questions that
both asked in the same meaning and to which they apply, with the weights and safeguards of the later version.
What the method leaves open is decided in `docs/decisions/0021-change-is-told-on-matched-questions.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from math import fsum
from typing import Literal, get_args

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.instrument import Instrument, Question, Unit
from questionnaire.scoring import TOLERANCE, Mean, plain_mean
from questionnaire.since import Since
from questionnaire.weighing import SAFEGUARD_MARGIN, QuestionScore, score_questions

SHARE_TO_PUBLISH = 0.7

Verdict = Literal["improved", "declined", "uncertain"]
Reason = Literal["raised", "lowered", "resolved", "unresolved", "safeguard", "unchanged"]
Applicability = Literal["applies_now", "applies_no_more"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class Year(msgspec.Struct, frozen=True, dict=True):
    """One of the two assessments that are compared, with the version of the instrument that it answers."""

    instrument: Instrument
    sheet: AnswerSheet

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of the modules switched on."""
        return self.instrument.units_in(self.sheet.modules)

    @cached_property
    def questions(self) -> dict[str, QuestionScore]:
        """What each question of the modules switched on is worth, by its code."""
        return score_questions(self.units, self.sheet)

    def weight(self, codes: Iterable[str]) -> float:
        """The weight of those of the questions that are scored and apply."""
        return fsum(self.questions[code].weight for code in codes if self.counts(code))

    def counts(self, code: str) -> bool:
        """Whether there is such a question, scored and applicable."""
        return code in self.questions and self.questions[code].counts

    def grade(self, code: str) -> int:
        """The grade of the evidence beside the answer."""
        return self.sheet.answer_to(code).evidence.grade


class Change(msgspec.Struct, frozen=True):
    """One unit, pillar or total in both years, on the matched questions; no figures where there are none.

    `share_before` and `share_now` are how much of that year's weight the matched questions carry; None for a
    year to which it does not apply.
    """

    code: str
    before: Mean | None
    now: Mean | None
    share_before: float | None
    share_now: float | None

    @property
    def share(self) -> float:
        """The lesser share of the two years."""
        return min((share for share in (self.share_before, self.share_now) if share is not None), default=0.0)

    @property
    def low(self) -> float:
        """The least that the change can be."""
        return self.now.low - self.before.high if self.now and self.before else 0.0

    @property
    def high(self) -> float:
        """The most that the change can be."""
        return self.now.high - self.before.low if self.now and self.before else 0.0

    @property
    def is_published(self) -> bool:
        """Whether enough of both years is compared to print it."""
        return self.before is not None and self.share >= SHARE_TO_PUBLISH - TOLERANCE

    @property
    def verdict(self) -> Verdict:
        """What can be said of it (`verdict_on`)."""
        return verdict_on(self.low, self.high)


class QuestionChange(msgspec.Struct, frozen=True):
    """A matched question in both years: why its worth is another, and by how many grades its proof is.

    Worth in 0..1, under the matched safeguards; `weight` is the later one.
    """

    code: str
    unit: str
    weight: int
    before: tuple[float, float]
    now: tuple[float, float]
    reason: Reason
    grades: int


class ApplicabilityChange(msgspec.Struct, frozen=True):
    """A question that both years ask, and that applies in one of them only."""

    code: str
    unit: str
    kind: Applicability


class Trend(msgspec.Struct, frozen=True, dict=True):
    """What changed between two assessments. `steps` are the marks of the versions between them, if any."""

    units: tuple[Change, ...]
    pillars: tuple[Change, ...]
    overall: Change
    questions: tuple[QuestionChange, ...]
    applicability: tuple[ApplicabilityChange, ...]
    steps: tuple[Since, ...]

    @cached_property
    def _units(self) -> dict[str, Change]:
        return {change.code: change for change in self.units}

    def unit(self, code: str) -> Change | None:
        """The change of the unit; None if it applies in neither year or its module is off in one."""
        return self._units.get(code)

    def pillar(self, code: str) -> Change | None:
        """The change of the pillar; None if it has no unit that is compared."""
        return next((change for change in self.pillars if change.code == code), None)


def trend(before: Year, now: Year, steps: tuple[Since, ...]) -> Trend:
    """What changed from the earlier year to the later one.

    `steps` are the marks of the versions after the earlier one up to the later, the latest first; none where
    both answer the same version (`loading.marks_since`).
    """
    compared = _Compared(before, now, steps)
    units = {unit.code: change for unit in compared.units if (change := compared.unit(unit)) is not None}
    pillars = tuple(
        change
        for pillar in now.instrument.pillars
        if pillar.scored and (change := compared.pillar(pillar.code, units)) is not None
    )
    return Trend(
        units=tuple(units.values()),
        pillars=pillars,
        overall=_mean_of("overall", pillars),
        questions=tuple(compared.question(question) for question in compared.matched.values()),
        applicability=tuple(compared.applicability()),
        steps=steps,
    )


def verdict_on(low: float, high: float) -> Verdict:
    """ "improved" or "declined" only if a change in that range is so whatever the unknown answers are."""
    if low > TOLERANCE:
        return "improved"
    return "declined" if high < -TOLERANCE else "uncertain"


def kept(instrument: Instrument, steps: tuple[Since, ...]) -> frozenset[str]:
    """The questions that mean in the instrument what they meant before all of the steps."""
    codes = frozenset(question.code for question in instrument.questions)
    for since in steps:
        codes &= frozenset(since.kept)
    return codes


class _Compared(msgspec.Struct, frozen=True, dict=True):
    """Both years, seen through the questions that are matched."""

    before: Year
    after: Year
    steps: tuple[Since, ...]

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The scored units of the modules that are switched on in both years: those of the later version,
        then those that only the earlier one has.
        """
        on = set(self.before.sheet.modules) & set(self.after.sheet.modules)
        later = {unit.code for unit in self.after.units}
        given_up = tuple(unit for unit in self.before.units if unit.code not in later)
        return tuple(unit for unit in self.after.units + given_up if unit.scored and unit.module in on)

    @cached_property
    def kept(self) -> frozenset[str]:
        """The questions of both years that have the same meaning."""
        there = {question.code for unit in self.units for question in unit.questions}
        return kept(self.after.instrument, self.steps) & there & self.before.questions.keys()

    @cached_property
    def matched(self) -> dict[str, Question]:
        """M of the method, in the order of the later version."""
        return {
            question.code: question
            for unit in self.units
            for question in unit.questions
            if question.code in self.kept
            and self.before.counts(question.code)
            and self.after.counts(question.code)
        }

    def worth(self, year: Year, question: Question) -> tuple[float, float]:
        """The question in that year under the later safeguards, as far as those are matched themselves.

        A safeguard that only one year asked about would make a change of nothing but the question.
        """
        own = year.questions[question.code]
        guards = [year.questions[code] for code in question.safeguards if code in self.matched]
        low, high = own.raw_low or 0.0, own.raw_high or 0.0
        return (
            min([low, *((guard.low or 0.0) + SAFEGUARD_MARGIN for guard in guards)]),
            min([high, *((guard.high or 0.0) + SAFEGUARD_MARGIN for guard in guards)]),
        )

    def unit(self, unit: Unit) -> Change | None:
        """The unit in both years; None if it applies in neither."""
        shares = self.share(self.before, unit), self.share(self.after, unit)
        if shares == (None, None):
            return None
        matched = [question for question in unit.questions if question.code in self.matched]
        if not matched:
            return Change(unit.code, None, None, *shares)
        return Change(unit.code, self.mean(self.before, matched), self.mean(self.after, matched), *shares)

    def mean(self, year: Year, matched: list[Question]) -> Mean:
        """The weighted mean of the questions in that year, with the later weights."""
        weight = fsum(question.weight for question in matched)
        ends = [(question.weight, *self.worth(year, question)) for question in matched]
        return Mean(
            low=100 * fsum(part * low for part, low, _ in ends) / weight,
            high=100 * fsum(part * high for part, _, high in ends) / weight,
        )

    def share(self, year: Year, unit: Unit) -> float | None:
        """How much of the unit's weight in that year is matched; None if the unit did not apply."""
        asked = [
            question.code
            for own in year.units
            if own.code == unit.code
            for question in own.questions
            if year.counts(question.code)
        ]
        if not asked:
            return None
        return year.weight(code for code in asked if code in self.matched) / year.weight(asked)

    def pillar(self, code: str, units: dict[str, Change]) -> Change | None:
        """The plain mean of the pillar's units in the modules of the headline figure."""
        required = {module.code for module in self.after.instrument.modules if not module.optional}
        headline = required & set(self.after.sheet.modules) or set(self.after.sheet.modules)
        own = [
            units[unit.code]
            for unit in self.units
            if unit.pillar == code and unit.module in headline and unit.code in units
        ]
        return _mean_of(code, own) if own else None

    def question(self, question: Question) -> QuestionChange:
        """Why a matched question is worth something else, if it is."""
        before, now = self.worth(self.before, question), self.worth(self.after, question)
        return QuestionChange(
            code=question.code,
            unit=self.after.instrument.unit_of(question.code).code,
            weight=question.weight,
            before=before,
            now=now,
            reason=self.reason(question.code, capped_otherwise=before != now),
            grades=self.after.grade(question.code) - self.before.grade(question.code),
        )

    def reason(self, code: str, *, capped_otherwise: bool) -> Reason:
        """What the country's own answer did, and only if it did nothing, what the safeguards did."""
        then, now = self.before.questions[code], self.after.questions[code]
        if then.known and now.known and then.raw_low != now.raw_low:
            return "raised" if (now.raw_low or 0) > (then.raw_low or 0) else "lowered"
        if then.known != now.known:
            return "resolved" if now.known else "unresolved"
        return "safeguard" if capped_otherwise else "unchanged"

    def applicability(self) -> Iterable[ApplicabilityChange]:
        """The questions with the same meaning that apply in one year only."""
        for unit in self.units:
            for question in unit.questions:
                code = question.code
                if code in self.kept and self.before.counts(code) != self.after.counts(code):
                    kind: Applicability = "applies_now" if self.after.counts(code) else "applies_no_more"
                    yield ApplicabilityChange(code, unit.code, kind)


def _mean_of(code: str, parts: Iterable[Change]) -> Change:
    """The plain mean of the parts, of which each weighs the same. One without matched questions has no figure
    in either year and lessens the share.
    """
    own = tuple(parts)
    before = [part.before for part in own if part.before is not None]
    now = [part.now for part in own if part.now is not None]
    return Change(
        code,
        plain_mean(before) if before else None,
        plain_mean(now) if now else None,
        _mean_share(part.share_before for part in own),
        _mean_share(part.share_now for part in own),
    )


def _mean_share(shares: Iterable[float | None]) -> float | None:
    """The plain mean of the shares of one year, over what applied in it."""
    there = [share for share in shares if share is not None]
    return fsum(there) / len(there) if there else None
