"""Why an entry that counts may be doubted (▲): the reasons by number, and the test of an input for each of them."""

from collections.abc import Iterator

from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.scheme.nodes import Column, Compare, Const, Expr
from presales_xl.scheme.states import NOT_APPRAISED

#: The reasons; a question's number is a reason's place here, from 1. `text` is a number that was typed as a text.
REASONS = ("text", "one_point", "below_one", "below_usual", "above_usual", "tenfold", "tenth")
_FAR = 10.0  # times as much as in the last period
#: How much the last period's value must have been for a comparison with it to say anything; money must not be 0.
_COMPARED_FROM = {"rate": 0.1}
_USUALLY_FROM = 10.0


def question(spec: ColumnSpec, last: Column, full_mark: float, usual: tuple[Expr, Expr] | None) -> nodes.Doubt:
    """Return the number of the reason to doubt an entry, 0 where there is none or the person is not appraised.

    `last` is the same person's value in the period before, `full_mark` the highest score where the input is a score,
    `usual` the lowest and highest value that nobody wonders at.
    """
    tests = dict(_tests(spec, last, full_mark, usual))
    numbered = tuple((number_of(reason), test) for reason, test in tests.items())
    return nodes.Doubt(Column(spec.id), Column(NOT_APPRAISED), numbered)


def number_of(reason: str) -> int:
    """Return the number of a reason."""
    return REASONS.index(reason) + 1


def _tests(
    spec: ColumnSpec, last: Column, full_mark: float, usual: tuple[Expr, Expr] | None
) -> Iterator[tuple[str, Expr]]:
    entry = Column(spec.id)
    is_score = spec.field is not None and spec.field.type == "score"
    if spec.smallest:
        yield "one_point", Compare("==", entry, Const(spec.smallest))
    elif is_score and full_mark > 1 and not _begins_below_one(spec):
        yield "below_one", nodes.All((Compare(">", entry, Const(0)), Compare("<", entry, Const(1))))
    if usual:
        yield "below_usual", Compare("<", entry, usual[0])
        yield "above_usual", Compare(">", entry, usual[1])
    if spec.field is None or spec.field.remembered is None:
        now, before = _size(entry), _size(nodes.OrElse(last, Const(0)))
        least = _COMPARED_FROM.get(spec.unit, _USUALLY_FROM)
        says_something = Compare(">", before, Const(0)) if spec.unit == "money" else Compare(">=", before, Const(least))
        yield "tenfold", nodes.All((says_something, Compare(">=", now, nodes.Arith("*", before, Const(_FAR)))))
        yield "tenth", nodes.All((says_something, Compare("<=", nodes.Arith("*", now, Const(_FAR)), before)))


def _begins_below_one(spec: ColumnSpec) -> bool:
    """Return whether the range of a described level begins between 0 and 1."""
    return any(isinstance(level.low, Const) and 0 < level.low.value < 1 for level in spec.levels)


def _size(part: Expr) -> Expr:
    return nodes.Greatest((part, nodes.Arith("-", Const(0), part)))
