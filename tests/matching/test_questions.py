"""Questions as people ask them on the telephone, recognised without punctuation; and what only looks like one."""

from __future__ import annotations

import pytest

from speechqa.matching.questions import questions
from speechqa.matching.stream import stream_of
from speechqa.transcript.model import Word

ASKED = [
    "на ручке или на автомате",
    "обычные или мотоцикл",
    "утром или вечером вам",
    "вы это вы сами директор да",
    "вам завтра удобно да",
    "как к вам обращаться",
    "а вам на какой день удобно",
    "скажите пожалуйста сколько вам полных лет",
    "подскажите что вас беспокоит",
    "есть ли у вас противопоказания",
    "нет ли металла в теле",
    "вам удобно завтра в три часа",
    "у вас есть направление от врача",
    "вы у нас впервые",
    "вы планируете ставить своими силами",
    "хотите записаться на утро или на вечер",
    "какой у вас бюджет",
    "а какой этаж у вас",
    "когда вам удобно подъехать",
    "в какое время вам позвонить",
    "откуда вы о нас узнали",
    "с кем я разговариваю",
    "адрес какой у вас",
    "вы уже обращались к нам раньше",
    "принимаете какие то препараты",
    "удобно сейчас говорить",
    "подскажите ваш вес пожалуйста",
    "правильно я понимаю что вы берете угловой диван",
    "на какой день и в какое время вас записать",
    "чем могу помочь",
    "а что именно вас не устраивает",
    "как давно болит",
    "сколько человек будет жить",
    "ну и какая у вас машина",
    "хорошо а какой пробег",
    "могу ли я вам перезвонить",
    "разве вам не сказали",
    "какие объемы вы возите в месяц",
    "кто у вас занимается перевозками",
    "стоимость пять тысяч вам удобно будет завтра",
    "нужна ли вам доставка",
    "вам нужна сборка",
    "препараты какие то принимаете",
    "вы раньше у нас лечились или впервые",
    "направление есть у вас",
    "вы к нам в первый раз обращаетесь или уже были",
    "имя фамилию подскажите пожалуйста",
    "может вас еще что нибудь беспокоит",
    "вы перевозками занимаетесь",
    "не хотите записаться на завтра",
    "в какой комнате будет стоять диван",
    "а за какой период вам нужны документы",
    "могу я узнать ваше имя",
    "не могли бы вы назвать номер",
    "можно ваш номер телефона",
    "а лет вам сколько",
    "вам помпа нужна или нет",
    "записать вас на завтра",
    "давно у вас болит",
    "остались вопросы",
    "среду двенадцать часов или когда вам удобно",
    "какой бы цвет вы хотели",
]

TOLD = [
    "какая разница",
    "да какое дорого это копейки",
    "вам неинтересно деньги экономить!",
    "перезвоню сегодня или завтра",
    "два или три дня",
    "паспорт или права возьмите с собой",
    "это стоит пять или шесть тысяч",
    "как скажете",
    "что ж хорошо",
    "как раз завтра есть место",
    "как договорились завтра в три",
    "как вы и просили я отправила договор",
    "как я уже сказала доставка бесплатная",
    "когда вы приедете вас встретит администратор",
    "чем раньше тем лучше",
    "сколько нужно столько и привезем",
    "где вам удобно там и встретимся",
    "какой бы вариант вы ни выбрали гарантия два года",
    "не важно какой у вас диагноз",
    "как жаль",
    "вы живете в Москве",
    "если вам удобно приходите завтра",
    "я знаю что вам нужно",
    "это тот врач который вас смотрел",
    "сейчас посмотрю какое время есть",
    "я узнаю сколько это стоит и перезвоню",
    "проверю есть ли места на завтра",
    "так как сегодня воскресенье мы не работаем",
    "потому что вас не было",
    "как раз есть свободное время",
    "как только придет мы позвоним",
    "когда приедете позвоните с проходной",
    "мы работаем с девяти до девяти",
    "стоимость пять тысяч рублей",
    "я вас понимаю это дорого",
    "давайте я вас запишу на завтра",
    "что касается доставки она бесплатная",
    "кто то звонил вам",
    "вы можете приехать в любое время",
    "у нас есть рассрочка",
    "то что вы говорите я поняла",
    "понимаю что дорого",
    "чтобы вам было удобно мы перенесем",
    "больше чем вы думаете",
    "главное чтобы вам понравилось",
    "как правило хватает двух дней",
    "до того как вы приедете",
    "расскажу как к нам доехать",
    "не знаю какая сейчас цена",
    "скажу честно сколько стоит доставка не помню",
    "всего доброго до свидания",
    "запишите номер пожалуйста",
    "возьмите с собой паспорт",
    "объясню почему так получилось",
    "вы знаете мы не работаем по воскресеньям",
    "понимаете это зависит от врача",
    "если раньше вы у нас были скажите",
    "перевозчик который вас возит",
    "не за что хорошего дня",
    "у нас нет рассрочки",
    "мы уже обращались к вам раньше",
]

