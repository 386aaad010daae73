"""The Excel backend: a column as the text of a cell's formula.

A formula is empty ("") while anything that it reads is missing or not valid. Where the cells stand is not known here:
the workbook gives an `Addresses`.
"""

from collections.abc import Callable
from typing import Protocol

from presales_xl.backends import numerals
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import PARTIAL, TEXT_MOST, TEXT_REFUSED, WIDE_BLANKS, ColumnSpec, Plan
from presales_xl.scheme.errors import CELL_ERRORS


class Addresses(Protocol):
    """Where things stand in a workbook, as references that a formula can hold."""

    def cell(self, column_id: str) -> str:
        """Return the cell of a column in the formula's own row: in a detail row, of people's, that of its employee."""

    def whole(self, column_id: str) -> str:
        """Return the cells of a column for the whole cohort or detail table, absolute."""

    def together(self, column_id: str) -> list[str]:
        """Return the cells of a detail table's column, absolute, on each sheet whose rows are reckoned together."""

    def parameter(self, parameter_id: str) -> str:
        """Return the cell (or, for a keyed figure, the cells) of a parameter, absolute."""

    def labels(self, dimension: str) -> str:
        """Return the cells with a dimension's labels, absolute."""

    def label(self, dimension: str, position: int) -> str:
        """Return the cell with one label of a dimension, absolute."""

    def owner(self, table: str) -> tuple[str, str, str]:
        """Return the owners' cells of a detail table, absolute, and the criteria that pick this row's employee.

        The second picks the rows that say no more than the id, which are never complete.
        """


#: How strongly an operator binds; a part that binds less than its surroundings gets brackets.
_BINDS = {"compare": 1, "+": 3, "-": 3, "*": 4, "/": 4, "atom": 9}
_COMPARE = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}
_MORE, _LESS = "1.00000000000001", "0.99999999999999"  # of a bound: as near as 15 digits can say
_COHORT = {"mean": "AVERAGE", "max": "MAX", "min": "MIN", "count": "COUNT"}


