"""The grades that a form states in a table or in sentences: their points, coefficients, amounts, how many get them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from presales_xl.design.imported.consequences import COEFFICIENTS
from presales_xl.design.imported.part import Part
from presales_xl.design.imported.recognised import Form
from presales_xl.design.imported.source import NUMBERING, Passage, without_blanks
from presales_xl.design.sentences import tabled
from presales_xl.design.sentences.cell import read
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.drafted import SIGNS, RuleDraft
from presales_xl.design.sentences.pieces import Figure, Mark, Piece, figure, mark_of
from presales_xl.scheme.rules import TOLERANCE

_LETTER = r"(?<![A-Za-z])[SABCDE][+-]?(?:级|等|档|类)?(?![A-Za-z])"
_WORD = (
    r"(?:特别|非常|基本|较|不|未|很|极|有?待|需要?|须)?(?:优秀|良好|合格|及格|称职|卓越|达标|胜任|杰出|突出|满意|改进|提[高升]|优异|优良"
    r"|尚可|欠佳|优|良|中等?(?=[:(为级\d\s，。；;]|$)|差(?![额异距])|一般)(?:等级?|级)?"
    r"|(?:远?超[出越过]?|远?高于|(?:基本|部分)?(?:符合|达到)|低于|未达到?)(?:公司|岗位)?(?:期望|预期|要求)"
)
_ORDINAL = (
    r"(?:[金银铜]牌|普通)(?:客服|员工|坐席)?|"
    r"[甲乙丙丁戊](?:等|级|类|档)?|(?<![第前后])[一二三四五特末](?:等|星级?|级|档|类)|(?<!\d)[1-5]星级?|无星级?"
)
_NAME = rf"{_LETTER}\s?(?:\({_WORD}\)|{_WORD})?|{_WORD}(?:\s?\({_LETTER}\))?|{_ORDINAL}"
_NUMBER = r"\d{1,3}(?:\.\d+)?"
_COMPARE = r"(?:[≥≤<>]=?|不低于|不少于|不足|不到|不满|未达到?|低于|小于|高于|超过|大于(?:等于)?|达到?|满)"
_INCLUDING = r"(?:\s?\((?:不)?含[^()]{0,8}\))?"
_BOUND = (
    rf"{_NUMBER}\s?分?\s?(?:[<>≤≥]=?\s?[^\d\s<>≤≥:;，。]{{0,8}}\s?[<>≤≥]=?\s?{_NUMBER}\s?分?"
    rf"|{_INCLUDING}\s?(?:[-~]{{1,2}}|至|到)\s?{_NUMBER}\s?分?{_INCLUDING}(?:之间)?(?!\s?以)"
    rf"|{_INCLUDING}\s?(?:含|及|或)?以上{_INCLUDING}[，、]?(?:{_NUMBER}\s?分?以下|(?:不足|不到|不满|低于|小于){_NUMBER}\s?分?)"
    rf"|{_INCLUDING}\s?(?:含|及|或)?以[上下内]{_INCLUDING})"
    rf"|(?:(?<![A-Za-z])[MXYZPTF]\s?)?{_COMPARE}\s?{_NUMBER}\s?分?(?:\s?[，且]\s?{_COMPARE}\s?{_NUMBER}\s?分?)?(?![\d%])(?:以[上下]{_INCLUDING})?"
)
_REST = r"其余|其他|其它"
_PERIOD = "[当本该][月季年]|[月季年]度|年终"
_OF_WAGES = rf"(?:(?:{_PERIOD}|绩效|考核|岗位|标准|应发|全额|个人|基本|项目)的?)*"
_WAGES = rf"{_OF_WAGES}(?:工资|奖金|薪酬|薪资|提成|奖(?!励))(?:基数|标准)?"
_PERCENT = r"\(?\d+(?:\.\d+)?\s?%\)?"
_PAYING = r"(?:(?:计|核)?发放?|支付|兑现|享受)"
_ALL = rf"(?:全额|足额|全部)(?:{_PAYING})?(?:{_WAGES})?|{_PAYING}(?:全额|全部)(?:{_WAGES})?|全发"
_NOTHING = (
    rf"(?:不奖不罚|不(?:予|再|得)?(?:{_PAYING}|奖励?)|停发|取消|扣发全部|[无没]有?(?=奖)"
    rf"|扣除(?:全部|全额)?(?={_WAGES}(?!的?\s?\(?\d)))(?:{_WAGES})?"
)
_MORE = rf"(?:上浮|上调|增发|增加|加发|另?奖励?(?={_WAGES}))(?:{_WAGES}的?)?{_PERCENT}"
_LESS = rf"(?:下浮|下调|降低|减少|减发|少发|扣[减发除])(?:{_WAGES}的?)?{_PERCENT}"
_TENTHS = "[一二三四五六七八九]成"
_OF = rf"(?:按|{_PAYING})(?:{_WAGES}的?)?(?:{_TENTHS})?\s?{_PERCENT}(?:的?比例)?(?:{_PAYING})?(?:{_WAGES})?"
#: What part of something is paid: 全发, 发放90%, 绩效工资上浮20%, 发八成（80%）, 不发.
_PART = rf"(?:{_WAGES}\s?)?(?:{_ALL}|{_NOTHING}|{_MORE}|{_LESS}|{_OF}|(?:按|发放?)\s?{_TENTHS}(?:发放)?)"
_RATE = r"\d+(?:\.\d+)?%?(?![\d.%]|\s?[分元名人次≤<≥>~-])"
_OF_PAYING = rf"(?:系数|对应(?:[^\d，。；;:]{{0,6}}(?:系数|比例))?|{_WAGES}(?:计?发放?)?比例)"
_FACTOR = rf"{_OF_PAYING}\s?(?:分别|依次)?(?:为|是|:|=|按)?\s?(?P<factors>{_RATE}(?:\s?[、，/]\s?{_RATE})*)"
#: What a grade gives: an amount, months of wages, and a coefficient that is called one at the first grade only.
_AMOUNTS = r"(?P<minus>[扣罚]\s?)?(?P<amount>\d+(?:\.\d+)?)\s?元(?:/[月季年人次])?"
_MONTHS = r"(?P<months>\d+(?:\.\d+)?)\s?个月的?(?:基本|岗位|绩效|月)?(?:工资|薪资?)"
_BARE = r"(?<![\d.])\d(?:\.\d+)?(?![\d.]|\s?[分%元个])"
_SHARE = r"(?:不(?:得)?(?:超过|低于|高于)|≤|比例|占比?|约|部门|参评|(?:总?人)数?的?|的)*\s?(?P<share>\d+(?:\.\d+)?)\s?%"
_REST_BY_SCORE = re.compile(rf"(?:{_REST})[^，。；;]{{0,6}}按(?:照|实际|考核|绩效)*(?:得分|分数)的?比例")
#: What all other points give: 「其余按得分比例发放」.
_OTHERS = re.compile(rf"\s*(?:{_REST})(?=[^:，。；;]*(?:发|按|系数))")
#: What becomes of somebody, which nothing is calculated of.
ACTS = "培训|调[岗离]|待岗|转岗|辞退|降[职薪]|晋升|面谈|约谈|警告|淘汰|通报|解除|劝退|整改|检讨|评优|评先|优先"
_MEASURE = rf"(?:[，;、]|(?<=以下))(?!连续|累计)[^，;。\d]{{0,8}}(?:{ACTS})[^，;。\d]{{0,10}}"
_COUNT = r"(?:(?<=[甲乙丙丁戊SABCDE格良优差职共])|(?<=分[为成]))[二三四五六]个?(?:等[级次]?|级|档次?|类)"
_TOKENS = re.compile(
    rf"(?P<count>{_COUNT})|(?P<measure>{_MEASURE})|(?P<factor>{_FACTOR})|(?P<part>{_PART})|(?P<paid>{_AMOUNTS})|{_MONTHS}|(?P<bound>{_BOUND})"
    rf"|(?P<quota>{_SHARE})|(?P<rest>{_REST})|(?P<name>{_NAME})|(?P<bare>{_BARE})"
)
#: What is neither name nor figure and says nothing that has to be kept.
_FILLER = re.compile(
    r"挂钩|其中|星级|绩效|考核|考评|成绩|评分|[总实]?得分数?|总分|分数段?|分值|综合|个人|员工|积分|年[度终]|半年度?|季度|月度|[当本每][月季年]|等级|等次|评级|级别|结果|档次"
    r"|评定|评为|定为|判定|确定|划分|标准|区间|范围|分布|强制|关系|部门|不[超高][过于]|挂钩|如下|执行|实行|按照|核定|分为|分成|共|分别|对应|参考|奖励|奖金|奖|工资|发放|发|比例|人数|总人数|人员|客服|坐席|系数|在|之间"
    r"|[一二三四五六两]个?(?:等[级次]?|级|档|类)|[为是者均的按属于即与和及个等级档分第其评定=\s，、；;。:()≤<>□■√]"
)
_QUOTES = re.compile(r"[“”\"'「」]")
_BOUNDED = re.compile(_BOUND)
_NAMED = re.compile(_NAME)
#: The amount of which grades or points give their part: 「管理人员绩效奖金基数 800 元，90 分以上全额，…」.
_BY_COEFFICIENT = re.compile("(?:(?:按|乘以?|×|与)[^，。;=]{0,8}系数(?:计算?|发放|计发|核发|挂钩|相乘)*[。;]?)?")
_BASE_FIRST = re.compile(
    rf"^(?P<of>[^，,；;=\d:：()]{{0,8}}?)(?P<name>{_OF_WAGES}(?:工资|奖金|薪酬|奖(?![励惩])))(?:基数|标准|总?额度?|满额)?(?:[为是:])?"
    r"\s?(?P<amount>\d+(?:\.\d+)?)\s?元(?:/[月季年人])*[，,；;。]\s?"
)
#: How all is scored before the grades, and where that ends: 「采用评分制，满分为 100 分，90 分以上为合格」.
_OF_HUNDRED = re.compile(
    r"^[^，,。;:\d]{0,16}(?:评分|计分|百分|扣分)[^，,。;\d]{0,2}制[，,](?:满分|总分)[为是]?\s?\d+\s?分[，,。;]"
    r"|(?<=[。;])(?:满分|总分)[为是]?\s?\d+\s?分[，,](?:扣完[即为]?止)[。;]?$"
)
_GRADE = re.compile(r"[^\W\d]{0,6}(?:等级|级别|评级|档次|等次|星级|结果)(?:名称)?")
_AMOUNT = re.compile(r"(?P<amount>\d+(?:\.\d+)?)\s?元?")
_OF_PEOPLE = re.compile("比例|占比|人数|分布")
_BONUS, _NO_AMOUNT = "奖金", "无"
_OF_PAY = re.compile("奖|工资|薪|补贴|发放|金额")
_FIGURES = re.compile(r"[<>≤≥＜＞\d.%~～-]+")
_FEWEST = 2
_SLASH = re.compile(r"\s*[/／]\s*")
_KINDS = ("measure", "factor", "part", "paid", "months", "bound", "quota", "rest", "name", "bare")
#: What the rows of a sentence may begin with, throughout.
_LEADING = (("name",), ("bound", "rest"), ("factor", "bare"))
#: The number of a sentence right before points: 「2、90 分以上」.
_BEFORE_POINTS = re.compile(r"^\s*\(?\d{1,2}[、)]\s*(?=\d{2,3}\s?分)")
#: A letter before the name of its grade, 「A.优秀」, and a dash between that and its points: 「90 分以上—优秀」.
_LETTERED = re.compile(rf"({_LETTER})\s?[.、:]\s?(?={_WORD})")
_DASHED = re.compile(rf"(?<=[上下内分)\d])\s?-{{1,2}}\s?(?={_WORD})|(?<=[\u3400-\u9fff])\s?-{{1,2}}\s?(?={_BOUND})")
_SAME = re.compile("[级等档类]$")
#: A grade between its points: 「90≤A<95」.
_BETWEEN = re.compile(rf"({_NUMBER}\s?分?\s?[≤<])\s?({_LETTER}|{_WORD})\s?([≤<]\s?{_NUMBER})")
#: The coefficients of all grades, in their order, in a sentence of its own.
_IN_TURN = re.compile(rf"(?:对应|其|各等级|的|绩效|考核|奖金|等级|发放)*{_FACTOR}[。；;]?")
#: Points as an interval: 「[85，95)」; and with what is graded left out: 「80≤/<90」.
_INTERVAL = re.compile(
    rf"(?P<open>[\[［(（])\s*(?P<low>{_NUMBER})\s*[，,、~～-]\s*(?P<high>{_NUMBER})\s*分?\s*(?P<close>[\])）］])"
)
_LEFT_OUT = re.compile(rf"({_NUMBER}\s?[≤<＜])\s?/\s?([≤<＜]\s?{_NUMBER})")
#: What follows of several periods, behind a grade: 「不合格 0.7，连续 2 次换岗」.
_OF_PERIODS = re.compile(r"[，,；;]\s*(?=连续|累计)(?P<told>[^；;。]*)")


@dataclass(frozen=True)
class Grades:
    """A grade scale as the scheme file says it, where it comes from, and what of that is not in it.

    `coefficients` are what pay is multiplied with by grade, `amounts` what is paid by grade, by name; `paid` says what
    the coefficients are of, where the form does so beside them: 「年终奖=月工资×等级系数」.
    """

    said: Mapping[str, Any]
    sources: Sequence[Passage]
    remarks: tuple[str, ...]
    coefficients: Mapping[str, float] = field(default_factory=dict)
    amounts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    paid: str = ""

    @property
    def mark(self) -> Mark:
        """Return how sure it is."""
        return mark_of(self.remarks)


@dataclass
class _Row:
    """A grade: what its points are, and what it gives."""

    name: str = ""
    bound: str = ""
    coefficient: float | None = None
    quota: float | None = None
    most: str = ""  # of people, as it is written, where that is no share of them all
    amounts: dict[str, float] = field(default_factory=dict)
    beside: str = ""
    is_unnamed: bool = False

    def took(self, kind: str, each: re.Match[str]) -> bool:
        """Take in what a piece of a sentence says of the grade; whether it does not say it twice."""
        if kind == "name":
            is_first, self.name = not self.name, _name(each["name"])
        elif kind in ("bound", "rest"):
            is_first, self.bound = not self.bound, each[0]
        else:
            is_first = True
            self._give(kind, each)
        return is_first

    def _give(self, kind: str, each: re.Match[str]) -> None:
        if kind == "part":
            self.coefficient = _paid(each["part"])
            self.amounts |= {} if self.coefficient else {_BONUS: 0.0}
        elif kind in ("factor", "bare", "months"):
            self.coefficient = _number(each["factors"] or each["bare"] or each["months"])
        elif kind == "paid":
            self.amounts[_BONUS] = float(each["amount"]) * (-1 if each["minus"] else 1)
        elif kind == "measure":
            self.beside = each["measure"].strip("，;、 ")
        else:
            self.quota, self.most = _number(f"{each['share']}%"), each[0]


def is_bound(written: str) -> bool:
    """Return whether a text says which points a grade is for, and nothing else."""
    bare = plain(_spelt(written)).strip()
    parts = _SLASH.split(bare)
    is_one = _BOUNDED.fullmatch(bare) or re.fullmatch(_REST, bare)
    return bool(is_one or (len(parts) > 1 and all(map(_BOUNDED.fullmatch, parts))))


def _spelt(written: str) -> str:
    """Return a text with intervals as bounds of a letter: 「85≤X<95」 for 「[85，95)」."""

    def bounds(match: re.Match[str]) -> str:
        if (match["open"] in "(（") and (match["close"] in ")）"):
            return match[0]  # a range in brackets
        least, most = "≤" if match["open"] in "[［" else "<", "≤" if match["close"] in "]］" else "<"
        return f"{match['low']}{least}X{most}{match['high']}"

    return _LEFT_OUT.sub(r"\1X\2", _INTERVAL.sub(bounds, written))


def is_scale(lines: Sequence[Sequence[str]]) -> bool:
    """Return whether columns with these titles and texts are a table of grades: what they are called, their points.

    Instead of points it may say how many get each.
    """
    bounded = [line for line in lines if len(line) > _FEWEST and (all(map(is_bound, line[1:])) or _distributes(line))]
    others = [line for line in lines if line not in bounded]
    named = [line for line in others if _GRADE.fullmatch(line[0]) or _are_names(line[1:]) or _gives_parts(line)]
    return bool(bounded and named) and not any(is_bound(line[0]) or _FIGURES.fullmatch(line[0]) for line in lines)


def _distributes(line: Sequence[str]) -> bool:
    """Return whether a line says what share of the people gets each grade: shares of a whole."""
    shares = [_number(written) or 0 for written in line[1:] if "%" in written]
    return _OF_PEOPLE.search(line[0]) is not None and len(shares) == len(line) - 1 and abs(sum(shares) - 1) < TOLERANCE


def graded(column: Sequence[str]) -> int:
    """Return how many texts below a title are of a grade each: points, or shares of people that are a whole."""
    whole = (size for size in range(len(column), _FEWEST, -1) if _distributes(column[:size]))
    return sum(1 for _ in takewhile(is_bound, column[1:])) or next(whole, 1) - 1


def _gives_parts(line: Sequence[str]) -> bool:
    """Return whether a line says what part of something is paid, or coefficients, throughout."""
    are_parts = all(re.fullmatch(rf"{_PART}|{_PERCENT}|0", plain(written).strip()) for written in line[1:])
    return "系数" in line[0] or (bool(_OF_PAY.search(line[0])) and are_parts)


def are_untitled(names: Sequence[str], bounds: Sequence[str]) -> bool:
    """Return whether two lines are grades with their points, which have no titles."""
    return len(names) >= _FEWEST and _are_names(names) and all(map(is_bound, bounds))


def is_of_scale(column: Sequence[Passage]) -> bool:
    """Return whether a column below its title is one of a table of grades."""
    title, *texts = (passage.plain for passage in column)
    return bool(_GRADE.fullmatch(title)) or all(map(is_bound, texts)) or of_grades(title)


def of_grades(title: str) -> bool:
    """Return whether a line of such a table says by its title what grades give, or how many get them."""
    return bool("系数" in title or _OF_PEOPLE.search(title) or _OF_PAY.search(title))


def _are_names(written: Sequence[str]) -> bool:
    return all(_NAMED.fullmatch(plain(each).strip()) for each in written)


def grades(form: Form) -> Grades | None:
    """Return the grades of the form, with what other sentences say of them."""
    found = next((made for made in _stated(form) if made is not None), None)
    if found is None:
        return None
    scale = found.said["scale"]
    for passage in form.words:
        rows = [] if passage in found.sources else _told(passage.text) or _in_turn(passage.text, [*scale])
        named = {_alike(row.name, scale): row for row in rows}
        factors, amounts, _ = _gives([replace(row, name=name) for name, row in named.items()])
        quota = {name: row.quota for name, row in named.items() if row.quota is not None}
        if rows and named.keys() < scale.keys() and len(quota) == len(rows):  # 「其中 S 级不超过 10%」
            left = "；".join(f"{name} {row.most}" for name, row in named.items())
            remarks = (*found.remarks, f"assumed.quota_left:{left}")
            found = replace(found, sources=[*found.sources, passage], remarks=remarks)
        if named.keys() != scale.keys() or any(row.bound for row in rows):
            continue
        if (factors and not found.coefficients) or (amounts and not found.amounts):
            found = replace(
                found,
                sources=[*found.sources, passage],
                coefficients=found.coefficients or factors,
                amounts=found.amounts or amounts,
                paid=found.paid or _in_months(passage),
            )
        elif len(quota) == len(scale) and "quota" not in found.said and abs(sum(quota.values()) - 1) < TOLERANCE:
            both = {"scale": scale, "quota": {name: quota[name] for name in scale}}
            found = replace(found, said=both, sources=[*found.sources, passage])
    return found


def _in_turn(text: str, names: Sequence[str]) -> list[_Row]:
    """Return the grades with coefficients that a sentence lists without their names: 「绩效系数分别为 1.5、1.2、1」."""
    match = _IN_TURN.fullmatch(plain(text).strip())
    values = re.split("[、，/]", match["factors"]) if match else []
    if not len(values) == len(names) > 1:
        return []
    return [_Row(name, coefficient=_number(value)) for name, value in zip(names, values, strict=True)]


def _in_months(passage: Passage) -> str:
    """Return what is paid where a sentence states it in months of wages, "" for any other."""
    if not re.search(_MONTHS, plain(passage.text)):
        return ""
    label = re.match(r"[^:：，]{0,8}(?:奖金?|工资)(?=[:：])", NUMBERING.sub("", passage.plain))
    return f"{label[0] if label else '等级奖金'}=月工资×等级系数"


def _alike(name: str, scale: Mapping[str, object]) -> str:
    """Return the grade of the scale that a name means: 「甲」 for 「甲等」."""
    return next((each for each in scale if _SAME.sub("", each) == _SAME.sub("", name)), name)


def _stated(form: Form) -> Iterator[Grades | None]:
    """Yield what tables, sentences, and sentences one below the other state."""
    for lines in form.scales:
        texts = [[passage.plain for passage in column] for column in zip(*lines, strict=True)]
        yield _scale(_columns(texts), [passage for line in lines for passage in line])
    run: list[Passage] = []
    for passage in [*form.words, Passage("", form.words[-1].spot)] if form.words else []:
        rows = _told(passage.text)
        if sum(bool(row.bound) for row in rows) > 1:
            yield _scale(rows, [passage])
        if len(rows) == 1 and rows[0].bound and rows[0].name:
            run.append(passage)
        elif run:
            yield _scale([row for line in run for row in _told(line.text)], run)
            run = []
    yield from _in_rows(form)


def _in_rows(form: Form) -> Iterator[Grades | None]:
    """Yield what rows of a table without headings state, whatever stands in one cell: 「80~90 | 良 | 系数 1.0」."""
    of_rows: dict[tuple[str, int, int], list[Passage]] = {}
    for passage in form.words:
        if passage.spot.column:
            of_rows.setdefault((passage.spot.sheet, passage.spot.table, passage.spot.row), []).append(passage)
    tables: dict[tuple[str, int], list[list[Passage]]] = {}
    for (sheet, table, _), row in of_rows.items():
        tables.setdefault((sheet, table), []).append(row)
    for rows in tables.values():
        bounded = [row for row in rows if any(map(_BOUNDED.search, (plain(_spelt(said.text)) for said in row)))]
        written = [_OF_PERIODS.sub("", "，".join(said.plain for said in row)) for row in bounded]
        told = _told("；".join(written))
        if sum(bool(row.bound) for row in told) == len(bounded) == len(told) > 1:
            left = [f"assumed.only_words:{match['told']}" for row in bounded for match in _after(row)]
            made = _scale(told, [said for row in bounded for said in row])
            yield replace(made, remarks=(*made.remarks, *left)) if made else None


def _after(row: Sequence[Passage]) -> Iterator[re.Match[str]]:
    for said in row:
        yield from _OF_PERIODS.finditer(said.text)


def _apart(texts: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Return lines, titles first, with the grades of one cell in cells of their own: 「C/D」, 「40-59/0-39」."""
    columns: list[Sequence[str]] = []
    for number, column in enumerate(zip(*texts, strict=True)):
        parts = [_SLASH.split(written.strip()) for written in column]
        is_apart = number and len({len(each) for each in parts}) == 1
        columns += zip(*parts, strict=True) if is_apart else [column]
    return [*zip(*columns, strict=True)]


