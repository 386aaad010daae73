"""What must hold between the parts of a scheme beyond its shape: names, kinds, figures and their sums, readings."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from keyword import iskeyword
from typing import Literal

from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.due import due, of_period, weighed
from presales_xl.scheme.errors import BestDiffers, Place, Problem, ProblemsError, UnusedProblem, WholeProblem, fail
from presales_xl.scheme.model import Cycle, Indicator, Input, Scheme
from presales_xl.scheme.names import Names
from presales_xl.scheme.remembered import Award, MeanOfQuarters, Previous, QuarterWithout, RunningLast, Times, column_of
from presales_xl.scheme.resolve import YES_NO
from presales_xl.scheme.rules import TOLERANCE, Figure, LevelRangeRule

_QUARTERS = 4  # of a year
_NAME = re.compile(r"[^\W\d]\w*")
#: Names that mean something else in formulas and column ids.
RESERVED = {"total", "grade", "rank", "level", "points", "state"}
#: Names that stand for something else where tables of people, raters and what was written are kept, by block.
_KEPT = {
    "inputs": ("name", "employee_id"),
    "raters": ("hr", "manager"),
    "words": ("comment", "remarks", "withheld"),
}


def check(plan: Plan) -> list[Problem]:
    """Return what is wrong with a scheme that compiles, each problem with its field; empty for a sound one.

    Indicators that are not enabled are read as well: they are wrong if they would not compile, and what only they
    use is in use.
    """
    scheme = plan.scheme
    problems = [*_shape(scheme), *keys_fit(scheme)]
    if problems:  # the sums below would fall over them
        return problems
    try:
        everything = compile_scheme(scheme.enabling())
    except ProblemsError as error:
        return list(error.problems)
    problems = [*_names(everything), *_cycles(scheme), *_tracked(scheme)]
    if problems:
        return problems
    try:
        plans = [everything, *_by_period(everything.scheme)]
    except ProblemsError as error:
        return list(error.problems)
    for each in plans:
        problems += [
            problem for rule in (_kinds, _remembered, _quarters) for problem in rule(each) if problem not in problems
        ]
    problems += [*_readings(plans), *_numbers(plans)]
    return [*_unused(plans), *problems, *figures_fit(plan)] or list(_periods(plan))


def _by_period(scheme: Scheme) -> Iterator[Plan]:
    """Yield the plan of each period in which something has a rule of its own; ProblemsError where one fails."""
    for cycle in scheme.cycles:
        otherwise = [key for key, indicator in scheme.enabled().items() if cycle in indicator.rules]
        if not otherwise:
            continue
        try:
            yield compile_scheme(of_period(scheme, cycle))
        except ProblemsError as error:
            paths = {f"{scheme.path_of(key)}.rule": f"{scheme.path_of(key)}.rules.{cycle}" for key in otherwise}
            raise ProblemsError([_moved(problem, paths) for problem in error.problems]) from None


def _moved(problem: Problem, paths: Mapping[str, str]) -> Problem:
    """Return a problem at the path that its own one, or one above, has in the scheme file."""
    for path, stated in paths.items():
        if f"{problem.place.field}.".startswith(f"{path}."):
            return problem.at(field=stated + problem.place.field.removeprefix(path))
    return problem


def asked(plan: Plan) -> list[Problem]:
    """Return warnings of what a sound scheme says that may not be what is meant."""
    return [*undescribed(plan), *paid_in_full(plan), *uncapped(plan)]


def uncapped(plan: Plan) -> list[Problem]:
    """Return a warning for each thing that gives points without end, so that the total can pass the full points.

    Where a formula of its own gives the total, that is the one to bound it.
    """
    scheme = plan.scheme
    if scheme.total is not None or scheme.full_points is None:
        return []
    named = {scheme.path_of(key): (each.name, each.rule) for key, each in scheme.enabled().items()}
    named |= {f"adjustments.{key}": (each.name, each.rule) for key, each in scheme.adjustments.items()}
    return [
        Problem("scheme.uncapped", Place(field=path), {"name": name, "full": scheme.full_points}, "warning")
        for path, (name, rule) in named.items()
        if rule.is_endless()
    ]


def undescribed(plan: Plan) -> list[Problem]:
    """Return a warning for each thing that is rated by levels of which nothing says what earns them.

    What HR gives is no rating.
    """
    tables = (table.columns for table in plan.tables.values())
    inputs = [spec for columns in (plan.columns, *tables) for spec in columns.values() if spec.levels]
    silent = [spec for spec in inputs if spec.field and spec.field.given_by == "manager" and not spec.is_described]
    fields = dict(_rated_at(plan, spec) for spec in silent)
    return [
        Problem("scheme.undescribed", Place(field=path), {"name": name}, "warning") for path, name in fields.items()
    ]


def paid_in_full(plan: Plan) -> list[Problem]:
    """Return a warning for each amount that who changes role or manager would be paid twice, once by each stint.

    That is one that hangs on the total or the grade, or on no entry at all, and is not prorated.
    """
    scheme = plan.scheme
    if scheme.appraised.stints != "by_days":
        return []
    amounts = []
    for key, item in scheme.pay.items():
        sources = plan.sources(plan.columns[f"pay.{key}"], through=("measure", "exempt"))
        by_result = any(spec.kind in ("total", "grade") for spec in sources)
        if not item.prorated and (by_result or not any(spec.kind in ("input", "rows") for spec in sources)):
            fields = {"name": item.name}
            amounts.append(Problem("scheme.paid_in_full", Place(field=f"pay.{key}"), fields, "warning"))
    return amounts


def _rated_at(plan: Plan, spec: ColumnSpec) -> tuple[str, Names | None]:
    """Return the path in the scheme file and the name of what an input is rated for: an indicator, or the input."""
    scheme, key = plan.scheme, spec.id.rpartition(".")[2]
    if spec.id == f"input.{key}" and key in scheme.inputs:
        return f"inputs.{key}", spec.name
    table = plan.scheme.details.get(spec.group)
    if table and key in table.columns:
        return f"details.{spec.group}.columns.{key}", spec.name
    indicator = spec.group if spec.group in scheme.enabled() else key
    return scheme.path_of(indicator), scheme.enabled()[indicator].name


def _problem(code: str, path: str, **fields: object) -> Problem:
    return Problem(code, Place(field=path), fields)


def _of_whole(code: str, path: str, **fields: object) -> Problem:
    return WholeProblem(code, Place(field=path), fields)


def _shape(scheme: Scheme) -> Iterator[Problem]:
    """Yield what the compiler would pass over in silence."""
    if scheme.sections and scheme.indicators:
        yield _problem("scheme.two_lists", "indicators")
    sections: dict[str, str] = {}
    for key, section in scheme.sections.items():
        for indicator in section.indicators:
            if indicator in sections:
                path = f"sections.{key}.indicators.{indicator}"
                yield _problem("scheme.indicator_twice", path, name=indicator, other=sections[indicator])
            sections.setdefault(indicator, key)
    for key in scheme.flags:
        if key in scheme.vetoes:
            yield _problem("scheme.name_twice", f"flags.{key}", name=key, other=f"vetoes.{key}")
    for key, veto in scheme.vetoes.items():
        if veto.effect == "lowest_grade" and scheme.grades is None:
            yield _problem("scheme.no_grades", f"vetoes.{key}.effect")
    for key, detail in scheme.details.items():
        if detail.rows > detail.most:
            yield _problem("scheme.too_many_rows", f"details.{key}.rows", found=detail.rows, most=detail.most)


def _names(plan: Plan) -> Iterator[Problem]:
    """Yield names that two things share, or that formulas cannot use."""
    scheme = plan.scheme
    named: dict[str, str] = {}
    blocks = {"inputs": list(scheme.inputs), "measures": list(scheme.measures), "parameters": list(scheme.parameters)}
    for block, names in blocks.items():
        for name in names:
            path = f"{block}.{name}"
            if name in RESERVED or iskeyword(name):
                yield _problem("scheme.name_reserved", path, name=name)
            if name in named:
                yield _problem("scheme.name_twice", path, name=name, other=named[name])
            named.setdefault(name, path)
    for block, taken in _KEPT.items():
        for name in (name for name in taken if name in getattr(scheme, block)):
            yield _problem("scheme.name_reserved", f"{block}.{name}", name=name)
    for key, spec in plan.inputs().items():
        if key in named and spec.field is not scheme.inputs.get(key):  # the indicator's own input, of its name
            yield _problem("scheme.name_twice", scheme.path_of(key), name=key, other=named[key])
    for table in scheme.details:
        if table in scheme.enabled():
            yield _problem("scheme.name_twice", f"details.{table}", name=table, other=scheme.path_of(table))


def _unused(plans: Sequence[Plan]) -> Iterator[Problem]:
    """Yield what the file states and none of these plans, of all periods, uses."""
    scheme = plans[0].scheme
    labels = [labels for plan in plans for labels in plan.dimensions.values()]
    chosen = [each.keys for each in labels if each.id not in ("level", "state", "grade", "flags")]
    # Of several raters none sees the level that the blended points fall into, but each its description.
    chosen += [tuple(each.rule.levels) for each in scheme.enabled().values() if isinstance(each.rule, LevelRangeRule)]
    columns = set(chain.from_iterable(plan.columns for plan in plans))
    blocks: dict[str, tuple[Iterable[str], Collection[str]]] = {
        "inputs": (scheme.inputs, {key.removeprefix("input.") for key in columns}),
        "parameters": (scheme.parameters, set(chain.from_iterable(plan.parameters for plan in plans))),
        "measures": (scheme.measures, {key.removeprefix("measure.") for key in columns}),
        "choices": (scheme.choices, set(chain.from_iterable(chosen))),
    }
    circle = _circle(scheme)
    if circle:
        yield _problem("scheme.cycle", f"measures.{circle[0]}.formula", names=" → ".join(circle))
    for block, (stated, used) in blocks.items():
        for name in stated:
            if name not in used and name not in circle:
                yield UnusedProblem("scheme.unused", Place(field=f"{block}.{name}"), {"name": name})


def _circle(scheme: Scheme) -> Sequence[str]:
    """Return measures that go in a circle, the first one again at the end; one that is used does not compile at all."""
    words = {key: set(_NAME.findall(measure.formula)) for key, measure in scheme.measures.items()}
    try:
        TopologicalSorter({key: names & words.keys() for key, names in words.items()}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _numbers(plans: Sequence[Plan]) -> Iterator[Problem]:
    """Yield what texts are to explain, or inputs be a part of, that is no number which somebody enters."""
    scheme = plans[0].scheme
    numbers = list(dict.fromkeys(key for plan in plans for key, spec in plan.inputs().items() if spec.is_number))
    stated = {f"words.{key}.explains": (words.explains, numbers) for key, words in scheme.words.items()}
    fields = [(f"inputs.{key}", field, numbers) for key, field in scheme.inputs.items()]
    for table, detail in scheme.details.items():
        of_row = [spec.id.partition(".")[2] for spec in plans[0].tables[table].inputs if spec.is_number]
        fields += [(f"details.{table}.columns.{key}", field, of_row) for key, field in detail.columns.items()]
    stated |= {f"{path}.part_of": ([field.part_of], known) for path, field, known in fields if field.part_of}
    for path, (names, known) in stated.items():
        if unknown := [name for name in names if name not in known]:
            yield _of_whole("scheme.no_entered_number", path, found=unknown, known=known)


def _cycles(scheme: Scheme) -> Iterator[Problem]:
    """Yield periods of indicators, pay and flags that the scheme does not have."""
    stated: dict[str, Collection[Cycle]] = {}
    for key, indicator in scheme.enabled().items():
        stated |= {f"{scheme.path_of(key)}.periods": indicator.periods, f"{scheme.path_of(key)}.rules": indicator.rules}
    stated |= {f"pay.{key}.periods": item.periods for key, item in scheme.pay.items()}
    stated |= {f"flags.{key}.periods": flag.periods for key, flag in scheme.flags.items()}
    stated |= {f"words.{key}.periods": words.periods for key, words in scheme.words.items()}
    for path, cycles in stated.items():
        if unknown := [period for period in cycles if period not in scheme.cycles]:
            yield _problem("scheme.period_unknown", path, found=unknown, known=list(scheme.cycles))


def _tracked(scheme: Scheme) -> Iterator[Problem]:
    """Yield periods of pay and flags that the scheme only tracks, in which there is none of these."""
    stated = {f"pay.{key}": item.periods for key, item in scheme.pay.items()}
    stated |= {f"flags.{key}": flag.periods for key, flag in scheme.flags.items()}
    for path, periods in stated.items():
        tracked = [period for period in periods or scheme.cycles if period in scheme.tracks]
        if tracked and (periods or len(tracked) == len(scheme.cycles)):
            yield _problem("scheme.period_tracked", f"{path}.periods" if periods else path, found=tracked)


def _periods(plan: Plan) -> Iterator[Problem]:
    """Yield what does not compile in one of the scheme's periods, or for people of one level alone."""
    for cycle in plan.scheme.cycles:
        try:
            period = due(plan, cycle)
            for level in plan.scheme.levels:
                weighed(period, [level])
        except ProblemsError as error:
            yield from (p if p.place.field else p.at(field="cycles") for p in error.problems)


