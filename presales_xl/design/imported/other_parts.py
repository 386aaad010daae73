"""What a form says beside its indicators: points added to the total or taken from it, and what is of the whole."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from presales_xl.design.imported import faults
from presales_xl.design.imported.confirmed import tells_arithmetic
from presales_xl.design.imported.consequences import pay, withholding
from presales_xl.design.imported.counted_work import CountedWork
from presales_xl.design.imported.grade_scales import may_be_grade, tells_grades
from presales_xl.design.imported.level_columns import level_rows, signed_levels, without_letter
from presales_xl.design.imported.limiting_words import limiting
from presales_xl.design.imported.paid_by_points import of_points
from presales_xl.design.imported.part import Part
from presales_xl.design.imported.recognised import BESIDE, CHANGE, LONG, Form, FormItem
from presales_xl.design.imported.sentence_names import STATING, name_and_rule
from presales_xl.design.imported.source import NUMBERING, Passage, Spot
from presales_xl.design.imported.total_limits import is_capping, limits
from presales_xl.design.imported.unused import told_of, unused
from presales_xl.design.imported.vetoes import bars_total
from presales_xl.design.sentences.cell import CellReading, read, read_rows
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.conditions import MONEY
from presales_xl.design.sentences.drafted import RuleDraft, draft
from presales_xl.design.sentences.pieces import Piece
from presales_xl.scheme.bands import ELSE

#: What a form says that starts from a number of points and only adds and deducts.
BASE = re.compile(
    r"(?<![扣减加罚])(?:原始基?|基础|基准|标准|起始|初始|起评|基本|总|(?<!项)满|基)分(?:值|数)?(?:均|各)?[为是:：]?\s*(?P<points>\d{2,3})\s*分?|(?P<from>\d{2,3})\s*分(?:起|为基)"
    r"|(?<![扣减加罚])(?:基础|起评|起始|初始|基本)得?分(?:值|数)?[为是:：]?\s*(?P<few>\d{1,3})\s*分"
)
_POINTS = 100.0  # stands in where a rule asks for full points that an adjustment does not have
_TO_POINTS = re.compile("[扣减奖罚]|(?<!增)加\\s*\\d|[加±+＋-]\\s*\\d|加分")
_LABEL = re.compile(r"^.{0,8}[:：](?!\d)")
_WAY = re.compile(r"[扣减加奖罚+＋-]")
#: What a line is about, and headings that name nothing.
_NAMED = re.compile(r"(?P<name>[^（(：:，,。；;\d]{2,14})\s*[：:](?!\d)")
_ANY_RULE = re.compile(
    "(?:标准|办法|说明|备注|规则|细则|情[形况]|事项|因素|要求|(?:[加扣减]分|奖励?|处?罚|考核|否决)(?:项目?)?)$|^(?:其[他它]|以下|下列|注$)"
)
_WAY_BEFORE = re.compile(r"(?:[扣减罚]除?|奖?加|奖励?)\s?$")
#: What a line is about, and in brackets what that adds or takes: 「发货（延误 1 天扣 2 分）」.
_RULE_BEHIND = re.compile(r"(?P<name>[^（(：:，,。；;]{2,20})[（(](?P<rule>[^（()）]*[扣加减][^（()）]*)[)）][。；;]?")
#: A clause that states points, and one that says when they count.
_STATING = re.compile(r"(?:[扣减奖罚]|(?<!增)加)\s*\d|\d\s*分|封顶|[上下]限|为[止限]")
_CONDITION = re.compile("^(?:超|低|高|不足|不满|[如若凡因第]|除|未|没|不)|[的者时后]$|情[况形]")
_CHANGED_BY = re.compile(r"[扣减加奖]\s*\d+(?:\.\d+)?\s*分")
_CHANGED = re.compile("[扣减加奖罚分]")
#: Cases below a head, which are no sentences by themselves.
_LISTED = re.compile(r"[:：。]\s*[（(]?[一1][)）、.]|①")
_NOTE = re.compile(r"^\s*(?:备注|说明|注)\s*[:：]\s*")
#: What costs points, and its grave case: 「泄露资料的，一次扣 5 分，情节严重的当月考核为 0」.
_GRAVE = re.compile(
    r"(?P<first>(?:[^，,；;。:：\d]{1,8}[:：])?(?P<case>[^，,；;。:：\d]{2,20}?)[的者]?[，,]?(?:每|一|1)?[次项起例件]?扣[^，,；;。]*)"
    r"[，,；;](?P<grave>(?:情节|后果|影响|性质)(?:特别|较为?)?(?:严重|恶劣)[^；;。]*)[。；;]?"
)
#: What is counted, behind what happens: 「投诉/次」.
_EACH = re.compile(r"/\s?([次人件起项处])$")
_EITHER_WAY = re.compile(
    r"(?:±|[+＋]/?[-－−]|加[、/]?减分?\s?(?:\d+\s?[-~]\s?)?)\s?(?P<most>\d+(?:\.\d+)?)\s?分?(?:[以之]?内|之间)?"
    r"|(?<![\d分%])[-－−]\s?(?P<least>\d+(?:\.\d+)?)\s?分?\s?(?:[-~—至到]|——)\s?[+＋]?\s?(?P<up>\d+(?:\.\d+)?)\s?分?(?:之间)?"
)
_OTHERWISE_RULED = re.compile(r"\d|每|最[高多低]|[扣减]分?[完至]")
#: What somebody adds or takes within limits in brackets, of whom the name tells: 「领导加减分（±20 分）」.
_EITHER_BEHIND = re.compile(
    r"(?P<name>[^（(：:，,。；;\d]{2,20})[（(]\s*(?:±|[+＋]/?[-－−])\s?\d+(?:\.\d+)?\s?分?\s*[)）]"
)
_DECIDING = re.compile("领导|经理|主管|上级|总监|主任|负责人|部门|老板|店长|组长|公司")
#: What somebody adds or takes without a limit: 「其他违规：酌情扣分」.
_AT_WILL_BEHIND = re.compile(
    r"(?P<name>[^（(：:，,。；;\d]{2,20})[：:，,]?酌情[^，。；;\d]{0,6}[加扣减奖罚]+分?[。；;]?"
)
#: That somebody decides how much, and the most that may be.
_AT_WILL = re.compile(
    "酌情|酌定|视(?:其|具体|实际)?情[况节]|根据[^，；。\\d]{0,16}(?:情况|表现|程度)|由[^，；。\\d]{2,12}(?:决定|确定|评定|给予)"
)
_MOST_AT_WILL = re.compile(
    r"(?:，|；)?(?:最[多高](?:可|不超过)?|上限为?|不超过|限|≤)(?:[加扣减奖罚]*分?)?\s?(\d+(?:\.\d+)?)\s?分?"
    r"|[加扣减]\s?(\d+(?:\.\d+)?)\s?分(?:[以之]内|封顶|为[止限])|(?:，|；)?(\d+(?:\.\d+)?)\s?分(?:[以之]内|封顶|为限)"
)
#: Points with a sign in a cell of their own, and the most that is taken or added.
_SIGNED = re.compile(r"[-－−+＋]\s?\d+(?:\.\d+)?\s?分?")
_LIMIT = re.compile(r"(?:限|最[多高]|上限)[扣减加]?\s?\d+(?:\.\d+)?\s?分?")
_MINUS, _PLUS = "-－−", "+＋"
_SEVERAL = 2
_LONGEST = 20  # characters of a name
_IN_BRACKETS = re.compile("[(（][^()（）]*[)）]")
_WITHIN = 1000  # numbers of the parts of a sentence
#: What is assumed of the full points of an item, which an addition has not.
_OF_ITEMS = ("assumed.floor", "assumed.levels", "assumed.from_full")
#: That points are added, by the name of an item or of its section.
_CIRCLED = (*"①②③④⑤⑥⑦⑧⑨⑩",)
_PER_AMOUNT = re.compile(
    r"(?:按|得分=|分数=)?(?P<of>[^/÷\d=*×(（）)]{2,16})[/÷](?P<step>\d+(?:\.\d+)?(?:万元|万|千元|元|[个项家件台套户]))[*×xX](?P<points>\d+(?:\.\d+)?)分"
)
_PER_CASE = re.compile(r"(?P<points>\d+(?:\.\d+)?)分[/每](?P<step>[次项处个件份起例条单])")
_TAKING = re.compile("[扣减]分项?目?")  # of a row, as a column of its own calls it
_GAIN = re.compile("加分|附加|奖励")
_CHANGING = ("deduct", "add", "levels")


def of_item(key: str, item: FormItem) -> Part | None:
    """Return what an item without full points adds or deducts, None where somebody has to decide."""
    sources = list(item.sentences())
    texts = ["；".join(passage.flat for passage in item.rules)]
    of_rows = [[required.flat for required, _ in item.rows]]
    of_rows += [[f"{required.flat}{given.flat}分" for required, given in item.rows]]
    of_rows += [[_changed(item.name, required, given) for required, given in item.rows]]
    beside = [passage.flat for passage in item.rules] if item.rows else []  # 「限扣 6 分」
    texts = [] if item.rows else texts
    texts += ["；".join([*each, *beside]) for each in of_rows]
    texts += [_stepped(item), *(_each(item, passage) for passage in (*item.rules, *item.abouts))]
    by_level = signed_levels([(required.flat, given.plain) for required, given in item.rows if not beside])
    name = _name_of(item)
    told = item.rules or ([item.title] if item.title else [])
    either = _signed_either_way(item) or _at_will(name, told)
    changed = either or faults.reading(item)
    readings = [each] if (each := changed or by_level) else [_within_points(written) for written in texts if written]
    made = [found for reading in readings if (found := _adjustment(key, name, reading, sources))]
    best = max(made, key=lambda each: each.mark != "not_understood", default=None)
    if best is None:
        return _of_levels(key, item, sources)
    remarks = [*best.remarks, *(each for each in item.told if each == "assumed.worth_nothing")]
    in_rule = [*item.rules, *(cell for row in item.rows for cell in row)] if either or not item.changes else []
    remarks += limiting(passage for passage in (*sources, *item.others) if passage not in in_rule)
    remarks += [f"open.limits:{item.limit.plain}"] if item.limit else []
    rule, ways = dict(best.content["rule"]), "".join(passage.plain for passage in item.rules)
    changes = rule.get("additions", {})
    is_given = bool(changes) and min(changes.values()) > 0
    is_taking = any(_TAKING.fullmatch(said.plain) for said in (*item.others, *item.within)) and not re.search(
        "[加+＋]", ways
    )
    is_taken = ("floor" in rule and "cap" not in rule) or (item.section[:1] in ("扣", "减") and not _WAY.search(ways))
    # 「每次 2 分」, of which 10 at most are taken; 「外部 5 分/次，内部 2 分/次」 of what only takes
    if (is_given and is_taken) or (is_taking and max(changes.values(), default=0) > 0):
        rule["additions"] = {count: -abs(each) for count, each in changes.items()}
        remarks.append("assumed.sign")
    elif changes and max(changes.values()) < 0 and "cap" in rule:
        remarks.append("open.limits")
    return replace(best, said={**best.content, "rule": rule}, remarks=tuple(dict.fromkeys(remarks)))


def _name_of(item: FormItem) -> str:
    """Return the name of an item, of a sentence or several as far as the first clause says what it is about."""
    written = item.title.flat.strip() if item.title else item.name
    if STATING.search(item.name):
        return name_and_rule(written)[0]
    if len(item.name) <= LONG:
        return item.name.lstrip("0123456789") if written[:1] in _CIRCLED else item.name  # 「①」 is 1 in a name
    return _short(re.split("[，,；;。]", NUMBERING.sub("", written))[0]) or item.name


def _of_levels(key: str, item: FormItem, sources: Sequence[Passage]) -> Part | None:
    """Return what columns of levels add by where something measured stands: 「≥1000 元 8 分」, else nothing."""
    rows = level_rows(item.levels, None)
    if not rows or item.rules or item.rows or not _GAIN.search(f"{item.section}{item.name}"):
        return None
    reading = read_rows(without_letter(rows))
    bands = reading.rule.get("bands")
    if reading.rule.get("kind") != "bands" or not isinstance(bands, Mapping):
        return None
    told = tuple("assumed.else_nothing" if each == "open.rest" else each for each in reading.remarks)
    table = {**bands, **({} if told == reading.remarks else {ELSE: 0})}
    made = draft(key, item.name, replace(reading, rule={**reading.rule, "bands": table}, remarks=told), _POINTS)
    if made is None:
        return None
    changed = {"name": item.name, "rule": made.indicator["rule"]}
    remarks = tuple(dict.fromkeys((*told, *told_of(reading))))
    return Part("adjustments", key, item.name, changed, needs=made, sources=sources, remarks=remarks)


def _either_way(name: str, passage: Passage) -> CellReading | None:
    """Return what is added or taken within limits as one entry with a sign: 「±20 分」, 「-3 分至 3 分」; else None."""
    written = plain(passage.text).strip()
    numbered = NUMBERING.match(written)
    written = written[numbered.end() :] if numbered and not numbered[0].startswith("-") else written
    found = [*_EITHER_WAY.finditer(written)]
    if len(found) != 1 or _OTHERWISE_RULED.search(_EITHER_WAY.sub("", written)):
        return None
    most = float(found[0]["most"] or found[0]["up"])
    limits = [-float(found[0]["least"] or most), most]
    rule: dict[str, object] = {"kind": "add", "additions": {f"{name}（减分填负数）": None}}
    return CellReading(passage.text, (), {**rule, "limits": {f"{name}（减分填负数）": limits}}, ("assumed.either_way",))


def _signed_either_way(item: FormItem) -> CellReading | None:
    """Return so what one cell of an item says, beside which others only tell who decides: 「由经理酌情加减」."""
    found = [each for passage in item.rules if (each := _either_way(item.name, passage))]
    beside = [passage.plain for passage in item.rules if not _either_way(item.name, passage)]
    is_told = all(_AT_WILL.search(written) and not _OTHERWISE_RULED.search(written) for written in beside)
    return found[0] if len(found) == 1 and is_told else None


def _at_will(name: str, texts: Sequence[Passage]) -> CellReading | None:
    """Return what somebody adds or takes at will up to what is stated: 「酌情加分，最多加 10 分」; else None."""
    written = "；".join(plain(passage.flat) for passage in texts)
    found = [*_MOST_AT_WILL.finditer(written)]
    rest = _MOST_AT_WILL.sub("", written)
    if len(found) != 1 or not _AT_WILL.search(rest) or re.search(r"\d|每", NUMBERING.sub("", rest)):
        return None
    adds, takes = bool(re.search("[加奖]", written)), bool(re.search("[减扣罚]", written))
    if not (adds or takes):
        return None
    most = float(next(filter(None, found[0].groups())))
    entry = f"{name}（减分填负数）" if takes else name
    limits = {entry: [-most if takes else 0.0, most if adds else 0.0]}
    told = "assumed.either_way" if takes else "assumed.within_limits"
    return CellReading(written, (), {"kind": "add", "additions": {entry: None}, "limits": limits}, (told,))


def _stepped(item: FormItem) -> str:
    """Return one case with what it takes or adds in a cell of its own and the limit beside; "" for others.

    「限扣 6 分」, 「缺席培训」, 「-2」.
    """
    signed = [passage.plain for passage in item.others if _SIGNED.fullmatch(passage.plain)]
    limits = [passage for passage in item.rules if _LIMIT.fullmatch(passage.plain)]
    cases = [passage for passage in item.rules if passage not in limits]
    if len(signed) != 1 or len(limits) != 1 or len(cases) != 1 or _CHANGED_BY.search(cases[0].plain):
        return ""
    way = "扣" if signed[0][0] in _MINUS else "加"
    return f"{cases[0].flat.rstrip('。；; ')}{way}{signed[0][1:].strip('分 ')}分；{limits[0].flat}"


def _each(item: FormItem, passage: Passage) -> str:
    """Return what each amount or case adds or takes, as its row is called: 「额÷2 万元×2 分」, 「5 分/次」; else ""."""
    written = passage.plain.replace(" ", "")
    match = _PER_AMOUNT.fullmatch(written) or _PER_CASE.fullmatch(written)
    told = [said.plain for said in (*item.within, *item.others) if CHANGE.fullmatch(said.plain)]
    ways = {each[0] for each in told}
    if match is None or len(ways) != 1 or ways & {*"奖罚"} or any("加减" in each for each in told):
        return ""
    case = next((rule.flat for rule in item.rules if rule is not passage), item.name)
    of = match["of"] if match.re is _PER_AMOUNT else case.strip("。；; ")
    return f"{of}每{match['step']}{ways.pop()}{match['points']}分"


def _within_points(written: str) -> CellReading:
    """Return the reading of a text; of a rate below which points are taken, once, with points to take them from."""
    reading = _off_standard(_prizes(_placed(read(written))))
    return read(written, points=_POINTS) if _takes_once(reading) else reading


def _off_standard(reading: CellReading) -> CellReading:
    """Return what each step off a standard takes as a count of these steps: 「接通率≥90%，每低 1% 扣 0.5 分」."""
    rule, kinds = reading.rule, {piece.kind for piece in reading.pieces}
    taking = [piece for piece in reading.pieces if piece.kind in ("short", "over")]
    standards = [piece.figures["standard"] for piece in reading.pieces if piece.kind == "standard"]
    named = rule.get("kind") == "standard_steps" and rule.get("of") and len(taking) == len(standards) == 1
    if not named or kinds - {"short", "over", "standard", "words"} or taking[0].figures["points"].sign != "-":
        return reading
    way, step = "低于" if taking[0].kind == "short" else "高于", replace(taking[0].figures["step"], sign="")
    counted = f"{rule['of']}{way}{replace(standards[0], sign='')}（每{step}计一次）"
    deducted = {"kind": "deduct", "deductions": {counted: taking[0].figures["points"].value}}
    told = tuple(each for each in reading.remarks if each != "assumed.floor")
    return replace(reading, rule=deducted, remarks=(*told, "assumed.steps_counted"))


def _prizes(reading: CellReading) -> CellReading:
    """Return what prizes add as counts of how often somebody won each: 「一等奖 10 分，二等奖 8 分」."""
    told = reading.rule.get("points")
    levels = told if reading.rule.get("kind") == "levels" and isinstance(told, list) else []
    won = {name: worth for name, worth in levels if name != ELSE and worth}
    if not won or not all(name.endswith("奖") for name in won):
        return reading
    pieces = tuple(replace(piece, kind="add") if piece.kind == "case" else piece for piece in reading.pieces)
    return CellReading(reading.text, pieces, {"kind": "add", "additions": won}, ("assumed.each_time",))


def _placed(reading: CellReading) -> CellReading:
    """Return what places add or take as counts of how often somebody had each: 「第一名加 5 分，第二名加 3 分」."""
    pieces = [piece for piece in reading.pieces if piece.kind != "words"]
    counted = [piece for piece in pieces if piece.kind in ("add", "deduct") and piece.words.endswith("名")]
    told = [(plain(reading.text)[piece.start : _points_at(piece)], piece) for piece in pieces if piece not in counted]
    found = [_WAY_BEFORE.search(words) for words, _ in told]
    ways = [way[0] if way else "" for way in found]
    money = any(piece.figures["points"].unit in MONEY for piece in pieces if "points" in piece.figures)
    if not told or not all(ways) or money or any(piece.kind != "rank" for _, piece in told):
        return reading
    changes: dict[str, dict[str, float]] = {"deductions": {}, "additions": {}}
    for piece in counted:  # 「前三名分别加 5、3、2 分，倒数第一名扣 5 分」
        side = changes["additions" if piece.kind == "add" else "deductions"]
        side[piece.words] = piece.figures["points"].value
    for way, (words, piece) in zip(ways, told, strict=True):
        side = changes["deductions" if way[0] in "扣减罚" else "additions"]
        side[_WAY_BEFORE.sub("", words).strip("，,；; 的者")] = abs(piece.figures["points"].value)
    rule = {
        "kind": "deduct" if changes["deductions"] else "add",
        **{key: each for key, each in changes.items() if each},
    }
    return CellReading(reading.text, tuple(pieces), rule, ("assumed.each_time",))


def _points_at(piece: Piece) -> int:
    return piece.figures["points"].start if "points" in piece.figures else piece.end


def _takes_once(reading: CellReading) -> bool:
    """Return whether a value that is named takes points by where it stands: 「录用率低于 30% 扣 1 分」."""
    is_of_value = reading.rule.get("kind") == "bands" and bool(reading.rule.get("of"))
    return is_of_value and {piece.kind for piece in reading.pieces} == {"deduct"}


def is_signed(item: FormItem) -> bool:
    """Return whether rows of an item without full points take something, with a minus before it."""
    return item.worth is None and any(given.plain[:1] in _MINUS for _, given in item.rows if given.text)


def _changed(name: str, required: Passage, given: Passage) -> str:
    """Return what is required with what that adds or takes, by its sign or by the name of its item: 「加分项」."""
    figure = given.plain.strip("+-＋－−分 ")
    takes = given.plain[:1] in _MINUS or (given.plain[:1] not in _PLUS and name[:1] in "减扣罚")
    is_told = given.plain[:1] in _MINUS + _PLUS or name[:1] in "加奖减扣罚"
    way = ("扣" if takes else "加") if is_told else ""
    case = _EACH.sub(r"每\1", required.flat.rstrip("。；; "))
    return f"{case}{way}{figure}分"


#: Points of a line by their sign alone: 「每件+2」.
_SIGNED_ALONE = re.compile(r"(?<=[\u3400-\u9fff])[+＋\-－−]\s?\d+(?:\.\d+)?(?=$|[，,；;。（(])")
_SIGNED_LEVEL = re.compile(r"([\u3400-\u9fff]{1,8}?):?([+-]?\d+(?:\.\d+)?)分?(?:[,;、]|$)")
#: Who picks the level: 「部门经理定」.
_DECIDED_BY = re.compile(r"由?(?P<who>[^\W\d]{2,10}?)(?:[评认]?定|确定|决定|评价|评分|打分)")
_LEVELS_BEHIND = re.compile(
    r"(?P<label>[^:,;。]{2,14}):(?P<levels>[^:()。]*[+-]\d[^:()。]*)(?:[(](?P<beside>[^()]+)[)])?。?"
)


#: How much something adds or takes, told behind that it does: 「客户感谢信等赞赏性加分，10 分」.
_AMOUNT_BEHIND = re.compile(r"(?P<way>[加扣减])分[，,:：]\s?(?P<points>\d+(?:\.\d+)?\s?分)(?=\s*(?:[；;。]|$))")


def of_line(key: str, passage: Passage) -> list[Part]:
    """Return what a sentence outside of tables adds or deducts, each part by itself; none where it says more."""
    if by_level := _of_signed_levels(key, passage):
        return [by_level]
    told = _AMOUNT_BEHIND.sub(r"\g<way>\g<points>", passage.text)
    if told != passage.text:
        made = of_line(key, replace(passage, text=told))
        return [replace(part, sources=[passage], remarks=(*part.remarks, "open.each_or_most")) for part in made]
    behind = _EITHER_BEHIND.fullmatch(NUMBERING.sub("", passage.flat))
    is_decided = behind is not None and bool(_DECIDING.search(behind["name"]))
    label = behind["name"] if behind and is_decided else _label_of(passage.flat)
    either = _either_way(label, passage) or _at_will(label, [passage]) if label else None
    if either and (signed := _adjustment(key, label, either, [passage])):
        return [signed]
    passage = replace(passage, text=_SIGNED_ALONE.sub(r"\g<0>分", passage.text))
    bare = NUMBERING.sub("", passage.text)
    whole = _of_part(key, passage) if _label_of(passage.flat) else None
    if whole and whole.mark != "not_understood":  # 「档案管理：未归档的每次扣 1 分；遗失的，每次扣 10 分」
        return [replace(whole, sources=[passage])]
    parts = [replace(passage, text=part) for part in re.split("[；;]", bare) if part.strip("。 ")]
    alone = [_of_part(f"{key}_part_{number}", part) for number, part in enumerate(parts, 1)]
    found = [part for part in alone if part]
    if len(found) < max(len(alone), 2):
        found = [whole] if (whole := _of_part(key, passage)) else []
    return [replace(part, sources=[passage]) for part in found]


def of_work(key: str, work: CountedWork) -> Part | None:
    """Return what each piece of a kind of work adds, None where its line does not say that by one figure."""
    if not work.points:
        return None
    rule = {"kind": "add", "additions": {work.name: work.points}}
    told = CellReading(f"{work.name}\t{work.points:g}", (), rule, ("assumed.each_time",))
    return _adjustment(key, work.name, told, [work.said])


def _of_signed_levels(key: str, passage: Passage) -> Part | None:
    """Return what levels behind a label change, by their signs: 「工作量：超负荷+5，饱和 0，不足-10」."""
    written = re.sub(r"[扣减](?=\d)", "-", re.sub(r"加(?=\d)", "+", NUMBERING.sub("", passage.plain).replace(" ", "")))
    match = _LEVELS_BEHIND.fullmatch(written)
    rows = _SIGNED_LEVEL.findall(match["levels"]) if match else []
    is_all = match is not None and not _SIGNED_LEVEL.sub("", match["levels"])
    reading = signed_levels(rows) if is_all and len(rows) > 1 else None
    made = _adjustment(key, match["label"], reading, [passage]) if match and reading else None
    if made is None or match is None or not match["beside"]:
        return made
    who = _DECIDED_BY.fullmatch(match["beside"])
    if who is None:
        return replace(made, remarks=(*made.remarks, f"assumed.only_words:{match['beside']}"))
    rater = f"{key}_rater_1"
    needs = replace(made.needs, raters={**made.needs.raters, rater: who["who"]})
    said = {**made.content, "rule": {**made.content["rule"], "raters": {rater: 1.0}}}
    return replace(made, needs=needs, said=said)


def name_of_change(passage: Passage) -> str:
    """Return what a line adds or takes for that names it before brackets: 「合格率（超过 10% 扣 1 分）」; else ""."""
    bare = NUMBERING.sub("", passage.flat)
    if either := _EITHER_BEHIND.fullmatch(bare):
        return either["name"]
    at_will = _AT_WILL_BEHIND.fullmatch(bare) if not passage.spot.column else None  # of no row
    if at_will:
        return at_will["name"]
    headed = _RULE_BEHIND.fullmatch(bare)
    return headed["name"] if headed and _CHANGED_BY.search(headed["rule"]) else ""


def _of_part(key: str, passage: Passage) -> Part | None:
    bare = NUMBERING.sub("", passage.flat)
    headed = _RULE_BEHIND.fullmatch(bare)
    label = "" if headed else _label_of(bare)
    written, beside = _rule_of(headed["rule"]) if headed else (bare.removeprefix(label).lstrip("：: "), "")
    reading = _within_points(written)
    pieces = [piece for piece in reading.pieces if piece.kind != "words"]
    is_of_changes = all(piece.kind in ("deduct", "add", "cap", "floor", "no_cap") for piece in pieces)
    is_of_changes |= "assumed.steps_counted" in reading.remarks
    is_of_changes |= {piece.kind for piece in pieces} == {"rank"} and reading.rule.get("kind") in ("deduct", "add")
    is_of_changes &= not (BASE.search(bare) and {piece.kind for piece in pieces} == {"add"})  # 「原始基分 50 分」
    if not _CHANGED.search(passage.text) or not pieces or not is_of_changes:
        return None
    named = [piece.words for piece in pieces if piece.kind not in ("cap", "floor", "no_cap")]
    first = next(filter(None, named), "")
    name = _short(headed["name"] if headed else label or _LABEL.sub("", first))
    made = _adjustment(key, name, reading, [passage]) if name else None
    if made and any(each.startswith("open.money") for each in made.remarks):
        return None  # an amount, and no points
    return replace(made, remarks=(*made.remarks, f"assumed.unused:{beside}")) if made and beside else made


def _short(name: str) -> str:
    """Return a name of no more characters than a column shows: where it is longer its first clauses, without asides."""
    bare = (_IN_BRACKETS.sub("", name) if len(name) > _LONGEST else name) or name
    while len(bare) > _LONGEST and (cut := re.match("(.+)[，,].*", bare)):
        bare = re.sub("[的者]$", "", cut[1])
    return bare[:_LONGEST]


def _label_of(bare: str) -> str:
    """Return what a line says it is about before a colon: 「投标准备：…」; "" for a heading of any rule."""
    label = _NAMED.match(NUMBERING.sub("", bare))
    return label["name"] if label and not _ANY_RULE.search(label["name"]) else ""


def _rule_of(written: str) -> tuple[str, str]:
    """Return the clauses in brackets that state points, and those beside that say what is expected: 「每周一次」."""
    clauses = [clause for clause in re.split("[，,；;]", written) if clause]
    ruling = [clause for clause in clauses if _STATING.search(clause)]
    beside = [clause for clause in clauses if clause not in ruling]
    if not ruling or any(_CONDITION.search(clause) for clause in beside):
        return written, ""
    return "，".join(ruling), "，".join(beside)


def _adjustment(key: str, name: str, reading: CellReading, sources: Sequence[Passage]) -> Part | None:
    if reading.rule.get("kind") not in _CHANGING and not _takes_once(reading):
        return None
    alone = {field: value for field, value in reading.rule.items() if field not in ("cap_added", "cap_deducted")}
    made = draft(key, name, replace(reading, rule=alone), _POINTS)
    if made is None or "zero_when" in made.indicator:
        return None
    rule = made.indicator["rule"]
    if rule["kind"] == "bands":
        told = tuple(each for each in dict.fromkeys(_told(reading, made)) if each != "assumed.floor")
        bands = {bound: given - _POINTS for bound, given in rule["bands"].items()}
        changed = {"name": name, "rule": {**rule, "bands": bands}}
        return Part("adjustments", key, name, changed, needs=made, sources=sources, remarks=told)
    if rule["kind"] == "levels" and min(rule["points"].values()) >= 0:
        return None  # which may be an indicator as well
    if rule["kind"] != "levels":
        changes = rule.get("additions", {}) | {count: -each for count, each in rule.get("deductions", {}).items()}
        rule = {"kind": "add", "additions": dict(changes)} | _limits(reading)
    said = _told(reading, made)
    said += ("assumed.floor_of_total",) if rule.get("floor") == -_POINTS else ()
    remarks = tuple(dict.fromkeys(remark for remark in said if remark not in _OF_ITEMS))
    return Part("adjustments", key, name, {"name": name, "rule": rule}, needs=made, sources=sources, remarks=remarks)


def _told(reading: CellReading, made: RuleDraft) -> tuple[str, ...]:
    """Return what is assumed or open of a change, with every clause of its sentence that it does not take in."""
    told = tuple(dict.fromkeys((*reading.remarks, *told_of(reading))))
    known = replace(made, indicator={**made.indicator, "limits": [*_limits(reading).values()]})
    left = unused([reading.text], known, reading, _POINTS)
    return told if not left or any(left in each for each in told) else (*told, f"assumed.unused:{left}")


def _limits(reading: CellReading) -> dict[str, float]:
    """Return the most that is added, and the most that is taken, as the sentence states them.

    「扣完为止」 of an adjustment, which has no points of its own, is taken for all points of the scheme.
    """
    rule = reading.rule
    added = [value for key in ("cap", "cap_added") if isinstance(value := rule.get(key), int | float)]
    taken = [value for key in ("cap_deducted",) if isinstance(value := rule.get(key), int | float)]
    emptied = rule.get("floor") == 0 and "assumed.floor" not in reading.remarks
    taken += [_POINTS] if emptied and rule.get("deductions") else []
    return ({"floor": -taken[0]} if taken else {}) | ({"cap": added[0]} if added else {})


def only_counts(parts: Sequence[Part]) -> bool:
    """Return whether a form adds up what was done, and neither adds to points nor takes from them: 「每份计 3 分」."""
    given = [each for part in parts for each in part.content.get("rule", {}).get("additions", {}).values()]
    is_told = any(_TO_POINTS.search(said.plain) for part in parts for said in part.sources)
    return bool(given) and min(given) > 0 and not is_told


def unlimited(part: Part) -> Part:
    """Return a change whose limit is all points of a scheme without it where a form states none: the limit is asked."""
    if "assumed.floor_of_total" not in part.remarks:
        return part
    rule = {column: said for column, said in part.content["rule"].items() if column != "floor"}
    remarks = tuple("open.limits" if each == "assumed.floor_of_total" else each for each in part.remarks)
    return replace(part, said={**part.content, "rule": rule}, remarks=remarks)


def is_of_whole(passage: Passage) -> bool:
    """Return whether a line is about the whole form and no item's: grades, the total, a veto, pay."""
    return bool(BESIDE.match(NUMBERING.sub("", passage.text))) or tells_of_whole(passage)


