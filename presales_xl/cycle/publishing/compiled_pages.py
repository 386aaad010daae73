"""Templates as Jinja2 compiles them, kept for this user: compiling takes as long as writing a hundred pages."""

from collections.abc import MutableMapping
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemLoader, Template

from presales_xl.cache import kept


class CompiledLoader(FileSystemLoader):
    """Loads templates of a folder; Python that was made of the same words before is not made anew."""

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        """Return a template by its name."""
        words, file, is_current = self.get_source(environment, name)

        def made() -> str:
            return environment.compile(words, name, file, raw=True)

        code = compile(kept(str, ("template", jinja2.__version__, name, words), made), file, "exec")
        return environment.template_class.from_code(environment, code, globals or {}, is_current)
