"""What holds for the verdicts of every checklist on every call."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from speechqa.checklist.model import Checklist, Checkpoint, Count, Phrase, Trigger, Within
from speechqa.matching.verdicts import match
from speechqa.transcript.model import Transcript
from tests.matching.conversation import card, transcript_of

SAYINGS = (
    "добрый день клиника рассвет", "меня зовут Анна", "как к вам обращаться", "Ирина очень приятно",
    "понимаю вас но цена хорошая", "это дорого для меня", "в другом месте дешевле", "сколько стоит томография",
    "пять тысяч рублей", "вам удобно завтра утром", "я не знаю", "сейчас уточню и перезвоню", "ничем не могу помочь",
    "запишу вас на завтра", "угу", "да", "нет спасибо", "всего доброго до свидания",
)  # fmt: skip
UNRELATED = ("синий трактор", "облака плывут", "гитара играет", "снежная вершина", "старый мост", "жёлтый лист")
PHRASES = (
    "добрый день", "меня зовут {name}", "как вас зовут", "понимаю вас", "пять тысяч рублей", "вам удобно завтра",
    "запишу вас на завтра", "всего доброго", "сколько стоит", "перезвоню вам",
)  # fmt: skip

turns = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(SAYINGS)), min_size=2, max_size=10)
unrelated = st.lists(st.sampled_from(UNRELATED), min_size=1, max_size=8)
phrases = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4, unique=True)
windows = st.sampled_from(
    [None, Within("first", 8), Within("last", 8), Within("first", 40, "percent"), Within("nth", 2, "utterances")]
)
WINDOWS = {
    "first": Within("first", 10),
    "first utterances": Within("first", 2, "utterances"),
    "last": Within("last", 10),
    "last utterances": Within("last", 2, "utterances"),
    "when": Within("when", 10),
}


def heard(spoken: list[tuple[int, str]]) -> Transcript:
    return replace(transcript_of(spoken), manager_channel=0)


def one(checkpoint: Checkpoint) -> Checklist:
    return replace(card("- {id: c, any: [да]}"), checkpoints=(checkpoint,), content_hash="")


@settings(max_examples=60, deadline=None)
@given(turns, unrelated, phrases, st.sampled_from(sorted(WINDOWS)))
def test_unrelated_words_outside_the_window_change_no_verdict(
    spoken: list[tuple[int, str]], more: list[str], said: list[str], place: str
) -> None:
    when = Trigger("customer", (Phrase("дорого"), Phrase("дешевле"))) if place == "when" else None
    checkpoint = Checkpoint(
        id="c",
        title={},
        any=tuple(map(Phrase, said)),
        none=(Phrase("не знаю"),),
        within=WINDOWS[place],
        when=when,
    )
    filler = [(channel, text) for text in more for channel in (0, 1)]
    # Long enough for what is added to be out of reach of every window.
    gap = [(channel, "так вот") for _turn in range(10) for channel in (0, 1)]
    quiet = [*gap, *spoken, *gap]
    added = [*filler, *quiet] if place.startswith("last") else [*quiet, *filler]
    before, after = match(heard(quiet), one(checkpoint)).verdicts[0], match(heard(added), one(checkpoint)).verdicts[0]
    assert (before.verdict, before.reason, before.count, before.of) == (
        after.verdict, after.reason, after.count, after.of,
    )  # fmt: skip
    assert (before.hit and before.hit.quote) == (after.hit and after.hit.quote)


@settings(max_examples=60, deadline=None)
@given(
    turns,
    st.permutations(PHRASES[:5]),
    st.permutations(("дорого", "дешевле", "сколько стоит")),
    windows,
    st.sampled_from(["any", "all", "none", "min_count"]),
)
def test_the_order_of_phrases_changes_no_verdict(
    spoken: list[tuple[int, str]], said: list[str], triggers: list[str], within: Within | None, kind: str
) -> None:
    def checkpoint(listed: list[str], set_off_by: list[str]) -> Checkpoint:
        written = {"any" if kind == "min_count" else kind: tuple(map(Phrase, listed))}
        return Checkpoint(
            id="c",
            title={},
            within=within,
            min_count=2 if kind == "min_count" else 1,
            when=Trigger("customer", tuple(map(Phrase, set_off_by))),
            unless=("сейчас уточню", "очень приятно"),
            **written,
        )

    found = match(heard(spoken), one(checkpoint(said, triggers))).verdicts
    assert found == match(heard(spoken), one(checkpoint(sorted(said), sorted(triggers)))).verdicts


@settings(max_examples=60, deadline=None)
@given(turns, phrases, windows, st.sampled_from(["any", "all"]), st.integers(60, 100), st.integers(60, 100))
def test_a_higher_threshold_never_turns_failed_into_passed(
    spoken: list[tuple[int, str]], said: list[str], within: Within | None, kind: str, one_limit: int, other_limit: int
) -> None:
    lower, higher = sorted((one_limit, other_limit))
    written = {kind: tuple(map(Phrase, said))}

    def verdict(limit: int) -> str:
        checkpoint = Checkpoint(id="c", title={}, within=within, threshold=limit, unless=("сейчас уточню",), **written)
        return match(heard(spoken), one(checkpoint)).verdicts[0].verdict

    assert (verdict(lower), verdict(higher)) != ("failed", "passed")


@settings(max_examples=40, deadline=None)
@given(turns, st.integers(1, 4))
def test_what_is_counted_agrees_with_the_verdict(spoken: list[tuple[int, str]], least: int) -> None:
    checkpoint = Checkpoint(id="c", title={}, questions=Count(min=least))
    found = match(heard(spoken), one(checkpoint)).verdicts[0]
    assert found.count is not None
    assert found.of == least
    assert (found.verdict == "passed") == (found.count >= least)
