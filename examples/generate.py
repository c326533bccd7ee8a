"""dialogues.yaml in; recordings/, Master.csv and labels.csv out.

For developers: needs festival with its Russian voice, and sox. Everything that is left to chance (which channel the
manager is on, levels, gaps, noise) comes from one seed, so that a second run writes the same bytes.

    python -m examples.generate
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from ruamel.yaml import YAML

from examples.asterisk_log import LoggedCall, write_log
from speechqa.checklist.load import load_checklist
from speechqa.checklist.model import Checklist
from speechqa.matching.model import FAILED, NOT_APPLICABLE, PASSED, Verdict
from speechqa.scoring import score
from tools.synthetic_speech import RATE, Samples, compress, refuse_without_voices, ringback, speak_all, write_wav

HERE = Path(__file__).resolve().parent
ZONE = ZoneInfo("Europe/Moscow")
SEED = 20261109
SHORTEST, LONGEST = 20.0, 60.0
GSM_BLOCK = 320
CARDS = {"inbound": "clinic-inbound", "outbound": "outbound-warm"}
WAV_ENCODINGS = {"pcm": "signed-integer", "ulaw": "u-law", "alaw": "a-law", "gsm": "gsm-full-rate"}
COMPRESSED = {"mp3": ("libmp3lame", "mp3", 32_000), "opus": ("libopus", "ogg", 32_000)}
MARKS = {PASSED: "1", FAILED: "0", NOT_APPLICABLE: "н/п"}


@dataclass(frozen=True)
class Placed:
    """A turn on the call's time line; ``channel`` is 0 for the manager's side and 1 for the customer's."""

    channel: int
    start: int
    samples: Samples


