"""The indicators of a table: what stands below each of its headers."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from presales_xl.design.imported import (
    across,
    aimed_formulas,
    blocks_beside,
    cards,
    faults,
    labelled_rows,
    line_raters,
    named_cells,
    named_figures,
    points_below,
    small_tables,
)
from presales_xl.design.imported.column_contents import (
    CALCULATED,
    EACH,
    NUMBER,
    POINTED,
    SPAN,
    TAKEN,
    WAY,
    WHOLE,
    are_weights,
    are_whole,
    is_whole,
    states_points,
)
from presales_xl.design.imported.column_headings import (
    Purpose,
    is_composed,
    is_header,
    purpose,
    purposes,
)
from presales_xl.design.imported.grade_scales import (
    are_untitled,
    graded,
    is_of_scale,
    is_scale,
    of_grades,
    tells_grades,
)
from presales_xl.design.imported.level_columns import is_range, listed_levels, scale_of
from presales_xl.design.imported.recognised import (
    AS_ABOVE,
    CHANGE,
    HEADED,
    LONG,
    RESULT,
    RULED,
    SHARED,
    SIGNED,
    TICKED,
    TOTAL,
    WHOLE_FIRST,
    Form,
    FormItem,
    PointsPerFault,
    PointsRange,
    core,
    in_points,
    is_chapter,
    named,
    section_named,
    span_of,
    worth_of,
)
from presales_xl.design.imported.section_rows import SectionRow, section_rows
from presales_xl.design.imported.sentence_names import is_part, name_and_rule
from presales_xl.design.imported.shares import Shares, parted, rater_of
from presales_xl.design.imported.source import NUMBERING, Grid, Passage, Spot, distinct
from presales_xl.design.imported.table_columns import Columns, heads_points
from presales_xl.design.imported.vetoes import VETO_LABEL

_WEIGHED_LEVEL = re.compile(r"(\D*?)[(:\s]*\d.*")
_GIVEN = re.compile(r"\d{1,3}(?:\.\d+)?\s?(?:%|分)?(?:\s?[-~～—至]\s?\d{1,3}(?:\.\d+)?\s?(?:%|分)?)?")
_POINTS_ONLY = re.compile(r"(?P<points>\d{1,3}(?:\.\d)?)分?")
_POINTS_ALONE = re.compile(r"\d{1,3}(?:\.\d)?")
#: The most that an item gives or takes, in a cell of its own.
_LIMIT = re.compile(
    r"(?P<period>(?:[每当本单全一]?个?(?:月度?|季度?|半年度?|年度?)(?:之?内|以内)?)?)(?:单项|本项|累计|合计|总计|共)*"
    r"(?:最[多高]|至多|上限|封顶|不(?:得|能)?超过)(?:累计|可|能|为)*[加奖扣减]?分?[为至到:：]?\s?[+＋\-－−]?\s?"
    r"\d+(?:\.\d+)?分?(?:封顶|为[止限])?[。；;]?|\d+(?:\.\d+)?分?(?:封顶|为限)"
)
#: Columns in which a limit is part of what stands there.
_OF_RULES = ("value", "counted", "rule", "gives", "takes", "level", "number", "section")
#: What an item is worth, with the most that it may reach: 「40（封顶60）」.
_CAPPED_WORTH = re.compile(
    r"(?P<worth>\d{1,3}(?:\.\d+)?)(?P<unit>[%分])?[(（](?:最[高多]|封顶|上限)[^\d()（）]{0,4}\d{1,3}[分%]?[)）]"
)
#: Headings of figures that rules call by them.
_FIGURED = re.compile("(?:合格|及格|最低|最高|底线|门槛|保底|达标|挑战|满分|优秀|理想)值")
_FIGURE = re.compile(r"[≥≤<>]?\s?\d[\d.,]*\s?[^\d\s，,；;。]{0,4}$")
_TAKES, _GIVES = re.compile(r"[扣减]|[-－−]\s?\d"), re.compile(r"[加奖]|[+＋]\s?\d")
#: Points for each time without a sign.
_PER_TIME = re.compile(r"(?<![\d.])\d+(?:\.\d+)?\s?分(?=\s?[/每]\s?(?:人?次|[项处例件起个份条单]))")
_TAKING = re.compile(r"每[次项处例件起个天].*\d|[扣减]\s?\d")
_LIMITING = re.compile("(?:最[高多低少]|[上下]限|封顶|保底)(?:分[值数]?)?[:：]?$")
#: What an item beside the full points adds or takes at most, by its sign: 「+5」, 「-10 分」.
_SIGNED = re.compile(r"(?P<sign>[-－−+＋])\s?(?P<most>\d{1,3}(?:\.\d+)?)分?")
_OF_MONEY = re.compile("金额|奖金|工资")
#: A heading of what is paid, of which no row is assessed.
_PAID = re.compile("(?:奖金|提成|补贴|津贴)(?:项目?|名称|类别|类型|种类)")
#: A name with what it is worth below it: 「完成率 40%」.
_WORTH_BELOW = re.compile(r"(?P<name>.*[^\W\d_][)）]?)\s+(?P<worth>\d{1,3}(?:\.\d+)?)\s?(?P<unit>%|分)?")
#: What is no figure, sign or dash.
_IN_WORDS = re.compile("[\u3400-\u9fff]{2}")
#: What stands in the place of a name and is none, beside one: 「见满意度评分表」, 「实出勤天数/应出勤天数」.
_REFERRED = re.compile("详?见|参[见照]|根据|依据")
_NO_NAME = re.compile(
    rf"(?:{_REFERRED.pattern})[^，。；]{{2,}}(?:表|结果|附件)[^，。；]*"
    r"|(?:实际?|完成|已)[^，。；\d/÷]{2,12}[/÷](?:计划|应|总|预计|目标)[^，。；\d/÷]{2,12}"
)
#: A name with how it is measured: 「签约率=签约数/商机数」.
_MEASURED = re.compile(
    r"(?P<name>[^=＝:：÷/×*\d（(]{2,24}?)\s*(?:[=＝:：]\s*(?:[^=＝×*:：]+[/÷][^=＝×*:：]+?)(?:[×*]\s*100\s*%)?"
    r"|[（(](?:[^=＝×*:：]+[/÷][^=＝×*:：]+?)(?:[×*]\s*100\s*%)?[)）])"
)
#: A heading of what one kind of fault takes: 「严重违规扣分」.
_TAKEN_BY = re.compile(
    r"(?!(?:每|单|一)[次项处]|考核|累计|合计|标准|实际|最[高多])(?P<fault>[\u3400-\u9fff]{2,10}?)(?:每[次项处]|一次)?(?:扣|加)(?:减)?分(?:值|数)?"
)
_IN_MONEY = re.compile(r"[(（][^()（）]*元[^()（）]*[)）]|金额|罚款|罚金")
_ALLOWED = re.compile(r"不[能得可应]?(?:超过|多于|高于)(?P<most>\d+(?:\.\d+)?)(?P<unit>[^\W\d_])")
_BEYOND = re.compile(r"每?(?:超过|超出|多出)[一1]?(?P<unit>[次个件起人天例])")
#: What somebody adds or takes, which no heading of items says: 「三、领导加减分（±20）」.
_EITHER_WAY = re.compile(r"±\s?\d")
_COMMA = re.compile(r",(?=[\u3400-\u9fff])")  # of a sentence in Chinese, whose full width is gone
_TITLED = re.compile(r"[\u3400-\u9fff]{2,10}")  # of a part of the form, in the place of a heading
_APART = re.compile(
    "[(（][^()（）]{0,8}(?:适用|针对|限)[^()（）]{1,10}[)）]$"
)  # for what something holds, behind a description
_SUBTOTAL = re.compile("小[计结]")
_SEVERAL = 2
_OUT_OF = 100
_TOLD_BELOW = ("rule", "target", "about", "source")  # what a row below an item tells of it behind a label
_FEWEST_LEVELS = 3
_FEWEST_HEADINGS = 2  # of a table whose headings are in other words
_MOST_GRADES = 12  # rows of a table of grades
_MOST_HEADINGS = 3  # rows of a header


def read_table(found: Form, table: Grid, sections: Collection[str] = ()) -> None:
    """Add what a table says to the form; `sections` are the names of those of all its tables."""
    _Table(found, table, sections).read()


def side_by_side(rows: Sequence[Sequence[Passage]]) -> int:
    """Return the column at which a second table begins beside the first, its headings being the same; else 0."""
    for row in rows:
        names = [passage.plain for passage in row]
        starts = [
            at
            for at, passage in enumerate(row)
            if at and passage.text and not passage.copied and passage.plain in names[:at]
        ]
        at = starts[0] if starts else 0
        if at and names[at] == next(filter(None, names)) and all(map(_is_of_items, (row[:at], row[at:]))):
            return at
    return 0


def _is_of_items(row: Sequence[Passage]) -> bool:
    """Return whether headings are those of names with what these are worth."""
    return is_header(row) and {"name", "value"} <= {*purposes(distinct(row))}


def section_names(table: Grid) -> Iterator[str]:
    """Yield the names of sections in the columns for them, beside a column that names items."""
    heads = [number for number, row in enumerate(table.rows) if is_header(row)]
    for head, end in zip(heads, [*heads[1:], len(table.rows)][: len(heads)], strict=True):
        known = purposes(table.rows[head])
        if "section" in known and "name" in known:
            at = known.index("section")
            yield from (_section_core(row[at]) for row in table.rows[head + 1 : end] if row[at].text)


def _section_core(passage: Passage) -> str:
    return core(section_named(passage.plain)[0])


class _Table:
    """Looks through one table: its headers, and what stands below each."""

    def __init__(
        self, found: Form, table: Grid, sections: Collection[str] = (), *, is_beside_another: bool = False
    ) -> None:
        self.form, self.rows, self.sections = found, table.rows, sections
        self.fewest_alone = 1 if is_beside_another else _SEVERAL  # headers with a title of their own above

    def read(self) -> None:
        """Add what the table says to the form."""
        if at := side_by_side(self.rows):
            for columns in (slice(at), slice(at, None)):
                part = Grid([row[columns] for row in self.rows])
                _Table(self.form, part, self.sections, is_beside_another=True).read()
            return
        if at := blocks_beside.begins_at(self.rows):
            right = Grid([row[at:] for row in self.rows])
            self.rows = [row[:at] for row in self.rows]
            self.read()
            _Table(self.form, right, self.sections, is_beside_another=True).read()
            return
        rows = points_below.spread(self.form, across.upright(self.form, self.rows))
        self.rows = labelled_rows.spread(self.form, rows)
        if (
            cards.taken(self.form, self.rows)
            or across.taken(self.form, self.rows)
            or named_cells.taken(self.form, self.rows)
        ):
            return
        rated = self._raters_in_rows()
        self.rows, details = small_tables.taken(self.form, self.rows)
        self._leave_people()
        self._items()
        self.form.words += rated
        small_tables.put(self.form, details)

    def _leave_people(self) -> None:
        """Keep the rows of people below the items as headings: their results, which are no items of the form."""
        heads = [[passage.plain for passage in row] for row in self.rows]
        of_items = next((number for number, row in enumerate(self.rows) if is_header(row)), len(heads))
        behind = range(of_items + _SEVERAL, len(heads))
        of_people = (number for number in behind if "姓名" in heads[number] and {"工号", "编号"} & {*heads[number]})
        first = next(of_people, len(heads))
        self.form.headings += [passage for row in self.rows[first:] for passage in row if passage.text]
        self.rows = self.rows[:first]

    def _raters_in_rows(self) -> list[Passage]:
        """Return a row of who rates above one of what that weighs as a sentence: 「自评 | 上级」, 「20% | 80%」."""
        for one, two in pairwise(self.rows):
            names, worths = distinct(one), distinct(two)
            if len(names) != len(worths) or len(names) <= _SEVERAL or purpose(worths[0]) != "value":
                continue
            pairs = [*zip(names[1:], worths[1:], strict=True)]
            written = "，".join(f"{who.plain}{share.plain}" for who, share in pairs)
            said = replace(names[1], text=written)
            is_told = any(rater_of(who.plain) for who, _ in pairs) and all("%" in share.plain for _, share in pairs)
            if is_told and Shares(parted(written), [said]).are_whole_by_raters:
                self.form.headings += [other for other in (*names, *worths) if other is not names[1]]
                self.rows = [row for row in self.rows if row is not one and row is not two]
                return [said]
        return []

    def _items(self) -> None:
        """Add what stands below the headers of the table."""
        heads = [number for number, row in enumerate(self.rows) if is_header(row) or self._heads_points(number)]
        heads = heads or self._above_figures() or self._above_points()
        heads = [number for number in heads if all(number >= self._below(head) for head in heads if head < number)]
        heads = [number for number in heads if not any(self._is_valued(head, number) for head in heads)]
        scales: dict[int, tuple[int, list[list[Passage]]]] = {}
        of_items = [number for number in heads if {"name", "value"} <= {*purposes(self.rows[number])}]
        for head in heads:
            self._part_scale(head)
        for number in [number for number in range(len(self.rows)) if number not in of_items]:
            if all(number >= first + rows for first, (rows, _) in scales.items()) and (found := self._scale(number))[0]:
                scales[number] = found
        heads = sorted({*heads, *scales})
        alone = self._alone([head for head in heads if head not in scales])
        for row in self.rows[: heads[0] if heads else None]:
            self.form.words += [passage for passage in row if passage.text and not passage.copied]
        for head, end in zip(heads, [*heads[1:], len(self.rows)][: len(heads)], strict=True):
            if head in scales:
                rows, scale = scales[head]
                self.form.scales.append(scale)
                below = (passage for row in self.rows[head + rows : end] for passage in distinct(row))
                self.form.words += [passage for passage in below if not passage.copied]
                continue
            first = self._below(head)
            for row in self.rows[head:first]:
                self.form.headings += [passage for passage in row if passage.text and not passage.copied]
            if self._tells_sections(head, self.rows[first:end]):
                continue
            before = len(self.form.items)
            _Part(self.form, self._heading(head, first), self.rows[first:end], alone).read()
            is_row = len(self.form.items) == before and any(
                worth_of(passage.plain) for passage in distinct(self.rows[head])
            )
            self.form.unread += distinct(self.rows[head]) if is_row else []

    def _tells_sections(self, head: int, rows: Sequence[Sequence[Passage]]) -> bool:
        """Take a table of nothing but the sections of another with what each weighs for that; whether it is one."""
        known = purposes(self.rows[head])
        named_at = next((at for at, each in enumerate(known) if each in ("section", "name")), None)
        value_at = next((at for at, each in enumerate(known) if each == "value"), None)
        is_of_items = {"section", "name"} <= {*known} or {"rule", "target", "level", "gives"} & {*known}
        if named_at is None or value_at is None or is_of_items:
            return False
        told = [row for row in rows if _section_core(row[named_at]) in self.sections]
        worths = [worth_of(row[value_at].plain) for row in told]
        others = [passage for row in rows if row not in told for passage in distinct(row)]
        if len(told) < _SEVERAL or not is_whole(sum(worth[0] for worth in worths if worth)):
            return False
        if any(worth_of(passage.plain) is None and not TOTAL.fullmatch(passage.plain) for passage in others):
            return False
        for row, worth in zip(told, worths, strict=True):
            self.form.sections[section_named(row[named_at].plain)[0]] = in_points(worth)
        self.form.headings += [row[at] for row in told for at in (named_at, value_at)]
        self.form.totals += others
        seen = {passage.spot for passage in (*self.form.headings, *others)}
        self.form.words += [passage for row in told for passage in distinct(row) if passage.spot not in seen]
        return True

    def _is_valued(self, head: int, number: int) -> bool:
        """Return whether a row further down states below a header what an item is worth, or what all levels give.

        It is no header itself.
        """
        if head >= number:
            return False
        above, row = self._lowest(head, self._below(head)), self.rows[number]
        known = purposes(self.rows[head])
        is_worth = any(each == "value" and worth_of(row[at].plain) for at, each in enumerate(known))
        levels = [
            (passage, row[at]) for at, passage in enumerate(above) if purpose(passage) == "level" and row[at].text
        ]
        are_given = all(worth_of(below.plain) and below.plain != passage.plain for passage, below in levels)
        return is_worth or (len(levels) > 1 and are_given)

    def _above_figures(self) -> list[int]:
        """Return the rows above figures that sum to a whole, or stand beside rules, where all may be headings."""
        end = self._end()
        for at, column in enumerate(zip(*self.rows[:end], strict=True)):
            known = {row: worth_of(passage.plain) for row, passage in enumerate(column) if not passage.copied}
            worths = {row: worth[0] for row, worth in known.items() if worth}
            first = next(iter(worths), 0)
            head = distinct(self.rows[first - 1]) if first else []
            head_text = column[first - 1].plain
            is_headed = len(head) > _FEWEST_HEADINGS and bool(head_text)
            below = [[passage for passage in each if passage.text] for each in zip(*self.rows[first:end], strict=True)]
            is_ruled = any(len(texts) > 1 and states_points(texts) for texts in below)
            is_told = are_whole(worths.values()) or (is_ruled and are_weights([*worths.values()]))
            if is_headed and is_told and not any(re.search(r"\d", passage.plain) for passage in head):
                again = [row for row in range(first, len(self.rows)) if self.rows[row][at].plain == head_text]
                return [first - 1, *again]
        return []

    def _heads_points(self, number: int) -> bool:
        """Return whether a row names items and who rates them, above what ratings give: 5, 4, 3, 2, 1."""
        row, *below = self.rows[number : number + 2]
        if not below or not {"name", "entry"} <= {*purposes(distinct(row))} or "value" in purposes(distinct(row)):
            return False
        if any(each == "entry" and scale_of(below[0][at]) for at, each in enumerate(purposes(row))):
            return True  # in a cell each
        own = [two for one, two in zip(row, below[0], strict=True) if two.text and two.spot != one.spot]
        over = [one.spot for one, two in zip(row, below[0], strict=True) if two in own]
        return len(own) >= _FEWEST_LEVELS and len({*over}) == 1 and bool(over) and _are_worths(own)

    def _end(self) -> int:
        """Return the row of totals, or how many rows there are."""
        texts = [distinct(row) for row in self.rows]
        first = next(
            (number for number, told in enumerate(texts) if len(told) > 1), 0
        )  # behind what is above the table
        totals = (number for number, told in enumerate(texts) if told and TOTAL.fullmatch(told[0].plain))
        return next((number for number in totals if number > first), len(self.rows))

    def _above_points(self) -> list[int]:
        """Return the row of short headings above a column of nothing but sentences that state points."""
        end = self._end()
        for head, row in enumerate(self.rows[: end - _SEVERAL]):
            titles = distinct(row)
            if not {"name", "section"} & {*purposes(titles)} or len(titles) < _SEVERAL:
                continue
            if any(len(passage.plain) > LONG // 2 or re.search(r"\d", passage.plain) for passage in titles):
                continue
            columns = zip(*(each for each in self.rows[head + 1 : end] if len(distinct(each)) > 1), strict=True)
            below = [{passage.spot: passage for passage in column if passage.text}.values() for column in columns]
            if any(len(texts) >= _SEVERAL and states_points([*texts]) for texts in below):
                return [head]
        return []

    def _alone(self, heads: Sequence[int]) -> set[Spot]:
        """Return the places of short texts that stand alone in the rows above several headers, each its section."""
        above = [distinct(self.rows[head - 1]) for head in heads if head >= self.fewest_alone]
        titles = [texts[0] for texts in above if len(texts) == 1 and not SIGNED.fullmatch(texts[0].plain)]
        short = [
            passage
            for passage in titles
            if len(passage.plain) <= LONG // 2 and re.fullmatch(r"[\u3400-\u9fff]+", passage.plain)
        ]
        return {passage.spot for passage in short} if len(short) == len(heads) >= self.fewest_alone else set()

    def _below(self, head: int) -> int:
        """Return the first row below a header of one, two or three rows."""
        first = head + 1
        while first < min(head + _MOST_HEADINGS, len(self.rows)) and self._goes_on(head, first):
            first += 1
        return first

    def _goes_on(self, head: int, number: int) -> bool:
        """Return whether a row belongs to the header above: headings below such as are merged over columns."""
        above, below = self._lowest(head, number), self.rows[number]
        shared = [a.spot == b.spot and bool(a.text) for a, b in zip(above, below, strict=True)]
        own = [passage for passage, same in zip(below, shared, strict=True) if passage.text and not same]
        of_levels = [purpose(one) == "level" for one, two in zip(above, below, strict=True) if two in own]
        if any(shared):
            known = dict(zip((passage.spot for passage in own), purposes(own), strict=True))
            are_titles = all(
                len(passage.plain) < LONG and (known[passage.spot] or rater_of(passage.plain)) for passage in own
            )
            below_others = all(worth_of(passage.plain) for passage in own) and self._are_shares(above, below, own)
            below_others |= _give_levels(own, of_levels)
            return bool(own) and (are_titles or _are_worths(own) or _are_ranges(own) or below_others)
        levels = [passage for passage in own if purpose(passage) == "level"]
        beside = [passage for passage in own if passage not in levels]  # who rates: 「1级 | 2级 | | 自评」
        if len(levels) > 1 and not below[0].text and all(purpose(passage) == "entry" for passage in beside):
            return True
        return bool(own) and (self._are_shares(above, below, own) or _give_levels(own, of_levels))

    def _are_shares(self, above: Sequence[Passage], below: Sequence[Passage], own: Sequence[Passage]) -> bool:
        """Return whether a row says below the headings of raters how much their ratings weigh, and nothing else."""
        pairs = [(one, two) for one, two in zip(above, below, strict=True) if two in own]
        weighed = [two for one, two in pairs if _is_share(one, two)]
        rest = [two for _, two in pairs if two not in weighed]
        return bool(weighed) and all(purpose(passage) == "value" and not passage.copied for passage in rest)

    def _lowest(self, head: int, first: int) -> list[Passage]:
        """Return the lowest text of each column of a header."""
        columns = zip(*self.rows[head:first], strict=True)
        return [next((passage for passage in reversed(column) if passage.text), column[0]) for column in columns]

    def _heading(self, head: int, first: int) -> list[Passage]:
        """Return the heading of each column, the lowest; points that levels give are said to be such."""
        heading = self._lowest(head, first)
        for number in range(head + 1, first):
            above, row = self._lowest(head, number), self.rows[number]
            is_of_shares = self._are_shares(
                above, row, [passage for passage in row if passage.text and not passage.copied]
            )
            for at, (one, two) in enumerate(zip(above, row, strict=True)):
                if one is not two and _is_share(one, two):
                    heading[at] = replace(two, text=f"{one.plain}（{two.plain.strip('()')}）")
                elif is_of_shares and one.text:
                    heading[at] = one  # below it stands 「权重」
                elif one is not two and (level := _level_given(one, two) or _level_given(two, one)):
                    heading[at] = replace(two, text=level)
        levels = [passage for passage in heading if _POINTS_ALONE.fullmatch(passage.plain)]
        if first - head < 2 or not _are_worths(levels):
            return heading
        return [replace(passage, text=f"{passage.plain}分") if passage in levels else passage for passage in heading]

    def _scale(self, head: int) -> tuple[int, list[list[Passage]]]:
        """Return how many rows a table of grades has from a row on, and its lines, titles first; 0 where none is."""
        titles = distinct(self.rows[head])
        at = [[passage.spot for passage in self.rows[head]].index(title.spot) for title in titles]
        rows = takewhile(
            lambda row: len({row[column].spot for column in at if row[column].text}) == len(distinct(row)),
            self.rows[head : head + _MOST_GRADES],
        )
        alike = [*takewhile(_is_of_scale, ([row[column] for column in at] for row in rows))]
        if len(alike) > 1 and are_untitled(*([passage.plain for passage in line] for line in alike[:2])):
            return 2, [[Passage("", Spot())] * 2, *(list(pair) for pair in zip(*alike[:2], strict=True))]
        for column in list(zip(*alike, strict=True)):
            upright = alike[: 1 + graded([passage.plain for passage in column])]
            if len(upright) > 1 and is_scale(
                [[passage.plain for passage in column] for column in zip(*upright, strict=True)]
            ):
                return len(upright), upright
        for size in range(2, len(alike) + 1):
            if all(map(is_of_scale, alike[:size])) and is_scale(
                [[passage.plain for passage in line] for line in alike[:size]]
            ):
                more = takewhile(lambda line: of_grades(line[0].plain), alike[size:])
                turned = [*alike[:size], *more]
                return len(turned), [list(column) for column in zip(*turned, strict=True)]
        return 0, []

    def _part_scale(self, head: int) -> None:
        """Take a table of grades away that stands beside the items, in columns further right."""
        last = self._below(head) - 1
        known = purposes(self.rows[head])
        values = [at for at, each in enumerate(known) if each == ("value" if "value" in known else "name")]
        if "name" not in known[: max(values, default=0) + 1]:
            return
        for at in range(max(values[:1], default=0) + 1, len(self.rows[head])):
            right = Grid([row[at:] for row in self.rows[last:]])
            size, lines = _Table(self.form, right)._scale(0)
            columns = list(zip(*lines, strict=True))
            own = [any(row[each].text and not row[each].copied for each in values) for row in self.rows[last + 1 :][:2]]
            below = [passage for row in right.rows[size:] for passage in row if passage.text and not passage.copied]
            if size > 1 and all(own) and not below and right.rows[0][0].text and all(map(is_of_scale, columns)):
                self.form.scales.append(lines)
                self.form.words += [
                    passage for row in self.rows[:last] for passage in row[at:] if passage.text and not passage.copied
                ]
                self.rows = [row[:at] for row in self.rows]
                return


def _is_of_scale(line: Sequence[Passage]) -> bool:
    """Return whether a line may be one of a table of grades: of its cells one may be blank, but not the first."""
    filled = [passage for passage in line if passage.text]
    return len({passage.spot for passage in filled}) == len(filled) >= max(len(line) - 1, 2) and bool(line[0].text)


def _is_share(above: Passage, below: Passage) -> bool:
    """Return whether the column of a rater says below its heading how much these ratings weigh."""
    worth = worth_of(below.plain.strip("()"))
    return worth is not None and worth[1] == "%" and bool(above.text) and purpose(above) in ("entry", None)


def _give_levels(texts: Sequence[Passage], of_levels: Sequence[bool]) -> bool:
    """Return whether the cells of a row say what the levels in the headings above give."""
    return len(texts) > 1 and all(of_levels) and all(worth_of(passage.plain) for passage in texts)


def _level_given(level: Passage, given: Passage) -> str:
    """Return the heading of a level with what it gives, which stands in a row above or below it; else ""."""
    worth = given.plain.strip("()")
    return (
        f"{level.plain}（{worth}）"
        if purpose(level) == "level" and (_GIVEN.fullmatch(worth) or is_range(given))
        else ""
    )


def _are_ranges(texts: Sequence[Passage]) -> bool:
    """Return whether headings are the ranges of points that levels give, one after the other: 10~9, 9~6, 6~0."""
    ends = [max(map(float, re.findall(r"\d+(?:\.\d+)?", each.plain))) for each in texts if is_range(each)]
    return len(ends) == len(texts) > 1 and ends in (sorted(ends), sorted(ends, reverse=True))


def _are_worths(texts: Sequence[Passage]) -> bool:
    """Return whether headings are the points that levels give, one after the other: 5, 4, 3, 2, 1."""
    worths = [float(passage.plain) for passage in texts if _POINTS_ALONE.fullmatch(passage.plain)]
    return len(worths) == len(texts) > 1 and worths in (sorted(worths), sorted(worths, reverse=True))


class _Part:
    """What stands below one header of a table."""

    def __init__(
        self,
        found: Form,
        heading: Sequence[Passage],
        rows: Sequence[Sequence[Passage]],
        alone: Collection[Spot] = (),
    ) -> None:
        self.form, self.rows = found, rows
        spots = {passage.spot for row in rows for passage in row if passage.text}
        label = next((passage for passage in heading if passage.text and passage.spot in spots), None)
        self.heading = [
            Passage("", passage.spot) if label and passage.spot == label.spot else passage for passage in heading
        ]
        self.purposes = [
            None if is_composed(passage.plain) and not any(row[at].text for row in rows) else each  # to be filled in
            for at, (passage, each) in enumerate(zip(self.heading, purposes(self.heading), strict=True))
        ]
        if label is not None:
            at = next(at for at, passage in enumerate(heading) if passage.spot == label.spot)
            self.purposes[at] = "number"
        for at, passage in enumerate(self.heading[1:], 1):  # in a text nothing is merged: 「考核项目」 over two columns
            is_filled = any(row[at].text and not row[at].copied for row in rows)
            if not passage.text and self.purposes[at - 1 : at + 1] == ["name", None] and is_filled:
                self.purposes[at] = "name"
        levels = [passage for passage, each in zip(self.heading, self.purposes, strict=True) if each == "level"]
        are_bare = all(len(distinct(row)) < _SEVERAL for row in rows)
        self.is_ticked = are_bare and len(levels) > 1 and not any(re.search(r"\d", said.plain) for said in levels)
        self.listed = {at: pairs for at, passage in enumerate(self.heading) if len(pairs := listed_levels(passage)) > 1}
        self.purposes = ["about" if at in self.listed else each for at, each in enumerate(self.purposes)]
        named = [said for said, each in zip(self.heading, self.purposes, strict=True) if each in ("name", "section")]
        self.is_of_money = "value" not in self.purposes and any(_PAID.fullmatch(said.plain) for said in named)
        self.heads: Mapping[Spot, SectionRow] = {}
        self.heads = section_rows([row for row in rows if self._kind(row) == "item"], self.purposes)
        self.body = [row for row in rows if self._kind(row) == "item"]
        spans = [span_of(passage) for passage, each in zip(self.heading, self.purposes, strict=True) if each == "entry"]
        self.span = next(filter(None, spans), None)
        self.item: FormItem | None = None
        self.above: list[Passage] = []  # the rule of the item before, as it stands
        self.unnamed = 0  # items whose names are left blank
        self.section = _chapter(found, alone)
        if label is not None:  # merged down beside the header and all rows
            self._open_section(label)
        is_title = self.purposes[0] is None and _TITLED.fullmatch(self.heading[0].plain)
        self.part = self.section or (self.heading[0].plain if is_title else "")

    def read(self) -> None:
        """Add the items and the words to the form."""
        self.columns = Columns(self.heading, self.purposes, self.rows, self.body)
        self.purposes, self.rows = self.columns.purposes, self.columns.rows
        given = self.purposes.index("gives") if "gives" in self.purposes else 0
        heads = [
            row for row in self.rows if given and row[given].text and heads_points(row[given])
        ]  # 「次数」, 「分数」
        self.form.headings += [passage for row in heads for passage in row if passage.text and not passage.copied]
        self.rows = [row for row in self.rows if row not in heads]
        self.taking = self._taking()
        self.has_worths_below = "value" not in self.purposes and self._has_worths_below()
        self.form.raters += [
            passage
            for passage, each in zip(self.heading, self.purposes, strict=True)
            if passage.text and (each == "entry" or (each is None and rater_of(passage.plain)))
        ]
        last = max((number for number, row in enumerate(self.rows) if self._kind(row) == "item"), default=-1)
        is_parted = False
        below = self._told_below()
        for number, row in enumerate(self.rows):
            kind = self._kind(row)
            if kind == "item":
                self._row(row)
            elif number in below and self.item is not None:
                label, said = below[number]
                self._put(self.item, purpose(label), label, said)
            elif kind == "section" and number < last:
                self._open_section(next(passage for passage in row if passage.text))
            elif kind == "head":
                self._open_headed(row)
            elif kind:
                cells = [passage for passage in row if passage.text and not passage.copied]
                if (
                    kind == "total" and len(cells) > 1 and _LIMITING.search(cells[0].plain)
                ):  # 「总分上限」 beside 「110 分」
                    self.form.words.append(replace(cells[0], text="".join(passage.plain for passage in cells)))
                    self.form.headings += cells[1:]
                    continue
                if kind == "shares":  # 「自评 | 权重 | 20% | 主管评分 | 权重 | 80%」
                    self.form.words.append(replace(cells[0], text=self._shared(row)))
                    self.form.headings += cells[1:]
                    continue
                if kind == "total" and (number < last or (is_parted and _SUBTOTAL.match(cells[0].plain))):
                    is_parted = True  # of the rows above, not of all
                    self.form.headings += cells
                    continue
                kept = {"total": self.form.totals, "raters": self.form.raters}
                for passage in cells:
                    is_told = kind == "total" and (CALCULATED.search(passage.plain) or tells_grades(passage.text))
                    kept.get("" if is_told else kind, self.form.words).append(passage)
        for item in self.form.items:
            faults.figured(item)
            faults.settle(item)

    def _told_below(self) -> dict[int, tuple[Passage, Passage]]:
        """Return the rows below items that tell of these behind a label alone: 「标准：迟交一次扣 5 分」.

        One that stands below few of them is about all.
        """
        found: dict[int, tuple[Passage, Passage]] = {}
        for number, row in enumerate(self.rows[1:], 1):
            texts = distinct(row)
            head = HEADED.fullmatch(texts[0].text) if len(texts) == 1 else None
            label = replace(texts[0], text=head["head"]) if head else None
            if head and label and purpose(label) in _TOLD_BELOW and self._kind(self.rows[number - 1]) == "item":
                found[number] = label, replace(texts[0], text=head["rest"])
        items = sum(self._kind(row) == "item" for row in self.rows)
        return found if _SEVERAL * len(found) >= max(items, _SEVERAL + 1) else {}

    def _has_worths_below(self) -> bool:
        """Return whether all names end with what they are worth, on a line of its own, which sums to a whole."""
        at = self.columns.name_at
        texts = [] if at is None else {row[at].spot: row[at].plain for row in self.body if row[at].text}.values()
        worths = [match for text in texts if (match := _WORTH_BELOW.fullmatch(text))]
        return len(worths) == len(texts) > 1 and is_whole(sum(float(match["worth"]) for match in worths))

    def _taking(self) -> dict[int, str]:
        """Return the columns that say below a fault in their headings what it takes, where there are several."""
        matches = {at: _TAKEN_BY.fullmatch(passage.plain) for at, passage in enumerate(self.heading)}
        texts = {at: [row[at].plain for row in self.body if row[at].text] for at, match in matches.items() if match}
        told = {at: each for at, each in texts.items() if each and all(map(EACH.fullmatch, each))}
        named = {at: match["fault"] for at, match in matches.items() if match and at in told}
        return named if len({*named.values()}) == len(named) >= _SEVERAL else {}

    # What rows are.

    def _kind(self, row: Sequence[Passage]) -> str:
        """Return what a row is: an item, a section, a total, words, "" for one in which nothing stands."""
        texts = distinct(row)
        own = [passage for passage in texts if not passage.copied]
        if not own:
            return ""
        if any(passage.spot in self.heads for passage in own):
            return "head"
        named = next((passage for passage in own if not NUMBER.fullmatch(passage.plain)), own[0])
        if TOTAL.fullmatch(NUMBERING.sub("", named.plain)) or (
            RESULT.fullmatch(own[0].plain) and _has_no_share(texts[1:])
        ):
            return "total"
        if len(texts) > 1 and {*purposes(texts)} == {"entry"} and all("%" in passage.plain for passage in texts):
            return "raters"
        if self._shared(row):
            return "shares"
        if self.is_of_money or (_OF_MONEY.search(own[0].plain) and any("元" in passage.plain for passage in texts[1:])):
            return "words"
        if len(texts) > 1:
            is_valued = any(worth_of(passage.plain) for passage in texts[1:])
            is_valued |= section_named(own[0].plain)[1] is not None  # 「数据录入和审核（5 分）」
            is_signed = own[0] is texts[0] and not is_valued and SIGNED.fullmatch(own[0].plain)
            return "words" if is_signed else "item"
        only = own[0]
        if SIGNED.fullmatch(only.plain):
            return "words"
        if not row[0].text and sum(passage.spot == only.spot for passage in row) == 1:
            return "item"
        if len(only.plain) > 2 * LONG:
            return "words"
        name, worth = section_named(only.plain)
        if self.is_ticked and worth and only.spot == row[0].spot:
            return "item"
        return "section" if (worth or NUMBERING.match(only.text)) and len(name) < LONG else "words"

    def _shared(self, row: Sequence[Passage]) -> str:
        """Return how much the ratings of each weigh as a row says it by itself, or below their headings; else ""."""
        own = [passage for passage in row if passage.text and not passage.copied]
        if any(POINTED.search(passage.plain) for passage in own):
            return ""  # of an item, whose raters stand behind its levels
        pairs = [(head, passage) for head, passage in zip(self.heading, row, strict=True) if passage in own]
        below = [
            f"{head.plain}{passage.plain}" for head, passage in pairs if (worth_of(passage.plain) or ("", ""))[1] == "%"
        ]
        rest = [passage for _, passage in pairs if purpose(passage) != "value" and not worth_of(passage.plain)]
        written = ["".join(passage.plain for passage in own), "，".join([] if rest else below)]
        return next(
            (each for each in written if Shares(parted(each), [replace(own[0], text=each)]).are_whole_by_raters), ""
        )

    def _open_section(self, passage: Passage) -> None:
        name, worth = section_named(passage.plain)
        self.section = name
        (self.form.words if _EITHER_WAY.search(passage.plain) else self.form.headings).append(passage)
        self.form.sections.setdefault(name, in_points(worth))

    def _open_headed(self, row: Sequence[Passage]) -> None:
        """Open the section that a row heads with its points beside its name."""
        head = next(self.heads[passage.spot] for passage in row if passage.spot in self.heads)
        self.section = section_named(head.name.plain)[0]
        self.form.headings += distinct(row)
        self.form.sections.setdefault(self.section, in_points(worth_of(head.worth.plain)))

    # What rows say.

    def _row(self, row: Sequence[Passage]) -> None:
        """Add what a row says to its item, which it may begin."""
        self._section(row)
        title = self._title(row)
        item = self._item_of(title, row)
        if item is None:
            self.form.words += [passage for passage in row if passage.text and not passage.copied]
            return
        self._blank_levels(item, row)
        seen = {passage.spot for passage in item.sentences()}
        pending = row[self.columns.required_at] if self.columns.required_at is not None else None
        seen |= {pending.spot} if pending is not None and pending.text else set()
        item.rated = line_raters.of_columns(self.heading, row, self.purposes) or item.rated
        seen |= {passage.spot for passage in item.rated.lines} if item.rated else set()
        limits: list[tuple[Passage, Passage]] = []
        for at, passage in enumerate(row):
            if self._is_of_several_levels(at, row):
                item.levels.append((self.heading[at], passage))  # of which nobody knows which one is meant
            if not passage.text or passage.spot in seen or passage is title:
                continue
            seen.add(passage.spot)
            each = self._purpose_of(at, row)
            if each == "limit" or (each not in _OF_RULES and _LIMIT.fullmatch(passage.plain)):
                limits.append((self.heading[at], passage))
            elif each == "takes" or (
                each == "rule" and worth_of(passage.plain) and TAKEN.search(self.heading[at].plain)
            ):
                self._take(item, passage, row, at)
            elif each == "gives" and pending is not None:
                item.rows.append((pending, passage))
                for texts in (item.targets, item.rules, item.abouts):
                    texts[:] = [other for other in texts if other is not pending]
                pending = None
            elif each == "entry" and (levels := scale_of(passage)):
                item.within.append(passage)
                self._to_be_ticked(item, levels, passage)
            else:
                self._put(item, each, self.heading[at], passage)
                pending = passage if each in ("target", "rule", "about") and "gives" in self.purposes[at:] else pending
        _sign(item)
        self._with_above(item)
        self._with_figures(item, row)
        self._ticked(item)
        for heading, passage in limits:
            self._limit(item, heading, passage)
        self._levels_of_heading(item, row)
        self._whole_first(item)
        if item.title is not None and not item.targets and (most := _exceeded(item)):
            item.targets.append(replace(item.title, text=most))

    def _item_of(self, title: Passage | None, row: Sequence[Passage]) -> FormItem | None:
        """Return the item of a row with this title, which it may begin; None for a row of none."""
        is_name = title is not None and bool(title.text) and worth_of(title.plain) is None
        if title is not None and is_name and not self._is_same(title, row):
            is_told = self.columns.is_told_by_name and (
                self.columns.coarse_at is None or title is row[self.columns.name_at or 0]
            )
            self.item = self._begun(title, is_told=is_told)
            self._named_apart(self.item, row)
        if title is not None and not title.text and (blank := self._unnamed(row)):
            self.item = blank
        return self.item if is_name or title is None or not title.text else None

    def _named_apart(self, item: FormItem, row: Sequence[Passage]) -> None:
        """Call one of several below one name by that, with what tells it apart: 「关键词排名（适用于新站）」."""
        coarse = row[self.columns.coarse_at] if self.columns.coarse_at is not None else None
        apart = _APART.search(item.title.plain) if item.title else None
        if coarse is not None and coarse.text and coarse is not item.title and apart and len(item.name) > LONG // 2:
            item.name = f"{named(coarse.plain)[0]}{apart[0]}"

    def _purpose_of(self, at: int, row: Sequence[Passage]) -> Purpose | None:
        """Return what a cell of a row is for."""
        each = self.purposes[at] if at != self.columns.name_at else self.columns.told_as
        if at == self.columns.name_at and _NO_NAME.fullmatch(row[at].plain):
            each = "source" if _REFERRED.match(row[at].plain) else "about"
        if at in self.taking:
            return "takes"
        return "rule" if each == "level" and self._is_of_all_levels(row[at], row) else each

    def _unnamed(self, row: Sequence[Passage]) -> FormItem | None:
        """Return an item whose name is left to be filled in, by the heading for it and its number; None for others."""
        heading = self.heading[self.columns.name_at or 0]
        known = [at for at, each in enumerate(self.purposes) if each in ("number", "value")]
        worths = [row[at] for at in known if self.purposes[at] == "value" and row[at].text and not row[at].copied]
        is_bare = not any(passage.text and not passage.copied for at, passage in enumerate(row) if at not in known)
        if not (heading.text and is_bare and len(worths) == 1 and worth_of(worths[0].plain)):
            return None
        number = next((row[at] for at in known if self.purposes[at] == "number" and row[at].text), None)
        self.unnamed += 1
        item = FormItem(f"{heading.plain}{self.unnamed}", number, self.section, doubt="assumed.unnamed")
        item.part = self.part
        self.form.items.append(item)
        return item

    @staticmethod
    def _whole_first(item: FormItem) -> None:
        """Take what a sentence begins with for what its item is worth: 「基准分 15 分。标准：…」."""
        for texts in (item.rules, item.targets, item.abouts, item.others):
            for at, passage in enumerate(texts):
                if item.worth is None and (match := WHOLE_FIRST.match(passage.text)):
                    item.worth, item.unit, item.worth_at = float(match["worth"]), "分", passage
                    texts[at] = replace(passage, text=passage.text[match.end() :].strip())

    def _levels_of_heading(self, item: FormItem, row: Sequence[Passage]) -> None:
        """Take the levels that a heading lists for those of an item, where nothing else gives points."""
        described = distinct([row[at] for at in self.listed])
        is_told = bool(item.rows or item.levels) or any(POINTED.search(passage.plain) for passage in item.rules)
        if len(described) == 1 and item.worth is not None and not is_told:
            item.abouts, item.rules = [*item.abouts, *item.rules], []
            item.rows += next(iter(self.listed.values()))

    def _take(self, item: FormItem, takes: Passage, row: Sequence[Passage], at: int) -> None:
        """Put what each fault takes behind it, line by line; where lines do not match both are kept as they stand.

        What is taken in money is no points.
        """
        heading = self.heading[at]
        if _IN_MONEY.search(heading.plain):
            item.rules.append(replace(takes, text=f"{takes.plain}元" if takes.plain[-1:].isdigit() else takes.text))
            return
        if change := self._change(item, takes, row, at):
            item.abouts = [each for each in item.abouts if each is not change.fault]
            item.changes.append(change)
            return
        figures = takes.text.split("\n")
        lines = item.rules[-1].text.split("\n") if item.rules else []
        if len(lines) != len(figures) or not takes.plain.startswith(("-", "－", "−")):
            item.rules.append(takes)
            return
        told = [
            f"{line.rstrip('。；; ')}，扣{figure.strip()[1:]}分" for line, figure in zip(lines, figures, strict=True)
        ]
        item.rules[-1] = replace(item.rules[-1], text="\n".join(told))
        item.within.append(takes)

    def _change(self, item: FormItem, takes: Passage, row: Sequence[Passage], at: int) -> PointsPerFault | None:
        """Return what a figure takes or adds each time that the fault in its row, or what names its item, happens.

        The fault may stand in its heading.
        """
        column = self.columns.faults_at
        beside = (
            [row[column]] if column is not None and row[column].text else [each for each in item.abouts if each in row]
        )
        fault = beside[0] if len(beside) == 1 else item.title
        if at in self.taking:
            fault = replace(self.heading[at], text=self.taking[at])
        if "\n" in takes.text or fault is None:
            return None
        return faults.change(takes, fault, self.heading[at].plain, (item.section, item.name))

    def _limit(self, item: FormItem, heading: Passage, passage: Passage) -> None:
        """Keep the most that an item gives or takes with its sentences, in words that say which of both."""
        worth = worth_of(passage.plain)
        if not re.search(r"\d", passage.plain):
            item.others.append(passage)
            return
        rules = "".join(
            [*(each.plain for each in item.rules), *("扣" if each.points < 0 else "加" for each in item.changes)]
        )
        texts = [f"{heading.plain}{passage.plain}", rules, item.section, item.name]
        ways = [(bool(_TAKES.search(written)), bool(_GIVES.search(written))) for written in texts]
        takes = next((takes for takes, gives in ways if takes is not gives), None)
        figure = re.search(r"\d+(?:\.\d+)?", passage.plain)
        if takes is None or figure is None or not (worth or _LIMIT.fullmatch(passage.plain)):
            if figure and item.worth is not None and item.unit != "%" and float(figure[0]) > item.worth:
                item.rules.append(replace(passage, text=f"最高{figure[0]}分"))  # beyond what it is worth
                return
            is_whole = worth is not None and worth[0] == item.worth  # what it is worth, said again
            item.limit, item.others = (item.limit, [*item.others, passage]) if is_whole else (passage, item.others)
        else:
            period = limit["period"] or "" if (limit := _LIMIT.fullmatch(passage.plain)) else ""
            item.rules.append(replace(passage, text=f"{period}最多{'扣' if takes else '加'}{figure[0]}分"))

    def _with_above(self, item: FormItem) -> None:
        """Put the rule of the item before in the place of 「同上」 where it calls figures that each row states."""
        own = item.rules[0] if len(item.rules) == 1 else None
        if own is None or not AS_ABOVE.fullmatch(own.plain):
            self.above = [*item.rules]
            return
        told = "\n".join(said.text for said in self.above)
        columns = [self.heading[at] for at, each in enumerate(self.purposes) if each not in ("rule", "name", "value")]
        if any(head.text and head.plain in told for head in columns):
            item.rules = [own.meaning(told)]
            item.told.append("assumed.as_above")

    def _with_figures(self, item: FormItem, row: Sequence[Passage]) -> None:
        """Put the figures of columns such as 「合格值」 where a rule calls them by their headings."""
        pairs = [(head, passage) for head, passage in zip(self.heading, row, strict=True) if passage.text]
        free = [
            self.heading[at]
            for at, each in enumerate(self.purposes)
            if each in ("target", "gives", "limit", "about", None)
        ]
        item.figured += [pair for pair in pairs if pair[0] in free and _FIGURE.match(pair[1].plain)]
        if aimed_formulas.taken(item) or named_figures.taken(item):
            return
        for head, passage in pairs:
            if _FIGURED.fullmatch(head.plain) and worth_of(passage.plain):
                item.rules = [replace(rule, text=rule.text.replace(head.plain, passage.plain)) for rule in item.rules]

    def _ticked(self, item: FormItem) -> None:
        """Take the heading below which is ticked what is met for the rule of an item that has none."""
        told = item.rules or item.rows or item.levels or item.span
        head = None if told else next((passage for passage in self.heading if TICKED.search(passage.plain)), None)
        item.rules += [head] if head is not None else []

    def _is_of_several_levels(self, at: int, row: Sequence[Passage]) -> bool:
        """Return whether a text is merged from the level left of it, but not over all levels."""
        is_level = at > 0 and self.purposes[at - 1 : at + 1] == ["level", "level"]
        is_merged = is_level and bool(row[at].text) and row[at].spot == row[at - 1].spot
        return is_merged and not self._is_of_all_levels(row[at], row)

    def _is_of_all_levels(self, passage: Passage, row: Sequence[Passage]) -> bool:
        """Return whether a text is merged over all columns of levels, and so is no level."""
        levels = [row[at] for at, each in enumerate(self.purposes) if each == "level"]
        return len(levels) > 1 and all(other.spot == passage.spot for other in levels)

    def _title(self, row: Sequence[Passage]) -> Passage | None:
        """Return the text that names a row's item: that of its column, or where this is empty a label further left.

        Where its column only says that it adds or takes, or is a veto, the next words tell of what: 「加分 | — | …」.
        """
        if self.columns.name_at is None:
            return None
        if self.columns.coarse_at is not None and self.columns.is_own(row[self.columns.coarse_at]):
            return row[self.columns.coarse_at]
        left = [row[at] for at in range(self.columns.name_at) if self.purposes[at] in ("number", "section")]
        labels = [
            passage for passage in left if passage.text and not passage.copied and not NUMBER.fullmatch(passage.plain)
        ]
        named = row[self.columns.name_at]
        if CHANGE.fullmatch(named.plain) or VETO_LABEL.fullmatch(named.plain):
            behind = [each for each in distinct(row[self.columns.name_at + 1 :]) if _IN_WORDS.search(each.plain)]
            first, *rest = [each for each in behind if each.spot != named.spot] or [named]
            return first if rest and not POINTED.search(first.plain) else named
        is_named = bool(named.text) and not _NO_NAME.fullmatch(named.plain)
        return named if is_named or not labels else labels[-1]

    def _is_same(self, title: Passage, row: Sequence[Passage]) -> bool:
        """Return whether a row goes on with the item: its name is merged with that, or is it again without a value."""
        before = self.item.title if self.item else None
        if before is None or before.spot == title.spot:
            return before is not None
        values = [row[at] for at, each in enumerate(self.purposes) if each == "value"]
        told = [worth_of(passage.plain) for passage in values if passage.text]
        is_again = "gives" in self.purposes and self.item is not None and told == [(self.item.worth, self.item.unit)]
        return before.plain == title.plain and bool(values) and (not told or is_again)

    def _section(self, row: Sequence[Passage]) -> None:
        """Open the section that a row stands in."""
        at = next((at for at, each in enumerate(self.purposes) if each == "section"), None)
        if at is None or not row[at].text or row[at].copied:
            return
        if (
            self.columns.name_at is not None and row[at].spot == row[self.columns.name_at].spot
        ):  # merged with the name: of no section
            self.section = ""
            return
        name, worth = section_named(row[at].plain)
        beside = row[self.columns.section_worth_at] if self.columns.section_worth_at is not None else None
        worth = worth or (worth_of(beside.plain) if beside is not None else None)
        self.section = name
        self.form.headings += [row[at], *([beside] if beside is not None and beside.text else [])]
        self.form.sections.setdefault(name, in_points(worth))

    def _begun(self, title: Passage, *, is_told: bool) -> FormItem:
        """Return a new item of the form; `is_told`: its title is its rule, too."""
        written, rule = name_and_rule(title.plain) if is_told else (title.plain, "")
        name, worth = named(written) if "value" in self.purposes else section_named(written)  # 「账物相符 30 分」
        if self.has_worths_below and (below := _WORTH_BELOW.fullmatch(title.plain)):
            name, worth, rule = NUMBERING.sub("", below["name"]), (float(below["worth"]), below["unit"] or ""), ""
        measured = None if worth else _MEASURED.fullmatch(name)
        name, rule = (measured["name"], "") if measured else (name, rule)
        is_within = is_told and (is_part(name, title.plain) or bool(RULED.search(name)))
        item = FormItem(_COMMA.sub("，", name), title, self.section, is_named_within=is_within)
        item.abouts += [title] if measured else []
        if (POINTED if self.columns.is_required else RULED).search(rule):
            item.rules.append(replace(title, text=rule))
        if worth:
            item.worth, item.unit, item.worth_at = *worth, title
        item.span, item.part = self.span, self.part
        self.form.items.append(item)
        return item

    def _blank_levels(self, item: FormItem, row: Sequence[Passage]) -> None:
        """Take levels that nothing is written below, to be ticked, by their headings."""
        columns = [at for at, each in enumerate(self.purposes) if each == "level"]
        if item.levels or any(row[at].text for at in columns):
            return
        heads = [self.heading[at] for at in columns]
        if heads and self._to_be_ticked(item, heads, heads[0]):
            return
        for head in heads:
            if match := _WEIGHED_LEVEL.fullmatch(head.plain):
                item.levels.append((head, replace(head, text=match[1] or head.plain)))

    def _to_be_ticked(self, item: FormItem, levels: Sequence[Passage], said: Passage) -> bool:
        """Take levels of which one is ticked for those of an item; whether they are points: 5, 4, 3, 2, 1."""
        bare = [float(match["points"]) for level in levels if (match := _POINTS_ONLY.fullmatch(level.plain))]
        if len(bare) == len(levels) > 1:
            item.span = item.span or PointsRange(min(bare), max(bare), said)
            if "value" not in self.purposes and item.worth is None and not self.form.sections.get(item.section):
                item.worth, item.worth_at, item.doubt = max(bare), said, "assumed.points_of_rule"
            return True
        if len(levels) > 1 and not any(re.search(r"\d", level.plain) for level in levels):
            item.ticked = [*levels]
        return False

    def _put(self, item: FormItem, each: Purpose | None, heading: Passage, passage: Passage) -> None:
        """Put a text where its column says that it belongs."""
        worth = worth_of(passage.plain)
        if each in ("value", "counted") and (span := SPAN.fullmatch(passage.plain)):
            item.span = PointsRange(float(span["least"]), float(span["most"]), passage)
            item.rules += [passage] if each == "value" else []
            item.within += [passage] if each == "counted" else []
            worth = float(span["most"]), span["unit"] or ""
        if each in ("value", "counted") and (signed := _SIGNED.fullmatch(passage.plain)):
            item.rules.append(
                replace(passage, text=f"最多{'加' if signed['sign'] in '+＋' else '扣'}{signed['most']}分")
            )
        elif each == "value" and worth:
            self._worth(item, worth, passage)
            is_amount = worth[0] > _OUT_OF and not worth[1] and "权" in heading.plain
            item.told += ["assumed.amount"] if is_amount else []
        elif each == "value" and (capped := _CAPPED_WORTH.fullmatch(passage.plain.replace(" ", ""))):
            self._worth(item, (float(capped["worth"]), capped["unit"] or ""), passage)
            item.limit = passage
        elif each == "value" and passage.text.startswith("="):
            item.doubt, item.worth_at = "uncomputed", passage
        elif each in ("rule", "gives") or (each == "value" and not worth):
            is_change = each == "value" and CHANGE.fullmatch(passage.plain)
            (item.within if is_change else item.rules).append(passage)
        elif each == "target":
            item.targets.append(passage)
        elif each == "counted" and worth:
            item.counts_to = worth[0]
            item.others += [] if passage in item.within else [passage]
        elif each == "level":
            item.levels.append((heading, passage))
        elif each == "about":
            item.abouts.append(passage)
        elif each in ("number", "section"):
            # 「加分」, in the place of a number
            item.section = passage.plain if each == "number" and CHANGE.fullmatch(passage.plain) else item.section
            (self.form.serials if NUMBER.fullmatch(passage.plain) else self.form.headings).append(passage)
        else:
            is_rater = each in ("source", None) and line_raters.is_of_raters(heading)
            (item.raters if is_rater else item.others).append(passage)

    def _worth(self, item: FormItem, worth: tuple[float, str], passage: Passage) -> None:
        """Keep what an item is worth; a second figure that says something else is a doubt."""
        sharing = [each for each in self.form.items if each.worth_at and each.worth_at.spot == passage.spot]
        for each in (*sharing, item) if sharing and item not in sharing else ():
            each.doubt = SHARED
        ways = {
            "by_figures": self.columns.is_told_by_figures,
            "by_weights": self.columns.is_told_by_weights,
            "by_first": self.columns.is_told_by_first,
        }
        told = next((way for way, is_told in ways.items() if is_told), "")
        item.doubt = item.doubt or (told and f"assumed.{told}")
        is_other = item.worth_at is item.title and ("%" in worth[1:]) != (item.unit == "%")
        if item.worth is None or is_other:
            item.worth, item.unit, item.worth_at = *worth, passage  # what stands behind the name is something else
        elif item.worth == worth[0]:
            item.worth_at = passage if item.worth_at is item.title else item.worth_at
        elif "%" in (worth[1], item.unit) and worth[1] != item.unit:
            item.others.append(passage)  # a share beside the full points
            if worth[1] == "%":
                item.worth, item.unit, item.worth_at = *worth, passage
        else:
            item.doubt = "two_worths" if item.worth_at is item.title else item.doubt
            item.others.append(passage)


def _sign(item: FormItem) -> None:
    """Say of points for each time that they are taken, or added, where a cell beside says of the item that it does so.

    「扣分项」 beside 「外部投诉 5 分/次，内部 2 分/次」.
    """
    matches = [WAY.fullmatch(passage.plain) for passage in (*item.others, *item.within)]
    ways = [match for match in matches if match and (match["adds"] or match["takes"])]
    if len(ways) == 1 and not any(_TAKES.search(rule.plain) or _GIVES.search(rule.plain) for rule in item.rules):
        sign = "加" if ways[0]["adds"] else "扣"
        item.rules = [replace(rule, text=_PER_TIME.sub(rf"{sign}\g<0>", rule.text)) for rule in item.rules]


def _has_no_share(texts: Sequence[Passage]) -> bool:
    """Return whether texts state neither points that are less than a whole, nor how points come about."""
    worths = [worth_of(passage.plain) for passage in texts]
    told = [passage for passage, worth in zip(texts, worths, strict=True) if worth is None]
    is_ruled = any(RULED.search(passage.plain) and not tells_grades(passage.text) for passage in told)
    return not is_ruled and all(worth[0] in (0, 1, WHOLE) for worth in worths if worth)


def _chapter(found: Form, alone: Collection[Spot]) -> str:
    """Return the name of the chapter that the last line above a table is the heading of, "" where it is none.

    `alone` are the places of rows within the table that hold one text, right above a header.
    """
    last = found.words[-1] if found.words else None
    if last is not None and last.spot in alone:
        found.sections.setdefault(last.plain, None)
        found.headings.append(found.words.pop())
        return last.plain
    if last is None or len(last.plain) > LONG or HEADED.fullmatch(NUMBERING.sub("", last.text)):
        return ""
    if _TAKING.search(last.plain):  # 「迟到每次扣 2 分」
        return ""
    name, worth = section_named(last.plain)
    if not (worth or is_chapter(last.text)):
        return ""
    found.sections.setdefault(name, in_points(worth))
    found.headings.append(found.words.pop())
    return name


def _exceeded(item: FormItem) -> str:
    """Return what the name allows at most (「不能超过 3 次」) where the rule counts what goes beyond; else ""."""
    allowed = _ALLOWED.search(item.title.plain) if item.title else None
    beyond = _BEYOND.search("".join(passage.plain for passage in item.rules))
    return f"≤{allowed['most']}{allowed['unit']}" if allowed and beyond and allowed["unit"] == beyond["unit"] else ""