def _kinds(plan: Plan) -> Iterator[Problem]:
    problems = [problem.at(field=_path_of(plan, column)) for column, problem in misfits(plan)]
    vetoed = any(problem.place.field.startswith("vetoes.") for problem in problems)
    for problem in problems:
        if not (vetoed and problem.place.field in ("total", "grades")):  # which only repeat the veto's condition
            yield problem


def _path_of(plan: Plan, column: str) -> str:
    """Return the path in the scheme file to what a column comes from."""
    scheme = plan.scheme
    block, _, name = column.partition(".")
    match block:
        case "measure" if name in scheme.measures:
            return f"measures.{name}.formula"
        case "adjustment":
            return f"adjustments.{name}"
        case "pay":
            return f"pay.{name}.formula"
        case "total" | "measure" if column in ("total", "measure.standing"):
            return "total"
        case "grade":
            return "grades"
        case "details":
            return column
        case "flags":
            return f"{'vetoes' if name in scheme.vetoes else 'flags'}.{name}.when"
    return scheme.path_of(plan.columns[column].group)


def _readings(plans: Sequence[Plan]) -> Iterator[Problem]:
    """Yield readings that mark nothing: no figure, input, measure or indicator, nor a part of one."""
    ids = [key for plan in plans for key in (*plan.parameters, *plan.columns, *plan.tables)]
    ids += [key.partition(".")[2] for plan in plans for key in plan.columns]
    known = {".".join(key.split(".")[:length]) for key in ids for length in range(1, key.count(".") + 2)}
    for pattern in plans[0].scheme.readings:
        if not any(fnmatchcase(key, pattern) for key in known):
            yield _of_whole("scheme.reading", f"readings.{pattern}", pattern=pattern)


