"""Who has a PDF read aloud hears the whole document, and nothing that is only part of its pages."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from pypdf.generic import ContentStream

from reports import pdf

PAGE = """<html lang="en"><head><title>x</title><style>
@page { @top-left { content: "Running head" } @bottom-right { content: "Page " counter(page) } }
h1 { break-after: page }
img { width: 9px }
.axis { display: block }
p { position: relative }
a::after { content: target-counter(attr(href), page); position: absolute; inset-inline-end: 0 }
</style></head><body>
<h1>Contents</h1>
<p><span></span><a href="#end">The
 <strong>end</strong></a></p>
<table><thead><tr><th scope="col">Name</th><th scope="col">Figure<span class="axis">0</span></th></tr></thead>
<tbody><tr><th scope="row">First</th><td></td></tr></tbody></table>
<table><thead><tr><th scope="col">Name</th><th scope="col">Age</th></tr></thead>
<tbody><tr><th scope="row">Ann</th><td>41</td></tr>
<tr><th scope="row">Ben</th><td>52</td></tr></tbody></table>
<table><thead><tr><th scope="col">Action</th><th scope="col">Owner</th></tr></thead>
<tbody><tr><th scope="colgroup" colspan="2">Law</th></tr></tbody>
<tbody><tr><td>Amend</td><td>Parliament</td></tr><tr><td>Publish</td><td>Gazette</td></tr></tbody>
<tbody><tr><th scope="colgroup" colspan="2">Police</th></tr></tbody>
<tbody><tr><td>Train</td><td>Academy</td></tr></tbody></table>
<h2 id="end">The end</h2>
<p><img alt=" " src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>"> met
<img alt="Bar" src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>"> 53</p>
</body></html>"""
PRINTED = 4


@pytest.fixture(scope="module")
def reader() -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf.set_in_type(PAGE, identifier=b"1" * 16)))


@pytest.fixture(scope="module")
def root(reader: pypdf.PdfReader) -> Any:
    return reader.trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]


def elements(node: Any) -> Iterator[Any]:
    """The elements below a node of the structure, in reading order."""
    for kid in node["/K"]:
        element = kid.get_object()
        if isinstance(element, dict) and "/S" in element:
            yield element
            yield from elements(element)


def notes(reader: pypdf.PdfReader) -> list[Any]:
    """What may be chosen on the second page."""
    found: Any = reader.pages[1]["/Annots"]
    return [note.get_object() for note in found]


def shown(reader: pypdf.PdfReader, page: Any) -> Iterator[tuple[str, Any]]:
    """What each piece of text on the page is marked as, with the mark's properties."""
    marks: list[tuple[str, Any]] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in {b"BMC", b"BDC"}:
            marks.append((operands[0], operands[1] if operator == b"BDC" else {}))
        elif operator == b"EMC":
            marks.pop()
        elif operator in {b"Tj", b"TJ"}:
            yield marks[-1]


def test_running_heads_are_part_of_the_page_and_not_of_the_document(reader: pypdf.PdfReader) -> None:
    for page in reader.pages:
        aside = [properties for mark, properties in shown(reader, page) if mark == "/Artifact"]
        assert aside.count({"/Type": "/Pagination"}) == len(("Running head", "Page 1"))
        assert "Running head" in page.extract_text()


def test_all_other_text_belongs_to_an_element_of_the_document(reader: pypdf.PdfReader, root: Any) -> None:
    owners = dict(zip(*[iter(root["/ParentTree"]["/Nums"])] * 2, strict=True))
    reached = list(elements(root))
    for number, page in enumerate(reader.pages):
        pieces = [properties["/MCID"] for mark, properties in shown(reader, page) if mark != "/Artifact"]
        assert pieces
        assert all(owners[number].get_object()[piece].get_object() in reached for piece in pieces)


def cells(table: Any) -> list[list[Any]]:
    """The cells of each row of a table, without what stands in them."""
    rows = [element for element in elements(table) if element["/S"] == "/TR"]
    return [[cell for cell in elements(row) if cell["/S"] in {"/TH", "/TD"}] for row in rows]


@pytest.fixture(scope="module")
def tables(root: Any) -> list[list[list[Any]]]:
    return [cells(element) for element in elements(root) if element["/S"] == "/Table"]


def test_a_head_of_a_group_of_rows_is_the_first_cell_of_the_group_as_high_as_its_rows(
    tables: list[list[list[Any]]], root: Any
) -> None:
    (action, owner), (law, amend, parliament), (publish, gazette), (police, train, academy) = tables[-1]
    for cell, heads in (
        (amend, (action, law)),
        (parliament, (owner, law)),
        (publish, (action, law)),
        (gazette, (owner, law)),
        (train, (action, police)),
        (academy, (owner, police)),
    ):
        assert cell["/A"]["/Headers"] == [head["/ID"] for head in heads]
    assert [head["/A"]["/Scope"] for head in (action, owner, law, police)] == ["/Column"] * 2 + ["/Row"] * 2
    assert action["/A"]["/ColSpan"] == 1 + 1
    assert [head["/A"]["/RowSpan"] for head in (law, police)] == [2, 1]
    *_, table = (element for element in elements(root) if element["/S"] == "/Table")
    assert [part.get_object()["/S"] for part in table["/K"]] == ["/THead", "/TBody", "/TBody"]


