"""`presales-xl demo`: a sample company through three months, with what goes wrong in real ones.

Managers fill in yellow cells, a mail cuts a file off, HR decides a grade in the calibration workbook: the workbooks are
changed here as these people would change them.
"""

import shutil
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from presales_xl.cycle import answering, init
from presales_xl.cycle.approving import approve
from presales_xl.cycle.calibrating import calibrate, grade_sheet
from presales_xl.cycle.collecting.collect import Collected, collect
from presales_xl.cycle.generating.generate import Generated, generate
from presales_xl.cycle.publishing import appeal
from presales_xl.cycle.publishing.plan import plan
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.rosters import roster_book
from presales_xl.cycle.settling.payroll import Payroll
from presales_xl.cycle.settling.settle import settle
from presales_xl.demo import sample
from presales_xl.demo.sample import Filling
from presales_xl.ledger.ledger import FILE, Ledger
from presales_xl.people.decisions import Decision
from presales_xl.periods import Period, first_day, last_day, parse_period
from presales_xl.progress import Track, quiet
from presales_xl.project import Project, load
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook import answer_form, identity, reader
from presales_xl.workbook.identity import plan_of
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY

_MADE = ("outbox", "inbox", "quarantine", "results")


@dataclass(frozen=True)
class Event:
    """Something that happened on the way: a key of `commands.demo` and its blanks."""

    key: str
    fields: Mapping[str, object]


@dataclass(frozen=True)
class Month:
    """A month of the sample: what was issued, what came of it, what was paid, and what happened."""

    period: Period
    generated: Generated
    collected: Collected
    payroll: Payroll
    events: Sequence[Event]


@dataclass(frozen=True)
class Demo:
    """Where the sample company lies, and its months."""

    project: Project
    months: Sequence[Month]

    @property
    def problems(self) -> list[Problem]:
        """Return what there is to tell of the last month.

        That the sample has schemes of all cycles in the same months, so that one run shows them all, is not.
        """
        last = self.months[-1]
        problems = [*last.generated.problems, *last.collected.problems]
        return [problem for problem in problems if problem not in last.generated.off_cycle]


def demo(folder: Path, lang: Lang, *, force: bool = False, track: Track = quiet) -> Demo:
    """Make the sample company in `folder` and run its months: issue, take back, calibrate, settle, publish, appeal.

    The sample company may be made anew in its folder; ProblemsError `project.exists` when another project is there,
    unless `force`, and `project.ledger` when that has a ledger.
    """
    again = _is_sample(folder)
    if force and not again and (ledger := folder / FILE).exists():
        raise fail("project.ledger", Place(file=str(ledger)))
    if again:
        _clear(folder)
    init.create(folder, lang, sample.roster(lang), company=sample.name(lang), force=force or again)
    project = load(folder)
    months = []
    for number, name in enumerate(sample.months()):
        roster_book.write(project.roster, sample.roster(lang, month=number), lang)
        months.append(_month(project, parse_period(name), lang, track))
    return Demo(project, months)


def _is_sample(folder: Path) -> bool:
    try:
        return load(folder).company in [sample.name(lang) for lang in LANGUAGES]
    except ProblemsError:
        return False


def _month(project: Project, period: Period, lang: Lang, track: Track) -> Month:
    """Run a month as HR and managers would."""
    generated = generate(project, period, lang, track=track)
    events = [*_dates(period), *_answered(project, period, lang)]
    filled = _fill_in(project, period, lang, track)
    events += _coming_back(project, period, filled, lang)
    collected = collect(project, period, [], lang, track=track)
    events += _calibrated(project, period, lang)
    _approved(project, period, lang)
    ledger = Ledger.open(project.ledger)
    settled = settle(project, ledger, period, lang)
    publish(project, period, lang, with_pdf=False, track=track)
    if period.text != sample.months()[-1]:
        settled = settle(project, ledger, period, lang, paid_out=True)
    changed = [*_appealed(project, period, lang), *_reopened(project, period, lang)]
    if changed:  # new statements; what was paid out is corrected in the next month's payroll
        publish(project, period, lang, with_pdf=False, track=track)
    return Month(period, generated, collected, payroll=settled.payroll, events=[*events, *changed])


def _dates(period: Period) -> Iterator[Event]:
    """Tell who joins, leaves or gets another manager in a month, as the roster says."""
    data = sample.company()
    names = {each[0]: each[1] for each in data["employees"]} | {each["id"]: each["name"] for each in data["managers"]}
    for key in ("joined", "left"):
        for who, day in data[key].items():
            if first_day(period.text) <= day <= last_day(period.text):
                yield Event(key, {"name": names[who], "day": day})
    moved = data["moved"]
    if first_day(period.text) <= moved["since"] <= last_day(period.text):
        fields = {"name": names[moved["employee"]], "day": moved["since"], "manager": names[moved["manager"]]}
        yield Event("moved", fields)


