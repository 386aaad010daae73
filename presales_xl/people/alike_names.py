"""Names by which rows of details are reckoned together, such as projects, that people take for the same one.

Rows share what is called the same as Excel compares texts. What differs by width, blanks or signs that nobody sees is
another project to every formula, and the same one to whoever typed it: it is asked about.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite, nan
from typing import NamedTuple

from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.rows_of_others import reckoned_with
from presales_xl.people.table import in_half_width, is_seen
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, warning
from presales_xl.texts import Lang, first_of, text

NAMED = 6  # rows that a message names of each name
_BLANKS = {" ": "blank", "\u3000": "wide_blank", "\u00a0": "fixed_blank", "\t": "tab", "\n": "line", "\r": "line"}


class NamedRow(NamedTuple):
    """A row that is reckoned with others by the name in a column, and its number among those of its table.

    `name` is as written, `code` equal where names count alike.
    """

    table: str
    number: int
    column: str
    code: float
    name: str
    owner: Employee
    row: DetailRow


def folded(written: str, between: str = "") -> str:
    """Return a text as people compare texts: without width, case and unseen signs, other blanks `between` words."""
    return between.join(in_half_width(written).casefold().split())


def visible(written: str, lang: Lang) -> str:
    """Return a text with names in the place of signs that nobody sees, and of blanks that look like others or none."""
    shown = []
    for at, sign in enumerate(written):
        is_plain = sign == " " and written[at - 1 : at].strip() and written[at + 1 : at + 2].strip()
        if is_plain or (is_seen(sign) and not sign.isspace()):
            shown.append(sign)
        else:
            name = _BLANKS.get(sign, "unseen")
            shown.append(text(lang, f"workbook.sign.{name}", code=f"U+{ord(sign):04X}"))
    return "".join(shown)


def named_rows(plan: Plan, people: Sequence[Employee]) -> Iterator[NamedRow]:
    """Yield the rows of some people that are reckoned with others' by a name."""
    for table in plan.tables:
        for column in reckoned_with(plan, table):
            rows = ((who, row) for who in people for row in who.rows.get(table, ()))
            for number, (owner, row) in enumerate(rows):
                code, name = row.entries.get(column, nan), row.texts.get(column, "")
                if name and isfinite(code):
                    yield NamedRow(table, number=number, column=column, code=code, name=name, owner=owner, row=row)


def spelled_alike(names: Mapping[float, str]) -> list[list[float]]:
    """Return the codes of those names, by code, that are the same to people, for each that has several."""
    codes = defaultdict[str, list[float]](list)
    for code, name in names.items():
        codes[folded(name)].append(code)
    return [several for several in codes.values() if len(several) > 1]


def told_alike(spelled: Sequence[tuple[str, Sequence[str]]], place: Place, lang: Lang) -> Problem:
    """Return the question whether names, each with its rows in words, are one."""
    return warning("table.names_alike", place, names=listed(spelled, "workbook.spelled", lang))


def listed(groups: Sequence[tuple[str, Sequence[str]]], key: str, lang: Lang) -> str:
    """Return groups of rows in words, each by the text of this key with its name and its first rows."""
    comma, semicolon = (text(lang, f"problems.{sign}") for sign in ("comma", "semicolon"))
    return semicolon.join(
        text(lang, key, name=name, rows=comma.join(first_of(rows, NAMED, lang, "workbook.more_rows")))
        for name, rows in groups
    )


def alike_rows(roles: Iterable[Role], lang: Lang) -> Iterator[Problem]:
    """Yield a warning, by the place of the first row, per name that rows under one scheme have in several spellings."""
    rows = defaultdict[tuple[str, str], dict[float, list[NamedRow]]](dict)
    for role in roles:
        for each in named_rows(role.plan, role.people):
            rows[role.plan.scheme.id, each.column].setdefault(each.code, []).append(each)
    for of in rows.values():
        for codes in spelled_alike({code: same[0].name for code, same in of.items()}):
            spelled = [
                (visible(of[code][0].name, lang), [row_in_words(each.owner, each.row, lang) for each in of[code]])
                for code in codes
            ]
            yield told_alike(spelled, of[codes[0]][0].row.place, lang)


def row_in_words(owner: Employee, row: DetailRow, lang: Lang) -> str:
    """Return whose a row is, and where it stands."""
    place, is_settled = row.place, not owner.manager_id  # of whom nothing is back, so that what was settled counts
    fields = {"id": owner.employee_id, "name": owner.name, "file": place.file, "sheet": place.sheet, "cell": place.cell}
    return text(lang, "collecting.row_settled" if is_settled else "collecting.row_shared", **fields)
