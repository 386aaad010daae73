"""What a click on a button costs before it does anything: importing its module, over the start of Python."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measuring import Cost, Figure
from benchmarks.start import cpu_seconds
from presales_xl.addin.ribbon import command_of, commands


def figures(folder: Path, rounds: int, names: Sequence[str] = ()) -> Iterator[Figure]:
    """Yield what it costs to import each button's module, or that of some."""
    start = min(cpu_seconds(("-c", "pass"), folder) for _ in range(rounds))
    for module in dict.fromkeys(command_of(name).__module__ for name in names or commands()):
        # As the add-in starts Python.
        words = ("-c", f"import presales_xl.addin.without_pandas, presales_xl.addin.at_excel, {module}")
        cpu_seconds(words, folder)  # the first fills the caches
        taken = min(cpu_seconds(words, folder) for _ in range(rounds))
        yield Figure(f"click, {module.rpartition('.')[2]}", Cost(taken, taken), "python -c pass", Cost(start, start))
