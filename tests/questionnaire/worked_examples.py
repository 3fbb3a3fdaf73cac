"""The answers of the worked examples (`method.md` 11) that several tests start from."""

from __future__ import annotations

from questionnaire.answers import Answer
from tests.questionnaire.builders import dont_know, level, not_applicable, ticked, yes

Answers = dict[str, Answer]

PRINTED = 0.01
"""Worked examples are given to two decimals."""

R02: Answers = {
    "R02.1": ticked("online-platform", "audio-clips", grade=3),
    "R02.2": level(2, 3),
    "R02.3": level(3, 3),
    "R02.4": dont_know(),
}
R10: Answers = {"R10.1": level(1), "R10.2": not_applicable(), "R10.3": level(2), "R10.4": level(0)}
R12: Answers = {"R12.1": level(4, 3), "R12.2": yes(3), "R12.3": level(1, 1), "R12.4": level(2, 0)}
