"""A clause in phrases by the grammar in `phrases.lark`, and what a statement of it requires."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from presales_xl.design.sentences.pieces import Figure, figure

Phrase = Tree[Token] | Token
_AT_LEAST = re.compile(
    r">=|=>|≥|(?:大于|高于|多于)(?:或)?等于|不低于|不少于|不小于|不得[低少]于|至少|最少|^达到?了?$|^满$|^(?:达到|等于)[或及]"
)
_AT_MOST = re.compile(r"<=|=<|≤|(?:小于|低于|少于)(?:或)?等于|不超过|不高于|不大于|不多于|不得[超高]|控制在")
_BELOW = re.compile(r"<|未|没|达不到|不到|低于|少于|小于|不足|不满")
_RATERS = re.compile(
    r"(?:上[级司]|主管|主任|领导|经理|总监|同事|同级|平级|[自初复终互他]评|自我|本人|自己|客户|下级|下属|销售|代表|人力资源部?|人事部?|HR|部门"
    r"|考评人|考核人|负责人|评委|小组|委员会|老板|专家|财务|项目组|团队|行政|书记|[队班店组科处厂校院部所站课区园馆]长|董事长)"
    r"(?:评[分价估议]|打分|考核|考评|测评|互评|意见|自评|评|得?分)?$"
)
_RELATIVE = re.compile(r"(?:目标|标准|基准|平均|均值|计划|任务)[^的]{0,3}$")
#: What something may be below, and none of what is measured: 「低于预算 10%」.
_OFF_ANOTHER = re.compile("(?:预算|定额|去年|上年|上期|同期|行业|市场)[^的]{0,3}$")
_FAILED = ("不合格", "不及格", "不称职", "不达标", "不满意")
_CONTRARY = re.compile(r"[未没无不否逾]|(?:超[过出]?|[高多]于|[低少]于)的?$")
#: What is beyond a bound: 「差异率≤0.3%，超过不得分」.
_BEYOND = re.compile("超|[高多]于")
_AMONG = re.compile(r"(?:在|介于)?之间$|(?:在|介于)$")
#: A comma in front of 每 or of what is counted.
_PAUSE = re.compile(r"[，,:]\s?$")
_FLOW = " =/→\u3000，、：；:;。,.的"
#: What leads over to the points and is no part of what they are for.
_SUBJECT = re.compile(
    r"(?:[本该此]项(?:考核)?|是|(?<!行)为|(?<![心获取所记])得|(?<=[率度])等于|(?<!否)则|(?<=[率数量额分])时)+$|^得分$"
)
#: A remark in brackets about what stands in front of it.
_ASIDE = re.compile(r"^[（(][^（()）]*[)）]\s?[，,]")
#: What a measure is said to be worked out from: 「按错放、漏放次数计算」.
_CALCULATED = re.compile(
    r"^[^，按]{0,8}(?:按照?|以|根据)(?P<of>[^，]{4,}?)(?:[与和同对]目标[值数]?的?(?:对比|比较|比例|差[值额距]))?"
    r"(?:来?(?:计算|统计|核算|测算|考核|计)(?:得分|分值|分数)?|[计扣加减]分)$"
)
#: How often something is measured, and that it is measured, which every input is.
_MEASURED = re.compile("^(?:[每按]?[月季年]度?|本期|当期)?实际(?=..)")
#: What kind of rule follows: 「加分项：…」.
_HEADED = re.compile(
    r"^(?:采用)?倒扣分?[法制][，,:：]\s?|^(?:例如|比如|譬如)\s?[:：，,]?|^(?:加分|扣分|减分|奖励|处罚|评分|考核)(?:项目?|标准|说明|规则|办法)?\s?[:：]"
)
_LAST = re.compile(r"倒数|末位|末名|最后|垫底")
_ONWARDS = re.compile(r"以后|之后|以外|以下")
_DIGITS = re.compile(r"\d+|[一二三四五六七八九十]{1,3}(?=\D|$)")
#: What says that something happened and not what, and what joins two bounds.
_PASSED = re.compile("(?:每|[若如凡]|当月|本月|期间)?(?:有|出现|发生|发现|存在|产生)(?:了)?|但|且|但是|并且")
#: That what is named was seen, behind it: 「主动挂机的，发现一次」.
_FOUND = re.compile(r"(?<=..)[的者]?[，,](?:如|一?经|每)?(?:发现|发生|出现|查实|查出)$")
#: What stands in front of what is counted: 每, 每发生一, 一.
_ONE = re.compile(r"^每?(?:发生|发现|出现|有)?\s?(?:\d+|一)?\s?")
#: What went wrong.
FAULT = re.compile(
    "[未没违迟旷缺错漏误损罚差逾超]|[事病请]假|[多少][发报写]|投诉|早退|[脱离串睡]岗|不[^断]|异常|遗失|无(?!差错|投诉|事故)"
)
MONEY = ("元", "万元", "万", "亿元")
TIMES = ("小时", "个小时", "分钟", "秒", "秒钟", "天", "日", "个工作日", "工作日")
_SHORT_OF = re.compile("[低少小]于|不足")
_STRICT = {"≥": ">", "≤": "<"}
_TURNED = {"≥": "≤", "≤": "≥", ">": "<", "<": ">"}
_TURNING = {"≥": "<", "≤": ">"}


class _Bounding:
    """Takes 以上, 以内 and a dash that stand behind no number for words: 「卖场内」, 「以上各项」."""

    always_accept = ()
    _BEHIND: Mapping[str, Sequence[str]] = {
        **dict.fromkeys(("OR_MORE", "OR_LESS"), ("QUANTITY", "POINTS")),
        "DASH": ("QUANTITY", "POINTS", "INCLUDING"),
    }

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        before = ""
        for token in stream:
            is_word = token.type in self._BEHIND and before not in self._BEHIND[token.type]
            before = token.type
            yield Token.new_borrow_pos("CHAR", token.value, token) if is_word else token


@cache
def parser() -> Lark:
    """Return the parser of the grammar, which is made once."""
    grammar = Path(__file__).with_name("phrases.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", start="clause", propagate_positions=True, postlex=_Bounding())


@dataclass
class Clause:
    """A clause of a cell: the plain text of the whole cell, the source, and where the clause begins and ends."""

    plain: str
    source: str
    start: int
    end: int

    def phrases(self) -> list[Phrase] | None:
        """Return statements (trees with their phrases) and the phrases that follow them; None for no grammar."""
        try:
            return list(parser().parse(self.plain[self.start : self.end]).children)
        except UnexpectedInput:
            return None

    def place(self, phrase: Phrase) -> tuple[int, int]:
        """Return where a phrase begins and ends in the cell."""
        if isinstance(phrase, Token):
            return self.start + (phrase.start_pos or 0), self.start + (phrase.end_pos or 0)
        return self.start + phrase.meta.start_pos, self.start + phrase.meta.end_pos

    def figure(self, token: Token, sign: str = "") -> Figure:
        """Return the figure that a token states."""
        return figure(str(token), self.place(token)[0], sign)

    def text(self, phrases: Sequence[Phrase]) -> str:
        """Return the source from the first to the last of these phrases, without what stands around it."""
        if not phrases:
            return ""
        return trimmed(self.source[self.place(phrases[0])[0] : self.place(phrases[-1])[1]])


#: Signs before words, of which that of what is beyond a target is one of them: 「>目标值，得 0 分」; and the sign of a
#: number behind what it is told of: 「控制率在 + 10% 以内」.
_LED = re.compile(r"^(?:[）)】+]|>(?!=?\s?(?:目标|计划|标准|基准|预算|任务|定额)))+|(?<=[\u3400-\u9fff])\s?\+$")
#: What says no more than that something is held against its target.
_COMPARED = re.compile(
    "^(?:本项|该项|最终|考核)?(?:得分|分数)\\s?=|(?:目标值?[与和]实际值?|实际值?[与和]目标值?)(?:相比较?)$"
)


#: What leads over to words, or from them, and says nothing.
_LEADING = re.compile(
    "^当(?=达成|完成|实际)|^(?:如果|若|如(?![期实何同数约下此愿]))|^即(?=[^时可使便将])|^(?:时|者)$|(?<=，否则)(?:有|出现)?(?:其中)?(?:任何|任意)$"
)


def trimmed(words: str) -> str:
    """Return words without punctuation around them, nor a bracket that has no twin."""
    before, words = None, _HEADED.sub("", words)
    while before != words:
        before = words
        words = _ASIDE.sub("", _LED.sub("", _SUBJECT.sub("", words).strip(_FLOW)).rstrip("（(【<"))
        opened, closed = (sum(words.count(sign) for sign in signs) for signs in ("（(【", "）)】"))
        words = words.lstrip("（(【") if opened > closed else words.rstrip("）)】") if closed > opened else words
    words = _FOUND.sub("", _LEADING.sub("", _COMPARED.sub("", words)))
    calculated = _CALCULATED.match(words)
    return _MEASURED.sub("", calculated["of"]) if calculated else words


def is_rater(name: str) -> bool:
    """Return whether a name is that of somebody who rates: 上级, 客户评, 销售总监."""
    return _RATERS.search(name) is not None


def kind_of(phrase: Phrase) -> str:
    """Return what a phrase is by the grammar."""
    return phrase.type if isinstance(phrase, Token) else str(phrase.data)


def parts_of(phrase: Phrase) -> list[Phrase]:
    """Return what a phrase consists of."""
    return list(phrase.children) if isinstance(phrase, Tree) else [phrase]


def tokens(phrase: Phrase, *types: str) -> list[Token]:
    """Return the tokens of a phrase of these types."""
    return [each for each in parts_of(phrase) if isinstance(each, Token) and each.type in types]


def token_of(phrase: Phrase) -> Token:
    """Return the one token that a phrase is."""
    return next(each for each in parts_of(phrase) if isinstance(each, Token))


def figures_of(phrase: Phrase) -> list[Token]:
    """Return the numbers of a phrase itself."""
    return tokens(phrase, "QUANTITY", "POINTS")


@dataclass
class Conditions:
    """What a statement requires, phrase by phrase."""

    clause: Clause
    phrases: list[Phrase]
    bounds: dict[str, Figure] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    counted: list[Token] = field(default_factory=list)
    spoken: list[Phrase] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    missed: str = ""  # the words that turn a bound into its contrary: 至少 2 次，未完成的 …

    def __post_init__(self) -> None:
        for phrase in self.phrases:
            kind = kind_of(phrase)
            self.kinds.add(kind)
            if kind in ("bound", "span"):
                for role, figure_, remarks in bounds_of(self.clause, phrase):
                    self.remarks += ["open.two_bounds"] if role in self.bounds else remarks
                    self.bounds[role] = figure_
                inside = [part for part in parts_of(phrase) if kind_of(part) == "words"]
                self.spoken += [part for part in inside if not _PASSED.fullmatch(self.clause.text([part]))]
                self.spoken[-1:-1] = [each for each in tokens(phrase, "COMPARE") if _exceeds(each, phrase)]
            elif kind == "quantity" and self._aside(phrase):
                self.spoken.append(phrase)
            elif kind == "quantity":
                self.counted += figures_of(phrase)
            elif kind == "words" and _PASSED.fullmatch(self.clause.text([phrase])):
                continue  # 「出现一次问题」, 「超过 1 天但不超过 3 天」
            elif kind in ("words", "name", "DEADLINE") or (kind == "PERIOD" and str(phrase).startswith("每")):
                self.spoken.append(phrase)
        if len(self.bounds) == 1:
            self._turn(*next(iter(self.bounds.items())))

    def _turn(self, role: str, end: Figure) -> None:
        """Take a duty that is said not to be met for what is short of it, or beyond it; hours to it are when."""
        missed = self.contrary("bound")
        if (_BEYOND.match(missed) and role == "low") or (re.match("[低少]于", missed) and role == "high"):
            return  # which says no contrary
        if missed and end.sign in _TURNING and not (end.unit in TIMES and end.sign == "≥"):
            self.bounds = {"high" if role == "low" else "low": replace(end, sign=_TURNING[end.sign])}
            self.missed = missed
            self.remarks.append("assumed.missed")

    def _is_band(self) -> bool:
        """Return whether a bound is told behind its number alone, and so is no duty: 「80% 以下无记录」."""
        told = next((phrase for phrase in self.phrases if kind_of(phrase) == "bound"), None)
        behind = [] if told is None or tokens(told, "COMPARE") else tokens(told, "OR_MORE", "OR_LESS")
        return any("以上" in each or "以下" in each for each in behind)

    def _aside(self, phrase: Phrase) -> bool:
        """Return whether a number stands in brackets that close before what follows: 爆款（10 万+播放）."""
        start, end = self.clause.place(phrase)
        opened, last = self.clause.plain[:start].rsplit("(", 1), self.clause.place(self.phrases[-1])[1]
        return len(opened) > 1 and ")" not in opened[1] and ")" in self.clause.plain[end:last]

    @property
    def words(self) -> str:
        """Return the words of the conditions, without the figures between them; what is short of a duty in brackets."""
        return trimmed(self._named(()).removesuffix(self.missed))

    @property
    def counted_words(self) -> str:
        """Return the words with those of 每少, 每超 and the like in their place: 少组织活动."""
        return self._named(("EACH_SHORT", "EACH_OVER"))

    def _named(self, toward: Sequence[str]) -> str:
        kinds = [kind_of(phrase) for phrase in self.phrases]
        cut = next((place for place, kind in enumerate(kinds) if kind.startswith("EACH") or kind == "quantity"), 0)
        paused = [
            place for place in range(1, cut) if self.clause.plain[self.clause.place(self.phrases[place])[0]] == "，"
        ]
        cut = paused[-1] if paused else cut  # what a dropped figure stood in front of: 「归档率 100%，缺一份」
        start = self.clause.place(self.phrases[cut])[0] if self.phrases else 0
        parts = [(self.clause.place(phrase)[0], self.clause.text([phrase])) for phrase in self.spoken]
        parts += [
            (self.clause.place(phrase)[0], str(phrase).removeprefix("每"))
            for phrase, kind in zip(self.phrases, kinds, strict=True)
            if kind in toward
        ]
        told = ["", ""]
        for place, words in sorted(parts):
            comma = "，" if words and told[place >= start] and self.clause.plain[place] == "，" else ""
            told[place >= start] += comma + words
        led, behind = (trimmed(_AMONG.sub("", each)) for each in told)
        if behind and led.endswith((f"无{behind}", f"没有{behind}")):  # 「归档完整，无遗漏，每发现一处遗漏扣 1 分」
            return behind
        if not led or not behind or behind in led:
            first, _, last = (led or behind).replace("：", "，").partition("，")
            return first if last and last in first else led or behind
        apart = paused or _PAUSE.search(self.clause.plain[self.clause.start : start])
        return f"{led}（{behind}）" if apart else led + behind

    def turns(self, kind: str) -> bool:
        """Return whether words behind a bound, or a quantity, say the contrary of it, and it is not turned yet."""
        return bool(self.contrary(kind)) and not self.missed

    def contrary(self, kind: str) -> str:
        """Return the words behind a bound, or a quantity, that say the contrary: 至少组织 2 次培训，未组织的 …."""
        last = "" if kind == "bound" and self._is_band() else re.split("[，,]", self.behind(kind))[-1]
        return last if _CONTRARY.match(last) and last not in _FAILED else ""

    def behind(self, kind: str) -> str:
        """Return the words behind a bound, or a quantity."""
        place = next((at for at, phrase in enumerate(self.phrases) if kind_of(phrase) == kind), len(self.phrases))
        return self.clause.text([phrase for phrase in self.phrases[place + 1 :] if kind_of(phrase) == "words"])

    @property
    def sized(self) -> str:
        """Return words with a size inside, such as 「超过 2 小时没有到场」 before 每次; empty for others."""
        kinds = [kind_of(phrase) for phrase in self.phrases]
        sizes = [place for place, kind in enumerate(kinds) if kind in ("bound", "span", "quantity")]
        ends = [place for place, kind in enumerate(kinds) if kind in ("EACH", "EACH_ONE") or place in sizes[1:]]
        inside = self.phrases[: ends[0]] if ends and sizes and sizes[0] < ends[0] else []
        units = {self.clause.figure(figure).unit for phrase in inside for figure in figures_of(phrase)}
        units -= {""} if any(kind_of(phrase) == "span" for phrase in inside) else set()
        if len(self.bounds) > 1 and len([kind for kind in kinds if kind == "bound"]) == len(sizes):
            return ""  # 「超过 1 天但不超过 3 天」
        once = inside and ends[0] == len(kinds) - 1 and kind_of(inside[-1]) == "bound"  # 「合格率低于 95% 一次扣 2 分」
        if not inside or len(units) != 1 or not units <= {*TIMES, *MONEY, "人", "分", *(["%"] if once else [])}:
            return ""
        counted = _ONE.sub("", self.clause.plain[self.clause.place(self.phrases[ends[0]])[0] :])
        if not {self.clause.figure(token).unit for token in self.counted[-1:]} & {*TIMES}:
            return "" if counted.startswith(units.pop()) else self.clause.text(inside)
        late = self.clause.text([phrase for phrase in self.phrases[ends[0] + 1 :] if kind_of(phrase) == "words"])
        return f"{self.clause.text(inside)}（{late}）" if late and kind_of(inside[-1]) == "words" else ""

    @property
    def times(self) -> list[Token]:
        """Return the numbers behind 每, or all where nothing is repeated: 「二人死亡事故，每起扣」 has none."""
        each = next((at for at, phrase in enumerate(self.phrases) if kind_of(phrase) in ("EACH", "EACH_ONE")), -1)
        return [token for phrase in self.phrases[each + 1 :] for token in figures_of(phrase) if token in self.counted]

    @property
    def described(self) -> str:
        """Return the source of all conditions as it stands."""
        return self.clause.text([phrase for phrase in self.phrases if kind_of(phrase) != "OTHERWISE"])


def bounds_of(clause: Clause, phrase: Phrase) -> Iterator[tuple[str, Figure, list[str]]]:
    """Yield the bounds that a phrase states, `low` or `high`, with what is assumed of each."""
    figures, compares = figures_of(phrase), tokens(phrase, "COMPARE")
    after = "".join(tokens(phrase, "OR_MORE", "OR_LESS", "INCLUDING"))
    if kind_of(phrase) == "span" and len(compares) < 2:
        off = ["assumed.distance"] if is_distance(phrase) else []
        yield from ((role, end, [*remarks, *off]) for role, end, remarks in _span(clause, phrase))
    elif kind_of(phrase) == "span":
        sides = [(_TURNED[_sign(compares[0])], figures[0]), (_sign(compares[1]), figures[1])]
        for sign, token in sides:
            yield "low" if sign in "≥>" else "high", clause.figure(token, sign), []
    elif compares and kind_of(parts_of(phrase)[-1]) == "words" and not after:
        sign = _TURNED[_sign(compares[0])]
        yield "low" if sign in "≥>" else "high", clause.figure(figures[0], sign), []
    else:
        sign, remarks = _sign_of_bound(
            "" if any(_exceeds(each, phrase) for each in compares) else "".join(compares), after
        )
        words = "".join(clause.text([part]) for part in parts_of(phrase) if kind_of(part) == "words")
        if is_distance(phrase):
            remarks = ["assumed.distance"]
        elif "%" in figures_of(phrase)[0] and sign == "<" and _OFF_ANOTHER.search(words):
            remarks = [*remarks, "open.relative"]
        elif sign in "<>" and _RELATIVE.search(words):
            remarks = [*remarks, *_against_target(figures[0], words)]
        yield "low" if sign in "≥>" else "high", clause.figure(figures[0], sign), remarks


def _against_target(written: str, words: str) -> list[str]:
    """Return what is open of a figure told against a target: 「低于目标值 2 个百分点」 is off it, 20 % may be of it."""
    if "%" in written:
        return ["open.relative"]
    is_off = "点" in written or (written.endswith("分") and "平均" not in words and "均值" not in words)
    return ["open.standard"] if is_off else []


def _exceeds(compare: str, phrase: Phrase) -> bool:
    """Return whether a bound is of how far something is off: 超工期 10% 以内, 超 10%-20%, 低于目标 5 天以内."""
    beyond = "超" in compare and "不" not in compare and bool(tokens(phrase, "OR_LESS", "DASH"))
    return beyond or is_distance(phrase)


def is_distance(phrase: Phrase) -> bool:
    """Return whether a bound is told of how far something is from its target: 低于目标值 5 天以内."""
    words = "".join(str(each) for part in parts_of(phrase) if kind_of(part) == "words" for each in parts_of(part))
    off = any(_sign(each) in "<>" for each in tokens(phrase, "COMPARE")) and _RELATIVE.search(words)
    if not words and tokens(phrase, "OR_MORE") and any(map(_SHORT_OF.match, tokens(phrase, "COMPARE"))):
        return True  # 「低于 10% 以上」
    more = bool(tokens(phrase, "OR_MORE")) and "%" not in "".join(figures_of(phrase))  # 「超过目标值 20% 以上」: of it?
    return bool(off) and (more or bool(tokens(phrase, "OR_LESS", "DASH")))


def _span(clause: Clause, phrase: Phrase) -> Iterator[tuple[str, Figure, list[str]]]:
    """Yield both ends of 80-90 %, which includes them unless 「不含」 stands behind one."""
    excluded, included, side = [False, False], [False, False], 0
    for token in tokens(phrase, "DASH", "INCLUDING"):
        side = 1 if token.type == "DASH" else side
        excluded[side] |= token.type == "INCLUDING" and "不" in token
        included[side] |= token.type == "INCLUDING" and "不" not in token
    first, last = (
        clause.figure(token, _STRICT[sign] if out else sign)
        for token, sign, out in zip(figures_of(phrase), "≥≤", excluded, strict=True)
    )
    if last.unit == "%" and not first.unit:
        first = replace(first, value=round(first.value / 100, 12), unit="%")
    elif not first.unit:
        first = replace(first, unit=last.unit)
    if first.value > last.value:
        first, last = replace(last, sign=_TURNED[last.sign]), replace(first, sign=_TURNED[first.sign])
    unsaid = ["assumed.shared_bound"] if any(included) and not any(excluded) and not all(included) else []
    yield "low", first, unsaid
    yield "high", last, []


def _sign(compare: str) -> str:
    if _AT_LEAST.search(compare):
        return "≥"
    if _AT_MOST.search(compare):
        return "≤"
    return "<" if _BELOW.search(compare) else ">"


def _sign_of_bound(compare: str, after: str) -> tuple[str, list[str]]:
    """Return the sign that the words in front of a number and behind it give, and what is assumed of it."""
    if not compare:
        upward = "上" in after
        if "不含" in after or "不包含" in after:
            return (">" if upward else "<"), []
        certain = any(word in after for word in "含及或")
        return ("≥" if upward else "≤"), [] if certain else ["assumed.or_more" if upward else "assumed.or_less"]
    sign = _sign(compare)
    if "不含" in after:
        return {"≥": ">", "≤": "<"}.get(sign, sign), []
    if any(word in after for word in "含及或"):  # 「超出 5 个百分点及以上」
        return {">": "≥", "<": "≤"}.get(sign, sign), []
    if "控制在" in compare or (after and sign in "≥>"):
        return sign, [{">": "assumed.more_than", "≥": "assumed.or_more"}.get(sign, "assumed.or_less")]
    return sign, []


def places(clause: Clause, phrase: Phrase) -> dict[str, Figure]:
    """Return the first and last place of a rank; `from_last` where it is counted from the end."""
    token = token_of(phrase)
    start = clause.place(token)[0]
    numbers = [figure(each[0], start + each.start()) for each in _DIGITS.finditer(token)]
    if _LAST.search(token):
        return {"from_last": numbers[0] if numbers else Figure(1, "", *clause.place(token))}
    if kind_of(phrase) == "rank_span":
        return {"first": numbers[0], "last": numbers[1]} if len(numbers) > 1 else {"last": numbers[0]}
    return {"first": numbers[0]} if _ONWARDS.search(token) else {"first": numbers[0], "last": numbers[0]}


def numbers(phrase: Phrase) -> Iterator[Token]:
    """Yield every number in a phrase."""
    if isinstance(phrase, Tree):
        tokens_in = phrase.scan_values(lambda leaf: isinstance(leaf, Token))
        yield from (token for token in tokens_in if token.type in ("QUANTITY", "POINTS"))
