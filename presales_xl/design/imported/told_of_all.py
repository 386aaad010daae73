"""What is told once of all that is listed above it: 「以上三项每出现一次扣 1 分」."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from presales_xl.design.imported.column_contents import POINTED
from presales_xl.design.imported.recognised import FormItem, PointsPerFault
from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.imported.spelt_figures import counted
from presales_xl.design.sentences.characters import plain

_OCCASION = "(?:人?次|[项条处例件起个点])"
#: What each of those above takes, or adds, each time.
_OF_ALL = re.compile(
    r"[(（]?(?:以上|上述)(?:(?P<number>[一二两三四五六七八九十]|\d{1,2})|[各每任])?[一何]?(?:[项条点种款类]|情[况形]|行为|问题|规定|要求|内容)*"
    rf"(?:中|均|都|的)?[，,]?(?:每|[凡如]有)?(?:(?:出现|发[现生]|违反|违犯|有|缺|未做到|做不到|不符合?|违规)*[一1]?{_OCCASION})?"
    rf"(?:[^\d，,。；;()（）扣减加]{{0,8}}?)(?:的|者)?[，,]?每?{_OCCASION}?(?P<way>扣除?|减|加)\s?(?P<points>\d+(?:\.\d+)?)\s?分?"
    rf"(?:[/每]{_OCCASION})?[)）]?[。；;]?$"
)
_SEVERAL = 2
_BEHIND = "。；;，, "


def spread(item: FormItem) -> None:
    """Take what is told of all that an item lists for what each of these takes, or adds, each time."""
    lines = [*_lines(item.rules)]
    if len(lines) < _SEVERAL or item.rows or item.levels or item.changes:
        return
    last = lines[-1]
    match = _OF_ALL.search(plain(last.text))
    if match is None:
        return
    before = plain(last.text)[: match.start()].strip(_BEHIND)
    cases = [*lines[:-1], *([replace(last, text=before)] if before else [])]
    number = counted(match["number"]) if match["number"] else 0
    if number not in (0, len(cases)) or any(POINTED.search(case.plain) for case in cases) or len(cases) < _SEVERAL:
        return
    points = float(match["points"]) * (1 if match["way"] == "加" else -1)
    item.changes = [PointsPerFault(case, takes=last, points=points, is_each=True) for case in cases]
    item.rules = []


def _lines(rules: Sequence[Passage]) -> Iterator[Passage]:
    """Yield the lines of the cells of a rule; a line that only goes on with 「（以上…」 belongs to the one before."""
    for rule in rules:
        written = re.sub(r"\s*\n\s*(?=[(（](?:以上|上述))", "", rule.text)
        yield from (replace(rule, text=NUMBERING.sub("", line).strip()) for line in written.split("\n") if line.strip())