def main() -> None:
    refuse_without_voices()
    source = YAML(typ="safe").load((HERE / "dialogues.yaml").read_text(encoding="utf-8"))
    recordings = HERE / "recordings"
    shutil.rmtree(recordings, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        spoken = _speak_all(source, Path(folder))
        sides = _manager_sides(source["calls"])
        logged = []
        for number, (call, manager_left) in enumerate(zip(source["calls"], sides, strict=True)):
            rng = np.random.default_rng([SEED, number])
            sound = _mix(call, spoken, source["noise_db"], manager_left, rng)
            logged.append(_logged(call, source, number, len(sound) / RATE, wait=int(rng.integers(4, 26))))
            target = recordings / logged[-1].file
            target.parent.mkdir(parents=True, exist_ok=True)
            _encode(sound, call["format"], target)
            side = "mono" if sound.shape[1] == 1 else "left" if manager_left else "right"
            print(f"{len(sound) / RATE:5.1f} s  manager {side:5}  {call['id']:24} {logged[-1].file}")
    write_log(logged, source["managers"], HERE / "Master.csv")
    _write_labels(source["calls"], [call.file for call in logged], HERE / "labels.csv")


def _speak_all(source: dict[str, Any], folder: Path) -> dict[tuple[str, str], Samples]:
    """Every turn in its speaker's voice, by (voice, text)."""
    wanted = [(_voice(call, turn), _text(turn)) for call in source["calls"] for turn in call["turns"]]
    return speak_all(wanted, {str(name): effects for name, effects in source["voices"].items()}, folder)


def _voice(call: dict[str, Any], turn: dict[str, Any]) -> str:
    return str(call["manager"]) if "m" in turn else call["voice"]


def _text(turn: dict[str, Any]) -> str:
    return turn["m"] if "m" in turn else turn["c"]


def _manager_sides(calls: list[dict[str, Any]]) -> list[bool]:
    """True where the manager is on the left: half of the calls, drawn without a look at who called whom."""
    sides = np.arange(len(calls)) % 2 == 0
    np.random.default_rng(SEED).shuffle(sides)
    return sides.tolist()


def _mix(
    call: dict[str, Any],
    spoken: dict[tuple[str, str], Samples],
    noise_db: dict[str, float],
    manager_left: bool,
    rng: np.random.Generator,
) -> Samples:
    """The call's sound, shape (n, channels)."""
    turns = _place(call, spoken, rng)
    length = max(turn.start + len(turn.samples) for turn in turns) + int(rng.uniform(0.3, 0.8) * RATE)
    length -= length % GSM_BLOCK
    if not SHORTEST <= length / RATE <= LONGEST:
        sys.exit(f"{call['id']} lasts {length / RATE:.1f} s, wanted {SHORTEST:.0f} to {LONGEST:.0f}")
    sides = np.zeros((length, 2))
    for turn in turns:
        sides[turn.start : turn.start + len(turn.samples), turn.channel] += turn.samples
    if "crosstalk" in call:
        sides = sides + 10 ** (call["crosstalk"] / 20) * sides[:, ::-1]
    if "ringback" in call:
        # what the caller hears: on an inbound call the exchange's side, on an outbound one the far end's
        sides[:, 0 if call["direction"] == "inbound" else 1] += ringback(call["ringback"], length)
    if call.get("channels") == 1:
        sides = sides.sum(axis=1, keepdims=True)
    elif not manager_left:
        sides = sides[:, ::-1]
    noise = rng.normal(0.0, 10 ** (noise_db[call["noise"]] / 20), sides.shape)
    return np.clip(sides + noise, -1.0, 1.0)


def _place(call: dict[str, Any], spoken: dict[tuple[str, str], Samples], rng: np.random.Generator) -> list[Placed]:
    levels_db = (rng.uniform(-22, -19), rng.uniform(-25, -20))
    end = call.get("ringback", 0.0) + rng.uniform(0.3, 0.7)
    placed = []
    for turn in call["turns"]:
        channel = 0 if "m" in turn else 1
        usual = rng.uniform(0.3, 0.7)
        start = max(0.0, end + turn.get("pause", -turn["overlap"] if "overlap" in turn else usual))
        samples = spoken[_voice(call, turn), _text(turn)]
        samples = samples * 10 ** (levels_db[channel] / 20) / np.sqrt(np.mean(samples**2))
        placed.append(Placed(channel, int(start * RATE), samples))
        end = start + len(samples) / RATE
    return placed


def _encode(sound: Samples, kind: str, target: Path) -> None:
    if kind in COMPRESSED:
        compress(sound, *COMPRESSED[kind], target)
    else:
        write_wav(sound, WAV_ENCODINGS[kind], target)


def _logged(call: dict[str, Any], source: dict[str, Any], number: int, seconds: float, wait: int) -> LoggedCall:
    start = datetime.fromisoformat(str(call["started"])).replace(tzinfo=ZONE)
    uniqueid = f"{int(start.timestamp())}.{100 + 7 * number}"
    line = source["lines"][number % len(source["lines"])]
    return LoggedCall(
        file=_file_name(call, start, uniqueid, line),
        direction=call["direction"],
        manager=str(call["manager"]),
        customer=call["customer"],
        line=line,
        start=start,
        wait=wait,
        talk=round(seconds),
        uniqueid=uniqueid,
        also_rang=str(call["also_rang"]) if "also_rang" in call else None,
    )


def _file_name(call: dict[str, Any], start: datetime, uniqueid: str, line: str) -> str:
    suffix = {"mp3": "mp3", "opus": "ogg"}.get(call["format"], "wav")
    freepbx, dated = f"{start:%Y%m%d-%H%M%S}-{uniqueid}.{suffix}", f"{start:%Y_%m_%d_%H_%M_%S}"
    return {
        "external": f"external-{call['manager']}-{call['customer']}-{freepbx}",
        "did": f"in-{line}-{call['customer']}-{freepbx}",
        "out": f"out-{call['customer']}-{call['manager']}-{freepbx}",
        "dated": f"{dated}_{call['manager']}.{suffix}",
        "letter": f"{call['manager']}/{dated}_0F6_(В).{suffix}",
        "bare": f"{call['manager']}/{dated}.{suffix}",
    }[call["name"]]


def _write_labels(calls: list[dict[str, Any]], files: list[str], target: Path) -> None:
    cards = {direction: load_checklist(name) for direction, name in CARDS.items()}
    ids = list(dict.fromkeys(checkpoint.id for card in cards.values() for checkpoint in card.checkpoints))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "card", "light", *ids])
        for call, name in sorted(zip(calls, files, strict=True), key=lambda pair: str(pair[0]["started"])):
            card = cards[call["direction"]]
            verdicts = _verdicts(call, card)
            marks = {verdict.checkpoint_id: MARKS[verdict.verdict] for verdict in verdicts}
            writer.writerow([name, card.id, score(card, verdicts).light, *(marks.get(id_, "") for id_ in ids)])


def _verdicts(call: dict[str, Any], card: Checklist) -> list[Verdict]:
    machine = [checkpoint.id for checkpoint in card.checkpoints if checkpoint.by != "human"]
    unknown = {*call["failed"], *call["not_applicable"]} - set(machine)
    if unknown:
        sys.exit(f"{call['id']} labels what {card.id} does not have: {', '.join(sorted(unknown))}")
    special = dict.fromkeys(call["failed"], FAILED) | dict.fromkeys(call["not_applicable"], NOT_APPLICABLE)
    return [Verdict(id_, special.get(id_, PASSED), "label") for id_ in machine]


if __name__ == "__main__":
    main()
