"""The sheets on which grades are decided: one per scheme, its people ranked pool by pool, two yellow cells each."""

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from presales_xl.cycle.calibrating.calibration import Distribution, Ranked, RankedPool
from presales_xl.cycle.calibrating.proposal import passed_over
from presales_xl.texts import Lang, text
from presales_xl.workbook.style import Style, page

ID_ROW, TITLE_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 3, 4
#: Columns with their widths; those from `pool_no` on are hidden and hold numbers that the formulas compare.
WIDTHS = {
    "pool": 26,
    "place": 6,
    "employee_id": 11,
    "name": 11,
    "team": 14,
    "manager": 11,
    "total": 9,
    "by_scale": 9,
    "proposed": 10,
    "final": 11,
    "reason": 44,
    "check": 20,
    "note": 34,
    "pool_no": 6,
    "scale_no": 6,
    "proposed_no": 6,
    "limit_no": 6,
    "final_no": 6,
    "names": 10,
}
_HIDDEN = "pool_no"
_REASON_MOST = 500  # characters


@dataclass(frozen=True)
class Choice:
    """What the two yellow cells of a person hold."""

    final: int
    reason: str


def grade_name(distribution: Distribution, grade: int, lang: Lang) -> str:
    """Return how a grade is shown."""
    return distribution.plan.dimensions["grade"].names[grade][lang]


def pool_name(distribution: Distribution, pool: RankedPool, lang: Lang) -> str:
    """Return what a pool is called."""
    first = pool.people[0].person.who
    if pool.scope == "company":
        return text(lang, "calibration.pool.company" if len(distribution.pools) == 1 else "calibration.pool.rest")
    return text(
        lang,
        f"calibration.pool.{pool.scope}",
        team=first.manager.team or first.manager.name,
        manager=first.manager.name,
        department=pool.key,
    )


