"""检查: every check with ✓ or ✗ and a link: per input column, per employee, per detail table."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends import excel
from presales_xl.backends.words import column_name, own_name
from presales_xl.people.entries import words_most
from presales_xl.people.table import CellError, as_error
from presales_xl.scheme.columns import PARTIAL, ColumnSpec, told_column
from presales_xl.scheme.doubts import beside
from presales_xl.scheme.nodes import row_count_column
from presales_xl.scheme.states import EXEMPT, NOT_APPRAISED, STATE, WAITING
from presales_xl.workbook.areas import PROBLEMS, area_at
from presales_xl.workbook.blocks import write_top
from presales_xl.workbook.book_sheet import TeamSheet
from presales_xl.workbook.fields import ASKED_LOOK
from presales_xl.workbook.formulas import CellAddresses, FormulaPart, Lack, cell_values, lacks
from presales_xl.workbook.layout import FIRST_ROW, BookLayout, RoleLayout, Tab, TableLayout, once
from presales_xl.workbook.question_list import (
    ENTRY,
    HIDDEN,
    LINE_HEIGHT,
    Count,
    Lines,
    QuestionList,
    asked_of,
    length,
    sum_of,
)
from presales_xl.workbook.style import Style, page, wide
from presales_xl.workbook.varying import OfBook, Varying, of_role

WHAT, ROLE, EXPECTED, FILLED, WRONG, ASKED, RESULT, LINK = range(1, 9)
WIDTHS = (2, 34, 24, 10, 22, 36, 22, 16, 12)
GOOD, BAD, ASK = "✓", "✗", "▲"
_FIRST, LINE = 6, 15
_NOTHING = '""'
_Remark = FormulaPart[[RoleLayout], str]


class ChecksSheet(TeamSheet):
    """Writes the checks."""

    key = "checks"
    tab_colour = "good"

    def __init__(self, sheet: Worksheet, style: Style, layout: BookLayout, tab: Tab) -> None:
        super().__init__(sheet, style, layout, tab)
        self.row = _FIRST
        self.lacks: list[Lack] = []  # of the role that is being written
        self.tall = 0  # rows of two lines
        self.results: list[Callable[[BookLayout], str]] = []
        #: The lists of each role, by the detail table that they are of.
        self.lists: list[dict[str, QuestionList]] = []
        #: The cells with how many questions are open of each input and each table of details.
        self.open_of_inputs: list[str] = []
        #: Whether rows of tables of details may be made whole by rows of other teams.
        self.partial: list[FormulaPart[[BookLayout], bool]] = []

    def write(self) -> None:
        """Write the overall verdict and the checks below it."""
        title = self.say("title")
        write_top(self.sheet, self.style, title, [self.say("about")], widths=WIDTHS)
        for place, key in enumerate(("what", "role", "expected", "filled", "wrong", "asked", "result", "link"), 1):
            self.sheet.write_string(5, place, self.say(key), self.style.header())
        self._place_lists()
        for role, asked in zip(self.layout.roles, self.lists, strict=True):
            self._role(role, asked)
        self._verdict()
        checked = self.row
        for each in (each for lists in self.lists for each in lists.values()):
            each.write()
            self.row = each.lines.asked[1] + 2
        self.sheet.set_column(*HIDDEN, options={"hidden": True})
        where = (4, RESULT, self.row, RESULT)
        for mark, look in ((BAD, {"colour": "bad"}), (ASK, ASKED_LOOK), (GOOD, {"colour": "good"})):
            form = self.style.condition(**{"bold": True, **look})
            rule = {"type": "cell", "criteria": "==", "value": f'"{mark}"', "format": form}
            self.sheet.conditional_format(*where, rule)
        self.sheet.freeze_panes(6, 2)
        self.areas[PROBLEMS] = area_at(PROBLEMS, self.tab.name, self.row + 2, self.layout)
        height = LINE * (checked + self.tall) + LINE_HEIGHT * (self.row - checked)
        page(self.sheet, landscape=False, title=title, repeat=(5, 5), height=height)

    def _verdict(self) -> None:
        cells = f"{xl_rowcol_to_cell(6, RESULT)}:{xl_rowcol_to_cell(self.row - 1, RESULT)}"
        fine, partial, parts = self.say("fine"), self.say("partial"), self.partial
        results, lists = self.results, [each for asked in self.lists for each in asked.values()]
        bad, asked = f'COUNTIFS({cells},"{BAD}")', "+".join(self.open_of_inputs) or "0"
        further = "&".join(xl_rowcol_to_cell(each.more_row, ENTRY) for each in lists) or '""'
        left, ask = (self.say(key, count="\0").split("\0") for key in ("left", "ask"))
        listed, beyond = self.say("in_list"), self.say("beyond_list")
        # Each sum stands there as rarely as may be: a formula has at most 8,192 characters.
        asking = f'"{ask[0]}"&{asked}&"{ask[1]}"&IF({further}="","{listed}","{beyond}")'
        passed = f'IF(OR({",".join(each.formula for each in parts)}),"{partial}","{fine}")' if parts else f'"{fine}"'
        formula = f'IF({bad}>0,"{left[0]}"&{bad}&"{left[1]}",IF({asked}=0,{passed},{asking}))'
        # The function is for all workbooks of the shape: it holds numbers of roles, and no role.
        answers = [each.answers for each in lists]
        unlisted = [(each.role.number, each.unlisted().value) for each in lists]

        def value(layout: BookLayout) -> str:
            if count := sum(result(layout) == BAD for result in results):
                return str(count).join(left)
            passing = partial if any(each.value(layout) for each in parts) else fine
            count = sum(len(of_list(layout).open) for of_list in answers)
            is_more = any(beyond_list(layout.roles[number]) for number, beyond_list in unlisted)
            return str(count).join(ask) + (beyond if is_more else listed) if count else passing

        self.sheet.set_row(3, 26)
        self.sheet.write_formula(3, 1, f"={formula}", self.style(bold=True, font_size=13), value=OfBook(value))

    def _place_lists(self) -> None:
        """Decide where the lists of doubted entries stand: below all checks, so that these can count in them."""
        people_at: list[tuple[int, int]] = []
        row = _FIRST
        for role in self.layout.roles:
            first_person = row + 1 + len(_checked(role)) + len(role.details) + 1
            row = first_person + len(role.role.people)
            people_at.append((first_person, row - 1))
        lengths = [[length(role, table) for table in (role.main, *role.details.values())] for role in self.layout.roles]
        below = row + sum(lines + 2 for lines in chain(*lengths) if lines)
        all_lists = row + 2, below - 1
        for role, at, of_tables in zip(self.layout.roles, people_at, lengths, strict=True):
            self.lists.append({})
            for table, lines in zip((role.main, *role.details.values()), of_tables, strict=True):
                if lines:
                    first = row + 2
                    row = first + lines
                    self.lists[-1][table.detail] = QuestionList(
                        self.sheet,
                        self.style,
                        role,
                        table,
                        lines=Lines(at, (first, row - 1), all_lists),
                    )

    def _role(self, role: RoleLayout, asked: Mapping[str, QuestionList]) -> None:
        self._heading(self.say("by_input", role=role.role.name))
        for spec in _checked(role):
            if spec.words:
                self._words(role, spec)
            else:
                self._input(role, spec, asked.get(""))
        for detail in role.details.values():
            self._detail(role, detail, asked.get(detail.detail))
        self._heading(self.say("by_person", role=role.role.name))
        self.lacks = lacks(role.plan)
        for number in range(len(role.role.people)):
            self._person(role, number, asked)

    def _heading(self, name: str) -> None:
        for place in range(WHAT, LINK + 1):
            self.sheet.write_blank(self.row, place, None, self.style(fill="section"))
        self.sheet.write_string(self.row, WHAT, name, self.style(bold=True, fill="section"))
        self.row += 1

    def _line(self, name: str | Varying, role: RoleLayout, link: str) -> None:
        self.sheet.write_string(self.row, WHAT, name, self.style.cell("text", shrink=True))
        self.sheet.write_string(self.row, ROLE, role.role.name, self.style.cell("text", colour="muted"))
        self.sheet.write_url(self.row, LINK, f"internal:{link}", self.style.link(), string=self.say("go"))

    def _number(self, place: int, formula: str, value: Varying) -> str:
        self.sheet.write_formula(self.row, place, formula, self.style.cell("count", align="center"), value=value)
        return str(xl_rowcol_to_cell(self.row, place))

    def _result(
        self,
        test: str,
        role: RoleLayout,
        is_good: Callable[[RoleLayout], bool],
        asked: Count | None = None,
        *,
        of_person: bool = False,
        partial: FormulaPart[[RoleLayout], bool] | None = None,
    ) -> None:
        """Write how many entries are to be confirmed, where any can be, and what all comes to.

        What is `partial` may be made whole by others: it is pointed at, and there is nothing to confirm.
        """
        number, right = role.number, f'IF({partial.formula},"{ASK}","{GOOD}")' if partial else f'"{GOOD}"'
        if asked:
            if not of_person:  # else it is counted with its input already
                self.open_of_inputs.append(str(xl_rowcol_to_cell(self.row, ASKED)))
            count = self._number(ASKED, f"={asked.formula}", OfBook(asked.value))
            right = f'IF({count}>0,"{ASK}",{right})'
        else:
            self.sheet.write_blank(self.row, ASKED, None, self.style.cell())

        def sign(layout: BookLayout) -> str:
            if not is_good(layout.roles[number]):
                return BAD
            is_open = (asked and asked.value(layout)) or (partial and partial.value(layout.roles[number]))
            return ASK if is_open else GOOD

        self.results.append(sign)
        form = self.style.cell(align="center", bold=True)
        self.sheet.write_formula(self.row, RESULT, f'=IF({test},{right},"{BAD}")', form, value=OfBook(sign))
        self.row += 1

    def _input(self, role: RoleLayout, spec: ColumnSpec, asked: QuestionList | None) -> None:
        """Check one input column: filled in of everybody who is appraised, nothing that may not stand there."""
        cells, key = role.span(spec.id), spec.id
        people = sum(spec.id not in person.awaited for person in role.role.people)
        optional = spec.field is not None and spec.field.may_stay_blank
        self._line(column_name(spec, self.lang), role, str(cells).split(":")[0])
        left_out = role.span(NOT_APPRAISED)

        def needed(role: RoleLayout) -> int:
            return 0 if optional else people - role.outcome.size + _appraised(role)

        need = self._number(EXPECTED, "=0" if optional else f"={people}-SUM({left_out})", of_role(role.number, needed))
        all_filled = f"COUNTA({cells})"
        if spec.id == STATE:  # of everybody one is written
            have = self._number(FILLED, f"={all_filled}", of_role(role.number, lambda role: role.outcome.size))
        else:
            filled = of_role(role.number, lambda role: _entered(role)[key].filled)
            have = self._number(FILLED, f'={all_filled}-COUNTIFS({cells},"<>",{left_out},1)', filled)
        asks = asked is not None and beside(spec.id) in role.plan.columns
        if asks and spec.is_number:  # a question is a number where an entry counts, or would if typed as a number
            numbers = role.span(beside(spec.id))
            not_valid = f'COUNTA({cells})-COUNT({numbers})+COUNTIFS({numbers},"<0")'
        else:
            not_valid = excel.count_not_valid(role.plan, spec, CellAddresses(role, self.tab.name, FIRST_ROW))
        if spec.id == STATE:  # HR alone exempts somebody
            exempted = sum(person.entries.get(STATE) == EXEMPT for person in role.role.people)
            not_valid += f"+COUNTIFS({cells},{role.block.label(STATE, EXEMPT)})-{exempted}"
        wrong = self._number(WRONG, f"={not_valid}", of_role(role.number, lambda role: _entered(role)[key].wrong))
        open_ = asked.open_of_input(spec) if asked is not None and asks else None

        def is_good(role: RoleLayout) -> bool:
            entered = _entered(role)[key]
            return entered.filled >= needed(role) and not entered.wrong

        self._result(f"AND({have}>={need},{wrong}=0)", role, is_good, open_)

    def _words(self, role: RoleLayout, spec: ColumnSpec) -> None:
        """Check a text that is required: written for everybody, or for whom something is entered that it explains."""
        cells, key, told = role.span(spec.id), spec.id, told_column(spec.id)

        def written(role: RoleLayout) -> int:
            return sum(key in person.texts for person in role.role.people)

        def lacking(role: RoleLayout) -> int:
            return int(np.isnan(role.outcome.values[told]).sum())

        self._line(column_name(spec, self.lang), role, str(cells).split(":")[0])
        lacked = f"{len(role.role.people)}-COUNT({role.span(told)})"
        both = of_role(role.number, lambda role: written(role) + lacking(role))
        self._number(EXPECTED, f"=COUNTA({cells})+{lacked}", both)
        self._number(FILLED, f"=COUNTA({cells})", of_role(role.number, written))
        wrong = self._number(WRONG, f"={lacked}", of_role(role.number, lacking))
        self._result(f"{wrong}=0", role, lambda role: not lacking(role))

    def _detail(self, role: RoleLayout, detail: TableLayout, asked: QuestionList | None) -> None:
        """Check a detail table: no row incomplete, nobody with fewer or more rows than are to be."""
        table = detail.detail
        state_of = role.plan.tables[table].state
        state, rows_of = detail.span(state_of), row_count_column(table).id
        left_out = role.span(NOT_APPRAISED)
        name = role.plan.scheme.details[table].name[self.lang]
        self._line(self.say("rows", name=name), role, str(state).split(":")[0])
        people = f"{len(role.role.people)}-SUM({left_out})"
        least = role.plan.scheme.details[table].least

        def incomplete(role: RoleLayout) -> int:
            return int((role.outcome.details[table][state_of] == 0).sum())

        def is_good(role: RoleLayout) -> bool:
            lacking = role.outcome.appraised & np.isnan(role.outcome.values[rows_of])
            return not incomplete(role) and not lacking.any()

        def is_partial(role: RoleLayout) -> bool:
            return bool((role.outcome.details[table][state_of] == PARTIAL).any())

        expected = of_role(role.number, lambda role: least * _appraised(role))
        self._number(EXPECTED, f"={least}*({people})", expected)
        rows = of_role(role.number, lambda role: len(role.outcome.details[table][state_of]))
        self._number(FILLED, f"=COUNT({state})", rows)
        wrong = self._number(WRONG, f"=COUNTIFS({state},0)", of_role(role.number, incomplete))
        lacked = f'{people}-COUNTIFS({role.span(rows_of)},">=0",{left_out},"<>1")'
        partial = None
        if role.role.is_part and role.plan.tables[table].is_shared:
            partial = FormulaPart(f"COUNTIFS({state},{PARTIAL})>0", is_partial)
            self.partial.append(FormulaPart(partial.formula, lambda layout: is_partial(layout.roles[role.number])))
        open_ = asked.open_of_rows() if asked else None
        self._result(f"AND({wrong}=0,{lacked}=0)", role, is_good, open_, partial=partial)

    def _person(self, role: RoleLayout, number: int, asked: Mapping[str, QuestionList]) -> None:
        done = self._managers_share(role, number)
        self._line(of_role(role.number, lambda role: _named(role, number)), role, role.begins(FIRST_ROW + number))
        self.sheet.write_blank(self.row, EXPECTED, None, self.style.cell())
        form = self.style.cell("completeness", align="center")
        self.sheet.write_formula(self.row, FILLED, f"={done.formula}", form, value=of_role(role.number, done.value))
        lost = self._remarks(role, number)
        if "" in asked:
            asked[""].look_up_person(self.row, number)
        open_ = sum_of([each.open_of_person(number) for each in asked.values()]) if asked else None
        tests = [f"{xl_rowcol_to_cell(self.row, FILLED)}=1", *(f"NOT({each.formula})" for each in lost)]

        def is_good(role: RoleLayout) -> bool:
            return done.value(role) == 1 and not any(each.value(role) for each in lost)

        self._result(f"AND({','.join(tests)})", role, is_good, open_, of_person=True)

    def _remarks(self, role: RoleLayout, number: int) -> list[FormulaPart[[RoleLayout], bool]]:
        """Say which texts of a person are too long or no texts, what else is lacking, and what only HR can mend.

        Returns the tests for such texts.
        """
        person, row = role.role.people[number], FIRST_ROW + number
        lost, parts, said = list[FormulaPart[[RoleLayout], bool]](), list[_Remark](), list[str]()
        for spec in role.plan.of_kind("words"):
            if spec.id not in person.locked | person.awaited:
                cell = role.cell(spec.id, row)
                tests = {
                    "long": FormulaPart(f"IFERROR(LEN({cell}),0)>{words_most(spec)}", partial(_is_long, spec, number)),
                    "error": FormulaPart(excel.is_error(cell), partial(_is_error, spec, number)),
                }
                for key, test in tests.items():
                    lost.append(test)
                    words = self.say(key, name=column_name(spec, self.lang), most=words_most(spec))
                    said.append(words)
                    parts.append(_Remark(f'IF({test.formula},"{words}","")', _where(test.value, words)))
        if person.entries.get(STATE) != EXEMPT:
            typed = f"{role.cell(STATE, row)}={role.block.label(STATE, EXEMPT)}"
            parts.append(_Remark(f'IFERROR(IF({typed},"{self.say("exempt")}",""),"")', lambda _: ""))
        lacking = list(self._lacking(role, number))
        said.append("".join(words for words, _ in lacking))
        parts += [part for _, part in lacking]
        if WAITING in role.plan.columns:
            formula = f'IF({role.cell(WAITING, row)}=1,{role.cell("total", row)},"")'
            parts.append(_Remark(formula, partial(_waiting, number)))
        form = self.style.cell("text", align="center", text_wrap=True)
        lines = max((math.ceil(wide(words) * 1.1 / WIDTHS[WRONG]) for words in said), default=1)
        if lines > 1:  # a protected row cannot be made higher
            self.sheet.set_row(self.row, lines * LINE)
            self.tall += lines - 1
        if parts:
            formula = f"={'&'.join(part.formula for part in parts)}"
            value = of_role(role.number, lambda role: "".join([part.value(role) for part in parts]))
            self.sheet.write_formula(self.row, WRONG, formula, form, value=value)
        else:
            self.sheet.write_blank(self.row, WRONG, None, form)
        return lost

    def _lacking(self, role: RoleLayout, number: int) -> Iterator[tuple[str, _Remark]]:
        """Yield what else keeps a person's result open, each with the longest words that may say it.

        Of the entries that are blank the first is named: all of them are marked.
        """
        at = CellAddresses(role, self.tab.name, FIRST_ROW + number)
        awaited = role.role.people[number].awaited
        blank, named = "", list[tuple[Lack, str]]()
        for lack in reversed([lack for lack in self.lacks if lack.column.expr is None]):
            if lack.column.id not in awaited:
                words = self.say("lacks", name=own_name(lack.column, self.lang))
                blank = f'IF({lack.formula(at)},"{words}",{blank or _NOTHING})'
                named.insert(0, (lack, words))
        if blank:
            longest = max((words for _, words in named), key=wide)
            yield longest, _Remark(blank, partial(_first_lacking, named, number))
        for lack in (lack for lack in self.lacks if lack.column.expr):
            indicator = role.plan.scheme.enabled()[lack.column.group].name[self.lang]
            name = own_name(lack.column, self.lang)
            before, after = self.say("lacks_sum", indicator=indicator, name=name, value="\0%").split("\0")
            figure = f'ROUND({at.cell(lack.column.id)}*100,8)&"{after}"'
            open_sum = partial(_open_sum, lack, number, before=before, after=after)
            yield f"{before}100{after}", _Remark(f'IF({lack.formula(at)},"{before}"&{figure},"")', open_sum)

    @staticmethod
    def _managers_share(role: RoleLayout, number: int) -> FormulaPart[[RoleLayout], float]:
        """Return what is done of what the manager has to give for a person: other ratings may come from raters."""
        person, plan, row = role.role.people[number], role.plan, FIRST_ROW + number
        if not person.awaited:
            cell = role.cell("completeness", row)
            return FormulaPart(cell, lambda role: float(role.outcome.values["completeness"][number]))
        needed = [
            spec.id
            for spec in plan.of_kind("input", "words", "rows")
            if spec.id not in person.awaited and not (spec.field and spec.field.may_stay_blank)
        ]

        def share(role: RoleLayout) -> float:
            given = sum(not np.isnan(role.outcome.values[column][number]) for column in needed)
            if not role.outcome.appraised[number]:  # no rater has anything to give
                return float(role.outcome.values["completeness"][number])
            return given / len(needed) if needed else 1.0

        tests = "+".join(f'({role.cell(column, row)}<>"")' for column in needed)
        of_appraised = f"({tests})/{len(needed)}" if needed else "1"
        of_others = role.cell("completeness", row)
        return FormulaPart(f"IF({role.cell(NOT_APPRAISED, row)}=1,{of_others},{of_appraised})", share)


@once
def _appraised(role: RoleLayout) -> int:
    """Return how many people are appraised."""
    return int(role.outcome.appraised.sum())


@dataclass(frozen=True)
class _Entered:
    """How many entries of an input there are of those who are appraised, and how many that cannot count."""

    filled: int
    wrong: int


@once
def _entered(role: RoleLayout) -> Mapping[str, _Entered]:
    """Return how many entries there are of each input of the main table, and how many that cannot count."""
    values, plan = role.outcome.values, role.plan
    specs = [spec for spec in _checked(role) if not spec.words]
    if not specs:
        return {}
    is_there = ~np.isnan([values[spec.id] for spec in specs])
    numbers = (beside(spec.id) if spec.is_number and beside(spec.id) in plan.columns else spec.id for spec in specs)
    is_wrong = is_there & ~np.isfinite([values[key] for key in numbers])
    refused = Counter(question.column for question in asked_of(role, "") if question.refuses)
    counts = zip(
        specs, (is_there & role.outcome.appraised).sum(axis=1).tolist(), is_wrong.sum(axis=1).tolist(), strict=True
    )
    return {spec.id: _Entered(filled, wrong + refused[spec.id]) for spec, filled, wrong in counts}


def _named(role: RoleLayout, number: int) -> str:
    """Return id and name of a person."""
    person = role.role.people[number]
    return f"{person.employee_id} {person.name}"


def _is_long(spec: ColumnSpec, number: int, role: RoleLayout) -> bool:
    """Return whether a text of a person is longer than it may be."""
    return len(role.role.people[number].texts.get(spec.id, "")) > words_most(spec)


def _is_error(spec: ColumnSpec, number: int, role: RoleLayout) -> bool:
    """Return whether an error stands where a text of a person belongs."""
    return isinstance(as_error(role.role.people[number].texts.get(spec.id, "")), CellError)


def _where(holds: Callable[[RoleLayout], bool], words: str) -> Callable[[RoleLayout], str]:
    """Return what says something where it holds."""
    return lambda role: words if holds(role) else ""


def _waiting(number: int, role: RoleLayout) -> str:
    """Return what a person's total shows that waits for HR."""
    return str(cell_values(role, "total")[number]) if role.outcome.values[WAITING][number] == 1 else ""


def _first_lacking(named: Sequence[tuple[Lack, str]], number: int, role: RoleLayout) -> str:
    """Return the words for the first thing that a person lacks, of some."""
    person = role.outcome.person(number)
    return next((words for lack, words in named if lack.holds(person)), "")


def _open_sum(lack: Lack, number: int, role: RoleLayout, *, before: str, after: str) -> str:
    """Return how much a sum of a person comes to that keeps a result open."""
    person = role.outcome.person(number)
    return f"{before}{round(100 * person.value(lack.column.id), 8):.15g}{after}" if lack.holds(person) else ""


def _checked(role: RoleLayout) -> list[ColumnSpec]:
    """Return the inputs that have a line: texts where they are required."""
    specs = (role.plan.columns[column] for column in role.main.columns if column in role.plan.columns)
    return [spec for spec in specs if spec.field and (not spec.words or spec.words.required)]
