"""The passwords of recipients, never written down, mailed or shown: HR keeps the table and tells people theirs."""

from collections.abc import Mapping
from pathlib import Path

from presales_xl.people.entries import names_ids
from presales_xl.people.table import as_text, heading, unexplained
from presales_xl.scheme.errors import Problem, ProblemsError, fail
from presales_xl.workbook import table_files

LEAST, MOST = 8, 255  # characters; Excel accepts no more
_HEADERS = ("password", "密码", "口令")


def read(file: Path, least: int = 1) -> dict[str, str]:
    """Return the passwords of a table by recipient id in small letters: a column of ids and one of passwords.

    Files are put under passwords of LEAST characters or more; those that people chose themselves may be shorter.

    ProblemsError (`passwords.…`, `table.…`) for columns that are missing, an id twice, a password that is too short.
    """
    table, problems = table_files.read(file, _is_id)
    ids = [place for place, header in enumerate(table.header) if _is_id(header)]
    words = [place for place, header in enumerate(table.header) if heading(unexplained(header)) in _HEADERS]
    if len(ids) != 1 or len(words) != 1:
        raise fail("passwords.columns", table.place(), found=[header for header in table.header if header])
    problems += [*table.cut_ids(ids[0]), *table.cut_ids(words[0])]
    passwords: dict[str, str] = {}
    for row in range(len(table.rows)):
        written = table.id(row, ids[0]) or ""
        key = written.casefold()
        typed = as_text(table.rows[row][words[0]])  # as it was typed; blanks inside count, those around it do not
        word = typed or ""
        if not key:
            problems.append(Problem("table.id_empty", table.place(row, ids[0])))
        elif key in passwords:
            problems.append(Problem("passwords.twice", table.place(row, ids[0]), {"id": written}))
        elif typed is None:
            problems.append(Problem("passwords.not_text", table.place(row, words[0]), {"id": written}))
        elif not least <= len(word) <= MOST:
            fields = {"id": written, "least": least, "most": MOST}
            problems.append(Problem("passwords.length", table.place(row, words[0]), fields))
        passwords.setdefault(key, word)
    if any(problem.severity == "error" for problem in problems):
        raise ProblemsError(problems)
    return passwords


def password_of(passwords: Mapping[str, str], recipient_id: str) -> str:
    """Return the password of a recipient, "" where the table has none."""
    return passwords.get(recipient_id.casefold(), "")


def _is_id(header: str) -> bool:
    return names_ids(header) or heading(header) in ("id", "编号", "经理工号", "manager_id")
