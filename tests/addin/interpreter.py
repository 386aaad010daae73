"""The interpreter of VBA (pyOpenVBA), which does nothing twice in one run of the tests.

Every test opens the add-in and a workbook anew, and most of them the same ones. What hangs on nothing but what it is
given is kept therefore: how a module and a formula are parsed, how the formula is told in R1C1, and what functions of
the macros answer that read nothing of a workbook, or its hidden sheet alone, each of which is run once for each of its
arguments and what that sheet holds. What pyOpenVBA works out of all cells or areas of a sheet again and again is
worked out here with less, to the same result. A copy is deflated by zlib instead of pyOpenVBA's own, and statements
are run as `compiled` makes them.
"""

import zlib
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from pyopenvba import vba
from pyopenvba._a1 import MAX_ROWS
from pyopenvba.apps.excel import ExcelApplication, _calc, _engine_book, _model
from pyopenvba.formula import _parse, _prefixes, _structured
from pyopenvba.interpreter import _runtime, _values
from pyopenvba.powerquery import _opc

from tests.addin import compiled

#: The functions of the macros whose answer hangs on their arguments alone, all of which are single values.
PURE = frozenset({"Digits", "HasChecksum", "ReadIn", "ShowsError", "SignsIn", "Squeezed", "WithoutSigns"})
#: Those whose answer hangs on what the hidden sheet says besides, and the modules of them and of all that they call.
OF_HIDDEN = frozenset({"Hidden", "LacksRecord", "Records", "Said"})
MODULES_OF_HIDDEN = ("presalesbook", "presalesissued")

_answers: dict[tuple[object, ...], object] = {}
_contents: dict[tuple[object, ...], int] = {}


def _deflated(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


@cache
def _tokens(formula: str) -> tuple[Any, ...]:
    return tuple(_parse.tokenize(formula))


def _is_there(thing: Any) -> None:
    """Refuse what is gone, as pyOpenVBA does, without a generator for each member that is asked for."""
    for owner in (thing, getattr(thing, "sheet", None), getattr(thing, "entry", None)):
        if getattr(owner, "invalidated", False):
            raise _values.error(424, "Object required")


def _used_bounds(sheet: Any) -> tuple[int, int, int, int] | None:
    """Return the used block of a sheet; of its cells only those are looked at that may make it larger."""
    areas = [*sheet.merged_areas, *sheet.array_formulas.values()]
    corners = [*sheet.notes, *((area.top, area.left) for area in areas), *((area.bottom, area.right) for area in areas)]
    rows = [*(row for row, _ in corners), *sheet.dims.record_rows(), *sheet.dims.shaped_rows()]
    columns = [*(column for _, column in corners), *sheet.dims.used_columns()]
    top, bottom = min(rows, default=MAX_ROWS + 1), max(rows, default=0)
    left, right = min(columns, default=MAX_ROWS + 1), max(columns, default=0)
    for (row, column), cell in sheet.cells_.items():
        if not (top <= row <= bottom and left <= column <= right) and sheet.holds(row, column, cell):
            top, bottom, left, right = min(top, row), max(bottom, row), min(left, column), max(right, column)
    if not (bottom or right):
        return None
    return (top if bottom else 1), (left if right else 1), max(bottom, 1), max(right, 1)


def _reading(calculator: Any, name: str, row: int, column: int) -> set[Any]:
    """Return which formulas read a cell."""
    found = set(calculator._readers.get((name, row, column), ()))
    for key, blocks in calculator._blocks.items():
        for area in blocks:
            if area.top <= row <= area.bottom and area.left <= column <= area.right and area.sheet.lower() == name:
                found.add(key)
                break
    return found


@cache
def _read(formula: str, tables: tuple[str, ...]) -> Any:
    return _engine_book.parse(_prefixes.in_file(_structured.in_file(formula, list(tables), at_escaped=True)))


def _run(interpreter: Any, run: Callable[..., Any], *arguments: Any) -> Any:
    interpreter.readers, interpreter.callees, interpreter.hidden = {}, {}, {}  # modules may be others than before
    return run(*arguments)


#: Python 3.11 takes memory for calls within calls in pieces of 16 KB, and gives the last one back with the first call
#: in it. A call that says to need a quarter of a megabyte makes one piece of all: else loops that call over the edge of
#: a piece ask the system for memory each time, which took a third of the time.
_run.__code__ = _run.__code__.replace(co_stacksize=33_000)


def _do_nothing_twice() -> None:
    _opc.raw_compress = _deflated
    for function in ("parse_module", "_bare"):
        setattr(_runtime, function, cache(getattr(_runtime, function)))
    _model.from_a1 = cache(_model.from_a1)
    vba._decompress = cache(vba._decompress)
    compiled.use()
    _model.ExcelObject._check_alive = _is_there
    _model.Worksheet.used_bounds = _used_bounds
    _calc.Calculator._reading = _reading
    _prefixes.tokenize = _structured.tokenize = lambda text: list(_tokens(text))
    _engine_book.EngineBook.read = lambda self, formula: _read(formula, tuple(self.table_names()))


_do_nothing_twice()


def opened(addin: Any) -> Any:
    """Return Excel with an add-in open whose functions are run once for each of what their answer hangs on."""
    app = ExcelApplication.open(addin)
    interpreter = app.interpreter
    call, built = interpreter.call, [interpreter.modules[name].parsed for name in MODULES_OF_HIDDEN]

    def answered(procedure: Any, module: Any, arguments: list[Any], *rest: Any, **named: Any) -> Any:
        hidden = 0
        if procedure.name in OF_HIDDEN:
            is_as_built = all(interpreter.modules[each.name.lower()].parsed is each for each in built)
            hidden = _hidden(app) if is_as_built else 0  # a test may count how often they are run
        if not hidden and procedure.name not in PURE:
            return call(procedure, module, arguments, *rest, **named)
        values = [each.get() if isinstance(each, _runtime.Slot) else each for each in arguments]
        key = (module.parsed.source, procedure.name, hidden, *values)
        if key not in _answers:
            _answers[key] = call(procedure, module, arguments, *rest, **named)
        interpreter.err.reset()  # as at the start of every procedure
        return _answers[key]

    interpreter.call, interpreter.run = answered, partial(_run, interpreter, interpreter.run)
    return app


def with_its_values(book: Any) -> Any:
    """Let a workbook be saved with what its formulas come to, as Excel does, also on sheets that nobody writes to."""
    for sheet in book.sheets_:
        sheet.dirty |= any(cell.formula and cell.value is _runtime.EMPTY for cell in sheet.cells_.values())
    return book


def _hidden(app: Any) -> int:
    """Return a number for what the hidden sheet of the active workbook holds, 0 where it may be another at once."""
    book = app.application.active_book
    sheet = next((each for each in book.sheets_ if each.name == "_presales"), None) if book else None
    if sheet is None:
        return 0
    known: dict[tuple[int, int], int] = app.interpreter.hidden
    state = id(sheet), len(sheet.cells_)
    if state not in known:
        cells = tuple((*place, cell.value) for place, cell in sheet.cells_.items())
        is_fixed = not any(cell.formula for cell in sheet.cells_.values())
        known[state] = _contents.setdefault(cells, len(_contents) + 1) if is_fixed else 0
    return known[state]
