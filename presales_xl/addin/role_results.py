"""What comes out for the people of an open workbook, and the rows with which commands show it on 汇总."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from presales_xl.addin.open_book import OpenBook, go_to, in_place_of_old, written
from presales_xl.addin.problem_list import link_in_book
from presales_xl.addin.waiting import waits
from presales_xl.people.employees import Role
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import Lang, text
from presales_xl.workbook.areas import HEADING, SUMMARY_COLS
from presales_xl.workbook.layout import cell_name, label_of
from presales_xl.workbook.returned import Returned
from presales_xl.workbook.shown import as_counted
from presales_xl.workbook.style import wide


@dataclass(frozen=True)
class RoleResults:
    """A role of an open workbook: its people as they stand on its sheet, and what comes out for them.

    `waits` says what those wait for, by employee id, of whom nothing is left to fill in though they have no result.
    """

    role: Role
    sheet: str
    rows: Mapping[str, int]
    outcome: Outcome
    waits: Mapping[str, str]
    lang: Lang

    @property
    def unfinished(self) -> int:
        """Return how many people have no result yet because of what is to be filled in."""
        return int((~self.outcome.complete).sum()) - len(self.waits)

    def link(self, place: int) -> str:
        """Return the formula that names a person and leads to the row."""
        person = self.role.people[place]
        cell = cell_name(self.rows[person.employee_id], 0)
        return link_in_book(self.sheet, cell, label_of(person.employee_id, person.name))


def results_by_role(opened: OpenBook, checked: Returned) -> list[RoleResults]:
    """Return what comes out for each role by the entries that count, as for HR.

    ProblemsError `workbook.sheet_missing` where the sheet of one is gone.
    """
    sheets = [part.sheet for part in opened.issued.parts if not part.table]
    for sheet in sheets:
        if sheet not in opened.sheets:
            raise fail("workbook.sheet_missing", Place(sheet=sheet))
    lang = opened.issued.identity.lang
    known = waits(checked, lang)
    counted = [as_counted(role, opened.issued.given) for role in checked.roles]
    return [
        RoleResults(
            role,
            sheet,
            checked.rows.get(sheet, {}),
            outcome=outcome(role.plan, role.inputs()),
            waits={who.employee_id: known[who.employee_id] for who in role.people if who.employee_id in known},
            lang=lang,
        )
        for sheet, role in zip(sheets, counted, strict=True)
    ]


def doubts(checked: Returned, lang: Lang) -> str:
    """Return what to say behind results of a workbook in which something is wrong, "" where nothing is."""
    count = sum(problem.severity == "error" for problem in checked.problems)
    return text(lang, "addin.doubtful", count=count) if count else ""


@dataclass
class SummaryRows:
    """The rows for an area of 汇总."""

    lines: list[list[object]] = field(default_factory=list)

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
        with written(opened, in_place_of_old(opened, area, self.lines)):
            go_to(opened, area.sheet, area.row)


def folded(explanation: str, width: int, most: int) -> Iterator[str]:
    """Yield a text in at most `most` lines as wide as `width` half-width characters, broken at commas or blanks."""
    rest = explanation.strip()
    for _ in range(most - 1):
        if wide(rest) <= width:
            break
        end = _last_break(rest, _fitting(rest, width))
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()
    yield rest if wide(rest) <= width else f"{rest[: _fitting(rest, width - 1)].rstrip()}…"


def _last_break(line: str, end: int) -> int:
    """Return where a line that may have `end` characters ends best: behind a comma, else behind a blank."""
    for signs in ("，；、,;", " "):
        place = max(line.rfind(sign, end // 2, end) for sign in signs)
        if place >= 0:
            return place + 1
    return end


def _fitting(line: str, width: int) -> int:
    """Return how many characters of a text fit into a width."""
    return next((end for end in range(len(line)) if wide(line[: end + 1]) > width), len(line))
