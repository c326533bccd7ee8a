"""All words of a set of phrases in; out, for words heard, which of them each may be and how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from speechqa.matching.disowned import may_disown
from speechqa.matching.garbled import LEAST_LETTERS, garbled, may_be_garbled, skeletons
from speechqa.matching.known import MOST_KEPT, Found, Known, Near, forget, learn, recalled
from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import CONTENT
from speechqa.matching.phrase import Variant
from speechqa.matching.similarity import (
    STATE,
    STEM_LETTERS,
    are_opposed,
    is_state,
    meaning_similarity,
    word_similarity,
)
from speechqa.matching.text import THOUSANDS, Token

_LETTERS, _SOUND = 75.0, 77.0
"""Likeness of letters and of sound below which two words are none too similar for ``word_similarity``."""

_UNKNOWN_NAME = 0.8
_HUNDREDS = 3
_SPLIT_LETTERS, _SPLIT_LIKENESS, _SPLIT_OFF = 7, 88.0, 3


@dataclass(frozen=True, slots=True)
class Key:
    """A phrase's word as it is looked up: two with the same key are found in the same places.

    ``stated``: what is to be done, beside a time: that it is done says the same.
    """

    text: str
    negated: bool = False
    lenient: bool = False
    exact: bool = False
    literal: bool = False
    stated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Every word of a set of phrases, once. ``ids`` numbers the keys; ``similar`` are a word's similarities: as
    the word itself, and as one that means the same or was garbled to it.
    """

    language: str
    ids: Mapping[Key, int]
    by_text: Mapping[str, tuple[Key, ...]]
    by_lemma: Mapping[str, tuple[str, ...]]
    by_root: Mapping[str, tuple[str, ...]]
    texts: tuple[str, ...]
    sounds: tuple[str, ...]
    long: Mapping[str, tuple[str, ...]]
    joined: Mapping[str, tuple[Token, Token]]
    alike: Mapping[frozenset[str], str]
    bones: Mapping[str, str]
    known: Known = field(default_factory=Known)
    similar: dict[str, tuple[tuple[str, float, float], ...]] = field(default_factory=dict)


def lexicon_of(variants: Iterable[Variant], language: str) -> Lexicon:
    """The words of these phrases."""
    spoken = language_of(language)
    keys: dict[Key, int] = {}
    by_lemma: dict[str, list[str]] = defaultdict(list)
    by_root: dict[str, list[str]] = defaultdict(list)
    by_text: dict[str, list[Key]] = defaultdict(list)
    long: dict[str, list[str]] = defaultdict(list)
    joined: dict[str, tuple[Token, Token]] = {}
    every = tuple(variants)
    alike = _alike(every)
    for variant in every:
        for token, key in zip(variant.tokens, keys_of(variant, alike), strict=True):
            if key in keys:
                continue
            keys[key] = len(keys)
            if token.slot:
                continue
            if key.text not in by_text and not key.text.isdecimal():
                for lemma in spoken.form_of(key.text).lemmas:
                    by_lemma[lemma].append(key.text)
                    if len(lemma) >= STEM_LETTERS:
                        by_root[lemma[:STEM_LETTERS]].append(key.text)
                if len(key.text) >= _SPLIT_LETTERS:
                    long[key.text[:_SPLIT_OFF]].append(key.text)
            by_text[key.text].append(key)
        for one, other in zip(variant.tokens, variant.tokens[1:], strict=False):
            text = one.text + other.text
            if not (one.slot or other.slot or other.negated or text.isdecimal()) and len(text) >= _SPLIT_LETTERS:
                joined[text] = min(joined.get(text, (one, other)), (one, other), key=lambda pair: pair[0].text)
    texts = tuple(text for text in by_text if not text.isdecimal())
    return Lexicon(
        language,
        keys,
        {text: tuple(found) for text, found in by_text.items()},
        {lemma: tuple(found) for lemma, found in by_lemma.items()},
        {root: tuple(found) for root, found in by_root.items()},
        texts,
        tuple(spoken.sound_of(text) for text in texts),
        {head: tuple(found) for head, found in long.items()},
        joined,
        alike,
        skeletons(sorted(text for text in texts if not any(key.exact for key in by_text[text])), language),
    )


def keys_of(variant: Variant, alike: Mapping[frozenset[str], str]) -> Iterable[Key]:
    """The key of each of a variant's words; a name that ends the phrase may be one that no dictionary knows."""
    timed = any(token.slot == "time" for token in variant.tokens)
    for index, token in enumerate(variant.tokens):
        if token.slot is None:
            text = token.text if variant.exact or not _by_lemma_only(token) else alike[token.form.lemmas]
            stated = timed and token.form.part == "infinitive"
            yield Key(text, token.negated, token.lenient, variant.exact, variant.literal, stated)
        elif token.slot == "name" and 0 < index == len(variant.tokens) - 1:
            yield Key("{name}", lenient=True)
        else:
            yield Key(token.text)


def near(lexicon: Lexicon, tokens: Sequence[Token]) -> Found:
    """What each of these words heard may be."""
    known = lexicon.known
    if len(known.numbers) > MOST_KEPT:
        forget(known)
        lexicon.similar.clear()
    if not all(map(known.numbers.__contains__, tokens)):
        new = dict.fromkeys([token for token in tokens if token not in known.numbers])
        _look_up(sorted({token.text for token in new} - lexicon.similar.keys()), lexicon)
        learn(known, {token: _near(token, lexicon) for token in new})
    return recalled(known, tokens)


