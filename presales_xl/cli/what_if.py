"""What `presales-xl what-if` says: the figures changed, who moves, totals, distribution, money."""

from collections.abc import Mapping, Sequence

from rich import box
from rich.table import Table

from presales_xl.backends.words import figure_in_full, quantity
from presales_xl.cli.console import Session
from presales_xl.design.what_if import Move, WhatIf
from presales_xl.scheme.columns import Figure

MINUS = "\N{MINUS SIGN}"


def show(session: Session, found: WhatIf) -> None:
    """Print what a change of figures would do."""
    before, after = found.totals()
    session.say("what_if.people", people=len(found.before.employee_ids), known=len(before))
    _figures(session, found)
    if "grade" in found.plans[0].columns:
        _moves(session, found.moves(session.lang), [name for name, _, _ in found.distribution(session.lang)])
    if len(before):
        change = after - before
        most = float(change[abs(change).argmax()])
        session.print()
        session.say(
            "what_if.totals",
            before=f"{before.mean():.2f}",
            after=f"{after.mean():.2f}",
            up=int((change > 0).sum()),
            down=int((change < 0).sum()),
            most=_signed(most),
        )
    _distribution(session, found.distribution(session.lang))
    money = found.money()
    if money is not None:
        session.print()
        old, new = (f"{amount:,.2f}".replace("-", MINUS) for amount in money)
        session.say("what_if.money", "bold", before=old, after=new, difference=_signed(money[1] - money[0]))


def _figures(session: Session, found: WhatIf) -> None:
    before, after = found.plans
    for key in [key for key, figure in after.parameters.items() if figure.value != before.parameters[key].value]:
        figure = before.parameters[key]
        new = after.parameters[key].value
        for name, old, now in _pairs(key, figure.value, new):
            shown = [quantity(value, figure.unit, session.lang) for value in (old, now)]
            label = figure_in_full(before, figure, session.lang)
            session.print(f"  {session.word('what_if.figure', id=name, name=label, before=shown[0], after=shown[1])}")


def _pairs(key: str, before: Figure, after: Figure) -> list[tuple[str, float, float]]:
    """Return the values of a figure that differ, each with the name that `--set` gives it."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return [(f"{key}.{name}", before[name], after[name]) for name in before if before[name] != after[name]]
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        raise TypeError(f"{key} changed its shape")
    return [(key, before, after)]


def _moves(session: Session, moves: Sequence[Move], grades: Sequence[str]) -> None:
    session.print()
    if not moves:
        session.say("what_if.nobody", "bold")
        return
    up = sum(grades.index(move.grades[1]) < grades.index(move.grades[0]) for move in moves)
    session.say("what_if.moves", "bold", count=len(moves), up=up, down=len(moves) - up)
    table = Table(box=box.SIMPLE_HEAD)
    for key in ("employee", "from", "to", "total_before", "total_after"):
        table.add_column(session.word(f"what_if.{key}"), overflow="fold")
    for move in moves:
        table.add_row(move.employee_id, *move.grades, *(f"{total:g}" for total in move.totals))
    session.out.print(table)


def _distribution(session: Session, lines: Sequence[tuple[str, int, int]]) -> None:
    if not lines:
        return
    session.print()
    session.say("what_if.distribution", "bold")
    table = Table(box=box.SIMPLE_HEAD)
    for key in ("grade", "before", "after", "difference"):
        table.add_column(session.word(f"what_if.{key}"), justify="left" if key == "grade" else "right")
    for name, before, after in lines:
        table.add_row(name, str(before), str(after), f"{after - before:+d}".replace("-", MINUS).replace("+0", "0"))
    session.out.print(table)


def _signed(value: float) -> str:
    """Return a difference with its sign, 0 without."""
    return f"{value:+,.2f}".replace("-", MINUS) if round(value, 2) else "0"
