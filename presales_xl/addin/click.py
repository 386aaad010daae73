"""What a click on Windows starts: `python -m presales_xl.addin.click COMMAND WINDOW`, the number of Excel's window.

Neither says anything of a workbook; which one is meant Excel is asked.
"""

import sys

import presales_xl.addin.without_pandas  # noqa: F401  # before xlwings
from presales_xl.addin.at_excel import run

if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]))