def _remembered(plan: Plan) -> Iterator[Problem]:
    """Yield what is remembered of grades and flags that there are none of, or in an input that cannot hold it."""
    scheme = plan.scheme
    grades, tags = list(scheme.grades.scale) if scheme.grades else [], [*scheme.flags, *scheme.vetoes]
    for key, field in scheme.inputs.items():
        path, what = f"inputs.{key}.remembered", field.remembered
        if what is None or f"input.{key}" not in plan.columns:
            continue
        column = plan.columns[f"input.{key}"]
        match what:
            case Times() if what.grade not in grades:
                yield _problem("scheme.unknown_grade", f"{path}.grade", found=what.grade, expected=grades)
            case MeanOfQuarters() if what.of not in scheme.enabled():
                known = list(scheme.enabled())
                yield _problem("scheme.unknown_indicator", f"{path}.of", found=what.of, known=known)
            case Award() if what.flag not in tags:
                yield _problem("scheme.unknown_flag", f"{path}.flag", found=what.flag, known=tags)
            case Award(amount=name) | RunningLast(smallest=name) if name not in plan.parameters or (
                plan.parameters[name].dimension
            ):
                yield _problem("scheme.no_figure", path, found=name, known=list(scheme.parameters))
        held = field.type == "yes_no" if isinstance(what, QuarterWithout) else column.is_number
        if isinstance(what, Previous):
            taken = plan.columns.get(column_of(plan.columns, what.of))
            held = taken is not None and taken.dimension == column.dimension and not column.is_free_text
        if not held:
            yield _problem("scheme.remembered_type", f"inputs.{key}.type", kind=what.kind, found=field.type)
    for table, detail in scheme.details.items():
        for key, field in detail.columns.items():
            if field.remembered:
                yield _problem("scheme.remembered_row", f"details.{table}.columns.{key}.remembered")


