"""What the ledger holds of one person: the rows of every table that tell of the person, and the steps that wrote them.

What others gave on forms of their own is left out: who gave what stays unknown to the person.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, or_, select

from presales_xl.ledger import tables
from presales_xl.ledger.step import Key, LogLine, Reading, key_of, lines
from presales_xl.people.stints import MARK, person_id

#: Columns that hold JSON text, wherever a table has one of them.
_JSON = ("content", "problems", "entries", "columns", "rows", "texts", "places", "facts", "changes", "people")


@dataclass(frozen=True)
class Held:
    """Rows by table, with what is said of others in them taken out; `lines` are those of the log that wrote them.

    Rows are as the tables have them, JSON as values; `written` are the lines that wrote each row, by table and key.
    """

    employee_id: str
    rows: Mapping[str, list[dict[str, Any]]]
    lines: list[LogLine]
    written: Mapping[tuple[str, Key], Sequence[LogLine]]

    def of_period(self, table: str, period: str) -> list[dict[str, Any]]:
        """Return the rows of a table that belong to a period."""
        return [row for row in self.rows.get(table, ()) if row.get("period") == period]

    def periods(self) -> list[str]:
        """Return every period of which something is held."""
        return list(dict.fromkeys(row["period"] for rows in self.rows.values() for row in rows if "period" in row))

    def line(self, table: str, row: Mapping[str, Any], at: str) -> LogLine | None:
        """Return the line of the log that wrote a row at a time (UTC), None where none did."""
        key = tuple(row[column.name] for column in tables.metadata.tables[table].primary_key)
        return next((line for line in self.written.get((table, key), ()) if line.at == at), None)


def held_of(read: Reading, employee_id: str) -> Held:
    """Return what is held of a person, as employee, manager or rater; nothing of somebody whom nothing names."""
    held: dict[str, dict[Key, dict[str, Any]]] = {table.name: {} for table in tables.KEPT}
    for gather in (_workbooks, _mails, _rows, _marks):
        for table, row, said in gather(read, employee_id):
            held[table.name].setdefault(key_of(table, row), _parsed(row) | said)
    rows = {name: list(each.values()) for name, each in held.items() if each}
    written: dict[tuple[str, Key], list[LogLine]] = {}
    for line in lines(read.connection):
        for name, key, _ in line.written():
            if key in held.get(name, ()):
                written.setdefault((name, key), []).append(line)
    wrote = {line.seq: line for each in written.values() for line in each}
    return Held(employee_id, rows, [wrote[number] for number in sorted(wrote)], written)


_SHOWN_APART = (tables.entry, tables.answer)
#: A row of a table, with what stands in it instead of what is said of others.
_Gathered = Iterator[tuple[Table, Row[Any], dict[str, Any]]]


def _workbooks(read: Reading, employee_id: str) -> _Gathered:
    """Yield the workbooks and forms that went to a person or, to the manager, about the person, and what came back."""
    workbook, submission = tables.workbook, tables.submission
    for row in read.all(select(workbook).order_by(workbook.c.id)):
        parts = [each for each in json.loads(row.content).get("people", ()) if person_id(each["id"]) == employee_id]
        if row.recipient_id == employee_id:
            yield workbook, row, {"content": {"people": parts}}
            for came in read.all(select(submission).where(submission.c.workbook_id == row.id)):
                yield submission, came, {"problems": []}
        elif parts:
            yield workbook, row, {"content": {"people": parts}, "email": ""}


def _mails(read: Reading, employee_id: str) -> _Gathered:
    """Yield the mails to a person, reminders among them."""
    receivers = {"workbook": tables.workbook.c.recipient_id, "publication": tables.publication.c.employee_id}
    for name, receiver in receivers.items():
        table = tables.metadata.tables[name]
        documents = {f"{name} {row.id}" for row in read.all(select(table.c.id).where(receiver == employee_id))}
        for row in read.all(select(tables.delivery).where(tables.delivery.c.document.contains(name))):
            if row.document[row.document.index(name) :] in documents:
                yield tables.delivery, row, {}


def _rows(read: Reading, employee_id: str) -> _Gathered:
    """Yield what is said of a person as an employee; entries, with their files, only where the manager made them."""
    entry, submission, workbook = tables.entry, tables.submission, tables.workbook
    for table in (table for table in tables.KEPT if "employee_id" in table.columns):
        for row in read.all(select(table).where(_is(table, employee_id))) if table not in _SHOWN_APART else ():
            # Of what an approver was shown everything is of others.
            yield table, row, {"facts": {}} if "document" in row._mapping and row.document == "approval" else {}
    for row in read.all(select(tables.publication).where(tables.publication.c.document == "approval")):
        shown = json.loads(row.facts).get("people", {})
        if employee_id in shown:
            yield tables.publication, row, {"facts": {"people": {employee_id: shown[employee_id]}}}
    publication = tables.publication
    query = select(
        tables.answer, publication.c.document, publication.c.revision, publication.c.employee_id.label("asked")
    ).join(publication)
    for row in read.all(query.where(_is(tables.answer, employee_id))):
        yield tables.answer, row, {}
    ours = submission.join(workbook)
    query = select(submission).select_from(ours).where(workbook.c.kind == "manager").order_by(submission.c.id)
    for came in read.all(query):
        parts = read.all(select(entry).where(entry.c.submission_id == came.id, _is(entry, employee_id)))
        if parts:
            of_file = json.loads(came.problems)
            problems = [each for each in of_file if person_id(str(each["fields"].get("id", ""))) == employee_id]
            yield submission, came, {"problems": problems}
        yield from ((entry, part, {"period": came.period}) for part in parts)


def _marks(read: Reading, employee_id: str) -> _Gathered:
    """Yield the reopenings in which a result of a person changed."""
    for row in read.all(select(tables.mark)):
        if employee_id in json.loads(row.people):
            yield tables.mark, row, {"people": [employee_id]}


def _is(table: Table, employee_id: str) -> ColumnElement[bool]:
    """Return whether a row is of a person, or of a stint of the person's period (`1105#1`)."""
    column = table.c.employee_id
    return or_(column == employee_id, column.startswith(f"{employee_id}{MARK}", autoescape=True))


def names_of(held: Held) -> Iterator[str]:
    """Yield the names that a person has had, the last one first."""
    for table, column in (("result", "name"), ("entry", "name"), ("workbook", "recipient")):
        for row in reversed(held.rows.get(table, [])):
            if table != "workbook" or row["recipient_id"] == held.employee_id:
                yield row[column]
    for row in reversed(held.rows.get("workbook", [])):
        yield from (each["name"] for each in row["content"]["people"])


def _parsed(row: Row[Any]) -> dict[str, Any]:
    return {key: json.loads(value) if key in _JSON and value else value for key, value in row._mapping.items()}
