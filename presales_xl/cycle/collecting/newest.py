"""Which of several files of one workbook counts: the one that was saved last, of two saved at once what came last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from presales_xl.cycle.collecting.judge import Judged
from presales_xl.ledger import submissions
from presales_xl.ledger.step import Step
from presales_xl.ledger.submissions import Submission
from presales_xl.periods import Period
from presales_xl.scheme.errors import Place, Problem

_UNSEEN = 2**62  # the number of a file that the ledger has not seen: later than all


@dataclass(frozen=True, order=True)
class _Version:
    """A usable file of a workbook, in order of age."""

    saved: str
    number: int
    digest: str
    file: str


class Newest:
    """The usable files of each workbook: those of this run, and what counted so far."""

    def __init__(self, known: Sequence[Submission], counting: Sequence[Submission], judged: Sequence[Judged]) -> None:
        self._known = {one.digest: one for one in known}
        self._names = {one.id: one.file for one in known}
        useless = {one.digest for one in judged if one.verdict == "set_aside"}
        found = [
            (one.workbook_id, _Version(one.saved, one.id, one.digest, one.file))
            for one in counting
            if one.digest not in useless
        ]
        found += [(one.workbook.id, self._version(one)) for one in judged if one.workbook and self._may_count(one)]
        self.by_workbook: dict[int | None, _Version] = {}
        for key, version in found:
            self.by_workbook[key] = max(self.by_workbook.get(key, version), version)

    def instead(self, one: Judged) -> str:
        """Return the name of the file that counts instead of a usable one, "" when it counts itself."""
        before = self._known.get(one.digest)
        if one.workbook is None or one.verdict == "set_aside":
            return ""
        if before is not None and before.superseded_by is not None:  # once replaced, always so
            return self._names[before.superseded_by]
        newest = self.by_workbook[one.workbook.id]
        return "" if newest.digest == one.digest else newest.file

    def _may_count(self, one: Judged) -> bool:
        before = self._known.get(one.digest)
        return one.verdict != "set_aside" and (before is None or before.superseded_by is None)

    def _version(self, one: Judged) -> _Version:
        before = self._known.get(one.digest)
        if before is not None:
            return _Version(before.saved, before.id, before.digest, one.file)
        return _Version(one.saved, _UNSEEN, one.digest, one.file)


def record(step: Step, period: Period, judged: Sequence[Judged]) -> list[Judged]:
    """Record the files and return them: set aside are also those of which a newer one counts instead."""
    counting = submissions.counting(step, period.text)
    newest = Newest(submissions.all_of(step, period.text), counting, judged)
    told = list(_told(newest, judged))
    recorded = [submissions.record(step, one.submission(period), one.entered) for one in told]
    numbers = {one.digest: one.id for one in (*counting, *recorded)}
    replaced = [one for one, before in zip(recorded, judged, strict=True) if newest.instead(before)]
    for one in (*counting, *replaced):
        version = newest.by_workbook.get(one.workbook_id)
        if version is not None and version.digest != one.digest and one.superseded_by is None:
            submissions.supersede(step, one.id, numbers[version.digest])
    return told


def _told(newest: Newest, judged: Sequence[Judged]) -> Iterator[Judged]:
    for one in judged:
        name = newest.instead(one)
        problem = Problem("collect.superseded", Place(file=one.file), {"newer": name})
        yield replace(one, problems=[*one.problems, problem]) if name else one