def _quarters(plan: Plan) -> Iterator[Problem]:
    """Yield inputs that are to be held against the quarter of the period and are no choice of four quarters."""
    for key, field in plan.scheme.inputs.items():
        if field.quarters and len(field.choices) != _QUARTERS:
            yield _problem("scheme.quarters", f"inputs.{key}.quarters", count=len(field.choices))
    for table, detail in plan.scheme.details.items():
        for key, field in detail.columns.items():
            if field.quarters:
                yield _problem("scheme.quarters_row", f"details.{table}.columns.{key}.quarters")


# Figures: one for every level or grade, within their ranges, summing up to what they must.


def keys_fit(scheme: Scheme) -> Iterator[Problem]:
    """Yield figures whose keys are not exactly the levels or grades of the scheme."""
    grades = scheme.grades.scale if scheme.grades else {}
    for name, parameter in scheme.parameters.items():
        path = f"parameters.{name}.value"
        if parameter.by is not None:
            stated = {"level": list(scheme.levels), "grade": list(grades)}
            fields = {key: field for detail in scheme.details.values() for key, field in detail.columns.items()}
            field = (fields | scheme.inputs).get(parameter.by)
            chosen = (field.choices or list(YES_NO)) if field else []
            yield from _keys(path, parameter.value, stated.get(parameter.by, chosen))
        elif isinstance(parameter.value, Mapping):
            yield _problem("scheme.by_missing", path, found=list(parameter.value))
    for name, indicator in _indicators(scheme).items():
        if isinstance(indicator.points, Mapping):
            yield from _keys(f"{scheme.path_of(name)}.points", indicator.points, scheme.levels)
    if scheme.grades:
        for name in scheme.grades.names:
            if name not in grades:
                yield _problem("scheme.unknown_grade", f"grades.names.{name}", found=name, expected=list(grades))
        yield from _quota(scheme.grades.quota, list(grades))


