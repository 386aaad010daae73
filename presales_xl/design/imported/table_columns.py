"""What the columns of a table of items are, by their headings and by what stands in them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from presales_xl.design.imported.column_contents import (
    CALCULATED,
    NUMBER,
    POINTED,
    SPAN,
    TAKEN,
    WAY,
    WHOLE,
    are_changes,
    are_given,
    are_headed,
    are_mostly,
    are_takes,
    are_taking,
    are_weights,
    are_whole_rules,
    is_whole,
    states_points,
    tells_rules,
    worths_of,
)
from presales_xl.design.imported.column_headings import Purpose, purpose
from presales_xl.design.imported.level_columns import scale_of
from presales_xl.design.imported.recognised import BEHIND, TOTAL, section_named, worth_of
from presales_xl.design.imported.source import Passage, Spot

#: What something is looked up in.
_DOCUMENT = re.compile("(?:[表单册簿]|记录|台账|报[告表]|资料|文件|凭证|系统|数据|档案)$")
#: How something is measured, and nothing of points.
_MERE_FORMULA = re.compile(
    r"(?:(?![得扣加减]分|分值|权重|满分|标准分|配分)[^；;。\d])*[/÷](?:(?!分值|权重|满分|标准分|配分)[^；;。\d])*(?:[×*]\s?100\s?%?)?"
)
_CLOSE = 0.01
_SEVERAL, _MUCH_LONGER = 2, 1.5  # names, and how much longer what they stand for is told
_SHARING = re.compile("权|比")  # of a heading of weights, not of points
#: What a row below the items adds or takes each time, in the column of their points: 「+3/班」.
_CHANGED_EACH = re.compile(r"[-－−+＋]\d+(?:\.\d+)?分?[/每][^\d\s]{1,3}")


def heads_points(passage: Passage) -> bool:
    """Return whether a text within a column is the heading of the points below it: 「分数」 above 「91~100」."""
    return purpose(passage) in ("value", "gives", "entry") and not re.search(r"\d", passage.plain)


class Columns:
    """The columns of a part of a table: which of them names the items, and what the others say.

    Where headings say nothing of a column, or something else than what stands in it, its texts tell.
    """

    def __init__(
        self,
        heading: Sequence[Passage],
        purposes: Sequence[Purpose | None],
        rows: Sequence[Sequence[Passage]],
        body: Sequence[Sequence[Passage]],
    ) -> None:
        self.heading, self.purposes, self.rows, self.body = heading, [*purposes], rows, body
        self.name_at: int | None = None
        self.required_at: int | None = None  # the column right of what rows give that says what for
        self.coarse_at: int | None = None  # the column that names items beside their sentences, where it is not shared
        self.section_worth_at: int | None = None
        self.faults_at: int | None = None  # the column of what takes or adds what another says, where that has its own
        self.told_as: Purpose | None = None  # what the sentences are that name those items that share a name
        self.is_told_by_figures = False  # whether nothing but its figures tells which column states points
        self.is_told_by_weights = False  # whether points beside them that differ sum to a whole, too
        self.is_told_by_first = False  # whether several columns, as for several posts, sum to a whole each
        self.is_told_by_name = False  # whether the texts that name the items are their rules, too
        self.is_required = False  # whether these say what is required, each with full points beside it
        self.texts = [self._texts(column) for column in range(len(heading))]
        self._decide()

    def _texts(self, column: int) -> list[Passage]:
        """Return the texts of a column in rows of items, each cell once."""
        return list({row[column].spot: row[column] for row in self.body if row[column].text}.values())

    def _names(self, column: int) -> int:
        """Return how many different names a column holds, the same one further down counting again."""
        texts = [passage.plain for passage in self._texts(column)]
        return sum(text != before for text, before in zip(texts, ["", *texts], strict=False))

    def _decide(self) -> None:
        """Decide which column names the items, where its headings leave that open, and what the others are then."""
        with_points = self._named_with_points()
        values, asked = self._by_contents()
        self._named_left()
        self._named_by_blocks()
        ordered = ("section", "name", "about", "target")
        candidates = [at for at, each in enumerate(self.purposes) if each in ordered and self.texts[at]]
        short = [at for at in candidates if not tells_rules(self.texts[at])]
        first = [at for at in short if self.purposes[at] == "name"] or short
        others = [at for at in short if self.purposes[at] == "section" and at not in first] if asked else []
        enough = [at for at in (*first, *others) if self._names(at) >= asked]
        chosen = (
            enough[0] if enough else max([*first, *others], key=lambda at: len(self.texts[at]), default=with_points)
        )
        if (
            chosen is None and asked
        ):  # a name with its description: 「计划性：对工作安排的合理性」; duties with several rows
            told = [at for at in candidates if self.purposes[at] == "name"]
            chosen = next((at for at in told if are_headed(self.texts[at]) or self._finer(at) is not None), None)
            told = [at for at, each in enumerate(self.purposes) if each == "rule" and self._names(at) >= asked]
            told = told or [
                at
                for at, each in enumerate(self.purposes)
                if each is None and tells_rules(self.texts[at]) and self._names(at) >= asked
            ]
            if chosen is None and told and "name" not in self.purposes:  # sentences that are both: 「考核内容扣分标准」
                chosen, candidates = told[0], [*candidates, told[0]]
            self.is_told_by_name = chosen is not None
            if chosen is None:
                chosen = self._required(candidates, asked)
                self.is_required = chosen is not None
                self.is_told_by_name = self.is_required and "rule" not in self.purposes
        finer = self._finer(chosen) if chosen is not None else None
        if finer is not None:
            self._take_finer(finer, asked)
            chosen, candidates = finer, [*dict.fromkeys([*candidates, finer])]
        elif chosen is not None and (coarse := self._described(chosen)) is not None:
            self.coarse_at, self.told_as = coarse, "about"
        self.name_at = chosen
        if self.coarse_at is not None:
            self.purposes[self.coarse_at] = "number"  # of no section
            candidates = [at for at in candidates if at != self.coarse_at]
        for at in candidates:
            if at == chosen:
                self.purposes[at] = "name"
            elif self.purposes[at] in ("name", "section"):
                before = chosen is not None and at < chosen
                self.purposes[at] = "section" if before else "rule" if tells_rules(self.texts[at]) else "about"
        self._unheaded_section(chosen or 0)
        self._tell_rules()
        if chosen is not None:
            values = [at for at in values if self.purposes[at] == "value"]
            self._section_weights(values, chosen)
            self._fill_down([at for at in values if self.purposes[at] == "value"], chosen)

    def _required(self, candidates: Sequence[int], asked: int) -> int | None:
        """Return the column of sentences, of any length, that names the items where each has full points beside it."""
        kinds: Sequence[Purpose] = ("name", "target", "about")
        told = [at for at in candidates if self.purposes[at] in kinds and self._names(at) >= asked]
        return min(told, key=lambda at: kinds.index(self.purposes[at] or "about"), default=None)

    def _named_with_points(self) -> int | None:
        """Return the column of what ends with points where no heading says what names the items.

        They sum to a whole, or another column says of each how points are taken.
        """
        if {"name", "section", "value"} & {*self.purposes}:
            return None
        for at, texts in enumerate(self.texts):
            worths = [BEHIND.fullmatch(passage.plain) for passage in texts]
            points = [float(match["worth"]) for match in worths if match and match["unit"] == "分"]
            is_ruled = any(
                len(self.texts[other]) == len(texts) and states_points(self.texts[other])
                for other, each in enumerate(self.purposes)
                if each == "rule" and other != at
            )
            if len(points) == len(texts) > _SEVERAL and (is_whole(sum(points)) or is_ruled):
                self.purposes[at] = "name"
                return at
        return None

    def _weighed_sections(self) -> None:
        """Take names that say what they weigh, merged over rows below a heading for weights, for those of sections."""
        names = [at for at, each in enumerate(self.purposes) if each == "name"]
        for at in range(names[0] if names and "section" not in self.purposes else 0):
            told = [section_named(passage.plain) for passage in self.texts[at]]
            are_named = all(worth and re.search(r"[\u3400-\u9fff]", name) for name, worth in told)
            if self.purposes[at] == "value" and told and are_named and self._is_merged(at):
                self.purposes[at] = "section"

    def _named_left(self) -> None:
        """Take short texts of their own, under an unknown heading, for the names of what stands right of them."""
        names = [at for at, each in enumerate(self.purposes) if each == "name"]
        at = names[0] - 1 if len(names) == 1 else -1
        if at < 0 or self.purposes[at] is not None or not self.heading[at].text:
            return
        short, long = ([len(passage.plain) for passage in self.texts[each]] for each in (at, at + 1))
        own = {passage.plain for passage in self.texts[at] if not re.search(r"\d", passage.plain)}
        is_of_all = len(own) == len(short) >= len(long) > _SEVERAL
        if is_of_all and _MUCH_LONGER * sum(short) * len(long) <= sum(long) * len(short):
            self.purposes[at : at + 2] = ["name", "about"]

    def _named_by_blocks(self) -> None:
        """Take the names that are merged over the same rows as points and rules are for those of the items.

        What is told in more rows than these, 「检查内容」, is about them.
        """
        blocks = {at: self._blocks(at) for at in range(len(self.purposes))}
        told = [blocks[at] for at, each in enumerate(self.purposes) if each in ("value", "rule") and self.texts[at]]
        names = [at for at, each in enumerate(self.purposes) if each == "name"]
        if len(told) != _SEVERAL or told[0] != told[1] or len(told[0]) >= len(self.body) or len(names) != 1:
            return
        left = [
            at
            for at in range(names[0])
            if self.purposes[at] in (None, "section") and blocks[at] == told[0] and not worths_of(self.texts[at])
        ]
        if len(left) == 1 and len(blocks[names[0]]) == len(self.body) and not self._has_numbers(left[0]):
            self.purposes[left[0]], self.purposes[names[0]] = "name", "about"

    def _has_numbers(self, column: int) -> bool:
        return any(NUMBER.fullmatch(passage.plain) for passage in self.texts[column])

    def _blocks(self, column: int) -> list[int]:
        """Return the rows of items in which the cells of a column begin that hold something."""
        spots = [row[column].spot if row[column].text else None for row in self.body]
        return [at for at, spot in enumerate(spots) if spot is not None and spot not in spots[:at]]

    def _by_contents(self) -> tuple[list[int], int]:
        """Tell by its texts what a column is whose heading says nothing, or something else.

        Return the columns that state points, and how many texts the longest of these has, for each of which a name is
        asked.
        """
        self._weighed_sections()
        self._against_headings()
        values = [at for at, each in enumerate(self.purposes) if each == "value" and self.texts[at]]
        if not values:
            self._untitled_value()
            values = [at for at, each in enumerate(self.purposes) if each == "value"]
        values += self._beside_merged(values)
        self._gives(values)
        values = [at for at, each in enumerate(self.purposes) if each == "value" and self.texts[at]]
        self._one_value(values)
        asked = max((len(self.texts[at]) for at in values), default=0)
        if not any(each == "name" and self._names(at) >= asked for at, each in enumerate(self.purposes)):
            self._unknown_names(asked)
        return values, asked

    def _unheaded_section(self, name_at: int) -> None:
        """Take names that are merged over several rows left of the items, under no heading, for those of sections.

        Under any heading those are some that all say what they weigh: 「成本控制 70%」.
        """
        for at, each in enumerate(self.purposes[:name_at]):
            are_weighed = bool(self.texts[at]) and all(section_named(said.plain)[1] for said in self.texts[at])
            is_merged = each is None and (not self.heading[at].text or are_weighed) and self._is_merged(at)
            if (
                is_merged
                and "section" not in self.purposes
                and not any(NUMBER.fullmatch(s.plain) for s in self.texts[at])
            ):
                self.purposes[at] = "section"

    def _tell_rules(self) -> None:
        """Tell which columns hold the rules where headings do not: of several those that state points."""
        rules = [at for at, each in enumerate(self.purposes) if each == "rule"]
        same = [at for at in rules if len({passage.plain for passage in self.texts[at]}) == 1]
        others = [at for at, each in enumerate(self.purposes) if each in ("target", "about")]
        stating = [at for at in others if states_points(self.texts[at])]
        if stating and same and all(len(self.texts[at]) > 1 for at in same):  # of all items, how points are weighed
            self.purposes = ["source" if at in same else each for at, each in enumerate(self.purposes)]
            self.purposes[stating[0]] = "rule"
        unknown = [at for at, each in enumerate(self.purposes) if each is None and tells_rules(self.texts[at])]
        for at in sorted(unknown, key=lambda at: not states_points(self.texts[at])):
            self.purposes[at] = "about" if "rule" in self.purposes else "rule"
        if "rule" not in self.purposes:
            for at in [at for at, each in enumerate(self.purposes) if each == "about" and tells_rules(self.texts[at])]:
                self.purposes[at] = "rule"
        rules = [at for at, each in enumerate(self.purposes) if each == "rule" and self.texts[at]]
        own = {at: [passage.plain for passage in self.texts[at] if not worth_of(passage.plain)] for at in rules}
        stating = [at for at, written in own.items() if any(map(POINTED.search, written))]
        for at in rules if stating else ():  # of 「达到 90%」 beside 「90% 以上 100 分，80% 以上 80 分」 the second
            if at not in stating and any(map(_MERE_FORMULA.fullmatch, own[at])):
                self.purposes[at] = "about"  # how it is measured: 「实际产量÷计划产量」
            elif at not in stating and not any(map(CALCULATED.search, own[at])):
                is_document = not any(re.search(r"\d", written) for written in own[at]) and any(
                    map(_DOCUMENT.search, own[at])
                )
                self.purposes[at] = "source" if is_document else "target"  # 「考核依据」: 「结算表」

    def _fill_down(self, values: Sequence[int], name_at: int) -> None:
        """Take blank cells for merged ones where the first row of each section alone states it and what it weighs."""
        sections = [at for at, each in enumerate(self.purposes) if each == "section"]
        if len(sections) != 1 or len(values) != 1 or not self.body:
            return
        at, value = sections[0], values[0]
        told = [(bool(row[at].text), bool(row[value].text), bool(row[name_at].text)) for row in self.body]
        is_first = told[0][0] and all(section == worth and name for section, worth, name in told)
        if not is_first or all(section for section, _, _ in told) or any(row[value].copied for row in self.body):
            return
        above: dict[int, Passage] = {}
        filled = list[Sequence[Passage]]()
        for row in self.rows:
            is_item = any(row is each for each in self.body)
            is_total = any(TOTAL.fullmatch(said.plain) for said in row[: name_at + 1])
            above = {} if is_total else above | {each: row[each] for each in (at, value) if row[each].text}
            cells = {each: replace(said, copied=True) for each, said in above.items() if not row[each].text}
            filled.append([cells.get(each, said) for each, said in enumerate(row)] if is_item else row)
        self.rows = filled

    def _finer(self, chosen: int) -> int | None:
        """Return the column that names the items where the chosen one is merged over rows with points or rules.

        None where it is not, or where rows below one name say what each gives.
        """
        own = [at for at, each in enumerate(self.purposes) if each == "value" and self.texts[at]]
        most = max((len(self.texts[at]) for at in own), default=0)
        own = [at for at in own if len(self.texts[at]) == most or not self._goes_with_sections(at)]
        own = own or [at for at, each in enumerate(self.purposes) if each == "rule"]
        own = own or [
            at for at in range(chosen + 1, len(self.texts)) if self.texts[at] and are_whole_rules(self.texts[at])
        ]
        own = own or [at for at, each in enumerate(self.purposes) if each == "level" and worths_of(self.texts[at])]
        own = own or [at for at, each in enumerate(self.purposes) if each == "level" and self.texts[at]]
        asked = max((len(self.texts[at]) for at in own), default=0)
        if not own and "level" in self.purposes:  # to be ticked
            asked = len(self.body)
        is_merged = (self._is_merged(chosen) or self._is_repeated(chosen)) and not any(map(self._is_merged, own))
        if not is_merged or "gives" in self.purposes or self._names(chosen) >= asked:
            return None
        kinds: Sequence[Purpose | None] = ("name", "about", "target", None, "rule")
        left = [at for at, each in enumerate(self.purposes) if at > chosen and each in kinds and at not in own[1:]]
        left = [
            at
            for at in left
            if self._names(at) >= asked and not all(worth_of(passage.plain) for passage in self.texts[at])
        ]
        order = {
            at: (self.purposes[at] == "rule", tells_rules(self.texts[at]), kinds.index(self.purposes[at]))
            for at in left
        }
        return min(left, key=lambda at: order[at], default=None)

    def _coarse(self, finer: int) -> int | None:
        """Return the column that names items beside one of sentences, which names those that share a name.

        It names most of them, or has a column of sections left of it.
        """
        left = [at for at in range(finer) if self.texts[at] and self.purposes[at] in ("name", "section", None)]
        short = [at for at in left if not tells_rules(self.texts[at]) and not self._is_repeated(at)]
        nearest = max(short, key=lambda at: len(self.texts[at]), default=None)
        is_prose = self.purposes[finer] == "rule" or tells_rules(self.texts[finer])
        headed = [purpose(self.heading[at]) for at in (nearest, finer) if at is not None]
        is_prose |= headed[0] == "name" != headed[-1]
        own = sum(map(self.is_own, (row[nearest] for row in self.body))) if nearest is not None and is_prose else 0
        is_below = any(at < (nearest or 0) and self._is_merged(at) for at in left)
        return nearest if 2 * own > len(self.body) or (own and is_below) else None

    def _take_finer(self, finer: int, asked: int) -> None:
        """Name items by a finer column, whose texts are their rules unless another column states one of each."""
        self.is_told_by_name = tells_rules(self.texts[finer])
        self.coarse_at = self._coarse(finer)
        is_ruled = any(
            each == "rule" and at != finer and len(self.texts[at]) >= asked and states_points(self.texts[at])
            for at, each in enumerate(self.purposes)
        )
        is_rule = (self.is_told_by_name and not is_ruled) or self.purposes[finer] == "rule"
        self.told_as = "rule" if is_rule else "about"

    def _described(self, chosen: int) -> int | None:
        """Return the merged column headed as names left of one that is not, which only describes most of them."""
        coarse = self._coarse(chosen)
        is_name = coarse is not None and purpose(self.heading[coarse]) == "name" != purpose(self.heading[chosen])
        return coarse if coarse is not None and is_name and self._is_merged(coarse) else None

    def is_own(self, passage: Passage) -> bool:
        """Return whether a text stands in one row of items alone."""
        return bool(passage.text) and sum(passage.spot in {each.spot for each in row} for row in self.body) == 1

    def _is_repeated(self, column: int) -> bool:
        """Return whether a column holds one text in all rows, as a group that nobody merged."""
        return len(self.body) == len(self.texts[column]) > 1 == len({said.plain for said in self.texts[column]})

    def _is_merged(self, column: int) -> bool:
        """Return whether cells of a column are merged over several rows."""
        cells = [row[column] for row in self.rows]
        return any(two.copied and one.spot == two.spot for one, two in pairwise(cells))

    def _against_headings(self) -> None:
        """Tell columns whose texts are something else than their headings say, and faults with what each takes."""
        for at in range(len(self.purposes)):
            self.purposes[at] = self._belied(at)
        if self._has_faults():
            return
        rules = [passage for at, each in enumerate(self.purposes) if each == "rule" for passage in self.texts[at]]
        if not any(POINTED.search(passage.plain) for passage in rules):
            told = [at for at, each in enumerate(self.purposes) if each == "entry" and states_points(self.texts[at])]
            told = [at for at in told if not all(map(scale_of, self.texts[at]))]
            for at in told[:1]:  # filled in: 「考核评分」
                self.purposes[at] = "rule"

    def _belied(self, at: int) -> Purpose | None:
        """Return what a column is by its texts, where these belie its heading."""
        each, texts = self.purposes[at], self.texts[at]
        figured = r"\d|=" if self.purposes.count("value") == 1 else r"^\W?\d|=|^.{0,4}\d.{0,4}$"
        if each == "value" and texts and are_mostly([not re.search(figured, passage.text) for passage in texts]):
            return None  # words, whatever their heading says
        are_ways = len(texts) > 1 and all(WAY.fullmatch(said.plain) for said in texts)
        if each in ("name", "section", None) and are_ways and "value" in self.purposes and not self._is_merged(at):
            return "source"
        if each == "name" and 2 * sum(bool(NUMBER.fullmatch(passage.plain)) for passage in texts) > len(texts):
            return "number"
        if each == "gives" and len(texts) == len(self.body) and self._are_spans(texts):
            return "value"  # the points of an item a row
        worths = [worth_of(passage.plain) for passage in texts] if each == "rule" else []
        if len(worths) > 1 and are_mostly(worths) and not TAKEN.search(self.heading[at].plain):
            figures = [worth for worth in worths if worth]
            units = {unit for _, unit in figures}
            is_target = "value" in self.purposes and (len(units) > 1 or self._are_aims(figures))
            is_target |= "value" not in self.purposes and sum(figure for figure, _ in figures) > 2 * WHOLE
            return "target" if is_target else "value"
        is_name = bool(worths) and "name" not in self.purposes and self._is_merged(at) and not tells_rules(texts)
        return "name" if is_name else each  # 「标准」, beside levels

    @staticmethod
    def _are_aims(figures: Sequence[tuple[float, str]]) -> bool:
        """Return whether shares, beside what items are worth, are none of a whole: 「标准」 of 100%, 95% and 98%."""
        return {unit for _, unit in figures} == {"%"} and not is_whole(sum(figure for figure, _ in figures))

    def _has_faults(self) -> bool:
        """Tell faults from what each takes in the column beside them, where there are some: 「-1~5」."""
        if any(map(self._changes_each, range(1, len(self.purposes)))):
            return True
        for at in range(1, len(self.purposes)):
            before, each = self.purposes[at - 1 : at + 1]
            if before == "rule" and each in ("entry", "rule", None) and are_takes(self.texts[at]):
                self.purposes[at] = "takes"
                return True
            is_told = before == "rule" or (before == "name" and "name" in self.purposes[: at - 1])
            if is_told and each == "rule" and are_taking(self.texts[at - 1], self.texts[at]):
                self._name_faults(at - 1)
                return True
        return False

    def _changes_each(self, at: int) -> bool:
        """Tell faults left of a column with what each takes or adds each time; whether this is such a column."""
        each, texts = self.purposes[at], self.texts[at]
        if each not in ("rule", "entry", "gives", None) or not are_changes(texts, self.heading[at].plain):
            return False
        beside = ("value", "number", "source", "entry", "limit")
        left = [
            at
            for at in range(at)
            if self.texts[at] and self.purposes[at] not in beside and not worths_of(self.texts[at])
        ]
        faults = left[-1] if left else at
        if any(POINTED.search(passage.plain) for passage in self.texts[faults]) or len(self.texts[faults]) < len(texts):
            return False
        self.purposes[at] = "takes"
        if any(self.purposes[at] in ("name", "section") or self._is_merged(at) for at in left[:-1]):
            self.faults_at, self.purposes[faults] = faults, "about"
        return True

    def _are_spans(self, texts: Sequence[Passage]) -> bool:
        """Return whether texts are full points with the fewest, a row each, as no name is merged over several."""
        are_merged = any(self._is_merged(at) for at, each in enumerate(self.purposes) if each == "name")
        return not are_merged and all(SPAN.fullmatch(passage.plain) for passage in texts)

    def _untitled_value(self) -> None:
        """Take figures that sum to a whole for what items are worth, under a heading that is not known for that.

        Where none do, the only column of figures beside rules is taken for that, which is said.
        """
        named = ("number", "name", "section", "level")
        free = [at for at, each in enumerate(self.purposes) if each not in named and worths_of(self.texts[at])]
        whole = [at for at in free if abs(sum(worths_of(self.texts[at])) - WHOLE) < 1]
        unknown = [at for at in free if self.purposes[at] is None and are_weights(worths_of(self.texts[at]))]
        if whole:
            own = next((at for at in whole if self._add_up(at, whole)), None)
            if own is not None:  # those left of them are what sections are worth
                self.purposes[own] = "value"
                return
            self.purposes[whole[0]] = "value"
            self.is_told_by_first = len({tuple(worths_of(self.texts[at])) for at in whole}) > 1
        elif len(unknown) == 1 and any(map(states_points, self.texts)):
            self.purposes[unknown[0]] = "value"
            self.is_told_by_figures = True

    def _beside_merged(self, values: Sequence[int]) -> list[int]:
        """Take a column of figures that sum to a whole, or to the weights merged over them, for the points of items.

        Nothing but its figures says so, whatever its heading is.
        """
        if not values or not all(map(self._is_merged, values)):
            return []
        most = max(len(self.texts[at]) for at in values)
        free = [at for at, each in enumerate(self.purposes) if each is None and len(self.texts[at]) > most]
        found = [
            at
            for at in free
            if (worths := worths_of(self.texts[at])) and (is_whole(sum(worths)) or self._add_up(at, values))
        ]
        for at in found[:1]:
            self.purposes[at] = "value"
        return found[:1]

    def _unknown_names(self, asked: int) -> None:
        """Take that column of short texts under an unknown heading for names, left of rules, that tells most apart."""
        ruled = next((at for at, each in enumerate(self.purposes) if each == "rule"), len(self.purposes))
        free = [at for at, each in enumerate(self.purposes) if each is None and not tells_rules(self.texts[at])]
        free = [at for at in free if not any(worth_of(passage.plain) for passage in self.texts[at])]
        enough = [at for at in free if self._names(at) >= max(asked, 2)]
        enough = enough or [at for at in free if at < ruled and self._is_merged(at) and self._names(at) > 1]
        best = max(enough, key=lambda at: (at < ruled, self._names(at)), default=None)
        if best is not None:
            self.purposes[best] = "name"

    def _name_faults(self, column: int) -> None:
        """Take sentences beside what each takes for the names of the items: 「未按时归档」 beside 「每次扣 2 分」."""
        for at, each in enumerate(self.purposes[:column]):
            if each == "name":
                self.purposes[at] = (
                    "number" if all(NUMBER.fullmatch(passage.plain) for passage in self.texts[at]) else "section"
                )
        self.purposes[column] = "name"

    def _gives(self, values: Sequence[int]) -> None:
        """Tell what a row gives from what an item is worth: of an item that is merged it is said several times."""
        valued = [number for number, row in enumerate(self.body, 1) if any(row[at].text for at in values)]
        rows = max(valued, default=len(self.body))  # what stands below the last value is none of it
        named = [at for at, each in enumerate(self.purposes) if each == "name" and not tells_rules(self.texts[at])]
        if not named:
            named = [at for at, each in enumerate(self.purposes) if each in (None, "section") and self._is_merged(at)]
        names = max(map(self._names, named), default=0)
        fewest = min((len(self.texts[at]) for at in values), default=rows)
        for at in values:
            merged = any(row[at].copied and row[at].spot != row[at - 1].spot for row in self.body)
            is_more = len(values) > 1 and len(self.texts[at]) > max(fewest, names, rows * 0.7)
            if not merged and (is_more or self._are_steps(at, named)) and not self._add_up(at, values):
                self.purposes[at] = "gives"
        for at in self._giving(names, named):
            self.purposes[at] = "gives"
        if "gives" not in self.purposes:
            return
        left = range(self.purposes.index("gives") - 1, -1, -1)
        required = ("target", "rule", "about", None)
        given = self.purposes.index("gives")
        if given and self.purposes[given - 1] == "entry" and len(self.texts[given - 1]) >= len(self.texts[given]):
            self.purposes[given - 1] = "target"  # 「完成情况」, which the form has filled in
        before = next((at for at in left if self.texts[at] and self.purposes[at] in (*required, "name")), None)
        is_apart = before is None or 2 * len(self.texts[before]) <= len(self.texts[given])
        beside = [at for at in range(given + 1, len(self.texts))[:1] if self.purposes[at] in required]
        if is_apart and any(len(self.texts[at]) >= len(self.texts[given]) for at in beside):
            self.required_at = beside[0]
            self.purposes[beside[0]] = "target"
            return
        is_name = before in named and sum(each == "name" for each in self.purposes) == 1
        if before is not None and not is_name and self.purposes[before] in (None, "name", "about"):
            self.purposes[before] = "target"

    def _giving(self, names: int, named: Sequence[int]) -> list[int]:
        """Return the column of what rows give, which has more texts than there are names: the first of several.

        Beside 「90%以上」 under a heading that is not known the next one, which states nothing but points.
        """
        found: list[int] = []
        for at, each in enumerate(self.purposes):
            is_free = each in (None, "entry", "gives", "rule", "value")
            is_free &= not (each == "value" and self._are_full_points(self.texts[at], named))
            own = [said for said in self.texts[at] if not self._goes_on_from_left(at, said) and not heads_points(said)]
            own = [said for said in own if not _CHANGED_EACH.fullmatch(said.plain.replace(" ", ""))]
            if is_free and len(own) > names > 0 and are_given(own, bare=each == "entry"):
                found.append(at)
        known = [at for at, each in enumerate(self.purposes) if each == "gives"]
        if known and (not found or known[0] < found[0]):
            return []
        bare = [at for at in found if self.purposes[at] == "entry" and all(worth_of(s.plain) for s in self.texts[at])]
        beside = [at for at in bare if at - 1 in found and self.purposes[at - 1] is None]
        return [*beside, *found][:1]

    def _goes_on_from_left(self, column: int, passage: Passage) -> bool:
        """Return whether a text is merged from the column left of it: a sentence above 「0 | 91~100」."""
        return column > 0 and any(row[column - 1].spot == passage.spot for row in self.body)

    def _are_full_points(self, texts: Sequence[Passage], named: Sequence[int]) -> bool:
        """Return whether figures sum to a whole, a row each; what others add or take, by their signs, is beside."""
        worths = [worth[0] for passage in texts if (worth := worth_of(passage.plain))]
        return is_whole(sum(worths)) and not any(map(self._is_merged, named))

    def _are_steps(self, column: int, named: Sequence[int]) -> bool:
        """Return whether the figures of a column go down (or up) below each name, the same ones each time: 5, 4, 3."""
        figures: dict[Spot, list[float]] = {}
        for row in self.body if len(named) == 1 else ():
            figures.setdefault(row[named[0]].spot, []).append((worth_of(row[column].plain) or (0.0,))[0])
        alike = [*figures.values()]
        return len(alike) > 1 and all(each == alike[0] for each in alike) and len({*alike[0]}) == len(alike[0]) > 2

    def _add_up(self, column: int, values: Sequence[int]) -> bool:
        """Return whether figures sum to what most cells of another column of points state, which are merged over them.

        So they are what items are worth, of which the others are the sections.
        """
        for other in [at for at in values if at < column]:
            inside: dict[Spot, list[float]] = {}
            for row in self.body:
                worth = worth_of(row[column].plain)
                if worth is not None and worth_of(row[other].plain):
                    inside.setdefault(row[other].spot, []).append(worth[0])
            wholes = {row[other].spot: worth[0] for row in self.body if (worth := worth_of(row[other].plain))}
            several = {spot: figures for spot, figures in inside.items() if len(figures) > 1}
            alike = [spot for spot, figures in several.items() if abs(sum(figures) - wholes[spot]) < _CLOSE]
            if len(several) > 1 and _SEVERAL * len(alike) > len(several):
                return True
        return False

    def _one_value(self, values: Sequence[int]) -> None:
        """Of weights beside points of as many items take those that sum to a whole; a rule counts up to the others."""
        most = max((len(self.texts[at]) for at in values), default=0)
        of_items = [at for at in values if len(self.texts[at]) == most or not self._goes_with_sections(at)]
        sums = {
            at: sum(worth[0] for passage in self.texts[at] if (worth := worth_of(passage.plain))) for at in of_items
        }
        whole = [at for at, each in sums.items() if is_whole(each)]
        shares = [at for at in whole if _SHARING.search(self.heading[at].plain)]
        self.is_told_by_weights = len(shares) == 1 and len({tuple(worths_of(self.texts[at])) for at in whole}) > 1
        whole = shares if self.is_told_by_weights else whole
        for at in of_items if whole else ():
            alike = len({passage.plain for passage in self.texts[at]}) == 1
            if at not in whole and len(self.texts[at]) > 1:
                self.purposes[at] = "source" if alike or _SHARING.search(self.heading[at].plain) else "counted"

    def _goes_with_sections(self, column: int) -> bool:
        """Return whether a column states something only where a cell that is merged over rows, or repeated, begins."""
        kinds: Sequence[Purpose | None] = ("section", "name", None)
        left = [at for at, each in enumerate(self.purposes) if each in kinds and self._is_merged(at)]
        own = [row for row in self.body if row[column].text and not row[column].copied]
        return any(all(row[at].text and not row[at].copied for row in own) for at in left)

    def _section_weights(self, values: Sequence[int], name_at: int) -> None:
        """Tell the weights of sections from those of items, where both have a column."""
        sections = [at for at, each in enumerate(self.purposes) if each == "section"]
        self.section_worth_at = None
        if sections and len(values) > 1:
            fewer = [at for at in values if len(self.texts[at]) < len(self.texts[name_at])]
            of_sections = [at for at in fewer if at < name_at or self._goes_with_sections(at)]
            for at in of_sections[:1]:
                self.section_worth_at = at
                self.purposes[at] = "number"  # of no item
