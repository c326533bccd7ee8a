"""Words that are on both channels at the same time belong to one party."""

from __future__ import annotations

from dataclasses import replace

from speechqa.matching.crosstalk import own_words
from speechqa.transcript.model import Segment, Transcript
from tests.matching.conversation import transcript_at, transcript_of

SAID = "клиника рассвет добрый день чем могу помочь"


def with_echo(echo: str, *, at: float, probability: float) -> Transcript:
    clear = transcript_of([(0, SAID), (1, "мне нужна томография колена")])
    words = transcript_at([(1, at, echo)], probability=probability).segments[0].words
    return replace(clear, segments=(*clear.segments, Segment(1, words)))


def said_by(transcript: Transcript) -> list[str]:
    return [" ".join(word.text for word in words) for words in own_words(transcript).words]


def test_the_fainter_echo_is_dropped():
    assert said_by(with_echo(SAID, at=0.6, probability=0.6)) == [SAID, "мне нужна томография колена"]


def test_a_misheard_part_of_an_echo_goes_with_it():
    echo = "клиника рассвет добрый тень чем могу точь"
    assert said_by(with_echo(echo, at=0.6, probability=0.6)) == [SAID, "мне нужна томография колена"]


def test_where_both_are_as_certain_the_longer_one_was_said():
    assert said_by(with_echo("добрый день чем могу", at=1.3, probability=0.95)) == [SAID, "мне нужна томография колена"]


def test_the_same_words_at_another_time_are_the_partys_own():
    assert said_by(with_echo(SAID, at=9.0, probability=0.6))[1].endswith(SAID)


def test_a_courtesy_said_by_both_at_once_is_no_echo():
    transcript = transcript_at([(0, 1.0, "до свидания"), (1, 1.1, "до свидания")])
    assert said_by(transcript) == ["до свидания", "до свидания"]


def test_quarantined_words_are_nobodys():
    clear = transcript_of([(0, SAID), (1, "мне нужна томография")])
    muted = replace(clear, segments=tuple(replace(each, quarantine="no_voice") for each in clear.segments))
    assert said_by(muted) == ["", ""]


def test_both_parties_keep_their_words_where_each_is_heard_on_the_others_channel():
    clear = transcript_of([(0, SAID), (1, "мне нужна томография колена"), (0, "на какой день"), (1, "завтра")])
    echoes = [
        Segment(
            1 - each.channel,
            tuple(replace(word, start=word.start + 0.1, end=word.end + 0.1, probability=0.6) for word in each.words),
        )
        for each in clear.segments
    ]
    assert said_by(replace(clear, segments=(*clear.segments, *echoes))) == said_by(clear)


def test_what_cannot_be_told_apart_is_one_voice():
    clear = transcript_of([(0, SAID), (0, "мне нужна томография колена завтра")])
    double = replace(clear, segments=(*clear.segments, *(replace(each, channel=1) for each in clear.segments)))
    parties = own_words(double)
    assert parties.one_voice
    assert parties.words[1] == ()


def test_where_only_a_hair_tells_for_most_of_the_call_the_parties_are_not_told_apart():
    clear = transcript_of([(0, SAID), (1, "мне нужна томография колена"), (0, "на какой день вас записать")])
    echoes = [
        Segment(1 - each.channel, tuple(replace(word, probability=word.probability - 0.08) for word in each.words))
        for each in clear.segments
    ]
    loud = replace(clear, segments=(*clear.segments, *echoes))
    assert own_words(loud).one_voice
    assert said_by(loud) == said_by(clear)
