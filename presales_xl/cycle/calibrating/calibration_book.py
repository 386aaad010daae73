"""The calibration workbook: written for HR to decide grades in, and read back, held against the rules of the mode."""

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from presales_xl import __version__
from presales_xl.cycle.calibrating.calibration import (
    Calibration,
    Candidate,
    Distribution,
    Pool,
    excesses,
    passed_over,
    within,
)
from presales_xl.cycle.calibrating.grade_sheet import FIRST_ROW, ID_ROW, FinalGrade, GradeSheet
from presales_xl.cycle.calibrating.overview import write_managers, write_overview
from presales_xl.people.appraised import CalibratedGrade
from presales_xl.people.table import Value, as_text, normal
from presales_xl.scheme.errors import Place, Problem, ProblemsError, StaleError, fail, warning
from presales_xl.texts import Lang, language, text
from presales_xl.workbook.identity import Seal, sealed_digest, write_rows
from presales_xl.workbook.layout import IDENTITY, cell_name, sheet_name
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.style import Style, new_workbook

FILE = "calibration.xlsx"
MARK = "presales_xl calibration"
FORMAT = "1"  # of the hidden sheet; a reader refuses another one
_MARK_DIGITS = 16  # hexadecimal, of what tells a recorded grade
_NAMED = 3  # people who are named in one message


class KnownPerson(NamedTuple):
    """What was known of a person when the workbook was written, as grade keys.

    `reason` is that of the calibration in force, "" without one; `start` is what the final grade began with.
    """

    in_force: str
    reason: str
    start: str


@dataclass(frozen=True)
class Written:
    """What a calibration workbook says of itself: the sheets of grades by scheme, the people by employee id."""

    company: str
    period: str
    lang: str
    digest: str
    sheets: Mapping[str, str]
    people: Mapping[str, KnownPerson]
    seal: str = ""

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the hidden sheet's rows but the one with the seal."""
        facts = {key: str(getattr(self, key)) for key in ("company", "period", "lang", "digest")}
        yield from ({"mark": MARK, "format": FORMAT, "version": __version__} | facts).items()
        yield from (("sheet", scheme, sheet) for scheme, sheet in self.sheets.items())
        yield from (("person", employee_id, *known) for employee_id, known in self.people.items())


def identify(rows: Sequence[Sequence[Value]]) -> Written | None:
    """Return what the hidden sheet says, None when it is no calibration workbook of this format."""
    texts = [["" if value is None else str(value) for value in row] + [""] * 4 for row in rows]
    facts = {row[0]: row[1] for row in texts if row[0] not in ("sheet", "person")}
    needed = ("company", "period", "lang", "digest", "seal")
    if facts.get("mark") != MARK or facts.get("format") != FORMAT or not set(needed) <= set(facts):
        return None
    sheets = {row[1]: row[2] for row in texts if row[0] == "sheet"}
    people = {row[1]: KnownPerson(*row[2:5]) for row in texts if row[0] == "person"}
    return Written(sheets=sheets, people=people, **{key: facts[key] for key in needed})


# Writing.


def write(path: Path, calibration: Calibration, lang: Lang, seal: Seal, *, typed: Mapping[str, FinalGrade]) -> None:
    """Write the workbook; `typed` is what an earlier one already held in its yellow cells, by employee id.

    ProblemsError `file.locked` when it is open in another program.
    """
    title = text(lang, "calibration.title", company=calibration.company, period=calibration.period)
    with new_workbook(path, lang, title=title, company=calibration.company, author="presales_xl") as book:
        style = Style(book, lang)
        overview = book.add_worksheet(text(lang, "calibration.sheet.overview"))
        managers = text(lang, "calibration.sheet.managers")
        names = _sheet_names(calibration, lang, {overview.get_name().casefold(), managers.casefold()})
        known = {}
        grade_sheets = []
        for distribution in calibration.distributions:
            scheme = distribution.plan.scheme
            sheet = book.add_worksheet(names[scheme.id])
            sheet.set_tab_color(style.colour("input_header"))
            choices = {}
            for person in distribution.everybody:
                known[person.employee_id] = _known(distribution, person)
                choice = FinalGrade(distribution.start(person), person.reason)
                choices[person.employee_id] = typed.get(person.employee_id, choice)
            grade_sheets.append(GradeSheet(sheet, style, distribution, choices))
            sheet_title = {"scheme": scheme.name[lang], "period": calibration.period}
            grade_sheets[-1].write(text(lang, "calibration.sheet_title", **sheet_title))
        write_overview(overview, style, calibration, grade_sheets)
        write_managers(book.add_worksheet(managers), style, calibration.distributions)
        facts = {"company": calibration.company, "period": calibration.period, "digest": calibration.digest}
        written = Written(lang=lang, sheets=names, people=known, **facts)
        write_rows(book.add_worksheet(IDENTITY), written.rows(), seal)
        overview.activate()