def test_the_head_of_a_row_is_one_where_there_are_others_to_tell_it_from(
    tables: list[list[list[Any]]],
) -> None:
    (_, only), (_, ann, ben), _ = tables
    assert [cell["/S"] for cell in only] == ["/TD", "/TD"]
    assert [cell["/A"]["/Headers"] for cell in only] == [[head["/ID"]] for head in tables[0][0]]
    assert [row[0]["/A"]["/Scope"] for row in (ann, ben)] == ["/Row"] * 2


def test_a_group_that_goes_on_over_pages_is_one_group() -> None:
    lines = "".join(f"<tr><td>Action {number}</td><td>Owner {number}</td></tr>" for number in range(120))
    group = '<tbody><tr><th scope="colgroup" colspan="2">Law</th></tr></tbody>'
    heads = "<thead><tr><th scope='col'>Action</th><th scope='col'>Owner</th></tr></thead>"
    title = "<html lang='en'><head><title>x</title></head><body>"
    page = f"{title}<section><table>{heads}{group}<tbody>{lines}</tbody></table></section></body></html>"
    reader = pypdf.PdfReader(io.BytesIO(pdf.set_in_type(page, identifier=b"1" * 16)))
    assert len(reader.pages) > 2
    reached = list(elements(reader.trailer["/Root"]["/StructTreeRoot"]))  # type: ignore[index]
    assert Counter(element["/S"] for element in reached)["/TBody"] == 1
    (law,) = [each for each in reached if each["/S"] == "/TH" and each["/A"]["/Scope"] == "/Row"]
    assert law["/A"]["/RowSpan"] == 120
    assert all(law["/ID"] in each["/A"]["/Headers"] for each in reached if each["/S"] == "/TD")


def test_a_table_that_goes_on_over_pages_is_one_table_with_its_heads_said_once() -> None:
    rows = "".join(f"<tr><th scope='row'>{number}</th><td>Figure {number}</td></tr>" for number in range(120))
    heads = "<thead><tr><th scope='col'>Number</th><th scope='col'>Words</th></tr></thead>"
    title = "<html lang='en'><head><title>x</title></head><body>"
    page = f"{title}<section><table>{heads}<tbody>{rows}</tbody></table></section></body></html>"
    reader = pypdf.PdfReader(io.BytesIO(pdf.set_in_type(page, identifier=b"1" * 16)))
    assert len(reader.pages) > 2
    assert all("Words" in page.extract_text() for page in reader.pages)
    reached = list(elements(reader.trailer["/Root"]["/StructTreeRoot"]))  # type: ignore[index]
    assert Counter(element["/S"] for element in reached)["/Table"] == 1
    assert all(element["/K"] for element in reached)
    heads_said = [element["/ID"] for element in reached if element["/S"] == "/TH"]
    cells = [element["/A"]["/Headers"] for element in reached if element["/S"] == "/TD"]
    assert cells == [[heads_said[2 + number], heads_said[1]] for number in range(120)]
    aside = [properties for mark, properties in shown(reader, reader.pages[1]) if mark == "/Artifact"]
    assert aside == [{"/Type": "/Pagination"}] * 2


def test_nothing_is_tagged_that_stands_for_nothing(reader: pypdf.PdfReader, root: Any) -> None:
    reached = list(elements(root))
    assert [element["/S"] for element in reached if not element["/K"]] == ["/TD"]
    objects: list[Any] = [reader.get_object(number) for number in reader.xref_objStm]
    assert len([each for each in objects if each and each.get("/Type") == "/StructElem"]) == len(reached)


def test_a_picture_whose_words_stand_beside_it_is_not_heard(reader: pypdf.PdfReader, root: Any) -> None:
    (bar,) = [element for element in elements(root) if element["/S"] == "/Figure"]
    assert bar["/Alt"] == "Bar"
    drawing = ContentStream(reader.pages[1].get_contents(), reader).operations
    marks = [operands for operands, operator in drawing if operator == b"BDC"]
    assert [operands for operands in marks if operands[0] == "/Figure"] == [
        ["/Figure", {"/MCID": bar["/K"][0]}]
    ]
    owners = root["/ParentTree"]["/Nums"][3].get_object()
    assert all(owners[mark["/MCID"]].get_object()["/K"] for _, mark in marks if "/MCID" in mark)


def test_the_ends_of_an_axis_are_part_of_the_drawings_and_not_of_their_head(
    reader: pypdf.PdfReader, tables: list[list[list[Any]]]
) -> None:
    (name, figure), *_ = tables[0]
    assert [len(list(elements(head))) for head in (name, figure)] == [1, 2]
    assert "Figure 0" in reader.pages[1].extract_text()


def test_a_link_with_its_page_number_is_one_link(reader: pypdf.PdfReader, root: Any) -> None:
    (link,) = [element for element in elements(root) if element["/S"] == "/Link"]
    place, *pieces = link["/K"]
    assert [place.get_object()["/Obj"].get_object()] == notes(reader)
    assert len(pieces) == len(("The", "end", "2"))


def test_a_link_says_its_words_and_is_on_paper_too(reader: pypdf.PdfReader, root: Any) -> None:
    (note,) = notes(reader)
    (link,) = [element for element in elements(root) if element["/S"] == "/Link"]
    assert note["/Contents"] == link["/Alt"] == "The end"
    assert note["/F"] == PRINTED
