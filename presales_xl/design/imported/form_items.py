"""The indicators of a form: what its tables and the lines around them say of each.

A table is looked through below each of its headers. What is no indicator's stays among the words, so that every text of
the document is either an item's, a heading, or one of the words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from presales_xl.design.imported import (
    aimed_formulas,
    cards,
    keyed_tables,
    levels_apart,
    line_raters,
    named_figures,
    notes,
    side_tables,
    sub_lines,
    told_of_all,
    work_units,
)
from presales_xl.design.imported.item_reading import best_stated
from presales_xl.design.imported.level_columns import level_rows
from presales_xl.design.imported.line_items import explained, fitting, is_rated_line, listed, told_by_name
from presales_xl.design.imported.other_parts import apart, of_item, tells_of_whole
from presales_xl.design.imported.recognised import (
    LONG,
    RESULT,
    SHARED,
    Form,
    FormItem,
    core,
    named,
    section_named,
    worth_of,
)
from presales_xl.design.imported.sentence_names import is_part, name_and_rule, rule_behind
from presales_xl.design.imported.shares import Shares, shares
from presales_xl.design.imported.source import NUMBERING, Document, Grid, Passage, Spot, sentences
from presales_xl.design.imported.table_items import read_table, section_names
from presales_xl.design.imported.vetoes import is_veto

#: What a name says of points when it is the rule, too.
_TAKING = re.compile(r"[扣加减]\d+(?:\.\d+)?分")

#: A formula alone: 「（实际销售额/目标销售额）×30」.
_FORMULA = re.compile(
    r"[^，,。；;:：]*[/÷][^，,。；;:：]*[×*]\s*\d+(?:\.\d+)?\s*[分%]?|[^，,。；;:：]*[×*][^，,。；;:：]*[/÷][^，,。；;:：]*"
)

#: That points are weighed, and no rule by which they come about: 「所得分值/该项总分值×权重」.
_WEIGHING = re.compile(
    r"[^\d，,。；;]*(?:得分|分值|评分|分数)[^\d，,。；;]*[×*][^\d，,。；;]*(?:权重|比重|权数)[^\d，,。；;]*"
)
_SCORING = re.compile(r"[扣加减得]|\d\s*分")

#: The full points of an item in its sentence: 「每达成一个得 3 分，满分 15 分」.
_FULL = re.compile(r"(?:满分|最[高多](?:得分?)?分?值?)(?:为|是|[:：])?\s?(?P<points>\d{1,2}(?:\.\d+)?)\s?分")

#: What says of such points that they are a scale on which is rated: 「以满意度评分为准，满分 5 分，按比例折算」.
_ON_SCALE = re.compile(r"占比|(?:得分|评分|分数)的?比例|折[算合]|换算|[评打]分(?:结果)?(?:为准)?[，,（(]?满分")
_OF_HUNDRED = re.compile(r"(?<!\d)100\s?分")

#: What somebody fills in behind its label.
_TO_FILL_IN = re.compile(r"\s*[^：:]{2,16}[：:][\s_＿]*")

#: Figures and nothing else: 「4.0~4.5」, 「60-89 分」, 「≥ 90%」.
_FIGURE = r"[\d.]+[%分天次个年月人元万]{0,2}"
_RANGE = re.compile(rf"[≥>≤<]?=?{_FIGURE}(?:(?:[-~～—至到]|[≤<]\w[≤<]){_FIGURE}|及?以[上下内])?")

#: A row of a table: its sheet or the number of its table, and its own.
Place = tuple[str, int, int]


def form(document: Document) -> Form:
    """Return what is recognised of a document."""
    found = Form(document.name)
    document, beside = side_tables.parted(keyed_tables.joined(found, document))
    _read(found, work_units.parted(found, document))
    _without_totals(found)
    side_tables.settle(found, beside)
    for item in found.items:
        _unweighed(item)
        aimed_formulas.labelled(item)
    named_figures.spread(found)
    levels_apart.below(found)
    levels_apart.described(found)
    levels_apart.meant(found)
    _joined(found)
    found.items = [each for item in found.items for part in _parted(found, item) for each in _nested(found, part)]
    work_units.given(found)
    _attached(found)
    _levels_of_sections(found)
    for item in found.items:
        _ruled_by_name(found, item)
        told_of_all.spread(item)
    _share_out(found)
    _sectioned(found)
    _worth_by_levels(found)
    _worth_by_rule(found)
    _without_worth(found)
    _without_names(found)
    _set_beside(found)
    levels_apart.stated(found)
    levels_apart.by_times(found)
    _shared(found)
    told_by_name(found)
    notes.joined(found)
    notes.of_all(found)
    notes.scaled(found)
    explained(found)
    _titled(found, document)
    if not found.items:
        cards.listed(found)
    if not found.items:
        listed(found)
        _sectioned(found)
        explained(found, alike=False)
    found.words = [part for said in found.words for sentence in sentences(said) for part in apart(sentence)]
    _shared(found)
    parted = [part for item in found.items for part in sub_lines.parted(found, item)]
    found.items = [part for item in parted for part in sub_lines.changes_apart(item)]
    _of_sections(found)
    for item in found.items:
        _unfilled(item)
    line_raters.settle(found)
    return found


def _read(found: Form, document: Document) -> None:
    """Take what the tables of a document say, and its lines."""
    tables = [block for block in document.blocks if isinstance(block, Grid)]
    sections = {name for table in tables for name in section_names(table)}
    for block in document.blocks:
        if isinstance(block, Passage):
            found.words.append(block)
        else:
            read_table(found, block, sections)


def _unweighed(item: FormItem) -> None:
    """Take the points that another column states for the rule of an item whose rule only says that these are weighed.

    「好 5 分，较好 3 分」 beside 「所得分值/该项总分值×权重」.
    """
    told = [said for said in (*item.targets, *item.abouts) if _SCORING.search(said.plain)]
    if told and item.rules and all(_WEIGHING.fullmatch(rule.plain) for rule in item.rules):
        item.within += item.rules
        item.rules = told
        item.targets = [said for said in item.targets if said not in told]
        item.abouts = [said for said in item.abouts if said not in told]


def _without_totals(found: Form) -> None:
    """Take what is worth a whole by itself, behind items that are one together, and has no rule, for their total."""
    of_tables: dict[tuple[str, int], list[FormItem]] = {}
    for item in found.items:
        if item.title is not None and item.worth is not None:
            of_tables.setdefault((item.title.spot.sheet, item.title.spot.table), []).append(item)
    for *items, last in of_tables.values():
        wholes = {last.worth, round(sum(item.worth or 0 for item in items), 6)}
        if len(items) >= _SEVERAL and len(wholes) == 1 and wholes <= {1, _WHOLE} and not any(last.sentences()):
            found.items.remove(last)
            found.totals += [said for said in (last.title, last.worth_at, *last.others, *last.raters) if said]


def _unfilled(item: FormItem) -> None:
    """Take lines to be filled in out of the name above them: 「完成率」, 「实际发货额：」."""
    first, *below = item.title.text.split("\n") if item.title else [""]
    if below and item.name == named(item.title.plain if item.title else "")[0]:
        item.name = named(first.strip())[0] if all(map(_TO_FILL_IN.fullmatch, below)) else item.name


def _parted(found: Form, item: FormItem) -> list[FormItem]:
    """Return the parts of an item each of whose rows has a name with its share of a whole: 「及时性 50%」."""
    texts = {passage.spot: passage for passage in (*item.abouts, *item.targets, *item.others)}
    shared = [
        (name, passage, worth) for passage in texts.values() for name, worth in [section_named(passage.plain)] if worth
    ]
    shares = [(name, passage, share / _WHOLE) for name, passage, (share, unit) in shared if unit == "%"]
    rows = {_row_of(passage): (name, share) for name, passage, share in shares}
    if len(rows) < _SEVERAL or len(rows) < len(shares) or abs(sum(share for _, _, share in shares) - 1) > _CLOSE:
        return [item]
    if item.worth is None or item.rows or item.levels:
        return [item]
    stating = [passage for _, passage, _ in shares]
    found.headings += stating

    def own(texts: Sequence[Passage], place: Place) -> list[Passage]:
        return [passage for passage in texts if _row_of(passage) == place and passage not in stating]

    return [
        replace(
            item,
            name=f"{item.name}：{name}",
            worth=round(item.worth * share, 6),
            rules=own(item.rules, place),
            targets=own(item.targets, place),
            abouts=own(item.abouts, place),
            others=own(item.others, place),
        )
        for place, (name, share) in rows.items()
    ]


def _nested(found: Form, item: FormItem) -> list[FormItem]:
    """Return the indicators inside an item, each of whose rows, or lines, has a name with points of its own.

    「1.计划（10分） | 缺一次扣 2 分」; together they are worth what the item is, which is their section.
    """
    own = _named_in_rows(item) or _named_in_lines(item)
    worths = [part.worth or 0 for part in own]
    if item.worth is None or len({part.name for part in own}) < max(len(own), _SEVERAL):
        return [item]
    if abs(sum(worths) - item.worth) > _CLOSE or item.rows or item.levels or item.counts_to:
        return [item]
    found.headings += [said for said in (item.title, item.worth_at) if said]
    if item.section:
        return [replace(part, name=f"{item.name}：{part.name}", section=item.section) for part in own]
    found.sections[item.name] = item.worth
    return [replace(part, section=item.name) for part in own]


def _named_in_rows(item: FormItem) -> list[FormItem]:
    """Return what is said of each name with its points that stands in a row of an item, none where some have none."""
    texts = {said.spot: said for said in (*item.rules, *item.abouts, *item.targets, *item.others)}
    stated = [
        (said, *section_named(said.plain))
        for said in texts.values()
        if not _TELLING.search(said.plain) or _NUMBERED.fullmatch(said.plain)
    ]
    titles = {_row_of(said): (said, name, worth) for said, name, worth in stated if worth and worth[1] == "分"}
    beside = {_row_of(said) for said in (*texts.values(), *(each.fault for each in item.changes))}
    if beside - titles.keys():
        return []

    def own(said: Sequence[Passage], place: Place, title: Passage) -> list[Passage]:
        return [each for each in said if _row_of(each) == place and each is not title]

    found = [
        FormItem(
            name,
            title,
            worth=worth[0],
            unit=worth[1],
            worth_at=title,
            rules=own(item.rules, place, title),
            targets=own(item.targets, place, title),
            abouts=own(item.abouts, place, title),
            others=own(item.others, place, title),
            changes=[each for each in item.changes if _row_of(each.fault) == place],
            within=own(item.within, place, title),
        )
        for place, (title, name, worth) in titles.items()
    ]
    return _ruled_by_number(found, item.rules)


def _ruled_by_number(found: list[FormItem], rules: Sequence[Passage]) -> list[FormItem]:
    """Return numbered parts of an item with what its only rule says of their numbers: 「1、3 项有一次，全扣」."""
    clauses = re.split("[；;\n]", rules[0].text) if len(rules) == 1 else []
    told = {
        number: match["rest"]
        for match in filter(None, map(_BY_NUMBER.match, clauses))
        for number in re.findall(r"\d+", match["numbers"])
    }
    matches = [_NUMBERED.fullmatch(part.title.plain) if part.title else None for part in found]
    numbers = [match[1] if match else "" for match in matches]
    if not told or not {*numbers} & told.keys():
        return found
    return [
        replace(part, rules=[Passage(told[number], rules[0].spot)] if number in told else part.rules)
        for part, number in zip(found, numbers, strict=True)
    ]


def _named_in_lines(item: FormItem) -> list[FormItem]:
    """Return what each line of the only cell of an item says behind a name with its points: 「1.计划（10分）：…」."""
    if len(item.rules) != 1 or item.changes:
        return []
    rule = item.rules[0]
    parts = [_PART.fullmatch(line.strip()) for line in rule.text.split("\n") if line.strip()]
    lines = [match for match in parts if match]
    if len(lines) < len(parts):
        return []
    spots = [replace(rule.spot, part=number) for number in range(1, len(lines) + 1)]
    return [
        FormItem(
            match["name"].strip(),
            (title := Passage(match[0], spot)),
            worth=float(match["worth"]),
            unit="分",
            worth_at=title,
            rules=[Passage(match["rest"], spot)],
            is_named_within=True,
            others=item.others if number == 0 else [],
        )
        for number, (match, spot) in enumerate(zip(lines, spots, strict=True))
    ]


def _attached(found: Form) -> None:
    """Take the items of a further table, which are a whole, for the parts of the only item whose rule is attached."""
    of_tables: dict[tuple[str, int], list[FormItem]] = {}
    for item in found.items:
        spot = item.title.spot if item.title else Spot()
        of_tables.setdefault((spot.sheet, spot.table), []).append(item)
    told = [
        item for item in found.items if item.rules and all(_ATTACHED.search(passage.plain) for passage in item.rules)
    ]
    whole = all(abs(sum(item.worth or 0 for item in items) - _WHOLE) < _CLOSE for items in of_tables.values())
    if len(of_tables) != _SEVERAL or len(told) != 1 or not whole or told[0].worth is None:
        return
    own, parts = sorted(of_tables.values(), key=lambda items: told[0] not in items)
    if told[0] in own:
        beside = [passage for passage in (told[0].title, told[0].worth_at) if passage]
        found.headings += [*beside, *told[0].sentences(), *told[0].others]
        shared = [
            replace(
                part,
                name=f"{told[0].name}：{part.name}",
                section=told[0].section,
                doubt="assumed.of_attached",
                worth=round((part.worth or 0) * told[0].worth / _WHOLE, 6),
            )
            for part in parts
        ]
        found.items = [each for item in own for each in (shared if item is told[0] else [item])]


def _levels_of_sections(found: Form) -> None:
    """Take the items of a section, of which one is worth nothing, for the levels of what the section is called."""
    inside: dict[str, list[FormItem]] = {}
    for item in found.items:
        inside.setdefault(item.section, []).append(item)
    for section, items in inside.items():
        worths = [item.worth for item in items if item.worth is not None]
        are_bare = all(item.title and item.worth_at and not any(item.sentences()) for item in items)
        is_scale = worths in (sorted(worths), sorted(worths, reverse=True)) and max(worths, default=0) > 0
        if not (section and are_bare and is_scale and len(worths) == len(items) > 1 and 0 in worths):
            continue
        whole = next((said for said in found.headings if section_named(said.plain)[0] == section), None)
        worth = found.sections.get(section)
        rows = [(item.title, item.worth_at) for item in items if item.title and item.worth_at]
        best = worth if worth is not None else max(worths)
        made = FormItem(section, whole, section, worth=best, unit=items[0].unit, rows=rows)
        made.worth_at = whole if worth else rows[0][1]
        made.part, made.others = items[0].part, [said for item in items for said in item.others]
        found.items[found.items.index(items[0])] = made
        found.items = [item for item in found.items if item not in items]


def _row_of(passage: Passage) -> Place:
    return passage.spot.sheet, passage.spot.table, passage.spot.row


def _ruled_by_name(found: Form, item: FormItem) -> None:
    """Take what a name says of points as the rule where nothing else is said: 「按时交报表，缺一份扣 2 分」.

    A formula in the place of a name is the rule of what its section is called, which has no other item.
    """
    if item.title is None or item.rules or item.rows or item.levels or item.changes:
        return
    name, rule = rule_behind(item.title.plain)
    is_alone = bool(item.section) and sum(other.section == item.section for other in found.items) == 1
    if rule:
        item.name = named(name)[0]
        item.rules.append(replace(item.title, text=rule))
        return
    if is_alone and _FORMULA.fullmatch(item.title.plain):
        item.name = item.section
        item.rules.append(item.title)
        return
    if not _TAKING.search(item.title.plain):
        return
    item.rules.append(item.title)
    item.name = named(name_and_rule(item.title.plain)[0])[0]
    item.is_named_within = is_part(item.name, item.title.plain)


def _share_out(found: Form) -> None:
    """Share what several items state in one cell among them."""
    of_cells: dict[Spot, list[FormItem]] = {}
    for item in found.items:
        if item.doubt == SHARED and item.worth_at is not None:
            of_cells.setdefault(item.worth_at.spot, []).append(item)
    weights = {item.worth_at.spot: item.worth or 0 for item in found.items if item.worth_at and item.unit == "%"}
    found.weighed = round(sum(weights.values()), 6) if len(of_cells) >= _SEVERAL else None
    wholes = [(sharing, whole) for sharing in of_cells.values() if (whole := sharing[0].worth) is not None]
    for sharing, whole in wholes:
        _share(found, sharing, whole)
    own = [[item for item in sharing if item.doubt != SHARED] for sharing, _ in wholes]
    are_other = any(
        len(stating) == len(sharing) and abs(sum(item.worth or 0 for item in stating) - whole) > _CLOSE
        for (sharing, whole), stating in zip(wholes, own, strict=True)
    )
    for (sharing, _), stating in zip(wholes, own, strict=True):
        for item in sharing if are_other and stating else ():
            if item.doubt == SHARED:  # what the others state is no part of what all of them weigh
                item.worth, item.doubt = None, "no_points"


def _share(found: Form, sharing: Sequence[FormItem], whole: float) -> None:
    """Share what items are worth together among those that do not state their own full points, in equal parts.

    The last takes what rounding leaves. Where the others leave nothing the section states another sum than its items.
    """
    weight = sharing[0].worth_at
    of_hundred = any(_OF_HUNDRED.search(rule.plain) for item in sharing for rule in item.rules)
    silent = [item for item in sharing if of_hundred or not _takes_its_own(item, whole)]
    if not silent and weight is not None:
        sharing[0].within.append(weight)  # told with the first, whose section may state another sum
    left = whole - sum(item.worth or 0 for item in sharing if item not in silent)
    left = left if left > 0 else whole * len(silent) / len(sharing)
    part = round(left / max(len(silent), 1), _DIGITS if whole > 1 else _DIGITS_OF_ONE)
    for item in silent:
        item.doubt = SHARED
        item.worth = part if item is not silent[-1] else round(left - part * (len(silent) - 1), _DIGITS_OF_ONE)
    section = sharing[0].section
    if len(silent) < len(sharing) == sum(item.section == section for item in found.items):
        found.sections[section] = whole


def _takes_its_own(item: FormItem, whole: float) -> bool:
    """Take the full points that the sentence of an item states for its own, instead of a part of a whole."""
    rules = [rule for rule in item.rules if not _ON_SCALE.search(rule.plain)]
    stated = [(float(match["points"]), rule) for rule in rules for match in _FULL.finditer(rule.plain)]
    if len(stated) == 1 and 0 < stated[0][0] <= whole:
        item.worth, item.worth_at = stated[0]
        item.unit, item.doubt = "分", "assumed.points_of_rule"
        return True
    return False


def _joined(found: Form) -> None:
    """Take what a table says of an item by its name, without points, for what is said of the one that has them.

    A further table may call it by nearly the same name, where nothing else says how it gets its points.
    """
    of_points = [other for other in found.items if other.worth is not None]
    last = max((_row_of(other.title) for other in of_points if other.title), default=("", 0, 0))
    for item in [each for each in found.items if each.worth is None and not each.doubt]:
        same = [other for other in of_points if core(other.name) == core(item.name)]
        silent = [other for other in of_points if not (any(other.sentences()) or other.told)]
        is_below = item.title is not None and _row_of(item.title)[:2] == last[:2] and _row_of(item.title) > last
        is_below |= item.title is not None and _row_of(item.title)[:2] != last[:2]
        if not same and is_below and item.rules and (like := fitting(item.name, silent)):
            same = [like]
            like.told.append(f"assumed.by_likeness:{item.name}")
        if len(same) != 1 or item.title is None:
            continue
        of = same[0]
        of.rules, of.targets = [*of.rules, *item.rules], [*of.targets, *item.targets]
        of.abouts, of.others = [*of.abouts, *item.abouts], [*of.others, *item.others]
        of.rows, of.levels = [*of.rows, *item.rows], [*of.levels, *item.levels]
        found.items.remove(item)
        found.headings.append(item.title)


def _sectioned(found: Form) -> None:
    """Drop sections that part nothing: one for all."""
    names = {item.section for item in found.items}
    found.sections = {name: worth for name, worth in found.sections.items() if name in names}
    if len(names) == 1:
        found.sections = {}
        for item in found.items:
            item.section = ""


def _worth_by_levels(found: Form) -> None:
    """Take the best points of levels for what their items are worth, where those of a section sum to what it states.

    So do those of all its sections but a few, which state another sum than their items have.
    """
    silent = [item for item in found.items if item.worth is None and not item.doubt and not item.rows]
    bests = {item.title.spot: best for item in silent if item.title and (best := _best_of_levels(item))}
    names = {item.section for item in silent if found.sections.get(item.section)}
    inside = {name: [item for item in found.items if item.section == name] for name in names}
    whole = {name: each for name, each in inside.items() if all(i.title and i.title.spot in bests for i in each)}
    sums = {name: sum(bests[item.title.spot] for item in each if item.title) for name, each in whole.items()}
    alike = [name for name, each in sums.items() if abs(each - (found.sections[name] or 0)) < _CLOSE]
    for item in [item for each in whole.values() for item in each] if _SEVERAL * len(alike) > len(whole) else ():
        if item.title and (levels := [*item.within, *(said for _, said in item.levels)]):
            item.worth, item.worth_at, item.doubt = bests[item.title.spot], levels[0], "assumed.points_of_rule"


def _best_of_levels(item: FormItem) -> float:
    """Return the best points that an item's levels give, each of which states its own; 0 where they do not."""
    rows = level_rows(item.levels, None)
    worths = [worth[0] for _, given in rows if (worth := worth_of(given))]
    are_own = bool(item.within) or any(re.search(r"\d", passage.plain) for _, passage in item.levels)
    return max(worths, default=0) if are_own and len(worths) == len(item.levels) else 0


