"""Pictures of a workbook's sheets, drawn by a real LibreOffice.

    python docs/make_pictures.py WORKBOOK OUTDIR [--sheet NAME] [--cells A1:P20]

Writes OUTDIR/NAME.png for each sheet that a user sees; needs what the tests need: LibreOffice with its Python
bridge, and Chinese fonts.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageOps
from python_calamine import CalamineWorkbook, SheetVisibleEnum

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.engines.libreoffice import LibreOffice

SCALE = 2.0  # pixels a point: twice what a screen shows at 100 %, so that small Chinese text stays readable
WIDEST = 4000  # pixels
FRAME = 12  # pixels of white around the sheet
COLOURS = 128  # sheets are flat colours; a palette makes the file a third as large


def make_pictures(workbook: Path, folder: Path, sheets: list[str], cells: str = "") -> Iterator[Path]:
    """Write a picture for each of the sheets and yield each file; `cells` ("A1:P20") draws a part.

    Raises EngineMissingError without LibreOffice, KeyError when the workbook lacks a sheet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with LibreOffice() as office, tempfile.TemporaryDirectory() as scratch:
        pdf = Path(scratch) / "sheet.pdf"
        for name in sheets:
            office.print_sheet(workbook, name, pdf, cells=cells)
            target = folder / f"{name}.png"
            save(_first_page(pdf), target)
            yield target


def visible_sheets(workbook: Path) -> list[str]:
    """Return the names of the sheets that a user sees."""
    with CalamineWorkbook.from_path(str(workbook)) as book:
        return [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]


def _first_page(pdf: Path) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        scale = min(SCALE, WIDEST / page.get_width())
        picture: Image.Image = page.render(scale=scale).to_pil()
        return picture.convert("RGB")
    finally:
        document.close()


def save(picture: Image.Image, target: Path) -> None:
    """Write the picture without its white margins, a narrow frame left, in few colours."""
    white = Image.new("RGB", picture.size, "white")
    sheet = picture.crop(ImageChops.difference(picture, white).getbbox())
    framed = ImageOps.expand(sheet, FRAME, "white")
    framed.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


def main() -> None:
    """Read the command line and name each file that was written."""
    asked = argparse.ArgumentParser(description="Draw the sheets of a workbook as PNG files.")
    asked.add_argument("workbook", type=Path)
    asked.add_argument("folder", type=Path, metavar="outdir")
    asked.add_argument("--sheet", default="", help="only this sheet")
    asked.add_argument("--cells", default="", help="only these cells, as A1:P20")
    told = asked.parse_args()
    sheets = visible_sheets(told.workbook)
    if told.sheet and told.sheet not in sheets:
        asked.error(f"there is no visible sheet {told.sheet}, only {', '.join(sheets)}")
    wanted = [told.sheet] if told.sheet else sheets
    for picture in make_pictures(told.workbook, told.folder, wanted, told.cells):
        print(picture)


if __name__ == "__main__":
    main()
