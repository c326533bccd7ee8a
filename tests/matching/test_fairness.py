"""What a manager would call unfair: a phrase heard where the opposite was said, or not heard where it was; tables."""

from __future__ import annotations

import pytest

from speechqa.matching.phrase import compile_phrase
from speechqa.matching.search import hits_in, stream_of
from speechqa.transcript.model import Word
from tests.matching.conversation import card, transcript_of, verdicts_on


def heard(phrase: str, text: str, language: str = "ru", *, probability: float = 0.95, **keys: bool) -> bool:
    words = [Word(word, i * 0.4, i * 0.4 + 0.35, probability) for i, word in enumerate(text.split())]
    return bool(hits_in(compile_phrase(phrase, language, 80.0, **keys), stream_of(words, "manager", language)))


# --- what is not there is not offered


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("есть скидка", "скидки у нас нет"),
        ("есть скидка", "скидок нет"),
        ("есть скидка", "нет скидки к сожалению"),
        ("у нас есть рассрочка", "рассрочки нет"),
        ("рассрочка", "рассрочки, к сожалению, нет."),
        ("бесплатная доставка", "бесплатной доставки у нас нету"),
        ("есть скидка", "никаких скидок у нас нет"),
        ("у нас есть скидка", "нет у нас никакой скидки"),
        ("гарантия два года", "гарантии на два года у нас нет"),
        ("доставка", "доставку мы не делаем"),
        ("доставка", "доставкой мы не занимаемся"),
        ("скидка", "скидок не даём"),
        ("скидка", "скидка не предусмотрена"),
        ("можно оформить рассрочку", "рассрочку не оформляем"),
        ("предоплата", "без предоплаты"),
        ("бесплатная доставка", "без бесплатной доставки"),
    ],
)
def test_what_is_denied_is_not_offered(phrase, text):
    assert not heard(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("есть скидка", "нет, скидка есть"),
        ("рассрочка", "нет, рассрочка без процентов"),
        ("бесплатная доставка", "проблем нет, доставка у нас бесплатная"),
        ("есть ли противопоказания", "противопоказаний нет"),
        ("противопоказания", "противопоказаний нет?"),
        ("кардиостимулятор", "кардиостимулятора у вас нет"),
        ("нет времени", "у меня нет времени"),
        ("скидок не даём", "скидок мы не даём"),
        ("без предоплаты", "работаем без предоплаты"),
        ("скидка", "скидка не суммируется с акцией"),
        ("добрый день", "добрый день не слышу вас"),
        ("доставка бесплатная", "доставка без подъёма бесплатная"),
    ],
)
def test_a_denial_beside_a_phrase_need_not_be_its_own(phrase, text):
    assert heard(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text", "said"),
    [
        ("нужна ли вам помпа", "помпа вам не нужна", True),
        ("помпа вам нужна", "вам помпа не нужна?", True),
        ("вам нужна доставка", "доставка не нужна?", True),
        ("интересует рассрочка", "рассрочка вас не интересует", True),
        ("желаете добавить помпу", "не желаете добавить помпу", True),
        ("помпа вам нужна", "мне помпа не нужна", False),
        ("вам нужна доставка", "доставка мне не нужна спасибо", False),
    ],
)
def test_a_polite_question_offers_and_a_refusal_does_not(phrase, text, said):
    assert heard(phrase, text) is said


# --- to the digit


@pytest.mark.parametrize(
    ("phrase", "text", "said"),
    [
        ("скидка 20 процентов", "скидка двадцать процентов", True),
        ("скидка 20%", "скидка двадцать процентов", True),
        ("скидка двадцать процентов", "скидка 20%", True),
        ("скидка 20 процентов", "скидка 10 процентов", False),
        ("скидка 20 процентов", "скидка процентов", False),
        ("гарантия 2 года", "гарантия три года", False),
        ("стоит 25 тысяч", "стоит 25 000", True),
        ("стоит 25 тысяч", "стоит тридцать пять тысяч", False),
        ("стоит 1500 рублей", "стоит тысяча пятьсот рублей", True),
        ("стоит 1500 рублей", "стоит полторы тысячи рублей", True),
        ("нажмите 1", "нажмите один", True),
        ("один вопрос", "1 вопрос", True),
        ("8 800 555 35 35", "8 (800) 555-3535", True),
        ("8 800 555 35 35", "восемь восемьсот пятьсот пятьдесят пять тридцать пять тридцать пять", True),
        ("ждём вас в 10:00", "ждём вас в десять часов", True),
        ("ждём вас в 10:00", "ждём вас в десять ноль-ноль", True),
        ("ждём вас в 10:00", "ждём вас в 10:30", False),
        ("ждём вас в 10:30", "ждём вас в десять тридцать", True),
        ("ждём вас в 10:30", "ждём вас в десять сорок", False),
        ("работаем с 9 до 18", "работаем с девяти до двадцати", False),
    ],
)
def test_a_number_of_a_phrase_must_be_said_to_the_digit(phrase, text, said):
    assert heard(phrase, text) is said


# --- whose, where and the opposite


