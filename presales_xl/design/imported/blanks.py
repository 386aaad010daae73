"""Rules of a template whose figures nobody has filled in yet: 「达到 __% 得满分，每低于 __% 减 __ 分」."""

import re

from presales_xl.design.imported.recognised import FormItem

#: The kind of the rule that is asked for, as far as its words tell it.
BLANK_KINDS = {"open.blank_steps": "standard_steps", "open.blank_times": "deduct"}
_BLANK = r"(?:\s*[_＿]+\s*|[ \u3000]{2,}|\s*[（(]\s*[)）]\s*)"
_UNIT = "(?:[%％次分天件个份小时万元项人]|百分点)"
#: A blank in the place of points that are taken or added, or of what is to be reached.
_POINTS = re.compile(rf"[减扣加](?:{_BLANK}分|\s*[_＿]+)")
_AIM = re.compile(rf"(?:达到|不[少低高]于|[低高]于|超过|目标值?|完成)(?:{_BLANK}{_UNIT}|\s*[_＿]+)")
_STATED = re.compile(r"\d\s*分")
_STEPS = re.compile("每(?:[低高少多差超降增下上]|提高|不足)")
_TIMES = re.compile("每(?:发生|出现|有)?[一次个件项份例]")


def open_of(item: FormItem) -> str:
    """Return what is to be asked about a rule with blanks, by its kind; "" for one that states points."""
    written = "\n".join(rule.text for rule in item.rules)
    if _STATED.search(written) or not (_POINTS.search(written) or _AIM.search(written)):
        return ""
    kind = "blank_steps" if _STEPS.search(written) else "blank_times" if _TIMES.search(written) else "blanks"
    return f"open.{kind}"
