"""`presales-xl generate`: a workbook per manager and a form per rater in the outbox, sealed and in the ledger."""

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from presales_xl import periods
from presales_xl.backends.words import column_name
from presales_xl.cores import ALL, Cores
from presales_xl.cycle.changes import Affected, equal
from presales_xl.cycle.generating import history, issuing, other_version, raters, refill, upheld
from presales_xl.cycle.generating.drafts import Draft, IssuedWorkbooks, numbered, write
from presales_xl.cycle.generating.filling import TeamWriter, Writer
from presales_xl.cycle.generating.reissued import reissued
from presales_xl.cycle.generating.seal import Keys, keys_of
from presales_xl.cycle.period_settings import with_own_settings
from presales_xl.cycle.recompute import Reopening, rewrite_after
from presales_xl.cycle.rosters.figures import with_figures
from presales_xl.cycle.rosters.roster import Roster, file_stem
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.cycle.settled_rows import settled_shares
from presales_xl.grouping import grouped
from presales_xl.ledger import by_hand, issues, kept_results, marks, payments, submissions
from presales_xl.ledger.engine import is_url
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import FILE, Ledger, is_lost
from presales_xl.ledger.step import Reading
from presales_xl.people import questions
from presales_xl.people.employees import Employee, Manager, Role
from presales_xl.people.entries import names_of
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.people.questions import Confirmation
from presales_xl.people.stints import person_id
from presales_xl.periods import Period, due_back
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import ClosedError, Place, Problem, ProblemsError, warning
from presales_xl.scheme.remembered import Paid
from presales_xl.settings import relative_returns
from presales_xl.texts import Lang, counted, first_of, text
from presales_xl.workbook import rater_form
from presales_xl.workbook.formulas import lacks
from presales_xl.workbook.identity import Identity, Seal, as_issued
from presales_xl.workbook.layout import Book
from presales_xl.workbook.rater_form import Ratings

RATERS = "raters"  # the folder of their forms
_NAMED = 12  # people that a message names
_FEW = 3  # of them, or of figures, in one line of a question


