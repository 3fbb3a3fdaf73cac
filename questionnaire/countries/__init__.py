"""The countries that a questionnaire can be about: the Member States and observer States of the United
Nations, with the regions and groups that it puts them in, and what it calls them where that is not what the
locale data says.
"""

from __future__ import annotations

import functools
import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path

import msgspec

HERE = Path(__file__).parent


class Group(StrEnum):
    """A group of countries that the United Nations gives particular attention."""

    LEAST_DEVELOPED = "LDC"
    LANDLOCKED = "LLDC"
    SMALL_ISLANDS = "SIDS"


class Region(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A region, sub-region or intermediate region of M49, and the code of the one that it lies in."""

    code: str
    within: str | None = None


class Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A State by its ISO 3166-1 alpha-3 code, with its M49 number and the smallest M49 region that it lies
    in. Which of its groups hold depends on the day: ask `groups_on`.
    """

    code: str
    m49: str
    region: str
    groups: tuple[Group, ...] = ()
    is_observer: bool = False


class Leaving(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first day on which a country does not belong to a group any more."""

    country: str
    group: Group
    on: date


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the United Nations calls a country or region, in its official languages."""

    code: str
    ar: str
    en: str
    es: str
    fr: str
    ru: str
    zh: str


class _Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    regions: tuple[Region, ...]
    countries: tuple[Country, ...]
    leaving: tuple[Leaving, ...]


class _AllNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: tuple[Names, ...]


@functools.cache
def _facts() -> _Facts:
    return msgspec.convert(tomllib.loads((HERE / "countries.toml").read_text("utf-8")), _Facts)


@functools.cache
def _names() -> dict[str, Names]:
    read = msgspec.convert(tomllib.loads((HERE / "names.toml").read_text("utf-8")), _AllNames)
    return {names.code: names for names in read.names}


@functools.cache
def _countries_by_code() -> dict[str, Country]:
    return {country.code: country for country in _facts().countries}


@functools.cache
def _regions_by_code() -> dict[str, Region]:
    return {region.code: region for region in _facts().regions}


def countries() -> tuple[Country, ...]:
    """The Member States and observer States of the United Nations, in the order of their codes."""
    return _facts().countries


def find(code: str) -> Country | None:
    """The country with that alpha-3 code; none where it is neither a Member State nor an observer."""
    return _countries_by_code().get(code)


def regions_of(country: Country) -> tuple[str, ...]:
    """The M49 codes of the country's region, its sub-region, and its intermediate region if there is one."""
    found: list[str] = []
    code: str | None = country.region
    while code is not None:
        found.insert(0, code)
        code = _regions_by_code()[code].within
    return tuple(found)


def groups_on(country: Country, day: date) -> tuple[Group, ...]:
    """The groups that the country belongs to on that day, from December 2023 on."""
    left = {gone.group for gone in _facts().leaving if gone.country == country.code and gone.on <= day}
    return tuple(group for group in country.groups if group not in left)


def name_of(code: str, language: str) -> str | None:
    """What the United Nations calls that country or region; none where the locale data's name serves."""
    names = _names().get(code)
    return str(getattr(names, language)) if names and language in Names.__struct_fields__[1:] else None
