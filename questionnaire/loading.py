"""A folder of TOML files in, an `Instrument` out, or every mistake at once with file, code and cure."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from questionnaire.check_rules import CHECKS_FILE
from questionnaire.consistency import Check, CheckList
from questionnaire.instrument import Instrument, Option, Unit
from questionnaire.instrument_rules import broken_rules
from questionnaire.mistakes import InstrumentMistakes, Mistake
from questionnaire.question_rules import TOP_FILE
from questionnaire.since import Since
from questionnaire.since_rules import broken_marks

INSTRUMENTS = Path(__file__).parent / "instruments"
PUBLISHED = "cybercrime-prevention-1.0"
SINCE = "since"


@cache
def published() -> Instrument:
    """The instrument that ships with CPSA, read once per process."""
    return load(INSTRUMENTS / PUBLISHED)


@cache
def installed(code: str, version: str) -> Instrument:
    """That version of an instrument, read when it is first asked for; LookupError if CPSA does not have it.

    A former version stays in its folder for as long as anything refers to it.
    """
    if f"{code}-{version}" == PUBLISHED:
        return published()
    if f"{code}-{version}" not in {path.name for path in INSTRUMENTS.iterdir()}:
        raise LookupError(f"{code} {version} is not installed")
    return load(INSTRUMENTS / f"{code}-{version}")


def marks_since(later: Instrument, version: str) -> tuple[Since, ...]:
    """The marks of every version after `version` up to `later`, the latest first; none for the same version.

    LookupError if `later` does not descend from it.
    """
    steps: list[Since] = []
    reached = later
    while reached.version != version:
        if reached.since is None:
            raise LookupError(f"{later.code} {later.version} does not descend from version {version}")
        steps.append(reached.since)
        if reached.since.version == version:
            break
        reached = installed(reached.code, reached.since.version)
    return tuple(steps)


class _Notes:
    """The mistakes so far, and the parts (file, code) of which something could not be read."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.unread: set[tuple[str, str]] = set()

    def unreadable(self, file: str, code: str, problem: str, cure: str) -> None:
        """A value is missing or wrong: note it, and that a stand-in takes its place."""
        self.mistakes.append(Mistake(file, code, problem, cure))
        self.unread.add((file, code))

    def raise_any(self) -> None:
        """Raise everything noted, in order of file and code."""
        if self.mistakes:
            raise InstrumentMistakes(tuple(sorted(set(self.mistakes))))


def load(folder: Path) -> Instrument:
    """Read `instrument.toml`, the unit files beside it and `checks.toml` if it is there. A version that is
    marked against one before it is compared with that, whose folder stands beside it.

    Raises `InstrumentMistakes`.

    What cannot be read is noted and replaced by a stand-in, so that the rules can be checked on all the
    rest in the same run; about the part itself the rules are silent until it can be read.
    """
    notes = _Notes()
    whole = _whole(folder, notes)
    if whole is not None:
        broken = [*broken_rules(whole), *_broken_marks(folder, whole, notes)]
        notes.mistakes += [mistake for mistake in broken if (mistake.file, mistake.code) not in notes.unread]
    notes.raise_any()
    if whole is None:
        raise AssertionError("what cannot be read has been noted")
    return whole


def _whole(folder: Path, notes: _Notes) -> Instrument | None:
    """What the files say, rules unchecked; None without a top file."""
    top = _read(folder / TOP_FILE, notes)
    if top is None:
        return None
    listed = top.pop("units", [])
    if not isinstance(listed, list) or not all(isinstance(code, str) for code in listed) or not listed:
        notes.unreadable(
            TOP_FILE, "units", "does not list the units", 'Write units = ["R01", "R02"] in their order'
        )
        listed = []
    units = [unit for code in listed if (unit := _unit(folder, code, notes)) is not None]
    notes.mistakes += _stray_files(folder, listed)
    if top.pop("checks", None) is not None:
        notes.mistakes.append(Mistake(TOP_FILE, "checks", "stand here", f"Move them to {CHECKS_FILE}"))
    built = _build(Instrument, {**top, "units": []}, TOP_FILE, "", notes)
    whole: Instrument = msgspec.structs.replace(built, units=tuple(units), checks=_checks(folder, notes))
    return whole


def _broken_marks(folder: Path, instrument: Instrument, notes: _Notes) -> list[Mistake]:
    """What is wrong with the marks; what cannot be compared is said instead."""
    if instrument.since is None or (TOP_FILE, SINCE) in notes.unread:
        return []
    try:
        return list(broken_marks(instrument, _former(folder, instrument, {instrument.version})))
    except LookupError as error:
        return [
            Mistake(
                TOP_FILE, SINCE, error.args[0], "Name the version before, in a sound folder beside this one"
            )
        ]


