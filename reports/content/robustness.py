"""How far the figures and the order of work hang on weights, on aggregation and on what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from questionnaire.scoring import TOLERANCE
from reports.content.audience import PUBLIC
from reports.content.gathered import Gathered
from reports.content.parts import Score
from reports.content.robustness_parts import FirstFiveLine, RobustnessChapter, SpreadLine
from reports.content.scoreboard import pillars, totals
from reports.content.wording import figure, percent
from reports.rounding import whole

if TYPE_CHECKING:
    from questionnaire.robustness import Robustness, Spread

# A unit keeps its place among the first five, or stays out of it, if 9 of 10 draws agree.
NEARLY_ALWAYS, HARDLY_EVER = 0.9, 0.1
# What is less often has no line of its own.
NEARLY_NEVER = 0.01


def robustness(gathered: Gathered) -> RobustnessChapter:
    """The chapter: spreads of the headline figures, and how often each unit is among the first five."""
    found = drawn(gathered)
    lines = first_five(gathered, found)
    return RobustnessChapter(
        draws=f"{found.draws:,}",
        seed=str(found.seed),
        spreads=spreads(gathered, found),
        findings=findings(gathered, found, lines),
        first_five=tuple(line for line in lines if line.share >= 100 * NEARLY_NEVER),
        others=others(gathered, lines),
    )


def drawn(gathered: Gathered) -> Robustness:
    """The draws themselves. They load numpy, which nothing but a report needs."""
    from questionnaire.robustness import robustness_of  # noqa: PLC0415

    return robustness_of(gathered.instrument, gathered.sheet, gathered.outcome)


def spreads(gathered: Gathered, found: Robustness) -> tuple[SpreadLine, ...]:
    """The overall figure and the pillars of the headline."""
    overall = totals(gathered)[0]
    named = [
        (overall.title, overall.score, found.overall),
        *((line.title, line.score, found.pillars.get(line.code)) for line in pillars(gathered)),
    ]
    return tuple(
        spread_line(title, score, spread) for title, score, spread in named if score is not None and spread
    )


def spread_line(title: str, score: Score, spread: Spread) -> SpreadLine:
    """One line; the draws are shown only where at least two thirds are known."""
    if not score.enough_known:
        # Independent guesses at nearly everything meet in the middle: they would look like knowledge.
        return SpreadLine(title, score, 0.0, 0.0, 0.0, "", "")
    return SpreadLine(
        title=title,
        score=score,
        low=spread.low,
        middle=spread.middle,
        high=spread.high,
        figure=figure(spread.low, spread.high),
        middle_figure=str(whole(spread.middle)),
    )


def first_five(gathered: Gathered, found: Robustness) -> tuple[FirstFiveLine, ...]:
    """The units with a score, by their share of draws; none if too little is known of the whole, nor in the
    public version, which tells of no priorities.
    """
    if not enough_known(gathered) or gathered.variant == PUBLIC:
        return ()
    places = {line.code: place for place, line in enumerate(gathered.outcome.priorities, start=1)}
    lines = [
        FirstFiveLine(
            code=code,
            title=gathered.instrument.unit(code).title,
            share=100 * share,
            words=share_words(gathered, share),
            place=places.get(code, 0),
            note=note(gathered, code),
        )
        for code, share in found.among_first.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.share, line.code)))


def enough_known(gathered: Gathered) -> bool:
    """Whether at least two thirds of the overall figure are known."""
    overall = totals(gathered)[0].score
    return overall is not None and overall.enough_known


def share_words(gathered: Gathered, share: float) -> str:
    """In how many draws, in words that never round to all or nothing."""
    _ = gathered.wording.gettext
    if share <= TOLERANCE:
        return _("in no draw")
    if share >= 1 - TOLERANCE:
        return _("in every draw")
    if share < NEARLY_NEVER:
        return _("in less than 1 % of draws")
    return _("in {share} of draws").format(share=percent(share))


def note(gathered: Gathered, code: str) -> str:
    """What to bear in mind about a unit's share; empty if nothing."""
    _ = gathered.wording.gettext
    score = gathered.score(code)
    if score is not None and not score.enough_known:
        return _("under 2/3 known")
    return _("target reached") if gathered.outcome.gaps[code].gap.kind == "none" else ""


def others(gathered: Gathered, lines: tuple[FirstFiveLine, ...]) -> tuple[str, ...]:
    """The units that are hardly ever or never among the first five."""
    _ = gathered.wording.gettext
    rest = [line for line in lines if line.share < 100 * NEARLY_NEVER]
    rarely = [line.code for line in rest if line.words != share_words(gathered, 0)]
    never = [line.code for line in rest if line.words == share_words(gathered, 0)]
    sentences = []
    if rarely:
        text = _("Among the first five in less than 1 % of draws: {units}.")
        sentences.append(text.format(units=gathered.wording.listed(sorted(rarely))))
    if never:
        text = _("Among the first five in no draw: {units}.")
        sentences.append(text.format(units=gathered.wording.listed(never)))
    return tuple(sentences)


def findings(gathered: Gathered, found: Robustness, lines: tuple[FirstFiveLine, ...]) -> tuple[str, ...]:
    """What the draws say of the overall figure and of the order of work."""
    _ = gathered.wording.gettext
    if gathered.is_blank:
        return (_("{nothing}: there is nothing that could be drawn.").format(nothing=gathered.no_answer),)
    if not enough_known(gathered):
        return (
            _("Less than two thirds of this assessment is known: what the draws say would be mostly chance."),
        )
    sentences = []
    if found.overall is not None:
        sentences.append(
            _(
                "In 9 of 10 draws the overall figure is between {low} and {high}; the middle one is {middle}."
            ).format(
                low=whole(found.overall.low),
                high=whole(found.overall.high),
                middle=whole(found.overall.middle),
            )
        )
    return (*sentences, *of_the_order(gathered, lines))


def of_the_order(gathered: Gathered, lines: tuple[FirstFiveLine, ...]) -> tuple[str, ...]:
    """Which units are nearly always among the first five, and of which it depends."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    if not lines:
        return ()
    sentences = []
    always = [line.code for line in lines if line.share >= 100 * NEARLY_ALWAYS]
    between = [line.code for line in lines if 100 * HARDLY_EVER < line.share < 100 * NEARLY_ALWAYS]
    if always:
        sentences.append(
            several(
                "{units} is among the first five in at least 9 of 10 draws.",
                "{units} are among the first five in at least 9 of 10 draws.",
                len(always),
            ).format(units=gathered.wording.listed(always))
        )
    else:
        sentences.append(_("No unit is among the first five in 9 of 10 draws."))
    if between:
        sentences.append(
            several(
                "Whether {units} is among them depends on what was drawn.",
                "Which of {units} are among them depends on what was drawn.",
                len(between),
            ).format(units=gathered.wording.listed(between))
        )
    return tuple(sentences)
