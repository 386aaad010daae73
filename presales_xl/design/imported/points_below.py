"""Rows that say below an item what it is worth: 「缺一次扣 0.5 分」, below it 「分值 5 | 0-5」, are columns of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from presales_xl.design.imported.column_headings import purposes
from presales_xl.design.imported.recognised import TOTAL, Form, named, worth_of
from presales_xl.design.imported.source import Passage, Spot

_LABEL = re.compile(
    r"[(（]?(?:本|该|单)?项?(?:的)?(?:标准|基准|基本|额定)?(?:分值?|满分|配分|分数|权重|权限分|标准分)\s*[)）]?[:：为]?"
)
_LABELLED = re.compile(rf"{_LABEL.pattern}\s*(?P<worth>\d{{1,3}}(?:\.\d+)?\s*(?:%|分)?)")
_RANGE = re.compile(r"(?P<low>\d{1,3}(?:\.\d+)?)分?\s*[-~～—–至到]\s*(?P<high>\d{1,3}(?:\.\d+)?)分?")
_GIVEN = re.compile(r"\d{1,3}(?:\.\d+)?\s*分?")
_HEADING = "分值"
_SEVERAL = 2

Rows = Sequence[Sequence[Passage]]


def spread(found: Form, rows: Rows) -> Rows:
    """Return a table with such rows as one row each, what an item is worth in a column behind; any other as it is."""
    told = {number: said for number in range(_SEVERAL, len(rows)) if (said := _worth(rows, number)) is not None}
    told = {number: said for number, said in told.items() if number - 1 not in told}
    head = min(told, default=0) - _SEVERAL
    if (
        len(told) < _SEVERAL
        or not {"name", "section", "rule"} & {*purposes(rows[head])}
        or "value" in purposes(rows[head])
    ):
        return rows
    first = told[min(told)]
    put = Passage(_HEADING, replace(first.spot, part=1))  # of none of the cells
    turned = list[Sequence[Passage]]()
    for number, row in enumerate(rows):
        if number in told:
            turned[-1] = _joined(found, turned[-1], row, told[number])
        else:
            turned.append([*row, put if number == head else Passage("", Spot())])
    return turned


def _own(rows: Rows, number: int) -> list[Passage]:
    """Return the texts of a row that are not merged with what stands above, each once."""
    above = {passage.spot for passage in rows[number - 1]}
    return [*{each.spot: each for each in rows[number] if each.text and each.spot not in above}.values()]


def _worth(rows: Rows, number: int) -> Passage | None:
    """Return what a row says that the item above is worth, behind a label or beside it; None for any other row."""
    own = _own(rows, number)
    if not own or not _own(rows, number - 1) or TOTAL.fullmatch(rows[number - 1][0].plain):
        return None
    if match := _LABELLED.fullmatch(own[0].plain):
        return replace(own[0], text=match["worth"])
    is_beside = len(own) > 1 and _LABEL.fullmatch(own[0].plain) and worth_of(own[1].plain)
    return own[1] if is_beside else None


def _joined(found: Form, above: Sequence[Passage], row: Sequence[Passage], worth: Passage) -> Sequence[Passage]:
    """Return an item's row with what the row below says of it: its points, their range, what each cell above gives."""
    cells = [*above[:-1], worth]
    worths = worth_of(worth.plain)
    of_above = {passage.spot for passage in above}
    below = {at: said for at, said in enumerate(row) if said.text and not said.copied and said.spot not in of_above}
    given = [at for at, said in below.items() if cells[at].text and _GIVEN.fullmatch(said.plain)]
    given = [at for at in given if below[at].spot != worth.spot]
    if given:
        _write(
            cells, given[0], _given({cells[at].text: below[at].plain.removesuffix("分") for at in given}, worth.plain)
        )
        found.headings += [cells[at] for at in given[1:]]
    for at in given[1:]:
        cells[at] = Passage("", Spot())
    for at, said in below.items():
        span = _RANGE.fullmatch(said.plain)
        if span and worths and float(span["high"]) != worths[0]:  # which of both it is worth is asked
            name = next(each for each, passage in enumerate(cells) if named(passage.plain)[0])
            _write(cells, name, f"{cells[name].plain}（{worths[0]:g}分）")
            cells[-1] = replace(said, text=f"{float(span['high']):g}")
            found.headings.append(worth)
            continue
        if span and float(span["low"]):
            _write(cells, at, f"{cells[at].text}，最低得{span['low']}分")
        elif not cells[at].text and at not in given:
            cells[at] = said
            continue
        is_told = at in given or span or _LABEL.fullmatch(said.plain) or _LABELLED.fullmatch(said.plain)
        if said.spot != worth.spot or not worth_of(said.plain):
            (found.headings if is_told else found.words).append(said)
    return cells


def _given(told: Mapping[str, str], worth: str) -> str:
    """Return what cells say with what stands below each as one text: what leaves nothing, and all for the other."""
    ends = {points: words for words, points in told.items()}
    if {*ends} == {"0", worth.removesuffix("分")}:
        return f"{ends['0']}不得分，否则得{worth.removesuffix('分')}分"
    return "\n".join(f"{words}：{points}分" for words, points in told.items())


def _write(cells: list[Passage], at: int, words: str) -> None:
    """Put words in the place of the text of a cell, wherever it stands that is merged."""
    said = cells[at]
    for each, passage in enumerate(cells):
        if passage.spot == said.spot:
            cells[each] = replace(passage, text=words, written=said.shown)
