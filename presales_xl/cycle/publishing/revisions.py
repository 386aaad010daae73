"""Which statements are published anew: other facts are a revision of their own, with days of its own and what changed.

The ledger keeps the facts of every revision. Who stands among how many makes no revision; what became of an appeal
does, for whoever appealed. What was typed as the reason is told to those whom it is about alone: whose statement only
follows the results of others, or has names spelled otherwise, is told that.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from presales_xl.cycle import changes
from presales_xl.cycle.changes import Change
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.publishing import wording
from presales_xl.cycle.publishing.names_of_others import People, hide_others
from presales_xl.cycle.publishing.statement import Correction, Notice
from presales_xl.cycle.publishing.withdrawn import Withdrawn
from presales_xl.grouping import grouped
from presales_xl.ledger import marks, publications
from presales_xl.ledger.appeals import Appeal
from presales_xl.ledger.codec import digest, entries_in, entries_out
from presales_xl.ledger.publications import Publication
from presales_xl.ledger.step import Reading, Step
from presales_xl.people import anonymity
from presales_xl.people.appraised import Appraised
from presales_xl.people.employees import WITHHELD, Employee
from presales_xl.people.entries import texts_of
from presales_xl.people.stints import person_id
from presales_xl.scheme.columns import is_individual
from presales_xl.scheme.states import DAYS
from presales_xl.texts import Lang, text

_KINDS = (*changes.RESULTS, *changes.ENTRIES)


@dataclass(frozen=True)
class Revision:
    """An employee's statement or plan as it is published, what it `replaces`, and what is different there.

    It is `unexplained` where it states something else than money of earlier periods and what became of an appeal, and
    neither a reopening nor an appeal that was upheld says why.
    """

    now: Publication
    replaces: Publication | None
    changes: Sequence[Change]
    unexplained: bool = False

    def notice(self, notice: Notice, names: People, who: Appraised | Employee, lang: Lang) -> Notice:
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
class Stated:
    """What a document states of somebody now, and what tells how it differs from an earlier revision.

    `reasons` are why it is another one since the last revision, each with whether that explains more than itself: an
    appeal that was rejected has changed nothing.
    """

    employee_id: str
    facts: Mapping[str, Any]
    changes: Callable[[Publication, Publication], Iterable[Change]]
    reasons: Callable[[Publication], Mapping[str, bool]] = lambda _: {}


def record(
    step: Step, notice: Notice, people: Sequence[Stated], lang: Lang, *, reason: str = "", dated_anew: bool = False
) -> tuple[dict[str, Revision], list[Revision]]:
    """Record what is published of people; returns everybody's document by employee id, and those that are new.

    A document with the same facts keeps its day, but where all are `dated_anew` with a `reason`.
    """
    every = grouped(publications.all_of(step, notice.period, notice.document), lambda each: each.employee_id)
    first = Publication(
        notice.period,
        notice.document,
        "",
        revision=1,
        day=str(notice.published),
        answer_by=str(notice.appeal),
        interview_by="" if notice.is_plan else str(notice.interview),
    )
    news, unexplained = list[Publication](), set[str]()
    for who in people:
        key, known = who.employee_id, every.setdefault(who.employee_id, [])
        last = known[-1] if known else None
        new = replace(first, employee_id=key, revision=len(known) + 1, facts=who.facts)
        same = publications.states_the_same(last, new)
        reasons = who.reasons(last) if last and not same else {}
        if last and not same and _is_of_person_alone(last, new):  # of which no reason that was typed says anything
            reasons = {text(lang, "publish.revision.of_person"): True}
        if last and not any(reasons.values()) and _states_else(last, new):
            unexplained.add(key)
        if not same or (dated_anew and reason and last and last.day != new.day):
            stated = [*reasons, *([reason] if last and reason and (key in unexplained or not reasons) else [])]
            news.append(replace(new, why=text(lang, "problems.semicolon").join(dict.fromkeys(stated))))
    recorded = {each.employee_id: each for each in publications.record(step, news)}
    revisions = {}
    for who in people:
        key = who.employee_id
        *earlier, now = [*every[key], *([recorded[key]] if key in recorded else [])]
        before = earlier[-1] if earlier else None
        changed = list(who.changes(before, now)) if before else ()
        revisions[key] = Revision(now, before, changed, unexplained=key in unexplained)
    return revisions, [revisions[key] for key in recorded]


def statements(
    read: Reading,
    people: Sequence[Appraised],
    notice: Notice,
    *,
    corrections: Mapping[str, Sequence[Correction]],
    appealed: Sequence[Appeal],
    gone: Sequence[Withdrawn] = (),
    lang: Lang,
) -> list[Stated]:
    """Return what statements state of people, and of those `gone`; `corrections` is money of earlier periods."""
    closed = (appeal for appeal in appealed if appeal.decided_at)
    decided = grouped(closed, lambda appeal: person_id(appeal.employee_id))
    reopened = marks.reopenings(read, notice.period)

    def reasons(employee_id: str, last: Publication) -> dict[str, bool]:
        """Return why a statement is another one since: a reopening, whose marks say whom it is about, or an appeal."""
        since = [mark for mark in reopened[employee_id] if mark.at >= last.at]
        known = dict.fromkeys((mark.reason for mark in since if mark.kind == "reopened"), True)
        appeals_since = [each for each in decided.get(employee_id, ()) if each.decided_at >= last.at]
        known |= {each.note: bool(since) or each.outcome == "upheld" for each in appeals_since}
        return known or dict.fromkeys([text(lang, "publish.revision.of_others")] if since else (), True)

    def stated(who: Appraised) -> Stated:
        facts = _facts(who, notice, corrections, decided.get(who.employee_id, ()))
        told = partial(_changed, read, who=who, lang=lang)
        return Stated(who.employee_id, facts, told, partial(reasons, who.employee_id))

    def stated_of(gone: Withdrawn) -> Stated:
        key = gone.employee.employee_id
        facts = gone.facts(notice, _appeals(decided.get(key, ())))

        def told(before: Publication, now: Publication) -> Iterator[Change]:
            yield from gone.changes(read, before, now, lang)
            yield from _of_appeals(before, now, lang)

        return Stated(key, facts, told, partial(reasons, key))

    return [*map(stated, people), *map(stated_of, gone)]


def _facts(
    who: Appraised,
    notice: Notice,
    corrections: Mapping[str, Sequence[Correction]],
    decided: Sequence[Appeal] = (),
) -> dict[str, Any]:
    """Return what a statement states, as JSON holds it."""
    plan, employee = who.outcome.plan, who.employee
    confidential = {spec.id for spec in plan.of_kind("words") if spec.words and spec.words.confidential} | {WITHHELD}
    joined = anonymity.joined_ratings(employee, who.outcome, notice.anonymous_below)
    hidden = anonymity.hidden(joined)
    shown = [spec for spec in plan.of_kind(*_KINDS) if spec.id not in hidden and _is_of(who, spec.id)]
    corrected = corrections.get(who.employee_id, ())
    rows = {
        table: digest([[entries_out(row.entries), dict(row.texts)] for row in filled])
        for table, filled in employee.rows.items()
        if filled
    }
    stated = {
        "columns": entries_out({spec.id: changes.stated(spec, who.outcome.value(spec.id)) for spec in shown}),
        "hidden": sorted(hidden),
        "corrections": _fen(each for each in corrected if not each.is_returned),
        "returned": _fen(each for each in corrected if each.is_returned),
        "reason": who.calibration.reason if who.calibration else "",
        "texts": {key: words for key, words in employee.texts.items() if key not in confidential},
        "rows": rows,
        "who": [who.name, employee.role, who.manager.department, who.manager.team, who.manager.name],
    }
    stated |= _appeals(decided)
    if who.stints:
        parts = [(each.employee.stint, _of_stint(each, notice, corrections)) for each in who.stints]
        stated["stints"] = [[str(days.first), str(days.last), days.days, part] for days, part in parts if days]
    days = [notice.interview_days, notice.appeal_days]
    paid = {"paid": entries_out(who.pay)} if who.stints else {}  # items that the scheme of the last one lacks, too
    return {"stated": stated, "scheme": employee.scheme, "days": days, **paid}


def _appeals(decided: Sequence[Appeal]) -> dict[str, Any]:
    """Return what a statement states of appeals, nothing where there was none."""
    return {"appeals": [[each.id, each.outcome, each.note] for each in decided]} if decided else {}


def _of_stint(stint: Appraised, notice: Notice, corrections: Mapping[str, Sequence[Correction]]) -> Mapping[str, Any]:
    """Return what a statement states of one stint of several: no place of its own, only that of the person."""
    stated, columns = _facts(stint, notice, corrections)["stated"], stint.outcome.plan.columns
    return {
        **stated,
        "columns": {key: value for key, value in stated["columns"].items() if columns[key].kind != "rank"},
    }


def _fen(corrections: Iterable[Correction]) -> int:
    return round(sum(each.amount for each in corrections) * 100)


def _is_of(who: Appraised, column: str) -> bool:
    """Return whether a column says something of somebody, not only of others with dates or figures of their own."""
    if column in DAYS:
        return not changes.is_at_work_all_days(who.outcome)
    return not is_individual(column) or math.isfinite(who.outcome.value(column))


def _states_else(before: Publication, now: Publication) -> bool:
    """Return whether two statements differ in more than money of earlier periods and what became of appeals.

    Money comes with its payroll, and what is decided of an appeal is told whatever it was.
    """
    known = dict.fromkeys(("corrections", "returned", "appeals"))
    was, stated = ({**each.facts["stated"], **known} for each in (before, now))
    return bool(was != stated)


def _is_of_person_alone(before: Publication, now: Publication) -> bool:
    """Return whether two statements differ in nothing but names: the person's own, the team's, the manager's."""
    if now.document != "statement" or before.facts["days"] != now.facts["days"]:
        return False
    was, stated = ({**each.facts["stated"], "who": None} for each in (before, now))
    return bool(was == stated)


