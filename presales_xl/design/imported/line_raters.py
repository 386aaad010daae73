"""Who rates an item where a form says it line by line: in a column, with its name, in its rule, by line numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from presales_xl.design.imported.column_headings import Purpose, purpose
from presales_xl.design.imported.recognised import Form, FormItem
from presales_xl.design.imported.shares import Shares, parted, rater_of
from presales_xl.design.imported.source import Passage, Spot
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.conditions import is_rater
from presales_xl.scheme.rules import TOLERANCE

_RATE = "(?:考核|考评|评价|评估|评分|评定|评判|打分|评议|测评)"
#: The heading of a column of who rates; who only gives the figures (数据提供) is none.
_HEADED = re.compile(rf"{_RATE}(?:责任)?(?:部门|人员?|者|主体|单位|小组)|评委|由谁评")
_BETWEEN = re.compile(r"[、，,；;/\n]|以?及|[和与]")
_NAME = re.compile(r"[^\W\d_]{2,10}")
_NO_NAME = re.compile(f"签|日期|{_RATE}(?!中心$|[部科室办处委组]$)|得分|[是否有无]|^(?:备注|合计|同[上前])")
_BEHIND = re.compile(rf"(?:进行|负责)?(?:{_RATE}|评)$")
_SO_MANY = re.compile("等?[两二三四五六七八]个?(?:部门|人|方)$")
#: So many departments, which another text names.
_COUNTED = re.compile("[两二三四五六七八各多\\d]个?(?:部门|人|方)")
#: Who rates in brackets behind the name of an item: 「服务质量（用车部门）考核」, 「满意度（客户评分）」.
_WITH_NAME = re.compile(
    rf"(?P<name>.{{2,}}?)\s*\((?:由)?(?P<who>[^()\d，,；;:]{{2,14}}?)(?:(?P<inside>{_RATE}|评)\)|\)\s*(?P<behind>{_RATE}))"
)
#: The same with their shares: 「需求调研（总监 60%，客户 40%）」.
_WEIGHED_IN_NAME = re.compile(r"(?P<name>[^()]{2,}?)\s*\((?P<of>[^()]*%[^()]*%)\)")
_SHARE = re.compile(r"0?\.\d+|\d{1,3}(?:\.\d+)?\s?%")
#: Several who each give points of which the mean counts: 「采购、销售、客服三部门各打 0-5 分，取平均」.
_EACH = re.compile(
    r"(?:由)?(?P<who>[^\W\d_]{2,8}(?:[、，,和与及][^\W\d_]{2,8})+?)(?:[两二三四五六七八]个?(?:部门|人|方))?(?:分别|各自?)"
    r"(?:按?(?P<range>\d+\s?[-~～—]\s?\d+\s?分)(?:制|的?范围内?)?)?(?:打|评|给)(?:分)?[，,]?"
    r"(?P<scale>\d*[-~～—]?\d+\s?分)?[，,；;。]?\s*(?:取|求|按|计)?(?:其|算术|三者)?平均(?:分|值|数)?(?:计算?|为准|计入)?[。；;]?"
)
_NUMBERS = r"\d{1,2}(?:\s?[、，,和及与]\s?\d{1,2}|\s?[-~～—至到]\s?\d{1,2})*"
_WHO = r"(?P<who>[^\W\d_]{2,12}?)"
_BY_NUMBER = re.compile(
    rf"第?\s?(?P<numbers>{_NUMBERS})\s?(?:项|条|款|号|行)(?:指标|内容)?(?:均|都)?(?:由|:)?{_WHO}(?:负责)?(?:进行)?{_RATE}"
)
_OTHERS = re.compile(rf"(?:其余|其他|其它)(?:各)?(?:项目?|条|指标)?(?:均|都)?(?:由|:){_WHO}(?:负责)?(?:进行)?{_RATE}")
_REFERRED = re.compile(r"\d{1,2}\s?(?:项|条|款|号)")
#: A post above the ratings of all, or in the head of the form: 「仓储主管评分」, 「考核人：车间主任」.
_OF_ALL = re.compile(rf"(?P<who>[^\W\d_]{{2,10}}?)(?:{_RATE}|评)(?:分数|得分|栏)?")
_IN_HEAD = re.compile(
    rf"(?<!被){_RATE}(?:责任)?(?:人员?|者|部门|主体)\s*[:：]\s*(?P<who>[^\W\d_]{{2,10}})(?=\s|$|[,，;；。])"
)
#: Who is over somebody by the roster anyway, or somebody of whom only the roster knows who that is.
_BY_ROSTER = re.compile(
    "自我?|本人|员工|上级|领导|(?:部门|直属|直接)?(?:主管|经理|负责人|领导|上级)|主管领导|部门|考核人?|考评人?|评分人?|评委|小组|最[后终]|综合|实际|复核?|初|终"
)
#: That somebody rates, in a clause by itself, or adds and takes at will.
_BY_CLAUSE = re.compile(
    rf"(?:[该本此]项)?(?:指标)?(?:均|统一)?由(?![于此])(?P<who>[^\W\d_]{{2,14}}?)(?:负责|统一|综合)?(?:进行)?{_RATE}"
)
_CHANGING = re.compile(
    r"(?<![理事缘])由(?![于此])(?P<who>[^\W\d_]{2,10}?)(?:视情况|酌情|给予|予以)?(?=[加扣减奖]\s?\d)"
)
_SEVERAL = 2
_EVERYBODY = ("全部", "全体", "全员", "全体员工", "所有人", "所有")


def is_of_raters(heading: Passage) -> bool:
    """Return whether a column says by its heading who rates each item."""
    return bool(_HEADED.fullmatch(re.sub(r"[(（].*?[)）]", "", heading.plain).strip(" :*：")))


def settle(found: Form) -> None:
    """Say of each item who rates it, as its line tells; several count alike."""
    numbered = _by_number(found)
    if any(cell.plain in _EVERYBODY for item in found.items for cell in item.raters):  # who is judged, not who rates
        for item in found.items:
            item.others, item.raters = [*item.others, *item.raters], []
    of_all = _of_all(found)
    for number, item in enumerate(found.items):
        _named(item)
        if item.rated is None:
            told = _each(item) or _weighed(item) or _of_cells(item) or _by_clause(item) or numbered.get(number)
            item.rated = told or of_all.get(_table_of(item))
        taken = {passage.spot for passage in item.rated.lines} if item.rated else set()
        item.others += [passage for passage in item.raters if passage.spot not in taken]


def _alike(names: Sequence[str], lines: Sequence[Passage]) -> Shares:
    return Shares({name: 1 / len(names) for name in names}, lines, by_line=True)


def _names(text: str) -> list[str]:
    """Return whom a text names and nothing else."""
    names = [_BEHIND.sub("", name.strip()) for name in _BETWEEN.split(plain(text)) if name.strip()]
    are_names = all(_NAME.fullmatch(name) and not _NO_NAME.search(name) for name in names)
    return list(dict.fromkeys(names)) if are_names else []


def _of_cells(item: FormItem) -> Shares | None:
    """Return whom the cells of its rows name; None where these differ, as those of parts of it do."""
    texts = {re.sub(r"\s*\n\s*", "，", passage.text.strip()) for passage in item.raters}
    if len(texts) == 1 and _is_whole(weighed := parted(*texts)):
        return Shares(weighed, item.raters, by_line=True)  # 「销售 60%，上级 40%」
    told = {tuple(_names(passage.text)) for passage in item.raters}
    [names, *others] = told or [()]
    return _alike(names, item.raters) if names and not others else None


def of_columns(heading: Sequence[Passage], row: Sequence[Passage], purposes: Sequence[Purpose | None]) -> Shares | None:
    """Return those whose share of the ratings of a row stands below them: 「上级 | 同事」 above 「60% | 40%」."""
    cells = [
        (rater_of(head.plain) or head.plain, cell)
        for head, cell, each in zip(heading, row, purposes, strict=True)
        if not cell.copied and _SHARE.fullmatch(cell.plain) and purpose(head) in (None, "entry") and each != "value"
    ]
    of = {name: float(cell.plain.rstrip("% ")) / (100 if "%" in cell.plain else 1) for name, cell in cells}
    are_names = len(of) == len(cells) and all(_NAME.fullmatch(name) and not _NO_NAME.search(name) for name in of)
    if not are_names or len(of) < _SEVERAL or not _is_whole(of):
        return None
    return Shares(of, [cell for _, cell in cells], by_line=True)


def _is_whole(of: Mapping[str, float]) -> bool:
    return bool(of) and abs(sum(of.values()) - 1) < TOLERANCE


def _weighed(item: FormItem) -> Shares | None:
    """Return those of whom a sentence beside the rule says how much their ratings weigh; the rule has the rest.

    「0-5 分。总监打分占 70%，经理打分占 30%」.
    """
    for place, passage in enumerate(item.rules):
        for told, left in _clauses(passage.text):
            found = Shares(parted(told), [replace(passage, text=told)], by_line=True)
            if found.are_whole_by_raters and "%" not in left:
                item.rules[place] = passage.meaning(left)
                return replace(found, of={rater_of(name) or name: share for name, share in found.of.items()}, lines=[])
    return None


def _clauses(written: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence of a rule, and what stands behind a comma of the last one, with all the rest."""
    parts = [part for part in re.split("[。；;\n]", written) if part.strip()]
    for number, part in enumerate(parts):
        if len(parts) > 1:
            yield part, "；".join([*parts[:number], *parts[number + 1 :]])
    for comma in re.finditer("[，,]", parts[-1] if parts else ""):
        yield parts[-1][comma.end() :], "；".join([*parts[:-1], parts[-1][: comma.start()]])


