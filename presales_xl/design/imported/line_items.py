"""What lines of text say of the indicators of a form, and the indicators of one without tables."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from presales_xl.design.imported.column_headings import purpose
from presales_xl.design.imported.other_parts import is_of_whole
from presales_xl.design.imported.recognised import (
    HEADED,
    LABELLED,
    LONG,
    RESULT,
    RULED,
    TOTAL,
    WHOLE_FIRST,
    WORTH_BEHIND,
    WORTH_WITHIN,
    Form,
    FormItem,
    core,
    in_points,
    is_chapter,
    is_signature,
    named,
    style_of,
)
from presales_xl.design.imported.shares import parted
from presales_xl.design.imported.source import NUMBERING, NUMERALS, Passage, without_blanks
from presales_xl.design.sentences.pieces import numeral
from presales_xl.scheme.rules import TOLERANCE

_NAME = r"(?P<name>[^（(：:，,。；;]{2,25})"
_WORTH = r"(?P<worth>(?:满分|分值|权重)?\s*\d{1,3}(?:\.\d+)?\s*[分%])"
_RULE = r"[（(]?(?P<rule>[^（()）]+)[)）][。；;]?"
#: Lines with name, worth and rule in brackets, or with what it is about before the worth.
_BRACKETED = (
    re.compile(rf"{_NAME}[（(]{_WORTH}[，,；;]{_RULE}"),
    re.compile(rf"{_NAME}[，,（(]{_WORTH}[)）]?(?=[（(]){_RULE}"),
    re.compile(rf"{_NAME}。(?P<rule>[^。\d]{{2,30}})。{_WORTH}。?"),
)
#: A numbered requirement, what it is worth, and what takes of that: 「1、摆放整齐，归类；10分。若……」.
_REQUIRED = re.compile(
    r"(?P<name>[^；;。：:\d扣减加得]{4,60})[；;。]\s*(?:满分|分值|计|共)?(?P<worth>\d{1,2}(?:\.\d)?)\s*分[。；;](?P<rest>.+)",
    re.DOTALL,
)
_LETTERED = re.compile(r"^[A-E][、.．]\s*")
#: What is added or taken beside the items, as somebody sees fit.
_AT_WILL = re.compile(r"酌情[加扣减奖罚]|±\s?\d|加减分|加扣分")
#: That somebody rates what a line names: 「协作：由主管评分」.
RATED_BY = re.compile(r"由[^，。；\d]{2,14}(?:评分|打分|评价|评定|评议)|(?:评分|打分)[。；]?$")
_BULLET = re.compile(r"^\s*[-–—•●■◆▪·*]\s*(?!\d)")
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_WORTH_LAST = re.compile(r"\d{2,3}\s?分?。?$")
#: What a sentence about several items is headed by, and what parts what it says of each.
_TITLE = re.compile(r"^\s*(?:注|[^：:，,；;]{0,8}(?:说明|标准|办法|细则|备注|规则))[：:]\s*")
_CLAUSES = re.compile("[；;。\n]")
#: What a table or a list of items is called, which is none of them: 「设计部考核标准（100 分）」.
_OF_LIST = re.compile("(?:考核|考评|评分|评价)(?:(?:标准|办法|细则|方案|指标|内容)表?|表)$")
#: How a line ends that gives or takes points without saying how many, which is asked: 「未完成交办事项扣分」.
_WITHOUT_FIGURE = re.compile(r"(?<![加扣])[扣减加]分[。；;]?$")
#: How a name ends whose points are what something gives or takes, once or within a range: 「投诉扣 1-」 of 5 分.
_CHANGING = re.compile(r"(?:[扣加减]|[扣加减得记计][^\W\d_]{0,2}\s*\d+(?:\.\d+)?\s*分?\s*[-~～—–至到])\s*$")
#: How all of a form is scored, in the place of a name.
_SCORED_BY = re.compile(
    "(?:考[核评]|评[价估分])(?:采用|实行|采取)[^，；。]{0,6}(?:评分|计分|打分|百分|扣分)[^，；。]{0,2}制$"
)
_SEVERAL = 2
_FITTING = 0.62  # how alike the name of an indicator and the heading of its explanation are


def explained(found: Form, *, alike: bool = True) -> None:
    """Give the lines below a heading that is the name of an item, or one `alike`, to that item."""
    of: FormItem | None = None
    style = ""
    left: list[Passage] = []
    for passage in found.words:
        numbered = bool(NUMBERING.match(passage.text))
        head = HEADED.fullmatch(NUMBERING.sub("", passage.text))
        named_here = head["head"] if head else NUMBERING.sub("", passage.text)
        same = _called(named_here, found.items)
        item = (fitting(named_here, found.items) if alike else same) if passage.spot.table == 0 or numbered else None
        if item is not None and (numbered or head or named(named_here)[0] == item.name):
            of, style = item, style_of(passage.text)
            if head and head["rest"].strip():
                item.rules.append(replace(passage, text=head["rest"].strip()) if item is same else passage)
            else:
                found.headings.append(passage)
        elif of is not None and _goes_on(passage, of) and (not numbered or style_of(passage.text) != style):
            put_line(of, passage)
        else:
            of = None
            left.append(passage)
    found.words = left


def told_by_name(found: Form) -> None:
    """Give the clauses of a sentence that each begin with the name of an item without a rule to these items.

    「评分说明：方案质量每处错误扣 2 分；响应速度超时一次扣 1 分」.
    """
    silent = [each for each in found.items if each.worth is not None and not any(each.sentences())]
    longest = sorted(silent, key=lambda each: len(each.name), reverse=True)
    for passage in [*found.words] if len(silent) > 1 else ():
        clauses = [part.strip() for part in _CLAUSES.split(_TITLE.sub("", passage.flat)) if part.strip()]
        parts = [Passage(part, replace(passage.spot, part=number)) for number, part in enumerate(clauses, 1)]
        named_by = [_begun(part, longest) for part in parts]
        told = [each for each, _ in named_by if each]
        if len(told) < _SEVERAL or len({each.name for each in told}) < len(told):
            continue
        for item, rule in named_by:
            if item is not None:
                item.rules.append(rule)
        at = found.words.index(passage)
        found.words[at : at + 1] = [part for part, (item, _) in zip(parts, named_by, strict=True) if item is None]


def _begun(part: Passage, items: Sequence[FormItem]) -> tuple[FormItem | None, Passage]:
    """Return the item that a clause about points begins with the name of, and what it says of that."""
    bare = NUMBERING.sub("", part.text)
    item = next((each for each in items if bare.startswith(each.name)), None)
    rest = bare[len(item.name) :].lstrip("：:，, 的") if item else ""
    return (item, replace(part, text=rest)) if RULED.search(rest) else (None, part)


def put_line(of: FormItem, passage: Passage) -> None:
    """Keep a line about an item; what it is may stand before a colon: 「评分标准：……」, 「数据来源：……」."""
    bare = NUMBERING.sub("", passage.text)
    label = LABELLED.fullmatch(bare)
    head = label if label and label["rest"] else HEADED.fullmatch(bare)
    each = purpose(Passage(head["head"], passage.spot)) if head else None
    kept = {"target": of.targets, "about": of.abouts, "source": of.others, "entry": of.others}
    text = head["rest"] if head and (each in (*kept, "rule") or head is label) else _BULLET.sub("", passage.text)
    kept.get(each or "rule", of.rules).append(Passage(text, passage.spot))


def _goes_on(passage: Passage, of: FormItem) -> bool:
    """Return whether a line goes on explaining an item."""
    if of.rules and is_of_whole(passage):
        return False
    if RULED.search(passage.text) or _WITHOUT_FIGURE.search(passage.text):
        return not is_chapter(passage.text)
    if of.rules and _BULLET.match(passage.text) and RATED_BY.search(passage.text):  # one of its lines
        return True
    head = LABELLED.fullmatch(passage.text) or HEADED.fullmatch(passage.text)
    if head and purpose(Passage(head["head"], passage.spot)) in ("source", "about", "target"):
        return True
    return not of.rules and not NUMBERING.match(passage.text)


def fitting(written: str, items: Sequence[FormItem]) -> FormItem | None:
    """Return the item whose name is most like a heading."""
    wanted = core(named(without_blanks(written))[0])
    if not 2 <= len(wanted) <= LONG:
        return None
    alike = {number: _likeness(wanted, core(item.name)) for number, item in enumerate(items)}
    best = max(alike, key=lambda number: alike[number], default=None)
    return items[best] if best is not None and alike[best] >= _FITTING else None


def _called(written: str, items: Sequence[FormItem]) -> FormItem | None:
    """Return the item that has this very name, with or without what stands behind it in brackets."""
    wanted = core(named(without_blanks(written))[0])
    return next((item for item in items if wanted in (core(item.name), core(_BRACKETS.sub("", item.name)))), None)


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    shared = sum(block.size for block in matcher.get_matching_blocks())
    return max(matcher.ratio(), shared / min(len(one), len(other)) * 0.9 if min(len(one), len(other)) > 3 else 0)


def listed(found: Form) -> None:
    """Take items from lines where there is no table: 「1、客户满意度（20分）：≥95% 得 20 分……」."""
    left: list[Passage] = []
    item: FormItem | None = None
    section, headed = "", ""  # and how its heading is numbered
    worths = Counter(
        (passage.spot.sheet, passage.spot.table, passage.spot.row) for passage in found.words if _headed(passage)[1]
    )
    for passage in found.words:
        name, worth, about, rest = _headed(passage)
        if worths[passage.spot.sheet, passage.spot.table, passage.spot.row] > 1:  # a row of headings
            worth = None
        if worth and _SCORED_BY.search(name):  # 「考核采用评分制，满分 100 分，90 分以上为合格」
            worth = None
        if worth and (len(name) < LONG or _REQUIRED.fullmatch(NUMBERING.sub("", passage.text))):
            if not (rest or about) and (_OF_LIST.search(name) or _has_items_below(found.words, passage)):
                section, item, headed = name, None, style_of(passage.text)
                found.sections.setdefault(name, in_points(worth))
                found.headings.append(passage)
                continue
            section = "" if headed and style_of(passage.text) == headed else section  # which is none of it
            item = FormItem(name, passage, section, *worth, worth_at=passage)
            item.abouts += [Passage(about, passage.spot)] if about else []
            item.rules += [Passage(rest, passage.spot)] if rest else []
            found.items.append(item)
        elif TOTAL.fullmatch(passage.plain.rstrip("。")) and not RULED.search(_WORTH_LAST.sub("", passage.plain)):
            item = None
            found.totals.append(passage)
        elif item is not None and _follows(passage, item):
            item = None
            left.append(passage)
        elif item is not None and _goes_on(passage, item) and not is_signature(passage.text):
            put_line(item, passage)
        else:
            item = None if is_chapter(passage.text) or is_of_whole(passage) or _is_beside(passage, item) else item
            left.append(passage)
    found.words = left


def _is_beside(passage: Passage, item: FormItem | None) -> bool:
    """Return whether a line is a heading of its own, numbered as an item: 「4.5 加分」 behind 「4.4 纪律（20 分）」."""
    style = style_of(item.title.text) if item is not None and item.title is not None else ""
    return bool(style) and style_of(passage.text) == style and len(passage.plain) < LONG


def _follows(passage: Passage, item: FormItem) -> bool:
    """Return whether a line, numbered behind an item, adds or takes something by itself: 「3.加减分（±20）」."""
    title = item.title.text if item.title else ""
    style, (own, number) = style_of(title), (_number_of(title), _number_of(passage.text))
    is_next = bool(style) and style_of(passage.text) == style and number == own + 1
    are_numbered = any(style_of(said.text) == style for said in item.sentences() if said.spot != passage.spot)
    return is_next and not are_numbered and bool(_AT_WILL.search(passage.plain))


def _number_of(written: str) -> int:
    """Return the number that a line begins with, 0 for none."""
    match = NUMBERING.match(written)
    digits = re.search(rf"\d+|[{NUMERALS}]", match[0]) if match else None
    if digits is None:
        return 0
    return int(digits[0]) if digits[0].isdecimal() else int(numeral(digits[0]))


def _unbracketed(text: str) -> str:
    """Return a line with its rule behind a colon: 「档案（30 分，缺一份扣 2 分）」, 「订单，40 分（延误扣 2 分）」."""
    inside = next((found for pattern in _BRACKETED if (found := pattern.fullmatch(text))), None)
    return f"{inside['name']}（{inside['worth']}）：{inside['rule']}" if inside else text


def _headed(passage: Passage) -> tuple[str, tuple[float, str] | None, str, str]:
    """Return what a line begins with as a name, what that is worth, its definition, and the rest.

    What it is worth stands behind the name, or in brackets between definition and rule.
    """
    passage = replace(passage, text=_unbracketed(passage.text))
    match = HEADED.fullmatch(passage.text)
    name, worth = named(without_blanks(match["head"] if match else passage.text))
    rest = match["rest"].strip() if match else ""
    if worth is None and match and (first := WHOLE_FIRST.match(rest)):
        return name, (float(first["worth"]), "分"), "", rest[first.end() :].strip()
    if worth is None and match and (within := WORTH_WITHIN.search(rest)):
        worth = float(within["worth"]), (within["unit"] or "").replace("％", "%")
        return name, worth, rest[: within.start()].strip(), rest[within.end() :].strip()
    bare = NUMBERING.sub("", passage.text)
    required = _REQUIRED.fullmatch(bare) if worth is None and bare != passage.text else None
    if required:
        return required["name"], (float(required["worth"]), "分"), "", required["rest"]
    behind = WORTH_BEHIND.fullmatch(bare.replace("％", "%")) if worth is None else None
    is_item = behind and not (RESULT.fullmatch(behind["name"]) or _CHANGING.search(behind["name"]))
    if (
        behind
        and is_item
        and behind["name"][0] not in "加减扣奖罚"
        and (behind["worth"] or bare != passage.text)
        and purpose(Passage(_LETTERED.sub("", behind["name"]), passage.spot)) != "level"
    ):
        worth = float(behind["worth"] or behind["bare"]), (behind["unit"] or behind["of"] or "")
        return behind["name"].strip(" —–-"), worth, "", (behind["rest"] or "").strip()
    return name, worth, "", rest


def is_rated_line(passage: Passage) -> bool:
    """Return whether a line names an item with its points, of which the rest says who rates it."""
    _, worth, _, rest = _headed(passage)
    return worth is not None and abs(sum(parted(rest).values()) - 1) < TOLERANCE


def _rank(passage: Passage) -> int:
    """Return how high the number of a line stands: 「第一部分」, 「一、」, 「（一）」, 「1.」, without a number."""
    patterns = ("第", "[一二三四五六七八九十]", "[(（][一二三四五六七八九十]", r"[(（]?\d")
    style = style_of(passage.text)
    return next((rank for rank, pattern in enumerate(patterns) if re.match(pattern, style)), len(patterns))


def _has_items_below(lines: Sequence[Passage], passage: Passage) -> bool:
    """Return whether below a section other lines with points come before the next one, as many as it has."""
    of_section, worths = _headed(passage)[1], []
    for below in lines[lines.index(passage) + 1 :]:
        if style_of(below.text) == style_of(passage.text) or (
            is_chapter(below.text) and _rank(below) <= _rank(passage)
        ):
            break
        if worth := _headed(below)[1]:
            worths.append(worth[0])
    return bool(worths) and (
        is_chapter(passage.text) or (of_section is not None and abs(sum(worths) - of_section[0]) < 1)
    )
