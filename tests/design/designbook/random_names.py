"""Schemes in which everything is called something else, by names that are hard to tell from formulas and lists."""

from collections.abc import Mapping
from random import Random
from typing import Any

PIECES = (
    "客户",
    "且",
    "或",
    "非",
    "（元）",
    "×",
    " ",
    "3",
    "得",
    "率",
    "、",
    "；",
    "：",
    "=",
    "A",
    "-",
    "·",
    "≥90",
    "如果(",
)
EVERY = 5  # texts of which one is called otherwise


def renamed(value: Any, random: Random, path: str = "") -> Any:
    """Return what a scheme file says with other names, a few of them the same as others."""
    if not isinstance(value, Mapping):
        return value
    if value.keys() == {"zh", "en"}:
        if random.randrange(EVERY) or path.rpartition(".")[2] not in ("name", *path.split(".")[1:2]):
            return dict(value)
        name = value["zh"] + "".join(random.choices(PIECES, k=random.randint(1, 3))) + random.choice("甲乙丙")
        return {"zh": " ".join(name.split()), "en": value["en"] + random.choice((" and more", ", all", " (no)", " 2"))}
    return {key: renamed(inner, random, f"{path}.{key}") for key, inner in value.items()}
