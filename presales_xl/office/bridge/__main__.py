"""Starts LibreOffice and serves requests until stdin ends."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import uno

PATIENCE = 180.0  # seconds; a first start fills the profile
PACKAGES = Path(__file__).resolve().parents[3]
INSIDE = f"vnd.openoffice.pymodule:{PACKAGES.as_uri()}/presales_xl.office.bridge.inside"


def main(soffice: str, profile: str, more: str = "") -> None:
    """Serve requests; `more` is a Python file with further OPERATIONS."""
    pipe = f"presales-{uuid.uuid4().hex}"
    process = subprocess.Popen(  # noqa: S603 - found by presales_xl.office.libreoffice
        [
            soffice,
            f"-env:UserInstallation={Path(profile).resolve().as_uri()}",
            *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault"),
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        context = _connected(pipe, process)
        services = context.ServiceManager
        loader = services.createInstanceWithContext("com.sun.star.loader.Python", context)
        answers = loader.activate(more, "", INSIDE, None)
        for line in sys.stdin:
            print(answers.execute((_named(line),)), flush=True)
        _leave(services.createInstanceWithContext("com.sun.star.frame.Desktop", context))
        process.wait(PATIENCE)
    finally:
        process.kill()


def _connected(pipe: str, process: subprocess.Popen[bytes]) -> Any:
    """Return LibreOffice's component context."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except uno.getClass("com.sun.star.connection.NoConnectException"):
            if time.monotonic() > end or process.poll() not in (None, 0):
                raise
            time.sleep(0.05)


def _named(line: str) -> Any:
    argument = uno.createUnoStruct("com.sun.star.beans.NamedValue")
    argument.Name, argument.Value = "request", line
    return argument


def _leave(desktop: Any) -> None:
    """Tell LibreOffice to end."""
    try:
        desktop.terminate()
    except uno.getClass("com.sun.star.lang.DisposedException"):
        pass  # it left before it could say so


main(*sys.argv[1:])
