"""A statement or a plan as what is printed: sections in order, which the templates of page and PDF show.

A section is a dict with its `kind`, its `heading` and what that kind has; everything is ready to be shown.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from presales_xl.cycle.publishing.statement import Notice, Statement, StatementLine
from presales_xl.texts import Lang, text

Section = dict[str, Any]
_FOUR, _THREE = (18, 24, 44, 14), (20, 61, 19)  # widths of columns in per cent
_INTERVIEW, _SIGNATURES = (16, 34, 16, 34), (16, 44, 12, 28)


def printed(statement: Statement, notice: Notice, lang: Lang) -> dict[str, Any]:
    """Return the head, the sections and the foot of a document."""

    def say(key: str) -> str:
        return text(lang, f"publish.{key}")

    title, period = say(f"title.{notice.document}"), notice.period_name(lang)
    published = say("plan.published" if notice.is_plan else "fact.published")
    return {
        "lang": lang,
        "gap": say("gap"),
        "name": f"{notice.company} {title} {period} {statement.name}",
        "company": notice.company,
        "title": title,
        "day": f"{period}{say('gap')}·{say('gap')}{published} {notice.published}",
        "revised": notice.revised,
        "facts": statement.facts,
        "results": statement.results,
        "sections": list(_Sections(statement, notice, lang).all()),
        "foot": say("private"),
    }


class _Sections:
    def __init__(self, statement: Statement, notice: Notice, lang: Lang) -> None:
        self.statement = statement
        self.notice = notice
        self.is_plan = notice.is_plan
        self.lang = lang

    def say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"publish.{key}", **fields)

    def of_both(self, plan: str, statement: str, **fields: object) -> str:
        """Return the text of a plan or that of a statement."""
        return self.say(plan if self.is_plan else statement, **fields)

    def all(self) -> Iterator[Section]:
        """Yield what the document has; what a scheme does not have is left out."""
        statement = self.statement
        if statement.blocks:
            heads = [
                self.say("column.item"),
                self.of_both("plan.entries", "column.entries"),
                self.of_both("column.rule", "column.how"),
                self.of_both("plan.points", "column.points"),
            ]
            yield {
                "kind": "indicators",
                "heading": self.of_both("plan.indicators", "heading.indicators"),
                "heads": list(zip(heads, _FOUR, strict=True)),
                "blocks": statement.blocks,
            }
        for table in statement.tables:
            yield {"kind": "rows", "heading": table.title, "heads": table.heads, "rows": table.rows}
        if statement.conclusion:
            calibrated = statement.calibrated
            words = self.say("calibrated", **calibrated) if calibrated else ""
            changed = [self.say("calibration"), words, calibrated["after"]] if calibrated else []
            yield self.lines("conclusion", statement.conclusion, "result") | {"changed": changed}
        if statement.pay_total or statement.pay:  # who is paid nothing may have something to return
            total = [self.say("sum"), statement.pay_total] if statement.pay_total else []
            yield self.lines("pay", statement.pay, "amount") | {"sum": total}
        if statement.words:
            yield {"kind": "words", "heading": self.of_both("plan.words", "heading.words"), "words": statement.words}
        if statement.outcomes:
            yield {"kind": "outcomes", "heading": self.say("heading.outcomes"), "outcomes": statement.outcomes}
        if statement.blocks and not self.is_plan:  # without a result there is nothing to talk about
            yield self.interview()
        yield self.confirmation()

    def lines(self, key: str, lines: Sequence[StatementLine], result: str) -> Section:
        """Return how totals, grades and money came about, or will."""
        heads = [self.say("column.item"), self.of_both("column.rule", "column.how")]
        heads.append("" if self.is_plan else self.say(f"column.{result}"))
        return {
            "kind": "lines",
            "heading": self.say(f"heading.{key}"),
            "heads": list(zip(heads, _THREE, strict=True)),
            "lines": lines,
            "has_results": not self.is_plan,
            "changed": [],
            "sum": [],
        }

    def interview(self) -> Section:
        """Return what is filled in by hand in the interview; `rows` are a look and labels, each with room beside it."""
        due = {"day": self.notice.interview, "days": self.notice.interview_days}
        rows: list[tuple[str, list[str]]] = [("", [self.say("interview.when"), self.say("interview.with")])]
        rows += [("write", [self.say(f"interview.{key}")]) for key in ("strengths", "improve", "goals", "opinion")]
        notes = [self.say("interview_by", **due)]
        return self._form(self.say("heading.interview"), _INTERVIEW, rows, notes)

    def confirmation(self) -> Section:
        """Return where the document is signed, and by when to object."""
        due = {"day": self.notice.appeal, "days": self.notice.appeal_days}
        notes = [self.of_both("plan.answer_by", "appeal_by", **due)]
        if not self.notice.is_official:
            notes.append(self.say("not_official"))
        notes += filter(None, [self.statement.plan])
        rows = [("sign", [self.say(f"sign.{key}"), self.say("sign.date")]) for key in ("employee", "manager", "hr")]
        heading = self.of_both("plan.confirm", "heading.confirm")
        return self._form(heading, _SIGNATURES, rows, notes) | {"decisions": self.statement.decisions}

    def _form(
        self, heading: str, widths: Sequence[int], rows: Sequence[tuple[str, Sequence[str]]], notes: Sequence[str]
    ) -> Section:
        return {"kind": "form", "heading": heading, "widths": widths, "rows": rows, "notes": notes, "decisions": []}
