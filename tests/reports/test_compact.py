"""A file that was put into bytes is the same file, written with less."""

from __future__ import annotations

import io
from typing import Any

import pydyf
import pytest
from pypdf import PdfReader

from reports import compact


def file_of(count: int) -> Any:
    """A file of one page with that many small objects."""
    made = pydyf.PDF()
    drawing = pydyf.Stream([b"0 0 m", "9 9 l", "S"], compress=True)
    made.add_object(drawing)
    made.add_page(
        pydyf.Dictionary(
            {"Type": "/Page", "Parent": made.pages.reference, "MediaBox": pydyf.Array([0, 0, 9, 9]),
             "Contents": drawing.reference}
        )
    )  # fmt: skip
    for number in range(count):
        made.add_object(pydyf.Dictionary({"Type": "/Small", "Number": number}))
    return made


def written(file: Any) -> bytes:
    """What the writer makes of it."""
    output = io.BytesIO()
    file.write(output, version=b"1.7", identifier=b"one", compress=True)
    return output.getvalue()


def test_the_same_objects_are_read_from_it() -> None:
    plain, compacted = file_of(300), file_of(300)
    compact.put_into_bytes(compacted)
    for file in (plain, compacted):
        reader: Any = PdfReader(io.BytesIO(written(file)))
        small = [reader.get_object(number) for number in range(5, 305)]
        assert small == [{"/Type": "/Small", "/Number": number} for number in range(300)]
        assert reader.pages[0]["/Contents"].get_data() == b"0 0 m\n9 9 l\nS"


def test_the_writer_compresses_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, compacted = file_of(300), file_of(300)
    compact.put_into_bytes(compacted)

    def compress(**_how: int) -> None:
        raise AssertionError("compressed again")

    monkeypatch.setattr("pydyf.zlib.compressobj", compress)
    with pytest.raises(AssertionError, match="again"):
        written(plain)
    small = sum(len(each.data) for each in compacted.objects if each.compressible)
    assert len(written(compacted)) < small / 2
