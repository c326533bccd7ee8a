"""What matching must know of a language; values only. Each language has a file beside this one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

CONTENT, QUESTION, FUNCTION, PARTICLE = 1.0, 0.75, 0.2, 0.1
"""Weights of a word: what is said, against how it is strung together."""


def words(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


def sides(**kinds: Sequence[str]) -> Mapping[str, frozenset[tuple[str, int]]]:
    """Words by what they are about, the sides of each kind one after another."""
    found: dict[str, set[tuple[str, int]]] = {}
    for kind, several in kinds.items():
        for side, text in enumerate(several):
            for word in text.split():
                found.setdefault(word, set()).add((kind, side))
    return {word: frozenset(each) for word, each in found.items()}


def groups(text: str, lemmas_of: Callable[[str], frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """For each dictionary form of the words of each line, those of the line's others."""
    found: dict[str, frozenset[str]] = {}
    for line in text.split("\n"):
        forms = frozenset(lemma for word in line.split() for lemma in lemmas_of(word))
        for form in forms:
            found[form] = found.get(form, frozenset()) | forms - {form}
    return found


@dataclass(frozen=True, slots=True)
class WordForm:
    """What is known of one word.

    Attributes:
        lemmas: possible dictionary forms; two words with one in common are the same word.
        weight: CONTENT, QUESTION, FUNCTION or PARTICLE.
        is_name: it is most likely a first name, patronymic or surname; ``may_be_name``: a first name beside others.
        person: of a verb: 1, 2 (also a request, «скажите») or 3 (also the past, which has none); else 0.
        past: of a verb: of what was done.
        asks: with a «не» before it, a question («не хотите…»), where «не присылайте» is none.
        now: of a verb of the second person: what the listener does now («принимаете»), which is asked rather than told.
        known: it is in the dictionary, not guessed by its ending.
        genitive: a noun that may be what there is none of («скидки нет»).
        someone: a noun that may be who says something («коллега сказала»).
        plural: of a verb of the past: of several, or of nobody in particular («вам говорили»).
        part: ``noun``, ``verb``, ``infinitive``, ``request`` (an imperative), ``adjective``, ``adverb``, ``pronoun``,
            or empty for anything else and where the language has no dictionary.
        head: the likeliest of the lemmas, for people to read; empty where there is no dictionary.
        thing: it may be a noun for a thing, also where it is a name as well («роза»).
    """

    lemmas: frozenset[str]
    weight: float
    is_name: bool = False
    may_be_name: bool = False
    person: int = 0
    past: bool = False
    asks: bool = False
    now: bool = False
    known: bool = False
    part: str = ""
    genitive: bool = False
    someone: bool = False
    plural: bool = False
    head: str = ""
    thing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """Number words. ``doubtful`` ones are no number when they stand alone («один»: a pronoun as well); ``lone`` are
    thousands without a number before them («тысяча»), ``halves`` half as much again («полторы тысячи»), and
    ``and_a_half`` what stands between a number and its thousands («две с половиной тысячи»).
    ``currency`` goes without saying behind a sum («от двух тысяч»)."""

    values: Mapping[str, int] = field(default_factory=dict)
    hundred: frozenset[str] = frozenset()
    thousand: frozenset[str] = frozenset()
    joiners: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    lone: frozenset[str] = frozenset()
    halves: frozenset[str] = frozenset()
    and_a_half: tuple[str, ...] = ()
    currency: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """How one asks; words as they are written, in lower case.

    Attributes:
        words: question words.
        weak: of them those that also join a clause to a word of meaning before it («знаю, что», «день, когда»).
        joining: of them those that may also begin a clause that is no question («когда приедете, позвоните»).
        fixed: what makes a question word none when it follows («как раз», «что-то», «когда-нибудь»).
        before: what makes a weak one none when it stands before it («так как», «потому что»).
        breakers: of the openers those that begin a clause wherever they stand («а как вас зовут»).
        openers: words that may stand between the beginning of a clause and its question («а вам на»).
        joiners: words that join a second question word to the first («и в какое время»).
        addressed: pairs of words that ask wherever they stand («как вас», «кто у»).
        settled: pairs of words that ask nothing («как скажете», «что ж»).
        rhetorical: whole ends of clauses that ask nothing («какая разница»).
        confirming: words that make a question of what they end where the listener is spoken of («вы директор, да»).
        choosing: words between two things of which the listener may choose («или»).
        reminding: words after «как» and a pronoun by which one only comes back to something («как вы и просили»).
        whichever: what makes, with a denial after it, any of a question word («какой бы вы ни выбрали»).
        correlated: question words that join a clause to one with the other word («чем раньше, тем лучше»).
        opened: pairs of words that ask at the beginning of a clause («могу я», «можно ваш»).
        embedding: lemmas after which a question is only told of («узнаю, сколько»).
        requests: lemmas that ask for an answer when they are a request («подскажите»).
        particles: words that make a question of the clause they stand in («ли»).
        fronted: words that ask when the party asked stands beside them («удобно», "do").
        inverted: that party stands right behind them ("do you").
        having: of the fronted those that ask wherever they stand beside the one who listens («аллергия есть у вас»).
        asked, listener: who is asked («вы», "there"), and the one who listens ("you").
        states: words that ask by themselves at the beginning of a clause («хотите», «планируете»).
        doubts: words that ask where the listener is spoken of («раньше», «или»).
        indefinite: words that ask by themselves («нибудь»).
        sayings: verbs of the second person that ask nothing («знаете», «понимаете»).
        hedges: what begins a clause that is no question («если», «чтобы»).
        tags: words that make a question of what they end («правильно», "right").
        chatter: words that ask nothing even with a question mark («алло», «да»).
    """

    words: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    breakers: frozenset[str] = frozenset()
    joiners: frozenset[str] = frozenset()
    addressed: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    rhetorical: frozenset[str] = frozenset()
    confirming: frozenset[str] = frozenset()
    choosing: frozenset[str] = frozenset()
    reminding: frozenset[str] = frozenset()
    whichever: str = ""
    correlated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()
    embedding: frozenset[str] = frozenset()
    requests: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    fronted: frozenset[str] = frozenset()
    having: frozenset[str] = frozenset()
    inverted: bool = False
    asked: frozenset[str] = frozenset()
    listener: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    doubts: frozenset[str] = frozenset()
    indefinite: frozenset[str] = frozenset()
    sayings: frozenset[str] = frozenset()
    hedges: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    chatter: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """What people on either side of a sales or service call say whatever the checklist asks.

    Used only to tell the channels apart; never evidence of a checkpoint. Prices and «у меня» come from customers;
    names, numbers, times to choose from and «вам» from managers.

    Attributes:
        company: what a company says that picks up, its telephone menu included: the manager of an inbound call, the
            customer of an outbound one.
        caller: what says who calls on business: the manager of an outbound call.
        courtesy: what either party says out of politeness, also where a checklist expects it of the manager.
        answering: what a person says who picks up a telephone of his own.
        you, me: words by which one talks of the other party and of oneself.
    """

    manager: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    caller: tuple[str, ...] = ()
    courtesy: tuple[str, ...] = ()
    answering: tuple[str, ...] = ()
    you: frozenset[str] = frozenset()
    me: frozenset[str] = frozenset()


