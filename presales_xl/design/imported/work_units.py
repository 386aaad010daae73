"""Kinds of work with what a unit of each gives, of which a sentence makes one score: 「Σ数量×单位分值÷目标×满分」."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from presales_xl.design.imported.column_contents import NUMBER
from presales_xl.design.imported.column_headings import purposes
from presales_xl.design.imported.recognised import Form, FormItem, WorkUnits, section_named
from presales_xl.design.imported.source import Document, Grid, Passage, distinct
from presales_xl.design.sentences.cell import CellReading

_FIGURE = r"\d+(?:\.\d+)?"
_SUMMED = "Σ|∑|之和|总和|积分|点数|工作量|工作当量|[×*][^=,。;÷/]*分"
#: What a unit gives, alone or for each: 「3」, 「3 分/次」, 「每场 4 分」.
_UNIT = re.compile(
    rf"(?P<each>每[^\d,。;]{{1,4}}|[一1][^\d,。;分]{{1,2}})?(?:加|得|计|[:：])?(?P<figure>{_FIGURE})分?(?P<per>[/每][^\d,。;/]{{1,4}})?"
)
#: A sum of what units give, in words that leave no doubt of it.
_OF_UNIT = re.compile("[Σ∑]|之和|[×*][^×*]{0,6}(?:分|点数)")
#: A score that is a sum of units, against a target and by the full points, or by itself.
_FORMULA = re.compile(
    rf"(?:(?P<name>[^=,。;:、\s]{{2,16}})=)?(?P<sum>[^=,。;]*?(?:{_SUMMED})[^=,。;÷/]*)"
    rf"[÷/](?P<by>[^=,。;×*÷/]*)[×*](?:100%?[×*])?"
    rf"(?P<whole>{_FIGURE}|[^=,。;\d×*÷/]*(?:满分|权重|分值|标准分))(?![.\d%×*÷/])"
)
_BARE = re.compile(
    r"(?:(?P<name>[^=,。;:、\s]{2,16})=)(?P<sum>[^=,。;÷/]*(?:Σ|∑|数量|次数|工作量)[^=,。;÷/]*[×*][^=,。;÷/]*分[^=,。;÷/]*)"
)
_TARGET = rf"(?:目标|定额|基准|应完成|标准)[^,。;\d×*÷/=]{{0,10}}?(?P<target>{_FIGURE})"
_CAPPED = re.compile(
    r"超[出过]?[^,。;]{0,10}(?:不加|按满分|按\d+分|不计|封顶)|最[高多]|封顶|(?<![÷/×*])满分\d|上限|不超过"
)
_ENDLESS = re.compile("(?:不|无)(?:封顶|设?上限)|上不封|超[出过]?[^,。;]{0,8}(?:按实际|据实)")
#: The columns of a table of units.
_OF_UNITS = re.compile(
    r"(?:单位|单[次件项个份]|每[次份个件项单位]+)(?:得|加|积|工作量)*分(?:值|数)?(?:\(分\))?|(?:计量)?单位(?:分值|积分|点数)|(?:积分|计分|点数)(?:标准)?|工作量系数|分值标准"
)
_MAYBE_OF_UNITS = re.compile(r"(?:标准)?分[值数]?(?:\(分\))?|得分标准|标准")
_COUNTED = re.compile("(?:计量|计算)?单位|(?:完成|实际|工作)?(?:数量|次数|工作量|件数)")
_NAMES = re.compile("(?:工作|任务|服务|支持|事项|业务)?.{0,4}(?:类[型别]|项目?|内容|事项|名称|种类|任务|工作)")
_GENERAL = re.compile("(?:得分|分数|分值|考核|评分|计分|[:：])+$")
_SEVERAL, _SHORT = 2, 3


@dataclass(frozen=True)
class _Formula:
    """What a sentence says of how units become a score: its name, what they are compared with, what it is out of."""

    name: str
    target: float | None
    whole: float | None
    is_compared: bool
    is_endless: bool
    is_capped: bool
    is_of_units: bool


def parted(found: Form, document: Document) -> Document:
    """Return a document without its tables of units, where a sentence makes a score of these; they go to the form."""
    if not any(_formula(passage) for passage in document.everything()):
        return document
    blocks = [_without_units(found, block) if isinstance(block, Grid) else block for block in document.blocks]
    return replace(document, blocks=blocks)


def _without_units(found: Form, table: Grid) -> Grid:
    """Return a table without the rows of units in it."""
    for number, row in enumerate(table.rows):
        columns = _columns(table.rows, number)
        if columns is None:
            continue
        last = number + 1
        while last < len(table.rows) and _is_unit(table.rows[last], *columns):
            last += 1
        if last - number <= _SEVERAL:
            continue
        name, worth = columns
        rows = table.rows[number + 1 : last]
        found.units += [(each[name], each[worth]) for each in rows]
        known = {passage.spot for each in rows for passage in (each[name], each[worth])}
        beside = [passage for each in (row, *rows) for passage in distinct(each) if passage.spot not in known]
        for passage in [passage for passage in beside if not passage.copied]:
            kept = found.serials if NUMBER.fullmatch(passage.plain) else found.headings
            (kept if passage in row or len(passage.plain) <= _SHORT else found.words).append(passage)
        first = number - 1 if number and _titles(found, table.rows[number - 1]) else number
        return _without_units(found, Grid([*table.rows[:first], *table.rows[last:]]))
    return table


def _columns(rows: Sequence[Sequence[Passage]], number: int) -> tuple[int, int] | None:
    """Return the columns of names and of what a unit gives below a row that heads them, None for any other row."""
    row = rows[number]
    heads = {
        at: passage.plain.replace(" ", "") for at, passage in enumerate(row) if passage.text and not passage.copied
    }
    are_counted = any(map(_COUNTED.fullmatch, heads.values()))
    own = [at for at, head in heads.items() if _OF_UNITS.fullmatch(head)]
    below = rows[number + 1 : number + 1 + _SEVERAL]
    for at, head in heads.items() if not own else ():
        per = [_UNIT.fullmatch(each[at].plain.replace(" ", "")) for each in below]
        is_per = all(match and (match["per"] or match["each"]) for match in per) and len(per) == _SEVERAL
        own += [at] if _MAYBE_OF_UNITS.fullmatch(head) and (are_counted or is_per) else []
    names = [
        at for at, head in heads.items() if _NAMES.fullmatch(head) and at not in own and not _COUNTED.fullmatch(head)
    ]
    others = [passage for at, passage in enumerate(row) if passage.text and at not in own]
    if len(own) != 1 or not names or "value" in purposes(others):
        return None
    return names[-1] if names[-1] < own[0] else names[0], own[0]


def _is_unit(row: Sequence[Passage], name: int, worth: int) -> bool:
    """Return whether a row says what a unit of one kind of work gives."""
    return bool(row[name].text and row[worth].text) and not row[name].copied and row[name].spot != row[worth].spot


def _titles(found: Form, row: Sequence[Passage]) -> bool:
    """Keep the title of a table of units that says what these are worth together; whether a row is one."""
    texts = distinct(row)
    is_title = len(texts) == 1 and section_named(texts[0].plain)[1] is not None
    if is_title:
        found.of_units = texts[0]
    return is_title


def given(found: Form) -> None:
    """Give the units of a form to the item whose score a sentence makes of them, or to a new one."""
    for item in found.items:
        for texts in (item.rules, item.abouts, item.targets, item.others):
            told = ((passage, formula) for passage in texts if (formula := _formula(passage)))
            for passage, formula in told:
                own = (_of_rows(item) if formula.is_of_units else []) or _taken(found)
                if own or formula.is_of_units:
                    texts[:] = [other for other in texts if other is not passage]
                    item.rules = [passage] if own else [passage, *item.rules]
                    _give(item, formula=formula, units=own)
                    return
    for passage in found.words if found.units else ():
        if formula := _formula(passage):
            found.words.remove(passage)
            _begin(found, passage, formula)
            return
    found.unread += [passage for pair in _taken(found) for passage in pair]


def _begin(found: Form, passage: Passage, formula: _Formula) -> None:
    """Add an item for the units of a form, named by the title above them or by its sentence."""
    name, worth = section_named(found.of_units.plain) if found.of_units else ("", None)
    item = FormItem(name or _GENERAL.sub("", formula.name) or formula.name, found.of_units or passage)
    item.worth, item.unit = worth or (formula.whole, "分")
    item.worth_at = found.of_units if worth else passage
    item.section = item.name if found.sections else ""
    item.rules = [passage]
    _give(item, formula=formula, units=_taken(found))
    after = [each for each in found.items if each.title and each.title.spot.row > passage.spot.row]
    found.items.insert(found.items.index(after[0]) if after else len(found.items), item)


def _taken(found: Form) -> list[tuple[Passage, Passage]]:
    units, found.units = found.units, []
    return units


def _give(item: FormItem, *, formula: _Formula, units: Sequence[tuple[Passage, Passage]]) -> None:
    """Keep the units of an item, and what its sentence says of them."""
    if not units:
        item.units = WorkUnits([], None, is_compared=True, is_capped=True, is_endless=False)
        return
    item.units = WorkUnits(
        units,
        formula.target,
        is_compared=formula.is_compared,
        is_capped=formula.is_capped,
        is_endless=formula.is_endless,
    )
    item.within += [said for pair in units for said in pair]


def _of_rows(item: FormItem) -> list[tuple[Passage, Passage]]:
    """Return the units in the rows of an item, each with its name and its points; none where some lack one."""
    names = {said.spot.row: said for said in item.abouts}
    figures = [said for said in (*item.others, *item.targets) if _UNIT.fullmatch(said.plain.replace(" ", ""))]
    worths = {said.spot.row: said for said in figures}
    if names.keys() != worths.keys() or len(names) < max(len(item.abouts), _SEVERAL) or len(worths) < len(figures):
        return []
    units = [(names[row], worths[row]) for row in names]
    known = [said for pair in units for said in pair]
    short = [said for said in item.others if len(said.plain) <= _SHORT and said not in known]
    item.within += short
    item.abouts = []
    item.others = [said for said in item.others if said not in (*known, *short)]
    item.targets = [said for said in item.targets if said not in known]
    return units


def reading(units: WorkUnits, points: float | None) -> tuple[CellReading | None, tuple[str, ...]]:
    """Return what a unit of each kind adds, up to what they are compared with, or what is open where there is none."""
    whole = units.target if units.is_compared else points
    added = dict(_added(units.units))
    unread = [worth.text for _, worth in units.units if not _UNIT.fullmatch(worth.plain.replace(" ", ""))]
    if unread or len(added) < len(units.units):
        return None, (f"open.figure:{'；'.join(unread)}",) if unread else ("open.rest",)
    if whole is None or not added:
        return None, ("open.standard",)
    rule: dict[str, object] = {"kind": "add", "additions": added}
    rule |= {} if units.is_endless else {"cap": whole}
    text = "\n".join(f"{name}\t{points:g}" for name, points in added.items())
    return CellReading(text, (), rule, () if units.is_capped or units.is_endless else ("assumed.cap",)), ()


def _added(units: Sequence[tuple[Passage, Passage]]) -> Iterator[tuple[str, float]]:
    for name, worth in units:
        if match := _UNIT.fullmatch(worth.plain.replace(" ", "")):
            yield name.plain, float(match["figure"])


def _formula(passage: Passage) -> _Formula | None:
    """Return how a sentence makes a score of units, None for any other."""
    written = passage.plain.replace(" ", "")
    match = _FORMULA.search(written) or _BARE.search(written)
    if match is None:
        return None
    groups = match.groupdict()
    by = groups.get("by")
    figures = re.findall(_FIGURE, by or "")
    left = written[: match.start("sum")] + "，" + written[match.end() :]
    told = re.search(_TARGET, left) if by is not None else None
    target = float(figures[0]) if len(figures) == 1 else float(told["target"]) if told and not figures else None
    whole = groups.get("whole") or ""
    return _Formula(
        match["name"] or "",
        target,
        float(whole) if re.fullmatch(_FIGURE, whole) else None,
        is_compared=by is not None,
        is_endless=bool(_ENDLESS.search(written)),
        is_capped=bool(_CAPPED.search(written)),
        is_of_units=bool(_OF_UNIT.search(match["sum"])),
    )
