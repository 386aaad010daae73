"""An item of a form read as an indicator: its full points, its rule, and how sure each of these is."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from presales_xl.design.imported import blanks, faults, work_units
from presales_xl.design.imported.level_bounds import differing, in_doubt, untold
from presales_xl.design.imported.level_columns import (
    added_up,
    counted,
    ended_by_points,
    labelled,
    level_ranges,
    level_rows,
    level_shares,
    levels_by_name,
    lined_rows,
    one_scale,
    own_worths,
    parted_at_bound,
    ranged_columns,
    ranged_lines,
    reached_alike,
    without_letter,
)
from presales_xl.design.imported.level_lines import level_line
from presales_xl.design.imported.limiting_words import limiting
from presales_xl.design.imported.named_figures import LINE
from presales_xl.design.imported.rating_lists import rating_list
from presales_xl.design.imported.recognised import AS_ABOVE, SHARED, TICKED, Form, FormItem, WorkUnits, worth_of
from presales_xl.design.imported.rule_doubts import doubts
from presales_xl.design.imported.shares import Shares
from presales_xl.design.imported.source import Passage
from presales_xl.design.imported.unused import shortened, told_of, unused
from presales_xl.design.sentences.cell import CellReading, read, read_rows, stated
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.conditions import TIMES
from presales_xl.design.sentences.drafted import PLACE, RuleDraft, draft
from presales_xl.design.sentences.figured_levels import without_words
from presales_xl.design.sentences.gathered import SCALE, in_band, is_stepped
from presales_xl.design.sentences.named import LEVELS
from presales_xl.design.sentences.paraphrased import in_plain_terms
from presales_xl.design.sentences.pieces import Figure, Mark, Piece, figure, mark_of
from presales_xl.design.sentences.tabled import AND_SO_ON, COUNTED
from presales_xl.design.sentences.targets import AMISS, COMPLETION, ENDS, GENERIC, RATE, ends_of, reached
from presales_xl.scheme.check import check
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import ProblemsError
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.rules import USUAL_RATER

_OUT_OF = 100.0
_NEARLY = 0.15  # of a whole: what weights within a section may miss where those of another are one
_CLOSE = 0.5  # of a hundred: what weights may miss by rounding
_LEAST_OF_ONE = 0.5  # of figures below 1 that are shares of one, though they do not sum to it
_SURE: Mapping[Mark, int] = {"not_understood": 0, "assumed": 1, "understood": 2}
_OF_LEVELS = ("points", "levels", "described")
RATED = ("rating", "levels", "level_range")
_BY_LEVEL = ("levels", "level_range", "all_or_nothing", "bands")
#: Kinds of which somebody says by name who rates: what is met or not, too.
BY_RATERS = (*RATED, "all_or_nothing")
#: Kinds whose figures are points of an unknown scale, unless the full points are stated beside them.
_TAKING = ("deduct", "add", "standard_steps", "growth")
#: A rate of which more is never worse.
_BEST_RATE = re.compile("(?:合格|准确|正确|及时|满意|通过|完好|达标|优良|收缴|成功)率$")
#: One of which less is better.
_WORST_RATE = re.compile(
    "(?:差错|错误|出错|事故|投诉|退[货款]|损耗|次品|不良品?|不合格|故障|流失|报废|返[工修]|破损|违[规纪]|费用|成本|能耗|差异|误差"
    "|逾期|延[误期]|离职|缺勤|呆滞|弃呼|呼损|掉线|漏检|积压|空置)率$"
)
#: What is better the less there is of it.
_LESS_IS_BETTER = re.compile(
    "周期|用时|耗时|(?:响应|处理|等待|修复|交付)时[间长]|工期|成本|费用|误差|损耗|差错|投诉|事故|流失"
)
#: What stands in front of the full points that a rule states for itself.
_WHOLE = re.compile(r"(?:^|[，,；;。\n]\s*|计[算分][，,]?|扣分上限[为是])(?:[本该]项|[本该]指标)?满分[为是:：]?\s*$")
#: What is open about rows that somebody may still choose from.
_UNREAD = {"open.unused", "open.words", "open.figure", "open.two_bounds", "open.case", "open.several_measures"}
#: Which value ranks first, as a name says it: 「退款率（越小越好）」.
_BETTER = re.compile("越([小低少短大高多长])|([小低少大高多])者优先")
#: Words by which a remark says something about points.
_TELLING = re.compile(
    r"[×*]\s*(?!100\s*[%％])\d|得分|不得|[得扣加减]\s*\d|扣完|封顶|最[高低多]|否决|不计|除外|不含|\d\s*分"
)
#: Words of a formula for points; one without them says what is measured.
_SCORING = re.compile("[分得扣加减]|权重")
_RATED_BY_HAND = CellReading("", (), {"kind": "rating", "raters": {"上级": 1.0}})
#: Whoever rates, by no name of theirs.
_WHO_RATES = re.compile(r"[^，。；\d]{1,10}(?:评价|评分|打分|评定)")
_ANYBODY = re.compile("(?:考核|考评|评分|评价)(?:人|者)(?:评分|打分|评价)?|评委")
#: 「由技术委员会集体评议」.
_RATED_BY = re.compile(
    r"由(?P<who>[^，。；、和与及的\d]{2,14}?)(?:来|进行|集体|共同|综合|负责|相互|按实际情况)*(?:互评|评分|打分|评价|评定|评议|考评)"
)
#: What is done of all there is to do, as a name says it: 「实出勤天数/应出勤天数」, 「按…换算（实际项数/计划项数）」.
_SHARE_IN_NAME = re.compile(
    r"(?:[^；。]*[，,(（:：]\s*)?按[^，；。\d]{0,10}(?:率|比例)(?:换算|计算|折算|计分|得分)[:：]?\s*[(（]?(?P<done>[^，；。()（）\d/÷]{2,12})[/÷](?P<all>[^，；。()（）\d/÷]{2,12})[)）]?"
    r"|(?P<actual>实[^，；。()（）\d/÷]{2,10})[/÷](?P<due>应[^，；。()（）\d/÷]{2,10})"
)
#: What is met or not, as its only sentence says it.
_MET_OR_NOT = re.compile(
    r"(?:没有|未|无)(?:发生|出现)(?!率)|是否(?!.*(?:程度|优|良|好|较))|(?:召开|举办|组织|建立|提交|制定|开展|签订|上报|通过)了"
    r"|^[^，。；]{0,10}无[^，。；]{0,12}(?:事故|投诉|违[纪规章]|处罚|通报)(?:发生|现象|记录)?[。]?$"
)
_ASKED = re.compile("是否")
#: What lets a text say more than what is expected of somebody, or tells that more is said elsewhere.
_RULING = re.compile(
    r"\d|[扣加减奖罚÷×=每]|(?<!效)率|得分|否决|不得|比例|[优良差](?!好的)|[另参详]见|另[行议]|参照|附[件表]|见[^，。；]{0,12}[表件]"
)
#: A share of something in brackets, and no figure of a rule: 「课后有反思（1/3）」.
_FRACTION = re.compile(r"[(（]\d{1,2}/\d{1,2}[)）]")
#: A target told by how far it is off something else, which is no figure of what is measured: 「低于预算 5%」.
_OFF_ANOTHER = re.compile(
    r"(?<!不)(?:低于|高于|超过|超出|少于|多于)(?:年度|月度|部门)?(?:预算|计划|定额|去年|上年|同期|行业)[^\d，]{0,4}\d"
)
#: One of these that is so much of a budget less: what is spent is compared with the budget.
_BELOW_BUDGET = re.compile(
    r"(?:低于|少于)(?:年度|月度|部门)?(?P<of>预算|定额)(?P<share>\d{1,2}(?:\.\d+)?)%(?:及?以上)?"
)
#: What speaks of a target that stands elsewhere.
_AIMED = re.compile("目标|标准值|达标")
_FORMULA_ABOVE = re.compile(r"[×*]\s?(?:[分权]值|[本该]项分值|权重|配分|满分|标准分)[ ）)]*\n")
_ENDED = re.compile(r"\d\s?分[；;。，]?\s*$")  # of a line that is none of several of one sentence
#: What is wanted of a rate, in another column than its rule.
_AIM_OF_RATE = re.compile(
    r"(?:(?P<of>[\u3400-\u9fff]{1,8}率)(?:应|要|须|需|保持|目标值?)*(?:为|在|达到?)?|(?:^|[，;。])(?:目标值?:?)?(?:达到?|≥|不[低少]于))"
    r"(?:≥|不[低少]于)?(?P<share>\d+(?:\.\d+)?%)(?:及?以上)?(?=$|[，;。)])"
)
#: A range of times in the name of what is counted, and the times in such names.
_RANGED = re.compile(r"\d\s?[~-]\s?\d")
_TIME_OF = re.compile(r"\d+(?:\.\d+)?(?=\s?(?:[~-]\s?\d+(?:\.\d+)?)?\s?(?:天|日|个?小时|分钟|个?工作日))")
_CALCULATED = re.compile(r"(?P<name>[^=＝:：\d]{2,24}?)(?:[(（]%[)）])?\s*[=＝][^=＝]+[/÷／][^=＝]+")
#: A name with how its points come about behind it: 「计划达成率，按实际达成率换算（实际项数/计划项数）」.
_CONVERTED = re.compile(
    r"(?P<name>[^，,。；;:：\d]{2,24})[，,]按[^，,。；;\d]{0,10}(?:率|比例)(?:换算|计算|折算)[^，,。；;\d]*[/÷／][^，,。；;\d]*"
)
_PARTS = re.compile(r"[；;\n]")
_PERIOD = re.compile("[每本当一]?个?(?:月|季度?|年|周|日|天)度?内?")
#: A break inside of a sentence: not behind its end or a formula, and not before a number, a bound or a level.
_BROKEN = re.compile(
    r"(?<![。；;.!！分%）)])(?<![×*][分权]值)(?<![×*][分权]重)\n(?!\s*(?:[(（<①-⑳\d一二三四五六七八九十]{1,3}[)）>、.]|[≥≤<>]"
    rf"|(?:[A-E]|{LEVELS})[级等档]?\s*[（(：:]))"
)


_TARGET = re.compile(
    r"(?:目标值?[为:：]?|每个?[天日周月年]|[每月]?季?度?平均|人均|约|保持)*(?:(?P<least>[≥>]=?|不低于|不少于|达到|至少|大于等于?|高于|超过)"
    r"|(?P<most>[≤<]=?|不超过|不高于|不大于|控制在|小于等于?|低于|少于))?"
    r"(?P<figure>\d[\d,]*(?:\.\d+)?(?:%|[^\d%以\W]{0,4}))(?:(?P<up>及?以上)|(?P<down>及?以[内下]))?"
)
#: What stands behind a target and is none: （满分5分）, /天.
_ASIDE = re.compile(r"[（(](?:满分|共)[^（）()]*[)）]$|/(?:[天日周月年人次单件台户]|季度?)$")
_FIGURES = re.compile(r"(\d+(?:\.\d+)?)\s?([^\W\d_]|[%％])?")
#: That nothing is amiss, though a word for it stands there: 「无差错」, 「未发生事故」.
_GOOD = re.compile("(?:没有|未|不)(?:发生|出现|有)|(?:^|[，、月年度内])(?:无|没有)|零|不(?:迟到|早退)|减少|杜绝")
_SMALL = (5.0, 10.0)
#: What a case gives, as a rule out of a hundred says it, whatever the item weighs.
_GIVEN = re.compile(r"(?:计为?|得|[^\W\d]为?[:：]|=)\s?(?P<points>\d{2,3})\s?分(?![以及之~-])")
_GOT = re.compile(r"(?<!不)得\s?(?P<points>\d{1,3}(?:\.\d+)?)\s?分(?!以)")
_ROW_FORMULA = re.compile(r"[\u3400-\u9fff]\s*[)）]?\s*[×*÷/]|[×*÷]\s*[(（]?[\u3400-\u9fff]")
#: What is a change by its name, since the period before: 「同比销售增长率」.
_GROWTH_RATE = re.compile("(?:增长|增加|提升|提高|降低|下降|节约)(?:率|比例|幅度)$|增幅$|降幅$")
#: Two rates in one name: 「签约、回款目标完成率」.
_TWO_RATES = re.compile(r"^[^(（]*[\u3400-\u9fff](?:、|[和与及])[^(（]*(?:目标|任务|计划|指标)(?:完成|达成)率")
#: A rate of several things, of which nobody says how they are one: 「两品牌销售计划完成率」.
_RATE_OF_SEVERAL = re.compile(
    r"(?:^|[\n，；。])(?![^，；。：:\n]*(?:合计|平均|总|整体|综合|共同|汇总))"
    r"(?:[两二三四]|各|几)(?:个|种|类|大|家)?(?:品牌|产品|区域|大区|门店|渠道|市场|公司|事业部|片区)[^，；。：:\n\d]{0,14}率(?=[，；。：:\n]|$)"
)
#: That something is amiss, and no requirement: 「不及时上报」, 「没有团队精神」.
_BREACH = re.compile(
    "(?:^|[^，、；]*?)(?:不(?:及时|按时?|认真|负责|到位|规范|服从|遵守|配合|团结|整[齐洁]|主动|清[楚晰])|未(?:及时|按)|(?:没有|缺乏|缺少)[^，、；]{0,6}(?:精神|意识|责任心|观念|态度|纪律性))"
)
#: How something gets better than it has to be, each step of which gives points: 「每提前 1 小时得 2 分」.
_IMPROVING = re.compile("每(?:次|月|季度?|年)?(?:提[前高升早]|缩短|降低|减少|下降|上升|压[缩减]|快|早)")
#: How a rate is calculated, and nothing of what it gives: 「实际次数/计划次数×100%」.
_MERE_RATE = re.compile(
    r"(?:(?P<name>[^=:，;。\d]{2,24}率)[=:])?\(?(?P<done>[^，;。=÷/×+()\d-]{2,24})\)?[/÷]\(?(?P<all>[^，;。=÷/×+()\d-]{2,24})\)?(?P<share>×100%)?[。;]?"
)
#: A limit with all points and the steps beyond it, which is one of several.
_OWN_LIMIT = re.compile("满分[，,][^；;。]*每[^；;。]*[扣减]")
_SHORTAGE = re.compile("^(?:不足|少于|未完成|低于|缺少)")
#: Figures with their units and what says on which side of them something is.
_OF_BOUNDS = re.compile(
    r"[\d.%％‰~～—≥≤<>＜＞＝=()（）\s-]+|(?:个|小|工)?(?:时|作日)|分钟|[天次个分秒月日年元万千人件项例起处份名条家台批]|及|含|不|[以之]?[上下内外前后]|超[过出]|[低高少多大小]于|[达至到]|不足"
)
#: That something changes points, or is to stay within bounds, of which no figure is told.
_UNSAID = re.compile(
    r"[^，,。；;、：:]{0,16}(?:(?<![酌视情况度当])[扣减加]分(?![项值制标])|(?:合理|一定|规定|可控|正常|可接受的?)的?(?P<range>范围))(?![^。；;]*\d)"
)
#: A rate of completion and what it is multiplied by: 「得分=完成率×25」.
_MULTIPLIED = re.compile(rf"{COMPLETION.pattern}\s?[×*xX]\s?\d")
_EARLY = 2  # times the full points: what steps from nothing would give at the target
_LEAST_OF_HUNDRED, _MOST_OF_HUNDRED = 59.0, 150.0
#: A sentence that all items count out of a hundred, whatever they weigh.
_ALL_OF_HUNDRED = re.compile(
    "(?:各|每[一个]?|所有|全部|单)[^，。；]{0,6}(?:指标|项目?)[^，。；]{0,8}(?:百分制|100分制|满分(?:均|都|各)?(?:为|是)?100分)"
)
_WIDE = str.maketrans("()/*+-", "（）／＊＋－")

#: Reads the texts of an item with these full points.
Reads = Callable[[float | None], CellReading]


@dataclass(frozen=True)
class ItemReading:
    """An item with its full points and its rule, and what is assumed or open about them (`assumed.…`, `open.…`).

    `made` is None where somebody has to decide before there is a rule. `out_of` is what the rule counts up to, where
    that is not the full points.
    """

    item: FormItem
    key: str
    points: float | None
    made: RuleDraft | None
    out_of: float | None = None
    of_points: tuple[str, ...] = ()
    of_rule: tuple[str, ...] = ()

    @property
    def points_mark(self) -> Mark:
        """Return how sure the full points are."""
        return mark_of(self.of_points)

    @property
    def name_mark(self) -> Mark:
        """Return how sure the name is."""
        return mark_of(self.of_name)

    @property
    def of_name(self) -> tuple[str, ...]:
        """Return what is assumed about the name."""
        return ("assumed.named",) if self.item.is_named_within else ()

    @property
    def rule_mark(self) -> Mark:
        """Return how sure the rule is; without one somebody has to decide."""
        return mark_of(self.of_rule) if self.made else "not_understood"

    @property
    def mark(self) -> Mark:
        """Return the least sure of all marks."""
        return min(self.name_mark, self.points_mark, self.rule_mark, key=lambda mark: _SURE[mark])


@dataclass(frozen=True)
class _Attempt:
    """One way to read an item, and what of the form is assumed in it."""

    reading: CellReading | None
    made: RuleDraft | None
    out_of: float | None
    remarks: tuple[str, ...]

    @property
    def best(self) -> float | None:
        """Return the best points that the rule states."""
        return _best(self.reading) if self.reading else None

    @property
    def order(self) -> tuple[bool, int, bool, bool]:
        """Return what makes an attempt better than others: a rule, how sure it is, and that it takes in the target."""
        stated = not {"assumed.against", "assumed.all_is_1", "assumed.all_of_it"} & {*self.remarks}
        return self.made is not None, _SURE[mark_of(self.remarks)], stated, "assumed.target" in self.remarks


@dataclass
class _Scale:
    """What the figures of a form's worths mean."""

    factor: float = 1
    sections: Mapping[str, float] = field(default_factory=dict)
    hundred: bool = False
    within: bool = False  # an item states what it counts up to in its section
    amounts: bool = False  # weights are amounts that the points, out of a hundred, are shares of
    doubted: frozenset[str] = frozenset()  # sections that state another sum than their items have
    odd: Mapping[str, str] = field(default_factory=dict)  # what weights within sections sum to that are no whole

    def points(self, item: FormItem) -> float | None:
        """Return the full points of an item."""
        inside = self.inside(item)
        return None if inside is None else round(inside * self.sections.get(item.section, 1), 6)

    def inside(self, item: FormItem) -> float | None:
        """Return what an item is worth within its section, which is what its sentences count up to."""
        return None if item.worth is None else round(item.worth * self.factor, 6)


