"""What is recognised of a form: its items and what is written of them, and how a text states a name and points."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from presales_xl.design.imported.column_headings import purpose
from presales_xl.design.imported.shares import Shares
from presales_xl.design.imported.source import NUMBERING, Passage, Spot, without_blanks

TOTAL = re.compile(
    r"(?:(?:总|加权|本[月季年期]度?|考[核评]|评[分价]|绩效|各项)*(?:合|总|小|共|累)计分?|总分|总和|汇总|小结|总权重|总分值|(?:权重|分值|得分)(?:合|总)计|总得分|考核总分|综合得分|total).{0,12}",
    re.IGNORECASE,
)
#: What comes of a form: its total and its grade in any words. With points that are less than a whole it is an item.
RESULT = re.compile(
    r"(?:[本当该]?[月季年期]度?|最[终后]|实际?|综合|加权|考[核评]|绩效|评估|评定|岗位|职位|个人|本人|员工|各项|应得|总体?|上级|自评|基础(?=[绩考]))*"
    r"(?:得分率?|总?分数?|总?成绩|总?评分?|等级|级别|评级|系数|结果|评价|权重|等第)(?:评定|确认|合计|总计)?[:：]?"
)
SIGNED = re.compile(
    r".*(?:签字|签名|签章|意见|评述|审批|审核|评语|盖章|确认栏?|填表日期|考核日期|(?:下达|接受|接收|签署)日期|目标(?:下达|接受|接收)[者人]|考核者|考评者|被考核人|考核人|考评人|检查人|复核人|评分人|填表人|制表人|受约人|发约人|面谈(?:记录|情况|内容)?"
    r"|改进(?:计划|措施|建议)|发展建议|培训建议)[:：]?.{0,30}"
    r"|(?:考核|评分|填表|计分|其他|特别|情况)?(?:备注|说明|注|日期)[:：]?"
    r"|(?:员工)?本人[:：]?|(?:直[接属]|间接|隔级|部门)?(?:上级|主管|领导|负责人|经理)[:：]?|总经理[:：]?|(?:人力资源|人事|行政)部?(?:门|经理)?[:：]?"
)
_WORTH = (
    r"(?:权重|分值|配分|满分|(?:权限|标准|基准|基本|应得|额定|规定)分|占(?:比|(?:考核)?总(?:分|成绩)的?)?|计|共|总分)?[:：为]?\s*"
    r"(?P<worth>\d+(?:\.\d+)?)\s*(?P<unit>%|分)?"
)
#: A sign for points in brackets behind a name: 「台账（10’）」.
_PRIME = re.compile(r"(?<=\d)\s?['’′＇´](?=\s*\)\s*$)")
BEHIND = re.compile(rf"(?P<name>.+?)\s*[(\[【]{_WORTH}[)\]】]\s*")
_WORTH_ALONE = re.compile(_WORTH)
#: The share of a section behind its name without brackets: 「能力指标85%」; 「准确率100%」 is what is wanted of it.
_SHARE_BEHIND = re.compile(
    r"(?P<of>.*[^\W\d_])\s*(?:总分值?|满分|分值|权重|小计)\s*[:：]?\s*(?P<total>\d+(?:\.\d+)?)\s*(?P<in>%|分)?"
    r"|(?P<name>.*[^\W\d_][)）]?)(?!(?:(?<=[率为到])|(?<=满意度))\s*[:：]?\s*[\d.]+\s*%)"
    r"\s*[:：]?\s*(?P<worth>\d+(?:\.\d+)?)\s*(?P<unit>%|分)"
)
#: What a section is worth in brackets with more behind: 「经济指标（20 分，由财务部考核）」.
_WORTH_FIRST = re.compile(
    r"(?P<name>[^(（]+)[(（](?:共|计|满分|总分|权重|分值|占)*[:：]?(?P<worth>\d+(?:\.\d+)?)(?P<unit>%|分)[，,；;][^()（）]*[)）]"
)
#: For whom a section is, behind what it is worth: 「（30%）（供主管使用）」.
_FOR_WHOM = re.compile(
    r"(?<=[)）])\s*[(（][^()（）\d]*(?:适用|使用|填写?|专用)[)）]\s*$|(?<=\d%)[(（]含[^()（）\d]*[)）]\s*$"
)
#: The points of a section below its name, in the same cell: 「销售 40」.
_WORTH_BELOW = re.compile(r"(?P<name>[\u3400-\u9fff]{2,12})\s(?P<worth>\d{1,3})")
#: What an item is worth in brackets within a line: 「……的比率。（占比：10%）85%以上得10分」.
WORTH_WITHIN = re.compile(
    r"[(（\[【]\s*(?:权重|分值|配分|满分|占比?|比重)[:：为]?\s*(?P<worth>\d+(?:\.\d+)?)\s*(?P<unit>%|％|分)?\s*[)）\]】]"
)
#: A line that begins with what an item is worth, without brackets or with more behind: 「投标，35 分。……」.
WORTH_BEHIND = re.compile(
    rf"(?P<name>(?:[^，,。：:；;（(【\[]|[（(][^（）()\d]{{2,20}}[)）](?=[，,]|\s*(?:满分|分值|权重|共|计)?\d)){{2,25}}?)\s*(?:[（(【\[]\s*{_WORTH}\s*[)）\]】]"
    r"|(?:[，,。：:、\s]+|(?=权重|满分|分值|占|权限分|标准分|基准分)|(?<![到于过满为每得扣加减各少多低高足超计以第达最限共约前近\d.])(?=\d+(?:\.\d+)?分)|(?<=[)）])[共计]{1,2}(?=\d)|(?<=[)）]\s)[共计]{1,2}(?=\d))(?:权重|分值|配分|满分|占比?|(?:权限|标准|基准|基本|应得|额定|规定)分)?[:：为]?\s*(?P<bare>\d+(?:\.\d+)?)\s*(?P<of>[%分]))"
    r"\s*(?:[，,。；;：:\s]+(?P<rest>.*))?",
    re.DOTALL,
)
#: What an item is worth at the beginning of what is said of it: 「本项满分 10 分；漏记一次扣 1 分」.
WHOLE_FIRST = re.compile(
    r"(?:(?:本项|该项|此项|单项)?(?:满分|分值|总分|基准分|标准分|共计?|计)|(?:本|该|此)项占?"
    r"|(?=\d{1,3}\s*分[，,；;][^得\d]*[扣减]\s*\d))[为:：]?\s*(?P<worth>\d{1,3}(?:\.\d+)?)\s*(?:分|(?=。))(?:[，,；;。]|$)"
)
#: How a line begins that is about the whole form and no item's.
BESIDE = re.compile(
    r"[本此]表|[被各]?(?:考核|考评|评分)人"
    r"|(?:[本当该]?[月季年]度?|考核|绩效|综合|最终|总体?|年终)*(?:评定|评级|等级|结果|总分|成绩|系数|奖金|工资)"
    r"|(?:考核|绩效|综合|最终|总|[月季年]度)得分(?:在|达到?)?\d|附加分?|[加减扣奖]+分项?目?\s*[:：]|奖[励惩罚]|处罚|惩罚|(?:一票)?否决|备注|说明|注\s*[:：]"
)
HEADED = re.compile(r"(?P<head>[^:：。；;]{2,30}?)\s*[:：]\s*(?P<rest>.*)", re.DOTALL)
RULED = re.compile(r"\d+\s*分|[^\d\s~-][-+]\d+(?:\.\d+)?(?:$|[/，；;])|[得扣加减]\s*\d|不得分|满分|一票否决|%")
#: The range of points in the heading above ratings.
_SCALED = re.compile(
    r"[(（\[]?\s*(?:(?:满分)?(?P<whole>\d{1,3})\s*分制|(?P<low>\d{1,2})\s*分?\s*[-~～—–至到]\s*(?P<high>\d{1,3})\s*分?)\s*[)）\]]?$"
)
#: A heading below which is ticked what is met: 「合格打√」.
TICKED = re.compile("(?:合格|达标|达到|做到|符合|完成|是)[^，。；]{0,4}(?:[打画划记]?[√✓✔]|打[勾钩])|[打画划][√✓✔勾钩]")
#: A cell that says in the place of points that something adds or takes.
CHANGE = re.compile("(?:加减|扣减|奖惩|奖罚|奖励|处罚|[加扣减奖罚])(?:分(?:项目?)?|项目?)")
#: A rule that is that of the item before: 「同上」.
AS_ABOVE = re.compile("(?:考核|评分|计分)?(?:标准|办法|方法|规则|要求)?同(?:上|前)[一述]?项?[。.]?|[〃″]")
#: The doubt about an item that states what it is worth together with others.
SHARED = "assumed.shared_worth"
#: A label in brackets, by itself or before what it labels: 「【绩效加分项目】：」, 「【计算方式】每次扣 2 分」.
LABELLED = re.compile(r"\s*【(?P<head>[^】]{2,20})】\s*[:：]?\s*(?P<rest>.*)", re.DOTALL)
_OF_ITEMS = ("rule", "about", "target", "source", "entry")  # labels of what is said of an item
#: Which way is better, behind points in brackets: 「（10 分，越低越好）」.
_DIRECTION = re.compile(r"(?P<worth>\(\s*\d{1,3}(?:\.\d+)?\s*[分%])\s*[,，、;；]\s*越.越[好优]\s*\)")
_ENDING = "：:。，,；; "
LONG = 26  # characters of a name, on average


@dataclass(frozen=True)
class PointsPerFault:
    """What a fault takes each time, or something else adds, in points with their sign, as two cells say it."""

    fault: Passage
    takes: Passage
    points: float
    is_each: bool  # whether the form says that it is each time
    is_told: bool = True  # whether it says that something is taken, or added


@dataclass(frozen=True)
class PointsRange:
    """The points from … to … that somebody may give, as a cell or the heading above the ratings states them."""

    low: float
    high: float
    said: Passage


@dataclass(frozen=True)
class WorkUnits:
    """Kinds of work with what a unit of each gives; `target` is what their sum is compared with, where it is stated.

    `is_endless`: what is beyond that counts, too; `is_capped`: the form says that it does not.
    """

    units: Sequence[tuple[Passage, Passage]]
    target: float | None
    is_compared: bool
    is_capped: bool
    is_endless: bool


@dataclass
class FormItem:
    """An indicator of a form: its name, what it is worth as the form says it, and the sentences that tell of it.

    `rows` are pairs of what is required and what that gives, one below the other; `levels` the headings of columns of
    levels with what earns each; `limit` is the most that it gives or takes, where nobody knows which of both;
    `rated` says who rates it alone, `raters` are the cells of that; `is_named_within`: its name was taken out of a
    sentence; `counts_to`: the points that its rule counts up to, where a column states them beside its weight;
    `within` are cells whose figures were put into its sentences; `changes` are faults with what each takes in a cell
    beside it;
    `span` is the range of points that its ratings, or its points, have; `part` is what is headed above its section:
    「任务绩效」; `figured` are headings such as 目标值 with the figure below; `ticked` are the headings of levels below
    which one is ticked, where they state no points; `told` is what is assumed or open about how its texts belong
    together.
    """

    name: str
    title: Passage | None = None
    section: str = ""
    worth: float | None = None
    unit: str = ""
    worth_at: Passage | None = None
    doubt: str = ""
    rules: list[Passage] = field(default_factory=list)
    targets: list[Passage] = field(default_factory=list)
    abouts: list[Passage] = field(default_factory=list)
    others: list[Passage] = field(default_factory=list)
    rows: list[tuple[Passage, Passage]] = field(default_factory=list)
    levels: list[tuple[Passage, Passage]] = field(default_factory=list)
    limit: Passage | None = None
    rated: Shares | None = None
    raters: list[Passage] = field(default_factory=list)
    is_named_within: bool = False
    counts_to: float | None = None
    within: list[Passage] = field(default_factory=list)
    changes: list[PointsPerFault] = field(default_factory=list)
    span: PointsRange | None = None
    part: str = ""
    figured: list[tuple[Passage, Passage]] = field(default_factory=list)
    ticked: list[Passage] = field(default_factory=list)
    units: WorkUnits | None = None
    told: list[str] = field(default_factory=list)

    @property
    def is_change(self) -> bool:
        """Return whether its row says instead of what it is worth that it adds or takes: 「加分项」."""
        return self.worth is None and any(CHANGE.fullmatch(passage.plain) for passage in self.within)

    def sentences(self) -> Iterator[Passage]:
        """Yield all texts that tell of it, in the order of the document as far as it is one table."""
        pairs = [passage for pair in (*self.rows, *self.levels) for passage in pair]
        limits = [self.limit] if self.limit else []
        changes = [each.fault for each in self.changes if each.fault is not self.title]
        texts = (*self.targets, *self.rules, *pairs, *changes, *self.abouts, *limits)
        yield from {passage.spot: passage for passage in texts if passage.text}.values()


@dataclass
class Form:
    """The items of a document, its sections with what each is worth, who rates, and all other sentences.

    `scales` are tables of grades, row by row below their headings; `rated` is what a sentence says of who rates;
    `beside` are rows without points, whose sentences are among the words; `serials` number the rows; `unread` are the
    texts of rows that have points, and that no item was made of; `units` are kinds of work with what a unit of each
    gives, `of_units` is the title above them; `weighed` is what the weights that several items share sum to.
    """

    name: str
    items: list[FormItem] = field(default_factory=list)
    sections: dict[str, float | None] = field(default_factory=dict)
    raters: list[Passage] = field(default_factory=list)
    words: list[Passage] = field(default_factory=list)
    scales: list[list[list[Passage]]] = field(default_factory=list)
    rated: Shares | None = None
    beside: list[list[Passage]] = field(default_factory=list)
    headings: list[Passage] = field(default_factory=list)
    serials: list[Passage] = field(default_factory=list)
    unread: list[Passage] = field(default_factory=list)
    totals: list[Passage] = field(default_factory=list)
    units: list[tuple[Passage, Passage]] = field(default_factory=list)
    of_units: Passage | None = None
    weighed: float | None = None


def span_of(passage: Passage) -> PointsRange | None:
    """Return the range of points that the heading above ratings states: 「评分（1-5 分）」, 「得分（5 分制）」."""
    match = _SCALED.search(passage.plain)
    if match is None:
        return None
    return (
        PointsRange(0, float(match["whole"]), passage)
        if match["whole"]
        else PointsRange(float(match["low"]), float(match["high"]), passage)
    )


def worth_of(written: str) -> tuple[float, str] | None:
    """Return the points or the share that a text states and nothing else: 「35」, 「35%」, 「35分」."""
    match = _WORTH_ALONE.fullmatch(without_blanks(written.replace("％", "%")))
    return (float(match["worth"]), match["unit"] or "") if match else None


def named(written: str) -> tuple[str, tuple[float, str] | None]:
    """Return a name without its number and without the points behind it, and these points."""
    spelt = _PRIME.sub("分", written.replace("％", "%").replace("（", "(").replace("）", ")"))
    bare = NUMBERING.sub("", _DIRECTION.sub(r"\g<worth>)", spelt)).strip(_ENDING)
    match = BEHIND.fullmatch(bare)
    if match:
        return match["name"].strip(_ENDING), (float(match["worth"]), match["unit"] or "")
    return NUMBERING.sub("", written).strip(_ENDING) or written.strip(), None


def section_named(written: str) -> tuple[str, tuple[float, str] | None]:
    """Return the name of a section and what it is worth, in brackets or not."""
    name, worth = named(_FOR_WHOM.sub("", written))
    below = _WORTH_BELOW.fullmatch(name) if worth is None else None
    if below:
        return below["name"], (float(below["worth"]), "")
    first = _WORTH_FIRST.fullmatch(name.replace("％", "%")) if worth is None else None
    if first:
        return first["name"].strip(), (float(first["worth"]), first["unit"])
    match = None if worth else _SHARE_BEHIND.fullmatch(name.replace("％", "%"))
    if match is None:
        return name, worth
    of, figure, unit = match.group("of", "total", "in") if match["of"] else match.group("name", "worth", "unit")
    return re.sub("(?<=..)占比?$", "", of.strip("：: ")), (float(figure), unit or "")


def core(name: str) -> str:
    """Return a name without what is left out as easily: brackets, blanks, joining words."""
    return re.sub(r"[的与和及、/()（）“”\"\s]|请求|被", "", name)


def style_of(written: str) -> str:
    """Return how a line is numbered, whatever its number is: 「1、」, 「(一)」; "" for one without number."""
    match = NUMBERING.match(written)
    if match is None:
        return ""
    return re.sub("[①-⑳]", "①", re.sub("[一二三四五六七八九十]+", "一", re.sub(r"\d+", "1", match[0].strip())))


def is_signature(written: str) -> bool:
    """Return whether a line is there to be signed or filled in; 「盖章不全的，每处扣 5 分」 states points."""
    return bool(SIGNED.fullmatch(written)) and not RULED.search(written)


def in_points(worth: tuple[float, str] | None) -> float | None:
    """Return the figure of what a text states."""
    return None if worth is None else worth[0]


def is_chapter(written: str) -> bool:
    """Return whether a line is numbered as the heading of a chapter, or stands in brackets as one."""
    label = LABELLED.fullmatch(written)
    is_label = label and not label["rest"] and purpose(Passage(label["head"], Spot())) not in _OF_ITEMS
    return bool(is_label) or bool(
        re.match(r"\s*(?:第?[一二三四五六七八九十]+(?:[、章条]|部分)|[(（][一二三四五六七八九十]+[)）])", written)
    )