@dataclass(frozen=True)
class Generated:
    """The workbooks and raters' forms that are in the outbox now, for how many people, and notices.

    `unchanged` of the files were there before; `forms` of them are raters' forms; `unwritten` more could not be
    written, and were not issued. `off_cycle` are those of the problems
    that say which roles are due in periods of another length, or what schemes are meant for those. `affected` are those
    whose results were relied on and are reopened, `turned` those of the problems that say by which schemes people turn
    to another version than that of their workbooks.
    """

    files: Sequence[Path]
    people: int
    problems: Sequence[Problem]
    off_cycle: Sequence[Problem] = ()
    unchanged: int = 0
    forms: int = 0
    unwritten: int = 0
    affected: Sequence[Affected] = ()
    turned: Sequence[Problem] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind, as `counted` says it."""
        return {
            "people": self.people,
            "workbooks": len(self.files) - self.forms,
            "forms": self.forms,
            "issued": len(self.files) - self.unchanged,
            "unchanged": self.unchanged,
        }

    def in_words(self, folder: Path, lang: Lang) -> str:
        """Return how many there are of each kind in their folder, and whether others could not be written."""
        key = "generate_partly" if self.unwritten else "generate"
        return text(lang, f"commands.done.{key}", folder=folder, counts=counted(lang, self.counts), left=self.unwritten)


def generate(
    project: Project,
    period: Period,
    lang: Lang,
    prefill: Path | None = None,
    track: Track = quiet,
    *,
    reopen: str = "",
    dry_run: bool = False,
    keep_versions: bool = False,
    cores: Cores = ALL,
) -> Generated:
    """Issue the workbooks of a period and return them; one that is open in Excel does not stop the others.

    What earlier periods leave is put in, and what came back of an older issue. What has not changed since it was issued
    stays as it is; what has changed is a new issue, and older ones are not accepted any more. Stopped at any point and
    run again it ends in the same state. To `keep_versions` is to issue by those of schemes that the period was issued
    by before, so that somebody joins and nobody turns. A `dry_run` tells all that and writes nothing. ProblemsError
    when the roster, the file with known figures or the ledger is wrong, `generate.nothing_due` and
    `generate.none_begun` when no role is due,
    `generate.closed` where people were settled, paid or have a statement and something would be issued anew or
    withdrawn without a reason to `reopen` the period, `ledger.lost` and `seal.key_lost` where ledger or key of a
    project that was at work is gone and no reason says that it begins anew; nothing is written then. Workbooks are
    written by all `cores`, the same whatever their number.
    """
    reopening = Reopening(project, f"generate {period}", reopen, lang)
    if is_lost(project) and not reopen:
        again = text(lang, "status.reopen", command=reopening.command, project=project.option)
        raise ClosedError([Problem("ledger.lost", Place(file=str(project.ledger)), {"command": again})])
    if dry_run and not is_url(project.ledger) and not Path(project.ledger).is_file():
        with TemporaryDirectory(prefix="presales-", ignore_cleanup_errors=True) as folder:
            ledger = Ledger.open(Path(folder) / FILE)
            return _generate(ledger, period, prefill, reopening, track=track, cores=cores, dry_run=dry_run)
    ledger, how = Ledger.open(project.ledger), {"dry_run": dry_run, "keep_versions": keep_versions}
    return _generate(ledger, period, prefill, reopening, track=track, cores=cores, **how)


def _generate(
    ledger: Ledger,
    period: Period,
    prefill: Path | None,
    reopening: Reopening,
    *,
    track: Track,
    cores: Cores,
    dry_run: bool,
    keep_versions: bool = False,
) -> Generated:
    project, lang = reopening.project, reopening.lang
    with ledger.reading() as read:
        issued_by = other_version.versions_issued(read, period.text) if keep_versions else {}
        roster, off_cycle, problems = _roster(read, project, period, prefill, lang=lang, issued=issued_by)
        marks.refuse_retained(read, period.text)  # what was entered is of nobody any more
        problems += upheld.otherwise(read, period.text, roster, lang)
        decided = upheld.decided(read, period.text, roster)
        remembered = history.remember(read, roster, period, lang)
        roster = _with_taken(read, remembered.roster, period)
        latest = {workbook.whose: workbook for workbook in issues.latest_of(read, period.text)}
        before, confirmed = refill.entered(read, period.text), by_hand.confirmations(read, period.text)
        is_relied_on, is_first = _may_be_refused(read, period), not marks.periods(read)
        problems += _of_others(read, reopening, roster, period)
        turned = other_version.turned(read, period.text, roster, lang)
        later = list(_later_figures(read, period, roster, lang))
    keys = _keys(reopening, is_first=is_first, dry_run=dry_run)
    teams = _team_drafts(project, period, roster, before=before, confirmed=confirmed, decided=decided, lang=lang)
    asked = _rater_drafts(project, period, roster, before=before, lang=lang)
    drafts = [numbered(draft, latest.get(draft.new.whose), keys) for draft in (*teams, *asked)]
    numbers = {whose: workbook.issue for whose, workbook in latest.items()}
    gone = _unwanted(latest.values(), drafts)
    absent = {*roster.absent, *roster.elsewhere}
    told, bases = [*turned, *later], list(roster.bases.values())
    issued = IssuedWorkbooks(period, drafts, gone, remembered=remembered, absent=absent, turned=told, bases=bases)
    problems += [*told, *remembered.problems, *_of_figures(roster, lang)]
    written, unwritten = drafts, list[Problem]()
    if dry_run or is_relied_on:  # before any file is written
        affected, void = _record(ledger, issued, reopening, really=False)
    if not dry_run:
        plans = [*roster.roles.values(), *roster.whole.values()]
        written, unwritten = write(drafts, plans, keys, track=track, cores=cores)
        affected, void = _record(ledger, replace(issued, drafts=written), reopening, really=True)
    problems += reissued(latest.values(), drafts, written=written, roster=roster, period=period, lang=lang)
    return Generated(
        files=[draft.path for draft in written],
        people=len({person_id(each["id"]) for draft in written for each in draft.new.content.get("people", ())}),
        problems=[*problems, *unwritten, *void],
        off_cycle=off_cycle,
        unchanged=sum(draft.number == numbers.get(draft.new.whose) for draft in written),
        forms=sum(draft.new.kind == "rater" for draft in written),
        unwritten=len(drafts) - len(written),
        affected=affected,
        turned=turned,
    )


def _with_taken(read: Reading, roster: Roster, period: Period) -> Roster:
    """Return the roster with the schemes under which rows of who was settled and is gone stay taken."""
    taken = settled_shares(read, period.text, roster, roster.by_id).taken
    return replace(roster, taken=[scheme for scheme, people in taken.items() if people])


def _may_be_refused(read: Reading, period: Period) -> bool:
    """Return whether people rely on results of a period, or of later ones, which take over what becomes of it."""
    names = (name for name in marks.periods(read) if periods.order(name) > periods.order(period.text))
    return any(marks.relied_on(read, name) for name in (period.text, *names))


def _keys(reopening: Reopening, *, is_first: bool, dry_run: bool) -> Keys:
    """Return the project's keys; where anything was issued, a new one is made only for a reason (`seal.key_lost`)."""
    project, is_there = reopening.project, reopening.project.key.exists()
    if not (is_there or is_first or reopening.reason):
        again = text(reopening.lang, "status.reopen", command=reopening.command, project=project.option)
        raise ClosedError([Problem("seal.key_lost", Place(file=str(project.key)), {"command": again})])
    return keys_of(project) if is_there or not dry_run else Keys({"": b""})


