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
    colours = {key: f"#{value}" for key, value in look()["colours"].items()}
    inputs = {"colours": _json(colours), "fonts": _json(FONTS)}  # the same for everybody (see the template)
    return typst.Compiler(root=folder("workbook_templates") / "publish", font_paths=fonts, sys_inputs=inputs)


def write(path: Path, document: Mapping[str, Any], day: dt.date) -> None:
    """Write a document (see `printed`) as PDF, dated on its day so that the same gives the same bytes.

    ProblemsError as `compiler`, and `file.locked` or `file.unwritable`.
    """
    stated = _json(_json(document))  # a string of JSON's is one of typst's: nothing but \" and \\ is escaped in it
    made: Any = compiler().compile(
        f'#import "statement.typ": printed\n#printed(json(bytes({stated})))'.encode(),
        format="pdf",
        timestamp=int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()),
    )
    write_whole(path, made)


def _json(value: object) -> str:
    return json.dumps(value, default=vars, ensure_ascii=False)
