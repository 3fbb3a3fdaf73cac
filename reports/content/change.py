"""What changed since the last assessment, on matched questions, and why (`method.md` 9)."""

from __future__ import annotations

from collections.abc import Iterable

from questionnaire.earlier import Earlier
from questionnaire.trends import SHARE_TO_PUBLISH, Change, QuestionChange, Reason, Trend
from reports.content.change_parts import ChangeChapter, MarkLine, Move, ReasonLine
from reports.content.gathered import Gathered
from reports.content.wording import figure, one, percent
from reports.rounding import whole

MINUS = "−"
TOLD: tuple[Reason, ...] = ("raised", "lowered", "resolved", "unresolved", "safeguard", "unchanged")


def chapter(gathered: Gathered, earlier: Earlier | None) -> ChangeChapter | None:
    """The chapter; None for an assessment that follows none."""
    if earlier is None:
        return None
    found = earlier.compared_with(gathered.instrument, gathered.sheet)
    then, today = (
        gathered.wording.day(day) for day in (earlier.reference_date, gathered.sheet.reference_date)
    )
    graded = [line for line in found.questions if is_graded(gathered, earlier, line.code)]
    return ChangeChapter(
        compared=compared(gathered, earlier),
        then=then,
        today=today,
        lead=lead(gathered, found.overall, then, today),
        counted=counted(gathered, found),
        matched=matched(gathered, found),
        overall=move(
            gathered, found.overall, gathered.wording.gettext("Overall"), in_headline(gathered, found)
        ),
        pillars=tuple(pillar_move(gathered, change, found) for change in found.pillars),
        units=tuple(unit_move(gathered, earlier, change, found) for change in found.units),
        reasons=reasons(gathered, found),
        evidence=evidence(gathered, graded),
        evidence_sentence=evidence_sentence(gathered, graded),
        applicability=applicability(gathered, found),
        is_broken=bool(found.steps),
        versions=versions(gathered, earlier),
        marks=tuple(marks(gathered, earlier)),
    )


def headline(chapter: ChangeChapter | None) -> tuple[str, ...]:
    """What the summary says of it; nothing where there is nothing to compare with."""
    return (chapter.lead,) if chapter else ()


def compared(gathered: Gathered, earlier: Earlier) -> str:
    """Which assessment this one is compared with."""
    _ = gathered.wording.gettext
    day = gathered.wording.day(earlier.reference_date)
    if not earlier.title:
        return _("Compared with the assessment of {date}.").format(date=day)
    return _("Compared with the submission “{title}” of {date}, SHA-256 {hash}.").format(
        title=earlier.title, date=day, hash=earlier.hash
    )


def lead(gathered: Gathered, overall: Change, then: str, today: str) -> str:
    """The overall figure at both dates, and what may be said of it."""
    _ = gathered.wording.gettext
    if not overall.is_published or overall.before is None or overall.now is None:
        return _(
            "No overall change since {then} is printed: the questions that can be compared carry {share} of "
            "the weight, and {needed} is needed."
        ).format(then=then, share=percent(overall.share), needed=percent(SHARE_TO_PUBLISH))
    said = {
        "improved": _(
            "On the questions matched with the last assessment, {before} on {then} and {now} on "
            "{today}: improved ({change})."
        ),
        "declined": _(
            "On the questions matched with the last assessment, {before} on {then} and {now} on "
            "{today}: declined ({change})."
        ),
        "uncertain": _(
            "On the questions matched with the last assessment, {before} on {then} and {now} on "
            "{today}: no certain change ({change})."
        ),
    }[overall.verdict]
    return said.format(
        before=figure(overall.before.low, overall.before.high),
        now=figure(overall.now.low, overall.now.high),
        then=then,
        today=today,
        change=difference(gathered, overall),
    )


def counted(gathered: Gathered, found: Trend) -> str:
    """How many units moved for certain, in either direction."""
    verdicts = [change.verdict for change in found.units if change.is_published]
    several = gathered.wording.ngettext
    words = several(
        "Of {count} unit compared, {improved} improved, {declined} declined and {uncertain} shows no certain "
        "change.",
        "Of {count} units compared, {improved} improved, {declined} declined and {uncertain} show no certain "
        "change.",
        len(verdicts),
    ).format(
        count=len(verdicts),
        improved=verdicts.count("improved"),
        declined=verdicts.count("declined"),
        uncertain=verdicts.count("uncertain"),
    )
    left_out = len(found.units) - len(verdicts)
    if not left_out:
        return words
    return " ".join((
        words,
        several(
            "{count} more is not compared, because too few of its questions are matched.",
            "{count} more are not compared, because too few of their questions are matched.",
            left_out,
        ).format(count=left_out),
    ))  # fmt: skip


