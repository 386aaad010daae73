"""Tables without headings whose cells are names with their points behind them, one inside of the other.

「工作过程（50 分） | 备课（5 分） | 目标明确（1 分）」: the rightmost is an item, what is left of it its section.
"""

from collections.abc import Mapping, Sequence

from presales_xl.design.imported.column_headings import is_header, purpose
from presales_xl.design.imported.recognised import RULED, TOTAL, Form, FormItem, named, worth_of
from presales_xl.design.imported.source import Passage, Spot, distinct

_FEWEST = 3  # items
_CLOSE = 0.01

Rows = Sequence[Sequence[Passage]]
#: A cell with its name and its points.
_Named = tuple[Passage, str, float]


def taken(found: Form, rows: Rows) -> bool:
    """Add the items that stand in cells inside of others, and the other texts of the table; whether it has some."""
    if any(map(is_header, rows)):
        return False
    cells = {each[0].spot: each for row in rows for passage in row if not passage.copied and (each := _named(passage))}
    chains = [[cells[passage.spot] for passage in distinct(row) if passage.spot in cells] for row in rows]
    leaves = {chain[-1][0].spot: chain for chain in chains if chain}
    if len(leaves) < _FEWEST or not _sums_hold(leaves):
        return False
    items: dict[Spot, FormItem] = {}
    for row, chain in zip(rows, chains, strict=True):
        if not chain:
            _beside(found, row)
            continue
        item = items.setdefault(chain[-1][0].spot, _item(chain))
        known = {each.spot for each, _, _ in chain}
        item.rules += [passage for passage in distinct(row) if passage.spot not in known and not passage.copied]
        for passage, name, worth in chain[:-1]:
            found.headings += [] if passage in found.headings else [passage]
            found.sections.setdefault(name, worth if name == item.section else None)
    found.items += items.values()
    return True


def _named(passage: Passage) -> _Named | None:
    """Return a cell as a name with its points in brackets; None where it is none, or says how points come about."""
    name, worth = named(passage.plain)
    if worth is None or worth[1] != "分" or RULED.search(name) or TOTAL.fullmatch(name):
        return None
    return passage, name, worth[0]


def _sums_hold(leaves: Mapping[Spot, Sequence[_Named]]) -> bool:
    """Return whether some cells stand inside of others, whose points are the sums of these."""
    inside: dict[Spot, tuple[float, float]] = {}
    for chain in leaves.values():
        for passage, _, worth in chain[:-1]:
            inside[passage.spot] = worth, inside.get(passage.spot, (0.0, 0.0))[1] + chain[-1][2]
    return bool(inside) and all(abs(worth - total) < _CLOSE for worth, total in inside.values())


def _item(chain: Sequence[_Named]) -> FormItem:
    """Return the item that the last of several cells names; one inside of no other is a section of its own."""
    title, name, worth = chain[-1]
    section = chain[-2][1] if len(chain) > 1 else name
    return FormItem(name, title, section, worth=worth, unit="分", worth_at=title)


def _beside(found: Form, row: Sequence[Passage]) -> None:
    """Keep the texts of a row without items: totals, headings, words."""
    own = [passage for passage in distinct(row) if not passage.copied]
    is_total = bool(own) and TOTAL.fullmatch(own[0].plain)
    for passage in own:
        is_figure = is_total and (passage is own[0] or worth_of(passage.plain))
        (found.totals if is_figure else found.headings if purpose(passage) else found.words).append(passage)
