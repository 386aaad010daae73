"""The indicators of a form: what its tables and the lines around them say of each.

A table is looked through below each of its headers. What is no indicator's stays among the words, so that every text of
the document is either an item's, a heading, or one of the words.
"""

import re
from collections.abc import Sequence

from presales_xl.design.imported.line_items import explained, listed
from presales_xl.design.imported.recognised import LONG, Form, worth_of
from presales_xl.design.imported.source import Document, Said
from presales_xl.design.imported.table_items import read_table


def form(document: Document) -> Form:
    """Return what is recognised of a document."""
    found = Form(document.name)
    for block in document.blocks:
        if isinstance(block, Said):
            found.words.append(block)
        else:
            read_table(found, block)
    _sectioned(found)
    explained(found)
    if not found.items:
        listed(found)
    _titled(found, document)
    return found


def _sectioned(found: Form) -> None:
    """Drop sections that part nothing: one for all."""
    names = {item.section for item in found.items}
    found.sections = {name: worth for name, worth in found.sections.items() if name in names}
    if len(names) == 1:
        found.sections = {}
        for item in found.items:
            item.section = ""


_TITLE = re.compile(r".*(?:考核|绩效|评分|评价|KPI|考评).*", re.IGNORECASE)
_LABELLED = re.compile(r"[:：]|[一二三四五六七八九十]、")


def _titled(found: Form, document: Document) -> None:
    """Name the form by its title: the first text that is one, else by its file."""
    for said in list(document.everything())[:6]:
        plain = said.plain.strip("《》#* ")
        if _TITLE.fullmatch(plain) and len(plain) <= 2 * LONG and not _LABELLED.search(plain) and said in found.words:
            found.name = plain
            found.words.remove(said)
            found.headings.append(said)
            return


def stated_total(totals: Sequence[Said]) -> float | None:
    """Return the sum of the full points that the form states, the last of several: those before are of sections."""
    found = [worth for said in totals if (worth := worth_of(said.plain))]
    return found[-1][0] if found else None