def _sheet_names(calibration: Calibration, lang: Lang, taken: set[str]) -> dict[str, str]:
    """Return the names of the sheets of grades by scheme, no two alike."""
    names: dict[str, str] = {}
    for distribution in calibration.distributions:
        scheme = distribution.plan.scheme
        wanted = sheet_name(text(lang, "calibration.sheet.ranking", scheme=scheme.name[lang]))
        names[scheme.id] = wanted if wanted.casefold() not in taken else sheet_name(scheme.id)
        taken.add(names[scheme.id].casefold())
    return names


def _known(distribution: Distribution, person: Candidate) -> KnownPerson:
    return KnownPerson(
        distribution.keys[person.in_force], person.reason, start=distribution.keys[distribution.start(person)]
    )


# Reading.


@dataclass(frozen=True)
class Typed:
    """What stands in a person's row: the grade as it is shown, the reason, and where the grade stands."""

    grade: str
    reason: str
    place: Place


def typed_before(sheets: Sheets, calibration: Calibration, lang: Lang) -> tuple[dict[str, FinalGrade], list[Problem]]:
    """Return what was typed into an earlier workbook of the same period and is not recorded, by employee id.

    What the ledger has another grade of since is left out and told; a grade that the scheme no longer has is left out.
    """
    written = identify(sheets.get(IDENTITY, []))
    choices, left = dict[str, FinalGrade](), list[Problem]()
    if written is None or (written.company, written.period) != (calibration.company, calibration.period):
        return choices, left
    for distribution in calibration.distributions:
        rows = typed(sheets, written.sheets.get(distribution.plan.scheme.id, ""), "", missing_ok=True)
        names = [normal(name) for name in distribution.grade_names(language(written.lang) or "zh")]
        for person in distribution.everybody:
            known, row = written.people.get(person.employee_id), rows.get(person.employee_id, [None])[0]
            if known is None or row is None or normal(row.grade) not in names:
                continue
            final = names.index(normal(row.grade))
            if (distribution.keys[final], row.reason) == (known.start, known.reason):
                continue
            if (distribution.keys[person.in_force], person.reason) == (known.in_force, known.reason):
                choices[person.employee_id] = FinalGrade(final, row.reason)
            elif final != person.in_force:
                grades = distribution.grade_names(lang)
                fields = {"name": person.who.name, "found": grades[final], "known": grades[person.in_force]}
                left.append(warning("calibration.not_carried", None, why=row.reason or "—", **fields))
    return choices, left


def typed(sheets: Sheets, sheet: str, file: str, *, missing_ok: bool = False) -> dict[str, list[Typed]]:
    """Return what the yellow cells of a sheet hold, by employee id; more than one for an id that is there twice.

    ProblemsError `calibration.sheet` when the sheet or one of its columns is gone, unless that is all right.
    """
    rows = sheets.get(sheet, [])
    heads = [as_text(value) or "" for value in rows[ID_ROW]] if rows else []
    if not {"employee_id", "final", "reason"} <= set(heads):
        if missing_ok:
            return {}
        raise fail("calibration.sheet", Place(file=file, sheet=sheet))
    who, final, why = (heads.index(key) for key in ("employee_id", "final", "reason"))
    lines: dict[str, list[Typed]] = {}
    for number, row in enumerate(rows[FIRST_ROW:], FIRST_ROW):
        if employee_id := as_text(row[who]):
            place = Place(file=file, sheet=sheet, cell=cell_name(number, final))
            reason = " ".join((as_text(row[why]) or "").split())
            lines.setdefault(employee_id, []).append(Typed(as_text(row[final]) or "", reason, place))
    return lines


