"""VBA as Python functions, each made once: what the interpreter (pyOpenVBA) does when it walks, in less time.

What is walked most is made here: names, calls, operators, assignments, branches and loops of standard modules. All the
rest, what belongs to classes, and whatever fails, is left to the interpreter's own methods. Nothing that is made hangs
on one run: what names stand for is asked of the interpreter, which keeps it for as long as its modules are the same.
"""

import operator
from collections.abc import Callable
from functools import cache, partial
from inspect import getclosurevars
from typing import Any

from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter import _ast, _runtime, _values

Run = Callable[[Any, Any], Any]  # with an interpreter and a frame
#: Arguments: the name, how the value is come by (None where it is left out), and how the variable is, where it is one.
Pieces = list[tuple[str, Run | None, Run | None]]
Interpreter, Slot, VBAInt, VBAArray = _runtime.Interpreter, _runtime.Slot, _values.VBAInt, _values.VBAArray

_walk = Interpreter._evaluate
_walk_all = Interpreter.evaluate
_walk_call = Interpreter.evaluate_call
_bind_all = Interpreter._bind_arguments
_made: dict[tuple[str, int], tuple[object, Any]] = {}
_NUMBERS = frozenset({int, VBAInt, float})
_COMPARED = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_COMPUTED = {"+": _values.add, "-": _values.subtract, "*": _values.multiply, "/": _values.divide, "&": _values.concat}
_JOINED = {
    "and": (_values.logical_and, operator.and_),
    "or": (_values.logical_or, operator.or_),
    "xor": (_values.logical_xor, operator.xor),
    "\\": (_values.int_divide, operator.floordiv),
    "mod": (_values.modulo, operator.mod),
}
_DIVIDED = {"\\", "mod"}  # by truncating, where Python goes down


def _once(kind: str, part: Any, make: Callable[[Any], Any]) -> Any:
    """Return what is made of a part of a module, which is kept with it: no other part has its number then."""
    key = kind, id(part)
    if key not in _made:
        _made[key] = part, make(part)
    return _made[key][1]


def value_of(expression: Any) -> Run:
    """Return how the value of an expression is come by."""
    maker = _VALUES.get(type(expression), lambda part: lambda interpreter, frame: _walk(interpreter, part, frame))
    made: Run = _once("value", expression, maker)
    return made


def block_of(body: list[Any]) -> Callable[..., None]:
    """Return how statements are done one after the other, from one of them on."""
    made: Callable[..., None] = _once("block", body, _block)
    return made


def _block(body: list[Any]) -> Callable[..., None]:
    steps = [_STATEMENTS.get(type(each), _walked)(each) for each in body]
    end = len(steps)

    def run(interpreter: Any, frame: Any, at: int = 0) -> None:
        while at < end:
            try:
                for place in range(at, end):
                    at = place
                    steps[place](interpreter, frame)
            except VBARuntimeError as failure:
                outcome = interpreter._handle(failure, frame, body[at])
                if outcome not in ("next", "same"):
                    raise
                at += outcome == "next"
            except _runtime._GotoSignal as jump:
                index = _runtime._label_index(body, jump.label)
                if index is None:
                    raise
                at = index
            else:
                return

    return run


def _walked(statement: Any) -> Run:
    return lambda interpreter, frame: interpreter._execute(statement, frame)


def _is_true(value: Any) -> bool:
    return value if type(value) is bool else _values.to_bool(value)


def _whole(value: Any) -> int:
    return value if type(value) is VBAInt and value.kind == "Long" else int(_values.to_integer(value, "Long"))


def _stored(value: Any, declared: str) -> Any:
    """Return what a variable holds once a value is put into it."""
    if declared == "Variant" or (declared == "String" and type(value) is str):
        return value
    if declared == "Long" and type(value) is VBAInt and value.kind == "Long":
        return value
    return _values.coerce(value, declared)


def _literal(expression: Any) -> Run:
    value = expression.value
    return lambda interpreter, frame: value


# --- names and calls ------------------------------------------------------------------


