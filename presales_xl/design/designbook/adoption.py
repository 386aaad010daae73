"""`presales-xl scheme adopt`: a design workbook becomes a scheme of the project, or all that is wrong with it is told.

A workbook is wrong in layers: cells that cannot be read, fields that do not fit, formulas that do not compile, figures
that do not fit together. All layers are told at once: what is wrong is put aside, and the rest is looked at without it.
"""

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from ruamel.yaml import YAML

from presales_xl import catalogue
from presales_xl.design.designbook.changed_figures import other_figures, variant
from presales_xl.design.designbook.design_book import NEW_ID
from presales_xl.design.designbook.design_reader import Design, read
from presales_xl.design.designbook.design_sheets import tree_of
from presales_xl.design.designbook.vocabulary import Vocabulary
from presales_xl.files import draft, file_part, new_text
from presales_xl.problem_texts import sentences
from presales_xl.scheme import check
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, ProblemsError, TakenError, fail
from presales_xl.scheme.layers import Layers
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.rules import RULE_KINDS, Figure
from presales_xl.texts import LANGUAGES, Lang, all_texts, text
from presales_xl.workbook.style import Style, note_size

#: Problems whose remedy in a scheme file names its fields, and what they are in a workbook.
_IN_WORDS: Mapping[str, str] = {
    "scheme.missing_field": "design.missing",
    "scheme.unknown_field": "design.not_of_kind",
    "scheme.not_identifier": "design.id",
    "scheme.by_missing": "design.by_missing",
    "scheme.sum": "design.sum",
    "scheme.sum_of_level": "design.sum_of_level",
    "scheme.share": "design.share",
    "scheme.share_of_level": "design.share_of_level",
    "scheme.bands_else": "design.bands_else",
    "scheme.no_share": "design.no_share",
    "scheme.paid_in_full": "design.paid_in_full",
    "scheme.undescribed": "design.undescribed",
    "scheme.no_grades": "design.no_grades",
    "scheme.best_differs": "design.best_differs",
    "scheme.two_lists": "design.two_lists",
    "scheme.reading": "design.reading",
    "scheme.formula_syntax": "design.formula_part",
}
#: Fields of rules that stand in the cell of its figures.
_FIGURES = {field for kind in RULE_KINDS for clause in kind.clauses for field in clause.fields}
_STEP = " → "


@dataclass(frozen=True)
class Proposal:
    """What a design workbook would become: its plan, the plan that its file changes if it changes one, and that file.

    `figures` are the only ones that are others than those of `base`; None where the file says the whole scheme.
    """

    design: Design
    plan: Plan
    base: Plan | None
    file: Path
    said: str
    figures: Mapping[str, Figure] | None


def propose(path: Path, folder: Path, start: str = "", *, force: bool = False) -> Proposal:
    """Return what a design workbook would become in a `folder` of schemes, as a version from the month `start` on.

    One that nobody has given an id is the scheme of its name that such a one became before, else one of a new id.

    ProblemsError has all that is wrong with the workbook, each at its cell, `design.same_version` for a version that
    says what the one before says. TakenError, but not with `force`, where there is such a file already, and where a
    scheme that the product ships would be another one in every period.
    """
    design = _with_id(read(path), folder)
    plan = plan_of(design)
    file = catalogue.version_file(folder, plan.scheme.id, start)
    if not force and file.exists():
        before = _names(folder, design.lang).get(plan.scheme.id, file.name)
        fields = {"id": plan.scheme.id, "before": before, "name": plan.scheme.name[design.lang]}
        raise TakenError([Problem("project.exists", Place(file=str(file)), fields)])
    if not force and not start and plan.scheme.id in catalogue.files():
        raise TakenError([Problem("design.shipped_id", design.place_of("id"), {"found": plan.scheme.id})])
    base = catalogue.changed_by(file)
    figures = other_figures(design, base) if base else None
    if start and base and figures == {} and _named_as(base.scheme) == _named_as(plan.scheme):
        raise fail("design.same_version", Place(file=path.name), start=start)
    said = _yaml(design.content) if base is None or figures is None else _text(variant(design, base, figures))
    return Proposal(design, plan, base, file=file, said=said, figures=figures)


def _with_id(design: Design, folder: Path) -> Design:
    """Return a design under an id of its own: two forms that were read in are two schemes."""
    if design.content.get("id") != NEW_ID:
        return design
    name = design.content.get("name")
    shown = name.get(design.lang) if isinstance(name, Mapping) else name
    known = _names(folder, design.lang)
    numbered = (f"{NEW_ID}_{number}" for number in count(1))
    identity = next(each for each in numbered if known.get(each, shown) == shown)
    return replace(design, content={**design.content, "id": identity})


def _names(folder: Path, lang: Lang) -> Mapping[str, str]:
    """Return the names of the schemes in a folder that can be read, by their ids."""
    return {each.id: each.name[lang] for each in catalogue.listing(folder)[0]}


def _named_as(scheme: Scheme) -> tuple[object, object]:
    return scheme.name, scheme.about


def keep(proposal: Proposal) -> list[Problem]:
    """Write the file of a scheme that was proposed, and return what may not be meant in it, by cell."""
    proposal.file.parent.mkdir(parents=True, exist_ok=True)
    with new_text(proposal.file) as stream:
        stream.write(proposal.said)
    asked = check.asked(catalogue.load_file(proposal.file))
    return list(_at_cells(asked, proposal.design, proposal.design.content))


