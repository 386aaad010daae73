"""What a file is that is no workbook of ours: told by its bytes, whatever its name, with what to do about it."""

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Mapping
from math import log2

from presales_xl.scheme.errors import EncryptedError, OtherFormatError, OtherKindError, Problem, ProblemsError, fail

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = {b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
_ARCHIVES = {b"Rar!": "RAR", b"7z\xbc\xaf": "7-Zip", b"\x1f\x8b": "GZIP", b"\xfd7zXZ": "XZ", b"BZh": "BZIP2"}
_SHORTCUT = b"L\0\0\0\x01\x14\x02\0"
_TNEF = b"\x78\x9f\x3e\x22"
#: What encryption software of companies writes at the beginning of every file, as far as that is public.
_COMPANY_SOFTWARE = {b"E-SafeNet": "亿赛通 E-SafeNet", b"%TSD-Header": "绿盾 TSD"}
#: The names of streams in Microsoft's old container (in UTF-16), and what has them.
_DOCUMENTS = {"WordDocument": "DOC / WPS", "PowerPoint Document": "PPT / DPS"}
#: Lines that mails begin with.
_MAIL = re.compile(
    rb"^(received|return-path|delivered-to|message-id|from|to|cc|date|subject|mime-version|content-type|x-[\w-]+):",
    re.MULTILINE,
)
#: What is said of such a container of which nothing else is known.
OLD_WORKBOOK = "XLS / ET (OLE)"
_HEAD = 4096
_SAMPLE, _LEAST = 2**16, 2**10  # bytes whose mixture is looked at; of fewer it tells nothing
_MIXED = 7.5  # bits a byte: above it a file is encrypted or packed; texts have 4 to 6, programs up to 7


def no_zip(data: bytes) -> ProblemsError:
    """Return what to say of a file that is no zip file, and so no workbook; EncryptedError for one under a password."""
    head = data[:_HEAD]
    if data.startswith(_OLE):
        return _ole(data)
    for mark, name in _COMPANY_SOFTWARE.items():
        if mark in head:
            return fail("file.company_encrypted", found=name)
    for say, kinds in ((_other_kind, _PICTURES), (_archive, _ARCHIVES)):
        for magic, name in kinds.items():
            if data.startswith(magic):
                return say(name)
    if data.startswith(b"%PDF"):
        return _other_kind("PDF")
    if data.startswith(_SHORTCUT):
        return fail("file.shortcut")
    if data.startswith(_TNEF):
        return fail("file.mail", found="winmail.dat")
    if b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _text(data, head.lower())
    if len(data) >= _LEAST and _mixture(data[:_SAMPLE]) > _MIXED:
        return fail("file.maybe_encrypted")
    return _other_kind(data[:4].hex(" "))


def other_zip(parts: Mapping[str, bytes]) -> ProblemsError:
    """Return what to say of a zip file without a workbook; `parts` by their names in small letters."""
    if "xl/workbook.bin" in parts:
        return _other_format("XLSB")
    if b"spreadsheet" in parts.get("mimetype", b""):
        return _other_format("ODS")
    if "index/document.iwa" in parts:
        return _other_format("Numbers")
    known = {"word/document.xml": "DOCX", "ppt/presentation.xml": "PPTX"}
    name = next((known[part] for part in known if part in parts), "")
    return _other_kind(name) if name else _archive("ZIP")


def _other_kind(found: str) -> OtherKindError:
    return OtherKindError([Problem("file.not_a_workbook", fields={"found": found})])


def _other_format(found: str) -> OtherFormatError:
    return OtherFormatError([Problem("file.other_format", fields={"found": found})])


def _archive(found: str) -> ProblemsError:
    return fail("file.archive", found=found)


def _ole(data: bytes) -> ProblemsError:
    """Return what to say of the container that old Office files, encrypted workbooks and Outlook's mails share."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("DRMEncryptedTransform") or has("DRMContent"):
        return fail("file.company_encrypted", found="Microsoft IRM")
    if has("EncryptedPackage"):
        return EncryptedError([Problem("file.encrypted")])
    if has("__substg1.0_"):
        return fail("file.mail", found=".msg")
    for name, kind in _DOCUMENTS.items():
        if has(name):
            return _other_kind(kind)
    return _other_format(OLD_WORKBOOK)


def _text(data: bytes, head: bytes) -> ProblemsError:
    """Return what to say of a text."""
    if b"schemas-microsoft-com:office:spreadsheet" in head:
        return _other_format("XML 2003")
    if _is_mail(head.removeprefix(BOM_UTF8).lstrip()):
        web_page = b"office:excel" in data
        return _other_format("MHT") if web_page else fail("file.mail", found=".eml")
    if b"<html" in head or b"<table" in head:
        return _other_format("HTML")
    return OtherFormatError([Problem("file.text_only", fields={"found": "CSV / TXT"})])


def _is_mail(head: bytes) -> bool:
    """Return whether a text begins as mails do: with one of their lines, and a second one or the kind of content."""
    lines = set(_MAIL.findall(re.split(rb"\r?\n\r?\n", head)[0]))
    return bool(_MAIL.match(head)) and (len(lines) > 1 or b"mime-version:" in head or b"content-type:" in head)


def _mixture(data: bytes) -> float:
    """Return Shannon's entropy of bytes, in bits a byte."""
    return -sum(count / len(data) * log2(count / len(data)) for count in Counter(data).values())