def _roster(
    read: Reading, project: Project, period: Period, prefill: Path | None, *, lang: Lang, issued: Mapping[str, Plan]
) -> tuple[Roster, list[Problem], list[Problem]]:
    """Return the roster with the figures known already; what is not due or off its cycle, and all notices."""
    roster = load_roster(project, lang, period, issued)
    off_cycle = [*_off_cycle(roster, period, lang), *_not_due(roster, period, lang)]
    problems = [*relative_returns(project.settings), *roster.warnings, *off_cycle]
    own = with_own_settings(project, read, period.text).settings
    problems += raters.too_few(roster, own.anonymous_below, lang)
    if prefill is not None:
        roster, notices = with_figures(roster, prefill, lang)
        problems += notices
    return roster, off_cycle, problems


def _record(
    ledger: Ledger, issued: IssuedWorkbooks, reopening: Reopening, *, really: bool
) -> tuple[list[Affected], list[Problem]]:
    """Record what is issued, or only find what that comes to: whose results change, and what becomes void."""
    project, period, count = reopening.project, issued.period, len(issued.drafts)
    with ledger.step(project.by, "generate", period.text, dry_run=not really, workbooks=count) as step:
        affected = issued.record(step, reopening)
        void = list(_void(step, period, issued.gone))
    if really:
        void += rewrite_after(step, project, reopening.lang)
    return affected, void


def _unwanted(latest: Iterable[LedgerWorkbook], drafts: Sequence[Draft]) -> list[LedgerWorkbook]:
    """Return the workbooks in the outbox that nobody is to have any more."""
    wanted = {draft.new.whose for draft in drafts}
    return [workbook for workbook in latest if workbook.file and workbook.whose not in wanted]


def _void(read: Reading, period: Period, gone: Sequence[LedgerWorkbook]) -> Iterator[Problem]:
    """Yield a warning for whom to enter again that has come back, and for what is not to come back."""
    came = [file for file, _ in submissions.returned(read, period.text)]
    issued = issues.all_of(read, period.text) if came else []  # before anything came nobody needs all of them
    known = {workbook.id: workbook for workbook in issued}
    latest = {workbook.whose: workbook for workbook in issuing.out(issues.latest_of(read, period.text) if came else ())}
    books = (workbook for workbook in issued if workbook.kind == "manager")
    names = {key: name for book in books for key, name in issuing.people_of(book).items()}
    for each in came:
        back = known[each.workbook_id or 0]
        new = latest.get(back.whose, back)
        counts = issuing.still_counting(read, each.id, back, new)
        again = {
            person_id(key): names.get(key, name) for key, name in issuing.people_of(new).items() if key not in counts
        }
        if people := [*again.values()]:
            yield warning("generate.void", who=back.recipient, issue=new.issue, people=people, count=len(people))
    for workbook in gone:
        yield warning("generate.withdrawn", who=workbook.recipient, file=workbook.file)


def _about(project: Project, lang: Lang) -> tuple[str, ...]:
    """Return what every workbook says alike."""
    return project.company, lang, project.settings.returns


def _team_drafts(
    project: Project,
    period: Period,
    roster: Roster,
    before: refill.Before,
    confirmed: Sequence[Confirmation],
    decided: upheld.Decided,
    lang: Lang,
) -> Iterator[Draft]:
    outbox = project.outbox(period)
    about = _about(project, lang)
    said = grouped(confirmed, lambda each: each.employee_id)
    for manager in roster.managers.values():
        if not (team := roster.team(manager.manager_id)):
            continue
        plans = {each.role: roster.plan(each) for each in team}.values()
        schemes = {plan.scheme.id: as_issued(plan) for plan in plans}
        content = issuing.team_content(roster, manager)
        path = outbox / file_name(manager, period)
        new = LedgerWorkbook(
            period=period.text,
            kind="manager",
            recipient_id=manager.manager_id,
            recipient=manager.name,
            team=manager.team,
            digest=issuing.digest(content, *about, manager.name, manager.team),
            seal="",
            file=path.name,
            email=manager.email,
            content=content,
        )
        book = partial(_book, project, period, roster=roster, manager=manager, before=before, said=said, lang=lang)
        yield Draft(new, path, schemes, partial(_team_writer, book, decided, path=path, lang=lang))