def _columns(texts: Sequence[Sequence[str]]) -> list[_Row]:
    """Return the rows of a table by its columns, each with its title first."""
    texts = _apart(texts)
    rows = [_Row() for _ in texts[0][1:]]
    named = [line for line in texts if _GRADE.fullmatch(line[0])] or [line for line in texts if _are_names(line[1:])]
    for line in texts:
        title, values = line[0], line[1:]
        are_shares, is_bounded = any("%" in written for written in values), all(map(is_bound, values))
        for row, written in zip(rows, values, strict=True):
            amount = _AMOUNT.fullmatch(written)
            if named and line is named[0]:
                row.name = _name(written)
            elif is_bounded:
                row.bound = re.sub("-{2,}", "-", _spelt(written))
            elif "系数" in title or (are_shares and _OF_PAY.search(title) and _number(written) is not None):
                row.coefficient = _number(written)
            elif _OF_PAY.search(title) and re.fullmatch(_PART, plain(written).strip()):
                row.coefficient = _paid(plain(written))
            elif are_shares:
                row.quota, row.most = _number(written), written
            elif _OF_PAY.search(title) and (amount or written == _NO_AMOUNT):
                row.amounts[title] = float(amount["amount"]) if amount else 0.0
    return rows


def _number(written: str) -> float | None:
    """Return the number that a text states, a share as a fraction."""
    match = re.fullmatch(r"[≤<]?\s?(\d+(?:\.\d+)?)\s?(%?)", plain(written).strip())
    return round(float(match[1]) / (100 if match[2] else 1), 12) if match else None


