"""What a command says: results to stdout, problems and progress to stderr, all in the user's language."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Literal

import click

from presales_xl.problem_texts import as_json, explain
from presales_xl.scheme.errors import Problem, Severity
from presales_xl.texts import LANGUAGES, Lang, text

FAILED, MISUSED, STOPPED = 1, 2, 130
INTERNAL = 70  # a mistake in the program itself, as sysexits.h has it; never a verdict on what the user gave
MOST = 100  # messages that are listed; whoever has more mends these first
_WIDEST = 10_000  # characters that a table would have where nothing is folded
_CELL = re.compile(r"\|((?:\\.|[^|\\])*)(?=\|)")  # of a table in Markdown, in which \| is no border
_LOOKS = {"error": "bold red", "warning": "yellow"}


class Session:
    """One run of a command."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def word(self, key: str, /, **fields: object) -> str:
        """Return a sentence in the user's language."""
        return text(self.lang, key, **fields)

    def say(self, key: str, style: str = "", /, **fields: object) -> None:
        """Print a sentence in the user's language; `style` is a colour, `bold`, `dim` or several of these."""
        self.print(self.word(key, **fields), style)

    def print(self, line: str = "", style: str = "") -> None:
        """Print a line as it is."""
        click.echo(_styled(line, style))

    def complain(self, line: str, style: str = _LOOKS["error"]) -> None:
        """Print a line on stderr."""
        click.echo(_styled(line, style), err=True)

    def tell(self, problems: Sequence[Problem], counts: Mapping[Severity, int] | None = None) -> int:
        """List problems on stderr, errors first, and return the exit code: 1 when there is an error.

        `counts` says by severity how many there are where `problems` are no more than the first of each.
        """
        ordered = sorted(problems, key=lambda problem: problem.severity != "error")
        counts = Counter(problem.severity for problem in ordered) if counts is None else counts
        total = sum(counts.values())
        for problem in ordered[:MOST]:
            severity = _styled(self.word(f"commands.severity.{problem.severity}"), _LOOKS[problem.severity])
            self.complain(self.word("commands.message", severity=severity, message=explain(self.lang, problem)), "")
        if total > MOST:
            self.complain(self.word("commands.more", count=total - MOST), "yellow")
        errors = counts.get("error", 0)
        if total > 1:
            self.complain(self.word("commands.count", errors=errors, warnings=total - errors), "bold")
        return int(errors > 0)

    def as_json(self, problem: Problem) -> Mapping[str, str]:
        """Return a problem as JSON in the user's language."""
        return as_json(self.lang, problem)

    def table(
        self,
        heads: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        styles: Iterable[str] = (),
        right: Sequence[int] = (),
        whole: Sequence[int] = (),
        spare: Sequence[int] = (),
    ) -> None:
        """Print a table as wide as the terminal: cells are folded, but for the columns that stay `whole`.

        `styles` are those of the rows, `right` the columns whose cells stand at the right. The `spare` columns are left
        out where the terminal is too narrow for them.
        """
        from rich import box  # noqa: PLC0415 - what rich costs, only commands with a table pay
        from rich.console import Console  # noqa: PLC0415
        from rich.measure import Measurement  # noqa: PLC0415
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        lines, looks = list(rows), list(styles)

        def made(places: Sequence[int]) -> Table:
            table = Table(box=box.SIMPLE_HEAD)
            for place in places:
                justify: Literal["left", "right"] = "right" if place in right else "left"
                table.add_column(heads[place], overflow="fold", no_wrap=place in whole, justify=justify)
            for line, look in zip_longest(lines, looks, fillvalue=""):
                table.add_row(*(Text(line[place]) for place in places), style=str(look))
            return table

        console = Console(highlight=False)
        table = made(range(len(heads)))
        if spare and Measurement.get(console, console.options.update(max_width=_WIDEST), table).maximum > console.width:
            table = made([place for place in range(len(heads)) if place not in spare])
        console.print(table)

    def page(self, markdown: str) -> None:
        """Print a page of Markdown: its headings, tables and paragraphs; comments are for whoever edits it."""
        for block in re.split(r"\n{2,}", markdown.strip()):
            if block.startswith("#"):
                self.print(block.lstrip("# "), "bold cyan" if block.startswith("# ") else "bold")
            elif block.startswith("|"):
                heads, _, *rows = (_CELL.findall(line) for line in block.splitlines())
                ids = [place for place in range(len(heads)) if all(row[place].startswith(" `") for row in rows)]
                self.table(list(map(_plain, heads)), [list(map(_plain, row)) for row in rows], whole=ids)
            elif not block.startswith("<!--"):
                self.print(f"{_plain(block)}\n")

    def track(self, items: Sequence[Any], what: str) -> Iterable[Any]:
        """Pass items on with a progress bar on stderr, where that is a terminal."""
        return self._tracked(items, what) if sys.stderr.isatty() else items

    def _tracked(self, items: Sequence[Any], what: str) -> Iterator[Any]:
        from rich.console import Console  # noqa: PLC0415 - only where a bar is seen
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            yield from progress.track(items, description=self.word(f"commands.progress.{what}"))


def _plain(markdown: str) -> str:
    """Return words of a page without what is there for Markdown."""
    return re.sub(r"\\([|*~])", r"\1", markdown.replace("<br>", "\n").replace("`", "")).strip()


def _styled(line: str, style: str) -> str:
    """Return a line in a style such as `bold green`."""
    words = style.split()
    colour = next((word for word in words if word not in ("bold", "dim")), None)
    return click.style(line, fg=colour, bold="bold" in words or None, dim="dim" in words or None) if words else line


def says_yes(question: str, lang: Lang, *, proposed: bool = False) -> bool:
    """Ask somebody at a terminal until the answer is yes or no, in any language; an empty line is as `proposed`."""
    answers = {text(each, f"commands.asks.{key}"): key == "yes" for each in LANGUAGES for key in ("yes", "no")}
    answers |= {"": proposed, "y": True, "n": False}
    said = text(lang, f"commands.asks.{'yes' if proposed else 'no'}")
    words = text(lang, "commands.asks.answers", question=question, proposed=said)
    while True:
        typed = click.prompt(words, default="", show_default=False, prompt_suffix="", err=True)
        if (answer := answers.get(str(typed).strip().casefold())) is not None:
            return answer


def is_at_terminal() -> bool:
    """Return whether somebody is there to answer."""
    return sys.stdin.isatty()