def _changed(read: Reading, before: Publication, now: Publication, *, who: Appraised, lang: Lang) -> Iterator[Change]:
    """Yield what a statement says otherwise than the one before, each by its own scheme."""
    was, stated = before.facts["stated"], now.facts["stated"]
    scheme = before.facts["scheme"]
    plan = who.outcome.plan if scheme == who.employee.scheme else issuing.plan_issued(read, scheme)
    parts = [[part for *_, part in each.get("stints", ())] for each in (was, stated)]
    # A change of these would tell who gave it.
    kept_back = {key for part in (was, stated, *parts[0], *parts[1]) for key in part["hidden"]}
    values, stints = entries_in(was["columns"]), [entries_in(part["columns"]) for part in parts[0]]
    paid = entries_in(before.facts.get("paid", was["columns"]))
    yield from changes.of_person(values, paid, who, _KINDS, lang=lang, was=plan, stints=stints, hidden=kept_back)
    for key in (key for key in ("corrections", "returned") if was[key] != stated[key]):
        sign = -1 if key == "returned" else 1  # what is to be returned is told above 0, as the page does
        old, new = (wording.money(sign * each[key] / 100, lang) for each in (was, stated))
        yield Change(text(lang, f"publish.revision.{key}"), old, new)
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
    yield from _of_appeals(before, now, lang)
    if before.day != now.day:
        yield Change(text(lang, "publish.fact.published"), before.day, now.day)


def _of_appeals(before: Publication, now: Publication, lang: Lang) -> Iterator[Change]:
    """Yield what has become of appeals since the statement before."""
    known = before.facts["stated"].get("appeals", ())
    for number, outcome, note in (each for each in now.facts["stated"].get("appeals", ()) if each not in known):
        state = text(lang, f"publish.appeal.state.{outcome}")
        yield Change(text(lang, "publish.revision.appeal", number=number), "—", f"{state} · {note}")
