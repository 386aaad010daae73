"""Reads the calibration workbook back: the grades that were decided, held against the rules of the mode."""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.cycle.calibrating.calibration import Calibration, Distribution, Ranked, RankedPool
from presales_xl.cycle.calibrating.calibration_book import Written, identify
from presales_xl.cycle.calibrating.calibration_ranking import FIRST_ROW, ID_ROW, Choice, grade_name, pool_name
from presales_xl.cycle.calibrating.proposal import excesses, passed_over
from presales_xl.people.table import as_text
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang, text
from presales_xl.workbook.identity import Seal
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import Sheets

_NAMED = 3  # people who are named in one message


@dataclass(frozen=True)
class Decision:
    """A grade that is to be recorded: the keys of the one by scale and of the final one, and why.

    `to_grade` is "" where an earlier decision is withdrawn, so that the grade by scale counts again.
    """

    employee_id: str
    from_grade: str
    to_grade: str
    reason: str


@dataclass(frozen=True)
class Typed:
    """What stands in a person's row: the grade as it is shown, the reason, and where the grade stands."""

    grade: str
    reason: str
    place: Place


@dataclass
class _Reading:
    """One workbook being held against the calibration as it is now."""

    file: str
    lang: Lang
    written: Written
    decisions: list[Decision] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(sheets: Sheets, file: str, calibration: Calibration, seal: Seal) -> tuple[list[Decision], list[Problem]]:
    """Return what is to be recorded, and warnings; `file` is how the workbook is called in messages.

    What is in force already is no decision, so that a workbook may be read twice. ProblemsError with everything that
    keeps the workbook from being recorded; then nothing of it is to be.
    """
    written = _ours(sheets, file, calibration, seal)
    reading = _Reading(file, _lang(written), written)
    for distribution in calibration.distributions:
        sheet = written.sheets[distribution.plan.scheme.id]
        _distribution(reading, distribution, typed(sheets, sheet, file))
    if any(problem.severity == "error" for problem in reading.problems):
        raise ProblemsError(reading.problems)
    return reading.decisions, reading.problems


def typed_before(sheets: Sheets, calibration: Calibration) -> dict[str, Choice]:
    """Return what was typed into an earlier workbook of the same period and is not recorded, by employee id.

    What somebody changed in the ledger since is left out, and so is a grade that the scheme no longer has.
    """
    written = identify(sheets.get(IDENTITY, []))
    if written is None or (written.company, written.period) != (calibration.company, calibration.period):
        return {}
    found = {}
    for distribution in calibration.distributions:
        rows = typed(sheets, written.sheets.get(distribution.plan.scheme.id, ""), "", missing_ok=True)
        names = [grade_name(distribution, grade, _lang(written)) for grade in range(len(distribution.keys))]
        for ranked in distribution.everybody:
            person, employee_id = ranked.person, ranked.entrant.employee_id
            known, row = written.people.get(employee_id), rows.get(employee_id, [None])[0]
            if known is None or row is None or row.grade not in names:
                continue
            final = names.index(row.grade)
            touched = (distribution.keys[final], row.reason) != (known.start, known.reason)
            if touched and (distribution.keys[person.in_force], person.reason) == (known.in_force, known.reason):
                found[employee_id] = Choice(final, row.reason)
    return found


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
    found: dict[str, list[Typed]] = {}
    for number, row in enumerate(rows[FIRST_ROW:], FIRST_ROW):
        if employee_id := as_text(row[who]):
            place = Place(file=file, sheet=sheet, cell=xl_rowcol_to_cell(number, final))
            reason = " ".join((as_text(row[why]) or "").split())
            one = Typed(as_text(row[final]) or "", reason, place)
            found.setdefault(employee_id, []).append(one)
    return found


def _lang(written: Written) -> Lang:
    return "en" if written.lang == "en" else "zh"


def _ours(sheets: Sheets, file: str, calibration: Calibration, seal: Seal) -> Written:
    """Return what the workbook says of itself: it must be ours, of this period, whole, and of the results of now."""
    place = Place(file=file)
    written = identify(sheets.get(IDENTITY, []))
    if written is None:
        raise fail("calibration.not_ours", place)
    if (written.company, written.period) != (calibration.company, calibration.period):
        found = f"{written.company} {written.period}"
        raise fail("calibration.other", place, found=found, expected=f"{calibration.company} {calibration.period}")
    if not hmac.compare_digest(written.seal, seal(written.content())):
        raise fail("calibration.seal", place)
    if written.digest != calibration.digest:
        raise fail("calibration.stale", place, period=calibration.period)
    return written


