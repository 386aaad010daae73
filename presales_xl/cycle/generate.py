"""`presales-xl generate`: a workbook per manager and a form per rater in the outbox, sealed and in the ledger."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from presales_xl.cycle import history, issuing, raters
from presales_xl.cycle import prefill as prefilled
from presales_xl.cycle import roster as rosters
from presales_xl.cycle.progress import Track, quiet
from presales_xl.cycle.project import Period, Project
from presales_xl.cycle.roster import Manager, Roster
from presales_xl.cycle.roster_checks import file_stem
from presales_xl.cycle.seal import sealer
from presales_xl.ledger import issues, schemes
from presales_xl.ledger.issues import NewWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang, text
from presales_xl.workbook import build, rater_form
from presales_xl.workbook.identity import Seal, as_issued

RATERS = "raters"  # the folder of their forms


@dataclass(frozen=True)
class Generated:
    """The workbooks that are in the outbox now (`unchanged` were there before), for how many people, and notices."""

    files: Sequence[Path]
    people: int
    problems: Sequence[Problem]
    unchanged: int = 0


@dataclass(frozen=True)
class _Draft:
    """A workbook about to be issued: what the ledger is to know, where it goes, and what writes an issue of it.

    `schemes` are as issued, by id; `write` takes the number of the issue and returns the seal.
    """

    new: NewWorkbook
    path: Path
    schemes: Mapping[str, str]
    write: Callable[[int], str]


def generate(
    project: Project, period: Period, lang: Lang, prefill: Path | None = None, track: Track = quiet
) -> Generated:
    """Issue the workbooks of a period and return them; one that is open in Excel does not stop the others.

    What earlier periods leave is put in. What has not changed since it was issued stays as it is; what has changed is a
    new issue, and older ones are not accepted any more. ProblemsError when the roster, the file with known figures or
    the ledger is wrong; nothing is written then.
    """
    roster = rosters.load(project, lang, period.cycle)
    problems = [*roster.warnings, *_other_cycles(roster, period, lang)]
    if prefill is not None:
        roster, told = prefilled.apply(roster, prefill, lang)
        problems += told
    ledger = Ledger.open(project.ledger)
    with ledger.reading() as read:
        remembered = history.remember(read, roster, period, lang)
        roster = remembered.roster
        drafts = list(_drafts(project, period, roster, lang))
        latest = {
            draft.path: issues.latest(read, period.text, draft.new.kind, draft.new.recipient_id) for draft in drafts
        }
    problems += remembered.problems
    written: list[tuple[_Draft, int]] = []
    unchanged = 0
    for draft in track(drafts, "generate"):
        before = latest[draft.path]
        same = before is not None and before.digest == draft.new.digest
        number = 1 if before is None else before.issue + (not same)
        if before is not None and same and draft.path.is_file():
            unchanged += 1
            written.append((replace(draft, new=replace(draft.new, seal=before.seal)), number))
            continue
        try:
            seal = draft.write(number)
        except ProblemsError as error:
            problems += error.problems
        else:
            written.append((replace(draft, new=replace(draft.new, seal=seal)), number))
    with ledger.step("", "generate", period.text, workbooks=len(written)) as step:
        for draft, number in written:
            for scheme, source in draft.schemes.items():
                schemes.put(step, source, scheme)
            issues.issue(step, draft.new, expected=number)
        history.record(step, remembered)
        if not step.changed:
            step.nothing()
    return Generated([draft.path for draft, _ in written], len(roster.employees), problems, unchanged)


def _drafts(project: Project, period: Period, roster: Roster, lang: Lang) -> Iterator[_Draft]:
    seal, outbox, about = sealer(project), project.outbox(period), (project.company, lang, project.settings.returns)
    for manager in roster.managers.values():
        if not roster.team(manager.manager_id):
            continue
        content = issuing.team_content(roster, manager)
        path = outbox / file_name(manager, period)
        new = NewWorkbook(period.text, "manager", manager.manager_id, manager.name, manager.team,
                          issuing.digest(content, *about, manager.name, manager.team), "", path.name, manager.email,
                          content)  # fmt: skip
        sources = {plan.scheme.id: as_issued(plan) for plan in roster.roles.values()}
        yield _Draft(new, path, sources, partial(_write_team, project, period, roster, manager, path, lang, seal))
    for form in raters.forms(roster, project.company, period.text, lang):
        rater = roster.raters[form.rater_id]
        content = issuing.rater_content(roster, rater)
        path = outbox / RATERS / f"{file_stem(rater.name, rater.rater_id)}_{period.text}.xlsx"
        names = [f"{person.employee_id} {person.name}" for one in form.ratings for person in one.people]
        new = NewWorkbook(period.text, "rater", rater.rater_id, rater.name, "",
                          issuing.digest(content, *about, rater.name, *names), "", f"{RATERS}/{path.name}", rater.email,
                          content)  # fmt: skip
        sources = dict(rater_form.issued(form, lang).schemes)
        yield _Draft(new, path, sources, partial(_write_form, form, path, lang, seal))


def _write_team(
    project: Project, period: Period, roster: Roster, manager: Manager, path: Path, lang: Lang, seal: Seal, number: int
) -> str:
    book = roster.book(project.company, period.text, manager)
    return build.write(replace(book, issue=number, returns=project.settings.returns), path, lang, seal).seal


def _write_form(form: rater_form.RaterBook, path: Path, lang: Lang, seal: Seal, number: int) -> str:
    book = replace(form, issue=number)
    rater_form.write(book, path, lang, seal)
    return seal(rater_form.issued(book, lang).content())


def file_name(manager: Manager, period: Period) -> str:
    """Return the name of a manager's workbook: manager, team, period."""
    return f"{file_stem(manager.name, manager.team)}_{period.text}.xlsx"


def _other_cycles(roster: Roster, period: Period, lang: Lang) -> Iterator[Problem]:
    """Yield a warning per scheme that is not meant for periods of this length."""
    for plan in {plan.scheme.id: plan for plan in roster.roles.values()}.values():
        if period.cycle not in plan.scheme.cycles:
            cycles = [text(lang, f"commands.cycle.{cycle}") for cycle in plan.scheme.cycles]
            cycle = text(lang, f"commands.cycle.{period.cycle}")
            fields = {"scheme": plan.scheme.id, "cycles": cycles, "cycle": cycle, "period": period.text}
            yield Problem("period.other_cycle", fields=fields, severity="warning")