def _book(
    project: Project,
    period: Period,
    roster: Roster,
    manager: Manager,
    *,
    before: refill.Before,
    said: Mapping[str, Sequence[Confirmation]],
    lang: Lang,
) -> Book:
    """Return what a manager's workbook says, with what was `said` to doubted entries, by the employees' ids."""
    book = replace(
        roster.book(project.company, period.text, manager, lang),
        returns=project.settings.returns,
        due=due_back(period.text, project.settings.due).isoformat(),
        contact=_contact(project),
        # What is confirmed later is no reason to issue it anew.
        confirmed=[each for person in roster.team(manager.manager_id) for each in said.get(person.employee_id, ())],
    )
    return refill.refilled(book, before)


def _team_writer(book: Callable[[], Book], decided: upheld.Decided, path: Path, lang: Lang) -> Writer:
    return TeamWriter(upheld.carried(book(), decided), path, lang)


def _rater_drafts(
    project: Project, period: Period, roster: Roster, before: refill.Before, lang: Lang
) -> Iterator[Draft]:
    outbox = project.outbox(period)
    about = _about(project, lang)
    due = due_back(period.text, project.settings.due)
    for rater_id, ratings in raters.forms(roster, lang).items():
        rater = roster.raters[rater_id]
        whose = Identity(
            project.company,
            period.text,
            kind="rater",
            recipient_id=rater.rater_id,
            recipient=rater.name,
            team="",
            lang=lang,
        )
        content = issuing.rater_content(roster, rater)
        path = outbox / RATERS / f"{file_stem(rater.name, rater.rater_id)}_{period.text}.xlsx"
        names = [f"{person.employee_id} {person.name}" for given in ratings for person in given.people]
        new = LedgerWorkbook(
            period=period.text,
            kind="rater",
            recipient_id=rater.rater_id,
            recipient=rater.name,
            team="",
            digest=issuing.digest(content, *about, rater.name, *names),
            seal="",
            file=f"{RATERS}/{path.name}",
            email=rater.email,
            content=content,
        )
        rated = rater_form.issued(whose, ratings).schemes
        given = [refill.rated(each, rater_id, before) for each in ratings]
        form = partial(partial, _write_form, whose=whose, ratings=given, path=path, due=due, contact=_contact(project))
        yield Draft(new, path, rated, form)


def _write_form(
    number: int, seal: Seal, whose: Identity, ratings: Sequence[Ratings], path: Path, due: dt.date, contact: str
) -> str:
    return rater_form.write(replace(whose, issue=number), ratings, path, seal=seal, due=due, contact=contact).seal


def _contact(project: Project) -> str:
    """Return to whom forms come back, and who answers questions; "" where nobody is named."""
    return project.settings.contact or project.settings.mail.sender


def file_name(manager: Manager, period: Period) -> str:
    """Return the name of a manager's workbook: manager, team, period."""
    return f"{file_stem(manager.name, manager.team)}_{period.text}.xlsx"


def _off_cycle(roster: Roster, period: Period, lang: Lang) -> Iterator[Problem]:
    """Yield a warning per scheme that is not meant for periods of this length."""
    for plan in {plan.scheme.id: plan for plan in roster.roles.values()}.values():
        if period.cycle not in plan.scheme.cycles:
            cycles = [text(lang, f"commands.cycle.{cycle}") for cycle in plan.scheme.cycles]
            cycle = text(lang, f"commands.cycle.{period.cycle}")
            fields = {"scheme": plan.scheme.id, "cycles": cycles, "cycle": cycle, "period": period.text}
            yield warning("period.other_cycle", Place(), **fields)


