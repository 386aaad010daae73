"""Detail rows of several workbooks that share something, a project: what one of them shows is not what counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import starmap
from math import isclose, nan

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.frame import DetailRows, row_by_row
from presales_xl.backends.numbers import Floats
from presales_xl.backends.words import own_name
from presales_xl.cycle.changes import equal
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.standing import Standings
from presales_xl.ledger import kept_rows
from presales_xl.ledger.step import Reading
from presales_xl.people.alike_names import NamedRow, alike_rows, folded, listed, named_rows, row_in_words, visible
from presales_xl.people.appraised import Standing
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.notices import WaitingNotice
from presales_xl.people.rows_of_others import Shared, counting, mended_by_others, reckoned_with, shared_by, to_be_mended
from presales_xl.people.stints import person_id
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, warning
from presales_xl.texts import Lang, first_of, text
from presales_xl.workbook.formulas import entry_in_words
from presales_xl.workbook.returned import mendable, row_checks

_CENT = 0.005  # what differs by less is shown alike
_NAMED = 6  # managers that a message names
_Line = tuple[Employee, DetailRow]


def counted_otherwise(role: Standing, lang: Lang) -> Iterator[Problem]:
    """Yield a notice per row that comes to something else over all workbooks than in that of its manager alone.

    That is so where rows of several teams share a project, of which one takes what the others leave.
    """
    for table, rows in role.outcome.inputs.details.items():
        if not role.plan.tables[table].is_shared or not len(rows.owner):
            continue
        lines = _lines(role.entered.people, table)
        others = [*lines, *_lines(role.beside, table)]
        for key, number, shown, counted in _differing(role, table, rows):
            owner, row = lines[number]
            spec = role.plan.tables[table].columns[key]
            found, counts = (entry_in_words(role.plan, spec, value, lang) for value in (shown, counted))
            fields = {
                "id": owner.employee_id,
                "who": f"{owner.employee_id} {owner.name}",
                "row": visible(_called(row), lang),
                "name": own_name(spec, lang),
                "found": found,
                "counted": counts,
                "others": [
                    row_in_words(*other, lang)
                    for other in others
                    if other[0].manager_id != owner.manager_id and _share(role.plan, table, other, lines[number])
                ],
            }
            yield warning("collect.row_shared", row.place, **fields)


def failed_rows(
    role: Standing, out: Collection[str], roster: Roster, lang: Lang, *, withdrawn: Sequence[Employee] = ()
) -> Iterator[Problem]:
    """Yield an error for every detail row that does not meet a check: over all workbooks, not in one of them alone.

    Whoever has rows elsewhere that are reckoned with it is named: on the sheet there is nothing of them. While
    workbooks are `out` under the scheme, of managers by id, or a row of that name is itself to be mended, what their
    rows can mend is waited for and no error. Whoever was settled and is to hand in once more may hand in anything.
    Whoever had a row of it when it was settled, and has it no more (`withdrawn`), is named, too.
    """
    there = {person_id(each.employee_id) for each in roster.employees}

    def may_change(who: Employee) -> bool:
        return not who.manager_id and person_id(who.employee_id) in there

    known = replace(role.entered, beside=[each for each in role.beside if not may_change(each)])
    for table, rows in role.outcome.inputs.details.items():
        if not (problems := list(row_checks(role.entered, table, rows, lang))):
            continue
        lines, of_all = _lines(role.entered.people, table), _lines([*role.entered.people, *role.beside], table)
        by_place = {line[1].place: line for line in lines}
        at_once, wrong = _to_be_mended(known, table, lang)
        for failed in problems:
            this = by_place[failed.place]
            apart = [each for each in of_all if _is_of_other_sheet(role.plan, table, each, this)]
            called = {"", folded(_called(this[1]))}  # what has no name may be of any
            of = [who.manager_id for who, row in wrong if folded(_called(row)) in called]  # none: settled and gone
            awaited = dict.fromkeys([*out, *filter(None, of)])
            gone = [each for each in _lines(withdrawn, table) if _share(role.plan, table, each, this)]
            problem = _with_withdrawn(failed, gone, lang)
            fields = {
                **problem.fields,
                "others": [_held_against(role.plan, table, (each, this), lang) for each in apart],
            }
            if awaited and (problem.fields["name"], problem.place) not in at_once:
                is_reissued = any(may_change(who) for who, _ in apart)
                code = "collect.row_reissued" if is_reissued else "collect.row_waits"
                fields["awaited"] = _awaited(awaited, this[0].manager_id, roster, lang)
                yield WaitingNotice(code, problem.place, fields, "warning")
            elif any(not who.manager_id for who, _ in apart):
                fields["of_hr"] = text(lang, "collecting.settled_gone")
                yield replace(problem, code="collect.row_settled", fields=fields)
            else:
                yield replace(problem, code="collect.row_check", fields=fields) if apart else problem


def _held_against(plan: Plan, table: str, rows: tuple[_Line, _Line], lang: Lang) -> str:
    """Return in words the first of two rows that are reckoned together, and the figures that are others there."""
    other, this = rows
    columns, own, theirs = plan.tables[table].columns, this[1].entries, other[1].entries
    differ = [
        f"{own_name(spec, lang)} {entry_in_words(plan, spec, theirs.get(key, nan), lang)}"
        for key, spec in columns.items()
        if key in own.keys() | theirs.keys() and key not in this[1].texts and key not in reckoned_with(plan, table)
        if not equal(own.get(key, nan), theirs.get(key, nan))
    ]
    row, values = row_in_words(*other, lang), text(lang, "problems.comma").join(differ)
    return text(lang, "collecting.row_differs", row=row, values=values) if differ else row


def _with_withdrawn(problem: Problem, gone: Sequence[_Line], lang: Lang) -> Problem:
    """Return what is told of a row that fails a check with those that were there when people were settled."""
    if not gone:
        return problem
    rows = text(lang, "problems.comma").join(row_in_words(*each, lang) for each in gone)
    why = text(lang, "collecting.rows_withdrawn", why=problem.fields["why"], rows=rows)
    return replace(problem, fields={**problem.fields, "why": why})


def _to_be_mended(role: Role, table: str, lang: Lang) -> tuple[set[tuple[object, Place]], list[_Line]]:
    """Return by check, by its name, the rows of a role that fail it and that no row of others mends.

    With it come all rows, those beside too, of which it is open what they add to a sum.
    """
    rows, lines = role.inputs().details[table], _lines([*role.people, *role.beside], table)
    failed = {(each.fields["name"], each.place) for each in row_checks(role, table, rows, lang)}
    wrong = to_be_mended(role.plan, table, rows, mended_by_others(role.plan, table, rows))
    return failed - mendable(role, table, rows, lang), [lines[number] for number in sorted(wrong)]


def _awaited(managers: Iterable[str], own: str, roster: Roster, lang: Lang) -> list[str]:
    """Return in words whose workbooks are waited for, of managers by id: of the `own` one what is open in it."""
    others = [roster.managers[key].name for key in managers if key != own]
    books = text(lang, "problems.comma").join(first_of(others, _NAMED, lang))
    words = [text(lang, "collecting.books_of", managers=books)] if others else []
    return [*words, text(lang, "collecting.own_book")] if own in managers else words


def still_out(current: Standings) -> dict[str, dict[str, None]]:
    """Return by scheme the managers, by id, of whose people under it nothing that counts is back."""
    out = defaultdict[str, dict[str, None]](dict)
    for role in current.apart:
        out[role.plan.scheme.id].update({who.manager.manager_id: None for who in role.people if not who.file})
    return out


def withdrawn(read: Reading, period: str, current: Standings) -> dict[str, list[Employee]]:
    """Return by scheme those of whom all is back, with the rows that they were settled for and have no more."""
    now, is_back = defaultdict[tuple[str, str], set[Shared]](set), dict[tuple[str, str], bool]()
    for role in current.apart:
        for who in role.people:
            whose = role.plan.scheme.id, person_id(who.employee_id)
            now[whose] |= shared_by(role.plan, who.employee)
            is_back[whose] = is_back.get(whose, True) and bool(who.file)
    gone = defaultdict[str, list[Employee]](list)
    for each in kept_rows.all_of(read, period):
        plan, employee = issuing.plan_issued(read, each.employee.scheme), each.employee
        whose = plan.scheme.id, person_id(employee.employee_id)
        for table, rows in employee.rows.items() if is_back.get(whose) else ():
            alone = (replace(employee, rows={table: [row]}) for row in rows)
            gone[plan.scheme.id] += (one for one in alone if not shared_by(plan, one) <= now[whose])
    return gone


def alike_names(roles: Sequence[Standing], lang: Lang) -> Iterator[Problem]:
    """Yield a warning per name that rows under one scheme, or those settled before, have in several spellings."""
    of_schemes = {role.plan.scheme.id: role for role in reversed(roles)}  # the first of each
    everybody = (replace(role.entered, people=[*role.entered.people, *role.beside]) for role in of_schemes.values())
    for problem in alike_rows(everybody, lang):
        yield replace(problem, place=Place())  # of rows in several files


def of_several_schemes(read: Reading, period: str, current: Standings, lang: Lang) -> Iterator[Problem]:
    """Yield a warning per name that rows under several schemes have, each of which shares among its own people alone.

    They are rows of now, and those that people were settled for of whom nothing is back.
    """
    kept = defaultdict[str, list[Employee]](list)
    for each in kept_rows.all_of(read, period):
        kept[each.employee.scheme].append(each.employee)
    settled = [Role("", issuing.plan_issued(read, scheme), people) for scheme, people in kept.items()]
    roles = [*(role.entered for role in current.apart), *settled]
    back = {person_id(who.employee_id) for who in current.every_stint if who.file}
    found = defaultdict[str, defaultdict[str, list[tuple[int, NamedRow]]]](lambda: defaultdict(list))
    for place, role in enumerate(roles):
        for row in named_rows(role.plan, role.people):
            if row.owner.manager_id or person_id(row.owner.employee_id) not in back:
                found[folded(row.name)][role.plan.scheme.id].append((place, row))
    worth = cache(lambda place, table: _worth(roles[place], table, lang))

    def in_words(place: int, named: NamedRow) -> str:
        amounts = worth(place, named.table)[named.number]
        return text(lang, "collecting.row_worth", row=row_in_words(named.owner, named.row, lang), amounts=amounts)

    for by_scheme in (by_scheme for by_scheme in found.values() if len(by_scheme) > 1):
        rows = [(scheme, list(starmap(in_words, of))) for scheme, of in by_scheme.items()]
        name = visible(next(iter(by_scheme.values()))[0][1].name, lang)
        schemes = listed(rows, "workbook.spelled", lang)
        yield warning("standing.several_schemes", name=name, schemes=schemes, period=period, everybody=rows)


def _worth(role: Role, table: str, lang: Lang) -> list[str]:
    """Return in words what each row of a detail table comes to."""
    rows = role.inputs().details[table]
    specs = [role.plan.tables[table].columns[key] for key in counting(role.plan, table)]
    values = row_by_row(role.plan, table, rows).values
    amounts = [
        [f"{own_name(spec, lang)} {entry_in_words(role.plan, spec, values[spec.id][number], lang)}" for spec in specs]
        for number in range(len(rows.owner))
    ]
    return [text(lang, "problems.comma").join(each) for each in amounts]


def _differing(role: Standing, table: str, rows: DetailRows) -> Iterator[tuple[str, int, float, float]]:
    """Yield column, number, what the sheet shows and what counts of each row of a table where these differ."""
    counted = row_by_row(role.plan, table, rows).values
    shown = _by_team(role, table, rows)
    for key in counting(role.plan, table):
        own = counted[key][: len(rows.owner)]
        for number, values in enumerate(zip(shown[key].tolist(), own.tolist(), strict=True)):
            if np.isfinite(values).all() and not isclose(*values, abs_tol=_CENT):
                yield key, number, *values


def _by_team(role: Standing, table: str, rows: DetailRows) -> Mapping[str, Floats]:
    """Return the columns of a detail table as the workbook of each manager, with all its roles, shows them."""
    here, beside = (_managers(people, table) for people in (role.entered.people, role.beside))
    shown = {key: np.full(len(here), np.nan) for key in role.plan.tables[table].columns}
    for manager in np.unique(here):
        own = np.flatnonzero(here == manager)
        others = {key: column[beside == manager] for key, column in rows.beside.items()}
        for key, column in row_by_row(role.plan, table, replace(rows.some(own), beside=others)).values.items():
            if key in shown:
                shown[key][own] = column[: len(own)]
    return shown


def _managers(people: Sequence[Employee], table: str) -> NDArray[np.str_]:
    """Return the ids of the managers whose people's rows of a detail table are, "" of whoever is settled and gone."""
    return np.array([who.manager_id for who, _ in _lines(people, table)], dtype=str)


def _called(row: DetailRow) -> str:
    return next(iter(row.texts.values()), "")


def _lines(people: Sequence[Employee], table: str) -> list[_Line]:
    """Return the rows of a detail table, each with whose it is."""
    return [(person, row) for person in people for row in person.rows.get(table, ())]


def _is_of_other_sheet(plan: Plan, table: str, other: _Line, this: _Line) -> bool:
    """Return whether a row is reckoned with this one, and is of another manager's people or of another role."""
    return len({(owner.manager_id, owner.role) for owner, _ in (other, this)}) > 1 and _share(plan, table, other, this)


def _share(plan: Plan, table: str, other: _Line, this: _Line) -> bool:
    """Return whether rows are reckoned together."""
    shared = ([row.entries.get(key, nan) for _, row in (other, this)] for key in reckoned_with(plan, table))
    return any(theirs == own for theirs, own in shared)