def plan_of(design: Design) -> Plan:
    """Return the plan of what a design workbook says; ProblemsError has all that is wrong with it, by cell."""
    problems = list(design.problems)
    identity = str(design.content.get("id", ""))
    if identity and file_part(identity) != identity:
        problems.append(Problem("design.id", design.place_of("id"), {"found": identity}))
    layers = Layers(design.content)
    for path in design.broken:
        layers.put_aside(path)
    for found in layers.problems(partly=bool(problems)):
        problems += [each for each in _at_cells(found, design, layers.content) if _is_new(each, problems)]
    plan = layers.plan
    problems += design.undecided
    if problems or plan is None:
        raise ProblemsError(sorted(problems, key=lambda problem: _order(problem.place, design)))
    return plan


def _order(place: Place, design: Design) -> tuple[int, int, str]:
    sheets = list(dict.fromkeys(each.sheet for each in (*design.places.values(), *(p.place for p in design.undecided))))
    row = re.sub(r"\D", "", place.cell)
    return (sheets.index(place.sheet) if place.sheet in sheets else len(sheets), int(row or 0), place.cell)


def _at_cells(found: Sequence[Problem], design: Design, content: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield problems at their cells, in names."""
    names = Vocabulary(tree_of(content), design.lang)
    for problem in found:
        place = replace(design.place_of(problem.place.field), field="")
        code = _IN_WORDS.get(problem.code, problem.code)
        in_rule = ".rule" in problem.place.field
        yield replace(problem, code=code, place=place, fields=dict(_named(problem.fields, names, in_rule=in_rule)))


def _is_new(problem: Problem, problems: Sequence[Problem]) -> bool:
    """Return whether nothing else is wrong in the cell's row; a scheme's facts are a row each."""
    row = re.sub(r"\D", "", problem.place.cell)
    return not any(
        (other.place.sheet, re.sub(r"\D", "", other.place.cell)) == (problem.place.sheet, row) for other in problems
    )


def _named(fields: Mapping[str, object], names: Vocabulary, *, in_rule: bool) -> Iterator[tuple[str, object]]:
    """Yield what a problem tells of, in names instead of ids; fields are called like their columns."""
    known = {key: name for kind in reversed(list(names.names.values())) for key, name in kind.items()}

    def called(value: object, *, formula: bool = False) -> object:
        if isinstance(value, list | tuple):
            return [called(each) for each in value]
        if not isinstance(value, str):
            return value
        try:
            return names.formula(value) if formula else known.get(value, value)
        except SyntaxError:
            return value

    for key, value in fields.items():
        if key == "field":
            column = "figures" if in_rule and value in _FIGURES else "kind" if value == "rule" else value
            titles = [f"design.column.{column}", f"design.sheet.{value}", f"design.row.{str(value).removesuffix('s')}"]
            yield key, next((text(names.lang, title) for title in titles if title in all_texts()), value)
        elif key == "names" and isinstance(value, str):  # those of a circle
            yield key, _STEP.join(str(called(each)) for each in value.split(_STEP))
        else:
            yield key, called(value, formula=key == "formula")


def _yaml(content: Mapping[str, Any]) -> str:
    """Return the text of the scheme's file, in the order in which scheme files are written."""
    return _text(Scheme.model_validate(content).model_dump(mode="json", exclude_defaults=True))


def _text(stated: Mapping[str, Any]) -> str:
    stream = io.StringIO()
    dumper = YAML(typ="rt")
    dumper.width = 4096  # an item's texts stay on their line
    dumper.dump(_plain(stated), stream)
    return stream.getvalue()


def _plain(value: Any) -> Any:
    """Return texts that are the same in both languages as one, whole numbers without a point."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"} and value["zh"] == value["en"]:
            return value["zh"]
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def marked_copy(path: Path, problems: Sequence[Problem], lang: Lang) -> Path:
    """Save a copy of a design workbook in which every cell that is wrong is marked and says why; returns the copy.

    The workbook has been read before, so the guard has let it through. The copy has no sheets to try the scheme on:
    they are of what it was. ProblemsError `file.locked` when the copy is open in another program.
    """
    copy = path.with_stem(f"{path.stem}_{text(lang, 'design.to_mend')}")
    with warnings.catch_warnings():  # of what the library does not keep of the sheets that are taken away
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(path)
    trial = tuple(text(written_in, "design.sheet.trial") for written_in in LANGUAGES)
    for name in book.sheetnames:
        if name.startswith(trial):
            del book[name]
    fill = PatternFill("solid", fgColor=Style.colour("asked").removeprefix("#"))
    said: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        if problem.place.cell and problem.place.sheet in book.sheetnames:
            _, what, mend = sentences(lang, problem)
            said.setdefault((problem.place.sheet, problem.place.cell), []).append(f"{what}\n{mend}")
    for (sheet, cell), words in said.items():
        for merged in [area for area in book[sheet].merged_cells.ranges if cell in area]:
            book[sheet].unmerge_cells(str(merged))  # only its first cell could be marked, and only that one was read
        book[sheet][cell].fill = fill
        book[sheet][cell].comment = Comment("\n".join(words), "presales_xl")
    if said:
        book.active = book.sheetnames.index(next(iter(said))[0])
        for each in book.worksheets:
            each.sheet_view.tabSelected = each is book.active
            for note in [cell.comment for row in each.iter_rows() for cell in row if cell.comment]:
                note.width, note.height = note_size(note.text)  # openpyxl forgets that of those that were there
    with draft(copy) as place:
        book.save(place)
    return copy
