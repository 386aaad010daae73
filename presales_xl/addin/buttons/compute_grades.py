"""计算等级: grades by the scale, ranks, and the quota of the forced distribution for this team."""

from collections.abc import Sequence

from presales_xl.addin.native import Book
from presales_xl.addin.open_book import OpenBook
from presales_xl.addin.ribbon import Ask, Reply, first_few
from presales_xl.addin.role_results import RoleResults, SummaryRows, doubts, results_by_role
from presales_xl.addin.waiting import in_words
from presales_xl.backends.quotas import places_of
from presales_xl.cycle.calibrating import calibration
from presales_xl.cycle.calibrating.calibration import Candidate, Distribution, counts
from presales_xl.people.appraised import appraise
from presales_xl.people.employees import Manager
from presales_xl.people.outcome import PersonOutcome
from presales_xl.scheme.errors import fail
from presales_xl.texts import Lang, text
from presales_xl.workbook.areas import GRADES, HEADER, LINE
from presales_xl.workbook.layout import label_of

_RANK, _WHO, _TOTAL, _GRADE, _PROPOSED, _NOTE = 0, 1, 3, 4, 5, 7  # columns of the area
_NAMED = 5  # people whom the message names


def run(book: Book, ask: Ask) -> Reply:
    """Write to 汇总 each role's grades and ranks, the places of its quota, and who stands above or below it.

    Nothing that somebody entered changes; grades are decided in the calibration of the whole company.
    ProblemsError `workbook.not_ours`, `addin.no_grades`, those of `OpenBook.area`.
    """
    opened = OpenBook.read(book)
    opened.area(GRADES)
    checked = opened.review()
    roles = [results for results in results_by_role(opened, checked) if "grade" in results.role.plan.columns]
    if not roles:
        raise fail("addin.no_grades")
    rows, message = SummaryRows(), []
    for results in roles:
        grades = _RoleGrades(opened, results)
        grades.write(rows, results.lang)
        message += grades.summary(ask.lang)
    rows.write(opened, GRADES)
    doubt = doubts(checked, ask.lang)
    message += ["", text(ask.lang, "buttons.compute_grades.done"), *filter(None, [doubt])]
    return Reply("\n".join(message), "warning" if doubt else "info")