def _name(written: str) -> str:
    """Return the name of a grade without brackets and signs around it."""
    return without_blanks(re.sub(r"[()（）□■]", "", written))


def _told(text: str) -> list[_Row]:
    """Return what a sentence says of grades, in its order; nothing where it says more than that.

    The amount of which all of them give their part may stand before.
    """
    text = _spelt(text)
    written = plain(NUMBERING.sub("", text))
    text = _OF_HUNDRED.sub("", written) if _OF_HUNDRED.match(written) else text
    base = _BASE_FIRST.match(plain(NUMBERING.sub("", text)))
    if base is None:
        return _rows_told(text)
    rows = _rows_told(plain(NUMBERING.sub("", text))[base.end() :])
    if len(rows) < _FEWEST or any(row.coefficient is None for row in rows):
        return []
    rows[0].beside = base["of"]
    return rows


def _rows_told(text: str) -> list[_Row]:
    """Return what a sentence says of grades and nothing else."""
    text = _QUOTES.sub("", text)
    written = plain(NUMBERING.sub("", text) if not _NAMED.match(plain(text)) else text)
    written = _DASHED.sub(" ", _LETTERED.sub(r"\1", _BEFORE_POINTS.sub("", written)))
    written = _BETWEEN.sub(r"\2:\1x\3", written)
    are_factors = "系数" in written or "个月" in written
    found = [each for each in _TOKENS.finditer(written) if not each["count"] and (are_factors or not each["bare"])]
    kinds = [next(key for key in _KINDS if each[key]) for each in found]
    if rest := _FILLER.sub("", _TOKENS.sub("", written)):
        label = re.match(rf"\s*(?P<name>{_NAME})\s?[、:.]", written)
        bounds = [each[0] for each, kind in zip(found, kinds, strict=True) if kind == "bound"]
        is_described = label and len(bounds) == 1 and not re.search(r"\d", rest) and {*kinds} <= {"name", "bound"}
        return [_Row(_name(label["name"]), bounds[0], beside=rest)] if is_described and label else []
    if "name" not in kinds and not {"bound", "rest"} & {*kinds}:
        return []
    names = [_name(each["name"]) for each, kind in zip(found, kinds, strict=True) if kind == "name"]
    listed = [each for each in found if each["factors"] and len(re.split("[、，/]", each["factors"])) > 1]
    if listed:
        values = [_number(each) for each in re.split("[、，/]", listed[-1]["factors"])]
        rows = _in_order(
            [(kind, each) for kind, each in zip(kinds, found, strict=True) if each is not listed[-1]],
            list(dict.fromkeys(names)),
        )
        if len(rows) != len(values):
            return []
        for row, value in zip(rows, values, strict=True):
            row.coefficient = value
        return rows
    return _in_order(list(zip(kinds, found, strict=True)), names)