def _reader(interpreter: Any, module: Any, key: str) -> Callable[[], Any]:
    """Return how what a name stands for in a standard module is read."""
    places = [module, *(each for each in interpreter.modules.values() if not each.is_class and each is not module)]
    for place in places:
        place.initialise()
        for fixed in (place.constants, place.enum_members):
            if key in fixed and key not in place.variables:
                return partial(fixed.__getitem__, key)
        if key in place.variables:
            return place.variables[key].get  # type: ignore[no-any-return]
        procedure = place.procedure(key)
        if procedure is not None and (place is module or procedure.scope != "private"):
            return lambda: interpreter.call(procedure, place, [], {})
    own = {"err": interpreter.err, "debug": interpreter.debug}
    for found in (own.get(key, _runtime.UNRESOLVED), interpreter.host.constant(key), _runtime.vba_constant(key)):
        if found is not _runtime.UNRESOLVED:
            return lambda: found
    host, own_function = interpreter.host, interpreter._intrinsics.get(key)

    def supplied() -> Any:
        """Return what stands for the name in what is open now, UNRESOLVED where nothing does."""
        found = host.global_object(key)
        if found is _runtime.UNRESOLVED and host.has_global_member(key):
            return host.call_global(key, [], {})
        if found is _runtime.UNRESOLVED and own_function is not None:
            return own_function(interpreter, [], {})
        return found

    return supplied


def _reader_of(interpreter: Any, module: Any, key: str) -> Callable[[], Any]:
    place = module, key
    if place not in interpreter.readers:
        interpreter.readers[place] = _reader(interpreter, module, key)
    found: Callable[[], Any] = interpreter.readers[place]
    return found


def _read_name(expression: Any) -> Run:
    name, key = expression.name, _runtime._bare(expression.name)
    if key == "me":
        return lambda interpreter, frame: _walk(interpreter, expression, frame)

    def run(interpreter: Any, frame: Any) -> Any:
        slot = frame.locals.get(key)
        if slot is not None:
            return slot.value
        if frame.me is None:
            found = _reader_of(interpreter, frame.module, key)()
            if found is not _runtime.UNRESOLVED:
                return found
        return interpreter._read_name(name, frame, expression)

    return run


def _variable(expression: Any) -> Run | None:
    """Return how the variable is come by that an argument names, None where it names none."""
    if type(expression) is not _ast.Name:
        return None
    key, value = _runtime._bare(expression.name), value_of(expression)

    def run(interpreter: Any, frame: Any) -> Any:
        slot = frame.locals.get(key)
        if slot is None and frame.me is None:
            slot = getattr(_reader_of(interpreter, frame.module, key), "__self__", None)
        elif slot is None:
            slot = interpreter.lookup(key, frame, want_slot=True)
        return slot if type(slot) is Slot else value(interpreter, frame)

    return run


def _pieces(arguments: list[Any]) -> Pieces:
    given = list(arguments)
    while given and given[-1].omitted and not given[-1].name:
        given.pop()
    return [
        (each.name, None if each.omitted else value_of(each.value), _variable(each.value))
        for each in given
        if not (each.omitted and each.name)
    ]


def _laid(arguments: list[Any]) -> Callable[..., tuple[list[Any], dict[str, Any]]]:
    """Return how arguments are come by, by place and by name; of a procedure that takes variables, these."""
    pieces = _pieces(arguments)
    if any(name or value is None for name, value, _ in pieces):
        return lambda interpreter, frame, procedure=None: interpreter._arguments(arguments, frame, procedure=procedure)
    plain = [(value, variable or value) for _, value, variable in pieces if value]

    def run(interpreter: Any, frame: Any, procedure: Any = None) -> tuple[list[Any], dict[str, Any]]:
        if procedure is None:
            return [value(interpreter, frame) for value, _ in plain], {}
        takes = _takes(procedure)
        if len(plain) > len(takes):  # too many, or the last one takes all that are left
            return interpreter._arguments(arguments, frame, procedure=procedure)  # type: ignore[no-any-return]
        return [piece[by_ref](interpreter, frame) for piece, by_ref in zip(plain, takes, strict=False)], {}

    return run


