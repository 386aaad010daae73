"""The command line: `presales-xl`."""

from presales_xl.cli.program import main

__all__ = ["main"]
