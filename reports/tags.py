"""What the renderer leaves to say in the tags of a PDF, for those who have it read aloud.

The renderer tags running heads as text that belongs nowhere, makes more links of what stands in a link, and
describes a link by the name of the place that it leads to.
"""

from __future__ import annotations

from typing import Any

import pydyf

_PRINTED = 4  # The third bit of an annotation's flags: it is on paper too.
_SAYS_NOTHING = {"/Span", "/NonStruct"}
_NOBODY = b"null"


def leave_out_links_in_links(document: Any) -> None:
    """Keeps one link where the renderer makes another of each part of it, such as its page number."""
    for page in document.pages:
        page.links[:] = [link for link in page.links if link[3].element_tag == "a"]


def complete_tags(document: Any, written: Any) -> None:
    """Completes the tags of the file before it is written."""
    objects = {each.reference: each for each in written.objects}
    elements = {
        name: each
        for name, each in objects.items()
        if isinstance(each, dict) and each.get("Type") == "/StructElem"
    }
    root = objects[written.catalog["StructTreeRoot"]]
    # For each page its number and the elements that its pieces belong to; after them, each link and its own.
    owners = objects[root["ParentTree"]]["Nums"]
    _describe_links(document)
    _say_what_heads_stand_over(elements)
    dots = _join_links(elements, owners)
    kept: set[bytes] = set()
    _keep_what_says_something(root["K"][0], objects, kept)
    left = {name: "/Layout" if name in dots else "/Pagination" for name in elements if name not in kept}
    for place, page in enumerate(written.page_references):
        drawing = objects[objects[page]["Contents"]].stream
        _set_aside(drawing, owners[2 * place + 1], left)
    for name in left:
        elements[name].clear()


def _describe_links(document: Any) -> None:
    """Gives each link the words that it stands on, all of them where it goes on in another line."""
    for page in document.pages:
        for _, _, _, box in page.links:
            if box.link_annotation:
                words = " ".join("".join(box.element.itertext()).split())
                box.link_annotation["Contents"] = pydyf.String(words)
                box.link_annotation["F"] = _PRINTED


def _say_what_heads_stand_over(elements: dict[bytes, Any]) -> None:
    """Marks each head of a table as that of a column or of a row. The renderer names the heads of every cell
    of figures, but not of the cells that are heads themselves, and some readers know only the mark.
    """
    for element in elements.values():
        if element["S"] == "/TH" and "A" in element:
            body = elements[elements[element["P"]]["P"]]
            element["A"]["Scope"] = "/Column" if body["S"] == "/THead" else "/Row"


def _join_links(elements: dict[bytes, Any], owners: Any) -> set[bytes]:
    """Gives what is added to the words of a link to their link, but for the dots between them, which it
    returns: nobody wants to hear sixty of them. The renderer makes links of both, one within the other.
    """
    joined: dict[bytes, bytes] = {}
    dots = set()
    for name, inner in elements.items():
        # What stands further outside comes first.
        around = joined.get(inner["P"], inner["P"])
        if inner["S"] != "/Link" or elements.get(around, {}).get("S") != "/Link":
            continue
        kids = elements[around]["K"]
        place = kids.index(name)
        if around == inner["P"]:
            joined[name] = around
            kids[place : place + 1] = inner["K"]
        else:
            dots.add(name)
            del kids[place]
    for element in elements.values():
        element["P"] = joined.get(element["P"], element["P"])
    for page in owners[1::2]:
        if isinstance(page, list):
            page[:] = [joined.get(owner, owner) for owner in page]
    return dots


def _keep_what_says_something(name: bytes, objects: dict[bytes, Any], kept: set[bytes]) -> bool:
    """Takes out of the element, and of those in it, what holds nothing and stands for nothing; whether the
    element itself is kept. An empty cell is: the cells after it would move.
    """
    element = objects[name]
    if element["Type"] != "/StructElem":
        return True
    element["K"][:] = [
        kid for kid in element["K"] if isinstance(kid, int) or _keep_what_says_something(kid, objects, kept)
    ]
    if element["K"] or element["S"] not in _SAYS_NOTHING:
        kept.add(name)
        return True
    return False


def _set_aside(drawing: list[Any], owners: Any, left: dict[bytes, str]) -> None:
    """Marks what belongs to elements that are left out, such as running heads, as part of the page and not of
    the document. `left` names the kind of part.
    """
    aside = {place: left[owner] for place, owner in enumerate(owners) if owner in left}
    for place, operand in enumerate(drawing):
        if isinstance(operand, dict) and operand.get("MCID") in aside:
            kind = pydyf.Dictionary({"Type": aside[operand["MCID"]]})
            drawing[place - 1 : place + 1] = ["/Artifact", kind]
    owners[:] = [_NOBODY if owner in left else owner for owner in owners]
