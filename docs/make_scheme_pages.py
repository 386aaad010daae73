"""Makes the pages of the shipped schemes in docs/schemes/, in Chinese, and their index.

`python docs/make_scheme_pages.py`; a test compares the folder with what this would write.
"""

from collections.abc import Mapping
from pathlib import Path

from presales_xl import catalogue
from presales_xl.design.page import page
from presales_xl.files import new_text
from presales_xl.texts import Lang, text

FOLDER = Path(__file__).with_name("schemes")
LANG: Lang = "zh"


def pages() -> Mapping[str, str]:
    """Return the content of every file of the folder, by name."""
    plans = {plan.scheme.id: plan for plan in catalogue.shipped()}
    index = [f"# {text(LANG, 'page.index.title')}", "", text(LANG, "page.index.about"), ""]
    for key, plan in plans.items():
        cycles = " / ".join(text(LANG, f"commands.cycle.{cycle}") for cycle in plan.scheme.cycles)
        index.append(f"- [{plan.scheme.name[LANG]}]({key}.md)：`{key}`，{cycles}")
    return {"README.md": "\n".join(index) + "\n", **{f"{key}.md": page(plan, LANG) for key, plan in plans.items()}}


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
