"""What a score is made up of, as a sentence says it: 「自评占 20%，主管占 80%」, 「总分=（能力×85%）+（态度×15%）」."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.conditions import is_rater
from presales_xl.design.sentences.pieces import figure
from presales_xl.scheme.rules import TOLERANCE

_SHARE = re.compile(
    r"\d+(?:\.\d+)?\s?%|百分之[一二三四五六七八九十]+|[一二两三四五六七八九](?:点[一二三四五六七八九])?成半?|(?<![\d.])0?\.\d+"
)
_RATIO = re.compile(r"(?:权重|比例|比重|占比|按)[^:\d]{0,6}?(\d+(?:\s?:\s?\d+)+)")
_EQUALLY = re.compile(r"各(?:占|评)?\s?(\d+(?:\.\d+)?\s?%|一半)")
_LISTED = re.compile(r"[、，/和与及或\s]{0,3}")
_BETWEEN = re.compile(r"(?:[、，;/+]|以?及|[和与])+")
#: What leads up to the first name, and what may follow the last share.
_LEAD = re.compile(
    r".*(?:[:=]|(?:小组|委员会)\(|由|采用|采取|实行|执行|按照?|[为是](?!主)|其中|(?<=[^单各每])[一该]?项(?!目)(?:指标)?|[，。])"
)
_AFTER = re.compile(
    r"[\s).。;:，的=]*(?:(?:权重|比例|方式|标准|原则|加权|平均|综合|合计|汇总|计算|折算|计入|得出|构成|组成|确定|相结合|结合|进行|核算|评定|共同|评分|打分|评价"
    r"|总分|总评|总?成绩|得分|考核|最终|计分|而成|求和|相加|之和|[两二三]者|将|评分者|分别|乘以|各自|结果|作为|KPI|计|得|后|为|的)[\s).。;:，]*)*"
)
_AROUND = r"[\s()×*+，、;:：的.。]+"
_BEFORE_NAME = re.compile(rf"^(?:{_AROUND}|以?及|[和与]|加上?|再加)+")
_BEHIND_NAME = re.compile(
    rf"(?:{_AROUND}|(?<=[^\x00-\x7f])[xX]|各?占(?:总分|总评|比|总成绩)?|(?:所占)?(?:权重|比[例重])(?:系数)?"
    r"|分别|各|[为是按]|乘以?"
    r"|[一二三四五两几]个?(?:部分|方面|项)(?:共同)?(?:组成|构成)?)+$"
)
_EXPLAINED = re.compile(r"\([^()\d]*分制?\)|\(满分[^()]*\)")
_INNER = re.compile(r"\(([^()]*)\)")
_SCORED = re.compile(
    r"(?:的?(?:平均(?:得?分|值)?|评估|总分|得分|分数|(?<![自初复终互])评分|打分|成绩|分值|评价|考核)|(?<=评)分)+$"
)
#: What a column is headed by that holds the ratings of somebody: 「自查」, 「主管评定」, 「间接上级」.
_RATED = "(?:测?评[分价定核议估]?|打分|考[评核]|[查核])(?:得?分)?"
_HEADED_BY = re.compile(
    rf"(?:员工|个人|[^\W\d]{{1,6}}(?:中心|部|科|室|处))?(?P<own>自我?|本人|[互初复终校院])(?:{_RATED})"
    rf"|(?P<who>[^\W\d]{{2,10}}?)(?:{_RATED})|(?P<rank>(?:直[接属]|间接|隔级|上[一二]级|部门)?(?:上[级司]|主管|领导))"
)
_DEPARTMENT = re.compile("[^\\W\\d](?:中心|部|科|室|处)$")
#: That what somebody gives himself does not count.
SELF_ASIDE = re.compile(
    r"自我?评(?:得?分|价|结果|成绩)?(?:数)?[^，。；\d]{0,4}(?:仅|只|作为?|供)+[^，。；\d]{0,4}参考"
    r"|自我?评(?:得?分|价|结果|成绩)?[^，。；\d]{0,4}不(?:计入|计分|纳入|作为|参与)"
    r"|以(?:主管|(?:直接|直属)?上[级司]|部门?经理|部门?领导|考核人|主任)的?(?:评分|评价|评定|打分|考[评核])(?:结果|得分)?为准"
)
#: A label of those who rate, whatever they are called: 「评分人：…」, 「考核部门及权重：…」.
_RATED_BY = re.compile(
    r"\s*(?:评[分价议]|打分|考[核评]|测评)(?:人员?|者|主体|部门|单位|方)(?:(?:[及和与]|的)?(?:其?权重|占比|比例|构成|分工))?\s*[:为是]"
)
_GROUP = re.compile("团队|部门?|项目组|公司|本人|个人|客户")
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True)
class Shares:
    """Parts of a score with their shares, and the sentences that say so; `by_line`: one item names who rates it."""

    of: Mapping[str, float]
    lines: Sequence[Passage]
    by_line: bool = False

    @property
    def are_raters(self) -> bool:
        """Return whether everybody named is somebody who rates; of a team the score may be meant."""
        told = "".join(plain(passage.text) for passage in self.lines)
        is_said = bool(re.search("评|打分|考核(?:人|小组)", told))
        return _RATED_BY.match(NUMBERING.sub("", told)) is not None or all(
            (is_rater(name) and (is_said or not _GROUP.search(name)))
            or re.search(rf"{re.escape(name)}的?(?:评分|打分|评价)", told)
            for name in self.of
        )

    @property
    def are_whole_by_raters(self) -> bool:
        """Return whether it divides a whole among several who rate."""
        return len(self.of) > 1 and self.are_raters and abs(sum(self.of.values()) - 1) < TOLERANCE


def rater_of(heading: str) -> str:
    """Return whose ratings a column holds by its heading: 自 of 「自查」, 主管 of 「主管评定」; else ""."""
    match = _HEADED_BY.fullmatch(plain(re.sub(r"[（(].*?[）)]", "", heading)).strip(" :*"))
    who = (match["own"] or match["rank"] or match["who"]) if match else ""
    return who if match and (not match["who"] or is_rater(who) or _DEPARTMENT.search(who)) else ""


def shares(lines: Sequence[Passage]) -> Iterator[Shares]:
    """Yield what sentences divide into shares that sum to a whole: one sentence, or a line for each part."""
    waiting: dict[str, float] = {}
    since: list[Passage] = []
    for passage in lines:
        found = parted(passage.text)
        if not found or found.keys() & waiting.keys() or len(found) > 1:
            waiting, since = {}, []
        waiting, since = (waiting | found, [*since, passage]) if found else ({}, [])
        if len(waiting) > 1 and abs(sum(waiting.values()) - 1) < TOLERANCE:
            yield Shares(waiting, since)
            waiting, since = {}, []


def parted(text: str) -> dict[str, float]:
    """Return the parts that a sentence names with a share each, and nothing else; empty for any other sentence."""
    written = plain(NUMBERING.sub("", text)).strip(" 。;=")  # behind which the sum is filled in
    written = _EXPLAINED.sub("", written)
    if match := _RATIO.search(written):
        parts = [float(part) for part in match[1].split(":")]
        return _named(written[: match.start()], [part / sum(parts) for part in parts], written[match.end() :])
    if match := _EQUALLY.search(written):
        names = _names(written[: match.start()])
        share = _value(match[1])
        return _named(written[: match.start()], [share] * len(names), written[match.end() :])
    found = list(_SHARE.finditer(written))
    if not found:
        return {}
    ends = [place for match in found for place in match.span()]
    gaps = [written[a:b] for a, b in zip([0, *ends[1::2]], [*ends[::2], None], strict=True)]
    values = [_value(match[0]) for match in found]
    if len(found) > 1 and all(_LISTED.fullmatch(gap) for gap in gaps[1:-1]):
        return _named(gaps[0], values, gaps[-1])
    first = _LEAD.sub("", gaps[0]) or _LEAD.sub("", gaps[0].rstrip(" :"))
    if not _name(first):  # 20%×自评+80%×上级评
        return _whole([_name(gap) for gap in gaps[1:]], values, "")
    return _whole([_name(first), *(_name(gap) for gap in gaps[1:-1])], values, gaps[-1])


def _named(before: str, values: Sequence[float], after: str) -> dict[str, float]:
    return _whole(_names(before), values, after)


def _names(before: str) -> list[str]:
    """Return the names that a list enumerates, without what leads up to it."""
    listed = _BEHIND_NAME.sub("", re.split("[:=]|其中|由|采用", _BEHIND_NAME.sub("", before))[-1])
    return [_name(part) for part in _BETWEEN.split(listed) if part.strip()]


def _name(written: str) -> str:
    """Return a name without what joins it to others and to its share."""
    inner = _INNER.search(written)
    told = inner[1] if inner and is_rater(inner[1]) else written
    bare = _BEHIND_NAME.sub("", _BEFORE_NAME.sub("", told))
    return _SCORED.sub("", bare) or bare


def _whole(names: Sequence[str], values: Sequence[float], after: str) -> dict[str, float]:
    """Return names with their shares, nothing where some are missing or something else is said."""
    is_told = len(names) == len(values) == len(set(names)) and all(names) and _AFTER.fullmatch(after)
    return dict(zip(names, values, strict=True)) if is_told and not _FIGURE.search("".join(names)) else {}


def _value(written: str) -> float:
    """Return the share that 20%, 0.2, 百分之二十, 两成 or 一半 states."""
    return figure(f"0{written}" if written.startswith(".") else written, 0).value
