"""The command line: `presales-xl`."""

from presales_xl.cli.run import main

__all__ = ["main"]
