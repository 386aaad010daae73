"""The record of a submission: the row that handing in adds below the seal of the hidden sheet.

The seal does not cover it, so it is compared with what stands in the file and never believed. Handed in by Python it
holds a digest of all entries, by the add-in's own formulas alone how many totals were shown and their sum.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence

from presales_xl.people.table import Value
from presales_xl.scheme.errors import Place, Problem
from presales_xl.workbook.guard import in_utc
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.returned import Returned

#: The first cell of the row; who, when, and what was handed in follow.
STAMP = "submitted"
_LONGEST = 64  # characters of what a record says: a digest has as many
_SHOWN = re.compile(r"shown (\d{1,6}) (-?\d{1,15})")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def digest(checked: Returned) -> str:
    """Return the SHA-256 of everything that was entered, whatever the order of rows and columns."""
    entered = []
    for role in checked.roles:
        people = [[person.employee_id, sorted(_own(person.entries))] for person in role.people]
        details = [
            [table, person.employee_id, sorted(row.entries.items()), sorted(row.texts.items())]
            for person in role.people
            for table, rows in person.rows.items()
            for row in rows
        ]
        entered.append([role.name, sorted(people, key=repr), sorted(details, key=repr)])
    return hashlib.sha256(json.dumps(entered, ensure_ascii=False).encode()).hexdigest()


def _own(entries: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return what was entered in this period: a workbook that is looked at alone shows that of the last one beside."""
    return [(key, value) for key, value in entries.items() if not key.startswith("last.")]


def is_handed_in(sheets: Sheets, when: str, said: str) -> bool:
    """Return whether the last record of a file is that of a time and a digest: an older copy of it has another."""
    records = _records(sheets)
    return bool(records) and [str(value) for value in _three(records[-1])[1:]] == [when, said]


def handed_in_at(sheets: Sheets) -> str:
    """Return when a file says that it was handed in last, "" where it does not.

    A copy that Excel makes of an open workbook may still say that it was saved when the workbook was.
    """
    records = _records(sheets)
    return in_utc(str(_three(records[-1])[1] or "")[:_LONGEST]) if records else ""


def _records(sheets: Sheets) -> list[Sequence[Value]]:
    return [row for row in sheets.get(IDENTITY, ()) if row and row[0] == STAMP]


def changed_since(sheets: Sheets, returned: Returned, file: str) -> list[Problem]:
    """Return a notice where what a file holds is not what was handed in last, as far as its record can be compared."""
    records = _records(sheets)
    if not records:
        return []
    who, when, said = [str(value or "")[:_LONGEST] for value in _three(records[-1])]
    if _DIGEST.fullmatch(said):
        is_same = said == digest(returned)
    elif (match := _SHOWN.fullmatch(said)) and (now := _shown(sheets, returned)) is not None:
        is_same = (int(match[1]), int(match[2])) == now
    else:
        return []
    notice = Problem("submission.changed", Place(file=file), {"who": who, "when": when}, severity="warning")
    return [] if is_same else [notice]


def _three(record: Sequence[Value]) -> list[Value]:
    return [*record[1:4], None, None, None][:3]


def _shown(sheets: Sheets, returned: Returned) -> tuple[int, int] | None:
    """Return how many totals the sheets of the roles show and their sum in hundredths, None where a sheet is gone."""
    totals: list[float] = []
    for part in returned.issued.parts:
        if part.table:
            continue
        rows = sheets.get(part.sheet, [])
        ids = rows[ID_ROW] if rows else []
        if "total" not in ids:
            return None
        column = ids.index("total")
        cells = [row[column] for row in rows[FIRST_ROW:] if len(row) > column]
        totals += [float(cell) for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    return len(totals), math.floor(sum(totals) * 100 + 0.5)
