"""Builds the pages of `docs/` into the wheel, as the help that needs no network; an editable install has none."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class HelpPages(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `presales_xl/help` to a wheel."""

    _folder = ""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages; a page that does not build ends the build."""
        if version == "editable":
            return
        from sphinx.cmd.build import build_main  # noqa: PLC0415  # an editable install does without

        self._folder = tempfile.mkdtemp()
        pages = Path(self._folder) / "help"
        words = ["-q", "-b", "html", "-d", str(Path(self._folder) / "read")]
        if build_main([*words, str(Path(self.root) / "docs"), str(pages)]):
            raise RuntimeError("the help pages could not be built")
        build_data["force_include"][str(pages)] = "presales_xl/help"

    def finalize(self, _version: str, _build_data: dict[str, Any], _artifact_path: str) -> None:
        """Remove what was built on the way."""
        shutil.rmtree(self._folder, ignore_errors=True)
