"""A form → the draft of a scheme: what its file would say, where each figure comes from, what is left open."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from presales_xl.design.designbook.design_book import NEW_ID, write
from presales_xl.design.designbook.draft_origins import SIGNS, Mark, Sourced, SourceLine, SourceNote
from presales_xl.design.imported import counted_work, form_reader
from presales_xl.design.imported.blanks import BLANK_KINDS
from presales_xl.design.imported.confirmed import (
    is_confirmed,
    is_emptying,
    is_emptying_beside,
    is_full_without_work,
    is_passing_on,
    told_again,
    weighs_otherwise,
)
from presales_xl.design.imported.consequences import BY_GRADE, COEFFICIENTS, OF_GRADES, Paid, pay, withholding
from presales_xl.design.imported.form_items import form, lacking, stated_total
from presales_xl.design.imported.grade_scales import (
    ACTS,
    Grades,
    coefficients,
    grades,
    is_bound,
    open_of,
    stated_base,
    states_base,
)
from presales_xl.design.imported.item_reading import (
    OF_ADDED,
    RATED,
    ItemReading,
    doubted_sections,
    given_by,
    indicators,
    raters_of,
    said_of,
)
from presales_xl.design.imported.limiting_words import is_limiting, of_other_period
from presales_xl.design.imported.other_parts import (
    BASE,
    base_points,
    is_signed,
    name_of_change,
    of_item,
    of_line,
    of_work,
    only_counts,
    unlimited,
)
from presales_xl.design.imported.paid_by_points import of_points
from presales_xl.design.imported.part import Part
from presales_xl.design.imported.recognised import CHANGE, SIGNED, Form, FormItem, named, section_named, worth_of
from presales_xl.design.imported.shares import SELF_ASIDE, Shares, parted, rater_of
from presales_xl.design.imported.source import NUMBERING, Document, Passage, Spot
from presales_xl.design.imported.total_limits import capped, limiting, limiting_changes, limits
from presales_xl.design.imported.unused import is_unused, shortened
from presales_xl.design.imported.vetoes import (
    beside_pay,
    is_case_beside,
    is_veto,
    item_consequences,
    item_vetoes,
    lowering,
    rule_consequences,
    rule_vetoes,
    unpaid_cases,
    vetoes,
)
from presales_xl.design.sentences import cell
from presales_xl.design.sentences.drafted import RuleDraft
from presales_xl.design.sentences.pieces import in_words, mark_of
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.rules import TOLERANCE
from presales_xl.texts import Lang, all_texts, text

_CYCLES: Sequence[tuple[str, str]] = (
    (
        "project",
        "[一每]个?项目[^，。；]{0,8}?(?:[一1]次?(?:考核|考评|评[分价])|(?:考核|考评|评[分价])[一1]次)|(?:以|按照?)项目(?:为(?:单位|周期))?(?:进行)?(?:考核|考评)"
        "|(?:考核|考评)周期[:：]?\\s*(?:[按以每单]个?)?项目",
    ),
    ("quarter", "季度|每季|按季|季考"),
    ("half_year", "半年"),
    ("year", "年度|全年|(?<!入)年终|每年"),
    ("month", "月度|每月|按月|月考|当月|本月|以月[份度]?为|月(?=绩效|考核|KPI)"),
)
#: What is wanted less often than a form with this period appraises; and kinds of which it does not matter.
_LESS_OFTEN: Mapping[str, re.Pattern[str]] = {
    "month": re.compile(r"每个?(?:季度?|半年|年度?)(?![初末底平均])|每隔?\s?(?:[2-9]|1[0-2]|[两二三四五六])\s?个月"),
    "quarter": re.compile(r"每个?(?:半年|年度?)(?![初末底平均])|每隔?\s?(?:[4-9]|1[0-2]|[四五六])\s?个月"),
}
_EVER = ("deduct", "add", "rating", "level_range", "sum")
#: A row that stands in the form and does not count: 「市场价值（暂不考核）」.
_NOT_APPRAISED = re.compile("[(（](?:暂时?|本[期月季年]|目前)?不(?:[作做纳]入?|参与)?(?:考核|计分|评分)[)）]")
#: How often something else is done than assessing: 「目标每季度调整一次」.
_ADJUSTED = re.compile("每(?:季度?|半?年度?|个?月度?)(?:末|初)?(?:进行)?(?:调整|修[订改正]|更新)")
#: What is assessed by the week, which no scheme has.
_WEEKLY = re.compile(r"第[\s_＿]*周(?![年岁])|每周考[核评]|按周考|周(?:考核|考评)|以周为")
#: A level over a column, with its share and its points: 「70-80%（7-8分）」.
_LEVEL_HEAD = re.compile(r"\d[%％]?[(（]\d+(?:\.\d+)?(?:[-–—~～至到]\d+(?:\.\d+)?)?分[)）]")
#: Who rates, as a label that somebody signs by: 「检查人：」.
_WHO_RATES = re.compile(
    r"(?:检查|质检|督查|督导|巡查|巡检|抽查|稽查|监督|评分|评价|测评|评议|打分)[人员者]\s*[:：]?(?!.*签)"
)
_SECTION = re.compile(r"sections\.[^.]+")  # the path of one
#: A box that nobody has ticked, and what stands behind it.
_UNTICKED = re.compile(r"[□○]\s?[^\s□○☑√]*")
#: Pieces that say nothing for anybody to calculate.
_QUIET = ("words", "weight")
_WHOLE = 100
_EXTRA = re.compile("加分|附加|奖励|额外|奖惩|奖罚|[扣减]分项")
_CYCLE_MOST = 6  # characters of a cell that says how often something is assessed
#: Remarks about what must not be passed over, even without a figure.
#: What a sentence without figures says of points or what follows from them, which may matter.
_OF_SCORES = re.compile("得分|计分|[扣加减]分|绩效工资|[奖罚扣]减|酌[情定]|视情|取消|否决|不得|不予")
_AT_WILL = re.compile("酌[情定]|视情")
#: Who rates, which may matter as well: 「由部门经理评分」.
_RATED_BY = re.compile("由[^，。；、]{2,14}(?:评分|打分|评[价定议]|考[评核])")
#: A heading of points that somebody adds or takes without a rule: 「复核加（扣）分」.
_UNRULED = re.compile(
    r"(?:复核|复查|审核|领导|调整|修正|附加|其他|特别)?[（(]?[加扣减奖罚]+[）)]?(?:[（(/][加扣减奖罚]+[）)]?)+分(?:值|数)?"
)
#: Who may rate beside those who do, by the post alone.
_POST = re.compile(r"[\u3400-\u9fff]{0,6}(?:经理|主管|主任|总监|领导|组长|店长|班长|厂长|部长)(?:评分|打分|评价)?")
#: Grades to be ticked, with no word of what makes them: 「优秀（ ） 称职（ ）」.
_GRADES_TO_TICK = re.compile(
    r"(?:(?:卓越|优秀?|良好?|中等?|一般|称职|合格|待改进|不合格|不称职|较?差|[A-E]级?)\s*(?:[（(]\s*[）)]|[□☐○])\s*[、，,;；/]?\s*){3,}"
)
_FEWEST = 5  # characters of what may be assessed
_FOLLOWING = {"open.consequence", "open.exception"}
_OF_PAY = re.compile("奖|工资|提成|佣金|薪|补贴")
_NAMED_PAY = re.compile("(?:绩效|季度|半年度?|月度|年度|年终|岗位|效益|项目)(?:工资|奖金?)")
_BASE_AMOUNT = re.compile(r"(?:以|按|基数(?:为|是)?)\s?(?P<amount>\d+(?:\.\d+)?)\s?元(?:计算?|为基[数准])")
_FIGURE = re.compile(r"\d")
_WEIGHING = re.compile("权重|权数|占比|比重|占")
#: Figures that count nothing: dates, periods, numbers of lines and pages.
_DATED = re.compile(
    r"^[(（\[]?\d{1,2}[)）\]、．.](?!\d)|第\s?\d+|\d+\s?[份页联]|\d+\s?(?:年度?|月份?|日|号|季度?)|\d+[-/.]\d+[-/.]\d+"
)
#: Shares and arithmetic in words, which are no mere words either; and the head of a list of cases with one of these.
_NOT_ONLY_WORDS = re.compile(
    # What is assessed elsewhere.
    "另[外行]?(?:表|册|附表)[^，。；]{0,4}考[核评]|另行?考[核评]|"
    "[一二两三四五六七八九][点一二两三四五六七八九]{0,2}成(?=$|[，、；。,;）)])|乘以|除以|[=＝×÷]|平均[值分]|之和"
    "|(?:下列|以下|如下|任一)[^：:，]{0,4}(?:情[形况]|行为|之一)"
    # How points are counted.
    "|(?:按|从|在|由|取|以)[^，。；,;]{0,12}(?:[加扣减计]分|[扣抵]除|抵扣|扣减)(?:$|[，。；,;])|不[够足]扣|(?:累[计加]|重复|叠加|倒|合并)[加扣减计]"
    "|抵[扣消减充]|四舍五入|(?:折算|换算)(?:成|为|后)?"
)
#: What a form is called and for when, where no figure counts anything.
_FORM_NUMBER = re.compile(
    "(?:(?:表单|文件|表格|制度)?(?:编号|文号|版本号?)|(?:考核)?(?:周期|期间|时间|月份))[:：].{0,30}"
)
_CROSSED_OUT = re.compile("[×*＊]{2,}")
#: What gives points or pay, or takes them; without it a sentence says who does what and when.
_RULING = re.compile(
    r"\d\s?分|[得扣加减计记满总每]分|[扣奖罚倍%≥≤<>＜＞％]|[加减]\s?\d|工资|薪|提成|补贴|系数|否决|[优合]格|优秀|不及格|\d\s?元|档|等级[^与和及划]|[升降]级|[SABCDE甲乙丙丁][级等]|为零|[评定列]为|作废|无效|按[^，。]{1,10}(?:处理|论处)"
)
#: What becomes of somebody beside points and pay, and who is appraised at all, which the roster says.
_PERSONNEL = re.compile(
    rf"(?:{ACTS}|开除|处分|末位)[^，。]{{0,8}}$|(?:不(?:参加|纳入|参与|列入|计入|进行)|免于)[^，。]{{0,6}}(?:考核|考评)(?:范围)?$"
)
_GIVING = re.compile(r"工资|薪|奖|扣|罚|系数|等级|得分|分$|[SABCDE甲乙丙丁][级等]|(?<![\d.])[0零](?![\d.])")
_HEAD = re.compile("(?:下列|以下|如下|否决)[^：]{0,30}[：:]$")
#: A heading of what stands below it, which says by itself what it adds, takes or bars: 「四、否决条款」.
_HEAD_OF_PART = re.compile(
    "(?:[加扣减奖]{1,2}[分项]|奖[励惩]|处?罚|(?:一票)?否决)(?:条款|项目?|标准|细则|部分|内容|规定|情形)?[:：]?"
)
_BESIDE_ITEMS = ("adjustments.", "vetoes.", "pay.", "grades.")
_CONTENTS = re.compile("(?:内容|标准|说明|规定|办法|要求|部分|项目)如下[：:]$")
_BARE_CASE = re.compile("[^:：。；;]{2,24}[。；;]?")
_CASE = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）、.．]?")
#: How far a total may go, beside the points that it starts from.
_LIMITED = re.compile(r"(?:最[高低多少]|封顶|上限|下限|不超过|不低于)[^，。；,;]{0,6}\d")
#: How remarks begin about what follows for the total, the grade or pay.
_FOLLOWS = "open.consequence:"
#: Characters that forms are full of: traditional ones, and how they are simplified.
_SPELLINGS = (re.compile("[標準項評權績責務數據實際滿戶號]"), re.compile("[标准项评权绩责务数据实际满户号]"))
_WITH_SELF = 2  # who is rated and who rates
#: Columns of a rule that most do without.
_RARE_COLUMNS = ("floor", "cap", "raters", "described")


@dataclass(frozen=True)
class FormDraft:
    """The draft of a form: what a scheme file would say, the indicators, and where everything comes from.

    `plan` is the scheme to try it on, None where that cannot be had yet; in it the indicators without a rule, named in
    `rated`, are rated by hand.
    """

    content: Mapping[str, Any]
    indicators: Sequence[ItemReading]
    sourced: Sourced
    plan: Plan | None
    rated: Sequence[str]
    adjustments: Sequence[Part] = ()

    def count(self, mark: Mark) -> int:
        """Return how many indicators, adjustments and sections have a mark."""
        marks = [each.mark for each in self.indicators] + [each.mark for each in self.adjustments]
        marks += [marked for path, marked in self.sourced.marks.items() if _SECTION.fullmatch(path)]
        return marks.count(mark)

    def open_words(self) -> int:
        """Return how many sentences of the form somebody has to decide about that no item's row tells of."""
        return sum(line.mark == "not_understood" and not line.row for line in self.sourced.lines)

    def counts(self) -> dict[str, int]:
        """Return how many items there are, and how many rows are sure, assumed, or decided before it is adopted."""
        return {
            "indicators": len(self.indicators),
            "adjustments": len(self.adjustments),
            "understood": self.count("understood"),
            "assumed": self.count("assumed"),
            "undecided": self.count("not_understood") + self.open_words(),
        }


