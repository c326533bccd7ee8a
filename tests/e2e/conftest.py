"""The command line as its users run it: processes of its own, the real model, the bundled recordings.

All bundled recordings are scored once, without a network and traced; the tests that only read share that database.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from speechqa.recording.audio import clip, decode
from tests.pipeline.conftest import query

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CARDS = ("--checklist", "clinic-inbound", "--checklist", "outbound-warm")
CLIP_SECONDS = 8.0
Done = subprocess.CompletedProcess[str]


def environment(**changes: str) -> dict[str, str]:
    """Nobody's own settings; short clips are scored as well."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SPEECHQA_")}
    fixed = {"LC_ALL": "C.UTF-8", "COLUMNS": "200", "SPEECHQA_MIN_TALK": "1", "XDG_CONFIG_HOME": "/nonexistent"}
    return kept | fixed | changes


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "speechqa.cli.main", *map(str, arguments)]


def speechqa(*arguments: str | Path, cwd: Path, prefix: Sequence[str] = (), **changes: str) -> Done:
    """Run to the end, in a folder, perhaps by way of another program."""
    return subprocess.run(
        [*prefix, *command(*arguments)],
        cwd=cwd,
        env=environment(**changes),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def start(*arguments: str | Path, cwd: Path) -> subprocess.Popen[str]:
    """Run in a process group of its own, so that a signal can be sent to all of it."""
    return subprocess.Popen(
        command(*arguments),
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_for_results(process: subprocess.Popen[str], db: Path, count: int = 1) -> None:
    """Until so many results are committed."""
    while process.poll() is None:
        if db.exists() and query(db, "SELECT 1 FROM sqlite_master WHERE name = 'result'"):
            (done,) = query(db, "SELECT count(*) FROM result")[0]
            if done >= count:
                return
        time.sleep(0.02)
    pytest.fail(f"it ended before it could be stopped: {process.communicate()[1]}")


@pytest.fixture(scope="session")
def examples() -> list[Path]:
    """The bundled recordings whose names begin with the PBX's direction."""
    return sorted((EXAMPLES / "recordings").glob("external-*"))


@pytest.fixture(scope="session")
def clips(examples: list[Path], model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The beginnings of four of them."""
    folder = tmp_path_factory.mktemp("clips")
    for source in examples[:4]:
        clip(decode(source), 0.0, CLIP_SECONDS, folder / f"{source.stem}.wav")
    return folder


@dataclass(frozen=True)
class Run:
    """A database and the process that made it."""

    db: Path
    done: Done

    @property
    def summary(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.done.stdout)
        return value


@pytest.fixture(scope="session")
def scored_clips(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The clips, scored without an interruption."""
    folder = tmp_path_factory.mktemp("scored-clips")
    db = folder / "calls.db"
    return Run(db, speechqa("score", clips, *CARDS, "--db", db, "--format", "json", cwd=folder))


@dataclass(frozen=True)
class IsolatedRun(Run):
    """The same, without a network; ``trace`` holds every socket and connect, ``home`` what was a new home folder."""

    trace: Path | None
    home: Path
    hindrance: str | None


@pytest.fixture(scope="session")
def scored_examples(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> IsolatedRun:
    """All bundled recordings with their records, as ``make demo`` scores them."""
    folder = tmp_path_factory.mktemp("scored-examples")
    home, trace, db = folder / "home", folder / "trace", folder / "calls.db"
    home.mkdir()
    prefix, hindrance = isolated(trace)
    arguments = ["score", EXAMPLES / "recordings", *CARDS, "--cdr", EXAMPLES / "Master.csv"]
    arguments += ["--config", EXAMPLES / "speechqa.toml", "--models-dir", model_dir.parent, "--db", db]
    own = {"HOME": str(home), "XDG_CACHE_HOME": "", "XDG_DATA_HOME": "", "SPEECHQA_MIN_TALK": "15"}
    done = speechqa(*arguments, "--format", "json", cwd=folder, prefix=prefix, **own)
    return IsolatedRun(db, done, None if hindrance else trace, home, hindrance)


def isolated(trace: Path) -> tuple[list[str], str | None]:
    """What puts a command into an empty network namespace and traces it, or why that can't be done."""
    missing = [program for program in ("unshare", "strace") if shutil.which(program) is None]
    if missing:
        return [], f"not installed: {', '.join(missing)}"
    namespace = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    tracer = ["strace", "-f", "-qq", "--seccomp-bpf", "--trace=socket,connect", "-o", str(trace)]
    prefix = [*namespace, "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$@"', "sh", *tracer]
    tried = subprocess.run([*prefix, "true"], capture_output=True, text=True, check=False)
    return (prefix, None) if tried.returncode == 0 else ([], f"may not be used here: {tried.stderr.strip()}")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder in which every user may write, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.fixture(scope="session")
def unprivileged(model_dir: Path) -> Callable[[], list[str]]:
    """What runs a command without root's right to read everything: as nobody, else as a root without that right."""

    def prefix() -> list[str]:
        if os.geteuid() != 0:
            return []
        if shutil.which("setpriv") is None:
            pytest.skip("setpriv is not installed")
        nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        readable = subprocess.run(
            [*nobody, sys.executable, "-c", f"import faster_whisper, speechqa; open({str(model_dir / 'model.bin')!r})"],
            cwd="/",
            env=environment(HOME="/nonexistent"),
            capture_output=True,
            check=False,
        )
        # A checkout within root's home is closed to nobody.
        weaker = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
        return nobody if readable.returncode == 0 else weaker

    return prefix