@dataclass(frozen=True)
class ToRecord:
    """The decisions that a workbook holds, still without their author, what is odd about them, and their `marks`.

    By these, and by those of before, a later reading of the same workbook, by whoever recorded them, knows them from
    what others decided since.
    """

    decisions: Sequence[CalibratedGrade]
    problems: Sequence[Problem]
    marks: Sequence[str]


def read(
    sheets: Sheets, file: str, calibration: Calibration, seal: Seal, *, actor: str = "", recorded: Collection[str] = ()
) -> ToRecord:
    """Return what is to be recorded; `file` is the workbook's name in messages.

    What is in force already is no decision, so that a workbook may be read twice; of what the same `actor` has
    `recorded` from it (see `ToRecord.marks`) another grade is one. ProblemsError with everything that keeps the
    workbook from being recorded; then nothing of it is to be.
    """
    reading = _Reading(file, _ours(sheets, file, calibration, seal), actor, recorded)
    for distribution in calibration.distributions:
        sheet = reading.written.sheets[distribution.plan.scheme.id]
        reading.distribution(distribution, typed(sheets, sheet, file))
    if any(problem.severity == "error" for problem in reading.problems):
        raise ProblemsError(reading.problems)
    return ToRecord(reading.decisions, reading.problems, [*dict.fromkeys([*recorded, *reading.marks])])


def _ours(sheets: Sheets, file: str, calibration: Calibration, seal: Seal) -> Written:
    """Return what the workbook says of itself: it must be ours, of this period, whole, and of the results of now."""
    place = Place(file=file)
    written = identify(sheets.get(IDENTITY, []))
    if written is None:
        raise fail("calibration.not_ours", place)
    if (written.company, written.period) != (calibration.company, calibration.period):
        other = f"{written.company} {written.period}"
        raise fail("calibration.other", place, found=other, expected=f"{calibration.company} {calibration.period}")
    if not hmac.compare_digest(written.seal.encode(), seal(sealed_digest(written.rows())).encode()):
        raise fail("calibration.seal", place)
    if written.digest != calibration.digest:
        raise StaleError([Problem("calibration.stale", place, {"period": calibration.period})])
    return written