class SeveralFormsError(ProblemsError):
    """A file holds several forms, each on one of the `sheets`; nobody said which is meant."""

    @property
    def sheets(self) -> Sequence[str]:
        """Return the names of the sheets, in order."""
        return [str(name) for name in cast(Sequence[object], self.problems[0].fields["names"])]


def import_form(path: Path, target: Path, lang: Lang, sheet: str = "") -> FormDraft:
    """Read a form and write the design workbook of its draft; of a workbook with several forms that on one `sheet`.

    ProblemsError as `form_reader.read`, `imported.no_sheet` for a sheet that is not there, SeveralFormsError where it
    is not said which form is meant, `imported.no_items` where no indicator is found, `file.locked`.
    """
    document = form_reader.read(path)
    place = Place(file=str(path))
    counts = [len(signs.findall("".join(passage.text for passage in document.everything()))) for signs in _SPELLINGS]
    if counts[0] > counts[1]:
        raise fail("imported.traditional", place)
    if sheet and sheet not in document.sheets():
        raise fail("imported.no_sheet", place, found=sheet, known=list(document.sheets()) or ["—"])
    several = [] if sheet else _several(document)
    if several:
        raise SeveralFormsError([Problem("imported.several", place, {"names": several})])
    made = draft(document.of(sheet) if sheet else document, lang)
    if not made.indicators and not made.adjustments:
        raise fail("imported.no_items", Place(file=str(path)))
    write(made.content, target, lang, plan=made.plan, sourced=made.sourced)
    return made


def draft(document: Document, lang: Lang) -> FormDraft:
    """Return the draft of a document."""
    return _Drafting(document, form(document), lang).made()


@dataclass(frozen=True)
class _Fate:
    """What became of a text, how sure that is, and the path of the item that it is told at, "" where it is none's."""

    mark: Mark
    words: str
    at: str = ""

    def also(self, other: "_Fate", lang: Lang) -> "_Fate":
        """Return the fate of a text that became two things of one item."""
        words = self.words if other.words in self.words else _joined(lang, [self.words, other.words])
        worse = max(self, other, key=lambda fate: [*SIGNS].index(fate.mark))
        return _Fate(worse.mark, words, worse.at)


