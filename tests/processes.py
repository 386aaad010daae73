"""Processes for tests that kill them or let several run at once.

Where the system forks they come from a process that has imported this module, and what it imports: a second less for
each of them. Elsewhere each is an interpreter of its own.
"""

import multiprocessing
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

import pytest  # noqa: F401 - the module that a process of pytest's own takes for its main one
import sqlalchemy.dialects.sqlite  # noqa: F401 - otherwise imported by whoever opens a ledger

from presales_xl.cli import (  # noqa: F401 - they are otherwise imported when they are named
    approve,
    calibrate,
    collect,
    confirm,
    generate,
    main,
    plan,
    publish,
    send,
    settle,
)
from presales_xl.project import Project

if TYPE_CHECKING:  # Windows has one of them
    from multiprocessing.context import ForkServerContext, SpawnContext


@cache
def context() -> "ForkServerContext | SpawnContext":
    """Return what makes processes and the pipes to them."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload([__name__])
    return forking


def started(work: Callable[..., object], *words: Any, **named: Any) -> BaseProcess:
    """Start `work` in a process of its own, and return it when it begins to work."""
    begun, tell = context().Pipe(duplex=False)
    process = context().Process(target=_work, args=(tell, work, words, named))
    process.start()
    tell.close()
    with begun:
        begun.recv()
    return process


def command(project: Project, *words: str) -> BaseProcess:
    """Start a command on a project in a process of its own."""
    return started(main, [*words, "--project", str(project.folder)])


def _work(
    tell: "Connection[None, None]", work: Callable[..., object], words: tuple[Any, ...], named: dict[str, Any]
) -> None:
    tell.send(None)
    tell.close()
    work(*words, **named)
