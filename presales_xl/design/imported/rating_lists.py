"""Ratings with what earns each, one after the other in a text: 「5=105%+ 4=102—105% 3=…」, 「90 分以上 5 点 …」."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from presales_xl.design.imported.source import Passage
from presales_xl.design.sentences.cell import CellReading, read_rows
from presales_xl.design.sentences.characters import plain
from presales_xl.scheme.bands import ELSE

#: A rating before what earns it, and behind that.
_BEFORE = re.compile(r"(?<![\d.])(?P<given>\d{1,2})\s?[=:]\s?(?=[^\d\s]{0,8}±?[≥≤<>]?\s?\d)")
_FIGURE = r"\d+(?:\.\d+)?\s?[%分]?"
_BEHIND = re.compile(
    rf"(?P<when>[≥≤<>]?\s?{_FIGURE}(?:\s?[-~]+\s?{_FIGURE})?(?:[及含或]?以[上下])?)\s?(?P<given>\d{{1,2}}(?:\.\d)?)\s?点"
)
_DASHES = re.compile(r"(?<=[\d%分])\s?[-~]+\s?(?=\d)")
_OR_MORE = re.compile(rf"(?P<figure>{_FIGURE})\s?\+")
#: What is left over, behind the last rating: 「（以上为 0）」.
_REST = re.compile(r"\(?(?:其[余他]|以[上下]|否则)(?:的)?(?:为|得|计|=)?\s?(?P<given>\d{1,2})\s?[分点]?\)?\s?[。;]?")
#: What is measured, before the first rating: 「实际完成百分比：」.
_NAMED = re.compile(r"(?:^|[\s，。;-])(?P<name>[^\s，。;:\d-]{2,14})\s?:\s?$")
_FEWEST = 3


def rating_list(texts: Sequence[Passage]) -> CellReading | None:
    """Return the bands that the first text lists with what each gives; None where none does."""
    return next((found for passage in texts if (found := _of_text(plain(passage.text).replace("\n", " ")))), None)


def _of_text(written: str) -> CellReading | None:
    found = [*_before(written)] or [*_behind(written)]
    given = [each for each, _, _, _ in found]
    if len(found) < _FEWEST or len({one - two for one, two in pairwise(given)}) != 1 or given[0] == given[1]:
        return None
    whens, after = [when for _, when, _, _ in found], written[found[-1][3] :]
    named = _NAMED.search(written[: found[0][2]])
    name = named["name"] if named else ""
    if all("±" in when for when in whens):  # how far it is off, both ways
        name = f"与{whens[0].partition('±')[0]}的偏差"
        whens = [when.partition("±")[2] for when in whens]
    rest = _REST.fullmatch(after.strip())
    reading = read_rows([(when, f"{each:g}分") for each, when in zip(given, whens, strict=True)])
    bands = reading.rule.get("bands")
    if reading.rule.get("kind") != "bands" or not isinstance(bands, Mapping) or (rest and ELSE in bands):
        return None
    others = tuple(each for each in reading.remarks if each != "open.rest")
    told = (*others, "assumed.nothing_short") if ELSE not in bands and not rest else others
    table = bands if ELSE in bands else {**bands, ELSE: float(rest["given"]) if rest else 0.0}
    return replace(reading, rule={**reading.rule, "of": name, "bands": table}, remarks=told)


def _before(written: str) -> Iterator[tuple[float, str, int, int]]:
    """Yield each rating with what stands behind it, and where both begin and end."""
    matches = [*_BEFORE.finditer(written)]
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        when = written[match.end() : following.start() if following else None]
        if following is None and (rest := re.search(r"\(|[。;，](?=\D)", when)):
            when = when[: rest.start()]
        yield float(match["given"]), _bound(when), match.start(), match.end() + len(when)


def _behind(written: str) -> Iterator[tuple[float, str, int, int]]:
    """Yield each rating with what stands before it, and where both begin and end."""
    for match in _BEHIND.finditer(written):
        yield float(match["given"]), _bound(match["when"]), *match.span()


def _bound(when: str) -> str:
    """Return what earns a rating as sentences state it: 「≥105%」 for 「105%+」, one dash for several."""
    return _DASHES.sub("-", _OR_MORE.sub(r"≥\g<figure>", when.strip(" ，;。")))