@pytest.mark.parametrize(
    ("phrase", "text", "said"),
    [
        ("меня зовут {name}", "меня зовут Анна", True),
        ("меня зовут {name}", "как вас зовут Анна", False),
        ("как вас зовут", "меня зовут Анна", False),
        ("ваш номер телефона", "номер телефона", True),
        ("ваш номер телефона", "наш номер телефона", False),
        ("у вас остались вопросы", "у меня остались вопросы", False),
        ("вам удобно завтра", "мне завтра удобно", False),
        ("чем могу помочь", "чем я могу вам помочь", True),
        ("как к вам обращаться", "как ко мне обращаться", False),
        ("какой у вас бюджет", "какой бюджет", True),
        ("перезвоню вам", "перезвоню", True),
        ("записать вас", "записать", False),
    ],
)
def test_another_person_is_not_the_one_meant(phrase, text, said):
    assert heard(phrase, text) is said


def test_a_pronoun_that_was_hardly_made_out_rules_nothing_out():
    assert not heard("у вас остались вопросы", "у нас остались вопросы")
    assert heard("у вас остались вопросы", "у нас остались вопросы", probability=0.3)


@pytest.mark.parametrize(
    ("phrase", "text", "said"),
    [
        ("включите роутер", "выключите роутер", False),
        ("выключите роутер", "включите роутер", False),
        ("входящий звонок", "исходящий звонок", False),
        ("приходите завтра", "уходите завтра", False),
        ("подключить интернет", "отключить интернет", False),
        ("вам подходит", "вам не подходит", False),
        ("удобно говорить", "неудобно говорить", False),
        ("не удобно говорить", "неудобно говорить", True),
        ("недорого", "не дорого", True),
        ("платная доставка", "бесплатная доставка", False),
        ("без процентов", "с процентами", False),
        ("до обеда", "после обеда", False),
        ("после обеда", "после обеда удобно", True),
        ("включите роутер", "включаете роутер", True),
    ],
)
def test_opposites_are_not_the_same_word(phrase, text, said):
    assert heard(phrase, text) is said


@pytest.mark.parametrize(
    ("phrase", "text", "said"),
    [
        ("goodbye", "good bye", True),
        ("goodbye", "good evening", False),
        ("good morning", "good evening", False),
        ("free delivery", "delivery is free", True),
        ("free delivery", "no free delivery", False),
        ("free delivery", "no, free delivery is included", True),
        ("free delivery", "without free delivery", False),
        ("we have a discount", "we have no discount", False),
        ("discount", "we can't give you a discount", False),
        ("i can book you", "i can book you", True),
        ("i can book you", "i can't book you", False),
        ("my name is {name}", "your name is Anna", False),
        ("call you back", "call me back", False),
        ("breakfast included", "breakfast excluded", False),
        ("available", "unavailable", False),
        ("refundable", "non-refundable", False),
        ("anything else", "nothing else", False),
        ("check in at 3", "check out at 3", False),
        ("would you like breakfast", "wouldn't you like breakfast", True),
        ("20% off", "twenty percent off", True),
        ("20% off", "15% off", False),
    ],
)
def test_english_near_misses(phrase, text, said):
    assert heard(phrase, text, "en") is said


# --- reported


@pytest.mark.parametrize(
    ("phrase", "text", "said"),
    [
        ("противопоказания", "вас вчера спрашивали про противопоказания", False),
        ("есть рассрочка", "мне сказали что есть рассрочка", False),
        ("есть рассрочка", "вам сказали что есть рассрочка", False),
        ("есть рассрочка", "коллега сказала что есть рассрочка", False),
        ("скидка 10 процентов", "менеджер обещал скидку 10 процентов", False),
        ("аллергия на лекарства", "обычно мы спрашиваем про аллергию на лекарства", False),
        ("есть рассрочка", "я вам говорила что есть рассрочка", True),
        ("есть рассрочка", "вам сказали? есть рассрочка", True),
        ("рассрочка", "мы предлагаем рассрочку", True),
        ("противопоказания", "я должна спросить про противопоказания", True),
    ],
)
def test_what_somebody_else_said_is_not_said(phrase, text, said):
    assert heard(phrase, text) is said


# --- the nearest miss


def test_the_nearest_miss_is_the_best_of_all_the_phrases_of_a_rule():
    """Phrases all of whose words were said, in the wrong order, do not hide one that came closer."""
    phrases = (
        "{say: картой оплата, order: fixed}",
        "{say: курьеру доставка, order: fixed}",
        "{say: вечером приедет, order: fixed}",
        "{say: оплата картой наличными, threshold: 95}",
    )
    turns = [(0, "оплата картой доставка курьеру приедет вечером")]
    found = verdicts_on(card(f"- {{id: offer, any: [{', '.join(phrases)}]}}"), transcript_of(turns))["offer"]
    assert (found.verdict, found.nearest.phrase) == ("failed", "оплата картой наличными")


def test_an_offer_denied_fails_its_checkpoint():
    turns = [(0, "добрый день компания мебель"), (1, "а рассрочка есть"), (0, "рассрочки, к сожалению, нет")]
    verdicts = verdicts_on(card("- {id: instalments, any: [есть рассрочка]}"), transcript_of(turns))
    assert verdicts["instalments"].verdict == "failed"
