"""Imports xlwings without the libraries that it would otherwise bring along: the first thing that a click does.

xlwings converts ranges into data frames and figures for whoever has pandas, polars or matplotlib, and goes without
where it does not find them, or its own paid part. No button asks it for such; importing pandas takes longer than most
clicks have. A name that `sys.modules` holds as None is not found, by the rules of Python; afterwards a button that
works with pandas itself imports it as usual. Nor does pydantic look through all packages for plugins of its own, or
Python for cycles among what modules make, which stays: that would be a tenth of it.
"""

import gc
import os
import sys

gc.disable()  # until the button is there, see `at_excel.run`
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
_UNUSED = {"pandas", "polars", "matplotlib", "xlwings.pro"} - sys.modules.keys()

sys.modules.update(dict.fromkeys(_UNUSED))  # type: ignore[arg-type]  # None: not to be found
try:
    import xlwings  # noqa: F401
finally:
    for _name in _UNUSED:
        del sys.modules[_name]
