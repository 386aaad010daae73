"""The guide says everything that a scheme can say; each example compiles and comes to the figures beside it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from presales_xl import catalogue
from presales_xl.scheme import formula
from presales_xl.scheme.json_schema import json_schema
from presales_xl.scheme.rules import RULE_KINDS
from tests.case_files import cases_of
from tests.test_cases import differences, evaluated

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = ["schemes.md", "schemes.zh-CN.md"]
EXAMPLE = re.compile(r"```yaml\n(id: (\w+)\n.*?)```\n\n```yaml\n((?:base|cases):.*?)```", re.DOTALL)


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_every_example_compiles_and_comes_to_the_figures_that_stand_beside_it(name: str, tmp_path: Path) -> None:
    examples = EXAMPLE.findall(page(name))
    for source, scheme, _ in examples:
        (tmp_path / f"{scheme}.yaml").write_text(source, encoding="utf-8")
    assert len(examples) >= 8
    for _, scheme, cases in examples:
        plan, problems = catalogue.findings(tmp_path / f"{scheme}.yaml")
        assert plan is not None, (scheme, problems)
        assert [problem for problem in problems if problem.severity == "error"] == []
        file = cases_of(plan, cases)
        assert [line for case in file.cases for line in differences(case, evaluated(file))] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_kind_of_rule_and_of_what_is_remembered_has_an_example(name: str) -> None:
    shown = set(re.findall(r"kind: (\w+)", "".join(source for source, _, _ in EXAMPLE.findall(page(name)))))
    kinds = {kind for node in json_schema()["$defs"].values() for kind in stated_kinds(node)}
    assert len(kinds) > len(RULE_KINDS)
    assert kinds - shown == set()


def stated_kinds(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield the kind that a shape of the JSON Schema has."""
    kind = node.get("properties", {}).get("kind", {}).get("const")
    if kind:
        yield kind


@pytest.mark.parametrize("name", PAGES)
def test_every_function_and_every_field_is_used_or_named(name: str) -> None:
    parts = page(name).split("```")  # what stands outside of blocks, then inside, and so on
    named = [words for part in parts[::2] for words in re.findall(r"`([^`]+)`", part)]
    words = set(re.findall(r"\w+", " ".join([*parts[1::2], *named])))
    functions = set(formula.FUNCTIONS)
    assert {"first_given", "alike", "min"} <= functions
    fields = {field for node in json_schema()["$defs"].values() for field in node.get("properties", ())}
    assert (functions | fields) - words == set()


def test_the_pages_of_both_languages_have_the_same_examples() -> None:
    def told(name: str) -> list[tuple[str, str]]:
        return [
            (scheme, re.sub(r"(?<=: )[^:\n]*(?=[,}\n])", "", cases)) for _, scheme, cases in EXAMPLE.findall(page(name))
        ]

    assert told(PAGES[0]) == told(PAGES[1])
