"""What stands on a sheet beside the items, and is no part of their table: other small tables, notes line by line."""

import re
from collections.abc import Sequence

from presales_xl.design.imported.column_headings import is_header, purpose, purposes
from presales_xl.design.imported.source import Passage, distinct

_OF_ITEMS = ("entry", "source", "value", "rule", "level", "limit", "takes")  # headings of more columns of the items
_NOTE = re.compile(r"\s*(?:[(（]?(?P<number>\d{1,2})[)）、.．](?!\d)|(?P<letter>[一二三四五六七八九十])、|[①-⑳])")
_FEWEST = 3  # notes
_SHORTEST = 8  # characters of notes, on average

Rows = Sequence[Sequence[Passage]]


def begins_at(rows: Rows) -> int:
    """Return the first column of what stands beside the items of a table, 0 where nothing does."""
    head = next((row for row in rows if is_header(row) and {"name", "value"} <= {*purposes(distinct(row))}), None)
    if head is None:
        return 0
    width = len(head)
    last = max(at for at, each in enumerate(purposes(head)) if each in ("name", "value", "rule"))
    for at in range(last + 1, width):
        right = [passage for row in rows for passage in row[at:] if passage.text and not passage.copied]
        if right and (_is_apart(rows, head, at) or (at == width - 1 and _are_notes([row[at] for row in rows]))):
            return at
    return 0


def _is_apart(rows: Rows, head: Sequence[Passage], at: int) -> bool:
    """Return whether the column left of one is blank, and what is right of it has no heading of items.

    A title over both, alone in its row, parts nothing.
    """
    body = [row for row in rows if len(distinct(row)) > 1]
    if any(row[at - 1].text or (row[at].text and row[at].spot == row[at - 2].spot) for row in body):
        return False
    texts = {passage.spot for row in body for passage in row[at:] if passage.text}
    return len(texts) >= _FEWEST and not any(purpose(passage) in _OF_ITEMS for passage in head[at:] if passage.text)


def _are_notes(column: Sequence[Passage]) -> bool:
    """Return whether a column has notes, numbered one after the other, and no heading but one for these."""
    texts = [passage for passage in column if passage.text and not passage.copied]
    matches = [_NOTE.match(passage.text) for passage in texts]
    while texts and not matches[0] and texts[0].plain.endswith((":", "：", "说明", "备注", "须知")):
        texts, matches = texts[1:], matches[1:]
    numbers = [int(match["number"]) for match in matches if match and match["number"]]
    are_long = sum(len(passage.plain) for passage in texts) >= _SHORTEST * len(texts)
    return len(texts) >= _FEWEST and all(matches) and are_long and numbers in ([], [*range(1, len(texts) + 1)])
