"""What must hold between the parts of a scheme beyond its shape: names, figures and their sums, readings."""

from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import chain
from keyword import iskeyword

from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.due import due
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.scheme.figures import figures_fit, keys_fit
from presales_xl.scheme.kinds import misfits
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.remembered import Award, Previous, QuarterWithout, RunningLast, Times, column_of

#: Names that mean something else in formulas and column ids.
RESERVED = {"total", "grade", "rank", "level", "points"}
PREFIXES = {"input", "measure", "score", "points", "adjustment", "pay", "rows", "total", "grade", "level", "flags"}


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
    rules = (_unused, _kinds, _readings, _remembered)
    found = list(_names(everything)) or [*chain.from_iterable(rule(everything) for rule in rules), *figures_fit(plan)]
    return found or list(_periods(plan))


def _problem(code: str, path: str, **fields: object) -> Problem:
    return Problem(code, Place(field=path), fields)


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
    for key, spec in plan.inputs().items():
        if key in named and spec.field is not scheme.inputs.get(key):  # the indicator's own input, of its name
            yield _problem("scheme.name_twice", scheme.path_of(key), name=key, other=named[key])
    for table in scheme.details:
        if table in PREFIXES:
            yield _problem("scheme.name_reserved", f"details.{table}", name=table)
        if table in scheme.enabled():
            yield _problem("scheme.name_twice", f"details.{table}", name=table, other=scheme.path_of(table))


def _unused(plan: Plan) -> Iterator[Problem]:
    scheme = plan.scheme
    chosen = (labels.keys for labels in plan.dimensions.values() if labels.id not in ("level", "grade", "flags"))
    blocks: dict[str, tuple[Iterable[str], Collection[str]]] = {
        "inputs": (scheme.inputs, plan.inputs()),
        "parameters": (scheme.parameters, plan.parameters),
        "measures": (scheme.measures, {key.removeprefix("measure.") for key in plan.columns}),
        "choices": (scheme.choices, set(chain.from_iterable(chosen))),
    }
    for block, (stated, used) in blocks.items():
        for name in stated:
            if name not in used:
                yield _problem("scheme.unused", f"{block}.{name}", name=name)


def _periods(plan: Plan) -> Iterator[Problem]:
    """Yield periods of indicators that the scheme does not have, and what does not compile in one of its periods."""
    scheme = plan.scheme
    for key, indicator in scheme.enabled().items():
        if unknown := [period for period in indicator.periods if period not in scheme.cycles]:
            path = f"{scheme.path_of(key)}.periods"
            yield _problem("scheme.period_unknown", path, found=unknown, known=list(scheme.cycles))
    for cycle in scheme.cycles:
        try:
            due(plan, cycle)
        except ProblemsError as error:
            yield from (p if p.place.field else p.at(field="cycles") for p in error.problems)


def _kinds(plan: Plan) -> Iterator[Problem]:
    found = [problem.at(field=_path_of(plan, column)) for column, problem in misfits(plan)]
    vetoed = any(problem.place.field.startswith("vetoes.") for problem in found)
    for problem in found:
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
        case "total":
            return "total"
        case "grade":
            return "grades"
        case "flags":
            return f"{'vetoes' if name in scheme.vetoes else 'flags'}.{name}.when"
    return scheme.path_of(plan.columns[column].group)


def _readings(plan: Plan) -> Iterator[Problem]:
    """Yield readings that mark nothing: no figure, input, measure or indicator, nor a part of one."""
    ids = [*plan.parameters, *plan.columns, *plan.tables]
    ids += [key.partition(".")[2] for key in plan.columns]
    known = {".".join(key.split(".")[:length]) for key in ids for length in range(1, key.count(".") + 2)}
    for pattern in plan.scheme.readings:
        if not any(fnmatchcase(key, pattern) for key in known):
            yield _problem("scheme.reading", f"readings.{pattern}", pattern=pattern)


def _remembered(plan: Plan) -> Iterator[Problem]:
    """Yield what is remembered of grades and flags that there are none of, or in an input that cannot hold it."""
    scheme = plan.scheme
    grades, tags = list(scheme.grades.scale) if scheme.grades else [], [*scheme.flags, *scheme.vetoes]
    for key, field in scheme.inputs.items():
        path, what = f"inputs.{key}.remembered", field.remembered
        if what is None or f"input.{key}" not in plan.columns:
            continue
        own = plan.columns[f"input.{key}"]
        match what:
            case Times() if what.grade not in grades:
                yield _problem("scheme.unknown_grade", f"{path}.grade", found=what.grade, expected=grades)
            case Award() if what.flag not in tags:
                yield _problem("scheme.unknown_flag", f"{path}.flag", found=what.flag, known=tags)
            case Award(amount=name) | RunningLast(smallest=name) if name not in plan.parameters or (
                plan.parameters[name].dimension
            ):
                yield _problem("scheme.no_figure", path, found=name, known=list(scheme.parameters))
        held = field.type == "yes_no" if isinstance(what, QuarterWithout) else own.is_number
        if isinstance(what, Previous):
            taken = plan.columns.get(column_of(plan.columns, what.of))
            held = taken is not None and taken.dimension == own.dimension and not own.is_free_text
        if not held:
            yield _problem("scheme.remembered_type", f"inputs.{key}.type", kind=what.kind, found=field.type)
    for table, detail in scheme.details.items():
        for key, field in detail.columns.items():
            if field.remembered:
                yield _problem("scheme.remembered_row", f"details.{table}.columns.{key}.remembered")
