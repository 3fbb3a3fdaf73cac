"""How figures and states are put into words: rounding happens here, once, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from gettext import NullTranslations
from math import floor

from questionnaire.answers import State
from questionnaire.clause_status import ClauseStatus
from questionnaire.gaps import Gap
from questionnaire.instrument import Module
from questionnaire.scoring import TOLERANCE, Mean
from reports.content.parts import Score
from reports.rounding import whole

DASH = "–"
# Behind the beginning of a text whose rest is left out; it stands on no line of its own.
CUT_SHORT = "\u00a0…"


class Wording:
    """The words of one language. Those that conceal do not tell one missing answer from another."""

    def __init__(self, translations: NullTranslations, *, conceals: bool = False) -> None:
        self.conceals = conceals
        self.gettext = translations.gettext
        self.ngettext = translations.ngettext

    def state(self, state: State) -> str:
        """The state of an answer."""
        _ = self.gettext
        return {
            "answered": _("Answered"),
            "not_applicable": _("Not applicable"),
            "dont_know": _("Don’t know"),
            "withheld": _("Not shown in this version") if self.conceals else _("Withheld"),
            "unanswered": _("Not answered"),
        }[state]

    def clause_status(self, status: ClauseStatus) -> str:
        """The status of a clause."""
        _ = self.gettext
        return {
            "met": _("met"),
            "partly": _("partly met"),
            "not_met": _("not met"),
            "not_known": _("not known"),
            "context": _("context"),
            "not_applicable": _("not applicable"),
        }[status]

    def band(self, number: int) -> str:
        """The name of a band, 1 to 5."""
        _ = self.gettext
        names = (_("Not yet begun"), _("Initial"), _("Developing"), _("Established"), _("Advanced"))
        return names[number - 1]

    def bands(self, low: int, high: int) -> str:
        """One band, or the two ends of what is possible."""
        if low == high:
            return self.band(low)
        return self.gettext("{low} to {high}").format(low=self.band(low), high=self.band(high))

    def grade(self, grade: int) -> str:
        """An evidence grade, 0 to 4, with its number."""
        return self.gettext("Grade {number}: {meaning}").format(
            number=grade, meaning=self.grade_meaning(grade)
        )

    def grade_meaning(self, grade: int) -> str:
        """What an evidence grade, 0 to 4, stands for."""
        _ = self.gettext
        return (
            _("no evidence"),
            _("statement by a named office"),
            _("document cited"),
            _("document attached or public link"),
            _("independently verified"),
        )[grade]

    def score(self, mean: Mean, band_low: int, band_high: int) -> Score:
        """An interval as it is drawn and read; no band where less than two thirds is known."""
        _ = self.gettext
        reading = self.bands(band_low, band_high)
        if not mean.enough_known:
            reading = _("not enough answers (range {range})").format(range=figure(mean.low, mean.high))
        return Score(
            low=mean.low,
            high=mean.high,
            figure=figure(mean.low, mean.high),
            reading=reading,
            known=percent(mean.known),
            enough_known=mean.enough_known,
        )

    def points(self, low: float, high: float) -> str:
        """How many points: "1 point", "17–50 points"; what rounds to none is said to be less than one."""
        if not whole(high):
            return self.gettext("less than 1 point")
        words = self.ngettext("{points} point", "{points} points", whole(high))
        return words.format(points=figure(low, high))

    def gap(self, gap: Gap) -> str:
        """A gap where there is room for a figure: a gap that rounds to none is still one."""
        if gap.kind == "none":
            return self.gettext("none")
        printed = figure(gap.low, gap.high)
        return "<1" if printed == "0" else printed

    def day(self, day: date) -> str:
        """A date as it is printed."""
        _ = self.gettext
        months = (
            _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"),
            _("August"), _("September"), _("October"), _("November"), _("December"),
        )  # fmt: skip
        return _("{day} {month} {year}").format(day=day.day, month=months[day.month - 1], year=day.year)

    def short_day(self, day: date) -> str:
        """A date as it is printed where there is little room."""
        _ = self.gettext
        months = (
            _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"), _("Jul"),
            _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
        )  # fmt: skip
        return _("{day} {month} {year}").format(day=day.day, month=months[day.month - 1], year=day.year)

    def listed(self, items: Iterable[str]) -> str:
        """ "A", "A and B", "A, B and C"."""
        words = list(items)
        if len(words) < 2:
            return "".join(words)
        return self.gettext("{first} and {last}").format(first=", ".join(words[:-1]), last=words[-1])

    def module(self, module: Module) -> str:
        """A module's title in quotation marks."""
        return self.gettext("“{title}”").format(title=module.title)


def figure(low: float, high: float) -> str:
    """One number if both ends are the same when printed, else "53–73"."""
    ends = (whole(low), whole(high))
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}{DASH}{ends[1]}"


def decimals(low: float, high: float, places: int = 1) -> str:
    """Like `figure`, with decimals: "8.4", "1.2–15.7"."""
    ends = (one(low, places), one(high, places))
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}{DASH}{ends[1]}"


def one(value: float, places: int = 1) -> str:
    """A number with that many decimals, halves up."""
    step = 10**places
    return f"{floor(value * step + 0.5 + TOLERANCE) / step:.{places}f}"


def worth(low: float, high: float) -> str:
    """What an answer is worth, 0..1, with as many decimals as it needs, two at most: "0.5", "0–0.33"."""
    ends = tuple(one(end, 2).rstrip("0").rstrip(".") for end in (low, high))
    return ends[0] if ends[0] == ends[1] else DASH.join(ends)


def percent(share: float) -> str:
    """A share of 0..1 in per cent. Never rounded up to all of it."""
    value = whole(100 * share)
    return f"{99 if value == 100 and share < 1 - TOLERANCE else value} %"
