"""Rows below one name that begin with what they tell of it are its columns: 「要求：…」, below it 「扣分：…」."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from presales_xl.design.imported.recognised import Form
from presales_xl.design.imported.source import Passage, Spot

_LABELS: Mapping[str, str] = {  # and how a column of it is headed
    "要求说明": "(?:工作|考核|基本|服务|具体|任务|质量)?(?:要求|内容)",
    "评分标准": "(?:考核|评分|评价|计分|得分|打分)?标准|(?:评分|计分|考核)(?:办法|细则|方法|规则)",
    "扣分标准": "扣分|减分|(?:扣分|处罚|扣罚|减分)(?:标准|办法|细则|项|说明|规则|情形)",
    "加分标准": "加分|(?:加分|奖励)(?:标准|办法|细则|项|说明|规则|情形)",
    "目标值": "目标值?|指标值?",
}
_LABEL = re.compile(
    r"\s*[【\[(（]?\s*(?P<label>" + "|".join(_LABELS.values()) + r")\s*(?:[】\])）]\s*[:：]?|[:：]|$)\s*(?P<rest>.*)",
    re.DOTALL,
)
_RULING = re.compile("[评计得打扣减加]分|标准|办法|细则")
_SEVERAL = 2

Rows = Sequence[Sequence[Passage]]


def spread(found: Form, rows: Rows) -> Rows:
    """Return a table with such rows as one row each, what they tell in columns; any other as it is."""
    for at in range(1, max(map(len, rows), default=0)):
        groups = _groups(rows, at)
        labels = [label for group in groups for label, _ in group.values()]
        names = [*dict.fromkeys(labels)]
        first = min(min(group) for group in groups) if groups else 0
        if len(groups) >= _SEVERAL and first and any(map(_RULING.search, names)):
            return _turned(found, rows, at, groups=groups, names=names)
    return rows


def _groups(rows: Rows, at: int) -> list[dict[int, tuple[str, Passage]]]:
    """Return the label and the text of each row that begins with one in a column, those below one name together."""
    groups: list[dict[int, tuple[str, Passage]]] = []
    for number, row in enumerate(rows):
        told = _told(row, at)
        if told is None:
            continue
        last = groups[-1] if groups else {}
        is_below = number - 1 in last and _goes_on(rows[number - 1], row, at)
        if is_below and told[0] not in [label for label, _ in last.values()]:
            last[number] = told
        else:
            groups.append({number: told})
    while groups and len(groups[0]) < _SEVERAL:  # a heading
        groups.pop(0)
    return groups if all(len(group) >= _SEVERAL for group in groups) else []


def _told(row: Sequence[Passage], at: int) -> tuple[str, Passage] | None:
    """Return how a column is headed that has what the label of a cell is before, and its text; None without one.

    The label may stand in a cell of its own.
    """
    passage = row[at]
    match = _LABEL.fullmatch(passage.text) if not passage.copied else None
    if match is None or row[at - 1].spot == passage.spot:
        return None
    head = next(head for head, label in _LABELS.items() if re.fullmatch(label, match["label"]))
    if match["rest"]:
        return head, replace(passage, text=match["rest"])
    beside = row[at + 1] if at + 1 < len(row) else passage
    return (head, beside) if beside.text and beside.spot != passage.spot else None


def _goes_on(above: Sequence[Passage], row: Sequence[Passage], at: int) -> bool:
    """Return whether all that stands left of a column is merged with what stands above it, or blank."""
    pairs = [*zip(above[:at], row[:at], strict=True)]
    return all(two.spot == one.spot or not two.text for one, two in pairs) and any(one.text for one, _ in pairs)


def _turned(
    found: Form, rows: Rows, at: int, *, groups: Sequence[Mapping[int, tuple[str, Passage]]], names: Sequence[str]
) -> Rows:
    """Return a table with a column for each label in the place of the first, behind all others but that one."""
    inside = {number: group for group in groups for number in group}
    head = min(inside) - 1
    firsts = {name: next(s for group in groups for label, s in group.values() if label == name) for name in names}
    has_own = any(rows[number][at].spot != said.spot for number, group in inside.items() for _, said in [group[number]])
    column = at + 1 if has_own else at
    turned = list[Sequence[Passage]]()
    for number, row in enumerate(rows):
        group = inside.get(number)
        if group and has_own:
            found.headings.append(row[at])
        if group and number != min(group):
            continue
        cells = [*row]
        told = dict(group.values()) if group else {}
        if number == head:
            found.headings += [cells[each] for each in {at, column} if cells[each].text]
            told = {name: Passage(name, replace(firsts[name].spot, part=1)) for name in names}
        if told:
            cells[at] = Passage("", Spot()) if has_own else cells[at]
            cells[column] = told.get(names[0], Passage("", Spot()))
        turned.append([*cells, *(told.get(name, Passage("", Spot())) for name in names[1:])])
    return turned