def figures_fit(plan: Plan) -> Iterator[Problem]:
    """Yield figures outside their ranges and sums that differ from what they must be."""
    scheme = plan.scheme
    for name, parameter in scheme.parameters.items():
        value = plan.value(name, parameter.value)
        yield from _in_range(f"parameters.{name}", "value", value, parameter.range)
    for name, field in scheme.inputs.items():
        yield from _input_fits(plan, f"inputs.{name}", field)
    for key, detail in scheme.details.items():
        for name, field in detail.columns.items():
            yield from _input_fits(plan, f"details.{key}.columns.{name}", field)
    for name, indicator in _indicators(scheme).items():
        yield from _points_fit(plan, name, indicator)
    for level in scheme.levels or [""]:
        yield from _sums(plan, level)


def _indicators(scheme: Scheme) -> dict[str, Indicator]:
    """Return all indicators by id, those that are not enabled too."""
    grouped = {key: value for section in scheme.sections.values() for key, value in section.indicators.items()}
    return grouped or scheme.indicators


def _keys(path: str, value: Figure, expected: Collection[str]) -> Iterator[Problem]:
    keys = list(value) if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping) or set(value) != set(expected):
        yield _problem("scheme.keys_differ", path, found=keys, expected=list(expected))


def _quota(quota: Mapping[str, float], grades: list[str]) -> Iterator[Problem]:
    """Yield what is wrong with the forced distribution; `C+D` are two grades with a share together."""
    seen: set[str] = set()
    for key in quota:
        for grade in [key] if key in grades else key.split("+"):
            if grade not in grades:
                yield _problem("scheme.unknown_grade", f"grades.quota.{key}", found=grade, expected=grades)
            elif grade in seen:
                yield _problem("scheme.grade_twice", f"grades.quota.{key}", name=grade)
            seen.add(grade)
    if quota and abs(sum(quota.values()) - 1) > TOLERANCE:
        yield _problem("scheme.shares", "grades.quota", total=sum(quota.values()))


