"""`presales-xl what-if`: the figures changed, who moves, totals, distribution, money."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from presales_xl import catalogue
from presales_xl.backends.words import figure_in_full, quantity
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cli.score import read_tables
from presales_xl.design.what_if import Move, WhatIf, what_if
from presales_xl.periods import Period, parse_period, period_written
from presales_xl.project import Project, load
from presales_xl.scheme.errors import Place, ProblemsError, fail
from presales_xl.scheme.rules import Figure
from presales_xl.settings import FILE
from presales_xl.texts import MINUS, signed
from presales_xl.workbook import table_files


@command(
    "what-if",
    options.scheme_id,
    click.argument("given", metavar="INPUTS...", nargs=-1, required=True, type=options.FILE),
    click.option("--set", "settings", metavar="NAME=VALUE", multiple=True),
    click.option("--case", "cases", metavar="NAME=VALUE,...", multiple=True),
    options.detail,
    options.of_period,
    click.option("--output", "-o", metavar="RESULTS", type=options.FILE),
    options.project_folder,
)
def try_figures(
    session: Session,
    scheme_id: str,
    given: Sequence[Path],
    settings: Sequence[str],
    cases: Sequence[str],
    detail: Sequence[str],
    period: Period | None,
    output: Path | None,
    project: Path,
) -> int:
    """Show what a change of figures would do."""
    results = [own for each in given if (own := _own_results(each, period))]
    if len(results) == len(given):
        tries = [*([settings] if settings else []), *([part for part in case.split(",") if part] for case in cases)]
        return _try_ledger(session, load(_home(given, project)), scheme_id, results, tries=tries, output=output)
    if results or cases or len(given) > 1:
        raise fail("what_if.not_periods", Place(), found=[str(each) for each in given])
    plan = catalogue.load(scheme_id, project / "schemes", period=period)
    table, details, problems = read_tables(given[0], detail)
    tried = what_if(plan, table, details, settings, lang=session.lang)
    _show(session, tried)
    if output is not None:
        columns: dict[str, table_files.Cells] = {"employee_id": tried.before.employee_ids, **tried.table(session.lang)}
        table_files.write(output, columns, session.lang)
        session.say("commands.done.what_if", "bold green", file=output)
    return session.tell([*problems, *tried.problems])


#: A period of the ledger, and the ids of the people to look at, none for all.
Results = tuple[Period, frozenset[str]]


def _own_results(written: Path, period: Period | None) -> Results | None:
    """Return what a period, or a table of results that the product wrote, is about; None for a table of inputs."""
    try:
        if not written.is_file():
            return period_written(str(written)), frozenset()
        table, _ = table_files.read(written)
        if {"employee_id", "status", "total", "grade"} <= set(table.header):
            place = table.header.index("employee_id")
            ids = {table.text(row, place) or "" for row in range(len(table.rows))}
            return period or parse_period(written.resolve().parent.name), frozenset(ids)
    except ProblemsError:  # no period, or no table: whoever reads the inputs says what is wrong
        pass
    return None


def _home(inputs: Sequence[Path], project: Path) -> Path:
    """Return the project's folder: that in which a table of results lies, where it lies in one."""
    homes = [each.resolve().parents[2] for each in inputs if each.is_file()]
    return next((home for home in homes if (home / FILE).is_file()), project)


def _try_ledger(
    session: Session,
    project: Project,
    scheme_id: str,
    results: Sequence[Results],
    *,
    tries: Sequence[Sequence[str]],
    output: Path | None,
) -> int:
    """Show what changes would have done to periods of the ledger, and write the workbook."""
    from presales_xl.design import what_if_book, what_if_ledger  # noqa: PLC0415 - pandas, for tables it is not needed

    if not tries:
        raise fail("what_if.nothing", Place(field="--set"))
    periods = list(dict.fromkeys(period for period, _ in results))
    only = frozenset[str]().union(*(ids for _, ids in results))
    cases = what_if_ledger.try_cases(project, scheme_id, periods, tries, only=only, lang=session.lang)
    lines = what_if_book.case_lines(cases, session.lang)
    heads = [
        "case_head",
        "settings",
        "better",
        "worse",
        "mean",
        "pay",
        "difference",
        *(["over"] if cases.budget else []),
    ]
    rows = []
    for line in lines:
        figures = (line.mean, line.money, line.difference, line.over)
        shown = ["—" if math.isnan(figure) else f"{figure:,.2f}".replace("-", MINUS) for figure in figures]
        told = [line.name, line.settings, str(line.better), str(line.worse), *shown]
        rows.append(told[: len(heads)])
    titles = [session.word(f"commands.what_if.{key}") for key in heads]
    session.table(titles, rows, right=range(2, len(heads)), whole=range(4, len(heads)))
    if output is not None:
        what_if_book.write(output, cases, session.lang)
        session.say("commands.done.what_if", "bold green", file=output)
    return session.tell(cases.problems)


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
            most=signed(most),
        )
    _distribution(session, tried.distribution(session.lang))
    money = tried.money()
    if money is not None:
        session.print()
        old, new = (f"{amount:,.2f}".replace("-", MINUS) for amount in money)
        session.say("commands.what_if.money", "bold", before=old, after=new, difference=signed(money[1] - money[0]))


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
