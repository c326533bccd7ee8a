"""Bytes of a text file in, its text out, whatever the program that saved it thinks a text file is."""

from __future__ import annotations

import codecs

from speechqa.errors import RecordingError
from speechqa.texts import _

MOST_BYTES = 64 << 20
"""A transcript of a day of speech is a tenth of it; what is larger is something else."""


def decode(content: bytes, where: str) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else cp1251.

    Raises:
        RecordingError: it is too large, or no text.
    """
    check_size(len(content), where)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1251")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise RecordingError(_("not a text file"), where, _("Save it as UTF-8."))


def check_size(size: int, where: str) -> None:
    """RecordingError where a file is larger than any transcript."""
    if size > MOST_BYTES:
        raise RecordingError(
            _("larger than any transcript: {size} MiB").format(size=size >> 20),
            where,
            _("At most {most} MiB are read.").format(most=MOST_BYTES >> 20),
        )
