"""People's states: whom a period appraises, and which columns stay blank for everybody else.

Who is 免考 (exempt) is never appraised, yet paid what hangs on no appraisal. Who is on leave or has left is appraised
like everybody as soon as anything is entered for them, else not. Who is on probation is appraised and takes no place of
a forced distribution.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from presales_xl.scheme import nodes
from presales_xl.scheme.columns import SUMMARY, ColumnSpec
from presales_xl.scheme.model import Input
from presales_xl.scheme.names import Names
from presales_xl.scheme.nodes import Column, Compare, Const

#: The states by key, in the order of their positions; HR alone gives the last one.
STATES = {
    "normal": Names(zh="正常", en="normal"),
    "probation": Names(zh="试用", en="probation"),
    "leave": Names(zh="休假", en="leave"),
    "left": Names(zh="离职", en="left"),
    "exempt": Names(zh="免考", en="exempt"),
}
NORMAL, PROBATION, LEAVE, LEFT, EXEMPT = range(len(STATES))
STATE = "state"
#: The columns that are 1 for whom nothing is entered because they are away, and for whom nobody appraises.
AWAY, NOT_APPRAISED = "away", "not_appraised"
#: The column that is 1 for whom only HR keeps results open: it said no where a scheme counts nothing without its yes.
WAITING = "waiting"
_DAYS = Names(zh="天", en="days")
#: The inputs that the dates of the roster give where a scheme is `by_days`: days at work, and days of the period.
DAYS_AT_WORK, DAYS_OF_PERIOD = "input.days_at_work", "input.days_of_period"
DAYS: dict[str, Input] = {  # known to be right: nothing is checked, so that nothing that checks has to be built
    DAYS_AT_WORK: Input.model_construct(
        name=Names(zh="在岗天数", en="Days at work"), type="count", unit=_DAYS, given_by="hr"
    ),
    DAYS_OF_PERIOD: Input.model_construct(
        name=Names(zh="应在岗天数", en="Days of the period"), type="count", min=1.0, unit=_DAYS, given_by="hr"
    ),
}
#: Columns that are there for everybody, by kind and by label.
_OF_EVERYBODY = ("rows", "question", "asked", "completeness")
_SAID_OF_EVERYBODY = ("unset", "told")


def is_there_all_days(entries: Mapping[str, float]) -> bool:
    """Return whether somebody's days at work are all of the period's: then nothing hangs on them."""
    return entries[DAYS_AT_WORK] == entries[DAYS_OF_PERIOD]


def state_column() -> ColumnSpec:
    """Return the column in which a person's state stands; a blank one is normal."""
    field = Input(name=Names(zh="状态", en="State"), type="choice", choices=list(STATES), default="normal")
    return ColumnSpec(STATE, "employment", SUMMARY, field.name, unit="text", field=field, dimension=STATE)


def appraisal_columns(inputs: Iterable[ColumnSpec], tables: Iterable[str]) -> list[ColumnSpec]:
    """Return the columns that say who is not appraised; `inputs` and `tables` are all in which something is entered.

    What HR gives says nothing of whether a person is appraised, unless HR gives everything; nor does what an earlier
    period leaves.
    """
    state = nodes.OrElse(Column(STATE), nodes.Label(STATE, NORMAL))
    is_away = nodes.All((nodes.OneOf(state, STATE, (LEAVE, LEFT)), nothing_entered(inputs, tables)))
    away = nodes.Worded(nodes.Cases(((is_away, Const(1)),), otherwise=Const(0)), "away")
    is_exempt = nodes.Cases(((nodes.Is(state, STATE, EXEMPT), Const(1)),), otherwise=Column(AWAY))
    not_appraised = nodes.Worded(is_exempt, "not_appraised")
    return [
        ColumnSpec(AWAY, "exempt", SUMMARY, label="away", unit="count", expr=away),
        ColumnSpec(NOT_APPRAISED, "exempt", SUMMARY, label="not_appraised", unit="count", expr=not_appraised),
    ]


def nothing_entered(inputs: Iterable[ColumnSpec], tables: Iterable[str]) -> nodes.Expr:
    """Return the test that nothing stands in some inputs and tables, but for what is not the manager's to enter.

    That is looked at where nothing else is.
    """
    fields = [(spec, spec.field) for spec in inputs if spec.field]
    entered = [spec for spec, field in fields if field.given_by == "manager" and field.remembered is None]
    rows = tuple(nodes.row_count_column(table) for table in tables)
    entries = tuple(Column(spec.id) for spec in entered) + rows or tuple(Column(spec.id) for spec, _ in fields)
    return Compare("==", nodes.CountEntered(entries), Const(0))


def is_not_appraised() -> nodes.Expr:
    """Return the test for somebody whom nobody appraises; it does not hold for a state that is not valid."""
    return Compare("==", nodes.OrElse(Column(NOT_APPRAISED), Const(0)), Const(1))


def gated(columns: Mapping[str, ColumnSpec], lasting: Collection[str]) -> dict[str, ColumnSpec]:
    """Return the columns with those gates that keep them blank for whom nobody appraises.

    `lasting` are the columns of money that hangs on no appraisal: they are blank only for whoever is away. What needs
    a column that is blank for the same people wants no gate of its own.
    """
    blank: dict[str, set[str]] = {AWAY: set(), NOT_APPRAISED: set()}
    result = dict(columns)
    for key, spec in columns.items():
        if spec.expr is None or spec.kind in _OF_EVERYBODY or key in blank or spec.label in _SAID_OF_EVERYBODY:
            continue
        gate = AWAY if key in lasting else NOT_APPRAISED
        needed = {column.id for column in nodes.reads(spec.expr).needed}
        if not needed & blank[gate]:
            result[key] = replace(spec, gate=gate)
        blank[AWAY].add(key)
        if gate == NOT_APPRAISED:
            blank[NOT_APPRAISED].add(key)
    return result