def may_be_grade(text: str) -> bool:
    """Return whether a part of a sentence names points, or the rest, as a grade does; not of several periods."""
    written = plain(text)
    return bool(re.search(_BOUND, written) or _OTHERS.match(written)) and not re.search("连续|累计|[次个]月", written)


def tells_grades(text: str) -> bool:
    """Return whether a sentence says of several grades which points they are for, or what they give."""
    rows = _told(text)
    return len(rows) > 1 and all(row.name or row.coefficient is not None for row in rows)


def _in_order(tokens: Sequence[tuple[str, re.Match[str]]], names: Sequence[str]) -> list[_Row]:
    """Return the rows that names and figures make, each name before or behind its figures throughout."""
    kinds = [kind for kind, _ in tokens]
    before = next((place for place, kind in enumerate(kinds) if kind != "name"), 0) - 1
    if before > 0:  # 「分为 A、B、C 三级：A 级 90 分以上 …」
        cores = [_SAME.sub("", name) for name in names]
        before += {*cores[: before + 1]} <= {*cores[before + 1 :]}  # 「分为 A、B 两级：90 分以上为 A 级 …」
        if not {*cores[:before]} <= {*cores[before:]}:
            return []
        tokens, kinds = tokens[before:], kinds[before:]
    rows: list[_Row] = []
    first = next((group for group in _LEADING if kinds and kinds[0] in group), _LEADING[1])
    open_ = _Row()
    is_turned = first == ("name",) and kinds[-2:] == ["bound", "name"]  # 「A 级 80 分以上，80 分以下为 B 级」
    for at, (kind, each) in enumerate(tokens, 1):
        is_next = kind in first if not is_turned or at < len(tokens) - 1 else kind == "bound"
        if is_next:
            open_ = _Row()
            rows.append(open_)
        if not open_.took(kind, each):
            return []
    if len(rows) > 1 and not rows[-1].name and all(row.name for row in rows[:-1]):
        rows[-1].name, rows[-1].is_unnamed = "其余", True
    parts = [row for row in rows if row.coefficient is not None and row.quota is None]
    others = [row for row in rows if row.coefficient is None and row.quota is not None]
    if parts and others and len(parts) + len(others) == len(rows):  # 「优发放绩效工资 120%，良 100%」
        for row in others:
            row.coefficient, row.quota, row.most = row.quota, None, ""
    names_of = {row.name for row in rows}
    return rows if names_of == {""} or (len(names_of) == len(rows) and "" not in names_of) else []


