"""Why an entry that counts may be doubted (▲), or a 0 is refused (✗): the reasons by number, and the tests for them."""

from collections.abc import Iterator, Mapping, Sequence

from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.scheme.nodes import Column, Compare, Const, Expr
from presales_xl.scheme.remembered import QuarterWithout
from presales_xl.scheme.states import DAYS, NOT_APPRAISED

#: The reasons; a question's number is a reason's place here, from 1. `text` is a number that was typed as a text. With
#: those of REFUSED, whose numbers are negative, an entry gives no result: it is 0 and divides what is not, or anything.
REFUSED = ("nothing_of", "divisor")
REASONS = (
    "text",
    "one_point",
    "below_one",
    "above_whole",
    "exempting",
    "date",
    "below_usual",
    "above_usual",
    "tenfold",
    "tenth",
    "other_quarter",
    "no_quarter_end",
    "left_out",
    *REFUSED,
)
#: The reasons that hang on what else is entered, each with its test, by input.
Related = Mapping[str, Sequence[tuple[str, Expr]]]
#: What results are calculated through.
_WORKINGS = ("measure", "score")
_YES = 0  # the position of a yes
#: What days of 2020 to 2039 are to a spreadsheet: a date that is typed into a cell for numbers is such a number.
_DATES = (43831.0, 51135.0)
_FAR = 10.0  # times as much as in the last period
#: How much the last period's value must have been for a comparison with it to say anything; money must not be 0.
_COMPARED_FROM = {"rate": 0.1}
_USUALLY_FROM = 10.0


def question(
    spec: ColumnSpec,
    full_mark: float,
    usual: tuple[Expr, Expr] | None,
    related: Sequence[tuple[str, Expr]] = (),
) -> nodes.Doubt:
    """Return the number of the reason to doubt or refuse an entry, 0 for none or where the person is not appraised.

    `full_mark` is the highest score where the input is a score, `usual` the lowest and highest value that nobody
    wonders at, `related` what `related_tests` and `by_period` give for the input. Rows of details are new in every
    period: nothing is compared with the one before.
    """
    of_person = spec.id.startswith("input.")
    tests = [*related, *_tests(spec, full_mark, usual)]
    if of_person and spec.is_number:
        tests += _compared(spec)
    numbered = tuple((number_of(reason), test) for reason, test in tests)
    return nodes.Doubt(Column(spec.id), Column(NOT_APPRAISED), numbered)


def beside(input_id: str, kind: str = "question") -> str:
    """Return the id of the column of a kind that stands beside an input's, in the same table."""
    owner, _, key = input_id.partition(".")
    return f"{kind}.{key}" if owner == "input" else f"{owner}.{kind}.{key}"


def number_of(reason: str) -> int:
    """Return the number of a reason."""
    number = REASONS.index(reason) + 1
    return -number if reason in REFUSED else number


def reason_of(number: float) -> str:
    """Return the reason of a number."""
    return REASONS[abs(int(number)) - 1]


