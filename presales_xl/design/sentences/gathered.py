"""The pieces of one cell, gathered by kind for the rule that they make."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from presales_xl.design.sentences import tabled
from presales_xl.design.sentences.conditions import FAULT, MONEY, trimmed
from presales_xl.design.sentences.pieces import Figure, Kind, Piece, in_unit

#: The fields of a rule as a scheme file has them, with names in the source's words; `kind` is that of the rule kinds.
Rule = dict[str, object]
#: Words for nothing: 无投诉, 未完成, 均能按时.
NEGATED = re.compile(
    r"^(?:当月|本月|当季|本季|全年|期间|[月季年]度?内)?[无没未不]|^(?:按时|按期|准时|及时|全勤)|均能|均已|全部|都|零"
)
#: What the same measure may have in front of it where it is named again: 每月, 超预算.
_BESIDE = re.compile(r"^(?:每?个?(?:月|季度?|年|周|日|天)度?|超[过出]?|[高低]于)")
#: What is measured, as the last part of words says it: 「根据系统统计，首次响应率」.
_NOUN = re.compile(
    r"(?:率|[程长速精]度|满意度|得分|成绩|分数|评分|比例|占比|数量?|次数|金额|总?额|时间|时长|周期|天数|成本|费用)$"
)
#: What says that there is something, or none, of the same.
WITH = re.compile("^(?:没有|[有无])")
#: A measure that says nothing of what it measures, beside one that does.
_GENERIC = re.compile("(?:实际)?(?:完成|达成)(?:率|比例?|情况)|得分|分数|比例|比率|绩效")

#: What is no name of a measure: the standard that it is held against, the group among which it is ranked.
_GROUP = re.compile(
    r"^(?:未能?|没有?|不足|达不到|若未|如未)(?:达到|达成|完成|达标|达)?(?:目标|标准|基准|计划|任务|要求)?(?:值|者|部分)?$"
    r"|(?:^|低于|高于|超[过出]?|未达)?(?:(?:达标|标准|基准|考核|警戒)线|目标[值价额量数]?|标准值?|基准值?|计划[值额量数]|达到标准|超额(?:完成)?)$|^(?:部门|团队|公司|小组|全员|同岗位)内?部?$|(?<![A-Za-z])[A-Za-z]$|^第?[一二三四五六][档级等]次?$|^[甲乙丙丁]等?$|(?:比|较|与|^)(?:目标|计划|标准|预算|基准)[值数价额]?(?:的|相比)?可?$|(?:不|未)超(?:过|出|支)?(?:预算|定额|限额)$|^±$|^为?起算点$|(?:与|和)(?:目标|计划|标准|基准)[值数]?(?:之差|的?差[距额值]?|相?比较?|的?对比)$|^按(?:[年月周日次批]|季)度?(?:统计|计算|考核|汇总)$|^根据[^，]{2,8}(?:反馈|情况|统计)$|^(?:本项|该项|此项|考核|指标|(?:范围|区间)内?)$|(?:数量|户数|家数|次数|人数|数)?(?:不足|不够|未达标|不达标)$|^其余$|^以[^，]{1,6}为(?:基数|基准|基础)$|^部分(?:完成|达成|实现)$|^降(?:至|到|为)$|(?:(?<!测)评)?为(?:优秀?|良好?|中等?|合格|差)$|^(?:分数|得分|数值|结果|指标值?|实际值?|该?指标|X|平均)$"
)
#: What says on which side of a standard something is, as 少 of 「少一份扣 2 分」.
TOWARD = re.compile(
    r"(?P<less>节约|节省|少|低(?!级)|缺(?!陷)|差(?![错评异])|不足|减少|降低|下降|下滑|降(?![级职薪]))|(?P<early>提前|缩短|提早)|(?P<late>延迟|延长|延误|延后|拖延|推迟|逾期|超时|延期)|超[过出额]?|多|[高多]出|高|增[加长]?|提[高升]|上升|升"
)
#: Growth, profit or savings below nothing.
_BELOW_NOTHING = re.compile("负增长|下[降滑]|减少|超支|超[过出]?预算|亏损|低于去年")
_SHRUNK = re.compile("(?:出现|为|若|如)?负增长(?:的|时|则)*")
#: What a band is called, and no measure.
_GRADED = re.compile("优秀?|良好?|中等?|不?合格|不?及格|不?称职|不?达标|差")
#: What a bound is told of.
_TOLD_OF = re.compile("(?:目标|标准|基准|计划|任务)[值数量额]?$")
#: What is beyond a target, or short of it, that stands elsewhere.
_PAST_AIM = re.compile(
    r"(?:超[过出]|[高多大]于|(?P<less>[低少小]于|不足|未达到?))(?:目标|标准|计划|基准|规定)[值数量次]?数?$"
)
#: On which scale raters rate: 5 分制.
SCALE = re.compile(r"(?P<most>\d{1,3})\s?分(?:制|量表)|百分制")
#: What is held against a target: 「按实际数量与目标的差额评分」.
HELD_TO = re.compile(
    "[与和同跟较比](?P<aim>(?:目标|计划|预算|定额|任务|标准|基准)[值数量额价]?)的?(?:差|之差|偏差|对比|相比|比较)"
)
#: What happens again and again, and for how long each time: 「迟到 15 分钟内」.
_LATELY = re.compile("迟到|早退|[离脱串]岗|缺席")
_MINUTES = ("分钟", "小时", "个小时")
#: Units of steps that are no count.
_MEASURED = ("%", "元", "万元", "亿元", "分", "倍", "")
_ENDS = ("low", "high", "standard")
_COUNT_OF = {"low", "points"}
#: What stands in front of the size of a step: 每少.
_STEPPED = re.compile(r"([，,]?)(?:每|(?<=[，,]))([^每，,\d]{1,6})$")
#: What is an amount by itself.
_SAVED = ("节约", "节省", "超支")
#: None of what is counted, and remarks that do not hold where every number of it has a deduction of its own.
_NONE = ("无", "没有", "零")
_COUNTED = ("open.times", "assumed.each_time")
_OFF = ("assumed.distance", "open.relative")
#: What follows for the total, the grade or pay.
_AFTER: tuple[Kind, ...] = ("veto", "lowered", "graded", "bounded", "unpaid")
_SIDE = re.compile("[低少小]于|不足|超过")
_SIDES: tuple[Kind, ...] = ("short", "over")
_TIMED = ("分钟", "小时", "个小时", "秒", "秒钟", "天", "日", "个工作日", "工作日")
#: Times of which one is a bound, and no step: 「超过 1 周扣 3 分」.
_LONG = ("周", "星期", "个星期", "月", "个月", "季度", "个季度", "年")
#: What lasts.
_LASTING = re.compile("(?:周期|时间|时长|天数|工期|用时|耗时)$")
#: A case in words beside a bound: 「70 分以下或缺考」.
_EITHER = re.compile(
    "^(?P<of>[^，或]{2,10}(?=或者?[无未没缺漏拒]))?或者?(?P<behind>[^，]{2,12})$|^(?P<front>[^，]{2,12}?)或者?$"
)
#: Who does not pass, and from where on one does.
_FAILED = re.compile("(?:成绩|考试|得分)?(?:不及格|不合格|未达标|不达标)(?:的|者)?")
_PASSING = (60, 0.6)
#: That something was done, and not what.
_DONE = re.compile(
    "完成|采用|提出|提交|发表|参[加与]|组织|开展|[取获]得|申[请报]|编[写制]|撰写|贡献|新增|开发|实施|举办|上报|培养|引进|推荐|拜访"
)
#: A time that something is due by, before another one.
_DUE_EITHER = re.compile(
    r"(?:提前|[早晚]于)[^，；。\d]{0,4}(?:\d+|[一二两三四五六七八九十]+|半)\s?个?(?:工作)?(?:天|日|小时|周|月)[或/]者?$"
)
_SEVERAL = 2
_CHANGES = {"扣": "deducted", "减": "deducted", "加": "added", "奖": "added"}


class Gathered:
    """The pieces of a cell by kind, what a rule took up of them, and what is assumed or open about it.

    `points` are the full points where they are known.
    """

    def __init__(self, text: str, found: Sequence[Piece], points: float | None) -> None:
        self.text = text
        self.found = list(found)
        self.points = points
        self.remarks: list[str] = []
        self.found = [each for piece in self.found for each in self._either(self._bounded(piece))]
        self.found = [self._up_to(piece) for piece in self._both_sides()]
        self.found = list(self._distant(list(self._off_standard(list(self._in_one_unit())))))
        self.found = list(self._free())
        self.found = list(self._by_times())
        self.found = [self._each_earned(self._each_step(piece)) for piece in self._faults()]
        self.found = list(self._unsigned())
        self.found = list(self._by_amount(list(self._timed(list(self._and_so_on())))))
        self.found = list(self._stated())
        held = [piece.figures.items() for piece in self.of("standard", "band") if self.gives(piece) != 0]
        ends = {alike(each.unit) for figures in held for role, each in figures if role in _ENDS}
        held_to = HELD_TO.search(text) is not None
        stays = [held_to or bool({"", *self._unit(piece)} & ends) for piece in self.found]
        self.found = [piece if stay else self._as_count(piece) for stay, piece in zip(stays, self.found, strict=True)]
        self.found = list(self._done())
        self.found = list(self._halved([self._as_place(piece) for piece in self._below_nothing()]))
        self.found = list(self._dearer(list(self._sized_apart(self.found))))
        standards = self.of("standard") or self._turning() or self._lengthening()
        self.found = [self._as_step(piece, standards) for piece in self.found]
        self.found = [self._late(piece) for piece in self.found]
        self.found = list(self._exact())
        self.found = [self._reached(self._failed(piece)) for piece in self.found]
        self.found = list(self._beside_exact())
        self.used: set[int] = set()

    def of(self, *kinds: Kind) -> list[Piece]:
        """Return the pieces of these kinds, in their order."""
        return [piece for piece in self.found if piece.kind in kinds]

    def _bounded(self, piece: Piece) -> Piece:
        """Return what is taken by discretion as words where there are no full points to take it from."""
        if "assumed.discretion_within" not in piece.remarks or self.points is not None:
            return piece
        words = self.text[piece.start : piece.end].strip(" ，,")
        return Piece("words", words, start=piece.start, end=piece.end, remarks=("open.how_much",))

    def _either(self, piece: Piece) -> Iterator[Piece]:
        """Yield 「70 分以下或缺考得 0 分」 as the bound and the case."""
        words = _EITHER.search(piece.words) if piece.kind == "band" and self.gives(piece) == 0 else None
        if words is None:
            yield piece
            return
        remarks = tuple(each for each in piece.remarks if each != "open.two_bounds")
        yield replace(piece, words=piece.words.replace(words[0], words["of"] or ""), remarks=remarks)
        points = {"points": piece.figures["points"]}
        yield Piece("case", words["behind"] or words["front"], points, start=piece.start, end=piece.end)

    def _both_sides(self) -> Iterator[Piece]:
        """Yield 「低于 85% 或高于 93% 每偏离 1% 扣 1 分」 behind the range between as steps on both sides of it."""
        within = {
            (each.figures["low"].value, each.figures["high"].value) for each in self.of("band") if _is_range(each)
        }
        if not within:
            yield from self.found
            return
        for piece in self.found:
            figures = {role: replace(each, sign="-") for role, each in piece.figures.items() if role == "points"}
            step = piece.figures.get("step")
            outside = _is_range(piece) and (piece.figures["high"].value, piece.figures["low"].value) in within
            if piece.kind != "deduct" or step is None or not outside:
                yield piece
                continue
            for kind in _SIDES:
                yield replace(piece, kind=kind, words="", figures={"step": step, **figures}, remarks=())

    def _up_to(self, piece: Piece) -> Piece:
        """Return 「85%≤X<95% 的，每低 1% 扣 1 分」 as steps from where the full points end, which go on up to there."""
        toward = TOWARD.search(self.text, piece.start, piece.end)
        if piece.kind != "deduct" or "step" not in piece.figures or not _is_range(piece) or toward is None:
            return piece
        full = [each for each in self.of("band") if self.gives(each) == self.points is not None]
        near, other = ("high", "low") if toward["less"] else ("low", "high")
        ends = {each.figures[other].value for each in full if other in each.figures}
        zero = {end.value for each in self.of("band") if self.gives(each) == 0 for end in _ends_of(each)}
        if piece.figures[near].value not in ends or piece.figures[other].value not in zero:
            return piece
        figures = {"step": piece.figures["step"], "points": replace(piece.figures["points"], sign="-")}
        return replace(piece, kind="short" if toward["less"] else "over", words="", figures=figures, remarks=())

    def _in_one_unit(self) -> Iterator[Piece]:
        """Yield the pieces with amounts and times in the unit of the first: 「100 万元，每少 5000 元」."""
        ends = [each for piece in self.found for role, each in piece.figures.items() if role in _ENDS]
        for piece in self.found:
            figures = dict(piece.figures)
            for role in [role for role in figures if role in (*_ENDS, "step")]:
                for end in ends[:1]:
                    figures[role] = in_unit(figures[role], end.unit)
            yield replace(piece, figures=figures)

    def _off_standard(self, found: list[Piece]) -> Iterator[Piece]:
        """Yield the pieces with what is told off the only standard as bounds: 「5%；低于目标值 2 个百分点得满分」."""
        standards = [piece.figures["standard"] for piece in found if piece.kind == "standard"]
        off = [piece for piece in found if "open.standard" in piece.remarks and len(standards) == 1]
        for piece in found:
            if piece in off:
                side, aim = "high" if "high" in piece.figures else "low", standards[0]
                end = piece.figures[side]
                value = round(aim.value + end.value * (1 if side == "low" else -1), 12)
                told = {**piece.figures, side: replace(end, value=value, unit=aim.unit), "off": end}
                words = _TOLD_OF.sub("", piece.words)
                remarks = tuple(each for each in piece.remarks if each != "open.standard")
                yield replace(piece, words=words, figures=told, remarks=remarks)
            elif off and piece.kind == "standard":  # of which nothing else is told
                yield replace(piece, kind="words", figures={"aim": standards[0]})
            else:
                yield piece

    def _distant(self, found: list[Piece]) -> Iterator[Piece]:
        """Yield what is told of how far something is from its target by the value itself where the target is stated.

        「准确率 99%，低于目标 1% 以内扣 2 分，1%-3% 扣 5 分」; else the distance is what is measured.
        """
        if not any("assumed.distance" in piece.remarks for piece in found):
            yield from found
            return
        aims = [piece.figures["standard"] for piece in found if piece.kind == "standard"]
        aim, told, below = aims[0] if len(aims) == 1 else None, "", False
        name = next((piece.words for piece in found if aim is not None and piece.figures.get("standard") is aim), "")
        for piece in found:
            ends = {role: each for role, each in piece.figures.items() if role in ("low", "high")}
            figures = {role: each for role, each in piece.figures.items() if role not in ends}
            is_off = bool({*_OFF} & {*piece.remarks})
            told = piece.words if is_off else told if ends and not piece.words else ""
            if "open.relative" in piece.remarks:  # 「低于目标 3% 以上」 behind 「低于目标 3% 以内」
                below, end = "high" in ends, next(iter(ends.values()))
                ends = {"low": replace(end, sign=">")}
            elif is_off:
                below = re.search("[低少小]于|不足|未达", told) is not None
            turned = {"≤": "≥", "<": ">", "≥": "≤", ">": "<"} if below else {}
            if aim is not None and piece.figures.get("standard") is aim:
                yield replace(piece, kind="words", figures={"aim": aim}, remarks=("assumed.only_words",))
            elif not told:
                yield piece
            elif aim is None or any(alike(end.unit) != alike(aim.unit) for end in ends.values()):
                of = "" if _SIDE.fullmatch(piece.words) else piece.words
                yield replace(piece, words=f"{of}的差距" if of else "", figures=ends | figures)
            else:
                for role, each in ends.items():
                    side = ({"low": "high", "high": "low"} if below else {"low": "low", "high": "high"})[role]
                    value = round(aim.value + each.value * (-1 if below else 1), 12)
                    figures |= {side: replace(each, value=value, sign=turned.get(each.sign, each.sign)), "off": each}
                if ends.keys() == {"high"}:  # it begins at the target itself
                    figures["high" if below else "low"] = replace(aim, sign="<" if below else ">")
                remarks = (*(each for each in piece.remarks if each not in _OFF), "assumed.off_target")
                yield replace(piece, words=name if piece.words else "", figures=figures, remarks=remarks)

    def _free(self) -> Iterator[Piece]:
        """Yield 「前两次不扣分，第三次起每次扣 1 分」 with the times that are free as words, where they agree."""
        told = [piece for piece in self.of("deduct", "add") if freed(piece) is not None]
        allowed = {freed(piece) for piece in told}
        name = next((piece.words for piece in self.of("band") if piece.formula == "points" and piece.words != "前"), "")
        if not told:
            yield from self.found
            return
        for piece in self.found:
            ends = _ends_of(piece) if piece.kind == "band" and piece.formula == "points" else []
            times = [end.value - (end.sign == "<") for end in ends if end.sign in "=≤<"]
            named = piece.words in ("前", "") or all(each.words in ("", piece.words) for each in told)
            if len(ends) == 1 and {*times} == allowed and named:
                end = ends[0]
                yield replace(piece, kind="words", words="", formula="", figures={"whole": end}, remarks=())
            elif piece in told:
                yield replace(piece, words=piece.words or name)
            else:
                yield piece

    def _by_times(self) -> Iterator[Piece]:
        """Yield what is deducted each time up to a number of times, and beyond it, by the times that it is told of.

        「三次以下每次扣 1 分，三次以上每次扣 2 分」 are two counts; 「超过 3 次的，每次扣 1 分」 is what is beyond.
        """
        told = [piece for piece in self.of("deduct", "add") if "open.beyond" in piece.remarks and self._each_of(piece)]
        free = any(piece.formula == "points" for piece in self.of("band"))
        name = next((piece.words for piece in told if piece.words), "")
        if not told or free:
            yield from self.found
            return
        for piece in self.found:
            ends = {role: each for role, each in piece.figures.items() if role in ("low", "high")}
            others = {role: each for role, each in piece.figures.items() if role not in ends}
            remarks = tuple(each for each in piece.remarks if each not in ("open.beyond", "assumed.or_less"))
            if piece not in told or "step" in piece.figures:
                yield piece
            elif len(told) > 1:
                words = re.sub(r"[(（]?含[\d一二两三四五六七八九十]{1,3}.[)）]?$", "", piece.words or name)
                words = f"{words}（{_times_in_words(ends)}）"
                remarks = tuple(each for each in remarks if each != "assumed.or_more")
                yield replace(piece, words=words, figures=others, remarks=(*remarks, "assumed.times_apart"))
            elif ends.keys() == {"low"}:
                low = ends["low"]
                role = "free" if low.sign == ">" or "assumed.or_more" in remarks else "since"
                remarks = tuple(each for each in remarks if each != "assumed.or_more")
                figures = {role: replace(low, sign="")} | others
                yield replace(piece, figures=figures, remarks=(*remarks, "assumed.beyond"))
            else:
                yield piece

    def _each_of(self, piece: Piece) -> bool:
        """Return whether what is counted in a bound is also what each of costs."""
        units = {end.unit for role, end in piece.figures.items() if role in ("low", "high")}
        told = self.text[piece.start : piece.figures["points"].start]
        return len(units) == 1 and units <= tabled.COUNTED and bool(re.search(f"每(?:[1一]\\s?)?{units.pop()}", told))

    def _faults(self) -> Iterator[Piece]:
        """Yield 「盘点不准确 2 分，未盘点一次 5 分」 as what is deducted where nothing earns the full points."""
        beside = ("words", "weight", "cap", "floor")
        told = [each for each in self.found if each.kind not in beside and ("points" in each.figures or each.formula)]
        given = [self.gives(piece) or 0 for piece in told]
        counted = all(each.figures.keys() == _COUNT_OF and each.figures["low"].unit in tabled.COUNTED for each in told)
        less = self.points is None or all(0 < each <= self.points for each in given)
        faulty = bool(told) and less and (counted or (self.points is not None and len(told) > 1))
        for piece in self.found:
            if not faulty or any(not _is_fault(each) for each in told) or piece not in told:
                yield piece
                continue
            step = {"step": replace(piece.figures["low"], sign="")} if "low" in piece.figures else {}
            figures = {**step, "points": piece.figures["points"]}
            yield replace(piece, kind="deduct", figures=figures, formula="", remarks=("assumed.sign",))

    def _unsigned(self) -> Iterator[Piece]:
        """Yield 「事假每天 1 分，旷工每天扣 5 分」 with what has no sign as what the others do."""
        signed = {piece.kind for piece in self.of("deduct", "add") if self._sign(piece)}
        signed |= (
            {"deduct"} if self.of("floor") and re.search("扣完|扣光|倒扣", self.text) else set()
        )  # 「每处 1 分，扣完为止」
        for piece in self.found:
            once = piece.kind == "band" and piece.words and _is_fault(piece) and "low" in piece.figures
            if piece.kind == "add" and signed == {"deduct"} and not self._sign(piece):
                remarks = tuple(dict.fromkeys((*piece.remarks, "assumed.sign")))
                yield replace(piece, kind="deduct", formula="", remarks=remarks)
            elif once and signed == {"deduct"} and not self._sign(piece):  # 「登记不全 1 次 2 分，造假 1 次扣 5 分」
                figures = {"step": replace(piece.figures["low"], sign=""), "points": piece.figures["points"]}
                yield replace(piece, kind="deduct", figures=figures, formula="", remarks=("assumed.sign",))
            else:
                yield piece

    def _sign(self, piece: Piece) -> bool:
        """Return whether it is said of a change which way it goes."""
        written = self.text[piece.start : piece.figures["points"].end]
        return re.search(r"[扣口减罚加奖得计给+＋−－-]", written) is not None

    def _and_so_on(self) -> Iterator[Piece]:
        """Yield 「1 次扣 5 分，2 次扣 10 分，以此类推」 as what each costs."""
        changes = self.of("deduct", "add") if tabled.AND_SO_ON.search(self.text) else []
        sizes = [piece.figures.get("step") for piece in changes]
        told = [size.value for size in sizes if size is not None]
        points = [piece.figures["points"].value for piece in changes]
        alike = told == [*map(float, range(1, len(changes) + 1))] and len(changes) > 1
        alike = alike and points == [points[0] * size for size in told]
        for piece in self.found:
            if not alike or piece not in changes:
                yield piece
            elif piece is changes[0]:
                yield replace(piece, remarks=tuple(each for each in piece.remarks if each not in _COUNTED))
            else:
                words = self.text[piece.start : piece.end].strip(" ，,")
                yield Piece("words", words, start=piece.start, end=piece.end, remarks=("assumed.only_words",))

    def _timed(self, found: list[Piece]) -> Iterator[Piece]:
        """Yield 「迟到 15 分钟内扣 1 分」 beside what is deducted each time as deducted each time, too."""
        changes = [piece for piece in found if piece.kind in ("deduct", "add")]
        once = [piece for piece in changes if in_band(piece) and "open.money" not in piece.remarks]
        beside = {piece.kind for piece in found} <= {"deduct", "add", "words", "weight", "floor", "cap"}
        beyond = any("open.beyond" in piece.remarks for piece in changes)
        lately = [piece for piece in once if _LATELY.search(piece.words)]
        once = [
            *lately,
            *(piece for piece in once if lately and not piece.words),
        ]  # 「…10 分钟以内扣 1 分，以上扣 3 分」
        all_late = len(lately) == len(once) == len(changes) or (bool(lately) and len(once) == len(changes) > 1)
        alone = (0 < len(once) < len(changes) or all_late) and beside and not beyond
        for piece in found:
            ends = [each for role, each in piece.figures.items() if role in ("low", "high")]
            if alone and piece in once and {end.unit for end in ends} <= {*_MINUTES}:
                words = re.sub("[扣减罚]$", "", trimmed(self.text[piece.start : piece.figures["points"].start]))
                words = words if piece.words else lately[0].words + words
                points = {role: each for role, each in piece.figures.items() if role in ("points", "most")}
                yield replace(piece, words=trimmed(words), figures=points, remarks=("assumed.each_time",))
            else:
                yield piece

    def _by_amount(self, found: list[Piece]) -> Iterator[Piece]:
        """Yield 「每发现一笔扣 2 分，金额超过 500 元的扣 5 分」 with the larger ones as counted, too."""
        changes = [piece for piece in found if piece.kind in ("deduct", "add")]
        beside = {piece.kind for piece in found} <= {
            "deduct",
            "add",
            "words",
            "weight",
            "floor",
            "cap",
            "case",
            *_AFTER,
        }
        sized = [piece for piece in changes if "low" in piece.figures or "high" in piece.figures]
        sized = [piece for piece in sized if in_band(piece) and "open.money" not in piece.remarks]
        alone = len(sized) == 1 < len(changes) and beside and {end.unit for end in _ends_of(sized[0])} <= {*MONEY}
        for piece in found:
            if not alone or piece is not sized[0] or _is_range(piece):
                yield piece
                continue
            points = {role: each for role, each in piece.figures.items() if role in ("points", "most")}
            told = re.sub("(?:另|再|则|加)?[扣减罚加奖]$", "", trimmed(self.text[piece.start : points["points"].start]))
            yield replace(piece, words=trimmed(told), figures=points, remarks=("assumed.each_time",))

    def _each_step(self, piece: Piece) -> Piece:
        """Return 「超 1% 扣 1 分」 as a step where nothing else says what more of it costs."""
        toward = TOWARD.search(piece.words) if "assumed.each_time" in piece.remarks else None
        held = self.of("standard", "short", "over", "deduct")
        if (
            held
            and toward
            and toward.end() == len(piece.words)
            and getattr(piece.figures.get("step"), "unit", "") == "%"
        ):
            points = replace(piece.figures["points"], sign="-" if piece.kind == "deduct" else "+")
            return replace(
                piece,
                kind="short" if toward["less"] else "over",
                words=piece.words[: toward.start()],
                figures={**piece.figures, "points": points},
                remarks=("assumed.each_step",),
            )
        ends = [(role, each) for role, each in piece.figures.items() if role in ("low", "high")]
        if piece.kind not in ("deduct", "add") or len(ends) != 1 or ends[0][1].sign not in "<>":
            return piece
        [(role, end)] = ends
        beside = [each for each in self.of("deduct", "add") if each is not piece and in_band(each)]
        aims = [each.value for other in self.of("standard", "band") for each in other.figures.values()]
        standards = [each.figures["standard"] for each in self.of("standard")]
        within = [
            each for each in standards if each.unit == end.unit and each.value > end.value * (1 if role == "low" else 2)
        ]
        amount = self.text[end.end : end.end + 1] == "的" and end.unit in MONEY  # 「金额超过 1 万元的扣 10 分」
        is_one = not amount and end.unit not in _LONG and end.value == (0.01 if end.unit == "%" else 1)
        signed = [each.figures["step"] for each in self.of("short", "over") if "step" in each.figures]
        # 「每高 0.1 分加 5 分，低 0.1 分扣 5 分」
        twin = any(each.unit == end.unit and each.value == end.value for each in signed)
        if beside or end.value in aims or not (is_one or within or twin):
            return piece
        is_duty = is_one and "assumed.missed" in piece.remarks and end.unit in tabled.COUNTED
        if is_duty:  # 「至少组织 1 次，未组织扣 5 分」
            amount_of = {part: each for part, each in piece.figures.items() if part in ("points", "most")}
            return replace(piece, words=f"{piece.words}（未做到）", figures=amount_of, remarks=("assumed.each_time",))
        led, _, last = self.text[piece.start : end.start].rpartition("，")
        counted = end.unit in tabled.COUNTED or end.unit in _TIMED
        words = piece.words if not counted else trimmed(last) if not led else trimmed(led)
        points = replace(piece.figures["points"], sign="-" if piece.kind == "deduct" else "+")
        kind: Kind = "over" if role == "low" else "short"
        words = _TOLD_OF.sub("", words) if twin else words
        told = [each for each in piece.remarks if not twin or each not in ("open.standard", "open.relative")]
        remarks = (*told, "assumed.each_step")
        return replace(
            piece, kind=kind, words=words, figures={"step": replace(end, sign=""), "points": points}, remarks=remarks
        )

    def _each_earned(self, piece: Piece) -> Piece:
        """Return 「带教 1 人得 5 分，最高 10 分」 as what is earned each time."""
        low, points = piece.figures.get("low"), piece.figures.get("points")
        if piece.kind != "band" or low is None or points is None or (low.sign, low.value) != ("=", 1):
            return piece
        told = self.of("band", "rank", "case", "rest", "deduct", "add", "short", "over", "standard")
        ones = [each.figures.get("low") for each in told if each.kind == "band"]
        ones = [
            end for end in ones if end is not None and (end.sign, end.value) == ("=", 1) and end.unit in tabled.COUNTED
        ]
        names = {each.words for each in told} - {""}
        # 「受理 1 项得 5 分；授权 1 项得 10 分」
        several = len(ones) == len(told) == len(names) > 1 and not any(_is_fault(each) for each in told)
        caps = [each.figures["points"].value for each in self.of("cap") if "points" in each.figures]
        beside = [each for each in self.of("deduct", "add") if not in_band(each)]  # 「…；未完成一项扣 2 分」
        alone = len(self.of("band", "rank", "case", "rest", "deduct", "add")) - len(beside) == 1
        capped = alone and low.unit in tabled.COUNTED and bool(caps) and caps[0] > points.value
        if not several and not capped:
            return piece
        figures = {"step": replace(low, sign=""), "points": points}
        return replace(piece, kind="add", figures=figures, formula="earned", remarks=("assumed.each_time",))

    def _stated(self) -> Iterator[Piece]:
        """Yield pieces with the only bound that steps follow as the standard: 「每月不少于 20 家；每少一家扣 1 分」."""
        duties = [piece for piece in self.of("band") if not piece.formula and len(piece.figures) == 1]
        stepped = {unit for piece in self.of("short", "over") for unit in self._unit(piece)}
        for piece in self.found:
            [end] = piece.figures.values() if [piece] == duties and not self.of("standard") else [None]
            if end is None or alike(end.unit) not in stepped:
                yield piece
            else:
                yield replace(piece, kind="standard", figures={"standard": end})

    def _unit(self, piece: Piece) -> list[str]:
        return [alike(piece.figures["step"].unit)] if "step" in piece.figures else []

    def _as_count(self, piece: Piece) -> Piece:
        """Return 「每少 1 份扣 1 分」 as a count where nothing says from which number on."""
        if piece.kind not in ("short", "over"):
            return piece
        unit, toward = piece.figures["step"].unit, _STEPPED.search(self.text[piece.start : piece.figures["step"].start])
        lacking = toward[2].strip() if toward else ""
        if lacking in _SAVED and unit in MONEY and not self.of("standard", "band", "case"):  # 「每节约 1 万元加 1 分」
            lacking += f"（{unit}）"
        elif unit in (*_MEASURED, "千", "万"):
            return piece
        apart = toward and toward[1] and piece.words and lacking not in piece.words
        words = f"{piece.words}（{lacking}）" if apart else piece.words + lacking
        kind: Kind = "deduct" if piece.figures["points"].sign == "-" else "add"
        figures = {role: replace(each, sign="") for role, each in piece.figures.items()}
        return replace(piece, kind=kind, words=words, figures=figures)

    def _exact(self) -> Iterator[Piece]:
        """Yield 「1 处扣 1 分，2 处扣 2 分，3 处及以上扣 5 分」 as what is deducted at just so many."""
        sizes = [piece.figures["step"] for piece in self.of("deduct") if "step" in piece.figures]
        exact = [each.figures["low"] for each in self.of("band") if each.figures.keys() <= {"low", "points"}]
        exact = [each for each in exact if each.sign == "="]
        beyond = [each.figures["low"] for each in self.of("deduct") if "low" in each.figures]
        most = max((size.value for size in sizes), default=0)
        next_to = [each.value - (each.sign == "≥") for each in beyond] == [most]  # 「1 次扣 5 分，2 次及以上扣 10 分」
        named = {piece.words for piece in self.of("deduct")}
        next_to = next_to and (named == {""} or (len(named) == 1 and any(each.formula for each in self.of("case"))))
        more = [each for each in [*exact, *beyond] if (exact or next_to) and sizes and each.unit == sizes[0].unit]
        # 「1 次扣 2 分，4 次不得分」: each of them
        apart = len(sizes) == 1 and [each.value > sizes[0].value + 1 for each in more] == [True]
        sizes += [] if apart else more
        counted = {(size.value, size.sign == ">") for size in sizes}
        telling = [piece for piece in self.of("deduct") if re.search("[每第]", self.text[piece.start : piece.end])]
        alike = [{size.unit for size in sizes}, {piece.words for piece in self.of("deduct")} - {""}]
        listed = len(counted) == len(sizes) > 1 and not telling and all(len(each) <= 1 for each in alike)
        listed = listed and "\t" not in self.text
        between = {each.figures["step"].unit for each in self.of("deduct") if "step" in each.figures and not telling}
        between &= {end.unit for each in self.earning("band") for role, end in each.figures.items() if role in _ENDS}
        full = any(self.gives(piece) == self.points for piece in self.earning("band"))
        # 「2 年以上满分，1 年扣 2 分，不足 1 年不得分」
        among = len(self.earning("band")) > 1 and full and bool(between) and not listed
        for piece in self.found:
            none_counts = listed and piece.kind == "deduct" and piece.words in _NONE  # 「…，无则扣 15 分」
            step = piece.figures.get("step") if piece.kind == "deduct" else None
            if not (none_counts or (step is not None and (listed or (among and step.unit in between)))):
                yield piece
                continue
            figures = {"low" if role == "step" else role: each for role, each in piece.figures.items()}
            none = Figure(0, "", piece.start, piece.start + len(piece.words))
            figures["low"] = replace(figures.get("low", none), sign="=")
            words = "" if none_counts else piece.words
            remarks = tuple(each for each in piece.remarks if each not in _COUNTED)
            yield replace(piece, words=words, figures=figures, remarks=remarks)

    def _done(self) -> Iterator[Piece]:
        """Yield 「采用 1 项」 beside 「采用 2 项以上新方案」 as told of the same."""
        told = {(piece.words, end.unit) for piece in self.of("band") for end in _ends_of(piece)}
        for piece in self.found:
            units = {end.unit for end in _ends_of(piece)} & tabled.COUNTED
            is_bare = piece.kind == "band" and _DONE.fullmatch(piece.words)
            whole = {words for words, unit in told if is_bare and {unit} == units and words.startswith(piece.words)}
            whole -= {piece.words}
            yield replace(piece, words=whole.pop()) if len(whole) == 1 else piece

    def _below_nothing(self) -> Iterator[Piece]:
        """Yield the pieces with 负增长 beside bands that end at 0 as the band below that."""
        ends = [each for other in self.of("band") for role, each in other.figures.items() if role in ("low", "high")]
        zero = next((end for end in ends if end.value == 0), None)
        by_share = self.of("share", "equation") and not ends
        for piece in self.found:
            if by_share and piece.kind == "case" and self.gives(piece) == 0 and _SHRUNK.fullmatch(piece.words):
                none = Figure(0, "%", piece.start, piece.start + len(piece.words), sign="<")  # 「负增长不得分」
                yield replace(piece, kind="band", words="", figures={"high": none, **piece.figures})
            elif piece.kind != "case" or zero is None or not _BELOW_NOTHING.match(piece.words):
                yield piece
            else:
                figures = {"high": replace(zero, sign="<"), **piece.figures}
                yield replace(piece, kind="band", words="", figures=figures)

    def _as_place(self, piece: Piece) -> Piece:
        """Return a band of 「6-10 名」 among places as places."""
        ends = [piece.figures[role] for role in ("low", "high") if role in piece.figures]
        if piece.kind != "band" or not self.of("rank") or {end.unit for end in ends} - {"名", "位"}:
            return piece
        others = {role: each for role, each in piece.figures.items() if role not in ("low", "high")}
        onwards = piece.words in ("以后", "之后", "以外", "开外")
        last = {} if onwards else {"last": replace(ends[-1], sign="")}
        remarks = tuple(each for each in piece.remarks if each not in ("assumed.exactly", "open.rank_share"))
        figures = {"first": replace(ends[0], sign=""), **last, **others}
        return replace(piece, kind="rank", words="", figures=figures, remarks=remarks)

    def _as_step(self, piece: Piece, standards: Sequence[Piece]) -> Piece:
        """Return a count beside a standard, or beyond what is free of it, as steps: 「标准 6 份，少一份扣」."""
        if piece.kind not in ("deduct", "add"):
            return piece
        points = replace(piece.figures["points"], sign="-" if piece.kind == "deduct" else "+")
        free = [each for each in self.of("band") if each.formula == "points" and each.figures.keys() == {"high"}]
        low, step = piece.figures.get("low"), piece.figures.get("step")
        if len(free) == 1 and low is not None and "open.beyond" in piece.remarks:
            beyond = low.value - (low.sign == "≥" and "assumed.or_more" not in piece.remarks)
            if beyond != free[0].figures["high"].value:
                return piece
            remarks = tuple(remark for remark in piece.remarks if remark not in ("open.beyond", "assumed.or_more"))
            return replace(piece, kind="over", words="", figures={"points": points}, remarks=remarks)
        toward, past = TOWARD.search(piece.words), _PAST_AIM.search(piece.words)
        if past and len(standards) == 1 and step is None and "most" not in piece.figures:
            if "assumed.each_time" in piece.remarks:  # 「高于目标值加 10%」: once, or for each of what?
                return replace(piece, remarks=(*piece.remarks, "open.times"))
            words = piece.words[: past.start()]  # 「超过目标值，每次扣 2 分」
            return replace(piece, kind="short" if past["less"] else "over", words=words, figures={"points": points})
        if len(standards) != 1 or step is None or toward is None or "most" in piece.figures:
            return piece
        aim = next(iter(standards[0].figures.values()))
        unit = aim.unit
        if alike(step.unit) != alike(unit) or (unit in _TIMED) < bool(toward["late"] or toward["early"]):
            return piece
        kind: Kind = "short" if toward["less"] or toward["early"] else "over"
        if kind == "short" and not aim.value:  # nothing falls below 0
            return piece
        return replace(piece, kind=kind, words="", figures={"step": step, "points": points})

    def _late(self, piece: Piece) -> Piece:
        """Return 「延期 5 天以上不得分」 behind steps from 3 days as what takes longer than 3 + 5 days."""
        standards, low = self.of("standard"), piece.figures.get("low")
        way = TOWARD.fullmatch(piece.words) if piece.kind == "band" and self.gives(piece) == 0 else None
        if len(standards) != 1 or low is None or way is None or not way["late"] or "high" in piece.figures:
            return piece
        aim = standards[0].figures["standard"]
        if not self.of("over") or not aim.value or aim.unit not in _TIMED or alike(aim.unit) != alike(low.unit):
            return piece
        beyond = {"low": replace(low, value=aim.value + low.value), "off": low}
        remarks = (*piece.remarks, "assumed.off_target")
        return replace(piece, words="", figures={**piece.figures, **beyond}, remarks=remarks)

    def _turning(self) -> list[Piece]:
        """Return the band of the full points from which it goes both ways: 平均 20 天，每延长 1 天扣，每缩短 1 天加."""
        toward = [way for piece in self.of("deduct", "add") if (way := TOWARD.search(piece.words))]
        ways = {bool(way["early"] or way["less"]) for way in toward}
        return [piece for piece in self.earning("band") if len(ways) > 1 and self.gives(piece) == self.points]

    def _lengthening(self) -> list[Piece]:
        """Return the only band of the full points of a time that gets longer: 「周期≤30 天，每延长 3 天扣 1 分」."""
        bands = [piece for piece in self.earning("band") if self.gives(piece) == self.points]
        timed = len(bands) == 1 and "high" in bands[0].figures and _LASTING.search(bands[0].words)
        late = [way["late"] for piece in self.of("deduct", "add") if (way := TOWARD.search(piece.words))]
        return bands if timed and late and all(late) else []

    def _dearer(self, found: list[Piece]) -> Iterator[Piece]:
        """Yield what each case costs more by its size: 「500 元以下一次扣 5 分，500 元以上每超 100 元另扣 1 分」.

        The amounts beyond are entered as one sum, of which every step counts.
        """
        standards = [piece for piece in found if piece.kind == "standard"]
        over = [piece for piece in found if piece.kind == "over" and piece.figures["points"].sign == "-"]
        aim = standards[0].figures["standard"] if len(standards) == 1 else None
        told = self.text[aim.start : aim.end] if aim else ""
        each = [piece for piece in found if piece.kind == "deduct" and told and told in piece.words]
        if aim is None or len(over) != 1 or len(each) != 1 or not self._unit(over[0]) or aim.unit not in MONEY:
            yield from found
            return
        for piece in found:
            if piece is standards[0]:
                yield replace(piece, kind="words", figures={"aim": aim})
            elif piece is each[0]:  # the larger ones cost it, too
                yield replace(piece, words=re.sub(f"{re.escape(told)}以[下内]", "", piece.words))
            elif piece is over[0]:
                words = f"超出{told}的金额合计"
                yield replace(
                    piece,
                    kind="deduct",
                    words=words,
                    figures={**piece.figures, "points": replace(piece.figures["points"], sign="")},
                )
            else:
                yield piece

    def _named_on(self, found: Sequence[Piece]) -> Iterator[Piece]:
        """Yield 「一天扣 10 分」 behind 「旷工半天扣 5 分」 with the words of that."""
        before: Piece | None = None
        if not any("step" in piece.figures and not piece.words for piece in found):
            yield from found
            return
        for piece in found:
            sizes = [each.figures["step"] for each in (before, piece) if each and "step" in each.figures]
            both = len(sizes) > 1 and sizes[0].value != sizes[1].value and sizes[0].unit == sizes[1].unit
            goes_on = before is not None and before.kind == piece.kind == "deduct" and before.words and not piece.words
            if before is not None and goes_on and both and sizes[0].unit in _TIMED:
                yield (before := replace(piece, words=before.words))
                continue
            before = piece
            yield piece

    def _halved(self, found: Sequence[Piece]) -> Iterator[Piece]:
        """Yield 「每少一天扣 3 分，半天扣 1.5 分」 as steps of half a day, where that is half of what a day costs."""
        before: Piece | None = None
        for piece in [*found, None]:
            step, points = (piece.figures.get(role) for role in ("step", "points")) if piece else (None, None)
            whole = before.figures.get("step") if before else None
            if piece is None or before is None or step is None or whole is None or points is None:
                yield from [before] if before else []
                before = piece
                continue
            same = before.kind in _SIDES and not piece.words
            same |= (
                before.kind == piece.kind
                and before.words == piece.words
                and "每" in self.text[before.start : whole.start]
            )
            share = step.value / whole.value if alike(step.unit) == alike(whole.unit) else 1
            is_part = same and share < 1 and piece.kind in ("deduct", "add") and step.unit in _TIMED
            if is_part and round(before.figures["points"].value * share, 9) == points.value:
                yield Piece("words", "", {"aim": before.figures["points"]}, start=piece.start, end=piece.end)
                signed = replace(points, sign=before.figures["points"].sign)
                before = replace(before, figures={**before.figures, "step": step, "points": signed}, end=piece.end)
                continue
            yield before
            before = piece

    def _sized_apart(self, found: Sequence[Piece]) -> Iterator[Piece]:
        """Yield 「旷工半天扣 3 分，旷工一天扣 5 分」 as two things that are counted."""
        found = [*self._named_on(found)]
        told = [piece for piece in found if piece.kind == "deduct" and piece.figures.keys() == {"step", "points"}]
        bounded = self.of("deduct", "band") if told else []
        for piece in found:
            same = [other for other in told if other.words == piece.words and other.figures["step"].unit in _TIMED]
            sizes = {other.figures["step"].value for other in same}
            every = any("每" in self.text[other.start : other.end] for other in same)
            every |= piece in told and any(self._goes_on(other, piece) for other in bounded)
            is_sized = piece.words and "open.times" in piece.remarks  # 「旷工半天扣 5 分」
            alone = len(same) == 1 and (is_sized or self._is_either(piece))
            if piece not in told or (len(sizes) < 2 and not alone) or len(sizes) < len(same) or every:
                yield piece
                continue
            step = piece.figures["step"]
            left = ("open.times", "open.two_bounds")
            remarks = (*(each for each in piece.remarks if each not in left), "assumed.each_time")
            whole = re.sub("的?[扣减罚]$", "", trimmed(self.text[piece.start : piece.figures["points"].start]))
            is_inside = not whole.endswith(self.text[step.start : step.end])  # 「未提前半天封标的，扣 1 分」
            words = whole if is_inside and piece.words else piece.words + self.text[step.start : step.end]
            yield replace(piece, words=trimmed(words), figures={"points": piece.figures["points"]}, remarks=remarks)

    def _is_either(self, piece: Piece) -> bool:
        """Return whether a time is one of two by which something is due: 「未提前三天或半天封标的，扣 1 分」."""
        step = piece.figures.get("step")
        if step is None:
            return False
        before, behind = self.text[piece.start : step.start], self.text[step.end : piece.figures["points"].start]
        is_due = _DUE_EITHER.search(before) and behind.strip("的者，, 扣减罚")
        return bool(is_due)

    def _goes_on(self, other: Piece, piece: Piece) -> bool:
        """Return whether a bound says what more of the same costs: 「延迟 2 天扣 5 分，延迟 3 天及以上扣 10 分」."""
        low, step = other.figures.get("low"), piece.figures.get("step")
        if low and step and step.value < 1 <= low.value and self.gives(other) == 0:
            return False  # 「旷工半天扣 3 分，旷工一天不得分」
        alike = piece.words.endswith(other.words)
        return alike and low is not None and step is not None and low.unit == step.unit

    def _failed(self, piece: Piece) -> Piece:
        """Return 「不及格不得分」 beside bands that end at 60 as what is below them."""
        lows = [end.value for each in self.earning("band") for role, end in each.figures.items() if role == "low"]
        is_failed = piece.kind == "case" and self.gives(piece) == 0 and _FAILED.fullmatch(piece.words)
        if not is_failed or len(lows) < _SEVERAL or min(lows) not in _PASSING or self.of("rest"):
            return piece
        return replace(piece, kind="rest", words="")

    def _reached(self, piece: Piece) -> Piece:
        """Return 「完成 80% 得满分」 as from there on where what is below that takes points: 「低于 80% 扣 5 分」."""
        low = piece.figures.get("low") if piece.kind == "band" and self.gives(piece) == self.points else None
        below = [each.figures["high"] for each in self.of("deduct") if "high" in each.figures]
        if low is None or low.sign != "=" or not any((end.value, end.sign) == (low.value, "<") for end in below):
            return piece
        remarks = tuple(each for each in piece.remarks if each != "assumed.exactly")
        return replace(piece, figures={**piece.figures, "low": replace(low, sign="≥")}, remarks=remarks)

    def _beside_exact(self) -> Iterator[Piece]:
        """Yield 「1 家以上」 beside 「1 家」 as more than that, and 「1 家以下」 as less."""
        lows = [each.figures["low"] for each in self.earning("band") if "low" in each.figures]
        exact = {(end.value, end.unit) for end in lows if end.sign == "="}
        told = {"≥": ("assumed.or_more", ">"), "≤": ("assumed.or_less", "<")}
        for piece in self.found:
            ends = [(role, end) for role, end in piece.figures.items() if role in ("low", "high")]
            [(role, end)] = ends if len(ends) == 1 and piece.kind == "band" else [("", None)]
            remark, sign = told.get(end.sign if end else "", ("", ""))
            if end is None or remark not in piece.remarks or (end.value, end.unit) not in exact:
                yield piece
                continue
            remarks = tuple(each for each in piece.remarks if each != remark)
            yield replace(piece, figures={**piece.figures, role: replace(end, sign=sign)}, remarks=remarks)

    def use(self, *found: Piece) -> None:
        """Remember pieces that a rule takes up; what none does is left for a person to decide."""
        self.used |= {id(piece) for piece in found}

    def change(self, piece: Piece, without: Sequence[str]) -> None:
        """Take remarks from a piece that turned out not to hold, and remember it as taken up."""
        place = next(number for number, each in enumerate(self.found) if each is piece)
        self.found[place] = replace(piece, remarks=tuple(each for each in piece.remarks if each not in without))
        self.use(self.found[place])

    def changed(self, piece: Piece, old: str, new: str) -> Piece:
        """Return a piece with one remark in the place of another, as which it is kept; as it is without that."""
        if old not in piece.remarks:
            return piece
        place = next(number for number, each in enumerate(self.found) if each is piece)
        self.found[place] = replace(piece, remarks=tuple(new if each == old else each for each in piece.remarks))
        return self.found[place]

    def unused(self) -> list[Piece]:
        """Return the pieces of rules that no rule took up."""
        beside = ("words", "weight", "veto", "lowered", "graded", "bounded", "unpaid", "rater")
        return [piece for piece in self.found if piece.kind not in beside and id(piece) not in self.used]

    def gives(self, piece: Piece) -> float | None:
        """Return the points that a piece gives: stated ones, or the full points."""
        stated = piece.figures.get("points")
        if stated is not None and stated.unit == "%":
            return None if self.points is None else round(stated.value * self.points, 10)
        if stated is not None:
            return stated.value
        return self.points

    def changes(self, points: Figure) -> float:
        """Return the points that are added or deducted: stated ones, or a share of the full points."""
        if points.unit == "%" and self.points is None:
            self.remarks.append("open.full_points")
        return round(points.value * (self.points or 0), 10) if points.unit == "%" else points.value

    def earning(self, *kinds: Kind) -> list[Piece]:
        """Return the pieces of these kinds that say what they give."""
        return [piece for piece in self.of(*kinds) if "points" in piece.figures or piece.formula]

    def measure(self, found: Sequence[Piece]) -> str:
        """Return the words of what is measured; asks where there are different ones."""
        told = (_GROUP.sub("", _measured(piece.words)) for piece in found)
        words = list(dict.fromkeys(each for each in told if each))
        if len(words) > 1:  # 「回款完成率 95%，…，完成率低于 80%」
            words = [each for each in words if not _GENERIC.fullmatch(each)] or words[-1:]
        grades = [each for each in words if _GRADED.fullmatch(each)]
        words = [each for each in words if each not in grades] if len(grades) > 1 else words  # 「≥90 分优秀得 10 分」
        words = list({WITH.sub("", each): each for each in reversed(words)}.values())[::-1]  # 「有记录」, 「无记录」
        named = [piece.words for piece in self.of("equation") if piece.words]
        longest = max(words, key=len, default="")
        if any(_BESIDE.sub("", other) not in longest for other in words):
            self.remarks.append("open.several_measures")
        return words[0] if words else named[0] if named else ""

    def state_points(self, stated: str | None) -> None:
        """Compare full points that a rule states with those that another cell states."""
        if stated is not None and self.points is not None and float(stated) != self.points:
            self.remarks.append("open.full_points")

    def limits(self, *, floor: bool = False, shared: bool = False) -> Rule:
        """Return cap and floor; `floor`: a rule without one asks for it; `shared`: the rule limits a share."""
        fields: Rule = {}
        self.use(*self.of("no_cap", "no_floor", "cap", "floor"))
        for piece in self.of("cap", "floor"):
            if piece.formula:
                fields |= {"cap": "points"} if shared else {} if self.points is None else {"cap": self.points}
                continue
            each = piece.figures.get("ratio") or piece.figures["points"]
            if piece.kind == "cap" and piece.words.startswith("加减") and "points" in piece.figures and not shared:
                fields |= {"cap_deducted": each.value} if self.of("deduct", "short", "over") else {}
                fields |= {"cap_added": each.value} if self.of("add", "short", "over") else {}
                continue
            of = _CHANGES.get(piece.words[:1], "")
            key = "_".join(filter(None, (piece.kind, of, "points" if shared and "ratio" not in piece.figures else "")))
            key = "floor" if key == "floor_points" and not each.value else key
            unclear = (
                fields.get(key, each.value) != each.value
                or ("ratio" in piece.figures and not of and not shared and self._steps_in_points())
                or (piece.words and not of and not (shared and "ratio" in piece.figures))
                or ("ratio" in piece.figures and not shared and self.points is None)
                or each.unit not in ("", "分", "%", "倍")  # 「最高不超过 10 次」
            )
            self.remarks += ["open.limits"] if unclear else []
            fields[key] = each.value
            if "ratio" in piece.figures and not shared and self.points is not None:  # 「最高扣减 10%」
                fields[key] = self.changes(each) if each.unit == "%" else each.value * self.points
                self.remarks.append("assumed.percent_of")
        most = fields.get("cap_deducted")
        beyond = self.points is not None and isinstance(most, int | float) and most > self.points
        self.remarks += ["assumed.more_than_full"] if beyond else []
        if self.of("no_floor"):
            floor_said = fields.get("floor")
            below = isinstance(floor_said, int | float) and floor_said < 0  # 「可扣至负分，最低 -10 分」
            self.remarks += ["open.limits"] if ("floor" in fields and not below) or "cap_deducted" in fields else []
            fields["floor"] = floor_said if below else None
        if floor and "floor" not in fields:
            fields["floor"] = 0
            self.remarks += [] if "cap_deducted" in fields else ["assumed.floor"]
        return fields

    def _steps_in_points(self) -> bool:
        """Return whether points are told for steps of a share, of which a limit in per cent may be, too."""
        steps = [piece.figures for piece in self.of("short", "over", "add", "deduct") if "step" in piece.figures]
        return any(each["step"].unit == "%" and each["points"].unit != "%" for each in steps)


def _ends_of(piece: Piece) -> list[Figure]:
    return [end for role, end in piece.figures.items() if role in ("low", "high")]


def _is_range(piece: Piece) -> bool:
    return {"low", "high"} <= piece.figures.keys()


def freed(piece: Piece) -> float | None:
    """Return how many times are free before something counts; None where nothing is said of that."""
    if "free" in piece.figures:
        return piece.figures["free"].value
    return piece.figures["since"].value - 1 if "since" in piece.figures else None


def _times_in_words(ends: Mapping[str, Figure]) -> str:
    """Return 1-2 次, 3 次以上 or 3 次以内 of bounds of a count."""
    if ends.keys() == {"low", "high"}:
        return f"{ends['low'].value:g}-{ends['high'].value:g}{ends['high'].unit}"
    end = next(iter(ends.values()))
    return f"{end.value:g}{end.unit}{'以上' if 'low' in ends else '以内'}"


def _is_fault(piece: Piece) -> bool:
    """Return whether a case names something that went wrong, once: 「错漏一次」, 「未盘点」."""
    low = piece.figures.get("low")
    once = low is None or (low.sign == "=" and low.value == 1)
    named = piece.kind in ("band", "case") and "high" not in piece.figures and FAULT.search(piece.words)
    return bool(named) and once and "points" in piece.figures and not piece.formula


def _measured(words: str) -> str:
    """Return the last part of words where that names what is measured."""
    last = re.split("[，,]", words)[-1]
    return last if _NOUN.search(last) else words


def alike(unit: str) -> str:
    """Return a unit by the one name that others of the same size have: 日, 工作日 as 天."""
    return "天" if unit in ("日", "工作日", "个工作日") else unit


def is_stepped(text: str, piece: Piece) -> bool:
    """Return whether what is counted is said to be short of something, or beyond it: 「每少 1 次扣 2 分」."""
    step = piece.figures.get("step")
    found = _STEPPED.search(text[piece.start : step.start]) if step is not None else None
    return found is not None and TOWARD.search(found[2]) is not None


def in_band(piece: Piece) -> bool:
    """Return whether a deduction is made once where a bound is met, and not for each."""
    return bool(piece.figures.keys() & {"low", "high"}) and "open.beyond" not in piece.remarks