def _worth_by_rule(found: Form) -> None:
    """Take the best points of rules for what their items are worth, where they are what is left of a hundred."""
    stated = [item.worth for item in found.items if item.worth is not None]
    left = [item for item in found.items if item.worth is None and not item.doubt]
    bests = {item.title.spot: best for item in left if item.title and (best := best_stated(item)) and best > 0}
    is_told = bool(stated) or len(bests) >= max(len(left), _FEWEST)
    if not is_told or abs(sum(stated) + sum(bests.values()) - _WHOLE) > _CLOSE:
        return
    for item in left:
        if item.title and item.title.spot in bests:
            item.worth, item.worth_at, item.doubt = bests[item.title.spot], item.rules[0], "assumed.points_of_rule"


def _without_worth(found: Form) -> None:
    """Take what is worth 0 beside others for something that only adds or takes, as what states no points is."""
    is_beside = any(item.worth for item in found.items)
    for item in found.items if is_beside else ():
        if item.worth == 0 and item.rules and item.worth_at is not None and not item.doubt:
            item.within.append(item.worth_at)
            item.worth, item.worth_at = None, None
            item.told.append("assumed.worth_nothing")


def _without_names(found: Form) -> None:
    """Leave what is called by a range alone unread, which is a level of something: 「4.0~4.5」, 「60-89 分」."""
    for item in [each for each in found.items if _RANGE.fullmatch(each.name.replace(" ", ""))]:
        found.items.remove(item)
        texts = (item.title, item.worth_at, *item.sentences(), *item.others, *item.raters, *item.within)
        found.unread += {passage.spot: passage for passage in texts if passage is not None}.values()


