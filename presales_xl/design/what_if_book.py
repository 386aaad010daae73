"""What was tried on the ledger, as a workbook: the cases side by side, money by team, everybody's results."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from presales_xl.design.what_if_ledger import NOW, TriedCases
from presales_xl.texts import Lang, text
from presales_xl.workbook.blocks import hatched, solid, write_band, write_column_chart, write_top
from presales_xl.workbook.style import Style, new_workbook, page
from presales_xl.workbook.table_sheet import WRAPPED, Look, SheetColumn, SheetTable, Value, write_sheet, write_table

_WIDTHS = (2, 18, 30, *(15,) * 8)
_LAST = 9  # column of the bands
_CHART = (760, 260)
_BOLD: Look = {"bold": True}
_Line = Mapping[str, Value]


@dataclass(frozen=True)
class CaseLine:
    """A case in figures: how many results have a better and a worse grade than now, the mean total, yuan."""

    name: str
    settings: str
    better: int
    worse: int
    mean: float
    money: float
    difference: float
    over: float
    """How much more than the budget of the teams that have one, NaN without any."""


def case_name(case: int, lang: Lang) -> str:
    """Return what a case is called."""
    return text(lang, "commands.what_if.now") if case == NOW else text(lang, "commands.what_if.case", number=case)


def case_lines(cases: TriedCases, lang: Lang) -> list[CaseLine]:
    """Return the cases in figures, things as they are first."""
    means, money = cases.tried.groupby("case")["total"].mean(), cases.money
    sums = money[list(range(len(cases.settings)))].sum()
    limited = money[money["budget"].notna()] if "budget" in money else money.iloc[:0]
    lines = []
    for case, settings in enumerate(cases.settings):
        over = limited[case].sum() - limited["budget"].sum() if len(limited) else float("nan")
        better, worse = cases.moved(case) if "grade" in cases.plan.columns else (0, 0)
        line = CaseLine(
            case_name(case, lang),
            ", ".join(settings),
            better=better,
            worse=worse,
            mean=float(means.get(case, float("nan"))),
            money=float(sums[case]),
            difference=round(float(sums[case] - sums[NOW]), 2),
            over=round(float(over), 2),
        )
        lines.append(line)
    return lines


def write(path: Path, cases: TriedCases, lang: Lang) -> None:
    """Write the workbook; ProblemsError `file.locked` when the target is open in another program."""
    periods = text(lang, "problems.comma").join(period.text for period in cases.periods)
    scheme = cases.plan.scheme.name[lang]
    title = text(lang, "commands.what_if.book", scheme=scheme, periods=periods)
    with new_workbook(path, lang, title=title) as book:
        style = Style(book, lang)
        _Book(style, cases, title).write()


class _Book:
    def __init__(self, style: Style, cases: TriedCases, title: str) -> None:
        self.style = style
        self.lang: Lang = style.lang
        self.cases = cases
        self.title = title
        self.has_grades = "grade" in cases.plan.columns
        self.names = {str(case): case_name(case, self.lang) for case in range(len(cases.settings))}

    def say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"commands.what_if.{key}", **fields)

    def write(self) -> None:
        """Write all sheets."""
        overview = self.style.book.add_worksheet(self.say("sheet.cases"))
        about = self.say("about", people=self.cases.tried["id"].nunique())
        row = write_top(overview, self.style, self.title, [about], widths=_WIDTHS)
        lines = SheetTable(self._lines(), case_lines(self.cases, self.lang), head_height=30, row_height=18)
        row = write_table(overview, self.style, lines, row, left=1).last_row + 2
        grades = self.cases.grades
        if len(grades):
            named = [name[self.lang] for name in self.cases.plan.dimensions["grade"].names]
            self._block(overview, "distribution", grades.set_axis(named), row=row, unit="count")
        page(overview, landscape=True, title=self.title)
        teams = self.style.book.add_worksheet(self.say("sheet.teams"))
        row = write_top(teams, self.style, self.say("by_team"), [self.say("by_team_about")], widths=_WIDTHS)
        self._block(teams, "by_team", self.cases.money, row=row, unit="money")
        page(teams, landscape=True, title=self.title)
        self._people()

    def _lines(self) -> list[SheetColumn[CaseLine]]:
        columns = [
            SheetColumn[CaseLine]("name", self.say("case_head"), lambda line: line.name, look=_BOLD),
            SheetColumn("settings", self.say("settings"), lambda line: line.settings, look=WRAPPED, letters=30),
            SheetColumn("better", self.say("better"), lambda line: line.better, unit="count"),
            SheetColumn("worse", self.say("worse"), lambda line: line.worse, unit="count"),
            SheetColumn("mean", self.say("mean"), lambda line: line.mean, unit="points"),
            SheetColumn("money", self.say("pay"), lambda line: line.money, unit="money"),
            SheetColumn("difference", self.say("difference"), lambda line: line.difference, unit="money"),
        ]
        over = SheetColumn[CaseLine]("over", self.say("over"), lambda line: line.over, unit="money", mark=_over)
        return [*columns, over] if self.cases.budget else columns

    def _block(self, sheet: Worksheet, key: str, figures: pd.DataFrame, *, row: int, unit: str) -> None:
        """Write figures, a column per case (and the budget), with a chart below."""
        write_band(sheet, self.style, self.say(key), row, last_column=_LAST)
        names = {**self.names, "budget": self.say("budget")}
        figures = figures.rename_axis("name").rename(columns=str)
        keys = list(map(str, figures.columns))
        head = self.say("grade" if key == "distribution" else "team")
        columns = [_column("name", head), *(_column(each, names[each], unit) for each in keys)]
        rows = _lines_of(figures)
        cells = write_table(sheet, self.style, SheetTable(columns, rows), row + 1, left=1)
        looks = [solid("brand"), hatched("input_header"), solid("good"), solid("missing_line"), solid("muted")]
        series = {each: looks[place % len(looks)] for place, each in enumerate(keys)}
        write_column_chart(
            sheet,
            self.style,
            (cells.last_row + 2, 1),
            cells,
            title=self.say(key),
            description=self.say("chart", what=self.say(key), cases=", ".join(names[each] for each in keys)),
            categories="name",
            series=series,
            axis={"num_format": "#,##0"},
            size=_CHART,
        )

    def _people(self) -> None:
        """Write everybody's total, grade and pay in every case; what differs from now is marked."""
        plan = self.cases.plan
        names = dict(enumerate(name[self.lang] for name in plan.dimensions["grade"].names)) if self.has_grades else {}
        shown = {
            "total": (self.cases.wide("total"), "points"),
            **({"grade": (self.cases.wide("grade").replace(names), "text")} if self.has_grades else {}),
            **({"pay": (self.cases.wide("fen") / 100, "money")} if plan.pay_total() else {}),
        }
        columns = [_column(key, self.say(key)) for key in ("period", "id", "name", "team")]
        frames = []
        for key, (frame, unit) in shown.items():
            frames.append(frame.set_axis([f"{key}.{case}" for case in frame.columns], axis=1))
            for case, name in self.names.items():
                title, mark = f"{self.say(key)} {name}", _differs(f"{key}.{case}", f"{key}.{NOW}")
                columns.append(_column(f"{key}.{case}", title, unit, mark))
        sheet = self.style.book.add_worksheet(self.say("sheet.people"))
        table = SheetTable(columns, _lines_of(pd.concat(frames, axis=1)), head_height=30)
        write_sheet(sheet, self.style, table, title=self.title, frozen=4)


def _lines_of(figures: pd.DataFrame) -> list[_Line]:
    return [{str(key): value for key, value in line.items()} for line in figures.reset_index().to_dict("records")]


def _column(
    key: str, title: str, unit: str = "text", mark: Callable[[_Line], Look] | None = None
) -> SheetColumn[_Line]:
    return SheetColumn(key, title, itemgetter(key), 13, unit=unit, mark=mark)


def _differs(key: str, other: str) -> Callable[[_Line], Look]:
    """Return what marks a cell that differs from another of its row."""
    return lambda line: {"fill": "missing"} if line[key] != line[other] else {}


def _over(line: CaseLine) -> Look:
    return {"colour": "bad", "bold": True} if line.over > 0 else {}