def tells_of_whole(passage: Passage) -> bool:
    """Return whether a sentence says by itself how the total, grades or pay come about."""
    return bool(
        tells_grades(passage.text)
        or limits([passage])
        or is_capping(passage.text)
        or tells_arithmetic(passage.text)
        or _arithmetic_apart(passage.text)
        or bars_total(passage.text)
        or withholding(passage)
        or pay([passage], {}).items
        or of_points("pay", passage)
    )


def apart(passage: Passage) -> list[Passage]:
    """Return the parts of a sentence between semicolons, where as one it says nothing of the whole and some of them do.

    As many of them as say something together stay together: the grades before 「；连续两月低于 70 分的予以调岗」.
    """
    clauses = re.split("(?<=[，,])", passage.text)
    by_sum = _arithmetic_apart(passage.text) or _grave_apart(passage.text)
    parts = [part for part in re.split("(?<=[；;])", passage.text) if part.strip("；; ")]
    if by_sum:
        texts = by_sum
    elif len(clauses) > 1 and all(bars_total(clause.strip("，, ")) for clause in clauses):
        texts = clauses
    elif len(parts) < _SEVERAL or _LISTED.search(passage.text) or tells_of_whole(passage) or of_line("part", passage):
        return [passage]
    else:
        texts = [*_joined(passage, parts)]
    found = [replace(passage, text=text.strip("，, ")) for text in texts]
    first = _WITHIN * max(passage.spot.part, 1)
    return [replace(each, spot=replace(passage.spot, part=first + number)) for number, each in enumerate(found)]


