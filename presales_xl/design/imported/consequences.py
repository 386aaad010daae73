"""What follows from the points: what sets the total to 0 or the grade to the lowest, and what is paid."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from presales_xl.design.imported.part import Part
from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.sentences.cell import CellReading, read
from presales_xl.design.sentences.drafted import SIGNS, RuleDraft
from presales_xl.design.sentences.pieces import Piece
from presales_xl.design.sentences.targets import RATE

_SILENT = ("words", "weight")
#: The id of the coefficients of the grades, and what formulas of pay call them.
COEFFICIENTS = "grade_coefficient"
OF_GRADES = [
    f"{period}{of}系数"
    for period in ("", "月度", "季度", "年度", "当月", "当季", "个人")
    for of in (
        "",
        "奖金",
        "绩效",
        "绩效奖金",
        "绩效工资",
        "绩效考核",
        "等级",
        "绩效等级",
        "考核",
        "考核等级",
        "考评",
        "星级",
    )
]
#: What is taken to be paid by coefficients of grades where a form does not say what is.
BY_GRADE = "等级奖金=奖金基数×等级系数"
#: What follows too, in words that say something of points or pay.
_ALSO = re.compile("绩效|得分|等级|工资|奖|[扣罚降]|评[为定]")
#: A veto that is said to be a grade: 「实行一票否决，考核结果为 D」.
_GRADE_BESIDE = re.compile(
    "否决[^。；;]{0,4}[，,][^。；;]{0,8}(?:为|评|定|降)[^。；;]{0,3}(?:[B-E](?![A-Za-z])|不合格|不称职)"
)
_SHARES = r"(?:扣[发除减罚]?|减发|下浮|降低|核减)"
_OF_PERIOD = r"(?:当月|本月|当季度?|本季度?|当期|本期|月度|季度)?的?"
_OF_PAY = r"(?P<{0}>(?:绩效|月度|季度)?(?:工资|奖金?|提成)|绩效)"
#: Pay of which a part is taken where something holds: 「有旷工的，绩效奖金扣发 50%」, 「…扣发绩效工资的 30%」.
_LESS = re.compile(
    rf"(?P<when>.{{2,60}}?)(?:[的者]，?|，)(?:{_SHARES}{_OF_PERIOD}{_OF_PAY.format('first')}的?|{_OF_PERIOD}{_OF_PAY.format('last')}{_SHARES})"
    r"\s?(?P<share>\d{1,2}(?:\.\d+)?)\s?[%％][。；;]?"
)
_ALIKE = "绩效"
_FOLLOWING = ("veto", "graded", "bounded", "lowered", "unpaid")
_OF_NOW = re.compile("^(?:[当本该][月季年期]度?)?的?")
_MEASURED = ("元", "万元", "亿元", "万", "小时", "分钟", "天", "日", "个工作日", "工作日")
_PAID = re.compile(r".*(?:奖|奖金|奖励|工资|提成|佣金|补贴|津贴|薪酬)")
#: What a formula of pay calls the total of the scheme.
_SCORE = re.compile(
    r"(?:KPI|绩效|考[核评]|综合|实际|最终|个人|本人|季度|月度|年度|[当每本][月季年期])*"
    r"(?:所?得分值?|分数|总分|总得分|考核分|评分|总?成绩)(?:[当每本][月季年期]度?)?"
)
#: What the total may be called too where a number of points stands behind it: 「当季绩效低于 70 分」.
_SCORED = re.compile("(?:(?:[当每本]?[月季年期]度?)的?(?:综合|个人)?(?:绩效|考[核评])+)")
#: What stands before an equation in a clause of its own: 「六、奖金发放：季度奖=…」.
_LABELLED = re.compile(r"^[^=＝:：]{2,16}[:：](?=[^:：]*[=＝])")
#: A base beside its amount, 「绩效基数 1500 元」, and an example in brackets, which is no part of a formula.
_BASE_NAMED = r"[^\d=＝×÷*/+()（）-]{{2,12}}[(（为:：]?\s*(?P<{}>\d+(?:\.\d+)?)\s*元[)）]?"
_BASE_WITH_AMOUNT = re.compile(rf"{_BASE_NAMED.format('amount')}(?=\s*[×÷*/])|(?<=[×÷*/]){_BASE_NAMED.format('last')}$")
#: A formula before, or behind, what it pays: 「得分÷100×1500 元为当月绩效工资」, 「绩效工资按基数×考核系数发放」.
_OPERATED = r"[^=＝，,。；;：:]*[×÷*/][^=＝，,。；;：:]*?"
_OF_WHAT = r"[^\d=＝，,。；;：:×÷*/+-]{0,10}(?:工资|奖金?|提成|绩效)"
_FORMULA_FIRST = re.compile(rf"(?P<formula>{_OPERATED})[即就]?(?:为|是|等于|作为|[=＝])其?(?P<name>{_OF_WHAT})[。；;]?")
_FORMULA_BEHIND = re.compile(
    rf"(?P<name>{_OF_WHAT})(?:按照?|以|为)(?P<formula>{_OPERATED})(?:进行)?(?:计算|核算)?(?:计发|发放|核发|兑现)?[。；;]?"
)
#: An amount before what is paid of it: 「考核奖 500 元，实发=500×总分/100」, 「…，按得分比例发放」.
_AMOUNT_FIRST = re.compile(
    r"(?P<name>[^，,；;=＝\d:：()（）]{0,10}?(?:奖金?|工资|绩效))(?:基数|标准|总?额度?|满额)?(?:[为是:：])?\s?(?P<amount>\d+(?:\.\d+)?)\s?元(?:/[月季年人])*[，,；;]"
    r"\s?(?:(?:实[发得]|实际发放|应发|每?[月季]发放?)(?:数额?|金?额|奖金?|工资)?\s?[=＝]\s?(?P<formula>[^=＝]+)"
    r"|(?:按|依据?)(?:照|实际|考核|绩效|个人|当[月季])*(?:得分|总分|分数)(?:[÷/]\s?100|的?(?:百分)?比例?)(?:折算|计算|核算)?(?:计发|发放?|核发|兑现))[。；;]?"
)
#: That more than a whole is paid for more than a hundred points, as a formula says it by itself.
_UNCAPPED = re.compile(
    r"[，,](?:超过?|高于|大于)\s?100\s?分(?:以上)?的?(?:部分)?[，,]?(?:也|均|仍)?按实际(?:得分|分数|成绩)(?:计算?发?放?|核算|发放)[。；;]?$"
)
#: A veto that leaves nothing of what is paid, and a prize that nobody gets.
_VETO_OF_PAY = re.compile(
    r"(?:[的者]?[，,])(?:实行|执行|予以|给予|作)?一票否决制?(?:处理)?[，,](?=[^，。；]*(?:奖|工资|提成|薪))"
)
_NO_PRIZE = re.compile(
    r"(?P<when>.{2,60}?)(?:[的者][，,]?|[，,])(?:则|均|一律)?(?:不(?:予|再|得)?(?:计?发放?|享受|兑现|核发|享有)|取消|停发|无)"
    r"(?P<of>(?:[当本该][月季年期])?[^，。；;\d]{0,8}?(?:奖(?![励惩罚])金?|绩效工资))[。；;]?"
)
#: Of how many points a score is, before its formula and within it, and a second formula right behind the first:
#: 「满分 100 分，奖金=得分/100 分×600 元」, 「分值=工资/100 月工资=分值×得分」.
_WHOLE_FIRST = re.compile(r"^[^，,=＝\d]{0,8}(?:满分|总分)[为是]?\s?100\s?分[，,；;\s]\s*(?=[^=＝]+[=＝])")
_OF_HUNDRED = re.compile(r"(?<=[÷/])\s?100\s?分(?=\s?(?:$|[×*)）]))")
_ONE_BY_ONE = re.compile(r"(?<=[÷/]100)\s?(?=[^\d，,。；;=＝×÷*/]{2,12}[=＝])")
#: What is left of pay anyway, and what follows when it happens again, behind what is not paid.
_BASIC_LEFT = re.compile("[，,](?:只|仅)(?:发放?|领取?|享受)[^，。；]{0,4}(?:工资|底薪|薪资)(?=[；;。]|$)")
_AGAIN = re.compile("[；;](?P<told>(?:连续|累计).*)$")
#: That all is paid from some points on: 「得分 92 分以上，拿全部绩效工资（含 92 分）」.
_IN_FULL = re.compile(
    r"(?:[每当本]?月度?|季度)?(?:实际|考核|绩效)?(?:得分|总分|分数)?(?:在|达到?|≥|不低于)?\s?(?P<bound>\d{2,3})\s?分?"
    r"(?:[（(]含[)）]|及|含)?(?:以上|及格)[的者]?[，,]?(?:可以?|即|则)*(?:拿|领取?|计?发放?|享受|获?得)?"
    r"(?:全部|全额|足额|100%)(?:计?发放?)?的?(?P<paid>[^，,；;=\d()（）]{0,6}(?:奖金?|工资))(?:[（(]含\s?\d{2,3}\s?分?[)）])?[。；;]?"
)
_EXAMPLE = re.compile("[(（](?:例|如|举例|比如)[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）]")
_PERCENT = re.compile(r"(?P<score>得分|分数|总分)\s?[%％]")
_PER_POINT = re.compile(
    r"(?:(?P<of>[^\d，。:]{0,8}(?:奖金?|工资))(?:按|以|根据)[^\d，。]{0,10}(?:计算?|发放?|核算|兑现)，)?"
    r"(?:(?:绩效|考核|得分)*每\s?[1一]?\s?分|(?<![\d扣])1\s?分(?==))(?:对应|折合|计|为|=|奖励?|发放?|兑现|人民币)*"
    r"(?P<name>[^\d，。]{0,6}(?:奖金?|工资))?(?:为|是|=|人民币)*\s?(?P<amount>\d+(?:\.\d+)?)\s?元(?:/分)?"
    r"(?:，(?:按|依)?(?:实际)?得分(?:计算|核算|计)?(?:发放|兑现)?(?P<paid>[^\d，。]{0,4}(?:奖金?|工资))?)?[。；;]?"
)
#: What is paid of an amount: 「按回款额的 0.5% 提成」.
_COMMISSION = re.compile(
    r"^按照?(?P<of>[^，。；;\d%=]{2,16}?)的?(?P<rate>\d+(?:\.\d+)?\s?[%％‰])(?:计提|计算|提取|发放|给予|作为)?(?P<name>[^，。\d]{0,6}提成)[。；;]?$"
)
_WITHIN = re.compile(r"[(（](?P<told>每\s?[1一]?\s?分[^()（）]{0,6}元)[)）]$")
_BELOW_NOTHING = re.compile("利润|毛利|净|差额?$|增|减|收入|回款|销售")
_UNNAMED = re.compile(r"(.*\d.*不(?:予?发放?|计发))[。；;]?")
_PLAIN_PAY = re.compile("奖金|奖励|奖")
_OPERANDS = re.compile(r"[^-+*/(),\s][^-+*/(),]*[^-+*/(),\s]|[^-+*/(),\s]")


@dataclass(frozen=True)
class Consequence:
    """What a sentence lets follow (a piece), when that is, and the inputs and figures that this needs."""

    piece: Piece
    when: str
    needs: RuleDraft
    said: Passage
    left: str = "0"
    """What is left of pay, as a part of a formula."""


#: Pay that is taken beside all points, and all points beside pay: 「…的，当月考核为零，取消当月奖金」.
UNPAID_TOO = re.compile(
    "(?<=[0零分])[，,；;](?:并且?|同时|且)?(?:取消|扣[除发]|停发|不(?:予|再)?(?:发放|享受))[^，。；;,]{0,8}(?:奖金?|绩效工资|奖励|提成)$"
)
_ZERO_TOO = re.compile(
    r"[，,](?:则|均)?[^，。；;,\d]{2,12}[为计记按](?:0|零)分?(?=[，,；;](?:并且?|同时|且)?(?:取消|扣[除发]|停发|不))"
)


def consequence(key: str, passage: Passage) -> Consequence | None:
    """Return what follows from what a sentence says; None where that is not all it says, or it says not when."""
    reading = read(passage.flat)
    loud = [piece for piece in reading.pieces if piece.kind not in _SILENT]
    if len(loud) != 1 or loud[0].kind not in _FOLLOWING or not loud[0].words or reading.mark == "not_understood":
        return None
    beside = [piece.words for piece in reading.pieces if piece.kind == "words" and piece.remarks]
    if any(_ALSO.search(words) for words in beside):
        return None
    needs = RuleDraft(key, loud[0].words)
    when = _condition(needs, loud[0])
    told = (*loud[0].remarks, *(f"assumed.only_words:{words}" for words in beside))
    return None if when is None else Consequence(replace(loud[0], remarks=told), when, needs, passage)


def veto(key: str, passage: Passage, grades: Sequence[str]) -> Part | None:
    """Return the veto that a sentence states; None where that is not all it says, or it names no lowest grade."""
    found = consequence(key, passage)
    if found is None or found.piece.kind not in ("veto", "graded", "bounded") or _GRADE_BESIDE.search(passage.flat):
        return None
    piece = found.piece
    if piece.kind != "veto" and (not grades or piece.formula[:1] != grades[-1][:1]):
        return None
    effect = "total_zero" if piece.kind == "veto" else "lowest_grade"
    said_there = {"name": piece.words[:40], "when": found.when, "effect": effect}
    return Part(
        "vetoes", key, piece.words[:40], said_there, needs=found.needs, sources=[passage], remarks=piece.remarks
    )


def lowered(lines: Sequence[Passage], grades: Sequence[str]) -> Part | None:
    """Return by how many grades sentences lower the grade, in all; None where none does, or there are no grades."""
    named = [consequence(f"lowered_{place}", said) for place, said in enumerate(lines, 1)]
    found = [each for each in named if each is not None and each.piece.kind == "lowered"]
    if not grades or not found:
        return None
    needs = RuleDraft("lowered", found[0].piece.words)
    terms = []
    for each in found:
        steps = each.piece.figures["grades"]
        terms.append(f"({each.needs.figure(steps.value, str(steps))} if {each.when} else 0)")
        needs.inputs |= each.needs.inputs
        needs.parameters |= each.needs.parameters
    remarks = tuple(dict.fromkeys(remark for each in found for remark in each.piece.remarks))
    sources = [each.said for each in found]
    return Part("grades", "lowered_by", needs.name, " + ".join(terms), needs=needs, sources=sources, remarks=remarks)


def _condition(needs: RuleDraft, piece: Piece) -> str | None:
    """Return when a veto holds: a number beyond its bound, else somebody says yes; None for anything else."""
    if not piece.figures.keys() - {"grades"}:
        return f"{needs.input(piece.words, 'yes_no', default='no')} == 'yes'"
    bounds = [each for role, each in piece.figures.items() if role != "grades"]
    is_scored = _SCORED.fullmatch(piece.words) and all(each.unit == "分" for each in bounds)
    if (is_scored or _SCORE.fullmatch(piece.words)) and len(bounds) == 1:
        [bound] = bounds
        return f"total {SIGNS[bound.sign]} {needs.figure(bound.value, str(bound))}" if bound.sign in SIGNS else None
    if piece.figures.keys() - {"grades"} == {"step"} and piece.figures["step"].value == 1:  # 「发生 1 起重大投诉」
        return f"{needs.input(piece.words, 'yes_no', default='no')} == 'yes'"
    ends = {role: each for role, each in piece.figures.items() if role in ("low", "high")}
    if len(ends) != 1 or piece.figures.keys() - {"grades"} != ends.keys():
        return None
    [end] = ends.values()
    if end.sign not in SIGNS or (end.unit == "%" and not RATE.search(piece.words)):
        return None
    kind = "rate" if end.unit == "%" else "number" if end.unit in _MEASURED else "count"
    name = f"{piece.words}（{end.unit}）" if kind == "number" else piece.words
    return f"{needs.input(name, kind)} {SIGNS[end.sign]} {needs.figure(end.value, str(end))}"


@dataclass
class _Equations:
    """What the sentences of a form calculate, by its name."""

    formulas: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Passage] = field(default_factory=dict)

    def operands(self, name: str) -> set[str]:
        """Return the names in a formula."""
        return set(_OPERANDS.findall(self.formulas[name]))

    def whole(self, name: str, seen: tuple[str, ...] = ()) -> str | None:
        """Return a formula with what others define put in; None where they go in a circle."""
        if name in seen:
            return None
        parts = re.split(rf"({_OPERANDS.pattern})", self.formulas[name])
        for place, part in enumerate(parts):
            if part in self.formulas:
                inner = self.whole(part, (*seen, name))
                if inner is None:
                    return None
                parts[place] = f"({inner})"
        return "".join(parts)


@dataclass(frozen=True)
class Paid:
    """The items of pay, and the sentences that only sum them up."""

    items: Sequence[Part]
    sums: Sequence[Passage]

    def in_full(self, lines: Sequence[Passage]) -> "Paid":
        """Return the items with all of each paid from so many points on as sentences say of them."""
        items = list(self.items)
        for number, said in enumerate(lines, 1):
            match = _IN_FULL.fullmatch(NUMBERING.sub("", said.flat))
            named = [
                each for each in items if match and _is_of(each, match["paid"]) and "total" in each.content["formula"]
            ]
            if match is None or len(named) != 1:
                continue
            needs = RuleDraft(f"in_full_{number}", match["paid"])
            bound = f"≥{match['bound']}"
            when = f"total >= {needs.figure(float(match['bound']), bound)}"
            whole = re.sub(r"\btotal\b", "100", named[0].content["formula"])
            paid = Consequence(Piece("unpaid", match["paid"], formula=match["paid"]), when, needs, said, left=whole)
            items[items.index(named[0])] = _withheld(named[0], paid)
        return Paid(items, self.sums)

    def withheld(self, lines: Sequence[Passage]) -> "Paid":
        """Return the items with nothing paid where sentences say so of them, or of all pay.

        Pay of which a form says nothing else is what HR gives.
        """
        items = list(self.items)
        for number, said in enumerate(lines, 1):
            found = withholding(said, f"unpaid_{number}")
            if found is None:
                continue
            of = found.piece.formula
            if not items:
                items.append(_given(f"given_{number}", of, said))
            named = [each for each in items if _is_of(each, of)]
            if not named and len(items) == 1 and _ALIKE in of and _ALIKE in items[0].name:
                named = items  # 「绩效奖金为 0」 of 「当月绩效工资」, and nothing else is paid
            items = [_withheld(each, found) if each in named else each for each in items]
        return Paid(items, self.sums)


def _is_of(item: Part, name: str) -> bool:
    """Return whether an item of pay is what a sentence calls so."""
    return bool(_PLAIN_PAY.fullmatch(name)) or name in item.name or item.name in name


def withholding(passage: Passage, key: str = "unpaid") -> Consequence | None:
    """Return when a sentence lets nothing be paid; None for anything else."""
    if less := _LESS.fullmatch(NUMBERING.sub("", passage.flat)):
        pay_of = less["first"] or less["last"]
        whole = consequence(key, replace(passage, text=f"{less['when']}的，取消{pay_of}"))
        if whole is None or whole.piece.kind != "unpaid":
            return None
        share = whole.needs.figure(float(less["share"]) / 100, f"扣{less['share']}%")
        return replace(whole, said=passage, left=f"(1 - {share})", piece=replace(whole.piece, formula=pay_of))
    again = _AGAIN.search(passage.flat)
    if again or _BASIC_LEFT.search(passage.flat):
        first = withholding(replace(passage, text=_BASIC_LEFT.sub("", _AGAIN.sub("", passage.flat))), key)
        remarks = (f"assumed.only_words:{again['told']}",) if again else ()
        return first and replace(
            first, said=passage, piece=replace(first.piece, remarks=(*first.piece.remarks, *remarks))
        )
    said = replace(passage, text=_VETO_OF_PAY.sub("的，", _ZERO_TOO.sub("", passage.text)))
    bare = _UNNAMED.fullmatch(said.text)
    told = [consequence(key, said), *([consequence(key, replace(said, text=f"{bare[1]}奖金"))] if bare else [])]
    if found := next((each for each in told if each is not None and each.piece.kind == "unpaid"), None):
        return replace(found, said=passage)
    prize = _NO_PRIZE.fullmatch(NUMBERING.sub("", said.flat))
    found = consequence(key, replace(said, text=f"{prize['when']}的，取消奖金")) if prize else None
    if prize is None or found is None or found.piece.kind != "unpaid":
        return None
    return replace(found, said=passage, piece=replace(found.piece, formula=_OF_NOW.sub("", prize["of"])))


def _given(key: str, name: str, passage: Passage) -> Part:
    """Return an item of pay of which a form does not say how it is calculated: HR gives it."""
    needs = RuleDraft(key, name)
    given = needs.input(f"应发{name}", "money")
    needs.inputs[given] |= {"given_by": "hr"}
    content = {"name": name, "formula": given}
    return Part("pay", key, name, content, needs=needs, sources=[passage], remarks=("assumed.given_whole",))


def _withheld(item: Part, found: Consequence) -> Part:
    """Return an item of pay of which nothing is paid where something holds."""
    made = replace(item.needs, inputs=item.needs.inputs | found.needs.inputs)
    made.parameters |= found.needs.parameters
    whole = f"({item.content['formula']})"
    left = f"{whole} * {found.left}" if found.left.startswith("(1 -") else found.left
    said = {**item.content, "formula": f"{left} if {found.when} else {whole}"}
    remarks = tuple(dict.fromkeys((*item.remarks, *found.piece.remarks)))
    sources = [*(each for each in item.sources if each.spot != found.said.spot), found.said]
    return replace(item, said=said, needs=made, sources=sources, remarks=remarks)


def pay(lines: Sequence[Passage], there: Mapping[str, str]) -> Paid:
    """Return what sentences pay; `there` are the ids of figures that the scheme has already, by name.

    One that others are calculated from is not paid by itself, so that neither is taken; nor is what is calculated
    twice.
    """
    found = _Equations()
    twice: set[str] = set()
    for said, reading in _calculations(lines):
        for name, formula in reading.rule["pay"].items():  # type: ignore[attr-defined]
            twice |= {name} & found.formulas.keys()
            found.formulas[name] = formula
            found.sources[name] = said
    paid = [name for name in found.formulas if _PAID.fullmatch(name)]
    sums = [name for name in paid if _is_sum(found.formulas[name]) and found.operands(name) <= set(paid) - {name}]
    used = {operand for name in found.formulas if name not in sums for operand in found.operands(name)}
    items: list[Part] = []
    inputs: dict[str, dict[str, Any]] = {}  # one that several items take is one
    for name in paid:
        bare = name not in sums and not (found.operands(name) | {name}) & (set(paid) - {name} | used & {name} | twice)
        item = _item(f"pay_{len(items) + 1}", name, found, inputs=inputs, there=there) if bare else None
        items += [item] if item else []
    names = {item.name for item in items}
    return Paid(items, [found.sources[name] for name in sums if found.operands(name) <= names])


def _calculations(lines: Sequence[Passage]) -> Iterator[tuple[Passage, CellReading]]:
    """Yield the sentences that only say how something is calculated."""
    for passage in lines:
        bare = NUMBERING.sub("", passage.flat).rstrip("；; ")
        written = _UNCAPPED.sub("", _of_amount(_EXAMPLE.sub("", bare)))
        written = _named_first(_ONE_BY_ONE.sub("；", _OF_HUNDRED.sub("100", _WHOLE_FIRST.sub("", written))))
        written = _BASE_WITH_AMOUNT.sub(lambda match: match["amount"] or match["last"], written)
        written = _PERCENT.sub(r"\g<score>/100", _LABELLED.sub("", written))
        written = _COMMISSION.sub(r"\g<name>=\g<of>×\g<rate>", written)
        inside = _WITHIN.search(written)
        if per_point := _PER_POINT.fullmatch(inside["told"] if inside else written):
            name = per_point["name"] or per_point["of"] or per_point["paid"] or "绩效奖金"
            written = f"{name}=得分×{per_point['amount']}"
        reading = read(written, about="pay")
        pieces = {piece.kind for piece in reading.pieces if piece.kind not in _SILENT}
        words = [piece for piece in reading.pieces if piece.kind == "words"]
        only = pieces == {"equation"} and not words and reading.rule.keys() == {"kind", "pay"}
        only &= "" not in reading.rule.get("pay", ())  # type: ignore[operator]
        if only and reading.mark != "not_understood":
            yield passage, reading


def _named_first(written: str) -> str:
    """Return a formula before what it pays, or behind 「按」, as an equation; any other sentence as it is."""
    told = written.replace("乘以", "×").replace("除以", "÷")
    match = _FORMULA_FIRST.fullmatch(told) or _FORMULA_BEHIND.fullmatch(told)
    return f"{match['name']}={match['formula']}" if match else written


def _of_amount(written: str) -> str:
    """Return a formula that takes the amount stated before it, named as that is; any other sentence as it is."""
    match = _AMOUNT_FIRST.fullmatch(written)
    if match is None or not match["name"]:
        return written
    amount, formula = match["amount"], match["formula"] or f"{match['amount']}×得分/100"
    taken = re.sub(rf"(?:{re.escape(match['name'])})?(?:基数|标准)|{re.escape(match['name'])}", amount, formula)
    return f"{match['name']}={taken}" if re.search(rf"(?<![\d.]){re.escape(amount)}(?![\d.])", taken) else written


def _is_sum(formula: str) -> bool:
    return "+" in formula and not set(formula) & set("-*/(),")


def _item(
    key: str, name: str, found: _Equations, inputs: dict[str, dict[str, Any]], there: Mapping[str, str]
) -> Part | None:
    """Return an item of pay; None where its formula goes in a circle, or takes the score in two ways."""
    written = found.whole(name)
    if written is None:
        return None
    needs = RuleDraft(key, name, inputs=inputs)
    remarks = ["assumed.given_by_hr"]
    scores = {operand for operand in _OPERANDS.findall(written) if _SCORE.fullmatch(operand)}
    others = {each for each in _OPERANDS.findall(written) if not re.fullmatch(r"[\d.]+", each)} - scores
    score = "total"
    divided = rf"(?:{'|'.join(map(re.escape, scores))}|\)) / |/ (?:100\b|总分|满分)"
    if scores and others and not re.search(divided, written):
        if re.search(" [-+] ", written):
            return None  # points of a hundred, or a share of them
        score = "(total / 100)"
        remarks.append("assumed.score_of_hundred")
    known = {**there, **dict.fromkeys(scores, score)}
    formula = needs.formula(written, known)
    for key_of, said in needs.inputs.items():
        kind = {"type": "rate"} if RATE.search(said["name"]) else {}
        needs.inputs[key_of] = said | {"given_by": "hr"} | kind
        if not _BELOW_NOTHING.search(said["name"]):
            needs.inputs[key_of].pop("may_be_negative", None)
    of_names = found.operands(name) & found.formulas.keys()
    sources = [found.sources[name], *(found.sources[each] for each in sorted(of_names))]
    said_there = {"name": name, "formula": formula}
    return Part("pay", key, name, said_there, needs=needs, sources=sources, remarks=tuple(remarks))
