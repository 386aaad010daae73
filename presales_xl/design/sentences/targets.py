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
