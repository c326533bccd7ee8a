"""Words and two-word phrases of a customer."""

from __future__ import annotations

from speechqa.matching.terms import MOST, lemmas_of, quote_of, terms_of
from speechqa.recording.model import Interval
from speechqa.transcript.model import Segment, Transcript, Word


def _said(text: str, language: str = "ru", pause_before: str = "") -> Transcript:
    words, at = [], 0.0
    for word in text.split():
        at += 3.0 if word == pause_before else 0.0
        words.append(Word(word, at, at + 0.3, 0.9))
        at += 0.4
    greeting = Segment(0, (Word("алло", 0.0, 0.3, 0.9),))
    speech = ((Interval(0, 1),), (Interval(0, max(at, 1.0)),))
    return Transcript("t", language, max(at, 1.0), 2, speech, (greeting, Segment(1, tuple(words))))


def _texts(text: str, language: str = "ru", pause_before: str = "") -> list[str]:
    return [term.text for term in terms_of(_said(text, language, pause_before), 1)]


def test_inflected_words_are_one() -> None:
    assert _texts("колено колена колену") == ["колено"]


def test_neighbours_make_a_phrase_and_little_words_between_do_not_part_them() -> None:
    assert _texts("мрт на колено") == ["мрт", "колено", "мрт колено"]


def test_no_phrase_goes_across_a_comma_or_a_pause() -> None:
    assert _texts("мрт, колено") == ["мрт", "колено"]
    assert _texts("мрт колено", pause_before="колено") == ["мрт", "колено"]


def test_courtesies_and_what_is_said_whatever_is_sold_are_left_out() -> None:
    assert _texts("здравствуйте спасибо хорошо я хочу узнать можно пожалуйста да") == []


def test_names_and_numbers_are_left_out() -> None:
    assert _texts("это Анна Замятина мой номер 8 916 111 22 33 квартира двадцать пять") == ["квартира"]


def test_abbreviations_are_no_names() -> None:
    assert _texts("Сделаем МРТ") == ["мрт"]


def test_english_words_are_known_by_their_stems_and_shown_as_they_were_said() -> None:
    found = terms_of(_said("delivery of sofas and deliveries", "en"), 1)
    assert [term.text for term in found][:2] == ["delivery", "sofas"]
    assert len({term.lemma for term in found if " " not in term.lemma}) == 2


def test_quarantined_text_and_the_other_channel_are_no_words_of_the_customer() -> None:
    assert terms_of(_said("мрт"), 0) == ()
    assert terms_of(_said("мрт"), 2) == ()


def test_of_a_long_talk_what_was_said_most_is_kept() -> None:
    nouns = ("стол", "стул", "диван", "шкаф", "кровать", "полка", "ковер", "лампа", "зеркало", "комод", "кресло")
    text = " ".join(f"{one}. {other}." for one in nouns for other in nouns if one < other) + " диван." * 50
    found = terms_of(_said(text), 1)
    assert len(found) <= MOST
    assert found[0].text == "диван"


def test_keywords_are_known_by_every_word_and_phrase() -> None:
    assert {"цена", "мрт", "колено", "мрт колено"} <= lemmas_of("Цена МРТ колена", "ru")


def test_a_quote_tells_no_name() -> None:
    quote = quote_of(_said("меня зовут Анна Замятина нужно мрт колена завтра в 10"), 1, "мрт")
    assert quote == "зовут … … нужно мрт колена завтра в …"
