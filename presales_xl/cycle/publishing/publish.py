"""`presales-xl publish`: a statement per employee, the lists for HR, the management report.

Every statement is kept in the ledger with its day, from which due dates count, and with its facts (see `revisions`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from presales_xl.backends.words import own_name
from presales_xl.cores import ALL, Cores
from presales_xl.cycle import recompute
from presales_xl.cycle.answering import ToldDocument, people_told, refuse_unknown
from presales_xl.cycle.changes import Affected
from presales_xl.cycle.generating.other_version import other_version
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.period_settings import other_settings, rely_on
from presales_xl.cycle.publishing import lists, wording
from presales_xl.cycle.publishing.lists import Listed
from presales_xl.cycle.publishing.names_of_others import People, names_in
from presales_xl.cycle.publishing.pages import Page, PageDraft, Pages, behind, lying_nowhere, written_late
from presales_xl.cycle.publishing.revisions import Revision, record, statements
from presales_xl.cycle.publishing.statement import Correction, Notice, Statement, notice_of, statement
from presales_xl.cycle.publishing.withdrawn import Withdrawn, withdrawn
from presales_xl.cycle.recompute import Reopening
from presales_xl.cycle.settling import debts
from presales_xl.cycle.settling.payroll import REPAYMENT, counted
from presales_xl.cycle.settling.settle import not_paid
from presales_xl.cycle.standing import Standings, left_uncalibrated, standings
from presales_xl.files import new_text, write_or_tell
from presales_xl.ledger import appeals, kept_results, marks, payments, publications
from presales_xl.ledger.appeals import Appeal
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.publications import Publication
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import Appraised, Cause, Standing, fen
from presales_xl.people.stints import person_id
from presales_xl.periods import Period, months, today
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.errors import ClosedError, Problem, too_early, warning
from presales_xl.texts import Lang, first_of, text

if TYPE_CHECKING:  # pandas, which is imported where something is published, and for no other step of the month
    import pandas as pd

_NAMED = 10  # people that a message names
REPORT, LISTS, STATEMENTS = "report.html", "lists.xlsx", "statements"
_HELD: Mapping[Cause, str] = {
    "incomplete": "publish.incomplete",
    "confirm": "publish.to_confirm",
    "cohort": "publish.cohort",
    "calibration": "publish.not_calibrated",
    "approval": "publish.not_approved",
    "earlier": "publish.earlier",
    "shared": "publish.shared",
}
_SHARING, _OF_HR = "publish.shared_approval", "publish.of_hr"


@dataclass(frozen=True)
class Published:
    """What was written, the day that due dates count from, and what there is to tell.

    `first` statements are the first of somebody, `revised` say otherwise than the one before; `unwritten` are those on
    record that lie in no file (of a `dry_run` but for the new ones), `behind` are HR's files that do not follow the
    statements. `affected` are those whose results were reopened.
    `left_out` are how many people get no statement.
    """

    folder: Path
    day: str
    first: Sequence[Revision]
    revised: Sequence[Revision]
    unwritten: Sequence[Publication]
    behind: Sequence[Path]
    left_out: int
    affected: Sequence[Affected]
    documents: Sequence[Page]
    pages: Sequence[Path]
    pdfs: Sequence[Path]
    files: Sequence[Path]
    problems: Sequence[Problem]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many statements are new, are revised, or are to be written, and how many files of HR's."""
        counts = {"first": self.first, "revised": self.revised, "unwritten": self.unwritten, "behind": self.behind}
        return {key: len(each) for key, each in counts.items()}

    def in_words(self, period: Period, lang: Lang) -> str:
        """Return how many statements are published, or how many are not though they are on record."""
        if self.unwritten:
            counts = {"count": len(self.documents), "left": len(self.unwritten)}
            return text(lang, "publish.done_partly", period=period, day=self.day, **counts)
        return text(lang, "publish.done", period=period, day=self.day, count=len(self.pages), pdfs=len(self.pdfs))


@dataclass(frozen=True)
class _Recorded:
    """What the ledger says of a run: where everybody stands, everybody's statement, the new ones, whom it reopens.

    `early` are notices of steps that were left out. `corrections` is the money of earlier periods by employee,
    `plans` what everybody was told at first. `facts` are those of the report, of a run that writes. `staying` are
    those with a statement whose result may not be told now, open again or of no place any more: what they have stays.
    `withdrawn` are those who were not employed in the period. `rewritten` are the periods whose results change.
    `notice` is what all pages say.
    """

    current: Standings
    revisions: Mapping[str, Revision]
    made: Sequence[Revision]
    affected: Sequence[Affected]
    early: Sequence[Problem]
    corrections: Mapping[str, Sequence[Correction]]
    appealed: Sequence[Appeal]
    notice: Notice
    facts: "pd.DataFrame | None"
    staying: Collection[str]
    plans: Mapping[str, ToldDocument]
    withdrawn: Sequence[Withdrawn]
    rewritten: Sequence[str]

    @property
    def day(self) -> str:
        """Return the last day of publication."""
        return max(each.now.day for each in self.revisions.values())


