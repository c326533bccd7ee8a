"""A normalised Russian word in, what pymorphy3's dictionary says of it out: its forms, how much it says, its sound."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from speechqa.matching.languages.model import CONTENT, FUNCTION, PARTICLE, QUESTION, WordForm, words

_FUNCTION_PARTS = {"NPRO", "PRED"}
_PARTICLE_PARTS = {"PREP", "CONJ", "PRCL"}
_FUNCTION_LEMMAS = {
    "быть", "есть", "нет", "это", "этот", "весь", "такой", "мочь", "ваш", "наш", "мой",
}  # fmt: skip
_QUESTION_LEMMAS = {
    "кто", "что", "какой", "который", "чей", "где", "куда", "откуда", "когда", "почему", "зачем", "как", "сколько",
}  # fmt: skip
_COURTESY = {"пожалуйста"}
# The dictionary's particles and interjections that say something all the same.
_SPEAKING = {"спасибо", "здравствуйте", "здравствуй", "алло", "нельзя", "надо", "нужно", "жаль"}
# To have or not to have: «есть противопоказания?» and «противопоказаний нет?» ask the same.
_EXISTENCE = {"есть", "нет", "нету", "быть", "иметься", "имеется", "имеются"}
_BEING = {"быть", "бывать", "иметься"}
# «Как я могу к вам обращаться», «как к вам можно обращаться».
_POSSIBILITY = {"мочь", "смочь", "можно", "возможно"}
_NAMES = {"Name", "Surn", "Patr"}
# Names that the dictionary takes for common words first.
_NAMES_DOUBTED = words(
    "вера надежда любовь роза лилия майя софия кеша марк роман лев слава рома света мира тома дина рада яна ян "
    "стас вика ксюша люба надя паша гена боря тимур "
)
_PARTS = {
    "NOUN": "noun", "VERB": "verb", "INFN": "infinitive", "ADJF": "adjective", "ADJS": "adverb", "ADVB": "adverb",
    "PRED": "adverb", "COMP": "adverb", "NPRO": "pronoun", "PREP": "preposition",
}  # fmt: skip


@lru_cache(maxsize=200_000)
def form_of(word: str) -> WordForm:
    """Dictionary forms and weight of a normalised word."""
    parses = _morphology().parse(word)
    likely = [parse for parse in parses if parse.score >= 0.1] or parses[:1]
    lemmas = frozenset(parse.normal_form.replace("ё", "е") for parse in likely)
    if word in _EXISTENCE or lemmas & _BEING:
        lemmas |= {"быть"}
    if lemmas & _POSSIBILITY:
        lemmas |= {"мочь"}
    tag = likely[0].tag
    thing = any(
        parse.tag.POS == "NOUN" and "inan" in parse.tag and not _NAMES & set(parse.tag.grammemes) for parse in likely
    )
    named = [parse for parse in parses if parse.score >= 0.25 and _NAMES & set(parse.tag.grammemes)]
    # «Лира» is a thing, however Лир is inflected.
    is_name = word in _NAMES_DOUBTED or any(
        "plur" not in parse.tag and not (thing and all("nomn" not in each.tag for each in named)) for parse in named
    )
    return WordForm(
        lemmas,
        _weight(word, lemmas, str(tag.POS)),
        is_name,
        is_name or any("Name" in parse.tag and "nomn" in parse.tag for parse in parses),
        _person(tag),
        "past" in tag,
        _asks(tag),
        _asks(tag) and "pres" in tag and not any("impr" in parse.tag for parse in likely),
        bool(_morphology().word_is_known(word)),
        "request" if "impr" in tag else _PARTS.get(str(tag.POS), ""),
        any(parse.tag.POS == "NOUN" and "gent" in parse.tag for parse in likely),
        any("anim" in parse.tag and "nomn" in parse.tag for parse in likely) and not is_name,
        "past" in tag and "plur" in tag,
        likely[0].normal_form.replace("ё", "е"),
        thing,
    )


@lru_cache(maxsize=200_000)
def sound_of(word: str) -> str:
    """A rough phonetic key: unstressed vowels are reduced, a last consonant loses its voice, double letters count
    once."""
    key = re.sub(r"(.)\1+", r"\1", word.translate(_VOWELS))
    return key[:-1] + _VOICELESS.get(key[-1], key[-1]) if key else key


@lru_cache(maxsize=200_000)
def skeleton_of(word: str) -> str:
    """Its consonants alone, voiceless and each once: what a recogniser keeps of a long word that it garbles."""
    return re.sub(r"(.)\1+", r"\1", word.translate(_CONSONANTS))


def _weight(word: str, lemmas: frozenset[str], part: str) -> float:
    if word in _SPEAKING:
        return CONTENT
    if lemmas & _QUESTION_LEMMAS:
        return QUESTION
    if part in _PARTICLE_PARTS or word in _COURTESY:
        return PARTICLE
    return FUNCTION if part in _FUNCTION_PARTS or lemmas & _FUNCTION_LEMMAS else CONTENT


def _person(tag: Any) -> int:
    if tag.POS != "VERB":
        return 0
    if "1per" in tag:
        return 1
    return 2 if "2per" in tag or "impr" in tag else 3


def _asks(tag: Any) -> bool:
    return tag.POS == "VERB" and "2per" in tag and "impr" not in tag


@lru_cache(maxsize=1)
def _morphology() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


_VOWELS = str.maketrans(
    {"о": "а", "е": "и", "э": "и", "я": "и", "ы": "и", "й": "и", "ю": "у", "ь": None, "ъ": None}
)  # fmt: skip
_VOICELESS = {"б": "п", "в": "ф", "г": "к", "д": "т", "ж": "ш", "з": "с"}
_CONSONANTS = str.maketrans(dict.fromkeys("аеиоуыэюяйьъ") | _VOICELESS | {"щ": "ш"})
