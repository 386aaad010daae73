"""All processors of this computer, or a Dask cluster: blocks of work go out, results come back in their order.

A block is a few dozen items that a function of a module takes, and of each of which it returns something small. What
was written by the time of an interruption stays, nothing else: whoever calls runs again and ends in the same state.
"""

import io
import logging
import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module
from itertools import islice
from logging.handlers import QueueHandler
from queue import SimpleQueue
from socket import create_connection
from typing import Any, TypeVar
from urllib.parse import urlsplit

from presales_xl import __version__
from presales_xl.progress import Track
from presales_xl.scheme.errors import fail
from presales_xl.worker import Worker, end

A = TypeVar("A")
R = TypeVar("R")
#: What a block comes to, and what it said to the log.
_Done = tuple[Sequence[Any], Sequence[logging.LogRecord]]
_CONNECT = 10  # seconds until a scheduler that does not answer counts as unreachable
_AHEAD = 2  # blocks that wait for each process: enough that none waits, few enough that memory stays flat

_one_at_a_time = threading.Lock()  # blocks in a process: a Dask worker may have several threads


@dataclass(frozen=True)
class Cores:
    """Where blocks of work run: in so many `processes` of this computer, however little there is to do.

    By default it is one for each of its processors, where there is enough to do for it. With a `scheduler`
    (`tcp://host:8786`) they run on the workers of a Dask cluster, which see the same folders.
    """

    processes: int = 0
    scheduler: str = ""

    @property
    def count(self) -> int:
        """Return how many processes there are to be."""
        available = getattr(os, "sched_getaffinity", None)  # what this process may use; Windows and Macs have all
        return self.processes or (len(available(0)) if available else os.cpu_count()) or 1


ALL = Cores()