def _answered(project: Project, period: Period, lang: Lang) -> Iterator[Event]:
    """Give everybody the plan of a month, and return the forms of those who answer it, where the sample says so."""
    planned = sample.event("answered")
    if planned["month"] != period.text:
        return
    pages = {page.now.employee_id: page for page in plan(project, period, lang, with_pdf=False).pages}
    for who in planned["confirmed"]:
        _answer(project, period, pages[who].form, "confirmed", lang=lang)
    form = pages[planned["objected"]].form
    _answer(project, period, form, "objected", lang=lang, reason=planned["reason"][lang])
    collect(project, period, [], lang)
    with Ledger.open(project.ledger).reading() as read:
        told = answering.people_told(read, period.text, "plan")
    by_decision = {key: [each for each in told if each.decision == key] for key in ("confirmed", "objected")}
    yield Event("answered", {"count": len(told), "confirmed": len(by_decision["confirmed"])})
    for each in by_decision["objected"]:
        yield Event("objected", {"name": each.now.name, "reason": each.answer.reason if each.answer else ""})


def _coming_back(project: Project, period: Period, filled: dict[str, Path], lang: Lang) -> Iterator[Event]:
    """Let somebody be late and a file be cut off, where the sample says so; collect what has come by then."""
    late, broken = sample.event("late"), sample.event("broken")
    if broken["month"] == period.text:
        file = _cut_off(filled[broken["manager"]])
        collected = collect(project, period, [file], lang)
        yield Event("broken", {"file": collected.judged[0].file, "folder": project.quarantine(period)})
    if late["month"] == period.text:
        file = filled[late["manager"]]
        with _held_back(file, project.folder):
            collected = collect(project, period, [], lang)
            yield Event("late", {"file": file.name, "back": collected.workbooks, "expected": collected.expected})


def _calibrated(project: Project, period: Period, lang: Lang) -> Iterator[Event]:
    """Write the calibration workbook, and decide one grade where the sample says so."""
    planned = sample.event("calibrated")
    written = calibrate.write(project, period, lang)
    if planned["month"] == period.text:
        reason = planned["reason"][lang]
        _decide(written.file, planned["employee"], planned["grade"], reason)
        for decision in calibrate.read(project, period, lang).decisions:
            fields = {"id": decision.employee_id, "before": decision.from_grade, "after": decision.to_grade}
            yield Event("calibrated", fields | {"reason": decision.reason})


def _approved(project: Project, period: Period, lang: Lang) -> None:
    """Return the forms of those who approve results, who agree with all of them."""
    forms = approve.ask(project, period, lang).forms
    for form in forms:
        _answer(project, period, form.file, "approved", lang=lang)
    collect(project, period, [], lang)


def _answer(project: Project, period: Period, form: Path, decision: Decision, *, lang: Lang, reason: str = "") -> None:
    """Fill in every line of a form for answering, and save it into the inbox."""
    book = _opened(form)
    sheet = book.worksheets[0]
    ids = [cell.value for cell in sheet[ID_ROW + 1]]
    for row in sheet.iter_rows(min_row=FIRST_ROW + 1):
        row[ids.index(answer_form.DECISION)].value = answer_form.said(decision, lang)
        row[ids.index(answer_form.REASON)].value = reason or None
    project.inbox(period).mkdir(parents=True, exist_ok=True)
    book.save(project.inbox(period) / form.name)


def _appealed(project: Project, period: Period, lang: Lang) -> Iterator[Event]:
    """Record an appeal and uphold it, where the sample says so."""
    planned = sample.event("appeal")
    if planned["month"] != period.text:
        return
    opened, _ = appeal.open_appeal(project, period, planned["employee"], planned["text"][lang], lang=lang)
    note, settings = planned["note"][lang], planned["set"]
    decided = appeal.decide(project, opened.id, upheld=True, note=note, settings=settings, lang=lang)
    changes = [f"{change.name} {change.before} → {change.after}" for change in decided.employee.changes]
    yield Event("appeal", {"name": decided.employee.name, "changes": "; ".join(changes)})