Side = tuple[str, int]
"""What a word is about and which side of it: two of one kind and different sides stand for each other's opposite."""

PREPOSITIONS = frozenset({"having", "when", "way", "switch"})
"""Kinds whose words do so only in their place between two others."""


def _no_time(_texts: Sequence[str], _place: int) -> int:
    return 0


def _anything(_text: str) -> bool:
    return True


def _nothing(_word: str) -> str:
    return ""


def _letters(word: str) -> str:
    return word


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """All that matching knows of one language.

    Attributes:
        form_of: what is known of a normalised word.
        sound_of: a rough phonetic key: words that sound alike over a telephone line share it.
        skeleton_of: what is left of a long word, however it is garbled; empty where the language has none.
        time_at: how many tokens from this place on are a time of day (numbers are digits already); 0 for none.
        begins_time: whether a time of day may begin with this word at all.
        contractions: one written word for several ("i'm": "i am").
        negations: words that deny the next word that says something.
        modal: lemmas of light words that are denied themselves («не могу»).
        polite: words after a denied one that make a polite question of it («не могли бы»).
        emphasis: words after a denial that take it back («не только»).
        fillers: words that take no room between the words of a phrase («ну», «как бы»).
        hesitation: words that are no words («эээ»); left out.
        speech: lemmas of verbs of saying and asking.
        own: first person pronouns, of whoever speaks.
        others: pronouns of whoever else may have said something.
        refusing: lemmas that, denied themselves, deny an infinitive beside them («спрашивать не буду»).
        forgetting: lemmas that deny it by themselves («забыл спросить»).
        assent: words that only say that one listens («угу»): they end nobody's utterance.
        degree: words that a denial goes through to what they qualify («не очень дорого»).
        lacking, owning: words that say that something is not there («нет»), and where («у нас»).
        without: words that say so of what stands behind them («без»).
        refuted: words that deny the word right behind them, if that says something («no»), other than ``answered``.
        offering: lemmas of what one does with what one offers: denied, there is no such thing («доставку не делаем»).
        noticing: lemmas of verbs whose denial says nothing of what stands beside them («не слышу»).
        wished: lemmas that, denied, ask politely where the listener stands beside them («помпа вам не нужна?»).
        listener: the words by which he is told there.
        habits: words that say what is done in general and not now («обычно»).
        sides: words that stand for each other's opposite («меня», «вас»; «до», «после»).
        prefixes: beginnings that make other words of one word («включите», «выключите»).
        denying: beginnings that deny the rest of a word ("unavailable"); ``apart``: those that are written apart as
            well («недорого», «не дорого»).
        symbols: signs that stand for words («%»).
        supposing: words that make a condition of what stands after them («если»).
        unknowing: lemmas that, denied in the first person, tell nothing of the thing before them («цену не знаю»).
        ended: lemmas by whose past the thing before them is no more («акция закончилась»); ``bygone``: words beside
            which its mere past says so («акция была в прошлом месяце»).
        needed, mine: lemmas that, denied, say that something is not wanted («не нужен»), and by whom («мне»).
        introductions: phrases with ``{name}`` by which people introduce themselves.
        courtesies: words of greetings and the like, which are no company's name.
        synonyms: for dictionary forms, those of other words that mean the same whatever is sold.
        bare: nouns that by themselves mean one of others' («номер» is a telephone's), and not beside any other noun
            («номер заказа»).
        kinds: for nouns, the others that may be asked for in their place.
        sayings: likewise phrases, in groups.
        has_dictionary: form_of tells words that exist from those that don't.
    """

    code: str
    form_of: Callable[[str], WordForm]
    sound_of: Callable[[str], str] = _letters
    skeleton_of: Callable[[str], str] = _nothing
    numerals: Numerals = Numerals()
    time_at: Callable[[Sequence[str], int], int] = _no_time
    begins_time: Callable[[str], bool] = _anything
    contractions: Mapping[str, str] = field(default_factory=dict)
    negations: frozenset[str] = frozenset()
    modal: frozenset[str] = frozenset()
    polite: frozenset[str] = frozenset()
    emphasis: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    hesitation: re.Pattern[str] = re.compile(r"(?!)")
    speech: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    refusing: frozenset[str] = frozenset()
    forgetting: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    supposing: frozenset[str] = frozenset()
    unknowing: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    bygone: frozenset[str] = frozenset()
    mine: frozenset[str] = frozenset()
    owning: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    refuted: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    offering: frozenset[str] = frozenset()
    noticing: frozenset[str] = frozenset()
    wished: frozenset[str] = frozenset()
    listener: frozenset[str] = frozenset()
    habits: frozenset[str] = frozenset()
    sides: Mapping[str, frozenset[Side]] = field(default_factory=dict)
    prefixes: frozenset[str] = frozenset()
    denying: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    symbols: Mapping[str, str] = field(default_factory=dict)
    degree: frozenset[str] = frozenset()
    questions: Questions = Questions()
    cues: Cues = Cues()
    assent: frozenset[str] = frozenset()
    introductions: tuple[str, ...] = ()
    courtesies: frozenset[str] = frozenset()
    synonyms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bare: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sayings: tuple[tuple[str, ...], ...] = ()
    has_dictionary: bool = False
