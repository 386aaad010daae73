"""Operators of VBA as functions come to what the interpreter's own come to, whatever they are given."""

from collections.abc import Callable
from functools import partial
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter import _ast, _runtime, _values

from tests.addin import compiled

OTHERS = (True, False, 1.5, -0.5, "7", "", _values.EMPTY, _values.NULL)
NOW = SimpleNamespace(option_compare_text=False, evaluate=lambda part, _, want_object=False: part.value)


def drawn(random: Random) -> Any:
    """Return a whole number of some width, often beside what it reaches to, or something else."""
    low, high = _values.INTEGER_LIMITS[kind := random.choice(("Byte", "Integer", "Long", "LongLong"))]
    near = random.randint(max(low, -300), min(high, 300))
    whole = _values.VBAInt(random.choice((low, high, 0, 1, near, random.randint(low, high))), kind)
    return whole if random.random() < 0.75 else random.choice(OTHERS)


def outcome(work: Callable[[], Any]) -> tuple[Any, ...]:
    try:
        value = work()
    except VBARuntimeError as error:
        return "error", error.number
    return type(value), value, getattr(value, "kind", "")


@pytest.mark.parametrize(
    "op", ["and", "or", "xor", "\\", "mod", "+", "-", "*", "/", "&", "like", "=", "<>", "<", ">", "<=", ">="]
)
def test_an_operator_comes_to_what_the_interpreters_own_comes_to(op: str) -> None:
    random = Random(op)  # noqa: S311 - no secrets
    for _ in range(1000):
        left, right = (_ast.Literal(value=drawn(random)) for _ in range(2))
        both = _ast.Binary(op=op, left=left, right=right)
        own = outcome(partial(_runtime.Interpreter._binary, NOW, both, None))
        assert outcome(partial(compiled.value_of(both), NOW, None)) == own, (op, left, right)
