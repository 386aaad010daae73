"""Which statements are published anew: other facts are a revision of their own, with days of its own and what changed.

The ledger keeps the facts of every revision. Who stands among how many, and what became of appeals, makes no revision.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from presales_xl.cycle import changes
from presales_xl.cycle.changes import Change
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.publishing import wording
from presales_xl.cycle.publishing.statement import Notice, hide_others
from presales_xl.ledger import marks, publications
from presales_xl.ledger.codec import digest, entries_in, entries_out
from presales_xl.ledger.marks import Mark
from presales_xl.ledger.publications import Publication
from presales_xl.ledger.step import Reading, Step
from presales_xl.people import anonymity
from presales_xl.people.appraised import Appraised
from presales_xl.people.employees import WITHHELD, Employee
from presales_xl.people.entries import texts_of
from presales_xl.texts import Lang, text

_KINDS = (*changes.RESULTS, *changes.ENTRIES)


@dataclass(frozen=True)
class Revision:
    """An employee's statement or plan as it is published, what it `replaces`, and what is different there.

    It is `unexplained` where it states something else than money of earlier periods and no reopening says why.
    """

    now: Publication
    replaces: Publication | None
    changes: Sequence[Change]
    unexplained: bool = False

    def notice(self, notice: Notice, names: re.Pattern[str], who: Appraised | Employee, lang: Lang) -> Notice:
        """Return the notice with the days of this page, and with what a revision says of itself.

        `names` is what finds the names of others (see `names_in`), which are taken out.
        """
        lines = []
        if self.replaces is not None:
            fields = {"revision": self.now.revision, "day": self.replaces.day}
            lines.append(text(lang, "publish.revision.replaces", **fields))
            lines.append(text(lang, "publish.revision.changes", changes=changes.in_one_line(self.changes, lang)))
            if self.now.why:
                lines.append(text(lang, "publish.revision.why", why=self.now.why))
        interview_days, appeal_days = self.now.facts["days"]
        published = dt.date.fromisoformat(self.now.day)
        days = {"published": published, "interview_days": interview_days, "appeal_days": appeal_days}
        return replace(notice, **days, revised=[hide_others(line, names, who.name, who.employee_id) for line in lines])


@dataclass(frozen=True)
class Issue:
    """A run that publishes: the notice of its day, money of earlier periods by employee, why it reopens, if it does.

    A statement with the same facts keeps its day, but where all are `dated_anew` with a reason.
    """

    notice: Notice
    corrections: Mapping[str, Sequence[tuple[str, float]]]
    reason: str = ""
    dated_anew: bool = False

    def record(self, step: Step, people: Sequence[Appraised], lang: Lang) -> tuple[dict[str, Revision], list[Revision]]:
        """Record what is published of people; returns everybody's statement by employee id, and those that are new."""
        period = self.notice.period
        every: dict[str, list[Publication]] = {}
        for each in publications.all_of(step, period, "statement"):
            every.setdefault(each.employee_id, []).append(each)
        marked = marks.all_of(step, period)
        reasons: dict[str, list[str]] = {}
        news: list[Publication] = []
        for who in people:
            before = every.setdefault(who.employee_id, [])
            last = before[-1] if before else None
            reasons[who.employee_id] = [mark.reason for mark in marked if last and _explains(mark, who, since=last.at)]
            news += self._next(who, before, reasons[who.employee_id], lang)
        recorded = {each.employee_id: each for each in publications.record(step, news)}
        if recorded:
            marks.add(step, period, "published")
        revisions = {}
        for who in people:
            key = who.employee_id
            *replaced, now = [*every[key], *([recorded[key]] if key in recorded else [])]
            last = replaced[-1] if replaced else None
            different = list(_changed(step, last, now, who, lang=lang)) if last else ()
            is_news = key in recorded and last is not None and not reasons[key] and _states_else(last, now)
            revisions[key] = Revision(now, last, different, unexplained=is_news)
        return revisions, [revisions[key] for key in recorded]

    def _next(
        self, who: Appraised, before: Sequence[Publication], reasons: Sequence[str], lang: Lang
    ) -> Iterator[Publication]:
        """Yield the next statement of somebody, where the last one does not state the same on its day."""
        facts, last = self._facts(who), before[-1] if before else None
        same = last is not None and last.facts["stated"] == facts["stated"]
        is_dated = self.dated_anew and self.reason
        if last is None or not same or (is_dated and last.day != str(self.notice.published)):
            why = text(lang, "problems.semicolon").join(dict.fromkeys(reasons if not same else ()))
            why = why or self.reason if last else ""
            yield self._publication(who, facts, len(before) + 1, why=why)

    def _publication(self, who: Appraised, facts: Mapping[str, Any], number: int, *, why: str) -> Publication:
        notice = self.notice
        return Publication(
            notice.period,
            "statement",
            who.employee_id,
            revision=number,
            day=str(notice.published),
            interview_by=str(notice.interview.day),
            answer_by=str(notice.appeal.day),
            facts=facts,
            why=why,
        )

    def _facts(self, who: Appraised) -> dict[str, Any]:
        """Return what a statement states, as JSON holds it."""
        plan, employee = who.outcome.plan, who.employee
        confidential = {spec.id for spec in plan.of_kind("words") if spec.words and spec.words.confidential} | {
            WITHHELD
        }
        joined = anonymity.joined_ratings(employee, who.outcome, self.notice.anonymous_below)
        hidden = anonymity.hidden(joined)
        shown = [spec for spec in plan.of_kind(*_KINDS) if spec.id not in hidden]
        rows = {
            table: digest([[entries_out(row.entries), dict(row.texts)] for row in filled])
            for table, filled in employee.rows.items()
            if filled
        }
        stated = {
            "columns": entries_out({spec.id: changes.stated(spec, who.outcome.value(spec.id)) for spec in shown}),
            "hidden": sorted(hidden),
            "corrections": round(sum(amount for _, amount in self.corrections.get(who.employee_id, ())) * 100),
            "reason": who.calibration.reason if who.calibration else "",
            "texts": {key: words for key, words in employee.texts.items() if key not in confidential},
            "rows": rows,
            "who": [who.name, employee.role, who.manager.department, who.manager.team, who.manager.name],
        }
        if who.stints:
            parts = [(each.employee.stint, self._facts(each)["stated"]) for each in who.stints]
            stated["stints"] = [[str(days.first), str(days.last), days.days, part] for days, part in parts if days]
        days = [self.notice.interview_days, self.notice.appeal_days]
        return {"stated": stated, "scheme": employee.scheme, "days": days}


