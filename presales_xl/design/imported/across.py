"""Tables whose items stand side by side, with their points behind their names and their rules below them.

「准点率：10 分 | 安全：30 分」, below that what costs points, and below that a row for everybody.
"""

from collections.abc import Sequence
from itertools import pairwise

from presales_xl.design.imported.column_contents import is_whole
from presales_xl.design.imported.column_headings import is_header, purposes
from presales_xl.design.imported.recognised import RULED, TOTAL, Form, FormItem, section_named, worth_of
from presales_xl.design.imported.source import Passage, distinct

_FEWEST = 3  # items

#: A table, row by row.
Rows = Sequence[Sequence[Passage]]


def upright(rows: Rows) -> Rows:
    """Return a table with what is headed in its columns turned, where nothing is headed in its rows."""
    columns = [*zip(*rows, strict=True)]
    heads = [purposes(distinct(column)) for column in columns[:2] if not any(map(is_header, rows))]
    return columns if any({"name", "value"} <= {*head} and None not in head for head in heads) else rows


def taken(found: Form, rows: Rows) -> bool:
    """Add the items that stand side by side in a table, and its other texts; whether it has some."""
    for number, (row, below) in enumerate(pairwise(rows)):
        titled = [(passage, *section_named(passage.plain)) for passage in distinct(row)]
        named = {
            passage.spot: (name, worth)
            for passage, name, worth in titled
            if worth and worth[1] == "分" and not TOTAL.fullmatch(passage.plain)
        }
        places = {passage.spot: at for at, passage in reversed([*enumerate(row)]) if passage.spot in named}
        told = [below[at] for at in places.values() if below[at].text and below[at].spot not in places]
        is_told = len(told) == len(places) and 2 * sum(map(_is_ruled, told)) > len(told)
        is_told |= not any(each[at].text for each in rows[number + 1 :] for at in places.values())  # to be rated
        is_told &= len(places) >= _FEWEST and len(places) == len(named)
        if not is_told or not is_whole(sum(worth[0] for _, worth in named.values())):
            continue
        for at in sorted(places.values()):
            name, worth = named[row[at].spot]
            rules = [below[at]] if below[at].text else []
            found.items.append(FormItem(name, row[at], worth=worth[0], unit=worth[1], worth_at=row[at], rules=rules))
        _others(found, rows, number)
        return True
    return False


def _is_ruled(passage: Passage) -> bool:
    return RULED.search(passage.plain) is not None and worth_of(passage.plain) is None


def _others(found: Form, rows: Rows, head: int) -> None:
    """Keep the texts around the items: headings, totals of the people below, words."""
    known = {passage.spot for item in found.items for passage in (item.title, *item.rules) if passage}
    of_total = [at for at, passage in enumerate(rows[head]) if TOTAL.fullmatch(passage.plain)]
    filled = next((n for n, row in enumerate(rows[head + 1 :], head + 1) if _is_entry(row, of_total)), len(rows))
    for number, row in enumerate(rows):
        for at, passage in enumerate(row):
            if not passage.text or passage.copied or passage.spot in known:
                continue
            known.add(passage.spot)
            is_total = at in of_total and worth_of(passage.plain) is not None
            is_heading = head <= number < filled
            (found.totals if is_total else found.headings if is_heading else found.words).append(passage)


def _is_entry(row: Sequence[Passage], of_total: Sequence[int]) -> bool:
    """Return whether a row is for somebody: nothing stands in it but what a total is out of."""
    return all(at in of_total for at, passage in enumerate(row) if passage.text) and any(
        passage.text for passage in row
    )
