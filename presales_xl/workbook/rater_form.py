"""A rater's form: a short workbook with the ratings that are asked of one rater, a sheet per role, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from presales_xl.people.employees import Employee
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.ratings import ratings_only
from presales_xl.texts import Lang, text
from presales_xl.workbook import identity
from presales_xl.workbook.identity import Identity, Issued, Seal, SheetPart, as_issued, unsealed
from presales_xl.workbook.layout import IDENTITY, sheet_name
from presales_xl.workbook.rating_sheet import RatingSheet
from presales_xl.workbook.style import Style, new_workbook

PROTECTION = {"sort": True, "format_columns": True, "format_rows": True}


@dataclass(frozen=True)
class Ratings:
    """What one rater gives in one capacity to people of one role.

    `by` is the rater's kind (`peer`), `called` what people call it, `columns` the ids of the ratings.
    """

    role: str
    plan: Plan
    by: str
    called: str
    people: Sequence[Employee]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class RaterBook:
    """One rater's form for one period; `issue` counts what was issued to the rater for it."""

    company: str
    period: str
    rater_id: str
    rater: str
    ratings: Sequence[Ratings]
    issue: int = 1


def write(book: RaterBook, path: Path, lang: Lang, seal: Seal = unsealed) -> None:
    """Write a rater's form to `path`, with the seal that `seal` makes.

    Raises ProblemsError (`file.locked`) when the target is open in another program; nothing is left behind then.
    """
    title = text(lang, "raters.form.document", company=book.company, period=book.period)
    with new_workbook(path, title=title, subject=book.rater, author="presales_xl", company=book.company) as file:
        style = Style(file, lang)
        for name, ratings in zip(sheet_names(book), book.ratings, strict=True):
            sheet = file.add_worksheet(name)
            RatingSheet(sheet, style, book, ratings).write()
            sheet.protect("", PROTECTION)
        identity.write(file.add_worksheet(IDENTITY), issued(book, lang), seal)


def issued(book: RaterBook, lang: Lang) -> Issued:
    """Return the identity of a rater's form: of every scheme it holds only the ratings that the rater gives."""
    known = Identity(book.company, book.period, "rater", book.rater_id, book.rater, "", lang, book.issue)
    parts, people = [], {}
    asked: dict[str, tuple[Plan, dict[str, None]]] = {}
    for name, ratings in zip(sheet_names(book), book.ratings, strict=True):
        scheme = ratings.plan.scheme.id
        parts.append(SheetPart(name, name, scheme, columns=ratings.columns))
        people[name] = [(person.employee_id, person.name) for person in ratings.people]
        asked.setdefault(scheme, (ratings.plan, {}))[1].update(dict.fromkeys(ratings.columns))
    schemes = {scheme: as_issued(ratings_only(plan, columns)) for scheme, (plan, columns) in asked.items()}
    return Issued(known, parts, people, schemes)


def sheet_names(book: RaterBook) -> list[str]:
    """Return the name of each sheet: the role, with the capacity where a role has several, never one twice."""
    roles = [ratings.role for ratings in book.ratings]
    names: list[str] = []
    for ratings in book.ratings:
        wanted = ratings.role if roles.count(ratings.role) == 1 else f"{ratings.called} {ratings.role}"
        name, number = sheet_name(wanted), 1
        while name.casefold() in {other.casefold() for other in names}:
            number += 1
            name = sheet_name(f"{number} {wanted}")
        names.append(name)
    return names
