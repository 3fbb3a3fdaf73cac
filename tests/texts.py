"""Texts in which something is easily lost or changed on the way."""

from __future__ import annotations

# Names where the character itself would not be seen, or would turn the line around.
BIDI = (
    "\N{RIGHT-TO-LEFT OVERRIDE}exe.txt\N{POP DIRECTIONAL FORMATTING} "
    "\N{RIGHT-TO-LEFT ISOLATE}עברית 123 العربية\N{POP DIRECTIONAL ISOLATE}\N{LEFT-TO-RIGHT MARK}."
)
SPACES = (
    "  at both ends,\ttabs,\n\n\nlines, \N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{LINE SEPARATOR}"
    "\N{PARAGRAPH SEPARATOR}\N{SOFT HYPHEN}\N{ZERO WIDTH NO-BREAK SPACE}  "
)
CODE = "=1+1 -3 @SUM(A1) _x0041_ _x000D_ \"'; 100 % &amp; &#0; \\n \\u0000 %00 </textarea>]]>"
COMBINING = (
    "Z" + "\N{COMBINING GRAVE ACCENT}\N{COMBINING CEDILLA}" * 60 + " é e\N{COMBINING ACUTE ACCENT} Å ﬁ"
)
LONG = f"نص طويل 😀 e\N{COMBINING ACUTE ACCENT} {BIDI}\n" * 2500
EMOJI = "👩‍👩‍👧‍👦 🇰🇪 👍🏽 \N{VARIATION SELECTOR-16} 𝔘𝔫𝔦 𠀀 \U000e0067\U000e007f"
PRIVATE = "\N{REPLACEMENT CHARACTER} \ue000 \U0010fffd"
SCRIPTS = "ไทย 한국어 日本語 Ελληνικά кириллица 中文 हिन्दी አማርኛ"
NOT_KEPT = ("\x00", "\x08", "\x0b", "\x1b", "\x7f", "\x85", "\ufffe", "\U0010ffff")
