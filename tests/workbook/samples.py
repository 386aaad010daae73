"""Workbooks as HR would send them out: a team of every scheme that is shipped, and teams of one scheme each."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import openpyxl

from presales_xl.catalogue import files, load
from presales_xl.people.employees import Employee, Role
from presales_xl.texts import Lang
from presales_xl.workbook.layout import Book
from tests.random_people import Drawer, Shape

PEOPLE = 6
COMPANY = "=示例公司 & <分公司>"
NAMES = ("=1+1", "+8613800000000", "@王芳", "-1", "{=1}", 'O\'Brien & <Co> "A"')  # no formulas, whatever they look like
SCHEMES = tuple(sorted(files()))
EVERYBODY = "everybody"
#: Where the workbook of a team lies, by its name (see `team`) and its language.
TeamFile = Callable[[str, Lang], Path]
#: The workbook of everybody in a language, opened.
BookIn = Callable[[Lang], openpyxl.Workbook]


def roles(schemes: Sequence[str], lang: Lang, *, filled: bool = True) -> list[Role]:
    """Return a role per scheme, named by it, whose people are filled in here and there."""
    found = []
    for number, scheme in enumerate(schemes):
        shape = Shape((PEOPLE,), blank=0.2, wrong=0, lang=lang, seed=number)
        (cohort,) = Drawer(load(scheme), shape, Random(number), truths=False).cohorts()  # noqa: S311 - not at random
        role = replace(cohort, name=scheme).given(lang) if filled else replace(cohort, name=scheme).role()
        people = [
            replace(person, employee_id=f"{number}-{person.employee_id}", name=name, entries=_entered(person))
            for person, name in zip(role.people, NAMES, strict=True)
        ]
        found.append(replace(role, people=people))
    return found


def _entered(person: Employee) -> dict[str, float]:
    """Return the entries of a person without those of the period before, which nobody fills in."""
    return {key: value for key, value in person.entries.items() if not key.startswith("last.")}


@cache
def team(name: str, lang: Lang, *, filled: bool = True) -> Book:
    """Return the book of a team: of one scheme by its id, or of everybody."""
    schemes = SCHEMES if name == EVERYBODY else (name,)
    return Book(
        COMPANY,
        "2026-11",
        manager_id="m1",
        manager="=王芳",
        team="华东「售前」",
        roles=roles(schemes, lang, filled=filled),
    )


def opened(path: Path, *, values: bool = False) -> openpyxl.Workbook:
    """Return a workbook as openpyxl reads it, which does without data bars and says so."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path, data_only=values)
