"""The PDF of a statement or a plan: typst sets it by the template `statement.typ`, with the fonts of this computer."""

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presales_xl.files import write_whole
from presales_xl.resources import folder
from presales_xl.scheme.errors import fail
from presales_xl.workbook.style import look

if TYPE_CHECKING:
    from typst import Compiler

#: Fonts with Chinese letters, of Windows, macOS and Linux; a letter that one lacks is taken from any other font.
FONTS = (
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "WenQuanYi Micro Hei",
    "SimHei",
    "SimSun",
    "Songti SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
)


@cache
def compiler() -> "Compiler":
    """Return the compiler, which looks for fonts once; ProblemsError `publish.no_pdf`, `publish.no_font`."""
    try:
        import typst  # noqa: PLC0415 - large, and only for whoever wants PDFs and has the extra
    except ImportError:
        raise fail("publish.no_pdf") from None
    fonts = typst.Fonts()
    if not {name.casefold() for name in fonts.families()}.intersection(map(str.casefold, FONTS)):
        raise fail("publish.no_font", fonts=FONTS[:3])
    return typst.Compiler(font_paths=fonts)


def write(path: Path, document: Mapping[str, Any], day: dt.date) -> None:
    """Write a document (see `printed`) as PDF, dated on its day so that the same gives the same bytes.

    ProblemsError as `compiler`, and `file.locked` or `file.unwritable`.
    """
    files: Any = {"main.typ": _template(), "document.json": _json(document)}  # typst's stub knows of one file only
    made: Any = compiler().compile(
        files,
        format="pdf",
        sys_inputs=_inputs(),
        timestamp=int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()),
    )
    write_whole(path, made)


@cache
def _inputs() -> dict[str, str]:
    """Return what is the same for everybody: what was set with it need not be set again (see the template)."""
    colours = {key: f"#{value}" for key, value in look()["colours"].items()}
    return {"colours": _json(colours).decode(), "fonts": _json(FONTS).decode()}


def _json(value: object) -> bytes:
    return json.dumps(value, default=vars, ensure_ascii=False).encode()


@cache
def _template() -> bytes:
    return (folder("workbook_templates") / "publish" / "statement.typ").read_bytes()
