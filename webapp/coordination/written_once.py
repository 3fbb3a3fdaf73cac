"""Whoever is asked by name and speaks for an institution is written to once, about both."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from webapp.coordination.standing import Overview, TheirStanding
from webapp.records.coordination import Addressee, Person


class Addressed(msgspec.Struct, frozen=True):
    """To whom a letter goes, and about what. `also_for` are the institutions whose letter it is as well."""

    one: TheirStanding
    also_for: tuple[Addressee, ...] = ()


def written_once(found: Overview, chosen: Sequence[TheirStanding]) -> list[Addressed]:
    """Letters to these people and institutions, in their order, such that nobody gets two: the institution's
    goes to those who speak for it and are not written to by name. Where there is nobody else, it is left out.
    """
    by_name = {person for one in chosen if not one.to.is_institution for person in one.to.people}
    bodies = [one.to for one in chosen if one.to.is_institution]
    covered: set[str] = set()
    letters = []
    for one in chosen:
        if one.to.is_institution:
            if not by_name.issuperset(one.to.people) or not one.to.people:
                letters.append(Addressed(_to_the_others(one, by_name)))
            continue
        theirs = [body for body in bodies if not set(body.people).isdisjoint(one.to.people)]
        left_out = [body for body in theirs if by_name.issuperset(body.people) and body.key not in covered]
        covered.update(body.key for body in left_out)
        letters.append(Addressed(_about_all(found, one, theirs), tuple(left_out)))
    return letters


def _to_the_others(one: TheirStanding, by_name: set[Person]) -> TheirStanding:
    others = tuple(person for person in one.to.people if person not in by_name)
    return TheirStanding(msgspec.structs.replace(one.to, people=others), one.standing)


def _about_all(found: Overview, one: TheirStanding, bodies: Sequence[Addressee]) -> TheirStanding:
    return TheirStanding(one.to, found.standing_of([one.to, *bodies])) if bodies else one
