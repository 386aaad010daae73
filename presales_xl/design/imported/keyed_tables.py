"""Tables that go on with the rows of another one by their numbers: 「K01」 beside names, and again beside rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from presales_xl.design.imported.column_headings import Purpose, purposes
from presales_xl.design.imported.recognised import Form
from presales_xl.design.imported.source import Document, Grid, Passage, Spot, distinct

_FEWEST = 3  # rows that both tables have
#: What rows that go on may say, of which some is needed.
_TELLING: set[Purpose] = {"rule", "target", "about", "source", "entry", "limit", "level", "gives"}


@dataclass(frozen=True)
class _Numbered:
    """A table with a column of numbers: its header, that column, and the place of each row by its number."""

    table: Grid
    head: int
    column: int
    rows: dict[str, int]
    purposes: set[Purpose | None]


def joined(form: Form, document: Document) -> Document:
    """Return a document in which rows of tables without names stand beside those of the table that has the names."""
    tables = [known for block in document.blocks if isinstance(block, Grid) and (known := _numbered(block))]
    for named, telling in permutations(tables, 2):
        if "name" not in named.purposes or "name" in telling.purposes or not _TELLING & telling.purposes:
            continue
        common = named.rows.keys() & telling.rows.keys()
        if len(common) >= _FEWEST and 2 * len(common) >= max(len(named.rows), len(telling.rows)):
            return joined(form, replace(document, blocks=[*_put_beside(form, document, named, telling)]))
    return document


def _numbered(table: Grid) -> _Numbered | None:
    """Return a table by the numbers of its rows; None where it has no column of them, or one twice."""
    for head, row in enumerate(table.rows):
        known = purposes(row)
        if known.count("number") != 1 or len(distinct(row)) == 1:
            continue
        column = known.index("number")
        keys = [(each[column].plain.casefold(), at) for at, each in enumerate(table.rows) if at > head]
        told = [(key, at) for key, at in keys if key and key[-1].isdigit()]
        rows = dict(told)
        return _Numbered(table, head, column, rows, purposes={*known}) if len(rows) == len(told) else None
    return None


def _put_beside(form: Form, document: Document, named: _Numbered, telling: _Numbered) -> Iterator[Grid | Passage]:
    """Yield what a document holds with a table's rows beside those that have the same numbers in another one."""

    def beside(row: Sequence[Passage]) -> list[Passage]:
        return [each for at, each in enumerate(row) if at != telling.column]

    rows = telling.table.rows
    taken = {telling.rows[key]: at for key, at in named.rows.items() if key in telling.rows}
    places = {at: number for number, at in taken.items()} | {named.head: telling.head}
    nothing = [Passage("", Spot())] * (len(rows[0]) - 1)
    left = [row for at, row in enumerate(rows) if at > telling.head and at not in taken and distinct(row)]
    form.headings += [passage for row in rows[: telling.head] for passage in distinct(row)]
    form.headings += [rows[number][telling.column] for number in (telling.head, *taken)]
    for block in document.blocks:
        if block is named.table:
            wide = [
                [*row, *(beside(rows[places[at]]) if at in places else nothing)] for at, row in enumerate(block.rows)
            ]
            yield Grid(wide)
        elif block is not telling.table:
            yield block
        elif left:
            yield Grid([rows[telling.head], *left])