def _set_beside(found: Form) -> None:
    """Take a row without points, which neither adds nor deducts, for words: grades, a veto, who rates."""
    if not any(item.worth is not None for item in found.items):
        return
    for item in [each for each in found.items if each.worth is None and not each.doubt]:
        if item.span is not None and found.sections.get(item.section):
            continue  # is rated within the points of its section
        if not any(item.sentences()):
            _set_alone(found, item)
        elif item.rules and of_item("item", item) is None and item.title is not None and not is_veto(item):
            found.items.remove(item)
            texts = list(item.sentences())
            found.words += [  # merged over the column of names, too, it stands there once
                passage if passage.spot == item.title.spot else replace(passage, text=f"{item.name}：{passage.text}")
                for passage in texts
            ]
            found.beside.append([item.title, *texts, *item.others])


def _set_alone(found: Form, item: FormItem) -> None:
    """Take a text in the column of names for words where it says something of the whole, or more than a name."""
    title = item.title
    if item.section in lacking(found):
        return
    is_heading = bool(RESULT.fullmatch(item.name))
    if title is not None and (is_heading or len(title.plain) > LONG or "=" in title.plain or tells_of_whole(title)):
        found.items.remove(item)
        found.words += item.others
        (found.headings if is_heading else found.words).append(title)


