"""Laws of the search: nothing is lost by looking only where it pays, and nothing is found by accident."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speechqa.matching.bounds import Windows
from speechqa.matching.hits import hits, hits_within
from speechqa.matching.languages.model import words
from speechqa.matching.listen import listen
from speechqa.matching.nearest import nearest
from speechqa.matching.phrase import compile_phrase
from speechqa.matching.plan import plan_for
from speechqa.matching.stream import stream_of
from speechqa.transcript.model import Word

SPOKEN = words(
    "добрый день вечер клиника рассвет меня зовут анна записать записала вас на завтра в три часа не могу "
    "помочь дорого стоит сколько противопоказания противопоказаний у есть ли нет ну как бы эээ понимаю давайте "
    "посмотрим что входит стоимость досвидания кардио стимулятор перезвоню перезвоните говорили 25 тысяч "
    "рублей "
)
PHRASES = (
    "добрый день", "меня зовут {name}", "записала вас на {time}", "(не|) могу помочь", "дорого", "сколько стоит",
    "есть ли ... противопоказания", "понимаю вас", "давайте посмотрим что входит в стоимость", "до свидания",
    "кардиостимулятор", "перезвоню вам", "клиника {company}", "{number} рублей", "{number} тысяч", "не могу",
    "чем могу вам помочь завтра", "у вас нет",
)  # fmt: skip
KEYS = st.fixed_dictionaries(
    {},
    optional={
        "distance": st.integers(0, 6),
        "order": st.sampled_from(["free", "fixed"]),
        "question": st.booleans(),
        "to_the_letter": st.booleans(),
    },
)
WORDS = st.lists(st.sampled_from(sorted(SPOKEN)), min_size=1, max_size=70)
SEVERAL = st.lists(
    st.tuples(st.sampled_from(PHRASES), st.sampled_from([60.0, 80.0, 92.0]), KEYS), min_size=1, max_size=8
)


def stream(said, pause_after=()):
    spoken, now = [], 0.0
    for index, word in enumerate(said):
        spoken.append(Word(word, now, now + 0.35, 0.9))
        now += 0.4 + (1.5 if index in pause_after else 0.0)
    return stream_of(spoken, "manager", "ru")


def compiled(several):
    return [compile_phrase(say, "ru", threshold, **keys) for say, threshold, keys in several]


@settings(max_examples=200, deadline=None)
@given(WORDS, SEVERAL)
def test_looking_only_where_it_pays_finds_what_looking_everywhere_finds(said, several):
    phrases = compiled(several)
    plan = plan_for("ru", phrases)
    listened = listen(plan, stream(said))
    for phrase in phrases:
        assert hits(listened, phrase) == hits_within(listened, [phrase], everywhere(listened))


def everywhere(listened):
    """All windows in which any of a variant's words was heard, as if anything might be in each of them."""
    events, places = listened.heard.events, listened.stream.places
    size = len(listened.stream.tokens) + 1
    of, starts, offsets, lows, highs = {}, [], [], [], []
    for number, way in enumerate(listened.plan.ways):
        variant, keys = listened.plan.variants[way], listened.plan.keys[way]
        heard = [[place for place, code in enumerate(listened.heard.codes) if code // size == key] for key in keys]
        first = len(starts)
        for start in sorted({events[place][0] for each in heard for place in each}):
            starts.append(start)
            offsets.append(len(lows))
            for each in heard:
                inside = [
                    p for p in each if start <= events[p][0] and places[events[p][0]] < places[start] + variant.reach
                ]
                lows.append(min(inside, default=0))
                highs.append(max(inside, default=-1) + 1)
        of.setdefault(listened.plan.owners[number], []).append((number, first, len(starts)))
    return Windows(of, starts, offsets, lows, highs, [100.0] * len(starts))


@settings(max_examples=60, deadline=None)
@given(WORDS, SEVERAL, st.randoms())
def test_the_order_of_phrases_changes_nothing(said, several, random):
    phrases = compiled(several)
    shuffled = random.sample(phrases, len(phrases))
    one, other = (listen(plan_for("ru", each), stream(said)) for each in (phrases, shuffled))
    assert [hits(one, phrase) for phrase in phrases] == [hits(other, phrase) for phrase in phrases]
    assert nearest(one, phrases) == nearest(other, shuffled)


UNRELATED = st.lists(
    st.sampled_from(["погода", "стол", "зелёный", "лес", "бумага", "кофе", "синий", "дерево", "книга"]), max_size=20
)


@settings(max_examples=80, deadline=None)
@given(
    UNRELATED,
    UNRELATED,
    st.sampled_from(
        [
            ("добрый день", "добрый день"),
            ("есть ли противопоказания", "а противопоказаний у вас нет"),
            ("меня зовут {name}", "зовут меня ну анна"),
            ("записала вас на {time}", "записала вас на среду на 15 30"),
            ("сколько стоит", "сколько это будет стоить"),
        ]
    ),
)
def test_unrelated_words_around_never_change_a_hit(before, after, said):
    phrase, text = compile_phrase(said[0], "ru", 80.0), said[1].split()
    heard = [*before, *text, *after]
    alone, among = (
        hits(listen(plan_for("ru", [phrase]), each), phrase)
        for each in (stream(text), stream(heard, {len(before) - 1, len(before) + len(text) - 1}))
    )
    assert [(hit.quote, hit.similarity) for hit in alone] == [(hit.quote, hit.similarity) for hit in among]


@settings(max_examples=60, deadline=None)
@given(WORDS, st.sampled_from(PHRASES), st.floats(50, 95), st.floats(0, 5))
def test_raising_a_threshold_never_adds_a_hit(said, say, threshold, more):
    lower, higher = (compile_phrase(say, "ru", each) for each in (threshold, threshold + more))
    listened = listen(plan_for("ru", [lower, higher]), stream(said))
    assert len(hits(listened, higher)) <= len(hits(listened, lower))


def _forms(word):
    """All forms of a word that keep its person and its time."""
    import pymorphy3

    parse = pymorphy3.MorphAnalyzer().parse(word)[0]
    kept = {"1per", "2per", "3per", "impr", "past", "INFN", "ADVB", "ADJS", "NPRO", "PREP", "PRCL", "CONJ"}
    own = kept & set(parse.tag.grammemes)
    return [form.word for form in parse.lexeme if kept & set(form.tag.grammemes) == own]


@pytest.mark.parametrize(
    "phrase",
    ["противопоказания", "аллергия на лекарства", "свободное время", "скидка", "гарантия на ремонт", "дорогой ремонт",
     "доставка бесплатная", "персональный менеджер", "записал на приём", "хронические заболевания"],
)  # fmt: skip
def test_a_phrase_is_heard_in_every_form_of_its_words(phrase):
    wanted = compile_phrase(phrase, "ru", 80.0)
    plan = plan_for("ru", [wanted])
    written = phrase.split()
    for index, word in enumerate(written):
        for form in _forms(word):
            said = [*written[:index], form, *written[index + 1 :]]
            assert hits(listen(plan, stream(said)), wanted), said
