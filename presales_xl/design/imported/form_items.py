"""The indicators of a form: what its tables and the lines around them say of each.

A table is looked through below each of its headers. What is no indicator's stays among the words, so that every text of
the document is either an item's, a heading, or one of the words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from presales_xl.design.imported.column_headings import (
    Purpose,
    is_header,
    is_line_of_grades,
    is_scale,
    is_title_of_scale,
    purpose,
)
from presales_xl.design.imported.source import Document, Grid, Said, distinct, without_blanks

_TOTAL = re.compile(
    r"(?:(?:合|总|小|共|累)计|总分|总和|汇总|小结|总权重|总分值|(?:权重|分值|得分)(?:合|总)计|总得分|考核总分|综合得分|total).{0,12}",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r".*(?:签字|签名|签章|意见|审批|审核|评语|盖章|确认栏|填表日期|考核日期|被考核人|考核人|考评人|受约人|发约人|面谈记录|改进计划)[:：]?.{0,30}"
)
_WORTH = r"(?:权重|分值|配分|满分|占比?|计|共|总分)?[:：为]?\s*(?P<worth>\d+(?:\.\d+)?)\s*(?P<unit>%|分)?"
_BEHIND = re.compile(rf"(?P<name>.+?)\s*[(\[【]{_WORTH}[)\]】]\s*")
_WORTH_ALONE = re.compile(_WORTH)
#: The share of a section behind its name without brackets: 「能力指标85%」.
_SHARE_BEHIND = re.compile(r"(?P<name>.*[^\W\d_])\s*[:：]?\s*(?P<worth>\d+(?:\.\d+)?)\s*%")
#: What an item is worth in brackets within a line: 「……的比率。（占比：10%）85%以上得10分」.
_WORTH_WITHIN = re.compile(
    r"[(（\[【]\s*(?:权重|分值|配分|满分|占比?|比重)[:：为]?\s*(?P<worth>\d+(?:\.\d+)?)\s*(?P<unit>%|％|分)?\s*[)）\]】]"
)
_NUMBERING = re.compile(
    r"^\s*(?:第[一二三四五六七八九十]+[条项章]、?|[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、．.](?!\d)|[①-⑳]|[*•●■◆▪·-])\s*"
)
_HEADED = re.compile(r"(?P<head>[^:：。；;]{2,30}?)\s*[:：]\s*(?P<rest>.*)", re.DOTALL)
_RULED = re.compile(r"\d+\s*分|[得扣加减]\s*\d|不得分|满分|一票否决|%")
_FITTING = 0.62  # how alike the name of an indicator and the heading of its explanation are
_CLOSE = 0.005  # of a whole: what weights may miss by rounding
_POINTS_ALONE = re.compile(r"\d{1,3}(?:\.\d)?")
_MOST_TITLES = 6  # rows of a table of grades that lies on its side
_LONG = 26  # characters of a name, on average


@dataclass
class Item:
    """An indicator of a form: its name, what it is worth as the form says it, and the sentences that tell of it.

    `rows` are pairs of what is required and what that gives, one below the other; `levels` the headings of columns of
    levels with what earns each.
    """

    name: str
    title: Said | None = None
    section: str = ""
    worth: float | None = None
    unit: str = ""
    worth_at: Said | None = None
    doubt: str = ""
    rules: list[Said] = field(default_factory=list)
    targets: list[Said] = field(default_factory=list)
    abouts: list[Said] = field(default_factory=list)
    others: list[Said] = field(default_factory=list)
    rows: list[tuple[Said, Said]] = field(default_factory=list)
    levels: list[tuple[Said, Said]] = field(default_factory=list)
    rated: bool = False

    def sentences(self) -> Iterator[Said]:
        """Yield all texts that tell of it, in the order of the document as far as it is one table."""
        pairs = [said for pair in (*self.rows, *self.levels) for said in pair]
        yield from {
            said.spot: said for said in (*self.targets, *self.rules, *pairs, *self.abouts) if said.text
        }.values()


@dataclass
class Form:
    """The items of a document, its sections with what each is worth, who rates, and all other sentences.

    `scales` are tables of grades, row by row below their headings.
    """

    name: str
    items: list[Item] = field(default_factory=list)
    sections: dict[str, float | None] = field(default_factory=dict)
    raters: list[Said] = field(default_factory=list)
    words: list[Said] = field(default_factory=list)
    scales: list[list[list[Said]]] = field(default_factory=list)
    headings: list[Said] = field(default_factory=list)
    totals: list[Said] = field(default_factory=list)


def form(document: Document) -> Form:
    """Return what is recognised of a document."""
    found = Form(document.name)
    for block in document.blocks:
        if isinstance(block, Said):
            found.words.append(block)
        else:
            _Table(found, block).read()
    _sectioned(found)
    _explained(found)
    if not found.items:
        _listed(found)
    _titled(found, document)
    return found


def worth_of(written: str) -> tuple[float, str] | None:
    """Return the points or the share that a text states and nothing else: 「35」, 「35%」, 「35分」."""
    match = _WORTH_ALONE.fullmatch(without_blanks(written.replace("％", "%")))
    return (float(match["worth"]), match["unit"] or "") if match else None


def named(written: str) -> tuple[str, tuple[float, str] | None]:
    """Return a name without its number and without the points behind it, and these points."""
    bare = _NUMBERING.sub("", written.replace("％", "%").replace("（", "(").replace("）", ")")).strip("：: ")
    match = _BEHIND.fullmatch(bare)
    if match:
        return match["name"].strip("：: "), (float(match["worth"]), match["unit"] or "")
    return _NUMBERING.sub("", written).strip("：: ") or written.strip(), None


def section_named(written: str) -> tuple[str, tuple[float, str] | None]:
    """Return the name of a section and what it is worth, in brackets or not."""
    name, worth = named(written)
    match = None if worth else _SHARE_BEHIND.fullmatch(name.replace("％", "%"))
    return (match["name"].strip("：: "), (float(match["worth"]), "%")) if match else (name, worth)


class _Table:
    """Looks through one table: its headers, and what stands below each."""

    def __init__(self, found: Form, table: Grid) -> None:
        self.form, self.rows = found, table.rows

    def read(self) -> None:
        """Add what the table says to the form."""
        heads = [number for number, row in enumerate(self.rows) if is_header(row) or is_scale(row)]
        heads = [number for number in heads if number - 1 not in heads or not self._goes_on(number - 1)]
        heads = sorted({*heads, *(number for number in range(len(self.rows)) if self._sideways(number))})
        for row in self.rows[: heads[0] if heads else None]:
            self.form.words += [said for said in row if said.text and not said.copied]
        for head, end in zip(heads, [*heads[1:], len(self.rows)][: len(heads)], strict=True):
            if lines := self._sideways(head):
                self._turned_scale(head, end, lines)
                continue
            if is_scale(self.rows[head]):
                self._scale(head, end)
                continue
            first = head + (2 if self._goes_on(head) else 1)
            for row in self.rows[head:first]:
                self.form.headings += [said for said in row if said.text and not said.copied]
            _Part(self.form, self._heading(head, first), self.rows[first:end]).read()

    def _goes_on(self, head: int) -> bool:
        """Return whether the row below a header is its second one: headings below such as are merged over columns."""
        if head + 1 >= len(self.rows):
            return False
        above, below = self.rows[head], self.rows[head + 1]
        shared = [a.spot == b.spot and bool(a.text) for a, b in zip(above, below, strict=True)]
        own = [said for said, same in zip(below, shared, strict=True) if said.text and not same]
        is_title = all(len(said.plain) < _LONG and purpose(said) for said in own)
        return any(shared) and bool(own) and (is_title or _are_worths(own))

    def _heading(self, head: int, first: int) -> list[Said]:
        """Return the heading of each column, the lower one of two; points that levels give are said to be such."""
        heading = [
            next((said for said in reversed(column) if said.text), column[0])
            for column in zip(*self.rows[head:first], strict=True)
        ]
        levels = [said for said in heading if _POINTS_ALONE.fullmatch(said.plain)]
        if first - head < 2 or not _are_worths(levels):
            return heading
        return [replace(said, text=f"{said.plain}分") if said in levels else said for said in heading]

    def _sideways(self, head: int) -> int:
        """Return how many rows a table of grades has that lies on its side from a row on, 0 where none does."""
        lines = [distinct(row) for row in self.rows[head : head + _MOST_TITLES]]
        count = len(lines[0]) if lines else 0
        alike = [len(line) == count > 2 and is_title_of_scale(line[0]) for line in lines[1:]]
        rows = 1 + (alike.index(False) if False in alike else len(alike))
        return rows if count > 2 and rows > 1 and is_line_of_grades(lines[0]) else 0

    def _turned_scale(self, head: int, end: int, lines: int) -> None:
        """Keep a table of grades that lies on its side; what stands below it is words."""
        turned = zip(*(distinct(row) for row in self.rows[head : head + lines]), strict=True)
        self.form.scales.append([list(line) for line in turned])
        below = (said for row in self.rows[head + lines : end] for said in distinct(row))
        self.form.words += [said for said in below if not said.copied]

    def _scale(self, head: int, end: int) -> None:
        """Keep a table of grades; what stands below its rows is words."""
        rows = [distinct(row) for row in self.rows[head:end]]
        width = len(rows[0])
        scale = [row for row in rows if len(row) == width]
        self.form.scales.append(scale)
        self.form.words += [said for row in rows if len(row) != width for said in row if not said.copied]


def _are_worths(texts: Sequence[Said]) -> bool:
    """Return whether headings are the points that levels give, one after the other: 5, 4, 3, 2, 1."""
    worths = [float(said.plain) for said in texts if _POINTS_ALONE.fullmatch(said.plain)]
    return len(worths) == len(texts) > 1 and worths in (sorted(worths), sorted(worths, reverse=True))


class _Part:
    """What stands below one header of a table."""

    def __init__(self, found: Form, heading: Sequence[Said], rows: Sequence[Sequence[Said]]) -> None:
        self.form, self.heading, self.rows = found, heading, rows
        self.purposes: list[Purpose | None] = [purpose(said) if said.text else None for said in heading]
        self.body = [row for row in rows if self._kind(row) == "item"]
        self.item: Item | None = None
        self.section = _chapter(found)

    def read(self) -> None:
        """Add the items and the words to the form."""
        self._decide()
        self.form.raters += [
            said for said, each in zip(self.heading, self.purposes, strict=True) if each == "entry" and said.text
        ]
        last = max((number for number, row in enumerate(self.rows) if self._kind(row) == "item"), default=-1)
        for number, row in enumerate(self.rows):
            kind = self._kind(row)
            if kind == "item":
                self._row(row)
            elif kind == "section" and number < last:
                self._open_section(next(said for said in row if said.text))
            elif kind:
                cells = [said for said in row if said.text and not said.copied]
                (self.form.totals if kind == "total" else self.form.words).extend(cells)

    # What rows are.

    def _kind(self, row: Sequence[Said]) -> str:
        """Return what a row is: an item, a section, a total, words, "" for one in which nothing stands."""
        texts = distinct(row)
        own = [said for said in texts if not said.copied]
        if not own:
            return ""
        if _TOTAL.fullmatch(own[0].plain):
            return "total"
        if len(texts) > 1:
            is_valued = any(worth_of(said.plain) for said in texts[1:])
            is_signed = own[0] is texts[0] and not is_valued and _SIGNED.fullmatch(own[0].plain)
            return "words" if is_signed else "item"
        only = own[0]
        if not row[0].text and sum(said.spot == only.spot for said in row) == 1:
            return "item"
        if _SIGNED.fullmatch(only.plain) or len(only.plain) > 2 * _LONG:
            return "words"
        name, worth = section_named(only.plain)
        return "section" if (worth or _NUMBERING.match(only.text)) and len(name) < _LONG else "words"

    def _open_section(self, said: Said) -> None:
        name, worth = section_named(said.plain)
        self.section = name
        self.form.headings.append(said)
        self.form.sections.setdefault(name, _in_points(worth))

    # What columns are.

    def _texts(self, column: int) -> list[Said]:
        """Return the texts of a column in rows of items, each cell once."""
        return list({row[column].spot: row[column] for row in self.body if row[column].text}.values())

    def _names(self, column: int) -> int:
        """Return how many different names a column holds, the same one further down counting again."""
        texts = [said.plain for said in self._texts(column)]
        return sum(text != before for text, before in zip(texts, ["", *texts], strict=False))

    def _decide(self) -> None:
        """Decide which column names the items, where its headings leave that open, and what the others are then."""
        texts = [self._texts(column) for column in range(len(self.heading))]
        values = [at for at, each in enumerate(self.purposes) if each == "value" and texts[at]]
        self._gives(values, texts)
        values = [at for at, each in enumerate(self.purposes) if each == "value" and texts[at]]
        self._one_value(values, texts)
        asked = max((len(texts[at]) for at in values), default=0)
        ordered = ("section", "name", "about", "target")
        candidates = [at for at, each in enumerate(self.purposes) if each in ordered and texts[at]]
        short = [at for at in candidates if not _tells_rules(texts[at])]
        first = [at for at in short if self.purposes[at] == "name"] or short
        others = [at for at in short if self.purposes[at] == "section" and at not in first] if asked else []
        enough = [at for at in (*first, *others) if self._names(at) >= asked]
        chosen = enough[0] if enough else max([*first, *others], key=lambda at: len(texts[at]), default=None)
        self.name_at = chosen
        for at in candidates:
            if at == chosen:
                self.purposes[at] = "name"
            elif self.purposes[at] in ("name", "section"):
                before = chosen is not None and at < chosen
                self.purposes[at] = "section" if before else "rule" if _tells_rules(texts[at]) else "about"
        for at, each in enumerate(self.purposes):
            if each is None and _tells_rules(texts[at]):
                self.purposes[at] = "about" if "rule" in self.purposes else "rule"
        if "rule" not in self.purposes:
            for at in [at for at, each in enumerate(self.purposes) if each == "about" and _tells_rules(texts[at])]:
                self.purposes[at] = "rule"
        if chosen is not None:
            values = [at for at in values if self.purposes[at] == "value"]
            self._section_weights(values, texts, chosen)

    def _gives(self, values: Sequence[int], texts: Sequence[Sequence[Said]]) -> None:
        """Tell what a row gives from what an item is worth: of an item that is merged it is said several times."""
        rows = len(self.body)
        named = [at for at, each in enumerate(self.purposes) if each == "name" and not _tells_rules(texts[at])]
        names = max(map(self._names, named), default=0)
        fewest = min((len(texts[at]) for at in values), default=rows)
        for at in values:
            merged = any(row[at].copied for row in self.body)
            if len(values) > 1 and not merged and len(texts[at]) > max(fewest, names, rows * 0.7):
                self.purposes[at] = "gives"
        if "gives" in self.purposes and not {"target", "rule"} & {each for each in self.purposes if each}:
            before = [at for at, each in enumerate(self.purposes) if each in ("name", "about")]
            place = self.purposes.index("gives")
            for at in [at for at in before if at < place][-1:]:
                self.purposes[at] = "target" if len(before) > 1 else self.purposes[at]

    def _one_value(self, values: Sequence[int], texts: Sequence[Sequence[Said]]) -> None:
        """Of weights beside full points that are alike for all, take those that sum to a whole."""
        sums = {at: sum(worth[0] for said in texts[at] if (worth := worth_of(said.plain))) for at in values}
        whole = [at for at, each in sums.items() if abs(each - 1) < _CLOSE or abs(each - 100) < 100 * _CLOSE]
        for at in values:
            alike = len({said.plain for said in texts[at]}) == 1 and len(texts[at]) > 1
            if alike and whole and at not in whole:
                self.purposes[at] = None

    def _section_weights(self, values: Sequence[int], texts: Sequence[Sequence[Said]], name_at: int) -> None:
        """Tell the weights of sections from those of items, where both have a column."""
        sections = [at for at, each in enumerate(self.purposes) if each == "section"]
        self.section_worth_at = None
        if sections and len(values) > 1:
            left = [at for at in values if at < name_at and len(texts[at]) < len(texts[name_at])]
            for at in left[:1]:
                self.section_worth_at = at
                self.purposes[at] = None

    # What rows say.

    def _row(self, row: Sequence[Said]) -> None:
        """Add what a row says to its item, which it may begin."""
        self._section(row)
        title = row[self.name_at] if self.name_at is not None else None
        if title is not None and title.text and not self._is_same(title, row):
            self.item = self._begun(title)
        item = self.item
        if item is None:
            self.form.words += [said for said in row if said.text and not said.copied]
            return
        seen = {said.spot for said in item.sentences()}
        pending: Said | None = None
        for at, said in enumerate(row):
            each = self.purposes[at]
            if not said.text or said.spot in seen or at == self.name_at:
                continue
            seen.add(said.spot)
            if each == "gives" and pending is not None:
                item.rows.append((pending, said))
                for texts in (item.targets, item.rules, item.abouts):
                    texts[:] = [other for other in texts if other is not pending]
                pending = None
            else:
                self._put(item, each, self.heading[at], said)
                pending = said if each in ("target", "rule", "about") and "gives" in self.purposes[at:] else pending

    def _is_same(self, title: Said, row: Sequence[Said]) -> bool:
        """Return whether a row goes on with the item: its name is merged with that, or is it again without a value."""
        before = self.item.title if self.item else None
        if before is None or before.spot == title.spot:
            return before is not None
        values = [row[at] for at, each in enumerate(self.purposes) if each == "value"]
        return before.plain == title.plain and bool(values) and not any(said.text for said in values)

    def _section(self, row: Sequence[Said]) -> None:
        """Open the section that a row stands in."""
        at = next((at for at, each in enumerate(self.purposes) if each == "section"), None)
        if at is None or not row[at].text or row[at].copied:
            return
        if self.name_at is not None and row[at].spot == row[self.name_at].spot:  # merged with the name: of no section
            self.section = ""
            return
        name, worth = section_named(row[at].plain)
        beside = row[self.section_worth_at] if self.section_worth_at is not None else None
        worth = worth or (worth_of(beside.plain) if beside is not None else None)
        self.section = name
        self.form.headings += [row[at], *([beside] if beside is not None and beside.text else [])]
        self.form.sections.setdefault(name, _in_points(worth))

    def _begun(self, title: Said) -> Item:
        """Return a new item of the form."""
        name, worth = named(title.plain)
        item = Item(name, title, self.section)
        if worth:
            item.worth, item.unit, item.worth_at = *worth, title
        self.form.items.append(item)
        return item

    def _put(self, item: Item, each: Purpose | None, heading: Said, said: Said) -> None:
        """Put a text where its column says that it belongs."""
        worth = worth_of(said.plain)
        if each == "value" and worth:
            self._worth(item, worth, said)
        elif each in ("rule", "gives") or (each == "value" and not worth):
            item.rules.append(said)
        elif each == "target":
            item.targets.append(said)
        elif each == "level":
            item.levels.append((heading, said))
        elif each == "about":
            item.abouts.append(said)
        elif each in ("number", "section"):
            self.form.headings.append(said)
        else:
            item.others.append(said)

    def _worth(self, item: Item, worth: tuple[float, str], said: Said) -> None:
        """Keep what an item is worth; a second figure that says something else is a doubt."""
        sharing = [each for each in self.form.items if each.worth_at and each.worth_at.spot == said.spot]
        for each in (*sharing, item) if sharing and item not in sharing else ():
            each.doubt = "shared_worth"
        is_other = item.worth_at is item.title and ("%" in worth[1:]) != (item.unit == "%")
        if item.worth is None or is_other:
            item.worth, item.unit, item.worth_at = *worth, said  # what stands behind the name is something else
        elif item.worth != worth[0]:
            if "%" in (worth[1], item.unit) and worth[1] != item.unit:
                item.others.append(said)  # a share beside the full points
                if worth[1] == "%":
                    item.worth, item.unit, item.worth_at = *worth, said
            else:
                item.doubt = "two_worths" if item.worth_at is item.title else item.doubt
                item.others.append(said)


def _in_points(worth: tuple[float, str] | None) -> float | None:
    return None if worth is None else worth[0]


def _chapter(found: Form) -> str:
    """Return the name of the chapter that the last line above a table is the heading of, "" where it is none."""
    last = found.words[-1] if found.words else None
    if last is None or len(last.plain) > _LONG or _HEADED.fullmatch(last.text):
        return ""
    name, worth = named(last.plain)
    if not (worth or _is_chapter(last.text)):
        return ""
    found.sections.setdefault(name, _in_points(worth))
    found.headings.append(found.words.pop())
    return name


def _sectioned(found: Form) -> None:
    """Drop sections that part nothing: one for all."""
    names = {item.section for item in found.items}
    found.sections = {name: worth for name, worth in found.sections.items() if name in names}
    if len(names) == 1:
        found.sections = {}
        for item in found.items:
            item.section = ""


def _tells_rules(texts: Sequence[Said]) -> bool:
    """Return whether the texts of a column say how points come about, or are too long for names."""
    if not texts:
        return False
    ruled = sum(bool(_RULED.search(_BEHIND.sub("", said.plain))) for said in texts)
    long = sum(len(said.plain) for said in texts) > _LONG * len(texts)
    return long or ruled > 0.5 * len(texts)


# What lines say of items.


def _explained(found: Form) -> None:
    """Give the lines below a heading that is the name of an item to that item."""
    of: Item | None = None
    left: list[Said] = []
    for said in found.words:
        numbered = bool(_NUMBERING.match(said.text))
        head = _HEADED.fullmatch(_NUMBERING.sub("", said.text))
        named_here = head["head"] if head else _NUMBERING.sub("", said.text)
        item = _fitting(named_here, found.items) if said.spot.table == 0 or numbered else None
        if item is not None and (numbered or head or named(named_here)[0] == item.name):
            of = item
            if head and head["rest"].strip():
                item.rules.append(said)
            else:
                found.headings.append(said)
        elif of is not None and _goes_on(said, of):
            of.rules.append(said)
        else:
            of = None
            left.append(said)
    found.words = left


def _goes_on(said: Said, of: Item) -> bool:
    """Return whether a line goes on explaining an item."""
    if _RULED.search(said.text):
        return not _is_chapter(said.text)
    return not of.rules and not _NUMBERING.match(said.text)


def _is_chapter(written: str) -> bool:
    return bool(re.match(r"\s*(?:第?[一二三四五六七八九十]+[、章]|[(（][一二三四五六七八九十]+[)）])", written))


def _fitting(written: str, items: Sequence[Item]) -> Item | None:
    """Return the item whose name is most like a heading."""
    wanted = _core(named(without_blanks(written))[0])
    if not 2 <= len(wanted) <= _LONG:
        return None
    alike = {number: _likeness(wanted, _core(item.name)) for number, item in enumerate(items)}
    best = max(alike, key=lambda number: alike[number], default=None)
    return items[best] if best is not None and alike[best] >= _FITTING else None


def _core(name: str) -> str:
    return re.sub(r"[的与和及、/()（）“”\"\s]|请求|被", "", name)


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    shared = sum(block.size for block in matcher.get_matching_blocks())
    return max(matcher.ratio(), shared / min(len(one), len(other)) * 0.9 if min(len(one), len(other)) > 3 else 0)


def _listed(found: Form) -> None:
    """Take items from lines where there is no table: 「1、客户满意度（20分）：≥95% 得 20 分……」."""
    left: list[Said] = []
    item: Item | None = None
    section = ""
    for said in found.words:
        name, worth, about, rest = _headed(said)
        if worth and len(name) < _LONG:
            if not (rest or about) and _has_items_below(found.words, said):
                section, item = name, None
                found.sections.setdefault(name, _in_points(worth))
                found.headings.append(said)
                continue
            item = Item(name, said, section, *worth, worth_at=said)
            item.abouts += [Said(about, said.spot)] if about else []
            item.rules += [Said(rest, said.spot)] if rest else []
            found.items.append(item)
        elif item is not None and (_RULED.search(said.text) or not item.rules) and not _SIGNED.fullmatch(said.text):
            item.rules.append(said)
        else:
            item = None if _is_chapter(said.text) else item
            left.append(said)
    found.words = left


def _headed(said: Said) -> tuple[str, tuple[float, str] | None, str, str]:
    """Return what a line begins with as a name, what that is worth, its definition, and the rest.

    What it is worth stands behind the name, or in brackets between definition and rule.
    """
    match = _HEADED.fullmatch(said.text)
    name, worth = named(without_blanks(match["head"] if match else said.text))
    rest = match["rest"].strip() if match else ""
    if worth is None and match and (within := _WORTH_WITHIN.search(rest)):
        worth = float(within["worth"]), (within["unit"] or "").replace("％", "%")
        return name, worth, rest[: within.start()].strip(), rest[within.end() :].strip()
    return name, worth, "", rest


def _has_items_below(lines: Sequence[Said], said: Said) -> bool:
    """Return whether below a section another line with points comes before the next one.

    A section is a chapter, or a line without number above lines that have one.
    """
    is_marked = bool(_NUMBERING.match(said.text))
    for below in lines[lines.index(said) + 1 :]:
        if _is_chapter(below.text) or (not _is_chapter(said.text) and bool(_NUMBERING.match(below.text)) == is_marked):
            return False
        if _headed(below)[1]:
            return True
    return False


_TITLE = re.compile(r".*(?:考核|绩效|评分|评价|KPI|考评).*", re.IGNORECASE)
_LABELLED = re.compile(r"[:：]|[一二三四五六七八九十]、")


def _titled(found: Form, document: Document) -> None:
    """Name the form by its title: the first text that is one, else by its file."""
    for said in list(document.everything())[:6]:
        plain = said.plain.strip("《》#* ")
        if _TITLE.fullmatch(plain) and len(plain) <= 2 * _LONG and not _LABELLED.search(plain) and said in found.words:
            found.name = plain
            found.words.remove(said)
            found.headings.append(said)
            return


def stated_total(totals: Sequence[Said]) -> float | None:
    """Return the sum of the full points that the form states, the last of several: those before are of sections."""
    found = [worth for said in totals if (worth := worth_of(said.plain))]
    return found[-1][0] if found else None
