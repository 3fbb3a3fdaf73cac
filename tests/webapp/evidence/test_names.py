"""Names of files are stored as they were given and leave the house clean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.evidence.names import LONGEST_SHOWN, LONGEST_STORED, extension_of, shown_name, stored_name

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Decree 12.pdf", "Decree 12.pdf"),
        ("قرار رقم ١٢.pdf", "قرار رقم ١٢.pdf"),
        ("Décret – n° 12 (copie).pdf", "Décret – n° 12 (copie).pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\Windows\\system.pdf", "system.pdf"),
        ("C:\\Users\\Amina\\Decree.pdf", "Decree.pdf"),
        ("decree\x00.exe.pdf", "decree\ufffd.exe.pdf"),
        ("decree\u202efdp.pdf", "decreefdp.pdf"),
        ("a\r\nX-Evil: 1.pdf", "aX-Evil_ 1.pdf"),
        ('a"b<c>|?*.pdf', "a_b_c____.pdf"),
        ("  decree .. .pdf ", "decree.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("\u202e.pdf", "pdf"),
        ("a." + "b" * 300, "a." + "b" * 118),
        ("...", ""),
    ],
)
def test_a_name_is_shown_clean(given: str, shown: str) -> None:
    assert shown_name(stored_name(given)) == shown


@given(st.text(st.characters(), max_size=400))
def test_whatever_the_name_it_can_be_stored_and_what_is_shown_is_harmless(name: str) -> None:
    stored, shown = stored_name(name), shown_name(stored_name(name))
    assert len(stored) <= LONGEST_STORED
    stored.encode()
    assert "\0" not in stored
    assert len(shown) <= LONGEST_SHOWN
    assert not set(shown) & set(f'/\\"<>:|?*\r\n\0{BIDI_CONTROLS}')
    assert shown == shown_name(shown)


@given(st.text(st.characters(exclude_characters="/\\"), max_size=400))
def test_a_name_keeps_its_ending(name: str) -> None:
    assert extension_of(stored_name(f"a{name}.pdf")) == extension_of(shown_name(f"a{name}.pdf")) == ".pdf"


def test_a_name_that_can_be_stored_is_stored_as_it_was_given() -> None:
    for name in ("Decree 12.pdf", "../a.pdf", "decree\u202efdp.pdf", "x" * 255):
        assert stored_name(name) == name


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.PDF", ".pdf"),
        ("a.tar.gz", ".gz"),
        ("a", ""),
        ("a.pdf.exe", ".exe"),
        ("a.pdf\u202e.exe", ".exe"),
        ("a.pdf ", ".pdf"),
    ],
)
def test_the_ending_is_that_of_the_name_as_it_is_given_out(name: str, ending: str) -> None:
    assert extension_of(name) == ending
