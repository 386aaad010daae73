"""Workbooks as they come back, good and evil, built for real."""

import datetime
import zipfile
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET1 = "xl/worksheets/sheet1.xml"


def ordinary(path: Path) -> Path:
    """Write a workbook with every kind of value: the sheets 数据 (from C3 on), 隐藏, 深藏 and 空."""
    with xlsxwriter.Workbook(path) as book:
        data, hidden, deep, _empty = (book.add_worksheet(name) for name in ("数据", "隐藏", "深藏", "空"))
        hidden.hide()
        deep.very_hidden()
        hidden.write("A1", "藏")
        deep.write("B2", 7)
        forms = {
            name: book.add_format({"num_format": code})
            for name, code in {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "time": "hh:mm"}.items()
        }
        data.write_row("C3", ["张三", 91, 1.5, True, False])
        data.write_datetime("C4", datetime.date(2026, 11, 1), forms["day"])
        data.write_datetime("D4", datetime.datetime(2026, 11, 1, hour=12, minute=30), forms["moment"])
        data.write_datetime("E4", datetime.time(9, 15), forms["time"])
        data.write_blank("F4", None, forms["day"])
        data.write_string("G4", "")
        data.write_formula("C5", "=1/0", None, "#DIV/0!")
        data.write_formula("D5", "=NA()", None, "#N/A")
        data.write_string("E5", "#N/A")
        data.write_formula("F5", "=D3*2", None, 182)
        data.write_formula("G5", '=C3&"!"', None, "张三!")
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    """Return a workbook's parts by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    """Write a zip file of those parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def sheet(rows: str, before: str = "") -> bytes:
    """Return a sheet part with this inside its sheetData."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'.encode()


def cell(reference: str, value: str = "1") -> str:
    """Return a row with one cell, referred to as in `B2`."""
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{reference}"><v>{value}</v></c></row>'


def with_parts(path: Path, **parts: bytes | str) -> Path:
    """Write an ordinary workbook with parts replaced or added: `with_parts(path, **{"xl/x.xml": "<x/>"})`."""
    return pack(path, parts_of(ordinary(path)) | parts)


def with_sheet(path: Path, xml: bytes) -> Path:
    """Write an ordinary workbook whose first sheet 数据 has this XML."""
    return with_parts(path, **{SHEET1: xml})
