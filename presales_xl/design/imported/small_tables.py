"""Small tables below a heading that is the name of an item: they tell its rule."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from presales_xl.design.imported.column_contents import POINTED, POINTS, TAKEN
from presales_xl.design.imported.column_headings import purposes
from presales_xl.design.imported.line_items import fitting, put_line
from presales_xl.design.imported.recognised import HEADED, LONG, Form, FormItem, core, named
from presales_xl.design.imported.source import NUMBERING, Passage, Spot, distinct, sentences

_ATTACHED = re.compile(r"^附[件表]?\s?\d*\s?[:：]?")
_COUNTS, _COUNT = re.compile("次数?$|起数$"), re.compile(r"[≥≤<>＞＜]?\d{1,3}(?:-\d{1,3})?")
_FROM_COUNT = re.compile(r"(\d{1,3})次|[≥＞>]=?(\d{1,3})次")
_COUNT_GIVES = re.compile(r"(\d{1,3})次(?:得|给|计)(\d{1,3}(?:\.\d+)?)分")
_COUNT_TAKES = re.compile(r"每(?:增加|多|出现|发生|发现)?[一1]?次(?:扣|减)(\d{1,3}(?:\.\d+)?)分")
_SAYS_MORE = re.compile(r"[\s:：。，,（(]")
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
        put_rows(form, headed, rows)
        return [], []
    names = {core(passage.plain) for row in rows if len(distinct(row)) > 1 for passage in row}
    names = {name for name in names | {core(item.name) for item in form.items} if name}
    found: list[tuple[Passage, Rows]] = []
    last = form.words[-1:] if form.items else []
    if last and _bare(last[0]) in names and rows and not _states_worths(rows[0]):
        return [], [(form.words.pop(), rows)]
    in_rows = [FormItem(name, None) for name in names if not re.search(r"\d", name)]  # which is no rule
    number = 0
    while number + 2 < len(rows):
        title, *others = distinct(rows[number]) or [Passage("", Spot())]
        block = [*takewhile(lambda row: len(distinct(row)) > 1, rows[number + 1 :])]
        is_detail = not others and not title.copied and _bare(title) in names and len(block) > 1
        is_told = not others and not title.copied and _is_of_rule(block) and _of_numbered(title, in_rows) is not None
        if (is_detail and not _states_worths(block[0])) or is_told:
            found.append((title, block))
            rows = [*rows[:number], *rows[number + 1 + len(block) :]]
        else:
            number += 1
    return rows, found


def put(form: Form, details: Details) -> None:
    """Give small tables to the items that their headings name; of others all texts are words."""
    for title, block in details:
        item = next((each for each in form.items if core(each.name) == _bare(title)), None)
        rest = [] if item else _rest(title)
        item = item or _of_numbered(title, form.items)
        if item is None:
            form.words += [passage for row in [[title], *block] for passage in distinct(row) if not passage.copied]
            continue
        form.headings.append(title)
        put_rows(form, item, block)
        for said in rest:
            is_label = HEADED.fullmatch(said.text)
            put_line(item, said) if is_label or POINTED.search(said.plain) else item.abouts.append(said)


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


def _of_numbered(title: Passage, items: Sequence[FormItem]) -> FormItem | None:
    """Return the item that a numbered heading names before it says more: 「3.1 检验及时率 目标值：≥98%」."""
    numbered = NUMBERING.match(title.text)
    head = _SAYS_MORE.split(title.text[numbered.end() :].strip(), maxsplit=1)[0] if numbered else ""
    return fitting(head, items) if head else None


def _rest(title: Passage) -> list[Passage]:
    """Return the sentences behind the name that a numbered heading begins with, but for what heads the table."""
    _, *rest = _SAYS_MORE.split(NUMBERING.sub("", title.text).strip(), maxsplit=1)
    parts = sentences(replace(title, text=rest[0])) if rest else ()
    return [said for said in parts if not said.text.endswith(("：", ":"))]


def _is_of_rule(block: Rows) -> bool:
    """Return whether rows are a header, of which none says what items are worth, above what something gives."""
    return len(block) > 1 and 1 < len(distinct(block[0])) <= _WIDEST and not _states_worths(block[0])


def _bare(title: Passage) -> str:
    """Return the name that a heading consists of, without its number."""
    return core(named(_ATTACHED.sub("", title.plain))[0])


def _states_worths(heading: Sequence[Passage]) -> bool:
    """Return whether a header is that of items with what they are worth."""
    return "value" in purposes(heading)


def put_rows(found: Form, item: FormItem, block: Rows) -> None:
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
    if counts:
        _fill_counts(item)


def _fill_counts(item: FormItem) -> None:
    """Put what notes say of counts without a row among the rows: 「2 次得 18 分」, 「每次扣 6 分」.

    What is said of each time has to hold for all rows, else it is left beside them.
    """
    given = {int(match[1]): float(worth.plain.strip("分")) for match, worth in _counts(item)}
    told, rates = dict[int, tuple[Passage, str]](), dict[Spot, float]()
    for note in item.rules:
        clauses = [clause for clause in re.split("[，,；;。]", note.plain) if clause]
        matches = [match for clause in clauses if (match := _COUNT_GIVES.fullmatch(clause))]
        told |= {int(match[1]): (note, match[2]) for match in matches if len(matches) == len(clauses)}
        if each := _COUNT_TAKES.fullmatch(note.plain.rstrip("。")):
            rates[note.spot] = float(each[1])
    given |= {count: float(worth) for count, (_, worth) in told.items()}
    ends = [int(match[2]) for said, _ in item.rows if (match := _FROM_COUNT.fullmatch(said.plain)) and match[2]]
    if len(rates) == 1 and 0 in given and len(ends) == 1:
        [(spot, rate)] = rates.items()
        between = [count for count in range(1, ends[0]) if count not in given]
        holds = all(worth == given[0] - rate * count for count, worth in given.items())
        note = next(each for each in item.rules if each.spot == spot)
        if holds and all(rate * count <= given[0] for count in between):
            told |= {count: (note, f"{given[0] - rate * count:g}") for count in between}
            item.within.append(note)
    item.within += [note for note, _ in told.values() if note not in item.within]
    item.rules = [each for each in item.rules if each not in item.within]
    rows = [(replace(note, text=f"{count}次"), replace(note, text=worth)) for count, (note, worth) in told.items()]
    item.rows = sorted([*item.rows, *rows], key=lambda row: int(next(iter(re.findall(r"\d+", row[0].plain)), 0)))


def _counts(item: FormItem) -> Iterator[tuple[re.Match[str], Passage]]:
    """Yield the rows of one count each with what it gives."""
    for said, worth in item.rows:
        match = _FROM_COUNT.fullmatch(said.plain)
        if match and match[1]:
            yield match, worth


def _put_faults(found: Form, item: FormItem, rows: Rows, *, gives: int, each: str) -> None:
    """Keep faults with what each takes in a column under a heading that says so: 「每次扣分」."""
    for row in rows:
        fault, takes = row[gives - 1], row[gives]
        told = f"{fault.flat.rstrip('。；; ')}{each}扣{takes.plain.strip('-分')}分"
        item.rules.append(replace(fault, text=told))
        item.within.append(takes)
        found.headings += [said for said in distinct(row) if said not in (fault, takes)]
