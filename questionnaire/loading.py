"""A folder of TOML files in, an `Instrument` out, or every mistake at once with file, code and cure."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from questionnaire import instrument as types
from questionnaire.instrument import Instrument, Unit
from questionnaire.instrument_rules import broken_rules
from questionnaire.mistakes import InstrumentMistakes, Mistake

INSTRUMENTS = Path(__file__).parent / "instruments"
PUBLISHED = "cybercrime-prevention-1.0"


@cache
def published() -> Instrument:
    """The instrument that ships with CPSA, read once per process."""
    return load(INSTRUMENTS / PUBLISHED)


def load(folder: Path) -> Instrument:
    """Read `instrument.toml` and the unit files beside it; raises `InstrumentMistakes`."""
    mistakes: list[Mistake] = []
    top = _read(folder / "instrument.toml", mistakes)
    if top is None:
        raise InstrumentMistakes(tuple(mistakes))
    listed = top.pop("units", [])
    if not isinstance(listed, list) or not all(isinstance(code, str) for code in listed) or not listed:
        mistakes.append(
            Mistake(
                "instrument.toml",
                "units",
                "does not list the units",
                'Write units = ["R01", "R02"] in their order',
            )
        )
        listed = []
    units = [unit for code in listed if (unit := _unit(folder, code, mistakes)) is not None]
    mistakes += _stray_files(folder, listed)
    built = _build(Instrument, {**top, "units": []}, "instrument.toml", "", mistakes)
    if built is None:
        raise InstrumentMistakes(tuple(sorted(set(mistakes))))
    whole: Instrument = msgspec.structs.replace(built, units=tuple(units))
    mistakes += broken_rules(whole)
    if mistakes:
        raise InstrumentMistakes(tuple(sorted(set(mistakes))))
    return whole


def _read(path: Path, mistakes: list[Mistake]) -> dict[str, Any] | None:
    """The file's table, or None with a mistake if it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        mistakes.append(Mistake(path.name, "", "the file is missing", "Add it to the folder"))
    except UnicodeDecodeError as error:
        mistakes.append(Mistake(path.name, "", f"is not UTF-8 text ({error.reason})", "Save it as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        mistakes.append(Mistake(path.name, "", f"is not valid TOML: {error}", "Mend the line that it names"))
    except OSError as error:
        mistakes.append(Mistake(path.name, "", f"cannot be read ({error.strerror})", "Check its permissions"))
    return None


def _unit(folder: Path, code: str, mistakes: list[Mistake]) -> Unit | None:
    file = f"{code}.toml"
    raw = _read(folder / file, mistakes)
    if raw is None:
        return None
    if raw.get("code") != code:
        mistakes.append(
            Mistake(
                file, code, f"has code = {raw.get('code')!r}", f'Write code = "{code}", as the file is named'
            )
        )
    unit: Unit | None = _build(Unit, raw, file, code, mistakes)
    return unit


def _stray_files(folder: Path, listed: list[str]) -> list[Mistake]:
    known = {"instrument.toml", *(f"{code}.toml" for code in listed)}
    return [
        Mistake(
            path.name,
            "",
            "is not listed in instrument.toml",
            f'Add "{path.stem}" to units, or remove the file',
        )
        for path in sorted(folder.glob("*.toml"))
        if path.name not in known
    ]


def _build(of: Any, raw: object, file: str, code: str, mistakes: list[Mistake]) -> Any:
    """A struct from a table, field by field, so that each wrong field is named and not the first alone.

    Returns None, with the mistakes added, if the table cannot become the struct.
    """
    if not isinstance(raw, dict):
        mistakes.append(Mistake(file, code, f"{raw!r} is not a table", "Write it as a [table]"))
        return None
    before = len(mistakes)
    hints = get_type_hints(of, vars(types))
    fields = {field.name: field for field in msgspec.structs.fields(of)}
    mistakes += [
        Mistake(file, code, f"has an unknown key {name!r}", f"Use one of {', '.join(sorted(fields))}")
        for name in raw
        if name not in fields
    ]
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in raw:
            values[name] = _value(hints[name], raw[name], file, code, name, mistakes)
        elif field.required:
            mistakes.append(Mistake(file, code, f"{name} is missing", f"Add {name} = ..."))
    if of is types.Option:
        # An exclusive option ("none of these") never scores, so the file need not say so.
        values.setdefault("scored", not values.get("exclusive", False))
    return of(**values) if len(mistakes) == before else None


def _value(hint: Any, raw: object, file: str, code: str, name: str, mistakes: list[Mistake]) -> Any:
    inner = get_args(hint)
    if get_origin(hint) is tuple and _is_struct(inner[0]):
        if not isinstance(raw, list):
            mistakes.append(Mistake(file, code, f"{name} is not a list", f"Write it as [[{name}]] tables"))
            return ()
        built = [
            _build(inner[0], part, file, _code_of(part, code, name, place), mistakes)
            for place, part in enumerate(raw)
        ]
        return tuple(part for part in built if part is not None)
    structs = [part for part in (hint, *inner) if _is_struct(part)]
    if structs:
        return _build(structs[0], raw, file, f"{code} {name}".strip(), mistakes)
    try:
        return msgspec.convert(raw, hint, strict=True)
    except msgspec.ValidationError as error:
        mistakes.append(Mistake(file, code, f"{name}: {error}", f"Mend {name}"))
        return None


def _is_struct(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def _code_of(part: object, parent: str, name: str, place: int) -> str:
    """How a mistake names the part: by full code, or by its place in the list."""
    own = part.get("code") if isinstance(part, dict) else None
    if not isinstance(own, str):
        return f"{parent} {name}[{place + 1}]".strip()
    return own if name in ("clauses", "questions") else f"{parent} {own}".strip()
