"""The corpus in, whether the manager was told from the customer out: a section of docs/benchmarks.md.

Every call is put with the manager on either channel, with the call's direction and without it, under its own checklist
and under those of other folders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from speechqa.calls.model import Call
from speechqa.checklist.load import load_checklist
from speechqa.checklist.model import Checklist
from speechqa.matching.model import Roles
from speechqa.matching.verdicts import match
from speechqa.settings import Settings
from speechqa.transcript.foreign.read import ReadingOptions, parts_of, read_part
from speechqa.transcript.model import Transcript
from tools.altered import (
    CLEAN,
    FOLDERS,
    marks_of,
    recognised,
    recognised_corpus,
    spoken_calls,
    with_crosstalk,
    with_ringback,
)
from tools.corpus import CORPUS

TEXTS = (*FOLDERS.values(), "hotel-en")
OUTBOUND = ("cold-b2b",)
CROSSTALK_DB = (-12, -18, -24)
RINGBACK_SECONDS = 8.0
FEW_PASSED = 1 / 3
"""Share of passed checkpoints under which a manager counts as one who skips the phrases of the card."""


@dataclass(frozen=True, slots=True)
class Case:
    """A call with the roles hidden, and where the manager really is (None: both parties are on one channel)."""

    transcript: Transcript
    card: Checklist
    direction: str
    manager_channel: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """How many were told right and wrong, and were said to be sure or not; ``unswapped`` where the answer hangs on the
    side."""

    counts: Counter[str] = field(default_factory=Counter)
    unswapped: int = 0


def section(work: Path, settings: Settings) -> Iterator[str]:
    """The section of docs/benchmarks.md; ``work`` holds the databases of the corpus as speech."""
    yield from ("", "## Who is the manager", "")
    yield (
        "Every call twice, the manager on either channel, and with the call's direction known and unknown. "
        "A wrong answer is bad only where it is said to be sure."
    )
    yield from (
        "",
        "| Calls | Direction | Sure and right | Unsure, right | Unsure, wrong | Taken for mono | Sure and wrong |",
    )
    yield "|---" * 7 + "|"
    swapped = 0
    for title, cases in _sets(work, settings).items():
        for direction in ("known", "unknown"):
            told = _tell(cases, known=direction == "known")
            swapped += told.unswapped
            yield f"| {title} | {direction} | {' | '.join(str(told.counts[key]) for key in _COLUMNS)} |"
    yield from ("", f"Calls whose answer did not change sides with the channels: {swapped}.")


_COLUMNS = ("sure right", "unsure right", "unsure wrong", "mono", "sure wrong")


def _kind(told: Roles, manager_channel: int | None) -> str:
    if told.manager_channel is None and manager_channel is not None:
        return "mono"
    return f"{'sure' if told.certain else 'unsure'} {'right' if told.manager_channel == manager_channel else 'wrong'}"


def _sets(work: Path, settings: Settings) -> dict[str, list[Case]]:
    texts = {folder: list(_texts(folder)) for folder in TEXTS}
    spoken = dict(recognised_corpus(work))
    return {
        "Dialogues as text, roles hidden": _cases(texts),
        "of these, by a manager who skips most of the card": _cases(texts, only=_skips_the_card()),
        "the same dialogues, the manager's first turn cut off": _cases(
            {
                folder: [(name, cut) for name, text in named if (cut := _customer_first(text)) is not None]
                for folder, named in texts.items()
            }
        ),
        "the same dialogues under a card of another trade": _cases(texts, own=False),
        "Spoken, recognised": _spoken(spoken.items()),
        "spoken, under a card of another trade": _spoken(spoken.items(), own=False),
        **_altered(settings),
    }


def _altered(settings: Settings) -> dict[str, list[Case]]:
    calls = spoken_calls()
    wanted = [
        *((f"spoken, crosstalk at {db} dB", calls[name], with_crosstalk(db)) for db in CROSSTALK_DB for name in CLEAN),
        *(("spoken, 8 s of ringback", calls[name], with_ringback(RINGBACK_SECONDS)) for name in CLEAN[:4]),
    ]
    found: dict[str, list[Case]] = {}
    for title, call, transcript in recognised(wanted, settings):
        found.setdefault(title, []).extend(_spoken([(call.name, transcript)]))
    return found


def _tell(cases: Iterable[Case], *, known: bool) -> Told:
    counts: Counter[str] = Counter()
    unswapped = 0
    for case in cases:
        call = Call("call", direction=case.direction if known else "unknown")
        told = match(case.transcript, case.card, call).roles
        counts[_kind(told, case.manager_channel)] += 1
        other = match(_swapped(case.transcript), case.card, call).roles
        counts[_kind(other, _other(case.manager_channel))] += 1
        unswapped += other.manager_channel != _other(told.manager_channel)
    return Told(counts, unswapped)


def _cases(
    texts: Mapping[str, list[tuple[str, Transcript]]], *, own: bool = True, only: frozenset[str] | None = None
) -> list[Case]:
    return [
        Case(text, card, _direction(folder), 0)
        for folder, named in texts.items()
        for name, text in named
        for card in _cards(folder, own=own)
        if only is None or name in only
    ]


def _spoken(named: Iterable[tuple[str, Transcript]], *, own: bool = True) -> list[Case]:
    calls = spoken_calls()
    return [
        Case(transcript, card, _direction(calls[name].folder.name), calls[name].manager_channel)
        for name, transcript in named
        for card in _cards(calls[name].folder.name, own=own)
    ]


def _texts(folder: str) -> Iterator[tuple[str, Transcript]]:
    """The dialogues of a folder, the manager on the left channel, which nothing but what was said tells."""
    path = CORPUS / folder / "dialogues.csv"
    content = path.read_bytes()
    options = ReadingOptions(_card(folder).language)
    for part in parts_of(path, content, options):
        transcript, _format = read_part(path, content, part, options)
        yield str(part.dialogue), replace(transcript, manager_channel=None)


def _customer_first(transcript: Transcript) -> Transcript | None:
    """Without what the manager says before the customer; None where nothing is left."""
    first = next((n for n, segment in enumerate(transcript.segments) if segment.channel == 1), None)
    if first is None:
        return None
    kept = transcript.segments[first:]
    speech = tuple(
        tuple(interval for interval in channel if interval.end > kept[0].start) for channel in transcript.speech
    )
    return replace(transcript, segments=kept, speech=speech)


def _skips_the_card() -> frozenset[str]:
    found = set()
    for folder in TEXTS:
        for name, marks in marks_of(folder).items():
            judged = [mark for mark in marks.values() if mark in ("0", "1")]
            if judged.count("1") < FEW_PASSED * len(judged):
                found.add(name)
    return frozenset(found)


def _swapped(transcript: Transcript) -> Transcript:
    if transcript.channels < 2:
        return transcript
    segments = tuple(replace(segment, channel=1 - segment.channel) for segment in transcript.segments)
    return replace(transcript, segments=segments, speech=transcript.speech[::-1])


def _other(channel: int | None) -> int | None:
    return None if channel is None else 1 - channel


def _direction(folder: str) -> str:
    return "outbound" if folder in OUTBOUND else "inbound"


def _cards(folder: str, *, own: bool) -> list[Checklist]:
    card = _card(folder)
    if own:
        return [card]
    return [other for each in TEXTS if (other := _card(each)).language == card.language and other is not card]


@lru_cache
def _card(folder: str) -> Checklist:
    return load_checklist(CORPUS / folder / "card.yaml")
