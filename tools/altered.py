"""Spoken calls of the corpus in, the same with something wrong with their sound out, recognised.

What is left to chance comes from the call's name, so that a second run hears the same sound.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speechqa.recording.audio import decode
from speechqa.recording.model import SAMPLE_RATE, Audio
from speechqa.recording.speech import find_speech
from speechqa.settings import Settings
from speechqa.store.connection import open_store
from speechqa.store.transcripts import load_transcript
from speechqa.transcript.model import Transcript
from speechqa.transcript.quarantine import quarantine
from speechqa.transcript.whisper import load_whisper, prepare
from tools.corpus import CORPUS
from tools.synthetic_speech import ringback

Samples = NDArray[np.float32]

CLEAN = (
    "dental-01", "furniture-01", "car-01", "cold-01", "dental-02", "furniture-02",
    "car-10", "cold-05", "dental-04", "furniture-04", "car-22", "cold-10",
)  # fmt: skip
"""Calls of two channels with little or no noise of their own."""

FOLDERS: Mapping[str, str] = {
    "dental": "dental", "furniture": "furniture", "car": "car-service", "cold": "cold-b2b",
}  # fmt: skip
VOICES_IN_BABBLE = 6
SHORTEST_DROP, LONGEST_DROP = 0.4, 2.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """A spoken call; ``manager_channel`` is where the manager really is, None in mono."""

    name: str
    folder: Path
    manager_channel: int | None

    @property
    def path(self) -> Path:
        return self.folder / "spoken" / f"{self.name}.opus"


Alteration = Callable[[Spoken, Audio], Samples]


def spoken_calls() -> dict[str, Spoken]:
    """All spoken calls of the corpus, without its held-out part, by name."""
    calls = {}
    for folder in FOLDERS.values():
        with (CORPUS / folder / "spoken.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                mono = row["layout"] == "mono" or row["extra"] == "dual_mono"
                side = None if mono else int(row["manager_channel"] == "right")
                calls[row["dialogue"]] = Spoken(row["dialogue"], CORPUS / folder, side)
    return calls


def recognised_corpus(work: Path) -> Iterator[tuple[str, Transcript]]:
    """The spoken calls as they are, from the databases that tools.corpus leaves in ``work``."""
    for folder in FOLDERS.values():
        db = open_store(work / f"corpus-{folder}-speech.db")
        rows = db.conn.execute(
            """SELECT recording.name, result.transcript_id FROM result JOIN recording USING (recording_id)
               WHERE result.current = 1 ORDER BY recording.name"""
        ).fetchall()
        for name, transcript_id in rows:
            stored = load_transcript(db, transcript_id)
            yield Path(name).stem, replace(stored, segments=quarantine(stored.segments, stored.speech))


def marks_of(folder: str) -> dict[str, dict[str, str]]:
    """What people ticked: a mark for each checkpoint, by call."""
    with (CORPUS / folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        return {
            row.pop("call"): {key: mark for key, mark in row.items() if key not in ("outcome", "tags")}
            for row in csv.DictReader(file)
        }


def recognised(
    wanted: Iterable[tuple[str, Spoken, Alteration]], settings: Settings
) -> Iterator[tuple[str, Spoken, Transcript]]:
    """Each altered call (with the name of its alteration) as the recogniser hears it."""
    whisper = load_whisper(settings)
    for name, call, alteration in wanted:
        audio = decode(call.path)
        sound = np.clip(alteration(call, audio), -1.0, 1.0).astype(np.float32)
        altered = prepare(f"{call.name} {name}", replace(audio, samples=sound))
        yield name, call, next(iter(whisper.recognise([altered])))


def with_white_noise(snr_db: float) -> Alteration:
    """Noise so far below the speech."""

    def alter(call: Spoken, audio: Audio) -> Samples:
        noise = _chance("white", call, snr_db).normal(0.0, 1.0, audio.samples.shape)
        return audio.samples + _gain(-snr_db) * _level(audio) * noise.astype(np.float32)

    return alter


def with_babble(snr_db: float) -> Alteration:
    """Other calls' voices so far below the speech, as in a room full of people."""

    def alter(call: Spoken, audio: Audio) -> Samples:
        return audio.samples + _gain(-snr_db) * _level(audio) * _babble(call, audio)

    return alter


def with_drop_outs(share: float, *, noise: bool) -> Alteration:
    """Stretches of the call lost on each channel: silence, or a burst of noise as loud as the speech."""

    def alter(call: Spoken, audio: Audio) -> Samples:
        chance = _chance("gaps", call, share)
        sound = audio.samples.copy()
        length = sound.shape[1]
        for channel in sound:
            lost = 0
            while lost < share * length:
                size = int(chance.uniform(SHORTEST_DROP, LONGEST_DROP) * SAMPLE_RATE)
                place = int(chance.integers(max(1, length - size)))
                stretch = channel[place : place + size]
                stretch[:] = chance.normal(0.0, _level(audio), len(stretch)) if noise else 0.0
                lost += size
        return sound

    return alter


def with_crosstalk(db: float) -> Alteration:
    """Each party on the other's channel as well."""

    def alter(call: Spoken, audio: Audio) -> Samples:
        return audio.samples + _gain(db) * audio.samples[::-1]

    return alter


def with_ringback(seconds: float) -> Alteration:
    """The left channel rings before anybody speaks."""

    def alter(call: Spoken, audio: Audio) -> Samples:
        rung = np.zeros((2, int(seconds * SAMPLE_RATE)), np.float32)
        rung[0] = ringback(seconds, rung.shape[1])
        return np.concatenate([rung, audio.samples], axis=1)

    return alter


def _babble(call: Spoken, audio: Audio) -> Samples:
    chance = _chance("babble", call)
    others = [name for name in CLEAN if name.partition("-")[0] != call.name.partition("-")[0]]
    sound = np.zeros_like(audio.samples)
    for channel in sound:
        for name in chance.permutation(others)[:VOICES_IN_BABBLE]:
            voice = _samples(str(name))[int(chance.integers(2))]
            looped = np.resize(voice / np.sqrt(np.mean(voice**2)), len(channel))
            channel += np.roll(looped, int(chance.integers(len(channel))))
        channel /= np.sqrt(np.mean(channel**2))
    return sound


@lru_cache(maxsize=len(CLEAN))
def _samples(name: str) -> Samples:
    return decode(spoken_calls()[name].path).samples


def _level(audio: Audio) -> float:
    """Of the speech alone."""
    spoken = [
        channel[int(interval.start * SAMPLE_RATE) : int(interval.end * SAMPLE_RATE)]
        for channel, intervals in zip(audio.samples, find_speech(audio), strict=True)
        for interval in intervals
    ]
    return float(np.sqrt(np.mean(np.concatenate(spoken) ** 2)))


def _gain(db: float) -> float:
    return float(10 ** (db / 20))


def _chance(what: str, call: Spoken, *degree: float) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32("/".join(map(str, (what, call.name, *degree))).encode()))
