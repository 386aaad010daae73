"""The sentences of sentences.yaml, each with how it is meant; they are read once, which takes seconds."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

SENTENCES: list[dict[str, Any]] = YAML(typ="safe").load(
    Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8")
)