def _named(item: FormItem) -> None:
    """Take who rates an item out of its name."""
    written = (plain(item.name), item.title.plain if item.title else "")
    weighed = next(filter(None, map(_WEIGHED_IN_NAME.fullmatch, written)), None)
    of = parted(re.sub(r"%\s*/", "%，", weighed["of"])) if weighed else {}
    if weighed is not None and item.title is not None and _is_whole(of) and any(map(is_rater, of)):
        item.name = weighed["name"].strip() if weighed[0] == written[0] else item.name
        item.rated = Shares(of, [], by_line=True)
        return
    match = _WITH_NAME.fullmatch(plain(item.name))
    names = _names(match["who"]) if match else []
    if match is not None and names and item.title is not None:
        item.name = match["name"].strip()
        item.rated = item.rated or _alike(names, [])


def _each(item: FormItem) -> Shares | None:
    """Return those of whom a rule says that each gives points, of which the mean counts; the rule has the points."""
    for place, passage in enumerate(item.rules):
        match = _EACH.fullmatch(plain(passage.text).strip())
        names = _names(_SO_MANY.sub("", match["who"])) if match else []
        if match is not None and len(names) >= _SEVERAL:
            scale = match["range"] or match["scale"] or ""
            item.rules[place] = passage.meaning(f"打{scale}" if scale else "打分")
            counted = [
                cell for cell in item.raters if _COUNTED.fullmatch(cell.plain) or set(_names(cell.text)) == {*names}
            ]
            return _alike(names, counted)
    return None


