"""Answers requests inside LibreOffice's own process: a call there takes microseconds, from another process about 1 ms.

LibreOffice's loader of Python components imports this module and keeps what `getComponentFactory` returns.
"""

from __future__ import annotations

import json
import runpy
from typing import TYPE_CHECKING, Any

import uno
import unohelper

from presales_xl.office.bridge import cells, documents
from presales_xl.office.bridge.session import OfficeSession

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

Operations: TypeAlias = "dict[str, Callable[..., Any]]"
_Job: Any = uno.getClass("com.sun.star.task.XJob")


class RequestHandler(unohelper.Base, _Job):  # type: ignore[misc]  # UNO has no types
    """Takes requests in JSON and answers them in JSON; `more` is a Python file with further OPERATIONS."""

    def __init__(self, session: OfficeSession, more: str) -> None:
        self._session = session
        self._operations: Operations = {**documents.OPERATIONS, **cells.OPERATIONS}
        if more:
            self._operations.update(runpy.run_path(more)["OPERATIONS"])

    def execute(self, arguments: tuple[Any, ...]) -> str:
        """Answer one request, which is the value of the only argument."""
        return json.dumps(self._answer(json.loads(arguments[0].Value)))

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"answer": self._operations[request.pop("do")](self._session, **request)}
        except KeyError as unknown:
            return {"error": "KeyError", "message": str(unknown.args[0])}
        except Exception as error:
            return {"error": type(error).__name__, "message": str(getattr(error, "Message", "") or error)}


def getComponentFactory(more: str, services: Any, key: Any) -> RequestHandler:  # noqa: N802 - the loader's spelling
    """Return what answers; the loader is asked for a component that has the name of `more`."""
    del key
    context = uno.getComponentContext()
    return RequestHandler(
        OfficeSession(services.createInstanceWithContext("com.sun.star.frame.Desktop", context)), more
    )
