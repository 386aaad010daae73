"""What a workbook was issued as: its schemes' plans, whatever became of their files since, and its layout."""

import json
from functools import lru_cache

from pydantic import ValidationError

from presales_xl.people.employees import Employee, Role
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import ProblemsError, fail
from presales_xl.scheme.model import Scheme
from presales_xl.workbook.build import lay_out_book
from presales_xl.workbook.content import Book
from presales_xl.workbook.identity import Issued
from presales_xl.workbook.layout import BookLayout


@lru_cache(maxsize=256)
def plan_of(source: str) -> Plan:
    """Return the plan of what `identity.as_issued` gave.

    ProblemsError `issued.damaged` when it is none: the sheet was tampered with, or is of a version whose schemes
    this one does not understand.
    """
    try:
        content = json.loads(source)
        changed = content.pop("changed", {})
        return compile_scheme(Scheme.model_validate(content)).with_parameters(changed)
    except ProblemsError:
        raise
    except (ValueError, AttributeError, TypeError, KeyError, ValidationError) as error:
        raise fail("issued.damaged", reason=str(error).split("\n")[0][:200]) from None


def layout_of(issued: Issued) -> BookLayout:
    """Return where everything stands in a manager's workbook as it was issued; raises as `plan_of` does."""
    known = issued.identity
    roles = [
        Role(part.role, plan_of(issued.schemes[part.scheme]), [Employee(*who) for who in issued.people[part.role]])
        for part in issued.parts
        if not part.table
    ]
    book = Book(known.company, known.period, known.recipient_id, known.recipient, known.team, roles)
    return lay_out_book(book, known.lang, {part.sheet: part.rows for part in issued.parts if part.table})
