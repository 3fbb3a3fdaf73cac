"""Findings in words: level now, proof, consequence, what the next level asks. Each sentence names what it
rests on, and says nothing that other answers would let it say as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from questionnaire.answers import Answered, Choice, Evidence, Level, Selection, Value, applicable_options
from questionnaire.clause_status import MET, ClauseStatus
from questionnaire.instrument import TOP_LEVEL, Question, Unit
from questionnaire.scoring import TOLERANCE
from questionnaire.weighing import QuestionScore
from reports.content.answers import condition_words
from reports.content.gathered import Gathered
from reports.content.parts import UnitFinding
from reports.content.priorities import pivotal
from reports.content.safeguards import weakest_safeguard
from reports.content.wording import worth

# Of how many clauses the words are quoted; the others are named by their codes.
QUOTED = 1
NOT_YET: tuple[ClauseStatus, ...] = ("not_met", "partly", "not_known")


def gap(gathered: Gathered, unit: Unit) -> UnitFinding | None:
    """What keeps the unit from its target: a finding on the question that the first step is about.

    None if the unit has no score, or neither a gap nor a safeguard imbalance.
    """
    if not any(line.code == unit.code for line in gathered.outcome.priorities):
        return None
    question = pivotal(gathered, unit)
    return finding(gathered, unit, question, on_clauses(gathered, question, NOT_YET))


def strength(gathered: Gathered, unit: Unit) -> UnitFinding | None:
    """What the unit can build on, among the answers worth at least three quarters: those that meet a clause
    first, then what counts most by what is proven, then by what is declared. None if there is none.
    """
    scores = gathered.outcome.scores.questions
    able = [question for question in unit.scored_questions if is_strength(scores[question.code])]
    if not able:
        return None

    def proven(question: Question) -> tuple[bool, float, float]:
        own = scores[question.code]
        meets = any(gathered.clause_statuses.get(code) == "met" for code in question.clauses)
        return (meets, question.weight * (own.substantiated or 0), question.weight * (own.low or 0))

    # Of several, the first in the order of the questionnaire.
    question = max(able, key=proven)
    return finding(gathered, unit, question, on_clauses(gathered, question, ("met",)))


def is_strength(score: QuestionScore) -> bool:
    """Whether an answer is worth at least three quarters for certain, under its safeguards too."""
    return score.counts and score.known and (score.low or 0) >= MET - TOLERANCE


def finding(gathered: Gathered, unit: Unit, question: Question, consequence: str) -> UnitFinding:
    """The four parts on one question; what it holds back as a safeguard comes before the clauses."""
    return UnitFinding(
        unit=unit.code,
        title=unit.title,
        question=question.code,
        now=level_now(gathered, question),
        proof=proof(gathered, question),
        consequence=" ".join(part for part in (held_back(gathered, unit, question), consequence) if part),
        next_level=next_level(gathered, question),
    )


# --- Level now ----------------------------------------------------------------------------------------------


def level_now(gathered: Gathered, question: Question) -> str:
    """Where the question stands, in the words of the questionnaire."""
    _ = gathered.wording.gettext
    score = gathered.outcome.scores.questions[question.code]
    if score.branching != "asked" and question.applies is not None:
        condition = condition_words(gathered, question.applies)
        if score.branching == "waiting":
            text = _("{question} is not known: it applies only if {condition}, which is not known.")
        else:
            text = _("{question} counts as 0: it applies only if {condition}.")
        return text.format(question=question.code, condition=condition)
    answer = gathered.answer(question)
    if isinstance(answer, Answered):
        return value_now(gathered, question, answer.value)
    text = _("Not shown in this version: {question}, “{text}”")
    if not gathered.wording.conceals:
        text = _("Not known ({state}): {question}, “{text}”")
    return text.format(
        state=gathered.wording.state(score.state).lower(), question=question.code, text=question.text
    )


def value_now(gathered: Gathered, question: Question, value: Value) -> str:
    """The value given."""
    _ = gathered.wording.gettext
    if isinstance(value, Level):
        return _("{question} is at level {level} of {top}: “{text}”.").format(
            question=question.code, level=value.level, top=TOP_LEVEL, text=question.levels[value.level]
        )
    if isinstance(value, Choice):
        said = {"yes": _("yes"), "partial": _("partial"), "no": _("no")}[value.choice]
        return _("{question} is answered “{answer}”: “{text}”").format(
            question=question.code, answer=said, text=question.text
        )
    ticked, missing = parted(question, value)
    if not ticked:
        return _("{question} ticks none of {count} options.").format(
            question=question.code, count=len(missing)
        )
    return _("{question} ticks {ticked} of {count} options: {options}.").format(
        question=question.code,
        ticked=len(ticked),
        count=len(ticked) + len(missing),
        options=quoted(ticked),
    )


def parted(question: Question, value: Value) -> tuple[list[str], list[str]]:
    """The options that count and apply: those ticked, and those that are not."""
    if not isinstance(value, Selection):
        return [], []
    exclusive = any(question.option(code).exclusive for code in value.selected)
    options = applicable_options(question, value)
    chosen = () if exclusive else value.selected
    return (
        [option.text for option in options if option.code in chosen],
        [option.text for option in options if option.code not in chosen],
    )


def quoted(texts: Iterable[str]) -> str:
    """Each in quotation marks, those inside it made single."""
    return "; ".join(f"“{text.replace('“', '‘').replace('”', '’')}”" for text in texts)


# --- Proof --------------------------------------------------------------------------------------------------


def proof(gathered: Gathered, question: Question) -> str:
    """What the answer rests on: the grade of its evidence and how many documents are named."""
    _ = gathered.wording.gettext
    score, answer = gathered.outcome.scores.questions[question.code], gathered.answer(question)
    if not score.known:
        text = _("Proof of {question}: not shown in this version.")
        if not gathered.wording.conceals:
            text = _("Proof of {question}: none while it is not known.")
        return text.format(question=question.code)
    if score.branching != "asked":
        return _("Proof of {question}: none is needed for what does not apply yet.").format(
            question=question.code
        )
    return graded(gathered, question, answer.evidence, claims=score.raw_high != 0)


def graded(gathered: Gathered, question: Question, evidence: Evidence, *, claims: bool) -> str:
    """The evidence of an answer that is known; one that claims nothing needs none."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    if evidence.grade == 0 and not evidence.items:
        text = _("Proof of {question}: none is named.")
        if not claims:
            text = _("Proof of {question}: none is named, and none is needed where nothing is claimed.")
        return text.format(question=question.code)
    meaning = gathered.wording.grade_meaning(evidence.grade)
    if gathered.wording.conceals:
        # Documents are left out of this version: there may be some.
        return _("Proof of {question}: grade {grade} ({meaning}).").format(
            question=question.code, grade=evidence.grade, meaning=meaning
        )
    if not evidence.items:
        return _("Proof of {question}: grade {grade} ({meaning}), no document named.").format(
            question=question.code, grade=evidence.grade, meaning=meaning
        )
    return several(
        "Proof of {question}: grade {grade} ({meaning}), {count} document named.",
        "Proof of {question}: grade {grade} ({meaning}), {count} documents named.",
        len(evidence.items),
    ).format(question=question.code, grade=evidence.grade, meaning=meaning, count=len(evidence.items))