def lacking(found: Form) -> set[str]:
    """Return the sections that state more points than their items do, where one of these states none."""
    silent = {item.section for item in found.items if item.worth is None and not (item.doubt or item.is_change)}
    stated = {name: [item.worth or 0 for item in found.items if item.section == name] for name in silent}
    return {name for name, worths in stated.items() if any(worths) and (found.sections.get(name) or 0) > sum(worths)}


def _shared(found: Form) -> None:
    """Take what sentences say of how much the sections weigh, and who rates."""
    rated = [] if found.rated is None else [found.rated]
    for each in shares([_with_names(found, passage) for passage in found.words if not is_rated_line(passage)]):
        named = _sections_named(found.sections, each.of) or _parts_named(found, each.of) or _in_order(found, each)
        known = {name: worth for name, worth in found.sections.items() if worth is not None}
        # A section that is headed by 100% is the whole of its own.
        if named and all(known.get(name, worth) in (worth, worth / _WHOLE, _WHOLE) for name, worth in named.items()):
            found.sections |= named
            found.totals += each.lines
            spots = {passage.spot for passage in each.lines}
            found.words = [passage for passage in found.words if passage.spot not in spots]
        elif each.are_raters and (item := _named_by(found, each)) is not None:
            item.rated = each
        elif each.are_raters:
            rated.append(each)
    headed = (each for each in shares(found.raters) if each.are_whole_by_raters)  # 「部门评分 权重 0.6」
    found.rated = rated[0] if len(rated) == 1 else None if rated else next(headed, None)
    taken = [passage for each in (found.rated, *(item.rated for item in found.items)) if each for passage in each.lines]
    found.words = [passage for passage in found.words if passage not in taken]


