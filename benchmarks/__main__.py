"""`python -m benchmarks`: measures and compares with the goals; the exit code is 1 where one is missed."""

import sys
from argparse import ArgumentParser

from benchmarks.start import measured


def main(words: list[str]) -> int:
    """Measure, print a line per figure, and return 1 where a goal is missed."""
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="how often each is run; the least of its times counts")
    figures = measured(parser.parse_args(words).rounds)
    for figure in figures:
        print(f"{figure.name:<20} {figure.ratio:6.1f} × python -c pass (goal {figure.goal})")
    return int(any(figure.ratio > figure.goal for figure in figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