# --- Consequence --------------------------------------------------------------------------------------------


def held_back(gathered: Gathered, unit: Unit, question: Question) -> str:
    """The powers that count for less because of this safeguard, their weakest; empty if there are none."""
    _ = gathered.wording.gettext
    scores = gathered.outcome.scores.questions
    powers = [
        scores[power.code]
        for power in unit.questions
        if scores[power.code].capped and weakest_safeguard(gathered, power) == question
    ]
    if not powers:
        return ""
    text = _("Because of {question}, {powers}.")
    if not scores[question.code].known:
        text = _("While {question} is not known, {powers}.")
    counts = (
        _("{power} counts as {worth} instead of {raw} of 1").format(
            power=power.code,
            worth=worth(power.low or 0, power.high or 0),
            raw=worth(power.raw_low or 0, power.raw_high or 0),
        )
        for power in powers
    )
    return text.format(question=question.code, powers=gathered.wording.listed(counts))


def on_clauses(gathered: Gathered, question: Question, statuses: tuple[ClauseStatus, ...]) -> str:
    """What the answer means for the text: the clauses asked about that have one of the statuses."""
    _ = gathered.wording.gettext
    parts, room = [], QUOTED
    for status in statuses:
        codes = [code for code in question.clauses if gathered.clause_statuses.get(code) == status]
        if codes:
            named = [clause_words(gathered, code) for code in codes[:room]] + codes[max(0, room) :]
            parts.append(
                _("{status}: {clauses}.").format(
                    status=capital(gathered.wording.clause_status(status)), clauses="; ".join(named)
                )
            )
            room = max(0, room - len(codes))
    return " ".join(parts) or otherwise(gathered, question)