def _paid(written: str) -> float | None:
    """Return what part 全发, 发放 90%, 上浮 20%, 发八成 or 不发 is."""
    share = re.search(r"\d+(?:\.\d+)?\s?%", written) or re.search(_TENTHS, written)
    if share is None:
        return 0.0 if re.search(_NOTHING, written) else 1.0
    part = figure(share[0], 0).value
    whole, sign = (1, 1) if re.search(_MORE, written) else (1, -1) if re.search(_LESS, written) else (0, 1)
    return round(whole + sign * part, 12)


def coefficients(form: Form) -> Part | None:
    """Return the coefficients that a form states by points, where it names no grades for them."""
    for lines in form.scales:
        texts = [[passage.plain for passage in column] for column in zip(*lines, strict=True)]
        if found := _by_points(_columns(texts), [passage for line in lines for passage in line]):
            return found
    return next((found for lines in _rows_of_lines(form) if (found := _by_points(*lines))), None)


def stated_base(sources: Sequence[Passage]) -> re.Match[str] | None:
    """Return the amount before what is paid of it, with its name; None where no sentence states one."""
    found = (_BASE_FIRST.match(plain(NUMBERING.sub("", passage.text))) for passage in sources)
    return next(filter(None, found), None)


def states_base(passage: Passage) -> bool:
    """Return whether a sentence says nothing but the amount that coefficients are multiplied with."""
    written = plain(NUMBERING.sub("", passage.text)).rstrip("。;") + "。"
    base = _BASE_FIRST.match(written)
    return base is not None and bool(_BY_COEFFICIENT.fullmatch(written[base.end() :]))


