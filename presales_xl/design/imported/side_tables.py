"""Tables that rules call by a label: 「按表 T1 计分」, with 「表 T1」 above bands and what each gives."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from presales_xl.design.imported.column_contents import NUMBER, POINTED, POINTS
from presales_xl.design.imported.column_headings import purpose
from presales_xl.design.imported.recognised import TOTAL, Form, FormItem, core
from presales_xl.design.imported.small_tables import put_rows
from presales_xl.design.imported.source import NUMERALS, Document, Grid, Passage, Spot, distinct
from presales_xl.design.sentences.pieces import numeral

_LABEL = (
    r"(?P<kind>附表|表|附件|附录)\s?"
    rf"(?P<id>[A-Za-z]?-?\d{{1,2}}(?:[-.]\d{{1,2}})?|[A-Za-z]|[{NUMERALS}])(?![A-Za-z\d])"
)
_SEEN = "(?:具?体?详?(?:情请|细)?[请可]?(?:见|参[见照考]|按照?|依据?|依照|根据|对照|执行))"
#: A rule that says nothing but where it stands: 「详见附表二」, 「按表 1 计分」, 「见右表」.
_REFERENCE = re.compile(
    rf"[(（]?(?:(?:具体|详细)?(?:评分|计分|考核|得分|扣分)(?:标准|细则|办法|规则)?[:：]?)?{_SEEN}?(?:评分|计分|考核|得分)?(?:{_LABEL}|(?P<where>[上下左右后][方侧面边]?的?|附|另|以下|如下|所附)表格?)"
    r"[》】]?(?:中?的?(?:所列|所示|相应|对应)?(?:评分|计分|得分|考核)?(?:标准|规定|规则|办法|档次|区间|分值|细则)?)"
    r"(?:来?(?:进行)?(?:执行|计分|评分|打分|计算|得分|考核|给分|核算|折算|计))?[)）]?[。；;]?"
)
#: The heading of such a table: its label, and what it is about.
_TITLE = re.compile(
    rf"[(（【《]?{_LABEL}[)）】》]?(?:\s*[:：、.—-]\s*|\s+|(?=[\u3400-\u9fff])|$)(?P<rest>.*)", re.DOTALL
)
#: What is no number of points, but a factor or an amount.
_OTHER_FIGURE = re.compile("系数|比例|占比|权重|金额|奖金|元|人数")
_OF_SHARES, _BARE_FIGURE = re.compile(r"[(（]\s*[%％]\s*[)）]"), re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.%％])")
#: One that stands within a rule that says more.
_WITHIN = re.compile(rf"{_SEEN}(?:评分|计分|考核|得分)?{_LABEL}")
_FEWEST, _PAIR = 2, 2


@dataclass
class SideTables:
    """The tables of a document that are called by labels; `rows` are header and pairs, `told` a rule in their place."""

    titles: dict[str, Passage] = field(default_factory=dict)
    rows: dict[str, Sequence[Sequence[Passage]]] = field(default_factory=dict)
    told: dict[str, Passage] = field(default_factory=dict)
    cells: dict[str, list[Passage]] = field(default_factory=dict)


def parted(document: Document) -> tuple[Document, SideTables]:
    """Return a document without the tables that cells of it call by a label, and these."""
    found = SideTables()
    called = {key for passage in document.everything() if (key := _called(passage))}
    if not called:
        return document, found
    titled = [(passage, key) for passage in document.everything() if (key := _titled(passage))]
    for key in sorted(called):
        own = [passage for passage, each in titled if each == key] or [
            passage for passage, each in titled if each[1] == key[1]
        ]
        told = [title for title in own if _take(found, document, "".join(key), title)]
        if len(told) > 1:  # of which nobody knows which one is meant
            found.rows.pop("".join(key), None)
            found.told.pop("".join(key), None)
    taken = {passage.spot for cells in found.cells.values() for passage in cells}
    return replace(document, blocks=[*_without(document, taken)]) if taken else document, found


def settle(form: Form, tables: SideTables) -> None:
    """Give each table to the items that call it; what calls one that is not read is asked about."""
    used = set[str]()
    for item in form.items:
        beside = [] if item.rules else [*item.abouts, *item.others]
        calls = [said for said in (item.rules or beside) if _REFERENCE.fullmatch(said.plain.replace(" ", ""))]
        within = [said for said in item.rules if said not in calls and _WITHIN.search(said.plain)]
        item.told += [f"open.elsewhere:{match[0]}" for said in within if (match := _WITHIN.search(said.plain))]
        if within or not calls or len(calls) < len(item.rules) or item.rows or item.levels or item.changes:
            continue
        key = "".join(_called(calls[0]) or ())
        is_read = key in tables.rows or key in tables.told
        if len(calls) > 1 or not is_read or _is_of_another(tables.titles[key], item, form.items):
            item.told += [f"open.elsewhere:{calls[0].plain}"] if item.rules else []
            continue
        used.add(key)
        item.within += calls
        for texts in (item.rules, item.abouts, item.others):
            texts[:] = [said for said in texts if said not in calls]
        if key in tables.told:
            item.rules.append(tables.told[key])
        else:
            put_rows(form, item, tables.rows[key])
    for key, cells in tables.cells.items():
        read = {passage.spot for row in tables.rows.get(key, ()) for passage in row} | {tables.titles[key].spot}
        rest = [passage for passage in cells if passage.text and not passage.copied]
        if key not in used:
            form.words += rest
        else:
            form.headings += [tables.titles[key], *(passage for passage in rest if passage.spot not in read)]


def _called(passage: Passage) -> tuple[str, str] | None:
    """Return the label of the table that a rule calls, None for any other text."""
    match = _REFERENCE.fullmatch(passage.plain.replace(" ", ""))
    return _key(match) if match and match["id"] and not _TITLE_ALONE.fullmatch(passage.plain) else None


#: A label by itself is the heading of the table, and no call of it.
_TITLE_ALONE = re.compile(rf"[(（【《]?{_LABEL}[)）】》]?[:：]?")


def _titled(passage: Passage) -> tuple[str, str] | None:
    """Return the label that a text begins with as a heading does."""
    match = _TITLE.fullmatch(passage.text.strip())
    return _key(match) if match and not _called(passage) else None


def _key(match: re.Match[str]) -> tuple[str, str]:
    number = match["id"].casefold().replace("-", "") if match["id"][0].isalpha() else match["id"]
    return match["kind"], str(int(numeral(number))) if number in NUMERALS else number


def _is_of_another(title: Passage, item: FormItem, items: Sequence[FormItem]) -> bool:
    """Return whether the heading of a table names another item than the one that calls it."""
    match = _TITLE.fullmatch(title.text.strip())
    about = core(match["rest"]) if match else ""
    others = {core(each.name) for each in items if each is not item} - {""}
    return core(item.name) not in about and any(name in about for name in others)


def _take(found: SideTables, document: Document, key: str, title: Passage) -> bool:
    """Keep what stands below a heading, or a sentence behind it; whether there is anything."""
    match = _TITLE.fullmatch(title.text.strip())
    block = _below(document, title)
    if match and POINTED.search(match["rest"]):
        block, found.told[key] = [], replace(title, text=match["rest"])
    elif rows := _pairs(block) or _pairs([*zip(*block, strict=True)]):
        found.rows[key] = rows
    is_form = any(_called(passage) for row in block for passage in row)
    if is_form or not (block or key in found.told):
        found.rows.pop(key, None)
        return False
    found.titles[key] = title
    cells = [title, *(passage for row in block for passage in row if passage.text)]
    found.cells[key] = [*found.cells.get(key, ()), *cells]
    return True


def _below(document: Document, title: Passage) -> list[Sequence[Passage]]:
    """Return the cells of the table that a heading stands above: in its sheet, or the next table of a document."""
    for at, block in enumerate(document.blocks):
        if block is title or (isinstance(block, Passage) and block.spot == title.spot):
            following = document.blocks[at + 1 : at + 2]
            return [*following[0].rows] if following and isinstance(following[0], Grid) else []
        if isinstance(block, Grid):
            for number, row in enumerate(block.rows):
                columns = [column for column, each in enumerate(row) if each.spot == title.spot and each.text]
                if columns:
                    return [*_in_sheet(block.rows, number, columns)] or _next_table(document, at, block, number)
    return []


def _next_table(document: Document, at: int, block: Grid, number: int) -> list[Sequence[Passage]]:
    """Return the table behind one whose last row is the heading."""
    following = document.blocks[at + 1 : at + 2]
    is_last = number == len(block.rows) - 1
    return [*following[0].rows] if is_last and following and isinstance(following[0], Grid) else []


def _in_sheet(rows: Sequence[Sequence[Passage]], number: int, columns: Sequence[int]) -> Iterator[Sequence[Passage]]:
    """Yield the rows right below a heading, in its columns: up to a blank one, another heading or a total."""
    below, right = rows[number + 1 :], rows[number][columns[-1] + 1 :]
    if not below:
        return
    if (
        right
        and right[0].text
        and not _titled(right[0])
        and distinct(rows[number])[0].spot == rows[number][columns[0]].spot
    ):
        yield from ([passage for passage in each if passage.text] for each in rows[number : number + _PAIR])
        return
    row, is_alone = rows[number], len(distinct(rows[number])) == 1
    first = next((at for at in range(0 if is_alone else columns[0], len(row)) if below[0][at].text), len(row))
    others = [at for at, each in enumerate(row) if at > columns[-1] and each.text]
    limit = min([*others, len(row)]) if not is_alone else len(row)
    last = first
    while last < limit and below[0][last].text:
        last += 1
    if first > columns[-1] and not is_alone:
        return
    for each in below:
        own = each[first:last]
        texts = distinct(own)
        if len(texts) < _PAIR or _titled(texts[0]) or TOTAL.fullmatch(texts[0].plain):
            return
        yield own


def _pairs(block: Sequence[Sequence[Passage]]) -> list[list[Passage]]:
    """Return header and rows of what is required and what that gives, [] where a table has anything else."""
    rows = [[*row] for row in block]
    if rows and len(rows[0]) > _PAIR and all(NUMBER.fullmatch(row[0].plain) for row in rows[1:]):
        rows = [row[1:] for row in rows]  # numbered
    if rows and len(rows[0]) == _PAIR + 1:
        figured = [all(re.search(r"\d", row[at].plain) for row in rows[1:]) for at in range(_PAIR)]
        bare = [not any(re.search(r"\d", row[at].plain) for row in rows[1:]) for at in range(_PAIR)]
        named = bare.index(True) if any(bare) else 0
        is_level = bare[named] and all(purpose(row[named]) == "level" for row in rows[1:])
        if figured != bare and is_level:  # 「优 | ≥95% | 100」
            rows = [[row[figured.index(True)], row[-1]] for row in rows]
    if len(rows) < _FEWEST or any(len(row) != _PAIR or not all(each.text for each in row) for row in rows):
        return []
    if POINTS.fullmatch(rows[0][1].plain.replace(" ", "")):  # without header
        rows = [[Passage("", Spot()), Passage("", Spot())], *rows]
    heading, *told = rows
    spots = [passage.spot for row in told for passage in row]
    are_points = all(POINTS.fullmatch(given.plain.replace(" ", "")) for _, given in told)
    are_bare = any(POINTS.fullmatch(required.plain) and "%" not in required.plain for required, _ in told[:1])
    if len(told) < _FEWEST or len({*spots}) < len(spots) or not are_points or (are_bare and not heading[0].text):
        return []
    are_shares = all("%" in given.plain for _, given in told)
    if _OTHER_FIGURE.search(heading[1].plain) and not (are_shares and "得分" in heading[1].plain):
        return []
    if _OF_SHARES.search(heading[0].text):  # 「完成率（%）」 above 「≥95」
        told = [[replace(one, text=_BARE_FIGURE.sub(r"\g<0>%", one.text)), two] for one, two in told]
    return [heading, *told]


def _without(document: Document, taken: set[Spot]) -> Iterator[Grid | Passage]:
    """Yield what a document holds without the cells at these places, and rows of which nothing is left."""
    for block in document.blocks:
        if isinstance(block, Passage):
            if block.spot not in taken:
                yield block
            continue
        rows = [[replace(each, text="") if each.spot in taken else each for each in row] for row in block.rows]
        kept = [
            row
            for row, before in zip(rows, block.rows, strict=True)
            if any(each.text for each in row) or not any(each.text for each in before)
        ]
        if any(each.text for row in kept for each in row):
            yield Grid(kept)
