"""Words beside a rule that limit it, except something from it or add to it, and the period that a limit is of."""

import re
from collections.abc import Iterable, Iterator

from presales_xl.design.imported.source import Passage
from presales_xl.design.sentences.characters import plain

#: How long the period is of which the most is stated: 「每季最多加 6 分」.
_PERIODS = {"month": "个?月(?:度|份)?", "quarter": "个?季度?", "half_year": "个?半年度?", "year": "年度?"}
_OF_PERIOD = {
    cycle: re.compile(
        rf"(?:[每当本单全一]{written}|(?<![半个\d一二两三四五六七八九十]){written.removeprefix('个?')}|(?<=[项人]){written})"
        r"(?:之?内|以内|期间)?(?:的?(?:累计|合计|总计|总共|共|加减分|[加扣奖减]分))*(?:最[多高]|至多|上限|封顶|不(?:得|能|可)?超过|限(?=[加扣奖减\d]))"
    )
    for cycle, written in _PERIODS.items()
}
#: What limits, excepts or adds, and can matter without any figure.
_LIMITING = re.compile(
    r"不(?:得|再|予|可)?(?:重复|累[计加]|叠加|兼得|并计|另)|另(?:行|外)?(?:计|算|加|扣|奖|罚|定|议)|除外|不[含计算扣]|不包[括含]|不[纳计列]入|不在此|不受此"
    r"|以.{1,16}为(?:准|限)|最[多高]|至多|上限|封顶|不(?:得|能|可)?超过|只[计算扣加取]|仅[计算扣加取限]|择[一优高低重]|就[高低]|从[高低重严轻]|按[较最]?[高低重](?:的|者|项)?[计算扣]"
    r"|减半|折半|[加翻]倍|双倍|豁免|免[扣予于除]|可(?:以)?免|视为|不适用"
)
#: That a case does not go together with another one, which only who knows both can decide.
_NOT_TOGETHER = re.compile(
    r"不(?:得|再)?(?:[与和跟]|同(?![一1]))[^，,。；;]{1,16}?(?:重复|累[计加]|叠加|并[计罚]|同时)|(?:[与和跟]|同(?![一1]))[^，,。；;]{1,16}?(?:不(?:得|再)?|只能?)(?:重复|累[计加]|叠加|兼得|[取择计]一)"
    r"|(?<!同[一1])(?:[两二几三]|各|上下|多)[项条行种者][^，,。；;]{0,4}(?:择|取|计|只)|择[一优高低重]|就[高低]不?就?|从[重高](?!要)|按[较最]?[高重](?:的|者|项)?[计算扣]|取[较最][高重大]"
)


def limiting(passages: Iterable[Passage]) -> Iterator[str]:
    """Yield what is assumed or open of texts beside a rule that says nothing of them: they limit it or add to it."""
    for passage in passages:
        written = plain(passage.flat)
        if _NOT_TOGETHER.search(written):
            yield f"open.combined:{passage.flat}"
        elif is_limiting(written):
            yield f"assumed.unused:{passage.flat}"


def is_limiting(written: str) -> bool:
    """Return whether words limit something, except it or add to it."""
    return _LIMITING.search(written) is not None


def of_other_period(texts: Iterable[str], cycle: str) -> Iterator[str]:
    """Yield what has to be decided of limits that are of another period than the form appraises."""
    for written in texts:
        found = [match for each, pattern in _OF_PERIOD.items() if each != cycle and (match := pattern.search(written))]
        if found:
            yield f"open.limit_period:{found[0][0]}"
