"""`presales-xl demo`: a sample company through three months, with what goes wrong in real ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from presales_xl import project as projects
from presales_xl.cycle import init
from presales_xl.cycle.calibrating import calibrate
from presales_xl.cycle.collecting import collect as collecting
from presales_xl.cycle.collecting.collect import Collected
from presales_xl.cycle.generating import generate as generating
from presales_xl.cycle.generating.generate import Generated
from presales_xl.cycle.publishing import appeal, publish
from presales_xl.cycle.rosters import roster_book
from presales_xl.cycle.settling import settle
from presales_xl.cycle.settling.payroll import Payroll
from presales_xl.demo import demo_people, sample
from presales_xl.ledger.ledger import Ledger
from presales_xl.progress import Track, quiet
from presales_xl.project import Period, Project, parse_period
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import LANGUAGES, Lang

#: The sample has schemes of all cycles in the same months, so that one run shows them all.
_LEFT_OUT = ("period.other_cycle",)


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
        """Return what there is to tell of the last month."""
        last = self.months[-1]
        return [one for one in [*last.generated.problems, *last.collected.problems] if one.code not in _LEFT_OUT]


def demo(folder: Path, lang: Lang, *, force: bool = False, track: Track = quiet) -> Demo:
    """Make the sample company in `folder` and run its months: issue, take back, calibrate, settle, publish, appeal.

    The sample company may be made anew in its folder; ProblemsError `project.exists` when another project is there,
    unless `force`.
    """
    again = _is_sample(folder)
    if again:
        demo_people.clear(folder)
    init.create(folder, lang, force=force or again, company=sample.name(lang), content=sample.roster(lang))
    project = projects.load(folder)
    months = []
    for number, name in enumerate(sample.months()):
        roster_book.write(project.roster, sample.roster(lang, month=number), lang)
        months.append(_month(project, parse_period(name), lang, track))
    return Demo(project, months)


def _is_sample(folder: Path) -> bool:
    try:
        return projects.load(folder).company in [sample.name(lang) for lang in LANGUAGES]
    except ProblemsError:
        return False


def _month(project: Project, period: Period, lang: Lang, track: Track) -> Month:
    """Run a month as HR and managers would."""
    generated = generating.generate(project, period, lang, track=track)
    filled = demo_people.fill_in(project, period, lang, track)
    events = list(_coming_back(project, period, filled, lang))
    collected = collecting.collect(project, period, [], lang, track)
    events += _calibrated(project, period, lang)
    ledger = Ledger.open(project.ledger)
    settled = settle.settle(project, ledger, period, lang)
    publish.publish(project, period, lang, with_pdf=False, track=track)
    if period.text != sample.months()[-1]:
        settled = settle.settle(project, ledger, period, lang, paid_out=True)
    appealed = list(_appealed(project, period, lang))
    if appealed:  # a new statement; what was paid out is corrected in the next month's payroll
        publish.publish(project, period, lang, with_pdf=False, track=track)
    return Month(period, generated, collected, settled.payroll, [*events, *appealed])


def _coming_back(project: Project, period: Period, filled: dict[str, Path], lang: Lang) -> Iterator[Event]:
    """Let somebody be late and a file be cut off, where the sample says so; collect what has come by then."""
    late, broken = sample.event("late"), sample.event("broken")
    if broken["month"] == period.text:
        file = demo_people.cut_off(filled[broken["manager"]])
        found = collecting.collect(project, period, [file], lang)
        yield Event("broken", {"file": found.judged[0].file, "folder": project.quarantine(period)})
    if late["month"] == period.text:
        file = filled[late["manager"]]
        with demo_people.held_back(file, project.folder):
            found = collecting.collect(project, period, [], lang)
            yield Event("late", {"file": file.name, "back": found.workbooks, "expected": found.expected})


def _calibrated(project: Project, period: Period, lang: Lang) -> Iterator[Event]:
    """Write the calibration workbook, and decide one grade where the sample says so."""
    planned = sample.event("calibrated")
    made = calibrate.write(project, period, lang)
    if planned["month"] == period.text:
        reason = planned["reason"][lang]
        demo_people.decide(made.file, planned["employee"], planned["grade"], reason)
        done = calibrate.read(project, period, None, "", lang)
        for one in done.decisions:
            fields = {"id": one.employee_id, "before": one.from_grade, "after": one.to_grade, "reason": one.reason}
            yield Event("calibrated", fields)


def _appealed(project: Project, period: Period, lang: Lang) -> Iterator[Event]:
    """Record an appeal and uphold it, where the sample says so."""
    planned = sample.event("appeal")
    if planned["month"] != period.text:
        return
    made, _ = appeal.open_appeal(project, period, planned["employee"], planned["text"][lang], lang)
    done = appeal.decide(project, made.id, upheld=True, note=planned["note"][lang], settings=planned["set"], lang=lang)
    changes = [f"{change.name} {change.before} → {change.after}" for change in done.own.changes]
    yield Event("appeal", {"name": done.own.name, "changes": "; ".join(changes)})
