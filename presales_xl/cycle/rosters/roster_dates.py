"""The dates of the roster: when people joined and left, and the sheet of what changed of them, with the day."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping

from presales_xl.cycle.rosters.roster_sheet import RosterSheet, by_key, shown
from presales_xl.people.employment import Employment, Kind, StaffChange
from presales_xl.people.table import Value, normal
from presales_xl.texts import LANGUAGES, Lang, text

_KINDS: tuple[Kind, ...] = ("leave", "probation", "exempt", "role", "manager")
_MOVES = ("role", "manager")
#: 2026-11-05, 2026/11/5, 2026.11.5, 2026年11月5日, 20261105, with or without a time of midnight behind it.
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?( 0?0:00(:00)?)?|(\d{4})(\d\d)(\d\d)", re.ASCII
)


def read_employments(
    employees: RosterSheet, changes: RosterSheet | None, known: Mapping[str, Mapping[str, str]], lang: Lang
) -> dict[str, Employment]:
    """Return what dates say of people, by their ids in lower case; problems gather in the sheets.

    `known` are the names of roles and the ids of managers, by `role` and `manager`, as they may be written.
    """
    ids = {employees.text(row, "employee_id").casefold() for row in employees}
    dated = {} if changes is None else _changes(changes, ids, known, lang)
    employments = {}
    for row in employees:
        key = employees.text(row, "employee_id").casefold()
        joined, left = read_day(employees, row, "joined"), read_day(employees, row, "left")
        if joined and left and left < joined:
            employees.wrong("roster.left_before_joined", row, "left", found=left.isoformat(), other=joined.isoformat())
        employments[key] = Employment(joined, left, tuple(dated.get(key, ())))
    return employments


def _changes(
    sheet: RosterSheet, ids: Collection[str], known: Mapping[str, Mapping[str, str]], lang: Lang
) -> dict[str, list[StaffChange]]:
    """Return the changes by employee id in lower case."""
    changes: dict[str, list[StaffChange]] = {}
    by_search = by_key(ids)
    for row in sheet:
        written = sheet.text(row, "employee_id")
        if written.casefold() not in ids:
            sheet.nobody(row, by_search)
        elif (change := _change(sheet, row, known, lang)) is not None:
            before = changes.setdefault(written.casefold(), [])
            alike = [each for each in before if (each.kind, each.first) == (change.kind, change.first)]
            if change.kind in _MOVES and (others := [each.value for each in alike if each.value != change.value]):
                fields = {"id": written, "day": change.first.isoformat(), "other": others[0], "found": change.value}
                sheet.wrong("roster.two_at_once", row, "value", **fields)
            before.append(change)
    return changes


def read_day(sheet: RosterSheet, row: int, column: str) -> dt.date | None:
    """Return the day that a cell holds, None where it is blank or no day, which is a problem of the sheet."""
    value = sheet.raw(row, column)
    if value is None:
        return None
    if (day := day_of(value)) is None:
        title = sheet.table.header[sheet.places[column]]
        sheet.wrong("roster.no_day", row, column, title=title, found=shown(value))
    return day


def day_of(value: Value) -> dt.date | None:
    """Return the day that a cell's value is, as a date or as people write dates; None for anything else."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str | int | float) or not (match := _DAY.fullmatch(normal(str(value)).removesuffix(".0"))):
        return None
    parts = [match[1], match[2], match[3]] if match[1] else [match[6], match[7], match[8]]
    try:
        return dt.date(*map(int, parts))
    except ValueError:  # 31 November
        return None


def _change(sheet: RosterSheet, row: int, known: Mapping[str, Mapping[str, str]], lang: Lang) -> StaffChange | None:
    """Return a row of the sheet of changes; what is wrong with it is noted."""
    before = len(sheet.problems)
    first, last = read_day(sheet, row, "since"), read_day(sheet, row, "until")
    written = normal(sheet.text(row, "change"))
    kind = next((kind for kind in _KINDS if written in map(normal, _words(kind))), None)
    if kind is None:
        names = [text(lang, f"roster.change.{kind}").split("|")[0] for kind in _KINDS]
        sheet.wrong("roster.unknown_change", row, "change", found=sheet.text(row, "change") or "—", known=names)
    if first is None and len(sheet.problems) == before:
        sheet.wrong("roster.no_since", row, "since")
    if first and last and last < first:
        sheet.wrong("roster.until_before_since", row, "until", found=last.isoformat(), other=first.isoformat())
    value = ""
    if kind in _MOVES:
        names_of, typed = known[kind], sheet.text(row, "value")
        value = names_of.get(normal(typed), "")
        if not value:
            sheet.wrong(f"roster.unknown_{kind}", row, "value", found=typed or "—", known=list(names_of.values()))
    if kind is None or first is None or len(sheet.problems) > before:
        return None
    return StaffChange(kind, first, last, value)


def _words(kind: Kind) -> Iterator[str]:
    """Yield what a change may be called: 休假, 请假, leave."""
    for lang in LANGUAGES:
        yield from text(lang, f"roster.change.{kind}").split("|")