class RankingSheet:
    """Writes the sheet of one scheme."""

    def __init__(
        self, sheet: Worksheet, style: Style, distribution: Distribution, choices: Mapping[str, Choice]
    ) -> None:
        self.sheet = sheet
        self.style = style
        self.lang = style.lang
        self.distribution = distribution
        self.choices = choices
        keys = [key for key in WIDTHS if key != "proposed" or distribution.groups]
        self.places = {key: place for place, key in enumerate(keys)}
        self.last_row = FIRST_ROW + len(distribution.everybody) - 1

    def span(self, key: str) -> str:
        """Return the cells of a column with its people, as formulas on this sheet address them."""
        return self._cells(key, self.last_row)

    def chosen(self, ranked: Ranked) -> Choice:
        """Return what the yellow cells of a person hold."""
        return self.choices[ranked.entrant.employee_id]

    def write(self, title: str) -> None:
        """Write the whole sheet."""
        self.sheet.set_row(ID_ROW, None, None, {"hidden": True})
        self.sheet.set_row(TITLE_ROW, 30)
        self.sheet.write_string(TITLE_ROW, 0, title, self.style.title())
        mode = self.distribution.mode if self.distribution.plan.quota() else "no_quota"
        about = text(self.lang, f"calibration.mode.{mode}")
        self.sheet.write_string(TITLE_ROW + 1, 0, about, self.style(colour="muted", font_size=9))
        self.sheet.set_row(HEAD_ROW, 32)
        for key, place in self.places.items():
            hidden = place >= self.places[_HIDDEN]
            self.sheet.set_column(place, place, WIDTHS[key], None, {"hidden": hidden})
            self.sheet.write_string(ID_ROW, place, key)
            if not hidden:
                fill = {"fill": "input_header"} if key in ("final", "reason") else {"fill": "section"}
                head = self.style(bold=True, edge="line", align="center", text_wrap=True, **fill)
                self.sheet.write_string(HEAD_ROW, place, text(self.lang, f"calibration.column.{key}"), head)
        for number in range(len(self.distribution.keys)):
            name = grade_name(self.distribution, number, self.lang)
            self.sheet.write_string(FIRST_ROW + number, self.places["names"], name)
        row = FIRST_ROW
        for pool in self.distribution.pools:
            self._pool(pool, row)
            row += len(pool.people)
        self._behaviour(title)

    def _pool(self, pool: RankedPool, first: int) -> None:
        name = pool_name(self.distribution, pool, self.lang)
        finals = [self.chosen(ranked).final for ranked in pool.people]
        above = {place for place, _ in passed_over(pool.entrants, finals)}
        for number, ranked in enumerate(pool.people):
            row = first + number
            self.sheet.set_row(row, 18)
            edge = {"edge": "line"} | ({"top": 2, "top_color": self.style.colour("brand")} if number == 0 else {})
            self._facts(row, name, ranked, edge)
            self._numbers(row, pool, ranked)
            self._choice(row, ranked, edge)
            state = self._state(ranked, passed=number in above)
            shown = text(self.lang, f"calibration.check.{state}") if state else ""
            form = self.style(align="center", **edge)
            self.sheet.write_formula(row, self.places["check"], self._check(row), form, shown)

    def _facts(self, row: int, pool: str, ranked: Ranked, edge: Mapping[str, object]) -> None:
        who, entrant = ranked.person.who, ranked.entrant
        cells = {
            "pool": pool,
            "employee_id": who.employee_id,
            "name": who.name,
            "team": who.manager.team,
            "manager": who.manager.name,
            "note": self._note(ranked),
        }
        for key, value in cells.items():
            small = {"colour": "muted", "font_size": 9} if key in ("pool", "note") else {}
            self.sheet.write_string(row, self.places[key], value, self.style(num_format="@", **small, **edge))
        self.sheet.write_number(row, self.places["place"], ranked.place, self.style(align="center", **edge))
        total = self.style(num_format="0.00", bold=True, **edge)
        self.sheet.write_number(row, self.places["total"], entrant.total, total)
        grades = {"by_scale": entrant.by_scale, "proposed": ranked.proposed}
        for key, grade in grades.items():
            if grade is not None:
                differs = {"bold": True, "colour": "brand"} if grade != entrant.by_scale else {}
                form = self.style(align="center", fill="result", **differs, **edge)
                name = grade_name(self.distribution, grade, self.lang)
                self.sheet.write_string(row, self.places[key], name, form)

    def _note(self, ranked: Ranked) -> str:
        limit = ranked.entrant.limit
        notes = []
        if limit == len(self.distribution.keys) - 1:
            notes.append(text(self.lang, "calibration.note.vetoed"))
        elif limit:
            grade = grade_name(self.distribution, limit, self.lang)
            notes.append(text(self.lang, "calibration.note.lowered", grade=grade))
        if ranked.undecided:
            notes.append(text(self.lang, "calibration.note.undecided"))
        return text(self.lang, "results.separator").join(notes)

    def _numbers(self, row: int, pool: RankedPool, ranked: Ranked) -> None:
        """Write what the formulas compare: the pool, and grades as numbers, 1 the best."""
        entrant = ranked.entrant
        proposed = -1 if ranked.proposed is None else ranked.proposed
        numbers = {
            "pool_no": pool.number,
            "scale_no": entrant.by_scale + 1,
            "proposed_no": proposed + 1,
            "limit_no": entrant.limit + 1,
        }
        for key, number in numbers.items():
            self.sheet.write_number(row, self.places[key], number)
        names = self._cells("names", FIRST_ROW + len(self.distribution.keys) - 1)
        formula = f'=IFERROR(MATCH({self._cell("final", row)},{names},0),"")'
        self.sheet.write_formula(row, self.places["final_no"], formula, None, self.chosen(ranked).final + 1)

    def _choice(self, row: int, ranked: Ranked, edge: Mapping[str, object]) -> None:
        chosen = self.chosen(ranked)
        final = self.style(fill="input", locked=False, align="center", bold=True, **edge)
        reason = self.style(fill="input", locked=False, text_wrap=True, num_format="@", **edge)
        self.sheet.write_string(
            row, self.places["final"], grade_name(self.distribution, chosen.final, self.lang), final
        )
        if chosen.reason:
            self.sheet.write_string(row, self.places["reason"], chosen.reason, reason)
        else:
            self.sheet.write_blank(row, self.places["reason"], None, reason)

    def _state(self, ranked: Ranked, *, passed: bool) -> str:
        """Return what the formula of the check finds, as a key of its texts, "" for nothing."""
        chosen, entrant = self.chosen(ranked), ranked.entrant
        if chosen.final < entrant.limit:
            return "limit"
        if self.distribution.needs_reason(ranked, chosen.final) and not chosen.reason.strip():
            return "reason"
        if passed and (self.distribution.mode == "enforce" or chosen.final != entrant.by_scale):
            return "order"
        if chosen.final == entrant.by_scale:
            return ""
        return "up" if chosen.final < entrant.by_scale else "down"

    def _check(self, row: int) -> str:
        """Return the formula that checks a person's two cells, in the order of `_state`."""
        say = {
            key: '"' + text(self.lang, f"calibration.check.{key}").replace('"', '""') + '"'
            for key in ("grade", "limit", "reason", "order", "up", "down")
        }
        cell = {
            key: self._cell(key, row)
            for key in ("total", "reason", "pool_no", "scale_no", "proposed_no", "limit_no", "final_no")
        }
        final = cell["final_no"]
        # Unenforced, a grade by scale is nobody's decision, whoever else was lowered below it.
        decided = [] if self.distribution.mode == "enforce" else [f"{final}<>{cell['scale_no']}"]
        own = ",".join([f"{final}<>{cell['proposed_no']}", *decided])
        unreasoned = f'AND({own},{cell["reason"]}="")'
        passed = (
            f'COUNTIFS({self.span("pool_no")},{cell["pool_no"]},{self.span("total")},">"&{cell["total"]},'
            f'{self.span("final_no")},">"&{final},{self.span("limit_no")},"<="&{final})>0'
        )
        passed = f"AND({passed},{decided[0]})" if decided else passed
        return (
            f'=IF({final}="",{say["grade"]},IF({final}<{cell["limit_no"]},{say["limit"]},'
            f"IF({unreasoned},{say['reason']},IF({passed},{say['order']},"
            f'IF({final}<{cell["scale_no"]},{say["up"]},IF({final}>{cell["scale_no"]},{say["down"]},""))))))'
        )

    def _behaviour(self, title: str) -> None:
        """Offer the grades, colour what was changed and what is wrong, filter, protect, print."""
        first, last = FIRST_ROW, self.last_row
        final, reason, check = (self.places[key] for key in ("final", "reason", "check"))
        names = self._cells("names", FIRST_ROW + len(self.distribution.keys) - 1)
        self.sheet.data_validation(
            first,
            final,
            last,
            final,
            {
                "validate": "list",
                "source": f"={names}",
                "ignore_blank": False,
                "input_title": text(self.lang, "calibration.column.final"),
                "input_message": text(self.lang, "calibration.prompt.final"),
                "error_title": text(self.lang, "calibration.column.final"),
                "error_message": text(self.lang, "calibration.check.grade"),
            },
        )
        self.sheet.data_validation(
            first,
            reason,
            last,
            reason,
            {
                "validate": "length",
                "criteria": "<=",
                "value": _REASON_MOST,
                "input_title": text(self.lang, "calibration.column.reason"),
                "input_message": text(self.lang, "calibration.prompt.reason"),
            },
        )
        state, number, scale = (
            f"${xl_col_to_name(self.places[key])}{first + 1}" for key in ("check", "final_no", "scale_no")
        )
        mistakes = (text(self.lang, f"calibration.check.{key}") for key in ("grade", "limit", "reason", "order"))
        wrong = "=OR(" + ",".join(f'{state}="{mistake}"' for mistake in mistakes) + ")"
        bad = self.style.book.add_format({"font_color": self.style.colour("bad"), "bold": True})
        changed = self.style.book.add_format({"bg_color": self.style.colour("missing")})
        self.sheet.conditional_format(first, check, last, check, {"type": "formula", "criteria": wrong, "format": bad})
        self.sheet.conditional_format(
            first, final, last, final, {"type": "formula", "criteria": f"={number}<>{scale}", "format": changed}
        )
        self.sheet.freeze_panes(FIRST_ROW, self.places["team"])
        self.sheet.autofilter(HEAD_ROW, 0, last, self.places["note"])
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(self.places['names'])}{last + 1}"})
        self.sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
        self.sheet.print_area(TITLE_ROW, 0, last, self.places["note"])
        page(self.sheet, self.lang, landscape=True, title=title, repeat=(HEAD_ROW, HEAD_ROW))

    def _cell(self, key: str, row: int) -> str:
        return f"${xl_col_to_name(self.places[key])}{row + 1}"

    def _cells(self, key: str, last: int) -> str:
        column = xl_col_to_name(self.places[key])
        return f"${column}${FIRST_ROW + 1}:${column}${last + 1}"
