"""A complete assessment whose texts hold everything that a document may choke on."""

from __future__ import annotations

import msgspec

from questionnaire.answers import Action, Answered, AnswerSheet, Evidence, EvidenceItem, Level, NotApplicable
from questionnaire.loading import published
from questionnaire.samples import random_sheet

LONG = " ".join(f"word{number}" for number in range(12_000))[:100_000]
PAYLOADS = (
    '<img src="http://127.0.0.1:{port}/image">',
    '<style>@import url("http://127.0.0.1:{port}/import");</style>',
    '<link rel="stylesheet" href="http://127.0.0.1:{port}/sheet">',
    '<svg><image href="http://127.0.0.1:{port}/svg"/><script>alert(1)</script></svg>',
    '<iframe src="file:///etc/passwd"></iframe>',
    "url(http://127.0.0.1:{port}/css) }} </style> </section>",
    '{{{{ 7 * 7 }}}} {{% include "/etc/passwd" %}}',
    '"><object data="http://127.0.0.1:{port}/object"></object>',
    '=HYPERLINK("http://127.0.0.1:{port}/","x")',
)


def with_comments(sheet: AnswerSheet, comments: dict[str, str]) -> AnswerSheet:
    """The sheet with these comments, by question code."""
    answers = dict(sheet.answers)
    for code, comment in comments.items():
        answers[code] = msgspec.structs.replace(sheet.answer_to(code), comment=comment)
    return msgspec.structs.replace(sheet, answers=answers)


def trying_sheet(port: int) -> AnswerSheet:
    """Everything that a document may choke on, typed into a complete sheet with one module switched off."""
    sheet = with_comments(
        random_sheet(published(), seed=8, complete=True),
        {
            "R01.1": LONG,
            "R01.2": "أُنشئت وحدة (CSIRT) في عام 2024، وتضم 12 خبيرًا.",
            "R01.3": "Ready 😀 👍🏽 🇰🇪 ✓ → ≥ हिन्दी ไทย עברית ქართული Հայերեն አማርኛ",
            "R02.1": "x" * 5_000,
            "R02.2": "line\n" * 2_000,
            **{f"R04.{number}": PAYLOADS[number - 1].format(port=port) for number in range(1, 8)},
            "R05.1": PAYLOADS[7].format(port=port),
            "R05.2": PAYLOADS[8].format(port=port),
        },
    )
    payload = PAYLOADS[0].format(port=port)
    answers = dict(sheet.answers)
    answers["R06.1"] = Answered(
        value=Level(2),
        evidence=Evidence(
            3,
            (
                EvidenceItem(
                    payload, payload, payload, f"javascript:fetch('http://127.0.0.1:{port}')", file="0f" * 32
                ),
            ),
        ),
    )
    answers["R10.2"] = NotApplicable(reason=payload)
    actions = (
        Action("R01-1", "R01", text=LONG[:30_000], owner="x" * 200, indicator="line\n" * 500),
        Action("R01.2-1", "R01", "R01.2", Level(4), payload, owner="أُنشئت وحدة", indicator="x" * 5_000),
    )
    return msgspec.structs.replace(
        sheet,
        answers=answers,
        modules=("recommendations",),
        actions={action.code: action for action in actions},
    )