def _in_range(path: str, field: str, value: Figure, limits: tuple[float, float] | None) -> Iterator[Problem]:
    if limits is None:
        return
    low, high = limits
    if low > high:
        yield _problem("scheme.range_order", f"{path}.range", low=low, high=high)
        return
    for figure in value.values() if isinstance(value, Mapping) else [value]:
        if not low <= figure <= high:
            yield _problem("scheme.out_of_range", f"{path}.{field}", found=figure, low=low, high=high)


def _input_fits(plan: Plan, path: str, field: Input) -> Iterator[Problem]:
    if field.limits and set(field.limits) <= plan.parameters.keys():
        lowest, highest = (plan.parameters[name] for name in field.limits)
        keys = next((figure.value for figure in (lowest, highest) if isinstance(figure.value, Mapping)), [""])
        for key in keys:
            if lowest.of(key) > highest.of(key):
                fields = {"low": lowest.of(key), "high": highest.of(key)}
                yield _problem("scheme.range_order", f"{path}.limits", **fields)
    low, high = field.bounds
    if low is not None and high is not None and low > high:
        yield _problem("scheme.range_order", path, low=low, high=high)
    elif isinstance(field.default, float):
        if low is not None and field.default < low:
            yield _problem("scheme.below", f"{path}.default", found=field.default, limit=low)
        if high is not None and field.default > high:
            yield _problem("scheme.above", f"{path}.default", found=field.default, limit=high)


def _points_fit(plan: Plan, key: str, indicator: Indicator) -> Iterator[Problem]:
    """Yield what is wrong between an indicator's full points, its range and the best that its rule can give."""
    scheme, path = plan.scheme, plan.scheme.path_of(key)
    best = plan.best(key) if key in scheme.enabled() else indicator.rule.best()
    points = None if indicator.points is None else plan.value(f"{key}.points", indicator.points)
    if points is None:
        if best is None and scheme.full_points is not None:
            yield _problem("scheme.no_points", path, name=indicator.name)
        return
    yield from _in_range(path, "points", points, indicator.range)
    wanted = points if indicator.out_of is None else indicator.out_of
    stated = wanted.values() if isinstance(wanted, Mapping) else [wanted]
    if best is not None and any(abs(figure - best) > TOLERANCE for figure in stated):
        yield BestDiffers("scheme.best_differs", Place(field=path), {"found": best, "expected": list(stated)})


def _sums(plan: Plan, level: str) -> Iterator[Problem]:
    """Yield the sums of full points, of one level where there are levels, that are not what the scheme says."""
    scheme, points = plan.scheme, plan.full_points(level)
    total = sum(points.values())
    named = {"level": scheme.levels[level]} if level else {}
    if scheme.full_points is not None and abs(total - scheme.full_points) > TOLERANCE:
        code = "scheme.sum_of_level" if level else "scheme.sum"
        path = "sections" if scheme.sections else "indicators"
        yield _of_whole(code, path, found=total, expected=scheme.full_points, **named)
    for key, section, group in scheme.all_sections():
        share = sum(points[indicator] for indicator in group)
        if section is None or section.share is None:
            continue
        low, high = section.share
        if not low - TOLERANCE <= share <= high + TOLERANCE:
            code = "scheme.share_of_level" if level else "scheme.share"
            yield _of_whole(code, f"sections.{key}.share", found=share, low=low, high=high, **named)


# Kinds: a number, a condition or a text wherever one is needed. Excel and numpy treat a number as a condition
# differently, so that a mix would give two results.

