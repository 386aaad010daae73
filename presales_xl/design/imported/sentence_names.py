"""The name of an indicator that a sentence tells of, in whole clauses."""

import re

from presales_xl.design.imported.recognised import BEHIND, HEADED, RULED
from presales_xl.design.imported.source import NUMBERING

_SENTENCE = re.compile("(?<=.{6})[。；;\n]", re.DOTALL)  # one that is long enough to name something
#: What is said of points in brackets behind a name: 「按时参加会议（全勤：7 分，缺席：0 分）」.
_RULE_BEHIND = re.compile(r"\s*[(（](?=[^()（）]*[:：，,；;][^()（）]*\d\s*分)[^()（）]*[)）].*", re.DOTALL)
#: All that is said of points, in the brackets that a name ends with: 「遵守考勤纪律（迟到一次为 0 分）」.
_RULED_BEHIND = re.compile(
    r"(?P<name>[^()（）]{4,}?)\s*[(（](?P<rule>[^()（）]*[\u3400-\u9fff]{2}[^()（）]*?"
    r"(?:(?<!满)[扣加减得为计]\s*\d+(?:\.\d+)?\s*分|不得分)[^()（）]*)[)）][。；;]?"
)
_CLAUSES = re.compile("([，,])")
#: What says of points how many there are, and what leaves none.
STATING = re.compile(r"\d\s*分|[扣加减奖罚得]\s*\d|不得分|否决")
_CHANGE = re.compile(
    r"(?:(?:排名)?[前第][一二三四五六\d]{1,2}名)?(?:分别|依次)?[，,]?的?(?:[，,]?(?:每|一|1)(?:人?次|[起项处件例个批单份条台人家名笔天日]))?的?[，,]?[扣减加奖]\s*\d+(?:\.\d+)?\s*分.*$"
)
#: What is measured, before the first figure that gives points: 「完成率 100%得 50 分」.
_MEASURED = re.compile(
    r"(?!每)(?P<name>[\u3400-\u9fff]{2,12}?(?:率|量|额|数|度|值|比例))(?:达到?|为|在)?\s*[≥≤<>]?=?\s*\d[^，,；;。]*得\s*\d"
)
#: A clause that says when the next one takes or gives points, and is about nothing by itself.
_CONDITION = re.compile("^(?:[如若凡]|每(?:[超少低高增]|发[现生]|出现|有))|[的者]$")


def name_and_rule(written: str) -> tuple[str, str]:
    """Return the name of an item that a sentence tells of, and what it says: of 「责任心：每推诿一次扣 1 分」 both.

    Without a name before a colon the clauses before the first one that states points are the name, or what that clause
    says before its points; a sentence without points is the name as a whole.
    """
    bare = NUMBERING.sub("", written).lstrip("、 ")
    alone = _RULE_BEHIND.sub("", bare) or bare
    head = HEADED.fullmatch(bare) if alone == bare else None
    if head and not RULED.search(BEHIND.sub("", head["head"])):
        return head["head"], head["rest"]
    first = _SENTENCE.split(alone)[0]
    clauses = _CLAUSES.split(first)[::2]
    stating = next((at for at, clause in enumerate(clauses) if STATING.search(clause)), len(clauses))
    named = clauses[:stating]
    while len(named) > 1 and stating < len(clauses) and _CONDITION.search(named[-1]):
        named.pop()
    if named and not _CONDITION.search(named[-1]):
        return first[: len("，".join(named))], bare
    measured = _MEASURED.match(clauses[0])
    return (measured["name"] if measured else _CHANGE.sub("", first)) or bare, bare


def rule_behind(written: str) -> tuple[str, str]:
    """Return a name and what the brackets behind it say of points; "" for the latter where they say nothing of them."""
    match = _RULED_BEHIND.fullmatch(NUMBERING.sub("", written).strip())
    return (match["name"], match["rule"]) if match else (written, "")


def is_part(name: str, written: str) -> bool:
    """Return whether a name was taken out of a sentence, which says more and does not head it."""
    bare = NUMBERING.sub("", written).lstrip("、 ").rstrip("。；;，, ")
    return name != bare and not re.match(re.escape(name) + r"\s*[。；;]?\s*[:：(（\[【]", bare)
