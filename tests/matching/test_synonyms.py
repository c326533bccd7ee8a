"""Which other words count for those of a phrase; tables."""

from __future__ import annotations

import pytest

from speechqa.matching.languages import language_of
from speechqa.matching.phrase import compile_phrase
from speechqa.matching.search import hits_in, stream_of
from speechqa.transcript.model import Word
from tests.matching.conversation import card, transcript_of, verdicts_on


def similarity(phrase: str, text: str, language: str = "ru", threshold: float = 80.0) -> float:
    words = [Word(word, i * 0.4, i * 0.4 + 0.35, 0.95) for i, word in enumerate(text.split())]
    found = hits_in(compile_phrase(phrase, language, threshold), stream_of(words, "manager", language))
    return max((hit.similarity for hit in found), default=0.0)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("какая у вас машина", "какой у вас автомобиль"),
        ("на какой автомобиль", "а на какую машину"),
        ("могу забронировать", "могу придержать"),
        ("отложу для вас комплект", "забронирую для вас комплект"),
        ("приезжайте к {time}", "подъезжайте к девяти утра"),
        ("вышлю вам договор", "пришлю вам договор"),
        ("перезвоню вам завтра", "завтра вас наберу"),
        ("вы директор", "вы руководитель"),
        ("до свидания", "всего вам хорошего"),
        ("всего доброго", "удачного дня"),
        ("до свидания", "хороших выходных"),
        ("вам удобно говорить", "удобно сейчас"),
        ("есть пара минут", "вам сейчас удобно разговаривать"),
        ("сколько стоит", "какая цена"),
        ("какая стоимость", "сколько это будет стоить"),
        ("продиктуйте номер телефона", "оставьте ваш телефон"),
        ("понимаю вас", "понял вас"),
        ("как вас зовут", "как к вам обращаться"),
    ],
)
def test_a_word_or_saying_that_means_the_same_counts_a_little_less(phrase, text):
    assert 80 <= similarity(phrase, text) < 100
    assert similarity(phrase, phrase.replace("{time}", "девяти утра")) == 100


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("перезвоню вам", "наберите меня"),
        ("приезжайте к {time}", "мастер подъедет к девяти утра"),
        ("приезжайте завтра", "завтра приедем"),
        ("записала вас", "закрепить"),
        ("отложил для вас", "могу забронировать для вас"),
        ("добрый день", "всего доброго"),
        ("до свидания", "добрый вечер"),
        ("доставка", "самовывоз"),
        ("дорого", "дешево"),
        ("машина", "не автомобиль"),
        ("как к вам обращаться", "как ко мне обращаться"),
    ],
)
def test_what_means_something_else_does_not(phrase, text):
    assert similarity(phrase, text) == 0


@pytest.mark.parametrize(
    ("phrase", "text", "said"),
    [
        ("goodbye", "have a nice day", True),
        ("what is your name", "may I have your name", True),
        ("how much is it", "what does it cost", True),
        ("which car do you drive", "which vehicle do you drive", True),
        ("goodbye", "good evening", False),
        ("I will call you", "call me", False),
    ],
)
def test_in_english_too(phrase, text, said):
    assert bool(similarity(phrase, text, "en")) is said


def test_what_must_be_heard_closely_is_heard_in_its_own_words_only():
    assert similarity("какая у вас машина", "какой у вас автомобиль", threshold=90) == 0
    assert similarity("до свидания", "всего доброго", threshold=90) == 0


def test_nobody_is_accused_by_another_word():
    checklist = card("- {id: fault, none: [это ваша машина виновата, до свидания]}")
    said = [(0, "это ваш автомобиль виноват"), (1, "да"), (0, "всего доброго")]
    assert verdicts_on(checklist, transcript_of(said))["fault"].verdict == "passed"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_word_means_the_same_as_its_opposite(language):
    spoken = language_of(language)
    for word, others in spoken.synonyms.items():
        assert word not in others
        assert all({*spoken.sides.get(word, ())}.isdisjoint(spoken.sides.get(other, ())) for other in others)