def _rows_of_lines(form: Form) -> Iterator[tuple[list[_Row], list[Passage]]]:
    """Yield the rows of each sentence, and those of sentences one below the other with a row each."""
    run: list[tuple[_Row, Passage]] = []
    for passage in form.words:
        rows = _told(passage.text)
        yield rows, [passage]
        if len(rows) == 1 and rows[0].bound and rows[0].coefficient is not None:
            run.append((rows[0], passage))
            continue
        yield [row for row, _ in run], [line for _, line in run]
        run = []
    yield [row for row, _ in run], [line for _, line in run]


def _in_proportion(rows: Sequence[_Row], sources: Sequence[Passage]) -> Part | None:
    """Return coefficients by points where all others give their share of a hundred: 「其余按得分比例发放」."""
    told = [row for row in rows if row.coefficient is not None and row.bound and not row.name]
    is_rest = len(rows) == len(told) + 1 and bool(_REST_BY_SCORE.search(plain(sources[-1].text)))
    found = [_figures(row.bound) for row in told]
    signs = {each.sign for figures, _ in found for each in figures.values()}
    is_whole = is_rest and all(figures for figures, _ in found) and signs <= SIGNS.keys()
    if not is_whole or not told or not re.fullmatch(_REST, rows[-1].bound):
        return None
    needs = RuleDraft(COEFFICIENTS, "绩效系数")
    formula = "total / 100"
    for row, (figures, _) in zip(reversed(told), reversed(found), strict=True):
        when = " and ".join(
            f"total {SIGNS[each.sign]} {needs.figure(each.value, str(each))}" for each in figures.values()
        )
        formula = f"({needs.figure(row.coefficient or 0, f'{row.bound}系数')} if {when} else {formula})"
    remarks = dict.fromkeys([*(each for _, of_row in found for each in of_row), "assumed.score_of_hundred"])
    said = {"name": needs.name, "formula": formula}
    return Part("measures", COEFFICIENTS, needs.name, said, needs=needs, sources=sources, remarks=tuple(remarks))


