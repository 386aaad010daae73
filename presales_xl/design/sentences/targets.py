"""Words for a target and for what was reached of it, and the bounds of a piece."""

import re

from presales_xl.design.sentences.pieces import Figure, Piece

COMPLETION = re.compile(r"(?:完成|达成)(?:率|比例|百分比|比)")
#: What earns the full points where the standard stands elsewhere: 「达到目标值的，得满分」.
AT_TARGET = re.compile(
    r"(?:目标|标准|基准|基线|指标|要求|规定|计划|任务|预算)(?:值|水平|.?数|要求)?(?:及?以上)?的?(?:完成|达成)?(?:时间)?(?:[以之]?内)?(?:完成|达成)?时?$|达标$|^(?:按[时期])?(?:达[成到标]|完成)$"
)
#: What steps are told against.
AGAINST = re.compile(
    "(?:达标|标准|基准|考核|警戒)线|(?:目标|计划|预算|定额|任务|标准(?!分)|基准(?!分))(?:价格|[值数量额价])?"
)
LESSENED = re.compile("比例[^，。；]{0,4}[扣减]")
#: Words for what was done that do not say of what.
GENERIC = re.compile(
    r"(?:当[月季年期]|本[月季年期]|[月季年]度)?(?:实际|实绩|完成)(?:完成|达成)?(?:的)?(?:值|数|量|情况|业绩|数值)?|.{0,4}(?:完成|达成)(?:率|比例|百分比|比)|"
)
ENDS = ("low", "high")
#: What is a share by its name.
RATE = re.compile(r"(?:率|比例|占比|百分比)(?:\(%\))?$")
HUNDRED = 100


def ends_of(piece: Piece) -> list[Figure]:
    """Return the bounds of a piece."""
    return [each for role, each in piece.figures.items() if role in ENDS]


def reached(words: str) -> bool:
    """Return whether words say that a target is reached, which another place states."""
    return AT_TARGET.search(words) is not None


#: What has to be done, and what is amiss.
_WANTED = re.compile(
    "做到|保持|按时|及时|准时|必须|[应须]|严格|按照|按要求|按规定|确保|认真|做好|定期|服从|遵守|整[洁齐]|干净"
)
AMISS = re.compile("[未不没无错误漏迟违缺少超乱差脏损丢失旷]|投诉|事故|早退|争吵|擅自|私自|脱岗|离岗")
#: What happens, or is counted, which tells by itself what it is that costs points.
HAPPENING = re.compile("有|发生|出现|数$|事件|行为|现象|[溢堵污坏罚被睡]|玩|吸烟")


def as_fault(name: str) -> str:
    """Return what is counted against somebody by its name: that it was not done where that says what has to be."""
    return f"未做到“{name}”" if _WANTED.search(name) and not AMISS.search(name) else name


#: What is to be done by a time; what is late; and how it is told behind what is to be done, before how often.
_DUE = re.compile(
    "(?:[前内]|当[天日]|次日|限[时期]|每[天日周月])[^，,]{0,12}?(?:完成|提交|[上递]?交(?!流|接)|[上申通汇填]?报|送|归档|发[出送布]|开[票具]|入库|[处办]理|[答回]复|回访|返回"
    "|录入|更新|签[到收订]|登记|整理|反馈|到[岗位场]|响应)"
)
_TO_DO = re.compile("做到|保持|[按及准]时|必须|严格|按要求|按规定|确保|认真|做好|服从|遵守|整[洁齐]|干净|按期")
_LATE = re.compile("[逾晚拖延过]|推迟|滞后")
_MISSED_EACH = re.compile(
    r"[的者时，,；;：:\s]*(?:每|如|若)?(?:发[现生]|出现|有)?\s?(?:[1一]\s?[次项处件份起例])?(?P<how>[^\d一每扣减，,；;。:：\s]{1,5}?)\s?(?:[\d一]|每|扣|减|[次项处件份起例天日])"
)
_TOLD_LAST = re.compile(r"[，,]每(?P<how>[^，,\d]{1,4})$")


def missed(words: str, text: str) -> str:
    """Return what is counted where words say what is to be done: that it was not, in the way that the text tells.

    「截标前 1 个工作日完成封标，每延误 1 次扣 5 分」 counts what was late, not what was done in time.
    """
    last = _TOLD_LAST.search(words)
    if last:
        return f"{words[: last.start()]}（{last['how']}）"
    is_wanted = _TO_DO.search(words) or _DUE.search(words)
    if not is_wanted or AMISS.search(words) or _LATE.search(words) or HAPPENING.search(words):
        return words
    behind = _MISSED_EACH.match(text, at + len(words)) if (at := text.find(words)) >= 0 else None
    how = behind["how"] if behind else ""
    return f"{words}（{how}）" if AMISS.search(how) or _LATE.search(how) else f"{words}（未做到）"
