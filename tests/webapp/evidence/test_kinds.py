"""What a file is, is told by its content; nothing is taken that could harm who opens it, or us."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pytest

from tests.webapp.evidence.samples import (
    GOOD,
    OPEN_XML,
    content_types,
    jpeg,
    open_document,
    open_xml,
    package,
    pdf,
    png,
    webp,
)
from webapp.evidence import packages
from webapp.evidence.kinds import EXTENSIONS, kind_of
from webapp.evidence.names import extension_of
from webapp.evidence.pictures import MOST_PIXELS
from webapp.evidence.refusal import RefusedFile

OLD_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
MACROS = content_types("docx").replace(b"document.main+xml", b"document.macroEnabled.main+xml")

NOT_TAKEN = (
    "a.exe", "a.html", "a.svg", "a.xml", "a.docm", "a.xlsm", "a.doc", "a.xls", "a.rtf", "a.zip", "a.gif",
    "a.js", "a", "pdf", ".pdf", "a.pdf.exe",
)  # fmt: skip
MARKUP = (
    "<svg xmlns='http://www.w3.org/2000/svg'>",
    "<!DOCTYPE html><p>",
    "<?xml ?>",
    "  \n<script>alert(1)</script>",
    "{\\rtf1 }",
    "\ufeff<html>",
)


def told(name: str, content: bytes) -> str:
    """The media type under which a file is given out."""
    return kind_of(io.BytesIO(content), extension_of(name)).media_type


def refused(name: str, content: bytes) -> str:
    """Why a file is not taken."""
    with pytest.raises(RefusedFile) as reason:
        told(name, content)
    return str(reason.value)


class TestWhatIsTaken:
    @pytest.mark.parametrize("name", GOOD)
    def test_what_officials_have_is_taken(self, name: str) -> None:
        assert told(name, GOOD[name])

    def test_every_kind_is_tried_here(self) -> None:
        assert {extension_of(name) for name in GOOD} == set(EXTENSIONS)

    def test_the_media_type_follows_from_the_kind_and_never_from_the_sender(self) -> None:
        assert told("a.pdf", pdf()) == "application/pdf"
        assert told("a.xlsx", open_xml("xlsx")) == f"{OPEN_XML}.spreadsheetml.sheet"
        assert told("a.csv", b"a,b") == "text/csv"

    def test_a_workbook_made_by_a_program_is_taken(self) -> None:
        content = io.BytesIO()
        book = openpyxl.Workbook()
        book.active["A1"] = "Reports"  # type: ignore[index]
        book.save(content)
        assert told("a.xlsx", content.getvalue())

    def test_a_figure_that_brings_its_workbook_along_is_taken(self) -> None:
        assert told("a.pptx", open_xml("pptx", {"ppt/embeddings/sheet1.xlsx": open_xml("xlsx")}))

    def test_white_space_that_packs_well_is_no_bomb_in_a_small_file(self) -> None:
        assert told("a.docx", open_xml("docx", {"word/large.xml": b" " * 5_000_000}))


class TestContentAndName:
    @pytest.mark.parametrize("name", NOT_TAKEN)
    def test_other_kinds_are_not_taken(self, name: str) -> None:
        assert "Files of this kind are not taken" in refused(name, pdf())

    @pytest.mark.parametrize(
        "ending", [".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".pdf", ".png", ".jpg", ".webp"]
    )
    def test_a_name_that_does_not_fit_the_content_is_refused(self, ending: str) -> None:
        for name, content in GOOD.items():
            if extension_of(name.lower().replace("jpeg", "jpg")) != ending:
                assert refused(f"a{ending}", content), name

    @pytest.mark.parametrize(
        "content", [b"MZ\x90\0" + b"\0" * 90, OLD_COMPOUND_FILE, b"\x7fELF" + b"\0" * 90]
    )
    @pytest.mark.parametrize("ending", EXTENSIONS)
    def test_a_program_is_none_of_them(self, ending: str, content: bytes) -> None:
        assert refused(f"a{ending}", content)

    @pytest.mark.parametrize("ending", EXTENSIONS)
    @pytest.mark.parametrize("start", MARKUP)
    def test_markup_is_none_of_them(self, ending: str, start: str) -> None:
        assert refused(f"a{ending}", start.encode())

    @pytest.mark.parametrize(
        "content", [b"caf\xe9", b"a\0b", b"\x1b[31mred", b"a" * 70_000 + b"\xff", b"\xff\xfea"]
    )
    def test_text_is_text_to_its_end(self, content: bytes) -> None:
        assert refused("a.txt", content)

    def test_a_letter_may_lie_across_the_pieces_in_which_text_is_read(self) -> None:
        assert told("a.txt", b"a" * 65_535 + "é".encode() + b"b" * 65_535)

    def test_an_empty_file_is_no_evidence(self) -> None:
        assert refused("a.txt", b"") == "The file is empty."


class TestPictures:
    SIDE = int(MOST_PIXELS**0.5) + 1

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.png", png(SIDE, SIDE)),
            ("a.png", png(0xFFFFFFFF, 1)),
            ("a.jpg", jpeg(SIDE, SIDE)),
            ("a.webp", webp(SIDE, SIDE)),
            ("a.webp", webp(SIDE, SIDE, b"VP8L")),
            ("a.webp", webp(SIDE, SIDE, b"VP8X")),
        ],
    )
    def test_one_that_would_be_too_large_when_drawn_is_refused_by_its_first_bytes(
        self, name: str, content: bytes
    ) -> None:
        assert "million pixels" in refused(name, content)

    @pytest.mark.parametrize("form", [b"VP8 ", b"VP8L", b"VP8X"])
    def test_every_form_of_webp_is_read(self, form: bytes) -> None:
        assert told("a.webp", webp(form=form))

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.png", png()[:20]),
            ("a.png", png(0, 9)),
            ("a.jpg", jpeg()[:24]),
            ("a.jpg", b"\xff\xd8\xff\xe0\0\0" + b"\0" * 50),
            ("a.jpg", b"\xff\xd8" + b"\xff\xe0\0\x02" * 2000),
            ("a.webp", webp()[:20]),
            ("a.webp", webp(form=b"VP8X")[:28]),
        ],
    )
    def test_one_that_does_not_say_how_large_it_is_is_refused(self, name: str, content: bytes) -> None:
        assert "cannot be read" in refused(name, content)


def changed_end(content: bytes, **fields: int) -> bytes:
    """A ZIP file whose last record says something else."""
    names = ("disk", "start_disk", "on_disk", "entries", "length", "start", "comment")
    values = dict(zip(names, struct.unpack("<4H2IH", content[-18:]), strict=True)) | fields
    return content[:-18] + struct.pack("<4H2IH", *values.values())


def table_length(content: bytes) -> int:
    """How long the table of contents of a ZIP file is."""
    length: int = struct.unpack("<I", content[-10:-6])[0]
    return length


def in_64_bit_form(content: bytes) -> bytes:
    """A ZIP file with the record that leads to a second, larger end."""
    return content[:-22] + b"PK\x06\x07" + b"\0" * 16 + content[-22:]


class TestBombs:
    """What would unpack to too much is refused, as far as can be before anything is unpacked at all."""

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(changed_end(open_xml(), entries=6_000), id="too many entries"),
            pytest.param(
                changed_end(in_64_bit_form(open_xml()), length=table_length(open_xml()) + 20),
                id="the 64-bit form",
            ),
            pytest.param(changed_end(open_xml(), comment=4), id="a comment"),
            pytest.param(b"PK\x03\x04" + b"\0" * 90 + open_xml(), id="something before the first entry"),
            pytest.param(b"PK\x03\x04", id="no end"),
            pytest.param(b"PK\x03\x04" + b"\0" * 90, id="no table of contents"),
        ],
    )
    def test_a_doubtful_end_is_refused_before_the_package_is_opened(
        self, content: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(zipfile, "ZipFile", None)
        assert refused("a.docx", content)

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(open_xml("docx", {"word/large.xml": b" " * 11_000_000}), id="one large entry"),
            pytest.param(
                open_xml("docx", {f"word/{number}.xml": b" " * 1_100_000 for number in range(10)}),
                id="many entries",
            ),
            pytest.param(
                changed_end(open_xml("docx", {f"word/{n}.xml": b"" for n in range(5_001)}), entries=2),
                id="more entries than counted",
            ),
        ],
    )
    def test_a_table_of_contents_that_promises_too_much_is_refused_before_anything_is_unpacked(
        self, content: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(zipfile.ZipFile, "open", None)
        assert "too large when unpacked" in refused("a.docx", content)

    def test_a_long_table_of_contents_is_refused_for_its_length(self) -> None:
        assert "too large" in refused("a.docx", changed_end(open_xml(), length=2_000_000))

    def test_a_long_list_of_parts_is_refused_for_its_length(self) -> None:
        assert "too large" in refused("a.docx", open_xml(types=b" " * 1_100_000))

    def test_an_entry_larger_than_it_promised_is_refused(self) -> None:
        honest = open_xml("docx", {"word/large.xml": b" " * 9_000_000})
        lying = honest.replace(struct.pack("<I", 9_000_000), struct.pack("<I", 10))
        assert lying != honest
        assert "cannot be read" in refused("a.docx", lying)

    def test_entries_that_lie_on_each_other_are_refused(self) -> None:
        content = open_xml("docx", {"word/a.xml": b"a" * 500, "word/b.xml": b"b" * 500})
        table = content.rindex(b"PK\x01\x02")
        first = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 1)
        overlapping = bytearray(content)
        overlapping[table + 42 : table + 46] = content[first + 42 : first + 46]
        assert "cannot be read" in refused("a.docx", bytes(overlapping))

    def test_packages_in_packages_share_what_they_may_unpack_to(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nested = open_xml("xlsx", {"xl/large.xml": b" " * 5_000_000})
        content = open_xml("pptx", {f"ppt/embeddings/{number}.xlsx": nested for number in range(9)})
        assert told("a.pptx", content)
        monkeypatch.setattr(packages, "MOST_UNPACKED", 12_000_000)
        assert "too large when unpacked" in refused("a.pptx", content)

    def test_nothing_is_nested_deeper_than_once(self) -> None:
        inner = open_xml("xlsx", {"xl/embeddings/again.xlsx": open_xml("xlsx")})
        assert "too large" in refused("a.docx", open_xml("docx", {"word/embeddings/1.xlsx": inner}))


class TestPrograms:
    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(open_xml("docx", {"word/vbaProject.bin": b"x"}), id="macros by their name"),
            pytest.param(open_xml("docx", {"word/VBAPROJECT.BIN": b"x"}), id="in capital letters"),
            pytest.param(
                open_xml("docx", {"word/media/image1.png": OLD_COMPOUND_FILE}), id="macros under another name"
            ),
            pytest.param(open_xml("docx", types=MACROS), id="a type with macros"),
            pytest.param(open_xml("docx", {"word/activeX/activeX1.xml": b"<x/>"}), id="a control"),
            pytest.param(
                open_xml("docx", {"xl/macrosheets/sheet1.xml": b"<x/>"}), id="an old sheet of macros"
            ),
            pytest.param(open_xml("docx", {"word/a.bin": b"Rar!\x1a\x07\0"}), id="an archive"),
            pytest.param(
                open_xml("docx", {"word/embeddings/1.xlsm": open_xml("xlsx", {"xl/vbaProject.bin": b"x"})}),
                id="macros in what is embedded",
            ),
            pytest.param(open_document("odt", {"Basic/Standard/Module1.xml": b"<x/>"}), id="Basic"),
            pytest.param(open_document("odt", {"Scripts/python/a.py": b"print()"}), id="a script"),
        ],
    )
    def test_what_may_carry_one_is_refused(self, content: bytes) -> None:
        name = "a.odt" if b"opendocument" in content else "a.docx"
        assert "may carry a program" in refused(name, content)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            pytest.param("a.docx", open_xml(types=b"<!-- -->" + content_types("docx")), id="a comment"),
            pytest.param(
                "a.docx", open_xml(types=content_types("docx") + b"macro&#69;nabled"), id="a reference"
            ),
            pytest.param(
                "a.docx", package({"[Content_Types].xml": content_types("xlsx")}), id="another main part"
            ),
            pytest.param("a.docx", package({"a.txt": b"a"}), id="no document at all"),
            pytest.param(
                "a.odt", package({"mimetype": b"application/vnd.oasis.opendocument.text-web"}), id="web"
            ),
            pytest.param("a.odt", package({"content.xml": b"<x/>"}), id="no type"),
            pytest.param(
                "a.docx",
                package({"[Content_Types].xml": content_types("docx")}, compression=zipfile.ZIP_BZIP2),
                id="packed unusually",
            ),
        ],
    )
    def test_what_could_hide_something_or_is_another_kind_is_refused(self, name: str, content: bytes) -> None:
        assert refused(name, content)

    def test_two_entries_of_one_name_are_refused(self) -> None:
        content = open_xml("docx", {"word/a.xml": b"a", "word/b.xml": b"b"})
        assert refused("a.docx", content.replace(b"word/b.xml", b"word/a.xml"))

    def test_a_password_is_told(self) -> None:
        content = bytearray(open_xml("docx"))
        content[content.rindex(b"PK\x01\x02") + 8] |= 1
        assert "protected by a password" in refused("a.docx", bytes(content))
        assert "protected by a password" in refused("a.docx", OLD_COMPOUND_FILE)
