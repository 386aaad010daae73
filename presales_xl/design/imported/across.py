"""Tables whose items stand side by side, with their points behind their names and their rules below them.

「准点率：10 分 | 安全：30 分」, below that what costs points, and below that a row for everybody.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from presales_xl.design.imported.column_contents import is_whole
from presales_xl.design.imported.column_headings import is_header, purpose, purposes
from presales_xl.design.imported.recognised import RULED, TOTAL, Form, FormItem, section_named, worth_of
from presales_xl.design.imported.source import Passage, distinct

_FEWEST = 3  # items
#: The heading of rows for people, and that of names in its place.
_OF_PEOPLE = re.compile("姓名|人员|员工(?:姓名)?|被?考[核评](?:人|对象)(?:姓名)?|(?:考核)?(?:指标|项目)(?:名称)?")
_NAMES = "考核指标"
_TOLD = ("value", "rule", "target", "source", "about")  # what rows say of names in columns

#: A table, row by row.
Rows = Sequence[Sequence[Passage]]


def upright(found: Form, rows: Rows) -> Rows:
    """Return a table with what is headed in its columns turned, where nothing is headed in its rows.

    Rows of people below that are no part of it; they are words, as what stands above.
    """
    for number, row in enumerate(rows):
        size = _headed(rows[number:]) if _OF_PEOPLE.fullmatch(row[0].plain) else 0
        if size:
            around = [*rows[:number], *rows[number + size :]]
            found.words += [passage for each in around for passage in distinct(each) if not passage.copied]
            head = replace(row[0], text=_NAMES)
            return [*zip([head, *row[1:]], *rows[number + 1 : number + size], strict=True)]
    columns = [*zip(*rows, strict=True)]
    heads = [purposes(distinct(column)) for column in columns[:2] if not any(map(is_header, rows))]
    return columns if any({"name", "value"} <= {*head} and None not in head for head in heads) else rows


def _headed(rows: Rows) -> int:
    """Return how many rows say something of the names in the first: what each is worth, and how it is scored."""
    heads = [*takewhile(lambda each: each in _TOLD, (purpose(row[0]) for row in rows[1:]))]
    worths = [row for row, each in zip(rows[1:], heads, strict=False) if each == "value"]
    named = [at for at, passage in enumerate(rows[0][1:], 1) if passage.text and not TOTAL.fullmatch(passage.plain)]
    told = [worth_of(row[at].plain) for row in worths for at in named]
    are_told = len(named) >= _FEWEST and len({rows[0][at].spot for at in named}) == len(named) and all(told)
    return len(heads) + 1 if len(worths) == 1 and are_told else 0


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
        labelled = [each for each in rows[number + 2 :] if purpose(each[0]) == "rule"]
        ruled = next((each for each in labelled if all(each[at].text for at in places.values())), below)
        told = [ruled[at] for at in places.values() if ruled[at].text and ruled[at].spot not in places]
        is_told = len(told) == len(places) and 2 * sum(map(_is_ruled, told)) > len(told)
        own = [each for each in rows[number + 1 :] if len(distinct(each)) > 1 or not each[0].text]
        is_told |= not any(each[at].text for each in own for at in places.values())  # to be rated
        is_told &= len(places) >= _FEWEST and len(places) == len(named)
        if not is_told or not is_whole(sum(worth[0] for _, worth in named.values())):
            continue
        for at in sorted(places.values()):
            name, worth = named[row[at].spot]
            rules = [ruled[at]] if ruled[at].text else []
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
            is_heading = head <= number < filled and not (number > head + 1 and _is_ruled(passage))
            (found.totals if is_total else found.headings if is_heading else found.words).append(passage)


def _is_entry(row: Sequence[Passage], of_total: Sequence[int]) -> bool:
    """Return whether a row is for somebody: nothing stands in it but what a total is out of."""
    return all(at in of_total for at, passage in enumerate(row) if passage.text) and any(
        passage.text for passage in row
    )