def _former(folder: Path, instrument: Instrument, newer: set[str]) -> tuple[Instrument, ...]:
    """The versions before the instrument, the latest first. LookupError with what is wrong with them."""
    if instrument.since is None:
        return ()
    version = instrument.since.version
    if version in newer:
        raise LookupError(f"version {version} does not come before version {instrument.version}")
    beside = folder.parent / f"{instrument.code}-{version}"
    if not beside.is_dir():
        raise LookupError(f"there is no folder {beside.name} beside this one")
    notes = _Notes()
    before = _whole(beside, notes)
    # Its own marks are checked when it is loaded for itself.
    if before is None or notes.mistakes or broken_rules(before):
        raise LookupError(f"the version before it, {version}, has mistakes itself")
    if (before.code, before.version) != (instrument.code, version):
        raise LookupError(f"{beside.name} holds {before.code} {before.version}")
    return (before, *_former(beside, before, newer | {version}))


def _read(path: Path, notes: _Notes) -> dict[str, Any] | None:
    """The file's table, or None with a mistake if it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        said = ("the file is missing", "Add it to the folder")
    except UnicodeDecodeError as error:
        said = (f"is not UTF-8 text ({error.reason})", "Save it as UTF-8")
    except tomllib.TOMLDecodeError as error:
        said = (f"is not valid TOML: {error}", "Mend the line that it names")
    except OSError as error:
        said = (f"cannot be read ({error.strerror})", "Check its permissions")
    notes.unreadable(path.name, "", *said)
    return None


def _unit(folder: Path, code: str, notes: _Notes) -> Unit | None:
    file = f"{code}.toml"
    raw = _read(folder / file, notes)
    if raw is None:
        return None
    if raw.get("code") != code:
        notes.mistakes.append(
            Mistake(
                file, code, f"has code = {raw.get('code')!r}", f'Write code = "{code}", as the file is named'
            )
        )
    unit: Unit | None = _build(Unit, {**raw, "code": code}, file, code, notes)
    return unit


def _checks(folder: Path, notes: _Notes) -> tuple[Check, ...]:
    """The checks; an instrument without the file has none."""
    raw = _read(folder / CHECKS_FILE, notes) if (folder / CHECKS_FILE).exists() else None
    if raw is None:
        return ()
    built: CheckList = _build(CheckList, raw, CHECKS_FILE, "", notes)
    return built.checks


def _stray_files(folder: Path, listed: list[str]) -> list[Mistake]:
    known = {TOP_FILE, CHECKS_FILE, *(f"{code}.toml" for code in listed)}
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


def _build(of: Any, raw: object, file: str, code: str, notes: _Notes) -> Any:
    """A struct from a table, field by field, so that each wrong field is named and not the first alone.

    Returns None, with a mistake noted, if there is no table or nothing to call it by.
    """
    if not isinstance(raw, dict):
        notes.unreadable(file, code, f"{raw!r} is not a table", "Write it as a [table]")
        return None
    hints, fields = _hints_of(of), _fields_of(of)
    notes.mistakes += [
        Mistake(file, code, f"has an unknown key {name!r}", f"Use one of {', '.join(sorted(fields))}")
        for name in raw
        if name not in fields
    ]
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in raw:
            values[name] = _value(hints[name], raw[name], file, code, name, notes)
        elif field.required:
            notes.unreadable(file, code, f"{name} is missing", f"Add {name} = ...")
            values[name] = _stand_in(hints[name])
    if "code" in fields and not isinstance(raw.get("code"), str) and of is not Instrument:
        return None
    if of is Option:
        # An exclusive option ("none of these") never scores, so the file need not say so.
        values.setdefault("scored", not values.get("exclusive", False))
    return of(**values)


@cache
def _hints_of(struct: Any) -> dict[str, Any]:
    return get_type_hints(struct)


@cache
def _fields_of(struct: Any) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(struct)}


def _value(hint: Any, raw: object, file: str, code: str, name: str, notes: _Notes) -> Any:
    inner = get_args(hint)
    if get_origin(hint) is tuple and _is_struct(inner[0]):
        if not isinstance(raw, list):
            notes.unreadable(file, code, f"{name} is not a list", f"Write it as [[{name}]] tables")
            return ()
        built = [
            _build(inner[0], part, file, _code_of(part, code, name, place), notes)
            for place, part in enumerate(raw)
        ]
        return tuple(part for part in built if part is not None)
    structs = [part for part in (hint, *inner) if _is_struct(part)]
    if structs:
        built_part = _build(structs[0], raw, file, f"{code} {name}".strip(), notes)
        return _stand_in(hint) if built_part is None else built_part
    try:
        return msgspec.convert(raw, hint, strict=True)
    except msgspec.ValidationError as error:
        notes.unreadable(file, code, f"{name}: {error}", f"Mend {name}")
        return _stand_in(hint)


def _stand_in(hint: Any) -> Any:
    """Something of the right type, so that the rest can be checked; it never leaves this module."""
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    if get_origin(hint) is tuple:
        return ()
    if type(None) in get_args(hint):
        return None
    if _is_struct(hint):
        hints, fields = _hints_of(hint), _fields_of(hint)
        return hint(**{name: _stand_in(hints[name]) for name, field in fields.items() if field.required})
    return hint()


def _is_struct(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def _code_of(part: object, parent: str, name: str, place: int) -> str:
    """How a mistake names the part: by full code, or by its place in the list."""
    own = part.get("code") if isinstance(part, dict) else None
    if not isinstance(own, str):
        return f"{parent} {name}[{place + 1}]".strip()
    return own if name in ("clauses", "questions") else f"{parent} {own}".strip()
