"""Pages that are made from the code."""

from __future__ import annotations

from tools import docs


def test_generated_pages_are_current() -> None:
    assert docs.stale() == []