class _Printer:
    def __init__(self, plan: Plan, addresses: Addresses) -> None:
        self.plan = plan
        self.at = addresses

    def text(self, node: nodes.Expr, binding: int = 0) -> str:
        """Return the node's text, in brackets where its surroundings bind more strongly."""
        node = nodes.plain(node)
        text, binds = _PRINT[type(node)](self, node)
        return f"({text})" if binds < binding else text

    def call(self, name: str, *parts: nodes.Expr) -> tuple[str, int]:
        return f"{name}({','.join(self.text(part) for part in parts)})", _BINDS["atom"]

    def arith(self, node: nodes.Arith) -> tuple[str, int]:
        binds = _BINDS[node.op]
        right = self.text(node.right, binds + 1)  # in the order of evaluation: floating point is not associative
        return f"{self.text(node.left, binds)}{node.op}{right}", binds

    def compare(self, node: nodes.Compare) -> tuple[str, int]:
        binds = _BINDS["compare"]
        return f"{self.text(node.left, binds + 1)}{_COMPARE[node.op]}{self.text(node.right, binds + 1)}", binds

    def keyed(self, node: nodes.Keyed) -> tuple[str, int]:
        labels = self.at.labels(self.plan.parameters[node.id].dimension)
        position = f"MATCH({self.text(node.key)},{labels},0)"
        return f"INDEX({self.at.parameter(node.id)},{position})", _BINDS["atom"]

    def is_label(self, node: nodes.Is) -> tuple[str, int]:
        binds = _BINDS["compare"]
        return f"{self.text(node.text, binds + 1)}={self.at.label(node.dimension, node.position)}", binds

    def cohort(self, node: nodes.Cohort) -> tuple[str, int]:
        cells = self.at.whole(node.column.id)
        if node.kind in _COHORT:
            return f"{_COHORT[node.kind]}({cells})", _BINDS["atom"]
        order = ",1" if node.kind == "rank_low" else ""
        return f"RANK({self.at.cell(node.column.id)},{cells}{order})", _BINDS["atom"]

    def rows(self, node: nodes.Rows) -> tuple[str, int]:
        criteria = list(self.at.owner(node.table)[:2])
        for column, wanted in node.where:
            criteria += [self.at.whole(column.id), self.text(wanted)]
        if node.kind == "count":
            return f"COUNTIFS({','.join(criteria)})", _BINDS["atom"]
        if node.column is None:
            raise ValueError("a sum over rows needs a column")
        return f"SUMIFS({self.at.whole(node.column.id)},{','.join(criteria)})", _BINDS["atom"]

    def row_count(self, node: nodes.RowCount) -> tuple[str, int]:
        owners, mine, named = self.at.owner(node.table)
        state = self.at.whole(f"{node.table}.state")
        complete = f'COUNTIFS({owners},{mine},{state},">0")'
        wrong = [f"COUNTIFS({owners},{each},{state},0)>0" for each in (mine, named)] + [f"{complete}>{node.most}"]
        wrong += [f"{complete}<{node.least}"] if node.least else []
        return f'IF({_or(wrong)},"",{complete})', _BINDS["atom"]

    def alike(self, node: nodes.Alike) -> tuple[str, int]:
        """Print a sum that leaves out entries beyond their limits, as `frame` does."""
        spec, wanted = self.plan.column(node.column.id), self.at.cell(node.key.id)
        sheets = zip(self.at.together(node.column.id), self.at.together(node.key.id), strict=True)
        criteria = ([values, keys, wanted, *_within(self, spec, values)] for values, keys in sheets)
        sums = [f"SUMIFS({','.join(each)})" for each in criteria]
        return "+".join(sums), _BINDS["atom" if len(sums) == 1 else "+"]

    def tags(self, node: nodes.Tags) -> tuple[str, int]:
        shown = [
            f'IF({self.certain(test)},"●"&{self.at.label(node.dimension, place)}&" ","")'
            for place, test in enumerate(node.tests)
        ]
        return "&".join(shown), _BINDS["+"]

    def certain(self, test: nodes.Expr) -> str:
        """Return a test that is true only where it holds whatever comes in place of what is missing."""
        match test:
            case nodes.All(parts=parts):
                return f"AND({','.join(map(self.certain, parts))})"
            case nodes.Any(parts=parts):
                return f"OR({','.join(map(self.certain, parts))})"
        wrong = _or(_wrong(self, nodes.reads(test)))
        text = self.text(test)
        return f"IFERROR(IF({wrong},0,{text}),0)" if wrong else f"IFERROR({text},0)"

    def or_else(self, node: nodes.OrElse) -> tuple[str, int]:
        cell = self.at.cell(node.column.id)
        return f'IF({cell}="",{self.text(node.other)},{cell})', _BINDS["atom"]

    def doubt(self, node: nodes.Doubt) -> tuple[str, int]:
        cell = self.at.cell(node.column.id)
        number = "0"
        for reason, test in reversed(node.tests):
            number = f"IF({self.holding(test, besides=node.column)},{reason},{number})"
        spec = self.plan.column(node.column.id)
        wrong = _or(_broken(self, spec, blank_is_wrong=True))
        asked = f'IF({wrong},"",{number})' if wrong else number
        if spec.is_number:
            of_number = f'IF(COUNT({cell})=0,"",{asked})'
            asked = f'IF(ISTEXT({cell}),IF({_is_numeral(spec, cell)},1,""),{of_number})'
        return f'IF({self.at.cell(node.unasked.id)}=1,IF(COUNTA({cell})=0,"",0),{asked})', _BINDS["atom"]

    def holding(self, test: nodes.Expr, besides: nodes.Column) -> str:
        """Return a test that is false while something that it reads is missing, `besides` a column that is not."""
        read = nodes.reads(test)
        others = nodes.Reads(tuple(column for column in read.needed if column != besides), read.optional)
        wrong = _or(_wrong(self, others))
        return f"IFERROR(IF({wrong},0,{self.text(test)}),0)" if wrong else self.text(test)

    def count_entered(self, node: nodes.CountEntered) -> tuple[str, int]:
        tables = [c.id.removeprefix("rows.") for c in node.columns if self.plan.column(c.id).kind == "rows"]
        cells = [self.at.cell(c.id) for c in node.columns if self.plan.column(c.id).kind != "rows"]
        counts = [f"COUNTA({','.join(cells)})"] if cells else []
        for table in tables:
            owners, *mine = self.at.owner(table)
            counts += [f'COUNTIFS({owners},{each},{self.at.whole(f"{table}.state")},">=0")' for each in mine]
        return "+".join(counts), _BINDS["+"]

    def asked(self, node: nodes.Asked) -> tuple[str, int]:
        before = f"{self.at.cell(node.before.id)}+" if node.before else ""
        doubt = _range_of(self.at.cell(node.doubt.id))
        return f'{before}COUNTIFS({doubt},">0")+COUNTIFS({doubt},"<0")', _BINDS["+"]


