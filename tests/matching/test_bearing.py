"""What a phrase is about must be heard of it: sentences made up for each rule."""

from __future__ import annotations

import pytest

from tests.matching.conversation import card, transcript_of, verdicts_on
from tests.matching.test_fairness import heard


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("на какой адрес оформить доставку", "какой товар вам оформили"),
        ("на какую дату вас пригласить", "какую справку вам пригласили сделать"),
        ("обменяем товар в течение {number} суток", "мастер будет в течение двух суток"),
        ("можно отменить за {number} часа", "за три часа"),
        ("есть ли у вас домашние животные", "если у вас есть домашние животные закройте дверь"),
        ("стоимость ремонта", "стоимость ремонта я не знаю"),
        ("бесплатная замена масла", "бесплатная замена масла в прошлом году была"),
        ("акция на шины", "акция на шины закончилась"),
        ("{name} строительная фирма {company}", "строительная фирма"),
        ("какой у вас номер", "какой у вас номер договора"),
        ("записать вас", "вы записаны"),
    ],
)
def test_without_what_it_is_about_a_phrase_is_not_said(phrase, text):
    assert not heard(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("на какую дату вас пригласить", "на какой день вас пригласить"),
        ("обменяем товар в течение {number} суток", "обменяем в течение двух суток"),
        ("гарантия {number} года", "гарантия три года"),
        ("есть ли у вас домашние животные", "подскажите если у вас домашние животные"),
        ("есть ли у вас домашние животные", "у вас есть домашние животные"),
        ("стоимость ремонта", "стоимость ремонта пять тысяч"),
        ("бесплатная замена масла", "бесплатная замена масла была у вас весной и сейчас есть"),
        ("добрый день", "добрый день не знаю сейчас уточню"),
        ("нет времени", "времени нет совсем обед закончился"),
        ("какой у вас номер", "какой у вас номер телефона"),
        ("могу записать вас на {time}", "вы записаны на 15 30"),
        ("возьмите договор", "договор возьмите без договора не пустят"),
        ("вы знаете куда подъехать", "помните куда подъехать"),
    ],
)
def test_what_is_said_otherwise_still_counts(phrase, text):
    assert heard(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("здравствуйте", "сдравствв уйтетте"),
        ("консультация", "гансультаця"),
        ("предварительная запись", "притвар ителня запись"),
        ("бесплатный замер", "без платнай замер"),
    ],
)
def test_what_no_dictionary_knows_may_be_a_long_word_garbled(phrase, text):
    assert heard(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("здравствуйте", "государство"),
        ("консультация", "конституция"),
        ("бесплатная", "без платы"),
        ("предложение", "приложение"),
        ("оформление", "форум лени"),
    ],
)
def test_words_of_the_dictionary_are_never_garbled_ones(phrase, text):
    assert not heard(phrase, text)


def test_nobody_is_accused_by_a_garbled_word():
    assert heard("здравствуйте", "сдравствв уйтетте")
    assert not heard("здравствуйте", "сдравствв уйтетте", to_the_letter=True)


def test_the_name_of_a_thing_is_not_the_customers():
    checklist = card('- {id: name, any: ["{name}"]}')
    for text, expected in (
        ("есть кровать роза белая", "failed"),
        ("есть шкаф лира белый", "failed"),
        ("хорошего дня роза", "passed"),
        ("пожалуйста татьяна", "passed"),
    ):
        assert verdicts_on(checklist, transcript_of([(0, text), (1, "да")]))["name"].verdict == expected, text


def test_a_price_that_is_a_little_much_is_a_high_one():
    assert heard("дорого", "это дороговато")
