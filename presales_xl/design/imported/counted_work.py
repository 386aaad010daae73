"""Lines of text that each name a kind of work with the coefficient that a piece of it counts, and no full points.

「1、出差沟通（量化指标为 3）；」 「2、招标方案制作（量化指标为 1）；」
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from presales_xl.design.imported.source import NUMBERING, Passage

_COEFFICIENT = r"(?:量化|工作量|产值|积分|计分|计件)(?:指标|系数|参数|分值?)"
_TOLD = re.compile(_COEFFICIENT)
_STATED = re.compile(rf"[（(]\s*{_COEFFICIENT}\s*(?:为|是|[:：=])?\s*(?P<figure>\d+(?:\.\d+)?)\s*分?\s*[)）][。；;]?$")
_NAME_ENDS = re.compile(r"[，,（(。；;：:]|[根依]据|按照?|[视看][^，,]{0,4}情|(?:酌情|另行)?(?:确?定|规定)")
_SEVERAL = 2


@dataclass(frozen=True)
class CountedWork:
    """A kind of work, and what each piece of it counts; None where the line does not say that by one figure."""

    name: str
    points: float | None
    said: Passage


def listed(words: Sequence[Passage]) -> Iterator[CountedWork]:
    """Yield the kinds of work among the sentences of a form, none where fewer than two state a coefficient."""
    stated = {said.spot: match for said in words if (match := _STATED.search(said.flat))}
    if len(stated) < _SEVERAL:
        return
    for said in words:
        bare = NUMBERING.sub("", said.flat)
        name = _NAME_ENDS.split(bare)[0].strip()
        match = stated.get(said.spot)
        if name and (match or (_TOLD.search(bare) and bare != said.flat)):
            yield CountedWork(name, float(match["figure"]) if match else None, said)