def _range_of(cell: str) -> str:
    """Return a cell as a range of one: IronCalc counts in no others."""
    return f"{cell}:{cell.rpartition('!')[2]}"


def _is_numeral(spec: ColumnSpec, cell: str) -> str:
    """Return a test for a text from which a number can be read."""
    for old, new in numerals.replacements(spec):
        cell = f'SUBSTITUTE({cell},"{old}","{new}")'
    return f'{cell}="{numerals.NUMERAL}"'


def _holds_refused(cell: str) -> str:
    """Return a test for signs in a text that it may not have."""
    cells = _range_of(cell)
    signs = (f"~{sign}" if sign in "*?~" else sign for sign in TEXT_REFUSED)
    return "+".join(f'COUNTIFS({cells},"*{sign}*")' for sign in signs) + ">0"


def _no_key(cell: str) -> list[str]:
    """Return tests for what a text by which rows are sought may not hold."""
    return [_holds_refused(cell), _has_stray_blanks(cell)]


def _has_stray_blanks(cell: str) -> str:
    """Return a test for blanks that nobody sees: see `columns.without_stray_blanks`."""
    plain = cell
    for sign in WIDE_BLANKS:
        plain = f'SUBSTITUTE({plain},"{sign}"," ")'
    return f'TRIM({plain})<>{cell}&""'


def is_error(cell: str) -> str:
    """Return a test for an error, be it a text that is spelled as one."""
    spelled = f" {' '.join(CELL_ERRORS)} "
    return f'IFERROR(LEN(SUBSTITUTE("{spelled}"," "&{cell}&" ","")),0)<{len(spelled)}'


def _atom(text: Callable[[_Printer, nodes.Expr], str]) -> Callable[..., tuple[str, int]]:
    return lambda printer, node: (text(printer, node), _BINDS["atom"])


def _number(value: float) -> str:
    return repr(int(value)) if value == int(value) else repr(value)


_PRINT: dict[type[nodes.Expr], Callable[..., tuple[str, int]]] = {
    nodes.Const: _atom(lambda _, node: _number(node.value)),  # type: ignore[attr-defined]
    nodes.Missing: _atom(lambda *_: '""'),
    nodes.Column: _atom(lambda p, node: p.at.cell(node.id)),  # type: ignore[attr-defined]
    nodes.Param: _atom(lambda p, node: p.at.parameter(node.id)),  # type: ignore[attr-defined]
    nodes.Keyed: _Printer.keyed,
    nodes.Is: _Printer.is_label,
    nodes.Nth: _atom(lambda p, node: f"INDEX({p.at.labels(node.dimension)},{p.text(node.position)})"),  # type: ignore[attr-defined]
    nodes.Label: _atom(lambda p, node: p.at.label(node.dimension, node.position)),  # type: ignore[attr-defined]
    nodes.Arith: _Printer.arith,
    nodes.Compare: _Printer.compare,
    nodes.All: lambda p, node: p.call("AND", *node.parts),
    nodes.Any: lambda p, node: p.call("OR", *node.parts),
    nodes.Not: lambda p, node: p.call("NOT", node.part),
    nodes.If: lambda p, node: p.call("IF", node.test, node.then, node.other),
    nodes.Least: lambda p, node: p.call("MIN", *node.parts),
    nodes.Greatest: lambda p, node: p.call("MAX", *node.parts),
    nodes.Round: lambda p, node: p.call("ROUND", node.part, nodes.Const(node.digits)),
    nodes.Whole: lambda p, node: p.call("INT", node.part),
    nodes.OrElse: _Printer.or_else,
    nodes.CountGiven: _atom(lambda p, node: f"COUNT({','.join(p.at.cell(c.id) for c in node.columns)})"),  # type: ignore[attr-defined]
    nodes.CountEntered: _Printer.count_entered,
    nodes.Cohort: _Printer.cohort,
    nodes.Rows: _Printer.rows,
    nodes.RowCount: _Printer.row_count,
    nodes.Alike: _Printer.alike,
    nodes.Unset: _atom(lambda p, node: f"NOT(ISNUMBER({p.text(node.figure)}))"),  # type: ignore[attr-defined]
    nodes.Needs: lambda p, node: _PRINT[type(nodes.plain(node.part))](p, nodes.plain(node.part)),
    nodes.Tags: _Printer.tags,
    nodes.Doubt: _Printer.doubt,
    nodes.Asked: _Printer.asked,
}
nodes.refuse_gaps(_PRINT, nodes.PLAIN, "backends/excel")