def _with_names(found: Form, passage: Passage) -> Passage:
    """Return a sentence with the sections by their names, where it calls them by their numbers: 「（一）×60%」."""
    text = passage.text
    for head in found.headings if "×" in text or "*" in text else ():
        number, name = NUMBERING.match(head.text), section_named(head.plain)[0]
        if number and number[0].strip()[:1] in "(（" and name in found.sections:
            text = text.replace(number[0].strip(), name)
    return replace(passage, text=text)


def _named_by(found: Form, rated: Shares) -> FormItem | None:
    """Return the item that a sentence about raters names, None where it names none, or several."""
    written = "".join(passage.plain for passage in rated.lines)
    named = [item for item in found.items if item.name in written and not any(item.name in each for each in rated.of)]
    longest = [item for item in named if not any(item.name in other.name for other in named if other is not item)]
    return longest[0] if len(longest) == 1 and len(longest[0].name) > 1 else None


def _in_order(found: Form, each: Shares) -> dict[str, float]:
    """Return what each section weighs in percent where parts have other names, one after the other: it is assumed.

    Each of the sections is a whole by itself, so that they cannot be added without weights.
    """
    inside = {name: [item for item in found.items if item.section == name] for name in found.sections}
    sums = [sum(item.worth or 0 for item in items) for items in inside.values()]
    is_told = len(sums) == len(each.of) > 1 and not any(found.sections.values()) and not each.are_raters
    if not is_told or any(abs(whole - _WHOLE) > _CLOSE for whole in sums):
        return {} if each.are_raters else _parts_in_order(found, each)
    for item in found.items:
        item.doubt = item.doubt or "assumed.parts_in_order"
    return {name: round(share * _WHOLE, 9) for name, share in zip(inside, each.of.values(), strict=True)}


