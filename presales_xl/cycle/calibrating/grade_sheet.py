"""The sheets on which grades are decided: one per scheme, its people ranked pool by pool, two yellow cells each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from presales_xl.cycle.calibrating.calibration import Candidate, Distribution, passed_over
from presales_xl.texts import text
from presales_xl.workbook.style import Style
from presales_xl.workbook.table_sheet import INPUT, Formula, Look, SheetColumn, SheetTable, TableCells, write_sheet

ID_ROW, TITLE_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 3, 4
_REASON_MOST = 500  # characters
_CENTRED: Look = {"align": "center", "num_format": "General"}
_GRADE: Look = {"fill": "result", **_CENTRED}
_MUTED: Look = {"colour": "muted", "font_size": 9}
_YELLOW_HEAD: Look = {"fill": "input_header"}
_MISTAKES = ("grade", "limit", "reason", "order")  # of what the check says


@dataclass(frozen=True)
class FinalGrade:
    """What the two yellow cells of a person hold."""

    final: int
    reason: str


class GradeSheet:
    """The sheet of one scheme; `choices` is what its yellow cells hold, by employee id."""

    def __init__(
        self, sheet: Worksheet, style: Style, distribution: Distribution, choices: Mapping[str, FinalGrade]
    ) -> None:
        self.sheet = sheet
        self.style = style
        self.lang = style.lang
        self.distribution = distribution
        self.choices = choices
        self.grades = distribution.grade_names(style.lang)
        first_of_pool: Look = {"top": 2, "top_color": style.colour("brand")}
        self.table = SheetTable(
            [*self._columns(), *self._hidden_columns()],
            distribution.everybody,
            head_height=32,
            row_height=18,
            mark=lambda person: first_of_pool if person.place == 1 else {},
        )
        self.cells = self.table.cells(HEAD_ROW)
        self._names_column = len(self.table.columns)  # right of the table: the grades to choose from

    def final(self, person: Candidate) -> int:
        """Return the final grade that a person's yellow cell holds."""
        return self.choices[person.employee_id].final

    def write(self, title: str) -> None:
        """Write the whole sheet."""
        sheet, style, places = self.sheet, self.style, self.cells.columns
        sheet.set_row(ID_ROW, None, None, {"hidden": True})
        sheet.set_row(TITLE_ROW, 30)
        sheet.write_string(TITLE_ROW, 0, title, style.title())
        mode = self.distribution.mode if self.distribution.plan.quota_groups() else "no_quota"
        sheet.write_string(TITLE_ROW + 1, 0, text(self.lang, f"calibration.mode.{mode}"), style(**_MUTED))
        write_sheet(sheet, style, self.table, title=title, top=HEAD_ROW, frozen=places["team"], filtered=False)
        for key, place in {**places, "names": self._names_column}.items():
            sheet.write_string(ID_ROW, place, key)
        sheet.set_column(self._names_column, self._names_column, 10, options={"hidden": True})
        for row, name in enumerate(self.grades, FIRST_ROW):
            sheet.write_string(row, self._names_column, name)
        self._validate()
        self._colour()
        sheet.autofilter(HEAD_ROW, 0, self.cells.last_row, places["note"])
        sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
        sheet.print_area(TITLE_ROW, 0, self.cells.last_row, places["note"])

    def _columns(self) -> list[SheetColumn[Candidate]]:
        """Return the columns that people see; the proposal only where something is distributed."""

        def title(key: str) -> str:
            return text(self.lang, f"calibration.column.{key}")

        distribution, grades = self.distribution, self.grades
        pools = {
            p.employee_id: distribution.pool_name(pool, self.lang) for pool in distribution.pools for p in pool.people
        }
        final: Look = {**INPUT, **_CENTRED, "bold": True}
        reason: Look = {**INPUT, "text_wrap": True}
        columns: list[SheetColumn[Candidate]] = [
            SheetColumn("pool", title("pool"), lambda p: pools[p.employee_id], 26, look=_MUTED),
            SheetColumn("place", title("place"), lambda p: p.place, 6, unit="", look=_CENTRED),
            SheetColumn("employee_id", title("employee_id"), lambda p: p.employee_id, 11),
            SheetColumn("name", title("name"), lambda p: p.who.name, 11),
            SheetColumn("team", title("team"), lambda p: p.who.manager.team, 14),
            SheetColumn("manager", title("manager"), lambda p: p.who.manager.name, 11),
            SheetColumn(
                "total", title("total"), lambda p: p.total, 9, unit="", look={"num_format": "0.00", "bold": True}
            ),
            SheetColumn("by_scale", title("by_scale"), lambda p: grades[p.by_scale], 9, look=_GRADE),
            SheetColumn("proposed", title("proposed"), self._proposed, 10, look=_GRADE, mark=_raised_or_lowered),
            SheetColumn("final", title("final"), lambda p: grades[self.final(p)], 11, look=final, head=_YELLOW_HEAD),
            SheetColumn("reason", title("reason"), self._reason, 44, look=reason, head=_YELLOW_HEAD),
            SheetColumn("check", title("check"), self._check, 20, unit="", look=_CENTRED),
            SheetColumn("note", title("note"), self._note, 34, look=_MUTED),
        ]
        return [column for column in columns if column.key != "proposed" or distribution.groups]

    def _hidden_columns(self) -> list[SheetColumn[Candidate]]:
        """Return what the formulas compare: the pool, and grades as numbers, 1 the best."""
        pools = {person.employee_id: pool.number for pool in self.distribution.pools for person in pool.people}
        return [
            SheetColumn("pool_no", "", lambda p: pools[p.employee_id], 6, unit="", hidden=True),
            SheetColumn("scale_no", "", lambda p: p.by_scale + 1, 6, unit="", hidden=True),
            SheetColumn(
                "proposed_no", "", lambda p: 0 if p.proposed is None else p.proposed + 1, 6, unit="", hidden=True
            ),
            SheetColumn("limit_no", "", lambda p: p.limit + 1, 6, unit="", hidden=True),
            SheetColumn("final_no", "", lambda p: Formula(self._number, self.final(p) + 1), 6, unit="", hidden=True),
        ]

    def _proposed(self, person: Candidate) -> str | None:
        return None if person.proposed is None else self.grades[person.proposed]

    def _reason(self, person: Candidate) -> str | None:
        return self.choices[person.employee_id].reason or None

    def _note(self, person: Candidate) -> str:
        notes = []
        if person.limit == len(self.grades) - 1:
            notes.append(text(self.lang, "calibration.note.vetoed"))
        elif person.limit:
            notes.append(text(self.lang, "calibration.note.lowered", grade=self.grades[person.limit]))
        if person.undecided:
            notes.append(text(self.lang, "calibration.note.undecided"))
        return text(self.lang, "results.separator").join(notes)

    def _number(self, cells: TableCells, row: int) -> str:
        """Return the formula for the number of the final grade that is chosen, "" for none."""
        return f'=IFERROR(MATCH({cells.cell("final", row)},{self._names()},0),"")'

    def _check(self, person: Candidate) -> Formula:
        state = self._state(person)
        return Formula(self._check_formula, text(self.lang, f"calibration.check.{state}") if state else "")

    def _state(self, person: Candidate) -> str:
        """Return what the formula of the check finds, as a key of its texts, "" for nothing."""
        choice = self.choices[person.employee_id]
        if choice.final < person.limit:
            return "limit"
        if self.distribution.needs_reason(person, choice.final) and not choice.reason.strip():
            return "reason"
        decided = self.distribution.mode == "enforce" or choice.final != person.by_scale
        if decided and person.employee_id in self._passing:
            return "order"
        if choice.final == person.by_scale:
            return ""
        return "up" if choice.final < person.by_scale else "down"

    @cached_property
    def _passing(self) -> set[str]:
        """Return who stands above somebody with a higher total."""
        return {
            pool.people[place].employee_id
            for pool in self.distribution.pools
            for place, _ in passed_over(pool.people, [self.final(person) for person in pool.people])
        }

    def _check_formula(self, cells: TableCells, row: int) -> str:
        """Return the formula that checks a person's two cells, in the order of `_state`."""
        say = {
            key: '"' + text(self.lang, f"calibration.check.{key}").replace('"', '""') + '"'
            for key in (*_MISTAKES, "up", "down")
        }
        cell = {key: cells.cell(key, row) for key in cells.columns}
        span = {key: cells.span(key) for key in cells.columns}
        final = cell["final_no"]
        # Unenforced, a grade by scale is nobody's decision, whoever else was lowered below it.
        decided = [] if self.distribution.mode == "enforce" else [f"{final}<>{cell['scale_no']}"]
        by_nobody = ",".join([f"{final}<>{cell['proposed_no']}", *decided])
        unreasoned = f'AND({by_nobody},{cell["reason"]}="")'
        passed = (
            f'COUNTIFS({span["pool_no"]},{cell["pool_no"]},{span["total"]},">"&{cell["total"]},'
            f'{span["final_no"]},">"&{final},{span["limit_no"]},"<="&{final})>0'
        )
        passed = f"AND({passed},{decided[0]})" if decided else passed
        return (
            f'=IF({final}="",{say["grade"]},IF({final}<{cell["limit_no"]},{say["limit"]},'
            f"IF({unreasoned},{say['reason']},IF({passed},{say['order']},"
            f'IF({final}<{cell["scale_no"]},{say["up"]},IF({final}>{cell["scale_no"]},{say["down"]},""))))))'
        )

    def _validate(self) -> None:
        """Offer the grades, and bound the length of reasons."""
        prompts = {
            key: {
                "input_title": text(self.lang, f"calibration.column.{key}"),
                "input_message": text(self.lang, f"calibration.prompt.{key}"),
            }
            for key in ("final", "reason")
        }
        grade = {
            "validate": "list",
            "source": f"={self._names()}",
            "ignore_blank": False,
            "error_title": text(self.lang, "calibration.column.final"),
            "error_message": text(self.lang, "calibration.check.grade"),
        }
        reason = {"validate": "length", "criteria": "<=", "value": _REASON_MOST}
        self.sheet.data_validation(*self.cells.area("final"), grade | prompts["final"])
        self.sheet.data_validation(*self.cells.area("reason"), reason | prompts["reason"])

    def _colour(self) -> None:
        """Mark what was changed and what is wrong, so that it also reads in black and white."""
        check, number, scale = (self.cells.cell(key, FIRST_ROW) for key in ("check", "final_no", "scale_no"))
        mistakes = [f'{check}="{text(self.lang, f"calibration.check.{key}")}"' for key in _MISTAKES]
        wrong = self.style.condition(colour="bad", bold=True)
        changed = self.style.condition(fill="missing", bold=True, underline=1)
        rules = {
            "check": {"criteria": f"=OR({','.join(mistakes)})", "format": wrong},
            "final": {"criteria": f"={number}<>{scale}", "format": changed},
        }
        for key, rule in rules.items():
            self.sheet.conditional_format(*self.cells.area(key), {"type": "formula", **rule})

    def _names(self) -> str:
        """Return the cells with the names of the grades."""
        column = xl_col_to_name(self._names_column)
        return f"${column}${FIRST_ROW + 1}:${column}${FIRST_ROW + len(self.grades)}"


def _raised_or_lowered(person: Candidate) -> Look:
    return {"bold": True, "colour": "brand"} if person.proposed != person.by_scale else {}
