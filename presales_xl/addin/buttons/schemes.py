"""方案: what `scheme design`, `scheme import` and `scheme adopt` do, from the ribbon."""

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

from presales_xl import catalogue
from presales_xl.addin.hr_steps import HrStep, StepResult, asked_period, in_project
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.design import trial
from presales_xl.design.designbook import adoption, design_book
from presales_xl.design.designbook.adoption import Proposal
from presales_xl.files import file_part
from presales_xl.periods import first_month
from presales_xl.scheme.errors import ProblemsError, TakenError
from presales_xl.scheme.model import Scheme
from presales_xl.texts import text
from presales_xl.titled_table import TitledTable

_FORMS = ("xlsx", "xls", "docx", "csv", "txt")


def run(book: Book, ask: Ask) -> Reply:
    """Ask what is to be done with schemes and do it; ProblemsError as `propose` and `import_form`."""
    return in_project(book, ask, _schemes)


def _schemes(step: HrStep) -> StepResult:
    actions = [text(step.lang, f"buttons.schemes.{key}") for key in _ACTIONS]
    return list(_ACTIONS.values())[step.chosen(text(step.lang, "buttons.schemes.what"), actions)](step)


def _designed(step: HrStep) -> StepResult:
    """Write a design workbook of a scheme that is chosen by its name, or a blank one."""
    lang = step.lang
    known, problems = catalogue.listing(step.project.schemes)
    names = [text(lang, "buttons.schemes.blank"), *(f"{each.name[lang]} {each.id}" for each in known)]
    place = step.chosen(text(lang, "buttons.schemes.which"), names)
    file = _free(step, names[place])
    if place == 0:
        design_book.write(design_book.blank(), file, step.project.lang)
    else:
        plan = catalogue.load(known[place - 1].id, step.project.schemes)
        design_book.write(design_book.content(plan), file, step.project.lang, plan)
    lines = [text(lang, "commands.done.design", file=file), text(lang, "buttons.schemes.next")]
    return StepResult(lines, problems, [file])


def _imported(step: HrStep) -> StepResult:
    """Write the draft that a form of the company's makes."""
    from presales_xl.design.imported import form_draft  # noqa: PLC0415 - half of what this button imports

    form = _file(step, "form", _FORMS)
    file = _free(step, form.stem)
    try:
        made = form_draft.import_form(form, file, step.project.lang)
    except form_draft.SeveralFormsError as error:
        sheet = error.sheets[step.chosen(text(step.lang, "buttons.schemes.sheet"), error.sheets)]
        made = form_draft.import_form(form, file, step.project.lang, sheet)
    done = text(step.lang, "commands.done.import", file=file, **made.counts())
    lines = [done, text(step.lang, "buttons.schemes.next")]
    return StepResult(lines, files=[file])


def _adopted(step: HrStep) -> StepResult:
    """Say what a design workbook would become and would have done, and take it over when that is agreed."""
    lang, folder = step.lang, step.project.folder
    design = _file(step, "filled_in", ("xlsx",))
    start = asked_period(step.ask, text(lang, "buttons.schemes.start"))
    month = first_month(start.text) if start else ""
    try:
        proposal = _proposed(step, design, month)
    except ProblemsError as error:
        if not any(problem.place.cell for problem in error.problems):
            raise
        copy = adoption.marked_copy(design, error.problems, lang)
        lines = [text(lang, "commands.adopt.copy", count=len(error.problems), file=copy)]
        return StepResult(lines, [problem.at(file=str(design)) for problem in error.problems], [copy])
    scheme = proposal.plan.scheme
    periods = trial.periods_of(folder, scheme.id)
    tried = [*trial.tried(folder, proposal.plan, periods, lang, track=step.ask.track)]
    said = [line for period, moves, _ in tried for line in trial.in_words(period, moves, lang)]
    fields = {"id": scheme.id, "name": scheme.name[lang], "indicators": len(scheme.enabled())}
    head = text(lang, "buttons.schemes.proposed", **fields)
    step.agree("\n\n".join(["\n".join([head, *said]), text(lang, "commands.adopt.ask_adopt")]))
    problems = [*adoption.keep(proposal), *trial.issued_before(folder, scheme.id)]
    lines = [text(lang, "commands.done.adopt", **fields, file=proposal.file)]
    if month:
        lines.append(text(lang, "commands.adopt.version", id=scheme.id, start=month))
    if not _is_named(step, scheme.id):
        lines.append(text(lang, "buttons.schemes.name", name=_called(step, scheme)))
    table = TitledTable(text(lang, "buttons.schemes.tried"), [], [[line] for line in said])
    return StepResult(lines, [problem.at(file=str(design)) for problem in problems], [proposal.file], [table])


def _proposed(step: HrStep, design: Path, month: str) -> Proposal:
    """Return what a design would become; one that is there already is replaced when that is agreed."""
    try:
        return adoption.propose(design, step.project.schemes, month)
    except TakenError as error:
        taken = ((problem.code.partition(".")[2], problem.fields) for problem in error.problems)
        question = "\n".join(text(step.lang, f"buttons.schemes.{key}", **fields) for key, fields in taken)
        step.agree(question, proposed=False)
        return adoption.propose(design, step.project.schemes, month, force=True)


def _called(step: HrStep, scheme: Scheme) -> str:
    """Return what the roster is to call a scheme: by its name, or by its id where the name is another's too."""
    name = scheme.name[step.lang]
    try:
        return name if catalogue.load(name, step.project.schemes).scheme.id == scheme.id else scheme.id
    except ProblemsError:  # several have it, or versions are to come
        return scheme.id


def _is_named(step: HrStep, scheme_id: str) -> bool:
    """Return whether the roster has a role with a scheme; nobody knows of a roster that cannot be read."""
    try:
        return any(plan.scheme.id == scheme_id for plan in load_roster(step.project, step.lang).roles.values())
    except ProblemsError:
        return False


def _file(step: HrStep, key: str, endings: tuple[str, ...]) -> Path:
    return step.files(text(step.lang, f"buttons.schemes.{key}"), endings)[0]


def _free(step: HrStep, name: str) -> Path:
    """Return a file in the project's folder for a design workbook of that name, which is there never before."""
    stem = text(step.lang, "buttons.schemes.file", name=file_part(name))
    files = (step.project.folder / f"{stem}{f'-{number}' if number > 1 else ''}.xlsx" for number in count(1))
    return next(file for file in files if not file.exists())


_ACTIONS: Mapping[str, Callable[[HrStep], StepResult]] = {
    "design": _designed,
    "import": _imported,
    "adopt": _adopted,
}
