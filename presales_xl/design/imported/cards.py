"""Tables of labels with what they say beside them, an item a block: 「指标名称 | 及时率 | 权重 | 30%」."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from presales_xl.design.imported.column_headings import Purpose, purpose
from presales_xl.design.imported.other_parts import is_of_whole
from presales_xl.design.imported.recognised import HEADED, LONG, RULED, Form, FormItem, is_chapter, worth_of
from presales_xl.design.imported.source import NUMBERING, Passage, Spot

_SEVERAL = 2
_TOLD = ("value", "rule", "target", "about", "source", "entry")  # what labels tell of an item

Rows = Sequence[Sequence[Passage]]


def taken(found: Form, rows: Rows) -> bool:
    """Add the items of a table that names each by a label, and says the rest of it by others; whether it does."""
    cells = [each for each in map(_cells, rows) if any(passage.text for passage in each)]
    labels = Counter(label.plain for each in cells if len(each) > 1 for label in each[::2])
    known = {label for label, count in labels.items() if label and count >= _SEVERAL}  # as each of the cards has them
    first = next((number for number, each in enumerate(cells) if _begins(each, known)), len(cells))
    blocks = cells[first:]
    if len(blocks) < _SEVERAL or not all(_is_labelled(each, known) for each in blocks):
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


def listed(found: Form) -> None:
    """Take items from lines of labels: 「考核项目：接待」, 「分值：30 分」, 「考核标准：……」."""
    heads = [HEADED.fullmatch(NUMBERING.sub("", passage.text)) for passage in found.words]
    labels = [replace(said, text=head["head"]) if head else None for said, head in zip(found.words, heads, strict=True)]
    kinds = [purpose(label) if label else None for label in labels]
    names = [at for at, each in enumerate(kinds) if each == "name"]
    blocks = [{*kinds[at:end]} for at, end in zip(names, [*names[1:], len(kinds)][: len(names)], strict=True)]
    if len(names) < _SEVERAL or not all({"value", "rule"} <= each for each in blocks):
        return
    left: list[Passage] = []
    item: FormItem | None = None
    for passage, head, kind in zip(found.words, heads, kinds, strict=True):
        rest = replace(passage, text=head["rest"].strip()) if head else passage
        if head and kind == "name" and rest.text:
            item = FormItem(rest.plain.rstrip("。；;"), rest)
            found.items.append(item)
        elif item is not None and kind in _TOLD and rest.text:
            _put(item, kind, replace(rest, text=rest.text.rstrip("。")) if kind == "value" else rest)
        elif item is not None and item.rules and _goes_on(passage):
            item.rules.append(passage)
        else:
            left.append(passage)
            item = None if item is not None and item.rules else item
    found.words = left


def _goes_on(passage: Passage) -> bool:
    """Return whether a line is one more of a rule, by its number."""
    is_rule = bool(NUMBERING.match(passage.text)) and bool(RULED.search(passage.text))
    return is_rule and not is_chapter(passage.text) and not is_of_whole(passage)


def _cells(row: Sequence[Passage]) -> list[Passage]:
    """Return the cells of a row, what is merged over several once, blank ones too; none of those merged from above."""
    own: dict[Spot, Passage] = {}
    for at, passage in enumerate(row):
        own.setdefault(passage.spot if passage.spot != Spot() else Spot(column=-at - 1), passage)
    return list(own.values())


def _begins(cells: Sequence[Passage], known: Collection[str]) -> bool:
    """Return whether a row begins with the label for a name, and the name."""
    return _is_labelled(cells, known) and purpose(cells[0]) == "name" and bool(cells[1].text)


def _is_labelled(cells: Sequence[Passage], known: Collection[str]) -> bool:
    """Return whether each other cell of a row is a label, or known as one, and those right of these are none."""
    labels, said = cells[::2], cells[1::2]
    are_known = all(passage.text and (purpose(passage) or passage.plain in known) for passage in labels)
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
