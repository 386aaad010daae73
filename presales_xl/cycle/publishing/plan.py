"""`presales-xl plan`: a page per employee at the start of a period, from what was issued, with a form for answering.

A plan that states the same keeps its day; one that states something else is a revision, which says what changed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.publishing.pages import Page, Pages, can_make_pdfs, write_or_tell
from presales_xl.cycle.publishing.plan_page import Planned, changed, plan_page
from presales_xl.cycle.publishing.revisions import Revision
from presales_xl.cycle.publishing.statement import Notice, names_of
from presales_xl.cycle.publishing.workdays import today
from presales_xl.ledger import issues, marks, publications
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.publications import Publication
from presales_xl.ledger.step import Reading, Step
from presales_xl.periods import Period
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, fail
from presales_xl.texts import Lang

PLANS = "plans"  # the folder among the results


@dataclass(frozen=True)
class Plans:
    """The pages that are there now, those that are new or revised, the list of them all, and what there is to tell."""

    pages: Sequence[Page]
    first: Sequence[Revision]
    revised: Sequence[Revision]
    folder: Path
    manifest: Path
    problems: Sequence[Problem]


def plan(
    project: Project,
    period: Period,
    lang: Lang,
    *,
    day: dt.date | None = None,
    with_pdf: bool = True,
    track: Track = quiet,
    dry_run: bool = False,
) -> Plans:
    """Write everybody's plan of a period, as its workbooks were issued last.

    `day` is the day of a new plan, by default today. Who is not appraised gets none. A `dry_run` tells what would be
    new and writes nothing. ProblemsError `ledger.…`, `standing.nothing_issued`, `seal.key_missing`.
    """
    answer_days = project.settings.plan.answer_days
    notice = Notice(
        project.company,
        period.text,
        published=day or today(),
        interview_days=0,
        appeal_days=answer_days,
        cohort=project.settings.cohort,
        document="plan",
    )
    keys = keys_of(project, make=False)
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.step(project.by, "plan", period.text, dry_run=dry_run, day=str(notice.published)) as step:
        planned, left = _planned(step, period)
        revisions, made = _recorded(step, notice, planned, lang)
        step.note(plans=len(made))
    pages = Pages(project, project.results(period) / PLANS, keys, lang, staying=left)
    problems: list[Problem] = []
    if not dry_run:
        pages.with_pdf = with_pdf and can_make_pdfs(problems)
        names = names_of([each.employee for each in planned])
        for each in track(planned, "publish"):
            who, revision = each.employee, revisions[each.employee.employee_id]
            dated = revision.notice(notice, names, who, lang)
            content = plan_page(each, dated, names, lang)
            write_or_tell(problems, partial(pages.write, revision.now, who.email, content, notice=dated))
        write_or_tell(problems, pages.finish)
    first = [each for each in made if each.replaces is None]
    revised = [each for each in made if each.replaces is not None]
    return Plans(pages.ready, first, revised, folder=pages.folder, manifest=pages.manifest, problems=problems)


def _planned(read: Reading, period: Period) -> tuple[list[Planned], set[str]]:
    """Return everybody who gets a plan, and the ids of those with a plan who do not any more."""
    marks.refuse_retained(read, period.text)
    roster = issuing.roster(read, period.text)
    if not roster.employees:
        raise fail("standing.nothing_issued", period=period.text)
    workbooks = sorted(issuing.out(issues.latest_of(read, period.text)), key=lambda workbook: workbook.id)
    basis = {person["id"]: str(person["basis"]) for book in workbooks for person in book.content.get("people", ())}
    raters: dict[str, Counter[str]] = {}
    for asked in roster.assignments:
        raters.setdefault(asked.employee_id, Counter())[asked.kind] += 1
    away = roster.not_appraised
    planned = [
        Planned(
            who,
            roster.managers[who.manager_id],
            roster.roles[who.role],
            basis=basis[who.employee_id],
            raters=raters.get(who.employee_id, {}),
        )
        for who in roster.employees
        if who.employee_id not in away
    ]
    before = publications.last_of(read, period.text, "plan").keys()
    return planned, before - {each.employee.employee_id for each in planned}


def _recorded(
    step: Step, notice: Notice, planned: Sequence[Planned], lang: Lang
) -> tuple[Mapping[str, Revision], list[Revision]]:
    """Record the plans; returns everybody's by employee id, and those that are new."""
    before: dict[str, list[Publication]] = {}
    for each in publications.all_of(step, notice.period, "plan"):
        before.setdefault(each.employee_id, []).append(each)
    news = []
    for who in planned:
        known = before.setdefault(who.employee.employee_id, [])
        new = Publication(
            notice.period,
            "plan",
            who.employee.employee_id,
            revision=len(known) + 1,
            day=str(notice.published),
            answer_by=str(notice.appeal.day),
            facts=who.facts(notice.appeal_days),
        )
        if not publications.states_the_same(known[-1] if known else None, new):
            news.append(new)
    recorded = {each.employee_id: each for each in publications.record(step, news)}
    revisions = {}
    for who in planned:
        key = who.employee.employee_id
        *replaced, now = [*before[key], *([recorded[key]] if key in recorded else [])]
        changes = list(changed(replaced[-1].facts, now.facts, who.plan, lang)) if replaced else []
        revisions[key] = Revision(now, replaced[-1] if replaced else None, changes)
    return revisions, [revisions[key] for key in recorded]