def _alike(variants: Sequence[Variant]) -> dict[frozenset[str], str]:
    """One word for all little ones of the same forms: «вы», «вас» and «вам» are heard in the same places."""
    alike: dict[frozenset[str], str] = {}
    for variant in variants:
        for token in variant.tokens:
            if token.slot is None and _by_lemma_only(token):
                alike[token.form.lemmas] = min(token.text, alike.get(token.form.lemmas, token.text))
    return alike


def _by_lemma_only(token: Token) -> bool:
    form = token.form
    return form.weight < CONTENT and not form.person and form.part != "adverb" and not token.text.isdecimal()


def _near(token: Token, lexicon: Lexicon) -> Near:
    pairs: list[tuple[int, float]] = []
    denied: list[int] = []

    def add(key: Key, similarity: float) -> None:
        if key in lexicon.ids:
            pairs.append((lexicon.ids[key], similarity))

    for text, literally, meant in lexicon.similar[token.text]:
        opposed = are_opposed(text, token.text, lexicon.language)
        state = is_state(text, token.text, lexicon.language)
        for key in lexicon.by_text[text]:
            similarity = literally if key.literal else max(literally, meant)
            if not similarity or (key.exact and text != token.text):
                continue
            if opposed:
                denied.append(lexicon.ids[key])
            elif key.negated == token.negated or (key.lenient if key.negated else token.lenient):
                add(key, min(similarity, STATE) if state and not key.stated else similarity)
            else:
                denied.append(lexicon.ids[key])
    if token.form.is_name:
        add(Key("{name}"), 1.0)
    if token.form.may_be_name or token.form.is_name:
        add(Key("{name}", lenient=True), 1.0)
    elif token.says and not token.text.isdecimal() and (token.capital or not token.form.known):
        # Names are what recognisers and dictionaries know least.
        add(Key("{name}", lenient=True), _UNKNOWN_NAME)
    if token.text.isdecimal():
        add(Key("{number}"), 1.0)
        if len(token.text) > _HUNDREDS:
            add(Key(THOUSANDS), 1.0)
    begins = (
        tuple(
            text
            for text in lexicon.long.get(token.text[:_SPLIT_OFF], ())
            if len(token.text) <= len(text) - _SPLIT_OFF and text.startswith(token.text[:-1])
        )
        if len(token.text) >= _SPLIT_OFF
        else ()
    )
    parts = _parts(token, lexicon)
    times = Key("{time}") in lexicon.ids and language_of(lexicon.language).begins_time(token.text)
    torn = bool(lexicon.bones) and may_be_garbled(token.text, token.form)
    return Near(tuple(pairs), tuple(denied), begins, times, may_disown(token, lexicon.language), parts, torn)


def _parts(token: Token, lexicon: Lexicon) -> tuple[Token, Token] | None:
    """None for a word that is one by itself."""
    if not lexicon.joined or len(token.text) < _SPLIT_LETTERS - 1 or token.form.known:
        return None
    best = process.extractOne(token.text, lexicon.joined.keys(), scorer=fuzz.ratio, score_cutoff=_SPLIT_LIKENESS)
    whole = max((each for _text, each, _meant in lexicon.similar[token.text]), default=0.0)
    return lexicon.joined[best[0]] if best is not None and whole * 100 < best[1] else None


def _look_up(heard: Sequence[str], lexicon: Lexicon) -> None:
    """Fill ``similar`` for these words: candidates by lemma, root, letters and sound, then each compared in full."""
    if not heard:
        return
    spoken = language_of(lexicon.language)
    candidates: list[set[str]] = [set() for _word in heard]
    if lexicon.texts:
        for queries, choices, least in (
            (heard, lexicon.texts, _LETTERS),
            ([spoken.sound_of(word) for word in heard], lexicon.sounds, _SOUND),
        ):
            scores = process.cdist(queries, choices, scorer=fuzz.ratio, score_cutoff=least)
            for row, column in zip(*scores.nonzero(), strict=True):
                candidates[row].add(lexicon.texts[column])
    for word, found in zip(heard, candidates, strict=True):
        if word in lexicon.by_text:
            found.add(word)
        number = str(spoken.numerals.values.get(word, word))
        if number.isdecimal():  # «Один» alone is a word, "1" a number.
            others = (each for each in spoken.numerals.doubtful if str(spoken.numerals.values[each]) == number)
            found.update(text for text in (number, *others) if text in lexicon.by_text)
        for lemma in spoken.form_of(word).lemmas:
            found.update(lexicon.by_lemma.get(lemma, ()))
            found.update(lexicon.by_root.get(lemma[:STEM_LETTERS], ()))
            for other in spoken.synonyms.get(lemma, ()):
                found.update(lexicon.by_lemma.get(other, ()))
        like: dict[str, float] = {}
        if lexicon.bones and len(word) >= LEAST_LETTERS and may_be_garbled(word, spoken.form_of(word)):
            like = {
                text: likeness
                for text, likeness in garbled(word, lexicon.bones, lexicon.language)
                if not any(word == negation + text for negation in spoken.negations)
            }
            found.update(like)
        compared = (
            (
                text,
                word_similarity(text, word, lexicon.language),
                max(meaning_similarity(text, word, lexicon.language), like.get(text, 0.0)),
            )
            for text in sorted(found)
        )
        lexicon.similar[word] = tuple(each for each in compared if each[1] > 0 or each[2] > 0)
