"""Files: text in any of the encodings that people send, and writing whole or not at all."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from presales_xl.drafts import draft
from presales_xl.scheme.errors import Place, fail

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_PART_MOST = 40  # characters of one part of a file name: three parts stay far below what any disk allows


def decoded(path: Path) -> str:
    """Return a text file's content: UTF-8 with or without mark, UTF-16 with mark, or GBK (GB 18030).

    ProblemsError: `file.missing`, `file.unreadable`, `file.empty`, `table.encoding`.
    """
    place = Place(file=str(path))
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise fail("file.missing", place) from None
    except OSError as error:
        raise fail("file.unreadable", place, reason=error.strerror or str(error)) from None
    if not data:
        raise fail("file.empty", place)
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "")
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise fail("table.encoding", place)


@contextmanager
def new_text(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Write a text file whole or not at all: it takes its place only when everything went well.

    ProblemsError `file.locked` when the target is open in another program, `file.unwritable` when it cannot be
    written for another reason.
    """
    with draft(path) as place, place.open("w", encoding=encoding, newline="") as file:
        yield file


def file_part(text: str) -> str:
    """Return a name as a part of a file name: nothing that an operating system forbids, at most 40 long."""
    cleaned = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", text)
    cleaned = re.sub(r"\s+", " ", cleaned).strip(" .")[:_PART_MOST].strip(" .")
    if _RESERVED.fullmatch(cleaned):
        cleaned = f"_{cleaned}"
    return cleaned or "_"