def _by_points(rows: Sequence[_Row], sources: Sequence[Passage]) -> Part | None:
    if rows and (found := _in_proportion(rows, sources)):
        return found
    if len(rows) < _FEWEST or any(row.name or not row.bound or row.coefficient is None for row in rows):
        return None
    bounded = [(_figures(row.bound), row.coefficient) for row in rows]
    table, _, remarks = tabled.bands(
        [tabled.Row(figures.get("low"), figures.get("high"), value) for (figures, _), value in bounded],
        None,
        has_rest=False,
    )
    remarks += [f"assumed.only_words:{row.beside}" for row in rows if row.beside]
    told = tuple(dict.fromkeys([*(each for (_, of_row), _ in bounded for each in of_row), *remarks]))
    if len(table) < len(rows) or mark_of(told) == "not_understood":
        return None
    said = {"name": "绩效系数", "formula": "total", "bands": table}
    needs = RuleDraft(COEFFICIENTS, "绩效系数")
    return Part("measures", COEFFICIENTS, needs.name, said, needs=needs, sources=sources, remarks=told)


def _scale(rows: Sequence[_Row], sources: Sequence[Passage]) -> Grades | None:
    """Return the scale that rows make; None where a bound is missing or they contradict each other."""
    if len(rows) < _FEWEST or not all(row.name for row in rows):
        return None
    pieces, remarks = [], []
    for row in rows:
        figures, told = _figures(row.bound)
        if not figures and row is not rows[-1] and row is not rows[0]:
            return None
        pieces.append(Piece("grade", row.name, figures))
        remarks += [*told, *(["assumed.unnamed_grade"] if row.is_unnamed else [])]
        remarks += [*([f"assumed.only_words:{row.beside}"] if row.beside else [])]
    levels, of_scale = tabled.ranges(pieces)
    if "assumed.shared_bound" in of_scale:  # and so none below another grade has its bound
        remarks = [each for each in remarks if each != "assumed.or_less"]
    remarks += of_scale
    if len(levels) < len(rows) or mark_of(tuple(remarks)) == "not_understood" or sum(not p.figures for p in pieces) > 1:
        return None
    factors, amounts, of_gifts = _gives(rows)
    quota = {row.name: row.quota for row in rows if row.quota is not None}
    remarks += of_gifts
    said: dict[str, Any] = {"scale": levels}
    if len(quota) == len(rows) and abs(sum(quota.values()) - 1) < TOLERANCE:
        said["quota"] = {name: quota[name] for name in levels}
    elif len(quota) == len(rows):
        remarks.append("open.quota")
    elif left := "；".join(f"{row.name} {row.most}" for row in rows if row.most):
        remarks.append(f"assumed.quota_left:{left}")
    told = tuple(dict.fromkeys(remarks))
    return Grades(said, sources, told, coefficients=factors, amounts=amounts)


