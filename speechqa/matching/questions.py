"""One party's words in, the questions it asked out: one for each clause that asks.

Recognised text has neither question marks nor capitals to rely on, so a question is told by its words: a question word
that does not join a clause to another («знаю, что», «день, когда»), a particle («ли»), a request for an answer
(«подскажите»), what people ask of a listener («вам удобно», «вы планируете») and inversion ("do you"). A question
mark, where there is one, is one more hint.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from speechqa.matching.choices import is_choice, is_confirmed
from speechqa.matching.clauses import clauses
from speechqa.matching.languages import language_of
from speechqa.matching.languages.model import Language
from speechqa.matching.model import Hit
from speechqa.matching.stream import Stream
from speechqa.matching.text import Token

_LONGEST = 14
"""Words of a question that are quoted."""

_APART = 4
"""Words between the beginnings of two questions of one clause: «на какой день и в какое время» is one."""

_NEAR = 2


def questions(stream: Stream) -> tuple[Hit, ...]:
    """The questions of one party in order of time."""
    return tuple(_hit(first, last, stream) for first, last in asked_spans(stream))


def asked_spans(stream: Stream) -> tuple[tuple[int, int], ...]:
    """The same as first and last tokens."""
    language = language_of(stream.language)
    return tuple(
        (first + start, first + end)
        for first, tokens, marked in clauses(stream)
        if not stream.words[stream.lasts[first + len(tokens) - 1]].text.endswith("!")
        for start, end in _asked(tokens, marked, language)
    )


def _asked(tokens: Sequence[Token], marked: bool, language: Language) -> list[tuple[int, int]]:
    starts: list[int] = []
    for place in range(len(tokens)):
        if starts and _goes_on(tokens, starts[-1], place, language):
            continue
        if _asks(tokens, place, language):
            starts.append(place)
    hints = language.questions
    if not tokens:
        return []
    if not starts:
        tagged = len(tokens) > 1 and tokens[-1].text in hints.tags
        tagged = tagged or is_confirmed(tokens, language) or is_choice(tokens, language)
        if tagged or (marked and not all(token.text in hints.chatter for token in tokens)):
            starts.append(0)
    if not starts:
        return []
    ends = [*(start - 1 for start in starts[1:]), len(tokens) - 1]
    return [(start, min(end, start + _LONGEST - 1)) for start, end in zip(starts, ends, strict=True)]


def _goes_on(tokens: Sequence[Token], start: int, place: int, language: Language) -> bool:
    """«На какой день и в какое время» is one question."""
    between = tokens[start + 1 : place]
    words, own = language.questions.words, language.questions.words | language.questions.particles
    if tokens[start].text in words and tokens[place].text not in own and len(between) <= _APART:
        return True  # «Какой период вам нужен».
    return len(between) < _NEAR or (
        len(between) < _APART and any(token.text in language.questions.joiners for token in between)
    )


def _asks(tokens: Sequence[Token], place: int, language: Language) -> bool:
    hints = language.questions
    text = tokens[place].text
    if text in hints.words:
        return _is_question_word(tokens, place, language)
    if text in hints.particles:
        return not _is_told_of(tokens, max(0, place - 1), language)
    if tokens[place].form.part == "request" and tokens[place].form.lemmas & hints.requests:
        return _is_request(tokens, place, language)
    if text in hints.tags:
        return place == 0 and _text(tokens, 1) in language.own
    if hints.inverted:
        return text in hints.fronted and _is_inverted(tokens, place, language)
    if (text in hints.fronted or text in hints.states) and _is_put_to_listener(tokens, place, language):
        return True
    if _is_hedged(tokens, place, language):
        return False
    if _leaves_open(tokens, place, language):
        return True
    if text in hints.indefinite:
        return tokens[-1].form.part != "request" and not _is_told_of(tokens, place - 1, language)
    if tokens[place].form.now and text not in hints.sayings:
        # «Принимаете»: who tells the listener what he does says «вы»; who asks him often does not.
        alone = hints.listener.isdisjoint(token.text for token in tokens[max(0, place - _APART) : place])
        last = place == len(tokens) - 1 and tokens[place - 1].text not in hints.listener
        return alone or last or _is_doubted(tokens, place, language)
    return tokens[place].form.person == 3 and _is_doubted(tokens, place, language)


def _leaves_open(tokens: Sequence[Token], place: int, language: Language) -> bool:
    """«Могу я узнать», «записать вас на завтра», «помпа нужна или нет»: what is left to the listener."""
    hints = language.questions
    after = _text(tokens, place + 1)
    if tokens[place].text in hints.doubts and after in hints.having and place and place + 2 == len(tokens):
        return True
    if not _opened(tokens, place, language):
        return False
    if f"{tokens[place].text} {after}" in hints.opened:
        return True
    told = any(token.form.person or token.form.lemmas & language.modal for token in tokens)
    return tokens[place].form.part == "infinitive" and after in hints.asked and not told


def _is_doubted(tokens: Sequence[Token], place: int, language: Language) -> bool:
    """«Вы раньше у нас лечились», «вы обращаетесь впервые или уже были»."""
    hints = language.questions
    near = [token.text for token in tokens[max(0, place - _APART - 1) : place + _APART + 1]]
    if tokens[place].form.part != "verb" or not language.own.isdisjoint(near):
        return False
    return not hints.listener.isdisjoint(near) and not hints.doubts.isdisjoint(near)


def _is_hedged(tokens: Sequence[Token], place: int, language: Language) -> bool:
    hints = language.questions
    return any(
        tokens[at].text in hints.hedges
        or (tokens[at].text in hints.weak and _text(tokens, at + 1) not in hints.fixed | hints.indefinite)
        for at in range(max(0, place - 2 * _APART), place)
    )


def _is_question_word(tokens: Sequence[Token], place: int, language: Language) -> bool:
    hints = language.questions
    after = _text(tokens, place + 1)
    before = _text(tokens, place - 1)
    if after in hints.fixed or (before in hints.before and tokens[place].text in hints.weak):
        return False
    if _is_told_of(tokens, place, language) or _is_joined(tokens, place, language):
        return False
    opening = _opened(tokens, place, language)
    if hints.inverted:
        if after in hints.asked:
            return False
        verbs = [at for at in range(place + 1, place + 1 + _APART) if _text(tokens, at) in hints.fronted]
        if opening:
            return bool(verbs)
        return any(_text(tokens, at + 1) in hints.listener for at in verbs)
    if opening:
        return not _is_subordinate(tokens, place, language)
    if tokens[place].text not in hints.weak:
        return True
    if f"{tokens[place].text} {after}" in hints.addressed:
        return True
    if place == len(tokens) - 1 and before in hints.asked:
        return True  # «А лет вам сколько».
    following = [_text(tokens, at) for at in range(place + 1, place + 1 + _NEAR)]
    return not hints.asked.isdisjoint(following) and tokens[place].text not in hints.joining


def _is_joined(tokens: Sequence[Token], place: int, language: Language) -> bool:
    """«Чем раньше, тем лучше», «как вы и просили», «какой бы вы ни выбрали», «как скажете»."""
    hints = language.questions
    following = [token.text for token in tokens[place + 1 :]]
    if " ".join([tokens[place].text, *following[:1]]) in hints.settled:
        return True
    pairs = {*following, *(f"{one} {other}" for one, other in pairwise(following))}
    if not hints.correlated.get(tokens[place].text, frozenset()).isdisjoint(pairs):
        return True
    if f"{tokens[place].text} {' '.join(following)}" in hints.rhetorical:
        return True
    if following[:1] == [language.questions.whichever] and any(token.negated for token in tokens[place + 1 :]):
        return True
    near = tokens[place + 1 : place + 1 + _APART]
    spoken = any(token.form.past and token.form.lemmas & language.speech for token in near)
    return spoken and bool({token.text for token in near} & (language.own | hints.reminding))


def _opened(tokens: Sequence[Token], place: int, language: Language) -> bool:
    """Whether only words that open a clause stand before this one, or such words after a request."""
    hints = language.questions
    at = place - 1
    while at >= 0 and tokens[at].text in hints.openers:
        if tokens[at].text in hints.breakers:
            return True
        at -= 1
    if at < 0:
        return True
    return tokens[at].form.part == "request" and bool(tokens[at].form.lemmas & hints.requests)


def _is_subordinate(tokens: Sequence[Token], place: int, language: Language) -> bool:
    """«Когда приедете, позвоните», «когда приедете, вас встретят»: what begins like a question, but a second verb
    follows."""
    hints = language.questions
    if tokens[place].text not in hints.joining:
        return False
    following = tokens[place + 1 :]
    spoken_to = [at for at, token in enumerate(following) if token.form.person == 2]
    if len(spoken_to) > 1:
        return True
    if not spoken_to:
        return False
    first = following[spoken_to[0]].form
    if first.part == "request":
        return not first.lemmas & hints.requests and spoken_to[0] > 0
    to_come = not first.now and first.lemmas.isdisjoint(language.modal)
    return to_come and any(token.form.person for token in following[spoken_to[0] + 1 :])


def _is_told_of(tokens: Sequence[Token], place: int, language: Language) -> bool:
    """«Узнаю, сколько», «посмотрю, есть ли»: somebody only speaks of a question."""
    hints = language.questions
    at = place - 1
    while at >= 0 and place - at <= _APART and tokens[at].form.weight < 1.0 and tokens[at].text not in hints.words:
        at -= 1
    for near in (at, at - 1):
        if near < 0 or place - near > _APART:
            continue
        form = tokens[near].form
        if form.lemmas & hints.embedding:
            return not (form.part == "request" and form.lemmas & hints.requests)
        if near == at and form.weight < 1.0:
            return False
    return False


def _is_request(tokens: Sequence[Token], place: int, language: Language) -> bool:
    """«Подскажите ваш вес»; one with a question word is told by that."""
    hints = language.questions
    following = tokens[place + 1 : place + 1 + 2 * _APART]
    if any(token.text in hints.words or token.text in hints.particles for token in following):
        return False
    if any(token.text in hints.asked for token in following[:_APART]):
        return True
    return place > 0 and tokens[place - 1].form.part == "noun"


def _is_put_to_listener(tokens: Sequence[Token], place: int, language: Language) -> bool:
    hints = language.questions
    if _is_hedged(tokens, place, language):
        return False
    if tokens[place].text in hints.having:
        beside = [token.text for token in tokens[max(0, place - _NEAR) : place + 1 + _NEAR]]
        return not hints.listener.isdisjoint(beside) and not _is_told_of(tokens, place, language)
    if _text(tokens, place - 1) in hints.asked and tokens[place].text in hints.fronted:
        return not _is_told_of(tokens, place, language)
    if not all(token.text in hints.openers for token in tokens[max(0, place - _APART) : place]):
        return False
    if tokens[place].text in hints.states:
        return len(tokens) > place + 1
    beside = [token.text for token in tokens[max(0, place - _APART) : place + 1 + _NEAR]]
    return not hints.asked.isdisjoint(beside)


def _is_inverted(tokens: Sequence[Token], place: int, language: Language) -> bool:
    hints = language.questions
    after, before = _text(tokens, place + 1), _text(tokens, place - 1)
    if after == "" or any(token.text in hints.hedges for token in tokens[max(0, place - 3) : place]):
        return False
    if _opened(tokens, place, language):
        return after in hints.asked
    return after in hints.listener and before not in hints.asked and before not in hints.words


def _text(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].text if 0 <= place < len(tokens) else ""


def _hit(first: int, last: int, stream: Stream) -> Hit:
    words = stream.words[stream.firsts[first] : stream.lasts[last] + 1]
    return Hit(
        phrase="",
        quote=" ".join(word.text for word in words),
        speaker=stream.speaker,
        start=words[0].start,
        end=max(word.end for word in words),
        similarity=100.0,
        probability=round(sum(word.probability for word in words) / len(words), 4),
    )
