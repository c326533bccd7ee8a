"""Where a phrase is heard and where it is not: a table of cases, and laws."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speechqa.matching.phrase import compile_phrase
from speechqa.matching.search import closest, search, stream_of
from speechqa.transcript.model import Word


def stream(text, pause_after=None):
    words, now = [], 0.0
    for index, word in enumerate(text.split()):
        words.append(Word(word, now, now + 0.35, 0.9))
        now += 0.4 + (30.0 if index == pause_after else 0.0)
    return stream_of(words, "manager", "ru")


def hits(phrase, text, threshold=80.0):
    compiled = compile_phrase(phrase, "ru", threshold)
    return [hit for hit in search(compiled, stream(text)) if hit.similarity >= compiled.threshold]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("есть ли противопоказания", "скажите а противопоказаний у вас нет"),
        ("введите номер", "видите номер пожалуйста"),
        ("нет ли металла в теле", "в теле металла у вас нет ли какого"),
        ("чем могу помочь", "чем я могу вам помочь"),
        ("ничем не могу помочь", "помочь ничем не могу"),
        ("меня зовут {name}", "меня зовут Анна"),
        ("меня зовут {name}", "меня зовут Морина"),
        ("кардиостимулятор", "а кардио стимулятор стоит"),
        ("двадцать пять тысяч", "это стоит 25 тысяч рублей"),
        ("за 15 минут", "за пятнадцать минут приходите"),
        ("ещё перезвоню", "Еще перезвоню!"),
        ("здравствуйте", "здравствуете"),
        ("противопоказаний у вас нет", "а противопоказаний у басмет"),
        ("не знаю", "я не знаю"),
        ("хотите записаться", "не хотите записаться к нам"),
        ("записать вас", "могу вас записать"),
        ("сколько стоит", "а сколько это будет стоить"),
        ("понимаю вас", "я вас прекрасно понимаю"),
    ],
)
def test_a_phrase_is_heard_in_other_words_forms_and_order(phrase, text):
    assert hits(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("дорого", "это не дорого"),
        ("не знаю", "я узнаю сейчас"),
        ("не знаю", "знаю конечно"),
        ("да", "это когда было"),
        ("ничем не могу помочь", "чем могу помочь"),
        ("вы что не понимаете", "понимаю у вас стоимость"),
        ("вы что не понимаете", "я не понимаю вас"),
        ("добрый день", "доброе утро"),
        ("перезвоню вам", "перезвоните нам"),
        ("Анна", "она сказала"),
        ("вас записать", "записать"),
        ("это не ко мне", "это не я"),
        ("цена", "целый день"),
        ("дорого", "такого нет всего доброго"),
        ("дорого", "недорого"),
        ("всего хорошего", "хорошо"),
        ("записать вас", "запишите"),
        ("{name} слушаю вас", "клиника слушаю вас"),
        ("скажите пожалуйста", "он сказал"),
        ("хорошо {name}", "хорошо как вам обращаться Ирина"),
        ("{number} рублей", "сколько рублей"),
    ],
)
def test_a_phrase_is_not_heard_where_it_was_not_said(phrase, text):
    assert not hits(phrase, text)


def test_the_evidence_is_quoted_as_heard_with_its_times_and_word_probability():
    (hit,) = hits("есть ли противопоказания", "Ирина, а противопоказаний у вас нет?")
    assert hit.quote == "противопоказаний у вас нет?"
    assert (hit.start, hit.end) == (0.8, pytest.approx(2.35))
    assert hit.probability == pytest.approx(0.9)


def test_the_denial_belongs_to_the_quote():
    assert hits("не знаю", "я не знаю")[0].quote == "не знаю"


def test_a_phrase_said_twice_is_heard_twice():
    assert len(hits("добрый день", "добрый день алло алло да да добрый день")) == 2


def test_words_far_apart_in_time_are_no_phrase():
    compiled = compile_phrase("добрый день", "ru", 80)
    assert all(hit.similarity < 80 for hit in search(compiled, stream("добрый день", pause_after=0)))


def test_the_closest_thing_said_is_told_however_far_it_is():
    assert closest(compile_phrase("противопоказания", "ru", 80), stream("алло да слушаю")) is not None
    assert closest(compile_phrase("противопоказания", "ru", 80), stream("")) is None


_SPOKEN = ["добрый", "день", "клиника", "записать", "вас", "на", "завтра", "не", "могу", "помочь", "дорого", "стоит"]
WORDS = st.lists(
    st.sampled_from(_SPOKEN),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.floats(60, 95), st.floats(0, 5))
def test_raising_a_threshold_never_adds_a_hit(words, threshold, more):
    text = " ".join(words)
    assert len(hits("могу записать вас", text, threshold + more)) <= len(hits("могу записать вас", text, threshold))


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_what_was_said_is_heard_in_full(words):
    text = " ".join(words)
    compiled = compile_phrase(text, "ru", 80)
    if compiled.variants:
        assert max(hit.similarity for hit in search(compiled, stream(text))) == 100


def test_an_inflected_form_is_the_same_word():
    import pymorphy3

    parse = next(p for p in pymorphy3.MorphAnalyzer().parse("противопоказание") if "NOUN" in p.tag)
    for form in parse.lexeme:
        assert hits("противопоказание", f"скажите {form.word} у вас"), form.word
