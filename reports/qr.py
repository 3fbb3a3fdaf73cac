"""An address as a square that a telephone reads, drawn as one path."""

from __future__ import annotations

from markupsafe import Markup
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from reports import charts

# Squares without ink around the code, which readers need to find it.
QUIET_ZONE = 4


def picture(address: str, words: str) -> Markup:
    """The code of the address as an image that holds its picture, with its words as text alternative."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    steps = "".join(_runs([bool(dark) for dark in row], place) for place, row in enumerate(rows))
    shapes = (
        f'<rect width="{len(rows)}" height="{len(rows)}" fill="{charts.PAPER}"/>',
        f'<path d="{steps}" fill="#000000"/>',
    )
    return charts.square(len(rows), shapes, words)


def _runs(row: list[bool], place: int) -> str:
    """The dark squares of a row; neighbours are drawn as one, so that no seams show in print."""
    steps, start = "", None
    for column, dark in enumerate([*row, False]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            steps += f"M{start} {place}h{column - start}v1H{start}z"
            start = None
    return steps
