"""The corpus as text in; how fast phrases are matched, beside a plain loop over rapidfuzz's ``partial_ratio``, and how
far either agrees with people's labels, out: a section of docs/benchmarks.md.

Calls are put together at random from what the corpus' parties say: 400 words of a manager, 300 of a customer, which is
about five minutes. Times are the processor's, of one core, words and phrases known from calls before: for each call the
shortest of some runs, since the machine may be busy.
"""

from __future__ import annotations

import csv
import json
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TypeVar

from rapidfuzz import fuzz

from speechqa.checklist.load import load_checklist, parse_checklist
from speechqa.checklist.model import Checklist, Checkpoint, Phrase
from speechqa.checklist.phrases import variants
from speechqa.evaluation.agreement import Agreement, agreement
from speechqa.matching.expected import compiled, parts
from speechqa.matching.hits import best_hit
from speechqa.matching.listen import listen_to
from speechqa.matching.phrase import CompiledPhrase
from speechqa.matching.plan import plan_for
from speechqa.matching.stream import Stream, stream_of
from speechqa.matching.verdicts import match
from speechqa.recording.model import Interval
from speechqa.transcript.foreign.read import ReadingOptions, parts_of, read_part
from speechqa.transcript.model import Segment, Transcript, Word
from tools.altered import FOLDERS, marks_of
from tools.corpus import CORPUS, ROOT

CALLS, RUNS = 30, 7
MANAGER_WORDS, CUSTOMER_WORDS, TURN = 400, 300, 12
PHRASES = 90
CHECKPOINTS, PHRASES_EACH = 200, 10
LEAST = 85.0
"""The similarity from which such a loop takes a phrase for said."""

_WORD, _PAUSE = 0.4, 0.3
_SIMILARITY = 80.0

Case = TypeVar("Case")
Voices = tuple[list[Word], list[Word]]


def section() -> Iterator[str]:
    """The section of docs/benchmarks.md."""
    yield from ("", "## Matching", "")
    yield (
        f"{CALLS} calls of {MANAGER_WORDS + CUSTOMER_WORDS} words (about five minutes), put together from the corpus; "
        "milliseconds of one core for a call, both parties, words known from the calls before, the shortest of "
        f"{RUNS} runs. The plain loop is `partial_ratio` of each phrase (each way to say it) over each party's text."
    )
    yield from (
        "",
        "| Phrases | Words made ready | Search | Plain loop | Loop / search | Loop / both |",
        "|---" * 6 + "|",
    )
    voices = [_voices(random.Random(number)) for number in range(CALLS)]
    source = _big_card()
    big = parse_checklist(source, "big.yaml")
    for phrases in (_phrases()[:PHRASES], [phrase for one in big.checkpoints for phrase in _compiled(one, big)]):
        yield _search_row(phrases, voices)
    yield ""
    load = _timed(lambda: parse_checklist(source, "big.yaml"))
    whole = _shortest(lambda transcript: match(transcript, big), [_transcript(each) for each in voices])
    yield (
        f"A checklist of {CHECKPOINTS} checkpoints with {CHECKPOINTS * PHRASES_EACH} phrases loads in {load:.2f} s; a "
        f"call is judged by it, who is the manager included, in {whole:.1f} ms: {1000 / whole:.0f} calls a second."
    )
    yield from ("", *_agreement())


def _search_row(phrases: Sequence[CompiledPhrase], voices: Sequence[Voices]) -> str:
    plan = plan_for("ru", phrases)
    written = [_plain(way) for phrase in phrases for way in variants(phrase.say)]

    def ready(call: Voices) -> list[Stream]:
        return [stream_of(words, "unknown", "ru") for words in call]

    def search(call: Voices) -> None:
        for listened in listen_to(plan, ready(call)):
            for phrase in plan.numbers:
                best_hit(listened, phrase)

    def loop(texts: Sequence[str]) -> None:
        for text in texts:
            for way in written:
                _is_said(way, text)

    texts = [[_plain(" ".join(word.text for word in words)) for words in call] for call in voices]
    made, both, plain = _shortest(ready, voices), _shortest(search, voices), _shortest(loop, texts)
    figures = f"{made:.2f} | {both - made:.2f} | {plain:.2f} | {plain / (both - made):.1f} | {plain / both:.1f}"
    return f"| {len(phrases)} ({len(written)} ways to say them) | {figures} |"


def _shortest(run: Callable[[Case], object], cases: Sequence[Case]) -> float:
    """Milliseconds for a case, in the mean."""
    for case in cases:
        run(case)
    return 1000 * sum(min(_timed(partial(run, case)) for _run in range(RUNS)) for case in cases) / len(cases)


