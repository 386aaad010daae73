"""Blocks of work in processes of their own: in order, with one log, and told of where a process dies."""

import logging
import os
import warnings
from collections.abc import Iterator, Sequence

import psutil
import pytest

from presales_xl.cores import ALL, Cores, in_blocks
from presales_xl.problem_texts import explain
from presales_xl.progress import quiet
from presales_xl.scheme.errors import ProblemsError

TWO = Cores(processes=2)


def squares(numbers: Sequence[int]) -> list[int]:
    return [number * number for number in numbers]


def processes(numbers: Sequence[int]) -> list[int]:
    return [os.getpid() for _ in numbers]


def dying_at_7(numbers: Sequence[int]) -> list[int]:
    if 7 in numbers:
        os._exit(9)
    return list(numbers)


def stumbling(numbers: Sequence[int]) -> list[int]:
    raise LookupError(f"a mistake about {numbers[0]}")


def talking(numbers: Sequence[int]) -> list[int]:
    for number in numbers:
        logging.getLogger("presales_xl.talking").warning("at %s", number)
    warnings.warn(f"warned at {numbers[0]}", UserWarning, stacklevel=1)
    return list(numbers)


def run(function: object, count: int, cores: Cores = TWO, least: int = 1, size: int = 3) -> list[int]:
    return list(
        in_blocks(
            function,  # type: ignore[arg-type]
            range(count),
            size,
            prepare=int,
            name=str,
            least=least,
            track=quiet,
            what="generate",
            cores=cores,
        )
    )


def test_results_come_in_the_order_of_the_items_whatever_the_number_of_processes() -> None:
    expected = [number * number for number in range(50)]
    assert [run(squares, 50, Cores(processes)) for processes in (1, 2, 3)] == [expected] * 3
    assert run(squares, 0) == []


def test_few_items_start_no_process_and_many_share_a_few() -> None:
    assert set(run(processes, 5, ALL, least=6)) == set(run(processes, 5, Cores(1))) == {os.getpid()}
    others = set(run(processes, 60))
    assert os.getpid() not in others
    assert len(others) <= 2


class Token:
    """Something of its own, which is only itself."""


def same(pairs: Sequence[tuple[Token, int]]) -> list[bool]:
    seen.update(token for token, _ in pairs)
    return [len(seen) == 1 for _ in pairs]


seen: set[Token] = set()


@pytest.mark.parametrize("place", ["processes", "cluster"])
def test_what_items_have_in_common_is_the_same_object_in_all_blocks_of_a_process(
    place: str, request: pytest.FixtureRequest
) -> None:
    cores = TWO if place == "processes" else Cores(scheduler=request.getfixturevalue("scheduler"))
    common = Token()
    results = in_blocks(
        same,
        range(30),
        3,
        prepare=lambda number: (common, number),
        name=str,
        least=1,
        track=quiet,
        what="generate",
        cores=cores,
        common=[common],
    )
    assert list(results) == [True] * 30


def test_a_process_that_dies_is_told_of_with_what_it_was_at_and_what_came_before_is_there() -> None:
    came: list[int] = []
    blocks = in_blocks(
        dying_at_7,
        range(30),
        3,
        prepare=int,
        name=lambda number: f"第 {number} 份",
        least=1,
        track=quiet,
        what="generate",
        cores=TWO,
    )
    with pytest.raises(ProblemsError) as caught:
        came.extend(blocks)
    assert came == [0, 1, 2, 3, 4, 5]
    assert explain("zh", caught.value.problems[0]).startswith("处理「第 6 份 … 第 8 份」的进程意外中止")


def test_a_mistake_of_the_program_keeps_its_traceback() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)in stumbling.*LookupError: a mistake about 0"):
        run(stumbling, 9)


def test_what_processes_log_and_warn_of_comes_into_the_one_log_in_order(caplog: pytest.LogCaptureFixture) -> None:
    run(talking, 6)
    assert [record.getMessage() for record in caplog.records if "talking" in record.name] == [
        f"at {n}" for n in range(6)
    ]
    warned = [record.getMessage() for record in caplog.records if record.name == "py.warnings"]
    assert [f"warned at {first}" in message for first, message in zip((0, 3), warned, strict=True)] == [True, True]


def test_whoever_breaks_off_leaves_no_process_behind() -> None:
    blocks = in_blocks(processes, range(60), 3, prepare=int, name=str, least=1, track=quiet, what="generate", cores=TWO)
    assert isinstance(blocks, Iterator)
    first = next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    assert not psutil.pid_exists(first)


def test_items_are_prepared_only_when_their_block_goes_out() -> None:
    prepared: list[int] = []

    def prepare(number: int) -> int:
        prepared.append(number)
        return number

    blocks = in_blocks(
        squares, range(100), 5, prepare=prepare, name=str, least=1, track=quiet, what="generate", cores=TWO
    )
    next(blocks)
    assert len(prepared) <= 30
    assert list(blocks)[-1] == 99 * 99
    assert prepared == list(range(100))


def test_a_cluster_gives_the_same_in_the_same_order_from_its_own_processes(scheduler: str) -> None:
    assert run(squares, 50, Cores(scheduler=scheduler)) == [number * number for number in range(50)]
    others = set(run(processes, 30, Cores(scheduler=scheduler)))
    assert len(others) == 2
    assert os.getpid() not in others


def test_a_worker_of_the_cluster_that_dies_is_told_of_with_what_it_was_at(scheduler: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        run(dying_at_7, 12, Cores(scheduler=scheduler))
    assert caught.value.problems[0].fields == {"what": "6 … 8"}


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "tcp://127.0.0.1"])
def test_a_cluster_that_is_not_there_is_told_of(address: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        run(squares, 5, Cores(scheduler=address))
    assert explain("en", caught.value.problems[0]).startswith(f"The scheduler at {address} cannot be reached: ")


def test_all_processors_are_used_by_default() -> None:
    assert ALL.count >= 1
    assert Cores(3).count == 3
