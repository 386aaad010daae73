"""What a process writes of a block: managers' workbooks fill the shapes that they have in common, others are built."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from presales_xl.cycle.generating.seal import Keys
from presales_xl.files import drafts_in, write_whole
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang
from presales_xl.workbook import build
from presales_xl.workbook.identity import Seal, is_sealed_so
from presales_xl.workbook.layout import Book, BookLayout
from presales_xl.workbook.shape import NoShapeError, Shape, Shapes
from presales_xl.workbook.style import now

#: Writes a workbook, given the number of its issue and what makes seals, and returns the seal.
Writer = Callable[[int, Seal], str]


@dataclass(frozen=True)
class TeamWriter:
    """Writes a manager's workbook; where it has a `fitting` shape that is filled, which comes to the same."""

    book: Book
    path: Path
    lang: Lang
    fitting: tuple[Shape, BookLayout] | None = None

    def __call__(self, number: int, seal: Seal) -> str:
        """Write an issue of it, and return its seal."""
        with suppress(NoShapeError):
            if self.fitting:
                shape, layout = self.fitting
                numbered = replace(layout, book=replace(layout.book, issue=number), known={})
                content, sealed = shape.fill(numbered, seal, now())
                write_whole(self.path, content)
                return sealed
        return build.write(replace(self.book, issue=number), self.path, self.lang, seal).seal


def faster(writers: Sequence[Writer]) -> list[Writer]:
    """Return writers that do the same: those of managers' workbooks with a shape in common fill it."""
    ways = list(writers)
    teams = [(number, writer) for number, writer in enumerate(writers) if isinstance(writer, TeamWriter)]
    for lang in dict.fromkeys(writer.lang for _, writer in teams):
        of_lang = [(number, writer) for number, writer in teams if writer.lang == lang]
        for place, shape, layout in _shapes(lang).fitting([writer.book for _, writer in of_lang]):
            number, writer = of_lang[place]
            ways[number] = replace(writer, fitting=(shape, layout))
    return ways


@lru_cache(maxsize=1)
def _shapes(lang: Lang) -> Shapes:
    """Return the shapes that this process keeps from one block to the next."""
    return Shapes(lang)


@contextmanager
def writing_to(folders: Iterable[Path]) -> Iterator[None]:
    """Hold a place for drafts in folders as long as this lasts; one that cannot be written to is left to each file."""
    with ExitStack() as held:
        for folder in folders:
            with suppress(ProblemsError):
                held.enter_context(drafts_in(folder))
        yield


@dataclass(frozen=True)
class Task:
    """A draft as a process gets it; the seal and the key of the issue before where it is to be the same."""

    path: Path
    writer: Writer
    number: int
    key: str
    seal: str


@dataclass(frozen=True)
class Done:
    """What became of a draft: its issue, seal and key; or why it cannot be written."""

    number: int = 0
    seal: str = ""
    key: str = ""
    problems: Sequence[Problem] = ()


def written(tasks: Sequence[Task], keys: Keys) -> list[Done]:
    """Write workbooks that the outbox does not have, and return what became of each."""
    left = [number for number, task in enumerate(tasks) if not (task.seal and is_sealed_so(task.path, task.seal))]
    done = [Done(task.number, task.seal, task.key) for task in tasks]
    writers = faster([tasks[number].writer for number in left])
    with writing_to(dict.fromkeys(tasks[number].path.parent for number in left)):
        for number, writer in zip(left, writers, strict=True):
            try:
                done[number] = _sealed(replace(tasks[number], writer=writer), keys)
            except ProblemsError as error:
                done[number] = Done(problems=error.problems)
    return done


def _sealed(task: Task, keys: Keys) -> Done:
    """Write a workbook.

    One that was issued before and has other texts in this version of the product is the next issue, which asks nothing
    else: the file that is out stays valid.
    """
    number, key = task.number, task.key
    seal = task.writer(number, keys.seal(key))
    if task.seal and seal != task.seal:
        number, key = number + 1, keys.newest
        seal = task.writer(number, keys.seal(key))
    return Done(number, seal, key)
