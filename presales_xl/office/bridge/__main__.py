"""Starts LibreOffice and serves requests until stdin ends."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uno

from presales_xl.office.bridge import cells, documents
from presales_xl.office.bridge.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

PATIENCE = 180.0  # seconds; a first start fills the profile
Operations: TypeAlias = "dict[str, Callable[..., Any]]"


def main(soffice: str, profile: str, more: str = "") -> None:
    """Serve requests; `more` is a Python file with further OPERATIONS."""
    operations: Operations = {}
    for module in (documents, cells):
        operations.update(module.OPERATIONS)
    if more:
        operations.update(runpy.run_path(more)["OPERATIONS"])
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
        session = Session(_connected(pipe, process))
        for line in sys.stdin:
            print(json.dumps(_answer(session, operations, json.loads(line))), flush=True)
        session.leave()
        process.wait(PATIENCE)
    finally:
        process.kill()


def _connected(pipe: str, process: subprocess.Popen[bytes]) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except uno.getClass("com.sun.star.connection.NoConnectException"):
            if time.monotonic() > end or process.poll() not in (None, 0):
                raise
            time.sleep(0.05)


def _answer(session: Session, operations: Operations, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": operations[request.pop("do")](session, **request)}
    except KeyError as unknown:
        return {"error": "KeyError", "message": str(unknown.args[0])}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(getattr(error, "Message", "") or error)}


main(*sys.argv[1:])
