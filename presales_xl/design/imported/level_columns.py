"""Levels in columns or rows: what each gives stands in its heading, behind what earns it in brackets, or beside."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from presales_xl.design.imported.column_headings import purpose
from presales_xl.design.imported.recognised import named, worth_of
from presales_xl.design.imported.source import Passage
from presales_xl.design.sentences import tabled
from presales_xl.design.sentences.cell import CellReading, read
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.judged import are_levels, is_scale
from presales_xl.design.sentences.pieces import Figure, Piece
from presales_xl.design.sentences.targets import AMISS, HAPPENING

_WORTH = re.compile(
    r"(?P<name>\D*?)[(（:：]?\s*(?P<worth>\d+(?:\.\d+)?)\s*(?P<unit>%|分)?\s*(?:[)）\]]|[(（]\D{1,6}[)）])?"
)
_RANGE = re.compile(
    r"(?P<name>[^\d≥≤<>]*?)[(（:：]?\s*(?P<range>\d+(?:\.\d+)?\s*[%分]?\s*(?:[-~～—至到]\s*\d+(?:\.\d+)?\s*[%分]?(?:\(不?含\))?|(?:\(?不?含\)?|及)?以[上下](?:\(不?含\))?"
    r"|[≤<]\D{1,4}?[≤<]\s*\d+(?:\.\d+)?\s*分?)|[≥≤<>]=?\s*\d+(?:\.\d+)?\s*分?)\s*[)）\]]?(?:[(（](?P<behind>\D{1,6})[)）])?"
)
#: The points of a level in its cell, in either order: 「22-25」, 「10---9」.
_SPAN = re.compile(r"(?P<one>\d+(?:\.\d+)?)分?(?:[-~～—–至到]|---|——)(?P<other>\d+(?:\.\d+)?)分?")
_ALONE = re.compile(r"(?P<name>)(?P<range>\d+(?:\.\d+)?[分%])")
#: A share with the points of a scale behind it, which are that share of the scale: 「70-80%（7-8分）」.
_SHARE_FIRST = re.compile(
    r"(?P<share>\d+(?:\.\d+)?%?(?:[-~～—至到]\d+(?:\.\d+)?)?%)[(（\[](?P<of>\d+(?:\.\d+)?(?:[-~～—至到]\d+(?:\.\d+)?)?)分[)）\]]"
)
_COUNTED = re.compile(
    r"(?P<name>[^\d≥>]*?)(?P<least>[≥>]=?)?\s?(?P<low>\d{1,3})(?:\s?[-~]\s?(?P<high>\d{1,3}))?\s?(?P<unit>人?次|[处件个起例项条家份间篇单台套户页场张人通本批笔店天])(?P<open>(?:\(含\)|[含及或])?以上)?"
)
#: A level by number with its points, and with its description.
_LABELLED = re.compile(
    r"(?P<label>[\d一二三四五六]级|第?[一二三四五六]档)\s?[:，]?\s?(?P<points>\d{1,3}(?:\.\d)?)\s?分"
)
_ENDED = re.compile(
    r"(?P<text>(?:[\d一二三四五六][级档]|第[一二三四五六][级档])\s?[:，、.]?.*[^\d\s.得为计扣加减])\s*(?P<points>\d{1,3})"
)
_DESCRIBED = re.compile(r"(?P<label>[\d一二三四五六]级|第?[一二三四五六]档)\s?[:：，]?\s?(?P<text>.{2,})")
_OF_WORTH = (
    r"(?P<figure>\d{1,3}(?:\.\d+)?)\s?(?P<unit>分|(?<=[得计给]\d{2})%|(?<=[得计给]\d{3})%)"
    r"|(?P<words>满分|全分|不得分|零分|无分)"
)
#: What earns a level with its points in one cell: 「≥50%，20 分」, 「部分按时得 60%」, 「5 分：主动配合」.
_GIVING = re.compile(rf"(?P<when>.*?[^\s:，;])\s*(?:[:，;=→(]|\s|(?=[得计给不]|满分))[得计给为]?(?:{_OF_WORTH})\)?")
_GIVING_FIRST = re.compile(rf"[得计]?(?:{_OF_WORTH})(?:[:，;=\s]|(?=\())\s*(?P<when>.+)")
_HEADED = re.compile(r"\D*[(（:：]\s*\d+(?:\.\d+)?\s*[%分][)）]?")
_BARE = re.compile(r"(?P<value>\d+(?:\.\d+)?)\s?(?P<unit>%|[^\d\s%]{0,2})")
#: A line of what is required with what that gives.
_LINED = re.compile(
    r"(?:[A-E①-⑤1-5][、.．)）]\s*)?(?P<required>[^:：=＝]*[^:：=＝\s\d扣加减得为计][^:：=＝扣加减得为计]*?)\s*[:：=＝得为计]*\s*"
    r"(?<![\d.])(?P<given>\d{1,3}(?:\.\d+)?)\s*分[。，,]?"
)
#: A line of what is required with the range of points that it gives.
_RANGE_LINED = re.compile(
    r"(?P<required>[^:：]*?(?:[^\d\s,，.~～—-]|\d(?=[,，])))\s*[:：,，]?\s*[得计]\s*"
    r"(?P<given>\d{1,3}(?:\.\d+)?\s?(?:[-~～—至到]\s?\d{1,3}(?:\.\d+)?\s?)?分)[。，,]?"
)
#: A figure alone, or the only bound of a row.
_ONE_SIDED = re.compile(
    r"(?P<sign>[≥≤<>]=?)?\s?(?P<value>\d+(?:\.\d+)?)\s?(?P<unit>%|[^\d\s%以及含(（]{0,2})(?P<way>(?:\(含\)|[含及])?以[上下内])?"
)
#: A figure alone, or with what is on one side of it.
_BOUNDED = re.compile(
    r"(?P<name>[^\d≥≤<>]*?)(?P<value>\d+(?:\.\d+)?)\s?(?P<unit>%|[^\d%\s以及（(]{0,2})(?P<way>以[上下]|)"
)
#: A level with what it gives, beside others in one heading.
_LISTED = re.compile(r"(?P<name>[^\W\d_]{1,6})\s?\(\s?(?P<given>\d{1,3}(?:\s?[-~]\s?\d{1,3})?)\s?分?\s?\)")
#: A level that is told by a figure of something that is counted: 「0」, 「1~2」, 「6 次以上」.
_FIGURED = re.compile(r"[≥≤<>]?\s?\d{1,3}(?:\s?[-~]\s?\d{1,3})?\s?[%次件个起例人天]?(?:及?以[上下内])?")
#: A bound of what a letter stands for: 「A≥90%」, 「80%≤A<90%」.
_LETTERED = re.compile(
    r"(?P<one>[A-Z]{1,4})(?P<sign>[=≥≤<>])(?P<to>(?P<figure>\d+(?:\.\d+)?)[^\d≥≤<>=]{0,3})"
    r"|(?P<first>\d+(?:\.\d+)?)[^\d≥≤<>=]{0,3}[≥≤<>](?P<between>[A-Z]{1,4})[≥≤<>]\d+(?:\.\d+)?[^\d≥≤<>=]{0,3}"
)
#: A figure with hardly a word beside it: 「3 次以上」, 「5 处及以上」.
_MERE_COUNT = re.compile(r"\D{0,2}\d[\d.,]*%?(?:\s?[-~至到]\s?\d[\d.,]*%?)?\D{0,4}")
_SIGNED = re.compile(r"[-+]?\d+(?:\.\d+)?")
_FEWEST = 2
_FEWEST_LEVELS = 3  # in one cell, of which one is ticked
#: What is none of what other rows count: 「无不合格」, 「未开发」.
_NONE = re.compile(r"(?:无|没有|未)[^\d，。；]{0,10}|全勤")
_REST = re.compile("其[余他]|否则|以外")
_ALL = 100
_MOST_OF_ONE = 2.0  # a coefficient in the heading of a level: 1.2, 1.0, 0.8

#: The headings of columns of levels, with what earns each.
Levels = Sequence[tuple[Passage, Passage]]
#: What is required, and what that gives.
Rows = Sequence[tuple[str, str]]


def level_shares(levels: Levels) -> list[float]:
    """Return what share of the full points each column of levels gives, none where its headings state none."""
    matches = [match for head, _ in levels if (match := _WORTH.fullmatch(head.plain))]
    worths = [float(match["worth"]) for match in matches]
    if len(levels) < 2 or len(matches) < len(levels):
        return []
    if any(match["unit"] == "%" for match in matches) and all(
        match["unit"] == "%" or float(match["worth"]) == 0 for match in matches
    ):
        return [worth / _ALL for worth in worths]
    if _ALL in worths and max(worths) > _ALL and all(match["unit"] == "分" for match in matches):
        return [worth / _ALL for worth in worths]
    are_of_one = max(worths) <= _MOST_OF_ONE and any("." in match["worth"] for match in matches)
    return worths if are_of_one and not any(match["unit"] for match in matches) else []


def own_worths(levels: Levels, points: float | None) -> list[tuple[str, float]]:
    """Return what earns each column of levels with the points in the same cell, none where some state none.

    「≥50%，20 分」, 「5 分：主动配合」, 「全部按时，满分」.
    """
    behind = [named(passage.flat) for _, passage in levels]
    if len(levels) > 1 and all(worth for _, worth in behind):
        return [(name, worth[0]) for name, worth in behind if worth]
    written = [plain(passage.flat).strip(" 。;") for _, passage in levels]
    matches = [match for text in written if (match := _GIVING.fullmatch(text) or _GIVING_FIRST.fullmatch(text))]
    units = {match["unit"] for match in matches if float(match["figure"] or 0)}
    is_known = points is not None or all(match["unit"] == "分" for match in matches)
    if len(matches) < max(len(levels), _FEWEST) or len(units) > 1 or not is_known:
        return []
    worths = [_given(match, points or 0) for match in matches]
    whens = [match["when"].strip(" :，;") for match in matches]
    ordered = sorted(worths, reverse=True)
    is_told = worths in (ordered, ordered[::-1]) and len({*worths}) > 1 and len({*whens}) == len(whens)
    return [*zip(whens, worths, strict=True)] if is_told else []


def _given(match: re.Match[str], points: float) -> float:
    """Return the points that a level states as such, as a share of the full points, or in words."""
    if match["figure"]:
        return float(match["figure"]) * (points / _ALL if match["unit"] == "%" else 1)
    return 0.0 if match["words"][0] in "不零无" else points


def level_rows(levels: Levels, points: float | None) -> list[tuple[str, str]]:
    """Return columns of levels as rows of what is required and what it gives, where headings or cells state points."""
    if own := own_worths(levels, points):
        return [(earned, f"{worth:g}分") for earned, worth in own]
    alone = [worth_of(passage.plain) for _, passage in levels]
    are_headed = all(_HEADED.fullmatch(head.plain) for head, _ in levels)
    if len(levels) > 1 and all(alone) and not are_headed:
        return [(head.plain, f"{worth[0]:g}分") for (head, _), worth in zip(levels, alone, strict=True) if worth]
    shares = level_shares(levels)
    matches = [_WORTH.fullmatch(head.plain) for head, _ in levels]
    worths = [share * (points or 0) for share in shares] or [float(match["worth"]) for match in matches if match]
    if len(worths) < max(len(levels), 2) or (shares and points is None):
        return []
    earned = _reached([passage.flat.rstrip("。；;") for _, passage in levels], worths)
    return [(text, f"{round(worth, 6):g}分") for text, worth in zip(earned, worths, strict=True)]


def _reached(texts: Sequence[str], worths: Sequence[float]) -> Sequence[str]:
    """Return bare figures as what has to be reached, or kept to where less gives more; other texts as they are."""
    figures = [_BARE.fullmatch(plain(text).strip()) for text in texts]
    values = [float(match["value"]) for match in figures if match]
    if len({*values}) < len(texts) or len({match["unit"] for match in figures if match}) > 1:
        return texts
    by_worth = [value for _, value in sorted(zip(worths, values, strict=True))]
    sign = "≥" if by_worth == sorted(values) else "≤" if by_worth == sorted(values, reverse=True) else ""
    return [f"{sign}{text}" for text in texts]


def lined_rows(texts: Sequence[str], points: float | None) -> Rows:
    """Return lines of what is required with what it gives, 「0 次：100 分」, as rows; none of anything else.

    The best of them gives the full points, or a hundred, and each gives less than the one before.
    """
    lines = [line.strip() for text in texts for line in re.split("[\n；;]", text) if line.strip(" 。")]
    matches = [match for line in lines if (match := _LINED.fullmatch(line))]
    given = [float(match["given"]) for match in matches]
    if len(matches) < max(len(lines), _FEWEST) or given[0] not in (points, _ALL):
        return []
    is_falling = all(two < one for one, two in pairwise(given))
    is_fault = AMISS.search(matches[0]["required"]) and not _NONE.match(matches[0]["required"])
    return [] if is_fault or not is_falling else [(match["required"], f"{match['given']}分") for match in matches]


def ranged_lines(texts: Sequence[str]) -> Rows:
    """Return lines that each say from what to what they give as rows; none of anything else.

    「在目标值上下浮动 5% 以内，得 20-24 分」
    """
    lines = [line.strip() for text in texts for line in re.split("[\n；;]", text) if line.strip(" 。")]
    matches = [match for line in lines if (match := _RANGE_LINED.fullmatch(line))]
    return [] if len(matches) < max(len(lines), 2) else [(match["required"], match["given"]) for match in matches]


def reached_alike(rows: Rows) -> Rows:
    """Return rows of which some have a figure alone, beside the bounds of others, with bounds of their own.

    「100%」 beside 「≥98%」 and 「<98%」 has to be reached; 「0 次」 and 「1 次」 beside 「≥2 次」 are kept to.
    """
    matches = [_ONE_SIDED.fullmatch(plain(required).strip()) for required, _ in rows]
    known, worths = [match for match in matches if match], [worth_of(plain(given)) for _, given in rows]
    bare = [not (match["sign"] or match["way"]) for match in known]
    if len(known) < max(len(rows), 2) or all(bare) or not any(bare) or len({match["unit"] for match in known}) > 1:
        return rows
    given = [worth[0] for worth in worths if worth]
    values = [float(match["value"]) for match in known]
    ordered = [value for _, value in sorted(zip(given, values, strict=False), key=lambda each: -each[0])]
    is_up = ordered == sorted(values, reverse=True)
    if len({*given}) < len(rows) or not (is_up or ordered == sorted(values)):
        return rows
    if known[0]["unit"] in tabled.COUNTED and any(two - one > 1 for one, two in pairwise(sorted(values))):
        return rows  # 「1 次」, 「3 次」: what two get nobody says
    best = [match for match, worth in zip(known, given, strict=True) if worth > min(given)]
    against = [match for match in best if (match["sign"] or match["way"]) and _is_up(match) != is_up]
    stated = [
        f"{'≥' if is_up else '≤'}{required}" if alone else required
        for (required, _), alone in zip(rows, bare, strict=True)
    ]
    return rows if against else [(text, gives) for text, (_, gives) in zip(stated, rows, strict=True)]


def _is_up(match: re.Match[str]) -> bool:
    """Return whether a bound is one that has to be reached."""
    return (match["sign"] or "").startswith(("≥", ">")) or "上" in (match["way"] or "")


def without_letter(rows: Rows) -> Rows:
    """Return rows without the letter that stands in all for what is measured: 「A=100%」, 「90%≤A<100%」, 「A<90%」.

    What equals a figure that is beyond all others is what reaches it.
    """
    matches = [_LETTERED.fullmatch(plain(required).replace(" ", "")) for required, _ in rows]
    known = [match for match in matches if match]
    if len(known) < max(len(rows), _FEWEST) or len({match["one"] or match["between"] for match in known}) > 1:
        return rows
    values = [float(match["figure"] or match["first"]) for match in known]
    signs = {"=": "≥" if values[0] == max(values) else "≤"}
    if any(match["sign"] == "=" for match in known[1:]):
        return rows
    stated = [
        match[0] if match["between"] else f"{signs.get(match['sign'], match['sign'])}{match['to']}" for match in known
    ]
    return [(text, given) for text, (_, given) in zip(stated, rows, strict=True)]


def counted(rows: Rows) -> Rows:
    """Return rows of counts, one after the other, as bounds that leave out none: 「0 次」, 「1 次」, 「2 次以上」."""
    known = [match for required, _ in rows if (match := _COUNTED.fullmatch(plain(required).strip()))]
    none = f"{known[0]['name']}0{known[0]['unit']}" if known else ""
    stated = [none if _NONE.fullmatch(plain(required).strip()) else required for required, _ in rows]
    ways = [match for required in stated if (match := _COUNTED.fullmatch(plain(required).strip()))]
    if len(ways) < max(len(rows), 2) or len({(match["name"], match["unit"]) for match in ways}) > 1:
        return rows
    spans = [(int(match["low"]), int(match["high"] or match["low"])) for match in ways]
    is_rising, ends = spans == sorted(spans), sorted(spans)
    follow = all(two[0] == one[1] + 1 for one, two in pairwise(ends))
    last = ways[-1 if is_rising else 0]
    if (
        not follow
        or spans not in (ends, ends[::-1])
        or [match for match in ways if match["open"] or match["least"]] not in ([last], [])
    ):
        return rows
    bounds = [f"≤{high}" if is_rising else f"≥{low}" for low, high in spans]
    return [
        (
            required if match["open"] or match["least"] or match["high"] else f"{match['name']}{bound}{match['unit']}",
            given,
        )
        for required, (_, given), match, bound in zip(stated, rows, ways, bounds, strict=True)
    ]


def parted_at_bound(rows: Rows) -> Rows:
    """Return rows of which one has a figure alone and the next what is above it, as bounds: 「2 万」, 「2 万以上」."""
    texts = [plain(required).strip() for required, _ in rows]
    matches = [_BOUNDED.fullmatch(text) for text in texts]
    known = [match for match in matches if match]
    others = [text for text, match in zip(texts, matches, strict=True) if match is None]
    values = [float(match["value"]) for match in known]
    is_alike = len({(match["name"], match["unit"]) for match in known}) == 1 and values == sorted(values)
    if not is_alike or len(known) < _FEWEST or any(not _NONE.fullmatch(text) for text in others) or len(others) > 1:
        return rows
    if (known[-2]["way"], known[-1]["way"]) != ("", "以上") or values[-1] != values[-2]:
        return rows
    if any(match["way"] != "以下" for match in known[:-2]) or (others and (matches[0] or len(known) > _FEWEST)):
        return rows
    below = [match["value"] for match in known[:-2]]
    at, above = f"{'≥' if below else '≤'}{known[-1]['value']}", f">{known[-1]['value']}"
    bounds = [*["≤0" for _ in others], *(f"<{value}" for value in below[:1]), *(f"≥{value}" for value in below[:-1])]
    name, unit = known[0]["name"], known[0]["unit"]
    return [(f"{name}{bound}{unit}", given) for bound, (_, given) in zip([*bounds, at, above], rows, strict=True)]


def added_up(texts: Sequence[str], points: float | None) -> CellReading | None:
    """Return what counts together, each with its points in brackets behind it, which sum to the full points."""
    behind = [named(text) for text in texts]
    worths = {name: worth[0] for name, worth in behind if worth}
    if len(worths) < max(len(texts), 2) or points is None or sum(worths.values()) != points:
        return None
    if is_scale([*worths.values()]) or are_levels([*worths]):
        return None
    amiss = [name for name in worths if AMISS.search(name)]
    if 2 * len(amiss) > len(worths) and all(HAPPENING.search(name) for name in worths if name not in amiss):
        taken: dict[str, object] = {"kind": "deduct", "deductions": worths}
        return CellReading("\n".join(texts), (), taken, ("assumed.sign", "assumed.each_time", "assumed.floor"))
    return CellReading(
        "\n".join(texts), (), {"kind": "add", "additions": worths, "cap": points}, ("assumed.each_once",)
    )


def levels_by_name(rows: Rows, *, of_figures: bool = False) -> CellReading | None:
    """Return rows as levels to choose from, by what they require, where some of them state no figure: 「正常」.

    With `of_figures` all may, where each gives less than the one before.
    """
    worths = [worth_of(given) for _, given in rows]
    names = [required for required, _ in rows]
    in_words = [name for name in names if not re.search(r"\d", name) and not _REST.match(name)]
    given = [worth[0] for worth in worths if worth]
    is_falling = len({*given}) == len(given) > 1 and given in (sorted(given), sorted(given, reverse=True))
    is_falling &= not all(map(_MERE_COUNT.fullmatch, names))  # of which one may be missing
    if not (in_words or (of_figures and is_falling and all(names))) or len({*names}) < len(names) or None in worths:
        return None
    levels = [(name, worth[0]) for name, worth in zip(names, worths, strict=True) if worth]
    return CellReading("\n".join("\t".join(row) for row in rows), (), {"kind": "levels", "points": levels})


def listed_levels(heading: Passage) -> list[tuple[Passage, Passage]]:
    """Return the levels that one heading lists with what each gives: 「优秀（10 分） 良好（8-9 分） 差（1-7 分）」."""
    found = [*_LISTED.finditer(plain(heading.text))]
    spots = [replace(heading.spot, part=number) for number in range(1, len(found) + 1)]
    return [
        (Passage(match["name"], spot), Passage(f"{match['given']}分", spot))
        for match, spot in zip(found, spots, strict=True)
    ]


def scale_of(passage: Passage) -> list[Passage]:
    """Return the levels of which one is ticked in a cell, none of any other text: 「5 4 3 2 1」, 「□优 □良 □差」."""
    names = [each for each in re.split(r"[\s、，,/|□○☐◯]+|(?<=分)(?=\d)", passage.text.strip("()（）")) if each]
    figures = [float(each.rstrip("分")) for each in names if re.fullmatch(r"\d{1,3}分?", each)]
    levels = [replace(passage, text=each) for each in names]
    is_told = len({*figures}) == len(names) and figures in (sorted(figures), sorted(figures, reverse=True))
    is_told |= not figures and len({*names}) == len(names) and all(purpose(level) == "level" for level in levels)
    return levels if is_told and len(names) >= _FEWEST_LEVELS else []


def signed_levels(rows: Rows) -> CellReading | None:
    """Return rows as levels to choose from where one alone changes nothing and another takes something; else None."""
    worths = [float(match[0]) for _, given in rows if (match := _SIGNED.fullmatch(plain(given).strip(" 分")))]
    names = {required for required, _ in rows}
    if len(worths) < len(rows) or len(names) < len(rows) or worths.count(0) != 1 or min(worths) >= 0:
        return None
    levels = [[required, worth] for (required, _), worth in zip(rows, worths, strict=True)]
    told = "\n".join("\t".join(row) for row in rows)
    return CellReading(told, (), {"kind": "levels", "points": levels}, ("assumed.levels_by_name",))


def labelled(texts: Sequence[Passage]) -> CellReading | None:
    """Return levels by number with their points, 「1 级：5 分」 a line, described by what other texts say of them."""
    lines = {passage.spot: [line.strip(" ;；。") for line in passage.text.split("\n")] for passage in texts}
    matches = {spot: [_LABELLED.fullmatch(plain(line)) for line in each] for spot, each in lines.items()}
    spot = next((spot for spot, each in matches.items() if len(each) > 1 and all(each)), None)
    if spot is None:
        return None
    others = [_DESCRIBED.fullmatch(line) for other, each in lines.items() if other != spot for line in each]
    described = {match["label"]: f"{match['label']}：{match['text']}" for match in others if match}
    levels = [
        (described.get(match["label"], match["label"]), float(match["points"])) for match in matches[spot] if match
    ]
    return CellReading("\n".join(lines[spot]), (), {"kind": "levels", "points": levels})


def ended_by_points(texts: Sequence[Passage], points: float | None) -> CellReading | None:
    """Return levels by number that end with bare points, of which the best gives all: 「1 级：有意识但无行动 10」."""
    lines = [line.strip(" ;；。") for passage in texts for line in passage.text.split("\n") if line.strip()]
    matches = [match for line in lines if (match := _ENDED.fullmatch(plain(line)))]
    given = [float(match["points"]) for match in matches]
    is_rising = given == sorted({*given}) or given[::-1] == sorted({*given})
    if len(matches) < max(len(lines), _FEWEST_LEVELS) or not is_rising or max(given) != points:
        return None
    levels = [(match["text"].strip(), worth) for match, worth in zip(matches, given, strict=True)]
    return CellReading("\n".join(lines), (), {"kind": "levels", "points": levels})


def is_range(heading: Passage) -> bool:
    """Return whether a heading is a range of points without a name: 「9.0~6.0」, 「60 分以下」."""
    match = _RANGE.fullmatch(heading.plain)
    return match is not None and not match["name"]


def ranged_columns(levels: Levels) -> list[tuple[str, str]]:
    """Return columns of levels as rows of level with what earns it and its range of points, none without ranges."""
    spans = [_SPAN.fullmatch(passage.plain) for _, passage in levels]
    if len(levels) > 1 and all(spans):
        ends = [sorted((float(span["one"]), float(span["other"]))) for span in spans if span]
        return [(head.plain, f"{low:g}-{high:g}分") for (head, _), (low, high) in zip(levels, ends, strict=True)]
    heads = one_scale([head for head, _ in levels])
    matches = [match for head in heads if (match := _RANGE.fullmatch(head) or _ALONE.fullmatch(head))]
    if len(matches) < max(len(levels), 2) or not any(map(_RANGE.fullmatch, heads)):
        return []
    texts = [passage.flat.rstrip("。；;") for _, passage in levels]
    names = [
        called if called == text else "：".join(filter(None, (called or _share_of(match), text)))
        for called, match, text in zip(map(_called, matches), matches, texts, strict=True)
    ]
    return [(name, match["range"]) for name, match in zip(names, matches, strict=True)]


def _called(match: re.Match[str]) -> str:
    """Return the name that stands before a range, or in brackets behind it."""
    return match["name"] or match.groupdict().get("behind") or ""


def _share_of(match: re.Match[str]) -> str:
    """Return the share that alone tells a level, "" of points."""
    return match["range"] if "%" in match["range"] else ""


def one_scale(headings: Sequence[Passage]) -> Sequence[str]:
    """Return the headings of levels without the points that stand behind shares and are these shares of one scale."""
    heads = [head.plain for head in headings]
    matches = [match for head in heads if (match := _SHARE_FIRST.fullmatch(head.replace(" ", "")))]
    figures = [[_figures(match["share"]), _figures(match["of"])] for match in matches]
    if not matches or len(matches) < len(heads):
        return heads
    whole = max(max(share) for share, _ in figures) / max(max(points) for _, points in figures)
    is_one_scale = all(any(point * whole in share for point in points) for share, points in figures)
    return [match["share"] for match in matches] if is_one_scale else heads


def _figures(written: str) -> list[float]:
    return [float(each) for each in re.findall(r"[\d.]+", written)]


def level_ranges(rows: Rows, points: float | None) -> CellReading | None:
    """Return levels whose points range as a reading, in the figures of the form; None where these are no ranges."""
    found = [[piece for piece in read(given).pieces if piece.figures] for _, given in rows]
    if len(rows) < 2 or any(len(pieces) != 1 for pieces in found):
        return None
    levels = [_ranged(name, pieces[0], points) for (name, _), pieces in zip(rows, found, strict=True)]
    if not any(piece.figures["low"].value < piece.figures["high"].value for piece in levels if piece):
        return None
    pieces = [piece for piece in levels if piece]
    if len(pieces) < len(rows):
        return None
    scale, remarks = tabled.ranges(pieces)
    told = tuple(dict.fromkeys(each.replace("open.gap", "assumed.gap") for each in remarks))
    told += ("assumed.described",) if any(_FIGURED.fullmatch(plain(name).strip()) for name, _ in rows) else ()
    text = "\n".join("\t".join(row) for row in rows)
    return CellReading(text, tuple(pieces), {"kind": "level_range", "levels": scale}, told)


def _ranged(name: str, piece: Piece, points: float | None) -> Piece | None:
    """Return a level with both ends of its points; the best goes up to the full ones, the last one down to none."""
    figures = piece.figures
    low, high = figures.get("low") or figures.get("weight"), figures.get("high") or figures.get("weight")
    if piece.kind not in ("band", "weight", "grade") or (low is None and high is None):
        return None
    low, high = (
        each and replace(each, value=round(each.value * (_ALL if each.unit == "%" else 1), 9), unit="")
        for each in (low, high)
    )
    if high is None and low is not None:
        high = Figure(_ALL if points is None or low.value > points else points, "", low.start, low.end, sign="≤")
    low, high = low or Figure(0.0, "", 0, 0, sign="≥"), high or Figure(0.0, "", 0, 0, sign="≤")
    return replace(piece, kind="level", words=name, figures={"low": replace(low, sign="≥"), "high": high}, remarks=())