def _by_clause(item: FormItem) -> Shares | None:
    """Return who rates an item, or decides what is added, as its rule says it beside the points; the rule has the rest.

    「90 分以上得 10 分，90 分以下得 0 分。由安全员评分」, 「完成出色的，由行政经理加 1-3 分」
    """
    for place, passage in enumerate(item.rules):
        for told, left in _clauses(passage.text):
            match = _BY_CLAUSE.fullmatch(plain(told).strip())
            names = _names(match["who"]) if match else []
            if names and re.search(r"\d", left):
                item.rules[place] = passage.meaning(left)
                return _alike(names, [])
        match = _CHANGING.search(passage.text)
        names = _names(match["who"]) if match else []
        if match is not None and names and all(map(is_rater, names)):
            left = passage.text[: match.start()] + passage.text[match.end() :]
            item.rules[place] = passage.meaning(left)
            return _alike(names, [])
    return None


def _table_of(item: FormItem) -> tuple[str, int] | None:
    return (item.title.spot.sheet, item.title.spot.table) if item.title else None


def _of_all(found: Form) -> Mapping[tuple[str, int] | None, Shares]:
    """Return who rates all items of a table, by its sheet and number: as its only heading of ratings names a post.

    Or the head of the form does: 「考核人：车间主任」.
    """
    heads: dict[tuple[str, int] | None, list[Passage]] = {}
    for passage in found.raters:
        heads.setdefault((passage.spot.sheet, passage.spot.table), []).append(passage)
    of: dict[tuple[str, int] | None, Shares] = {}
    for table, (head, *others) in heads.items():
        match = _OF_ALL.fullmatch(head.plain)
        if match is not None and not others and is_rater(match["who"]) and not _BY_ROSTER.fullmatch(match["who"]):
            of[table] = _alike([match["who"]], [head])
    told = [
        (passage, match["who"])
        for before, passage in pairwise([Passage("", Spot()), *found.words])
        for match in _IN_HEAD.finditer(_with_label(before, passage))
    ]
    posts = [(passage, who) for passage, who in told if is_rater(who) and not _BY_ROSTER.fullmatch(who)]
    if len(posts) == 1 and not of:
        of = {_table_of(item): _alike([posts[0][1]], [posts[0][0]]) for item in found.items}
    return of