ValueKind = Literal["number", "truth", "text"]
_NEEDED: dict[ValueKind, str] = {
    "number": "scheme.needs_number",
    "truth": "scheme.needs_truth",
    "text": "scheme.needs_text",
}
#: What the parts of a node must be and what it is then, where that is not number and number.
_PLAIN: dict[type[nodes.Expr], tuple[ValueKind, ValueKind]] = {
    nodes.All: ("truth", "truth"),
    nodes.Any: ("truth", "truth"),
    nodes.Not: ("truth", "truth"),
    nodes.Compare: ("number", "truth"),
    nodes.Unset: ("number", "truth"),
    nodes.Label: ("text", "text"),
}


def misfits(plan: Plan) -> Iterator[tuple[str, Problem]]:
    """Yield column id and problem of each column whose expression mixes kinds or reads what its row lacks.

    A flag is named by its own id, `flags.promotion`, what belongs to a detail table by its path in the scheme file.
    """
    yield from _rows_misfit(plan)
    for spec in plan.columns.values():
        expressions = {spec.id: spec.expr} if spec.expr else {}
        if isinstance(spec.expr, nodes.Tags):
            tags = plan.dimensions[spec.dimension].keys
            expressions = {f"flags.{key}": test for key, test in zip(tags, spec.expr.tests, strict=True)}
        for name, expr in expressions.items():
            needed: ValueKind = "text" if spec.dimension else "number"
            try:
                _need(plan, expr, "truth" if isinstance(spec.expr, nodes.Tags) else needed)
            except ProblemsError as error:
                yield from ((name, problem) for problem in error.problems)


def _rows_misfit(plan: Plan) -> Iterator[tuple[str, Problem]]:
    """Yield the same for measures and checks of detail tables, which read their own row, with their paths."""
    for table in plan.tables.values():
        row_plan, path = replace(plan, columns=table.columns), f"details.{table.id}"
        needed: list[tuple[str, nodes.Expr, ValueKind]] = [
            (f"{path}.measures.{spec.id.removeprefix(f'{table.id}.')}.formula", spec.expr, "number")
            for spec in table.columns.values()
            if spec.expr
        ]
        checks = zip(plan.scheme.details[table.id].checks, table.checks, strict=True)
        needed += [(f"{path}.checks.{key}.when", condition, "truth") for key, condition in checks]
        for name, expr, kind in needed:
            try:
                _need(row_plan, expr, kind)
            except ProblemsError as error:
                yield from ((name, problem) for problem in error.problems)


def _need(plan: Plan, node: nodes.Expr, needed: ValueKind) -> None:
    if kind_of(plan, node) != needed:
        raise fail(_NEEDED[needed])


def kind_of(plan: Plan, node: nodes.Expr) -> ValueKind:
    """Return what kind of value a node has; ProblemsError when kinds are mixed in it."""
    match node:
        case nodes.Rich():
            return kind_of(plan, node.lowered)
        case nodes.Needs(part=part):
            return kind_of(plan, part)
        case nodes.Column(id=key):
            return _kind_of_column(plan, key)
        case nodes.Keyed(key=column):
            _need(plan, column, "text")
            return "number"
        case nodes.Is(text=text):
            _need(plan, text, "text")
            return "truth"
        case nodes.Nth(position=position):
            _need(plan, position, "number")
            return "text"
        case nodes.If(test=test, then=then, other=other):
            _need(plan, test, "truth")
            kind = kind_of(plan, then)
            _need(plan, other, kind)
            return kind
        case nodes.OrElse(column=column, other=other):
            kind = kind_of(plan, column)
            _need(plan, other, kind)
            return kind
        case nodes.Rows(table=table, column=summed):
            if summed is not None and plan.tables[table].columns[summed.id].dimension:
                raise fail(_NEEDED["number"])
            return "number"
        case nodes.CountGiven() | nodes.CountEntered() | nodes.Alike() | nodes.Doubt() | nodes.Asked():
            return "number"
    needed, result = _PLAIN.get(type(node), ("number", "number"))
    for part in nodes.children(node):
        _need(plan, part, needed)
    return result


def _kind_of_column(plan: Plan, key: str) -> ValueKind:
    if key not in plan.columns:
        raise fail("scheme.row_column", name=key)
    return "text" if plan.columns[key].dimension else "number"