def _parts_in_order(found: Form, each: Shares) -> dict[str, float]:
    """Return so what each part weighs, of which the sections of one sum to the whole."""
    inside: dict[str, list[FormItem]] = {}
    for item in found.items:
        inside.setdefault(item.part, []).append(item)
    sums = [sum(item.worth or 0 for item in items) for items in inside.values()]
    if "" in inside or len(sums) != len(each.of) or len(sums) < _SEVERAL or any(abs(s - _WHOLE) > _CLOSE for s in sums):
        return {}
    named = _parts_named(found, dict(zip(inside, each.of.values(), strict=True)))
    for item in found.items if named else ():
        item.doubt = item.doubt or "assumed.parts_in_order"
    return named


def _parts_named(found: Form, shares_of: Mapping[str, float]) -> dict[str, float]:
    """Return what each part weighs in percent where shares are those of parts, which are the sections from now on.

    What a section within a part weighs is what its items sum to, or these are shares of it.
    """
    parts = list(dict.fromkeys(item.part for item in found.items))
    named = {} if "" in parts else _sections_named(parts, shares_of)
    inside: dict[str, list[FormItem]] = {}
    for item in found.items:
        inside.setdefault(item.section, []).append(item)
    within = {name: sum(item.worth or 0 for item in items) for name, items in inside.items()}
    stated = {name: worth for name in within if name not in parts and (worth := found.sections.get(name))}
    of_whole = {name for name in stated if abs(within[name] - stated[name]) > _CLOSE}
    if not named or any(abs(within[name] - _WHOLE) > _CLOSE for name in of_whole):
        return {}
    for item in found.items:
        share = stated[item.section] / _WHOLE if item.section in of_whole else 1
        item.worth = None if item.worth is None else round(item.worth * share, 6)
        item.section, item.part = item.part, item.section
    found.sections = dict.fromkeys(parts)
    return named


