"""Workbooks about to be issued: which of them are another issue, their files, and what the ledger is to know of them.

Where results of the period are relied on, nothing is issued anew or withdrawn without a reason.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from pathlib import Path

from presales_xl.cores import Cores, in_blocks
from presales_xl.cycle import recompute
from presales_xl.cycle.changes import Affected, Change, all_pay
from presales_xl.cycle.generating import history, issuing
from presales_xl.cycle.generating.filling import Task, Writer, written
from presales_xl.cycle.generating.history import Remembered
from presales_xl.cycle.generating.seal import Keys
from presales_xl.cycle.recompute import Reopening
from presales_xl.cycle.standing import Standings, standings
from presales_xl.files import sweep
from presales_xl.ledger import issues, kept_results, kept_rows, marks
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.marks import State
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import paid_in_all
from presales_xl.periods import Period
from presales_xl.problem_texts import explain
from presales_xl.progress import Track
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import ClosedError, Problem
from presales_xl.scheme.states import EXEMPT, STATE
from presales_xl.texts import Lang, first_of, text
from presales_xl.workbook.identity import as_issued

_NAMED = 12  # files that a message names
_BLOCK = 200  # workbooks that a process gets at once: so many that few processes make the same shape
_WORTH = 1000  # workbooks that two processes fill sooner than one, which needs not start nor make shapes twice
_SHAPE = 30  # workbooks that are filled while a shape is made, or one is written that has none


@dataclass(frozen=True)
class Draft:
    """A workbook about to be issued: what the ledger is to know, where it goes, and what writes an issue of it.

    `schemes` are as issued, by id. `writer` gives what a process writes it by: a function of the number of the issue
    and of what makes seals, which returns the seal. One that `is_anew` says something else than the latest issue.
    """

    new: LedgerWorkbook
    path: Path
    schemes: Mapping[str, str]
    writer: Callable[[], Writer]
    number: int = 0
    is_anew: bool = True


def numbered(draft: Draft, before: LedgerWorkbook | None, keys: Keys) -> Draft:
    """Return a draft with the number of its issue and the key that seals it: the latest issue where it says the same.

    An issue keeps the key that sealed it; where that is gone nobody could prove it any more, and there is another one.
    """
    if before is not None and before.digest == draft.new.digest and before.key in keys.by_digest:
        new = replace(draft.new, seal=before.seal, key=before.key)
        return replace(draft, new=new, number=before.issue, is_anew=False)
    return replace(draft, new=replace(draft.new, key=keys.newest), number=1 if before is None else before.issue + 1)


def write(
    drafts: Sequence[Draft], plans: Collection[Plan], keys: Keys, *, track: Track, cores: Cores
) -> tuple[list[Draft], list[Problem]]:
    """Write the workbooks that the outbox does not have; returns them all, sealed.

    They are of people with these `plans`. Those that cannot be written are told of and left out. The file comes before
    the ledger's line: one in the outbox that the ledger does not know is written again.
    """
    for folder in dict.fromkeys(draft.path.parent for draft in drafts):
        sweep(folder)  # once, as it looks at all files
    likeness = [_likeness(draft) for draft in drafts]
    order = sorted(range(len(drafts)), key=likeness.__getitem__)
    shapes = len({repr(alike) for alike in likeness})
    results = in_blocks(
        partial(written, keys=keys),
        [drafts[number] for number in order],
        _BLOCK,
        prepare=_task,
        name=lambda draft: draft.path.name,
        least=max(2, _WORTH - _SHAPE * shapes),
        track=track,
        what="generate",
        cores=cores,
        common=[*plans],
    )
    done = [each for _, each in sorted(zip(order, results, strict=True), key=lambda pair: pair[0])]
    issued = [
        replace(draft, number=each.number, new=replace(draft.new, seal=each.seal, key=each.key))
        for draft, each in zip(drafts, done, strict=True)
        if not each.problems
    ]
    return issued, [problem for each in done for problem in each.problems]


def _likeness(draft: Draft) -> tuple[list[str], list[str]]:
    """Return what workbooks are ordered by, so that those of one shape come together: roles, then looks of rows."""
    people = sorted(draft.new.content.get("people", ()), key=itemgetter("role"))
    entries_of = [person["entries"] for person in people]
    states = [("level" in entries, entries.get(STATE) == EXEMPT) for entries in entries_of]
    looks = [f"{state} {who['locked']} {who['awaited']}" for who, state in zip(people, states, strict=True)]
    return [person["role"] for person in people], looks


def _task(draft: Draft) -> Task:
    seal = "" if draft.is_anew else draft.new.seal
    return Task(draft.path, draft.writer(), number=draft.number, key=draft.new.key, seal=seal)


@dataclass(frozen=True)
class IssuedWorkbooks:
    """What a run issues: workbooks, what is withdrawn (`gone`), what earlier periods leave, and who is `turned`.

    That is told of schemes by another version of which the period is from now on, and of figures of a later period.
    `absent` are the ids of those who are on the roster, but were not employed in the period, or in no role due in it.
    `bases` are the versions of schemes that it is by, without what HR sets for some.
    """

    period: Period
    drafts: Sequence[Draft]
    gone: Sequence[LedgerWorkbook]
    remembered: Remembered
    absent: Collection[str] = ()
    turned: Sequence[Problem] = ()
    bases: Sequence[Plan] = ()

    def record(self, step: Step, reopening: Reopening) -> list[Affected]:
        """Record it in the ledger; returns whose results that are relied on change.

        ProblemsError `generate.closed` where some are, and something is issued anew or withdrawn without a reason.
        """
        relied = marks.relied_on(step, self.period.text)
        for base in self.bases:
            issues.keep_scheme(step, as_issued(base), base.scheme.id)
        issuing.keep_schemes(step, dict.fromkeys(kept for draft in self.drafts for kept in draft.schemes.items()))
        drafts = (replace(draft.new, issue=draft.number) for draft in self.drafts)
        was = issuing.parts(issues.latest_of(step, self.period.text))
        issues.issue(step, [*drafts, *map(issuing.withdrawn, self.gone)])
        now = issuing.parts(issues.latest_of(step, self.period.text))
        history.record(step, self.remembered)
        kept = kept_results.all_of(step, self.period.text)
        is_anew = bool(self.gone) or any(draft.is_anew for draft in self.drafts)
        if not relied:  # but a later period may have taken over what is open again
            return recompute.renew(step, self.period, reopening) if kept and is_anew else []
        if not is_anew and not any(each.employee_id in self.absent and each.columns for each in kept):
            return []
        kept_rows.put(step, self.period.text, (), of=self.absent)  # who had no day in the period has no share of it
        current = standings(reopening.project, step, self.period, reopening.lang)
        reason = reopening.reason or "—"  # without one everything is told, and nothing stays
        off = list(self._taken_off(step, current, relied, reopening.lang))
        affected = recompute.keep(step, self.period, current, replace(reopening, reason=reason), absent=self.absent)
        noted = {each.employee_id for each in affected if each.period == self.period.text}
        reissued = issuing.reissued(was, now)
        others = {key: in_names for key, in_names in reissued.items() if key in relied and key not in noted}
        for in_names in (False, True):  # of whose name alone is another one the reason says nothing
            whose = sorted(key for key, is_so in others.items() if is_so == in_names)
            if whose or not (noted or others or in_names):
                why = reopening.command, reason
                marks.reopen(step, self.period.text, *why, people=whose, is_of_others=in_names)
        affected += off
        if not reopening.reason:
            raise self._closed(affected, {state for states in relied.values() for state in states}, reopening)
        return affected

    def _taken_off(self, read: Reading, current: Standings, relied: Collection[str], lang: Lang) -> Iterator[Affected]:
        """Yield those who are relied on and in no workbook any more; who is `absent` loses the pay."""
        left = {who.employee_id for who in current.everybody}
        name, on, off = (text(lang, f"status.roster.{key}") for key in ("name", "on", "off"))
        for kept in kept_results.all_of(read, self.period.text):
            if kept.employee_id in relied and kept.employee_id not in left:
                changes = [Change(name, on, off)]
                plan = issuing.plan_issued(read, kept.scheme)
                money = paid_in_all(kept.columns)
                if kept.employee_id in self.absent and math.isfinite(money):
                    is_own = money == kept.columns.get(plan.pay_total())
                    changes += all_pay((plan, plan), (money, 0.0), lang, is_own=is_own)
                yield Affected(kept.employee_id, kept.name, changes, self.period.text)

    def _closed(self, affected: Sequence[Affected], states: Collection[State], reopening: Reopening) -> ClosedError:
        anew = [draft.new.file for draft in self.drafts if draft.is_anew]
        lang, gone = reopening.lang, [workbook.file for workbook in self.gone]
        files = [text(lang, "status.issue.anew", file=file) for file in anew]
        files += [text(lang, "status.issue.withdrawn", file=file) for file in gone]
        turned = [explain(lang, each) for each in self.turned]
        lines = [*turned, *first_of(files, _NAMED, lang, "collecting.and_more")]
        listed = [f"\n  {line}" for line in lines]
        fields = reopening.fields(self.period.text, affected, states)
        results = text(lang, "status.issue.results", count=fields["count"]) if affected else ""
        fields |= {"changes": "".join(listed) + str(fields["changes"]), "files": len(files), "results": results}
        return ClosedError([Problem("generate.closed", fields=fields)])