def printed(plan: Plan, node: nodes.Expr, addresses: Addresses) -> str:
    """Return an expression as part of a formula, without anything that guards it."""
    return _Printer(plan, addresses).text(node)


def formula(plan: Plan, spec: ColumnSpec, addresses: Addresses, missing: str = "", exempt: str = "") -> str:
    """Return the formula of a computed column for one row, beginning with `=`.

    It shows `missing` while something that it reads is missing or not valid, a denominator is 0, or its gate is not 0,
    and `exempt` where it does not apply.
    """
    if spec.expr is None:
        raise ValueError(f"{spec.id} is an input: it has no formula")
    printer = _Printer(plan, addresses)
    text = printer.text(spec.expr)
    wrong = _or([*_blank_row(plan, spec, addresses), *_gate(spec, addresses), *_wrong(printer, nodes.reads(spec.expr))])
    if wrong:
        text = f'IF({wrong},"{missing}",{text})'
    shown = f'IFERROR({text},"{missing}")'
    return f'=IF({addresses.cell(spec.exempt)}=1,"{exempt}",{shown})' if spec.exempt else f"={shown}"


def not_valid(plan: Plan, spec: ColumnSpec, addresses: Addresses) -> str:
    """Return a formula without `=` that is true when an input cell holds something that is not valid."""
    return _or(_broken(_Printer(plan, addresses), spec, blank_is_wrong=False))


def count_not_valid(plan: Plan, spec: ColumnSpec, addresses: Addresses) -> str:
    """Return a formula without `=` that counts the cells of an input column that hold something not valid.

    Fractions where a whole number belongs are left to the cell's own mark: engines disagree on INT over a range.
    """
    cells = addresses.whole(spec.id)
    if spec.dimension:
        places = range(len(plan.dimensions[spec.dimension].keys))
        known = "-".join(f"COUNTIFS({cells},{addresses.label(spec.dimension, place)})" for place in places)
        return f"COUNTA({cells})-{known}"
    criteria = _within(_Printer(plan, addresses), spec, cells)
    valid = f"COUNTIFS({','.join(criteria)})" if criteria else f"COUNT({cells})"
    gap = f'+COUNTIFS({cells},">0",{cells},"<{_number(spec.smallest)}")' if spec.smallest else ""
    return f"COUNTA({cells})-{valid}{gap}"


def _within(printer: _Printer, spec: ColumnSpec, cells: str) -> list[str]:
    """Return criteria that a column's cells meet when they are within its limits.

    Criteria compare all digits of a number, comparisons only 15: whoever types =0.1*10 means 1.
    """
    criteria = []
    for sign, bound in ((">=", spec.low), ("<=", spec.high)):
        if isinstance(bound, nodes.Const | nodes.Param):
            limit = printer.plan.limit(bound) or 0
            factor = f"*{_MORE if (limit > 0) == (sign == '<=') else _LESS}" if limit else ""
            criteria.append(f'{cells},"{sign}"&{printer.text(bound, _BINDS["*"])}{factor}')
    return criteria


