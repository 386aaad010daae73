"""An engine for xlwings over LibreOffice: the add-in's commands where there is no Excel, and their tests."""

from collections.abc import Iterator
from contextlib import contextmanager

import xlwings as xw

from presales_xl.office.xlwings_engine.app import Alert, Respond, agree
from presales_xl.office.xlwings_engine.engine import Engine

__all__ = ["Alert", "Respond", "agree", "libreoffice"]


@contextmanager
def libreoffice(respond: Respond = agree) -> Iterator[xw.App]:
    """Start a LibreOffice of our own and yield it as an App of xlwings; end it afterwards.

    Its message boxes are answered by `respond` and kept in `app.impl.alerts`. Meanwhile it is the active engine.
    ProblemsError `office.missing` or `office.no_python` where the machine lacks it.
    """
    engine = _engine()
    before = xw.engines.active
    app = xw.App(impl=engine.impl.apps.start(respond))
    engine.activate()
    try:
        yield app
    finally:
        app.quit()
        xw.engines.active = before


def _engine() -> xw.Engine:
    """Return the engine, made known to xlwings."""
    if Engine.name not in [engine.name for engine in xw.engines]:
        xw.engines.add(xw.Engine(impl=Engine()))
    return xw.engines[Engine.name]
