"""Errors that a user is meant to read: what went wrong, where, and what to do about it."""

from __future__ import annotations


class SpeechqaError(Exception):
    """An expected failure, shown as one line without a traceback.

    Args:
        what: what went wrong, already in the user's language.
        where: file, ``file:line`` or option that it is about.
        remedy: what the user can do.
    """

    exit_code = 1

    def __init__(self, what: str, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line}. {self.remedy}" if self.remedy else line

    def __reduce__(self) -> tuple[type[SpeechqaError], tuple[str, str | None, str | None]]:
        # The default pickling would hand __init__ only the message, and errors cross process borders.
        return (type(self), (self.what, self.where, self.remedy))


class UsageError(SpeechqaError):
    """Wrong usage, checklist or settings (exit code 2)."""

    exit_code = 2


class RecordingError(SpeechqaError):
    """One recording cannot be used; a batch records it as failed and goes on."""