ASKED_IN_ENGLISH = [
    "how can I help you",
    "what dates are you looking for",
    "and how many guests will be staying",
    "may I have your name please",
    "could you spell that for me",
    "do you have a reservation",
    "would you like breakfast included",
    "is there anything else",
    "right and what time will you arrive",
    "have you stayed with us before",
    "shall I book that for you",
    "are you travelling for business",
    "lovely so do you need parking",
    "which room do you prefer",
    "can I take your phone number",
    "thanks what's your email",
]

TOLD_IN_ENGLISH = [
    "I know what you mean",
    "that is the best rate we have",
    "if you like I can hold it",
    "when you arrive please call us",
    "I will check what we have",
    "you can come at any time",
    "let me see how many rooms are left",
    "we do have a double room",
    "there is a gym and a pool",
    "I'm not sure when they open",
    "what a lovely day",
]


def asked(text, language="ru", pause_after=()):
    words, now = [], 0.0
    for index, word in enumerate(text.split()):
        words.append(Word(word, now, now + 0.35, 0.9))
        now += 0.4 + (1.0 if index in pause_after else 0.0)
    return questions(stream_of(words, "manager", language))


@pytest.mark.parametrize("text", ASKED)
def test_a_question_is_told_without_its_mark(text):
    assert len(asked(text)) == 1


@pytest.mark.parametrize("text", TOLD)
def test_what_is_told_is_no_question(text):
    assert not asked(text)


@pytest.mark.parametrize("text", ASKED_IN_ENGLISH)
def test_a_question_is_told_in_english(text):
    assert len(asked(text, "en")) == 1


@pytest.mark.parametrize("text", TOLD_IN_ENGLISH)
def test_what_is_told_in_english_is_no_question(text):
    assert not asked(text, "en")


def test_every_clause_that_asks_counts_once_with_its_quote_and_times():
    first, second = asked("как к вам обращаться ольга очень приятно скажите что вас беспокоит")
    assert first.quote == "как к вам обращаться ольга очень приятно скажите"
    assert second.quote == "что вас беспокоит"
    assert second.start == pytest.approx(3.2)


def test_no_pause_ends_a_clause_behind_a_question_word():
    assert [hit.quote for hit in asked("вас примет подойдет как вас зовут", pause_after={3})] == ["как вас зовут"]


def test_a_question_mark_is_a_hint_and_a_greeting_no_question():
    assert len(asked("Доставка завтра?")) == 1
    assert not asked("Алло?")


def test_two_question_words_of_one_clause_are_one_question():
    assert len(asked("на какой день и в какое время вас записать")) == 1
    assert len(asked("какой у вас этаж и есть ли лифт в доме")) == 2


def test_an_unknown_language_has_only_question_marks():
    assert len(asked("Haben Sie einen Termin?", "de")) == 1
    assert not asked("haben sie einen termin", "de")