@dataclass
class _Drafting:
    """Puts together what the indicators and the words of a form make."""

    document: Document
    form: Form
    lang: Lang
    notes: dict[tuple[str, str], SourceNote] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    became: dict[Spot, _Fate] = field(default_factory=dict)
    adjustments: list[Part] = field(default_factory=list)
    scale: Grades | None = None
    factors: Part | None = None
    barring: dict[str, dict[str, Part]] = field(default_factory=dict)
    following: list[Passage] = field(default_factory=list)
    is_baseless: bool = False
    kept: Sequence[ItemReading] = ()

    def made(self) -> FormDraft:
        """Return the draft."""
        self.scale = grades(self.form)
        found = [self._barring(each) for each in self._floored(indicators(self.form))]
        found = [_in_period(each, self._cycle()) for each in found]
        short = lacking(self.form)
        kept = [] if _only_changes(found) else [each for each in found if not _is_beside(each, found, short)]
        kept = _without_extras(kept)
        self.kept = kept
        content = self._content(kept)
        self._grades(content)
        for part in [part for each in kept for part in self.barring.get(each.key, {}).values()]:
            self._part(content, part, [])
        self.is_baseless = not kept and base_points(self.form)[1] is None
        self._adjustments(content, [each for each in found if each not in kept])
        if not kept and (found or self.adjustments):
            self._base(content)
        self._limits(content)
        self._beyond_base(content)
        self._consequences(content)
        self._rated(kept)
        self._confirmed(kept)
        self._words()
        self._headings(content, kept)
        plan, rated = _trial(content)
        _keep_kinds(content, kept)
        sourced = Sourced(self.notes, self.marks, list(self._lines()))
        return FormDraft(content, kept, sourced, plan=plan, rated=rated, adjustments=self.adjustments)

    def say(self, key: str, **fields: object) -> str:
        """Return a text about imports."""
        return text(self.lang, f"imported.{key}", **fields)

    def _barring(self, each: ItemReading) -> ItemReading:
        """Return an indicator whose rule says what is vetoed beside what it takes: that is a veto of the draft."""
        scale = self.scale.said["scale"] if self.scale else {}
        parts = rule_vetoes(f"veto_{each.key}", each.item, list(scale)) if each.made else {}
        self.barring[each.key] = parts
        following = rule_consequences(each.item, scale) if each.made else {}
        self.following += following.values()
        told = [each for words in (*parts, *following) for each in (words, shortened(words))]
        left = [key for key in each.of_rule if not (key.startswith(_FOLLOWS) and _is_told(key, told))]
        return replace(each, of_rule=tuple(left))

    def _floored(self, found: Sequence[ItemReading]) -> list[ItemReading]:
        """Return indicators whose lowest points are not assumed where a sentence says of all that they end at 0."""
        passing = [passage for passage in self.form.words if is_passing_on(passage.text)]
        if passing:
            for passage in passing:
                self._became(passage, "assumed", self.say("became.no_floor"))
            return [_unfloored(each) for each in found]
        is_said = any(is_emptying(passage.text) for passage in self.form.words)
        is_said |= any(is_emptying_beside(passage.text) for passage in self.form.totals)
        left = [tuple(remark for remark in each.of_rule if remark != "assumed.floor" or not is_said) for each in found]
        return [replace(each, of_rule=told) for each, told in zip(found, left, strict=True)]

    # What becomes of items.

    def _content(self, kept: Sequence[ItemReading]) -> dict[str, Any]:
        """Return what the scheme file says, and note where it comes from."""
        content: dict[str, Any] = {"id": NEW_ID, "name": self.form.name, "cycles": [self._cycle()]}
        self._fact("id", "assumed", self.say("note.id"))
        self._fact("name", "understood", self.say("note.title", name=self.form.name))
        sections: dict[str, str] = {}
        for each in kept:
            block = content
            path = "indicators"
            if any(other.item.section for other in kept):
                name = each.item.section or self.say("other_section")
                key = sections.setdefault(name, f"section_{len(sections) + 1}")
                block = content.setdefault("sections", {}).setdefault(key, {"name": name, "indicators": {}})
                path = f"sections.{key}.indicators"
            said: dict[str, Any] = {"name": each.item.name} | ({} if each.points is None else {"points": each.points})
            if each.made is not None:
                said |= said_of(each.made, each.out_of, each.points)
                self._needed(content, each.made, each.rule_mark, self._source(each))
            block.setdefault("indicators", {})[each.key] = said
            self._indicator(f"{path}.{each.key}", each)
        self._doubt(sections)
        self._full_points(content, kept)
        return content

    def _doubt(self, sections: Mapping[str, str]) -> None:
        """Ask of each section, by its name, whose points differ from the sum of its items, which of both holds."""
        told = ("open.section_differs",)
        for name in sections.keys() & doubted_sections(self.form):
            path = f"sections.{sections[name]}"
            heads = [passage for passage in self.form.headings if section_named(passage.plain)[0] == name]
            self.marks[path] = "not_understood"
            self.notes[path, "name"] = SourceNote("not_understood", self._sentences(heads, "not_understood", told))
            for passage in heads:
                self._became(passage, "not_understood", self._because("section", told, name=name), path)

    def _needed(self, content: dict[str, Any], made: RuleDraft, mark: Mark, words: str) -> None:
        """Add the inputs and the like that a rule needs; what is to be decided is decided at the rule."""
        mark = "assumed" if mark == "not_understood" else mark
        for block, items in made.needed.items():
            there = content.setdefault(block, {})
            called = {said["name"] for key, said in there.items() if block == "inputs" and key not in items}
            for key, said in items.items():
                there[key] = deepcopy(said)
                if block == "inputs" and said["name"] in called:  # 「差错」 of two items
                    there[key]["name"] = f"{made.name}{self._colon}{said['name']}"
                self.marks[f"{block}.{key}"] = mark
                self.notes[f"{block}.{key}", "name"] = SourceNote(
                    mark, f"{words}\n{self.say('note.made_for', name=made.name)}"
                )

    def _cycle(self) -> str:
        """Return the period of the form, as its title or its words say it; else a month is assumed."""
        told = [passage for item in self.form.items for passage in item.others if len(passage.plain) <= _CYCLE_MOST]
        for passage in (*self.form.headings[-1:], *self.form.headings, *self.form.words, *told):
            written = _ADJUSTED.sub("", _UNTICKED.sub("", passage.text))
            for cycle, pattern in _CYCLES:
                if (match := re.search(pattern, written)) and len(passage.text) < 60:
                    words = self.say("note.cycle", found=match[0], text=passage.text.rstrip("。."))
                    self._fact("cycles", "assumed", words)
                    return cycle
        weekly = next(
            (passage for passage in (*self.form.headings, *self.form.words) if _WEEKLY.search(passage.text)), None
        )
        self._fact("cycles", "assumed", self.say("note.no_cycle" if weekly is None else "note.weekly"))
        return "month"

    def _fact(self, key: str, mark: Mark, words: str) -> None:
        self.notes["", key] = SourceNote(mark, f"{SIGNS[mark]} {words}")

    def _full_points(self, content: dict[str, Any], kept: Sequence[ItemReading]) -> None:
        """State what the full points sum to."""
        known = [each.points for each in kept if each.points is not None]
        total = round(sum(known), 6)
        stated = stated_total(self.form.totals)
        weighed = self.form.weighed
        is_short = weighed is not None and _WHOLE > weighed > _WHOLE / 2  # of what is missing nobody knows what it is
        if total == 100 and stated in (None, 1, 100) and not is_short:
            return
        mark: Mark = "assumed" if len(known) == len(kept) and stated in (None, total) else "not_understood"
        content["full_points"] = total
        words = (
            self.say("note.total", total=f"{total:g}")
            if stated is None
            else self.say("note.totals", total=f"{total:g}", stated=f"{stated:g}")
        )
        of_sections = _sums(kept)
        if any("assumed.amount" in each.item.told for each in kept):
            words = self.say("note.amounts", total=f"{total:g}")
        if len(of_sections) > 1 and {*of_sections.values()} == {_WHOLE}:
            words = self.say("note.wholes", names=self._named_sections(of_sections))
        elif posts := _of_posts(of_sections):
            common, *others = posts
            words = self.say("note.posts", names=self._named_sections(others), common=common)
        if is_short:
            mark, words = "not_understood", f"{words}\n{self.say('note.weights', total=f'{weighed:g}')}"
        self._fact("full_points", mark, words)

    def _named_sections(self, sections: Iterable[str]) -> str:
        """Return how sections are called, that without a title as the draft calls it."""
        comma = text(self.lang, "problems.comma")
        return comma.join(f"“{name or self.say('other_section')}”" for name in sections)

    def _became(self, passage: Passage, mark: Mark, words: str, at: str = "") -> None:
        """Say what became of a text, once; what it is beside that is said too, where the same item tells of it."""
        fate = _Fate(mark, words, at)
        before = self.became.setdefault(passage.spot, fate)
        blocks = {each.partition(".")[0] for each in (at, before.at)}
        if at and (before.at == at or blocks in ({"adjustments"}, {"vetoes"})):
            self.became[passage.spot] = before.also(fate, self.lang)

    def _indicator(self, path: str, each: ItemReading) -> None:
        """Note where an indicator comes from, and what became of its sentences."""
        self.marks[path] = each.mark
        item = each.item
        if item.title is not None:
            told = [f"{SIGNS[each.name_mark]} {self._at(item.title)}", *self._told(each.of_name)]
            self.notes[path, "name"] = SourceNote(each.name_mark, "\n".join(told))
            of_name = each.name_mark if any(item.sentences()) else each.mark
            self._became(item.title, of_name, self.say("became.name", name=item.name), path)
        worth = item.worth_at
        words = self._at(worth) if worth else self.say("note.nothing")
        told = [f"{SIGNS[each.points_mark]} {words}", *self._told(each.of_points)]
        self.notes[path, "points"] = SourceNote(each.points_mark, "\n".join(told))
        if worth is not None:
            self._became(worth, each.points_mark, self._because("points", each.of_points, name=item.name), path)
        rule = each.made.indicator["rule"] if each.made else {}
        for column in ("kind", "of", "figures", *(key for key in _RARE_COLUMNS if key in rule)):
            self.notes[path, column] = SourceNote(each.rule_mark, self._source(each))
        for passage in item.sentences():
            unused = next((key for key, texts in _unused(each) if passage in texts), "")
            mark: Mark = "assumed" if unused else each.rule_mark
            key = unused or ("rule" if each.made else "no_rule")
            self._became(passage, mark, self._because(key, () if unused else each.of_rule, name=item.name), path)
        ranged = [item.span.said] if item.span else []
        for passage in (*item.within, *(change.takes for change in item.changes), *ranged):
            self._became(passage, each.rule_mark, self._because("rule", each.of_rule, name=item.name), path)
        for passage in item.others:
            self._became(passage, "assumed", self.say("became.other", name=item.name), path)

    def _source(self, each: ItemReading) -> str:
        """Return where a rule comes from: its sentences, and what is assumed or open."""
        return self._sentences(list(each.item.sentences()), each.rule_mark, each.of_rule)

    def _sentences(self, sources: Sequence[Passage], mark: Mark, remarks: Sequence[str]) -> str:
        """Return sentences with their places, and what is assumed or open about them."""
        told = [*map(self._at, sources)] or [self.say("note.nothing")]
        return "\n".join([f"{SIGNS[mark]} {told[0]}", *told[1:], *self._told(remarks)])

    def _at(self, passage: Passage) -> str:
        """Return a text behind its place."""
        return f"{passage.spot.in_words(self.lang)}{self._colon}{passage.shown}"

    @property
    def _colon(self) -> str:
        return text(self.lang, "design.colon")

    def _told(self, remarks: Sequence[str]) -> list[str]:
        """Return remarks in words, those first about which somebody has to decide."""
        ordered = sorted(remarks, key=lambda remark: not remark.startswith("open."))
        return [f"{SIGNS[mark_of((remark,))]} {self._remark(remark)}" for remark in ordered]

    def _because(self, key: str, remarks: Sequence[str], **fields: object) -> str:
        """Return what something became, and what is assumed or open about that."""
        reason = _joined(self.lang, self._told(remarks))
        return self.say(f"became.{key}", **fields) + (f"{self.say('because')}{reason}" if reason else "")

    def _remark(self, remark: str) -> str:
        """Return a remark in words, with the words of the form that it is about: `open.figure:24 小时`."""
        key, _, about = remark.partition(":")
        own = f"imported.{key}"  # of forms, and not of sentences
        told = text(self.lang, own) if own in all_texts() else in_words(self.lang, key)
        return self.say("about", told=told, words=about) if about else told

    # What becomes of everything else.

    def _rated(self, kept: Sequence[ItemReading]) -> None:
        """Say of the sentence or the headings that tell who rates which indicators they hold for."""
        raters, lines = raters_of(self.form)
        rules = [each.made.indicator["rule"] if each.made else {} for each in kept]
        taken = [[*rule.get("raters", {}).values()] == raters for rule in rules]
        is_free = any(not rule or rule["kind"] in RATED for rule in rules)
        unused = "open.no_ratings" if is_free else "assumed.unused_raters"
        of_all: tuple[str, ...] = () if all(taken) else ("assumed.raters_of_some",) if any(taken) else (unused,)
        if is_free and not lines:
            for passage in (*self.form.words, *self.form.totals):
                if _WHO_RATES.search(passage.plain):
                    self._became(passage, "assumed", self.say("became.who_rates"))
        headed = [passage for passage in self.form.raters if rater_of(passage.plain)]
        if not lines and len({rater_of(passage.plain) for passage in headed}) > 1:
            lines, of_all = headed, ("open.raters_unweighed" if is_free else "assumed.raters_unused",)
            who = {rater_of(passage.plain) for passage in headed}
            told = any(SELF_ASIDE.search(passage.plain) for passage in (*self.form.words, *self.form.totals))
            if told and len(who) == _WITH_SELF and any(each.startswith(("自", "本人")) for each in who):
                of_all = ()  # 「自评仅供参考，以主管评分为准」: one rates
        own = [(each.item.rated, rule) for each, rule in zip(kept, rules, strict=True) if each.item.rated]
        of_some = [(rated.lines, _of_rated(rated, rule)) for rated, rule in own]
        for passage, remarks in [
            (passage, remarks) for texts, remarks in [*of_some, (lines, of_all)] for passage in texts
        ]:
            self._became(passage, mark_of(remarks), self._because("raters", remarks))

    def _base(self, content: dict[str, Any]) -> None:
        """Add the points from which a form starts that only adds and deducts."""
        points, passage = base_points(self.form)
        mark: Mark = "assumed" if passage is None else "understood"
        is_open = passage is None and only_counts(self.adjustments)
        mark = "not_understood" if is_open else mark
        rule = {"kind": "formula", "formula": "0" if is_open else "points"}
        content["indicators"] = {"base": {"name": self.say("base"), "points": points or 100, "rule": rule}}
        unsaid = self.say("note.counted" if is_open else "note.no_base")
        words = unsaid if passage is None else self._at(passage)
        self.marks["indicators.base"] = mark
        for column in ("name", "points", "figures"):
            self.notes["indicators.base", column] = SourceNote(mark, f"{SIGNS[mark]} {words}")
        if passage is not None:
            more = _LIMITED.search(passage.text) or re.search(
                r"\d", BASE.sub("", passage.plain)
            )  # 「…，低于 60 分的不合格」
            is_limited = bool(more) and limits([passage]) is None
            fate = _Fate("not_understood", self.say("became.base_limited"))
            rated = [_Fate("assumed", self.say("became.who_rates"))] if _RATED_BY.search(passage.plain) else []
            rated += [_Fate("assumed", self.say("became.words_to_see"))] if _AT_WILL.search(passage.plain) else []
            self.became[passage.spot] = fate if is_limited else _Fate(mark, self.say("became.base"))
            for each in rated:
                self.became[passage.spot] = self.became[passage.spot].also(each, self.lang)
        content.pop("full_points", None)
        self.notes.pop(("", "full_points"), None)
        if points not in (None, 100):
            content["full_points"] = points

    def _beyond_base(self, content: Mapping[str, Any]) -> None:
        """Say that more than the points can be got from which a form starts, where it adds and states no limit."""
        rules = [said["rule"] for said in content.get("adjustments", {}).values() if "rule" in said]
        adds = any(max(rule.get("additions", {}).values(), default=0) > 0 for rule in rules)
        limited = any(rule["kind"] not in ("add", "levels", "bands") for rule in rules)
        is_open = self.marks.get("indicators.base") == "not_understood"
        if "base" in content.get("indicators", {}) and adds and not limited and not is_open:
            self.marks["indicators.base"] = "assumed"
            for column in ("name", "points", "figures"):
                before = self.notes["indicators.base", column]
                told = self._told(["assumed.beyond_base"])
                self.notes["indicators.base", column] = SourceNote("assumed", "\n".join([before.words, *told]))

    def _adjustments(self, content: dict[str, Any], beside: Sequence[ItemReading]) -> None:
        """Make adjustments of items without full points and of sentences that only add or deduct."""
        scale = list(content.get("grades", {}).get("scale", ()))
        for number, each in enumerate(beside, 1):
            barring = item_vetoes(f"veto_item_{number}", each.item, scale)
            taken = [change.takes for change in each.item.changes]
            texts = [each.item.title, *each.item.sentences(), *each.item.within, *taken, *each.item.others]
            for part in barring:
                self._part(content, self._by_rater(content, each, part), [passage for passage in texts if passage])
            if barring or self._follows(content, each.item):
                continue
            key = f"change_{len(self.adjustments) + 1}"
            made = _extra(key, each) if each.item.worth is not None else of_item(key, each.item)
            if made is None:
                if not self._line_by_line(content, each.item) and _states_change(each.item):
                    self._undecided(content, each.item.name, [passage for passage in texts if passage])
                for passage in filter(None, texts):
                    self._became(passage, "not_understood", self.say("became.beside"))
            else:
                made = self._by_rater(content, each, unlimited(made) if self.is_baseless else made)
                read = {passage.spot for passage in made.sources}
                for passage in (*each.item.others, *each.item.abouts, *each.item.targets):
                    is_telling = _counts(passage) or is_limiting(passage.plain)
                    if passage.spot not in read and is_telling and passage is not each.item.worth_at:
                        self._became(passage, "assumed", self.say("became.other", name=each.item.name))
                self._change(content, made, [passage for passage in (*texts, each.item.worth_at) if passage])
        self._counted_work(content)
        for passage in self.form.words:
            if (
                passage.spot not in self.became
                and not self._lines_of(content, passage)
                and (name := name_of_change(passage))
            ):
                self._undecided(content, name, [passage])

    def _counted_work(self, content: dict[str, Any]) -> None:
        """Make adjustments of the kinds of work that a form without any indicator counts."""
        for work in () if self.form.items else counted_work.listed(self.form.words):
            if made := of_work(f"change_{len(self.adjustments) + 1}", work):
                self._change(content, made, [work.said])
            else:
                self._undecided(content, work.name, [work.said])

    def _by_rater(self, content: Mapping[str, Any], each: ItemReading, made: Part) -> Part:
        """Return a change, or a veto, with its figures given by the only one who rates its line, as its row says."""
        known = {str(name): key for key, name in content.get("raters", {}).items()}
        found = given_by(replace(each, key=made.key, made=made.needs), known)
        if found.made is None or found.made is made.needs or each.item.rated is None:
            return made
        for passage in each.item.rated.lines:
            self._became(passage, "assumed", self._because("raters", ("assumed.rater_gives",)))
        return replace(made, needs=found.made)

    def _follows(self, content: Mapping[str, Any], item: FormItem) -> bool:
        """Take a row without points for what follows for grade or pay; whether it says only that."""
        following = item_consequences(item, content.get("grades", {}).get("scale", {}))
        self.following += following
        for passage in [passage for passage in (item.title, *item.others) if passage and following]:
            self._became(passage, "understood", self.say("became.heading"))
        return bool(following)

    def _undecided(self, content: dict[str, Any], name: str, texts: Sequence[Passage]) -> None:
        """Add a row of what adds or takes in a way that is not understood, for HR to decide its rule."""
        key = f"change_{len(self.adjustments) + 1}"
        said = {"name": name}
        made = Part(
            "adjustments", key, name, said, needs=RuleDraft(key, name), sources=texts, remarks=("open.no_rule",)
        )
        self._change(content, made, texts)

    def _change(self, content: dict[str, Any], made: Part, texts: Sequence[Passage]) -> None:
        """Add what adds or takes; of a limit of another period than that of the form somebody has to decide."""
        told = of_other_period((passage.flat for passage in made.sources), content["cycles"][0])
        made = replace(made, remarks=(*made.remarks, *told))
        self.adjustments.append(made)
        self._part(content, made, texts)

    def _lines_of(self, content: dict[str, Any], passage: Passage) -> bool:
        """Make adjustments of a sentence; whether it says some."""
        parts = of_line(f"change_{len(self.adjustments) + 1}", passage)
        if mark := told_again(parts, self.kept):
            key = "confirmed" if mark == "understood" else "to_decide"
            self._became(passage, mark, self.say(f"became.{key}"))
            return True
        titles = [item.title for item in self.form.items if item.title is not None]
        of_items = {(title.spot.sheet, title.spot.table) for title in titles}
        if (
            passage.spot.column and (passage.spot.sheet, passage.spot.table) not in of_items
        ):  # of a table not understood
            parts = [replace(made, remarks=(*made.remarks, "assumed.of_table")) for made in parts]
        for made in [unlimited(each) for each in parts] if self.is_baseless else parts:
            self._change(content, made, [passage])
        return bool(parts)

    def _line_by_line(self, content: dict[str, Any], item: FormItem) -> bool:
        """Make adjustments of the sentences of a row without points; whether each says some by itself."""
        is_told = bool(item.rules) and not item.rows and all(of_line("part", passage) for passage in item.rules)
        for passage in item.rules if is_told else ():
            self._lines_of(content, passage)
        if is_told and item.title is not None:
            self._became(item.title, "understood", self.say("became.heading"))
        return is_told

    def _limits(self, content: dict[str, Any]) -> None:
        """Keep the total within what sentences say."""
        for passage in [passage for passage in self.form.words if passage.spot not in self.became]:
            of_changes = limiting_changes(passage, content, self.say("limit_of_changes"))
            if of_changes is not None and _trial(_with(content, of_changes))[0] is not None:
                self._part(content, of_changes, [passage])
        found = limits([*self.form.words, *self.form.headings, *self.form.totals], self._names())
        made = (
            limiting(found, content, self.say("limits"))
            if found and content.keys() & {"indicators", "sections"}
            else None
        )
        if made is not None and _trial(_with(content, made))[0] is not None:
            for passage in made.sources:
                self.became.pop(passage.spot, None)
            self._part(content, made, made.sources)
        for number, passage in enumerate(self.form.words, 1):
            at_most = capped(f"capped_{number}", passage, content) if passage.spot not in self.became else None
            if at_most is not None and _trial(_with(content, at_most))[0] is not None:
                self._part(content, at_most, [passage])

    def _names(self) -> list[list[str]]:
        """Return what sections are called, and what items are."""
        return [[*self.form.sections], [item.name for item in self.form.items]]

    def _confirmed(self, kept: Sequence[ItemReading]) -> None:
        """Say of sentences that only say what the draft does anyway that they do."""
        for passage in self.form.words:
            if passage.spot not in self.became and is_full_without_work(passage.text):
                self._became(passage, "assumed", self.say("became.no_work"))
            if passage.spot not in self.became and is_confirmed(passage.text, kept, self._names()):
                differs = weighs_otherwise(passage.text, kept)
                key = "weighed" if differs else "confirmed"
                self._became(passage, "assumed" if differs else "understood", self.say(f"became.{key}"))

    def _part(self, content: dict[str, Any], made: Part, texts: Sequence[Passage]) -> None:
        """Add a part to the draft, and say of its texts that they became that."""
        content.setdefault(made.block, {})[made.key] = deepcopy(made.said)
        words = self._sentences(made.sources, made.mark, made.remarks)
        self._needed(content, made.needs, made.mark, words)
        path = f"{made.block}.{made.key}"
        self.marks[path] = made.mark
        rule = made.content.get("rule", {})
        of_rule = ("kind", "figures", *(key for key in _RARE_COLUMNS if key in rule)) if rule else ()
        if not made.content:
            self.notes["", made.key] = SourceNote(made.mark, words)
        for column in (*made.content, *of_rule):
            self.notes[path, column] = SourceNote(made.mark, words)
        became = self._because(made.block if made.content else "lowering", made.remarks, name=made.name)
        for passage in texts:
            self._became(passage, made.mark, became, path)

    def _grades(self, content: dict[str, Any]) -> None:
        """Add the grades that the form states."""
        if self.scale is not None:
            content["grades"] = dict(self.scale.said)
            self._tell_grades(self.scale)
        given = {self.say("coefficients"): self.scale.coefficients, **self.scale.amounts} if self.scale else {}
        for number, (name, values) in enumerate(given.items()):
            key = f"grade_amount_{number}" if number else COEFFICIENTS
            if values:
                of_grade = {"name": name, "by": "grade", "value": dict(values)}
                content.setdefault("parameters", {})[key] = of_grade
            if number:
                content.setdefault("pay", {})[f"of_grade_{number}"] = {"name": name, "formula": key}
        self.factors = None if self.scale and self.scale.coefficients else coefficients(self.form)
        if self.factors is not None:
            self._part(content, self.factors, self.factors.sources)
        for texts in [[passage for row in scale for passage in row] for scale in self.form.scales]:
            open_ = [] if any(is_bound(passage.plain) for passage in texts) else ["open.no_scale"]
            for passage in texts:
                self._became(passage, "not_understood", self._because("to_decide", open_))

    def _tell_grades(self, found: Grades) -> None:
        words = self._sentences(found.sources, found.mark, found.remarks)
        for grade in found.said["scale"]:
            self.marks[f"grades.{grade}"] = found.mark
            for column in ("name", "bound", "quota"):
                self.notes[f"grades.{grade}", column] = SourceNote(found.mark, words)
        for column in ("name", "value") if found.coefficients else ():
            self.notes[f"parameters.{COEFFICIENTS}", column] = SourceNote(found.mark, words)
        for place, passage in enumerate(found.sources):
            fate = self._because("grades", () if place else found.remarks)
            self.became[passage.spot] = _Fate(found.mark, fate, f"grades.{next(iter(found.said['scale']))}")

    def _consequences(self, content: dict[str, Any]) -> None:
        """Add vetoes and pay as far as they are understood; what does not go with the rest stays a sentence."""
        left = [passage for passage in self.form.words if passage.spot not in self.became]
        bounds = content.get("grades", {}).get("scale", {})
        scale = [*bounds]
        of_vetoes = [part for parts in vetoes(left, scale) for part in parts]
        figures = content.get("inputs", {}).items()
        there = {said["name"]: key for key, said in figures if said["type"] in ("number", "money", "rate", "count")}
        there |= dict.fromkeys(OF_GRADES, COEFFICIENTS) if self._coefficients_of() else {}
        paid = self._paid([said for said in left if all(said not in each.sources for each in of_vetoes)], there)
        listed = [*unpaid_cases(left)]
        paid = paid.in_full(left).withheld([*left, *self.following, *(case for _, cases in listed for case in cases)])
        down = lowering([*left, *self.following], bounds)
        graded, items = self._graded_beside(paid, of_vetoes, scale)
        parts = [*of_vetoes, *graded, *([down] if down else []), *items]
        fits = bool(parts) and _trial(content)[0] is not None
        for each in parts:
            if fits and _trial(_with(content, each))[0] is None:
                continue
            self._part(content, each, each.sources)
        for head, cases in listed:
            if all(case.spot in self.became for case in cases):
                self._became(head, "understood", self.say("became.heading"))
        for passage in paid.sums:
            self._became(passage, "understood", self.say("became.sum_of_pay"))

    def _graded_beside(
        self, paid: Paid, of_vetoes: Sequence[Part], scale: Sequence[str]
    ) -> tuple[list[Part], list[Part]]:
        """Return the vetoes of sentences that withhold pay, and the items of pay with what these leave of them."""
        found: list[Part] = []
        items = list(paid.items)
        taken = {said.spot for each in of_vetoes for said in each.sources}
        said_of = {said.spot: said for each in items for said in each.sources if said.spot not in taken}
        for number, said in enumerate(said_of.values(), 1):
            words, made = beside_pay(f"veto_beside_{number}", said, scale) if withholding(said) else ("", None)
            found += [made] if made else []
            left = f"assumed.unused:{words}" if words and not made else ""
            items = [
                replace(each, remarks=(*each.remarks, left)) if left and said in each.sources else each
                for each in items
            ]
        return found, items

    def _paid(self, lines: Sequence[Passage], there: Mapping[str, str]) -> Paid:
        """Return what sentences pay; coefficients of grades that none takes are multiplied with a base of their own."""
        paid = pay(lines, there)
        in_two = [part for number, passage in enumerate(lines, 1) if (part := of_points(f"shared_{number}", passage))]
        if in_two:
            return replace(paid, items=[*paid.items, *in_two])
        taken = any(COEFFICIENTS in part.content["formula"] for part in paid.items)
        sources = self._coefficients_of()
        if taken and stated_base(sources):  # an amount that the formula of another sentence does not take
            fate = _Fate("not_understood", self._because("to_decide", ()))
            self.became |= dict.fromkeys((passage.spot for passage in sources), fate)
        if taken or not sources:
            return paid
        if self.scale is not None and self.scale.paid:
            return pay([*lines, replace(sources[-1], text=self.scale.paid)], there)
        alone = [said for said in lines if states_base(said)]
        if len(alone) == 1 and (first := stated_base([replace(alone[0], text=f"{alone[0].plain.rstrip('。')}。")])):
            return pay([*lines, replace(alone[0], text=f"{first['name']}={first['amount']}×等级系数")], there)
        written = " ".join(passage.plain for passage in sources)
        wage, base = _NAMED_PAY.search(written), _BASE_AMOUNT.search(written)
        if first := stated_base(sources):
            return pay([*lines, sources[-1].meaning(f"{first['name']}={first['amount']}×等级系数")], there)
        if base is not None:
            return pay([*lines, sources[-1].meaning(f"奖金={base['amount']}×等级系数")], there)
        told = "assumed.given_by_hr" if wage else "assumed.coefficients"
        if self.factors is not None:
            remarks = (*self.factors.remarks, told)
            fate = _Fate(mark_of(remarks), self._because("measures", remarks, name=self.factors.name))
            self.became |= dict.fromkeys((passage.spot for passage in sources), fate)
        elif self.scale is not None:
            self._tell_grades(replace(self.scale, remarks=(*self.scale.remarks, told)))
        written = f"{wage[0]}={wage[0]}基数×等级系数" if wage else BY_GRADE
        return pay([*lines, sources[-1 if wage else 0].meaning(written)], there)

    def _coefficients_of(self) -> Sequence[Passage]:
        """Return the sentences that state coefficients by grade or by points, none where the form has none."""
        if self.factors is not None:
            return self.factors.sources
        return self.scale.sources if self.scale is not None and self.scale.coefficients else []

    def _words(self) -> None:
        """Say of the other sentences whether they are mere words; the cases below a head to decide are none."""
        for title, *texts in self.form.beside:
            left = [passage for passage in texts if passage.spot not in self.became]
            is_out = _NOT_APPRAISED.search(title.text) is not None
            for passage in (title, *left) if left else ():
                words = self.say("became.not_appraised" if is_out else "became.beside")
                self._became(passage, "assumed" if is_out else "not_understood", words)
            self._became(title, "understood", self.say("became.heading"))
        for head, below in pairwise(self.form.words):
            told = self.became.get(below.spot)
            if told and told.at.startswith(_BESIDE_ITEMS) and _HEAD_OF_PART.fullmatch(NUMBERING.sub("", head.plain)):
                self._became(head, "understood", self.say("became.heading"))
        for passage in _serials(self.form.words):
            self._became(passage, "understood", self.say("became.heading"))
        for passage in self._dropped():
            self._became(passage, "not_understood", self.say("became.to_decide"))
        is_listed = is_bare = False
        first: Passage | None = None
        for passage in self.form.words:
            is_numbered = bool(_CASE.match(passage.plain)) and is_case_beside(first or passage, passage)
            is_case = is_listed and (is_numbered or (is_bare and bool(_BARE_CASE.fullmatch(passage.plain))))
            first = (first or passage) if is_case else None
            is_head = bool(_HEAD.search(passage.plain)) and not _CONTENTS.search(passage.plain)
            is_listed = is_case or is_head
            is_bare = is_head or (is_bare and is_case and not is_numbered)
            if passage.spot in self.became or _FORM_NUMBER.fullmatch(passage.plain):
                self._became(passage, "understood", self.say("became.heading"))
                continue
            self._sentence(passage, is_case=is_case)
        for passage in self.form.totals:
            figures = {float(found) for found in re.findall(r"\d+(?:\.\d+)?", passage.plain)}
            is_shared = bool(parted(passage.text))  # among the sections, as the draft has it
            is_counted = not is_shared and not worth_of(passage.plain) and bool(figures - {1, _WHOLE})
            is_open = bool(_LIMITED.search(passage.text)) or is_counted
            key = "to_decide" if is_open else "confirmed" if is_shared else "total"
            self._became(passage, "not_understood" if is_open else "understood", self.say(f"became.{key}"))

    def _dropped(self) -> Iterator[Passage]:
        """Yield the rows of a table of which nothing was taken though several have a name and a figure."""
        rows: dict[tuple[str, int, int], list[Passage]] = {}
        for passage in self.form.words:
            if passage.spot.column and passage.spot not in self.became and not SIGNED.fullmatch(passage.plain):
                rows.setdefault((passage.spot.sheet, passage.spot.table, passage.spot.row), []).append(passage)
        told = {at: row for at, row in rows.items() if any(map(_counts, row)) and not all(map(_counts, row))}
        for (sheet, table, row), passages in told.items():
            if {(sheet, table, row - 1), (sheet, table, row + 1)} & told.keys():
                yield from passages

    def _headings(self, content: Mapping[str, Any], kept: Sequence[ItemReading]) -> None:
        """Say of headings that they are some; with a figure that nothing of the draft has they are no mere headings."""
        sums = _sums(kept)
        inside: dict[str, float] = {}
        for each in kept:  # what sections within a part state, which counts up to it
            inside[each.item.part] = round(inside.get(each.item.part, 0) + (each.out_of or each.points or 0), 6)
        whole = {**sums, "": round(sum(sums.values()), 6), "inside": [*inside.values()]}
        names = {_column_of(item.title) for item in self.form.items if item.title is not None}
        for passage in self.form.unread:
            self._became(passage, "not_understood", self.say("became.to_decide"))
        for passage in (*self.form.headings, *self.form.raters):
            # 「投标信息（10分）」 among items
            is_worth = bool(named(passage.plain)[1]) and _column_of(passage) in names
            states_weight = passage not in self.form.raters and (is_worth or bool(_WEIGHING.search(passage.plain)))
            made = (whole,) if states_weight else (content, sums)  # elsewhere the same figure is another's
            is_lost = _counts(passage) and is_unused(_DATED.sub("", passage.plain), *made)
            is_lost |= bool(_LEVEL_HEAD.search(passage.plain)) and passage not in self.form.raters
            is_lost |= bool(_UNRULED.fullmatch(passage.plain)) or self._is_unheard_rater(passage)
            is_weight = is_lost and states_weight
            mark: Mark = "not_understood" if is_weight else "assumed" if is_lost else "understood"
            key = "to_decide" if is_weight else "words_to_see" if is_lost else "heading"
            self._became(passage, mark, self.say(f"became.{key}"))
        for passage in self.form.serials:
            self._became(passage, "understood", self.say("became.heading"))

    def _is_unheard_rater(self, heading: Passage) -> bool:
        """Return whether a heading names a post beside the headings of raters, in the same row of a table."""
        at = heading.spot
        rows = {(each.spot.sheet, each.spot.table, each.spot.row) for each in self.form.raters}
        is_beside = heading not in self.form.raters and (at.sheet, at.table, at.row) in rows
        return is_beside and bool(_POST.fullmatch(heading.plain))

    @property
    def _drafts_nothing(self) -> bool:
        """Return whether nothing of the form became a part of the draft: its tables may hold what is assessed."""
        return not self.marks and not self.adjustments

    def _sentence(self, passage: Passage, *, is_case: bool) -> None:
        """Say of a sentence that became nothing whether it is mere words; a case below a head to decide is none."""
        bare = _CROSSED_OUT.sub("", NUMBERING.sub("", passage.flat))
        reading = cell.read(bare, about="pay" if _OF_PAY.search(passage.text) else "rule")
        then = re.split("[，,;；]", bare.strip("。；; "))[-1]
        is_personnel = bool(_PERSONNEL.search(then)) and not _GIVING.search(then)
        is_ruling = bool(_RULING.search(bare)) and not is_personnel
        loud = is_ruling and [piece for piece in reading.pieces if piece.kind not in _QUIET]
        follows = _FOLLOWING & {*reading.told}
        parts = parted(passage.text)
        has_figure = _counts(passage)
        if (
            loud
            or (follows and not is_personnel)
            or is_case
            or len(parts) > 1
            or _NOT_ONLY_WORDS.search(bare)
            or (is_ruling and reading.mark == "not_understood" and has_figure)
        ):
            is_short = (
                len(parts) > 1 and Shares(parts, [passage]).are_raters and abs(sum(parts.values()) - 1) > TOLERANCE
            )
            open_ = ["open.shares"] if is_short else [each for each in reading.told if each.startswith("open.")]
            open_ = [of_grades] if (of_grades := open_of(passage, self.scale)) else open_
            self._became(passage, "not_understood", self._because("to_decide", open_))
        elif (
            has_figure
            or follows
            or "assumed.measure" in reading.told
            or _OF_SCORES.search(bare)
            or is_limiting(bare)
            or _RATED_BY.search(bare)
            or _GRADES_TO_TICK.search(bare)
            or _UNRULED.fullmatch(bare)
            or (self._drafts_nothing and _is_in_table(passage))
            or self._is_among_items(passage)
        ):
            self._became(passage, "assumed", self.say("became.words_to_see"))
        else:
            self._became(passage, "understood", self.say("became.words"))

    def _is_among_items(self, passage: Passage) -> bool:
        """Return whether a text stands between the first and the last item of its table, and may be marked as these."""
        at = passage.spot
        rows = [
            item.title.spot.row
            for item in self.form.items
            if item.title is not None and (item.title.spot.sheet, item.title.spot.table) == (at.sheet, at.table)
        ]
        return (
            _is_in_table(passage)
            and bool(rows)
            and min(rows) <= at.row <= max(rows)
            and not SIGNED.fullmatch(passage.plain)
        )

    def _lines(self) -> Iterator[SourceLine]:
        """Yield every text of the document with what became of it."""
        lost = _Fate("not_understood", self.say("became.to_decide"))
        label = _Fate("understood", self.say("became.heading"))  # of a row that is told again beside its next one
        of_sentences: dict[Spot, _Fate] = {}
        for spot, fate in self.became.items():
            before = of_sentences.get(spot.whole)
            of_sentences[spot.whole] = before.also(fate, self.lang) if before else fate
        for passage in self.document.everything():
            is_label = bool(_HEAD_OF_PART.fullmatch(passage.plain)) and bool(passage.spot.column)
            fate = of_sentences.get(passage.spot, label if is_label else lost)
            if passage.spot.sheet and passage.text.startswith("="):
                fate = _Fate("not_understood", self.say("became.uncomputed"))
            yield SourceLine(passage.spot.in_words(self.lang), passage.shown, fate.mark, became=fate.words, row=fate.at)


