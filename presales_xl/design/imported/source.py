"""What a document of a company holds, whatever kind of file it is: tables and lines of text, each with its place."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from presales_xl.design.imported.spelt_figures import in_digits
from presales_xl.texts import Lang, text

#: A break between two characters of one word: before and behind it no blank is written in Chinese.
_BREAK = re.compile(r"(?<=[\u3400-\u9fff，、（(])\s*\n\s*(?=[\u3400-\u9fff，、）)])")
_BLANKS = re.compile(r"\s+")
_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
NUMERALS = "一二三四五六七八九十"
_UNIT = "分|个|天|次|小时|元|人次|万|家|件|份|月|年|项(?!目)"
#: How lines and names are numbered, by the kind of number.
_NUMBERS = (
    rf"(?:指标|项目)[{NUMERALS}\d]{{1,2}}\s*[:：、.]",  # 指标一：
    rf"第[{NUMERALS}]+(?:[条项章]|部分)[、:：]?",  # 第四条
    rf"[(（]?(?:[{NUMERALS}]{{1,3}}|\d{{1,2}})(?:[)）、．.](?!\d)|[)）、](?=\d[A-Za-z]))",  # （一） 1. 五、5S
    "[①-⑳]|[*•●■◆▪·-]",
    rf"\d{{1,2}}(?:\.\d{{1,2}})*[ \u3000]+(?=[\u3400-\u9fffA-Za-z]|\d[A-Za-z])(?!{_UNIT})",  # 3.1 检验
    rf"[1-9]\d?\.[1-9]\d?(?=[\u3400-\u9fff]{{2}})(?!{_UNIT}|[倍秒米公吨台人级折成起例点以及到至])",  # 3.1检
)
NUMBERING = re.compile(rf"^\s*(?:{'|'.join(_NUMBERS)})\s*")
_DASH = re.compile(r"\s*(?:[—–－-]{1,3}|[/／])\s*")
#: Where a sentence ends: behind a full stop, at the end of a line, before the next number behind a semicolon, and
#: behind a formula of pay where what follows says when it is not paid.
_ENDS = re.compile(
    r"(?<=[。！!])|\n|(?<=[；;。])(?=\s*\d{1,2}[、.．)）](?!\d))"
    r"|(?:(?<=系数)|(?<=基数)|(?<=/100)|(?<=÷100)"
    r"|(?<=[/÷] 100)|(?<=[×*]得分)|(?<=[×*] 得分))[，,](?=[^，,=＝]{2,24}不(?:予?发放?|计发))"
)
_LABEL = re.compile(r"\s*(?:(?:考核|评分|计分|填表|等级|其他|特别)?(?:说明|备注|注)\s*[:：]\s*)")
_LISTING = re.compile(r"(?:[下如]列|以下|如下|任一|之一|否决)[^：:。]{0,20}[：:]")
#: A box to tick behind a level, as a typist draws one: 「优秀口 18~20 分」, 「差□」.
_BOX = re.compile(
    r"(?P<level>(?:^|(?<=[;；,，、\s]))(?:优[秀良]?|良好?|中等?|一般|较?差|[较很]好|(?:基本)?(?:合格|称职)))\s?[口□☐](?=\s*(?:$|[\d:：(（]))",
    re.MULTILINE,
)
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTENT = re.compile(r"[^\W_]")
_BLANK, _HAN = r"[ \u3000]", r"\u3400-\u9fff"
#: A blank between a figure and its words, sign or dash: 「得 10 分」, 「≥ 90 %」, 「80 - 89 分」; not before 「2.」.
_SPACED = re.compile(
    rf"(?<=[{_HAN}≥≤<>]){_BLANK}(?=\d+(?:\.\d+)?(?![\d.、)）]))"
    rf"|(?<=[{_HAN}\d%]){_BLANK}(?=[≥≤<>])|(?<=[≥≤<>]){_BLANK}(?=[{_HAN}])|(?<=\d){_BLANK}(?=[{_HAN}%％])"
    rf"|(?<=[\d%分]){_BLANK}(?=[-–—~～]{_BLANK}?\d)|(?<=[\d%分][-–—~～]){_BLANK}(?=\d)"
)
#: A name with its points, or a number with its heading.
_PAIR = re.compile(rf"[^\d\n]+{_BLANK}\d+(?:\.\d+)?{_BLANK}?[%％分]?|\d+(?:\.\d+)*{_BLANK}\D+")


@dataclass(frozen=True)
class Spot:
    """Where something stands: on a sheet, in the table of a document with that number, or on a line; all from 1.

    `part` is the number of a sentence there, 0 for the whole text.
    """

    sheet: str = ""
    table: int = 0
    row: int = 0
    column: int = 0
    cell: str = ""
    part: int = 0

    @property
    def whole(self) -> "Spot":
        """Return the place of the whole text that a sentence is of."""
        return replace(self, part=0)

    def in_words(self, lang: Lang) -> str:
        """Return the place as people call it: 「Sheet1 E4」, 「表 2 第 3 行第 1 列」, 「第 12 行」."""
        if self.sheet:
            return f"{self.sheet} {self.cell}"
        kind = "table" if self.table else "line"
        return text(lang, f"imported.place.{kind}", table=self.table, row=self.row, column=self.column)


@dataclass(frozen=True)
class Passage:
    """A text of the document and its place; `copied`: it stands in a cell merged with that one, and not here.

    `written`: how it stands there, where figures of it are spelt in words and `text` has them in digits.
    """

    text: str
    spot: Spot
    copied: bool = False
    written: str = ""

    @property
    def shown(self) -> str:
        """Return the text as people see it in the document."""
        return self.written or self.text

    def meaning(self, text: str) -> "Passage":
        """Return it with what it means to the reader for its text, as people see it still."""
        return replace(self, text=text, written=self.shown)

    @property
    def plain(self) -> str:
        """Return a name or heading: full width made half, without breaks and blanks inside of words."""
        return without_blanks(unicodedata.normalize("NFKC", self.text))

    @property
    def flat(self) -> str:
        """Return the text as it was meant to run: on one line where a line broke inside of a word."""
        return _BREAK.sub("", self.text)


@dataclass(frozen=True)
class Grid:
    """A table: its rows, each as long as the others; what is merged stands in every one of its cells."""

    rows: Sequence[Sequence[Passage]]

    @property
    def sheet(self) -> str:
        """Return the name of its sheet, "" where it stands on none."""
        return next((passage.spot.sheet for row in self.rows for passage in row if passage.text), "")


@dataclass(frozen=True)
class Document:
    """What a file holds, in its order; `name` is the name of the file without its ending."""

    name: str
    blocks: Sequence[Grid | Passage] = field(default_factory=list)

    def sheets(self) -> Sequence[str]:
        """Return the names of the sheets that hold something, none where there are no sheets."""
        names = [block.sheet for block in self.blocks if isinstance(block, Grid)]
        return [name for name in dict.fromkeys(names) if name]

    def of(self, sheet: str) -> "Document":
        """Return what one sheet holds."""
        kept = [block for block in self.blocks if isinstance(block, Grid) and block.sheet == sheet]
        return Document(sheet, kept)

    def everything(self) -> Iterator[Passage]:
        """Yield every text once, in its order."""
        for block in self.blocks:
            if isinstance(block, Passage):
                yield block
            else:
                yield from (passage for row in block.rows for passage in row if passage.text and not passage.copied)


#: What a line is about, what has to be done, and what it takes where it is not: 「巡检：每日巡检。漏检扣 1 分」.
_WITH_DUTY = re.compile(
    r"[^：:，,。；;\d]{2,14}[：:][^。；;扣减加得]{4,}。(?!扣分|加分)[^。：:\n]*[扣减]\s?\d+(?:\.\d+)?\s?分[^。：:\n]*。?"
)


def distinct(row: Sequence[Passage]) -> list[Passage]:
    """Return the texts of a row, what is merged over several cells once."""
    found: dict[Spot, Passage] = {}
    for passage in row:
        if passage.text:
            found.setdefault(passage.spot, passage)
    return list(found.values())


def sentences(passage: Passage) -> Iterator[Passage]:
    """Yield the sentences of a text with their places: by full stops and lines, without a label such as 「说明：」."""
    if _LISTING.search(passage.text) or _WITH_DUTY.fullmatch(NUMBERING.sub("", passage.text)):
        yield passage  # whose cases, or what misses its duty, are no sentences by themselves
        return
    label = _LABEL.match(passage.text)
    body = passage.flat[label.end() :] if label else passage.flat
    parts = [bare for part in _ENDS.split(body) if (bare := part.strip())]
    if parts == [passage.text] or not parts:
        yield passage
        return
    for number, part in enumerate(parts, 1):
        yield Passage(part, replace(passage.spot, part=number), passage.copied)


def without_blanks(written: str) -> str:
    """Return a text without blanks between Chinese characters, others being one blank."""
    return _BETWEEN.sub("", _BLANKS.sub(" ", written)).strip()


def cleaned(written: str) -> str:
    """Return a text without what nobody sees and blanks around figures, "" without letter and figure."""
    seen = _UNSEEN.sub("", written.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n"))
    seen = _BOX.sub(r"\g<level>", seen)
    seen = seen if _PAIR.fullmatch(seen) else _SPACED.sub("", _SPACED.sub("", seen))
    return seen.strip() if _CONTENT.search(seen) or seen.strip() in ("√", "✓", "○", "—", "/") else ""


def passage_of(written: str, spot: Spot, *, copied: bool = False) -> Passage:
    """Return a text of a document, cleaned, with its figures in digits."""
    seen = cleaned(written)
    told = in_digits(seen)
    return Passage(told, spot, copied, written="" if told == seen else seen)


def grid(texts: Sequence[Sequence[tuple[str, Spot, bool]]]) -> Grid | None:
    """Return a table of texts, each with its place and whether it is copied; None where nothing stands in it.

    A dash by itself says that nothing does.
    """
    width = max(map(len, texts), default=0)
    rows = []
    for row in texts:
        told = [("" if _DASH.fullmatch(written) else written, spot, copied) for written, spot, copied in row]
        cells = [passage_of(written, spot, copied=copied) for written, spot, copied in told]
        rows.append([*cells, *[Passage("", Spot())] * (width - len(cells))])
    return Grid(rows) if any(passage.text for row in rows for passage in row) else None