def publish(
    project: Project,
    period: Period,
    lang: Lang,
    *,
    day: dt.date | None = None,
    with_pdf: bool = True,
    track: Track = quiet,
    reopen: str = "",
    recipients: Collection[str] = (),
    dry_run: bool = False,
    cores: Cores = ALL,
    current: Standings | None = None,
) -> Published:
    """Write everything that leaves the appraisal of a period, from what the ledger knows of it, by all `cores`.

    `day` is the day of publication, by default today. A statement of the same facts keeps its day; one of others is a
    revision, and so are all with a reason to `reopen` them for another day. Who has no complete result gets no
    statement, and is none of `recipients`. A `dry_run` writes nothing. `current` is where everybody stands, if known.
    ProblemsError `publish.nothing`, `standing.nothing_issued`, `file.locked`, `period.closed`, `send.…`.
    """
    notice, keys = notice_of(project, period, day or today(), "statement"), keys_of(project, make=False)
    reopening = Reopening(project, f"publish {period}", reopen, lang)
    now = _recorded(period, notice, reopening, recipients, with_day=bool(day), really=not dry_run, current=current)
    roles, folder = now.current.roles, project.results(period)
    people = [who for standing in roles for who in standing.due()]
    kept = sum(each.now.day != str(day) for each in now.revisions.values()) if day else 0
    kept_days = [warning("publish.day_kept", count=kept, day=str(day), period=period.text)] if kept else []
    problems = [*now.early, *_incomplete(now.current, now.staying, lang), *now.current.problems, *kept_days]
    written = Pages(project, folder / STATEMENTS, keys, lang, staying=now.staying)
    new = {each.now.id for each in now.made}
    told = [each.now for each in now.revisions.values()]
    files, unwritten = list[Path](), lying_nowhere(written.folder, (each for each in told if each.id not in new))
    if not dry_run:
        drafts = _drafts(now, people, lang)
        problems += recompute.rewrite(project, now.rewritten, lang)
        problems += written.write(drafts, with_pdf=with_pdf, track=track, cores=cores)
        problems += written_late(unwritten, written, today())
        unwritten = written.unwritten
        files = _written(project, period, now, people, statements=written, problems=problems, lang=lang)
    return Published(
        folder,
        now.day,
        first=[each for each in now.made if each.replaces is None],
        revised=[each for each in now.made if each.replaces is not None],
        unwritten=unwritten,
        behind=behind([folder / REPORT, folder / LISTS, written.manifest], written.folder, told),
        left_out=len({who.employee_id for role in roles for who in role.people} - {*now.revisions, *now.staying}),
        affected=now.affected,
        documents=written.ready,
        pages=written.pages,
        pdfs=written.pdfs,
        files=files,
        problems=problems,
    )


def _drafts(now: _Recorded, people: Sequence[Appraised], lang: Lang) -> Iterator[PageDraft]:
    """Yield everybody's statement, to be written; whoever was ever told a result is named to nobody else."""
    names = names_in(now.current.roles, [each.employee for each in now.withdrawn])
    decided = _decisions(now.appealed, lang)

    def content(who: Appraised) -> tuple[Statement, Notice]:
        key, plan = who.employee_id, now.plans.get(who.employee_id)
        paid, decisions = now.corrections.get(key, ()), decided[key]
        cited = text(lang, "answers.cited", told=plan.in_words(lang)) if plan else ""
        document = statement(who, now.notice, names, lang, corrections=paid, decisions=decisions, plan=cited)
        return document, now.revisions[key].notice(now.notice, names, who, lang)

    for who in people:
        revision = now.revisions[who.employee_id]
        yield PageDraft(revision.now, who.employee.email, partial(content, who), decided[who.employee_id])
    for gone in now.withdrawn:
        yield _draft_of(gone, now, names=names, decisions=decided[gone.employee.employee_id], lang=lang)


def _draft_of(gone: Withdrawn, now: _Recorded, *, names: People, decisions: Sequence[str], lang: Lang) -> PageDraft:
    """Return the statement of somebody who was not employed in the period, to be written."""
    revision = now.revisions[gone.employee.employee_id]

    def content() -> tuple[Statement, Notice]:
        return gone.statement(decisions, lang), revision.notice(now.notice, names, gone.employee, lang)

    return PageDraft(revision.now, gone.employee.email, content, decisions)


