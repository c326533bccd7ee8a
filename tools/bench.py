"""``make bench``: measures speed, memory and agreement on this machine and writes docs/benchmarks.md."""

from __future__ import annotations

import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from speechqa.evaluation.agreement import Agreement
from speechqa.evaluation.evaluate import Evaluation, evaluate
from speechqa.settings import Settings
from speechqa.store.connection import open_store
from tools import import_speed, matching_speed, roles, unheard
from tools.corpus import CORPUS, HELD_OUT, Measured, measure, section
from tools.human import human_prompts
from tools.word_errors import rate, word_errors

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
COMMAND = (
    "speechqa score examples/recordings --checklist clinic-inbound --checklist outbound-warm "
    "--cdr examples/Master.csv --config examples/speechqa.toml --db NEW.db"
)
HUMAN_PROMPTS = 100


@dataclass(frozen=True, slots=True)
class Run:
    """One process measured as a whole: seconds by the clock, seconds of processor, largest resident memory in MiB."""

    wall: float
    cpu: float
    memory_mib: float
    stdout: str


def main() -> None:
    """Measure all and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "bench.db"
        command = [sys.executable, "-m", "speechqa.cli.main", *COMMAND.split()[1:-1], str(db), "--format", "json"]
        ours = _measure(command)
        again = _measure(command)
        plain = _measure([sys.executable, "-m", "tools.plain_whisper", str(EXAMPLES / "recordings")])
        seconds = json.loads(ours.stdout)["audio_seconds"]
        found = evaluate(open_store(db), EXAMPLES / "labels.csv", Settings(db=db), phrases=False)
        synthetic = rate(_synthetic(db))
        corpus = _corpus(Path(folder))
        told = [
            *roles.section(Path(folder), Settings()),
            *unheard.section(Path(folder), Settings()),
            *matching_speed.section(),
            *import_speed.section(),
        ]
    page = "\n".join(_page(ours, again, plain, seconds, found, corpus, told, synthetic, _human())) + "\n"
    (ROOT / "docs" / "benchmarks.md").write_text(page, encoding="utf-8")
    print(page)


def _measure(command: Sequence[str]) -> Run:
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    stdout = process.stdout.read() if process.stdout else ""
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, stdout)


def _corpus(work: Path) -> dict[str, tuple[Measured, ...]]:
    """The corpus by section of the page: what the matcher was developed with, and what was kept from it."""
    return {
        "The corpus as text": measure(CORPUS, work, spoken=False),
        "The corpus as text: held out, for this figure alone": measure(HELD_OUT, work, spoken=False),
        "The corpus as speech": measure(CORPUS, work, spoken=True),
        "The corpus as speech: held out, for this figure alone": measure(HELD_OUT, work, spoken=True),
    }


def _synthetic(db: Path) -> Iterator[tuple[int, int]]:
    """Word errors of every stereo call against what was given to the synthesiser, per party."""
    import sqlite3

    calls = sorted(YAML(typ="safe").load(EXAMPLES / "dialogues.yaml")["calls"], key=lambda call: str(call["started"]))
    # Labels stand in the order of the calls' beginnings, as generate.py writes them.
    with (EXAMPLES / "labels.csv").open(encoding="utf-8", newline="") as file:
        names = [Path(row["file"]).name for row in csv.DictReader(file)]
    by_file = dict(zip(names, calls, strict=True))
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    rows = connection.execute(
        """SELECT recording.name, result.transcript_id, result.manager_channel
           FROM result JOIN recording USING (recording_id) WHERE result.current = 1 AND manager_channel IS NOT NULL"""
    ).fetchall()
    for name, transcript_id, manager in rows:
        for party, channel in (("m", manager), ("c", 1 - manager)):
            heard = connection.execute(
                "SELECT text FROM transcript_segment WHERE transcript_id = ? AND channel = ? ORDER BY n",
                [transcript_id, channel],
            ).fetchall()
            spoken = " ".join(turn[party] for turn in by_file[name]["turns"] if party in turn)
            yield word_errors(spoken, " ".join(row[0] for row in heard))
    connection.close()


def _human() -> dict[str, Any] | None:
    from speechqa.recording.audio import decode
    from speechqa.settings import Settings
    from speechqa.transcript.whisper import load_whisper, prepare

    prompts = human_prompts()[:HUMAN_PROMPTS]
    if not prompts:
        return None
    whisper = load_whisper(Settings())
    counted, seconds = [], 0.0
    for path, text in prompts:
        audio = decode(path)
        seconds += audio.duration
        transcript = next(iter(whisper.recognise([prepare(str(path), audio)])))
        counted.append(word_errors(text, " ".join(segment.text for segment in transcript.segments)))
    return {"rate": rate(counted), "words": sum(words for _e, words in counted), "prompts": len(prompts), "s": seconds}


def _page(
    ours: Run,
    again: Run,
    plain: Run,
    seconds: float,
    found: Evaluation,
    corpus: dict[str, tuple[Measured, ...]],
    told: Sequence[str],
    synthetic: float,
    human: dict[str, Any] | None,
) -> Iterator[str]:
    yield from ("# Benchmarks", "", "<!-- Made by `make bench`; do not edit. -->", "")
    yield f"Measured on {time.strftime('%Y-%m-%d')}: {_machine()}; {_versions()}."
    yield "Model: Whisper base, int8, beam 5. All recordings are the bundled ones unless another source is named."
    yield from ("", "## Speed and memory", "", f"`{COMMAND}`, each command once, one after another in one run.", "")
    yield "| Command | Wall, s | Processor, s | Real-time factor | Peak memory, MiB |"
    yield "|---|---|---|---|---|"
    yield _speed("speechqa score, new database", ours, seconds)
    yield _speed("the same again (nothing new)", again, None)
    yield _speed("faster-whisper by itself, each channel, its own VAD, text only", plain, seconds)
    yield ""
    ratio = ours.wall / plain.wall
    yield f"speechqa takes {ratio:.2f} of the wall time of the plain loop, and scores the calls as well."
    yield f"The recordings last {seconds:.0f} s; the real-time factor is wall time over that."
    yield from ("", "## Agreement with the labels: synthetic speech", "")
    yield (
        "`speechqa evaluate` with examples/labels.csv (made together with the calls, so that this shows the pipeline "
        "at work on speech it was developed with, not accuracy on yours); what the figures mean: evaluation.md."
    )
    yield ""
    yield "| Card | Checkpoint | Labels 1/0/н/п | Precision | Recall | F1 | Kappa | Unheard |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in found.checkpoints:
        yield _agreement_row(one.checklist, one.id, one.agreement)
    yield _agreement_row("", "**all**", found.overall)
    yield from ("", f"Critical checkpoints that a person failed and the machine passed: {len(found.critical_missed)}.")
    for title, measured in corpus.items():
        yield from section(title, measured)
    yield from told
    yield from ("", "## Word errors", "", "| Speech | Words | Word error rate |", "|---|---|---|")
    yield f"| Synthetic (festival), the bundled stereo calls, 8 kHz | | {synthetic:.1%} |"
    if human is None:
        yield "| Human (Asterisk voice prompts) | | not measured: asterisk-core-sounds-ru-wav is not installed |"
    else:
        yield (
            f"| Human, one professional voice ({human['prompts']} Asterisk prompts, {human['s']:.0f} s, 8 kHz) "
            f"| {human['words']} | {human['rate']:.1%} |"
        )
    yield from ("", "## Not measured", "")
    yield "- Agreement of verdicts on human conversations: no labelled Russian telephone calls can be had here."
    yield "- Models other than base, GPUs, machines with more than the cores named above."


def _speed(title: str, run: Run, seconds: float | None) -> str:
    factor = f"{run.wall / seconds:.3f}" if seconds else "–"
    return f"| {title} | {run.wall:.1f} | {run.cpu:.1f} | {factor} | {run.memory_mib:.0f} |"


def _agreement_row(card: str, title: str, found: Agreement) -> str:
    marks = f"{found.labelled_passed}/{found.labelled_failed}/{found.labelled_not_applicable}"
    shown = (found.precision, found.recall, found.f1, found.kappa)
    figures = " | ".join("–" if f is None else f"{f:.3f}" for f in shown)
    return f"| {card} | {title} | {marks} | {figures} | {found.unheard} |"


def _machine() -> str:
    model = next(
        (line.partition(":")[2].strip() for line in _cpu_info() if line.startswith("model name")), platform.machine()
    )
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def _cpu_info() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def _versions() -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("speechqa", "faster-whisper", "ctranslate2", "rapidfuzz"))


if __name__ == "__main__":
    main()
