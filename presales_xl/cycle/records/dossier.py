"""`presales-xl ledger dossier` and `export`: one person's appraisals over all periods, as a page and as data.

The page says, period by period, by which rules the person was appraised, what came out, what was told when and
answered, who decided what, and what was paid. Who rated the person, ratings that a statement does not show by
themselves, words that are confidential, and names of others in what was written are in neither.
"""

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from presales_xl import periods
from presales_xl.backends.rule_sentences import sentence
from presales_xl.backends.words import column_in_full, own_name
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.publishing import names_of_others, wording
from presales_xl.cycle.publishing.pages import PAGE, PDF
from presales_xl.cycle.publishing.plan import PLANS
from presales_xl.cycle.publishing.publish import STATEMENTS
from presales_xl.files import file_part, new_text
from presales_xl.ledger import issues
from presales_xl.ledger.codec import entries_in
from presales_xl.ledger.held import Held, held_of, names_of
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.ledger.step import LogLine
from presales_xl.people.employees import Employee
from presales_xl.people.stints import person_id
from presales_xl.periods import Period, local_time, parse_period
from presales_xl.project import Project
from presales_xl.scheme.columns import Kind, Plan
from presales_xl.scheme.errors import fail
from presales_xl.texts import Lang, text
from presales_xl.workbook import table_files

FOLDER = "records"
_GIVEN: Sequence[Kind] = ("level", "employment", "input")
_CAME_OUT: Sequence[Kind] = ("points", "adjustment", "total", "grade", "pay")
_WRITTEN = ("content", "rows", "texts", "facts", "reason", "why", "text", "note")  # columns with what somebody wrote
_Event = tuple[int, str, str, str]  # line of the log, when (UTC), who, what


def dossier(project: Project, employee_id: str, lang: Lang, file: Path | None = None) -> Path:
    """Write the dossier of a person and return its file, by default in `records`; ProblemsError `records.nobody`."""
    ledger = Ledger.open(project.ledger, create=False)
    held, plans = _held(ledger, employee_id)
    path = file or project.folder / FOLDER / f"{file_part(employee_id)}.html"
    with new_text(path) as page:
        page.write(_page(project, ledger, held, plans, lang=lang))
    return path


def export(project: Project, employee_id: str, lang: Lang, folder: Path | None = None) -> list[Path]:
    """Write all that is held of a person into a folder of its own and return its files.

    That is the dossier, the ledger's rows as JSON, plans and statements as they were given out. ProblemsError
    `records.nobody`.
    """
    ledger = Ledger.open(project.ledger, create=False)
    held, plans = _held(ledger, employee_id)
    target = folder or project.folder / FOLDER / file_part(employee_id)
    page, data = target / "dossier.html", target / "data.json"
    with new_text(page) as file:
        file.write(_page(project, ledger, held, plans, lang=lang))
    lines = [_line(line) for line in held.lines]
    with new_text(data) as file:
        json.dump({"employee_id": held.employee_id, **held.rows, "log": lines}, file, ensure_ascii=False, indent=1)
    copies = []
    for name in held.periods():
        for page_told in _pages(project, parse_period(name), held.employee_id):
            kind = page_told.relative_to(project.results(parse_period(name))).parts[0]
            copies.append(target / name / kind / page_told.name)
            copies[-1].parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(page_told, copies[-1])
    return [page, data, *copies]


def _held(ledger: Ledger, employee_id: str) -> tuple[Held, Callable[[str], Plan]]:
    """Return what is held of a person without what is kept back, and what gives a scheme as issued by its digest."""
    with ledger.reading() as read:
        held = held_of(read, employee_id.strip())
        digests = {row["scheme"] for table in ("result", "entry") for row in held.rows.get(table, ())}
        plans = {digest: issuing.plan_issued(read, digest) for digest in digests}
        issued = [book for period in held.periods() for book in issues.all_of(read, period)]
    if not held.rows:
        raise fail("records.nobody", id=employee_id)
    parts = [part for book in issued for part in book.content.get("people", ())]
    named = names_of_others.names_of([Employee(person_id(part["id"]), part["name"]) for part in parts])
    known = {held.employee_id, *names_of(held), *(row["manager"] for row in held.rows.get("result", ()))}
    known |= {row["recipient"] for row in held.rows.get("workbook", ())}

    def hidden(value: Any) -> Any:
        match value:
            case str():
                return names_of_others.hide_others(value, named, *known)
            case list():
                return [hidden(each) for each in value]
            case dict():
                return {key: hidden(each) for key, each in value.items()}
        return value

    rows = {
        table: [{key: hidden(value) if key in _WRITTEN else value for key, value in row.items()} for row in each]
        for table, each in _discreet(held, plans)
    }
    return replace(held, rows=rows), plans.__getitem__


