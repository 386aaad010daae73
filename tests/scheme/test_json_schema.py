"""The published JSON Schema says what the model says, and editors find it from every shipped scheme."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from presales_xl.resources import SCHEMES
from presales_xl.scheme.json_schema import json_schema, known_fields

PUBLISHED = SCHEMES.parent / "scheme.schema.json"


def as_text() -> str:
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


def test_the_published_schema_is_up_to_date() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == as_text(), (
        "the model has changed: run python -m tests.scheme.test_json_schema"
    )


@pytest.mark.parametrize("file", sorted(SCHEMES.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_shipped_scheme_points_editors_at_the_schema(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    mark, _, target = first.partition("$schema=")
    assert mark == "# yaml-language-server: "
    assert (file.parent / target).resolve() == PUBLISHED.resolve()


def test_every_rule_kind_and_block_is_described_and_closed_to_unknown_fields() -> None:
    definitions = json_schema()["$defs"]
    assert [name for name, node in definitions.items() if not node.get("description")] == []
    assert [name for name, node in definitions.items() if node["additionalProperties"] is not False] == []


def test_an_id_that_formulas_could_not_name_is_wrong_in_the_editor_too() -> None:
    inputs = json_schema()["$defs"]["Scheme"]["properties"]["inputs"]
    assert list(inputs["patternProperties"]) == ["^[a-z][a-z0-9_]*$"]
    assert inputs["additionalProperties"] is False


def test_a_file_that_extends_a_scheme_has_a_shape_of_its_own_in_the_editor() -> None:
    schema = json_schema()
    assert schema["if"] == {"required": ["extends"]}
    variant = schema["$defs"][schema["then"]["$ref"].rpartition("/")[2]]
    assert set(variant["properties"]) == {"id", "name", "about", "extends", "enable", "parameters", "described"}
    assert "inputs" in schema["$defs"][schema["else"]["$ref"].rpartition("/")[2]]["properties"]


def test_every_reference_in_the_schema_leads_somewhere() -> None:
    def references(node: object) -> Iterator[str]:
        if isinstance(node, Mapping):
            yield from (value for key, value in node.items() if key == "$ref")
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    found = set(references(json_schema()))
    assert found
    assert found <= {f"#/$defs/{name}" for name in json_schema()["$defs"]}


@pytest.mark.parametrize(
    ("path", "field", "stranger"),
    [
        ([], "indicators", "points"),
        (["inputs", "won"], "given_by", "rule"),
        (["indicators", "rate", "rule"], "target", "bands"),
        (["indicators", "both", "rule", "parts", "first"], "deductions", "target"),
        (["indicators", "rate", "name"], "zh", "fr"),
        (["readings", "rate.cap"], "en", "fr"),
        (["details", "visits", "columns", "kind"], "name", "rule"),
    ],
)
def test_a_message_about_an_unknown_field_lists_the_fields_of_that_very_place(
    path: list[str], field: str, stranger: str
) -> None:
    content = {
        "details": {"visits": {"columns": {"kind": {"type": "text"}}}},  # a column that is called as a rule's kind is
        "indicators": {
            "rate": {"rule": {"kind": "target_ratio"}},
            "both": {"rule": {"kind": "sum", "parts": {"first": {"kind": "deduct"}}}},
        },
    }
    fields = known_fields(path, content)
    assert field in fields
    assert stranger not in fields


if __name__ == "__main__":
    PUBLISHED.write_text(as_text(), encoding="utf-8", newline="\n")
