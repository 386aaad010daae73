"""What a form calculates: `得分=完成率×20` as a formula of names, by the grammar in `equations.lark`."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from presales_xl.design.sentences.pieces import Figure, Piece, figure

_EQUALS = re.compile(r"(?<![<>≥≤=])=(?![<>=])")
_OPERATED = re.compile(r"[×÷]|(?<=[\d)%\s])[xX](?=[\s\d(\u4e00-\u9fff])")
#: A colon stands for `=` where names are added up: 薪资构成：底薪+补贴.
_COMPOSED = re.compile(r":[^:，;<>≥≤→]{1,60}\+\s?[^\d\s]")
#: What stands in rules and never in equations.
_REQUIRED = re.compile(r"[≥≤<>→]|[得扣加]\s?\d|不得分|不[扣加减]分|满分")
#: What reaches a target and no more.
_EQUAL_TO = re.compile("=\\s?(?:目标|标准|预算|计划|定额|任务)[值量数额]?")
#: What somebody gets for something: 「优=10分」, 「延迟 1 天内=5分」.
_GIVEN = re.compile(r"[^=×÷*/+，]*[^=×÷*/+，分奖资薪金率额数\s]\s?=\s?\d+(?:\.\d+)?\s?分")
#: A share of something that is paid: 按回款额的 1.5% 计提项目奖.
_PAID = re.compile(
    r"按(?:照)?(?P<of>[^，;的\d按]{2,20})的?\s?(?P<rate>\d+(?:\.\d+)?\s?[%‰])\s?(?:的比例)?(?:计提|提取|计算|发放|支付|给予|奖励|提成)(?P<name>[^，;。\d]{0,20})"
)
#: A figure inside what is read as a name: 基础奖金500元.
_HIDDEN = re.compile(r"[\u4e00-\u9fff]\s?\d+(?:\.\d+)?\s?(?:元|万|%|分|天|次)")
_MONEY = re.compile(r"[^\d，]{1,12}(?:奖金?|提成|佣金|补贴|工资)")
#: A quotient without a sign of equality: 实际收入/目标收入.
_QUOTIENT = re.compile(
    r"[^/\d，;]{0,14}实际[^/\d，;]{0,14}/[^/\d，;]{2,20}|[^/\d，;]{2,20}/[^/\d，;]{0,10}(?:目标|计划|任务|总数|总量|总额|应)[^/\d，;]{0,10}"
)
#: How all items add up, which a scheme does anyway: 最终得分=Σ指标得分×权重.
_TOTAL = re.compile(
    r"[^=Σ∑]{0,8}(?:得分|总分|成绩|分数)\s?=\s?[Σ∑]\s?\(?(?:[各每单]项?)*(?:考核)?(?:指标|项目)?(?:得分|分数|评分)\s?×\s?(?:指标|对应)?(?:权重|比重)\)?"
)
#: How a share is written, and no factor: 「实际与目标的比值，乘以 100%」.
_PERCENT = re.compile(r"[×*]\s?100\s?%")
_LIMIT = re.compile(r"\((?:封顶|最高|最多|上限|不超过|超过)[^()]*\)")
#: A formula in a sentence: 「按完成率×20计分」.
_WORDED = re.compile(
    r"\s*(?:[^，按=×÷/\d]{2,12}(?=按))?(?:按照?(?![期时月季年质量约需])|以)?(?P<formula>[^，按=]{1,60}?[×÷][^，=]{0,60}?(?:[\d%值重]|(?<=[\d准配满])分))(?:来?(?:计算|核算|计)?(?:得分|计分|给分)|(?:来|进行)?计算|(?:=|即?为|作为|即|得出?)(?:本项|该项|最终|具体|相应|对应|实际)?的?(?:得分|分数|分值))?\s*"
)
#: Where a formula holds: 「80%-100% 之间按达成率×10 分计算」.
_WITHIN = re.compile(r"\s*，?\s*(?:在|介于)?\s?\d[\d.%]*\s?[-~至到]\s?\d[\d.%]*\s?之间(?:的|时)?，?(?=按)")
#: What a formula is told about in brackets behind it, and a formula in brackets behind words.
_ASIDE = re.compile(r"\((?!%|单位)[^()=×÷/+\d]{3,40}\)\s*$")
_BRACKETED = re.compile(r"\s*[^()=×÷/\d]{2,20}\((?P<formula>[^()=]+[×÷][^()=]+)\)\s*")
#: What an item is called, before the formula of its points: 「按期交付率：分值=…」.
_TITLED = re.compile(r"[^:=×÷/+\d]{2,20}:\s?(?=[^:=×÷/+\d]{1,12}=)")
#: A quotient in words: 「实际增长率与要求的增长率相除的比例乘以 100 分」.
_DIVIDED = re.compile(r"(?P<part>[^与和]+)[与和](?P<whole>[^与和]+)相除的?(?:比例|比值|比率|商|结果|值)")
_SIGNS = {"TIMES": "*", "OVER": "/", "PLUS": "+", "MINUS": "-"}
_CALLED = {"平均": "mean", "平均值": "mean", "取小": "min", "取大": "max"}
_BARS = ("BAR", "ABSOLUTE")
_TIGHT = {"*": 2, "/": 2, "+": 1, "-": 1}


#: What a measure of its own name is worked out from, which is no formula of it: 「按实际成本/预算成本计算节约率」.
_WORKED_OUT = re.compile(r"按照?[^，=×÷]{2,30}/[^，=×÷]{2,20}计算[^，=×÷\d/]{2,10}[率度比]")


@cache
def parser() -> Lark:
    """Return the parser of the grammar, which is made once."""
    grammar = Path(__file__).with_name("equations.lark").read_text(encoding="utf-8")
    return Lark(
        grammar, parser="lalr", lexer="basic", start="equation", propagate_positions=True, maybe_placeholders=True
    )


#: No formula, for all its sign: 「得分=与目标值相比每下降 1% 扣 1 分」.
_SENTENCE = re.compile(r"(?:本项|该项|最终|考核)?(?:得分|分数)\s?=(?=[^=]*每)[^=×÷*/+]*[扣加减]\s?\d[^=×÷*/+]*")


def parts(plain: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the parts of a clause, from and to, and whether each is something calculated."""
    since = start
    for first, last in _between_commas(plain, start, end):
        if is_calculated(plain[first:last]) and not (
            _REQUIRED.search(plain[first:last]) and _parsed(plain, *_bare(plain, first, last)) is None
        ):
            if plain[since:first].strip(" ，"):
                yield since, first, False
            within = _WITHIN.match(plain, first, last)
            begin = within.end() if within else first
            if within:
                yield first, begin, False
            aside = _ASIDE.search(plain, begin, last)
            stop = aside.start() if aside and aside.end() == last else last
            yield begin, stop, True
            since = stop
    if plain[since:end].strip(" ，"):
        yield since, end, False


