"""The roster's sheet 评分人: who rates whom, as whom, and how much it counts among raters of the same kind."""

from collections.abc import Iterable, Iterator, Mapping

from presales_xl.cycle.rosters.roster_sheet import ID_MOST, NAME_MOST, RosterSheet, id_flaw, name_flaw, visible
from presales_xl.people.employees import Assignment, Employee, Manager, Rater
from presales_xl.people.entries import plain_number
from presales_xl.people.stints import person_id
from presales_xl.people.table import normal
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.ratings import kinds
from presales_xl.scheme.resolve import RATERS
from presales_xl.texts import LANGUAGES, Lang, all_texts, text

SELF = "self"


def kind_names(plan: Plan, lang: Lang) -> dict[str, str]:
    """Return the kinds of raters that a scheme has, by id, with what people call them."""
    names = {**RATERS, **plan.scheme.raters}
    return {kind: names[kind][lang] for kind in kinds(plan)}


class RaterSheet:
    """Reads the sheet; what is wrong gathers in the sheet's problems."""

    def __init__(
        self,
        sheet: RosterSheet,
        employees: Iterable[Employee],
        managers: Iterable[Manager],
        plans: Mapping[str, Plan | None],
        lang: Lang,
    ) -> None:
        self.sheet = sheet
        self.lang = lang
        self.plans = plans
        self.employees = {employee.employee_id.casefold(): employee for employee in employees}
        self.known = {each.manager_id.casefold(): Rater(each.manager_id, each.name, each.email) for each in managers}
        for key, employee in self.employees.items():
            self.known[key] = Rater(employee.employee_id, employee.name, employee.email)
        self.raters: dict[str, Rater] = {}
        self.written: dict[str, str] = {}  # their ids as the sheet has them first, by the same in lower case

    def read(self) -> tuple[dict[str, Rater], list[Assignment]]:
        """Return the raters by id, and who rates whom in the order of the sheet."""
        assignments: list[Assignment] = []
        seen: dict[tuple[str, str], int] = {}
        for row in self.sheet:
            assignment = self._row(row)
            if assignment is None:
                continue
            key = (assignment.employee_id, assignment.rater_id)
            before = seen.setdefault(key, self.sheet.table.lines[row])
            if before != self.sheet.table.lines[row]:
                fields = {"rater": self.raters[assignment.rater_id].name, "id": assignment.employee_id, "line": before}
                self.sheet.wrong("raters.twice", row, "rater_id", **fields)
            else:
                assignments.append(assignment)
        return self.raters, assignments

    def _row(self, row: int) -> Assignment | None:
        sheet = self.sheet
        written = sheet.text(row, "rated_id")
        rated = self.employees.get(written.casefold())
        if rated is None:
            sheet.wrong("raters.unknown_person", row, "rated_id", found=written or "—")
        rater = self._rater(row)
        plan = None if rated is None else self.plans.get(rated.role)
        kind = "" if plan is None else self._kind(row, plan)
        weight = self._weight(row)
        if rated is None or rater is None or not kind or weight is None:
            return None
        if (kind == SELF) != (rater.rater_id == person_id(rated.employee_id)):
            code = "raters.self_by_another" if kind == SELF else "raters.other_by_self"
            names = {"id": rated.employee_id, "name": rated.name, "rater": rater.rater_id}
            sheet.wrong(code, row, "rater_id", **names, kind=sheet.text(row, "rater_kind"))
            return None
        return Assignment(rated.employee_id, kind, rater.rater_id, weight)

    def _kind(self, row: int, plan: Plan) -> str:
        """Return the kind of rater that the cell names, by its id or by any name that people have for it."""
        written = normal(self.sheet.text(row, "rater_kind"))
        for kind in kinds(plan):
            if written in {normal(name) for name in _called(plan, kind)}:
                return kind
        typed = self.sheet.text(row, "rater_kind") or "—"
        known = list(kind_names(plan, self.lang).values())
        code = "raters.unknown_kind" if known else "raters.no_ratings"
        self.sheet.wrong(code, row, "rater_kind", found=typed, scheme=plan.scheme.id, known=known)
        return ""

    def _rater(self, row: int) -> Rater | None:
        """Return who rates: somebody known, or from outside with a name of their own."""
        sheet, written = self.sheet, self.sheet.text(row, "rater_id")
        title = sheet.table.header[sheet.places["rater_id"]]
        if not written:
            sheet.wrong("roster.id_empty", row, "rater_id", title=title, found=written)
            return None
        if flaw := id_flaw(written):
            shown = visible(written)
            sheet.wrong(flaw, row, "rater_id", title=title, found=shown, most=ID_MOST)
            return None
        known = self.known.get(written.casefold())
        name, email = sheet.text(row, "rater_name"), sheet.text(row, "email")
        before = self.raters.get(self.written.get(written.casefold(), ""))
        usual = before or known or Rater(written, "", "")
        if name and (flaw := name_flaw(name)):
            shown = visible(name)
            sheet.wrong(flaw, row, "rater_name", title=title, found=shown, most=NAME_MOST)
        elif not (name or usual.name):
            sheet.wrong("raters.no_name", row, "rater_name", id=written)
        elif name and usual.name and name != usual.name:
            sheet.wrong("raters.two_names", row, "rater_name", id=written, found=name, other=usual.name)
        elif before and email and usual.email and email != usual.email:
            sheet.wrong("raters.two_addresses", row, "email", id=written, found=email, other=usual.email)
        rater = Rater(usual.rater_id, usual.name or name, email or usual.email)
        self.raters[rater.rater_id] = rater
        self.written[rater.rater_id.casefold()] = rater.rater_id
        return rater

    def _weight(self, row: int) -> float | None:
        """Return the weight, 1 for a blank."""
        raw = self.sheet.raw(row, "weight")
        if raw is None:
            return 1.0
        weight = plain_number(raw) if isinstance(raw, str) else raw
        if isinstance(weight, int | float) and not isinstance(raw, bool) and weight > 0:
            return float(weight)
        self.sheet.wrong("raters.weight", row, "weight", found=self.sheet.text(row, "weight") or "—")
        return None


def _called(plan: Plan, kind: str) -> Iterator[str]:
    """Yield what a kind of rater may be called: 同事评, 同事, peer, and the words of `raters.also`."""
    yield kind
    names = {**RATERS, **plan.scheme.raters}[kind]
    for lang in LANGUAGES:
        yield names[lang]
        yield names[lang].removesuffix("评")
        if f"raters.also.{kind}" in all_texts():
            yield from text(lang, f"raters.also.{kind}").split("|")
