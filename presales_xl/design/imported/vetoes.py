"""Vetoes of a form: in a sentence, as a list of cases below a head, or as a row among the indicators."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from presales_xl.design.imported.consequences import UNPAID_TOO, consequence, lowered, veto, withholding
from presales_xl.design.imported.part import Part
from presales_xl.design.imported.recognised import FormItem, is_chapter
from presales_xl.design.imported.source import NUMBERING, Passage
from presales_xl.design.imported.unused import told_in
from presales_xl.design.sentences.cell import read
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.drafted import SIGNS, RuleDraft
from presales_xl.design.sentences.pieces import Piece

#: A head of cases: 「凡有以下行为之一，…」, or just 「一票否决项」.
_LISTING = re.compile(r"(?:下列|(?<![\d分%次个天日元件级等])以下|如下|任一|任何一种)[^:，。;]{0,12}|之一(?:的|者)?")
#: What a sentence below a table begins with.
_REMARKED = re.compile(r"^\s*(?:备注|注|附注|说明|特别说明)\s?\d?\s?:\s*")
#: Cases that stand in front of what they have in common: 「存在泄密、收受回扣等情形之一的，…」.
_AMONG = re.compile(
    r"^(?:凡|如|若)?(?:存在|有|发生|出现)?(?P<cases>[^，;。:]{2,}、[^，;。:]{2,}?)等?(?:情[形况]|行为|问题|现象|事项)之一[的者]?，(?P<then>[^:;。]+)$"
)
VETO_LABEL = re.compile(
    r"(?:一票否决|否决|(?:安全|质量|廉洁|纪律|职业)?红线)(?:项目?|指标|条款|情[形况]|制|标准|内容|说明|行为)*"
)
_CASES = re.compile(
    r"\s*(?:(?<!\d)\(?\d{1,2}(?:[)、]|\.(?!\d))|[①-⑳]|\([一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]、|(?<![A-Za-z])[a-h][.、)])\s*"
)
_NUMBERED = re.compile(r"[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-h]|[①-⑳])[)、.]?")
_ZERO = re.compile(
    r"(?:绩效|考核|总分|总?得分|成绩|[当本全][月季年期]|[月季年]度)[^\d，。;]{0,14}?(?:(?<![\d.])0(?!\d|\.\d)|零)\s?分?(?:处理|计算?|论)?"
)
#: All points of the whole, said to be taken or not given: 「绩效分全部扣除」, 「当月考核不得分」.
_ALL_TAKEN = re.compile(
    r"(?:[当本全][月季年期]|[月季年]度|的)*(?:绩效|考核|总)(?:考核)?(?:[得积]?分)?(?:全部|全额|均|一律)*(?:扣(?:除|完|光|掉)|不(?:得|计|给|记)分)"
    r"|扣(?:除|完|光|掉)(?:[当本全][月季年期]|[月季年]度|的)*(?:全部|所有)的?(?:绩效|考核|总)[得积]?分"
    r"|(?:全部|所有)(?:项目|指标)?(?:均|一律)?(?:不(?:得|计|给|记)分|为\s?[0零]分?)"
)
#: What counts for nothing: 「本次考核成绩作废」.
_VOID = re.compile("(?:考核|绩效|成绩|得分|结果)[^，。;]{0,6}(?:作废|无效)")
#: What a case says of what follows, and nothing of itself: 「发生重大事故者，年度考核一票否决」.
_BEHIND_CASE = re.compile(r"(?:[的者]|时)?，?(?:[当本全][月季年期]|[月季年]度)?(?:绩效)?考核$")
#: What leaves nothing of a part, and not of the whole: 「行为考核分数一律为 0 分」.
_OF_PART = re.compile(
    r"(?:行为|态度|能力|素质|安全|质量|服务|技能|纪律|考勤|出勤|廉洁|[该此本][项条款类])的?(?:考核|考评|评价|评分|得分)"
    r"[^\d，。;]{0,12}(?:(?<![\d.])0(?!\d|\.\d)|零|不合格|不及格|不称职|最低|末等)"
)
#: What is paid, of which nothing is left: no points of the total.
_OF_PAY = re.compile(r"工资|奖金|奖励|提成|补贴|津贴|薪")
#: Words before a case that only say that there is one, and words for any case of what is named elsewhere.
_IF = re.compile("^(?:如果?|若|凡是?|一旦|一经|经查实?)(?=.{3})")
_ANY_CASE = re.compile(
    r"(?:如|若|凡|一经|经)?(?:每?(?:发生|出现|发现|有|查实|触犯|违反)?\s?(?:[1一]|任何|任意)\s?(?:[次起例件项条单]|人次)(?:及?以上)?|违反|违[者反]|触犯|发生|出现|查实|有一?[项条])(?:[者的])?"
)
_THEN = re.compile("，|取消|扣|停发|[当本全][月季年期]|[月季年]度|考核|绩效|实行|一票|不予|直接")
#: What holds where something is not so: 「无安全事故，否则考核为 0」.
_ELSE = "否则"
_LOWEST = re.compile(
    r"(?:考核|绩效|等级|评级|成绩|结果|评|定|[为是])[^，。;]{0,8}?(?:不合格|不称职|不及格|最低[等档]级?|最末等?|[末]等)"
)
_GRADED = re.compile(r"(?:评|定|列|降|记|视|[为是])[为至到作]?\s?(?P<grade>[SABCDE甲乙丙丁戊](?![A-Za-z]))[级等类档]?")
_OTHERWISE = re.compile(
    r"由\s?[A-E甲乙丙丁]|取消|扣[发罚除\d]|停发|缓发|辞退|解除|开除|劝退|调岗|降[薪职]|罚款|不予|不作|不得(?!分)|不适用|免[予于除]|不实行|不执行|除外|可不|不再|或者?(?=[^，]*(?:级|等|分))"
)
_QUOTES = re.compile('[“”「」‘’"]')
_OVER_PERIODS = re.compile(r"连续[^，。;]{0,3}[二两三四五六七八九十\d]\s?(?:次|个?[月年季])")
#: 「一票否决」 before what that means: 「实行一票否决，当月得分为 0」.
_AGAIN = re.compile(
    r"[\s，。；]*(?:[当本每全]?[月季年]度?内?|期间|累计|合计|总数|发生|出现|达到?|超过)+\s?[\d一二两三四五六]"
)
_CALLED = re.compile(r"[的者]?，?(?:实行|执行|予以|给予|作)?一票否决制?(?:处理)?，(?=[^，]*[0零DE末差最])")
#: What is done beside that changes no points: 「…记 0 分，并按公司制度处理」.
_DONE_TOO = re.compile(
    "[，,]?(?:并|同时)(?:视情[况节]|依法|将|由[^，。;]{2,8})?(?:按照?|依据?|根据|追究|承担|移[交送]|通报|给予|予以|赔偿)(?![^，。;]*(?:分|绩效|考核|等级|级|工资|奖))[^，。;]*$"
)
_COUNTED = re.compile(r"(?<![A-Za-z\d.])\d|[二两三四五六七八九十]\s?[次起件例人天个]")
_OF_TOTAL = re.compile("绩效|考核|总[得评]?分|[当本][月季年期]|[月季年]度|否决|等级")
_ANY_GRADES = ("最好", "差")
_SENTENCE = re.compile(r"(?P<when>[^:;。]{2,80}?)(?:(?:[的者]|时)，?|，)(?:则|均|一律)?(?P<then>[^，:;。]{2,40})")
#: What must not become the grade of somebody: 「…的，当季等级不得评为 A」.
_BARRED = re.compile(
    r"(?P<when>.{2,80}?)(?:[的者]|时)?，?(?:[当本该][月季年]度?|[月季年]度)?(?:个人)?(?:绩效|考[核评]|评[定价])*(?:等级|结果|评级|等次|成绩)?"
    r"(?:均|一律)?(?:不得|不能|不可|不予)被?(?:评|定|列)(?:[为定选]|级为)?(?P<grade>[^，。;]{1,8}?)(?:级?(?:及以上)?)(?:等级|档)?"
)
#: What joins what follows to what was said before.
_TOO = re.compile("^(?:并且?|且|同时|再)")
#: What somebody gets at best: 「…的，绩效等级最高为 B」, 「…等级不得高于 B」.
_AT_BEST = re.compile(
    r"(?P<when>.{2,80}?)(?:[的者]|时)?，?(?:[当本该][月季年]度?|[月季年]度)?(?:个人)?(?:绩效|考[核评]|评[定价])*(?:等级|结果|评级|等次|成绩)"
    r"(?:均|一律)?(?:最高(?:只能|只|不超过|不得超过)?(?:[评定]?为|评定为|评|定)?|(?:不得?|不能|不可)(?:高于|超过))(?P<grade>[^，。;]{1,8}?)级?(?:等级|档)?"
)
#: A grade beside pay that is withheld: 「…的，当月等级 D 且绩效工资为 0」.
_GRADE_BESIDE = re.compile(
    r"(?:[的者]|时)?[:，]?\s*(?:[当本该][月季年期]度?|[月季年]度)?(?:个人)?(?:绩效|考[核评])*(?:等级|评级|等次|结果|成绩)?[评定列降记为是作]*\s?"
    r"(?P<grade>[SABCDE甲乙丙丁戊](?![A-Za-z])|不合格|不称职|最[低末][等档]?)[级等类档]{0,2}[，\s]*(?:并且?|且|同时|，)"
)
_BOUND = re.compile(r"(?P<sign>[≥>])(?P<points>\d+(?:\.\d+)?)")
_LONGEST = 60  # characters of a case
_NAME = 40


@dataclass(frozen=True)
class _Outcome:
    """What a veto does, and what is assumed of that."""

    effect: str
    remarks: tuple[str, ...] = ()


def vetoes(lines: Sequence[Passage], grades: Sequence[str]) -> Iterator[list[Part]]:
    """Yield the vetoes of each sentence or list that states some; a list is read as a whole or not at all."""
    place = 0
    while place < len(lines):
        passage, key = lines[place], f"veto_{place + 1}"
        told = _REMARKED.sub("", plain(NUMBERING.sub("", passage.text))).strip(" 。;")
        head, _, rest = _AMONG.sub(r"有下列情形之一的，\g<then>:\g<cases>", told).partition(":")
        place += 1
        if _OF_PART.search(plain(passage.text)):
            yield []
            continue
        if not (_LISTING.search(head) or VETO_LABEL.fullmatch(head)):
            bare = UNPAID_TOO.sub("", passage.text.rstrip("。； "))  # which pay takes up by itself
            found = (
                _single(key, replace(passage, text=bare), grades)
                or _headed(key, passage, (head, rest), grades)
                or veto(key, passage, grades)
            )
            yield [replace(found, sources=[passage])] if found else []
            continue
        if found := _single(key, replace(passage, text=rest), grades):
            yield [replace(found, sources=[passage])]
            continue
        cases = [replace(passage, text=each) for each in _split(rest)]
        first, begin = lines[place] if place < len(lines) else passage, place
        while not rest and place < len(lines) and is_case_beside(first, lines[place]):
            cases.append(replace(lines[place], text=NUMBERING.sub("", lines[place].text)))
            place += 1
        outcome = _outcome(_LISTING.sub("", head), grades)
        made = [_case(f"{key}_{number}", case, outcome) for number, case in enumerate(cases, 1)] if outcome else []
        parts = [part for part in made if part]
        is_whole = len(parts) == len(cases)
        yield [replace(part, sources=[passage, *part.sources]) for part in parts] if is_whole else []
        if VETO_LABEL.fullmatch(head) and cases and all(bars_total(case.text) for case in cases):
            place = begin  # each of which says what follows of it


def unpaid_cases(lines: Sequence[Passage]) -> Iterator[tuple[Passage, list[Passage]]]:
    """Yield heads that let nothing be paid with the cases in the lines below them, as sentences by themselves.

    「有下列情况之一的，当月绩效工资不予发放：」
    """
    for place, passage in enumerate(lines):
        head = plain(NUMBERING.sub("", passage.text)).strip()
        then = head.rstrip(":").rpartition("，")[2]
        below = lines[place + 1 :]
        count = next((number for number, each in enumerate(below) if not is_case_beside(below[0], each)), len(below))
        cases = [replace(each, text=f"{_bare(each)}的，{then}") for each in below[:count]]
        if head.endswith(":") and _LISTING.search(head) and cases and all(map(withholding, cases)):
            yield passage, cases


def _bare(passage: Passage) -> str:
    """Return a case without its number and what ends it."""
    return re.sub("(?:[的者])?[;；。，,]*$", "", NUMBERING.sub("", passage.text).strip())


def is_case_beside(first: Passage, passage: Passage) -> bool:
    """Return whether a line is a numbered case as the first one of its list is, and not the next chapter."""
    return bool(_NUMBERED.match(plain(passage.text))) and (is_chapter(first.text) or not is_chapter(passage.text))


def bars_total(text: str) -> bool:
    """Return whether a sentence says of the whole, and not of an item, when nothing is left of it."""
    match, _ = _barring(text)
    then = match["then"] if match else ""
    return bool(_OF_TOTAL.search(then) and (_GRADED.search(then) or _outcome(then, _ANY_GRADES)))


def _barring(text: str) -> tuple[re.Match[str] | None, str]:
    """Return a sentence as a case and what follows from it, and what is done beside that changes no points."""
    written = _CALLED.sub("的，", plain(NUMBERING.sub("", text)).strip(" 。;"))
    done = _DONE_TOO.search(written)
    return _SENTENCE.fullmatch(written[: done.start()] if done else written), done[0].lstrip("，") if done else ""


def is_veto(item: FormItem) -> bool:
    """Return whether a row without points says that something leaves nothing of the whole."""
    labels = [passage.text for passage in item.others if VETO_LABEL.fullmatch(passage.plain)]
    texts = [item.name, *labels, *(passage.text for passage in item.sentences())]
    return any(re.search("否决|红线", each) or _ZERO.search(_ALL_TAKEN.sub("总分为0", plain(each))) for each in texts)


def item_vetoes(key: str, item: FormItem, grades: Sequence[str]) -> list[Part]:
    """Return the vetoes that a row without points states among the indicators."""
    texts = [passage for passage in item.sentences() if re.search(r"\w", passage.text)]
    labels = [passage.plain for passage in texts if VETO_LABEL.fullmatch(passage.plain)]
    bare = [each for passage in texts if passage.plain not in labels for each in _numbered(passage)]
    is_label = any("否决" in label for label in [*labels, *VETO_LABEL.findall(item.name)])
    if not bare or not is_veto(item):
        return []
    found: list[Part] = []
    for number, passage in enumerate(bare, 1):
        [parts] = [*vetoes([_of_item(item, passage)], grades)][:1]
        if not parts and is_label and (outcome := _outcome("一票否决", grades)):
            cases = [replace(passage, text=each) for each in _split(plain(passage.text))]
            made = [_case(f"veto_{place}", case, outcome) for place, case in enumerate(cases, 1)]
            parts = [part for part in made if part] if all(made) else []
        if not parts and not is_label and not _OF_TOTAL.search(passage.text) and not re.search(r"\d", passage.text):
            continue  # 「因服务原因被投诉至监管部门」, beside what follows from it
        if not parts:
            return []
        found += [_renamed(part, f"{key}_{number}_{place}") for place, part in enumerate(parts, 1)]
    return found


def _numbered(passage: Passage) -> list[Passage]:
    """Return the cases of a cell that each say what follows of them; the cell as a whole where some do not."""
    cases = [replace(passage, text=each) for each in _split(plain(passage.text))]
    return cases if len(cases) > 1 and all(bars_total(case.text) for case in cases) else [passage]


def _of_item(item: FormItem, passage: Passage) -> Passage:
    """Return a sentence on any case, or on none, with what its row names: 「越级投诉」, 「发生 1 起，当月考核为 0」."""
    written = plain(passage.text).strip()
    match = _ANY_CASE.match(written)
    rest = written[match.end() :] if match else "" if _SENTENCE.fullmatch(written) else written
    is_any = _THEN.match(rest) and not VETO_LABEL.fullmatch(item.name)
    return replace(passage, text=f"{item.name}的，{rest.strip('，, ')}") if is_any else passage


def rule_vetoes(key: str, item: FormItem, grades: Sequence[str]) -> dict[str, Part]:
    """Return what the rules of an item veto beside what they give and take, by the words that say so."""
    found: dict[str, Part] = {}
    for passage in item.rules:
        for piece in _joined([*read(passage.text).pieces], ("veto", "graded")):
            words = told_in(passage.text, piece)
            named = _of_item(item, replace(passage, text=_by_itself(words, piece)))
            made = [part for parts in vetoes([named], grades) for part in parts]
            if len(made) == 1:
                found[words] = replace(_renamed(made[0], f"{key}_{len(found) + 1}"), sources=[passage])
    return found


def _by_itself(words: str, piece: Piece) -> str:
    """Return what follows with what it follows from: 「死亡事故本项不得分并一票否决」."""
    told = _TOO.sub("", words)
    return f"{piece.words}，{told}" if told != words and piece.words else words


def _joined(pieces: Sequence[Piece], kinds: Collection[str]) -> Iterator[Piece]:
    """Yield pieces of these kinds, with what only says once more what follows: 「…一票否决，当月绩效为零」."""
    found: list[Piece] = []
    for before, piece in zip([None, *pieces], pieces, strict=False):
        again = before is not None and before.kind in kinds and piece.kind in kinds and not piece.words
        if again and found:
            found[-1] = replace(found[-1], end=piece.end)
        elif piece.kind in kinds:
            found.append(piece)
    yield from found


def rule_consequences(item: FormItem, scale: Mapping[str, str]) -> dict[str, Passage]:
    """Return what the rules of an item let follow for grade or pay, as sentences by themselves, by their words."""
    found: dict[str, Passage] = {}
    for passage in item.rules:
        for piece in [each for each in read(passage.text).pieces if each.kind in ("lowered", "bounded", "unpaid")]:
            words = told_in(passage.text, piece)
            name = item.name if _AGAIN.match(words) else ""  # 「当月发生 3 次以上的，等级降一级」
            alone = _of_item(item, replace(passage, text=f"{name}{_by_itself(words, piece)}"))
            if lowering([alone], scale) or withholding(alone):
                found[words] = alone
    return found


def item_consequences(item: FormItem, scale: Mapping[str, str]) -> list[Passage]:
    """Return the sentences of a row without points where each says only what follows for grade or pay."""
    texts = [
        passage
        for passage in item.sentences()
        if re.search(r"\w", passage.text) and not VETO_LABEL.fullmatch(passage.plain)
    ]
    alone = [_of_item(item, passage) for passage in texts]
    are_all = all(lowering([passage], scale) or withholding(passage) for passage in alone)
    return alone if alone and are_all else []


def _renamed(part: Part, key: str) -> Part:
    """Return a veto with ids of its own."""
    needs = replace(part.needs, key=key, inputs={}, parameters={})
    when = str(part.content["when"])
    for block, mine in ((part.needs.inputs, needs.inputs), (part.needs.parameters, needs.parameters)):
        for name, said in block.items():
            own = name.replace(part.needs.key, key, 1)
            mine[own] = said
            when = re.sub(rf"\b{name}\b", own, when)
    return replace(part, key=key, needs=needs, said={**part.content, "when": when})


def _split(rest: str) -> list[str]:
    """Return the cases that a text lists: numbered, or parted by semicolons or commas."""
    parts = _CASES.split(rest) if len(_CASES.findall(rest)) > 1 else re.split("[;\n]", rest)
    parts = re.split("[、，]", rest) if len(parts) == 1 and not re.search(r"\d", rest) else parts
    return [bare for part in parts if (bare := part.strip(" ;，。、\n"))]


def _outcome(then: str, grades: Sequence[str]) -> _Outcome | None:
    """Return what a consequence does to total or grade; None where it is another one, or names no lowest grade."""
    then = _ALL_TAKEN.sub("总分为0", _QUOTES.sub("", then))
    if _OTHERWISE.search(then) or (_OF_PAY.search(then) and not _GRADED.search(then)):
        return None
    names = "|".join(map(re.escape, sorted(grades, key=len, reverse=True)))
    graded = re.search(rf"(?:评|定|列|降|记|视|[为是])[为至到作]?\s?(?P<grade>{names})$", then) if names else None
    if graded is not None:
        return _Outcome("lowest_grade") if graded["grade"] == grades[-1] and not _ZERO.search(then) else None
    if match := _GRADED.search(then):
        is_last = bool(grades) and match["grade"] == grades[-1][:1]
        return _Outcome("lowest_grade") if is_last and not _ZERO.search(then) else None
    if _LOWEST.search(then):
        named = bool(grades) and grades[-1][:2] in then
        remarks = () if named or "最低" in then or "末" in then else ("assumed.lowest_grade",)
        return _Outcome("lowest_grade", remarks) if grades and not _ZERO.search(then) else None
    if _ZERO.search(then):
        return _Outcome("total_zero")
    return _Outcome("total_zero", ("assumed.veto_of_total",)) if "否决" in then or _VOID.search(then) else None


def _single(key: str, passage: Passage, grades: Sequence[str]) -> Part | None:
    """Return the veto of a sentence with a case and what follows from it."""
    match, done = _barring(passage.text)
    outcome = _outcome(match["then"], grades) if match else None
    is_plain = match and not re.match("不|未|仅|除", match["then"])
    if match is None or outcome is None or not is_plain or not re.search("[的者时]，?|，", passage.text):
        return None
    when = match["when"]
    if match["then"].startswith(_ELSE) or when.endswith(_ELSE):
        when = f"没有做到“{when.removesuffix(_ELSE).strip('，, ')}”"
    found = _case(key, replace(passage, text=when), outcome, is_listed=False)
    remarks = (f"assumed.only_words:{done}",) if done else ()
    return replace(found, sources=[passage], remarks=(*found.remarks, *remarks)) if found else None


def beside_pay(key: str, passage: Passage, grades: Sequence[str]) -> tuple[str, Part | None]:
    """Return the grade that a sentence on withheld pay gives as well, "" for none, and the veto that this is."""
    written = plain(passage.text)
    match = _GRADE_BESIDE.search(written)
    if match is None:
        return "", None
    found = _single(key, replace(passage, text=f"{written[: match.start()]}的，等级为{match['grade']}"), grades)
    return match[0].strip("的者时:， 且并同"), replace(found, sources=[passage]) if found else None


def _headed(key: str, passage: Passage, parted: tuple[str, str], grades: Sequence[str]) -> Part | None:
    """Return the veto behind what it is of: 「有责越级投诉：发生 1 起，当月绩效考核为 0 分」."""
    head, rest = parted
    if not rest or not 1 < len(head) <= _NAME or _COUNTED.search(head):
        return None
    match = _ANY_CASE.match(rest)
    if match is None or not _THEN.match(rest[match.end() :]):
        return None
    found = _single(key, replace(passage, text=f"{head}的，{rest[match.end() :].strip('，, ')}"), grades)
    return replace(found, sources=[passage]) if found else None


@dataclass(frozen=True)
class Case:
    """When something holds, the inputs and figures that this needs, what it is called, and what is assumed of it."""

    when: str
    needs: RuleDraft
    name: str
    remarks: tuple[str, ...] = ()


def case_of(key: str, case: Passage, *, is_listed: bool = False) -> Case | None:
    """Return a case as a condition: a count beyond a bound, else a question that somebody says yes or no to."""
    words = re.sub(r"(?:[的者]|时)$", "", _BEHIND_CASE.sub("", plain(case.text).strip(" ;，。、")))
    words = _IF.sub("", words)
    if not 1 < len(words) <= _LONGEST or _OVER_PERIODS.search(words) or _OTHERWISE.search(words):
        return None
    if _ZERO.search(words) or _GRADED.search(words) or _LOWEST.search(words):
        return None  # which is what follows, and no case
    found = consequence(key, replace(case, text=f"{words}的，一票否决"))
    if found is None and not is_listed and _COUNTED.search(words):
        return None  # a count that makes it one
    needs = found.needs if found else RuleDraft(key, words)
    when = found.when if found else f"{needs.input(words, 'yes_no', default='no')} == 'yes'"
    remarks = tuple(each for each in found.piece.remarks if each != "assumed.veto_of_total") if found else ()
    return Case(when, needs, words[:_NAME], remarks)


def _case(key: str, case: Passage, outcome: _Outcome, *, is_listed: bool = True) -> Part | None:
    """Return the veto of one case."""
    found = case_of(key, case, is_listed=is_listed)
    if found is None:
        return None
    said = {"name": found.name, "when": found.when, "effect": outcome.effect}
    remarks = (*found.remarks, *outcome.remarks)
    return Part("vetoes", key, found.name, said, needs=found.needs, sources=[case], remarks=remarks)


def lowering(lines: Sequence[Passage], scale: Mapping[str, str]) -> Part | None:
    """Return by how many grades sentences lower the grade, those too that bar somebody from the best one."""
    names = [*scale]
    found = [each for each in (lowered(lines, names), _barred(lines, scale)) if each]
    if len(found) < len((lowered, _barred)):
        return found[0] if found else None
    first, second = found
    needs = replace(first.needs, inputs=first.needs.inputs | second.needs.inputs)
    needs.parameters |= second.needs.parameters
    remarks = tuple(dict.fromkeys((*first.remarks, *second.remarks)))
    sources = [*first.sources, *second.sources]
    return replace(first, said=f"{first.said} + {second.said}", needs=needs, sources=sources, remarks=remarks)


def _better(match: re.Match[str], grades: Sequence[str]) -> list[str]:
    """Return the grades that somebody must not get: all above the best one allowed, or the best one itself."""
    named = [place for place, grade in enumerate(grades) if grade in (match["grade"], f"{match['grade']}级")]
    if not named:
        return []
    is_allowed = match.re is _AT_BEST
    return [*grades[: named[0]]] if is_allowed else [*grades[:1]] if named == [0] else []


def _barred(lines: Sequence[Passage], scale: Mapping[str, str]) -> Part | None:
    """Return by how much the grade goes down of those who must not get better ones: 「…的，不得评为 A」."""
    best = next(iter(scale), "")
    terms, sources, remarks = [], [], ["assumed.barred"]
    needs = RuleDraft("barred", best)
    for number, passage in enumerate(lines, 1):
        written = _QUOTES.sub("", plain(NUMBERING.sub("", passage.text))).strip(" 。;")
        match = _AT_BEST.fullmatch(written) or _BARRED.fullmatch(written)
        better = _better(match, [*scale]) if match else []
        bounds = [_BOUND.fullmatch(scale[grade]) for grade in better]
        found = case_of(f"barred_{number}", replace(passage, text=match["when"])) if match and better else None
        if found is None or not all(bounds):
            continue
        for bound in filter(None, bounds):
            least = found.needs.figure(float(bound["points"]), bound[0])
            terms.append(f"(1 if {found.when} and total {SIGNS[bound['sign']]} {least} else 0)")
        needs.inputs |= found.needs.inputs
        needs.parameters |= found.needs.parameters
        sources.append(passage)
        remarks += found.remarks
    if not terms:
        return None
    told = tuple(dict.fromkeys(remarks))
    return Part("grades", "lowered_by", best, " + ".join(terms), needs=needs, sources=sources, remarks=told)
