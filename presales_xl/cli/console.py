"""What a command says: results to stdout, problems and progress to stderr, all in the user's language."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from presales_xl.scheme.errors import Problem
from presales_xl.texts import Lang, explain, text

INTERNAL = 70  # the exit code of a mistake in the program itself, as sysexits.h has it
MOST = 100  # messages that are listed; whoever has more mends these first
_LOOKS = {"error": "bold red", "warning": "yellow"}


class Session:
    """One run of a command."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.out = Console(highlight=False, soft_wrap=True)
        self.err = Console(highlight=False, soft_wrap=True, stderr=True)

    def word(self, key: str, **fields: object) -> str:
        """Return a sentence of `commands.yaml`."""
        return text(self.lang, f"commands.{key}", **fields)

    def say(self, key: str, style: str = "", **fields: object) -> None:
        """Say what was done."""
        self.print(self.word(key, **fields), style)

    def print(self, line: str = "", style: str = "") -> None:
        """Print a line as it is."""
        self.out.print(Text(line, style=style))

    def complain(self, key: str, **fields: object) -> None:
        """Say on stderr that something did not work."""
        self.err.print(Text(self.word(key, **fields), style=_LOOKS["error"]))

    def tell(self, problems: Sequence[Problem]) -> int:
        """List problems on stderr, errors first, and return the exit code: 1 when there is an error."""
        ordered = sorted(problems, key=lambda problem: problem.severity != "error")
        for problem in ordered[:MOST]:
            severity = self.word(f"severity.{problem.severity}")
            line = self.word("message", severity=severity, message=explain(self.lang, problem))
            marked = Text(line)
            marked.stylize(_LOOKS[problem.severity], 0, len(severity))
            self.err.print(marked)
        if len(ordered) > MOST:
            self.err.print(Text(self.word("more", count=len(ordered) - MOST), style="yellow"))
        errors = sum(problem.severity == "error" for problem in ordered)
        if len(ordered) > 1:
            self.err.print(Text(self.word("count", errors=errors, warnings=len(ordered) - errors), style="bold"))
        return int(errors > 0)

    def misused(self, code: str, command: str, close: Sequence[str], **fields: object) -> None:
        """Say on stderr how a command was miswritten."""
        parts = [self.word(f"usage.{code}", **fields)]
        if close:
            parts.append(self.word("usage.close", names="、".join(close) if self.lang == "zh" else ", ".join(close)))
        parts.append(self.word("usage.help", command=command))
        severity = self.word("severity.error")
        line = self.word("message", severity=severity, message=" ".join(parts))
        self.err.print(Text(line, style=_LOOKS["error"]))

    def track(self, items: Sequence[Any], what: str) -> Iterable[Any]:
        """Pass items on with a progress bar on stderr, where that is a terminal."""
        return self._tracked(items, what) if self.err.is_terminal else items

    def _tracked(self, items: Sequence[Any], what: str) -> Iterator[Any]:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self.err, transient=True) as progress:
            yield from progress.track(items, description=self.word(f"progress.{what}"))
