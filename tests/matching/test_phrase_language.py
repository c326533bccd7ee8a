"""Every sign of the phrase language, said and not said."""

from __future__ import annotations

import pytest

from speechqa.checklist.phrases import Fault, read_phrase, variants
from speechqa.matching.phrase import compile_phrase
from speechqa.matching.search import hits_in, stream_of
from speechqa.transcript.model import Word


def hits(phrase, text, language="ru", pauses=(), **keys):
    words, now = [], 0.0
    for index, word in enumerate(text.split()):
        words.append(Word(word, now, now + 0.35, 0.9))
        now += 0.4 + (5.0 if index in pauses else 0.0)
    return hits_in(compile_phrase(phrase, language, 80.0, **keys), stream_of(words, "manager", language))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("меня зовут {name}", "добрый день меня зовут вера"),
        ("меня зовут {name}", "меня ну как бы зовут эээ анна"),
        ("в районе {number} рублей", "это в районе пятисот рублей"),
        ("{number} тысяч", "стоит двадцать пять тысяч"),
        ("записала вас на {time}", "записала вас на среду на пятнадцать тридцать"),
        ("записала вас на {time}", "записала вас на 15:30"),
        ("приходите в {time}", "приходите к нам в три часа"),
        ("приходите в {time}", "приходите в половине шестого"),
        ("приходите в {time}", "приходите в девять утра"),
        ("компания {company} слушаю", "компания рога и копыта слушаю"),
        ("клиника {company}", "добрый день клиника рассвет"),
        ("(очень) дорого", "дорого"),
        ("(очень) дорого", "очень дорого"),
        ("могу (записать|оформить) вас", "могу вас оформить"),
        ("перезвоню вам (завтра|сегодня|)", "перезвоню вам"),
        ("меня зовут {name} ... чем могу помочь", "меня зовут анна администратор клиники рассвет чем могу помочь"),
        ("есть ли … противопоказания", "есть ли у вас какие-нибудь серьёзные противопоказания"),
    ],
)
def test_a_phrase_is_said(phrase, text):
    assert hits(read_phrase(phrase), text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("{number} тысяч", "мы работаем с 8 до 20"),
        ("приходите в {time}", "приходите в пять магазинов"),
        ("записала вас на {time}", "записала вас на стрижку"),
        ("компания {company}", "компания"),
        ("могу (записать|оформить) вас", "могу вас понять"),
        ("чем могу помочь ... меня зовут {name}", "меня зовут анна чем могу помочь"),
        ("записала вас", "могу записать вас"),
        ("перезвоню завтра", "перезвоните завтра"),
        ("дорого", "дорогой друг"),
        ("добрый день", "вы мне говорили добрый день"),
        ("противопоказания", "противопоказаний не спрашиваю"),
        ("противопоказания", "про противопоказания спрашивать не буду"),
        ("есть ли аллергия", "про аллергию доктор спросит на приёме"),
        ("персональный менеджер", "персонального менеджера у нас нет"),
        ("ваш номер телефона", "номер вашего телефона мне не нужен"),
        ("записать вас", "записал а зовут вас как"),
    ],
)
def test_a_phrase_is_not_said(phrase, text):
    assert not hits(read_phrase(phrase), text)


def test_a_time_is_quoted_whole():
    (hit,) = hits("в {time}", "приходите завтра в половине шестого вечера пожалуйста")
    assert hit.quote == "в половине шестого"


def test_so_many_foreign_words_may_stand_between_and_no_more():
    text = "запишу я значит хорошо вас"
    assert hits("запишу вас", text, distance=2)[0].similarity == 100
    assert not hits("запишу вас", text, distance=1)


def test_in_a_fixed_order_another_order_does_not_count():
    assert hits("жду вас завтра", "завтра вас жду")
    assert not hits("жду вас завтра", "завтра вас жду", order="fixed")
    assert hits("жду вас завтра", "жду вас завтра", order="fixed")[0].similarity == 100


def test_a_phrase_may_have_to_be_asked_or_told():
    asked, told = "скажите какие у вас противопоказания", "противопоказаний много"
    assert hits("противопоказания", asked, question=True)
    assert not hits("противопоказания", told, question=True)
    assert hits("противопоказания", told, question=False)
    assert not hits("противопоказания", asked, question=False)


def test_a_phrase_goes_on_after_the_other_party_said_a_word():
    assert hits("меня зовут {name}", "меня зовут анна", pauses=(1,))


def test_words_heard_as_one_and_one_word_heard_as_two():
    assert hits("до свидания", "всего хорошего досвидания")
    assert hits("кардиостимулятор", "кардио стимулятор стоит")


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("my name is {name}", "hi my name's emma"),
        ("I'm calling from {company}", "hello i am calling from north bank"),
        ("I don't know", "i do not know"),
        ("we can book you", "we could book you in"),
        ("see you at {time}", "see you on friday at half past five"),
        ("{number} dollars", "that is one hundred and twenty dollars"),
        ("prices start from {number}", "our price starts from ninety five"),
    ],
)
def test_english_is_said(phrase, text):
    assert hits(phrase, text, "en")


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("expensive", "it's not expensive"),
        ("I don't know", "i know that"),
        ("good morning", "you said good morning"),
        ("see you at {time}", "see you at reception"),
    ],
)
def test_english_is_not_said(phrase, text):
    assert not hits(phrase, text, "en")


def test_a_language_without_a_file_of_its_own_stands_on_its_stems():
    assert hits("wir rufen Sie zurück", "wir haben sie zurück gerufen wir rufen sie zurück", "de")
    assert hits("добър ден", "добър ден", "bg")


def test_each_variant_is_written_once():
    assert variants("(a|b|) c") == ("a c", "b c", "c")
    assert variants("(очень) дорого") == ("очень дорого", "дорого")
    assert variants("...ну что вы…".replace("…", "...")) == ("ну что вы",)


@pytest.mark.parametrize(
    "phrase", ["(a", "a)", "a|b", "((a) b)", "(a)", "{company}", "{names}", "(a|b|c|d)(e|f|g|h)(i|j|k|l) (m)", "..."]
)
def test_what_cannot_be_read_is_refused_with_a_remedy(phrase):
    with pytest.raises(Fault) as fault:
        read_phrase(phrase)
    assert fault.value.remedy
