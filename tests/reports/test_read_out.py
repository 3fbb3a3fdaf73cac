"""Joined writing is read out of a PDF as it was typed, and each glyph stands for something."""

from __future__ import annotations

import io
import re
from unicodedata import normalize

import pypdf
import pytest

from reports import pdf
from reports.read_out import JOINER, STROKE, complete

# A vowel sign above a letter of its own, a stroke that joins two letters, doubled and vocalised letters.
TEXTS = (
    "أُنشئت وحدة",
    "جمهورية أزوريا (مخترعة)",
    "كُتُبٌ نُشِرَت",
    "لأنَّ الإجراءات",
    "خبيرًا",
    "إلكترونية كالكتب",
    "हिन्दी",
)


def written(text: str) -> pypdf.PdfReader:
    """A page with nothing but the text."""
    direction = "ltr" if text == "हिन्दी" else "rtl"
    page = f"<html lang='en'><head><title>x</title></head><body><p dir='{direction}'>{text}</p></body></html>"
    return pypdf.PdfReader(io.BytesIO(pdf.set_in_type(page, identifier=b"1" * 16)))


@pytest.mark.parametrize("text", TEXTS)
def test_no_glyph_stands_for_nothing(text: str) -> None:
    fonts = written(text).pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    tables = [font.get_object()["/ToUnicode"].get_data().decode() for font in fonts]
    rows = [row for table in tables for row in re.findall("<([0-9a-f]{4})> <([0-9a-f]*)>", table)]
    assert rows
    assert all(characters for _, characters in rows)


@pytest.mark.parametrize("text", TEXTS)
def test_the_words_are_read_as_they_were_typed(text: str) -> None:
    found = normalize("NFC", written(text).pages[0].extract_text().replace(JOINER, ""))
    for word in re.findall(r"[^\s()]+", text):
        assert normalize("NFC", word) in found


def test_a_letter_that_lost_its_characters_to_its_vowel_sign_has_them_back() -> None:
    letter, sign, lam_and_alef = 51, 1441, 7
    table = {sign: "\u0623\u064f", letter: "", lam_and_alef: "\u0644\u0627"}
    own = {letter: {"\u0623"}, sign: {"\u064f"}}
    assert complete(table, own) == {sign: "\u064f", letter: "\u0623", lam_and_alef: "\u0644\u0627"}


def test_a_stroke_between_letters_is_passed_over() -> None:
    letter, stroke = 3547, 5883
    table = {stroke: "\u062e", letter: ""}
    assert complete(table, {letter: {"\u062e"}, stroke: set()}) == {stroke: JOINER, letter: "\u062e"}


def test_a_stroke_that_nobody_typed_is_passed_over_too() -> None:
    letter, stroke = 1843, 5477
    table = {stroke: "\u0644", letter: ""}
    own = {letter: {"\u0644"}, stroke: {STROKE}}
    assert complete(table, own) == {stroke: JOINER, letter: "\u0644"}
    assert complete({stroke: STROKE}, own) == {stroke: STROKE}


def test_brackets_are_read_from_left_to_right_whatever_was_drawn_before_them() -> None:
    page = (
        "<html lang='en'><head><title>x</title></head><body><p dir='rtl'>جمهورية (مخترعة) [هنا]</p>"
        "<p>Drafts (not requests) and [nothing] else.</p></body></html>"
    )
    text = pypdf.PdfReader(io.BytesIO(pdf.set_in_type(page, identifier=b"1" * 16))).pages[0].extract_text()
    assert "Drafts (not requests) and [nothing] else." in text
