"""The fonts that a PDF is set in, from Python packages: what they cover needs no font of the system."""

from __future__ import annotations

from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import msgspec

SCHEME = "report-font:"


class FontMissing(RuntimeError):
    """A font package is not installed, or not the one that was expected."""


class Face(msgspec.Struct, frozen=True):
    """A font file of a package, the family and style it serves, and the characters that call for it.

    A face without `blocks` is always loaded; others only when the text holds a character of one of their
    blocks (first and last code point), because every face costs time.
    """

    family: str
    package: str
    file: str
    style: str = "normal"
    weight: str = ""
    blocks: tuple[tuple[int, int], ...] = ()

    @property
    def url(self) -> str:
        """The name by which the stylesheet asks for the file."""
        return f"{SCHEME}{self.family}/{self.style}/{self.weight or 'all'}".replace(" ", "-")

    @property
    def path(self) -> Path:
        """Where the file is. Raises `FontMissing` with the package's name."""
        name = self.package.replace("_", "-")
        if find_spec(self.package) is None:
            raise FontMissing(
                f"The font package {name} is not installed; install it with: pip install {name}"
            )
        path = Path(str(files(self.package))) / self.file
        if not path.is_file():
            raise FontMissing(
                f"The font package {name} does not hold {self.file}; install another version of {name}"
            )
        return path

    @property
    def rule(self) -> str:
        """The `@font-face` rule."""
        weight = f"font-weight: {self.weight};" if self.weight else ""
        return (
            f'@font-face {{ font-family: "{self.family}"; src: url("{self.url}"); '
            f"font-style: {self.style}; {weight} }}"
        )


_ARABIC = ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF))
_EMOJI = ((0x203C, 0x203C), (0x2049, 0x2049), (0x2122, 0x2122), (0x2139, 0x2139), (0x231A, 0x23FF),
          (0x25AA, 0x27BF), (0x2934, 0x2935), (0x2B05, 0x2B55), (0x3030, 0x303D), (0x3297, 0x3299),
          (0x1F000, 0x1FAFF))  # fmt: skip
_SYMBOLS = ((0x2190, 0x23FF), (0x2460, 0x27BF), (0x1F100, 0x1F2FF), (0x1F700, 0x1F77F))

# Scripts that Noto Sans itself does not hold, with the file that does.
_SCRIPTS = (
    ("Armenian", ((0x0530, 0x058F), (0xFB13, 0xFB17))),
    ("Hebrew", ((0x0590, 0x05FF), (0xFB1D, 0xFB4F))),
    ("Bengali", ((0x0980, 0x09FF),)),
    ("Gurmukhi", ((0x0A00, 0x0A7F),)),
    ("Gujarati", ((0x0A80, 0x0AFF),)),
    ("Oriya", ((0x0B00, 0x0B7F),)),
    ("Tamil", ((0x0B80, 0x0BFF),)),
    ("Telugu", ((0x0C00, 0x0C7F),)),
    ("Kannada", ((0x0C80, 0x0CFF),)),
    ("Malayalam", ((0x0D00, 0x0D7F),)),
    ("Sinhala", ((0x0D80, 0x0DFF),)),
    ("Thai", ((0x0E00, 0x0E7F),)),
    ("Lao", ((0x0E80, 0x0EFF),)),
    ("Myanmar", ((0x1000, 0x109F), (0xAA60, 0xAA7F))),
    ("Georgian", ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F))),
    ("Ethiopic", ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F))),
    ("Khmer", ((0x1780, 0x17FF), (0x19E0, 0x19FF))),
)

FACES = (
    Face("Report Text", "fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    Face("Report Text", "fontpkg_noto_sans", "files/NotoSans-Italic[wdth,wght].ttf", style="italic"),
    Face("Report Arabic", "fontpkg_amiri", "files/Amiri-Regular.ttf", weight="400", blocks=_ARABIC),
    Face("Report Arabic", "fontpkg_amiri", "files/Amiri-Bold.ttf", weight="700", blocks=_ARABIC),
    *(
        Face(f"Report {script}", "manimgx_fonts", f"NotoSans{script}[wght].ttf", blocks=blocks)
        for script, blocks in _SCRIPTS
    ),
    Face("Report Symbols", "manimgx_fonts", "NotoSansSymbols[wght].ttf", blocks=_SYMBOLS),
    Face("Report Emoji", "manimgx_fonts", "NotoEmoji[wght].ttf", blocks=_EMOJI),
)


def faces_for(text: str) -> tuple[Face, ...]:
    """The faces that the text needs, the text face first."""
    points = {ord(character) for character in set(text)}
    return tuple(
        face
        for face in FACES
        if not face.blocks or any(first <= point <= last for point in points for first, last in face.blocks)
    )


def stylesheet(faces: tuple[Face, ...]) -> str:
    """The rules that load the faces, and the order in which they are tried for each character."""
    families = ", ".join(f'"{family}"' for family in dict.fromkeys(face.family for face in faces))
    return "\n".join([*(face.rule for face in faces), f"html {{ font-family: {families}, sans-serif; }}"])