def _grave_apart(text: str) -> list[str]:
    """Return what costs points, and when that leaves nothing of the whole; none where a sentence says anything else."""
    match = _GRAVE.fullmatch(NUMBERING.sub("", text))
    if match is None or not of_line("part", Passage(match["first"], Spot())):
        return []
    grave = f"{match['case']}{match['grave']}"
    return [match["first"], grave] if bars_total(grave) else []


def _arithmetic_apart(text: str) -> list[str]:
    """Return what a sentence says first of how the total comes about, and how far it may go; none where it does not."""
    clauses = re.split("(?<=[，,；;])", _NOTE.sub("", NUMBERING.sub("", text)))
    for place in range(1, len(clauses)):
        first, rest = "".join(clauses[:place]), "".join(clauses[place:])
        for limited in (rest, f"总分{rest}") if tells_arithmetic(first) else ():
            if limits([Passage(limited, Spot())]):
                return [first, limited]
    return []


def _joined(passage: Passage, parts: Sequence[str]) -> Iterator[str]:
    """Yield parts joined as far as they say something of the whole together, and what stands between those."""
    left = ""
    place = 0
    while place < len(parts):
        texts = {end: "".join(parts[place:end]) for end in range(len(parts), place, -1)}
        told = next((end for end, text in texts.items() if tells_of_whole(replace(passage, text=text))), 0)
        beside = [*parts[:place], *parts[told:]]
        if told and tells_grades(texts[told]) and any(map(may_be_grade, beside)):
            told = 0  # of a scale that cannot be read as a whole
        if told:
            yield from filter(None, (left, texts[told]))
        left = "" if told else left + parts[place]
        place = told or place + 1
    yield from filter(None, (left,))


def base_points(form: Form) -> tuple[float | None, Passage | None]:
    """Return the points from which a form starts that states none of its items, and where it says so."""
    for passage in (*form.words, *form.headings):
        if match := BASE.search(passage.plain):
            return float(match["points"] or match["from"] or match["few"]), passage
    return None, None
