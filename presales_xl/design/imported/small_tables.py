"""Small tables below a heading that is the name of an item: they tell its rule."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from presales_xl.design.imported.column_contents import POINTED, POINTS, TAKEN
from presales_xl.design.imported.column_headings import purposes
from presales_xl.design.imported.line_items import fitting
from presales_xl.design.imported.recognised import LONG, Form, FormItem, core, named
from presales_xl.design.imported.source import NUMBERING, Passage, Spot, distinct

_ATTACHED = re.compile(r"^附[件表]?\s?\d*\s?[:：]?")
_COUNTS, _COUNT = re.compile("次数?$|起数$"), re.compile(r"[≥≤<>＞＜]?\d{1,3}(?:-\d{1,3})?")
_MOST_LINES = 5  # between the heading of an item and a small table of its rule
_WIDEST = 4  # columns of such a table

#: The rows of a table, and the small tables among them, each below its heading.
Rows = Sequence[Sequence[Passage]]
Details = Sequence[tuple[Passage, Rows]]


def taken(form: Form, rows: Rows) -> tuple[Rows, Details]:
    """Return a table without the small tables in it, and these with their headings, which name its items.

    A table that is one of an item known before is given to that at once.
    """
    if rows and not _states_worths(rows[0]) and (headed := _headed_above(form, rows)):
        _put(form, headed, rows)
        return [], []
    names = {core(passage.plain) for row in rows if len(distinct(row)) > 1 for passage in row}
    names = {name for name in names | {core(item.name) for item in form.items} if name}
    found: list[tuple[Passage, Rows]] = []
    last = form.words[-1:] if form.items else []
    if last and _bare(last[0]) in names and rows and not _states_worths(rows[0]):
        return [], [(form.words.pop(), rows)]
    number = 0
    while number + 2 < len(rows):
        title, *others = distinct(rows[number]) or [Passage("", Spot())]
        block = [*takewhile(lambda row: len(distinct(row)) > 1, rows[number + 1 :])]
        is_detail = not others and not title.copied and _bare(title) in names and len(block) > 1
        if is_detail and not _states_worths(block[0]):
            found.append((title, block))
            rows = [*rows[:number], *rows[number + 1 + len(block) :]]
        else:
            number += 1
    return rows, found


def put(form: Form, details: Details) -> None:
    """Give small tables to the items that their headings name; of others all texts are words."""
    for title, block in details:
        item = next((each for each in form.items if core(each.name) == _bare(title)), None)
        if item is None:
            form.words += [passage for row in [[title], *block] for passage in distinct(row) if not passage.copied]
        else:
            form.headings.append(title)
            _put(form, item, block)


def _headed_above(form: Form, rows: Rows) -> FormItem | None:
    """Return the item that a table tells of by a numbered heading some lines above it, None where none does.

    「3.1 检验及时率」, 「目标值：≥98%」, 「扣分规则：」. The lines are given to the item by their heading later on.
    """
    lines = [*takewhile(lambda passage: not passage.spot.table, reversed(form.words))][:_MOST_LINES]
    at = next((at for at, passage in enumerate(lines) if NUMBERING.match(passage.text)), None)
    if not at or not 1 < len(rows[0]) <= _WIDEST or any(len(passage.plain) > 2 * LONG for passage in lines[:at]):
        return None
    title = lines[at]
    return fitting(NUMBERING.sub("", title.text), form.items) if len(title.plain) < LONG else None


def _bare(title: Passage) -> str:
    """Return the name that a heading consists of, without its number."""
    return core(named(_ATTACHED.sub("", title.plain))[0])


def _states_worths(heading: Sequence[Passage]) -> bool:
    """Return whether a header is that of items with what they are worth."""
    return "value" in purposes(heading)


def _put(found: Form, item: FormItem, block: Rows) -> None:
    """Keep a small table with its item: what is required and what that gives, or a rule a row."""
    heading, *rows = block
    columns = [[row[at] for row in rows if row[at].text] for at in range(len(heading))]
    given = (at for at, texts in enumerate(columns) if at and texts and POINTS.fullmatch(texts[0].plain))
    gives = next((at for at in given if len(columns[at]) == len(rows)), None)
    found.headings += distinct(heading)
    counts = _COUNTS.search(heading[0].plain)
    if gives is not None and TAKEN.search(heading[gives].plain):
        _put_faults(found, item, rows, gives=gives, each="每次" if "次" in heading[gives].plain else "")
        return
    for row in rows:
        first, *others = distinct(row)
        if gives is not None:
            others = [passage for passage in others if passage is not row[gives]]
            unit = "次" if counts and _COUNT.fullmatch(first.plain) else ""
            item.rows.append((replace(first, text=f"{first.text}{unit}"), row[gives]))
            item.rules += [passage for passage in others if POINTED.search(passage.plain)]
            others = [passage for passage in others if passage not in item.rules]
        elif others:
            found.headings.append(first)
            item.rules.append(replace(others[0], text=f"{first.plain}：{others.pop(0).text}"))
        item.others += others


def _put_faults(found: Form, item: FormItem, rows: Rows, *, gives: int, each: str) -> None:
    """Keep faults with what each takes in a column under a heading that says so: 「每次扣分」."""
    for row in rows:
        fault, takes = row[gives - 1], row[gives]
        told = f"{fault.flat.rstrip('。；; ')}{each}扣{takes.plain.strip('-分')}分"
        item.rules.append(replace(fault, text=told))
        item.within.append(takes)
        found.headings += [said for said in distinct(row) if said not in (fault, takes)]
