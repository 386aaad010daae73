"""Workbooks issued, and the schemes that they were issued with, named by the digests of their texts.

What was issued is never changed: other content for the same recipient is the next issue.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import Row, select

from presales_xl.ledger import marks, tables
from presales_xl.ledger.codec import dumps
from presales_xl.ledger.step import Key, Reading, Step, unnumbered
from presales_xl.scheme.errors import fail

Kind = Literal["manager", "rater"]


@dataclass(frozen=True)
class LedgerWorkbook:
    """A workbook as issued; `digest` is of what it says but for its issue number, `content` is JSON.

    `key` names the key that the `seal` was made with: the same content under another key is another issue.

    `id` is its number in the ledger, `issue` counts what its recipient got (1, 2, …), `issued_at` is UTC. While it is
    about to be issued these are blank, but for an `issue` that was written into the file.
    """

    period: str
    kind: Kind
    recipient_id: str
    recipient: str
    team: str
    digest: str
    seal: str
    file: str
    key: str = ""
    email: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0
    issue: int = 0
    issued_at: str = ""

    @property
    def whose(self) -> tuple[Kind, str]:
        """Return what the issues of one recipient have in common: the kind of workbook, and the recipient."""
        return self.kind, self.recipient_id


def issue(step: Step, workbooks: Sequence[LedgerWorkbook]) -> list[LedgerWorkbook]:
    """Record workbooks as issued and return them; one with content and seal of the latest issue is that one.

    All are of one period and of different recipients. Their `issue` is the number that was written into the file, 0
    where none was: ProblemsError `ledger.meanwhile` when somebody else has issued another one since. What the digest
    does not tell (addresses, file name) follows later.
    """
    if not workbooks:
        return []
    period = workbooks[0].period
    marks.begin(step, period)
    issued = {each.whose: each for each in latest_of(step, period)}
    followed: dict[Key, dict[str, object]] = {}
    made: dict[tuple[Kind, str], LedgerWorkbook] = {}
    for new in workbooks:
        before = issued.get(new.whose)
        due = 1 if before is None else before.issue + (not _is_the_same(before, new))
        if new.issue not in (0, due):
            raise fail("ledger.meanwhile", what=new.recipient)
        if before is None or before.issue != due:
            made[new.whose] = replace(new, issue=due, issued_at=step.at)
            continue
        undigested = {"email": new.email, "file": new.file, "content": json.loads(dumps(new.content))}
        if {name: getattr(before, name) for name in undigested} != undigested:
            followed[before.id,] = undigested | {"content": dumps(new.content)}
        issued[new.whose] = replace(before, **undigested)
    step.update_all(tables.workbook, followed)
    rows = (unnumbered(each) | {"content": dumps(each.content)} for each in made.values())
    for (key,), each in zip(step.insert_all(tables.workbook, rows), made.values(), strict=True):
        issued[each.whose] = replace(each, id=int(str(key)))
    return [issued[new.whose] for new in workbooks]


def _is_the_same(before: LedgerWorkbook, new: LedgerWorkbook) -> bool:
    return (before.digest, before.key, before.seal) == (new.digest, new.key, new.seal)


def all_of(read: Reading, period: str) -> list[LedgerWorkbook]:
    """Return every issue of a period, in the order in which they were issued."""
    return read.records(tables.workbook, period, _of)


def latest_of(read: Reading, period: str) -> list[LedgerWorkbook]:
    """Return the last issue of every recipient of a period, by kind and recipient."""
    latest = {each.whose: each for each in all_of(read, period)}
    return [latest[whose] for whose in sorted(latest)]


def _of(row: Row[Any]) -> LedgerWorkbook:
    return LedgerWorkbook(**dict(row._mapping) | {"content": json.loads(row.content)})


def keep_scheme(step: Step, source: str, scheme_id: str) -> str:
    """Keep a scheme as issued (its JSON text) and return its digest; one that is known already is not written again."""
    digest = scheme_digest(source)
    if step.first(select(tables.scheme).where(tables.scheme.c.digest == digest)) is None:
        step.insert(tables.scheme, {"digest": digest, "scheme_id": scheme_id, "source": source, "added_at": step.at})
    return digest


def scheme_digest(source: str) -> str:
    """Return what names a scheme as issued: the SHA-256 of its text, as hex."""
    return hashlib.sha256(source.encode()).hexdigest()


def scheme_source(read: Reading, digest: str) -> str:
    """Return the text of a scheme as issued; KeyError when there is none of that digest."""
    if digest not in read.schemes:
        row = read.first(select(tables.scheme.c.source).where(tables.scheme.c.digest == digest))
        if row is None:
            raise KeyError(digest)
        read.schemes[digest] = str(row.source)
    return read.schemes[digest]


def scheme_id(read: Reading, digest: str) -> str:
    """Return the id of a scheme as issued, "" when there is none of that digest."""
    row = read.first(select(tables.scheme.c.scheme_id).where(tables.scheme.c.digest == digest))
    return row.scheme_id if row else ""