def _explains(mark: Mark, who: Appraised, since: str) -> bool:
    """Return whether a reopening since a statement says why it changes; one that names nobody is about all."""
    return mark.kind == "reopened" and mark.at >= since and who.employee_id in (mark.people or [who.employee_id])


def _states_else(before: Publication, now: Publication) -> bool:
    """Return whether two statements differ in more than money of earlier periods, which comes with its payroll."""
    was, stated = ({**each.facts["stated"], "corrections": 0} for each in (before, now))
    return bool(was != stated)


def _changed(read: Reading, before: Publication, now: Publication, who: Appraised, *, lang: Lang) -> Iterator[Change]:
    """Yield what a statement says otherwise than the one before, each by its own scheme."""
    was, stated = before.facts["stated"], now.facts["stated"]
    scheme = before.facts["scheme"]
    plan = who.outcome.plan if scheme == who.employee.scheme else issuing.plan_issued(read, scheme)
    kept_back = {*was["hidden"], *stated["hidden"]}
    unchanged = {key: who.outcome.value(key) for key in kept_back}  # what would tell who gave it is no news
    yield from changes.between({**entries_in(was["columns"]), **unchanged}, who.outcome, _KINDS, lang, was=plan)
    if was["corrections"] != stated["corrections"]:
        old, new = (wording.money(each["corrections"] / 100, lang) for each in (was, stated))
        yield Change(text(lang, "publish.revision.corrections"), old, new)
    names = texts_of(who.outcome.plan, [who.employee], lang)
    for key in {**was["texts"], **stated["texts"]}:
        old, new = was["texts"].get(key, ""), stated["texts"].get(key, "")
        if old != new:
            yield Change(names.get(key, text(lang, "publish.heading.words")), old or "—", new or "—")
    titles = {table: who.outcome.plan.scheme.details[table].name[lang] for table in who.outcome.plan.tables}
    was_other, is_other = (text(lang, f"publish.revision.{key}") for key in ("before", "after"))
    for table in {**was["rows"], **stated["rows"]}:
        if was["rows"].get(table) != stated["rows"].get(table):
            yield Change(titles.get(table, table), was_other, is_other)
    if was.get("stints") != stated.get("stints"):
        yield Change(text(lang, "publish.revision.stints"), was_other, is_other)
    if was["hidden"] != stated["hidden"]:
        yield Change(text(lang, "publish.revision.ratings"), was_other, is_other)
    if was["reason"] != stated["reason"]:
        yield Change(text(lang, "publish.calibration"), was["reason"] or "—", stated["reason"] or "—")
    if was["who"] != stated["who"]:
        old, new = (" · ".join(filter(None, each["who"])) for each in (was, stated))
        yield Change(text(lang, "publish.revision.person"), old, new)
    if before.day != now.day:
        yield Change(text(lang, "publish.fact.published"), before.day, now.day)
