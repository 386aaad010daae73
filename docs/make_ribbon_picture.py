"""The pictures of the ribbon in Chinese and English, drawn from the file that declares it.

    python docs/make_ribbon_picture.py

Writes docs/pictures/ribbon.svg and docs/pictures/en/ribbon.svg: the tab with all its buttons and the screentip of the
first. The icons are simple drawings of our own in place of Office's.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from presales_xl.addin.ribbon import Button, groups, label
from presales_xl.texts import LANGUAGES, Lang, text

_PICTURES = Path(__file__).with_name("pictures")
TARGETS = {"zh": _PICTURES / "ribbon.svg", "en": _PICTURES / "en" / "ribbon.svg"}
TABS = {"zh": ("文件", "开始", "插入", "公式", "数据"), "en": ("File", "Home", "Insert", "Formulas", "Data")}
GREEN, INK, GREY, LINE = "#217346", "#252423", "#605e5c", "#d2d0ce"
TOP, HEIGHT, MARGIN, GAP = 62, 104, 18, 10  # of the buttons, in pixels
TEXT, SMALL = 13, 12
ROWS = 3  # small buttons above each other, as Excel has them
TIP_WIDTH = 330
_PAGE = (
    '<path d="M6 2h13l7 7v21H6z" fill="#fff" stroke="#605e5c"/><path d="M19 2v7h7" fill="#f3f2f1" stroke="#605e5c"/>'
)
_TABLE = (
    '<rect x="3" y="5" width="26" height="22" fill="#fff" stroke="#605e5c"/><rect x="3" y="5" width="26" height="6" '
    'fill="#c7e0d0" stroke="#605e5c"/><path d="M3 16.5h26M3 22h26M11.5 5v22M20 5v22" stroke="#a19f9d" fill="none"/>'
)
#: What stands for an icon of Office, on 32 × 32.
ICONS = {
    "DataValidation": f'{_TABLE}<circle cx="23" cy="23" r="7.5" fill="#217346" stroke="#fff"/>'
    '<path d="M19.5 23l2.5 2.7 4.6-5" stroke="#fff" stroke-width="2" fill="none"/>',
    "CalculateNow": '<rect x="6" y="2" width="20" height="28" rx="2" fill="#fff" stroke="#605e5c"/><rect x="9" y="5" '
    'width="14" height="6" fill="#c7e0d0" stroke="#605e5c"/>'
    + "".join(
        f'<rect x="{x}" y="{y}" width="3.5" height="3.5" fill="#217346"/>'
        for x in (9, 14.2, 19.5)
        for y in (14, 19, 24)
    ),
    "FunctionWizard": '<text x="16" y="24" text-anchor="middle" font-family="Georgia, Times, serif" font-size="24" '
    'font-style="italic" fill="#217346">fx</text>',
    "ChartTypeColumnInsertGallery": '<path d="M3 29h26" stroke="#605e5c" stroke-width="1.5"/>'
    '<rect x="5" y="16" width="6" height="12" fill="#9bd0b0"/><rect x="13" y="5" width="6" height="23" fill="#217346"/>'
    '<rect x="21" y="11" width="6" height="17" fill="#5aa978"/>',
    "AccountingFormat": '<rect x="2" y="7" width="28" height="17" rx="1.5" fill="#dff0e6" stroke="#217346"/>'
    '<circle cx="16" cy="15.5" r="5.6" fill="#fff" stroke="#217346"/>'
    '<path d="M13.4 12l2.6 3.4 2.6-3.4M16 15.4v4M13.6 16h4.8M13.6 18h4.8" stroke="#217346" fill="none"/>'
    '<path d="M5 27h22" stroke="#217346" stroke-width="1.5"/>',
    "FilePrintPreview": f'{_PAGE}<path d="M10 13h12M10 17h8M10 21h6" stroke="#a19f9d"/>'
    '<circle cx="21" cy="21" r="5.5" fill="#e1f0fb" stroke="#0f6cbd" stroke-width="1.6"/>'
    '<path d="M25 25l5 5" stroke="#0f6cbd" stroke-width="2.6"/>',
    "FilePrint": '<path d="M8 3h16v8H8z" fill="#fff" stroke="#605e5c"/><rect x="3" y="11" width="26" height="11" '
    'rx="1.5" fill="#f3f2f1" stroke="#605e5c"/><path d="M8 18h16v11H8z" fill="#fff" stroke="#605e5c"/>'
    '<path d="M11 22h10M11 25h7" stroke="#a19f9d"/>',
    "FileSendAsAttachment": '<rect x="2" y="9" width="22" height="16" fill="#fff" stroke="#605e5c"/>'
    '<path d="M2 9l11 9 11-9" fill="#f3f2f1" stroke="#605e5c"/>'
    '<path d="M17 24h8v-5l6 7.5-6 7.5v-5h-8z" fill="#217346" stroke="#fff" transform="translate(0 -4)"/>',
    "FileNew": f'{_PAGE}<circle cx="23" cy="24" r="7" fill="#217346" stroke="#fff"/>'
    '<path d="M23 20v8M19 24h8" stroke="#fff" stroke-width="2"/>',
    "Consolidate": '<path d="M2 3h9v7h-9zM2 12.5h9v7h-9zM2 22h9v7h-9z" fill="#dff0e6" stroke="#217346"/>'
    '<rect x="20" y="9" width="10" height="14" fill="#217346"/>'
    '<path d="M12 6.5l6.5 6.5M12 16h6.5M12 25.5l6.5-6.5" stroke="#605e5c" stroke-width="1.5" fill="none"/>',
    "ErrorChecking": '<path d="M13 17L4 26a3 3 0 0 0 4 4l9-9z" fill="#605e5c"/>'
    '<path d="M28 9l-5 5-5-5 5-5a8 8 0 0 0-9 11 8 8 0 0 0 10 4 8 8 0 0 0 4-10z" fill="#9bd0b0" stroke="#217346"/>',
    "ReviewNewComment": '<path d="M3 5h26v18H15l-7 6v-6H3z" fill="#fff8dc" stroke="#605e5c"/>'
    '<path d="M8 11h16M8 16h11" stroke="#a19f9d"/>',
    "FileSave": '<path d="M4 4h20l4 4v20H4z" fill="#c7e0d0" stroke="#217346"/><rect x="9" y="4" width="12" height="8" '
    'fill="#fff" stroke="#217346"/><rect x="8" y="17" width="16" height="11" fill="#fff" stroke="#217346"/>',
    "Info": '<circle cx="16" cy="16" r="13" fill="#fff" stroke="#0f6cbd" stroke-width="2"/>'
    '<text x="16" y="23" text-anchor="middle" font-family="Georgia, Times, serif" font-size="20" font-weight="bold" '
    'fill="#0f6cbd">i</text>',
    "Help": '<circle cx="16" cy="16" r="13" fill="#0f6cbd"/><text x="16" y="23" text-anchor="middle" font-size="20" '
    'font-weight="bold" fill="#fff">?</text>',
}


def picture(lang: Lang) -> str:
    """Return the SVG in a language."""
    drawn, x = [], float(MARGIN)
    for group, buttons in groups().items():
        parts, width = _group(group, buttons, x, lang)
        drawn += parts
        x += width
    width = x + MARGIN - GAP
    tip, bottom = _tip(next(iter(groups().values()))[0], lang)
    frame = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {bottom:g}" width="{width:g}" '
        f"height=\"{bottom:g}\" font-family=\"'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', sans-serif\">",
        f'<rect width="{width:g}" height="{bottom:g}" fill="#fff"/>',
        f'<rect width="{width:g}" height="{TOP - 14}" fill="#f3f2f1"/>',
        *_tabs(lang),
        f'<path d="M0 {TOP + HEIGHT + 0.5}h{width:g}" stroke="{LINE}"/>',
    ]
    return "\n".join([*frame, *drawn, *tip, "</svg>", ""])


def _width(words: str, size: float) -> float:
    return sum(size if ord(sign) > 0x2E80 else size * 0.56 for sign in words)


def _text(x: float, y: float, words: str, size: float = TEXT, fill: str = INK, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"{more}>{escape(words)}</text>'


def _tabs(lang: Lang) -> Iterator[str]:
    x = float(MARGIN)
    tab = text(lang, "addin.title")
    for name in (*TABS[lang], tab):
        ours = name == tab
        yield _text(x, 30, name, size=14, fill=GREEN if ours else INK, more=' font-weight="bold"' if ours else "")
        if ours:
            yield f'<rect x="{x:g}" y="38" width="{_width(name, 14):g}" height="3" fill="{GREEN}"/>'
        x += _width(name, 14) + 26


def _group(group: str, buttons: Sequence[Button], x: float, lang: Lang) -> tuple[list[str], float]:
    """Return what a group is drawn by, and how wide it is: large buttons side by side, small ones by threes."""
    drawn, start, column, row = [], x, 0.0, 0
    for button in buttons:
        name = label(button.command, lang)
        if button.large:
            x, column, row = x + column, 0.0, 0
            width = max(58.0, _width(name, TEXT) + 14)
            drawn += [
                _icon(button, x + (width - 32) / 2, TOP + 8, 32),
                _text(x + width / 2, TOP + 62, name, more=' text-anchor="middle"'),
            ]
            x += width
        else:
            if row == ROWS:
                x, column, row = x + column, 0.0, 0
            y = TOP + 4 + 26 * row
            drawn += [_icon(button, x + 6, y, 18), _text(x + 30, y + 14, name)]
            column, row = max(column, 38 + _width(name, TEXT)), row + 1
    x += column
    name = text(lang, f"addin.group.{group}")
    width = max(x - start, _width(name, SMALL) + 12)
    drawn.append(_text(start + width / 2, TOP + HEIGHT - 10, name, size=SMALL, fill=GREY, more=' text-anchor="middle"'))
    drawn.append(f'<path d="M{start + width + GAP / 2:g} {TOP + 4}v{HEIGHT - 12}" stroke="{LINE}"/>')
    return drawn, width + GAP


def _icon(button: Button, x: float, y: float, size: float) -> str:
    return f'<g transform="translate({x:g} {y:g}) scale({size / 32:g})">{ICONS[button.image]}</g>'


def _tip(button: Button, lang: Lang) -> tuple[list[str], float]:
    """Return what Excel shows when the pointer rests on a button, and where the picture ends below it."""
    x, y = MARGIN + 26, TOP + HEIGHT + 8
    lines = list(_lines(text(lang, f"buttons.{button.command}.supertip"), TIP_WIDTH - 24))
    height = 36 + 18 * len(lines)
    tip = text(lang, f"buttons.{button.command}.screentip")
    drawn = [
        f'<rect x="{x + 2}" y="{y + 2}" width="{TIP_WIDTH}" height="{height}" fill="#000" opacity="0.12"/>',
        f'<rect x="{x}" y="{y}" width="{TIP_WIDTH}" height="{height}" fill="#fff" stroke="{LINE}"/>',
        _text(x + 12, y + 22, tip, TEXT, more=' font-weight="bold"'),
        *(_text(x + 12, y + 43 + 18 * number, line, size=SMALL, fill=GREY) for number, line in enumerate(lines)),
    ]
    return drawn, y + height + 14


def _lines(words: str, width: float) -> Iterator[str]:
    """Break a text into lines: no word or number apart, and none that begins with a mark that ends a sentence."""
    line = ""
    for piece in re.findall(r"[!-~“”’]+|.", words):
        if _width(line + piece, SMALL) > width and piece not in "，。：；、！？」）”":
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    yield line.rstrip()


if __name__ == "__main__":
    for language in LANGUAGES:
        TARGETS[language].write_text(picture(language), encoding="utf-8", newline="\n")
        print(TARGETS[language])
