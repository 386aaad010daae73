"""`presales-xl approve`: forms for those who approve results before they are paid, and HR's entry of their word.

A form asks about everybody whose result is complete and not approved as it is. While that stays the same it is the same
form; other results are another revision of it, which asks about what is still open.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from presales_xl.cycle import recompute
from presales_xl.cycle.answering import refuse_unknown, write_form
from presales_xl.cycle.approving.approvals import Approval, approvals, asked_in_vain, mark, shown_of
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.publishing import wording
from presales_xl.cycle.publishing.pages import Page
from presales_xl.cycle.recompute import Reopening
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.cycle.standing import Standings, left_uncalibrated, standings
from presales_xl.files import file_part, write_or_tell
from presales_xl.ledger import by_hand, marks, publications
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.publications import Answer, Publication
from presales_xl.ledger.step import Step
from presales_xl.people.appraised import Appraised
from presales_xl.people.decisions import Decision
from presales_xl.periods import Period, today, working_days_after
from presales_xl.project import Project
from presales_xl.scheme.errors import ClosedError, Place, Problem, ProblemsError, fail, warning
from presales_xl.texts import Lang, first_of, text
from presales_xl.workbook.answer_form import AnswerLine, Head

_HEADS = ("id", "name", "manager", "role", "total", "grade", "pay", "remarks")
_FIGURES = ("total", "pay")
_NAMED = 10


@dataclass(frozen=True)
class ApprovalForms:
    """The forms of a period, and what there is to tell; by employee id names, grades, and how far the approval is.

    `new` are the numbers of those publications that were not asked before, `in_vain` the approvals that were asked for
    and are not wanted any more: nobody waits for them, and a word of the approver may still be recorded.
    """

    forms: Sequence[Page]
    new: Collection[int]
    names: Mapping[str, str]
    grades: Mapping[str, str]
    known: Mapping[str, Approval]
    in_vain: Mapping[str, Approval]
    problems: Sequence[Problem]


def ask(
    project: Project,
    period: Period,
    lang: Lang,
    *,
    recipients: Collection[str] = (),
    dry_run: bool = False,
    current: Standings | None = None,
) -> ApprovalForms:
    """Record what approvers are asked, and write their forms into the outbox.

    Among them must be the `recipients`. A `dry_run` tells all, how far approvals are before it, and writes nothing.
    `current` is where everybody stands, where that is known. ProblemsError `approval.not_wanted`,
    `approval.no_approver`, `standing.nothing_issued`, `send.unknown_recipient`, and the roster's.
    """
    roster = load_roster(project, lang, period)
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.step(project.by, "approve", period.text, dry_run=dry_run) as step:
        current = current or standings(project, step, period, lang)
        roles = current.roles
        known = approvals(step, period.text, roles, everywhere=current.settings.approval)
        in_vain = asked_in_vain(step, period.text, roles, everywhere=current.settings.approval)
        if not known and not in_vain:
            is_later = project.settings.approval and not current.settings.approval
            raise fail("approval.wanted_later" if is_later else "approval.not_wanted", period=period.text)
        early = [*left_uncalibrated(project, step, period, current), *current.problems]
        ready, unready = _ready(current, known)
        sharing = current.named_sharing(lang)
        before = {each.id for each in publications.all_of(step, period.text, "approval")}
        forms = list(_recorded(step, project, period, _by_approver(ready, roster, project)))
        refuse_unknown(recipients, [form.now.employee_id for form in forms])
        new = {form.now.id for form in forms} - before
        if not dry_run:
            known = approvals(step, period.text, roles, everywhere=current.settings.approval)
            mark(step, period.text, known)
        step.note(forms=len(new))
    people = {who.employee_id: who for role in roles for who in role.people}
    names = {key: who.name for key, who in people.items()}
    grades = {key: _shown(who, lang)[_HEADS.index("grade")] for key, who in people.items()}
    waiting = current.named_awaiting(lang)
    open_ = [f"{who.employee_id} {who.name}" for who in unready if who.employee_id not in waiting | sharing.keys()]
    others = [
        text(lang, "settlement.shares", id=who.employee_id, name=who.name, people=sharing[who.employee_id])
        for who in unready
        if who.employee_id in sharing
    ]
    awaiting = [waiting[who.employee_id] for who in unready if who.employee_id in waiting]
    problems = early
    for code, told in {"approval.not_ready": open_, "approval.shared": others, "approval.earlier": awaiting}.items():
        if told:
            problems.append(warning(code, period=period.text, count=len(told), people=first_of(told, _NAMED, lang)))
    for form in () if dry_run else forms:
        write_or_tell(problems, partial(_write, project, form, people, lang=lang))
    return ApprovalForms(forms, new, names, grades, known=known, in_vain=in_vain, problems=problems)


def form_file(project: Project, period: Period, told: Publication) -> Path:
    """Return where the form lies that asks an approver."""
    name = text(project.lang, "approval.file", approver=file_part(told.employee_id))
    return project.outbox(period) / f"{name}_{period}_{told.revision}.xlsx"


def decide(
    project: Project,
    period: Period,
    employee_id: str,
    *,
    approved: bool | None,
    reason: str,
    lang: Lang,
    reopen: str = "",
    dry_run: bool = False,
) -> Approval:
    """Record what an approver said of somebody; see `decide_all`. ProblemsError `approval.no_employee`."""
    if not employee_id.strip():
        raise fail("approval.no_employee", period=period.text)
    (now,) = decide_all(
        project, period, [employee_id], approved=approved, reason=reason, lang=lang, reopen=reopen, dry_run=dry_run
    ).values()
    return now


def decide_all(
    project: Project,
    period: Period,
    employee_ids: Sequence[str],
    *,
    approved: bool | None,
    reason: str,
    lang: Lang,
    reopen: str = "",
    dry_run: bool = False,
) -> dict[str, Approval]:
    """Record what an approver said of people, as HR enters it, all or nothing; return how far they are now, by id.

    What waited for it, in later periods too, follows at once. The reason is by default that to `reopen`. A `dry_run`
    records nothing. ProblemsError `approval.no_decision`, `approval.no_reason`, `approval.unknown`,
    `approval.ask_first`, `approval.four_eyes`; ClosedError, without a reason to `reopen`, `approval.closed` where a
    result that people rely on would be approved no more, `period.closed` where such results would change.
    """
    if approved is None:
        raise fail("approval.no_decision")
    reason = reason.strip() or reopen.strip()
    if not reason:
        raise fail("approval.no_reason")
    decision: Decision = "approved" if approved else "refused"
    with Ledger.open(project.ledger, create=False).step(
        project.by, "approve", period.text, dry_run=dry_run, employee=", ".join(employee_ids)
    ) as step:
        current = standings(project, step, period, lang)
        roles, everywhere = current.roles, current.settings.approval
        wanted = approvals(step, period.text, roles, everywhere=everywhere)
        known = wanted | asked_in_vain(step, period.text, roles, everywhere=everywhere)
        ids = {each.casefold(): each for each in known}
        keys = []
        for each in employee_ids:
            key = ids.get(each.strip().casefold(), "")
            if not key:
                raise fail("approval.unknown", id=each, known=list(known) or ["—"])
            if known[key].told is None or known[key].state == "changed":
                raise fail("approval.ask_first", id=key, period=period.text)
            _not_by_who_decided(step, project, period, key)
            keys.append(key)
        taken_back = [key for key in keys if known[key].state == "approved" and not approved]
        command = " ".join(["approve", period.text, *(taken_back or keys), "--approved" if approved else "--refused"])
        reopening = Reopening(project, command, reopen, lang, dry_run=dry_run, because=reason)
        _reopened(step, reopening, period, taken_back)
        for key, told in ((key, known[key].told) for key in keys):
            if told is not None:
                publications.record_answer(step, Answer(period.text, told.id, key, decision, reason=reason))
        wanted = approvals(step, period.text, roles, everywhere=everywhere)
        known = wanted | asked_in_vain(step, period.text, roles, everywhere=everywhere)
        mark(step, period.text, wanted)
        recompute.renew(step, period, reopening)
    if not dry_run:
        recompute.rewrite_after(step, project, lang)
    return {key: known[key] for key in keys}


def _reopened(step: Step, reopening: Reopening, period: Period, employee_ids: Sequence[str]) -> None:
    """Note why approvals that people rely on are taken back; ClosedError `approval.closed` without a reason."""
    relied = marks.relied_on(step, period.text) if employee_ids else {}
    relied_ids = [key for key in employee_ids if relied.get(key)]
    if relied_ids and not reopening.reason:
        fields = [{**reopening.fields(period.text, [], relied[key]), "id": key} for key in relied_ids]
        raise ClosedError([Problem("approval.closed", fields=each) for each in fields])
    if relied_ids:
        marks.reopen(step, period.text, reopening.command, reopening.reason, people=relied_ids)


def _not_by_who_decided(step: Step, project: Project, period: Period, employee_id: str) -> None:
    """Refuse with four eyes an entry for an approver (ProblemsError `approval.four_eyes`) by who decided the grade."""
    decided = by_hand.current_grades(step, period.text).get(employee_id)
    if project.settings.four_eyes and decided is not None and decided.author == step.actor:
        raise fail("approval.four_eyes", by=step.actor, id=employee_id)


def _ready(current: Standings, known: Mapping[str, Approval]) -> tuple[list[Appraised], list[Appraised]]:
    """Return whose result is complete and not approved as it is, and whose is not yet, or is to be calibrated anew."""
    ready, unready = list[Appraised](), list[Appraised]()
    for standing in current.roles:
        for who in (who for who in standing.people if who.employee_id in known):
            is_held = standing.held_back.get(who.employee_id, "approval") != "approval"
            if is_held or who.employee_id in current.shifted:
                unready.append(who)
            elif known[who.employee_id].state != "approved":
                ready.append(who)
    return ready, unready


def _by_approver(
    ready: Sequence[Appraised], roster: Roster, project: Project
) -> dict[tuple[str, str], list[Appraised]]:
    """Return who is to approve whom, by name and address; ProblemsError where nobody would, or one the own result."""
    asked: dict[tuple[str, str], list[Appraised]] = {}
    missing: dict[str, Problem] = {}
    for who in ready:
        manager = roster.managers.get(who.manager.manager_id, who.manager)
        if manager.approver == who.name:
            fields = {"id": who.employee_id, "name": who.name, "manager": manager.name}
            missing[who.employee_id] = Problem("approval.own_result", Place(file=str(project.roster)), fields)
        elif manager.approver and manager.approver != manager.name:
            address = roster.address_of("approval", manager.approver, "")
            asked.setdefault((manager.approver, address), []).append(who)
        else:
            fields = {"id": manager.manager_id, "name": manager.name}
            code = "approval.own" if manager.approver else "approval.no_approver"
            missing[manager.manager_id] = Problem(code, Place(file=str(project.roster)), fields)
    if missing:
        raise ProblemsError(missing.values())
    return asked


def _recorded(
    step: Step, project: Project, period: Period, asked: Mapping[tuple[str, str], Sequence[Appraised]]
) -> Iterator[Page]:
    """Yield the forms of approvers; what is asked otherwise than before is recorded as the next revision."""
    before = publications.last_of(step, period.text, "approval")
    news = []
    for (approver, _), people in asked.items():
        shown = {who.employee_id: shown_of(who) for who in people}
        last = before.get(approver)
        if last is None or not shown.items() <= last.facts["people"].items():
            answer_by = str(working_days_after(today(), project.settings.publish.appeal_days)[0])
            news.append(
                Publication(
                    period.text,
                    "approval",
                    approver,
                    last.revision + 1 if last else 1,
                    day=str(today()),
                    answer_by=answer_by,
                    facts={"people": shown},
                )
            )
    now = before | {publication.employee_id: publication for publication in publications.record(step, news)}
    for approver, email in asked:
        publication = now[approver]
        file = form_file(project, period, publication)
        yield Page(publication, email, file, form=file)


def _write(project: Project, form: Page, people: Mapping[str, Appraised], lang: Lang) -> None:
    asked = [
        people[key]
        for key, shown in form.now.facts["people"].items()
        if key in people and shown == shown_of(people[key])
    ]
    write_form(
        project,
        keys_of(project),
        form.file,
        form.now,
        heads=[Head(text(lang, f"approval.column.{key}"), key in _FIGURES) for key in _HEADS],
        lines=[AnswerLine(who.employee_id, who.name, _shown(who, lang)) for who in asked],
        lang=lang,
    )


def _shown(who: Appraised, lang: Lang) -> tuple[str, ...]:
    """Return what a form shows of somebody, in the order of `_HEADS`."""
    plan, outcome = who.outcome.plan, who.outcome

    def value(key: str) -> str:
        return wording.value(plan, plan.columns[key], outcome.value(key), lang) if key in plan.columns else "—"

    remarks = [reason for _, reason in outcome.flags(lang)]
    if who.calibration is not None and outcome.grade != who.by_scale.grade:
        fields = {"before": who.by_scale.grade, "reason": who.calibration.reason}
        remarks.insert(0, text(lang, "approval.calibrated", **fields))
    pay = wording.money(who.money, lang) if who.pay else "—"
    name = (who.employee_id, who.name, who.manager.name, who.employee.role)
    return (*name, value("total"), value("grade"), pay, "\n".join(remarks))
