"""dialogues.csv and spoken.csv of a corpus folder in; spoken/*.opus, one for each row of spoken.csv, out.

For developers: needs festival with its Russian voice, and sox. What is left to chance comes from one seed and the
dialogue's name, so that a second run writes the same bytes.

    python -m tests.corpus.speak tests/corpus/dental
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from tools.synthetic_speech import (
    RATE,
    Samples,
    compress,
    read_sound,
    refuse_without_voices,
    ringback,
    speak_all,
    write_wav,
)

SEED = 20261124
MANAGER = "manager"
VOICES: Mapping[str, str] = {
    MANAGER: "tempo -s 1.02",
    "normal": "pitch 80 tempo -s 1.0",
    "low": "pitch -130 tempo -s 1.0",
    "high": "pitch 330 tempo -s 0.98",
}
"""sox's effects for the manager and, by its pitch, the customer."""

ENCODINGS = {"ulaw": "u-law", "alaw": "a-law", "gsm": "gsm-full-rate"}
BIT_RATE = 32_000
CROSSTALK_DB = -24.0
RINGBACK_SECONDS = 7.0
OVERLAP_SHARE = 0.4
"""Of the turns that may begin before the other party has ended."""


@dataclass(frozen=True)
class Condition:
    """A row of spoken.csv."""

    dialogue: str
    codec: str
    noise_db: float | None
    mono: bool
    manager_left: bool
    overlap: bool
    pitch: str
    extra: str


def main(folders: Sequence[str]) -> None:
    refuse_without_voices()
    for name in folders:
        folder = Path(name)
        conditions = _conditions(folder / "spoken.csv")
        dialogues = _dialogues(folder / "dialogues.csv")
        target = folder / "spoken"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        with tempfile.TemporaryDirectory() as scratch:
            wanted = [(_voice(c, role), text) for c in conditions for role, text in dialogues[c.dialogue]]
            spoken = speak_all(wanted, VOICES, Path(scratch))
            for condition in conditions:
                rng = np.random.default_rng([SEED, zlib.crc32(condition.dialogue.encode())])
                turns = [(role, spoken[_voice(condition, role), text]) for role, text in dialogues[condition.dialogue]]
                sound = _through(_mix(condition, turns, rng), condition.codec, Path(scratch))
                compress(sound, "libopus", "ogg", BIT_RATE, target / f"{condition.dialogue}.opus")
                print(f"{len(sound) / RATE:5.1f} s  {condition}")


def _conditions(path: Path) -> tuple[Condition, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Condition(
                row["dialogue"],
                row["codec"],
                None if row["noise_db"] in ("", "none") else float(row["noise_db"]),
                row["layout"] == "mono",
                row["manager_channel"] == "left",
                row["overlap"] == "1",
                row["pitch"],
                row["extra"] or "none",
            )
            for row in csv.DictReader(file)
        )


def _dialogues(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Turns (role, text) by dialogue; consecutive rows of one party are one turn."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["dialogue"], int(row["line"])))
    return {
        dialogue: [
            (role, " ".join(row["text"] for row in turn)) for role, turn in groupby(lines, lambda row: row["role"])
        ]
        for dialogue, lines in groupby(rows, lambda row: row["dialogue"])
    }


def _voice(condition: Condition, role: str) -> str:
    return MANAGER if role == MANAGER else condition.pitch


def _mix(condition: Condition, turns: Sequence[tuple[str, Samples]], rng: np.random.Generator) -> Samples:
    levels_db = {MANAGER: rng.uniform(-22, -19), "customer": rng.uniform(-25, -20)}
    end = (RINGBACK_SECONDS if condition.extra == "ringback" else 0.0) + rng.uniform(0.3, 0.7)
    placed = []
    for number, (role, samples) in enumerate(turns):
        gap = rng.uniform(0.3, 0.8)
        if condition.overlap and number > 1 and rng.random() < OVERLAP_SHARE:
            gap = -rng.uniform(0.3, 0.9)
        level = 10 ** (levels_db[role] / 20) / np.sqrt(np.mean(samples**2))
        start = max(0.0, end + gap)
        placed.append((role, int(start * RATE), samples * level))
        end = start + len(samples) / RATE
    length = int((end + rng.uniform(0.3, 0.8)) * RATE)
    sides = np.zeros((length, 2))
    for role, start, samples in placed:
        sides[start : start + len(samples), 0 if role == MANAGER else 1] += samples
    loudness = np.sqrt(np.mean(np.concatenate([samples for _role, _start, samples in placed]) ** 2))
    if condition.extra == "crosstalk":
        sides = sides + 10 ** (CROSSTALK_DB / 20) * sides[:, ::-1]
    if condition.extra == "ringback":
        sides[:, 0] += ringback(RINGBACK_SECONDS, length)
    if condition.mono or condition.extra == "dual_mono":
        sides = sides.sum(axis=1, keepdims=True)
    elif not condition.manager_left:
        sides = sides[:, ::-1]
    if condition.noise_db is not None:
        sides = sides + rng.normal(0.0, loudness * 10 ** (-condition.noise_db / 20), sides.shape)
    if condition.extra == "dual_mono":
        sides = np.repeat(sides, 2, axis=1)
    return np.clip(sides, -1.0, 1.0)


def _through(sound: Samples, codec: str, scratch: Path) -> Samples:
    """The sound after the codec that the exchange recorded with."""
    if codec == "pcm":
        return sound
    if codec == "mp3":
        passed = scratch / "passed.mp3"
        compress(sound, "libmp3lame", "mp3", BIT_RATE, passed)
        return read_sound(passed)
    sides = []
    for channel in range(sound.shape[1]):
        # GSM 06.10 knows one channel only
        write_wav(sound[:, [channel]], ENCODINGS[codec], scratch / "passed.wav")
        subprocess.run(["sox", "-D", scratch / "passed.wav", "-e", "signed", "-b", "16", scratch / "s.wav"], check=True)
        sides.append(read_sound(scratch / "s.wav")[:, 0])
    length = min(map(len, sides))
    return np.stack([side[:length] for side in sides], axis=1)


if __name__ == "__main__":
    main(sys.argv[1:])
