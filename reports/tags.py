"""What the renderer leaves to say in the tags of a PDF, for those who have it read aloud.

The renderer tags running heads as text that belongs nowhere, makes more links of what stands in a link, and
describes a link by the name of the place that it leads to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pydyf

_PRINTED = 4  # The third bit of an annotation's flags: it is on paper too.
_SAYS_NOTHING = {"/Span", "/NonStruct", "/Div", "/Sect", "/Part"}
_NOBODY = b"null"
# How a drawing begins a piece that belongs to an element.
_PIECE = re.compile(rb"/\w+\n<</MCID (\d+)>>\nBDC")


def leave_out_links_in_links(document: Any) -> None:
    """Keeps one link where the renderer makes another of each part of it, such as its page number."""
    for page in document.pages:
        page.links[:] = [link for link in page.links if link[3].element_tag == "a"]


def complete_tags(written: Any) -> None:
    """Completes the tags of the file before it is written."""
    root = _named(written.catalog["StructTreeRoot"], written)
    # For each page its number and the elements that its pieces belong to; after them, each link and its own.
    owners = _named(root["ParentTree"], written)["Nums"]
    _say_what_heads_stand_over(written)
    _join_links(written, owners)
    kept = bytearray(len(written.objects))
    _keep_what_says_something(root["K"][0], written, kept)
    left: dict[bytes, str] = {}
    for element in _elements(written):
        if not kept[element.number]:
            kind = "/Layout" if element["S"] == "/Figure" else "/Pagination"
            left[element.reference] = left.get(element["P"], kind)
    for place, page in enumerate(written.page_references):
        drawing = _named(_named(page, written)["Contents"], written)
        _set_aside(drawing, owners[2 * place + 1], left)
    for name in left:
        _named(name, written).clear()


def _named(name: bytes, written: Any) -> Any:
    """The object that a reference, such as `12 0 R`, stands for."""
    return written.objects[int(name.split()[0])]


def _elements(written: Any) -> Iterator[Any]:
    """The elements of the structure, what stands further outside first."""
    for each in written.objects:
        if isinstance(each, dict) and each.get("Type") == "/StructElem":
            yield each


def describe_links(document: Any, written: Any) -> None:
    """Gives each link the words that it stands on, all of them where it goes on in another line: to its place
    on the page, and to its element, where some look for the words that say where it leads.
    """
    for page in document.pages:
        for _, _, _, box in page.links:
            if box.link_annotation:
                words = " ".join("".join(box.element.itertext()).split())
                box.link_annotation["Contents"] = pydyf.String(words)
                box.link_annotation["F"] = _PRINTED
    for element in _elements(written):
        places = [_named(kid, written) for kid in element["K"] if isinstance(kid, bytes)]
        for place in [each for each in places if each.get("Type") == "/OBJR"]:
            element["Alt"] = _named(place["Obj"], written)["Contents"]


def join_tables(document: Any, written: Any) -> None:
    """Makes one table again of one that goes on over pages; its heads are said once, where it begins. The
    renderer begins a table on every page, each with its own names for the same heads.
    """
    first: dict[Any, Any] = {}
    names: dict[Any, Any] = {}
    begun: dict[bytes, bytes] = {}
    for page in document.pages:
        for box in page._page_box.descendants():  # noqa: SLF001  # only boxes know what was one element
            if box.element_tag == "th" and hasattr(box, "mark"):
                _leave_out_axis(box, written)
                head = first.setdefault(box.element, box.mark)
                if head is not box.mark:
                    names[box.mark["ID"]] = head["ID"]
                    begun[_table_of(box.mark, written)] = _table_of(head, written)
    for name, beginning in begun.items():
        if name != beginning:
            _go_on(name, beginning, names, written)


def _leave_out_axis(box: Any, written: Any) -> None:
    """Makes the ends of an axis, last in a head, a picture without words, as the drawings below are heard by
    their own: they would be heard before each.
    """
    if box.element.find("span[@class='axis']") is not None:
        _named(box.mark["K"][-1], written)["S"] = "/Figure"


def _table_of(head: Any, written: Any) -> bytes:
    row = _named(head["P"], written)
    table: bytes = _named(row["P"], written)["P"]
    return table


def _go_on(name: bytes, beginning: bytes, names: dict[Any, Any], written: Any) -> None:
    """Adds the rows of a table to the one in which it began. Its heads stay behind, and are set aside."""
    table = _named(name, written)
    for cells in _rows(table, "/TBody", written):
        for cell in cells:
            if cell["S"] == "/TD":
                cell["A"]["Headers"][:] = [names.get(head, head) for head in cell["A"]["Headers"]]
    bodies = [kid for kid in table["K"] if _named(kid, written)["S"] == "/TBody"]
    for body in bodies:
        _named(body, written)["P"] = beginning
    _named(beginning, written)["K"].extend(bodies)
    table["K"][:] = [kid for kid in table["K"] if kid not in bodies]
    _named(table["P"], written)["K"].remove(name)


def _say_what_heads_stand_over(written: Any) -> None:
    """Marks each head of a table as that of a column or of a row, which some readers know before any name."""
    for table in _elements(written):
        if table["S"] == "/Table":
            heads = [head for cells in _rows(table, "/THead", written) for head in cells]
            _mark(heads, "/Column")
            groups = _groups(table, written)
            for _, rows in groups:
                if heads and len(rows) == 1:
                    _be_no_head(rows[0], heads[0])
                for cells in rows:
                    _mark(cells, "/Row")
            _name_own_groups(groups)
            if heads and len(groups) > 1:
                _lead_groups(groups[1:], table, written)
                heads[0]["A"]["ColSpan"] = heads[0]["A"].get("ColSpan", 1) + 1


def _groups(table: Any, written: Any) -> list[tuple[Any, list[list[Any]]]]:
    """The rows of a table, as cells: first those before any head of a group, then each head with its own."""
    groups: list[tuple[Any, list[list[Any]]]] = [(None, [])]
    for cells in _rows(table, "/TBody", written):
        if len(cells) == 1 and cells[0]["S"] == "/TH":
            groups.append((cells[0], []))
        else:
            groups[-1][1].append(cells)
    return groups


def _be_no_head(cells: list[Any], column: Any) -> None:
    """Makes the head of an only row a cell like the others: it tells no rows apart, and would be heard before
    every one of them.
    """
    only = cells[0]
    if only["S"] == "/TH":
        for cell in cells[1:]:
            cell["A"]["Headers"][:] = [name for name in cell["A"]["Headers"] if name != only["ID"]]
        only["S"] = "/TD"
        only["A"]["Headers"] = pydyf.Array([column["ID"]])
        del only["ID"]


def _name_own_groups(groups: list[tuple[Any, list[list[Any]]]]) -> None:
    """Tells each cell the head of its own group: the renderer names those of all groups to the first cell of
    each row, and none to the others.
    """
    named = {head["ID"] for head, _ in groups if head}
    for head, rows in groups:
        for cell in [cell for cells in rows for cell in cells if cell["S"] == "/TD"]:
            others = [name for name in cell["A"]["Headers"] if name not in named]
            cell["A"]["Headers"][:] = [*others, head["ID"]] if head else others


def _lead_groups(groups: list[tuple[Any, list[list[Any]]]], table: Any, written: Any) -> None:
    """Makes the head of each group of rows the first cell of the group, as high as all its rows. In a row of
    its own it would be one more head of the columns, which readers add to the others.
    """
    for head, rows in groups:
        if rows:
            body = _named(head["P"], written)["P"]
            names = [cells[0]["P"] for cells in rows]
            for name in names:
                _named(name, written)["P"] = body
            _named(body, written)["K"][:] = names
            _named(names[0], written)["K"].insert(0, head.reference)
            head["P"] = names[0]
            head["A"].update(Scope="/Row", RowSpan=len(rows))
            del head["A"]["ColSpan"]
    # What held the rest of a group on a later page holds nothing now.
    table["K"][:] = [name for name in table["K"] if not _is_left(name, written)]


def _is_left(name: bytes, written: Any) -> bool:
    """Whether the rows of a part of a table belong to another part now."""
    return _named(name, written)["S"] == "/TBody" and all(
        _named(row, written)["P"] != name for row in _named(name, written)["K"]
    )


def _rows(table: Any, part: str, written: Any) -> list[list[Any]]:
    """The cells of each row in the parts of a table of that kind."""
    parts = [_named(name, written) for name in table["K"]]
    rows = [_named(name, written) for each in parts if each["S"] == part for name in each["K"]]
    return [[_named(name, written) for name in row["K"]] for row in rows]


def _mark(cells: list[Any], scope: str) -> None:
    for cell in cells:
        if cell["S"] == "/TH":
            cell["A"]["Scope"] = scope


def _join_links(written: Any, owners: Any) -> None:
    """Gives what is added to the words of a link, such as the number of a page, to their link. The renderer
    makes a link of it within the link.
    """
    joined: dict[bytes, bytes] = {}
    for inner in _elements(written):
        around = inner["P"]
        if inner["S"] == "/Link" and _named(around, written)["S"] == "/Link":
            joined[inner.reference] = around
            kids = _named(around, written)["K"]
            place = kids.index(inner.reference)
            kids[place : place + 1] = inner["K"]
    for element in _elements(written):
        element["P"] = joined.get(element["P"], element["P"])
    for page in owners[1::2]:
        if isinstance(page, list):
            page[:] = [joined.get(owner, owner) for owner in page]


def _keep_what_says_something(name: bytes, written: Any, kept: bytearray) -> bool:
    """Takes out of the element, and of those in it, what holds nothing and stands for nothing, and pictures
    whose words stand beside them; whether the element itself is kept. An empty cell is: the cells after it
    would move.
    """
    element = _named(name, written)
    if element["Type"] != "/StructElem":
        return True
    if element["S"] == "/Figure" and not ("Alt" in element and element["Alt"].string.strip()):
        return False
    element["K"][:] = [
        kid for kid in element["K"] if isinstance(kid, int) or _keep_what_says_something(kid, written, kept)
    ]
    kept[element.number] = bool(element["K"]) or element["S"] not in _SAYS_NOTHING
    return bool(kept[element.number])


def _set_aside(drawing: Any, owners: Any, left: dict[bytes, str]) -> None:
    """Marks what belongs to elements that are left out, such as running heads, as part of the page and not of
    the document. `left` names the kind of part.
    """

    def marked(piece: re.Match[bytes]) -> bytes:
        kind = left.get(owners[int(piece[1])])
        return b"/Artifact\n<</Type %b>>\nBDC" % kind.encode() if kind else piece[0]

    drawing.stream = [_PIECE.sub(marked, drawn) for drawn in drawing.stream]
    owners[:] = [_NOBODY if owner in left else owner for owner in owners]