def _distribution(reading: _Reading, distribution: Distribution, rows: Mapping[str, list[Typed]]) -> None:
    """Hold the rows of one scheme against its people."""
    everybody = {ranked.entrant.employee_id: ranked for ranked in distribution.everybody}
    sheet = Place(file=reading.file, sheet=reading.written.sheets[distribution.plan.scheme.id])
    for employee_id, lines in rows.items():
        if employee_id not in everybody:
            reading.problems.append(Problem("calibration.unknown", lines[0].place, {"id": employee_id}))
        elif len(lines) > 1:
            reading.problems.append(Problem("calibration.twice", lines[1].place, {"id": employee_id}))
    finals: dict[str, int] = {}
    for employee_id, ranked in everybody.items():
        if employee_id not in rows:
            fields = {"id": employee_id, "name": ranked.person.who.name}
            reading.problems.append(Problem("calibration.lacking", sheet, fields))
            continue
        try:
            finals[employee_id] = _final(reading, distribution, ranked, rows[employee_id][0])
        except ProblemsError as error:
            reading.problems += error.problems
    if len(finals) == len(everybody) and distribution.groups:
        places = {employee_id: lines[0].place for employee_id, lines in rows.items()}
        for pool in distribution.pools:
            reading.problems += _rules(reading, distribution, pool, finals, places)


def _final(reading: _Reading, distribution: Distribution, ranked: Ranked, row: Typed) -> int:
    """Return the final grade of a person, and note the decision when it is one; ProblemsError when it cannot be."""
    person, keys, lang = ranked.person, distribution.keys, reading.lang
    names = [grade_name(distribution, grade, lang) for grade in range(len(keys))]
    who = {"name": person.who.name}
    if row.grade not in names:
        raise fail("calibration.grade", row.place, **who, found=row.grade, expected=names)
    final = names.index(row.grade)
    if final < ranked.entrant.limit:
        raise fail("calibration.limit", row.place, **who, found=row.grade, expected=names[ranked.entrant.limit])
    known = reading.written.people[person.who.employee_id]
    now = (keys[person.in_force], person.reason)
    left_alone = keys[final] == known.in_force == known.start
    recorded = final == person.in_force == distribution.start(ranked, person.in_force, person.reason)
    confirmed = final == person.in_force and person.is_stale
    if (left_alone or recorded) and not confirmed:
        return person.in_force
    if now != (known.in_force, known.reason):
        raise fail("calibration.meanwhile", row.place, **who, found=names[person.in_force])
    # The reason of an earlier decision says nothing about another one.
    reason = row.reason if confirmed or row.reason != known.reason else ""
    if distribution.needs_reason(ranked, final) and not reason:
        raise fail("calibration.reason", row.place, **who, found=row.grade)
    # By scale again, where that is what counts without a calibration: then the earlier one is withdrawn.
    withdrawn = final == ranked.entrant.by_scale == distribution.start(ranked, final, "")
    by_rule = "proposed" if final == ranked.proposed else "by_scale"
    why = reason or text(lang, f"calibration.reason.{by_rule}")
    to_grade = "" if withdrawn else keys[final]
    reading.decisions.append(Decision(person.who.employee_id, keys[ranked.entrant.by_scale], to_grade, why))
    return final


def _rules(
    reading: _Reading,
    distribution: Distribution,
    pool: RankedPool,
    finals: Mapping[str, int],
    places: Mapping[str, Place],
) -> Iterator[Problem]:
    """Yield where the final grades of a pool break its order or its quota: errors where the quota is enforced."""
    lang = reading.lang
    severity: Literal["error", "warning"] = "error" if distribution.mode == "enforce" else "warning"
    grades = [finals[entrant.employee_id] for entrant in pool.entrants]
    shown = [grade_name(distribution, grade, lang) for grade in range(len(distribution.keys))]
    passing: dict[int, list[int]] = {}
    for place, over in passed_over(pool.entrants, grades):
        passing.setdefault(over, []).append(place)
    said = [
        text(
            lang, "calibration.said", name=ranked.person.who.name, total=f"{ranked.entrant.total:g}", grade=shown[grade]
        )
        for ranked, grade in zip(pool.people, grades, strict=True)
    ]
    for over, above in passing.items():  # told once for whoever was passed over, not for each of those above
        where = pool.people[over if len(above) > 1 else above[0]].entrant.employee_id
        fields = {"names": [said[place] for place in above[:_NAMED]], "count": len(above), "other": said[over]}
        yield Problem("calibration.order", places[where], fields, severity)
    if severity == "error":
        name = pool_name(distribution, pool, lang)
        for excess in excesses(distribution.groups, grades):
            fields = {"pool": name, "grade": shown[excess.grade], "heads": excess.heads, "places": excess.places}
            yield Problem("calibration.quota", Place(file=reading.file), fields)