def _in_period(each: ItemReading, cycle: str) -> ItemReading:
    """Return an indicator with what is assumed where what it wants is wanted less often than the form appraises."""
    longer = _LESS_OFTEN.get(cycle)
    item, kind = each.item, each.made.indicator["rule"]["kind"] if each.made else "deduct"
    texts = [passage.plain for passage in (*item.targets, *item.rules, *item.abouts)]
    limited = tuple(of_other_period(texts, cycle))
    each = replace(each, of_rule=(*each.of_rule, *limited)) if limited else each
    told = next(filter(None, (longer.search(written) for written in texts)), None) if longer else None
    if told is None or (kind in _EVER and not told[0].endswith("个月")):
        return each
    return replace(each, of_rule=(*each.of_rule, f"assumed.other_period:{told[0]}"))


def _joined(lang: Lang, words: Sequence[str]) -> str:
    return text(lang, "problems.semicolon").join(words)


def _is_told(remark: str, words: Sequence[str]) -> bool:
    """Return whether the words of a remark stand in some that are in the draft."""
    return any(remark.removeprefix(_FOLLOWS) in each for each in words)


def _unused(each: ItemReading) -> Iterator[tuple[str, Sequence[Passage]]]:
    """Yield what beside its rule an indicator's row says that the rule does not take in, by what it is."""
    if "assumed.about" not in each.of_rule:
        yield "about", each.item.abouts
    if each.made is not None and "assumed.target" not in each.of_rule:
        yield "target", each.item.targets