def matched(gathered: Gathered, found: Trend) -> str:
    """How many questions are compared, of how many."""
    _ = gathered.wording.gettext
    all_now = sum(score.counts for score in gathered.outcome.scores.questions.values())
    if len(found.questions) == all_now:
        words = _(
            "All {all} scored questions that apply now are matched: asked in the same meaning at both dates, "
            "and applicable at both."
        )
    else:
        words = _(
            "{matched} of the {all} scored questions that apply now are matched: asked in the same meaning "
            "at both dates, and applicable at both."
        )
    return words.format(matched=len(found.questions), all=all_now)


def in_headline(gathered: Gathered, found: Trend) -> list[QuestionChange]:
    """The matched questions of the modules that the overall figure and the pillars speak of."""
    modules = gathered.outcome.scores.headline.modules
    return [line for line in found.questions if gathered.instrument.unit(line.unit).module in modules]


def pillar_move(gathered: Gathered, change: Change, found: Trend) -> Move:
    """A pillar at both dates."""
    instrument = gathered.instrument
    title = instrument.pillar(change.code).title
    own = [line for line in in_headline(gathered, found) if instrument.unit(line.unit).pillar == change.code]
    return move(gathered, change, title, own)


def unit_move(gathered: Gathered, earlier: Earlier, change: Change, found: Trend) -> Move:
    """A unit at both dates; one that only the earlier version has keeps the title that it had."""
    now, then = gathered.instrument, earlier.year.instrument
    unit = (now if now.has_unit(change.code) else then).unit(change.code)
    own = [line for line in found.questions if line.unit == change.code]
    return move(gathered, change, unit.title, own)


def move(gathered: Gathered, change: Change, title: str, questions: Iterable[QuestionChange]) -> Move:
    """One line: figures where enough is compared, else why there are none."""
    _ = gathered.wording.gettext
    share = percent(change.share)
    if not change.is_published or change.before is None or change.now is None:
        note = _("not compared: {share} of the weight is matched").format(share=share)
        return Move(
            change.code, title, None, None, "", "", "", share, "", is_certain=False, note=note, why=""
        )
    return Move(
        code=change.code,
        title=title,
        before=(change.before.low, change.before.high),
        now=(change.now.low, change.now.high),
        before_figure=figure(change.before.low, change.before.high),
        now_figure=figure(change.now.low, change.now.high),
        change=difference(gathered, change),
        share=share,
        verdict={
            "improved": _("improved"),
            "declined": _("declined"),
            "uncertain": _("no certain change"),
        }[change.verdict],
        is_certain=change.verdict != "uncertain",
        note="",
        why=why(gathered, questions),
    )


def difference(gathered: Gathered, change: Change) -> str:
    """ "+25", "−3 to +12": the least and the most that the change can be."""
    low, high = signed(change.low), signed(change.high)
    return low if low == high else gathered.wording.gettext("{low} to {high}").format(low=low, high=high)


def signed(value: float) -> str:
    """A change with its sign, rounded; what would round to nothing keeps a decimal."""
    size = str(whole(abs(value))) if abs(value) >= 0.5 else one(abs(value))
    if size in {"0", "0.0"}:
        return "0"
    return f"+{size}" if value > 0 else f"{MINUS}{size}"


def why(gathered: Gathered, questions: Iterable[QuestionChange]) -> str:
    """What the answers did, counted: "2 higher, 1 lower, 1 now known"."""
    several, lines = gathered.wording.ngettext, list(questions)
    told = [line.reason for line in lines]
    phrases: dict[Reason, str] = {
        "raised": several("{count} higher", "{count} higher", told.count("raised")),
        "lowered": several("{count} lower", "{count} lower", told.count("lowered")),
        "resolved": several("{count} now known", "{count} now known", told.count("resolved")),
        "unresolved": several("{count} no longer known", "{count} no longer known", told.count("unresolved")),
        "safeguard": several("{count} by a safeguard", "{count} by a safeguard", told.count("safeguard")),
    }
    if gathered.wording.conceals:
        phrases |= {
            "resolved": several("{count} now shown", "{count} now shown", told.count("resolved")),
            "unresolved": several(
                "{count} no longer shown", "{count} no longer shown", told.count("unresolved")
            ),
        }
    parts = [words.format(count=told.count(code)) for code, words in phrases.items() if told.count(code)]
    if parts:
        return ", ".join(parts)
    open_still = sum(line.now[0] < line.now[1] for line in lines)
    if not open_still:
        return gathered.wording.gettext("every answer is worth the same")
    return several(
        "nothing moved; {count} not known at either date",
        "nothing moved; {count} not known at either date",
        open_still,
    ).format(count=open_still)


