"""The ledger's tables.

Times are UTC in ISO text, money is whole fen (分), JSON is text in one fixed spelling (see `codec`). Every row but
those of `meta` and `log` is vouched for by a line of the log.
"""

import hashlib
from collections.abc import Sequence

from sqlalchemy import BigInteger, Boolean, Column, Double, ForeignKey, Integer, MetaData, Table, Text, UniqueConstraint
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

metadata = MetaData()


def _table(name: str, *columns: SchemaItem) -> Table:
    return Table(name, metadata, *columns)


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _key(name: str, target: str = "", kind: type[TypeEngine[str]] | type[TypeEngine[int]] = Text) -> Column[object]:
    """Return a column of the primary key, which may point at another table's."""
    links = [ForeignKey(target)] if target else []
    return Column(name, kind, *links, primary_key=True, autoincrement=False)


def _period() -> Column[str]:
    return Column("period", Text, ForeignKey("period.period"), nullable=False, index=True)


meta = _table("meta", Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
log = _table(
    "log",
    Column("seq", Integer, primary_key=True, autoincrement=False),
    *_texts("at", "actor", "action", "subject", "facts", "rows", "told", "previous", "hash"),
)

scheme = _table("scheme", _key("digest"), *_texts("scheme_id", "source", "added_at"))
period = _table("period", _key("period"), *_texts("cycle", "opened_at"))
mark = _table(
    "mark",
    _id(),
    _period(),
    *_texts("kind", "action", "reason", "people", "author", "at", "settings"),
    Column("fen", BigInteger),
)
workbook = _table(
    "workbook",
    _id(),
    _period(),
    *_texts(
        "kind", "recipient_id", "recipient", "team", "email", "digest", "seal", "key", "file", "issued_at", "content"
    ),
    Column("issue", Integer, nullable=False),
    UniqueConstraint("period", "kind", "recipient_id", "issue"),
)
delivery = _table(
    "delivery",
    _key("document"),
    _key("address"),
    _period(),
    *_texts("message_id", "claimed_at"),
    Column("is_protected", Boolean, nullable=False),
    Column("sent_at", Text, nullable=True),
)
submission = _table(
    "submission",
    _id(),
    _period(),
    Column("workbook_id", Integer, ForeignKey("workbook.id"), nullable=True),
    *_texts("file", "digest", "received_at", "saved", "verdict", "problems"),
    Column("superseded_by", Integer, ForeignKey("submission.id"), nullable=True),
    UniqueConstraint("period", "digest"),
)
entry = _table(
    "entry",
    _key("submission_id", "submission.id", Integer),
    _key("employee_id"),
    *_texts("name", "role"),
    Column("scheme", Text, ForeignKey(scheme.c.digest), nullable=False),
    *_texts("entries", "rows", "texts", "places"),
)
result = _table(
    "result",
    _key("period", "period.period"),
    _key("employee_id"),
    *_texts("name", "role", "manager_id", "manager", "team", "department"),
    Column("scheme", Text, ForeignKey(scheme.c.digest), nullable=False),
    Column("total", Double, nullable=True),
    *_texts("grade", "grade_by_scale"),
    Column("rank", Integer, nullable=True),
    Column("cohort", Integer, nullable=False),
    *_texts("held", "columns", "entries", "written", "stints", "computed_at"),
)
settled_rows = _table(
    "settled_rows",
    _key("period", "period.period"),
    _key("employee_id"),
    *_texts("name", "role"),
    Column("scheme", Text, ForeignKey(scheme.c.digest), nullable=False),
    *_texts("rows", "shares"),
)
calibration = _table(
    "calibration",
    _id(),
    _period(),
    *_texts("employee_id", "from_grade", "to_grade", "reason", "author", "scheme", "at"),
)
pay_line = _table(
    "pay_line",
    _id(),
    _period(),
    Column("paid_in", Text, ForeignKey("period.period"), nullable=False, index=True),
    *_texts("employee_id", "item"),
    Column("number", Integer, nullable=False),
    Column("fen", BigInteger, nullable=False),
    *_texts("kind", "at"),
    UniqueConstraint("period", "employee_id", "item", "number"),
)
repayment = _table(
    "repayment",
    _id(),
    _period(),
    *_texts("employee_id", "paid_in", "author", "at"),
    Column("fen", BigInteger, nullable=False),
)
override = _table(
    "override",
    _id(),
    _period(),
    *_texts("employee_id", "input"),
    *(Column(name, Double, nullable=True) for name in ("remembered", "given")),
    *_texts("author", "at"),
)
confirmation = _table(
    "confirmation",
    _id(),
    _period(),
    *_texts("employee_id", "column"),
    Column("value", Double, nullable=False),
    *_texts("reason", "author", "at"),
)
publication = _table(
    "publication",
    _id(),
    _period(),
    *_texts("document", "employee_id"),
    Column("revision", Integer, nullable=False),
    *_texts("day", "interview_by", "answer_by", "facts", "why", "at"),
    UniqueConstraint("period", "document", "employee_id", "revision"),
)
answer = _table(
    "answer",
    _id(),
    _period(),
    Column("publication_id", Integer, ForeignKey("publication.id"), nullable=False),
    Column("submission_id", Integer, ForeignKey("submission.id"), nullable=True),
    *_texts("employee_id", "decision", "reason", "author", "at"),
)
appeal = _table(
    "appeal",
    _id(),
    _period(),
    *_texts("employee_id", "text", "opened_at"),
    *(Column(name, Text, nullable=True) for name in ("decided_at", "outcome", "author")),
    *_texts("changes", "note"),
)

#: Columns that name somebody or hold what was written of people, wherever a table has one of them. They may be replaced
#: by pseudonyms after a time (`retain`); all others are figures, which nothing may change then.
PERSONAL = frozenset(
    (
        *("employee_id", "name", "manager_id", "manager", "recipient_id", "recipient", "email", "address", "author"),
        *("message_id", "file", "content", "problems", "rows", "texts", "facts", "people"),
        *("reason", "why", "text", "note"),
    )
)
#: Every table whose rows the log vouches for.
KEPT: Sequence[Table] = [table for table in metadata.sorted_tables if table not in (meta, log)]


def format_of(tables: MetaData) -> str:
    """Return what names tables with their columns: other tables have another format."""
    columns = [
        (table.name, column.name, str(column.type), column.nullable, column.primary_key)
        for table in tables.sorted_tables
        for column in table.columns
    ]
    return hashlib.sha256(repr(sorted(columns)).encode()).hexdigest()[:12]


FORMAT = format_of(metadata)  # a ledger of another one is refused
