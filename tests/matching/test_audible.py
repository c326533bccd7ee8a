"""Whether what was said in a stretch could be made out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from speechqa.matching.audible import LIMITS, Span, is_unintelligible
from speechqa.recording.model import Interval
from speechqa.transcript.model import Transcript
from tests.matching.conversation import transcript_of

SAID = "клиника рассвет добрый день меня зовут анна чем могу помочь"


def spoken(*, probability: float = 0.95, no_speech: float = 0.0, voice: float = 1.0) -> Transcript:
    """One party's words; ``voice`` is how many times longer its voice activity is than its words."""
    clear = transcript_of([(0, SAID)], probability=probability)
    segments = tuple(replace(each, no_speech_probability=no_speech) for each in clear.segments)
    length = (segments[0].end - segments[0].start) * voice
    speech = ((Interval(segments[0].start, segments[0].start + length),), ())
    return replace(clear, duration=length + 5.0, segments=segments, speech=speech)


def in_all(transcript: Transcript) -> bool:
    return is_unintelligible(transcript, (0,), (Span(0.0, transcript.duration),), transcript.language)


def test_clear_words_that_cover_the_voice_are_made_out():
    assert not in_all(spoken())


@pytest.mark.parametrize(
    "transcript",
    [spoken(probability=0.3), spoken(no_speech=LIMITS.no_speech + 0.1), spoken(voice=1.2 / LIMITS.covered)],
    ids=["doubtful words", "words that may be no speech", "voice without words"],
)
def test_doubtful_words_or_too_few_of_them_are_not(transcript):
    assert in_all(transcript)


GARBLED = "клинека расвед добрый гдень меня завуд анна чем мокупомочь"


@pytest.mark.parametrize(("language", "garbled"), [("ru", True), ("xx", False)])
def test_many_words_that_no_dictionary_holds_are_not_where_there_is_a_dictionary(language, garbled):
    words = transcript_of([(0, GARBLED)]).segments
    transcript = replace(spoken(), segments=words, language=language)
    assert in_all(transcript) is garbled


def test_half_a_voice_without_words_is_not_yet_unintelligible():
    assert not in_all(spoken(voice=0.8 / LIMITS.covered))


def test_a_short_place_with_a_word_or_two_lost_no_speech_to_speak_of():
    transcript = replace(spoken(voice=3.0), segments=transcript_of([(0, "да хорошо")]).segments)
    assert not is_unintelligible(transcript, (0,), (Span(0.0, 3.0),), "ru")
    assert is_unintelligible(transcript, (0,), (Span(0.0, 9.0),), "ru")
    assert is_unintelligible(transcript, (0,), (Span(2.0, 4.0),), "ru")


def test_where_nobody_spoke_nothing_was_missed():
    transcript = spoken(probability=0.3)
    assert not is_unintelligible(transcript, (0,), (Span(transcript.duration - 0.5, transcript.duration),), "ru")


def test_a_party_never_heard_is_unintelligible_everywhere():
    assert is_unintelligible(spoken(), (1,), (Span(0.0, 1.0),), "ru")


def test_quarantined_words_cover_nothing():
    transcript = spoken()
    muted = replace(transcript, segments=tuple(replace(each, quarantine="repetition") for each in transcript.segments))
    assert in_all(muted)
