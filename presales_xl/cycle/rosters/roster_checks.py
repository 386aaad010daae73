"""What ids and names may be, and which of them would clash in a workbook or on a disk."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from presales_xl.files import file_part
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem
from presales_xl.texts import Lang
from presales_xl.workbook.build import names_of_role, reserved_names
from presales_xl.workbook.layout import SHEET_NAME_MOST, sheet_name

if TYPE_CHECKING:
    from presales_xl.cycle.rosters.roster_sheet import RosterSheet

ID_MOST, NAME_MOST = 50, 100
_ID = re.compile(r"[\w./-]+")  # ids are criteria of SUMIFS: no blank, no wildcard, no sign of comparison
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)(e-?\d+)?", re.ASCII)
_EXCELS_OWN_SHEETS = ("History",)
#: Direction marks: a name with one of them reads differently from what it holds.
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def id_flaw(employee_id: str) -> str:
    """Return the code of what is wrong with an id, "" for a good one."""
    if not _ID.fullmatch(employee_id):
        return "roster.id_characters"
    return "roster.too_long" if len(employee_id) > ID_MOST else ""


def id_key(employee_id: str) -> object:
    """Return the same for ids that a search in Excel takes for one: 007 and 7, 1-2 and 1/2, a1 and A1."""
    plain = unicodedata.normalize("NFKC", employee_id).casefold()
    if _NUMBER.fullmatch(plain):
        return float(plain)
    parts = re.split(r"[-./]", plain)
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else plain


def name_flaw(name: str) -> str:
    """Return the code of what is wrong with a name, "" for a good one. It may begin with =: it stays text."""
    for character in name:
        control = unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        if control or character in _DIRECTIONS or character in "\ufffe\uffff":
            return "roster.control"
    return "roster.too_long" if len(name) > NAME_MOST else ""


def visible(text: str) -> str:
    """Return a text with its control characters spelled out, shortened."""
    spelled = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return spelled if len(spelled) <= NAME_MOST else f"{spelled[:NAME_MOST]}…"


def file_stem(manager: str, team: str) -> str:
    """Return how a manager's workbook is called, without the period."""
    return f"{file_part(manager)}_{file_part(team)}"


def sheet_names(roles: Mapping[str, Plan | None], sheet: "RosterSheet", lang: Lang) -> Iterator[Problem]:
    """Yield a problem per role whose sheets would have no name or the name of another sheet."""
    taken = {name.casefold(): "" for name in (*reserved_names(lang), *_EXCELS_OWN_SHEETS)}
    for row in sheet:
        role = sheet.text(row, "role")
        if not role or role not in roles:
            continue
        fields = {"found": role, "most": SHEET_NAME_MOST}
        if not sheet_name(role):
            yield Problem("roster.no_sheet_name", sheet.place(row, "role"), fields)
            continue
        for name in names_of_role(role, roles[role], lang):
            other = taken.setdefault(name.casefold(), role)
            if other != role:
                code = "roster.sheet_clash" if other else "roster.sheet_reserved"
                yield Problem(code, sheet.place(row, "role"), fields | {"other": other, "sheet": name})
                break
