"""`presales-xl plan`: a page per employee at the start of a period, from what was issued, with a form for answering.

A plan that states the same keeps its day; one that states something else is a revision, which says what changed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from presales_xl.cores import ALL, Cores
from presales_xl.cycle.answering import refuse_unknown
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.publishing.names_of_others import names_of
from presales_xl.cycle.publishing.pages import Page, PageDraft, Pages, lying_nowhere, written_late
from presales_xl.cycle.publishing.plan_page import Planned, changed, plan_page
from presales_xl.cycle.publishing.revisions import Revision, Stated, record
from presales_xl.cycle.publishing.statement import Notice, Statement, notice_of
from presales_xl.ledger import issues, marks, publications
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.publications import Publication
from presales_xl.ledger.step import Reading
from presales_xl.periods import Period, today
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, too_early, warning
from presales_xl.texts import Lang, counted, text

PLANS = "plans"  # the folder among the results


@dataclass(frozen=True)
class Plans:
    """The pages that are there now, those that are new or revised, the list of them all, and what there is to tell.

    `unwritten` are those on record that lie in no file (of a `dry_run` but for the new ones).
    """

    pages: Sequence[Page]
    first: Sequence[Revision]
    revised: Sequence[Revision]
    unwritten: Sequence[Publication]
    folder: Path
    manifest: Path
    problems: Sequence[Problem]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many are new, and how many are revised."""
        return {"first": len(self.first), "revised": len(self.revised)}

    def in_words(self, period: Period, lang: Lang) -> str:
        """Return how many plans there are, and how many of them are new, revised, or PDFs."""
        if self.unwritten:
            counts = {"count": len(self.pages), "left": len(self.unwritten)}
            return text(lang, "publish.plan.done_partly", period=period, **counts)
        counts = self.counts | {"pdfs": sum(page.pdf.is_file() for page in self.pages)}
        key = "done" if any(self.counts.values()) else "unchanged"
        count, said = len(self.pages), counted(lang, counts)
        return text(lang, f"publish.plan.{key}", period=period, count=count, counts=said)


def plan(
    project: Project,
    period: Period,
    lang: Lang,
    *,
    day: dt.date | None = None,
    with_pdf: bool = True,
    track: Track = quiet,
    recipients: Collection[str] = (),
    dry_run: bool = False,
    cores: Cores = ALL,
) -> Plans:
    """Write everybody's plan of a period by all `cores`, as its workbooks were issued last.

    `day` is the day of a new plan, by default today. Who is not appraised gets none, which is refused of the ids of
    `recipients`. A `dry_run` tells what would be new and writes nothing. ProblemsError `ledger.…`,
    `standing.nothing_issued`, `seal.key_missing`, `send.unknown_recipient`.
    """
    notice = notice_of(project, period, day or today(), "plan")
    keys = keys_of(project, make=False)
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.step(project.by, "plan", period.text, dry_run=dry_run, day=str(notice.published)) as step:
        planned, left = _planned(step, period)
        stated = [_stated(who, notice.appeal_days, lang) for who in planned]
        revisions, made = record(step, notice, stated, lang)
        refuse_unknown(recipients, revisions)
        over = [text(lang, f"status.is.{state}") for state in marks.state_of(marks.all_of(step, period.text))]
        step.note(plans=len(made))
    pages = Pages(project, project.results(period) / PLANS, keys, lang, staying=left)
    names = names_of([each.employee for each in planned])

    def content(who: Planned, revision: Revision) -> tuple[Statement, Notice]:
        dated = revision.notice(notice, names, who.employee, lang)
        return plan_page(who, dated, names, lang), dated

    def draft(who: Planned) -> PageDraft:
        revision = revisions[who.employee.employee_id]
        return PageDraft(revision.now, who.employee.email, partial(content, who, revision))

    problems = [warning("publish.plan_late", period=period.text, count=len(made), states=over)] if made and over else []
    new = {each.now.id for each in made}
    unwritten = lying_nowhere(pages.folder, (each.now for each in revisions.values() if each.now.id not in new))
    if not dry_run:
        problems += pages.write(map(draft, planned), with_pdf=with_pdf, track=track, cores=cores)
        problems += written_late(unwritten, pages, today())
        unwritten = pages.unwritten
    first = [each for each in made if each.replaces is None]
    revised = [each for each in made if each.replaces is not None]
    return Plans(
        pages.ready, first, revised, unwritten, folder=pages.folder, manifest=pages.manifest, problems=problems
    )


def _planned(read: Reading, period: Period) -> tuple[list[Planned], set[str]]:
    """Return everybody who gets a plan, and the ids of those with a plan who do not any more."""
    marks.refuse_retained(read, period.text)
    roster = issuing.roster(read, period.text)
    if not roster.employees:
        raise too_early("standing.nothing_issued", period=period.text)
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


def _stated(who: Planned, answer_days: int, lang: Lang) -> Stated:
    """Return what somebody's plan states."""
    return Stated(
        who.employee.employee_id,
        who.facts(answer_days),
        lambda before, now: changed(before.facts, now.facts, who.plan, lang),
    )
