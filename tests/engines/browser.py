"""Chromium: lays pages out as people see them, and says what does not fit."""

import html
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.engines import EngineMissingError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_PLACES = (
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_PATIENCE = 600  # seconds, on however busy a machine
#: Pages, one after the other, in a frame as wide as a screen: what hangs over its edge, which amounts are
#: broken, and which texts have less contrast than WCAG wants.
_HARNESS = """<!DOCTYPE html><meta charset="utf-8"><script>
const pages = PAGES, widths = WIDTHS, flaws = {};
const named = element => element.tagName.toLowerCase() + " " + element.textContent.trim().slice(0, 40);
const luminance = colour => {
  const [red, green, blue] = colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = element => {
  const look = getComputedStyle(element);
  let ground = "rgb(255, 255, 255)";
  for (let under = element; under; under = under.parentElement) {
    const colour = getComputedStyle(under).backgroundColor;
    if (!colour.startsWith("rgba")) { ground = colour; break; }
  }
  const ink = element.ownerSVGElement ? look.fill : look.color;
  const [dark, light] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
const looked = (page, width) => {
  const flaws = new Set();
  if (page.documentElement.scrollWidth > width) flaws.add("page is " + page.documentElement.scrollWidth + " px wide");
  for (const element of page.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    if (box.right > width + 0.5 || box.left < -0.5) flaws.add("beyond the edge: " + named(element));
    const frame = element.ownerSVGElement?.getBoundingClientRect();
    if (frame && (box.right > frame.right + 0.5 || box.left < frame.left - 0.5))
      flaws.add("off its chart: " + named(element));
    if (!frame && element.clientWidth && element.scrollWidth > element.clientWidth + 1)
      flaws.add("runs over: " + named(element));
  }
  for (const chart of page.querySelectorAll("svg")) {
    const texts = [...chart.querySelectorAll("text")].map(text => [text, text.getBoundingClientRect()]);
    for (const [one, a] of texts)
      for (const [other, b] of texts)
        if (one != other && a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom)
          flaws.add("overlaps: " + named(one));
  }
  const texts = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  for (let text; text = texts.nextNode();) {
    const box = text.parentElement.getBoundingClientRect();
    if (text.data.trim() && box.width && box.height && contrast(text.parentElement) < 4.5)
      flaws.add("pale: " + named(text.parentElement));
    for (const amount of text.data.matchAll(/[−-]?\\d+(,\\d{3})*(\\.\\d+)?/g)) {
      const range = page.createRange();
      range.setStart(text, amount.index);
      range.setEnd(text, amount.index + amount[0].length);
      if (new Set([...range.getClientRects()].map(line => Math.round(line.top))).size > 1)
        flaws.add("broken: " + amount[0]);
    }
  }
  return [...flaws];
};
const laidOut = (page, width) => new Promise(done => {
  const screen = document.createElement("iframe");
  screen.style = `width: ${width}px; height: 900px; border: 0`;
  screen.onload = () => { done(looked(screen.contentDocument, width)); screen.remove(); };
  screen.srcdoc = page;
  document.body.append(screen);
});
document.addEventListener("DOMContentLoaded", async () => {
  for (const [name, page] of Object.entries(pages))
    for (const width of widths) flaws[`${name} at ${width} px`] = await laidOut(page, width);
  const said = document.createElement("pre");
  said.id = "flaws";
  said.textContent = JSON.stringify(flaws);
  document.body.append(said);
});
</script><body></body>"""


@cache
def executable() -> str:
    """Return the browser; EngineMissingError where there is none."""
    found = [*filter(None, map(shutil.which, _NAMES)), *(place for place in _PLACES if Path(place).exists())]
    if not found:
        raise EngineMissingError("no Chromium: apt-get install chromium")
    return found[0]


def flaws(pages: Mapping[str, str], widths: Sequence[int]) -> dict[str, list[str]]:
    """Return what does not fit on screens of these widths in pixels, by page and width; only pages with a flaw.

    A flaw is a part that runs over its place, texts of a chart over each other, an amount broken into two lines, or a
    text too pale for its ground.
    """
    with tempfile.TemporaryDirectory(prefix="presales-browser-", ignore_cleanup_errors=True) as folder:
        harness = Path(folder) / "harness.html"
        quoted = json.dumps(dict(pages)).replace("</", "<\\/")
        said = _HARNESS.replace("WIDTHS", json.dumps(list(widths)), 1).replace("PAGES", quoted, 1)
        harness.write_text(said, encoding="utf-8")
        dom = _run(folder, f"--virtual-time-budget={_PATIENCE * 1000}", "--dump-dom", harness.as_uri())
    found = re.search(r'<pre id="flaws">(.*?)</pre>', dom, re.DOTALL)
    if found is None:
        raise AssertionError("the browser did not lay out every page")
    result: dict[str, list[str]] = json.loads(html.unescape(found[1]))
    if len(result) != len(pages) * len(widths):
        raise AssertionError("the browser did not lay out every page")
    return {name: wrong for name, wrong in result.items() if wrong}


def _run(folder: str, *options: str) -> str:
    """Return what the browser prints; its profile lies in `folder`."""
    command = [executable(), "--headless", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--no-sandbox")  # it refuses to run as root with one
    done = subprocess.run([*command, *options], capture_output=True, encoding="utf-8", timeout=_PATIENCE, check=True)
    return done.stdout