def in_blocks(
    function: Callable[[Sequence[A]], Sequence[R]],
    items: Sequence[Any],
    size: int,
    *,
    prepare: Callable[[Any], A],
    name: Callable[[Any], str],
    least: int,
    track: Track,
    what: str,
    cores: Cores,
    common: Sequence[object] = (),
) -> Iterator[R]:
    """Yield what `function` makes of each item, in their order; it takes up to `size` of them at once.

    `prepare` makes of an item what the function takes, only when its block goes out. `least` items are worth two
    processes, each half of them another one; more are started only where they were asked for. What is `common` to
    items, the very objects, is unpacked by each process once. `track` tells how far the work is, in `what`.
    ProblemsError `cores.…` when a process dies (it names the items of its block by `name`) or the cluster cannot be
    used; what the function raises comes here.
    """
    count = cores.processes or min(cores.count, 2 * len(items) // least)
    is_alone = not items or (not cores.scheduler and count < 2)
    if not is_alone:
        size = min(size, -(-len(items) // max(count, 2)))  # so that nobody idles
    starts = range(0, len(items), size)
    blocks = ([prepare(item) for item in items[start : start + size]] for start in starts)

    def names(place: int) -> str:
        block = items[starts[place] : starts[place] + size]
        return " … ".join(dict.fromkeys((name(block[0]), name(block[-1]))))

    done: Iterator[Sequence[R]]
    if is_alone:
        done = map(function, blocks)
    else:
        work, packed = pickle.dumps(_Work(function, common)), (_packed(block, common) for block in blocks)
        if cores.scheduler:
            done = _on_cluster(work, packed, cores.scheduler, names)
        else:
            done = _in_processes(work, packed, min(count, len(starts)), names)
    results = (result for block in done for result in block)
    for _, result in zip(track(items, what), results, strict=True):
        yield result


@dataclass(frozen=True)
class _Work:
    """The function for all blocks, and what these have in common."""

    function: Callable[[Any], Sequence[Any]]
    common: Sequence[object]

    def done(self, packed: bytes) -> _Done:
        """Return what a block comes to, and what was logged meanwhile, warnings among it."""
        records: SimpleQueue[logging.LogRecord] = SimpleQueue()
        handler, root = QueueHandler(records), logging.getLogger()
        with _one_at_a_time:
            logging.captureWarnings(capture=True)
            root.addHandler(handler)
            try:
                results = self.function(_Unpickler(packed, self.common).load())
            finally:
                root.removeHandler(handler)
                logging.captureWarnings(capture=False)
        return results, [records.get() for _ in range(records.qsize())]


class _Pickler(pickle.Pickler):
    """Pickles a block, without what blocks have in common."""

    def __init__(self, file: io.BytesIO, common: Sequence[object]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.places = {id(each): place for place, each in enumerate(common)}

    def persistent_id(self, each: object) -> int | None:
        """Return the number of what is common, None for what is the block's own."""
        return self.places.get(id(each))


class _Unpickler(pickle.Unpickler):  # noqa: S301 - from our own parent
    """Puts in what blocks have in common."""

    def __init__(self, packed: bytes, common: Sequence[object]) -> None:
        super().__init__(io.BytesIO(packed))
        self.common = common

    def persistent_load(self, place: int) -> object:
        """Return what has this number."""
        return self.common[place]


def _packed(block: Sequence[Any], common: Sequence[object]) -> bytes:
    file = io.BytesIO()
    _Pickler(file, common).dump(block)
    return file.getvalue()


@lru_cache(maxsize=1)
def _unpacked(work: bytes) -> _Work:
    """Return the work of blocks, the same for all that a process gets: what they have in common is there once."""
    unpacked: _Work = pickle.loads(work)  # noqa: S301 - from our own parent
    return unpacked


def _done(work: bytes, block: bytes) -> _Done:
    return _unpacked(work).done(block)


def _in_processes(
    work: bytes, blocks: Iterable[bytes], count: int, names: Callable[[int], str]
) -> Iterator[Sequence[Any]]:
    """Yield what blocks come to in processes of this computer, each led by a thread."""
    workers = [Worker(None) for _ in range(count)]
    free: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        free.put(worker)

    def run(block: bytes) -> _Done:
        worker = free.get()
        try:
            return worker.run(partial(_done, work), block)
        finally:
            free.put(worker)

    threads = ThreadPoolExecutor(count)
    try:
        yield from _in_order(lambda block: threads.submit(run, block), blocks, count * _AHEAD, names)
    finally:  # done, broken off, or interrupted
        end(threads, workers)


def _in_order(
    submit: Callable[[Any], "Future[_Done] | _Awaited"], blocks: Iterable[Any], ahead: int, names: Callable[[int], str]
) -> Iterator[Sequence[Any]]:
    """Yield what blocks come to in their order, with so many under way; their words go to this process's log."""
    coming = iter(blocks)
    under_way = deque(map(submit, islice(coming, ahead)))
    place = 0
    while under_way:
        try:
            results, records = under_way.popleft().result()
        except ChildProcessError:
            raise fail("cores.died", what=names(place)) from None
        under_way.extend(map(submit, islice(coming, 1)))
        for record in records:
            logging.getLogger(record.name).handle(record)
        yield results
        place += 1


def _on_cluster(
    work: bytes, blocks: Iterable[bytes], address: str, names: Callable[[int], str]
) -> Iterator[Sequence[Any]]:
    """Yield what blocks come to on the workers of a Dask cluster, which must have this version of the product."""
    try:
        distributed: Any = import_module("distributed")  # an extra, for those who have a cluster
    except ImportError:
        raise fail("cores.no_dask") from None
    try:
        where = urlsplit(address)
        with create_connection((where.hostname, where.port), _CONNECT):  # so that nothing of Dask's tries for long
            pass
        client = distributed.Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise fail("cores.unreachable", address=address, reason=str(error).split("\n")[0]) from None
    with client:
        versions = client.run(_version)
        if not versions or set(versions.values()) != {__version__}:
            raise fail("cores.other_version", found=sorted(set(versions.values())) or ["—"], expected=__version__)

        def submit(block: bytes) -> _Awaited:
            return _Awaited(client.submit(_done, work, block, pure=False), distributed.KilledWorker)

        yield from _in_order(submit, blocks, len(versions) * _AHEAD, names)


def _version() -> str:
    return __version__


@dataclass(frozen=True)
class _Awaited:
    """A block on the cluster, whose loss of a worker is told as that of a process is."""

    future: Any
    lost: type[Exception]

    def result(self) -> _Done:
        """Wait for the block."""
        try:
            done: _Done = self.future.result()
        except self.lost as error:
            raise ChildProcessError(str(error)) from None
        return done
