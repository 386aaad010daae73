"""What a click imports, as the VBA starts Python for it."""

import os
import re
import subprocess
import sys

import pytest

from presales_xl.addin.addin_file import sources
from tests.cli.running import CHECKOUT

#: What none of the buttons needs that look at one workbook.
HEAVY = {"pandas", "polars", "matplotlib", "openpyxl", "sqlalchemy", "jinja2", "urllib.request"}
#: What HR's buttons need where there is a file under a password only, or a page to write.
SELDOM = {"pandas", "msoffcrypto", "cryptography", "pypdf", "jinja2"}
MANAGERS = ["validate", "show_form", "explain_score", "recalculate", "compute_grades", "compute_bonus"]


def printed_by(program: str) -> list[str]:
    """Return what Python prints after it has begun as the VBA lets it begin."""
    begin = re.search(r" -B -P -m (presales_xl\.addin\.click) ", sources()["PresalesExcel"])
    assert begin is not None
    words = [sys.executable, "-B", "-c", f"import sys; import {begin[1]}; {begin[1]}.doing(); {program}"]
    run = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, capture_output=True, check=True)
    return run.stdout.decode().splitlines()


def imported(command: str) -> set[str]:
    """Return what a click on a button imports before it does anything."""
    begun = "from presales_xl.addin.at_excel import run; from presales_xl.addin.ribbon import command_of"
    return set(printed_by(f"{begun}; command_of('{command}'); print(*sys.modules, sep='\\n')"))


@pytest.mark.parametrize("command", MANAGERS)
def test_a_click_imports_no_library_that_it_does_not_need(command: str) -> None:
    modules = imported(command)
    assert {"xlwings", "presales_xl.addin.at_excel", f"presales_xl.addin.buttons.{command}"} <= modules
    assert modules & HEAVY == set()


@pytest.mark.parametrize("command", ["send_documents", "calibrate_grades", "schemes", "remind"])
def test_a_click_of_hr_imports_neither_pandas_nor_what_reads_pdfs_or_forms_before_it_is_asked_for(command: str) -> None:
    assert imported(command) & {"pandas", "pypdf", "lark"} == set()


def test_cycles_are_looked_for_as_usual_once_a_click_does_something() -> None:
    begun = "import gc; from presales_xl.addin import at_excel"
    lines = printed_by(
        f"{begun}; print(gc.isenabled()); at_excel.excel_of = lambda window: print(gc.isenabled()) or exit();"
        "at_excel.run('validate')"
    )
    assert lines == ["False", "True"]


@pytest.mark.parametrize("command", ["generate_workbooks", "collect_returns"])
def test_a_click_of_hr_imports_nothing_for_passwords_or_pages_before_there_is_one(command: str) -> None:
    modules = imported(command)
    assert "sqlalchemy" in modules
    assert modules & SELDOM == set()


def test_a_button_that_works_with_pandas_still_finds_it() -> None:
    assert printed_by("import pandas; print(len(pandas.DataFrame({'a': [1, 2]})))") == ["2"]
