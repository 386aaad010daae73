"""Sheets without their protection for a while: they have no password, and each program spells it in its own way."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import xlwings as xw

from presales_xl.scheme.errors import Place, fail

_ALLOWED = {"sorting": True, "filtering": True, "formatting_columns": True, "formatting_rows": True}


@contextmanager
def unlocked(sheets: Iterable[xw.Sheet]) -> Iterator[None]:
    """Take the protection off some sheets and put it back, whatever happens meanwhile.

    ProblemsError `addin.protected` for a sheet that somebody has given a password.
    """
    with ExitStack() as stack:
        for sheet in sheets:
            stack.enter_context(_unlocked(sheet))
        yield


@contextmanager
def _unlocked(sheet: xw.Sheet) -> Iterator[None]:
    native: Any = None
    with suppress(Exception):  # engines without one
        native = sheet.api
    known = _spelling(native)
    if known is None or not known[0]():
        yield
        return
    is_protected, unprotect, protect = known
    try:
        with suppress(Exception):  # a wrong password
            unprotect()
        if is_protected():
            raise fail("addin.protected", Place(sheet=sheet.name))
        yield
    finally:
        try:
            protect()
        except Exception:  # Excel is busy at times
            protect()


def _spelling(native: Any) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[], Any]] | None:
    """Return what says whether a sheet is protected, what takes the protection off and what puts it on."""
    if hasattr(native, "isProtected"):  # LibreOffice keeps what is allowed
        return native.isProtected, lambda: native.unprotect(""), lambda: native.protect("")
    if hasattr(native, "protect_worksheet"):  # Excel for Mac
        return (
            native.protect_contents.get,
            native.unprotect,
            lambda: native.protect_worksheet(**{f"allow_{what}": yes for what, yes in _ALLOWED.items()}),
        )
    if hasattr(native, "ProtectContents"):  # Excel for Windows
        allowed = {"Allow" + what.title().replace("_", ""): yes for what, yes in _ALLOWED.items()}
        # Without an argument Excel would ask for the password.
        return lambda: native.ProtectContents, lambda: native.Unprotect(""), lambda: native.Protect(**allowed)
    return None
