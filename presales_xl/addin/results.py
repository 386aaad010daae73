"""What comes out for the people of an open workbook, and how commands tell it on 汇总."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from presales_xl.addin.listing import link
from presales_xl.addin.open_book import OpenBook, go_to, renewed, write
from presales_xl.people.appraised import Standing, appraise
from presales_xl.people.employees import Manager, Role
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.texts import Lang, text
from presales_xl.workbook.areas import HEADING, SUMMARY_COLS
from presales_xl.workbook.headers import wide
from presales_xl.workbook.layout import cell_name, label_of
from presales_xl.workbook.review import Review
from presales_xl.workbook.values import Shown, shown

Line = list[object]


@dataclass(frozen=True)
class Results:
    """A role of an open workbook: its people as they stand on its sheet, and what comes out for them."""

    role: Role
    sheet: str
    rows: Mapping[str, int]
    outcome: Outcome
    lang: Lang

    def value(self, column: str, person: int) -> Shown | None:
        """Return what a column shows for a person, None where there is nothing to show."""
        number = float(self.outcome.values[column][person])
        return (
            shown(self.role.plan, self.role.plan.columns[column], number, self.lang) if math.isfinite(number) else None
        )

    def link(self, person: int) -> str:
        """Return the formula that names a person and leads to the row."""
        who = self.role.people[person]
        return link(self.sheet, cell_name(self.rows[who.employee_id], 0), label_of(who.employee_id, who.name))

    def standing(self, opened: OpenBook) -> Standing:
        """Return the role as a calibration looks at it: this team is all there is."""
        known = opened.issued.identity
        manager = Manager(known.recipient_id, known.recipient, known.team)
        return appraise(self.role, {manager.manager_id: manager})


def results(opened: OpenBook, found: Review, lang: Lang) -> list[Results]:
    """Return what comes out for each role."""
    sheets = [part.sheet for part in opened.issued.parts if not part.table]
    rows = found.returned.rows
    return [
        Results(role, sheet, rows.get(sheet, {}), outcome(role.plan, role.inputs()), lang)
        for sheet, role in zip(sheets, found.roles, strict=True)
    ]


def doubtful(found: Review, lang: Lang) -> str:
    """Return what to say behind results of a workbook in which something is wrong, "" where nothing is."""
    count = sum(problem.severity == "error" for problem in found.problems)
    return text(lang, "addin.doubtful", count=count) if count else ""


@dataclass
class Told:
    """The rows for an area of 汇总."""

    lines: list[Line] = field(default_factory=list)

    def add(self, kind: str, cells: Mapping[int, object]) -> None:
        """Add a row of a kind, with what stands in some of its columns (from 0); texts begin with a mark of ours."""
        self.lines.append([*(cells.get(place) for place in range(SUMMARY_COLS)), kind])

    def heading(self, key: str, lang: Lang, **fields: object) -> None:
        """Add a heading, which says when it was written."""
        now = dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
        self.add(HEADING, {0: text(lang, key, when=now, **fields)})

    def gap(self) -> None:
        """Add a blank row."""
        self.lines.append([None] * (SUMMARY_COLS + 1))

    def write(self, opened: OpenBook, name: str) -> None:
        """Write the rows in place of what the command wrote before, and go there."""
        area = opened.area(name)
        write(opened, renewed(opened, area, self.lines))
        go_to(opened, area.sheet, area.row)


def folded(told: str, width: int, most: int) -> Iterator[str]:
    """Yield a text in at most `most` lines as wide as `width` half-width characters, broken at commas or blanks."""
    rest = told.strip()
    for number in range(most):
        if wide(rest) <= width:
            yield rest
            return
        end = _fitting(rest, width - (number == most - 1))
        if number == most - 1:
            yield f"{rest[:end].rstrip()}…"
            return
        end = _last_break(rest, end)
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()


def _last_break(told: str, end: int) -> int:
    """Return where a line that may have `end` characters ends best: behind a comma, else behind a blank."""
    for signs in ("，；、,;", " "):
        found = max(told.rfind(sign, end // 2, end) for sign in signs)
        if found >= 0:
            return found + 1
    return end


def _fitting(told: str, width: int) -> int:
    """Return how many characters of a text fit into a width."""
    used = 0
    for number, letter in enumerate(told):
        used += wide(letter)
        if used > width:
            return number
    return len(told)
