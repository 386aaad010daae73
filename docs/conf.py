"""How the pages of this folder become the help that opens without a network: `python -m sphinx docs help`.

Chinese pages are called *.zh-CN; every page has a frame in its own language, with the pages of that language beside it.
"""

from html import escape
from typing import Any

project = "presales_xl"
author = "presales_xl"
html_title = "售前考核 presales_xl"
extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["pictures"]
# Links to files beside this folder: the sources have them, the help does not.
suppress_warnings = ["myst.xref_missing"]
html_theme = "alabaster"
html_sidebars = {"**": ["globaltoc.html"]}
html_theme_options = {
    "page_width": "1100px",
    "font_family": '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", Arial, sans-serif',
    "head_font_family": '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", Arial, sans-serif',
    "show_powered_by": False,
    "sidebar_includehidden": False,
}
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
language = "zh_CN"


def setup(app: Any) -> None:
    """Give each page its frame; no search, which knows no Chinese words."""
    app.connect("builder-inited", lambda app: setattr(app.builder, "search", False))
    app.connect("html-page-context", _framed)


def _framed(app: Any, page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Put the language of a page, its words and the menu of its pages into what its frame is made of."""
    is_chinese = page.endswith(".zh-CN") or page == "genindex"
    start = "index.zh-CN" if is_chinese else "index"
    path_to = context["pathto"]
    listed = dict.fromkeys(app.env.toctree_includes[start])
    tops = [name for name in listed if name.partition("/")[2] in ("", "README", "README.zh-CN")]
    names = [name for name in tops if name.endswith(".zh-CN") == is_chinese]
    links = (f'<a href="{path_to(name)}">{escape(app.env.titles[name].astext())}</a>' for name in names)
    menu = "".join(f'<li class="toctree-l1">{link}</li>' for link in links)
    context |= {"root_doc": start, "toctree": lambda **_: f"<ul>{menu}</ul>"}
    if is_chinese:
        context["language"] = "zh-CN"
        return
    title = "Pre-sales appraisal (presales_xl)"
    # The theme's words are English until they are translated.
    context |= {"language": "en", "docstitle": title, "shorttitle": title, "_": str, "gettext": str}
    context["script_files"] = [file for file in context["script_files"] if "translations" not in str(file)]
