"""The calibration workbook: distributions, a sheet of grades per scheme, managers, and what the workbook is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from presales_xl import __version__
from presales_xl.cycle.calibrating.calibration import Calibration, Distribution, Ranked
from presales_xl.cycle.calibrating.calibration_managers import managers
from presales_xl.cycle.calibrating.calibration_overview import overview
from presales_xl.cycle.calibrating.calibration_ranking import Choice, RankingSheet
from presales_xl.people.table import Value
from presales_xl.texts import Lang, text
from presales_xl.workbook.identity import Seal
from presales_xl.workbook.layout import IDENTITY, sheet_name
from presales_xl.workbook.style import Style, new_workbook

FILE = "calibration.xlsx"
MARK = "presales_xl calibration"
FORMAT = "1"  # of the hidden sheet; a reader refuses another one
Row = tuple[str, ...]


class Known(NamedTuple):
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
    people: Mapping[str, Known]
    seal: str = ""

    def rows(self) -> Iterator[Row]:
        """Yield the hidden sheet's rows but the one with the seal."""
        yield from {
            "mark": MARK,
            "format": FORMAT,
            "version": __version__,
            "company": self.company,
            "period": self.period,
            "lang": self.lang,
            "digest": self.digest,
        }.items()
        yield from (("sheet", scheme, sheet) for scheme, sheet in self.sheets.items())
        yield from (("person", employee_id, *known) for employee_id, known in self.people.items())

    def content(self) -> str:
        """Return what the seal is made over: everything but the version of the product."""
        return "\n".join("\t".join(row) for row in self.rows() if row[0] != "version")


def identify(rows: Sequence[Sequence[Value]]) -> Written | None:
    """Return what the hidden sheet says, None when it is no calibration workbook of this format."""
    texts = [["" if value is None else str(value) for value in row] + [""] * 4 for row in rows]
    facts = {row[0]: row[1] for row in texts if row[0] not in ("sheet", "person")}
    needed = {"company", "period", "lang", "digest", "seal"}
    if facts.get("mark") != MARK or facts.get("format") != FORMAT or not needed <= set(facts):
        return None
    sheets = {row[1]: row[2] for row in texts if row[0] == "sheet"}
    people = {row[1]: Known(*row[2:5]) for row in texts if row[0] == "person"}
    return Written(facts["company"], facts["period"], facts["lang"], facts["digest"], sheets, people, facts["seal"])


def write(
    path: Path, calibration: Calibration, lang: Lang, seal: Seal, typed: Mapping[str, Choice] | None = None
) -> None:
    """Write the workbook; `typed` is what an earlier one already held in its yellow cells, by employee id.

    ProblemsError `file.locked` when it is open in another program.
    """
    title = text(lang, "calibration.title", company=calibration.company, period=calibration.period)
    with new_workbook(path, title=title, company=calibration.company, author="presales_xl") as book:
        style = Style(book, lang)
        first = book.add_worksheet(text(lang, "calibration.sheet.overview"))
        last = text(lang, "calibration.sheet.managers")
        names = _names(calibration, lang, {first.get_name().casefold(), last.casefold()})
        rankings = []
        for distribution in calibration.distributions:
            name = names[distribution.plan.scheme.id]
            sheet = book.add_worksheet(name)
            sheet.set_tab_color(style.colour("input_header"))
            choices = {each.entrant.employee_id: _choice(distribution, each) for each in distribution.everybody}
            choices |= {key: choice for key, choice in (typed or {}).items() if key in choices}
            rankings.append(RankingSheet(sheet, style, distribution, choices))
            rankings[-1].write(f"{distribution.plan.scheme.name[lang]}　{calibration.period}")
        overview(first, style, calibration, rankings)
        managers(book.add_worksheet(last), style, calibration.distributions)
        _identity(book.add_worksheet(IDENTITY), calibration, names, lang, seal)
        first.activate()


def _names(calibration: Calibration, lang: Lang, taken: set[str]) -> dict[str, str]:
    """Return the names of the sheets of grades by scheme, no two alike."""
    found: dict[str, str] = {}
    for distribution in calibration.distributions:
        scheme = distribution.plan.scheme
        wanted = sheet_name(text(lang, "calibration.sheet.ranking", scheme=scheme.name[lang]))
        name = wanted if wanted.casefold() not in taken else sheet_name(scheme.id)
        taken.add(name.casefold())
        found[scheme.id] = name
    return found


def _known(distribution: Distribution, ranked: Ranked) -> Known:
    person, keys = ranked.person, distribution.keys
    start = distribution.start(ranked, person.in_force, person.reason)
    return Known(keys[person.in_force], person.reason, keys[start])


def _choice(distribution: Distribution, ranked: Ranked) -> Choice:
    """Return what a person's yellow cells begin with."""
    known = _known(distribution, ranked)
    return Choice(distribution.keys.index(known.start), known.reason)


def _identity(sheet: Worksheet, calibration: Calibration, names: Mapping[str, str], lang: Lang, seal: Seal) -> None:
    people = {
        ranked.entrant.employee_id: _known(distribution, ranked)
        for distribution in calibration.distributions
        for ranked in distribution.everybody
    }
    written = Written(calibration.company, calibration.period, lang, calibration.digest, names, people)
    for number, row in enumerate([*written.rows(), ("seal", seal(written.content()))]):
        for place, value in enumerate(row):
            sheet.write_string(number, place, value)
    sheet.very_hidden()
    sheet.protect()