def otherwise(gathered: Gathered, question: Question) -> str:
    """How the clauses stand that the question asks about, where none has the status looked for."""
    _ = gathered.wording.gettext
    statuses = [(code, gathered.clause_statuses.get(code, "context")) for code in question.clauses]
    if all(status == "context" for _code, status in statuses):
        return _(
            "No clause is met or missed by {question}; of the text it asks about context alone: {clauses}."
        ).format(question=question.code, clauses=gathered.wording.listed(question.clauses))
    return _("{question} asks about {clauses}.").format(
        question=question.code,
        clauses=gathered.wording.listed(
            f"{code} ({gathered.wording.clause_status(status)})" for code, status in statuses
        ),
    )


def clause_words(gathered: Gathered, code: str) -> str:
    """A clause by its code and its words in one line."""
    return f"{code}, {quoted([gathered.instrument.clause(code).gist])}"


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


# --- What the next level asks -------------------------------------------------------------------------------


def next_level(gathered: Gathered, question: Question) -> str:
    """What would have to be true for the next step."""
    _ = gathered.wording.gettext
    score = gathered.outcome.scores.questions[question.code]
    if score.branching != "asked" and question.applies is not None:
        return _("{question} asks first that {condition}.").format(
            question=question.code, condition=condition_words(gathered, question.applies)
        )
    answer = gathered.answer(question)
    if not isinstance(answer, Answered):
        return not_known_next(gathered, question)
    value = answer.value
    if isinstance(value, Selection):
        return still_open(gathered, question, value)
    if isinstance(value, Level) and value.level < TOP_LEVEL:
        return _("Level {level} of {question} asks: “{text}”.").format(
            level=value.level + 1, question=question.code, text=question.levels[value.level + 1]
        )
    if isinstance(value, Choice) and value.choice != "yes":
        said = {"partial": _("partial"), "no": _("no")}[value.choice]
        return _("Next is a full yes to {question} instead of “{answer}”.").format(
            question=question.code, answer=said
        )
    return _("Nothing is left to reach in {question}.").format(question=question.code)


def still_open(gathered: Gathered, question: Question, value: Selection) -> str:
    """The options that are not ticked."""
    _ = gathered.wording.gettext
    ticked, missing = parted(question, value)
    if missing:
        return _("Still open in {question}: {options}.").format(
            question=question.code, options=quoted(missing)
        )
    return gathered.wording.ngettext(
        "Nothing is left to add in {question}: {count} option applies.",
        "Nothing is left to add in {question}: {count} options apply.",
        len(ticked),
    ).format(question=question.code, count=len(ticked))


def not_known_next(gathered: Gathered, question: Question) -> str:
    """What to do about a question whose answer is not known, by the reason why."""
    _ = gathered.wording.gettext
    if gathered.wording.conceals:
        return _("What {question} asks next is not shown in this version.").format(question=question.code)
    state = gathered.outcome.scores.questions[question.code].state
    text = {
        "dont_know": _("Next: find out {question}."),
        "withheld": _("Next: decide whether {question} can be disclosed."),
    }.get(state, _("Next: answer {question}."))
    return text.format(question=question.code)