def _sections_named(sections: Iterable[str], shares_of: Mapping[str, float]) -> dict[str, float]:
    """Return what each section weighs in percent, where names with shares are those of the sections.

    Where there are as many as sections, and one alone is called otherwise (业绩 of 任务绩效), it is the one left.
    """
    cores = {name: _core(name) for name in sections}
    named: dict[str, str] = {}
    for name in shares_of:
        core = _core(name)
        alike = [key for key, other in cores.items() if core == other] or [
            key for key, other in cores.items() if core and (core in other or (other and other in core))
        ]
        if len(alike) > 1 or {*alike} & named.keys():
            return {}
        named |= dict.fromkeys(alike, name)
    left, others = cores.keys() - named.keys(), shares_of.keys() - named.values()
    if len(shares_of) != len(cores) or len(left) > 1 or not named:
        return {}
    named |= dict(zip(left, others, strict=True))
    return {key: round(shares_of[name] * _WHOLE, 9) for key, name in named.items()}


def _core(name: str) -> str:
    return _GENERAL.sub("", name.casefold())


def _of_sections(found: Form) -> None:
    """Give what a section is worth to its items where none states anything itself: to several in equal parts."""
    for name, worth in found.sections.items():
        inside = [item for item in found.items if item.section == name]
        if worth is None or _CHANGING.search(name) or any(item.worth is not None for item in inside):
            continue
        title = next((passage for passage in found.headings if section_named(passage.plain)[0] == name), None)
        unit = (section_named(title.plain)[1] or (worth, ""))[1] if title else ""
        for item in inside:
            item.worth, item.unit, item.worth_at = worth, unit, title
        if len(inside) > 1:
            _share(found, inside, worth)