def _recorded(
    period: Period,
    notice: Notice,
    reopening: Reopening,
    recipients: Collection[str],
    *,
    with_day: bool,
    really: bool,
    current: Standings | None,
) -> _Recorded:
    """Record what is published, before anything that names its day is written; not `really`, find what it comes to."""
    project, lang = reopening.project, reopening.lang
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.step(project.by, "publish", period.text, dry_run=not really, day=str(notice.published)) as step:
        current = current or standings(project, step, period, lang)
        own = current.settings
        notice = replace(notice, cohort=own.cohort, anonymous_below=own.anonymous_below)
        people = [who for role in current.roles for who in role.due()]
        _refuse_nobody(current, people, period, lang)
        early = list(other_version(project, step, period.text, relied=True))
        if "settled" not in marks.state_of(marks.all_of(step, period.text)):  # settling has told it
            early += other_settings(project, current.settings, period.text, lang)
        early += left_uncalibrated(project, step, period, current)
        early += _unsettled(step, period, current, lang)
        affected = recompute.keep(step, period, current, reopening)
        corrections = _corrections(step, period, current.roles, lang)
        appealed = appeals.all_of(step, period.text)
        gone = withdrawn(step, period.text)
        stated = statements(step, people, notice, corrections=corrections, appealed=appealed, gone=gone, lang=lang)
        before = publications.last_of(step, period.text, "statement")
        revisions, made = record(step, notice, stated, lang, reason=reopening.reason, dated_anew=with_day)
        refuse_unknown(recipients, revisions)
        if made:
            rely_on(step, period.text, "published", current.settings)
        affected += _unexplained(step, period, made, reopening)
        recorded = _Recorded(
            current,
            revisions,
            made,
            affected,
            early=early,
            corrections=corrections,
            appealed=appealed,
            notice=notice,
            facts=_facts(current, step, period.text, lang) if really else None,
            staying=before.keys() - revisions.keys(),
            plans={each.now.employee_id: each for each in people_told(step, period.text, "plan")},
            withdrawn=gone,
            rewritten=kept_results.periods_written(step),
        )
        step.note(statements=len(made))
    return recorded


def _refuse_nobody(current: Standings, due: Sequence[Appraised], period: Period, lang: Lang) -> None:
    """Refuse (TooEarlyError `publish.nothing`, `publish.nothing_due`) to publish nothing, with what people wait for."""
    open_still = any(role.incomplete for role in current.roles)
    if any(who.outcome.is_appraised or not open_still for who in due):
        return
    if named := first_of([*current.named_awaiting(lang).values()], _NAMED, lang):
        raise too_early("publish.nothing_due", period=period.text, people=named)
    waiting = (cause for role in current.roles for cause in role.held_back.values())
    raise too_early("publish.nothing", period=period.text, why=counted(waiting, period.text, lang))


def _unsettled(read: Reading, period: Period, current: Standings, lang: Lang) -> Iterator[Problem]:
    """Yield a warning of pay that is published before it is settled, or though it never is in this period."""
    refused = list(not_paid(read, period.text, current.roles, lang))
    yield from refused
    paid = payments.by_employee(payments.paid(read, period.text))
    earned = {who.employee_id: sum(map(fen, who.pay.values())) for role in current.roles for who in role.due()}
    is_over = bool(marks.paid_at(read, period.text))
    left = [key for key, amount in earned.items() if amount != paid[key] and (is_over or key not in paid)]
    if left and not refused:
        yield warning("publish.paid_later" if is_over else "publish.not_settled", count=len(left), period=period.text)


def _unexplained(step: Step, period: Period, made: Sequence[Revision], reopening: Reopening) -> list[Affected]:
    """Return whose statements change for no reason that is known but that of `reopening`.

    No other verb asks why what a statement says beside results changes, a comment for one; ProblemsError
    `period.closed` where nobody has said so.
    """
    affected = [
        Affected(each.now.employee_id, each.now.facts["stated"]["who"][0], each.changes, period.text)
        for each in made
        if each.unexplained
    ]
    if affected and not reopening.reason:
        raise ClosedError([Problem("period.closed", fields=reopening.fields(period.text, affected, ["published"]))])
    if affected:
        people = [each.employee_id for each in affected]
        marks.reopen(step, period.text, reopening.command, reopening.reason, people=people)
    return affected


def _facts(current: Standings, read: Reading, period: str, lang: Lang) -> "pd.DataFrame":
    from presales_xl.cycle.publishing import report  # noqa: PLC0415 - pandas, for which no other step of the month waits

    return report.facts(current.roles, read, period, lang)


def _written(
    project: Project,
    period: Period,
    now: _Recorded,
    people: Sequence[Appraised],
    *,
    statements: Pages,
    problems: list[Problem],
    lang: Lang,
) -> list[Path]:
    """Write the lists, the report and the list of the statements, and return those that are there."""
    folder = project.results(period)
    title = text(lang, "publish.list.title", company=project.company, period=wording.period_name(period.text, lang))
    write_or_tell(problems, partial(lists.write, folder / LISTS, title, _lists(people, lang), lang=lang))
    if now.facts is not None:
        write_or_tell(problems, partial(_write, folder / REPORT, _report(project, period, now, now.facts, lang=lang)))
    return [path for path in (folder / REPORT, folder / LISTS, statements.manifest) if path.is_file()]


