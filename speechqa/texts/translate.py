"""A message id (English) in, the text in the user's language out, by gettext."""

from __future__ import annotations

import gettext
import locale
import os
from pathlib import Path

LANGUAGES = ("ru", "en")
CATALOGUES = Path(__file__).parent / "locale"
_state: dict[str, gettext.NullTranslations] = {}


def set_language(language: str | None = None) -> str:
    """Choose the language of texts: ``ru`` or ``en``, or by the locale where None. Returns the one chosen."""
    chosen = language if language in LANGUAGES else _language_of_locale()
    _state["language"] = gettext.translation("speechqa", CATALOGUES, [chosen], fallback=True)
    _state["language"].speechqa_language = chosen  # type: ignore[attr-defined]
    return chosen


def current_language() -> str:
    """``ru`` or ``en``."""
    return str(getattr(_translations(), "speechqa_language", "en"))


def _(message: str) -> str:
    """The text for ``message`` in the chosen language."""
    return _translations().gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The text for a number of things, with all three Russian plural forms."""
    return _translations().ngettext(singular, plural, n)


def _translations() -> gettext.NullTranslations:
    if "language" not in _state:
        set_language(None)
    return _state["language"]


def _language_of_locale() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "ru" if value.lower().startswith("ru") else "en"
    return "ru" if (locale.getlocale()[0] or "").lower().startswith("ru") else "en"