def _reopened(project: Project, period: Period, lang: Lang) -> Iterator[Event]:
    """Return a workbook again that changes what was paid and published, where the sample says so, with the reason."""
    planned = sample.event("reopened")
    if planned["month"] != period.text:
        return
    file = next(file for file in project.inbox(period).glob("*.xlsx") if _recipient(file) == planned["manager"])
    book = _opened(file)
    for sheet in book.worksheets:
        ids = [cell.value for cell in sheet[ID_ROW + 1]]
        if f"input.{planned['input']}" in ids:
            for row in sheet.iter_rows(min_row=FIRST_ROW + 1):
                if row[0].value == planned["employee"]:
                    row[ids.index(f"input.{planned['input']}")].value = planned["value"]
    book.save(file)
    reason = planned["reason"][lang]
    for each in collect(project, period, [], lang, reopen=reason).affected:
        changes = "; ".join(f"{change.name} {change.before} → {change.after}" for change in each.changes)
        yield Event("reopened", {"name": each.name, "reason": reason, "changes": changes})


def _recipient(file: Path) -> str:
    issued = identity.read(reader.read_one(file)[IDENTITY])
    return issued.identity.recipient_id if issued else ""


def _clear(folder: Path) -> None:
    """Take away what an earlier run of the demo made: folders and ledger."""
    for name in _MADE:
        shutil.rmtree(folder / name, ignore_errors=True)
    for file in folder.glob("ledger.sqlite*"):
        file.unlink()


def _fill_in(project: Project, period: Period, lang: Lang, track: Track = quiet) -> dict[str, Path]:
    """Fill the workbooks in as managers would, yellow cells only, and save them into the inbox; by manager's id."""
    filling, filled = Filling(period.text), {}
    project.inbox(period).mkdir(parents=True, exist_ok=True)
    for file in track(sorted(project.outbox(period).glob("*.xlsx")), "fill_in"):
        issued = identity.read(reader.read_one(file)[IDENTITY])
        if issued is None:
            continue
        book = _opened(file)
        for part in issued.parts:
            _fill(book[part.sheet], plan_of(issued.schemes[part.scheme]), part.table, filling=filling, lang=lang)
        filled[issued.identity.recipient_id] = project.inbox(period) / file.name
        book.save(project.inbox(period) / file.name)
    return filled


def _opened(file: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():  # openpyxl tells what it will not keep: marks that nobody reads here
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(file, rich_text=True)
    for sheet in book.worksheets:
        _keep_labels(sheet)
    return book


def _keep_labels(sheet: Worksheet) -> None:
    """Say of each chart label what it does not show: openpyxl forgets it, and then everything shows."""
    for chart in sheet._charts:  # type: ignore[attr-defined]
        for series in chart.series:
            for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
                if series.dLbls is not None:
                    setattr(series.dLbls, part, False)


def _fill(sheet: Worksheet, plan: Plan, table: str, filling: Filling, lang: Lang) -> None:
    """Fill in the unlocked cells of a role sheet or of one of its detail sheets."""
    ids = [cell.value for cell in sheet[ID_ROW + 1]]
    columns = plan.tables[table].columns if table else plan.columns
    fillable = {spec.id for spec in columns.values() if spec.kind in ("input", "words")}
    for row in sheet.iter_rows(min_row=FIRST_ROW + 1):
        owner = str(row[0].value or "").split(" ")[0]
        for cell, key in zip(row, ids, strict=False):
            if owner and key in fillable and not cell.protection.locked:
                cell.value = filling.value(plan, plan.column(str(key)), owner, lang)


def _cut_off(file: Path) -> Path:
    """Return a copy of a file as a mail server leaves it that gave up half way."""
    target = file.with_name(f"{file.stem} (1){file.suffix}")
    content = file.read_bytes()
    target.write_bytes(content[: len(content) // 2])
    return target


@contextmanager
def _held_back(file: Path, folder: Path) -> Iterator[None]:
    """Keep a file of the inbox in another folder for a while, as a manager does who is late."""
    away = folder / file.name
    file.rename(away)
    try:
        yield
    finally:
        away.rename(file)


def _decide(file: Path, employee_id: str, grade: str, reason: str) -> None:
    """Write a final grade and its reason into the calibration workbook."""
    book = _opened(file)
    for sheet in book.worksheets:
        heads = [cell.value for cell in sheet[grade_sheet.ID_ROW + 1]]
        if not {"employee_id", "final", "reason"} <= set(heads):
            continue
        who, final, why = (heads.index(key) for key in ("employee_id", "final", "reason"))
        for row in sheet.iter_rows(min_row=grade_sheet.FIRST_ROW + 1):
            if str(row[who].value) == employee_id:
                row[final].value, row[why].value = grade, reason
    book.save(file)
