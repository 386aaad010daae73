"""Number formats by which a cell shows another number than it holds, or none: `"96"`, `0,`, `;;;`."""

import re

from presales_xl.workbook.sheet_xml import local_name, walk

_BRACKETS = re.compile(r"\[[^\]]*\]|_.")  # colours, conditions, languages; a gap as wide as a character
_LITERAL = re.compile(r'"([^"]*)"|[\\*](.)')
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
#: What workbooks are issued with: the full mark behind points (`0.00" /35"`), what a 1 or 0 means; TRUE and FALSE.
_ISSUED = re.compile(r'" ?/[0-9.]+"|\[=[01]\](?:"[^"0-9]*"|\\?\D);|^"TRUE";"TRUE";"FALSE"$')
_SHOWS = re.compile(r"[0#?@]|general|[ymdhsegba]", re.IGNORECASE)


def misleading_styles(styles: bytes) -> dict[str, str]:
    """Return the formats of a workbook's part of styles that mislead, by the style number that its cells name.

    Raises as `walk` does.
    """
    codes: dict[str, str] = {}
    cells: list[str] = []
    is_open = False  # inside the list of cells' styles

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal is_open
        name = local_name(tag)
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            is_open = name == "cellXfs"
        elif name == "xf" and is_open:
            cells.append(attributes.get("numFmtId", ""))

    walk("xl/styles.xml", styles, start)
    bad = {key: code for key, code in codes.items() if is_misleading(code)}
    return {str(style): bad[key] for style, key in enumerate(cells) if key in bad}


def is_misleading(code: str) -> bool:
    """Return whether a format has digits of its own, leaves digits away, or shows nothing of a number or a text."""
    plain = _BRACKETS.sub("", _ISSUED.sub("", code) or "General")
    literal = "".join(quoted + sign for quoted, sign in _LITERAL.findall(plain))
    sections = _LITERAL.sub("", plain).split(";")
    has_digits = any(sign.isdigit() for sign in literal) or re.search(r"[1-9]", "".join(sections)) is not None
    hides = not _SHOWS.search(sections[0]) or (len(sections) > 3 and "@" not in sections[3])
    return has_digits or hides or _SCALED.search("".join(sections)) is not None
