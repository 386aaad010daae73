"""Tables of labels with what they say beside them, an item a block: 「指标名称 | 及时率 | 权重 | 30%」."""

from collections.abc import Sequence

from presales_xl.design.imported.column_headings import Purpose, purpose
from presales_xl.design.imported.recognised import LONG, Form, FormItem, worth_of
from presales_xl.design.imported.source import Passage, Spot

_SEVERAL = 2

Rows = Sequence[Sequence[Passage]]
#: A label with what stands right of it.
Pair = tuple[Passage, Passage]


def taken(found: Form, rows: Rows) -> bool:
    """Add the items of a table that names each by a label, and says the rest of it by others; whether it does."""
    cells = [_cells(row) for row in rows]
    first = next((number for number, each in enumerate(cells) if _begins(each)), len(cells))
    blocks = cells[first:]
    if len(blocks) < _SEVERAL or not all(map(_is_labelled, blocks)):
        return False
    pairs = [pair for each in blocks for pair in zip(each[::2], each[1::2], strict=True)]
    kinds = {purpose(label) for label, _ in pairs}
    if "rule" not in kinds or not {"value", "target", "about"} & kinds:
        return False
    found.words += [passage for each in cells[:first] for passage in each if passage.text]
    for label, said in pairs:
        found.headings.append(label)
        kind = purpose(label)
        if kind == "name":
            found.items.append(FormItem(said.plain, said))
        elif said.text:
            _put(found.items[-1], kind, said)
    return True


def _cells(row: Sequence[Passage]) -> list[Passage]:
    """Return the cells of a row, what is merged over several once, blank ones too; none of those merged from above."""
    own: dict[Spot, Passage] = {}
    for at, passage in enumerate(row):
        own.setdefault(passage.spot if passage.spot != Spot() else Spot(column=-at - 1), passage)
    return list(own.values())


def _begins(cells: Sequence[Passage]) -> bool:
    """Return whether a row begins with the label for a name, and the name."""
    return _is_labelled(cells) and purpose(cells[0]) == "name" and bool(cells[1].text)


def _is_labelled(cells: Sequence[Passage]) -> bool:
    """Return whether each other cell of a row is a label, and those right of these are none."""
    labels, said = cells[::2], cells[1::2]
    are_known = all(passage.text and purpose(passage) for passage in labels)
    names = [passage for label, passage in zip(labels, said, strict=False) if purpose(label) == "name"]
    are_names = all(0 < len(passage.plain) <= LONG for passage in names)
    return len(cells) > 1 and len(cells) % 2 == 0 and are_known and are_names and not any(map(_is_label, said))


def _is_label(passage: Passage) -> bool:
    return purpose(passage) in ("name", "value", "rule", "target", "about", "entry", "source")


def _put(item: FormItem, kind: Purpose | None, said: Passage) -> None:
    """Keep what a label says of an item where it belongs."""
    worth = worth_of(said.plain)
    if kind == "value" and worth:
        item.worth, item.unit, item.worth_at = *worth, said
        return
    kept = {"rule": item.rules, "target": item.targets, "about": item.abouts}
    kept.get(kind or "", item.others).append(said)
