"""What sentences pay by the points themselves: in proportion to them, an amount from some on, or by rank."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from presales_xl.design.imported.part import Part
from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.drafted import RuleDraft

_BLANK = re.compile(r"\s+")
_TOTAL = "(?:[当本][月季年]度?|[月季年]度)?(?:考核|绩效)?(?:得分|总分)?"
_FROM = rf"{_TOTAL}(?:在|达到?)?(?P<bound>\d{{2,3}})分?(?:(?:\(含\)|及|含)?以上|及格|合格)[的者]?"
_BELOW = rf"{_TOTAL}(?:(?:低于|不足|不到|不满|未达到?)(?P<below>\d{{2,3}})分?|(?P<under>\d{{2,3}})分?以下)[的者]?"
_WHOLE = r"(?:计?发放?|核发)?(?:全额|足额|100%)(?:计?发放?|核发)?[^，;=\d]{0,4}?(?P<paid>[^，;=\d]{0,6}(?:奖金?|工资))?"
_IN_PROPORTION = "按(?:实际|考核|绩效)?(?:得分|分数)?的?(?:比例|百分比)(?:折算)?(?:发放?|计发|核发)?"
_SCORED = r"(?:实际|考核|绩效)?得分(?:[÷/]100|%)"
_BY_FORMULA = (
    r"(?P<then>[^，;=\d]{0,8}(?:奖金?|工资))="
    rf"(?:{_SCORED}[×*](?P<behind>[^，;×*]+)|(?P<base>[^，;×*]+)[×*]{_SCORED}|所?得分[×*](?P<inside>[^，;×*÷/]+)(?:[÷/]100)?)"
)
#: What is paid in full from some points on, and by the points below them.
_IN_TWO_CASES = re.compile(rf"{_FROM}，?{_WHOLE}[，;]{_BELOW}，?(?:{_IN_PROPORTION}|{_BY_FORMULA})")
#: What stands before it and is nothing of pay: 「…重复出现的，累计扣分，得分 85 分及格发全额奖金」.
_BEFORE = re.compile(r"(?P<told>[^\d=元]+?)[，;](?=(?:考核|绩效)?(?:得分|总分)\d)")
_NOT_PAID = r"(?:(?P<then>[^，;=\d]{0,8}(?:奖金?|工资)))?不(?:予|再)?(?:计?发放?|核发)"
_WITHHELD_BELOW = re.compile(
    rf"{_BELOW}，?{_NOT_PAID}[，;]{_FROM}，?{_IN_PROPORTION}(?P<paid>[^，;=\d]{{0,8}}(?:奖金?|工资))?"
)
_STEPS = r"每(?P<way>[低少降减高超增多])(?:于\d{2,3}分?)?(?P<step>\d+(?:\.\d+)?|一)?分[，的]?"
#: What is paid in full from some points on, and less by an amount for each point below them.
_LESS_BY_POINT = re.compile(
    rf"{_FROM}，?{_WHOLE}[，;](?:{_BELOW}，?)?{_STEPS}(?:扣[发减除罚]?|少发|罚款?)(?P<amount>\d+(?:\.\d+)?)元"
)
_AMOUNT = r"(?P<{0}>\d+(?:\.\d+)?)元(?:奖励|奖金)?"
_NOTHING = (
    "不奖不罚|不奖励?(?:也)?不(?:处罚|扣罚?)|不奖励?"
    "|[无没]有?(?:绩效)?奖[励金]?|不(?:予)?(?:发放?|享受)(?:绩效)?奖[励金]"
)
_OUTCOME = (
    rf"(?:(?:各?奖励?|发放?|给予)?(?:(?:绩效)?奖金|现金)?[为是:]?{_AMOUNT.format('given')}"
    rf"|(?:罚款?|处罚|扣[发罚减]?|扣款)(?:奖金|绩效|工资){{0,2}}{_AMOUNT.format('taken')}|(?P<nothing>{_NOTHING}))"
)
_RANGE = r"(?P<least>\d{2,3})分?(?:\(含\))?[-~至到]\d{2,3}分?(?:之间)?"
_BY_BOUND = re.compile(rf"{_TOTAL}(?:{_FROM}|{_BELOW}|(?:在)?{_RANGE})[的者]?，?(?:{_STEPS})?{_OUTCOME}")
_PLACE = r"第(?P<place>[一二三四五六\d])名|(?P<last>最后[一1]?名|倒数第[一1]名?|末[位名])"
_BY_PLACE = re.compile(rf"(?:{_PLACE})[的者]?，?{_OUTCOME}")
_GIVEN = r"(?:给予|一次性|现金|各)*(?:奖励?|发放?|提成)(?:奖金|现金|人民币)*"
_EACH_TIME = re.compile(
    r"每(?![个\d]?[天日周月季年])(?P<what>[^，;。\d每得]{0,16}?)(?:[1一])?(?:个|单|笔|家|件|项|名|人次|人|次|台|套|户|份|张|例|起)(?P<of>[^，;。\d每得]{0,12}?)(?:的|者)?，?"
    rf"(?:(?P<given>{_GIVEN})|(?:罚款?|扣款|扣罚|处罚)(?:现金|人民币)*)(?P<amount>\d+(?:\.\d+)?)元(?:/[个单笔家件项名人次台套户份张例起])?"
)
_IN_CASE = re.compile(
    r"(?P<when>(?!.*(?:每|得分|总分|考核分|名次|排名|第[一二三]名|\d分))[^，;。\d]{2,30}?)(?:[的者]，?|，)(?:则|可)?"
    rf"{_GIVEN}(?P<name>[^，;。\d]{{0,6}}(?:奖|奖金|奖励|补贴|津贴))?(?P<amount>\d+(?:\.\d+)?)元"
)
#: An amount of which nothing says that it is given, and what says so of all behind it.
_UNSAID = re.compile(r"[分上下，;的)]\d+(?:\.\d+)?元")
_HEADED = re.compile("^(?:绩效|[月季年]度)?奖(?:金|励)(?:标准|办法|发放)?:")
_RANKED = re.compile("[^，;]*(?:排[名序列]|名次)[^，;]*")
_PLACES = "一二三四五六"


def of_points(key: str, passage: Passage) -> Part | None:
    """Return what a sentence pays by the points, or by rank; None where it says anything else as well."""
    written = _BLANK.sub("", plain(NUMBERING.sub("", passage.text))).strip("。;")
    for make in (_proportional, _less_by_point, _amounts, _by_count, _by_case):
        if found := make(key, passage, written):
            return found
    return None


def _by_count(key: str, passage: Passage, written: str) -> Part | None:
    """Return an amount for each of what is counted: 「每中标一个项目奖励 1000 元」."""
    match = _EACH_TIME.fullmatch(written)
    if match is None:
        return None
    counted = f"{match['what'] or ''}{match['of'] or ''}".strip("的者，")
    needs = RuleDraft(key, f"{counted}奖励" if match["given"] else f"{counted}扣款")
    count = needs.input(counted, "count")
    needs.inputs[count] |= {"given_by": "hr"}
    amount = needs.figure(float(match["amount"]), f"{match['amount']}元")
    formula = f"{count} * {amount}" if match["given"] else f"0 - {count} * {amount}"
    return _paid(key, needs.name, formula, needs=needs, passage=passage, remarks=("assumed.given_by_hr",))


def _by_case(key: str, passage: Passage, written: str) -> Part | None:
    """Return an amount that somebody gets where something holds: 「当月无迟到早退，发放全勤奖 200 元」."""
    match = _IN_CASE.fullmatch(written)
    if match is None:
        return None
    needs = RuleDraft(key, match["name"] or "奖励")
    when = needs.input(match["when"], "yes_no", default="no")
    needs.inputs[when] |= {"given_by": "hr"}
    amount = needs.figure(float(match["amount"]), f"{match['amount']}元")
    formula = f"{amount} if {when} == 'yes' else 0"
    return _paid(key, needs.name, formula, needs=needs, passage=passage, remarks=("assumed.given_by_hr",))


def _proportional(key: str, passage: Passage, written: str) -> Part | None:
    """Return what is paid in proportion to the points from some on, and not at all below them, or in full from there.

    「85 分及以上全额发放奖金，低于 85 分按得分比例发放」, or with the formula of the proportion.
    """
    before = _BEFORE.match(written)
    written = written[before.end() :] if before else written
    withheld = _WITHHELD_BELOW.fullmatch(written)
    match = withheld or _IN_TWO_CASES.fullmatch(written)
    name = (match["paid"] or match["then"]) if match else None
    if match is None or not name or match["bound"] != (match["below"] or match["under"]):
        return None
    needs = RuleDraft(key, name)
    base = _base(needs, "" if withheld else match["base"] or match["behind"] or match["inside"])
    least = f"total >= {_bound(needs, match['bound'])}"
    formula = f"{base} * total / 100 if {least} else 0" if withheld else f"{base} * (1 if {least} else total / 100)"
    left = (f"assumed.only_words:{before['told']}",) if before else ()
    remarks = ("assumed.given_by_hr", "assumed.score_of_hundred", *left)
    return _paid(key, name, formula, needs=needs, passage=passage, remarks=remarks)


def _base(needs: RuleDraft, name: str = "") -> str:
    """Return the input for the amount of which the points take their part, which HR gives."""
    base = needs.input(name or f"{needs.name}基数", "money")
    needs.inputs[base] |= {"given_by": "hr"}
    return base


def _bound(needs: RuleDraft, written: str) -> str:
    """Return the figure for the points from which on something is paid."""
    return needs.figure(float(written), f"≥{float(written):g}")


def _less_by_point(key: str, passage: Passage, written: str) -> Part | None:
    """Return what is paid in full from some points on, and an amount less for each point below."""
    match = _LESS_BY_POINT.fullmatch(written)
    below = match and (match["below"] or match["under"] or match["bound"])
    if match is None or below != match["bound"] or match["way"] in "高超增多":
        return None
    name = match["paid"] or "绩效奖金"
    needs = RuleDraft(key, name)
    base = _base(needs)
    short = _steps(needs, f"{_bound(needs, match['bound'])} - total", match["step"])
    amount = needs.figure(float(match["amount"]), f"{match['amount']}元")
    remarks = ("assumed.given_by_hr", *_assumed(written), "assumed.whole_steps")
    return _paid(
        key, name, f"max(0, {base} - max(0, {short}) * {amount})", needs=needs, passage=passage, remarks=remarks
    )


def _steps(needs: RuleDraft, span: str, step: str | None) -> str:
    """Return how many whole steps a span of points has."""
    if step is None or step in "1一":
        return f"floor({span})"
    return f"floor(({span}) / {needs.figure(float(step), f'每{step}分')})"


@dataclass(frozen=True)
class _Case:
    """An amount, and from which points on (or below which) it is paid."""

    bound: str
    amount: str
    is_below: bool = False


def _amounts(key: str, passage: Passage, written: str) -> Part | None:
    """Return the amounts that a sentence gives or takes case by case."""
    is_given = "奖" in written or not _UNSAID.search(written)
    clauses = [clause for clause in re.split("[，;。]", _HEADED.sub("", written)) if clause] if is_given else []
    if len(clauses) > 1 and (_RANKED.fullmatch(clauses[0]) and not _BY_PLACE.fullmatch(clauses[0])):
        return _by_place(key, passage, clauses[1:])
    if clauses and all(_BY_PLACE.fullmatch(clause) for clause in _whole_clauses(clauses)):
        return _by_place(key, passage, clauses)
    needs = RuleDraft(key, "绩效奖罚")
    cases: list[_Case] = []
    for match in [_BY_BOUND.fullmatch(clause) for clause in _whole_clauses(clauses)]:
        if match is None:
            return None
        cases.append(_case(needs, match))
    least = [case for case in cases if not case.is_below]
    below = [case for case in cases if case.is_below]
    bounds = [float(case.bound) for case in least]
    if (
        not least and len(below) == len(cases) == 1 and "floor" in below[0].amount
    ):  # 「低于 80 分的，每低 1 分扣 20 元」
        formula = f"({below[0].amount} if total < {_bound(needs, below[0].bound)} else 0)"
        return _paid(key, needs.name, formula, needs=needs, passage=passage, remarks=("assumed.whole_steps",))
    if not least or bounds != sorted(bounds, reverse=True) or len(below) > 1 or len(cases) < len((least, below)):
        return None
    if below and float(below[0].bound) != bounds[-1]:
        return None
    formula = below[0].amount if below else "0"
    for case in reversed(least):
        formula = f"({case.amount} if total >= {_bound(needs, case.bound)} else {formula})"
    remarks = (*_assumed(written), *(["assumed.whole_steps"] if "floor" in formula else []))
    return _paid(key, needs.name, formula, needs=needs, passage=passage, remarks=remarks)


def _whole_clauses(clauses: Sequence[str]) -> list[str]:
    """Return clauses of which those without an amount are joined to the next: 「95 分以上的，奖励 200 元」."""
    found: list[str] = []
    for clause in clauses:
        if found and not re.search(rf"元|{_NOTHING}", found[-1]):
            found[-1] += clause
        else:
            found.append(clause)
    return found


def _case(needs: RuleDraft, match: re.Match[str]) -> _Case:
    below = match["below"] or match["under"]
    bound = below or match["bound"] or match["least"]
    amount = _amount(needs, match)
    if match["way"] and amount != "0":
        point = _bound(needs, bound)
        span = f"{point} - total" if match["way"] in "低少降减" else f"total - {point}"
        amount = f"{amount} * {_steps(needs, span, match['step'])}"
    return _Case(bound, amount, is_below=bool(below))


def _amount(needs: RuleDraft, match: re.Match[str]) -> str:
    """Return what a case gives or takes as a part of a formula."""
    if match["nothing"]:
        return "0"
    written = match["given"] or match["taken"]
    figure = needs.figure(float(written), f"{'奖' if match['given'] else '罚'}{written}元")
    return figure if match["given"] else f"(0 - {figure})"


def _by_place(key: str, passage: Passage, clauses: Sequence[str]) -> Part | None:
    """Return the amounts that the first and the last ones get or lose."""
    needs = RuleDraft(key, "名次奖罚")
    matches = [_BY_PLACE.fullmatch(clause) for clause in _whole_clauses(clauses)]
    formula = "0"
    for match in reversed(matches):
        if match is None:
            return None
        place = match["place"]
        number = float(_PLACES.index(place) + 1 if place in _PLACES else place) if place else 0.0
        when = f"rank_high(total) == {needs.figure(number, f'第{number:g}名')}" if place else "last(total)"
        formula = f"({_amount(needs, match)} if {when} else {formula})"
    return _paid(key, needs.name, formula, needs=needs, passage=passage, remarks=("assumed.ranked_total",))


def _assumed(written: str) -> list[str]:
    """Return what is taken of the bounds: 「85 分以上」 has 85, and 「85 分以下」 has not."""
    return (["assumed.or_more"] if "以上" in written else []) + (["assumed.shared_bound"] if "以下" in written else [])


def _paid(key: str, name: str, formula: str, needs: RuleDraft, passage: Passage, remarks: tuple[str, ...]) -> Part:
    return Part("pay", key, name, {"name": name, "formula": formula}, needs=needs, sources=[passage], remarks=remarks)
