"""The wording of notices out of one TOML file: a table a template, in it one table a language."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from cleanbee.domain.messaging.render import Wording

LANGUAGES = ("en", "de")


class TomlTemplates:
    """Reads the file once, at start."""

    def __init__(self, path: Path) -> None:
        read: dict[str, dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))
        self._wordings = {
            (template, language): Wording(subject=table[language]["subject"], text=table[language]["text"])
            for template, table in read.items()
            for language in LANGUAGES
            if language in table
        }

    def wording(self, template: str, locale: str) -> Wording:
        """The template in the language of a locale, or in English.

        :raises LookupError: there is no such template.
        """
        found = self._wordings.get((template, locale[:2]))
        return found if found is not None else self._wordings[template, "en"]
