"""Tables whose items stand side by side, with their points behind their names and their rules below them.

「准点率：10 分 | 安全：30 分」, below that what costs points, and below that a row for everybody.
"""

from collections.abc import Sequence
from itertools import pairwise

from presales_xl.design.imported.column_contents import is_whole
from presales_xl.design.imported.column_headings import is_header, purposes
from presales_xl.design.imported.recognised import RULED, TOTAL, Form, Item, section_named, worth_of
from presales_xl.design.imported.source import Said, distinct

_FEWEST = 3  # items

#: A table, row by row.
Rows = Sequence[Sequence[Said]]


def upright(rows: Rows) -> Rows:
    """Return a table with what is headed in its columns turned, where nothing is headed in its rows."""
    columns = [*zip(*rows, strict=True)]
    heads = [purposes(distinct(column)) for column in columns[:2] if not any(map(is_header, rows))]
    return columns if any({"name", "value"} <= {*head} and None not in head for head in heads) else rows


def taken(found: Form, rows: Rows) -> bool:
    """Add the items that stand side by side in a table, and its other texts; whether it has some."""
    for number, (row, below) in enumerate(pairwise(rows)):
        titled = [(said, *section_named(said.plain)) for said in distinct(row)]
        named = {said.spot: (name, worth) for said, name, worth in titled if worth and worth[1] == "分"}
        places = {said.spot: at for at, said in reversed([*enumerate(row)]) if said.spot in named}
        told = [below[at] for at in places.values() if below[at].text and below[at].spot not in places]
        is_told = len(told) == len(places) >= _FEWEST and 2 * sum(map(_is_ruled, told)) > len(told)
        if not is_told or not is_whole(sum(worth[0] for _, worth in named.values())):
            continue
        for at in sorted(places.values()):
            name, worth = named[row[at].spot]
            rule = below[at]
            found.items.append(Item(name, row[at], worth=worth[0], unit=worth[1], worth_at=row[at], rules=[rule]))
        _others(found, rows, number)
        return True
    return False


def _is_ruled(said: Said) -> bool:
    return RULED.search(said.plain) is not None and worth_of(said.plain) is None


def _others(found: Form, rows: Rows, head: int) -> None:
    """Keep the texts around the items: headings, totals of the people below, words."""
    known = {said.spot for item in found.items for said in (item.title, *item.rules) if said}
    of_total = [at for at, said in enumerate(rows[head]) if TOTAL.fullmatch(said.plain)]
    filled = next((n for n, row in enumerate(rows[head + 1 :], head + 1) if _is_entry(row, of_total)), len(rows))
    for number, row in enumerate(rows):
        for at, said in enumerate(row):
            if not said.text or said.copied or said.spot in known:
                continue
            known.add(said.spot)
            is_total = at in of_total and worth_of(said.plain) is not None
            is_heading = head <= number < filled
            (found.totals if is_total else found.headings if is_heading else found.words).append(said)


def _is_entry(row: Sequence[Said], of_total: Sequence[int]) -> bool:
    """Return whether a row is for somebody: nothing stands in it but what a total is out of."""
    return all(at in of_total for at, said in enumerate(row) if said.text) and any(said.text for said in row)