def best_stated(item: FormItem) -> float | None:
    """Return the best points that the sentences of an item state by themselves, None where they state none."""
    return _best(_cell("；".join(passage.flat for passage in item.rules), None)) if item.rules else None


def indicators(form: Form) -> list[ItemReading]:
    """Return the items of a form as indicators; ids are `item_1`, `item_2` and so on."""
    scale = _scale(form)
    items = [_without_formula(item) for item in _spelt_out(form.items)]
    first = [_read_or_asked(item, f"item_{number}", scale) for number, item in enumerate(items, 1)]
    is_own = any(each.out_of is None and each.points == best_stated(each.item) is not None for each in first)
    scale.hundred = any((each.out_of == _OUT_OF and not each.item.units) or _is_of_hundred(each.item) for each in first)
    scale.hundred |= any(_gives_beyond(item, scale.inside(item)) for item in items)
    scale.hundred &= not is_own  # some count up to their own points
    scale.hundred |= scale.amounts
    scale.hundred |= any(_ALL_OF_HUNDRED.search(passage.plain) for passage in form.words)
    counting = [each for each in first if each.out_of and not each.item.units]
    scale.within = any(each.out_of == scale.inside(each.item) != each.points for each in counting)
    if scale.hundred or scale.within:
        first = [_read_or_asked(item, f"item_{number}", scale) for number, item in enumerate(items, 1)]
    first = [*_asked_where_silent(first)]
    above = [item.rules != own.rules for item, own in zip(items, form.items, strict=True)]
    first = [
        replace(each, of_rule=(*each.of_rule, "assumed.as_above")) if told else each
        for each, told in zip(first, above, strict=True)
    ]
    raters = _raters(form)
    known: dict[str, str] = {}
    levels: dict[str, str] = {}
    own = [_raters_by(each.item.rated, each.key) if each.item.rated else raters for each in first]
    named = [_named_once(_by_raters(each, by) if by else each, known) for each, by in zip(first, own, strict=True)]
    named = [_given_by(each, by, known) if by else each for each, by in zip(named, own, strict=True)]
    return [_levels_once(each, levels) for each in named]