def _report(project: Project, period: Period, now: _Recorded, facts: "pd.DataFrame", *, lang: Lang) -> str:
    from presales_xl.cycle.publishing import report  # noqa: PLC0415 - as above

    plans = {role.role: role.plan for role in now.current.roles}
    budget = {team: amount * months(period.text) for team, amount in project.settings.budget.items()}
    overview = report.report(
        project.company, period.text, facts, plans, appeals=len(now.appealed), budget=budget, lang=lang
    )
    return report.page(overview, lang)


def _write(path: Path, content: str) -> None:
    with new_text(path) as file:
        file.write(content)


def _decisions(appealed: Sequence[Appeal], lang: Lang) -> defaultdict[str, list[str]]:
    """Return what was decided on the appeals of each employee."""
    decisions = defaultdict(list)
    for appeal in appealed:
        if appeal.decided_at:
            state = text(lang, f"publish.appeal.state.{appeal.outcome}")
            decision = text(lang, "publish.appeal.decision", number=appeal.id, state=state, note=appeal.note)
            decisions[person_id(appeal.employee_id)].append(decision)
    return decisions


def _incomplete(current: Standings, staying: Collection[str], lang: Lang) -> Iterator[Problem]:
    """Yield notices of those who get no statement, and of those whose statement of before stays."""
    sharing = current.named_sharing(lang)
    waiting = current.named_awaiting(lang) | {
        who.employee_id: text(
            lang, "settlement.shares", id=who.employee_id, name=who.name, people=sharing[who.employee_id]
        )
        for who in current.everybody
        if who.employee_id in sharing
    }
    waiting |= {
        who.employee_id: text(
            lang, "collecting.of", who=f"{who.employee_id} {who.name}", what=role.unapproved[who.employee_id]
        )
        for role in current.roles
        for who in role.people
        if role.held_back.get(who.employee_id) == "approval"
    }
    of_hr = current.named_of_hr(lang)
    waiting |= of_hr
    for standing in current.roles:
        left_out: dict[str, list[Appraised]] = {code: [] for code in (*_HELD.values(), _SHARING, _OF_HR)}
        for who in (who for who in standing.people if who.employee_id in standing.held_back):
            code = _SHARING if who.employee_id in sharing else _HELD[standing.held_back[who.employee_id]]
            left_out[_OF_HR if who.employee_id in of_hr else code].append(who)
        stays: dict[str, None] = {}
        for code, theirs in left_out.items():
            named = {who.employee_id: waiting.get(who.employee_id) or f"{who.employee_id} {who.name}" for who in theirs}
            stays |= {words: None for key, words in named.items() if key in staying}
            if people := [words for key, words in named.items() if key not in staying]:
                yield warning(code, role=standing.role, count=len(people), people=people)
        if stays:
            yield warning("publish.stays", role=standing.role, count=len(stays), people=list(stays))


def _corrections(read: Reading, period: Period, roles: Sequence[Standing], lang: Lang) -> dict[str, list[Correction]]:
    """Return by employee what the payroll of the period has beside what they earned in it, as it pays or wants it."""
    plans = {who.employee_id: standing.plan for standing in roles for who in standing.people}
    corrections: dict[str, list[Correction]] = {}
    taken = debts.taken_from(read, period.text, debts.owing(read, period.text))
    for line in debts.payroll_lines(read, period.text, taken, names={}, lang=lang):
        employee_id, is_returned, is_own = line.employee.employee_id, line.kind == "return", line.period == period.text
        if employee_id not in plans or (is_own and not is_returned):
            continue
        spec = plans[employee_id].columns.get(line.item)
        item = own_name(spec, lang) if spec else text(lang, "publish.earlier_item")
        name = text(lang, "publish.earlier", period=wording.period_name(line.period, lang), item=item)
        correction = Correction(line.name if line.item == REPAYMENT else name, line.fen / 100, is_returned, is_own)
        corrections.setdefault(employee_id, []).append(correction)
    return corrections


def _lists(people: Sequence[Appraised], lang: Lang) -> dict[str, list[Listed]]:
    """Return who is on which list; a list that nobody is on is there all the same."""
    listed: dict[str, list[Listed]] = {}
    for who in people:
        plan = who.outcome.plan
        flags = plan.columns.get("flags")
        for label in plan.dimensions[flags.dimension].names if flags else ():
            listed.setdefault(label[lang], [])
        for name, why in who.outcome.flags(lang):
            listed[name].append((who, why))
    return listed
