"""How the pages of this folder become the help that opens without a network: `python -m sphinx docs help`."""

project = "presales_xl"
author = "presales_xl"
html_title = "售前考核 presales_xl"
extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["pictures"]
# Links to files beside this folder: the sources have them, the help does not.
suppress_warnings = ["myst.xref_missing"]
html_theme = "alabaster"
html_sidebars = {"**": ["searchfield.html", "globaltoc.html"]}
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