def _timed(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def _agreement() -> Iterator[str]:
    """Either's agreement with the labels of 1 and 0."""
    ours: list[tuple[str, str]] = []
    loops: list[tuple[str, str]] = []
    for folder in FOLDERS.values():
        card = load_checklist(CORPUS / folder / "card.yaml")
        for name, transcript in _dialogues(folder, card):
            verdicts = {each.checkpoint_id: each.verdict for each in match(transcript, card).verdicts}
            texts = [
                _plain(" ".join(part.text for part in transcript.segments if part.channel == channel))
                for channel in (0, 1)
            ]
            for checkpoint in card.checkpoints:
                label = {"1": "passed", "0": "failed"}.get(marks_of(folder)[name].get(checkpoint.id, ""))
                if label is not None and checkpoint.id in verdicts and parts(checkpoint):
                    ours.append((label, verdicts[checkpoint.id]))
                    loops.append((label, "passed" if _passes(checkpoint, texts) else "failed"))
    yield (
        "The corpus' Russian dialogues as text, told who is the manager, labels of 1 and 0 of checkpoints with phrases;"
        f" the loop takes a phrase for said from a `partial_ratio` of {LEAST:.0f} on, and knows of phrases alone:"
    )
    yield from ("", "| | Labels | Precision | Recall | F1 |", "|---|---|---|---|---|")
    for title, found in (("speechqa", agreement(ours)), ("plain loop", agreement(loops))):
        yield _agreement_row(title, found)


def _agreement_row(title: str, found: Agreement) -> str:
    figures = " | ".join("–" if each is None else f"{each:.3f}" for each in (found.precision, found.recall, found.f1))
    return f"| {title} | {found.n} | {figures} |"


def _passes(checkpoint: Checkpoint, texts: Sequence[str]) -> bool:
    spoken = {"manager": texts[:1], "customer": texts[1:]}.get(checkpoint.speaker, texts)

    def said(phrase: Phrase) -> bool:
        return any(_is_said(_plain(way), text) for way in variants(phrase.say) for text in spoken)

    wanted = not checkpoint.any or any(map(said, checkpoint.any))
    return wanted and all(map(said, checkpoint.all)) and not any(map(said, checkpoint.none))


def _is_said(way: str, text: str) -> bool:
    return fuzz.partial_ratio(way, text) >= LEAST


def _plain(text: str) -> str:
    """Words in lower case without punctuation, slots and gaps."""
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"\{\w+\}", " ", text.lower().replace("ё", "е"))))


def _phrases() -> list[CompiledPhrase]:
    """Of two of the corpus' checklists."""
    cards = [load_checklist(CORPUS / folder / "card.yaml") for folder in ("dental", "car-service")]
    return [phrase for card in cards for checkpoint in card.checkpoints for phrase in _compiled(checkpoint, card)]


def _compiled(checkpoint: Checkpoint, card: Checklist) -> list[CompiledPhrase]:
    wanted = (*checkpoint.any, *checkpoint.all, *checkpoint.none)
    return [compiled(phrase, checkpoint, card.language, _SIMILARITY) for phrase in wanted]


def _big_card() -> str:
    """A checklist with the phrases of all Russian ones (the corpus' and the bundled), some with a word exchanged."""
    chance = random.Random(2)
    files = [*(CORPUS / folder / "card.yaml" for folder in FOLDERS.values()), *sorted(ROOT.glob("checklists/*.yaml"))]
    cards = [load_checklist(file) for file in files]
    rules = [rule for card in cards for rule in card.checkpoints]
    found = dict.fromkeys(p.say for rule in rules for phrases in parts(rule).values() for p in phrases)
    says = list(found)
    words = [word for say in says for word in say.split() if word.isalpha()]
    while len(found) < CHECKPOINTS * PHRASES_EACH:
        said = chance.choice(says).split()
        place = chance.randrange(len(said))
        if said[place].isalpha():
            found[" ".join([*said[:place], chance.choice(words), *said[place + 1 :]])] = None
    every = chance.sample(list(found), CHECKPOINTS * PHRASES_EACH)
    lines = ["checklist: big", "checkpoints:"]
    for number in range(CHECKPOINTS):
        own = every[number * PHRASES_EACH : (number + 1) * PHRASES_EACH]
        lines.append(f"  - {{id: c{number}, any: {json.dumps(own, ensure_ascii=False)}}}")
    return "\n".join(lines) + "\n"


def _voices(chance: random.Random) -> Voices:
    """What a manager and a customer say in a call, in words of even length."""
    said = []
    for role, count in (("manager", MANAGER_WORDS), ("customer", CUSTOMER_WORDS)):
        texts: list[str] = []
        while len(texts) < count:
            texts += chance.choice(_lines(role)).split()
        said.append([Word(text, n * _WORD, n * _WORD + _WORD, 0.9) for n, text in enumerate(texts[:count])])
    return said[0], said[1]


@cache
def _lines(role: str) -> list[str]:
    lines = []
    for folder in FOLDERS.values():
        with (CORPUS / folder / "dialogues.csv").open(encoding="utf-8", newline="") as file:
            lines += [row["text"] for row in csv.DictReader(file) if row["role"] == role]
    return lines


def _transcript(voices: Voices) -> Transcript:
    """The two in turns of even length, nobody told."""
    now = 0.5
    segments: list[Segment] = []
    speech: tuple[list[Interval], list[Interval]] = ([], [])
    for begin in range(0, max(map(len, voices)), TURN):
        for channel, words in enumerate(voices):
            texts = [word.text for word in words[begin : begin + TURN]]
            if texts:
                said = tuple(Word(text, now + n * _WORD, now + (n + 1) * _WORD, 0.9) for n, text in enumerate(texts))
                segments.append(Segment(channel, said))
                speech[channel].append(Interval(said[0].start, said[-1].end))
                now = said[-1].end + _PAUSE
    return Transcript("big", "ru", now, 2, (tuple(speech[0]), tuple(speech[1])), tuple(segments))


def _dialogues(folder: str, card: Checklist) -> Iterator[tuple[str, Transcript]]:
    """The dialogues of a folder, the manager on the left channel."""
    path = CORPUS / folder / "dialogues.csv"
    content = path.read_bytes()
    options = ReadingOptions(card.language)
    for part in parts_of(path, content, options):
        yield str(part.dialogue), replace(read_part(path, content, part, options)[0], manager_channel=0)


if __name__ == "__main__":
    print("\n".join(section()))
