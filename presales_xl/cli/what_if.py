"""`presales-xl what-if`: the figures changed, who moves, totals, distribution, money."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from presales_xl import catalogue
from presales_xl.backends.words import figure_in_full, quantity
from presales_xl.cli import options
from presales_xl.cli.command import Command
from presales_xl.cli.console import Session
from presales_xl.cli.score import read_tables
from presales_xl.design.what_if import Move, WhatIf, what_if
from presales_xl.periods import Period
from presales_xl.scheme.rules import Figure
from presales_xl.workbook import table_files

MINUS = "\N{MINUS SIGN}"


@click.command("what-if", cls=Command)
@options.scheme_id
@options.inputs
@click.option("--set", "settings", metavar="NAME=VALUE", multiple=True)
@options.detail
@options.of_period
@click.option("--output", "-o", metavar="RESULTS", type=options.FILE)
@options.project_folder
@click.pass_obj
def try_figures(
    session: Session,
    scheme_id: str,
    inputs: Path,
    settings: Sequence[str],
    detail: Sequence[str],
    period: Period | None,
    output: Path | None,
    project: Path,
) -> int:
    """Show what a change of figures would do."""
    plan = catalogue.load(scheme_id, project / "schemes", cycle=period.cycle if period else None)
    table, details, problems = read_tables(inputs, detail)
    tried = what_if(plan, table, details, settings, lang=session.lang)
    _show(session, tried)
    if output is not None:
        columns = {"employee_id": tried.before.employee_ids, **tried.table(session.lang)}
        table_files.write(output, columns, session.lang)
        session.say("commands.done.what_if", "bold green", file=output)
    return session.tell([*problems, *tried.problems])


def _show(session: Session, tried: WhatIf) -> None:
    """Print what a change of figures would do."""
    before, after = tried.totals()
    session.say("commands.what_if.people", people=len(tried.before.employee_ids), known=len(before))
    _figures(session, tried)
    if "grade" in tried.plans[0].columns:
        _moves(session, tried.moves(session.lang), [name for name, _, _ in tried.distribution(session.lang)])
    if len(before):
        change = after - before
        most = float(change[abs(change).argmax()])
        session.print()
        session.say(
            "commands.what_if.totals",
            before=f"{before.mean():.2f}",
            after=f"{after.mean():.2f}",
            up=int((change > 0).sum()),
            down=int((change < 0).sum()),
            most=_signed(most),
        )
    _distribution(session, tried.distribution(session.lang))
    money = tried.money()
    if money is not None:
        session.print()
        old, new = (f"{amount:,.2f}".replace("-", MINUS) for amount in money)
        session.say("commands.what_if.money", "bold", before=old, after=new, difference=_signed(money[1] - money[0]))


def _figures(session: Session, tried: WhatIf) -> None:
    before, after = tried.plans
    for key in [key for key, figure in after.parameters.items() if figure.value != before.parameters[key].value]:
        figure = before.parameters[key]
        new = after.parameters[key].value
        for name, old, now in _pairs(key, figure.value, new):
            shown = [quantity(value, figure.unit, session.lang) for value in (old, now)]
            label = figure_in_full(before, figure, session.lang)
            session.print(
                f"  {session.word('commands.what_if.figure', id=name, name=label, before=shown[0], after=shown[1])}"
            )


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
        session.say("commands.what_if.nobody", "bold")
        return
    up = sum(grades.index(move.grades[1]) < grades.index(move.grades[0]) for move in moves)
    session.say("commands.what_if.moves", "bold", count=len(moves), up=up, down=len(moves) - up)
    columns = ("employee", "from", "to", "total_before", "total_after")
    rows = [[move.employee_id, *move.grades, *(f"{total:g}" for total in move.totals)] for move in moves]
    session.table([session.word(f"commands.what_if.{key}") for key in columns], rows)


def _distribution(session: Session, lines: Sequence[tuple[str, int, int]]) -> None:
    if not lines:
        return
    session.print()
    session.say("commands.what_if.distribution", "bold")
    rows = [
        [name, str(before), str(after), f"{after - before:+d}".replace("-", MINUS).replace("+0", "0")]
        for name, before, after in lines
    ]
    heads = [session.word(f"commands.what_if.{key}") for key in ("grade", "before", "after", "difference")]
    session.table(heads, rows, right=[1, 2, 3])


def _signed(value: float) -> str:
    """Return a difference with its sign, 0 without."""
    return f"{value:+,.2f}".replace("-", MINUS) if round(value, 2) else "0"