def _spelt_out(items: Sequence[FormItem]) -> Iterator[FormItem]:
    """Yield the items, those whose rule is 「同上」 with the rule of the item before them."""
    before: FormItem | None = None
    for item in items:
        own = item.rules
        if before is not None and own and all(AS_ABOVE.fullmatch(passage.plain) for passage in own):
            above = "\n".join(passage.text for passage in before.rules)
            before = replace(item, rules=[replace(own[0], text=above)])
        else:
            before = item
        yield before


def _without_formula(item: FormItem) -> FormItem:
    """Return an item called by what its name calculates: 「拜访率=实际拜访数/计划拜访数」."""
    match = _CALCULATED.fullmatch(item.name) or _CONVERTED.fullmatch(item.name)
    return replace(item, name=match["name"]) if match else item


def doubted_sections(form: Form) -> frozenset[str]:
    """Return the sections that state another sum than their items have: which holds is asked of them."""
    return _scale(form).doubted


def _is_of_hundred(item: FormItem) -> bool:
    """Return whether an item has a weight, and a hundred points beside it."""
    beside = [worth_of(passage.plain) for passage in item.others]
    return item.unit == "%" and item.worth != _OUT_OF and (_OUT_OF, "分") in beside


def _gives_beyond(item: FormItem, points: float | None) -> bool:
    """Return whether an item with a weight of its own gives more points than that: 「完成 80% 计 80 分」 of 20%."""
    written = "\n".join(passage.plain for passage in item.rules)
    given = [float(match["points"]) for match in _GIVEN.finditer(written)]
    if item.unit != "%" or points is None or points >= _OUT_OF or item.doubt:
        return False
    return any(max(points, _LEAST_OF_HUNDRED) < each <= _MOST_OF_HUNDRED for each in given)


def _scale(form: Form) -> _Scale:
    """Return what worths mean: shares of one, of a section, points."""
    worths = [item.worth for item in form.items if item.worth is not None]
    scale = _Scale(amounts=any("assumed.amount" in item.told for item in form.items))
    is_bare = all(item.unit == "" for item in form.items if item.worth is not None)
    is_whole = abs(sum(worths) - 1) < _CLOSE / 100
    if worths and max(worths) < 1 and (is_whole or (is_bare and _LEAST_OF_ONE <= sum(worths) < 1)):
        scale.factor = 100
    weights = {name: worth for name, worth in form.sections.items() if worth is not None}
    if not weights:
        return scale
    of_one = 100 if abs(sum(weights.values()) - 1) < _CLOSE / 100 else 1
    inside = {
        name: [item.worth for item in form.items if item.section == name and not item.is_change] for name in weights
    }
    sums = {name: sum(filter(None, each)) for name, each in inside.items() if None not in each}
    whole = 100 if max(worths, default=0) > 1 else 1
    near = {name: abs(sums[name] / whole - 1) for name in weights if name in sums}
    are_within = min(near.values(), default=1) < _CLOSE / 100
    are_within &= all(abs(sums[name] / whole - weights[name] * of_one / 100) >= _CLOSE / 100 for name in near)
    if abs(sum(weights.values()) * of_one - 100) < _CLOSE and len(near) == len(weights) and are_within:
        scale.odd = {
            name: f"{sums[name] / whole * _OUT_OF:.4g}%"
            for name, each in near.items()
            if _CLOSE / 100 <= each <= _NEARLY
        }
        scale.doubted = frozenset(name for name, each in near.items() if each > _NEARLY)
        scale.sections = {name: worth * of_one / 100 for name, worth in weights.items()}
        scale.factor = 100 / whole
    else:
        differing = (name for name, each in sums.items() if abs(each * scale.factor - weights[name] * of_one) >= _CLOSE)
        scale.doubted = frozenset(differing)
    return scale


def _asked_where_silent(read_items: Sequence[ItemReading]) -> Iterator[ItemReading]:
    """Yield indicators, of which those with nothing but a figure to reach are asked about among others with rules."""
    ruled = [bool(each.item.rules or each.item.rows or each.item.levels) for each in read_items]
    is_usual = 2 * sum(ruled) > len(read_items)
    for each, is_ruled in zip(read_items, ruled, strict=True):
        is_silent = "assumed.rated" in each.of_rule and not is_ruled
        is_aimed = any(re.search(r"\d", target.plain) for target in each.item.targets)
        yield replace(each, of_rule=(*each.of_rule, "open.no_rule")) if is_usual and is_silent and is_aimed else each


def _read_or_asked(item: FormItem, key: str, scale: _Scale) -> ItemReading:
    """Return an item as an indicator; one that a mistake of the program keeps from being read is asked about."""
    try:
        return _indicator(item, key, scale)
    except Exception:
        logging.getLogger(__name__).exception(key)
        return ItemReading(item, key, scale.points(item), made=None, of_rule=("open.not_read",))


def _indicator(item: FormItem, key: str, scale: _Scale) -> ItemReading:
    trying = _Trying(item, key, scale.points(item), scale)
    base = list(trying.alone())
    best = max(base, key=lambda attempt: attempt.order, default=None)
    if best is not None and best.order < (True, 1):  # nothing, or something to decide
        base += trying.lined()
        best = max(base, key=lambda attempt: attempt.order)
    if best is None or best.order < (True, 1, True, bool(item.targets)):
        best = max([*base, *trying.helped()], key=lambda attempt: attempt.order, default=None)
    is_told = any(_RULING.search(_FRACTION.sub("", passage.text)) for passage in item.sentences())
    beside = (*item.rules, *item.others)  # a line may hold a rule and a description, of which one has its place
    is_told |= any(_MERE_RATE.fullmatch(passage.plain.replace(" ", "")) for passage in item.rules)
    is_told |= any(_TELLING.search(passage.flat) and worth_of(passage.plain) is None for passage in beside)
    if best is not None and best.made is None and not is_told:
        best = trying.by_hand()
    if blank := blanks.open_of(item) or next((each for each in item.told if each.startswith("open.")), ""):
        best = _Attempt(None, None, None, (blank,))
    if best is None or _has_several_limits([passage.plain for passage in item.rules]):
        best = _Attempt(None, None, None, ("open.kinds" if best else "open.no_rule",))
    doubt = item.doubt if item.doubt.startswith("assumed.") else f"open.{item.doubt}"
    points = trying.points
    of_points: tuple[str, ...] = (doubt,) if item.doubt else ()
    if sum_of := scale.odd.get(item.section):
        of_points += (f"assumed.odd_sum:{sum_of}",)
    made, remarks = best.made, (*best.remarks, *(each for each in item.told if each not in best.remarks))
    if points is None:
        of_levels = [worth for _, given in level_rows(item.levels, None) if (worth := worth_of(given))]
        points = (
            (made.indicator.get("points") or best.best or None)
            if made
            else max((each[0] for each in of_levels), default=None)
        )
        of_points = of_points or (("open.no_points",) if points is None else ("assumed.points_of_rule",))
    if made is not None and not _compiles(made, best.out_of, points):
        made, remarks = None, (*remarks, "open.does_not_fit")
    if made is not None:
        whole = points if item.units else best.out_of or points
        remarks = (*remarks, *_left(item, made, points, remarks), *_only_added(best.reading, made, whole))
        remarks = _guarded(item, best.reading, made, points=whole, remarks=remarks)
        remarks += (*([f"open.limits:{item.limit.plain}"] if item.limit else []), *doubts(item, made, remarks))
        wanted, ruled = (
            [passage.flat for passage in texts] for texts in ((*item.targets, *item.abouts, *item.others), item.rules)
        )
        remarks += tuple(differing(wanted, ruled)) if made.indicator["rule"]["kind"] in _BY_LEVEL else ()
        levels = _level_names(best.reading.rule) if best.reading else []
        remarks += tuple(untold([said.flat for said in item.targets], levels, item.name)) if levels else ()
        got = {float(match["points"]) for rule in item.rules for match in _GOT.finditer(rule.plain)}
        if "open.case" in remarks and got and points not in got:  # 「得 25 分」 beside deductions, of 10 points
            remarks = tuple("open.best_differs" if each == "open.case" else each for each in remarks)
        is_formula = made.indicator["rule"]["kind"] not in (*_BY_LEVEL, "standard_steps")
        given = [] if is_formula else [said.plain for _, said in item.rows if _ROW_FORMULA.search(said.plain)]
        remarks += tuple(f"open.formula:{each}" for each in given)  # 「25-(98-实际)×2」 in the place of points
    if made is None and mark_of(remarks) != "not_understood":
        remarks = (*remarks, "open.no_rule")
    return ItemReading(item, key, points, made=made, out_of=best.out_of, of_points=of_points, of_rule=remarks)