def _discreet(held: Held, plans: Mapping[str, Plan]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the rows by table without what is others': ratings not shown by themselves, confidential words, reasons."""
    kept_back: dict[str, set[str]] = {}
    for name in held.periods():
        statements = [row for row in held.of_period("publication", name) if row["document"] == "statement"]
        stated = [row["facts"].get("stated", {}) for row in statements]
        parts = [part for book in held.of_period("workbook", name) for part in book["content"]["people"]]
        rated = {key for part in parts for key in part["awaited"]}
        kept_back[name] = {key for each in stated for key in each.get("hidden", ())} if stated else rated
    for table, rows in held.rows.items():
        if table == "result":
            hides = [kept_back[row["period"]] for row in rows]
            yield (
                table,
                [
                    row
                    | {part: {k: v for k, v in row[part].items() if k not in hidden} for part in ("columns", "entries")}
                    for row, hidden in zip(rows, hides, strict=True)
                ],
            )
        elif table == "entry":
            yield table, [row | {"texts": _open_words(row["texts"], plans[row["scheme"]])} for row in rows]
        elif table == "mark":  # why results of others changed, and by which command, is theirs
            yield table, [row | {"action": "", "reason": ""} if row["kind"] == "followed" else row for row in rows]
        else:
            yield table, rows


def _open_words(texts: Mapping[str, str], plan: Plan) -> dict[str, str]:
    confidential = {spec.id for spec in plan.of_kind("words") if spec.words and spec.words.confidential}
    return {key: words for key, words in texts.items() if key not in confidential}


def _pages(project: Project, period: Period, employee_id: str) -> Iterator[Path]:
    """Yield the plans and statements of a person that lie in the results of a period, by the lists of them."""
    for name in (PLANS, STATEMENTS):
        folder = project.results(period) / name
        listed = folder.with_suffix(".csv")
        rows = table_files.read(listed)[0].rows if listed.is_file() else []
        cells = [str(cell) for row in rows if str(row[0]) == employee_id for cell in row]
        files = [folder / cell for cell in cells if cell.endswith((PAGE, PDF))]
        yield from (file for file in files if file.is_file())


def _page(project: Project, ledger: Ledger, held: Held, plan_of: Callable[[str], Plan], *, lang: Lang) -> str:
    last = tail(ledger, 1)[0]
    names = sorted(held.periods(), key=periods.order, reverse=True)
    return wording.render(
        "dossier.html.j2",
        lang,
        company=project.company,
        employee_id=held.employee_id,
        name=next(names_of(held), ""),
        periods=[_period(held, name, plan_of, lang) for name in names],
        last=last,
        intact=not verify(ledger),
        now=f"{dt.datetime.now().astimezone():%Y-%m-%d %H:%M}",
        by=project.by,
    )


def _period(held: Held, period: str, plan_of: Callable[[str], Plan], lang: Lang) -> dict[str, object]:
    """Return a person's period: facts, what was given, what came out by which rule, and what happened in order."""
    facts, given, results = list[tuple[str, str]](), list[tuple[str, str]](), list[tuple[str, str, str]]()
    for row in held.of_period("result", period):
        plan = plan_of(row["scheme"])
        values = entries_in(row["entries"]) | entries_in(row["columns"])
        known = {"role": row["role"], "manager": row["manager"], "scheme": plan.scheme.name[lang]}
        known |= {"team": " · ".join(filter(None, (row["department"], row["team"])))}
        facts += [(text(lang, f"publish.fact.{key}"), value) for key, value in known.items() if value]
        facts.append((text(lang, "publish.dossier.rules"), row["scheme"][:16]))
        if row["rank"] is not None:
            place = text(lang, "publish.place", place=row["rank"], count=row["cohort"])
            facts.append((text(lang, "publish.rank.role"), place))
        for spec in plan.of_kind(*_GIVEN):
            if spec.id in values and not spec.is_free_text:
                given.append((column_in_full(plan, spec, lang), wording.value(plan, spec, values[spec.id], lang)))
        for spec in plan.of_kind(*_CAME_OUT):
            if spec.id in values:
                shown = wording.value(plan, spec, values[spec.id], lang)
                results.append((_name(plan, spec.id, lang), shown, sentence(plan, spec, lang)))
    schemes = [row["scheme"] for table in ("result", "entry") for row in held.of_period(table, period)]
    happened = _Events(held, period, plan_of(schemes[0]) if schemes else None, lang)
    events = [(local_time(at), who, what) for _, at, who, what in sorted(happened.all())]
    name = wording.period_name(period, lang)
    return {"name": name, "facts": facts, "given": given, "results": results, "events": events}


def _name(plan: Plan, column: str, lang: Lang) -> str:
    return own_name(plan.columns[column], lang) if column in plan.columns else column


class _Events:
    """What happened to a person in a period, in no order."""

    def __init__(self, held: Held, period: str, plan: Plan | None, lang: Lang) -> None:
        self.held = held
        self.period = period
        self.plan = plan
        self.lang = lang

    def all(self) -> Iterator[_Event]:
        yield from self.exchanged()
        yield from self.decided()
        yield from self.told()
        yield from self.appealed()
        for row in self.rows("pay_line"):
            key = "paid" if row["kind"] == "regular" else "corrected"
            fields = {"money": wording.money(row["fen"] / 100, self.lang), "paid_in": row["paid_in"]}
            yield self.event("pay_line", row, "at", self.say(key, item=self.named(row["item"]), **fields))
        for row in self.rows("repayment"):
            money, key = wording.money(row["fen"] / 100, self.lang), "taken" if row["paid_in"] else "repaid"
            yield self.event("repayment", row, "at", self.say(key, money=money, paid_in=row["paid_in"]))

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.held.of_period(table, self.period)

    def say(self, key: str, /, **fields: object) -> str:
        return text(self.lang, f"publish.dossier.event.{key}", **fields)

    def event(self, table: str, row: Mapping[str, Any], at: str, what: str) -> _Event:
        """Return an event by who wrote the row at that time, or by its author where it names one."""
        line = self.held.line(table, row, row[at])
        who = row.get("author") if at != "opened_at" else ""
        return line.seq if line else 0, row[at], who or (line.actor if line else ""), what

    def named(self, column: str) -> str:
        return _name(self.plan, column, self.lang) if self.plan else column

    def shown(self, column: str, value: float | None) -> str:
        spec = self.plan.columns.get(column) if self.plan else None
        if value is None or self.plan is None or spec is None:
            return "—" if value is None else f"{value:.10g}"
        return wording.value(self.plan, spec, value, self.lang)

    def mailed(self, document: str) -> str:
        """Return what a mail brought, or reminded of, as `delivery` names it."""
        *reminder, kind, number = document.split()
        what = self.say("workbook")
        for row in self.rows(kind) if kind == "publication" else ():
            if str(row["id"]) == number:
                name = text(self.lang, f"answers.document.{row['document']}")
                what = self.say("document", name=name, revision=row["revision"])
        return self.say("reminder", what=what) if reminder else what

    def exchanged(self) -> Iterator[_Event]:
        """Yield what went out and came back."""
        for row in self.rows("workbook"):
            key = "issued_own" if row["recipient_id"] == self.held.employee_id else "issued"
            yield self.event("workbook", row, "issued_at", self.say(key, **row))
        for row in self.rows("delivery"):
            if row["sent_at"]:
                what = self.mailed(row["document"])
                yield self.event("delivery", row, "sent_at", self.say("mailed", what=what, address=row["address"]))
        for row in self.rows("submission"):
            verdict = text(self.lang, f"collecting.verdict.{row['verdict']}")
            replaced = self.say("replaced") if row["superseded_by"] else ""
            what = self.say("returned", file=row["file"], verdict=verdict) + replaced
            yield self.event("submission", row, "received_at", what)

    def decided(self) -> Iterator[_Event]:
        """Yield what was decided by hand."""
        for row in self.rows("override"):
            values = {key: self.shown(row["input"], row[key]) for key in ("remembered", "given")}
            yield self.event("override", row, "at", self.say("override", name=self.named(row["input"]), **values))
        for row in self.rows("confirmation"):
            fields = {"name": self.named(row["column"]), "value": self.shown(row["column"], row["value"])}
            yield self.event("confirmation", row, "at", self.say("confirmation", reason=row["reason"], **fields))
        for row in self.rows("calibration"):
            key = "calibration" if row["to_grade"] else "calibration_withdrawn"
            yield self.event("calibration", row, "at", self.say(key, **row))
        for row in self.rows("mark"):
            yield self.event("mark", row, "at", self.say(row["kind"], **row))

    def told(self) -> Iterator[_Event]:
        """Yield what the person was told, and what was answered."""
        for row in self.rows("publication"):
            if row["document"] == "approval" and row["employee_id"] != self.held.employee_id:
                key = "submitted"
            else:
                key = row["document"] if row["revision"] == 1 else f"{row['document']}_anew"
            yield self.event("publication", row, "at", self.say(key, **row))
        for row in self.rows("answer"):
            words = {key: text(self.lang, f"answers.{key}.{row[key]}") for key in ("document", "decision")}
            entered = "by_hr_for" if row["document"] == "approval" else "by_hr"
            source = self.say("by_file" if row["submission_id"] else entered, approver=row["asked"])
            answer = [self.say("answer", revision=row["revision"], source=source, **words)]
            answer += [text(self.lang, "answers.reason", why=row["reason"])] if row["reason"] else []
            yield self.event("answer", row, "at", text(self.lang, "answers.gap").join(answer))

    def appealed(self) -> Iterator[_Event]:
        """Yield appeals and what became of them."""
        for row in self.rows("appeal"):
            yield self.event("appeal", row, "opened_at", self.say("appeal", id=row["id"], text=row["text"]))
            if row["decided_at"]:
                state = text(self.lang, f"publish.appeal.state.{row['outcome']}")
                changes = [f"{self.named(key)} {self.shown(key, value)}" for key, value in row["changes"].items()]
                note = text(self.lang, "problems.semicolon").join([row["note"], *changes])
                yield self.event("appeal", row, "decided_at", self.say("decided", id=row["id"], state=state, note=note))


def _line(line: LogLine) -> dict[str, object]:
    return {"line": line.seq, "at": line.at, "by": line.actor, "action": line.action, "subject": line.subject}
