"""Two words in, how much the one heard is the one expected out: 0 (another word) to 1 (the same)."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import CONTENT, Language, WordForm

SAME_SOUND, SAME_STEM = 0.92, 0.78
REAL_WORD = 0.85
"""A recogniser's slip is often no word at all; another word of the dictionary is more likely what was said."""

OPPOSED = {(1, 2), (2, 1)}
"""Persons that deny each other: «перезвоню» is a promise, «перезвоните» sends the customer away."""

OTHER_PERSON = {(2, 3): 0.85, (3, 2): 0.85}
ATTRIBUTE = 0.75
"""«Дорого» is a price, «дорогой друг» is none."""

TO_BE_DONE = 0.6
"""«Записать вас» is an offer, «записал вас» is done."""

STATE = 0.75
"""«Вы записаны» is no offer; with a time, where the phrase has one, it is."""

SYNONYM = 0.9
"""A word that means the same in phone sales («машина», «автомобиль»): nearly the word itself."""

LONG, NEARLY = 8, 0.88
"""Letters and likeness from which a slip is likelier than another word: «здравствуете» is one for «здравствуйте»."""

LEAST, LEAST_OF_FOUR_LETTERS = 0.75, 0.8
_NONE: frozenset[str] = frozenset()
STEM_LETTERS, _SOUND_LETTERS, _LEAST_LETTERS = 5, 5, 4


@lru_cache(maxsize=500_000)
def word_similarity(said: str, heard: str, language: str) -> float:
    """Similarity of a phrase's word ``said`` and a word ``heard``, by dictionary form, sound and letters."""
    if said == heard:
        return 1.0
    spoken = language_of(language)
    if said.isdecimal() or heard.isdecimal():
        values = spoken.numerals.values
        return 1.0 if str(values.get(said, said)) == str(values.get(heard, heard)) else 0.0
    said_form, heard_form = spoken.form_of(said), spoken.form_of(heard)
    if said_form.lemmas & heard_form.lemmas:
        if said_form.past and heard_form.part == "infinitive":
            return TO_BE_DONE
        if said_form.part == "adverb" and heard_form.part in ("adjective", "noun"):
            return ATTRIBUTE
        return OTHER_PERSON.get((said_form.person, heard_form.person), 1.0)
    shorter = min(len(said), len(heard))
    if said_form.weight < CONTENT or shorter < _LEAST_LETTERS:
        return 0.0
    if any(heard == negation + said for negation in spoken.negations) or _parted(said, heard, heard_form, spoken):
        return 0.0
    likeness = fuzz.ratio(said, heard) / 100
    slip = shorter >= LONG and likeness >= NEARLY
    doubt = REAL_WORD if heard_form.known and not slip else 1.0
    said_sound, heard_sound = spoken.sound_of(said), spoken.sound_of(heard)
    if shorter >= _SOUND_LETTERS and said_sound == heard_sound:
        return SAME_SOUND * doubt
    sound = 0.97 * fuzz.ratio(said_sound, heard_sound) / 100 if shorter * 3 >= max(len(said), len(heard)) * 2 else 0.0
    ratio = max(likeness, sound) * doubt
    least = LEAST_OF_FOUR_LETTERS if shorter == _LEAST_LETTERS else LEAST
    return max(_stem(said_form, heard_form), ratio if ratio >= least else 0.0)


def meaning_similarity(said: str, heard: str, language: str) -> float:
    """Similarity of two words that mean the same, in forms that say the same of it; 0 for others."""
    spoken = language_of(language)
    said_form, heard_form = spoken.form_of(said), spoken.form_of(heard)
    if said_form.lemmas & heard_form.lemmas or not any(
        spoken.synonyms.get(lemma, _NONE) & heard_form.lemmas for lemma in said_form.lemmas
    ):
        return 0.0
    if said_form.person and heard_form.person and said_form.person != heard_form.person:
        return 0.0
    return 0.0 if said_form.person and said_form.past != heard_form.past else SYNONYM


def is_state(said: str, heard: str, language: str) -> bool:
    """Whether the one is to be done and the other its outcome: «записать», «записаны»."""
    form_of = language_of(language).form_of
    state = form_of(heard)
    return (
        form_of(said).part == "infinitive"
        and state.past
        and not state.person
        and bool(form_of(said).lemmas & state.lemmas)
    )


def are_opposed(said: str, heard: str, language: str) -> bool:
    """Whether the two are one verb in persons that deny each other."""
    form_of = language_of(language).form_of
    return (form_of(said).person, form_of(heard).person) in OPPOSED and bool(
        form_of(said).lemmas & form_of(heard).lemmas
    )


def _parted(said: str, heard: str, heard_form: WordForm, language: Language) -> bool:
    """Whether the two are one word with different beginnings, which make others of it: «включите», «выключите»."""
    if language.has_dictionary and not heard_form.known:
        return False
    for one, other in ((said, heard), (heard, said)):
        if any(other == denying + one for denying in language.denying):
            return True
    begun = {said[len(each) :]: each for each in language.prefixes if said.startswith(each)}
    for each in language.prefixes:
        rest = heard[len(each) :]
        if heard.startswith(each) and len(rest) >= _LEAST_LETTERS and begun.get(rest, each) != each:
            return True
    return False


def _stem(said: WordForm, heard: WordForm) -> float:
    """SAME_STEM for words of one root («записать», «записывать», «запись»), else 0."""
    for one in said.lemmas:
        for other in heard.lemmas:
            shared = 0
            for a, b in zip(one, other, strict=False):
                if a != b:
                    break
                shared += 1
            if shared >= STEM_LETTERS and shared * 2 >= max(len(one), len(other)):
                return SAME_STEM
    return 0.0