def _guarded(
    item: FormItem, reading: CellReading | None, made: RuleDraft, points: float | None, remarks: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the remarks of a rule with the words whose figures stand nowhere in it."""
    beside = [
        *(item.abouts if "assumed.about" in remarks else ()),
        *(item.targets if "assumed.target" in remarks and "assumed.of_budget" not in remarks else ()),
    ]
    texts = {
        passage.spot: passage
        for passage in item.sentences()
        if passage not in (*item.abouts, *item.targets) or passage in beside
    }
    heads = [head for head, _ in item.levels]
    told = dict(zip((head.spot for head in heads), one_scale(heads), strict=True))
    written = [
        _ASIDE.sub("", passage.flat) if passage in item.targets else told.get(passage.spot, passage.flat)
        for passage in texts.values()
    ]
    words = unused(written, made, reading, points)
    if words and "open.unused" in remarks:
        return tuple(f"{each}:{words}" if each == "open.unused" else each for each in remarks)
    if not words or any(words in each for each in remarks):
        return remarks
    return (*remarks, f"assumed.unused:{words}")


def _left(item: FormItem, made: RuleDraft, points: float | None, remarks: Sequence[str]) -> Iterator[str]:
    """Yield what other columns say that may belong to the rule and is not in it."""
    texts = "".join(passage.flat for passage in item.sentences())
    known = [said["value"] * each for said in made.parameters.values() for each in (1, _OUT_OF)]
    if made.indicator["rule"]["kind"] == "formula" and not _SCORING.search(texts) and points not in known:
        yield "open.only_measure"
    formula = made.indicator["rule"].get("formula", "")
    if formula.startswith(("(1 -", "min((1 -", "1 -")) and "assumed.no_floor" not in remarks:
        yield "assumed.no_floor"
    if _TWO_RATES.search(item.name) or any(_RATE_OF_SEVERAL.search(said.text) for said in item.sentences()):
        yield "open.two_rates"
    is_left = any(_TELLING.search(said.flat) for said in item.abouts if said is not item.title) or (
        item.ticked and item.abouts
    )
    if is_left and "assumed.about" not in remarks:
        yield "assumed.about_left"
    beside = [said for said in (*item.abouts, *item.others) if said is not item.title]
    yield from limiting(beside)
    told = _FIGURES.findall("".join(passage.flat for passage in item.sentences() if passage not in item.targets))
    aims = _FIGURES.findall("".join(passage.flat for passage in item.targets))
    is_counted = made.indicator["rule"]["kind"] == "deduct"  # of which nothing is wanted anyway
    aims = [aim for aim in aims if not (is_counted and not float(aim[0]))]
    if not {"assumed.target", "assumed.target_left"} & {*remarks} and not all(
        any(value == each and (not unit or not own or unit == own) for each, own in told) for value, unit in aims
    ):
        yield (
            "open.rest"
            if "assumed.full_otherwise" in remarks
            else "open.standard"  # which is stated, in words that are not read
            if "assumed.against" in remarks
            else "assumed.target_left"
        )


#: What is assumed of an indicator that only adds, which an adjustment does anyway.
OF_ADDED = ("assumed.from_zero", "assumed.added_to_full")


def _only_added(reading: CellReading | None, made: RuleDraft, points: float | None) -> Iterator[str]:
    """Yield what is assumed of a rule that only adds: where it starts, and that it ends at the full points."""
    rule = made.indicator["rule"]
    if reading is None or rule["kind"] != "add" or min(rule["additions"].values()) < 0:
        return
    if any(piece.kind == "add" and piece.formula != "earned" for piece in reading.pieces):
        yield OF_ADDED[0]
        if "cap" not in reading.rule:
            yield OF_ADDED[1]
        elif points is not None and (rule.get("cap") or 0) > points:
            yield "assumed.beyond_full"


@dataclass(frozen=True)
class _Trying:
    """Tries the ways to read an item with these full points."""

    item: FormItem
    key: str
    points: float | None
    scale: _Scale

    def alone(self) -> Iterator[_Attempt]:
        """Yield what its own sentences say of its rule."""
        if (plainly := self._plainly()) is not None:
            yield plainly
            return
        rows = [(required.flat, given.flat) for required, given in self.item.rows]
        if reading := level_ranges(rows, self.points) or level_ranges(ranged_columns(self.item.levels), self.points):
            tried = self._tried(lambda _: reading, top=_best(reading))
            is_left = bool(self.item.levels) and any(_TELLING.search(passage.flat) for passage in self.item.rules)
            yield self._asked(replace(tried, remarks=(*tried.remarks, *(["assumed.about_left"] if is_left else []))))
        elif len(rows) > 1:
            yield from self._of_rows(rows)
        elif rows:
            yield self._tried(partial(_cell, rows[0][1]))
            yield self._tried(partial(_cell, "".join(rows[0])))
        for by_level in (
            added_up([passage.flat for _, passage in self.item.levels], self.points),
            added_up([part for passage in self.item.rules for part in _PARTS.split(passage.flat) if part], self.points),
            labelled([*self.item.rules, *self.item.abouts, *self.item.targets]),
            ended_by_points(self.item.rules or self.item.abouts, self.points),
            rating_list([*self.item.rules, *self.item.abouts, *self.item.targets]),
        ):
            if by_level is not None:
                yield self._tried(partial(_as_read, by_level), top=_best(by_level))
        if line := level_line(self.item.levels, [passage.text for passage in self.item.rules], self.points):
            yield self._attempt(line, self.points, [])
            return
        yield from map(self._asked, self._of_columns())
        told = [about.flat for about in self.item.abouts if _TELLING.search(about.flat)]
        if self.item.rules and told:
            yield self._tried(partial(_cell, "；".join([next(_texts(self.item.rules)), *told])), "about")
        if self.item.rules:
            for joined in dict.fromkeys(_texts(self.item.rules)):
                yield self._tried(partial(_cell, joined))
        beside = [
            passage for passage in self.item.rules if self.item.span is None or passage is not self.item.span.said
        ]
        if 0 < len(beside) < len(self.item.rules):  # 「0-15」 beside 「失误每次扣 5 分」
            yield self._tried(partial(_cell, next(_texts(beside))))

    def _plainly(self) -> _Attempt | None:
        """Return what units of work, faults with their points, or a rate by itself give; None for other items."""
        if self.item.units:
            return self._of_units(self.item.units)
        if changed := faults.reading(self.item):
            is_left = any(_TELLING.search(passage.flat) for passage in (*self.item.rules, *self.item.abouts))
            return self._tried(partial(_as_read, changed), "about_left" if is_left else "")
        rate = self._mere_rate()
        return self._tried(partial(_cell, rate), "mere_rate") if rate else None

    def _mere_rate(self) -> str:
        """Return the share of the full points that the only rule tells as a rate; "" for a target or anything else."""
        is_silent = not (self.item.rules or self.item.rows or self.item.levels)  # beside the formula in its name
        texts = [said for said in self.item.abouts if said is self.item.title] if is_silent else self.item.rules
        told = [plain(passage.flat).replace(" ", "") for passage in texts]
        match = _MERE_RATE.fullmatch(told[0]) if len(told) == 1 and not self.item.targets else None
        name = (match and match["name"]) or self.item.name
        if match is None or not (match["share"] or name.endswith("率")):
            return ""
        is_other = any(each.search(name) for each in (_WORST_RATE, _LESS_IS_BETTER, _GROWTH_RATE))
        return "" if is_other or AMISS.search(match["done"]) else f"得分={match['done']}/{match['all']}×分值"

    def _of_units(self, units: WorkUnits) -> _Attempt:
        """Return what units of work give, counted up to what their sum is compared with."""
        made, left = work_units.reading(units, self.points)
        if made is None:
            return _Attempt(None, None, None, left)
        whole = units.target if units.is_compared else self.points
        return self._attempt(made, whole, [], out_of=None if whole == self.points else whole)

    def _asked(self, tried: _Attempt) -> _Attempt:
        """Return what columns of levels give, to be decided where one text stands over several of them."""
        spots = {passage.spot for _, passage in self.item.levels}
        told = ["open.levels"] if len(spots) < len(self.item.levels) else []
        lines = [rule.plain for rule in self.item.rules if LINE.search(rule.plain)] if self.item.levels else []
        told += [f"open.unused:{shortened(each)}" for each in lines]
        return replace(tried, remarks=(*tried.remarks, *told))

    def _of_columns(self) -> Iterator[_Attempt]:
        """Yield what columns of levels give, whatever the rules say beside."""
        shares, rows = level_shares(self.item.levels), level_rows(self.item.levels, self.points)
        is_share = bool(shares) and self.points is not None and 1 in shares
        if shares and not is_share and max(shares) > 1:
            yield _Attempt(None, None, None, ("open.above_full",))
        elif rows:
            top, reading = max(worth[0] for _, given in rows if (worth := worth_of(given))), _rows(rows, self.points)
            tried = self._full(reading, []) if is_share else self._tried(partial(_rows, rows), top=top)
            if is_share or not _loses_levels(reading, len(rows)):
                yield tried
            if by_name := levels_by_name(rows, of_figures=self._is_free(tried, rows)):  # of which two may give the same
                yield self._tried(partial(_as_read, by_name), "levels_by_name", top=top)

    def _of_rows(self, rows: Sequence[tuple[str, str]]) -> Iterator[_Attempt]:
        """Yield what rows give, as steps or as levels to choose from."""
        tried = self._tried(partial(_rows, rows), top=_OUT_OF if self.item.unit != "%" else None)
        if not _loses_levels(_rows(rows, self.points), len(rows)):
            yield tried
        if by_name := levels_by_name(rows, of_figures=self._is_free(tried, rows)):
            yield self._full(by_name, ["assumed.levels_by_name"])

    def lined(self) -> Iterator[_Attempt]:
        """Yield what the lines of its rule give as rows, each of which says what is required, and what it gives."""
        texts = [without_words(passage.text) for passage in self.item.rules]
        if rows := lined_rows(texts, self.points):
            yield from self._of_rows(rows)
        if ranged := level_ranges(ranged_lines(texts), self.points):
            yield self._tried(partial(_as_read, ranged), "levels_by_name", top=_best(ranged))

    def _is_free(self, tried: _Attempt, rows: Sequence[tuple[str, str]]) -> bool:
        """Return whether words or figures of rows alone are not understood, and nothing in these contradicts itself.

        Figures beside words that differ are no contradiction: 「2 小时内上报」, 「超过 4 小时或未上报」.
        """
        told = {remark.partition(":")[0] for remark in tried.remarks if remark.startswith("open.")}
        if len({_OF_BOUNDS.sub("", required) for required, _ in rows} - {""}) > 1:
            told -= {"open.order", "open.best_differs"}
        beside = bool(self.item.rows) and any(_TELLING.search(passage.flat) for passage in self.item.rules)
        return bool(told) and told <= _UNREAD and not beside

    def helped(self) -> Iterator[_Attempt]:
        """Yield what they say together with other columns, which is an assumption."""
        own = next(_texts(self.item.rules)) if self.item.rules else ""
        for target in self.item.targets[:1]:
            if "%" in target.plain and self._is_multiplied:
                continue
            if not _OFF_ANOTHER.search(target.plain):
                yield self._tried(partial(_cell, f"{_standard(target)}；{own}"), "target")
            elif less := _BELOW_BUDGET.fullmatch(target.plain.replace(" ", "")):
                aim = f"{less['of']}执行率标准为{100 - float(less['share']):g}%"
                tried = self._tried(partial(_cell, f"{aim}；{own}"), "target")
                yield replace(tried, remarks=(*tried.remarks, "assumed.of_budget"))
        for about in self.item.abouts:
            told = [piece for piece in read(about.flat).pieces if piece.kind in ("standard", "band")]
            bounds = [[*piece.figures.values()] for piece in told if piece.kind == "standard" or _AIMED.search(own)]
            aims = [ends[0] for ends in bounds if len(ends) == 1 and bounds == [ends]]
            if own and len(aims) == 1:  # 「…达成情况，计划值为 95%」
                aim = about.flat[aims[0].start : aims[0].end]
                yield self._tried(partial(_cell, f"标准为{aim}；{own}"), "about")
            if own and not _TELLING.search(own):  # which says what is aimed at, and the other column how it is scored
                yield self._tried(partial(_cell, about.flat), "about")
            yield self._tried(partial(_cell, "；".join(filter(None, [own, about.flat]))), "about")
        for aim in {
            _rate_aimed_at(passage.flat, self.item.name) for passage in (*self.item.others, *self.item.abouts)
        } - {""}:
            yield self._tried(partial(_cell, f"标准为{aim}；{own}"), "target")
        others = any(
            _TELLING.search(passage.flat) for passage in (*self.item.others, *self.item.targets, *self.item.abouts)
        )
        if not (own or self.item.rows or self.item.levels or others):
            yield self.by_hand()

    def by_hand(self) -> _Attempt:
        """Return that somebody rates, which is assumed where nothing else is said: those whom a sentence names.

        What is ticked is met or not, and so is what did not happen, or was held: 「当月没有发生工伤事故」.
        """
        if any(TICKED.search(passage.plain) for passage in self.item.rules):
            met: dict[str, object] = {"kind": "all_or_nothing", "described": "合格", "points": self.points}
            return self._tried(lambda _: CellReading("", (), met), "ticked")
        asked_of = [rule.plain for rule in self.item.rules]
        is_one = len(asked_of) == 1 and len(_ASKED.findall(asked_of[0])) <= 1  # of several questions some may be met
        if is_one and _MET_OR_NOT.search(asked_of[0]):
            asked = _ASKED.sub("", self.item.rules[0].flat.strip("。；; "))
            done: dict[str, object] = {"kind": "all_or_nothing", "described": asked, "points": self.points}
            return self._tried(lambda _: CellReading("", (), done), "met")
        if not any(self.item.sentences()) and self.points and _BREACH.match(self.item.name):
            fault: dict[str, object] = {"kind": "deduct", "deductions": {self.item.name: self.points}, "floor": 0}
            return self._tried(lambda _: CellReading("", (), fault), "breach")
        beside = [*([self.item.title] if self.item.title else []), *self.item.abouts]
        if share := next(filter(None, (_SHARE_IN_NAME.fullmatch(each.plain) for each in beside)), None):
            actual, due = share["done"] or share["actual"], share["all"] or share["due"]
            return self._tried(partial(_cell, f"得分={actual}/{due}×分值"), "share_in_name")
        stated = "；".join(each.flat for each in (*self.item.rules, *self.item.abouts))
        title = self.item.title.flat if self.item.title else ""
        unsaid = [  # which somebody has to decide
            "open.no_rule" if match["range"] else f"open.how_much:{match[0]}"
            for match in _UNSAID.finditer(f"{title}；{stated}")
        ]
        named = [match["who"] for match in _RATED_BY.finditer(stated) if not _ANYBODY.fullmatch(match["who"])]
        raters = {"raters": {named[0]: 1.0}} if len({*named}) == 1 else {}
        tried = self._tried(lambda _: replace(_RATED_BY_HAND, rule={**_RATED_BY_HAND.rule, **raters}), "rated")
        return replace(tried, remarks=(*tried.remarks, *unsaid[:1]))

    def _tried(self, reads: Reads, helped: str = "", *, top: float | None = None) -> _Attempt:
        """Return a reading with the full points of the item, or out of a hundred where the rule counts up to that.

        What gives `top` at best counts up to that, as columns with 5 to 1 points do.
        """
        given, reads = reads, lambda points: _taken(given(points))
        reading, aimed = self._aimed(reads(self.points))
        aimed += ["open.order"] if self._goes_against(reading) else []
        aimed += ["open.best_differs"] if self._is_gained_early(reading) else []

        def read_at(points: float | None) -> CellReading:
            return self._aimed(reads(points))[0]

        is_share = self.item.unit == "%" or self.scale.factor == _OUT_OF or self.scale.amounts
        kind = reading.rule.get("kind")
        if whole := self._stated_whole(reads):
            told = [*aimed, *([f"assumed.{helped}"] if helped else [])]
            is_scaled = self.points is not None  # 「错一次得 80 分」 of 20 points
            told += [f"assumed.{'hundred' if whole == _OUT_OF else 'scaled'}"] if is_scaled else []
            return self._attempt(read_at(whole), whole, told, out_of=whole if is_scaled else None)
        best, takes = _best(reading), self._takes(reading, read_at)
        remarks = [*aimed, *([f"assumed.{helped}"] if helped else [])]
        inside = self.scale.inside(self.item)
        is_inside = inside is not None and inside != self.points  # its worth is of what counts in its section
        cap = reading.rule.get("cap")
        stated = cap if best is None and isinstance(cap, float) else best
        if is_inside and stated == inside:
            return self._attempt(read_at(inside), inside, remarks, out_of=inside)
        if is_inside and stated is not None and stated == self.points:
            return self._attempt(reading, self.points, remarks)
        if (counted := self._counted_to(best, read_at, remarks, takes=takes)) is not None:
            return counted
        small = is_share and best in _SMALL  # what raters give at most, weighted
        scaled = top is not None and best == top and not self._is_beyond(reading, top)
        if scaled and self.points is None and kind == "level_range":
            return self._attempt(reading, best, remarks)
        weighted = best == _OUT_OF and is_share
        if (scaled or small) and best and not weighted and self.points not in (None, best):
            return self._attempt(read_at(best), best, [*remarks, "assumed.scaled"], out_of=best)
        if is_share and self.points != _OUT_OF and best is not None and best > _OUT_OF in _given(read_at(None)):
            alone = read_at(None)  # 「非常满意 120 分，满意 100 分」, where a hundred is the whole
            return replace(self._full(alone, remarks, _OUT_OF), out_of=_OUT_OF)
        if is_share and self.points != _OUT_OF:
            if "open.full_points" in reading.remarks and "open.full_points" not in read_at(_OUT_OF).remarks:
                best = _OUT_OF
            is_whole = best is None and (self.scale.amounts or self._changes_hundred(reading, takes=takes))
            if best == _OUT_OF or is_whole:
                remarks += [] if best == _OUT_OF else ["assumed.hundred"]
                return self._attempt(read_at(_OUT_OF), _OUT_OF, remarks, out_of=_OUT_OF)
            if best is None and _takes(reading) and not (is_inside and self.scale.within):
                return self._attempt(reading, self.points, [*remarks, "assumed.weight_in_points"])
        if is_inside and best is None:
            remarks += ["assumed.of_section"] if _takes(reading) else []
            return self._attempt(read_at(inside), inside, remarks, out_of=inside)
        return self._full(reading, remarks, read_at=read_at)

    def _counted_to(
        self, best: float | None, read_at: Reads, remarks: Sequence[str], *, takes: bool
    ) -> _Attempt | None:
        """Return a reading that counts up to other points than the full ones, stated beside these; None for others."""
        counted = self.item.counts_to
        if counted in (None, self.points):
            return None
        reading = read_at(counted)
        is_based = "base" in reading.rule and _best(reading) is None  # what the target gives is less than all
        if best == counted or is_based:
            return self._attempt(reading, counted, remarks, out_of=counted)
        told = [*remarks, "assumed.of_points_beside"]
        return self._attempt(reading, counted, told, out_of=counted) if best is None and takes else None

    def _takes(self, reading: CellReading, read_at: Reads) -> bool:
        """Return whether a rule only takes from full points, whatever these are, or somebody rates within them."""
        wholes = [whole for whole in (self.points, _OUT_OF) if whole]
        is_sum = reading.rule.get("kind") == "sum" and all(_takes_from(read_at(whole), whole) for whole in wholes)
        is_rated = reading.rule.get("kind") == "rating" and "scale" not in reading.rule
        return is_sum or is_rated or _takes(reading)

    def _changes_hundred(self, reading: CellReading, *, takes: bool) -> bool:
        """Return whether a rule takes from a hundred or adds to it, as others do or as a band says by adding more.

        More than the full points are is added in a band only where both are out of a hundred.
        """
        parts = reading.rule.get("parts")
        added = [piece for piece in reading.pieces if piece.kind == "add"]
        on_full = any(part.get("formula") == "points" for part in parts) if isinstance(parts, Sequence) else False
        most = max((piece.figures["points"].value for piece in added if in_band(piece)), default=0)
        is_beyond = self.points is not None and most > self.points
        return (self.scale.hundred or is_beyond) and (takes or (on_full and bool(added)))

    def _is_beyond(self, reading: CellReading, best: float) -> bool:
        """Return whether the full points are what one level gives, each in a cell of its own, and the best gives more.

        In one heading over all items the points of levels are a scale, which is weighted.
        """
        return (
            bool(own_worths(self.item.levels, self.points))
            and self.points is not None
            and best > self.points in _given(reading)
        )

    def _stated_whole(self, reads: Reads) -> float | None:
        """Return the best points of a rule for an item without any, or a hundred where only less than that is told.

        The full points that a rule states for itself are those that it counts up to.
        """
        reading = reads(self.points)
        best, own = _best(reading), _own_whole(reading)
        if own is not None and self.points not in (None, own) and reads(own).rule and (best or own) <= own:
            return own
        if self.points is None or best is None:  # 「得 80% 分值」 is a share of what is not known
            return None if "open.full_points" in reading.remarks else best or None
        if best == self.scale.inside(self.item):  # what it is worth within its section
            return None
        return _OUT_OF if self.points < best < _OUT_OF == _best(reads(_OUT_OF)) else None

    def _goes_against(self, reading: CellReading) -> bool:
        """Return whether steps take where the column of targets wants it, or give where it does not.

        「≥95%」, 「每上升 1% 扣 1 分」; 「28 万元以内」, 「每增加 10% 加 1 分」.
        """
        target = _target(self.item.targets)
        steps = [piece for piece in reading.pieces if piece.kind in ("short", "over")]
        wrong = {"≥": "over", "≤": "short"}.get(target.sign if target else "")
        told = [(each.kind == wrong) == (each.figures["points"].sign == "-") for each in steps]
        once = [[end for end in ends_of(each) if end.unit == "%"] for each in reading.pieces if each.kind == "deduct"]
        if (
            _WORST_RATE.search(self.item.name) and steps and not (target and target.sign)
        ):  # 「差错率」, 「每低 1% 扣 1 分」
            return all((each.kind == "over") == (each.figures["points"].sign == "+") for each in steps)
        off = _LESS_IS_BETTER.search(self.item.name) and "每差" in reading.text and not (target and target.sign)
        if off and any(each.kind == "short" and each.figures["points"].sign == "-" for each in steps):
            return True  # 「交付周期」, 「每差 1 天扣 5%」: on which side?
        best = _BEST_RATE.search(self.item.name)  # 「合格率」, 「超过 10% 扣 1 分」
        exceeding = best and not target and once and all(len(ends) == 1 and ends[0].sign in "≥>" for ends in once)
        return bool(exceeding) or (bool(wrong) and bool(told) and all(told))

    def _is_gained_early(self, reading: CellReading) -> bool:
        """Return whether steps from nothing give more than there is long before the target: 「每 1% 为 1 分」 of 30."""
        target, rule = _target(self.item.targets), reading.rule
        additions, every = rule.get("additions"), rule.get("every")
        if target is None or self.points is None or rule.get("kind") != "add" or not isinstance(every, Mapping):
            return False
        units = {piece.figures["step"].unit for piece in reading.pieces if "step" in piece.figures}
        worths = [target.value / size * additions[name] for name, size in every.items()]  # type: ignore[index]
        return units == {target.unit} and len(worths) == 1 and worths[0] >= self.points * _EARLY

    def _full(
        self,
        reading: CellReading,
        remarks: Sequence[str],
        whole: float | None = None,
        read_at: Reads | None = None,
    ) -> _Attempt:
        """Return a reading whose best points are the full points, or beyond these where a lower band gives them.

        Where none gives them, the best counts for all of them, as `read_at` reads that.
        """
        best, points = _best(reading), whole or self.points
        if best is None or points is None or best == points:
            return self._attempt(reading, points, remarks)
        among = points in _given(reading) and self.item.doubt != SHARED  # which nobody wrote
        if best > points and not among and read_at:
            return self._attempt(read_at(best), best, [*remarks, "assumed.above_points"], out_of=best)
        if best < points or points not in _given(reading):
            return self._attempt(reading, points, [*remarks, "open.best_differs"])
        beyond = replace(reading, rule={"kind": "sum", "parts": [reading.rule]})
        return self._attempt(beyond, points, [*remarks, "assumed.beyond_full"])

    @property
    def _is_multiplied(self) -> bool:
        """Return whether a rate of completion is itself multiplied: 招聘完成率, of which ≥90% is wanted, × 25."""
        told = any(_MULTIPLIED.search(plain(said.text)) for said in self.item.rules)
        return told and COMPLETION.search(self.item.name) is not None

    def _aimed(self, reading: CellReading) -> tuple[CellReading, list[str]]:
        """Return a reading with the figure that the column of targets states in the place of a target in words."""
        if grown := self._grown(reading):
            return grown
        rule = reading.rule
        target, where = _target(self.item.targets), "assumed.target"
        if target is None and rule.get("kind") == "target_ratio":
            target, where = _named_target(str(rule["target"]), self.item.abouts), "assumed.about"
        if target is None:
            return reading, []
        kind, name = rule.get("kind"), str(rule.get("of", ""))
        if kind == "target_ratio" and target.sign == "≤" and "实际" not in str(rule["target"]):
            return reading, ["open.order"]  # less is better, of which a share would give more
        if kind == "target_ratio" and _is_against(target, reading.text):
            return reading, ["open.example"]
        if kind == "target_ratio" and isinstance(rule["target"], str):
            is_named = rule["target"] and not (RATE.search(name) or GENERIC.fullmatch(name))
            is_share = target.unit == "%" and (is_named or self._is_multiplied)  # 「实际回款÷计划回款」
            if "实际" in rule["target"] or rule["target"] == "hundred" or is_share:
                return reading, []
            unit = {"unit": target.unit, "measured": "actual"}
            told = tuple(each for each in reading.remarks if each != "assumed.no_target")
            return replace(reading, rule={**rule, "target": target.value, **unit}, remarks=told), [where]
        if kind == "all_or_nothing" and target.sign and reached(str(rule.get("described", ""))):
            table = {f"{target.sign}{target.value:.12g}": rule.get("points") or self.points, "else": 0}
            figure = Piece("standard", "", {"standard": target})
            aimed = {"kind": "bands", "of": "", "bands": table}
            return replace(reading, rule=aimed, pieces=(*reading.pieces, figure)), ["assumed.target"]
        if kind == "bands" and target.unit != "%" and COMPLETION.search(name) and "measures" not in rule:
            item = self.item.name.translate(_WIDE)
            measures = {name: f"{item} / {target.value:.12g}"}
            return replace(reading, rule={**rule, "measures": measures}), ["assumed.target"]
        return reading, []

    def _grown(self, reading: CellReading) -> tuple[CellReading, list[str]] | None:
        """Return steps of what is growth by its name as steps from 0, and not from the growth before; else None."""
        rule, name = reading.rule, str(reading.rule.get("of") or self.item.name)
        if not _GROWTH_RATE.search(name):
            return None
        known = tuple(each for each in reading.remarks if each not in ("assumed.against", "assumed.previous"))
        if rule.get("kind") == "add" and isinstance(rule.get("every"), Mapping) and "start" not in rule:
            nothing = dict.fromkeys(rule["every"], 0.0)  # type: ignore[call-overload]
            return replace(reading, rule={**rule, "start": nothing}), []  # which may shrink
        if rule.get("kind") == "growth":
            known = tuple(each for each in known if each != "assumed.floor")
            added: dict[str, object] = {"kind": "add", "additions": {name: rule["per_step"]}}
            cap = {"cap": rule["cap"]} if "cap" in rule else {}
            grown = {**added, "every": {name: rule["step"]}, "start": {name: 0.0}, **cap}
        elif rule.get("kind") == "standard_steps" and rule.get("against") in ("上期", "去年同期"):
            grown = {key: each for key, each in rule.items() if key != "against"} | {"standard": 0.0}
        else:
            return None
        return replace(reading, rule=grown, remarks=known), ["assumed.from_none"]

    def _attempt(
        self, reading: CellReading, points: float | None, remarks: Sequence[str], out_of: float | None = None
    ) -> _Attempt:
        if _PERIOD.fullmatch(str(reading.rule.get("of", ""))):  # 「每月 16 次得 15 分」 counts what the item names
            reading = replace(reading, rule={**reading.rule, "of": ""})
        reading, remarks = self._spanned(reading, points, remarks)
        if "assumed.target" not in remarks and self._lacks_standard(reading):
            remarks = [*remarks, "assumed.target_left"]
        remarks = [
            *remarks,
            *self._at_target(reading),
            *self._short_of_full(reading, points),
            *(["open.combined"] if _is_lost_twice(reading) else []),
        ]
        if reading.rule.get("kind") in ("levels", "bands") and AND_SO_ON.search(reading.text):
            remarks = [*remarks, *([] if "assumed.and_so_on" in reading.remarks else ["open.rest"])]
        told = [remark for remark in reading.remarks if remark == "assumed.better"]
        if told and PLACE.search(str(reading.rule.get("of", "")) or self.item.name):  # the place itself is filled in
            reading = replace(reading, remarks=tuple(each for each in reading.remarks if each not in told))
        if told and (way := _BETTER.search(self.item.title.text if self.item.title else "")):
            better = "low" if (way[1] or way[2]) in "小低少短" else "high"
            rest = tuple(remark for remark in reading.remarks if remark not in told)
            reading = replace(reading, rule={**reading.rule, "better": better}, remarks=rest)
        if RATE.search(self.item.name) and _takes_by_time(reading):
            remarks = [*remarks, "assumed.once"]
        if {"assumed.against", "assumed.no_cap"} <= {*reading.remarks}:  # who neither grows nor shrinks has all of them
            remarks = [*remarks, "assumed.from_full"]
        of_reading = (
            *reading.remarks,
            *told_of(reading),
            *in_doubt(_level_names(reading.rule)),
            *_of_two(reading.rule),
        )
        is_whole = reading.rule and not _has_empty_part(reading.rule)
        made = draft(self.key, self.item.name, reading, points) if is_whole else None
        return _Attempt(reading, made, out_of, tuple(dict.fromkeys((*remarks, *of_reading))))

    def _spanned(
        self, reading: CellReading, points: float | None, remarks: Sequence[str]
    ) -> tuple[CellReading, Sequence[str]]:
        """Return a reading within the range of points that the form states beside it, or what is told of that."""
        span, rule = self.item.span, reading.rule
        if span is None or not rule:
            return reading, remarks
        if rule.get("kind") == "rating":
            if "scale" in rule or span.high in (points, self.points):
                return reading, remarks
            return replace(reading, rule={**rule, "scale": span.high}), [
                *remarks,
                f"assumed.rated_of:{span.said.plain}",
            ]
        if span.high not in (points, self.points):
            return reading, [*remarks, f"assumed.span_left:{span.said.plain}"]
        if rule.get("kind") == "deduct" and points == span.high and not span.low:
            told = tuple(each for each in reading.remarks if each != "assumed.floor")
            cap = {"cap": span.high} if "additions" in rule and "cap" not in rule else {}
            return replace(reading, rule={**rule, **cap}, remarks=told), remarks
        return reading, remarks

    def _at_target(self, reading: CellReading) -> list[str]:
        """Return that it is to be asked from where on an improvement counts, and what there is without one.

        Whatever is measured would count from nothing: a satisfaction of 1.5 would bring all points of 「每提高 0.1」.
        """
        rule = reading.rule
        is_counted_up = "every" in rule or any(piece.formula == "earned" for piece in reading.pieces)
        if rule.get("kind") != "add" or "start" in rule or not is_counted_up:
            return []
        if not _IMPROVING.search(plain(reading.text)):
            return []
        return ["open.at_target" if self.item.targets else "open.standard"]

    def _short_of_full(self, reading: CellReading, points: float | None) -> Iterator[str]:
        """Yield what the target brings of what each of a count gives, where that is less than there is at most."""
        rule, aims = reading.rule, [each for passage in self.item.targets for each in stated(passage.flat)]
        additions, limits = rule.get("additions"), rule.get("limits_each")
        if rule.get("kind") != "add" or "every" in rule or not isinstance(additions, Mapping) or len(aims) != 1:
            return
        each = [most for _, most in limits.values()] if isinstance(limits, Mapping) else [*additions.values()]
        most = rule.get("cap") or points
        is_known = len(each) == 1 and each[0] and aims[0].unit in COUNTED and isinstance(most, int | float)
        if is_known and (brought := each[0] * aims[0].value) < most:
            yield f"assumed.short_of_full:{brought:g}"

    def _lacks_standard(self, reading: CellReading) -> bool:
        """Return whether something is counted as short of a target, or beyond it, which stands in another column."""
        counted = [piece for piece in reading.pieces if piece.kind in ("deduct", "add") and "\t" not in reading.text]
        return any(stated(passage.flat) for passage in self.item.targets) and any(
            is_stepped(reading.text, piece) for piece in counted
        )


def _taken(reading: CellReading) -> CellReading:
    """Return a fault that is said to give points as one that takes them: 「验厂不通过 5 分」."""
    fault, points = str(reading.rule.get("described", "")), reading.rule.get("points")
    is_fault = bool(AMISS.search(fault)) and not _GOOD.search(fault) and not re.search("[得为计]", reading.text)
    if reading.rule.get("kind") != "all_or_nothing" or points is None or not (is_fault and reading.pieces):
        return reading
    taken: dict[str, object] = {"kind": "deduct", "deductions": {fault: points}, "floor": 0}
    return replace(reading, rule=taken, remarks=("assumed.sign", "assumed.floor"))


def _is_against(target: Figure, text: str) -> bool:
    """Return whether an example gives less than all for the share that is aimed at: 「复购率 80%得 80 分」, of 80 %."""
    share = f"{target.value * _OUT_OF:g}"
    told = re.search(rf"(?P<of>[^，:;。\d]*){re.escape(share)}%(?:的|时)?[得计]{re.escape(share)}分", plain(text))
    return target.unit == "%" and target.value < 1 and told is not None and not COMPLETION.search(told["of"])


def _has_several_limits(texts: Sequence[str]) -> bool:
    """Return whether each of several cases has all points within a limit of its own, and steps beyond that."""
    parts = [part for text in texts for part in re.split("[；;。\n]", text)]
    heads = {re.split(r"\d|[得为]?满分", part)[0] for part in parts if _OWN_LIMIT.search(part)}
    return len(heads) > 1


def _is_lost_twice(reading: CellReading) -> bool:
    """Return whether what is not done takes points, each of which earns some: 「每场得 3 分，不足部分每场减 1 分」."""
    is_earned = any(piece.kind == "add" and piece.formula == "earned" for piece in reading.pieces)
    return is_earned and any(
        piece.kind == "short" or (piece.kind == "deduct" and _SHORTAGE.search(piece.words)) for piece in reading.pieces
    )


def _takes_by_time(reading: CellReading) -> bool:
    """Return whether points are taken where something lasts longer than it may, which is not said to be each time."""
    units = {piece.figures[role].unit for piece in reading.pieces for role in ENDS if role in piece.figures}
    is_taking = any(piece.kind == "deduct" for piece in reading.pieces)
    return reading.rule.get("kind") == "bands" and is_taking and bool(units) and units <= {*TIMES}


def _own_whole(reading: CellReading) -> float | None:
    """Return the full points that a rule states for itself: 「每处扣 2 分，满分 20 分」."""
    told = [piece.figures["weight"] for piece in reading.pieces if piece.kind == "weight" and "weight" in piece.figures]
    whole = {each.value for each in told if each.unit != "%" and _WHOLE.search(reading.text[: each.start])}
    return whole.pop() if len(whole) == 1 else None


def _takes(reading: CellReading) -> bool:
    """Return whether a rule only takes from the full points and adds to them, or all its parts or levels do."""
    rule = reading.rule
    if "assumed.levels_cost" in reading.told:
        return True
    parts = rule.get("parts")
    said = parts if isinstance(parts, Sequence) and parts else [rule]
    return all(isinstance(part, Mapping) and part.get("kind") in _TAKING for part in said)


def _takes_from(reading: CellReading, whole: float) -> bool:
    """Return whether all parts of a sum only take from full points, its bands being what these leave of them."""
    for part in reading.rule.get("parts", ()):  # type: ignore[attr-defined]
        bands = part.get("bands") if part["kind"] == "bands" else None
        if max(bands.values()) != whole if bands else part["kind"] not in _TAKING:
            return False
    return True


def _standard(target: Passage) -> str:
    """Return a target as the standard of a rule: the figure where there is one, or all of a rule of its own."""
    written = _ASIDE.sub("", target.flat.strip())
    if re.search("[得扣加]", written) or _WHO_RATES.fullmatch(written):
        return written
    figured, within = _TARGET.fullmatch(written.replace(" ", "")), stated(written)
    bounded = len(within) == 1 and written[: within[0].start].rstrip().endswith(("≥", "≤", ">", "<"))
    if len(within) == 1 and (within[0].unit or bounded):  # 「每月至少优化 10 次」, 「新增粉丝数≥5000」
        written = written[within[0].start : within[0].end]
    elif figured:
        written = figured["figure"]
    return f"标准为{written.lstrip('≥≤><=')}"


def _rate_aimed_at(written: str, name: str) -> str:
    """Return the share that a text wants of the rate that names an item: 「24 小时内修复；达到 98%」; else ""."""
    told = [*_AIM_OF_RATE.finditer(plain(written).replace(" ", ""))] if RATE.search(name) else []
    aims = {match["share"] for match in told if not match["of"] or match["of"] in name}
    return aims.pop() if len(aims) == 1 else ""


def _loses_levels(reading: CellReading, rows: int) -> bool:
    """Return whether a reading of rows has only some of them as levels, or what earns one of these is lost."""
    levels = reading.rule.get("points")
    if reading.rule.get("kind") != "levels" or not isinstance(levels, Sequence):
        return False
    return len(levels) < rows or not all(name for name, _ in levels)


def _has_empty_part(rule: Mapping[str, object]) -> bool:
    """Return whether a part of a sum gives all points when something is done: of several each would."""
    parts = rule.get("parts")
    listed = parts if isinstance(parts, Sequence) else ()
    return any(isinstance(part, Mapping) and part.get("kind") == "all_or_nothing" for part in listed)


def _target(passages: Sequence[Passage]) -> Figure | None:
    """Return the one figure that the column of targets states, with the sign of its bound; None for anything else."""
    match = _TARGET.fullmatch(_ASIDE.sub("", passages[0].plain.replace(" ", ""))) if len(passages) == 1 else None
    if match is None:
        return None
    sign = "≥" if match["least"] or match["up"] else "≤" if match["most"] or match["down"] else ""
    return figure(match["figure"], match.start("figure"), sign)


#: What is aimed at by a name of its own: 「季度销售指标 384 万元」, 「新增网点：6 个」.
_NAMED_TARGET = re.compile(
    r"(?P<head>[^\d，,；;。≥≤<>每超]{2,20}?)(?:[:：]|为|达到?)?(?P<figure>\d[^，,；;。]*)[。；;]?"
)
_OF_TARGETS = re.compile("目标|计划|指标|任务|定额|基准|[值数量额]$")


def _named_target(name: str, passages: Sequence[Passage]) -> Figure | None:
    """Return the figure of the one text that states what a rule calls by a name: 「新开 4 家」 of 「目标新开数」."""
    core = _OF_TARGETS.sub("", name)
    told = [match for said in passages if (match := _NAMED_TARGET.fullmatch(said.plain.replace(" ", "")))]
    stated = [match for match in told if len(core) > 1 and core in match["head"]]
    return _target([Passage(stated[0]["figure"], passages[0].spot)]) if len(stated) == 1 else None


def _cell(written: str, points: float | None) -> CellReading:
    return read(written, points=points)


def _as_read(reading: CellReading, _points: float | None) -> CellReading:
    return reading


def _rows(rows: Sequence[tuple[str, str]], points: float | None) -> CellReading:
    return read_rows(counted(parted_at_bound(reached_alike(without_letter(rows)))), points=points)


def _texts(rules: Sequence[Passage]) -> Iterator[str]:
    """Yield the sentences of a rule as they stand, and with lines joined that were broken inside of a sentence."""
    written = in_plain_terms("\n".join(passage.text for passage in rules))
    yield written
    if not all(map(_ENDED.search, written.split("\n"))):
        if not _FORMULA_ABOVE.search(written):  # which is none of the sentence below it
            yield in_plain_terms("\n".join(passage.flat for passage in rules))
        yield in_plain_terms("\n".join(_BROKEN.sub("", passage.text) for passage in rules))


def _best(reading: CellReading) -> float | None:
    """Return the best points that a rule states, None where it states none."""
    rule = reading.rule
    if "assumed.levels_cost" in reading.told:
        return None
    if given := _given(reading):
        return max(given)
    if rule.get("kind") == "rating" and SCALE.search(reading.text):
        return None  # the points are scaled from that
    if rule.get("kind") in ("all_or_nothing", "rating"):
        best = rule.get("scale" if rule["kind"] == "rating" else "points")
        return best if isinstance(best, float) else None
    if rule.get("kind") == "target_ratio" and rule.get("cap_points") == _OUT_OF:
        return _OUT_OF  # 「按与目标的比例计算得分，最高 100 分」
    adding = [piece for piece in reading.pieces if piece.kind == "add"]
    if rule.get("kind") == "add" and adding and all(piece.formula == "earned" for piece in adding):
        cap = rule.get("cap")  # 「每签 1 单得 20 分，最高 100 分」
        return cap if isinstance(cap, float) else None
    if rule.get("kind") in ("standard_steps", "linear") and "base" not in rule:
        cases = [piece for piece in reading.pieces if piece.kind == "case" and reached(piece.words)]
        return max((each.figures["points"].value for each in cases if "points" in each.figures), default=None)
    if rule.get("kind") == "level_range":
        roles = ("most", "high", "points")  # 「优秀 3 分，良好 2.5~2.9 分」
        ends = [next(filter(None, map(piece.figures.get, roles)), None) for piece in reading.pieces]
        return max((end.value for end in ends if end is not None), default=None)
    return None


def _given(reading: CellReading) -> list[float]:
    """Return what the bands or levels of a rule give."""
    rule = reading.rule
    if rule.get("kind") in ("bands", "rank_bands", "vs_mean", "cases") and isinstance(rule.get("bands"), Mapping):
        return [each for each in rule["bands"].values() if each is not None]  # type: ignore[attr-defined]
    if rule.get("kind") == "levels" and isinstance(listed := rule.get("points"), list):
        return [worth for _, worth in listed if worth is not None]
    return []


def _level_names(rule: Mapping[str, Any]) -> list[str]:
    """Return what the levels of a rule are called, none of any other rule."""
    if rule.get("kind") == "level_range":
        return [*rule["levels"]]
    return [name for name, _ in rule["points"]] if rule.get("kind") == "levels" else []


def _of_two(rule: Mapping[str, Any]) -> Iterator[str]:
    """Yield a remark about the times that are within two of what is counted: 「延迟 1-3 天」 and 「延迟 3-10 天」."""
    names = [plain(name) for name in rule.get("deductions", ())]
    found = [time for name in names for time in {*_TIME_OF.findall(name)}] if any(map(_RANGED.search, names)) else []
    if twice := sorted({time for time in found if found.count(time) > 1}, key=float):
        yield f"assumed.two_levels:{'、'.join(twice)}"


def _compiles(made: RuleDraft, out_of: float | None, points: float | None) -> bool:
    """Return whether an indicator by itself is a scheme without faults."""
    try:
        plan = compile_scheme(
            Scheme.model_validate(
                {
                    "id": "draft",
                    "name": "draft",
                    "cycles": ["month"],
                    "full_points": None,
                    "indicators": {made.key: said_of(made, out_of, points)},
                    **made.needed,
                }
            )
        )
    except (ProblemsError, ValueError):
        return False
    return not [problem for problem in check(plan) if problem.severity == "error"]


def said_of(made: RuleDraft, out_of: float | None, points: float | None) -> dict[str, object]:
    """Return an indicator as the scheme file says it."""
    said = dict(made.indicator)
    if out_of is not None:
        said |= {"points": points, "out_of": out_of}
    return said


def raters_of(form: Form) -> tuple[list[float], list[Passage]]:
    """Return how much the ratings of each weigh, and the sentence or the headings that say so."""
    found = _raters(form)
    lines = list(form.rated.lines) if form.rated else [passage for passage in form.raters if "%" in passage.plain]
    shares = [*found.indicator["rule"]["raters"].values()] if found else []
    return shares, lines


def _raters(form: Form) -> RuleDraft | None:
    """Return who rates with which weights, as a sentence or headings of columns such as 「上级评分（80%）」 say."""
    if form.rated is not None:
        return _raters_by(form.rated)
    weighted = [passage.plain for passage in form.raters if "%" in passage.plain]
    if len(weighted) < 2:
        return None
    reading = read("，".join(weighted), about="raters")
    return draft("form", "form", reading, 10.0) if len(reading.rule.get("raters", ())) > 1 else None  # type: ignore[arg-type]


def _raters_by(rated: Shares, key: str = "form") -> RuleDraft | None:
    """Return those who rate with their weights, as a sentence says it; a line calls departments by their names."""
    said = {"kind": "rating", "raters": rated.of, "are_named": rated.by_line}
    return draft(key, key, CellReading("", (), said), 10.0)


def given_by(each: ItemReading, known: dict[str, str]) -> ItemReading:
    """Return what an item changes, its figures given by the only one who rates its line; `known` are ids by name."""
    return _given_by(each, _raters_by(each.item.rated, each.key), known) if each.item.rated else each


def _given_by(each: ItemReading, by: RuleDraft | None, known: dict[str, str]) -> ItemReading:
    """Return an indicator that is counted or measured with its figures given by the only one who rates its line.

    The superior fills in the workbook anyway.
    """
    raters = by.indicator["rule"]["raters"] if by else {}
    made, rated = each.made, each.item.rated
    is_counted = made is not None and made.indicator.get("rule", {}).get("kind") not in BY_RATERS
    if (
        made is None
        or rated is None
        or not rated.by_line
        or len(raters) != 1
        or not is_counted
        or USUAL_RATER in raters
    ):
        return each
    [rater] = raters
    name = by.raters.get(rater) if by else None
    rater = known.setdefault(name, rater) if name else rater
    inputs = {
        key: said if said.get("given_by") == "hr" else {**said, "rated_by": rater} for key, said in made.inputs.items()
    }
    return replace(each, made=replace(made, inputs=inputs, raters=made.raters | ({rater: name} if name else {})))


def _named_once(each: ItemReading, known: dict[str, str]) -> ItemReading:
    """Return an indicator whose raters are those of the same name that others have; `known` are these by name."""
    rule = each.made.indicator["rule"] if each.made else {}
    if each.made is None or "raters" not in rule:
        return each
    ids = {key: known.setdefault(name, key) for key, name in each.made.raters.items()}
    rated = {ids.get(key, key): weight for key, weight in rule["raters"].items()}
    made = replace(
        each.made,
        indicator={**each.made.indicator, "rule": {**rule, "raters": rated}},
        raters={ids[key]: name for key, name in each.made.raters.items()},
    )
    return replace(each, made=made)


def _levels_once(each: ItemReading, known: dict[str, str]) -> ItemReading:
    """Return an indicator whose levels are those of the same name that others have; `known` are these by name."""
    made = each.made
    rule = made.indicator["rule"] if made else {}
    kinds = {part["kind"] for part in rule.get("parts", {"": rule}).values() if "kind" in part}
    if made is None or not kinds or kinds - {"levels", "level_range"} or "zero_when" in made.indicator:
        return each
    ids = {key: known.setdefault(name, key) for key, name in made.choices.items()}
    shared = _with_ids(rule, ids)
    choices = {ids[key]: name for key, name in made.choices.items()}
    return replace(each, made=replace(made, indicator={**made.indicator, "rule": shared}, choices=choices))


def _with_ids(rule: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """Return a rule, and its parts, with other ids of levels."""
    shared = {
        column: {ids.get(key, key): value for key, value in said.items()} if column in _OF_LEVELS else said
        for column, said in rule.items()
    }
    parts = {key: _with_ids(part, ids) for key, part in rule.get("parts", {}).items()}
    return shared | ({"parts": parts} if parts else {})


def _by_raters(each: ItemReading, raters: RuleDraft) -> ItemReading:
    """Return an indicator that is rated with the raters of the form, where it names none itself."""
    if each.made is None:
        return each
    rule = each.made.indicator["rule"]
    named = _ANYBODY.sub("", "".join(passage.text for passage in each.item.rules))
    is_silent = "assumed.rated" in each.of_rule and not re.search("评|打分", named)  # and so rated by the superior
    is_own = "raters" in rule and not is_silent and each.item.rated is None
    kinds = BY_RATERS if each.item.rated and each.item.rated.by_line else RATED
    if rule.get("kind") not in kinds or is_own:
        return each
    of_rule = tuple("assumed.rated_by_all" if is_silent and told == "assumed.rated" else told for told in each.of_rule)
    made = replace(
        each.made,
        indicator={**each.made.indicator, "rule": {**rule, "raters": raters.indicator["rule"]["raters"]}},
        raters={**each.made.raters, **raters.raters},
    )
    return replace(each, made=made, of_rule=of_rule)
