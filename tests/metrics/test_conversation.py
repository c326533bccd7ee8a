"""How parties talked: cases worked by hand, and laws that hold for any voice activity."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.matching.heard import Heard
from speechqa.matching.interruptions import interruptions_of
from speechqa.matching.model import Roles
from speechqa.matching.stream import stream_of
from speechqa.metrics.conversation import (
    Reply,
    converse,
    monologue_of,
    overlap_of,
    quiet_of,
    replies_of,
    union_of,
)
from speechqa.recording.model import Interval
from speechqa.settings import Settings
from speechqa.store.conversation import Conversation, Interrupted, Limits, Party, limits_from
from speechqa.transcript.model import Segment, Transcript, Word
from tests.matching.conversation import card, transcript_at, transcript_of

LIMITS = Limits(silence=3.0, interruption=1.0, monologue_pause=2.0, back_channel=1.0)
MANAGER = Roles(0, "cues", certain=True)
MONO = Roles(None, "mono", certain=True)


def spoken(*pairs: tuple[float, float]) -> tuple[Interval, ...]:
    return tuple(Interval(start, end) for start, end in pairs)


def call(
    manager: tuple[Interval, ...], customer: tuple[Interval, ...], duration: float, padding: float = 0.0
) -> Transcript:
    """One word per second of each interval."""
    segments = [
        Segment(
            channel,
            tuple(Word(f"слово{n}", each.start + n, min(each.start + n + 0.5, each.end), 0.9) for n in range(n_)),
        )
        for channel, own in enumerate((manager, customer))
        for each in own
        for n_ in [max(1, int(each.length))]
    ]
    ordered = tuple(sorted(segments, key=lambda one: one.start))
    return Transcript("t", "ru", duration, 2, (manager, customer), ordered, padding=padding)


@st.composite
def voices(draw: st.DrawFn) -> tuple[Interval, ...]:
    """Intervals that do not meet, in tenths of a second within a minute."""
    edges = draw(st.lists(st.integers(0, 600), unique=True, max_size=20).map(sorted))
    edges = edges[: len(edges) // 2 * 2]
    return tuple(Interval(a / 10, b / 10) for a, b in zip(edges[::2], edges[1::2], strict=True))


CALLS = st.builds(call, voices(), voices(), st.floats(60, 70))


# Worked by hand.


def test_a_call_worked_by_hand() -> None:
    # Manager 1-5, 9-11 and 18-20; customer 5.5-8, 10.5-12.
    found = converse(call(spoken((1, 5), (9, 11), (18, 20)), spoken((5.5, 8), (10.5, 12)), 24.0), MANAGER, LIMITS)
    assert found == Conversation(
        manager_channel=0,
        role_certain=True,
        limits=LIMITS,
        duration=24.0,
        speech=4 + 2.5 + 3 + 2,
        overlap=0.5,
        silences=2,  # 12-18 and 20-24
        silence=6 + 4,
        longest_silence=6.0,
        lead_in=1.0,
        lead_out=4.0,
        hold=None,
        manager=Party(
            speech=8.0, words=8, turns=3, interruptions=0, monologue=4.0, monologue_start=1.0, replies=2,
            reply_gap=(1.0 + 6.0) / 2, reply_seconds=7.0,
        ),
        customer=Party(
            speech=4.0, words=3, turns=2, interruptions=0, monologue=2.5, monologue_start=5.5, replies=2,
            reply_gap=0.25, reply_seconds=0.5,
        ),
    )  # fmt: skip


def test_who_begins_later_and_speaks_over_the_other_for_a_second_interrupts() -> None:
    transcript = transcript_at(
        [(0, 1.0, "раз два три четыре пять шесть семь восемь"), (1, 2.1, "нет подождите минуту пожалуйста вы слышите")]
    )
    found = converse(transcript, MANAGER, LIMITS)
    (one,) = found.interruptions
    assert (one.who, one.start, one.stopped) == ("customer", 2.1, True)
    assert one.seconds == pytest.approx(4.15 - 2.1)
    assert (found.manager.interruptions, found.customer.interruptions) == (0, 1)


def test_how_long_both_must_speak_is_a_setting() -> None:
    transcript = transcript_at([(0, 1.0, "раз два три четыре"), (1, 1.8, "нет подождите минуту")])
    assert converse(transcript, MANAGER, LIMITS).interruptions == ()
    shorter = replace(LIMITS, interruption=0.5)
    assert [each.who for each in converse(transcript, MANAGER, shorter).interruptions] == ["customer"]


def test_a_word_of_assent_interrupts_nobody() -> None:
    transcript = transcript_at([(0, 1.0, "раз два три четыре пять шесть семь восемь"), (1, 2.1, "угу угу")])
    assert converse(transcript, MANAGER, replace(LIMITS, interruption=0.5)).interruptions == ()


def test_exactly_the_limit_is_no_silence() -> None:
    found = converse(call(spoken((0, 5), (8, 10)), (), 13.0), MANAGER, LIMITS)
    assert (found.silences, found.silence, found.longest_silence) == (0, 0, 0)
    found = converse(call(spoken((0, 5), (8, 10)), (), 13.1), MANAGER, LIMITS)
    assert (found.silences, found.silence) == (1, pytest.approx(3.1))


def test_where_nobody_speaks_all_is_silence() -> None:
    found = converse(call((), (), 30.0), MANAGER, LIMITS)
    assert (found.speech, found.silences, found.silence, found.lead_in) == (0, 1, 30.0, None)
    assert found.manager == Party(0.0, 0, 0, 0, 0.0, None, 0, None, 0)


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        (spoken((0, 5), (6.5, 10)), (), (0, 10)),
        (spoken((0, 5), (7.5, 10)), (), (0, 5)),
        (spoken((0, 5), (6.5, 10)), spoken((5.2, 6.1)), (0, 10)),
        (spoken((0, 5), (6.5, 10)), spoken((5.2, 6.2)), (0, 5)),
        (spoken((0, 10)), spoken((3, 6)), (0, 10)),
        (spoken((0, 5), (6, 12)), spoken((4, 5.5)), (6, 12)),
        (spoken((0, 5), (6, 10)), spoken((6, 8)), (0, 10)),
        ((), spoken((0, 5)), None),
    ],
    ids=[
        "a short pause", "a long pause", "the other's assent", "the other's words", "the other speaks over him",
        "the other goes on into the pause", "the other begins after the pause", "never speaks",
    ],
)  # fmt: skip
def test_what_ends_a_monologue(
    own: tuple[Interval, ...], other: tuple[Interval, ...], expected: tuple[float, float] | None
) -> None:
    found = monologue_of(own, other, LIMITS)
    assert found == (None if expected is None else Interval(*expected))


def test_replies_are_changes_of_speaker_and_what_is_said_within_the_others_speech_is_none() -> None:
    manager, customer = spoken((0, 2), (5, 9), (12, 13)), spoken((3, 4), (6, 7), (8.5, 11))
    assert replies_of((manager, customer)) == (Reply(1, 1.0), Reply(0, 1.0), Reply(1, 0.0), Reply(0, 1.0))


def test_padding_makes_no_overlap_of_a_quick_reply() -> None:
    # 0.2 s lie between what they say; each interval is widened by 0.3 s.
    padded = call(spoken((0.7, 5.3)), spoken((4.9, 9.3)), 12.0, padding=0.3)
    found = converse(padded, MANAGER, LIMITS)
    assert found.overlap == 0
    assert found.customer.reply_gap == pytest.approx(0.2)
    assert (found.manager.speech, found.customer.speech) == (pytest.approx(4.0), pytest.approx(3.8))


def test_one_channel_tells_silence_but_no_party() -> None:
    mono = transcript_of([(0, "добрый день"), (1, "сколько стоит")], channels=1)
    found = converse(mono, MONO, LIMITS)
    assert found.speech == pytest.approx(1.5)
    assert (found.manager, found.customer, found.overlap) == (Party(), Party(), None)
    assert (found.manager_channel, found.role_certain) == (None, None)


def test_the_same_sound_on_both_channels_tells_no_party_either() -> None:
    found = converse(call(spoken((0, 5)), spoken((0, 5)), 10.0), MONO, LIMITS)
    assert (found.speech, found.silence, found.overlap, found.manager) == (5.0, 5.0, None, Party())


def test_without_times_only_turns_and_words_are_known() -> None:
    turns = [(0, "добрый день"), (1, "сколько стоит"), (0, "пять тысяч рублей")]
    found = converse(replace(transcript_of(turns), timed=False), MANAGER, LIMITS)
    assert found.manager == Party(words=5, turns=2)
    assert found.customer == Party(words=2, turns=1)
    assert {found.duration, found.speech, found.silences, found.silence, found.overlap, found.lead_in} == {None}


# Laws.


@given(CALLS)
def test_speech_and_quiet_together_are_the_whole(transcript: Transcript) -> None:
    found = converse(transcript, MANAGER, replace(LIMITS, silence=0.0))
    assert (found.speech or 0.0) + (found.silence or 0.0) == pytest.approx(transcript.duration)


@given(CALLS)
def test_both_parties_speech_less_the_overlap_is_when_somebody_speaks(transcript: Transcript) -> None:
    found = converse(transcript, MANAGER, LIMITS)
    speeches = (found.manager.speech or 0.0) + (found.customer.speech or 0.0)
    assert speeches - (found.overlap or 0.0) == pytest.approx(found.speech)


@given(CALLS)
def test_swapping_channels_swaps_parties(transcript: Transcript) -> None:
    swapped = replace(
        transcript,
        speech=transcript.speech[::-1],
        segments=tuple(replace(segment, channel=1 - segment.channel) for segment in transcript.segments),
    )
    one, other = converse(transcript, MANAGER, LIMITS), converse(swapped, MANAGER, LIMITS)
    turned = tuple(
        Interrupted("customer" if each.who == "manager" else "manager", each.start, each.seconds, each.stopped)
        for each in one.interruptions
    )
    back = replace(
        other,
        manager=other.customer,
        customer=other.manager,
        interruptions=tuple(sorted(other.interruptions, key=repr)),
    )
    assert back == replace(one, overlap=other.overlap, interruptions=tuple(sorted(turned, key=repr)))
    assert other.overlap == pytest.approx(one.overlap)
    # The same recording with the manager on the other channel is the same exchange.
    assert converse(transcript, Roles(1, "cues", True), LIMITS).customer == one.manager


@given(CALLS)
def test_a_longer_limit_never_finds_more(transcript: Transcript) -> None:
    one = converse(transcript, MANAGER, LIMITS)
    other = converse(transcript, MANAGER, Limits(5.0, 2.0, 1.0, 0.5))
    assert (other.silences or 0) <= (one.silences or 0)
    assert len(other.interruptions) <= len(one.interruptions)
    assert (other.manager.monologue or 0) <= (one.manager.monologue or 0)


@given(CALLS)
def test_replies_take_turns(transcript: Transcript) -> None:
    found = replies_of(transcript.speech)
    assert all(one.party != other.party for one, other in itertools.pairwise(found))
    assert all(reply.gap >= 0 for reply in found)


@given(voices(), voices())
def test_overlap_is_that_of_every_pair(one: tuple[Interval, ...], other: tuple[Interval, ...]) -> None:
    pairs = ((a, b) for a in one for b in other)
    expected = sum(max(0.0, min(a.end, b.end) - max(a.start, b.start)) for a, b in pairs)
    assert overlap_of(one, other) == pytest.approx(expected)


@given(voices(), voices())
def test_quiet_is_what_speech_leaves(one: tuple[Interval, ...], other: tuple[Interval, ...]) -> None:
    spoken_ = union_of([*one, *other])
    quiet = quiet_of(spoken_, 60.0)
    assert union_of([*spoken_, *quiet]) == (() if not (spoken_ or quiet) else spoken(*[(0.0, 60.0)]))
    assert overlap_of(spoken_, quiet) == 0


@given(CALLS)
def test_interruptions_are_those_that_a_checkpoint_counts(transcript: Transcript) -> None:
    checklist = card("- {id: patient, interruptions: {max: 0}}")
    words = tuple(
        tuple(sorted((w for s in transcript.segments if s.channel == c for w in s.words), key=lambda w: w.start))
        for c in (0, 1)
    )
    streams = tuple(stream_of(own, "unknown", "ru") for own in words)
    heard = Heard(transcript, checklist, streams, (), MANAGER, 80.0, ((), ()), frozenset(), LIMITS.interruption)
    found = converse(transcript, MANAGER, LIMITS)
    assert found.manager.interruptions == len(interruptions_of(0, heard))
    assert found.customer.interruptions == len(interruptions_of(1, heard))


def test_hold_on_both_channels_counts_once() -> None:
    hold = spoken((10, 30), (20, 40), (50, 60))
    assert converse(call((), (), 70.0), MANAGER, LIMITS, hold).hold == 40
    assert converse(call((), (), 70.0), MANAGER, LIMITS, ()).hold == 0


def test_the_limits_are_settings() -> None:
    assert limits_from(Settings()) == LIMITS
