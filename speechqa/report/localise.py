"""The Russian and the English form of a text in, the one to show out."""

from __future__ import annotations

from speechqa.texts import current_language


def local(ru: str | None, en: str | None, language: str | None = None) -> str | None:
    """The text in ``language`` (the user's where None), else in the other one."""
    forms = {"ru": ru, "en": en}
    return forms.get(language or current_language()) or ru or en