def by_period(spec: ColumnSpec, month: int) -> Sequence[tuple[str, Expr]]:
    """Return why a choice may not be that of a period which ends with a month, 0 for one of over a quarter."""
    if spec.field is None or not month:
        return ()
    if spec.field.quarters:
        own = nodes.Is(Column(spec.id), spec.dimension, (month - 1) // 3)
        return [("other_quarter", nodes.Not(own))]
    if isinstance(spec.field.remembered, QuarterWithout) and month % 3:
        return [("no_quarter_end", nodes.Is(Column(spec.id), spec.dimension, _YES))]
    return ()


def left_out(spec: ColumnSpec, tests: Sequence[Expr]) -> Iterator[tuple[str, Expr]]:
    """Yield why an entry that is not 0 is doubted where one of some tests says that it counts for nothing."""
    counts = [Compare("!=", Column(spec.id), Const(0))] if spec.is_number else []
    yield from (("left_out", nodes.All((*counts, test))) for test in tests)


def _tests(spec: ColumnSpec, full_mark: float, usual: tuple[Expr, Expr] | None) -> Iterator[tuple[str, Expr]]:
    entry = Column(spec.id)
    is_score = spec.field is not None and spec.field.type == "score"
    if spec.smallest:
        yield "one_point", Compare("==", entry, Const(spec.smallest))
    elif is_score and full_mark > 1 and not _begins_below_one(spec):
        yield "below_one", nodes.All((Compare(">", entry, Const(0)), Compare("<", entry, Const(1))))
    is_of_hr = spec.field is not None and spec.field.given_by == "hr"  # in tables of HR's a date is one, and refused
    if spec.unit in ("count", "number") and spec.high is None and not is_of_hr:
        first, last = map(Const, _DATES)
        yield "date", nodes.All((Compare(">=", entry, first), Compare("<=", entry, last)))
    if usual:
        yield "below_usual", Compare("<", entry, usual[0])
        yield "above_usual", Compare(">", entry, usual[1])


def _compared(spec: ColumnSpec) -> Iterator[tuple[str, Expr]]:
    """Yield the tests that compare an entry with the same person's in the period before."""
    if spec.field is None or spec.field.remembered is None:
        last = Column(beside(spec.id, "last"))
        now, before = _size(Column(spec.id)), _size(nodes.OrElse(last, Const(0)))
        least = _COMPARED_FROM.get(spec.unit, _USUALLY_FROM)
        says_something = Compare(">", before, Const(0)) if spec.unit == "money" else Compare(">=", before, Const(least))
        yield "tenfold", nodes.All((says_something, Compare(">=", now, nodes.Arith("*", before, Const(_FAR)))))
        is_less = Compare("<=", nodes.Arith("*", now, Const(_FAR)), before)  # 0 is no slipped point
        yield "tenth", nodes.All((says_something, Compare(">", now, Const(0)), is_less))


def _begins_below_one(spec: ColumnSpec) -> bool:
    """Return whether the range of a described level begins between 0 and 1."""
    return any(isinstance(level.low, Const) and 0 < level.low.value < 1 for level in spec.levels)


def _size(part: Expr) -> Expr:
    return nodes.Greatest((part, nodes.Arith("-", Const(0), part)))


def related_tests(columns: Mapping[str, ColumnSpec]) -> Related:
    """Return by input of a table, the main one or one of details, the reasons that hang on what else is entered.

    `nothing_of`: 0, and something is to be shared out over it; `divisor`: 0 as a target, or as another figure that only
    divides; `exempting`: 0, and an indicator does not apply because of it; `above_whole`: more than its whole.
    """
    tests: dict[str, list[tuple[str, Expr]]] = {}
    for key, conditions in _divisors(columns):
        shares = any(isinstance(node, nodes.NothingOf) for test in conditions for node in _in_full(columns, test))
        zero = Compare("==", Column(key), Const(0))
        test = nodes.All((zero, *conditions)) if conditions else zero
        tests.setdefault(key, []).append(("nothing_of" if shares else "divisor", test))
    for spec in columns.values():
        for occasion in _occasions(spec.expr or Const(0)) if spec.kind == "exempt" else ():
            for key in sorted(factors(columns, occasion)):
                is_cause = (Compare("<=", Column(key), Const(0)), Compare("==", Column(spec.id), Const(1)))
                tests.setdefault(key, []).append(("exempting", nodes.All(is_cause)))
    dividing = set(tests)
    for spec in columns.values():
        whole = f"{spec.id.partition('.')[0]}.{spec.field.part_of}" if spec.field else ""
        if whole in columns:
            above: Expr = Compare(">", Column(spec.id), Column(whole))
            if whole in dividing:  # of a 0 itself is told
                above = nodes.All((above, Compare(">", Column(whole), Const(0))))
            tests.setdefault(spec.id, []).append(("above_whole", above))
    return tests


def shared_over(columns: Mapping[str, ColumnSpec]) -> dict[str, list[str]]:
    """Return by input of which shares of others are taken these others, in the order of the table."""
    read: dict[str, set[str]] = {}
    every = (node for spec in columns.values() for node in nodes.walk(spec.expr or Const(0)))
    for node in (node for node in every if isinstance(node, nodes.NothingOf)):
        parts = {part.id for part in _in_full(columns, node.part) if isinstance(part, Column)}
        for key in factors(columns, node.whole):
            read.setdefault(key, set()).update(parts - {key})
    return {
        key: [each for each, spec in columns.items() if each in parts and spec.field] for key, parts in read.items()
    }


def factors(columns: Mapping[str, ColumnSpec], node: Expr) -> set[str]:
    """Return the inputs that make a product 0 when they are 0."""
    match node:
        case Column(id=key) if key in columns:  # one of a detail table is no place for it: `check` says so
            expr = columns[key].expr
            return {key} if expr is None else factors(columns, expr)
        case nodes.Rich():
            return factors(columns, node.lowered)
        case nodes.OrElse(column=column):
            return factors(columns, column)
        case nodes.Round(part=part):
            return factors(columns, part)
        case nodes.Arith(op="*", left=left, right=right):
            return factors(columns, left) | factors(columns, right)
        case nodes.Arith(op="/", left=left):
            return factors(columns, left)
    return set()


def _divisors(columns: Mapping[str, ColumnSpec]) -> list[tuple[str, tuple[Expr, ...]]]:
    """Return the inputs that results are divided by, each with the conditions under which they are."""
    divisors: dict[tuple[str, frozenset[Expr]], tuple[str, tuple[Expr, ...]]] = {}

    def visit(node: Expr, when: tuple[Expr, ...], branch: tuple[Expr, ...] = ()) -> None:
        if isinstance(node, nodes.Arith) and node.divisor:
            for key in factors(columns, node.divisor) - DAYS.keys():
                conditions = tuple(dict.fromkeys((*when, *branch)))
                divisors[key, frozenset(conditions)] = (key, conditions)
        for part, conditions, of_branch in _parts(columns, node):
            # what another column comes to is needed in whatever branch of a choice it stands
            visit(part, (*when, *conditions), () if isinstance(node, Column) else (*branch, *of_branch))

    for spec in columns.values():
        if spec.kind in ("points", "adjustment", "total", "pay") and spec.expr is not None:
            visit(spec.expr, _applies(spec))
    return [
        pair
        for (key, conditions), pair in sorted(divisors.items(), key=lambda each: each[0][0])
        if not any(other == key and fewer < conditions for other, fewer in divisors)
    ]


_Part = tuple[Expr, tuple[Expr, ...], tuple[Expr, ...]]


def _parts(columns: Mapping[str, ColumnSpec], node: Expr) -> Iterator[_Part]:
    """Yield what a value is calculated from, with the conditions under which it is, and those of its branch."""
    match node:
        case Column() if node.id in columns and columns[node.id].kind in _WORKINGS:
            yield columns[node.id].expr or nodes.Missing(), _applies(columns[node.id]), ()
        case nodes.WhereWeighed(weight=weight, points=points):
            yield points, (Compare(">", weight, Const(0)),), ()
        case nodes.Applying(column=column, exempt=exempt):
            yield column, tuple(Compare("==", each, Const(0)) for each in exempt), ()
        case nodes.WhereEmpty(test=test, points=points):
            yield points, (nodes.Not(test),), ()
        case nodes.Spread(parts=parts):
            yield from ((part, (), ()) for part, _, _ in parts)
        case nodes.Cohort(kind=kind, column=column):  # only for a rank the own value is needed
            yield from [(column, (), ())] if kind.startswith("rank") else []
        case nodes.If(test=test, then=then, other=other):
            yield from ((test, (), ()), (then, (), (test,)), (other, (), (nodes.Not(test),)))
        case _:
            yield from ((child, (), ()) for child in nodes.children(node))


def _applies(spec: ColumnSpec) -> tuple[Expr, ...]:
    """Return the condition under which a column applies, none for one that always does where people are appraised."""
    return (Compare("==", Column(spec.exempt), Const(0)),) if spec.exempt not in ("", NOT_APPRAISED) else ()


def _occasions(node: Expr) -> Iterator[Expr]:
    """Yield what gives occasion for an indicator unless it is 0, from the test of whether that does not apply."""
    match node:
        case nodes.NothingOf(whole=whole):
            yield whole
        case Compare(op="<=", left=before, right=Const(value=0)):
            yield before
        case _:
            for child in nodes.children(node):
                yield from _occasions(child)


def _in_full(columns: Mapping[str, ColumnSpec], test: Expr) -> Iterator[Expr]:
    """Yield the nodes of a test, and of the columns that it reads."""
    for node in nodes.walk(test):
        yield node
        if isinstance(node, Column) and (spec := columns.get(node.id)) and spec.expr is not None:
            yield from nodes.walk(spec.expr)