@dataclass
class _Reading:
    """One workbook being held against the calibration as it is now."""

    file: str
    written: Written
    actor: str
    recorded: Collection[str]
    decisions: list[CalibratedGrade] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def lang(self) -> Lang:
        return language(self.written.lang) or "zh"

    def distribution(self, distribution: Distribution, rows: Mapping[str, list[Typed]]) -> None:
        """Hold the rows of one scheme against its people."""
        everybody = {person.employee_id: person for person in distribution.everybody}
        sheet = Place(file=self.file, sheet=self.written.sheets[distribution.plan.scheme.id])
        for employee_id, lines in rows.items():
            if employee_id not in everybody:
                self.problems.append(Problem("calibration.unknown", lines[0].place, {"id": employee_id}))
            elif len(lines) > 1:
                self.problems.append(Problem("calibration.twice", lines[1].place, {"id": employee_id}))
        finals: dict[str, int] = {}
        for employee_id, person in everybody.items():
            if employee_id not in rows:
                fields = {"id": employee_id, "name": person.who.name}
                self.problems.append(Problem("calibration.lacking", sheet, fields))
                continue
            try:
                finals[employee_id] = self._final(distribution, person, rows[employee_id][0])
            except ProblemsError as error:
                self.problems += error.problems
        if len(finals) == len(everybody) and distribution.groups:
            places = {employee_id: lines[0].place for employee_id, lines in rows.items()}
            for pool in distribution.pools:
                self.problems += self._broken_rules(distribution, pool, finals, places)

    def _final(self, distribution: Distribution, person: Candidate, row: Typed) -> int:
        """Return the final grade of a person, and note the decision when it is one; ProblemsError when it cannot be."""
        keys, names = distribution.keys, distribution.grade_names(self.lang)
        who = {"name": person.who.name}
        plain = [normal(name) for name in names]  # "ａ " is A
        if normal(row.grade) not in plain:
            code = "calibration.grade" if row.grade else "calibration.no_grade"
            raise fail(code, row.place, **who, found=row.grade, expected=names)
        final = plain.index(normal(row.grade))
        if final < person.limit:
            raise fail("calibration.limit", row.place, **who, found=row.grade, expected=names[person.limit])
        known = self.written.people[person.employee_id]
        is_own = self._mark(person, keys[person.in_force], person.reason) in self.recorded
        left_alone = keys[final] == known.in_force == known.start and not is_own
        recorded = final == person.in_force and (is_own or final == distribution.start(person))
        # What still limits a stint is withdrawn by a reason only, not by looking at everybody once more.
        is_lifted = bool(person.who.limited and row.reason)
        confirmed = final == person.in_force and (person.who.is_stale or is_lifted)
        if (left_alone or recorded) and not confirmed:
            return person.in_force
        if (keys[person.in_force], person.reason) != (known.in_force, known.reason) and not is_own:
            raise fail("calibration.meanwhile", row.place, **who, found=names[person.in_force])
        # The reason of an earlier decision says nothing about another one.
        reason = row.reason if confirmed or row.reason != known.reason else ""
        if distribution.needs_reason(person, final) and not reason:
            raise fail("calibration.reason", row.place, **who, found=row.grade)
        # By scale again, where that is what counts without a calibration: then the earlier one is withdrawn.
        withdrawn = final == person.by_scale == distribution.by_rule(person)
        why = reason or text(self.lang, f"calibration.reason.{'proposed' if final == person.proposed else 'by_scale'}")
        to_grade = "" if withdrawn else keys[final]
        self.marks.append(self._mark(person, keys[final], "" if withdrawn else why))
        self.decisions.append(
            CalibratedGrade(
                period=self.written.period,
                employee_id=person.employee_id,
                from_grade=keys[person.by_scale],
                to_grade=to_grade,
                reason=why,
                author="",
                scheme=distribution.plan.scheme.id,
            )
        )
        return final

    def _mark(self, person: Candidate, grade: str, reason: str) -> str:
        """Return what tells that a grade in force was recorded from this workbook, and says nothing of anybody."""
        told = [self.actor, self.written.seal, person.employee_id, grade, reason]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:_MARK_DIGITS]

    def _broken_rules(
        self, distribution: Distribution, pool: Pool, finals: Mapping[str, int], places: Mapping[str, Place]
    ) -> Iterator[Problem]:
        """Yield where the final grades of a pool break its order or its quota.

        Where the quota is enforced that is an error, unless all who break it keep what they were paid or told.
        """
        enforced = distribution.mode == "enforce"
        grades = [finals[person.employee_id] for person in pool.people]
        names = distribution.grade_names(self.lang)
        passing: dict[int, list[int]] = {}
        for place, over in passed_over(pool.people, grades):
            passing.setdefault(over, []).append(place)

        def severity(breaking: Iterable[tuple[Candidate, int]]) -> Literal["error", "warning"]:
            return "error" if enforced and not distribution.keeps(breaking) else "warning"

        def shown(place: int) -> str:
            person = pool.people[place]
            fields = {"name": person.who.name, "total": f"{person.total:g}", "grade": names[grades[place]]}
            return text(self.lang, "calibration.said", **fields)

        for over, above in passing.items():  # told once for whoever was passed over, not for each of those above
            where = pool.people[over if len(above) > 1 else above[0]].employee_id
            fields = {"names": [shown(place) for place in above[:_NAMED]], "count": len(above), "other": shown(over)}
            breaking = severity((pool.people[place], grades[place]) for place in above)
            code = "calibration.order" if breaking == "error" else "calibration.order_meant"
            yield Problem(code, places[where], fields, breaking)
        name = distribution.pool_name(pool, self.lang)
        for grade, heads, most in excesses(distribution.groups, grades) if enforced else ():
            # The last one is the first to be lowered.
            last = max(place for place, of_person in enumerate(grades) if of_person <= grade)
            fields = {"pool": name, "grade": names[grade], "heads": heads, "places": most}
            breaking = severity(within(pool, grades, grade))
            yield Problem("calibration.quota", places[pool.people[last].employee_id], fields, breaking)