def _not_due(roster: Roster, period: Period, lang: Lang) -> Iterator[Problem]:
    """Yield which roles have no workbooks in this period, and which are due in longer ones that end with it."""

    def named(role: str) -> str:
        cycles = [text(lang, f"commands.cycle.{cycle}") for cycle in roster.cycles[role]]
        return text(lang, "roster.due_in", role=role, cycles=text(lang, "problems.comma").join(cycles))

    others = [named(role) for role, cycles in roster.cycles.items() if cycles and period.cycle not in cycles]
    begun_later = [f"{role} ({roster.begins[role]})" for role, cycles in roster.cycles.items() if not cycles]
    if (others or begun_later) and not roster.employees:
        roles_by = {"generate.nothing_due": others, "generate.none_begun": begun_later}
        fields = [(code, {"period": period.text, "roles": roles}) for code, roles in roles_by.items() if roles]
        raise ProblemsError([Problem(code, fields=each) for code, each in fields])
    if others:
        yield warning("generate.not_due", period=period.text, roles=others)
    for longer, roles in roster.ending.items():
        yield warning("generate.also_due", period=period.text, longer=longer, roles=roles)


def _of_others(read: Reading, reopening: Reopening, roster: Roster, period: Period) -> Iterator[Problem]:
    """Yield a warning for whom this or another period may have paid under another id, or for the same days."""
    lang = reopening.lang
    people = [(each, roster.managers[each.manager_id]) for each in roster.employees]
    if alike := issuing.same_names(read, period.text, people):
        yield warning("generate.same_name", people=issuing.named_alike(alike, lang), period=period.text)
    yield from _paid_when_absent(read, roster, period, lang)
    yield from _paid_elsewhere(read, reopening, roster, period)


def _later_figures(read: Reading, period: Period, roster: Roster, lang: Lang) -> Iterator[Problem]:
    """Yield a warning where figures of HR are others than this period was issued with, and a later one has been since.

    The roster holds one period's figures: those are likely the later one's.
    """
    names = (name for name in marks.periods(read, period.cycle) if periods.order(name) > periods.order(period.text))
    later = [name for name in names if not marks.is_retained(read, name) and issues.latest_of(read, name)]
    issued = issuing.roster(read, period.text).by_id if later else {}
    people, figures = list[str](), dict[str, None]()
    for now in (each for each in roster.employees if each.employee_id in issued):
        was, plan = issued[now.employee_id], roster.roles[now.role]
        fields = ((spec.id, spec.field) for spec in plan.inputs().values())
        given = [key for key, field in fields if field and field.given_by == "hr" and not field.remembered]
        values = {key: (was.entries.get(key, math.nan), now.entries.get(key, math.nan)) for key in given}
        if differing := [key for key, both in values.items() if not equal(*both)]:
            people.append(text(lang, "settlement.person", name=now.name, id=now.employee_id))
            figures |= dict.fromkeys(names_of(plan, differing, lang))
    if people:
        yield warning(
            "generate.later_figures",
            period=period.text,
            later=later[-1],
            count=len(people),
            people=first_of(people, _FEW, lang),
            figures=first_of(list(figures), _FEW, lang),
        )


def _paid_when_absent(read: Reading, roster: Roster, period: Period, lang: Lang) -> Iterator[Problem]:
    """Yield a warning per other period that pays people who, by their dates, were not employed in it.

    Of whom a period issued anew holds no result any more nothing is said: settling claims that back.
    """
    for other in marks.periods(read) if roster.absent else ():
        if other == period.text or marks.is_retained(read, other):
            continue
        days = periods.first_day(other), periods.last_day(other)
        away = {key for key, dates in roster.absent.items() if dates.during(*days).absent}
        yield from _paid_wrongly("generate.paid_when_absent", other, _paid(read, other), away, lang=lang)


def _paid_elsewhere(read: Reading, reopening: Reopening, roster: Roster, period: Period) -> Iterator[Problem]:
    """Yield a warning per period of another cycle that pays people for days that are all those of this one by now.

    Nobody is named whose scheme of now takes off what was paid, as the settlement of a year does. Where the role is the
    one that they had, it was given another scheme, which may be meant.
    """
    lang = reopening.lang
    first, last = periods.first_day(period.text), periods.last_day(period.text)
    for when in map(periods.parse_period, marks.periods(read)):
        is_beside = periods.first_day(when.text) <= last and first <= periods.last_day(when.text)
        if when.cycle == period.cycle or not is_beside or marks.is_retained(read, when.text):
            continue
        alone = {person_id(each.employee_id) for each in roster.employees if when.cycle not in roster.cycles[each.role]}
        if alone and (twice := alone & (paid := _paid(read, when.text)).keys()):
            gone = twice & {*load_roster(reopening.project, lang, when).elsewhere}
            before, now = issuing.roster(read, when.text).by_id, roster.by_id
            gone -= {key for key in gone & now.keys() if _takes_off(roster.roles[now[key].role])}
            kept = {key for key in gone & now.keys() & before.keys() if before[key].role == now[key].role}
            for code, people in (("generate.paid_elsewhere", gone - kept), ("generate.paid_by_scheme_before", kept)):
                yield from _paid_wrongly(code, when.text, paid, people, lang=lang)


