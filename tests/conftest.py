"""Fixtures of all tests: one language, nobody's own settings, the command line, the model."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from speechqa.errors import SpeechqaError
from speechqa.settings import Settings
from speechqa.texts import set_language
from speechqa.transcript.weights import locate, models_folder

Cli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """English texts, and none of the settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("SPEECHQA_") and name != "SPEECHQA_FORBID_SKIPS"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "no-config"))
    set_language("en")
    yield
    set_language("en")


@pytest.fixture(scope="session")
def model_dir() -> Path:
    """The installed base model, for tests marked ``model``."""
    try:
        return locate("base", models_folder(Settings())).path
    except SpeechqaError as error:
        pytest.skip(str(error))


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Runs ``speechqa`` as a user would: a process of its own, in an empty folder."""

    def run(*arguments: str | Path, cwd: Path = tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "speechqa.cli.main", *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    return run


# CI sets SPEECHQA_FORBID_SKIPS=1: there, a test that could not run is a test that failed.
def _fail_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("SPEECHQA_FORBID_SKIPS") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"skipped, which SPEECHQA_FORBID_SKIPS forbids: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_skipped(report)
    return report
