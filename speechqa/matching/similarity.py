"""Two words in, how much the one heard is the one expected out: 0 (another word) to 1 (the same)."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from speechqa.matching.dictionary import CONTENT, WordForm, sound_of, word_form

SAME_SOUND, SAME_STEM = 0.92, 0.78
REAL_WORD = 0.85
"""A recogniser's slip is often no word at all; another word of the dictionary is more likely what was said."""

OTHER_PERSON = {(1, 2): 0.75, (2, 1): 0.75, (2, 3): 0.85, (3, 2): 0.85}
"""«Перезвоню» is a promise, «перезвоните» sends the customer away."""

LONG, NEARLY = 8, 0.88
"""Letters and likeness from which a slip is likelier than another word: «здравствуете» is one for «здравствуйте»."""

LEAST, LEAST_OF_FOUR_LETTERS = 0.75, 0.8
_STEM_LETTERS, _SOUND_LETTERS, _LEAST_LETTERS = 5, 5, 4


@lru_cache(maxsize=500_000)
def word_similarity(said: str, heard: str, language: str) -> float:
    """Similarity of a phrase's word ``said`` and a word ``heard``, by dictionary form, sound and letters."""
    if said == heard:
        return 1.0
    if said.isdecimal() or heard.isdecimal():
        return 0.0
    said_form, heard_form = word_form(said, language), word_form(heard, language)
    if said_form.lemmas & heard_form.lemmas:
        return OTHER_PERSON.get((said_form.person, heard_form.person), 1.0)
    shorter = min(len(said), len(heard))
    if said_form.weight < CONTENT or shorter < _LEAST_LETTERS:
        return 0.0
    if heard == f"не{said}":
        return 0.0
    likeness = fuzz.ratio(said, heard) / 100
    slip = shorter >= LONG and likeness >= NEARLY
    doubt = REAL_WORD if heard_form.known and not slip else 1.0
    said_sound, heard_sound = sound_of(said), sound_of(heard)
    if shorter >= _SOUND_LETTERS and said_sound == heard_sound:
        return SAME_SOUND * doubt
    ratio = max(likeness, 0.97 * fuzz.ratio(said_sound, heard_sound) / 100) * doubt
    least = LEAST_OF_FOUR_LETTERS if shorter == _LEAST_LETTERS else LEAST
    return max(_stem(said_form, heard_form), ratio if ratio >= least else 0.0)


def _stem(said: WordForm, heard: WordForm) -> float:
    """SAME_STEM for words of one root («записать», «записывать», «запись»), else 0."""
    for one in said.lemmas:
        for other in heard.lemmas:
            shared = 0
            for a, b in zip(one, other, strict=False):
                if a != b:
                    break
                shared += 1
            if shared >= _STEM_LETTERS and shared * 2 >= max(len(one), len(other)):
                return SAME_STEM
    return 0.0