def _is_whole(found: Form) -> bool:
    """Return whether a sheet is a form by itself: its full points sum to a whole, or it starts from one."""
    made = indicators(found)
    is_sum = abs(sum(each.points or 0 for each in made) - _WHOLE) < 1
    return len(made) > 1 and (is_sum or (_only_changes(made) and base_points(found)[0] == _WHOLE))


def _several(document: Document) -> list[str]:
    """Return the sheets that are forms by themselves, or have items that are none together; [] where all is one."""
    forms = {name: form(document.of(name)) for name in document.sheets()}
    sums = {name: sum(each.points or 0 for each in indicators(found)) for name, found in forms.items()}
    whole = [name for name, found in forms.items() if sums[name] > _WHOLE or _is_whole(found)]
    told = [name for name, points in sums.items() if points]
    apart = [] if whole or abs(sum(sums.values()) - _WHOLE) < 1 else told
    return next((names for names in (whole, apart) if len(names) > 1), [])


def _is_in_table(passage: Passage) -> bool:
    """Return whether a text of some length stands in a cell."""
    return bool(passage.spot.table or passage.spot.sheet) and len(passage.plain) >= _FEWEST


def _states_change(item: FormItem) -> bool:
    """Return whether a row without full points has sentences and a figure that may add or take; a veto does neither."""
    texts = [*item.sentences(), *item.others]
    figured = any(_FIGURE.search(passage.plain) for passage in texts) or item.worth is not None
    return (
        any(item.sentences())
        and figured
        and not is_veto(item)
        and not any("否决" in passage.plain for passage in texts)
    )


