"""Whatever is wrong with a source of call records, its error says what to do."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from speechqa.calls.formats import read, tell_format
from speechqa.calls.lines import lines_of, unreadable
from speechqa.calls.server_address import find_password
from speechqa.calls.table import tables_of
from speechqa.errors import SpeechqaError
from speechqa.pipeline.sources import named_sources

READERS: dict[str, Callable[[Path], object]] = {
    "lines": lambda path: list(lines_of(path)),
    "table": tables_of,
    "format": tell_format,
    "mikopbx": lambda path: list(read(path, "mikopbx")),
    "password": find_password,
    "sources": lambda path: named_sources([path]),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["none.csv", "folder", "cut.gz"])
def test_an_error_comes_with_a_remedy(tmp_path: Path, reader: str, name: str) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif name == "cut.gz":
        path.write_bytes(gzip.compress(b"a,b\n" * 1000)[:12])
    try:
        READERS[reader](path)
    except SpeechqaError as error:
        told = error
    else:
        return
    assert told.remedy
    assert str(path) in str(told.where)


@pytest.mark.parametrize(
    ("error", "words"), [(EOFError("x"), "archive"), (PermissionError(13, "denied"), "permission")]
)
def test_an_archive_and_a_file_have_remedies_of_their_own(error: Exception, words: str) -> None:
    assert words in (unreadable(Path("a.gz"), error).remedy or "")