def _with_label(before: Passage, passage: Passage) -> str:
    """Return a text with the label in the cell before it, which has none: 「考核人」 beside 「车间主任」."""
    rows = [(each.spot.sheet, each.spot.table, each.spot.row) for each in (before, passage)]
    is_beside = bool(passage.spot.column) and rows[0] == rows[1]
    return (
        f"{before.plain.rstrip(':：')}:{passage.flat}"
        if is_beside and not re.search("[:：]", passage.flat)
        else passage.flat
    )


def _by_number(found: Form) -> Mapping[int, Shares]:
    """Return who rates which items, by their places, as a sentence says it: 「第 1、9 项安质部打分」."""
    for passage in found.words:
        written = plain(passage.text)
        matches = [*_BY_NUMBER.finditer(written)]
        if not matches or len(_REFERRED.findall(written)) != len(matches):
            continue
        places = {number: place for place, number in enumerate(_numbers(found))}
        told = [(number, match["who"]) for match in matches for number in _listed(match["numbers"])]
        rest = _OTHERS.search(written)
        known = [number for number, _ in told]
        if len({*known}) < len(known) or {*known} - {*places}:
            continue
        of = {places[number]: _alike([who], [passage]) for number, who in told}
        left = range(len(found.items)) if rest else ()
        return {place: _alike([rest["who"]], [passage]) for place in left if rest and place not in of} | of
    return {}


def _numbers(found: Form) -> Iterator[int]:
    """Yield the number of each item: that of its row where all rows are numbered once, else its place."""
    serials = {
        (each.spot.sheet, each.spot.table, each.spot.row): int(each.plain)
        for each in found.serials
        if each.plain.isdigit()
    }
    spots = [item.title.spot if item.title else None for item in found.items]
    own = [serials.get((spot.sheet, spot.table, spot.row)) if spot else None for spot in spots]
    stated = [number for number in own if number is not None]
    yield from stated if len({*stated}) == len(own) else range(1, len(own) + 1)


def _listed(written: str) -> Iterator[int]:
    """Yield the numbers of a list with ranges: 「1、3-5」."""
    for part in re.split("[、，,和及与]", written):
        low, *high = (int(each) for each in re.findall(r"\d+", part))
        yield from range(low, (high[0] if high else low) + 1)