def _takes_off(plan: Plan) -> bool:
    """Return whether a scheme takes what earlier periods paid into account."""
    return any(spec.field and isinstance(spec.field.remembered, Paid) for spec in plan.inputs().values())


def _paid(read: Reading, period: str) -> dict[str, str]:
    """Return the names of those whom a period pays, by id, but for those of whom it holds no result any more."""
    results = {each.employee_id: each for each in kept_results.all_of(read, period)}
    paid = {key for (key, _), amount in payments.paid(read, period).items() if amount}
    taken_out = {key for key, each in results.items() if each.is_of_nobody}
    return {key: results[key].name if key in results else key for key in paid - taken_out}


def _paid_wrongly(
    code: str, period: str, paid: Mapping[str, str], people: Collection[str], *, lang: Lang
) -> Iterator[Problem]:
    """Yield a warning of those among people who were paid for a period, where there are any."""
    who = [text(lang, "settlement.person", name=paid[key], id=key) for key in sorted(paid.keys() & {*people})]
    if who:
        yield warning(code, period=period, people=first_of(who, _NAMED, lang))


def _of_figures(roster: Roster, lang: Lang) -> Iterator[Problem]:
    """Yield what there is to tell of figures that HR gives."""
    yield from _not_given(roster, lang)
    given = [(role, outcome(role.plan, role.inputs())) for role in roster.by_role]
    yield from _wanted(given, lang)
    yield from _doubted(given, lang)


def _not_given(roster: Roster, lang: Lang) -> Iterator[Problem]:
    """Yield a warning per role and people who lack the same figures of HR; what the ledger lacks is told of already."""
    away = roster.not_appraised
    lacking: dict[tuple[str, tuple[str, ...]], list[Employee]] = {}
    for employee in (each for each in roster.employees if each.employee_id not in away):
        plan = roster.roles[employee.role]
        open_ = [
            spec
            for spec in plan.given_by_hr()
            if spec.id not in employee.locked and not (spec.field and spec.field.remembered)
        ]
        if open_:
            names = tuple(column_name(spec, lang) for spec in open_)
            lacking.setdefault((employee.role, names), []).append(employee)
    for (role, names), people in lacking.items():
        who = first_of([f"{person.employee_id} {person.name}" for person in people], _NAMED, lang)
        yield warning("generate.not_given", role=role, names=list(names), people=who)


def _wanted(figures: Sequence[tuple[Role, Outcome]], lang: Lang) -> Iterator[Problem]:
    """Yield a warning per role and figure that HR may leave out of others, with those whose results wait for it."""
    for role, given in figures:
        name, plan, people = role.name, role.plan, role.people
        wanting: dict[str, dict[str, None]] = {}
        for lack in (each for each in lacks(plan) if each.column.field and each.column.field.given_by == "hr"):
            for place, person in enumerate(people):
                key = lack.column.id
                if key in person.locked and key not in person.entries and lack.holds(given.person(place)):
                    who = f"{person.employee_id} {person.name}"
                    wanting.setdefault(column_name(lack.column, lang), {})[who] = None
        for figure, those in wanting.items():
            yield warning("generate.wanted", role=name, name=figure, people=first_of([*those], _NAMED, lang))


def _doubted(figures: Sequence[tuple[Role, Outcome]], lang: Lang) -> Iterator[Problem]:
    """Yield a warning per figure of HR's and reason to doubt it, with whose it is: nothing is paid while it is open."""
    doubted: dict[tuple[str, str, str], list[str]] = {}
    for role, given in figures:
        name, plan, people = role.name, role.plan, role.people
        for asked in questions.questions(given):
            person = people[asked.place]
            if asked.column in person.locked:
                told = questions.problem(plan, asked, person.employee_id, "generate.doubted", lang=lang).fields
                who = text(lang, "questions.of_person", id=person.employee_id, name=person.name, found=told["found"])
                doubted.setdefault((name, str(told["name"]), str(told["why"])), []).append(who)
    for (called, figure, why), people_of in doubted.items():
        yield warning("generate.doubted", role=called, name=figure, why=why, people=first_of(people_of, _NAMED, lang))