def _takes(procedure: Any) -> list[bool]:
    """Return which parameters of a procedure are variables of its caller."""
    found: list[bool] = _once("takes", procedure, lambda part: [not each.by_val for each in part.params])
    return found


def _callee(interpreter: Any, module: Any, key: str) -> tuple[str, Any, Any] | None:
    """Return what a name with arguments stands for in a standard module, None where it hangs on what is open."""
    places = [module, *(each for each in interpreter.modules.values() if not each.is_class and each is not module)]
    for place in places:
        place.initialise()
        if key in place.variables:
            return "variable", place.variables[key], None
        if key in place.constants:
            return None
        procedure = place.procedure(key)
        if procedure is not None and (place is module or procedure.scope != "private"):
            return "procedure", procedure, place
        if key in place.declares:
            return None
    return ("own", _own_function(interpreter._intrinsics[key]), None) if key in interpreter._intrinsics else None


@cache
def _own_function(dispatched: Any) -> Any:
    """Return a function of the language that takes as many values as it may without laying them out by name."""
    laid_out = getclosurevars(dispatched).nonlocals
    if set(laid_out) != {"name", "parameters", "minimum", "function"}:
        return dispatched
    function, most, fewest = laid_out["function"], len(laid_out["parameters"]), laid_out["minimum"]

    def run(interpreter: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        if named or not fewest <= len(arguments) <= most:
            return dispatched(interpreter, arguments, named)
        return function(interpreter, *arguments, *[_values.MISSING] * (most - len(arguments)))

    return run


def _call_of(callee: Any, arguments: list[Any]) -> Run:
    """Return how what looks like `thing(arguments)` is done."""
    if type(callee) is _ast.Name:
        return _call_name(callee, arguments)
    laid = _laid(arguments)
    if type(callee) is _ast.Index:
        inner = _call_of(callee.target, callee.args)
        return lambda interpreter, frame: _runtime._call_value(inner(interpreter, frame), *laid(interpreter, frame))
    if type(callee) is not _ast.Member:
        return lambda interpreter, frame: _walk_call(interpreter, callee, arguments, frame)
    owner, name = _owner(callee), callee.name

    def run(interpreter: Any, frame: Any) -> Any:
        target = owner(interpreter, frame)
        return _runtime._dispatch_get(target, name, *laid(interpreter, frame))

    return run


def _call_name(callee: Any, arguments: list[Any]) -> Run:
    key, pieces, laid = _runtime._bare(callee.name), _pieces(arguments), _laid(arguments)
    plain = [value for name, value, _ in pieces if not name and value]
    subscripts = plain if len(plain) == len(pieces) else []
    is_measured = key in ("len", "lenb")

    def item(interpreter: Any, frame: Any, held: Any) -> Any:
        if subscripts and type(held) is VBAArray:
            return held.get([_whole(value(interpreter, frame)) for value in subscripts])
        return _runtime._call_value(held, *laid(interpreter, frame))

    def run(interpreter: Any, frame: Any) -> Any:
        slot = frame.locals.get(key)
        if frame.me is not None or (slot is not None and pieces and key == frame.procedure.name.lower()):
            return interpreter._call_name(callee, arguments, frame)
        if slot is not None:
            return item(interpreter, frame, slot.value)
        place = frame.module, key
        if place not in interpreter.callees:
            interpreter.callees[place] = _callee(interpreter, *place)
        match interpreter.callees[place]:
            case "procedure", procedure, module:
                return interpreter.call(procedure, module, *laid(interpreter, frame, procedure))
            case "own", function, _:
                if is_measured and (width := interpreter._len_of_declared(arguments, frame)) is not None:
                    return width
                return function(interpreter, *laid(interpreter, frame))
            case "variable", slot, _:
                return item(interpreter, frame, slot.value)
        return interpreter._call_name(callee, arguments, frame)

    return run


def _owner(expression: Any) -> Run:
    """Return how the object is come by whose member an expression names."""
    if expression.target is None:
        return lambda interpreter, frame: interpreter._member_target(expression, frame)
    value = value_of(expression.target)

    def run(interpreter: Any, frame: Any) -> Any:
        target = value(interpreter, frame)
        if target is _values.NOTHING:
            raise _values.error(_values.ERR_OBJECT_VARIABLE_NOT_SET)
        return target

    return run


def _read_member(expression: Any) -> Run:
    owner, name = _owner(expression), expression.name
    return lambda interpreter, frame: _runtime._dispatch_get(owner(interpreter, frame), name, [], {})


# --- operators ------------------------------------------------------------------------


def _binary(expression: Any) -> Run:
    make = next((make for ops, make in _BINARY if expression.op in ops), None)
    if make is None:
        return lambda interpreter, frame: interpreter._binary(expression, frame)
    return make(expression.op, value_of(expression.left), value_of(expression.right))


def _comparison(op: str) -> Callable[[Any, Any, Any], Any]:
    quick = _COMPARED[op]

    def run(interpreter: Any, one: Any, other: Any) -> Any:
        kinds = type(one), type(other)
        is_text = interpreter.option_compare_text
        if (kinds == (str, str) and not is_text) or _NUMBERS.issuperset(kinds):
            return quick(one, other)
        return _values.compare(op, _runtime._scalar(one), _runtime._scalar(other), text_compare=is_text)

    return run


def _compared(op: str, left: Run, right: Run) -> Run:
    compare = _comparison(op)
    return lambda interpreter, frame: compare(interpreter, left(interpreter, frame), right(interpreter, frame))


def _joined(op: str, left: Run, right: Run) -> Run:
    """Return how two truths or two whole numbers are joined, bit by bit, or one is divided by the other."""
    (slow, quick), is_division = _JOINED[op], op in _DIVIDED

    def run(interpreter: Any, frame: Any) -> Any:
        one, other = left(interpreter, frame), right(interpreter, frame)
        if type(one) is VBAInt and type(other) is VBAInt and (not is_division or (one >= 0 and other > 0)):
            kind, low, high = _width(one.kind, other.kind)
            result = quick(one, other)
            if low <= result <= high:
                return VBAInt(result, kind)
        elif type(one) is bool and type(other) is bool and not is_division:
            return quick(one, other)
        return slow(_runtime._scalar(one), _runtime._scalar(other))

    return run


@cache
def _width(kind: str, other: str) -> tuple[str, int, int]:
    """Return what joins two whole numbers, and from where to where it reaches."""
    found = _values._whole_width(VBAInt(0, kind), VBAInt(0, other))
    return (found, *_values.INTEGER_LIMITS[found])


@cache
def _limits(kind: str, other: str) -> tuple[str, int, int]:
    """Return as what two whole numbers are computed, and from where to where it reaches."""
    wider = max(kind, other, key=_values._WIDENING.index)
    return (wider, *_values.INTEGER_LIMITS[wider])


def _computed(op: str, left: Run, right: Run) -> Run:
    slow, quick = _COMPUTED[op], {"+": int.__add__, "-": int.__sub__}.get(op)

    def run(interpreter: Any, frame: Any) -> Any:
        one, other = left(interpreter, frame), right(interpreter, frame)
        if quick is None:
            if op == "&" and type(one) is str and type(other) is str:
                return one + other
        elif type(one) is VBAInt and type(other) is VBAInt:
            kind, low, high = _limits(one.kind, other.kind)
            result = quick(one, other)
            if low <= result <= high:
                return VBAInt(result, kind)
        return slow(_runtime._scalar(one), _runtime._scalar(other))

    return run


def _like(_: str, left: Run, right: Run) -> Run:
    def run(interpreter: Any, frame: Any) -> Any:
        one, other = _runtime._scalar(left(interpreter, frame)), _runtime._scalar(right(interpreter, frame))
        if one is _values.NULL or other is _values.NULL:
            return _values.NULL
        return _is_like(_values.to_text(one), _values.to_text(other), interpreter.option_compare_text)

    return run


@cache
def _is_like(text: str, pattern: str, is_of_text: bool) -> bool:
    return bool(_values.like_match(text, pattern, text_compare=is_of_text))


def _unary(expression: Any) -> Run:
    value, slow = value_of(expression.operand), _values.negate if expression.op == "-" else _values.logical_not

    def run(interpreter: Any, frame: Any) -> Any:
        got = value(interpreter, frame)
        if type(got) is bool and slow is _values.logical_not:
            return not got
        return slow(_runtime._scalar(got))

    return run


# --- statements -----------------------------------------------------------------------


def _assign(statement: Any) -> Run:
    if statement.kind not in ("let", "set"):
        return _walked(statement)
    value, put, is_set = value_of(statement.value), _put_to(statement.target), statement.kind == "set"

    def run(interpreter: Any, frame: Any) -> None:
        got = value(interpreter, frame)
        is_object = isinstance(got, _runtime.VBAObject)
        if is_set and not is_object and got is not _values.NOTHING:
            raise _values.error(_values.ERR_MEMBER_NOT_FOUND, "Set needs an object on the right")
        if not is_set and is_object:
            got = got.vba_value()
        elif not is_set and got is _values.NOTHING:
            raise _values.error(_values.ERR_OBJECT_VARIABLE_NOT_SET)
        put(interpreter, frame, got, is_set)

    return run


def _put_to(target: Any) -> Callable[..., None]:
    """Return how a value is put where an expression says."""
    match target:
        case _ast.Name():
            key = _runtime._bare(target.name)
        case _ast.Index(target=_ast.Name()) if not any(each.name or each.omitted for each in target.args):
            key = _runtime._bare(target.target.name)
        case _:
            key = ""
    subscripts = [value_of(each.value) for each in target.args] if key and type(target) is _ast.Index else []

    def run(interpreter: Any, frame: Any, value: Any, is_set: bool) -> None:
        slot = frame.locals.get(key)
        if slot is None or (subscripts and type(slot.value) is not VBAArray):
            interpreter.resolve_target(target, frame).put(value, is_set)
        elif subscripts:
            slot.value.set([_whole(each(interpreter, frame)) for each in subscripts], value)
        elif type(target) is _ast.Name:
            slot.value = _stored(value, slot.declared)
        else:
            interpreter.resolve_target(target, frame).put(value, is_set)

    return run


def _call(statement: Any) -> Run:
    return _call_of(statement.callee, statement.args)


def _if(statement: Any) -> Run:
    branches = [(value_of(each.condition), block_of(each.body)) for each in statement.branches]
    otherwise = block_of(statement.otherwise)

    def run(interpreter: Any, frame: Any) -> None:
        for condition, block in branches:
            if _is_true(condition(interpreter, frame)):
                block(interpreter, frame)
                return
        otherwise(interpreter, frame)

    return run


def _for(statement: Any) -> Run:
    if statement.step is not None or type(statement.target) is not _ast.Name:
        return _walked(statement)
    start, limit, block = value_of(statement.start), value_of(statement.limit), block_of(statement.body)
    one = VBAInt(1, "Integer")
    is_over = _comparison(">")
    next_of = _computed("+", lambda slot, _: slot.value, lambda *_: one)
    key = _runtime._bare(statement.target.name)

    def run(interpreter: Any, frame: Any) -> None:
        slot = frame.locals.get(key)
        if slot is None:
            interpreter._execute(statement, frame)
            return
        first, last = start(interpreter, frame), limit(interpreter, frame)
        slot.set(first)
        while not _is_true(is_over(interpreter, slot.value, last)):
            try:
                block(interpreter, frame)
            except _runtime._ExitSignal as signal:
                if signal.what == "for":
                    return
                raise
            slot.value = _stored(next_of(slot, last), slot.declared)

    return run


def _select(statement: Any) -> Run:
    if any(clause.kind != "value" for block in statement.blocks for clause in block.clauses):
        return _walked(statement)
    subject, is_same = value_of(statement.subject), _comparison("=")
    blocks = [(value_of(clause.value), block_of(each.body)) for each in statement.blocks for clause in each.clauses]
    otherwise = block_of(statement.otherwise or [])

    def run(interpreter: Any, frame: Any) -> None:
        held = subject(interpreter, frame)
        for value, block in blocks:
            if _is_true(is_same(interpreter, held, value(interpreter, frame))):
                block(interpreter, frame)
                return
        otherwise(interpreter, frame)

    return run


# --- procedures -----------------------------------------------------------------------


def _locals_of(body: list[Any]) -> list[tuple[str, bool, Any]]:
    """Return what the statements declare: in small letters, whether it outlasts the call, how it is declared."""
    found: list[tuple[str, bool, Any]] = []
    for statement in body:
        if type(statement) is _ast.Dim:
            found += [(each.name.lower(), statement.static, each) for each in statement.decls]
        for nested in _runtime._nested_bodies(statement):
            found += _locals_of(nested)
    return found


def _declare(interpreter: Any, frame: Any, body: list[Any]) -> None:
    for key, is_static, declaration in _once("locals", body, _locals_of):
        if is_static:
            store = frame.module.statics.setdefault(frame.procedure.name.lower(), {})
            if key not in store:
                store[key] = interpreter.make_slot(declaration, frame.module)
            frame.locals[key] = store[key]
        elif key not in frame.locals:
            declared = declaration.declared
            if not declaration.is_array and declared in ("Variant", "String", "Long", "Boolean"):
                frame.locals[key] = Slot(_default(declared), declared)
            else:
                frame.locals[key] = interpreter.make_slot(declaration, frame.module)


_default = cache(_values.default_for)


def _run_body(interpreter: Any, frame: Any) -> None:
    body, at = frame.procedure.body, 0
    _declare(interpreter, frame, body)
    while True:
        try:
            block_of(body)(interpreter, frame, at)
        except _runtime._GotoSignal as jump:
            index = _runtime._label_index(body, jump.label)
            if index is None:
                raise interpreter._unknown_label(jump.label, frame) from None
            at = index
        else:
            return


def _bind(interpreter: Any, frame: Any, procedure: Any, args: list[Any], named: dict[str, Any]) -> None:
    params = _once("params", procedure, lambda part: [(each.name.lower(), each) for each in part.params])
    is_plain = not named and len(args) == len(params) and not (params and params[-1][1].param_array)
    if not is_plain or _values.MISSING in args:
        _bind_all(interpreter, frame, procedure, args, named=named)
        return
    for (key, parameter), given in zip(params, args, strict=True):
        if type(given) is Slot and not parameter.by_val:
            frame.locals[key] = given
        else:
            value = given.value if type(given) is Slot else given
            frame.locals[key] = Slot(_stored(value, parameter.declared), parameter.declared)


_VALUES: dict[type, Callable[[Any], Run]] = {
    type(None): lambda _: lambda interpreter, frame: _values.MISSING,
    _ast.Literal: _literal,
    _ast.Name: _read_name,
    _ast.Member: _read_member,
    _ast.Index: lambda part: _call_of(part.target, part.args),
    _ast.Binary: _binary,
    _ast.Unary: _unary,
}
_BINARY = ((_COMPARED, _compared), (_JOINED, _joined), (_COMPUTED, _computed), ({"like"}, _like))
_STATEMENTS = {_ast.Assign: _assign, _ast.CallStmt: _call, _ast.If: _if, _ast.For: _for, _ast.SelectCase: _select}


def _evaluate(interpreter: Any, expression: Any, frame: Any, *, want_object: bool = False) -> Any:
    if frame is None:  # of a module's own declarations
        return _walk_all(interpreter, expression, frame, want_object=want_object)
    return value_of(expression)(interpreter, frame)


def _execute_block(interpreter: Any, body: list[Any], frame: Any, *, start: int = 0) -> None:
    block_of(body)(interpreter, frame, start)


def use() -> None:
    """Let the interpreter run what is made here."""
    Interpreter.evaluate, Interpreter._execute_block = _evaluate, _execute_block
    Interpreter._run_body, Interpreter._bind_arguments = _run_body, _bind
