"""What one party says until the other says something."""

from __future__ import annotations

import pytest

from speechqa.matching.crosstalk import own_words
from speechqa.matching.search import stream_of
from speechqa.matching.utterances import utterances_of
from tests.matching.conversation import transcript_at, transcript_of


def counts(transcript, one_voice=False) -> tuple[int, ...]:
    streams = [stream_of(words, "unknown", "ru") for words in own_words(transcript).words]
    return tuple(len(found) for found in utterances_of(streams, one_voice=one_voice))


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([(0, "добрый день"), (1, "сколько стоит"), (0, "пять тысяч")], (2, 1)),
        ([(0, "добрый день"), (0, "клиника рассвет"), (1, "сколько стоит")], (1, 1)),
        ([(0, "одну минуту"), (1, "угу"), (0, "смотрю расписание"), (1, "сколько стоит")], (1, 1)),
        ([(0, "вам удобно"), (1, "да завтра"), (0, "хорошо записала")], (2, 1)),
        ([(1, "да"), (0, "добрый день")], (1, 1)),
    ],
    ids=["turns", "cut in two", "assent", "an answer", "a word of assent by itself"],
)
def test_utterances_of_both_parties(turns, expected):
    assert counts(transcript_of(turns)) == expected


def test_who_is_spoken_over_and_goes_on_is_not_interrupted():
    transcript = transcript_at(
        [(0, 1.0, "раз два три четыре пять шесть семь восемь"), (1, 2.1, "нет подождите минуту")]
    )
    assert counts(transcript) == (1, 1)


def test_in_mono_a_pause_ends_an_utterance():
    transcript = transcript_of([(0, "добрый день"), (1, "сколько стоит"), (0, "пять тысяч")], channels=1, pause=1.5)
    assert counts(transcript, one_voice=True) == (3,)
