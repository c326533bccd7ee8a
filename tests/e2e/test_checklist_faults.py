"""A faulty checklist is told before anything is heard: file, line and remedy, exit code 2, no database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import speechqa

HEAD = "checklist: test\ncheckpoints:\n"
FAULTS = {
    "unknown_key": (HEAD + "  - id: greeting\n    sayy: [добрый день]\n", 4, "any"),
    "duplicate_id": (HEAD + "  - {id: a, any: [добрый день]}\n  - {id: a, any: [до свидания]}\n", 4, "a"),
    "unknown_speaker": (HEAD + "  - id: a\n    speaker: boss\n    any: [добрый день]\n", 4, "manager"),
    "empty_phrase": (HEAD + '  - id: a\n    any:\n      - добрый день\n      - ""\n', 6, ""),
    "tab": (HEAD + "  - id: a\n\tany: [добрый день]\n", 4, "space"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_names_file_and_line_and_nothing_is_begun(kind: str, tmp_path: Path) -> None:
    text, line, remedy = FAULTS[kind]
    card = tmp_path / "card.yaml"
    card.write_text(text, encoding="utf-8")
    (tmp_path / "call.wav").write_bytes(b"never opened")
    done = speechqa("score", "call.wav", "--checklist", card, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"{card}:{line}" in done.stderr
    assert remedy in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["call.wav", "card.yaml"]
