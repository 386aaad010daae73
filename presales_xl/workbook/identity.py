"""The very hidden sheet: what the workbook is, which sheet holds what, and the schemes as issued."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from xlsxwriter.worksheet import Worksheet

from presales_xl import __version__
from presales_xl.scheme.columns import Plan
from presales_xl.texts import Lang
from presales_xl.workbook.content import Book
from presales_xl.workbook.layout import BookLayout
from presales_xl.workbook.reader import Value

MARK = "presales_xl workbook"
FORMAT = 1  # of this sheet; a reader refuses a later one
_CHUNK = 30_000  # characters; a cell holds 32,767


@dataclass(frozen=True)
class Identity:
    """What a workbook says of itself."""

    company: str
    period: str
    manager_id: str
    manager: str
    team: str
    lang: Lang


@dataclass(frozen=True)
class SheetPart:
    """What a sheet holds: the people of a role, or (with a table) rows of one of its detail tables."""

    sheet: str
    role: str
    scheme: str
    table: str = ""


def write(sheet: Worksheet, book: Book, layout: BookLayout, lang: Lang) -> None:
    """Write the sheet: facts by name, then the parts, then the schemes as issued."""
    identity = Identity(book.company, book.period, book.manager_id, book.manager, book.team, lang)
    facts = {"mark": MARK, "format": str(FORMAT), "version": __version__, **asdict(identity)}
    rows: list[tuple[str, ...]] = list(facts.items())
    for role in layout.roles:
        scheme = role.plan.scheme.id
        rows.append(("part", role.sheet, role.role.name, scheme, ""))
        rows += [("part", detail.sheet, role.role.name, scheme, table) for table, detail in role.details.items()]
    issued = {role.plan.scheme.id: as_issued(role.plan) for role in layout.roles}
    for scheme, source in issued.items():
        rows += [("scheme", scheme, source[at : at + _CHUNK]) for at in range(0, len(source), _CHUNK)]
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write_string(number, place, value)
    sheet.very_hidden()
    sheet.protect()


def as_issued(plan: Plan) -> str:
    """Return a scheme as JSON text, as it was when the workbook was issued; `changed` are figures set otherwise."""
    issued = plan.scheme.model_dump(mode="json", exclude_defaults=True)
    if plan.changed:
        issued["changed"] = dict(plan.changed)
    return json.dumps(issued, ensure_ascii=False, sort_keys=True)


def read(rows: Sequence[Sequence[Value]]) -> tuple[Identity, list[SheetPart]] | None:
    """Return what the sheet says, None when it is not ours or of a later format."""
    texts = [["" if value is None else str(value) for value in row] for row in rows]
    facts = {row[0]: row[1] for row in texts if len(row) > 1 and row[0] not in ("part", "scheme")}
    known = facts.get("mark") == MARK and facts.get("format", "").isdigit() and int(facts["format"]) <= FORMAT
    if not known or not {"company", "period", "manager_id", "manager", "team", "lang"} <= set(facts):
        return None
    lang: Lang = "en" if facts["lang"] == "en" else "zh"
    identity = Identity(facts["company"], facts["period"], facts["manager_id"], facts["manager"], facts["team"], lang)
    parts = [SheetPart(*(row + [""] * 4)[1:5]) for row in texts if row[0] == "part"]
    return identity, parts
