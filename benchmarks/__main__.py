"""`python -m benchmarks`: measures and compares with the goals; the exit code is 1 where one is missed."""

import gc
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import clicks, growth, returns, scoring, start, statements, workbooks
from benchmarks.measuring import Figure
from presales_xl.cli.program import CYCLES

#: What is measured, by name; each takes a folder, how many managers or people, and how often.
SUBJECTS = ("start", "workbooks", "returns", "statements", "scoring", "clicks", "growth")


def figures(subject: str, folder: Path, managers: int, rounds: int) -> Iterator[Figure]:
    """Yield the figures of a subject; people that are scored are two thousand times as many as managers."""
    if subject == "start":
        yield from start.measured(rounds)
    elif subject == "workbooks":
        yield from workbooks.figures(folder, managers, rounds)
    elif subject == "returns":
        yield from returns.figures(folder, managers, rounds)
    elif subject == "statements":
        yield from statements.figures(folder, managers, rounds)
    elif subject == "scoring":
        yield from scoring.figures(folder, 2000 * managers, rounds)
    elif subject == "clicks":
        yield from clicks.figures(folder, rounds)


def main(words: list[str]) -> int:
    """Measure, print a line per figure, and return 1 where a goal is missed."""
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(SUBJECTS)}; all by default")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is run; the least of its times counts")
    parser.add_argument("--managers", type=int, default=50, help="of the company whose cycle is measured")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 300, 1000], help="managers of the growth table")
    options = parser.parse_args(words)
    gc.set_threshold(*CYCLES)  # as a command does
    missed = 0
    with TemporaryDirectory(prefix="presales-benchmarks-") as folder:
        for subject in options.subjects or SUBJECTS:
            for figure in figures(subject, Path(folder), options.managers, options.rounds):
                print(figure.line(), flush=True)
                missed += figure.is_missed
            for place, row in enumerate(growth.rows(Path(folder), options.sizes) if subject == "growth" else ()):
                print(*([growth.HEAD] if place == 0 else []), row.line(), sep="\n", flush=True)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