def reasons(gathered: Gathered, found: Trend) -> tuple[ReasonLine, ...]:
    """Why the matched questions are worth what they are now."""
    _ = gathered.wording.gettext
    words: dict[Reason, str] = {
        "raised": _("The answer is worth more"),
        "lowered": _("The answer is worth less"),
        "resolved": _("It was not known, and is now"),
        "unresolved": _("It was known, and is not now"),
        "safeguard": _("The answer is the same; a safeguard holds it down otherwise than before"),
        "unchanged": _("Worth the same, or not known at both dates"),
    }
    if gathered.wording.conceals:
        words |= {
            "resolved": _("It was not shown, and is now"),
            "unresolved": _("It was shown, and is not now"),
            "unchanged": _("Worth the same, or not shown at both dates"),
        }
    return tuple(
        ReasonLine(words[reason], codes)
        for reason in TOLD
        if (codes := tuple(line.code for line in found.questions if line.reason == reason))
    )


def is_graded(gathered: Gathered, earlier: Earlier, code: str) -> bool:
    """Whether the evidence at both dates is told: nobody knows that of an answer that is not shown."""
    sheets = (earlier.year.sheet, gathered.sheet)
    return not (
        gathered.wording.conceals and any(sheet.answer_to(code).state == "withheld" for sheet in sheets)
    )


def evidence(gathered: Gathered, questions: Iterable[QuestionChange]) -> tuple[ReasonLine, ...]:
    """Where the grade of the evidence is another; it moves no score."""
    _, lines = gathered.wording.gettext, list(questions)
    better = tuple(line.code for line in lines if line.grades > 0)
    weaker = tuple(line.code for line in lines if line.grades < 0)
    told = ((_("Evidence of a higher grade"), better), (_("Evidence of a lower grade"), weaker))
    return tuple(ReasonLine(words, codes) for words, codes in told if codes)


def evidence_sentence(gathered: Gathered, questions: Iterable[QuestionChange]) -> str:
    """In how many questions nothing but the evidence is another."""
    count = sum(line.grades != 0 and line.reason == "unchanged" for line in questions)
    if not count:
        return ""
    return gathered.wording.ngettext(
        "For {count} question the evidence is all that changed: no score moves by it.",
        "For {count} questions the evidence is all that changed: no score moves by it.",
        count,
    ).format(count=count)


def applicability(gathered: Gathered, found: Trend) -> tuple[ReasonLine, ...]:
    """What applies at one date only, and is not compared."""
    _ = gathered.wording.gettext
    words = (
        ("applies_now", _("Applies now, did not then")),
        ("applies_no_more", _("Applied then, does not now")),
    )
    return tuple(
        ReasonLine(said, codes)
        for kind, said in words
        if (codes := tuple(line.code for line in found.applicability if line.kind == kind))
    )


def versions(gathered: Gathered, earlier: Earlier) -> str:
    """Which versions were answered."""
    _ = gathered.wording.gettext
    now, then = gathered.instrument.version, earlier.year.instrument.version
    if not earlier.steps:
        return _("Both answer version {version} of the questionnaire.").format(version=now)
    return _(
        "The earlier assessment answers version {then} of the questionnaire, this one version {now}. The "
        "questionnaire is not the same, and only questions that mean the same are compared."
    ).format(then=then, now=now)


def marks(gathered: Gathered, earlier: Earlier) -> Iterable[MarkLine]:
    """Every question that one of the later versions words otherwise, replaces, adds or gives up."""
    _ = gathered.wording.gettext
    for since in reversed(earlier.steps):
        for code in since.reworded:
            yield _mark(gathered, earlier, code, _("reworded, the same meaning"))
        for line in since.replaced:
            words = _("replaces {code}: another meaning, not compared").format(code=line.instead_of)
            yield _mark(gathered, earlier, line.code, words)
        for code in since.new:
            yield _mark(gathered, earlier, code, _("new, not compared"))
        for code in since.retired:
            yield _mark(gathered, earlier, code, _("no longer asked"))


def _mark(gathered: Gathered, earlier: Earlier, code: str, words: str) -> MarkLine:
    asked_in = (gathered.instrument, earlier.year.instrument)
    text = next((each.question(code).text for each in asked_in if each.has_question(code)), "")
    return MarkLine(code, words, text)