def _bare(plain: str, start: int, end: int) -> tuple[int, int]:
    """Return where a formula stands without the words around it."""
    titled = _TITLED.match(plain, start, end)
    start = titled.end() if titled else start
    match = _WORDED.fullmatch(plain, start, end) or _BRACKETED.fullmatch(plain, start, end)
    return match.span("formula") if match else (start, end)


def is_calculated(written: str) -> bool:
    """Return whether a plain text has signs of arithmetic that are no bounds."""
    if _QUOTIENT.fullmatch(written.strip()):
        return True
    if _SENTENCE.fullmatch(written.strip()):
        return False
    if _EQUAL_TO.fullmatch(written.strip()) or _GIVEN.fullmatch(written.strip()):  # 「=目标值，得 100 分」
        return False
    return any(pattern.search(written) for pattern in (_EQUALS, _OPERATED, _COMPOSED, _PAID))


def _between_commas(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts between the commas that stand in no brackets."""
    depth, since = 0, start
    for place in range(start, end):
        sign = plain[place]
        depth = max(0, depth + (sign == "(") - (sign == ")"))
        if (sign == "，" and not depth) or (depth == 1 and _LIMIT.match(plain, place)):
            yield since, place
            since = place + 1
    yield since, end


def equation(plain: str, source: str, start: int, end: int) -> Piece:
    """Return what is calculated there: the formula with its figures in order; what cannot be read is left open."""
    start += len(plain[start:end]) - len(plain[start:end].lstrip(" ，"))
    start, end = _bare(plain, start, end)
    if any(each.fullmatch(plain, start, end) for each in (_TOTAL, _PERCENT, _WORKED_OUT)):
        return Piece("words", source[start:end], start=start, end=end, remarks=("assumed.only_words",))
    if match := _PAID.search(plain, start, end):
        rate = figure(match["rate"], match.start("rate"))
        before, name = source[start : match.start()].strip(), match["name"].strip()
        if not name and _MONEY.fullmatch(before):
            before, name = "", before
        remarks = ("open.condition",) if before else ()
        formula = f"{match['of']} * {rate.value:.12g}"
        return Piece("equation", name, {"1": rate}, start=start, end=end, formula=formula, remarks=remarks)
    parsed = _parsed(plain, start, end)
    if parsed is None:
        return Piece("words", source[start:end], start=start, end=end, remarks=("open.formula",))
    name, tree = parsed
    if isinstance(tree, Tree) and any(map(_has_figure, tree.find_data("absolute"))):  # which would be told twice
        return Piece("words", source[start:end], start=start, end=end, remarks=("open.formula",))
    figures: dict[str, Figure] = {}
    formula, _ = _printed(tree, start, figures)
    words = str(name.children[0]).strip() if isinstance(name, Tree) else ""
    if _HIDDEN.search(formula):
        return Piece("words", source[start:end], start=start, end=end, remarks=("open.formula",))
    return Piece("equation", words, figures, start=start, end=end, formula=formula)


def _parsed(plain: str, start: int, end: int) -> list[Tree[Token] | Token] | None:
    """Return the name, if any, and the expression of an equation; None where it is none."""
    try:
        return list(parser().parse(plain[start:end]).children)
    except UnexpectedInput:
        return None


def _has_figure(node: Tree[Token]) -> bool:
    return any(token.type == "NUMBER" for token in node.scan_values(lambda part: isinstance(part, Token)))


def _without_aside(name: str) -> str:
    """Return a name without what it says in brackets: 「公司（部门）要求的增长率」."""
    return re.sub(r"\([^()]*\)", "", name).strip()


def _absolute(inner: Tree[Token] | Token, start: int) -> str:
    """Return an absolute value as the greater one of what it is of and the same with the other sign."""
    told = _printed(inner, start, {})[0]
    sides = inner.children if isinstance(inner, Tree) and inner.data == "expression" else []
    if any(getattr(sign, "type", "") == "MINUS" for sign in sides[1:2]):
        (left, held_left), (right, held_right) = (_printed(side, start, {}) for side in (sides[0], sides[2]))
        first, last = (f"({side})" if held < 2 else side for side, held in ((left, held_left), (right, held_right)))
        return f"max({left} - {last}, {right} - {first})"
    return f"max({told}, 0 - ({told}))"


def _printed(node: Tree[Token] | Token, start: int, figures: dict[str, Figure]) -> tuple[str, int]:
    """Return a formula as text, and how tightly it holds together; figures are gathered in order."""
    if isinstance(node, Token):
        each = figure(str(node), start + (node.start_pos or 0))
        figures[str(len(figures) + 1)] = each
        return f"{each.value:.12g}", 3
    if node.data == "name":
        name = re.sub(r"\((?:百分制|满分100分?)\)$", "", str(node.children[0]).strip())
        name = re.sub(
            r"^按照?(?![期时月季年质量约需])(?=..)|(?<=..)(?:来|进行)?计算$", "", name
        )  # 「按成交数/询单数计算」
        ratio = _DIVIDED.fullmatch(name)
        return (" / ".join(map(_without_aside, ratio.groups())), _TIGHT["/"]) if ratio else (name, 3)
    if node.data == "negative":
        return f"-{_printed(node.children[1], start, figures)[0]}", 3
    if node.data == "call":
        called = str(node.children[0]).lower()
        inner = [
            _printed(part, start, figures)[0] for part in node.children[1:] if getattr(part, "type", "") != "COMMA"
        ]
        return f"{_CALLED.get(called, called)}({', '.join(inner)})", 3
    if node.data == "absolute":
        return _absolute(next(part for part in node.children if getattr(part, "type", "") not in _BARS), start), 3
    left, sign, right = node.children
    operator = _SIGNS[sign.type] if isinstance(sign, Token) else ""
    tight = _TIGHT[operator]
    before, held = _printed(left, start, figures)
    before = f"({before})" if held < tight else before
    after, held = _printed(right, start, figures)
    if operator == "*" and isinstance(right, Token) and figures[str(len(figures))].unit == "%" and after == "1":
        return before, tight  # 成交数/询单数×100%
    after = f"({after})" if held < tight or (held == tight and operator in "-/") else after
    return f"{before} {operator} {after}", tight
