"""Teams whose workbooks have the same shape, whoever is in them: for what is to say nothing but what a layout gives."""

import math
from dataclasses import replace
from random import Random

from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.scheme.states import EXEMPT, STATE
from presales_xl.texts import Lang
from presales_xl.workbook.layout import Book
from tests.random_people import Drawer, Shape
from tests.workbook.samples import team

NAMES = ("=2+2", "李 & <娜>", "𠮷野家", "007", 'O\'Neil "B"', "🙂 smile", " 空 ", "同名", "同名", "_x000D_", "@王")


def another(name: str, lang: Lang, chance: Random, *, filled: bool = True) -> Book:
    """Return a book like the one that `samples.team` gives by this name (see `like`)."""
    return like(team(name, lang, filled=filled), lang, chance, filled=filled)


def like(book: Book, lang: Lang, chance: Random, *, filled: bool = True) -> Book:
    """Return a book of the same shape of other people with other figures.

    Nothing else differs than what no cell's place hangs on: of each person whether they are exempt or have a level,
    what is locked and how many rows are known stay as they are.
    """
    roles = [_role(role, lang, chance, filled=filled) for role in book.roles]
    who = f"m{chance.randrange(99)}", chance.choice(NAMES), chance.choice(("华南", "A&B <C>", "华东「售前」"))
    return replace(book, manager_id=who[0], manager=who[1], team=who[2], roles=roles, issue=chance.randrange(1, 9))


def _role(role: Role, lang: Lang, chance: Random, *, filled: bool) -> Role:
    shape = Shape((len(role.people),), blank=0.3, wrong=0, lang=lang, seed=0)
    (cohort,) = Drawer(load(role.plan.scheme.id), shape, chance, truths=False).cohorts()
    drawn = cohort.given(lang).people if filled else cohort.role().people
    names = [chance.choice(NAMES) for _ in role.people]
    pairs = zip(role.people, drawn, names, strict=True)
    return replace(role, people=[_like(role, *pair, chance=chance) for pair in pairs])


def _like(role: Role, person: Employee, drawn: Employee, name: str, chance: Random) -> Employee:
    kept = {key: value for key, value in person.entries.items() if (key, value) == (STATE, EXEMPT)}
    if not math.isfinite(drawn.entries.get("level", math.nan)):
        kept |= {key: value for key, value in person.entries.items() if key == "level"}
    state = {STATE: 0.0} if drawn.entries.get(STATE) == EXEMPT else {}
    entries = {key: value for key, value in drawn.entries.items() if not key.startswith("last.")}
    rows = {
        table: [chance.choice([*drawn.rows.get(table, ()), known]) for known in rows]
        for table, rows in person.rows.items()
    }
    new_id = f"{person.employee_id}{chance.randrange(10)}"
    return replace(person, employee_id=new_id, name=name, entries=entries | state | kept, texts=drawn.texts, rows=rows)
