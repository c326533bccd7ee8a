"""A company's files with known answers, in two small sizes, and for ``make soak`` with two hundred thousand calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from known_answers import Known

from tools.known_calls import make_database, write_files

SIZES = [
    pytest.param((2_000, 1), id="2000-1"),
    pytest.param((2_000, 2), id="2000-2"),
    pytest.param((200_000, 3), id="200000", marks=pytest.mark.soak),
]


@pytest.fixture(scope="session", params=SIZES)
def known(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Made once for all reports."""
    number, seed = request.param
    folder: Path = tmp_path_factory.mktemp(f"known-{number}-{seed}")
    make_database(folder, write_files(folder, number, seed))
    return Known(folder)
