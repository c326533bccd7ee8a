from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import IsolatedRun, isolated

pytestmark = pytest.mark.model


def test_scoring_opens_no_socket_to_another_machine(scored_examples: IsolatedRun) -> None:
    if scored_examples.trace is None:
        pytest.skip(f"unshare and strace: {scored_examples.hindrance}")
    assert scored_examples.done.returncode == 0, scored_examples.done.stderr
    if scored_examples.summary["wall_seconds"] < 30:
        pytest.skip("too fast a machine: telemetry would have begun after the end of the run")
    trace = scored_examples.trace.read_text(encoding="utf-8", errors="replace")
    # Stricter than needed: not even this machine's own address is spoken to.
    assert re.findall(r"^.*\bAF_INET6?\b.*$", trace, re.MULTILINE) == []


def test_the_tracer_would_have_seen_one(tmp_path: Path) -> None:
    prefix, hindrance = isolated(tmp_path / "trace")
    if hindrance:
        pytest.skip(f"unshare and strace: {hindrance}")
    # In a thread of a child, as a library would do it.
    opens = (
        "import socket, threading; s = socket.socket();"
        "threading.Thread(target=s.connect_ex, args=[('192.0.2.1', 443)]).start()"
    )
    spawns = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {opens!r}], check=True)"
    subprocess.run([*prefix, sys.executable, "-c", spawns], check=True)
    trace = (tmp_path / "trace").read_text(encoding="utf-8")
    assert re.search(r"socket\(AF_INET", trace)
    assert re.search(r"connect\(.*192\.0\.2\.1", trace)


def test_nothing_is_left_in_the_home_folder(scored_examples: IsolatedRun) -> None:
    assert scored_examples.done.returncode == 0, scored_examples.done.stderr
    assert [str(path.relative_to(scored_examples.home)) for path in scored_examples.home.rglob("*")] == []