def _is_beside(each: ItemReading, found: Sequence[ItemReading], short: Collection[str]) -> bool:
    """Return whether an item without full points stands among others that have some: it adds or deducts."""
    is_free = each.item.worth is None and not each.item.doubt and each.item.section not in short
    return is_free and any(other.item.worth is not None for other in found)


def _without_extras(found: Sequence[ItemReading]) -> list[ItemReading]:
    """Return indicators without those beside the full points that the others sum to: 「加分项 20」."""
    others = [
        each
        for each in found
        if not (_EXTRA.search(f"{each.item.section}{each.item.name}") or _is_told_extra(each.item))
    ]
    is_whole = abs(sum(each.points or 0 for each in others) - _WHOLE) < 1
    return others if is_whole else [*found]


def _is_told_extra(item: FormItem) -> bool:
    """Return whether a cell of its own says of an item that it adds: 「加分项」."""
    return any(CHANGE.fullmatch(said.plain) and not re.search("[扣减罚]", said.plain) for said in item.others)


def _only_adds(rule: Mapping[str, Any]) -> bool:
    """Return whether a rule counts from 0 what it adds."""
    parts = rule["parts"].values() if rule["kind"] == "sum" else [rule]
    return all(part["kind"] == "add" and min(part["additions"].values()) > 0 for part in parts)


