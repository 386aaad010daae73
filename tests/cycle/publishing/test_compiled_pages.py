"""Templates that are kept as they were compiled say what they say when they are compiled anew."""

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from presales_xl.cycle.publishing.compiled_pages import CompiledLoader

_WORDS = "{% macro bold(word) %}<b>{{ word }}</b>{% endmacro %}{% for name in names %}{{ bold(name) }}、{% endfor %}"


def test_a_template_that_was_compiled_before_says_the_same_and_a_changed_one_what_it_says_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "page.html.j2"
    file.write_text(_WORDS, encoding="utf-8")

    def page(kind: type[FileSystemLoader]) -> str:
        environment = Environment(loader=kind(tmp_path, encoding="utf-8"), autoescape=True)
        return environment.get_template(file.name).render(names=["张<三>", "A&B"])

    told = [page(kind) for kind in (FileSystemLoader, CompiledLoader)]
    with monkeypatch.context() as patched:
        patched.setattr(Environment, "compile", None)
        told.append(page(CompiledLoader))
    assert told == ["<b>张&lt;三&gt;</b>、<b>A&amp;B</b>、"] * 3
    file.write_text(_WORDS.replace("、", "; "), encoding="utf-8")
    assert page(CompiledLoader) == told[0].replace("、", "; ")