def _gives(rows: Sequence[_Row]) -> tuple[dict[str, float], dict[str, dict[str, float]], list[str]]:
    """Return coefficients and amounts by grade, as far as all grades have some, and what is open about them.

    What is not paid at all is no amount, and where amounts are stated no coefficient.
    """
    titles = dict.fromkeys(title for row in rows for title, amount in row.amounts.items() if amount)
    factors = {row.name: row.coefficient for row in rows if row.coefficient is not None}
    factors = {} if titles and not any(factors.values()) else factors
    amounts = {title: {row.name: row.amounts[title] for row in rows if title in row.amounts} for title in titles}
    whole = {title: given for title, given in amounts.items() if len(given) == len(rows)}
    is_short = 0 < len(factors) < len(rows) or len(whole) < len(amounts)
    return ({} if len(factors) < len(rows) else factors), whole, ["open.coefficients"] if is_short else []


def open_of(passage: Passage, scale: Grades | None) -> str:
    """Return what is open about a sentence that only says what grades give or how many get them, "" for any other."""
    rows = _told(passage.text)
    if not any(row.name and (row.coefficient is not None or row.quota is not None) for row in rows):
        return ""
    if scale is None:
        return "open.no_scale"
    return "open.quota" if any(row.quota is not None for row in rows) else ""


def _figures(bound: str) -> tuple[Mapping[str, Figure], Sequence[str]]:
    """Return the points that a bound states, and what is assumed of them; none for the rest."""
    if not bound or re.fullmatch(_REST, plain(bound).strip()):
        return {}, ()
    pieces = [piece for piece in read(bound).pieces if piece.figures.keys() & {"low", "high"}]
    figures = {role: each for piece in pieces for role, each in piece.figures.items()}
    if pieces and len(figures) == sum(len(piece.figures) for piece in pieces):  # 「80 分以上，不足 90 分」
        return figures, [remark for piece in pieces for remark in piece.remarks]
    return {}, ("open.figure",)