class _RoleGrades:
    """The people of one role, ranked among themselves."""

    def __init__(self, opened: OpenBook, results: RoleResults) -> None:
        identity = opened.issued.identity
        manager = Manager(identity.recipient_id, identity.recipient, identity.team)
        # With a least size of 1 the team is a pool of its own, as HR's calibration forms pools.
        standing = appraise(results.role, {manager.manager_id: manager})
        of_team = calibration.of([standing], identity.company, identity.period, mode="advise", least=1)
        self.results = results
        self.role = results.role
        self.distribution: Distribution | None = next(iter(of_team.distributions), None)
        self.rows = {person.employee_id: row for row, person in enumerate(self.role.people)}
        self.ranked = self.distribution.everybody if self.distribution else []
        self.groups = self.distribution.groups if self.distribution else []  # of the quota
        graded = {candidate.employee_id for candidate in self.ranked}
        #: The rows of those who compete for no grade, each with why.
        self.others = {row: _why(results.outcome.person(row)) for key, row in self.rows.items() if key not in graded}

    def names(self, lang: Lang) -> Sequence[str]:
        """Return what the grades are called, best first."""
        return self.distribution.grade_names(lang) if self.distribution else []

    def write(self, rows: SummaryRows, lang: Lang) -> None:
        rows.heading("buttons.compute_grades.heading", lang, role=self.role.name)
        rows.add(LINE, {0: text(lang, "addin.mark", words=self.quota(lang))})
        headers = {_RANK: "rank", _WHO: "who", _TOTAL: "total", _GRADE: "grade", _PROPOSED: "proposed", _NOTE: "note"}
        if not self.groups:
            del headers[_PROPOSED]
        rows.add(HEADER, {place: text(lang, f"buttons.compute_grades.{key}") for place, key in headers.items()})
        names = self.names(lang)
        for candidate in self.ranked:
            row = self.rows[candidate.employee_id]
            cells = {
                _RANK: self.results.outcome.person(row).rank,
                _WHO: self.results.link(row),
                _TOTAL: candidate.total,
                _GRADE: names[candidate.by_scale],
                _PROPOSED: None if candidate.proposed is None else names[candidate.proposed],
                _NOTE: self.note(candidate, lang),
            }
            rows.add(LINE, cells)
        for row, why in self.others.items():
            person = self.results.outcome.person(row)
            graded = {_RANK: person.rank, _TOTAL: person.cell("total", lang), _GRADE: person.cell("grade", lang)}
            note = text(lang, f"buttons.compute_grades.{why}")
            if awaited := self.results.waits.get(self.role.people[row].employee_id):
                note = text(lang, "buttons.compute_grades.awaited", awaited=awaited)
            rows.add(LINE, {_WHO: self.results.link(row), **(graded if why == "outside" else {}), _NOTE: note})
        rows.gap()

    def quota(self, lang: Lang) -> str:
        """Return the places of each grade and how many have it now."""
        if not self.groups:
            return text(lang, f"buttons.compute_grades.{'no_quota' if self.ranked else 'nobody'}")
        names, size = self.names(lang), len(self.ranked)
        places = places_of(self.groups, size)
        heads = counts(self.groups, [candidate.by_scale for candidate in self.ranked])
        parts = []
        for group in self.groups:
            fields = {"grade": "+".join(names[grade] for grade in group.grades), "heads": heads[group.key]}
            parts.append(text(lang, "buttons.compute_grades.places", places=places[group.key], **fields))
        return text(lang, "buttons.compute_grades.quota", people=size, parts=text(lang, "addin.comma").join(parts))

    def note(self, candidate: Candidate, lang: Lang) -> str | None:
        """Return where somebody stands against the quota, and what binds the grade."""
        parts, names = [], self.names(lang)
        if candidate.proposed is not None and candidate.proposed != candidate.by_scale:
            key = "above" if candidate.proposed > candidate.by_scale else "below"
            fields = {"grade": names[candidate.by_scale], "proposed": names[candidate.proposed]}
            parts.append(text(lang, f"buttons.compute_grades.{key}", **fields))
        if candidate.limit:
            key = "vetoed" if candidate.limit == len(names) - 1 else "lowered"
            parts.append(text(lang, f"calibration.note.{key}", grade=names[candidate.limit]))
        if candidate.undecided:
            parts.append(text(lang, "buttons.compute_grades.undecided"))
        return text(lang, "addin.mark", words=text(lang, "addin.semicolon").join(parts)) if parts else None

    def summary(self, lang: Lang) -> list[str]:
        """Return what the message says of the role."""
        lines = [text(lang, "buttons.compute_grades.summary", role=self.role.name, quota=self.quota(lang))]
        for key, sign in (("over", 1), ("under", -1)):
            people = [
                label_of(candidate.employee_id, candidate.who.name)
                for candidate in self.ranked
                if candidate.proposed is not None and (candidate.proposed - candidate.by_scale) * sign > 0
            ]
            if people:
                named = first_few(people, _NAMED, lang)
                lines.append(text(lang, f"buttons.compute_grades.{key}", count=len(people), people=named))
        if left := self.results.unfinished:
            lines.append(text(lang, "buttons.compute_grades.left", count=left))
        if waits := self.results.waits:
            waiting = in_words(self.role.people, waits, lang)
            lines.append(text(lang, "buttons.compute_grades.waiting", count=len(waits), people=waiting))
        return lines


def _why(person: PersonOutcome) -> str:
    """Return why somebody competes for no grade: not complete yet, not appraised, or graded outside the quota."""
    if not person.is_complete:
        return "incomplete"
    return "outside" if person.is_appraised else "not_appraised"
