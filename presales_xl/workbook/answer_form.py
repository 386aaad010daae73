"""The small form that an answer comes back in: lines with what is shown, a decision from a list, and a word why.

An employee confirms a plan or a statement in it, or objects (one line); an approver decides on the results of many.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from presales_xl.people.decisions import DECISIONS, Decision, Document, wants_reason
from presales_xl.people.entries import WORDS_MOST
from presales_xl.people.notices import BlankAnswers
from presales_xl.people.table import CellError, value_at
from presales_xl.scheme.errors import Place, Problem
from presales_xl.texts import Lang, text
from presales_xl.workbook import identity
from presales_xl.workbook.identity import Identity, Issued, Seal, unsealed
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY, cell_name
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.returned import text_of
from presales_xl.workbook.style import Style, new_workbook, page, set_widths, wide, write_over

TITLE_ROW, ABOUT_ROW, STATE_ROW, HEAD_ROW = 1, 2, 3, 4
DECISION, REASON = "decision", "reason"
_DECISION_WIDTH, _REASON_WIDTH = 20, 44
_NARROWEST, _WIDEST = 10, 34  # of what is shown
_LINE = 15.0  # points
_PEOPLE_NAMED = 12


class Head(NamedTuple):
    """What stands above a column of what is shown, and whether it shows figures, which stand at the right."""

    title: str
    figures: bool = False


@dataclass(frozen=True)
class AnswerLine:
    """What is asked about one person: whom, and what is shown of it below the heads."""

    employee_id: str
    name: str
    shown: Sequence[str]


@dataclass(frozen=True)
class AskedDocument:
    """What a form asks about a document, `facts` being the digest of what that states.

    `title` and the lines `about` it stand above the table, `heads` are those of what is shown on each line.
    """

    document: Document
    facts: str
    title: str
    about: Sequence[str]
    heads: Sequence[Head]
    lines: Sequence[AnswerLine]


@dataclass(frozen=True)
class LineAnswer:
    """The answer on one line."""

    employee_id: str
    decision: Decision
    reason: str


@dataclass(frozen=True)
class Room:
    """What texts take: the widths of the columns, the heights of what the form is about and of the lines, in points."""

    widths: tuple[float, ...]
    about: float
    lines: tuple[float, ...]


def room_of(asked: AskedDocument, lang: Lang) -> Room:
    """Return what the texts of a form take."""
    columns = zip(*(line.shown for line in asked.lines), strict=True)
    widest = (max(map(wide, (head.title, *cells))) for head, cells in zip(asked.heads, columns, strict=True))
    widths = (*(min(max(width + 2, _NARROWEST), _WIDEST) for width in widest), _DECISION_WIDTH, _REASON_WIDTH)

    def folded(shown: str, width: float) -> int:
        return math.ceil(wide(shown) * 1.1 / width)

    about = sum(folded(line, sum(widths)) for line in _about(asked, lang).split("\n"))
    least = 60 if len(asked.lines) == 1 else 32
    most = (max(map(folded, line.shown, widths)) for line in asked.lines)
    return Room(widths, _LINE * about + 10, lines=tuple(max(_LINE * lines + 6, least) for lines in most))


def _about(asked: AskedDocument, lang: Lang) -> str:
    few = "approval" if asked.document == "approval" else "own"
    return "\n".join([*asked.about, text(lang, f"answers.steps.{few}")])


def issued_as(whose: Identity, asked: AskedDocument) -> Issued:
    """Return what a form is issued as, before it is written."""
    name = text(whose.lang, f"answers.sheet.{asked.document}")
    people = {name: [(line.employee_id, line.name) for line in asked.lines]}
    return Issued(whose, [], people, {}, sheets={name: ()}, document=asked.document, facts=asked.facts)


def write(whose: Identity, asked: AskedDocument, path: Path, seal: Seal = unsealed) -> Issued:
    """Write a form to `path`; returns what it was issued as. ProblemsError `file.locked`, `file.unwritable`."""
    issued = issued_as(whose, asked)
    with new_workbook(path, whose.lang, title=asked.title, subject=whose.recipient, company=whose.company) as book:
        add_sheet(book, whose.lang, asked, room_of(asked, whose.lang))
        book.add_worksheet(IDENTITY)
        return identity.write(book, issued, seal)


def add_sheet(book: Workbook, lang: Lang, asked: AskedDocument, room: Room) -> Worksheet:
    """Write the sheet that is filled in."""
    sheet = book.add_worksheet(text(lang, f"answers.sheet.{asked.document}"))
    _Form(sheet, Style(book, lang), asked, room).write()
    return sheet


def said(decision: Decision, lang: Lang) -> str:
    """Return a decision as the list offers it."""
    return text(lang, f"answers.decision.{decision}")


class _Form:
    def __init__(self, sheet: Worksheet, style: Style, asked: AskedDocument, room: Room) -> None:
        self.sheet = sheet
        self.style = style
        self.lang = style.lang
        self.asked = asked
        self.decision = len(asked.heads)
        self.last = self.decision + 1
        self.last_row = FIRST_ROW + len(asked.lines) - 1
        self.room = room

    def say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"answers.{key}", **fields)

    def write(self) -> None:
        """Write heads, lines, validations and the print set-up."""
        sheet, style = self.sheet, self.style
        sheet.set_row(ID_ROW, None, None, {"hidden": True})
        set_widths(sheet, self.room.widths)
        sheet.write_string(ID_ROW, self.decision, DECISION, style(colour="muted"))
        sheet.write_string(ID_ROW, self.last, REASON, style(colour="muted"))
        self._top()
        few = "approval" if self.asked.document == "approval" else "own"
        titles = [head.title for head in self.asked.heads]
        heads = [*titles, self.say("column.decision"), self.say(f"column.reason.{few}")]
        sheet.set_row(HEAD_ROW, 30)
        for place, head in enumerate(heads):
            fill = {"fill": "input_header"} if place >= self.decision else {}
            sheet.write_string(HEAD_ROW, place, head, style.header(**fill))
        for row, line in enumerate(self.asked.lines, FIRST_ROW):
            self._line(row, line)
        self._validate()
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        page(sheet, landscape=True, title=self.asked.title, repeat=(HEAD_ROW, HEAD_ROW))
        sheet.set_selection(FIRST_ROW, self.decision, FIRST_ROW, self.decision)

    def _top(self) -> None:
        """Write the title, what the form is about and what to do, and whether it is complete."""
        sheet, style = self.sheet, self.style
        sheet.set_row(TITLE_ROW, 34)
        write_over(sheet, (TITLE_ROW, 0, TITLE_ROW, self.last), self.asked.title, style.title())
        sheet.set_row(ABOUT_ROW, self.room.about)
        form = style(fill="header", edge="line", text_wrap=True, indent=1)
        write_over(sheet, (ABOUT_ROW, 0, ABOUT_ROW, self.last), _about(self.asked, self.lang), form)
        given, why = (f"{self._cells(place)}" for place in (self.decision, self.last))
        no = said(DECISIONS[self.asked.document][1], self.lang)
        lacking = f'SUMPRODUCT(({given}="{no}")*({why}=""))'
        everybody = len(self.asked.lines)
        before, after = self.say("progress", done="\0", all=everybody).split("\0")
        formula = f'=IF({lacking}>0,"{self.say("lacking")}","{before}"&COUNTA({given})&"{after}")'
        sheet.set_row(STATE_ROW, 22)
        bold = style(bold=True, colour="brand", align="right")
        where = (STATE_ROW, 0, STATE_ROW, self.last)
        sheet.merge_range(*where, "", bold)
        sheet.write_formula(STATE_ROW, 0, formula, bold, value=f"{before}0{after}")
        bad = {"type": "formula", "criteria": f"={lacking}>0", "format": style.condition(colour="bad", underline=1)}
        sheet.conditional_format(*where, bad)

    def _where(self, column: int) -> tuple[int, int, int, int]:
        return FIRST_ROW, column, self.last_row, column

    def _cells(self, column: int) -> str:
        """Return the cells of a column of all lines, as formulas name them."""
        return f"{cell_name(FIRST_ROW, column)}:{cell_name(self.last_row, column)}"

    def _line(self, row: int, line: AnswerLine) -> None:
        sheet, style = self.sheet, self.style
        sheet.set_row(row, self.room.lines[row - FIRST_ROW])
        for place, (head, shown) in enumerate(zip(self.asked.heads, line.shown, strict=True)):
            align = "right" if head.figures else "left"
            sheet.write_string(row, place, shown, style(edge="line", text_wrap=True, num_format="@", align=align))
        look = {"fill": "input", "edge": "line", "locked": False, "num_format": "@", "text_wrap": True}
        sheet.write_blank(row, self.decision, None, style(align="center", bold=True, **look))
        sheet.write_blank(row, self.last, None, style(align="left", **look))

    def _validate(self) -> None:
        """Let cells accept one of the two decisions, and a reason that is not too long; mark a reason that is due."""
        sheet, style = self.sheet, self.style
        choices = [said(decision, self.lang) for decision in DECISIONS[self.asked.document]]
        stop = {"error_type": "stop", "error_title": self.say("stop.title")}
        rule = {"validate": "list", "source": choices, "error_message": self.say("stop.decision"), **stop}
        sheet.data_validation(*self._where(self.decision), rule)
        most = {"validate": "length", "criteria": "<=", "value": WORDS_MOST}
        message = self.say("stop.reason", most=WORDS_MOST)
        sheet.data_validation(*self._where(self.last), {**most, "error_message": message, **stop})
        decided, why = (f"${cell_name(FIRST_ROW, place)}" for place in (self.decision, self.last))
        due = f'=AND({decided}="{choices[1]}",{why}="")'
        look = style.condition(edge="missing_line", fill="missing", border=1)
        mark = {"type": "formula", "criteria": due, "format": look}
        sheet.conditional_format(*self._where(self.last), mark)


def read(sheets: Sheets, issued: Issued, file: str) -> tuple[list[LineAnswer], list[Problem]]:
    """Return what a form whose seal holds answers, and what is wrong with it; `file` is how messages call it.

    A line that is blank or wrong is no answer, and the others count; without any it is an error. Nothing counts of a
    form on which something was changed that is shown: nobody knows what was answered then.
    """
    (name, people), *_ = issued.people.items()
    rows = sheets.get(name)
    if rows is None:
        return [], [Problem("workbook.sheet_missing", Place(file, name))]
    if changed := next(_changed(sheets, issued, file), None):
        return [], [changed]
    heads = [text_of(value) for value in rows[ID_ROW]]
    decision, reason = heads.index(DECISION), heads.index(REASON)
    answers, problems, blank = list[LineAnswer](), list[Problem](), dict[str, str]()
    lang, document = issued.identity.lang, issued.document
    choices = {
        said(choice, lang).casefold(): choice for key, pair in DECISIONS.items() if key == document for choice in pair
    }
    for row, (employee_id, person) in enumerate(people, FIRST_ROW):
        cells = rows[row] if row < len(rows) else ()
        where, who = Place(file, name, cell_name(row, decision)), {"id": employee_id, "person": person}
        values = {place: value_at(cells, place) for place in (decision, reason)}
        if wrong := [place for place, value in values.items() if isinstance(value, CellError)]:
            problems.append(Problem("answers.formula", Place(file, name, cell_name(row, wrong[0])), who))
            continue
        chosen, why = map(text_of, values.values())
        choice = choices.get(" ".join(chosen.split()).casefold())
        if not chosen and not why:
            blank[employee_id] = f"{employee_id} {person}"
        elif choice is None:
            offered = [said(choice, lang) for choice in choices.values()]
            problems.append(Problem("answers.decision", where, {**who, "found": chosen, "expected": offered}))
        elif wants_reason(choice) and not why:
            problems.append(Problem("answers.no_reason", Place(file, name, cell_name(row, reason)), who))
        elif len(why) > WORDS_MOST:
            problems.append(
                Problem("answers.too_long", Place(file, name, cell_name(row, reason)), who | {"most": WORDS_MOST})
            )
        else:
            answers.append(LineAnswer(employee_id, choice, why))
    if blank and not answers and not problems:
        problems.append(Problem("answers.nothing", Place(file, name, cell_name(FIRST_ROW, decision))))
    elif blank:
        problems.append(left_blank(Place(file, name), blank))
    return answers, problems


def left_blank(place: Place, people: Mapping[str, str]) -> Problem:
    """Return the notice of people about whom nothing is chosen in a form, as it names them by id."""
    fields = {"people": list(people.values())[:_PEOPLE_NAMED], "count": len(people), "blank": dict(people)}
    return BlankAnswers("answers.blank", place, fields, "warning")


def _changed(sheets: Sheets, issued: Issued, file: str) -> Iterator[Problem]:
    """Yield the cells that do not show what was issued."""
    for name, digests in issued.constants.items():
        rows = sheets.get(name, [])
        for row, line in enumerate(rows):
            for place, value in enumerate(line):
                wanted = digests.get(cell_name(row, place))
                if wanted and (value is None or identity.constant_digest(value) != wanted):
                    yield Problem("answers.changed", Place(file, name, cell_name(row, place)))
        shown = {cell_name(row, place) for row, line in enumerate(rows) for place, _ in enumerate(line)}
        if gone := next((cell for cell in digests if cell not in shown), ""):
            yield Problem("answers.changed", Place(file, name, gone))