def _extra(key: str, each: ItemReading) -> Part | None:
    """Return an indicator beside the full points as an adjustment, its points being the most that it adds."""
    if each.made is None or not _only_adds(each.made.indicator["rule"]):
        made = of_item(key, replace(each.item, worth=None))
        is_added = made is not None and made.content["rule"].get("additions") and _only_adds(made.content["rule"])
        return _within(each, made) if made and is_added else made
    content = {"name": each.item.name, "rule": each.made.indicator["rule"]}
    sources = list(each.item.sentences())
    told = tuple(remark for remark in each.of_rule if remark not in OF_ADDED)
    part = Part("adjustments", key, each.item.name, content, needs=each.made, sources=sources, remarks=told)
    return _within(each, part)


def _within(each: ItemReading, part: Part) -> Part:
    """Return what an item beside the full points adds, its points being the most, where each time adds no more."""
    if each.points is None:
        return part
    rule = {"cap": each.points, **part.content["rule"]}
    given = max(rule.get("additions", {}).values(), default=0)
    told = ("open.limits",) if given > rule["cap"] else ("assumed.cap",) if _is_told_extra(each.item) else ()
    return replace(part, said={**part.content, "rule": rule}, remarks=(*part.remarks, *told))


def _unfloored(each: ItemReading) -> ItemReading:
    """Return an indicator that can fall below 0, where its rule does not say that it does not."""
    if each.made is None or "assumed.floor" not in each.of_rule:
        return each
    rule = {**each.made.indicator["rule"], "floor": None}
    if "parts" in rule:
        rule["parts"] = {key: _without_floor(part) for key, part in rule["parts"].items()}
    told = tuple("assumed.no_floor" if remark == "assumed.floor" else remark for remark in each.of_rule)
    return replace(each, made=replace(each.made, indicator={**each.made.indicator, "rule": rule}), of_rule=told)


