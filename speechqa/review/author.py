"""Settings in, the name of who reviews out."""

from __future__ import annotations

import getpass

from speechqa.errors import UsageError
from speechqa.settings import Settings
from speechqa.texts import _


def author_of(settings: Settings) -> str:
    """The one who is named, else the system's user.

    Raises:
        UsageError: the name is empty, or the system has none.
    """
    remedy = _("Name yourself with --author, or set author in speechqa.toml.")
    try:
        name = getpass.getuser() if settings.author is None else settings.author
    except (OSError, KeyError, ImportError):
        raise UsageError(_("nobody knows who you are"), None, remedy) from None
    if not name.strip():
        raise UsageError(_("the reviewer's name is empty"), "author", remedy)
    return " ".join(name.split())
