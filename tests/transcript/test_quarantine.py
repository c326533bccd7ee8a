import pytest

from speechqa.recording.model import Interval
from speechqa.transcript.model import Segment, Word
from speechqa.transcript.quarantine import quarantine


def segment(text, start=1.0):
    words = [Word(word, start + n * 0.4, start + n * 0.4 + 0.35, 0.9) for n, word in enumerate(text.split())]
    return Segment(0, tuple(words))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Продолжение следует...", "boilerplate"),
        ("Субтитры сделал DimaTorzok", "boilerplate"),
        ("Субтитры создавал DimaTorzok", "boilerplate"),
        ("Спасибо за просмотр!", "boilerplate"),
        ("Подписывайтесь на канал", "boilerplate"),
        ("Редактор субтитров А.Семкин Корректор А.Егорова", "boilerplate"),
        ("да да да да да да да да да", "repetition"),
        ("ну вот так ну вот так ну вот так ну вот так ну вот так", "repetition"),
        ("да да да, слушаю вас", None),
        ("Спасибо за звонок, всего доброго", None),
        ("Спасибо за просмотр документов, я записал вас на завтра на десять", None),
        ("Добрый день", None),
    ],
)
def test_what_whisper_invents_is_told_from_what_people_say(text, reason):
    (marked,) = quarantine([segment(text)], [[Interval(0, 60)]])
    assert marked.quarantine == reason
    assert marked.text == text


def test_text_without_voice_under_it_is_no_evidence():
    (marked,) = quarantine([segment("добрый день", 10.0)], [[Interval(0, 5)]])
    assert marked.quarantine == "no_voice"
    (heard,) = quarantine([segment("добрый день", 10.0)], [[Interval(9.8, 11)]])
    assert heard.quarantine is None
