"""Makes the pages of the shipped schemes in docs/schemes/, in both languages, and their index.

`python docs/make_scheme_pages.py`; a test compares the folder with what this would write.
"""

from collections.abc import Mapping
from pathlib import Path

from presales_xl import catalogue
from presales_xl.design.scheme_page import page
from presales_xl.files import new_text
from presales_xl.texts import LANGUAGES, Lang, text

FOLDER = Path(__file__).with_name("schemes")
ENDINGS: Mapping[Lang, str] = {"en": ".md", "zh": ".zh-CN.md"}


def pages() -> Mapping[str, str]:
    """Return the content of every file of the folder, by name."""
    plans = {plan.scheme.id: plan for plan in catalogue.shipped()}
    made: dict[str, str] = {}
    for lang in LANGUAGES:
        ending = ENDINGS[lang]
        index = [f"# {text(lang, 'page.index.title')}", "", text(lang, "page.index.about"), ""]
        for key, plan in plans.items():
            cycles = " / ".join(text(lang, f"commands.cycle.{cycle}") for cycle in plan.scheme.cycles)
            index.append(
                text(lang, "page.index.line", name=plan.scheme.name[lang], file=key + ending, id=key, cycles=cycles)
            )
        made[f"README{ending}"] = "\n".join(index) + "\n"
        made |= {key + ending: page(plan, lang) for key, plan in plans.items()}
    return made


def main() -> None:
    """Write the pages; those of schemes that are gone are deleted."""
    made = pages()
    for name, content in made.items():
        with new_text(FOLDER / name) as file:
            file.write(content)
    for old in FOLDER.glob("*.md"):
        if old.name not in made:
            old.unlink()


if __name__ == "__main__":
    main()