def _without_floor(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part of a rule that no longer ends at nothing."""
    is_taking = part["kind"] in ("standard_steps", "deduct")
    return {**part, "floor": None} if is_taking and part.get("floor") == 0 else dict(part)


def _of_rated(rated: Shares, rule: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is assumed or open about who rates an indicator."""
    if not rated.by_line:
        return () if "raters" in rule else ("open.no_ratings",)
    if "raters" in rule:
        return ("assumed.raters_alike",) if len(rated.of) > 1 else ()
    return (
        ("assumed.raters_unused",)
        if len(rated.of) > 1
        else ("assumed.rater_gives",)
        if rule
        else ("assumed.rater_told",)
    )


def _sums(found: Sequence[ItemReading]) -> dict[str, float]:
    """Return what the full points of each section sum to."""
    sums: dict[str, float] = {}
    for each in found:
        sums[each.item.section] = round(sums.get(each.item.section, 0) + (each.points or 0), 6)
    return sums


def _of_posts(sections: Mapping[str, float]) -> list[str]:
    """Return the section that makes a whole with each of the others, which are of posts, and these; none where none."""
    for common, points in sections.items():
        others = [name for name in sections if name != common]
        if len(others) > 1 and all(abs(points + sections[name] - _WHOLE) < TOLERANCE for name in others):
            return [common, *others]
    return []


def _column_of(passage: Passage) -> tuple[object, ...]:
    return passage.spot.sheet, passage.spot.table, passage.spot.column


def _counts(passage: Passage) -> bool:
    """Return whether a text has a figure other than those of dates, periods and numbering."""
    return bool(_FIGURE.search(_DATED.sub("", NUMBERING.sub("", passage.plain))))


def _serials(words: Sequence[Passage]) -> list[Passage]:
    """Return the texts of tables that only number the rows: 1, 2, 3 one below the other."""
    columns: dict[tuple[str, int, int], list[Passage]] = {}
    for passage in words:
        if passage.spot.column and re.fullmatch(r"\d{1,3}", passage.plain):
            columns.setdefault((passage.spot.sheet, passage.spot.table, passage.spot.column), []).append(passage)
    counting = [each for each in columns.values() if len(each) > 1]
    return [
        passage
        for each in counting
        if [int(one.plain) for one in each] == [*range(1, len(each) + 1)]
        for passage in each
    ]


def _only_changes(found: Sequence[ItemReading]) -> bool:
    """Return whether a form states no full points of its items, most of which only add or deduct."""
    changing = [each for each in found if is_signed(each.item) or of_item("item", each.item) is not None]
    return all(each.points is None or each.item.worth is None for each in found) and 2 * len(changing) > len(found)


def _with(content: Mapping[str, Any], each: Part) -> dict[str, Any]:
    """Return what the scheme file says, and a part with what it needs."""
    blocks = {**each.needs.needed, each.block: {each.key: each.said}}
    return {**content, **{name: {**content.get(name, {}), **added} for name, added in blocks.items()}}


def _keep_kinds(content: Mapping[str, Any], kept: Sequence[ItemReading]) -> None:
    """Name the kind of the rules whose figures are still blank, which a scheme cannot be tried with."""
    groups = [content, *content.get("sections", {}).values()]
    drafted = {key: said for group in groups for key, said in group.get("indicators", {}).items()}
    for each in kept:
        for kind in [kind for remark, kind in BLANK_KINDS.items() if remark in each.of_rule and each.made is None]:
            drafted[each.key]["rule"] = {"kind": kind}


def _trial(content: Mapping[str, Any]) -> tuple[Plan | None, list[str]]:
    """Return the scheme to try the draft on, with ratings by hand where there is no rule yet, and their names."""
    whole = deepcopy(dict(content))
    whole["full_points"] = None
    rated = []
    groups = [whole, *(whole.get("sections") or {}).values()]
    for group in groups:
        for key, said in list((group.get("indicators") or {}).items()):
            if "rule" not in said and said.get("points"):
                said["rule"] = {"kind": "rating"}
                rated.append(said["name"])
            elif "rule" not in said:
                del group["indicators"][key]
    changes = whole.get("adjustments") or {}
    whole["adjustments"] = {key: each for key, each in changes.items() if "rule" in each}
    whole["sections"] = {key: each for key, each in (whole.get("sections") or {}).items() if each["indicators"]}
    if not any(group.get("indicators") for group in (whole, *whole["sections"].values())):
        return None, rated
    try:
        return compile_scheme(Scheme.model_validate(whole)), rated
    except (ProblemsError, ValueError):
        return None, rated