_TELLING = re.compile(r"(?<!心)[扣加减得]\s*\d|不得|[每，,；;。:：≥≤<>%]")  # of a rule, not of a name with its points
#: A requirement with its number and its points: 「3、报修在 24 小时内处理，有回访（5 分）」.
_NUMBERED = re.compile(r"(\d{1,2})[、.．)）].+[(（]\d{1,2}(?:\.\d+)?分[)）]")
#: What a rule says of requirements by their numbers.
_BY_NUMBER = re.compile(r"[^，,；;\d]{0,10}?(?P<numbers>\d{1,2}(?:[、,，和及]\d{1,2})*)\s?[项条款点](?P<rest>[^\d].*)")
#: A line of a rule for a part of its own: 「1、计划（10 分）：缺一次扣 2 分」.
_PART = re.compile(
    rf"(?:{NUMBERING.pattern})?(?P<name>[^（(：:，,。；;\d]{{2,20}})[（(](?P<worth>\d{{1,2}}(?:\.\d+)?)分[)）][:：，,]?(?P<rest>.{{3,}})"
)
_CHANGING = re.compile("[加减扣奖罚]|否决")
_GENERAL = re.compile("(?:工作|关键|岗位|考[核评]|指标|部分|得分|评[价分]|类|维度|方面|[的、分])+")
_WHOLE, _CLOSE = 100, 0.01
#: A rule that stands in a table of its own.
_ATTACHED = re.compile("^(?:详?见|参见|按|依据?)(?:所)?附[件表]|^附[件表]")
_SEVERAL = 2
_FEWEST = 3  # items whose rules alone say what they are worth
_DIGITS, _DIGITS_OF_ONE = 2, 4  # of what an item is worth, in points and as a share of one
_TITLE = re.compile(r".*(?:考核|绩效|评分|评价|KPI|考评|评比|量化).*", re.IGNORECASE)
_LABELLED = re.compile(r"[:：]|[一二三四五六七八九十]、")


def _titled(found: Form, document: Document) -> None:
    """Name the form by its title: the first text that is one, else by its file."""
    for passage in list(document.everything())[:6]:
        plain = passage.plain.strip("《》#* ")
        if (
            _TITLE.fullmatch(plain)
            and len(plain) <= 2 * LONG
            and not _LABELLED.search(plain)
            and passage in found.words
        ):
            found.name = plain
            found.words.remove(passage)
            found.headings.append(passage)
            return


def stated_total(totals: Sequence[Passage]) -> float | None:
    """Return the sum of the full points that the form states, the last of several: those before are of sections.

    Where scores are summed that nobody has filled in yet a formula shows 0.
    """
    found = [worth for passage in totals if (worth := worth_of(passage.plain)) and worth[0]]
    return found[-1][0] if found else None