def row_state(plan: Plan, table: str, addresses: Addresses, owner_is_wrong: str, *, is_part: bool = False) -> str:
    """Return the formula of a detail row's state: 1 complete, 0 incomplete or not valid, "" blank.

    `owner_is_wrong` is a test that is true when the row names nobody of the team. Where the rows are but a part
    (`is_part`) it is PARTIAL for one that rows of others may make complete.
    """
    printer = _Printer(plan, addresses)
    detail = plan.tables[table]
    fields = detail.inputs
    cells = ",".join(addresses.cell(spec.id) for spec in fields)
    measures = [spec for spec in detail.columns.values() if spec.kind == "measure"]
    optional = {spec.id for spec in fields if spec.field and spec.field.may_stay_blank}
    numbers = [addresses.cell(spec.id) for spec in [*fields, *measures] if spec.is_number and spec.id not in optional]
    tests = [owner_is_wrong, *([f"COUNT({','.join(numbers)})<{len(numbers)}"] if numbers else [])]
    for spec in fields:
        tests += _broken(printer, spec, blank_is_wrong=spec.id not in optional)
        tests += [is_error(addresses.cell(spec.id))] if spec.is_free_text else []
    wrong = detail.beyond_others if is_part else detail.checks
    tests += [f"NOT({printer.text(check)})" for check in wrong]
    open_ = [f"NOT({printer.text(check)})" for check in detail.checks if check not in wrong]
    complete = f"IF({_or(open_)},{PARTIAL},1)" if open_ else "1"
    return f'=IFERROR(IF(COUNTA({cells})=0,"",IF({_or(tests)},0,{complete})),0)'


def _blank_row(plan: Plan, spec: ColumnSpec, addresses: Addresses) -> list[str]:
    """Return the test for a row of details without an entry, of a measure that needs none: it is no row."""
    table = next((table for table in plan.tables.values() if spec.id in table.columns), None)
    if table is None or spec.kind != "measure" or nodes.reads(spec.expr or nodes.Missing()).needed:
        return []
    return [f"COUNTA({','.join(addresses.cell(each.id) for each in table.inputs)})=0"]


def _gate(spec: ColumnSpec, addresses: Addresses) -> list[str]:
    """Return the test for whom a column is not computed, where there are such people."""
    return [f"{addresses.cell(spec.gate)}<>0"] if spec.gate else []


def _wrong(printer: _Printer, read: nodes.Reads) -> list[str]:
    """Return the tests for anything read that is missing or not valid."""
    numbers = [printer.at.cell(c.id) for c in read.needed if printer.plan.column(c.id).is_number]
    tests = [f"COUNT({','.join(numbers)})<{len(numbers)}"] if numbers else []
    for column in read.needed:
        tests += _broken(printer, printer.plan.column(column.id), blank_is_wrong=True)
    for column in read.optional:
        tests += _broken(printer, printer.plan.column(column.id), blank_is_wrong=False)
    return tests


def _admits_zero(sign: str, bound: nodes.Expr) -> bool:
    """Return whether 0, as which a blank counts in a comparison, is within a limit: points have no lower one than 0."""
    if sign == ">":
        return not isinstance(bound, nodes.Keyed)
    return isinstance(bound, nodes.Const) and bound.value <= 0


def _or(tests: list[str]) -> str:
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})" if tests else ""


def _broken(printer: _Printer, spec: ColumnSpec, *, blank_is_wrong: bool) -> list[str]:
    """Return tests that are true when a cell holds what it may not."""
    cell = printer.at.cell(spec.id)
    if spec.dimension:
        if spec.expr is not None:
            return [f'{cell}=""'] if blank_is_wrong else []
        unknown = f"SUMPRODUCT(({printer.at.labels(spec.dimension)}={cell})*1)=0"
        return [unknown] if blank_is_wrong else [f'AND({cell}<>"",{unknown})']
    if spec.field is None:
        return []
    if not spec.is_number:
        refused = [] if spec.words else [f"LEN({cell})>{TEXT_MOST}", *(_no_key(cell) if spec.refused else [])]
        return [*([f'{cell}=""'] if blank_is_wrong else []), *refused]
    tests = [] if blank_is_wrong else [f"COUNTA({cell})>COUNT({cell})"]
    tests.append(f"ISLOGICAL({cell})")  # a number too, to LibreOffice
    for sign, bound in (("<", spec.low), (">", spec.high)):
        if bound is not None:
            beyond = f"{cell}{sign}{printer.text(bound, 2)}"
            beyond = f"IFERROR({beyond},0)" if isinstance(bound, nodes.Keyed) else beyond  # of what is blank itself
            tests.append(beyond if blank_is_wrong or _admits_zero(sign, bound) else f'AND({cell}<>"",{beyond})')
    gap = [f"AND({cell}>0,{cell}<{_number(spec.smallest)})"] if spec.smallest else []
    whole = [f"{cell}<>INT({cell})"] if spec.field.is_whole else []
    return tests + gap + whole
